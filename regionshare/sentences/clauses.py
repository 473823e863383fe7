"""Clauses: the words of a sentence, its years lifted out, cut where one statement ends and the next begins."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from regionshare.claims.notation import UNKNOWN, Token
from regionshare.sentences.lexicon import BAD, BEGINS, BOUNDS, COUNTED, TRAP, words_of
from regionshare.sentences.years import NEUTRAL, Time, lifted, of_years

LONGEST = 40
"""Words of a clause that are read; a clause over the data has fewer than 25."""

WHOLE = ("question", "false_saying", "hypothetical", "scope")
"""Words that change the meaning of a whole sentence."""
_AROUND = ("STOP", "COMMA", "AND", "BUT")
"""What stands around a clause and is no part of it."""
OPENING, _CLOSING = ("(", "[", "【"), (")", "]", "】")
_OF_A_YEAR = ("NUMBER", UNKNOWN, "YEAR_SIGN", "DASH", "TILDE", "TO")
TOPICS = ("CONCEPT", "RATIO", "PEOPLE", "EMITTER", "USER", "POPULOUS", "LIVES")
"""Words that name a quantity of the data."""
COUNTS = {"people": "population", "tce": "energy", "Btu": "energy", "kWh": "electricity"}
"""Units in which only one quantity is counted."""
FIGURED = (
    *BEGINS, "ORDINAL", "HIGHEST", "LOWEST", "FIRST", "TOP", "LEADING", "LAST", "MORE", "LESS", "ANY_OTHER",
    "SECOND_TO", "POPULOUS", "LEADS", BAD,
)  # fmt: skip
_PLACED = ("HIGHEST", "LOWEST", "POPULOUS", "ORDINAL", "TH", "ANY_OTHER")
_AGAINST = ("COMPARED", "THAN", "AND")
"""What begins a clause such as ``Compared with Jiangsu,`` that goes on behind its comma."""
_DONE_WITH = ("MAKES", "HOLDS", "USES", "EMITS")
"""What begins a clause behind what it is done with: 以占全国7%的能源消费支撑了占全国9%的人口."""
VERBS = (
    "USES", "EMITS", "HOLDS", "MAKES", "LIVES", "BE", "RISES", "FALLS", "RANKS", "OCCUPY", "SAID",
)  # fmt: skip

_TURNING = ("FOR", "PER", "EVERY", "PER_HEAD", "PER_GDP", "PER_ENERGY")
_TENSED = tuple(kind for kind in VERBS if kind not in ("RISES", "FALLS", "OCCUPY"))
_SAYING = tuple(kind for kind in VERBS if kind not in ("RISES", "FALLS", "SAID"))
_ENDING_FIGURES = ("UNIT", "OR_MORE", "OR_LESS", "OR_BELOW")
_TURNS = ("RISES", "FALLS")
_PLACES, _QUANTITIES = ("REGION",), ("CONCEPT", "RATIO", "PEOPLE")
_ENDS = ("HIGHEST", "LOWEST", "POPULOUS")
_ENDING = ("HIGHEST", "LOWEST", "LAST")
_NAMED = ("REGION", "NATION", *_QUANTITIES)


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
        """Whether a figure, a place or a comparison stands in it; ``Under the plan,`` has none."""
        kinds = {one.type for one in self.words}
        led = kinds & {TRAP, UNKNOWN} and kinds <= {TRAP, UNKNOWN, "IN", "OF", "MORE", "LESS"}
        return bool(kinds & {*FIGURED}) and not led

    @property
    def topical(self) -> bool:
        """Whether a quantity of the data is named, if only by its unit."""
        emitted = any(one.type == "EMITS" for one in self.words)
        masses = emitted and any(one.value.dimension in ("t", "ton") for one in self.of("UNIT"))
        return bool(self.counted or masses) or any(one.type in TOPICS for one in self.words)

    @property
    def counted(self) -> set[str]:
        """The quantities that its units name."""
        return {COUNTS[o.value.dimension] for o in self.of("UNIT") if o.value.dimension in COUNTS}

    @property
    def own_subject(self) -> bool:
        """Whether it says itself what it is about."""
        kinds = [one.type for one in self.words if one.type not in ("IN", "EACH", "WITH")][:3]
        of_one = kinds[:1] == ["CONCEPT"] and kinds[1:2] == ["OF"] and kinds[2:] == ["REGION"]
        return kinds[:1] in (["REGION"], ["PRONOUN"], ["ITS"]) or of_one

    @property
    def turning(self) -> bool:
        """Whether it says of what the others are, so that none is read without it: ``Per head, ...``."""
        kinds = [one.type for one in self.words[:2]]
        return kinds[:1] != [] and kinds[0] in _TURNING and kinds[1:] != ["CONCEPT"]

    @property
    def owned(self) -> bool:
        """Whether 的 stands between a region and a figure, which is then a part of it: 山东的80%."""
        return any(
            one.type == "REGION" and two.type == "POSS" and not two.text.isascii()
            and three.type in (*BEGINS, *BOUNDS)
            for one, two, three in zip(self.raw, self.raw[1:], self.raw[2:], strict=False)
        )  # fmt: skip

    @property
    def verbal(self) -> bool:
        """Whether it has a verb, so that it says something of itself."""
        return any(one.type in VERBS for one in self.words)

    @property
    def present(self) -> bool:
        """Whether it speaks of now, so that no year beside it is its own."""
        return not self.times and any(one.type == "NOW" for one in self.raw)

    def of_subject(self, enclosed: bool, other: str) -> bool:
        """Whether it is said of the subject before it, where that was held against another.

        What stands in brackets, behind "which", or in English behind a comma, may be said of the other:
        ``more people than Jiangsu, with 85 million``. Of an average no region's place is said.
        """
        first = next((one.text for one in self.raw), "")
        if first in words_of("relative") or (enclosed and not self.own_subject):
            return False
        compares = self.of("MORE", "LESS", "COMPARED") and self.of("REGION", "NATION", "AVERAGE")
        han = any(not one.text.isascii() for one in self.raw)
        named = bool(self.of("REGION")) and self.own_subject
        return bool(other == "NATION" or named or compares or han or self.joined)

    @property
    def only_named(self) -> bool:
        """Whether it names things and says nothing of them: ``With Jiangsu,``."""
        named = [place for place, one in enumerate(self.words) if one.type in _NAMED]
        after = self.words[named[0] :] if named else ()
        return bool(named) and not any(one.type in VERBS for one in after)

    def of(self, *kinds: str) -> list[Token]:
        """Its words of these types."""
        return [one for one in self.words if one.type in kinds]

    def names(self, *kinds: str) -> set[str]:
        """The values of its words of these types, of those that have one."""
        return {str(one.value) for one in self.of(*kinds) if one.value}

    def dates(self, other: Clause) -> bool:
        """Whether its year, behind its figure, may be that of a clause before it, too.

        It is its own where it stands in front, where only another figure of the same is stated
        ("up from 9 % in 2010"), and where the verb has another tense. What is said of the subject
        of a clause that has no verb is of the same year: "GDP, at 12 trillion yuan, was 11 % in 2021".
        """
        if not self.figured or any(one.apart for one in self.times):
            return True
        if not other.verbal and self.words[0].type in _SAYING and not other.present:
            return True
        figure = min(one.start for one in self.words if one.type in FIGURED)
        if self.times[0].start < figure or other.present:
            return False
        same = all(self.names(*kinds) <= other.names(*kinds) for kinds in (_PLACES, _QUANTITIES))
        same = same and bool(self.of(*_ENDS)) == bool(other.of(*_ENDS)) and not self.of("TRAP")
        tenses = {
            one.type: one.text for one in other.words
            if one.type in _TENSED and one.text not in words_of("tenseless")
        }  # fmt: skip
        return not same and all(
            tenses.get(one.type, one.text) == one.text for one in self.words if one.type in _TENSED
        )


def clauses(found: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence, in their order."""
    kept, times = lifted(found)
    parts: list[Clause] = []
    start = found[0].start if found else 0
    last = found[-1].end if found else 0
    for words, joined, end in _parts(kept, last):
        inside = tuple(one for one in times if start <= one.start < end)
        plain = tuple(one for one in words if one.type not in NEUTRAL)
        behind = inside if not plain else _bracketed(found, inside)
        if behind and parts and parts[-1].figured:
            _behind(parts, behind, found, end)
            inside = tuple(one for one in inside if one not in behind)
            start = parts[-1].end
        own = [one for one in found if start <= one.start < end and one.type not in _AROUND]
        if own and (plain or inside):
            stop = max(one.end for one in own)
            parts.append(Clause(plain, inside, tuple(words), own[0].start, stop, joined))
        start = end
    rest = tuple(one for one in times if one.start >= start)
    if rest and parts:
        _behind(parts, rest, found, last)
    return _dated(parts, times)


