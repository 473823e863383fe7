from __future__ import annotations

import json

from regionshare.chapters import speed
from regionshare.chapters.edition import make_edition
from regionshare.files import paths


def found() -> dict:
    return json.loads(speed.RESULTS.read_text(encoding="utf-8"))


def test_readme_shows_the_measured_times() -> None:
    assert speed.markdown(found()) in (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_book_shows_them_in_both_languages() -> None:
    for lang, word in (("en", "this report"), ("zh", "本报告")):
        html = speed.table(make_edition("CN-GD", 2023, lang))
        assert word in html
        assert f"{found()['rows'][0]['seconds']:.2f}" in html
