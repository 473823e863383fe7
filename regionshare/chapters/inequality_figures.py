"""Inequality between regions: Lorenz curves, Theil's T by group, ranks and spread over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters import inequality_page
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.methods import inequality
from regionshare.numbers import display

CAPTIONS = {
    "lorenz": {
        "en": (
            "Regions of {say}`nation` from the least carbon per person (or per unit of GDP) to the "
            "most: the share of the people (or of the economy) that they hold together, and the "
            "share of the carbon. On the dashed line all regions would be alike. The marks are "
            "{say}`region`."
        ),
        "zh": (
            "{say}`nation`各地区按人均（或单位GDP）碳排放由低到高排列，横轴为人口（或经济）的累计比重，"
            "纵轴为碳排放的累计比重。虚线表示各地区完全相同。标记处为{say}`region`。"
        ),
    },
    "groups": {
        "en": (
            "Theil's T between the regions of {say}`nation`, split into what lies between the "
            "groups ({say}`inequality/groups`) and what lies within each of them."
        ),
        "zh": "{say}`nation`各地区的泰尔T指数，分为组间（{say}`inequality/groups`）与各组内部分。",
    },
    "ranks": {
        "en": (
            "Rank of {say}`region` by carbon per GDP, 1 the lowest. Dots: headline inventory; "
            "bars: from the lowest to the highest rank over all published ways to count the carbon "
            "of the year. The line breaks where the release changes."
        ),
        "zh": (
            "{say}`region`单位GDP碳排放的位次，1为最低。圆点：主口径清单；竖条：当年所有已发布算法"
            "中最低到最高位次。版本变化处线条断开。"
        ),
    },
    "rank": {
        "en": "Rank of {say}`region` by carbon per GDP, 1 the lowest, in the one inventory at hand.",
        "zh": "{say}`region`单位GDP碳排放的位次，1为最低，取自手头唯一的清单。",
    },
    "sigma": {
        "en": (
            "Sigma: the standard deviation of the logarithm over the regions of {say}`nation`, "
            "each region counting once. Falling: regions become more alike. Current prices; a gap "
            "in a line is a change of series or release, and its sides are not to be compared."
        ),
        "zh": (
            "σ：{say}`nation`各地区对数值的标准差，每个地区权重相同。下降表示趋同。当年价格；线条断开处"
            "为序列或版本变化，两侧不可比较。"
        ),
    },
}
AXES = {
    "en": {
        "x": "People or economy", "y": "Carbon", "people": "against people",
        "economy": "against the economy", "rank": "Rank", "sigma": "Sigma",
    },
    "zh": {
        "x": "人口或经济", "y": "碳排放", "people": "对人口", "economy": "对经济", "rank": "位次",
        "sigma": "σ",
    },
}  # fmt: skip
CURVES = (("population", "people", "o"), ("gdp", "economy", "s"))


def lorenz_curves(edition: Edition) -> Figure:
    """Carbon against people and against GDP, regions in ascending order."""
    frames = []
    for concept, _, _ in CURVES:
        pair = ("co2", concept)
        year = inequality_page.year_of(edition, pair)
        found = inequality_page.columns(edition, pair, year)
        curve = inequality.lorenz(found.ratio, found.values[1])
        regions = ["", *(found.regions[i] for i in curve.order)]
        frame = pd.DataFrame({"region": regions, "x": curve.weights, "carbon": curve.amounts})
        frame.insert(0, "against", concept)
        frame.insert(1, "year", year)
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    table[["x", "carbon"]] *= 100
    return Figure(
        id="fig-lorenz-carbon",
        alt=_lorenz_alt(edition),
        caption=CAPTIONS["lorenz"][edition.lang],
        table=table,
        units={"x": "percent", "carbon": "percent"},
        draw=lambda theme: _draw_lorenz(table, edition.region.id, theme, edition.lang),
    )


def _lorenz_alt(edition: Edition) -> str:
    values = []
    for concept in ("population", "gdp"):
        year = inequality_page.year_of(edition, ("co2", concept))
        number = edition.number("gini", f"co2:{concept}", year, of=edition.nation.id)
        values += [edition.text(number), number.period]
    name, nation = edition.texts["region"], edition.texts["nation"]
    if edition.lang == "zh":
        return (
            f"{nation}碳排放的洛伦兹曲线，标出{name}：对人口的基尼系数为{values[0]}（{values[1]}年），"
            f"对经济为{values[2]}（{values[3]}年）。"
        )
    return (
        f"Lorenz curves of the carbon of {nation}, {name} marked: Gini {values[0]} against people "
        f"({values[1]}) and {values[2]} against the economy ({values[3]})."
    )


def _draw_lorenz(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, WIDTH), layout="constrained")
    axes = canvas.add_subplot()
    axes.plot([0, 100], [0, 100], color=theme.muted, lw=1, ls=(0, (4, 3)))
    for concept, word, mark in CURVES:
        rows = table[table["against"] == concept].reset_index(drop=True)
        colour = theme.concepts[concept]
        axes.plot(rows["x"], rows["carbon"], lw=1.8, color=colour, label=AXES[lang][word])
        place = rows.index[rows["region"] == own]
        if len(place):
            part = rows.iloc[place[0] - 1 : place[0] + 1]
            axes.plot(part["x"], part["carbon"], lw=4.5, color=theme.accent, alpha=0.5, zorder=1)
            axes.plot(part["x"].mean(), part["carbon"].mean(), mark, ms=7, color=theme.accent)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_aspect("equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda v, _: display.percent(v, 0, lang))
    axes.set_xlabel(AXES[lang]["x"])
    axes.set_ylabel(AXES[lang]["y"])
    axes.grid(lw=0.5)
    axes.legend(loc="upper left", frameon=False)
    return canvas


def theil_by_group(edition: Edition) -> Figure:
    """Theil's T of each pair as a bar of its parts."""
    table = inequality_page.groups_panel(edition)
    lang = edition.lang
    between = table[table["part"] == "between"]
    items = []
    for row in records(between):
        whole = display.digits(row["value"] / row["share"] * 100, 3)
        part = display.percent(row["share"], 0, lang)
        items.append(
            f"{row['name']}{whole}，组间{part}"
            if lang == "zh"
            else f"{row['name']} {whole}, {part} between groups"
        )
    nation, name = edition.texts["nation"], edition.texts["region"]
    alt = (
        f"{nation}（{name}所在）各地区泰尔T：" + "；".join(items) + "。"
        if lang == "zh"
        else f"Theil's T between the regions of {nation}, {name} among them: "
        + "; ".join(items)
        + "."
    )
    return Figure(
        id="fig-theil-groups",
        alt=alt,
        caption=CAPTIONS["groups"][lang],
        table=table,
        units={"value": "1"},
        draw=lambda theme: _draw_groups(table, theme, lang),
    )


