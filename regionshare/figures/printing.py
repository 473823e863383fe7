"""Printing: a figure as a journal wants it, PDF at one and two columns' width and PNG.

The figure is laid out anew for each width: its text keeps its size in points.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from regionshare.figures import pixels, style, truetype

MILLIMETRES = 25.4
COLUMNS = {"89mm": 89, "183mm": 183}
"""Widths of one and of two columns."""

RESOLUTIONS = {"300dpi": 300, "600dpi": 600}
"""Of the PNG, which is one column wide."""

VARIABLE = "REGIONSHARE_PRINT"
LEFT_OUT = "no"

Draw = Callable[[style.Theme], Canvas]


def wanted() -> bool:
    """Whether figures are to be laid out for print; no page needs it, and it takes longest."""
    return os.environ.get(VARIABLE) != LEFT_OUT


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
    name = truetype.family(characters, Path(style.font_path()))
    files: dict[str, bytes] = {}
    with style.themed("light") as theme, warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        mpl.rcParams.update({"font.family": [name], "pdf.fonttype": 42})
        for column, width in COLUMNS.items():
            canvas = fitted(draw(theme), width / MILLIMETRES)
            files[f"-{column}.pdf"] = _saved(
                canvas, {"CreationDate": None, "Producer": None, "Creator": None}
            )
            if column == "89mm":
                canvas.set_layout_engine("none")  # it has done its work for this width
                for label, dpi in RESOLUTIONS.items():
                    files[f"-{label}.png"] = pixels.png(canvas, dpi)
    return files


def fitted(canvas: Canvas, width: float) -> Canvas:
    """The canvas at another width in inches; its height follows where shapes must stay square."""
    before, height = canvas.get_size_inches()
    square = any(axes.get_aspect() == 1 for axes in canvas.axes)
    canvas.set_size_inches(width, height * width / before if square else height)
    return canvas


def _saved(canvas: Canvas, about: dict[str, None]) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format="pdf", dpi=72, metadata=about, facecolor="none")
    return out.getvalue()
