"""Vintages: one region's GDP in every release, and what each census revision moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition, Findings, Form
from regionshare.chapters.panels import about_rows, drawn_rows, ends, records, segmented
from regionshare.data.series import Series
from regionshare.errors import MissingDataError
from regionshare.figures.axes import (
    DASHES,
    Look,
    draw_strands,
    panel,
    percent_axis,
    ranked_bars,
    said,
)
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.indicators.release import Pair, last_common_year, revisions_of
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("vintages")
SHARE: Form = ("percent", 3)
"""Shares of releases; with two decimals one that lies inside what was said is printed as its edge."""
CONCEPT = "gdp"
SLUGS = ("last", "earlier", "first")
SAME = 1e-6
"""Shares nearer than this are one: the figures of both releases are the same."""
LEVELS = 4
"""So many releases have a colour of their own, the latest the last."""


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


def releases(edition: Edition) -> list[Series]:
    """The series of GDP with every region of the nation, first prints first, then by date.

    None where there is one only: with no other beside it there is nothing to compare.
    """
    members = {r.id for r in edition.store.regions.members(edition.nation.id)}
    found = [
        s
        for s in edition.store.series.values()
        if s.concept == CONCEPT and members <= set(s.expected_regions)
    ]
    return sorted(found, key=lambda s: (not s.breaks, s.published)) if len(found) > 1 else []


def censuses(edition: Edition) -> list[Series]:
    """The releases that are of one vintage throughout, the earliest first."""
    return [s for s in releases(edition) if not s.breaks]


def steps(edition: Edition) -> list[Step]:
    """The revisions that the edition can show: ``last``, ``earlier`` and ``first``.

    ``last`` and ``earlier`` are from one census vintage to the next; ``first`` is from the first
    print to the latest vintage.
    """
    known = censuses(edition)
    pairs = [*zip(SLUGS[:2], reversed(known[:-1]), reversed(known[1:]), strict=False)]
    pairs += [(SLUGS[2], s, known[-1]) for s in releases(edition) if s.breaks and known][:1]
    found = []
    for slug, old, new in pairs:
        year = last_common_year(edition.store, old.id, new.id, edition.year)
        if year is not None:
            found.append(Step(slug, old, new, year))
    return found


def step(edition: Edition, slug: str) -> Step | None:
    """One of `steps`, None if the edition does not reach it."""
    return next((one for one in steps(edition) if one.slug == slug), None)


def matched_shares(edition: Edition, year: int) -> list[Number]:
    """The region's share in a year on every declared basis, all of one vintage each."""
    found, own = [], edition.region.id
    grid = edition.evaluator.grid
    for basis in grid.admissible(edition.nation.id, CONCEPT, own, year):
        try:
            found.append(edition.compute("share", CONCEPT, year, choice=basis.token))
        except MissingDataError:
            continue
    return found


def mixed_shares(edition: Edition) -> list[Number]:
    """What mixing vintages would give in the year of the last revision: traps, not shares.

    The region's figure before it over the nation's after it, and the region's after it over a
    row of the nation that stands alone, such as a preliminary one.
    """
    one = step(edition, "last")
    if one is None:
        return []
    alone = [
        s.short
        for s in sorted(edition.store.series.values(), key=lambda s: s.rank)
        if s.concept == CONCEPT and s.expected_regions == (edition.nation.id,)
    ]
    found = []
    for token in (one.token, *(f"{one.new.short}~{row}" for row in alone[:1])):
        try:
            found.append(edition.compute("trap_share", CONCEPT, one.year, choice=token))
        except MissingDataError:
            continue
    return found


# -- what is said ---------------------------------------------------------------------------------


def findings(edition: Edition) -> Findings:
    """Numbers, phrases and conditions of the chapter, all under ``vintages/``."""
    found, known = Findings(edition), {one.slug: one for one in steps(edition)}
    some = bool(releases(edition))
    found.when("vintages/some", some)
    for slug in SLUGS:
        found.when(f"vintages/{slug}", slug in known)
    for flag in ("trap", "reverse", "claim"):
        found.when(f"vintages/{flag}", False)
    if some:
        found.number("share", CONCEPT)
    for one in known.values():
        _tell_step(found, one)
    if "last" in known:
        whole = matched_shares(edition, known["last"].year)
        _tell_trap(found, whole)
        _tell_claim(found, known["last"].year, whole)
    return found


