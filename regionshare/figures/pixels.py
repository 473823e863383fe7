"""Pixels: a canvas as PNG, opaque, for print.

A drawing is flat colour with soft edges: without the line filters that image libraries choose for
photographs its PNG is a sixth smaller at no cost in time, and an archive shrinks it once more. No
pixel is another for it.
"""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

LEVEL = 7
"""Of zlib: above it the time grows faster than the file shrinks."""

INCH = 0.0254
"""Metres."""


def png(canvas: Canvas, dpi: int, ground: str = "white") -> bytes:
    """The canvas as PNG at a resolution, the same bytes from run to run.

    Raises
    ------
    ValueError
        If the ground shows through.
    """
    out = io.BytesIO()
    canvas.savefig(out, format="rgba", dpi=dpi, facecolor=ground)
    width = int(canvas.get_size_inches()[0] * dpi)
    return encode(np.frombuffer(out.getvalue(), np.uint8).reshape(-1, width, 4), dpi)


def encode(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Pixels of shape (height, width, 4), opaque, as PNG: RGB, without line filters.

    See the PNG specification, chapters 5 (chunks), 7 (scanlines) and 11.3.4.3 (pHYs).
    """
    if (pixels[..., 3] != 255).any():
        raise ValueError("a picture for print must be opaque")
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with its filter: 0, none
    lines[:, 1:] = pixels[..., :3].reshape(height, -1)
    per_metre = round(dpi / INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
