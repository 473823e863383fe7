"""The matrix of a nation beside a plain loop over the evaluator, which must give the same values.

Run: python benchmarks/bench_matrix.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from regionshare.errors import MissingDataError
from regionshare.matrix import content
from regionshare.matrix.content import Matrix
from regionshare.methods import metrics
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.quantities import Quantities

LIMIT = 1.0
ROUNDS = 5


def loop(evaluator: Evaluator, found: Matrix) -> dict[str, pd.DataFrame]:
    """Every metric, region and year, one after another, as `Evaluator` computes one number."""
    nation, grid, quantities = found.nation.id, evaluator.grid, evaluator.quantities
    tables = {}
    for name in (name for name in found.blocks if "/" in name):
        metric, _, rest = name.partition("/")
        concepts = [*rest.split(":"), *(["population"] if metric == "per_capita" else [])]
        wide = found.wide(name) * np.nan
        for year in found.years:
            try:
                bases = [grid.headline(nation, concept, year) for concept in concepts]
                ranks = _ranks(evaluator, nation, concepts, year) if metric == "rank" else None
            except MissingDataError:
                continue
            for region in wide.index:
                try:
                    value = (
                        ranks.get(region, np.nan)
                        if ranks is not None
                        else ONE[metric](quantities, bases, region, year)
                    )
                except MissingDataError:
                    continue
                wide.loc[region, year] = value
        tables[name] = wide
    return tables


def _ranks(evaluator: Evaluator, nation: str, concepts: list[str], year: int) -> pd.Series:
    return metrics.rank(evaluator.relative_table(*concepts, nation, year))


def _ratio(quantities: Quantities, bases: list, region: str, year: int) -> float:
    above, below = (quantities.part(basis, region, year).measure for basis in bases)
    return metrics.intensity(above, below).scalar


ONE: dict[str, Callable[..., float]] = {
    "value": lambda q, bases, region, year: q.figure(bases[0].series, region, year).value,
    "share": lambda q, bases, region, year: q.share_on(bases[0], region, year).value,
    "relative_intensity": lambda q, bases, region, year: q.relative_on(*bases, region, year).value,
    "intensity": _ratio,
    "per_capita": _ratio,
}


def main() -> int:
    evaluator = opening.evaluator()
    slow = False
    for nation in ("CN", "US"):
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            found = content.compute(evaluator, nation)
            rows = len(found.frame)
            times.append(time.perf_counter() - start)
        start = time.perf_counter()
        plain = loop(evaluator, found)
        looped = time.perf_counter() - start
        for name, wide in plain.items():
            np.testing.assert_allclose(found.wide(name), wide, rtol=1e-12, err_msg=name)
        first, best = times[0], min(times)
        print(
            f"{nation}: {rows} rows of {len(found.blocks)} metrics, {len(found.regions)} regions, "
            f"{len(found.years)} years: first {first:.3f} s, best {best:.3f} s, limit {LIMIT:g} s; "
            f"plain loop {looped:.1f} s, the same values"
        )
        slow |= first > LIMIT
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
