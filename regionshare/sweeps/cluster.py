"""Cluster hands: a sweep's work on an existing Dask cluster, by workers whose keys mean the same."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.execution.plan import Run
from regionshare.execution.run import Report
from regionshare.files import notebooks
from regionshare.files.project import Project, State, digest, digest_files, environment, files_under
from regionshare.sweeps import local, results
from regionshare.sweeps.orders import Done, Failure, Order, Pages, Setting
from regionshare.sweeps.plan import Planner, Still

FOREIGN = "ForeignWorker"
"""Kind of the failure of a worker whose environment is not ours."""
CONNECT_SECONDS = 20
FIRST_WORKER_SECONDS = 60
CHECK_SECONDS = 60
PATIENCE_SECONDS = 300  # without any worker
LOOK_SECONDS = 5.0
PER_THREAD = 3  # works handed to the scheduler for each thread: enough to keep all at work
TRIES = 3


def identity(project: Project) -> Mapping[str, str]:
    """Return the parts of an environment by name: Python, pins, package, data, chapters.

    Installed packages have an entry each, so that a difference can be named.
    """
    return _identity(project, project.state())


@functools.lru_cache(maxsize=4)
def _identity(project: Project, at: State) -> Mapping[str, str]:
    tag, version, platform, pins, *installed = environment(project.root / "requirements.txt")
    parts = {
        "Python": f"{tag} {version} {platform}",
        "requirements.txt": digest(pins)[:16],
        "package source": _folder_digest(project.package),
        "data": _folder_digest(project.data),
        "chapters": _folder_digest(project.chapters),
    }
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


def _folder_digest(folder: Path) -> str:
    return digest_files(files_under(folder), folder)[:16]


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
        self._submit(order, 1)

    def _submit(self, order: Order | Pages, attempt: int) -> None:
        call = on_worker_pages if isinstance(order, Pages) else on_worker
        future = self._client.submit(
            call,
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
        import distributed

        wait: Any = distributed.wait
        found: list[tuple[Order | Pages, Done]] = []
        while self._works and not found:
            with self._client.as_current(), contextlib.suppress(TimeoutError):
                wait(list(self._works), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED")
            self._look()
            for future in [one for one in self._works if one.done()]:
                order, attempt = self._works.pop(future)
                done = _done_of(future)
                future.release()
                if done.foreign and self._elsewhere(done, attempt):
                    self._submit(order, attempt + 1)
                else:
                    found.append((order, done))
        return found

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
            raise ClusterError("the connection to the scheduler is lost", remedy="Sweep again")
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


def on_worker(order: Order, setting: Setting) -> Done:
    """Execute one chapter on the worker that this is called on and write the result to its place.

    Raises
    ------
    PlaceError, OSError
        The result cannot be written: a scheduler tries again.
    """
    foreign = _foreign(setting)
    if foreign:
        return foreign
    planner = _known(setting.project, setting.project.state())
    place, digest_of = setting.place, planner.project.digest_of
    if not results.missing(place, [order], digest_of):
        return Done(worker=_here())  # done before a worker was lost, or by another sweep
    done = local.attempted(lambda: local.perform(setting, replan(order, planner)))
    done = dataclasses.replace(done, worker=_here())
    if done.notebook is None:
        return done
    foreign = _foreign(setting)  # files changed while it ran: the key is of another state
    if foreign:
        return foreign
    results.deliver(place, order, done, done.notebook, digest_of)
    return dataclasses.replace(done, notebook=None, read=())


def on_worker_pages(pages: Pages, setting: Setting) -> Done:
    """Publish the pages of an edition on the worker that this is called on."""
    done = _foreign(setting) or local.publish(pages, setting)
    return dataclasses.replace(done, worker=_here())


def _here() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _foreign(setting: Setting) -> Done | None:
    found = differences(identity(setting.project), setting.identity)
    if not found:
        return None
    failure = Failure(FOREIGN, f"worker {_here()}: its {_first(found)}")
    return Done(failure, worker=_here(), foreign=True)


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
