"""The book's terms: a page of them, and each marked where it first stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regionshare.book import glossary
from regionshare.book.tree import MADE_PAGES
from regionshare.text.messages import room

LANGUAGES = {"en": "", "zh": "zh/"}
WORDS = room("glossary")


def marked(text: str, lang: str, seen: set[str]) -> list[str]:
    parts = glossary._marked(text, lang, seen)
    assert "".join(one.astext() for one in parts) == text
    return [one["term"] for one in parts if isinstance(one, glossary.term_node)]


def test_a_term_is_marked_once_and_whole() -> None:
    seen: set[str] = set()
    assert marked("The Gini coefficient, Gini again, and inventories.", "en", seen) == [
        "gini", "inventory",
    ]  # fmt: skip
    assert marked("Another inventory, virginity.", "en", seen) == []
    assert marked("按主口径，基尼系数为0.3。", "zh", set()) == ["basis", "gini"]
    assert marked("This edition, a first edition.", "en", set()) == ["edition"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_is_found_by_its_own_name_or_by_none_other(lang: str) -> None:
    for key, one in WORDS[lang]["entries"].items():
        found = marked(one["name"], lang, set())
        assert found[:1] in ([key], []), (key, found)


@pytest.mark.slow
@pytest.mark.xdist_group("report")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_of_the_page_stands_in_the_book(report: Path, lang: str) -> None:
    folder, used = report / LANGUAGES[lang], set()
    for path in folder.glob("*.html"):
        links = re.findall(
            r'<span class="term"><a href="glossary\.html#term-(\w+)"', path.read_text("utf-8")
        )
        assert len(links) == len(set(links)), path.name
        assert not links or path.stem not in glossary.UNMARKED, path.name
        used |= {*links}
    page = (folder / "glossary.html").read_text("utf-8")
    assert used == set(re.findall(r'id="term-(\w+)"', page)) == {*WORDS[lang]["entries"]}


@pytest.mark.slow
@pytest.mark.xdist_group("report")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chapter_begins_with_its_answer(report: Path, lang: str) -> None:
    for path in (report / LANGUAGES[lang]).glob("*.html"):
        text = path.read_text("utf-8")
        if path.stem in (*MADE_PAGES, "index", "rerun", "search", "404"):
            continue
        found = re.search(r'class="answer"[^>]*>(.*?)</p>', text, re.DOTALL)
        assert found and re.search(r"\d", re.sub("<[^>]+>", "", found[1])), path.name
        before = text[text.index("<h1") : found.start()]
        assert "<figure" not in before and "<h2" not in before, path.name
