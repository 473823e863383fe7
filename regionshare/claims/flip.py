"""Flip: how far one input must move until a value crosses an edge of the stated interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from regionshare.claims.evidence import Evidence, Formula
from regionshare.claims.readings import Reading
from regionshare.numbers.number import Input

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

    @property
    def input_name(self) -> str:
        """Series, region and year of the input."""
        return f"{self.input.series} {self.input.region} {self.input.year}"


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
    for position, one in enumerate(formula.inputs):
        options = [
            Flip(d, one, edge, evidence)
            for edge in readings[0].interval.edges
            if (d := crossing(formula, position, edge)) is not None
        ]
        if options:
            found.append(min(options, key=lambda flip: flip.distance))
    return sorted(found, key=lambda flip: flip.distance)


def headline_flip(evidence: Sequence[Evidence], readings: Sequence[Reading]) -> Flip | None:
    """The nearest crossing of the value on the headline basis; None if there is none."""
    candidates = sorted(
        (e for e in evidence if e.headline and e.formula is not None),
        key=lambda e: (not e.counted, *(-int(y) for y in [e.choices.get("year", "0")]), e.label_en),
    )
    for piece in candidates:
        found = flips(piece, readings)
        if found:
            return found[0]
    return None
