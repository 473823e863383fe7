"""Axes: what the figures' axes have in common, so that a chapter says only what it draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
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
    """Name the rows of a horizontal chart, from the bottom up, with grid lines behind them.

    Parameters
    ----------
    names : sequence of str
        Row ``i`` is drawn at the height ``i``.
    size : float, optional
        Points; the theme's own if not given.
    margin : float
        Room below the first row and above the last.
    own : sequence of bool, optional
        By row, whether it is the edition's own, whose name takes the accent of the `theme`.
    """
    more: dict[str, Any] = {} if size is None else {"fontsize": size}
    axes.set_yticks(range(len(names)), list(names), **more)
    for label, mine in zip(axes.get_yticklabels(), own, strict=False):
        if mine and theme is not None:
            label.set_color(theme.accent)
    axes.set_ylim(-margin, len(names) - 1 + margin)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)


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
    rows = rows.iloc[::-1].reset_index(drop=True)
    mine = [region == own for region in rows["region"]]
    colours = [theme.accent if one else theme.concepts[tone] for one in mine]
    axes.barh(range(len(rows)), rows[column], color=colours, height=0.68)
    axes.axvline(0, color=theme.text, lw=0.8)
    name_rows(axes, list(rows["name"]), size=8, margin=0.7, own=mine, theme=theme)
    for place, value in enumerate(rows[column]):
        axes.annotate(
            text(value), (max(value, 0), place), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=7.5, color=theme.text,
        )  # fmt: skip
    axes.margins(x=0.14)


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


def broken_line(
    axes: Axes, rows: pd.DataFrame, column: str, style: str = "-o", label: str = "", **look: Any
) -> None:
    """A line of ``year`` and a column that breaks where ``segment`` changes, named once.

    Parameters
    ----------
    style : str
        Line and marker, as matplotlib's plot takes them.
    **look
        ``color``, ``lw``, ``ms`` and what else it takes.
    """
    for _, segment in rows.groupby("segment"):
        axes.plot(segment["year"], segment[column], style, label=label or "_", **look)
        label = ""


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
