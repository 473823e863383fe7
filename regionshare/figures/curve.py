"""Specification curves: every value over its choices, sorted, and below it the choices made.

After Simonsohn, Simmons and Nelson, "Specification curve analysis" (Nature Human Behaviour 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from regionshare.figures.axes import said, sheet, tick_axis
from regionshare.figures.style import Theme

VALUES, ROW, EDGE = 1.05, 0.15, 0.3
"""Inches: the height of the values, of a row of choices, and of what is around them."""


@dataclass(frozen=True)
class Curve:
    """One curve.

    Attributes
    ----------
    title : str
        Above it; empty where there is one curve only.
    table : DataFrame
        A row for each value, the lowest first: ``value``, ``decides`` (hollow where it is shown
        only), ``headline``, and a column for each choice.
    choices : mapping of str to str
        What the columns of choices are called.
    stated : sequence of (float, float)
        The bands of what was stated; an end may be infinite.
    write : callable
        Writes a value with so many decimals, for the ticks.
    tone : str
        The concept whose colour it has.
    said : str
        What stands over the bands.
    """

    title: str
    table: pd.DataFrame
    choices: Mapping[str, str]
    stated: Sequence[tuple[float, float]]
    write: Callable[[float, int], str]
    tone: str
    said: str = ""

    def options(self) -> Iterator[tuple[str, list[str]]]:
        """The choices that differ, each with its options: years in their order, else what gives low values first."""
        for column in self.choices:
            means = self.table.groupby(column, sort=False)["value"].mean()
            if len(means) > 1:
                options = [str(name) for name in means.sort_values(kind="stable").index]
                yield column, sorted(options) if all(map(str.isdigit, options)) else options

    def limits(self) -> tuple[float, float]:
        """From the lowest to the highest of values and finite edges, with room on both sides."""
        edges = [edge for band in self.stated for edge in band if np.isfinite(edge)]
        low, high = min([*edges, *self.table["value"]]), max([*edges, *self.table["value"]])
        room = 0.08 * (high - low) or 0.5
        return low - room, high + room


def draw_curves(curves: Sequence[Curve], theme: Theme) -> Canvas:
    """The curves below each other."""
    heights: list[float] = []
    for curve in curves:
        rows = sum(1 + len(options) for _, options in curve.options())
        heights += [VALUES, max(ROW * rows, 0.02)]
    canvas = sheet(sum(heights) + EDGE * len(curves))
    drawn = canvas.subplots(2 * len(curves), 1, squeeze=False, height_ratios=heights)[:, 0]
    for curve, upper, lower in zip(curves, drawn[::2], drawn[1::2], strict=True):
        _draw_values(upper, curve, theme)
        _draw_choices(lower, curve, theme)
        for axes in (upper, lower):
            axes.set_xlim(-0.8, len(curve.table) - 0.2)
            axes.set_xticks([])
            axes.spines["bottom"].set_visible(False)
    return canvas


def _draw_values(axes: Axes, curve: Curve, theme: Theme) -> None:
    low, high = curve.limits()
    axes.set_ylim(low, high)
    bands = [(max(bottom, low), min(top, high)) for bottom, top in curve.stated]
    said(axes, bands, curve.said, theme, level=True)
    size, colour = _size(curve), theme.concept(curve.tone)
    rows = list(enumerate(curve.table.to_dict("records")))
    for place, row in sorted(rows, key=lambda one: not one[1]["headline"]):  # under its neighbours
        mark, wide = ("D", 1.6 * size) if row["headline"] else ("o", size)
        fill = colour if row["decides"] else "none"
        axes.plot(
            place, row["value"], mark, ms=wide, color=colour, mfc=fill, mew=0.9, clip_on=False
        )
    tick_axis(axes.yaxis, curve.write)
    axes.tick_params(axis="y", labelsize=8)
    axes.grid(axis="y", lw=0.5)
    axes.set_axisbelow(True)
    if curve.title:
        axes.annotate(
            curve.title, (0.01, 1.0), (0, 3), xycoords=("figure fraction", "axes fraction"),
            textcoords="offset points", va="bottom", fontsize=9, annotation_clip=False,
        ).set_in_layout(False)  # fmt: skip
        axes.set_title(" ", fontsize=9)


def _draw_choices(axes: Axes, curve: Curve, theme: Theme) -> None:
    names: list[str] = []
    heads: list[int] = []
    for column, options in curve.options():
        heads.append(len(names))
        names.append(curve.choices[column])
        for option in options:
            places = np.flatnonzero(curve.table[column] == option)
            axes.axhline(len(names), color=theme.grid, lw=0.5, zorder=0)
            axes.plot(
                places, [len(names)] * len(places), "o", ms=0.8 * _size(curve), color=theme.muted,
                mew=0,
            )  # fmt: skip
            names.append(option)
    axes.set_yticks(range(len(names)), names, fontsize=7.5)
    for place in heads:
        axes.get_yticklabels()[place].set_color(theme.muted)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _size(curve: Curve) -> float:
    """Points across a dot, so that neighbours do not touch on one column of a journal."""
    return float(np.clip(110 / len(curve.table), 1.8, 5))
