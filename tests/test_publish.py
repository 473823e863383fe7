from __future__ import annotations

import errno
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from regionshare.errors import BookError, RegionshareError
from regionshare.files import publish


def put(output: Path, text: str, part: str = "k") -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    with publish.staged(output, {"part": part}) as stage:
        (stage / "index.html").write_text(text)
        (stage / "zh").mkdir()
        (stage / "zh" / "index.html").write_text(f"{text} zh")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_book_replaces_the_old_one_whole(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    (output / "zh" / "index.html").chmod(0o644)
    put(output, "new")
    assert (output / "index.html").read_text() == "new"
    assert (output / "zh" / "index.html").read_text() == "new zh"
    assert names(tmp_path) == ["html"]


def test_book_is_current_for_its_key_and_untouched_files(tmp_path: Path) -> None:
    output = tmp_path / "html"
    assert not publish.is_current(output, {"part": "k"})
    put(output, "text")
    assert publish.is_current(output, {"part": "k"})
    assert not publish.is_current(output, {"part": "other"})
    os.utime(output / "index.html", (0, 0))
    assert publish.is_current(output, {"part": "k"})
    (output / "index.html").write_text("tamper")
    assert not publish.is_current(output, {"part": "k"})
    (output / "index.html").unlink()
    assert not publish.is_current(output, {"part": "k"})


def test_failed_build_leaves_the_old_book(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    with pytest.raises(ZeroDivisionError), publish.staged(output, {"part": "k"}) as stage:
        (stage / "index.html").write_text("half")
        1 / 0  # noqa: B018
    assert (output / "index.html").read_text() == "old"
    assert names(tmp_path) == ["html"]


def test_book_without_front_page_is_not_published(tmp_path: Path) -> None:
    with (
        pytest.raises(BookError, match=r"no index.html"),
        publish.staged(tmp_path / "html", "k") as stage,
    ):
        (stage / "other.html").write_text("x")
    assert names(tmp_path) == []


def test_run_killed_between_two_renames_is_mended(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    output.rename(tmp_path / ".html.old")
    (tmp_path / ".html.new-abc").mkdir()
    publish.recover(output)
    assert (output / "index.html").read_text() == "old"
    assert names(tmp_path) == ["html"]


def test_left_overs_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "book")
    put(tmp_path / ".html.old", "older")
    publish.recover(output)
    assert (output / "index.html").read_text() == "book"
    assert names(tmp_path) == ["html"]


def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(RegionshareError, match=r"was not made by this program; it is left"):
        publish.check_output(tmp_path)
    (tmp_path / publish.STAMP).write_text('{"program": "another"}')
    with pytest.raises(RegionshareError, match=r"--output"):
        publish.check_output(tmp_path)


def test_file_in_the_place_of_the_book_is_refused(tmp_path: Path) -> None:
    (tmp_path / "html").write_text("x")
    with pytest.raises(RegionshareError, match=r"a file is where the book belongs"):
        publish.check_output(tmp_path / "html")


def test_empty_absent_and_own_folders_are_accepted(tmp_path: Path) -> None:
    publish.check_output(tmp_path)
    publish.check_output(tmp_path / "absent")
    put(tmp_path / "html", "x")
    publish.check_output(tmp_path / "html")


def test_files_that_we_did_not_publish_are_carried_over(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    (output / "CNAME").write_text("report.example")
    (output / "zh" / "index.html").unlink()
    (output / "page.html").symlink_to("index.html")
    put(output, "new")
    assert (output / "CNAME").read_text() == "report.example"
    assert (output / "page.html").is_symlink()
    assert (output / "index.html").read_text() == "new"


def test_page_that_is_no_longer_published_goes(tmp_path: Path) -> None:
    output = tmp_path / "html"
    with publish.staged(output, {"part": "k"}) as stage:
        (stage / "index.html").touch()
        (stage / "gone.html").touch()
    put(output, "new")
    assert not (output / "gone.html").exists()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "no space is left on the disk"),
        (errno.EDQUOT, "no space is left in the disk quota"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EFBIG, "a file would be larger than this system allows"),
        (errno.EMFILE, "too many files are open"),
        (errno.ENAMETOOLONG, "a path is too long"),
    ],
)
def test_fault_of_the_disk_is_told_in_a_sentence(tmp_path: Path, code: int, sentence: str) -> None:
    with (
        pytest.raises(RegionshareError, match=f"^x: {sentence}.*is unchanged"),
        publish.disk_faults_told(tmp_path),
    ):
        raise OSError(code, "fault", "x")


