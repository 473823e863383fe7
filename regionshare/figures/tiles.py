"""Tiles: the regions of a nation as tiles that stand roughly where the regions lie."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text

from regionshare.data.regions import Region
from regionshare.figures.axes import Fitting, sheet
from regionshare.figures.style import WIDTH, Theme

EDGES = (1.1, 1.5, 2.0, 3.0)
"""Where the steps of a quotient begin, as times above or below 1; between the first ones is the middle."""

STEPS = (*(f"less.{n}" for n in (4, 3, 2, 1)), "tile", *(f"more.{n}" for n in (1, 2, 3, 4)))
"""Colours of the steps, from far below 1 to far above."""

STRONG = ("said", "less.3", "less.4", "more.3", "more.4")
"""Colours on which the letters are those for strong ones."""

KEY = 0.62
"""Inches below the tiles for the key of the steps."""


def placed(table: pd.DataFrame, regions: Iterable[Region]) -> pd.DataFrame:
    """The rows whose region has a place on the grid, with its ``row`` and ``column``."""
    places = {r.id: (r.tile_row, r.tile_col) for r in regions if r.tile_row}
    table = table[table["region"].isin(set(places))].reset_index(drop=True)
    for position, name in enumerate(("row", "column")):
        table[name] = [places[region][position] for region in table["region"]]
    return table


def step(value: float) -> str:
    """The colour of a quotient around 1.

    >>> step(1.05), step(0.3), step(1.6), step(5)
    ('tile', 'less.4', 'more.2', 'more.4')
    """
    far = bisect.bisect_right(EDGES, math.exp(abs(math.log(value))) + 1e-9)
    return STEPS[4 + far if value > 1 else 4 - far]


def draw_tiles(
    table: pd.DataFrame,
    names: Sequence[str],
    texts: Sequence[str],
    faces: Sequence[str],
    *,
    own: str,
    theme: Theme,
    room: float = 0.0,
) -> Canvas:
    """Tiles at their places, the edition's own region framed.

    Parameters
    ----------
    table : DataFrame
        ``region, row, column``, see `placed`.
    names, texts : sequence
        What each tile is called, and what it says below. Where names do not fit, the ends of the
        regions' ids stand there; where those or the texts do not, the colours alone.
    faces : sequence
        The meaning of each tile's colour; empty leaves it blank.
    room : float
        Inches to leave below the tiles, for a legend.
    """
    columns, rows = table["column"], table["row"]
    shape = (columns.max() - columns.min() + 1, rows.max() - rows.min() + 1)
    canvas = sheet(WIDTH * shape[1] / shape[0] + 0.1 + room)
    axes = canvas.add_subplot()
    given = zip(table["region"], names, columns, rows, texts, faces, strict=True)
    written: dict[str, list[Text]] = {"name": [], "short": [], "text": []}
    for region, name, column, row, text, face in given:
        mine = region == own
        axes.add_patch(
            FancyBboxPatch(
                (column - 0.48, -row - 0.48), 0.96, 0.96,
                boxstyle="round,pad=0,rounding_size=0.1", fc=theme[face] if face else "none",
                ec=theme.accent if mine else theme.muted, lw=2.0 if mine else 0.5,
                ls="-" if face else ":",
            )
        )  # fmt: skip
        look: dict[str, Any] = {"ha": "center", "va": "center"}
        look["color"] = theme[ink(face)] if face else theme.muted
        short = str(region).rpartition("-")[2]
        for kind, place, said in (
            ("name", 0.17, name),
            ("short", 0.17, short),
            ("text", -0.2, text),
        ):
            written[kind].append(axes.text(column, -row + place, said, fontsize=7.5, **look))
    axes.set_xlim(columns.min() - 0.5, columns.max() + 0.5)
    axes.set_ylim(-rows.max() - 0.55, -rows.min() + 0.55)
    axes.set_aspect("equal")
    axes.axis("off")
    layout = canvas.get_layout_engine()
    assert isinstance(layout, Fitting)  # of every sheet
    layout.hold(canvas, 0.92 / shape[0], (written["name"], written["short"]))
    layout.hold(canvas, 0.85 / shape[0], (written["text"],))
    return canvas


def ink(face: str) -> str:
    """What is written on a tile of a colour has this one."""
    return "ink.strong" if face in STRONG else "ink.pale"


def key(canvas: Canvas, theme: Theme, title: str) -> None:
    """The steps in a row below the tiles, with the quotients at which they begin."""
    (axes,) = canvas.axes
    left, right = axes.get_xlim()
    bottom, size = axes.get_ylim()[0], (right - left) * 0.085
    start = (left + right) / 2 - size * len(STEPS) / 2
    for place, face in enumerate(STEPS):
        axes.add_patch(
            Rectangle(
                (start + place * size, bottom - 0.55), size, 0.3, fc=theme[face], ec=theme.muted,
                lw=0.4,
            )
        )  # fmt: skip
    edges = [*(1 / edge for edge in reversed(EDGES)), *EDGES]
    for place, edge in enumerate(edges):
        _label(axes, start + (place + 1) * size, bottom - 0.74, f"{edge:.2g}", theme.muted)
    _label(axes, (left + right) / 2, bottom - 1.1, title, theme.text)
    axes.set_ylim(bottom - 1.3, axes.get_ylim()[1])


def _label(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=7.5, color=colour)
