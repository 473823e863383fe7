"""Changes: numbers of a period, between its first and its last year, and what drove them.

``growth/gdp`` (at constant prices), ``change/energy``, ``intensity_change/energy:gdp``,
``intensity_path/energy:gdp`` (the region's intensity index over the nation's),
``elasticity/energy:gdp`` and, for long periods, ``log_elasticity/energy:gdp``, each with a period such as ``2005-2021``.

Growth: GDP at constant prices between two years, chained from announced growth or measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from regionshare.errors import DataError, MissingDataError, ParameterError, RegionshareError
from regionshare.indicators.release import Ends, ends, ends_of_nation
from regionshare.methods import decoupling
from regionshare.methods.decomposition import (
    Array,
    DecompositionError,
    effects_by_category,
    lmdi_multiplicative,
)
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, NumberId
from regionshare.numbers.registry import register
from regionshare.text.messages import LANGUAGES, room

NOTES = room("notes")
CHAINED, MEASURED = "gdp_growth", "gdp_real"


@dataclass(frozen=True)
class Growth:
    """GDP at constant prices at the end of a period over that at its start.

    Attributes
    ----------
    ratio : float
        ``G1 / G0``.
    series : str
        Of yearly growth, or of levels at constant prices.
    inputs : tuple of Input
        The growth of every year after the first, or the two levels.
    formula : str
        With the figures put in.
    """

    ratio: float
    series: str
    inputs: tuple[Input, ...]
    formula: str

    @property
    def change(self) -> float:
        """``G1 / G0 - 1``."""
        return self.ratio - 1.0

    @property
    def chained(self) -> bool:
        """Whether it is a product of yearly growth."""
        return self.series.partition(".")[0] == CHAINED

    def choice(self) -> Choice:
        """As a reader sees it."""
        key = "chained" if self.chained else "measured"
        note_en, note_zh = (NOTES[lang][key] for lang in LANGUAGES)
        return Choice("gdp", self.series, "none", self.series, note_en=note_en, note_zh=note_zh)


def chain(rates: list[float]) -> float:
    """``product of (1 + rate / 100)``.

    >>> round(chain([10.0, 20.0]), 12)
    1.32
    """
    return math.prod(1.0 + rate / 100.0 for rate in rates)


def candidates(ready: Evaluator, region: str) -> list[str]:
    """The series that hold real GDP or its growth for a region, the one to use first."""
    nation = ready.store.regions.nation(region).id
    found = [
        one
        for one in ready.store.series.values()
        if one.concept in (CHAINED, MEASURED)
        and one.nation == nation
        and region in one.expected_regions
    ]
    return [one.id for one in sorted(found, key=lambda s: (s.concept != MEASURED, s.rank))]


def is_chained(ready: Evaluator, region: str) -> bool:
    """Whether a region's GDP at constant prices is chained from growth, not measured."""
    names = candidates(ready, region)
    return bool(names) and names[0].startswith(f"{CHAINED}.")


def growth(ready: Evaluator, region: str, first: int, last: int, series: str = "") -> Growth:
    """Real growth of a region's GDP over a period.

    Parameters
    ----------
    series : str, optional
        A series of `candidates`; by default the first that reaches over the period.

    Raises
    ------
    MissingDataError
        If no series does.
    """
    names = [series] if series else candidates(ready, region)
    for name in names:
        needed = [first, last] if name.startswith(f"{MEASURED}.") else range(first + 1, last + 1)
        if all(ready.store.has(name, region, year) for year in needed):
            return _from(ready, name, region, list(needed))
    listed = ", ".join(f"{name} {ready.store.span(name, region)}" for name in names)
    raise MissingDataError(
        f"there is no growth of {region} at constant prices over {first}-{last}",
        remedy=f"There is {listed}" if listed else "Add a series of gdp_growth or gdp_real",
    )


def _from(ready: Evaluator, name: str, region: str, years: list[int]) -> Growth:
    figures = [ready.quantities.figure(name, region, year) for year in years]
    inputs = tuple(one for figure in figures for one in figure.inputs)
    values = [figure.value for figure in figures]
    if name.startswith(f"{MEASURED}."):
        formula = f"{values[1]:.10g} / {values[0]:.10g}"
        return Growth(values[1] / values[0], name, inputs, formula)
    formula = f"product of (1 + growth / 100) over {years[0]}-{years[-1]}"
    ratio = chain(values)
    return Growth(ratio, name, inputs, f"{formula} = {ratio:.10g}")


DECIMALS = {"change": 1, "ratio": 2}


