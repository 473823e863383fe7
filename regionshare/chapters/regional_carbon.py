"""Carbon of all regions: how far inventories lie apart, and what imported power moves."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import imported, inventories
from regionshare.chapters.edition import Edition
from regionshare.chapters.inventoried import LOOKS
from regionshare.chapters.panels import records
from regionshare.chapters.ranked import log_axis
from regionshare.figures.figure import Figure
from regionshare.figures.lines import Look, colour_of
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

MARKS = {
    "co2.ceads_sectoral_2022": "o",
    "co2.ceads_sectoral_2019": "D",
    "co2.ceads_apparent_2022": "s",
    "co2.ceads_apparent_2019": "^",
    "co2.carbon_monitor": "X",
}
CAPTIONS = {
    "spread": {
        "en": (
            "Each inventory's figure for {say}`carbon/year` as a multiple of the one that the "
            "headline uses, region by region; the widest spread stands first. Logarithmic scale."
        ),
        "zh": (
            "{say}`carbon/year`年各清单数值相当于主口径所用清单的倍数，按地区；差距最大的地区排在最前。"
            "对数坐标。"
        ),
    },
    "imports": {
        "en": (
            "Change of each region's share of carbon if net imported electricity is charged to "
            "the user and exported electricity credited, at one factor for all "
            "({say}`carbon/imports/year`), percentage points."
        ),
        "zh": (
            "将净调入电力计入用电地区、调出电力从发电地区扣减后，各地区碳排放比重的变化"
            "（{say}`carbon/imports/year`年，各地区用同一因子），百分点。"
        ),
    },
}


def inventory_spread(edition: Edition) -> Figure:
    """How far the inventories of every region lie apart in the common year."""
    table, lang = inventories.spread_panel(edition), edition.lang
    top, bottom = table.iloc[0], table.iloc[-1]
    own = table[table["region"] == edition.region.id]
    year, middle = inventories.common_year(edition), float(table["spread"].median())

    def text(value: float) -> str:
        return display.percent(value, 1, lang)

    if lang == "zh":
        alt = (
            f"{year}年各地区最高清单比最低清单高出：最大{top['name']}{text(top['spread'])}，"
            f"最小{bottom['name']}{text(bottom['spread'])}，中位数{text(middle)}"
        )
        alt += "".join(f"；{row['name']}{text(row['spread'])}" for row in records(own)) + "。"
    else:
        alt = (
            f"Highest inventory above the lowest, {year}: most in {top['name']}, "
            f"{text(top['spread'])}, least in {bottom['name']}, {text(bottom['spread'])}, median "
            f"{text(middle)}"
        )
        alt += "".join(f"; {row['name']} {text(row['spread'])}" for row in records(own)) + "."
    return Figure(
        id="fig-carbon-spread",
        alt=alt,
        caption=CAPTIONS["spread"][lang],
        table=table,
        units=dict.fromkeys(_series(table), "1"),
        draw=lambda theme: _draw_spread(table, edition.region.id, theme, lang),
    )


def imports_by_region(edition: Edition) -> Figure | None:
    """What imported power adds to every region's share; None before there are factors."""
    table, lang = imported.effects_panel(edition), edition.lang
    chosen = imported.nation_basis(edition)
    if chosen is None or table.empty:
        return None

    def text(value: float) -> str:
        return display.shown(value, "points", 2, {}, lang)

    used = [one for one in imported.headline_added(edition) if one.basis == chosen[0]]
    top, bottom = table.iloc[0], table.iloc[-1]
    own = table[table["region"] == edition.region.id].iloc[0]
    if lang == "zh":
        alt = (
            f"计入净调入电力后比重的变化，{chosen[1]}年：最多{top['name']}{text(top['effect'])}，"
            f"最少{bottom['name']}{text(bottom['effect'])}，{own['name']}{text(own['effect'])}。"
        )
    else:
        alt = (
            f"Change of the share with net imported power, {chosen[1]}: most {top['name']} "
            f"{text(top['effect'])}, least {bottom['name']} {text(bottom['effect'])}, "
            f"{own['name']} {text(own['effect'])}."
        )
    return Figure(
        id="fig-imported-power-by-region",
        alt=alt,
        caption=CAPTIONS["imports"][lang],
        table=table,
        units={"with_imports": "percent", "effect": "percentage points"},
        inputs=tuple(one for added in used for one in added.share.inputs),
        draw=lambda theme: _draw_imports(table, edition.region.id, theme, lang),
    )


def _name_rows(axes: Axes, rows: pd.DataFrame, own: str, theme: Theme) -> None:
    axes.set_yticks(range(len(rows)), list(rows["name"]))
    for label, region in zip(axes.get_yticklabels(), rows["region"], strict=True):
        label.set_fontsize(8)
        if region == own:
            label.set_color(theme.accent)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)


def _series(table: pd.DataFrame) -> list[str]:
    """The inventories of `inventories.spread_panel`, one column each."""
    return [c for c in table.columns if c not in ("region", "name", "spread", "count")]


def _draw_spread(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    rows = table.iloc[::-1].reset_index(drop=True)
    series = _series(rows)
    canvas = Canvas(figsize=(WIDTH, 0.2 * len(rows) + 1.1), layout="constrained")
    axes = canvas.add_subplot()
    places = range(len(rows))
    axes.hlines(places, rows[series].min(axis=1), rows[series].max(axis=1), lw=3, color=theme.grid)
    for one in series:
        colour = colour_of(theme, LOOKS.get(one, Look("muted")).colour)
        axes.plot(
            rows[one], places, MARKS.get(one, "o"), ms=4, color=colour, mew=1.4,
            mfc="none" if one.endswith("_2019") else colour,
            label=inventories.name(one, lang),
        )  # fmt: skip
    own_place = rows.index[rows["region"] == own]
    if len(own_place):
        axes.axhspan(own_place[0] - 0.5, own_place[0] + 0.5, color=theme.accent, alpha=0.15, lw=0)
    _name_rows(axes, rows, own, theme)
    axes.axvline(1, color=theme.muted, lw=0.8)
    log_axis(axes, pd.concat([rows[one] for one in series]))
    canvas.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=8)
    return canvas


def _draw_imports(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    rows = table.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 0.2 * len(rows) + 0.6), layout="constrained")
    axes = canvas.add_subplot()
    colours = [theme.accent if r == own else theme.concepts["electricity"] for r in rows["region"]]
    axes.barh(range(len(rows)), rows["effect"], color=colours, height=0.68)
    axes.axvline(0, color=theme.text, lw=0.8)
    _name_rows(axes, rows, own, theme)
    for place, value in enumerate(rows["effect"]):
        axes.annotate(
            display.signed(value, 2) + display.digits(abs(value), 2), (max(value, 0), place),
            xytext=(3, 0), textcoords="offset points", va="center", fontsize=7.5,
            color=theme.text,
        )  # fmt: skip
    axes.margins(x=0.14)
    axes.xaxis.set_major_formatter(lambda x, _: display.digits(x, 1))
    return canvas
