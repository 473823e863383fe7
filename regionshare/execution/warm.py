"""Warm: what a fork server does once, so that no kernel it forks need do it again.

Everything here must be without effect on what a chapter shows: modules imported, data loaded and
validated, fonts found.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import io
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import columns
from regionshare.claims import claim
from regionshare.errors import RegionshareError
from regionshare.figures import printing, style
from regionshare.files import notebooks, paths
from regionshare.numbers import opening, registry
from regionshare.register import cards
from regionshare.text import markup

LATE = (cards, columns, printing)
"""What an edition imports when it shows something."""

COLUMNS = 20
"""Of a table printed as text: what pandas chooses where a kernel imports it, not a terminal."""


def warm() -> None:
    """Import what chapters import, load the data and draw one figure that nobody sees."""
    pd.set_option("display.max_columns", COLUMNS)
    for chapter in sorted(paths.CHAPTERS.glob("*.ipynb")):
        try:
            _import_as(notebooks.read(chapter))
        except (RegionshareError, SyntaxError):
            continue  # its own execution will say what is wrong with it
    registry.registered()
    markup.load()
    try:
        claim.load(None, opening.evaluator())
    except RegionshareError:
        return  # the chapter that loads them will say what is wrong with the data
    with style.themed("light"):
        canvas = Canvas(figsize=(1, 1))
        canvas.add_subplot().set_title("0")
        canvas.savefig(io.BytesIO(), format="svg")
    printing.convert(printing.ALWAYS, Path(style.font_path()))


def _import_as(notebook: notebooks.Notebook) -> None:
    """Import the modules that the code of a notebook imports from the package."""
    for cell in notebook["cells"]:
        for node in ast.parse(cell["source"]).body if cell["cell_type"] == "code" else ():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("regionshare"):
                for one in node.names:
                    _import(f"{node.module}.{one.name}")


def _import(name: str) -> None:
    """Import a module, or the module that holds the name."""
    found = importlib.util.find_spec(name.rpartition(".")[0])
    if found is None:
        return  # its own execution will say that there is no such module
    whole = found.submodule_search_locations is not None and importlib.util.find_spec(name)
    importlib.import_module(name if whole else name.rpartition(".")[0])
