"""Drivers: the Kaya identity of a region and what each of its factors did to the emissions.

``co2 = people * GDP per person * energy per GDP * carbon per energy``, for each fuel where the
inventory has fuels; emissions of processes, which are not from energy, stand apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.indicators.change import named, tokens
from regionshare.indicators.growth import Growth, growth
from regionshare.indicators.release import Ends, ends
from regionshare.methods.decomposition import (
    Array,
    DecompositionError,
    effects_by_category,
    lmdi_multiplicative,
)
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, Number, NumberId
from regionshare.numbers.registry import register

FACTORS = ("population", "affluence", "energy_intensity", "carbon_intensity", "process")
FUELS = ("co2_coal", "co2_oil", "co2_gas")
PROCESS = "co2_process"
SYMBOLS = {
    "population": "P1 / P0",
    "affluence": "(G1 / P1) / (G0 / P0)",
    "energy_intensity": "(E1 / G1) / (E0 / G0)",
    "carbon_intensity": "(C1 / E1) / (C0 / E0)",
}
PARTS = 1e-6
"""What the parts of an inventory may miss of its total, relative to it: rounding."""


@dataclass(frozen=True)
class Kaya:
    """The identity of one region at both ends of a period, within one release.

    Attributes
    ----------
    total : Ends
        The emissions of the inventory.
    parts : dict of str to array
        Start and end of each category, by concept: the fuels and the process, or ``co2`` alone.
    people, energy : Ends
    economy : Growth
        At constant prices; its level cancels, so that GDP at the start is 1.
    inputs : tuple of Input
        Every figure.
    """

    total: Ends
    parts: dict[str, tuple[float, float]]
    people: Ends
    energy: Ends
    economy: Growth
    inputs: tuple[Input, ...]

    @property
    def by_fuel(self) -> bool:
        """Whether the inventory tells fuels and process apart."""
        return PROCESS in self.parts

    @property
    def factors(self) -> tuple[str, ...]:
        """The names of the effects."""
        return FACTORS if self.by_fuel else FACTORS[:-1]

    def table(self, end: int) -> Array:
        """Factors x categories at the start (0) or the end (1); columns multiply to the parts."""
        people = (self.people.start, self.people.end)[end].value
        energy = (self.energy.start, self.energy.end)[end].value
        economy = (1.0, self.economy.ratio)[end]
        columns = []
        for concept, values in self.parts.items():
            if concept == PROCESS:
                columns.append([1.0, 1.0, 1.0, 1.0, values[end]])
                continue
            column = [people, economy / people, energy / economy, values[end] / energy]
            columns.append([*column, 1.0] if self.by_fuel else column)
        return np.array(columns).T

    @cached_property
    def effects(self) -> Array:
        """Additive effects, factors x categories, in the unit of the emissions."""
        found = effects_by_category(self.table(0), self.table(1))
        change = self.total.end.value - self.total.start.value
        if abs(float(found.sum()) - change) > PARTS * self.total.end.value:
            raise DecompositionError(f"the effects miss the change by {found.sum() - change:.3g}")
        return found

    @cached_property
    def ratios(self) -> Array:
        """Multiplicative effects, one for each factor; their product is ``C1 / C0``."""
        return lmdi_multiplicative(self.table(0), self.table(1))


def kaya(ready: Evaluator, region: str, first: int, last: int, series: str = "") -> Kaya:
    """The identity of a region over a period.

    Parameters
    ----------
    series : str, optional
        The inventory; by default the one headline release that has both ends.

    Raises
    ------
    MissingDataError
        If a figure is missing, or no one release has both ends.
    DataError
        If the parts of the inventory do not sum to its total.
    """
    total = ends(ready, "co2", region, first, last, series)
    if total.joined:
        raise MissingDataError(
            f"no one release of co2 has {region} in both {first} and {last}",
            remedy="A decomposition stays within one release; take a shorter period",
        )
    people = ends(ready, "population", region, first, last)
    energy = ends(ready, "energy", region, first, last)
    economy = growth(ready, region, first, last)
    parts, inputs = _parts(ready, total, region, first, last)
    inputs = (*total.inputs, *inputs, *people.inputs, *economy.inputs, *energy.inputs)
    return Kaya(total, parts, people, energy, economy, tuple(dict.fromkeys(inputs)))


def _parts(
    ready: Evaluator, total: Ends, region: str, first: int, last: int
) -> tuple[dict[str, tuple[float, float]], tuple[Input, ...]]:
    """Start and end of each category of an inventory; ``co2`` alone where it tells none."""
    store, short = ready.store, total.series[1].partition(".")[2]
    whole = (total.start.value, total.end.value)
    names = {concept: f"{concept}.{short}" for concept in (*FUELS, PROCESS)}
    if not all(name in store.series for name in names.values()):
        return {"co2": whole}, ()
    parts: dict[str, tuple[float, float]] = {}
    inputs: list[Input] = []
    for concept, name in names.items():
        figures = [
            ready.quantities.figure(name, region, year) if store.has(name, region, year) else None
            for year in (first, last)
        ]
        start, end = (0.0 if one is None else one.value for one in figures)
        parts[concept] = (start, end)
        inputs += [one for figure in figures if figure for one in figure.inputs]
    for end_of, value in enumerate(whole):
        summed = sum(part[end_of] for part in parts.values())
        if abs(summed - value) > PARTS * value:
            raise DataError(
                f"the parts of {total.series[1]} sum to {summed:.6g}, not {value:.6g}, for {region}",
                where="data/observations",
                remedy="Mend the part that is missing or wrong",
            )
    return parts, tuple(inputs)


def _driver(ready: Evaluator, wanted: NumberId) -> Number:
    """``driver/co2:population/...``: an additive effect; ``co2_coal:...`` its part by one fuel."""
    wanted, one, factor = _found(ready, wanted)
    row = one.effects[one.factors.index(factor)]
    category = wanted.concepts[0]
    value = row.sum() if category == "co2" else row[list(one.parts).index(category)]
    if factor == "process":
        formula = "C1 - C0 of the process"
    else:
        over = "sum over fuels of " if category == "co2" and one.by_fuel else ""
        formula = f"{over}L(C1, C0) * ln({SYMBOLS[factor]}), {_levels(one)}"
    return _number(wanted, one, float(value), one.total.end.unit, formula)


def _driver_ratio(ready: Evaluator, wanted: NumberId) -> Number:
    """``driver_ratio/co2:population/...``: a multiplicative effect."""
    wanted, one, factor = _found(ready, wanted)
    if wanted.concepts[0] != "co2":
        raise ParameterError(
            "a multiplicative effect is of all fuels together",
            remedy=f"Write {wanted.metric}/co2:{factor}/...",
        )
    value = float(one.ratios[one.factors.index(factor)])
    formula = f"exp(additive effect / L(C1, C0)), {_levels(one)}"
    return _number(wanted, one, value, "ratio", formula)


def _found(ready: Evaluator, wanted: NumberId) -> tuple[NumberId, Kaya, str]:
    category, factor = wanted.concepts
    if category != "co2" and category not in (*FUELS, PROCESS):
        raise ParameterError(
            f"{category} is not decomposed", remedy=f"Write co2 or one of {', '.join(FUELS)}"
        )
    total = replace(wanted, concepts=("co2", factor))
    choice = named(ready, total).choice
    series = f"co2.{choice}" if choice else tokens(total).get("co2", "")
    one = kaya(ready, wanted.region, wanted.first, wanted.year, series)
    if factor not in one.factors or (category != "co2" and category not in one.parts):
        raise ParameterError(
            f"{category}:{factor} is no effect in {one.total.series[1]}",
            remedy=f"Effects: {', '.join(one.factors)}; categories: co2, {', '.join(one.parts)}",
        )
    return replace(wanted, choice=choice), one, factor


def _levels(one: Kaya) -> str:
    start, end = one.total.start.value, one.total.end.value
    return (
        f"C0 = {start:.10g}, C1 = {end:.10g}, P1 / P0 = {1 + one.people.change:.10g}, "
        f"G1 / G0 = {one.economy.ratio:.10g}, E1 / E0 = {1 + one.energy.change:.10g}"
    )


def _number(wanted: NumberId, one: Kaya, value: float, unit: str, formula: str) -> Number:
    loads = {"co2": one.total, "population": one.people, "energy": one.energy}
    basis = [*(load.choice(concept) for concept, load in loads.items()), one.economy.choice()]
    return Number.of(wanted, value, unit, 2, formula, one.inputs, basis)


register("driver", 2, _driver, spans=True)
register("driver_ratio", 2, _driver_ratio, spans=True)
