"""Each chapter by papermill alone, for another region and year, from any folder.

The one run of a chapter that starts from nothing: it tells, too, what the chapter imports.
Files for print are left out, unless ``REGIONSHARE_PRINT`` is ``yes``: `.ci/release` wants them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

import regionshare
from forkkernel.engine import OUTPUTS
from regionshare.data import trace
from regionshare.execution import kernels, plan
from regionshare.files import notebooks, paths
from regionshare.files.notebooks import FINDINGS_MIME
from regionshare.files.project import Project
from regionshare.register.published import REGISTER_MIME

pytestmark = pytest.mark.slow

CHAPTERS = notebooks.read_toc(paths.ROOT)
GIVEN = {"region": "CN-ZJ", "year": 2021}
OWN = {"region": "CN-GD", "year": 2023}
"""The edition in which chapters have something to say that are about its region alone."""
ABOUT_OWN = ("market", "bay_area", "practice")
OF_NO_REGION = ("sources", "rerun")
RUNS = [
    (one, GIVEN, *(("zh", "浙江") if one.slug == "shares" else ("en", "Zhejiang")))
    for one in CHAPTERS
]
RUNS += [(one, OWN, "en", "Guangdong") for one in CHAPTERS if one.slug in ABOUT_OWN]
SAMPLE = ("bay_area-Guangdong", "shares-浙江")
"""What is run with all other tests; `.ci/release` runs every chapter."""


def case(chapter: notebooks.Chapter, given: dict[str, Any], lang: str, name: str) -> Any:
    one = f"{chapter.slug}-{name}"
    marks = () if one in SAMPLE else pytest.mark.release
    return pytest.param(chapter, given, lang, name, id=one, marks=marks)


PROBE = """
def _noted(result):
    import sys
    from pathlib import Path
    ours = [name for name in sys.modules if name.split(".")[0] == "regionshare"]
    Path({path!r}).write_text("\\n".join(ours))
get_ipython().events.register("post_run_cell", _noted)
"""
"""What a kernel runs first: after each cell it writes down which modules of ours are imported."""


def shown(notebook: notebooks.Notebook) -> list[dict[str, Any]]:
    """Every output, in order."""
    notebooks.strip_run_traces(notebook)
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [one for cell in cells for one in cell["outputs"]]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return paths.printing(os.environ.get(paths.PRINT) == paths.YES)


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Kernels as a build has them."""
    with kernels.serving(tmp_path_factory.mktemp("forked")) as started:
        assert started.address
        yield


@pytest.mark.parametrize(("chapter", "given", "lang", "name"), [case(*one) for one in RUNS])
def test_a_chapter_shows_by_papermill_what_a_build_shows_and_imports_nothing_beside_its_key(
    chapter: notebooks.Chapter,
    given: dict[str, Any],
    lang: str,
    name: str,
    environ: dict[str, str],
    forked: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And with the data loaded beforehand it records the files that it records when it loads them."""
    run = plan.Planner(Project.default()).run(chapter, lang, {**given, "basis": {}}, environ)
    built = shown(kernels.run_notebook(run, tmp_path)[0])
    built_reads = trace.recorded(tmp_path / kernels.RECORD)

    monkeypatch.chdir(tmp_path)
    (tmp_path / "probe.py").write_text(PROBE.format(path=str(tmp_path / "modules")))
    probed = {trace.VARIABLE: str(tmp_path / "plain"), "PYTHONSTARTUP": str(tmp_path / "probe.py")}
    for variable, value in {**environ, **probed}.items():
        monkeypatch.setenv(variable, value)
    asked = {**given, "lang": lang}
    papermill.execute_notebook(
        str(chapter.path), "out.ipynb", asked, kernel_name="python3", progress_bar=False, **OUTPUTS
    )
    outputs = shown(nbformat.read("out.ipynb", as_version=4))
    assert REGISTER_MIME in outputs[-1]["data"], "the last cell publishes the chapter's numbers"
    prose = outputs[-2]["data"]["text/markdown"]
    assert prose.startswith("# ")
    assert name in prose or chapter.slug in OF_NO_REGION
    assert len(re.findall("^# ", prose, re.MULTILINE)) == 1, "the other language stays out"
    if lang == "zh":
        share = regionshare.share("energy", given["region"], given["year"])
        assert f"{given['year']}年{name}使用了全国{share.value:.1f}%的能源" in prose
    assert "{num}" not in prose
    assert "{say}" not in prose
    for key in re.findall(r"\{(?:num|say|change)\}`([^`]+)`", chapter.path.read_text("utf-8")):
        assert f"`{key}`" not in prose, "every role says what it stands for"
    assert not any("ename" in one for one in outputs)
    for one in outputs:
        if FINDINGS_MIME in one.get("data", {}):
            assert one["data"]["text/plain"].strip()
    assert outputs == built
    assert trace.recorded(tmp_path / "plain") == built_reads
    assert "data/series.csv" in built_reads
    imported = {f"module {name}" for name in (tmp_path / "modules").read_text().split()}
    assert "module regionshare" in imported
    assert imported - set(run.parts) == set()