class Pair(NamedTuple):
    """A load and the economy over one period, of one region."""

    load: Ends
    economy: Growth

    @property
    def intensity(self) -> float:
        """``(C1 / C0) / (G1 / G0)``: the intensity at the end, with the start as 1."""
        return (1.0 + self.load.change) / self.economy.ratio


def pair(ready: Evaluator, wanted: NumberId) -> Pair:
    """The load and the economy that an id names, on its choices or the headline's."""
    choices = tokens(wanted)
    concept, region = wanted.concepts[0], wanted.region
    load = ends(ready, concept, region, wanted.first, wanted.year, choices.get(concept, ""))
    return Pair(load, growth(ready, region, wanted.first, wanted.year, choices.get("gdp", "")))


def pair_of_nation(ready: Evaluator, wanted: NumberId, own: Pair) -> Pair:
    """The nation's, from the totals that are declared for the region's series."""
    nation = ready.store.regions.nation(wanted.region).id
    period = (wanted.first, wanted.year)
    load = ends_of_nation(ready, wanted.concepts[0], nation, *period, own.load.series)
    return Pair(load, growth(ready, nation, *period))


def named(ready: Evaluator, wanted: NumberId) -> NumberId:
    """The id with the choice that the grid in use makes, where it is not the declared one.

    So that an edition on another basis never gives another value to the same id.
    """
    if wanted.choice or ready.grid is ready.declared:
        return wanted
    concept, place = wanted.concepts[0], (wanted.region, wanted.first, wanted.year)
    used = ends(ready, concept, *place)
    try:
        plain = ends(replace(ready, grid=ready.declared), concept, *place)
    except MissingDataError:
        return replace(wanted, choice=used.token)
    return wanted if plain.series == used.series else replace(wanted, choice=used.token)


def tokens(wanted: NumberId) -> dict[str, str]:
    """The series that an id's suffix names, by concept: ``@ceads_apparent_2022+gdp_growth.x``."""
    found = {}
    for choice in filter(None, wanted.choice.split("+")):
        head, _, rest = choice.partition(".")
        if head in ("gdp_growth", "gdp_real"):
            found["gdp"] = choice
        elif rest:
            found[head] = choice
        else:
            found[wanted.concepts[0]] = f"{wanted.concepts[0]}.{head}"
    return found


def _require_gdp(wanted: NumberId) -> None:
    if wanted.concepts[-1] != "gdp":
        raise ParameterError(
            f"{wanted.metric} is against gdp at constant prices, not {wanted.concepts[-1]}",
            remedy=f"Write {wanted.metric}/{wanted.concepts[0]}:gdp/..."
            if len(wanted.concepts) == 2
            else f"Write {wanted.metric}/gdp/...",
        )


def _growth(ready: Evaluator, wanted: NumberId) -> Number:
    _require_gdp(wanted)
    found = growth(ready, wanted.region, wanted.first, wanted.year, wanted.choice)
    formula = f"100 * (G1 / G0 - 1), G1 / G0 = {found.formula}"
    return _percent(wanted, found.change, formula, found.inputs, [found.choice()])


def _percent(
    wanted: NumberId, change: float, formula: str, inputs: Sequence[Input], basis: list[Choice]
) -> Number:
    """A relative change, in percent."""
    return Number.of(wanted, 100.0 * change, "change", DECIMALS["change"], formula, inputs, basis)


def _change(ready: Evaluator, wanted: NumberId) -> Number:
    wanted = named(ready, wanted)
    concept = wanted.concepts[0]
    series = tokens(wanted).get(concept, "")
    load = ends(ready, concept, wanted.region, wanted.first, wanted.year, series)
    start, end = load.start.value, load.end.value
    formula = f"100 * (C1 / C0 - 1) = 100 * ({end:.10g} / {start:.10g} - 1)"
    return _percent(wanted, load.change, formula, load.inputs, [load.choice(concept)])


def _ratio_text(one: Pair) -> str:
    return f"({one.load.end.value:.10g} / {one.load.start.value:.10g}) / {one.economy.ratio:.10g}"


def _number(wanted: NumberId, value: float, unit: str, formula: str, *pairs: Pair) -> Number:
    concept = wanted.concepts[0]
    basis = [c for p in pairs for c in (p.load.choice(concept), p.economy.choice())]
    inputs = [i for p in pairs for i in (*p.load.inputs, *p.economy.inputs)]
    return Number.of(wanted, value, unit, DECIMALS[unit], formula, inputs, basis)


