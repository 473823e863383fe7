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

if TYPE_CHECKING:
    import pandas as pd

    from regionshare.chapters.edition import Edition
    from regionshare.figures.figure import Figure
    from regionshare.numbers.number import Input

TEXT = "text"
KNOWN = {
    "region": (TEXT, "region, ISO 3166-2"),
    "name": (TEXT, "the region's name"),
    "concept": (TEXT, "what is measured, see concepts.csv"),
    "series": (TEXT, "series, see series.csv"),
    "source": (TEXT, "source, see sources.bib"),
    "basis": (TEXT, "basis: series and denominator"),
    "unit": (TEXT, "unit of the value"),
    "year": ("year", "calendar year of the data"),
    "share": ("percent", "share, 100 * part / total"),
    "low": ("percent", "lower end of the range drawn"),
    "high": ("percent", "upper end of the range drawn"),
    "relative": ("1", "share divided by share of the economy; 1 is the average"),
    "segment": ("1", "points of one segment are comparable; a new one begins at a break"),
    "row": ("1", "row of the tile, from the top"),
    "column": ("1", "column of the tile, from the left"),
    "first": ("year", "first year of the period"),
    "last": ("year", "last year of the period"),
    "elasticity": ("1", "relative change divided by that of the economy"),
    "ratio": ("1", "factor by which the total would have changed"),
    "index": ("1", "first year = 100"),
    "answer": ("1", "code of the answer, spelled out in another column"),
    "rank": ("1", "rank from the lowest"),
    "sigma": ("1", "standard deviation of the logarithm over the regions"),
    "revision": ("percent", "change of the earlier figure"),
    "spread": ("percent", "highest over lowest value, less one"),
    "count": ("1", "how many values there are"),
    "inventories": ("1", "how many ways to count there are"),
}
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
    columns = [_column(name, figure, own) for name, own in concepts.items()]
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


def _column(name: str, figure: Figure, concepts: list[str]) -> dict[str, Any]:
    stem = name if name in KNOWN else name.partition("_")[0]
    unit, text = KNOWN.get(stem, (None, ""))
    if unit is None and figure.table[name].dtype.kind not in "iuf":
        unit = TEXT
    stated = figure.units.get(name, unit)
    return {"name": name, "unit": stated, "description": text, "concepts": concepts}


def _concepts(column: str, figure: Figure, store: Store) -> list[str]:
    """The concepts that a column speaks of."""
    unit = KNOWN.get(column, ("", ""))[0]
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
        "definition": "figures stated in a document",
        "vintage": vintage,
        "citation": citation,
        "key": key,
        "licence": licence,
        "redistribution": "figures_only",
    } | ({"url": url} if url else {})
