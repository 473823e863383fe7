"""Local hands: a sweep's work in processes of this machine."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from regionshare.execution import kernels
from regionshare.execution.plan import Run
from regionshare.execution.processes import Pool, Task, one_thread_each
from regionshare.execution.run import Report, timed
from regionshare.files.publish import FAULTS, workspace
from regionshare.sweeps import site
from regionshare.sweeps.orders import Done, Failure, Order, Pages, Setting

TRIES = 4
"""How often a run is started whose process is killed: once, and three times again."""


def perform(setting: Setting, run: Run, folder: Path) -> Done:
    """Execute one chapter and return it; whatever is wrong with it is returned as a failure.

    Parameters
    ----------
    setting : Setting
    run : Run
    folder : Path
        Where to keep what a kernel needs while it runs.

    Raises
    ------
    OSError
        The disk is full or cannot be written to: that is no fault of the chapter.
    """

    def work() -> Done:
        execute = setting.tools.execute or kernels.run_notebook
        with tempfile.TemporaryDirectory(
            prefix="rs-", dir=folder, ignore_cleanup_errors=True
        ) as runtime:
            notebook, _, warnings, read = timed(execute, run, Path(runtime, "run"))
        return Done(warnings=warnings, notebook=notebook, read=read)

    return attempted(work)


def publish(pages: Pages, setting: Setting) -> Done:
    """Build the pages of an edition and put them into the site; a failure is returned.

    Raises
    ------
    OSError
        The disk is full or cannot be written to.
    """

    def work() -> Done:
        site.publish_pages(pages, setting)
        return Done()

    return attempted(work)


def attempted(work: Callable[[], Done]) -> Done:
    """Do a work and note who did it in what time; an error becomes a failure.

    Raises
    ------
    OSError
        The disk is full or cannot be written to.
    """
    start = time.monotonic()
    try:
        done = work()
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FAULTS:
            raise
        done = Done(Failure.of(error))
    seconds, worker = time.monotonic() - start, f"{socket.gethostname()}/{os.getpid()}"
    return dataclasses.replace(done, seconds=seconds, worker=worker)


class Local:
    """At most `jobs` processes of this machine.

    A finished chapter comes back with its notebook: this process writes it, so that what keeps the
    connection to a store is one process, and a store in this process's memory does as well.

    Parameters
    ----------
    pool : Pool
    setting : Setting
    folder : Path
        For what kernels need while they run.
    prepare : callable
        Called before the first work: a sweep that finds everything done need not wait for it.
    """

    def __init__(
        self, pool: Pool, setting: Setting, folder: Path, prepare: Callable[[], None]
    ) -> None:
        self._pool, self._setting, self._folder = pool, setting, folder
        self._prepare: Callable[[], None] | None = prepare
        self._here = not setting.place.shared  # another process would not see this memory
        self._works: dict[Task, Order | Pages] = {}
        self._ready: list[tuple[Order | Pages, Done]] = []

    @property
    def free(self) -> int:
        """How many more works may be started now."""
        return self._pool.free - len(self._ready)

    @property
    def running(self) -> int:
        """How many works were started and not yet given back."""
        return self._pool.running + len(self._ready)

    def start(self, order: Order | Pages, run: Run | None) -> None:
        """Start a work in a process of its own."""
        if self._prepare:
            self._prepare()
            self._prepare = None
        if isinstance(order, Pages) and self._here:
            self._ready.append((order, publish(order, self._setting)))
            return
        if isinstance(order, Pages):
            task = Task(order.name, publish, (order, self._setting))
        else:
            task = Task(order.name, perform, (self._setting, run, self._folder))
        self._works[task] = order
        self._pool.start(task)

    def finished(self) -> list[tuple[Order | Pages, Done]]:
        """Wait for a work to end; return those that have.

        Raises
        ------
        OSError
            The disk is full or cannot be written to.
        """
        found, self._ready = self._ready, []
        if found:
            return found
        for outcome in self._pool.finished():
            error = outcome.error
            if isinstance(error, OSError) and error.errno in FAULTS:
                raise error
            done = Done(Failure.of(error)) if error else outcome.result
            found.append((self._works.pop(outcome.task), done))
        return found


@contextlib.contextmanager
def hands(
    setting: Setting, jobs: int, report: Report, *, pages: bool, kind: str
) -> Iterator[Local]:
    """Give the processes of a sweep; none is left behind."""
    one_thread_each()
    name = f"sweep-{os.getpid()}"
    with workspace(setting.project.build / "work", name) as folder, contextlib.ExitStack() as stack:

        def prepare() -> None:
            """Import and load what every child needs once, here, before the first is forked."""
            tools = setting.tools
            if tools.execute is None:
                stack.enter_context(kernels.serving(folder / "kernels", kind, report))
            if tools.preload and pages:
                tools.preload()

        with Pool(jobs, TRIES) as pool:
            yield Local(pool, setting, folder, prepare)
