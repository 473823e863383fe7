"""Inequality page: the numbers, tables and panels of the chapter on inequality between regions."""

from __future__ import annotations

import pandas as pd

from regionshare.chapters import alike
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import HISTORY_START
from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError
from regionshare.indicators import concentration, ranking
from regionshare.indicators.concentration import PAIRS
from regionshare.indicators.convergence import sigma
from regionshare.numbers import display, national
from regionshare.numbers.number import Input, NumberId
from regionshare.text import tables

SHORTEST = 4
"""Years below which no beta is computed: an end point's error would decide the slope."""

NAMES = {
    ("co2", "population"): {"en": "Carbon per person", "zh": "人均碳排放"},
    ("co2", "gdp"): {"en": "Carbon per GDP", "zh": "单位GDP碳排放"},
    ("energy", "population"): {"en": "Energy per person", "zh": "人均能耗"},
    ("energy", "gdp"): {"en": "Energy per GDP", "zh": "单位GDP能耗"},
    ("gdp", "population"): {"en": "GDP per person", "zh": "人均GDP"},
}
CONVERGING = [("co2", "gdp"), ("co2", "population"), ("energy", "gdp"), ("gdp", "population")]
LIES = {
    "en": (
        "Carbon follows the economy more closely than the people.",
        "Carbon follows the people and the economy equally closely.",
        "Carbon follows the people more closely than the economy.",
    ),
    "zh": (
        "碳排放的分布与经济更接近，而不是与人口。",
        "碳排放的分布与人口和经济同样接近。",
        "碳排放的分布与人口更接近，而不是与经济。",
    ),
}
WORDS = {
    "en": {
        "inequality": "Inequality between regions",
        "what": "What", "year": "Year", "gini": "Gini", "span": "Span", "t": "Theil T",
        "l": "Theil L", "bt": "Between groups, T", "bl": "Between groups, L",
        "concentration": "Concentration of the totals", "herfindahl": "Herfindahl",
        "equivalent": "As many equal regions", "count": "Regions",
        "groups": "Theil T by group: what lies between the groups and within each",
        "group": "Group", "amount": "Share of carbon", "weight": "Share of people", "own": "Own T",
        "adds": "Adds", "between": "Between", "total": "Total",
        "beta": "Beta convergence", "period": "Period", "slope": "Beta", "error": "Std. error",
        "fit": "R²", "reading": "Reading",
        "diverge": "apart", "converge": "together", "neither": "not distinguishable from 0",
    },
    "zh": {
        "inequality": "地区间不平等",
        "what": "指标", "year": "年份", "gini": "基尼系数", "span": "范围", "t": "泰尔T",
        "l": "泰尔L", "bt": "组间占比（T）", "bl": "组间占比（L）",
        "concentration": "总量的集中程度", "herfindahl": "赫芬达尔指数",
        "equivalent": "相当于几个同等地区", "count": "地区数",
        "groups": "泰尔T分组：组间与各组内",
        "group": "组别", "amount": "碳排放占比", "weight": "人口占比", "own": "组内T",
        "adds": "贡献", "between": "组间", "total": "合计",
        "beta": "β收敛", "period": "时期", "slope": "β", "error": "标准误", "fit": "R²",
        "reading": "解读",
        "diverge": "趋异", "converge": "趋同", "neither": "与0无显著差别",
    },
}  # fmt: skip


def pairs(edition: Edition) -> list[tuple[str, str]]:
    """The pairs of concepts that have a common complete year in this edition."""
    return [pair for pair in PAIRS if set(pair) <= set(edition.concepts)]


def year_of(edition: Edition, pair: tuple[str, str]) -> int:
    """The latest year in which both concepts are complete."""
    return min(edition.year_of(concept) for concept in pair)


def tell(edition: Edition) -> None:
    """Enter every number of the page, with its phrases and flags."""
    nation, lang = edition.nation.id, edition.lang
    for pair in pairs(edition):
        key, year = ":".join(pair), year_of(edition, pair)
        for metric in ("gini", "theil_t", "theil_l", "theil_t_between", "theil_l_between"):
            number = edition.number(metric, key, year, of=nation)
            edition.add(number, f"{metric}/{key}")
    for concept in ("co2", "energy", "population", "gdp"):
        for metric in ("herfindahl", "equivalent_number"):
            number = edition.number(metric, concept, of=nation)
            edition.add(number, f"{metric}/{concept}")
    gini = edition.numbers[edition.aliases["gini/co2:population"]]
    other = edition.numbers[edition.aliases["gini/co2:gdp"]]
    more = round(other.value, 2) - round(gini.value, 2)
    edition.say("inequality/people_or_gdp", LIES[lang][(more > 0) - (more < 0) + 1])
    edition.when("inequality_spanned", gini.span is not None)
    if gini.span is not None:
        edition.say("inequality/span", display.span(gini, edition.store, lang))
        edition.say("inequality/choices", str(gini.span.count))
    groups = edition.store.groups[nation]
    comma = "、" if lang == "zh" else ", "
    edition.say("inequality/groups", comma.join(g.name(lang) for g in groups))
    edition.say("inequality/groups_source", groups[0].source(lang))
    share = edition.numbers[edition.aliases["theil_t_between/co2:population"]].value
    half = {"en": ("within", "between"), "zh": ("组内", "组间")}[lang]
    edition.say("inequality/mostly", half[share > 50])
    _tell_ranks(edition)
    alike.tell(edition, sigma_panel(edition))


