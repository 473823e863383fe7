"""Deciding: on which choices a verdict hangs, and how much each of them moves a value."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from regionshare.claims.evidence import AGREES, DISAGREES, Evidence, agreement
from regionshare.claims.reading import Reading

ORDER = ("reading", "inventory", "vintage", "denominator", "imports", "scope", "year", "source")


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
