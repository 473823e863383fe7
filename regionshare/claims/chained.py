"""Chained: the fall of an intensity at constant prices, from announced real growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regionshare.claims import labels
from regionshare.claims.evidence import Evidence, Formula
from regionshare.claims.intervals import Interval
from regionshare.claims.statement import Words
from regionshare.claims.verdicts import Missing
from regionshare.data.store import Store
from regionshare.errors import MissingDataError
from regionshare.numbers.number import Input

if TYPE_CHECKING:
    from regionshare.claims.asked import Asked
    from regionshare.claims.gridded import Found

JOIN = 0.005
"""Releases are joined only where they agree this well in every overlapping year."""


def join_gap(store: Store, first: str, second: str, region: str) -> float | None:
    """Largest relative difference of two releases over the years both have; None if none."""
    gaps = [
        abs(store.value(first, region, year) / store.value(second, region, year) - 1)
        for year in store.years(first)
        if store.has(first, region, year) and store.has(second, region, year)
    ]
    return max(gaps, default=None)


def drop(asked: Asked) -> Found:
    """``100 * (1 - (C_t / C_0) / product of (1 + growth))``, in percent.

    The chain's first series gives the base year, its last the later year; where they differ the
    releases must agree within 0.5 % in every overlapping year of the region.
    """
    spec, store = asked.spec, asked.evaluator.store
    chain, since = spec.texts("chain"), int(spec.text("since"))
    unknown = [s for s in (*chain, spec.text("growth")) if s not in store.series]
    if unknown:
        return [], [Missing(f"series {unknown[0]}", f"系列{unknown[0]}")]
    abroad = asked.abroad([*chain, spec.text("growth")])
    if abroad is not None:
        return [], [abroad]
    try:
        return [_drop(asked, chain, since)], []
    except MissingDataError as error:
        where = store.regions[asked.region].name("zh")
        return [], [
            Missing(error.what, f"{where}自{since}年起同一清单的数据（{'、'.join(chain)}）")
        ]


def _drop(asked: Asked, chain: list[str], since: int) -> Evidence:
    store, region = asked.evaluator.store, asked.region
    if len(chain) > 1:
        gap = join_gap(store, chain[0], chain[-1], region)
        if gap is None or gap > JOIN:
            said = "have no common year" if gap is None else f"differ by {100 * gap:.1f} %"
            raise MissingDataError(
                f"one inventory of {region} from {since}: {chain[0]} and {chain[-1]} {said}"
            )
    year = _last(asked, chain[-1])
    figure = asked.evaluator.quantities.figure
    base, later = figure(chain[0], region, since), figure(chain[-1], region, year)
    growth = [figure(asked.spec.text("growth"), region, y) for y in range(since + 1, year + 1)]
    inputs: tuple[Input, ...] = (
        *base.inputs, *later.inputs, *(one for g in growth for one in g.inputs)
    )  # fmt: skip
    formula = Formula(inputs, compute)
    value = compute(tuple(one.value for one in inputs))
    return _evidence(asked, chain, formula, value, (since, year))


def compute(values: tuple[float, ...]) -> float:
    """The drop from base, later value and yearly growth in percent.

    >>> round(compute((100.0, 120.0, 50.0, 60.0)), 6)
    50.0
    """
    index = 1.0
    for growth in values[2:]:
        index *= 1 + growth / 100
    return 100 * (1 - values[1] / values[0] / index)


def _last(asked: Asked, series: str) -> int:
    last = asked.claim.year or asked.claim.spoken.year
    wanted = asked.spec.texts("years") or ["latest"]
    if wanted[0] != "latest":
        return int(wanted[0])
    for year in range(last, last - 30, -1):
        if asked.evaluator.store.has(series, asked.region, year):
            return year
    raise MissingDataError(f"{asked.region} has no year up to {last} in {series}")


def _evidence(
    asked: Asked, chain: list[str], formula: Formula, value: float, years: tuple[int, int]
) -> Evidence:
    spec, names = asked.spec, [labels.series_name(s) for s in chain]
    inventory, release = labels.family(chain[-1])
    joined = Words("", "")
    if len(chain) > 1:
        joined = Words(f", joined to {names[0].en}", f"，与{names[0].zh}衔接")
    return Evidence(
        label_en=f"{names[-1].en}{joined.en}, {years[0]} to {years[1]}",
        label_zh=f"{names[-1].zh}{joined.zh}，{years[0]}年至{years[1]}年",
        interval=Interval.point(value),
        match=spec.text("match") or "proxy",
        independence="independent",
        role=spec.text("role") or "counted",
        published=asked.published(formula.inputs),
        established=asked.established(formula.inputs),
        source=tuple(dict.fromkeys(one.series for one in formula.inputs)),
        choices={"inventory": inventory, "vintage": release, "year": str(years[1])},
        differs_en=asked.differs.en,
        differs_zh=asked.differs.zh,
        headline=spec.text("headline") == "true",
        formula=formula,
        unit=asked.claim.unit,
    )
