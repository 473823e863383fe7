"""Figure: what a figure function returns, with the table drawn and the text that replaces it."""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.figures import hatching, lettering, printing
from regionshare.figures.style import (
    NARROW,
    NEUTRAL,
    THEMES,
    DependsOnTheme,
    Theme,
    for_both,
    themed,
)
from regionshare.numbers.number import Input

SCREEN = 1.9
"""Pixels for each point of a figure's width on a wide screen; a narrow one scales it down."""

PIXELS = 200
"""For an inch of the PNG, which is the drawing of the page, 840 across."""

LAYOUTS = {"svg": None, "narrow": NARROW}
"""The widths of a figure in a page, in inches; its own where none is given."""

Seen: TypeAlias = Callable[[Canvas], None]

FIGURE_MIME = "application/vnd.regionshare.figure+json"
_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A figure that can be drawn in each theme.

    Attributes
    ----------
    id : str
        ``fig-<what it shows>``; stable, since readers cite it.
    alt : str
        The finding in words, computed from `table`; never empty. Given as lines, of which the first,
        one short sentence, is the title.
    title : str
        The first line of what was given as `alt`; it stands above the drawing.
    caption : str
        MyST text of one language; may hold ``{num}`` and ``{say}`` roles.
    table : pandas.DataFrame
        Exactly what is drawn; of a nation of many regions the rest, too, and the caption says so.
    draw : callable
        Makes the canvas in the theme it is given.
    units : mapping, optional
        Unit by column, where it does not follow from the column's name; see `regionshare.chapters.columns`.
    series : tuple of str, optional
        The series drawn, where they do not follow from the table.
    inputs : tuple of Input, optional
        The figures drawn, where some are of documents or the numbers drawn know them.
    documents : tuple of dict, optional
        Documents that have no input, see `regionshare.chapters.columns.document`.
    """

    id: str
    alt: str
    caption: str
    table: pd.DataFrame
    draw: Callable[[Theme], Canvas]
    units: Mapping[str, str] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    documents: tuple[dict[str, Any], ...] = ()
    title: str = field(init=False, default="")

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"figure id {self.id!r} is not like fig-what-it-shows")
        if not self.alt.strip() or not self.caption.strip():
            raise ValueError(f"{self.id} needs an alt text and a caption")
        object.__setattr__(self, "title", self.alt.partition("\n")[0].strip().rstrip(".。"))
        object.__setattr__(self, "alt", whole(self.alt))

    def svg(self, theme: str, layout: str = "svg") -> str:
        """The file that shows the figure in a theme, the same text from run to run.

        A glyph that no font has is an error: a box in a published figure is a defect.
        """
        drawn = self._drawn(layout)[layout]
        return drawn.get(theme, drawn["light"])

    def _drawn(self, *layouts: str, seen: Seen | None = None) -> dict[str, dict[str, str]]:
        """The SVG of each layout; drawn once for both themes, unless the drawing asks for the theme."""
        try:
            found = self._rendered(NEUTRAL, *layouts, seen=seen)
        except DependsOnTheme:
            drawn = {
                theme: self._rendered(theme, *layouts, seen=seen if theme == "light" else None)
                for theme in THEMES
            }
            return {one: {theme: svg[one] for theme, svg in drawn.items()} for one in layouts}
        return {one: {"light": for_both(svg)} for one, svg in found.items()}

    def _rendered(self, theme: str, *layouts: str, seen: Seen | None = None) -> dict[str, str]:
        """The SVG of each layout in a theme: one canvas, laid out for one width after the other.

        `seen` gets it as it is laid out first.
        """
        found = {}
        with themed(theme) as colours, warnings.catch_warnings():
            warnings.filterwarnings("error", message="Glyph .* missing")
            canvas = self.draw(colours)
            for layout in layouts:
                width = LAYOUTS[layout]
                if width:
                    printing.fitted(canvas, width)
                out = io.StringIO()
                canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
                found[layout] = lettering.lettered(
                    _tidy(hatching.lined(out.getvalue())), self.title, colours.text
                )
                if seen and len(found) == 1:
                    seen(canvas)
        return found

    def bundle(self, about: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The mime bundle that a chapter displays; it holds all that the figure's downloads need.

        Parameters
        ----------
        about : mapping, optional
            Columns and sources of the table, see `regionshare.chapters.columns.describe`.
        """
        files: dict[str, bytes] = {}

        def seen(canvas: Canvas) -> None:
            if printing.wanted():
                files.update(printing.printed(self.draw, canvas))
            if not printing.left_out():
                engine = canvas.get_layout_engine()
                with themed("light"):
                    canvas.set_layout_engine("none")  # it has done its work for this width
                    files[".png"] = printing.screen(canvas, PIXELS)
                canvas.set_layout_engine(engine)

        drawn = self._drawn(*LAYOUTS, seen=seen)
        svg = drawn["svg"]
        width = re.search(r'<svg[^>]* width="([0-9.]+)pt"', svg["light"])
        assert width, "matplotlib states the width of an SVG in points"
        content = {
            "id": self.id,
            "title": self.title,
            "alt": self.alt,
            "caption": self.caption,
            **drawn,
            "csv": self.table.to_csv(index=False, lineterminator="\n"),
            "width": round(float(width[1]) * SCREEN),
            "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            "about": dict(about or {}),
        }
        return {FIGURE_MIME: content, "image/svg+xml": svg["light"], "text/plain": self.alt}


def whole(alt: str) -> str:
    r"""An alt text given as lines in one.

    >>> whole("7 % of the energy.\nBy year: 7."), whole("占能源的7%。\n按年：7。")
    ('7 % of the energy. By year: 7.', '占能源的7%。按年：7。')
    """
    return re.sub(r"(?<=[。；，：])\n", "", alt).replace("\n", " ")


def _tidy(svg: str) -> str:
    """Without what no page needs: prologue, comments, metadata, and blanks and digits of paths.

    Groups that do nothing but name their content, `line2d_7`, are left out, too.

    Places are told to a thousandth of a point, a hundredth of what the finest print resolves.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.S)
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"(?<=>)\n +(?=<)", "\n", svg)
    return re.sub(r'(?<= )(?:d|x|y|transform)="[^"]*"', _short, _ungrouped(svg))


def _ungrouped(svg: str) -> str:
    """Without the groups that have a name at most: nothing of a drawing refers to one.

    >>> _ungrouped('<g id="a"><g clip-path="url(#p)"><path/></g><g id="b"/></g>')
    '<g clip-path="url(#p)"><path/></g>'
    """
    stays: list[bool] = []

    def kept(tag: re.Match[str]) -> str:
        if tag[1]:  # the end of a group
            return tag[0] if stays.pop() else ""
        bare = re.fullmatch(r' ?(?:id="[^"]*")?', tag[2])
        if not tag[3]:
            stays.append(not bare)
        return "" if bare else tag[0]

    return re.sub(r"<(/?)g\b([^>]*?)(/?)>\n?", kept, svg)


def _short(told: re.Match[str]) -> str:
    """Coordinates of an attribute, apart by single blanks."""
    numbers = re.sub(
        r"\d+\.\d{4,}", lambda one: f"{float(one[0]):.3f}".rstrip("0").rstrip("."), told[0]
    )
    return re.sub(r'(?<=") | (?=")', "", " ".join(numbers.split()))
