"""Net electricity import over the years, and the mix of primary energy."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters.edition import Edition
from regionshare.chapters.energy_page import FIRST, mix_year
from regionshare.chapters.panels import records
from regionshare.errors import MissingDataError
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators.power import FUELS, LATER
from regionshare.numbers import display
from regionshare.numbers.quantities import net_import

WORDS = {
    "en": {
        "axis": "Net import, TWh",
        "earlier": "generation: energy yearbooks",
        "later": "generation: later compilation",
        "coal": "Coal",
        "oil": "Oil",
        "gas": "Gas",
        "primary_electricity": "Primary electricity and other",
    },
    "zh": {
        "axis": "净调入电量，亿千瓦时",
        "earlier": "发电量：能源统计年鉴",
        "later": "发电量：后来的汇编",
        "coal": "煤",
        "oil": "石油",
        "gas": "天然气",
        "primary_electricity": "一次电力及其他",
    },
}
IMPORT_CAPTION = {
    "en": (
        "Net electricity import of {say}`region`: use minus total generation. A bar below zero is "
        "net export. A year without a figure is left out."
    ),
    "zh": ("{say}`region`净调入电量：用电量减总发电量；零以下为净调出。没有数值的年份不画。"),
}
SHADES = {
    "en": " Generation is from two series, told apart by shade.",
    "zh": "发电量取自两个序列，以深浅区分。",
}
MIX_CAPTION = {
    "en": (
        "Primary energy consumption of {say}`region` by kind, table 7-3 of the yearbook of 2025. "
        "The level of the consumption breaks between 2022 and 2023 (dashed line); the last kind "
        "holds electricity brought in, whatever it was made from."
    ),
    "zh": (
        "{say}`region`一次能源消费构成，取自2025年年鉴表7-3。消费量水平在2022年与2023年间有断点（虚线）；"
        "最后一类含外省调入电力，不论其来源。"
    ),
}
BREAK = 2022.5


def import_panel(edition: Edition) -> pd.DataFrame:
    """``year, use, generation, net_import, series`` in 1e8 kWh; years without both are absent."""
    rows = []
    for year in range(FIRST, edition.year + 1):
        try:
            found = net_import(edition.store, edition.region.id, year)
        except MissingDataError:
            continue
        use, made = found.inputs
        rows.append((year, use.value, made.value, found.value, made.series))
    return pd.DataFrame(rows, columns=["year", "use", "generation", "net_import", "series"])


def electricity_import(edition: Edition) -> Figure | None:
    """Net import by year; None where use or generation is not at hand."""
    table = import_panel(edition)
    if table.empty:
        return None
    return Figure(
        id="fig-electricity-import",
        alt=_import_alt(edition, table),
        caption=IMPORT_CAPTION[edition.lang]
        + (SHADES[edition.lang] if table["series"].nunique() > 1 else ""),
        table=table,
        units=dict.fromkeys(("use", "generation", "net_import"), "1e8 kWh"),
        series=tuple(dict.fromkeys(("electricity.nbs", *table["series"]))),
        draw=lambda theme: _draw_import(table, theme, edition.lang),
    )


def _import_alt(edition: Edition, table: pd.DataFrame) -> str:
    def told(row: pd.Series[Any]) -> str:
        shown = display.quantity(
            float(row["net_import"]), "1e8 kWh", edition.store.units, edition.lang
        )
        return f"{shown} ({row['year']})"

    first, last = table.iloc[0], table.iloc[-1]
    most = table.sort_values("net_import").iloc[-1]
    name = edition.texts["region"]
    if edition.lang == "zh":
        return f"{name}净调入电量：{told(first)}，{told(last)}，最高{told(most)}；负值为净调出。"
    return (
        f"Net electricity import of {name}: {told(first)}, {told(last)}, highest {told(most)}; "
        "negative is net export."
    )


def _draw_import(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    words = WORDS[lang]
    scale = 0.1 if lang == "en" else 1
    canvas = Canvas(figsize=(WIDTH, 2.7), layout="constrained")
    axes = canvas.add_subplot()
    for name, later in (("earlier", False), ("later", True)):
        rows = table[(table["series"] == LATER) == later]
        if len(rows):
            axes.bar(
                rows["year"], rows["net_import"] * scale, width=0.75, label=words[name],
                color=theme.concepts["electricity"], alpha=0.5 if later else 1,
            )  # fmt: skip
    axes.axhline(0, color=theme.muted, lw=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel(words["axis"])
    axes.grid(axis="y", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, frameon=False, fontsize=8,
        columnspacing=1.0, handlelength=1.2,
    )  # fmt: skip
    return canvas


def energy_mix(edition: Edition) -> Figure | None:
    """Shares of primary energy by kind and year; None for a region without the table."""
    last = mix_year(edition)
    if last is None:
        return None
    store, region = edition.store, edition.region.id
    rows = []
    series = [f"mix_{fuel}.gd_yearbook_2025" for fuel in FUELS]
    for year in range(2005, last + 1):
        if all(store.has(s, region, year) for s in series):
            rows.append((year, *(store.value(s, region, year) for s in series)))
    table = pd.DataFrame(rows, columns=["year", *FUELS])
    return Figure(
        id="fig-energy-mix",
        alt=_mix_alt(edition, table),
        caption=MIX_CAPTION[edition.lang],
        table=table,
        units=dict.fromkeys(FUELS, "percent"),
        series=tuple(series),
        draw=lambda theme: _draw_mix(table, theme, edition.lang),
    )


def _mix_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang, words = edition.lang, WORDS[edition.lang]
    first, last = table.iloc[0], table.iloc[-1]
    name = edition.texts["region"]
    items = [
        f"{words[fuel]} {display.percent(first[fuel], 1, lang)} → "
        f"{display.percent(last[fuel], 1, lang)}"
        for fuel in FUELS
    ]
    years = f"{int(first['year'])}–{int(last['year'])}"
    if lang == "zh":
        return f"{name}一次能源消费构成，{years}年：" + "；".join(items) + "。"
    return f"Primary energy of {name}, {years}: " + "; ".join(items) + "."


def _draw_mix(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    colours = (theme.concepts["co2"], theme.concepts["energy"], theme.concepts["population"],
               theme.concepts["gdp"])  # fmt: skip
    canvas = Canvas(figsize=(WIDTH, 3.1), layout="constrained")
    axes = canvas.add_subplot()
    bottom = pd.Series(0.0, index=table.index)
    for fuel, colour in zip(FUELS, colours, strict=True):
        axes.bar(
            table["year"], table[fuel], bottom=bottom, width=0.8, color=colour,
            label=WORDS[lang][fuel],
        )  # fmt: skip
        bottom = bottom + table[fuel]
    if any(row["year"] > BREAK for row in records(table)):
        axes.axvline(BREAK, color=theme.text, lw=1, ls=(0, (4, 3)))
    axes.set_ylim(0, 100)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(lambda y, _: display.percent(y, 0, lang))
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, frameon=False, fontsize=8,
        handlelength=1.2,
    )  # fmt: skip
    return canvas
