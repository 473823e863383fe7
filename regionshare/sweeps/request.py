"""Request: a sweep as it was asked for, checked and carried out."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regionshare.book.pages import Tools
from regionshare.building import JOBS, check_address, check_languages, default_tools
from regionshare.data.regions import Regions, load_regions
from regionshare.errors import ParameterError
from regionshare.files import publish
from regionshare.files.notebooks import read_toc
from regionshare.files.places import Folder, Place, open_place
from regionshare.files.project import Project
from regionshare.sweeps import local, site
from regionshare.sweeps.identity import identity
from regionshare.sweeps.orders import Setting
from regionshare.sweeps.planning import Planner, Still
from regionshare.sweeps.progress import Progress, Report
from regionshare.sweeps.selection import Selection, choose, choose_chapters
from regionshare.sweeps.sweep import Summary, Sweep


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
        See `regionshare.execution.kernel`.
    base_url : str
        The address where the site will be published.
    options : mapping
        For fsspec.
    project, tools
        Another report, other parts.
    """

    years: Sequence[int]
    nation: str = "CN"
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


def run(request: Request, report: Report) -> Summary:
    """Carry out a sweep; failures of single chapters are in the summary.

    Raises
    ------
    RegionshareError
        Something is wrong with the request, the cluster or the place. What is wrong with the
        request is found before anything is written.
    """
    project = request.project or Project.default()
    tools = request.tools or default_tools()
    planner = _planner(request, project)
    regions = load_regions(project.data / "regions.csv")
    chosen = choose(regions, request.nation, request.years, request.regions, tools.check)
    place = _place(request, project)
    for edition, why in chosen.without.items():
        report(f"no edition {edition.id}: {why}")
    here = place.path if isinstance(place, Folder) else project.build
    with publish.disk_faults_told(here):
        summary = _sweep(request, planner, chosen, place, regions, report)
    for line in summary.lines():
        report(line)
    if isinstance(place, Folder) and (place.path / site.INDEX).is_file():
        report(f"open {place.path / site.INDEX}")
    return summary


def _sweep(
    request: Request,
    planner: Planner,
    chosen: Selection,
    place: Place,
    regions: Regions,
    report: Report,
) -> Summary:
    project = request.project or Project.default()
    works = len(chosen.editions) * (planner.size + request.pages)
    setting = Setting(
        place.address, request.options, request.project, request.tools, identity(project)
    )
    with contextlib.ExitStack() as stack:
        if request.scheduler:
            from regionshare.sweeps import cluster

            hands: Any = stack.enter_context(cluster.hands(request.scheduler, setting, report))
        else:
            here = local.hands(
                setting, request.jobs, report, pages=request.pages, kind=request.kind
            )
            hands = stack.enter_context(here)
        progress = stack.enter_context(Progress(len(chosen.editions), works, report))
        live = None if request.scheduler else project
        sweep = Sweep(
            planner, chosen.editions, place, hands, progress, live=live, pages=request.pages
        )
        try:
            return sweep.run()
        finally:
            if request.pages:
                site.write_front(place, setting, regions)


def _planner(request: Request, project: Project) -> Planner:
    langs = check_languages(request.langs)
    if request.jobs < 1:
        raise ParameterError(f"{request.jobs} jobs", remedy="At least 1")
    chapters = read_toc(project.root)
    chosen = choose_chapters(chapters, request.chapters)
    base_url = check_address(request.base_url)
    return Planner(Still.of(project), chapters, chosen, langs, base_url, request.printed)


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
