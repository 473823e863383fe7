"""Couplings: Tapio's elasticity and state of regions, by year and by five years."""

from __future__ import annotations

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.chapters.histories import (
    FIVE,
    START,
    five_years,
    lasting,
    nowrap,
    over,
    reach,
    years,
)
from regionshare.chapters.panels import records
from regionshare.errors import MissingDataError
from regionshare.indicators.changes import pair
from regionshare.methods import decoupling
from regionshare.numbers import display
from regionshare.numbers.numbers import NumberId
from regionshare.text import tables

LOADS = ("energy", "co2")
LEAST = 0.03
"""An elasticity over a smaller move of the economy is left blank."""

BRIEF = {
    "strong decoupling": ("strong", "强脱钩"),
    "weak decoupling": ("weak", "弱脱钩"),
    "expansive coupling": ("coupled", "扩张连结"),
    "expansive negative decoupling": ("negative", "扩张负脱钩"),
    "strong negative decoupling": ("strong negative", "强负脱钩"),
    "weak negative decoupling": ("weak negative", "弱负脱钩"),
    "recessive coupling": ("coupled, falling", "衰退连结"),
    "recessive decoupling": ("recessive", "衰退脱钩"),
}
WORDS = {
    "en": {
        "own": "Growth, change and elasticity by period", "load": "Load", "period": "Period",
        "change": "Change", "gdp": "GDP",
        "energy": "Energy", "co2": "Carbon", "e": "Elasticity", "state": "State",
        "all": "Elasticity of carbon to GDP, and state, of all regions", "region": "Region",
        "blank": "left blank", "and": ", ",
    },
    "zh": {
        "own": "各时期的增长、变化与弹性", "load": "能耗或排放", "period": "时期", "change": "变化", "gdp": "GDP",
        "energy": "能源", "co2": "碳排放", "e": "弹性", "state": "状态",
        "all": "各地区碳排放对GDP的弹性及状态", "region": "地区",
        "blank": "留空", "and": "，",
    },
}  # fmt: skip


def state_name(state: str, lang: str, short: bool = False) -> str:
    """A state in words.

    >>> state_name("weak decoupling", "zh")
    '弱脱钩'
    """
    brief, chinese = BRIEF[state]
    return chinese if lang == "zh" else brief if short else state


def elasticity_text(value: float) -> str:
    """Two decimals; more where they would hide the sign.

    >>> elasticity_text(-0.0031), elasticity_text(-0.314)
    ('\u22120.003', '\u22120.31')
    """
    decimals = next((d for d in (2, 3, 4) if round(value, d)), 2)
    return display.digits(value, decimals)


def moves(edition: Edition, load: str, periods: list[tuple[int, int]],
          regions: list[str]) -> pd.DataFrame:  # fmt: skip
    """``region, first, last, economy, load, elasticity, state``, one row for each that is known.

    Changes are fractions of the start. Elasticity is NaN and state empty where the economy moved
    by less than `LEAST`.
    """
    rows = []
    for region in regions:
        for first, last in periods:
            wanted = NumberId("elasticity", (load, "gdp"), region, last, first=first)
            try:
                one = pair(edition.evaluator, wanted)
            except MissingDataError:
                continue
            rows.append((region, first, last, one.economy.change, one.load.change))
    table = pd.DataFrame(rows, columns=["region", "first", "last", "economy", "load"])
    known = decoupling.usable(table["economy"], LEAST)
    table["elasticity"] = (table["load"] / table["economy"]).where(known)
    table["state"] = [
        str(decoupling.state(change, growth)) if usable else ""
        for change, growth, usable in zip(table["load"], table["economy"], known, strict=True)
    ]
    return table


def periods_of(edition: Edition, load: str) -> list[tuple[int, int]]:
    """Five-year periods of the region up to the last year of the load; the last may be shorter."""
    last = _last(edition, load)
    return five_years(last) if last else []


