"""Cards: each number with its formula, figures, basis and span, and words to quote it by.

The facts of a number are written once, in `facts`; a notebook lists them, a page shows them in a
card that opens from the number, and the register page holds them whole.
"""

from __future__ import annotations

import datetime
import functools
import json
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionshare.citation import forms
from regionshare.citation.forms import Citable
from regionshare.claims.words import day_text
from regionshare.data.store import Store
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number, anchor
from regionshare.register import exports, meanings, published
from regionshare.register.meanings import meaning
from regionshare.text.markup import HTML_LANG, Markup, escape_tex, plain, render
from regionshare.text.messages import room

WORDS = room("cards")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SHOWN = 6
"""Above this many figures of one series a card shows the first few and how many more there are."""


@dataclass(frozen=True)
class Shown:
    """How a number is shown: in which language, with how many figures, leading where.

    Attributes
    ----------
    limit : int or None
        Figures of one series; None is all.
    more : str
        Where the others are; may be `Markup`.
    series_page : str
        Address of the page with an entry for each series; empty in a notebook.
    folded : bool
        Whether the figures above the limit are folded away instead of left out.
    listed : str
        The number whose card on the same page lists the choices of the same span; they are not
        listed again. Empty where they are listed here.
    above : dict, optional
        What the cards before on the same page show, with its place on the page: the figures of a
        long list, and where figures come from. They are not shown again, but the place is named.
    """

    lang: str
    limit: int | None = SHOWN
    more: str = "numbers.json"
    series_page: str = ""
    folded: bool = False
    listed: str = ""
    above: dict[tuple[Any, ...], str] | None = None

    def place(self, kind: str, *what: Any) -> tuple[str, bool]:
        """A name for a place on the page, and whether it is one that showed this before."""
        if self.above is None:
            return "", False
        known = (kind, *what) in self.above
        return self.above.setdefault((kind, *what), f"{kind}{len(self.above)}"), known

    @property
    def words(self) -> dict[str, str]:
        """The words of its language."""
        found: dict[str, str] = WORDS[self.lang]
        return found


def cards(numbers: Sequence[Number], store: Store, lang: str) -> str:
    """One entry for each number, in the order they were computed: what a notebook shows."""
    return "\n".join(entry(one, store, Shown(lang)) for one in numbers)


def entry(number: Number, store: Store, shown: Shown, quoted: str = "") -> Markup:
    """A number that unfolds to its facts, and to text to quote it by if there is any."""
    return render(
        "register/entry.html",
        id=number.id,
        anchor=anchor(number.id),
        value=display.display(number, store, shown.lang),
        meaning=meaning(number.id, store, shown.lang),
        proxy=_proxy(number, shown.lang),
        facts=facts(number, store, shown),
        quoted=quoted,
    )


def _proxy(number: Number, lang: str) -> str:
    return str(WORDS[lang]["proxy"]) if number.match == "proxy" else ""


def facts(number: Number, store: Store, shown: Shown) -> Markup:
    """Figures by series with their sources, formula, basis, span with each choice, id and hash."""
    words, lang, span = shown.words, shown.lang, number.span
    concept = number.id.split("/")[1].partition(":")[0]
    choices = [
        (
            display.shown(value, number.unit, number.decimals, store.units, lang),
            meanings.choices(concept, token, store, lang) or token,
        )
        for token, value in (span.values.items() if span and not shown.listed else ())
    ]
    ranges = (
        words["spanned"].format(span=display.span(number, store, lang), count=span.count)
        if span
        else ""
    )
    return render(
        "register/facts.html",
        words=words,
        id=number.id,
        formula=_DAY.sub(
            lambda day: day_text(datetime.date.fromisoformat(day[0]), lang),
            display.signs(display.told(number.formula, lang)),
        ),
        worked=worked(number, store, lang),
        basis=display.basis_text(number, store, lang),
        series=[_series(group, store, shown) for group in _grouped(number.inputs)],
        span=ranges,
        choices=choices,
        listed=shown.listed,
        listed_at=f"../numbers.html#{anchor(shown.listed)}",
        hash=number.hash,
    )


def _grouped(inputs: Sequence[Input]) -> list[list[Input]]:
    """The figures by series and transcription, in the order of the first of each."""
    groups: dict[tuple[str, str, str], list[Input]] = {}
    for one in inputs:
        groups.setdefault((one.series, one.source, one.transcription), []).append(one)
    return list(groups.values())