def test_copying_stops_at_the_first_fault_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "from" / "a").mkdir(parents=True)
    (tmp_path / "from" / "a" / "page.html").write_text("x")
    publish.copy_into(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "a" / "page.html").read_text() == "x"
    (tmp_path / "blocked").touch()
    with pytest.raises(OSError, match=r"blocked") as caught:
        publish.copy_into(tmp_path / "from", tmp_path / "blocked")
    assert caught.value.errno in (errno.ENOTDIR, errno.EEXIST)


def test_what_is_moved_stands_in_its_new_place_alone(tmp_path: Path) -> None:
    (tmp_path / "from" / "deep").mkdir(parents=True)
    (tmp_path / "from" / "deep" / "a.html").write_text("a")
    publish.move_into(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "deep" / "a.html").read_text() == "a"
    assert not [one for one in (tmp_path / "from").rglob("*") if one.is_file()]


def test_other_fault_of_the_system_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), publish.disk_faults_told(tmp_path):
        raise IsADirectoryError(errno.EISDIR, "no")


def _hold(output: Path, seconds: float, log: Path) -> None:
    with publish.locked(output, lambda line: None):
        with log.open("a") as file:
            file.write("in\n")
        time.sleep(seconds)
        with log.open("a") as file:
            file.write("out\n")


def test_lock_lets_one_build_in_at_a_time_and_leaves_no_file(tmp_path: Path) -> None:
    output, log = tmp_path / "html", tmp_path / "log"
    context = multiprocessing.get_context("fork")
    builds = [context.Process(target=_hold, args=(output, 0.1, log)) for _ in range(4)]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
    assert log.read_text().split() == ["in", "out"] * 4
    assert names(tmp_path) == ["log"]


@pytest.mark.parametrize("place", ["/proc/x", "/dev/null/x", "/proc/self/x/y"])
def test_a_place_in_which_nothing_can_be_written_is_told(place: str) -> None:
    told = r"no file can be written here \(.*\)|no permission"
    with (
        pytest.raises(RegionshareError, match=told),
        publish.disk_faults_told(Path(place)),
        publish.locked(Path(place), print),
    ):
        pass


