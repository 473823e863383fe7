"""Glossary: the book's terms on a page of their own, and each where it first stands on another.

A page shows a term's meaning on hover and on focus, without JavaScript; without either the term is
a link to its entry. The meanings stand once, in the catalogue ``glossary``.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from regionshare.book.numbers import short_language
from regionshare.claims.labels import BADGES, CODES
from regionshare.claims.reasons import sentences
from regionshare.text.markup import plain, render
from regionshare.text.messages import room

PAGE = "glossary"
UNMARKED = (PAGE, "licences", "index")
"""Pages without marks; the versions on that of licences are of software, not of statistics."""

WORDS = room("glossary")
LABELS = room("claims")


def page(lang: str) -> str:
    """The page of all terms and of the labels that a statement can have, as MyST."""
    words, labels = WORDS[lang], LABELS[lang]
    return plain(
        "book/glossary.md",
        words=words,
        entries=render("book/glossary.html", entries=words["entries"]),
        labels=render(
            "book/labels.html",
            labels=[
                (BADGES[c], labels["verdict"][c], sentences([labels["meaning"][c]], lang))
                for c in CODES
            ],
        ),
    )


class term_node(nodes.Inline, nodes.TextElement):
    """A term where it first stands on a page; knows its entry."""


@functools.cache
def _finder(lang: str) -> re.Pattern[str]:
    """Any term; the group that matched is named for its entry. English words are found whole."""
    edge = r"\b" if lang == "en" else ""
    forms = (f"(?P<{key}>{one['find']})" for key, one in WORDS[lang]["entries"].items())
    return re.compile(edge + "(?:" + "|".join(forms) + ")" + edge, re.IGNORECASE)


class MarkTerms(SphinxTransform):
    """Mark each term at its first place in a page's prose."""

    default_priority = 880

    def apply(self, **kwargs: Any) -> None:
        """Put term nodes into paragraphs; titles, links, quotations and code stay as they are."""
        lang = short_language(self.config.language)
        has_page = (Path(self.app.srcdir) / f"{PAGE}.md").is_file()
        if not has_page or self.env.docname in UNMARKED:
            return
        seen: set[str] = set()
        found = [
            *self.document.findall(nodes.paragraph),
            *self.document.findall(nodes.caption),
        ]
        for paragraph in found:
            if isinstance(paragraph.parent, nodes.block_quote):
                continue
            for text in [one for one in paragraph.children if isinstance(one, nodes.Text)]:
                paragraph.replace(text, _marked(text.astext(), lang, seen))


def _marked(text: str, lang: str, seen: set[str]) -> list[nodes.Node]:
    """The parts of a text, with a node for each term that was not seen before."""
    parts: list[nodes.Node] = []
    end = 0
    for found in _finder(lang).finditer(text):
        key = str(found.lastgroup)
        if key in seen:
            continue
        seen.add(key)
        parts.append(nodes.Text(text[end : found.start()]))
        parts.append(term_node("", found[0], term=key, told=WORDS[lang]["entries"][key]["text"]))
        end = found.end()
    return [*parts, nodes.Text(text[end:])]


def visit_term_html(self: Any, node: term_node) -> None:
    """Open the link to the entry."""
    address = self.builder.get_relative_uri(self.builder.current_docname, PAGE)
    self.body.append(render("book/term_open.html", address=address, term=node["term"]))


def depart_term_html(self: Any, node: term_node) -> None:
    """Close it, with the meaning behind it."""
    self.body.append(render("book/term_close.html", term=node["term"], told=node["told"]))


def visit_plain(self: Any, node: term_node) -> None:
    """Let other writers print the term alone."""
