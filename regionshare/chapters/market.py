"""Market: dated cumulative reports of the carbon markets, by market and scope; points, no lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Collection, Edition, Findings
from regionshare.claims.words import day_text
from regionshare.errors import MissingDataError
from regionshare.figures import axes as parts
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators.market import MEASURES, Report, load, report, told
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number, NumberId
from regionshare.text.messages import room
from regionshare.text.tables import Table

PAGE = "market"
WORDS = room("market")
VOLUME, TURNOVER = MEASURES
PRICE = f"{TURNOVER}:{VOLUME}"
FLOWS_FROM = 2016
NARROW = 1.5
"""A price bracket is shown if its upper end is at most this many times the lower."""

LEVELS = ("province", "nation", "city")
SCOPES = ("claim", "allowances", "listed", "forward", "products", "pilots")
WHOLE = ("claim", "pilots")
"""Scopes that need no market beside them."""

TIMES = {  # what prose calls it: what below the line, what above, as the reports are told
    "gd_over_hb_listed": ("hb_listed", "gd_listed"),
    "hb_forward_over_gd": ("after", "hb_forward"),
    "hb_forward_over_listed": ("hb_listed", "hb_forward"),
    "official_over_listed": ("gd_listed_same_day", "gd_same_day"),
}
MARKS = {  # marker and whether it is filled, by scope as the legend has them
    "allowances": ("o", True),
    "listed": ("s", False),
    "forward": ("v", True),
    "products": ("^", False),
    "claim": ("*", True),
}


def _told(edition: Edition, name: str) -> Report:
    return told(edition.store)[name]


def known(edition: Edition) -> bool:
    """Whether reports of the region's own market are at hand, and the text speaks of it."""
    return bool(quoted.told_in(edition, PAGE)) and any(
        one.market == edition.region.id for one in load(edition.store).values()
    )


def _groups(edition: Edition) -> dict[tuple[str, str], list[Report]]:
    """All reports by market and scope, in the order of their dates; none where none are known."""
    groups: dict[tuple[str, str], list[Report]] = {}
    if known(edition):
        for one in sorted(load(edition.store).values(), key=lambda r: r.date):
            groups.setdefault((one.market, one.scope), []).append(one)

    def place(key: tuple[str, str]) -> tuple[int, str, int]:
        level = edition.store.regions[key[0]].level
        return LEVELS.index(level), key[0], SCOPES.index(key[1])

    return {key: groups[key] for key in sorted(groups, key=place)}


def reports(edition: Edition) -> pd.DataFrame:
    """Every report, one row each; empty for a region without a market at hand."""
    rows = [
        {
            "market": one.market,
            "scope": one.scope,
            "date": one.date,
            "volume_mt": one.volume,
            "turnover_1e8_yuan": one.turnover,
            "reading": one.reading,
            "report": one.id,
            "printed": one.printed(edition.lang),
        }
        for group in _groups(edition).values()
        for one in group
    ]
    return pd.DataFrame(rows)


def findings(edition: Edition) -> Findings:
    """Numbers, phrases and flags of the page; no numbers for a region without a market."""
    found, store = Findings(edition), edition.store
    found.when(f"{PAGE}/known", known(edition))
    found.when(f"{PAGE}/split", False)
    if not known(edition):
        return found
    spot, rival = (_told(edition, f"{one}_listed").volume for one in ("gd", "hb"))
    official, forward = (_told(edition, one).volume for one in ("after", "hb_forward"))
    found.when(f"{PAGE}/split", spot > rival and forward > official)
    for alias, one in told(store).items():
        found.say(f"{PAGE}/{alias}_date", day_text(one.date, edition.lang))
        _enter(found, "traded", VOLUME, one, alias=f"{alias}_volume")
        if one.turnover is not None:
            _enter(found, "traded", TURNOVER, one, alias=f"{alias}_turnover")
    for alias, name in (
        ("gd_products_above", "gd_products"),
        ("pilots_2018_printed", "pilots_2018"),
    ):
        found.say(f"{PAGE}/{alias}", _printed(found, VOLUME, _told(edition, name)))
    for alias, names in TIMES.items():
        _enter(found, "times", VOLUME, *(_told(edition, name) for name in names), alias=alias)
    _find_article(found)
    for alias, name in (("gd", "gd_2022"), ("hb", "hb_forward")):
        one = _told(edition, name)
        _enter(found, "all_pilots", VOLUME, one, alias=f"{alias}_whole")
        if one.share is not None:
            decimals = 1 if f"{one.share:g}" == f"{one.share:.1f}" else 2
            shown = display.percent(one.share, decimals, edition.lang)
            found.say(f"{PAGE}/{alias}_share", shown)
    return found


