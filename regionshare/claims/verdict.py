"""Verdicts: computed from a statement's readings and its evidence, never typed.

With each: the choices on which it hangs, and how far one input must move to change it.
"""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from regionshare.claims.evidence import (
    AGREES,
    DISAGREES,
    UNDECIDED,
    Evidence,
    Formula,
    agreement,
    agreement_over,
    position,
)
from regionshare.claims.reading import Reading
from regionshare.claims.words import Words
from regionshare.numbers.number import Input

SUPPORTED = "supported"
CONSISTENT = "consistent"
DEPENDS = "depends"
CONTRADICTED = "contradicted"
UNCONFIRMED = "unconfirmed"
NOT_CHECKABLE = "not checkable"
VERDICTS = (SUPPORTED, CONSISTENT, DEPENDS, UNCONFIRMED, CONTRADICTED, NOT_CHECKABLE)
ORDER = ("reading", "inventory", "vintage", "denominator", "imports", "scope", "year", "source")
STEP = 0.5
LIMIT = 0.999999
"""An input may not shrink to nothing."""


@dataclass(frozen=True)
class Flip:
    """The smallest change of one input that crosses an edge.

    Attributes
    ----------
    change : float
        ``d`` in ``input * (1 + d)``.
    input : Input
        The figure that is multiplied.
    edge : float
        The edge that the value then reaches.
    evidence : Evidence
        The value that moves.
    """

    change: float
    input: Input
    edge: float
    evidence: Evidence

    @property
    def distance(self) -> float:
        """``|d|``."""
        return abs(self.change)


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
    missing : tuple of Words
        Figures that would be needed.
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
    missing: tuple[Words, ...] = ()
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
    claim: Statement, evidence: Iterable[Evidence], missing: Sequence[Words] = ()
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


# -- on which choices it hangs -----------------------------------------------------------------------


class Effect(NamedTuple):
    """Two values that differ in one choice only."""

    choice: str
    first: Evidence
    second: Evidence

    @property
    def change(self) -> float:
        """Second minus first."""
        return self.second.interval.low - self.first.interval.low


def differing(first: Evidence, second: Evidence) -> tuple[str, ...]:
    """The choices in which two pieces of evidence differ.

    Where the inventories differ and one of them has no releases, the release is no further
    choice.
    """
    a, b = first.choices, second.choices
    found = [k for k in dict.fromkeys((*a, *b)) if a.get(k) != b.get(k)]
    if "inventory" in found and ("vintage" in a) != ("vintage" in b):
        found.remove("vintage")
    return tuple(found)


def deciding_choices(evidence: Sequence[Evidence], readings: Sequence[Reading]) -> tuple[str, ...]:
    """The choices that alone turn agreement into disagreement.

    A choice decides if, under some reading, two counted values differ in nothing else, and one
    agrees where the other does not. The reading decides if some value agrees under one and
    disagrees under another. Where neither is found, the choices of the pairs that differ least
    are named.
    """
    found = [[agreement(e.interval, r.interval) for e in evidence] for r in readings]
    pairs = [
        differing(evidence[a], evidence[b])
        for agreed in found
        for a, b in itertools.combinations(range(len(evidence)), 2)
        if {agreed[a], agreed[b]} == {AGREES, DISAGREES}
    ]
    alone = {pair[0] for pair in pairs if len(pair) == 1}
    if any({AGREES, DISAGREES} <= set(of_one) for of_one in zip(*found, strict=True)):
        alone.add("reading")
    if not alone and pairs:
        least = min((len(pair) for pair in pairs if pair), default=0)
        alone = {choice for pair in pairs if len(pair) == least for choice in pair} or {"source"}
    return tuple(sorted(alone, key=lambda c: (ORDER.index(c) if c in ORDER else len(ORDER), c)))


def effects(evidence: Sequence[Evidence]) -> list[Effect]:
    """All pairs of values that differ in one choice only, ordered by choice and year."""
    found = []
    for first, second in itertools.combinations(evidence, 2):
        pair = differing(first, second)
        if len(pair) == 1 and first.interval.is_point and second.interval.is_point:
            found.append(Effect(pair[0], first, second))
    return sorted(
        found,
        key=lambda e: (
            ORDER.index(e.choice) if e.choice in ORDER else len(ORDER),
            e.first.choices.get("year", ""),
        ),
    )


# -- how far an input must move -----------------------------------------------------------------------


def crossing(formula: Formula, position: int, edge: float) -> float | None:
    """The d at which multiplying one input by 1 + d brings the value to an edge.

    Every metric here is a quotient of sums or products in which an input stands once above,
    once below or in one of each, so ``f(d) = (a + b d) / (1 + e d)``: three values give a, b and
    e, and the crossing in closed form. None if no positive factor reaches the edge.
    """
    a = formula.with_one(position, 1.0)
    p, m = formula.with_one(position, 1 + STEP), formula.with_one(position, 1 - STEP)
    # p (1 + e s) = a + b s and m (1 - e s) = a - b s, added and solved for e, then for b
    if math.isclose(p, m, rel_tol=1e-13):
        return None
    e = (2 * a - p - m) / (STEP * (p - m))
    b = (p * (1 + e * STEP) - a) / STEP
    slope = b - edge * e
    if slope == 0:
        return None
    d = (edge - a) / slope
    if d <= -LIMIT or not math.isclose(formula.with_one(position, 1 + d), edge, rel_tol=1e-6):
        return None
    return d


def flips(evidence: Evidence, readings: Sequence[Reading]) -> list[Flip]:
    """For every input its nearest crossing, nearest first; empty without a formula."""
    formula = evidence.formula
    if formula is None or not readings:
        return []
    found = []
    for place, one in enumerate(formula.inputs):
        options = [
            Flip(d, one, edge, evidence)
            for edge in readings[0].interval.edges
            if (d := crossing(formula, place, edge)) is not None
        ]
        if options:
            found.append(min(options, key=lambda flip: flip.distance))
    return sorted(found, key=lambda flip: flip.distance)


def headline_flip(evidence: Sequence[Evidence], readings: Sequence[Reading]) -> Flip | None:
    """The nearest crossing of the value on the headline basis; None if there is none."""
    candidates = sorted(
        (e for e in evidence if e.headline and e.formula is not None),
        key=lambda e: (not e.counted, *(-int(y) for y in [e.choices.get("year", "0")]), e.label.en),
    )
    for piece in candidates:
        found = flips(piece, readings)
        if found:
            return found[0]
    return None
