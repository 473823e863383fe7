"""Drivers: the effects of the Kaya factors by period and since the start, within one release."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import Edition, Findings, Form
from regionshare.chapters.panels import START, records
from regionshare.chapters.periods import (
    FIVE,
    Period,
    five_years,
    lasting,
    latest,
    other_inventory,
    over,
    titled,
    years,
)
from regionshare.claims.words import listed
from regionshare.errors import MissingDataError
from regionshare.figures.axes import (
    End,
    digit_axis,
    legend,
    name_ends,
    panel,
    stacked_bars,
    year_lines,
)
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators.change import FACTORS, FUELS, PROCESS, Kaya, is_chained, kaya
from regionshare.numbers import display
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("drivers")
CHANGE = "change"
"""Beside the factors: the whole change."""

UNIT = "Mt"
"""What the inventories are in."""

DRIVERS = (*FACTORS, PROCESS)
"""Each with a colour of its own."""


def found(edition: Edition, first: int, last: int) -> Kaya | None:
    """The identity over a period, or None where figures are missing or no one release has both."""
    try:
        return kaya(edition.evaluator, edition.region.id, first, last)
    except MissingDataError:
        return None


def last_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, whose last period can be decomposed."""
    return latest(edition, lambda year: found(edition, *five_years(year)[-1]))


def history_year(edition: Edition) -> int | None:
    """The latest year that one release joins to the start."""
    return latest(edition, lambda year: found(edition, START, year))


def periods(edition: Edition) -> list[tuple[Period, Kaya]]:
    """Five-year periods and their identities, the last may be shorter; none without a history."""
    last = last_year(edition) if history_year(edition) else None
    spans = five_years(last) if last else []
    known = ((span, found(edition, *span)) for span in spans)
    return [(span, one) for span, one in known if one]


def fuel_period(edition: Edition) -> Period | None:
    """The latest whole five years that the inventory tells by fuel."""
    known = [span for span, one in periods(edition) if one.by_fuel and span[1] - span[0] == FIVE]
    return known[-1] if known else None


# -- tables ---------------------------------------------------------------------------------------


def effects(edition: Edition) -> pd.DataFrame:
    """``first, last, release, factor, effect, ratio``: each period's factors and whole change."""
    rows: list[tuple[int, int, str, str, float, float]] = []
    for (first, last), one in periods(edition):
        start, end = one.total.start.value, one.total.end.value
        values = [*zip(one.factors, one.effects.sum(axis=1), one.ratios, strict=True)]
        for factor, effect, ratio in (*values, (CHANGE, end - start, end / start)):
            rows.append((first, last, one.total.series[1], factor, float(effect), float(ratio)))
    return pd.DataFrame(rows, columns=["first", "last", "release", "factor", "effect", "ratio"])


def history(edition: Edition) -> pd.DataFrame:
    """``year, factor, effect``: effects from the start to each year, all within one release."""
    whole = history_year(edition)
    longest = found(edition, START, whole) if whole else None
    rows: list[tuple[int, str, float]] = []
    if whole and longest:
        rows += [(START, factor, 0.0) for factor in (*longest.factors, CHANGE)]
        for year in range(START + 1, whole + 1):
            one = found(edition, START, year)
            if one is None or one.total.series[1] != longest.total.series[1]:
                continue
            sums = one.effects.sum(axis=1)
            rows += [(year, f, float(e)) for f, e in zip(one.factors, sums, strict=True)]
            rows.append((year, CHANGE, float(sums.sum())))
    return pd.DataFrame(rows, columns=["year", "factor", "effect"])


def by_fuel(edition: Edition) -> pd.DataFrame:
    """``release, part, start, end, change, of_carbon`` in the latest whole five years.

    The last is the effect of carbon per energy; a process, which burns nothing, has none.
    """
    span = fuel_period(edition)
    one = found(edition, *span) if span else None
    rows = []
    if one is not None:
        carbon = one.effects[one.factors.index("carbon_intensity")]
        for place, (part, (start, end)) in enumerate(one.parts.items()):
            effect = None if part == PROCESS else float(carbon[place])
            rows.append((one.total.series[1], part, start, end, end - start, effect))
    return pd.DataFrame(rows, columns=["release", "part", "start", "end", "change", "of_carbon"])