def _draw_groups(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    names = list(dict.fromkeys(zip(table["pair"], table["name"], table["year"], strict=True)))
    parts = list(dict.fromkeys(zip(table["part"], table["label"], strict=True)))
    palette = [
        theme.accent,
        *(theme.concepts[c] for c in ("population", "gdp", "electricity", "energy")),
    ]
    canvas = Canvas(figsize=(WIDTH, 0.42 * len(names) + 1.1), layout="constrained")
    axes = canvas.add_subplot()
    places = np.arange(len(names))[::-1]
    left = np.zeros(len(names))
    for (part, label), colour in zip(parts, palette, strict=False):
        rows = table[table["part"] == part].set_index("pair")["value"]
        width = np.array([rows.get(pair, 0.0) for pair, _, _ in names])
        axes.barh(places, width, left=left, height=0.62, color=colour, label=label,
                  edgecolor=theme.surface, lw=0.6)  # fmt: skip
        left += width
    axes.set_yticks(places, [f"{name}\n{year}" for _, name, year in names])
    axes.tick_params(axis="y", length=0, labelsize=8)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.legend(loc="lower center", bbox_to_anchor=(0.35, 1.0), ncols=3, frameon=False,
                fontsize=8, columnspacing=1, handlelength=1.2)  # fmt: skip
    return canvas


def rank_history(edition: Edition) -> Figure:
    """The region's rank by carbon per GDP, with the range over inventories."""
    table = inequality_page.ranks_panel(edition)
    first, last = table.iloc[0], table.iloc[-1]
    name = edition.texts["region"]
    several = bool((table["inventories"] > 1).any() or table["segment"].nunique() > 1)
    if edition.lang == "zh":
        alt = (
            f"{name}单位GDP碳排放位次：{first['year']}年第{first['rank']}"
            + (f"（各清单{first['low']}至{first['high']}）" if several else "")
            + f"，{last['year']}年第{last['rank']}"
            + (f"（{last['low']}至{last['high']}）。" if several else "。")
        )
    else:
        alt = (
            f"Rank of {name} by carbon per GDP: {first['rank']} in {first['year']}"
            + (f" (over the inventories {first['low']} to {first['high']})" if several else "")
            + f", {last['rank']} in {last['year']}"
            + (f" ({last['low']} to {last['high']})." if several else ".")
        )
    return Figure(
        id="fig-rank-history",
        alt=alt,
        caption=CAPTIONS["ranks" if several else "rank"][edition.lang],
        table=table,
        units={"low": "1", "high": "1"},
        inputs=table.attrs["inputs"],
        draw=lambda theme: _draw_ranks(table, theme, edition.lang),
    )


def _draw_ranks(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 2.6), layout="constrained")
    axes = canvas.add_subplot()
    colour = theme.concepts["co2"]
    axes.vlines(
        table["year"], table["low"] - 0.15, table["high"] + 0.15, lw=6, color=colour, alpha=0.25
    )
    for _, rows in table.groupby("segment"):
        axes.plot(rows["year"], rows["rank"], "-o", ms=4, lw=1.6, color=colour)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylim(max(table["high"]) + 1, max(0, min(table["low"]) - 1))
    axes.set_ylabel(AXES[lang]["rank"])
    axes.grid(axis="y", lw=0.5)
    return canvas


