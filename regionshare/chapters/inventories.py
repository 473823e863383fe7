"""Inventories: one region's and the nation's carbon in every inventory and release."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.chapters.vintages import segmented
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.figures.figure import Figure
from regionshare.indicators.inventory import spread
from regionshare.numbers.number import Number, NumberId

CONCEPT = "co2"
NAMES = {
    "co2.ceads_sectoral_2022": {"en": "CEADs sectoral, to 2022", "zh": "CEADs部门法（至2022年）"},
    "co2.ceads_sectoral_2019": {"en": "CEADs sectoral, to 2019", "zh": "CEADs部门法（至2019年）"},
    "co2.ceads_apparent_2022": {"en": "CEADs apparent, to 2022", "zh": "CEADs表观法（至2022年）"},
    "co2.ceads_apparent_2019": {"en": "CEADs apparent, to 2019", "zh": "CEADs表观法（至2019年）"},
    "co2.carbon_monitor": {"en": "Carbon Monitor", "zh": "Carbon Monitor"},
    "co2.ceads_national_sectoral_2019": {
        "en": "CEADs national, sectoral",
        "zh": "CEADs全国清单（部门法）",
    },
    "co2.ceads_national_apparent_2019": {
        "en": "CEADs national, apparent",
        "zh": "CEADs全国清单（表观法）",
    },
    "co2.gcb_2024": {"en": "Global Carbon Budget 2024", "zh": "全球碳预算2024"},
    "co2.gcb_2025": {"en": "Global Carbon Budget 2025", "zh": "全球碳预算2025"},
    "co2.edgar_2024": {"en": "EDGAR 2024", "zh": "EDGAR 2024"},
}


def name(series: str, lang: str) -> str:
    """An inventory as readers call it; a release by the last year it covers."""
    return NAMES[series][lang] if series in NAMES else series.partition(".")[2]


def approach(series: str, lang: str) -> str:
    """The inventory without its release: ``CEADs sectoral``."""
    return name(series, lang).split(", to")[0].split("（")[0]


def _series(edition: Edition) -> list[Series]:
    nation = edition.nation.id
    found = [
        s for s in edition.store.series.values() if s.concept == CONCEPT and s.nation == nation
    ]
    return sorted(found, key=lambda s: s.rank)


def regional(edition: Edition) -> list[Series]:
    """The inventories with the nation's regions, by rank."""
    own = edition.region.id
    return [s for s in _series(edition) if own in s.expected_regions]


def national(edition: Edition) -> list[Series]:
    """The inventories with the nation's own row, by rank."""
    return [s for s in _series(edition) if edition.nation.id in s.expected_regions]


def available(edition: Edition) -> bool:
    """Whether more than one inventory holds the region in a common year."""
    return len(regional(edition)) > 1 and common_year(edition) is not None


def draw(edition: Edition, make: Callable[[Edition], Figure | None]) -> None:
    """Show a figure of this chapter; nothing where its data are missing."""
    figure = make(edition) if available(edition) else None
    if figure is not None:
        edition.show(figure)


def show(edition: Edition, make: Callable[[Edition], str]) -> None:
    """Show a table of this chapter; nothing where its data are missing."""
    html = make(edition) if available(edition) else ""
    if html:
        edition.show(html)


def whole_years(edition: Edition, series: Series) -> list[int]:
    """The years, not after the edition's, in which a series has every expected region."""
    store = edition.store
    years = store.years(series.id)
    return [y for y in years if y <= edition.year and not store.missing(series.id, y)]


def common_year(edition: Edition) -> int | None:
    """The latest year in which the most inventories have every region; None below two."""
    counts: dict[int, int] = {}
    for series in regional(edition):
        for year in whole_years(edition, series):
            counts[year] = counts.get(year, 0) + 1
    best = max(counts, key=lambda year: (counts[year], year), default=None)
    return best if best is not None and counts[best] > 1 else None


def shares(edition: Edition, year: int | None = None) -> dict[str, Number]:
    """The region's share of the sum of each inventory, in a year or in each one's latest."""
    found = {}
    for series in regional(edition):
        years = whole_years(edition, series)
        when = year if year is not None else max(years, default=None)
        if when in years:
            token = f"{series.short}~sum"
            wanted = NumberId("share", (CONCEPT,), edition.region.id, when, token)
            found[series.id] = edition.evaluator.number(wanted)
    return found


