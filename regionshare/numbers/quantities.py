"""Quantities: what stands above and below the line of a metric, with every figure that entered."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.data.bases import NATIONAL, Basis
from regionshare.data.store import Store
from regionshare.errors import MissingDataError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure
from regionshare.numbers.imports import imported_emissions
from regionshare.numbers.number import Input


class Quantity(NamedTuple):
    """A value with its unit and the figures that entered it."""

    value: float
    unit: str
    inputs: tuple[Input, ...]

    @property
    def measure(self) -> Measure:
        """Without the figures."""
        return Measure(self.value, self.unit)


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
        """What stands above the line: the figure, with imported power if the basis adds it."""
        figure = self.figure(basis.series, region, year)
        if not basis.imports:
            return figure
        added = imported_emissions(self.store, basis.imports, region, year, figure.unit)
        return Quantity(figure.value + added.value, figure.unit, figure.inputs + added.inputs)

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
        # Every share of a nation divides by one of few sums. A child computes its own: what it uses
        # is recorded.
        asked = (os.getpid(), basis, nation, year, over)
        if asked not in self.store.sums:
            self.store.sums[asked] = self._sum(basis, year, over)
        found: Quantity = self.store.sums[asked]
        return found

    def _sum(self, basis: Basis, year: int, over: tuple[str, ...]) -> Quantity:
        regions = over or self.complete_parts(basis.series, year)
        parts = [self.part(basis, region, year) for region in regions]
        inputs = dict.fromkeys(one for part in parts for one in part.inputs)
        return Quantity(sum(p.value for p in parts), parts[0].unit, tuple(inputs))

    def complete_parts(self, series: str, year: int) -> tuple[str, ...]:
        """The regions a sum runs over, or `MissingDataError` if one of them is absent."""
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
        nation = self.store.regions.nation(region).id
        part, total = self.part(basis, region, year), self.total(basis, nation, year)
        value = metrics.share(part.measure, total.measure)
        inputs = tuple(dict.fromkeys(part.inputs + total.inputs))
        return Quantity(value.scalar, value.unit, inputs)

    def relative_on(self, first: Basis, second: Basis, region: str, year: int) -> Quantity:
        """Ratio of two shares over one coverage: both national, or the same regions' sum."""
        nation = self.store.regions.nation(region).id
        over = self.coverage(first, second, year)
        shares = []
        inputs: tuple[Input, ...] = ()
        for basis in (first, second):
            part, total = self.part(basis, region, year), self.total(basis, nation, year, over)
            shares.append(metrics.share(part.measure, total.measure))
            inputs += part.inputs + total.inputs
        value = metrics.relative_intensity(*shares)
        return Quantity(value.scalar, value.unit, tuple(dict.fromkeys(inputs)))

    def coverage(self, first: Basis, second: Basis, year: int) -> tuple[str, ...]:
        """The regions both totals sum over; empty if both are the nation's own rows."""
        if first.denominator == second.denominator == NATIONAL:
            return ()
        return self.complete_parts(first.series, year)
