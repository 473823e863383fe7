"""A Dask scheduler and workers, each a process of its own on this machine's loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from waiting import PATIENCE, search_path, wait_until

TESTS = Path(__file__).parent


class ToyCluster:
    """A scheduler whose workers are started and killed at will.

    Parameters
    ----------
    folder : Path
        For its files.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self.workers: list[subprocess.Popen[bytes]] = []
        known = folder / "scheduler.json"
        listen = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start("dask_scheduler", *listen, "--scheduler-file", str(known))
        wait_until(known.exists, PATIENCE)
        wait_until(lambda: known.read_text().rstrip().endswith("}"), PATIENCE)
        self.address: str = json.loads(known.read_text())["address"]

    def add_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, without a nanny that would start it again."""
        worker = self._start(
            "dask_worker",
            self.address,
            *("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"),
            *("--local-directory", str(self.folder)),
            **environment,
        )
        self.workers.append(worker)
        return worker

    def kill(self, process: int) -> None:
        """End a worker as the kernel does when memory runs out."""
        os.kill(process, signal.SIGKILL)

    def _start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.folder / f"{program}.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
            stdout=log,
            stderr=log,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": search_path(TESTS), **environment},
        )
        self._stack.callback(_end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(timeout=PATIENCE)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[ToyCluster]:
    """Give a scheduler without workers; all its processes end with the test."""
    folder = tmp_path / "dask"
    folder.mkdir()
    with ExitStack() as stack:
        yield ToyCluster(folder, stack)
