"""Notation: a text cut into the tokens of the grammar of figures, by the words of the catalogue.

Full-width signs, dashes and spaces of every kind, and traditional characters are read as their
plain sisters. Nothing is skipped: what is in no list is a token that no sentence of the grammar has.

Number words in English and Chinese, to the last word or not at all.

Own code, since the libraries do not serve: ``cn2an`` takes 0.4 s to import and reads 三四 (three or
four) as 34, ``text2digits`` guesses, ``text2num`` is compiled and ``word2number`` is dead.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from regionshare.claims import units
from regionshare.errors import ParameterError
from regionshare.text.messages import room

POWERS = {"亿": 8, "万": 4, "千": 3, "百": 2, "十": 1}
"""The powers of ten that have a sign."""
DIGITS = "0123456789"


class Numeral(NamedTuple):
    """What number words say: the value, and what one of its last printed digit is worth."""

    value: Fraction
    step: Fraction


def written(value: Fraction, step: Fraction = Fraction(1), least: int = 4) -> Numeral:
    """A number and what its last digit that counts is worth: the zeros at the end of a whole number
    of `least` digits or more only say its size, behind the first two digits.

    >>> [int(written(Fraction(n)).step) for n in (900, 1614, 2000, 13600, 127_000_000)]
    [1, 1, 100, 100, 1000000]
    >>> [int(written(Fraction(n), least=3).step) for n in (90, 127, 130, 900)]
    [1, 1, 10, 10]
    """
    figures = str(value / step)
    zeros = len(figures) - len(figures.rstrip("0"))
    if len(figures) < least or not figures.isdecimal():
        return Numeral(value, step)
    return Numeral(value, step * 10 ** min(zeros, len(figures) - 2))


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
        if part.endswith("万"):
            step *= 10 ** POWERS["万"]
    if not point:
        return written(value, step, 3 if step > 1 else 4)
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
    return written(total, Fraction(step), 3 if step > 1 else 4)


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


WORDS = room("reading")

LONGEST = 200
"""Characters of a stated value; a sentence has fewer."""
MOST_DIGITS = 18
"""Digits of one number."""
YEARS = range(1900, 2100)
UNKNOWN = "UNKNOWN"

_DIGITS = re.compile(r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_ALIKE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("～〜∼", "~")
    | dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("\t\n\r\u200b\u2060\ufeff", " ")
    | dict(zip(WORDS["zh"]["variants"]["from"], WORDS["zh"]["variants"]["to"], strict=True))
)
_THIN = "\u00a0\u2009\u202f"
"""Spaces that part thousands."""
_SUFFIXES = {"1": "st", "2": "nd", "3": "rd"}


@functools.cache
def _odd_inside() -> re.Pattern[str]:
    """1亿2千多万, which is 1亿2千万多."""
    small, large = (
        "".join(k for k, n in POWERS.items() if (n >= 4) == big) for big in (False, True)
    )
    known = (_numbers("zh"), listed(WORDS["zh"]["vocabulary"]["ODD"]))
    digits, odd = ("".join(word for word in words if len(word) == 1) for words in known)
    return re.compile(f"([{large}][0-9{digits}]+[{small}])([{odd}])([{large}])")


SIGNS = ("-", "\u2212", "\uff0d")
"""What stands for a minus sign in front of a number; an en or em dash does not."""


@dataclass(frozen=True)
class Token:
    """A word of the grammar: its type, what it says, and where it stands in the text."""

    type: str
    text: str
    start: int
    end: int
    value: Any = None

    @property
    def year(self) -> int | None:
        """The year that four plain digits may be."""
        plain = len(self.text) == 4 and self.text.isascii() and self.text.isdecimal()
        return int(self.text) if plain and int(self.text) in YEARS else None


def listed(text: str) -> Iterator[str]:
    """The words of a catalogue's list, which are parted by ``|``."""
    yield from (word.strip().lower() for word in text.split(" | ") if word)


