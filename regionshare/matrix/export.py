"""Export: tables as CSV, Excel, Parquet and SDMX-CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from regionshare.errors import ParameterError, RegionshareError
from regionshare.files.publish import disk_faults_told, places_told, write_output
from regionshare.matrix.content import Matrix
from regionshare.numbers.number import SIGNIFICANT, Number
from regionshare.register import published

if TYPE_CHECKING:
    import pandas as pd

FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
"""How a text begins that a spreadsheet would compute."""

UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no cell of Excel can hold."""

ROWS = 1_048_576
"""Of a sheet of Excel."""

STRUCTURE = {"STRUCTURE": "dataflow", "STRUCTURE_ID": "REGIONSHARE:PANEL(1.0.0)", "ACTION": "I"}
"""What each row of SDMX-CSV 2.0 begins with: which dataflow it is of, and that it informs."""

NOT_APPLICABLE = "_Z"
"""SDMX's code for a dimension that a row has not."""


def columns(matrix: Matrix) -> dict[str, Any]:
    """The long form, column by column, with values at twelve significant digits.

    As every published number has them.
    """
    values = [float(f"{value:.{SIGNIFICANT}g}") for value in matrix.columns["value"].tolist()]
    return matrix.columns | {"value": np.array(values)}


def long(matrix: Matrix) -> pd.DataFrame:
    """The same as a table."""
    import pandas as pd

    return pd.DataFrame(columns(matrix))


def table(
    found: pd.DataFrame | Number | Iterable[Number],
    path_or_format: str | PathLike[str],
) -> Path | str | bytes:
    """A table written as a file, or its content."""
    frame, asked = flat(found), path_or_format
    if isinstance(asked, str) and asked in FORMATS:
        return FORMATS[asked](frame)
    if not isinstance(asked, str | PathLike) or not isinstance(fspath(asked), str):
        raise ParameterError(
            f"path_or_format is {asked!r}", remedy=f"Give a path or one of {', '.join(FORMATS)}"
        )
    if "\0" in fspath(asked):
        raise ParameterError(f"{asked!r} cannot be a path", remedy="Leave the character 0 out")
    path = Path(asked).expanduser()
    if not path.parent.is_dir():
        raise ParameterError(
            f"there is no folder {path.parent}",
            where=str(path),
            remedy="Make it first, or name another",
        )
    endings = [one for one in ENDINGS if path.name.lower().endswith(one)]
    if not endings:
        raise ParameterError(
            f"{path.name!r} names no kind of table",
            remedy=f"Use one of the endings {', '.join(ENDINGS)}, or one of {', '.join(FORMATS)}",
        )
    content = FORMATS[ENDINGS[endings[0]]](frame)
    write_output(path, content if isinstance(content, bytes) else content.encode())
    return path


def flat(found: Any) -> pd.DataFrame:
    """A table without an index of its own; of a number its figures, of several a row each."""
    import pandas as pd

    if isinstance(found, Number):
        found = found.to_frame()
    if not isinstance(found, pd.DataFrame):
        numbers = list(found) if isinstance(found, Iterable) else [found]
        if not numbers or not all(isinstance(one, Number) for one in numbers):
            raise ParameterError(
                f"a {type(found).__name__} is no table",
                remedy="Give a panel, a matrix or another DataFrame, a number, or several",
            )
        names = ("id", "value", "unit", "headline", "match", "hash")
        found = pd.DataFrame([{name: getattr(one, name) for name in names} for one in numbers])
    if not isinstance(found.index, pd.RangeIndex):
        found = found.reset_index()
    named: pd.DataFrame = found.set_axis([str(name) for name in found.columns], axis="columns")
    return named


def as_csv(frame: pd.DataFrame, end: str = "\n", missing: str = "") -> str:
    """The table as CSV; a text that a spreadsheet would compute stands behind an apostrophe."""
    import pandas as pd

    texts = {
        str(name): cells.map(_harmless, na_action="ignore")
        for name, cells in frame.items()
        if not pd.api.types.is_numeric_dtype(cells)
    }
    heads = [_harmless(name) for name in frame.columns]
    made = frame.assign(**texts)
    return made.to_csv(index=False, lineterminator=end, header=heads, na_rep=missing)


