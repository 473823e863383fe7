"""Each chapter by papermill alone, for another region and year, from any folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from regionshare.files import notebooks, paths
from regionshare.files.notebooks import FINDINGS_MIME
from regionshare.register.merge import REGISTER_MIME

pytestmark = pytest.mark.slow

CHAPTERS = notebooks.read_toc(paths.ROOT)


def shown(notebook: Any) -> list[dict[str, Any]]:
    """The data of every output, in order."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [one.get("data", {}) for cell in cells for one in cell["outputs"]]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_runs_with_plain_papermill(
    chapter: notebooks.Chapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"region": "CN-ZJ", "year": 2021}
    papermill.execute_notebook(
        str(chapter.path), "out.ipynb", given, kernel_name="python3", progress_bar=False
    )
    made = nbformat.read("out.ipynb", as_version=4)
    outputs = shown(made)
    assert REGISTER_MIME in outputs[-1], "the last cell publishes the chapter's numbers"
    assert not any("ename" in one for cell in made["cells"] for one in cell.get("outputs", ()))
    for one in outputs:
        if FINDINGS_MIME in one:
            assert one["text/plain"].strip()
