"""What the editions of a site have in common: each such file is there once, and they refer to it.

The static files of a language are the same in every edition, fonts excepted: a Chinese font holds
the characters that an edition shows. The common ones go to ``_static/<digest of them all>/``, so
that references between them hold, fonts and their style sheet to ``_static/fonts/`` under names
made from their content. An edition made with an earlier theme keeps its own.

So do the data, the notebooks as written and the pins, and what belongs to the explorer: all
editions that are made from the same have the same.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from regionshare.book.pages import Html
from regionshare.errors import BookError
from regionshare.files.project import digest_file, digest_files, files_under

FOLDER = "_static"
FONT_STYLES = "fonts*.css"
COMMON = (("data", "chapters", "requirements.txt"), ("explorer", "*/explorer"))
"""What goes to the shelf together: files that refer to each other, or that change at one time."""
RECORDS = ("*.html", "ro-crate-metadata.json")
"""Which files of an edition refer to such files."""
_REFERENCE = re.compile(r'(?<==")(?:\./|(?:\.\./)*)_static/(?P<name>[^"?#]+)')
_NAMED = r'(?P<key>="|"(?:@id|contentUrl)": ?")(?P<up>(?:\.\./)*|%s)(?P<name>(?:%s)[^"]*)'
DEEPER = re.compile(r'="((?:\.\./)+_static/)')
"""What a page refers to by another way where it lies one folder deeper, as it does on the shelf."""


def html_with_shared(
    html: Html, shelf: Path, home: str, src: Path, out: Path, doctrees: Path, lang: str, twin: str
) -> None:
    """Make the pages of one language as `html` does, then move their static files to `shelf`.

    Parameters
    ----------
    html : callable
    shelf : Path
        Stands for the site's ``_static``.
    home : str
        The language whose pages are at the edition's root; another has a folder of its own.
    """
    html(src, out, doctrees, lang, twin)
    share(out, shelf, 1 if lang == home else 2)


def share(pages: Path, shelf: Path, depth: int) -> None:
    """Move the static files of a folder of pages to `shelf`, and let the pages refer to them there.

    Parameters
    ----------
    pages : Path
        The pages of one language, with ``_static``; nothing is done without it.
    shelf : Path
        The site's ``_static``; what is there under a name has the same content.
    depth : int
        How many folders the pages are below the site.

    Raises
    ------
    BookError
        A page refers to a static file that is not there.
    """
    static = pages / FOLDER
    if not static.is_dir():
        return
    places = _put(static, shelf)
    for page in sorted(pages.rglob("*.html")):
        up = "../" * (depth + len(page.relative_to(pages).parts) - 1)
        text = page.read_text(encoding="utf-8")
        page.write_text(_referring(text, places, up, page.name), encoding="utf-8", newline="\n")
    shutil.rmtree(static)


def _put(static: Path, shelf: Path) -> dict[str, str]:
    """Copy the files to the shelf; return where each is now, seen from there."""
    files, sheets = files_under(static), set(static.glob(FONT_STYLES))
    fonts = [path for path in files if path.suffix == ".woff2" or path in sheets]
    common = [path for path in files if path not in fonts]
    version = digest_files(common, static)[:12]
    places = {}
    for path in files:
        name = path.relative_to(static).as_posix()
        if path in sheets:
            places[name] = f"fonts/{digest_file(path)[:12]}.css"
        elif path in fonts:
            places[name] = f"fonts/{path.name}"  # its name holds the digest of its characters
        else:
            places[name] = f"{version}/{name}"
        target = shelf / places[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return places


def _referring(text: str, places: dict[str, str], up: str, page: str) -> str:
    def moved(match: re.Match[str]) -> str:
        if match["name"] not in places:
            raise BookError(f"_static/{match['name']} is not there", where=page)
        return f"{up}{FOLDER}/{places[match['name']]}"

    return _REFERENCE.sub(moved, text)


def share_common(pages: Path, shelf: Path, base: str = "") -> None:
    """Move what an edition has in common with others to `shelf`; its pages and its crate refer there.

    Parameters
    ----------
    pages : Path
        The edition, a folder of the site.
    shelf : Path
        The site's ``_static``; what is there under a name has the same content.
    base : str
        Where the edition is published, if that is known: addresses that begin so are absolute.
    """
    places: dict[str, str] = {}
    for patterns in COMMON:
        found = [path for pattern in patterns for path in sorted(pages.glob(pattern))]
        files = [one for path in found for one in (files_under(path) if path.is_dir() else [path])]
        for page in (one for one in files if one.suffix == ".html"):
            _rewrite(page, DEEPER, r'="../\1')
        version = digest_files(files, pages)[:12]
        for path in found:
            name = path.relative_to(pages).as_posix() + "/" * path.is_dir()
            places[name] = f"{FOLDER}/{version}/{name}"
        for one in files:
            target = shelf / version / one.relative_to(pages)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(one, target)
        for path in found:
            shutil.rmtree(path, ignore_errors=True)
    if places:
        _refer(pages, places, base)


def _refer(pages: Path, places: Mapping[str, str], base: str) -> None:
    """Let an edition's pages and records refer to `places`, which are seen from the site.

    A page of another language names its own folder without the language's, so that last parts count.
    """
    last = {
        re.escape(PurePosixPath(name).name) + ("/" if name.endswith("/") else '(?=")')
        for name in places
    }
    named = re.compile(_NAMED % (re.escape(base) or "(?!)", "|".join(sorted(last))))
    for record in sorted(one for pattern in RECORDS for one in pages.rglob(pattern)):
        where = record.relative_to(pages)
        up = "../" * len(where.parts)

        def moved(match: re.Match[str], folder: str = where.parent.as_posix(), up: str = up) -> str:
            absolute = bool(base) and match["up"] == base
            before = "" if absolute else posixpath.join(folder, match["up"])
            path = posixpath.relpath(posixpath.join(before, match["name"]) or ".", ".")
            path += "/" * match["name"].endswith("/")
            for name, place in places.items():
                if path.startswith(name):
                    there = place + path.removeprefix(name)
                    return match["key"] + (urljoin(base, f"../{there}") if absolute else up + there)
            return match[0]

        _rewrite(record, named, moved)


def _rewrite(file: Path, what: re.Pattern[str], into: str | Callable[[re.Match[str]], str]) -> None:
    text = what.sub(into, file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8", newline="\n")
