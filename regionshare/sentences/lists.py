"""Lists: the words of a sentence that says several things at once, put into a sentence for each."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import replace

from regionshare.claims.notation import Token
from regionshare.sentences.clauses import COUNTS, FIGURED, TOPICS, VERBS
from regionshare.sentences.lexicon import BOUNDS, COUNTED, words_of


def sayings(found: Sequence[Token]) -> list[list[Token]]:
    """The words of a sentence, put into as many as it says things at once."""
    return [
        _named_by_figure(whole)
        for plain in _attributed(found)
        for one in distributed(_led(plain))
        for part in _of_the_nations(one)
        for whole in _attained(part)
    ]


def distributed(found: Sequence[Token]) -> list[list[Token]]:
    """A sentence for each of several things that have a figure each, in their order.

    ``Guangdong and Jiangsu had 9 % and 6 %``, 广东、江苏分别占全国的9%和6%: as many figures as things,
    and what else stands there is said of each.
    """
    own = {one.start for one in found if one.text in words_of("respectively")}
    named = words_of("listed_regions") if own else ()
    plain = [one for one in found if one.start not in own and one.text not in named]
    alike = _ranked_alike(plain)
    if alike:
        return alike
    if any(one.type in ("EACH", "TOGETHER") for one in plain):
        return [list(found)]
    codes = "".join(_code(plain, place) for place in range(len(plain)))
    listed = _each_its_own(plain, codes)
    if listed:
        return listed
    figures = [one for one in _FIGURE_LIST.finditer(codes) if codes[: one.start()][-1:] != "b"]
    things = [one for kinds in _LISTS for one in re.finditer(kinds, codes)]
    if not own:
        things = [one for one in things if one.group()[0] != "Y"]
        figures = [one for one in figures if set(re.split("S+", one.group())[-1]) & {"u", "t"}]
    if len(figures) != 1 or len(things) != 1:
        return [list(found)]
    runs = sorted([things[0].span(), figures[0].span()])
    items = [_items(plain, codes, *run) for run in runs]
    (start, end), (second, last) = runs
    if len(items[0]) != len(items[1]) or "u" in codes[:start] + codes[end:second] + codes[last:]:
        return [list(found)]
    if any(one.type in (*FIGURED, "TH") and one.type != "NUMBER" for one in plain[:start]):
        return [list(found)]  # 山东居第一，河北、江苏居二、三位: what leads says something itself
    return [
        [*plain[:start], *one, *plain[end:second], *other, *_rest(plain[last:])]
        for one, other in zip(*items, strict=True)
    ]


def _ranked_alike(found: Sequence[Token]) -> list[list[Token]]:
    """``ranks first in population, GDP and electricity use``, 人口和GDP均居全国第一: a sentence for each.

    Empty where a figure stands beside the one place, or a word that may be of all or of the last.
    """
    plain = [one for one in found if one.text not in words_of("alike")]
    codes = "".join(_code(plain, place) for place in range(len(plain)))
    kinds = [one.type for one in plain]
    lists = list(re.finditer("C(?:S+C)+", codes))
    places = [nth for nth, kind in enumerate(kinds) if kind in _PLACES]
    beside = {*kinds} & {
        "UNIT",
        "MULTIPLE",
        "RATIO",
        "PER_HEAD",
        "PER_GDP",
        "PER_ENERGY",
        "TOGETHER",
    }
    if len(lists) != 1 or len(places) != 1 or beside:
        return []
    start, end = lists[0].span()
    between = codes[min(end, places[0]) : max(start, places[0])]
    if "S" in between or "C" in codes[:start] + codes[end:]:
        return []
    items = _items(plain, codes, start, end)
    return [[*plain[:start], *one, *plain[end:]] for one in items]


_PLACES = ("ORDINAL", "FIRST", "TH", "HIGHEST", "LOWEST", "LAST", "TOP")


_LISTS = ("Rp?(?:S+Rp?)+", "C(?:S+C)+", "Yy?(?:S+Yy?)+")


_FIGURE_LIST = re.compile("[Ftu]+(?:S+[Ftu]+)+")


def _each_its_own(found: Sequence[Token], codes: str) -> list[list[Token]]:
    """``Guangdong has 10.7 %, Jiangsu 10.2 % and Shandong 7.2 % of China's GDP``, item by item.

    Empty where there is no such list: what they are of, stands behind the last, and is that of all;
    nothing else is said in the sentence.
    """
    runs = list(_ITEM_LIST.finditer(codes))
    if len(runs) != 1:
        return []
    start, end = runs[0].span()
    whole = [one.type for one in found[end:]]
    one_unit = any("u" not in item for item in re.split("S+", codes[start:end]))
    of_all = whole[:1] == ["OF"] and any(kind in TOPICS for kind in whole)
    if not of_all and not (one_unit and not {*whole} - {"STOP", "IN", "NUMBER"}):
        return []
    if set(codes[:start]) & _ELSEWHERE or set(codes[end:].rstrip("x")) & {*"uFtS"}:
        return []
    items = [match.span() for match in _ITEM.finditer(codes, start, end)]
    inner = [found[first + 1 : first + codes[first:last].count("x") + 1] for first, last in items]
    if any(one.type not in (*VERBS, "FOR") for words in inner for one in words):
        return []
    verb = [one for one in inner[0] if one.type != "FOR"]
    units = [one for one in found[items[-1][0] : end] if one.type in ("MULTIPLE", "UNIT")]
    return [
        [*found[:start], found[first], *verb, *found[first + len(words) + 1 : last],
         *_lacking(found[first:last], units), *found[end:]]
        for (first, last), words in zip(items, inner, strict=True)
    ]  # fmt: skip


_ITEM = re.compile("Rx{0,2}(?:F*u+|F+)")


_ITEM_LIST = re.compile("(?:Rx{0,2}(?:F*u+|F+)S+)+Rx{0,2}F*u+")


_ELSEWHERE = frozenset("RuFt")
"""Where these stand beside a list, something else is said there, and not of each of its items."""


def _code(found: Sequence[Token], place: int) -> str:
    """A sign for a word: of a list of regions, quantities, years or figures, or what parts them."""
    kind = found[place].type
    after = found[place + 1].type if place + 1 < len(found) else ""
    if kind == "NUMBER" and found[place].year and after not in ("UNIT", "MULTIPLE"):
        return "Y"
    codes = {"REGION": "R", "CONCEPT": "C", "RATIO": "C", "YEAR_SIGN": "y", "COMMA": "S", "AND": "S",
             "UNIT": "u", "PLACE": "u", "BETWEEN": "b", "FROM": "b", "POSS": "p", "TH": "t"}  # fmt: skip
    figures = (*BOUNDS, *COUNTED, "PARTS", "OVER", "CURRENCY", "ORDINAL", "HALF")
    return codes.get(kind, "F" if kind in figures else "x")


def _items(found: Sequence[Token], codes: str, start: int, end: int) -> list[list[Token]]:
    """The words of each item of a list; a unit behind the last one is that of all."""
    items: list[list[Token]] = [[]]
    for one, code in zip(found[start:end], codes[start:end], strict=True):
        if code == "S" and items[-1]:
            items.append([])
        elif code != "S":
            items[-1].append(one)
    units = [one for one in items[-1] if one.type in ("MULTIPLE", "UNIT")]
    return [[*item, *_lacking(item, units)] for item in items]


def _lacking(item: Sequence[Token], units: Sequence[Token]) -> Sequence[Token]:
    """What a figure takes of the last one's unit: all of it, or what stands behind its own million."""
    kinds = {one.type for one in item}
    if "UNIT" in kinds or not any(one.type == "UNIT" for one in units):
        return ()
    return [one for one in units if one.type == "UNIT" or "MULTIPLE" not in kinds]


