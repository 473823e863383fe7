"""One meaning for a colour: in the table, in every figure, on the pages."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import chapters_run
import pytest

from regionshare.chapters.edition import OWN_TONES
from regionshare.figures import style
from regionshare.figures.style import COLOURS, LETTERS, THEMES, contrast, themed
from regionshare.figures.tiles import STEPS, ink
from regionshare.files.paths import PACKAGE

FURNITURE = ("text", "muted", "grid", "surface", "ink.pale", "ink.strong")
TINTS = ("said.part", "tile", *(f"{side}.{n}" for side in ("less", "more") for n in (1, 2)))
"""Faces of tiles, which have an outline and say in letters what they are."""

OWN = [meaning for meaning in COLOURS if meaning.startswith("own.")]

ANY = re.compile(r"(?:fill|stroke): (#[0-9a-f]{6})|stop-color: (#[0-9a-f]{6})")


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def oklab(colour: str) -> tuple[float, ...]:
    """Places in a space where distances are about those that are seen (Ottosson 2020)."""
    r, g, b = linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_meanings_share_a_colour(theme: str) -> None:
    """A difference of 0.02 is just seen; those of one kind stand side by side."""
    with themed(theme) as colours:
        every = [colours[meaning] for meaning in COLOURS]
        assert len(set(every)) == len(COLOURS)
        marks = [meaning for meaning in COLOURS if meaning not in FURNITURE]
        for one, other in itertools.combinations(marks, 2):
            apart = math.dist(oklab(colours[one]), oklab(colours[other]))
            same = one.partition(".")[0] == other.partition(".")[0]
            assert apart > (0.06 if same else 0.04), (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_the_page_and_letters_from_their_ground(theme: str) -> None:
    with themed(theme) as colours:
        for meaning in COLOURS:
            if meaning not in (*FURNITURE, *TINTS):
                assert contrast(colours[meaning], colours.surface) >= 3, meaning
        assert contrast(colours.text, colours.surface) >= 7
        assert contrast(colours.muted, colours.surface) >= 4.5
        for face in (*STEPS, "said", "said.part"):
            assert contrast(colours[face], colours[ink(face)]) >= 4.5, face


@pytest.mark.parametrize("place", [0, 1])
def test_a_name_is_not_in_the_colour_of_another_mark_of_its_kind(place: int) -> None:
    for one, other in itertools.permutations(COLOURS, 2):
        if "." in one and one.partition(".")[0] == other.partition(".")[0]:
            letters = LETTERS.get(COLOURS[one][0], COLOURS[one])[place]
            own, wrong = (math.dist(oklab(letters), oklab(COLOURS[m][place])) for m in (one, other))
            assert own < wrong, (one, other)


@pytest.mark.parametrize("place", [0, 1])
def test_names_in_the_colour_of_a_mark_can_be_read(place: int) -> None:
    for letters in LETTERS.values():
        assert contrast(letters[place], COLOURS["surface"][place]) >= 4.5
    lights = [light for light, _ in [*LETTERS.values(), *COLOURS.values()]]
    assert len(set(lights)) == len(lights), "a dark colour takes the place of one light one"
    red, dark = COLOURS["energy"]
    hatched = f'<pattern><rect fill="{red}"/></pattern>'
    svg = style.for_both(
        f'<svg width="1">{hatched}<path style="fill: {red}"/><text style="fill: {red}">a</text></svg>'
    )
    assert f'<rect style="fill: {red}"/>' in svg, "the ground of a hatch changes with the theme"
    assert f'<path style="fill: {red}"/><text style="fill: {LETTERS[red][0]}">' in svg
    assert {f":{dark}", f":{LETTERS[red][1]}"} <= set(
        re.findall(r":#\w{6}", svg.split("svg:target")[1])
    )


def faults(svg: str) -> set[str]:
    """The colours of a light drawing that are not in the table, and that of text on a mark."""
    with themed("light") as theme:
        used = {one or other for one, other in ANY.findall(svg)}
        marks = re.findall(r'<path[^>]* style="[^"]*"', svg)
        on_marks = {theme.text for one in marks if f": {theme.text}" in one}
        letters = {light for light, _ in LETTERS.values()}
        return used - set(theme.colours.values()) - letters | on_marks


@pytest.mark.slow
@pytest.mark.xdist_group("report")
@pytest.mark.parametrize("end", ["", ".narrow"])
def test_every_published_figure_takes_its_colours_from_the_table(report: Path, end: str) -> None:
    found = {path.stem: path.read_text("utf-8") for path in report.glob(f"figures/*/*{end}.svg")}
    plain = {name: re.sub(r"<style>.*?</style>", "", svg) for name, svg in found.items()}
    assert {name: wrong for name, svg in plain.items() if (wrong := faults(svg))} == {}
    assert len(plain) > 30
    letters = {
        one for svg in plain.values() for one in re.findall(r"<text[^>]*fill: (#\w{6})", svg)
    }
    on_tiles = {COLOURS["ink.strong"][0]}
    assert [one for one in letters - on_tiles if contrast(one, COLOURS["surface"][0]) < 4.5] == []
    assert faults(next(iter(plain.values())).replace("fill: #", "fill: #0badc0; fill: #")) == {
        "#0badc0"
    }


@pytest.mark.slow
@pytest.mark.release
@pytest.mark.xdist_group("chapters")
def test_every_figure_of_another_nation_takes_its_colours_from_the_table() -> None:
    for drawn in chapters_run.run("US-CA", 2023).figures:
        assert faults(chapters_run.drawn_in(drawn.figure, "light")) == set(), drawn.figure.id


def test_no_module_that_draws_names_a_colour() -> None:
    named = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']|\bcolormaps\b|color_palette|tab:\w+""")
    for folder in ("chapters", "figures", "matrix"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            if path.name != "style.py":
                assert not named.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_have_the_figures_colours_of_the_concepts(theme: str) -> None:
    style = (PACKAGE / "book" / "static" / "book.css").read_text(encoding="utf-8")
    (rule,) = re.findall(rf'html\[data-theme="{theme}"\] {{( --gdp:[^}}]*)}}', style)
    told = {name.replace("-", "."): one for name, one in re.findall(r"--([\w-]+): (#\w{6})", rule)}
    with themed(theme) as colours:
        assert told == {name: colours[name] for name in told}
    assert set(told) == {"gdp", "population", "energy", "co2", *OWN}
    for name in told:
        token = name.replace(".", "-")
        assert f".concept-{token} {{ --concept: var(--{token}); }}" in style


# -- labels of statements -------------------------------------------------------------------------

LABELS = ("agrees", "disagrees", "depends", "unknown")
SIGNS = (*LABELS, "absent")
SEEN_WITHOUT = {
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
              (-0.011820, 0.042940, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
             (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
"""What an eye without one kind of cones sees of linear light (Machado, Oliveira and Fernandes 2009)."""


def seen(colour: str, lacking: str) -> str:
    light = linear(colour)
    mixed = [
        min(1.0, max(0.0, sum(w * c for w, c in zip(row, light, strict=True))))
        for row in SEEN_WITHOUT[lacking]
    ]
    parts = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in mixed]
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


@pytest.mark.parametrize("theme", THEMES)
def test_a_packs_own_concepts_differ_for_every_eye(theme: str) -> None:
    assert len(OWN) == OWN_TONES
    with themed(theme) as colours:
        for one, other in itertools.product(OWN, (*OWN, "gdp", "population", "energy", "co2")):
            if one != other:
                pair = colours[one], colours[other]
                assert math.dist(*map(oklab, pair)) > 0.07, (one, other)
                for lacking in SEEN_WITHOUT:
                    apart = math.dist(*(oklab(seen(colour, lacking)) for colour in pair))
                    assert apart > 0.05, (one, other, lacking)


def tokens_of(theme: str) -> dict[str, str]:
    """The book's own colours of a theme, by name, of its style sheet."""
    style = (PACKAGE / "book" / "static" / "book.css").read_text(encoding="utf-8")
    rules = re.findall(rf'html\[data-theme="{theme}"\] {{([^}}]*)}}', style)
    return dict(re.findall(r"--([\w-]+): (#\w{6})", "".join(rules)))


@pytest.mark.parametrize("theme", THEMES)
def test_labels_have_the_tables_colours_and_stand_out_from_their_ground(theme: str) -> None:
    told = tokens_of(theme)
    with themed(theme) as colours:
        for name in LABELS:
            assert told[name] == colours[f"label.{name}"]
            assert contrast(told[name], told[f"{name}-ground"]) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lacking", SEEN_WITHOUT)
def test_what_agrees_and_what_does_not_differ_for_every_eye(theme: str, lacking: str) -> None:
    with themed(theme) as colours:
        agrees, disagrees = (seen(colours[f"label.{name}"], lacking) for name in LABELS[:2])
    assert math.dist(oklab(agrees), oklab(disagrees)) > 0.12


def test_answers_of_the_matrix_and_of_a_checked_text_have_the_labels_colours() -> None:
    matrix = (PACKAGE / "matrix" / "static" / "matrix.css").read_text(encoding="utf-8")
    checked = PACKAGE / "text" / "templates" / "sentences" / "page.html"
    text = checked.read_text(encoding="utf-8")
    light, dark = (tokens_of(theme) for theme in THEMES)
    for place, name in enumerate(("agrees", "depends", "unknown")):  # a no is not a fault
        ground = f"{name}-ground"
        assert f".a{place} {{ background: {light[ground]}; color: {light[name]};" in matrix
        switched = f"light-dark({light[ground]}, {dark[ground]}); color: light-dark({light[name]}, {dark[name]})"
        assert f".a{place} {{ background: {switched}" in matrix
    for name in ("agrees", "depends", "disagrees"):
        for theme in (light, dark):
            assert f".label.{name} {{ color: {theme[name]}; }}" in text
            assert f"mark.{name} {{ border-color: {theme[name]};" in text


def test_labels_and_answers_differ_without_colour() -> None:
    """By a sign and a frame, and the matrix's answers by a frame beside their word."""
    style = (PACKAGE / "book" / "static" / "book.css").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^\.badge-(\w+) {([^}]*)}", style, re.M))
    signs = [re.search(r"--sign: ([^\n]*)", rules[name])[1] for name in SIGNS]
    frames = [re.search(r"border-style: (\w+)|$", rules[name])[0] for name in SIGNS]
    assert len(set(signs)) == len(SIGNS)
    assert len(set(frames)) == len(SIGNS) - 1, "those that are decided have a full frame"
    matrix = (PACKAGE / "matrix" / "static" / "matrix.css").read_text(encoding="utf-8")
    outlines = [re.search(rf"\.a{n} {{[^}}]*?(outline: [^;]*|(?=}}))", matrix)[1] for n in range(3)]
    assert len(set(outlines)) == 3