def _spans(table: pd.DataFrame) -> list[Period]:
    return list(dict.fromkeys(zip(table["first"], table["last"], strict=True)))


def _unit(edition: Edition) -> tuple[float, str]:
    """What to multiply an effect with for readers, and the symbol of what it is then in."""
    return display.friendly(UNIT, edition.store.units, edition.lang)


def _writer(edition: Edition, write: Callable[[float, int], str]) -> Callable[[float], str]:
    """How a mass is written in the readers' unit, to a tenth of a million tonnes."""
    factor, _ = _unit(edition)
    return lambda value: write(value * factor, 1 - round(math.log10(factor)))


def _signed(edition: Edition) -> Callable[[float], str]:
    """How an effect is written, with its sign."""
    return _writer(edition, display.with_sign)


def effects_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """Additive and multiplicative effects by period, from `effects`."""
    if table.empty:
        return None
    words = WORDS[edition.lang]["effects"]
    columns: dict[str, Form] = {"factor": {**WORDS[edition.lang]["names"], CHANGE: words["sum"]}}
    heads, wide = dict(words), pd.DataFrame({"factor": _ordered(table["factor"], CHANGE)})
    for first, last in _spans(table):
        rows = table[table["first"] == first].set_index("factor").reindex(wide["factor"])
        effect, ratio = f"effect_{first}", f"ratio_{first}"
        wide[effect], wide[ratio] = rows["effect"].to_numpy(), rows["ratio"].to_numpy()
        columns |= {effect: _signed(edition), ratio: ("ratio", 3)}
        heads |= {effect: years(first, last), ratio: words["ratio"]}
    return edition.tabulate(wide, heads, columns, unit=_unit(edition)[1])


def _ordered(known: Iterable[object], *more: str) -> list[str]:
    """The factors that are known, in the order of the identity."""
    return [factor for factor in (*FACTORS, *more) if factor in set(known)]


def fuels_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """Emissions and effects by fuel, from `by_fuel`."""
    span = fuel_period(edition)
    if table.empty or span is None:
        return None
    words, amount = WORDS[edition.lang], _writer(edition, display.digits)
    columns: dict[str, Form] = {"part": words["names"], "start": amount, "end": amount}
    columns |= dict.fromkeys(("change", "of_carbon"), _signed(edition))
    period, (_, unit) = years(*span), _unit(edition)
    return edition.tabulate(table, words["fuels"], columns, years=period, unit=unit)


# -- what is said ---------------------------------------------------------------------------------


def findings(edition: Edition) -> Findings:
    """What the chapter says: the effects over the longest history of one release."""
    told, chained = Findings(edition), is_chained(edition.evaluator, edition.region.id)
    whole, last = history_year(edition), last_year(edition)
    one = found(edition, START, whole) if whole else None
    told.when("drivers_any", whole is not None)
    told.when("drivers_other", False)
    told.when("drivers_latest", False)
    told.when("drivers_latest_fuels", False)
    told.when("drivers_later", bool(whole and last and last > whole))
    told.when("drivers_fuels", bool(one and one.by_fuel))
    told.when("drivers_fuel_period", fuel_period(edition) is not None)
    told.when("drivers_whole", bool(one and not one.by_fuel))
    told.when("drivers_chained", bool(one) and chained)
    told.when("drivers_plain", bool(one) and not chained)
    if one is None or whole is None or last is None:
        return told
    told.say("drivers/start", str(START))
    told.say("drivers/years", years(START, whole))
    told.say("drivers/releases", _releases(edition))
    told.say("drivers/release", titled(edition, one.total.series[1]))
    _tell_effects(told, "drivers", (START, whole), one, ratios=True)
    change = one.total.end.value - one.total.start.value
    told.say("drivers/amount", _amount(edition, change, one.total.end.unit))
    _tell_order(told, one)
    _tell_latest(told)
    _tell_other(told, (START, whole))
    if one.by_fuel:
        _tell_fuels(told)
    return told


def _tell_other(told: Findings, span: Period) -> None:
    """Two of the effects in the inventory by another method."""
    choice = other_inventory(told.edition, span)
    made = [
        over(told, "driver", f"co2:{factor}", span, choice=choice, alias=f"drivers/other/{factor}")
        for factor in ("energy_intensity", "carbon_intensity")
        if choice
    ]
    told.when("drivers_other", bool(made) and all(made))
    if choice:
        told.say("drivers/other", titled(told.edition, f"co2.{choice}"))


