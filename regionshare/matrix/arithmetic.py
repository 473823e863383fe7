"""Arithmetic: every metric of every region and year of a nation, in one vectorised pass.

Each value is that of ``Evaluator.number`` for the same id, on the headline basis of its year (or
the basis that ``--basis`` puts in its place). Proxies and the other choices of the grid are no
headline, so they are absent here, and so is a sum that lacks a region.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from regionshare.claims.who import BURDENS, CARRIED
from regionshare.data.bases import NATIONAL, Basis
from regionshare.data.store import Store
from regionshare.errors import MissingDataError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import NumberId
from regionshare.numbers.quantities import imported_emissions

ACTIVITIES = ("gdp", "population")
"""What a quantity is set against; each other concept with a headline is set against both."""
FURTHER = (("co2", "energy"), ("gdp", "population"))
"""Pairs beside these: the carbon of the energy, and the economy of the people."""


def asked(concepts: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The metrics of a region and year that these concepts allow, as in ids, in reading order.

    ``below_average`` and ``compared`` are of a nation and not here. Intensities per person are
    called ``per_capita``.

    >>> [f"{m}/{':'.join(c)}" for m, c in asked(["gdp"])]
    ['share/gdp', 'value/gdp']
    """
    quantities = [c for c in concepts if c not in ACTIVITIES]
    pairs = [(q, a) for a in ACTIVITIES for q in quantities if a in concepts]
    pairs += [pair for pair in FURTHER if set(pair) <= set(concepts)]
    people = [c for c in concepts if c != "population"] if "population" in concepts else []
    return [
        *(("share", (c,)) for c in concepts),
        *(("relative_intensity", pair) for pair in pairs),
        *(("rank", pair) for pair in pairs),
        *(("intensity", pair) for pair in pairs if pair[1] != "population"),
        *(("per_capita", (c,)) for c in people),
        *(("value", (c,)) for c in concepts),
    ]


@dataclass(frozen=True)
class Block:
    """One metric of all members and years.

    Attributes
    ----------
    values : array
        Members x years, NaN where absent.
    units, bases, suffixes : list of str
        By year: the unit, the choices, and what an id says of them; empty where no basis is.
    """

    values: Array
    units: list[str]
    bases: list[str]
    suffixes: list[str]


@dataclass(frozen=True)
class Pass:
    """The vectorised evaluation of one nation's metrics.

    Parameters
    ----------
    evaluator : Evaluator
        Its grid says the bases, its declared grid what an id without suffix means.
    figures : Figures
        The nation's tables over the years wanted.
    """

    evaluator: Evaluator
    figures: Figures

    def segments(self, concepts: Sequence[str]) -> Iterator[tuple[tuple[Basis, ...], list[int]]]:
        """The columns of the years in which every concept has a headline, by those bases."""
        found: dict[tuple[Basis, ...], list[int]] = {}
        for column, year in enumerate(self.figures.years):
            try:
                bases = tuple(
                    self.evaluator.grid.headline(self.figures.nation, c, year) for c in concepts
                )
            except MissingDataError:
                continue
            found.setdefault(bases, []).append(column)
        yield from found.items()

    def block(self, metric: str, concepts: tuple[str, ...]) -> Block:
        """One metric over all years, each on the headline of its year."""
        members, years = self.figures.members, self.figures.years
        values = np.full((len(members), len(years)), np.nan)
        units, bases_by, suffixes = ([""] * len(years) for _ in range(3))
        needed = concepts if metric != "per_capita" else (*concepts, "population")
        for bases, columns in self.segments(needed):
            table = self._table(metric, bases)
            covered = [  # a figure is that of its series, whatever the choice is admissible for
                metric == "value" or all(_covers(basis, member) for basis in bases)
                for member in members
            ]
            cells = np.ix_(np.flatnonzero(covered), np.array(columns, dtype=int))
            values[cells] = table.values[cells]
            for column in columns:
                wanted = NumberId(metric, concepts, members[0], years[column])
                units[column] = table.unit
                bases_by[column] = bases[0].series if metric == "value" else named(bases)
                suffixes[column] = self.evaluator.suffix(wanted, bases)
        return Block(values, units, bases_by, suffixes)

    def _table(self, metric: str, bases: tuple[Basis, ...]) -> Table:
        """One metric on given bases, over all years."""
        if metric == "value":
            return self.figures.series(bases[0].series)
        if metric == "share":
            return self._share(bases[0])
        if metric == "relative_intensity":
            return self._relative(bases)
        if metric == "rank":
            return self._rank(bases)
        return applied(metrics.intensity, *(self.figures.above(basis) for basis in bases))

    def _share(self, basis: Basis, over: Sequence[str] = ()) -> Table:
        parts = self.figures.parts(self.figures.above(basis))
        return applied(metrics.share, parts, self.figures.below(basis, over))

    def _relative(self, bases: tuple[Basis, ...]) -> Table:
        """One coverage above and below, as in `Quantities.relative_on`."""
        national = all(basis.denominator == NATIONAL for basis in bases)
        over = () if national else self.evaluator.store.parts(bases[0].series)
        return applied(metrics.relative_intensity, *(self._share(basis, over) for basis in bases))

    def _rank(self, bases: tuple[Basis, ...]) -> Table:
        """`metrics.rank` of the relative intensity, year by year, among the first series' regions.

        Absent in a year in which one of them has no value.
        """
        relative = self._relative(bases).values
        parts = self.evaluator.store.parts(bases[0].series)
        places = np.array(self.figures.places(parts), dtype=int)
        complete = np.flatnonzero(np.isfinite(relative[places]).all(axis=0))
        values = np.full(relative.shape, np.nan)
        for column in complete:
            found = relative[places, column]
            values[places, column] = 1 + np.searchsorted(np.sort(found), found)
        return Table(values, "rank")


