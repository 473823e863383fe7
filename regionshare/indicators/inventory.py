"""Inventories: how far those of one thing lie apart, and what bought power adds to a share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError, ParameterError
from regionshare.indicators.release import Pair, make_number, revision, share_revision, summed
from regionshare.methods.metrics import Measure
from regionshare.numbers.number import Choice, Number, NumberId
from regionshare.numbers.quantities import Quantity, grid_factor, imported_emissions, net_import
from regionshare.numbers.registry import register

if TYPE_CHECKING:
    from regionshare.numbers.evaluator import Evaluator


def spread(values: Mapping[str, float]) -> float:
    """``spread = 100 * (highest / lowest - 1)``, in percent of the lowest.

    Raises
    ------
    MissingDataError
        If there are fewer than two values.

    Examples
    --------
    >>> spread({"first": 40.0, "second": 50.0, "third": 45.0})
    25.0
    """
    if len(values) < 2:
        raise MissingDataError("a spread needs figures of at least two inventories")
    return 100.0 * (max(values.values()) / min(values.values()) - 1.0)


def inventories_of(evaluator: Evaluator, concept: str, region: str, year: int) -> list[str]:
    """The series of a concept with a figure for a region and year, in order of rank."""
    store = evaluator.store
    found = [s for s in store.series.values() if s.concept == concept]
    return [s.id for s in sorted(found, key=lambda s: s.rank) if store.has(s.id, region, year)]


def _spread(evaluator: Evaluator, wanted: NumberId) -> Number:
    names = inventories_of(evaluator, wanted.concepts[0], wanted.region, wanted.year)
    sides = {name: evaluator.quantities.figure(name, wanted.region, wanted.year) for name in names}
    units = {side.unit for side in sides.values()}
    if len(units) > 1:
        raise ParameterError(f"inventories of {wanted.concepts[0]} are in {sorted(units)}")
    value = spread({name: side.value for name, side in sides.items()})
    high, low = (pick(sides, key=lambda n: sides[n].value) for pick in (max, min))
    where = f"[{wanted.region}, {wanted.year}]"
    formula = (
        f"100 * (highest / lowest - 1) over {len(sides)} inventories and releases = "
        f"100 * ({high}{where} / {low}{where} - 1) = "
        f"100 * ({sides[high].value:.10g} / {sides[low].value:.10g} - 1)"
    )
    choices = [Choice(wanted.concepts[0], name, "none", name) for name in names]
    measure = Measure(value, "percent")
    return make_number(wanted, measure, 1, formula, list(sides.values()), choices)


def _excess(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Sum of the regions of one series against the nation's own row of another."""
    pair, year, quantities = Pair.of(wanted), wanted.year, evaluator.quantities
    over = quantities.complete_parts(pair.old, year)
    total = summed(quantities, pair.old, over, year)
    nation = quantities.figure(pair.new, wanted.region, year)
    formula = (
        f"100 * ({pair.old}[sum of {len(over)} regions, {year}] / "
        f"{pair.new}[{wanted.region}, {year}] - 1) = "
        f"100 * ({total.value:.10g} / {nation.value:.10g} - 1)"
    )
    choices = [
        Choice(wanted.concepts[0], pair.old, "sum", pair.old),
        Choice(wanted.concepts[0], pair.new, "none", pair.new),
    ]
    value = revision(nation.measure, total.measure)
    return make_number(wanted, value, 1, formula, [total, nation], choices)


def imports_basis(evaluator: Evaluator, wanted: NumberId) -> Basis:
    """The basis with bought power that the id names."""
    basis = evaluator.chooser.by_token(wanted.concepts[0], wanted, wanted.choice)
    if not basis.imports:
        raise ParameterError(
            f"{wanted.choice or 'the headline'} adds no bought power",
            remedy=f"Write {wanted.metric}/co2/CN-GD/2022@ceads_sectoral_2022~sum~imports_south",
        )
    return basis


def _choice(basis: Basis, imports: tuple[str, ...]) -> Choice:
    return Choice(basis.concept, basis.series, basis.denominator, basis.total, imports)


