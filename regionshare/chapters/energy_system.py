"""Energy: electricity from elsewhere, plants by type, the mix and the stated capacity."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition, Findings, Form
from regionshare.chapters.panels import ends
from regionshare.errors import MissingDataError
from regionshare.figures import axes as lines
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators import datapoint, electricity
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.numbers.quantities import net_import
from regionshare.text.messages import inside, room
from regionshare.text.tables import Table

PAGE = "energy_system"
WORDS = room("energy")
POWER = "1e8 kWh"
EFFECTS = ("added", "without", "with", "points")
MIX = tuple(f"mix_{fuel}" for fuel in electricity.FUELS)
CASES, EDGES = ("home", "none", "all"), ("~low", "", "~high")
STATED = (
    electricity.CAPACITY, electricity.CAPACITY_SHARE, "western_plan_2025", "total_plan_2025",
    "national_capacity_share_2023",
)  # fmt: skip
"""What is stated of capacities, as data points."""


def _last_year(edition: Edition, concept: str) -> int | None:
    """The latest year, not after the edition's, in which the region has a figure of a concept."""
    own = edition.region.id
    known = (edition.store.keys(one.id) for one in edition.store.ranked(concept, own)[:1])
    years = (year for keys in known for region, year in keys if region == own)
    return max((year for year in years if year <= edition.year), default=None)


# -- net import ------------------------------------------------------------------------------------


def trade(edition: Edition) -> pd.DataFrame:
    """``year, use, generation, net_import, series`` in 1e8 kWh; years without both are absent."""
    rows = []
    own = edition.store.ranked("generation", edition.region.id)
    for year in range(min((one.first_year for one in own), default=edition.year), edition.year + 1):
        try:
            found = net_import(edition.store, edition.region.id, year)
        except MissingDataError:
            continue
        use, made = found.inputs
        rows.append((year, use.value, made.value, found.value, made.series))
    return pd.DataFrame(rows, columns=["year", "use", "generation", "net_import", "series"])


def _better(edition: Edition, traded: pd.DataFrame) -> pd.Series[bool]:
    """Which years of `trade` have generation of the better series."""
    best = electricity.generation_series(edition.store, edition.region.id)[:1]
    return traded["series"].isin(best)


def import_years(edition: Edition, traded: pd.DataFrame) -> tuple[int | None, int | None]:
    """The latest year of the better series, and a later, doubtful one."""
    years = traded["year"]
    better = years[_better(edition, traded)]
    if better.empty:
        return (None if years.empty else int(years.max())), None
    later = years[years > better.max()]
    return int(better.max()), (None if later.empty else int(later.max()))


def _stated_here(edition: Edition) -> bool:
    """Whether the data hold a stated capacity, and it is of the edition's region."""
    claim = datapoint.load(edition.store).get(electricity.CAPACITY)
    return claim is not None and claim.region == edition.region.id


def findings(
    edition: Edition, traded: pd.DataFrame, added: pd.DataFrame, mixed: pd.DataFrame
) -> Findings:
    """What the page says of `trade`, `effects` and `mix`, each only where its data exist."""
    found = Findings(edition)
    year, doubtful = import_years(edition, traded)
    found.when(f"{PAGE}/import", year is not None)
    found.when(f"{PAGE}/guangdong", _stated_here(edition))
    for claim in quoted.told_in(edition, PAGE):
        found.say(f"{PAGE}/said/{claim.id}", claim.text_en)
    for flag in ("importer", "later"):
        found.when(f"{PAGE}/{flag}", False)
    if year is not None:
        _find_import(found, year, doubtful)
    found.when(f"{PAGE}/types", _last_year(edition, "capacity_thermal") is not None)
    _find_effects(found, added)
    _find_mix(found, mixed)
    return found


def _find_import(found: Findings, year: int, doubtful: int | None) -> None:
    edition, metrics = found.edition, ("net_import", "import_share")
    found.say(f"{PAGE}/year", str(year))
    for metric in metrics:
        number = found.number(metric, "electricity", year, alias=f"{PAGE}/{metric}")
    found.when(f"{PAGE}/importer", number.value > 0)
    shared = _shared_year(edition)
    found.when(f"{PAGE}/later", doubtful is not None and shared is not None)
    if doubtful is None or shared is None:
        return
    found.say(f"{PAGE}/later_year", str(doubtful))
    found.say(f"{PAGE}/shared_year", str(shared))
    for metric in metrics:
        found.number(metric, "electricity", doubtful, alias=f"{PAGE}/{metric}_later")
    found.number("series_gap", "generation", shared, alias=f"{PAGE}/series_gap")


