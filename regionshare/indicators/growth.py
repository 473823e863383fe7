"""Growth: GDP at constant prices between two years, chained from announced growth or measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

from regionshare.errors import MissingDataError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input
from regionshare.text.messages import LANGUAGES, room

NOTES = room("notes")
CHAINED, MEASURED = "gdp_growth", "gdp_real"


@dataclass(frozen=True)
class Growth:
    """GDP at constant prices at the end of a period over that at its start.

    Attributes
    ----------
    ratio : float
        ``G1 / G0``.
    series : str
        Of yearly growth, or of levels at constant prices.
    inputs : tuple of Input
        The growth of every year after the first, or the two levels.
    formula : str
        With the figures put in.
    """

    ratio: float
    series: str
    inputs: tuple[Input, ...]
    formula: str

    @property
    def change(self) -> float:
        """``G1 / G0 - 1``."""
        return self.ratio - 1.0

    @property
    def chained(self) -> bool:
        """Whether it is a product of yearly growth."""
        return self.series.partition(".")[0] == CHAINED

    def choice(self) -> Choice:
        """As a reader sees it."""
        key = "chained" if self.chained else "measured"
        note_en, note_zh = (NOTES[lang][key] for lang in LANGUAGES)
        return Choice("gdp", self.series, "none", self.series, note_en=note_en, note_zh=note_zh)


def chain(rates: list[float]) -> float:
    """``product of (1 + rate / 100)``.

    >>> round(chain([10.0, 20.0]), 12)
    1.32
    """
    return math.prod(1.0 + rate / 100.0 for rate in rates)


def candidates(ready: Evaluator, region: str) -> list[str]:
    """The series that hold real GDP or its growth for a region, the one to use first."""
    nation = ready.store.regions.nation(region).id
    found = [
        one
        for one in ready.store.series.values()
        if one.concept in (CHAINED, MEASURED)
        and one.nation == nation
        and region in one.expected_regions
    ]
    return [one.id for one in sorted(found, key=lambda s: (s.concept != MEASURED, s.rank))]


def is_chained(ready: Evaluator, region: str) -> bool:
    """Whether a region's GDP at constant prices is chained from growth, not measured."""
    names = candidates(ready, region)
    return bool(names) and names[0].startswith(f"{CHAINED}.")


def growth(ready: Evaluator, region: str, first: int, last: int, series: str = "") -> Growth:
    """Real growth of a region's GDP over a period.

    Parameters
    ----------
    series : str, optional
        A series of `candidates`; by default the first that reaches over the period.

    Raises
    ------
    MissingDataError
        If no series does.
    """
    names = [series] if series else candidates(ready, region)
    for name in names:
        needed = [first, last] if name.startswith(f"{MEASURED}.") else range(first + 1, last + 1)
        if all(ready.store.has(name, region, year) for year in needed):
            return _from(ready, name, region, list(needed))
    listed = ", ".join(f"{name} {ready.store.span(name, region)}" for name in names)
    raise MissingDataError(
        f"there is no growth of {region} at constant prices over {first}-{last}",
        remedy=f"There is {listed}" if listed else "Add a series of gdp_growth or gdp_real",
    )


def _from(ready: Evaluator, name: str, region: str, years: list[int]) -> Growth:
    figures = [ready.quantities.figure(name, region, year) for year in years]
    inputs = tuple(one for figure in figures for one in figure.inputs)
    values = [figure.value for figure in figures]
    if name.startswith(f"{MEASURED}."):
        formula = f"{values[1]:.10g} / {values[0]:.10g}"
        return Growth(values[1] / values[0], name, inputs, formula)
    formula = f"product of (1 + growth / 100) over {years[0]}-{years[-1]}"
    ratio = chain(values)
    return Growth(ratio, name, inputs, f"{formula} = {ratio:.10g}")
