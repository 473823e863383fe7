"""A sweep: editions executed where results are missing, and their pages published."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from regionshare.book.pages import Tools
from regionshare.building import JOBS, check_address, default_tools, to_stderr
from regionshare.data import pack as data
from regionshare.errors import ParameterError
from regionshare.execution.plan import Run
from regionshare.execution.processes import Apart, Task
from regionshare.execution.run import Progress, Report
from regionshare.files import publish
from regionshare.files.frozen import frozen
from regionshare.files.notebooks import check_languages, read_toc
from regionshare.files.places import Folder, Place, open_place
from regionshare.files.project import Project
from regionshare.sweeps import cluster, local, results, shared, site
from regionshare.sweeps.orders import (
    Done,
    Edition,
    Failure,
    Order,
    Pages,
    Plan,
    Planner,
    Setting,
    choose,
    choose_chapters,
)
from regionshare.text.messages import agreed, room

SAYS = room("commands.sweep")["en"]


class Tally(Progress):
    """How far a sweep is, how fast it goes and how long it will take.

    What was there already counts neither as done nor as left.

    Parameters
    ----------
    editions, works : int
        How many there are at most.
    report : callable
        Gets a line for each edition.
    """

    def __init__(self, editions: int, works: int, report: Report) -> None:
        super().__init__(works, report, "task", "sweep")
        self._start = time.monotonic()
        self.editions, self.seen = editions, 0
        self.left, self.done = works, 0

    def skip(self, works: int) -> None:
        """Note that some works need not be done."""
        self.left -= works
        super().skip(works)

    def advance(self, *lines: str) -> None:
        """Note that a work was done, and report lines."""
        self.left -= 1
        self.done += 1
        super().advance(*lines)

    def edition(self, line: str) -> None:
        """Report what became of an edition, with the rate and the time left."""
        self.seen += 1
        self.tell(f"{line} [{self.state()}]")

    def state(self) -> str:
        """Return the state in words: ``3 of 93 editions, 1.8 tasks/s, 04:10 left``."""
        from tqdm import tqdm

        text = f"{self.seen} of {self.editions} editions"
        rate = self.done / max(time.monotonic() - self._start, 1e-9)
        if not self.done or not self.left:
            return text
        return f"{text}, {rate:.2g} tasks/s, {tqdm.format_interval(self.left / rate)} left"


class Hands(Protocol):
    """Whoever does the work: processes of this machine, or a cluster."""

    @property
    def free(self) -> int:
        """How many more works may be started now."""

    @property
    def running(self) -> int:
        """How many works were started and not yet given back."""

    def start(self, order: Order | Pages, run: Run | None) -> None:
        """Start a work."""

    def finished(self) -> list[tuple[Order | Pages, Done]]:
        """Wait for a work to end; return those that have."""


@dataclass
class Summary:
    """What a sweep did.

    Attributes
    ----------
    editions, complete, published : int
        Editions asked for; with all their chapters; of them with pages made in this sweep.
    executed, found : int
        Chapters executed, and chapters whose results were there.
    failures : list of (Order or Pages, Failure)
    """

    editions: int
    complete: int = 0
    published: int = 0
    executed: int = 0
    found: int = 0
    failures: list[tuple[Order | Pages, Failure]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Tell it: the failures with chapter, region, year and error, then the counts."""
        for order, failure in self.failures:
            what = f"{order.chapter} ({order.lang})" if isinstance(order, Order) else "pages"
            edition = order.edition
            yield f"failed: {edition.region} {edition.year} {what}: {failure.sentence}"
        yield agreed(SAYS["tally"].format(**vars(self) | {"failures": len(self.failures)}))


@dataclass
class _Open:
    """An edition under work."""

    planned: Plan
    left: int
    absent: int
    executed: int = 0
    failed: int = 0
    again: bool = False


