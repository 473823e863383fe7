"""PDF: the whole book of a language as one file, printed by Chromium from one page of all chapters.

The page is made of the site's own pages, printed twice: Chromium knows on which sheet a chapter
begins once it has printed, and the second time the contents say so.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.text.markup import HTML_LANG, Markup, render
from regionshare.text.messages import room

NAME = "book.pdf"
WORDS = room("book.pdf")
LEFT_OUT = ("numbers", "matrix", "drift", "search")
"""Pages that are looked things up in, not read: they stay on the site."""
DROPPED = (
    "script", "style", "form", "button", ".no-print", ".headerlink", ".term-told", "details.hide",
    ".picture-dark", "iframe",
)  # fmt: skip
EMPTY = "div.cell, div.output"
"""What is left out where nothing is left in it."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_SECONDS = 300


def make(folder: Path, slugs: Sequence[str], lang: str, about: Mapping[str, str]) -> Path:
    """Print the pages of a language into one file beside them.

    Parameters
    ----------
    folder : Path
        The pages of the language, as they are published.
    slugs : sequence of str
        The chapters in reading order, the front page first.
    about : mapping
        ``title``, ``release`` and ``base``, the address of these pages, if it is known.

    Raises
    ------
    RegionshareError
        If there is no Chromium, or it prints nothing.
    """
    folder, read = folder.resolve(), [one for one in slugs if one not in LEFT_OUT]
    chapters = [_chapter(folder, slug, read, about["base"]) for slug in read]
    target, source = folder / NAME, folder / "print.html"
    sheets: dict[str, int] = {}
    try:
        for _ in range(2):
            source.write_text(_page(chapters, sheets, lang, about), encoding="utf-8")
            _print(source, target)
            sheets = _pack(target)
    finally:
        source.unlink(missing_ok=True)
    return target


def _chapter(folder: Path, slug: str, slugs: Sequence[str], base: str) -> dict[str, Any]:
    """A chapter's title and content, its ids and links made unique in the whole."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup((folder / f"{slug}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.find("article")
    assert article is not None  # every page of the frame has one
    for one in article.select(", ".join(DROPPED)):
        one.decompose()
    for one in article.select("section[id$=-numbers]"):  # what lists numbers folds them away
        one.decompose()
    for one in reversed(article.select(EMPTY)):  # would part a heading from its figure
        if not one.get_text(strip=True) and not one.select("img,svg,table"):
            one.decompose()
    for one in article.select("[id]"):
        one["id"] = f"{slug}--{one['id']}"
    for one in article.select("[aria-describedby], [aria-labelledby], [tabindex]"):
        for name in ("aria-describedby", "aria-labelledby", "tabindex"):
            del one[name]
    for fold in article.select("details"):
        fold["open"] = ""
    for link in article.select("a[href]"):
        address = _inside(str(link["href"]), slug, slugs, base)
        if address:
            link["href"] = address
        else:
            link.unwrap()
    title = article.find("h1")
    return {
        "slug": slug,
        "title": title.get_text().strip() if title else slug,
        "content": Markup(article.decode_contents()),
    }


def _inside(address: str, slug: str, slugs: Sequence[str], base: str) -> str:
    """A link of a page as it leads in the whole: to a place in it, or to the site if that is known.

    >>> _inside("#part", "carbon", ["carbon"], ""), _inside("carbon.html#a", "x", ["carbon"], "")
    ('#carbon--part', '#carbon--a')
    >>> _inside("numbers/shares.html#a", "x", [], "https://example.org/")
    'https://example.org/numbers/shares.html#a'
    """
    if re.match(r"[a-z]+:", address):
        return address
    page, _, place = address.partition("#")
    name = page.removesuffix(".html") or slug
    if name in slugs and (page == "" or page.endswith(".html")):
        return f"#{name}--{place}" if place else f"#{name}"
    return f"{base}{posixpath.normpath(page)}{'#' + place if place else ''}" if base else ""


def _page(
    chapters: Sequence[Mapping[str, Any]], sheets: Mapping[str, int], lang: str,
    about: Mapping[str, str],
) -> str:  # fmt: skip
    return str(
        render(
            "book/print.html", lang=HTML_LANG[lang], words=WORDS[lang], about=about,
            chapters=chapters, sheets=sheets,
        )
    )  # fmt: skip


def _print(source: Path, target: Path) -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise RegionshareError(
            f"there is no {BROWSERS[0]}, which prints the book",
            remedy=f"Install Debian's {BROWSERS[0]}, or build without --pdf",
        )
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
            "--allow-file-access-from-files", "--no-pdf-header-footer",
            "--generate-pdf-document-outline", f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise RegionshareError(
                f"{BROWSERS[0]} has not printed the book in {_SECONDS} seconds", where=source.name,
                remedy="Build again when the computer has less to do, or without --pdf",
            ) from None  # fmt: skip
    if done.returncode or not target.is_file():
        told = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise RegionshareError(f"Chromium printed nothing: {told[-1]}", where=source.name)


def _pack(path: Path) -> dict[str, int]:
    """Write the file's objects compressed, and tell on which sheet each place begins.

    Chromium leaves the tags of a book, most of its bytes, as plain text. Nothing that is shown, read
    aloud or searched changes.
    """
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as book:
        numbers = {page.obj.objgen: number for number, page in enumerate(book.pages, 1)}
        places = book.Root.get("/Dests", pikepdf.Dictionary())
        sheets = {name[1:]: numbers[place[0].objgen] for name, place in places.items()}
        roles = {"/Strong": pikepdf.Name.Span, "/Em": pikepdf.Name.Span}
        book.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(roles)
        book.save(
            path, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True,
            deterministic_id=True,
        )  # fmt: skip
    return sheets
