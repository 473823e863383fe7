"""Metric registry: words of ids that a chapter's module adds, each with what computes it.

The metrics that every chapter uses stand in `evaluator`. A module of one subject calls `register`
when it is imported. It stands in `regionshare.indicators`, so that ``regionshare explain`` finds
its metrics without running a chapter.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from regionshare.numbers.evaluator import Evaluator
    from regionshare.numbers.number import Number, NumberId

INDICATORS = "regionshare.indicators"
"""The package whose modules register metrics: all of them, found when the first word is looked up."""


class Metric(NamedTuple):
    """A word of ids, how many concepts stand after it, and what computes its numbers.

    A quantity is printed with the `decimals` that it needs by its size, as `register` takes them.
    """

    concepts: int
    evaluate: Callable[[Evaluator, NumberId], Number]
    spans: bool = False
    decimals: Callable[[float], int] | None = None


_METRICS: dict[str, Metric] = {}


def register(
    metric: str,
    concepts: int,
    evaluate: Callable[[Evaluator, NumberId], Number],
    spans: bool = False,
    decimals: Callable[[float], int] | None = None,
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
    decimals : callable, optional
        How many decimals its numbers have in the unit that readers see, by their size; fewer than
        none where the last digits before the point are not known. If not given, those of `quantity`
        in `display`.

    Raises
    ------
    ValueError
        If another function has registered the word.
    """
    one = Metric(concepts, evaluate, spans, decimals)
    if _METRICS.setdefault(metric, one) != one:
        raise ValueError(f"metric {metric!r} is registered twice")


def registered() -> dict[str, Metric]:
    """All metrics of all modules of `INDICATORS`, by word."""
    unavailable()
    return dict(_METRICS)


@functools.cache
def unavailable() -> dict[str, str]:
    """The modules whose metrics are not known for want of a library, each with its name."""
    missing = {}
    for found in pkgutil.iter_modules(importlib.import_module(INDICATORS).__path__):
        try:
            importlib.import_module(f"{INDICATORS}.{found.name}")
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("regionshare"):
                raise
            missing[found.name] = error.name or ""
    return missing
