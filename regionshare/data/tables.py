"""Reading the CSV and YAML files under ``data/``, with errors that name file and row.

A report that was installed without its data directory reads what its wheel carries in its place.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import functools
import io
import json
import re
import urllib.parse
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import MISSING, fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias, TypeVar

from regionshare.errors import DataError
from regionshare.files import compiled, paths

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Table(NamedTuple):
    """A CSV file as it stands: its place for messages, and each row with its line as last cell."""

    place: str
    header: list[str]
    rows: list[list[str]]


T = TypeVar("T", bound="DataclassInstance")
DEEPEST = 40
"""Levels of a YAML file; ours have eight."""

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]")
"""Controls, line breaks and marks that turn the direction of text."""

ADDRESS = "url"
"""The column whose cells are addresses, in any table."""

IN_ONE_LANGUAGE = ("also_en",)
"""Columns that may be filled where the other language's is empty: it may have no other name."""

ALONE = "languages"
"""The column, of any table, that says of a row which one language it is told in: ``en`` or ``zh``."""

Origin: TypeAlias = "Path | Table"
"""A file, or its content as a compiled file holds it."""


class Row(dict[str, str]):
    """The cells of one row by column, and where it stands."""

    def __init__(self, cells: Iterable[tuple[str, str]], place: str) -> None:
        super().__init__(cells)
        self.place = place
        self.alone = ""

    def fail(self, what: str, remedy: str = "") -> NoReturn:
        """Raise `DataError` with the row's place."""
        raise DataError(what, where=self.place, remedy=remedy)

    def number(self, column: str) -> float:
        """A cell as a float, or `DataError`."""
        return number(self[column], self.place, column)

    def integer(self, column: str) -> int:
        """A cell as an int, or `DataError`."""
        return integer(self[column], self.place, column)

    def date(self, column: str) -> datetime.date:
        """A cell as a date, or `DataError`."""
        try:
            return datetime.date.fromisoformat(self[column])
        except ValueError:
            self.fail(f"{column} is {self[column]!r}", "Write a date as 2025-01-31")

    def built(self, kind: type[T], **given: Any) -> T:
        """A dataclass from the columns that its attributes are named for, besides those given.

        A cell becomes what the attribute's type says: a tuple of words, a date, ``yes`` as a bool,
        ``2005: reason; 2010: reason`` as a dict by year. An empty one leaves a default.
        """
        read = {
            one.name: _TYPED[str(one.type)](self, one.name)
            for one in fields(kind)
            if one.name not in given and (self[one.name] or one.default is MISSING)
        }
        return kind(**read, **given)

    def by_year(self, column: str) -> dict[int, str]:
        """Texts by year, written as ``2005: reason; 2010: reason``."""
        pairs = [item.partition(":") for item in self[column].split(";") if item.strip()]
        return {integer(year, self.place, column): text.strip() for year, _, text in pairs}

    def known(self, column: str, known: Container[str], remedy: str = "") -> str:
        """A cell that holds one of the known words, or `DataError`."""
        if self[column] not in known:
            self.fail(f"{column} {self[column]!r} is not known", remedy)
        return self[column]


_TYPED: dict[str, Callable[[Row, str], Any]] = {
    "str": lambda row, name: row[name],
    "int": Row.integer,
    "int | None": lambda row, name: row.integer(name) if row[name] else None,
    "float": Row.number,
    "bool": lambda row, name: row[name] == "yes",
    "datetime.date": Row.date,
    "datetime.date | None": lambda row, name: row.date(name) if row[name] else None,
    "tuple[str, ...]": lambda row, name: tuple(row[name].split()),
    "dict[int, str]": Row.by_year,
}
"""How a cell becomes an attribute, by the type that its dataclass states."""


def columns(kind: type[DataclassInstance]) -> tuple[list[str], list[str]]:
    """The columns that a dataclass is read from: those needed, and those that have a default."""
    names = {one.name: one.default is MISSING for one in fields(kind)}
    return [name for name in names if names[name]], [name for name in names if not names[name]]


