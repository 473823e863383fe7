from __future__ import annotations

import json
import re

import pytest

from regionshare.chapters import rerun
from regionshare.chapters.edition import Edition
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator


def found() -> dict:
    return json.loads(rerun.RESULTS.read_text(encoding="utf-8"))


MADE_UP = {
    "machine": {"cores": 2, "python": "3.11"},
    "date": "2026-01-01",
    "rebuilds": {
        "date": "2026-01-02",
        "load": 0.5,
        "rows": [
            {"id": "unchanged", "executed": 0, "seconds": 0.5, "cpu": 0.4},
            {"id": "headline", "executed": 20, "seconds": 30.2, "cpu": 50.0},
            {"id": "leaf", "executed": 2, "seconds": 9.0, "cpu": 12.0},
            {"id": "word", "executed": 1, "seconds": 6.0, "cpu": 7.25},
        ],
    },
}


def test_readme_shows_the_measured_times() -> None:
    readme = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    tables = [rerun.speed(found(), "en"), rerun.rebuilds(found(), "en")]
    for table in filter(None, tables):
        assert rerun.markdown(table) in readme
    assert tables[0]


def test_the_book_shows_them_in_both_languages() -> None:
    for lang, word in (("en", "This report"), ("zh", "本报告")):
        table = rerun.speed(rerun.measured(), lang)
        assert table is not None
        html = table.html()
        assert word in html
        assert f"{found()['rows'][0]['seconds']:.2f}" in html


@pytest.mark.parametrize(
    ("lang", "word", "day"),
    [("en", "One word of", "2 January 2026"), ("zh", "一个词", "2026年1月2日")],
)
def test_the_book_shows_what_a_change_costs(lang: str, word: str, day: str) -> None:
    table = rerun.rebuilds(MADE_UP, lang)
    assert table is not None
    assert day in table.caption
    assert [list(row[1:]) for row in table.rows()] == [
        ["0", "0.5", "0.4"], ["20", "30.2", "50.0"], ["2", "9.0", "12.0"], ["1", "6.0", "7.2"],
    ]  # fmt: skip
    assert word in table.rows()[-1][0]


def test_nothing_is_shown_where_nothing_was_measured() -> None:
    assert rerun.speed(None, "en") is None
    assert rerun.rebuilds(None, "en") is None
    assert rerun.rebuilds({"rows": []}, "en") is None


def test_in_chinese_the_report_is_cited_by_its_chinese_name_first(toy: Evaluator) -> None:
    for lang, first in (
        ("en", "Share of the Nation authors ("),
        ("zh", "《全国占比》作者组：《全国占比：甲，2020年》，版本"),
    ):
        edition = Edition(toy.store.regions["TL-A"], 2020, lang, toy)
        texts = re.findall(r"<pre[^>]*>([^<]*)</pre>", rerun.cite(edition))
        assert texts[0].startswith(first)
        assert texts[-1].startswith("@techreport{")
