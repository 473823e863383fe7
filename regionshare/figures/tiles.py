"""Tiles: the regions of a nation as tiles that stand roughly where the regions lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyBboxPatch

from regionshare.data.regions import Region
from regionshare.figures.axes import sheet
from regionshare.figures.style import WIDTH, Theme


def placed(table: pd.DataFrame, regions: Iterable[Region]) -> pd.DataFrame:
    """The rows whose region has a place on the grid, with its ``row`` and ``column``."""
    places = {r.id: (r.tile_row, r.tile_col) for r in regions if r.tile_row}
    table = table[table["region"].isin(set(places))].reset_index(drop=True)
    for position, name in enumerate(("row", "column")):
        table[name] = [places[region][position] for region in table["region"]]
    return table


def draw_tiles(
    table: pd.DataFrame,
    texts: Sequence[str],
    faces: Sequence[Sequence[float] | None],
    *,
    own: str,
    lang: str,
    theme: Theme,
    room: float = 0.0,
) -> Canvas:
    """Tiles at their places, the edition's own region framed.

    Parameters
    ----------
    table : DataFrame
        ``region, name, row, column``, see `placed`.
    texts, faces : sequence
        What each tile says below its name, and its colour; None leaves it blank.
    room : float
        Inches to leave below the tiles, for a legend.
    """
    columns, rows = table["column"], table["row"]
    shape = (columns.max() - columns.min() + 1, rows.max() - rows.min() + 1)
    height = WIDTH * shape[1] / shape[0] + 0.1 + room
    canvas = sheet(height)
    axes = canvas.add_subplot()
    names = table["name"] if lang == "zh" else table["region"].str.partition("-")[2]
    for region, name, column, row, text, face in zip(
        table["region"], names, columns, rows, texts, faces, strict=True
    ):
        mine = region == own
        axes.add_patch(
            FancyBboxPatch(
                (column - 0.45, -row - 0.45), 0.9, 0.9,
                boxstyle="round,pad=0,rounding_size=0.1", fc=face or "none",
                ec=theme.accent if mine else theme.muted, lw=2.2 if mine else 0.5,
            )
        )  # fmt: skip
        look: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "color": _ink(face) if face else theme.muted,
        }
        axes.text(column, -row + 0.16, name, fontsize=8.0, **look)
        axes.text(column, -row - 0.2, text, fontsize=7.5, **look)
    axes.set_xlim(columns.min() - 0.55, columns.max() + 0.55)
    axes.set_ylim(-rows.max() - 0.55, -rows.min() + 0.55)
    axes.set_aspect("equal")
    axes.axis("off")
    return canvas


WHITE = "#fffffe"
"""White in either theme: the light surface's own white is the dark one's in the other."""


def _ink(face: Sequence[float]) -> str:
    """Black or white, whichever contrasts more with the tile (WCAG relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in face[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else WHITE
