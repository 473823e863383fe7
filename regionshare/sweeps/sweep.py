"""A sweep: editions executed where results are missing, and their pages published."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from regionshare.errors import BookError
from regionshare.execution.plans import Run
from regionshare.files.places import Place
from regionshare.files.project import Project
from regionshare.sweeps import results, site
from regionshare.sweeps.orders import Done, Edition, Failure, Order, Pages
from regionshare.sweeps.planning import Planned, Planner
from regionshare.sweeps.progress import Progress


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
        yield (
            f"{self.complete} of {self.editions} editions complete; chapters: {self.executed} "
            f"executed, {self.found} were there; pages of {self.published} editions made; "
            f"{len(self.failures)} failures"
        )


@dataclass
class _Open:
    """An edition under work."""

    planned: Planned
    left: int
    absent: int
    executed: int = 0
    failed: int = 0


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
    progress : Progress
    live : Project, optional
        Asked, before a result is stored here, whether it still is what was planned.
    pages : bool
        Whether to make the pages of complete editions.
    """

    def __init__(
        self,
        planner: Planner,
        editions: Iterable[Edition],
        place: Place,
        hands: Hands,
        progress: Progress,
        *,
        live: Project | None = None,
        pages: bool = True,
    ) -> None:
        self._planner, self._place, self._hands = planner, place, hands
        self._progress, self._live, self._pages = progress, live, pages
        self._state = live.state() if live else ()
        self._digest_of = planner.project.digest_of
        self._plans = map(planner.plan, editions)
        self._waiting: collections.deque[tuple[Order, Run]] = collections.deque()
        self._publishable: collections.deque[Pages] = collections.deque()
        self._open: dict[Edition, _Open] = {}
        self.summary = Summary(progress.editions)

    def run(self) -> Summary:
        """Do what is missing; failures of single chapters are collected, others raised.

        Raises
        ------
        BookError
            Data or package were changed meanwhile.
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

    def _begin(self, planned: Planned) -> None:
        missing = {
            one.id for one in results.missing(self._place, planned.pages.orders, self._digest_of)
        }
        todo = [(order, run) for order, run in planned.runs if order.id in missing]
        found = len(planned.runs) - len(todo)
        state = _Open(planned, len(todo), len(missing) - len(todo))
        self._open[planned.edition] = state
        self.summary.found += found
        self._progress.skip(found)
        self._waiting.extend(todo)
        if not todo:
            self._complete(state)

    def _take(self, order: Order, done: Done) -> None:
        state = self._open[order.edition]
        self._progress.advance()
        for warning in done.warnings:
            self._progress.tell(f"{order.edition.id}: {warning}")
        if done.failure:
            self._fail(order, done.failure)
            results.fail(self._place, order, done.failure, done.worker)
            state.failed += 1
        else:
            if done.notebook is not None:
                self._require_unchanged()
                results.deliver(self._place, order, done, done.notebook, self._digest_of)
            state.executed += 1
            self.summary.executed += 1
        self._close(order)

    def _require_unchanged(self) -> None:
        """A result stored under another state's key would come back as stale."""
        if self._live is None or (now := self._live.state()) == self._state:
            return
        self._state = now  # files were touched, at least
        if self._live.execution_digest() != self._planner.project.execution:
            raise BookError(
                "data or package changed while the chapters were executed",
                remedy="Sweep again: what was executed before is kept",
            )

    def _close(self, order: Order) -> None:
        state = self._open[order.edition]
        state.left -= 1
        if not state.left:
            self._complete(state)

    def _complete(self, state: _Open) -> None:
        """All that was to be executed of an edition is over: make its pages, or say why not."""
        edition, text = state.planned.edition, f"{state.executed} chapters executed"
        self.summary.complete += not state.failed and not state.absent
        wanted = self._pages and not state.failed and not state.absent
        if wanted and not site.is_current(self._place, state.planned.pages):
            self._publishable.append(state.planned.pages)
            return
        if self._pages:
            self._progress.skip(1)
        if state.failed:
            text += f", {state.failed} failed"
        elif state.absent and self._pages:
            text += f"; no pages: {state.absent} other chapters are not executed"
        elif not state.executed:
            text = "up to date"
        del self._open[edition]
        self._progress.edition(f"{edition.id}: {text}")

    def _take_pages(self, pages: Pages, done: Done) -> None:
        state = self._open.pop(pages.edition)
        self._progress.advance()
        text = f"{state.executed} chapters executed"
        if done.failure:
            self._fail(pages, done.failure)
            text += ", its pages failed"
        else:
            self.summary.published += 1
            text += f", pages made in {done.seconds:.0f} s"
        self._progress.edition(f"{pages.edition.id}: {text}")

    def _fail(self, order: Order | Pages, failure: Failure) -> None:
        self.summary.failures.append((order, failure))
        self._progress.tell(f"failed: {order.name}: {failure.sentence}")
