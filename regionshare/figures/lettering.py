"""Lettering: a drawing's text as text, in a font that it brings along, under its title.

A picture in a page can load no font. So each SVG holds the figures' font, cut down to the characters
it says: it looks the same in the page, alone and in print, in either script, and its words can be
selected, found and read aloud where it is opened.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from regionshare.figures import printing, style
from regionshare.numbers import display
from regionshare.text.markup import typeset

TITLE, LEADING, EDGE = 10.5, 14.0, 4.0
"""Points: the size of a title, from one of its lines to the next, and what is left around it."""

SPACE = "\u00a0"
"""Not broken at, as the narrow one that numbers are printed with, which the font lacks."""

_FAMILY = "'Noto Sans SC', sans-serif"
_CLOSING = "，。；：、！？）》」”’"
_UNIT = r"(?<=\d) (?=(?:[kMGT]?(?:tce|t|Wh|W)|m²|%|points)(?!\w))"
_NTH, _COUNTED = "第", "[个十百千万亿]*(?:吨|百分点|千瓦时?|元)|[个十百千万亿]+|[年位倍]"
"""What stands behind a figure is one piece with it: ``554.2 Mt``, ``6.591亿吨``, ``第4位``."""


def lettered(svg: str, title: str, colour: str) -> str:
    """A drawing with its title above it and its font inside.

    Parameters
    ----------
    svg : str
        As matplotlib writes it with texts that are text.
    title : str
        Set in as many lines as the drawing's width asks for.
    colour : str
        Of the title.
    """
    svg, title = (
        typeset(text, elements=False).replace(display.NARROW_SPACE, SPACE) for text in (svg, title)
    )
    said = [html.unescape(one) for one in re.findall(r"<text\b[^>]*>([^<]*)</text>", svg)]
    font = _font(frozenset("".join([title, *said])) - set("\n"))
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    svg = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", svg)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size, "matplotlib states the size of an SVG"
    width, height = float(size[1]), float(size[2])
    lines = set_in(title, width - 2 * EDGE, measure(font))
    head = LEADING * len(lines) + 2 * EDGE
    texts = "".join(
        f'<text x="{EDGE:g}" y="{place * LEADING - head + EDGE + TITLE:g}" '
        f'style="font-size: {TITLE:g}px; fill: {colour}">{html.escape(line)}</text>\n'
        for place, line in enumerate(lines)
    )
    root = (
        f'<svg font-family="{_FAMILY}" width="{width:g}pt" height="{height + head:g}pt" '
        f'viewBox="0 {-head:g} {width:g} {height + head:g}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'version="1.1">\n'
        f"<style>@font-face{{font-family:'Noto Sans SC';src:url(data:font/woff2;base64,"
        f"{_packed(font)})}}text{{text-rendering:geometricPrecision}}</style>\n"
    )
    return root + texts + svg[svg.index(">", svg.index("<svg")) + 1 :].lstrip("\n")


def set_in(text: str, width: float, measured: Callable[[str], float]) -> list[str]:
    """The lines of a text within a width: broken at blanks, and between Chinese characters.

    >>> set_in("one two three", 9, lambda text: len(text))
    ['one two', 'three']
    >>> set_in("广东占全国的7.0%，少于人口", 9, lambda text: len(text))
    ['广东占全国的', '7.0%，少于人口']
    >>> set_in("it is 554.2 Mt", 12, lambda text: len(text))
    ['it is', '554.2 Mt']
    >>> set_in("全国为123亿吨。", 6, lambda text: len(text))
    ['全国为', '123亿吨。']
    >>> set_in("最高1,700亿千瓦时，差0.7个百分点", 10, lambda text: len(text))
    ['最高', '1,700亿千瓦时，', '差0.7个百分点']
    >>> set_in("由低到高排第4位，为2.1倍", 7, lambda text: len(text))
    ['由低到高排', '第4位，为', '2.1倍']
    >>> set_in("about 4.2\u202f%", 10, lambda text: len(text)) == ["about", "4.2\u00a0%"]
    True
    """
    text = text.replace(display.NARROW_SPACE, SPACE)
    parts = re.findall(
        rf"[（《「]*(?:{_NTH}(?=\d))?(?:(?:[^\s\u3000-\u9fff\uff00-\uffef]|\u00a0|{_UNIT})+"
        rf"(?:(?<=\d)(?:{_COUNTED}))? *|\S)[{_CLOSING}]*",
        text,
    )
    lines = [""]
    for part in parts:
        longer = lines[-1] + part
        if lines[-1] and measured(longer.rstrip()) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def measure(font: TTFont) -> Callable[[str], float]:
    """What says how wide a text is as a title, in points; letters that the font lacks are half as wide as high."""
    glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    wide = {code: advances[name][0] / em for code, name in glyphs.items()}
    return lambda text: TITLE * sum(wide.get(ord(one), 0.6) for one in text)


@lru_cache(maxsize=8)
def _font(characters: frozenset[str]) -> TTFont:
    font = printing.convert(characters | {" "}, Path(style.font_path()))
    font["name"].names = []
    return font


@lru_cache(maxsize=8)
def _packed(font: TTFont) -> str:
    out = io.BytesIO()
    font.flavor = "woff2"
    font.save(out)
    return base64.b64encode(out.getvalue()).decode()
