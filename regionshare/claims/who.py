"""Who could say the same? The central sentence, asked of every region of a nation."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionshare.errors import MissingDataError
from regionshare.numbers.evaluator import Evaluator

BURDENS = ("energy", "co2")
"""What the sentence is proud to use and emit little of."""
CARRIED = ("population", "gdp")
"""What it is proud to carry much of."""
CONCEPTS = (*BURDENS, *CARRIED)


def answer(could_say: bool | None, economy_only: bool | None) -> int:
    """0 yes, 1 of the economy only, 2 no, 3 not all figures at hand."""
    if could_say is None:
        return 3
    return 0 if could_say else 1 if economy_only else 2


@dataclass(frozen=True)
class RegionRow:
    """The four shares of one region, in percent, in one year.

    Attributes
    ----------
    shares : mapping of str to float
        By concept; a concept without a figure is absent.
    ratios : mapping of (str, str) to float
        Share of a burden over share of what is carried, both over one coverage (both over the
        nation's rows, or over the sum of the same regions); absent where a figure is.
    """

    region: str
    shares: Mapping[str, float]
    ratios: Mapping[tuple[str, str], float]

    @property
    def complete(self) -> bool:
        """Whether all four shares are there."""
        return all(concept in self.shares for concept in CONCEPTS)

    def less(self, burden: str, carried: str) -> bool | None:
        """Whether the share of a burden is smaller than that of what is carried."""
        ratio = self.ratios.get((burden, carried))
        return None if ratio is None else ratio < 1

    @property
    def could_say(self) -> bool | None:
        """A smaller share of energy and of carbon than of people and of the economy."""
        found = [self.less(b, c) for b in BURDENS for c in CARRIED]
        return None if None in found else all(found)

    @property
    def of_economy_only(self) -> bool | None:
        """Both burdens below the share of the economy, whatever the share of the people."""
        found = [self.less(b, "gdp") for b in BURDENS]
        return None if None in found else all(found)


@dataclass(frozen=True)
class RegionTable:
    """The central sentence for every region of a nation, in one common year.

    Attributes
    ----------
    rows : tuple of RegionRow
        In order of the share of the economy, largest first; regions lacking a figure last.
    """

    nation: str
    year: int
    rows: tuple[RegionRow, ...]

    @property
    def evaluated(self) -> tuple[RegionRow, ...]:
        """The regions with all four shares."""
        return tuple(row for row in self.rows if row.complete)

    @property
    def could_say(self) -> tuple[str, ...]:
        """The regions that could say the sentence."""
        return tuple(row.region for row in self.rows if row.could_say)

    @property
    def of_economy_only(self) -> tuple[str, ...]:
        """The regions that could say it of the economy, but not of the people."""
        return tuple(r.region for r in self.rows if r.of_economy_only and not r.could_say)

    @property
    def lacking(self) -> dict[str, tuple[str, ...]]:
        """The regions that cannot be asked, with the concepts they lack."""
        return {
            row.region: tuple(c for c in CONCEPTS if c not in row.shares)
            for row in self.rows
            if not row.complete
        }

    def row(self, region: str) -> RegionRow | None:
        """The row of one region."""
        return next((row for row in self.rows if row.region == region), None)


def nations(evaluator: Evaluator) -> list[str]:
    """The nations that can be asked: all four concepts have a headline."""
    entries = evaluator.declared.entries
    return [
        one.id
        for one in evaluator.store.regions.nations
        if all(entries(one.id, concept, "headline") for concept in CONCEPTS)
    ]


def explorable(evaluator: Evaluator) -> list[str]:
    """The nations whose regions have a share of something, be it one concept alone."""
    regions, concepts = evaluator.store.regions, evaluator.declared.concepts
    return [one.id for one in regions.nations if concepts(one.id) and regions.members(one.id)]


def asked_of(evaluator: Evaluator, nation: str) -> tuple[str, ...]:
    """The concepts of the sentence that a nation has; all that it has where it has none of them."""
    own = evaluator.declared.concepts(nation)
    return tuple(one for one in CONCEPTS if one in own) or tuple(own)


def common_year(
    evaluator: Evaluator, nation: str, upto: int, concepts: Sequence[str] = CONCEPTS
) -> int:
    """The latest year, not after one, in which all of the concepts are complete.

    Raises
    ------
    MissingDataError
        If there is none.
    """
    for year in range(upto, upto - 60, -1):
        if all(_complete(evaluator, nation, concept, year) for concept in concepts):
            return year
    raise MissingDataError(f"no year up to {upto} has {', '.join(concepts)} of {nation}")


def nearest_year(evaluator: Evaluator, nation: str, upto: int) -> int:
    """The latest year in which most of what a nation has is complete, not after one if any is.

    All of its concepts of the sentence where a year has them all, else as many as any year has.
    """
    last = max(one.last_year for one in evaluator.store.series.values())
    concepts = asked_of(evaluator, nation)
    for count in range(len(concepts), 0, -1):
        found = []
        for limit, some in itertools.product(
            (min(upto, last), last), itertools.combinations(concepts, count)
        ):
            with contextlib.suppress(MissingDataError):
                found.append(common_year(evaluator, nation, limit, some))
        if found:
            return max((year for year in found if year <= upto), default=max(found))
    return last


def _complete(evaluator: Evaluator, nation: str, concept: str, year: int) -> bool:
    try:
        basis = evaluator.grid.headline(nation, concept, year)
    except MissingDataError:
        return False
    store = evaluator.store
    if store.missing(basis.series, year):
        return False
    return basis.denominator == "sum" or store.has(basis.total, nation, year)


def central_table(
    evaluator: Evaluator, nation: str, year: int | None = None, upto: int | None = None
) -> RegionTable:
    """The four shares of every province or state on the headline basis, in one year.

    Parameters
    ----------
    year : int, optional
        The latest complete common year by default: shares of different years are not set against
        each other.
    upto : int, optional
        Look for that year up to this one; up to the last year of the data by default.
    """
    last = max(one.last_year for one in evaluator.store.series.values())
    when = common_year(evaluator, nation, upto or last) if year is None else year
    rows = []
    for region in evaluator.store.regions.members(nation):
        shares = _shares(evaluator, nation, region.id, when)
        ratios = _ratios(evaluator, nation, region.id, when, shares)
        rows.append(RegionRow(region.id, shares, ratios))
    rows.sort(key=lambda row: (not row.complete, -row.shares.get("gdp", 0.0), row.region))
    return RegionTable(nation, when, tuple(rows))


def yearly(evaluator: Evaluator, nation: str, region: str) -> dict[int, bool]:
    """Whether one region could say the sentence, in every year that has all four shares."""
    years = [
        year for one in evaluator.store.series.values() for year in (one.first_year, one.last_year)
    ]
    found = {}
    for year in range(min(years), max(years) + 1):
        shares = _shares(evaluator, nation, region, year)
        if len(shares) < len(CONCEPTS):
            continue
        try:
            row = RegionRow(region, shares, _ratios(evaluator, nation, region, year, shares))
        except MissingDataError:
            continue
        if row.could_say is not None:
            found[year] = row.could_say
    return found


def _shares(evaluator: Evaluator, nation: str, region: str, year: int) -> dict[str, float]:
    found = {}
    for concept in CONCEPTS:
        try:
            basis = evaluator.grid.headline(nation, concept, year)
            found[concept] = evaluator.quantities.share_on(basis, region, year).value
        except MissingDataError:
            continue
    return found


def _ratios(
    evaluator: Evaluator, nation: str, region: str, year: int, shares: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    found = {}
    for burden in BURDENS:
        for carried in CARRIED:
            if burden in shares and carried in shares:
                bases = [evaluator.grid.headline(nation, c, year) for c in (burden, carried)]
                value = evaluator.quantities.relative_on(bases[0], bases[1], region, year).value
                found[burden, carried] = value
    return found