def _rest(found: Sequence[Token]) -> Sequence[Token]:
    """What follows, without the comma that stood before "respectively"."""
    kinds = [one.type for one in found]
    return found[1:] if kinds in (["COMMA"], ["COMMA", "STOP"]) else found


def _led(found: Sequence[Token]) -> list[Token]:
    """``Per capita, Guangdong emitted 5 t of CO2``: what leads a sentence stands with its quantity."""
    kinds = [one.type for one in found]
    if kinds[:2] == ["IN", "NUMBER"] and ("COMMA", "NUMBER") in itertools.pairwise(kinds):
        comma = kinds.index("COMMA")  # Of every nine Americans, one
        if kinds[comma + 1] == "NUMBER" and not found[1].year:
            return [replace(found[0], type="PER"), *found[1:comma], *found[comma + 1 :]]
    topic = kinds.index("CONCEPT") if "CONCEPT" in kinds else 0
    if topic and kinds[0] in ("PER_HEAD", "PER_GDP") and kinds[1] == "COMMA":
        return [*found[2 : topic + 1], found[0], *found[topic + 1 :]]
    return list(found)


def _attributed(found: Sequence[Token]) -> list[list[Token]]:
    """占全国人口9%的广东用了全国7%的能源: what is said of a region before its name, and what is behind it."""
    letters = _letters(found)
    one = _ATTRIBUTE.match(letters)
    if one is None:
        return [list(found)]
    (start, end), who = one.span("said"), found[one.end() - 1]
    place = found[start].start
    named = replace(who, start=place, end=place)
    return [[*found[:start], named, *found[start:end]], [*found[:start], *found[one.end() - 1 :]]]


