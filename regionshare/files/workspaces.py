"""Workspaces: a folder for one build, removed afterwards, whatever ended the build."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def workspace(folder: Path, name: str) -> Iterator[Path]:
    """Give an empty folder for one build; it is removed afterwards, and so are stale ones.

    A folder is stale when nobody holds its lock: its run was killed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        with contextlib.suppress(OSError), _lock_of(left):
            shutil.rmtree(left, ignore_errors=True)
    own = folder / name
    with contextlib.ExitStack() as stack:
        while True:
            own.mkdir(exist_ok=True)
            with contextlib.suppress(OSError):  # another took it for stale before we held it
                stack.enter_context(_lock_of(own))
                break
        stack.callback(shutil.rmtree, own, ignore_errors=True)
        yield own


@contextlib.contextmanager
def _lock_of(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino != os.fstat(handle).st_ino:
            raise FileNotFoundError(folder)
        yield
    finally:
        os.close(handle)


def link(place: Path, folder: Path) -> None:
    """Let `place` stand for a folder that outlives the workspace."""
    folder.mkdir(parents=True, exist_ok=True)
    place.symlink_to(folder, target_is_directory=True)
