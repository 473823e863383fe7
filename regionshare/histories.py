"""Histories: the periods that an edition can tell, from the first year on."""

from __future__ import annotations

from html import escape

from regionshare.claims.labels import series_name
from regionshare.editions import Edition
from regionshare.errors import MissingDataError
from regionshare.numbers import Number, NumberId
from regionshare.tables import Html

START = 2005
FIVE = 5
DASH = "\u2013"


def years(first: int, last: int) -> str:
    """A period as readers see it.

    >>> years(2005, 2010)
    '2005–2010'
    """
    return f"{first}{DASH}{last}"


def titled(edition: Edition, series: str) -> str:
    """A series as readers see it; what its figures are where it has no short name."""
    name = series_name(series).text(edition.lang)
    return name if name != series else edition.store.series[series].definition(edition.lang)


def lasting(period: tuple[int, int], lang: str) -> str:
    """How long a period is.

    >>> lasting((2020, 2022), "en"), lasting((2020, 2021), "en"), lasting((2020, 2022), "zh")
    ('2 years', '1 year', '2年')
    """
    count = period[1] - period[0]
    return f"{count}年" if lang == "zh" else f"{count} year{'' if count == 1 else 's'}"


def nowrap(text: str) -> Html:
    """A cell that keeps to one line."""
    return Html(f'<span style="white-space:nowrap">{escape(text)}</span>')


def over(
    edition: Edition,
    metric: str,
    concepts: str,
    period: tuple[int, int],
    *,
    of: str = "",
    choice: str = "",
    alias: str = "",
) -> Number | None:
    """A number of a period, entered in the register; None where figures are missing."""
    first, last = period
    wanted = NumberId(metric, tuple(concepts.split(":")), of or edition.region.id, last, choice,
                      first)  # fmt: skip
    try:
        found = edition.evaluator.number(wanted)
    except MissingDataError:
        return None
    return edition.add(found, alias)


def value(edition: Edition, metric: str, concepts: str, region: str, first: int, last: int,
          choice: str = "") -> float | None:  # fmt: skip
    """The value of a number that a table or figure shows; None where figures are missing."""
    wanted = NumberId(metric, tuple(concepts.split(":")), region, last, choice, first)
    try:
        return edition.evaluator.number(wanted).value
    except MissingDataError:
        return None


def reach(edition: Edition, metric: str, concepts: str, region: str = "", choice: str = "",
          start: int = START) -> int | None:  # fmt: skip
    """The latest year, not after the edition's, to which a number reaches from the start."""
    for last in range(edition.year, start, -1):
        place = region or edition.region.id
        if value(edition, metric, concepts, place, start, last, choice) is not None:
            return last
    return None


def five_years(last: int, start: int = START) -> list[tuple[int, int]]:
    """Periods of five years up to a year; the last one may be shorter.

    >>> five_years(2022)
    [(2005, 2010), (2010, 2015), (2015, 2020), (2020, 2022)]
    """
    firsts = range(start, last, FIVE)
    return [(first, min(first + FIVE, last)) for first in firsts]