def _last(edition: Edition, load: str) -> int | None:
    for year in range(edition.year, START, -1):
        if not moves(edition, load, [(year - 1, year)], [edition.region.id]).empty:
            return year
    return None


def full_period(edition: Edition, load: str) -> tuple[int, int] | None:
    """The latest five years that the load of the region has whole."""
    whole = [p for p in periods_of(edition, load) if p[1] - p[0] == FIVE]
    known = [p for p in whole if not moves(edition, load, [p], [edition.region.id]).empty]
    return known[-1] if known else None


def members(edition: Edition) -> list[str]:
    """The regions of the nation."""
    return [r.id for r in edition.store.regions.members(edition.nation.id)]


def tell(edition: Edition) -> None:
    """Enter what the chapter says."""
    lang = edition.lang
    edition.say("decoupling/least", display.percent(100.0 * LEAST, 0, lang))
    edition.say("decoupling/lower", display.digits(decoupling.LOWER, 1))
    edition.say("decoupling/upper", display.digits(decoupling.UPPER, 1))
    known = full_period(edition, "co2") is not None
    edition.when("decoupling_any", known)
    edition.when("decoupling_chained", known and edition.nation.id == "CN")
    for load in LOADS:
        _tell_load(edition, load)
    _tell_latest(edition)
    _tell_all(edition)
    blank = _yearly(edition, "co2")
    blank = blank[blank["state"] == ""]
    edition.when("decoupling_blank", known and not blank.empty)
    separator = "、" if lang == "zh" else ", "
    edition.say("decoupling/blank", separator.join(str(y) for y in blank["last"]))


def _tell_load(edition: Edition, load: str) -> None:
    period, whole = full_period(edition, load), reach(edition, "elasticity", f"{load}:gdp")
    edition.when(f"decoupling_{load}", period is not None)
    told = whole is not None and edition.flags["decoupling_any"]
    edition.when(f"decoupling_{load}_whole", told)
    spans = {"last": period, "whole": (START, whole) if whole else None}
    for name, span in spans.items():
        if span is None:
            continue
        row = records(moves(edition, load, [span], [edition.region.id]))[0]
        edition.say(f"decoupling/{load}/{name}/years", years(*span))
        known = row["state"]
        state = state_name(known, edition.lang) if known else "–"
        edition.say(f"decoupling/{load}/{name}/state", state)
        over(edition, "elasticity", f"{load}:gdp", span, alias=f"decoupling/{load}/{name}")
        over(edition, "change", load, span, alias=f"decoupling/{load}/{name}/load")
        over(edition, "growth", "gdp", span, alias=f"decoupling/{load}/{name}/gdp")


def _tell_latest(edition: Edition) -> None:
    """The last period where it is shorter than five years and later than the one told."""
    spans = periods_of(edition, "co2")
    span = spans[-1] if spans and edition.flags["decoupling_any"] else None
    if span is None or span[1] - span[0] == FIVE:
        edition.when("decoupling_latest", False)
        return
    rows = records(moves(edition, "co2", [span], [edition.region.id]))
    known = bool(rows) and bool(rows[0]["state"])
    edition.when("decoupling_latest", known)
    if not known:
        return
    edition.say("decoupling/co2/latest/years", years(*span))
    edition.say("decoupling/co2/latest/span", lasting(span, edition.lang))
    edition.say("decoupling/co2/latest/state", state_name(rows[0]["state"], edition.lang))
    over(edition, "elasticity", "co2:gdp", span, alias="decoupling/co2/latest")
    over(edition, "change", "co2", span, alias="decoupling/co2/latest/load")
    over(edition, "growth", "gdp", span, alias="decoupling/co2/latest/gdp")


