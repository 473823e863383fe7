"""Releases: what earlier releases said, kept beside the data.

``data/releases/<release>/numbers-<edition>.json`` is the golden register of a release: ids, values,
units, hashes and labels of the default edition, as it was when the release was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from regionshare.data import tables
from regionshare.errors import DataError
from regionshare.files import foreign
from regionshare.files.paths import RELEASES

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


def release_file(data: Path, release: str, edition: str) -> Path:
    """Where the register of a release and edition lies."""
    return data / RELEASES / release / f"numbers-{edition}.json"


class Earlier(NamedTuple):
    """The labels of the latest release before, in its own words, by claim and kind."""

    release: str
    labels: Mapping[str, Mapping[str, str]]


def kept_labels(data: Path) -> dict[str, dict[str, Mapping[str, Mapping[str, str]]]]:
    """The labels of each release that is kept, the latest first, by edition; the wheel carries them."""
    folder = data / RELEASES
    if not folder.is_dir():
        return tables.instead(data).get("labels", {})  # type: ignore[no-any-return]
    found = [path.name for path in folder.iterdir() if path.is_dir()]
    return {
        release: {
            path.stem: foreign.read_json(path).get("verdicts", {})
            for path in sorted((folder / release).glob("numbers-*.json"))
        }
        for release in sorted(found, key=moment, reverse=True)
    }


def labels_before(data: Path, region: str) -> Earlier | None:
    """The labels of the latest release that is kept, of an edition of a region; None without any."""
    for release, editions in kept_labels(data).items():
        for edition, labels in editions.items():
            if edition.startswith(f"numbers-{region}-"):
                return Earlier(release, labels)
    return None
