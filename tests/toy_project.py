"""A book of two chapters in a temporary folder, and quick stand-ins for kernel and Sphinx."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from regionshare.book.pages import Tools
from regionshare.book.tree import FIGURE_MIME
from regionshare.errors import ChapterError
from regionshare.execution.kernels import RECORD
from regionshare.files import notebooks
from regionshare.files.project import Project
from regionshare.files.publish import copy_into
from regionshare.register.published import REGISTER_MIME

USE = "from toypackage import shares\n"
"""What the chapter ``shares`` begins with: it depends on that module."""

READS = {"index": "CITATION.cff\n", "shares": "data/energy.csv\n"}
"""What the stand-in for papermill says a chapter has read."""

PARAMETERS = 'region = "CN-GD"\nyear = 2023\nlang = "en"\nbasis = {}'
ID = "share/energy/CN-GD/2021"


def markdown(text: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": text}


def code(text: str, *tags: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": text}
    return {**cell, "outputs": [], "execution_count": None}


def parameters(text: str = PARAMETERS) -> dict[str, Any]:
    return code(text, "parameters")


def show(mime: str, content: Any) -> str:
    """Source of a cell that displays `content`, given as an expression."""
    return f"from IPython.display import display\ndisplay({{{mime!r}: {content}}}, raw=True)"


def register(
    number: str = ID, value: object = 7.0, alias: str = "share/energy", extra: str = ""
) -> str:
    content = (
        f"{{'numbers': {{{number!r}: {{'value': {value}, 'tooltip': lang,"
        f" 'display': {{'en': '7.0 %', 'zh': '7.0%'}}}}}},"
        f" 'aliases': {{{alias!r}: {number!r}}},"
        f" 'texts': {{'region': region}}, 'flags': {{'proxy': year > 2021}}{extra}}}"
    )
    return show(REGISTER_MIME, content)


def figure(name: str = "fig-toy") -> str:
    content = {"id": name, "alt": "A toy", "caption": "Toy {num}`share/energy`", "width": 360}
    svg = {"light": "<svg/>", "dark": "<svg id='d'/>"}
    drawn = {"svg": svg, "narrow": svg, "csv": "a,b\n1,2\n"}
    return show(FIGURE_MIME, repr({**content, **drawn}))


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def write(path: Path, *cells: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return path


def titles(english: str, chinese: str) -> list[dict[str, Any]]:
    return [markdown(f"# {english}", "lang-en"), markdown(f"# {chinese}", "lang-zh")]


def index_cells(*more: dict[str, Any]) -> list[dict[str, Any]]:
    heading = titles("Report on {say}`region`: {num}`share/energy`", "关于{say}`region`的报告")
    return [parameters(), *heading, code(register()), *more]


def shares_cells(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [parameters(), *titles("Shares", "份额"), code(f"{USE}{figure()}"), *more]


def plain_cells(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """The chapter ``shares`` for a real kernel, which does not find the toy package."""
    return [parameters(), *titles("Shares", "份额"), code(figure()), *more]


def make_project(root: Path) -> Project:
    """Write a project of the chapters ``index`` and ``shares``."""
    write(root / "chapters" / "00_index.ipynb", *index_cells())
    write(root / "chapters" / "01_shares.ipynb", *shares_cells())
    toc = "format: jb-book\nroot: chapters/00_index\nchapters:\n  - file: chapters/01_shares\n"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")
    (root / "requirements.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    for name in (
        "data/energy.csv", "data/co2.csv", "toypackage/__init__.py", "toypackage/shares.py",
        "toypackage/unused.py", "toypackage/book/page.html",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}", encoding="utf-8")
    return Project(root, root / "toypackage", root / "data")


def toy_html(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
    """Stand in for Sphinx: the prepared tree itself, and a front page that says its twin."""
    copy_into(src, out)
    (out / "index.html").write_text(f"{lang} {twin}", encoding="utf-8")


def toy_execute(run: Any, runtime: Path) -> tuple[dict[str, Any], list[str]]:
    """Stand in for papermill: run the cells here, in a few microseconds."""
    (runtime / RECORD).write_text(READS[run.chapter.slug])
    outputs: list[dict[str, Any]] = []

    def display(data: dict[str, Any], raw: bool) -> None:
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})

    names: dict[str, Any] = {"display": display}
    for cell in run.source["cells"]:
        if cell["cell_type"] == "code":
            outputs = cell["outputs"] = []
            try:
                exec(re.sub(r"from (IPython|toypackage).*\n", "", cell["source"]), names)
            except Exception as error:
                raise ChapterError(str(error), where=run.name) from None
            if "parameters" in cell["metadata"]["tags"]:
                names.update(run.parameters)
    notebooks.strip_run_traces(run.source)
    return run.source, []


def accept(region: str, year: int, langs: Any, basis: Any) -> None:
    """Stand in for the check of the edition and the data."""


TOOLS = Tools(html=toy_html, check=accept, execute=toy_execute)
