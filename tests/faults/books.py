"""A small book whose building is disturbed: it is whole before and after, and of one state."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from outcomes import NOT_HERE, Child, Outcome, content, judged
from test_frozen import energy, put, showing, shown
from toy_project import TOOLS, make_project, toy_execute
from waiting import wait_until

from regionshare.building import build
from regionshare.files import publish
from regionshare.files.project import Project

STATES = ("state A", "state B")
SHOWING = showing(energy)


def _execute(run: Any, runtime: Path) -> Any:
    """One chapter reads the file, and shows it."""
    return (SHOWING if run.chapter.slug == "shares" else toy_execute)(run, runtime)


QUICK = dataclasses.replace(TOOLS, execute=_execute)


class Book:
    """A toy project whose pages show a file of its data, and what each of two states must give."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "report")
        self.live = self.project.data / "energy.csv"
        self.output = self.project.build / "html"
        twin = make_project(folder / "reference")
        self.right: dict[str, dict[str, bytes]] = {}
        for state in STATES:
            (twin.data / "energy.csv").write_text(state)
            began = time.monotonic()
            self.right[state] = content(made(twin).parent)
            self.seconds = time.monotonic() - began

    def build(self) -> Path:
        """Build it as it is now."""
        return made(self.project)

    def begin(self, state: str) -> None:
        """Have a book of the other state, and data of this one."""
        put(self.live, STATES[1 - STATES.index(state)])
        self.build()
        put(self.live, state)

    def forget(self) -> None:
        """Lose every kept result."""
        shutil.rmtree(self.project.build / "cache", ignore_errors=True)

    def whole(self) -> bool:
        """Whether what is published is a book of one of both states, to the byte."""
        return content(self.output) in self.right.values()

    def mended(self, state: str) -> bool:
        """Whether the next build gives the right book, and nothing is left beside it."""
        self.build()
        beside = [path.name for path in self.project.build.iterdir() if path.name.startswith(".")]
        work = self.project.build / "work"
        left = list(work.iterdir()) if work.exists() else []
        return content(self.output) == self.right[state] and not beside and not left

    def after(self, told: str, state: str) -> Outcome:
        """What a disturbed build has come to."""
        return judged(told, self.whole() and self.mended(state))


def made(project: Project) -> Path:
    """Build both languages with the quick tools."""
    return build("CN-GD", 2021, project=project, tools=QUICK, jobs=2, report=_quiet)


def _quiet(line: str) -> None:
    """Nobody reads what a build of a scenario tells."""


