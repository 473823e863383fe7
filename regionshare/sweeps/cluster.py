"""Cluster hands: a sweep's work on an existing Dask cluster, by workers whose keys mean the same."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.execution.plan import Run
from regionshare.execution.processes import Apart, Task
from regionshare.execution.run import Report
from regionshare.files import notebooks
from regionshare.files.frozen import frozen
from regionshare.files.project import Project, digest, environment
from regionshare.files.publish import workspace
from regionshare.sweeps import local, results
from regionshare.sweeps.orders import Done, Failure, Order, Pages, Planner, Setting

FOREIGN = "ForeignWorker"
"""Kind of the failure of a worker whose environment is not ours."""
CONNECT_SECONDS = 20
FIRST_WORKER_SECONDS = 60
PATIENCE_SECONDS = 300  # without any worker
LOOK_SECONDS = 5.0
PER_THREAD = 3  # works handed to the scheduler for each thread: enough to keep all at work
TRIES = 3


def identity(project: Project) -> Mapping[str, str]:
    """Return the parts of an environment by name: Python, pins, package, data, chapters.

    Installed packages have an entry each, so that a difference can be named.
    """
    tag, version, platform, pins, *installed = environment(project.root / "requirements.txt")
    parts = {"Python": f"{tag} {version} {platform}", "requirements.txt": digest(pins)[:16]}
    contents = project.contents()
    folders = {project.package.name: "package source", "data": "data", "chapters": "chapters"}
    for folder in dict.fromkeys([*folders, *(name.partition("/")[0] for name in contents)]):
        held = {name: one for name, one in contents.items() if name.partition("/")[0] == folder}
        parts.setdefault(folders.get(folder, folder), digest(held)[:16])
    for name in installed:
        package, _, number = name.rpartition("-")
        parts[f"package {package}"] = number
    return parts


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
    """Return a phrase for each part that differs; none if both are the same.

    >>> differences({"Python": "3.12"}, {"Python": "3.11", "data": "ab"})
    ['Python is 3.12, ours 3.11', 'data is absent, ours ab']
    """
    names = [*ours, *(name for name in theirs if name not in ours)]
    return [
        f"{name} is {theirs.get(name, 'absent')}, ours {ours.get(name, 'absent')}"
        for name in names
        if theirs.get(name) != ours.get(name)
    ]


def examine(setting: Setting, probe: str) -> tuple[Mapping[str, str], bool]:
    """Return the identity of this worker, and whether it finds a probe in the sweep's place."""
    return identity(setting.project), setting.place.read(probe) is not None


class ClusterError(RegionshareError):
    """The cluster is not there, or is not one that may work for us."""

    exit_code = 1


