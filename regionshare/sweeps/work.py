"""Work: the tasks of a sweep, the same in a local process and on a cluster's worker."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import functools
import os
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from regionshare.data import trace
from regionshare.errors import RegionshareError
from regionshare.execution.execution import RECORD, Execute
from regionshare.execution.plans import Run
from regionshare.files import notebooks
from regionshare.files.project import Project, State
from regionshare.files.publish import FAULTS
from regionshare.sweeps import results, site
from regionshare.sweeps.identity import differences, identity
from regionshare.sweeps.orders import Done, Failure, Order, Pages, Setting
from regionshare.sweeps.planning import Planner, Still

Sharing = Callable[[Path], contextlib.AbstractContextManager[None]]

FOREIGN = "ForeignWorker"
"""Kind of the failure of a worker whose environment is not ours."""


def perform(
    order: Order, setting: Setting, run: Run | None = None, folder: Path | None = None
) -> Done:
    """Execute one chapter and return it; whatever is wrong with it is returned as a failure.

    Parameters
    ----------
    order : Order
    setting : Setting
    run : Run, optional
        As the order was planned; planned here if it comes from another machine.
    folder : Path, optional
        Where to keep what a kernel needs while it runs; the system's temporary folder unless told.

    Raises
    ------
    OSError
        The disk is full or cannot be written to: that is no fault of the chapter.
    """
    start = time.monotonic()
    try:
        run = run or replan(order, setting)
        execute = setting.tools.execute or _run_notebook()
        with tempfile.TemporaryDirectory(
            prefix="rs-", dir=folder, ignore_cleanup_errors=True
        ) as runtime:
            notebook, warnings = execute(run, Path(runtime))
            read = trace.recorded(Path(runtime) / RECORD)
    except Exception as error:
        _raise_disk_fault(error)
        return Done(Failure.of(error), time.monotonic() - start, worker())
    return Done(None, time.monotonic() - start, worker(), warnings, notebook, read)


def perform_and_deliver(order: Order, setting: Setting, name: str = "") -> Done:
    """Execute one chapter on another machine and write the result to its place.

    Parameters
    ----------
    order : Order
    setting : Setting
    name : str
        What to call this worker.

    Raises
    ------
    PlaceError, OSError
        The result cannot be written: a scheduler tries again.
    """
    foreign = _foreign(setting, name)
    if foreign:
        return foreign
    place, digest_of = (
        setting.place,
        _known(setting.project, setting.project.state()).project.digest_of,
    )
    if not results.missing(
        place, [order], digest_of
    ):  # done before a worker was lost, or by another sweep
        return Done(worker=name or worker())
    share_data(setting.tools.sharing)
    done = perform(order, setting)
    done = dataclasses.replace(done, worker=name or done.worker)
    if done.notebook is None:
        return done
    foreign = _foreign(setting, name)  # files changed while it ran: the key is of another state
    if foreign:
        return foreign
    results.deliver(place, order, done, done.notebook, digest_of)
    return Done(None, done.seconds, done.worker, done.warnings)


def publish(pages: Pages, setting: Setting, name: str = "", *, check: bool = False) -> Done:
    """Build the pages of an edition and put them into the site; a failure is returned.

    Raises
    ------
    OSError
        The disk is full or cannot be written to.
    """
    start = time.monotonic()
    foreign = _foreign(setting, name) if check else None
    if foreign:
        return foreign
    try:
        site.publish_pages(pages, setting)
    except Exception as error:
        _raise_disk_fault(error)
        return Done(Failure.of(error), time.monotonic() - start, name or worker())
    return Done(None, time.monotonic() - start, name or worker())


def replan(order: Order, setting: Setting) -> Run:
    """Return the run of an order, planned from the files that are here.

    Raises
    ------
    RegionshareError
        They give another key.
    """
    planner = _known(setting.project, setting.project.state())
    planner = dataclasses.replace(planner, printed=order.printed)
    chapters = [one for one in planner.chapters if one.slug == order.chapter]
    found = [planner.order(order.edition, one, order.lang)[1] for one in chapters]
    if [run.key for run in found] != [order.key]:
        raise RegionshareError(
            "the files here give this chapter another key", where=order.name,
            remedy="Sweep again once data, package and chapters are the same everywhere",
        )  # fmt: skip
    return found[0]


@functools.lru_cache(maxsize=4)
def _known(project: Project, at: State) -> Planner:
    """Return what all runs of a state share; taken anew when the state has changed."""
    chapters = notebooks.read_toc(project.root)
    return Planner(Still.of(project), chapters, chapters, ())


@functools.lru_cache(maxsize=1)
def share_data(sharing: Sharing | None) -> None:
    """Load the data once in this process, for the kernels it starts until it ends.

    A kernel takes them only if the files still are the same: see `regionshare.data.snapshot`.
    """
    if sharing is None:
        return
    stack = contextlib.ExitStack()
    folder = stack.enter_context(
        tempfile.TemporaryDirectory(prefix="rs-", ignore_cleanup_errors=True)
    )
    stack.enter_context(sharing(Path(folder)))
    atexit.register(stack.close)


def worker() -> str:
    """Return what tells this process from others."""
    return f"{socket.gethostname()}/{os.getpid()}"


def _run_notebook() -> Execute:
    from regionshare.execution.runner import run_notebook

    return run_notebook


def _raise_disk_fault(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno in FAULTS:
        raise error


def _foreign(setting: Setting, name: str) -> Done | None:
    found = differences(identity(setting.project), setting.identity)
    if not found:
        return None
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    sentence = f"worker {name or worker()}: its {found[0]}{more}"
    return Done(Failure(FOREIGN, sentence), worker=name or worker(), foreign=True)
