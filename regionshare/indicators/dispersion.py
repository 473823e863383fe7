"""Dispersion: how a nation's carbon, energy, people and economy lie over its regions.

How unequally, whether regions become more alike, and a region's rank under every inventory. With two concepts, ``gini/co2:population/CN/2022``, the first is measured per unit of the second,
and the second is the weight: inequality among people, or among units of GDP, as far as it lies
between regions; what lies within a region is not in the data. With one, ``herfindahl/co2/CN/2022``,
the regions' shares themselves.

National: what a number over all regions of a nation is made of.

Concentration, convergence and ranking look at every region at once, so a basis counts here for
its series alone: the denominator cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionshare.data.bases import Basis
from regionshare.data.store import Store
from regionshare.errors import DataError, MissingDataError, ParameterError, RegionshareError
from regionshare.methods import inequality
from regionshare.methods.composite import ranks
from regionshare.methods.inequality import Decomposition
from regionshare.numbers.evaluator import Evaluator, tokens
from regionshare.numbers.number import Input, Number, NumberId, Span
from regionshare.numbers.registry import register


@dataclass(frozen=True)
class Columns:
    """The figures of several concepts for the same regions, one row of `values` per concept."""

    regions: tuple[str, ...]
    values: NDArray[np.float64]
    inputs: tuple[Input, ...]

    @property
    def ratio(self) -> NDArray[np.float64]:
        """The first concept per unit of the second."""
        return np.asarray(self.values[0] / self.values[1], dtype=float)


def require_nation(evaluator: Evaluator, wanted: NumberId) -> None:
    """`ParameterError` if a number of a nation is asked for one of its regions."""
    if evaluator.store.regions[wanted.region].level != "nation":
        nation = evaluator.store.regions.nation(wanted.region).id
        raise ParameterError(
            f"{wanted.metric} is of a nation, not of {wanted.region}", remedy=f"Use {nation}"
        )


def bases_of(evaluator: Evaluator, wanted: NumberId, year: int = 0) -> list[Basis]:
    """One basis per concept: the headline, or the one that the id's suffix names."""
    nation = evaluator.store.regions.nation(wanted.region).id
    chosen = tokens(wanted)
    found = []
    for concept in wanted.concepts:
        evaluator.store.get_concept(concept)
        if concept in chosen:
            found.append(evaluator.chooser.by_token(concept, wanted, chosen[concept]))
        else:
            found.append(evaluator.grid.headline(nation, concept, year or wanted.year))
    return found


def columns(
    evaluator: Evaluator, bases: Sequence[Basis], year: int, regions: Sequence[str] = ()
) -> Columns:
    """The figures of every region, or `MissingDataError` if a region lacks one.

    The regions are those of the first basis' series unless named.
    """
    quantities = evaluator.quantities
    over = tuple(regions) or quantities.complete_parts(bases[0].series, year)
    parts = [[quantities.part(basis, region, year) for region in over] for basis in bases]
    values = np.array([[one.value for one in row] for row in parts])
    inputs = dict.fromkeys(i for row in parts for one in row for i in one.inputs)
    return Columns(over, values, tuple(inputs))


def alternatives(evaluator: Evaluator, nation: str, first: Basis, year: int) -> list[Basis]:
    """Every other way to count the first concept in all regions, each series once."""
    seen = {(first.series, first.imports)}
    found = []
    for basis in evaluator.grid.admissible(nation, first.concept, nation, year):
        if basis.regions or (basis.series, basis.imports) in seen:
            continue
        seen.add((basis.series, basis.imports))
        found.append(basis)
    return found


def span(
    evaluator: Evaluator, bases: Sequence[Basis], year: int, measure: Callable[[Columns], float]
) -> Span | None:
    """The measure over every published way to count the first concept, for the same regions."""
    nation = evaluator.store.series[bases[0].series].nation
    own = columns(evaluator, bases, year)
    values = {bases[0].token: measure(own)}
    for other in alternatives(evaluator, nation, bases[0], year):
        try:
            found = columns(evaluator, [other, *bases[1:]], year, own.regions)
        except MissingDataError:
            continue
        values[other.token] = measure(found)
    if len(values) < 2:
        return None
    return Span(min(values.values()), max(values.values()), values)


