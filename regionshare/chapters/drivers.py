"""Kaya: what the chapter on drivers says and shows, period by period, each within one release."""

from __future__ import annotations

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.chapters.histories import FIVE, START, five_years, lasting, over, titled, years
from regionshare.errors import MissingDataError
from regionshare.indicators.drivers import FACTORS, FUELS, PROCESS, Kaya, kaya
from regionshare.numbers import display
from regionshare.text import tables

PARTS = (*FUELS, PROCESS)
NAMES = {
    "population": {"en": "People", "zh": "人口"},
    "affluence": {"en": "GDP per person", "zh": "人均GDP"},
    "energy_intensity": {"en": "Energy per GDP", "zh": "单位GDP能耗"},
    "carbon_intensity": {"en": "Carbon per energy", "zh": "单位能耗碳排放"},
    "process": {"en": "Cement process", "zh": "水泥生产过程"},
    "co2_coal": {"en": "Coal", "zh": "煤炭"},
    "co2_oil": {"en": "Oil", "zh": "石油"},
    "co2_gas": {"en": "Gas", "zh": "天然气"},
    "co2_process": {"en": "Cement process", "zh": "水泥生产过程"},
}
WORDS = {
    "en": {
        "effects": "Effects of the factors by period", "factor": "Factor", "sum": "Sum = change",
        "ratio": "LMDI factor", "unit": "{}, {}", "fuels": "Emissions and effects by fuel, {}",
        "fuel": "Part", "start": "Start", "end": "End", "change": "Change",
        "of_carbon": "of which carbon per energy",
    },
    "zh": {
        "effects": "各时期各因素的效应", "factor": "因素", "sum": "合计=变化", "ratio": "LMDI乘法因子",
        "unit": "{}，{}", "fuels": "分燃料的排放与效应，{}", "fuel": "部分", "start": "期初",
        "end": "期末", "change": "变化", "of_carbon": "其中单位能耗碳排放",
    },
}  # fmt: skip


def found(edition: Edition, first: int, last: int) -> Kaya | None:
    """The identity over a period, or None where figures are missing or no one release has both."""
    try:
        return kaya(edition.evaluator, edition.region.id, first, last)
    except MissingDataError:
        return None


def last_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, whose last period can be decomposed."""
    for year in range(edition.year, START, -1):
        if found(edition, *five_years(year)[-1]):
            return year
    return None


def history_year(edition: Edition) -> int | None:
    """The latest year that one release joins to the start."""
    for year in range(edition.year, START, -1):
        if found(edition, START, year):
            return year
    return None


def periods(edition: Edition) -> list[tuple[tuple[int, int], Kaya]]:
    """Five-year periods and their identities, the last may be shorter; none without a history."""
    last = last_year(edition) if history_year(edition) else None
    spans = five_years(last) if last else []
    known = ((span, found(edition, *span)) for span in spans)
    return [(span, one) for span, one in known if one]


def tell(edition: Edition) -> None:
    """Enter what the chapter says: the effects over the longest history of one release."""
    whole, last = history_year(edition), last_year(edition)
    edition.when("drivers_any", whole is not None)
    edition.when("drivers_latest", False)
    edition.when("drivers_latest_fuels", False)
    edition.when("drivers_later", bool(whole and last and last > whole))
    one = found(edition, START, whole) if whole else None
    edition.when("drivers_fuels", bool(one and one.by_fuel))
    edition.when("drivers_fuel_period", fuel_period(edition) is not None)
    edition.when("drivers_whole", bool(one and not one.by_fuel))
    edition.when("drivers_chained", bool(one) and edition.nation.id == "CN")
    edition.when("drivers_plain", bool(one) and edition.nation.id != "CN")
    if one is None or whole is None or last is None:
        return
    edition.say("drivers/start", str(START))
    edition.say("drivers/years", years(START, whole))
    edition.say("drivers/releases", _releases(edition))
    edition.say("drivers/release", titled(edition, one.total.series[1]))
    over(edition, "change", "co2", (START, whole), alias="drivers/change")
    for factor in one.factors:
        name = f"co2:{factor}"
        over(edition, "driver", name, (START, whole), alias=f"drivers/{factor}")
        over(edition, "driver_ratio", name, (START, whole), alias=f"drivers/{factor}/ratio")
    edition.say("drivers/amount", _amount(edition, one.total.end.value - one.total.start.value,
                                          one.total.end.unit))  # fmt: skip
    _tell_order(edition, one)
    _tell_latest(edition)
    if one.by_fuel:
        _tell_fuels(edition)


def _tell_latest(edition: Edition) -> None:
    """The effects in the latest period, which may be shorter than five years."""
    known = periods(edition)
    if not known or known[-1][0][0] == START:
        return
    span, one = known[-1]
    edition.when("drivers_latest", True)
    edition.when("drivers_latest_fuels", one.by_fuel)
    edition.say("drivers/latest/years", years(*span))
    edition.say("drivers/latest/span", lasting(span, edition.lang))
    over(edition, "change", "co2", span, alias="drivers/latest/change")
    for factor in one.factors:
        over(edition, "driver", f"co2:{factor}", span, alias=f"drivers/latest/{factor}")


def _releases(edition: Edition) -> str:
    """Which release each period lies in."""
    zh = edition.lang == "zh"
    named = [(years(*span), titled(edition, one.total.series[1])) for span, one in periods(edition)]
    items = [f"{span}年用{name}" if zh else f"{span} {name}" for span, name in named]
    return ("；" if zh else ", ").join(items)


def _amount(edition: Edition, value: float, unit: str) -> str:
    text = display.quantity(abs(value), unit, edition.store.units, edition.lang)
    return ("+" if value > 0 else "\u2212") + text


def _tell_order(edition: Edition, one: Kaya) -> None:
    """The factor that raised the emissions most, and the one that lowered them most."""
    effects = dict(zip(one.factors, one.effects.sum(axis=1), strict=True))
    most, least = max(effects, key=effects.__getitem__), min(effects, key=effects.__getitem__)
    lower = edition.lang == "en"
    for key, factor in (("most", most), ("least", least)):
        name = NAMES[factor][edition.lang]
        edition.say(f"drivers/{key}", _inside(name) if lower else name)
        unit = one.total.end.unit
        edition.say(f"drivers/{key}/amount", _amount(edition, float(effects[factor]), unit))
    edition.when("drivers_lowered", bool(effects[least] < 0))


def _inside(name: str) -> str:
    """A name inside a sentence: ``GDP per person`` keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _tell_fuels(edition: Edition) -> None:
    """The latest whole five years, or the latest period, by fuel."""
    span = fuel_period(edition)
    if span is None:
        return
    edition.say("drivers/fuels/years", years(*span))
    for fuel in FUELS:
        over(edition, "driver", f"{fuel}:carbon_intensity", span, alias=f"drivers/{fuel}")
    over(edition, "driver", "co2:carbon_intensity", span, alias="drivers/fuels/all")


