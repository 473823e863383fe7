"""Executed notebooks, stored under the key of everything they were computed from."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path

from regionshare.notebooks import Notebook, dumps

DAY = 86_400.0
KEEP_ENTRIES = 1000
KEEP_SECONDS = 90 * DAY
SAFE_SECONDS = 3600.0  # a build that runs now may still want an entry as young as this


class Cache:
    """A folder of ``<key>.ipynb`` files; an entry is there whole or not at all.

    Parameters
    ----------
    folder : Path
        Made when the first entry is stored.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the entry of `key` is or would be."""
        return self.folder / f"{key}.ipynb"

    def load(self, key: str) -> Notebook | None:
        """Return the notebook stored under `key`, and note its use; None if there is none.

        An entry that cannot be read (a disk fault) counts as absent and is removed.
        """
        path = self.path(key)
        try:
            notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
        except FileNotFoundError:
            return None
        except ValueError:
            path.unlink(missing_ok=True)
            return None
        return notebook

    def store(self, key: str, notebook: Notebook) -> Path:
        """Store a notebook and return its path; a reader never sees a part of it."""
        write_whole(self.path(key), dumps(notebook))
        return self.path(key)

    def prune(self, entries: int = KEEP_ENTRIES, seconds: float = KEEP_SECONDS) -> int:
        """Remove entries unused for `seconds` or beyond the `entries` last used; return how many.

        What was used within the last hour stays.
        """
        now = time.time()
        used: list[tuple[float, Path]] = []
        for path in self.folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):  # another build pruned it
                used.append((now - path.stat().st_mtime, path))
        gone = 0
        for rank, (age, path) in enumerate(sorted(used)):
            left_over = path.suffix != ".ipynb"  # of a killed run
            if age > SAFE_SECONDS and (left_over or rank >= entries or age > seconds):
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is, at any moment, the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
