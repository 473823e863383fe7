from __future__ import annotations

import json

from regionshare.chapters import rerun
from regionshare.files import paths


def found() -> dict:
    return json.loads(rerun.RESULTS.read_text(encoding="utf-8"))


def test_readme_shows_the_measured_times() -> None:
    assert rerun.markdown(found()) in (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_book_shows_them_in_both_languages() -> None:
    for lang, word in (("en", "this report"), ("zh", "本报告")):
        table = rerun.speed(rerun.measured(), lang)
        assert table is not None
        html = table.html()
        assert word in html
        assert f"{found()['rows'][0]['seconds']:.2f}" in html


def test_nothing_is_shown_where_nothing_was_measured() -> None:
    assert rerun.speed(None, "en") is None
