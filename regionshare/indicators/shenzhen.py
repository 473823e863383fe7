"""Shenzhen: energy and carbon per GDP against the nation, each within one year and one vintage.

``city_relative/energy:gdp/CN-GD-SZ/2019``. The city's GDP is of the vintage after the fourth
economic census, so the nation's is the sum of the provinces of that same vintage.
"""

from __future__ import annotations

from typing import NamedTuple

from regionshare.errors import MissingDataError, ParameterError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, NumberId, Span
from regionshare.numbers.quantities import Quantity
from regionshare.numbers.registry import register

CITY = "CN-GD-SZ"
CITY_GDP, NATION_GDP = "gdp.dsec_cny", "gdp.nbs_2020"


class Above(NamedTuple):
    """The city's figure, and the nation's totals that it may be held against, the first best."""

    series: str
    totals: tuple[str, ...]
    match: str
    note_en: str
    note_zh: str


ABOVE = {
    "energy": Above(
        "energy.shenzhen_yearbook", ("energy.nbs_national",), "direct",
        "the city's figure is quoted by the press from its yearbook",
        "城市数值由媒体引自年鉴",
    ),
    "co2": Above(
        "co2.carbon_monitor_cities",
        ("co2.carbon_monitor", "co2.gcb_2024", "co2.gcb_2025", "co2.ceads_sectoral_2022"),
        "proxy",
        "Carbon Monitor Cities over the sum of Carbon Monitor's provinces: one family of methods, "
        "two data sets",
        "城市取Carbon Monitor Cities，全国取Carbon Monitor各省之和：方法同源，数据集不同",
    ),
}  # fmt: skip


def _nation(evaluator: Evaluator, total: str, year: int) -> tuple[Quantity, Quantity]:
    """The nation's total and its GDP over the same regions."""
    quantities, store = evaluator.quantities, evaluator.store
    parts = store.parts(total)
    gdp_parts = store.parts(NATION_GDP)
    if parts:
        figures = [
            quantities.figure(total, r, year) for r in quantities.complete_parts(total, year)
        ]
        gdp_parts = parts
    else:
        figures = [quantities.figure(total, store.regions.nation(CITY).id, year)]
    return _added(figures), _added([quantities.figure(NATION_GDP, r, year) for r in gdp_parts])


def _added(figures: list[Quantity]) -> Quantity:
    inputs: tuple[Input, ...] = tuple(i for one in figures for i in one.inputs)
    return Quantity(sum(one.value for one in figures), figures[0].unit, inputs)


def relative(evaluator: Evaluator, concept: str, total: str, year: int) -> Quantity:
    """``(city / city GDP) / (nation / nation GDP)``: 1 is the nation's average."""
    above = evaluator.quantities.figure(ABOVE[concept].series, CITY, year)
    gdp = evaluator.quantities.figure(CITY_GDP, CITY, year)
    nation, nation_gdp = _nation(evaluator, total, year)
    shares = (
        metrics.share(Measure(above.value, above.unit), nation.measure),
        metrics.share(gdp.measure, nation_gdp.measure),
    )
    value = metrics.relative_intensity(*shares)
    inputs = above.inputs + gdp.inputs + nation.inputs + nation_gdp.inputs
    return Quantity(value.scalar, "ratio", tuple(dict.fromkeys(inputs)))


def evaluate(evaluator: Evaluator, wanted: NumberId) -> Number:
    """The ratio on the first total, with its span over the others."""
    concept = wanted.concepts[0]
    if wanted.region != CITY or concept not in ABOVE or wanted.concepts[1] != "gdp":
        raise ParameterError(
            f"{wanted} is not known", remedy=f"It is of {CITY}: energy:gdp or co2:gdp"
        )
    if wanted.choice:
        raise ParameterError(f"{wanted.metric} has no bases", remedy="Leave out what follows @")
    one = ABOVE[concept]
    found = relative(evaluator, concept, one.totals[0], wanted.year)
    values = {}
    for total in one.totals:
        try:
            values[total.partition(".")[2]] = relative(evaluator, concept, total, wanted.year).value
        except MissingDataError:
            continue
    low, high = min(values.values()), max(values.values())
    basis = (
        Choice(
            concept, one.series, "national", one.totals[0], (), one.match, one.note_en, one.note_zh
        ),
        Choice("gdp", CITY_GDP, "national", NATION_GDP),
    )
    formula = (
        f"({concept}[{CITY}, {wanted.year}] / gdp[{CITY}, {wanted.year}]) / "
        f"({concept}[CN, {wanted.year}] / sum of gdp of the provinces, {wanted.year})"
    )
    return Number(
        str(wanted), found.value, "ratio", 2, formula, found.inputs, basis, headline=True,
        span=Span(low, high, values) if len(values) > 1 else None,
    )  # fmt: skip


register("city_relative", 2, evaluate)
