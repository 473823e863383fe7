"""Opening: the evaluator over a data directory, loaded once."""

from __future__ import annotations

import functools
from pathlib import Path

from regionshare.data import pack, tables, trace
from regionshare.data.bases import read_grid
from regionshare.data.store import Store
from regionshare.errors import DataError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator


def opened(directory: Path) -> Evaluator:
    """The evaluator over a data directory as it is now."""
    return _over(pack.read(directory), directory)


@functools.lru_cache(maxsize=4)
def _evaluator(directory: Path) -> Evaluator:
    return _over(pack.load(directory), directory)


def _over(store: Store, directory: Path) -> Evaluator:
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