def _covers(basis: Basis, region: str) -> bool:
    return not basis.regions or region in basis.regions


def named(bases: Sequence[Basis]) -> str:
    """The choices behind a value, each with its concept: ``co2.first~sum+gdp.office~national``."""
    return "+".join(f"{basis.concept}.{basis.token}" for basis in bases)


# -- the tables of a nation as arrays, and what stands above and below a line ---------------------

# The counterpart of `regionshare.numbers.quantities` for all regions and years at once; `applied`
# puts the same pure functions of `regionshare.methods.metrics` to whole arrays.

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
    above, below = (Measure(one.values[known], one.unit) for one in (first, second))
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
        self._column = {year: place for place, year in enumerate(self.years)}
        self._tables: dict[str, Array] = {}
        self._imports: dict[tuple[str, ...], Array] = {}

    def series(self, name: str) -> Table:
        """A series as it stands in the data."""
        if name not in self._tables:
            found = np.full((len(self._rows), len(self.years)), np.nan)
            for region, year, value in self.store.rows(name):
                if region in self._place and year in self._column:
                    found[self._place[region], self._column[year]] = value
            self._tables[name] = found
        return Table(self._tables[name], self.store.get_series(name).unit)

    def places(self, regions: Sequence[str]) -> list[int]:
        """The rows of regions."""
        return [self._place[region] for region in regions]

    def above(self, basis: Basis) -> Table:
        """What stands above the line: the figures, with bought power if the basis adds it."""
        table = self.series(basis.series)
        if not basis.imports:
            return table
        return Table(table.values + self._bought(basis.imports, table.unit), table.unit)

    def parts(self, table: Table) -> Table:
        """A table without the nation's own row, which is no part of a sum of its regions."""
        values = table.values.copy()
        values[self._place[self.nation]] = np.nan
        return Table(values, table.unit)

    def _bought(self, areas: tuple[str, ...], unit: str) -> Array:
        """The emissions of bought power in the few years that have a factor, looked up once."""
        if areas not in self._imports:
            found = np.full((len(self._rows), len(self.years)), np.nan)
            series = [s for s in self.store.series.values() if s.concept == "grid_factor"]
            priced = {year for one in series for year in self.store.years(one.id)}
            for year in priced.intersection(self.years):
                for row, region in enumerate(self._rows):
                    with contextlib.suppress(MissingDataError):
                        added = imported_emissions(self.store, areas, region, year, unit)
                        found[row, self.years.index(year)] = added.value
            self._imports[areas] = found
        return self._imports[areas]

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


# -- could a region have said the central sentence in a year? --------------------------------------

# The definition is that of `regionshare.claims.who`, for all regions and years at once: a smaller
# share of energy and of carbon than of people and of the economy. All four shares are of that one
# year and on the headline basis, each pair over one coverage, and compared unrounded; where one of
# the figures is absent nothing is said. What the sentence states in figures (C20 to C23) was said of
# Guangdong in 2023, so no other region or year is held to it.

COULD, ECONOMY = "could_say", "of_economy_only"
"""Metrics that have no id: 1 or 0. `ECONOMY` leaves the people out of the comparison."""
UNIT = "yes_no"


def answers(values: Mapping[str, Array]) -> dict[str, Array]:
    """``product of (ratio < 1)`` over the pairs: 1, 0, or NaN where a figure is absent.

    Parameters
    ----------
    values : mapping
        Arrays of one shape by metric, among them the shares and relative intensities of the
        sentence's concepts; without them nothing is said.
    """
    return {COULD: _all_below(values, CARRIED), ECONOMY: _all_below(values, ("gdp",))}


def _all_below(values: Mapping[str, Array], carried: tuple[str, ...]) -> Array:
    absent = np.full(next(iter(values.values())).shape, np.nan)
    below = []
    for burden in BURDENS:
        for concept in carried:
            ratio = values.get(f"relative_intensity/{burden}:{concept}", absent)
            shares = [values.get(f"share/{c}", absent) for c in (burden, concept)]
            known = np.isfinite(ratio) & np.isfinite(shares[0]) & np.isfinite(shares[1])
            below.append(np.where(known, (ratio < 1).astype(float), np.nan))
    return math.prod(below[1:], start=below[0])
