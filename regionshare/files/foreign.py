"""Files from strangers: read within bounds, refused in one sentence, never evaluated."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from regionshare.errors import RegionshareError

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read: a register of 20,000 numbers has half of that."""

DIGITS = 40
"""Digits of the longest number; a float has 17."""


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises
    ------
    RegionshareError
        If there is no such file, it is none, is too large, or is not text in UTF-8.
    """
    try:
        if not path.is_file():
            what = "this is not a file" if path.exists() else "there is no such file"
            raise RegionshareError(what, where=str(path))
        with path.open("rb") as file:
            return piped(file, str(path))
    except OSError as error:
        raise RegionshareError(
            f"the file cannot be read: {error.strerror}", where=str(path)
        ) from None


def piped(file: BinaryIO, where: str = "standard input") -> str:
    """The text in UTF-8 of an open file; errors as `read_text`."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise RegionshareError(f"the file is larger than {LARGEST >> 20} MB", where=where)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegionshareError(
            f"this is not text in UTF-8 (byte {error.start})", where=where
        ) from None


def read_json(path: Path) -> Any:
    """The content of a JSON file whose numbers are finite and of bounded length.

    Raises
    ------
    RegionshareError
        As `read_text`; or if it is not JSON, nests too deeply, holds a key twice, or a number that
        is no number.
    """
    text = read_text(path)

    def refuse(number: str) -> NoReturn:
        raise RegionshareError(f"{number[:20]} is not a number that can be read", where=str(path))

    def integer(digits: str) -> int:
        return int(digits) if len(digits) <= DIGITS else refuse(digits)

    def real(digits: str) -> float:
        value = float(digits) if len(digits) <= DIGITS else math.inf
        return value if math.isfinite(value) else refuse(digits)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
            raise RegionshareError(f"key {twice[:60]!r} stands twice", where=str(path))
        return found

    try:
        return json.loads(
            text,
            parse_constant=refuse,
            parse_int=integer,
            parse_float=real,
            object_pairs_hook=once,
        )
    except RecursionError:
        raise RegionshareError("it nests too deeply", where=str(path)) from None
    except ValueError as error:
        raise RegionshareError(f"this is not JSON ({error})", where=str(path)) from None
