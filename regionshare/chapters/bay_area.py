"""Bay area: its cities, Shenzhen against the nation, and an open index of nine cities.

The chapter belongs to the province whose cities the data hold; for any other region every
function here gives nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator

from regionshare.chapters import claim as quoted
from regionshare.chapters.asked import of_page
from regionshare.chapters.edition import Edition, Findings
from regionshare.chapters.panels import LOADS, records
from regionshare.claims import claim as claimed
from regionshare.claims.words import value_text
from regionshare.figures import axes as lines
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators import bay_area as bay
from regionshare.indicators import bay_index
from regionshare.indicators.bay_index import INDICATORS, VARIANTS
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number
from regionshare.text.messages import inside, room
from regionshare.text.tables import Table

PAGE = "bay_area"
WORDS = room("bay_area")
WIDE = 5
"""A range of as many ranks or more, from its first to its last, is called wide."""

NATIONAL = "CNY"
"""The panel of the cities that share the nation's currency."""


def shown(edition: Edition) -> bool:
    """Whether the edition is of the province whose cities the data hold."""
    return bool(quoted.told_in(edition, PAGE)) and edition.region.id == bay.province(edition.store)


def _ids(edition: Edition) -> tuple[str, ...]:
    """The eleven cities, Hong Kong and Macao last."""
    return (*bay.mainland(edition.store), *bay.neighbours(edition.store))


def year_of(edition: Edition, concept: str) -> int:
    """The latest year not after the edition's with a figure for every city that has the series."""
    series = {bay.series_of(edition.store, concept, city) for city in _ids(edition)}
    common = set.intersection(*(set(edition.store.years(name)) for name in series))
    return max(year for year in common if year <= edition.year)


def index_year(edition: Edition) -> int | None:
    """The latest year of the index that is not after the edition's; None where there is none."""
    if not shown(edition):
        return None
    return max(
        (y for y in bay_index.years(edition.evaluator)[1:] if y <= edition.year), default=None
    )


def _name(edition: Edition, city: str) -> str:
    return edition.store.regions[city].name(edition.lang)


# -- what the page says ----------------------------------------------------------------------------


def findings(edition: Edition) -> Findings:
    """The flags, and for the province's edition the numbers and phrases of the page."""
    found = Findings(edition)
    found.when(f"{PAGE}_shown", shown(edition))
    for flag in ("index", "energy", "co2", "water", "delta"):
        found.when(f"{PAGE}_{flag}", False)
    if not shown(edition):
        return found
    city, year = bay.compared(edition.evaluator), year_of(edition, "gdp")
    found.say(f"{PAGE}/year", str(year))
    found.say(f"{PAGE}/year_employed", str(year_of(edition, "employment")))
    capital, *_ = bay.mainland(edition.store)
    for one in (city, capital, *bay.neighbours(edition.store)):
        alias = f"{PAGE}/per_person/{one}"
        found.number("city_ratio", "gdp:population", year, one, alias=alias)
    for concept in ("gdp", "population"):
        found.add(edition.value(concept, year, city), f"{PAGE}/{concept}/{city}")
    _find_index(found, city)
    claims = claimed.load(None, edition.evaluator)
    for concept in LOADS:
        if claim := claims.told_in(f"{PAGE}/{concept}"):
            _find_fraction(found, city, concept, Fraction(claim.stated).denominator)
    _find_water(found, city)
    if claim := claims.told_in(f"{PAGE}/intensity"):
        _find_intensity(found, claim.readings[0].interval.holds)
    return found


def _find_index(found: Findings, city: str) -> None:
    edition, year = found.edition, index_year(found.edition)
    found.when(f"{PAGE}_index", year is not None)
    if year is None:
        return
    index, words = bay_index.index(edition.evaluator, year), WORDS[edition.lang]
    leader = index.cities[int(index.stability.shares[:, 0].argmax())]
    found.say(f"{PAGE}/leader", _name(edition, leader))
    found.number("index_first", "green_index", year, of=leader, alias=f"{PAGE}/leader_first")
    for metric in ("index_rank_low", "index_rank_high"):
        found.number(metric, "green_index", year, of=city, alias=f"{PAGE}/{metric}")
    low, high = index.stability.between(bay_index.MIDDLE)
    wide = [
        _name(edition, one)
        for one, best, worst in zip(index.cities, low, high, strict=True)
        if worst - best >= WIDE
    ]
    middle = display.percent(100 * bay_index.MIDDLE, 0, edition.lang)
    found.say(f"{PAGE}/middle", middle)
    found.say(f"{PAGE}/wide", words["comma"].join(wide) or words["none"])
    found.say(f"{PAGE}/index_year", str(year))
    found.say(f"{PAGE}/index_first", str(index.first))
    found.say(f"{PAGE}/draws", display.digits(len(index.stability.ranks), 0))
    heavy = int(index.entropy.argmax())
    name = words["indicators"][INDICATORS[heavy].id]
    found.say(f"{PAGE}/heavy", inside(name))
    weight = display.percent(100 * float(index.entropy[heavy]), 0, edition.lang)
    found.say(f"{PAGE}/heavy_weight", weight)


