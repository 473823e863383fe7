"""How tests wait for what must come about, however busy the machine is, and start processes."""

from __future__ import annotations

import cProfile
import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 300.0
"""Seconds after which what did not come about will not: no test passes or fails by being quick."""


def wait_until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something holds; fail after a long while."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls: what it costs, whatever the machine does besides."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(one.callcount for one in profile.getstats())


def search_path(*folders: Path) -> str:
    """Folders that a Python is to search, before those that this one was told."""
    told = filter(None, [os.environ.get("PYTHONPATH")])
    return os.pathsep.join([*map(str, folders), *told])