def kills(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """Killed at a random moment: the book is the earlier one or the new one, and the next right."""
    book = Book(folder)
    while True:
        state = chance.choice(STATES)
        book.begin(state)
        if chance.random() < 0.7:
            book.forget()
        told = Child(book.build).told(after=chance.uniform(0, 1.2 * book.seconds))
        yield book.after(told, state)


def changes(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A file changed and put back while a book is built: its pages are of the one state stamped."""
    book = Book(folder)
    while True:
        book.begin("state A")
        book.forget()
        run = Child(book.build)
        for state in ("state B", "state A"):
            time.sleep(chance.uniform(0, book.seconds / 2))
            put(book.live, state)
        yield book.after(run.told(), "state A")


def living_workers(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A process that goes on building while the data change: each of its books is of one state."""
    book = Book(folder)
    while True:
        book.begin("state A")
        run = Child(lambda: _go_on(book, rounds=5))
        for state in ("state B", "state A", "state B"):
            time.sleep(chance.uniform(0, book.seconds))
            put(book.live, state)
        yield book.after(run.told(), "state B")


def _go_on(book: Book, rounds: int) -> None:
    for _ in range(rounds):
        book.forget()
        book.build()
        if not book.whole():
            raise AssertionError("a book of no state")


def locks(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A build that waits for another's lock is of what there is when the wait is over."""
    book = Book(folder)
    while True:
        book.begin("state A")
        held, let = folder / "held", folder / "let"
        holder = Child(lambda held=held, let=let: _hold(book.output, held, let))  # type: ignore[misc]
        wait_until(held.exists)
        run = Child(book.build)
        time.sleep(chance.uniform(0, book.seconds))
        put(book.live, "state B")
        let.touch()
        told = [holder.told(), run.told()]
        held.unlink()
        let.unlink()
        right = "state B" in shown(book.output / "index.html") and book.mended("state B")
        yield judged(max(told, key=len), right)


def _hold(output: Path, held: Path, let: Path) -> None:
    with publish.locked(output, print):
        held.touch()
        wait_until(let.exists)


def flipped_bits(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """One to three bits of what is kept or published are others: the pages are right again."""
    book = Book(folder)
    book.begin("state A")
    book.build()
    while True:
        files = [path for path in book.project.build.rglob("*") if path.is_file()]
        path = chance.choice(files)
        bits = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 3) if bits else 0):
            bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
        path.chmod(0o644)
        path.write_bytes(bits)
        if chance.random() < 0.7:
            shutil.rmtree(book.output)
        told = Child(book.build).told()
        yield judged(told, book.whole() and book.mended("state A"))


def _limited(
    folder: Path, chance: random.Random, what: int, amount: Callable[[], int]
) -> Iterator[Outcome]:
    book = Book(folder)
    while True:
        state = chance.choice(STATES)
        book.begin(state)
        book.forget()
        limit = (amount(), resource.getrlimit(what)[1])
        told = Child(book.build, lambda limit=limit: resource.setrlimit(what, limit)).told()  # type: ignore[misc]
        yield book.after(told, state)


def small_files(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A file may not be larger than a random limit, from nothing to more than the book needs."""
    return _limited(
        folder, chance, resource.RLIMIT_FSIZE, lambda: int(10 ** chance.uniform(1, 4.5))
    )


def few_descriptors(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A process may have few files open."""
    return _limited(folder, chance, resource.RLIMIT_NOFILE, lambda: chance.randint(6, 40))


# -- a full disk -----------------------------------------------------------------------------------

NEW_NAMESPACE, NEW_USER, PRIVATE, REMOUNT = 0x00020000, 0x10000000, 0x44000, 32


def full_disks(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A disk of its own, with less room than the book needs: a sentence, and the earlier book."""
    place = folder / "disk"
    place.mkdir()
    while True:
        room = chance.randint(0, 40)
        told = Child(lambda room=room: _on_a_full_disk(place, room), _own_mounts).told()  # type: ignore[misc]
        if "PermissionError" in told:
            yield Outcome(NOT_HERE)
            return
        yield judged(told, "AssertionError" not in told)


def _on_a_full_disk(place: Path, pages: int) -> None:
    """Build on a disk that has so many pages of memory left, and then with room enough."""
    _mount(place, "size=64m")
    book = Book(place)
    book.begin("state B")
    book.forget()
    usage = os.statvfs(place)
    used = (usage.f_blocks - usage.f_bfree) * usage.f_bsize
    _mount(place, f"size={used + pages * usage.f_bsize}", REMOUNT)
    refusal: Exception | None = None
    try:
        book.build()
    except Exception as error:
        refusal = error
    assert book.whole()
    _mount(place, "size=64m", REMOUNT)
    assert book.mended("state B")
    if refusal:
        raise refusal


def _own_mounts() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_NAMESPACE) and libc.unshare(NEW_NAMESPACE | NEW_USER):
        raise PermissionError("no mounts of its own")
    if libc.mount(None, b"/", None, PRIVATE, None):
        raise PermissionError("no mounts of its own")


def _mount(place: Path, options: str, flags: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", os.fsencode(place), b"tmpfs", flags, options.encode()):
        raise PermissionError(f"no disk in memory: {os.strerror(ctypes.get_errno())}")


SCENARIOS: dict[str, Callable[[Path, random.Random], Iterator[Outcome]]] = {
    "killed at a random moment": kills,
    "changed and put back meanwhile": changes,
    "a worker that goes on meanwhile": living_workers,
    "changed while a lock is waited for": locks,
    "bits flipped in what is kept": flipped_bits,
    "files limited in size": small_files,
    "few descriptors": few_descriptors,
    "full disk": full_disks,
}
