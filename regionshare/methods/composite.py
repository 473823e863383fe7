"""Composite: several indicators made one index, and how far its ranks hang on how that is done.

Indicators of any unit are first made comparable, by their range or by their ranks.

A matrix has one row for each alternative (a city) and one column for each indicator. Columns
where less is better are `cost` columns.

Own code: packages of multi-criteria methods rank one matrix at a time; rank stability needs ten
thousand rankings at once, which here are a few products of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionshare.errors import RegionshareError

Floats: TypeAlias = NDArray[np.float64]

METHODS = ("min_max", "rank", "topsis")
SEED = 20241121
"""The seed of the report's draws: the day of the statement."""


def checked_matrix(matrix: ArrayLike, what: str) -> Floats:
    """A finite table of alternatives by indicators, or an error that says where it is not."""
    found = np.asarray(matrix, dtype=float)
    if found.ndim != 2 or 0 in found.shape:
        raise RegionshareError(
            f"{what} needs a table, and got an array of shape {found.shape}",
            remedy="Give one row for each alternative and one column for each indicator",
        )
    if not np.isfinite(found).all():
        row, column = (int(i) for i in np.argwhere(~np.isfinite(found))[0])
        raise RegionshareError(
            f"{what} found no finite value in row {row}, column {column}",
            remedy="Leave out the alternative or the indicator: missing is not zero",
        )
    return found


def cost_mask(cost: Sequence[int] | Sequence[bool], columns: int) -> NDArray[np.bool_]:
    """Which columns are better when lower, from their positions or from a mask."""
    chosen = np.asarray(cost)
    mask = np.zeros(columns, dtype=bool)
    if chosen.dtype == bool and chosen.shape == (columns,):
        return chosen
    if chosen.size == 0:
        return mask
    if (
        chosen.ndim != 1
        or chosen.dtype.kind not in "iu"
        or not ((chosen >= 0) & (chosen < columns)).all()
    ):
        raise RegionshareError(
            f"cost is {list(cost)!r}, with {columns} indicators",
            remedy="Give the positions of the cost columns, counted from 0, or one bool each",
        )
    mask[chosen] = True
    return mask


def checked_weights(weights: ArrayLike, columns: int) -> Floats:
    """Weights divided by their sum, along the last axis; an error if they do not fit."""
    found = np.asarray(weights, dtype=float)
    if found.shape[-1:] != (columns,):
        raise RegionshareError(
            f"there are {columns} indicators and weights of shape {found.shape}",
            remedy="Give one weight for each indicator",
        )
    if not np.isfinite(found).all() or (found < 0).any() or not (found.sum(axis=-1) > 0).all():
        raise RegionshareError(
            "a weight is negative or not finite, or all are 0",
            remedy="Weights are at or above 0 with a sum above 0",
        )
    return np.asarray(found / found.sum(axis=-1, keepdims=True), dtype=float)


def min_max(matrix: ArrayLike, cost: Sequence[int] | Sequence[bool] = ()) -> Floats:
    """``(x - min) / (max - min)`` by column, ``(max - x) / (max - min)`` for cost: 1 is best.

    Raises
    ------
    RegionshareError
        If the matrix is empty or not finite, or a column holds one value only.

    Examples
    --------
    >>> min_max([[1, 10], [2, 20], [3, 40]], cost=[1])[:, 1].round(2).tolist()
    [1.0, 0.67, 0.0]
    """
    found = checked_matrix(matrix, "min-max normalisation")
    low, high = found.min(axis=0), found.max(axis=0)
    flat = np.flatnonzero(high <= low)
    if flat.size:
        raise RegionshareError(
            f"indicator {int(flat[0])} is {low[flat[0]]:g} for every alternative",
            remedy="Leave it out: it distinguishes nothing",
        )
    scaled = (found - low) / (high - low)
    mask = cost_mask(cost, found.shape[1])
    return np.asarray(np.where(mask, 1 - scaled, scaled), dtype=float)