class Sweep:
    """One sweep: give it hands, and it runs to the end.

    Parameters
    ----------
    planner : Planner
    editions : iterable of Edition
        Planned one by one, as they are come to.
    place : Place
        Where results and pages are kept.
    hands : Hands
    progress : Tally
    pages : bool
        Whether to make the pages of complete editions.
    """

    def __init__(
        self,
        planner: Planner,
        editions: Iterable[Edition],
        place: Place,
        hands: Hands,
        progress: Tally,
        *,
        pages: bool = True,
    ) -> None:
        self._planner, self._place, self._hands = planner, place, hands
        self._progress, self._pages = progress, pages
        self._digest_of = planner.digest_of
        self._plans = map(planner.plan, editions)
        self._waiting: collections.deque[tuple[Order, Run]] = collections.deque()
        self._publishable: collections.deque[Pages] = collections.deque()
        self._open: dict[Edition, _Open] = {}
        self.summary = Summary(progress.editions)

    def run(self) -> Summary:
        """Do what is missing; failures of single chapters are collected, others raised.

        Raises
        ------
        RegionshareError, OSError
            The place cannot be written to.
        """
        while True:
            while self._hands.free > 0 and (work := self._next()) is not None:
                self._hands.start(*work)
            if not self._hands.running:
                return self.summary
            for order, done in self._hands.finished():
                if isinstance(order, Pages):
                    self._take_pages(order, done)
                else:
                    self._take(order, done)

    def _next(self) -> tuple[Order | Pages, Run | None] | None:
        """Return the next work: pages first, then chapters that are still missing."""
        while True:
            if self._publishable:
                return self._publishable.popleft(), None
            if not self._waiting:
                planned = next(self._plans, None)
                if planned is None:
                    return None
                self._begin(planned)
                continue
            order, run = self._waiting.popleft()
            if results.missing(self._place, [order], self._digest_of):
                return order, run
            self._progress.skip(1)  # another sweep did it
            self.summary.found += 1
            self._close(order)

    def _begin(self, planned: Plan, *, again: bool = False) -> None:
        orders = planned.pages.orders
        left = results.missing(self._place, orders, self._digest_of, self._tell_damaged)
        missing = {one.id for one in left}
        todo = [(order, run) for order, run in planned.runs if order.id in missing]
        found = len(planned.runs) - len(todo)
        state = _Open(planned, len(todo), len(missing) - len(todo), again=again)
        self._open[planned.edition] = state
        self.summary.found += -len(todo) if again else found
        self.summary.complete -= again
        self._progress.skip(-len(todo) if again else found)
        self._waiting.extend(todo)
        if not todo:
            self._complete(state)

    def _tell_damaged(self, order: Order) -> None:
        self._progress.tell(SAYS["damaged"].format(name=order.name))

    def _take(self, order: Order, done: Done) -> None:
        state = self._open[order.edition]
        self._progress.advance(*(f"{order.edition.id}: {one}" for one in done.warnings))
        if done.failure:
            self._fail(order, done.failure)
            results.fail(self._place, order, done.failure, done.worker)
            state.failed += 1
        else:
            if done.notebook is not None:
                results.deliver(self._place, order, done, done.notebook, self._digest_of)
            state.executed += 1
            self.summary.executed += 1
        self._close(order)

    def _close(self, order: Order) -> None:
        state = self._open[order.edition]
        state.left -= 1
        if not state.left:
            self._complete(state)

    def _complete(self, state: _Open) -> None:
        """All that was to be executed of an edition is over: make its pages, or say why not."""
        edition = state.planned.edition
        text = agreed(SAYS["executed"].format(count=state.executed))
        self.summary.complete += not state.failed and not state.absent
        wanted = self._pages and not state.failed and not state.absent
        if wanted and not site.is_current(self._place, state.planned.pages):
            self._publishable.append(state.planned.pages)
            return
        if self._pages:
            self._progress.skip(1)
        if state.failed:
            text += SAYS["failed"].format(count=state.failed)
        elif state.absent and self._pages:
            text += agreed(SAYS["absent"].format(count=state.absent))
        elif not state.executed:
            text = SAYS["up_to_date"]
        del self._open[edition]
        self._progress.edition(f"{edition.id}: {text}")

    def _take_pages(self, pages: Pages, done: Done) -> None:
        state = self._open.pop(pages.edition)
        if done.failure and done.failure.kind == results.ResultError.__name__ and not state.again:
            told = SAYS["again"].format(name=pages.name, why=done.failure.sentence)
            self._progress.tell(told)
            self._begin(state.planned, again=True)
            return
        self._progress.advance()
        text = agreed(SAYS["executed"].format(count=state.executed))
        if done.failure:
            self._fail(pages, done.failure)
            text += SAYS["pages_failed"]
        else:
            self.summary.published += 1
            text += SAYS["pages_made"].format(seconds=done.seconds)
        self._progress.edition(f"{pages.edition.id}: {text}")

    def _fail(self, order: Order | Pages, failure: Failure) -> None:
        self.summary.failures.append((order, failure))
        self._progress.tell(f"failed: {order.name}: {failure.sentence}")


