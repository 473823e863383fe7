"""Market: numbers from the reports of the carbon markets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regionshare.errors import MissingDataError, ParameterError
from regionshare.indicators.reports import (
    FILE,
    MEASURES,
    YUAN_PER_TONNE,
    Report,
    price_bounds,
    report,
    same_scope,
)
from regionshare.indicators.stated import document_number
from regionshare.numbers import registry
from regionshare.numbers.number import Input, Number, NumberId

if TYPE_CHECKING:
    from regionshare.numbers.evaluator import Evaluator


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
        wanted,
        value,
        unit,
        formula,
        (one.input(wanted.concepts[0]),),
        note_en="; ".join(filter(None, (one.printed_en, one.note_en))),
        note_zh="；".join(filter(None, (one.printed_zh, one.note_zh))),
    )


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
        value = {"": central, "low": low, "high": high}[edge]
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
    shared = Input(
        f"{FILE}: {one.id} share_of_pilots",
        one.market,
        one.date.year,
        one.share,
        "percent",
        one.source,
        one.published.isoformat(),
    )
    formula = f"100 * volume / share of all regional markets = 100 * {one.volume:g} / {one.share:g}"
    return document_number(
        wanted, 100 * one.volume / one.share, "Mt", formula, (one.input("ets_volume"), shared)
    )


def _times(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``times/ets_volume/<market>/<year>@<other>~<report>``: report over other, as a ratio."""
    found, _ = _pair(evaluator, wanted)
    other, one = _two(found, wanted)
    concept = wanted.concepts[0]
    above, below = one.measure(concept)[0], other.measure(concept)[0]
    formula = f"{one.id} / {other.id} = {above:g} / {below:g}"
    inputs = (one.input(concept), other.input(concept))
    return document_number(wanted, above / below, "ratio", formula, inputs, decimals=1)


for _name, _concepts, _function in (
    ("traded", 1, _traded),
    ("grown", 1, _grown),
    ("price", 2, _price),
    ("all_pilots", 1, _all_pilots),
    ("times", 1, _times),
):
    registry.register(_name, _concepts, _function)
