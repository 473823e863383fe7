"""Progress: how far a sweep is, how fast it goes and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

Report = Callable[[str], None]


class Progress:
    """A bar on a terminal, and a line for each edition anywhere.

    What was there already counts neither as done nor as left.

    Parameters
    ----------
    editions, works : int
        How many there are at most.
    report : callable
        Gets the lines.
    """

    def __init__(self, editions: int, works: int, report: Report) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its thread would be in the way of forking
        self._bar: Any = tqdm(total=works, unit="task", desc="sweep", leave=False, disable=None)
        self._report, self._start = report, time.monotonic()
        self.editions, self.seen = editions, 0
        self.left, self.done = works, 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def tell(self, line: str) -> None:
        """Report a line above the bar."""
        with self._bar.external_write_mode():
            self._report(line)

    def skip(self, works: int) -> None:
        """Note that some works need not be done."""
        self.left -= works
        if not self._bar.disable:
            self._bar.total -= works
            self._bar.refresh()

    def advance(self) -> None:
        """Note that a work was done."""
        self.left -= 1
        self.done += 1
        self._bar.update()

    def edition(self, line: str) -> None:
        """Report what became of an edition, with the rate and the time left."""
        self.seen += 1
        self.tell(f"{line} [{self.state()}]")

    def state(self) -> str:
        """Return the state in words: ``3 of 93 editions, 1.8 tasks/s, 04:10 left``."""
        from tqdm import tqdm

        text = f"{self.seen} of {self.editions} editions"
        rate = self.done / max(time.monotonic() - self._start, 1e-9)
        if not self.done or not self.left:
            return text
        return f"{text}, {rate:.2g} tasks/s, {tqdm.format_interval(self.left / rate)} left"
