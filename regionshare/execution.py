"""Chapters executed by papermill, each in a process and a kernel of its own."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import forkkernel
from regionshare import kernel, notebooks, processes, reads
from regionshare.cache import Cache
from regionshare.dependencies import Modules
from regionshare.errors import BookError
from regionshare.notebooks import Chapter, Notebook
from regionshare.places import write_whole
from regionshare.project import Project, digest, digest_files, environment, files_under
from regionshare.recordings import CHAPTER, ENVIRONMENT, PARAMETERS, Contents, Recording

Execute = Callable[["Run", Path], tuple[Notebook, list[str]]]
RECORD = "reads"
RUNNER = "runner"
"""The module that makes a notebook of what a kernel says; every chapter depends on it."""


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
        SHA-256 over `parts`.
    parts : mapping
        A digest of each thing known beforehand that the result depends on; the files that it reads
        are known afterwards, see `regionshare.recordings`.
    environ : mapping
        Variables for its kernel, part of its parameters.
    """

    chapter: Chapter
    lang: str
    parameters: Mapping[str, Any]
    source: Notebook
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the log and the errors call it."""
        return f"{self.chapter.slug} ({self.lang})"

    @property
    def slot(self) -> str:
        """What stays when the run is made anew: chapter, language, and parameters save the basis."""
        edition = {name: value for name, value in self.parameters.items() if name != "basis"}
        return f"{self.chapter.slug}-{self.lang}-{digest(edition)[:16]}"


def plan(
    project: Project,
    chapters: Iterable[Chapter],
    langs: Sequence[str],
    parameters: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
) -> list[Run]:
    """Return the runs of an edition: every chapter in every language, chapters first.

    Parameters
    ----------
    project : Project
    chapters : iterable of Chapter
    langs : sequence of str
    parameters : mapping
        What papermill is to set, besides ``lang``.
    environ : mapping, optional
        Variables for the kernels, where they change what a chapter gives.

    Raises
    ------
    ChapterError
        A notebook is malformed: its parameters cell or its language pairs.
    ParameterError
        A chapter does not have one of the parameters.
    """
    planner = Planner(project)
    return [
        planner.run(chapter, lang, parameters, environ or {})
        for chapter in chapters
        for lang in langs
    ]


class Planner:
    """Makes runs; what does not differ between editions is found once.

    Parameters
    ----------
    project : Project
    """

    def __init__(self, project: Project) -> None:
        self._modules = Modules(project.package)
        self._environment = digest(
            [environment(project.root / "requirements.txt"), _source(forkkernel.__path__[0])]
        )
        self._ready: dict[tuple[Path, str], tuple[Notebook, dict[str, str], list[str]]] = {}

    def run(
        self,
        chapter: Chapter,
        lang: str,
        parameters: Mapping[str, Any],
        environ: Mapping[str, str],
    ) -> Run:
        """The run of a chapter; parameters and errors as in `plan`."""
        if (chapter.path, lang) not in self._ready:
            self._ready[chapter.path, lang] = self._prepare(chapter, lang)
        source, parts, known = self._ready[chapter.path, lang]
        given = {**parameters, "lang": lang}
        notebooks.check_known(known, given, chapter.path.name)
        parts = {**parts, PARAMETERS: digest([given, dict(environ)])}
        return Run(chapter, lang, given, source, digest(parts), parts, environ)

    def _prepare(self, chapter: Chapter, lang: str) -> tuple[Notebook, dict[str, str], list[str]]:
        source = notebooks.read(chapter.path)
        known = list(notebooks.parameters(source, chapter.path.name))
        notebooks.check_pairs(source, chapter.path.name)
        notebooks.number_cells(source)
        notebooks.select_language(source, lang)
        content = [[c["cell_type"], notebooks.tags(c), c["source"]] for c in source["cells"]]
        code = "\n".join(c["source"] for c in source["cells"] if c["cell_type"] == "code")
        runner = f"{self._modules.root}.{RUNNER}"
        parts = {
            f"module {name}": found
            for name, found in self._modules.used_by([code], also=[runner]).items()
        }
        parts[CHAPTER] = digest([chapter.path.name, content])
        parts[ENVIRONMENT] = self._environment
        return source, parts, known


def _source(folder: str) -> str:
    path = Path(folder)
    return digest_files([one for one in files_under(path) if one.suffix == ".py"], path)


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
        How one notebook is executed; `regionshare.runner.run_notebook` unless told.
    kind : {"fork", "standard"}
        See `regionshare.kernel`.
    why : bool
        Report for each chapter which part of it changed.
    """

    jobs: int
    runtime: Path
    report: Callable[[str], None]
    execute: Execute | None = None
    kind: str = kernel.FORK
    why: bool = False


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
        Whose data and package are watched: if they change meanwhile, no result is stored under a
        key that was made before.
    how : Execution

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
    contents, state = Contents(project), project.state()
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
            if project.state() != state:
                raise BookError(
                    "data or package changed while the chapters were executed",
                    remedy="Build again",
                )
            recording = Recording(run.parts, {name: contents(name) for name in read})
            results[run.chapter.slug, run.lang] = cache.store(recording, notebook, run.slot)
            advance(f"executed {run.name} in {seconds:.1f} s", warnings)
    return results


def _executed(stale: Sequence[Run], how: Execution) -> Iterable[tuple[Run, Any]]:
    """Run each in a process of its own; yield what `timed` returns as it arrives."""
    import nbclient  # noqa: F401

    from regionshare.runner import run_notebook

    execute = how.execute or run_notebook
    tasks = {
        processes.Task(run.name, timed, (execute, run, how.runtime / f"{number}")): run
        for number, run in enumerate(stale)
    }
    for task, result in processes.run(list(tasks), how.jobs):
        yield tasks[task], result


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
    from regionshare.runner import run_notebook

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
    return notebook, seconds, warnings, reads.recorded(runtime / RECORD)


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
