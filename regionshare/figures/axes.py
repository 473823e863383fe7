"""Axes: what the figures' axes have in common, and lines over the years, one look for all chapters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, Formatter, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox

from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

DASHES = (0, (4, 3))
"""Of lines that stand for a whole or a yardstick."""

HATCHES = ("", "", "////", "\\\\\\\\", "xxxx")
"""Patterns of stacked parts whose colours are shades of one; of lines alone, since dots are heavy."""

LEGEND_MARGIN = 3
"""Points to the left and right of a legend that fills its canvas."""

BAND, NARROW_BAND = 0.18, 0.45
"""How much of its colour a band has; a narrow one more, so that it is seen on a dark page, too."""

PLACES = 9
"""Decimals of the places of axes, as fractions of the canvas."""

_NAMED = (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20)


class Fitting(ConstrainedLayoutEngine):
    """Constrained layout, with legends in as many columns as the canvas has room for, and texts that fit.

    Its solver orders what it solves by addresses in memory, so that places differ in the last digits
    from run to run, and with them the names in an SVG: they are rounded. It begins where the axes
    were before it, so that a canvas that was laid out for one width is laid out for the next as a
    new one is.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begun: dict[Axes, dict[Literal["original", "active"], Bbox]] = {}
        self._made: list[tuple[Legend, Callable[[int], Legend], int]] = []
        self._held: list[tuple[float, Sequence[Sequence[Text]]]] = []

    def add(self, canvas: Canvas, make: Callable[[int], Legend], columns: int) -> None:
        """Add a legend, by what makes it with a number of columns, and the most it has."""
        self._made.append((make(columns), make, columns))
        self.fit(canvas)

    def hold(self, canvas: Canvas, part: float, choices: Sequence[Sequence[Text]]) -> None:
        """Show the first choice of texts that are all within a part of the canvas's width, or none."""
        self._held.append((part, choices))
        self.fit(canvas)

    def execute(self, fig: Canvas) -> Any:
        """Lay out a canvas."""
        for axes in fig.axes:
            if axes in self._begun:
                for which, place in self._begun[axes].items():
                    axes.set_position(place, which=which)
                axes.set_in_layout(True)  # a position that is set takes them out of it
            else:
                places = axes.get_position(original=True), axes.get_position()
                self._begun[axes] = {"original": places[0].frozen(), "active": places[1].frozen()}
        found = super().execute(fig)
        for axes in fig.axes:
            axes.set_position(np.round(axes.get_position(original=True).bounds, PLACES).tolist())
            axes.set_in_layout(True)
        return found

    def fit(self, canvas: Canvas) -> None:
        """Make the legends anew for the width that the canvas has now, and hide what does not fit."""
        # A text remembers what it was measured with: after a PNG of many dots that is another scale.
        pen = RendererAgg(*canvas.bbox.size, canvas.dpi)  # type: ignore[no-untyped-call]
        for part, choices in self._held:
            room, found = part * float(canvas.bbox.width), False
            for texts in choices:
                for one in texts:
                    one.set_visible(True)  # what is hidden has no width
                fits = not found and all(one.get_window_extent(pen).width <= room for one in texts)
                for one in texts:
                    one.set_visible(fits)
                found = found or fits
        room = float(canvas.bbox.width) - 2 * LEGEND_MARGIN
        for place, (shown, make, most) in enumerate(self._made):
            for columns in range(most, 0, -1):
                shown.remove()
                shown = make(columns)
                if shown.get_window_extent().width <= room:
                    break
            self._made[place] = shown, make, most


class Sheet(Canvas):
    """A canvas that is drawn once where it is saved.

    Before it saves one that lays itself out, matplotlib goes through all of it without drawing: of that
    pass the layout is needed alone.
    """

    def draw(self, renderer: Any) -> None:
        """Draw, or lay out where nothing is to be drawn."""
        layout = self.get_layout_engine()
        if layout is None or inspect.ismethod(renderer.open_group):
            super().draw(renderer)
        else:
            layout.execute(self)


