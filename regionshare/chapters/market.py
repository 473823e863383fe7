"""Dated cumulative reports of the carbon markets, by market and scope; points, never lines."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import Edition
from regionshare.chapters.market_page import WORDS, known, panel, title
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators.reports import report
from regionshare.numbers import display
from regionshare.numbers.number import Input

DRAWN = {  # market and scope: colour, marker, filled
    ("CN-GD", "allowances"): ("energy", "o", True),
    ("CN-GD", "listed"): ("energy", "s", False),
    ("CN-GD", "products"): ("energy", "^", False),
    ("CN-GD", "claim"): ("claim", "*", True),
    ("CN-HB", "allowances"): ("population", "o", True),
    ("CN-HB", "listed"): ("population", "s", False),
    ("CN-HB", "forward"): ("population", "D", True),
}
AXES = {
    "en": ("Volume, Mt", "Turnover, bn yuan"),
    "zh": ("成交量，百万吨", "成交额，亿元"),
}
CAPTION = {
    "en": (
        "Cumulative trade since each market opened, as reported at a date. Each point is one "
        "report; nothing is drawn between them. Open squares: listed spot trades, totals derived "
        "from daily quotes. A point of “all products” of Guangdong may be a lower bound."
    ),
    "zh": (
        "各市场开市以来的累计成交，按报告日期标示。每点为一次报告，点间不作连线。空心方块为挂牌现货，"
        "由每日行情加总得出。广东“全部产品”的点可能只是下限。"
    ),
}


def market_reports(edition: Edition) -> Figure | None:
    """Volume and turnover of every report; None for a region without a market at hand."""
    if not known(edition):
        return None
    table = panel(edition)
    keys = pd.Series(list(zip(table["market"], table["scope"], strict=True)))
    table = table[keys.isin(list(DRAWN))].reset_index(drop=True)
    return Figure(
        id="fig-market-reports",
        alt=_alt(edition, table),
        caption=CAPTION[edition.lang],
        table=table,
        units={"volume_mt": "Mt", "turnover_1e8_yuan": "1e8 yuan"},
        inputs=_inputs(edition, table),
        draw=lambda theme: _draw(edition, table, theme),
    )


def _inputs(edition: Edition, table: pd.DataFrame) -> tuple[Input, ...]:
    reports = [report(edition.store, name) for name in table["report"]]
    volumes = [one.input("ets_volume") for one in reports]
    return (*volumes, *(one.input("ets_turnover") for one in reports if one.turnover is not None))


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    items = []
    for market, scope in DRAWN:
        rows = table[(table["market"] == market) & (table["scope"] == scope)]
        last = rows.iloc[-1]
        volume = display.quantity(float(last["volume_mt"]), "Mt", edition.store.units, edition.lang)
        more = WORDS[edition.lang]["above"] if last["reading"] == "above" else ""
        items.append(f"{title(edition, market, scope)} {more}{volume} ({last['date']})")
    if edition.lang == "zh":
        return "各碳市场累计成交量的最近报告：" + "；".join(items) + "。"
    return "Latest reports of cumulative trade on the carbon markets: " + "; ".join(items) + "."


def _draw(edition: Edition, table: pd.DataFrame, theme: Theme) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 5.6), layout="constrained")
    upper, lower = canvas.subplots(2, 1, sharex=True)
    scale = 0.1 if edition.lang == "en" else 1
    for (market, scope), (name, mark, filled) in DRAWN.items():
        rows = table[(table["market"] == market) & (table["scope"] == scope)]
        colour = theme.accent if name == "claim" else theme.concepts[name]
        for axes, column, factor in (
            (upper, "volume_mt", 1),
            (lower, "turnover_1e8_yuan", scale),
        ):
            axes.plot(
                pd.to_datetime(rows["date"]), rows[column] * factor, mark, color=colour,
                mfc=colour if filled else "none", ms=10 if mark == "*" else 5,
                label=title(edition, market, scope), zorder=4 if mark == "*" else 3,
            )  # fmt: skip
    for axes, label in zip((upper, lower), AXES[edition.lang], strict=True):
        _finish(axes, label)
    handles, labels = upper.get_legend_handles_labels()
    canvas.legend(
        handles, labels, loc="outside upper center", ncols=2, frameon=False, fontsize=7.5,
        handlelength=1.0, columnspacing=1.0,
    )  # fmt: skip
    return canvas


def _finish(axes: Axes, label: str) -> None:
    axes.set_ylabel(label)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(YearLocator(2))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    axes.grid(axis="y", lw=0.5)
    axes.set_axisbelow(True)
