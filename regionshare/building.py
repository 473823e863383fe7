"""An edition built: chapters executed where stale, pages made, the book published."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from regionshare.book import runtime
from regionshare.book.pages import Tools
from regionshare.errors import ParameterError, RegionshareError
from regionshare.execution.processes import Apart, Pool, Task, one_thread_each
from regionshare.files import packs, publish
from regionshare.files.frozen import frozen
from regionshare.files.notebooks import LANGUAGES, check_languages
from regionshare.files.paths import printing
from regionshare.files.project import Project, digest, environment, files_under
from regionshare.files.publish import workspace
from regionshare.text.messages import room

SAYS = room("commands.build")["en"]

JOBS = (os.cpu_count() or 1) + 1
"""One more than there are cores: while one waits for its kernel, another can go on."""
COPY = "the frozen copy"
"""What the digest of all contents is called in a stamp: the copy's folder has it as its name."""

APART = {
    "python": re.compile(rf"{runtime.FOLDER}/"),
    "links": re.compile(r"(\w+/)?(share/.+|preview\.png)$"),
    "pdf": re.compile(r".+\.pdf$"),
    "print": re.compile(r".+(dpi\.png|\.zip)$"),
}
"""What a book has besides its pages and their data, by the beginning or all of its address."""

Report = Callable[[str], None]


def to_stderr(line: str) -> None:
    """Report a line on standard error."""
    print(line, file=sys.stderr, flush=True)


def build(
    region: str,
    year: int,
    langs: Sequence[str] = LANGUAGES,
    basis: Mapping[str, str] | None = None,
    output: Path | None = None,
    *,
    base_url: str = "",
    pdf: bool = False,
    print_files: bool = False,
    jobs: int = JOBS,
    kind: str = "fork",
    why: bool = False,
    project: Project | None = None,
    tools: Tools | None = None,
    report: Report | None = None,
) -> Path:
    """Build the book of an edition and publish it at one moment, unless it is up to date.

    Parameters
    ----------
    region, year
        The edition.
    langs : sequence of str
        The first one's pages are at the root, another's in a folder of its name.
    basis : mapping, optional
        Series by concept where they differ from the headline basis.
    output : Path, optional
        ``_build/html`` of the project unless told.
    base_url : str
        The address where the book will be published, for citations and metadata; they name no
        address without it.
    pdf : bool
        Whether the book of each language is printed into one file, too; needs Chromium.
    print_files : bool
        Whether each figure comes for print, too, as PDF and PNG, and all files of the figures in
        one archive: half of the time of a build.
    jobs : int
        Greatest number of chapters executed at one time.
    kind : {"fork", "standard"}
        The kernels: forked from a server, or started anew for each chapter.
    why : bool
        Report which part of a chapter, or of the pages, has changed.
    project, tools
        Another report, other parts: see `Project` and `Tools`.
    report : callable, optional
        Gets the lines that tell of progress; standard error unless told.

    Returns
    -------
    Path
        The front page.

    Raises
    ------
    RegionshareError
        Anything that is wrong with the request, the data, a chapter, the pages or the place. What
        was published before is then as it was.
    """
    langs, basis = check_languages(langs), dict(sorted((basis or {}).items()))
    project = project or Project.default()
    if jobs < 1:
        raise ParameterError(f"{jobs} jobs", remedy="At least 1")
    output = Path(output or project.build / "html").resolve()
    _check_place(output, project)
    request = {
        "region": region, "year": year, "langs": langs, "basis": basis,
        "base_url": check_address(base_url), **({"pdf": True} if pdf else {}),
        **({"print_files": True} if print_files else {}),
        **({"named": names} if (names := packs.named()) else {}),
    }  # fmt: skip
    with publish.disk_faults_told(output):
        if _current(output, parts_of(project, request), report):
            publish.tidy(output, project.build / "work")
            return output / "index.html"
        one_thread_each()
        publish.check_output(output)
        with publish.locked(output, report or to_stderr), frozen(project) as still:
            publish.recover(output)
            if not _current(output, parts_of(still, request), report):
                _make(still, request, output, tools, (jobs, kind, why), report)
    return output / "index.html"


def _make(
    still: Project,
    request: Mapping[str, Any],
    output: Path,
    tools: Tools | None,
    how: tuple[int, str, bool],
    report: Report | None,
) -> None:
    """Build from a frozen copy, by a process that is made of it; other tools work in this one."""
    if tools is not None:
        _build(still, request, output, how, tools, report or to_stderr)
        return
    with Apart(still.root) as process:
        process.call(Task("the build", _build, (still, request, output, how)), report)


def check_address(base_url: str) -> str:
    """Return the address of publication, ending in a slash; empty if none is given."""
    if not base_url:
        return ""
    if not re.fullmatch(r"https?://[^\s?#]+", base_url):
        raise ParameterError(
            f"{base_url!r} is not the address of a site", remedy="Like https://example.org/report/"
        )
    return base_url.rstrip("/") + "/"


