"""Bay area: the numbers, phrases and tables of the chapter on the Bay Area and Shenzhen.

The chapter belongs to Guangdong's editions; for any other region every function here does nothing.
"""

from __future__ import annotations

import pandas as pd

from regionshare.chapters import delta
from regionshare.chapters.edition import Edition
from regionshare.indicators import bay_cities, bay_index, shenzhen
from regionshare.indicators.bay_index import INDICATORS, VARIANTS, Index
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.text import tables

CLAIMED = {"energy": 3, "water": 8, "co2": 5}
"""The quoted unit fractions of the nation's average: one third, one eighth, one fifth."""

WORDS = {
    "en": {
        "cities": "Cities of the Bay Area, each in its own currency",
        "city": "City", "gdp": "GDP", "people": "People", "per_person": "GDP per person",
        "employed": "Employed per 100 residents", "growth": "Change of people since {}",
        "indicators": "Indicators of the index, {} (changes since {})",
        "index": "Ranks of nine cities in {} under five ways to weigh and score, and over random ones",
        "range": "Middle 90 % of draws", "first": "First in",
        "entropy": "Entropy weight", "direction": "Better if",
        "more": "higher", "less": "lower",
        "below": "below", "within": "within", "above": "above",
    },
    "zh": {
        "cities": "大湾区各城市，均以本地货币计",
        "city": "城市", "gdp": "GDP", "people": "人口", "per_person": "人均GDP",
        "employed": "每百名居民就业人数", "growth": "{}年以来人口变动",
        "indicators": "指数所用指标，{}年（变动自{}年起）",
        "index": "九市{}年的位次：五种加权和评分方式，以及随机方式",
        "range": "中间90%的抽样", "first": "居首比例",
        "entropy": "熵权", "direction": "优者",
        "more": "高", "less": "低",
        "below": "低于", "within": "落在", "above": "高于",
    },
}  # fmt: skip
INDICATOR_NAMES = {
    "gdp_per_person": {"en": "GDP per person", "zh": "人均GDP"},
    "employment_per_person": {"en": "Employed per 100 residents", "zh": "每百名居民就业人数"},
    "population_change": {"en": "Change of people", "zh": "人口变动"},
    "co2_per_gdp": {"en": "Carbon per GDP", "zh": "单位GDP碳排放"},
    "co2_per_person": {"en": "Carbon per person", "zh": "人均碳排放"},
    "co2_per_gdp_change": {"en": "Change of carbon per GDP", "zh": "单位GDP碳排放变动"},
}
VARIANT_NAMES = {
    ("min_max", "equal"): {"en": "Min-max, equal", "zh": "极差，等权"},
    ("rank", "equal"): {"en": "Ranks, equal", "zh": "位次，等权"},
    ("topsis", "equal"): {"en": "TOPSIS, equal", "zh": "TOPSIS，等权"},
    ("min_max", "entropy"): {"en": "Min-max, entropy", "zh": "极差，熵权"},
    ("topsis", "entropy"): {"en": "TOPSIS, entropy", "zh": "TOPSIS，熵权"},
}


def shown(edition: Edition) -> bool:
    """Whether the edition is Guangdong's."""
    return edition.region.id == bay_cities.PROVINCE


def cities(edition: Edition) -> tuple[str, ...]:
    """The eleven cities, Hong Kong and Macao last."""
    return (*bay_cities.mainland(edition.store), *bay_cities.SARS)


def year_of(edition: Edition, concept: str) -> int:
    """The latest year not after the edition's with a figure for every city that has the series."""
    series = {bay_cities.series_of(concept, city) for city in cities(edition)}
    common = set.intersection(*(set(edition.store.years(name)) for name in series))
    return max(year for year in common if year <= edition.year)


def index_year(edition: Edition) -> int | None:
    """The latest year of the index that is not after the edition's."""
    known = [y for y in bay_index.years(edition.evaluator)[1:] if y <= edition.year]
    return known[-1] if known else None


