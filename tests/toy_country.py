"""A nation of three regions whose arithmetic can be checked in the head.

In 2020 region A has 10, B 30 and C 60 of nearly everything; the nation's own rows say 100 for
the energy and 125 for the carbon, so that ``national`` and ``sum`` differ for carbon.
"""

from __future__ import annotations

from pathlib import Path

FILES = {
    "regions.csv": """\
id,parent,level,name_en,name_zh,code_gbt2260,tile_row,tile_col
TL,,nation,Toyland,玩具国,,,
TL-A,TL,province,Alpha,甲,,1,1
TL-B,TL,province,Beta,乙,,1,2
TL-C,TL,province,Gamma,丙,,2,1
TL-X,TL-A,city,Alpha City,甲市,,,
""",
    "groups.csv": """\
nation,id,name_en,name_zh,regions,source_en,source_zh
TL,north,North,北部,TL-A TL-B,Statistical Office,统计局
TL,south,South,南部,TL-C,Statistical Office,统计局
""",
    "concepts.csv": """\
id,name_en,name_zh,dimension,sign,definition_en,definition_zh
gdp,GDP,地区生产总值,money,positive,Value added.,增加值。
gdp_growth,Growth,增速,ratio,any,Growth.,增速。
population,Population,人口,persons,positive,People.,人口。
energy,Energy,能源,energy,positive,Energy used.,能源。
co2,Carbon dioxide,二氧化碳,mass,positive,Emissions.,排放。
electricity,Electricity use,用电量,energy,positive,Used.,用电。
generation,Generation,发电量,energy,positive,Made.,发电。
grid_factor,Grid factor,排放因子,factor,positive,Factor.,因子。
""",
    "units.csv": """\
unit,dimension,symbol_en,factor_en,symbol_zh,factor_zh
1e8 coin,money,bn coin,0.1,亿元,1
1e4 persons,persons,million people,0.01,万人,1
1e4 tce,energy,Mtce,0.01,万吨标准煤,1
1e9 Btu,energy,PJ,0.001,拍焦,0.001
Mt,mass,Mt,1,百万吨,1
1e8 kWh,energy,TWh,0.1,亿千瓦时,1
kg CO2/kWh,factor,kg/kWh,1,千克/千瓦时,1
percent,ratio,%,1,%,1
""",
    "sources.bib": """\
@misc{office, title = {Yearbook of Toyland}, author = {{Statistical Office}}, year = {2022}}
@misc{copy_office, title = {A copy}, howpublished = {toy/copy}, year = {2023}}
""",
    "bases.yml": """\
TL:
  gdp:
    headline: [{series: gdp.office, denominator: national, years: 2018-2021}]
    grid:
      - {series: gdp.office, denominator: sum, years: 2018-2021}
      - {series: gdp.old, denominator: sum, years: 2018-2020}
  population:
    headline: [{series: population.office, denominator: national, years: 2018-2021}]
  energy:
    headline: [{series: energy.books, denominator: national, total: energy.nation, years: 2018-2020}]
    grid: [{series: energy.books, denominator: sum, years: 2018-2020}]
    proxies:
      - series: energy.later
        denominator: national
        total: energy.nation
        years: 2021-2021
        regions: [TL-A]
        note_en: a later figure over the preliminary total
        note_zh: 后来的数值除以初步总量
  co2:
    headline: [{series: co2.first, denominator: sum, years: 2018-2020}]
    grid:
      - {series: co2.first, denominator: national, total: co2.nation, years: 2018-2020, match: proxy}
      - {series: co2.first, denominator: sum, years: 2020-2020, imports: [TL], label: imports}
  electricity:
    reference: [{series: electricity.office, years: 2020-2020}]
  generation:
    reference: [{series: generation.office, years: 2020-2020}]
  grid_factor:
    reference: [{series: grid_factor.office, years: 2020-2020}]
  gdp_growth:
    reference: [{series: gdp_growth.office, years: 2020-2020}]
""",
    "bounds.csv": """\
kind,of,over,regions,years,min,max,reason
ratio,gdp,,,,0.01,1000,bn coin of a small nation
ratio,gdp_growth,,,,-50,50,percent
ratio,population,,,,0.01,1000,million people of a small nation
ratio,energy,,,,0.001,1000,Mtce of a small nation
ratio,co2,,,,0.001,100000,Mt of a small nation
ratio,electricity,,,,0.01,1000,TWh of a small nation
ratio,generation,,,,0.01,1000,TWh of a small nation
ratio,grid_factor,,,,0.01,2,kg per kWh
copy,,,,,0.7,1.35,misprints are smaller
parts,gdp.old,gdp.office,,,0.5,2,an earlier vintage
parts,energy.books,energy.nation,,,0.2,5,closed apart
parts,co2.first,co2.nation,,,0.2,5,another inventory
""",
    "corrections.yml": "[]\n",
}

