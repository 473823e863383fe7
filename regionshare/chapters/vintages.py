"""Vintages: one region's GDP in every release, and what each census revision moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from regionshare.chapters import quoted
from regionshare.chapters.edition import Edition
from regionshare.data.series import Series
from regionshare.errors import MissingDataError
from regionshare.figures.figure import Figure
from regionshare.indicators.revision import Pair, revisions_of
from regionshare.numbers.numbers import Number, NumberId

CONCEPT = "gdp"
CLAIM = "C23"
"""The statement on the share of the economy."""
OVER = {
    "en": ("GDP {} over the national figure ({})", "GDP {} over the sum of its provinces"),
    "zh": ("{}地区数除以全国数（{}）", "{}地区数除以同版各省之和"),
}
NAMES = {
    "gdp.nbs_first": {"en": "first printed", "zh": "首次公布"},
    "gdp.nbs_2018": {"en": "before the 4th census", "zh": "四经普前"},
    "gdp.nbs_2020": {"en": "after the 4th census", "zh": "四经普后"},
    "gdp.nbs_2025": {"en": "after the 5th census", "zh": "五经普后"},
    "gdp.nbs_national_first": {"en": "preliminary", "zh": "初步数"},
}
SIDES = {
    "en": {-1: "below", 0: "inside the range of", 1: "above"},
    "zh": {-1: "低于这些比重的范围", 0: "位于这些比重的范围之内", 1: "高于这些比重的范围"},
}
MOVES = {
    "en": {-1: "fell", 0: "did not move in what is printed", 1: "rose"},
    "zh": {-1: "下降", 0: "在所印位数上未变", 1: "上升"},
}


class Step(NamedTuple):
    """A revision: two releases and the latest year that both have for every region."""

    slug: str
    old: Series
    new: Series
    year: int

    @property
    def token(self) -> str:
        """The two releases as an id names them."""
        return f"{self.old.short}~{self.new.short}"

    @property
    def pair(self) -> Pair:
        """The two series."""
        return Pair(self.old.id, self.new.id, "")


def name(series: str, lang: str) -> str:
    """A release as readers call it."""
    return NAMES[series][lang] if series in NAMES else series.partition(".")[2]


def releases(edition: Edition) -> list[Series]:
    """The series of GDP with every region of the nation, first prints first, then by date."""
    members = {r.id for r in edition.store.regions.members(edition.nation.id)}
    found = [
        s
        for s in edition.store.series.values()
        if s.concept == CONCEPT and members <= set(s.expected_regions)
    ]
    return sorted(found, key=lambda s: (not s.breaks, s.published))


def censuses(edition: Edition) -> list[Series]:
    """The releases that are of one vintage throughout, the earliest first."""
    return [s for s in releases(edition) if not s.breaks]


def available(edition: Edition) -> bool:
    """Whether there is more than one release to compare."""
    return len(releases(edition)) > 1


def draw(edition: Edition, make: Callable[[Edition], Figure | None]) -> None:
    """Show a figure of this chapter; nothing where its data are missing."""
    figure = make(edition) if available(edition) else None
    if figure is not None:
        edition.show(figure)


def show(edition: Edition, make: Callable[[Edition], str]) -> None:
    """Show a table of this chapter; nothing where its data are missing."""
    html = make(edition) if available(edition) else ""
    if html:
        edition.show(html)


def last_common_year(edition: Edition, old: Series, new: Series) -> int | None:
    """The latest year, not after the edition's, that two series have for every region."""
    store = edition.store
    for year in sorted(set(store.years(old.id)) & set(store.years(new.id)), reverse=True):
        whole = not store.missing(old.id, year) and not store.missing(new.id, year)
        if year <= edition.year and whole:
            return year
    return None


def steps(edition: Edition) -> list[Step]:
    """The revisions that the edition can show: ``last``, ``earlier`` and ``first``.

    ``last`` and ``earlier`` are from one census vintage to the next; ``first`` is from the first
    print to the latest vintage.
    """
    known = censuses(edition)
    pairs: list[tuple[str, Series, Series]] = []
    if len(known) > 1:
        pairs.append(("last", known[-2], known[-1]))
    if len(known) > 2:
        pairs.append(("earlier", known[-3], known[-2]))
    pairs += [("first", s, known[-1]) for s in releases(edition) if s.breaks and known][:1]
    found = []
    for slug, old, new in pairs:
        year = last_common_year(edition, old, new)
        if year is not None:
            found.append(Step(slug, old, new, year))
    return found


def step(edition: Edition, slug: str) -> Step | None:
    """One of `steps`, None if the edition does not reach it."""
    return next((one for one in steps(edition) if one.slug == slug), None)


def tell(edition: Edition) -> None:
    """Numbers, phrases and flags of the chapter, all under ``vintages/``."""
    some = available(edition)
    edition.when("vintages/some", some)
    found = {one.slug: one for one in steps(edition)} if some else {}
    for slug in ("last", "earlier", "first"):
        edition.when(f"vintages/{slug}", slug in found)
    edition.when("vintages/trap", False)
    edition.when("vintages/reverse", False)
    edition.when("vintages/claim", False)
    if not some:
        return
    edition.number("share", CONCEPT)
    for one in found.values():
        _tell_step(edition, one)
    if "last" in found:
        _tell_trap(edition, found["last"])
        _tell_claim(edition, found["last"])


def compute(edition: Edition, metric: str, region: str, year: int, choice: str) -> Number:
    """A number of this chapter."""
    return edition.evaluator.number(NumberId(metric, (CONCEPT,), region, year, choice))


