"""Drawing: a number's history and a panel, each by one call, in the style of the report's figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes

from regionshare.chapters.panels import segments
from regionshare.errors import MissingDataError, ParameterError, VintageError
from regionshare.figures import axes as parts
from regionshare.figures.style import Theme, themed
from regionshare.matrix import faces
from regionshare.numbers import display
from regionshare.numbers.evaluator import DECIMALS, Evaluator
from regionshare.numbers.number import Number, NumberId, told
from regionshare.register.meanings import meaning
from regionshare.text.messages import room

WORDS = room("matrix.drawing")
NAMED = 5
"""So many regions of a panel are named where none is asked for."""
COLUMNS = ("region", "year", "metric", "concepts", "value", "unit", "basis")


def history(ready: Evaluator, number: Number, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the values of a number in all years, the number's own marked."""
    wanted, store = NumberId.parse(number.id), ready.store
    rows = []
    for year in _years(ready, wanted):
        one = number if year == wanted.year else _other(ready, replace(wanted, year=year))
        if one is not None and (one is number or one.match == number.match):
            names = {name for c in one.basis for name in (c.series, c.total) if name}
            broken = any(year in store.series[s].breaks for s in names if s in store.series)
            key = str([(c.series, c.denominator, c.total, c.imports) for c in one.basis])
            rows.append((year, one.value, key, broken))
    table = pd.DataFrame(rows, columns=["year", "value", "basis", "broken"])
    table["segment"] = segments(table["year"], table["basis"], table["broken"].tolist())
    span = f"{table['year'].min()}-{table['year'].max()}" if len(table) > 1 else number.period
    # the catalogue tells a period of two years as a change's: here it is that of the line
    title = meaning(str(wanted).replace(f"/{wanted.period}", f"/{span}"), store, lang)
    with _axes(title, 3.0, ax) as (axes, theme):
        scaled, symbol = _scaled(table, number.unit, ready, lang)
        parts.year_lines(axes, scaled, "value", color=theme.accent, marker="o", ms=3, lw=1.8)
        own = scaled[scaled["year"] == wanted.year]
        parts.dots(axes, own, "year", "value", size=8, color=theme.accent)
        axes.annotate(
            display.display(number, store, lang), (wanted.year, float(own["value"].iloc[0])),
            xytext=(0, 8), textcoords="offset points", ha="center", color=theme.accent,
            bbox=parts.ground(theme),
        )  # fmt: skip
        _value_axis(axes, number.unit, symbol, lang)
        axes.margins(x=0.08, y=0.2)
    return axes


def _years(ready: Evaluator, wanted: NumberId) -> list[int]:
    """The years in which a number like this one may be."""
    grid, nation = ready.grid, ready.store.regions.nation(wanted.region).id
    spans = [
        (one.first, one.last)
        for concept in wanted.concepts
        if concept in grid.concepts(nation)
        for one in grid.entries(nation, concept)
    ]
    first = max(min((low for low, _ in spans), default=wanted.year), wanted.first + 1)
    last = max((high for _, high in spans), default=wanted.year)
    return sorted({*range(first, last + 1), wanted.year})


def _other(ready: Evaluator, wanted: NumberId) -> Number | None:
    try:
        return ready.number(wanted)
    except (MissingDataError, ParameterError, VintageError):
        return None


def panel(
    ready: Evaluator,
    frame: pd.DataFrame,
    region: str | Sequence[str],
    lang: str,
    ax: Axes | None = None,
) -> Axes | list[Axes]:
    """Draw each metric and concept of a panel: lines over years, or bars of one year."""
    several = isinstance(region, list | tuple)
    named: list[str] = [*region] if several else [told("region", region)] if region else []
    _require(frame, named)
    groups = [rows for _, rows in frame.groupby(["metric", "concepts"], sort=False)]
    if ax is not None and len(groups) > 1:
        raise ParameterError(
            f"the panel has {len(groups)} concepts for one pair of axes",
            remedy="Take the rows of one concept, or leave out ax",
        )
    made = [_drawn(ready, rows, named, lang, ax) for rows in groups]
    return made[0] if len(made) == 1 else made


def _require(frame: pd.DataFrame, named: Sequence[str]) -> None:
    lacking = [c for c in COLUMNS if not isinstance(frame, pd.DataFrame) or c not in frame]
    if lacking or frame.empty:
        raise ParameterError(
            f"the panel has no {', '.join(lacking) or 'row'}",
            remedy="Give what regionshare.panel returns, or rows of it",
        )
    known = set(frame["region"])
    for one in named:
        if told("region", one) not in known:
            raise ParameterError(
                f"region {one!r} is not in the panel", remedy=f"Regions: {', '.join(sorted(known))}"
            )


