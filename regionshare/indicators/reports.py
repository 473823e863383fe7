"""Reports: what carbon markets say of their cumulative trade, by market and scope.

A report is a cumulative volume, and mostly a turnover, at a date. Reports of different scopes are
never added, subtracted or joined: a scope says what is counted.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from regionshare.data import tables
from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.files import paths
from regionshare.indicators.stated import parse_step, ratio_bounds
from regionshare.numbers.number import Input

if TYPE_CHECKING:
    from regionshare.data.store import Store

FILE = "market_statements.csv"
COLUMNS = (
    "id", "market", "date", "scope", "volume", "volume_step", "turnover", "turnover_step",
    "share_of_pilots", "reading", "source", "published", "scope_printed_en", "scope_printed_zh",
    "note_en", "note_zh", "fact", "url",
)  # fmt: skip
SCOPES = ("listed", "allowances", "forward", "products", "pilots", "claim")
MEASURES = {"ets_volume": ("volume", "Mt"), "ets_turnover": ("turnover", "1e8 yuan")}
YUAN_PER_TONNE = 100.0
"""1e8 yuan for 1 Mt are 100 yuan a tonne."""


@dataclass(frozen=True)
class Report:
    """One cumulative statement.

    Attributes
    ----------
    market : str
        The region whose market it is; the nation for the national market.
    volume, turnover : float or None
        In Mt and in 1e8 yuan since the market opened.
    volume_step, turnover_step : float
        The units of the last printed digits.
    share : float or None
        Percent of the volume of all regional markets, as the same report says.
    reading : str
        ``rounded``, or ``above``: more than the figure printed.
    """

    id: str
    market: str
    date: datetime.date
    scope: str
    volume: float
    volume_step: float
    turnover: float | None
    turnover_step: float
    share: float | None
    reading: str
    source: str
    published: datetime.date
    printed_en: str
    printed_zh: str
    note_en: str
    note_zh: str

    def printed(self, lang: str) -> str:
        """What the report itself says it counts."""
        return self.printed_zh if lang == "zh" else self.printed_en

    def note(self, lang: str) -> str:
        """What to mind."""
        return self.note_zh if lang == "zh" else self.note_en

    def measure(self, concept: str) -> tuple[float, float, str]:
        """Value, step and unit of ``ets_volume`` or ``ets_turnover``."""
        if concept not in MEASURES:
            raise ParameterError(f"{concept} is not {' or '.join(MEASURES)}")
        name, unit = MEASURES[concept]
        value = getattr(self, name)
        if value is None:
            raise MissingDataError(f"{self.id} states no {name}")
        return value, getattr(self, f"{name}_step"), unit

    def input(self, concept: str) -> Input:
        """One of its figures as an input of a number."""
        value, _, unit = self.measure(concept)
        series = f"{FILE}: {self.id} {self.date.isoformat()}"
        year, day = self.date.year, self.published.isoformat()
        return Input(series, self.market, year, value, unit, self.source, day)


def read(path: Path, store: Store) -> dict[str, Report]:
    """Read and check the reports.

    Raises
    ------
    DataError
        If a cell is not valid, or a cumulative figure of one market and scope falls with time by
        more than rounding allows.
    """
    found: dict[str, Report] = {}
    for row in tables.read(path, COLUMNS):
        one = _report(row, store)
        if one.id in found:
            row.fail(f"{one.id!r} stands twice")
        found[one.id] = one
    _check_order(list(found.values()), tables.relative(path))
    return found


def _report(row: tables.Row, store: Store) -> Report:
    row.known("market", store.regions)
    row.known("scope", SCOPES)
    row.known("source", store.sources)
    row.known("reading", ("rounded", "above"))
    if bool(row["turnover"]) != bool(row["turnover_step"]):
        row.fail("turnover and turnover_step stand together")
    date, published = row.date("date"), row.date("published")
    if published < date:
        row.fail(f"published on {published}, before its date {date}")
    optional = {c: row.number(c) if row[c] else None for c in ("turnover", "share_of_pilots")}
    return Report(
        row["id"],
        row["market"],
        date,
        row["scope"],
        row.number("volume"),
        parse_step(row, "volume_step"),
        optional["turnover"],
        parse_step(row, "turnover_step"),
        optional["share_of_pilots"],
        row["reading"],
        row["source"],
        published,
        *(row[c] for c in ("scope_printed_en", "scope_printed_zh", "note_en", "note_zh")),
    )


def _check_order(reports: list[Report], place: str) -> None:
    last: dict[tuple[str, str, str], Report] = {}
    for one in sorted(reports, key=lambda r: r.date):
        for concept, (name, _) in MEASURES.items():
            if getattr(one, name) is None:
                continue
            key = (one.market, one.scope, concept)
            value, step, _ = one.measure(concept)
            if key in last:
                before, before_step, _ = last[key].measure(concept)
                if value + step / 2 < before - before_step / 2:
                    raise DataError(
                        f"cumulative {name} falls from {before:g} ({last[key].id}) to {value:g} "
                        f"({one.id})",
                        where=place,
                        remedy="Check the figures and their scope",
                    )
            last[key] = one


@functools.lru_cache(maxsize=4)
def load(store: Store) -> dict[str, Report]:
    """All reports at hand, by id."""
    return read(paths.data_dir() / FILE, store)


def report(store: Store, name: str) -> Report:
    """The report of an id, or `ParameterError`."""
    known = load(store)
    if name not in known:
        raise ParameterError(f"report {name!r} is not known", remedy=f"Known: {', '.join(known)}")
    return known[name]


def price_bounds(first: Report, last: Report) -> tuple[float, float]:
    """Lowest and highest mean price between two reports, in yuan a tonne.

    ``(turnover2 - turnover1) / (volume2 - volume1)``, with all four figures anywhere within
    their rounding. The volume must have grown by more than its rounding.
    """
    volume, turnover = (growth_bounds(first, last, c) for c in ("ets_volume", "ets_turnover"))
    if volume[0] <= 0:
        raise MissingDataError(
            f"between {first.id} and {last.id} the volume grew by no more than its rounding"
        )
    low, high = ratio_bounds((max(turnover[0], 0.0), turnover[1]), volume)
    return low * YUAN_PER_TONNE, high * YUAN_PER_TONNE


def growth_bounds(first: Report, last: Report, concept: str) -> tuple[float, float]:
    """Least and most growth between two reports that their rounding allows."""
    same_scope(first, last)
    a, a_step, _ = first.measure(concept)
    b, b_step, _ = last.measure(concept)
    slack = (a_step + b_step) / 2
    return b - a - slack, b - a + slack


def same_scope(first: Report, last: Report) -> None:
    """Refuse two reports of different markets or scopes, or in the wrong order."""
    if (first.market, first.scope) != (last.market, last.scope):
        raise ParameterError(
            f"{first.id} and {last.id} differ in market or scope "
            f"({first.market} {first.scope}, {last.market} {last.scope})",
            remedy="Only reports of one market and scope have a difference",
        )
    if "above" in (first.reading, last.reading):
        raise MissingDataError(f"{first.id} or {last.id} is only a lower bound")
    if first.date >= last.date:
        raise ParameterError(f"{first.id} is not before {last.id}")
