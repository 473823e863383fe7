"""Intensity: energy and carbon per GDP at constant prices since the first year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import asked
from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import SHORT, Collection, Edition, Findings, Form
from regionshare.chapters.panels import START, records
from regionshare.chapters.periods import (
    Period,
    nowrap,
    number,
    other_inventory,
    over,
    reach,
    side_of,
    titled,
    years,
)
from regionshare.data.bases import NATIONAL
from regionshare.errors import MissingDataError
from regionshare.figures.axes import End, dots, name_ends, panel, said, year_lines
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators.change import candidates, is_chained
from regionshare.indicators.release import TOLERANCE, Ends, ends, ends_of_nation
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("intensity")
LOADS = ("energy", "co2")
HALF = -50.0
PAGE = "intensity"


class Inventory(NamedTuple):
    """What one inventory says of a place: the choice in an id, both ends, the change per GDP."""

    choice: str
    ends: Ends
    change: Number


def last_years(edition: Edition) -> dict[str, int]:
    """The last year of each load that can be told from the start on."""
    found = {load: reach(edition, "intensity_change", f"{load}:gdp") for load in LOADS}
    return {load: last for load, last in found.items() if last is not None}


def findings(edition: Edition) -> Findings:
    """What the chapter says."""
    found, lasts = Findings(edition), last_years(edition)
    found.when("intensity_any", bool(lasts))
    found.say("intensity/start", str(START))
    found.say("intensity/tolerance", display.percent(100.0 * TOLERANCE, 1, edition.lang))
    for load in LOADS:
        found.when(f"intensity_{load}", load in lasts)
        _tell_load(found, load, lasts.get(load))
    _tell_growth(found)
    _tell_inventories(found, lasts.get("co2"))
    for load in LOADS:
        _tell_answer(found, load)
    speaks = quoted.statement(edition, PAGE) is not None
    found.when("intensity_speaker", speaks and "co2" in lasts)
    chained = is_chained(edition.evaluator, edition.region.id)
    found.when("intensity_chained", bool(lasts) and chained)
    found.when("intensity_measured", bool(lasts) and not chained)
    return found


def _tell_load(found: Findings, load: str, last: int | None) -> None:
    edition, pair, place = found.edition, f"{load}:gdp", f"intensity/{load}"
    both = reach(edition, "intensity_path", pair)
    found.when(f"intensity_{load}_nation", both is not None)
    found.when(f"intensity_{load}_shorter", bool(both and last and both < last))
    for flag in ("row", "joined", "cut", "summed"):
        found.when(f"intensity_{load}_{flag}", False)
    if last is None:
        return
    over(found, "intensity_change", pair, (START, last), alias=place)
    over(found, "change", load, (START, last), alias=f"{place}/level")
    over(found, "growth", "gdp", (START, last), alias=f"{place}/gdp")
    found.say(f"{place}/years", years(START, last))
    own = ends(edition.evaluator, load, edition.region.id, START, last)
    found.when(f"intensity_{load}_joined", own.joined)
    found.when(f"intensity_{load}_cut", _refused(edition, load, last))
    if both is not None:
        _tell_nation(found, load, (START, both), own)


def _tell_nation(found: Findings, load: str, period: Period, own: Ends) -> None:
    edition, pair, place = found.edition, f"{load}:gdp", f"intensity/{load}"
    ready, nation = edition.evaluator, edition.nation.id
    whole = ends_of_nation(ready, load, nation, *period, own.series)
    found.when(f"intensity_{load}_summed", whole.total)
    found.when(f"intensity_{load}_row", not whole.total)
    found.say(f"{place}/common", years(*period))
    over(found, "intensity_change", pair, period, alias=f"{place}/own")
    # The total that is declared for the region's series, as the path takes it.
    same = ends(ready, load, edition.region.id, *period)
    beside = ends_of_nation(ready, load, nation, *period, same.series)
    plain = ends(ready, load, nation, *period)
    choice = "" if beside.series == plain.series else beside.token
    over(found, "intensity_change", pair, period, of=nation, choice=choice,
         alias=f"{place}/nation")  # fmt: skip
    over(found, "intensity_path", pair, period, alias=f"{place}/path")


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


def _tell_answer(found: Findings, load: str) -> None:
    """Whether the region's fell further than the nation's, and which declared choice turns that."""
    edition, names = found.edition, found.aliases
    for flag in ("settled", "turned"):
        found.when(f"intensity_{load}_{flag}", False)
    if not found.flags[f"intensity_{load}_nation"]:
        return
    own, nation = (found.numbers[names[f"intensity/{load}/{place}"]] for place in ("own", "nation"))
    difference = round(own.value, 1) - round(nation.value, 1)
    side = side_of(difference, 1)
    kind = "fall" if own.value < 0 and nation.value < 0 else "other"
    found.say(f"intensity/{load}/answer", WORDS[edition.lang]["answers"][kind][side])
    found.say(f"intensity/{load}/difference", display.digits(abs(difference), 1))
    last = int(own.period.partition("-")[2])
    others = [
        *_on_other_series(edition, load, own, nation),
        *_of_other_figures(edition, load, last),
    ]
    turning = [one for one in others if side_of(one.ratio - 1.0, 3) != side]
    found.when(f"intensity_{load}_settled", bool(others) and not turning)
    found.when(f"intensity_{load}_turned", bool(turning))
    found.say(f"intensity/{load}/tried", str(len(others)))
    for one in others:
        for told in filter(None, (one.number, one.beside)):
            found.add(told)
    if turning:
        texts = [_turned(edition, load, one, last) for one in turning]
        found.say(f"intensity/{load}/turned", WORDS[edition.lang]["turned"]["and"].join(texts))


class Other(NamedTuple):
    """A declared choice other than the headline's, and where the region then ends.

    ``ratio`` is the region's intensity over the nation's, with the start as one; ``beside`` is what
    the same inventory says of the nation.
    """

    kind: str
    series: str
    number: Number
    ratio: float
    beside: Number | None = None


def _on_other_series(edition: Edition, load: str, own: Number, nation: Number) -> list[Other]:
    """The comparison on another growth of the nation, and on each inventory that tells both."""
    pair, first, last = f"{load}:gdp", *(int(year) for year in own.period.split("-"))
    found = []
    for series in candidates(edition.evaluator, edition.nation.id)[1:]:
        one = number(edition, "intensity_change", pair, (first, last), of=edition.nation.id,
                     choice=series)  # fmt: skip
        if one is not None:
            ratio = (100.0 + own.value) / (100.0 + one.value)
            found.append(Other("growth", series, one, ratio))
    used = ends(edition.evaluator, load, edition.region.id, first, last).series
    for series, total in _alike(edition, load, (first, last)):
        both = [
            number(edition, "intensity_change", pair, (first, last), of=of,
                   choice=name.partition(".")[2])
            for name, of in ((series, ""), (total, edition.nation.id))
        ]  # fmt: skip
        if series not in used and None not in both:
            one, whole = (made for made in both if made is not None)
            ratio = (100.0 + one.value) / (100.0 + whole.value)
            found.append(Other("series", series, one, ratio, whole))
    return found


def _of_other_figures(edition: Edition, load: str, last: int) -> list[Other]:
    """The comparison with another declared figure of the last year, where it lacks the start."""
    path = number(edition, "intensity_path", f"{load}:gdp", (START, last))
    headline = edition.evaluator.grid.headline(edition.nation.id, load, last).series
    found = []
    for series in _current(edition, load):
        has = [edition.store.has(series, edition.region.id, year) for year in (START, last)]
        if series == headline or path is None or has != [False, True]:
            continue
        wanted = f"gap/{load}/{edition.region.id}/{last}@{series.partition('.')[2]}"
        gap = edition.evaluator.number(wanted)
        found.append(Other("figure", series, gap, path.value * (1.0 + gap.value / 100.0)))
    return found


def _alike(edition: Edition, load: str, period: Period) -> Iterator[tuple[str, str]]:
    """Each series of the region that tells a period, with the nation's row that belongs to it."""
    entries = edition.evaluator.grid.entries(edition.nation.id, load, "headline", "grid")
    for one in entries:
        plain = one.match == "direct" and not one.imports and one.denominator == NATIONAL
        places = ((one.series, edition.region.id), (one.total, edition.nation.id))
        if plain and all(edition.store.has(*place, year) for place in places for year in period):
            yield one.series, one.total


