"""Verdicts: computed from a statement's readings and its evidence, never typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from regionshare.claims.deciding import deciding_choices
from regionshare.claims.evidence import (
    AGREES,
    DISAGREES,
    UNDECIDED,
    Evidence,
    agreement,
    agreement_over,
    position,
)
from regionshare.claims.flip import Flip, headline_flip
from regionshare.claims.reading import Reading

SUPPORTED = "supported"
CONSISTENT = "consistent"
DEPENDS = "depends"
CONTRADICTED = "contradicted"
UNCONFIRMED = "unconfirmed"
NOT_CHECKABLE = "not checkable"
VERDICTS = (SUPPORTED, CONSISTENT, DEPENDS, UNCONFIRMED, CONTRADICTED, NOT_CHECKABLE)


class Statement(Protocol):
    """What `evaluate` needs to know of a claim."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The narrowest first."""

    @property
    def spoken(self) -> datetime.date:
        """The day it was said."""

    @property
    def decimals(self) -> int:
        """Decimals at which its evidence is displayed."""

    @property
    def flattering(self) -> str:
        """``low`` or ``high``: which values would be to the speaker's credit; or empty."""


@dataclass(frozen=True)
class Judged:
    """One piece of evidence with its agreement.

    Attributes
    ----------
    agreement : str
        Under every reading; undecided where the readings differ.
    per_reading : tuple of (str, str)
        The name of each reading with the agreement under it, the narrowest first.
    """

    evidence: Evidence
    agreement: str
    position: str
    per_reading: tuple[tuple[str, str], ...] = ()

    @property
    def agrees(self) -> bool | None:
        """True, False, or None where undecided."""
        return {AGREES: True, DISAGREES: False}.get(self.agreement)


@dataclass(frozen=True)
class Missing:
    """A figure that would be needed, named in both languages."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        """In one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Verdict:
    """What the evidence says of a statement.

    Attributes
    ----------
    today, when_spoken : str
        One of `VERDICTS`; ``when_spoken`` from evidence published by the day it was said. So are
        ``k_spoken``, ``n_spoken`` and ``deciding_spoken``.
    judged : tuple of Judged
        All evidence, in the order given.
    k, n : int
        How many of the counted and decided values agree; equal values count once.
    direction : str or None
        ``within`` if nothing counted disagrees, ``below`` or ``above`` the side on which all
        that disagrees lies, ``mixed`` if both; None if nothing is decided.
    favours_speaker : bool or None
        Whether the misses make the speaker look better than the evidence does; None if there is
        no miss, if they lie on both sides, or if neither side is to anybody's credit.
    """

    today: str
    when_spoken: str
    judged: tuple[Judged, ...]
    k: int
    n: int
    direction: str | None
    favours_speaker: bool | None
    deciding: tuple[str, ...]
    flip: Flip | None
    missing: tuple[Missing, ...] = ()
    k_spoken: int = 0
    n_spoken: int = 0
    deciding_spoken: tuple[str, ...] = ()

    @property
    def untested(self) -> bool:
        """Consistent only because nothing at hand is precise enough to decide."""
        return self.today == CONSISTENT and self.n == 0

    @property
    def untested_spoken(self) -> bool:
        """The same of the day it was said."""
        return self.when_spoken == CONSISTENT and self.n_spoken == 0

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The evidence that has a part in today's verdict."""
        return tuple(j for j in self.judged if j.evidence.counted)


