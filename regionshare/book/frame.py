"""Frame: what every page has around its content, and the metadata in its head."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from regionshare.book.numbers import load_json, load_register, short_language
from regionshare.book.styles import FAMILIES
from regionshare.claims.words import day_text
from regionshare.text.markup import HTML_LANG, Markup, guarded, render
from regionshare.text.messages import room

WORDS = room("book.frame")
ASKED = {key: room(f"book.{key}") for key in ("synonyms", "weightless", "measures")}
"""What readers type into the search, beside the words of the pages."""
MISSING = room("missing")

CARD = ("twitter:card", "summary_large_image")
SEARCH = "search"
DATASET_PAGES = ("index", "sources", "numbers")
LOCALES = {"en": "en_GB", "zh": "zh_CN"}


def head(about: Mapping[str, Any], page: str, context: Mapping[str, Any], body: str) -> str:
    """Return the tags and the linked data of one page; nothing where the tree has no metadata.

    Parameters
    ----------
    about : mapping
        ``metadata.json`` of the source tree.
    page : str
        Its name.
    context : mapping
        The template's variables.
    body : str
        Its content: what figures it shows.
    """
    if not about or page == "genindex":
        return ""
    title = Markup(context.get("title", "")).striptags()
    linked = {"@context": "https://schema.org", "@graph": _nodes(about, page, title, body)}
    return render(
        "book/head.html",
        about=about,
        tags=[
            *(("name", name, content) for name, content in _named(about, page, title)),
            *(("property", name, text) for name, text in _graph(about, page, title, context)),
        ],
        address=_address(about, page) if about["base"] else "",
        others=_languages(about, page, context) if about["base"] else [],
        linked=Markup(json.dumps(linked, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")),
    )


def _languages(
    about: Mapping[str, Any], page: str, context: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """The page in each language, as (language, whole address); nothing where it is in one alone."""
    if not context["twin_url"]:
        return []
    twin = urllib.parse.urljoin(_address(about, page), context["twin_url"])
    return [(context["html_lang"], _address(about, page)), (context["twin_html_lang"], twin)]


def _address(about: Mapping[str, Any], page: str) -> str:
    return f"{about['base']}{page}.html"


def _named(about: Mapping[str, Any], page: str, title: str) -> list[tuple[str, str]]:
    """What the page is cited as; nothing of the one that finds the others."""
    if page == SEARCH:
        return [CARD]
    whole = about["report"]["name"]
    return [
        ("citation_title", title or whole),
        ("citation_inbook_title", whole),
        ("DC.title", title or whole),
        *((name, content) for name, content in about["tags"]),
        CARD,
    ]


def _graph(
    about: Mapping[str, Any], page: str, title: str, context: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Open Graph; addresses, that of the picture too, only where the site's is known."""
    width, height = about["picture_size"]
    picture = about["pictures"].get(page, {"file": about["picture"], "alt": about["picture_alt"]})
    found = [
        ("og:type", "article"),
        ("og:title", title),
        ("og:site_name", about["report"]["name"]),
        ("og:description", str(context.get("description", ""))),
        ("og:locale", LOCALES[str(context["lang"])]),
    ]
    if not about["base"]:
        return found
    return [
        *found,
        ("og:url", _address(about, page)),
        ("og:image", f"{about['base']}{picture['file']}"),
        ("og:image:type", "image/png"),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", picture["alt"]),
    ]


def _nodes(about: Mapping[str, Any], page: str, title: str, body: str) -> list[dict[str, Any]]:
    """Return the report, the page, the figures it shows, and the data where it leads to them."""
    report = about["report"]
    own: dict[str, Any] = {
        "@type": "WebPage",
        "@id": _address(about, page),
        "name": title,
        "inLanguage": report["inLanguage"],
        **({"license": report["license"]} if "license" in report else {}),
        "isPartOf": {"@id": report["@id"]},
    }
    shown = [node for name, node in about["figures"].items() if f'id="{name}"' in body]
    data = [about["dataset"]] if page in DATASET_PAGES else []
    return [report, own, *shown, *data]


