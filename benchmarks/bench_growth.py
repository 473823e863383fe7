"""Growth: 31 to 3,000 regions over 20 years of made-up figures, each step in its own process.

Run: python benchmarks/bench_growth.py [count ...]. It ends with an error if the most regions load in
more than 5 s of processor time or 1 GB, or if a step grows by more than the regions do from one thousand on. Of few
regions the fixed part, which varies by a tenth of a second, hides what each takes.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import measure

from regionshare.files import paths

sys.path.insert(0, str(paths.ROOT / "tests"))
import quiet_country

COUNTS = (31, 300, 1000, 3000)
YEARS = range(2004, 2024)
SECONDS, MEGABYTES = 5.0, 1000.0
SLACK = 1.3
"""How much more than the regions a step may seem to grow: measured times vary by as much."""
RESULTS = Path(__file__).resolve().parent / "results.json"

CLAIMS = """\
title_en: Made up
title_zh: 虚构
spoken: 2024-01-01
region: QT-0000
groups:
  central: {en: Central, zh: 核心}
speakers:
  one: {organisation: Office, name_en: One, name_zh: 甲, capacity_en: speaker, capacity_zh: 发言人}
claims:
"""
CLAIM = """\
  - {{id: C{number}, slug: share-{number}, group: central, quote_zh: 约占5%, text_en: about 5 %,
     speaker: one, year: {year}, stated: 约5%, flattering: low,
     settles_en: figures, settles_zh: 数据, evidence: [{{metric: share, concept: {concept}}},
     {{metric: share, concept: {concept}, years: [2019], role: shown}}]}}
"""

READY = "from regionshare.numbers import opening\nready = opening.evaluator()\n"
STEPS = {
    "check": READY,
    "load": READY,
    "table": READY + "ready.store.observations",
    "matrix": READY + "from regionshare.matrix import content\ncontent.compute(ready, 'QT').frame",
    "explorer": READY + "from regionshare.matrix import explorer\n"
    "explorer.tables(ready, 'QT', 'en', '')",
    "ledger": READY + "from regionshare.claims.ledger import open_ledger\n"
    "from pathlib import Path\n"
    "assert len(open_ledger(Path({claims!r}), evaluator=ready).entries) == 12",
}
"""What runs in a process of its own; the first validates the pack, the others find it compiled."""


def write(folder: Path, count: int) -> Path:
    """A pack of a nation of so many regions, with four concepts; beside it twelve statements."""
    concepts = tuple(quiet_country.UNITS)
    quiet_country.write(folder, *concepts, count=count, years=YEARS, digits=4, sums=True)
    told = [
        CLAIM.format(
            number=f"{number:02d}", year=YEARS[-1] - number // len(concepts), concept=concept
        )
        for number, concept in enumerate(concepts * 3)
    ]
    with (folder / "sources.bib").open("a", encoding="utf-8") as file:
        file.write(f"% {time.time_ns()}: no run finds it compiled by the one before\n")
    folder.with_suffix(".yml").write_text(CLAIMS + "".join(told), "utf-8")
    return folder


def steps(pack: Path, count: int) -> list[dict[str, Any]]:
    """Processor seconds and peak memory of each step over a pack, and of one edition in English."""
    environ = {paths.DATA: str(pack)}
    edition = ["-m", "regionshare", "build", "--region", "QT-0001", "--year", str(YEARS[-1])]
    edition += ["--lang", "en", "--output", str(pack.parent / f"book-{count}")]
    found = []
    for name, command in {
        **{
            name: ["-c", code.replace("{claims!r}", repr(str(pack.with_suffix(".yml"))))]
            for name, code in STEPS.items()
        },
        "edition": edition,
    }.items():
        done = measure.run([sys.executable, *command], Path(__file__).parent.parent, environ)
        found.append(
            {"id": name, "regions": count, "seconds": round(done.seconds, 1),
             "cpu": round(done.cpu, 2), "mb": round(done.peak)}
        )  # fmt: skip
        print(found[-1], file=sys.stderr, flush=True)
    return found


def faults(rows: list[dict[str, Any]]) -> list[str]:
    """What grows by more for each region between the most than before, or is above a limit."""
    found = []
    most = max(one["regions"] for one in rows)
    for one in (one for one in rows if one["regions"] == most):
        if one["id"] == "load" and (one["cpu"] > SECONDS or one["mb"] > MEGABYTES):
            found.append(f"{most} regions load in {one['cpu']} s and {one['mb']} MB")
        same = {row["regions"]: row["cpu"] for row in rows if row["id"] == one["id"]}
        if len(same) < 3:
            continue
        few, some, many = sorted(same)[-3:]
        slope, before = same[many] - same[some], max(same[some] - same[few], 0.1)
        if slope / (many - some) > SLACK * before / (some - few) and slope > 1:
            found.append(f"{one['id']} takes {same[few]}, {same[some]}, {same[many]} s of CPU")
    return found


def main() -> int:
    """Print the table and keep it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    counts = [int(one) for one in sys.argv[1:]] or COUNTS
    rows = []
    with tempfile.TemporaryDirectory(prefix="regionshare-growth-") as folder:
        for count in counts:
            rows += steps(write(Path(folder) / f"pack-{count}", count), count)
    print("| step | regions | s | s of CPU | peak MB |\n|---|---:|---:|---:|---:|")
    for one in sorted(
        rows,
        key=lambda one: (list(STEPS).index(one["id"]) if one["id"] in STEPS else 9, one["regions"]),
    ):
        print(f"| {one['id']} | {one['regions']} | {one['seconds']} | {one['cpu']} | {one['mb']} |")
    wrong = faults(rows)
    if not sys.argv[1:]:
        content = json.loads(RESULTS.read_text(encoding="utf-8"))
        content["growth"] = {"date": str(datetime.date.today()), "rows": rows}
        RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
