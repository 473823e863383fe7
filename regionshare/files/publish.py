"""A finished book put in the place of the one before, whole, at one moment.

Workspaces: a folder for one build, removed afterwards, whatever ended the build.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import glob
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from regionshare.errors import BookError, RegionshareError
from regionshare.files.places import write_whole
from regionshare.files.project import digest_file

STAMP = ".build.json"
PROGRAM = "regionshare"
_FREE = "Free some and build again"
_ELSEWHERE = "Name another folder with --output"
FAULTS = {
    errno.ENOSPC: RegionshareError("no space is left on the disk", remedy=_FREE),
    errno.EDQUOT: RegionshareError("no space is left in the disk quota", remedy=_FREE),
    errno.EACCES: RegionshareError(
        "no permission", remedy="Name another folder with --output, or change its permissions"
    ),
    errno.EROFS: RegionshareError("the file system is read-only", remedy=_ELSEWHERE),
    errno.EPERM: RegionshareError("it is not permitted", remedy=_ELSEWHERE),
    errno.ELOOP: RegionshareError("its links lead in a circle", remedy=_ELSEWHERE),
    errno.EFBIG: RegionshareError(
        "a file would be larger than this system allows", remedy="Raise the limit: ulimit -f"
    ),
    errno.EMFILE: RegionshareError(
        "too many files are open", remedy="Raise the limit: ulimit -n 256"
    ),
    errno.ENFILE: RegionshareError(
        "this machine has too many files open", remedy="End other programs and build again"
    ),
    errno.ENAMETOOLONG: RegionshareError(
        "a path is too long", remedy="Name a shorter folder with --output"
    ),
}


def read_stamp(output: Path) -> dict[str, Any] | None:
    """Return the stamp of a published book; None where no book of ours is."""
    try:
        stamp = json.loads((output / STAMP).read_bytes())
    except (OSError, ValueError):
        return None
    ours = isinstance(stamp, dict) and stamp.get("program") == PROGRAM
    return stamp if ours and isinstance(stamp.get("files"), dict) else None


def is_current(output: Path, made_from: Mapping[str, str]) -> bool:
    """Tell whether the book at `output` was made from this and is still as it was published."""
    stamp = read_stamp(output)
    same = stamp is not None and stamp.get("made_from") == made_from
    return stamp is not None and same and _intact(output, stamp["files"])


def _intact(output: Path, files: dict[str, str]) -> bool:
    try:
        return all(
            (output / name).is_file() and digest_file(output / name) == content
            for name, content in files.items()
        )
    except OSError:
        return False


def parts(output: Path) -> dict[str, str] | None:
    """Return what the book at `output` was made from; None where no book of ours is."""
    stamp = read_stamp(output)
    return None if stamp is None else dict(stamp.get("made_from", {}))


def check_output(output: Path) -> None:
    """Refuse a place that holds something else than a book of ours.

    Raises
    ------
    RegionshareError
        It is a file, or a folder with content and without our stamp.
    """
    if not output.exists():
        return
    remedy = "Name another with --output, or remove it yourself"
    if not output.is_dir():
        raise RegionshareError("a file is where the book belongs", where=str(output), remedy=remedy)
    stamp = output / STAMP  # one that is damaged still says whose it is
    ours = stamp.is_file() and PROGRAM.encode() in stamp.read_bytes()
    if not ours and any(output.iterdir()):
        raise RegionshareError(
            "this folder holds files and was not made by this program; it is left as it is",
            where=str(output),
            remedy=remedy,
        )


@contextlib.contextmanager
def locked(output: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of an output; another build of the same output waits.

    The lock ends with the process, however that ends. Its file is removed on release.
    """
    path = _lock_file(output)
    while True:
        handle = _opened(path)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report(f"waiting for another build of {output}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(handle).st_ino:
                break  # not a file that its last holder removed while we waited
        os.close(handle)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _lock_file(output: Path) -> Path:
    return output.parent / f".{output.name}.lock"


def _opened(path: Path) -> int:
    with places_told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def tidy(output: Path, work: Path) -> None:
    """Remove what a run left that was killed behind its publication; nothing if one is at work."""
    path = _lock_file(output)
    with contextlib.suppress(OSError), _lock_of(path):
        recover(output)
        path.unlink()
    _remove_left_over(work)


def recover(output: Path) -> None:
    """Mend what a killed run left beside `output`; call it with the lock held.

    Where two renames were needed and only the first was done, the earlier book goes back.
    """
    old = output.parent / f".{output.name}.old"
    if old.exists() and not output.exists():
        old.rename(output)
    for left in (old, *output.parent.glob(f".{glob.escape(output.name)}.new-*")):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def staged(output: Path, made_from: Mapping[str, str]) -> Iterator[Path]:
    """Give a folder to build in; when the block ends without error, it becomes `output`.

    Files of the earlier folder that were not published by us (a ``CNAME``, a ``.git``) are carried
    over. On an error the earlier book stays as it is and the new one is removed.

    Parameters
    ----------
    output : Path
        Its lock is held, and `check_output` passed.
    made_from : mapping
        A digest by name of each thing that it is made from; `is_current` compares them.
    """
    new = Path(tempfile.mkdtemp(dir=output.parent, prefix=f".{output.name}.new-"))
    try:
        new.chmod(0o755)
        yield new
        files = {
            path.relative_to(new).as_posix(): digest_file(path)
            for path in sorted(new.rglob("*"))
            if path.is_file()
        }
        if "index.html" not in files:
            raise BookError("the build made no index.html")
        _carry_over(output, new)
        stamp = {"program": PROGRAM, "made_from": dict(made_from), "files": files}
        with (new / STAMP).open("w", encoding="utf-8") as file:
            json.dump(stamp, file, sort_keys=True, indent=1)
            file.flush()
            os.fsync(file.fileno())
        swap(new, output)
    finally:
        shutil.rmtree(new, ignore_errors=True)  # the earlier book, or a failed one


def copy_into(
    source: Path, target: Path, put: Callable[[Path, Path], object] = shutil.copyfile
) -> None:
    """Copy the files of a folder into another; the first fault ends it.

    `shutil.copytree` would go on and report all faults as one, without the cause's number.
    """
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            put(path, place)


def move_into(source: Path, target: Path) -> None:
    """Move the files of a folder into another, as `copy_into`."""
    copy_into(source, target, shutil.move)


def _carry_over(old: Path, new: Path) -> None:
    stamp = read_stamp(old)
    if stamp is None:
        return
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old)
        target = new / name
        known = name.as_posix() in stamp["files"] or name.as_posix() == STAMP
        if known or (path.is_dir() and not path.is_symlink()) or os.path.lexists(target):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() or path.is_symlink():
            shutil.copy2(path, target, follow_symlinks=False)
        else:  # a pipe or a socket, which cannot be copied
            target.hardlink_to(path)


