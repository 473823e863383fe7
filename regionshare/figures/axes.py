"""Axes: what the figures' axes have in common, so that a chapter says only what it draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

DASHES = (0, (4, 3))
"""Of lines that stand for a whole or a yardstick."""

_NAMED = (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20)


def panel(height: float) -> tuple[Canvas, Axes]:
    """A canvas as wide as a phone's page with one pair of axes.

    Chapters draw on it with seaborn, which marks every row of a table where it lies: nothing is
    averaged, resampled or smoothed.

    Parameters
    ----------
    height : float
        Inches; for a chart of rows about 0.2 to 0.45 for each and 0.6 to 1.1 around them.
    """
    canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
    return canvas, canvas.add_subplot()


def name_rows(
    axes: Axes,
    names: Sequence[str],
    *,
    size: float | None = None,
    margin: float = 0.6,
    own: Sequence[bool] = (),
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
    """
    more: dict[str, Any] = {} if size is None else {"fontsize": size}
    axes.set_yticks(range(len(names)), list(names), **more)
    for label, mine in zip(axes.get_yticklabels(), own, strict=False):
        if mine and theme is not None:
            label.set_color(theme.accent)
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
) -> None:
    """A bar for each region of a ranking, the first on top, with its value at its end.

    Parameters
    ----------
    rows : DataFrame
        ``region``, ``name`` and the column drawn, as the ranking has them.
    own : str
        The edition's region, in the accent of the theme.
    text : callable
        A value as its label shows it.
    tone : str
        The concept whose colour the other bars have.
    """
    mine = rows["region"] == own
    palette = {True: theme.accent, False: theme.concepts[tone]}
    sns.barplot(
        x=rows[column], y=rows["region"], hue=mine, palette=palette, saturation=1, width=0.68,
        dodge=False, errorbar=None, legend=False, ax=axes,
    )  # fmt: skip
    axes.axvline(0, color=theme.text, lw=0.8)
    name_rows(axes, list(rows["name"]), size=8, margin=0.7, own=list(mine), theme=theme)
    for place, value in enumerate(rows[column]):
        axes.annotate(
            text(value), (max(value, 0), place), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=7.5, color=theme.text,
        )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.margins(x=0.14)


def stacked_bars(
    axes: Axes, table: pd.DataFrame, colours: Sequence[str], *, flat: bool = False, **look: Any
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
    **look
        ``width`` of the bars in rows, and what else matplotlib's bar takes.
    """
    draw, width = axes.barh if flat else axes.bar, look.pop("width")
    above, below = (
        table.clip(*limits).cumsum(axis=1).shift(axis=1, fill_value=0.0)
        for limits in ((0.0, None), (None, 0.0))
    )
    base = above.where(table > 0, below)
    for part, colour in zip(table, colours, strict=False):
        draw(table.index, table[part], width, base[part], color=colour, label=part, **look)


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


def year_axis(axes: Axes, grid: bool = True) -> None:
    """Years along x: a few whole ones; lines of the grid for the values."""
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
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


def percent_axis(axis: Axis, lang: str, decimals: int = 0) -> None:
    """Ticks in percent, as the language writes them: ``percent_axis(axes.xaxis, "en")``."""
    axis.set_major_formatter(lambda value, _: display.percent(value, decimals, lang))


def digit_axis(axis: Axis, decimals: int = 0) -> None:
    """Ticks in digits, as the numbers are printed."""
    axis.set_major_formatter(lambda value, _: display.digits(value, decimals))


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


def legend_above(axes: Axes, columns: int = 2, centre: float = 0.5, **look: Any) -> None:
    """A legend without a frame above the axes, so that it covers nothing.

    Parameters
    ----------
    centre : float
        Where its middle is, as a part of the width of the axes.
    """
    axes.legend(
        loc="lower center", bbox_to_anchor=(centre, 1.0), ncols=columns, frameon=False, **look
    )