def _behind(parts: list[Clause], times: tuple[Time, ...], found: Sequence[Token], end: int) -> None:
    """Give the last clause the years behind it: ``Jiangsu 6 %, in 2021``.

    They are those of the clause before, too, if the last one is in brackets.
    """
    part = parts[-1]
    aside = part.of("FROM", "TO", "THAN", "COMPARED") or any(o.text in OPENING for o in found)
    if not (aside or part.times):
        times = tuple(one._replace(apart=one.plain) for one in times)
    first = max(one.start for one in times)
    after = (one.start for one in found if one.start > first and one.type in _AROUND)
    stop = min(next(after, end), end)
    stop = max(o.end for o in found if part.start <= o.start < stop and o.type not in _AROUND)
    parts[-1] = replace(part, times=part.times + times, end=stop)
    opened = max((o for o in found if o.start < part.start), key=lambda o: o.start, default=None)
    closed = any(one.text in _CLOSING for one in found if part.end <= one.start < times[0].start)
    enclosed = closed and opened is not None and opened.text in OPENING
    if enclosed and any(one.figured and not one.times for one in parts[-2:-1]):
        parts[-2] = replace(parts[-2], times=times)


def _bracketed(found: Sequence[Token], times: Sequence[Time]) -> tuple[Time, ...]:
    """The years that stand in brackets of their own, and so belong to what is before: ``9 % (2021)``,
    or right behind brackets: ``9 % (a tenth) in 2021,``.
    """
    for place, one in enumerate(found):
        led = next((o for o in found[:place][::-1] if o.type != "IN"), None)
        alone = place and (found[place - 1].text in OPENING or (led and led.text in _CLOSING))
        after = next((o for o in found[place:] if o.type not in _OF_A_YEAR), None)
        closed = after is None or after.type == "COMMA"
        if alone and closed and (after is None or after.text not in words_of("behind_year")):
            here = tuple(time for time in times if time.start == one.start)
            if here:
                return here
    return ()


