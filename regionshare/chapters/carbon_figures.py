"""Figures of the chapter on carbon: a region by inventory, the nation, all regions."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import carbon, carbon_imports
from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import about_rows, drawn_rows, records
from regionshare.claims.words import Words
from regionshare.figures import axes as parts
from regionshare.figures.axes import Look, draw_strands
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.numbers import display
from regionshare.text.messages import room

WORDS = room("carbon")
COLOURS = 5
"""So many families of inventories have a colour of their own; the others are muted."""

MARKS = "oDXs^"
"""Marks of the regional inventories, by rank."""

SAME = 0.02
"""An earlier release is marked where it lies farther than this from the one that replaces it."""


def looks(edition: Edition) -> dict[str, Look]:
    """How each inventory is drawn.

    A family has one colour, its nation's companion too. The nation's are broken lines, dotted
    where one replaces another; regional ones that were replaced are thin, without dots and names.
    """
    regional, old = carbon.regional(edition), carbon.replaced(edition)
    family = {s.companion: s.family for s in regional if s.companion}
    tones: dict[str, str] = {}
    found = {}
    for one in (*regional, *carbon.national(edition)):
        free = f"inventory.{len(tones) + 1}" if len(tones) < COLOURS else "muted"
        tone = tones.setdefault(family.get(one.id, one.family), free)
        if one not in regional:
            later = bool(one.supersedes)
            found[one.id] = Look(tone, ":" if later else "--", 1.8 if later else 1.4, "")
        else:
            found[one.id] = Look(tone, "-", 0.9, "", named=False) if one.id in old else Look(tone)
    return found


def inventory_shares(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """The region's `carbon.shares` in every inventory, in the common year and in the latest."""
    if table.empty:
        return None
    lang, words, drawn = edition.lang, WORDS[edition.lang], looks(edition)
    items = []
    for row in records(table):
        last, here = (display.percent(row[key], 1, lang) for key in ("latest_share", "share"))
        text = words["share_figure"]["last"].format(
            label=row["label"], share=last, year=row["latest_year"]
        )
        if row["share"] == row["share"] and row["year"] != row["latest_year"]:
            text = words["share_figure"]["common"].format(last=text, share=here, year=row["year"])
        items.append(text)
    told = {"region": edition.texts["region"], "listed": words["between"].join(items)}
    told["year"] = str(carbon.common_year(edition))
    told["low"], told["high"] = (
        display.percent(table["share"].agg(end), 1, lang) for end in ("min", "max")
    )
    return Figure(
        id="fig-carbon-inventories",
        alt=words["share_figure"]["alt"].format(**told),
        caption=words["share_figure"]["caption"],
        table=table,
        units={
            "value": "Mt",
            "latest_value": "Mt",
            "latest_year": "year",
            "latest_share": "percent",
        },
        draw=lambda theme: _draw_shares(table, drawn, quoted.drawn(edition, "carbon"), theme, lang),
    )


