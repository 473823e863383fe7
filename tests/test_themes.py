from __future__ import annotations

import re

import chapters_run
import pytest

from regionshare.figures.style import NEUTRAL, THEMES, DependsOnTheme, recoloured

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapters")]

EDITIONS = [("CN-GD", 2023), ("US-CA", 2019)]


def renamed(svg: str) -> str:
    """The same drawing with its ids numbered: Matplotlib makes some of them from colours."""
    names: dict[str, str] = {}
    for found in re.finditer(r'id="([^"]+)"', svg):
        names.setdefault(found[1], f"i{len(names)}")
    pattern = (
        r'(?<=[="#])('
        + "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        + r')(?=[")])'
    )
    return re.sub(pattern, lambda match: names[match[1]], svg)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition[0])
def test_a_figure_drawn_once_is_what_each_theme_would_draw(edition: tuple[str, int]) -> None:
    once = 0
    for drawn in chapters_run.run(*edition).figures:
        figure = drawn.figure
        try:
            neutral = figure._rendered(NEUTRAL)[0]
        except DependsOnTheme:
            continue
        once += 1
        for theme in THEMES:
            direct = figure._rendered(theme)[0]
            assert renamed(recoloured(neutral, theme)) == renamed(direct), (figure.id, theme)
    assert once > 10


def test_no_mark_of_the_neutral_theme_is_left() -> None:
    for drawn in chapters_run.run(*EDITIONS[0]).figures[:6]:
        assert not any("#0a0b" in drawn.figure.svg(theme) for theme in THEMES)
