"""Time of rank stability and of a Gini over all regions, beside plain loops in the same run.

``python benchmarks/bench_composite.py``. Ends with an error if the two ways differ, or if ten
thousand draws for eleven cities take a second or more.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from regionshare.methods import composite, inequality

DRAWS, CITIES, INDICATORS, COSTS = 10_000, 11, 7, (3, 5)


def seconds(call: Callable[[], object], times: int) -> float:
    """Return the median wall time of a call."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def loop(
    table: list[list[float]], weights: list[list[float]], methods: list[int]
) -> list[list[int]]:
    """Rank once per draw with lists and sums: what the vectorised code must equal."""
    columns = list(zip(*table, strict=True))
    found = []
    for weight, method in zip(weights, methods, strict=True):
        name = composite.METHODS[method]
        scores = [0.0] * len(table)
        best, worst = [0.0] * len(table), [0.0] * len(table)
        for j, (column, w) in enumerate(zip(columns, weight, strict=True)):
            low, high, sign = min(column), max(column), -1 if j in COSTS else 1
            norm = sum(x * x for x in column) ** 0.5
            for i, x in enumerate(column):
                if name == "min_max":
                    part = (x - low) / (high - low)
                    scores[i] += w * (1 - part if sign < 0 else part)
                elif name == "rank":
                    scores[i] += w * sum(sign * x > sign * y for y in column) / (len(column) - 1)
                else:
                    top, bottom = (low, high) if sign < 0 else (high, low)
                    best[i] += (w * (x - top) / norm) ** 2
                    worst[i] += (w * (x - bottom) / norm) ** 2
        if name == "topsis":
            scores = [b**0.5 / (a**0.5 + b**0.5) for a, b in zip(best, worst, strict=True)]
        found.append([1 + sum(other > score + 1e-12 for other in scores) for score in scores])
    return found


def stability() -> list[tuple[str, str, str]]:
    """Measure rank stability and the loop, on the same draws."""
    table = np.random.default_rng(1).uniform(1, 10, (CITIES, INDICATORS))
    ours = composite.rank_stability(table, COSTS, draws=DRAWS)
    arguments = (table.tolist(), ours.weights.tolist(), ours.methods.tolist())
    if loop(*arguments) != ours.ranks.tolist():
        raise SystemExit("benchmark failed: the loop ranks otherwise")
    fast = seconds(lambda: composite.rank_stability(table, COSTS, draws=DRAWS), 5)
    slow = seconds(lambda: loop(*arguments), 1)
    if fast >= 1:
        raise SystemExit(f"benchmark failed: {DRAWS} draws took {fast:.2f} s")
    return [
        (f"rank stability, {DRAWS} draws, {CITIES} cities (median of 5)", f"{fast:.3f} s", "< 1 s"),
        ("the same by a plain loop, given the draws", f"{slow:.2f} s", ""),
        ("ratio", f"{slow / fast:.0f}", "> 1"),
    ]


def gini() -> list[tuple[str, str, str]]:
    """Measure a weighted Gini of thirty regions and the double sum of its definition."""
    generator = np.random.default_rng(2)
    x, w = generator.uniform(1, 10, 30), generator.uniform(1, 10, 30)

    def double_sum() -> float:
        total, mean = sum(w), sum(a * b for a, b in zip(x, w, strict=True)) / sum(w)
        pairs = sum(w[i] * w[j] * abs(x[i] - x[j]) for i in range(30) for j in range(30))
        return float(pairs / (2 * total**2 * mean))

    if abs(double_sum() - inequality.gini(x, w)) > 1e-12:
        raise SystemExit("benchmark failed: the double sum is another Gini")
    fast, slow = (
        seconds(lambda: inequality.gini(x, w), 101),
        seconds(double_sum, 11),
    )
    return [
        ("Gini of 30 regions with weights (median of 101)", f"{1000 * fast:.3f} ms", ""),
        ("the same by its double sum", f"{1000 * slow:.3f} ms", ""),
        ("ratio", f"{slow / fast:.0f}", "> 1"),
    ]


def main() -> None:
    """Print the table."""
    print("| what | measured | wanted |\n|---|---|---|")
    for row in (*stability(), *gini()):
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