def _tell_effects(
    told: Findings, place: str, span: Period, one: Kaya, ratios: bool = False
) -> None:
    over(told, "change", "co2", span, alias=f"{place}/change")
    for factor in one.factors:
        over(told, "driver", f"co2:{factor}", span, alias=f"{place}/{factor}")
        if ratios:
            over(told, "driver_ratio", f"co2:{factor}", span, alias=f"{place}/{factor}/ratio")


def _tell_latest(told: Findings) -> None:
    """The effects in the latest period, which may be shorter than five years."""
    known = periods(told.edition)
    if not known or known[-1][0][0] == START:
        return
    span, one = known[-1]
    told.when("drivers_latest", True)
    told.when("drivers_latest_fuels", one.by_fuel)
    told.say("drivers/latest/years", years(*span))
    told.say("drivers/latest/span", lasting(span, told.edition.lang))
    _tell_effects(told, "drivers/latest", span, one)


def _releases(edition: Edition) -> str:
    """Which release each period lies in."""
    words, spans = WORDS[edition.lang], dict[str, list[str]]()
    for span, one in periods(edition):
        spans.setdefault(titled(edition, one.total.series[1]), []).append(years(*span))
    items = [
        words["release"].format(years=listed(own, edition.lang), release=release)
        for release, own in spans.items()
    ]
    return str(words["releases"].join(items))


def _amount(edition: Edition, value: float, unit: str) -> str:
    units = edition.store.units
    text = display.quantity(abs(value), unit, units, edition.lang, decimals=display.tenth)
    return ("+" if value > 0 else "\u2212") + text


def _tell_order(told: Findings, one: Kaya) -> None:
    """The factor that raised the emissions most, and the one that lowered them most."""
    edition, unit = told.edition, one.total.end.unit
    sums = dict(zip(one.factors, one.effects.sum(axis=1), strict=True))
    most, least = max(sums, key=sums.__getitem__), min(sums, key=sums.__getitem__)
    for key, factor in (("most", most), ("least", least)):
        told.say(f"drivers/{key}", WORDS[edition.lang]["inside"][factor])
        told.say(f"drivers/{key}/amount", _amount(edition, float(sums[factor]), unit))
    told.when("drivers_lowered", bool(sums[least] < 0))


def _tell_fuels(told: Findings) -> None:
    """The latest whole five years by fuel."""
    span = fuel_period(told.edition)
    if span is None:
        return
    told.say("drivers/fuels/years", years(*span))
    for fuel in FUELS:
        over(told, "driver", f"{fuel}:carbon_intensity", span, alias=f"drivers/{fuel}")
    over(told, "driver", "co2:carbon_intensity", span, alias="drivers/fuels/all")


# -- figures --------------------------------------------------------------------------------------


def _colour(theme: Theme, factor: str) -> str:
    return theme.muted if factor == CHANGE else theme[f"driver.{1 + DRIVERS.index(factor)}"]


