"""Carbon by inventory: the region's share and level, and the nation against its sums."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters import inventories
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.figures.figure import Figure
from regionshare.figures.strands import Look, colour_of, draw_strands
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

LOOKS = {
    "co2.ceads_sectoral_2022": Look("co2"),
    "co2.ceads_sectoral_2019": Look("co2", "-", 0.9, ""),
    "co2.ceads_apparent_2022": Look("energy"),
    "co2.ceads_apparent_2019": Look("energy", "-", 0.9, ""),
    "co2.carbon_monitor": Look("population"),
    "co2.ceads_national_sectoral_2019": Look("co2", "--", 1.4, ""),
    "co2.ceads_national_apparent_2019": Look("energy", "--", 1.4, ""),
    "co2.gcb_2024": Look("gdp", "--", 1.4, ""),
    "co2.gcb_2025": Look("gdp", ":", 1.8, ""),
    "co2.edgar_2024": Look("accent", "--", 1.4, ""),
}
CAPTIONS = {
    "shares": {
        "en": (
            "{say}`region`'s share of carbon dioxide in each inventory, over the sum of its own "
            "regions. Ring: {say}`carbon/year`, which the most inventories have. Dot: the latest "
            "year of the inventory. The axis does not start at zero."
        ),
        "zh": (
            "{say}`region`在各清单中的二氧化碳比重，分母为该清单各地区之和。圆圈：{say}`carbon/year`年，"
            "即有数清单最多的一年；圆点：各清单的最近一年。横轴不从零开始。"
        ),
    },
    "history": {
        "en": (
            "Carbon dioxide of {say}`region` in each inventory and release, million tonnes. Thin "
            "lines without dots are the earlier releases. A line breaks where the inventory's own "
            "step is not confirmed. The axis does not start at zero."
        ),
        "zh": (
            "{say}`region`在各清单、各版本中的二氧化碳排放，百万吨。无点细线为较早版本；清单自身的变动"
            "未获证实处断开。纵轴不从零开始。"
        ),
    },
    "nation": {
        "en": (
            "Carbon dioxide of {say}`nation`, billion tonnes. Solid: sums of regions; the thin "
            "ones are the earlier releases. Broken and dotted: inventories of the nation as a "
            "whole. The axis does not start at zero."
        ),
        "zh": (
            "{say}`nation`二氧化碳排放，十亿吨。实线：各地区之和，其中细线为较早版本；虚线和点线：全国"
            "整体清单。纵轴不从零开始。"
        ),
    },
}


def inventory_shares(edition: Edition) -> Figure:
    """The region's share in every inventory, in the common year and in the latest."""
    table, lang = inventories.share_panel(edition), edition.lang
    items = []
    for row in records(table):
        last = display.percent(row["latest_share"], 1, lang)
        text = f"{row['label']} {last} ({row['latest_year']})"
        if row["share"] == row["share"] and row["year"] != row["latest_year"]:
            text += f", {display.percent(row['share'], 1, lang)} ({row['year']})"
        items.append(text)
    head = {
        "en": f"Share of {edition.texts['region']} in carbon dioxide by inventory: ",
        "zh": f"{edition.texts['region']}二氧化碳比重，按清单：",
    }[lang]
    alt = head + ("；" if lang == "zh" else "; ").join(items) + ("。" if lang == "zh" else ".")
    return Figure(
        id="fig-carbon-inventories",
        alt=alt,
        caption=CAPTIONS["shares"][lang],
        table=table,
        units={
            "value": "Mt",
            "latest_value": "Mt",
            "latest_year": "year",
            "latest_share": "percent",
        },
        draw=lambda theme: _draw_shares(table, theme, lang),
    )


def inventory_history(edition: Edition) -> Figure:
    """The region's carbon in every inventory over the years."""
    table, lang = inventories.history_panel(edition), edition.lang
    items = []
    for _, rows in table.groupby("series", sort=False):
        last = rows.iloc[-1]
        mass = display.shown(last["value"], "Mt", 0, edition.store.units, lang)
        items.append(f"{last['label']} {mass} ({last['year']})")
    head = {
        "en": f"Carbon dioxide of {edition.texts['region']}, last figure of each inventory: ",
        "zh": f"{edition.texts['region']}二氧化碳排放，各清单最后一年：",
    }[lang]
    alt = head + ("；" if lang == "zh" else "; ").join(items) + ("。" if lang == "zh" else ".")
    return Figure(
        id="fig-carbon-history-by-inventory",
        alt=alt,
        caption=CAPTIONS["history"][lang],
        table=table,
        units={"value": "Mt"},
        draw=lambda theme: draw_strands(table, LOOKS, theme, _whole),
    )


def nation_against_sum(edition: Edition) -> Figure:
    """National inventories and the sums of the regions, by year."""
    table, lang = inventories.national_panel(edition), edition.lang
    year = inventories.common_national_year(edition)
    rows = table[table["year"] == year].sort_values("value")
    word = {"sum": {"en": "sum", "zh": "合计"}, "national": {"en": "nation", "zh": "全国"}}
    items = [
        f"{row['label']} ({word[row['kind']][lang]}) {display.digits(row['value'], 2)}"
        for row in records(rows)
    ]
    if lang == "zh":
        alt = f"{year}年二氧化碳排放，十亿吨，由低到高：" + "；".join(items) + "。"
    else:
        alt = f"Carbon dioxide in {year}, billion tonnes, lowest first: " + "; ".join(items) + "."
    return Figure(
        id="fig-national-carbon",
        alt=alt,
        caption=CAPTIONS["nation"][lang],
        table=table,
        units={"value": "Gt"},
        draw=lambda theme: draw_strands(table, LOOKS, theme, _whole, height=4.2),
    )


def _whole(value: float) -> str:
    return display.digits(value, 0)


def _draw_shares(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    rows = records(table.iloc[::-1])
    canvas = Canvas(figsize=(WIDTH, 0.44 * len(rows) + 0.6), layout="constrained")
    axes = canvas.add_subplot()
    for place, row in enumerate(rows):
        colour = colour_of(theme, LOOKS.get(row["series"], Look("muted")).colour)
        axes.plot(
            [row["share"], row["latest_share"]], [place, place], lw=1, color=theme.grid, zorder=1
        )
        axes.plot(row["share"], place, "o", ms=9, mfc="none", mec=colour, mew=1.6)
        axes.plot(row["latest_share"], place, "o", ms=5, color=colour)
        axes.annotate(
            f"{display.percent(row['latest_share'], 1, lang)}  {row['latest_year']}",
            (1.0, place), xycoords=axes.get_yaxis_transform(), xytext=(6, 0),
            textcoords="offset points", va="center", fontsize=8.5, annotation_clip=False,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [row["label"] for row in rows], fontsize=8.5)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.margins(x=0.12)
    axes.xaxis.set_major_formatter(lambda x, _: display.percent(x, 1, lang))
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    return canvas
