"""Opening: the evaluator over a data directory, loaded once."""

from __future__ import annotations

import functools
from pathlib import Path

from regionshare.data import pack, tables, trace
from regionshare.data.bases import read_grid
from regionshare.errors import DataError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator


@functools.lru_cache(maxsize=4)
def _evaluator(directory: Path) -> Evaluator:
    store = pack.load(directory)
    place = tables.relative(directory / pack.BASES)
    if store.bases is None:
        raise DataError("the file is missing", where=place)
    grid = read_grid(store.bases, place, store)
    return Evaluator(store, grid, grid)


def evaluator(directory: Path | None = None) -> Evaluator:
    """The evaluator over a data directory (by default the report's), on the declared grid."""
    for name in (*pack.TABLES, pack.BASES):
        trace.note(name)
    return _evaluator((directory or paths.data_dir()).resolve())