def _tell_all(edition: Edition) -> None:
    period = full_period(edition, "co2")
    if period is None:
        return
    words, lang = WORDS[edition.lang], edition.lang
    table = moves(edition, "co2", [period], members(edition))
    counts = table[table["state"] != ""]["state"].value_counts()
    present = [state for state in decoupling.STATES if state in counts.index]
    items = [f"{state_name(s, lang)} {counts[s]}" for s in present]
    blank = int((table["state"] == "").sum())
    items += [f"{words['blank']} {blank}"] if blank else []
    edition.say("decoupling/counts", words["and"].join(items))
    edition.say("decoupling/compared", str(len(table)))


def _yearly(edition: Edition, load: str) -> pd.DataFrame:
    steps = [(year - 1, year) for year in range(START + 1, edition.year + 1)]
    return moves(edition, load, steps, [edition.region.id])


def yearly_panel(edition: Edition) -> pd.DataFrame:
    """The region's elasticity by year: ``load, year, economy, change, elasticity, state``."""
    frames = [_yearly(edition, load).assign(concept=load) for load in LOADS]
    table = pd.concat(frames, ignore_index=True)
    table = table.rename(columns={"last": "year", "load": "change"})
    return table[["concept", "year", "economy", "change", "elasticity", "state"]]


def phase_panel(edition: Edition) -> pd.DataFrame:
    """Growth and change of carbon in per cent: all regions in one period, the own in every one."""
    period = full_period(edition, "co2")
    if period is None:
        return pd.DataFrame()
    own = edition.region.id
    table = pd.concat(
        [
            moves(edition, "co2", [period], [r for r in members(edition) if r != own]),
            moves(edition, "co2", periods_of(edition, "co2"), [own]),
        ],
        ignore_index=True,
    )
    table[["economy", "load"]] *= 100.0
    table["name"] = [edition.store.regions[r].name(edition.lang) for r in table["region"]]
    columns = ["region", "name", "first", "last", "economy", "load", "elasticity", "state"]
    return table[columns].rename(columns={"load": "co2"})


def own_table(edition: Edition) -> str:
    """The region's growth, changes, elasticities and states by period; empty without data."""
    words, lang, units = WORDS[edition.lang], edition.lang, edition.store.units
    rows = []
    for load in LOADS:
        spans = periods_of(edition, load)
        for row in records(moves(edition, load, spans, [edition.region.id])):
            changes = [
                display.shown(100.0 * row[key], "change", 1, units, lang)
                for key in ("economy", "load")
            ]
            known = row["state"]
            e = elasticity_text(row["elasticity"]) if known else "–"
            state = state_name(known, lang) if known else "–"
            period = nowrap(years(row["first"], row["last"]))
            rows.append((words[load], period, *changes, e, state))
    if not rows:
        return ""
    head = [words[k] for k in ("load", "period", "gdp", "change", "e", "state")]
    return tables.table(words["own"], head, rows, numeric=(2, 3, 4))


def all_table(edition: Edition) -> str:
    """Every region's elasticity and state in every five-year period; empty without data."""
    words, lang = WORDS[edition.lang], edition.lang
    spans = periods_of(edition, "co2")
    table = moves(edition, "co2", spans, members(edition))
    if table.empty:
        return ""
    cells = {(row["region"], row["first"]): row for row in records(table)}
    known = [r for r in members(edition) if any((r, first) in cells for first, _ in spans)]
    ids = sorted(known, key=lambda region: edition.store.regions[region].name("en"))
    rows = []
    for region in ids:
        line = [edition.store.regions[region].name(lang)]
        for first, _ in spans:
            row = cells.get((region, first))
            if row is None or not row["state"]:
                line.append("–")
                continue
            e, state = elasticity_text(row["elasticity"]), row["state"]
            line.append(f"{e} {state_name(state, lang, short=True)}")
        rows.append(line)
    head = [words["region"], *(years(*span) for span in spans)]
    return tables.table(words["all"], head, rows, marked=[ids.index(edition.region.id)]
                        if edition.region.id in ids else ())  # fmt: skip
