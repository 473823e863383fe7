"""Decomposition: the change of a product of factors, split into one effect for each factor.

LMDI-I of Ang and Liu (2001) with the analytical limits of Ang and Liu (2007) for zeros.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from regionshare.errors import RegionshareError

Array: TypeAlias = npt.NDArray[np.float64]

TOLERANCE = 1e-9
"""What the effects may miss of the change, relative to its size: rounding, nothing else."""


class DecompositionError(RegionshareError):
    """Factors outside the domain of the method, or effects that do not sum to the change."""


def logarithmic_mean(a: npt.ArrayLike, b: npt.ArrayLike) -> Array:
    """``L(a, b) = (a - b) / ln(a / b)``, ``L(a, a) = a``, and 0 where one of them is 0.

    Parameters
    ----------
    a, b : array_like
        Not negative; of shapes that go together.

    Returns
    -------
    numpy.ndarray
        Between the geometric and the arithmetic mean of the two.

    Examples
    --------
    >>> float(logarithmic_mean(5.0, 5.0))
    5.0
    >>> float(logarithmic_mean(3.0, 0.0))
    0.0
    """
    first, second = np.broadcast_arrays(_floats(a), _floats(b))
    low, high = np.minimum(first, second), np.maximum(first, second)
    base = np.where(low > 0, low, 1.0)
    step = np.where(low > 0, high / base - 1.0, 0.0)
    flat = step == 0
    slope = np.where(flat, 1.0, step / np.where(flat, 1.0, np.log1p(step)))
    return np.where(low > 0, base * slope, 0.0)


def effects_by_category(x0: npt.ArrayLike, x1: npt.ArrayLike) -> Array:
    """``L(C1, C0) * ln(x1 / x0)`` for each factor and category, where ``C`` is the product.

    Parameters
    ----------
    x0, x1 : array_like, shape (..., factors, categories)
        Factors at the start and at the end, not negative. ``C`` is the product over factors.

    Returns
    -------
    numpy.ndarray, shape (..., factors, categories)
        Effects in the unit of the product; over factors they sum to its change.

    Raises
    ------
    DecompositionError
        If shapes differ, an array is empty or holds a negative or infinite value.

    Notes
    -----
    A zero is followed to its limit (Ang and Liu 2007): where a category appears, the factors that
    were zero carry all of it in equal parts, the others nothing; where it vanishes, the same with
    the opposite sign; where it is zero at both ends, every effect is zero.

    Examples
    --------
    >>> effects_by_category([[2.0], [3.0]], [[2.0], [5.0]]).ravel().round(12).tolist()
    [0.0, 4.0]
    """
    start, end = _checked(x0, x1)
    with np.errstate(over="ignore"):
        c0, c1 = start.prod(axis=-2), end.prod(axis=-2)
    if not (np.isfinite(c0).all() and np.isfinite(c1).all()):
        raise DecompositionError(
            "the product of the factors is too large", remedy="Use larger units for the factors"
        )
    smooth = ((start > 0) & (end > 0)).all(axis=-2, keepdims=True)
    ratio = np.log(np.where(smooth, end, 1.0)) - np.log(np.where(smooth, start, 1.0))
    regular = logarithmic_mean(c1, c0)[..., np.newaxis, :] * ratio
    limits = _share_of_zeros(end == 0) * -c0[..., np.newaxis, :]
    limits = limits + _share_of_zeros(start == 0) * c1[..., np.newaxis, :]
    effects: Array = np.where(smooth, regular, limits)
    size = (c0 + c1) * (1.0 + np.abs(ratio).sum(axis=-2))
    _require_perfect(effects.sum(axis=-2), c1 - c0, size)
    return effects


def lmdi_additive(x0: npt.ArrayLike, x1: npt.ArrayLike) -> Array:
    """``dC_k = sum_i L(C1_i, C0_i) * ln(x1_ki / x0_ki)``, and ``sum_k dC_k = C1 - C0``.

    The one decomposition without residual that treats all factors alike and can be added over
    categories (Ang 2004).

    Parameters
    ----------
    x0, x1 : array_like, shape (factors,) or (..., factors, categories)
        Factors at the start and at the end; zeros as in `effects_by_category`. Leading dimensions,
        such as regions and years, are decomposed independently.

    Returns
    -------
    numpy.ndarray, shape (factors,) or (..., factors)
        The effect of each factor, in the unit of the product.

    Raises
    ------
    DecompositionError
        If shapes differ, an array is empty, a factor is negative or not finite, or the effects
        do not sum to the change.

    Examples
    --------
    Twice as many people, each with the same: all of the change is the people's.

    >>> lmdi_additive([10.0, 3.0], [20.0, 3.0]).round(12).tolist()
    [30.0, 0.0]

    A fuel that was not used before:

    >>> lmdi_additive([[10.0, 10.0], [3.0, 0.0]], [[10.0, 10.0], [3.0, 1.0]]).tolist()
    [0.0, 10.0]
    """
    start, end = _with_categories(x0), _with_categories(x1)
    effects: Array = effects_by_category(start, end).sum(axis=-1)
    return effects


def lmdi_multiplicative(x0: npt.ArrayLike, x1: npt.ArrayLike) -> Array:
    """``D_k = exp(dC_k / L(C1, C0))``, and the product of all ``D_k`` is ``C1 / C0``.

    ``dC_k`` are the additive effects and ``C`` the total over categories, so that the weights of
    the categories are ``L(C1_i, C0_i) / L(C1, C0)`` (LMDI-I).

    Parameters, shapes and errors as in `lmdi_additive`; a total of zero is refused as well, since
    the ratio to it does not exist.

    Examples
    --------
    >>> lmdi_multiplicative([10.0, 3.0], [20.0, 3.0]).round(12).tolist()
    [2.0, 1.0]
    """
    start, end = _with_categories(x0), _with_categories(x1)
    effects = effects_by_category(start, end).sum(axis=-1)
    c0, c1 = (x.prod(axis=-2).sum(axis=-1) for x in (start, end))
    if not ((c0 > 0).all() and (c1 > 0).all()):
        raise DecompositionError(
            "a total is zero, so that its ratio does not exist",
            remedy="Use the additive form, or leave this period out",
        )
    factors: Array = np.exp(effects / logarithmic_mean(c1, c0)[..., np.newaxis])
    ratio = c1 / c0
    _require_perfect(np.log(factors).sum(axis=-1), np.log(ratio), 1.0 + np.abs(np.log(ratio)))
    return factors


def _floats(values: npt.ArrayLike) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DecompositionError(
            "the factors are not a full table of numbers",
            remedy="Give every factor a number for every category",
        ) from None


def _with_categories(values: npt.ArrayLike) -> Array:
    factors = _floats(values)
    return factors[:, np.newaxis] if factors.ndim == 1 else factors


def _checked(x0: npt.ArrayLike, x1: npt.ArrayLike) -> tuple[Array, Array]:
    start, end = _floats(x0), _floats(x1)
    if start.shape != end.shape:
        raise DecompositionError(
            f"the factors have shape {start.shape} at the start and {end.shape} at the end",
            remedy="Give both ends the same factors and categories, in the same order",
        )
    if start.ndim < 2 or start.size == 0:
        raise DecompositionError(
            f"there is nothing to decompose in shape {start.shape}",
            remedy="Give at least one factor and one category, as (factors,) or "
            "(factors, categories)",
        )
    for name, values in (("start", start), ("end", end)):
        odd = ~np.isfinite(values) | (values < 0)
        if odd.any():
            place = tuple(int(i) for i in np.argwhere(odd)[0])
            raise DecompositionError(
                f"the factor at {place} is {values[place]:g} at the {name}; factors are positive, "
                "or zero where a category is absent",
                remedy="Take out the region, year or category that has no positive figure",
            )
    return start, end


def _share_of_zeros(zero: npt.NDArray[np.bool_]) -> Array:
    """How the factors that are zero divide what they carry: in equal parts."""
    count = zero.sum(axis=-2, keepdims=True)
    return np.where(zero, 1.0 / np.maximum(count, 1), 0.0)


def _require_perfect(effects: Array, change: Array, size: Array) -> None:
    gap = np.abs(effects - change)
    if not (gap <= TOLERANCE * size).all():
        raise DecompositionError(
            f"the effects miss the change by {float(gap.max()):.3g}",
            remedy="The factors differ too much in size for this arithmetic; rescale them",
        )