def sheet(height: float, make: Callable[..., Canvas] = Sheet) -> Canvas:
    """A canvas as wide as a phone's page, of a height in inches, that lays itself out.

    Parameters
    ----------
    make : callable
        Makes the canvas: pyplot's ``figure`` for one that a notebook shows by itself.
    """
    return make(figsize=(WIDTH, height), layout=Fitting())


def panel(height: float) -> tuple[Canvas, Axes]:
    """A canvas as wide as a phone's page with one pair of axes.

    Chapters draw on it with seaborn, which marks every row of a table where it lies: nothing is
    averaged, resampled or smoothed.

    Parameters
    ----------
    height : float
        Inches; for a chart of rows about 0.2 to 0.45 for each and 0.6 to 1.1 around them.
    """
    canvas = sheet(height)
    return canvas, canvas.add_subplot()


def name_rows(
    axes: Axes,
    names: Sequence[str],
    *,
    size: float | None = None,
    margin: float = 0.6,
    own: Sequence[bool] = (),
    gaps: Sequence[bool] = (),
    theme: Theme | None = None,
) -> None:
    """Name the rows of a horizontal chart, from the top down, with grid lines behind them.

    Parameters
    ----------
    names : sequence of str
        Row ``i`` is drawn at the height ``i``.
    size : float, optional
        Points; the theme's own if not given.
    margin : float
        Room above the first row and below the last.
    own : sequence of bool, optional
        By row, whether it is the edition's own, whose name takes the accent of the `theme`.
    gaps : sequence of bool, optional
        By row, whether others are left out before it, which a dashed line tells.
    """
    more: dict[str, Any] = {} if size is None else {"fontsize": size}
    axes.set_yticks(range(len(names)), list(names), **more)
    for label, mine in zip(axes.get_yticklabels(), own, strict=False):
        if mine and theme is not None:
            label.set_color(theme.accent)
    for place, gap in enumerate(gaps):
        if gap and theme is not None:
            axes.axhline(place - 0.5, color=theme.muted, lw=0.8, ls=DASHES)
    axes.set_ylim(len(names) - 1 + margin, -margin)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)


def mark_rows(axes: Axes, own: Sequence[bool], theme: Theme) -> None:
    """A band behind the rows of the edition's own region."""
    for place, mine in enumerate(own):
        if mine:
            axes.axhspan(place - 0.5, place + 0.5, color=theme.accent, alpha=0.15, lw=0)


def ranked_bars(
    axes: Axes,
    rows: pd.DataFrame,
    column: str,
    own: str,
    theme: Theme,
    text: Callable[[float], str],
    tone: str = "gdp",
    *,
    apart: bool = False,
) -> None:
    """A bar for each region of a ranking, the first on top, with its value at its end.

    Parameters
    ----------
    rows : DataFrame
        ``region``, ``name`` and the column drawn, as the ranking has them; ``gap`` if rows are left out.
    own : str
        The edition's region, in the accent of the theme.
    text : callable
        A value as its label shows it.
    tone : str
        The concept whose colour the other bars have.
    apart : bool
        Whether the values stand in a column to the right, where they cover no line between the bars.
    """
    mine = rows["region"] == own
    palette = {True: theme.accent, False: theme.concept(tone)}
    sns.barplot(
        x=rows[column], y=rows["region"], hue=mine, palette=palette, saturation=1, width=0.68,
        dodge=False, errorbar=None, legend=False, ax=axes,
    )  # fmt: skip
    axes.axvline(0, color=theme.muted, lw=0.8)
    named = list(rows["name"])
    name_rows(
        axes, named, size=8, margin=0.7, own=list(mine), gaps=list(rows.get("gap", ())), theme=theme
    )
    for place, value in enumerate(rows[column]):
        if apart:
            beside(axes, place, text(value), fontsize=7.5, color=theme.text)
            continue
        axes.annotate(
            text(value), (max(value, 0), place), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=7.5, color=theme.text, bbox=ground(theme),
        )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.margins(x=0.04 if apart else 0.14)


