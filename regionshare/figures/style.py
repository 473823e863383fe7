"""Style: one look for all figures, light and dark, with Chinese glyphs on any machine."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
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

NARROW = 3.35
"""Inches: the second layout, whose smallest letters are 11 pixels high on a phone of 390."""

COLOURS = {
    "text": ("#22262b", "#e6e9ed"),
    "muted": ("#5b6570", "#a3adb8"),
    "grid": ("#d9dde2", "#3b434d"),
    "surface": ("#ffffff", "#121212"),
    "gdp": ("#029e73", "#2fc79b"),
    "population": ("#0173b2", "#5fb0ea"),
    "energy": ("#d55e00", "#ff8a4a"),
    "co2": ("#333333", "#d5d8dc"),
    "electricity": ("#a9820a", "#e8c33b"),
    "accent": ("#bb086f", "#f77cb0"),
    "said": ("#613897", "#b48df4"),
    "said.part": ("#d0c3ea", "#4f3b71"),
    "inventory.1": ("#1d49a0", "#a9cefd"),
    "inventory.2": ("#8f2f36", "#ef6567"),
    "inventory.3": ("#0f9293", "#5ecbcb"),
    "inventory.4": ("#626a03", "#d5e182"),
    "inventory.5": ("#b464ae", "#f7a2ef"),
    "release.1": ("#337f9a", "#3b8aa3"),
    "release.2": ("#0a667e", "#5ca9c4"),
    "release.3": ("#004965", "#7dcae5"),
    "release.4": ("#00303f", "#abe9ff"),
    "fuel.1": ("#3e200e", "#9c7764"),
    "fuel.2": ("#755340", "#d9b29c"),
    "fuel.3": ("#593926", "#ba947f"),
    "fuel.4": ("#926e5a", "#fad1bb"),
    "part.1": ("#102100", "#708659"),
    "part.2": ("#52683c", "#bbd4a4"),
    "part.3": ("#273a0f", "#88a072"),
    "part.4": ("#677d51", "#d5efbe"),
    "part.5": ("#3d5027", "#a1b98a"),
    "region.1": ("#4a1626", "#fed0d9"),
    "region.2": ("#662f3d", "#eba8b7"),
    "region.3": ("#834957", "#c98a98"),
    "driver.1": ("#180f38", "#7e79ab"),
    "driver.2": ("#5d5787", "#c3bff5"),
    "driver.3": ("#2f2854", "#9490c3"),
    "driver.4": ("#736fa0", "#dbdafd"),
    "driver.5": ("#45406e", "#aba7db"),
    "region.4": ("#a06471", "#a96c7a"),
    "lorenz": ("#673257", "#f3b4dd"),
    "tile": ("#eceff2", "#262b32"),
    "less.1": ("#cbe4e2", "#2a4241"),
    "less.2": ("#95c2be", "#416c69"),
    "less.3": ("#3f7773", "#72aba7"),
    "less.4": ("#16524f", "#a7e1dd"),
    "more.1": ("#f1dabe", "#4d391e"),
    "more.2": ("#d8b07e", "#7f5b2b"),
    "more.3": ("#8f611e", "#c59455"),
    "more.4": ("#643e00", "#fdca8a"),
    "ink.pale": ("#14181d", "#f4f6f8"),
    "ink.strong": ("#fffffe", "#0b0d10"),
    "own.1": ("#860071", "#c4118d"),
    "own.2": ("#3f6502", "#4d743f"),
    "own.3": ("#a35ae7", "#8856b1"),
    "own.4": ("#223ed8", "#3b5aea"),
    "label.agrees": ("#00317e", "#7de2fa"),
    "label.disagrees": ("#742400", "#fea47c"),
    "label.depends": ("#605619", "#fbdd67"),
    "label.unknown": ("#4a545d", "#bbc5d1"),
}
"""Meanings, each with its light and its dark colour: one meaning for a colour in the whole book.

