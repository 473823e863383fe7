"""A toy project for sweeps whose runs are written down, and can be held, failed and killed.

Files in the project's folder steer them, whatever process a run is in: ``hold`` keeps runs waiting,
``fail-<region>-<chapter>`` makes them fail, ``kill-<region>-<chapter>`` holds how many more times a
run ends its own process. Each run leaves ``log/<region>-<year>-<lang>-<chapter>.<n>`` with its
process.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from toy_project import TOOLS, make_project, toy_execute
from waiting import search_path, wait_until

from regionshare.errors import ChapterError, MissingDataError
from regionshare.files import paths
from regionshare.files.project import Project
from regionshare.sweeps.sweep import Request

TESTS = Path(__file__).parent

ALL = [
    f"{region}-2021/{lang}/{chapter}"
    for region in ("CN-GD", "CN-ZJ")
    for lang in ("en", "zh")
    for chapter in ("index", "shares")
]


def execute(run: Any, runtime: Path) -> tuple[dict[str, Any], list[str]]:
    """Stand in for papermill, and obey the files."""
    root = paths.build_dir(run.chapter.path.parent.parent).parent
    region, year, slug = run.parameters["region"], run.parameters["year"], run.chapter.slug
    _write_down(root / "log", f"{region}-{year}-{run.lang}-{slug}")
    if (root / f"fail-{region}-{slug}").exists():
        raise ChapterError("the toy is broken", where=run.name)
    _perhaps_kill(root / f"kill-{region}-{slug}")
    wait_until(lambda: not (root / "hold").exists())
    return toy_execute(run, runtime)


def _write_down(folder: Path, name: str) -> None:
    number = 1
    while True:
        try:
            with (folder / f"{name}.{number}").open("x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            number += 1
        else:
            return


def _perhaps_kill(order: Path) -> None:
    try:
        left = int(order.read_text())
    except FileNotFoundError:
        return
    if left:
        order.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)


def check(region: str, year: int, langs: Any, basis: Any) -> None:
    """Stand in for the check of an edition: Tibet has none, nobody has one before 2000."""
    if region == "CN-XZ" or year < 2000:
        raise MissingDataError(f"no energy for {region} in {year}")


SWEEP_TOOLS = dataclasses.replace(TOOLS, execute=execute, check=check)


def make_sweep_project(root: Path) -> Project:
    """Write the toy project with the regions of the report."""
    project = make_project(root)
    shutil.copy(paths.ROOT / "data" / "regions.csv", project.data / "regions.csv")
    (root / "log").mkdir()
    return project


def request(project: Project, output: object, **changes: Any) -> Request:
    """Ask for two regions in one year, both languages."""
    defaults: dict[str, Any] = {
        "years": [2021],
        "nation": "CN",
        "regions": ["CN-GD", "CN-ZJ"],
        "jobs": 2,
    }
    fixed = {"project": project, "tools": SWEEP_TOOLS, "output": str(output)}
    return Request(**(defaults | fixed | changes))


def runs(project: Project) -> list[str]:
    """The runs that were begun, by name; a name that comes again was begun again."""
    return sorted(path.stem for path in (project.root / "log").iterdir())


def processes(project: Project) -> dict[str, int]:
    """The process of each run."""
    logs = (project.root / "log").iterdir()
    return {path.name: int(path.read_text() or 0) for path in logs}


def results(output: Path) -> dict[str, dict[str, Any]]:
    """The records of the results in a folder, each with its notebook beside it."""
    found = {}
    for path in sorted((output / "results").rglob("*.ipynb")):
        name = path.relative_to(output / "results").with_suffix("").as_posix()
        found[name] = json.loads(path.with_suffix(".json").read_text())
    return found


def start(program: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start a Python program that finds the test modules."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": search_path(TESTS), **environment},
    )


DRIVER = """
import sys
from pathlib import Path
from regionshare.files.project import Project
from regionshare.sweeps.sweep import run
from sweep_toy import request
root = Path(sys.argv[1])
scheduler = sys.argv[3] if len(sys.argv) > 3 else ""
project = Project(root, root / "toypackage", root / "data")
summary = run(request(project, sys.argv[2], scheduler=scheduler),
              lambda line: print(line, file=sys.stderr, flush=True))
sys.exit(bool(summary.failures))
"""
