"""Reading the CSV files under ``data/``, with errors that name file and row."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from regionshare.errors import DataError


def relative(path: Path) -> str:
    """The last parts of a path, as messages show it: ``data/series.csv``.

    >>> relative(Path("/somewhere/data/observations/gdp.nbs_2025.csv"))
    'data/observations/gdp.nbs_2025.csv'
    >>> relative(Path("/elsewhere/series.csv"))
    'series.csv'
    """
    parts = path.parts
    if "data" in parts:
        start = len(parts) - 1 - parts[::-1].index("data")
        return "/".join(parts[start:])
    return path.name


def rows(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """The rows of a CSV as text, each with its line in the file as the last cell.

    A byte order mark and Windows line ends are accepted.

    Parameters
    ----------
    path : Path
        The file.
    columns : sequence of str
        The columns it must have, no more and no fewer, in any order.

    Returns
    -------
    list of list of str
        Cells without outer spaces, in the order of `columns`.

    Raises
    ------
    DataError
        If the file is missing, is not UTF-8 or not CSV, its columns differ, or a row has more or
        fewer cells than the header.
    """
    place = relative(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = [name.strip() for name in next(reader, [])]
            check_columns(header, columns, place)
            order = [header.index(name) for name in columns]
            found = []
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise DataError(
                        f"the row has {len(cells)} cells, the header {len(header)}",
                        where=f"{place}, row {reader.line_num}",
                        remedy="Quote cells that hold a comma",
                    )
                found.append([*(cells[i].strip() for i in order), str(reader.line_num)])
    except FileNotFoundError:
        raise DataError(
            "the file is missing", where=place, remedy="Restore it, or remove its series"
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"byte {error.start} is not UTF-8", where=place, remedy="Save the file as UTF-8"
        ) from None
    except csv.Error as error:
        raise DataError(
            f"not a readable CSV file ({error})", where=f"{place}, row {reader.line_num}"
        ) from None
    return found


def read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read a CSV as text, exactly as written; parameters and errors as `rows`.

    Returns
    -------
    pandas.DataFrame
        All cells as ``str``; the index is the row's line in the file (the header is line 1), so
        that later checks can name it.
    """
    found = rows(path, columns)
    frame = pd.DataFrame([row[:-1] for row in found], columns=list(columns), dtype=object)
    frame.index = pd.Index([int(row[-1]) for row in found])
    return frame


def check_columns(found: Iterable[str], wanted: Sequence[str], place: str) -> None:
    """Raise `DataError` unless the columns found are the columns wanted."""
    found = list(found)
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if not missing and not unknown and len(found) == len(set(found)):
        return
    hints = []
    for name in unknown:
        near = difflib.get_close_matches(name, missing, n=1)
        hints.append(f"{name!r} is unknown" + (f" (meant {near[0]!r}?)" if near else ""))
    hints += [f"{name!r} is missing" for name in missing]
    hints += sorted({f"{name!r} stands twice" for name in found if found.count(name) > 1})
    raise DataError(
        "wrong columns: " + ", ".join(hints),
        where=f"{place}, row 1",
        remedy=f"The columns are {', '.join(wanted)}",
    )


def number(cell: str, place: str, column: str) -> float:
    """A cell as a float, or `DataError` with its place."""
    try:
        return float(cell)
    except ValueError:
        raise DataError(
            f"{column} is {cell!r}, not a number",
            where=place,
            remedy="Write a plain decimal number, or leave the row out: missing is absent",
        ) from None


def integer(cell: str, place: str, column: str) -> int:
    """A cell as an int, or `DataError` with its place."""
    try:
        return int(cell)
    except ValueError:
        raise DataError(f"{column} is {cell!r}, not a whole number", where=place) from None
