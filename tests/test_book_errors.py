"""What stops a book, and what stays of the book that was there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from book_toy import FIGURE, write_tree
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from regionshare.book.build import build_html
from regionshare.errors import BookError

pytestmark = pytest.mark.slow


def refusal(tmp_path: Path, **chapters: list[Any]) -> str:
    source = write_tree(tmp_path / "src", "en", **chapters)
    with pytest.raises(BookError) as caught:
        build_html(source, tmp_path / "out", tmp_path / "work", "en")
    return caught.value.sentence


def claim(*texts: str) -> list[Any]:
    return [new_markdown_cell("(claim)=\n# The claim"), *map(new_markdown_cell, texts)]


def figure(**content: Any) -> list[Any]:
    shown = {"id": "fig-shares", "alt": "Bars.", "caption": "Bars.", "width": 360} | content
    output = new_output("display_data", {FIGURE: shown})
    return [*claim(), new_code_cell("draw()", outputs=[output])]


def test_unknown_number_names_page_cell_and_key(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, claim=claim("It used {num}`share/enrgy`."))
    assert sentence == "claim.ipynb, cell 2, line 1: number 'share/enrgy' is not in numbers.json."


def test_unknown_text_in_a_title_names_page_and_key(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, claim=[new_markdown_cell("# In {say}`regoin`")])
    assert sentence.startswith("claim.ipynb, cell 1, line 1: text 'regoin' is not in numbers.json")


def test_number_without_a_row_in_any_table_is_refused(tmp_path: Path) -> None:
    shares = [new_markdown_cell("(shares)=\n# Shares\n\n{numref}`fig-shares`"), *figure()[1:]]
    sentence = refusal(tmp_path, shares=shares)
    assert "num-share-energy-cn-gd-2021" in sentence
    assert "shares.html" in sentence


def test_unknown_reference_is_refused(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, claim=claim("See {numref}`fig-nothing`."))
    assert sentence.startswith("claim.ipynb, cell 2")
    assert "fig-nothing" in sentence


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"alt": " "}, "figure fig-shares has no alt text"),
        ({"id": "Four shares"}, "figure id 'Four shares' is not of the form fig-name"),
        ({"id": "fig-other"}, "figure file figures/fig-other/fig-other.svg is missing"),
    ],
)
def test_figure_that_a_reader_could_not_use_is_refused(
    tmp_path: Path, content: dict[str, str], complaint: str
) -> None:
    assert complaint in refusal(tmp_path, claim=figure(**content))


def test_formula_with_an_unknown_command_is_refused(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, claim=claim("So $a = \\nosuchcommand b$ holds."))
    assert sentence.startswith("claim.ipynb, cell 2")
    assert "\\nosuchcommand" in sentence


def test_failed_build_leaves_the_book_that_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_text("the old book", encoding="utf-8")
    refusal(tmp_path, claim=claim("{num}`nothing`"))
    assert [file.name for file in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text(encoding="utf-8") == "the old book"


def test_failure_is_repeated_when_nothing_changed(tmp_path: Path) -> None:
    first = refusal(tmp_path, claim=claim("{num}`nothing`"))
    assert refusal(tmp_path, claim=claim("{num}`nothing`")) == first
