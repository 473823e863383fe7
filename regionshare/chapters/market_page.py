"""Market page: what the chapter on the carbon market tells."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.errors import MissingDataError
from regionshare.indicators.reports import Report, load, report
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.text import tables

PAGE = "market"
CLAIM, BEFORE, AFTER = "gd_claim_2024_10_31", "gd_2024_07_22", "gd_2024_12_17"
FLOWS_FROM = 2016
NARROW = 1.5
"""A price bracket is shown if its upper end is at most this many times the lower."""

WORDS = {
    "en": {
        "latest": "The latest report of each market and scope",
        "market": "Market and scope",
        "date": "Date",
        "volume": "Volume",
        "turnover": "Turnover",
        "price": "Mean price",
        "flows": "Between two reports of one market and scope",
        "from": "From",
        "to": "To",
        "between": "Mean price, by rounding",
        "above": "more than ",
        "listed": "listed spot",
        "allowances": "allowances, official count",
        "forward": "with spot-forward",
        "products": "all products",
        "pilots": "Regional pilots together",
        "claim": "the article",
        "CN": "National market",
        "inside": "lies between the two",
        "outside": "does not lie between the two",
    },
    "zh": {
        "latest": "各市场、各口径最近一次报告",
        "market": "市场与口径",
        "date": "日期",
        "volume": "成交量",
        "turnover": "成交额",
        "price": "均价",
        "flows": "同一市场、同一口径两次报告之间",
        "from": "自",
        "to": "至",
        "between": "均价（取整允许的范围）",
        "above": "超过",
        "listed": "挂牌现货",
        "allowances": "配额（官方口径）",
        "forward": "含现货远期",
        "products": "全部产品",
        "pilots": "区域试点合计",
        "claim": "文中说法",
        "CN": "全国市场",
        "inside": "介于两者之间",
        "outside": "不在两者之间",
    },
}
TRADED = {  # alias: report
    "claim": CLAIM,
    "before": BEFORE,
    "after": AFTER,
    "gd_listed": "gd_listed_2024_12_31",
    "hb_listed": "hb_listed_2024_12_31",
    "cn_listed": "cn_listed_2024_12_31",
    "cn_official": "cn_2024_12_31",
    "gd_same_day": "gd_2023_12_31",
    "gd_listed_same_day": "gd_listed_2023_12_31",
    "gd_products": "gd_products_2023_12_31",
    "hb_spot_2016": "hb_2016_05_16",
    "hb_forward_2016": "hb_forward_2016_12_31",
    "hb_forward_2021": "hb_forward_2021_06_30",
    "hb_forward": "hb_forward_2024_11_25",
    "pilots_2018": "pilots_2018_10_31",
    "gd_2022": "gd_2022_01_12",
}
TIMES = {  # alias: what below the line, what above
    "gd_over_hb_listed": ("hb_listed_2024_12_31", "gd_listed_2024_12_31"),
    "hb_forward_over_gd": ("gd_2024_12_17", "hb_forward_2024_11_25"),
    "hb_forward_over_listed": ("hb_listed_2024_12_31", "hb_forward_2024_11_25"),
    "official_over_listed": ("gd_listed_2023_12_31", "gd_2023_12_31"),
}


def known(edition: Edition) -> bool:
    """Whether reports of the region's own market are at hand."""
    if edition.nation.id != "CN":
        return False
    return any(one.market == edition.region.id for one in load(edition.store).values())


def tell(edition: Edition) -> None:
    """Numbers, phrases and flags of the page; no numbers for a region without a market."""
    at_hand = known(edition)
    edition.when(f"{PAGE}/known", at_hand)
    edition.when(f"{PAGE}/china", edition.nation.id == "CN")
    if not at_hand:
        return
    for alias, name in TRADED.items():
        one = report(edition.store, name)
        edition.say(f"{PAGE}/{alias}_date", one.date.isoformat())
        traded(edition, "ets_volume", one, f"{PAGE}/{alias}_volume")
        if one.turnover is not None:
            traded(edition, "ets_turnover", one, f"{PAGE}/{alias}_turnover")
    for alias, name in (
        ("gd_products_above", "gd_products"),
        ("pilots_2018_printed", "pilots_2018"),
    ):
        one = report(edition.store, TRADED[name])
        edition.say(f"{PAGE}/{alias}", _printed(edition, "ets_volume", one))
    for alias, names in TIMES.items():
        _enter(edition, "times", "ets_volume", names, f"{PAGE}/{alias}")
    _enter(edition, "price", "ets_turnover:ets_volume", (CLAIM,), f"{PAGE}/claim_price")
    for edge in ("low", "high"):
        ends = (BEFORE, AFTER, edge)
        _enter(edition, "price", "ets_turnover:ets_volume", ends, f"{PAGE}/price_{edge}")
    for alias, name in (("gd", "gd_2022_01_12"), ("hb", "hb_forward_2024_11_25")):
        _enter(edition, "all_pilots", "ets_volume", (name,), f"{PAGE}/{alias}_whole")
        share = report(edition.store, name).share
        if share is not None:
            text = display.percent(share, 1 if f"{share:g}" == f"{share:.1f}" else 2, edition.lang)
            edition.say(f"{PAGE}/{alias}_share", text)
    edition.say(
        f"{PAGE}/place", WORDS[edition.lang]["inside" if in_bracket(edition) else "outside"]
    )


