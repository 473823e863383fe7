"""A chapter with three plain figures, as any report has them, and its copies in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

METER = """
import time
from IPython import get_ipython
_spent = [0.0, 0.0]
def _begin(info):
    _spent[1] = time.process_time()
def _end(result):
    _spent[0] += time.process_time() - _spent[1]
get_ipython().events.register("pre_run_cell", _begin)
get_ipython().events.register("post_run_cell", _end)
"""
"""Counts the CPU seconds of the cells that follow, drawing at the end of a cell included."""

TABLE = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
drawn = np.random.default_rng(int(region[1:])).normal(1, 0.02, (25, 31)).cumprod(axis=0)
table = pd.DataFrame(100 * drawn, index=range(2000, 2025), columns=[f"R{n}" for n in range(31)])
shares = table.div(table.sum(axis=1), axis=0) * 100
"""
FIGURES = (
    "shares.iloc[:, :6].plot();",
    "shares.iloc[-1, :12].sort_values().plot.barh();",
    "sns.scatterplot(x=table.iloc[0], y=table.iloc[-1]);",
)
TOLD = 'print("cells", _spent[0])'


def notebook() -> dict[str, Any]:
    """The chapter, with one parameter."""

    def code(source: str, *tags: str) -> dict[str, Any]:
        made = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}
        return {**made, "outputs": [], "execution_count": None}

    title = {"cell_type": "markdown", "metadata": {}, "source": "# A plain chapter"}
    cells = [code('region = "R0"', "parameters"), title, code(METER), code(TABLE)]
    cells += [code(source) for source in FIGURES]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": [*cells, code(TOLD)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def small() -> dict[str, Any]:
    """A chapter that does nothing, for the cost of everything around it."""
    whole = notebook()
    whole["cells"] = [whole["cells"][0], {**whole["cells"][2], "source": "print(region)"}]
    return whole


def write(path: Path, content: dict[str, Any]) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def cells_cpu(content: dict[str, Any]) -> float:
    """What an executed chapter says of the CPU seconds of its cells."""
    for cell in reversed(content["cells"]):
        for output in cell.get("outputs", ()):
            text = "".join(output.get("text", ""))
            if text.startswith("cells "):
                return float(text.split()[1])
    raise SystemExit("the chapter does not tell what its cells took")
