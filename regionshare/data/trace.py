"""Reads: which of the report's files a run has used, recorded while it runs.

A run that sets ``REGIONSHARE_READS`` to a path finds there, afterwards, one line per file: names
relative to the project, a folder that was listed with a slash at its end. Files are noticed when
Python opens them; of the data that are loaded whole, a figure is noted when somebody asks for it, so
that a chapter does not hang on figures that it never uses::

    data/observations/gdp.nbs_2025.csv#CN-ZJ 2021    the figure, also if there is none
    data/observations/gdp.nbs_2025.csv?CN-ZJ 2021    whether there is one
    data/observations/gdp.nbs_2025.csv?CN-ZJ         the years of a region
    data/observations/gdp.nbs_2025.csv?              every region and year, in the order of the file

The package's own source files are not recorded: `regionshare.execution.plan` knows them beforehand.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
FIGURE, PRESENCE = "#", "?"
_ASKED = re.compile(rf"({DATA}(?:observations|transcriptions)/[^/#?]+\.csv)([#?].*)")


class _Recorder:
    """What this process has noted; a forked child begins with an empty one."""

    def __init__(self) -> None:
        self.hooked = False
        self.paused = 0
        self.handle = -1
        self.forget()

    def forget(self) -> None:
        """Begin anew: look up where the record goes when the first name is noted."""
        self.target: str | None = None
        self.known: set[str] = set()
        if self.handle >= 0:
            os.close(self.handle)
        self.handle = -1

    def note(self, name: str) -> None:
        """Append a name to the record, once."""
        if name in self.known or self.target == "" or self.paused:
            return None
        if self.target is None:
            self.target = os.environ.get(VARIABLE, "")
            return self.note(name)
        self.known.add(name)
        if self.handle < 0:
            with paused():
                how = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                self.handle = os.open(self.target, how, 0o644)
        os.write(self.handle, f"{name}\n".encode())  # whole, also if the kernel is killed next
        return None


_recorder = _Recorder()
os.register_at_fork(after_in_child=_recorder.forget)


def note(name: str) -> None:
    """Record the use of a file of the data, or of a figure: ``observations/gdp.nbs_2025.csv``."""
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
    code = code or path.startswith(f"{paths.COMPILED}/")  # named for what it was made from
    ours = inside != path and parts[0] not in OUTSIDE and not code
    return inside if ours else ""


def recorded(path: Path) -> list[str]:
    """The names in a record, sorted, save what others imply; none if no run has written it."""
    try:
        names = set(path.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return []
    return sorted(name for name in names if not _implied(name, names))


def _implied(name: str, names: set[str]) -> bool:
    """Whether what a name stands for cannot change but with what another one stands for."""
    file, asked = parted(name)
    wider = {file}
    if len(asked) > 1 and asked[0] == PRESENCE:
        wider |= {f"{file}{PRESENCE}", f"{file}{FIGURE}{asked[1:]}"}
    return bool((wider - {name}) & names)


def parted(name: str) -> tuple[str, str]:
    """The file of a recorded name, and what was asked of its figures; empty if it is a file's name.

    >>> parted("data/observations/gdp.nbs_2025.csv#CN-ZJ 2021")
    ('data/observations/gdp.nbs_2025.csv', '#CN-ZJ 2021')
    >>> parted("data/claims.yml")
    ('data/claims.yml', '')
    """
    found = _ASKED.fullmatch(name)
    return (found[1], found[2]) if found else (name, "")


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


class Figures:
    """A file of figures as it stands, to tell what was asked of it.

    Parameters
    ----------
    path : Path
        A file that is missing has no figures; of one that is no table of regions and years, every
        answer changes with every byte.
    """

    def __init__(self, path: Path) -> None:
        content = path.read_bytes() if path.is_file() else b""
        self._cells: dict[str, list[str]] = defaultdict(list)
        self._years: dict[str, set[str]] = defaultdict(set)
        self._odd = ""
        try:
            self._read(content.decode("utf-8-sig"))
        except (ValueError, csv.Error):
            self._odd = _short([content.hex()])

    def _read(self, text: str) -> None:
        header, *rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row] or [[]]
        names = [name.strip() for name in header]
        for row in rows:
            cells = {n: cell.strip() for n, cell in zip(names, row, strict=True)}
            try:
                region, year = cells.pop("region"), str(int(cells.pop("year")))
            except KeyError as error:
                raise ValueError from error
            self._cells[f"{region} {year}"] += [f"{name}={cells[name]}" for name in sorted(cells)]
            self._years[region].add(year)

    def digest_of(self, asked: str) -> str:
        """What an answer depends on, shortened; empty if there is no such figure."""
        what = asked[1:]
        if self._odd:
            return self._odd
        if asked == PRESENCE:
            return _short(self._cells)
        if asked[0] == FIGURE:
            return _short(self._cells[what]) if what in self._cells else ""
        if what in self._cells:
            return "1"
        return _short(sorted(self._years[what])) if what in self._years else ""


def _short(texts: Iterable[str]) -> str:
    """Half of what tells any two apart: a recording holds thousands."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
