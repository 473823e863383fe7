"""Drivers: the effects of the Kaya factors by period, and from the start to each year."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters import kaya
from regionshare.chapters.edition import Edition
from regionshare.chapters.histories import START, years
from regionshare.chapters.panels import records
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators.drivers import FACTORS
from regionshare.numbers import display

PERIODS = {
    "en": (
        "What each factor added to, or took from, the emissions of {say}`region` in each period "
        "(LMDI-I, additive), Mt. The diamonds are the whole change. Each period lies within one "
        "release of the inventory; the last may be shorter than the others."
    ),
    "zh": (
        "各时期各因素使{say}`region`排放增加或减少多少（LMDI-I加法，百万吨）。菱形为总变化。每个时期只用清单"
        "的同一版本，最后一个时期可能较短。"
    ),
}
HISTORY = {
    "en": (
        "Effects from {say}`drivers/start` to each year within one release "
        "({say}`drivers/release`), Mt. In every year the effects sum to the change."
    ),
    "zh": (
        "从{say}`drivers/start`年到各年的累计效应，同一版本（{say}`drivers/release`），百万吨。每一年各效应"
        "之和等于总变化。"
    ),
}
TONES = {
    "population": "population", "affluence": "gdp", "energy_intensity": "energy",
    "carbon_intensity": "co2", "process": "electricity",
}  # fmt: skip
UNIT = {"en": "Mt of carbon dioxide", "zh": "二氧化碳，百万吨"}
CHANGE = {"en": "Change", "zh": "总变化"}


def _colour(theme: Theme, factor: str) -> str:
    return theme.text if factor == "change" else theme.concepts[TONES[factor]]


def drivers_by_period(edition: Edition) -> Figure | None:
    """Stacked effects by period with the whole change; None without any."""
    table = kaya.effects_panel(edition)
    if table.empty:
        return None
    return Figure(
        id="fig-drivers-by-period",
        alt=_periods_alt(edition, table),
        caption=PERIODS[edition.lang],
        table=table,
        units={"effect": "Mt"},
        draw=lambda theme: _periods(table, theme, edition.lang),
    )


def _spans(table: pd.DataFrame) -> list[tuple[int, int]]:
    return list(dict.fromkeys(zip(table["first"], table["last"], strict=True)))


def _periods_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = []
    for first, last in _spans(table):
        rows = table[table["first"] == first]
        parts = [
            f"{kaya.NAMES[r['factor']][lang]} {kaya.signed(r['effect'])}" for r in records(rows)
        ]
        total = kaya.signed(float(rows["effect"].sum()))
        span = years(first, last)
        items.append(
            f"{span}年共{total}，其中" + "，".join(parts)
            if lang == "zh"
            else f"{span} {total} Mt in all: " + ", ".join(parts)
        )
    name = edition.texts["region"]
    if lang == "zh":
        return f"{name}碳排放变化的分解（百万吨）：" + "；".join(items) + "。"
    return f"Decomposition of the change of emissions of {name}. " + "; ".join(items) + "."


def _periods(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 3.9), layout="constrained")
    axes = canvas.add_subplot()
    spans = _spans(table)
    present = [f for f in FACTORS if f in set(table["factor"])]
    tops, bottoms = [0.0] * len(spans), [0.0] * len(spans)
    for factor in present:
        values = []
        for first, _ in spans:
            rows = table[(table["first"] == first) & (table["factor"] == factor)]
            values.append(float(rows["effect"].sum()))
        base = [tops[i] if v > 0 else bottoms[i] for i, v in enumerate(values)]
        axes.bar(
            range(len(spans)), values, 0.6, bottom=base, color=_colour(theme, factor), lw=0,
            label=kaya.NAMES[factor][lang],
        )  # fmt: skip
        tops = [t + max(v, 0.0) for t, v in zip(tops, values, strict=True)]
        bottoms = [b + min(v, 0.0) for b, v in zip(bottoms, values, strict=True)]
    sums = table.groupby(["first", "last"])["effect"].sum()
    axes.plot(
        range(len(spans)), sums, "D", ms=6, color=theme.accent, mec=theme.surface,
        label=CHANGE[lang], ls="none",
    )  # fmt: skip
    axes.axhline(0, color=theme.muted, lw=0.8)
    axes.set_xticks(range(len(spans)), [years(*span) for span in spans])
    axes.yaxis.set_major_formatter(lambda y, _: display.digits(y, 0))
    axes.set_ylabel(UNIT[lang])
    axes.grid(axis="y", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, frameon=False, fontsize=8)
    return canvas


def drivers_history(edition: Edition) -> Figure | None:
    """Effects from the start to each year within one release; None without any."""
    table = kaya.history_panel(edition)
    if table.empty:
        return None
    return Figure(
        id="fig-drivers-history",
        alt=_history_alt(edition, table),
        caption=HISTORY[edition.lang],
        table=table,
        units={"effect": "Mt"},
        draw=lambda theme: _history(table, theme, edition.lang),
    )


def _history_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang, last = edition.lang, int(table["year"].max())
    names = {**kaya.NAMES, "change": CHANGE}
    rows = records(table[table["year"] == last])
    items = [f"{names[r['factor']][lang]} {kaya.signed(r['effect'])}" for r in rows]
    name, span = edition.texts["region"], years(START, last)
    if lang == "zh":
        return f"{name}{span}年累计效应（百万吨）：" + "，".join(items) + "。"
    return f"Effects in {name} over {span}, Mt: " + ", ".join(items) + "."


def _history(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 3.6), layout="constrained")
    axes = canvas.add_subplot()
    names = {**kaya.NAMES, "change": CHANGE}
    for factor, rows in table.groupby("factor", sort=False):
        whole = factor == "change"
        axes.plot(
            rows["year"], rows["effect"], "--" if whole else "-", lw=2.2 if whole else 1.8,
            color=theme.accent if whole else _colour(theme, str(factor)),
            label=names[str(factor)][lang],
        )  # fmt: skip
    axes.axhline(0, color=theme.muted, lw=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(lambda y, _: display.digits(y, 0))
    axes.set_ylabel(UNIT[lang])
    axes.grid(axis="y", lw=0.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, frameon=False, fontsize=8)
    return canvas
