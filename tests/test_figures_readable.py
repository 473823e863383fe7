"""Every figure reads in every file that the book offers: ticks, legends, values beside the marks."""

from __future__ import annotations

import chapters_run
import figure_marks
import pytest
from matplotlib.figure import Figure as Canvas

from regionshare.figures import axes as parts
from regionshare.figures import printing
from regionshare.figures.figure import NARROW
from regionshare.figures.style import themed


@pytest.mark.slow
@pytest.mark.xdist_group("chapters")
@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.release), "zh"])
def test_no_figure_is_cut_or_mislabelled_in_any_file(lang: str) -> None:
    """SVG has the figure's own width and a narrow one; PDF the two of a journal; PNG is laid out as the narrower."""
    found = []
    with themed("light") as theme:
        for one in (drawn.figure for drawn in chapters_run.run("CN-GD", 2023, lang).figures):
            canvas = one.draw(theme)
            found += [f"{one.id}, svg: {fault}" for fault in figure_marks.faults(canvas)]
            widths = {name: mm / printing.MILLIMETRES for name, mm in printing.COLUMNS.items()}
            for column, width in {"narrow": NARROW, **widths}.items():
                printing.fitted(canvas, width)
                found += [f"{one.id}, {column}: {fault}" for fault in figure_marks.faults(canvas)]
    assert found == []


def faults_of(canvas: Canvas, width: float | None = None) -> list[str]:
    return figure_marks.faults(printing.fitted(canvas, width) if width else canvas)


def test_a_tick_that_is_rounded_away_from_its_place_is_found() -> None:
    with themed("light"):
        canvas, axes = parts.panel(2.0)
        axes.set_xlim(0, 10)
        axes.set_xticks([0, 2.5, 5])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}\u202f%")
        assert faults_of(canvas) == ["the tick at 2.5 is labelled '2\u202f%'"]
        parts.percent_axis(axes.xaxis, "en")
        axes.set_xticks([0, 2.5, 5])
        assert faults_of(canvas) == []
        canvas.draw_without_rendering()
        texts = [label.get_text() for label in axes.get_xticklabels()]
    assert texts == ["0.0\u202f%", "2.5\u202f%", "5.0\u202f%"]


def test_a_legend_has_fewer_columns_where_the_canvas_is_narrow() -> None:
    long = ["Guangdong: allowances, official count", "Hubei: allowances, official count"]
    with themed("light"):
        canvas, axes = parts.panel(2.0)
        for name in long:
            axes.plot([0, 1], [0, 1], label=name)
        own = axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
        own.set_in_layout(False)
        assert any("beyond the canvas" in fault for fault in faults_of(canvas, 3.5))
        parts.legend(canvas)
        assert faults_of(canvas, 3.5) == []
        narrow = canvas.legends[0].get_window_extent()
        assert faults_of(canvas, 7.0) == []
        wide = canvas.legends[0].get_window_extent()
    assert wide.width > 1.5 * narrow.width
    assert wide.height < narrow.height


def test_a_line_through_a_value_is_found_unless_the_value_has_a_ground() -> None:
    with themed("light") as theme:
        canvas, axes = parts.panel(2.0)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        text = axes.annotate("5.9", (0.5, 0.5), ha="center", va="center")
        axes.axvline(0.5, ls="--")
        assert faults_of(canvas) == ["a line runs through '5.9'"]
        text.set_bbox(parts.ground(theme))
        assert faults_of(canvas) == []


def test_texts_over_each_other_are_found() -> None:
    with themed("light"):
        canvas, axes = parts.panel(2.0)
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        axes.text(0.5, 0.5, "one")
        axes.text(0.52, 0.5, "other")
        (fault,) = faults_of(canvas)
    assert fault.startswith("'one' and 'other' overlap")