def _series(group: Sequence[Input], store: Store, shown: Shown) -> dict[str, Any]:
    """The figures of one series: each value, then where they come from."""
    words, lang, first = shown.words, shown.lang, group[0]
    limit = shown.limit if shown.limit and len(group) > shown.limit else len(group)
    series, source = store.series.get(first.series), store.sources[first.source]
    stated = _DAY.fullmatch(first.transcription)  # of a document: the day it was published
    copied = _copied(first.transcription, store, lang)
    if stated:
        told = words["dated"].format(day=day_text(datetime.date.fromisoformat(copied), lang))
    else:
        told = words["via"].format(copy=copied)
    notes = [told] if copied else []
    if series and series.not_compared:
        notes.append(words["not_compared"])
    page = ""
    if shown.series_page and series:  # a figure of a document is of no series
        place = re.sub("[._]", "-", first.series)
        page = f"{shown.series_page}#series-{place}"
    more = Markup(words["more"]).format(count=len(group) - limit, place=shown.more)
    figures = [
        (
            words["figure"].format(region=store.regions[one.region].name(lang), year=one.year),
            _value(one, store, lang),
        )
        for one in group
    ]
    rest = figures[limit:] if shown.folded else []
    place, again = shown.place("f", frozenset(group)) if rest else ("", False)
    origin, same = shown.place("o", first.series, first.source, first.transcription)
    return {
        "place": place,
        "again": words["figures_above"].format(count=len(group)) if again else "",
        "origin": origin,
        "same": same,
        "figures": figures[:limit],
        "rest": rest,
        "count": words["further"].format(count=len(group) - limit),
        "more": more if limit < len(group) and not shown.folded else "",
        "name": display.series_name(first.series, store, lang),
        "page": page,
        "citation": source.cited(lang),
        "url": source.url,
        "notes": notes,
    }


def _value(one: Input, store: Store, lang: str) -> str:
    """A figure in its friendly unit; a count, a ratio and MW as they stand."""
    if one.unit in ("count", "ratio", "MW"):
        return f"{one.value:,.10g}" + (" MW" if one.unit == "MW" else "")
    return display.quantity(one.value, one.unit, store.units, lang, stated=True)


_TERM = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def worked(number: Number, store: Store, lang: str) -> str:
    """The figures of a formula as a reader would type them: in the units shown, with their result.

    Empty where the formula has no figures, or one that is of no known unit.
    """
    _, found, tail = number.formula.rpartition(" = ")
    if not found or not re.fullmatch(r"[\d.e+*/()\- ]+", tail):
        return ""
    if number.unit in ("percent", "change"):
        tail = tail.removeprefix("100 * ")
        inner = tail.removeprefix("(").removesuffix(")")
        tail = tail if "(" in inner or ")" in inner else inner
    units = {one.unit for one in number.inputs}
    parts = []
    for term in _TERM.findall(tail):
        value = float(term)
        own = {one.unit for one in number.inputs if abs(one.value - value) <= 1e-6 * abs(value)}
        own = own or units
        if term not in ("1", "100") and (len(own) != 1 or own & UNCONVERTED):
            return ""
        parts.append((term, "" if term in ("1", "100") else own.pop()))
    texts = [
        display.quantity(float(t), unit, store.units, lang, stated=True) if unit else t
        for t, unit in parts
    ]
    if len(texts) == 2 and parts[0][1] == parts[1][1] and re.fullmatch(r"\S+ / \S+", tail):
        _, symbol = display.friendly(parts[0][1], store.units, lang)
        if texts[1].endswith(symbol):
            texts[0] = texts[0].removesuffix(symbol).rstrip()  # one unit for both
    filled = iter(texts)
    told = display.signs(_TERM.sub(lambda _: next(filled), tail))
    return f"{told} = {display.display(number, store, lang)}"


UNCONVERTED = {"count", "ratio", "percent", "MW"}


def _copied(transcription: str, store: Store, lang: str) -> str:
    """A transcription note with the title of the copy it names; who made it, the sources tell."""
    key, _, rest = transcription.partition(";")
    source = store.sources.get(key.strip())
    named = source.titled(lang) if source else key.strip()
    return f"{named};{rest}" if rest and lang == "en" else named