def _find_article(found: Findings) -> None:
    """The article's figures between the reports before and after them."""
    edition = found.edition
    claim, before, after = (_told(edition, name) for name in ("claim", "before", "after"))
    _enter(found, "price", PRICE, claim, alias="claim_price")
    for edge in ("low", "high"):
        _enter(found, "price", PRICE, before, after, edge=edge, alias=f"price_{edge}")
    place = "inside" if in_bracket(edition) else "outside"
    found.say(f"{PAGE}/place", WORDS[edition.lang]["place"][place])


def in_bracket(edition: Edition) -> bool:
    """Whether volume and turnover of the article lie between the reports around its date."""
    for concept in MEASURES:
        (low, _), (least, most), (_, high) = (
            _told(edition, name).bounds(concept) for name in ("before", "claim", "after")
        )
        if not (low <= least and most <= high):
            return False
    return True


def _enter(
    found: Collection, metric: str, concepts: str, *of: Report, edge: str = "", alias: str = ""
) -> Number:
    """A number of one report or of several, entered in the register."""
    wanted = _id(metric, concepts, *of, edge=edge)
    number = found.edition.evaluator.number(wanted)
    return found.add(number, f"{PAGE}/{alias}" if alias else "")


def _id(metric: str, concepts: str, *of: Report, edge: str = "") -> NumberId:
    choice = "~".join(filter(None, (*(one.id for one in of), edge)))
    last = of[-1]
    return NumberId(metric, tuple(concepts.split(":")), last.market, last.date.year, choice)


def title(edition: Edition, market: str, scope: str) -> str:
    """Market and scope in words; the article's own figure is called so."""
    words, region = WORDS[edition.lang], edition.store.regions[market]
    if scope in WHOLE:
        return str(words["scopes"][scope])
    name = words["national"] if region.level == "nation" else region.name(edition.lang)
    return str(words["title"].format(market=name, scope=words["scopes"][scope]))


def _printed(found: Collection, concept: str, one: Report) -> str:
    """A figure, and whether it is a lower bound; the text's own with all digits that it has."""
    edition = found.edition
    shown = edition.text(_enter(found, "traded", concept, one))
    if one.scope == "claim":
        value, _, unit = one.measure(concept)
        factor, symbol = display.friendly(unit, edition.store.units, edition.lang)
        shown = display.with_symbol(f"{value * factor:,.10g}", symbol)
    return _at_least(edition, shown, one.reading)


def _at_least(edition: Edition, shown: str, reading: str) -> str:
    return WORDS[edition.lang]["above"].format(amount=shown) if reading == "above" else shown


def latest(edition: Edition) -> pd.DataFrame:
    """The latest report of each market and scope: figures as it prints them, and a mean price."""
    rows = []
    for (market, scope), group in _groups(edition).items():
        one = group[-1]
        row: dict[str, Any] = {
            "market": title(edition, market, scope),
            "date": day_text(one.date, edition.lang),
            "volume": _printed(edition, VOLUME, one),
        }
        if one.turnover is not None:
            row["turnover"] = _printed(edition, TURNOVER, one)
            if one.reading == "rounded":
                row["price"] = _enter(edition, "price", PRICE, one)
        rows.append(row)
    return pd.DataFrame(rows)


def latest_table(edition: Edition, last: pd.DataFrame) -> Table | None:
    """`latest`; None for a region without a market."""
    columns = {"market": str, "date": str, **dict.fromkeys(("volume", "turnover", "price"))}
    return edition.tabulate(last, WORDS[edition.lang]["tables"], columns, "latest")


def flows(edition: Edition) -> pd.DataFrame:
    """Trade and mean price between consecutive reports, where rounding leaves the price narrow."""
    rows, lang = [], edition.lang
    for (market, scope), group in _groups(edition).items():
        usable = [one for one in group if one.turnover is not None and one.reading == "rounded"]
        for first, last in pairwise([one for one in usable if one.date.year >= FLOWS_FROM]):
            prices = _prices(edition, first, last)
            if prices:
                shown = [edition.text(edition.add(one)) for one in prices]
                row = {
                    "market": title(edition, market, scope),
                    "from": day_text(first.date, lang),
                    "to": day_text(last.date, lang),
                    "volume": _enter(edition, "grown", VOLUME, first, last),
                    "between": _between(shown),
                }
                rows.append(row)
    return pd.DataFrame(rows)