def _dated(parts: list[Clause], times: Sequence[Time]) -> list[Clause]:
    """``2019年比2005年``: the year that a change ends in stands before the one that it begins with.

    Where a figure of its own stands between, that year is both: ``In 2021 it was 8 %, up from 2010``.
    """
    since = next((one for one in times if one.last is None), None)
    ends = [one for one in times if since and one.last == one.first and one.first > since.first]
    if since is None or len(ends) != 1 or len(times) != 2:
        return parts
    end = ends[0]
    at, ending = (
        next((n for n, p in enumerate(parts) if one in p.times), 0) for one in (since, end)
    )
    both = since._replace(last=end.first)
    if any(part.figured for part in parts[ending:at]):
        return [replace(p, times=(both,) if n == at else p.times) for n, p in enumerate(parts)]
    dated = [replace(p, times=()) if n in (at, ending) else p for n, p in enumerate(parts)]
    first = min(at, ending)
    dated[first] = replace(dated[first], times=(both._replace(start=min(since.start, end.start)),))
    return dated


def _parts(kept: Sequence[Token], last: int) -> Iterator[tuple[list[Token], bool, int]]:
    """Runs of words between those that part clauses, and whether a joining word begins each."""
    words: list[Token] = []
    joined = False
    for place, one in enumerate(kept):
        if one.type == "BUT" and not one.text.isascii() and _only_named(words):
            continue  # GDP却占10.7%
        if _parting(kept, place, words):
            if words:
                yield words, joined, one.start
            words, joined = [], one.type != "COMMA" or (joined and not words)
            if one.type in _DONE_WITH or one.type == "WITH":
                words = [one]
        elif one.type != "COMMA" or (one.text != ":" and _near(words) not in _AGAINST):
            words.append(one)
    if words:
        yield words, joined, last + 1


def _only_named(words: Sequence[Token]) -> bool:
    """Whether something is named, and nothing said of it yet."""
    return bool(words) and not any(one.type in (*FIGURED, *_TENSED, *_TURNS) for one in words)