@functools.cache
def vocabulary() -> dict[str, list[tuple[str, str, Any]]]:
    """Every phrase with its type and value, by its first character, the longest first."""
    phrases: list[tuple[str, str, Any]] = []
    for texts in WORDS.values():
        for kind, words in texts["vocabulary"].items():
            phrases += [(one, kind, None) for one in listed(words)]
        for group, kind in _GROUPED.items():
            for key, words in texts[group].items():
                value = units.named(key) if kind == "UNIT" else Fraction(key)
                phrases += [(one, kind, value) for one in listed(words)]
    known = {phrase for phrase, _, _ in phrases}
    for signs, kind in ((False, "UNIT"), (True, "CURRENCY")):
        words = units.money(signs).items()
        plain = ((one if one.isalnum() else normalised(one), unit) for one, unit in words)
        phrases += [(one, kind, unit) for one, unit in plain if one not in known]
    return by_first(phrases)


_GROUPED = {
    "ordinals": "ORDINAL",
    "multipliers": "MULTIPLE",
    "prefixes": "PARTS",
    "factors": "FACTOR",
    "glyphs": "GLYPH",
    "units": "UNIT",
}


def by_first(phrases: list[tuple[str, str, Any]]) -> dict[str, list[tuple[str, str, Any]]]:
    """Phrases with type and value by their first character, the longest first."""
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for one in sorted(phrases, key=lambda phrase: -len(phrase[0])):
        found.setdefault(one[0][0], []).append(one)
    return found


@functools.cache
def _numbers(lang: str) -> dict[str, int]:
    numbers = WORDS[lang]["numbers"].items()
    return {word: int(key) for key, words in numbers for word in listed(words)}


def normalised(text: str) -> str:
    """The text in plain signs and small letters, character by character.

    >>> normalised("约４．９％"), normalised("超過1.3億")
    ('约4.9%', '超过1.3亿')
    """
    text = "".join(
        "," if one in _THIN and text[place - 1 : place].isdecimal()
        and text[place + 1 : place + 2].isdecimal() else one
        for place, one in enumerate(text)
    )  # fmt: skip
    text = "".join(" " if unicodedata.category(one) == "Zs" else one for one in text)
    lowered = (one.lower() for one in text.translate(_ALIKE))
    text = "".join(one if len(one) == 1 else "\ufffd" for one in lowered)
    text = _odd_inside().sub(r"\1\3\2", text)
    return "".join(
        " " if one == "-" and _letter(text[place - 1 : place]) and _letter(text[place + 1 : place + 2])
        else one
        for place, one in enumerate(text)
    )  # fmt: skip


def tokens(text: str, own: tuple[str, ...] = ()) -> list[Token]:
    """The tokens of a text, without what says nothing of the figure.

    Parameters
    ----------
    text : str
        The words with the figure.
    own : tuple of str, optional
        Names of a unit that no catalogue has.

    Raises
    ------
    ParameterError
        If the text or a number is too long, or a number is not written as one.
    """
    if len(text) > LONGEST:
        raise ParameterError(
            f"the stated value has {len(text):,} characters",
            remedy=f"Write the words with the figure alone, at most {LONGEST}",
        )
    found = _joined(list(_cut(normalised(text), by_first(_own(own)))))
    if found and found[-1].type in ("COMMA", "STOP"):
        found = found[:-1]
    _refuse_doubtful_dashes(found, text)
    return [one for one in found if one.type != "NEUTRAL"]


def _refuse_doubtful_dashes(found: list[Token], text: str) -> None:
    """A dash behind a year, or a long one in front, is no sign: it may part or join as well."""
    for before, one in zip([None, *found], found, strict=False):
        if one.type != "DASH":
            continue
        long = before is None and text[one.start : one.end] not in SIGNS
        if long or (before is not None and before.type == "YEAR"):
            raise ParameterError(
                f"{text[: one.end + 8]!r}: the dash may be a minus sign or part the words",
                remedy="Leave it out, or write minus",
            )


