"""Intensities: energy and carbon per GDP at constant prices since the first year."""

from __future__ import annotations

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.chapters.histories import (
    ANSWERS,
    MOVED,
    OUTCOMES,
    SIDES,
    START,
    nowrap,
    over,
    reach,
    side_of,
    titled,
    value,
    years,
)
from regionshare.errors import MissingDataError
from regionshare.indicators.growth import candidates
from regionshare.indicators.releases import TOLERANCE, Ends, ends, ends_of_nation
from regionshare.numbers import display
from regionshare.numbers.numbers import Number
from regionshare.text import tables

LOADS = ("energy", "co2")
HALF = -50.0
WORDS = {
    "en": {
        "caption": "Carbon per GDP at constant prices, by inventory",
        "place": "Region", "inventory": "Inventory", "years": "Years", "start": "Start", "end": "End",
        "change": "Emissions", "intensity": "Per GDP", "joined": ", joined to {}",
    },
    "zh": {
        "caption": "各清单的单位GDP碳排放（不变价格）",
        "place": "地区", "inventory": "清单", "years": "年份", "start": "期初", "end": "期末",
        "change": "排放量", "intensity": "单位GDP", "joined": "，与{}衔接",
    },
}  # fmt: skip


def tell(edition: Edition) -> dict[str, int]:
    """Enter what the chapter says, and return the last year of each load that can be told."""
    lasts = {load: reach(edition, "intensity_change", f"{load}:gdp") for load in LOADS}
    found = {load: last for load, last in lasts.items() if last is not None}
    edition.when("intensity_any", bool(found))
    edition.say("intensity/start", str(START))
    edition.say("intensity/tolerance", display.percent(100.0 * TOLERANCE, 1, edition.lang))
    for load in LOADS:
        edition.when(f"intensity_{load}", load in found)
        _tell_load(edition, load, found.get(load))
    _tell_growth(edition)
    _tell_inventories(edition, found.get("co2"))
    for load in LOADS:
        _tell_answer(edition, load)
    edition.when("intensity_speaker", edition.region.id == "CN-GD" and "co2" in found)
    chained = edition.nation.id == "CN"
    edition.when("intensity_chained", bool(found) and chained)
    edition.when("intensity_measured", bool(found) and not chained)
    return found


def _tell_load(edition: Edition, load: str, last: int | None) -> None:
    pair, nation = f"{load}:gdp", edition.nation.id
    both = reach(edition, "intensity_path", pair)
    edition.when(f"intensity_{load}_nation", both is not None)
    edition.when(f"intensity_{load}_shorter", bool(both and last and both < last))
    edition.when(f"intensity_{load}_row", False)
    edition.when(f"intensity_{load}_joined", False)
    edition.when(f"intensity_{load}_cut", False)
    edition.when(f"intensity_{load}_summed", False)
    if last is None:
        return
    over(edition, "intensity_change", pair, (START, last), alias=f"intensity/{load}")
    over(edition, "change", load, (START, last), alias=f"intensity/{load}/level")
    over(edition, "growth", "gdp", (START, last), alias=f"intensity/{load}/gdp")
    edition.say(f"intensity/{load}/years", years(START, last))
    found = ends(edition.evaluator, load, edition.region.id, START, last)
    edition.when(f"intensity_{load}_joined", found.joined)
    edition.when(f"intensity_{load}_cut", _refused(edition, load, last))
    if both is None:
        return
    period = (START, both)
    whole = ends_of_nation(edition.evaluator, load, nation, START, both, found.series)
    edition.when(f"intensity_{load}_summed", whole.total)
    edition.when(f"intensity_{load}_row", not whole.total)
    edition.say(f"intensity/{load}/common", years(*period))
    over(edition, "intensity_change", pair, period, alias=f"intensity/{load}/own")
    over(edition, "intensity_change", pair, period, of=nation,
                 choice=_like(edition, load, both), alias=f"intensity/{load}/nation")  # fmt: skip
    over(edition, "intensity_path", pair, period, alias=f"intensity/{load}/path")


def _like(edition: Edition, load: str, last: int) -> str:
    """The choice of the nation's total that is declared for the region's series, as in the path."""
    ready, nation = edition.evaluator, edition.nation.id
    own = ends(ready, load, edition.region.id, START, last)
    beside = ends_of_nation(ready, load, nation, START, last, own.series)
    plain = ends(ready, load, nation, START, last)
    return "" if beside.series == plain.series else beside.token