def evaluate(
    claim: Statement, evidence: Iterable[Evidence], missing: Sequence[Missing] = ()
) -> Verdict:
    """Judge a statement by its evidence.

    Parameters
    ----------
    claim : Statement
        Readings, day, displayed decimals, flattering side.
    evidence : iterable of Evidence
        In any order; the verdict does not depend on it.
    missing : sequence of Missing
        Figures that were asked for and are not in the data.
    """
    pieces = tuple(evidence)
    readings = claim.readings
    judged = tuple(
        Judged(
            e,
            agreement_over(e.interval, readings),
            position(e.interval, readings),
            tuple((r.name, agreement(e.interval, r.interval)) for r in readings),
        )
        if readings and e.comparable
        else Judged(e, UNDECIDED, "")
        for e in pieces
    )
    counted = [j for j in judged if j.evidence.counted]
    spoken = [j for j in counted if j.evidence.known_on(claim.spoken)]
    k, n = tally(counted, claim.decimals)
    k_spoken, n_spoken = tally(spoken, claim.decimals)
    direction = _direction(counted)
    return Verdict(
        today=verdict_of(counted, readings),
        when_spoken=verdict_of(spoken, readings),
        judged=judged,
        k=k,
        n=n,
        direction=direction,
        favours_speaker=_favours(direction, claim.flattering),
        deciding=_deciding(counted, readings),
        flip=headline_flip([j.evidence for j in judged], readings),
        missing=tuple(missing),
        k_spoken=k_spoken,
        n_spoken=n_spoken,
        deciding_spoken=_deciding(spoken, readings),
    )


def _deciding(counted: Sequence[Judged], readings: tuple[Reading, ...]) -> tuple[str, ...]:
    if verdict_of(counted, readings) != DEPENDS:
        return ()
    return deciding_choices([j.evidence for j in counted], readings)


def verdict_of(judged: Sequence[Judged], readings: tuple[Reading, ...]) -> str:
    """One of the six verdicts, over all readings.

    Where the readings lead to different verdicts the reading decides, so the verdict is
    ``depends``; but never a stronger word than the most cautious reading of one tendency.
    """
    if len(readings) < 2:
        return _one([(j.agreement, j.evidence.match) for j in judged])
    found = {
        _one([(agreement(j.evidence.interval, r.interval), j.evidence.match) for j in judged])
        for r in readings
    }
    if len(found) == 1:
        return found.pop()
    if found <= {SUPPORTED, CONSISTENT}:
        return CONSISTENT
    if found <= {UNCONFIRMED, CONTRADICTED}:
        return UNCONFIRMED
    return DEPENDS


def _one(found: list[tuple[str, str]]) -> str:
    agree = {match for agreed, match in found if agreed == AGREES}
    disagree = {match for agreed, match in found if agreed == DISAGREES}
    if not found:
        return NOT_CHECKABLE
    if agree and disagree:
        return DEPENDS
    if disagree:
        return CONTRADICTED if "direct" in disagree else UNCONFIRMED
    return SUPPORTED if "direct" in agree else CONSISTENT


def tally(counted: Sequence[Judged], decimals: int) -> tuple[int, int]:
    """``k of n``: agreeing and decided values, those equal at displayed precision once."""
    seen = {
        (
            j.agreement,
            round(j.evidence.interval.low, decimals),
            round(j.evidence.interval.high, decimals),
        )
        for j in counted
        if j.agreement != UNDECIDED
    }
    return sum(1 for agreed, _, _ in seen if agreed == AGREES), len(seen)


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


def repeated(
    spoken: datetime.date, verdicts: Sequence[Verdict], judged: Sequence[Judged]
) -> Verdict:
    """The verdict on a repetition of several statements, each judged by its own interval.

    Parameters
    ----------
    spoken : datetime.date
        The day it was said.
    verdicts : sequence of Verdict
        Those of the statements repeated.
    judged : sequence of Judged
        All their evidence.
    """
    directions = {v.direction for v in verdicts} - {None, "within"}
    within = any(v.direction == "within" for v in verdicts)
    counted = [j for j in judged if j.evidence.counted]
    return Verdict(
        today=verdict_of(counted, ()),
        when_spoken=verdict_of([j for j in counted if j.evidence.known_on(spoken)], ()),
        judged=tuple(judged),
        k=sum(v.k for v in verdicts),
        n=sum(v.n for v in verdicts),
        direction="mixed"
        if len(directions) > 1
        else next(iter(directions), "within" if within else None),
        favours_speaker=None,
        deciding=tuple(dict.fromkeys(c for v in verdicts for c in v.deciding)),
        flip=None,
        k_spoken=sum(v.k_spoken for v in verdicts),
        n_spoken=sum(v.n_spoken for v in verdicts),
        deciding_spoken=tuple(dict.fromkeys(c for v in verdicts for c in v.deciding_spoken)),
    )
