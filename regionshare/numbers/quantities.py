"""Quantities: what stands above and below the line of a metric, with every figure that entered.

Emissions of bought power are among them: territorial plus bought power.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from regionshare.data.bases import NATIONAL, Basis
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, RegionshareError, UnitError, VintageError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure
from regionshare.numbers.number import Input

_Kept = TypeVar("_Kept")

MT_PER_1E8KWH_KG = 0.1
"""1e8 kWh at 1 kg CO2/kWh are 1e8 kg, which is 0.1 Mt."""


class Quantity(NamedTuple):
    """A value with its unit, and the figures or the quantities that entered it.

    Where many are asked for their value alone, as of all regions, nobody lists the figures of each.
    """

    value: float
    unit: str
    own: tuple[Input, ...] = ()
    of: tuple[Quantity, ...] = ()

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every figure that entered, once."""
        return inputs_of([self])

    @property
    def leaves(self) -> Iterator[Quantity]:
        """The quantities behind it that are of figures alone."""
        if not self.of:
            yield self
        for one in self.of:
            yield from one.leaves

    @property
    def measure(self) -> Measure:
        """Without the figures."""
        return Measure(self.value, self.unit)


def inputs_of(found: Iterable[Quantity]) -> tuple[Input, ...]:
    """Every figure that entered some quantities, once; a sum that many share is gone through once."""
    leaves = {id(leaf): leaf for one in found for leaf in one.leaves}
    return tuple(dict.fromkeys(figure for leaf in leaves.values() for figure in leaf.own))


@dataclass(frozen=True)
class Quantities:
    """Looks up and adds the figures of a store."""

    store: Store

    def figure(self, series: str, region: str, year: int) -> Quantity:
        """One figure as it stands in the data."""
        one = self.store.get_series(series)
        found = self.store.observation(series, region, year)
        used = Input(series, region, year, found.value, one.unit, one.source, found.note)
        return Quantity(found.value, one.unit, (used,))

    def part(self, basis: Basis, region: str, year: int) -> Quantity:
        """What stands above the line: the figure, with bought power if the basis adds it."""
        if not basis.imports:
            return self.figure(basis.series, region, year)
        return self._once((basis, region, year), lambda: self._with_bought(basis, region, year))

    def _with_bought(self, basis: Basis, region: str, year: int) -> Quantity:
        figure = self.figure(basis.series, region, year)
        added = imported_emissions(self.store, basis.imports, region, year, figure.unit)
        return Quantity(figure.value + added.value, figure.unit, figure.inputs + added.inputs)

    def _once(self, asked: tuple[object, ...], make: Callable[[], _Kept]) -> _Kept:
        """What many numbers share, such as the sum that every share of a nation divides by.

        A child computes its own: what it uses is recorded.
        """
        key = (os.getpid(), *asked)
        if key not in self.store.sums:
            self.store.sums[key] = make()
        found: _Kept = self.store.sums[key]
        return found

    def total(self, basis: Basis, nation: str, year: int, over: Iterable[str] = ()) -> Quantity:
        """What stands below the line: the nation's own row, or the sum of all regions.

        Raises
        ------
        MissingDataError
            If a sum would lack a region; names those that are missing.
        """
        over = tuple(over)
        if basis.denominator == NATIONAL and not over:
            return self.figure(basis.total, nation, year)
        return self._once((basis, nation, year, over), lambda: self._sum(basis, year, over))

    def _sum(self, basis: Basis, year: int, over: tuple[str, ...]) -> Quantity:
        regions = over or self.complete_parts(basis.series, year)
        parts = [self.part(basis, region, year) for region in regions]
        return Quantity(sum(p.value for p in parts), parts[0].unit, inputs_of(parts))

    def complete_parts(self, series: str, year: int) -> tuple[str, ...]:
        """The regions a sum runs over, or `MissingDataError` if one of them is absent."""
        return self._once((series, year), lambda: self._complete(series, year))

    def _complete(self, series: str, year: int) -> tuple[str, ...]:
        parts = self.store.parts(series)
        missing = self.store.missing(series, year)
        if missing:
            raise MissingDataError(
                f"a sum of {series} in {year} would lack {len(missing)} of {len(parts)} regions: "
                f"{', '.join(missing)}",
                remedy="Use another year, or the national denominator",
            )
        return parts

    def share_on(self, basis: Basis, region: str, year: int) -> Quantity:
        """``100 * part / total`` on one basis."""
        self.refuse_mixed(basis, year)
        nation = self.store.regions.nation(region).id
        return self._share(basis, region, year, self.total(basis, nation, year))

    def _share(self, basis: Basis, region: str, year: int, total: Quantity) -> Quantity:
        part = self.part(basis, region, year)
        try:
            value = metrics.share(part.measure, total.measure)
        except RegionshareError as error:
            error.add_place(f"{basis.concept} of {region} in {year}, {basis.token}")
            raise
        return Quantity(value.scalar, value.unit, of=(part, total))

    def refuse_mixed(self, basis: Basis, year: int) -> None:
        """Refuse a ratio over two vintages, unless it is the declared splice.

        Raises
        ------
        VintageError
            If the series above and below the line name different levels for that year.
        """
        if basis.denominator != NATIONAL or basis.splice:
            return
        refuse_levels(self.store, {basis.series: year, basis.total: year})

    def relative_on(self, first: Basis, second: Basis, region: str, year: int) -> Quantity:
        """Ratio of two shares over one coverage: both national, or the same regions' sum."""
        nation = self.store.regions.nation(region).id
        over = self.coverage(first, second, year)
        shares = []
        for basis in (first, second):
            if not over:
                self.refuse_mixed(basis, year)
            shares.append(self._share(basis, region, year, self.total(basis, nation, year, over)))
        value = metrics.relative_intensity(*(one.measure for one in shares))
        return Quantity(value.scalar, value.unit, of=tuple(shares))

    def coverage(self, first: Basis, second: Basis, year: int) -> tuple[str, ...]:
        """The regions both totals sum over; empty if both are the nation's own rows."""
        if first.denominator == second.denominator == NATIONAL:
            return ()
        return self.complete_parts(first.series, year)


