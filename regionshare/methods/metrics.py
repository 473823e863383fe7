"""Metrics: pure arithmetic on measures that carry their unit.

A measure's values are a number, or a `pandas.Series` over regions or years; both operands of a
metric then have the same index. Arrays of one shape do, too.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast, overload

from regionshare.errors import MissingDataError, RegionshareError, UnitError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

Values: TypeAlias = "float | pd.Series[float] | NDArray[np.float64]"


class Measure(NamedTuple):
    """Values and the unit they are in."""

    values: Values
    unit: str

    @property
    def scalar(self) -> float:
        """The value of a measure that is one number."""
        if getattr(self.values, "shape", ()):
            raise TypeError("the measure is a table, not one number")
        return float(cast(float, self.values))


def same_unit(first: str, second: str, what: str = "") -> str:
    """The common unit, or `UnitError`.

    >>> same_unit("Mt", "Mt")
    'Mt'
    """
    if first != second:
        raise UnitError(
            f"mismatching units: {first!r} != {second!r}" + (f" in {what}" if what else ""),
            remedy="Figures of different units are never added, compared or divided into a share",
        )
    return first


def _require_alignment(first: Values, second: Values) -> None:
    one, other = getattr(first, "index", None), getattr(second, "index", None)
    if one is None or other is None or one.equals(other):
        return
    odd = sorted(set(one) ^ set(other), key=str)[:5]
    raise RegionshareError(
        f"tables are not aligned: {odd or 'the order of their rows'} differ",
        remedy="Reindex both to the same regions and years first",
    )


def _require_positive(values: Values, what: str) -> None:
    positive = values > 0
    if not bool(positive.all() if hasattr(positive, "all") else positive):
        raise RegionshareError(f"{what} is not positive everywhere", remedy="Check its figures")


ROUNDING = 1e-9
"""By how much a part may exceed its whole: what adding floating numbers loses."""


def _require_part(part: Values, total: Values) -> None:
    excess = part / total
    beyond = excess > 1 + ROUNDING
    if bool(beyond.any() if hasattr(beyond, "any") else beyond):
        highest = float(excess.max() if hasattr(excess, "max") else excess)
        raise RegionshareError(
            f"a share would be {100 * highest:,.1f} %, of a part that is larger than its whole",
            remedy="No share is above 100 %: one of the two figures is wrong, or of another thing",
        )


def share(part: Measure, total: Measure) -> Measure:
    """``share = 100 * part / total``, in percent.

    Parameters
    ----------
    part, total : Measure
        Of one unit; numbers, or series of the same index.

    Returns
    -------
    Measure
        In ``percent``.

    Raises
    ------
    UnitError
        If the units differ.
    RegionshareError
        If indexes differ, a total is not positive, or a part is larger than its total.

    Examples
    --------
    >>> share(Measure(7.0, "Mt"), Measure(100.0, "Mt"))
    Measure(values=7.0, unit='percent')
    """
    same_unit(part.unit, total.unit, "a share")
    _require_alignment(part.values, total.values)
    _require_positive(total.values, "the total of a share")
    _require_part(part.values, total.values)
    return Measure(100.0 * part.values / total.values, "percent")


def intensity(quantity: Measure, activity: Measure) -> Measure:
    """``intensity = quantity / activity``, for example energy per GDP.

    The unit is that of the quantity *per* that of the activity.

    Examples
    --------
    >>> intensity(Measure(30.0, "1e4 tce"), Measure(60.0, "1e8 yuan"))
    Measure(values=0.5, unit='1e4 tce per 1e8 yuan')
    """
    _require_alignment(quantity.values, activity.values)
    _require_positive(activity.values, "the activity of an intensity")
    return Measure(quantity.values / activity.values, f"{quantity.unit} per {activity.unit}")


def per_capita(quantity: Measure, population: Measure) -> Measure:
    """``per capita = quantity / population``: an intensity whose activity is people.

    Examples
    --------
    >>> per_capita(Measure(30.0, "1e4 tce"), Measure(10.0, "1e4 persons")).values
    3.0
    """
    return intensity(quantity, population)


def relative_intensity(quantity_share: Measure, activity_share: Measure) -> Measure:
    """``relative intensity = share(quantity) / share(activity)``: 1 is the nation's average.

    Equal to the region's intensity divided by the nation's, and to the location quotient of
    regional science (Isard 1960), when both shares have one coverage. With GDP as the activity
    it is at current prices.

    Examples
    --------
    >>> relative_intensity(Measure(6.0, "percent"), Measure(12.0, "percent"))
    Measure(values=0.5, unit='ratio')
    """
    same_unit(quantity_share.unit, "percent", "a relative intensity")
    same_unit(activity_share.unit, "percent", "a relative intensity")
    return Measure(intensity(quantity_share, activity_share).values, "ratio")


def location_quotient(part: float, part_total: float, base: float, base_total: float) -> float:
    """``LQ = (part / part_total) / (base / base_total)``.

    Parameters
    ----------
    part, part_total : float
        Size of the sector in the region, and of the region.
    base, base_total : float
        Size of the sector in the nation, and of the nation.

    Examples
    --------
    >>> location_quotient(5, 10, 20, 80)
    2.0
    """
    for value in (part_total, base, base_total):
        _require_positive(value, "a total of a location quotient")
    return (part / part_total) / (base / base_total)


@overload
def rank(values: Mapping[str, float]) -> dict[str, int]: ...
@overload
def rank(values: pd.Series[float]) -> pd.Series[int]: ...
def rank(values: Mapping[str, float] | pd.Series[float]) -> dict[str, int] | pd.Series[int]:
    """Rank from the lowest value, 1 first; equal values share the better rank.

    Parameters
    ----------
    values : mapping or pandas.Series
        Regions and their values.

    Returns
    -------
    dict or pandas.Series
        As the values were given.

    Raises
    ------
    MissingDataError
        If a value is missing (NaN).

    Examples
    --------
    >>> rank({"A": 0.5, "B": 0.2, "C": 0.9})
    {'A': 2, 'B': 1, 'C': 3}
    """
    missing = [str(name) for name, value in values.items() if value != value]
    if missing:
        raise MissingDataError(
            f"a rank needs a value for every region; missing: {', '.join(missing)}"
        )
    if not isinstance(values, Mapping):
        return values.rank(method="min").astype(int)
    ordered = sorted(values.values())
    return {name: 1 + bisect.bisect_left(ordered, value) for name, value in values.items()}
