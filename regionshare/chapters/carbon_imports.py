"""Imported power in the chapter on carbon: what it adds to a share under each factor."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.chapters.inventories import CONCEPT, compute
from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError
from regionshare.numbers.number import Number

LATER = "generation.later"
DOUBT = 4
"""Percent: differences between the two series of generation above this are counted."""


class Added(NamedTuple):
    """One basis with imported power in one year: the share without, with, and the difference."""

    basis: Basis
    year: int
    plain: Number
    share: Number
    effect: Number
    mass: Number

    @property
    def later(self) -> bool:
        """Whether a figure of the doubtful generation series entered."""
        return any(one.series == LATER for one in self.effect.inputs)


def added(edition: Edition, own: str = "") -> list[Added]:
    """Every declared basis with imported power, in each year it has up to the edition's.

    A basis whose figures of some year are missing is left out in that year.
    """
    region = own or edition.region.id
    grid = edition.evaluator.grid
    found = []
    for basis in grid.entries(edition.nation.id, CONCEPT):
        if not basis.imports:
            continue
        for year in range(basis.first, min(basis.last, edition.year) + 1):
            if not basis.covers(region, year):
                continue
            try:
                found.append(_added(edition, basis, region, year))
            except MissingDataError:
                continue
    return sorted(found, key=lambda one: (one.year, one.basis.series, one.basis.imports))


def _added(edition: Edition, basis: Basis, region: str, year: int) -> Added:
    plain = f"{basis.series.partition('.')[2]}~{basis.denominator}"
    return Added(
        basis,
        year,
        compute(edition, "share", region, year, plain),
        compute(edition, "share", region, year, basis.token),
        compute(edition, "imports_effect", region, year, basis.token),
        compute(edition, "imported", region, year, basis.token),
    )


def headline_added(edition: Edition) -> list[Added]:
    """The entries of `added` on the headline's inventory, in their latest year."""
    year = edition.year_of(CONCEPT)
    base = edition.evaluator.grid.headline(edition.nation.id, CONCEPT, year).series
    mine = [one for one in added(edition) if one.basis.series == base]
    last = max((one.year for one in mine), default=0)
    return [one for one in mine if one.year == last]


def nation_basis(edition: Edition) -> tuple[Basis, int] | None:
    """The basis on the headline's inventory that every region may use, with its latest year."""
    open_to_all = [one for one in headline_added(edition) if not one.basis.regions]
    return (open_to_all[0].basis, open_to_all[0].year) if open_to_all else None


def effects_panel(edition: Edition) -> pd.DataFrame:
    """What imported power adds to every region's share at one factor, the most first.

    Columns ``region, name, share, with_imports, effect``: percent, percent, points.
    """
    chosen = nation_basis(edition)
    rows = []
    if chosen is not None:
        basis, year = chosen
        for region in edition.store.parts(basis.series):
            one = _added(edition, basis, region, year)
            label = edition.store.regions[region].name(edition.lang)
            rows.append((region, label, one.plain.value, one.share.value, one.effect.value))
    table = pd.DataFrame(rows, columns=["region", "name", "share", "with_imports", "effect"])
    return table.sort_values(["effect", "region"], ascending=[False, True], ignore_index=True)
