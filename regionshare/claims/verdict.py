"""Verdicts: the label of a statement, computed from its readings and evidence, never typed.

The evidence stands in tiers (`Evidence.tier`). A tier decides if at least one of its values agrees
or disagrees; the best tier that decides gives the label, and "all" and "none" range over its
deciding values. Undecided values are shown, do not block, and make the label less firm.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from regionshare.claims import labels
from regionshare.claims.evidence import (
    AGREES,
    DISAGREES,
    UNDECIDED,
    Evidence,
    agreement,
    agreement_over,
    position,
)
from regionshare.claims.labels import (
    DEPENDS,
    FAIR,
    FIRM,
    FIRMNESS,
    HELD_WHEN_SPOKEN,
    HOLDS,
    NO_EVIDENCE,
    NOT_BORNE_OUT,
    OPEN,
    PLAUSIBLE,
    WEAK,
    WRONG,
)
from regionshare.claims.sensitivity import Flip, deciding_choices, headline_flip
from regionshare.claims.statement import Reading
from regionshare.claims.words import Words


class Statement(Protocol):
    """What `evaluate` needs to know of a claim."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The narrowest first."""

    @property
    def spoken(self) -> datetime.date:
        """The day it was said."""

    @property
    def year(self) -> int | None:
        """The year that the words state."""

    @property
    def decimals(self) -> int:
        """Decimals at which its evidence is displayed."""

    @property
    def digit(self) -> float | None:
        """One unit of the last digit that it prints; None where it prints a fraction."""

    @property
    def flattering(self) -> str:
        """``low`` or ``high``: which values would be to the speaker's credit; or empty."""


class Miss(NamedTuple):
    """How far a value lies outside what was stated: below it where negative.

    In the unit of the statement, in units of its last printed digit, and in percent of the value.
    """

    points: float
    digits: float | None
    percent: float | None
    edge: float
    """The end of what was stated from which it is counted."""


@dataclass(frozen=True)
class Judged:
    """One piece of evidence with its agreement.

    Attributes
    ----------
    agreement : str
        Under every reading; undecided where the readings differ.
    per_reading : tuple of (str, str)
        The name of each reading with the agreement under it, the narrowest first.
    miss : Miss or None
        None unless it disagrees.
    """

    evidence: Evidence
    agreement: str
    position: str
    per_reading: tuple[tuple[str, str], ...] = ()
    miss: Miss | None = None

    @property
    def agrees(self) -> bool | None:
        """True, False, or None where undecided."""
        return {AGREES: True, DISAGREES: False}.get(self.agreement)

    @property
    def outcomes(self) -> frozenset[str]:
        """Agreement, disagreement, both where the reading decides; empty where undecided."""
        found = frozenset(agreed for _, agreed in self.per_reading) or {self.agreement}
        if found == {AGREES, DISAGREES} or {AGREES, DISAGREES} < found:
            return frozenset({AGREES, DISAGREES})
        return frozenset() if UNDECIDED in found else frozenset(found)


