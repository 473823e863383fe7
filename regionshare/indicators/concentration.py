"""Concentration: how unequally a nation's carbon, energy, people and economy lie over its regions.

With two concepts, ``gini/co2:population/CN/2022``, the first is measured per unit of the second,
and the second is the weight: inequality among people, or among units of GDP, as far as it lies
between regions; what lies within a region is not in the data. With one, ``herfindahl/co2/CN/2022``,
the regions' shares themselves.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from regionshare.data.store import Store
from regionshare.errors import DataError
from regionshare.methods import inequality
from regionshare.methods.inequality import Decomposition
from regionshare.numbers import national
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.national import Columns
from regionshare.numbers.number import Number, NumberId
from regionshare.numbers.registry import register

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
    national.require_nation(evaluator, wanted)
    bases = national.bases_of(evaluator, wanted)
    found = national.columns(evaluator, bases, wanted.year)
    measure = _measure(evaluator.store, wanted)
    value = float(np.float64(measure(found)))
    unit, decimals = UNITS[wanted.metric]
    formula = FORMULAS[wanted.metric].format(
        a=wanted.concepts[0], b=wanted.concepts[-1], n=len(found.regions), year=wanted.year
    )
    return evaluator.built(wanted, bases, value, unit, decimals, formula, found.inputs,
        national.span(evaluator, bases, wanted.year, measure),
    )  # fmt: skip


for _metric in FORMULAS:
    register(_metric, 1 if _metric in ("herfindahl", "equivalent_number") else 2, evaluate)
