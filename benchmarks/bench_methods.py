"""Time of the decomposition, beside a plain loop over the same figures in the same run.

``python benchmarks/bench_methods.py``; ends with an error if the limit is missed or the two differ.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from regionshare.methods.decomposition import lmdi_additive

SHAPE = (30, 20, 4, 4)
"""Provinces, years, factors, fuels."""

LIMIT = 0.050
RUNS = 9


def loop(x0: list, x1: list) -> list:
    """LMDI-I by the formula, one number after another."""
    found = []
    for province0, province1 in zip(x0, x1, strict=True):
        years = []
        for start, end in zip(province0, province1, strict=True):
            effects = [0.0] * len(start)
            for fuel in range(len(start[0])):
                c0 = math.prod(factor[fuel] for factor in start)
                c1 = math.prod(factor[fuel] for factor in end)
                mean = c0 if c0 == c1 else (c1 - c0) / math.log(c1 / c0)
                for k in range(len(start)):
                    effects[k] += mean * math.log(end[k][fuel] / start[k][fuel])
            years.append(effects)
        found.append(years)
    return found


def median(action: Callable[[], object]) -> float:
    """Return the median of several runs, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return sorted(times)[RUNS // 2]


def main() -> None:
    """Print the table."""
    random = np.random.default_rng(2024)
    x0, x1 = random.uniform(0.5, 2.0, (2, *SHAPE))
    plain0, plain1 = x0.tolist(), x1.tolist()
    gap = float(np.abs(lmdi_additive(x0, x1) - np.array(loop(plain0, plain1))).max())
    ours, theirs = median(lambda: lmdi_additive(x0, x1)), median(lambda: loop(plain0, plain1))
    print("| what | measured | wanted |\n|---|---|---|")
    print(
        f"| LMDI, {' x '.join(map(str, SHAPE))} | {1000 * ours:.2f} ms | < {1000 * LIMIT:.0f} ms |"
    )
    print(f"| the same by a plain loop | {1000 * theirs:.1f} ms | |")
    print(f"| ratio | {theirs / ours:.1f} | > 1 |")
    print(f"| largest difference between the two | {gap:.1e} | < 1e-9 |")
    if ours > LIMIT or ours > theirs or gap > 1e-9:
        raise SystemExit("benchmark failed")


if __name__ == "__main__":
    main()
