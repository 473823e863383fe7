"""Columns: what each column of a drawn table holds, in which unit, from which series.

A figure function may state units and series itself (`Figure.units`, `Figure.series`); what it does
not state follows from the names of the columns and the concepts they speak of.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from regionshare.data.store import Store
from regionshare.errors import DataError, MissingDataError
from regionshare.text.messages import room

if TYPE_CHECKING:
    import pandas as pd

    from regionshare.chapters.edition import Edition
    from regionshare.figures.figure import Figure
    from regionshare.numbers.number import Input

WORDS, STATED = room("columns"), room("record")["en"]["stated"]
TEXT = "text"
KNOWN = {
    "region": TEXT,
    "name": TEXT,
    "concept": TEXT,
    "series": TEXT,
    "source": TEXT,
    "basis": TEXT,
    "unit": TEXT,
    "year": "year",
    "share": "percent",
    "low": "percent",
    "high": "percent",
    "relative": "1",
    "segment": "1",
    "row": "1",
    "column": "1",
    "first": "year",
    "last": "year",
    "elasticity": "1",
    "ratio": "1",
    "index": "1",
    "answer": "1",
    "rank": "1",
    "sigma": "1",
    "revision": "percent",
    "spread": "percent",
    "count": "1",
    "inventories": "1",
}
"""The units of columns that have one everywhere."""

GDP = "gdp"
SPEAKING = ("concept", "pair", "against")
"""Columns whose cells are concepts, or several joined by a colon."""

ALIASES = {"carbon": "co2"}
"""Words of ids and column names that stand for a concept."""


def describe(figure: Figure, edition: Edition) -> dict[str, Any]:
    """The columns and the sources of the table that a figure draws.

    Returns
    -------
    dict
        ``columns``: name, unit (None where it is not known), description, concepts;
        ``sources``: one entry for each series, and for each document that states a figure, with
        publisher, vintage, licence.

    Raises
    ------
    DataError
        If a series that must not be passed on is among them.
    """
    concepts = {str(name): _concepts(str(name), figure, edition.store) for name in figure.table}
    words = WORDS[edition.lang]
    columns = [_column(name, figure, own, words) for name, own in concepts.items()]
    return {"columns": columns, "sources": _sources(figure, edition, concepts)}


def _sources(
    figure: Figure, edition: Edition, concepts: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    """What a figure states of its series and inputs, or what follows from its table."""
    store, inputs = edition.store, list(figure.inputs)
    series = [*figure.series, *(one.series for one in inputs)]
    if not series:
        spoken = dict.fromkeys(c for own in concepts.values() for c in own)
        spoken |= dict.fromkeys(_cells(figure.table, store.concepts))
        series = _named(figure.table, store)
        spoken |= dict.fromkeys(store.series[one].concept for one in series)
        span = {"low", "high"} <= set(concepts)
        series += [s for c in spoken for s in _series(c, figure.table, edition, span)]
    if not series:  # the table names no concept: what the chapter has computed before it
        inputs = [one for number in edition.numbers.values() for one in number.inputs]
        series = [one.series for one in inputs]
    known = [source(one, store) for one in dict.fromkeys(series) if one in store.series]
    return [*known, *documents(inputs, store), *figure.documents]


def _column(
    name: str, figure: Figure, concepts: list[str], words: Mapping[str, str]
) -> dict[str, Any]:
    stem = name if name in KNOWN else name.partition("_")[0]
    unit, text = KNOWN.get(stem), words.get(stem, "")
    if unit is None and figure.table[name].dtype.kind not in "iuf":
        unit = TEXT
    stated = figure.units.get(name, unit)
    return {"name": name, "unit": stated, "description": text, "concepts": concepts}


def _concepts(column: str, figure: Figure, store: Store) -> list[str]:
    """The concepts that a column speaks of."""
    unit = KNOWN.get(column)
    if unit in (TEXT, "year") or column in ("segment", "row", "column"):
        return []
    if "concept" in figure.table:
        found = [str(c) for c in dict.fromkeys(figure.table["concept"]) if c in store.concepts]
    else:
        found = _words(column, store) or _words(figure.id, store)
    economy = re.search("relative|intensity|elasticity", column) and GDP not in found
    return [*found, GDP] if found and economy else found


def _words(text: str, store: Store) -> list[str]:
    parts = {ALIASES.get(part, part) for part in re.split(r"[^a-z0-9]+", text.replace("_", "-"))}
    return [concept for concept in store.concepts if concept in parts]


def _cells(table: pd.DataFrame, concepts: Iterable[str]) -> list[str]:
    """The concepts that the cells of a table name."""
    named = {
        part
        for column in SPEAKING
        for cell in table.get(column, ())
        for part in str(cell).split(":")
    }
    return [concept for concept in concepts if concept in named]


def _named(table: pd.DataFrame, store: Store) -> list[str]:
    """The series that the table itself names, in cells or as columns."""
    cells = [str(cell) for column in ("series", "basis") for cell in table.get(column, ())]
    names = [part for cell in dict.fromkeys(cells) for part in cell.split("+")]
    found = dict.fromkeys([*names, *(str(column) for column in table)])
    return [name for name in found if name in store.series]


def _series(concept: str, table: pd.DataFrame, edition: Edition, span: bool) -> Iterable[str]:
    """The series behind a concept on the edition's bases, in the years of the table."""
    grid, nation = edition.evaluator.grid, edition.nation.id
    rows = table[table["concept"] == concept] if "concept" in table else table
    years = {int(y) for y in rows["year"]} if "year" in rows else {edition.complete_year(concept)}
    for year in sorted(y for y in years if y is not None):
        try:
            bases = [grid.headline(nation, concept, year)]
        except MissingDataError:
            continue
        if span:
            entries = grid.entries(nation, concept, "grid")
            bases += [b for b in entries if b.covers(edition.region.id, year)]
        for basis in bases:
            with contextlib.suppress(MissingDataError):  # a region that has no figure of that year
                found = edition.evaluator.quantities.share_on(basis, edition.region.id, year)
                yield from (one.series for one in found.inputs)


