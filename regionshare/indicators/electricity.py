"""Electricity: power that a region draws from others, and its plants by type."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypedDict

from regionshare.errors import MissingDataError, ParameterError
from regionshare.indicators import datapoint
from regionshare.indicators.datapoint import document_number
from regionshare.methods import metrics
from regionshare.numbers import display, quantities, registry
from regionshare.numbers.number import Input, Number, NumberId
from regionshare.text.messages import room

if TYPE_CHECKING:
    from regionshare.data.bases import Basis
    from regionshare.data.store import Store
    from regionshare.numbers.evaluator import Evaluator
    from regionshare.numbers.quantities import Quantity

NOTES = room("energy.notes")
TYPES = ("thermal", "nuclear", "hydro", "wind", "solar")
FUELS = ("coal", "oil", "gas", "primary_electricity")
CAPACITY, CAPACITY_SHARE = "article_capacity", "article_capacity_share"
"""The statement on non-fossil capacity, as data points."""
NEW, SHARE, WESTERN = "newenergy_2024", "newenergy_share_2024", "western_plan_2025"
"""What stood in the province, what part of all that was, and the plan for the west."""


def generation_series(store: Store, region: str) -> list[str]:
    """The series of a region's total generation: the better one, then the later compilation."""
    return [series.id for series in store.ranked("generation", region)]


def net_import_share(use: float, generation: float) -> float:
    """``100 * (use - generation) / use``, in percent; negative for an exporter.

    >>> net_import_share(50, 40)
    20.0
    """
    if use <= 0:
        raise ParameterError(f"electricity use is {use:g}", remedy="Check its figure")
    return 100 * (use - generation) / use


def capacity_share(home: float, total_home: float, western: float, part: float) -> float:
    """``100 * (home + part * western) / (total_home + western)``, in percent.

    Parameters
    ----------
    home, total_home : float
        Non-fossil and total capacity in the province.
    western : float
        Sending capacity from outside, counted in full below the line.
    part : float
        How much of it counts as non-fossil, 0 to 1.

    Examples
    --------
    >>> capacity_share(40, 80, 20, 0.5)
    50.0
    """
    if not 0 <= part <= 1:
        raise ParameterError(f"part is {part:g}", remedy="Give a number from 0 to 1")
    above, below = home + part * western, total_home + western
    return metrics.share(metrics.Measure(above, ""), metrics.Measure(below, "")).scalar


def _net_import(evaluator: Evaluator, wanted: NumberId) -> Number:
    _only(wanted, "electricity")
    power = quantities.net_import(evaluator.store, wanted.region, wanted.year)
    use, made = power.inputs
    where = f"[{wanted.region}, {wanted.year}]"
    formula = f"electricity{where} - generation{where} = {use.value:.10g} - {made.value:.10g}"
    return document_number(wanted, power.value, use.unit, formula, power.inputs)


def _import_share(evaluator: Evaluator, wanted: NumberId) -> Number:
    _only(wanted, "electricity")
    use, made = quantities.net_import(evaluator.store, wanted.region, wanted.year).inputs
    where = f"[{wanted.region}, {wanted.year}]"
    formula = (
        f"100 * (electricity{where} - generation{where}) / electricity{where} = "
        f"100 * ({use.value:.10g} - {made.value:.10g}) / {use.value:.10g}"
    )
    value = net_import_share(use.value, made.value)
    return document_number(wanted, value, "percent", formula, (use, made))


def _series_gap(evaluator: Evaluator, wanted: NumberId) -> Number:
    """How far the later compilation of generation lies from the earlier series in a year."""
    _only(wanted, "generation")
    names = generation_series(evaluator.store, wanted.region)
    if len(names) < 2:
        raise MissingDataError(f"{wanted.region} has no two series of generation")
    earlier, later = (
        evaluator.quantities.figure(name, wanted.region, wanted.year) for name in names[:2]
    )
    where = f"[{wanted.region}, {wanted.year}]"
    formula = (
        f"100 * ({names[1]}{where} / {names[0]}{where} - 1) = "
        f"100 * ({later.value:.10g} / {earlier.value:.10g} - 1)"
    )
    value = 100 * (later.value / earlier.value - 1)
    inputs = later.inputs + earlier.inputs
    return document_number(wanted, value, "percent", formula, inputs, decimals=2)


def _best(evaluator: Evaluator, concept: str, region: str, year: int) -> Quantity:
    """The figure of the best series of a concept that is of a region."""
    found = evaluator.store.ranked(concept, region)
    if not found:
        raise MissingDataError(
            f"no series of {concept} has {region} {year}",
            remedy=evaluator.store.alternatives(concept, region, year),
        )
    return evaluator.quantities.figure(found[0].id, region, year)