def _find_fraction(found: Findings, city: str, concept: str, part: int) -> None:
    """The city's ratio, if its year is not after the edition's, beside the quoted fraction."""
    edition = found.edition
    year = bay.against(edition.evaluator, concept, city)[0].last
    found.when(f"{PAGE}_{concept}", year <= edition.year)
    if year > edition.year:
        return
    alias = f"{PAGE}/relative/{concept}"
    number = found.number("city_relative", f"{concept}:gdp", year, of=city, alias=alias)
    found.say(f"{PAGE}/{concept}_year", str(year))
    found.say(f"{PAGE}/{concept}_part", display.digits(1 / number.value, 1))
    side = WORDS[edition.lang]["sides"][side_of(number.value, part)]
    found.say(f"{PAGE}/{concept}_side", side)
    if number.span is not None:
        shown = display.span(number, edition.store, edition.lang)
        found.say(f"{PAGE}/{concept}_span", shown)


def side_of(value: float, part: int) -> str:
    """Where a ratio lies against the interval that a unit fraction stands for.

    >>> side_of(0.34, 3), side_of(0.16, 5)
    ('within', 'below')
    """
    low, high = 1 / (part + 0.5), 1 / (part - 0.5)
    return "below" if value < low else "within" if value < high else "above"


def _find_water(found: Findings, city: str) -> None:
    store, nation = found.edition.store, found.edition.nation.id
    own, whole = (
        store.years(store.ranked("water_per_gdp", region)[0].id) for region in (city, nation)
    )
    whole = [year for year in whole if year <= found.edition.year]
    found.when(f"{PAGE}_water", bool(whole))
    if not whole:
        return
    for region, year in ((city, own[-1]), (nation, whole[0])):
        number = found.edition.value("water_per_gdp", year, region)
        found.add(number, f"{PAGE}/water/{region}")
    found.say(f"{PAGE}/water_ratios", _water_ratios(found.edition))
    found.say(f"{PAGE}/water_year", str(own[-1]))
    found.say(f"{PAGE}/water_nation_year", str(whole[0]))


def _water_ratios(edition: Edition) -> str:
    """The city's water per GDP over the nation's, in each year that the ledger judges by."""
    lang, words = edition.lang, WORDS[edition.lang]
    told = (one for one in of_page(edition, PAGE) if one.claim.chapter == f"{PAGE}/water")
    pairs = [
        words["paired"].format(
            value=value_text(judged.evidence, entry.claim, lang),
            year=judged.evidence.choices["year"],
        )
        for entry in told
        for judged in entry.verdict.counted
    ]
    return str(words["between"].join(pairs))


def _find_intensity(found: Findings, holds: Callable[[float], bool]) -> None:
    """The latest carbon per GDP of the nine cities together, and its side of the statement."""
    edition, store = found.edition, found.edition.store
    known = bay.complete_years(store, "co2", "gdp")
    year = max((year for year in known if year <= edition.year), default=None)
    found.when(f"{PAGE}_delta", year is not None)
    if year is None:
        return
    cities = bay.mainland(store)
    series = [bay.series_of(store, concept, cities[0]) for concept in ("co2", "gdp")]
    carbon, money = (sum(store.value(one, city, year) for city in cities) for one in series)
    ratio = 100 * carbon / money
    found.say(f"{PAGE}/delta_year", str(year))
    found.say(f"{PAGE}/delta_ratio", display.digits(ratio, 2))
    found.say(f"{PAGE}/delta_grade", store.series[series[0]].grade)
    side = "below" if holds(ratio) else "not_below"
    found.say(f"{PAGE}/delta_side", WORDS[edition.lang]["stated"][side])


# -- the cities ------------------------------------------------------------------------------------


def cities(edition: Edition) -> pd.DataFrame:
    """GDP, people, GDP per person, employment and growth of all eleven cities, or nothing."""
    rows = []
    for city in _ids(edition) if shown(edition) else ():
        year, employed = year_of(edition, "gdp"), year_of(edition, "employment")
        row = {"id": city, "city": _name(edition, city), "year": year, "employment_year": employed}
        row |= {concept: edition.value(concept, year, city) for concept in ("gdp", "population")}
        row["per_person"] = edition.compute("city_ratio", "gdp:population", year, city)
        share = edition.compute("city_ratio", "employment:population", employed, city)
        row["employed"] = share.value
        start = year - 10
        if edition.store.has(bay.series_of(edition.store, "population", city), city, start):
            grown = edition.compute("city_growth", "population", year, city, first=start)
            row["growth"] = grown.value
        rows.append(row)
    return pd.DataFrame(rows)


