"""``regionshare new chapter``: what it writes is a chapter like the others from the first moment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import prose_linter
import pytest
from toy_project import make_project

from regionshare.errors import ParameterError
from regionshare.files import notebooks, paths
from regionshare.files.notebooks import new_chapter
from regionshare.files.project import Project

NAME = "steel_output"
RUN = """
import json, sys
from pathlib import Path
from unittest import mock
from regionshare.chapters.edition import Edition, Findings
from regionshare.figures.figure import Figure
from regionshare.files import notebooks
from regionshare.text.tables import Table

shown = []
def show(edition, *things):
    for thing in things:
        if isinstance(thing, Findings):
            edition.take(thing)
            shown.append(sorted(thing.aliases))
        elif isinstance(thing, Table):
            shown.append([thing.html().count("<tr"), len(thing.frame)])
        else:
            shown.append([thing.id, thing.alt, thing.caption, len(thing.svg("dark")) > 1000])

cells = notebooks.read(Path(sys.argv[1]))["cells"]
with mock.patch.object(Edition, "show", show), mock.patch.object(Edition, "publish"):
    for edition in json.loads(sys.argv[2]):
        names = {}
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(cell["source"], names)
            if notebooks.PARAMETERS in notebooks.tags(cell):
                names |= zip(("region", "year", "lang"), edition)
print(json.dumps(shown))
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The report's code, chapters and data in a folder of their own, with the new chapter."""
    root = tmp_path_factory.mktemp("report")
    for name in ("regionshare", "chapters", "tests", "data"):
        shutil.copytree(
            paths.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("_toc.yml", "pyproject.toml"):
        shutil.copy(paths.ROOT / name, root / name)
    project = Project(root, root / "regionshare", root / "data")
    new_chapter(project, NAME)
    return project


def python(project: Project, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_the_last_chapter_of_the_book(copied: Project) -> None:
    before, after = notebooks.read_toc(paths.ROOT), notebooks.read_toc(copied.root)
    assert [one.slug for one in after] == [*(one.slug for one in before), NAME]
    assert after[-1].path.name == f"{len(before):02}_{NAME}.ipynb"


def test_it_is_written_as_chapters_are(copied: Project) -> None:
    path = notebooks.read_toc(copied.root)[-1].path
    notebook = notebooks.read(path)
    known = {"region": "CN-GD", "year": 2023, "lang": "en", "basis": {}}
    assert notebooks.parameters(notebook, path.name) == known
    notebooks.check_pairs(notebook, path.name)
    assert prose_linter.lint(notebook) == []


@pytest.mark.slow
def test_its_code_has_the_form_of_the_rest(copied: Project) -> None:
    module = f"regionshare/chapters/{NAME}.py"
    notebook = notebooks.read_toc(copied.root)[-1].path.relative_to(copied.root).as_posix()
    python(copied, "-m", "ruff", "check", module, notebook)
    python(copied, "-m", "ruff", "format", "--check", module, notebook)
    python(copied, "-m", "nbstripout", "--verify", notebook)
    checks = "tests/test_messages.py", "tests/test_habits.py"
    python(copied, "-m", "pytest", "-q", "-p", "no:cacheprovider", *checks, "-k", NAME)


@pytest.mark.slow
def test_it_shows_a_number_a_table_and_a_figure(copied: Project) -> None:
    alts = {
        ("CN-GD", 2023, "en"): "The largest share of Guangdong is that of ",
        ("CN-GD", 2023, "zh"): "广东的各项比重中，",
        ("US-CA", 2019, "en"): "The largest share of California is that of ",
    }
    path = notebooks.read_toc(copied.root)[-1].path
    shown = json.loads(python(copied, "-c", RUN, str(path), json.dumps(list(alts))))
    assert len(shown) == 3 * len(alts)
    for alt, number, table, figure in zip(
        alts.values(), shown[::3], shown[1::3], shown[2::3], strict=True
    ):
        assert number == ["share/energy", f"{NAME}/share"]
        assert table[0] == table[1] + 1
        assert figure[0] == "fig-steel-output"
        assert figure[1].startswith(alt)
        assert figure[3]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Steel", "cannot be the name of a chapter"),
        ("steel output", "cannot be the name of a chapter"),
        ("steel__output", "cannot be the name of a chapter"),
        ("2steel", "cannot be the name of a chapter"),
        ("class", "cannot be the name of a chapter"),
        ("../steel", "cannot be the name of a chapter"),
        ("shares", "chapters/01_shares.ipynb: shares is there already"),
        ("panels", "toypackage/chapters/panels.py: panels is there already"),
        ("grouped", "chapters/grouped: grouped is there already"),
        ("edition", "toypackage/text/locale/zh/edition.yml: edition is there already"),
        ("numbers", "the book makes a page numbers itself"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, told: str
) -> None:
    project = make_project(tmp_path)
    for place in ("chapters/panels.py", "chapters/grouped/a.py", "text/locale/zh/edition.yml"):
        (project.package / place).parent.mkdir(parents=True, exist_ok=True)
        (project.package / place).touch()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with pytest.raises(ParameterError) as caught:
        new_chapter(project, name)
    assert told in str(caught.value)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_chapters_are_numbered_on(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    for name in ("one", "two"):
        new_chapter(project, name)
    found = [one.path.name for one in notebooks.read_toc(tmp_path)]
    assert found == ["00_index.ipynb", "01_shares.ipynb", "02_one.ipynb", "03_two.ipynb"]
