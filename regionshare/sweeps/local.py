"""Local hands: a sweep's work in processes of this machine."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from regionshare.execution.plans import Run
from regionshare.execution.processes import Pool, Task, one_thread_each
from regionshare.files.publish import FAULTS
from regionshare.files.workspaces import workspace
from regionshare.sweeps import work
from regionshare.sweeps.orders import Done, Failure, Order, Pages, Setting

TRIES = 4
"""How often a run is started whose process is killed: once, and three times again."""


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
            self._ready.append((order, work.publish(order, self._setting)))
            return
        if isinstance(order, Pages):
            task = Task(order.name, work.publish, (order, self._setting))
        else:
            task = Task(order.name, work.perform, (order, self._setting, run, self._folder))
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
    setting: Setting, jobs: int, report: Callable[[str], None], *, pages: bool, kind: str
) -> Iterator[Local]:
    """Give the processes of a sweep; none is left behind."""
    one_thread_each()
    name = f"sweep-{os.getpid()}"
    with workspace(setting.project.build / "work", name) as folder, contextlib.ExitStack() as stack:

        def prepare() -> None:
            """Import and load what every child needs once, here, before the first is forked."""
            tools = setting.tools
            if tools.sharing:
                stack.enter_context(tools.sharing(folder))
            if tools.execute is None:
                from regionshare.execution import execution, kernel

                stack.enter_context(kernel.serving(folder / "kernels", kind, report))
                execution.runner()
            if tools.preload and pages:
                tools.preload()

        with Pool(jobs, TRIES) as pool:
            yield Local(pool, setting, folder, prepare)
