"""How long the whole ledger takes after loading: it must stay below one second.

Run: python benchmarks/bench_ledger.py
"""

from __future__ import annotations

import sys
import time

from regionshare.claims import claim as claimsfile
from regionshare.claims import consistency, formats, ledger
from regionshare.numbers import opening

LIMIT = 1.0
ROUNDS = 3


def main() -> int:
    evaluator = opening.evaluator()
    file = claimsfile.load(None, evaluator)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = ledger.judge(file, evaluator)
        formats.as_json(found)
        consistency.findings(found)
        times.append(time.perf_counter() - start)
    first, best = times[0], min(times)
    print(f"{len(found.entries)} claims: first {first:.3f} s, best {best:.3f} s, limit {LIMIT:g} s")
    return int(first > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
