"""The chapter *Shares*: the region's shares at a glance, over the years, and on every choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from regionshare.chapters import asked
from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import MAIN, Edition, Findings, Form
from regionshare.chapters.panels import MARKS, START, YARDSTICKS, ends, records, segments
from regionshare.claims.words import MARKS as JOINTS
from regionshare.claims.words import basis_name
from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError
from regionshare.figures import axes as parts
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.text.markup import render
from regionshare.text.messages import inside, room
from regionshare.text.tables import Table

WORDS, EVIDENCE = room("shares"), room("evidence")
PERCENT = ("percent", 1)


def panel(shares: Mapping[str, Number]) -> pd.DataFrame:
    """``concept, year, share, low, high`` in percent, one row per number; low and high its span."""
    rows = []
    for concept, one in shares.items():
        low, high = (one.span.low, one.span.high) if one.span else (one.value, one.value)
        rows.append((concept, int(one.period), one.value, low, high))
    return pd.DataFrame(rows, columns=["concept", "year", "share", "low", "high"])


def shares_at_a_glance(edition: Edition, table: pd.DataFrame) -> Figure:
    """The region's share of each thing, with the economy's and the people's share as yardsticks.

    Bars are headline values, lines in them the span over the grid of published choices, frames what
    was said of the region, as read.
    """
    lang, words = edition.lang, WORDS[edition.lang]["figures"]
    forms: dict[str, Form] = {"concept": edition.short, "share": PERCENT}
    items = edition.phrases(words["glance_item"], table, **forms)
    told = {row["concept"]: display.percent(row["share"], 1, lang) for row in records(table)}
    told |= edition.texts | {"shares": MARKS[lang]["comma"].join(items)}
    said = quoted.stated(edition)
    return Figure(
        id="fig-four-shares",
        alt=words["glance" if set(MAIN) <= set(told) else "glance_any"].format(**told),
        caption=words["glance_caption"] + "".join(_drawn(edition, table, said)),
        table=table,
        draw=lambda theme: _draw_glance(table, said, theme, edition),
    )


def _drawn(
    edition: Edition, table: pd.DataFrame, said: Mapping[str, list[tuple[float, float]]]
) -> list[str]:
    """What the caption says of lines and frames: of those that are drawn."""
    words, lang = WORDS[edition.lang]["figures"]["glance_parts"], edition.lang
    known = set(table["concept"])
    wide = any(display.percent(row["low"], 1, lang) != display.percent(row["high"], 1, lang)
               for row in records(table))  # fmt: skip
    lines = [one for one in YARDSTICKS if one in known]
    held = {"span": wide, "said": bool(known & set(said))}
    names = [name for name, holds in held.items() if holds]
    return [words[name] for name in [*names, "both" if len(lines) > 1 else lines[0]]]


def _draw_glance(
    table: pd.DataFrame,
    said: Mapping[str, list[tuple[float, float]]],
    theme: Theme,
    edition: Edition,
) -> Canvas:
    lang, names = edition.lang, edition.short
    canvas, axes = parts.panel(0.42 * len(table) + 0.75)
    colours = [theme[edition.tones[concept]] for concept in table["concept"]]
    axes.barh(table.index, table["share"], 0.5, color=colours, lw=0)
    wide = table[table["high"] > table["low"]]
    for width, colour in ((6.0, theme.surface), (2.5, theme.muted)):
        axes.hlines(wide.index + 0.36, wide["low"], wide["high"], lw=width, color=colour)
    rows = records(table)
    for place, row in enumerate(rows):
        parts.beside(axes, place, display.percent(row["share"], 1, lang), fontsize=10)
        if row["concept"] in YARDSTICKS:
            axes.axvline(row["share"], color=colours[place], lw=1, ls=parts.DASHES, zorder=0)
    parts.name_rows(axes, [f"{names[row['concept']]}  {row['year']}" for row in rows])
    for place, row in enumerate(rows):
        for low, high in said.get(row["concept"], ()):
            for colour, line in ((theme.surface, 2.6), (theme["said"], 1.4)):  # with a halo
                frame = Rectangle((low, place - 0.42), high - low, 0.7, fill=False)
                frame.set(ec=colour, lw=line)
                axes.add_patch(frame)
    parts.percent_axis(axes.xaxis, lang)
    high = float(table[["high", "share"]].max().max())
    axes.set_xlim(0, axes.xaxis.get_major_locator().tick_values(0, high)[-1])
    axes.spines["left"].set_visible(False)
    return canvas


def history(edition: Edition, start: int = START) -> pd.DataFrame:
    """The region's headline shares by year: ``concept, year, share, segment, basis``.

    A segment ends where the basis changes, where the publisher states a break, or where a year
    is missing; lines are drawn within segments only.
    """
    frames = []
    for concept in edition.concepts:
        rows = [
            row
            for year in range(start, edition.year + 1)
            if (row := _point(edition, concept, year))
        ]
        frame = pd.DataFrame(rows, columns=["concept", "year", "share", "basis", "broken"])
        frame["segment"] = segments(frame["year"], frame["basis"], list(frame["broken"]))
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table[["concept", "year", "share", "segment", "basis"]]


def _point(edition: Edition, concept: str, year: int) -> tuple[str, int, float, str, bool] | None:
    ready = edition.evaluator
    try:
        basis = ready.grid.headline(edition.nation.id, concept, year)
        share = ready.quantities.share_on(basis, edition.region.id, year)
    except MissingDataError:
        return None
    broken = any(year in edition.store.series[s].breaks for s in (basis.series, basis.total))
    return concept, year, share.value, basis.token, broken


def history_findings(edition: Edition, table: pd.DataFrame) -> Findings:
    """The years that the history spans, ``history/years``."""
    found = Findings(edition)
    found.say("history/years", f"{table['year'].min()}–{table['year'].max()}")
    return found


def share_history(edition: Edition, table: pd.DataFrame) -> Figure:
    """The region's headline shares by year; a line never crosses a break."""
    lang, words = edition.lang, WORDS[edition.lang]["figures"]
    counts = table.groupby("concept", sort=False)["segment"].max() - 1
    kinds = ["no_break" if not n else "one_break" if n == 1 else "more_breaks" for n in counts]
    breaks = [words[kind].format(count=n) for kind, n in zip(kinds, counts, strict=True)]
    forms: dict[str, Form] = {"concept": edition.short, **dict.fromkeys(("first", "last"), PERCENT)}
    found = ends(table, "concept", "share").assign(breaks=breaks)
    items = edition.phrases(words["history_item"], found, **forms)
    told = {"region": edition.texts["region"], "shares": MARKS[lang]["semicolon"].join(items)}
    whole = found[[not count for count in counts]]
    kind = "history_broken" if whole.empty else "history_whole"
    told["title"] = words[kind].format(**told | {"shares": _moved(edition, whole)})
    return Figure(
        id="fig-share-history",
        alt=words["history"].format(**told),
        caption=words["history_caption"] + "".join(_mixed(edition, table)),
        table=table,
        draw=lambda theme: _draw_history(table, theme, edition),
    )