def _parting(kept: Sequence[Token], place: int, words: Sequence[Token]) -> bool:
    one = kept[place]
    before = _near(kept[:place][::-1])
    after = _near(kept[place + 1 :])
    placed = any(w.type in _PLACED for w in words) and before not in _PLACED
    stated = before in ("CONCEPT", "NATION") and any(w.type in COUNTED for w in words)
    if (placed or stated) and one.text in words_of("beside") and after in (*BEGINS, *BOUNDS):
        return True
    if one.type in _DONE_WITH:
        done = ("WITH",) if one.text.isascii() else ("WITH", "USES")
        return any(w.type in done for w in words) and before == "CONCEPT" and after != "REGION"
    if one.type == "BUT":  # the lowest|but|one; more than 7 %|but|less than 8 %
        last, bounded = kept[place - 1], any(w.type in BOUNDS for w in words)
        of_one = bounded and before == "UNIT" and after in BOUNDS and one.start - last.end < 2
        return not (of_one or (last.type in _ENDING and after == "NUMBER"))
    if one.type == "COMMA":
        if _near(words) in _AGAINST and not any(w.type in FIGURED for w in words):
            return False
        if one.text == ":" and before == "CONCEPT" and after in (*BEGINS, *BOUNDS):
            return False  # population: 127 million
        figures = before in _ENDING_FIGURES and after in (*BEGINS, *BOUNDS)  # 6%、7%左右
        return not (one.text == "、" and (before == after == "REGION" or figures))
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


def of_saying(part: Clause, alone: bool) -> tuple[Time, ...]:
    """The years in which something was said or published: ``a 2015 report says``.

    Years of data are those of their figures: ``data for 2021 show``.
    """
    said = [one for one in part.raw if one.type == "SAID"]
    if not said or not part.times:
        return ()
    last = said[-1]
    between = " " if last.text.isascii() else ""
    text = between.join(one.text for one in part.raw if alone or one.start <= last.start)
    if not _any(text, "sources") and _any(text, "dated"):
        return ()
    return tuple(
        one for one in part.times
        if alone or one.start < last.start or one.start - last.end == len(" in ")
    )  # fmt: skip


def _any(text: str, key: str) -> bool:
    """Whether a word of a list stands in a text: as itself or its plural, or within a Chinese one."""
    parts = {one.rstrip("s") for one in text.split()}
    return any(
        word.rstrip("s") in parts if word.isascii() else word in text for word in words_of(key)
    )


def _near(rest: Sequence[Token]) -> str:
    return next((one.type for one in rest if one.type not in NEUTRAL), "")


def traps(found: Sequence[Token]) -> list[Token]:
    """Words that change the meaning, a denial of a bound aside (which figures know)."""
    denied = [replace(one, type=TRAP, value="denial") for one in found if one.type == "NOT"]
    joint = {
        place for place, one in enumerate(found[:-1])
        if one.type == "NOT" and found[place + 1].type in ("ABOVE", "BELOW")
        and one.text not in words_of("never")
    }  # fmt: skip
    bounds = {found[place].start for place in joint}
    trapped = [_month(found, place) for place, one in enumerate(found) if one.type == TRAP]
    trapped += [one for place in range(len(found)) for one in of_years(found[place : place + 3])]
    return trapped + [one for one in denied if one.start not in bounds]


def _month(found: Sequence[Token], place: int) -> Token:
    """``3 May``, ``in May 2021``, 广东省会: words that are others elsewhere."""
    last = found[place - 1] if place else None
    ends = last.end if last and last.type == "REGION" else -1
    if found[place].start == ends and found[place].text in words_of("capital"):
        return replace(found[place], value="below_region")
    one, beside = found[place], (*found[max(0, place - 1) : place], *found[place + 1 : place + 2])
    dated = any(
        o.type in ("NUMBER", "IN", "SINCE", UNKNOWN) and not o.text.isalpha() for o in beside
    )
    dated = dated or any(o.type in ("IN", "SINCE") for o in beside[:1])
    return replace(one, value="part_of_year") if dated and one.text in words_of("months") else one


def several(part: Clause) -> str:
    """Regions that are taken together, or share a figure."""
    kinds = [one.type for one in part.words]
    for place in range(len(kinds) - 2):
        joint = kinds[place + 1] in ("AND", "COMMA")
        compares = "COMPARED" in kinds
        if kinds[place] == kinds[place + 2] == "REGION" and joint and not compares:
            return " ".join(one.text for one in part.words[place : place + 3])
    tied = part.of("TOGETHER", "EACH")
    return tied[0].text if tied else ""


