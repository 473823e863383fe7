"""Chapters executed by papermill, each in a process and a kernel of its own."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from regionshare.data import trace
from regionshare.execution import processes
from regionshare.execution.cache import CODE, Cache, Contents, Recording
from regionshare.execution.plan import Run
from regionshare.files.notebooks import Notebook, with_prose
from regionshare.files.project import Project
from regionshare.text.messages import room

SAYS = room("commands.build")["en"]
SHOWN = 12
"""As many of the things that have changed are named."""

Execute = Callable[[Run, Path], tuple[Notebook, list[str]]]
Report = Callable[[str], None]


@dataclass(frozen=True)
class Execution:
    """How the runs of a build are executed.

    Parameters
    ----------
    jobs : int
        Greatest number of kernels at one time.
    runtime : Path
        A folder for sockets and the like; the caller removes it.
    report : callable
        Gets one line per executed chapter.
    execute : callable, optional
        How one notebook is executed; `regionshare.execution.kernels.run_notebook` unless told.
    kind : {"fork", "standard"}
        See `regionshare.execution.kernels`.
    why : bool
        Report for each chapter which part of it changed.
    """

    jobs: int
    runtime: Path
    report: Report
    execute: Execute | None = None
    kind: str = "fork"
    why: bool = False


class Progress:
    """A bar on a terminal, and lines anywhere.

    Parameters
    ----------
    works : int
        How many there are at most.
    report : callable
        Gets the lines.
    unit, title : str
        What the bar counts, and what it is called.
    done : int
        How many of the works are done already.
    """

    def __init__(self, works: int, report: Report, unit: str, title: str, done: int = 0) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its thread would be in the way of forking
        self._bar: Any = tqdm(
            total=works, initial=done, unit=unit, desc=title, leave=False, disable=None
        )
        self._report = report

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def tell(self, *lines: str) -> None:
        """Report lines above the bar."""
        with self._bar.external_write_mode():
            for line in lines:
                self._report(line)

    def skip(self, works: int) -> None:
        """Note that some works need not be done."""
        if not self._bar.disable:
            self._bar.total -= works
            self._bar.refresh()

    def advance(self, *lines: str) -> None:
        """Note that a work was done, and report lines."""
        self.tell(*lines)
        self._bar.update()


def execute_runs(
    runs: Sequence[Run], cache: Cache, project: Project, how: Execution
) -> dict[tuple[str, str], Notebook]:
    """Execute the runs whose results are not in the cache; return all results.

    Parameters
    ----------
    runs : sequence of Run
    cache : Cache
        Each result enters it as soon as it is there, so that a killed build resumes.
    project : Project
        A frozen one, or one that nobody changes meanwhile.
    how : Execution

    Returns
    -------
    dict
        By (slug, language).

    Raises
    ------
    ChapterError
        A cell raised; the other runs are stopped.
    """
    results: dict[tuple[str, str], Notebook] = {}
    contents = Contents(project)
    stale: list[Run] = []
    for run in runs:
        told = SAYS["kept_damaged"].format(name=run.name)
        found = cache.load(run.key, contents, functools.partial(how.report, told))
        if found is None:
            found = _reworded(run, cache, contents, how.report)
        if found is None:
            stale.append(run)
        else:
            results[run.chapter.slug, run.lang] = found
    if how.why:
        for run in stale:
            how.report(f"{run.name}: {_why(run, cache, contents)}")
    if not stale:
        return results
    from regionshare.execution import kernels  # what they need is imported where one is needed

    with contextlib.ExitStack() as closing:
        if how.execute is None:
            folder = how.runtime / "kernels"
            closing.enter_context(kernels.serving(folder, how.kind, how.report))
        done = _executed(stale, how)
        bar = Progress(len(runs), how.report, "chapter", "chapters", done=len(results))
        closing.enter_context(bar)
        for run, (notebook, seconds, warnings, read) in done:
            reads = {name: contents(name) for name in read}
            recording = Recording(run.key, reads, parts=run.parts, about={CODE: run.code})
            results[run.chapter.slug, run.lang] = cache.store(recording, notebook, run.slot)
            bar.advance(*warnings, SAYS["executed"].format(name=run.name, seconds=seconds))
    return results


def _reworded(run: Run, cache: Cache, contents: Contents, report: Report) -> Notebook | None:
    """The result of a run whose prose alone is another than when it was last executed."""
    found = cache.reworded(run.slot, run.code, contents)
    if found is None:
        return None
    last, executed = found
    report(SAYS["reworded"].format(name=run.name))
    recording = Recording(run.key, last.reads, parts=run.parts, about=last.about)
    return cache.store(recording, with_prose(executed, run.source), run.slot)


def _executed(stale: Sequence[Run], how: Execution) -> Iterable[tuple[Run, Any]]:
    """Run each in a process of its own; yield what `timed` returns as it arrives."""
    from regionshare.execution import kernels

    execute = how.execute or kernels.run_notebook
    tasks = {
        processes.Task(run.name, timed, (execute, run, how.runtime / f"{number}")): run
        for number, run in enumerate(stale)
    }
    for task, result in processes.run(list(tasks), how.jobs):
        yield tasks[task], result


def _why(run: Run, cache: Cache, contents: Contents) -> str:
    last = cache.last(run.slot)
    if last is None:
        return str(SAYS["never_executed"])
    changed = [named(name) for name in last.changes(run.parts, contents)]
    key = "chapter_changed" if changed else "result_removed"
    return str(SAYS[key].format(names=listed(changed)))


def named(read: str) -> str:
    """A recorded name as a line of the log has it: a figure by its series, region and year.

    >>> named("data/observations/gdp.nbs_2025.csv#CN-ZJ 2021")
    'gdp.nbs_2025 CN-ZJ 2021'
    >>> named("data/transcriptions/gdp.nbs_2025.csv#CN-ZJ 2021")
    'copies of gdp.nbs_2025 CN-ZJ 2021'
    >>> named("data/observations/gdp.nbs_2025.csv?CN-ZJ")
    'which figures gdp.nbs_2025 has: CN-ZJ'
    >>> named("data/claims.yml")
    'data/claims.yml'
    """
    file, asked = trace.parted(read)
    if not asked:
        return read
    series, where = Path(file).stem, asked[1:]
    what = f"{series} {where}"
    if asked[0] == trace.PRESENCE:
        key = "some_present" if where else "all_present"
        return str(SAYS[key].format(series=series, where=where))
    return str(SAYS["copies"].format(what=what)) if "/transcriptions/" in file else what


def listed(names: Sequence[str]) -> str:
    """Names in a line of the log: the first ones, and how many more there are."""
    told = ", ".join(names[:SHOWN])
    return SAYS["more"].format(names=told, count=len(names) - SHOWN) if names[SHOWN:] else told


def timed(
    execute: Execute, run: Run, runtime: Path
) -> tuple[Notebook, float, list[str], list[str]]:
    """Execute a run in a new folder; return notebook, seconds, warnings and the names it read."""
    from regionshare.execution import kernels

    start = time.monotonic()
    runtime.mkdir(parents=True)
    notebook, warnings = execute(run, runtime)
    seconds = time.monotonic() - start
    return notebook, seconds, warnings, trace.recorded(runtime / kernels.RECORD)