def quotations(
    content: Mapping[str, Any], store: Store, citing: Citable, lang: str
) -> dict[str, str]:
    """What a reader may want to copy of a number: by form, the text.

    Parameters
    ----------
    content : mapping
        The number as ``numbers.json`` holds it.

    Returns
    -------
    dict
        ``plain``, ``markdown`` (in both ``{url}`` stands for the address of the entry), ``latex``,
        ``bibtex``.
    """
    value, words = content["display"][lang], WORDS[lang]
    one = published.read_entry(content["id"], content)
    said = words["said"].format(meaning=meaning(one.id, store, lang), value=value)
    return {
        "plain": f"{said} {forms.plain(citing.within(one.id, one.hash))} {{url}}",
        "markdown": f'[{value}]({{url}} "{meaning(one.id, store, lang)}")',
        "latex": exports.tex_macro(one, exports.macro_name(one.id, store.regions)),
        "bibtex": _bibtex(content, store, citing),
    }


def bibliography(numbers: Mapping[str, Any], store: Store, citing: Citable) -> str:
    """A BibTeX entry for each number of a register."""
    return "\n".join(_bibtex(one, store, citing) for one in numbers.values())


def _bibtex(content: Mapping[str, Any], store: Store, citing: Citable) -> str:
    one = published.read_entry(content["id"], content)
    address = citing.number(content).url
    return exports.bib_entry(one, citing.edition, citing.version, store, citing.record, address)


@dataclass(frozen=True)
class Deck:
    """The cards and the register page of an edition in one language.

    Attributes
    ----------
    register : mapping
        The merged register of the language.
    loads : str
        How many megabytes a page loads to derive a number again; empty where it cannot.
    """

    register: Mapping[str, Any]
    store: Store
    citing: Citable
    lang: str
    loads: str = ""

    @property
    def words(self) -> dict[str, str]:
        """The words of its language."""
        return Shown(self.lang).words

    @functools.cached_property
    def labels(self) -> dict[str, str]:
        """What each number is, in words, by its id."""
        return {key: meaning(key, self.store, self.lang) for key in self.register["numbers"]}

    def by_chapter(self) -> dict[str, list[Mapping[str, Any]]]:
        """The numbers by the chapter that shows them first."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for one in self.register["numbers"].values():
            found.setdefault(one["chapter"], []).append(one)
        return found

    def sheets(self, titles: Mapping[str, str], root: str, twin: str = "") -> dict[str, str]:
        """The cards of each chapter's numbers, as a page of their own that needs no script.

        A page of the book takes a card from there when a reader opens it.

        Parameters
        ----------
        titles : mapping
            Title by chapter.
        root : str
            What leads from such a page to the published site.
        twin : str
            What leads to the same page in the other language, if there is one.
        """
        return {
            f"{slug}.html": self._sheet(own, root, titles, slug, twin)
            for slug, own in self.by_chapter().items()
            if slug in titles
        }

    def _sheet(
        self,
        own: Sequence[Mapping[str, Any]],
        root: str,
        titles: Mapping[str, str],
        slug: str,
        twin: str,
    ) -> str:
        texts, shared = packed([self._texts(one) for one in own], [_own(one) for one in own])
        page = render(
            "register/sheet.html",
            words=self.words,
            lang=HTML_LANG[self.lang],
            title=titles[slug],
            slug=slug,
            twin=twin and f"{twin}{slug}.html",
            cards=list(self._cards(own, texts, root)),
            shared=json.dumps(shared, ensure_ascii=False),
        )
        return f"{page}\n"

    def _texts(self, content: Mapping[str, Any]) -> dict[str, str]:
        return {**quotations(content, self.store, self.citing, self.lang), "link": "{url}"}

    def _cards(
        self, own: Sequence[Mapping[str, Any]], texts: Sequence[Mapping[str, str]], root: str
    ) -> Iterator[Markup]:
        """The cards of a page; what several numbers have in common, the first one lists."""
        first: dict[str, str] = {}
        above: dict[tuple[Any, ...], str] = {}
        for one, quoted in zip(own, texts, strict=True):
            spanned = json.dumps((one.get("span") or {}).get("values"), sort_keys=True)
            at = first.setdefault(spanned, one["id"])
            yield self.card(one, root, at if at != one["id"] else "", quoted, above)

    def card(
        self,
        content: Mapping[str, Any],
        root: str = "../",
        listed: str = "",
        texts: Mapping[str, str] | None = None,
        above: dict[tuple[Any, ...], str] | None = None,
    ) -> Markup:
        """A card: what the number is, where it comes from, buttons that copy the texts."""
        number = published.number(content)
        place = f"numbers.html#{anchor(number.id)}"
        shown = Shown(
            self.lang, series_page="../sources.html", folded=True, listed=listed, above=above
        )
        return render(
            "register/card.html",
            words=self.words,
            anchor=anchor(number.id),
            id=number.id,
            meaning=meaning(number.id, self.store, self.lang),
            value=content["display"][self.lang],
            proxy=_proxy(number, self.lang),
            address=self.citing.url(place) or f"../{place}",
            record=f"{root}numbers.json",
            texts=texts or self._texts(content),
            own=" ".join(_own(content)),
            facts=facts(number, self.store, shown),
            derived=self.words["derive_loads" if self.loads else "derive"].format(size=self.loads),
            derive=f"../check.html?number={urllib.parse.quote(number.id, safe='/:')}#check-number",
        )

    def page(self, titles: Mapping[str, str], files: Mapping[str, str]) -> str:
        """The register page, as MyST: every number with what it is, by chapter; cards are elsewhere.

        Parameters
        ----------
        titles : mapping
            Title by chapter.
        files : mapping
            Name by address: what of the edition can be downloaded whole.
        """
        own = self.by_chapter()
        return plain(
            "register/numbers.md",
            words=self.words,
            files=render("register/files.html", words=self.words, files=files),
            chapters=[
                {
                    "slug": slug,
                    "title": titles[slug],
                    "entries": render(
                        "register/list.html",
                        numbers=[
                            listed(one, self.labels[one["id"]], self.lang) for one in own[slug]
                        ],
                    ),
                }
                for slug in titles
                if slug in own
            ],
        )

    def json(self) -> str:
        """What each number is, as the text of ``cards.json``."""
        return json.dumps(self.labels, ensure_ascii=False, sort_keys=True, indent=0) + "\n"


def _own(content: Mapping[str, Any]) -> list[str]:
    """What a number's texts to copy repeat: its id, the same in TeX, its hash."""
    return [content["id"], escape_tex(content["id"]), content["hash"]]


