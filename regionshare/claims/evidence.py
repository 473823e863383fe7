"""Evidence: what is held against a statement, and whether it agrees."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from regionshare.claims.interval import Interval
from regionshare.claims.statement import Reading
from regionshare.claims.words import NOTHING, Words
from regionshare.numbers.number import Input

MATCHES = ("direct", "proxy")
INDEPENDENCE = ("same_speaker", "official_other", "independent")
ROLES = ("counted", "shown", "trap")

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
    role : {"counted", "shown", "trap"}
        Shown evidence (another year, background) has no part in the label; nor has a trap, a
        comparison that must not be made: it mixes years, vintages or scopes.
    published : datetime.date or None
        The day by which it was certainly public; None where no day is known, and then it counts
        for ``today`` only.
    choices : mapping of str to str
        Inventory, vintage, denominator, imports, year, scope, where they apply.
    options : mapping of str to Words
        The choices of a metric as readers see them; a vintage is part of its release.
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
    year : int or None
        The year that the value is of.
    distance : int
        How many years that is from the year which the words fix.
    other_scope : bool
        Whether it is of another scope than the one which the words fix.
    modelled : bool
        Planned or modelled, not measured.
    open : bool
        A value of the crossing of choices that the words leave open; all stand in one tier.
    splice : bool
        The one declared mixture of two levels: a proxy that decides only where nothing else does.
    replaced_by : tuple of str
        The later releases of the same series; shown, and no longer counted from
        ``replaced_on`` on.
    origin : str
        Whose count it is: values of one origin that read the same count once.
    error : float or None
        The error that the publisher states, in percent.
    """

    label: Words
    interval: Interval
    match: str = "direct"
    independence: str = "independent"
    role: str = "counted"
    published: datetime.date | None = None
    source: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Words] = field(default_factory=dict)
    differs: Words = NOTHING
    headline: bool = False
    formula: Formula | None = None
    unit: str = ""
    number: str = ""
    comparable: bool = True
    established: bool = True
    year: int | None = None
    distance: int = 0
    other_scope: bool = False
    modelled: bool = False
    open: bool = False
    splice: bool = False
    replaced_by: tuple[str, ...] = ()
    replaced_on: datetime.date | None = None
    origin: str = ""
    error: float | None = None

    @property
    def countable(self) -> bool:
        """Whether it could have a part in a label, were it not for its release."""
        return self.role == "counted" and self.independence != "same_speaker" and self.comparable

    @property
    def counted(self) -> bool:
        """Whether it has a part in today's label."""
        return self.countable and not self.replaced_by

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it has a part in the label of a day: public by then, and not yet replaced."""
        replaced = self.replaced_by and self.replaced_on is not None and self.replaced_on <= day
        return self.countable and self.known_on(day) and not replaced

    @property
    def tier(self) -> tuple[int, ...]:
        """Its tier, the best being the smallest: what the words fix orders the tiers.

        Period, then scope, then quantity, then measured before modelled, then independence; what
        is direct differs in none of the first three. Values of an open crossing share the last
        of the tiers in which direct evidence stands, and a splice comes after all others.
        """
        last = (int(self.modelled), int(self.independence != "independent"))
        if self.open:
            return (0, 0, 0, 0, 1, 1)
        if self.match == "direct":
            return (0, 0, 0, 0, *last)
        return (int(self.splice), self.distance, int(self.other_scope), 1, *last)

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
