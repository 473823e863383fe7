"""Convergence: whether regions become more alike (sigma), and whether laggards move faster (beta).

Sigma is the spread of the logarithms at one moment; beta relates growth to the starting level.
Falling sigma needs negative beta, but negative beta alone does not make sigma fall.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionshare.errors import MissingDataError, RegionshareError
from regionshare.numbers import national
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.national import Columns
from regionshare.numbers.number import Number, NumberId
from regionshare.numbers.registry import register


class Beta(NamedTuple):
    """A line through growth over the starting level: slope, its standard error, R squared."""

    slope: float
    error: float
    fit: float


def _logs(x: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(x, dtype=float)
    if values.ndim != 1 or values.size < 3:
        raise RegionshareError(
            f"convergence needs three values or more, and got shape {values.shape}",
            remedy="Give one value per region",
        )
    if not (np.isfinite(values).all() and (values > 0).all()):
        raise RegionshareError(
            f"convergence got a value of {values.min():g}, and takes logarithms",
            remedy="Give values above 0 and leave out what is missing",
        )
    return np.asarray(np.log(values), dtype=float)


def sigma(x: ArrayLike) -> float:
    """``sigma = standard deviation of ln x``, dividing by n: every region counts once.

    Examples
    --------
    >>> round(sigma([1, 1, 1]), 6)
    0.0
    >>> round(sigma([1, np.e, np.e**2]) ** 2, 6)  # ln x is 0, 1, 2
    0.666667
    """
    return float(np.std(_logs(x)))


def sigma_moved(start: ArrayLike, end: ArrayLike) -> float:
    """Student's t of a change of sigma over the same regions; beyond 2 it is more than chance.

    ``r`` is the correlation of ``ln end - ln start`` with ``ln end + ln start``, which is zero where
    both spread alike, and ``t = r sqrt((n - 2) / (1 - r^2))`` (Pitman 1939, Morgan 1939).

    Examples
    --------
    >>> sigma_moved([1, 2, 4, 8], [1, 2, 4, 8.1]) > 0
    True
    >>> round(sigma_moved([1, 2, 4, 8], [8, 4, 2, 1]), 6)
    0.0
    """
    first, last = _logs(start), _logs(end)
    if first.shape != last.shape:
        raise RegionshareError(
            f"{first.size} regions at the start and {last.size} at the end",
            remedy="Give both the same regions, in the same order",
        )
    less, more = last - first, last + first
    if not less.std() or not more.std():
        return 0.0
    r = float(np.corrcoef(less, more)[0, 1])
    return (
        float(np.sign(r) * np.inf)
        if abs(r) >= 1
        else r * float(((first.size - 2) / (1 - r * r)) ** 0.5)
    )


def beta(start: ArrayLike, end: ArrayLike, years: int) -> Beta:
    """``ln(end / start) / years = a + b ln(start)`` by least squares; b < 0: laggards catch up.

    Parameters
    ----------
    start, end : array_like, shape (n,)
        Values of the same regions, above 0.
    years : int
        From start to end.

    Raises
    ------
    RegionshareError
        For fewer than three values, other shapes, non-positive values or years, or equal starts.

    References
    ----------
    Barro and Sala-i-Martin (1992), here the linear form without other variables.

    Examples
    --------
    >>> round(beta([1, 2, 4], [2, 3, 4], 1).slope, 3)
    -0.5
    """
    first, last = _logs(start), _logs(end)
    if first.shape != last.shape or years < 1 or not np.ptp(first) > 0:
        raise RegionshareError(
            f"beta got {first.size} and {last.size} values over {years} years",
            remedy="Give the same regions twice, a year or more apart, with starts that differ",
        )
    growth = (last - first) / years
    centred = first - first.mean()
    slope = float(centred @ growth / (centred @ centred))
    rest = growth - growth.mean() - slope * centred
    error = float(np.sqrt(rest @ rest / (first.size - 2) / (centred @ centred)))
    total = float(np.sum((growth - growth.mean()) ** 2))
    return Beta(slope, error, 1 - float(rest @ rest) / total if total > 0 else 1.0)


def _sigma_of(found: Columns) -> float:
    return sigma(found.ratio)


def evaluate_sigma(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Sigma of the first concept per unit of the second over all regions of a nation."""
    national.require_nation(evaluator, wanted)
    bases = national.bases_of(evaluator, wanted)
    found = national.columns(evaluator, bases, wanted.year)
    formula = (
        f"standard deviation of ln({wanted.concepts[0]} / {wanted.concepts[1]}) over "
        f"{len(found.regions)} regions, {wanted.year}"
    )
    spanned = national.span(evaluator, bases, wanted.year, _sigma_of)
    return evaluator.built(
        wanted, bases, _sigma_of(found), "ratio", 2, formula, found.inputs, spanned
    )


def evaluate_beta(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Beta, its standard error or R squared between two years that no break lies between."""
    national.require_nation(evaluator, wanted)
    bases = national.bases_of(evaluator, wanted)
    starts = national.bases_of(evaluator, wanted, wanted.first)
    if [b.series for b in bases] != [b.series for b in starts]:
        raise MissingDataError(
            f"{wanted.first} and {wanted.year} are of different series",
            remedy="Name years of one series",
        )
    broken = [
        (basis.series, year)
        for basis in bases
        for year in evaluator.store.series[basis.series].breaks
        if wanted.first < year <= wanted.year
    ]
    if broken:
        raise MissingDataError(
            f"{broken[0][0]} has a break in {broken[0][1]}", remedy="Start in that year or later"
        )
    before = national.columns(evaluator, bases, wanted.first)
    after = national.columns(evaluator, bases, wanted.year, before.regions)
    found = beta(before.ratio, after.ratio, wanted.year - wanted.first)
    value = {"beta": found.slope, "beta_error": found.error, "beta_fit": found.fit}
    what = {"beta": "slope", "beta_error": "standard error of the slope", "beta_fit": "R squared"}
    formula = (
        f"{what[wanted.metric]} of yearly growth of {wanted.concepts[0]} / {wanted.concepts[1]} in "
        f"{wanted.period} over its logarithm in {wanted.first}, {len(before.regions)} regions"
    )
    inputs = tuple(dict.fromkeys(before.inputs + after.inputs))
    decimals = 2 if wanted.metric == "beta_fit" else 3
    return evaluator.built(wanted, bases, value[wanted.metric], "ratio", decimals, formula, inputs)


register("sigma", 2, evaluate_sigma)
for _metric in ("beta", "beta_error", "beta_fit"):
    register(_metric, 2, evaluate_beta, spans=True)