def _shared_year(edition: Edition) -> int | None:
    """The first year in which both series of generation have the region."""
    names = electricity.generation_series(edition.store, edition.region.id)[:2]
    years = [
        {year for region, year in edition.store.keys(name) if region == edition.region.id}
        for name in names
    ]
    return min(set.intersection(*years), default=None) if len(years) > 1 else None


def electricity_import(edition: Edition, traded: pd.DataFrame) -> Figure | None:
    """Net import by year; None where use or generation is not at hand."""
    if traded.empty:
        return None
    words = WORDS[edition.lang]["captions"]
    years = traded["year"]
    more = {
        "below": (traded["net_import"] < 0).any(),
        "lacking": len(years) <= years.max() - years.min(),
        "several": traded["series"].nunique() > 1,
    }
    use = edition.store.ranked("electricity", edition.region.id)[0].id
    return Figure(
        id="fig-electricity-import",
        alt=_import_alt(edition, traded),
        caption=words["import"] + "".join(words[one] for one, holds in more.items() if holds),
        table=traded,
        units=dict.fromkeys(("use", "generation", "net_import"), POWER),
        series=tuple(dict.fromkeys((use, *traded["series"]))),
        draw=lambda theme: _draw_import(traded, _better(edition, traded), theme, edition.lang),
    )


def _import_alt(edition: Edition, traded: pd.DataFrame) -> str:
    words = WORDS[edition.lang]["alt"]
    better = traded[_better(edition, traded)]
    sound = traded if better.empty else better
    most, latest = sound.sort_values("net_import").iloc[-1], traded.iloc[-1]
    rows = {"first": sound.iloc[0], "last": sound.iloc[-1], "most": most, "later": latest}
    told = {}
    for name, row in rows.items():
        amount = float(row["net_import"])
        shown = display.quantity(amount, POWER, edition.store.units, edition.lang)
        told[name] = words["of_year"].format(value=shown, year=row["year"])
    kind = "import_most" if told["last"] == told["most"] else "import"
    more = words["below"] if (traded["net_import"] < 0).any() else ""
    if told["later"] != told["last"]:
        more += words["several"].format(**told)
    return str(words[kind].format(**edition.texts, **told, more=more))


def _draw_import(traded: pd.DataFrame, better: pd.Series[bool], theme: Theme, lang: str) -> Canvas:
    words = WORDS[lang]["generation"]
    scale = 0.1 if lang == "en" else 1
    canvas, axes = lines.panel(2.7)
    colour = theme["electricity"]
    for name, own, fill in (("earlier", better, colour), ("later", ~better, theme.surface)):
        rows = traded[own]
        if len(rows):
            axes.bar(
                rows["year"], rows["net_import"] * scale, width=0.75, label=words[name],
                color=fill, ec=colour, lw=1,
            )  # fmt: skip
    axes.axhline(0, color=theme.muted, lw=0.8)
    lines.year_axis(axes)
    lines.digit_axis(axes.yaxis)
    axes.set_ylabel(words["axis"])
    lines.legend(canvas, handlelength=1.2)
    return canvas


# -- what the import adds to the carbon ------------------------------------------------------------


def effects(edition: Edition) -> pd.DataFrame:
    """Import, share without, share with and difference, for every choice from the carbon's year."""
    rows = []
    first = edition.complete_year("co2") or edition.year + 1
    for year in range(first, edition.year + 1):
        for basis in electricity.import_bases(edition.evaluator, edition.region.id, year):
            wanted = (
                ("import_emissions", basis.token),
                ("share", electricity.territorial(basis)),
                ("share", basis.token),
                ("import_effect", basis.token),
            )
            try:
                numbers = [edition.compute(m, "co2", year, choice=choice) for m, choice in wanted]
            except MissingDataError:
                continue
            rows.append(numbers)
    return pd.DataFrame(rows, columns=list(EFFECTS))


def _find_effects(found: Findings, added: pd.DataFrame) -> None:
    found.when(f"{PAGE}/effect", not added.empty)
    if added.empty:
        return
    for number in added.to_numpy().flat:
        found.add(number)
    ordered = sorted(added["points"], key=lambda number: number.value)
    for name, number in (("low", ordered[0]), ("high", ordered[-1])):
        found.add(number, f"{PAGE}/effect_{name}")


# -- plants by type --------------------------------------------------------------------------------