def _imported(evaluator: Evaluator, wanted: NumberId) -> Number:
    basis = imports_basis(evaluator, wanted)
    unit = evaluator.store.get_series(basis.series).unit
    found = imported_emissions(evaluator.store, basis.imports, wanted.region, wanted.year, unit)
    use, made = found.inputs[:2]
    factor = grid_factor(evaluator.store, basis.imports, wanted.year).value
    formula = (
        f"(use - total generation) * factor of {' and '.join(basis.imports)} "
        f"[{wanted.region}, {wanted.year}] = ({use.value:.10g} - {made.value:.10g}) * 10^8 kWh * "
        f"{factor:.6g} kg CO2/kWh"
    )
    side = Quantity(found.value, unit, found.inputs)
    choices = [Choice(basis.concept, basis.series, "none", basis.series, basis.imports)]
    return make_number(wanted, side.measure, 1, formula, [side], choices)


def _imports_effect(evaluator: Evaluator, wanted: NumberId) -> Number:
    basis, plain = _with_and_without(evaluator, wanted)
    sides = [evaluator.quantities.share_on(b, wanted.region, wanted.year) for b in (plain, basis)]
    formula = (
        f"share with bought power at the factor of {' and '.join(basis.imports)} - territorial "
        f"share, {basis.series}, {wanted.region}, {wanted.year} = "
        f"{sides[1].value:.10g} - {sides[0].value:.10g}"
    )
    value = share_revision(*(side.measure for side in sides))
    choices = [_choice(plain, ()), _choice(basis, basis.imports)]
    return make_number(wanted, value, 2, formula, sides, choices)


def _imports_rest(evaluator: Evaluator, wanted: NumberId) -> Number:
    """What the net imports of all regions leave in their sum: use and generation are two counts."""
    basis, plain = _with_and_without(evaluator, wanted)
    sides = [evaluator.quantities.total(one, wanted.region, wanted.year) for one in (plain, basis)]
    formula = (
        f"sum with bought power at the factor of {' and '.join(basis.imports)} - territorial sum, "
        f"{basis.series}, {wanted.year} = {sides[1].value:.10g} - {sides[0].value:.10g}"
    )
    value = Measure(sides[1].value - sides[0].value, sides[0].unit)
    choices = [_choice(plain, ()), _choice(basis, basis.imports)]
    return make_number(wanted, value, 1, formula, sides, choices)


def _closed_share(evaluator: Evaluator, wanted: NumberId) -> Number:
    """The share with bought power, generation scaled so that net imports sum to nothing."""
    basis, plain = _with_and_without(evaluator, wanted)
    store, year = evaluator.store, wanted.year
    over = evaluator.quantities.complete_parts(basis.series, year)
    power = {region: net_import(store, region, year).inputs for region in over}
    scale = sum(use.value for use, _ in power.values()) / sum(
        made.value for _, made in power.values()
    )
    use, made = power[wanted.region]
    factor = grid_factor(store, basis.imports, year)
    nation = store.regions.nation(wanted.region).id
    part, total = (
        evaluator.quantities.part(plain, wanted.region, year),
        evaluator.quantities.total(plain, nation, year),
    )
    # In the unit that imported emissions are priced in, so that the check of units stays in one place.
    plainly = imported_emissions(store, basis.imports, wanted.region, year, part.unit)
    added = plainly.value * (use.value - scale * made.value) / (use.value - made.value)
    formula = (
        f"share with bought power at the factor of {' and '.join(basis.imports)}, generation scaled "
        f"so that all net imports sum to 0, {basis.series}, {wanted.region}, {year} = "
        f"100 * ({part.value:.10g} + {added:.10g}) / {total.value:.10g}"
    )
    used = tuple(one for pair in power.values() for one in pair)
    value = Measure(100.0 * (part.value + added) / total.value, "percent")
    sides = [part, total, Quantity(added, part.unit, (*used, *factor.inputs))]
    choices = [_choice(plain, ()), _choice(basis, basis.imports)]
    return make_number(wanted, value, 2, formula, sides, choices)


def _with_and_without(evaluator: Evaluator, wanted: NumberId) -> tuple[Basis, Basis]:
    """The basis with bought power that the id names, and the same choice without."""
    basis = imports_basis(evaluator, wanted)
    plain = evaluator.chooser.basis(
        basis.concept, wanted.region, wanted.year, basis.series, basis.denominator
    )
    return basis, plain


register("imports_rest", 1, _imports_rest)
register("closed_share", 1, _closed_share)
register("spread", 1, _spread)
register("excess", 1, _excess)
register("imported", 1, _imported)
register("imports_effect", 1, _imports_effect)
