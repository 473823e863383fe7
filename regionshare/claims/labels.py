"""Labels: what readers see for series, denominators and choices, in both languages."""

from __future__ import annotations

import re

from regionshare.claims.statement import Words
from regionshare.data.bases import Basis
from regionshare.data.store import Store

SERIES = {
    "co2.ceads_sectoral": Words("CEADs sectoral", "CEADs部门法"),
    "co2.ceads_apparent": Words("CEADs apparent", "CEADs表观法"),
    "co2.ceads_national_sectoral": Words("CEADs national, sectoral", "CEADs全国部门法"),
    "co2.ceads_national_apparent": Words("CEADs national, apparent", "CEADs全国表观法"),
    "co2.carbon_monitor": Words("Carbon Monitor", "Carbon Monitor"),
    "co2.gcb_2024": Words("Global Carbon Budget 2024", "《全球碳预算2024》"),
    "co2.gcb_2025": Words("Global Carbon Budget 2025", "《全球碳预算2025》"),
    "co2.eia": Words("EIA state emissions", "EIA各州排放"),
    "gdp.nbs_2025": Words("GDP after the 5th census", "五经普后GDP"),
    "gdp.nbs_2020": Words("GDP after the 4th census", "四经普后GDP"),
    "gdp.nbs_2018": Words("GDP before the 4th census", "四经普前GDP"),
    "gdp.nbs_first": Words("GDP as first printed", "首次公布GDP"),
    "gdp.nbs_national_first": Words("preliminary national GDP", "全国GDP初步数"),
    "gdp_growth.announced": Words("announced growth", "公布增速"),
    "gdp.bea": Words("BEA GDP", "BEA地区生产总值"),
    "population.nbs": Words("NBS population", "国家统计局人口"),
    "population.census": Words("Census Bureau population", "美国人口普查局人口"),
    "population.eia_seds": Words("SEDS population", "SEDS人口"),
    "energy.provincial_yearbooks": Words("provincial yearbooks", "各省年鉴"),
    "energy.gd_later": Words("later compilation", "较晚汇编"),
    "energy.nbs_national": Words("NBS national total", "国家统计局全国总量"),
    "energy.eia_seds": Words("SEDS energy", "SEDS能源"),
    "electricity.nbs": Words("NBS electricity use", "国家统计局用电量"),
}
TOTALS = {
    "co2.ceads_national_sectoral_2019": Words(
        "over CEADs' own national inventory", "分母为CEADs全国清单"
    ),
    "co2.ceads_national_apparent_2019": Words(
        "over CEADs' own national inventory", "分母为CEADs全国清单"
    ),
    "co2.gcb_2024": Words(
        "over the national total of the Global Carbon Budget 2024",
        "分母为《全球碳预算2024》全国总量",
    ),
    "energy.nbs_national": Words("over the NBS national total", "分母为国家统计局全国总量"),
    "gdp.nbs_national_first": Words("over the preliminary national GDP", "分母为全国GDP初步数"),
}
INDEPENDENT = ("co2.ceads", "co2.carbon_monitor", "co2.gcb")
"""Series by researchers; all others are official statistics."""

IMPORTS = {
    "": Words("territorial", "属地口径"),
    "CN": Words("with imported power, national factor", "计入外来电，全国平均因子"),
    "CN-GRID-SOUTH": Words("with imported power, South grid factor", "计入外来电，南方电网因子"),
    "CN-YN+CN-GZ": Words(
        "with imported power, Yunnan and Guizhou factor", "计入外来电，云南、贵州因子"
    ),
}
CHOICES = {
    "reading": Words("how the words are read", "措辞的读法"),
    "inventory": Words("the inventory", "清单"),
    "vintage": Words("the vintage of the figures", "数据版本"),
    "denominator": Words("the denominator", "分母"),
    "imports": Words("whether imported power counts", "是否计入外来电"),
    "scope": Words("the scope", "范围"),
    "year": Words("the year", "年份"),
    "source": Words("the source", "来源"),
}
_RELEASE = re.compile(r"(.+)_(\d{4})")


def family(series: str) -> tuple[str, str]:
    """A series id as inventory and release.

    >>> family("co2.ceads_sectoral_2022"), family("co2.carbon_monitor")
    (('ceads_sectoral', '2022'), ('carbon_monitor', ''))
    """
    name = series.partition(".")[2]
    match = _RELEASE.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")


def family_name(series: str) -> Words:
    """A series without its release."""
    known = SERIES.get(f"{series.partition('.')[0]}.{family(series)[0]}")
    return known or series_name(series)


def series_name(series: str) -> Words:
    """A series as readers see it; its id where no name is known."""
    if series in SERIES:
        return SERIES[series]
    name, release = family(series)
    known = SERIES.get(f"{series.partition('.')[0]}.{name}")
    if known is None:
        return Words(series, series)
    if not release:
        return known
    if name.startswith("ceads"):  # these releases are named by their last year of data
        return Words(
            f"{known.en} (release to {release})", f"{known.zh}（数据截至{release}年的版本）"
        )
    return Words(f"{known.en} (release of {release})", f"{known.zh}（{release}年版）")


def denominator_name(basis: Basis) -> Words:
    """What stands below the line."""
    if basis.denominator == "sum":
        return Words("over the sum of the regions", "分母为各地区之和")
    if basis.total == basis.series:
        return Words("over the nation's own figure", "分母为全国数")
    name = TOTALS.get(basis.total)
    if name is None:
        total = series_name(basis.total)
        return Words(f"over {total.en}", f"分母为{total.zh}")
    return name


def basis_name(basis: Basis, year: int) -> Words:
    """A basis with its year, as the label of a row."""
    series, below = series_name(basis.series), denominator_name(basis)
    imports = IMPORTS.get("+".join(basis.imports), Words("with imported power", "计入外来电"))
    en = [series.en, below.en, *([imports.en] if basis.imports else []), str(year)]
    zh = [series.zh, below.zh, *([imports.zh] if basis.imports else []), f"{year}年"]
    return Words(", ".join(en), "，".join(zh))


def choices_of(basis: Basis, year: int) -> dict[str, str]:
    """The choices behind a value, as keys and tokens that can be compared."""
    inventory, release = family(basis.series)
    below = basis.denominator
    if (
        basis.denominator == "national"
        and family(basis.total)[0].split("_")[0] != inventory.split("_")[0]
    ):
        below = f"national ({basis.total.partition('.')[2]})"
    found = {"inventory": inventory} if basis.concept == "co2" else {"source": inventory}
    if release:
        found["vintage"] = release
    found["denominator"] = below
    if basis.concept == "co2":
        found["imports"] = "+".join(basis.imports) or "none"
    found["year"] = str(year)
    return found


def independence_of(series: tuple[str, ...]) -> str:
    """Whose figures they are: an inventory's by researchers, whatever else stands beside it.

    >>> independence_of(("co2.ceads_sectoral_2022", "gdp.nbs_2025")), independence_of(("gdp.bea",))
    ('independent', 'official_other')
    """
    if any(name.startswith(INDEPENDENT) for name in series):
        return "independent"
    return "official_other"


def choice_name(choice: str) -> Words:
    """A choice as readers see it."""
    return CHOICES.get(choice, Words(choice, choice))


def figure_name(store: Store, concept: str, region: str, year: int | str) -> Words:
    """A figure that is not there, by concept, region and year."""
    one = store.concepts[concept]
    where = store.regions[region]
    return Words(
        f"{one.name_en.lower()} of {where.name('en')} in {year}",
        f"{where.name('zh')}{year}年{one.name_zh}",
    )
