"""What comes of one try, and work done by a process of its own that can be limited and killed."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from regionshare.errors import RegionshareError

WHOLE, REFUSED, WRONG, NOT_HERE = "whole", "refused", "wrong", "not possible here"
KILLED, REFUSAL = "killed", "refused: "


class Outcome(NamedTuple):
    """What came of one try, or of several, and what is told if it was wrong."""

    kind: str
    told: str = ""
    count: int = 1


def judged(told: str, right: bool) -> Outcome:
    """Of a child's word and whether all is right afterwards; any other error is wrong, too."""
    if not right:
        return Outcome(WRONG, f"not as it must be after {told!r}")
    if told.startswith(REFUSAL):
        return Outcome(REFUSED)
    return Outcome(WHOLE) if told in ("done", KILLED) else Outcome(WRONG, told)


class Child:
    """A process forked from this one that does some work, or ends sooner."""

    def __init__(self, work: Callable[[], object], prepare: Callable[[], object] = bool) -> None:
        self._answer, end = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.setpgid(0, 0)
            os.write(end, _done(work, prepare).encode()[-4000:])
            os._exit(0)
        os.close(end)

    def told(self, after: float | None = None) -> str:
        """``done``, a refusal's sentence, or a traceback; ``killed`` if it was not done by then."""
        deadline = None if after is None else time.monotonic() + after
        ended = 0
        while not ended:
            ended, _ = os.waitpid(self.process, 0 if deadline is None else os.WNOHANG)
            if not ended and deadline is not None and time.monotonic() > deadline:
                os.kill(self.process, signal.SIGKILL)
                deadline = None
            time.sleep(0 if ended else 0.001)
        answer = os.read(self._answer, 4000).decode(errors="replace")
        os.close(self._answer)
        return answer or KILLED


def _done(work: Callable[[], object], prepare: Callable[[], object]) -> str:
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    try:
        prepare()
        work()
    except RegionshareError as error:
        return f"{REFUSAL}{error.sentence}"
    except BaseException:
        return traceback.format_exc()
    return "done"


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