def ground(theme: Theme) -> dict[str, Any]:
    """The ground of a text inside the axes, on which no line runs through it."""
    return {"boxstyle": "square,pad=0.1", "fc": theme.surface, "lw": 0}


def stacked_bars(
    axes: Axes,
    table: pd.DataFrame,
    colours: Sequence[str],
    *,
    flat: bool = False,
    hatched: bool = False,
    **look: Any,
) -> None:
    """A bar for each row, its columns stacked from zero, those below zero downwards.

    Parameters
    ----------
    table : DataFrame
        A column for each part, named as the legend names it; its index says where the bars stand.
    colours : sequence of str
        One for each column.
    flat : bool
        Whether the bars lie; they stand if not.
    hatched : bool
        Whether each column has a pattern, too, for shades that no eye tells apart.
    **look
        ``width`` of the bars in rows, and what else matplotlib's bar takes.
    """
    draw, width = axes.barh if flat else axes.bar, look.pop("width")
    above, below = (
        table.clip(*limits).cumsum(axis=1).shift(axis=1, fill_value=0.0)
        for limits in ((0.0, None), (None, 0.0))
    )
    base = above.where(table > 0, below)
    patterns = cycle(HATCHES if hatched else ("",))
    for part, colour, hatch in zip(table, colours, patterns, strict=False):
        draw(
            table.index, table[part], width, base[part], color=colour, label=part, hatch=hatch,
            **look,
        )  # fmt: skip


def beside(axes: Axes, height: float, text: str, *, gap: float = 6, **look: Any) -> None:
    """Write a text to the right of the axes, level with a height of the y axis.

    Parameters
    ----------
    gap : float
        Points from the edge of the axes.
    **look
        ``fontsize``, ``color`` and what else matplotlib's annotate takes.
    """
    axes.annotate(
        text, (1.0, height), xycoords=axes.get_yaxis_transform(), xytext=(gap, 0),
        textcoords="offset points", va="center", annotation_clip=False, **look,
    )  # fmt: skip


class End(NamedTuple):
    """Where a line ends, and its colour."""

    x: float
    y: float
    colour: str


def name_ends(axes: Axes, ends: Mapping[str, End], size: float = 8) -> None:
    """Write the names of lines to the right of the axes, level with their ends.

    A hair leads from an end to its name where the two are not side by side; in the colour of the axes,
    since it is no part of the line.
    """
    right = max(end.x for end in ends.values())
    level = pd.Series({name: end.y for name, end in ends.items()}).sort_values(kind="stable")
    for name, place in apart(axes, level, size).items():
        x, y, colour = ends[name]
        hair: dict[str, Any] = {"arrowstyle": "-", "lw": 0.5, "relpos": (0, 0.5)}
        hair |= {"color": axes.spines["bottom"].get_edgecolor(), "shrinkA": 1, "shrinkB": 3}
        axes.annotate(
            name, (x, y), (1.02, place), xycoords="data",
            textcoords=axes.get_yaxis_transform(), va="center", fontsize=size, color=colour,
            annotation_clip=False, arrowprops=hair if x < right or abs(place - y) > 0 else None,
        )  # fmt: skip


def apart(axes: Axes, ends: pd.Series, size: float = 9) -> dict[str, float]:
    """Places for names at the right edge, moved apart where they would overlap, the lowest first.

    Parameters
    ----------
    ends : Series
        Heights by name, ascending.
    size : float
        Points of the names.
    """
    (low, high), whole = axes.get_ylim(), axes.get_figure(root=True)
    assert whole is not None  # of axes that are drawn on
    spec = axes.get_subplotspec()
    share = spec.get_position(whole).height if spec else 1.0
    step = (high - low) * 1.35 * size / (72 * 0.85 * share * whole.get_size_inches()[1])
    places: dict[str, float] = {}
    floor = float("-inf")
    for name, value in ends.items():
        floor = max(value, floor + step)
        places[str(name)] = floor
    surplus = max(0.0, floor - (high - step * 0.5))
    return {name: place - surplus for name, place in places.items()}


