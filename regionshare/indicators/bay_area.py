"""Bay area: its cities each by itself, against the nation, and in an open index.

Nine cities of Guangdong, Hong Kong and Macao use three currencies: nothing here adds across them.
Ids: ``city_ratio/gdp:population/CN-HK/2023``, ``city_change/co2:gdp/CN-GD-SZ/2014-2019``,
``city_relative/energy:gdp/CN-GD-SZ/2019``.

The index is an open version of a green low-carbon development index. Six indicators of the nine
mainland cities, all of one year or of one pair of years. Changes enter as ratios of the two years,
so that every figure is positive. Hong Kong and Macao have no carbon inventory of the same kind and
no GDP in the same currency, so they are not ranked.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from regionshare.data.bases import Basis
from regionshare.data.observations import Store
from regionshare.errors import MissingDataError, ParameterError
from regionshare.methods import composite, metrics
from regionshare.methods.composite import RankStability
from regionshare.methods.metrics import Measure
from regionshare.numbers.evaluation import Evaluator
from regionshare.numbers.metric_registry import register
from regionshare.numbers.numbers import Choice, Input, Number, NumberId, Span
from regionshare.numbers.quantities import Quantity

CITY, SAR = "city", "sar"
CONCEPTS = ("gdp", "population", "employment", "co2")
"""What is known of cities."""

UNITS = {
    "1e8 yuan per 1e4 persons": (1.0, "1e4 yuan per person"),
    "1e8 HKD per 1e4 persons": (1.0, "1e4 HKD per person"),
    "1e8 MOP per 1e4 persons": (1.0, "1e4 MOP per person"),
    "Mt per 1e8 yuan": (100.0, "t per 1e4 yuan"),
    "Mt per 1e4 persons": (100.0, "t per person"),
    "1e4 persons per 1e4 persons": (100.0, "percent"),
}
"""From the units of the figures to those that a reader knows, exactly."""

MIDDLE = 0.9
"""The part of the draws that a range of ranks holds."""


class Indicator(NamedTuple):
    """What is measured, whether less is better, and whether it is a ratio to the first year."""

    id: str
    pair: tuple[str, str]
    cost: bool
    change: bool


INDICATORS = (
    Indicator("gdp_per_person", ("gdp", "population"), False, False),
    Indicator("employment_per_person", ("employment", "population"), False, False),
    Indicator("population_change", ("population", ""), False, True),
    Indicator("co2_per_gdp", ("co2", "gdp"), True, False),
    Indicator("co2_per_person", ("co2", "population"), True, False),
    Indicator("co2_per_gdp_change", ("co2", "gdp"), True, True),
)
COSTS = tuple(place for place, one in enumerate(INDICATORS) if one.cost)
VARIANTS = (
    ("min_max", "equal"),
    ("rank", "equal"),
    ("topsis", "equal"),
    ("min_max", "entropy"),
    ("topsis", "entropy"),
)


# -- the cities ------------------------------------------------------------------------------------


def mainland(store: Store) -> tuple[str, ...]:
    """The ids of the nine cities of the province; the data hold no other cities."""
    return tuple(region.id for region in store.regions if region.level == CITY)


def neighbours(store: Store) -> tuple[str, ...]:
    """The ids of the special administrative regions, each with its own currency."""
    return tuple(region.id for region in store.regions if region.level == SAR)


def province(store: Store) -> str:
    """The province whose cities the data hold; empty if they hold none."""
    return next((store.regions[city].parent for city in mainland(store)), "")


def series_of(store: Store, concept: str, region: str) -> str:
    """The series that holds a concept of a city, in its own currency.

    Raises
    ------
    ParameterError
        If the concept is not known of cities.
    MissingDataError
        If the region is no city, or has no series of its own.
    """
    if concept not in CONCEPTS:
        raise ParameterError(
            f"no series of {concept} is declared for cities",
            remedy=f"Concepts of cities: {', '.join(CONCEPTS)}",
        )
    found = store.ranked(concept, region)
    if not found or store.regions[region].level not in (CITY, SAR):
        raise MissingDataError(
            f"no series of {concept} is of the city {region}",
            remedy=f"Cities: {', '.join((*mainland(store), *neighbours(store)))}",
        )
    return found[0].id


def ratio(evaluator: Evaluator, pair: tuple[str, str], region: str, year: int) -> Quantity:
    """One concept per unit of another, in a reader's unit."""
    above, below = (_figure(evaluator, concept, region, year) for concept in pair)
    found = metrics.intensity(above.measure, below.measure)
    factor, unit = UNITS.get(found.unit, (1.0, found.unit))
    inputs = tuple(dict.fromkeys(above.inputs + below.inputs))
    return Quantity(Measure(found.scalar * factor, unit).scalar, unit, inputs)


