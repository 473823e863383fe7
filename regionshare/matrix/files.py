"""Files: the matrix as CSV, as Parquet and as pages, written together or not at all."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from regionshare.errors import RegionshareError
from regionshare.files.publish import disk_faults_told, places_told
from regionshare.matrix.content import Matrix
from regionshare.numbers.number import SIGNIFICANT
from regionshare.register import published


def table(matrix: Matrix) -> pd.DataFrame:
    """The long form with values at twelve significant digits, as every published number has them."""
    frame = matrix.frame
    values = [float(f"{value:.{SIGNIFICANT}g}") for value in frame["value"].tolist()]
    return frame.assign(value=values)


def as_csv(frame: pd.DataFrame) -> str:
    """The table as CSV."""
    return frame.to_csv(index=False, lineterminator="\n")


def as_parquet(frame: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """The table as Parquet, compressed with Zstandard.

    Parameters
    ----------
    about : mapping of str to str
        Metadata of the file.
    """
    # Imported by this one command: pandas would use another library (pyarrow) for the text of every
    # table of every chapter as soon as it is installed.
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    columns = {
        str(name): Array(cells.tolist(), DataType.utf8())
        if name not in ("year", "value")
        else Array.from_numpy(cells.to_numpy("int32" if name == "year" else "float64"))
        for name, cells in frame.items()
    }
    out = io.BytesIO()
    made = Table.from_arrays(list(columns.values()), names=list(columns))
    write_parquet(made, out, compression="zstd(3)", key_value_metadata=dict(about))
    return out.getvalue()


def about(matrix: Matrix) -> dict[str, str]:
    """What the Parquet file says of itself."""
    basis = ", ".join(f"{concept}={choice}" for concept, choice in matrix.basis.items())
    content = {
        "title": f"Share of the Nation: every region and year of {matrix.nation.id}",
        "release": published.release(),
        "basis": basis or "headline",
    }
    # One key: with more, their order in the file would be another each time.
    return {"regionshare": json.dumps(content, ensure_ascii=False)}


def write(folder: Path, contents: Mapping[str, str | bytes]) -> list[Path]:
    """Write files into a folder; a failure before all are complete leaves what was there.

    Raises
    ------
    RegionshareError
        If the place is full or cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise RegionshareError(
            "a file is where the folder belongs", where=str(folder), remedy="Name another --output"
        )
    with places_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with (
        disk_faults_told(folder),
        tempfile.TemporaryDirectory(dir=folder, prefix=".matrix-") as stage,
    ):
        for name, content in contents.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            with (Path(stage) / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in contents:
            (Path(stage) / name).replace(folder / name)
    return [folder / name for name in contents]