@dataclass(frozen=True)
class Outcome:
    """A label as of one day, with what it rests on.

    Attributes
    ----------
    code : str
        One of `labels.CODES`.
    k, n : int
        How many of the deciding values agree; a value that agrees under one reading and
        disagrees under another counts once for each.
    deciding : tuple of Judged
        The deciding values of the best tier that decides.
    choices : tuple of str
        What it hangs on, where it depends; the most telling first.
    firmness : str
        One of `labels.FIRMNESS`; empty where nothing decides.
    reason : str
        Why nothing could be evaluated, one of `labels.REASONS`; else empty.
    """

    code: str
    k: int = 0
    n: int = 0
    deciding: tuple[Judged, ...] = ()
    choices: tuple[str, ...] = ()
    firmness: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the evidence says of a statement.

    Attributes
    ----------
    now, then : Outcome
        Today, and from the evidence known to be public on the day it was said.
    judged : tuple of Judged
        All evidence, in the order given.
    direction : str or None
        ``within`` if nothing counted disagrees, ``below`` or ``above`` the side on which all
        that disagrees lies, ``mixed`` if both; None if nothing is decided.
    favours_speaker : bool or None
        Whether the misses make the speaker look better than the evidence does; None if there is
        no miss, if they lie on both sides, or if neither side is to anybody's credit.
    missing : tuple of Words
        Figures that would be needed.
    """

    now: Outcome
    then: Outcome
    judged: tuple[Judged, ...]
    direction: str | None
    favours_speaker: bool | None
    flip: Flip | None
    missing: tuple[Words, ...] = ()

    @property
    def today(self) -> str:
        """The code of today's label."""
        return self.now.code

    @property
    def when_spoken(self) -> str:
        """The code of the label on the day it was said."""
        return self.then.code

    @property
    def k(self) -> int:
        """How many of today's deciding values agree."""
        return self.now.k

    @property
    def n(self) -> int:
        """How many values decide today."""
        return self.now.n

    @property
    def deciding(self) -> tuple[str, ...]:
        """The choices on which today's label hangs."""
        return self.now.choices

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The evidence that has a part in today's label."""
        return tuple(j for j in self.judged if j.evidence.counted)

    def at(self, when_spoken: bool = False) -> Outcome:
        """The outcome today, or when spoken."""
        return self.then if when_spoken else self.now


def evaluate(
    claim: Statement, evidence: Iterable[Evidence], missing: Sequence[Words] = ()
) -> Verdict:
    """Judge a statement by its evidence.

    Parameters
    ----------
    claim : Statement
        Readings, day, displayed decimals, flattering side.
    evidence : iterable of Evidence
        In any order; the label does not depend on it.
    missing : sequence of Words
        Figures that were asked for and are not in the data.
    """
    judged = tuple(judge_one(claim, e) for e in evidence)
    counted = [j for j in judged if j.evidence.counted]
    spoken = [j for j in judged if j.evidence.counts_on(claim.spoken)]
    flip = headline_flip([j.evidence for j in judged], claim.readings)
    then = outcome(claim, spoken, flip)
    if not spoken:
        then = Outcome(NO_EVIDENCE, reason=why_not_spoken(claim, judged))
    now = _held(then, counted, outcome(claim, counted, flip))
    direction = _direction(now.deciding)
    return Verdict(now, then, judged, direction, _favours(direction, claim.flattering), flip,
                   tuple(missing))  # fmt: skip


def judge_one(claim: Statement, evidence: Evidence) -> Judged:
    """One piece of evidence held against every reading."""
    readings = claim.readings
    if not readings or not evidence.comparable:
        return Judged(evidence, UNDECIDED, "")
    agreed = agreement_over(evidence.interval, readings)
    return Judged(
        evidence,
        agreed,
        position(evidence.interval, readings),
        tuple((r.name, agreement(evidence.interval, r.interval)) for r in readings),
        _miss(claim, evidence) if agreed == DISAGREES else None,
    )


def _miss(claim: Statement, evidence: Evidence) -> Miss:
    """From the nearest edge of the widest reading to the nearest end of the value."""
    gaps = []
    for reading in claim.readings:
        if evidence.interval.below(reading.interval):
            gaps.append((evidence.interval.high, reading.interval.low))
        else:
            gaps.append((evidence.interval.low, reading.interval.high))
    value, edge = min(gaps, key=lambda one: abs(one[0] - one[1]))
    points = value - edge
    digits = points / claim.digit if claim.digit else None
    return Miss(points, digits, 100 * points / value if value else None, edge)


# -- the label ------------------------------------------------------------------------------------


