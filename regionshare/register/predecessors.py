"""Predecessors: the registers of earlier releases, kept beside the data to tell what moved since.

``data/releases/<release>/numbers-<edition>.json`` is the golden register of a release: ids, values,
units, hashes and verdicts of the default edition, as it was when the release was made.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from regionshare.data import tables
from regionshare.errors import DataError
from regionshare.files.paths import RELEASES
from regionshare.register import published
from regionshare.register.published import Published

_CALVER = re.compile(r"(\d{4})\.(\d{1,2})\.(\d+)")


def moment(release: str, where: str = "CITATION.cff") -> tuple[int, int, int]:
    """A release as something that can be put in order.

    Raises
    ------
    DataError
        If it is not like ``2026.11.0``.

    Examples
    --------
    >>> moment("2026.9.1") < moment("2026.11.0")
    True
    """
    match = _CALVER.fullmatch(release)
    if match is None:
        raise DataError(
            f"{release!r} is not a release",
            where=where,
            remedy="Write year.month.number: 2026.11.0",
        )
    year, month, number = (int(part) for part in match.groups())
    return year, month, number


def releases(data: Path, before: str) -> list[str]:
    """The releases of which registers are at hand, earlier than one, the latest first."""
    folder = data / RELEASES
    if not folder.is_dir():
        return []
    found = [path.name for path in folder.iterdir() if path.is_dir()]
    dated = {name: moment(name, tables.relative(folder)) for name in found}
    earlier = (name for name, when in dated.items() if when < moment(before))
    return sorted(earlier, key=dated.__getitem__, reverse=True)


def place(data: Path, release: str, edition: str) -> Path:
    """Where the register of a release and edition lies."""
    return data / RELEASES / release / f"numbers-{edition}.json"


def latest(data: Path, edition: str, before: str) -> Published | None:
    """The register of an edition from the latest release before another; None without any."""
    for release in releases(data, before):
        path = place(data, release, edition)
        if path.is_file():
            return replace(published.load(path), release=release)
    return None