def inventory_history(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """The region's carbon in every inventory over the years, from `carbon.history`."""
    if table.empty:
        return None
    words = WORDS[edition.lang]
    last = table.groupby("label", sort=False).tail(1)
    items = edition.phrases(words["history_figure"]["last"], last, value=("Mt", 0))
    common = table[table["year"] == carbon.common_year(edition)].sort_values("value")
    found = edition.phrases("{value}", common, value=("Mt", 0))
    told = {"listed": words["between"].join(items), "low": found[0], "high": found[-1]}
    told |= {"region": edition.texts["region"], "year": str(carbon.common_year(edition))}
    return Figure(
        id="fig-carbon-history-by-inventory",
        alt=words["history_figure"]["alt"].format(**told),
        caption=words["history_figure"]["caption"],
        table=table,
        units={"value": "Mt"},
        draw=lambda theme: _draw_masses(edition, table, theme),
    )


def _draw_masses(
    edition: Edition, table: pd.DataFrame, theme: Theme, height: float = 3.4
) -> Canvas:
    """Strands of a mass in Mt, in the unit that readers of the language count it in."""
    factor, _ = display.friendly("Mt", edition.store.units, edition.lang)
    scaled = table.assign(value=table["value"] * factor)
    return draw_strands(scaled, looks(edition), theme, display.digits, height)[0]


def nation_against_sum(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """National inventories and the sums of the regions, by year, from `carbon.nation`."""
    if table.empty:
        return None
    year, words = carbon.common_national_year(edition), WORDS[edition.lang]
    kinds, item = words["nation_figure"]["kinds"], words["nation_figure"]["item"]
    rows = table[table["year"] == year].sort_values("value")
    items = edition.phrases(item, rows, kind=kinds, value=("Mt", 0))
    found = edition.phrases("{value}", rows, value=("Mt", 0))
    told = {"listed": words["between"].join(items), "low": found[0], "high": found[-1]}
    return Figure(
        id="fig-national-carbon",
        alt=words["nation_figure"]["alt"].format(year=year, **told),
        caption=words["nation_figure"]["caption"],
        table=table,
        units={"value": "Mt"},
        draw=lambda theme: _draw_masses(edition, table, theme, height=4.2),
    )


def _draw_shares(
    table: pd.DataFrame, drawn: dict[str, Look], told: tuple[list[tuple[float, float]], str],
    theme: Theme, lang: str,
) -> Canvas:  # fmt: skip
    canvas, axes = parts.panel(0.44 * len(table) + 0.6)
    parts.said(axes, *told, theme)
    colours = {series: theme[drawn[series].colour] for series in table["series"]}
    ends = table[["share", "latest_share"]]
    axes.hlines(table.index, ends.min(axis=1), ends.max(axis=1), lw=1, color=theme.muted, zorder=1)
    axes.scatter(
        table["share"], table.index, s=81, fc="none", ec=[*colours.values()], lw=1.6, zorder=2
    )
    parts.dots(axes, table, "latest_share", hue="series", palette=colours)
    for place, row in enumerate(records(table)):
        text = f"{display.percent(row['latest_share'], 1, lang)}  {row['latest_year']}"
        parts.beside(axes, place, text, fontsize=8.5)
    parts.name_rows(axes, list(table["label"]), size=8.5)
    axes.margins(x=0.12)
    parts.percent_axis(axes.xaxis, lang, 1, most=4)
    return canvas


def _ends(table: pd.DataFrame, column: str) -> dict[str, Any]:
    """The first and the last region of a ranking, with their values."""
    top, bottom = table.iloc[0], table.iloc[-1]
    named = {"top": top["name"], "bottom": bottom["name"]}
    return named | {"most": top[column], "least": bottom[column]}


def inventory_spread(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """How far the inventories of every region lie apart in the common year."""
    if table.empty:
        return None
    words, lang, own = WORDS[edition.lang]["spread_figure"], edition.lang, edition.region.id
    values = _ends(table, "spread") | {"median": float(table["spread"].median())}
    for key in ("most", "least", "median"):
        values[key] = display.percent(values[key], 1, lang)
    mine = edition.phrases(words["own"], table[table["region"] == own], spread=("percent", 1))
    return Figure(
        id="fig-carbon-spread",
        alt=words["alt"].format(year=carbon.common_year(edition), own="".join(mine), **values),
        caption=words["caption"] + about_rows(edition, table),
        table=table,
        units=dict.fromkeys(carbon.compared(table), "1"),
        draw=lambda theme: _draw_spread(edition, drawn_rows(edition, table), theme),
    )


def _draw_spread(edition: Edition, table: pd.DataFrame, theme: Theme) -> Canvas:
    series, known = carbon.compared(table), edition.store.series
    own = list(table["region"] == edition.region.id)
    drawn, old = looks(edition), carbon.replaced(edition)
    marks = dict(zip((s.id for s in carbon.regional(edition)), MARKS, strict=False))
    canvas, axes = parts.panel(0.2 * len(table) + 1.1)
    low, high = table[series].min(axis=1), table[series].max(axis=1)
    axes.hlines(table.index, low, high, lw=3, color=theme.grid)
    first = next(one for one in series if (table[one].dropna() == 1).all())
    for one in (one for one in series if one != first):
        colour, shown = theme[drawn[one].colour], table[one]
        if one in old and old[one].id in table:
            shown = shown.where((shown / table[old[one].id] - 1).abs() > SAME)
        axes.plot(
            shown, table.index, marks.get(one, "o"), ms=4.5, color=colour, mew=1.4,
            mfc=theme.surface if one in old else colour, label=known[one].label(edition.lang),
            zorder=4 if one in old else 3,
        )  # fmt: skip
    _name_first(axes, known[first].label(edition.lang), theme[drawn[first].colour])
    parts.mark_rows(axes, own, theme)
    named, gaps = list(table["name"]), list(table.get("gap", ()))
    parts.name_rows(axes, named, size=8, margin=0.7, own=own, gaps=gaps, theme=theme)
    parts.log_axis(axes, table[series].melt()["value"])
    parts.legend(canvas)
    return canvas


def _name_first(axes: Axes, name: str, colour: str) -> None:
    """The inventory that the others are multiples of, as a line."""
    axes.axvline(1, color=colour, lw=1.6)
    axes.annotate(
        name, (1, 1.0), (0, 2), xycoords=axes.get_xaxis_transform(), ha="center",
        textcoords="offset points", va="bottom", fontsize=8, color=colour, annotation_clip=False,
    )  # fmt: skip


def imports_by_region(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """What bought power adds to every region's share, from `carbon_imports.by_region`."""
    chosen = carbon_imports.nation_basis(edition)
    if chosen is None or table.empty:
        return None
    words, lang = WORDS[edition.lang]["imports_figure"], edition.lang
    own = table[table["region"] == edition.region.id].iloc[0]
    values = _ends(table, "effect") | {"own": own["effect"]}
    for key in ("most", "least", "own"):
        values[key] = display.shown(values[key], "points", 2, {}, lang)
    values["factor"] = Words(chosen[0].factor_en, chosen[0].factor_zh).text(lang)
    used = [one for one in carbon_imports.headline_added(edition) if one.basis == chosen[0]]
    return Figure(
        id="fig-imported-power-by-region",
        alt=words["alt"].format(year=chosen[1], name=own["name"], **values),
        caption=words["caption"] + about_rows(edition, table),
        table=table,
        units={"with_imports": "percent", "effect": "percentage points"},
        inputs=tuple(one for added in used for one in added.share.inputs),
        draw=lambda theme: _draw_imports(drawn_rows(edition, table), edition.region.id, theme),
    )


def _draw_imports(table: pd.DataFrame, own: str, theme: Theme) -> Canvas:
    canvas, axes = parts.panel(0.2 * len(table) + 0.6)
    tone = "electricity"
    write = functools.partial(display.with_sign, decimals=2)
    parts.ranked_bars(axes, table, "effect", own, theme, write, tone, apart=True)
    parts.digit_axis(axes.xaxis, 1)
    return canvas