PAIRS = (
    ("co2", "population"),
    ("co2", "gdp"),
    ("energy", "population"),
    ("energy", "gdp"),
    ("gdp", "population"),
)
FORMULAS = {
    "herfindahl": "sum over {n} regions of (share of {a})^2, {year}",
    "equivalent_number": "1 / (sum over {n} regions of (share of {a})^2), {year}",
    "gini": "1 - 2 * area under the Lorenz curve of {a} against {b}, {n} regions, {year}",
    "theil_t": "sum over {n} regions of s * ln(s / p), s share of {a}, p share of {b}, {year}",
    "theil_l": "sum over {n} regions of p * ln(p / s), s share of {a}, p share of {b}, {year}",
    "theil_t_between": "100 * T between groups of regions / T, {a} against {b}, {n} regions, {year}",
    "theil_l_between": "100 * L between groups of regions / L, {a} against {b}, {n} regions, {year}",
}
UNITS = {
    "herfindahl": ("ratio", 3),
    "equivalent_number": ("ratio", 1),
    "gini": ("ratio", 2),
    "theil_t": ("ratio", 3),
    "theil_l": ("ratio", 3),
    "theil_t_between": ("percent", 0),
    "theil_l_between": ("percent", 0),
}


def groups_of(store: Store, nation: str, regions: tuple[str, ...]) -> list[str]:
    """The group of each region, by id.

    Raises
    ------
    DataError
        If ``data/groups.csv`` has no groups for the nation.
    """
    names = {r: group.id for group in store.groups.get(nation, ()) for r in group.regions}
    missing = [r for r in regions if r not in names]
    if missing:
        raise DataError(
            f"{missing[0]} is in no group", where="data/groups.csv", remedy="Add its group"
        )
    return [names[r] for r in regions]


def decomposed(store: Store, nation: str, found: Columns, index: str = "t") -> Decomposition:
    """Theil's T or L of the first column per unit of the second, taken apart by group."""
    apart = inequality.theil_t_by_group if index == "t" else inequality.theil_l_by_group
    return apart(found.ratio, groups_of(store, nation, found.regions), found.values[1])


def _between_share(store: Store, nation: str, index: str) -> Callable[[Columns], float]:
    def measure(found: Columns) -> float:
        parts = decomposed(store, nation, found, index)
        return 100 * parts.between / parts.total

    return measure


def _measure(store: Store, wanted: NumberId) -> Callable[[Columns], float]:
    nation = wanted.region
    known: dict[str, Callable[[Columns], float]] = {
        "herfindahl": lambda c: inequality.herfindahl(c.values[0]),
        "equivalent_number": lambda c: 1 / inequality.herfindahl(c.values[0]),
        "gini": lambda c: inequality.gini(c.ratio, c.values[1]),
        "theil_t": lambda c: inequality.theil_t(c.ratio, c.values[1]),
        "theil_l": lambda c: inequality.theil_l(c.ratio, c.values[1]),
        "theil_t_between": _between_share(store, nation, "t"),
        "theil_l_between": _between_share(store, nation, "l"),
    }
    return known[wanted.metric]


