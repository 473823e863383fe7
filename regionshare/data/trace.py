"""Reads: which of the report's files a run has used, recorded while it runs.

A run that sets ``REGIONSHARE_READS`` to a path finds there, afterwards, one line per file: names
relative to the project, a folder that was listed with a slash at its end. Files are noticed when
Python opens them; of the data that are loaded whole, a series is noted when somebody asks for one
of its figures, so that a chapter does not hang on series that it never uses.

The package's own source files are not recorded: `regionshare.execution.plan` knows them beforehand.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from regionshare.files import paths
from regionshare.files.project import digest_file

VARIABLE = "REGIONSHARE_READS"
DATA = "data/"
CODE = (".py", ".pyc", ".so")
CACHED = "__pycache__"
OUTSIDE = ("_build", ".venv", ".git")
EVENTS = {"open": 0, "os.listdir": 0, "os.scandir": 0}


class _Recorder:
    """What this process has noted; a forked child begins with an empty one."""

    def __init__(self) -> None:
        self.hooked = False
        self.paused = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew: look up where the record goes when the first name is noted."""
        self.target: str | None = None
        self.known: set[str] = set()

    def note(self, name: str) -> None:
        """Append a name to the record, once."""
        if name in self.known or self.target == "" or self.paused:
            return None
        if self.target is None:
            self.target = os.environ.get(VARIABLE, "")
            return self.note(name)
        self.known.add(name)
        self.paused += 1
        handle = os.open(self.target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, f"{name}\n".encode())  # whole, also if the kernel is killed next
        finally:
            os.close(handle)
            self.paused -= 1


_recorder = _Recorder()
os.register_at_fork(after_in_child=_recorder.forget)


def note(name: str) -> None:
    """Record the use of a file of the data: ``observations/gdp.nbs_2025.csv``."""
    _recorder.note(DATA + name)


def begin() -> None:
    """Notice from now on what this process opens, if a record is wanted."""
    _recorder.forget()
    if VARIABLE in os.environ and not _recorder.hooked:
        _recorder.hooked = True
        sys.addaudithook(_heard)


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Do not notice files that are opened inside this context."""
    _recorder.paused += 1
    try:
        yield
    finally:
        _recorder.paused -= 1


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in EVENTS or _recorder.paused:
        return
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike) or (event == "open" and _writes(arguments)):
        return
    with paused():  # to know where the data are, packs may have to be read and merged
        # resolving links would ask the file system at every file that anything opens
        name = _name(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
    if name and event == "open":
        _recorder.note(name)
    elif name.startswith(DATA):  # elsewhere it is the import system that lists folders
        _recorder.note(name if name.endswith("/") else f"{name}/")


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_CREAT))


def _name(path: str) -> str:
    """The name of an absolute path in the report; empty if it is none of its files."""
    data, root = str(paths.data_dir()), str(paths.ROOT)
    if path == data:
        return DATA
    if path.startswith(f"{data}/"):
        return DATA + path[len(data) + 1 :]
    inside = path.removeprefix(f"{root}/")
    parts = inside.split("/")
    code = inside.endswith(CODE) and (parts[0] != paths.CHAPTERS.name or CACHED in parts)
    ours = inside != path and parts[0] not in OUTSIDE and not code
    return inside if ours else ""


def recorded(path: Path) -> list[str]:
    """The names in a record, sorted; none if no run has written it."""
    try:
        return sorted(set(path.read_text(encoding="utf-8").splitlines()))
    except FileNotFoundError:
        return []


def digest_of(name: str, root: Path, data: Path) -> str:
    """What a recorded name stands for now: a digest of the content, empty if it is not there.

    Of a folder, the names in it.
    """
    path = data / name.removeprefix(DATA) if name.startswith(DATA) else root / name
    try:
        if name.endswith("/"):
            return hashlib.sha256(
                "\0".join(sorted(p.name for p in path.iterdir())).encode()
            ).hexdigest()
        return digest_file(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
