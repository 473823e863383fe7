"""Tasks in child processes that cannot outlive the process that started them."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

PR_SET_PDEATHSIG = 1
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


def run(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Any]]:
    """Run the tasks, at most `jobs` at a time, and yield each result as it arrives.

    Each task has a process of its own, forked where the system can, so that nothing leaks from
    one to the next. The first exception of a task is raised here. Whatever ends the iteration
    (that exception, an interrupt, a caller that stops), no child is left behind.

    Parameters
    ----------
    tasks : sequence of Task
    jobs : int
        Greatest number of processes at one time, at least 1.

    Yields
    ------
    tuple of (Task, result)
        In order of completion.
    """
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context: Any = multiprocessing.get_context(method)
    waiting = list(reversed(tasks))
    running: dict[Connection, tuple[Task, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                task = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                child = context.Process(target=_child, args=(sender, task, os.getpid()))
                sys.stdout.flush()
                sys.stderr.flush()
                child.start()
                sender.close()
                running[receiver] = (task, child)
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                task, child = running[ready]
                result = _answer(ready, task, child)
                del running[ready]
                yield task, result
    finally:
        for _, child in running.values():
            child.kill()
        for receiver, (_, child) in running.items():
            child.join()
            receiver.close()


def _answer(receiver: Connection, task: Task, child: Any) -> Any:
    try:
        succeeded, content = receiver.recv()
    except EOFError:
        child.join()
        code = child.exitcode
        how = f"was ended by signal {-code}" if code and code < 0 else f"ended with code {code}"
        raise TaskCrashed(f"{task.name}: its process {how}") from None
    child.join()
    receiver.close()
    if succeeded:
        return content
    raise content


def _child(sender: Connection, task: Task, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    die_with(parent)
    try:
        answer = (True, task.call(*task.args, **task.kwargs))
        message = pickle.dumps(answer)
    except BaseException as error:
        message = pickle.dumps((False, _portable(error, task.name)))
    sender.send_bytes(message)
    sender.close()


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
