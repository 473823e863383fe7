"""Inequality: how unequally carbon, energy, people and the economy lie over a nation's regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from regionshare.chapters.edition import SHORT, Edition, Findings, Form
from regionshare.chapters.panels import MARKS, START, segments
from regionshare.claims.words import listed
from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError
from regionshare.figures import axes as lines
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators import dispersion
from regionshare.methods import inequality
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number
from regionshare.text.messages import inside, room
from regionshare.text.tables import Table

WORDS = room("inequality")
NAMES = room("inequality.names")
"""A pair of concepts, the first per unit of the second, in words."""

SHORTEST = 4
"""Years below which no beta is computed: an end point's error would decide the slope."""

CONVERGING = (("co2", "gdp"), ("co2", "population"), ("energy", "gdp"), ("gdp", "population"))
CARBON = ("co2", "gdp")
"""What the region is ranked by."""

TOTALS = ("co2", "energy", "population", "gdp")
MEASURES = ("gini", "theil_t", "theil_l", "theil_t_between", "theil_l_between")
MIDDLE = 50.0
"""Per cent along a Lorenz curve where its name stands."""

CURVES = (("population", "people", "o"), ("gdp", "economy", "s"))


def tells(edition: Edition) -> bool:
    """Whether carbon, people and economy are at hand, and groups of the regions."""
    return not _lacking(edition) and edition.nation.id in edition.store.groups


def _lacking(edition: Edition) -> list[str]:
    return [one for one in ("co2", "population", "gdp") if one not in edition.concepts]


def lacking_findings(edition: Edition) -> Findings:
    """Which of carbon, people and economy the nation has no figures of; whether it has energy."""
    found, words = Findings(edition), SHORT[edition.lang]
    names = [str(words[one]).lower() for one in _lacking(edition)]
    found.when("inequality_lacks", bool(names))
    found.when("inequality_energy", "energy" in edition.concepts)
    found.say("inequality/lacking", MARKS[edition.lang]["list"].join(names))
    return found


def pairs(edition: Edition) -> list[tuple[str, str]]:
    """The pairs of concepts that have a common complete year in this edition."""
    return [pair for pair in dispersion.PAIRS if set(pair) <= set(edition.concepts)]


def year_of(edition: Edition, pair: tuple[str, str]) -> int:
    """The latest year in which both concepts are complete."""
    return min(edition.year_of(concept) for concept in pair)


def columns(edition: Edition, pair: tuple[str, str], year: int) -> dispersion.Columns:
    """The figures of a pair in all regions on the edition's headline."""
    return dispersion.columns(edition.evaluator, _bases(edition, pair, year), year)


def _bases(edition: Edition, pair: tuple[str, str], year: int) -> list[Basis]:
    return [edition.evaluator.grid.headline(edition.nation.id, c, year) for c in pair]


def _enter(edition: Edition, metric: str, key: str, year: int, first: int = 0) -> Number:
    """A number of the nation, under ``<metric>/<concepts>``."""
    alias = f"{metric}/{key}"
    return edition.number(metric, key, year, edition.nation.id, first=first, alias=alias)


def measures(edition: Edition) -> pd.DataFrame:
    """Gini with its span, Theil T and L, and their parts between groups, by pair of concepts."""
    rows = []
    for pair in pairs(edition):
        key, year = ":".join(pair), year_of(edition, pair)
        numbers = {metric: _enter(edition, metric, key, year) for metric in MEASURES}
        span = display.span(numbers["gini"], edition.store, edition.lang) or None
        what = {"pair": key, "what": NAMES[edition.lang][key], "year": year, "span": span}
        rows.append(what | numbers)
    return pd.DataFrame(rows).set_index("pair")