def _current(edition: Edition, load: str) -> list[str]:
    """The series of a load of the region that are declared and that no later release replaces."""
    entries = edition.evaluator.grid.entries(edition.nation.id, load)
    own, known = edition.region.id, edition.store.series
    replaced = {one.supersedes for one in known.values()}
    declared = dict.fromkeys(one.series for one in entries if one.covers(own, one.last))
    return [one for one in declared if one not in replaced and own in known[one].expected_regions]


def _turned(edition: Edition, load: str, one: Other, last: int) -> str:
    """What a choice that turns the order gives."""
    text = edition.text(one.number)
    beside = edition.text(one.beside) if one.beside else ""
    return str(
        WORDS[edition.lang]["turned"][one.kind].format(
            series=titled(edition, one.series),
            load=WORDS[edition.lang]["of"][load],
            value=text if one.kind == "figure" else "".join(display.moved(text, edition.lang)),
            beside="".join(display.moved(beside, edition.lang)) if beside else "",
            ratio=display.digits(one.ratio, 2),
            last=last,
            **edition.texts,
        )
    )


def _tell_growth(found: Findings) -> None:
    """The nation's intensity on the other series of its growth: a sensitivity."""
    edition, nation = found.edition, found.edition.nation.id
    names = candidates(edition.evaluator, nation)
    both = reach(edition, "intensity_path", "energy:gdp")
    found.when("intensity_revised", len(names) > 1 and both is not None)
    if len(names) < 2 or both is None:
        return
    period, other = (START, both), names[1]
    revised = over(found, "intensity_change", "energy:gdp", period, of=nation, choice=other,
                   alias="intensity/revised")  # fmt: skip
    first = found.numbers.get(found.aliases.get("intensity/energy/nation", ""))
    if revised and first and edition.text(revised) == edition.text(first):
        found.when("intensity_revised", False)  # both print the same: nothing to tell
    over(found, "growth", "gdp", period, of=nation, alias="intensity/growth/first")
    over(found, "growth", "gdp", period, of=nation, choice=other,
         alias="intensity/growth/revised")  # fmt: skip