def outcome(claim: Statement, counted: Sequence[Judged], flip: Flip | None = None) -> Outcome:
    """The label that evidence gives, by the best tier that decides."""
    tiers = sorted({j.evidence.tier for j in counted})
    for above, tier in enumerate(tiers):
        members = [j for j in counted if j.evidence.tier == tier]
        deciding = tuple(j for j in members if j.outcomes)
        if deciding:
            firm = Firmness(claim, deciding, len(deciding) < len(members), above > 0, flip)
            return _decided(claim, deciding, firm)
    return Outcome(OPEN) if counted else Outcome(NO_EVIDENCE, reason=labels.NOTHING_AT_HAND)


def _decided(claim: Statement, deciding: tuple[Judged, ...], firm: Firmness) -> Outcome:
    k, n = tally(deciding, claim.decimals)
    code = label_of(k, n, any(j.evidence.match == "direct" for j in deciding))
    choices: tuple[str, ...] = ()
    if code == DEPENDS:
        choices = deciding_choices([j.evidence for j in deciding], claim.readings)
    return Outcome(code, k, n, deciding, choices, firm.of(code))


def label_of(k: int, n: int, direct: bool) -> str:
    """The label of deciding values of which k of n agree.

    >>> label_of(2, 2, True), label_of(2, 2, False), label_of(1, 2, True), label_of(0, 1, False)
    ('holds', 'plausible', 'depends', 'not_borne_out')
    """
    if n == 0:
        return OPEN
    if 0 < k < n:
        return DEPENDS
    if k:
        return HOLDS if direct else PLAUSIBLE
    return WRONG if direct else NOT_BORNE_OUT


def _held(then: Outcome, counted: Sequence[Judged], now: Outcome) -> Outcome:
    """``held_when_spoken``: direct evidence of the day all agreed; its later releases all miss."""
    if then.code != HOLDS:
        return now
    successors = {name for j in then.deciding for name in j.evidence.replaced_by}
    later = [
        j for j in counted
        if j.evidence.match == "direct" and successors & set(j.evidence.source) and j.outcomes
    ]  # fmt: skip
    if not later or any(AGREES in j.outcomes for j in later):
        return now
    return Outcome(HELD_WHEN_SPOKEN, now.k, now.n, now.deciding, ("vintage",), now.firmness)


def tally(deciding: Sequence[Judged], decimals: int) -> tuple[int, int]:
    """``k of n``: the deciding values that agree, and all.

    Values of one origin that read alike at displayed precision count once; those of two origins
    count twice, also where they print the same digits, and so do two open choices.
    """
    seen = {(one, same(j, decimals)) for j in deciding for one in j.outcomes}
    return sum(1 for agreed, _ in seen if agreed == AGREES), len(seen)


def same(judged: Judged, decimals: int) -> tuple[object, ...]:
    """What two values have alike that count once."""
    one = judged.evidence
    return (
        one.origin,
        tuple(sorted(one.choices.items())) if one.open else (),
        round(one.interval.low, decimals),
        round(one.interval.high, decimals),
    )


def repeats(deciding: Sequence[Judged], decimals: int) -> list[Judged]:
    """The deciding values that count once with one before them."""
    first: dict[object, Judged] = {}
    return [one for one in deciding if first.setdefault(same(one, decimals), one) is not one]


def why_not_spoken(claim: Statement, judged: Sequence[Judged]) -> str:
    """Why nothing could be evaluated for the day it was said."""
    found = [j.evidence for j in judged if j.evidence.countable]
    if not found:
        return labels.NOTHING_AT_HAND
    late = [e for e in found if not e.known_on(claim.spoken)]
    if any(not e.established for e in late):
        return labels.DAY_NOT_ESTABLISHED
    return labels.PUBLISHED_LATER