# -- what every page's frame is given: words, edition, twin page, description, scripts -----------

DESCRIPTION_LENGTH = 160
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|[\u3002\uff01\uff1f])")
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
    about = load_json(Path(app.srcdir), "metadata.json")
    words, other = named(about, lang), "en" if lang == "zh" else "zh"
    context["ui"] = words
    context["lang"] = lang
    context["html_lang"] = HTML_LANG[lang]
    context["edition_title"] = register.edition_title(words["site_title"])
    context["asked"] = asked(about, lang) if pagename == SEARCH else {}
    context["site_url"] = register.edition.get("site", "")
    context["authors"] = words["authors"]
    context["description"] = words["search_told"] if pagename == SEARCH else describe(doctree)
    context["twin_url"] = _twin_url(app, pagename, context)
    context["twin_html_lang"] = HTML_LANG[other]
    context["head_metadata"] = head(about, pagename, context, str(context.get("body", "")))
    context["release"] = release_text(about, lang) if about else ""
    root = f"{context['content_root']}{about['root']}" if about else ""
    context["releases"] = f"{root}releases.json" if about else ""
    context["pdf"] = f"{context['content_root']}{about['pdf']}" if about.get("pdf") else ""
    context["report_error"] = about.get("report_error", "")
    context["script_files"] = [
        script
        for script in context["script_files"]
        if _belongs(script, pagename, has_tabs="sd-tab-set" in str(context.get("body", "")))
    ]


def asked(about: Mapping[str, Any], lang: str) -> dict[str, str]:
    """What the search knows of words: other names, those of no weight, of measures and regions."""
    words: dict[str, list[Any]] = {key: list(found[lang]) for key, found in ASKED.items()}
    words["synonyms"] = list(ASKED["synonyms"][lang].items())
    words["regions"] = list(about.get("regions", ()))
    return {key: json.dumps(found, ensure_ascii=False) for key, found in words.items()}


def named(about: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The words of the frame; a book of others' has its own title and authors, or no authors."""
    theirs = {"authors": about["authors"], "licence": ""} if "authors" in about else {}
    title = {"site_title": about["site_title"]} if about.get("site_title") else {}
    return {**WORDS[lang], **theirs, **title}


def release_text(about: Mapping[str, Any], lang: str) -> str:
    """Which release the page is of, and its day; empty where the book has none."""
    if not about["released"]:
        return ""
    day = day_text(datetime.date.fromisoformat(about["released"]), lang)
    return str(WORDS[lang]["release"].format(version=about["version"], released=day))


def describe(doctree: nodes.document | None) -> str:
    """Return the first whole sentences of a page, as many as a search engine shows."""
    if doctree is None:
        return ""
    found = list(doctree.findall(nodes.paragraph))
    for paragraph in [*(one for one in found if "answer" in one["classes"]), *found]:
        text = " ".join(paragraph.astext().split())
        first, *others = [found[0].strip() for found in _SENTENCE.finditer(text)] or [""]
        dense = unicodedata.east_asian_width(first[:1] or " ") == "W"  # says twice as much
        if len(first) < (10 if dense else 20) or isinstance(paragraph.parent, nodes.block_quote):
            continue
        for one in others:
            longer = f"{first}{' ' if first.isascii() or first[-1] in '.!?' else ''}{one}"
            if len(longer) > DESCRIPTION_LENGTH:
                break
            first = longer
        return first
    return ""


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
    return pagename == SEARCH and name.rsplit("/", 1)[-1] in SCRIPTS_ON_SEARCH_ONLY


def missing(base: str, homes: Mapping[str, str]) -> str:
    """What a host shows for an address that is none, in each language of the site.

    It may be shown at any depth, so its links and its fonts begin at the site's own address.
    """
    found = {lang: f"{base or '/'}{home}" for lang, home in homes.items()}
    page = render(
        "site/missing.html",
        words=MISSING,
        reports={lang: words["site_title"] for lang, words in WORDS.items()},
        homes=found,
        languages=HTML_LANG,
        static=f"{base or '/'}_static/",
        families=Markup(FAMILIES),
    )
    return guarded(str(page), "404.html")
