"""Last words: what a kernel that dies, or a server, has written about it."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
from pathlib import Path

LOG = "log"
"""The server's log, in the folder of its socket."""

LONGEST = 4000
"""Bytes of last words."""

FILES = 64
"""As many files a kernel has open while it starts."""


def tail(path: Path, size: int = LONGEST, start: int = 0) -> str:
    """The last lines of a file, at most `size` bytes, none of them before `start`."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        first = max(start, end - size)
        file.seek(first)
        text = file.read().decode(errors="replace")
    return text.partition("\n")[2] if first > start else text


def leave_words(path: Path, words: str) -> None:
    """In a process that dies: say why on standard error, and leave it for the server."""
    with contextlib.suppress(OSError):
        os.write(2, words.encode(errors="replace"))
    with contextlib.suppress(OSError):
        os.close(0)  # too many open files may be what it dies of
    with contextlib.suppress(OSError):
        path.write_text(words, encoding="utf-8", errors="replace")


def take_words(path: Path) -> str:
    """What `leave_words` has left, if it has; the file is removed."""
    try:
        words = tail(path)
        path.unlink()
    except OSError:
        return ""
    return words


class Written:
    """What will be written by way of a descriptor; nothing where that is not a file.

    Parameters
    ----------
    descriptor : int
        May be closed afterwards. Standard error of this process is nobody's own: what a kernel
        writes there stands among what others write, and is seen without us.
    """

    def __init__(self, descriptor: int) -> None:
        self._path: Path | None = None
        found = os.fstat(descriptor)
        if descriptor > 2 and stat.S_ISREG(found.st_mode):
            self._path = Path(f"/proc/self/fd/{descriptor}").readlink()
            self._start = found.st_size

    def tail(self) -> str:
        """Its last lines."""
        with contextlib.suppress(OSError):
            return tail(self._path, start=self._start) if self._path else ""
        return ""


def death(code: int, words: str) -> str:
    r"""How a process has ended, in one line, and its last words below.

    >>> death(-9, "")
    'ended by SIGKILL'
    >>> print(death(1, "OSError: no space\n"))
    exit code 1
    OSError: no space
    """
    from resource import RLIMIT_NOFILE, getrlimit  # not everywhere; kernels that fork are on Linux

    how = f"exit code {code}"
    if code < 0:
        with contextlib.suppress(ValueError):
            how = f"ended by {signal.Signals(-code).name}"
    lines = [how, words.strip()]
    limit = getrlimit(RLIMIT_NOFILE)[0]
    if limit < FILES:
        lines.append(f"only {limit} files may be open (ulimit -n), and a kernel needs {FILES}")
    return "\n".join(filter(None, lines))
