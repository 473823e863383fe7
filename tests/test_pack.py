"""The compiled pack: one check for each content, and never another's."""

from __future__ import annotations

import csv
import functools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import toy_country

from regionshare.data import pack, tables
from regionshare.errors import DataError
from regionshare.files import compiled, paths
from regionshare.numbers import opening


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's compiled files lie."""
    target = tmp_path / "packs"
    monkeypatch.setattr(compiled, "_folders", lambda: iter([target]))
    pack._cached.cache_clear()
    return target


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The directories that are validated."""
    found: list[Path] = []
    make = pack.make

    def counted(directory: Path) -> dict[str, object]:
        found.append(directory)
        return make(directory)

    monkeypatch.setattr(pack, "make", counted)
    return found


def opened(directory: Path) -> float:
    return pack.load(directory).value("energy.books", "TL-A", 2018)


def test_a_directory_is_checked_once(toy_data: Path, folder: Path, checks: list[Path]) -> None:
    assert opened(toy_data) == opened(toy_data) == 10
    assert len(checks) == 1
    assert len(list(folder.iterdir())) == 1


def test_a_changed_byte_means_a_new_check(toy_data: Path, folder: Path, checks: list[Path]) -> None:
    opened(toy_data)
    path = toy_data / "observations" / "energy.books.csv"
    path.write_text(path.read_text("utf-8").replace("2018,10,", "2018,11,"), "utf-8")
    assert opened(toy_data) == 11
    path.write_text(path.read_text("utf-8").replace("2018,11,", "2018,-1,"), "utf-8")
    with pytest.raises(DataError, match="must be above 0"):
        opened(toy_data)
    assert len(checks) == 3


def test_other_code_means_a_new_check(
    toy_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pack.digest(toy_data)
    (tmp_path / "code").mkdir()
    monkeypatch.setattr(pack, "_CODE", tmp_path / "code")
    assert pack.digest(toy_data) != before


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("10.0", "20.0", 1),
        lambda text: text.replace('"format": 1', '"format": 0', 1),
        lambda text: text.replace('"key": "', '"key": "0', 1),
        lambda text: "[]\n" + text.partition("\n")[2],
        lambda text: text.partition("\n")[2],
    ],
    ids=["empty", "cut", "another figure", "older", "of another", "another head", "no head"],
)
def test_a_damaged_or_older_file_is_made_anew(damage: Callable[[str], str], folder: Path) -> None:
    made = []

    def make() -> dict[str, float]:
        made.append(1)
        return {"value": 10.0}

    assert compiled.compiled("0" * 64, make) == compiled.compiled("0" * 64, make)
    path = folder / f"{'0' * 64}.json"
    whole = path.read_text("utf-8")
    path.write_text(damage(whole), "utf-8")
    assert compiled.compiled("0" * 64, make) == {"value": 10.0}
    assert len(made) == 2
    assert path.read_text("utf-8") == whole


def test_where_nothing_can_be_written_data_are_read_all_the_same(
    toy_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(compiled, "_folders", lambda: iter([tmp_path / "file" / "packs"]))
    assert opened(toy_data) == 10
    assert pack.write(toy_data) is None


def test_the_next_folder_serves_where_the_first_is_read_only(
    toy_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    both = [tmp_path / "file" / "packs", tmp_path / "cache"]
    monkeypatch.setattr(compiled, "_folders", lambda: iter(both))
    found = pack.write(toy_data)
    assert found is not None and found.parent == tmp_path / "cache"


def test_writing_checks_again(toy_data: Path, folder: Path, checks: list[Path]) -> None:
    opened(toy_data)
    assert pack.write(toy_data) == folder / f"{pack.digest(toy_data.resolve())}.json"
    assert len(checks) == 2


def test_the_oldest_go_when_there_are_too_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "KEPT", 450)
    for age, name in enumerate("abcd"):
        compiled.compiled(compiled.key(name), lambda name=name: [name])  # type: ignore[misc]
        os.utime(folder / f"{compiled.key(name)}.json", (1000 + age, 1000 + age))
    kept = {path.stem for path in folder.iterdir()}
    assert compiled.key("d") in kept and compiled.key("a") not in kept


def test_registers_of_earlier_releases_are_no_part_of_a_pack(toy_data: Path) -> None:
    before = pack.digest(toy_data)
    (toy_data / "releases" / "2025.1.0").mkdir(parents=True)
    (toy_data / "releases" / "2025.1.0" / "numbers.json").write_text("{}")
    assert pack.digest(toy_data) == before


def test_a_compiled_store_has_the_figures_of_the_files(toy_data: Path, folder: Path) -> None:
    direct, compiled_once = pack.load_store(toy_data), pack.load(toy_data)
    assert direct.observations.equals(compiled_once.observations)
    assert direct.transcriptions.equals(compiled_once.transcriptions)
    assert direct.series == compiled_once.series
    assert list(direct.regions) == list(compiled_once.regions)
    assert direct.groups == compiled_once.groups and direct.sources == compiled_once.sources


def test_every_figure_of_the_report_is_as_its_file_has_it() -> None:
    store = pack.load()
    files = sorted((paths.data_dir() / "observations").glob("*.csv"))
    corrected = {one.file for one in store.corrections}
    for path in files:
        if f"observations/{path.name}" in corrected:
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [
                (r["region"], int(r["year"]), float(r["value"])) for r in csv.DictReader(stream)
            ]
        assert store.rows(path.stem) == rows


def test_claims_keep_the_lines_of_their_keys_when_compiled(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "claims.yml"
    path.write_text("region: CN\nclaims:\n  - id: C01\n    note:\n  - id: C02\n", "utf-8")
    for _ in range(2):
        found = tables.read_marked(path)
        second = found.items_of("claims")[1]
        assert (second.where("id"), second.text("id")) == ("claims.yml, line 5", "C02")
        assert found.items_of("claims")[0].text("note") == ""
    content = json.loads(next(folder.iterdir()).read_text("utf-8").partition("\n")[2])
    assert content[0] == 1


def test_what_is_asked_again_is_answered_from_the_data_as_they_are(
    toy_data: Path, folder: Path
) -> None:
    """In one process, also of a folder that is made anew under the same name."""
    asked = functools.partial(opening.evaluator, toy_data)
    first = asked()
    assert asked() is first
    path = toy_data / "observations" / "energy.books.csv"
    before = path.read_text("utf-8")
    path.write_text(before.replace("2018,10,", "2018,12,"), "utf-8")
    assert asked().store.value("energy.books", "TL-A", 2018) == 12
    shutil.move(toy_data, toy_data.with_name("old"))
    toy_country.write(toy_data)
    assert asked().store.value("energy.books", "TL-A", 2018) == 10
    assert first.store.value("energy.books", "TL-A", 2018) == 10
