"""The recipe of a chapter in CONTRIBUTING.md: its code runs as it stands there."""

from __future__ import annotations

import re
import sys
import textwrap
import types
from pathlib import Path
from typing import Any

import IPython.display
import pytest
import yaml

import regionshare.chapters
from regionshare.chapters.edition import REGISTER_MIME
from regionshare.figures.figure import FIGURE_MIME
from regionshare.files import paths
from regionshare.files.notebooks import FINDINGS_MIME
from regionshare.text import messages

RECIPE = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPE = RECIPE.partition("### Add a chapter, a figure, a number")[2].partition("\n## ")[0]


def blocks(kind: str) -> list[str]:
    """The blocks of code of a kind, without the list's indentation."""
    found = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", RECIPE, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(one) for one in found]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The chapter of the recipe, importable by its name, and what it shows."""
    monkeypatch.delenv(paths.PRINT, raising=False)
    words = yaml.safe_load(blocks("yaml")[0])
    room = messages.room
    new = {"en": words, "zh": words}
    monkeypatch.setattr(messages, "room", lambda name: new if name == "wealth" else room(name))
    module = types.ModuleType("regionshare.chapters.wealth")
    exec(compile(blocks("python")[0], "wealth.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(regionshare.chapters, "wealth", module, raising=False)
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(IPython.display, "display", lambda one, raw: bundles.append(one))
    return bundles


@pytest.mark.slow
@pytest.mark.parametrize(
    ("region", "year", "first"), [("CN-GD", 2023, False), ("CN-BJ", 2021, True)]
)
def test_the_chapter_of_the_recipe_runs(
    region: str, year: int, first: bool, shown: list[dict[str, Any]]
) -> None:
    names: dict[str, Any] = {"region": region, "year": year}
    for cell in blocks("python cells"):
        exec(cell, names)
    kinds = [mime for one in shown for mime in one if mime.startswith("application/")]
    assert kinds == [FINDINGS_MIME, FIGURE_MIME, REGISTER_MIME]
    register = shown[-1][REGISTER_MIME]
    assert "relative_intensity/gdp:population" in register["aliases"]
    assert register["texts"]["wealth/richest"] == "Beijing"
    assert register["flags"]["wealth_first"] is first
    assert 'class="marked"' in shown[1]["text/html"]
    (figure,) = (one[FIGURE_MIME] for one in shown if FIGURE_MIME in one)
    assert all(column["unit"] for column in figure["about"]["columns"])
    assert figure["about"]["sources"]