def fuel_period(edition: Edition) -> tuple[int, int] | None:
    """The latest whole five years that the inventory tells by fuel."""
    known = [span for span, one in periods(edition) if one.by_fuel and span[1] - span[0] == FIVE]
    return known[-1] if known else None


def effects_panel(edition: Edition) -> pd.DataFrame:
    """``first, last, release, factor, effect, ratio``, one row for each period and factor."""
    rows = []
    for (first, last), one in periods(edition):
        values = zip(one.factors, one.effects.sum(axis=1), one.ratios, strict=True)
        for factor, effect, ratio in values:
            rows.append((first, last, one.total.series[1], factor, float(effect), float(ratio)))
    columns = ["first", "last", "release", "factor", "effect", "ratio"]
    return pd.DataFrame(rows, columns=columns)


def history_panel(edition: Edition) -> pd.DataFrame:
    """``year, factor, effect``: effects from the start to each year, all within one release."""
    whole = history_year(edition)
    rows: list[tuple[int, str, float]] = []
    if whole is None:
        return pd.DataFrame(rows, columns=["year", "factor", "effect"])
    longest = kaya(edition.evaluator, edition.region.id, START, whole)
    release = longest.total.series[1]
    rows += [(START, factor, 0.0) for factor in (*longest.factors, "change")]
    for year in range(START + 1, whole + 1):
        one = found(edition, START, year)
        if one is None or one.total.series[1] != release:
            continue
        sums = one.effects.sum(axis=1)
        rows += [(year, f, float(e)) for f, e in zip(one.factors, sums, strict=True)]
        rows.append((year, "change", float(sums.sum())))
    return pd.DataFrame(rows, columns=["year", "factor", "effect"])


def signed(value: float) -> str:
    """An effect with its sign, to one decimal.

    >>> signed(-0.25), signed(12.34)
    ('−0.2', '+12.3')
    """
    return display.signed(value, 1) + display.digits(abs(value), 1)


def effects_table(edition: Edition) -> str:
    """Additive and multiplicative effects by period; empty where there is none."""
    words, lang = WORDS[edition.lang], edition.lang
    known = periods(edition)
    if not known:
        return ""
    unit = edition.store.units[known[0][1].total.end.unit].symbol(lang)
    head, rows = [words["factor"]], []
    for span, _ in known:
        head += [years(*span), words["ratio"]]
    for factor in FACTORS:
        line = [NAMES[factor][lang]]
        for _, one in known:
            if factor not in one.factors:
                line += ["–", "–"]
                continue
            place = one.factors.index(factor)
            line.append(signed(float(one.effects[place].sum())))
            line.append(display.digits(float(one.ratios[place]), 3))
        if set(line[1:]) != {"–"}:
            rows.append(line)
    total = [words["sum"]]
    for _, one in known:
        change = one.total.end.value - one.total.start.value
        total.append(signed(change))
        total.append(display.digits(one.total.end.value / one.total.start.value, 3))
    rows.append(total)
    caption = words["unit"].format(words["effects"], unit)
    return tables.table(caption, head, rows, numeric=range(1, len(head)))


def fuels_table(edition: Edition) -> str:
    """Emissions and effects by fuel in the latest whole five years; empty where there is none."""
    words, lang = WORDS[edition.lang], edition.lang
    span = fuel_period(edition)
    one = found(edition, *span) if span else None
    if one is None or span is None:
        return ""
    unit = edition.store.units[one.total.end.unit].symbol(lang)
    carbon = one.factors.index("carbon_intensity")
    rows = []
    for place, part in enumerate(one.parts):
        start, end = one.parts[part]
        effect = float(one.effects[carbon, place])
        levels = [display.digits(value, 1) for value in (start, end)]
        of_carbon = signed(effect) if part != PROCESS else "–"
        rows.append((NAMES[part][lang], *levels, signed(end - start), of_carbon))
    head = [words[k] for k in ("fuel", "start", "end", "change", "of_carbon")]
    caption = words["unit"].format(words["fuels"].format(years(*span)), unit)
    return tables.table(caption, head, rows, numeric=range(1, 5))
