"""TrueType: the figures' font with TrueType outlines and only the characters of one figure.

The font that comes by pip has CFF outlines. Matplotlib would embed those under a label that says
TrueType, which readers of PDF complain of and publishers refuse; so the outlines are converted
(cubic to quadratic, within one unit in a thousand) for the few characters that are drawn.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import shutil
import tempfile
from pathlib import Path

import matplotlib.font_manager as fm
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\u00a0\u202f\u2212\u2013\u2014\u2026\u00b7\u00d7\u00b1\u2264\u2265\u2192"
    "\u3000\uff0c\u3002\uff1a\uff1b\uff08\uff09\u3001"
)
TOLERANCE = 1.0
_made: dict[frozenset[str], str] = {}


def family(characters: frozenset[str], source: Path) -> str:
    """The name of a family, registered with matplotlib, that has these characters.

    Parameters
    ----------
    characters : frozenset of str
        What will be drawn; digits, Latin letters and common signs are added.
    source : Path
        The font with CFF outlines.
    """
    for known, name in _made.items():
        if characters <= known:
            return name
    wanted = frozenset().union(ALWAYS, characters, *_made)
    name = "Report " + hashlib.sha256("".join(sorted(wanted)).encode()).hexdigest()[:12]
    path = _folder() / f"{name}.ttf"
    font = convert(wanted, source)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = name
    font.save(path)
    fm.fontManager.addfont(str(path))
    _made[wanted] = name
    return name


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rs-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def convert(characters: frozenset[str], source: Path) -> TTFont:
    """A subset of a font, with TrueType outlines.

    Characters that the font lacks are left out: drawing them is what reports them.
    """
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    font = TTFont(source, lazy=True, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(one) for one in characters])
    cutter.subset(font)
    drawn, names = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = names, glyphs
    font["glyf"], font["loca"] = table, newTable("loca")
    del font["CFF "]
    _describe(font)
    return font


def _describe(font: TTFont) -> None:
    """The tables that say of which kind the outlines are."""
    profile = font["maxp"]
    profile.tableVersion, profile.maxZones, profile.maxComponentElements = 0x00010000, 1, 0
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
                 "SizeOfInstructions"):  # fmt: skip
        setattr(profile, f"max{name}", 0)
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"
