"""Snapshot: the data as a build read and validated them, for the kernels of that build.

Every chapter has a process of its own, and each would read and validate the same files again. A
build therefore leaves its loaded data in its workspace. A kernel takes them only if the digest of
the files it would have read is the same, so a snapshot is never stale.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.files import paths

if TYPE_CHECKING:
    from regionshare.data.store import Store

VARIABLE = "REGIONSHARE_SNAPSHOT"


def digest(directory: Path) -> str:
    """SHA-256 over names and contents of all files of a directory."""
    found = hashlib.sha256()
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(directory).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Inside this context, processes that are started find the report's data loaded."""
    from regionshare.data.store import load

    directory = paths.data_dir().resolve()
    path = folder / "data.snapshot"
    before = digest(directory)
    path.write_bytes(pickle.dumps((before, load(directory))))
    os.environ[VARIABLE] = str(path)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)


def restore(directory: Path) -> Store | None:
    """The data of a directory from the build's snapshot; None if there is none that fits."""
    name = os.environ.get(VARIABLE)
    if not name:
        return None
    try:
        content: Any = pickle.loads(Path(name).read_bytes())
    except (OSError, pickle.UnpicklingError, AttributeError, ImportError, EOFError):
        return None
    found, store = content
    return store if found == digest(directory) else None
