"""What the figures' axes have in common."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from regionshare.figures import axes as shared
from regionshare.figures import printing
from regionshare.figures.naming import Point, name_points
from regionshare.figures.style import NARROW, themed


def test_rows_are_named_from_the_top_and_the_own_one_is_marked() -> None:
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        shared.name_rows(axes, ["a", "b"], size=8, own=[False, True], theme=theme)
        shared.mark_rows(axes, [False, True], theme)
        labels = axes.get_yticklabels()
    assert [one.get_text() for one in labels] == ["a", "b"]
    assert [one.get_color() == theme.accent for one in labels] == [False, True]
    assert axes.get_ylim() == pytest.approx((1.6, -0.6))
    assert len(axes.patches) == 1


def test_places_of_axes_do_not_hang_on_the_last_digits_of_the_solver() -> None:
    canvas = shared.sheet(3.0)
    drawn = canvas.subplots(5, 1, height_ratios=[3, 1, 4, 1, 5])
    drawn[1].set_yticks([0, 1], ["a long name", "another"])
    canvas.draw_without_rendering()
    for axes in drawn:
        bounds = axes.get_position().bounds
        assert [round(one, shared.PLACES) for one in bounds] == pytest.approx(bounds, abs=1e-15)
        assert axes.get_in_layout()


def test_a_ranking_has_its_first_row_on_top_and_values_at_the_ends() -> None:
    table = pd.DataFrame({"region": ["A", "B"], "name": ["a", "b"], "change": [2.0, -1.0]})
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        shared.ranked_bars(axes, table, "change", "A", theme, lambda v: f"{v:g} %")
        colours = [theme.accent, theme.concepts["gdp"]]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["a", "b"]
    assert [one.get_text() for one in axes.texts] == ["2 %", "-1 %"]
    assert [one.xy for one in axes.texts] == [(2.0, 0), (0, 1)]
    drawn = {round(one.get_y() + one.get_height() / 2): one for one in axes.patches}
    assert {place: one.get_width() for place, one in drawn.items()} == {0: 2.0, 1: -1.0}
    assert [to_hex(drawn[place].get_facecolor()) for place in (0, 1)] == colours
    assert not axes.lines[1:], "no line of an error is drawn"


def test_a_line_breaks_with_its_segments_and_is_named_once() -> None:
    rows = pd.DataFrame({"year": [1, 2, 3], "value": [1.0, 2.0, 3.0], "segment": [1, 1, 2]})
    with themed("light"):
        _, axes = shared.panel(2.0)
        shared.year_lines(
            axes, rows.assign(name="x"), "value", "name", palette={"x": "red"}, legend=True
        )
    assert [list(one.get_xdata()) for one in axes.lines if len(one.get_xdata())] == [[1, 2], [3]]
    assert axes.get_legend_handles_labels()[1] == ["x"]
    assert not axes.collections, "no band of an estimate is drawn"


def test_a_hair_to_the_name_of_a_line_that_ends_early_does_not_look_like_the_line() -> None:
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        tone = theme.concept("gdp")
        shared.name_ends(axes, {"a": shared.End(1, 0.5, tone), "b": shared.End(2, 0.8, tone)})
    early, late = axes.texts
    assert to_hex(early.arrow_patch.get_edgecolor()) == theme.muted
    assert late.arrow_patch is None
    assert early.get_color() == late.get_color() == tone


def test_dots_lie_at_the_rows_of_their_table() -> None:
    rows = pd.DataFrame({"share": [5.0, 7.0], "concept": ["gdp", "co2"]})
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        shared.dots(axes, rows, "share", hue="concept", palette=theme.concepts)
        colours = [theme.concepts[concept] for concept in rows["concept"]]
    (drawn,) = axes.collections
    assert drawn.get_offsets().tolist() == [[5.0, 0.0], [7.0, 1.0]]
    assert [to_hex(one) for one in drawn.get_facecolors()] == colours
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_legend()) == ("", "", None)


@pytest.mark.parametrize("flat", [False, True])
def test_stacked_bars_go_up_and_down_from_zero(flat: bool) -> None:
    table = pd.DataFrame({"a": [1.0, -1.0], "b": [2.0, 3.0], "c": [-4.0, -5.0]})
    _, axes = shared.panel(2.0)
    shared.stacked_bars(axes, table, ["red", "green", "blue"], flat=flat, width=0.5)
    ends = [one.get_bbox().intervalx if flat else one.get_bbox().intervaly for one in axes.patches]
    assert [sorted(one) for one in ends] == [[0, 1], [-1, 0], [1, 3], [0, 3], [-4, 0], [-6, -1]]
    assert axes.get_legend_handles_labels()[1] == ["a", "b", "c"]


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


def test_names_of_points_that_are_near_stand_apart_on_a_phone_and_a_legend_reads_by_rows() -> None:
    with themed("light") as theme:
        canvas, axes = shared.panel(3.9)
        axes.set(xlim=(0, 100), ylim=(-10, 100))
        near = [
            Point(x, y, name, theme.text)
            for x, y, name in ((34, 50, "2015–2020"), (46, 49, "2010–2015"))
        ]
        spared = Point(
            46, 49, "a region whose name has no room to the left or right", theme.muted, must=False
        )
        within = Point(
            34.5, 50.5, "in", theme.muted, must=False
        )  # of a ring: it would name the ring
        name_points(axes, [*near, spared, within], theme)
        assert "in" not in [one.get_text() for one in axes.texts]
        name_points(axes, [Point(80, -5, "at zero", theme.text)], theme)
        grounds = {one.get_text(): one.get_bbox_patch() is not None for one in axes.texts}
        assert grounds.pop("at zero") and not any(grounds.values()), "an area is not cut"
        for name in "abcde":
            axes.plot([0, 1], [0, 1], label=name)
        shared.legend(canvas, 3)
        printing.fitted(canvas, NARROW)
        boxes = [one.get_window_extent() for one in axes.texts[:2]]
    assert not boxes[0].overlaps(boxes[1])
    assert [one.get_text() for one in canvas.legends[0].get_texts()] == ["a", "d", "b", "e", "c"]


def test_parts_of_a_bar_that_are_shades_of_one_colour_have_patterns_too() -> None:
    with themed("light") as theme:
        _, axes = shared.panel(2.0)
        parts = pd.DataFrame([[1.0, 2.0, 3.0]], columns=["a", "b", "c"])
        colours = theme.several("driver", 3)
        shared.stacked_bars(axes, parts, colours, hatched=True, width=0.6)
        assert [one.get_hatch() for one in axes.patches] == ["", "", "////"]
