"""Statements: what a text states, and what claims and documents state, read once for each text.

`reading` reads a text, by a grammar that takes its time to load. `prepare` keeps what it read of a
file's texts compiled, so that the next process needs neither: the key is made of the texts, the
words and the code that read them.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from regionshare.claims.interval import Interval
from regionshare.errors import ParameterError
from regionshare.files import compiled
from regionshare.text.messages import room

WORDS = room("reading")
NEAR = (2, 5, 10)
"""How far below the printed figure "close to" may reach, in percent of it."""
LEADING = (3, 5, 10)
"""Up to which rank "leading" may reach."""
_MONTH_AND_DAY = re.compile(r"(?:\d{4}年)?(\d{1,2})月(\d{1,2})日")


class Rule(NamedTuple):
    """A reading rule, as the ledger shows it, with the words that it explains."""

    name: str
    words: tuple[str, ...]
    texts: dict[str, str]

    def text(self, lang: str) -> str:
        """The rule in one language."""
        return self.texts[lang]


def _rule(name: str) -> Rule:
    about = (texts["vocabulary"]["ABOUT"].split(" | ") for texts in WORDS.values())
    words = tuple(word for one in about for word in one) if name == "rounded" else ()
    return Rule(name, words, {lang: texts["rules"][name] for lang, texts in WORDS.items()})


RULES = {name: _rule(name) for name in WORDS["en"]["rules"]}
"""What a claim's ``reading`` may be."""


@dataclass(frozen=True)
class Reading:
    """One way to read a statement: its name and the interval."""

    name: str
    interval: Interval


@dataclass(frozen=True)
class Stated:
    """A stated value: what a text says, and which values would make it true.

    Attributes
    ----------
    kind : str
        ``rounded``, ``near``, ``above``, ``at_least``, ``below``, ``at_most``, ``between``,
        ``fraction``, ``count``, ``rank`` or ``factor``; ``date`` in claims only.
    value : float
        The figure; the middle of a span.
    low, high : float
        The ends, infinite where there is none; of several readings, of the widest.
    low_open, high_open : bool
        Whether an end lies outside.
    unit : str
        ``percent``, ``people``, ``CNY`` and so on, the unit asked for, or nothing.
    text : str
        The words.
    rule : str
        The rule they are read by, a key of `RULES`.
    step : float
        What one of the last printed digit is worth.
    year : int or None
        The year that stands with the figure.
    order : str
        ``highest`` or ``lowest``: the end from which a rank is said to count.
    readings : tuple of Reading
        All readings, the narrowest first.
    """

    kind: str
    value: float
    low: float
    high: float
    low_open: bool
    high_open: bool
    unit: str
    text: str
    rule: str
    step: float = 1.0
    year: int | None = None
    order: str = ""
    readings: tuple[Reading, ...] = field(default=(), repr=False)

    @property
    def interval(self) -> Interval:
        """The values that would make it true."""
        return Interval(self.low, self.high, self.low_open, self.high_open)

    @property
    def decimals(self) -> int:
        """How many decimals are printed, in this unit.

        >>> stated("约10.8%").decimals, stated("超1.3亿千瓦", unit="1e8 kW").decimals
        (1, 1)
        """
        return max(0, math.ceil(-math.log10(self.step) - 1e-9))


class Asked(NamedTuple):
    """A text to be read, with what its file says of it; as `reading.understand` takes them."""

    text: str
    rule: str = ""
    value: str = ""
    unit: str = ""
    own: tuple[str, ...] = ()


def stated(
    text: str, rule: str = "", value: str = "", unit: str = "", own: tuple[str, ...] = ()
) -> Stated | None:
    """What a claim states; as `understand`, and days, and None for ``reading: none``."""
    if rule == "none":
        return None
    if rule == "date" or (unit == "date" and not rule):
        point = day_number(value or text)
        said = _MONTH_AND_DAY.fullmatch(text)
        if value and said and day(point)[5:] != "{:02}-{:02}".format(*map(int, said.groups())):
            raise ParameterError(
                f"{text!r} is not {value}", remedy="Correct the value, or the words"
            )
        one = Interval.point(point)
        return Stated(
            "date", point, point, point, False, False, "date", text, "date",
            readings=(Reading("date", one),),
        )  # fmt: skip
    asked = Asked(text, rule, value, unit, own)
    return _PREPARED.get(asked) or _understood(asked)


def read(
    text: str, rule: str = "", value: str = "", unit: str = "", own: tuple[str, ...] = ()
) -> tuple[Reading, ...]:
    """The readings of a statement, the narrowest first; parameters and errors as of `understand`.

    >>> print(read("1/8")[0].interval)
    [0.1176470588, 0.1333333333)
    >>> read("约7%……5%", "none")
    ()
    """
    found = stated(text, rule, value, unit, own)
    return found.readings if found else ()


def _understood(asked: Asked) -> Stated:
    from regionshare.claims.reading import understand

    return understand(asked.text, asked.unit, asked.rule, asked.value, asked.own)


# -- compiled ---------------------------------------------------------------------------------------

_PREPARED: dict[Asked, Stated] = {}
_CODE = Path(__file__).parent


def prepare(asked: Iterable[Asked]) -> tuple[str, Any]:
    """Read texts now, or take what was compiled of them; one that is refused is read when it is used.

    Returns
    -------
    tuple
        The key and the content of the compiled file.
    """
    wanted = list(dict.fromkeys(asked))
    code = [path.read_bytes() for path in sorted(_CODE.glob("*.py"))]
    key = compiled.key(*code, json.dumps([WORDS, wanted]))
    found = compiled.compiled(key, lambda: [_encoded(one) for one in wanted])
    pairs = zip(wanted, found, strict=True)
    _PREPARED.update({one: _decoded(content) for one, content in pairs if content is not None})
    return key, found


def _encoded(asked: Asked) -> dict[str, Any] | None:
    try:
        found = stated(*asked)
    except ParameterError:
        return None
    return None if found is None or found.kind == "date" else asdict(found)


def _decoded(content: dict[str, Any]) -> Stated:
    readings = [Reading(one["name"], Interval(**one["interval"])) for one in content["readings"]]
    return Stated(**{**content, "readings": tuple(readings)})


# -- days -------------------------------------------------------------------------------------------


def day_number(text: str) -> float:
    """A day as a number, so that days can be compared.

    >>> day_number("2024-11-22") - day_number("2024-11-11")
    11.0
    """
    try:
        return float(datetime.date.fromisoformat(text.strip()).toordinal())
    except ValueError:
        raise ParameterError(f"{text!r} is not a day", remedy="Write it as 2024-11-21") from None


def day(number: float) -> str:
    """The day of a number, as ``2024-11-21``."""
    return datetime.date.fromordinal(int(number)).isoformat()
