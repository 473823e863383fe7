"""Style: one look for all figures, light and dark, with Chinese glyphs on any machine."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import matplotlib.font_manager as fm
import seaborn as sns

from regionshare.text.markup import DARK

THEMES = ("light", "dark")
WIDTH = 4.2
"""Inches: about as wide as a phone's page, so that text keeps its size there."""

_LIGHT = sns.color_palette("colorblind").as_hex()


@dataclass(frozen=True)
class Theme:
    """Colours of one theme."""

    name: str
    text: str
    muted: str
    grid: str
    surface: str
    accent: str
    concepts: dict[str, str]


_COLOURS = {
    "light": {
        "gdp": _LIGHT[2],
        "population": _LIGHT[0],
        "energy": _LIGHT[3],
        "co2": "#333333",
        "electricity": "#a9820a",
    },
    "dark": {
        "gdp": "#2fc79b",
        "population": "#5fb0ea",
        "energy": "#ff8a4a",
        "co2": "#d5d8dc",
        "electricity": "#e8c33b",
    },
}
_THEMES = {
    "light": Theme(
        "light", "#22262b", "#5b6570", "#d9dde2", "#ffffff", "#b3261e", _COLOURS["light"]
    ),
    "dark": Theme("dark", "#e6e9ed", "#a3adb8", "#3b434d", "#121212", "#ff8f86", _COLOURS["dark"]),
}


class DependsOnTheme(Exception):
    """A figure asks which theme it is drawn in: it must be drawn in each."""


class Neutral(Theme):
    """Stands for every theme, in the colours of the light one: those of the others take their place."""

    def __getattribute__(self, name: str) -> Any:
        if name == "name":
            raise DependsOnTheme
        return super().__getattribute__(name)


NEUTRAL = "neutral"
_ROLES = ("text", "muted", "grid", "surface", "accent")
_THEMES[NEUTRAL] = Neutral(
    NEUTRAL, **{key: value for key, value in vars(_THEMES["light"]).items() if key != "name"}
)


def for_both(svg: str) -> str:
    """A neutral SVG that is light, and dark at its fragment `DARK`: one file for both themes.

    What knows no such style sheet shows the light colours, which stand where they are used.
    """
    light, dark = _THEMES["light"], _THEMES[DARK]
    pairs = [(getattr(light, role), getattr(dark, role)) for role in _ROLES]
    pairs += [(colour, dark.concepts[concept]) for concept, colour in light.concepts.items()]
    rules, told = [], []
    for place, (before, after) in enumerate(pairs):
        used = [kind for kind in ("fill", "stroke") if f"{kind}: {before}" in svg]
        rules += [
            f'[style*="{kind}: {before}"]{{{kind}:var(--c{place},{before})!important}}'
            for kind in used
        ]
        told += [f"--c{place}:{after}"] if used else []
    sheet = f"<style>{''.join(rules)}svg:target{{{';'.join(told)}}}</style>\n"
    head = svg.index(">", svg.index("<svg")) + 1
    return f'<svg id="{DARK}"{svg[4:head]}\n{sheet}{svg[head:].lstrip()}'


def font_path() -> str:
    """The file of the figures' font; it has Latin and Chinese."""
    import pylopdf_fonts_zh_cn as fonts

    return str(fonts.sans_path())


@functools.lru_cache(maxsize=1)
def font_family() -> str:
    """The name of the figures' font, registered with matplotlib."""
    path = font_path()
    fm.fontManager.addfont(path)
    return fm.FontProperties(fname=path).get_name()


def settings(theme: Theme) -> Any:
    """Matplotlib settings of a theme; the font comes after seaborn's own, which overrides it."""
    return {
        "font.family": [font_family()],
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.labelsize": 9,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "axes.unicode_minus": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "regionshare",
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "text.color": theme.text,
        "axes.labelcolor": theme.text,
        "axes.edgecolor": theme.muted,
        "xtick.color": theme.muted,
        "ytick.color": theme.text,
        "xtick.labelcolor": theme.muted,
        "ytick.labelcolor": theme.text,
        "grid.color": theme.grid,
        "patch.edgecolor": theme.surface,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.dpi": 72,
    }


@contextmanager
def themed(name: str) -> Iterator[Theme]:
    """Draw inside this context: seaborn's ticks style, our colours and our font."""
    theme = _THEMES[name]
    with sns.axes_style("ticks"), mpl.rc_context(settings(theme)):
        yield theme
