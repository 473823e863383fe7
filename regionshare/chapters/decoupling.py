"""Decoupling: Tapio's elasticity and state of regions, by year and by five years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import SHORT, Edition, Findings, Form
from regionshare.chapters.panels import START, records
from regionshare.chapters.periods import (
    FIVE,
    Period,
    five_years,
    lasting,
    latest,
    nowrap,
    other_inventory,
    over,
    reach,
    titled,
    years,
)
from regionshare.claims.words import listed
from regionshare.errors import MissingDataError
from regionshare.figures.axes import beside, dots, legend, panel, year_axis
from regionshare.figures.figure import Figure
from regionshare.figures.naming import Point, name_points
from regionshare.figures.style import Theme
from regionshare.indicators.change import is_chained, pair
from regionshare.indicators.release import Pair, last_common_year, revisions_of
from regionshare.methods import decoupling
from regionshare.numbers import display
from regionshare.numbers.number import Input, NumberId
from regionshare.text.messages import room
from regionshare.text.tables import MISSING, Table

WORDS = room("decoupling")
LOADS = ("energy", "co2")
CUT = 5.0
"""Percent: a census that takes more than this from a region's GDP is told."""
LEAST = 0.03
"""An elasticity over a smaller move of the economy is left blank."""


def state_name(state: str, lang: str, short: bool = False) -> str:
    """A state in words; a dash for none.

    >>> state_name("weak decoupling", "zh")
    '弱脱钩'
    """
    return str(WORDS[lang]["brief" if short else "states"][state]) if state else MISSING


def elasticity_text(value: float) -> str:
    """Two decimals; more where they would hide the sign.

    >>> elasticity_text(-0.0031), elasticity_text(-0.314)
    ('\u22120.003', '\u22120.31')
    """
    decimals = next((d for d in (2, 3, 4) if round(value, d)), 2)
    return display.digits(value, decimals)


# -- tables ---------------------------------------------------------------------------------------


def moves(
    edition: Edition, periods: dict[str, list[Period]], regions: Sequence[str] = ()
) -> pd.DataFrame:
    """What each load did over its periods, of the edition's region or of others.

    Columns ``concept, region, first, last, economy, load, elasticity, state``, one row for each
    that is known. Changes are fractions of the start. Elasticity is NaN and state empty where the economy moved
    by less than `LEAST`.
    """
    rows = []
    spans = [(load, *span) for load, known in periods.items() for span in known]
    for region in regions or (edition.region.id,):
        for load, first, last in spans:
            wanted = NumberId("elasticity", (load, "gdp"), region, last, first=first)
            try:
                one = pair(edition.evaluator, wanted)
            except MissingDataError:
                continue
            rows.append((load, region, first, last, one.economy.change, one.load.change))
    table = pd.DataFrame(rows, columns=["concept", "region", "first", "last", "economy", "load"])
    known = decoupling.usable(table["economy"], LEAST)
    table["elasticity"] = (table["load"] / table["economy"]).where(known)
    table["state"] = [
        str(decoupling.state(change, growth)) if usable else ""
        for change, growth, usable in zip(table["load"], table["economy"], known, strict=True)
    ]
    return table


def periods_of(edition: Edition, load: str) -> list[Period]:
    """Five-year periods of the region up to the last year of the load; the last may be shorter."""
    last = latest(edition, lambda year: not moves(edition, {load: [(year - 1, year)]}).empty)
    return five_years(last) if last else []


def full_period(edition: Edition, load: str) -> Period | None:
    """The latest five years that the load of the region has whole."""
    whole = [p for p in periods_of(edition, load) if p[1] - p[0] == FIVE]
    known = [p for p in whole if not moves(edition, {load: [p]}).empty]
    return known[-1] if known else None


def members(edition: Edition) -> list[str]:
    """The regions of the nation."""
    return [r.id for r in edition.store.regions.members(edition.nation.id)]


def by_year(edition: Edition) -> pd.DataFrame:
    """The region's elasticity: ``concept, year, economy, change, elasticity, state``."""
    steps = [(year - 1, year) for year in range(START + 1, edition.year + 1)]
    table = moves(edition, dict.fromkeys(LOADS, steps))
    table = table.rename(columns={"last": "year", "load": "change"})
    return table[["concept", "year", "economy", "change", "elasticity", "state"]]


def by_period(edition: Edition) -> pd.DataFrame:
    """`moves` of the region by period; none without a whole five years of carbon."""
    known = LOADS if full_period(edition, "co2") else ()
    return moves(edition, {load: periods_of(edition, load) for load in known})