_PIECE = re.compile(r"(?<=[.:;] )|(?<=\n)|(?<=, )")
_WORTH = 8
"""A shorter piece stays as it is: its mark would be as long."""


def packed(
    texts: Sequence[Mapping[str, str]], own: Sequence[Sequence[str]]
) -> tuple[list[dict[str, str]], list[str]]:
    """Texts with marks, ``{@5}``, for what they repeat, and what the later marks stand for.

    The first marks are for what a text repeats of its own, those behind them for pieces that
    several texts share. The script that copies a text puts all in again.

    >>> packed([{"a": "A note: id-1 is id-1"}, {"a": "A note: id-2 is id-2"}], [["id-1"], ["id-2"]])
    ([{'a': '{@1}{@2}'}, {'a': '{@1}{@2}'}], ['A note: ', '{@0} is {@0}'])
    """
    count = len(own[0]) if own else 0
    marked = [
        {form: _with_marks(text, repeated) for form, text in one.items()}
        for one, repeated in zip(texts, own, strict=True)
    ]
    cut = [{form: _PIECE.split(text) for form, text in one.items()} for one in marked]
    known = Counter(piece for one in cut for pieces in one.values() for piece in pieces)
    shared = [piece for piece, times in known.items() if times > 1 and len(piece) >= _WORTH]
    marks = {piece: f"{{@{count + place}}}" for place, piece in enumerate(shared)}
    return [
        {form: "".join(marks.get(piece, piece) for piece in pieces) for form, pieces in one.items()}
        for one in cut
    ], shared


def _with_marks(text: str, repeated: Sequence[str]) -> str:
    for place, one in enumerate(repeated):
        text = text.replace(one, f"{{@{place}}}")
    return text


def listed(content: Mapping[str, Any], label: str, lang: str) -> dict[str, str]:
    """A number in a list: what `register/list.html` shows of it."""
    return {
        "id": content["id"],
        "anchor": anchor(content["id"]),
        "address": address(content["id"], content["chapter"]),
        "shown": content["display"][lang],
        "label": label,
    }


def address(identifier: str, chapter: str) -> str:
    """Where the card of a number is, seen from a page of the book."""
    return f"numbers/{chapter}.html#{anchor(identifier)}"
