"""All regions of a nation as tiles that stand roughly where the regions lie."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyBboxPatch

from regionshare import display
from regionshare.editions import Edition
from regionshare.figure import Figure
from regionshare.panels import intensity_panel, records
from regionshare.style import WIDTH, Theme
from regionshare.wording import SHORT

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
    places = {r.id: (r.tile_row, r.tile_col) for r in edition.store.regions if r.tile_row}
    table = table[table["region"].isin(set(places))].reset_index(drop=True)
    for position, name in enumerate(("row", "column")):
        table[name] = [places[region][position] for region in table["region"]]
    return Figure(
        id=f"fig-tile-map-{concept}",
        alt=_alt(edition, table, concept),
        caption=CAPTION[concept][edition.lang],
        table=table,
        draw=lambda theme: _draw(table, edition.region.id, theme, edition.lang),
    )


def _alt(edition: Edition, table: pd.DataFrame, concept: str) -> str:
    known = table.dropna(subset=["relative"]).sort_values("relative")
    lang = edition.lang
    first, last = known.iloc[0], known.iloc[-1]
    blank = ("、" if lang == "zh" else ", ").join(table[table["relative"].isna()]["name"])
    low, high = display.digits(first["relative"], 2), display.digits(last["relative"], 2)
    what, year = SHORT[concept][lang], edition.texts[f"year/{concept}"]
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


def _draw(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    columns = table["column"].max() - table["column"].min() + 1
    rows = table["row"].max() - table["row"].min() + 1
    canvas = Canvas(figsize=(WIDTH, WIDTH * rows / columns + 0.1), layout="constrained")
    axes = canvas.add_subplot()
    colours = mpl.colormaps["RdBu_r"]
    reach = max(abs(math.log(v)) for v in table["relative"].dropna())
    scale = Normalize(-reach, reach)
    for tile in records(table):
        x, y = tile["column"], -tile["row"]
        missing = math.isnan(tile["relative"])
        face = (0.0,) * 4 if missing else colours(float(scale(math.log(tile["relative"]))))
        mine = tile["region"] == own
        axes.add_patch(
            FancyBboxPatch(
                (x - 0.45, y - 0.45), 0.9, 0.9, boxstyle="round,pad=0,rounding_size=0.1",
                fc=face, ec=theme.accent if mine else theme.muted, lw=2.2 if mine else 0.5,
            )
        )  # fmt: skip
        ink = theme.muted if missing else _ink(face)
        code = tile["name"] if lang == "zh" else tile["region"].partition("-")[2]
        axes.text(x, y + 0.16, code, ha="center", va="center", fontsize=8, color=ink)
        value = "–" if missing else f"{tile['relative']:.1f}"
        axes.text(x, y - 0.2, value, ha="center", va="center", fontsize=7.5, color=ink)
    axes.set_xlim(table["column"].min() - 0.55, table["column"].max() + 0.55)
    axes.set_ylim(-table["row"].max() - 0.55, -table["row"].min() + 0.55)
    axes.set_aspect("equal")
    axes.axis("off")
    return canvas


def _ink(face: Sequence[float]) -> str:
    """Black or white, whichever contrasts more with the tile (WCAG relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in face[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