def by_region(edition: Edition) -> pd.DataFrame:
    """`moves` of carbon of all regions by period; none without a whole five years."""
    periods = periods_of(edition, "co2") if full_period(edition, "co2") else []
    return moves(edition, {"co2": periods}, members(edition))


def phases(edition: Edition) -> pd.DataFrame:
    """Growth and change of carbon in per cent: all regions in one period, the own in every one.

    Columns ``region, name, first, last, economy, co2, elasticity, state``.
    """
    period = full_period(edition, "co2")
    if period is None:
        return pd.DataFrame()
    others = [region for region in members(edition) if region != edition.region.id]
    frames = [
        moves(edition, {"co2": [period]}, others),
        moves(edition, {"co2": periods_of(edition, "co2")}),
    ]
    table = pd.concat(frames, ignore_index=True)
    table[["economy", "load"]] *= 100.0
    table["name"] = [edition.store.regions[r].name(edition.lang) for r in table["region"]]
    columns = ["region", "name", "first", "last", "economy", "load", "elasticity", "state"]
    return table[columns].rename(columns={"load": "co2"})


def own_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """The region's growth, changes, elasticities and states `by_period`."""
    words, change = WORDS[edition.lang], display.printer("change", 1, edition.lang)
    columns = {"concept": words["loads"], "period": str}
    columns |= dict.fromkeys(("economy", "load"), lambda v: change(100.0 * v))
    columns |= {"elasticity": elasticity_text, "state": words["states"] | {"": MISSING}}
    spans = zip(table["first"], table["last"], strict=True)
    table = table.assign(period=[nowrap(years(*span)) for span in spans])
    return edition.tabulate(table.drop(columns="region"), words["own"], columns)


def all_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """Every region's elasticity and state in every period, from `by_region`."""
    words, lang, regions = WORDS[edition.lang]["all"], edition.lang, edition.store.regions
    cells = [
        f"{elasticity_text(e)} {state_name(state, lang, short=True)}" if state else MISSING
        for e, state in zip(table["elasticity"], table["state"], strict=True)
    ]
    spans = {str(first): years(first, last) for first, last in periods_of(edition, "co2")}
    wide = table.assign(cell=cells).pivot(index="region", columns="first", values="cell")
    wide = wide.rename(columns=str).reindex(columns=[*spans]).reset_index()
    wide = wide.sort_values("region", key=lambda ids: ids.map(lambda one: regions[one].name("en")))
    wide["name"] = [regions[region].name(lang) for region in wide["region"]]
    heads = words | spans | {"name": words["region"]}
    wide = wide.reset_index(drop=True)
    return edition.tabulate(wide, heads, dict.fromkeys(("name", *spans), str))


# -- what is said ---------------------------------------------------------------------------------


def findings(edition: Edition) -> Findings:
    """What the chapter says."""
    found, lang = Findings(edition), edition.lang
    found.say("decoupling/least", display.percent(100.0 * LEAST, 0, lang))
    found.say("decoupling/lower", display.digits(decoupling.LOWER, 1))
    found.say("decoupling/upper", display.digits(decoupling.UPPER, 1))
    period = full_period(edition, "co2")
    known = period is not None
    found.when("decoupling_any", known)
    found.when("decoupling_chained", known and is_chained(edition.evaluator, edition.region.id))
    for load in reversed(LOADS):
        _tell_load(found, load)
    if not found.flags["decoupling_co2_whole"]:  # after which the other is told
        found.when("decoupling_energy_whole", False)
    _tell_latest(found)
    _tell_cuts(found)
    if period is not None:
        states = _in(phases(edition), period)["state"]
        found.say("decoupling/counts", _counts(states, lang))
        found.say("decoupling/compared", str(len(states)))
    yearly = by_year(edition)
    blank = sorted(set(yearly[yearly["state"] == ""]["year"]))  # GDP alone makes it so
    found.when("decoupling_blank", known and bool(blank))
    found.say("decoupling/blank", listed([str(year) for year in blank], lang))
    _tell_table(found)
    _tell_reckoned(found, yearly[yearly["concept"] == "energy"])
    return found


def _tell_reckoned(found: Findings, yearly: pd.DataFrame) -> None:
    """How many of the region's figures of energy carry a remark beside their transcription."""
    table = yearly.assign(last=yearly["year"], first=yearly["year"] - 1)
    own = [one for one in _inputs(found.edition, table) if one.series.startswith("energy.")]
    told = [one for one in own if one.transcription.partition(";")[2]]
    found.when("decoupling_reckoned", found.flags["decoupling_chained"] and bool(told))
    found.say("decoupling/reckoned", str(len(told)))
    found.say("decoupling/figures", str(len(own)))