def _tell_step(edition: Edition, one: Step) -> None:
    lang, own, nation = edition.lang, edition.region.id, edition.nation.id
    place = f"vintages/{one.slug}"
    edition.say(f"{place}/year", str(one.year))
    edition.say(f"{place}/old", name(one.old.id, lang))
    edition.say(f"{place}/new", name(one.new.id, lang))

    def put(alias: str, metric: str, region: str, option: str = "") -> Number:
        number = compute(edition, metric, region, one.year, one.token + option)
        return edition.add(number, f"{place}/{alias}")

    put("own", "revision", own)
    moved = put("share", "share_revision", own)
    rounded = round(moved.value, moved.decimals)
    edition.say(f"{place}/moved", MOVES[lang][(rounded > 0) - (rounded < 0)])
    put("sum", "revision", nation, "~sum")
    put("rank", "revision_rank", own)
    up, count = put("up", "revised_up", nation), put("count", "revised", nation)
    edition.say(f"{place}/raised", quoted.raised(edition, int(up.value), int(count.value)))
    ranked = list(revisions_of(edition.evaluator, one.pair, one.year))
    for alias, region in (("top", ranked[0]), ("second", ranked[1]), ("bottom", ranked[-1])):
        put(alias, "revision", region)
        edition.say(f"{place}/{alias}_name", edition.store.regions[region].name(lang))


def matched_shares(edition: Edition, year: int) -> list[Number]:
    """The region's share in a year on every declared basis, all of one vintage each."""
    found = []
    ready = edition.evaluator
    for basis in ready.grid.admissible(edition.nation.id, CONCEPT, edition.region.id, year):
        wanted = NumberId("share", (CONCEPT,), edition.region.id, year, basis.token)
        try:
            found.append(ready.number(wanted))
        except MissingDataError:
            continue
    return found


def mixed_shares(edition: Edition) -> list[Number]:
    """What mixing vintages would give in the year of the last revision: traps, not shares."""
    one = step(edition, "last")
    if one is None:
        return []
    pairs = [one.token]
    preliminary = f"{CONCEPT}.nbs_national_first"
    if preliminary in edition.store.series:
        pairs.append(f"{one.new.short}~{preliminary.partition('.')[2]}")
    found = []
    for token in pairs:
        try:
            found.append(compute(edition, "trap_share", edition.region.id, one.year, token))
        except MissingDataError:
            continue
    return found


def _tell_trap(edition: Edition, one: Step) -> None:
    traps, matched = mixed_shares(edition), matched_shares(edition, one.year)
    for slug, trap in zip(("trap", "reverse"), traps, strict=False):
        edition.when(f"vintages/{slug}", True)
        edition.add(trap, f"vintages/{slug}")
        low, high = min(n.value for n in matched), max(n.value for n in matched)
        side = (trap.value > high) - (trap.value < low)
        edition.say(f"vintages/{slug}_side", SIDES[edition.lang][side])
    for number in matched:
        edition.add(number)
    edition.say("vintages/choices", str(len(matched)))


def _tell_claim(edition: Edition, one: Step) -> None:
    """Which shares of one vintage lie inside what the statement on the economy allows."""
    claim = quoted.statement(edition, CLAIM)
    if claim is None or claim.year != one.year:
        return
    edition.when("vintages/claim", True)
    shares = matched_shares(edition, one.year)
    quoted.tell(edition, "vintages", claim, [(_pair(n, edition.lang), n) for n in shares])


def _pair(number: Number, lang: str) -> str:
    """A share by the releases above and below the line."""
    choice = number.basis[0]
    form = OVER[lang][choice.denominator == "sum"]
    return form.format(name(choice.series, lang), name(choice.total, lang))


def share_panel(edition: Edition) -> pd.DataFrame:
    """The region's share of the sum of all regions in every release: one row for each point.

    Columns ``series, label, year, value, segment``; a segment never crosses a release, a break
    or a missing year.
    """
    rows = []
    for series in releases(edition):
        for year in edition.store.years(series.id):
            if year > edition.year or edition.store.missing(series.id, year):
                continue
            total = sum(edition.store.value(series.id, r, year) for r in _parts(edition, series))
            share = 100.0 * edition.store.value(series.id, edition.region.id, year) / total
            rows.append((series.id, name(series.id, edition.lang), year, share))
    return segmented(pd.DataFrame(rows, columns=["series", "label", "year", "value"]), edition)


def _parts(edition: Edition, series: Series) -> tuple[str, ...]:
    return edition.store.parts(series.id)


def segmented(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The table with ``segment``: where a series starts, misses a year or breaks, a new one."""
    breaks = {s: edition.store.series[s].breaks for s in table["series"].unique()}
    broken = pd.Series(
        [year in breaks[s] for s, year in zip(table["series"], table["year"], strict=True)],
        index=table.index,
        dtype=bool,
    )
    new = (table["series"] != table["series"].shift()) | (table["year"].diff() != 1) | broken
    return table.assign(segment=new.cumsum())


def revision_panel(edition: Edition, one: Step) -> pd.DataFrame:
    """Every region's GDP and share before and after a revision, the largest revision first."""
    store = edition.store
    totals = [
        sum(store.value(s.id, r, one.year) for r in _parts(edition, s)) for s in (one.old, one.new)
    ]
    rows = []
    for region, moved in revisions_of(edition.evaluator, one.pair, one.year).items():
        old, new = (store.value(s.id, region, one.year) for s in (one.old, one.new))
        shares = 100.0 * old / totals[0], 100.0 * new / totals[1]
        label = store.regions[region].name(edition.lang)
        rows.append((region, label, old, new, moved, *shares, shares[1] - shares[0]))
    head = ["region", "name", "old", "new", "revision", "share_old", "share_new", "share_change"]
    return pd.DataFrame(rows, columns=head)
