"""What a figure says when it is drawn for a file: its texts where they stand, its ticks, its lines.

Read from the Matplotlib figure before it is written, with the metrics that SVG and PDF have.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import DateFormatter, num2date
from matplotlib.figure import Figure as Canvas
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

SLACK = 0.6
"""Points by which the box of a text may reach beyond an edge: no ink is so near its box's side."""

TOUCH = 1.2
"""Points by which the boxes of two texts may overlap: a box holds room for descenders."""

_NUMBER = re.compile(r"[+−-]?\d[\d,]*(\.\d+)?")


class Written(NamedTuple):
    """A line of text as it is drawn; ``covers`` where it has a ground of its own."""

    text: str
    box: Bbox
    covers: bool


class Recorder(RendererBase):
    """Notes every text that is drawn, and draws nothing."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.size = (canvas.bbox.width, canvas.bbox.height)
        self.texts: list[Written] = []

    def get_canvas_width_height(self) -> tuple[float, float]:
        """In points."""
        return self.size

    def draw_path(self, *_: Any, **__: Any) -> None:
        """Nothing."""

    draw_markers = draw_path_collection = draw_quad_mesh = draw_image = draw_path

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Text | None = None,
    ) -> None:  # fmt: skip
        """Note the box of a line."""
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        turn = math.radians(angle)
        corners = [
            (a * math.cos(turn) - b * math.sin(turn), a * math.sin(turn) + b * math.cos(turn))
            for a, b in itertools.product((0, width), (-descent, height - descent))
        ]
        places = np.array(corners) + np.array([x, self.size[1] - y])
        covers = mtext is not None and mtext.get_bbox_patch() is not None
        if s.strip():
            self.texts.append(Written(s, Bbox([places.min(axis=0), places.max(axis=0)]), covers))


def written(canvas: Canvas) -> list[Written]:
    """Every line of text on a canvas, laid out as for SVG and PDF."""
    FigureCanvasSVG(canvas)
    recorder = Recorder(canvas)
    canvas.draw(recorder)
    return recorder.texts


def beyond(canvas: Canvas, texts: list[Written]) -> Iterator[str]:
    """Texts and legends, with their symbols, that the edge of the canvas cuts."""
    boxes = [(repr(one.text), one.box) for one in texts]
    boxes += [("the legend", one.get_window_extent()) for one in canvas.findobj(Legend)]
    for name, box in boxes:
        over = max(-box.x0, -box.y0, box.x1 - canvas.bbox.x1, box.y1 - canvas.bbox.y1)
        if over > SLACK:
            yield f"{name} reaches {over:.1f} pt beyond the canvas"


def overlapping(texts: list[Written]) -> Iterator[str]:
    """Pairs of texts that are drawn over each other."""
    for a, b in itertools.combinations(texts, 2):
        width = min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0)
        height = min(a.box.y1, b.box.y1) - max(a.box.y0, b.box.y0)
        if min(width, height) > TOUCH:
            yield f"{a.text!r} and {b.text!r} overlap by {width:.1f} x {height:.1f} pt"


def crossed(canvas: Canvas, texts: list[Written]) -> Iterator[str]:
    """Values beside the marks that a line of the chart runs through."""
    for axes in canvas.axes:
        labels = {line for one in axes.texts for line in one.get_text().split("\n")}
        lines = [
            line for line in axes.lines if line.get_visible() and line.get_linestyle() != "None"
        ]
        for one, line in itertools.product(texts, lines):
            if one.text not in labels or one.covers:
                continue
            path = line.get_path().transformed(line.get_transform())
            if path.intersects_bbox(one.box.padded(-SLACK), filled=False):
                yield f"a line runs through {one.text!r}"


def faults(canvas: Canvas) -> list[str]:
    """All of it, for one canvas."""
    texts = written(canvas)
    found = (beyond(canvas, texts), overlapping(texts), crossed(canvas, texts), mislabelled(canvas))
    return list(itertools.chain.from_iterable(found))


def mislabelled(canvas: Canvas) -> Iterator[str]:
    """Ticks whose label says another place than the one where they stand.

    Where one label is no number, all are names, such as those of rows.
    """
    for axes in canvas.axes:
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            labels = [label.get_text() for label in axis.get_ticklabels()]
            numbers = [number(label) for label in labels if label]
            if None in numbers:
                continue
            for place, label in zip(axis.get_majorticklocs(), labels, strict=False):
                if label and not _says(axis, float(place), number(label) or 0.0):
                    yield f"the tick at {place:g} is labelled '{label}'"


def number(text: str) -> float | None:
    """The number that a label of a tick is; None where it is a name."""
    plain = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain.replace("−", "-").replace(",", ""))


def _says(axis: Axis, place: float, said: float) -> bool:
    if isinstance(axis.get_major_formatter(), DateFormatter):
        return num2date(place).year == said
    logarithm = said > 0 and math.isclose(math.log(said), place, abs_tol=1e-9)
    return logarithm or math.isclose(said, place, rel_tol=1e-9, abs_tol=1e-9)