def _tell_table(found: Findings) -> None:
    """Which cells of the table of all regions are blank, and which regions it lacks."""
    edition, table = found.edition, by_region(found.edition)
    whole = len(periods_of(edition, "co2")) * table["region"].nunique()
    found.when(
        "decoupling_dash",
        not table.empty and bool(len(table) < whole or (table["state"] == "").any()),
    )
    regions, has = edition.store.regions, set(table["region"])
    absent = [regions[r].name(edition.lang) for r in members(edition) if r not in has]
    found.when("decoupling_absent", bool(has and absent))
    found.say("decoupling/absent", listed(absent, edition.lang))


def _tell_load(found: Findings, load: str) -> None:
    edition = found.edition
    period, whole = full_period(edition, load), reach(edition, "elasticity", f"{load}:gdp")
    found.when(f"decoupling_{load}", period is not None)
    told = whole is not None and found.flags["decoupling_any"] and period != (START, whole)
    found.when(f"decoupling_{load}_whole", told)
    found.when(f"decoupling_{load}_other", False)
    if period is not None:
        _tell_period(found, load, "last", period)
    if period is not None and load == "co2":
        _tell_other(found, period)
    if whole is not None:
        place = f"decoupling/{load}/whole"
        found.say(f"{place}/years", years(START, whole))
        over(found, "log_elasticity", f"{load}:gdp", (START, whole), alias=place)
        over(found, "elasticity", f"{load}:gdp", (START, whole), alias=f"{place}/quotient")


def _tell_other(found: Findings, period: Period) -> None:
    """The same period in the inventory by another method, and whether its state is another."""
    edition = found.edition
    choice = other_inventory(edition, period)
    if not choice:
        return
    wanted = NumberId("elasticity", ("co2", "gdp"), edition.region.id, period[1], choice, period[0])
    try:
        one = pair(edition.evaluator, wanted)
    except MissingDataError:
        return
    place, lang = "decoupling/co2/other", edition.lang
    over(found, "elasticity", "co2:gdp", period, choice=choice, alias=place)
    state = str(decoupling.state(one.load.change, one.economy.change))
    found.when("decoupling_co2_other", True)
    found.say(f"{place}/inventory", titled(edition, f"co2.{choice}"))
    found.say(f"{place}/state", state_name(state, lang))
    same = state_name(state, lang) == found.texts["decoupling/co2/last/state"]
    found.say(f"{place}/same", WORDS[lang]["same" if same else "another"])


def _tell_cuts(found: Findings) -> None:
    """Which regions' GDP a census cut while their announced growth stands as it was."""
    edition, known, lang = found.edition, found.edition.store.series, found.edition.lang
    found.when("decoupling_cut", False)
    if not found.flags["decoupling_chained"]:
        return
    words, cuts = WORDS[lang]["cut"], dict[int, list[str]]()
    for new in known.values():
        if (
            new.concept != "gdp"
            or not new.supersedes
            or edition.region.id not in new.expected_regions
        ):
            continue
        old = known[new.supersedes]
        year = last_common_year(edition.store, old.id, new.id, edition.year)
        moved = revisions_of(edition.evaluator, Pair(old.id, new.id, ""), year) if year else {}
        for region in sorted(moved, key=moved.__getitem__):
            if year is None or moved[region] > -CUT:
                continue
            cut = found.number("revision", "gdp", year, region, f"{old.short}~{new.short}")
            told = {"region": edition.store.regions[region].name(lang), "value": edition.text(cut)}
            cuts.setdefault(year, []).append(words["region"].format(**told))
    items = [words["year"].format(year=y, items=listed(own, lang)) for y, own in cuts.items()]
    found.when("decoupling_cut", bool(items))
    found.say("decoupling/cut", words["between"].join(items))
    found.say("decoupling/cut/least", display.percent(CUT, 0, lang))


def _tell_period(found: Findings, load: str, name: str, span: Period) -> str:
    """Say the state of one period and what it follows from; return the state."""
    edition, place = found.edition, f"decoupling/{load}/{name}"
    table = moves(edition, {load: [span]})
    state = "" if table.empty else str(table["state"].iloc[0])
    found.say(f"{place}/years", years(*span))
    found.say(f"{place}/state", state_name(state, edition.lang))
    over(found, "elasticity", f"{load}:gdp", span, alias=place)
    over(found, "change", load, span, alias=f"{place}/load")
    over(found, "growth", "gdp", span, alias=f"{place}/gdp")
    return state


