"""Tables of the chapter on inventories."""

from __future__ import annotations

import math
from collections.abc import Callable

from regionshare.chapters import carbon, imported, inventories
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.numbers import display
from regionshare.text import tables

WORDS = {
    "en": {
        "shares": "{region} in every inventory",
        "inventory": "Inventory, release",
        "mass": "Emissions, {year}",
        "share": "Share, {year}",
        "last": "Latest year",
        "last_mass": "Emissions",
        "last_share": "Share",
        "spread": "Every region's inventories as a multiple of the headline's, {year}",
        "region": "Region",
        "wide": "Highest over lowest",
        "excess": "Sum of the regions against the nation's inventory, {year}",
        "sum": "Sum of regions of",
        "imports": "{region} with net imported electricity",
        "year": "Year",
        "factor": "Factor of",
        "added": "Added",
        "plain": "Share, territorial",
        "with": "Share, with imports",
        "effect": "Change, points",
        "rests": "Generation from",
        "doubt": "later compilation: doubtful",
        "sound": "energy statistical yearbook",
    },
    "zh": {
        "shares": "{region}在各清单中的数值",
        "inventory": "清单与版本",
        "mass": "排放，{year}年",
        "share": "比重，{year}年",
        "last": "最近年份",
        "last_mass": "排放",
        "last_share": "比重",
        "spread": "各地区各清单数值相当于主口径清单的倍数，{year}年",
        "region": "地区",
        "wide": "最高比最低高出",
        "excess": "各地区之和与全国清单之差，{year}年",
        "sum": "各地区之和取自",
        "imports": "{region}计入净调入电力",
        "year": "年份",
        "factor": "因子",
        "added": "增加",
        "plain": "比重，属地",
        "with": "比重，计入外来电",
        "effect": "变化（百分点）",
        "rests": "发电量取自",
        "doubt": "较晚汇编：存疑",
        "sound": "能源统计年鉴",
    },
}


def _known(value: float, text: Callable[[float], str]) -> str:
    return "–" if math.isnan(value) else text(value)


def shares_table(edition: Edition) -> str:
    """The region's emissions and share in every inventory, common year and latest."""
    words, lang, units = WORDS[edition.lang], edition.lang, edition.store.units
    panel = inventories.share_panel(edition)

    def mass(value: float) -> str:
        return display.shown(value, "Mt", 0, units, lang)

    def share(value: float) -> str:
        return display.percent(value, 2, lang)

    rows = [
        (
            row["label"],
            _known(row["value"], mass),
            _known(row["share"], share),
            str(row["latest_year"]),
            mass(row["latest_value"]),
            share(row["latest_share"]),
        )
        for row in records(panel)
    ]
    year = inventories.common_year(edition)
    keys = ("inventory", "mass", "share", "last", "last_mass", "last_share")
    head = [words[key].format(year=year) for key in keys]
    caption = words["shares"].format(region=edition.texts["region"])
    return tables.table(caption, head, rows, numeric=range(1, 6))


def spread_table(edition: Edition) -> str:
    """Every region: the widest distance, and each inventory against the headline's."""
    words, lang = WORDS[edition.lang], edition.lang
    panel = inventories.spread_panel(edition)
    series = [c for c in panel.columns if c not in ("region", "name", "spread", "count")]

    def ratio(value: float) -> str:
        return display.digits(value, 2)

    rows = [
        (
            row["name"],
            display.percent(row["spread"], 1, lang),
            *(_known(row[one], ratio) for one in series),
        )
        for row in records(panel)
    ]
    caption = words["spread"].format(year=inventories.common_year(edition))
    head = [words["region"], words["wide"], *(inventories.name(one, lang) for one in series)]
    marked = panel.index[panel["region"] == edition.region.id].tolist()
    return tables.table(caption, head, rows, numeric=range(1, len(head)), marked=marked)


def excess_table(edition: Edition) -> str:
    """Every sum of regions against every national inventory, in their common year."""
    words, lang = WORDS[edition.lang], edition.lang
    year = inventories.common_national_year(edition)
    if year is None:
        return ""
    nations = inventories.national(edition)
    rows = []
    for series in inventories.regional(edition):
        found = [carbon.excess(edition, series.id, nation.id, year) for nation in nations]
        if any(found):
            cells = [edition.text(edition.add(one)) if one else "–" for one in found]
            rows.append((inventories.name(series.id, lang), *cells))
    head = [words["sum"], *(inventories.name(nation.id, lang) for nation in nations)]
    caption = words["excess"].format(year=year)
    return tables.table(caption, head, rows, numeric=range(1, len(head))) if rows else ""


def imports_table(edition: Edition) -> str:
    """The region's share without and with imported power, under every declared factor."""
    words, lang, regions = WORDS[edition.lang], edition.lang, edition.store.regions
    joint = "、" if lang == "zh" else ", "
    rows = []
    for one in imported.added(edition):
        factor = joint.join(regions[area].name(lang) for area in one.basis.imports)
        effect = one.effect.value
        rows.append(
            (
                str(one.year),
                inventories.approach(one.basis.series, lang),
                factor,
                edition.text(one.mass),
                display.percent(one.plain.value, 2, lang),
                display.percent(one.share.value, 2, lang),
                display.signed(effect, 2) + display.digits(abs(effect), 2),
                words["doubt" if one.later else "sound"],
            )
        )
    keys = ("year", "inventory", "factor", "added", "plain", "with", "effect", "rests")
    caption = words["imports"].format(region=edition.texts["region"])
    head = [words[key] for key in keys]
    return tables.table(caption, head, rows, numeric=range(3, 7)) if rows else ""
