"""The toy country with a history: yearly growth, a later release of the carbon, and fuels.

Alpha's economy grows by 10, 20 and 0 per cent over 2019-2021, so to 1.32. The later release agrees
with the first for Alpha and lies 10 per cent above it for Beta.
"""

from __future__ import annotations

from pathlib import Path

import toy_country

PROVINCES = ("TL-A", "TL-B", "TL-C")
GROWTH = {2019: 10.0, 2020: 20.0, 2021: 0.0}
SECOND = {
    "TL-A": {2019: 10.0, 2020: 10.0, 2021: 13.2},
    "TL-B": {2019: 33.0, 2020: 33.0, 2021: 30.0},
    "TL-C": {2019: 60.0, 2020: 60.0, 2021: 60.0},
}
PARTS = {"co2_coal": 0.5, "co2_oil": 0.25, "co2_process": 0.25}
"""Of co2.first; gas is not used in Alpha."""

CONCEPTS = """\
co2_coal,Coal,煤炭,mass,positive,Coal.,煤炭。
co2_oil,Oil,石油,mass,positive,Oil.,石油。
co2_gas,Gas,天然气,mass,positive,Gas.,天然气。
co2_process,Process,过程,mass,positive,Process.,过程。
"""
BASES = """\
  co2_coal:
    reference: [{series: co2_coal.first, years: 2018-2020}]
"""

BOUNDS = """\
ratio,co2_coal,,,,0.001,1000,Mt of a small nation
ratio,co2_oil,,,,0.001,1000,Mt of a small nation
ratio,co2_gas,,,,0.001,1000,Mt of a small nation
ratio,co2_process,,,,0.001,1000,Mt of a small nation
parts,co2.second,co2.nation,,,0.2,5,another inventory
"""


def write(folder: Path) -> Path:
    """Write the data directory."""
    toy_country.write(folder)
    series = [_series("gdp_growth.bureaus", "percent", "TL:province", 2019, 2021)]
    series.append(_series("gdp_growth.nation", "percent", "TL", 2019, 2021))
    series.append(_series("co2.second", "Mt", "TL:province", 2019, 2021))
    rows = [(r, y, v) for r in PROVINCES for y, v in GROWTH.items()]
    _observe(folder, "gdp_growth.bureaus", rows)
    _observe(folder, "gdp_growth.nation", [("TL", y, 10.0) for y in GROWTH])
    _observe(folder, "co2.second", [(r, y, v) for r, ys in SECOND.items() for y, v in ys.items()])
    whole = {"TL-A": 10, "TL-B": 30, "TL-C": 60}
    for name, part in {**PARTS, "co2_gas": 0.0}.items():
        users = whole if part else {"TL-C": 1}
        series.append(_series(f"{name}.first", "Mt", " ".join(users), 2018, 2020))
        figures = [(r, y, part * whole[r] or 1.0) for r in users for y in (2018, 2019, 2020)]
        _observe(folder, f"{name}.first", figures)
    _append(folder / "series.csv", "".join(series))
    _append(folder / "concepts.csv", CONCEPTS)
    _append(folder / "bounds.csv", BOUNDS)
    bases = (folder / "bases.yml").read_text(encoding="utf-8")
    first = "    headline: [{series: co2.first, denominator: sum, years: 2018-2020}]\n"
    assert first in bases
    later = (
        "    headline:\n"
        "      - {series: co2.first, denominator: sum, years: 2018-2020}\n"
        "      - {series: co2.second, denominator: sum, years: 2021-2021}\n"
    )
    own = "{series: energy.books, denominator: national, total: energy.nation, years: 2018-2020}"
    assert own in bases
    (folder / "bases.yml").write_text(bases.replace(first, later) + BASES, encoding="utf-8")
    return folder


def _series(name: str, unit: str, regions: str, first: int, last: int) -> str:
    concept = name.partition(".")[0]
    rank = "2" if name.endswith("nation") else "1"
    cells = [
        name, concept, "TL", "office", "2022-01-01", concept, "数据", unit, regions, str(first),
        str(last), "A", "CC BY 4.0", "open", "", rank, "copy_office", "", "", "yes", "", "",
    ]  # fmt: skip
    return ",".join(cells) + "\n"


def _observe(folder: Path, name: str, rows: list[tuple[str, int, float]]) -> None:
    lines = ["region,year,value,note", *(f"{r},{y},{v},copy_office" for r, y, v in rows)]
    path = folder / "observations" / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