def rank_normalise(matrix: ArrayLike, cost: Sequence[int] | Sequence[bool] = ()) -> Floats:
    """``(number of worse + half the number of equal others) / (n - 1)`` by column: 1 is best.

    Examples
    --------
    >>> rank_normalise([[1, 10], [2, 20], [9, 10]], cost=[1]).tolist()
    [[0.0, 0.75], [0.5, 0.0], [1.0, 0.75]]
    """
    found = checked_matrix(matrix, "rank normalisation")
    if len(found) < 2:
        raise RegionshareError("one alternative has no rank", remedy="Give two rows or more")
    signed = np.where(cost_mask(cost, found.shape[1]), -found, found)
    worse = (signed[:, None, :] > signed[None, :, :]).sum(axis=1)
    equal = (signed[:, None, :] == signed[None, :, :]).sum(axis=1) - 1
    return np.asarray((worse + equal / 2) / (len(found) - 1), dtype=float)


def entropy_weights(matrix: ArrayLike) -> Floats:
    """``w_j = (1 - e_j) / sum (1 - e)``, ``e_j = -sum_i p_ij ln p_ij / ln n``, p shares by column.

    An indicator that differs more between the alternatives gets more weight, whether or not it
    matters more.

    Parameters
    ----------
    matrix : array_like, shape (n, m)
        At or above 0; ``0 ln 0`` is 0.

    Returns
    -------
    ndarray, shape (m,)
        With sum 1.

    Raises
    ------
    RegionshareError
        For an empty matrix, fewer than two rows, a negative value, a column of zeros, or if no
        column distinguishes the alternatives.

    References
    ----------
    Hwang and Yoon (1981), Multiple Attribute Decision Making, chapter II.

    Examples
    --------
    >>> entropy_weights([[1, 2], [1, 4]]).round(6).tolist()
    [0.0, 1.0]
    """
    found = checked_matrix(matrix, "entropy weighting")
    if len(found) < 2 or (found < 0).any() or not (found.sum(axis=0) > 0).all():
        raise RegionshareError(
            f"entropy weighting got {len(found)} rows and a least value of {found.min():g}",
            remedy="Give two rows or more, values at or above 0 and no column of zeros; "
            "a change goes in as a ratio",
        )
    shares = found / found.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    spread = np.clip(1 + (shares * logs).sum(axis=0) / np.log(len(found)), 0.0, None)
    if not spread.sum() > 1e-12:
        raise RegionshareError(
            "no indicator differs between the alternatives",
            remedy="Add one that does, or weight equally",
        )
    return np.asarray(spread / spread.sum(), dtype=float)