def types(edition: Edition) -> pd.DataFrame:
    """Capacity and generation by type in one year; never a total. Empty where there are none."""
    year, own = _last_year(edition, "capacity_thermal"), edition.region.id
    rows = []
    for kind in electricity.TYPES if year is not None else ():
        row = {"type": WORDS[edition.lang]["types"][kind], "year": year}
        for what in ("capacity", "generation"):
            concept = f"{what}_{kind}"
            series = edition.store.ranked(concept, own)[:1]
            if year and series and edition.store.has(series[0].id, own, year):
                row[what] = edition.add(edition.value(concept, year), f"{PAGE}/{concept}")
        rows.append(row)
    table = pd.DataFrame(rows, columns=["type", "year", "capacity", "generation"])
    lacks = table[["capacity", "generation"]].isna()
    key = "either" if lacks.all(axis=1).any() else "some" if lacks.any(axis=None) else "none"
    edition.say(f"{PAGE}/dashes", WORDS[edition.lang]["dashes"][key])
    return table


def types_table(edition: Edition, kinds: pd.DataFrame) -> Table | None:
    """`types` of plants; None where there are none."""
    words, year = WORDS[edition.lang]["tables"], kinds["year"].max()
    columns = {"type": str, "capacity": None, "generation": None}
    return edition.tabulate(kinds, words, columns, "types", year=year)


# -- the mix of primary energy ---------------------------------------------------------------------


def mix(edition: Edition) -> pd.DataFrame:
    """``year`` and a column in percent for each fuel; empty for a region without the table."""
    store, own = edition.store, edition.region.id
    last = _last_year(edition, MIX[0])
    rows = []
    if last is not None:
        series = [store.ranked(concept, own)[0] for concept in MIX]
        for year in range(series[0].first_year, last + 1):
            if all(store.has(one.id, own, year) for one in series):
                rows.append((year, *(store.value(one.id, own, year) for one in series)))
    return pd.DataFrame(rows, columns=["year", *electricity.FUELS])


def _find_mix(found: Findings, mixed: pd.DataFrame) -> None:
    edition, nation = found.edition, found.edition.nation.id
    told = not mixed.empty and bool(quoted.told_in(edition, PAGE))
    found.when(f"{PAGE}/mix", told)
    found.when(f"{PAGE}/gap", False)
    if not told:
        return
    year = int(mixed["year"].max())
    found.say(f"{PAGE}/mix_year", str(year))
    for concept in MIX:
        found.add(edition.value(concept, year), f"{PAGE}/{concept}")
    share = "nonfossil_share"
    if any(edition.store.has(one.id, nation, year) for one in edition.store.ranked(share, nation)):
        found.when(f"{PAGE}/gap", True)
        found.add(edition.value(share, year, nation), f"{PAGE}/national")
        found.number("nonfossil_gap", f"{MIX[-1]}:{share}", year, alias=f"{PAGE}/gap")


def _longest(table: pd.DataFrame, breaks: Sequence[int]) -> pd.DataFrame:
    """The most years in a row between which no break of level lies; of equal ones the latest."""
    run = table["year"].map(lambda year: sum(year >= one for one in breaks))
    longest: pd.DataFrame = table[run == run.mode().iloc[-1]]
    return longest


def energy_mix(edition: Edition, mixed: pd.DataFrame) -> Figure | None:
    """Shares of primary energy by kind and year; None for a region without the table."""
    if mixed.empty:
        return None
    words, fuels = WORDS[edition.lang], electricity.FUELS
    series = [edition.store.ranked(concept, edition.region.id)[0] for concept in MIX]
    unbroken = _longest(mixed, list(series[0].breaks))
    told, share = ends(unbroken.melt("year", var_name="fuel"), "fuel", "value"), ("percent", 1)
    forms: dict[str, Form] = {"fuel": words["fuels"], "first": share, "last": share}
    items = edition.phrases(words["alt"]["change"], told, **forms)
    years = f"{unbroken['year'].min()}–{unbroken['year'].max()}"
    moved = items[int((told["last"] - told["first"]).abs().to_numpy().argmax())]
    facts = {"years": years, "items": words["stop"].join(items), "moved": inside(moved)}
    return Figure(
        id="fig-energy-mix",
        alt=words["alt"]["mix"].format(**edition.texts, **facts),
        caption=words["captions"]["mix"],
        table=mixed,
        units=dict.fromkeys(fuels, "percent"),
        series=tuple(one.id for one in series),
        draw=lambda theme: _draw_mix(mixed, list(series[0].breaks), theme, edition.lang),
    )