def _tell_ranks(edition: Edition) -> None:
    year = year_of(edition, ("co2", "gdp"))
    metrics = ("rank_lowest", "rank_highest", "rank_inventories")
    low, high, count = (edition.number(metric, "co2:gdp", year).value for metric in metrics)
    edition.when("inequality_inventories", count > 1)
    edition.when("inequality_rank_firm", count > 1 and low == high)
    edition.when("inequality_rank_moves", count > 1 and low != high)


def inequality_table(edition: Edition) -> str:
    """Gini with its span, Theil T and L, and their parts between groups."""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for pair in pairs(edition):
        key = ":".join(pair)
        found = {
            metric: edition.numbers[edition.aliases[f"{metric}/{key}"]]
            for metric in ("gini", "theil_t", "theil_l", "theil_t_between", "theil_l_between")
        }
        span = display.span(found["gini"], edition.store, lang) or "–"
        cells = [edition.text(one) for one in found.values()]
        rows.append((NAMES[pair][lang], found["gini"].period, cells[0], span, *cells[1:]))
    keys = ["what", "year", "gini", "span", "t", "l", "bt", "bl"]
    if all(row[3] == "–" for row in rows):
        keys.remove("span")
        rows = [row[:3] + row[4:] for row in rows]
    head = [words[k] for k in keys]
    return tables.table(words["inequality"], head, rows, numeric=range(1, len(head)))


def concentration_table(edition: Edition) -> str:
    """Herfindahl and the equivalent number of the totals."""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for concept in ("co2", "energy", "population", "gdp"):
        index, equal = (
            edition.numbers[edition.aliases[f"{metric}/{concept}"]]
            for metric in ("herfindahl", "equivalent_number")
        )
        series = index.basis[0].series
        rows.append(
            (
                edition.store.concepts[concept].name(lang), index.period, edition.text(index),
                edition.text(equal), str(len(edition.store.parts(series))),
            )
        )  # fmt: skip
    head = [words[k] for k in ("what", "year", "herfindahl", "equivalent", "count")]
    return tables.table(words["concentration"], head, rows, numeric=range(1, 5))


def columns(edition: Edition, pair: tuple[str, str], year: int) -> national.Columns:
    """The figures of a pair in all regions on the edition's headline."""
    return national.columns(edition.evaluator, _bases(edition, pair, year), year)


def _bases(edition: Edition, pair: tuple[str, str], year: int) -> list[Basis]:
    return [edition.evaluator.grid.headline(edition.nation.id, c, year) for c in pair]


def groups_panel(edition: Edition) -> pd.DataFrame:
    """``pair, name, year, part, label, value, share`` of Theil T: between, then each group."""
    rows = []
    for pair in pairs(edition):
        year = year_of(edition, pair)
        found = columns(edition, pair, year)
        parts = concentration.decomposed(edition.store, edition.nation.id, found)
        named = {g.id: g.name(edition.lang) for g in edition.store.groups[edition.nation.id]}
        own = dict(zip(parts.groups, parts.within, strict=True))
        values = {"between": parts.between} | {g: own[g] for g in named if g in own}
        for part, value in values.items():
            label = named.get(part, WORDS[edition.lang]["between"])
            share, name = 100 * value / parts.total, NAMES[pair][edition.lang]
            rows.append((":".join(pair), name, year, part, label, value, share))
    return pd.DataFrame(rows, columns=["pair", "name", "year", "part", "label", "value", "share"])


