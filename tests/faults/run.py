"""Faults on purpose, counted: ``make faults``. The exit code is 1 if anything was wrong.

Each scenario is tried until its share of the time is over, or as often as ``--tries`` says. ``whole``
is a try after which everything was as it must be, ``refused`` one that ended with a sentence and left
what there was, ``wrong`` anything else.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE), str(HERE.parents[1])]

import books  # noqa: E402
import kernel_starts  # noqa: E402
import machines  # noqa: E402
import strangers  # noqa: E402
from outcomes import NOT_HERE, REFUSED, WHOLE, WRONG, Outcome  # noqa: E402

from regionshare.execution.processes import one_thread_each  # noqa: E402

Scenario = Callable[[Path, random.Random], Iterator[Outcome]]
SCENARIOS: dict[str, Scenario] = {**books.SCENARIOS, **strangers.SCENARIOS, **machines.SCENARIOS}
LONGEST = 540.0
ROW = "{:<40} {:>7} {:>7} {:>8} {:>6} {:>6}"


def tried(scenario: Scenario, seed: str, tries: int, seconds: float) -> list[Outcome]:
    """Try one scenario in a folder of its own, as often as told and as time allows."""
    deadline, found = time.monotonic() + seconds, []
    with tempfile.TemporaryDirectory() as folder:
        for outcome in scenario(Path(folder), random.Random(seed)):
            found.append(outcome)
            if sum(one.count for one in found) >= tries or time.monotonic() > deadline:
                break
    return found


def main() -> int:
    """Try every scenario that is asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the names of scenarios; all by default")
    parser.add_argument("--tries", type=int, default=60, help="of each scenario at most")
    parser.add_argument("--seconds", type=float, default=LONGEST, help="for all of them together")
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    parser.add_argument("--starts", type=int, help="start so many kernels, and do nothing else")
    asked = parser.parse_args()
    if asked.starts:
        wrong = kernel_starts.scenario(asked.starts)
        print(f"{asked.starts} kernels started, {len(wrong)} failures", *wrong[:20], sep="\n")
        return bool(wrong)
    names = [
        name for name in SCENARIOS if not asked.names or any(part in name for part in asked.names)
    ]
    one_thread_each()
    print(f"seed {asked.seed}")
    print(ROW.format("scenario", "tried", WHOLE, REFUSED, WRONG, "s"))
    wrong = []
    ends = time.monotonic() + asked.seconds
    for position, name in enumerate(names):
        began = time.monotonic()
        share = (ends - began) / (len(names) - position)
        found = tried(SCENARIOS[name], f"{asked.seed} {name}", asked.tries, share)
        count: Counter[str] = Counter()
        for one in found:
            count[one.kind] += one.count
        wrong += [f"{name}: {one.told}" for one in found if one.kind == WRONG]
        cells: list[object] = [count.total(), count[WHOLE], count[REFUSED], count[WRONG]]
        if count[NOT_HERE]:
            cells = ["-", "-", "-", NOT_HERE]
        print(ROW.format(name, *cells, f"{time.monotonic() - began:.0f}"), flush=True)
    print(*wrong[:20], sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