def said(
    axes: Axes, bands: Sequence[tuple[float, float]], text: str, theme: Theme, *,
    level: bool = False, inside: bool = False, narrow: bool = False,
) -> None:  # fmt: skip
    """A band for each reading of what was said, and above the axes that it was.

    Parameters
    ----------
    bands : sequence of (float, float)
        Inside the axes.
    level : bool
        Whether the values lie along the y axis.
    inside : bool
        Whether the text stands below the upper edge of the axes.
    narrow : bool
        Whether the bands are a small part of the axes.
    """
    span = axes.axhspan if level else axes.axvspan
    for low, high in bands:
        span(low, high, color=theme["said"], alpha=NARROW_BAND if narrow else BAND, lw=0, zorder=0)
    if not bands:
        return
    where: dict[str, Any] = {"xy": (1.0, 1.0), "xycoords": "axes fraction", "ha": "right"}
    if not level:
        middle = (min(low for low, _ in bands) + max(high for _, high in bands)) / 2
        where = {"xy": (middle, 1.0), "xycoords": axes.get_xaxis_transform(), "ha": "center"}
    axes.annotate(
        text, xytext=(0, -1 if inside else 3), textcoords="offset points", fontsize=8,
        va="top" if inside else "bottom", color=theme["said"], annotation_clip=False, **where,
    )  # fmt: skip


def year_axis(axes: Axes, grid: bool = True) -> None:
    """Years along x: a few whole ones; lines of the grid for the values."""
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 4, 5, 10]))
    if grid:
        axes.grid(axis="y", lw=0.5)


def log_axis(axes: Axes, values: pd.Series) -> None:
    """A logarithmic x axis around values, with ticks a reader can name."""
    low, high = float(values.min()), float(values.max())
    ticks = [tick for tick in _NAMED if low / 1.6 <= tick <= high * 1.6]
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_xlim(low / 1.15, high * 1.15)