def totals(edition: Edition) -> pd.DataFrame:
    """Herfindahl and the equivalent number of the totals, by concept."""
    rows = []
    for concept in (one for one in TOTALS if one in edition.concepts):
        year = edition.year_of(concept)
        numbers = {
            metric: _enter(edition, metric, concept, year)
            for metric in ("herfindahl", "equivalent_number")
        }
        count = len(edition.store.parts(numbers["herfindahl"].basis[0].series))
        what = edition.store.concepts[concept].name(edition.lang)
        rows.append({"concept": concept, "what": what, "year": year, "count": count} | numbers)
    return pd.DataFrame(rows).set_index("concept")


def _cell(measured: pd.DataFrame, key: str, metric: str) -> Number:
    number = measured[metric].to_dict()[key]
    assert isinstance(number, Number)
    return number


def findings(edition: Edition, measured: pd.DataFrame, sigmas: pd.DataFrame) -> Findings:
    """What the page says of `measures` and `sigmas`, and where the region stands."""
    found, words = Findings(edition), WORDS[edition.lang]
    people, economy = (_cell(measured, f"co2:{of}", "gini") for of in ("population", "gdp"))
    side = _nearer(people, economy)
    told = (
        words["nearer"][NEARER[side]]
        + MARKS[edition.lang]["stop"]
        + _ways(people, economy, side, edition.lang)
    )
    found.say("inequality/people_or_gdp", told)
    found.when("inequality_spanned", people.span is not None)
    if people.span is not None:
        found.say("inequality/span", display.span(people, edition.store, edition.lang))
        found.say("inequality/choices", str(people.span.count))
    groups = edition.store.groups[edition.nation.id]
    found.say("inequality/groups", words["comma"].join(g.name(edition.lang) for g in groups))
    found.say("inequality/groups_source", groups[0].source(edition.lang))
    between = _cell(measured, "co2:population", "theil_t_between").value > 50
    found.say("inequality/mostly", words["half"]["between" if between else "within"])
    found.say("inequality/counted", _counted(people, edition.lang))
    _find_ranks(found)
    found.when("inequality_beta", any(_stretches(sigmas)))
    alike, others = _alike(edition, sigmas), _choices(edition, sigmas)
    found.when("inequality_choices", bool(others))
    found.say("inequality/alike_choices", others)
    found.when("inequality_alike", bool(alike))
    found.say("inequality/alike", alike)
    return found


NEARER = {1: "people", 0: "neither", -1: "economy"}
"""What carbon follows more closely, by `_nearer`."""


def _nearer(people: Number, economy: Number) -> int:
    """1 where carbon is spread more like people, -1 more like the economy, as printed."""
    return int(np.sign(round(economy.value, 2) - round(people.value, 2)))


def _ways(people: Number, economy: Number, side: float, lang: str) -> str:
    """By how many ways to count the carbon it follows the same one; empty where there is one."""
    if people.span is None or economy.span is None or not side:
        return ""
    pairs = [(v, economy.span.values[t]) for t, v in people.span.values.items()
             if t in economy.span.values]  # fmt: skip
    same = sum(np.sign(round(below, 2) - round(above, 2)) == side for above, below in pairs)
    form = WORDS[lang]["ways"]["all" if same == len(pairs) else "some"]
    return str(form.format(k=same, n=len(pairs)))


def _find_ranks(found: Findings) -> None:
    year = year_of(found.edition, CARBON)
    metrics = ("rank_lowest", "rank_highest", "rank_inventories")
    low, high, count = (found.number(metric, ":".join(CARBON), year) for metric in metrics)
    several = count.value > 1
    found.when("inequality_inventories", several)
    found.when("inequality_rank_firm", several and low.value == high.value)
    found.when("inequality_rank_moves", several and low.value != high.value)
    found.say("inequality/rank_counted", _counted(low, found.edition.lang))


def _counted(number: Number, lang: str) -> str:
    """What a span is over: bought power is named only where a choice counts it."""
    added = number.span is not None and number.span.added > 0
    key = "with_imports" if added else "inventories"
    return str(WORDS[lang]["counted"][key].format(added=number.span.added if number.span else 0))


