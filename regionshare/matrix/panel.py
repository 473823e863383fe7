"""Tables that analysts ask for: regions, concepts, and a metric over all of them in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import SupportsIndex, cast

import pandas as pd

from regionshare.errors import MissingDataError, ParameterError
from regionshare.matrix import content, export
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import told, whole_year


def regions(ready: Evaluator, nation: str | None = None) -> pd.DataFrame:
    """The regions at hand, of one nation or of all."""
    known = ready.store.regions
    if nation is not None and known[told("nation", nation)].level != "nation":
        raise ParameterError(
            f"{nation} is a {known[nation].level}, no nation",
            remedy=f"Use {known.nation(nation).id}",
        )
    rows = [
        (one.id, known.nation(one.id).id, one.level, one.name("en"), one.name("zh"))
        for one in known
        if nation in (None, known.nation(one.id).id)
    ]
    return pd.DataFrame(rows, columns=["region", "nation", "level", "name_en", "name_zh"])


def concepts(ready: Evaluator) -> pd.DataFrame:
    """What is measured, and how many series measure it."""
    store = ready.store
    count = pd.Series([one.concept for one in store.series.values()]).value_counts()
    rows = [
        (one.id, one.name_en, one.name_zh, one.definition_en, int(count.get(one.id, 0)))
        for one in store.concepts.values()
    ]
    columns = ["concept", "name_en", "name_zh", "definition_en", "series"]
    return pd.DataFrame(rows, columns=columns)


def matrix(
    ready: Evaluator,
    nation: str | None = None,
    years: Sequence[SupportsIndex] | SupportsIndex = (),
    basis: Mapping[str, str] | None = None,
    metric: str | None = None,
) -> pd.DataFrame:
    """Every metric of a nation in the long form, or one of them by region and year."""
    nation = ready.store.regions.nations[0].id if nation is None else told("nation", nation)
    found = content.compute(ready, nation, whole_years(years), chosen(basis))
    if metric is None:
        return export.long(found)
    return found.wide(told("metric", metric)).rename_axis(index="region", columns="year")


def panel(
    ready: Evaluator,
    concept: str | Sequence[str] | None = None,
    nation: str | None = None,
    metric: str = "share",
    years: Sequence[SupportsIndex] | SupportsIndex = (),
    basis: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every value of a metric over all regions and years of a nation, a row each."""
    wanted = [concept] if isinstance(concept, str) else concept
    if wanted is not None and not isinstance(wanted, Iterable):
        told("concept", wanted)
    for name in {part for one in wanted or () for part in told("concept", one).split(":")}:
        ready.store.get_concept(name)
    found = matrix(ready, nation, years, basis)
    parts = found["metric"].str.partition("/")
    found = found.assign(metric=parts[0], concepts=parts[2])
    known = list(dict.fromkeys(found["metric"]))
    if told("metric", metric) not in known:
        raise ParameterError(
            f"metric {metric!r} is not known", remedy=f"Metrics: {', '.join(known)}"
        )
    rows = found[found["metric"] == metric]
    for one in wanted or ():
        of = list(dict.fromkeys(rows["concepts"]))
        if one not in of:
            raise MissingDataError(
                f"{metric} of {one} is not there for {nation or ready.store.regions.nations[0].id}",
                remedy=f"It is there of {', '.join(filter(None, of)) or 'no concept'}",
            )
    if wanted is not None:
        rows = rows[rows["concepts"].isin(list(wanted))]
    return rows[PANEL].reset_index(drop=True)


def whole_years(years: Sequence[SupportsIndex] | SupportsIndex) -> list[int]:
    """Years, or one of them, as ints."""
    several = isinstance(years, Iterable) and not isinstance(years, str)
    if several and getattr(years, "ndim", 1) != 0:
        return [whole_year(one) for one in cast(Iterable[SupportsIndex], years)]
    return [whole_year(cast(SupportsIndex, years))]


def chosen(basis: Mapping[str, str] | None) -> Mapping[str, str]:
    """Choices by concept, all in text."""
    if not isinstance(basis or {}, Mapping):
        raise ParameterError(
            f"basis is {basis!r}, which is no mapping", remedy=f"Give one such as {EXAMPLE}"
        )
    return {
        told("concept", key): told(f"basis[{key!r}]", one) for key, one in (basis or {}).items()
    }


EXAMPLE = '{"gdp": "nbs_2020~sum"}'
PANEL = ["region", "year", "metric", "concepts", "value", "unit", "basis", "id"]
