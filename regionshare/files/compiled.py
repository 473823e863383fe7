"""Compiled: what was read and checked once, kept as JSON for the next process.

A compiled file is named for a digest of all that it was made from, so a changed byte means that it
is made anew. Its first line says its format and the digest of the rest: one that is damaged, or
that another version wrote, is made anew too. They lie in ``_build/packs`` of a checkout; where
nothing can be written there, in the user's cache folder; where that fails too, nowhere. A wheel
carries some of its own.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.files import paths
from regionshare.files.places import write_whole

FORMAT = 1
KEPT = 64_000_000
"""Bytes of compiled files in one folder; the oldest go first."""


DIGEST = hashlib.sha256().digest_size


class NotInstalledError(RegionshareError):
    """What must be compiled needs a library that is not installed."""


def compiled(wanted: str, make: Callable[[], Any]) -> Any:
    """The JSON content that belongs to a key.

    Parameters
    ----------
    wanted : str
        A `key` of all that `make` reads.
    make : callable
        Makes the content where no compiled file has it; what it raises is raised here.

    Raises
    ------
    NotInstalledError
        If it must be made, and a library for that is not installed.
    """
    for folder in (paths.COMPILED, *_folders()):
        found = read(folder / f"{wanted}.json", wanted)
        if found is not None:
            return found
    try:
        with _uncollected():
            content = written(wanted, make())
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            f"{error.name} is not installed, which reads and checks what is not compiled yet",
            remedy="pip install regionshare, with its dependencies",
        ) from None
    for folder in _folders():
        with contextlib.suppress(OSError):  # read-only: the next folder, or none
            _write(folder, wanted, content)
            break
    return json.loads(content.partition(b"\n")[2])


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for cycles that nobody holds: what is made stays, and the more there is, the longer it takes."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def place(wanted: str) -> Path | None:
    """Where the compiled file of a key lies; None if it could be written nowhere."""
    found = (folder / f"{wanted}.json" for folder in _folders())
    return next((path for path in found if path.is_file()), None)


def remove(wanted: str) -> None:
    """Remove the compiled file of a key, so that it is made anew."""
    for folder in _folders():
        with contextlib.suppress(OSError):
            (folder / f"{wanted}.json").unlink(missing_ok=True)


def key(*parts: str | bytes) -> str:
    """A digest of texts and contents, one after another."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        found.update(b"%d\0" % len(content) + content)
    return found.hexdigest()


def read(path: Path, wanted: str = "") -> Any:
    """The content of a compiled file; None if there is none, or none of this key and format."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if json.loads(head) == _head(body, wanted or json.loads(head)["key"]):
            return json.loads(body)
    except (OSError, ValueError, TypeError, KeyError):
        pass
    return None


def written(wanted: str, content: Any) -> bytes:
    """A content as a compiled file holds it."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(_head(body, wanted)).encode() + b"\n" + body


def _head(body: bytes, wanted: str) -> dict[str, Any]:
    return {"format": FORMAT, "key": wanted, "sha256": hashlib.sha256(body).hexdigest()}


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a file keeps behind its digest, made where it is absent; anew, and told, if damaged."""
    with contextlib.suppress(FileNotFoundError):
        found = path.read_bytes()
        if hashlib.sha256(found[DIGEST:]).digest() == found[:DIGEST]:
            return found[DIGEST:]
        print(f"{path.name}: what was kept is damaged, and is made anew", file=sys.stderr)
    content = make()
    write_whole(path, hashlib.sha256(content).digest() + content)
    return content


def _folders() -> Iterator[Path]:
    own = paths.own_build_dir()
    if own:
        yield own / "packs"
    with contextlib.suppress(ImportError, RuntimeError):  # RuntimeError: there is no home
        from platformdirs import user_cache_path

        yield user_cache_path("regionshare") / "packs"


def _write(folder: Path, wanted: str, content: bytes) -> None:
    write_whole(folder / f"{wanted}.json", content)
    known = [(path.stat(), path) for path in folder.glob("*.json")]
    left = KEPT
    for about, path in sorted(known, key=lambda one: one[0].st_mtime_ns, reverse=True):
        left -= about.st_size
        if left < 0:
            path.unlink(missing_ok=True)
