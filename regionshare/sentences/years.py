"""Years: those of a sentence, lifted out of its words, and those that are named by the day it was said."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from regionshare.claims.notation import UNKNOWN, Token
from regionshare.sentences.lexicon import BEGINS, COUNTED, TRAP, words_of

NEUTRAL = ("NOUGHT", "NOW", "STOP", "POSS")
"""Words that say nothing in an order of words."""
_SIDES = ("ABOVE", "BELOW", "UNDER", "MORE", "LESS")
_BEFORE_YEAR = ("IN", "BY", "OF", "FOR")
_PLAIN_BEFORE = ("IN", "COMMA", "REGION", "CONCEPT", "RATIO", "AND", "BUT")
"""What may stand before a year in which something grew, as over the year before."""


class Time(NamedTuple):
    """A year, or two of a change; the last is None where only the first is stated.

    ``plain`` is whether it is that of a whole year: ``in 2021``, not ``by 2021`` or 2021年底;
    ``apart`` whether it stands behind all of a sentence: ``5 Mt, 3 % of all, in 2021``.
    """

    first: int
    last: int | None
    start: int
    plain: bool = False
    apart: bool = False


@dataclass
class _Lifting:
    """Goes over the words and takes out the years with what only leads to them."""

    found: Sequence[Token]
    kept: list[Token] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)

    def run(self) -> tuple[list[Token], list[Time]]:
        place = 0
        while place < len(self.found):
            place = self._step(place)
        return self.kept, self.times

    def _year(self, place: int) -> tuple[int | None, int]:
        """The year at a place, and where it ends; None if there is none."""
        if place >= len(self.found) or self.found[place].type not in ("NUMBER", UNKNOWN):
            return None, place
        year, after = self.found[place].year, place + 1
        following = self.found[after].type if after < len(self.found) else ""
        if following == "YEAR_SIGN":
            digits = self.found[place].text
            plain = len(digits) == 4 and digits.isdecimal()
            return (int(digits) if plain else None), after + 1
        if following == "POSS" and self.found[after].text == "'s":
            return None, after  # the 2010's
        if any(of_years(self.found[place : place + 3])):
            return None, after
        counted = (
            "MULTIPLE", "ODD", "AND_A_HALF", "UNIT", "OVER", "SLASH", "ORDINAL", "ROUGHLY", "HALF",
        )  # fmt: skip
        return (None if following in counted else year), after

    def _step(self, place: int) -> int:
        one = self.found[place]
        first, end = self._year(place)
        if first is None:
            self.kept.append(one)
            return place + 1
        span = self._second(first, end)
        if span is not None:
            last, end, led = span
            for kind in led:
                if self.kept and self.kept[-1].type == kind:
                    self.kept.pop()
                    break
            self._leading()
            self.times.append(Time(first, last, one.start))
            return end
        following = self.found[end].type if end < len(self.found) else ""
        before = self.found[place - 1] if place else None
        plain = before is None or before.type in _PLAIN_BEFORE
        plain = plain and self.found[end - 1].text not in words_of("year_ends")
        own = following == "POSS" and self.kept[-1:] and self.kept[-1].type in _SIDES
        if own and self._level_at(end + 1):  # ，高于2020年的6.9%: that year's is the figure itself
            side = self.kept.pop()
            if self.kept[-1:] and self.kept[-1].type != "COMMA":
                self.kept.append(replace(side, type="SINCE"))  # no order of words has it
        since = following != "SINCE" and self._since(following, end)
        if not since:
            self._leading()
            if self.kept and self.kept[-1].type == "TO" and not self._figure_at(end):
                self.kept.pop()
        self.times.append(Time(first, None if since else first, one.start, plain))
        if since and following == "COMPARED":
            end += 1
        if end < len(self.found) and self.found[end].type == "SINCE":
            self.times[-1] = Time(first, None, one.start)
            if self.kept and self.kept[-1].type == "FROM":
                self.kept.pop()
            end += 1
        beside = self.found[end : end + 2]
        if [one.text in words_of("behind_year") for one in beside][:1] == [True] and (
            beside[-1].type != "SAID" or len(beside) == 1
        ):
            end += 1  # (2020: 6.9 %), the 2010 level: the year of what stands beside it
        return end

    def _second(self, first: int, end: int) -> tuple[int, int, tuple[str, ...]] | None:
        """The second of two years: ``2005 to 2019``, ``2019年比2005年``."""
        joint = self.found[end].type if end < len(self.found) else ""
        second, after = self._year(end + 1)
        if second is None:
            return None
        before = self.kept[-1].type if self.kept else ""
        if joint in ("DASH", "TILDE", "TO") and second > first:
            return second, after, ("FROM", "BETWEEN", "IN")
        if joint == "AND" and before == "BETWEEN" and second > first:
            return second, after, ("BETWEEN",)
        return None

    def _since(self, after: str, place: int) -> bool:
        """Whether what stands before makes the year the one that a change begins with."""
        kinds = [one.type for one in self.kept]
        if after == "COMPARED" and kinds[-1:] in (["AND"], ["COMPARED"]):
            self.kept.pop()
            return True
        if kinds[-2:] == ["SAID", "THAT_OF"]:  # officials said that in 2021
            self.kept.pop()
            return False
        if self._beside() or self._times_the_level(place):
            return True
        compared = kinds[-2:] in (["MORE", "IN"], ["LESS", "IN"])
        if compared and self.kept[-2].text in words_of("comparing"):  # 5 % more than in 2020
            self.kept.pop()
            return True
        endings = [
            ["SINCE"], ["COMPARED"], ["THAN", "IN"], ["THAN"], ["COMPARED", "IN"], ["THAT_OF"],
        ]  # fmt: skip
        if after not in ("POSS", "UNIT"):
            endings.append(["FROM"])
        for ending in endings:
            if kinds[-len(ending) :] == ending:
                del self.kept[-len(ending) :]
                return True
        return False

    def _times_the_level(self, place: int) -> bool:
        """``twice the 2010 level``, ``2.3 times the 2007 figure``."""
        last = next((one for one in reversed(self.kept) if one.type not in ("NOUGHT", "ITS")), None)
        factor = last and (
            last.type == "FACTOR" or (last.type == "UNIT" and last.value.name == "factor")
        )
        levels = any(one.text in words_of("levels") for one in self.found[place : place + 1])
        while factor and levels and self.kept[-1] is not last:
            self.kept.pop()
        return bool(factor and levels)

    def _beside(self) -> bool:
        """``10 % below 2010 levels``, ``below the level of 2010``: what bounds a figure elsewhere."""
        apart = ("NOUGHT", "ITS")
        place = next((n for n, o in enumerate(reversed(self.kept), 1) if o.type not in apart), 0)
        kinds = [one.type for one in self.kept[: len(self.kept) - place + 1][-2:]]
        if kinds[:1] != ["UNIT"] or kinds[-1] not in ("BELOW", "UNDER", "ABOVE", "LESS", "MORE"):
            return False
        side = self.kept[-place]
        kind = "MORE" if side.type in ("ABOVE", "MORE") else "LESS"
        self.kept[-place:] = [replace(side, type=kind)]
        return True

    def _leading(self) -> None:
        while self.kept and self.kept[-1].type in (*_BEFORE_YEAR, "NOUGHT"):
            self.kept.pop()

    def _level_at(self, place: int) -> bool:
        """Whether a figure begins that is no factor: 的6.9%, not 的两倍."""
        rest = self.found[place : place + 2]
        factor = any(o.type == "UNIT" and o.value.name == "factor" for o in rest)
        return bool(rest) and rest[0].type in BEGINS and rest[0].type != "FACTOR" and not factor

    def _figure_at(self, place: int) -> bool:
        rest = [one.type for one in self.found[place : place + 3] if one.type not in NEUTRAL]
        return bool(rest) and rest[0] in (*BEGINS, "ABOUT", "ABOVE", "NEAR", "AT_LEAST", "A")


def lifted(found: Sequence[Token]) -> tuple[list[Token], list[Time]]:
    """The words without years, and the years."""
    return _Lifting(found).run()


def of_years(found: Sequence[Token]) -> Iterator[Token]:
    """``2010s`` is a decade, ``2022/23`` a year that is none of the calendar."""
    first, joint, *rest = (*found, None, None) if len(found) < 2 else found
    if first is None or joint is None or not first.year or first.end != joint.start:
        return
    if joint.text == "s":
        yield replace(first, type=TRAP, value="relative_year", text=first.text + joint.text)
    second = rest[0].text if rest and rest[0] else ""
    if joint.type in ("SLASH", "DASH") and second == f"{(first.year + 1) % 100:02}":
        text = first.text + joint.text + second
        yield replace(first, type=TRAP, value="fiscal_year", text=text)


BY_DAY = {"last_year": 1, "year_before_last": 2}
"""Keys of words for years by the day of the text, and how many years before its own they are."""
_FIGURE_ENDS = (*COUNTED, "UNIT")
"""What a year in words may stand right behind: rose 3 % last year."""


def related(
    found: Sequence[Token], spoken: datetime.date | None
) -> tuple[list[Token], dict[int, str]]:
    """Words with years in place of ``last year`` and 上年, and by their places what stood there.

    ``the year before`` is the one before the year that is named last; ``last year`` needs the day.
    """
    kept: list[Token] = []
    told: dict[int, str] = {}
    for one in found:
        year = _year(one, kept, spoken)
        if year is not None:
            told[one.start] = one.text
            if kept and kept[-1].type in _FIGURE_ENDS:
                kept.append(Token("IN", "", one.start, one.start))
            one = replace(one, type="NUMBER", text=str(year), value=None)
        kept.append(one)
    return kept, told


def _year(one: Token, before: Sequence[Token], spoken: datetime.date | None) -> int | None:
    for key, back in BY_DAY.items():
        if spoken and one.text in words_of(key):
            return spoken.year - back
    if one.text not in words_of("before_named"):
        return None
    named = [
        word.year for word, after in zip(before, [*before[1:], one], strict=True)
        if word.year and word.type != "TRAP" and after.type not in _FIGURE_ENDS
    ]  # fmt: skip
    return named[-1] - 1 if named else None
