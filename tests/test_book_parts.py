"""Parts of the page machinery on their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from docutils import nodes
from docutils.utils import new_document

from regionshare.book import build, extension, frame, search, styles, tree
from regionshare.book.build import warnings_in
from regionshare.book.extension import bar
from regionshare.errors import BookError
from regionshare.text import tables


def test_templates_use_only_words_that_exist() -> None:
    folder = Path(frame.__file__).parent / "templates"
    used = {
        word
        for file in folder.glob("*.html")
        for word in re.findall(r"\bui\.(\w+)", file.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= frame.WORDS["en"].keys()


def test_query_terms_are_all_in_the_index_terms_of_a_text_that_holds_it() -> None:
    text = "广东能源消费总量占全国7.0%（GDP 10.8%）。"
    for query in ("能源消费总量", "消费", "量", "gdp".upper(), "能源 GDP"):
        assert set(search.split_query(query)) <= set(search.split_text(text))
    assert not set(search.split_query("碳排放")) <= set(search.split_text(text))


def test_words_of_neighbouring_cells_are_indexed_apart() -> None:
    markup = "<style>p {}</style><table><tr><td>Zhejiang</td><td>4.2</td></tr></table>"
    page = new_document("")
    page += nodes.raw("", markup, format="html")
    kept = MagicMock(_search_index_mapping={})
    search.Index(kept, "en", {}, "").feed("provinces", "provinces.ipynb", "Provinces", page)
    found = kept._search_index_mapping.keys()
    assert found in ({"zhejiang", "4.2"}, {"zhejiang", "4", "2"}), "by whichever splitter is set"
    assert page.astext() == markup, "the page is as it was"


@pytest.mark.slow
def test_font_covers_exactly_what_the_pages_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.ttLib import TTFont

    monkeypatch.setattr(styles, "OFTEN", 2)
    site, cache = tmp_path / "site", tmp_path / "fonts"
    (site / "_static").mkdir(parents=True)
    (site / "index.html").write_text("<p>Guangdong 广东&#x5360;</p>", encoding="utf-8")
    asking = '<link href="_static/fonts.css"><body>占能'
    (site / "carbon.html").write_text(asking, encoding="utf-8")
    (site / "_static" / "words.js").write_text(r'"\u641c"', encoding="utf-8")
    (site / "shares.html").write_text(asking.replace("能", ""), encoding="utf-8")
    styles.add_font(site, cache, chinese=False)
    assert "fonts.css" in (site / "shares.html").read_text(encoding="utf-8")
    assert "fonts-carbon.css" in (site / "carbon.html").read_text(encoding="utf-8")

    def fonts(sheet: str) -> list[Path]:
        style = (site / "_static" / sheet).read_text(encoding="utf-8")
        return [site / "_static" / name for name in re.findall(r'url\("(.*?)"\)', style)]

    def held(sheet: str) -> list[set[str]]:
        return [{chr(code) for code in TTFont(one).getBestCmap()} for one in fonts(sheet)]

    lost = styles.han_characters(str(frame.MISSING["zh"]))  # 404.html is made after the pages
    assert held("fonts.css") == [set("广东能搜") | lost, set("占")], "what many pages show"
    assert 'href="/_static/fonts.css"' in frame.missing("", {"en": "index.html"})
    assert held("fonts-carbon.css")[2:] == [set("能")], "a page waits for no more than it shows"
    assert held("fonts-index.css")[2:] == [set("广东")]
    file = fonts("fonts-index.css")[2]
    glyphs, pen = TTFont(file).getGlyphSet(), RecordingPen()
    glyphs[".notdef"].draw(pen)
    assert pen.value, "a character that no font has shows as a box"
    kept = next(one for one in cache.iterdir() if one.name.split("-")[0] in file.stem)
    stamp, font = kept.stat().st_mtime_ns, file.read_bytes()
    styles.add_font(site, cache, chinese=False)
    assert kept.stat().st_mtime_ns == stamp, "the cached subset is used again"
    for damaged in (kept.read_bytes()[:-9], b"", bytes([1]) + kept.read_bytes()[1:]):
        kept.write_bytes(damaged)
        styles.add_font(site, cache, chinese=False)
        assert file.read_bytes() == font


def test_formula_that_cannot_be_converted_is_refused() -> None:
    with pytest.raises(ValueError, match="not supported"):
        extension.to_mathml(r"\nosuchcommand{x}")


def test_scrolling_box_takes_its_name_from_the_caption() -> None:
    box = tables.scrollable("<table><caption>Four <b>shares</b></caption></table>", "Table")
    assert 'aria-label="Four shares"' in box


@pytest.mark.parametrize(
    ("value", "whole"), [("67.5 Mt", True), ("161.2 thousand yuan per person", False)]
)
def test_a_short_value_is_not_parted_from_its_unit(value: str, whole: bool) -> None:
    rows = [("a", "1.0 Mt"), ("b", value)]
    box = tables.scrollable(tables.table("Toy", ["of", "value"], rows, numeric=[1]), "Table")
    assert ("table-whole" in box) is whole


def test_a_row_whose_name_stands_twice_says_on_a_card_what_it_is() -> None:
    for names, told in ((("a", "b"), 0), (("a", "a"), 2)):
        rows = [(name, "1", "2", "3") for name in names]
        box = tables.scrollable(tables.table("Toy", ["of", "x", "y", "z"], rows), "Table")
        assert box.count('<th data-label="of" scope="row"') == told


def test_short_chinese_heads_and_cells_are_not_broken() -> None:
    heads = ["地区", "最高比最低高出", "至2022年的CEADs部门法"]
    box = tables.scrollable(tables.table("表", heads, [("甲", "较晚汇编：存疑", "1")]), "表")
    assert [head in box for head in (f" data-word>{heads[1]}</th>", f'col">{heads[2]}</th>')] == [
        1,
        1,
    ]
    assert "data-word>较晚汇编：存疑" in box


def test_warning_is_read_with_page_cell_and_line() -> None:
    output = "\x1b[91m/src/a.ipynb:20003: WARNING: bad thing [ref]\x1b[39;49;00m\nnoise\n"
    assert warnings_in(output, Path("/src")) == [("a.ipynb, cell 2, line 2", "bad thing [ref]")]


OF = " --region TL-A --year 2020"


def test_bar_offers_only_the_files_that_are_there(tmp_path: Path) -> None:
    folder = tmp_path / "figures" / "fig-toy"
    folder.mkdir(parents=True)
    for end in (".svg", ".csv", ".bib"):
        (folder / f"fig-toy{end}").touch()
    offered = re.findall(
        r'href="([^"]+)" download', bar(tmp_path, "fig-toy", "en", "shares", "A toy", OF)
    )
    assert offered == [f"figures/fig-toy/fig-toy{end}" for end in (".svg", ".csv", ".bib")]
    made = bar(tmp_path, "fig-toy", "en", "shares", "A toy", OF)
    assert "<code>regionshare build --region TL-A --year 2020 --print-files</code>" in made
    (folder / "fig-toy-89mm.pdf").touch()
    whole = bar(tmp_path, "fig-toy", "en", "shares", "A toy", OF)
    assert "fig-toy-89mm.pdf" in whole
    assert "--print-files" not in whole


def test_a_role_that_stands_on_a_page_as_written_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<code>{say}region</code>", encoding="utf-8")
    build._check_roles(tmp_path)
    page.write_text("<caption>{say}`region` in 2021</caption>", encoding="utf-8")
    with pytest.raises(BookError, match=r"index\.html.*the page shows \{say\}`region`"):
        build._check_roles(tmp_path)


def test_a_caption_that_leaves_the_book_has_no_marks() -> None:
    """What is embedded elsewhere has no page that a link could lead to."""
    nothing: dict[str, Any] = {"texts": {}, "numbers": {}, "aliases": {}}
    said = tree.plain(
        "Statement C21 of [the ledger](#page-ledger), *asked* of `all`", nothing, "en", ""
    )
    assert said == "Statement C21 of the ledger, *asked* of all"


def test_a_short_chinese_cell_is_not_broken_and_a_long_one_is() -> None:
    rows = [("加利福尼亚", "美国", "最接近的是人均生产总值"), ("Texas", "USA", "near")]
    box = tables.scrollable(tables.table("Toy", ["地区", "国家", "why"], rows), "Table")
    found = re.findall(r"<t[hd]\b[^>]*data-word[^>]*>(.*?)</t[hd]>", box)
    assert found == ["地区", "国家", "加利福尼亚", "美国"]


@pytest.mark.parametrize(
    ("cell", "cards"),
    [("no evidence found", False), ("是第一批低碳试点省份，深圳是第一批国家低碳试点城市", True)],
)
def test_three_columns_are_cards_on_a_phone_where_a_cell_is_long(cell: str, cards: bool) -> None:
    box = tables.scrollable(
        tables.table("Toy", ["a", "b", "c"], [("x", "1 Mt", cell)], numeric=[1]), "Table"
    )
    assert (("table-cards" in box), ("data-short" in box)) == (cards, True)
