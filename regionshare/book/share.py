"""Share: what stands where somebody links to a page, or puts a part of it on a page of their own.

A picture for the front page, and, where the site's address is known, for each chapter and each
statement; a small page for each figure and each statement, without script, to be framed elsewhere.
"""

from __future__ import annotations

import datetime
import functools
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from matplotlib.figure import Figure as Canvas

from regionshare.book.styles import FAMILIES
from regionshare.chapters.edition import SHORT
from regionshare.citation.forms import Citable
from regionshare.claims.document import Document
from regionshare.claims.labels import BADGES
from regionshare.claims.words import day_text
from regionshare.data.sources import Source
from regionshare.data.store import Store
from regionshare.figures import lettering, style
from regionshare.figures.style import Theme, themed
from regionshare.files import packs
from regionshare.text.markup import DARK, HTML_LANG, Markup, guarded, render
from regionshare.text.messages import room

NAME = "preview.png"
"""The picture of the front page."""
FOLDER = "share"
"""Where the pictures of chapters and statements are."""
EMBEDDED = "embed"
WIDTH, HEIGHT = 1200, 630
LEFT = 0.06
"""Of the width: what is left free on either side."""
_DPI = 100
SHOWN = ("energy", "co2", "population", "gdp")
WORDS = room("book.picture")
EMBED = room("book.embed")


# -- pictures ----------------------------------------------------------------------------------


def facts(register: Mapping[str, Any], lang: str) -> list[tuple[str, str, str, str]]:
    """The headline shares: concept, its name, the number as printed, its year."""
    found = []
    for concept in SHOWN:
        number = register["numbers"].get(register["aliases"].get(f"share/{concept}", ""))
        if number:
            shown = number["display"][lang].replace("\u202f", " ")
            year = number["id"].partition("@")[0].rpartition("/")[2]
            found.append((concept, SHORT[lang][concept], shown, year))
    return found


def alternative(register: Mapping[str, Any], lang: str) -> str:
    """The front page's picture in words."""
    words = WORDS[lang]
    items = [f"{name} {shown} ({year})" for _, name, shown, year in facts(register, lang)]
    return f"{_head(register, lang)}{words['colon']}{words['comma'].join(items)}"


def _head(register: Mapping[str, Any], lang: str) -> str:
    texts = register["texts"]
    named = {key: texts.get(key, "") for key in ("region", "nation")}
    return str(WORDS[lang]["head"].format(**named))


def draw(register: Mapping[str, Any], lang: str) -> bytes:
    """The front page's picture as PNG, 1200 by 630: the headline shares."""
    with themed("light") as theme:
        canvas = _canvas(theme, lang)
        canvas.text(LEFT, 0.72, _head(register, lang), fontsize=38, va="center")
        for place, (concept, name, value, year) in enumerate(facts(register, lang)):
            left, colour = LEFT + 0.23 * place, theme.concepts[concept]
            canvas.text(left, 0.44, value, fontsize=46, color=colour, va="center")
            canvas.text(left, 0.30, name, fontsize=25, va="center")
            canvas.text(left, 0.22, year, fontsize=20, color=theme.muted, va="center")
        return _png(canvas)


def draw_words(title: str, text: str, foot: str, lang: str) -> bytes:
    """A picture of a title and a text, each in as many lines as it needs, and a foot."""
    with themed("light") as theme:
        canvas = _canvas(theme, lang, foot)
        top = 0.76
        for said, size in ((title, 36), (text, 25)):
            lines = lines_of(said, size)[:6]
            canvas.text(LEFT, top, "\n".join(lines), fontsize=size, va="top", linespacing=1.35)
            top -= len(lines) * size * 1.35 * _DPI / 72 / HEIGHT + 0.05
        return _png(canvas)


def lines_of(text: str, size: float) -> list[str]:
    """The lines of a text in letters of a size, as wide as a picture has room."""
    room_for = (1 - 2 * LEFT) * WIDTH * 72 / _DPI
    return lettering.set_in(text, room_for * lettering.TITLE / size, _measured())


@functools.cache
def _measured() -> Callable[[str], float]:
    return lettering.measure(TTFont(style.font_path()))


def _canvas(theme: Theme, lang: str, foot: str = "") -> Canvas:
    words = WORDS[lang]
    canvas = Canvas(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
    canvas.text(LEFT, 0.86, words["title"], fontsize=26, color=theme.muted, va="center")
    canvas.text(LEFT, 0.08, foot or words["foot"], fontsize=18, color=theme.muted, va="center")
    return canvas


def _png(canvas: Canvas) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format="png", dpi=_DPI, facecolor="white", metadata={"Software": None})
    return out.getvalue()