def _mixed(edition: Edition, table: pd.DataFrame) -> list[str]:
    """What the headline mixes in some years of the lines, which no gap shows: a sentence for each."""
    nation, lang, years = edition.nation.id, edition.lang, dict[tuple[str, str], list[int]]()
    for concept, year in table[["concept", "year"]].itertuples(index=False):
        note = edition.evaluator.grid.headline(nation, concept, year).note(lang)
        if note:
            years.setdefault((concept, note), []).append(year)
    return [
        WORDS[lang]["figures"]["history_mixed"].format(
            concept=edition.short[concept],
            years="\N{EN DASH}".join(dict.fromkeys(map(str, (min(found), max(found))))),
            note=note,
        )
        for (concept, note), found in years.items()
    ]


def _moved(edition: Edition, shares: pd.DataFrame) -> str:
    """Which way the two shares that moved most went from their first year to their last."""
    words = WORDS[edition.lang]["figures"]
    most = (shares["last"] - shares["first"]).abs().nlargest(2).index
    shares = shares[shares.index.isin(most)]
    moves = (shares["last"] - shares["first"]).round(1)
    verbs = ["rose" if move > 0 else "fell" if move < 0 else "stayed" for move in moves]
    told = shares.assign(
        verb=[words[verb] for verb in verbs],
        concept=[inside(edition.short[concept]) for concept in shares["concept"]],
    )
    items = edition.phrases(words["history_moved"], told, first=PERCENT, last=PERCENT)
    return str(words["history_and"].join(items))


def _draw_history(table: pd.DataFrame, theme: Theme, edition: Edition) -> Canvas:
    canvas, axes = parts.panel(3.5)
    names = edition.short
    colours = {one: theme[edition.tones[one]] for one in table["concept"].unique()}
    parts.year_lines(axes, table, "share", "concept", palette=colours, marker="o", ms=3, lw=1.8)
    parts.percent_axis(axes.yaxis, edition.lang)
    axes.margins(y=0.08)
    last = records(table.groupby("concept", sort=False).tail(1))
    parts.name_ends(
        axes,
        {
            names[row["concept"]]: parts.End(row["year"], row["share"], colours[row["concept"]])
            for row in last
        },
        9,
    )
    return canvas


