"""Robustness: three tests of a statement over a metric, each with the nearest counter-statement.

After Wu, Agarwal, Li, Yang and Yu, "Toward computational fact-checking" (VLDB 2014): over the
choices (robust?), over the years (cherry-picked?), over the regions (unique?).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims.claim import Claim, kind_of
from regionshare.claims.evidence import AGREES, DISAGREES, agreement_over
from regionshare.claims.evidence_metric import Asked, gather
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Entry
from regionshare.claims.sensitivity import differing
from regionshare.claims.verdict import Judged
from regionshare.claims.who import central_table, yearly
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError, ParameterError
from regionshare.numbers.evaluator import Evaluator

TESTED = ("share", "intensity_drop")
"""The metrics of which every year and region can be asked alike."""


class Count(NamedTuple):
    """In how many of all that could be asked a statement holds."""

    k: int
    n: int


NONE = Count(0, 0)


class Elsewhere(NamedTuple):
    """A value of another year or region, in which the statement fails."""

    name: str
    value: float


@dataclass(frozen=True)
class Tests:
    """What the three tests found.

    Attributes
    ----------
    choices : Count
        Of the deciding values.
    years : Count
        On the headline basis, of the years ``first`` to ``last`` that have a value.
    regions : Count
        Of the regions that have a value in ``year``; ``named`` are those in which it holds.
    choice : Judged or None
        The nearest counter-statement: the value that fails and differs in the fewest choices
        from the headline; then the one that misses least.
    other_year, other_region : Elsewhere or None
        The nearest year in which it fails; the other region that fails by least.
    """

    choices: Count
    years: Count = NONE
    regions: Count = NONE
    first: int = 0
    last: int = 0
    year: int = 0
    named: tuple[str, ...] = ()
    choice: Judged | None = None
    other_year: Elsewhere | None = None
    other_region: Elsewhere | None = None


def tests_of(entry: Entry, evaluator: Evaluator) -> Tests | None:
    """The three tests; None for a statement that is not over a metric."""
    if entry.repeats:
        return _of_the_sentence(entry, evaluator)
    spec = _headline_spec(entry.claim)
    if spec is None:
        return None
    choices = Count(entry.verdict.k, entry.verdict.n)
    base = max((e.year for e in entry.evidence if e.headline and e.year), default=None)
    if base is None:
        return Tests(choices, choice=_nearest_choice(entry))
    ask = Ask(evaluator, entry.claim, spec)
    years = ask.years(entry.region)
    regions = ask.regions(entry.region, base)
    failing = [year for year, value in years.items() if not ask.holds(value)]
    other = min(failing, key=lambda year: (abs(year - base), year), default=None)
    missing = {
        name: value for name, value in regions.items() if name != entry.region and ask.fails(value)
    }
    near = min(missing, key=lambda name: (ask.distance(missing[name]), name), default=None)
    named = tuple(name for name, value in regions.items() if ask.holds(value))
    return Tests(
        choices,
        Count(len(years) - len(failing), len(years)),
        Count(len(named), len(regions)),
        min(years, default=base),
        max(years, default=base),
        base,
        named,
        _nearest_choice(entry),
        None if other is None else Elsewhere(str(other), years[other]),
        None if near is None else Elsewhere(near, missing[near]),
    )


def _headline_spec(claim: Claim) -> Mapping | None:
    """The entry of evidence that asks for the metric; the one on the headline basis first."""
    found = [
        spec for spec in claim.specs
        if kind_of(spec) == "metric" and spec.text("metric") in TESTED and not spec.text("role")
    ]  # fmt: skip
    return min(found, key=lambda spec: spec.text("headline") != "true", default=None)


@dataclass(frozen=True)
class Ask:
    """Asks a statement's metric of other years and regions."""

    evaluator: Evaluator
    claim: Claim
    spec: Mapping

    def value(self, region: str, year: int) -> float | None:
        """The value on the headline basis; None where there is none."""
        if self.spec.text("metric") == "share":
            nation = self.evaluator.store.regions.nation(region).id
            try:
                basis = self.evaluator.grid.headline(nation, self.spec.text("concept"), year)
                return self.evaluator.quantities.share_on(basis, region, year).value
            except MissingDataError:
                return None
        spec = copy.copy(self.spec)
        spec["years"] = [str(year)]
        found, _ = gather(Asked(self.evaluator, self.claim, spec, region))
        return found[0].interval.low if found else None

    def years(self, region: str) -> dict[int, float]:
        """The value of every year that has one."""
        store = self.evaluator.store
        start = int(self.spec.text("since") or 0) + 1
        last = max(one.last_year for one in store.series.values())
        first = max(start, min(one.first_year for one in store.series.values()))
        found = {year: self.value(region, year) for year in range(first, last + 1)}
        return {year: value for year, value in found.items() if value is not None}

    def regions(self, region: str, year: int) -> dict[str, float]:
        """The value of every province or state of a region's nation that has one."""
        regions = self.evaluator.store.regions
        nation = regions.nation(region).id
        found = {one.id: self.value(one.id, year) for one in regions.members(nation)}
        return {name: value for name, value in found.items() if value is not None}

    def holds(self, value: float) -> bool:
        """Whether a value agrees under every reading."""
        return agreement_over(Interval.point(value), self.claim.readings) == AGREES

    def fails(self, value: float) -> bool:
        """Whether it disagrees under every reading."""
        return agreement_over(Interval.point(value), self.claim.readings) == DISAGREES

    def distance(self, value: float) -> float:
        """From the nearest edge of what was stated."""
        return min(abs(value - e) for r in self.claim.readings for e in r.interval.edges)


def _nearest_choice(entry: Entry) -> Judged | None:
    """The deciding value that fails and is nearest to the headline."""
    headline = next((e for e in entry.evidence if e.headline and e.counted), None)
    failing = [j for j in entry.verdict.now.deciding if j.miss is not None]

    def near(one: Judged) -> tuple[int, float]:
        far = len(differing(headline, one.evidence)) if headline else 0
        return far, abs(one.miss.points) if one.miss else 0.0

    return min(failing, key=near, default=None)


def _of_the_sentence(entry: Entry, evaluator: Evaluator) -> Tests:
    """Of a repetition of the four shares: less of both burdens than of both that are carried."""
    choices = Count(entry.verdict.k, entry.verdict.n)
    nation = evaluator.store.regions.nation(entry.region).id
    try:
        table = central_table(evaluator, nation)
    except (MissingDataError, ParameterError):
        return Tests(choices)
    asked = {row.region: row.could_say for row in table.evaluated}
    named = tuple(name for name, said in asked.items() if said)
    years = yearly(evaluator, nation, entry.region)
    failing = [year for year, said in years.items() if not said]
    return Tests(
        choices,
        Count(len(years) - len(failing), len(years)),
        Count(len(named), len(asked)),
        min(years, default=table.year),
        max(years, default=table.year),
        table.year,
        named,
    )
