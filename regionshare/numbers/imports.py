"""Emissions of imported electricity: territorial plus net imported power."""

from __future__ import annotations

from typing import NamedTuple

from regionshare.data.store import Store
from regionshare.errors import MissingDataError, UnitError
from regionshare.numbers.number import Input

MT_PER_1E8KWH_KG = 0.1
"""1e8 kWh at 1 kg CO2/kWh are 1e8 kg, which is 0.1 Mt."""


class Imported(NamedTuple):
    """Emissions in Mt and the figures that entered them."""

    value: float
    inputs: tuple[Input, ...]


def net_import(store: Store, region: str, year: int) -> Imported:
    """``use - total generation`` in 1e8 kWh; negative for an exporter.

    Generation by type is not used: it lacks wind after 2017.
    """
    use = _figure(store, "electricity", region, year)
    made = _figure(store, "generation", region, year)
    return Imported(use.value - made.value, (use, made))


def grid_factor(store: Store, areas: tuple[str, ...], year: int) -> Imported:
    """The emission factor of one area, or of several weighted by their net exports.

    ``factor = sum(export * factor) / sum(export)``, in kg CO2/kWh.
    """
    factors = [_figure(store, "grid_factor", area, year) for area in areas]
    if len(areas) == 1:
        return Imported(factors[0].value, tuple(factors))
    exports = [net_import(store, area, year) for area in areas]
    weights = [-export.value for export in exports]
    if min(weights) <= 0:
        raise MissingDataError(f"{' and '.join(areas)} do not all export power in {year}")
    value = sum(w * f.value for w, f in zip(weights, factors, strict=True)) / sum(weights)
    inputs = (*factors, *(one for export in exports for one in export.inputs))
    return Imported(value, inputs)


def imported_emissions(
    store: Store, areas: tuple[str, ...], region: str, year: int, unit: str
) -> Imported:
    """``(use - total generation) * factor``, in Mt CO2.

    Every region is priced at the same factor, so that power moved between regions adds no
    emissions to their sum: what the importer is charged the exporter is credited.

    Raises
    ------
    UnitError
        If emissions are not in Mt, electricity not in 1e8 kWh or the factor not in kg CO2/kWh.
    MissingDataError
        If use, generation or factor of that year is missing.
    """
    power = net_import(store, region, year)
    factor = grid_factor(store, areas, year)
    units = {one.unit for one in power.inputs}
    if unit != "Mt" or units != {"1e8 kWh"} or factor.inputs[0].unit != "kg CO2/kWh":
        raise UnitError(
            f"imported power needs Mt, 1e8 kWh and kg CO2/kWh, not {unit!r}, {sorted(units)}, "
            f"{factor.inputs[0].unit!r}"
        )
    return Imported(power.value * factor.value * MT_PER_1E8KWH_KG, power.inputs + factor.inputs)


def _figure(store: Store, concept: str, region: str, year: int) -> Input:
    """The figure of the best-ranked series of a concept that has it."""
    nation = store.regions.nation(region).id
    ranked = sorted(
        (s for s in store.series.values() if s.concept == concept and s.nation == nation),
        key=lambda s: s.rank,
    )
    for one in ranked:
        if store.has(one.id, region, year):
            found = store.observation(one.id, region, year)
            return Input(one.id, region, year, found.value, one.unit, one.source, found.note)
    raise MissingDataError(
        f"no series of {concept} has {region} {year}",
        remedy=store.alternatives(concept, region, year),
    )
