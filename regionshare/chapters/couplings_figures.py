"""Decoupling: the phase plot of all regions, and the region's elasticity by year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters import couplings
from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.histories import years
from regionshare.chapters.panels import records
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators.changes import pair
from regionshare.methods.decoupling import LOWER, UPPER
from regionshare.numbers import display
from regionshare.numbers.number import Input, NumberId

PHASE = {
    "en": (
        "Growth of GDP at constant prices and change of carbon over a period. Grey dots: the other "
        "{say}`provinces`, {say}`decoupling/co2/last/years`. Red: {say}`region`, each period with "
        "its years; hollow where the period is not that of the others. The wedge is coupling, "
        "elasticity {say}`decoupling/lower` to {say}`decoupling/upper`."
    ),
    "zh": (
        "一个时期内GDP（不变价格）增长与碳排放变化。灰点：其他{say}`provinces`，"
        "{say}`decoupling/co2/last/years`年；红色：{say}`region`，各时期标明年份，与其他地区时期不同者为空心。"
        "楔形区域为连结，弹性{say}`decoupling/lower`至{say}`decoupling/upper`。"
    ),
}
YEARLY = {
    "en": (
        "Elasticity of energy and carbon to GDP, year by year, {say}`region`. The band is coupling. "
        "A cross marks a year without elasticity: GDP moved by less than {say}`decoupling/least`."
    ),
    "zh": (
        "{say}`region`逐年能源和碳排放对GDP的弹性。色带为连结。叉号表示该年GDP变动不足"
        "{say}`decoupling/least`，不计弹性。"
    ),
}
AXES = {
    "en": ("Change of GDP over the period, %", "Change of carbon over the period, %", "Elasticity"),
    "zh": ("时期内GDP变化，%", "时期内碳排放变化，%", "弹性"),
}


def decoupling_phase(edition: Edition) -> Figure | None:
    """All regions between growth and emissions; None without a whole five years."""
    table = couplings.phase_panel(edition)
    period = couplings.full_period(edition, "co2")
    if table.empty or period is None:
        return None
    return Figure(
        id="fig-decoupling-phase",
        alt=_phase_alt(edition, table, period),
        caption=PHASE[edition.lang],
        table=table,
        units={"economy": "percent", "co2": "percent"},
        inputs=_inputs(edition, table.assign(concept="co2")),
        draw=lambda theme: _phase(table, edition.region.id, period, theme, edition.lang),
    )


def _inputs(edition: Edition, table: pd.DataFrame) -> tuple[Input, ...]:
    """The figures behind changes of ``concept`` and GDP from ``first`` to ``last``, row by row."""
    found: dict[Input, None] = {}
    for row in records(table):
        parts = (row["concept"], "gdp")
        region = row.get("region", edition.region.id)
        wanted = NumberId("elasticity", parts, region, row["last"], first=row["first"])
        one = pair(edition.evaluator, wanted)
        found |= dict.fromkeys((*one.load.inputs, *one.economy.inputs))
    return tuple(found)


def _phase_alt(edition: Edition, table: pd.DataFrame, period: tuple[int, int]) -> str:
    lang, own = edition.lang, table[table["region"] == edition.region.id]
    items = []
    for row in records(own):
        state = couplings.state_name(row["state"], lang) if row["state"] else "–"
        change, growth = (display.signed(row[k], 1) + display.percent(abs(row[k]), 1, lang)
                          for k in ("co2", "economy"))  # fmt: skip
        span = years(row["first"], row["last"])
        items.append(
            f"{span}年GDP{growth}，碳排放{change}，{state}"
            if lang == "zh"
            else f"{span} GDP {growth}, carbon {change}, {state}"
        )
    counts = edition.texts["decoupling/counts"]
    if lang == "zh":
        head = f"{years(*period)}年{edition.texts['decoupling/compared']}个地区：{counts}。"
        return head + f"{edition.texts['region']}：" + "；".join(items) + "。"
    head = f"{edition.texts['decoupling/compared']} regions, {years(*period)}: {counts}. "
    return head + f"{edition.texts['region']}: " + "; ".join(items) + "."


def _phase(table: pd.DataFrame, own: str, period: tuple[int, int], theme: Theme, lang: str
           ) -> Canvas:  # fmt: skip
    canvas = Canvas(figsize=(WIDTH, 3.9), layout="constrained")
    axes = canvas.add_subplot()
    others = table[table["region"] != own]
    low = min(0.0, float(table["economy"].min())) * 1.1
    high = float(table["economy"].max()) * 1.12
    span = [low, 0.0, high]
    lower, upper = ([x * e for x in span] for e in (LOWER, UPPER))
    axes.fill_between(span, lower, upper, color=theme.muted, alpha=0.18, lw=0)
    axes.axhline(0, color=theme.muted, lw=0.8)
    axes.axvline(0, color=theme.muted, lw=0.8)
    axes.plot(others["economy"], others["co2"], "o", ms=4, color=theme.muted, alpha=0.75, mew=0)
    for row in records(table[table["region"] == own]):
        same = (row["first"], row["last"]) == period
        axes.plot(
            row["economy"], row["co2"], "o", ms=8, mec=theme.accent, mew=1.5,
            mfc=theme.accent if same else "none",
        )  # fmt: skip
        axes.annotate(
            years(row["first"], row["last"]), (row["economy"], row["co2"]), xytext=(0, 7),
            textcoords="offset points", ha="center", fontsize=8, color=theme.accent,
        )  # fmt: skip
    bottom, top = float(table["co2"].min()), float(table["co2"].max())
    room = 0.12 * (top - bottom)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom - room, top + 1.5 * room)
    axes.set_xlabel(AXES[lang][0])
    axes.set_ylabel(AXES[lang][1])
    _name_states(axes, theme, lang)
    return canvas


def _name_states(axes: Axes, theme: Theme, lang: str) -> None:
    """Names of the states with growth, in the corners where they lie."""
    corners = {
        "strong decoupling": (0.98, 0.02, "right", "bottom"),
        "expansive negative decoupling": (0.02, 0.98, "left", "top"),
        "weak decoupling": (0.98, _zero(axes) + 0.02, "right", "bottom"),
    }
    for state, (x, y, side, height) in corners.items():
        axes.text(
            x, y, couplings.state_name(state, lang), transform=axes.transAxes, ha=side, va=height,
            fontsize=8, color=theme.muted,
        )  # fmt: skip


def _zero(axes: Axes) -> float:
    low, high = axes.get_ylim()
    return float((0 - low) / (high - low))


def decoupling_years(edition: Edition) -> Figure | None:
    """The region's elasticities by year, years without one marked; None without any."""
    table = couplings.yearly_panel(edition)
    if table["elasticity"].notna().sum() == 0:
        return None
    return Figure(
        id="fig-decoupling-years",
        alt=_years_alt(edition, table),
        caption=YEARLY[edition.lang],
        table=table,
        units={"economy": "1", "change": "1"},
        inputs=_inputs(edition, table.assign(last=table["year"], first=table["year"] - 1)),
        draw=lambda theme: _years(table, theme, edition.lang),
    )