def _tell_step(found: Findings, one: Step) -> None:
    edition, place = found.edition, f"vintages/{one.slug}"
    lang, own, nation = edition.lang, edition.region.id, edition.nation.id
    found.say(f"{place}/year", str(one.year))
    found.say(f"{place}/old", one.old.label(lang))
    found.say(f"{place}/new", one.new.label(lang))

    def put(alias: str, metric: str, region: str, option: str = "") -> Number:
        choice = one.token + option
        return found.number(metric, CONCEPT, one.year, region, choice, alias=f"{place}/{alias}")

    put("own", "revision", own)
    put("share", "share_revision", own)
    put("sum", "revision", nation, "~sum")
    put("rank", "revision_rank", own)
    up, count = put("up", "revised_up", nation), put("count", "revised", nation)
    found.say(f"{place}/raised", quoted.raised(edition, int(up.value), int(count.value)))
    ranked = list(revisions_of(edition.evaluator, one.pair, one.year))
    for alias, region in (("top", ranked[0]), ("second", ranked[1]), ("bottom", ranked[-1])):
        put(alias, "revision", region)
        found.say(f"{place}/{alias}_name", edition.store.regions[region].name(lang))


def _tell_trap(found: Findings, whole: list[Number]) -> None:
    low, high = min(n.value for n in whole), max(n.value for n in whole)
    sides = WORDS[found.edition.lang]["sides"]
    for slug, trap in zip(("trap", "reverse"), mixed_shares(found.edition), strict=False):
        found.when(f"vintages/{slug}", True)
        found.add(trap, f"vintages/{slug}")
        side = "above" if trap.value > high else "below" if trap.value < low else "level"
        found.say(f"vintages/{slug}_side", sides[side])
    for number in whole:
        found.add(number)
    found.say("vintages/choices", str(len(whole)))


def _tell_claim(found: Findings, year: int, whole: list[Number]) -> None:
    """Which shares of one vintage lie inside what the statement on the economy allows."""
    claim = quoted.statement(found.edition, "vintages")
    if claim is None or claim.year != year:
        return
    found.when("vintages/claim", True)
    shares = [(_over(found.edition, number), number) for number in whole]
    quoted.tell(found, "vintages", claim, shares)


def _over(edition: Edition, number: Number) -> str:
    """A share by the releases above and below the line."""
    choice, known, lang = number.basis[0], edition.store.series, edition.lang
    words = WORDS[lang]["over"]["sum" if choice.denominator == "sum" else "national"]
    above, below = (known[one].label(lang) for one in (choice.series, choice.total))
    return str(words.format(above=above, below=below, provinces=edition.texts["provinces"]))


# -- tables ---------------------------------------------------------------------------------------


def shares(edition: Edition) -> pd.DataFrame:
    """The region's share of the sum of all regions in every release: one row for each point.

    Columns ``series, label, year, value, segment``; a segment never crosses a release, a break
    or a missing year.
    """
    store, rows = edition.store, []
    for series in releases(edition):
        for year in store.years(series.id):
            if year > edition.year or store.missing(series.id, year):
                continue
            share = 100.0 * store.value(series.id, edition.region.id, year)
            share /= _total(edition, series, year)
            rows.append((series.id, series.label(edition.lang), year, share))
    return segmented(pd.DataFrame(rows, columns=["series", "label", "year", "value"]), edition)


def _total(edition: Edition, series: Series, year: int) -> float:
    return sum(edition.store.value(series.id, r, year) for r in edition.store.parts(series.id))


def _money(edition: Edition, series: Series) -> tuple[str, Callable[[float], str]]:
    """The symbol of the unit of a series for readers, and how its values are printed."""
    factor, symbol = display.friendly(series.unit, edition.store.units, edition.lang)
    return symbol, lambda value: display.digits(value * factor, 0)


def levels(edition: Edition) -> pd.DataFrame:
    """The region's GDP by ``year`` in every release, one column each."""
    store, own = edition.store, edition.region.id
    found = {
        series.id: {y: store.value(series.id, own, y) for y in store.years(series.id)
                    if y <= edition.year and store.has(series.id, own, y)}
        for series in releases(edition)
    }  # fmt: skip
    return pd.DataFrame(found).sort_index().rename_axis("year").reset_index()


def levels_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """`levels` as readers see them."""
    if table.empty:
        return None
    known = releases(edition)
    unit, money = _money(edition, known[0])
    words = WORDS[edition.lang]["years"] | {one.id: _head(one, edition.lang) for one in known}
    columns: dict[str, Form] = {"year": str, **dict.fromkeys((one.id for one in known), money)}
    caption = "caption_dash" if table.isna().to_numpy().any() else "caption"
    return edition.tabulate(table, words, columns, caption, unit=unit)


def _head(series: Series, lang: str) -> str:
    """A release as the head of a column or the first word of a cell."""
    label = series.label(lang)
    return label[:1].upper() + label[1:]


