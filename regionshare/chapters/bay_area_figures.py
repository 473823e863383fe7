"""The Bay Area's cities: GDP per person in three currencies, and how firm an index's ranks are."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, MaxNLocator

from regionshare.chapters import bay_area
from regionshare.chapters.bay_area import VARIANT_NAMES
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators import bay_cities, bay_index
from regionshare.indicators.bay_index import VARIANTS
from regionshare.numbers import display
from regionshare.numbers.number import Input

CAPTIONS = {
    "cities": {
        "en": (
            "GDP per person in {say}`bay_area/year`, current prices, people at the end of the "
            "year. Three panels, three currencies: bars compare within a panel only."
        ),
        "zh": (
            "{say}`bay_area/year`年人均GDP，当年价格，年末人口。三个分图为三种货币，只能在分图内比较。"
        ),
    },
    "index": {
        "en": (
            "Ranks of the nine mainland cities in an open version of the index, "
            "{say}`bay_area/index_year`; 1 is best. Marks: five common ways to weigh and score. "
            "Bars: the middle 90 % of {say}`bay_area/draws` draws of weights and scoring."
        ),
        "zh": (
            "内地九市在开放版指数中的位次，{say}`bay_area/index_year`年，1为最好。标记：五种常用加权与评分"
            "方式；横条：对权重和评分方式作{say}`bay_area/draws`次抽样，取中间90%。"
        ),
    },
}
CURRENCIES = {
    "CNY": {"en": "thousand yuan", "zh": "万元"},
    "CN-HK": {"en": "thousand HKD", "zh": "万港元"},
    "CN-MO": {"en": "thousand MOP", "zh": "万澳门元"},
}
RANK = {"en": "Rank", "zh": "位次"}
MARKS = ("o", "s", "D", "^", "v")


def bay_gdp_per_person(edition: Edition) -> Figure | None:
    """GDP per person, one panel for each currency; nothing outside Guangdong's editions."""
    if not bay_area.shown(edition):
        return None
    lang, year = edition.lang, bay_area.year_of(edition, "gdp")
    rows, inputs = [], dict[Input, None]()
    for city in bay_area.cities(edition):
        number = edition.evaluator.number(f"city_ratio/gdp:population/{city}/{year}")
        inputs |= dict.fromkeys(number.inputs)
        unit = edition.store.units[number.unit]
        panel = city if city in bay_cities.SARS else "CNY"
        name = edition.store.regions[city].name(lang)
        rows.append(
            (
                city,
                name,
                year,
                panel,
                number.value * unit.factor(lang),
                unit.symbol(lang),
                edition.text(number),
            )
        )
    columns = ["city", "name", "year", "panel", "value", "unit", "shown"]
    table = pd.DataFrame(rows, columns=columns)
    table["place"] = table["panel"].map({key: i for i, key in enumerate(CURRENCIES)})
    table = table.sort_values(["place", "value"], ascending=[True, False], ignore_index=True)
    table = table.drop(columns="place")
    items = [f"{row['name']} {row['shown']}" for row in records(table)]
    region = edition.texts["region"]
    alt = (
        f"{year}年大湾区（{region}九市和港澳）人均GDP：" + "，".join(items) + "。"
        if lang == "zh"
        else f"GDP per person in the Bay Area (nine cities of {region}, Hong Kong, Macao), {year}: "
        + ", ".join(items)
        + "."
    )
    return Figure(
        id="fig-bay-gdp-per-person",
        alt=alt,
        caption=CAPTIONS["cities"][lang],
        table=table.drop(columns="shown"),
        units={"value": "as the column unit says"},
        inputs=tuple(inputs),
        draw=lambda theme: _draw_cities(table, theme, lang),
    )


def _draw_cities(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 4.6), layout="constrained")
    heights = [int((table["panel"] == panel).sum()) + 1 for panel in CURRENCIES]
    panels = canvas.subplots(len(CURRENCIES), 1, gridspec_kw={"height_ratios": heights})
    for axes, (panel, names) in zip(panels, CURRENCIES.items(), strict=True):
        rows = table[table["panel"] == panel].iloc[::-1].reset_index(drop=True)
        bars = axes.barh(rows["name"], rows["value"], height=0.6, color=theme.concepts["gdp"], lw=0)
        decimals = 0 if lang == "en" else 1
        labels = [display.digits(value, decimals) for value in rows["value"]]
        axes.bar_label(bars, labels, padding=4, fontsize=8, color=theme.text)
        axes.set_title(names[lang], fontsize=8, loc="left", color=theme.muted, pad=2)
        axes.set_xlim(0, rows["value"].max() * 1.15)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(axis="y", length=0, labelsize=8)
        axes.tick_params(axis="x", labelsize=7)
        axes.spines["left"].set_visible(False)
    return canvas


def bay_index_ranks(edition: Edition) -> Figure | None:
    """The ranks of the nine cities with their ranges; nothing where there is no index."""
    year = bay_area.index_year(edition) if bay_area.shown(edition) else None
    if year is None:
        return None
    lang = edition.lang
    table = bay_area.ranks_panel(edition, year)
    items = [f"{row['name']} {row['low']}–{row['high']}" for row in records(table)]
    share = display.percent(100 * bay_index.MIDDLE, 0, lang)
    region = edition.texts["region"]
    alt = (
        f"{region}九市{year}年位次，{share}的抽样落在：" + "，".join(items) + "。"
        if lang == "zh"
        else f"Ranks of nine cities of {region}, {year}, in the middle {share} of the draws: "
        + ", ".join(items)
        + "."
    )
    return Figure(
        id="fig-bay-index-ranks",
        alt=alt,
        caption=CAPTIONS["index"][lang],
        table=table,
        units={
            **{"_".join(variant): "1" for variant in VARIANTS},
            **dict.fromkeys(("low", "high", "mean"), "1"),
            "first": "percent",
        },
        inputs=bay_index.index(edition.evaluator, year).inputs,
        draw=lambda theme: _draw_index(table, theme, lang),
    )


def _draw_index(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    rows = table.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 4.0), layout="constrained")
    axes = canvas.add_subplot()
    places = range(len(rows))
    axes.hlines(
        places, rows["low"] - 0.25, rows["high"] + 0.25, lw=9, color=theme.muted, alpha=0.35
    )
    colours = ["energy", "population", "gdp", "electricity", "co2"]
    for shift, (variant, mark, colour) in enumerate(zip(VARIANTS, MARKS, colours, strict=True)):
        ranks = rows["_".join(variant)] + 0.07 * (shift - 2)
        axes.plot(ranks, [p + 0.1 * (2 - shift) for p in places], mark, ms=5,
                  color=theme.concepts[colour], label=VARIANT_NAMES[variant][lang])  # fmt: skip
    axes.set_yticks(list(places), list(rows["name"]))
    axes.xaxis.set_major_locator(FixedLocator(list(range(1, len(rows) + 1))))
    axes.set_xlim(0.5, len(rows) + 0.5)
    axes.set_xlabel(RANK[lang])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.42, 1.0), ncols=3, frameon=False,
                fontsize=8, columnspacing=0.9, handletextpad=0.2)  # fmt: skip
    return canvas


def draw_bay(edition: Edition, name: str) -> None:
    """Show a figure of this module if the edition has it."""
    made = {"cities": bay_gdp_per_person, "index": bay_index_ranks}[name](edition)
    if made is not None:
        edition.show(made)