def tell(edition: Edition) -> None:
    """Set the flags, enter the numbers and phrases of the page."""
    edition.when("bay_area_shown", shown(edition))
    for flag in ("index", "energy", "co2", "water", "delta"):
        edition.when(f"bay_area_{flag}", False)
    if not shown(edition):
        return
    year = year_of(edition, "gdp")
    edition.say("bay_area/year", str(year))
    edition.say("bay_area/year_employed", str(year_of(edition, "employment")))
    for city in ("CN-GD-SZ", "CN-GD-GZ", *bay_cities.SARS):
        number = edition.number("city_ratio", "gdp:population", year, of=city)
        edition.add(number, f"bay_area/per_person/{city}")
    for concept in ("gdp", "population"):
        value = _value(edition, concept, shenzhen.CITY, year)
        edition.add(value, f"bay_area/{concept}/{shenzhen.CITY}")
    _tell_index(edition)
    _tell_shenzhen(edition)
    delta.tell(edition)


def _value(edition: Edition, concept: str, city: str, year: int) -> Number:
    token = bay_cities.series_of(concept, city).partition(".")[2]
    return edition.evaluator.number(NumberId("value", (concept,), city, year, token))


def _tell_index(edition: Edition) -> None:
    year = index_year(edition)
    edition.when("bay_area_index", year is not None)
    if year is None:
        return
    found = bay_index.index(edition.evaluator, year)
    lang, comma = edition.lang, "、" if edition.lang == "zh" else ", "
    low, high = found.stability.between(bay_index.MIDDLE)
    first = int(found.stability.shares[:, 0].argmax())
    leader = edition.store.regions[found.cities[first]]
    edition.say("bay_area/leader", leader.name(lang))
    number = edition.number("index_first", "green_index", year, of=leader.id)
    edition.add(number, "bay_area/leader_first")
    for metric in ("index_rank_low", "index_rank_high"):
        number = edition.number(metric, "green_index", year, of=shenzhen.CITY)
        edition.add(number, f"bay_area/{metric}")
    wide = [i for i in range(len(found.cities)) if high[i] - low[i] >= WIDE]
    names = [edition.store.regions[found.cities[i]].name(lang) for i in wide]
    none = {"en": "none", "zh": "无"}[lang]
    edition.say("bay_area/wide", comma.join(names) or none)
    edition.say("bay_area/index_year", str(year))
    edition.say("bay_area/index_first", str(found.first))
    edition.say("bay_area/draws", display.digits(len(found.stability.ranks), 0))
    heavy = int(found.entropy.argmax())
    name = INDICATOR_NAMES[INDICATORS[heavy].id][lang]
    edition.say("bay_area/heavy", name if name.startswith("GDP") else name[0].lower() + name[1:])
    weight = display.percent(100 * float(found.entropy[heavy]), 0, lang)
    edition.say("bay_area/heavy_weight", weight)


WIDE = 5
"""A range of as many ranks or more, from its first to its last, is called wide."""


def _tell_shenzhen(edition: Edition) -> None:
    """The ratios whose year is not after the edition's, beside the quoted fractions."""
    for concept, year in (("energy", 2019), ("co2", 2021)):
        there = year <= edition.year
        edition.when(f"bay_area_{concept}", there)
        if not there:
            continue
        number = edition.number("city_relative", f"{concept}:gdp", year, of=shenzhen.CITY)
        edition.add(number, f"bay_area/relative/{concept}")
        edition.say(f"bay_area/{concept}_year", str(year))
        edition.say(f"bay_area/{concept}_part", display.digits(1 / number.value, 1))
        edition.say(f"bay_area/{concept}_side", _side(number.value, CLAIMED[concept], edition.lang))
        if number.span is not None:
            edition.say(
                f"bay_area/{concept}_span", display.span(number, edition.store, edition.lang)
            )
    nation = [y for y in edition.store.years("water_per_gdp.mwr") if y <= edition.year]
    edition.when("bay_area_water", bool(nation))
    if nation:
        wanted = (("CN-GD-SZ", 2020, "shenzhen"), ("CN", nation[0], "mwr"))
        for region, year, token in wanted:
            one = NumberId("value", ("water_per_gdp",), region, year, token)
            edition.add(edition.evaluator.number(one), f"bay_area/water/{region}")
        edition.say("bay_area/water_year", "2020")
        edition.say("bay_area/water_nation_year", str(nation[0]))


def _side(value: float, part: int, lang: str) -> str:
    """Where a ratio lies against the interval that a unit fraction stands for.

    >>> _side(0.34, 3, "en"), _side(0.16, 5, "en")
    ('within', 'below')
    """
    low, high = 1 / (part + 0.5), 1 / (part - 0.5)
    return WORDS[lang]["below" if value < low else "within" if value < high else "above"]