def evaluate(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Compute one of the metrics of this module."""
    require_nation(evaluator, wanted)
    bases = bases_of(evaluator, wanted)
    found = columns(evaluator, bases, wanted.year)
    measure = _measure(evaluator.store, wanted)
    value = float(np.float64(measure(found)))
    unit, decimals = UNITS[wanted.metric]
    formula = FORMULAS[wanted.metric].format(
        a=wanted.concepts[0], b=wanted.concepts[-1], n=len(found.regions), year=wanted.year
    )
    return evaluator.built(wanted, bases, value, unit, decimals, formula, found.inputs,
        span(evaluator, bases, wanted.year, measure),
    )  # fmt: skip


for _metric in FORMULAS:
    register(_metric, 1 if _metric in ("herfindahl", "equivalent_number") else 2, evaluate)


# -- convergence: whether regions become more alike (sigma), and laggards move faster (beta) ------

# Sigma is the spread of the logarithms at one moment; beta relates growth to the starting level.
# Falling sigma needs negative beta, but negative beta alone does not make sigma fall.


class Beta(NamedTuple):
    """A line through growth over the starting level: slope, its standard error, R squared."""

    slope: float
    error: float
    fit: float


def _logs(x: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(x, dtype=float)
    if values.ndim != 1 or values.size < 3:
        raise RegionshareError(
            f"convergence needs three values or more, and got shape {values.shape}",
            remedy="Give one value per region",
        )
    if not (np.isfinite(values).all() and (values > 0).all()):
        raise RegionshareError(
            f"convergence got a value of {values.min():g}, and takes logarithms",
            remedy="Give values above 0 and leave out what is missing",
        )
    return np.asarray(np.log(values), dtype=float)


def sigma(x: ArrayLike) -> float:
    """``sigma = standard deviation of ln x``, dividing by n: every region counts once.

    Examples
    --------
    >>> round(sigma([1, 1, 1]), 6)
    0.0
    >>> round(sigma([1, np.e, np.e**2]) ** 2, 6)  # ln x is 0, 1, 2
    0.666667
    """
    return float(np.std(_logs(x)))


def sigma_moved(start: ArrayLike, end: ArrayLike) -> float:
    """Student's t of a change of sigma over the same regions; beyond 2 it is more than chance.

    ``r`` is the correlation of ``ln end - ln start`` with ``ln end + ln start``, which is zero where
    both spread alike, and ``t = r sqrt((n - 2) / (1 - r^2))`` (Pitman 1939, Morgan 1939).

    Examples
    --------
    >>> sigma_moved([1, 2, 4, 8], [1, 2, 4, 8.1]) > 0
    True
    >>> round(sigma_moved([1, 2, 4, 8], [8, 4, 2, 1]), 6)
    0.0
    """
    first, last = _logs(start), _logs(end)
    if first.shape != last.shape:
        raise RegionshareError(
            f"{first.size} regions at the start and {last.size} at the end",
            remedy="Give both the same regions, in the same order",
        )
    less, more = last - first, last + first
    if not less.std() or not more.std():
        return 0.0
    r = float(np.corrcoef(less, more)[0, 1])
    return (
        float(np.sign(r) * np.inf)
        if abs(r) >= 1
        else r * float(((first.size - 2) / (1 - r * r)) ** 0.5)
    )


def beta(start: ArrayLike, end: ArrayLike, years: int) -> Beta:
    """``ln(end / start) / years = a + b ln(start)`` by least squares; b < 0: laggards catch up.

    Parameters
    ----------
    start, end : array_like, shape (n,)
        Values of the same regions, above 0.
    years : int
        From start to end.

    Raises
    ------
    RegionshareError
        For fewer than three values, other shapes, non-positive values or years, or equal starts.

    References
    ----------
    Barro and Sala-i-Martin (1992), here the linear form without other variables.

    Examples
    --------
    >>> round(beta([1, 2, 4], [2, 3, 4], 1).slope, 3)
    -0.5
    """
    first, last = _logs(start), _logs(end)
    if first.shape != last.shape or years < 1 or not np.ptp(first) > 0:
        raise RegionshareError(
            f"beta got {first.size} and {last.size} values over {years} years",
            remedy="Give the same regions twice, a year or more apart, with starts that differ",
        )
    growth = (last - first) / years
    centred = first - first.mean()
    slope = float(centred @ growth / (centred @ centred))
    rest = growth - growth.mean() - slope * centred
    error = float(np.sqrt(rest @ rest / (first.size - 2) / (centred @ centred)))
    total = float(np.sum((growth - growth.mean()) ** 2))
    return Beta(slope, error, 1 - float(rest @ rest) / total if total > 0 else 1.0)


def _sigma_of(found: Columns) -> float:
    return sigma(found.ratio)


def evaluate_sigma(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Sigma of the first concept per unit of the second over all regions of a nation."""
    require_nation(evaluator, wanted)
    bases = bases_of(evaluator, wanted)
    found = columns(evaluator, bases, wanted.year)
    formula = (
        f"standard deviation of ln({wanted.concepts[0]} / {wanted.concepts[1]}) over "
        f"{len(found.regions)} regions, {wanted.year}"
    )
    spanned = span(evaluator, bases, wanted.year, _sigma_of)
    return evaluator.built(
        wanted, bases, _sigma_of(found), "ratio", 2, formula, found.inputs, spanned
    )


def evaluate_beta(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Beta, its standard error or R squared between two years that no break lies between."""
    require_nation(evaluator, wanted)
    bases = bases_of(evaluator, wanted)
    starts = bases_of(evaluator, wanted, wanted.first)
    if [b.series for b in bases] != [b.series for b in starts]:
        raise MissingDataError(
            f"{wanted.first} and {wanted.year} are of different series",
            remedy="Name years of one series",
        )
    broken = [
        (basis.series, year)
        for basis in bases
        for year in evaluator.store.series[basis.series].breaks
        if wanted.first < year <= wanted.year
    ]
    if broken:
        raise MissingDataError(
            f"{broken[0][0]} has a break in {broken[0][1]}", remedy="Start in that year or later"
        )
    before = columns(evaluator, bases, wanted.first)
    after = columns(evaluator, bases, wanted.year, before.regions)
    found = beta(before.ratio, after.ratio, wanted.year - wanted.first)
    value = {"beta": found.slope, "beta_error": found.error, "beta_fit": found.fit}
    what = {"beta": "slope", "beta_error": "standard error of the slope", "beta_fit": "R squared"}
    formula = (
        f"{what[wanted.metric]} of yearly growth of {wanted.concepts[0]} / {wanted.concepts[1]} in "
        f"{wanted.period} over its logarithm in {wanted.first}, {len(before.regions)} regions"
    )
    inputs = tuple(dict.fromkeys(before.inputs + after.inputs))
    decimals = 2 if wanted.metric == "beta_fit" else 3
    return evaluator.built(wanted, bases, value[wanted.metric], "ratio", decimals, formula, inputs)


register("sigma", 2, evaluate_sigma)
for _metric in ("beta", "beta_error", "beta_fit"):
    register(_metric, 2, evaluate_beta, spans=True)


# -- ranking: a region's rank under every inventory at once ---------------------------------------

# Apart from `inventory`, whose metrics need no numpy: the core answers those.


def ranks_by_inventory(
    evaluator: Evaluator, bases: list[Basis], region: str, year: int
) -> tuple[dict[str, int], tuple[Input, ...]]:
    """The region's rank from the lowest ratio, under each published way to count.

    Every inventory ranks the same regions, those of the headline. Also what entered.
    """
    nation = evaluator.store.regions.nation(region).id
    own = columns(evaluator, bases, year)
    evaluator.store.need(bases[0].series, region, year)
    found: dict[str, int] = {}
    inputs: dict[Input, None] = {}
    for basis in [bases[0], *alternatives(evaluator, nation, bases[0], year)]:
        try:
            column = columns(evaluator, [basis, *bases[1:]], year, own.regions)
        except MissingDataError:
            continue
        places = ranks(-column.ratio / column.ratio.max())
        found[basis.token] = int(places[column.regions.index(region)])
        inputs |= dict.fromkeys(column.inputs)
    return found, tuple(inputs)


def _rank_over_inventories(evaluator: Evaluator, wanted: NumberId) -> Number:
    """The lowest or highest rank over the inventories, or how many there are."""
    bases = bases_of(evaluator, wanted)
    found, inputs = ranks_by_inventory(evaluator, bases, wanted.region, wanted.year)
    places = list(found.values())
    value = {
        "rank_lowest": min(places),
        "rank_highest": max(places),
        "rank_inventories": len(places),
    }[wanted.metric]
    unit = "count" if wanted.metric == "rank_inventories" else "rank"
    listed = ", ".join(f"{token} {rank}" for token, rank in found.items())
    formula = (
        f"{wanted.metric.removeprefix('rank_')} of the ranks of {wanted.region} from the lowest "
        f"{wanted.concepts[0]} / {wanted.concepts[1]}, {wanted.year}: {listed}"
    )
    spanned = None
    if unit == "rank" and len(found) > 1:
        values = {token: float(rank) for token, rank in found.items()}
        spanned = Span(min(values.values()), max(values.values()), values)
    return evaluator.built(wanted, bases, float(value), unit, 0, formula, inputs, spanned)


for _metric in ("rank_lowest", "rank_highest", "rank_inventories"):
    register(_metric, 2, _rank_over_inventories)
