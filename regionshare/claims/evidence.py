"""Evidence: what is held against a statement, and whether it agrees."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from regionshare.claims.interval import Interval
from regionshare.claims.reading import Reading
from regionshare.claims.words import NOTHING, Words
from regionshare.numbers.number import Input

MATCHES = ("direct", "proxy")
INDEPENDENCE = ("same_speaker", "official_other", "independent")
ROLES = ("counted", "shown")

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "undecided"


@dataclass(frozen=True)
class Formula:
    """A value as a function of the figures that entered it, so that one can be changed."""

    inputs: tuple[Input, ...]
    compute: Callable[[tuple[float, ...]], float] = field(compare=False)

    def with_one(self, position: int, factor: float) -> float:
        """The value with one input multiplied."""
        values = [one.value for one in self.inputs]
        values[position] *= factor
        return self.compute(tuple(values))


@dataclass(frozen=True)
class Evidence:
    """A value or an interval that bears on a statement.

    Attributes
    ----------
    interval : Interval
        A point where the evidence is one value.
    match : {"direct", "proxy"}
        Same quantity, scope, period and vintage, or not; ``differs`` then says in what.
    independence : {"same_speaker", "official_other", "independent"}
        The claimant's own words elsewhere are shown, never counted.
    role : {"counted", "shown"}
        Shown evidence (a trap, another year) has no part in the verdict.
    published : datetime.date or None
        The day by which it was certainly public; None where no day is known, and then it counts
        for ``today`` only.
    choices : mapping of str to str
        Inventory, vintage, denominator, imports, year, scope, where they apply.
    headline : bool
        Whether it is on the headline basis.
    formula : Formula or None
        For a metric: the value as a function of its inputs.
    number : str
        The id of the report's number, for a share.
    comparable : bool
        False for background in another unit than the claim's, which nothing can be judged by.
    established : bool
        Whether the day of publication is known, rather than a copy's date, a month or a year.
    """

    label: Words
    interval: Interval
    match: str = "direct"
    independence: str = "independent"
    role: str = "counted"
    published: datetime.date | None = None
    source: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    differs: Words = NOTHING
    headline: bool = False
    formula: Formula | None = None
    unit: str = ""
    number: str = ""
    comparable: bool = True
    established: bool = True

    @property
    def counted(self) -> bool:
        """Whether it has a part in the verdict."""
        return self.role == "counted" and self.independence != "same_speaker" and self.comparable

    def known_on(self, day: datetime.date) -> bool:
        """Whether it was certainly public on a day."""
        return self.published is not None and self.published <= day


def agreement(evidence: Interval, stated: Interval) -> str:
    """Contained agrees, disjoint disagrees, partial overlap is undecided.

    >>> agreement(Interval(5.5, 6.5, high_open=True), Interval(4.5, 5.5, high_open=True))
    'disagrees'
    """
    if evidence.within(stated):
        return AGREES
    return DISAGREES if evidence.disjoint(stated) else UNDECIDED


def agreement_over(evidence: Interval, readings: tuple[Reading, ...]) -> str:
    """Agreement under every reading; undecided where the readings differ."""
    found = {agreement(evidence, reading.interval) for reading in readings}
    return found.pop() if len(found) == 1 else UNDECIDED


def position(evidence: Interval, readings: tuple[Reading, ...]) -> str:
    """``below``, ``within`` or ``above`` the stated values; empty where undecided."""
    verdict = agreement_over(evidence, readings)
    if verdict == AGREES:
        return "within"
    if verdict == UNDECIDED:
        return ""
    return "below" if evidence.below(readings[0].interval) else "above"
