"""Figures: the tables of a nation as arrays, and what stands above and below a line.

The counterpart of `regionshare.numbers.quantities` for all regions and years at once; `applied` puts the
same pure functions of `regionshare.methods.metrics` to whole arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regionshare.data.bases import NATIONAL, Basis
from regionshare.data.store import Store
from regionshare.errors import MissingDataError
from regionshare.methods.metrics import Measure
from regionshare.numbers.quantities import imported_emissions

Array: TypeAlias = NDArray[np.float64]


class Table(NamedTuple):
    """Values by region (rows) and year (columns), NaN where absent, and their unit."""

    values: Array
    unit: str


def applied(function: Callable[[Measure, Measure], Measure], first: Table, second: Table) -> Table:
    """A metric of two tables of one shape, in every cell that both have.

    Errors are those of the function: units that do not fit, a total that is not positive.
    """
    known = np.isfinite(first.values) & np.isfinite(second.values)
    above, below = (
        Measure(pd.Series(one.values[known], dtype=float), one.unit) for one in (first, second)
    )
    found = function(above, below)
    values = np.full(known.shape, np.nan)
    values[known] = found.values
    return Table(values, found.unit)


class Figures:
    """The figures of one nation and of every region in it, each series looked up once.

    Parameters
    ----------
    years : sequence of int
        The columns of every array.

    Attributes
    ----------
    members : tuple of str
        The provinces or states, in the order of ``regions.csv``: the first rows of every array.
    """

    def __init__(self, store: Store, nation: str, years: Sequence[int]) -> None:
        self.store = store
        self.nation = nation
        self.years = tuple(years)
        self.members = tuple(region.id for region in store.regions.members(nation))
        inside = [r.id for r in store.regions if store.regions.nation(r.id).id == nation]
        self._rows = list(dict.fromkeys((*self.members, *inside)))
        self._place = {region: place for place, region in enumerate(self._rows)}
        self._tables: dict[str, Array] = {}

    def series(self, name: str) -> Table:
        """A series as it stands in the data."""
        if name not in self._tables:
            table = self.store.table(name).reindex(index=self._rows, columns=list(self.years))
            self._tables[name] = table.to_numpy(dtype=float)
        return Table(self._tables[name], self.store.get_series(name).unit)

    def places(self, regions: Sequence[str]) -> list[int]:
        """The rows of regions."""
        return [self._place[region] for region in regions]

    def above(self, basis: Basis) -> Table:
        """What stands above the line: the figures, with imported power if the basis adds it."""
        table = self.series(basis.series)
        if not basis.imports:
            return table
        # A choice with imported power reaches one to three years; its definition stays in one place.
        values = np.full(table.values.shape, np.nan)
        for row, column in zip(*np.nonzero(np.isfinite(table.values)), strict=True):
            region, year = self._rows[row], self.years[column]
            if basis.first <= year <= basis.last:
                values[row, column] = self._with_imports(basis, region, year, table.unit)
        return Table(values, table.unit)

    def _with_imports(self, basis: Basis, region: str, year: int, unit: str) -> float:
        try:
            added = imported_emissions(self.store, basis.imports, region, year, unit)
        except MissingDataError:
            return float("nan")
        return self.store.value(basis.series, region, year) + added.value

    def below(self, basis: Basis, over: Sequence[str] = ()) -> Table:
        """What stands below the line, the same in every row: the nation's own row, or a sum.

        A sum that lacks a region is absent. `over` names the regions of the sum where a ratio has
        one coverage above and below its line; else the basis says what the total is.
        """
        if basis.denominator == NATIONAL and not over:
            table = self.series(basis.total)
            total = table.values[self._place[self.nation]]
        else:
            table = self.above(basis)
            total = table.values[self.places(over or self.store.parts(basis.series))].sum(axis=0)
        return Table(np.tile(total, (len(self._rows), 1)), table.unit)

    def complete(self, basis: Basis) -> NDArray[np.bool_]:
        """By year, whether every region of the series, and the nation's row, has a figure."""
        parts = self.series(basis.series).values[self.places(self.store.parts(basis.series))]
        found = np.isfinite(parts).all(axis=0)
        if basis.denominator == NATIONAL:
            found &= np.isfinite(self.series(basis.total).values[self._place[self.nation]])
        return np.asarray(found, dtype=bool)
