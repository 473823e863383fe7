"""Energy and carbon per GDP at constant prices, region and nation."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters import intensities
from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.histories import START
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

CAPTION = {
    "en": (
        "Energy and carbon per GDP at constant prices, {say}`intensity/start` = 100. Solid: "
        "{say}`region`; dashed: {say}`nation`. A line ends where its series ends, or where two "
        "releases differ too much to be joined."
    ),
    "zh": (
        "单位GDP能耗和碳排放（不变价格），{say}`intensity/start`年=100。实线：{say}`region`；虚线："
        "{say}`nation`。序列结束或两个版本差异过大不能衔接时，线条终止。"
    ),
}
AXIS = {"en": f"Per GDP, {START} = 100", "zh": f"单位GDP，{START}年=100"}


def intensity_history(edition: Edition) -> Figure | None:
    """Index of both intensities, of the region and its nation; None without any."""
    table = intensities.panel(edition)
    if table.empty:
        return None
    own = edition.region.id
    return Figure(
        id="fig-intensity-history",
        alt=_alt(edition, table),
        caption=CAPTION[edition.lang],
        table=table,
        draw=lambda theme: _draw(table, own, theme, edition.lang),
    )


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = []
    for (load, place), rows in table.groupby(["load", "place"], sort=False):
        last = rows.iloc[-1]
        name = edition.texts["region" if place == edition.region.id else "nation"]
        value = display.digits(last["index"], 1)
        what = SHORT[lang][str(load)]
        if lang == "zh":
            items.append(f"{name}{what}到{last['year']}年为{value}")
        else:
            items.append(f"{name}, {what.lower()}: {value} in {last['year']}")
    if lang == "zh":
        return f"单位GDP能耗和碳排放，{START}年为100：" + "；".join(items) + "。"
    return f"Energy and carbon per GDP, {START} as 100. " + "; ".join(items) + "."


def _draw(table: pd.DataFrame, own: str, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 3.2), layout="constrained")
    axes = canvas.add_subplot()
    for (load, place), rows in table.groupby(["load", "place"], sort=False):
        mine = place == own
        axes.plot(
            rows["year"], rows["index"], "-" if mine else "--", lw=2 if mine else 1.3,
            color=theme.concepts[str(load)], label=SHORT[lang][str(load)] if mine else None,
        )  # fmt: skip
        last = rows.iloc[-1]
        axes.plot(last["year"], last["index"], "o", ms=4, color=theme.concepts[str(load)])
    axes.axhline(100, color=theme.muted, lw=0.8)
    axes.set_ylim(0, max(105.0, float(table["index"].max()) * 1.05))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel(AXIS[lang])
    axes.grid(axis="y", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="lower left")
    return canvas