def drivers_by_period(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """Stacked effects by period with the whole change, from `effects`; None without any."""
    table = table[table["factor"] != CHANGE]
    if table.empty:
        return None
    return Figure(
        id="fig-drivers-by-period",
        alt=_periods_alt(edition, table),
        caption=WORDS[edition.lang]["periods"]["caption"],
        table=table,
        units={"effect": UNIT},
        draw=lambda theme: _periods(_scaled(edition, table), theme, edition.lang),
    )


def _listed(edition: Edition, table: pd.DataFrame) -> list[str]:
    """Factors with their effects, as alt texts tell them."""
    names, signed = WORDS[edition.lang]["names"], _signed(edition)
    return [f"{names[r['factor']]} {signed(r['effect'])}" for r in records(table)]


def _scaled(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """The effects in the unit of their axis."""
    return table.assign(effect=table["effect"] * _unit(edition)[0])


def _periods_alt(edition: Edition, table: pd.DataFrame) -> str:
    words = WORDS[edition.lang]["periods"]
    items = []
    for first, last in _spans(table):
        rows = table[table["first"] == first]
        total, effects = float(rows["effect"].sum()), _listed(edition, rows)
        told = {"years": years(first, last), "total": _signed(edition)(total)}
        items.append(words["period"].format(**told, effects=words["effects"].join(effects)))
    told = {"listed": words["between"].join(items), "finding": _periods_finding(edition, table)}
    told["years"] = years(int(table["first"].min()), int(table["last"].max()))
    return str(words["alt"].format(region=edition.texts["region"], **told))


def _periods_finding(edition: Edition, table: pd.DataFrame) -> str:
    """Which factor raised the emissions most in most periods, and which lowered them most."""
    words, inside = WORDS[edition.lang]["periods"], WORDS[edition.lang]["inside"]
    region = edition.texts["region"]
    wide = table.pivot(index="first", columns="factor", values="effect")
    ends = {
        "raised": wide.idxmax(axis=1)[wide.max(axis=1) > 0],
        "lowered": wide.idxmin(axis=1)[wide.min(axis=1) < 0],
    }
    alike = {verb: set(factors) for verb, factors in ends.items() if len(factors) == len(wide)}
    if len(alike) == len(ends) and all(len(one) == 1 for one in alike.values()):
        told = {verb: inside[one.pop()] for verb, one in alike.items()}
        return str(words["always"].format(region=region, **told))
    found = []
    for verb, factors in ends.items():
        if not factors.empty:
            most = factors.mode().iloc[0]
            count = int((factors == most).sum())
            when = words["each" if count == len(wide) else "some"].format(k=count, n=len(wide))
            found.append(words[verb].format(factor=inside[most], when=when, region=region))
    return str(words["and"]).join(found)


def _periods(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas, axes = panel(3.9)
    names, spans = WORDS[lang]["names"], _spans(table)
    wide = table.pivot(index="first", columns="factor", values="effect").fillna(0.0)
    factors = _ordered(wide.columns)
    wide = wide[factors].reset_index(drop=True)
    colours = [_colour(theme, factor) for factor in factors]
    stacked_bars(
        axes, wide.rename(columns=names), colours, width=0.6, edgecolor=theme.surface, lw=0.8,
        hatched=True,
    )  # fmt: skip
    axes.plot(
        wide.index, wide.sum(axis=1), "o", ms=7, color=theme.surface, mec=theme.muted, mew=1.5,
        label=names[CHANGE],
    )  # fmt: skip
    axes.set_xticks(wide.index, [years(*span) for span in spans])
    _finish(axes, lang, theme)
    legend(canvas)
    return canvas


def _finish(axes: Axes, lang: str, theme: Theme) -> None:
    """What both figures share: the line of no effect, the unit."""
    axes.axhline(0, color=theme.muted, lw=0.8)
    digit_axis(axes.yaxis)
    axes.set_ylabel(WORDS[lang]["unit"])
    axes.grid(axis="y", lw=0.5)


def drivers_history(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """Effects from the start to each year within one release, from `history`; None without any."""
    if table.empty:
        return None
    words, last = WORDS[edition.lang]["history"], int(table["year"].max())
    rows = table[table["year"] == last]
    told = {"listed": words["between"].join(_listed(edition, rows))}
    factors = rows[rows["factor"] != CHANGE].sort_values("effect")
    inside, write = WORDS[edition.lang]["inside"], _writer(edition, display.digits)
    span = years(START, last)
    for end, row in (("bottom", factors.iloc[0]), ("top", factors.iloc[-1])):
        form = words["up" if row["effect"] > 0 else "down"]
        told[end] = form.format(factor=inside[row["factor"]], amount=write(abs(row["effect"])))
    return Figure(
        id="fig-drivers-history",
        alt=words["alt"].format(**edition.texts, **told, years=span),
        caption=words["caption"],
        table=table,
        units={"effect": UNIT},
        draw=lambda theme: _history(_scaled(edition, table), theme, edition.lang),
    )


def _history(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    canvas, axes = panel(3.6)
    ends = {}
    for factor, rows in table.groupby("factor", sort=False):
        colour, last = _colour(theme, str(factor)), rows.iloc[-1]
        look = {"lw": 2.2, "ls": "--"} if factor == CHANGE else {"lw": 1.8}
        year_lines(axes, rows, "effect", color=colour, **look)
        ends[WORDS[lang]["names"][factor]] = End(last["year"], last["effect"], colour)
    _finish(axes, lang, theme)
    name_ends(axes, ends)
    return canvas
