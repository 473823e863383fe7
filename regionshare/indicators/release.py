"""Releases: the figures at the two ends of a period, of one release or of two that agree."""

from __future__ import annotations

from dataclasses import dataclass

from regionshare.data.bases import NATIONAL, Basis
from regionshare.errors import MissingDataError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input
from regionshare.numbers.quantities import Quantity
from regionshare.text.messages import LANGUAGES, room

NOTES = room("notes")
TOLERANCE = 0.005
"""Two releases may be joined for a region whose figures differ by no more in any common year."""


@dataclass(frozen=True)
class Ends:
    """A region's figures at the start and the end of a period.

    Attributes
    ----------
    start, end : Quantity
        In one unit.
    series : tuple of str
        The series of the start and of the end; the same twice unless two releases are joined.
    overlap : tuple of Input
        Where two releases are joined, every common year of both: what the join rests on.
    total : bool
        Whether the figures are sums over all regions of a nation.
    """

    start: Quantity
    end: Quantity
    series: tuple[str, str]
    overlap: tuple[Input, ...] = ()
    total: bool = False

    @property
    def joined(self) -> bool:
        """Whether the two ends are of two releases."""
        return self.series[0] != self.series[1]

    @property
    def change(self) -> float:
        """``end / start - 1``."""
        return self.end.value / self.start.value - 1.0

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every figure, the overlap after the ends."""
        return tuple(dict.fromkeys(self.start.inputs + self.end.inputs + self.overlap))

    @property
    def token(self) -> str:
        """As part of an id."""
        return self.series[1].partition(".")[2]

    def choice(self, concept: str) -> Choice:
        """As a reader sees it."""
        note_en = note_zh = ""
        if self.joined:
            note_en, note_zh = (
                NOTES[lang]["joined"].format(earlier=self.series[0]) for lang in LANGUAGES
            )
        one, below = self.series[1], "sum" if self.total else "none"
        return Choice(concept, one, below, one, note_en=note_en, note_zh=note_zh)


def ends(
    ready: Evaluator, concept: str, region: str, first: int, last: int, series: str = ""
) -> Ends:
    """The figures of a concept at both ends of a period.

    Of one release if the headline of either year has both; else of the two headline releases
    joined, where they agree within `TOLERANCE` in every common year for this region.

    Parameters
    ----------
    series : str, optional
        A series id to take both ends from.

    Raises
    ------
    MissingDataError
        If an end is missing, or the two releases may not be joined.
    """
    if series:
        return _within(ready, series, region, first, last)
    store = ready.store
    nation = store.regions.nation(region).id
    if region == nation:
        return ends_of_nation(ready, concept, nation, first, last)
    later = ready.grid.headline(nation, concept, last).series
    earlier = ready.grid.headline(nation, concept, first).series
    for one in dict.fromkeys((later, earlier)):
        if store.has(one, region, first) and store.has(one, region, last):
            return _within(ready, one, region, first, last)
    return join(ready, earlier, later, region, first, last)


def join(ready: Evaluator, earlier: str, later: str, region: str, first: int, last: int) -> Ends:
    """The start from one release and the end from another.

    Raises
    ------
    MissingDataError
        If the two have no common year for the region, or differ by more than `TOLERANCE` in one.
    """
    store, figure = ready.store, ready.quantities.figure
    start, end = figure(earlier, region, first), figure(later, region, last)
    both = [y for y in store.years(earlier) if store.has(earlier, region, y)]
    common = [y for y in both if store.has(later, region, y)]
    gaps = {
        y: abs(store.value(later, region, y) / store.value(earlier, region, y) - 1.0)
        for y in common
    }
    worst = max(gaps, key=lambda y: gaps[y], default=0)
    if not common or gaps[worst] > TOLERANCE or start.unit != end.unit:
        reason = (
            f"differ by {100 * gaps[worst]:.1f} % in {worst}" if common else "have no common year"
        )
        raise MissingDataError(
            f"{earlier} and {later} may not be joined for {region}: they {reason}",
            remedy=f"Releases are joined within {100 * TOLERANCE:g} %; take a period within one",
        )
    overlap = [one for y in common for s in (earlier, later) for one in figure(s, region, y).inputs]
    return Ends(start, end, (earlier, later), tuple(overlap))


def _within(ready: Evaluator, series: str, region: str, first: int, last: int) -> Ends:
    figure = ready.quantities.figure
    return Ends(figure(series, region, first), figure(series, region, last), (series, series))


def ends_of_nation(
    ready: Evaluator, concept: str, nation: str, first: int, last: int, beside: tuple[str, ...] = ()
) -> Ends:
    """The nation's own rows in one series of its publisher; the sum where there is no such row.

    Parameters
    ----------
    beside : tuple of str, optional
        The series of a region that the nation is to be held against: only totals that the grid
        declares for them are taken.

    Raises
    ------
    MissingDataError
        If no declared total reaches over the period.
    """
    entries = [
        b
        for b in ready.grid.entries(nation, concept, "headline", "grid")
        if b.match == "direct" and not b.imports and (not beside or b.series in beside)
    ]
    own = [b for b in entries if b.denominator == NATIONAL]
    for basis in own:
        if all(ready.store.has(basis.total, nation, year) for year in (first, last)):
            return _within(ready, basis.total, nation, first, last)
    summed = [b for b in entries if b.first <= first and last <= b.last]
    if own or not summed:
        raise MissingDataError(
            f"no total declared for {', '.join(beside) or concept} has {nation} in {first} and {last}",
            remedy=ready.store.alternatives(concept, nation, last),
        )
    return _summed(ready, summed[0], nation, first, last)


def _summed(ready: Evaluator, basis: Basis, nation: str, first: int, last: int) -> Ends:
    total = ready.quantities.total
    start, end = total(basis, nation, first), total(basis, nation, last)
    return Ends(start, end, (basis.series, basis.series), total=True)
