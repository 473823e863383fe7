from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import chapters_run
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from quiet_country import asked, write

from regionshare.chapters import panels, provinces, shares
from regionshare.chapters.edition import Edition, make_edition
from regionshare.figures import lettering, printing
from regionshare.figures.figure import FIGURE_MIME, NARROW, Figure
from regionshare.figures.style import WIDTH, font_path, themed
from regionshare.figures.tiles import draw_tiles
from regionshare.files.paths import PACKAGE

FONT = Path(font_path())

EDITIONS = [("CN-GD", 2023), ("CN-ZJ", 2021), ("US-CA", 2019)]


def all_figures(region: str, year: int, lang: str) -> list[Figure]:
    edition = make_edition(region, year, lang)
    table = provinces.panel(edition)
    return [
        shares.shares_at_a_glance(edition, shares.panel(edition.shares())),
        shares.share_history(edition, shares.history(edition)),
        provinces.ranked_intensity(edition, provinces.ranked(table)),
        provinces.tile_map(edition, table, "energy"),
        provinces.tile_map(edition, table, "co2"),
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("region", "year"), EDITIONS)
def test_every_figure_states_its_finding(region: str, year: int, lang: str) -> None:
    name = make_edition(region, year, lang).region.name(lang)
    for figure in all_figures(region, year, lang):
        assert re.search(r"\d", figure.alt), figure.alt
        assert "nan" not in figure.alt.lower()
        if "map" not in figure.id:
            assert name in figure.alt
        assert len(figure.table)


@pytest.mark.slow
def test_a_figure_is_the_same_text_from_run_to_run() -> None:
    first, second = (all_figures("CN-GD", 2023, "zh") for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert (a.svg("light"), a.alt) == (b.svg("light"), b.alt)
        assert a.table.equals(b.table)


@pytest.mark.slow
@pytest.mark.xdist_group("report")
def test_a_published_svg_is_well_formed_and_brings_the_letters_of_its_text(report: Path) -> None:
    found = [*report.rglob("figures/*/*.svg")]
    assert len(found) > 4 * 30  # in two languages and layouts
    for path in found:
        svg = path.read_text("utf-8")
        drawn = ET.fromstring(svg)
        (alt,) = (one.text or "" for one in drawn if one.tag.endswith("}desc"))
        texts = [one.text or "" for one in drawn.iter() if one.tag.endswith("}text")]
        assert "".join(alt.split()).startswith("".join(texts[0].split())), path.name
        assert len(texts) > 8
        (font,) = re.findall(r"url\(data:font/woff2;base64,([^)]*)\)", svg)
        known = TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()
        assert {ord(one) for text in texts for one in text} <= set(known), path.name
        assert not re.search(r"(href|src|url)\W*https?:", svg), path.name


@pytest.mark.xdist_group("chapters")
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_is_the_first_sentence_of_the_alt_text_and_has_at_most_three_lines(
    lang: str,
) -> None:
    for drawn in chapters_run.run("CN-GD", 2023, lang).figures:
        figure = drawn.figure
        assert figure.alt.startswith(figure.title)
        assert len(figure.title) < len(figure.alt), figure.id
        assert re.search(r"\d", figure.title) or figure.id == "fig-central-evidence", figure.title
        font = lettering.measure(printing.convert(frozenset(figure.title + " \u00a0"), FONT))
        title = figure.title.replace("\u202f", "\u00a0")
        for inches, most in ((WIDTH, 3), (NARROW, 4)):
            room = inches * 72 - 2 * lettering.EDGE
            lines = lettering.set_in(title, room, font)
            assert len(lines) <= most, (figure.id, lines)
            assert max(map(font, lines)) <= room, (figure.id, lines)


@pytest.mark.xdist_group("report")
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["", "zh/"])
def test_no_letter_of_the_narrow_layout_is_lower_than_eleven_pixels_on_a_phone(
    report: Path, folder: str
) -> None:
    found = [*report.glob(f"{folder}figures/*/*.narrow.svg")]
    assert len(found) > 30
    for path in found:
        svg = path.read_text("utf-8")
        width = float(re.findall(r'viewBox="\S+ \S+ (\S+)', svg)[0])
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
        assert min(sizes) * 358 / width >= 11, path.name


def test_the_drawn_table_is_the_downloaded_table() -> None:
    figure = all_figures("CN-GD", 2023, "en")[0]
    lines = figure.bundle()[FIGURE_MIME]["csv"].splitlines()
    assert lines[0] == "concept,year,share,low,high"
    assert len(lines) == 1 + len(figure.table)


def test_a_line_never_crosses_a_break() -> None:
    """GDP of 2005 is of another vintage, carbon before 2015 of another release."""
    table = shares.history(make_edition("CN-GD", 2023))
    gdp = table[table["concept"] == "gdp"].set_index("year")["segment"]
    assert gdp[2005] != gdp[2006] == gdp[2023]
    carbon = table[table["concept"] == "co2"].set_index("year")["segment"]
    assert carbon[2014] != carbon[2015]


def test_what_the_headline_mixes_without_a_gap_is_in_the_caption() -> None:
    edition = make_edition("CN-GD", 2023)
    figure = shares.share_history(edition, shares.history(edition))
    assert figure.caption.endswith(
        " Energy, 2021\N{EN DASH}2022: over the rounded preliminary national total."
    )


