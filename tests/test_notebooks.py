from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
from toy_project import code, make_project, markdown, notebook, parameters, titles, write

from regionshare.errors import BookError, ChapterError, ParameterError
from regionshare.files import notebooks, paths


def test_chapters_come_in_the_order_of_the_toc(tmp_path: Path) -> None:
    make_project(tmp_path)
    chapters = notebooks.read_toc(tmp_path)
    assert [chapter.slug for chapter in chapters] == ["index", "shares"]
    assert chapters[1].path == tmp_path / "chapters" / "01_shares.ipynb"


def test_every_chapter_imports_the_module_of_its_name() -> None:
    for chapter in notebooks.read_toc(paths.ROOT):
        code = "".join(
            "".join(cell["source"])
            for cell in json.loads(chapter.path.read_text("utf-8"))["cells"]
            if cell["cell_type"] == "code"
        )
        names = re.findall(r"^from regionshare\.chapters import (.+)$", code, re.MULTILINE)
        assert chapter.slug in ", ".join(names).split(", "), chapter.slug


def test_toc_with_parts_is_read_in_order(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path / "chapters" / "02_more.ipynb", parameters())
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/00_index\nparts:\n"
        "- caption: A\n  chapters:\n  - file: chapters/02_more\n"
        "- caption: B\n  chapters:\n  - file: chapters/01_shares\n"
    )
    assert [c.slug for c in notebooks.read_toc(tmp_path)] == ["index", "more", "shares"]


def test_toc_refuses_a_chapter_that_is_not_there(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "chapters" / "01_shares.ipynb").unlink()
    with pytest.raises(BookError, match=r"_toc.yml: chapters/01_shares has no notebook"):
        notebooks.read_toc(tmp_path)


def test_toc_refuses_two_chapters_for_one_page(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path / "chapters" / "02_shares.ipynb", parameters())
    with (tmp_path / "_toc.yml").open("a") as toc:
        toc.write("  - file: chapters/02_shares\n")
    with pytest.raises(BookError, match=r"01_shares.ipynb and 02_shares.ipynb would both be"):
        notebooks.read_toc(tmp_path)


@pytest.mark.parametrize("text", ["root: [", "chapters: []\n", "- a\n"])
def test_toc_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "_toc.yml").write_text(text)
    with pytest.raises(BookError, match=r"^_toc.yml: (not YAML|no root)"):
        notebooks.read_toc(tmp_path)


def test_missing_toc_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"_toc.yml: the table of contents is missing"):
        notebooks.read_toc(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [{}]}', '{"cells": '])
def test_file_that_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "01_x.ipynb"
    path.write_text(text)
    with pytest.raises(ChapterError, match=r"01_x.ipynb: not a notebook"):
        notebooks.read(path)


def test_source_given_as_lines_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "source": ["a = 1\n", "b = 2"]}
    path.write_text(json.dumps({"cells": [cell]}))
    assert notebooks.read(path)["cells"][0]["source"] == "a = 1\nb = 2"


def test_parameters_have_names_and_defaults() -> None:
    source = 'region: str = "CN-GD"  # ISO\nyear = -2\nbasis = {}'
    assert notebooks.parameters(notebook(parameters(source)), "x") == {
        "region": "CN-GD",
        "year": -2,
        "basis": {},
    }


@pytest.mark.parametrize("count", [0, 2])
def test_one_parameters_cell_is_wanted(count: int) -> None:
    with pytest.raises(ChapterError, match=f"x: {count} cells are tagged parameters, not one"):
        notebooks.parameters(notebook(*[parameters()] * count), "x")


@pytest.mark.parametrize("text", ["import os", "a = b", "a, b = 1, 2", "a = (", "a: int"])
def test_parameters_cell_holds_nothing_else(text: str) -> None:
    with pytest.raises(ChapterError, match="Only name = literal lines"):
        notebooks.parameters(notebook(parameters(text)), "x")


def check_given(names: list[str]) -> None:
    notebooks.check_known(
        list(notebooks.parameters(notebook(parameters()), "x")), names, "01_x.ipynb"
    )


def test_misspelt_parameter_is_refused_with_the_nearest() -> None:
    with pytest.raises(ParameterError) as caught:
        check_given(["year", "regoin"])
    assert str(caught.value) == (
        "01_x.ipynb: unknown parameter regoin (did you mean region?). "
        "Known parameters: region, year, lang, basis."
    )


