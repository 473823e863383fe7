"""The shares of one region over the years, breaks drawn as breaks."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import history_panel
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

CAPTION = {
    "en": (
        "{say}`region`'s share of {say}`nation`, {say}`history/years`, headline basis. A gap in a "
        "line is a break: the series, its release or its total changes there, and the points on "
        "its two sides are not to be compared."
    ),
    "zh": (
        "{say}`region`占{say}`nation`的比重，{say}`history/years`年，主口径。线条断开处为序列、版本或"
        "总量口径的变化，断点两侧不可比较。"
    ),
}


def share_history(edition: Edition) -> Figure:
    """The region's headline shares by year; a line never crosses a break."""
    lang = edition.lang
    table = history_panel(edition)
    years = f"{table['year'].min()}–{table['year'].max()}"
    edition.say("history/years", years)
    return Figure(
        id="fig-share-history",
        alt=_alt(edition, table),
        caption=CAPTION[lang],
        table=table,
        draw=lambda theme: _draw(table, theme, lang, edition.texts["region"]),
    )


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = []
    for concept in _ordered(table):
        rows = table[table["concept"] == concept]
        first, last = rows.iloc[0], rows.iloc[-1]
        breaks = int(rows["segment"].max()) - 1
        text = (
            f"{SHORT[lang][concept]} {display.percent(first['share'], 1, lang)} ({first['year']}) "
            f"→ {display.percent(last['share'], 1, lang)} ({last['year']})"
        )
        if breaks:
            text += (
                f"，{breaks}处断点" if lang == "zh" else f", {breaks} break" + "s" * (breaks > 1)
            )
        items.append(text)
    name = edition.texts["region"]
    if lang == "zh":
        return f"{name}历年所占比重：" + "；".join(items) + "。"
    return f"Shares of {name} over the years: " + "; ".join(items) + "."


def _ordered(table: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(table["concept"]))


def _draw(table: pd.DataFrame, theme: Theme, lang: str, region: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 3.5), layout="constrained")
    axes = canvas.add_subplot()
    axes.set_title(region, loc="left")
    ends = {}
    for concept in _ordered(table):
        rows = table[table["concept"] == concept]
        colour = theme.concepts[concept]
        for _, segment in rows.groupby("segment"):
            axes.plot(segment["year"], segment["share"], "-o", ms=3, lw=1.8, color=colour)
        ends[concept] = float(rows.iloc[-1]["share"])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(lambda y, _: display.percent(y, 0, lang))
    axes.grid(axis="y", lw=0.5)
    axes.margins(y=0.08)
    _label_ends(axes, ends, int(table["year"].max()), theme, lang)
    return canvas


def _label_ends(axes: Axes, ends: dict[str, float], year: int, theme: Theme, lang: str) -> None:
    """Names at the right edge, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.06
    places: dict[str, float] = {}
    floor = float("-inf")
    for concept, value in sorted(ends.items(), key=lambda item: item[1]):
        places[concept] = max(value, floor + step)
        floor = places[concept]
    surplus = floor - (high - step * 0.5)
    if surplus > 0:
        places = {concept: place - surplus for concept, place in places.items()}
    for concept, place in places.items():
        axes.annotate(
            SHORT[lang][concept],
            (1.0, place),
            xycoords=axes.get_yaxis_transform(),
            xytext=(6, 0), textcoords="offset points", va="center",
            color=theme.concepts[concept], annotation_clip=False,
        )  # fmt: skip
    axes.set_xlim(right=year + 0.5)
