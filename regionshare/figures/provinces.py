"""All regions of a nation: ranked, and as a map of tiles."""

from __future__ import annotations

import math

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FixedLocator, NullLocator

from regionshare import display
from regionshare.editions import Edition
from regionshare.figure import Figure
from regionshare.figures.shares import SHORT
from regionshare.metrics import rank
from regionshare.panels import intensity_panel
from regionshare.style import WIDTH, Theme

RANKED_CAPTION = {
    "en": (
        "Relative intensity: a region's share of the energy ({say}`year/energy`) or of the carbon "
        "({say}`year/co2`) divided by its share of the economy in the same year, over the same "
        "regions. 1 is the average; the scale is logarithmic. Current prices."
    ),
    "zh": (
        "相对强度：各地区能源（{say}`year/energy`年）或碳排放（{say}`year/co2`年）比重除以同年、同一范围"
        "的经济比重。1为平均水平，对数坐标，当年价格。"
    ),
}
MAP_CAPTION = {
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


def ranked_intensity(edition: Edition) -> Figure:
    """Relative intensity of energy and carbon of every region, lowest energy first."""
    panel = intensity_panel(edition)
    table = panel[["region", "name", "relative_energy", "relative_co2"]]
    table = table.sort_values(["relative_energy", "region"], na_position="last", ignore_index=True)
    return Figure(
        id="fig-ranked-intensity",
        alt=_ranked_alt(edition, table),
        caption=RANKED_CAPTION[edition.lang],
        table=table,
        draw=lambda theme: _draw_ranked(table, edition.region.id, theme, edition.lang),
    )


def _ranked_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    parts = []
    for concept in ("energy", "co2"):
        values = table.set_index("region")[f"relative_{concept}"].dropna()
        if edition.region.id not in values:
            continue
        place = int(rank(values)[edition.region.id])
        own = display.digits(float(values[edition.region.id]), 2)
        below = int((values < 1).sum())
        year = edition.texts[f"year/{concept}"]
        if lang == "zh":
            parts.append(
                f"{SHORT[concept][lang]}（{year}年）：{edition.texts['region']}为{own}，"
                f"在{len(values)}个地区中由低到高排第{place}，{below}个地区低于1"
            )
        else:
            parts.append(
                f"{SHORT[concept][lang]} ({year}): {edition.texts['region']} {own}, number {place} "
                f"from the lowest of {len(values)}; {below} are below 1"
            )
    head = "各地区相对强度。" if lang == "zh" else "Relative intensity of all regions. "
    return head + ("；".join(parts) + "。" if lang == "zh" else "; ".join(parts) + ".")


def _draw_ranked(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    rows = table.dropna(subset=["relative_energy", "relative_co2"], how="all")
    rows = rows.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 0.2 * len(rows) + 1.0), layout="constrained")
    axes = canvas.add_subplot()
    places = range(len(rows))
    axes.hlines(places, rows["relative_energy"], rows["relative_co2"], lw=0.8, color=theme.grid)
    for concept, mark in (("energy", "o"), ("co2", "s")):
        axes.plot(
            rows[f"relative_{concept}"], places, mark, ms=4.5, color=theme.concepts[concept],
            label=SHORT[concept][lang],
        )  # fmt: skip
    axes.axvline(1, color=theme.muted, lw=1)
    place = rows.index[rows["region"] == own]
    if len(place):
        axes.axhspan(place[0] - 0.5, place[0] + 0.5, color=theme.accent, alpha=0.15, lw=0)
    axes.set_yticks(list(places), list(rows["name"]))
    for label, region in zip(axes.get_yticklabels(), rows["region"], strict=True):
        label.set_fontsize(8)
        if region == own:
            label.set_color(theme.accent)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    _log_axis(axes, rows[["relative_energy", "relative_co2"]].stack())
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, borderaxespad=0.2
    )
    return canvas


def _log_axis(axes: mpl.axes.Axes, values: pd.Series) -> None:
    low, high = float(values.min()), float(values.max())
    ticks = [t for t in (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20) if low / 1.6 <= t <= high * 1.6]
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_xlim(low / 1.15, high * 1.15)


def tile_map(edition: Edition, concept: str) -> Figure:
    """Relative intensity of one concept on a grid of tiles; regions without a figure stay blank."""
    panel = intensity_panel(edition)
    table = panel[["region", "name", f"relative_{concept}"]].rename(
        columns={f"relative_{concept}": "relative"}
    )
    regions = [edition.store.regions[r] for r in table["region"]]
    table = table.assign(
        row=[r.tile_row for r in regions], column=[r.tile_col for r in regions]
    ).dropna(subset=["row"])
    return Figure(
        id=f"fig-tile-map-{concept}",
        alt=_map_alt(edition, table, concept),
        caption=MAP_CAPTION[concept][edition.lang],
        table=table,
        draw=lambda theme: _draw_map(table, edition.region.id, theme, edition.lang),
    )


def _map_alt(edition: Edition, table: pd.DataFrame, concept: str) -> str:
    known = table.dropna(subset=["relative"]).sort_values("relative")
    lang = edition.lang
    first, last = known.iloc[0], known.iloc[-1]
    blank = ("、" if lang == "zh" else ", ").join(table[table["relative"].isna()]["name"])
    low, high = display.digits(first["relative"], 2), display.digits(last["relative"], 2)
    what, year = SHORT[concept][lang], edition.texts[f"year/{concept}"]
    if lang == "zh":
        text = f"{what}相对强度方格图，{year}年：最低{first['name']}{low}，最高{last['name']}{high}。"
        return text + (f"无数据：{blank}。" if blank else "")
    text = (
        f"Tile map of the relative intensity of {what.lower()}, {year}: lowest {first['name']} "
        f"{low}, highest {last['name']} {high}."
    )
    return text + (f" No data: {blank}." if blank else "")


def _draw_map(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    columns = table["column"].max() - table["column"].min() + 1
    rows = table["row"].max() - table["row"].min() + 1
    canvas = Canvas(figsize=(WIDTH, WIDTH * rows / columns + 0.1), layout="constrained")
    axes = canvas.add_subplot()
    colours = mpl.colormaps["RdBu_r"]
    reach = max(abs(math.log(v)) for v in table["relative"].dropna())
    scale = Normalize(-reach, reach)
    for tile in table.itertuples():
        x, y = tile.column, -tile.row
        missing = math.isnan(tile.relative)
        face = "none" if missing else colours(scale(math.log(tile.relative)))
        mine = tile.region == own
        axes.add_patch(
            FancyBboxPatch(
                (x - 0.45, y - 0.45), 0.9, 0.9, boxstyle="round,pad=0,rounding_size=0.1",
                fc=face, ec=theme.accent if mine else theme.muted, lw=2.2 if mine else 0.5,
            )
        )  # fmt: skip
        ink = theme.muted if missing else _ink(face)
        code = tile.name if lang == "zh" else tile.region.partition("-")[2]
        axes.text(x, y + 0.16, code, ha="center", va="center", fontsize=8, color=ink)
        value = "–" if missing else f"{tile.relative:.1f}"
        axes.text(x, y - 0.2, value, ha="center", va="center", fontsize=7.5, color=ink)
    axes.set_xlim(table["column"].min() - 0.55, table["column"].max() + 0.55)
    axes.set_ylim(-table["row"].max() - 0.55, -table["row"].min() + 0.55)
    axes.set_aspect("equal")
    axes.axis("off")
    return canvas


def _ink(face: tuple[float, float, float, float]) -> str:
    """Black or white, whichever contrasts more with the tile (WCAG relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in face[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
