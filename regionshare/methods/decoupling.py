"""Decoupling: how much emissions or energy moved for each per cent that the economy moved.

Tapio (2005), Transport Policy 12, 137-151: eight states by the signs of the two changes and by
the elasticity, with 0.8 and 1.2 as the edges of coupling.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from regionshare.errors import RegionshareError

Array: TypeAlias = npt.NDArray[np.float64]
Levels: TypeAlias = "npt.ArrayLike | None"

LOWER, UPPER = 0.8, 1.2
"""Between these, both included, load and economy are coupled."""

DIGITS = 12
"""Significant digits of an elasticity that is held against an edge: 0.08 / 0.1 is 0.8."""

STATES = (
    "strong decoupling",
    "weak decoupling",
    "expansive coupling",
    "expansive negative decoupling",
    "strong negative decoupling",
    "weak negative decoupling",
    "recessive coupling",
    "recessive decoupling",
)


class DecouplingError(RegionshareError):
    """A level that is not positive, or an economy that did not move."""


def relative_change(start: npt.ArrayLike, end: npt.ArrayLike) -> Array:
    """``(end - start) / start``.

    Raises
    ------
    DecouplingError
        If a level is not positive and finite, the shapes do not go together, or nothing is given.

    Examples
    --------
    >>> float(relative_change(4.0, 5.0))
    0.25
    """
    first, last = _floats(start), _floats(end)
    _require_shapes(first, last)
    for name, values in (("start", first), ("end", last)):
        odd = ~(np.isfinite(values) & (values > 0))
        if odd.any():
            raise DecouplingError(
                f"a level at the {name} is {float(values[odd].flat[0]):g}, not positive",
                remedy="Leave out the period whose figure is missing or zero",
            )
    return (last - first) / first


def elasticity(
    c0: npt.ArrayLike, c1: npt.ArrayLike, g0: Levels = None, g1: Levels = None
) -> float | Array:
    """``e = ((c1 - c0) / c0) / ((g1 - g0) / g0)``: per cent of load per per cent of economy.

    Parameters
    ----------
    c0, c1 : array_like
        Emissions or energy at the start and at the end.
    g0, g1 : array_like, optional
        The economy at constant prices at the start and at the end. Without them the first two
        arguments are the relative changes themselves: ``elasticity(dC / C0, dG / G0)``.

    Returns
    -------
    float or numpy.ndarray
        Without unit.

    Raises
    ------
    DecouplingError
        If a level is not positive, the economy did not move, shapes differ or nothing is given.

    Notes
    -----
    Where the economy hardly moved the quotient is large and says nothing: see `usable`.

    Examples
    --------
    >>> elasticity(100.0, 105.0, 200.0, 220.0)
    0.5
    >>> elasticity(0.05, 0.10)
    0.5
    """
    load, economy = _changes(c0, c1, g0, g1)
    if (economy == 0).any():
        raise DecouplingError(
            "the economy did not move, so that the elasticity does not exist",
            remedy="Leave this period blank, or take a longer one",
        )
    found = load / economy
    return float(found) if found.ndim == 0 else found


def log_elasticity(load: float, economy: float) -> float:
    """``ln(1 + dC / C0) / ln(1 + dG / G0)``: per cent of load for one per cent of growth, on average.

    Over a long period the quotient of the two changes shrinks with the growth alone, since the
    changes compound; that of their logarithms is the mean over the years and compares with that of
    a short period.

    Raises
    ------
    DecouplingError
        If something fell to nothing or the economy did not move.

    Examples
    --------
    >>> round(log_elasticity(1.1**10 - 1, 1.2**10 - 1), 3), round(log_elasticity(0.1, 0.2), 3)
    (0.523, 0.523)
    """
    if min(load, economy) <= -1 or economy == 0:
        raise DecouplingError(
            f"changes of {load:g} and {economy:g} have no elasticity in logarithms",
            remedy="Give changes above -1, and an economy that moved",
        )
    return math.log1p(load) / math.log1p(economy)


def state(
    c0: npt.ArrayLike, c1: npt.ArrayLike, g0: Levels = None, g1: Levels = None
) -> str | npt.NDArray[np.str_]:
    """The one of Tapio's eight states, from the same arguments as `elasticity`.

    ==========  ==========  =====================  ==================  =============================
    dC          dG          e < 0.8                0.8 <= e <= 1.2     e > 1.2
    ==========  ==========  =====================  ==================  =============================
    grows       grows       weak decoupling        expansive coupling  expansive negative decoupling
    falls       grows       strong decoupling
    falls       falls       weak negative dec.     recessive coupling  recessive decoupling
    grows       falls       strong negative dec.
    ==========  ==========  =====================  ==================  =============================

    A load that stays exactly where it was has elasticity 0: weak, or weak negative, decoupling.

    Returns
    -------
    str or numpy.ndarray of str
        One of `STATES`.

    Raises
    ------
    DecouplingError
        As `elasticity`.

    Examples
    --------
    >>> state(100.0, 105.0, 200.0, 220.0)
    'weak decoupling'
    >>> state(-0.01, 0.05)
    'strong decoupling'
    """
    load, economy = _changes(c0, c1, g0, g1)
    ratio = np.asarray(elasticity(load, economy), dtype=np.float64)
    exact = np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"), otypes=[np.float64])(ratio)
    grows = economy > 0
    low, high = exact < LOWER, exact > UPPER
    conditions = [
        grows & (load < 0), grows & low, grows & ~high, grows,
        load > 0, low, ~high,
    ]  # fmt: skip
    found = np.select(conditions, STATES[:-1], default=STATES[-1])
    return str(found) if found.ndim == 0 else found


def usable(growth: npt.ArrayLike, least: float) -> npt.NDArray[np.bool_]:
    """``|growth| >= least``: whether the economy moved enough for an elasticity to mean anything.

    Parameters
    ----------
    growth : array_like
        Relative change of the economy.
    least : float
        The smallest change accepted, in the same unit.

    Examples
    --------
    >>> usable([0.019, 0.08, -0.04], 0.03).tolist()
    [False, True, True]
    """
    return np.asarray(np.abs(_floats(growth)) >= least)


def _changes(c0: npt.ArrayLike, c1: npt.ArrayLike, g0: Levels, g1: Levels) -> tuple[Array, Array]:
    """Relative changes of load and economy, from levels or as they are given."""
    if (g0 is None) != (g1 is None):
        raise DecouplingError(
            "the economy has one end only",
            remedy="Give its level at the start and at the end, or two relative changes alone",
        )
    if g0 is not None and g1 is not None:
        load, economy = relative_change(c0, c1), relative_change(g0, g1)
        _require_shapes(load, economy)
        return load, economy
    load, economy = _floats(c0), _floats(c1)
    _require_shapes(load, economy)
    for values in (load, economy):
        if not np.isfinite(values).all() or (values < -1).any():
            raise DecouplingError(
                "a relative change is not finite, or below -1",
                remedy="Give it as a fraction of the start: 0.05 for 5 per cent",
            )
    return load, economy


def _floats(values: npt.ArrayLike) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DecouplingError("a level is not a number", remedy="Give numbers") from None


def _require_shapes(first: Array, second: Array) -> None:
    if first.shape != second.shape and first.ndim and second.ndim:
        raise DecouplingError(
            f"shapes differ: {first.shape} and {second.shape}",
            remedy="Give both the same regions and years, in the same order",
        )
    if first.size == 0 or second.size == 0:
        raise DecouplingError("there is nothing to compare", remedy="Give at least one period")