KILLED = """
import os, sys
from pathlib import Path
from regionshare.files import publish
output = Path(sys.argv[1])
lock = publish.locked(output, print)
lock.__enter__()
work = publish.workspace(output.parent / "work", "one")
work.__enter__()
stage = publish.staged(output, {"data": "1"})
folder = stage.__enter__()
(folder / "index.html").touch()
if sys.argv[2] == "behind":
    stage.__exit__(None, None, None)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("moment", ["before", "behind"])
@pytest.mark.parametrize("name", ["html", "[a]*?b[!c]"])
def test_what_a_killed_run_left_is_tidied(tmp_path: Path, moment: str, name: str) -> None:
    output = tmp_path / name
    subprocess.run([sys.executable, "-c", KILLED, str(output), moment], check=False)
    assert len(list(tmp_path.iterdir())) == 3
    publish.tidy(output, tmp_path / "work")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted(["work", *([name] if moment == "behind" else [])])
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_run_at_work_holds_is_left(tmp_path: Path) -> None:
    output = tmp_path / "html"
    with publish.locked(output, print), publish.workspace(tmp_path / "work", "one") as work:
        new = tmp_path / ".html.new-1"
        new.mkdir()
        publish.tidy(output, tmp_path / "work")
        assert new.exists()
        assert work.exists()


def test_a_pipe_in_a_book_is_no_reason_to_wait_or_fail(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    os.mkfifo(output / "own")
    (output / "index.html").unlink()
    os.mkfifo(output / "index.html")
    assert not publish.is_current(output, {"part": "k"})
    put(output, "new")
    assert (output / "index.html").is_file()
    assert (output / "own").is_fifo()


# -- edges and every word --------------------------------------------------------------------------

REMEDY = "Name another with --output, or remove it yourself."


def sentence(call: Callable[[], object]) -> str:
    with pytest.raises(RegionshareError) as refused:
        call()
    return refused.value.sentence


def test_refusals_are_whole_sentences(tmp_path: Path) -> None:
    place = tmp_path / "html"
    place.write_text("x")
    told = f"{place}: a file is where the book belongs. {REMEDY}"
    assert sentence(lambda: publish.check_output(place)) == told
    assert sentence(lambda: publish.check_output(tmp_path)) == (
        f"{tmp_path}: this folder holds files and was not made by this program; it is left as it "
        f"is. {REMEDY}"
    )
    with pytest.raises(BookError) as refused, publish.staged(tmp_path / "new", {}):
        pass
    assert refused.value.sentence == "the build made no index.html."


@pytest.mark.parametrize(
    ("names", "where"), [(("x",), "x"), (("x", "y"), "y"), ((), "the output")]
)  # fmt: skip
def test_a_fault_names_the_file_that_was_to_be_written(names: tuple[str, ...], where: str) -> None:
    def fail() -> None:
        given = (names[0], None, names[1]) if len(names) > 1 else names
        with publish.disk_faults_told(Path("the output")):
            raise OSError(errno.ENOSPC, "fault", *given)

    assert sentence(fail) == (
        f"{where}: no space is left on the disk. Free some and build again; what is published at "
        "the output is unchanged."
    )


def test_whatever_the_system_says_of_a_place_is_told(tmp_path: Path) -> None:
    def fail(code: int) -> str:
        def call() -> None:
            with publish.places_told(tmp_path):
                raise OSError(code, "so it is", "x")

        return sentence(call)

    assert fail(errno.EISDIR) == (
        f"{tmp_path}: no file can be written here (so it is). Name another place; "
        "what was there is unchanged."
    )
    assert fail(errno.EROFS) == (
        "x: the file system is read-only. Name another folder with --output; what is published "
        f"at {tmp_path} is unchanged."
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "5", "{}", '{"program": "regionshare"}',
        '{"program": "another", "files": {}}', '{"program": "regionshare", "files": []}',
    ],
)  # fmt: skip
def test_what_is_no_stamp_of_ours_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / publish.STAMP).write_text(text)
    assert publish.read_stamp(tmp_path) is None
    assert publish.parts(tmp_path) is None
    assert not publish.is_current(tmp_path, {})


def test_a_book_whose_stamp_is_damaged_is_still_ours(tmp_path: Path) -> None:
    (tmp_path / publish.STAMP).write_bytes(b'{\n "program": "regionshare", "files\xff": {}')
    assert publish.read_stamp(tmp_path) is None
    publish.check_output(tmp_path)


def test_a_stamp_says_what_a_book_is_made_of(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "text", "κ")
    stamp = publish.read_stamp(output)
    assert stamp is not None
    assert stamp["program"] == "regionshare"
    assert stamp["made_from"] == publish.parts(output) == {"part": "κ"}
    assert set(stamp["files"]) == {"index.html", "zh/index.html"}
    assert (output / publish.STAMP).read_text().startswith('{\n "files": {\n  "index.html":')
    assert output.stat().st_mode & 0o777 == 0o755
    (output / publish.STAMP).write_text('{"program": "regionshare", "files": {}}')
    assert publish.parts(output) == {}
    (output / "zh" / "index.html").unlink()
    assert publish.is_current(output, {}) is False


def test_what_is_carried_over_keeps_its_place_and_yields_to_what_is_new(tmp_path: Path) -> None:
    output = tmp_path / "html"
    put(output, "old")
    (output / "own" / "deep").mkdir(parents=True)
    (output / "own" / "deep" / "a").write_text("mine")
    (output / "linked").symlink_to("own", target_is_directory=True)
    (output / "later.html").write_text("mine")
    with publish.staged(output, {}) as stage:
        (stage / "index.html").write_text("new")
        (stage / "later.html").write_text("new")
    assert (output / "own" / "deep" / "a").read_text() == "mine"
    assert (output / "linked").is_symlink()
    assert (output / "later.html").read_text() == "new"
    assert not (output / "zh").exists()
    assert names(tmp_path) == ["html"]


def folders(place: Path, **texts: str) -> None:
    for name, text in texts.items():
        (place / name).mkdir()
        (place / name / "page").write_text(text)


def pages(place: Path) -> dict[str, str]:
    return {path.name: (path / "page").read_text() for path in place.iterdir()}


@pytest.mark.parametrize("left", [{}, {".html.old": "older"}], ids=["clean", "killed before"])
def test_two_renames_leave_nothing_of_an_earlier_attempt(
    tmp_path: Path, left: dict[str, str]
) -> None:
    folders(tmp_path, new="new", html="before", **left)
    publish.swap(tmp_path / "new", tmp_path / "html", lambda *_: False)
    assert pages(tmp_path) == {"html": "new", "new": "before"}


def test_linux_exchanges_two_names_at_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names beside the working folder: none is renamed, so there is no moment without a book."""
    folders(tmp_path, new="new", html="before")
    monkeypatch.chdir(tmp_path)
    if sys.platform == "linux":
        monkeypatch.delattr(Path, "rename")
    publish.swap(Path("new"), Path("html"))
    assert pages(tmp_path) == {"html": "new", "new": "before"}


