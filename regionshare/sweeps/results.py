"""Results: executed chapters in a place, each with a record of what it was made from.

``results/<edition>/<lang>/<chapter>.ipynb`` is written first and its ``.json`` after it: a result
without a record is none. Records are those of `regionshare.execution.cache`: they hold digests of
themselves, of the notebook, and of each file that was read while it was made.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from regionshare.errors import RegionshareError
from regionshare.execution.cache import DamagedError, Recording, opened, save
from regionshare.files.notebooks import Notebook
from regionshare.files.places import Place
from regionshare.files.project import canonical
from regionshare.sweeps.orders import Done, Failure, Order

FOLDER = "results"
DigestOf = Callable[[str], str]
"""What a file that was read holds now: see `regionshare.execution.cache.Contents`."""


class ResultError(RegionshareError):
    """A result in its place is not the one that its record describes."""

    exit_code = 1


def stem(order: Order) -> str:
    """Return the name of an order's files without suffix."""
    return f"{FOLDER}/{order.edition.id}/{order.lang}/{order.chapter}"


def missing(
    place: Place,
    orders: Iterable[Order],
    digest_of: DigestOf,
    damaged: Callable[[Order], object] = bool,
) -> list[Order]:
    """Return those orders whose results are not there as they would be made now.

    `damaged` is called for those whose record is not as it was written.
    """
    orders = list(orders)
    found = place.read_many(_record(order) for order in orders)
    left = []
    for order in orders:
        try:
            text = found.get(_record(order))
            if text is not None and Recording.loads(text).current(order.key, digest_of):
                continue
        except DamagedError:
            damaged(order)
        left.append(order)
    return left


def deliver(
    place: Place, order: Order, done: Done, notebook: Notebook, digest_of: DigestOf
) -> bool:
    """Write a result with its record; False if another writer did so for the same key.

    Nothing is written then: each result is there once.
    """
    if not missing(place, [order], digest_of):
        return False
    about = {
        "seconds": round(done.seconds, 3),
        "worker": done.worker,
        "warnings": list(done.warnings),
    }
    reads = {name: digest_of(name) for name in done.read}
    save(place, stem(order), Recording(order.key, reads, about=about), notebook)
    place.remove(_error(order))
    return True


def load(
    place: Place, orders: Iterable[Order], digest_of: DigestOf
) -> dict[tuple[str, str], Notebook]:
    """Return the executed notebooks by (chapter, language).

    Raises
    ------
    ResultError
        One is missing, or is not what its record says. The records of all such are removed, so that
        their chapters are executed again.
    """
    found, wrong = {}, []
    for order in orders:
        with contextlib.suppress(DamagedError):
            recording = Recording.loads(place.read(_record(order)) or b"")
            if recording.current(order.key, digest_of):
                found[order.chapter, order.lang] = opened(place, stem(order), recording)
                continue
        place.remove(_record(order))
        wrong.append(order)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise ResultError(
            f"the result is missing or is not the one that its record describes{more}",
            where=f"{place.address}/{stem(wrong[0])}.ipynb",
            remedy="Sweep again",
        )
    return found


def fail(place: Place, order: Order, failure: Failure, worker: str = "") -> None:
    """Leave the failure of an order beside where its result would be."""
    content = {
        "key": order.key,
        "kind": failure.kind,
        "sentence": failure.sentence,
        "trace": list(failure.trace),
        "worker": worker,
    }
    place.write(_error(order), canonical(content).encode())


def _record(order: Order) -> str:
    return f"{stem(order)}.json"


def _error(order: Order) -> str:
    return f"{stem(order)}.error.json"