def inventories(found: Collection, place: str = "") -> list[Inventory]:
    """Every inventory of a place that holds the start.

    The headline first, which may join two releases; an inventory that is the same is left out.
    """
    edition = found.edition
    region = place or edition.region.id
    ranked = sorted(edition.store.series.values(), key=lambda one: one.rank)
    series = [one.id for one in ranked if one.concept == "co2" and region in one.expected_regions]
    known: list[Inventory] = []
    for name in ("", *series):
        choice = name.partition(".")[2]
        last = reach(edition, "intensity_change", "co2:gdp", of=region, choice=choice)
        if last is None:
            continue
        one = ends(edition.evaluator, "co2", region, START, last, name)
        if any(one.series == other.ends.series for other in known):
            continue
        change = over(found, "intensity_change", "co2:gdp", (START, last), of=region,
                      choice=choice)  # fmt: skip
        if change is not None:
            known.append(Inventory(choice, one, change))
    return known


def _tell_inventories(found: Findings, last: int | None) -> None:
    edition, known = found.edition, inventories(found)
    changes = [one.change for one in known]
    found.when("intensity_inventories", len(known) > 1)
    found.when("intensity_start", False)
    same = [n for n in changes if last is not None and n.id.split("@")[0].endswith(str(last))]
    found.say("intensity/inventories", str(len(same)))
    found.say("intensity/halved", str(sum(one.value < HALF for one in same)))
    other = other_inventory(edition, (START, last)) if last is not None else ""
    found.when("intensity_parts", bool(other))
    if not other or last is None:
        return
    lang, period = edition.lang, (START, last)
    found.say("intensity/other", f"co2.{other}")
    found.say("intensity/other/definition", edition.store.series[f"co2.{other}"].definition(lang))
    found.say("intensity/last", str(last))
    over(found, "intensity_change", "co2:gdp", period, choice=other, alias="intensity/co2/other")
    over(found, "change", "co2", period, choice=other, alias="intensity/co2/other/level")
    gaps = [
        edition.evaluator.number(f"gap/co2/{edition.region.id}/{year}@{other}") for year in period
    ]
    for gap, alias in zip(gaps, ("first", "last"), strict=True):
        found.add(gap, f"intensity/gap/{alias}")
        side = WORDS[lang]["sides"][side_of(gap.value, 1)]
        found.say(f"intensity/gap/{alias}/side", side)
    start, end = (1.0 + gap.value / 100 for gap in gaps)
    _tell_reason(found, period, other, end / start)
    _tell_start(found, period[0], f"co2.{other}")


