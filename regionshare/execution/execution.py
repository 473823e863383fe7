"""Chapters executed by papermill, each in a process and a kernel of its own."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from pathlib import Path
from typing import Any

from regionshare.data import trace
from regionshare.errors import BookError
from regionshare.execution import kernel, processes
from regionshare.execution.cache import Cache
from regionshare.execution.plans import Run
from regionshare.execution.recordings import Contents, Recording
from regionshare.files import notebooks
from regionshare.files.notebooks import Chapter, Notebook
from regionshare.files.places import write_whole
from regionshare.files.project import Project, State

Execute = Callable[[Run, Path], tuple[Notebook, list[str]]]
RECORD = "reads"


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
        How one notebook is executed; `regionshare.execution.runner.run_notebook` unless told.
    kind : {"fork", "standard"}
        See `regionshare.execution.kernel`.
    why : bool
        Report for each chapter which part of it changed.
    """

    jobs: int
    runtime: Path
    report: Callable[[str], None]
    execute: Execute | None = None
    kind: str = kernel.FORK
    why: bool = False


@dataclass
class Planned:
    """What a project was like before its runs were planned: their keys stand for that.

    Parameters
    ----------
    project : Project
    """

    project: InitVar[Project]
    state: State = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self, project: Project) -> None:
        self.state, self.digest = project.state(), project.execution_digest()

    def require(self, project: Project) -> None:
        """Refuse a result of another data or package: it would come back as stale.

        Files that were only touched have not changed.
        """
        state = project.state()
        if state == self.state:
            return
        if project.execution_digest() != self.digest:
            raise BookError(
                "data or package changed while the chapters were executed", remedy="Build again"
            )
        self.state = state


def execute_runs(
    runs: Sequence[Run], cache: Cache, project: Project, how: Execution, planned: Planned
) -> dict[tuple[str, str], Notebook]:
    """Execute the runs whose results are not in the cache; return all results.

    Parameters
    ----------
    runs : sequence of Run
    cache : Cache
        Each result enters it as soon as it is there, so that a killed build resumes.
    project : Project
        Whose data and package are watched: if they change meanwhile, no result is stored under a
        key that was made before.
    how : Execution
    planned : Planned
        What the project was like before the runs were planned.

    Returns
    -------
    dict
        By (slug, language).

    Raises
    ------
    ChapterError
        A cell raised; the other runs are stopped.
    BookError
        Data or package were changed meanwhile.
    """
    results: dict[tuple[str, str], Notebook] = {}
    contents = Contents(project)
    stale: list[Run] = []
    for run in runs:
        found = cache.load(run.key, contents)
        if found is None:
            stale.append(run)
        else:
            results[run.chapter.slug, run.lang] = found
    if how.why:
        for run in stale:
            how.report(f"{run.name}: {_why(run, cache, contents)}")
    if not stale:
        return results
    with contextlib.ExitStack() as closing:
        if how.execute is None:
            folder = how.runtime / "kernels"
            closing.enter_context(kernel.serving(folder, how.kind, how.report))
        done = _executed(stale, how)
        advance = closing.enter_context(_progress(len(runs), len(results), how.report))
        for run, (notebook, seconds, warnings, read) in done:
            planned.require(project)
            recording = Recording(run.parts, {name: contents(name) for name in read})
            results[run.chapter.slug, run.lang] = cache.store(recording, notebook, run.slot)
            advance(f"executed {run.name} in {seconds:.1f} s", warnings)
    return results


def _executed(stale: Sequence[Run], how: Execution) -> Iterable[tuple[Run, Any]]:
    """Run each in a process of its own; yield what `timed` returns as it arrives."""
    execute = how.execute or runner()
    tasks = {
        processes.Task(run.name, timed, (execute, run, how.runtime / f"{number}")): run
        for number, run in enumerate(stale)
    }
    for task, result in processes.run(list(tasks), how.jobs):
        yield tasks[task], result


def runner() -> Execute:
    """What executes a notebook, imported before processes are forked."""
    from regionshare.execution.runner import run_notebook

    return run_notebook


def _why(run: Run, cache: Cache, contents: Contents) -> str:
    last = cache.last(run.slot)
    if last is None:
        return "not executed before"
    changed = last.changes(run.parts, contents)
    return f"changed: {', '.join(changed)}" if changed else "its result was removed"


def run_chapter(
    path: Path, parameters: Mapping[str, Any], output: Path, *, lang: str | None = None
) -> Path:
    """Execute one chapter by papermill, in this process, and write the result.

    Parameters
    ----------
    path : Path
        The chapter.
    parameters : mapping
        What papermill sets; a name the chapter lacks is refused.
    output : Path
        Where the executed notebook goes, whole or not at all.
    lang : str, optional
        Keep the Markdown of this language only.

    Returns
    -------
    Path
        `output`.

    Raises
    ------
    ChapterError
        A cell raised.
    ParameterError
        A parameter is unknown.
    """
    from regionshare.execution.runner import run_notebook

    source = notebooks.read(path)
    notebooks.check_parameters(source, parameters, path.name)
    notebooks.number_cells(source)
    if lang:
        notebooks.select_language(source, lang)
    run = Run(Chapter(notebooks.slug(path.name), path), lang or "all", parameters, source, "")
    with tempfile.TemporaryDirectory(prefix="rs-", ignore_cleanup_errors=True) as folder:
        notebook, _ = run_notebook(run, Path(folder))
    write_whole(output, notebooks.dumps(notebook).encode())
    return output


def timed(
    execute: Execute, run: Run, runtime: Path
) -> tuple[Notebook, float, list[str], list[str]]:
    """Execute a run in a new folder; return notebook, seconds, warnings and the names it read."""
    start = time.monotonic()
    runtime.mkdir(parents=True)
    notebook, warnings = execute(run, runtime)
    seconds = time.monotonic() - start
    return notebook, seconds, warnings, trace.recorded(runtime / RECORD)


@contextlib.contextmanager
def _progress(total: int, done: int, report: Callable[[str], None]) -> Any:
    """Show a bar on a terminal; report a line per chapter in any case."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would be in the way of forking
    with tqdm(
        total=total, initial=done, unit="chapter", desc="chapters", leave=False, disable=None
    ) as bar:

        def advance(line: str, warnings: Iterable[str]) -> None:
            with bar.external_write_mode():
                for text in (*warnings, line):
                    report(text)
            bar.update()

        yield advance