class Cluster:
    """The workers of a scheduler; what they do they write to the place themselves.

    The scheduler is given a few works for each thread at a time, so that a sweep of millions does
    not fill its memory. It starts a work again elsewhere when its worker is lost.

    Parameters
    ----------
    client : distributed.Client
    setting : Setting
    report : callable
        Gets a line for each worker that is refused.
    """

    def __init__(self, client: Any, setting: Setting, report: Report) -> None:
        self._client, self._setting, self._report = client, setting, report
        self._works: dict[Any, tuple[Order | Pages, int]] = {}
        self._refused: set[str] = set()
        self._threads: dict[str, int] = {}
        self._looked = self._seen = time.monotonic()
        self._look()

    @property
    def free(self) -> int:
        """How many more works may be started now."""
        return max(1, PER_THREAD * sum(self._threads.values())) - len(self._works)

    @property
    def running(self) -> int:
        """How many works were started and not yet given back."""
        return len(self._works)

    def start(self, order: Order | Pages, run: Run | None) -> None:
        """Hand a work to the scheduler; a worker plans the run itself."""
        with self._told():
            self._submit(order, 1)

    def _submit(self, order: Order | Pages, attempt: int) -> None:
        future = self._client.submit(
            on_worker,
            order,
            self._setting,
            key=f"{order.id}-{attempt}",
            retries=TRIES,
            priority=10 if isinstance(order, Pages) else 0,
            workers=sorted(self._threads) if self._refused else None,
            pure=False,
        )
        self._works[future] = (order, attempt)

    def finished(self) -> list[tuple[Order | Pages, Done]]:
        """Wait for a work to end; return those that have.

        Raises
        ------
        ClusterError
            There has been no worker for minutes, or the scheduler is gone.
        """
        found: list[tuple[Order | Pages, Done]] = []
        while self._works and not found:
            with self._told():
                self._wait()
                self._look()
                found = list(self._ended())
        return found

    def _ended(self) -> Iterator[tuple[Order | Pages, Done]]:
        for future in [one for one in self._works if one.done()]:
            order, attempt = self._works.pop(future)
            done = _done_of(future)
            future.release()
            if done.foreign and self._elsewhere(done, attempt):
                self._submit(order, attempt + 1)
            else:
                yield order, done

    def _wait(self) -> None:
        import distributed

        wait: Any = distributed.wait
        with self._client.as_current(), contextlib.suppress(TimeoutError):
            wait(list(self._works), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the library raises when the scheduler is gone."""
        try:
            yield
        except (OSError, CancelledError):  # its errors of communication are among them
            raise _lost(self._client) from None

    def _elsewhere(self, done: Done, attempt: int) -> bool:
        """Refuse a worker that is not ours; tell whether others can do its work."""
        if done.worker not in self._refused and done.failure:
            self._refused.add(done.worker)
            self._report(f"{done.failure.sentence}; it gets no more work")
        self._threads.pop(done.worker, None)
        return bool(self._threads) and attempt < TRIES

    def _look(self) -> None:
        """Ask now and then who works; give up when nobody has for long."""
        now = time.monotonic()
        if self._threads and now - self._looked < LOOK_SECONDS:
            return
        if self._client.status != "running":
            raise _lost(self._client)
        self._looked = now
        threads = self._client.nthreads()
        self._threads = {name: n for name, n in threads.items() if name not in self._refused}
        if self._threads:
            self._seen = now
        elif now - self._seen > PATIENCE_SECONDS:
            raise ClusterError(
                f"no worker of ours for {PATIENCE_SECONDS} s",
                where=self._client.scheduler.address,
                remedy="Start workers and sweep again: what was executed is kept",
            )


def _lost(client: Any) -> ClusterError:
    return ClusterError(
        "the connection to the scheduler is lost",
        where=str(client.scheduler.address) if client.scheduler else "",
        remedy="Sweep again once it runs: what was executed is kept",
    )


def on_worker(order: Order | Pages, setting: Setting) -> Done:
    """Do a work on the worker that this is called on, from a frozen copy of what is there now.

    Another process does it, one that has imported and read that copy: this one may have lived
    through many states of the files.

    Raises
    ------
    PlaceError, OSError
        The result cannot be written: a scheduler tries again.
    """
    still, process = _resident.answering(setting.project)
    here = _here()
    found = differences(identity(still), setting.identity)
    if found:
        return Done(Failure(FOREIGN, f"worker {here}: its {_first(found)}"), 0, here, foreign=True)
    setting = dataclasses.replace(setting, given_project=still)
    done: Done = process.call(Task(order.name, answer, (order, setting, here)))
    return done


class _Resident(threading.local):
    """The process that answers for this thread, and the copy that it is made of."""

    state: object = None
    still: Project
    process: Apart | None = None

    def __init__(self) -> None:
        self.closing = contextlib.ExitStack()

    def answering(self, project: Project) -> tuple[Project, Apart]:
        """The copy of a project's present state, and its process."""
        state = (project, project.state())
        if self.process is None or not self.process.alive or state != self.state:
            self.closing.close()
            self.still = self.closing.enter_context(frozen(project))
            self.process = self.closing.enter_context(Apart(self.still.root))
            self.state = state
        return self.still, self.process


_resident = _Resident()


def answer(order: Order | Pages, setting: Setting, worker: str) -> Done:
    """Do a work in a process of a frozen copy, and write what comes of it to its place."""
    if isinstance(order, Pages):
        return dataclasses.replace(local.publish(order, setting), worker=worker)
    planner = _planner(setting.project, order.printed)
    if not results.missing(setting.place, [order], planner.digest_of):
        return Done(worker=worker)  # done before a worker was lost, or by another sweep
    name = f"{order.id.replace('/', '-')}-{os.getpid()}"
    with workspace(setting.project.build / "work", name) as folder:
        done = local.attempted(lambda: local.perform(setting, replan(order, planner), folder))
    done = dataclasses.replace(done, worker=worker)
    if done.notebook is not None:
        results.deliver(setting.place, order, done, done.notebook, planner.digest_of)
    return dataclasses.replace(done, notebook=None, read=())


def _here() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _first(found: list[str]) -> str:
    """The first difference, and how many more there are."""
    return found[0] + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")


def replan(order: Order, planner: Planner) -> Run:
    """Return the run of an order, planned from the files that are here.

    Raises
    ------
    RegionshareError
        They give another key.
    """
    chapters = [one for one in planner.chapters if one.slug == order.chapter]
    found = [planner.order(order.edition, one, order.lang)[1] for one in chapters]
    if [run.key for run in found] != [order.key]:
        raise RegionshareError(
            "the files here give this chapter another key", where=order.name,
            remedy="Sweep again once data, package and chapters are the same everywhere",
        )  # fmt: skip
    return found[0]


@functools.lru_cache(maxsize=4)
def _planner(project: Project, printed: bool) -> Planner:
    """Return what all runs of a frozen project share."""
    chapters = notebooks.read_toc(project.root)
    return Planner(project, chapters, chapters, (), printed=printed)


def _done_of(future: Any) -> Done:
    if future.status == "finished":
        done: Done = future.result()
        return done
    error = future.exception() if future.status == "error" else None
    if error is None:
        return Done(Failure("Lost", f"the scheduler gave it up ({future.status})"))
    return Done(Failure.of(error))


@contextlib.contextmanager
def hands(scheduler: str, setting: Setting, report: Report) -> Iterator[Cluster]:
    """Give the workers of a scheduler, each of them checked.

    Raises
    ------
    ClusterError
        Nobody answers, there is no worker, or a worker's environment or place is not ours.
    """
    import distributed

    connect: Any = distributed.Client
    try:
        client = connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers ({error})",
            where=scheduler,
            remedy="Start one with: dask scheduler",
        ) from None
    with client:
        check(client, scheduler, setting)
        yield Cluster(client, setting, report)


def check(client: Any, scheduler: str, setting: Setting) -> None:
    """Refuse a cluster one of whose workers has another environment or does not see our place.

    Raises
    ------
    ClusterError
        Names the worker and the part.
    """
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
    except TimeoutError:
        raise ClusterError(
            f"the cluster has no worker after {FIRST_WORKER_SECONDS} s",
            where=scheduler,
            remedy="Start one with: dask worker " + scheduler,
        ) from None
    place, probe = setting.place, f".probe-{uuid.uuid4().hex}"
    place.write(probe, b"seen")
    try:
        answers = client.run(examine, setting, probe, on_error="return")
    finally:
        place.remove(probe)
    for name, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            what = f"worker {name} cannot work for us ({type(answer).__name__}: {answer})"
            raise ClusterError(what, remedy="Install this project there as it is here")
        theirs, sees = answer
        found = differences(theirs, setting.identity)
        if found:
            raise ClusterError(
                f"worker {name}: its {_first(found)}",
                remedy="Install the same state of the project and its requirements.txt there",
            )
        if not sees:
            raise ClusterError(
                f"worker {name} does not find what is written here",
                where=setting.address,
                remedy="Name with --output a place that all workers reach",
            )
