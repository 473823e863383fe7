"""Nothing is stale: whose output a change of a figure would change is executed again, and no more."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import toy_country
from hypothesis import example, given
from hypothesis import strategies as st
from toy_project import make_project

from regionshare.chapters.edition import Edition
from regionshare.data import pack, tables, trace
from regionshare.data.bases import read_grid
from regionshare.errors import RegionshareError
from regionshare.execution.cache import Contents, Recording
from regionshare.matrix import content as matrices
from regionshare.numbers.evaluator import Evaluator

IDS = (
    "share/energy/TL-A/2020", "share/energy/TL-A/2020@books~sum", "share/energy/TL-A/2021",
    "share/energy/TL-C/2019", "share/co2/TL-B/2020@first~sum~imports", "share/gdp/TL-B/2018",
    "relative_intensity/energy:gdp/TL-C/2020", "relative_intensity/co2:gdp/TL-A/2020@gdp.old~sum",
    "intensity/gdp:population/TL/2020", "per_capita/energy/TL-A/2020", "rank/energy:gdp/TL-B/2020",
    "below_average/energy:gdp/TL/2020", "compared/energy:gdp/TL/2019", "value/gdp/TL-A/2020@old",
    "rank/energy:gdp/TL-C/2019",
)  # fmt: skip
ALL = tuple(toy_country.FIGURES)
Chapter = Callable[[Evaluator], object]
CHAPTERS: Mapping[str, Chapter] = {
    **{one: lambda ready, one=one: ready.number(one).to_dict() for one in IDS},
    **{
        f"edition {year}": lambda ready, year=year: Edition(
            ready.store.regions["TL-C"], year, "en", ready
        ).texts
        for year in (2019, 2021)
    },
    "matrix": lambda ready: matrices.compute(ready, "TL").frame.to_csv(),
    "keys": lambda ready: [ready.store.keys(one) for one in ALL],
    "rows": lambda ready: ready.store.rows("energy.books"),
    "table": lambda ready: ready.store.table("gdp.old").to_csv(),
    "frame": lambda ready: ready.store.observations.to_csv(),
    "years": lambda ready: ready.store.years("energy.books"),
    "span": lambda ready: ready.store.span("energy.books", "TL-C"),
    "missing": lambda ready: ready.store.missing("energy.books", 2019),
    "need": lambda ready: ready.store.need("co2.first", "TL-B", 2021),
    "instead": lambda ready: ready.store.alternatives("energy", "TL-A", 2021),
    "copies": lambda ready: ready.store.copies("energy.books", "TL-A", 2020),
    "notes": lambda ready: ready.store.observation("gdp.office", "TL-B", 2020).note,
    "nothing": lambda ready: ready.store.regions["TL-A"].name("en"),
}  # fmt: skip


def opened(sound: Mapping[str, Any], data: Path) -> Evaluator:
    """The toy country as its files stand, whether or not its figures are plausible."""
    store = pack.store_of({**sound, "observations": {one: columns(data, one) for one in ALL}})
    grid = read_grid(store.bases, "bases.yml", store)
    return Evaluator(store, grid, grid)


def columns(data: Path, series: str) -> dict[str, list[object]]:
    rows = tables.rows(data / "observations" / f"{series}.csv", pack.COLUMNS)
    regions, years, values, notes, _ = map(list, zip(*rows, strict=True)) if rows else ([],) * 5
    return {
        "region": regions, "year": [int(year) for year in years],
        "value": [float(value) for value in values], "note": notes,
    }  # fmt: skip


def output(chapter: str, ready: Evaluator) -> str:
    try:
        return json.dumps(CHAPTERS[chapter](ready), default=str)
    except (RegionshareError, ValueError, ZeroDivisionError) as error:
        return f"{type(error).__name__} {error}"


class Book:
    """Every chapter executed once, with what it read."""

    def __init__(self, root: Path, record: Path) -> None:
        self.project = make_project(root)
        self.data = toy_country.write(self.project.data)
        self.sound = pack.make(self.data)
        self.reads: dict[str, list[str]] = {}
        self.outputs: dict[str, str] = {}
        for chapter in CHAPTERS:
            ready = opened(self.sound, self.data)
            os.environ[trace.VARIABLE] = str(record / chapter.replace("/", "-"))
            trace.begin()
            self.outputs[chapter] = output(chapter, ready)
            self.reads[chapter] = trace.recorded(Path(os.environ.pop(trace.VARIABLE)))
            trace.begin()
        now = Contents(self.project)
        self.recordings = {
            chapter: Recording.loads(Recording("k", {one: now(one) for one in read}).dumps())
            for chapter, read in self.reads.items()
        }


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = tmp_path_factory.mktemp("stale")
    (root / "record").mkdir()
    return Book(root / "book", root / "record")


CELLS = [(s, r, y) for s in ALL for r in ("TL", "TL-A", "TL-B", "TL-C") for y in range(2017, 2023)]
CHANGES = ("value", "note", "removed", "added", "first")


@pytest.mark.slow
@given(st.sampled_from(CELLS), st.sampled_from(CHANGES), st.sampled_from([0.5, 1.001, 3.0]))
@example(("energy.books", "TL-C", 2019), "added", 1.001)
@example(("energy.books", "TL-C", 2020), "removed", 1.001)
@example(("gdp.office", "TL", 2020), "value", 3.0)
def test_what_a_figure_would_change_is_executed_and_what_does_not_use_it_is_kept(
    book: Book, cell: tuple[str, str, int], change: str, factor: float
) -> None:
    series, region, year = cell
    path = book.data / "observations" / f"{series}.csv"
    before = path.read_text("utf-8")
    try:
        path.write_text(changed(before, region, year, change, factor), "utf-8")
        told = path.read_text("utf-8") != before
        ready = opened(book.sound, book.data)
        now = Contents(book.project)
        touching = touched(series, region, year, change)
        for chapter, recording in book.recordings.items():
            stale = not recording.current("k", now)
            assert stale or output(chapter, ready) == book.outputs[chapter], chapter
            uses = told and bool(touching & set(book.reads[chapter]))
            assert stale == uses, (chapter, recording.changes({}, now))
    finally:
        path.write_text(before, "utf-8")


def changed(text: str, region: str, year: int, change: str, factor: float) -> str:
    """The file with another value or note, without the figure, or with one; as it is if it cannot."""
    head, *rows = text.splitlines()
    place = next((n for n, row in enumerate(rows) if row.startswith(f"{region},{year},")), None)
    if place is None:
        if change == "added":
            rows.append(f"{region},{year},{factor},")
    elif change == "removed":
        del rows[place]
    elif change == "first":
        rows.insert(0, rows.pop(place))
    elif change in ("value", "note"):
        _, _, value, note = rows[place].split(",")
        new = f"{float(value) * factor},{note}" if change == "value" else f"{value},other"
        rows[place] = f"{region},{year},{new}"
    return "\n".join([head, *rows]) + "\n"


def touched(series: str, region: str, year: int, change: str) -> set[str]:
    """The names of a recording that a change of a cell reaches."""
    file = f"data/observations/{series}.csv"
    values = {file, f"{file}#{region} {year}"}
    presence = {f"{file}?{region} {year}", f"{file}?{region}", f"{file}?"}
    return {
        "value": values, "note": values, "first": {file, f"{file}?"},
    }.get(change, values | presence)  # fmt: skip


def test_the_chapters_tell_figures_from_presence_and_some_use_nothing(book: Book) -> None:
    assert [one for one in book.reads["nothing"] if "/observations/" in one] == []
    assert book.reads["need"] and not any("#" in one for one in book.reads["need"])
    assert any("#" in one for one in book.reads["share/gdp/TL-B/2018"])
    texts = [one for one in book.reads["edition 2021"] if "#" in one]
    assert texts == [], "to open an edition asks for no value"
