"""Styles: the theme's style sheets as one file that holds only the rules some page can use.

The theme's sheets are written for any site; of their 470 KB the pages of this report use a tenth. A
selector stays if every class, id and element it asks for stands on a page or in a script. Widths at
which the frame changes are told in em, so that a reader's larger type changes it, too.

Fonts: Chinese web fonts with just the characters that a language's pages show.

A reader's machine may have no Chinese font; shipping a whole one would cost eight megabytes.
Noto Sans SC (SIL Open Font License) comes by pip with `pylopdf-fonts-zh-cn`. Subsets are
cached by their set of characters: a build that shows no new character subsets nothing.
A family of faces that only name fonts of the reader's system (with a true bold) comes first, so
that only machines without a Chinese font load ours. Both families are limited to Chinese
characters and stand *before* the Latin fonts in the style sheet: where the web font stands
behind an installed one, Chromium keeps boxes for words that it drew before the font arrived.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pylopdf_fonts_zh_cn
import tinycss2

from regionshare.files import compiled
from regionshare.files.project import digest_file
from regionshare.text.messages import room

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

NAME: Final = "frame.css"
THEME: Final = (
    "basic.css", "styles/bootstrap.css", "styles/pydata-sphinx-theme.css", "pygments.css",
    "styles/sphinx-book-theme.css", "mystnb.*.css", "sphinx-design.min.css",
)  # fmt: skip
"""The theme's sheets below ``_static``, in the order in which the browser would read them."""
ALWAYS: Final = frozenset({"html", "body", "*", "tr", "td", "th", "tbody", "thead", "table"})
_WORD: Final = re.compile(r"[\w-]+")
_NEGATED: Final = re.compile(r":(?:not|has)\([^()]*(?:\([^()]*\)[^()]*)*\)")
_NAMED: Final = re.compile(r"[.#]([\w-]+)|(?:^|[\s>+~(,])([a-z][a-z0-9]*)(?![\w-]*\()")
_PIXELS: Final = re.compile(r"((?:min|max)-width\s*:\s*)([\d.]+)px")
_NESTED: Final = frozenset({"media", "supports", "layer", "container"})


def write(site: Path) -> None:
    """Write ``_static/frame.css`` for the pages of a site, and remove the sheets it is made from."""
    static = site / "_static"
    sheets = [path for name in THEME for path in sorted(static.glob(name))]
    pages = [path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))]
    scripts = [path.read_text(encoding="utf-8") for path in sorted(static.glob("*.js"))]
    used = words(pages, scripts)
    texts = [path.read_text(encoding="utf-8") for path in sheets]
    key = compiled.key(Path(__file__).read_bytes(), *sorted(used), "", *texts)
    kept = compiled.compiled(key, lambda: "".join(select(text, used) for text in texts))
    (static / NAME).write_text(kept, encoding="utf-8", newline="\n")
    for path in [*sheets, *static.glob("styles/*")]:
        path.unlink(missing_ok=True)
    if (static / "styles").is_dir():
        (static / "styles").rmdir()


