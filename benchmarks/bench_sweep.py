"""What a sweep adds to the chapters themselves, per run: here, and on a Dask cluster on loopback.

The report's own chapters are planned, handed out, answered by a stand-in that returns the notebook
unexecuted, written and recorded. What remains is the cost of the sweep. The time and the driver's
memory are taken for a short and a long sweep, because both must be flat.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from regionshare.building import default_tools
from regionshare.sweeps.sweep import Request, run

YEARS = {"short": 1, "long": 8}
REGIONS = ["CN-GD", "CN-ZJ", "CN-JS", "CN-SD"]


def unexecuted(run_: Any, runtime: Path) -> tuple[dict[str, Any], list[str]]:
    """Stand in for a kernel."""
    return run_.source, []


def sweep(folder: str, years: int, scheduler: str = "") -> tuple[int, float, float]:
    """Sweep and return the runs, and wall and driver CPU seconds per run."""
    tools = dataclasses.replace(default_tools(), execute=unexecuted)
    request = Request(
        years=list(range(2024 - years, 2024)), nation="CN", regions=REGIONS, output=f"file://{folder}",
        tools=tools, scheduler=scheduler, pages=False,
    )  # fmt: skip
    start, cpu = time.perf_counter(), time.process_time()
    done = run(request, lambda line: None)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    if done.failures or not done.executed:
        sys.exit(f"the sweep failed: {done.failures[:1]}")
    return done.executed, wall / done.executed, cpu / done.executed


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Give the address of a scheduler with two worker processes."""
    from distributed import LocalCluster

    make: Any = LocalCluster
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    with make(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield str(made.scheduler_address)


def report(title: str, scheduler: str = "") -> None:
    """Measure and print one way."""
    for name, years in YEARS.items():
        with tempfile.TemporaryDirectory() as folder:
            runs, wall, cpu = sweep(folder, years, scheduler)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{title}, {name}: {runs} runs, {1000 * wall:.1f} ms wall and {1000 * cpu:.1f} ms of "
            f"the driver's CPU per run, driver at most {peak:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    report("local, 2 processes")
    with cluster() as address:
        report("Dask, 2 workers", address)
