"""Histories: the periods that an edition can tell, from the first year on."""

from __future__ import annotations

from html import escape

from regionshare.chapters.edition import Edition
from regionshare.claims.labels import series_name
from regionshare.errors import MissingDataError
from regionshare.numbers.numbers import Number, NumberId
from regionshare.text.tables import Html

START = 2005
FIVE = 5
DASH = "\u2013"
SIDES = {
    "en": {-1: "below", 0: "level with", 1: "above"},
    "zh": {-1: "低于", 0: "等于", 1: "高于"},
}
ANSWERS = {
    "en": {
        "fall": {-1: "fell further than", 0: "fell as far as", 1: "fell less far than"},
        "other": {
            -1: "ended lower, with the start as one, than",
            0: "changed as much as",
            1: "ended higher, with the start as one, than",
        },
    },
    "zh": {
        "fall": {-1: "降幅大于", 0: "降幅等于", 1: "降幅小于"},
        "other": {-1: "相对期初低于", 0: "变化等于", 1: "相对期初高于"},
    },
}
MOVED = {
    "en": {-1: "came down", 0: "hardly moved", 1: "went up"},
    "zh": {-1: "下降", 0: "几乎不变", 1: "上升"},
}
OUTCOMES = {
    "en": {
        "fall": {-1: "the larger fall", 0: "almost the same fall", 1: "the smaller fall"},
        "rise": {-1: "the smaller rise", 0: "almost the same rise", 1: "the larger rise"},
        "mixed": {-1: "a fall instead of a rise", 0: "almost no other change",
                  1: "a rise instead of a fall"},
    },
    "zh": {
        "fall": {-1: "降幅较大", 0: "降幅几乎相同", 1: "降幅较小"},
        "rise": {-1: "升幅较小", 0: "升幅几乎相同", 1: "升幅较大"},
        "mixed": {-1: "显示下降而非上升", 0: "变化几乎相同", 1: "显示上升而非下降"},
    },
}  # fmt: skip


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


def side_of(value: float, decimals: int) -> int:
    """Below (-1), equal (0) or above (1) nought, as printed."""
    printed = round(value, decimals)
    return (printed > 0) - (printed < 0)
