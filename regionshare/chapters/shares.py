"""The shares of one region at a glance."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import records, shares_panel
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

YARDSTICKS = ("population", "gdp")


def shares_at_a_glance(edition: Edition) -> Figure:
    """The region's share of each thing, with the economy's and the people's share as yardsticks.

    Dots are headline values, bars behind them the span over the grid of published choices.
    """
    lang = edition.lang
    table = shares_panel(edition.shares())
    return Figure(
        id="fig-four-shares",
        alt=_alt(edition, table),
        caption=CAPTION[lang],
        table=table,
        draw=lambda theme: _draw(table, theme, lang, edition.texts["region"]),
    )


CAPTION = {
    "en": (
        "{say}`region`'s share of {say}`nation`, each in its own latest complete year. Dots: "
        "headline basis. Bars: span of admissible choices, not an error margin. Dashed lines: the "
        "region's share of the people and of the economy."
    ),
    "zh": (
        "{say}`region`占{say}`nation`的比重，各取最近的完整年份。圆点：主口径；横条：各种可采用口径的"
        "范围，不是误差；虚线：该地区占人口和经济的比重。"
    ),
}


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = [
        f"{SHORT[lang][row['concept']]} {display.percent(row['share'], 1, lang)} ({row['year']})"
        for row in records(table)
    ]
    name, nation = edition.texts["region"], edition.texts["nation"]
    if lang == "zh":
        return f"{name}占{nation}的比重：" + "，".join(items) + "。"
    return f"Share of {name} in {nation}: " + ", ".join(items) + "."


def _draw(table: pd.DataFrame, theme: Theme, lang: str, region: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 0.42 * len(table) + 0.75), layout="constrained")
    axes = canvas.add_subplot()
    axes.set_title(region, loc="left")
    top = max(table["high"].max(), table["share"].max())
    rows = records(table.iloc[::-1])
    for place, row in enumerate(rows):
        colour = theme.concepts[row["concept"]]
        axes.plot(
            [row["low"], row["high"]], [place, place], lw=7, color=colour, alpha=0.3,
            solid_capstyle="round",
        )  # fmt: skip
        axes.plot(row["share"], place, "o", ms=8, color=colour)
        axes.annotate(
            display.percent(row["share"], 1, lang), (1.0, place),
            xycoords=axes.get_yaxis_transform(), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=10, annotation_clip=False,
        )  # fmt: skip
        if row["concept"] in YARDSTICKS:
            axes.axvline(row["share"], color=colour, lw=1, ls=(0, (4, 3)), zorder=0)
    axes.set_yticks(
        range(len(rows)),
        [f"{SHORT[lang][row['concept']]}  {row['year']}" for row in rows],
    )
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, top * 1.08)
    axes.xaxis.set_major_formatter(lambda x, _: display.percent(x, 0, lang))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    return canvas