def matched(edition: Edition) -> pd.DataFrame:
    """Every share of one vintage, and what the mixed pairs would give, in one year.

    Columns ``year, above, denominator, below, share, use``; ``use`` is ``good`` or ``trap``.
    """
    one = step(edition, "last")
    rows = []
    for number in [*matched_shares(edition, one.year), *mixed_shares(edition)] if one else ():
        choice, use = number.basis[0], "trap" if number.match == "trap" else "good"
        below = "sum" if choice.denominator == "sum" else "national"
        rows.append((number.period, choice.series, below, choice.total, number.value, use))
    return pd.DataFrame(rows, columns=["year", "above", "denominator", "below", "share", "use"])


def matched_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """`matched` as readers see it, the mixed pairs marked."""
    words, known = WORDS[edition.lang]["matched"], edition.store.series
    above = [_head(known[one], edition.lang) for one in table["above"]]
    below = [_below(edition, row) for row in records(table)]
    columns = {"above": str, "below": str, "share": SHARE, "use": words}
    return edition.tabulate(
        table.assign(above=above, below=below), words, columns, marked=table["use"] == "trap",
        year=table["year"].max(),
    )  # fmt: skip


def _below(edition: Edition, row: Mapping[str, Any]) -> str:
    """A denominator of `matched` in words; one of another series says that its census is the same."""
    above, total = (edition.store.series[row[part]] for part in ("above", "below"))
    year, how = int(row["year"]), str(row["denominator"])
    if above != total and above.level_in(year) == total.level_in(year):
        how += "_same"
    words = WORDS[edition.lang]["matched"]
    told = {"name": total.label(edition.lang), "provinces": edition.texts["provinces"]}
    return str(words[how].format(**told))


def revised(edition: Edition, one: Step | None) -> pd.DataFrame:
    """Every region's GDP and share before and after a revision, the largest revision first."""
    head = ["region", "name", "old", "new", "revision", "share_old", "share_new", "share_change"]
    if one is None:
        return pd.DataFrame(columns=head)
    store, rows = edition.store, []
    totals = [_total(edition, series, one.year) for series in (one.old, one.new)]
    for region, moved in revisions_of(edition.evaluator, one.pair, one.year).items():
        old, new = (store.value(s.id, region, one.year) for s in (one.old, one.new))
        parts = 100.0 * old / totals[0], 100.0 * new / totals[1]
        label = store.regions[region].name(edition.lang)
        rows.append((region, label, old, new, moved, *parts, parts[1] - parts[0]))
    return pd.DataFrame(rows, columns=head)


def revised_table(edition: Edition, table: pd.DataFrame, one: Step | None) -> Table | None:
    """`revised` as readers see it."""
    if one is None:
        return None
    unit, money = _money(edition, one.new)
    old, new = (series.label(edition.lang) for series in (one.old, one.new))
    columns: dict[str, Form] = {"name": str, "old": money, "new": money, "revision": ("change", 1)}
    columns |= dict.fromkeys(("share_old", "share_new"), SHARE)
    columns |= {"share_change": lambda v: display.with_sign(v, 2)}
    heads = {"old": _head(one.old, edition.lang), "new": _head(one.new, edition.lang)}
    words = WORDS[edition.lang]["revision"] | heads
    return edition.tabulate(table, words, columns, year=one.year, unit=unit, old=old, new=new)


# -- figures --------------------------------------------------------------------------------------