def _years_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = []
    for load, rows in table.groupby("concept", sort=False):
        known = rows.dropna(subset=["elasticity"])
        low, high = (display.digits(known["elasticity"].agg(f), 2) for f in ("min", "max"))
        span = years(int(rows["year"].min()), int(rows["year"].max()))
        what, blank = SHORT[lang][str(load)], len(rows) - len(known)
        items.append(
            f"{what}{span}年在{low}与{high}之间，{blank}年留空"
            if lang == "zh"
            else f"{what.lower()} {span} between {low} and {high}, {blank} years left blank"
        )
    name = edition.texts["region"]
    if lang == "zh":
        return f"{name}逐年弹性：" + "；".join(items) + "。"
    return f"Yearly elasticity of {name}: " + "; ".join(items) + "."


def _years(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 3.1), layout="constrained")
    axes = canvas.add_subplot()
    axes.axhspan(LOWER, UPPER, color=theme.muted, alpha=0.18, lw=0)
    axes.axhline(0, color=theme.muted, lw=0.8)
    for place, (load, rows) in enumerate(table.groupby("concept", sort=False)):
        colour = theme.concepts[str(load)]
        shift = (place - 0.5) * 0.3
        axes.vlines(rows["year"] + shift, 0, rows["elasticity"], lw=1.5, color=colour, alpha=0.6)
        axes.plot(
            rows["year"] + shift, rows["elasticity"], "os"[place], ms=4.5, color=colour,
            label=SHORT[lang][str(load)],
        )  # fmt: skip
    blank = table[table["elasticity"].isna()]["year"].unique()
    axes.plot(blank, [0] * len(blank), "x", ms=6, mew=1.5, color=theme.muted)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel(AXES[lang][2])
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, borderaxespad=0.2
    )
    return canvas