@dataclass(frozen=True)
class Request:
    """What a sweep is asked for; see ``regionshare sweep --help``.

    Attributes
    ----------
    years : sequence of int
    nation : str
    langs, regions, chapters : sequence of str
        Regions and chapters: all where none is named.
    jobs : int
        Greatest number of local processes.
    output : str
        A folder or URL; ``_build/site`` of the project if empty.
    scheduler : str
        A Dask scheduler; local processes if empty.
    pages : bool
    printed : bool
        Whether figures are laid out for print, too: most of a chapter's time.
    kind : {"fork", "standard"}
        See `regionshare.execution.kernels`.
    base_url : str
        The address where the site will be published.
    options : mapping
        For fsspec.
    project, tools
        Another report, other parts.
    """

    years: Sequence[int]
    nation: str
    langs: Sequence[str] = ("en", "zh")
    regions: Sequence[str] = ()
    chapters: Sequence[str] = ()
    jobs: int = JOBS
    output: str = ""
    scheduler: str = ""
    pages: bool = True
    printed: bool = False
    kind: str = "fork"
    base_url: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    project: Project | None = None
    tools: Tools | None = None


def run(request: Request, report: Report | None = None) -> Summary:
    """Carry out a sweep; failures of single chapters are in the summary.

    It works from a frozen copy, by a process that is made of it; another project or other tools
    work in this one.

    Raises
    ------
    RegionshareError
        Something is wrong with the request, the cluster or the place. What is wrong with the
        request is found before anything is written there.
    """
    with frozen(request.project or Project.default()) as still:
        if request.project or request.tools:
            return _run(request, still, report or to_stderr)
        with Apart(still.root) as process:
            found: Summary = process.call(Task("the sweep", _run, (request, still)), report)
            return found


def _run(request: Request, still: Project, report: Report = to_stderr) -> Summary:
    tools = request.tools or default_tools()
    planner = _planner(request, still)
    regions = data.regions_of(still.data)
    chosen = choose(regions, request.nation, request.years, request.regions, tools.check)
    place = _place(request, still)
    for edition, why in chosen.without.items():
        report(f"no edition {edition.id}: {why}")
    known = cluster.identity(still)
    theirs = request.project if request.scheduler else still  # a worker freezes what it has
    setting = Setting(place.address, request.options, theirs, request.tools, known)
    works = len(chosen.editions) * (planner.size + request.pages)
    here = place.path if isinstance(place, Folder) else still.build
    with (
        publish.disk_faults_told(here),
        _hands(request, setting, report) as hands,
        Tally(len(chosen.editions), works, report) as tally,
    ):
        if isinstance(place, Folder):
            for folder in (results.FOLDER, site.EDITIONS, shared.FOLDER):
                place.tidy(folder)
        sweep = Sweep(planner, chosen.editions, place, hands, tally, pages=request.pages)
        try:
            summary = sweep.run()
        finally:
            if request.pages:
                ours = dataclasses.replace(setting, given_project=still)
                site.write_front(place, ours, regions)
    for line in summary.lines():
        report(line)
    if isinstance(place, Folder) and (place.path / site.INDEX).is_file():
        report(f"open {place.path / site.INDEX}")
    return summary


def _hands(
    request: Request, setting: Setting, report: Report
) -> contextlib.AbstractContextManager[Hands]:
    if request.scheduler:
        return cluster.hands(request.scheduler, setting, report)
    return local.hands(setting, request.jobs, report, pages=request.pages, kind=request.kind)


def _planner(request: Request, project: Project) -> Planner:
    langs = check_languages(request.langs)
    if request.jobs < 1:
        raise ParameterError(f"{request.jobs} jobs", remedy="At least 1")
    chapters = read_toc(project.root)
    chosen = choose_chapters(chapters, request.chapters)
    base_url = check_address(request.base_url)
    return Planner(project, chapters, chosen, langs, base_url, request.printed)


def _place(request: Request, project: Project) -> Place:
    """Open the place of the site; refuse one that cannot serve."""
    if request.scheduler and "://" not in request.output:
        raise ParameterError(
            "workers need a place that all of them reach",
            where="--output",
            remedy="Name a URL, such as s3://bucket/site, or file:// with a path of a shared disk",
        )
    place = open_place(request.output or project.build / "site", **request.options)
    if request.scheduler and not place.shared:
        raise ParameterError(
            f"{place.address} is in one process's memory",
            where="--output",
            remedy="Name a place that all workers reach",
        )
    site.check_front(place)
    return place