def words(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Names of elements, classes and ids on the pages, and whatever may be one in a script.

    >>> sorted(words(['<p class="a b" id="c">'], ['x = "d"']))
    ['a', 'b', 'c', 'd', 'p', 'x']
    """
    found: set[str] = set()
    for page in pages:
        found.update(re.findall(r"<([a-z][a-z0-9]*)", page))
        for names in re.findall(r'\b(?:class|id)="([^"]*)"', page):
            found.update(names.split())
    for script in scripts:
        found.update(_WORD.findall(script))
    return found


def select(sheet: str, used: set[str]) -> str:
    r"""The rules of a sheet that can match something of the `used` names.

    >>> select(".a b{top:0} .c,.a{top:1px}@media (min-width:800px){.c{top:0}}", {"a"})
    '.a{top:1px}\n'
    >>> select("@media (min-width:800px){.c{top:0}}", {"c"})
    '@media (min-width:50em){.c{top:0}\n}\n'
    """
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return _kept(rules, used)


def _kept(rules: Sequence[Any], used: set[str]) -> str:
    parts = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = _selectors(rule.prelude, used)
            if selectors:
                parts.append(f"{selectors}{{{tinycss2.serialize(rule.content).strip()}}}\n")
        elif rule.type == "at-rule" and rule.content is None:
            continue  # an import: the sheets stand one behind another already
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            text = _kept(inner, used)
            if text:
                condition = _PIXELS.sub(_em, tinycss2.serialize(rule.prelude))
                parts.append(f"@{rule.at_keyword}{condition}{{{text}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("keyframes", "property"):
            parts.append(rule.serialize() + "\n")
    return "".join(parts)


def _em(found: re.Match[str]) -> str:
    return f"{found[1]}{float(found[2]) / 16:g}em"


def _selectors(prelude: Sequence[Any], used: set[str]) -> str:
    """The selectors of a rule that can match."""
    groups: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    texts = [tinycss2.serialize(group).strip() for group in groups]
    return ",".join(text for text in texts if _possible(text, used))


def _possible(selector: str, used: set[str]) -> bool:
    wanted = _NAMED.findall(_NEGATED.sub("", selector))
    return all(name in used or name in ALWAYS for pair in wanted for name in pair if name)


FAMILY: Final = "Report Han"
SYSTEM_FAMILY: Final = "System Han"
FAMILIES: Final = f'"{SYSTEM_FAMILY}", "{FAMILY}"'
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
    (0x3000, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x2FA1F),
)
_PUNCTUATION: Final = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"


def han_characters(text: str) -> set[str]:
    """Return the characters of a text that need a Chinese font; those of Japanese are in it."""
    return {c for c in set(text) if any(low <= ord(c) <= high for low, high in _RANGES)}


SHOWN = (
    "*.html",
    "embed/*.html",
    "numbers/*.html",
    "explorer/*.html",
    "explorer/*.js",
    "_static/*.js",
)
"""The files of a site whose text readers may see."""


def shown_characters(site: Path) -> set[str]:
    """Return the Chinese characters of all pages, of 404.html and of the words that scripts may show."""
    pages = [one for kind in SHOWN for one in site.glob(kind)]
    found = _characters([*pages, site / "searchindex.js"])
    return found.union(*(han_characters(str(words)) for words in room("missing").values()))


def page_characters(page: Path) -> set[str]:
    """Return those that a page shows, with its nation's words in the explorer if it holds that."""
    text = page.read_text(encoding="utf-8")
    nations = re.findall(r'data-nations="([\w-]+)', text)
    words = (page.parent / "explorer" / f"{one.lower()}.js" for one in nations)
    return _in_text(text[max(0, text.find("<body")) :]) | _characters(words)


def _characters(files: Iterable[Path]) -> set[str]:
    texts = (file.read_text(encoding="utf-8") for file in files if file.is_file())
    return set().union(*map(_in_text, texts))


def _in_text(text: str) -> set[str]:
    text = html.unescape(text)
    escaped = (chr(int(code, 16)) for code in re.findall(r"\\u([0-9a-fA-F]{4})", text))
    return han_characters(text) | han_characters("".join(escaped))


STYLE: Final = "fonts.css"
OFTEN: Final = 5
"""A character that one in so many pages shows is in the font of all: fewer, and a page waits for more; more,
and the fonts of an edition weigh twice as much."""


def add_font(site: Path, cache: Path, *, chinese: bool) -> None:
    """Write ``_static/fonts.css`` and, if a page shows Chinese, a sheet for each such page and the fonts.

    One font holds the characters that a fifth of the pages show, one a page's other characters, and
    one all the rest, which a script may show: who comes to a page waits for what it shows.

    Parameters
    ----------
    site : Path
        The built pages of one language. Pages that show Chinese are written anew to ask for their own sheet.
    cache : Path
        Where subsets are kept from build to build.
    chinese : bool
        The pages are Chinese: their quotation marks and dashes are full-width too.
    """
    characters = shown_characters(site)
    punctuation = set(_PUNCTUATION) if chinese else set()
    faces = [_system_faces(punctuation)]
    if characters:
        shown = {page: page_characters(page) for page in sorted(site.glob("*.html"))}
        counted = Counter(one for held in shown.values() for one in held)
        often = {one for one, pages in counted.items() if OFTEN * pages >= len(shown)} | punctuation
        cut = functools.partial(_face, site, cache, _letters(cache, characters | punctuation))
        faces += [cut(characters - often, _extent(punctuation)), cut(often)]
        for page, held in shown.items():
            if held - often:
                own = f"fonts-{page.stem}.css"
                _write(site / "_static" / own, [*faces, cut(held - often)])
                text = page.read_text(encoding="utf-8")
                page.write_text(
                    text.replace(f"_static/{STYLE}", f"_static/{own}"),
                    encoding="utf-8",
                    newline="\n",
                )
    _write(site / "_static" / STYLE, faces)


def _write(sheet: Path, faces: Iterable[str]) -> None:
    sheet.write_text("".join(faces), encoding="utf-8", newline="\n")


def _face(
    site: Path, cache: Path, letters: bytes, characters: set[str], extent: str | None = None
) -> str:
    """Put the font of these characters into the site, and return what names it.

    Of faces that name one character the browser takes the last.
    """
    if not characters:
        return ""
    place = _kept_at(cache, characters)
    name = f"noto-sans-sc-{place.name.partition('-')[0]}.woff2"
    (site / "_static" / name).write_bytes(
        compiled.kept(place, lambda: _subset(io.BytesIO(letters), characters, "woff2"))
    )
    return (
        f'@font-face{{font-family:"{FAMILY}";src:url("{name}") format("woff2");'
        f"font-weight:400;font-display:swap;unicode-range:{extent or unicode_range(characters)}}}\n"
    )


def _kept_at(cache: Path, characters: set[str], kind: str = "") -> Path:
    made_of = f"{SOURCE}{_MISSING}{EM}{kind}" + "".join(sorted(characters))
    key = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    return cache / f"{key}-{digest_file(_source())[:12]}"


_BOXED: Final = (
    *((0xB7, 0xB7), (0x2018, 0x2019), (0x201C, 0x201D), (0x2026, 0x2026)),
    *((0x3001, 0x3029), (0x4E00, 0x9FFF), (0xFF01, 0xFF60)),
)
"""What a box stands for until the font is there: Chinese characters and full-width punctuation."""
_EPOCH: Final = 2_082_844_800
"""1970, in seconds of the font format: so that the font is the same at every build."""


def add_box(site: Path) -> None:
    """Put into ``_static/mode.js`` the font that holds the places of Chinese characters."""
    script = site / "_static" / "mode.js"
    filled = {
        "{{box}}": base64.b64encode(box_font()).decode(),
        "{{range}}": unicode_range({chr(one) for a, b in _BOXED for one in range(a, b + 1)}),
    }
    text = script.read_text(encoding="utf-8")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    script.write_text(text, encoding="utf-8", newline="\n")


def box_font() -> bytes:
    """A font (WOFF) of one frame, as wide and high as a character of ours, for all that `_BOXED` names."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for left, low, right, high in ((90, -60, 910, 800), (870, -20, 130, 760)):
        pen.moveTo((left, low))
        for corner in ((left, high), (right, high), (right, low)):
            pen.lineTo(corner)
        pen.closePath()
    frame, names = pen.glyph(), (".notdef", "frame")
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(list(names))
    made.setupCharacterMap({one: "frame" for a, b in _BOXED for one in range(a, b + 1)})
    made.setupGlyf(dict.fromkeys(names, frame))
    made.setupHorizontalMetrics(dict.fromkeys(names, (1000, 90)))
    made.setupHorizontalHeader(ascent=1160, descent=-288)
    made.setupOS2(
        sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288,
        xAvgCharWidth=1000,
    )  # fmt: skip
    made.setupNameTable({})
    made.setupPost(keepGlyphNames=False)
    made.updateHead(created=_EPOCH, modified=_EPOCH)
    made.font.recalcTimestamp = False
    made.font.flavor = "woff"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _extent(punctuation: set[str]) -> str:
    extent = ",".join(f"U+{low:X}-{high:X}" for low, high in _RANGES)
    return ",".join((extent, unicode_range(punctuation))) if punctuation else extent


def _system_faces(punctuation: set[str]) -> str:
    """Return the faces that name the reader's own Chinese fonts."""
    extent = _extent(punctuation)
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


_MISSING: Final = ".notdef"
"""A character that no font of the reader has shows as a box of the subset's, not as a gap."""


EM: Final = 256
"""Units of the fonts' grid, a quarter of the source's: at 40 px a character's, a sixth of a pixel."""


def _letters(cache: Path, characters: set[str]) -> bytes:
    """The characters in quadratic curves on a grid of `EM`, which takes two thirds of the source's bytes."""

    def made() -> bytes:
        from fontTools.pens.cu2quPen import Cu2QuPen
        from fontTools.pens.ttGlyphPen import TTGlyphPen
        from fontTools.ttLib import TTFont, newTable
        from fontTools.ttLib.scaleUpem import scale_upem

        font = TTFont(io.BytesIO(_subset(_source(), characters)), recalcTimestamp=False)
        glyphs, names = font.getGlyphSet(), font.getGlyphOrder()
        drawn = {}
        for name in names:
            pen = TTGlyphPen(None)
            glyphs[name].draw(Cu2QuPen(pen, 1, reverse_direction=True))
            drawn[name] = pen.glyph()
        del font["CFF "]
        font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
        font["glyf"].glyphOrder, font["glyf"].glyphs = names, drawn
        font["maxp"].tableVersion = 0x00010000
        for name in _LARGEST:
            setattr(font["maxp"], name, 0)
        font["maxp"].maxZones = 1
        font["head"].glyphDataFormat = 0
        font.sfntVersion = "\x00\x01\x00\x00"
        scale_upem(font, EM)
        return _saved(font)

    return compiled.kept(_kept_at(cache, characters, "letters"), made)


_LARGEST: Final = (
    "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxTwilightPoints",
    "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth",
)  # fmt: skip
"""What a font of quadratic curves says of itself; those that count outlines are counted when it is saved."""


def _subset(source: Path | io.BytesIO, characters: set[str], flavor: str | None = None) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(hinting=False, desubroutinize=True, layout_features=["kern", "palt"])
    options.notdef_outline = True
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    font = TTFont(source, lazy=True, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(font)
    font.flavor = flavor
    return _saved(font)


def _saved(font: TTFont) -> bytes:
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
