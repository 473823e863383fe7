"""Inequality: Gini, Theil, Herfindahl and Lorenz of positive values, with or without weights.

Values are per unit of the weights: carbon per person with people as weights gives the inequality
of carbon among people as far as it lies between the regions. Without weights every value counts
once, which measures how regions differ, whatever their size.

Own code: the packages at hand that offer these measures know no weights, or replace zeros by a
small number; here both matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionshare.errors import RegionshareError

Floats: TypeAlias = NDArray[np.float64]


class Decomposition(NamedTuple):
    """``total = between + sum(within)``; ``within`` is what each group adds, ``own`` its index."""

    total: float
    between: float
    groups: tuple[Any, ...]
    within: tuple[float, ...]
    own: tuple[float, ...]


class Lorenz(NamedTuple):
    """Points of a Lorenz curve, from (0, 0) to (1, 1), lowest values first."""

    weights: Floats
    amounts: Floats
    order: NDArray[np.intp]


def _checked(
    x: ArrayLike, weights: ArrayLike | None, what: str, *, positive: bool = False
) -> tuple[Floats, Floats]:
    """Values and weights as arrays of one shape, or an error that says what to do."""
    values = np.asarray(x, dtype=float)
    if values.ndim != 1 or values.size == 0:
        raise RegionshareError(
            f"{what} needs one row of values, and got an array of shape {values.shape}",
            remedy="Give at least one value, as a list or a one-dimensional array",
        )
    sizes = np.ones_like(values) if weights is None else np.asarray(weights, dtype=float)
    if sizes.shape != values.shape:
        raise RegionshareError(
            f"{what} got {values.size} values and weights of shape {sizes.shape}",
            remedy="Give one weight for each value",
        )
    if not (np.isfinite(values).all() and np.isfinite(sizes).all() and (sizes > 0).all()):
        raise RegionshareError(
            f"{what} needs finite values, and finite weights above 0",
            remedy="Leave out what is missing or has no weight, value and weight together",
        )
    if positive and (values <= 0).any():
        raise RegionshareError(
            f"{what} got a value of {values.min():g}, and needs all values above 0",
            remedy="Leave that value out and say so, or use gini, which admits zero",
        )
    if (values < 0).any() or not values.sum() > 0:
        raise RegionshareError(
            f"{what} got values from {values.min():g} to {values.max():g}",
            remedy="Give values at or above 0 that are not all 0",
        )
    return values, sizes


def lorenz(x: ArrayLike, weights: ArrayLike | None = None) -> Lorenz:
    """``L(k) = sum_{i<=k} w_i x_i / sum w x`` over values in ascending order.

    Parameters
    ----------
    x : array_like, shape (n,)
        Values per unit of weight, at or above 0.
    weights : array_like, shape (n,), optional
        Above 0; equal by default.

    Returns
    -------
    Lorenz
        Cumulative shares of weights and of amounts, each of shape (n + 1,), and the order.

    Examples
    --------
    >>> curve = lorenz([3, 1])
    >>> curve.weights.tolist(), curve.amounts.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    values, sizes = _checked(x, weights, "a Lorenz curve")
    order = np.argsort(values, kind="stable")
    return Lorenz(_cumulated(sizes[order]), _cumulated((sizes * values)[order]), order)


def _cumulated(amounts: Floats) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(amounts)])
    return np.asarray(sums / sums[-1], dtype=float)


def gini(x: ArrayLike, weights: ArrayLike | None = None, *, standardised: bool = False) -> float:
    """``G = sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean)``: twice the area above the Lorenz curve.

    0 where all values are equal. With `standardised`, times ``n / (n - 1)``, so that n regions
    of which one has everything give 1.

    Parameters
    ----------
    x : array_like, shape (n,)
        Values per unit of weight, at or above 0, not all 0.
    weights : array_like, shape (n,), optional
        Above 0, such as people; equal by default.
    standardised : bool

    Raises
    ------
    RegionshareError
        For empty, negative or non-finite values, weights of another shape, or a single value
        with `standardised`.

    References
    ----------
    Doersam (2004); implemented alike in the R packages REAT and ineq.

    Examples
    --------
    >>> round(gini([20, 50, 20, 10]), 3), round(gini([20, 50, 20, 10], standardised=True), 3)
    (0.3, 0.4)
    >>> gini([1, 3], weights=[1, 1])
    0.25
    """
    curve = lorenz(x, weights)
    width = np.diff(curve.weights)
    area = float(np.sum(width * (curve.amounts[1:] + curve.amounts[:-1])))
    value = max(0.0, 1.0 - area)
    if not standardised:
        return value
    count = len(width)
    _require_two(count)
    return value * count / (count - 1)


