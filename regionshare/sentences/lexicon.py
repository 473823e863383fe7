"""Lexicon: a sentence cut into words that are known, each with its type in the grammar.

Words come from the catalogues and from the names of regions in the data; figures are cut as
`regionshare.claims.notation` does. What is in no list is `UNKNOWN`, and no sentence of the grammar has it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from regionshare.claims import notation
from regionshare.claims.notation import UNKNOWN, Numeral, Token
from regionshare.claims.units import is_money
from regionshare.data.regions import Region, Regions
from regionshare.data.series import Concept
from regionshare.errors import ParameterError
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

WORDS = room("sentences")

REGION, NATION, PEOPLE, CONCEPT, RATIO, TRAP = (
    "REGION", "NATION", "PEOPLE", "CONCEPT", "RATIO", "TRAP",
)  # fmt: skip
ALONE = 10**8
"""From so much on, a multiple is a figure behind a bound: 人口过亿, GDP超万亿元."""
MONEY = "gdp"
"""The quantity that is stated in a currency."""
BAD = "BAD"
"""A number that is not written as one."""
BOUNDS = (
    "ABOUT", "ABOVE", "BELOW", "UNDER", "AT_LEAST", "AT_MOST", "NEAR", "JUST_ABOVE", "JUST_BELOW",
)  # fmt: skip
"""Words before a figure that say how it is meant."""
BEGINS = ("NUMBER", "PAIR", "GLYPH", "HALF", "PARTS", "CURRENCY", "FACTOR")
"""What a figure may begin with."""
COUNTED = ("NUMBER", "MULTIPLE", "PAIR", "GLYPH", "ODD", "AND_A_HALF", "ROUGHLY")
"""What a unit may stand behind."""
UNITS = {
    "energy": ("tce", "Btu"),
    "electricity": ("kWh",),
    "co2": ("t",),
    "population": ("people",),
}
"""The dimensions in which each quantity may be stated, beside money."""
DOES = {
    "USES": ("energy", "electricity"),
    "EMITS": ("co2",),
    "EMITTER": ("co2",),
    "MAKES": ("gdp", "co2", "population"),
    "LIVES": ("population",),
    "DONE": ("gdp", "co2"),
}
"""The quantities that each kind of verb goes with."""
_AFTER = {
    "UNIT": (*COUNTED, "SLASH", "PER"),
    "MULTIPLE": (*COUNTED, "PARTS", "CURRENCY", "PER", "ODD"),
    "ODD": ("NUMBER", "MULTIPLE", "UNIT", "ORDINAL", "FACTOR"),
    "ROUGHLY": ("NUMBER", "MULTIPLE", "UNIT", "ORDINAL", "FACTOR", "HALF"),
    "OR_MORE": ("NUMBER", "MULTIPLE", "UNIT", "ORDINAL", "FACTOR", "HALF"),
    "OR_LESS": ("NUMBER", "MULTIPLE", "UNIT", "ORDINAL", "FACTOR", "HALF"),
    "OR_BELOW": ("NUMBER", "MULTIPLE", "UNIT", "ORDINAL", "FACTOR", "HALF"),
    "AND_A_HALF": ("NUMBER", "MULTIPLE"),
    "OF_A_PERCENT": ("ORDINAL", "HALF", "GLYPH"),
    "PLACE": ("NUMBER", "ORDINAL"),
    "SLASH": ("NUMBER", "UNIT"),
    "OVER": ("NUMBER",),
    "WITHIN": ("NUMBER", "MULTIPLE", "UNIT"),
}
"""Words of a figure that mean something else, or nothing, where they do not follow one of these."""
_SEPARATE = {"ABOVE": "MORE", "BELOW": "LESS", "UNDER": "LESS"}
"""What a comparing word is where no figure follows."""


_NO_WORD = Token("", "", 0, 0)


class Both(NamedTuple):
    """What stands at a place: as a part of a figure, and as another word; either may be missing."""

    figure: Token | None
    word: Token | None


@dataclass(frozen=True)
class Lexicon:
    """All words, with the regions' names of one set of data.

    Attributes
    ----------
    phrases : dict
        Each phrase with its type and value, by its first character, the longest first.
    names : dict of str to str
        The regions' names, and the id of each.
    short : frozenset of str
        Names that end in a full stop.
    known : frozenset of str
        Single words, to mend what the end of a line has parted.
    """

    phrases: dict[str, list[tuple[str, str, Any]]]
    names: dict[str, str]
    short: frozenset[str]
    known: frozenset[str]

    def words(self, text: str, cased: str) -> list[Token]:
        """The words of a sentence in plain signs, of the type that their neighbours ask for."""
        found = _settled(_bounds_last(list(self._cut(text, cased))))
        return _per_money(_without_glosses(_emitting(_titled(_of_all(found)))))

    def _cut(self, text: str, cased: str) -> Iterator[Both]:
        place, before = 0, _NO_WORD
        while place < len(text):
            if text[place] in " \n":
                place += 1
                continue
            both = self._at(text, cased, place, before)
            yield both
            one = both.figure or both.word
            assert one is not None
            place, before = one.end, one

    def _before_name(self, text: str, word: Token | None) -> Token | None:
        """A shorter word where another begins within it: 占|比利时, not 占比|利时; the most|of any state."""
        if word is None or word.type in (REGION, NATION):
            return word
        kinds = ("AMONG",) if word.text.isascii() else (REGION, NATION)
        if word.text.isascii() and word.type != TRAP:
            return word
        for place in range(word.start + 1, word.end):
            name = notation.phrase_at(text, place, self.phrases)
            if name and name.type in kinds and name.end > word.end:
                if word.text.isascii():
                    return None  # a figure has it: most
                shorter = notation.phrase_at(text[:place], word.start, self.phrases)
                return shorter if shorter and shorter.end == place else word
        return word

    def _at(self, text: str, cased: str, place: int, before: Token) -> Both:
        word = self._before_name(text, notation.phrase_at(text, place, self.phrases))
        if word and word.text.endswith(".") and not cased[place].isupper():
            word = None
        if word and word.type == TRAP and before.type == "TOP" and " " in before.text:
            word = None  # among the top|ten provinces
        try:
            number = notation.number_at(text, place, before.type)
        except ParameterError as error:
            end = place + 1
            while end < len(text) and (text[end].isdecimal() or text[end] in ",."):
                end += 1
            return Both(Token(BAD, text[place:end], place, end, error.what), None)
        phrase = notation.phrase_at(text, place, _figures())
        figure = max((one for one in (number, phrase) if one), key=lambda o: o.end, default=None)
        if figure and figure.type == UNKNOWN and not figure.year and word is None:
            figure = replace(figure, type=BAD, value=figure.text)
        ends = max((one.end for one in (figure, word) if one), default=0)
        if not ends:
            return Both(None, notation.unknown_at(text, place))
        return Both(
            figure if figure and figure.end == ends else None,
            word if word and word.end == ends else None,
        )


def _bounds_last(found: list[Both]) -> list[Both]:
    """``超过全国的10%`` says 全国的超过10%: a bound goes before the figure that it bounds.

    ``超过江苏10%`` says by how much: only ``超过江苏的10%`` is of Jiangsu's.
    """
    place = 0
    while place < len(found):
        run = place
        while run < len(found) and _figure_type(found[run]) in (*BOUNDS, "NOT"):
            run += 1
        after = run
        while after < len(found) and _word_type(found[after]) in ("OCCUPY", "BE", "POSS", "HOLDS"):
            after += 1
        if run > place and run < after < len(found) and _figure_type(found[after]) in BEGINS:
            bounds = [Both(one.figure, None) for one in found[place:run]]
            found[place:after] = [*found[run:after], *bounds]
            place = after
            continue
        whose = _word_type(found[after] if after < len(found) else None)
        own = whose == REGION and any(_han_of(one) for one in found[after + 1 : after + 2])
        alone = place == 0 or _word_type(found[place - 1]) == "COMMA"
        if own and run > place and not _is_part(found[after + 2 : after + 5], alone):
            place = after  # 多于山东的1.01亿: that is Shandong's own
            continue
        if run > place and (whose == NATION or own):
            ends = after + 1
            while ends < len(found) and _word_type(found[ends]) in _OF_THE_WHOLE:
                ends += 1
            levels = whose == REGION or _levelled(found[:ends])
            if levels and not _han_of(found[ends - 1]):
                place = run
                continue
            if ends < len(found) and _figure_type(found[ends]) in BEGINS:
                bounds = [Both(one.figure, None) for one in found[place:run]]
                found[place:ends] = [*found[run:ends], *bounds]
                place = ends
        place = max(place + 1, run)
    return found


_OF_THE_WHOLE = (CONCEPT, "POSS", "SHARE", "TOTAL", "OCCUPY", "BE", "AVERAGE")


def _han_of(both: Both) -> bool:
    """Whether 的 stands here: 山东的六成, where ``less than Jiangsu's 9 %`` goes on otherwise."""
    return both.word is not None and both.word.type == "POSS" and not both.word.text.isascii()