def cities_table(edition: Edition, each: pd.DataFrame) -> Table | None:
    """GDP, people and what follows from them, of all eleven `cities`."""
    if each.empty:
        return None
    year, employed = int(each["year"].iloc[0]), each["employment_year"].iloc[0]
    columns = {"city": str, **dict.fromkeys(("gdp", "population", "per_person"))}
    columns |= {"employed": ("percent", 0), "growth": ("change", 1)}
    return edition.tabulate(
        each, WORDS[edition.lang]["tables"], columns, "cities", enter=False, year=year,
        marked=each["id"] == bay.compared(edition.evaluator), employed=employed, start=year - 10,
    )  # fmt: skip


def bay_gdp_per_person(edition: Edition, each: pd.DataFrame) -> Figure | None:
    """GDP per person of the `cities`, one panel for each currency; nothing for other editions."""
    if each.empty:
        return None
    words, units = WORDS[edition.lang], edition.store.units
    panels = (NATIONAL, *bay.neighbours(edition.store))
    rows, inputs = [], dict[Input, None]()
    for row in records(each):
        number, panel = row["per_person"], row["id"] if row["id"] in panels else NATIONAL
        unit, printed = units[number.unit], edition.text(number)
        inputs |= dict.fromkeys(number.inputs)
        value, symbol = number.value * unit.factor(edition.lang), unit.symbol(edition.lang)
        rows.append((row["id"], row["city"], row["year"], panel, value, symbol, printed))
    columns = ["city", "name", "year", "panel", "value", "unit", "printed"]
    table = pd.DataFrame(rows, columns=columns)
    place = table["panel"].map(panels.index)
    table = table.assign(place=place).sort_values(["place", "value"], ascending=[True, False])
    table = table.drop(columns="place").reset_index(drop=True)
    items = words["alt_comma"].join(f"{row['name']} {row['printed']}" for row in records(table))
    own = table[table["panel"] == panels[0]]["name"]
    facts = {"bay_year": table["year"].iloc[0], "items": items}
    facts |= {"top": own.iloc[0], "bottom": own.iloc[-1]}
    table = table.drop(columns="printed")
    return Figure(
        id="fig-bay-gdp-per-person",
        alt=words["alt"]["cities"].format(**edition.texts, **facts),
        caption=words["captions"]["cities"],
        table=table,
        units={"value": "as the column unit says"},
        inputs=tuple(inputs),
        draw=lambda theme: _draw_cities(table, panels, theme, edition.lang),
    )


def _draw_cities(table: pd.DataFrame, names: tuple[str, ...], theme: Theme, lang: str) -> Canvas:
    canvas = lines.sheet(4.6)
    heights = [int((table["panel"] == panel).sum()) + 1 for panel in names]
    panels = canvas.subplots(len(names), 1, gridspec_kw={"height_ratios": heights, "hspace": 0.12})
    for axes, panel in zip(panels, names, strict=True):
        rows = table[table["panel"] == panel]
        sns.barplot(
            rows, x="value", y="name", color=theme.concepts["gdp"], saturation=1, width=0.6, lw=0,
            errorbar=None, ax=axes,
        )  # fmt: skip
        decimals = 0 if lang == "en" else 1
        labels = [display.digits(value, decimals) for value in rows["value"]]
        axes.bar_label(axes.containers[0], labels, padding=4, fontsize=8, color=theme.text)
        title = WORDS[lang]["currencies"][panel]
        axes.set_title(title, fontsize=8, loc="left", color=theme.muted, pad=2)
        axes.set(xlim=(0, rows["value"].max() * 1.15), ylim=(len(rows) - 0.4, -0.6))
        axes.set(xlabel="", ylabel="")
        lines.digit_axis(axes.xaxis)
        axes.tick_params(axis="y", length=0, labelsize=8)
        axes.tick_params(axis="x", labelsize=7.5)
        axes.spines["left"].set_visible(False)
    return canvas


# -- the index -------------------------------------------------------------------------------------


def ranks(edition: Edition) -> pd.DataFrame:
    """``city, name, <variants>, low, high, mean, first``, the best by the mean over draws first."""
    year = index_year(edition)
    if year is None:
        return pd.DataFrame()
    found = bay_index.index(edition.evaluator, year)
    low, high = found.stability.between(bay_index.MIDDLE)
    table = pd.DataFrame({"city": found.cities})
    table["name"] = [_name(edition, city) for city in found.cities]
    for variant, places in found.ranks.items():
        table["_".join(variant)] = places
    table["low"], table["high"] = low, high
    table["mean"] = found.stability.ranks.mean(axis=0)
    table["first"] = 100 * found.stability.shares[:, 0]
    return table.sort_values("mean", ignore_index=True)