Letters, axes, grid and ground; the concepts; `accent`, the edition's own region; what was said, and of
what part; inventories, releases of one statistic, fuels, parts of a country, drivers, other regions
beside the own one, Lorenz curves; the steps of a map below and above its middle, and what is written on
them; a pack's own concepts; the labels of statements, on pages alone. A meaning with a number is one of several of its kind.
"""

_CONCEPTS = ("gdp", "population", "energy", "co2", "electricity")


@dataclass(frozen=True)
class Theme:
    """Colours of one theme, by what they mean."""

    name: str
    colours: Mapping[str, str]

    def __getitem__(self, meaning: str) -> str:
        """The colour of a meaning of `COLOURS`."""
        return self.colours[meaning]

    def several(self, kind: str, count: int) -> list[str]:
        """Colours for so many things of a kind; from the first again where there are more."""
        own = [colour for name, colour in self.colours.items() if name.startswith(f"{kind}.")]
        return [own[place % len(own)] for place in range(count)]

    @property
    def text(self) -> str:
        """Of letters."""
        return self["text"]

    @property
    def muted(self) -> str:
        """Of axes, yardsticks, and what is not the point."""
        return self["muted"]

    @property
    def grid(self) -> str:
        """Of the lines behind the marks."""
        return self["grid"]

    @property
    def surface(self) -> str:
        """Of the page."""
        return self["surface"]

    @property
    def accent(self) -> str:
        """Of the edition's own region."""
        return self["accent"]

    def concept(self, name: str) -> str:
        """Of a concept, or of one of a pack's own, which has none, as what is not the point."""
        return self.colours.get(name, self.muted)

    @property
    def concepts(self) -> dict[str, str]:
        """By concept."""
        return {concept: self[concept] for concept in _CONCEPTS}


def _theme(name: str, place: int, make: type[Theme] = Theme) -> Theme:
    return make(name, {meaning: pair[place] for meaning, pair in COLOURS.items()})


class DependsOnTheme(Exception):
    """A figure asks which theme it is drawn in: it must be drawn in each."""


class Neutral(Theme):
    """Stands for every theme, in the colours of the light one: those of the others take their place."""

    def __getattribute__(self, name: str) -> Any:
        if name == "name":
            raise DependsOnTheme
        return super().__getattribute__(name)


NEUTRAL = "neutral"
_THEMES = {name: _theme(name, place) for place, name in enumerate(THEMES)}
_THEMES[NEUTRAL] = _theme(NEUTRAL, 0, Neutral)


READABLE = 4.5
"""The least contrast of letters with the page (WCAG 2.2, 1.4.3); of marks it is 3."""


def contrast(one: str, other: str) -> float:
    """Of two colours, by the formula of WCAG 2.2: from 1, the same, to 21, black on white.

    >>> contrast("#000000", "#ffffff"), contrast("#029e73", "#029e73")
    (21.0, 1.0)
    """
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _readable(colour: str, place: int) -> str:
    """The colour with so much of the letters' own that it can be read on the page."""
    text, ground = COLOURS["text"][place], COLOURS["surface"][place]
    for part in range(5, 100, 5):
        pairs = ((int(one[at : at + 2], 16) for one in (colour, text)) for at in (1, 3, 5))
        mixed = "#" + "".join(f"{round(a + (b - a) * part / 100):02x}" for a, b in pairs)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return text


_NO_MARKS = ("text", "muted", "grid", "surface", "said.part", "tile", "less.", "more.", "ink.")
LETTERS = {
    pair[0]: (_readable(pair[0], 0), _readable(pair[1], 1))
    for meaning, pair in COLOURS.items()
    if not meaning.startswith(_NO_MARKS) and min(map(contrast, pair, COLOURS["surface"])) < READABLE
}
"""Of a mark's light colour that letters cannot have: what its name is written in, light and dark."""
_LETTERS_OF = re.compile(r"(<text\b[^>]*?\bfill: )(#[0-9a-f]{6})")


def for_both(svg: str) -> str:
    """A neutral SVG that is light, and dark at its fragment `DARK`: one file for both themes.

    What knows no such style sheet shows the light colours, which stand where they are used. Names in
    the colour of their mark are written so that they can be read. The ground of a hatched mark, which
    matplotlib tells as an attribute, is told as every other colour.
    """
    svg = re.sub(r'\bfill="(#[0-9a-f]{6})"', r'style="fill: \1"', svg)
    svg = _LETTERS_OF.sub(lambda one: one[1] + LETTERS.get(one[2], (one[2],))[0], svg)
    rules, told = [], []
    for place, (before, after) in enumerate([*COLOURS.values(), *LETTERS.values()]):
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


OTHER = "DejaVu Sans"
"""Matplotlib's own, for letters that the figures' font lacks, as in Łódź and București."""


@functools.lru_cache(maxsize=1)
def font_family() -> str:
    """The name of the figures' font, registered with matplotlib."""
    path = font_path()
    fm.fontManager.addfont(path)
    return fm.FontProperties(fname=path).get_name()


def settings(theme: Theme) -> Any:
    """Matplotlib settings of a theme; the font comes after seaborn's own, which overrides it."""
    return {
        "font.family": [font_family(), OTHER],
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
        "ytick.color": theme.muted,
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
