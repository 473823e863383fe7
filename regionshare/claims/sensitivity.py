"""Sensitivity: on which choices agreement hangs, and how far an input must move to turn it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims.evidence import (
    AGREES,
    DISAGREES,
    UNDECIDED,
    Evidence,
    Formula,
    agreement,
)
from regionshare.claims.statement import Reading
from regionshare.numbers.number import Input

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
    """The choices that alone turn agreement into disagreement, the most telling first.

    A choice decides if, under some reading, two values differ in nothing else, and one agrees
    where the other does not; the larger the part of such pairs that turn, the more it tells. The
    reading decides if some value agrees under one and disagrees under another, and is named
    first. Where neither is found, the choices of the pairs that differ least are named.
    """
    found = [[agreement(e.interval, r.interval) for e in evidence] for r in readings]
    pairs = [
        (differing(evidence[a], evidence[b]), {agreed[a], agreed[b]} == {AGREES, DISAGREES})
        for agreed in found
        for a, b in itertools.combinations(range(len(evidence)), 2)
        if UNDECIDED not in (agreed[a], agreed[b])
    ]
    asked = Counter(names[0] for names, _ in pairs if len(names) == 1)
    turned = Counter(names[0] for names, turns in pairs if turns and len(names) == 1)
    telling = {name: turned[name] / asked[name] for name in turned}
    if any({AGREES, DISAGREES} <= set(of_one) for of_one in zip(*found, strict=True)):
        telling["reading"] = 2.0
    turning = [names for names, turns in pairs if turns]
    if not telling and turning:
        least = min((len(names) for names in turning if names), default=0)
        telling = {name: 1.0 for names in turning if len(names) == least for name in names}
        telling = telling or {"source": 1.0}
    return tuple(sorted(telling, key=lambda c: (-telling[c], *_place(c))))


def _place(choice: str) -> tuple[int, str]:
    return (ORDER.index(choice) if choice in ORDER else len(ORDER), choice)


def effects(evidence: Sequence[Evidence]) -> list[Effect]:
    """All pairs of values that differ in one choice only, ordered by choice and year."""
    found = []
    for first, second in itertools.combinations(evidence, 2):
        pair = differing(first, second)
        if len(pair) == 1 and first.interval.is_point and second.interval.is_point:
            found.append(Effect(pair[0], first, second))
    return sorted(
        found,
        key=lambda e: (*_place(e.choice), e.first.choices.get("year", "")),
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