def _is_part(found: list[Both], alone: bool) -> bool:
    """Whether a figure is a part or a multiple: 的六成, 的1.2倍, 的三分之一.

    A percentage is none where it stands ``alone`` behind another: 占全国10.9%，高于江苏的10.2%.
    """
    kinds = {_figure_type(one) for one in found}
    units = [one.figure.value for one in found if one.figure and one.figure.type == "UNIT"]
    named = kinds & {"PARTS", "OVER", "SLASH", "HALF", "FACTOR", "GLYPH"}
    parts = (one for one in units if one.dimension == "ratio")
    return bool(named) or any(not (alone and one.name == "percent") for one in parts)


def _levelled(found: list[Both]) -> bool:
    """Whether a level is compared, and not a total: 人均GDP高于全国20%."""
    kinds = {_word_type(one) for one in found}
    return bool(kinds & {"AVERAGE", "PER_HEAD", "PER_GDP", "PER_ENERGY", RATIO})


def _figure_type(both: Both) -> str:
    return both.figure.type if both.figure else ""


def _word_type(both: Both | None) -> str:
    return both.word.type if both and both.word else ""


def _titled(found: list[Token]) -> list[Token]:
    """``the state of Georgia`` is Georgia, and so is ``America's Georgia``; ``in southern China`` tells where."""
    kept: list[Token] = []
    for one in found:
        kinds = [word.type for word in kept[-2:]]
        if kinds[-1:] == ["IN"] and one.text in words_of("directions"):
            where = next((word.type for word in kept[-2::-1] if word.type != "COMMA"), "")
            if where == REGION:
                kept.pop()
                continue
        beside = kinds[-1:] == [NATION] and kept[-1].end == one.start  # 中国广东
        owned = kinds == [NATION, "POSS"] and kept[-1].text.isascii()
        if one.type == REGION and (beside or owned):
            nation = kept[-1] if beside else kept[-2]
            if str(one.value).startswith(f"{nation.value}-"):
                one = replace(one, start=nation.start)
                del kept[-1 if beside else -2 :]
        if one.type == REGION and kinds in (["PRONOUN", "OF"], ["PROVINCES", "OF"]):
            one = replace(one, start=kept[-2].start)
            kept[-2:] = []
            own = kept and kept[-1].type == NATION and kept[-1].value
            if own and str(one.value).startswith(f"{own}-"):
                one = replace(one, start=kept.pop().start)
        kept.append(one)
    return kept