def _tell_reason(found: Findings, period: Period, other: str, ratio: float) -> None:
    """Which way the other inventory moved against the headline's, and what that does."""
    words = WORDS[found.edition.lang]
    changes = [
        number(found.edition, "intensity_change", "co2:gdp", period, choice=choice)
        for choice in ("", other)
    ]
    falls = {one is not None and one.value < 0 for one in changes}
    kind = "mixed" if len(falls) > 1 else "fall" if True in falls else "rise"
    side = side_of(ratio - 1.0, 2)
    found.say("intensity/gap/ratio", display.digits(ratio, 2))
    found.say("intensity/gap/moved", words["moved"][side])
    found.say("intensity/gap/outcome", words["outcomes"][kind][side])


def _tell_start(found: Findings, year: int, other: str) -> None:
    """Which of the two starts is nearer to what the ledger has of another account."""
    edition, words = found.edition, WORDS[found.edition.lang]["start"]
    region, lang, units = edition.region.id, edition.lang, edition.store.units
    plain = ends(edition.evaluator, "co2", region, *_period_of(found)).start
    starts = {"headline": plain.value, "other": edition.store.value(other, region, year)}
    levels = [
        j.evidence for entry in asked.of_page(edition, PAGE) for j in entry.verdict.judged
        if not j.evidence.comparable and j.evidence.unit == plain.unit
    ]  # fmt: skip
    found.when("intensity_start", bool(levels))
    nearest = {
        min(starts, key=lambda name: abs(starts[name] - middle))
        for middle in ((one.interval.low + one.interval.high) / 2 for one in levels)
    }
    texts = [
        words["level"].format(
            label=one.label.text(lang),
            low=display.quantity(one.interval.low, one.unit, units, lang),
            high=display.quantity(one.interval.high, one.unit, units, lang),
        )
        for one in levels
    ]
    key = nearest.pop() if len(nearest) == 1 else "neither"
    found.say("intensity/start/levels", words["and"].join(texts))
    found.say("intensity/start/nearer", words[key])


def _period_of(found: Findings) -> Period:
    """The years of the headline's change of carbon per GDP."""
    first, _, last = found.numbers[found.aliases["intensity/co2"]].period.partition("-")
    return int(first), int(last)


def by_inventory(edition: Edition) -> pd.DataFrame:
    """The region's and the nation's emissions at both ends and what changed, by inventory.

    Columns ``place, intensity, years, inventory, start, end, unit, change``; no row where the
    region's carbon cannot be told.
    """
    rows = []
    for place in ("region", "nation") if "co2" in last_years(edition) else ():
        for _, one, change in inventories(edition, getattr(edition, place).id):
            name = titled(edition, one.series[1])
            if one.joined:
                earlier = titled(edition, one.series[0])
                name = WORDS[edition.lang]["joined"].format(later=name, earlier=earlier)
            first, _, last = change.period.partition("-")
            period = years(int(first), int(last))
            ends = (one.start.value, one.end.value, one.end.unit)
            rows.append(
                (edition.texts[place], change.value, period, name, *ends, 100.0 * one.change)
            )
    head = ["place", "intensity", "years", "inventory", "start", "end", "unit", "change"]
    return pd.DataFrame(rows, columns=head)


def inventories_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """`by_inventory` as readers see it; None where there is nothing in it."""
    change, mass = ("change", 1), (str(table["unit"].max()), 0)
    columns: dict[str, Form] = {"place": str, "inventory": str, "years": str, "intensity": change}
    columns |= {"start": mass, "end": mass, "change": change}
    table = table.assign(years=[nowrap(text) for text in table["years"]])
    return edition.tabulate(table, WORDS[edition.lang]["table"], columns)