def _intensity_change(ready: Evaluator, wanted: NumberId) -> Number:
    _require_gdp(wanted)
    wanted = named(ready, wanted)
    one = pair(ready, wanted)
    formula = f"100 * ((C1 / C0) / (G1 / G0) - 1) = 100 * ({_ratio_text(one)} - 1)"
    return _number(wanted, 100.0 * (one.intensity - 1.0), "change", formula, one)


def _intensity_path(ready: Evaluator, wanted: NumberId) -> Number:
    _require_gdp(wanted)
    nation = ready.store.regions.nation(wanted.region).id
    if wanted.region == nation:
        raise ParameterError(f"{wanted.metric} is of a region in its nation, not of {nation}")
    wanted = named(ready, wanted)
    own = pair(ready, wanted)
    whole = pair_of_nation(ready, wanted, own)
    formula = (
        "(C1 / C0) / (G1 / G0) of the region over that of the nation = "
        f"({_ratio_text(own)}) / ({_ratio_text(whole)})"
    )
    return _number(wanted, own.intensity / whole.intensity, "ratio", formula, own, whole)


def _elasticity(ready: Evaluator, wanted: NumberId) -> Number:
    _require_gdp(wanted)
    wanted = named(ready, wanted)
    one = pair(ready, wanted)
    load, economy = one.load.change, one.economy.change
    try:
        value = float(decoupling.elasticity(load, economy))
    except RegionshareError as error:
        raise MissingDataError(error.what, remedy=error.remedy) from None
    formula = f"((C1 - C0) / C0) / ((G1 - G0) / G0) = {load:.10g} / {economy:.10g}"
    return _number(wanted, value, "ratio", formula, one)


def _log_elasticity(ready: Evaluator, wanted: NumberId) -> Number:
    _require_gdp(wanted)
    wanted = named(ready, wanted)
    one = pair(ready, wanted)
    load, economy = one.load.change, one.economy.change
    try:
        value = decoupling.log_elasticity(load, economy)
    except RegionshareError as error:
        raise MissingDataError(error.what, remedy=error.remedy) from None
    formula = f"ln(C1 / C0) / ln(G1 / G0) = ln({1 + load:.10g}) / ln({1 + economy:.10g})"
    return _number(wanted, value, "ratio", formula, one)


def _gap(ready: Evaluator, wanted: NumberId) -> Number:
    """How far another series of the same concept lies from the headline in one year."""
    concept, region, year = wanted.concepts[0], wanted.region, wanted.year
    nation = ready.store.regions.nation(region).id
    plain = ready.declared.headline(nation, concept, year).series
    other = tokens(wanted).get(concept, plain)
    first, second = (ready.quantities.figure(s, region, year) for s in (other, plain))
    if first.unit != second.unit or other == plain:
        raise ParameterError(
            f"{other} cannot be held against {plain}",
            remedy=f"Name another series of {concept}, as in {wanted.metric}/{concept}/"
            f"{region}/{year}@ceads_apparent_2022",
        )
    values = f"100 * ({first.value:.10g} / {second.value:.10g} - 1)"
    formula = f"100 * ({other} / {plain} - 1) = {values}"
    basis = [Choice(concept, s, "none", s) for s in (other, plain)]
    inputs = first.inputs + second.inputs
    return _percent(wanted, first.value / second.value - 1.0, formula, inputs, basis)


register("gap", 1, _gap)
register("growth", 1, _growth, spans=True)
register("change", 1, _change, spans=True)
register("intensity_change", 2, _intensity_change, spans=True)
register("intensity_path", 2, _intensity_path, spans=True)
register("elasticity", 2, _elasticity, spans=True)
register("log_elasticity", 2, _log_elasticity, spans=True)


# -- drivers: the Kaya identity of a region and what each of its factors did to the emissions -----

# ``co2 = people * GDP per person * energy per GDP * carbon per energy``, for each fuel where the
# inventory has fuels; emissions of processes, which are not from energy, stand apart.

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
    return _kaya_number(wanted, one, float(value), one.total.end.unit, formula)


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
    return _kaya_number(wanted, one, value, "ratio", formula)


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


def _kaya_number(wanted: NumberId, one: Kaya, value: float, unit: str, formula: str) -> Number:
    loads = {"co2": one.total, "population": one.people, "energy": one.energy}
    basis = [*(load.choice(concept) for concept, load in loads.items()), one.economy.choice()]
    return Number.of(wanted, value, unit, 2, formula, one.inputs, basis)


register("driver", 2, _driver, spans=True, decimals=display.tenth)
register("driver_ratio", 2, _driver_ratio, spans=True)
