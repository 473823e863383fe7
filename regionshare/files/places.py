"""Places: where results are kept, a folder or an object store, behind one small interface."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from regionshare.errors import ParameterError, RegionshareError

# Stores whose objects appear whole, by one request. Elsewhere a reader could see half a file.
WHOLE = ("memory", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss")
PARTIAL = re.compile(r"(^|/)\.[^/]*\.tmp$")  # of a writer that is at work or was killed


WRITTEN_SECONDS = 60.0
"""A file that is still half written after this long, and that nobody holds, is left over."""


class PlaceError(RegionshareError):
    """A place cannot be read or written."""

    exit_code = 1


class Place(Protocol):
    """Named contents; a name is relative, with slashes: ``results/CN-GD-2023/en/index.ipynb``.

    Attributes
    ----------
    address : str
        A path or URL by which another process opens the same place.
    shared : bool
        Whether another process finds there what this one wrote.
    """

    address: str
    shared: bool

    def read(self, name: str) -> bytes | None:
        """Return the content, None if there is none."""

    def read_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of those names that are there."""

    def write(self, name: str, content: bytes) -> None:
        """Write a content, whole or not at all; it takes the place of an earlier one."""

    def names(self, folder: str = "") -> list[str]:
        """Return the sorted names of all contents under a folder, at any depth."""

    def remove(self, name: str) -> None:
        """Remove a content; nothing happens if there is none."""


class Folder:
    """A folder on a disk, made when the first content is written.

    Parameters
    ----------
    path : Path
    """

    shared = True

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.address = str(self.path)

    def read(self, name: str) -> bytes | None:
        """Return the content, None if there is none."""
        try:
            return self.locate(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of those names that are there."""
        found = ((name, self.read(name)) for name in names)
        return {name: content for name, content in found if content is not None}

    def write(self, name: str, content: bytes) -> None:
        """Write a file so that it is, at any moment, the old one or the new one, whole.

        Raises
        ------
        OSError
            The disk is full, or the folder cannot be written to; the old file is then as it was.
        """
        write_whole(self.locate(name), content)

    def names(self, folder: str = "") -> list[str]:
        """Return the sorted names of all files under a folder, without those half written."""
        found = (
            Path(parent, file).relative_to(self.path).as_posix()
            for parent, _, files in os.walk(self.locate(folder) if folder else self.path)
            for file in files
        )
        return sorted(name for name in found if not PARTIAL.search(name))

    def tidy(self, folder: str) -> None:
        """Remove what killed writers left under a folder: half a file that nobody holds."""
        for parent, _, files in os.walk(self.locate(folder)):
            for path in (Path(parent, file) for file in files if PARTIAL.search(file)):
                with contextlib.suppress(OSError), path.open("rb") as left:
                    fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if time.time() - os.fstat(left.fileno()).st_mtime > WRITTEN_SECONDS:
                        path.unlink()

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens if there is none."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self.locate(name).unlink()

    def locate(self, name: str) -> Path:
        """Return the path of a name."""
        return self.path / checked(name)


class Remote:
    """A folder of an object store, through fsspec.

    Parameters
    ----------
    url : str
        Such as ``s3://bucket/folder``.
    storage_options
        What fsspec hands to the store's driver, such as ``endpoint_url``.

    Raises
    ------
    ParameterError
        The protocol is not known, its driver is not installed, or its files could be seen half
        written.
    """

    def __init__(self, url: str, **storage_options: Any) -> None:
        from fsspec.core import split_protocol

        self.address = url.rstrip("/")
        protocol = str(split_protocol(url)[0])
        self.shared = protocol != "memory"
        self._options = storage_options
        _check_protocol(protocol, url)
        with self._told():
            self._store()  # a driver that refuses its options does so now

    def read(self, name: str) -> bytes | None:
        """Return the content, None if there is none."""
        return self.read_many([name]).get(name)

    def read_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of those names that are there; many are asked for at a time."""
        wanted = [checked(name) for name in names]
        if not wanted:
            return {}
        with self._told(wanted[0]):
            found = self._store().cat(wanted, on_error="return")
        for name, content in found.items():
            if isinstance(content, Exception) and not isinstance(content, FileNotFoundError):
                with self._told(name):
                    raise content
        return {name: bytes(one) for name, one in found.items() if isinstance(one, bytes)}

    def write(self, name: str, content: bytes) -> None:
        """Write an object by one request.

        Raises
        ------
        PlaceError
            The store refuses it or cannot be reached.
        """
        with self._told(checked(name)):
            self._store().pipe_file(name, content)

    def names(self, folder: str = "") -> list[str]:
        """Return the sorted names of all objects under a folder."""
        with self._told(folder), contextlib.suppress(FileNotFoundError):
            self._store().invalidate_cache()  # others write there too
            return sorted(self._store().find(checked(folder) if folder else ""))
        return []

    def remove(self, name: str) -> None:
        """Remove an object; nothing happens if there is none."""
        with self._told(checked(name)), contextlib.suppress(FileNotFoundError):
            self._store().rm_file(name)

    def _store(self) -> Any:
        from fsspec.core import url_to_fs
        from fsspec.implementations.dirfs import DirFileSystem

        # fsspec keeps one for each process and thread of a process
        system, root = url_to_fs(self.address, **self._options)
        return DirFileSystem(path=root, fs=system)

    @contextlib.contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        """Turn what a driver raises into a sentence; drivers have families of their own."""
        try:
            yield
        except Exception as error:
            raise PlaceError(
                f"{type(error).__name__}: {error}",
                where=f"{self.address}/{name}".rstrip("/"),
                remedy="Check address, credentials and network",
            ) from error


def open_place(address: str | Path, **storage_options: Any) -> Place:
    """Return the place of a path or URL: a folder for a path or ``file://``, else a store.

    Raises
    ------
    ParameterError
        The protocol is not known, its driver is not installed, or its files could be seen half
        written.
    """
    text = str(address)
    if text.startswith("file://"):
        return Folder(Path(text.removeprefix("file://")))
    if isinstance(address, Path) or "://" not in text:
        return Folder(Path(address))
    return Remote(text, **storage_options)


def checked(name: str) -> str:
    """Return a name that stays inside its place; refuse any other.

    >>> checked("results/CN-GD-2023/en/index.ipynb")
    'results/CN-GD-2023/en/index.ipynb'
    """
    if not name or "\\" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise ValueError(f"{name!r} is not a name inside a place")
    return name


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is, at any moment, the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # that it is no left-over
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _check_protocol(protocol: str, url: str) -> None:
    from fsspec.registry import get_filesystem_class, known_implementations

    if protocol not in WHOLE:
        known = protocol in known_implementations
        raise ParameterError(
            f"{protocol}:// is {'not kept whole' if known else 'not known'}",
            where=url,
            remedy=f"Use a path, file:// or one of {', '.join(f'{one}://' for one in WHOLE)}",
        )
    try:
        get_filesystem_class(protocol)
    except ImportError as error:
        hint = str(known_implementations.get(protocol, {}).get("err", error))
        raise ParameterError(
            f"the driver of {protocol}:// is not installed", where=url, remedy=hint
        ) from None
