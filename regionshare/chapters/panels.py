"""Panels: the tables behind the figures, one row per thing drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.errors import MissingDataError
from regionshare.numbers.number import Number

HISTORY_START = 2005


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dicts by column."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def shares_panel(shares: dict[str, Number]) -> pd.DataFrame:
    """``concept, year, share, low, high`` in percent, one row per number; low and high its span."""
    rows = []
    for concept, one in shares.items():
        low, high = (one.span.low, one.span.high) if one.span else (one.value, one.value)
        rows.append((concept, int(one.period), one.value, low, high))
    return pd.DataFrame(rows, columns=["concept", "year", "share", "low", "high"])


def history_panel(edition: Edition, start: int = HISTORY_START) -> pd.DataFrame:
    """The region's headline shares by year: ``concept, year, share, segment, basis``.

    A segment ends where the basis changes, where the publisher states a break, or where a year
    is missing; lines are drawn within segments only.
    """
    frames = []
    for concept in edition.concepts:
        rows = [
            row
            for year in range(start, edition.year + 1)
            if (row := _point(edition, concept, year))
        ]
        frame = pd.DataFrame(rows, columns=["concept", "year", "share", "basis", "broken"])
        new = (
            (frame["year"].diff() != 1)
            | (frame["basis"] != frame["basis"].shift())
            | frame["broken"]
        )
        frame["segment"] = new.cumsum()
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table[["concept", "year", "share", "segment", "basis"]]


def _point(edition: Edition, concept: str, year: int) -> tuple[str, int, float, str, bool] | None:
    ready = edition.evaluator
    try:
        basis = ready.grid.headline(edition.nation.id, concept, year)
        share = ready.quantities.share_on(basis, edition.region.id, year)
    except MissingDataError:
        return None
    broken = any(year in edition.store.series[s].breaks for s in (basis.series, basis.total))
    return concept, year, share.value, basis.token, broken


def intensity_panel(edition: Edition) -> pd.DataFrame:
    """Every region's shares and relative intensities, each in its latest complete year.

    Columns ``region, name`` and, for each concept, ``share_<concept>``; for energy, co2 and
    electricity also ``relative_<concept>`` against GDP of the same year. Absent is NaN.
    """
    ready, nation = edition.evaluator, edition.nation.id
    regions = edition.store.regions.members(nation)
    table = pd.DataFrame(
        {"region": [r.id for r in regions], "name": [r.name(edition.lang) for r in regions]}
    ).set_index("region", drop=False)
    for concept in edition.concepts:
        year = edition.year_of(concept)
        basis = ready.grid.headline(nation, concept, year)
        parts = edition.store.parts(basis.series)
        known = [r.id for r in regions if r.id in parts]
        shares = {r: ready.quantities.share_on(basis, r, year).value for r in known}
        table[f"share_{concept}"] = pd.Series(shares, dtype=float)
    for concept in ("energy", "co2"):
        if concept in edition.concepts:
            year = min(edition.year_of(concept), edition.year_of("gdp"))
            table[f"relative_{concept}"] = ready.relative_table(concept, "gdp", nation, year)
    return table.reset_index(drop=True)


def segmented(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """``series, year, ...`` with ``segment``: a series' start, break or missing year begins one."""
    breaks = {s: edition.store.series[s].breaks for s in table["series"].unique()}
    broken = pd.Series(
        [year in breaks[s] for s, year in zip(table["series"], table["year"], strict=True)],
        index=table.index,
        dtype=bool,
    )
    new = (table["series"] != table["series"].shift()) | (table["year"].diff() != 1) | broken
    return table.assign(segment=new.cumsum())
