"""Arithmetic: every metric of every region and year of a nation, in one vectorised pass.

Each value is that of ``Evaluator.number`` for the same id, on the headline basis of its year (or
the basis that ``--basis`` puts in its place). Proxies and the other choices of the grid are no
headline, so they are absent here, and so is a sum that lacks a region.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionshare.data.bases import NATIONAL, Basis
from regionshare.errors import MissingDataError
from regionshare.matrix.figures import Array, Figures, Table, applied
from regionshare.methods import metrics
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import NumberId

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
            covered = [all(_covers(basis, member) for basis in bases) for member in members]
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
        return applied(metrics.share, self.figures.above(basis), self.figures.below(basis, over))

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
        cells = np.ix_(places, complete)
        values = np.full(relative.shape, np.nan)
        values[cells] = pd.DataFrame(relative[cells]).rank(method="min").to_numpy()
        return Table(values, "rank")


def _covers(basis: Basis, region: str) -> bool:
    return not basis.regions or region in basis.regions


def named(bases: Sequence[Basis]) -> str:
    """The choices behind a value, each with its concept: ``co2.first~sum+gdp.office~national``."""
    return "+".join(f"{basis.concept}.{basis.token}" for basis in bases)
