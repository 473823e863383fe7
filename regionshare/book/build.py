"""Build the HTML pages of one language with Jupyter Book's Sphinx configuration.

A build starts cold, or goes on from the last one where `again` says that it is the same: neither can
leave a stale title in another page's side bar, and both are the same byte for byte.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import posixpath
import re
import shutil
from pathlib import Path
from typing import Any, Final

from regionshare.book import again, frame, styles
from regionshare.book.numbers import load_json, load_register
from regionshare.errors import BookError
from regionshare.text.markup import guarded

LOCALES: Final = {"en": "en", "zh": "zh_CN"}
"""Sphinx's name of each language."""

CONFIG: Final = Path(__file__).resolve().parents[2] / "_config.yml"
EXTENSIONS: Final = [
    "myst_nb",
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_design",
    "sphinx_book_theme",
    "regionshare.book.extension",
    "regionshare.book.again",
]
_WARNING = re.compile(
    r"^(?:(?P<place>.*?):\s*)?(?P<kind>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)"
)
_ROLE = re.compile(r"\{(?:say|num|change|differs)\}`[^`<]*`")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def build_html(
    src: Path,
    out: Path,
    doctrees: Path,
    lang: str,
    twin: str | None = None,
    *,
    config: Path = CONFIG,
) -> None:
    """Build the pages of a prepared source tree into `out`, replacing what was there.

    Parameters
    ----------
    src : Path
        The prepared tree: notebooks, ``_toc.yml``, ``numbers.json``, ``extra/``.
    out : Path
        The folder that becomes the site of this language, emptied first; so not a folder
        that holds the other language's. Untouched if the build fails.
    doctrees : Path
        A working folder of this language; emptied at each build. Font subsets are kept in
        ``fonts`` beside it, and what Sphinx may go on from in ``sphinx``, where that is there.
    lang : str
        ``en`` or ``zh``.
    twin : str, optional
        Relative URL from this language's root to the other's (``zh/`` or ``../``).
    config : Path
        Jupyter Book's ``_config.yml``.

    Raises
    ------
    BookError
        If Sphinx warns of anything, naming the page and the message.
    """
    if not config.is_file():
        raise BookError(f"{config.name} is missing", remedy="Build from a clone of the project")
    shutil.rmtree(doctrees, ignore_errors=True)
    site = doctrees / again.HTML
    state = again.State.of(src, doctrees, lang, twin)
    try:
        if state:
            state.take()
        _run_sphinx(src, site, doctrees / again.TREES, lang, twin, config)
        if state:
            state.keep()
        _check_number_links(site)
        _check_roles(site)
        _finish(site, doctrees.parent / "fonts", lang)
    except BaseException:
        shutil.rmtree(doctrees, ignore_errors=True)
        raise
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(site, out)


def preload() -> None:
    """Import Sphinx and its extensions, so that children forked afterwards need not."""
    for name in ["jupyter_book.sphinx", "sphinx.builders.html", "myst_nb.sphinx_ext", *EXTENSIONS]:
        importlib.import_module(name)


def _overrides(src: Path, lang: str, twin: str | None) -> dict[str, Any]:
    words = frame.named(load_json(src, "metadata.json"), lang)
    edition = load_register(src).edition_title(words["site_title"])
    title = words["site_title"] + (words["colon"] + edition if edition else "")
    return {
        "extensions": list(EXTENSIONS),
        "language": LOCALES[lang],
        "html_title": title,
        "author": words["authors"],
        "html_extra_path": [],
        "html_static_path": [],
        "templates_path": [],
        "external_toc_path": str((src / "_toc.yml").resolve()),
        "regionshare_twin": twin,
        "latex_individualpages": False,
        "nitpicky": True,
    }


def _run_sphinx(
    src: Path, site: Path, trees: Path, lang: str, twin: str | None, config: Path
) -> None:
    from jupyter_book.sphinx import build_sphinx
    from sphinx import locale

    locale.translators.clear()  # another language's words, if this process built one before
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        result = build_sphinx(
            src.resolve(),
            site.resolve(),
            noconfig=True,
            path_config=config,
            confoverrides=_overrides(src, lang, twin),
            doctreedir=trees.resolve(),
            warningiserror=True,
            keep_going=True,
            quiet=True,
        )
    messages = warnings_in(said.getvalue(), src)
    if messages or result != 0:
        raise _failure(messages, result, said.getvalue(), lang)


