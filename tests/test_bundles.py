from __future__ import annotations

import base64
import dataclasses
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import debian
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pybtex.database import parse_string
from test_figures import all_figures

from regionshare.chapters import columns
from regionshare.chapters.edition import Edition, make_edition
from regionshare.citation import bundle, forms
from regionshare.citation.forms import Citable
from regionshare.errors import DataError
from regionshare.figures import printing, style
from regionshare.figures.figure import FIGURE_MIME, PIXELS, Figure
from regionshare.files import paths

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("print")]

EDITION = {"region": "CN-GD", "year": 2023, "lang": "zh"}
PARTS = {
    ".svg", ".narrow.svg", "-89mm.pdf", "-183mm.pdf", "-300dpi.png", "-600dpi.png", ".csv", ".json",
    ".png", ".bib", ".ris", ".csl.json", ".py",
}  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition("CN-GD", 2023, "zh")


@pytest.fixture(scope="module")
def drawn() -> list[Figure]:
    return all_figures("CN-GD", 2023, "zh")


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patched:
        yield patched


@pytest.fixture(scope="module")
def content(
    edition: Edition, drawn: list[Figure], monkeypatch_module: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Give the tile map, for print, too: it has Chinese names and square axes."""
    monkeypatch_module.setenv(paths.PRINT, paths.YES)
    tiles = drawn[3]
    return tiles.bundle(columns.describe(tiles, edition))[FIGURE_MIME]


@pytest.fixture(scope="module")
def made(content: dict[str, Any]) -> dict[str, bytes]:
    citing = Citable(forms.load_citation(), "CN-GD", 2023, "Guangdong")
    return bundle.files(content, "provinces", "标题", "code\n", EDITION, citing)


def test_a_bundle_has_every_file_under_its_stable_name(made: dict[str, bytes]) -> None:
    assert set(made) == {f"fig-tile-map-energy{part}" for part in PARTS} | {"README.md"}


def test_a_narrow_layout_has_the_names_of_the_wide_one(content: dict[str, Any]) -> None:
    """Though a picture of many dots was drawn between the two."""
    wide, narrow = (content[one]["light"].count("<text") for one in ("svg", "narrow"))
    assert narrow == wide > 60


def test_a_bundle_is_the_same_byte_for_byte(
    edition: Edition, drawn: list[Figure], content: dict[str, Any], made: dict[str, bytes]
) -> None:
    printing._made.clear()  # as in another process
    again = drawn[3].bundle(columns.describe(drawn[3], edition))[FIGURE_MIME]
    assert again == content
    citing = Citable(forms.load_citation(), "CN-GD", 2023, "Guangdong")
    assert bundle.files(again, "provinces", "标题", "code\n", EDITION, citing) == made
    for name in ("-89mm.pdf", "-300dpi.png"):
        assert not re.search(rb"CreationDate|D:20\d\d|tIME", made[f"fig-tile-map-energy{name}"])


def test_without_print_a_figure_has_one_png_and_no_archive(
    drawn: list[Figure], content: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(paths.PRINT)
    bare = drawn[3].bundle()[FIGURE_MIME]
    assert set(bare["files"]) == {".png"}
    assert bare["files"][".png"] == content["files"][".png"]
    assert bare["svg"] == content["svg"]
    picture = Image.open(io.BytesIO(base64.b64decode(bare["files"][".png"])))
    assert picture.size[0] == int(style.WIDTH * PIXELS)
    (tmp_path / "fig-a").mkdir()
    (tmp_path / "fig-a" / "fig-a.svg").touch()
    assert not bundle.write_all(tmp_path, ["fig-a"], "CN-GD-2023")
    assert [one.name for one in tmp_path.iterdir()] == ["fig-a"]


def test_in_a_site_of_many_editions_a_figure_has_no_png(
    drawn: list[Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.PRINT, paths.BARE)
    assert drawn[3].bundle()[FIGURE_MIME]["files"] == {}


def test_the_archive_holds_all_files_of_the_figures_and_no_time(
    made: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "fig-tile-map-energy").mkdir()
    for name, data in made.items():
        (tmp_path / "fig-tile-map-energy" / name).write_bytes(data)
    assert bundle.write_all(tmp_path, ["fig-tile-map-energy"], "CN-GD-2023")
    with zipfile.ZipFile(tmp_path / "figures-CN-GD-2023.zip") as packed:
        assert {info.date_time for info in packed.infolist()} == {bundle.MOMENT}
        inside = "figures-CN-GD-2023/fig-tile-map-energy/"
        assert {name.removeprefix(inside) for name in packed.namelist()} == set(made)
        readme = packed.read(f"{inside}README.md").decode()
    assert "CN-GD-2023" in readme
    assert "CC-BY-4.0" in readme
    assert "energy.provincial_yearbooks" in readme


def test_the_metadata_state_unit_source_vintage_licence_and_citation(
    made: dict[str, bytes],
) -> None:
    about = json.loads(made["fig-tile-map-energy.json"])
    assert [c["name"] for c in about["columns"]] == ["region", "name", "relative", "row", "column"]
    assert {s["series"] for s in about["sources"]} >= {
        "energy.provincial_yearbooks",
        "gdp.nbs_2025",
    }
    for one in about["sources"]:
        assert all(one[key] for key in ("vintage", "licence", "citation", "unit"))
    assert about["licence"] == "CC-BY-4.0"
    assert about["citation"].endswith("figure fig-tile-map-energy.")
    assert {f["name"] for f in about["files"]} <= set(made)
    assert len(parse_string(made["fig-tile-map-energy.bib"].decode(), "bibtex").entries) == 2


def test_a_figure_alone_says_what_it_is(
    made: dict[str, bytes], content: dict[str, Any], tmp_path: Path
) -> None:
    name, citation = "fig-tile-map-energy", json.loads(made["fig-tile-map-energy.json"])["citation"]
    for layout in ("svg", "narrow.svg"):
        svg = ElementTree.fromstring(made[f"{name}.{layout}"])
        told = {one.tag.partition("}")[2]: "".join(one.itertext()) for one in svg.iter()}
        assert (told["title"], told["identifier"], told["rights"]) == ("标题", name, "CC-BY-4.0")
        assert [one.tag.partition("}")[2] for one in svg][:3] == ["title", "desc", "metadata"]
        assert told["desc"] == content["alt"]
        assert told["source"].startswith(citation)
        assert "统计局" in told["source"] or "Bureau" in told["source"]
    for label in printing.RESOLUTIONS:
        png = Image.open(io.BytesIO(made[f"{name}-{label}.png"]))
        png.load()
        assert png.text["Title"] == "标题"
        assert png.text["Description"] == content["alt"]
        assert png.text["Identifier"] == name
        assert png.text["Copyright"] == "CC-BY-4.0"
        assert png.text["Source"].startswith(citation)
    debian.require(debian.TOOLS, "poppler-utils", "pdfinfo")
    for label in printing.COLUMNS:
        path = tmp_path / f"{label}.pdf"
        path.write_bytes(made[f"{name}-{label}.pdf"])
        done = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        told = dict(re.findall(r"^(\w+):\s+(.*)$", done.stdout, re.MULTILINE))
        assert (told["Title"], told["Keywords"]) == ("标题", name)
        assert told["Subject"] == content["alt"]
        assert told["Author"].startswith(citation)
        custom = subprocess.run(
            ["pdfinfo", "-custom", path], capture_output=True, text=True, check=True
        )
        assert re.search(r"^Rights:\s+CC-BY-4.0$", custom.stdout, re.MULTILINE)


def test_marks_of_markup_in_a_caption_stay_text() -> None:
    facts = {"title": 'a < b & "c" \\g<0>', "description": "<script>", "identifier": "x"}
    svg = ElementTree.fromstring(bundle.described("x.svg", b"<svg width='1'><g/></svg>", facts))
    assert svg[0].text == facts["title"]
    assert svg[1].text == "<script>"
    assert bundle.described("x.csv", b"a,b", facts) == b"a,b"


def test_a_figure_may_state_units_and_series_itself(edition: Edition, drawn: list[Figure]) -> None:
    table = pd.DataFrame({"gini": [0.1]})
    own = dataclasses.replace(
        drawn[0], table=table, units={"gini": "1"}, series=("co2.carbon_monitor",)
    )
    about = columns.describe(own, edition)
    assert about["columns"][0]["unit"] == "1"
    assert [one["series"] for one in about["sources"]] == ["co2.carbon_monitor"]


def test_a_figure_of_a_series_that_must_not_be_passed_on_is_refused(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = edition.store.series
    closed = dataclasses.replace(series["co2.carbon_monitor"], redistribution="none")
    monkeypatch.setitem(series, "co2.carbon_monitor", closed)
    with pytest.raises(DataError, match=r"co2\.carbon_monitor must not be passed on"):
        columns.source("co2.carbon_monitor", edition.store)


def test_pictures_have_the_width_of_a_column(content: dict[str, Any]) -> None:
    for label, dpi in printing.RESOLUTIONS.items():
        png = Image.open(io.BytesIO(base64.b64decode(content["files"][f"-{label}.png"])))
        assert abs(png.width / dpi * 25.4 - 89) < 0.2
        assert png.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    for label, width in printing.COLUMNS.items():
        pdf = base64.b64decode(content["files"][f"-{label}.pdf"])
        box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
        assert box
        assert abs(float(box[1]) / 72 * 25.4 - width) < 0.2


def test_text_keeps_its_size_at_another_width(drawn: list[Figure]) -> None:
    sizes = []
    for width in (3.5, 7.2):
        with style.themed("light") as theme:
            canvas = printing.fitted(drawn[0].draw(theme), width)
        axes = canvas.axes[0]
        sizes.append((axes.get_yticklabels()[0].get_fontsize(), axes.texts[0].get_fontsize()))
        assert canvas.get_size_inches()[0] == width
    assert sizes[0] == sizes[1]


def test_pdf_embeds_truetype_fonts_and_chinese(content: dict[str, Any], tmp_path: Path) -> None:
    debian.require(debian.TOOLS, "poppler-utils", "pdffonts", "pdftotext")
    for label in printing.COLUMNS:
        path = tmp_path / f"{label}.pdf"
        path.write_bytes(base64.b64decode(content["files"][f"-{label}.pdf"]))
        done = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        rows = done.stdout.splitlines()[2:]
        assert rows
        for row in rows:
            assert re.search(r"TrueType .* yes yes yes ", row), row
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
        assert text.stderr == ""
        assert {"广东", "内蒙古"} <= set(text.stdout.split())


def test_converted_outlines_are_as_wide_as_the_originals() -> None:
    source = Path(style.font_path())
    font = printing.convert(frozenset("广东A1"), source)
    before = TTFont(source, lazy=True)
    assert "glyf" in font
    assert "CFF " not in font
    for sign in "广东A1":
        assert (
            font["hmtx"][font.getBestCmap()[ord(sign)]]
            == (before["hmtx"][before.getBestCmap()[ord(sign)]])
        )


def test_the_program_of_a_figure_leads_to_its_cell() -> None:
    def cell(source: str, *tags: str) -> dict[str, Any]:
        return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}}

    own = cell("edition.show(figure)")
    cells = [
        cell("year = 2023", "parameters"), cell("edition.show(other)"),
        {"cell_type": "markdown", "source": "# T", "metadata": {}}, cell("x = 1"), own, cell("y"),
    ]  # fmt: skip
    text = bundle.program({"cells": cells}, own)
    assert re.findall(r"^(?!#).+$", text, re.MULTILINE) == ["year = 2023", "x = 1", own["source"]]
