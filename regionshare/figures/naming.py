"""Naming: the names of points, each where it is clear of the others, also on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from regionshare.figures.axes import ground
from regionshare.figures.style import NARROW, Theme

INSIDE = 0.8
"""Of a canvas with one pair of axes, about so much lies inside them."""

MARK = 8.0
"""Points: how far a name stays from the middle of its point, and how wide its mark is."""

SIDES = (
    (0, 1, "center", "bottom"),
    (1, 0, "left", "center"),
    (0, -1, "center", "top"),
    (-1, 0, "right", "center"),
    (0.5, 1, "right", "bottom"),
    (-0.5, 1, "left", "bottom"),
    (0.5, -1, "right", "top"),
    (-0.5, -1, "left", "top"),
)
"""Where a name may stand, in the order of trying, and which of its edges is turned to its point."""

DOT = 3.0
"""Points: about how far the mark of what has no name reaches, with the ground of a name."""

BEFORE = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
"""How much of a name lies before that edge."""


class Point(NamedTuple):
    """A place in data, its name, the name's colour, and whether it must be named."""

    x: float
    y: float
    name: str
    colour: str
    must: bool = True


class Place(NamedTuple):
    """Where a name stands: what it takes up, in points, and how matplotlib is told."""

    box: Bbox
    look: dict[str, Any]


def name_points(
    axes: Axes,
    points: Sequence[Point],
    theme: Theme,
    *,
    texts: Sequence[Point] = (),
    dots: Sequence[Point] = (),
    size: float = 7.5,
) -> None:
    """Write the names of points; one that need not be named is not where no side is clear.

    A name has a ground where a line at zero runs through it, and none on an area.

    Parameters
    ----------
    texts : sequence of Point
        Names that stand already, each to the left of its place and above it.
    dots : sequence of Point
        What has no name here: of the sides that are clear, the one that covers fewest of it is taken,
        and a name that need not be there covers none.
    """
    covered = [_at(axes, one) for one in dots]
    zero = _at(axes, Point(0, 0, "", ""))
    marks = [_at(axes, one) for one in points if one.must]
    taken = [Bbox.from_bounds(x - MARK / 2, y - MARK / 2, MARK, MARK) for x, y in marks]
    taken += [
        Bbox.from_bounds(x - wide(one.name, size + 0.5), y, wide(one.name, size + 0.5), size + 2)
        for one in texts
        for x, y in [_at(axes, one)]
    ]
    near = [
        box.padded(MARK) for box in taken[: len(marks)]
    ]  # a name there would be taken for theirs
    for one in points:
        if not one.must and any(box.contains(*_at(axes, one)) for box in taken[: len(marks)]):
            continue
        places = [*_places(axes, one, size)]
        shy = taken if one.must else taken + near
        clear = [place for place in places if not place.box.count_overlaps(shy)]
        clear.sort(key=lambda place: _hides(place, covered))
        if one.must or (clear and not _hides(clear[0], covered)):
            box, look = (clear or places)[0]
            taken.append(box.padded(DOT))
            across, up = zero
            cut = box.x0 < across < box.x1 or box.y0 < up < box.y1
            axes.annotate(
                one.name, (one.x, one.y), textcoords="offset points", fontsize=size,
                color=one.colour, bbox=ground(theme) if cut else None, zorder=3, **look,
            )  # fmt: skip


def _hides(place: Place, dots: Sequence[tuple[float, float]]) -> int:
    """How many dots a name would lie on."""
    return sum(place.box.padded(DOT).contains(*dot) for dot in dots)


def _places(axes: Axes, one: Point, size: float) -> Iterator[Place]:
    """Where a name may stand inside the axes."""
    (x, y), reach = _at(axes, one), wide(one.name, size)
    for across, up, ha, va in SIDES:
        shift = (across * MARK, up * MARK)
        begin, foot = x + shift[0] - reach * BEFORE[ha], y + shift[1] - size * BEFORE[va]
        if begin >= 0 and begin + reach <= _room(axes)[0]:
            box = Bbox.from_bounds(begin, foot, reach, size)
            yield Place(box, {"xytext": shift, "ha": ha, "va": va})


def _room(axes: Axes) -> tuple[float, float]:
    """How wide and high the axes are on a phone, in points, about."""
    whole = axes.get_figure(root=True)
    assert whole is not None  # of axes that are drawn on
    return INSIDE * 72 * NARROW, INSIDE * 72 * float(whole.get_size_inches()[1])


def _at(axes: Axes, one: Point) -> tuple[float, float]:
    (left, right), (low, high), (width, height) = axes.get_xlim(), axes.get_ylim(), _room(axes)
    return width * (one.x - left) / (right - left), height * (one.y - low) / (high - low)


def wide(name: str, size: float) -> float:
    """About how wide a text is: a letter or digit is half as wide as high, a Chinese character as wide."""
    return size * sum(0.55 if one.isascii() or one == "\u2013" else 1.0 for one in name)
