from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionshare import api
from regionshare.data import trace
from regionshare.data.pack import load
from regionshare.errors import MissingDataError
from regionshare.files import paths


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    target = tmp_path / "record"
    monkeypatch.setenv(trace.VARIABLE, str(target))
    trace.begin()
    yield target
    monkeypatch.undo()
    trace.begin()


GDP, COPIES = "data/observations/gdp.nbs_2025.csv", "data/transcriptions/gdp.nbs_2025.csv"


def figures(record: Path) -> list[str]:
    return [name for name in trace.recorded(record) if trace.parted(name)[1]]


def test_a_figure_is_recorded_when_it_is_asked_for(record: Path) -> None:
    store = load()
    assert figures(record) == []
    store.has("gdp.nbs_2025", "CN-GD", 2021)
    store.value("gdp.nbs_2025", "CN-GD", 2022)
    store.has("gdp.nbs_2025", "CN-GD", 2022)
    store.need("gdp.nbs_2025", "CN-GD", 2023)
    store.copies("gdp.nbs_2025", "CN-GD", 2020)
    assert figures(record) == [
        f"{GDP}#CN-GD 2022", f"{GDP}?CN-GD 2021", f"{GDP}?CN-GD 2023", f"{COPIES}#CN-GD 2020",
    ]  # fmt: skip


@pytest.mark.parametrize("ask", ["value", "need"])
def test_a_figure_that_is_missing_is_recorded_with_all_that_its_message_says(
    record: Path, ask: str
) -> None:
    store = load()
    with pytest.raises(MissingDataError, match=r"^CN-GD 1950 is not in gdp\.nbs_2025"):
        getattr(store, ask)("gdp.nbs_2025", "CN-GD", 1950)
    mark = "#" if ask == "value" else "?"
    names = figures(record)
    assert {f"{GDP}{mark}CN-GD 1950", f"{GDP}?CN-GD"} <= set(names)
    others = [one.id for one in store.series.values() if one.concept == "gdp"]
    assert {trace.parted(name)[0] for name in names} == {
        f"data/observations/{one}.csv" for one in others
    }


@pytest.mark.parametrize("ask", ["rows", "table"])
def test_what_is_read_in_bulk_is_every_figure(record: Path, ask: str) -> None:
    store = load()
    getattr(store, ask)("gdp.nbs_2025")
    wanted = {f"{GDP}#{region} {year}" for region, year in store.keys("gdp.nbs_2025")}
    assert set(figures(record)) == {f"{GDP}?", *wanted}


@pytest.mark.parametrize("ask", ["keys", "years"])
def test_which_figures_there_are_does_not_hang_on_values(record: Path, ask: str) -> None:
    getattr(load(), ask)("gdp.nbs_2025")
    assert figures(record) == [f"{GDP}?"]


def test_what_a_number_rests_on_is_recorded(record: Path) -> None:
    number = api.share("energy", "CN-GD", 2021)
    wanted = {
        f"data/observations/{one.series}.csv#{one.region} {one.year}" for one in number.inputs
    }
    assert wanted <= set(trace.recorded(record))
    assert {"data/series.csv", "data/bases.yml", "data/regions.csv"} <= set(trace.recorded(record))


def test_all_figures_or_all_copies_are_every_series(record: Path) -> None:
    store = load()
    store.value("gdp.nbs_2025", "CN-GD", 2021)
    assert len(store.observations) > 0
    assert len(store.transcriptions) > 0
    names = set(trace.recorded(record))
    for series in store.series:
        assert f"data/observations/{series}.csv" in names
        assert f"data/transcriptions/{series}.csv" in names
    assert figures(record) == [], "the file's own name implies them"


def test_a_file_that_is_opened_is_recorded(record: Path) -> None:
    (paths.data_dir() / "claims.yml").read_bytes()
    (paths.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        (paths.data_dir() / "not_there.csv").read_bytes()
    os.listdir(paths.data_dir() / "transcriptions")  # noqa: PTH208
    assert trace.recorded(record) == [
        "CITATION.cff", "data/claims.yml", "data/not_there.csv", "data/transcriptions/",
    ]  # fmt: skip


def test_what_is_written_elsewhere_or_code_is_not_recorded(record: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    (tmp_path / "x").read_text()
    (paths.ROOT / "regionshare" / "api.py").read_text(encoding="utf-8")
    with trace.paused():
        (paths.data_dir() / "claims.yml").read_bytes()
    assert trace.recorded(record) == []


def test_nothing_is_recorded_without_a_record(tmp_path: Path) -> None:
    trace.begin()
    load().has("gdp.nbs_2025", "CN-GD", 2021)
    assert trace.recorded(tmp_path / "record") == []


def test_a_digest_stands_for_content_absence_and_names(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()

    def now(name: str) -> str:
        return trace.digest_of(name, tmp_path, data)

    assert now("data/x.csv") == ""
    (data / "x.csv").write_text("1")
    first, listed = now("data/x.csv"), now("data/")
    assert first
    (data / "x.csv").write_text("2")
    assert now("data/x.csv") != first
    assert now("data/") == listed
    (data / "y.csv").touch()
    assert now("data/") != listed


ROWS = "year,region,value,note\n2020,A,1,\n2021,A,2,\n2020,B,3,x\n"
ASKED = ("#A 2020", "#A 2021", "#B 2020", "#B 2021", "?A 2020", "?B 2021", "?A", "?B", "?C", "?")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("2020,A,1,", "2020,A,1.0,", {"#A 2020"}),
        ("3,x", "3,y", {"#B 2020"}),
        ("2021,A,2,\n", "", {"#A 2021", "?A", "?"}),
        ("2020,B,3,x\n", "2020,B,3,x\n2021,B,4,\n", {"#B 2021", "?B 2021", "?B", "?"}),
        ("2020,B,3,x\n", "2020,B,3,x\n2020,C,4,\n", {"?C", "?"}),
        ("2020,A,1,\n2021,A,2,\n", "2021,A,2,\n2020,A,1,\n", {"?"}),
        ("2020,A,1,", " +2020 , A , 1 ,", set()),
        ("\n", "\r\n", set()),
        ("year,", "\ufeffyear,", set()),
        ("x", '"x"', set()),
        ("2020,B,3,x", "2020,B,3", set(ASKED)),
        ("region", "place", set(ASKED)),
        ("2021,A", "last year,A", set(ASKED)),
        ("x", '"x', set(ASKED)),
    ],
)
def test_an_answer_changes_with_the_figures_it_rests_on(
    tmp_path: Path, old: str, new: str, changed: set[str]
) -> None:
    path = tmp_path / "gdp.csv"
    assert old in ROWS
    path.write_text(ROWS, "utf-8")
    before = trace.Figures(path)
    path.write_bytes(ROWS.replace(old, new).encode())
    after = trace.Figures(path)
    assert {one for one in ASKED if before.digest_of(one) != after.digest_of(one)} == changed


def test_a_file_of_figures_that_is_not_there_has_none(tmp_path: Path) -> None:
    none = trace.Figures(tmp_path / "gdp.csv")
    assert [none.digest_of(one) for one in ("#A 2020", "?A 2020", "?A")] == ["", "", ""]
