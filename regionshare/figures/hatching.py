"""Hatching: the lines over bars of one colour's shades, as lines and not as a pattern.

Browsers print a pattern of an SVG as a picture, one for each bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

APART = 3 * np.sqrt(2)
"""Points from one line to the next along an axis."""

_PATTERN = re.compile(
    r'<pattern id="(\w+)".*?fill="(#\w{6})".*?<path d="(.*?)" style="(.*?)"/>\s*</pattern>', re.S
)
_HATCHED = re.compile(r'<path d="([^"]*)"([^>]*?)fill: url\(#(\w+)\)([^>]*)/>')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def lined(svg: str) -> str:
    """A drawing of matplotlib whose hatched bars have their colour, and lines of their own over it.

    >>> pattern = '<pattern id="h"><rect fill="#ground"/><path d="M 0 9 L 9 0" style="s"/></pattern>'
    >>> bar = '<path d="M 0 0 L 5 0 L 5 5 L 0 5 z" style="fill: url(#h); stroke: e"/>'
    >>> print(lined(pattern + bar))
    <path d="M 0 0 L 5 0 L 5 5 L 0 5 z" style="fill: #ground; stroke: e"/>
    <path d="M 0 4.243 L 4.243 0 M 3.485 5 L 5 3.485" style="s"/>
    """
    kinds = {}
    for name, ground, path, pen in _PATTERN.findall(svg):
        ends = np.array(_NUMBER.findall(path), float).reshape(-1, 4)
        rising = (ends[:, 2] - ends[:, 0]) * (ends[:, 3] - ends[:, 1])
        kinds[name] = ground, sorted(set(np.sign(rising))), pen

    def bar(found: re.Match[str]) -> str:
        path, before, name, after = found.groups()
        ground, slopes, pen = kinds[name]
        corners = np.array(_NUMBER.findall(path), float).reshape(-1, 2)
        low, high = corners.min(axis=0), corners.max(axis=0)
        lines = " ".join(line for slope in slopes for line in _lines(low, high, slope))
        whole = f'<path d="{path}"{before}fill: {ground}{after}/>'
        return f'{whole}\n<path d="{lines}" style="{pen}"/>' if lines else whole

    return _HATCHED.sub(bar, _PATTERN.sub("", svg))


def _lines(low: np.ndarray, high: np.ndarray, slope: float) -> Iterator[str]:
    """The parts in a rectangle of the lines ``y = slope * x + c``, ``c`` a multiple of `APART`."""
    (left, bottom), (right, top) = low, high
    offsets = [y - slope * x for x in (left, right) for y in (bottom, top)]
    for c in np.arange(np.ceil(min(offsets) / APART), np.ceil(max(offsets) / APART)) * APART:
        within = sorted((y - c) / slope for y in (bottom, top))
        first, last = max(left, within[0]), min(right, within[1])
        if last > first:
            ends = (f"{x:g} {round(slope * x + c, 3) + 0:g}" for x in np.round((first, last), 3))
            yield "M " + " L ".join(ends)
