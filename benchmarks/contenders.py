"""Ways to execute the same chapter for many regions: peers', and ours."""

from __future__ import annotations

import concurrent.futures
import copy
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import plain

from regionshare.execution import kernels, processes
from regionshare.execution.plan import Run
from regionshare.execution.run import timed
from regionshare.files.notebooks import Chapter

BIN = Path(sys.executable).parent
CORES = os.cpu_count() or 1


@dataclass
class Result:
    """What a contender needed for a number of notebooks."""

    count: int
    wall: float
    cells: float
    each: list[float] = field(default_factory=list)
    start: float = 0.0
    cpu: float = 0.0

    @property
    def per_notebook(self) -> float:
        """Wall seconds for each."""
        return self.wall / self.count

    @property
    def overhead(self) -> float:
        """Wall seconds for each beyond what its cells' own CPU takes on all cores."""
        return (self.wall - self.cells / CORES) / self.count


def _measured(count: int, work: Callable[[], Sequence[dict[str, Any]]]) -> Result:
    start, before = time.monotonic(), spent()
    done = work()
    wall, cpu = time.monotonic() - start, spent() - before
    return Result(count, wall, sum(plain.cells_cpu(one) for one in done), cpu=cpu)


def spent() -> float:
    """Processor seconds of this process and of its children that have ended, with theirs."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def papermill_cli(count: int, folder: Path) -> Result:
    """papermill's command, one notebook after another."""
    source = plain.write(folder / "in.ipynb", plain.notebook())

    def work() -> list[dict[str, Any]]:
        done = []
        for number in range(count):
            target = folder / f"cli-{number}.ipynb"
            command = [
                BIN / "papermill",
                "--no-progress-bar",
                source,
                target,
                "-p",
                "region",
                f"R{number}",
            ]
            subprocess.run(command, check=True, capture_output=True)
            done.append(json.loads(target.read_text()))
        return done

    return _measured(count, work)


def _api(arguments: tuple[str, int]) -> dict[str, Any]:
    import papermill

    source, number = arguments
    papermill.execute_notebook(
        source, f"{source}-{number}.ipynb", {"region": f"R{number}"}, progress_bar=False
    )
    content: dict[str, Any] = json.loads(Path(f"{source}-{number}.ipynb").read_text())
    return content


def _nbclient(arguments: tuple[str, int]) -> dict[str, Any]:
    import nbclient
    import nbformat

    source, number = arguments
    node = nbformat.read(source, as_version=4)
    node.cells[0].source = f'region = "R{number}"'
    nbclient.NotebookClient(node, kernel_name="python3").execute()
    content: dict[str, Any] = json.loads(nbformat.writes(node))
    return content


def pool(count: int, folder: Path, work: Callable[[tuple[str, int]], dict[str, Any]]) -> Result:
    """A library's function in two processes."""
    source = plain.write(folder / "in.ipynb", plain.notebook())
    tasks = [(str(source), number) for number in range(count)]

    def run() -> list[dict[str, Any]]:
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(2, context) as executor:
            return list(executor.map(work, tasks))

    return _measured(count, run)


def papermill_api(count: int, folder: Path) -> Result:
    """papermill's function in two processes."""
    return pool(count, folder, _api)


def nbclient_api(count: int, folder: Path) -> Result:
    """nbclient's function in two processes."""
    return pool(count, folder, _nbclient)


def ours(count: int, folder: Path, jobs: int = 3, content: dict[str, Any] | None = None) -> Result:
    """Our kernels and engine, the start of the server included."""
    made = content or plain.notebook()
    chapter = Chapter("plain", plain.write(folder / "in.ipynb", made))
    runs = [
        Run(chapter, "en", {"region": f"R{number}"}, _numbered(made), "") for number in range(count)
    ]
    start, before = time.monotonic(), spent()
    each, cells = [], 0.0
    with tempfile.TemporaryDirectory() as place, kernels.serving(Path(place) / "kernels"):
        ready = time.monotonic() - start
        tasks = [
            processes.Task(run.name, timed, (kernels.run_notebook, run, Path(place) / f"{number}"))
            for number, run in enumerate(runs)
        ]
        for _, (notebook, seconds, _, _) in processes.run(tasks, jobs):
            each.append(seconds)
            if content is None:
                cells += plain.cells_cpu(notebook)
    return Result(count, time.monotonic() - start, cells, each, ready, spent() - before)


def _numbered(content: dict[str, Any]) -> dict[str, Any]:
    from regionshare.files import notebooks

    made = copy.deepcopy(content)
    notebooks.number_cells(made)
    return made


def jupyter_book(count: int, folder: Path, mode: str) -> tuple[Result, float, float]:
    """Jupyter Book with its own execution: all; again, unchanged; again, with other data."""
    book = folder / f"book-{mode}"
    shutil.rmtree(book, ignore_errors=True)
    for number in range(count):
        made = plain.notebook()
        made["cells"][0]["source"] = f'region = "R{number}"'
        plain.write(book / f"c{number}.ipynb", made)
    chapters = "".join(f"- file: c{number}\n" for number in range(1, count))
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: c0\nchapters:\n{chapters}")
    (book / "_config.yml").write_text(f"title: t\nexecute:\n  execute_notebooks: {mode}\n")

    def build() -> float:
        start = time.monotonic()
        subprocess.run([BIN / "jupyter-book", "build", book], check=True, capture_output=True)
        return time.monotonic() - start

    before = spent()
    cold, cpu, unchanged = build(), spent() - before, build()
    return Result(count, cold, 0.0, cpu=cpu), unchanged, cold
