"""Printing: a figure as a journal wants it, PDF at one and two columns' width and PNG.

The figure is laid out anew for each width: its text keeps its size in points.
"""

from __future__ import annotations

import atexit
import copy
import functools
import hashlib
import io
import os
import shutil
import struct
import tempfile
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.font_manager as fm
import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from regionshare.figures import style
from regionshare.figures.axes import Fitting
from regionshare.files.paths import BARE, PRINT, YES

MILLIMETRES = 25.4
COLUMNS = {"89mm": 89, "183mm": 183}
"""Widths of one and of two columns."""

RESOLUTIONS = {"300dpi": 300, "600dpi": 600}
"""Of the PNG, which is one column wide."""

Draw = Callable[[style.Theme], Canvas]


def wanted() -> bool:
    """Whether figures are to be laid out for print; no page needs it, and it takes longest."""
    return os.environ.get(PRINT) == YES


def left_out() -> bool:
    """Whether figures come without a PNG, too: a site of many editions shows none."""
    return os.environ.get(PRINT) == BARE


def printed(draw: Draw, shown: Canvas) -> dict[str, bytes]:
    """The files of a figure for print, by the part of their names after the figure's id.

    Parameters
    ----------
    draw : callable
        Makes the canvas in the theme it is given.
    shown : Figure
        A canvas of the same figure that was rendered: what it says tells which characters the
        font must have.
    """
    characters = frozenset("".join(text.get_text() for text in shown.findobj(Text)))
    name = family(characters, Path(style.font_path()))
    files: dict[str, bytes] = {}
    with style.themed("light") as theme, warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        mpl.rcParams.update({"font.family": [name, style.OTHER], "pdf.fonttype": 42})
        for column, width in COLUMNS.items():
            canvas = fitted(draw(theme), width / MILLIMETRES)
            files[f"-{column}.pdf"] = _saved(
                canvas, {"CreationDate": None, "Producer": None, "Creator": None}
            )
            if column == "89mm":
                canvas.set_layout_engine("none")  # it has done its work for this width
                for label, dpi in RESOLUTIONS.items():
                    files[f"-{label}.png"] = png(canvas, dpi)
    return files


def fitted(canvas: Canvas, width: float) -> Canvas:
    """The canvas at another width in inches; its height follows where shapes must stay square."""
    before, height = canvas.get_size_inches()
    square = any(axes.get_aspect() == 1 for axes in canvas.axes)
    canvas.set_size_inches(width, height * width / before if square else height)
    layout = canvas.get_layout_engine()
    if isinstance(layout, Fitting):
        layout.fit(canvas)
    return canvas


def _saved(canvas: Canvas, about: dict[str, None]) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format="pdf", dpi=72, metadata=about, facecolor="none")
    return out.getvalue()


# -- the font with TrueType outlines, and only the characters of one figure ------------------------