def default_tools() -> Tools:
    """Return Sphinx for the pages and the report's own data for the check."""
    from regionshare.book import pages, site
    from regionshare.book.build import build_html, preload
    from regionshare.book.styles import add_font
    from regionshare.chapters import edition as editions

    return Tools(
        html=build_html,
        check=editions.check,
        preload=preload,
        ledger=pages.ledger,
        gate=pages.check,
        apparatus=site.make,
        fonts=functools.partial(add_font, chinese=True),
        matrix=_matrix_pages,
        runtime=runtime.prepare,
        keeps=True,
    )


def _matrix_pages(nation: str, *given: Any, **named: Any) -> dict[str, str]:
    from regionshare.matrix import content, pages
    from regionshare.numbers import opening

    return pages.sheets(content.compute(opening.evaluator(), nation), *given, **named)


def _check_place(output: Path, project: Project) -> None:
    for source in (project.chapters, project.data, project.package):
        if output == source or source in output.parents:
            raise RegionshareError(
                "the book cannot lie among the files it is made from",
                where=str(output),
                remedy="Name another folder with --output",
            )


def _current(output: Path, made_from: Mapping[str, str], report: Report | None) -> bool:
    current = publish.is_current(output, made_from)
    if current:
        (report or to_stderr)(SAYS["up_to_date"].format(page=output / "index.html"))
    return current


def parts_of(project: Project, request: Mapping[str, Any]) -> dict[str, str]:
    """Return what a whole book is made from, by name, each with a digest."""
    contents = project.contents()
    return {
        **contents,
        COPY: digest(contents),
        "the locked environment": digest(environment(project.root / "requirements.txt")),
        "the request": digest(request),
        "the Python of the pages": runtime.state(project.build),
    }


def _tell_why(output: Path, made_from: Mapping[str, str], report: Report) -> None:
    """Report what differs from what the published book was made from."""
    before = publish.parts(output)
    if before is None:
        report(SAYS["never"])
        return
    names = sorted(
        name for name in {*before, *made_from} - {COPY} if before.get(name) != made_from.get(name)
    )
    from regionshare.execution.run import listed

    report(SAYS["changed"].format(names=listed(names)) if names else SAYS["damaged"])


def _build(
    project: Project,
    request: Mapping[str, Any],
    output: Path,
    how: tuple[int, str, bool],
    tools: Tools | None = None,
    report: Report = to_stderr,
) -> None:
    """Build a frozen project and publish it; the lock of `output` is held."""
    from regionshare.book.pages import make_pages
    from regionshare.book.tree import unlisted
    from regionshare.execution.cache import Cache
    from regionshare.execution.plan import plan
    from regionshare.execution.run import Execution, execute_runs
    from regionshare.files.notebooks import read_toc

    jobs, kind, why = how
    tools = tools or default_tools()
    if why:
        _tell_why(output, parts_of(project, request), report)
    tools.check(*(request[name] for name in ("region", "year", "langs", "basis")))
    parameters = {name: request[name] for name in ("region", "year", "basis")}
    environ = printing("print_files" in request) | packs.naming()
    runs = plan(project, read_toc(project.root), request["langs"], parameters, environ)
    cache = Cache(project.build / "cache")
    edition = f"{request['region']}-{request['year']}"
    place = project.build / "work"
    with workspace(place, f"{edition}-{digest(str(output))[:8]}") as work, Pool(1) as beside:
        if tools.runtime:  # it may be fetched: nothing else waits for that
            folder = work / runtime.FOLDER
            beside.start(Task("the Python of the pages", tools.runtime, (project, folder)))
        # kernels' folders lie in the workspace and are removed with it
        execution = Execution(jobs, work / "run", report, tools.execute, kind, why)
        executed = execute_runs(runs, cache, project, execution)
        for error in (one.error for one in beside.finished() if one.error):
            report(SAYS["without"].format(error=error))
        with publish.staged(output, parts_of(project, request)) as stage:
            slugs = list(dict.fromkeys(run.chapter.slug for run in runs))
            gone = sorted(unlisted(project, executed.values()))
            if gone:
                report(SAYS["unlisted"].format(labels=", ".join(gone)))
            make_pages(project, request, slugs, executed, work, stage, tools)
            if tools.gate:
                tools.gate(stage)
    cache.prune()
    report(_weight(output))
    report(f"built {edition} ({', '.join(request['langs'])})")
    report(f"open {output / 'index.html'}")


def _weight(book: Path) -> str:
    """The size of a book, and apart that of the Python it carries, its PDFs and its other pictures."""
    sizes = dict.fromkeys(("", *APART), 0)
    for path in files_under(book):
        place = path.relative_to(book).as_posix()
        kind = next((name for name, form in APART.items() if form.match(place)), "")
        sizes[kind] += path.stat().st_size
    told = [SAYS["megabytes"].format(size=size / 1e6) for size in sizes.values()]
    besides = [f"{SAYS['apart'][kind]} {size}" for kind, size in zip(APART, told[1:], strict=True)]
    return str(SAYS["weighs"].format(size=told[0], besides=", ".join(besides)))