def test_a_system_that_cannot_exchange_names_renames_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders(tmp_path, new="new", html="before")
    monkeypatch.setattr(publish.ctypes, "CDLL", lambda _: object())
    publish.swap(tmp_path / "new", tmp_path / "html")
    assert pages(tmp_path) == {"html": "new", "new": "before"}


def test_what_is_carried_over_needs_no_hard_links_but_for_pipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "this file system has no hard links")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    output = tmp_path / "html"
    put(output, "old")
    (output / "CNAME").write_text("mine")
    (output / "linked").symlink_to("CNAME")
    put(output, "new")
    assert (output / "CNAME").read_text() == "mine"
    assert (output / "linked").readlink() == Path("CNAME")


def test_a_book_that_cannot_be_read_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> str:
        raise PermissionError(path)

    put(tmp_path / "html", "text")
    assert publish.is_current(tmp_path / "html", {"part": "k"})
    monkeypatch.setattr(publish, "digest_file", fails)
    assert not publish.is_current(tmp_path / "html", {"part": "k"})


def test_a_folder_is_copied_into_one_that_holds_files_already(tmp_path: Path) -> None:
    for name in ("from/a", "from/b", "from/deep/er/c", "into/own", "into/a"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    publish.copy_into(tmp_path / "from", tmp_path / "into")
    found = {p: (tmp_path / "into" / p).read_text() for p in ("own", "a", "b", "deep/er/c")}
    assert found == {"own": "into/own", "a": "from/a", "b": "from/b", "deep/er/c": "from/deep/er/c"}


def test_who_waits_for_a_lock_is_told(tmp_path: Path) -> None:
    output, log, told = tmp_path / "html", tmp_path / "log", []
    holder = multiprocessing.get_context("fork").Process(target=_hold, args=(output, 0.5, log))
    holder.start()
    while not log.exists():
        time.sleep(0.01)
    with publish.locked(output, told.append):
        assert log.read_text().split() == ["in", "out"]
        assert (tmp_path / ".html.lock").exists()
        assert (tmp_path / ".html.lock").stat().st_mode & 0o777 == 0o644
    holder.join()
    assert told == [f"waiting for another build of {output}"]
    with publish.locked(tmp_path / "a" / "b" / "c", told.append):
        assert len(told) == 1
    (tmp_path / "file").touch()
    place = tmp_path / "file"
    with pytest.raises(RegionshareError) as refused, publish.locked(place / "html", told.append):
        pass
    assert refused.value.where == str(place)
    assert refused.value.what == "no file can be written here (File exists)"


def test_an_output_is_written_whole_or_to_its_device(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    publish.write_output(path, b"one")
    with path.open("rb") as reader:
        publish.write_output(path, b"two")
        assert reader.read() == b"one", "who reads it meanwhile has the earlier one, whole"
    assert (path.read_bytes(), names(tmp_path)) == (b"two", ["out.json"])
    assert "no file can be written here" in sentence(lambda: publish.write_output(tmp_path, b"x"))
    null, full = tmp_path / "null", tmp_path / "full"
    for place in (null, full):  # links, so that a fault replaces them and not the machine's devices
        place.symlink_to(Path("/dev") / place.name)
    publish.write_output(null, b"gone")
    assert null.is_char_device()
    if full.exists():
        assert sentence(lambda: publish.write_output(full, b"x")).startswith(
            f"{full}: no space is left on the disk"
        )


def test_a_workspace_is_empty_and_gone_afterwards(tmp_path: Path) -> None:
    (tmp_path / "work" / "stale").mkdir(parents=True)
    with publish.workspace(tmp_path / "work", "one") as own:
        assert own == tmp_path / "work" / "one"
        assert names(tmp_path / "work") == ["one"]
        (own / "file").touch()
        with publish.workspace(tmp_path / "work", "two"):
            assert names(tmp_path / "work") == ["one", "two"]
    assert names(tmp_path / "work") == []
    with pytest.raises(ZeroDivisionError), publish.workspace(tmp_path / "work", "one"):
        raise ZeroDivisionError
    assert names(tmp_path / "work") == []


def test_a_folder_that_outlives_the_workspace_is_linked_to(tmp_path: Path) -> None:
    publish.link(tmp_path / "place", tmp_path / "deep" / "kept")
    (tmp_path / "place" / "a").touch()
    assert names(tmp_path / "deep" / "kept") == ["a"]
    publish.link(tmp_path / "other", tmp_path / "deep" / "kept")
    assert names(tmp_path / "other") == ["a"]


def test_tidying_where_nothing_was_does_nothing(tmp_path: Path) -> None:
    publish.tidy(tmp_path / "html", tmp_path / "work")
    assert names(tmp_path) == []
