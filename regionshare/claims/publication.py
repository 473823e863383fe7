"""Publication: whether the day a figure became public is known, or only a bound on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from regionshare.data.series import Series

_BOUND = re.compile(
    r"(?:date|day) is (?:that of the copy|the latest copy date)|only the (?:year|month)"
    r"|month of publication is known",
    re.IGNORECASE,
)
"""How caveats say that a date is a copy's, or the last day of a month or year."""


def is_bound(caveat: str) -> bool:
    """Whether a caveat says that the date is only the latest by which a figure was public.

    >>> is_bound("The date is that of the copy."), is_bound("Territorial, with cement.")
    (True, False)
    """
    return _BOUND.search(caveat) is not None


def established(series: Mapping[str, Series], names: Iterable[str]) -> bool:
    """Whether the day of publication of every series named is known."""
    return not any(is_bound(series[name].caveat_en) for name in names)
