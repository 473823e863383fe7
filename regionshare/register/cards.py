"""Cards: each number with its formula, figures, basis and span, and words to quote it by.

The facts of a number are written once, in `facts`; a notebook lists them, a page shows them in a
card that opens from the number, and the register page holds them whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from regionshare.citation import references
from regionshare.citation.citation import Citable
from regionshare.data.store import Store
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number, anchor
from regionshare.register import exports, macros, published
from regionshare.register.published import Published
from regionshare.text import formulas, tables
from regionshare.text.words import CARD as WORDS

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
        Where the others are, as HTML.
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
        return WORDS[self.lang]


def cards(numbers: Sequence[Number], store: Store, lang: str) -> str:
    """One entry for each number, in the order they were computed: what a notebook shows."""
    return "\n".join(entry(one, store, Shown(lang)) for one in numbers)


def entry(number: Number, store: Store, shown: Shown, more: str = "") -> str:
    """A number that unfolds to its facts; `more` is HTML that follows them."""
    proxy = f" ({display.BASIS[shown.lang]['proxy']})" if number.match == "proxy" else ""
    value = escape(display.display(number, store, shown.lang))
    return (
        f'<details class="number-entry" id="{anchor(number.id)}" data-number="{escape(number.id)}">'
        f"<summary><strong>{value}</strong> {tables.code(number.id)}{proxy}</summary>"
        f"{facts(number, store, shown)}{more}</details>"
    )


def facts(number: Number, store: Store, shown: Shown) -> str:
    """Formula, basis, figures by series, span with each choice, hash."""
    words, lang = shown.words, shown.lang
    items = [
        ("formula", f'<span class="formula">{escape(formulas.told(number.formula, lang))}</span>'),
        ("basis", escape(display.basis_text(number, lang))),
        ("inputs", "".join(_series(group, store, shown) for group in _grouped(number.inputs))),
    ]
    if number.span is not None:
        text = words["spanned"].format(display.span(number, store, lang), number.span.count)
        items.append(("span", escape(text) + _choices(number, store, lang)))
    items.append(("hash", f"<code>{number.hash}</code>"))
    pairs = "".join(
        f"<div><dt>{escape(words[key])}</dt><dd>{html}</dd></div>" for key, html in items if html
    )
    return f'<dl class="facts">{pairs}</dl>'


def _grouped(inputs: Sequence[Input]) -> list[list[Input]]:
    """The figures by series and transcription, in the order of the first of each."""
    groups: dict[tuple[str, str, str], list[Input]] = {}
    for one in inputs:
        groups.setdefault((one.series, one.source, one.transcription), []).append(one)
    return list(groups.values())


def _series(group: Sequence[Input], store: Store, shown: Shown) -> str:
    """The figures of one series: each value, then where they come from."""
    words, lang, first = shown.words, shown.lang, group[0]
    limit = shown.limit if shown.limit and len(group) > shown.limit else len(group)
    lines = [
        f"{store.regions[one.region].name(lang)} {one.year}: "
        f"<strong>{_value(one, store, lang)}</strong>"
        for one in group[:limit]
    ]
    if limit < len(group):
        lines.append(words["more"].format(len(group) - limit, shown.more))
    series, source = store.series.get(first.series), store.sources[first.source]
    name = tables.code(first.series)
    if shown.series_page and series:  # a figure of a document is of no series
        place = f"series-{first.series.replace('.', '-').replace('_', '-')}"
        name = tables.Html(f'<a href="{shown.series_page}#{place}">{name}</a>')
    cited = escape(source.citation)
    if source.url:
        cited = f'<a href="{escape(source.url)}">{cited}</a>'
    stated = _DAY.fullmatch(first.transcription)  # of a document: the day it was published
    through = words["dated" if stated else "via"]
    notes = [through.format(escape(_copied(first.transcription, store)))]
    if series and series.not_compared:
        notes.append(words["not_compared"])
    values = words["semicolon"].join(lines)
    return (
        f'<p class="figures">{values}</p>'
        f'<p class="origin">{name}: {cited} ({words["semicolon"].join(filter(None, notes))})</p>'
    )


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


def _choices(number: Number, store: Store, lang: str) -> str:
    assert number.span is not None
    shown = (
        (token, display.shown(value, number.unit, number.decimals, store.units, lang))
        for token, value in number.span.values.items()
    )
    items = "".join(f"<li>{escape(value)} {tables.code(token)}</li>" for token, value in shown)
    return f"<ul>{items}</ul>"


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
        "plain": f"{value} ({one.id}). {references.plain(work)}",
        "markdown": f'[{value}]({{url}} "{one.id}, {one.hash}")',
        "latex": exports.tex_macro(one, macros.name(one.id, store.regions)),
        "bibtex": exports.bib_entry(one, _edition(citing), store, citing.record, work.url),
    }


def bibliography(numbers: Mapping[str, Any], store: Store, citing: Citable) -> str:
    """A BibTeX entry for each number of a register."""
    entries = (published.read_entry(key, one) for key, one in numbers.items())
    works = (citing.number(one) for one in numbers.values())
    return "\n".join(
        exports.bib_entry(one, _edition(citing), store, citing.record, work.url)
        for one, work in zip(entries, works, strict=True)
    )


def _edition(citing: Citable) -> Published:
    """What an export says of a number's edition and release."""
    return Published({"region": citing.region, "year": citing.year}, citing.version, {})


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

    def card(self, content: Mapping[str, Any]) -> str:
        """A card: facts, buttons to copy, a link to the whole entry."""
        words, number = WORDS[self.lang], published.number(content)
        place = f"numbers.html#{anchor(number.id)}"
        whole = f'<a href="{place}">{words["whole"]}</a>'
        shown = Shown(self.lang, more=whole, series_page="sources.html")
        texts = quotations(content, self.store, self.citing, self.lang)
        address = self.citing.url(place) or place
        buttons = "".join(
            f'<button type="button" data-copy="{escape(text)}">{words[form]}</button>'
            for form, text in {**texts, "link": "{url}"}.items()
        )
        name = f"card-{anchor(number.id).removeprefix('num-')}"
        value = escape(content["display"][self.lang])
        proxy = f" ({display.BASIS[self.lang]['proxy']})" if number.match == "proxy" else ""
        return (
            f'<div popover id="{name}" class="number-card" role="dialog" aria-labelledby="{name}-title">'
            f'<div class="card-head"><p id="{name}-title"><strong>{value}</strong>{proxy} '
            f"{tables.code(number.id)}</p>"
            f'<button type="button" popovertarget="{name}" popovertargetaction="hide" '
            f'class="card-close" aria-label="{words["close"]}">×</button></div>'
            f'<div class="card-copy" role="group" aria-label="{words["copy"]}" data-url="{address}">'
            f"<span>{words['copy']}</span>{buttons}</div>"
            f"{facts(number, self.store, shown)}"
            f'<p class="card-whole">{whole}</p></div>'
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
        words = WORDS[self.lang]
        lines = [
            "(page-numbers)=",
            f"# {words['register'].format(self._edition())}",
            "",
            words["lead"],
            "",
            "```{raw} html",
            f"<p>{escape(words['files'])} {self._links(files)}</p>",
            "```",
        ]
        for slug, title in titles.items():
            own = [n for n in self.register["numbers"].values() if n["chapter"] == slug]
            if own:
                entries = "\n".join(self._whole(one) for one in own)
                lines += [
                    "",
                    f"(numbers-{slug})=",
                    f"## {title}",
                    "",
                    "```{raw} html",
                    entries,
                    "```",
                ]
        return "\n".join(lines) + "\n"

    def _links(self, files: Mapping[str, str]) -> str:
        words = WORDS[self.lang]
        return " · ".join(
            f'<a href="{escape(at)}" download>{escape(words.get(name, name))}</a>'
            for at, name in files.items()
        )

    def _edition(self) -> str:
        texts = self.register["texts"]
        return str(texts.get("edition", self.citing.edition))

    def _whole(self, content: Mapping[str, Any]) -> str:
        texts = quotations(content, self.store, self.citing, self.lang)
        quoted = "\n".join(texts[form] for form in ("latex", "bibtex"))
        shown = Shown(self.lang, limit=None, series_page="sources.html")
        more = f'<div class="highlight"><pre>{escape(quoted)}</pre></div>'
        return entry(published.number(content), self.store, shown, more)

    def json(self) -> str:
        """The cards as the text of ``cards.json``."""
        return json.dumps(self.cards(), ensure_ascii=False, sort_keys=True, indent=0) + "\n"
