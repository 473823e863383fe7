"""Folders for sockets: with short paths, and removed by the next who makes one if their owner died.

A Unix socket's path has at most 107 bytes, so that a long temporary folder cannot hold one. A
folder is held by a lock that ends with the process that made it, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "fks-"
LONGEST = 80
"""Bytes of a folder's path; a socket's has at most 107, with its name."""

SHORT = ("/tmp", "/var/tmp", "/dev/shm")
"""Where a folder is made if the temporary folder's path is too long."""


class Folder:
    """A new folder of this process, in the temporary folder or where its path is short.

    Raises
    ------
    OSError
        None can be made.

    Attributes
    ----------
    path : Path
    """

    def __init__(self) -> None:
        parent = _parent()
        _tidy(parent)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
            self._lock = _locked(self.path)
            if self._lock >= 0:
                return

    def close(self) -> None:
        """Remove it with all that is in it; nothing if that is done."""
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def _parent() -> str:
    first = tempfile.gettempdir()
    for folder in (first, *SHORT):
        fits = len(os.fsencode(folder)) + len(PREFIX) + 9 <= LONGEST
        if fits and (folder == first or os.access(folder, os.W_OK | os.X_OK)):
            return folder
    length = len(os.fsencode(first))
    raise OSError(
        f"the temporary folder's path is too long for a socket ({length} bytes): set TMPDIR to a "
        f"shorter one than {first}"
    )


def _tidy(parent: str) -> None:
    """Remove what was left by owners that are gone."""
    for left in Path(parent).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_uid == os.getuid() and (lock := _locked(left)) >= 0:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)


def _locked(folder: Path) -> int:
    """The lock of a folder; -1 if another holds it, or has taken it for left over."""
    with contextlib.suppress(OSError), contextlib.ExitStack() as failing:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        failing.callback(os.close, lock)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino == os.fstat(lock).st_ino:
            failing.pop_all()
            return lock
    return -1
