"""Comparison: what differs between two states of one number, input by input."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from regionshare.numbers.number import Input, Number, rounded

EQUAL = 1e-11
"""Relative difference below which two values are the same: twelve digits, the last one free."""


def same(one: float, other: float) -> bool:
    """Whether two values agree to the digits that are published.

    >>> same(0.1 + 0.2, 0.3), same(0.3, 0.3000001)
    (True, False)
    """
    return math.isclose(one, other, rel_tol=EQUAL, abs_tol=0.0)


@dataclass(frozen=True)
class InputChange:
    """One figure that entered a number before, now, or with another value."""

    series: str
    region: str
    year: int
    old: float | None
    new: float | None
    unit: str

    @property
    def text(self) -> str:
        """``energy.nbs_national CN 2021: 524000 -> 525896 1e4 tce``."""
        old, new = ("absent" if v is None else f"{v:.12g}" for v in (self.old, self.new))
        return f"{self.series} {self.region} {self.year}: {old} -> {new} {self.unit}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        content = {name: getattr(self, name) for name in ("series", "region", "year", "unit")}
        return {**content, "old": rounded(self.old), "new": rounded(self.new)}


def input_changes(old: Iterable[Input], new: Iterable[Input]) -> list[InputChange]:
    """The figures that differ, those with two values first."""
    before = {(one.series, one.region, one.year): one for one in old}
    after = {(one.series, one.region, one.year): one for one in new}
    found = []
    for place in [*before, *(place for place in after if place not in before)]:
        first, second = before.get(place), after.get(place)
        if first and second and same(first.value, second.value) and first.unit == second.unit:
            continue
        some = second or first
        assert some is not None
        values = [one.value if one else None for one in (first, second)]
        found.append(InputChange(*place, values[0], values[1], some.unit))
    return sorted(found, key=lambda one: one.old is None or one.new is None)


def basis_changes(old: Number, new: Number) -> list[str]:
    """The choices that differ, one sentence part for each concept."""
    found = []
    before, after = ({c.concept: c for c in one.basis} for one in (old, new))
    for concept in dict.fromkeys((*before, *after)):
        texts = [
            f"{c.series} / {c.total} ({', '.join((c.denominator, *c.imports))})" if c else "none"
            for c in (before.get(concept), after.get(concept))
        ]
        if texts[0] != texts[1]:
            found.append(f"basis of {concept}: {texts[0]} -> {texts[1]}")
    return found


def other_changes(old: Number, new: Number) -> list[str]:
    """What else enters the hash and differs: decimals, headline, match, source, transcription."""
    found = []
    if old.decimals != new.decimals:
        found.append("decimals")
    if old.headline != new.headline:
        found.append("headline")
    if old.match != new.match:
        found.append(f"match {old.match} -> {new.match}")
    kinds = [
        {
            (i["series"], i["region"], i["year"]): (i["source"], i["transcription"])
            for i in one.cited()["inputs"]
        }
        for one in (old, new)
    ]
    shared = kinds[0].keys() & kinds[1].keys()
    if any(kinds[0][place] != kinds[1][place] for place in shared):
        found.append("source or transcription of an input")
    return found
