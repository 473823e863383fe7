"""Columns: what each column of a drawn table holds, in which unit, from which series.

A figure function may state units and series itself (`Figure.units`, `Figure.series`); what it does
not state follows from the names of the columns and the concepts they speak of.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from regionshare.errors import DataError, MissingDataError
from regionshare.observations import Store

if TYPE_CHECKING:
    import pandas as pd

    from regionshare.editions import Edition
    from regionshare.figure import Figure

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
    "share": ("percent", "share of the nation, 100 * value(region) / total"),
    "low": ("percent", "lowest value over the published choices"),
    "high": ("percent", "highest value over the published choices"),
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
}
GDP = "gdp"


def describe(figure: Figure, edition: Edition) -> dict[str, Any]:
    """The columns and the sources of the table that a figure draws.

    Returns
    -------
    dict
        ``columns``: name, unit (None where it is not known), description, concepts;
        ``sources``: one entry for each series, with publisher, vintage, licence.

    Raises
    ------
    DataError
        If a series that must not be passed on is among them.
    """
    concepts = {str(name): _concepts(str(name), figure, edition.store) for name in figure.table}
    columns = [_column(name, figure, own) for name, own in concepts.items()]
    spoken = dict.fromkeys(c for own in concepts.values() for c in own)
    series = list(dict.fromkeys([*figure.series, *_named(figure.table, edition.store)]))
    if not figure.series:
        span = {"low", "high"} <= set(concepts)
        series += [s for c in spoken for s in _series(c, figure.table, edition, span)]
    if not series:  # the table names no concept: what the chapter has computed before it
        series = [one.series for number in edition.numbers.values() for one in number.inputs]
    known = (one for one in dict.fromkeys(series) if one in edition.store.series)
    sources = [source(one, edition.store) for one in known]
    return {"columns": columns, "sources": sources}


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
    parts = re.split(r"[^a-z0-9]+", text.replace("_", "-"))
    return [concept for concept in store.concepts if concept in parts]


def _named(table: pd.DataFrame, store: Store) -> list[str]:
    """The series that the table itself names."""
    return [str(s) for s in dict.fromkeys(table.get("series", ())) if s in store.series]


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
