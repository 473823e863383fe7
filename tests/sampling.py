"""Of cases alike some are tried always, and all at a release (`.ci/release`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def sampled(*choices: Sequence[Any], few: bool = False) -> list[Any]:
    """All combinations of choices between two, as parameters.

    Every second one, so that all pairs of choices meet, is tried always, the others at a release;
    where few are wanted, the two that differ in everything.
    """
    found = []
    for places in itertools.product(range(2), repeat=len(choices)):
        values = [one[at] for one, at in zip(choices, places, strict=True)]
        left_out = len(set(places)) > 1 if few else sum(places) % 2
        marks = pytest.mark.release if left_out else ()
        found.append(pytest.param(*values, marks=marks, id="-".join(map(str, values))))
    return found


def some_of(cases: Iterable[Any], every: int = 2) -> list[Any]:
    """Cases as parameters: each so-manieth is tried always, the others at a release."""
    found = []
    for nth, case in enumerate(cases):
        values = case if isinstance(case, tuple) else (case,)
        found.append(pytest.param(*values, marks=pytest.mark.release if nth % every else ()))
    return found
