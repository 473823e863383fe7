"""Number words in English and Chinese, to the last word or not at all.

Own code, since the libraries do not serve: ``cn2an`` takes 0.4 s to import and reads 三四 (three or
four) as 34, ``text2digits`` guesses, ``text2num`` is compiled and ``word2number`` is dead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

POWERS = {"亿": 8, "万": 4, "千": 3, "百": 2, "十": 1}
"""The powers of ten that have a sign."""
DIGITS = "0123456789"


class Numeral(NamedTuple):
    """What number words say: the value, and what one of its last printed digit is worth."""

    value: Fraction
    step: Fraction


def chinese(run: str, digits: Mapping[str, int]) -> Numeral | None:
    """A Chinese numeral; None if it is not written as one.

    Examples
    --------
    >>> digits = {c: i for i, c in enumerate("零一二三四五六七八九")}
    >>> [str(chinese(run, digits).value) for run in ("十二", "一百零五", "十点八", "一亿二千万")]
    ['12', '105', '54/5', '120000000']
    >>> chinese("三四", digits) or chinese("一百二", digits) or chinese("五点", digits)
    """
    whole, point, decimals = run.partition("点")
    value, step = Fraction(0), Fraction(1)
    for sign, power in (("亿", 8), ("万", 4), ("", 0)):
        if sign and sign not in whole:
            continue
        part, whole = whole.rsplit(sign, 1) if sign else (whole, "")
        if not part and value and not sign:
            break
        found = _large(part, digits) if sign == "亿" else _below_10000(part, digits, value != 0)
        if found is None:
            return None
        value, step = value + found * 10**power, Fraction(10**power)
    if not point:
        return Numeral(value, step)
    if step != 1 or not decimals or not set(decimals) <= digits.keys():
        return None
    step = Fraction(1, 10 ** len(decimals))
    return Numeral(value + step * int("".join(str(digits[c]) for c in decimals)), step)


def mixed(run: str) -> Numeral | None:
    """Digits with 亿, 万, 千, 百 between them; None if they are not written as one number.

    >>> [str(mixed(run).value) for run in ("1亿2千万", "1亿2706万", "3万5千")]
    ['120000000', '127060000', '35000']
    >>> mixed("1亿2亿") or mixed("2千3万4千") or mixed("5万5") or mixed("1亿5千")
    """
    total, last, step = Fraction(0), 10**12, 1
    if not run[:1].isdecimal():
        return None
    for group, sign in re.findall(r"((?:[0-9]+[千百十]?)+)(亿|万|$)", run):
        scale = 10 ** POWERS.get(sign, 0)
        part, before = 0, 10**4
        for digits, place in re.findall(r"([0-9]+)([千百十]?)", group):
            worth = 10 ** POWERS.get(place, 0)
            doubtful = not place and len(digits) == 1 and before > 10 and (total or part)
            if doubtful or (place and len(digits) > 1) or int(digits) * worth >= before:
                return None
            part, before = part + int(digits) * worth, worth
        if part * scale >= last or (scale == 1 and last == 10**8):
            return None
        total, last, step = total + part * scale, scale, before * scale
    return Numeral(total, Fraction(step))


def _large(part: str, digits: Mapping[str, int]) -> int | None:
    """What stands before 亿, which may hold a 万."""
    above, sign, below = part.rpartition("万")
    high = _below_10000(above, digits, False) if sign else 0
    low = _below_10000(below, digits, bool(sign)) if below or not sign else 0
    return None if high is None or low is None else high * 10000 + low


def _below_10000(part: str, digits: Mapping[str, int], inside: bool) -> int | None:
    """Four places; a place that is left out is told by 零, before the next one alone."""
    if part in digits and not inside:
        return digits[part]
    total, last, waiting = 0, 4 if inside else 5, False
    while part:
        if digits.get(part[0]) == 0:
            if waiting or not (total or inside):
                return None
            waiting, part = True, part[1:]
            continue
        power = POWERS.get(part[1:2], 0)
        digit, taken = digits.get(part[0]), 1 + (power > 0)
        if part[0] == "十" and not (total or inside):
            digit, power, taken = 1, 1, 1
        skipped = last < 5 and power != last - 1
        if digit is None or power >= last or (skipped and not waiting):
            return None
        total, last, waiting, part = total + digit * 10**power, power, False, part[taken:]
    return total if total and not waiting else None


def english(words: Sequence[str], numbers: Mapping[str, int]) -> tuple[int, Numeral] | None:
    """The number that the words begin with, and how many of them it takes.

    Examples
    --------
    >>> numbers = {"one": 1, "five": 5, "twenty": 20, "hundred": 100, "two": 2}
    >>> english(["twenty", "five", "thirds"], numbers)
    (2, Numeral(value=Fraction(25, 1), step=Fraction(1, 1)))
    >>> english(["two", "point", "five"], numbers)
    (3, Numeral(value=Fraction(5, 2), step=Fraction(1, 10)))
    """
    taken, value = _below_100(words, numbers)
    if words[:1] == ["a"] and words[1:2] == ["hundred"]:
        taken, value = 1, 1
    if not taken:
        return None
    if words[taken : taken + 1] == ["hundred"]:
        taken, value = taken + 1, value * 100
        joined = words[taken : taken + 1] == ["and"]
        more, rest = _below_100(words[taken + joined :], numbers)
        end = taken + joined + more
        if more and words[end : end + 1] != ["hundred"]:
            taken, value = end, value + rest
    decimals = []
    if words[taken : taken + 1] == ["point"]:
        for word in words[taken + 1 :]:
            if numbers.get(word, 10) > 9:
                break
            decimals.append(str(numbers[word]))
    if not decimals:
        return taken, Numeral(Fraction(value), Fraction(1))
    step = Fraction(1, 10 ** len(decimals))
    return taken + 1 + len(decimals), Numeral(value + step * int("".join(decimals)), step)


def _below_100(words: Sequence[str], numbers: Mapping[str, int]) -> tuple[int, int]:
    """How many words, and what they say; 0 words if they begin with no number."""
    first = numbers.get(words[0], 100) if words else 100
    if first >= 100:
        return 0, 0
    second = numbers.get(words[1], 0) if len(words) > 1 else 0
    return (2, first + second) if first >= 20 and 0 < second < 10 else (1, first)
