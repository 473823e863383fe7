"""Tasks in child processes that cannot outlive the process that started them."""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import functools
import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from regionshare.files import packs

PR_SET_PDEATHSIG = 1
PATIENCE = 5.0
"""Seconds that a process apart has to end by itself."""

THREADS = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)


@dataclass(frozen=True, eq=False)
class Task:
    """A call to be made in a process of its own.

    Parameters
    ----------
    name : str
        What the log calls it.
    call : callable
        Runs in the child; its result and its exception are sent back by pickle.
    args, kwargs
        Its arguments.
    """

    name: str
    call: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


class TaskCrashed(Exception):
    """A child ended without an answer, or with an error that is a defect of the program."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """How a task ended: with a result, or with the error that ended it."""

    task: Task
    result: Any = None
    error: BaseException | None = None


class Pool:
    """At most `jobs` tasks at a time, each in a process of its own.

    A process is forked where the system can, so that nothing leaks from one task to the next. The
    pool is a context: whatever ends it, no child is left behind.

    Parameters
    ----------
    jobs : int
        Greatest number of processes at one time, at least 1.
    tries : int
        How often a task is started whose process is ended by a signal (a lack of memory, say).
    """

    def __init__(self, jobs: int, tries: int = 1) -> None:
        self._context: Any = multiprocessing.get_context("fork" if forks() else "spawn")
        self._jobs, self._tries = max(1, jobs), tries
        self._running: dict[Connection, tuple[Task, Any, int]] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for _, child, _ in self._running.values():
            child.kill()
        for receiver, (_, child, _) in self._running.items():
            child.join()
            receiver.close()
        self._running.clear()

    @property
    def running(self) -> int:
        """How many tasks run."""
        return len(self._running)

    @property
    def free(self) -> int:
        """How many more may be started now."""
        return max(0, self._jobs - len(self._running))

    def start(self, task: Task, attempt: int = 1) -> None:
        """Start a task, for the first time unless told."""
        receiver, sender = self._context.Pipe(duplex=False)
        child = self._context.Process(target=_child, args=(sender, task, os.getpid()))
        sys.stdout.flush()
        sys.stderr.flush()
        child.start()
        sender.close()
        self._running[receiver] = (task, child, attempt)

    def finished(self) -> list[Outcome]:
        """Wait until a task has ended; return the outcomes there are, none if nothing runs."""
        found: list[Outcome] = []
        while self._running and not found:
            for ready in wait(list(self._running)):
                assert isinstance(ready, Connection)
                task, child, attempt = self._running.pop(ready)
                outcome = _answer(ready, task, child)
                if (child.exitcode or 0) < 0 and outcome.error and attempt < self._tries:
                    self.start(task, attempt + 1)
                else:
                    found.append(outcome)
        return found


def run(tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Any]]:
    """Run the tasks, at most `jobs` at a time, and yield each result as it arrives.

    The first exception of a task is raised here. Whatever ends the iteration (that exception, an
    interrupt, a caller that stops), no child is left behind.

    Parameters
    ----------
    tasks : iterable of Task
    jobs : int
        Greatest number of processes at one time, at least 1.

    Yields
    ------
    tuple of (Task, result)
        In order of completion.
    """
    waiting = iter(tasks)
    with Pool(jobs) as pool:
        while True:
            for task in itertools.islice(waiting, pool.free):
                pool.start(task)
            if not pool.running:
                return
            for outcome in pool.finished():
                if outcome.error:
                    raise outcome.error
                yield outcome.task, outcome.result


def _answer(receiver: Connection, task: Task, child: Any) -> Outcome:
    try:
        succeeded, content = receiver.recv()
    except (EOFError, OSError):  # OSError: it was ended while it sent
        child.join()
        return Outcome(task, error=_crashed(task, child.exitcode))
    finally:
        receiver.close()
    child.join()
    return Outcome(task, content) if succeeded else Outcome(task, error=content)


def _crashed(task: Task, code: int) -> TaskCrashed:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return TaskCrashed(f"{task.name}: its process {how}")


def forks() -> bool:
    """Tell whether children are forked, and so have what is imported here.

    They are where the system can, but not beside a main thread that may hold a lock meanwhile.
    """
    beside = threading.current_thread() is not threading.main_thread()
    return not beside and "fork" in multiprocessing.get_all_start_methods()


def _child(sender: Connection, task: Task, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    die_with(parent)
    sender.send_bytes(_answered(task))
    sender.close()


def _answered(task: Task) -> bytes:
    """Make the call of a task; its result or its error, as it is sent."""
    try:
        return pickle.dumps((True, task.call(*task.args, **task.kwargs)))
    except BaseException as error:
        return pickle.dumps((False, _portable(error, task.name)))


class Apart:
    """A process of its own that imports everything from a frozen copy; a context.

    What it imports, reads and keeps in memory is therefore of that copy, whatever becomes of the
    files that the copy was made of.

    Parameters
    ----------
    root : Path
        See `regionshare.files.frozen`.
    """

    def __init__(self, root: Path) -> None:
        searched = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        environ = {**os.environ, **packs.naming(), "PYTHONPATH": os.pathsep.join(searched)}
        environ.pop("REGIONSHARE_DATA", None)  # its data are the copy's
        self._busy = False
        self._connection, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", APART.format(theirs.fileno(), os.getpid())],
                env=environ,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it takes calls."""
        return self._process.poll() is None

    def call(self, task: Task, report: Callable[[str], None] | None = None) -> Any:
        """Have a call made there; return its result, or raise its error.

        Parameters
        ----------
        task : Task
            Its function is found by name in the copy.
        report : callable, optional
            Gets the lines that the call reports. Without it they go to standard error.
        """
        self._busy = True
        self._connection.send((task, report is not None))
        while True:
            try:
                succeeded, content = self._connection.recv()
            except (EOFError, OSError):
                raise _crashed(task, self._process.wait()) from None
            if succeeded is None and report:
                report(content)
                continue
            self._busy = False
            if succeeded:
                return content
            raise content

    def close(self) -> None:
        """End it: it is asked to, and has a little time to tidy up."""
        self._connection.close()
        try:
            if self._busy:
                self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


