"""Times of the book: clean copy, unchanged, one chapter, figure or word changed, data, memory, a peer.

``make bench`` runs this in the report's environment; Linux only (memory is read from ``/proc``).
Everything happens in a temporary copy of the files under version control. What a change costs is kept
in ``results.json``, from which `regionshare.chapters.rerun` has its table; ``bench_build.py rebuilds``
measures that alone, with the Python that runs it.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import measure

from regionshare.chapters import rerun

ROOT = Path(__file__).resolve().parent.parent
BUILD = [".venv/bin/regionshare", "build"]
CHANGED = "provinces"
CELLS = {
    "headline": ("energy.provincial_yearbooks", "CN-ZJ", 2021),
    "leaf": ("employment.dsec", "CN-MO", None),
}
"""The figures that are changed, each alone: of a headline basis, and of a series that few read."""
RESULTS = ROOT / "benchmarks" / "results.json"
LOADED = round(os.getloadavg()[0], 1)
"""How busy the machine was before."""
LOAD = """
import time
import pandas, pandera
start = time.perf_counter()
import regionshare
regionshare.load()
print(time.perf_counter() - start)
"""


def copy(target: Path) -> None:
    """Copy what git tracks or would track: the state of the working tree, nothing generated."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def executed(output: str) -> list[str]:
    """Return what a build says it executed."""
    lines = (line.removeprefix("executed ") for line in output.splitlines())
    return sorted(line.split(" in ")[0] for line in lines if " in " in line and ") in" in line)


def change(chapter: Path) -> None:
    """Add a comment to the last code cell."""
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    cell = [c for c in notebook["cells"] if c["cell_type"] == "code"][-1]
    cell["source"] = "".join(cell["source"]) + "\n# changed"
    chapter.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def correct(series: Path, region: str, year: int | None) -> None:
    """Change one figure of a region a little, the last one if no year is given."""
    lines = series.read_text(encoding="utf-8").splitlines()
    start = f"{region}," if year is None else f"{region},{year},"
    place = max(number for number, line in enumerate(lines) if line.startswith(start))
    where, when, value, *rest = lines[place].split(",", 3)
    lines[place] = ",".join([where, when, f"{float(value) * 1.0001:.9g}", *rest])
    series.write_text("\n".join(lines) + "\n", encoding="utf-8")


def say(chapter: Path) -> None:
    """Put one word more into an English cell of prose."""
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    english = [c for c in notebook["cells"] if "lang-en" in c["metadata"].get("tags", ())][-1]
    english["source"] = "".join(english["source"]) + " Indeed."
    chapter.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def check(condition: bool, sentence: str) -> None:
    """End the benchmark if a condition does not hold."""
    if not condition:
        raise SystemExit(f"benchmark failed: {sentence}")


def book(clone: Path) -> list[tuple[str, str, str]]:
    """Measure the builds of a clean copy; return rows of (what, measured, wanted)."""
    env = measure.run(["make", "env", f"PYTHON={sys.executable}"], clone)
    unchanged, changes, largest = rebuilds(clone, BUILD)
    cold = changes[0]
    return [
        ("clean copy to book, warm package cache", f"{env.seconds + cold['seconds']:.1f} s", ""),
        ("unchanged `make book` (median of 5)", f"{unchanged:.2f} s", "< 1.2 s"),
        *(
            (
                f"{one['id']}: {one['executed']} ran",
                f"{one['seconds']} s, {one['cpu']} s of CPU",
                f"< {WANTED[one['id']]} s of CPU" if one["id"] in WANTED else "",
            )
            for one in changes
        ),
        (f"largest process ({largest.largest})", f"{largest.peak:.0f} MB", "< 400 MB"),
        *peer(clone, cold),
    ]


def rebuilds(clone: Path, build: list[str]) -> tuple[float, list[dict[str, Any]], measure.Measured]:
    """Build a book from nothing, then with one thing changed, each in turn; keep what it took."""
    found, whole = [], []
    for name in ("cold", "unchanged", *CELLS, "code", "word"):
        if name in CELLS:
            series, region, year = CELLS[name]
            correct(clone / "data" / "observations" / f"{series}.csv", region, year)
        elif name in EDITS:
            EDITS[name](next((clone / "chapters").glob(f"*_{CHANGED}.ipynb")))
        whole.append(measure.run(build, clone))
        ran = executed(whole[-1].output)
        found.append(
            {"id": name, "executed": len(ran), "seconds": round(whole[-1].seconds, 1),
             "cpu": round(whole[-1].cpu, 1)}
        )  # fmt: skip
        if name in RAN:
            check(ran == RAN[name], f"{ran} ran ({name}), not {RAN[name]}")
    check(found[0]["executed"] > 0, "the clean build executed nothing")
    check(found[3]["executed"] > 0, "nobody read the leaf")
    unchanged = measure.median(lambda: measure.run(build, clone), 5)
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    content["rebuilds"] = {"date": str(datetime.date.today()), "load": LOADED, "rows": found}
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return unchanged, found, max(whole, key=lambda measured: measured.peak)


EDITS = {"code": change, "word": say}
RAN = {"unchanged": [], "code": [f"{CHANGED} (en)", f"{CHANGED} (zh)"], "word": []}
"""The executions that there must be: a word is read by no code."""
WANTED = {"cold": 84, "word": 8}
"""Processor seconds."""


def data(clone: Path) -> list[tuple[str, str, str]]:
    """Measure loading and validating all data, without the import of pandas."""
    python = str(clone / ".venv" / "bin" / "python")
    times = sorted(
        float(measure.run([python, "-c", LOAD], clone).output.split()[-1]) for _ in range(5)
    )
    return [("load and validate all data (median of 5)", f"{times[2]:.2f} s", "< 0.5 s")]


def peer(clone: Path, ours: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Execute some of the chapters by papermill's command line, in this same run."""
    notebooks = sorted((clone / "chapters").glob("*.ipynb"))[::EVERY]
    theirs = cpu = 0.0
    for path in notebooks:
        target = clone / "_build" / f"peer_{path.name}"
        command = [".venv/bin/papermill", "--no-progress-bar", str(path), str(target)]
        found = measure.run(command, clone, {"OMP_NUM_THREADS": "1"})
        theirs, cpu = theirs + found.seconds, cpu + found.cpu
    count, runs = len(notebooks), ours["executed"]
    each, own = theirs / count, ours["seconds"] / runs
    return [
        (f"papermill CLI, {count} chapters, each", f"{each:.1f} s, {cpu / count:.1f} s of CPU", ""),
        (
            f"the whole book from nothing, for each of its {runs} runs",
            f"{own:.1f} s, {ours['cpu'] / runs:.1f} s of CPU",
            "",
        ),
        ("ratio of wall times", f"{each / own:.1f}", "> 1"),
    ]


EVERY = 4
"""One chapter of so many is executed by a peer."""


def main() -> None:
    """Print the table."""
    alone = sys.argv[1:] == ["rebuilds"]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as the Makefile has it
    with tempfile.TemporaryDirectory(prefix="regionshare-bench-") as folder:
        clone = Path(folder) / "clone"
        copy(clone)
        if alone:
            rebuilds(clone, [sys.executable, "-m", "regionshare", "build"])
        else:
            print("| what | measured | wanted |\n|---|---|---|")
            for row in [*book(clone), *data(clone)]:
                print(f"| {' | '.join(row)} |")
    print(rerun.markdown(rerun.rebuilds(rerun.measured(), "en")))


if __name__ == "__main__":
    main()
