"""What every page's frame is given: words, edition, twin page, description, scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from regionshare.book.metadata import head
from regionshare.book.numbers import load_cards, load_json, load_register
from regionshare.book.roles import card_id
from regionshare.text.strings import AUTHORS, HTML_LANG, short_language, ui

DESCRIPTION_LENGTH = 160
SCRIPTS_ON_SEARCH_ONLY = (
    "doctools.js",
    "sphinx_highlight.js",
    "documentation_options.js",
    "translations.js",
)


def add_frame(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Fill the template's variables for one page."""
    lang = short_language(app.config.language)
    register = load_register(Path(app.srcdir))
    other = "en" if lang == "zh" else "zh"
    context["ui"] = ui(lang)
    context["lang"] = lang
    context["html_lang"] = HTML_LANG[lang]
    context["edition_title"] = register.edition_title(ui(lang)["site_title"])
    context["site_url"] = register.edition.get("site", "")
    context["authors"] = AUTHORS[lang]
    context["description"] = describe(doctree)
    context["head_metadata"] = head(
        load_json(Path(app.srcdir), "metadata.json"),
        pagename,
        context,
        str(context.get("body", "")),
    )
    context["body"] = context.get("body", "") + _cards(context.get("body", ""), Path(app.srcdir))
    context["twin_url"] = _twin_url(app, pagename, context)
    context["twin_html_lang"] = HTML_LANG[other]
    context["script_files"] = [
        script
        for script in context["script_files"]
        if _belongs(script, pagename, has_tabs="sd-tab-set" in str(context.get("body", "")))
    ]


def describe(doctree: nodes.document | None) -> str:
    """Return the first paragraph, cut at a word or a Han character."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) < 20:
            continue
        if len(text) <= DESCRIPTION_LENGTH:
            return text
        cut = text[: DESCRIPTION_LENGTH - 1]
        return (cut.rsplit(" ", 1)[0] if " " in cut[-30:] else cut) + "…"
    return ""


def _cards(body: str, source: Path) -> str:
    """Return the cards of the numbers that a page shows, each once."""
    opened = set(re.findall(r'popovertarget="(card-[a-z0-9-]+)"', body))
    if not opened:
        return ""
    cards = load_cards(source)
    return "\n".join(html for number, html in cards.items() if card_id(number) in opened)


def _twin_url(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    twin = app.config.regionshare_twin
    if twin is None:
        return ""
    return f"{context['content_root']}{twin}{pagename}.html".removeprefix("./")


def _belongs(script: Any, pagename: str, *, has_tabs: bool) -> bool:
    """Keep a page's scripts to those it uses; our own is in the template."""
    name = str(getattr(script, "filename", script) or "")
    if name.endswith("design-tabs.js"):
        return has_tabs
    return pagename == "search" and name.rsplit("/", 1)[-1] in SCRIPTS_ON_SEARCH_ONLY
