"""What a book is made from is frozen: a change meanwhile makes the next build stale, not this one."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from toy_project import (
    TOOLS,
    make_project,
    toy_execute,
    toy_html,
)
from waiting import PATIENCE, wait_until

from regionshare.building import COPY, build
from regionshare.files import frozen as copies
from regionshare.files import publish
from regionshare.files.frozen import frozen
from regionshare.files.project import Project, digest


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "report")


def make(project: Project, log: list[str] | None = None, **changes: Any) -> Path:
    """Build one language with the toy tools, but for those that are given."""
    report = (log if log is not None else []).append
    tools = dataclasses.replace(TOOLS, **changes)
    return build("CN-GD", 2021, ["en"], project=project, tools=tools, jobs=1, report=report)


def energy(run: Any) -> Path:
    """The data file as a chapter finds it."""
    return Path(run.chapter.path.parents[1], "data", "energy.csv")


def showing(path_of: Callable[[Any], Path], meanwhile: Callable[[], object] | None = None) -> Any:
    """An execution whose chapters show what a file holds, after something has happened."""

    def execute(run: Any, runtime: Path) -> Any:
        if meanwhile:
            meanwhile()
        notebook, warnings = toy_execute(run, runtime)
        stream = {"output_type": "stream", "name": "stdout", "text": path_of(run).read_text()}
        notebook["cells"][-1]["outputs"].append(stream)
        return notebook, warnings

    return execute


def shown(front: Path) -> str:
    return (front.parent / "shares.ipynb").read_text()


def put(path: Path, text: str) -> None:
    """Write a file as an editor does: under its own name at one moment."""
    new = path.with_name("new")
    new.write_text(text)
    new.replace(path)


# -- a book and what it is made from ---------------------------------------------------------------


def test_a_change_put_back_while_a_chapter_runs_reaches_no_page(project: Project) -> None:
    live = project.data / "energy.csv"
    live.write_text("state A")
    files = {"A": iter(["state B"] * 9), "B": None}

    def there_and_back(run: Any, runtime: Path) -> Any:
        put(live, next(files["A"]))  # type: ignore[arg-type]
        done = showing(energy)(run, runtime)
        put(live, "state A")
        return done

    front = make(project, execute=there_and_back)
    assert "state A" in shown(front)
    assert "state B" not in shown(front)
    log: list[str] = []
    make(project, log, execute=there_and_back)
    assert log == [f"up to date: open {front}"]
    shutil.rmtree(project.build / "html")
    make(project, execute=there_and_back)  # and what was kept is of A, too
    assert "state B" not in shown(front)


def test_a_change_that_stays_is_of_the_next_build(project: Project) -> None:
    live = project.data / "energy.csv"
    live.write_text("state A")
    changing = showing(energy, lambda: put(live, "state B"))
    front = make(project, execute=changing)
    assert "state A" in shown(front)
    log: list[str] = []
    make(project, log, execute=changing)
    assert "state B" in shown(front)
    assert log[0].startswith("executed shares (en)")


def test_data_changed_while_pages_are_made_reach_none(project: Project) -> None:
    live = project.data / "energy.csv"
    live.write_text("state A")

    def changing(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
        put(live, "state B")
        toy_html(src, out, doctrees, lang, twin)

    seen: list[str] = []

    def apparatus(given: Project, request: Any) -> Any:
        put(live, "state B")
        seen.append((given.data / "energy.csv").read_text())

    front = make(project, execute=showing(energy), html=changing, apparatus=apparatus)
    assert seen == ["state A"]
    assert "state A" in shown(front)
    stamp = publish.parts(front.parent)
    assert stamp is not None
    contents = project.contents() | {"data/energy.csv": stamp["data/energy.csv"]}
    assert stamp[COPY] == digest(contents)
    assert (project.build / "frozen" / stamp[COPY] / "data" / "energy.csv").read_text() == "state A"


def test_a_build_that_waited_is_of_what_there_is_after_the_wait(project: Project) -> None:
    live = project.data / "energy.csv"
    live.write_text("state A")
    log: list[str] = []
    tools: dict[str, Any] = {"execute": showing(energy)}
    held = threading.Event()

    def hold() -> None:
        with publish.locked(project.build / "html", print):
            held.set()
            wait_until(lambda: bool(log))
            live.write_text("state B")

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(PATIENCE)
    front = make(project, log, **tools)
    holder.join(timeout=PATIENCE)
    assert log[0].startswith("waiting for another build")
    assert "state B" in shown(front)
    log.clear()
    make(project, log, **tools)
    assert log == [f"up to date: open {front}"]
    live.write_text("state A")
    make(project, log, **tools)
    assert "state A" in shown(front)


@pytest.mark.parametrize("name", ["helper.py", "parts/helper.py", "notes.txt"])
def test_what_lies_beside_the_chapters_makes_the_book_stale(project: Project, name: str) -> None:
    path = project.chapters / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("VALUE = 1\n")
    log: list[str] = []
    make(project, log)
    path.write_text("VALUE = 2\n")
    log.clear()
    make(project, log)
    assert log[-2] == "built CN-GD-2021 (en)"


# -- the copies ------------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_copy_holds_what_the_book_is_made_from_and_nobody_writes_to_it(project: Project) -> None:
    with frozen(project) as still:
        assert still.root.name == digest(project.contents()) == digest(still.contents())
        assert still.build == project.build
        assert set(files(still.root)) == set(project.files())
        assert not any(path.stat().st_mode & 0o222 for path in still.files().values())
        with frozen(still) as again:
            assert again is still


@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "more"])
def test_a_damaged_copy_is_mended_when_it_is_taken(project: Project, how: str) -> None:
    with frozen(project) as still:
        before, path = files(still.root), still.data / "energy.csv"
    path.chmod(0o644)
    content = path.read_bytes()
    if how == "flipped":
        path.write_bytes(bytes([content[0] ^ 4]) + content[1:])
    elif how == "cut":
        path.write_bytes(content[:-1])
    elif how == "gone":
        path.unlink()
    else:
        (still.data / "more.csv").touch()
    with frozen(project) as still:
        assert files(still.root) == before


def test_what_was_compiled_in_a_copy_is_not_believed(project: Project) -> None:
    """It could be of another source, or damaged, and Python would run it for the source beside it."""
    with frozen(project) as one:
        made = one.package / "__pycache__" / "shares.cpython-399.pyc"
        made.parent.mkdir()
        made.touch()
        (project.data / "energy.csv").write_text("other")
        with frozen(project) as other:
            assert not (other.package / "__pycache__" / made.name).exists()
    (project.data / "energy.csv").write_text("")
    shutil.copy(one.data / "energy.csv", project.data / "energy.csv")
    with frozen(project) as again:
        assert again.root == one.root
        assert not made.exists()


def test_copies_share_what_they_have_in_common(project: Project) -> None:
    with frozen(project) as one:
        (project.data / "energy.csv").write_text("other")
        with frozen(project) as other:
            assert one.root != other.root
            assert (one.data / "co2.csv").samefile(other.data / "co2.csv")
            assert (other.data / "energy.csv").read_text() == "other"


def test_the_last_used_copies_stay_and_those_in_use(project: Project) -> None:
    def taken(number: int) -> Path:
        (project.data / "energy.csv").write_text(str(number))
        with frozen(project) as still:
            return still.root

    with frozen(project) as used:
        made = [taken(number) for number in range(copies.KEPT + 2)]
        assert used.root.exists()
        assert [path.exists() for path in made] == [False] * 2 + [True] * copies.KEPT
    taken(9)
    assert not used.root.exists()


def test_files_of_two_moments_make_no_copy(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, files_of = project.data / "energy.csv", Project.files
    states = iter(["B", "A"])

    def changing(self: Project) -> dict[str, Path]:
        for state in states:
            put(live, state)
            break
        return files_of(self)

    monkeypatch.setattr(Project, "files", changing)
    with frozen(project) as still:
        assert (still.data / "energy.csv").read_text() == "A"


def test_a_path_that_the_encoding_cannot_read_has_the_digest_of_its_bytes() -> None:
    assert digest("一本书".encode().decode("ascii", "surrogateescape")) == digest("一本书")