def ranks_table(edition: Edition, ranked: pd.DataFrame) -> Table | None:
    """The `ranks` under each variant and their range over the draws."""
    if ranked.empty:
        return None
    words = WORDS[edition.lang]
    ranges = [f"{low}–{high}" for low, high in zip(ranked["low"], ranked["high"], strict=True)]
    table = ranked.assign(city=ranked["name"], range=ranges)
    columns = {"city": str, **dict.fromkeys(map("_".join, VARIANTS)), "range": None}
    columns["first"] = ("percent", 0)
    heads, year = words["tables"] | words["variants"], index_year(edition)
    return edition.tabulate(table, heads, columns, "index", year=year)


def bay_index_ranks(edition: Edition, ranked: pd.DataFrame) -> Figure | None:
    """The `ranks` of the nine cities with their ranges; nothing where there is no index."""
    year = index_year(edition)
    if year is None:
        return None
    words = WORDS[edition.lang]
    items = [words["alt"]["between"].format(**row) for row in records(ranked)]
    facts = {
        "bay_year": year,
        "share": display.percent(100 * bay_index.MIDDLE, 0, edition.lang),
        "items": words["alt_comma"].join(items),
        "top": items[0],
        "bottom": items[-1],
    }
    places = [*("_".join(variant) for variant in VARIANTS), "low", "high", "mean"]
    return Figure(
        id="fig-bay-index-ranks",
        alt=words["alt"]["index"].format(**edition.texts, **facts),
        caption=words["captions"]["index"],
        table=ranked,
        units={**dict.fromkeys(places, "1"), "first": "percent"},
        inputs=bay_index.index(edition.evaluator, year).inputs,
        draw=lambda theme: _draw_index(ranked, theme, edition.lang),
    )


def _draw_index(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    words = WORDS[lang]
    canvas, axes = lines.panel(4.0)
    axes.barh(
        table.index, table["high"] - table["low"] + 0.5, left=table["low"] - 0.25, height=0.42,
        color=theme.grid, edgecolor=theme.muted, lw=0.8,
    )  # fmt: skip
    for place, row in enumerate(records(table[["_".join(variant) for variant in VARIANTS]])):
        for rank, count in Counter(row.values()).items():
            axes.plot(rank, place, "o", ms=11, color=theme.muted)
            axes.annotate(
                str(count),
                (rank, place),
                ha="center",
                va="center_baseline",
                fontsize=7.5,
                color=theme["ink.strong"],
            )
    lines.name_rows(axes, list(table["name"]), margin=0.62)
    axes.xaxis.set_major_locator(FixedLocator(list(range(1, len(table) + 1))))
    axes.set_xlim(0.5, len(table) + 0.5)
    axes.set_xlabel(words["rank"])
    return canvas


def indicators(edition: Edition) -> pd.DataFrame:
    """The six indicators of the nine cities, what is better, and the entropy weights."""
    year = index_year(edition)
    if year is None:
        return pd.DataFrame()
    found, words = bay_index.index(edition.evaluator, year), WORDS[edition.lang]["tables"]
    rows: list[dict[str, Number | str]] = [
        {"city": _name(edition, city), **{i.id: _indicator(edition, i, city) for i in INDICATORS}}
        for city in found.cities
    ]
    better = {one.id: words["less" if one.cost else "more"] for one in INDICATORS}
    weights = {
        one.id: display.percent(100 * float(weight), 0, edition.lang)
        for one, weight in zip(INDICATORS, found.entropy, strict=True)
    }
    return pd.DataFrame(
        [*rows, {"city": words["direction"]} | better, {"city": words["entropy"]} | weights]
    )


def _indicator(edition: Edition, one: bay_index.Indicator, city: str) -> Number | str:
    year = index_year(edition)
    assert year is not None, "there is an index"
    first = bay_index.index(edition.evaluator, year).first if one.change else 0
    metric = "city_growth" if not one.pair[1] else "city_change" if one.change else "city_ratio"
    found = edition.compute(metric, ":".join(filter(None, one.pair)), year, city, first=first)
    if not one.change:
        return found
    return display.shown(found.value, "change", 1, {}, edition.lang)


def indicators_table(edition: Edition, each: pd.DataFrame) -> Table | None:
    """`indicators` of the index."""
    year = index_year(edition)
    if year is None:
        return None
    words, first = WORDS[edition.lang], bay_index.index(edition.evaluator, year).first
    heads = words["tables"] | words["indicators"]
    for one in INDICATORS:
        cell = each[one.id].iloc[0]
        if isinstance(cell, Number) and cell.unit != "percent":
            heads[one.id] += words["of_unit"]
    columns = {"city": str, **dict.fromkeys(one.id for one in INDICATORS)}
    return edition.tabulate(each, heads, columns, "indicators", enter=False, year=year, first=first)
