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
    clean = measure.run(["make", "book", f"PYTHON={sys.executable}"], clone)
    check(bool(executed(clean.output)), "the clean build executed nothing")
    unchanged = measure.median(lambda: measure.run(["make", "book"], clone), 5)
    change(next((clone / "chapters").glob(f"*_{CHANGED}.ipynb")))
    one = measure.run(["make", "book"], clone)
    wanted = [f"{CHANGED} (en)", f"{CHANGED} (zh)"]
    check(executed(one.output) == wanted, f"{executed(one.output)} ran, not {wanted}")
    changes = rebuilds(clone, BUILD)
    shutil.rmtree(clone / "_build")
    cold = measure.run(BUILD, clone)
    largest = max(clean, one, cold, key=lambda measured: measured.peak)
    chapters = len(executed(cold.output))
    return [
        ("clean copy to book, warm package cache", f"{clean.seconds:.1f} s", "< 75 s"),
        ("unchanged `make book` (median of 5)", f"{unchanged:.2f} s", "< 1.2 s"),
        (f"one chapter changed: only {CHANGED} ran", f"{one.seconds:.1f} s", ""),
        *(
            (
                f"{one['id']}: {one['executed']} ran",
                f"{one['seconds']} s, {one['cpu']} s of CPU",
                "",
            )
            for one in changes
        ),
        (f"book with nothing cached ({chapters} executions)", f"{cold.seconds:.1f} s", ""),
        (f"largest process ({largest.largest})", f"{largest.peak:.0f} MB", "< 400 MB"),
    ]


def rebuilds(clone: Path, build: list[str]) -> list[dict[str, Any]]:
    """Change a headline figure, a leaf figure and a word of a finished book, each in turn; keep it."""
    found = []
    for name in ("unchanged", *CELLS, "word"):
        if name in CELLS:
            series, region, year = CELLS[name]
            correct(clone / "data" / "observations" / f"{series}.csv", region, year)
        elif name == "word":
            say(next((clone / "chapters").glob(f"*_{CHANGED}.ipynb")))
        whole = measure.run(build, clone)
        ran = executed(whole.output)
        found.append(
            {"id": name, "executed": len(ran), "seconds": round(whole.seconds, 1),
             "cpu": round(whole.cpu, 1)}
        )  # fmt: skip
        if name == "word":
            check(not ran, f"{ran} ran after one English word, which no code reads")
    check(found[0]["executed"] == 0, "an unchanged book executed something")
    check(found[2]["executed"] > 0, "nobody read the leaf")
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    content["rebuilds"] = {"date": str(datetime.date.today()), "load": LOADED, "rows": found}
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return found


def data(clone: Path) -> list[tuple[str, str, str]]:
    """Measure loading and validating all data, without the import of pandas."""
    python = str(clone / ".venv" / "bin" / "python")
    times = sorted(
        float(measure.run([python, "-c", LOAD], clone).output.split()[-1]) for _ in range(5)
    )
    return [("load and validate all data (median of 5)", f"{times[2]:.2f} s", "< 0.5 s")]


def peer(clone: Path) -> list[tuple[str, str, str]]:
    """Execute the English chapters by papermill's command line, and by ours, in this same run."""
    notebooks = sorted((clone / "chapters").glob("*.ipynb"))
    theirs = 0.0
    for path in notebooks:
        target = clone / "_build" / f"peer_{path.name}"
        command = [".venv/bin/papermill", "--no-progress-bar", str(path), str(target)]
        theirs += measure.run(command, clone, {"OMP_NUM_THREADS": "1"}).seconds
    shutil.rmtree(clone / "_build" / "cache")
    ours = measure.run([*BUILD, "--lang", "en", "--output", "_build/english"], clone).seconds
    count = len(notebooks)
    return [
        (f"papermill CLI, {count} chapters one after another", f"{theirs:.1f} s", ""),
        (f"`regionshare build` of the same {count}, pages included", f"{ours:.1f} s", ""),
        ("ratio", f"{theirs / ours:.1f}", "> 1"),
    ]


def main() -> None:
    """Print the table."""
    alone = sys.argv[1:] == ["rebuilds"]
    with tempfile.TemporaryDirectory(prefix="regionshare-bench-") as folder:
        clone = Path(folder) / "clone"
        copy(clone)
        if alone:
            build = [sys.executable, "-m", "regionshare", "build"]
            measure.run(build, clone)
            rebuilds(clone, build)
            print(rerun.markdown(rerun.rebuilds(rerun.measured(), "en")))
            return
        rows = [*book(clone), *data(clone), *peer(clone)]
    print("| what | measured | wanted |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
