"""Growth: 31, 300 and 3,000 regions over 20 years of made-up figures, each step in its own process.

Run: python benchmarks/bench_growth.py [count ...]. It ends with an error if the most regions load in
more than 5 s of processor time or 1 GB, or if a step grows by more than the regions do.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import measure

from regionshare.files import paths

COUNTS = (31, 300, 3000)
EDITIONS = 300
"""With more regions no edition is built: with 3,000 it took more than 500 s."""
YEARS = range(2004, 2024)
UNITS = {"gdp": "1e8 coin", "population": "1e4 persons", "energy": "1e4 tce", "co2": "Mt"}
SECONDS, MEGABYTES = 5.0, 1000.0
SLACK = 1.3
"""How much more than the regions a step may seem to grow: measured times vary by as much."""
RESULTS = Path(__file__).resolve().parent / "results.json"

SERIES = (
    "id,concept,nation,source,published,definition_en,definition_zh,unit,expected_regions,first_year,"
    "last_year,grade,licence,redistribution,breaks,rank,transcription,parts_min,parts_max,"
    "not_compared,caveat_en,caveat_zh"
)
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
    "explorer.tables(ready, 'QT', 'en', {'release': '', 'numbers': {}})",
    "ledger": READY + "from regionshare.claims.ledger import open_ledger\n"
    "from pathlib import Path\n"
    "assert len(open_ledger(Path({claims!r}), evaluator=ready).entries) == 12",
}
"""What runs in a process of its own; the first validates the pack, the others find it compiled."""


def write(folder: Path, count: int) -> Path:
    """A pack of a nation of so many regions, with four concepts; beside it twelve statements."""
    (folder / "observations").mkdir(parents=True)
    regions = [f"QT-{place:04d}" for place in range(count)]
    head = "id,parent,level,name_en,name_zh,code_gbt2260,tile_row,tile_col"
    rows = [f"{one},QT,province,Place {one[3:]},地方{one[3:]},,," for one in regions]
    series, bases, bounds = [SERIES], ["QT:"], ["kind,of,over,regions,years,min,max,reason"]
    span = f"{YEARS[0]}-{YEARS[-1]}"
    for step, (name, unit) in enumerate(UNITS.items(), start=1):
        series.append(
            f"{name}.q,{name},QT,office,2024-01-01,{name},数据,{unit},QT QT:province,{YEARS[0]},"
            f"{YEARS[-1]},A,CC0,open,,1,,0.99,1.01,no,,"
        )
        bases.append(
            f"  {name}:\n    headline: [{{series: {name}.q, denominator: national, years: {span}}}]\n"
            f"    grid: [{{series: {name}.q, denominator: sum, years: {span}}}]"
        )
        bounds.append(f"ratio,{name},,,,0.000001,1000000000,wide")
        figures = ["region,year,value,note"]
        for year in YEARS:
            values = [100 + place * step + year - YEARS[0] for place in range(count)]
            figures.append(f"QT,{year},{sum(values)},")
            figures += [f"{one},{year},{v}," for one, v in zip(regions, values, strict=True)]
        (folder / "observations" / f"{name}.q.csv").write_text("\n".join(figures) + "\n", "utf-8")
    told = [
        CLAIM.format(number=f"{number:02d}", year=YEARS[-1] - number // len(UNITS), concept=concept)
        for number, concept in enumerate([*UNITS] * 3)
    ]
    files = {
        "regions.csv": [head, "QT,,nation,Quietland,静国,,,", *rows],
        "units.csv": [
            "unit,dimension,symbol_en,factor_en,symbol_zh,factor_zh,money_of",
            "1e8 coin,money,bn coin,0.1,亿元,1,QT",
        ],
        "series.csv": series, "bases.yml": bases, "bounds.csv": bounds, "corrections.yml": ["[]"],
        "sources.bib": ["@misc{office, title = {Yearbook}, author = {{Office}}, year = {2024}}"],
    }  # fmt: skip
    for file, lines in files.items():
        (folder / file).write_text("\n".join(lines) + "\n", "utf-8")
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
        **({"edition": edition} if count <= EDITIONS else {}),
    }.items():
        done = measure.run([sys.executable, *command], Path(__file__).parent.parent, environ)
        found.append(
            {"id": name, "regions": count, "seconds": round(done.seconds, 1),
             "cpu": round(done.cpu, 2), "mb": round(done.peak)}
        )  # fmt: skip
        print(found[-1], file=sys.stderr, flush=True)
    return found


def faults(rows: list[dict[str, Any]]) -> list[str]:
    """What grows by more than the regions, beyond what the fewest take, or is above a limit."""
    found = []
    most = max(one["regions"] for one in rows)
    for one in (one for one in rows if one["regions"] == most):
        if one["id"] == "load" and (one["cpu"] > SECONDS or one["mb"] > MEGABYTES):
            found.append(f"{most} regions load in {one['cpu']} s and {one['mb']} MB")
        same = {row["regions"]: row["cpu"] for row in rows if row["id"] == one["id"]}
        if len(same) < 3:
            continue
        few, some, many = sorted(same)
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
