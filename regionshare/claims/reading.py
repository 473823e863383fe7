"""Readings: from the words of a statement to the interval of values that would make it true."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from regionshare.claims.interval import Interval
from regionshare.errors import ParameterError
from regionshare.text.messages import room

WORDS = room("reading")

NEAR = (Decimal(2), Decimal(5), Decimal(10))
"""How far below the printed figure "close to" may reach, in percent of it."""
LEADING = (3, 5, 10)
"""Up to which rank "leading" or "among the top" may reach."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")
_INFINITY = float("inf")


class Rule(NamedTuple):
    """A reading rule, as the ledger shows it, with the words that call for it."""

    name: str
    words: tuple[str, ...]
    texts: dict[str, str]

    def text(self, lang: str) -> str:
        """The rule in one language."""
        return self.texts[lang]


def _rule(name: str) -> Rule:
    both = {lang: texts[name] for lang, texts in WORDS.items()}
    words = (word.strip() for one in both.values() for word in one["words"].split("|"))
    return Rule(name, tuple(filter(None, words)), {lang: one["text"] for lang, one in both.items()})


RULES = {
    name: _rule(name)
    for name in (
        "rounded", "above", "below", "near", "fraction", "count", "exact", "date", "first",
        "leading", "none",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One way to read a statement: its name and the interval."""

    name: str
    interval: Interval


def infer(text: str) -> str:
    """The rule that the words of a statement call for.

    >>> infer("超过50%"), infer("1/8"), infer("10.8%")
    ('above', 'fraction', 'rounded')
    """
    found = [
        (len(word), rule.name) for rule in RULES.values() for word in rule.words if word in text
    ]
    if found:
        return max(found)[1]
    number = _NUMBER.search(text)
    return "fraction" if number and "/" in number.group() else "rounded"


def read(text: str, rule: str = "", value: str = "") -> tuple[Reading, ...]:
    """The readings of a statement, the first being the narrowest.

    Parameters
    ----------
    text : str
        The statement's own words, with the figure: ``超过50%``, ``1/8``.
    rule : str, optional
        A key of `RULES`; inferred from the words if not given.
    value : str, optional
        The figure, where the words hold none in digits (a date, or ``both``).

    Raises
    ------
    ParameterError
        If the rule is unknown, or the text has no figure for it.

    Examples
    --------
    >>> print(read("约占全国10.8%")[0].interval)
    [10.75, 10.85)
    >>> print(read("1/8")[0].interval)
    [0.1176470588, 0.1333333333]
    >>> [str(r.interval) for r in read("接近30%")]
    ['[29.4, 30]', '[28.5, 30]', '[27, 30]']
    """
    rule = rule or infer(text)
    if rule not in RULES:
        raise ParameterError(
            f"reading {rule!r} is not known", remedy=f"Readings: {', '.join(RULES)}"
        )
    if rule == "none":
        return ()
    if rule == "first":
        return (Reading("first", Interval.point(1)),)
    if rule == "leading":
        return tuple(Reading(f"first {n}", Interval(1, n)) for n in LEADING)
    if rule == "date":
        return (Reading("date", Interval.point(day_number(value or text))),)
    number = _NUMBER.search(value or text)
    if number is None:
        raise ParameterError(
            f"{value or text!r} holds no figure to read as {rule!r}",
            remedy="Write the figure in digits, or give it as value",
        )
    return _numeric(rule, number.group())


def _numeric(rule: str, digits: str) -> tuple[Reading, ...]:
    if rule == "fraction":
        return (Reading(rule, _fraction(digits)),)
    if "/" in digits:
        raise ParameterError(
            f"{digits!r} is a fraction and cannot be read as {rule!r}",
            remedy="Use the reading 'fraction'",
        )
    figure = Decimal(digits)
    if rule == "above":
        return (Reading(rule, Interval(float(figure), _INFINITY, low_open=True)),)
    if rule == "below":
        return (Reading(rule, Interval(-_INFINITY, float(figure), high_open=True)),)
    if rule == "near":
        return tuple(
            Reading(f"near {n} %", Interval(float(figure * (100 - n) / 100), float(figure)))
            for n in NEAR
        )
    if rule == "rounded":
        half = Decimal(1).scaleb(int(figure.as_tuple().exponent)) / 2
        return (Reading(rule, Interval(float(figure - half), float(figure + half), False, True)),)
    return (Reading(rule, Interval.point(float(figure))),)


def _fraction(digits: str) -> Interval:
    above, slash, below = digits.partition("/")
    if not slash or above != "1" or int(below) < 1:
        raise ParameterError(
            f"{digits!r} is not a unit fraction", remedy="Write it as 1/3, 1/8 and so on"
        )
    n, half = int(below), Fraction(1, 2)
    return Interval(float(1 / (n + half)), float(1 / (n - half)))


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


def decimals(text: str) -> int:
    """How many decimals a statement prints.

    >>> decimals("约10.8%"), decimals("约7%")
    (1, 0)
    """
    number = _NUMBER.search(text)
    if number is None or "/" in number.group():
        return 2 if number else 0
    return max(0, -int(Decimal(number.group()).as_tuple().exponent))