def _figure(evaluator: Evaluator, concept: str, region: str, year: int) -> Quantity:
    series = series_of(evaluator.store, concept, region)
    return evaluator.quantities.figure(series, region, year)


def _number(
    evaluator: Evaluator, wanted: NumberId, found: Quantity, formula: str, decimals: int = 1
) -> Number:
    """A number of a city: there is one choice of series, so it is the headline."""
    _refuse_choice(wanted)
    series = {c: series_of(evaluator.store, c, wanted.region) for c in wanted.concepts}
    return Number(
        str(wanted), found.value, found.unit, decimals, formula, found.inputs, _basis(series),
        headline=True,
    )  # fmt: skip


def _basis(series: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(concept, one, "none", one) for concept, one in series.items())


def _refuse_choice(wanted: NumberId) -> None:
    if wanted.choice:
        raise ParameterError(
            f"{wanted.metric} has one choice of series", remedy="Leave out what follows @"
        )


def evaluate_ratio(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_ratio/co2:gdp/CN-GD-SZ/2019``."""
    first, second = wanted.concepts
    found = ratio(evaluator, (first, second), wanted.region, wanted.year)
    where = f"[{wanted.region}, {wanted.year}]"
    return _number(evaluator, wanted, found, f"{first}{where} / {second}{where}")


def evaluate_change(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_change/co2:gdp/CN-GD-SZ/2014-2019``: in percent of the first year."""
    first, second = wanted.concepts
    start, end = (
        ratio(evaluator, (first, second), wanted.region, year)
        for year in (wanted.first, wanted.year)
    )
    return _change(evaluator, wanted, start, end, f"({first} / {second})")


def evaluate_growth(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_growth/population/CN-GD-SZ/2014-2019``: in percent of the first year."""
    concept = wanted.concepts[0]
    start, end = (
        _figure(evaluator, concept, wanted.region, year) for year in (wanted.first, wanted.year)
    )
    return _change(evaluator, wanted, start, end, concept)


def _change(
    evaluator: Evaluator, wanted: NumberId, start: Quantity, end: Quantity, what: str
) -> Number:
    value = 100 * (end.value / start.value - 1)
    inputs = tuple(dict.fromkeys(start.inputs + end.inputs))
    formula = f"100 * ({what} in {wanted.year} / {what} in {wanted.first} - 1), {wanted.region}"
    return _number(evaluator, wanted, Quantity(value, "percent", inputs), formula)


# -- a city against the nation, within one year and one vintage -------------------------------------


def against(evaluator: Evaluator, concept: str, city: str = "") -> list[Basis]:
    """The bases that hold a concept of a city against the nation, the deciding one first."""
    return [
        basis
        for _, basis in evaluator.grid.everything()
        if (basis.role, basis.concept) == ("reference", concept)
        and basis.denominator != "none"
        and (not city or city in evaluator.store.series[basis.series].expected_regions)
    ]


def compared(evaluator: Evaluator) -> str:
    """The city that is held against the nation; empty if there is none."""
    return next((city for one in against(evaluator, "energy") for city in one.regions), "")


def relative(evaluator: Evaluator, above: Basis, below: Basis, city: str, year: int) -> Quantity:
    """``(city / city GDP) / (nation / nation GDP)``: 1 is the nation's average.

    The city's GDP is of the vintage after the fourth economic census, so the nation's is the sum
    of the provinces of that same vintage: those that the nation's figure is of.
    """
    own, gdp = (evaluator.quantities.figure(b.series, city, year) for b in (above, below))
    parts = evaluator.store.parts(below.total)
    over: tuple[str, ...] = (evaluator.store.regions.nation(city).id,)
    if above.denominator == "sum":
        parts = over = evaluator.quantities.complete_parts(above.total, year)
    nation = _sum(evaluator, above.total, over, year)
    nation_gdp = _sum(evaluator, below.total, parts, year)
    value = metrics.relative_intensity(
        metrics.share(Measure(own.value, own.unit), nation.measure),
        metrics.share(gdp.measure, nation_gdp.measure),
    )
    inputs = own.inputs + gdp.inputs + nation.inputs + nation_gdp.inputs
    return Quantity(value.scalar, "ratio", tuple(dict.fromkeys(inputs)))


def _sum(evaluator: Evaluator, series: str, regions: tuple[str, ...], year: int) -> Quantity:
    figures = [evaluator.quantities.figure(series, region, year) for region in regions]
    inputs = tuple(one for figure in figures for one in figure.inputs)
    return Quantity(sum(one.value for one in figures), figures[0].unit, inputs)


def evaluate_relative(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_relative/energy:gdp/CN-GD-SZ/2019``: on the first total, with its span over others."""
    (concept, second), city, year = wanted.concepts, wanted.region, wanted.year
    bases, gdp = against(evaluator, concept, city), against(evaluator, "gdp", city)
    if not bases or not gdp or (concept, second) == ("gdp", "gdp") or second != "gdp":
        raise ParameterError(
            f"{wanted} is not known",
            remedy=f"It is of {compared(evaluator)}: energy:gdp or co2:gdp",
        )
    _refuse_choice(wanted)
    found = relative(evaluator, bases[0], gdp[0], city, year)
    values = {}
    for one in bases:
        try:
            value = relative(evaluator, one, gdp[0], city, year).value
        except MissingDataError:
            continue
        values[one.total.partition(".")[2]] = value
    choices = tuple(
        Choice(b.concept, b.series, "national", b.total, (), b.match, b.note_en, b.note_zh)
        for b in (bases[0], gdp[0])
    )
    nation = evaluator.store.regions.nation(city).id
    formula = (
        f"({concept}[{city}, {year}] / gdp[{city}, {year}]) / "
        f"({concept}[{nation}, {year}] / sum of gdp of the provinces, {year})"
    )
    span = Span(min(values.values()), max(values.values()), values) if len(values) > 1 else None
    return Number(str(wanted), found.value, "ratio", 2, formula, found.inputs, choices, True, span)


# -- the index -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """The table of indicators with what is made of it.

    Attributes
    ----------
    first, year : int
        The first year of changes, and the year of everything else.
    cities : tuple of str
    matrix : ndarray, shape (cities, indicators)
    entropy : ndarray, shape (indicators,)
        The entropy weights.
    scores : dict
        By variant, from 0 to 1.
    stability : RankStability
        Over random weights and the three ways to score.
    inputs : tuple of Input
    """

    first: int
    year: int
    cities: tuple[str, ...]
    matrix: NDArray[np.float64]
    entropy: NDArray[np.float64]
    scores: dict[tuple[str, str], NDArray[np.float64]]
    stability: RankStability
    inputs: tuple[Input, ...]

    @property
    def ranks(self) -> dict[tuple[str, str], NDArray[np.int64]]:
        """Ranks by variant, 1 the best."""
        return {variant: composite.ranks(scores) for variant, scores in self.scores.items()}


def complete_years(store: Store, *concepts: str) -> list[int]:
    """The years in which every mainland city has a figure of all concepts named."""
    own = {(series_of(store, c, city), city) for c in concepts for city in mainland(store)}
    known = store.years(next(iter(own))[0]) if own else []
    return [year for year in known if all(store.has(*one, year) for one in own)]


def years(evaluator: Evaluator) -> list[int]:
    """The years in which every indicator has a figure for all nine cities."""
    return complete_years(evaluator.store, *CONCEPTS)


@functools.lru_cache(maxsize=8)
def index(evaluator: Evaluator, year: int) -> Index:
    """The index of a year; `MissingDataError` names the years that have one."""
    known = years(evaluator)
    if year not in known[1:]:
        raise MissingDataError(
            f"the index has no year {year}",
            remedy=f"Years with all indicators after the first: {', '.join(map(str, known[1:]))}",
        )
    cities = mainland(evaluator.store)
    found = [[_indicator(evaluator, i, c, known[0], year) for i in INDICATORS] for c in cities]
    matrix = np.array([[value for value, _ in row] for row in found])
    inputs = dict.fromkeys(one for row in found for _, used in row for one in used)
    entropy = composite.entropy_weights(matrix)
    weights = {"equal": np.full(len(INDICATORS), 1 / len(INDICATORS)), "entropy": entropy}
    scores = {
        (method, weighting): _scores(matrix, method, weights[weighting])
        for method, weighting in VARIANTS
    }
    stability = composite.rank_stability(matrix, COSTS)
    return Index(known[0], year, cities, matrix, entropy, scores, stability, tuple(inputs))


def _scores(
    matrix: NDArray[np.float64], method: str, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    if method == "topsis":
        return composite.topsis(matrix, weights, COSTS)
    normalise = composite.min_max if method == "min_max" else composite.rank_normalise
    return np.asarray(normalise(matrix, COSTS) @ weights, dtype=float)


def _indicator(
    evaluator: Evaluator, one: Indicator, city: str, first: int, year: int
) -> tuple[float, tuple[Input, ...]]:
    above, below = one.pair
    found = [
        ratio(evaluator, (above, below), city, moment)
        if below
        else _figure(evaluator, above, city, moment)
        for moment in ((first, year) if one.change else (year,))
    ]
    value = found[-1].value / found[0].value if one.change else found[0].value
    return value, tuple(used for quantity in found for used in quantity.inputs)


def evaluate_index(evaluator: Evaluator, wanted: NumberId) -> Number:
    """A rank of a city, its range over the draws, or how often it comes first."""
    found = index(evaluator, wanted.year)
    if wanted.region not in found.cities:
        raise ParameterError(
            f"{wanted.region} is not ranked", remedy=f"Ranked: {', '.join(found.cities)}"
        )
    _refuse_choice(wanted)
    place = found.cities.index(wanted.region)
    draws = f"{len(found.stability.ranks)} draws (seed {composite.SEED}) of weights and scoring"
    unit = "rank"
    if wanted.metric == "index_rank":
        variant = (wanted.concepts[0], wanted.concepts[1])
        if variant not in found.scores:
            names = ", ".join(":".join(one) for one in VARIANTS)
            raise ParameterError(f"{wanted} names no variant", remedy=f"Variants: {names}")
        value = float(found.ranks[variant][place])
        formula = f"rank of {wanted.region} by {variant[0]} scores, {variant[1]} weights"
    elif wanted.metric == "index_first":
        value, unit = 100 * float(found.stability.shares[place, 0]), "percent"
        formula = f"100 * share of {draws} in which {wanted.region} is first"
    else:
        side = 0 if wanted.metric == "index_rank_low" else 1
        value = float(found.stability.between(MIDDLE)[side, place])
        formula = f"bound of the middle {MIDDLE:.0%} of {draws}, {wanted.region}"
    formula += f"; {len(INDICATORS)} indicators, {found.first} and {found.year}"
    basis = _basis({c: series_of(evaluator.store, c, wanted.region) for c in CONCEPTS})
    return Number(str(wanted), value, unit, 0, formula, found.inputs, basis, headline=True)


register("city_ratio", 2, evaluate_ratio)
register("city_change", 2, evaluate_change, spans=True)
register("city_growth", 1, evaluate_growth, spans=True)
register("city_relative", 2, evaluate_relative)
register("index_rank", 2, evaluate_index)
for _metric in ("index_rank_low", "index_rank_high", "index_first"):
    register(_metric, 1, evaluate_index)
