"""Metric registry: words of ids that a chapter's module adds, each with what computes it.

The metrics that every chapter uses stand in `evaluation`. A module of one subject calls
`register` when it is imported; it is named in `MODULES`, so that ``regionshare explain`` finds
its metrics without running a chapter.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from regionshare.numbers.evaluation import Evaluator
    from regionshare.numbers.numbers import Number, NumberId

MODULES = (
    "regionshare.indicators.bay_cities",
    "regionshare.indicators.bay_index",
    "regionshare.indicators.change",
    "regionshare.indicators.concentration",
    "regionshare.indicators.convergence",
    "regionshare.indicators.drivers",
    "regionshare.indicators.market",
    "regionshare.indicators.power",
    "regionshare.indicators.practice",
    "regionshare.indicators.revision",
    "regionshare.indicators.shenzhen",
    "regionshare.indicators.inventory",
    "regionshare.indicators.standings",
    "regionshare.indicators.stated",
)
"""The modules that register metrics, in alphabetical order."""


class Metric(NamedTuple):
    """A word of ids, how many concepts stand after it, and what computes its numbers."""

    concepts: int
    evaluate: Callable[[Evaluator, NumberId], Number]
    spans: bool = False


_METRICS: dict[str, Metric] = {}


def register(
    metric: str,
    concepts: int,
    evaluate: Callable[[Evaluator, NumberId], Number],
    spans: bool = False,
) -> None:
    """Make a word a metric.

    Parameters
    ----------
    metric : str
        The first part of the ids: lower case and underscores.
    concepts : {1, 2}
        How many concepts its ids name.
    evaluate : callable
        Computes the number of an id; raises `MissingDataError` where figures are missing.
    spans : bool
        Whether its ids have a period of two years, ``2005-2021``.

    Raises
    ------
    ValueError
        If another function has registered the word.
    """
    one = Metric(concepts, evaluate, spans)
    if _METRICS.setdefault(metric, one) != one:
        raise ValueError(f"metric {metric!r} is registered twice")


def registered() -> dict[str, Metric]:
    """All metrics of all modules in `MODULES`, by word."""
    for name in MODULES:
        importlib.import_module(name)
    return dict(_METRICS)
