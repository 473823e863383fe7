"""Lines over the years, one strand for each series, broken where the series breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.figures.axes import legend, panel, tick_axis, year_axis
from regionshare.figures.style import Theme


class Look(NamedTuple):
    """How a strand is drawn: the name of a colour of the theme, line style, width, marker."""

    colour: str
    line: str = "-"
    width: float = 1.8
    marker: str = "o"


def colour_of(theme: Theme, name: str) -> str:
    """A colour of the theme by the name of a concept, or ``accent`` or ``muted``."""
    return theme.concepts[name] if name in theme.concepts else str(getattr(theme, name))


def draw_strands(
    table: pd.DataFrame,
    looks: Mapping[str, Look],
    theme: Theme,
    write: Callable[[float, int], str],
    height: float = 3.4,
    columns: int = 2,
) -> Canvas:
    """Draw ``series, label, year, value, segment``; a line stays inside its segment.

    Parameters
    ----------
    write : callable
        Writes a value with so many decimals, for the ticks.
    """
    canvas, axes = panel(height)
    for series, rows in table.groupby("series", sort=False):
        look, label = looks.get(str(series), Look("muted")), str(rows["label"].iloc[0])
        for place, (_, part) in enumerate(rows.groupby("segment")):
            axes.plot(
                part["year"], part["value"], look.line, marker=look.marker, ms=3, lw=look.width,
                color=colour_of(theme, look.colour), label="_" * (place > 0) + label,
            )  # fmt: skip
    year_axis(axes)
    tick_axis(axes.yaxis, write)
    axes.margins(y=0.08)
    legend(canvas, columns, "lower", handlelength=2.4)
    return canvas