def _draw_mix(mixed: pd.DataFrame, breaks: list[int], theme: Theme, lang: str) -> Canvas:
    canvas, axes = lines.panel(3.1)
    wide = mixed.set_index("year")[list(electricity.FUELS)].rename(columns=WORDS[lang]["fuels"])
    colours = theme.several("fuel", len(wide.columns))
    lines.stacked_bars(axes, wide, colours, width=0.8, edgecolor=theme.surface, lw=0.5)
    last, base = wide.iloc[-1], 0.0
    for (name, share), colour in zip(last.items(), colours, strict=True):
        lines.beside(axes, base + share / 2, textwrap.fill(str(name), 19), fontsize=8, color=colour)
        base += share
    for year in breaks:
        if year <= mixed["year"].max():
            axes.axvline(year - 0.5, color=theme.surface, lw=4)
            axes.axvline(year - 0.5, color=theme.muted, lw=1.4, ls=lines.DASHES)
    axes.set_ylim(0, 100)
    lines.year_axis(axes, grid=False)
    lines.percent_axis(axes.yaxis, lang)
    axes.margins(x=0.01)
    return canvas


# -- the stated capacity ---------------------------------------------------------------------------


def capacity(edition: Edition) -> Findings:
    """The stated capacity beside what is known of the province that it is stated of."""
    found, store = Findings(edition), edition.store
    if not _stated_here(edition):
        return found
    claim, share, plan, _, national = (datapoint.figure(store, name) for name in STATED)
    for name in STATED:
        one = edition.evaluator.number(datapoint.identify(datapoint.figure(store, name)))
        found.add(one, f"{PAGE}/{name}")
    for metric in ("nonfossil_home", "western_needed", "implied_total"):
        number = found.number(metric, "capacity", claim.year, alias=f"{PAGE}/{metric}")
    found.say(f"{PAGE}/implied_about", edition.text(number).replace(".0 ", " "))
    for year in (claim.year - 1, claim.year):
        found.add(edition.value("capacity_solar", year), f"{PAGE}/solar_{year}")
    for case in _cases():
        alias = f"{PAGE}/{case}"
        found.number("nonfossil_capacity", "capacity", claim.year, choice=case, alias=alias)
    words, values = WORDS[edition.lang], {case: _of(found, case).value for case in _cases()}
    inside = values["none~low"] <= share.value <= values["all~high"]
    found.say(f"{PAGE}/claim_place", words["place"]["inside" if inside else "outside"])
    above, below = share.value > national.value, share.value < national.value
    side = "above" if above else "below" if below else "equal"
    found.say(f"{PAGE}/claim_side", words["sides"][side])
    key = "some" if _last_year(edition, "capacity_thermal") is None else "types"
    found.say(f"{PAGE}/totals", WORDS[edition.lang]["totals"][key].format(**_totals(edition)))
    part = 100 * _of(found, "western_needed").value / plan.value
    found.say(f"{PAGE}/needed_part", display.percent(part, 0, edition.lang))
    return found


def _totals(edition: Edition) -> dict[str, str]:
    """The ends of the total in the province that a stated part of it and its rounding imply."""
    store = edition.store
    new, share = (datapoint.figure(store, one) for one in (electricity.NEW, electricity.SHARE))
    ends = {"low": share.value + share.step / 2, "high": share.value - share.step / 2}
    told = functools.partial(
        display.quantity,
        unit=new.unit,
        units=store.units,
        lang=edition.lang,
        decimals=display.three,
    )
    return {end: told(100 * new.value / one) for end, one in ends.items()}


def _cases() -> Iterator[str]:
    """What is counted of western power, with what rounding allows."""
    return (case + edge for case in CASES for edge in EDGES)


def _of(found: Findings, name: str) -> Number:
    return found.numbers[found.aliases[f"{PAGE}/{name}"]]


def cases_table(edition: Edition, found: Findings) -> Table | None:
    """The non-fossil share of `capacity` by what is counted; None where nothing is stated."""
    if not found.numbers:
        return None
    words, ends = (
        WORDS[edition.lang],
        dict(zip(("lowest", "central", "highest"), EDGES, strict=True)),
    )
    rows = [
        {"case": words["counted"][case]}
        | {name: _of(found, case + edge) for name, edge in ends.items()}
        for case in CASES
    ]
    columns = {"case": str, **dict.fromkeys(ends)}
    return edition.tabulate(pd.DataFrame(rows), words["tables"], columns, "cases")
