"""Redistribution: rows of restricted series are published only as far as the report uses them."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from regionshare.data.bases import Grid
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.errors import DataError, RegionshareError

Row = tuple[str, str, int]
TABLES, DOCUMENTS = (".csv", ".tsv"), (".json", ".jsonld", ".ipynb", ".geojson")
LICENCE_HEADINGS = {"Open": "open", "Figures only": "figures_only"}
"""The headings of DATA-LICENSES.md, as `redistribution` in series.csv."""
LICENCES = "DATA-LICENSES.md"
PAGE = Path(__file__).parents[1] / "files" / "templates" / "report" / LICENCES
"""The page of licences of a report that is begun with other data: its tables are empty."""
_ANEW = "Write its tables anew: regionshare data package"
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class UnusedRow:
    """A row of a ``figures_only`` series that no basis names."""

    series: str
    region: str
    year: int

    @property
    def where(self) -> str:
        """The file."""
        return f"data/observations/{self.series}.csv"

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return (
            f"{self.region} {self.year} of {self.series} may stand here only if the report uses "
            "it, and no basis names it"
        )


def licences(store: Store, text: str) -> str:
    """The page of licences with its tables written anew, one under each of `LICENCE_HEADINGS`.

    A row is a publisher on one set of terms: its series, what ``series.csv`` and the source's note
    say of them, and the keys of the sources.

    Parameters
    ----------
    text : str
        ``DATA-LICENSES.md``; its prose, and the head of each table, stay.

    Raises
    ------
    DataError
        If a heading has no table.
    """
    for heading, terms in LICENCE_HEADINGS.items():
        table = re.compile(rf"(?<=^## {heading}\n\n)((?:\|.*\n){{2}})(?:\|.*\n)*", re.MULTILINE)
        place = table.search(text)
        if place is None:
            raise DataError(
                f"there is no table under {heading!r}",
                where=LICENCES,
                remedy="Write its head there: | publisher | series | terms | how to cite |",
            )
        start, end = place.end(1), place.end()
        text = text[:start] + _licence_rows(store, terms) + text[end:]
    return text


def licences_of(store: Store) -> str:
    """The page of licences of other data than the project's own: what it says of any, and its tables."""
    return licences(store, PAGE.read_text(encoding="utf-8"))


def _licence_rows(store: Store, terms: str) -> str:
    rows: dict[tuple[str, str], list[Series]] = {}
    for one in store.series.values():
        source = store.sources[one.source]
        told = "" if source.note.startswith(one.licence) else f"{one.licence}. "
        if one.redistribution == terms:
            rows.setdefault(
                (source.author or source.title, (told + source.note).strip()), []
            ).append(one)
    return "".join(
        f"| {publisher} | {_coded(one.id for one in found)} | {told} "
        f"| {_coded(one.source for one in found)} |\n"
        for (publisher, told), found in rows.items()
    )


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


def check_licences(store: Store, page: Path) -> None:
    """The tables of ``DATA-LICENSES.md`` are those that `licences` writes.

    Raises
    ------
    DataError
        With the first row that is another.
    """
    found = page.read_text(encoding="utf-8").splitlines()
    wanted = licences(store, page.read_text(encoding="utf-8")).splitlines()
    for number, (old, new) in enumerate(itertools.zip_longest(found, wanted, fillvalue=""), 1):
        if old != new:
            raise DataError(
                f"it reads {old[:80]!r}, and the data say {new[:80]!r}",
                where=f"{page.name}, row {number}",
                remedy=_ANEW,
            )


def unused_rows(store: Store, grid: Grid) -> list[UnusedRow]:
    """The rows of restricted series outside what ``bases.yml`` declares as used.

    A row of a series whose redistribution is ``none`` is never used; any other row is used if an
    entry names its series (above the line or as the total) and its year.
    """
    used: dict[str, list[tuple[int, int]]] = {}
    for _, basis in grid.everything():
        for series in {basis.series, basis.total}:
            if store.series[series].redistribution == "none":
                continue
            used.setdefault(series, []).append((basis.first, basis.last))
    restricted = {s.id for s in store.series.values() if s.redistribution != "open"}
    return [
        UnusedRow(series, region, year)
        for series in store.series
        if series in restricted
        for region, year, _ in store.rows(series)
        if not any(first <= year <= last for first, last in used.get(series, []))
    ]


