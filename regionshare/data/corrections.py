"""Corrections: known errors of a source, kept as data with a guard.

The file keeps the wrong figure as it was published. A correction says what it is, and fails once
the file no longer holds it, so that it cannot outlive the error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.data import tables
from regionshare.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Correction:
    """One known error: the cell, the figure it holds, and what we do about it."""

    file: str
    region: str
    year: int
    reported: float
    action: str
    reason_en: str
    reason_zh: str
    transcription: str = ""
    value: float | None = None


def load_corrections(path: Path) -> list[Correction]:
    """Read ``corrections.yml``; an absent file means that no error is known."""
    if not path.exists():
        return []
    items = tables.read_plain(path)
    tables.check_shape(items, "corrections", tables.relative(path))
    return [Correction(**item) for item in items or []]


def apply_corrections(
    frame: pd.DataFrame, corrections: list[Correction], folder: str
) -> pd.DataFrame:
    """Drop or replace the cells that the corrections name.

    Raises
    ------
    DataError
        If a cell is not there or no longer holds the reported figure.
    """
    drop: list[Any] = []
    for one in corrections:
        if not one.file.startswith(f"{folder}/"):
            continue
        series = one.file.removeprefix(f"{folder}/").removesuffix(".csv")
        hit = (
            (frame["series"] == series)
            & (frame["region"] == one.region)
            & (frame["year"] == one.year)
        )
        if one.transcription:
            hit &= frame["transcription"] == one.transcription
        found = frame.loc[hit, "value"]
        if len(found) != 1 or not _same(found.iloc[0], one.reported):
            raise DataError(
                f"the correction of {one.region} {one.year} expects {one.reported!r}, "
                f"but the file holds {found.tolist()}",
                where=f"data/{one.file}",
                remedy="The source may have been mended: compare, then remove the correction",
            )
        if one.action == "drop":
            drop.append(found.index[0])
        else:
            frame.loc[found.index[0], "value"] = one.value
    return frame.drop(index=drop)


def _same(found: float, reported: float) -> bool:
    return abs(found - reported) <= 1e-8 + 1e-12 * abs(reported)
