"""Sentence: could a region have said the central sentence in a year?

The definition is that of `regionshare.claims.who`, for all regions and years at once: a smaller
share of energy and of carbon than of people and of the economy. All four shares are of that one
year and on the headline basis, each pair over one coverage, and compared unrounded; where one of
the figures is absent nothing is said. What the sentence states in figures (C20 to C23) was said of
Guangdong in 2023, so no other region or year is held to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from regionshare.claims.who import BURDENS, CARRIED
from regionshare.matrix.figures import Array

COULD, ECONOMY = "could_say", "of_economy_only"
"""Metrics that have no id: 1 or 0. `ECONOMY` leaves the people out of the comparison."""
UNIT = "yes_no"


def answers(values: Mapping[str, Array]) -> dict[str, Array]:
    """``product of (ratio < 1)`` over the pairs: 1, 0, or NaN where a figure is absent.

    Parameters
    ----------
    values : mapping
        Arrays of one shape by metric, among them the shares and relative intensities of the
        sentence's concepts; without them nothing is said.
    """
    return {COULD: _all_below(values, CARRIED), ECONOMY: _all_below(values, ("gdp",))}


def _all_below(values: Mapping[str, Array], carried: tuple[str, ...]) -> Array:
    absent = np.full(next(iter(values.values())).shape, np.nan)
    below = []
    for burden in BURDENS:
        for concept in carried:
            ratio = values.get(f"relative_intensity/{burden}:{concept}", absent)
            shares = [values.get(f"share/{c}", absent) for c in (burden, concept)]
            known = np.isfinite(ratio) & np.isfinite(shares[0]) & np.isfinite(shares[1])
            below.append(np.where(known, (ratio < 1).astype(float), np.nan))
    return math.prod(below[1:], start=below[0])