def groups_table(edition: Edition) -> str:
    """Theil T of carbon per person, group by group."""
    words, lang = WORDS[edition.lang], edition.lang
    pair = ("co2", "population")
    found = columns(edition, pair, year_of(edition, pair))
    nation = edition.nation.id
    parts = concentration.decomposed(edition.store, nation, found)
    labels = concentration.groups_of(edition.store, nation, found.regions)
    named = {g.id: g.name(lang) for g in edition.store.groups[nation]}
    shares = [pd.Series(row).groupby(labels).sum() / row.sum() * 100 for row in found.values]
    rows = [
        (
            named[group], display.percent(shares[0][group], 1, lang),
            display.percent(shares[1][group], 1, lang), display.digits(own, 3),
            display.digits(adds, 3),
        )
        for group, own, adds in zip(parts.groups, parts.own, parts.within, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: list(named.values()).index(row[0]))
    rows.append((words["between"], "–", "–", "–", display.digits(parts.between, 3)))
    rows.append((words["total"], "–", "–", "–", display.digits(parts.total, 3)))
    head = [words[k] for k in ("group", "amount", "weight", "own", "adds")]
    return tables.table(words["groups"], head, rows, numeric=range(1, 5))


def ranks_panel(edition: Edition) -> pd.DataFrame:
    """``year, rank, low, high, inventories, segment`` of the region; its inputs are in `attrs`."""
    ready, rows, inputs = edition.evaluator, [], dict[Input, None]()
    for year in range(HISTORY_START, year_of(edition, ("co2", "gdp")) + 1):
        try:
            bases = _bases(edition, ("co2", "gdp"), year)
            found, used = ranking.ranks_by_inventory(ready, bases, edition.region.id, year)
        except MissingDataError:
            continue
        places = list(found.values())
        name = "+".join(b.series for b in bases)
        inputs |= dict.fromkeys(used)
        rows.append((year, places[0], min(places), max(places), len(places), name))
    frame = pd.DataFrame(rows, columns=["year", "rank", "low", "high", "inventories", "basis"])
    new = (frame["year"].diff() != 1) | (frame["basis"] != frame["basis"].shift())
    frame["segment"] = new.cumsum()
    frame.attrs["inputs"] = tuple(inputs)
    return frame


def sigma_panel(edition: Edition) -> pd.DataFrame:
    """``pair, name, year, sigma, segment``; a segment ends where a series or its level breaks."""
    frames = []
    for pair in CONVERGING:
        if not set(pair) <= set(edition.concepts):
            continue
        rows = []
        for year in range(HISTORY_START, year_of(edition, pair) + 1):
            try:
                value = sigma(columns(edition, pair, year).ratio)
            except MissingDataError:
                continue
            names = (":".join(pair), NAMES[pair][edition.lang])
            rows.append((*names, year, value, _key(edition, pair, year)))
        frame = pd.DataFrame(rows, columns=["pair", "name", "year", "sigma", "key"])
        new = (frame["year"].diff() != 1) | (frame["key"] != frame["key"].shift())
        frame["segment"] = new.cumsum()
        frames.append(frame.drop(columns="key"))
    return pd.concat(frames, ignore_index=True)


def _key(edition: Edition, pair: tuple[str, str], year: int) -> str:
    """The series of a year, and how many of their breaks lie behind it."""
    parts = []
    for basis in _bases(edition, pair, year):
        passed = sum(b <= year for b in edition.store.series[basis.series].breaks)
        parts.append(f"{basis.series}:{passed}")
    return "+".join(parts)


def unbroken(edition: Edition, pair: tuple[str, str]) -> tuple[int, int] | None:
    """The last stretch of years without a break, if it is long enough for a beta."""
    last = year_of(edition, pair)
    key, first = _key(edition, pair, last), last
    for year in range(last - 1, HISTORY_START - 1, -1):
        try:
            columns(edition, pair, year)
            if _key(edition, pair, year) != key:
                break
        except MissingDataError:
            break
        first = year
    return (first, last) if last - first >= SHORTEST else None


def beta_table(edition: Edition) -> str:
    """Beta with its standard error over the last unbroken stretch of each pair."""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for pair in CONVERGING:
        stretch = unbroken(edition, pair) if set(pair) <= set(edition.concepts) else None
        if stretch is None:
            continue
        found = []
        for metric in ("beta", "beta_error", "beta_fit"):
            wanted = NumberId(metric, pair, edition.nation.id, stretch[1], "", stretch[0])
            found.append(
                edition.add(edition.evaluator.number(wanted), f"{metric}/{':'.join(pair)}")
            )
        slope, error = found[0].value, found[1].value
        firm = abs(slope) > 2 * error
        reading = ("converge" if slope < 0 else "diverge") if firm else "neither"
        shown = [edition.text(one) for one in found]
        rows.append((NAMES[pair][lang], f"{stretch[0]}–{stretch[1]}", *shown, words[reading]))
    edition.when("inequality_beta", bool(rows))
    if not rows:
        return ""
    head = [words[k] for k in ("what", "period", "slope", "error", "fit", "reading")]
    return tables.table(words["beta"], head, rows, numeric=range(1, 5))
