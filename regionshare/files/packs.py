"""Packs: data directories that are read as one.

A pack is a folder like ``data/``. Several are merged into one directory, named for a digest of all
that went into it, and that is read like any other. Rows of the first pack come first, so that a
message about row 7 of ``series.csv`` means row 7 of the first one's file. What series and documents
name and no pack defines, such as the concept ``gdp`` or the unit ``percent``, is taken from the
report's own data. A file among the packs is another text's claims, which take the place of theirs.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import os
import re
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from regionshare.errors import DataError, ParameterError
from regionshare.files import paths

KEYS = {
    "bounds.csv": (),
    "concepts.csv": ("id",),
    "documents.csv": ("id",),
    "groups.csv": ("nation", "id"),
    "levels.csv": ("id", "nation"),
    "market_statements.csv": ("id",),
    "practice.csv": ("id",),
    "regions.csv": ("id",),
    "series.csv": ("id",),
    "subjects.csv": ("id",),
    "units.csv": ("unit",),
}
"""The tables that are merged row by row, with the columns that name a row; none: the whole row."""

LENT = {
    "concepts.csv": (("series.csv", "concept"),),
    "levels.csv": (("regions.csv", "level"),),
    "units.csv": (("series.csv", "unit"), ("documents.csv", "unit")),
}
"""The tables whose rows the report lends, and the columns that name them."""

ENTRIES = {
    "bases.yml": re.compile(r"^(?=([\w-]+):)", re.MULTILINE),
    "corrections.yml": re.compile(r"^(?=(- [^\0]*))", re.MULTILINE),
    "sources.bib": re.compile(r"^(?=@\w+\s*\{\s*([^\s,]+))", re.MULTILINE),
}
"""The files that are merged entry by entry: where an entry begins, and what it is called."""

EMPTY = {"bases.yml": "", "corrections.yml": "[]\n", "sources.bib": ""}
"""What a file says that has no entry."""

NARROWED = ("step", "bend", "ratio", "peers")
"""The bounds that hold for the regions of their own pack, not for those beside it."""

CLAIMS = "claims.yml"
CITATION = "CITATION.cff"
"""Who made what is built of a pack, and how that is cited."""
ALONE = (CLAIMS, CITATION)
"""What the first pack has that has it: statements of two texts are no text."""

TEXTS = (".yml", ".yaml")
"""A file of these is another text's claims, read over the data."""
FOUND = "claims-documents.csv"
"""The documents that another text's claims name, beside those of the report."""
_NAMED = re.compile(rb"^documents:[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)

KEPT, REST = 8, 86_400
"""As many merged directories stay, the last used ones, and all used within so many seconds, since
another process may read them."""

OWN = "report"
"""How the report's own data are named among other packs."""

NEEDED = ("groups.csv", "documents.csv", "market_statements.csv", "practice.csv", "subjects.csv")
"""The tables that are read even where no pack has them: they are then empty."""

Rows = dict[str, list[dict[str, str]]]


def merged(packs: Sequence[Path], own: Path, folder: Path) -> Path:
    """The directory that holds some packs, merged; made once for the same contents.

    Parameters
    ----------
    packs : sequence of Path
        The first one's rows come first.
    own : Path
        The report's own data, which lend concepts and units.
    folder : Path
        Where merged directories are kept.

    Returns
    -------
    Path
        A pack's own directory, if it is the only one and lacks nothing.

    Raises
    ------
    DataError
        A pack is no directory, or two packs say different things under one name.
    """
    texts = [pack for pack in packs if pack.is_file() and pack.suffix in TEXTS]
    if texts:
        others = merged([pack for pack in packs if pack not in texts] or [own], own, folder)
        return _kept(_with_claims(others, texts), folder)
    for pack in packs:
        if not (pack / "series.csv").is_file():
            raise DataError(
                f"there is no data directory {pack.name or str(pack)!r}",
                where=str(pack),
                remedy="Give a folder that holds series.csv, regions.csv and observations/; "
                f"{OWN!r} stands for the report's own data",
            )
    files: dict[str, bytes] = {}
    for pack in packs:
        _take_files(pack, files, merged=len(packs) > 1)
    tables = _merged_tables(packs)
    lent = _lent(tables, own)
    whole = all((packs[0] / name).is_file() for name in NEEDED)
    if len(packs) == 1 and whole and not any(lent.values()):
        return packs[0]
    for name, rows in lent.items():
        tables[name] += rows
    for name, rows in tables.items():
        if rows or name in NEEDED:
            files[name] = _written(rows, _header([*(pack / name for pack in packs), own / name]))
    for name in ENTRIES:
        if len(packs) > 1:
            files[name] = _merged_entries(packs, name)
        files.setdefault(name, EMPTY[name].encode())
    return _kept(files, folder)


def _with_claims(pack: Path, texts: Sequence[Path]) -> dict[str, bytes]:
    """The files of a pack with another text's claims in the place of its own.

    Labels of earlier releases are of the report's own statements, and stay out.
    """
    if len(texts) > 1:
        raise DataError(
            "claims of two texts are given", where=str(texts[1]), remedy="Leave one of them out"
        )
    files = {
        path.relative_to(pack).as_posix(): path.read_bytes()
        for path in sorted(pack.rglob("*"))
        if path.is_file()
    }
    content = texts[0].read_bytes()
    named = _NAMED.search(content)
    found = texts[0].parent / (named[1].decode(errors="replace") if named else "documents.csv")
    line = f"documents: {FOUND}".encode()
    if found.is_file():
        files[FOUND] = found.read_bytes()
    files[CLAIMS] = (
        _NAMED.sub(line, content, count=1) if named else content.rstrip() + b"\n" + line + b"\n"
    )
    return {name: text for name, text in files.items() if not name.startswith(f"{paths.RELEASES}/")}


def _take_files(pack: Path, files: dict[str, bytes], *, merged: bool) -> None:
    """The files that belong to one pack: figures, and what is taken whole."""
    for path in sorted(pack.rglob("*")):
        name = path.relative_to(pack).as_posix()
        if any(part.startswith(".") for part in Path(name).parts):
            continue
        if path.is_dir() and path.suffix == ".csv":
            raise DataError("the file cannot be read: Is a directory", where=f"{pack.name}/{name}")
        if name in KEYS or name == "datapackage.json" or (merged and name in ENTRIES):
            continue
        if not path.is_file():
            continue
        content = path.read_bytes()
        if name in files and name not in ALONE and files[name] != content:
            raise _differ(name, pack)
        files.setdefault(name, content)


def _differ(what: str, pack: Path) -> DataError:
    return DataError(
        f"{what} differs from that of another pack",
        where=str(pack),
        remedy="Give it another name in one of them, or leave one of the packs out",
    )


def _merged_tables(packs: Sequence[Path]) -> Rows:
    tables: Rows = {}
    for name, columns in KEYS.items():
        known: dict[tuple[str, ...], dict[str, str]] = {}
        for pack in packs:
            here = _covered(pack) if name == "bounds.csv" and len(packs) > 1 else ""
            for row in _rows(pack / name):
                if here and not row.get("regions") and row.get("kind") in NARROWED:
                    row["regions"] = here
                told = {column: cell for column, cell in row.items() if cell}
                key = tuple(row.get(column, "") for column in columns or sorted(row))
                if key in known and known[key] != told:
                    raise _differ(f"{' '.join(key)} in {name}", pack)
                known.setdefault(key, told)
        tables[name] = list(known.values())
    return tables


def _covered(pack: Path) -> str:
    """All regions of a pack, as a cell names them: those of its nations, level by level."""
    found = {
        f"{row['parent']}:{row['level']}" if row.get("parent") else row["id"]: None
        for row in _rows(pack / "regions.csv")
    }
    return " ".join(found)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table; one that cannot be read is told by whoever reads it in full."""
    if not path.is_file():
        return
    try:
        text = path.read_text("utf-8-sig")
        header, *rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise DataError(
            f"the table cannot be read: {error}",
            where=str(path),
            remedy="Save it as CSV in UTF-8, with the names of its columns in the first row",
        ) from None
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise DataError(
                f"the row has {len(row)} cells, the header {len(header)}",
                where=f"{path.name}, row {number}",
                remedy="Quote cells that hold a comma",
            )
        yield {name.strip(): cell.strip() for name, cell in zip(header, row, strict=True)}


def _lent(tables: Rows, own: Path) -> Rows:
    """The rows of the report's tables that the packs name and do not define."""
    found: Rows = {}
    for name, columns in LENT.items():
        key = KEYS[name][0]
        defined = {row[key] for row in tables[name]}
        named = {row.get(column) for origin, column in columns for row in tables[origin]}
        found[name] = [row for row in _rows(own / name) if row[key] in named - defined]
    return found


def _header(tables: Iterable[Path]) -> list[str]:
    """The columns of the first of these tables that is there."""
    path = next(path for path in tables if path.is_file())
    return next(csv.reader(io.StringIO(path.read_text("utf-8-sig"))), [])


def _written(rows: Sequence[Mapping[str, str]], header: Iterable[str]) -> bytes:
    columns = list(dict.fromkeys([*header, *(column for row in rows for column in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _merged_entries(packs: Sequence[Path], name: str) -> bytes:
    """The entries of a file in all packs, each once; two of one name that differ are refused."""
    known: dict[str, str] = {}
    for pack in packs:
        path = pack / name
        text = path.read_text("utf-8-sig") if path.is_file() else ""
        _, *parts = ENTRIES[name].split(text)
        for key, entry in zip(parts[::2], parts[1::2], strict=True):
            lines = [line for line in entry.splitlines() if line.strip() and line[:1] not in "#%"]
            entry = "\n".join(lines)
            key = entry if name == "corrections.yml" else key
            if known.setdefault(key, entry) != entry:
                raise _differ(f"{key} in {name}", pack)
    return ("\n\n".join(known.values()) + "\n" if known else EMPTY[name]).encode()


def _kept(files: Mapping[str, bytes], folder: Path) -> Path:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    target = folder / total.hexdigest()[:32] / "data"
    if not target.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder, prefix=".", suffix=".tmp"))
        for name, content in files.items():
            (made / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            (made / "data" / name).write_bytes(content)
        with suppress(OSError):  # another process was faster
            made.replace(target.parent)
        shutil.rmtree(made, ignore_errors=True)
    os.utime(target.parent)
    _tidy(folder)
    return target


def _tidy(folder: Path) -> None:
    """Remove merged directories that nobody has used for long, but for the last ones."""
    used = []
    for one in folder.iterdir():
        with suppress(FileNotFoundError):  # another process tidies, too
            used.append((one.stat().st_mtime, one))
    for when, old in sorted(used, reverse=True)[KEPT:]:
        if when < time.time() - REST:
            shutil.rmtree(old, ignore_errors=True)


def listed(packs: Sequence[str | os.PathLike[str]]) -> list[str]:
    """The packs that a caller names, as texts; `ParameterError` for what is no path."""
    if not packs:
        raise ParameterError("no pack is named", remedy=f'Name folders, or "{OWN}"')
    for one in packs:
        if not isinstance(one, str | os.PathLike) or not isinstance(os.fspath(one), str) or not one:
            raise ParameterError(f"pack {one!r} is no path", remedy=f'Give a folder, or "{OWN}"')
        if os.pathsep in os.fspath(one):
            raise ParameterError(
                f"pack {os.fspath(one)!r} holds {os.pathsep!r}, which parts packs",
                remedy="Rename the folder",
            )
    return [os.fspath(one) for one in packs]


def found(given: str, own: Path, folder: Path) -> Path:
    """The directory that a list of packs stands for, as ``$REGIONSHARE_DATA`` holds it."""
    packs = _folders(given, own)
    try:
        return merged(packs, own, folder)
    except DataError:
        if len(packs) > 1 or not any((packs[0] / table).is_file() for table in KEYS):
            raise
    return packs[0]  # whoever reads it in full says what is wrong, with file and row


def resolved(given: str, own: Path, folder: Path) -> Path:
    """The same, looked for once in a process until a file of a pack changes."""
    return _resolved(given, own, folder, tuple(map(paths.stamp, _folders(given, own))))


@functools.lru_cache(maxsize=8)
def _resolved(given: str, own: Path, folder: Path, stamps: object) -> Path:
    return found(given, own, folder)


def _folders(given: str, own: Path) -> list[Path]:
    return [
        own if one == OWN else Path(one).expanduser().resolve()
        for one in given.split(os.pathsep)
        if one
    ]


def name() -> str:
    """A name for the packs that ``$REGIONSHARE_DATA`` lists, no other list's: ``osaka-1f0c2b``."""
    given = os.environ.get(paths.DATA, "").split(os.pathsep)
    found = [one if one == OWN else str(Path(one).expanduser().resolve()) for one in given if one]
    whole = hashlib.sha256("\0".join(found).encode(errors="surrogateescape")).hexdigest()
    return "-".join([*(_stem(Path(one)) for one in found), whole[:6]])


def named() -> list[str]:
    """What the packs are called in commands on pages; none where a book is the project's own.

    A pack below the present folder is named from there, another by its last part, so that no page
    says where the files of its maker lie. A report of one's own is `OWN`: its commands name no
    pack, but are not the project's.
    """
    if paths.NAMED in os.environ:
        return [one for one in os.environ[paths.NAMED].split(os.pathsep) if one]
    given = [one for one in os.environ.get(paths.DATA, "").split(os.pathsep) if one]
    if given in ([], [OWN]):
        return [] if paths.ROOT in (paths.PACKAGE.parent, paths.SKELETON) else [OWN]
    return [one if one == OWN else _below(Path(one).resolve()) for one in given]


def _below(pack: Path) -> str:
    """A path from the present folder, if it is below that; else its last part."""
    with suppress(ValueError, OSError):
        return pack.relative_to(Path.cwd()).as_posix()
    return pack.name


def naming() -> dict[str, str]:
    """The same, as the environment of another process; empty where nothing is named."""
    names = named()
    return {paths.NAMED: os.pathsep.join(names)} if names else {}


def options() -> str:
    """What a command on a page says of the data that it reads, such as `` --data osaka``."""
    names = named()
    return "" if names == [OWN] else "".join(f" --data {shlex.quote(one)}" for one in names)


def edition(one: Mapping[str, Any]) -> str:
    """What a command on a page says of the edition it is of: `` --region CN-GD --year 2023``."""
    if not one:
        return ""
    return f" --region {one['region']} --year {one['year']}{choices(one.get('basis', {}))}"


def choices(basis: Mapping[str, str]) -> str:
    """The options of other choices behind concepts: `` --basis gdp=gdp.nbs_2020``."""
    return "".join(f" --basis {concept}={chosen}" for concept, chosen in basis.items())


def command(words: str) -> str:
    """A command as every page writes it, over the data at hand: ``regionshare build --data osaka``."""
    return f"regionshare {words}{options()}"


def _stem(pack: Path) -> str:
    """What a pack is called in names: its folder, or that of another text's claims."""
    return pack.parent.name if pack.suffix in TEXTS else pack.name
