"""All regions of a nation as tiles that stand roughly where the regions lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyBboxPatch

from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import intensity_panel, records
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

CAPTION = {
    "energy": {
        "en": (
            "Share of the energy divided by share of the economy, {say}`year/energy`. Below 1: "
            "less energy than economy. Tiles stand roughly where the regions lie."
        ),
        "zh": "能源比重除以经济比重，{say}`year/energy`年。小于1表示能源比重低于经济比重。方格大致按地理位置排列。",
    },
    "co2": {
        "en": (
            "Share of the carbon divided by share of the economy, {say}`year/co2`. Below 1: less "
            "carbon than economy. Tiles stand roughly where the regions lie."
        ),
        "zh": "碳排放比重除以经济比重，{say}`year/co2`年。小于1表示碳排放比重低于经济比重。方格大致按地理位置排列。",
    },
}


def tile_map(edition: Edition, concept: str) -> Figure:
    """Relative intensity of one concept on a grid of tiles; regions without a figure stay blank."""
    panel = intensity_panel(edition)
    table = panel[["region", "name", f"relative_{concept}"]].rename(
        columns={f"relative_{concept}": "relative"}
    )
    table = placed(table, edition)
    return Figure(
        id=f"fig-tile-map-{concept}",
        alt=_alt(edition, table, concept),
        caption=CAPTION[concept][edition.lang],
        table=table,
        draw=lambda theme: _draw(table, edition, concept, theme),
    )


def _alt(edition: Edition, table: pd.DataFrame, concept: str) -> str:
    known = table.dropna(subset=["relative"]).sort_values("relative")
    lang = edition.lang
    first, last = known.iloc[0], known.iloc[-1]
    blank = ("、" if lang == "zh" else ", ").join(table[table["relative"].isna()]["name"])
    low, high = display.digits(first["relative"], 2), display.digits(last["relative"], 2)
    what, year = SHORT[lang][concept], edition.texts[f"year/{concept}"]
    if lang == "zh":
        text = (
            f"{what}相对强度方格图，{year}年：最低{first['name']}{low}，最高{last['name']}{high}。"
        )
        return text + (f"无数据：{blank}。" if blank else "")
    text = (
        f"Tile map of the relative intensity of {what.lower()}, {year}: lowest {first['name']} "
        f"{low}, highest {last['name']} {high}."
    )
    return text + (f" No data: {blank}." if blank else "")


def placed(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The rows whose region has a place on the grid, with its ``row`` and ``column``."""
    places = {r.id: (r.tile_row, r.tile_col) for r in edition.store.regions if r.tile_row}
    table = table[table["region"].isin(set(places))].reset_index(drop=True)
    for position, name in enumerate(("row", "column")):
        table[name] = [places[region][position] for region in table["region"]]
    return table


def _draw(table: pd.DataFrame, edition: Edition, concept: str, theme: Theme) -> Canvas:
    lang = edition.lang
    colours = mpl.colormaps["RdBu_r"]
    reach = max(abs(math.log(v)) for v in table["relative"].dropna())
    scale = Normalize(-reach, reach)
    tiles = [
        Tile(
            row["region"],
            row["name"] if lang == "zh" else row["region"].partition("-")[2],
            row["column"],
            row["row"],
            "–" if math.isnan(row["relative"]) else f"{row['relative']:.2f}",
            None
            if math.isnan(row["relative"])
            else colours(float(scale(math.log(row["relative"])))),
        )
        for row in records(table)
    ]
    canvas = draw_tiles(tiles, edition.region.id, theme, room=0.6)
    year = edition.texts[f"year/{concept}"]
    divided = f"{SHORT[lang][concept]} ÷ {SHORT[lang]['gdp']}, {year}"
    _key(
        canvas,
        ScalarMappable(scale, colours),
        reach,
        divided.replace(", ", "，") if lang == "zh" else divided,
    )
    return canvas


def _key(canvas: Canvas, colours: ScalarMappable, reach: float, title: str) -> None:
    """A colour bar below the tiles, with the average in its middle."""
    ends = [v for v in (0.1, 0.2, 0.5, 1, 2, 5, 10) if abs(math.log(v)) <= reach]
    bar = canvas.colorbar(
        colours, ax=canvas.axes[0], orientation="horizontal", shrink=0.6, aspect=30, pad=0.02
    )
    bar.set_ticks([math.log(v) for v in ends], labels=[f"{v:g}" for v in ends])
    bar.set_label(title)
    bar.outline.set_visible(False)


class Tile(NamedTuple):
    """One tile: its region, two lines of text, its place, and its colour (None: blank)."""

    region: str
    name: str
    column: int
    row: int
    text: str
    face: Sequence[float] | None


def draw_tiles(tiles: Sequence[Tile], own: str, theme: Theme, room: float = 0.0) -> Canvas:
    """Tiles at their places, the edition's own region framed.

    Parameters
    ----------
    room : float
        Inches to leave below the tiles, for a legend.
    """
    columns, rows = ([getattr(t, name) for t in tiles] for name in ("column", "row"))
    shape = (max(columns) - min(columns) + 1, max(rows) - min(rows) + 1)
    size = (WIDTH, WIDTH * shape[1] / shape[0] + 0.1 + room)
    canvas = Canvas(figsize=size, layout="constrained")
    axes = canvas.add_subplot()
    for tile in tiles:
        mine = tile.region == own
        axes.add_patch(
            FancyBboxPatch(
                (tile.column - 0.45, -tile.row - 0.45), 0.9, 0.9,
                boxstyle="round,pad=0,rounding_size=0.1", fc=tile.face or "none",
                ec=theme.accent if mine else theme.muted, lw=2.2 if mine else 0.5,
            )
        )  # fmt: skip
        ink = _ink(tile.face) if tile.face else theme.muted
        for up, text, points in ((0.16, tile.name, 8.0), (-0.2, tile.text, 7.5)):
            axes.text(
                tile.column, -tile.row + up, text, ha="center", va="center", fontsize=points,
                color=ink,
            )  # fmt: skip
    axes.set_xlim(min(columns) - 0.55, max(columns) + 0.55)
    axes.set_ylim(-max(rows) - 0.55, -min(rows) + 0.55)
    axes.set_aspect("equal")
    axes.axis("off")
    return canvas


def _ink(face: Sequence[float]) -> str:
    """Black or white, whichever contrasts more with the tile (WCAG relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in face[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