def beside(edition: Edition, shares: Mapping[str, Number]) -> pd.DataFrame:
    """Each share with its year, its span, and the economy's and people's share of that year.

    ``concept, share, year, span`` (the span as it is printed), ``gdp, population, divisor,
    relative``; the numbers are registered, since the table shows them. The divisor is the economy's
    share of the regions that the share itself is of, by which the ratio divides.
    """
    rows = []
    for concept, one in shares.items():
        year = int(one.period)
        economy, people = (_share_in(edition, yardstick, year) for yardstick in YARDSTICKS)
        relative = divisor = None
        if concept != "gdp" and economy is not None:
            relative = edition.number("relative_intensity", f"{concept}:gdp", year).value
            divisor = _divisor(edition, concept, year)
        span = display.span(one, edition.store, edition.lang) or WORDS[edition.lang]["one_choice"]
        rows.append((concept, one.value, year, span, economy, people, divisor, relative))
    head = ["concept", "share", "year", "span", *YARDSTICKS, "divisor", "relative"]
    frame = pd.DataFrame(rows, columns=head)
    if "gdp" not in edition.concepts:
        frame = frame.drop(columns=["gdp", "divisor", "relative"])
    return frame if "population" in edition.concepts else frame.drop(columns="population")


def _divisor(edition: Edition, concept: str, year: int) -> float:
    """The economy's share over the coverage that the concept's relative intensity has."""
    ready, nation = edition.evaluator, edition.nation.id
    first, second = (ready.grid.headline(nation, one, year) for one in (concept, "gdp"))
    over = ready.quantities.coverage(first, second, year)
    part = ready.quantities.part(second, edition.region.id, year)
    return 100.0 * part.value / ready.quantities.total(second, nation, year, over).value


def _share_in(edition: Edition, concept: str, year: int) -> float | None:
    if concept not in edition.concepts:
        return None
    try:
        return edition.number("share", concept, year).value
    except MissingDataError:
        return None


def shares_table(edition: Edition, frame: pd.DataFrame) -> Table | None:
    """Each share beside the yardsticks of its year."""
    forms = _forms(edition) | dict.fromkeys(YARDSTICKS, PERCENT)
    forms |= {"span": None, "divisor": PERCENT, "relative": ("ratio", 2)}
    columns = {str(name): forms[str(name)] for name in frame}
    return edition.tabulate(frame, WORDS[edition.lang]["table"], columns, "shares")


def _named(edition: Edition, basis: Basis, year: int) -> dict[str, str]:
    """A basis in words, with what it mixes, its token and its role."""
    return {
        "choice": basis_name(edition.store, basis, year).text(edition.lang),
        "note": basis.note(edition.lang),
        "token": basis.token,
        "role": basis.role,
    }


def later(edition: Edition, numbers: Iterable[Number]) -> pd.DataFrame:
    """Shares in years after the latest complete one: ``concept, share, year, role``, and ``choice,
    note, token`` of the basis.
    """
    rows = []
    grid, chooser = edition.evaluator.grid, edition.evaluator.chooser
    for one in numbers:
        wanted = NumberId.parse(one.id)
        (concept,), year = wanted.concepts, wanted.year
        token = wanted.choice or grid.headline(edition.nation.id, concept, year).token
        basis = chooser.by_token(concept, wanted, token)
        named = _named(edition, basis, year)
        if basis.imports:
            named["note"] = named["note"] or EVIDENCE[edition.lang]["imports_added"]
        # as in the ledger: with bought power a share is this report's computation
        named["role"] = "proxies" if one.match == "proxy" or basis.imports else "direct"
        rows.append({"concept": concept, "share": one.value, "year": year} | named)
    return pd.DataFrame(rows)


def later_table(edition: Edition, frame: pd.DataFrame) -> Table | None:
    """The later shares, if there are any."""
    words = WORDS[edition.lang]["table"]
    return edition.tabulate(_with_basis(frame), words, _forms(edition), "later")


def passed_over(edition: Edition) -> Findings:
    """Which nearer figures do not decide in the ledger, and which does: ``shares/passed``."""
    found, words, items = Findings(edition), WORDS[edition.lang], []
    for entry in asked.of_page(edition, "shares"):
        other, deciding = asked.spliced(entry), [j.evidence for j in entry.verdict.now.deciding]
        if other is None or not other.number or len(deciding) != 1 or not deciding[0].number:
            continue
        passed, taken = (edition.evaluator.number(one.number) for one in (other, deciding[0]))
        told = {"value": edition.text(passed), "year": passed.period}
        told |= {"answer": edition.text(taken), "answer_year": taken.period}
        told |= {"what": other.differs.text(edition.lang)}
        concept = NumberId.parse(passed.id).concepts[0]
        items.append(words["passed"].format(concept=edition.short[concept], **told))
    found.when("shares_passed", bool(items))
    found.say("shares/passed", JOINTS[edition.lang]["between"].join(items))
    return found


def _forms(edition: Edition) -> dict[str, Form]:
    """The columns that this chapter's tables have in common."""
    forms: dict[str, Form] = {"concept": edition.short, "share": PERCENT, "year": None}
    return forms | {"basis": str, "role": WORDS[edition.lang]["roles"]}


def _with_basis(frame: pd.DataFrame) -> pd.DataFrame:
    """With the basis as it is shown: in words, what it mixes and its token in small type."""
    return frame.assign(basis=[render("chapters/basis.html", **row) for row in records(frame)])
