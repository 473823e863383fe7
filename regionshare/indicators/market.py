"""Market: what carbon markets report of their cumulative trade, and the numbers that follow.

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
from regionshare.indicators.datapoint import (
    bounds_by_edge,
    document_number,
    parse_step,
    ratio_bounds,
)
from regionshare.numbers import display, registry
from regionshare.numbers.number import Input, Number, NumberId

if TYPE_CHECKING:
    from regionshare.data.store import Store
    from regionshare.numbers.evaluator import Evaluator

FILE = "market_statements.csv"
COLUMNS = (
    "id", "market", "date", "scope", "volume", "volume_step", "turnover", "turnover_step",
    "share_of_pilots", "reading", "source", "published", "scope_printed_en", "scope_printed_zh",
    "note_en", "note_zh", "fact", "url",
)  # fmt: skip
OPTIONAL = ("told",)
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
    told : str
        What prose calls it; nothing if it tells nothing of it.
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
    told: str = ""

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

    def bounds(self, concept: str) -> tuple[float, float]:
        """What the printed digits of a figure allow."""
        value, step, _ = self.measure(concept)
        return value - step / 2, value + step / 2

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
    for row in tables.read(path, COLUMNS, OPTIONAL):
        if row["id"] in found:
            row.fail(f"{row['id']!r} stands twice")
        found[row["id"]] = _report(row, store)
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
    turnover, share = (
        row.number(name) if row[name] else None for name in ("turnover", "share_of_pilots")
    )
    return row.built(
        Report,
        volume_step=parse_step(row, "volume_step"),
        turnover=turnover,
        turnover_step=parse_step(row, "turnover_step"),
        share=share,
        printed_en=row["scope_printed_en"],
        printed_zh=row["scope_printed_zh"],
    )


def _check_order(reports: list[Report], place: str) -> None:
    last: dict[tuple[str, str, str], Report] = {}
    for one in sorted(reports, key=lambda r: r.date):
        for concept, (name, _) in MEASURES.items():
            if getattr(one, name) is None:
                continue
            before = last.setdefault((one.market, one.scope, concept), one)
            if one.bounds(concept)[1] < before.bounds(concept)[0]:
                raise DataError(
                    f"cumulative {name} falls from {before.measure(concept)[0]:g} ({before.id}) "
                    f"to {one.measure(concept)[0]:g} ({one.id})",
                    where=place,
                    remedy="Check the figures and their scope",
                )
            last[one.market, one.scope, concept] = one


@functools.lru_cache(maxsize=4)
def load(store: Store) -> dict[str, Report]:
    """All reports at hand, by id."""
    return read((store.directory or paths.data_dir()) / FILE, store)


def told(store: Store) -> dict[str, Report]:
    """The reports that prose tells, by what it calls them."""
    return {one.told: one for one in load(store).values() if one.told}


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
    (low, high), (least, most) = first.bounds(concept), last.bounds(concept)
    return least - high, most - low


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


def _pair(evaluator: Evaluator, wanted: NumberId, edges: bool = False) -> tuple[list[Report], str]:
    names = wanted.choice.split("~")
    edge = names.pop() if edges and names[-1] in ("low", "high") else ""
    found = [report(evaluator.store, name) for name in names]
    last = found[-1]
    if (last.market, last.date.year) != (wanted.region, wanted.year):
        raise ParameterError(f"{last.id} is of {last.market} {last.date.year}, not of {wanted}")
    return found, edge


def _two(found: list[Report], wanted: NumberId) -> tuple[Report, Report]:
    if len(found) != 2:
        raise ParameterError(f"{wanted} names no two reports", remedy="Write @earlier~later")
    return found[0], found[1]


def _traded(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``traded/ets_volume/<market>/<year>@<report>``: the cumulative figure as reported."""
    (one, *_), _ = _pair(evaluator, wanted)
    value, _, unit = one.measure(wanted.concepts[0])
    formula = f"{wanted.concepts[0]}[{one.market}, {one.date.isoformat()}]"
    return document_number(
        wanted, value, unit, formula, (one.input(wanted.concepts[0]),),
        note_en="; ".join(filter(None, (one.printed_en, one.note_en))),
        note_zh="；".join(filter(None, (one.printed_zh, one.note_zh))),
    )  # fmt: skip


def _grown(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``grown/ets_volume/<market>/<year>@<earlier>~<later>``: trade between two reports."""
    found, _ = _pair(evaluator, wanted)
    first, last = _two(found, wanted)
    same_scope(first, last)
    concept = wanted.concepts[0]
    a, b = first.measure(concept)[0], last.measure(concept)[0]
    inputs = (first.input(concept), last.input(concept))
    formula = f"{last.id} - {first.id} = {b:g} - {a:g}"
    return document_number(wanted, b - a, last.measure(concept)[2], formula, inputs)


def _price(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``price/ets_turnover:ets_volume/<market>/<year>@<report>`` or ``@<earlier>~<later>``.

    With ``~low`` or ``~high`` what the rounding of the reports allows.
    """
    found, edge = _pair(evaluator, wanted, edges=True)
    inputs = tuple(one.input(c) for c in MEASURES for one in found)
    amounts = [one.measure(c)[0] for c in ("ets_turnover", "ets_volume") for one in found]
    if len(found) == 1:
        value = amounts[0] / amounts[1] * YUAN_PER_TONNE
        formula = f"turnover / volume = {amounts[0]:g} / {amounts[1]:g}"
    else:
        first, last = _two(found, wanted)
        low, high = price_bounds(first, last)
        central = (amounts[1] - amounts[0]) / (amounts[3] - amounts[2]) * YUAN_PER_TONNE
        value = bounds_by_edge(central, (low, high))[edge]
        formula = (
            f"growth of turnover / growth of volume = ({amounts[1]:g} - {amounts[0]:g}) / "
            f"({amounts[3]:g} - {amounts[2]:g}){f', {edge}est by rounding' if edge else ''}"
        )
    return document_number(wanted, value, "yuan/t", formula, inputs)


def _all_pilots(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``all_pilots/ets_volume/<market>/<year>@<report>``: ``100 * volume / stated share``."""
    (one, *_), _ = _pair(evaluator, wanted)
    if one.share is None:
        raise MissingDataError(f"{one.id} states no share of all regional markets")
    series, day = f"{FILE}: {one.id} share_of_pilots", one.published.isoformat()
    shared = Input(series, one.market, one.date.year, one.share, "percent", one.source, day)
    formula = f"100 * volume / share of all regional markets = 100 * {one.volume:g} / {one.share:g}"
    value, inputs = 100 * one.volume / one.share, (one.input("ets_volume"), shared)
    return document_number(wanted, value, "Mt", formula, inputs)


def _times(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``times/ets_volume/<market>/<year>@<other>~<report>``: report over other, as a ratio."""
    found, _ = _pair(evaluator, wanted)
    other, one = _two(found, wanted)
    concept = wanted.concepts[0]
    above, below = one.measure(concept)[0], other.measure(concept)[0]
    formula = f"{one.id} / {other.id} = {above:g} / {below:g}"
    inputs = (one.input(concept), other.input(concept))
    return document_number(wanted, above / below, "ratio", formula, inputs, decimals=1)


for _name, _concepts, _function, _decimals in (
    ("traded", 1, _traded, None),
    ("grown", 1, _grown, display.own),
    ("price", 2, _price, None),
    ("all_pilots", 1, _all_pilots, display.three),
    ("times", 1, _times, None),
):
    registry.register(_name, _concepts, _function, decimals=_decimals)
