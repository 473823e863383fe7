"""Frozen: a copy of all that a report is made from, which nobody changes while it is read.

``_build/frozen/<digest>`` holds, named by a digest of all of it, chapters and what lies beside
them, data, the package with its words and templates, the package that starts kernels, the pins and
the book's settings. Its files are read-only, and compared with what they must be at every taking:
one that is damaged is written anew, and what Python has compiled there before is removed, since
nothing says what it was compiled from. Files that another copy has are linked to, so that a copy costs
no more than what has changed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from regionshare.errors import BookError
from regionshare.files import paths
from regionshare.files.project import Project, digest

ATTEMPTS = 20
KEPT = 3
"""As many copies stay, the last used ones, besides those in use."""


@contextlib.contextmanager
def frozen(project: Project) -> Iterator[Project]:
    """Give a project as it is now; the copy stays as long as the context.

    Raises
    ------
    BookError
        Files change faster than they can be read.
    """
    if paths.is_frozen(project.root):
        yield project
        return
    contents = _read(project)
    name = digest({one: hashlib.sha256(text).hexdigest() for one, text in contents.items()})
    folder = project.build / paths.FROZEN
    with contextlib.ExitStack() as holding:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder, fcntl.LOCK_EX):  # one process at a time writes and removes copies
            root = folder / name
            root.mkdir(exist_ok=True)
            os.utime(root)
            holding.enter_context(_locked(root, fcntl.LOCK_SH))
            _fill(root, contents)
            _prune(folder)
        yield Project(root, root / project.package.name, root / "data")


@contextlib.contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _read(project: Project) -> dict[str, bytes]:
    """The content of each file, all of one moment."""
    for _ in range(ATTEMPTS):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            before = project.state()
            contents = {name: path.read_bytes() for name, path in project.files().items()}
            if project.state() == before:
                return contents
    raise BookError(
        "the files of the report change faster than they can be read",
        where=str(project.root),
        remedy="Build again when they rest",
    )


def _fill(root: Path, contents: Mapping[str, bytes]) -> None:
    """Write what is missing or damaged, and remove what does not belong there."""
    others = [one for one in sorted(root.parent.iterdir(), key=_used) if one != root]
    for name, content in contents.items():
        if not _holds(root / name, content):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            _put(root, name, content, others)
    for path in sorted(root.rglob("*")):
        if not path.is_dir() and path.relative_to(root).as_posix() not in contents:
            path.unlink(missing_ok=True)


def _put(root: Path, name: str, content: bytes, others: list[Path]) -> None:
    """Put one file in its place, at one moment; from another copy where one has it."""
    target = root / name
    for other in reversed(others):
        if _holds(other / name, content):
            with contextlib.suppress(OSError):  # this file system has no links
                target.unlink(missing_ok=True)
                target.hardlink_to(other / name)
                return
    handle, new = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(new).chmod(0o444)
    Path(new).replace(target)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _prune(folder: Path) -> None:
    """Remove copies that nobody holds, but for the last used."""
    for left in sorted(folder.iterdir(), key=_used, reverse=True)[KEPT:]:
        with contextlib.suppress(BlockingIOError), _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(left)


def _used(copy: Path) -> int:
    """When a copy was last taken."""
    return copy.stat().st_mtime_ns
