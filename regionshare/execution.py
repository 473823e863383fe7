"""Chapters executed by papermill, each in a process and a kernel of its own."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare import notebooks, processes
from regionshare.cache import Cache, write_whole
from regionshare.errors import BookError
from regionshare.notebooks import Chapter, Notebook
from regionshare.project import Project, digest, environment

Execute = Callable[["Run", Path], tuple[Notebook, list[str]]]


@dataclass(frozen=True)
class Run:
    """One chapter in one language, with what it is computed from.

    Parameters
    ----------
    chapter : Chapter
    lang : str
    parameters : mapping
        Without ``lang``.
    source : dict
        The notebook as it will be executed: checked, with the cells of one language.
    key : str
        SHA-256 over everything the result depends on.
    """

    chapter: Chapter
    lang: str
    parameters: Mapping[str, Any]
    source: Notebook
    key: str

    @property
    def name(self) -> str:
        """What the log and the errors call it."""
        return f"{self.chapter.slug} ({self.lang})"


def plan(
    project: Project,
    chapters: Iterable[Chapter],
    langs: Sequence[str],
    parameters: Mapping[str, Any],
) -> list[Run]:
    """Return the runs of an edition: every chapter in every language, chapters first.

    Parameters
    ----------
    project : Project
    chapters : iterable of Chapter
    langs : sequence of str
    parameters : mapping
        What papermill is to set, besides ``lang``.

    Raises
    ------
    ChapterError
        A notebook is malformed: its parameters cell or its language pairs.
    ParameterError
        A chapter does not have one of the parameters.
    """
    shared = [
        project.execution_digest(),
        environment(project.root / "requirements.txt"),
    ]
    runs = []
    for chapter in chapters:
        for lang in langs:
            source = notebooks.read(chapter.path)
            given = {**parameters, "lang": lang}
            notebooks.check_parameters(source, given, chapter.path.name)
            notebooks.check_pairs(source, chapter.path.name)
            notebooks.number_cells(source)
            notebooks.select_language(source, lang)
            content = [[c["cell_type"], notebooks.tags(c), c["source"]] for c in source["cells"]]
            key = digest([shared, chapter.path.name, content, given])
            runs.append(Run(chapter, lang, given, source, key))
    return runs


def execute_runs(
    runs: Sequence[Run],
    cache: Cache,
    *,
    jobs: int,
    runtime: Path,
    report: Callable[[str], None],
    execute: Execute | None = None,
    unchanged: Callable[[], bool] = lambda: True,
) -> dict[tuple[str, str], Notebook]:
    """Execute the runs whose results are not in the cache; return all results.

    Parameters
    ----------
    runs : sequence of Run
    cache : Cache
        Each result enters it as soon as it is there, so that a killed build resumes.
    jobs : int
        Greatest number of kernels at one time.
    runtime : Path
        A folder for sockets and the like; the caller removes it.
    report : callable
        Gets one line per executed chapter.
    execute : callable, optional
        How one notebook is executed; `regionshare.runner.run_notebook` unless told.
    unchanged : callable, optional
        Tells whether data and package still are what the keys were made from; asked before a result
        is stored, because a result stored under another state's key would come back as stale.

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
    from regionshare.runner import run_notebook

    results: dict[tuple[str, str], Notebook] = {}
    stale: list[Run] = []
    for run in runs:
        found = cache.load(run.key)
        if found is None:
            stale.append(run)
        else:
            results[run.chapter.slug, run.lang] = found
    if not stale:
        return results
    tasks = {
        processes.Task(run.name, _timed, (execute or run_notebook, run, runtime / f"{number}")): run
        for number, run in enumerate(stale)
    }
    _warm_up()
    with _progress(len(runs), len(results), report) as advance:
        for task, (notebook, seconds, warnings) in processes.run(list(tasks), jobs):
            run = tasks[task]
            if not unchanged():
                raise BookError(
                    "data or package changed while the chapters were executed",
                    remedy="Build again",
                )
            cache.store(run.key, notebook)
            results[run.chapter.slug, run.lang] = notebook
            advance(f"executed {run.name} in {seconds:.1f} s", warnings)
    return results


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
    from regionshare.runner import run_notebook

    source = notebooks.read(path)
    notebooks.check_parameters(source, parameters, path.name)
    notebooks.number_cells(source)
    if lang:
        notebooks.select_language(source, lang)
    run = Run(Chapter(notebooks.slug(path.name), path), lang or "all", parameters, source, "")
    with tempfile.TemporaryDirectory(prefix="rs-", ignore_cleanup_errors=True) as folder:
        notebook, _ = run_notebook(run, Path(folder))
    write_whole(output, notebooks.dumps(notebook))
    return output


def _timed(execute: Execute, run: Run, runtime: Path) -> tuple[Notebook, float, list[str]]:
    start = time.monotonic()
    runtime.mkdir(parents=True)
    notebook, warnings = execute(run, runtime)
    seconds = time.monotonic() - start
    return notebook, seconds, warnings


def _warm_up() -> None:
    """Import what every child needs once, here, before they are forked."""
    import nbclient  # noqa: F401

    import regionshare.runner  # noqa: F401


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
