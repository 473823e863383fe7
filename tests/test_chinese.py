"""The Chinese book: what stands in it in English, in letters that no font has, or beside no other page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from matplotlib.ft2font import FT2Font

from regionshare.figures import style

ALLOWED = Path(__file__).with_name("english_in_chinese.txt").read_text("utf-8").split("\n")[:-1]
"""Names that a Chinese text holds in English: software, works, licences."""

APART = {"script", "style", "code", "pre", "kbd", "samp", "math", "template", "noscript"}
RUN = re.compile(r"[A-Za-z][A-Za-z'’.&-]*(?:[ ,]+[A-Za-z][A-Za-z'’.&-]*)+")


def english(page: str) -> list[str]:
    """Two English words or more, one after the other, outside code and what is marked as English."""
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    assert body is not None
    found = [run for text in _texts(body) for run in RUN.findall(text)]
    return [run for run in found if not any(run == name for name in ALLOWED)]


def _texts(element: ElementTree.Element) -> Iterator[str]:
    """The texts of an element; comments have no name."""
    lang = element.get("lang", "zh")
    if isinstance(element.tag, str) and element.tag not in APART and lang.startswith("zh"):
        yield element.text or ""
        for name in ("alt", "title", "aria-label", "placeholder"):
            yield element.get(name, "")
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


@pytest.mark.parametrize(
    ("markup", "runs"),
    [
        ("<p>数据来自Carbon Monitor的清单</p>", []),
        ("<p>许可：free with citation</p>", ["free with citation"]),
        ("<p>许可：<span lang='en'>free with citation</span>，<code>two words</code></p>", []),
        ("<p>EDGAR 2024、CEADs表观法、<b>GDP</b></p>", []),
        ("<img alt='Shares of Guangdong'>后面", ["Shares of Guangdong"]),
        ("<p lang='en'>An original</p>and a tail", ["and a tail"]),
    ],
)
def test_english_runs_are_found(markup: str, runs: list[str]) -> None:
    assert english(markup) == runs


@pytest.mark.slow
@pytest.mark.xdist_group("report")
def test_no_english_is_left_in_the_chinese_book(report: Path) -> None:
    pages = sorted((report / "zh").glob("*.html"))
    found = {page.name: english(page.read_text("utf-8")) for page in pages}
    assert len(pages) > 15
    assert {name: runs for name, runs in found.items() if runs} == {}


@pytest.mark.slow
@pytest.mark.xdist_group("report")
def test_every_letter_of_a_figure_is_in_its_font(report: Path) -> None:
    known = set(FT2Font(style.font_path()).get_charmap())
    drawn = sorted((report / "zh").glob("figures/*/*.svg"))
    texts = {
        one.parent.name: re.findall(r"<(?:text|tspan)\b[^>]*>([^<]+)", one.read_text("utf-8"))
        for one in drawn
    }
    assert sum(map(bool, texts.values())) > 20
    missing = {
        name: {c for text in found for c in text if ord(c) not in known and not c.isspace()}
        for name, found in texts.items()
    }
    assert {name: letters for name, letters in missing.items() if letters} == {}


@pytest.mark.slow
@pytest.mark.xdist_group("report")
def test_every_page_has_the_same_parts_in_both_languages(report: Path) -> None:
    """Headings, tables with their rows, figures: a part that only one language has is unpaired."""
    counted = 0
    for page in sorted((report / "zh").glob("*.html")):
        parts = []
        for one in (report / page.name, page):
            article = re.search(r"<article.*?</article>", one.read_text("utf-8"), re.DOTALL)
            text = article[0] if article else ""
            parts.append(
                [
                    len(re.findall(rf"<{name}\b", text))
                    for name in ("h1", "h2", "table", "tr", "figure")
                ]
            )
        assert parts[0] == parts[1], page.name
        counted += sum(parts[0])
    assert counted > 500