def check_published(folder: Path, store: Store, grid: Grid | None = None) -> None:
    """Refuse a folder that publishes more than the licences of its series allow.

    Every CSV, JSON and notebook below it is read, those inside zip files too. A row is told by its
    series, region and year: columns of these names, the keys of a JSON object, or a file named
    after the series. A figure of a ``none`` series, or one of a ``figures_only`` series that the
    report does not use, is a leak. What the report uses is what the store holds, and with `grid`
    what a basis names. A table without such names is compared by value: a cell that equals, to all
    of five digits or more, a figure that must not be published is a leak, too.

    Raises
    ------
    RegionshareError
        For the first leak: names file, series, region and year.
    """
    restricted = {
        s.id: s.redistribution for s in store.series.values() if s.redistribution != "open"
    }
    unused = {(r.series, r.region, r.year) for r in unused_rows(store, grid)} if grid else set()
    forbidden = _by_value(store, unused)
    for name, content in _files(folder):
        for row in _rows(name, content, restricted, forbidden):
            series, region, year = row
            kind = restricted[series]
            if kind == "figures_only" and store.has(*row) and row not in unused:
                continue
            raise RegionshareError(
                f"it would publish {region} {year} of {series}, "
                + (
                    "which must not be passed on"
                    if kind == "none"
                    else "of which only figures that the report uses may be passed on"
                ),
                where=name,
                remedy="Leave the row out of what is published; data/series.csv has the terms",
            )


def _by_value(store: Store, unused: set[Row]) -> dict[str, Row]:
    """The figures that must not be published, by value, where that is distinctive."""
    none = {s.id for s in store.series.values() if s.redistribution == "none"}
    return {
        f"{value:.12g}": (series, region, year)
        for series in store.series
        if unused or series in none
        for region, year, value in store.rows(series)
        if (series in none or (series, region, year) in unused) and len(f"{value:.12g}") > 5
    }


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files that can hold figures, by name, zip files opened."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (*TABLES, *DOCUMENTS, ".zip") and path.is_file():
            yield from _opened(path.relative_to(folder).as_posix(), path.read_bytes())


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if not name.endswith(".zip"):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inner in archive.namelist():
            if PurePosixPath(inner).suffix in (*TABLES, *DOCUMENTS, ".zip"):
                yield from _opened(f"{name} > {inner}", archive.read(inner))


def _rows(
    name: str, content: bytes, restricted: dict[str, str], forbidden: dict[str, Row]
) -> Iterator[Row]:
    text = content.decode("utf-8-sig", errors="replace")
    file = PurePosixPath(name.rpartition(" > ")[2])
    if forbidden and file.suffix in TABLES:
        cells = (cell for line in text.splitlines() for cell in re.split(r"[,;\t]", line))
        yield from (forbidden[f"{float(c):.12g}"] for c in cells if _known(c, forbidden))
    if not any(series in text or series in name for series in restricted):
        return
    if file.suffix in TABLES:
        yield from _table_rows(text, file.stem, restricted)
    else:
        try:
            document = json.loads(text)
        except ValueError:
            return
        yield from _document_rows(document, restricted)


def _known(cell: str, forbidden: dict[str, Row]) -> bool:
    try:
        return f"{float(cell):.12g}" in forbidden
    except ValueError:
        return False


def _table_rows(text: str, stem: str, restricted: dict[str, str]) -> Iterator[Row]:
    """Rows of a table with a column of series, or one named after its series, long or wide."""
    first = text.partition("\n")[0]
    for record in csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in first else ","):
        series, region = record.get("series") or stem, record.get("region") or ""
        if series not in restricted or not region:
            continue
        if record.get("year"):
            years = [record["year"]]
        else:
            years = [key for key, cell in record.items() if key and YEAR.fullmatch(key) and cell]
        yield from ((series, region, int(year)) for year in years if YEAR.fullmatch(str(year)))


def _document_rows(document: Any, restricted: dict[str, str]) -> Iterator[Row]:
    """Objects with series, region and year, at any depth; tables inside texts too."""
    if isinstance(document, dict):
        series, region, year = (document.get(key) for key in ("series", "region", "year"))
        if series in restricted and "value" in document and region and year:
            yield str(series), str(region), int(year)
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from _document_rows(part, restricted)
    elif isinstance(document, str) and "\n" in document and "series" in document.partition("\n")[0]:
        yield from _table_rows(document, "", restricted)
