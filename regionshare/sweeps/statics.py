"""Static files of a site: style sheets, scripts and fonts, once for all its editions.

The files of a language are the same in every edition, fonts excepted: a Chinese font holds the
characters that an edition shows. The common ones go to ``_static/<digest of them all>/``, so that
references between them hold, fonts and their style sheet to ``_static/fonts/`` under names made
from their content. An edition made with an earlier theme keeps its own.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from regionshare.book.pages import Html
from regionshare.errors import BookError
from regionshare.files.project import digest_file, digest_files, files_under

FOLDER = "_static"
FONTS = "fonts"
STYLE = "fonts.css"
_REFERENCE = re.compile(r'(?<==")(?:\./|(?:\.\./)*)_static/(?P<name>[^"?#]+)')


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
    files = files_under(static)
    fonts = [path for path in files if path.suffix == ".woff2" or path == static / STYLE]
    common = [path for path in files if path not in fonts]
    version = digest_files(common, static)[:12]
    places = {}
    for path in files:
        name = path.relative_to(static).as_posix()
        if path.name == STYLE and path in fonts:
            places[name] = f"{FONTS}/{digest_file(path)[:12]}.css"
        elif path in fonts:
            places[name] = f"{FONTS}/{path.name}"  # its name holds the digest of its characters
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
