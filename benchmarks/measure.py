"""Wall time, processor time and peak memory of a command with all its descendants."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02


@dataclass(frozen=True)
class Measured:
    """Seconds of wall and of processors, the greatest peak of a process in MB, its command, output."""

    seconds: float
    cpu: float
    peak: float
    largest: str
    output: str


def run(command: Sequence[str], folder: Path, environ: dict[str, str] | None = None) -> Measured:
    """Run a command and measure it; a failure ends the benchmark with what it printed."""
    start, before = time.monotonic(), _spent()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peaks: dict[str, float] = {}
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, over))
    watcher.start()
    output, _ = process.communicate()
    seconds, cpu = time.monotonic() - start, _spent() - before
    over.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
    largest = max(peaks, key=lambda name: peaks[name], default="")
    return Measured(seconds, cpu, peaks.get(largest, 0.0), largest, output)


def _spent() -> float:
    """Processor seconds of all children that have ended, with theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median(measure: Callable[[], Measured], times: int) -> float:
    """Return the median of the seconds of several runs."""
    return statistics.median(measure().seconds for _ in range(times))


def _watch(root: int, peaks: dict[str, float], over: threading.Event) -> None:
    while not over.wait(INTERVAL):
        for process in _descendants(root):
            try:
                status = (process / "status").read_text()
                words = (process / "cmdline").read_text().split("\0")
            except OSError:
                continue
            for line in status.splitlines():
                if line.startswith("VmHWM:"):  # the peak of the process so far, as Linux keeps it
                    name = " ".join(word.rsplit("/", 1)[-1] for word in words[:4])[:40]
                    name = " ".join(name.split())
                    peaks[name] = max(peaks.get(name, 0.0), int(line.split()[1]) / 1000)


def _descendants(root: int) -> list[Path]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(after_name[1])
    found = {root}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return [Path("/proc") / str(pid) for pid in found]
        found |= more
