"""A made-up nation, Quietland, of as few concepts or as many regions as are asked for.

Every figure is made up, of a made-up source.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from regionshare.errors import RegionshareError
from regionshare.files import paths

UNITS = {"gdp": "1e8 coin", "population": "1e4 persons", "energy": "1e4 tce", "co2": "Mt"}
SERIES = (
    "id,concept,nation,source,published,definition_en,definition_zh,unit,expected_regions,first_year,"
    "last_year,grade,licence,redistribution,breaks,rank,transcription,parts_min,parts_max,"
    "not_compared,caveat_en,caveat_zh"
)


def write(
    folder: Path, *concepts: str, count: int = 2, years: range = range(2020, 2023),
    digits: int = 3, sums: bool = False,
) -> Path:  # fmt: skip
    """A pack of a nation whose regions have figures of some concepts, and nothing else.

    Its ids have so many digits; with `sums`, the sum of the regions may be the total, too.
    """
    (folder / "observations").mkdir(parents=True)
    regions = [f"QT-{place:0{digits}d}" for place in range(count)]
    head = "id,parent,level,name_en,name_zh,code_gbt2260,tile_row,tile_col"
    rows = [f"{one},QT,province,Place {one[3:]},地方{one[3:]},,," for one in regions]
    series, bases, bounds = [SERIES], ["QT:"], ["kind,of,over,regions,years,min,max,reason"]
    span = f"{years[0]}-{years[-1]}"
    for step, name in enumerate(concepts, start=1):
        series.append(
            f"{name}.q,{name},QT,office,2024-01-01,{name},数据,{UNITS[name]},QT QT:province,"
            f"{years[0]},{years[-1]},A,CC0,open,,1,,0.99,1.01,no,,"
        )
        choice = f"[{{series: {name}.q, denominator: TOTAL, years: {span}}}]"
        bases.append(f"  {name}:\n    headline: {choice.replace('TOTAL', 'national')}")
        bases += [f"    grid: {choice.replace('TOTAL', 'sum')}"] if sums else []
        bounds.append(f"ratio,{name},,,,0.000001,1000000000,wide")
        figures = ["region,year,value,note"]
        for year in years:
            values = [10 + place * step + year - years[0] for place in range(count)]
            figures.append(f"QT,{year},{sum(values)},")
            figures += [f"{one},{year},{v}," for one, v in zip(regions, values, strict=True)]
        (folder / "observations" / f"{name}.q.csv").write_text("\n".join(figures) + "\n", "utf-8")
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
    return folder


def asked(pack: Path, code: str) -> str:
    """What a piece of Python prints that reads a pack."""
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told), redirect_stderr(told):
        patch.setenv(paths.DATA, str(pack))
        try:
            exec(code, {})
        except (RegionshareError, SystemExit) as end:
            print(end)
    return told.getvalue()