def _tell_latest(found: Findings) -> None:
    """The last period where it is shorter than five years and later than the one told."""
    spans = periods_of(found.edition, "co2")
    span = spans[-1] if spans and found.flags["decoupling_any"] else None
    found.when("decoupling_latest", False)
    if span is None or span[1] - span[0] == FIVE:
        return
    table = moves(found.edition, {"co2": [span]})
    if table["state"].any():
        found.when("decoupling_latest", True)
        _tell_period(found, "co2", "latest", span)
        found.say("decoupling/co2/latest/span", lasting(span, found.edition.lang))


def _in(table: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The rows of one period."""
    return table[(table["first"] == period[0]) & (table["last"] == period[1])]


def _counts(states: pd.Series[str], lang: str) -> str:
    """How many regions are in each state."""
    words, counts = WORDS[lang], states.value_counts()
    named = {s: state_name(s, lang) for s in decoupling.STATES} | {"": words["blank"]}
    items = [
        words["counted"].format(state=name, count=counts[s])
        for s, name in named.items()
        if s in counts.index
    ]
    return listed(items, lang)


# -- figures --------------------------------------------------------------------------------------


def _inputs(edition: Edition, table: pd.DataFrame) -> tuple[Input, ...]:
    """The figures behind changes of ``concept`` and GDP from ``first`` to ``last``, row by row."""
    found: dict[Input, None] = {}
    for row in records(table):
        region = row.get("region", edition.region.id)
        parts = (row["concept"], "gdp")
        wanted = NumberId("elasticity", parts, region, row["last"], first=row["first"])
        one = pair(edition.evaluator, wanted)
        found |= dict.fromkeys((*one.load.inputs, *one.economy.inputs))
    return tuple(found)


def decoupling_phase(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """All regions between growth and emissions, from `phases`; None without any."""
    period = full_period(edition, "co2")
    if table.empty or period is None:
        return None
    return Figure(
        id="fig-decoupling-phase",
        alt=_phase_alt(edition, table, period),
        caption=WORDS[edition.lang]["phase"]["caption"],
        table=table,
        units={"economy": "percent", "co2": "percent"},
        inputs=_inputs(edition, table.assign(concept="co2")),
        draw=lambda theme: _phase(table, edition, period, theme),
    )


def _phase_alt(edition: Edition, table: pd.DataFrame, period: Period) -> str:
    lang, words = edition.lang, WORDS[edition.lang]["phase"]
    forms: dict[str, Form] = {"state": lambda state: state_name(state, lang)}
    forms |= dict.fromkeys(("economy", "co2"), ("change", 1))
    own = table[table["region"] == edition.region.id]
    points = edition.phrases(words["point"], own, **forms)
    compared = _in(table, period)
    most = compared["state"].value_counts()
    return str(
        words["alt"].format(
            count=len(compared),
            most=most.iloc[0],
            state=state_name(most.index[0], lang),
            years=years(*period),
            states=_counts(compared["state"], lang),
            region=edition.texts["region"],
            provinces=edition.texts["provinces"],
            listed=words["between"].join(points),
        )
    )


def _phase(table: pd.DataFrame, edition: Edition, period: Period, theme: Theme) -> Canvas:
    own, lang = edition.region.id, edition.lang
    canvas, axes = panel(3.9)
    others = table[table["region"] != own]
    low = min(0.0, float(table["economy"].min())) * 1.1
    high = float(table["economy"].max()) * 1.12
    span = [low, 0.0, high]
    lower, upper = ([x * e for x in span] for e in (decoupling.LOWER, decoupling.UPPER))
    axes.fill_between(span, lower, upper, color=theme.muted, alpha=0.18, lw=0)
    axes.axhline(0, color=theme.muted, lw=0.8)
    axes.axvline(0, color=theme.muted, lw=0.8)
    dots(axes, others, "economy", "co2", 4, color=theme.muted, alpha=0.75, linewidth=0)
    mine, ends = records(table[table["region"] == own]), records(_outermost(others))
    for row in mine:
        same = (row["first"], row["last"]) == period
        axes.plot(
            row["economy"], row["co2"], "o", ms=8, mec=theme.accent, mew=1.5,
            mfc=theme.accent if same else "none",
        )  # fmt: skip
    bottom, top = float(table["co2"].min()), float(table["co2"].max())
    margin = 0.12 * (top - bottom)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom - margin, top + 1.5 * margin)
    axes.set_xlabel(WORDS[lang]["phase"]["economy"])
    axes.set_ylabel(WORDS[lang]["phase"]["load"])
    states = _name_states(axes, theme, lang)
    points = [
        Point(row["economy"], row["co2"], years(row["first"], row["last"]), theme.accent)
        for row in mine
    ]
    points += [_dot(row, theme) for row in ends]
    name_points(
        axes, points, theme, texts=states, dots=[_dot(row, theme) for row in records(others)]
    )
    return canvas


def _dot(row: Mapping[str, Any], theme: Theme) -> Point:
    return Point(row["economy"], row["co2"], row["name"], theme.muted, must=False)


def _outermost(others: pd.DataFrame) -> pd.DataFrame:
    """The regions at the edges of the cloud, each once."""
    ends = [others[axis].agg(end) for axis in ("economy", "co2") for end in ("idxmin", "idxmax")]
    return others.loc[list(dict.fromkeys(ends))]


def _name_states(axes: Axes, theme: Theme, lang: str) -> list[Point]:
    """Names of the states with growth, in the corners where they lie; those to the right."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    zero = (0 - low) / (high - low)
    corners = {
        "strong decoupling": (0.98, 0.02, "right", "bottom"),
        "expansive negative decoupling": (0.02, 0.98, "left", "top"),
        "weak decoupling": (0.98, zero + 0.02, "right", "bottom"),
    }
    found = []
    for state, (x, y, side, height) in corners.items():
        name = state_name(state, lang)
        axes.text(
            x, y, name, transform=axes.transAxes, ha=side, va=height, fontsize=8, color=theme.muted
        )
        if side == "right":
            place = left + x * (right - left), low + y * (high - low)
            found.append(Point(*place, name, theme.muted))
    return found


def decoupling_years(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """The region's elasticities `by_year`, years without one marked; None without any."""
    if table["elasticity"].notna().sum() == 0:
        return None
    periods = by_period(edition)
    return Figure(
        id="fig-decoupling-years",
        alt=_years_alt(edition, table),
        caption=WORDS[edition.lang]["yearly"]["caption"],
        table=table,
        units={"economy": "1", "change": "1"},
        inputs=_inputs(edition, table.assign(last=table["year"], first=table["year"] - 1)),
        draw=lambda theme: _years(table, periods, theme, edition.lang),
    )


def _years_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang, words = edition.lang, WORDS[edition.lang]["yearly"]
    loads = {load: SHORT[lang][load].lower() for load in LOADS}
    found = table.assign(blank=table["elasticity"].isna()).groupby("concept", sort=False)
    spans = found.agg(
        first=("year", "min"), last=("year", "max"), low=("elasticity", "min"),
        high=("elasticity", "max"), blank=("blank", "sum"),
    ).reset_index()  # fmt: skip
    two: Form = ("ratio", 2)
    items = edition.phrases(words["span"], spans, concept=loads, low=two, high=two)
    short = edition.phrases(words["short"], spans, concept=loads, low=two, high=two)
    told = {"listed": words["between"].join(items), "short": words["comma"].join(short)}
    return str(words["alt"].format(region=edition.texts["region"], **told))


def _years(table: pd.DataFrame, periods: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    """Whole periods as lines, since a single year says little; the years as small marks."""
    canvas, axes = panel(3.1)
    axes.axhspan(decoupling.LOWER, decoupling.UPPER, color=theme.muted, alpha=0.18, lw=0)
    axes.axhline(0, color=theme.muted, lw=0.8)
    for place, (load, rows) in enumerate(table.groupby("concept", sort=False)):
        colour = theme.concepts[str(load)]
        shifted = rows["year"] + (place - 0.5) * 0.3
        look = {"marker": "os"[place], "color": colour, "label": SHORT[lang][str(load)]}
        edge = {"edgecolor": theme.surface, "linewidth": 0.7}
        dots(axes, rows.assign(shifted=shifted), "shifted", "elasticity", 4, **look, **edge)
        own = periods[periods["concept"] == load]
        axes.hlines(
            own["elasticity"], own["first"] + 0.5, own["last"] + 0.5, lw=3, color=colour, zorder=1
        )
    beside(axes, 1.0, state_name("expansive coupling", lang), fontsize=8, color=theme.muted)
    blank = table[table["elasticity"].isna()]["year"].unique()
    foot = axes.get_xaxis_transform()  # at zero a cross would be a value
    axes.plot(blank, [0.03] * len(blank), "x", ms=6, mew=1.5, color=theme.muted, transform=foot)
    year_axis(axes, grid=False)
    axes.set_ylabel(WORDS[lang]["yearly"]["axis"])
    legend(canvas)
    return canvas