def warnings_in(output: str, src: Path) -> list[tuple[str, str]]:
    """Return (place, message) of each warning in Sphinx's output.

    myst-nb counts lines as 10000 times the cell plus one plus the line within it.
    """
    found: list[tuple[str, str]] = []
    for line in _ANSI.sub("", output).splitlines():
        match = _WARNING.match(line)
        if match and not match["text"].startswith("build finished with problems"):
            found.append((_readable_place(match["place"] or "", src), match["text"].strip()))
    return found


def _readable_place(place: str, src: Path) -> str:
    for root in (f"{src.resolve()}/", f"{src}/"):
        place = place.removeprefix(root)
    path, _, line = place.rpartition(":")
    if not path or not line.isdigit():
        return place
    if int(line) < 10000:
        return f"{path}, line {line}"
    return f"{path}, cell {int(line) // 10000}, line {max(int(line) % 10000 - 1, 1)}"


def _failure(messages: list[tuple[str, str]], result: object, output: str, lang: str) -> BookError:
    if not messages:
        last = [line for line in _ANSI.sub("", output).splitlines() if line.strip()]
        what = f"Sphinx stopped: {result!r} {last[-1] if last else ''}"
        return BookError(what, where=f"the {lang} pages")
    place, text = messages[0]
    more = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
    return BookError(text + more, where=place or f"the {lang} pages")


def _check_number_links(site: Path) -> None:
    """Every number in prose must lead to a row of a register table."""
    pages = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in [*site.glob("*.html"), *site.glob("numbers/*.html")]
    }
    anchors = {
        name: set(re.findall(r'id="(num-[a-z0-9-]+)"', page)) for name, page in pages.items()
    }
    for name, page in sorted(pages.items()):
        for target, fragment in re.findall(r'href="([^"#:]*)#(num-[a-z0-9-]+)"', page):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            if fragment not in anchors.get(place if target else name, set()):
                raise BookError(
                    f"a number links to #{fragment}, which no table of {target or name} has",
                    where=name,
                    remedy="Display the chapter's register as its last output",
                )


def _check_roles(site: Path) -> None:
    """No role may stand on a page as it was written: it was put where text is not read as MyST."""
    for path in sorted(site.glob("*.html")):
        found = _ROLE.search(path.read_text(encoding="utf-8"))
        if found:
            raise BookError(
                f"the page shows {found.group()} instead of what it stands for",
                where=path.name,
                remedy="Use roles in prose and in captions of figures; fill fields of other texts",
            )


def _translate_without_eval(path: Path) -> None:
    """Take up Sphinx's translations with the rule of plurals as code, not as text to be evaluated.

    The policy of the pages lets no text become code.
    """
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    plural = re.search(r'"plural_expr": "([^"\\]*)"', text)
    taken = (
        "((catalog) => {\n"
        "  Object.assign(Documentation.TRANSLATIONS, catalog.messages);\n"
        f"  Documentation.PLURAL_EXPR = (n) => ({plural[1] if plural else 'n === 1 ? 0 : 1'});\n"
        "  Documentation.LOCALE = catalog.locale;\n"
        "})("
    )
    text = text.replace("Documentation.addTranslations(", taken, 1)
    path.write_text(text, encoding="utf-8", newline="\n")


def _finish(site: Path, fonts: Path, lang: str) -> None:
    """Drop what no page uses, guard every page, then add the font for what the pages show."""
    from regionshare.book.styles import add_box, add_font

    static = site / "_static"
    for unused in (
        "vendor",
        "scripts",
        "images",
        "locales",
        "sbt-webpack-macros.html",
        "webpack-macros.html",
    ):
        path = static / unused
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    for source_map in static.rglob("*.map"):
        source_map.unlink()
    generated = (site / "_sources").glob("*.md")  # pages that no notebook makes
    for leftover in (site / ".buildinfo", site / "objects.inv", *generated):
        leftover.unlink(missing_ok=True)
    _translate_without_eval(static / "translations.js")
    styles.write(site)
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = guarded(text, path.name, compiles=path == site / "check.html")
        path.write_text(text, encoding="utf-8", newline="\n")
    add_box(site)
    add_font(site, fonts, chinese=lang == "zh")
