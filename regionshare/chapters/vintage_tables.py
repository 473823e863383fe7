"""Tables of the chapter on vintages."""

from __future__ import annotations

from regionshare.chapters import vintages
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.numbers import display
from regionshare.text import tables

WORDS = {
    "en": {
        "years": "GDP of {region} in every release, {unit}",
        "year": "Year",
        "matched": "Share of {region} in GDP of {year}, by what stands above and below",
        "above": "Region's figure",
        "below": "Nation's figure",
        "share": "Share",
        "use": "Vintages",
        "good": "matched",
        "trap": "mixed (trap)",
        "sum": "sum of the regions, {name}",
        "nation": "national row, {name}",
        "revision": "GDP of {year} before and after the revision: {old} and {new}, {unit}",
        "region": "Region",
        "moved": "Revision",
        "share_old": "Share before",
        "share_new": "Share after",
        "share_change": "Change, points",
    },
    "zh": {
        "years": "{region}各版GDP，{unit}",
        "year": "年份",
        "matched": "{region}占{year}年GDP的比重：分子与分母各用什么",
        "above": "地区数值",
        "below": "全国数值",
        "share": "比重",
        "use": "版本",
        "good": "一致",
        "trap": "混用（口径错配）",
        "sum": "各地区之和，{name}",
        "nation": "全国数，{name}",
        "revision": "修订前后的{year}年GDP：{old}与{new}，{unit}",
        "region": "地区",
        "moved": "修订幅度",
        "share_old": "修订前比重",
        "share_new": "修订后比重",
        "share_change": "变化（百分点）",
    },
}


def years_table(edition: Edition) -> str:
    """The region's GDP in every release, one row for each year."""
    words, lang, store = WORDS[edition.lang], edition.lang, edition.store
    known = vintages.releases(edition)
    unit = store.units[known[0].unit]
    years = sorted({y for s in known for y in store.years(s.id) if y <= edition.year})
    rows = []
    for year in years:
        cells = [str(year)]
        for series in known:
            has = store.has(series.id, edition.region.id, year)
            value = store.value(series.id, edition.region.id, year) if has else 0.0
            cells.append(display.digits(value * unit.factor(lang), 0) if has else "–")
        if any(cell != "–" for cell in cells[1:]):
            rows.append(cells)
    caption = words["years"].format(region=edition.texts["region"], unit=unit.symbol(lang))
    head = [words["year"], *(vintages.name(s.id, lang) for s in known)]
    return tables.table(caption, head, rows, numeric=range(1, len(head)))


def matched_table(edition: Edition) -> str:
    """Every share of one vintage, and what the mixed pairs would give, in one year."""
    one = vintages.step(edition, "last")
    if one is None:
        return ""
    words, lang = WORDS[edition.lang], edition.lang
    rows: list[tuple[str, ...]] = []
    marked = []
    matched = vintages.matched_shares(edition, one.year)
    for number in [*matched, *vintages.mixed_shares(edition)]:
        choice = number.basis[0]
        trap = number.match == "trap"
        key = "sum" if choice.denominator == "sum" else "nation"
        below = words[key].format(name=vintages.name(choice.total, lang))
        if trap:
            marked.append(len(rows))
        rows.append(
            (
                vintages.name(choice.series, lang),
                below,
                display.percent(number.value, 2, lang),
                words["trap" if trap else "good"],
            )
        )
    caption = words["matched"].format(region=edition.texts["region"], year=one.year)
    head = [words[key] for key in ("above", "below", "share", "use")]
    return tables.table(caption, head, rows, numeric=[2], marked=marked)


def last_table(edition: Edition) -> str:
    """Every region before and after the last revision."""
    return _revision_table(edition, "last")


def earlier_table(edition: Edition) -> str:
    """Every region before and after the revision before the last."""
    return _revision_table(edition, "earlier")


def _revision_table(edition: Edition, slug: str) -> str:
    one = vintages.step(edition, slug)
    if one is None:
        return ""
    words, lang = WORDS[edition.lang], edition.lang
    unit = edition.store.units[one.new.unit]
    panel = vintages.revision_panel(edition, one)
    rows = []
    for row in records(panel):
        old, new = (display.digits(row[k] * unit.factor(lang), 0) for k in ("old", "new"))
        change = row["share_change"]
        rows.append(
            (
                row["name"],
                old,
                new,
                display.shown(row["revision"], "change", 1, {}, lang),
                display.percent(row["share_old"], 2, lang),
                display.percent(row["share_new"], 2, lang),
                display.signed(change, 2) + display.digits(abs(change), 2),
            )
        )
    names = {"old": vintages.name(one.old.id, lang), "new": vintages.name(one.new.id, lang)}
    caption = words["revision"].format(year=one.year, unit=unit.symbol(lang), **names)
    keys = ("moved", "share_old", "share_new", "share_change")
    head = [words["region"], names["old"], names["new"], *(words[key] for key in keys)]
    marked = panel.index[panel["region"] == edition.region.id].tolist()
    return tables.table(caption, head, rows, numeric=range(1, 7), marked=marked)