def _alike(edition: Edition, sigmas: pd.DataFrame) -> str:
    """Which ratios moved apart and which together over their last unbroken years; or nothing.

    A change that is no more than chance is told as none.
    """
    lang, words = edition.lang, WORDS[edition.lang]
    told: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for rows in _latest(sigmas):
        if len(rows) < 2:
            continue
        name = _inside(rows)
        told[_side(edition, rows)].append(words["moved_item"].format(name=name, **_ends(rows)))
    moved = {1: "apart", -1: "together", 0: "same"}
    parts = [
        words["moved"][moved[side]].format(items=listed(items, lang))
        for side, items in told.items()
        if items
    ]
    if lang == "en":
        parts = [*parts[:1], *map(inside, parts[1:])]
    return str(words["stop"].join(parts))


def _inside(rows: pd.DataFrame) -> str:
    """The name of a ratio as it stands inside a sentence."""
    return inside(str(rows["name"].iloc[0]))


def _side(edition: Edition, rows: pd.DataFrame) -> int:
    """1 where the regions moved apart, -1 together, 0 where the change of sigma may be chance."""
    above, _, below = str(rows["pair"].iloc[0]).partition(":")
    years = (int(rows["year"].iloc[place]) for place in (0, -1))
    start, end = (_by_region(edition, (above, below), year) for year in years)
    common = [region for region in start if region in end]
    t = dispersion.sigma_moved([start[r] for r in common], [end[r] for r in common])
    return int(np.sign(t)) if abs(t) > 2 else 0


def _by_region(edition: Edition, pair: tuple[str, str], year: int) -> dict[str, float]:
    found = columns(edition, pair, year)
    return dict(zip(found.regions, (float(value) for value in found.ratio), strict=True))


def _choices(edition: Edition, sigmas: pd.DataFrame) -> str:
    """In how many other ways to count the carbon sigma moved to the same side; or nothing."""
    words, found = WORDS[edition.lang]["same_side"], list[tuple[str, int, int]]()
    for rows in _latest(sigmas):
        key, years = str(rows["pair"].iloc[0]), [int(rows["year"].iloc[p]) for p in (0, -1)]
        if not key.startswith("co2:") or years[0] == years[1]:
            continue
        start, end = (_spread(edition, key, year) for year in years)
        used = edition.evaluator.grid.headline(edition.nation.id, "co2", years[1]).token
        known = [token for token in end if token in start and token != used]
        side = np.sign(rows["sigma"].iloc[-1] - rows["sigma"].iloc[0])
        same = sum(np.sign(end[token] - start[token]) == side for token in known)
        if known:
            found.append((_inside(rows), same, len(known)))
    if not found:
        return ""
    every, several = all(k == n for _, k, n in found), any(n > 1 for *_, n in found)
    kind = ("all" if several else "one") if every else "some"
    names = [name if every else words["item"].format(name=name, k=k, n=n) for name, k, n in found]
    return str(words[kind].format(items=listed(names, edition.lang)))


def _spread(edition: Edition, key: str, year: int) -> Mapping[str, float]:
    """Sigma of a pair in a year on every admissible choice."""
    number = _enter(edition, "sigma", key, year)
    return number.span.values if number.span else {}