def _distances(matrix: Floats, costs: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Squared distances from best and worst by indicator, after vector normalisation."""
    norms = np.sqrt((matrix**2).sum(axis=0))
    if not (norms > 0).all():
        raise RegionshareError(
            f"indicator {int(np.flatnonzero(norms <= 0)[0])} is 0 for every alternative",
            remedy="Leave it out: it distinguishes nothing",
        )
    unit = matrix / norms
    high, low = unit.max(axis=0), unit.min(axis=0)
    best, worst = np.where(costs, low, high), np.where(costs, high, low)
    return (unit - best) ** 2, (unit - worst) ** 2


def topsis(
    matrix: ArrayLike, weights: ArrayLike, cost: Sequence[int] | Sequence[bool] = ()
) -> Floats:
    """``C_i = d_i- / (d_i+ + d_i-)``: distance from the worst over both distances; 1 is best.

    Columns are divided by their Euclidean norm, so units do not matter.

    Parameters
    ----------
    matrix : array_like, shape (n, m)
    weights : array_like, shape (m,) or (draws, m)
        At or above 0; divided by their sum.
    cost : sequence of int or bool
        The columns where less is better.

    Returns
    -------
    ndarray, shape (n,) or (draws, n)
        From 0 to 1; one half where all alternatives are alike.

    Raises
    ------
    RegionshareError
        For an empty matrix, weights of another shape, negative weights, or a column of zeros.

    References
    ----------
    Hwang and Yoon (1981), Multiple Attribute Decision Making, chapter III.

    Examples
    --------
    >>> topsis([[3, 0], [0, 4], [3, 4]], [1, 1]).round(3).tolist()
    [0.5, 0.5, 1.0]
    """
    found = checked_matrix(matrix, "TOPSIS")
    squares = checked_weights(weights, found.shape[1]) ** 2
    from_best, from_worst = _distances(found, cost_mask(cost, found.shape[1]))
    plus, minus = np.sqrt(squares @ from_best.T), np.sqrt(squares @ from_worst.T)
    both = plus + minus
    return np.asarray(np.where(both > 0, minus / np.where(both > 0, both, 1.0), 0.5), dtype=float)


def ranks(scores: ArrayLike) -> NDArray[np.int64]:
    """``1 + number of higher scores`` along the last axis; equal scores share the better rank.

    Scores that differ by less than 1e-12 are equal: that far the order of additions decides.

    >>> ranks([0.2, 0.9, 0.2]).tolist()
    [2, 1, 2]
    """
    found = np.round(np.asarray(scores, dtype=float), 12)
    higher = found[..., None, :] > found[..., :, None]
    return np.asarray(1 + higher.sum(axis=-1), dtype=np.int64)


@dataclass(frozen=True)
class RankStability:
    """Ranks over many draws of weights and methods.

    Attributes
    ----------
    ranks : ndarray of int, shape (draws, n)
        The rank of each alternative in each draw, 1 is best.
    weights : ndarray, shape (draws, m)
    methods : ndarray of int, shape (draws,)
        Positions in `METHODS`.
    """

    ranks: NDArray[np.int64]
    weights: Floats
    methods: NDArray[np.int64]

    @property
    def shares(self) -> Floats:
        """Share of the draws in which alternative i has rank k + 1, shape (n, n)."""
        count = self.ranks.shape[1]
        places = np.arange(1, count + 1)
        return np.asarray((self.ranks[:, :, None] == places).mean(axis=0), dtype=float)

    def between(self, part: float = 0.9) -> NDArray[np.int64]:
        """The ranks that bound the middle `part` of the draws, shape (2, n)."""
        if not 0 < part <= 1:
            raise RegionshareError(f"part is {part:g}", remedy="Give a share above 0, up to 1")
        edges = [(1 - part) / 2, (1 + part) / 2]
        found = np.quantile(self.ranks, edges, axis=0, method="inverted_cdf")
        return np.asarray(found, dtype=np.int64)


def rank_stability(
    matrix: ArrayLike,
    cost: Sequence[int] | Sequence[bool] = (),
    *,
    draws: int = 10_000,
    seed: int = SEED,
    methods: Sequence[str] = METHODS,
) -> RankStability:
    """Rank the alternatives under random weights and a random method, `draws` times.

    Weights are uniform over all weights with sum 1 (Dirichlet with parameter 1); the method is
    min-max sum, rank sum or TOPSIS, each as likely as the others.

    Parameters
    ----------
    matrix : array_like, shape (n, m)
    cost : sequence of int or bool
    draws : int
    seed : int
        The same seed gives the same draws.
    methods : sequence of str
        Out of `METHODS`.

    Raises
    ------
    RegionshareError
        For what the three methods refuse, an unknown method, or fewer than one draw.

    Examples
    --------
    >>> stable = rank_stability([[3, 9], [2, 8], [1, 7]], draws=100)
    >>> stable.between(1.0).tolist()  # the first is best in everything
    [[1, 2, 3], [1, 2, 3]]
    """
    found = checked_matrix(matrix, "rank stability")
    strange = [m for m in methods if m not in METHODS]
    if strange or not methods or draws < 1:
        raise RegionshareError(
            f"rank stability got {draws} draws over {', '.join(methods) or 'no method'}",
            remedy=f"Give one draw or more, and methods out of {', '.join(METHODS)}",
        )
    generator = np.random.default_rng(seed)
    weights = generator.dirichlet(np.ones(found.shape[1]), size=draws)
    chosen = generator.integers(len(methods), size=draws)
    places = np.array([METHODS.index(m) for m in methods])[chosen]
    scores = np.empty((draws, len(found)))
    for place in np.unique(places):
        rows = places == place
        scores[rows] = _scores(METHODS[place], found, weights[rows], cost)
    return RankStability(ranks(scores), weights, places)


def _scores(
    method: str, matrix: Floats, weights: Floats, cost: Sequence[int] | Sequence[bool]
) -> Floats:
    if method == "topsis":
        return topsis(matrix, weights, cost)
    normalise = min_max if method == "min_max" else rank_normalise
    return np.asarray(weights @ normalise(matrix, cost).T, dtype=float)
