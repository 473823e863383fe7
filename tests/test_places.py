from __future__ import annotations

import errno
import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import regionshare
from regionshare.cli import main
from regionshare.errors import ParameterError, RegionshareError
from regionshare.files import paths, places
from regionshare.files.places import Folder, Place, PlaceError, Remote, open_place


@pytest.fixture(params=["folder", "memory", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "folder":
        yield open_place(tmp_path / "kept")
    elif request.param == "memory":
        yield open_place(f"memory://{tmp_path.name}")
    else:
        url, options = request.getfixturevalue("bucket")
        yield open_place(f"{url}/kept", **options)


def test_content_is_found_under_its_name(place: Place) -> None:
    place.write("a/b.txt", b"one")
    place.write("a/c/d.json", b"two")
    assert place.read("a/b.txt") == b"one"
    assert place.names() == ["a/b.txt", "a/c/d.json"]
    assert place.names("a/c") == ["a/c/d.json"]


def test_later_content_takes_the_place_of_the_earlier(place: Place) -> None:
    place.write("a", b"one")
    place.write("a", b"two")
    assert place.read("a") == b"two"
    assert place.names() == ["a"]


def test_empty_content_is_not_absence(place: Place) -> None:
    place.write("a", b"")
    assert place.read("a") == b""
    assert place.read("b") is None


def test_what_is_not_there_is_none_empty_or_ignored(place: Place) -> None:
    assert place.names() == []
    assert place.names("a") == []
    assert place.read("a/b") is None
    assert place.read_many(["a", "b"]) == {}
    place.remove("a")


def test_many_are_read_and_those_missing_left_out(place: Place) -> None:
    for name in ("a/1", "a/2"):
        place.write(name, name.encode())
    assert place.read_many(["a/1", "a/2", "a/3"]) == {"a/1": b"a/1", "a/2": b"a/2"}


def test_removed_content_is_gone(place: Place) -> None:
    place.write("a/b", b"one")
    place.remove("a/b")
    assert place.read("a/b") is None
    assert place.names() == []


def test_place_travels_to_another_process_by_pickle(place: Place) -> None:
    place.write("a", b"one")
    assert pickle.loads(pickle.dumps(place)).read("a") == b"one"


@pytest.mark.parametrize("name", ["", "../a", "a/../b", "/a", "a//b", "./a", "a\\b"])
def test_name_cannot_leave_its_place(place: Place, name: str) -> None:
    with pytest.raises(ValueError, match="is not a name inside a place"):
        place.write(name, b"")


def test_another_writer_is_seen_at_once(place: Place) -> None:
    assert place.names("a") == []
    pickle.loads(pickle.dumps(place)).write("a/b", b"one")
    assert place.names("a") == ["a/b"]


def test_file_url_and_path_are_one_folder(tmp_path: Path) -> None:
    open_place(f"file://{tmp_path}").write("a", b"one")
    assert open_place(str(tmp_path)).read("a") == b"one"


def test_full_disk_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Folder(tmp_path)
    place.write("a", b"one")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(places.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        place.write("a", b"two")
    assert place.read("a") == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_half_written_file_of_a_killed_writer_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / ".a.x1y2.tmp").write_bytes(b"hal")
    assert Folder(tmp_path).names() == []


@pytest.mark.parametrize(("url", "reason"), [("nowhere://a", "not known"), ("ftp://a/b", "whole")])
def test_protocol_that_keeps_nothing_whole_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ParameterError, match=reason):
        open_place(url)


def test_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adlfs", None)
    with pytest.raises(ParameterError, match=r"driver of az:// is not installed. Install adlfs"):
        open_place("az://container/a")


def test_store_that_refuses_is_told_in_a_sentence(bucket: tuple[str, dict[str, object]]) -> None:
    place = Remote("s3://no-such-bucket/a", **bucket[1])
    with pytest.raises(PlaceError, match=r"s3://no-such-bucket/a/b: .* Check address"):
        place.write("b", b"")


def test_folder_does_not_import_fsspec() -> None:
    code = (
        "import sys; from regionshare.files.places import open_place; open_place('.').names('chapters');"
        "sys.exit('fsspec' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_half_written_files_that_nobody_holds_are_removed(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.write("results/a.json", b"whole")
    left, young, held = (
        tmp_path / "results" / f".a.json.{name}.tmp" for name in ("left", "young", "held")
    )
    for path in (left, young, held):
        path.touch()
    for path in (left, held):
        os.utime(path, (1, 1))
    with held.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        place.tidy("results")
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == sorted(
        [young.name, held.name, "a.json"]
    )
    place.tidy("nothing")


# -- one's home, links to nothing, folders that are not there ---------------------------------------


def test_a_tilde_is_ones_home_wherever_a_path_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copytree(paths.ROOT / "packs" / "us-2023", tmp_path / "us")
    found = CliRunner().invoke(main, ["data", "check", "--data=~/us", "~/us"])
    assert found.exit_code == 0, found.output
    opened = regionshare.open("~/us")
    table = opened.table(opened.panel("gdp", years=2023), "~/x.csv")
    assert table == tmp_path / "x.csv" and table.is_file()


def test_a_table_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = regionshare.panel("gdp", years=2023)
    with pytest.raises(RegionshareError, match=r"there is no folder .*new\. Make it first"):
        regionshare.table(found, tmp_path / "new" / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_not_begun_in_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    found = CliRunner().invoke(main, ["init", str(tmp_path / "link")])
    assert found.exit_code == 2
    assert "link is a link to" in found.stderr and "nothing was written" in found.stderr
    assert not (tmp_path / "nowhere").exists()


def test_links_within_a_folder_are_looked_at_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(tmp_path)
    assert [Path(path).name for path, *_ in paths.stamp(tmp_path)] == ["a.csv", "one", "two"]
