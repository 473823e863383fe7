"""A PNG for print shows the same pixels as any other, in fewer bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from PIL import Image

from regionshare.figures import printing


@pytest.fixture
def canvas() -> Canvas:
    made = Canvas(figsize=(3.5, 2.31), layout="constrained")
    axes = made.add_subplot()
    axes.plot([0, 1, 2], [0, 2, 1], lw=3)
    axes.fill_between([0, 1, 2], [0, 2, 1], alpha=0.3)
    axes.set_xlabel("a label")
    return made


def drawn(canvas: Canvas, dpi: int) -> tuple[Image.Image, int]:
    """The picture as matplotlib itself writes it, and its size in bytes."""
    out = io.BytesIO()
    canvas.savefig(out, format="png", dpi=dpi, facecolor="white")
    return Image.open(out), len(out.getvalue())


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [72, 300, 600])
def test_pixels_are_those_that_were_drawn(canvas: Canvas, dpi: int) -> None:
    own = printing.png(canvas, dpi)
    expected, size = drawn(canvas, dpi)
    picture = Image.open(io.BytesIO(own))
    picture.verify()
    picture = Image.open(io.BytesIO(own))
    assert (picture.mode, picture.size) == ("RGB", expected.size)
    assert np.array_equal(np.asarray(picture), np.asarray(expected.convert("RGB")))
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)
    assert len(own) < size


def test_a_picture_is_the_same_bytes_again(canvas: Canvas) -> None:
    assert printing.png(canvas, 300) == printing.png(canvas, 300)


def test_a_picture_that_shows_its_ground_is_refused(canvas: Canvas) -> None:
    with pytest.raises(ValueError, match="must be opaque"):
        printing.png(canvas, 72, ground="none")