def _of_all(found: list[Token]) -> list[Token]:
    """``6 % of all Americans`` is of them; ``the largest of all`` is among the others."""
    whole = words_of("whole_of")
    return [
        replace(one, type="OF") if one.text in whole and after.type in (CONCEPT, PEOPLE) else one
        for one, after in itertools.zip_longest(found, found[1:], fillvalue=_NO_WORD)
    ]  # fmt: skip


def _without_glosses(found: list[Token]) -> list[Token]:
    """``carbon dioxide (CO2)``, ``quadrillion British thermal units (quads)``: one thing named twice."""
    kept: list[Token] = []
    place = 0
    while place < len(found):
        inner = found[place + 1 : place + 3]
        if found[place].text == "(" and [one.text for one in inner[1:]] == [")"] and kept:
            last, one = kept[-1], inner[0]
            same = one.value == last.value and one.type in (CONCEPT, RATIO, REGION, NATION)
            if (same and one.type == last.type) or _same_unit(kept, one):
                place += 3
                continue
        earlier = _named_before(kept, found[place : place + 2])
        if earlier is not None:
            kept[earlier] = replace(kept[earlier], text=found[place + 1].text)
            place += 2
            continue
        kept.append(found[place])
        place += 1
    return kept


def _per_money(found: list[Token]) -> list[Token]:
    """``per million dollars of GDP``, 每百万美元GDP: one word, with how much money it is."""
    kept: list[Token] = []
    place = 0
    while place < len(found):
        end, unit, worth = place + 1, None, Fraction(1)
        per = found[place].type == "PER" and (not kept or kept[-1].type != NATION)  # 全国每9元GDP
        while per and end < len(found) and unit is None:
            one = found[end]
            if one.type == "UNIT" and is_money(one.value.dimension):
                unit = one.value
            elif one.type not in ("NUMBER", "MULTIPLE"):
                break
            else:
                worth *= one.value.value if one.type == "NUMBER" else one.value
            end += 1
        end += end < len(found) and found[end].type == "OF"
        if [one.type for one in found[place : place + 2]] in (["PER", "PER_GDP"], ["PER", RATIO]):
            place += 1  # 每|万元GDP
            kept.append(found[place])
        elif unit is not None and end < len(found) and found[end].value == MONEY:
            text = " ".join(one.text for one in found[place : end + 1])
            kept.append(
                Token("PER_GDP", text, found[place].start, found[end].end, unit.times(worth))
            )
            place = end
        else:
            kept.append(found[place])
        place += 1
    return kept