def _refused(edition: Edition, load: str, last: int) -> bool:
    """Whether a later year exists that may not be joined to the start."""
    for year in range(edition.year, last, -1):
        try:
            basis = edition.evaluator.grid.headline(edition.nation.id, load, year)
        except MissingDataError:
            continue
        if edition.store.has(basis.series, edition.region.id, year):
            return True
    return False


def _tell_answer(edition: Edition, load: str) -> None:
    """Whether the region's fell further than the nation's, and what one choice alone moves."""
    pair, lang, names = f"{load}:gdp", edition.lang, edition.aliases
    edition.when(f"intensity_{load}_within", False)
    edition.when(f"intensity_{load}_beyond", False)
    if not edition.flags[f"intensity_{load}_nation"]:
        return
    own, nation = (
        edition.numbers[names[f"intensity/{load}/{place}"]] for place in ("own", "nation")
    )
    difference = own.value - nation.value
    side = side_of(difference, 1)
    kind = "fall" if own.value < 0 and nation.value < 0 else "other"
    edition.say(f"intensity/{load}/answer", ANSWERS[lang][kind][side])
    edition.say(f"intensity/{load}/difference", display.digits(abs(difference), 1))
    last = int(own.period.partition("-")[2])
    if load == "energy":
        series = candidates(edition.evaluator, edition.nation.id)
        place, before = edition.nation.id, nation.value
        choice = series[1] if len(series) > 1 else ""
    else:
        place, before, choice = edition.region.id, own.value, _beside(edition, last)
    after = value(edition, "intensity_change", pair, place, START, last, choice)
    if not choice or after is None:
        return
    moved = abs(after - before)
    edition.say(f"intensity/{load}/choice", display.digits(moved, 1))
    edition.when(f"intensity_{load}_within", abs(difference) < moved)
    edition.when(f"intensity_{load}_beyond", abs(difference) >= moved)


def _tell_growth(edition: Edition) -> None:
    """The nation's intensity on the other series of its growth: a sensitivity."""
    nation = edition.nation.id
    names = candidates(edition.evaluator, nation)
    both = reach(edition, "intensity_path", "energy:gdp")
    edition.when("intensity_revised", len(names) > 1 and both is not None)
    if len(names) < 2 or both is None:
        return
    over(edition, "intensity_change", "energy:gdp", (START, both), of=nation, choice=names[1],
         alias="intensity/revised")  # fmt: skip
    over(edition, "growth", "gdp", (START, both), of=nation, alias="intensity/growth/first")
    over(edition, "growth", "gdp", (START, both), of=nation, choice=names[1],
         alias="intensity/growth/revised")  # fmt: skip


def inventories(edition: Edition, place: str = "") -> list[tuple[str, Ends, Number]]:
    """Every inventory of a place that holds the start: choice, ends, change of intensity.

    The headline first, which may join two releases; an inventory that is the same is left out.
    """
    ready, region = edition.evaluator, place or edition.region.id
    series = [
        one.id
        for one in sorted(edition.store.series.values(), key=lambda s: s.rank)
        if one.concept == "co2" and region in one.expected_regions
    ]
    found: list[tuple[str, Ends, Number]] = []
    for name in ("", *series):
        choice = name.partition(".")[2]
        last = reach(edition, "intensity_change", "co2:gdp", region, choice)
        if last is None:
            continue
        one = ends(ready, "co2", region, START, last, name)
        if any(one.series == other.series for _, other, _ in found):
            continue
        number = over(edition, "intensity_change", "co2:gdp", (START, last), of=region,
                      choice=choice)  # fmt: skip
        if number is not None:
            found.append((choice, one, number))
    return found