_ATTRIBUTE = re.compile(
    r"(?:i?Yy?S?)?(?P<said>(?=[^pS]*[Cu])(?=[^pS]*F)[vhC][^RSV]*)pR(?!S+R)(?=[SvhVCYkNnB])"
)


# -- figures beside figures -----------------------------------------------------------------------


def _letters(found: Sequence[Token]) -> str:
    """A letter for each word, so that orders of words are regular expressions."""
    return "".join(_letter(found, place) for place in range(len(found)))


def _letter(found: Sequence[Token], place: int) -> str:
    one = found[place]
    if one.type == "UNIT" and one.value.dimension in ("ratio", "points"):
        return "r"
    if _code(found, place) == "Y" and one.type == "NUMBER":
        return "Y"
    return _LETTERS.get(one.type, "x")


_LETTERS = {
    "REGION": "R", "NATION": "N", "PEOPLE": "P", "CONCEPT": "C", "RATIO": "C", "PER_HEAD": "k",
    "PER_GDP": "k", "PER_ENERGY": "k", "NUMBER": "F", "MULTIPLE": "F", "CURRENCY": "$", "UNIT": "u",
    "ORDINAL": "r", "HALF": "r", "PER": "q", "SLASH": "q", "POSS": "p", "NOUGHT": "n", "OF": "o",
    "IN": "i", "YEAR_SIGN": "y", "TO": "t", "BY": "b", "COMMA": "S", "AND": "S", "BUT": "S",
    "RISES": "V", "FALLS": "V", "HOLDS": "h", **dict.fromkeys(BOUNDS, "B"),
    **dict.fromkeys(("USES", "EMITS", "MAKES", "LIVES", "BE", "RANKS", "OCCUPY", "DONE"), "v"),
}  # fmt: skip


