from __future__ import annotations

import re

import chapters_run
import pytest

from regionshare.figures.style import COLOURS, LETTERS, NEUTRAL, THEMES, DependsOnTheme, for_both

pytestmark = [pytest.mark.slow, pytest.mark.release, pytest.mark.xdist_group("chapters")]

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


def shown(svg: str, theme: str) -> str:
    """A drawing for both themes as its style sheet shows it in one."""
    sheet = re.search(r"<style>(\[style.*?)svg:target\{(.*?)\}</style>\n", svg)
    assert sheet
    plain = svg.replace(sheet[0], "").replace('<svg id="dark"', "<svg", 1)
    if theme == "light":
        return plain
    colours = dict(one.split(":") for one in sheet[2].split(";"))
    rules = re.findall(r'\[style\*="(\w+: #\w+)"\]\{(\w+):var\((--c\d+),', sheet[1])
    after = {found: f"{kind}: {colours[name]}" for found, kind, name in rules}
    return re.sub(r"(?:fill|stroke): #\w{6}", lambda one: after.get(one[0], one[0]), plain)


def lettered(svg: str, theme: str) -> str:
    """A drawing of one theme whose names have the colour of letters where their mark's is too pale."""
    place = THEMES.index(theme)
    readable = {
        pair[place]: LETTERS[pair[0]][place] for pair in COLOURS.values() if pair[0] in LETTERS
    }
    names = re.compile(r"(<text\b[^>]*?\bfill: )(#\w{6})")
    return names.sub(lambda one: one[1] + readable.get(one[2], one[2]), svg)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_figure_drawn_once_is_what_each_theme_would_draw(edition: tuple[str, int]) -> None:
    once = 0
    for drawn in chapters_run.run(*edition).figures:
        figure = drawn.figure
        try:
            neutral = figure._rendered(NEUTRAL, "svg")["svg"]
        except DependsOnTheme:
            continue
        once += 1
        for theme in THEMES:
            direct = lettered(chapters_run.drawn_in(figure, theme), theme)
            assert renamed(shown(for_both(neutral), theme)) == renamed(direct), (figure.id, theme)
    assert once > 10