# The font that comes by pip has CFF outlines. Matplotlib would embed those under a label that says
# TrueType, which readers of PDF complain of and publishers refuse; so the outlines are converted
# (cubic to quadratic, within one unit in a thousand) for the few characters that are drawn.

ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\u00a0\u202f\u2212\u2013\u2014\u2026\u00b7\u00d7\u00b1\u2264\u2265\u2192"
    "\u3000\uff0c\u3002\uff1a\uff1b\uff08\uff09\u3001"
)
TOLERANCE = 1.0
APOSTROPHE = 0x2019
FAMILY = "Report"
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
    """A font of these characters alone, with TrueType outlines.

    Characters that the font lacks are left out: drawing them is what reports them.
    """
    whole = _opened(source)
    names = {ord(one): whole.known[ord(one)] for one in sorted(characters & whole.characters)}
    order = list(dict.fromkeys([".notdef", *names.values()]))
    across, about = whole.font["hhea"], whole.font["OS/2"]
    made = FontBuilder(whole.font["head"].unitsPerEm, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap(names)
    made.setupGlyf({name: whole.outline(name) for name in order}, calcGlyphBounds=True)
    made.setupHorizontalMetrics(
        {name: (whole.font["hmtx"][name][0], made.font["glyf"][name].xMin) for name in order}
    )
    made.setupHorizontalHeader(ascent=across.ascent, descent=across.descent)
    made.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    made.setupOS2(
        sTypoAscender=about.sTypoAscender, sTypoDescender=about.sTypoDescender,
        usWinAscent=about.usWinAscent, usWinDescent=about.usWinDescent, fsType=about.fsType,
        usWeightClass=about.usWeightClass,
    )  # fmt: skip
    made.setupPost(keepGlyphNames=False)
    head = whole.font["head"]
    made.setupHead(
        unitsPerEm=head.unitsPerEm, created=head.created, modified=head.modified,
        fontRevision=head.fontRevision,
    )  # fmt: skip
    return made.font


class _Opened:
    """A font with CFF outlines, read once in a process, and those that were converted."""

    def __init__(self, source: Path) -> None:
        self.font = TTFont(source, lazy=True, recalcTimestamp=False)
        self.known = self.font.getBestCmap() | _apostrophe(self.font)
        self.characters = frozenset(map(chr, self.known))
        self._drawn = self.font.getGlyphSet()
        self._outlines: dict[str, Glyph] = {}

    def outline(self, name: str) -> Glyph:
        """A glyph's outline, from cubic curves to quadratic ones."""
        if name not in self._outlines:
            pen = TTGlyphPen(None)
            self._drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
            self._outlines[name] = pen.glyph()
        return copy.copy(self._outlines[name])


def _apostrophe(font: TTFont) -> dict[int, str]:
    """The apostrophe as wide as letters have it: a font of Chinese has it as wide as a character."""
    known, found = font.getBestCmap(), font["GSUB"].table
    lookups = next(
        (f.Feature.LookupListIndex for f in found.FeatureList.FeatureRecord if f.FeatureTag == "pwid"), ()
    )  # fmt: skip
    for table in (one for place in lookups for one in found.LookupList.Lookup[place].SubTable):
        narrow = getattr(table, "ExtSubTable", table).mapping.get(known.get(APOSTROPHE))
        if narrow:
            return {APOSTROPHE: narrow}
    return {}


@functools.cache
def _opened(source: Path) -> _Opened:
    return _Opened(source)


# -- a canvas as PNG, opaque, for print ------------------------------------------------------------

# A drawing is flat colour with soft edges: without the line filters that image libraries choose for
# photographs its PNG is a sixth smaller at no cost in time, and an archive shrinks it once more. No
# pixel is another for it.

LEVEL = 7
"""Of zlib: above it the time grows faster than the file shrinks."""

INCH = 0.0254
"""Metres."""


def png(canvas: Canvas, dpi: int, ground: str = "white") -> bytes:
    """The canvas as PNG at a resolution, the same bytes from run to run.

    Raises
    ------
    ValueError
        If the ground shows through.
    """
    return encode(_pixels(canvas, dpi, ground), dpi)


def screen(canvas: Canvas, dpi: int) -> bytes:
    """The canvas as PNG for a screen: 256 colours, which is less than half the bytes."""
    few = Image.fromarray(_pixels(canvas, dpi, "white")[..., :3]).quantize(
        256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True, dpi=(dpi, dpi))
    return out.getvalue()


def _pixels(canvas: Canvas, dpi: int, ground: str) -> NDArray[np.uint8]:
    """Red, green, blue and opacity, of shape (height, width, 4)."""
    out = io.BytesIO()
    canvas.savefig(out, format="rgba", dpi=dpi, facecolor=ground)
    width = int(canvas.get_size_inches()[0] * dpi)
    return np.frombuffer(out.getvalue(), np.uint8).reshape(-1, width, 4)


def encode(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Pixels of shape (height, width, 4), opaque, as PNG: RGB, without line filters.

    See the PNG specification, chapters 5 (chunks), 7 (scanlines) and 11.3.4.3 (pHYs).
    """
    if (pixels[..., 3] != 255).any():
        raise ValueError("a picture for print must be opaque")
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with its filter: 0, none
    lines[:, 1:] = pixels[..., :3].reshape(height, -1)
    per_metre = round(dpi / INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