def _named_before(kept: Sequence[Token], rest: Sequence[Token]) -> int | None:
    """Where a quantity stands that is named again behind its figure: emissions were 5 Mt of CO2."""
    if [one.type for one in rest] != ["OF", CONCEPT] or not kept or kept[-1].type != "UNIT":
        return None
    if kept[-1].value.dimension == "ratio":
        return None
    places = [
        place for place, one in enumerate(kept) if one.type in (CONCEPT, "COMMA", "BUT", "AND")
    ]
    named = places and kept[places[-1]].type == CONCEPT and kept[places[-1]].value == rest[1].value
    return places[-1] if named else None


def _same_unit(before: Sequence[Token], one: Token) -> bool:
    """Whether a unit is the one that stands before it, with what multiplies it."""
    last = before[-1]
    if not (one.type == last.type == "UNIT" and one.value.dimension == last.value.dimension):
        return False
    multiple = before[-2].value if before[-2:-1] and before[-2].type == "MULTIPLE" else 1
    return bool(one.value.factor in (last.value.factor, last.value.factor * multiple))


def _emitting(found: list[Token]) -> list[Token]:
    """``广东排放二氧化碳6亿吨``: emissions of what is named behind are a verb."""
    verbs = words_of("emitting")
    for place, one in enumerate(found):
        rest = itertools.takewhile(lambda o: o.type not in ("COMMA", "BUT"), found[place + 1 :])
        if one.text in verbs and any(o.type == CONCEPT == one.type for o in rest):
            found[place] = replace(one, type="EMITS", value=None)
    return found


def _settled(found: Sequence[Both]) -> list[Token]:
    """One word of the two that may stand at a place, from the end to the beginning."""
    settled: list[Token] = []
    for place in range(len(found) - 1, -1, -1):
        before = [b.figure or b.word for b in found[max(0, place - 4) : place]]
        settled.append(_one(found[place], [one for one in before if one], settled))
    return _merged(settled[::-1])


