"""Periods: the ones that an edition can tell, from the first year on."""

from __future__ import annotations

from collections.abc import Callable

from regionshare.chapters.edition import Collection, Edition
from regionshare.chapters.panels import START
from regionshare.claims.words import series_name
from regionshare.errors import MissingDataError
from regionshare.indicators.release import ends
from regionshare.numbers.number import Number
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room

LASTING = room("periods.lasting")
FIVE = 5
DASH = "\u2013"

Period = tuple[int, int]
"""First and last year."""


def years(first: int, last: int) -> str:
    """A period as readers see it.

    >>> years(2005, 2010)
    '2005–2010'
    """
    return f"{first}{DASH}{last}"


def titled(edition: Edition, series: str) -> str:
    """A series as readers see it; what its figures are where it has no short name."""
    name = series_name(edition.store, series).text(edition.lang)
    return name if name != series else edition.store.series[series].definition(edition.lang)


def lasting(period: Period, lang: str) -> str:
    """How long a period is.

    >>> lasting((2020, 2022), "en"), lasting((2020, 2021), "en"), lasting((2020, 2022), "zh")
    ('2 years', '1 year', '2年')
    """
    count = period[1] - period[0]
    return str(LASTING[lang]["one" if count == 1 else "many"].format(count=count))


def nowrap(text: str) -> Markup:
    """A cell that keeps to one line."""
    return render("periods/nowrap.html", text=text)


def number(
    edition: Edition, metric: str, concepts: str, period: Period, *, of: str = "", choice: str = ""
) -> Number | None:
    """A number of a period, of the edition's region or another; None where figures are missing."""
    first, last = period
    try:
        return edition.compute(metric, concepts, last, of, choice, first)
    except MissingDataError:
        return None


def over(
    found: Collection,
    metric: str,
    concepts: str,
    period: Period,
    *,
    of: str = "",
    choice: str = "",
    alias: str = "",
) -> Number | None:
    """A `number` of a period, entered under an alias."""
    one = number(found.edition, metric, concepts, period, of=of, choice=choice)
    return found.add(one, alias) if one else None


def other_inventory(edition: Edition, period: Period) -> str:
    """The first inventory by another method that has both ends of a period of the region."""
    ready, region = edition.evaluator, edition.region.id
    used = ends(ready, "co2", region, *period).series
    for basis in ready.grid.entries(edition.nation.id, "co2", "headline", "grid"):
        has = all(edition.store.has(basis.series, region, year) for year in period)
        if basis.series not in used and basis.match == "direct" and not basis.imports and has:
            return basis.series.partition(".")[2]
    return ""


def latest(edition: Edition, holds: Callable[[int], object]) -> int | None:
    """The latest year, not after the edition's and later than the start, for which a thing holds."""
    return next((year for year in range(edition.year, START, -1) if holds(year)), None)


def reach(
    edition: Edition, metric: str, concepts: str, *, of: str = "", choice: str = ""
) -> int | None:
    """The latest year, not after the edition's, to which a number reaches from the start."""
    return latest(
        edition, lambda last: number(edition, metric, concepts, (START, last), of=of, choice=choice)
    )


def five_years(last: int, start: int = START) -> list[Period]:
    """Periods of five years up to a year; the last one may be shorter.

    >>> five_years(2022)
    [(2005, 2010), (2010, 2015), (2015, 2020), (2020, 2022)]
    """
    return [(first, min(first + FIVE, last)) for first in range(start, last, FIVE)]


def side_of(value: float, decimals: int) -> str:
    """Whether a value, as printed, is below zero, level with it or above.

    >>> side_of(-0.04, 1), side_of(-0.06, 1), side_of(2, 0)
    ('level', 'below', 'above')
    """
    printed = round(value, decimals)
    return "below" if printed < 0 else "above" if printed > 0 else "level"
