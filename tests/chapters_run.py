"""The chapters' code run in this process: what they draw and print, without a picture or a page."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from regionshare.chapters import columns
from regionshare.chapters.edition import Edition, Findings
from regionshare.figures.figure import Figure
from regionshare.files import notebooks
from regionshare.numbers.number import Number

ROOT = Path(__file__).resolve().parent.parent


class Drawn(NamedTuple):
    """A figure with the chapter that draws it and the metadata it is published with."""

    chapter: str
    figure: Figure
    about: dict[str, Any]


class Run(NamedTuple):
    """What the chapters of an edition draw and print."""

    figures: list[Drawn]
    numbers: dict[str, Number]


@functools.cache
def run(region: str = "CN-GD", year: int = 2023, lang: str = "en") -> Run:
    """Run every chapter of the report in reading order, for an edition."""
    found = Run([], {})

    def show(edition: Edition, *things: Any) -> None:
        for thing in things:
            if isinstance(thing, Findings):
                edition.take(thing)
            elif isinstance(thing, Figure):
                about = columns.describe(thing, edition)
                found.figures.append(Drawn(chapter.slug, thing, about))

    def publish(edition: Edition) -> None:
        found.numbers.update(edition.numbers)

    with mock.patch.multiple(Edition, show=show, publish=publish):
        for chapter in notebooks.read_toc(ROOT):
            names: dict[str, Any] = {"__name__": "__main__"}
            for cell in notebooks.read(chapter.path)["cells"]:
                if cell["cell_type"] == "code":
                    exec(compile(cell["source"], chapter.slug, "exec"), names)
                if notebooks.PARAMETERS in notebooks.tags(cell):
                    names |= {"region": region, "year": year, "lang": lang}
    return found


_DRAWN: dict[tuple[int, str], str] = {}


def drawn_in(figure: Figure, theme: str) -> str:
    """The SVG of a figure of `run` in a theme, without its letters; drawn once for all tests."""
    key = id(figure), theme
    if key not in _DRAWN:
        _DRAWN[key] = figure._rendered(theme, "svg")["svg"]
    return _DRAWN[key]
