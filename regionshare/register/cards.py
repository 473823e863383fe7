"""Cards: each number with its formula, figures, basis and span, and words to quote it by.

The facts of a number are written once, in `facts`; a notebook lists them, a page shows them in a
card that opens from the number, and the register page holds them whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionshare.citation import forms
from regionshare.citation.forms import Citable
from regionshare.data.store import Store
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number, anchor
from regionshare.register import exports, published
from regionshare.text import formulas
from regionshare.text.markup import Markup, plain, render
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
    """

    lang: str
    limit: int | None = SHOWN
    more: str = "numbers.json"
    series_page: str = ""

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
        proxy=_proxy(number, shown.lang),
        facts=facts(number, store, shown),
        quoted=quoted,
    )


def _proxy(number: Number, lang: str) -> str:
    return f" ({display.BASIS[lang]['proxy']})" if number.match == "proxy" else ""


def facts(number: Number, store: Store, shown: Shown) -> Markup:
    """Formula, basis, figures by series, span with each choice, hash."""
    words, lang, span = shown.words, shown.lang, number.span
    choices = [
        (display.shown(value, number.unit, number.decimals, store.units, lang), token)
        for token, value in (span.values.items() if span else ())
    ]
    told = (
        words["spanned"].format(span=display.span(number, store, lang), count=span.count)
        if span
        else ""
    )
    return render(
        "register/facts.html",
        words=words,
        formula=formulas.told(number.formula, lang),
        basis=display.basis_text(number, lang),
        series=[_series(group, store, shown) for group in _grouped(number.inputs)],
        span=told,
        choices=choices,
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
    copied = _copied(first.transcription, store)
    told = words["dated"].format(day=copied) if stated else words["via"].format(copy=copied)
    notes = [told] if copied else []
    if series and series.not_compared:
        notes.append(words["not_compared"])
    page = ""
    if shown.series_page and series:  # a figure of a document is of no series
        place = re.sub("[._]", "-", first.series)
        page = f"{shown.series_page}#series-{place}"
    more = Markup(words["more"]).format(count=len(group) - limit, place=shown.more)
    return {
        "figures": [
            (f"{store.regions[one.region].name(lang)} {one.year}", _value(one, store, lang))
            for one in group[:limit]
        ],
        "more": more if limit < len(group) else "",
        "name": first.series,
        "page": page,
        "citation": source.citation,
        "url": source.url,
        "notes": notes,
    }


def _value(one: Input, store: Store, lang: str) -> str:
    """A figure in its friendly unit; a count, a ratio and MW as they stand."""
    if one.unit in ("count", "ratio", "MW"):
        return f"{one.value:,.10g}" + (" MW" if one.unit == "MW" else "")
    return display.quantity(one.value, one.unit, store.units, lang)


def _copied(transcription: str, store: Store) -> str:
    """A transcription note with the title of the copy it names."""
    key, _, rest = transcription.partition(";")
    source = store.sources.get(key.strip())
    named = source.citation if source else key.strip()
    return f"{named};{rest}" if rest else named


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
        ``plain``, ``markdown`` (``{url}`` stands for the address of the entry), ``latex``,
        ``bibtex``.
    """
    work, value = citing.number(content), content["display"][lang]
    one = published.read_entry(content["id"], content)
    return {
        "plain": f"{value} ({one.id}). {forms.plain(work)}",
        "markdown": f'[{value}]({{url}} "{one.id}, {one.hash}")',
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
    """

    register: Mapping[str, Any]
    store: Store
    citing: Citable
    lang: str

    def cards(self) -> dict[str, str]:
        """The card of each number, as HTML, by its id."""
        return {key: self.card(content) for key, content in self.register["numbers"].items()}

    @property
    def words(self) -> dict[str, str]:
        """The words of its language."""
        return Shown(self.lang).words

    def card(self, content: Mapping[str, Any]) -> Markup:
        """A card: facts, buttons to copy, a link to the whole entry."""
        number = published.number(content)
        place = f"numbers.html#{anchor(number.id)}"
        whole = render("register/link.html", address=place, text=self.words["whole"])
        shown = Shown(self.lang, more=whole, series_page="sources.html")
        return render(
            "register/card.html",
            words=self.words,
            name=f"card-{anchor(number.id).removeprefix('num-')}",
            id=number.id,
            value=content["display"][self.lang],
            proxy=_proxy(number, self.lang),
            address=self.citing.url(place) or place,
            texts={**self._texts(content), "link": "{url}"},
            facts=facts(number, self.store, shown),
            whole=whole,
        )

    def page(self, titles: Mapping[str, str], files: Mapping[str, str]) -> str:
        """The register page, as MyST: every number whole, by the chapter that shows it first.

        Parameters
        ----------
        titles : mapping
            Title by chapter.
        files : mapping
            Name by address: what of the edition can be downloaded whole.
        """
        chapters = {
            slug: [n for n in self.register["numbers"].values() if n["chapter"] == slug]
            for slug in titles
        }
        return plain(
            "register/numbers.md",
            words=self.words,
            edition=self.register["texts"].get("edition", self.citing.edition),
            files=render("register/files.html", words=self.words, files=files),
            chapters=[
                {"slug": slug, "title": titles[slug], "entries": list(map(self._whole, own))}
                for slug, own in chapters.items()
                if own
            ],
        )

    def _texts(self, content: Mapping[str, Any]) -> dict[str, str]:
        return quotations(content, self.store, self.citing, self.lang)

    def _whole(self, content: Mapping[str, Any]) -> Markup:
        texts = self._texts(content)
        quoted = "\n".join(texts[form] for form in ("latex", "bibtex"))
        shown = Shown(self.lang, limit=None, series_page="sources.html")
        return entry(published.number(content), self.store, shown, quoted)

    def json(self) -> str:
        """The cards as the text of ``cards.json``."""
        return json.dumps(self.cards(), ensure_ascii=False, sort_keys=True, indent=0) + "\n"
