"""Planning: an edition's orders, made one edition at a time from what all editions share."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from regionshare.building import parts_of
from regionshare.execution import plan
from regionshare.execution.cache import Contents
from regionshare.execution.plan import Run
from regionshare.files.notebooks import Chapter
from regionshare.files.project import Project, digest
from regionshare.sweeps.orders import Edition, Order, Pages

LAYOUT = "site 1"
"""Changed when the same inputs give another site."""


@dataclass(frozen=True)
class Plan:
    """An edition's orders with their runs, and its pages.

    Attributes
    ----------
    edition : Edition
    runs : sequence of (Order, Run)
        Those that the sweep is to execute where they are missing.
    pages : Pages
        Made from these and the other chapters.
    """

    edition: Edition
    runs: Sequence[tuple[Order, Run]]
    pages: Pages


@dataclass(frozen=True)
class Planner:
    """What the plans of all editions share.

    Attributes
    ----------
    project : Project
        A frozen one.
    chapters : sequence of Chapter
        All of the report's: the pages need them.
    chosen : sequence of Chapter
        Those to be executed.
    langs : sequence of str
    base_url : str
        The address where the site will be published; may be empty.
    printed : bool
        Whether figures are laid out for print, too.
    """

    project: Project
    chapters: Sequence[Chapter]
    chosen: Sequence[Chapter]
    langs: Sequence[str]
    base_url: str = ""
    printed: bool = False

    @functools.cached_property
    def digest_of(self) -> Contents:
        """The digests of what chapters read."""
        return Contents(self.project)

    @functools.cached_property
    def _runs(self) -> plan.Planner:
        return plan.Planner(self.project)

    @property
    def size(self) -> int:
        """How many chapters of an edition are to be executed, over all languages."""
        return len(self.chosen) * len(self.langs)

    def plan(self, edition: Edition) -> Plan:
        """Return the orders of an edition.

        Raises
        ------
        ChapterError, ParameterError
            See `regionshare.execution.plan.plan`.
        """
        given = {"region": edition.region, "year": edition.year, "basis": {}}
        made = [
            self.order(edition, chapter, lang) for chapter in self.chapters for lang in self.langs
        ]
        base = f"{self.base_url}{edition.id}/" if self.base_url else ""
        request = {**given, "langs": list(self.langs), "base_url": base}
        orders = [order for order, _ in made]
        keys = sorted(order.key for order in orders)
        key = digest([LAYOUT, parts_of(self.project, request), keys])
        wanted = {chapter.slug for chapter in self.chosen}
        runs = [(order, run) for order, run in made if order.chapter in wanted]
        return Plan(edition, runs, Pages(edition, self.langs, orders, key, base))

    def order(self, edition: Edition, chapter: Chapter, lang: str) -> tuple[Order, Run]:
        """Return the order of one chapter, with its run."""
        from regionshare.figures.printing import LEFT_OUT, VARIABLE  # loads what draws

        given = {"region": edition.region, "year": edition.year, "basis": {}}
        environ = {} if self.printed else {VARIABLE: LEFT_OUT}
        run = self._runs.run(chapter, lang, given, environ)
        return Order(edition, lang, chapter.slug, run.key, self.printed), run