def _of_the_nations(found: Sequence[Token]) -> list[list[Token]]:
    """``127 million of China's 1.4 billion people``: the nation's figure, and the region's part of it.

    So does 全国14.1亿人口中有1.27亿, where the nation's stands in front.
    """
    letters = _letters(found)
    led = _LEADING.match(letters)
    if led is not None:
        comma = replace(found[led.start("in")], type="COMMA")
        return [[*found[: led.start("in")], comma, *found[led.end() :]]]
    one = _PART_OF.search(letters)
    if one is None:
        return [list(found)]
    nations = [word for word in found[one.start("nation") : one.end()] if word.type != "OF"]
    after, shared = one.end("figure"), "r" in one.group("part")
    if letters[after : after + 1] == "u" and (shared or "u" in one.group("part")):
        after += 1
    if letters[after : after + 1] == "o":
        after += 1
    counted = [w for w in found[one.end("figure") : after] if w.type == "UNIT"] if shared else []
    people = [
        replace(w, type="CONCEPT", value=COUNTS[w.value.dimension])
        for w in counted if w.value.dimension in COUNTS
    ]  # fmt: skip
    whole = found[one.end("part") : one.start("figure")] if shared else []
    return [nations, [*found[: one.end("part")], *whole, *people, *found[after:]]]


_PART_OF = re.compile(
    r"(?P<part>(?:F+[ur]?|r))on*(?P<nation>(?:Np?n*)?(?P<figure>F+)(?:u?o?C|u|P))"
)
_LEADING = re.compile(r"(?:i?Yy?S?)?Np?F+u?C?(?P<in>i)h?(?=B*F)")


def _attained(found: Sequence[Token]) -> list[list[Token]]:
    """``rose by 94 billion kWh to 787 billion kWh``: by how much, and to what."""
    letters = _letters(found)
    one = _ATTAINED.search(letters)
    if one is None or {"u", "r"} & set(letters[: one.start()]):
        return [list(found)]
    by, to = (found[slice(*one.span(name))] for name in ("by", "to"))
    if not _another_kind(by, to):
        return [list(found)]
    turn, start = one.start(), one.start("joint")
    year = found[slice(*one.span("year"))] if one.group("year") else []
    return [
        [*found[:start], *found[one.end("to") : one.end()]],
        [*found[:turn], *year, found[turn], *found[start:]],
    ]


_ATTAINED = re.compile(
    r"Vb?(?P<by>B*F+[ur]n*(?P<year>iYy?)?n*)(?P<joint>t)(?P<to>B*F+[ur]?)(?![yr])(?P<tail>[^S]*)"
)


def _another_kind(by: Sequence[Token], to: Sequence[Token]) -> bool:
    """Whether the second figure is no end of a range that the first begins."""
    first, second = (next((o for o in run if o.type == "UNIT"), None) for run in (by, to))
    if second is None:
        return first is not None and len(to) > 1
    if first is None or first.value.dimension != second.value.dimension:
        return True
    ratio = first.value.dimension in ("ratio", "points")
    return not ratio and _worth(second, to) >= 2 * _worth(first, by)


def _worth(unit: Token, run: Sequence[Token]) -> float:
    numbers = [float(one.value.value) for one in run if one.type == "NUMBER"]
    multiples = [float(one.value) for one in run if one.type == "MULTIPLE"]
    return math.prod([*numbers[:1], *multiples, float(unit.value.factor)])


def _named_by_figure(found: Sequence[Token]) -> list[Token]:
    """``Guangdong's GDP of 13.57 trillion yuan ranked first``: parted behind the figure in the name."""
    letters = _letters(found)
    one = _NAMED.search(letters)
    if one is None or {"v", "h", "V"} & set(re.split("S", letters[: one.start()])[-1]):
        return list(found)
    ends = one.end()
    if not any(word.type in FIGURED for word in found[ends:]):
        return list(found)
    comma = Token("COMMA", ",", found[ends - 1].end, found[ends - 1].end)
    return [*found[:ends], comma, *found[ends:]]


_FIGURE = r"B*(?:\$F+|F+(?:u(?:qF*u)?)?)"
_NAMED = re.compile(
    rf"(?:Rp?n*[Ck]{{1,2}}o{_FIGURE}|Rpn*B*(?:\$F+C|F+u?C|F+u))(?:iYy?)?(?=n*[vhV])"
)