def history(edition: Edition) -> pd.DataFrame:
    """``load, place, year, index``: intensity at constant prices, the start as 100.

    ``place`` is the region's or the nation's id; only years that the same series reach.
    """
    rows: list[tuple[str, str, int, float]] = []
    for load in last_years(edition):
        for place in (edition.region.id, edition.nation.id):
            points = [(load, place, START, 100.0)]
            for year in range(START + 1, edition.year + 1):
                index = _index(edition, f"{load}:gdp", place, (START, year))
                if index is not None:
                    points.append((load, place, year, index))
            rows += points if len(points) > 1 else []
    return pd.DataFrame(rows, columns=["load", "place", "year", "index"])


def _index(edition: Edition, pair: str, place: str, period: Period) -> float | None:
    own = number(edition, "intensity_change", pair, period)
    if own is None or place == edition.region.id:
        return None if own is None else 100.0 + own.value
    path = number(edition, "intensity_path", pair, period)
    return (100.0 + own.value) / path.value if path and path.value else None


def intensity_history(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """Index of both intensities, of the region and its nation; None without any."""
    if table.empty:
        return None
    words, lang, own = WORDS[edition.lang]["figure"], edition.lang, edition.region.id
    places = {edition.nation.id: edition.texts["nation"], own: edition.texts["region"]}
    loads = WORDS[lang]["of"]
    last = table.groupby(["load", "place"], sort=False).tail(1)
    points = edition.phrases(words["point"], last, place=places, load=loads, index=("ratio", 1))
    mine = last[last["place"] == own]
    told = {"listed": words["between"].join(points), "short": _moved(edition, mine)}
    fallen = _fallen(edition)
    return Figure(
        id="fig-intensity-history",
        alt=words["alt"].format(start=START, region=edition.texts["region"], **told),
        caption=words["caption"] + (words["band"] if fallen[0] else ""),
        table=table,
        draw=lambda theme: _draw(table, places, fallen, theme, lang),
    )


def _moved(edition: Edition, last: pd.DataFrame) -> str:
    """How far each intensity fell or rose, from its index in its last year; one period said once."""
    words, lang = WORDS[edition.lang]["figure"], edition.lang
    alike = last["year"].nunique() == 1
    items = []
    for row in records(last):
        change = display.shown(row["index"] - 100, "change", 1, {}, lang)
        facts = {"moved": "".join(display.moved(change, lang)), "years": years(START, row["year"])}
        load = WORDS[lang]["of"][row["load"]]
        items.append(words["alike" if alike else "short"].format(load=load, **facts))
    told = {"region": edition.texts["region"], "items": words["and"].join(items)}
    whole = words["whole" if alike else "each"]
    return str(whole.format(**told, years=years(START, int(last["year"].max()))))


def _draw(
    table: pd.DataFrame, places: dict[str, str], told: tuple[list[tuple[float, float]], str],
    theme: Theme, lang: str,
) -> Canvas:  # fmt: skip
    _, own = places
    canvas, axes = panel(3.2)
    table = table.assign(name=table["load"].map(SHORT[lang]))
    colours = {SHORT[lang][load]: theme.concepts[load] for load in LOADS}
    for rows, look in (
        (table[table["place"] == own], {"lw": 2}),
        (table[table["place"] != own], {"lw": 1.3, "ls": "--"}),
    ):
        year_lines(axes, rows, "index", "name", palette=colours, **look)
    last = table.groupby(["place", "name"]).tail(1)
    dots(axes, last, "year", "index", 4, hue="name", palette=colours)
    axes.axhline(100, color=theme.muted, lw=0.8)
    axes.set_ylim(0, max(105.0, float(table["index"].max()) * 1.05))
    axes.set_ylabel(WORDS[lang]["figure"]["axis"].format(start=START))
    said(axes, *told, theme, level=True)
    ends, words = {}, WORDS[lang]["figure"]
    for row in records(last):
        form = words["end" if row["year"] == last["year"].max() else "ended"]
        name = form.format(**row | {"place": places[row["place"]]})
        ends[name] = End(row["year"], row["index"], theme[row["load"]])
    name_ends(axes, ends)
    return canvas


def _fallen(edition: Edition) -> tuple[list[tuple[float, float]], str]:
    """What was said of a fall since the start, as bands of the index."""
    bands, told = quoted.drawn(edition, PAGE, "fallen")
    return [(100 - high if math.isfinite(high) else 0, 100 - low) for low, high in bands], told
