"""Kept results: what a recording holds, what counts as damaged, and which entries stay."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from toy_project import make_project

from regionshare.execution import cache as kept
from regionshare.execution.cache import Cache, Contents, DamagedError, Recording
from regionshare.files.notebooks import dumps
from regionshare.files.places import Folder
from regionshare.files.project import canonical, digest

READS = {"data/a.csv": "1", "data/b.csv": ""}
WHOLE = Recording("key", READS, "content", {"its notebook": "2", "m": "3"}, {"seconds": 1.5})
BOOK: dict[str, Any] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def digests(name: str) -> str:
    return {"data/a.csv": "1"}.get(name, "")


def test_a_recording_comes_back_as_it_was_written() -> None:
    text = WHOLE.dumps()
    assert Recording.loads(text) == Recording.loads(text.encode()) == WHOLE
    content = json.loads(text)
    own = content.pop("sha256")
    assert content == {
        "key": "key", "reads": READS, "content": "content",
        "parts": {"its notebook": "2", "m": "3"}, "seconds": 1.5,
    }  # fmt: skip
    assert own == digest(content)
    bare = Recording("key", READS)
    assert "parts" not in json.loads(bare.dumps())
    assert Recording.loads(bare.dumps()) == bare
    assert WHOLE.name == digest(READS)[:16]
    assert WHOLE.dumps() == canonical(json.loads(text))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", "{}", '{"sha256": 1}', WHOLE.dumps().replace("1.5", "1.6")]
)
def test_what_is_no_recording_is_damaged(text: str) -> None:
    with pytest.raises(DamagedError, match=r"^not a recording as it was written$"):
        Recording.loads(text)


def test_the_figures_of_a_file_are_kept_under_it_apart_from_the_file() -> None:
    reads = {
        "data/observations/a.csv": "0", "data/observations/a.csv#A 2020": "1",
        "data/observations/a.csv?A": "2", "data/observations/b.csv?": "", "data/b.csv#A 2020": "4",
    }  # fmt: skip
    recording = Recording("key", reads)
    assert Recording.loads(recording.dumps()) == recording
    assert json.loads(recording.dumps())["reads"] == {
        "data/observations/a.csv": "0", "data/observations/a.csv: figures": {"#A 2020": "1", "?A": "2"},
        "data/observations/b.csv: figures": {"?": ""}, "data/b.csv#A 2020": "4",
    }  # fmt: skip


def test_a_recording_is_current_for_its_key_and_what_was_read() -> None:
    assert WHOLE.current("key", digests)
    assert not WHOLE.current("other", digests)
    assert not WHOLE.current("key", lambda name: "1")
    assert not WHOLE.current("key", lambda name: "")


def test_changes_are_named_each_once_parts_first() -> None:
    assert WHOLE.changes({"its notebook": "2", "m": "3"}, digests) == []
    assert WHOLE.changes({"its notebook": "9", "n": "3"}, lambda name: "x") == [
        "its notebook", "m", "n", "data/a.csv", "data/b.csv",
    ]  # fmt: skip


def test_a_notebook_is_kept_with_its_digest_and_another_one_is_damaged(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    content = kept.save(place, "key/one", WHOLE, BOOK)
    assert content == dumps(BOOK).encode() == (tmp_path / "key" / "one.ipynb").read_bytes()
    recording = Recording.loads((tmp_path / "key" / "one.json").read_bytes())
    assert recording.content == hashlib.sha256(content).hexdigest()
    assert (recording.key, recording.about) == (WHOLE.key, WHOLE.about)
    assert kept.opened(place, "key/one", recording) == BOOK
    for spoil in (lambda p: p.write_bytes(content + b" "), Path.unlink):
        spoil(tmp_path / "key" / "one.ipynb")
        with pytest.raises(
            DamagedError, match=r"^key/one\.ipynb is not what its record describes$"
        ):
            kept.opened(place, "key/one", recording)


def test_digests_of_files_are_taken_once(tmp_path: Path) -> None:
    project = make_project(tmp_path / "report")
    contents = Contents(project)
    before = contents("data/energy.csv")
    assert before == hashlib.sha256((project.data / "energy.csv").read_bytes()).hexdigest()
    (project.data / "energy.csv").write_text("other")
    assert contents("data/energy.csv") == before != Contents(project)("data/energy.csv")
    assert contents("data/none.csv") == ""
    toc = hashlib.sha256((project.root / "_toc.yml").read_bytes()).hexdigest()
    assert contents("_toc.yml") == toc, "what lies outside the data is of the project's folder"


def stored(folder: Path, slot: str = "slot") -> tuple[Cache, Path]:
    cache = Cache(folder)
    assert cache.store(WHOLE, BOOK, slot) == BOOK
    return cache, folder / "key" / f"{WHOLE.name}.json"


def test_an_entry_is_found_by_its_key_and_its_use_is_noted(tmp_path: Path) -> None:
    cache, record = stored(tmp_path / "cache")
    before = record.stat().st_mtime_ns
    os.utime(record.with_suffix(".ipynb"), (0, 0))
    assert cache.load("key", digests) == BOOK
    assert record.with_suffix(".ipynb").stat().st_mtime_ns >= before
    assert cache.load("other", digests) is None
    assert cache.load("key", lambda name: "x") is None
    assert record.exists(), "what is only of other contents stays"


def test_a_damaged_entry_is_told_once_and_removed(tmp_path: Path) -> None:
    cache, record = stored(tmp_path / "cache")
    told: list[int] = []
    record.with_suffix(".ipynb").write_bytes(b"{}")
    assert cache.load("key", digests, lambda: told.append(1)) is None
    assert (told, record.exists(), record.with_suffix(".ipynb").exists()) == ([1], False, False)
    assert cache.load("key", digests) is None


def test_a_damaged_entry_may_be_removed_by_another_build_meanwhile(tmp_path: Path) -> None:
    cache, record = stored(tmp_path / "cache")
    record.write_bytes(b"{}")
    assert cache.load("key", digests, lambda: shutil.rmtree(record.parent)) is None


@pytest.mark.parametrize("place", ["other/{name}.json", "key/other.json"])
def test_an_entry_in_the_place_of_another_is_damaged(tmp_path: Path, place: str) -> None:
    cache, record = stored(tmp_path / "cache")
    there = tmp_path / "cache" / place.format(name=WHOLE.name)
    there.parent.mkdir(exist_ok=True)
    for suffix in (".json", ".ipynb"):
        record.with_suffix(suffix).rename(there.with_suffix(suffix))
    told: list[int] = []
    assert cache.load(there.parent.name, digests, lambda: told.append(1)) is None
    assert (told, there.exists()) == ([1], False)


def test_behind_a_damaged_entry_the_next_is_found(tmp_path: Path) -> None:
    cache, record = stored(tmp_path / "cache")
    (record.parent / "0.json").write_text("{}")
    assert cache.load("key", digests) == BOOK
    assert not (record.parent / "0.json").exists()


def test_the_latest_recording_of_a_slot_is_kept(tmp_path: Path) -> None:
    cache, _ = stored(tmp_path / "cache", "shares-en")
    assert cache.last("shares-en") == WHOLE
    assert cache.last("other") is None
    (tmp_path / "cache" / "last" / "shares-en.json").write_text("{}")
    assert cache.last("shares-en") is None


def test_the_latest_execution_of_a_slot_serves_other_words_of_the_same_code(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    latest = Recording("key", READS, "content", {}, {kept.CODE: "its code"})
    cache.store(latest, BOOK, "slot")
    assert cache.reworded("slot", "its code", digests) == (latest, BOOK)
    assert cache.reworded("other", "its code", digests) is None
    assert cache.reworded("slot", "other code", digests) is None
    assert cache.reworded("slot", "", digests) is None
    assert cache.reworded("slot", "its code", lambda name: "x") is None, "what it read is other now"
    (tmp_path / "cache" / "key" / f"{latest.name}.ipynb").write_bytes(b"{}")
    assert cache.reworded("slot", "its code", digests) is None


def test_entries_go_by_age_and_number_and_young_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    ages = {"a/1": 2.0, "a/2": 3.0, "b/1": 30.0, "c/1": 0.5}  # hours
    for stem, hours in ages.items():
        for suffix in (".ipynb", ".json"):
            path = folder / f"{stem}{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (time.time() - hours * 3600,) * 2)

    def left() -> list[str]:
        return sorted(p.relative_to(folder).as_posix() for p in folder.glob("*/*.ipynb"))

    cache = Cache(folder)
    assert cache.prune() == 0
    assert cache.prune(seconds=24 * 3600) == 1
    assert left() == ["a/1.ipynb", "a/2.ipynb", "c/1.ipynb"]
    assert not (folder / "b").exists()
    assert cache.prune(entries=2) == 1
    assert left() == ["a/1.ipynb", "c/1.ipynb"]
    assert (folder / "a" / "1.json").exists()
    assert not (folder / "a" / "2.json").exists()
    assert cache.prune(entries=0, seconds=0) == 1
    assert left() == ["c/1.ipynb"], "it was used within the hour"


def test_records_without_a_notebook_and_parts_of_killed_runs_go(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    for name in ("last/old.json", "last/new.json", "key/lone.json", "key/part.tmp"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        hours = 1.5 if "new" in name else 48
        os.utime(path, (time.time() - hours * 3600,) * 2)
    assert Cache(folder).prune(seconds=24 * 3600) == 3
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["new.json"]
    assert Cache(tmp_path / "none").prune() == 0


def aged(path: Path, hours: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - hours * 3600,) * 2)


def test_an_entry_used_since_it_was_made_counts_once(tmp_path: Path) -> None:
    """Its notebook is younger than its record then, and takes it along."""
    aged(tmp_path / "key" / "1.ipynb", 30)
    aged(tmp_path / "key" / "1.json", 40)
    assert Cache(tmp_path).prune(seconds=24 * 3600) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_killed_run_goes_first_and_takes_no_entrys_place(tmp_path: Path) -> None:
    aged(tmp_path / "key" / "part.tmp", 2)
    aged(tmp_path / "key" / "1.ipynb", 3)
    (tmp_path / "key" / "gone.ipynb").symlink_to("removed by another build")
    assert Cache(tmp_path).prune(entries=1) == 1
    assert sorted(path.name for path in (tmp_path / "key").iterdir()) == ["1.ipynb", "gone.ipynb"]