def test_a_region_without_figures_is_blank_on_the_map_and_named_in_the_alt_text() -> None:
    edition = make_edition("CN-GD", 2023)
    figure = provinces.tile_map(edition, provinces.panel(edition), "energy")
    assert figure.table.set_index("region")["relative"].isna()["CN-XZ"]
    assert figure.alt.endswith("No data: Tibet.")
    assert "14 of 30 regions had a smaller share of the energy" in figure.alt
    assert "all 30 run from Beijing (0.36 times) to Ningxia (3.86 times)" in figure.alt
    assert " A dash: no figure. " in figure.caption
    assert figure.caption.endswith(" Long names are cut short.")


def test_an_empty_alt_text_is_refused() -> None:
    figure = all_figures("CN-GD", 2023, "en")[0]
    with pytest.raises(ValueError, match="needs an alt text"):
        Figure("fig-x", " ", "caption", figure.table, figure.draw)


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_one_of_two_maps_is_shown_and_the_keyboard_changes_it(
    browser: Any, tmp_path: Path, scripts: bool
) -> None:
    """The markup as the book has it, its style sheet, and an address that names the hidden map."""
    style = (PACKAGE / "book" / "static" / "book.css").read_text(encoding="utf-8")
    figures = "".join(
        f'<figure id="fig-tile-map-{load}">{load}</figure><details class="figure-bar"></details>'
        for load in ("energy", "co2")
    )
    page = (
        f"<style>{style}</style><div class=cell_output><div>{switch('CN-GD')}</div>{figures}</div>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    address = (tmp_path / "page.html").as_uri()
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()

    def shown() -> list[bool]:
        return [tab.locator(f"#fig-tile-map-{one}").is_visible() for one in ("energy", "co2")]

    tab.goto(address)
    assert shown() == [True, False]
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowDown")
    assert shown() == [False, True]
    tab.goto("about:blank")
    tab.goto(f"{address}#fig-tile-map-co2")
    assert shown() == [True, True]
    tab.emulate_media(media="print")
    tab.goto(address)
    assert shown() == [True, True]
    context.close()


def switch(region: str) -> str:
    return provinces.map_switch(make_edition(region, 2023))


def test_maps_are_switched_where_there_are_two() -> None:
    assert switch("CN-GD").count("<input") == 2
    assert switch("US-CA").count("<input") == 2
    with mock.patch.object(Edition, "loads", ("energy",)):
        assert switch("CN-GD") == ""


@pytest.mark.parametrize(
    ("count", "own", "drawn"),
    [
        (100, 50, [*range(100)]),
        (101, 50, [*range(20), *range(40, 61), *range(81, 101)]),
        (300, 25, [*range(36), *range(280, 300)]),
        (300, 299, [*range(20), *range(280, 300)]),
        (300, None, [*range(20), *range(280, 300)]),
    ],
)
def test_of_many_regions_both_ends_are_drawn_and_the_neighbours(
    count: int, own: int | None, drawn: list[int]
) -> None:
    edition = make_edition("CN-GD", 2023, "en")
    names = ["CN-GD" if place == own else f"R-{place}" for place in range(count)]
    table = pd.DataFrame({"region": names, "place": range(count)})
    shown = panels.drawn_rows(edition, table)
    assert list(shown["place"]) == drawn
    assert list(shown.index) == [*range(len(drawn))]
    jumps = [after for before, after in pairwise(drawn) if after != before + 1]
    assert list(shown["place"][shown["gap"]] if "gap" in shown else []) == jumps
    left = count - len(drawn)
    assert (f"{left} of {count}" in panels.about_rows(edition, table)) == bool(left)


@pytest.mark.slow
def test_a_ranking_of_three_hundred_regions_is_drawn_in_part_and_says_so(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp", "energy", "co2", count=300)
    told = asked(
        pack, "from regionshare.chapters import provinces as p;"
        "from regionshare.chapters.edition import make_edition;"
        "e = make_edition('QT-150', 2022, 'zh');"
        "f = p.ranked_intensity(e, p.ranked(p.panel(e)));"
        "print(len(f.table), f.svg('light').count(e.region.name(e.lang)[:2]), '239' in f.caption)"
    )  # fmt: skip
    total, named, said = told.split()
    assert (total, said) == ("300", "True")
    assert 61 <= int(named) <= 65  # a name for each row, and the title


def test_names_that_do_not_fit_their_tiles_are_left_out() -> None:
    """For the ends of their ids, and on a phone for the colours alone, where those do not fit either."""
    table = pd.DataFrame({"region": ["NL-0001", "NL-0002"], "row": 1, "column": [1, 15]})
    with themed("light") as theme:
        canvas = draw_tiles(
            table, ["Aldburg", "Alddam"], ["1.38", "1.08"], ["tile", "tile"], own="", theme=theme
        )
        for width, shown in ((WIDTH, ["0001", "1.38", "0002", "1.08"]), (NARROW, [])):
            printing.fitted(canvas, width)
            texts = canvas.axes[0].texts
            assert [one.get_text() for one in texts if one.get_visible()] == shown


def test_letters_that_the_font_lacks_are_drawn_in_another() -> None:
    table = pd.DataFrame({"region": ["PL-10"], "row": [1], "column": [1]})
    drawn = Figure(
        id="fig-letters", alt="Łódź, București and Vidurio ir vakarų Lietuva.", caption="Names.", table=table,
        draw=lambda theme: draw_tiles(table, ["Łódź"], ["1.38"], ["tile"], own="", theme=theme),
    ).svg("light")  # fmt: skip
    assert drawn.count("Łódź") == 2 and "vakarų" in drawn
