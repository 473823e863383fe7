"""A Chinese web font with just the characters that a language's pages show.

A reader's machine may have no Chinese font; shipping a whole one would cost eight megabytes.
Noto Sans SC (SIL Open Font License) comes by pip with `pylopdf-fonts-zh-cn`. Subsets are
cached by their set of characters: a build that shows no new character subsets nothing.
A family of faces that only name fonts of the reader's system (with a true bold) comes first, so
that only machines without a Chinese font load ours. Both families are limited to Chinese
characters and stand *before* the Latin fonts in the style sheet: where the web font stands
behind an installed one, Chromium keeps boxes for words that it drew before the font arrived.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn

from regionshare.files import compiled
from regionshare.files.project import digest_file

FAMILY: Final = "Report Han"
SYSTEM_FAMILY: Final = "System Han"
SOURCE: Final = "NotoSansSC-Regular.otf"
_SYSTEM: Final = {
    400: (
        "PingFangSC-Regular",
        "Microsoft YaHei",
        "NotoSansCJKsc-Regular",
        "Noto Sans CJK SC",
        "NotoSansSC-Regular",
        "SourceHanSansSC-Regular",
    ),
    700: (
        "PingFangSC-Semibold",
        "Microsoft YaHei Bold",
        "NotoSansCJKsc-Bold",
        "Noto Sans CJK SC Bold",
        "NotoSansSC-Bold",
        "SourceHanSansSC-Bold",
    ),
}
_RANGES: Final = (
    (0x2E80, 0x2FDF),
    (0x3000, 0x303F),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x2FA1F),
)
_PUNCTUATION: Final = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"


def han_characters(text: str) -> set[str]:
    """Return the characters of a text that need a Chinese font."""
    return {c for c in set(text) if any(low <= ord(c) <= high for low, high in _RANGES)}


SHOWN = ("*.html", "numbers/*.html", "explorer/*.html", "explorer/*.js", "_static/*.js")
"""The files of a site whose text readers may see."""


def shown_characters(site: Path) -> set[str]:
    """Return the Chinese characters of all pages and of the words that scripts may show."""
    found: set[str] = set()
    pages = [one for kind in SHOWN for one in site.glob(kind)]
    for file in [*pages, site / "searchindex.js"]:
        if file.is_file():
            text = html.unescape(file.read_text(encoding="utf-8"))
            escaped = (chr(int(code, 16)) for code in re.findall(r"\\u([0-9a-fA-F]{4})", text))
            found |= han_characters(text) | han_characters("".join(escaped))
    return found


def add_font(site: Path, cache: Path, *, chinese: bool) -> None:
    """Write ``_static/fonts.css`` and, if a page shows Chinese, the font it names.

    Parameters
    ----------
    site : Path
        The built pages of one language.
    cache : Path
        Where subsets are kept from build to build.
    chinese : bool
        The pages are Chinese: their quotation marks and dashes are full-width too.
    """
    characters = shown_characters(site)
    style = site / "_static" / "fonts.css"
    punctuation = set(_PUNCTUATION) if chinese else set()
    faces = _system_faces(punctuation)
    if not characters:
        style.write_text(faces, encoding="utf-8")
        return
    characters |= punctuation
    key = hashlib.sha256((SOURCE + "".join(sorted(characters))).encode()).hexdigest()[:12]
    name = f"noto-sans-sc-{key}.woff2"
    place = cache / f"{key}-{digest_file(_source())[:12]}"
    font = compiled.kept(place, lambda: _subset(characters))
    (site / "_static" / name).write_bytes(font)
    style.write_text(
        f'{faces}@font-face{{font-family:"{FAMILY}";src:url("{name}") format("woff2");'
        f"font-weight:400;font-display:swap;unicode-range:{unicode_range(characters)}}}\n",
        encoding="utf-8",
    )


def _system_faces(punctuation: set[str]) -> str:
    """Return the faces that name the reader's own Chinese fonts."""
    extent = ",".join(f"U+{low:X}-{high:X}" for low, high in _RANGES)
    if punctuation:
        extent += "," + unicode_range(punctuation)
    faces = []
    for weight, names in _SYSTEM.items():
        sources = ",".join(f'local("{name}")' for name in names)
        faces.append(
            f'@font-face{{font-family:"{SYSTEM_FAMILY}";font-weight:{weight};'
            f"src:{sources};unicode-range:{extent}}}\n"
        )
    return "".join(faces)


def unicode_range(characters: set[str]) -> str:
    """Return the characters as a CSS ``unicode-range``.

    >>> unicode_range({"a", "b", "c", "x"})
    'U+61-63,U+78'
    """
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def _source() -> Path:
    return Path(pylopdf_fonts_zh_cn.__file__).parent / SOURCE


def _subset(characters: set[str]) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", hinting=False, desubroutinize=False, layout_features=["kern", "palt"]
    )
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    font = TTFont(_source(), lazy=True, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