def vintage_shares(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """The region's `shares` of the sum of all regions in every release, by year."""
    if table.empty:
        return None
    lang, known = edition.lang, releases(edition)
    order = [*(s for s in known if s.breaks), *censuses(edition)][-LEVELS:]
    looks = {s.id: Look(f"release.{n}") for n, s in enumerate(order, LEVELS - len(order) + 1)}
    looks |= {s.id: Look(looks[s.id].colour, ":", 1.4, "s", named=False) for s in order if s.breaks}
    return Figure(
        id="fig-gdp-share-by-vintage",
        alt=_shares_alt(edition, table),
        caption=WORDS[lang]["by_vintage"]["caption"].replace("{squares}", _squares(edition, table)),
        table=table,
        units={"value": "percent"},
        draw=lambda theme: _by_vintage(edition, table, looks, theme),
    )


def _squares(edition: Edition, table: pd.DataFrame) -> str:
    """What the squares of first prints are, and the years in which another release hides under them."""
    words, lang = WORDS[edition.lang]["by_vintage"], edition.lang
    first = next((s for s in releases(edition) if s.breaks), None)
    wide = table.pivot(index="year", columns="series", values="value")
    if first is None or first.id not in wide:
        return ""
    told: dict[str, Any] = {"label": first.label(lang)}
    others = [one for one in censuses(edition) if one.id in wide]
    same = {one.id: wide.index[(wide[one.id] - wide[first.id]).abs() < SAME] for one in others}
    most = max(others, key=lambda one: len(same[one.id]), default=None)
    if most is None or len(same[most.id]) < 2:
        return str(words["squares"].format(**told))
    told |= {"first": same[most.id][0], "last": same[most.id][-1], "other": most.label(lang)}
    return str(words["squares_equal"].format(**told))


def _by_vintage(
    edition: Edition, table: pd.DataFrame, looks: dict[str, Look], theme: Theme
) -> Canvas:
    canvas, axes = draw_strands(
        table, looks, theme, lambda y, places: display.percent(y, places, edition.lang)
    )
    said(axes, *quoted.drawn(edition, "vintages"), theme, level=True)
    return canvas


def _shares_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang, words = edition.lang, WORDS[edition.lang]["by_vintage"]
    told = ends(table, "label", "value")
    spans = edition.phrases(words["span"], told, first=SHARE, last=SHARE)
    wide = table[table.duplicated("year", keep=False)].groupby("year")["value"]
    gaps = wide.max() - wide.min()
    gap = display.shown(float(gaps.max()), "points", 2, {}, lang).removeprefix("+")
    listed = words["between"].join(spans)
    return str(
        words["alt"].format(
            region=edition.texts["region"], listed=listed, year=gaps.idxmax(), gap=gap
        )
    )


def revision_ranked(edition: Edition, table: pd.DataFrame, one: Step | None) -> Figure | None:
    """Every region's revision from `revised`, the largest first, against that of the sum."""
    if one is None:
        return None
    total = 100.0 * (table["new"].sum() / table["old"].sum() - 1.0)
    words = WORDS[edition.lang]["ranked"]
    return Figure(
        id=f"fig-gdp-revision-{one.new.short.replace('_', '-')}",
        alt=_ranked_alt(edition, table, one, total),
        caption=words["caption"]
        .replace("{slug}", one.slug)
        .replace("{either}", words["either"][_either(table["revision"], total)])
        + about_rows(edition, table),
        table=table,
        units={"old": one.old.unit, "new": one.new.unit, "share_change": "percentage points"},
        series=(one.old.id, one.new.id),
        draw=lambda theme: _bars(edition, drawn_rows(edition, table), total, theme),
    )


def _either(revision: pd.Series[float], total: float) -> str:
    """What of GDP itself is to be said beside the shares that a revision moved."""
    lost, gained = revision[revision < total], revision[revision > total]
    if lost.max() > 0:
        return "raised" if lost.min() > 0 else "both"
    return "lowered" if gained.min() < 0 else "none"


def _ranked_alt(edition: Edition, table: pd.DataFrame, one: Step, total: float) -> str:
    lang = edition.lang
    own = table[table["region"] == edition.region.id].iloc[0]
    named = {"top": table.iloc[0], "bottom": table.iloc[-1], "own": own}
    moved = {f"{key}_moved": row["revision"] for key, row in named.items()} | {"total": total}
    changes = {key: display.shown(value, "change", 1, {}, lang) for key, value in moved.items()}
    return str(
        WORDS[lang]["ranked"]["alt"].format(
            year=one.year,
            old=one.old.label(lang),
            new=one.new.label(lang),
            place=1 + int((table["revision"] > own["revision"]).sum()),
            count=len(table),
            provinces=edition.texts["provinces"],
            **{key: row["name"] for key, row in named.items()},
            **changes,
        )
    )


def _bars(edition: Edition, table: pd.DataFrame, total: float, theme: Theme) -> Canvas:
    canvas, axes = panel(0.2 * len(table) + 0.6)
    lang, own = edition.lang, edition.region.id
    write = display.printer("change", 1, lang)
    ranked_bars(axes, table, "revision", own, theme, write, apart=True)
    axes.axvline(total, color=theme.muted, lw=1, ls=DASHES)
    told = {"total": write(total), "provinces": edition.texts["provinces"]}
    whole = WORDS[lang]["ranked"]["whole"].format(**told)
    axes.annotate(
        whole, (total, 1.0), (0, 2), xycoords=axes.get_xaxis_transform(), ha="center",
        textcoords="offset points", va="bottom", fontsize=8, color=theme.muted,
        annotation_clip=False,
    )  # fmt: skip
    percent_axis(axes.xaxis, lang, most=4)
    return canvas