def _between(ends: Sequence[str]) -> str:
    """Two printed prices as a range with its unit once.

    >>> _between(["10.9 yuan/t", "13.6 yuan/t"]), _between(["12.2元/吨", "12.2元/吨"])
    ('10.9–13.6 yuan/t', '12.2元/吨')
    """
    low, high = ends
    unit = high.lstrip("0123456789,.")
    return high if low == high else "–".join((low.removesuffix(unit), high))


def _prices(edition: Edition, first: Report, last: Report) -> list[Number]:
    """Lowest and highest mean price between two reports; empty where they lie far apart."""
    try:
        low, high = (
            edition.evaluator.number(_id("price", PRICE, first, last, edge=edge))
            for edge in ("low", "high")
        )
    except MissingDataError:
        return []
    return [low, high] if low.value > 0 and high.value / low.value <= NARROW else []


def flows_table(edition: Edition, between: pd.DataFrame) -> Table | None:
    """`flows`; None for a region without a market."""
    columns = {"market": str, "from": str, "to": str, **dict.fromkeys(("volume", "between"))}
    return edition.tabulate(between, WORDS[edition.lang]["tables"], columns, "flows")


def market_reports(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """Volume and turnover of the provinces' `reports`; None for a region without a market."""
    if table.empty:
        return None
    levels = [edition.store.regions[market].level for market in table["market"]]
    drawn = table[table["scope"].isin(list(MARKS)) & (pd.Series(levels) == LEVELS[0])]
    drawn = drawn.reset_index(drop=True)
    return Figure(
        id="fig-market-reports",
        alt=_alt(edition, drawn),
        caption=WORDS[edition.lang]["caption"],
        table=drawn,
        units={"volume_mt": "Mt", "turnover_1e8_yuan": "1e8 yuan"},
        inputs=_inputs(edition, drawn),
        draw=lambda theme: _draw(edition, drawn, theme),
    )


def _inputs(edition: Edition, table: pd.DataFrame) -> tuple[Input, ...]:
    found = [report(edition.store, name) for name in table["report"]]
    volumes = [one.input(VOLUME) for one in found]
    return (*volumes, *(one.input(TURNOVER) for one in found if one.turnover is not None))


def _series(table: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Market, scope and their reports, in the order of the legend."""
    return [
        (str(market), scope, rows[rows["scope"] == scope])
        for market, rows in table.groupby("market")
        for scope in MARKS
        if scope in set(rows["scope"])
    ]


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    words, units = WORDS[edition.lang], edition.store.units
    items, tops, amounts = list[str](), list[str](), list[float]()
    for market, scope, rows in _series(table):
        last = rows.iloc[-1]
        volume = display.quantity(float(last["volume_mt"]), "Mt", units, edition.lang, stated=True)
        volume = _at_least(edition, volume, last["reading"])
        when = day_text(last["date"], edition.lang)
        told = {"title": title(edition, market, scope), "volume": volume, "date": when}
        items.append(words["alt_item"].format(**told))
        tops.append(words["alt_top"].format(**told))
        amounts.append(float(last["volume_mt"]))
    top = tops[amounts.index(max(amounts))]
    return str(words["alt"].format(items=words["stop"].join(items), top=top))


def _draw(edition: Edition, table: pd.DataFrame, theme: Theme) -> Canvas:
    canvas = parts.sheet(5.6)
    upper, lower = canvas.subplots(2, 1, sharex=True)
    others = sorted(set(table["market"]) - {edition.region.id})
    tones = dict(zip(others, theme.several("region", len(others)), strict=True))
    tones[edition.region.id] = theme.accent
    units, lang = edition.store.units, edition.lang
    mass, money = (display.friendly(one, units, lang)[0] for one in ("Mt", "1e8 yuan"))
    for market, scope, rows in _series(table):
        mark, filled = MARKS[scope]
        said = scope == "claim"
        colour = theme["said"] if said else tones[market]
        for axes, column, factor in (
            (upper, "volume_mt", mass),
            (lower, "turnover_1e8_yuan", money),
        ):
            axes.plot(
                pd.to_datetime(rows["date"]), rows[column] * factor, mark, color=colour,
                mfc=colour if filled else "none", ms=10 if said else 5,
                label=title(edition, market, scope),
                zorder=4 if said else 3,
            )  # fmt: skip
    words = WORDS[edition.lang]["axes"]
    _finish(upper, words["volume"])
    _finish(lower, words["turnover"])
    handles, labels = upper.get_legend_handles_labels()
    parts.legend(
        canvas, handles=handles, labels=labels, fontsize=7.5, handlelength=1.0, columnspacing=1.0
    )
    return canvas


def _finish(axes: Axes, label: str) -> None:
    axes.set_ylabel(label)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(YearLocator(2))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    axes.grid(axis="y", lw=0.5)