def _one(both: Both, before: Sequence[Token], after: Sequence[Token]) -> Token:
    """A word by its neighbours; ``after`` has the next one last."""
    figure, word = both
    last = before[-1].type if before else ""
    if figure is None:
        assert word is not None
        return word
    if figure.type == "MULTIPLE" and last in BOUNDS and figure.value >= ALONE:
        return replace(figure, type="NUMBER", value=Numeral(figure.value, figure.value))  # 过亿
    money = figure.type in ("UNIT", "CURRENCY") and is_money(figure.value.dimension)
    if money:  # AUD 5 billion, 5 billion €
        behind = last in _AFTER["UNIT"] and (figure.type == "UNIT" or last != "PER")
        before_one = not behind and _begins(after, ("NUMBER",))
        figure = replace(
            figure, type="CURRENCY" if before_one else "UNIT" if behind else figure.type
        )
        if before_one:
            return figure
    odd = figure.type == "ODD" and last in ("NUMBER", "MULTIPLE")  # 比山东多2500|多|万
    compares = last not in ("RISES", "FALLS") and any(one.type == "COMPARED" for one in before)
    compares = compares and not odd
    if compares and word is not None and word.type in ("MORE", "LESS"):
        return word
    if _fits(figure, last, after, [one.type for one in before[-2:-1]]):
        return figure
    if word is not None:
        return word
    if figure.type in _SEPARATE:
        return replace(figure, type=_SEPARATE[figure.type])
    return figure


def _fits(figure: Token, last: str, after: Sequence[Token], counted: Sequence[str]) -> bool:
    """Whether a word is a part of a figure here."""
    kind = figure.type
    if kind == "UNIT" and figure.value.dimension in ("people", "count") and counted == ["IN"]:
        return False  # one in eleven people
    if kind == "UNIT" and figure.value.dimension == "people" and counted == ["TH"]:
        return False  # 第一人口大省
    if kind in _AFTER:
        return last in _AFTER[kind]
    if kind in ("BETWEEN", "FROM"):
        return kind == "FROM" or _begins(after, BEGINS)
    if kind == "UNDER" and last in (*COUNTED, "UNIT") and not _begins(after, BEGINS):
        return True
    if kind == "BOTTOM":
        return bool(after) and after[-1].type == "TH"
    if kind in BOUNDS:
        return _begins(after, BEGINS) or (bool(after) and after[-1].type in BOUNDS)
    if kind == "COLON":
        return False
    if kind == "TOP":
        return _begins(after, ("NUMBER",))
    if kind == "YEAR_SIGN":
        return last in ("NUMBER", UNKNOWN)
    if kind == "NOT":
        return bool(after) and after[-1].type in ("ABOVE", "BELOW")
    if kind == "IN":
        return last == "NUMBER" and _begins(after, ("NUMBER",)) and not after[-1].year
    if kind == "A":
        return bool(after) and after[-1].type in ("ORDINAL", "HALF")
    if kind in ("DASH", "TILDE", "MINUS", "PLUS"):
        return _begins(after, BEGINS)
    if kind == "HIGHEST" or kind == "LOWEST":
        return len(figure.text) > 1 or last in ("NUMBER", "ORDINAL")
    return True


def _begins(after: Sequence[Token], kinds: tuple[str, ...]) -> bool:
    """Whether a figure begins next."""
    if not after:
        return False
    if after[-1].type in kinds:
        return True
    second = after[-2].type if len(after) > 1 else ""
    return after[-1].type in ("A", "ORDINAL", "MULTIPLE", "DASH", "MINUS") and (
        second in (*BEGINS, "ORDINAL", "UNIT") or after[-1].type == "ORDINAL"
    )


def _merged(found: list[Token]) -> list[Token]:
    """Signs of no list that stand together are one unknown word."""
    merged: list[Token] = []
    for one in found:
        last = merged[-1] if merged else None
        if last and last.type == one.type == UNKNOWN and last.end == one.start:
            merged[-1] = replace(last, text=last.text + one.text, end=one.end)
        else:
            merged.append(one)
    return merged