class Ticks(Formatter):
    """Labels that say the very place of their tick, all with the decimals that some of them need.

    Parameters
    ----------
    write : callable
        Writes a value with so many decimals.
    decimals : int
        The fewest.
    """

    def __init__(self, write: Callable[[float, int], str], decimals: int = 0) -> None:
        self._write, self._fewest, self._decimals = write, decimals, decimals

    def set_locs(self, locs: Any) -> None:
        """Take the places of all ticks."""
        super().set_locs(locs)
        fitting = (n for n in range(self._fewest, 9) if np.allclose(locs, np.round(locs, n), 1e-9))
        self._decimals = next(fitting, 9)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of one tick."""
        return self._write(x, self._decimals)


def percent_axis(
    axis: Axis, lang: str, decimals: int = 0, most: int | Literal["auto"] = "auto"
) -> None:
    """Ticks in percent, as the language writes them: ``percent_axis(axes.xaxis, "en")``."""
    tick_axis(axis, lambda value, places: display.percent(value, places, lang), decimals, most)


def digit_axis(axis: Axis, decimals: int = 0) -> None:
    """Ticks in digits, as the numbers are printed."""
    tick_axis(axis, display.digits, decimals)


def tick_axis(
    axis: Axis,
    write: Callable[[float, int], str],
    decimals: int = 0,
    most: int | Literal["auto"] = "auto",
) -> None:
    """Ticks at round places, written with as many decimals as these have, between at most so many steps."""
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(Ticks(write, decimals))


def dots(
    axes: Axes, table: pd.DataFrame, x: str, y: str = "", size: float = 5, **look: Any
) -> None:
    """A dot for each row of a table, at a column and at another or at the number of the row.

    Parameters
    ----------
    size : float
        Points across.
    **look
        ``hue``, ``style``, ``palette``, ``color`` and what else seaborn's scatterplot takes; no
        legend if it is not asked for.
    """
    look = {"legend": False, "edgecolor": "face", "linewidth": 1, "zorder": 2} | look
    sns.scatterplot(table, x=x, y=table[y] if y else table.index, s=size**2, ax=axes, **look)
    axes.set(xlabel="", ylabel="")


def year_lines(
    axes: Axes, table: pd.DataFrame, column: str, hue: str | None = None, **look: Any
) -> None:
    """Lines of a column over ``year``, one for each ``hue``, broken where ``segment`` changes.

    Parameters
    ----------
    **look
        ``palette`` or ``color``, ``lw``, ``ms`` and what else seaborn's lineplot takes; no legend
        if it is not asked for.
    """
    look = {"legend": False, "mec": "auto", "mew": 1} | look
    units = "segment" if "segment" in table else None
    sns.lineplot(
        table, x="year", y=column, hue=hue, units=units, estimator=None, errorbar=None, ax=axes,
        **look,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    year_axis(axes)


def legend(canvas: Canvas, columns: int = 2, place: str = "upper", **look: Any) -> None:
    """A legend without a frame outside the axes, so that it covers nothing.

    Parameters
    ----------
    columns : int
        The most; it has fewer where the canvas is narrower than its texts.
    place : {"upper", "lower"}
        Above the axes or below.
    **look
        ``handles``, ``labels`` and what else matplotlib's legend takes.
    """
    layout = canvas.get_layout_engine()
    assert isinstance(layout, Fitting)  # of every canvas that `sheet` makes
    for drawn in filter(None, (axes.get_legend() for axes in canvas.axes)):
        drawn.remove()  # seaborn's own
    look = dict[str, Any](loc=f"outside {place} center", frameon=False, fontsize=8) | look
    entries = [axes.get_legend_handles_labels() for axes in canvas.axes]
    handles = look.pop("handles", [one for handles, _ in entries for one in handles])
    labels = look.pop("labels", None) or [one.get_label() for one in handles]

    def made(count: int) -> Legend:
        """Read row by row: matplotlib fills one column after the other."""
        rows = [place for column in range(count) for place in range(column, len(labels), count)]
        drawn, named = [handles[i] for i in rows], [labels[i] for i in rows]
        return canvas.legend(drawn, named, ncols=count, **look)

    layout.add(canvas, made, columns)


# -- lines over the years, one strand for each series, broken where the series breaks -------------


class Look(NamedTuple):
    """How a strand is drawn: what its colour means, line style, width, marker, whether it is named."""

    colour: str
    line: str = "-"
    width: float = 1.8
    marker: str = "o"
    named: bool = True


def draw_strands(
    table: pd.DataFrame,
    looks: Mapping[str, Look],
    theme: Theme,
    write: Callable[[float, int], str],
    height: float = 3.4,
) -> tuple[Canvas, Axes]:
    """Draw ``series, label, year, value, segment``; a line stays inside its segment.

    Parameters
    ----------
    write : callable
        Writes a value with so many decimals, for the ticks.
    """
    canvas, axes = panel(height)
    ends: dict[str, End] = {}
    for series, rows in table.groupby("series", sort=False):
        look, label = looks.get(str(series), Look("muted")), str(rows["label"].iloc[0])
        for _, part in rows.groupby("segment"):
            axes.plot(
                part["year"], part["value"], look.line, marker=look.marker, ms=3, lw=look.width,
                color=theme[look.colour],
            )  # fmt: skip
        if look.named:
            last = rows.iloc[-1]
            ends[label] = End(last["year"], last["value"], theme[look.colour])
    year_axis(axes)
    tick_axis(axes.yaxis, write)
    axes.margins(y=0.08)
    name_ends(axes, ends)
    return canvas, axes