def _drawn(
    ready: Evaluator, rows: pd.DataFrame, named: list[str], lang: str, ax: Axes | None
) -> Axes:
    store, first, years = ready.store, rows.iloc[0], sorted(set(rows["year"]))
    table, symbol = _scaled(rows, first["unit"], ready, lang)
    table["name"] = [store.regions[one].name(lang) for one in table["region"]]
    latest = table[table["year"] == years[-1]].sort_values("value", ascending=False)
    named = [one for one in named if one in set(table["region"])]
    named = named or list(latest["region"].head(NAMED))
    period = f"{years[0]}" if len(years) == 1 else f"{years[0]}\u2013{years[-1]}"
    metric = f"{first['metric']}/{first['concepts']}".rstrip("/")
    title = WORDS[lang]["title"].format(
        nation=store.regions.nation(first["region"]).name(lang),
        metric=faces.label(metric, lang, store.concepts),
    )
    bars = len(years) == 1
    height = 0.2 * len(latest) + 0.8 if bars else 3.6
    with _axes(title, height, ax) as (axes, theme):
        if bars:
            _bars(axes, latest, named, theme, first["unit"], ready, lang)
            axes.set_xlabel(WORDS[lang]["year"].format(year=period))
        else:
            _lines(axes, table, named, theme, ready)
        _value_axis(axes, first["unit"], symbol, lang, along=bars)
    return axes


def _bars(
    axes: Axes, latest: pd.DataFrame, named: Sequence[str], theme: Theme, unit: str,
    ready: Evaluator, lang: str,
) -> None:  # fmt: skip
    decimals = _decimals(latest["value"], unit)
    own = named[0] if len(named) == 1 else ""
    parts.ranked_bars(
        axes, latest.reset_index(drop=True), "value", own, theme,
        lambda value: display.digits(value, decimals),
    )  # fmt: skip


def _lines(
    axes: Axes, table: pd.DataFrame, named: Sequence[str], theme: Theme, ready: Evaluator
) -> None:
    store, colours = ready.store, [theme.accent, *theme.several("region", NAMED - 1)]
    for region, rows in sorted(table.groupby("region", sort=False), key=lambda o: o[0] in named):
        rows = rows.sort_values("year")
        broken = [
            any(year in store.series[s].breaks for s in faces.series_of(basis, store.series))
            for year, basis in zip(rows["year"], rows["basis"], strict=True)
        ]
        rows = rows.assign(segment=segments(rows["year"], rows["basis"], broken))
        mine = region in named
        colour = colours[named.index(str(region)) % len(colours)] if mine else theme.grid
        look = {"marker": "o", "ms": 3, "lw": 1.8} if mine else {"lw": 0.8}
        parts.year_lines(axes, rows, "value", color=colour, **look)
    ends = table[table["region"].isin(named)].sort_values("year").groupby("region")["value"].last()
    for region, place in parts.apart(axes, ends.sort_values(kind="stable")).items():
        colour = colours[named.index(region) % len(colours)]
        name = table.loc[table["region"] == region, "name"].iloc[0]
        parts.beside(axes, place, name, color=colour)


@contextmanager
def _axes(title: str, height: float, ax: Axes | None) -> Iterator[tuple[Axes, Theme]]:
    """Axes in the report's style, those given or new ones, which a notebook shows by itself."""
    if ax is not None and not isinstance(ax, Axes):
        raise ParameterError(f"ax is {ax!r}", remedy="Give axes of matplotlib, or leave it out")
    with themed("light") as theme:
        if ax is None:
            canvas = parts.sheet(height, pyplot.figure)
            canvas.set_facecolor(theme.surface)
            ax = canvas.add_subplot()
        yield ax, theme
        ax.set_title(title, loc="left", wrap=True)
        whole = ax.get_figure(root=True)
        assert whole is not None  # of axes that are drawn on
        whole.draw_without_rendering()  # ticks are made when drawn, and take the style's font


def _scaled(
    table: pd.DataFrame, unit: str, ready: Evaluator, lang: str
) -> tuple[pd.DataFrame, str]:
    """The values in the unit that readers see, and its symbol."""
    factor, symbol = display.friendly(unit, ready.store.units, lang)
    return table.assign(value=table["value"] * factor), symbol


def _decimals(values: pd.Series[float], unit: str) -> int:
    return DECIMALS.get(unit, faces.significant(float(values.median())))


def _value_axis(axes: Axes, unit: str, symbol: str, lang: str, along: bool = False) -> None:
    axis = axes.xaxis if along else axes.yaxis
    if unit == "percent":
        parts.percent_axis(axis, lang)
    else:
        parts.digit_axis(axis)
        if unit not in DECIMALS and not along:
            axes.set_ylabel(symbol)