# -- the lists ------------------------------------------------------------------------------------


@functools.cache
def _figures() -> dict[str, list[tuple[str, str, Any]]]:
    """The words of figures, without those that only stand beside one."""
    every = [one for phrases in notation.vocabulary().values() for one in phrases]
    return notation.by_first([one for one in every if one[1] != "NEUTRAL"])


@functools.cache
def listed(group: str) -> tuple[tuple[str, str], ...]:
    """Each word of a group of the catalogue, with its key."""
    return tuple(
        (notation.normalised(word), key)
        for texts in WORDS.values()
        for key, words in texts[group].items()
        for word in notation.listed(words)
    )


def lexicon(regions: Regions, concepts: Iterable[Concept] = ()) -> Lexicon:
    """The lexicon over the regions of some data, and over concepts that the report has not."""
    own = {word: one.id for one in concepts for word in _called(one)}
    names = dict(_names(regions))
    phrases: list[tuple[str, str, Any]] = [
        (name, _type_of(regions[id_]), id_) for name, id_ in names.items()
    ]
    phrases += [(name, PEOPLE, id_) for name, id_ in _peoples(regions)]
    phrases += [
        (word, TRAP, code)
        for word, code in listed("traps")
        if word.removesuffix("'s") not in names and word not in own
    ]
    phrases += [(word, CONCEPT, concept) for word, concept in listed("concepts") if word not in own]
    phrases += [(word, CONCEPT, concept) for word, concept in own.items()]
    phrases += [(word, RATIO, ratio) for word, ratio in listed("ratios")]
    phrases += [(word, kind, None) for word, kind in listed("lexicon")]
    figures = (one[0] for phrases in _figures().values() for one in phrases)
    single = {word for phrase in (*figures, *(p[0] for p in phrases)) for word in phrase.split()}
    return Lexicon(
        notation.by_first(phrases),
        names,
        frozenset(word for word in single if word.endswith(".")),
        frozenset(single),
    )


def _called(concept: Concept) -> Iterator[str]:
    texts = (concept.name_en, concept.name_zh, concept.also_en, concept.also_zh)
    for word in (word for text in texts for word in notation.listed(text)):
        yield notation.normalised(word)


def own_concepts(evaluator: Evaluator) -> tuple[Concept, ...]:
    """The concepts with a headline basis that the report has no words for."""
    ours = {concept for _, concept in listed("concepts")}
    stated = {
        basis.concept for _, basis in evaluator.declared.everything() if basis.role == "headline"
    }
    concepts = evaluator.store.concepts
    return tuple(concepts[one] for one in sorted(stated - ours) if concepts[one].is_total)


def _type_of(region: Region) -> str:
    return NATION if region.level == "nation" else REGION


def _names(regions: Regions) -> Iterator[tuple[str, str]]:
    for region in regions:
        if region.level == "grid":
            continue
        texts = (region.name_en, region.name_zh, region.also_en, region.also_zh)
        for word in (word for text in texts for word in notation.listed(text)):
            yield notation.normalised(word), region.id


def _peoples(regions: Regions) -> Iterator[tuple[str, str]]:
    for region in regions:
        for word in notation.listed(region.people_en):
            yield notation.normalised(word), region.id


@functools.lru_cache(maxsize=4)
def firsts(regions: Regions) -> dict[str, str]:
    """The names of provinces and states, to suggest one for a word that is none."""
    return {name: id_ for name, id_ in _names(regions) if regions.is_part(id_)}


@functools.cache
def ten_thousand() -> tuple[tuple[str, str], ...]:
    """Words for ten thousand of a currency, and the currency."""
    return tuple(
        (money, word) for texts in WORDS.values() for money, words in texts["ten_thousand"].items()
        for word in notation.listed(words)
    )  # fmt: skip


@functools.cache
def words_of(key: str) -> frozenset[str]:
    """The words under a key of the catalogues, of both languages."""
    return frozenset(word for texts in WORDS.values() for word in notation.listed(texts[key]))
