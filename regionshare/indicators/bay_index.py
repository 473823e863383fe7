"""Bay index: an open version of a green low-carbon development index of the Bay Area's cities.

Six indicators of the nine mainland cities, all of one year or of one pair of years. Changes enter
as ratios of the two years, so that every figure is positive. Hong Kong and Macao have no carbon
inventory of the same kind and no GDP in the same currency, so they are not ranked.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from regionshare.errors import MissingDataError, ParameterError
from regionshare.indicators.bay_area import (
    CONCEPTS,
    basis_of,
    complete_years,
    figure,
    mainland,
    ratio,
    refuse_choice,
)
from regionshare.methods import composite
from regionshare.methods.composite import RankStability
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, Number, NumberId
from regionshare.numbers.registry import register

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
        else figure(evaluator, above, city, moment)
        for moment in ((first, year) if one.change else (year,))
    ]
    value = found[-1].value / found[0].value if one.change else found[0].value
    return value, tuple(used for quantity in found for used in quantity.inputs)


def evaluate(evaluator: Evaluator, wanted: NumberId) -> Number:
    """A rank of a city, its range over the draws, or how often it comes first."""
    found = index(evaluator, wanted.year)
    if wanted.region not in found.cities:
        raise ParameterError(
            f"{wanted.region} is not ranked", remedy=f"Ranked: {', '.join(found.cities)}"
        )
    refuse_choice(wanted)
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
    basis = basis_of(evaluator.store, CONCEPTS, wanted.region)
    return Number(str(wanted), value, unit, 0, formula, found.inputs, basis, headline=True)


register("index_rank", 2, evaluate)
for _metric in ("index_rank_low", "index_rank_high", "index_first"):
    register(_metric, 1, evaluate)