def test_parameter_unlike_any_other_is_refused_without_a_guess() -> None:
    with pytest.raises(ParameterError, match=r"unknown parameter qqq\. Known parameters: region"):
        check_given(["qqq"])


def test_pairs_of_both_languages_pass() -> None:
    pair = [markdown("a", "lang-en", "if-p"), markdown("b", "lang-zh", "if-p")]
    notebooks.check_pairs(notebook(parameters(), *titles("A", "B"), code("1"), *pair), "x")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([markdown("a")], r"x, cell 2: a Markdown cell with no language where a lang-en cell"),
        ([markdown("a", "lang-zh")], r"x, cell 2: a Markdown cell with lang-zh where"),
        ([markdown("a", "lang-en")], r"x, cell 2: this lang-en cell has no lang-zh cell after it"),
        (
            [markdown("a", "lang-en"), code("1"), markdown("b", "lang-zh")],
            r"x, cell 2: this lang-en cell has no lang-zh cell after it",
        ),
        (
            [*titles("A", "B"), markdown("a", "lang-en"), markdown("b", "lang-en")],
            r"x, cell 4: this lang-en cell has no",
        ),
        (
            [markdown("a", "lang-en", "if-p"), markdown("b", "lang-zh", "unless-p")],
            r"x, cell 2: the two languages have different if- and unless- tags",
        ),
    ],
)
def test_text_that_one_language_lacks_is_refused(cells: list, sentence: str) -> None:
    with pytest.raises(ChapterError, match=sentence):
        notebooks.check_pairs(notebook(parameters(), *cells), "x")


def test_one_language_is_kept() -> None:
    book = notebook(parameters(), *titles("A", "B"), code("1"))
    notebooks.select_language(book, "zh")
    assert [cell["source"] for cell in book["cells"][1:]] == ["# B", "1"]


def test_conditional_cells_follow_the_flags() -> None:
    cells = [markdown("if", "if-proxy"), markdown("unless", "unless-proxy"), markdown("always")]
    kept = {}
    for flag in (True, False):
        book = notebook(*copy.deepcopy(cells))
        notebooks.select_flags(book, {"proxy": flag}, "x")
        kept[flag] = [cell["source"] for cell in book["cells"]]
    assert kept == {True: ["if", "always"], False: ["unless", "always"]}


def test_flag_that_nobody_sets_is_refused() -> None:
    with pytest.raises(BookError, match=r"x: .* if-prxy, but no chapter sets .* prxy.*set: proxy"):
        notebooks.select_flags(notebook(markdown("a", "if-prxy")), {"proxy": True}, "x")


def test_parameters_are_removed_and_code_is_folded_for_display() -> None:
    shown = code("1")
    shown["outputs"] = [
        {"output_type": "display_data", "data": {"text/plain": "1"}, "metadata": {}}
    ]
    silent = code("x = 1")
    book = notebook(parameters(), code("x", "injected-parameters"), shown, silent, markdown("t"))
    notebooks.mark_for_display(book)
    notebooks.mark_for_display(book)  # a second time adds nothing
    assert [notebooks.tags(cell) for cell in book["cells"]] == [
        ["parameters", "remove-cell"],
        ["injected-parameters", "remove-cell"],
        ["hide-input"],
        ["remove-cell"],
        [],
    ]


def test_traces_of_a_run_are_removed() -> None:
    run = notebook(code("1"))
    run["metadata"] |= {"papermill": {"duration": 1.5}, "language_info": {"version": "3.11.7"}}
    run["cells"][0] |= {"id": "abc", "metadata": {"papermill": {}, "execution": {}, "tags": []}}
    notebooks.strip_run_traces(run)
    text = notebooks.dumps(run)
    for trace in ("papermill", 'execution"', '"id"', "3.11.7", "1.5"):
        assert trace not in text


def test_text_of_a_notebook_does_not_hang_on_the_order_of_keys() -> None:
    assert notebooks.dumps({"b": "中", "a": 1}) == notebooks.dumps({"a": 1, "b": "中"})
    assert "中" in notebooks.dumps({"b": "中"})
