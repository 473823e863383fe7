"""Panel: the tidy table of a stranger, read to the last cell or refused with file, row and remedy.

Nothing is guessed: a cell that is no plain number or year, a concept or a unit that is not known, is
told, each in a sentence, and none is changed.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from regionshare.data import tables
from regionshare.data.series import Concept
from regionshare.errors import DataError, RegionshareError, and_more, foremost, raise_all
from regionshare.files import foreign
from regionshare.text.messages import room

COLUMNS = ("region", "year", "concept", "value", "unit", "source", "note")
NEEDED = COLUMNS[:6]
OWN = ("id", "name_en", "name_zh", "definition_en", "definition_zh", "also_en", "also_zh")
"""The columns of a file of concepts that the report does not have; only the first two are needed."""
ENCODINGS = ("gb18030", "shift_jis", "cp1252")
TITLES = 10
"""As many rows at the beginning of a table may be what stands above its header."""

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
MARKED = re.compile(
    r"(\S*\d)\s*(\*+|[⁰¹²³⁴-⁹]+|[pres]|(?<=\s)[a-z]|\([a-z\d]\)|[a-z]\)|(?<=\s)\d\))"
)
"""A number with the mark of a remark: of a footnote, or of what is provisional or estimated."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
YEAR = re.compile(r"((?:1[89]|20)\d\d)(\.0+)?", re.ASCII)
WORDS = room("nation")["en"]
HINTS = WORDS["hints"]


class Cell(NamedTuple):
    """A row of the table: where it stands, and what it says."""

    row: int
    region: str
    year: int
    concept: str
    value: float
    text: str
    unit: str
    source: str
    note: str


def read(
    path: Path, concepts: Collection[str], own: Mapping[str, Concept] = MappingProxyType({})
) -> list[Cell]:
    """The rows of a panel.

    Parameters
    ----------
    path : Path
        A table in UTF-8 with commas: ``region, year, concept, value, unit, source, note``.
    concepts : collection of str
        The concepts there are.
    own : mapping
        Those of `own_concepts`.

    Raises
    ------
    RegionshareError
        With every kind of mistake that was found, up to `errors.MOST`.
    """
    name = path.name
    words = {one: one for one in concepts} | _called(own)
    rows = _table(_text(path), name)
    first = list(itertools.islice(rows, TITLES))
    wide = len(first[0][1])
    header = _header([_cut(cells) for _, cells in first], name, words)
    rows = itertools.chain(first[1:], rows)
    found, wrong = [], []
    for number, row in rows:
        where = f"{name}, row {number}"
        cells = _cut(row, len(header)) if len(row) == wide else row
        try:
            _refuse_alone(cells, where)
            if len(cells) != len(header):
                raise DataError(
                    f"the row has {len(cells)} cells, the header {len(header)}",
                    where=where,
                    remedy="Quote cells that hold a comma, write 1234.5 for 1,234.5, and leave no empty "
                    "cells at the end",
                )
            found.append(_cell(dict(zip(header, cells, strict=True)), number, where, words))
        except DataError as error:
            wrong.append(error)
    fail(wrong)
    if not found:
        raise DataError("the table has no rows", where=name, remedy="Add a row for each figure")
    return found


def fail(errors: list[DataError]) -> None:
    """Raise what was collected: one sentence for a fault, with its first rows; the first ones."""
    faults: dict[tuple[str, str], list[DataError]] = {}
    for one in errors:
        what = re.sub(r"""'[^']*'|"[^"]*"|\d+""", "#", one.what)
        faults.setdefault((what, re.sub(r"\d[\d.]*", "#", one.remedy)), []).append(one)
    raise_all(foremost([_together(same) for same in faults.values()]))


def _together(same: Sequence[DataError]) -> DataError:
    """The first of several errors of one kind, and in which rows the others are."""
    first, rows = same[0], [one.where.rpartition(" ")[2] for one in same[1:]]
    if not rows:
        return first
    return DataError(f"{first.what}{and_more(rows)}", where=first.where, remedy=first.remedy)