# -- how firm -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Firmness:
    """What firmness depends on: the deciding values, and what is undecided beside or above them."""

    claim: Statement
    deciding: tuple[Judged, ...]
    undecided: bool
    undecided_above: bool
    flip: Flip | None

    def of(self, code: str) -> str:
        """Firm: direct, robust over all choices; weak: a splice, another year, too close to call.

        Where no publisher states an error, only a miss smaller than the last digit at which its
        value is shown is too close to call.
        """
        pieces = [j.evidence for j in self.deciding]
        weak = any(e.splice or other_year(self.claim, e) or too_close(e, self.flip) for e in pieces)
        if weak or self.undecided_above or self._barely():
            return WEAK
        firm = code in (HOLDS, WRONG)
        return FIRMNESS[FIRMNESS.index(FIRM if firm else FAIR) + self.undecided]

    def _barely(self) -> bool:
        """Whether what misses does so by less than the last digit of its value."""
        miss = nearest_miss([j for j in self.deciding if j.evidence.error is None])
        return miss is not None and abs(miss.points) < 10.0**-self.claim.decimals


def nearest_miss(deciding: Sequence[Judged]) -> Miss | None:
    """The miss of the headline where it decides, else the smallest of the deciding values."""
    missing = [j for j in deciding if j.miss is not None]
    headline = [j.miss for j in missing if j.evidence.headline]
    found = headline or [j.miss for j in missing]
    return min((one for one in found if one), key=lambda one: abs(one.points), default=None)


def other_year(claim: Statement, evidence: Evidence) -> bool:
    """Whether a value is of another year than the words mean.

    Words that state no year speak of the present: of the year they were said in, or the year
    before, the last that figures can be of.
    """
    if evidence.year is None:
        return False
    if claim.year is not None:
        return evidence.year != claim.year
    return evidence.year < claim.spoken.year - 1


def too_close(evidence: Evidence, flip: Flip | None) -> bool:
    """Whether the nearest edge is nearer than the publisher's own error."""
    if flip is None or flip.evidence != evidence or evidence.error is None:
        return False
    return 100 * flip.distance < evidence.error


# -- on which side --------------------------------------------------------------------------------


def _direction(counted: Sequence[Judged]) -> str | None:
    places = {j.position for j in counted if j.position}
    misses = places - {"within"}
    if len(misses) > 1:
        return "mixed"
    if misses:
        return misses.pop()
    return "within" if places else None


def _favours(direction: str | None, flattering: str) -> bool | None:
    if direction not in ("below", "above") or flattering not in ("low", "high"):
        return None
    return (direction == "above") == (flattering == "low")


# -- a repetition of several statements -----------------------------------------------------------


def repeated(verdicts: Sequence[Verdict], judged: Sequence[Judged]) -> Verdict:
    """The verdict on a repetition of several statements, each judged by its own interval.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Those of the statements repeated.
    judged : sequence of Judged
        All their evidence.
    """
    directions = {v.direction for v in verdicts} - {None, "within"}
    within = any(v.direction == "within" for v in verdicts)
    return Verdict(
        now=_together([v.now for v in verdicts]),
        then=_together([v.then for v in verdicts]),
        judged=tuple(judged),
        direction="mixed"
        if len(directions) > 1
        else next(iter(directions), "within" if within else None),
        favours_speaker=None,
        flip=None,
    )


def _together(parts: Sequence[Outcome]) -> Outcome:
    """All deciding values of several statements as those of one."""
    k, n = sum(one.k for one in parts), sum(one.n for one in parts)
    codes = {one.code for one in parts}
    direct = codes == {HOLDS} or (k == 0 and WRONG in codes)
    code = label_of(k, n, direct)
    if code == OPEN and codes == {NO_EVIDENCE}:
        reasons = [one.reason for one in parts]
        return Outcome(NO_EVIDENCE, reason=min(reasons, key=labels.REASONS.index))
    firmness = max((one.firmness for one in parts if one.firmness), key=FIRMNESS.index, default="")
    return Outcome(
        code,
        k,
        n,
        deciding=tuple(j for one in parts for j in one.deciding),
        choices=tuple(dict.fromkeys(c for one in parts for c in one.choices))
        if code == DEPENDS
        else (),
        firmness=firmness,
    )
