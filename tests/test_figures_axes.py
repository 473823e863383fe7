"""What the figures' axes have in common."""

from __future__ import annotations

import pandas as pd
import pytest

from regionshare.figures import axes as shared
from regionshare.figures.style import themed


def test_rows_are_named_from_the_bottom_and_the_own_one_is_marked() -> None:
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        shared.name_rows(axes, ["a", "b"], size=8, own=[False, True], theme=theme)
        shared.mark_rows(axes, [False, True], theme)
        labels = axes.get_yticklabels()
    assert [one.get_text() for one in labels] == ["a", "b"]
    assert [one.get_color() == theme.accent for one in labels] == [False, True]
    assert axes.get_ylim() == pytest.approx((-0.6, 1.6))
    assert len(axes.patches) == 1


def test_a_ranking_has_its_first_row_on_top_and_values_at_the_ends() -> None:
    table = pd.DataFrame({"region": ["A", "B"], "name": ["a", "b"], "change": [2.0, -1.0]})
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        shared.ranked_bars(axes, table, "change", "A", theme, lambda v: f"{v:g} %")
    assert [one.get_text() for one in axes.get_yticklabels()] == ["b", "a"]
    assert [one.get_text() for one in axes.texts] == ["-1 %", "2 %"]
    assert [one.xy[0] for one in axes.texts] == [0, 2.0]
    assert [one.get_width() for one in axes.patches] == [-1.0, 2.0]


def test_a_line_breaks_with_its_segments_and_is_named_once() -> None:
    rows = pd.DataFrame({"year": [1, 2, 3], "value": [1.0, 2.0, 3.0], "segment": [1, 1, 2]})
    with themed("light"):
        _, axes = shared.panel(2.0)
        shared.broken_line(axes, rows, "value", label="x", color="red")
    assert [list(one.get_xdata()) for one in axes.lines] == [[1, 2], [3]]
    assert axes.get_legend_handles_labels()[1] == ["x"]


def test_ticks_of_a_logarithmic_axis_can_be_named() -> None:
    _, axes = shared.panel(2.0)
    shared.log_axis(axes, pd.Series([0.35, 4.0]))
    assert list(axes.get_xticks()) == [0.3, 0.5, 1, 2, 3, 5]


def test_ticks_are_written_as_the_numbers_are() -> None:
    _, axes = shared.panel(2.0)
    shared.percent_axis(axes.yaxis, "en", 1)
    shared.digit_axis(axes.xaxis)
    assert axes.yaxis.get_major_formatter()(7.04, 0) == "7.0\u202f%"
    assert axes.xaxis.get_major_formatter()(7.04, 0) == "7"