def csv_of(found: Mapping[str, Any]) -> str:
    """Columns of texts, or of numbers that are all there, as `as_csv` writes them."""
    cells = [
        [*map({one: _harmless(one) for one in set(column)}.get, column)]
        if isinstance(column[0], str)
        else column
        for column in (values.tolist() for values in found.values())
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_harmless, found))
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def as_excel(frame: pd.DataFrame) -> bytes:
    """The table as a workbook of Excel with one sheet; a text is a text, whatever it begins with."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ModuleNotFoundError:
        raise ParameterError(
            "openpyxl is not installed, which writes Excel",
            remedy='Install it, such as by pip install "regionshare[excel]"',
        ) from None
    if len(frame) >= ROWS:
        raise ParameterError(
            f"the table has {len(frame)} rows, a sheet of Excel {ROWS - 1}",
            remedy="Take fewer years or metrics, or another format",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, UNPRINTED.sub("\ufffd", value))
        made.data_type = "s"
        return made

    sheet.append([cell(name) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        sheet.append([cell(_plain(one)) for one in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A cell as a number, a truth, a text or nothing."""
    import pandas as pd

    value = value.item() if hasattr(value, "item") else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value if isinstance(value, bool | int | float) else str(value)


def as_parquet(frame: pd.DataFrame, about: Mapping[str, str] | None = None) -> bytes:
    """The table as Parquet, compressed with Zstandard.

    Parameters
    ----------
    about : mapping of str to str, optional
        Metadata of the file.
    """
    import pandas as pd

    def plain(cells: pd.Series[Any]) -> Any:
        if pd.api.types.is_float_dtype(cells):
            return cells.to_numpy("float64", na_value=math.nan)
        if pd.api.types.is_integer_dtype(cells) and not cells.hasnans:
            return cells.to_numpy("int64")
        found = [_plain(one) for one in cells.tolist()]
        return np.array([one if one is None else str(one) for one in found], dtype=object)

    return parquet_of({str(name): plain(cells) for name, cells in frame.items()}, about)


def parquet_of(found: Mapping[str, Any], about: Mapping[str, str] | None = None) -> bytes:
    """Columns of numbers, or of texts, as `as_parquet` writes them."""
    # Imported by this one command: pandas would use another library (pyarrow) for the text of every
    # table of every chapter as soon as it is installed.
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    def array(name: str, cells: Any) -> Array:
        if cells.dtype == object:
            return Array(cells.tolist(), DataType.utf8())
        return Array.from_numpy(cells.astype("int32") if name == "year" else cells)

    arrays = [array(name, cells) for name, cells in found.items()]
    out = io.BytesIO()
    made = Table.from_arrays(arrays, names=list(found))
    write_parquet(made, out, compression="zstd(3)", key_value_metadata=dict(about or {}))
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


def as_sdmx(frame: pd.DataFrame) -> str:
    """A panel or a matrix as an SDMX-CSV 2.0 data message (SDMX 3.0), a row for each observation.

    Its dimensions are ``FREQ`` (``A``, yearly), ``REF_AREA``, ``MEASURE`` (the metric), ``INDICATOR``
    (its concepts, ``co2-gdp``) and ``TIME_PERIOD``; then come ``OBS_VALUE`` and the attributes
    ``UNIT_MEASURE``, ``BASIS`` and ``NUMBER_ID``.
    """
    import pandas as pd

    needed = ("region", "year", "metric", "value", "unit", "basis", "id")
    lacking = [name for name in needed if name not in frame]
    if lacking:
        raise ParameterError(
            f"the table has no column {', '.join(lacking)}, so it is no SDMX-CSV",
            remedy="Give what panel or matrix returns, or another format",
        )
    parts = frame["metric"].str.partition("/")
    indicator = frame["concepts"] if "concepts" in frame else parts[2]
    keys = {
        "FREQ": "A",
        "REF_AREA": frame["region"],
        "MEASURE": parts[0],
        "INDICATOR": indicator.str.replace(":", "-", regex=False).replace("", NOT_APPLICABLE),
        "TIME_PERIOD": frame["year"].astype(str),
    }
    told = {"UNIT_MEASURE": frame["unit"], "BASIS": frame["basis"], "NUMBER_ID": frame["id"]}
    made = pd.DataFrame(
        STRUCTURE | keys | {"OBS_VALUE": frame["value"].astype(float)} | told, index=frame.index
    )
    twice = made[made.duplicated(list(keys))]
    if len(twice):
        raise ParameterError(
            f"{'.'.join(twice.iloc[0][list(keys)])} stands twice, so it is no SDMX-CSV",
            remedy="Write what is on another basis to another file",
        )
    return as_csv(made, "\r\n", "NaN")


FORMATS: dict[str, Callable[[pd.DataFrame], str | bytes]] = {
    "csv": as_csv,
    "excel": as_excel,
    "parquet": as_parquet,
    "sdmx-csv": as_sdmx,
}
ENDINGS = {".sdmx.csv": "sdmx-csv", ".csv": "csv", ".xlsx": "excel", ".parquet": "parquet"}


# -- files: written together or not at all --------------------------------------------------------


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