def suggested(name: str, known: Iterable[str]) -> str:
    """What may have been meant: the near ones of the known names, or all if they are few."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=3)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known: {', '.join(names)}" if names and len(names) <= 12 else "Add its row"


def address(text: str, where: str) -> str:
    """An address that a page may lead to: ``https``, ``http``, or a place in the book itself.

    Raises
    ------
    DataError
        If it is of another scheme, such as one that runs script, or holds blanks or marks of markup.

    Examples
    --------
    >>> address("https://example.org/a", "row 2"), address("data/series.csv", "row 2")
    ('https://example.org/a', 'data/series.csv')
    """
    try:
        found = urllib.parse.urlsplit(text)
        sound = found.scheme in ("http", "https") and bool(found.hostname)
        sound = sound or not (found.scheme or found.netloc)
    except ValueError:
        sound = False
    if not sound or not text.isprintable() or any(mark in text for mark in " <>\"'`\\"):
        raise DataError(
            f"{text[:60]!r} is not an address that a page may lead to",
            where=where,
            remedy="Write https://..., http://..., or a path inside the book",
        )
    return text


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


@functools.cache
def carried() -> dict[str, Any]:
    """The compiled data of a wheel; empty in a checkout, and where the wheel's data were changed."""
    from regionshare.data import pack

    data = paths.SKELETON / "data"
    return compiled.read(paths.CARRIED, pack.digest(data) if data.is_dir() else "") or {}


def instead(directory: Path) -> dict[str, Any]:
    """What the wheel carries in the place of the report's own data; empty if they are at hand."""
    at_hand = (directory / "series.csv").is_file()
    if directory != paths.data_dir() or (at_hand and paths.SKELETON not in directory.parents):
        return {}
    return carried()


def exists(path: Path) -> bool:
    """Whether there is such a file, or the wheel carries it."""
    packed = instead(path.parent)
    return path.exists() or any(path.name in packed.get(kind, ()) for kind in ("tables", "marked"))


def table(path: Path, columns: Sequence[str] = (), optional: Sequence[str] = ()) -> Table:
    """A CSV file as it stands, its columns checked if any are named; errors as `rows`."""
    packed = instead(path.parent).get("tables", {})
    if path.name in packed:
        found = Table(*packed[path.name])
        check_columns(found.header, columns or found.header, found.place, optional)
        return found
    place = relative(path)
    reader = csv.reader(
        io.StringIO(read_source(path, "Restore it, or remove its series")), strict=True
    )
    try:
        header = [name.strip() for name in next(reader, [])]
        check_columns(header, columns or header, place, optional)
        found_rows = []
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header) or _CONTROL.search("".join(cells)):
                _refuse(cells, header, f"{place}, row {reader.line_num}")
            found_rows.append([*[cell.strip() for cell in cells], str(reader.line_num)])
    except csv.Error as error:
        raise DataError(
            f"not a readable CSV file ({error})", where=f"{place}, row {reader.line_num}"
        ) from None
    if ADDRESS in header:
        for cells in found_rows:
            address(cells[header.index(ADDRESS)], f"{place}, row {cells[-1]}")
    return Table(place, header, found_rows)


def _refuse(cells: list[str], header: list[str], where: str) -> NoReturn:
    if len(cells) != len(header):
        raise DataError(
            f"the row has {len(cells)} cells, the header {len(header)}",
            where=where,
            remedy="Quote cells that hold a comma",
        )
    unprinted = next(cell for cell in cells if _CONTROL.search(cell))
    raise DataError(
        f"{unprinted[:60]!r} holds a mark that does not print",
        where=where,
        remedy="Write the cell anew, on one line",
    )


def rows(origin: Origin, columns: Sequence[str], optional: Sequence[str] = ()) -> list[list[str]]:
    """The rows of a CSV as text, each with its line in the file as the last cell.

    A byte order mark and Windows line ends are accepted.

    Parameters
    ----------
    origin : Path or Table
        The file.
    columns : sequence of str
        The columns it must have, in any order.
    optional : sequence of str
        Those it may have besides; absent, their cells are empty.

    Returns
    -------
    list of list of str
        Cells without outer spaces, in the order of `columns` and `optional`.

    Raises
    ------
    DataError
        If the file is missing, is not UTF-8 or not CSV, its columns differ, or a row has more or
        fewer cells than the header.
    """
    if isinstance(origin, Path):
        origin = table(origin, columns, optional)
    else:
        check_columns(origin.header, columns, origin.place, optional)
    wanted = [*columns, *optional]
    if origin.header == wanted:
        return origin.rows
    order = [origin.header.index(name) if name in origin.header else None for name in wanted]
    return [[*("" if i is None else row[i] for i in order), row[-1]] for row in origin.rows]