def source(series: str, store: Store) -> dict[str, Any]:
    """A series as a reader of a figure's metadata needs it."""
    one = store.series[series]
    if one.redistribution == "none":
        raise DataError(
            f"{series} must not be passed on, and a figure would",
            where="data/series.csv",
            remedy="Draw another series",
        )
    publisher = store.sources[one.source]
    return {
        "series": one.id,
        "concept": one.concept,
        "unit": one.unit,
        "definition": one.definition_en,
        "vintage": one.published.isoformat(),
        "citation": publisher.citation,
        "key": one.source,
        "licence": one.licence,
        "redistribution": one.redistribution,
        "compared_with_publisher": not one.not_compared,
    } | ({"url": publisher.url} if publisher.url else {})


def documents(inputs: Iterable[Input], store: Store) -> list[dict[str, Any]]:
    """The documents that state some of the figures, each once; `source` tells of the others.

    The vintage is the day of the latest figure; an input holds it where it is of a document.
    """
    found: dict[tuple[str, str], list[Input]] = {}
    for one in inputs:
        if one.series not in store.series:
            found.setdefault((one.series.partition(":")[0], one.source), []).append(one)
    return [
        document(
            file, key, store.sources[key].citation, max(one.transcription for one in own),
            unit=", ".join(dict.fromkeys(one.unit for one in own)),
            licence=store.sources[key].licence, url=store.sources[key].url,
        )
        for (file, key), own in found.items()
    ]  # fmt: skip


def document(
    file: str, key: str, citation: str, vintage: str, *, unit: str, licence: str, url: str
) -> dict[str, Any]:
    """A document that states figures, as `source` tells of a series."""
    return {
        "series": file,
        "unit": unit,
        "definition": STATED,
        "vintage": vintage,
        "citation": citation,
        "key": key,
        "licence": licence,
        "redistribution": "figures_only",
    } | ({"url": url} if url else {})
