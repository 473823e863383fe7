"""Results: executed chapters in a place, each with a record of what it was made from.

``results/<edition>/<lang>/<chapter>.ipynb`` is written first and its ``.json`` after it: a result
without a record is none. The record holds the digest of the notebook, so that two of different
writers cannot be taken for one, and of each file that was read while it was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.files.notebooks import Notebook, dumps
from regionshare.files.places import Place
from regionshare.files.project import canonical
from regionshare.sweeps.orders import Done, Failure, Order

FOLDER = "results"
Record = Mapping[str, Any]
DigestOf = Callable[[str], str]
"""What a file that was read holds now: see `regionshare.execution.cache.Contents`."""


class ResultError(RegionshareError):
    """A result in its place is not the one that its record describes."""

    exit_code = 1


def stem(order: Order) -> str:
    """Return the name of an order's files without suffix."""
    return f"{FOLDER}/{order.edition.id}/{order.lang}/{order.chapter}"


def is_current(record: Record | None, order: Order, digest_of: DigestOf) -> bool:
    """Tell whether a record is of the result that an order asks for, made from what is here now."""
    if record is None or record.get("key") != order.key:
        return False
    return all(digest_of(name) == content for name, content in record.get("reads", {}).items())


def missing(place: Place, orders: Iterable[Order], digest_of: DigestOf) -> list[Order]:
    """Return those orders whose results are not there as they would be made now."""
    orders = list(orders)
    found = place.read_many(_record(order) for order in orders)
    return [o for o in orders if not is_current(_parsed(found.get(_record(o))), o, digest_of)]


def deliver(
    place: Place, order: Order, done: Done, notebook: Notebook, digest_of: DigestOf
) -> bool:
    """Write a result with its record; False if another writer did so for the same key.

    Nothing is written then: each result is there once.
    """
    if not missing(place, [order], digest_of):
        return False
    content = dumps(notebook).encode()
    record = {
        "key": order.key,
        "reads": {name: digest_of(name) for name in done.read},
        "content": hashlib.sha256(content).hexdigest(),
        "seconds": round(done.seconds, 3),
        "worker": done.worker,
        "warnings": list(done.warnings),
    }
    place.write(f"{stem(order)}.ipynb", content)
    place.write(_record(order), canonical(record).encode())
    place.remove(_error(order))
    return True


def load(
    place: Place, orders: Iterable[Order], digest_of: DigestOf
) -> dict[tuple[str, str], Notebook]:
    """Return the executed notebooks by (chapter, language).

    Raises
    ------
    ResultError
        One is missing, or is not what its record says; such a record is removed, so that the next
        sweep executes the chapter again.
    """
    found = {}
    for order in orders:
        content = place.read(f"{stem(order)}.ipynb")
        record = _parsed(place.read(_record(order)))
        whole = content is not None and is_current(record, order, digest_of)
        digest = hashlib.sha256(content or b"").hexdigest()
        if not whole or content is None or (record or {}).get("content") != digest:
            place.remove(_record(order))
            raise ResultError(
                "the result is missing or is not the one that its record describes",
                where=f"{place.address}/{stem(order)}.ipynb",
                remedy="Sweep again",
            )
        found[order.chapter, order.lang] = json.loads(content)
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


def _parsed(content: bytes | None) -> Record | None:
    """Return a record; None for one that is absent or cannot be read (a disk fault)."""
    try:
        found = json.loads(content) if content else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
