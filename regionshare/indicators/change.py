"""Changes: numbers of a period, between its first and its last year.

``growth/gdp`` (at constant prices), ``change/energy``, ``intensity_change/energy:gdp``,
``intensity_path/energy:gdp`` (the region's intensity index over the nation's),
``elasticity/energy:gdp`` and, for long periods, ``log_elasticity/energy:gdp``, each with a period such as ``2005-2021``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from regionshare.errors import MissingDataError, ParameterError, RegionshareError
from regionshare.indicators.growth import Growth, growth
from regionshare.indicators.release import Ends, ends, ends_of_nation
from regionshare.methods import decoupling
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, NumberId
from regionshare.numbers.registry import register

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