def compute(edition: Edition, metric: str, region: str, year: int, choice: str = "") -> Number:
    """A number of this chapter."""
    return edition.evaluator.number(NumberId(metric, (CONCEPT,), region, year, choice))


def common_national_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, that every national inventory has."""
    rows = [set(edition.store.years(s.id)) for s in national(edition)]
    years = set.intersection(*rows) if rows else set()
    return max((y for y in years if y <= edition.year), default=None)


# -- panels -----------------------------------------------------------------------------------


def share_panel(edition: Edition) -> pd.DataFrame:
    """Each inventory's share of the region, in the common year and in its latest year.

    Columns ``series, label, year, value, share, latest_year, latest_value, latest_share``.
    """
    common, rows = common_year(edition), []
    latest = shares(edition)
    here = shares(edition, common)
    store, own = edition.store, edition.region.id
    for series, last in latest.items():
        row: list[object] = [series, name(series, edition.lang)]
        known = here.get(series)
        if known is None or common is None:
            row += [common, float("nan"), float("nan")]
        else:
            row += [common, store.value(series, own, common), known.value]
        year = int(last.period)
        rows.append([*row, year, store.value(series, own, year), last.value])
    head = ["series", "label", "year", "value", "share"]
    return pd.DataFrame(rows, columns=[*head, "latest_year", "latest_value", "latest_share"])


def history_panel(edition: Edition) -> pd.DataFrame:
    """The region's carbon in every inventory: ``series, label, year, value, segment``."""
    store, own = edition.store, edition.region.id
    rows = [
        (s.id, name(s.id, edition.lang), y, store.value(s.id, own, y))
        for s in regional(edition)
        for y in store.years(s.id)
        if y <= edition.year and store.has(s.id, own, y)
    ]
    return segmented(pd.DataFrame(rows, columns=["series", "label", "year", "value"]), edition)


def national_panel(edition: Edition) -> pd.DataFrame:
    """National inventories and sums of regions, in Gt: as `history_panel`, with ``kind``."""
    store, nation = edition.store, edition.nation.id
    rows = []
    for series in regional(edition):
        for year in whole_years(edition, series):
            rows.append((series.id, "sum", year, whole(store, series, year)))
    for series in national(edition):
        for year in store.years(series.id):
            if year <= edition.year and store.has(series.id, nation, year):
                rows.append((series.id, "national", year, store.value(series.id, nation, year)))
    table = pd.DataFrame(rows, columns=["series", "kind", "year", "value"])
    table["value"] = table["value"] / 1000.0
    table["label"] = [name(s, edition.lang) for s in table["series"]]
    return segmented(table, edition)[["series", "kind", "label", "year", "value", "segment"]]


def whole(store: Store, series: Series, year: int) -> float:
    """The sum of all expected regions of a series in a complete year."""
    return sum(store.value(series.id, region, year) for region in store.parts(series.id))


def spread_panel(edition: Edition) -> pd.DataFrame:
    """Every region's inventories in the common year as a multiple of the headline's figure.

    Columns ``region, name, spread, count`` and one per series, widest spread first; regions with
    fewer than two inventories or without the headline's are left out.
    """
    store, year = edition.store, common_year(edition)
    if year is None:
        return pd.DataFrame()
    base = edition.evaluator.grid.headline(edition.nation.id, CONCEPT, year).series
    known = [s.id for s in regional(edition) if year in whole_years(edition, s)]
    rows = []
    for region in edition.store.regions.members(edition.nation.id):
        values = {
            s: store.value(s, region.id, year) for s in known if store.has(s, region.id, year)
        }
        if base not in values or len(values) < 2:
            continue
        against = {s: value / values[base] for s, value in values.items()}
        row: dict[str, object] = {"region": region.id, "name": region.name(edition.lang)}
        rows.append(row | {"spread": spread(values), "count": len(values)} | against)
    table = pd.DataFrame(rows, columns=["region", "name", "spread", "count", *known])
    return table.sort_values(["spread", "region"], ascending=[False, True], ignore_index=True)