def read(origin: Origin, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Read a CSV as text, exactly as written; parameters and errors as `rows`.

    Returns
    -------
    list of Row
        The cells by column; each row knows its line in the file (the header is line 1).
    """
    place = relative(origin) if isinstance(origin, Path) else origin.place
    optional = (*optional, ALONE)
    names = (*columns, *optional)
    found = [
        Row(zip(names, cells, strict=False), f"{place}, row {cells[-1]}")
        for cells in rows(origin, columns, optional)
    ]
    pairs = [(one, f"{one[:-3]}_zh") for one in names if one.endswith("_en")]
    pairs = [pair for pair in pairs if pair[0] not in IN_ONE_LANGUAGE and pair[1] in names]
    for row in found:
        row.alone = row.pop(ALONE)
        for pair in pairs:
            _check_both(row, *pair)
    return found


def _check_both(row: Row, *pair: str) -> None:
    """A text stands in both languages, or in none; or the one stands for both, if the row says so."""
    empty = [name for name in pair if not row[name]]
    if row.alone not in ("", "en", "zh"):
        row.fail(f"{ALONE} is {row.alone!r}", "Write en or zh, or leave it empty for both")
    if row.alone and len(empty) == 1 and not empty[0].endswith(row.alone):
        row[empty[0]] = row[f"{pair[0][:-2]}{row.alone}"]
        return
    for name in pair if len(empty) == 1 else ():
        if row[name]:
            row.fail(
                f"{name} is {row[name]!r}, and {empty[0]} is empty", "Write it in both languages"
            )


def check_columns(
    found: Sequence[str], wanted: Sequence[str], place: str, optional: Sequence[str] = ()
) -> None:
    """Raise `DataError` unless the columns found are those wanted, and of the optional ones any."""
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted and name not in optional]
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
        if not cell.isascii() or "_" in cell:
            raise ValueError
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
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", cell):
            raise ValueError
        return int(cell)
    except ValueError:
        raise DataError(f"{column} is {cell!r}, not a whole number", where=place) from None


class Mapping(dict[str, Any]):
    """A mapping of a YAML file with the file and line of each of its keys, for errors that help."""

    place: str = ""
    line: int = 0
    lines: dict[str, int]

    def where(self, key: str = "") -> str:
        """``claims.yml, line 12``."""
        return f"{self.place}, line {self.lines.get(key, self.line)}"

    def fail(self, what: str, remedy: str = "", key: str = "") -> NoReturn:
        """Raise `DataError` for a key of this mapping."""
        raise DataError(what, where=self.where(key), remedy=remedy)

    def check_keys(self, allowed: Iterable[str], required: Iterable[str] = ()) -> None:
        """Refuse unknown keys, with the nearest known one, and name missing ones."""
        known = list(allowed)
        for key in self:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f" (meant {near[0]!r}?)" if near else ""
                self.fail(f"key {key!r} is not known{hint}", f"Keys here: {', '.join(known)}", key)
        for key in required:
            if key not in self:
                self.fail(f"{key!r} is missing", f"Add it: the keys here are {', '.join(known)}")

    def text(self, key: str, default: str = "") -> str:
        """A value as one line of text."""
        value = self.get(key, default)
        if isinstance(value, dict | list):
            self.fail(f"{key} is not a text", "Write it on one line, or in quotes", key)
        return "" if value is None else " ".join(str(value).split())

    def mapping(self, key: str) -> Mapping:
        """A nested mapping; an empty one if the key is absent."""
        value = self.get(key)
        if value is None:
            value = Mapping()
            value.place, value.line, value.lines = self.place, self.lines.get(key, self.line), {}
        if not isinstance(value, Mapping):
            self.fail(f"{key} is not a mapping", "Write it as key: value", key)
        return value

    def items_of(self, key: str) -> list[Mapping]:
        """A list of mappings; empty if the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.fail(f"{key} is not a list of mappings", "Begin each item with a dash", key)
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts; one text stands for a list of one."""
        value = self.get(key)
        if value is None:
            return []
        return [str(v) for v in (value if isinstance(value, list) else [value])]


def read_marked(path: Path) -> Mapping:
    """Read a YAML file whose top is a mapping; all its scalars are texts.

    It is compiled: the YAML reader is needed once for each content.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8, not YAML, or a key stands twice; with the line.
    """
    place = relative(path)
    value = _decoded(marked_content(path), place)
    if not isinstance(value, Mapping):
        raise DataError(
            "the file holds no mapping",
            where=f"{place}, line 1",
            remedy="A claims file has the keys spoken, region, groups, speakers and claims",
        )
    return value


def read_plain(path: Path) -> Any:
    """Read a YAML file as it is; `DataError` if it is missing, not UTF-8 or not YAML."""
    import yaml

    source = read_source(path)
    _composed(source, relative(path))
    return yaml.safe_load(source)


@functools.cache
def schema(name: str = "numbers") -> dict[str, Any]:
    """A JSON Schema of the package: of ``numbers.json``, ``ledger.json``, ``bases.yml`` ..."""
    text = resources.files("regionshare").joinpath(f"schemas/{name}.schema.json")
    content: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return content


def check_shape(content: Any, name: str, where: str) -> None:
    """Refuse a content that breaks its schema, with the first place that does.

    Raises
    ------
    DataError
        For a key that is missing or not known, or a value of another type.
    """
    import jsonschema

    faults = jsonschema.Draft202012Validator(schema(name)).iter_errors(content)
    fault = min(faults, key=lambda one: list(map(str, one.path)), default=None)
    if fault is not None:
        place = " > ".join(str(part) for part in fault.absolute_path)
        raise DataError(
            f"{place + ': ' if place else ''}{fault.message[:300]}",
            where=where,
            remedy=f"It must follow regionshare/schemas/{name}.schema.json",
        )


def read_source(path: Path, remedy: str = "") -> str:
    """The text of a file of the data; `DataError` where it is missing, unreadable or not UTF-8."""
    place = relative(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError("the file is missing", where=place, remedy=remedy) from None
    except OSError as error:
        raise DataError(f"the file cannot be read: {error.strerror}", where=place) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"byte {error.start} is not UTF-8", where=place, remedy="Save the file as UTF-8"
        ) from None


def marked_content(path: Path) -> Any:
    """What `read_marked` reads, as JSON that keeps lines.

    A mapping is ``[line, [[key, line, value], ...]]``, a list ``[0, [value, ...]]``, a text itself.
    """
    packed = instead(path.parent).get("marked", {})
    if path.name in packed:
        return packed[path.name]
    place, source = relative(path), read_source(path, remedy="Give the path of a claims file")
    key = compiled.key(Path(__file__).read_bytes(), place, source)
    return compiled.compiled(key, lambda: _composed(source, place))


def _composed(source: str, place: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_aliases_and_depth(yaml.parse(source, Loader=loader), place)
        node = yaml.compose(source, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise DataError(
            f"not valid YAML: {problem}",
            where=place + line,
            remedy="Check indentation, and quote texts that hold a colon and a space",
        ) from None
    return _encoded(node, place) if node is not None else None


def _refuse_aliases_and_depth(events: Iterable[Any], place: str) -> None:
    """An alias stands for what can be far larger than the file; no file of ours needs one."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if kind == "AliasEvent" or depth > DEEPEST:
            what = "an alias" if kind == "AliasEvent" else f"more than {DEEPEST} levels"
            line = event.start_mark.line + 1
            raise DataError(f"{what} cannot be used here", where=f"{place}, line {line}")


def _encoded(node: Any, place: str) -> Any:
    if node.id == "sequence":
        return [0, [_encoded(item, place) for item in node.value]]
    if node.id == "scalar":
        absent = node.style is None and node.value in ("", "~", "null")
        return None if absent else str(node.value)
    lines: dict[str, int] = {}
    found = []
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in lines:
            raise DataError(
                f"key {key!r} stands twice",
                where=f"{place}, line {line}",
                remedy=f"Its first place is line {lines[key]}: keep one",
            )
        lines[key] = line
        found.append([key, line, _encoded(value_node, place)])
    return [node.start_mark.line + 1, found]


def _decoded(content: Any, place: str) -> Any:
    if not isinstance(content, list):
        return content
    line, items = content
    if not line:
        return [_decoded(item, place) for item in items]
    built = Mapping({key: _decoded(value, place) for key, _, value in items})
    built.place, built.line = place, line
    built.lines = {key: at for key, at, _ in items}
    return built
