"""The ledger of another text as pages: its words with their labels, and a section for each statement."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from regionshare.chapters import ledger as chapter
from regionshare.chapters.asked import badge
from regionshare.claims import formats
from regionshare.claims.ledger import Ledger
from regionshare.claims.words import day_text
from regionshare.data.store import Store
from regionshare.files import publish
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import published
from regionshare.text.markup import HTML_LANG, Markup, guarded, render
from regionshare.text.messages import room

WORDS = room("text_ledger")
STYLE = Path(__file__).parent / "static" / "book.css"
JSON = "ledger.json"
_DARK = re.compile(r'^html\[data-theme="dark"\]([^{}]*\{[^{}]*\})', re.MULTILINE)


@dataclass(frozen=True)
class _View:
    lang: str
    evaluator: Evaluator

    @property
    def store(self) -> Store:
        return self.evaluator.store


def write(ledger: Ledger, folder: Path, langs: Sequence[str]) -> list[Path]:
    """Write a page in each language, the first as ``index.html``, and ``ledger.json``.

    Each page holds all it needs. Each file appears whole, or what was there stays.

    Returns
    -------
    list of Path
        The files.
    """
    names = {lang: "index.html" if lang == langs[0] else f"index.{lang}.html" for lang in langs}
    contents = {
        name: page(ledger, lang, next((names[o] for o in langs if o != lang), ""))
        for lang, name in names.items()
    }
    plain = json.dumps(formats.as_json(ledger), ensure_ascii=False, indent=2)
    contents[JSON] = f"{plain}\n"
    with publish.places_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        publish.write_output(folder / name, text.encode())
    return [folder / name for name in contents]


def page(ledger: Ledger, lang: str, twin: str = "") -> str:
    """One page: the text with its labels, the overview, the statements with their evidence.

    Parameters
    ----------
    twin : str, optional
        Address of the page in the other language.
    """
    view, words = _View(lang, ledger.evaluator), WORDS[lang]
    groups = [
        (name.text(lang), Markup(chapter.sections(view, ledger, key, reviewed=False)))
        for key, name in ledger.file.groups.items()
        if key in ledger.groups()
    ]
    made = render(
        "book/text_ledger.html",
        lang=lang,
        languages=HTML_LANG,
        other="en" if lang == "zh" else "zh",
        twin=twin,
        words=words,
        title=ledger.file.title.text(lang),
        spoken=words["spoken"].format(day=day_text(ledger.file.spoken, lang)),
        looks=Markup(_looks()),
        text=[(one.claim, badge(one.verdict.now, lang)) for one in ledger.entries],
        overview=chapter.overview_table(view, chapter.overview(view, ledger)),
        groups=groups,
        data=JSON,
        release=words["release"].format(version=published.release()),
    )
    return guarded(str(made))


def _looks() -> str:
    """The book's style, light or dark as the reader's system is: these pages have no script."""
    style = STYLE.read_text("utf-8").replace('html[data-theme="light"]', "html")
    return _DARK.sub(r"@media (prefers-color-scheme: dark) { html\1 }", style)