def import_bases(evaluator: Evaluator, region: str, year: int) -> list[Basis]:
    """The admissible bases that add bought power to a region's carbon in a year."""
    nation = evaluator.store.regions.nation(region).id
    found = evaluator.grid.admissible(nation, "co2", region, year)
    return [basis for basis in found if basis.imports]


def territorial(basis: Basis) -> str:
    """The token of the same choice without bought power."""
    return basis.token.removesuffix(f"~{basis.label}") if basis.label else basis.token


def _basis(evaluator: Evaluator, wanted: NumberId) -> Basis:
    for basis in import_bases(evaluator, wanted.region, wanted.year):
        if wanted.choice in (basis.token, basis.label):
            return basis
    nation = evaluator.store.regions.nation(wanted.region).id
    declared = [one for one in evaluator.grid.entries(nation, "co2", "grid") if one.imports]
    years = sorted({(one.first, one.last) for one in declared})
    raise MissingDataError(
        f"no basis {wanted.choice or 'with bought power'} is declared for {wanted.region} "
        f"{wanted.year}",
        remedy=f"In data/bases.yml {nation} has {', '.join(f'{a}-{b}' for a, b in years) or 'none'}",
    )


def _import_emissions(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``import_emissions/co2/<region>/<year>@<label>``, in Mt."""
    _only(wanted, "co2")
    basis = _basis(evaluator, wanted)
    found = quantities.imported_emissions(
        evaluator.store, basis.imports, wanted.region, wanted.year, "Mt"
    )
    formula = (
        f"(electricity - generation)[{wanted.region}, {wanted.year}] * grid_factor"
        f"[{' and '.join(basis.imports)}, {wanted.year}]"
    )
    return document_number(wanted, found.value, "Mt", formula, found.inputs)


def _import_effect(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``import_effect/co2/<region>/<year>@<token>``: percentage points of the share.

    The value of ``imports_effect`` of `inventory`, which says its choices, too. Both were published,
    so that both ids are computed; new prose takes that one.
    """
    _only(wanted, "co2")
    basis = _basis(evaluator, wanted)
    tokens = (basis.token, territorial(basis))
    shares = [
        evaluator.number(NumberId("share", ("co2",), wanted.region, wanted.year, token))
        for token in tokens
    ]
    inputs = tuple(dict.fromkeys(shares[0].inputs + shares[1].inputs))
    formula = (
        f"share with bought power - share without = {shares[0].value:.6g} - {shares[1].value:.6g}"
    )
    value = shares[0].value - shares[1].value
    return document_number(wanted, value, "ratio", formula, inputs, decimals=1)


def _nonfossil_gap(evaluator: Evaluator, wanted: NumberId) -> Number:
    """The yearbook's primary electricity share less the nation's non-fossil share, in points."""
    nation = evaluator.store.regions.nation(wanted.region).id
    own = _best(evaluator, "mix_primary_electricity", wanted.region, wanted.year)
    whole = _best(evaluator, "nonfossil_share", nation, wanted.year)
    formula = (
        f"mix_primary_electricity[{wanted.region}, {wanted.year}] - "
        f"nonfossil_share[{nation}, {wanted.year}] = {own.value:g} - {whole.value:g}"
    )
    value, inputs = own.value - whole.value, own.inputs + whole.inputs
    return document_number(
        wanted, value, "ratio", formula, inputs, decimals=1, **_proxy("yearbook")
    )


class _Proxy(TypedDict):
    match: str
    note_en: str
    note_zh: str


def _proxy(note: str) -> _Proxy:
    """What a number is told with that mixes dates or definitions."""
    return {"match": "proxy", "note_en": NOTES["en"][note], "note_zh": NOTES["zh"][note]}


def _home(evaluator: Evaluator, wanted: NumberId) -> tuple[float, tuple[Input, ...]]:
    """Non-fossil capacity in the province of the statement early in its year, and the parts."""
    region, end = wanted.region, wanted.year - 1
    inputs = [datapoint.figure(evaluator.store, NEW).input]
    for kind in ("nuclear", "hydro"):
        inputs += _best(evaluator, f"capacity_{kind}", region, end).inputs
    return sum(one.value for one in inputs), tuple(inputs)


def _of_the_statement(evaluator: Evaluator, wanted: NumberId) -> None:
    """Refuse another province and date than those of the statement on capacity."""
    _only(wanted, "capacity")
    claim = datapoint.figure(evaluator.store, CAPACITY)
    if (wanted.region, wanted.year) != (claim.region, claim.year):
        raise MissingDataError(
            f"{wanted.metric} is known for {claim.region} {claim.year} only, not for "
            f"{wanted.region} {wanted.year}",
            remedy="The figures behind it are of the article's province and date",
        )


def _nonfossil_home(evaluator: Evaluator, wanted: NumberId) -> Number:
    _of_the_statement(evaluator, wanted)
    value, inputs = _home(evaluator, wanted)
    formula = "new energy + nuclear + hydro = " + " + ".join(f"{i.value:g}" for i in inputs)
    return document_number(wanted, value, "1e4 kW", formula, inputs, **_proxy("mix"))


def _nonfossil_share(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``nonfossil_capacity/capacity/CN-GD/2024@home|none|all[~low|~high]``, in percent.

    ``home`` is without western power; ``none`` and ``all`` count the planned western capacity
    below the line, and none or all of it above. ``low`` and ``high`` are what the rounding of
    all figures allows, as the ledger has it; the plants of the series are printed in whole units.
    """
    _of_the_statement(evaluator, wanted)
    case, _, edge = wanted.choice.partition("~")
    if case not in ("home", "none", "all") or edge not in ("", "low", "high"):
        raise ParameterError(f"{wanted} has no such case", remedy="home, none or all; low or high")
    new, nuclear, hydro = _home(evaluator, wanted)[1]
    share, western = (datapoint.figure(evaluator.store, name) for name in (SHARE, WESTERN))
    used = (new, nuclear, hydro, share.input, *(() if case == "home" else (western.input,)))
    steps = (1.0, 1.0, 1.0, share.step, western.step)
    corners = itertools.product(
        *(
            (one.value - step / 2, one.value + step / 2)
            for one, step in zip(used, steps, strict=False)
        )
    )
    central = [tuple(one.value for one in used)]
    found = [_capacity_share(case, *corner) for corner in (corners if edge else central)]
    value, formula = max(found) if edge == "high" else min(found)
    return document_number(wanted, value, "percent", formula, used, **_proxy("mix"))


def _capacity_share(
    case: str, new: float, nuclear: float, hydro: float, percent: float, western: float = 0.0
) -> tuple[float, str]:
    """A case's share in percent, and how it comes about."""
    home, total, part = new + nuclear + hydro, new / percent * 100, int(case == "all")
    return capacity_share(home, total, western, part), (
        "100 * (home + part * western) / (new energy / its share + western) = "
        f"100 * ({home:g} + {part} * {western:g}) / ({total:.6g} + {western:g})"
    )


def _western_needed(evaluator: Evaluator, wanted: NumberId) -> Number:
    """What the stated total leaves for western power, beside what stood in the province."""
    _of_the_statement(evaluator, wanted)
    claim = datapoint.figure(evaluator.store, CAPACITY)
    home, inputs = _home(evaluator, wanted)
    formula = f"stated - home = {claim.value:g} - {home:g}"
    value, used = claim.value - home, (claim.input, *inputs)
    return document_number(wanted, value, "1e4 kW", formula, used, **_proxy("mix"))


def _implied_total(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``stated non-fossil capacity / stated share``: the total that the article implies."""
    _of_the_statement(evaluator, wanted)
    claim, share = (datapoint.figure(evaluator.store, name) for name in (CAPACITY, CAPACITY_SHARE))
    formula = f"stated / share = {claim.value:g} / {share.value:g} %"
    value = claim.value / share.value * 100
    return document_number(wanted, value, "1e4 kW", formula, (claim.input, share.input))


def _only(wanted: NumberId, concept: str) -> None:
    if wanted.concepts[0] != concept:
        raise ParameterError(
            f"{wanted.metric} is of {concept}, not of {wanted.concepts[0]}",
            remedy=f"Write {wanted.metric}/{concept}/{wanted.region}/{wanted.year}",
        )


for _name, _function in (
    ("net_import", _net_import),
    ("import_share", _import_share),
    ("series_gap", _series_gap),
    ("import_emissions", _import_emissions),
    ("import_effect", _import_effect),
    ("nonfossil_home", _nonfossil_home),
    ("nonfossil_capacity", _nonfossil_share),
    ("western_needed", _western_needed),
):
    registry.register(_name, 1, _function)
registry.register("implied_total", 1, _implied_total, decimals=display.own)
registry.register("nonfossil_gap", 2, _nonfossil_gap)
