"""Orders: what a sweep asks for, and what comes back; all of it travels between machines.

Selection: which editions and chapters a sweep is about, refused before anything is written.

Planning: an edition's orders, made one edition at a time from what all editions share.
"""

from __future__ import annotations

import difflib
import functools
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regionshare.book.pages import Tools
from regionshare.building import default_tools, parts_of
from regionshare.data.regions import Regions
from regionshare.errors import MissingDataError, ParameterError, RegionshareError
from regionshare.execution import plan
from regionshare.execution.cache import Contents
from regionshare.execution.plan import Run
from regionshare.files import packs
from regionshare.files.notebooks import Chapter, Notebook
from regionshare.files.paths import BARE, printing
from regionshare.files.places import Place, open_place
from regionshare.files.project import Project, digest

TAIL = 20
"""Lines of a traceback that are kept."""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Edition:
    """A region and year.

    Attributes
    ----------
    region : str
    year : int
    """

    region: str
    year: int

    @property
    def id(self) -> str:
        """As it is cited and as its folder is called, ``CN-GD-2023``."""
        return f"{self.region}-{self.year}"


@dataclass(frozen=True)
class Order:
    """One chapter of one edition in one language.

    Attributes
    ----------
    edition : Edition
    lang, chapter : str
    key : str
        Of what is known beforehand to make the result: `regionshare.execution.plan.Run.key`.
    printed : bool
        Whether figures are laid out for print, too.
    """

    edition: Edition
    lang: str
    chapter: str
    key: str
    printed: bool = False

    @property
    def id(self) -> str:
        """The run's identity, whatever executes it."""
        return f"{self.edition.id}/{self.lang}/{self.chapter}-{self.key[:16]}"

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"{self.edition.id} {self.chapter} ({self.lang})"


@dataclass(frozen=True)
class Pages:
    """The pages of one edition, from all its chapters.

    Attributes
    ----------
    edition : Edition
    langs : sequence of str
        The first one's pages are at the edition's root.
    orders : sequence of Order
        The chapters in reading order, in every language.
    key : str
        Of everything the pages depend on.
    base_url : str
        The address of the edition where the site will be published; may be empty.
    """

    edition: Edition
    langs: Sequence[str]
    orders: Sequence[Order]
    key: str
    base_url: str = ""

    @property
    def id(self) -> str:
        """The identity of this work."""
        return f"{self.edition.id}/pages-{self.key[:16]}"

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"{self.edition.id} pages"


@dataclass(frozen=True)
class Setting:
    """What all orders of a sweep share.

    Attributes
    ----------
    address : str
        The place of the site: a path or URL.
    options : mapping
        For fsspec.
    given_project, given_tools
        By default the report and the tools of whoever does the work: another machine has its own.
    identity : mapping
        The environment that the keys were made in; see `regionshare.sweeps.cluster`.
    """

    address: str
    options: Mapping[str, object] = field(default_factory=dict)
    given_project: Project | None = None
    given_tools: Tools | None = None
    identity: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """The place of the site, opened in this process."""
        return open_place(self.address, **self.options)

    @property
    def project(self) -> Project:
        """The report."""
        return self.given_project or Project.default()

    @property
    def tools(self) -> Tools:
        """The parts that execute and render."""
        return self.given_tools or default_tools()


@dataclass(frozen=True)
class Failure:
    """Why an order was not fulfilled.

    Attributes
    ----------
    kind : str
        The class of the error.
    sentence : str
    trace : sequence of str
        The last lines of the traceback: the chapter's own where a cell raised.
    """

    kind: str
    sentence: str
    trace: Sequence[str] = ()

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """Describe an error."""
        told = isinstance(error, RegionshareError)
        sentence = error.sentence if isinstance(error, RegionshareError) else str(error)
        lines: Sequence[str] = getattr(error.__context__, "traceback", None) or ()
        if not lines and not told:
            lines = traceback.format_exception(error)
        text = _ANSI.sub("", "\n".join(lines)).splitlines()
        first = " ".join(sentence.split()) or type(error).__name__
        return cls(type(error).__name__, first, tuple(text[-TAIL:]))


@dataclass(frozen=True)
class Done:
    """What came of an order.

    Attributes
    ----------
    failure : Failure, optional
        None if it was fulfilled.
    seconds : float
    worker : str
        Who did it.
    warnings : sequence of str
    notebook : dict, optional
        The result, where it is not yet in its place.
    read : sequence of str
        The files that it read while it ran: see `regionshare.data.trace`.
    foreign : bool
        The worker's environment is not ours: nothing was executed.
    """

    failure: Failure | None = None
    seconds: float = 0.0
    worker: str = ""
    warnings: Sequence[str] = ()
    notebook: Notebook | None = None
    read: Sequence[str] = ()
    foreign: bool = False


Check = Callable[[str, int, Sequence[str], Mapping[str, str]], Any]


@dataclass(frozen=True)
class Selection:
    """The editions of a sweep.

    Attributes
    ----------
    editions : sequence of Edition
        By year, then by region as named or in the order of the data.
    without : mapping
        Why there is no edition of a region and year that was not named by itself.
    """

    editions: Sequence[Edition]
    without: Mapping[Edition, str]


def choose(
    regions: Regions,
    nation: str,
    years: Sequence[int],
    named: Sequence[str],
    check: Check,
) -> Selection:
    """Return the editions of a nation's regions, or of those named, in some years.

    Parameters
    ----------
    regions : Regions
    nation : str
    years : sequence of int
    named : sequence of str
        Regions of the nation; empty for all its provinces or states.
    check : callable
        ``check(region, year, langs, basis)`` raises if there is no such edition.

    Raises
    ------
    ParameterError
        The nation or a region is not known, or a region lies elsewhere.
    MissingDataError
        There is no edition of a region that was named, or none at all.
    """
    if regions[nation].level != "nation":
        raise ParameterError(
            f"{nation} is a {regions[nation].level}",
            where="--nation",
            remedy=f"Nations: {', '.join(one.id for one in regions.nations)}",
        )
    members = [one.id for one in regions.members(nation)]
    for region in named:
        if regions[region].id not in members:
            raise ParameterError(
                f"{region} is not one of the regions that make up {nation}",
                where="--regions",
                remedy="Name its nation with --nation, or leave it out",
            )
    editions: list[Edition] = []
    without: dict[Edition, str] = {}
    for year in years:
        for region in named or members:
            edition = Edition(region, year)
            try:
                check(region, year, ["en"], {})
            except MissingDataError as error:
                if named:
                    raise
                without[edition] = error.sentence
            else:
                editions.append(edition)
    if not editions:
        raise MissingDataError(
            f"there is no edition of {nation} in {', '.join(map(str, years))}",
            remedy=next(iter(without.values()), ""),
        )
    return Selection(editions, without)


def choose_chapters(chapters: Sequence[Chapter], named: Sequence[str]) -> list[Chapter]:
    """Return the chapters named, in reading order; all if none is named.

    Raises
    ------
    ParameterError
        A name is not a chapter's.
    """
    known = [one.slug for one in chapters]
    for name in named:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ParameterError(
                f"chapter {name!r} is not known" + (f" (meant {near[0]}?)" if near else ""),
                where="--chapters",
                remedy=f"Chapters: {', '.join(known)}",
            )
    return [one for one in chapters if one.slug in named or not named]


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
        given = {"region": edition.region, "year": edition.year, "basis": {}}
        run = self._runs.run(chapter, lang, given, printing(self.printed, BARE) | packs.naming())
        return Order(edition, lang, chapter.slug, run.key, self.printed), run