def refuse_levels(store: Store, figures: Mapping[str, int]) -> None:
    """Refuse figures of one concept on two levels: of two census vintages, or across a break.

    Parameters
    ----------
    figures : mapping of str to int
        The year of each series used; a series that names no level mixes with any.
    """
    found: dict[str, str] = {}
    for name, year in figures.items():
        level = store.series[name].level_in(year)
        for other, known in found.items():
            if (
                level
                and level != known
                and store.series[other].concept == store.series[name].concept
            ):
                raise VintageError(
                    f"{name} ({level}) and {other} ({known}) are of two vintages",
                    remedy="Take both from one, or declare the ratio a trap, which is never counted",
                )
        if level:
            found[name] = level


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

    Every region is priced at the same factor, so that what the importer is charged the exporter is
    credited. Use and generation are two counts, so a remainder stays in the sum all the same.

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
            f"bought power needs Mt, 1e8 kWh and kg CO2/kWh, not {unit!r}, {sorted(units)}, "
            f"{factor.inputs[0].unit!r}"
        )
    return Imported(power.value * factor.value * MT_PER_1E8KWH_KG, power.inputs + factor.inputs)


def _figure(store: Store, concept: str, region: str, year: int) -> Input:
    """The figure of the best-ranked series of a concept that has it."""
    nation = store.regions.nation(region).id
    for one in store.best.get((concept, nation), ()):
        if store.has(one.id, region, year):
            found = store.observation(one.id, region, year)
            return Input(one.id, region, year, found.value, one.unit, one.source, found.note)
    raise MissingDataError(
        f"no series of {concept} has {region} {year}",
        remedy=store.alternatives(concept, region, year),
    )
