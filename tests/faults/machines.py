"""Other folders, clocks, time zones, languages, seeds: the same bytes; and kernels by the hundred.

As a program, ``machines.py <folder> <hours>`` builds the small book in a folder while the clock is so
many hours ahead, and prints the digest of every file.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDERS = ("b", "a folder with spaces", "一本书", "x" * 100, "[a]*?b[!c]", "a'b\"c&d")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Shanghai")
LANGUAGES = ("C", "C.UTF-8", "zh_CN.UTF-8", "tr_TR.UTF-8", "POSIX")
FULL = Path("/dev/full")
EDITION = ["--region", "CN-GD", "--year", "2021"]
COMMANDS = [
    ["--version"], ["--help"], ["build", "--help"], ["claim", "C23"], ["series"], ["ledger"],
    ["explain", "share/energy/CN-GD/2021"], ["drift", "data", "data", *EDITION],
    ["matrix", "--help"], ["check", "README.md"],
]  # fmt: skip
WRITING = ("drift",)
"""Commands whose ``--output`` is a file."""
BOOKS = ("quick", "sphinx")


def ahead(hours: float) -> None:
    """Put the clock of this process forward, for `time` and `datetime`."""
    seconds, now = hours * 3600, time.time
    plain = {name: getattr(time, name) for name in ("gmtime", "localtime", "strftime")}

    def moved(name: str) -> Callable[..., Any]:
        return lambda at=None: plain[name](now() + seconds if at is None else at)

    def told(form: str, at: Any = None) -> str:
        return str(plain["strftime"](form, moved("localtime")() if at is None else at))

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls.fromtimestamp(now() + seconds, tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

    class Day(datetime.date):
        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(now() + seconds)

    time.time = lambda: now() + seconds
    time.time_ns = lambda: int((now() + seconds) * 1e9)
    time.gmtime, time.localtime, time.strftime = moved("gmtime"), moved("localtime"), told
    datetime.datetime, datetime.date = Later, Day  # type: ignore[misc]


def digests(folder: Path, kind: str) -> dict[str, str]:
    """Build a small book in a folder; the digest of each of its files."""
    sys.path[:0] = [str(HERE.parent), str(HERE), str(ROOT)]
    if kind == "quick":
        import books
        from toy_project import make_project

        site = books.made(make_project(folder)).parent
    else:
        import book_toy

        site = book_toy.build_site(folder)
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _elsewhere(folder: Path, kind: str, hours: int, **environ: str) -> Any:
    folder.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, __file__, str(folder), kind, str(hours)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "0", **environ},
    )
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return done.stderr[-600:]


def _same_bytes(kind: str) -> Callable[[Path, random.Random], Iterator[Any]]:
    def scenario(folder: Path, chance: random.Random) -> Iterator[Any]:
        from outcomes import WHOLE, WRONG, Outcome

        first = _elsewhere(folder / "first", kind, 0, PYTHONHASHSEED="0")
        number = 0
        while True:
            number += 1
            where = chance.choice(FOLDERS)
            hours = chance.choice((0, 7, 24 * 400, -24 * 400))
            environ = {
                "TZ": chance.choice(ZONES),
                "LC_ALL": chance.choice(LANGUAGES),
                "PYTHONHASHSEED": str(chance.randrange(2**32)),
                "SOURCE_DATE_EPOCH": str(chance.choice((0, 10**9, 2**31))),
            }
            if chance.random() < 0.5:
                del environ["SOURCE_DATE_EPOCH"]
            found = _elsewhere(folder / str(number) / where, kind, hours, **environ)
            if found == first and isinstance(found, dict):
                yield Outcome(WHOLE)
                continue
            odd = [one for one in first if found.get(one) != first[one]] if (
                isinstance(found, dict) and isinstance(first, dict)
            ) else [str(found)]  # fmt: skip
            yield Outcome(WRONG, f"{where}, {hours} h ahead, {environ}: {', '.join(odd)}")

    scenario.__doc__ = (
        "A book built elsewhere, at another time, by another seed has the same bytes."
    )
    return scenario


def kernels(folder: Path, chance: random.Random, at_once: int = 20) -> Iterator[Any]:
    """Kernels started by four processes at once, each with a cell that answers."""
    import kernel_starts
    from outcomes import WHOLE, WRONG, Outcome

    while True:
        wrong = kernel_starts.scenario(at_once)
        yield Outcome(WHOLE, count=at_once - len(wrong))
        yield from (Outcome(WRONG, one) for one in wrong)


def long_folders(folder: Path, chance: random.Random) -> Iterator[Any]:
    """Kernels started while the temporary folder's path is longer than a socket's may be."""
    from outcomes import WHOLE, WRONG, Outcome

    while True:
        place = folder / ("x" * chance.randint(60, 120)) / ("y" * chance.randint(1, 120))
        place.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, str(HERE / "kernel_starts.py"), "4"],
            capture_output=True,
            text=True,
            env={**os.environ, "TMPDIR": str(place)},
        )
        left = [path.name for path in place.iterdir()]
        right = done.returncode == 0 and not left
        told = f"{len(str(place))} characters, left {left}: {done.stdout}{done.stderr[-400:]}"
        yield Outcome(WHOLE) if right else Outcome(WRONG, told)


def full_devices(folder: Path, chance: random.Random) -> Iterator[Any]:
    """Commands whose words, or whose output, go to a device without room: one sentence."""
    from outcomes import NOT_HERE, REFUSED, WRONG, Outcome

    if not FULL.exists():
        yield Outcome(NOT_HERE)
        return
    link = folder / "full"
    link.symlink_to(FULL)  # a fault in the program would replace it, not the machine's device
    while True:
        asked, output = chance.choice(COMMANDS), chance.choice((None, link))
        asked = [*asked, "--output", str(output)] if asked[0] in WRITING and output else asked
        with FULL.open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "regionshare", *asked],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
        right = done.returncode in (1, 2) and done.stderr.count("\n") == 1
        right = right and done.stderr.startswith("regionshare: ")
        told = f"{' '.join(asked)}: exit code {done.returncode}, {done.stderr[-400:]}"
        yield Outcome(REFUSED) if right else Outcome(WRONG, told)


SCENARIOS = {
    "words and outputs to /dev/full": full_devices,
    "built elsewhere and later": _same_bytes("quick"),
    "built elsewhere and later by Sphinx": _same_bytes("sphinx"),
    "kernels with a long TMPDIR": long_folders,
    "kernels started": kernels,
}

if __name__ == "__main__":
    import pandas  # noqa: F401  # what is compiled takes the classes of time when it is loaded

    ahead(float(sys.argv[3]))
    print(json.dumps(digests(Path(sys.argv[1]), sys.argv[2])))
