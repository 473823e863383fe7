"""Clauses: the words of a sentence, its years lifted out, cut where one statement ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from regionshare.claims.notation import UNKNOWN, Token
from regionshare.sentences.lexicon import BAD, BEGINS, BOUNDS, COUNTED, TRAP

LONGEST = 40
"""Words of a clause that are read; a clause over the data has fewer than 25."""

WHOLE = ("question", "false_saying", "hypothetical", "scope")
"""Words that change the meaning of a whole sentence."""
NEUTRAL = ("NOUGHT", "STOP", "POSS")
_AROUND = ("STOP", "COMMA", "AND", "BUT")
"""What stands around a clause and is no part of it."""
_BEFORE_YEAR = ("IN", "BY", "OF", "FOR")
_TOPICS = ("CONCEPT", "RATIO", "PEOPLE", "EMITTER", "USER", "POPULOUS")
COUNTS = {"people": "population", "tce": "energy", "kWh": "electricity"}
"""Units in which only one quantity is counted."""
_FIGURED = (
    *BEGINS, "ORDINAL", "HIGHEST", "LOWEST", "FIRST", "TOP", "LEADING", "MORE", "LESS", "ANY_OTHER",
    "POPULOUS", BAD,
)  # fmt: skip
_AGAINST = ("COMPARED", "THAN", "AND")
"""What begins a clause such as ``Compared with Jiangsu,`` that goes on behind its comma."""
_VERBS = (
    "USES", "EMITS", "HOLDS", "MAKES", "LIVES", "BE", "RISES", "FALLS", "RANKS", "OCCUPY", "SAID",
)  # fmt: skip


class Time(NamedTuple):
    """A year, or two of a change; the last is None where only the first is stated."""

    first: int
    last: int | None
    start: int


@dataclass(frozen=True)
class Clause:
    """The words of one statement.

    Attributes
    ----------
    words : tuple of Token
        Those that the grammar reads: without years and without what says nothing.
    times : tuple of Time
        The years among them.
    raw : tuple of Token
        All of them.
    start, end : int
        Its place in the sentence.
    joined : bool
        Whether a word such as "and" begins it, so that it stands for itself.
    """

    words: tuple[Token, ...]
    times: tuple[Time, ...]
    raw: tuple[Token, ...]
    start: int
    end: int
    joined: bool = False

    @property
    def figured(self) -> bool:
        """Whether a figure, a place or a comparison stands in it."""
        return any(one.type in _FIGURED for one in self.words)

    @property
    def topical(self) -> bool:
        """Whether a quantity of the data is named, if only by its unit."""
        return any(
            one.type in _TOPICS or (one.type == "UNIT" and one.value.dimension in COUNTS)
            for one in self.words
        )

    @property
    def own_subject(self) -> bool:
        """Whether it says itself what it is about."""
        kinds = [one.type for one in self.words if one.type not in ("IN", "EACH", "WITH")][:3]
        of_one = kinds[:1] == ["CONCEPT"] and kinds[1:2] == ["OF"] and kinds[2:] == ["REGION"]
        return kinds[:1] in (["REGION"], ["PRONOUN"], ["ITS"]) or of_one

    @property
    def verbal(self) -> bool:
        """Whether it has a verb, so that it says something of itself."""
        return any(one.type in _VERBS for one in self.words)

    def of(self, *kinds: str) -> list[Token]:
        """Its words of these types."""
        return [one for one in self.words if one.type in kinds]


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
        counted = (
            "MULTIPLE",
            "ODD",
            "AND_A_HALF",
            "UNIT",
            "OVER",
            "SLASH",
            "ORDINAL",
            "ROUGHLY",
            "HALF",
        )
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
        since = following != "SINCE" and self._since(following)
        if not since:
            self._leading()
            if self.kept and self.kept[-1].type == "TO" and not self._figure_at(end):
                self.kept.pop()
        self.times.append(Time(first, None if since else first, one.start))
        if since and following == "COMPARED":
            end += 1
        if end < len(self.found) and self.found[end].type == "SINCE":
            self.times[-1] = Time(first, None, one.start)
            if self.kept and self.kept[-1].type == "FROM":
                self.kept.pop()
            end += 1
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

    def _since(self, after: str) -> bool:
        """Whether what stands before makes the year the one that a change begins with."""
        kinds = [one.type for one in self.kept]
        if after == "COMPARED" and kinds[-1:] in (["AND"], ["COMPARED"]):
            self.kept.pop()
            return True
        endings = [
            ["SINCE"],
            ["COMPARED"],
            ["THAN", "IN"],
            ["THAN"],
            ["COMPARED", "IN"],
            ["THAT_OF"],
        ]
        if after not in ("POSS", "UNIT"):
            endings.append(["FROM"])
        for ending in endings:
            if kinds[-len(ending) :] == ending:
                del self.kept[-len(ending) :]
                return True
        return False

    def _leading(self) -> None:
        while self.kept and self.kept[-1].type in (*_BEFORE_YEAR, "NOUGHT"):
            self.kept.pop()

    def _figure_at(self, place: int) -> bool:
        rest = [one.type for one in self.found[place : place + 3] if one.type not in NEUTRAL]
        return bool(rest) and rest[0] in (*BEGINS, "ABOUT", "ABOVE", "NEAR", "AT_LEAST", "A")


def lifted(found: Sequence[Token]) -> tuple[list[Token], list[Time]]:
    """The words without years, and the years."""
    return _Lifting(found).run()


def clauses(found: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence, in their order."""
    kept, times = lifted(found)
    whole = _dated(times)
    parts: list[Clause] = []
    start = found[0].start if found else 0
    last = found[-1].end if found else 0
    for words, joined, end in _parts(kept, last):
        inside = tuple(one for one in whole if start <= one.start < end)
        plain = tuple(one for one in words if one.type not in NEUTRAL)
        own = [one for one in found if start <= one.start < end and one.type not in _AROUND]
        if own and inside and not plain and parts and parts[-1].figured:
            stop = max(one.end for one in own)
            parts[-1] = replace(parts[-1], times=parts[-1].times + inside, end=stop)
        elif own and (plain or inside):
            stop = max(one.end for one in own)
            parts.append(Clause(plain, inside, tuple(words), own[0].start, stop, joined))
        start = end
    return parts