def _tell_inventories(edition: Edition, last: int | None) -> None:
    known = inventories(edition)
    edition.when("intensity_inventories", len(known) > 1)
    same = [n for _, _, n in known if last is not None and n.id.split("@")[0].endswith(str(last))]
    edition.say("intensity/inventories", str(len(same)))
    edition.say("intensity/halved", str(sum(one.value < HALF for one in same)))
    other = _beside(edition, last) if last is not None else ""
    edition.when("intensity_parts", bool(other))
    if not other or last is None:
        return
    store, lang = edition.store, edition.lang
    edition.say("intensity/other", f"co2.{other}")
    edition.say("intensity/other/definition", store.series[f"co2.{other}"].definition(lang))
    edition.say("intensity/last", str(last))
    over(edition, "intensity_change", "co2:gdp", (START, last), choice=other,
         alias="intensity/co2/other")  # fmt: skip
    over(edition, "change", "co2", (START, last), choice=other, alias="intensity/co2/other/level")
    for year, alias in ((START, "first"), (last, "last")):
        number = edition.evaluator.number(f"gap/co2/{edition.region.id}/{year}@{other}")
        edition.add(number, f"intensity/gap/{alias}")
        edition.say(f"intensity/gap/{alias}/side", SIDES[lang][side_of(number.value, 1)])
    _tell_reason(edition, last, other)


def _tell_reason(edition: Edition, last: int, other: str) -> None:
    """Which way the other inventory moved against the headline's, and what that does."""
    region, lang = edition.region.id, edition.lang
    number = edition.evaluator.number
    levels = [
        1.0 + number(f"gap/co2/{region}/{year}@{other}").value / 100 for year in (START, last)
    ]
    ratio = levels[1] / levels[0]
    changes = (
        value(edition, "intensity_change", "co2:gdp", region, START, last),
        value(edition, "intensity_change", "co2:gdp", region, START, last, other),
    )
    falls = {one is not None and one < 0 for one in changes}
    kind = "mixed" if len(falls) > 1 else "fall" if True in falls else "rise"
    side = side_of(ratio - 1.0, 2)
    edition.say("intensity/gap/ratio", display.digits(ratio, 2))
    edition.say("intensity/gap/moved", MOVED[lang][side])
    edition.say("intensity/gap/outcome", OUTCOMES[lang][kind][side])


def _beside(edition: Edition, last: int) -> str:
    """The first inventory by another method that reaches as far as the headline."""
    ready, region = edition.evaluator, edition.region.id
    used = ends(ready, "co2", region, START, last).series
    for basis in ready.grid.entries(edition.nation.id, "co2", "headline", "grid"):
        has = all(edition.store.has(basis.series, region, y) for y in (START, last))
        if basis.series not in used and basis.match == "direct" and not basis.imports and has:
            return basis.series.partition(".")[2]
    return ""


def inventories_table(edition: Edition) -> str:
    """Emissions at both ends and the change per GDP, by inventory; empty where there is none."""
    words, lang, units = WORDS[edition.lang], edition.lang, edition.store.units
    rows = []
    for place in (edition.region, edition.nation):
        for _, one, number in inventories(edition, place.id):
            name = titled(edition, one.series[1])
            if one.joined:
                name += words["joined"].format(titled(edition, one.series[0]))
            first, _, last = number.period.partition("-")
            rows.append(
                (
                    edition.texts["nation" if place is edition.nation else "region"],
                    edition.text(number),
                    nowrap(years(int(first), int(last))),
                    name,
                    *(display.quantity(q.value, q.unit, units, lang) for q in (one.start, one.end)),
                    display.shown(100.0 * one.change, "change", 1, units, lang),
                )
            )
    if not rows:
        return ""
    keys = ("place", "intensity", "years", "inventory", "start", "end", "change")
    return tables.table(words["caption"], [words[k] for k in keys], rows, numeric=(1, 4, 5, 6))


def panel(edition: Edition) -> pd.DataFrame:
    """``load, place, year, index``: intensity at constant prices, the start as 100.

    ``place`` is the region's or the nation's id; only years that the same series reach.
    """
    rows: list[tuple[str, str, int, float]] = []
    for load in LOADS:
        pair = f"{load}:gdp"
        if reach(edition, "intensity_change", pair) is None:
            continue
        for place in (edition.region.id, edition.nation.id):
            points = [(load, place, START, 100.0)]
            for year in range(START + 1, edition.year + 1):
                index = _index(edition, pair, place, year)
                if index is not None:
                    points.append((load, place, year, index))
            rows += points if len(points) > 1 else []
    return pd.DataFrame(rows, columns=["load", "place", "year", "index"])


def _index(edition: Edition, pair: str, place: str, year: int) -> float | None:
    region = edition.region.id
    own = value(edition, "intensity_change", pair, region, START, year)
    if own is None or place == region:
        return None if own is None else 100.0 + own
    path = value(edition, "intensity_path", pair, region, START, year)
    return (100.0 + own) / path if path else None
