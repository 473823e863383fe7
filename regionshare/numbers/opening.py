"""Opening: the evaluator over a data directory, loaded once."""

from __future__ import annotations

import functools
from pathlib import Path

from regionshare.data import trace
from regionshare.data.bases import load_grid
from regionshare.data.store import TABLES, load
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator

BASES = "bases.yml"


@functools.lru_cache(maxsize=4)
def _evaluator(directory: Path) -> Evaluator:
    store = load(directory)
    grid = load_grid(directory / BASES, store)
    return Evaluator(store, grid, grid)


def evaluator(directory: Path | None = None) -> Evaluator:
    """The evaluator over a data directory (by default the report's), on the declared grid."""
    for name in (*TABLES, BASES):
        trace.note(name)
    return _evaluator((directory or paths.data_dir()).resolve())