def cities_table(edition: Edition) -> None:
    """Show GDP, people and GDP per person of all eleven cities."""
    if not shown(edition):
        return
    words, lang, year = WORDS[edition.lang], edition.lang, year_of(edition, "gdp")
    employed = year_of(edition, "employment")
    start = year - 10
    rows = []
    for city in cities(edition):
        ids = [f"city_ratio/gdp:population/{city}/{year}"]
        if edition.store.has("population.dsec", city, start):
            ids.append(f"city_growth/population/{city}/{start}-{year}")
        values = [_value(edition, concept, city, year) for concept in ("gdp", "population")]
        cells = [edition.text(one) for one in (*values, *map(edition.evaluator.number, ids))]
        share = edition.evaluator.number(f"city_ratio/employment:population/{city}/{employed}")
        cells.insert(3, display.digits(share.value, 0))
        cells += ["–"] * (5 - len(cells))
        rows.append((edition.store.regions[city].name(lang), *cells))
    head = [words["city"], f"{words['gdp']} {year}", f"{words['people']} {year}",
            f"{words['per_person']} {year}", f"{words['employed']} {employed}",
            words["growth"].format(start)]  # fmt: skip
    marked = [cities(edition).index(shenzhen.CITY)]
    edition.show(tables.table(words["cities"], head, rows, numeric=range(1, 6), marked=marked))


def indicators_table(edition: Edition) -> None:
    """Show the six indicators of the nine cities, what is better, and the entropy weights."""
    year = index_year(edition) if shown(edition) else None
    if year is None:
        return
    found = bay_index.index(edition.evaluator, year)
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for city in found.cities:
        numbers = [_indicator(edition, one, city, found) for one in INDICATORS]
        rows.append((edition.store.regions[city].name(lang), *(edition.text(n) for n in numbers)))
    better = [words["less" if one.cost else "more"] for one in INDICATORS]
    rows.append((words["direction"], *better))
    weights = [display.percent(100 * float(w), 0, lang) for w in found.entropy]
    rows.append((words["entropy"], *weights))
    head = [words["city"], *(INDICATOR_NAMES[one.id][lang] for one in INDICATORS)]
    caption = words["indicators"].format(found.year, found.first)
    edition.show(tables.table(caption, head, rows, numeric=range(1, 7)))


def _indicator(edition: Edition, one: bay_index.Indicator, city: str, found: Index) -> Number:
    above, below = one.pair
    concepts = (above, below) if below else (above,)
    metric = "city_growth" if not below else "city_change" if one.change else "city_ratio"
    first = found.first if one.change else 0
    return edition.evaluator.number(NumberId(metric, concepts, city, found.year, "", first))


def ranks_panel(edition: Edition, year: int) -> pd.DataFrame:
    """``city, name, <variants>, low, high, first``, the best by the mean rank over draws first."""
    found = bay_index.index(edition.evaluator, year)
    low, high = found.stability.between(bay_index.MIDDLE)
    table = pd.DataFrame({"city": found.cities})
    table["name"] = [edition.store.regions[c].name(edition.lang) for c in found.cities]
    for variant, ranks in found.ranks.items():
        table["_".join(variant)] = ranks
    table["low"], table["high"] = low, high
    table["mean"] = found.stability.ranks.mean(axis=0)
    table["first"] = 100 * found.stability.shares[:, 0]
    return table.sort_values("mean", ignore_index=True)


def ranks_table(edition: Edition) -> None:
    """Show the ranks under each variant and their range over the draws."""
    year = index_year(edition) if shown(edition) else None
    if year is None:
        return
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for row in ranks_panel(edition, year).to_dict("records"):
        ranks = [str(row["_".join(variant)]) for variant in VARIANTS]
        first = display.percent(float(row["first"]), 0, lang)
        rows.append((str(row["name"]), *ranks, f"{row['low']}–{row['high']}", first))
    head = [
        words["city"],
        *(VARIANT_NAMES[v][lang] for v in VARIANTS),
        words["range"],
        words["first"],
    ]
    caption = words["index"].format(year)
    edition.show(tables.table(caption, head, rows, numeric=range(1, 8)))