def swap(new: Path, output: Path, exchange: Callable[[Path, Path], bool] | None = None) -> None:
    """Put `new` where `output` is; what was there is at `new` afterwards.

    Linux exchanges both names at one moment. Elsewhere two renames are needed; `recover` mends the
    state between them.
    """
    if not output.exists():
        new.rename(output)
    elif not (exchange or _exchange)(new, output):
        old = output.parent / f".{output.name}.old"
        shutil.rmtree(old, ignore_errors=True)
        output.rename(old)
        new.rename(output)
        old.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names by renameat2(2); False where the system or file system cannot."""
    at_fdcwd, rename_exchange = -100, 2
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    done = renameat2(at_fdcwd, os.fsencode(one), at_fdcwd, os.fsencode(other), rename_exchange)
    return bool(done == 0)


@contextlib.contextmanager
def disk_faults_told(output: Path) -> Iterator[None]:
    """Turn a full disk and a place that cannot be written to into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno not in FAULTS:
            raise
        fault = FAULTS[error.errno]
        raise RegionshareError(
            fault.what,
            where=str(error.filename2 or error.filename or output),
            remedy=f"{fault.remedy}; what is published at {output} is unchanged",
        ) from None


@contextlib.contextmanager
def places_told(output: Path) -> Iterator[None]:
    """Turn whatever the system says of a place that was asked for into a sentence."""
    try:
        with disk_faults_told(output):
            yield
    except OSError as error:
        raise RegionshareError(
            f"no file can be written here ({error.strerror})",
            where=str(output),
            remedy="Name another place; what was there is unchanged",
        ) from None


def write_output(output: Path, content: bytes) -> None:
    """Write the file of a command whole, or leave what was there; a device gets it as it comes.

    Raises
    ------
    RegionshareError
        If the place is full, forbidden or none.
    """
    with places_told(output):
        if output.exists() and not output.is_file():
            output.write_bytes(content)
        else:
            write_whole(output, content)


@contextlib.contextmanager
def workspace(folder: Path, name: str) -> Iterator[Path]:
    """Give an empty folder for one build; it is removed afterwards, and so are stale ones.

    A folder is stale when nobody holds its lock: its run was killed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _remove_left_over(folder)
    own = folder / name
    with contextlib.ExitStack() as stack:
        while True:
            own.mkdir(exist_ok=True)
            with contextlib.suppress(OSError):  # another took it for stale before we held it
                stack.enter_context(_lock_of(own))
                break
        stack.callback(shutil.rmtree, own, ignore_errors=True)
        yield own


def _remove_left_over(folder: Path) -> None:
    for left in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(OSError), _lock_of(left):
            shutil.rmtree(left)


@contextlib.contextmanager
def _lock_of(path: Path) -> Iterator[None]:
    """Hold the lock of a file or folder; `OSError` if another holds it, or it is gone."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino != os.fstat(handle).st_ino:
            raise FileNotFoundError(path)
        yield
    finally:
        os.close(handle)


def link(place: Path, folder: Path) -> None:
    """Let `place` stand for a folder that outlives the workspace."""
    folder.mkdir(parents=True, exist_ok=True)
    place.symlink_to(folder)