def _dated(times: Sequence[Time]) -> list[Time]:
    """``2019年比2005年``: the year that a change ends in stands before the one that it begins with."""
    found = list(times)
    for place, one in enumerate(times):
        ends = [t for t in times if t.last == t.first and t.first > one.first]
        if one.last is None and len(ends) == 1 and len(times) == 2:
            found[place] = Time(one.first, ends[0].first, min(one.start, ends[0].start))
            found.remove(ends[0])
            break
    return found


def _parts(kept: Sequence[Token], last: int) -> Iterator[tuple[list[Token], bool, int]]:
    """Runs of words between those that part clauses, and whether a joining word begins each."""
    words: list[Token] = []
    joined = False
    for place, one in enumerate(kept):
        if _parting(kept, place, words):
            if words:
                yield words, joined, one.start
            words, joined = [], one.type != "COMMA" or (joined and not words)
            if one.type == "MAKES":
                words = [one]
        elif one.type != "COMMA" or _near(words) not in _AGAINST:
            words.append(one)
    if words:
        yield words, joined, last + 1


def _parting(kept: Sequence[Token], place: int, words: Sequence[Token]) -> bool:
    one = kept[place]
    before = _near(kept[:place][::-1])
    after = _near(kept[place + 1 :])
    if one.type == "MAKES":
        return "WITH" in {w.type for w in words} and before == "CONCEPT" and after != "REGION"
    if one.type == "BUT":
        return True
    if one.type == "COMMA":
        if _near(words) in _AGAINST and not any(w.type in _FIGURED for w in words):
            return False
        return not (one.text == "、" and before == after == "REGION")
    if one.type != "AND":
        return False
    alike = before == after and before in ("REGION", "CONCEPT", "NATION", "RATIO", "PER_HEAD")
    ranged = before in (*COUNTED, "UNIT") and (
        after in BOUNDS or any(w.type == "BETWEEN" for w in words)
    )
    return not (alike or ranged or _compares(kept[place + 1 :], before))


def _compares(rest: Sequence[Token], before: str) -> bool:
    """Whether 与 compares with what follows: 广东能耗与江苏相比低."""
    kinds = [one.type for one in rest if one.type not in NEUTRAL][:4]
    return kinds[:1] in (["REGION"], ["NATION"]) and "COMPARED" in kinds


def _near(rest: Sequence[Token]) -> str:
    return next((one.type for one in rest if one.type not in NEUTRAL), "")


def traps(found: Sequence[Token]) -> list[Token]:
    """Words that change the meaning, a denial of a bound aside (which figures know)."""
    denied = [replace(one, type=TRAP, value="denial") for one in found if one.type == "NOT"]
    joint = {
        place for place, one in enumerate(found[:-1])
        if one.type == "NOT" and found[place + 1].type in ("ABOVE", "BELOW")
    }  # fmt: skip
    bounds = {found[place].start for place in joint}
    return [one for one in found if one.type == TRAP] + [o for o in denied if o.start not in bounds]
