"""Wording: phrases that prose needs and that depend on the data, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regionshare.numbers.number import Number

if TYPE_CHECKING:
    from regionshare.chapters.editions import Edition

REGIONS = {
    ("province", "en"): ("province", "provinces"),
    ("province", "zh"): ("省份", "省份"),
    ("state", "en"): ("state", "states (with D.C.)"),
    ("state", "zh"): ("州", "州（含华盛顿特区）"),
}
SHORT = {
    "energy": {"en": "Energy", "zh": "能源"},
    "co2": {"en": "Carbon", "zh": "碳排放"},
    "electricity": {"en": "Electricity", "zh": "电力"},
    "population": {"en": "People", "zh": "人口"},
    "gdp": {"en": "Economy", "zh": "经济"},
}
"""A concept in one word, for labels and column heads."""

NATION = {"CN": {"en": "China", "zh": "全国"}, "US": {"en": "the United States", "zh": "美国"}}


def names(edition: Edition) -> dict[str, str]:
    """The names every chapter may use: region, nation, year, the word for its regions."""
    lang, region = edition.lang, edition.region
    one, many = REGIONS[region.level, lang]
    nation = NATION.get(edition.nation.id, {}).get(lang, edition.nation.name(lang))
    texts = {
        "region": region.name(lang),
        "region_id": region.id,
        "region_en": region.name("en"),
        "nation": nation,
        "year": str(edition.year),
        "edition": f"{region.name(lang)}，{edition.year}年"
        if lang == "zh"
        else f"{region.name(lang)}, {edition.year}",
        "province": one,
        "provinces": many,
    }
    for concept in edition.evaluator.grid.concepts(edition.nation.id):
        year = edition.complete_year(concept)
        if year is not None:
            texts[f"year/{concept}"] = str(year)
    return texts


def compared(first: Number, second: Number, lang: str) -> str:
    """``a smaller share of`` or its opposite, by the numbers as printed.

    >>> from types import SimpleNamespace as N
    >>> compared(N(value=7.04, decimals=1), N(value=10.7, decimals=1), "en")
    'less than'
    """
    a, b = round(first.value, first.decimals), round(second.value, second.decimals)
    words = {
        "en": ("less than", "as much as", "more than"),
        "zh": ("低于", "等于", "高于"),
    }[lang]
    return words[(a > b) - (a < b) + 1]