def theil_t(x: ArrayLike, weights: ArrayLike | None = None) -> float:
    """``T = sum_i s_i ln(s_i / p_i)``, s the shares of the amounts, p those of the weights.

    Each region's distance from the mean counts by its share of the amount: Theil's first index,
    generalised entropy with parameter 1.

    Parameters and errors as `gini`, but every value must be above 0.

    Examples
    --------
    >>> theil_t([2, 2, 2])
    0.0
    >>> round(theil_t([1, 3]), 4)  # 1/4 ln(1/2) + 3/4 ln(3/2)
    0.1308
    """
    values, sizes = _checked(x, weights, "Theil's T", positive=True)
    return _t(*_shares(values, sizes))


def theil_l(x: ArrayLike, weights: ArrayLike | None = None) -> float:
    """``L = sum_i p_i ln(p_i / s_i)``: each distance counts by the share of the weights.

    Theil's second index, also mean logarithmic deviation: generalised entropy with parameter 0.
    Parameters and errors as `theil_t`.

    Examples
    --------
    >>> theil_l([2, 2, 2])
    0.0
    >>> round(theil_l([1, 3]), 4)  # 1/2 ln 2 + 1/2 ln(2/3)
    0.1438
    """
    values, sizes = _checked(x, weights, "Theil's L", positive=True)
    amounts, shares = _shares(values, sizes)
    return _t(shares, amounts)


def _shares(values: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Shares of the amounts and of the weights."""
    amounts = values * sizes
    return amounts / amounts.sum(), sizes / sizes.sum()


def _t(above: Floats, below: Floats) -> float:
    """``sum above ln(above / below)`` of two distributions; rounding never makes it negative."""
    return max(0.0, float(np.sum(above * np.log(above / below))))


def theil_t_by_group(
    x: ArrayLike, groups: Sequence[Any], weights: ArrayLike | None = None
) -> Decomposition:
    """``T = sum_g S_g ln(S_g / P_g) + sum_g S_g T_g``: between groups, and within each.

    Parameters
    ----------
    x, weights
        As in `theil_t`.
    groups : sequence of length n
        The group of each value.

    Returns
    -------
    Decomposition
        Groups in the order in which they first appear.

    Raises
    ------
    RegionshareError
        As in `theil_t`, or if groups and values differ in number.

    Examples
    --------
    >>> parts = theil_t_by_group([1, 1, 3, 3], ["a", "a", "b", "b"])
    >>> parts.between == parts.total, parts.within
    (True, (0.0, 0.0))
    """
    values, sizes = _checked(x, weights, "Theil's T", positive=True)
    amounts, shares = _shares(values, sizes)
    return _by_group(amounts, shares, groups)


def theil_l_by_group(
    x: ArrayLike, groups: Sequence[Any], weights: ArrayLike | None = None
) -> Decomposition:
    """``L = sum_g P_g ln(P_g / S_g) + sum_g P_g L_g``; otherwise as `theil_t_by_group`.

    Examples
    --------
    >>> theil_l_by_group([1, 3], ["a", "a"]).between
    0.0
    """
    values, sizes = _checked(x, weights, "Theil's L", positive=True)
    amounts, shares = _shares(values, sizes)
    return _by_group(shares, amounts, groups)


def _by_group(above: Floats, below: Floats, groups: Sequence[Any]) -> Decomposition:
    labels = list(groups)
    if len(labels) != len(above):
        raise RegionshareError(
            f"there are {len(above)} values and {len(labels)} groups",
            remedy="Name the group of each value",
        )
    names = list(dict.fromkeys(labels))
    places = np.array([names.index(label) for label in labels])
    tops, bottoms = (np.bincount(places, weights=side).astype(float) for side in (above, below))
    own = [
        _t(above[places == i] / tops[i], below[places == i] / bottoms[i]) for i in range(len(names))
    ]
    within = [float(top) * index for top, index in zip(tops, own, strict=True)]
    between = _t(tops, bottoms)
    return Decomposition(_t(above, below), between, tuple(names), tuple(within), tuple(own))


def herfindahl(x: ArrayLike, *, standardised: bool = False) -> float:
    """``H = sum_i s_i^2``, s the shares of the total: from 1/n (all equal) to 1 (one has all).

    ``1 / H`` is the equivalent number: so many regions of one size would be as concentrated.
    With `standardised`, ``(H - 1/n) / (1 - 1/n)``, from 0 to 1.

    Parameters
    ----------
    x : array_like, shape (n,)
        Amounts (not per person), at or above 0, not all 0.
    standardised : bool

    Raises
    ------
    RegionshareError
        For empty, negative or non-finite values, or a single value with `standardised`.

    Examples
    --------
    >>> round(herfindahl([20, 50, 20, 10]), 3)
    0.34
    >>> round(herfindahl([20, 50, 20, 10], standardised=True), 3)
    0.12
    """
    values, _ = _checked(x, None, "a Herfindahl index")
    count = values.size
    value = float(np.sum((values / values.sum()) ** 2))
    if not standardised:
        return value
    _require_two(count)
    return (value - 1 / count) / (1 - 1 / count)


def _require_two(count: int) -> None:
    if count < 2:
        raise RegionshareError(
            "the standardised index of one value is not defined", remedy="Give two values or more"
        )