def _own(names: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    known = (normalised(name).strip() for name in names)
    unit = units.named("own")
    return [(name, "UNIT", unit) for name in known if name]


def _cut(text: str, own: dict[str, list[tuple[str, str, Any]]]) -> Iterator[Token]:
    place, before = 0, ""
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        one = (
            _mixed(text, place)
            or _digits(text, place)
            or _words(text, place)
            or phrase_at(text, place, own)
            or _numeral(text, place, before)
            or phrase_at(text, place, vocabulary())
            or unknown_at(text, place)
        )
        yield one
        place, before = one.end, one.type


def number_at(text: str, place: int, before: str) -> Token | None:
    """The number that stands at a place, in digits or words, behind a token of the type ``before``."""
    return (
        _mixed(text, place)
        or _digits(text, place)
        or _words(text, place)
        or _numeral(text, place, before)
    )


def _mixed(text: str, place: int) -> Token | None:
    """Digits with 亿 or 万 between them: 1亿2千万."""
    end = place
    while text[end : end + 1] and (text[end] in DIGITS or text[end] in POWERS):
        end += 1
    run = text[place:end]
    parted = any(
        POWERS.get(sign, 0) >= 4 and digit in DIGITS for sign, digit in itertools.pairwise(run)
    )
    number = mixed(run) if parted and len(run) <= MOST_DIGITS else None
    return None if number is None else Token("NUMBER", run, place, end, number)


def _digits(text: str, place: int) -> Token | None:
    match = _DIGITS.match(text, place)
    if match is None:
        return None
    said, end = match.group(), match.end()
    figures = said.replace(",", "")
    whole, _, decimals = figures.partition(".")
    if len(figures) > MOST_DIGITS:
        raise ParameterError(f"a number has {len(figures)} digits", remedy=f"At most {MOST_DIGITS}")
    if ("," in said and not _GROUPS.fullmatch(said)) or (whole[0] == "0" and len(whole) > 1):
        raise ParameterError(
            f"{said!r} is not written as a number",
            remedy="Write a decimal point as in 5.5, and commas between thousands only",
        )
    suffix = text[end : end + 2]
    if suffix in ("st", "nd", "rd", "th") and not text[end + 2 : end + 3].isalpha():
        teen = whole[-2:-1] == "1"
        if suffix != ("th" if teen else _SUFFIXES.get(whole[-1], "th")) or decimals:
            return unknown_at(text, place)
        return Token("ORDINAL", text[place : end + 2], place, end + 2, Fraction(figures))
    number = written(Fraction(figures))
    if decimals:
        number = Numeral(number.value, Fraction(1, 10 ** len(decimals)))
    return Token("NUMBER", said, place, end, number)


def _words(text: str, place: int) -> Token | None:
    """An English number in words; a hyphen between them is a space."""
    if not text[place].isascii() or not text[place].isalpha() or text[place - 1 : place].isalpha():
        return None
    parts = list(itertools.islice(re.finditer(r"[a-z]+", text[place : place + 200]), 8))
    for gap, one in enumerate(parts):
        last = parts[gap - 1].end() if gap else 0
        if text[place + last : place + one.start()] not in ("", " ", "-"):
            parts = parts[:gap]
            break
    found = english([one.group() for one in parts], _numbers("en"))
    if found is None:
        return None
    taken, number = found
    end = place + parts[taken - 1].end()
    return Token("NUMBER", text[place:end], place, end, number)


def _numeral(text: str, place: int, before: str) -> Token | None:
    """A Chinese numeral; after a number, 百 and above multiply it."""
    digits = _numbers("zh")
    if text[place] not in digits and (text[place] != "十" or before in ("NUMBER", "ODD")):
        return None
    end = place
    while end < len(text) and (text[end] in digits or text[end] in "十百千万亿点"):
        end += 1
    whole, point, decimals = text[place:end].partition("点")
    behind = len(decimals) - len(decimals.lstrip("".join(digits)))
    if point and behind:  # 十三点六万亿: what counts it stands behind
        end = place + len(whole) + 1 + behind
    run = text[place:end]
    if text[end : end + 1] == "分" and run[-1] in "百千万" and text[end + 1 : end + 2] != "之":
        run, end = run[:-1], end - 1
    tens = 1 + (POWERS.get(run[2:3]) == 1)
    if (
        run[1:2] in digits
        and digits.get(run[0], 9) + 1 == digits[run[1]]
        and all(POWERS.get(sign, 0) > 1 for sign in run[1 + tens :])
    ):
        pair = tuple(Fraction(digits[one]) * 10 ** (tens - 1) for one in run[:2])
        return Token("PAIR", run[: 1 + tens], place, place + 1 + tens, pair)
    spelt = "".join("零一二三四五六七八九"[digits[c]] if c in digits else c for c in run)
    plain_digits = "".join(str(digits[c]) if c in digits else c for c in run)
    if len(plain_digits) == 4 and plain_digits.isdecimal():
        return Token(UNKNOWN, plain_digits, place, end)  # a year, if 年 follows
    if text[place : end + 1] == "一半":
        return None
    number = chinese(spelt, {c: i for i, c in enumerate("零一二三四五六七八九")})
    if number is None or len(run) > MOST_DIGITS:
        return Token(UNKNOWN, run, place, end)
    return Token("NUMBER", run, place, end, number)


def phrase_at(
    text: str, place: int, phrases: dict[str, list[tuple[str, str, Any]]]
) -> Token | None:
    """The longest phrase that stands at a place as whole words."""
    seconds = ("", " ", text[place + 1 : place + 2])
    for phrase, kind, value in phrases.get(text[place], ()):
        if phrase[1:2] not in seconds or not text.startswith(phrase.partition(" ")[0], place):
            continue  # nearly all of them
        end = _matched(text, place, phrase)
        if end:
            return Token(kind, text[place:end], place, end, value)
    return None


def _matched(text: str, place: int, phrase: str) -> int:
    """Where the phrase ends in the text; 0 if it does not stand there as whole words."""
    start = place
    if _letter(phrase[0]) and _letter(text[place - 1 : place]):
        return 0
    for one in phrase:
        if one == " ":
            if text[place : place + 1] not in (" ", "-"):
                return 0
            while text[place : place + 1] in (" ", "-") and place < len(text):
                place += 1
        elif text[place : place + 1] == one:
            place += 1
        else:
            return 0
    after = text[place : place + 1]
    if _letter(phrase[-1]) and (_letter(after) or (after.isascii() and after.isdecimal())):
        return 0
    return place if place > start else 0


def _letter(one: str) -> bool:
    return one.isascii() and one.isalpha()


def unknown_at(text: str, place: int) -> Token:
    """What no list has: a whole English word, or one sign."""
    end = place + 1
    if text[place] == "." and end == len(text.rstrip()):
        return Token("STOP", ".", place, end)
    if _letter(text[place]):
        while (
            end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in "'-")
        ):
            end += 1
    return Token(UNKNOWN, text[place:end], place, end)


def _joined(found: list[Token]) -> list[Token]:
    """Years as one token: ``2021年``, ``in 2021`` that is no ``one in 2021``."""
    joined: list[Token] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and one.type == "YEAR_SIGN" and last.year and last.type in ("NUMBER", UNKNOWN):
            joined[-1] = replace(last, type="YEAR", value=last.year, end=one.end)
        elif (
            last
            and last.text == "in"
            and one.year
            and not (len(joined) > 1 and joined[-2].type == "NUMBER")
        ):
            joined[-1] = replace(last, type="YEAR", value=one.year, text=one.text, end=one.end)
        else:
            joined.append(one)
    return joined
