from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from toy_project import code, make_project, shares_cells, write

from regionshare.files.project import Project
from regionshare.sweeps.cluster import differences, identity


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def test_touched_files_are_still_ours(project: Project) -> None:
    ours, before = identity(project), project.state()
    for path in project.root.rglob("*"):
        os.utime(path, (1, 1))
    assert project.state() != before
    assert differences(identity(project), ours) == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("data", lambda p: (p.data / "energy.csv").write_text("data/energy.csw")),
        ("data", lambda p: (p.data / "new.csv").touch()),
        ("package source", lambda p: (p.package / "shares.py").write_text("x")),
        ("package source", lambda p: (p.package / "book" / "page.html").unlink()),
        ("chapters", lambda p: write(p.chapters / "01_shares.ipynb", *shares_cells(code("2")))),
        ("requirements.txt", lambda p: (p.root / "requirements.txt").write_text("pandas==3.1.1\n")),
    ],
)
def test_changed_part_is_named(
    project: Project, part: str, change: Callable[[Project], object]
) -> None:
    ours = identity(project)
    change(project)
    assert differences(identity(project), ours)[0].startswith(f"{part} is ")


def test_installed_package_of_another_version_is_named(project: Project) -> None:
    ours = identity(project)
    theirs = {**ours, "package numpy": "1.0"}
    (told,) = differences(theirs, ours)
    assert told == f"package numpy is 1.0, ours {ours['package numpy']}"


def test_hidden_files_and_caches_are_no_part(project: Project) -> None:
    before = project.state()
    (project.package / "__pycache__").mkdir()
    (project.package / "__pycache__" / "shares.pyc").touch()
    (project.data / ".notes").touch()
    assert project.state() == before