APART = "from regionshare.execution import processes; processes.serve({}, {})"
"""The program of such a process."""

SELDOM = (100_000, 50, 1_000)
"""When it looks for cycles that nobody holds: it lives for a book, and has most objects to its end."""


def serve(handle: int, parent: int) -> None:
    """Make the calls that come on a connection, one after another, until it is closed."""
    die_with(parent)
    gc.set_threshold(*SELDOM)
    os.set_inheritable(handle, False)
    signal.signal(signal.SIGINT, _once)
    ends = (EOFError, BrokenPipeError, KeyboardInterrupt)
    with Connection(handle) as connection, contextlib.suppress(*ends):
        while True:
            task, told = connection.recv()
            if told:
                say = functools.partial(_say, connection)
                task = dataclasses.replace(task, kwargs={**task.kwargs, "report": say})
            connection.send_bytes(_answered(task))


def _say(connection: Connection, line: str) -> None:
    connection.send((None, line))


def _once(*_: object) -> None:
    """Hear an interrupt once, so that another does not disturb the tidying up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _portable(error: BaseException, name: str) -> BaseException:
    """Return the error itself if it is one that is told to users, else its traceback as text."""
    from regionshare.errors import RegionshareError

    if isinstance(error, RegionshareError | OSError):
        try:
            if isinstance(pickle.loads(pickle.dumps(error)), type(error)):
                return error
        except Exception:  # what cannot travel goes as text
            pass
    return TaskCrashed(f"{name}:\n{''.join(traceback.format_exception(error))}")


def die_with(parent: int) -> None:
    """Have the kernel end this process when `parent` ends (Linux; elsewhere nothing)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def one_thread_each(environ: MutableMapping[str, str] = os.environ) -> None:
    """Let numerical libraries imported after this call, here and in children, use one thread."""
    for name, value in THREADS.items():
        environ.setdefault(name, value)