# -- pages to be framed ------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A statement as it is shared: its words, its label and the answer to it.

    Attributes
    ----------
    by : str
        Who said it and when; of another region than the text's own, that it is asked of it.
    sources : sequence of str
        What the label rests on.
    """

    name: str
    said: str
    code: str
    label: str
    answer: str
    by: str = ""
    sources: Sequence[str] = ()


def _day(found: re.Match[str]) -> str:
    """A day in words, in English as are the titles of documents."""
    return day_text(datetime.date.fromisoformat(found[0]), "en")


def said_by(one: Mapping[str, Any], store: Store, lang: str) -> str:
    """Who made a statement of the ledger, and when; and of which region it is asked, if of another."""
    words, speaker = EMBED[lang], one["speaker"]["name"][lang]
    by: str = day_text(datetime.date.fromisoformat(one["spoken"]), lang)
    if speaker:
        by = words["by"].format(speaker=speaker, day=by)
    if one["asked_of"] == one["region"]:
        return by[:1].upper() + by[1:]
    own, region = (store.regions[one[key]].name(lang) for key in ("region", "asked_of"))
    return str(words["asked"].format(by=by, own=own, region=region))


@dataclass(frozen=True)
class Sharing:
    """What is shared of an edition in one language.

    Attributes
    ----------
    extra : Path
        The folder that is published as it is; the files are written there.
    root : str
        What leads from a page of the language to the published site.
    """

    citing: Citable
    lang: str
    extra: Path
    root: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    def figures(self, names: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Write a page for each figure."""
        for name, chapter in names.items():
            path = self.extra / "figures" / name / f"{name}.json"
            about = json.loads(path.read_text(encoding="utf-8"))
            apart = f"{name}.dark.svg"
            dark = apart if path.with_name(apart).is_file() else f"{name}.svg#{DARK}"
            narrow = path.with_name(f"{name}.narrow.svg").is_file()
            title = titles[chapter]
            shown = render(
                "book/embed_figure.html", about=about, dark=dark, narrow=narrow, title=title
            )
            sources = dict.fromkeys(self._cited(one) for one in about.get("sources", ()))
            self._page(name, title, shown, f"{chapter}.html#{name}", list(sources))

    def _cited(self, one: Mapping[str, Any]) -> str:
        """The source of a figure's figures, in the language where it has a name in it."""
        known = self.sources.get(one.get("key", ""))
        if known:
            return known.cited(self.lang)
        if document := self.documents.get(one.get("key", "")):
            return document.told(self.lang)
        return re.sub(r"\b\d{4}-\d\d-\d\d\b", _day, str(one["citation"]))  # of a document

    def statements(self, found: Sequence[Statement]) -> None:
        """Write a page for each statement, and its picture where the site's address is known."""
        for one in found:
            shown = render("book/embed_statement.html", one=one, kind=BADGES[one.code])
            picture = f"{FOLDER}/{one.name}.png" if self.citing.base else ""
            if picture:
                quoted = EMBED[self.lang]["quoted"].format(said=one.said)
                self._picture(one.name, quoted, self._answered(one))
            place = f"ledger.html#{one.name}"
            self._page(one.name, one.said, shown, place, list(one.sources), picture)

    def _answered(self, one: Statement) -> str:
        """Who said it, the label and the answer, which often begins with the label itself."""
        words, answer = EMBED[self.lang], one.answer
        if not answer.casefold().startswith(one.label.casefold()):
            answer = f"{one.label[:1].upper()}{one.label[1:]}{words['stop']}{answer}"
        return f"{one.by}{words['stop']}{answer}" if one.by else answer

    def chapters(self, told: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
        """Draw a picture for each chapter's title and answer; its address and its words, by chapter."""
        if not self.citing.base:
            return {}
        for name, (title, answer) in told.items():
            self._picture(name, title, answer)
        return {
            name: {"file": f"{FOLDER}/{name}.png", "alt": " ".join(filter(None, texts))}
            for name, texts in told.items()
        }

    def _picture(self, name: str, title: str, text: str) -> None:
        drawn = draw_words(title, text, self._release(), self.lang)
        self._write(f"{FOLDER}/{name}.png", drawn)

    def _release(self) -> str:
        if not self.citing.released:
            return ""
        day, title = day_text(self.citing.released, self.lang), self.citing.record["title"]
        told = {"version": self.citing.version, "day": day, "title": title}
        own = "released" if packs.named() else "release"
        return str(EMBED[self.lang][own].format(**told))

    def _page(
        self,
        name: str,
        title: str,
        shown: str,
        place: str,
        sources: Sequence[str],
        picture: str = "",
    ) -> None:
        home = f"{self.citing.base}{'' if self.root == '' else f'{self.lang}/'}"
        page = render(
            "book/embed_page.html", words=EMBED[self.lang], lang=HTML_LANG[self.lang], title=title,
            shown=shown, place=place, sources=sources, release=self._release(),
            picture=f"{home}{picture}" if picture else "", base=home if self.citing.base else "",
            families=Markup(FAMILIES),
        )  # fmt: skip
        self._write(f"{EMBEDDED}/{name}.html", guarded(str(page), name).encode())

    def _write(self, place: str, content: bytes) -> None:
        path = self.extra / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