def sigma_history(edition: Edition) -> Figure:
    """Sigma of each ratio over the years."""
    table = inequality_page.sigma_panel(edition)
    lang, items = edition.lang, []
    for name, rows in table.groupby("name", sort=False):
        part = rows[rows["segment"] == rows["segment"].max()]
        first, last = part.iloc[0], part.iloc[-1]
        ends = [display.digits(v, 2) for v in (first["sigma"], last["sigma"])]
        items.append(f"{name} {ends[0]} ({first['year']}) → {ends[1]} ({last['year']})")
    nation, region = edition.texts["nation"], edition.texts["region"]
    alt = (
        f"{nation}（{region}所在）各地区的σ，最后一段连续年份：" + "；".join(items) + "。"
        if lang == "zh"
        else f"Sigma over the regions of {nation}, {region} among them, last unbroken stretch: "
        + "; ".join(items)
        + "."
    )
    return Figure(
        id="fig-sigma-history",
        alt=alt,
        caption=CAPTIONS["sigma"][lang],
        table=table,
        draw=lambda theme: _draw_sigma(table, theme, lang),
    )


def _draw_sigma(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    colours = dict(
        zip(("co2:gdp", "co2:population", "energy:gdp", "gdp:population"),
            (theme.concepts[c] for c in ("co2", "population", "energy", "gdp")), strict=True)
    )  # fmt: skip
    canvas = Canvas(figsize=(WIDTH, 3.3), layout="constrained")
    axes = canvas.add_subplot()
    for pair, rows in table.groupby("pair", sort=False):
        label = rows["name"].iloc[0]
        for _, segment in rows.groupby("segment"):
            axes.plot(segment["year"], segment["sigma"], "-o", ms=3, lw=1.8,
                      color=colours[str(pair)], label=label)  # fmt: skip
            label = "_"
    axes.set_ylim(bottom=0)
    axes.set_ylabel(AXES[lang]["sigma"])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.grid(axis="y", lw=0.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=8)
    return canvas
