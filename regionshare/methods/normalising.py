"""Normalising: indicators of any unit made comparable, and what such a table must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionshare.errors import RegionshareError

Floats: TypeAlias = NDArray[np.float64]


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