def _text(path: Path) -> str:
    if path.is_dir() or not path.exists():
        what = "this is not a file" if path.exists() else "there is no such file"
        raise RegionshareError(what, where=str(path), remedy="Give the path of a CSV table")
    try:
        return foreign.read_text(path)
    except RegionshareError as error:
        with path.open("rb") as file:
            begin = file.read(1 << 16)
        if "UTF-8" not in error.what:
            raise
    save = HINTS["save"]
    if begin[:4] == b"PK\x03\x04" or begin[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError("this is a workbook, not a CSV table", where=path.name, remedy=save)
    if begin[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in begin:
        raise DataError("the file is in UTF-16", where=path.name, remedy=save)
    fits = [code for code in ENCODINGS if _decodes(begin, code)]
    hint = f"; it could be {' or '.join(fits)}" if fits else ""
    raise DataError(f"the file is not in UTF-8{hint}", where=path.name, remedy=save)


def _decodes(content: bytes, code: str) -> bool:
    try:
        content[: content.rfind(b"\n") + 1 or None].decode(code)
    except UnicodeDecodeError:
        return False
    return True


def _table(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    if "\0" in text:
        raise DataError(
            "the file holds zero bytes, as one in UTF-16 does",
            where=name,
            remedy="Save it as CSV in UTF-8",
        )
    if not text.strip():
        raise DataError(
            "the file is empty", where=name, remedy=f"Its first row is {', '.join(COLUMNS)}"
        )
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise DataError(
            f"not a readable CSV file ({error})",
            where=f"{name}, row {reader.line_num}",
            remedy="Close every quotation mark, and quote cells that hold a comma",
        ) from None


def _shape(first: list[list[str]], where: str, columns: str, words: Mapping[str, str]) -> None:
    """Refuse a table that has another form than a row for each figure, under one header."""
    cells = first[0]
    for below in first[1:]:
        if len({*NEEDED} & {*map(str.casefold, below)}) > len(NEEDED) / 2:
            raise DataError(
                f"the row holds {cells[0][:40]!r}, and the header stands below it",
                where=where,
                remedy=f"Delete what stands above the header. {columns}",
            )
    for mark, called in SEPARATORS.items():
        if len(cells) < 3 and mark in (cells[0] if cells else ""):
            raise DataError(
                f"the cells are set apart by {called}",
                where=where,
                remedy="Save it with commas between cells, and with points in numbers",
            )
    years = [cell for cell in cells if YEAR.fullmatch(cell)]
    known = [one for one in cells if (WORDS["concepts"].get(_folded(one)) or _folded(one)) in words]
    for what, wide in (("years", years), ("concepts", known)):
        if len(wide) > 1:
            raise DataError(
                f"the {what} {wide[0]} to {wide[-1]} stand side by side",
                where=where,
                remedy=f"Write a row for each region, year and concept. {columns}",
            )


def _header(first: list[list[str]], name: str, words: Mapping[str, str]) -> list[str]:
    cells = first[0]
    where, columns = f"{name}, row 1", HINTS["columns"].format(names=", ".join(COLUMNS))
    _shape(first, where, columns, words)
    named = [cell.casefold() for cell in cells]
    missing = [one for one in NEEDED if one not in named]
    odd = [cell for cell, name in zip(cells, named, strict=True) if name not in COLUMNS]
    hints = []
    for cell in filter(None, odd):
        meant = WORDS["columns"].get(cell.casefold()) or next(
            iter(difflib.get_close_matches(cell.casefold(), missing, n=1)), ""
        )
        hints.append(HINTS["near" if meant else "unknown"].format(name=cell, meant=meant))
    hints += [HINTS["missing"].format(name=one) for one in missing]
    hints += [HINTS["empty"].format(place=at) for at, one in enumerate(named, start=1) if not one]
    hints += sorted(
        {HINTS["twice"].format(name=one) for one in named if one and named.count(one) > 1}
    )
    if hints:
        raise DataError(f"wrong columns: {', '.join(hints)}", where=where, remedy=columns)
    return named


def _cut(cells: list[str], least: int = 1) -> list[str]:
    """Without the empty cells at the end, which spreadsheets leave there."""
    filled = [place for place, cell in enumerate(cells, start=1) if cell]
    return cells[: max(least, *filled)]


def _refuse_alone(cells: Sequence[str], where: str) -> None:
    alone = [text for text in cells if text]
    if len(alone) == 1:
        raise DataError(
            f"the row holds {alone[0][:40]!r} alone",
            where=where,
            remedy="Leave titles and remarks out of the table: what is said of a figure is its note",
        )


def _cell(row: Mapping[str, str], number: int, where: str, concepts: Mapping[str, str]) -> Cell:
    for name in NEEDED:
        if not row[name]:
            remedy = "Missing is absent: leave the row out" if name == "value" else "Fill it in"
            raise DataError(f"{name} is empty", where=where, remedy=remedy)
    odd = next((c for c in "".join(row.values()) if unicodedata.category(c) in ("Cc", "Cf")), "")
    if odd:
        raise DataError(
            f"a cell holds a mark that does not print ({odd!a})",
            where=where,
            remedy="Write the cell anew, on one line",
        )
    value = _value(row["value"], where)
    return Cell(
        number, row["region"], _year(row["year"], where), concept_of(row["concept"], concepts, where),
        value, row["value"], row["unit"], row["source"], row.get("note", ""),
    )  # fmt: skip


def _value(text: str, where: str) -> float:
    shown = text if len(text) <= 40 else f"{text[:40]}… ({len(text)} signs)"
    if NUMBER.fullmatch(text):
        value = float(text)
        if value > 0 and value < 1e300:
            return value
        raise DataError(
            f"value is {shown}, and must be above 0 and below 1e300",
            where=where,
            remedy="Missing is absent, never 0: correct the figure or leave the row out",
        )
    if (marked := MARKED.fullmatch(text)) and NUMBER.fullmatch(marked[1]):
        raise DataError(
            f"value is {shown!r}, a number with the mark of a remark",
            where=where,
            remedy=f"Write {marked[1]:.40}, and what the mark says as its note",
        )
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and NUMBER.fullmatch(plain):
        raise DataError(
            f"value is {shown!r}, in full-width digits", where=where, remedy=f"Write {plain:.40}"
        )
    if plain.casefold().strip(".…*") in ("", "-", "–", "—", *WORDS["absent"]):
        raise DataError(
            f"value is {shown!r}, which is no figure",
            where=where,
            remedy="Missing is absent: leave the row out",
        )
    remedy = "Write a plain number, such as 1234.5: a point for decimals, nothing for thousands"
    if meant := _meant(plain):
        raise DataError(
            f"value is {text!r}, with marks between thousands or a comma for decimals",
            where=where,
            remedy=f"Write plain numbers, here {meant}",
        )
    if re.fullmatch(r"[+-]?[\d.,'’\s]*\d", plain):
        raise DataError(
            f"value is {shown!r}: whether its marks part thousands or decimals cannot be told",
            where=where,
            remedy=remedy,
        )
    if NUMBER.fullmatch(plain.rstrip("%‰ ")):
        raise DataError(f"value is {shown!r}, a quotient", where=where, remedy=HINTS["quotient"])
    raise DataError(f"value is {shown!r}, not a number", where=where, remedy=remedy)


def _meant(text: str) -> str:
    """The plain number that a text with marks can only be; empty where it may be two.

    >>> _meant("75168,5"), _meant("1.234.567,8"), _meant("1 234 567"), _meant("1,234")
    ('75168.5', '1234567.8', '1234567', '')

    In India a hundred lakh is a crore:

    >>> _meant("12,34,567"), _meant("4,53,278.5")
    ('1234567', '453278.5')
    """
    if re.fullmatch(r"\d{1,2}(,\d\d)+,\d{3}(\.\d+)?", text):
        return text.replace(",", "")
    marks = re.findall(r"[.,'’\s]", text)
    whole, last, rest = text.rpartition(marks[-1]) if marks else (text, "", "")
    parts = re.split(r"[.,'’\s]", whole)
    grouped = all(len(one) == 3 for one in parts[1:]) and len(set(marks[:-1])) < 2
    if not marks or not grouped or not "".join((*parts, rest)).isdecimal():
        return ""
    if last == "," and len(set(marks)) == len(marks) == 1:
        return f"{whole}.{rest}" if len(rest) != 3 else ""
    if len(marks) > 1 and last not in marks[:-1]:
        return f"{''.join(parts)}.{rest}" if last in ".," else ""
    return (
        "".join((*parts, rest)) if len(rest) == 3 and (len(marks) > 1 or last not in ".,") else ""
    )


def _year(text: str, where: str) -> int:
    if found := YEAR.fullmatch(text):
        if int(found[1]) <= datetime.date.today().year:
            return int(found[1])
        remedy = "Leave out what is only expected or planned, or correct the year"
        raise DataError(f"year is {found[1]}, which is yet to come", where=where, remedy=remedy)
    plain = unicodedata.normalize("NFKC", text)
    meant = re.search(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", plain)
    remedy = f"Write the year as four digits{f', {meant[0]}' if meant else ''}"
    if re.fullmatch(r"[34]\d{4}", plain):
        what = f"year is {text}, which may be a day as a spreadsheet counts them"
    elif meant and meant[0] != plain:
        what = f"year is {text[:40]!r}, not a year alone"
        if re.search(r"[-/]", plain[4:6]) and re.fullmatch(r"\d{4}[-/]\d{2,4}", plain):
            remedy = "Say in the note which twelve months it is, and write one year as four digits"
    else:
        what = f"year is {text[:40]!r}, not a year"
    raise DataError(what, where=where, remedy=remedy)


def concept_of(text: str, concepts: Mapping[str, str], where: str) -> str:
    """The concept that a cell names, by its id or one of the words that stand for it."""
    name = _folded(text)
    for found in (name, WORDS["concepts"].get(name, "")):
        if found in concepts:
            return concepts[found]
    near = difflib.get_close_matches(name, [*concepts, *WORDS["concepts"]], n=1)
    meant = WORDS["concepts"].get(near[0], near[0]) if near else ""
    key = "_".join(re.findall(r"[a-z0-9]+", name)) or "water"
    raise DataError(
        f"concept {text[:40]!r} is not known",
        where=where,
        remedy=(f"Did you mean {meant}? " if meant else "")
        + "The four of the sentence are energy, co2, gdp and population; for one of your own give "
        f"--concepts FILE with a row under {','.join(OWN)}: {key},{text[:40].capitalize()},,,,,",
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def own_concepts(path: Path | None, concepts: Collection[str]) -> dict[str, Concept]:
    """The concepts of a file ``id,name_en,name_zh,definition_en,definition_zh,also_en,also_zh``.

    The Chinese name, the definitions (else the names) and other words may be missing. What a concept
    measures follows from its unit.

    Raises
    ------
    DataError
        If an id is none, or is one of the report's.
    """
    found: dict[str, Concept] = {}
    for cells in tables.rows(path, OWN[:2], OWN[2:]) if path else ():
        row = tables.Row(zip(OWN, cells, strict=False), f"{path and path.name}, row {cells[-1]}")
        key = row["id"]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key) or key in found or not row["name_en"]:
            row.fail(
                f"{key!r} is no new id with an English name",
                "An id is of small letters, digits and underscores, once, such as water",
            )
        if key in concepts:
            row.fail(f"{key!r} is a concept of the report", "Leave the row out, or use another id")
        name = row["name_zh"] or row["name_en"]
        found[key] = Concept(
            key, row["name_en"], name, "", "positive", row["definition_en"] or row["name_en"],
            row["definition_zh"] or name, row["also_en"], row["also_zh"],
        )  # fmt: skip
    return found


def _called(own: Mapping[str, Concept]) -> dict[str, str]:
    """The id of each word for a concept of one's own."""
    return {
        _folded(word): one.id
        for one in own.values()
        for text in (one.id, one.name_en, one.name_zh, one.also_en, one.also_zh)
        for word in text.split("|")
        if word.strip()
    }