def in_bracket(edition: Edition) -> bool:
    """Whether volume and turnover of the article lie between the reports around its date."""
    claim, before, after = (report(edition.store, name) for name in (CLAIM, BEFORE, AFTER))
    inside = []
    for concept in ("ets_volume", "ets_turnover"):
        value, step, _ = claim.measure(concept)
        low, low_step, _ = before.measure(concept)
        high, high_step, _ = after.measure(concept)
        inside.append(
            low - low_step / 2 <= value - step / 2 and value + step / 2 <= high + high_step / 2
        )
    return all(inside)


def _enter(
    edition: Edition, metric: str, concepts: str, names: tuple[str, ...], alias: str = ""
) -> Number:
    reports = [report(edition.store, name) for name in names if name not in ("low", "high")]
    last = reports[-1]
    wanted = NumberId(
        metric, tuple(concepts.split(":")), last.market, last.date.year, "~".join(names)
    )
    return edition.add(edition.evaluator.number(wanted), alias)


def traded(edition: Edition, concept: str, one: Report, alias: str = "") -> Number:
    """A cumulative figure of a report, entered in the register."""
    return _enter(edition, "traded", concept, (one.id,), alias)


def market_name(edition: Edition, market: str) -> str:
    """The market's name in the edition's language."""
    words = WORDS[edition.lang]
    return words["CN"] if market == "CN" else edition.store.regions[market].name(edition.lang)


def title(edition: Edition, market: str, scope: str) -> str:
    """Market and scope in words; the article's own figure is called so."""
    words = WORDS[edition.lang]
    mark = "：" if edition.lang == "zh" else ": "
    if scope in ("claim", "pilots"):
        return words[scope]
    return f"{market_name(edition, market)}{mark}{words[scope]}"


def _groups(edition: Edition) -> dict[tuple[str, str], list[Report]]:
    groups: dict[tuple[str, str], list[Report]] = {}
    for one in sorted(load(edition.store).values(), key=lambda r: r.date):
        groups.setdefault((one.market, one.scope), []).append(one)
    order = ("CN-GD", "CN-HB", "CN", "CN-GD-SZ")
    scopes = ("claim", "allowances", "listed", "forward", "products", "pilots")
    return {
        key: groups[key]
        for key in sorted(groups, key=lambda k: (order.index(k[0]), scopes.index(k[1])))
    }


def _printed(edition: Edition, concept: str, one: Report) -> str:
    """A figure with no digit that the report does not have, and whether it is a lower bound."""
    shown = edition.text(traded(edition, concept, one))
    _, step, unit = one.measure(concept)
    if step * edition.store.units[unit].factor(edition.lang) >= 1:
        shown = shown.replace(".0 ", " ")
    return (WORDS[edition.lang]["above"] if one.reading == "above" else "") + shown


def latest_table(edition: Edition) -> str:
    """The latest report of each market and scope; empty for a region without a market."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    rows = []
    for (market, scope), reports in _groups(edition).items():
        one = reports[-1]
        cells = [_printed(edition, "ets_volume", one)]
        if one.turnover is None:
            cells += ["–", "–"]
        else:
            cells.append(_printed(edition, "ets_turnover", one))
            price = (
                edition.text(_enter(edition, "price", "ets_turnover:ets_volume", (one.id,)))
                if one.reading == "rounded"
                else "–"
            )
            cells.append(price)
        rows.append((title(edition, market, scope), one.date.isoformat(), *cells))
    head = [words[k] for k in ("market", "date", "volume", "turnover", "price")]
    return tables.table(words["latest"], head, rows, numeric=(1, 2, 3, 4))


def flows_table(edition: Edition) -> str:
    """Trade and mean price between consecutive reports, where rounding leaves the price narrow."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    rows = []
    for (market, scope), reports in _groups(edition).items():
        usable = [r for r in reports if r.turnover is not None and r.reading == "rounded"]
        for first, last in pairwise([r for r in usable if r.date.year >= FLOWS_FROM]):
            cells = _flow(edition, first, last)
            if cells:
                days = (first.date.isoformat(), last.date.isoformat())
                rows.append((title(edition, market, scope), *days, *cells))
    head = [words[k] for k in ("market", "from", "to", "volume", "between")]
    return tables.table(words["flows"], head, rows, numeric=(1, 2, 3, 4))


def _flow(edition: Edition, first: Report, last: Report) -> tuple[str, str] | None:
    names = (first.id, last.id)
    try:
        low, high = (
            edition.evaluator.number(
                f"price/ets_turnover:ets_volume/{last.market}/{last.date.year}"
                f"@{first.id}~{last.id}~{edge}"
            )
            for edge in ("low", "high")
        )
    except MissingDataError:
        return None
    if low.value <= 0 or high.value / low.value > NARROW:
        return None
    grown = _enter(edition, "grown", "ets_volume", names)
    prices = [edition.text(edition.add(one)) for one in (low, high)]
    return edition.text(grown), " – ".join(dict.fromkeys(prices))


def panel(edition: Edition) -> pd.DataFrame:
    """``market, scope, date, volume, turnover, reading, id``: every report, one row each."""
    rows = [
        (
            one.market,
            one.scope,
            one.date,
            one.volume,
            one.turnover,
            one.reading,
            one.id,
            one.printed(edition.lang),
        )
        for reports in _groups(edition).values()
        for one in reports
    ]
    columns = (
        "market", "scope", "date", "volume_mt", "turnover_1e8_yuan", "reading", "report", "printed",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))