SERIES = {  # id: (unit, expected regions, first, last, redistribution, parts)
    "gdp.office": ("1e8 coin", "TL TL:province", 2018, 2021, "open", ("0.99", "1.01")),
    "gdp.old": ("1e8 coin", "TL:province", 2018, 2020, "figures_only", ("", "")),
    "gdp_growth.office": ("percent", "TL", 2020, 2020, "open", ("", "")),
    "population.office": ("1e4 persons", "TL TL:province", 2018, 2021, "open", ("0.9", "1.0")),
    "energy.books": ("1e4 tce", "TL:province", 2018, 2020, "figures_only", ("", "")),
    "energy.nation": ("1e4 tce", "TL", 2018, 2021, "open", ("", "")),
    "energy.later": ("1e4 tce", "TL-A", 2021, 2021, "open", ("", "")),
    "co2.first": ("Mt", "TL:province", 2018, 2020, "open", ("", "")),
    "co2.nation": ("Mt", "TL", 2018, 2020, "open", ("", "")),
    "electricity.office": ("1e8 kWh", "TL:province", 2020, 2020, "open", ("", "")),
    "generation.office": ("1e8 kWh", "TL:province", 2020, 2020, "open", ("", "")),
    "grid_factor.office": ("kg CO2/kWh", "TL", 2020, 2020, "open", ("", "")),
}


def _years(first: int, last: int, **values: float) -> list[tuple[str, int, float]]:
    regions = {name.replace("_", "-"): value for name, value in values.items()}
    return [(r, y, v) for r, v in regions.items() for y in range(first, last + 1)]


FIGURES = {
    "gdp.office": _years(2018, 2021, TL=200, TL_A=40, TL_B=60, TL_C=100),
    "gdp.old": _years(2018, 2020, TL_A=50, TL_B=60, TL_C=90),
    "gdp_growth.office": [("TL", 2020, -2.5)],
    "population.office": _years(2018, 2021, TL=1000, TL_A=100, TL_B=300, TL_C=560),
    "energy.books": [
        row for row in _years(2018, 2020, TL_A=10, TL_B=30, TL_C=60) if row[:2] != ("TL-C", 2019)
    ],
    "energy.nation": _years(2018, 2021, TL=100),
    "energy.later": [("TL-A", 2021, 12)],
    "co2.first": _years(2018, 2020, TL_A=10, TL_B=30, TL_C=60),
    "co2.nation": _years(2018, 2020, TL=125),
    "electricity.office": [("TL-A", 2020, 50), ("TL-B", 2020, 30), ("TL-C", 2020, 20)],
    "generation.office": [("TL-A", 2020, 10), ("TL-B", 2020, 40), ("TL-C", 2020, 50)],
    "grid_factor.office": [("TL", 2020, 0.5)],
}

SERIES_HEAD = (
    "id,concept,nation,source,published,definition_en,definition_zh,unit,expected_regions,"
    "first_year,last_year,grade,licence,redistribution,breaks,rank,transcription,parts_min,"
    "parts_max,not_compared,caveat_en,caveat_zh"
)


def series_csv() -> str:
    lines = [SERIES_HEAD]
    for name, (unit, regions, first, last, redistribution, parts) in SERIES.items():
        concept = name.partition(".")[0]
        cells = [
            name, concept, "TL", "office", "2022-01-01", f"{concept} of Toyland", "数据", unit,
            regions, str(first), str(last), "A", "CC BY 4.0", redistribution, "", "1",
            "copy_office", *parts, "yes", "", "",
        ]  # fmt: skip
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def write(folder: Path) -> Path:
    """Write the toy country's data directory."""
    for name, text in {**FILES, "series.csv": series_csv()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "observations").mkdir(exist_ok=True)
    for name, rows in FIGURES.items():
        lines = ["region,year,value,note", *(f"{r},{y},{v},copy_office" for r, y, v in rows)]
        (folder / "observations" / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "transcriptions").mkdir(exist_ok=True)
    (folder / "transcriptions" / "energy.books.csv").write_text(
        "region,year,value,transcription,note\nTL-A,2020,10.5,copy_office,\n", "utf-8"
    )
    return folder