def sole(part: Clause) -> str:
    """``Only Shandong uses more``: what is said is of all the others."""
    sole = words_of("sole")
    for place, (word, one) in enumerate(itertools.pairwise(part.raw)):
        kinds = [after.type for after in part.raw[place + 2 : place + 4]]
        measured = kinds[:1] == ["POSS"] and kinds[-1] in BEGINS  # 只有山东的一半
        if word.text in sole and one.type in ("REGION", "PRONOUN") and not measured:
            return f"{word.text} {one.text}"
    return ""


def exceeding(part: Clause) -> str:
    """``超过山东六成``: by 60 % more, or more than 60 % of it; 超过山东的六成 is the one."""
    exceeds = words_of("exceeds")
    for word, one, after in zip(part.raw, part.raw[1:], part.raw[2:], strict=False):
        if word.text in exceeds and one.type == "REGION" and after.type in BEGINS:
            return f"{word.text}{one.text}{after.text}"
    return ""


def of_carbon(part: Clause) -> str:
    """A mass of carbon, which is 12/44 of its dioxide."""
    carbon = words_of("carbon")
    plain = [one for one in part.words if one.type != "OF"]
    for mass, one in itertools.pairwise(plain):
        if mass.type == "UNIT" and mass.value.dimension in ("t", "ton") and one.text in carbon:
            return f"{mass.text} {one.text}"
    return ""


def within(part: Clause) -> str:
    """A share of the region's own: ``7 % of Guangdong's energy``, ``占广东能源消费的7%``."""
    raw = [one for one in part.raw if one.type not in ("NOUGHT", "STOP")]
    kinds = [one.type for one in raw]
    shares = {
        place for place, one in enumerate(raw)
        if (one.type == "UNIT" and one.value.dimension == "ratio" and one.value.name != "factor")
        or one.type in ("ORDINAL", "HALF", "GLYPH")
        or (one.type == "NUMBER" and kinds[place - 1 : place] in (["PARTS"], ["OVER"]))
    }  # fmt: skip
    nation = any(kind in ("NATION", "PEOPLE") for kind in kinds)
    led = part.raw[0].text in words_of("of_which") and "CONCEPT" in kinds
    if led and shares and not nation and "REGION" not in kinds:  # 其中电力占四成
        return " ".join(one.text for one in part.raw[:2])
    for place in shares:
        rest = [kind for kind in kinds[place + 1 : place + 5] if kind not in ("POSS", "OF")]
        whose = kinds[place + 1 : place + 2] in (["OF"], ["POSS"]) or rest[:1] == ["REGION"]
        if whose and rest[:1] in (["REGION"], ["PRONOUN"]) and rest[1:2] == ["CONCEPT"]:
            return " ".join(one.text for one in raw[place + 1 : place + 5])
        if rest[:2] == ["ITS", "CONCEPT"] and "TRAP" in kinds:
            return " ".join(one.text for one in raw[place + 1 : place + 4])
    dates = [one.start for one in part.times]
    for place, kind in enumerate(kinds):
        if kind == "OCCUPY" and kinds[place + 1 : place + 2] in (["REGION"], ["PRONOUN"], ["ITS"]):
            return " ".join(one.text for one in raw[place : place + 3])
        dated = any(
            raw[place].end < one < raw[place + 2].start for one in dates if raw[place + 2 :]
        )
        if dated:
            continue  # 2020年黑龙江人口为2010年的83%
        owned = kinds[place : place + 3] == ["REGION", "CONCEPT", "POSS"] or (
            kinds[place : place + 4] == ["REGION", "POSS", "CONCEPT", "POSS"]
        )
        ends = place + (3 if owned and kinds[place + 2] == "POSS" else 4)
        if owned and not nation and kinds[ends : ends + 1] and kinds[ends] in (*COUNTED, "PARTS"):
            return " ".join(one.text for one in raw[place:ends])
    return ""


def numbers_item(found: Sequence[Token]) -> bool:
    """Whether a sentence is the number of an item of a list, ``1.``"""
    kinds = [one.type for one in found]
    return kinds == ["NUMBER", "STOP"] and len(found[0].text) < 3


def goes_on(part: Clause, code: str) -> bool:
    """Whether a clause behind one refused by this code, the nation's own figure, names its region: ``of them 127 million live in``."""
    return code == "level" and bool(part.of("REGION"))
