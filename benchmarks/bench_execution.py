"""Executing many notebooks: peers and ours side by side, in one run on one machine.

Part of ``make bench``; writes ``results.json``, from which README and the book have their table.
``python benchmarks/bench_execution.py quick`` takes fewer notebooks and writes nothing.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import contenders
import plain
import psutil
from contenders import Result

from regionshare.chapters import rerun

RESULTS = Path(__file__).resolve().parent / "results.json"
REGIONS = 31
PEERS = 8
STARTS = 500
WANTED = {"overhead": 0.1, "cli_ratio": 6.0, "api_ratio": 2.5, "memory": 200.0, "drift": 1.15}


class Memory:
    """The greatest memory of a forked kernel and of its client, while it is watched."""

    def __init__(self) -> None:
        self.kernels: list[float] = []
        self.clients: list[float] = []
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._over.wait(0.5):
            for child in own.children():
                try:
                    server = "forkkernel" in " ".join(child.cmdline())
                    for process in child.children() if server else [child]:
                        kept = self.kernels if server else self.clients
                        kept.append(process.memory_info().rss / 1e6)
                except psutil.Error:
                    continue


def row(name: str, found: Result) -> dict[str, Any]:
    """What is kept of a contender."""
    kept = {"id": name, "count": found.count, "seconds": round(found.per_notebook, 3)}
    kept["cpu"] = round(found.cpu / found.count, 3)
    return kept | ({"overhead": round(found.overhead, 3)} if found.cells else {})


def lasting(measured: Callable[[int, Path], Result], count: int, folder: Path) -> Result:
    """A peer's measure, taken again where one of its kernels died: two had chosen one port."""
    for _ in range(2):
        try:
            return measured(count, folder)
        except RuntimeError as error:
            say(f"{error}; measured again")
    return measured(count, folder)


def compare(folder: Path, peers: int, regions: int) -> list[dict[str, Any]]:
    """The peers, and ours over all regions."""
    say("papermill's command line")
    rows = [row("papermill_cli", contenders.papermill_cli(peers, folder))]
    say("papermill, two processes")
    rows.append(row("papermill_api", lasting(contenders.papermill_api, 2 * peers, folder)))
    say("nbclient, two processes")
    rows.append(row("nbclient", lasting(contenders.nbclient_api, 2 * peers, folder)))
    for mode in ("force", "cache"):
        say(f"jupyter-book, {mode}")
        cold, unchanged, _ = contenders.jupyter_book(peers, folder, mode)
        rows.append({**row(f"jupyter_book_{mode}", cold), "unchanged": round(unchanged, 2)})
    say("ours")
    with Memory() as memory:
        found = contenders.ours(regions, folder)
    rows.append({**row("ours", found), "start": round(found.start, 2)})
    steady = contenders.Result(found.count, found.wall - found.start, found.cells)
    rows[-1]["steady"] = round(steady.overhead, 3)
    rows[-1]["kernel_mb"] = round(max(memory.kernels), 0)
    rows[-1]["client_mb"] = round(max(memory.clients), 0)
    return rows


def endure(folder: Path, starts: int) -> dict[str, Any]:
    """Many starts by four workers: failures, and whether time and memory stay flat."""
    say(f"{starts} starts")
    with Memory() as memory:
        found = contenders.ours(starts, folder, jobs=4, content=plain.small())
    tenth = max(1, starts // 10)
    half = len(memory.kernels) // 2
    return {
        "starts": starts,
        "failures": starts - len(found.each),
        "seconds": round(found.per_notebook, 3),
        "first_tenth": round(statistics.median(found.each[:tenth]), 3),
        "last_tenth": round(statistics.median(found.each[-tenth:]), 3),
        "kernel_mb_first_half": round(statistics.median(memory.kernels[:half]), 0),
        "kernel_mb_second_half": round(statistics.median(memory.kernels[half:]), 0),
    }


def machine() -> dict[str, Any]:
    """Where this was measured, without what identifies it."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def verdicts(
    rows: list[dict[str, Any]], long: dict[str, Any]
) -> list[tuple[str, float, str, bool]]:
    """The targets, each with what was measured."""
    by = {one["id"]: one for one in rows}
    own = by["ours"]
    cli = by["papermill_cli"]["seconds"] / own["seconds"]
    api = by["papermill_api"]["seconds"] / own["seconds"]
    drift = long["last_tenth"] / long["first_tenth"]
    memory, most = own["kernel_mb"], WANTED["overhead"]
    checks: list[tuple[str, float, str, Callable[[float], bool]]] = [
        ("overhead per notebook, s", own["overhead"], "at most 0.1", lambda v: v <= most),
        ("the same, server started", own["steady"], "at most 0.1", lambda v: v <= most),
        ("papermill's command line / ours", cli, "at least 6", lambda v: v >= WANTED["cli_ratio"]),
        ("papermill, 2 processes / ours", api, "at least 2.5", lambda v: v >= WANTED["api_ratio"]),
        ("greatest kernel, MB", memory, "below 200", lambda v: v < WANTED["memory"]),
        ("failed starts", long["failures"], "0", lambda v: v == 0),
        ("last tenth / first tenth", drift, "flat", lambda v: v <= WANTED["drift"]),
    ]
    return [(what, value, wanted, holds(value)) for what, value, wanted, holds in checks]


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"... {text} ({time.strftime('%H:%M:%S')})", file=sys.stderr, flush=True)


def main() -> None:
    """Print both tables and keep the results."""
    quick = sys.argv[1:] == ["quick"]
    peers, regions, starts = (3, 8, 40) if quick else (PEERS, REGIONS, STARTS)
    about = machine()
    with tempfile.TemporaryDirectory(prefix="regionshare-bench-") as folder:
        rows = compare(Path(folder), peers, regions)
        long = endure(Path(folder), starts)
    print("| what | notebooks | s each | overhead, s each | unchanged, s |\n|---|---|---|---|---|")
    for one in rows:
        cells = [
            one["id"],
            one["count"],
            one["seconds"],
            one.get("overhead", ""),
            one.get("unchanged", ""),
        ]
        print(f"| {' | '.join(map(str, cells))} |")
    print(f"\n{long}\n\n| target | measured | wanted | |\n|---|---|---|---|")
    for what, value, wanted, holds in verdicts(rows, long):
        print(f"| {what} | {value:.3g} | {wanted} | {'met' if holds else 'missed'} |")
    if not quick:
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        told = {"date": date.today().isoformat(), "machine": about, "rows": rows, "starts": long}
        content = {**kept, **told}  # `bench_build.py` has its own there
        RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        print(f"\nfor the README:\n{rerun.markdown(rerun.speed(content, 'en'))}")


if __name__ == "__main__":
    main()
