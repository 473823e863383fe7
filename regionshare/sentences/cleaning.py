"""Cleaning: a text as one line of plain signs, each with its place in the text that was given.

Markup, marks of direction and the broken lines of a PDF are taken away; nothing that says something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims.notation import normalised
from regionshare.sentences.lexicon import words_of

LONGEST = 200_000
"""Characters of a text that are read at once."""
MOST = 1_000_000
"""Characters of a text of which the beginning is read; a longer one is refused as a whole."""
SENTENCE = 1_000
"""Characters of a sentence; the longest of a newspaper have 500."""

_MARKUP = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,400}>")
_INLINE = ("a", "abbr", "b", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u")
_NOTES = re.compile(r"(?<=\S) ?\[\d{1,3}\]|(?<=[%％.。,，)”])[¹²³⁴-⁹⁰]+|(?<=[%％])[*†‡]+|\*\*")
"""Marks of footnotes, and those that make words bold."""
_HARMLESS = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2068\u2069\ufeff\ufe0e\ufe0f"
)
"""Soft hyphens, joiners and marks of direction: they print nothing and reorder nothing of ours."""
_PICTURES = re.compile("[\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]")
"""Emoji, which are decoration but for those that are words: up, down, false, a place."""
_WORDLIKE = re.compile(r"[A-Za-z\d.,%％]{2}")
_DASHES = re.compile(r"(?<=\s)[-–—](?=\s)|—+")
_RANGE = re.compile(r"[\d%％\u5e74]\d")  # 年
"""What stands around a dash that joins two figures; others part words."""
_GASES, _MASSES = ("co2", "co₂"), ("t", "kt", "mt", "gt")
_LATIN = re.compile("[A-Za-z]+")
_HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
"""A Chinese character, or a wide one between them."""
_SPACES = re.compile(r"\s+")
_BULLET = re.compile(r"[-•*·▪■●◆]\s")
_ENUMERATOR = re.compile(
    r"(?:^|(?<=\n))[^\S\n]*"
    r"(?:[-•*·▪■●◆](?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)(?=\s)|\d{1,2}\.(?=[^\S\n]+[A-Z\u4e00-\u9fff]))"
)
"""What numbers a line of a list: ``1.``, ``(a)``, a bullet at the beginning of a text."""
_FULL_STOPS = "。！？!?…"


class Span(NamedTuple):
    """From one character of a text to before another."""

    start: int
    end: int


@dataclass(frozen=True)
class Plain:
    """A cleaned text.

    Attributes
    ----------
    text : str
        Its characters in plain signs and small letters.
    cased : str
        The same with its capitals.
    places : tuple of int
        Where each stands in the text that was given.
    given : str
        That text.
    """

    text: str
    cased: str
    places: tuple[int, ...]
    given: str

    def span(self, start: int, end: int) -> Span:
        """Where a part of the cleaned text stands in the given one, without outer spaces."""
        while start < end and self.text[start] in " \n":
            start += 1
        while end > start and self.text[end - 1] in " \n":
            end -= 1
        if start >= end:
            place = self.places[min(start, len(self.places) - 1)] if self.places else 0
            return Span(place, place)
        return Span(self.places[start], self.places[end - 1] + 1)

    def words(self, span: Span) -> str:
        """The given text of a span, on one line."""
        return " ".join(self.given[span.start : span.end].split())


def cleaned(given: str, known: Callable[[str], bool] = lambda word: False) -> Plain:
    """A text without markup, marks of direction and broken lines.

    Parameters
    ----------
    given : str
        The text.
    known : callable, optional
        Whether two halves of a word at the end of a line make one that is known.
    """
    kept, signs = [sign not in _HARMLESS for sign in given], list(given)
    for one in _NOTES.finditer(given):
        kept[one.start() : one.end()] = [False] * (one.end() - one.start())
    for one in _MARKUP.finditer(given):
        kept[one.start() : one.end()] = [False] * (one.end() - one.start())
        if one.group(1).lower() not in _INLINE:
            kept[one.start()], signs[one.start()] = True, " "
    for one in _ENUMERATOR.finditer(given):
        kept[one.start() : one.end()] = [False] * (one.end() - one.start())
    for one in _PICTURES.finditer(given):
        place = one.start()
        inside = _WORDLIKE.fullmatch(
            given[max(0, place - 1) : place] + given[place + 1 : place + 2]
        )
        if not inside and one.group() not in words_of("turning_signs"):
            signs[place] = " "
    for one in _DASHES.finditer(given):
        around = given[: one.start()].rstrip()[-1:] + given[one.end() :].lstrip()[:1]
        if not _RANGE.fullmatch(around):
            signs[one.start() : one.end()] = "," * len(one.group())
    _mend_lines(given, signs, kept, known)
    pairs = [(signs[i], i) for i in range(len(given)) if kept[i]]
    pairs = list(_parted([part for pair in pairs for part in _widened(*pair)], known))
    cased = "".join(sign for sign, _ in pairs)
    lines = [place for place, sign in enumerate(cased) if sign == "\n"]
    text = list(normalised(cased))
    for place in lines:
        text[place] = "\n"
    return Plain("".join(text), cased, tuple(place for _, place in pairs), given)


def _parted(
    pairs: list[tuple[str, int]], known: Callable[[str], bool]
) -> Iterator[tuple[str, int]]:
    """``GDP9.8万元``, ``590 MtCO2``: what stands right behind a word that is known stands for itself."""
    word = ""
    for nth, (given, place) in enumerate(pairs):
        sign = unicodedata.normalize("NFKC", given) if "\uff01" <= given <= "\uff5e" else given
        if sign.isdecimal() and word and known(word.lower()):
            behind = "".join(one for one, _ in pairs[nth : nth + 3])
            if not any(known(word.lower() + behind[:length]) for length in (1, 2, 3)):
                yield " ", place
        if sign in "Cc" and word.lower() in _MASSES:
            gas = "".join(one for one, _ in pairs[nth : nth + 3])
            if gas.lower() in _GASES:
                yield " ", place
                word = ""
        word = word + sign if sign.isascii() and sign.isalpha() else ""
        yield given, place


def _widened(sign: str, place: int) -> Iterator[tuple[str, int]]:
    """A wide comma or full stop parts, as one with a space behind it; a short form of one sign is itself."""
    if sign in "，；：":
        yield from ((unicodedata.normalize("NFKC", sign), place), (" ", place))
    else:
        yield sign, place


def _mend_lines(
    given: str, signs: list[str], kept: list[bool], known: Callable[[str], bool]
) -> None:
    """One line, one space: between Chinese characters a break is nothing, a hyphen before it may be its own."""
    for one in _SPACES.finditer(given):
        start, end, breaks = *one.span(), one.group().count("\n")
        signs[start:end] = " " * (end - start)
        kept[start + 1 : end] = [False] * (end - start - 1)
        if not breaks:
            continue
        before, after = given[start - 1 : start], given[end : end + 1]
        if breaks > 1 or _BULLET.match(given, end):
            signs[start] = "\n"
            if breaks == 1:
                kept[end] = False
        elif before == "-" and given[start - 2 : start - 1].isalpha() and after.isalpha():
            head = re.search(r"[A-Za-z]+$", given[max(0, start - 30) : start - 1])
            tail = re.match(r"[A-Za-z]+", given[end : end + 30])
            if head and tail and known((head.group() + tail.group()).lower()):
                kept[start - 1] = False
            kept[start:end] = [False] * (end - start)
        elif _HAN.match(before) and (_HAN.match(after) or after.isdigit()):
            kept[start:end] = [False] * (end - start)


def language(text: str) -> str:
    """The language of a text: Chinese where it has more Chinese characters than Latin words.

    >>> language("2023年广东GDP占全国10.8%"), language("“约” (about) 7 % of China's energy"), language("7 %")
    ('zh', 'en', 'en')
    """
    return "zh" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def sentences(plain: Plain, short: frozenset[str]) -> Iterator[Span]:
    """Where each sentence of a cleaned text stands in it.

    Parameters
    ----------
    plain : Plain
        The text.
    short : frozenset of str
        Words that end in a full stop which ends no sentence.
    """
    start, text = 0, plain.text
    for place, sign in enumerate(text):
        ends = sign == "\n" or plain.cased[place] in _FULL_STOPS
        if sign == "." and not ends:
            ends = _ends_here(plain, place, short, start)
        if ends:
            yield Span(start, place + (sign != "\n"))
            start = place + 1
    yield Span(start, len(text))


def _ends_here(plain: Plain, place: int, short: frozenset[str], start: int) -> bool:
    """Whether a full stop ends a sentence: a space follows, and it ends no short form."""
    rest = plain.cased[place + 1 : place + 4].lstrip("\"'”’)]")
    if not rest:
        return True
    if rest[0] not in " \n":
        return False
    before = plain.text[max(start, place - 12) : place + 1]
    if not before.endswith(tuple(short)):
        return True
    return not any(before.endswith(one) and not before[: -len(one)][-1:].isalpha() for one in short)


def as_written(words: str, text: str) -> str:
    """Words in small letters with the capitals and hyphens that they have in a text."""
    whole = re.search(r"[\s-]+".join(map(re.escape, words.split())), text, re.IGNORECASE)
    if whole and words:
        return " ".join(whole.group().split())
    written = {word.lower(): word for word in reversed(_WORD.findall(text))}
    return _WORD.sub(lambda one: written.get(one.group(), one.group()), words)


_WORD = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)*")


def printable(words: str) -> str:
    """Words in which a sign that prints nothing, or turns what is printed, is told by its number."""
    return "".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in words)
