from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regionshare.data import trace
from regionshare.execution import kernel, plans, runner
from regionshare.execution.dependencies import Modules
from regionshare.execution.execution import RECORD
from regionshare.execution.kernel import Kernels
from regionshare.execution.plans import Run
from regionshare.figures import printing
from regionshare.files import notebooks, paths
from regionshare.files.notebooks import Chapter
from regionshare.files.project import Project

TOY = {
    "__init__": "_HOME = {'share': 'api', 'other': 'lazy'}\ndef __getattr__(name):\n    return 1",
    "api": "from toypkg import low\n",
    "low": "import toypkg.deep.inner\n",
    "lazy": "",
    "deep/__init__": "",
    "deep/inner": "from toypkg import alone",
    "deep/typed": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toypkg import alone\n"
        "else:\n    from toypkg import low\n"
    ),
    "alone": "",
    "inside": "def f():\n    from toypkg import alone\n",
    "byname": "import importlib\nNAMES = ('toypkg.alone', 'toypkg.nothing')\n"
    "def f():\n    importlib.import_module(NAMES[0])\n",
    "listing": "import importlib\nimport pkgutil\nNAME = 'toypkg.deep'\n"
    "def f():\n    for one in pkgutil.iter_modules(importlib.import_module(NAME).__path__):\n"
    "        importlib.import_module(NAME + one.name)\n",
    "strings": "NAMES = ('toypkg.alone',)",
}


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    for name, source in TOY.items():
        path = tmp_path / "toypkg" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return Modules(tmp_path / "toypkg")


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("import toypkg", ["toypkg"]),
        ("import pandas", []),
        ("from toypkg import alone", ["toypkg", "toypkg.alone"]),
        ("from toypkg.alone import x", ["toypkg", "toypkg.alone"]),
        ("import toypkg.alone as a", ["toypkg", "toypkg.alone"]),
        ("import toypkg\ntoypkg.other()", ["toypkg", "toypkg.lazy"]),
        ("from toypkg import other", ["toypkg", "toypkg.lazy"]),
        ("from toypkg import deep\ndeep.inner.f()", ["toypkg", "alone", "deep", "deep.inner"]),
        (
            "import toypkg.deep.typed",
            ["toypkg", "alone", "deep", "deep.inner", "deep.typed", "low"],
        ),
        ("from toypkg import inside", ["toypkg", "alone", "inside"]),
        ("from toypkg import byname", ["toypkg", "alone", "byname"]),
        (
            "from toypkg import listing",
            ["toypkg", "alone", "deep", "deep.inner", "deep.typed", "listing", "low"],
        ),
        ("from toypkg import strings", ["toypkg", "strings"]),
        (
            "from toypkg import share",
            ["toypkg", "alone", "api", "deep", "deep.inner", "low"],
        ),
    ],
)
def test_modules_are_found_through_every_kind_of_import(
    modules: Modules, source: str, used: list[str]
) -> None:
    wanted = [name if name.startswith("toypkg") else f"toypkg.{name}" for name in used]
    assert list(modules.used_by([source])) == sorted(wanted)


def test_code_that_is_not_python_uses_everything(modules: Modules) -> None:
    assert set(modules.used_by(["%matplotlib inline"])) == set(modules.files)


def test_a_digest_follows_the_content(modules: Modules) -> None:
    before = modules.used_by(["import toypkg.api"])
    (modules.folder / "alone.py").write_text("x = 1")
    after = Modules(modules.folder).used_by(["import toypkg.api"])
    assert {name for name in after if after[name] != before[name]} == {"toypkg.alone"}


CHAPTERS = notebooks.read_toc(paths.ROOT)


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Kernels that are started anew: nothing is imported, nothing loaded."""
    with kernel.serving(tmp_path_factory.mktemp("standard"), kernel.STANDARD) as kernels:
        yield kernels


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Kernels as a build has them: package imported, data loaded."""
    with kernel.serving(tmp_path_factory.mktemp("forked")) as kernels:
        assert kernels.address
        yield kernels


def run_in(
    kernels: Kernels, run: Run, folder: Path, patch: pytest.MonkeyPatch
) -> tuple[list[Any], list[str]]:
    """The executed cells and the recorded names of a run in one kind of kernel."""
    folder.mkdir()
    patch.setattr(runner, "current", lambda: kernels)
    notebook, _ = runner.run_notebook(run, folder)
    return notebook["cells"], trace.recorded(folder / RECORD)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_gives_the_same_in_both_kernels_and_imports_nothing_beside_its_key(
    chapter: Chapter,
    standard: Kernels,
    forked: Kernels,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And with the data loaded beforehand it records the files that it records when it loads them."""
    given = {"region": "CN-GD", "year": 2023, "basis": {}}
    environ = {printing.VARIABLE: printing.LEFT_OUT}
    run = plans.Planner(Project.default()).run(chapter, "en", given, environ)
    probe = "import sys\nprint(*(n for n in sys.modules if n.split('.')[0] == 'regionshare'))"
    cell = {"cell_type": "code", "source": probe, "metadata": {notebooks.CELL_NUMBER: 0}}
    run.source["cells"].append({**cell, "outputs": [], "execution_count": None})
    cold_cells, cold_reads = run_in(standard, run, tmp_path / "cold", monkeypatch)
    loaded = cold_cells.pop()["outputs"][0]["text"].split()
    assert {f"module {name}" for name in loaded} - set(run.parts) == set()

    run.source["cells"].pop()
    warm_cells, warm_reads = run_in(forked, run, tmp_path / "warm", monkeypatch)
    assert warm_cells == cold_cells
    assert warm_reads == cold_reads
    assert "data/series.csv" in warm_reads
