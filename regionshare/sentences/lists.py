"""Lists: the words of a sentence that says one thing of each of several, put into a sentence for each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regionshare.claims.notation import Token
from regionshare.sentences.clauses import TOPICS, VERBS
from regionshare.sentences.lexicon import BOUNDS, COUNTED, words_of


def distributed(found: Sequence[Token]) -> list[list[Token]]:
    """A sentence for each of several things that have a figure each, in their order.

    ``Guangdong and Jiangsu had 9 % and 6 %``, 广东、江苏分别占全国的9%和6%: as many figures as things,
    and what else stands there is said of each.
    """
    own = {one.start for one in found if one.text in words_of("respectively")}
    plain = [one for one in found if one.start not in own]
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
        figures = [
            one for one in figures if all(set(o) & {"u", "t"} for o in one.group().split("S") if o)
        ]
    if len(figures) != 1 or len(things) != 1:
        return [list(found)]
    runs = sorted([things[0].span(), figures[0].span()])
    items = [_items(plain, codes, *run) for run in runs]
    (start, end), (second, last) = runs
    if len(items[0]) != len(items[1]) or "u" in codes[:start] + codes[end:second] + codes[last:]:
        return [list(found)]
    return [
        [*plain[:start], *one, *plain[end:second], *other, *_rest(plain[last:])]
        for one, other in zip(*items, strict=True)
    ]


_LISTS = ("Rp?(?:S+Rp?)+", "C(?:S+C)+", "Yy?(?:S+Yy?)+")


_FIGURE_LIST = re.compile("[Ftu]+(?:S+[Ftu]+)+")


def _each_its_own(found: Sequence[Token], codes: str) -> list[list[Token]]:
    """``Guangdong has 10.7 %, Jiangsu 10.2 % and Shandong 7.2 % of China's GDP``, item by item.

    Empty where there is no such list: what they are of, stands behind the last, and is that of all;
    nothing else is said in the sentence.
    """
    runs = list(_ITEM_LIST.finditer(codes))
    whole = [one.type for one in found[runs[0].end() :]] if len(runs) == 1 else []
    if whole[:1] != ["OF"] or not any(kind in TOPICS for kind in whole):
        return []
    start, end = runs[0].span()
    if set(codes[:start]) & _ELSEWHERE or set(codes[end:].rstrip("x")) & {*"uFtS"}:
        return []
    items = [match.span() for match in _ITEM.finditer(codes, start, end)]
    inner = [found[first + 1 : first + codes[first:last].count("x") + 1] for first, last in items]
    if any(one.type not in (*VERBS, "FOR") for words in inner for one in words):
        return []
    verb = [one for one in inner[0] if one.type != "FOR"]
    return [
        [*found[:start], found[first], *verb, *found[first + len(words) + 1 : last], *found[end:]]
        for (first, last), words in zip(items, inner, strict=True)
    ]


_ITEM = re.compile("Rx{0,2}F*u+")


_ITEM_LIST = re.compile("Rx{0,2}F*u+(?:S+Rx{0,2}F*u+)+")


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
    last = items[-1]
    if any(one.type == "UNIT" for one in last):
        units = [one for one in last if one.type in ("MULTIPLE", "UNIT")]
        for item in items:
            if not any(one.type == "UNIT" for one in item):
                item += units
    return items


def _rest(found: Sequence[Token]) -> Sequence[Token]:
    """What follows, without the comma that stood before "respectively"."""
    kinds = [one.type for one in found]
    return found[1:] if kinds in (["COMMA"], ["COMMA", "STOP"]) else found


def led(found: Sequence[Token]) -> list[Token]:
    """``Per capita, Guangdong emitted 5 t of CO2``: what leads a sentence stands with its quantity."""
    kinds = [one.type for one in found]
    topic = kinds.index("CONCEPT") if "CONCEPT" in kinds else 0
    if topic and kinds[0] in ("PER_HEAD", "PER_GDP") and kinds[1] == "COMMA":
        return [*found[2 : topic + 1], found[0], *found[topic + 1 :]]
    return list(found)