def _latest(sigmas: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The last unbroken years of each pair."""
    for _, rows in sigmas.groupby("pair", sort=False):
        yield rows[rows["segment"] == rows["segment"].max()]


def _ends(rows: pd.DataFrame) -> dict[str, str]:
    """First and last sigma of some years, as printed, with their years."""
    first, last = (display.digits(rows["sigma"].iloc[place], 2) for place in (0, -1))
    start, end = (str(rows["year"].iloc[place]) for place in (0, -1))
    return {"first": first, "last": last, "start": start, "end": end}


def measures_table(edition: Edition, measured: pd.DataFrame) -> Table | None:
    """`measures`; without the spans where no pair has one."""
    columns = {"what": str, **dict.fromkeys(("year", "gini", "span", *MEASURES[1:]))}
    if measured["span"].isna().all():
        del columns["span"]
    return edition.tabulate(measured, WORDS[edition.lang]["tables"], columns, "measures")


def totals_table(edition: Edition, concentrated: pd.DataFrame) -> Table | None:
    """`totals`."""
    shown = ("year", "herfindahl", "equivalent_number", "count")
    columns = {"what": str, **dict.fromkeys(shown)}
    return edition.tabulate(concentrated, WORDS[edition.lang]["tables"], columns, "totals")


def lorenz(edition: Edition) -> pd.DataFrame:
    """``against, year, region, x, carbon``: regions by carbon per person and per GDP, in percent."""
    frames = []
    for concept, _, _ in CURVES:
        pair = ("co2", concept)
        year = year_of(edition, pair)
        found = columns(edition, pair, year)
        curve = inequality.lorenz(found.ratio, found.values[1])
        regions = ["", *(found.regions[i] for i in curve.order)]
        points = {"region": regions, "x": 100 * curve.weights, "carbon": 100 * curve.amounts}
        frames.append(pd.DataFrame({"against": concept, "year": year} | points))
    return pd.concat(frames, ignore_index=True)


def lorenz_curves(edition: Edition, curves: pd.DataFrame, measured: pd.DataFrame) -> Figure:
    """The curves of `lorenz`, with the Gini coefficients of `measures` in words."""
    words, facts = WORDS[edition.lang], dict[str, str]()
    for concept, word, _ in CURVES:
        number = _cell(measured, f"co2:{concept}", "gini")
        facts |= {word: edition.text(number), f"{word}_year": number.period}
    people, economy = (_cell(measured, f"co2:{of}", "gini") for of in ("population", "gdp"))
    facts["finding"] = words["nearer"][NEARER[_nearer(people, economy)]]
    return Figure(
        id="fig-lorenz-carbon",
        alt=words["alt"]["lorenz"].format(**edition.texts, **facts),
        caption=words["captions"]["lorenz"],
        table=curves,
        units={"x": "percent", "carbon": "percent"},
        draw=lambda theme: _draw_lorenz(curves, edition, theme),
    )


def _draw_lorenz(table: pd.DataFrame, edition: Edition, theme: Theme) -> Canvas:
    own, region, lang = edition.region.id, edition.texts["region"], edition.lang
    words = WORDS[lang]["axes"]
    canvas, axes = lines.panel(WIDTH)
    axes.plot([0, 100], [0, 100], color=theme.muted, lw=1, ls=lines.DASHES)
    for concept, word, mark in CURVES:
        rows = table[table["against"] == concept].reset_index(drop=True)
        axes.plot(
            rows["x"], rows["carbon"], lw=1.8, color=theme["lorenz"], ls=("-", "--")[mark == "s"]
        )
        _name_curve(axes, rows, words[word], above=mark != "s", theme=theme)
        place = rows.index[rows["region"] == own]
        if len(place):
            part = rows.iloc[place[0] - 1 : place[0] + 1]
            axes.plot(part["x"], part["carbon"], lw=4.5, color=theme.accent, alpha=0.5, zorder=1)
            middle = (part["x"].mean(), part["carbon"].mean())
            axes.plot(*middle, mark, ms=7, color=theme.accent)
            if mark == "s":  # the lower curve: beside it nothing is drawn
                axes.annotate(
                    region, middle, (8, -3), textcoords="offset points", va="center", fontsize=8,
                    color=theme.accent,
                )  # fmt: skip
    axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal", xlabel=words["x"], ylabel=words["y"])
    for axis in (axes.xaxis, axes.yaxis):
        lines.percent_axis(axis, lang)
    axes.grid(lw=0.5)
    return canvas


def _name_curve(axes: Axes, rows: pd.DataFrame, name: str, *, above: bool, theme: Theme) -> None:
    """Name a curve about its middle: the upper one to the left, the lower one beside it."""
    place = int((rows["x"] - MIDDLE).abs().to_numpy().argmin())
    at = (rows["x"].iloc[place], rows["carbon"].iloc[place])
    look: dict[str, Any] = {"color": theme["lorenz"], "fontsize": 8.5, "va": "center"}
    if above:  # beyond the diagonal, where nothing is drawn; a hair leads there
        hair = {"arrowstyle": "-", "lw": 0.7, "color": theme["lorenz"], "shrinkA": 1, "shrinkB": 2}
        axes.annotate(name, at, (0.06, 0.72), textcoords="axes fraction", arrowprops=hair, **look)
    else:
        axes.annotate(
            name, at, (8, -7), textcoords="offset points", bbox=lines.ground(theme), **look
        )


def parts(edition: Edition) -> pd.DataFrame:
    """``pair, name, year, part, label, value, share`` of Theil T: between, then each group."""
    rows = []
    named = {g.id: g.name(edition.lang) for g in edition.store.groups[edition.nation.id]}
    for pair in pairs(edition):
        key, year = ":".join(pair), year_of(edition, pair)
        found = columns(edition, pair, year)
        apart = dispersion.decomposed(edition.store, edition.nation.id, found)
        own = dict(zip(apart.groups, apart.within, strict=True))
        values = {"between": apart.between} | {g: own[g] for g in named if g in own}
        for part, value in values.items():
            label = named.get(part, WORDS[edition.lang]["tables"]["between"])
            share, name = 100 * value / apart.total, NAMES[edition.lang][key]
            rows.append((key, name, year, part, label, value, share))
    return pd.DataFrame(rows, columns=["pair", "name", "year", "part", "label", "value", "share"])


def theil_by_group(edition: Edition, table: pd.DataFrame) -> Figure:
    """Theil's T of each pair as a bar of its `parts`."""
    words = WORDS[edition.lang]
    rows = table[table["part"] == "between"]
    rows = rows.assign(whole=rows["value"] / rows["share"] * 100)
    forms: dict[str, Form] = {"whole": ("ratio", 3), "share": ("percent", 0)}
    items = edition.phrases(words["alt"]["group"], rows, **forms)
    most = rows.loc[[rows["share"].idxmax()]]
    most = most.assign(name=_inside(most))
    top = edition.phrases(words["alt"]["top"], most, share=("percent", 0))[0]
    told = edition.texts | {"items": words["stop"].join(items), "top": top}
    return Figure(
        id="fig-theil-groups",
        alt=words["alt"]["groups"].format(**told),
        caption=words["captions"]["groups"],
        table=table,
        units={"value": "1"},
        draw=lambda theme: _draw_parts(table, theme, words["axes"]["theil"]),
    )


def _draw_parts(table: pd.DataFrame, theme: Theme, axis: str) -> Canvas:
    names = list(dict.fromkeys(zip(table["pair"], table["name"], table["year"], strict=True)))
    canvas, axes = lines.panel(0.42 * len(names) + 1.1)
    wide = table.pivot(index="pair", columns="label", values="value").fillna(0.0)
    wide = wide.loc[[pair for pair, *_ in names], table["label"].unique()].reset_index(drop=True)
    palette = theme.several("part", len(wide.columns))
    look = {"width": 0.62, "edgecolor": theme.surface, "lw": 0.8}
    lines.stacked_bars(axes, wide, palette, flat=True, hatched=True, **look)
    lines.name_rows(axes, [f"{name}\n{year}" for _, name, year in names], size=8, margin=0.54)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(axis)
    lines.legend(canvas, 3, columnspacing=1, handlelength=1.2)
    return canvas


def groups(edition: Edition) -> pd.DataFrame:
    """``group, amount, weight, own, adds`` of Theil T of carbon per person, and what they add to."""
    words, nation = WORDS[edition.lang]["tables"], edition.nation.id
    pair = ("co2", "population")
    found = columns(edition, pair, year_of(edition, pair))
    apart = dispersion.decomposed(edition.store, nation, found)
    labels = dispersion.groups_of(edition.store, nation, found.regions)
    amount, weight = (100 * pd.Series(v).groupby(labels).sum() / v.sum() for v in found.values)
    own, adds = (pd.Series(values, apart.groups) for values in (apart.own, apart.within))
    frame = pd.DataFrame({"amount": amount, "weight": weight, "own": own, "adds": adds})
    named = {g.id: g.name(edition.lang) for g in edition.store.groups[nation]}
    frame = frame.loc[[group for group in named if group in frame.index]].rename(named)
    frame.loc[words["between"], "adds"] = apart.between
    frame.loc[words["total"]] = [100.0, 100.0, apart.total, apart.total]
    return frame.rename_axis("group").reset_index()


def groups_table(edition: Edition, grouped: pd.DataFrame) -> Table | None:
    """`groups`."""
    columns: dict[str, Form] = {"group": str, **dict.fromkeys(("amount", "weight"), ("percent", 1))}
    columns |= dict.fromkeys(("own", "adds"), ("ratio", 3))
    year = year_of(edition, ("co2", "population"))
    return edition.tabulate(grouped, WORDS[edition.lang]["tables"], columns, "groups", year=year)


def ranks(edition: Edition) -> pd.DataFrame:
    """``year, rank, low, high, inventories, segment`` of the region; its inputs are in `attrs`."""
    rows, inputs = [], dict[Input, None]()
    for year in range(START, year_of(edition, CARBON) + 1):
        try:
            bases = _bases(edition, CARBON, year)
            found, used = dispersion.ranks_by_inventory(
                edition.evaluator, bases, edition.region.id, year
            )
        except MissingDataError:
            continue
        places = list(found.values())
        name = "+".join(b.series for b in bases)
        inputs |= dict.fromkeys(used)
        rows.append((year, places[0], min(places), max(places), len(places), name))
    frame = pd.DataFrame(rows, columns=["year", "rank", "low", "high", "inventories", "basis"])
    frame["segment"] = segments(frame["year"], frame["basis"])
    frame.attrs["inputs"] = tuple(inputs)
    return frame


def rank_history(edition: Edition, table: pd.DataFrame) -> Figure:
    """`ranks` by year, with the range over inventories."""
    words, inputs = WORDS[edition.lang], table.attrs["inputs"]
    table = table.copy()
    table.attrs = {}  # pandas copies them, figure by figure, at every selection
    several = bool((table["inventories"] > 1).any() or table["segment"].nunique() > 1)
    kind = "ranks" if several else "rank"
    facts: dict[str, Any] = {}
    for place, row in (("", table.iloc[0]), ("last_", table.iloc[-1])):
        told = {**row, "span": words["alt"]["same" if row["low"] == row["high"] else "span"]}
        told["span"] = told["span"].format(**row)
        facts |= {f"{place}{name}": value for name, value in told.items()}
    return Figure(
        id="fig-rank-history",
        alt=words["alt"][kind].format(**{**edition.texts, **facts}),
        caption=words["captions"][kind],
        table=table,
        units={"low": "1", "high": "1"},
        inputs=inputs,
        draw=lambda theme: _draw_ranks(table, theme, edition.lang),
    )


def _draw_ranks(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas, axes = lines.panel(2.6)
    colour = theme.concepts["co2"]
    axes.vlines(
        table["year"], table["low"] - 0.15, table["high"] + 0.15, lw=6, color=colour, alpha=0.25
    )
    lines.year_lines(axes, table, "rank", color=colour, marker="o", ms=4, lw=1.6)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    axes.set_ylim(max(table["high"]) + 1, max(0, min(table["low"]) - 1))
    axes.set_ylabel(WORDS[lang]["axes"]["rank"])
    return canvas


def sigmas(edition: Edition) -> pd.DataFrame:
    """``pair, name, year, sigma, segment``; a segment ends where a series or its level breaks."""
    frames = []
    for pair in CONVERGING:
        if not set(pair) <= set(edition.concepts):
            continue
        key = ":".join(pair)
        rows = []
        for year in range(START, year_of(edition, pair) + 1):
            try:
                value = dispersion.sigma(columns(edition, pair, year).ratio)
            except MissingDataError:
                continue
            rows.append((key, NAMES[edition.lang][key], year, value, _level(edition, pair, year)))
        frame = pd.DataFrame(rows, columns=["pair", "name", "year", "sigma", "level"])
        frame["segment"] = segments(frame["year"], frame.pop("level"))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _level(edition: Edition, pair: tuple[str, str], year: int) -> str:
    """The series of a year, and how many of their breaks lie behind it."""
    levels = []
    for basis in _bases(edition, pair, year):
        passed = sum(b <= year for b in edition.store.series[basis.series].breaks)
        levels.append(f"{basis.series}:{passed}")
    return "+".join(levels)


def sigma_history(edition: Edition, table: pd.DataFrame) -> Figure:
    """`sigmas` of each ratio over the years."""
    words = WORDS[edition.lang]
    items = [
        words["alt"]["stretch"].format(name=rows["name"].iloc[0], **_ends(rows))
        for rows in _latest(table)
    ]
    told = edition.texts | {"items": words["stop"].join(items), "count": str(len(items))}
    apart = sum(_side(edition, rows) > 0 for rows in _latest(table))
    told["apart"] = words["alt"]["apart" if apart else "none"].format(n=apart)
    return Figure(
        id="fig-sigma-history",
        alt=words["alt"]["sigma"].format(**told),
        caption=words["captions"]["sigma"],
        table=table,
        draw=lambda theme: _draw_sigmas(table, theme, edition.lang),
    )


def _draw_sigmas(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas, axes = lines.panel(3.3)
    ends = {}
    for pair, rows in table.groupby("pair", sort=False):
        above, below = str(pair).split(":")
        colour, hollow = theme[above], below == "population"  # no dashes: a gap is a break
        look = {"ms": 5, "markerfacecolor": theme.surface, "mec": colour} if hollow else {"ms": 3}
        lines.year_lines(axes, rows, "sigma", color=colour, marker="o", lw=1.5, **look)
        last = rows.iloc[-1]
        ends[last["name"]] = lines.End(last["year"], last["sigma"], colour)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(WORDS[lang]["axes"]["sigma"])
    lines.name_ends(axes, ends)
    return canvas


def _stretches(table: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    """The last unbroken years of each pair, where they are enough for a beta."""
    for rows in _latest(table):
        first, last = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
        if last - first >= SHORTEST:
            yield rows["pair"].iloc[0], first, last


def betas(edition: Edition, spread: pd.DataFrame) -> pd.DataFrame:
    """Beta, its standard error and fit over the last unbroken years of each pair of `sigmas`."""
    rows = []
    for key, first, last in _stretches(spread):
        numbers = {
            metric: _enter(edition, metric, key, last, first)
            for metric in ("beta", "beta_error", "beta_fit")
        }
        slope, error = numbers["beta"].value, numbers["beta_error"].value
        firm = abs(slope) > 2 * error
        reading = ("converge" if slope < 0 else "diverge") if firm else "neither"
        what = {"what": NAMES[edition.lang][key], "period": f"{first}–{last}", "reading": reading}
        rows.append(what | numbers)
    return pd.DataFrame(rows)


def betas_table(edition: Edition, slopes: pd.DataFrame) -> Table | None:
    """`betas` with how they read; None if there are none."""
    columns = {"what": str, **dict.fromkeys(("period", "beta", "beta_error", "beta_fit"))}
    columns["reading"] = WORDS[edition.lang]["reading"]
    return edition.tabulate(slopes, WORDS[edition.lang]["tables"], columns, "betas")
