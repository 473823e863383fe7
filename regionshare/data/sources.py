"""Sources: the BibTeX entries that every figure leads back to, and known errors of sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.data import tables
from regionshare.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Source:
    """One entry of ``data/sources.bib``; in Chinese where its Chinese names are known."""

    key: str
    type: str
    title: str
    author: str
    year: str
    url: str
    note: str
    howpublished: str
    licence: str = ""
    author_zh: str = ""
    title_zh: str = ""

    @property
    def citation(self) -> str:
        """One line: author, year, title."""
        head = ", ".join(part for part in (self.author, self.year) if part)
        return f"{head}: {self.title}" if head else self.title

    def cited(self, lang: str) -> str:
        """The line in a language; what has no Chinese title keeps its own."""
        if lang != "zh" or not self.title_zh:
            return self.citation
        head = "\uff0c".join(part for part in (self.author_zh or self.author, self.year) if part)
        return f"{head}\uff1a{self.title_zh}" if head else self.title_zh

    def titled(self, lang: str) -> str:
        """Its title alone, in Chinese where it has one."""
        return self.title_zh if lang == "zh" and self.title_zh else self.title


def _plain(text: str) -> str:
    """A BibTeX value as text: braces gone, escaped characters as themselves."""
    return " ".join(re.sub(r"\\([&_%#$])", r"\1", text).replace("{", "").replace("}", "").split())


def load_sources(path: Path) -> dict[str, Source]:
    """Read ``sources.bib`` with pybtex.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8 or not BibTeX, or an entry lacks a title or has an unsafe address.
    """
    from pybtex.database import BibliographyData, parse_string
    from pybtex.exceptions import PybtexError

    place = tables.relative(path)
    try:
        bibliography: BibliographyData = parse_string(tables.read_source(path), "bibtex")
    except PybtexError as error:
        raise DataError(f"not valid BibTeX ({error})", where=place) from None
    sources: dict[str, Source] = {}
    for key, entry in bibliography.entries.items():
        field = {name.lower(): _plain(value) for name, value in entry.fields.items()}
        if not field.get("title"):
            raise DataError(f"entry {key!r} has no title", where=place)
        people = " and ".join(_plain(str(person)) for person in entry.persons.get("author", []))
        sources[key] = Source(
            key=key,
            type=entry.type,
            title=field["title"],
            author=people or field.get("institution", "") or field.get("organization", ""),
            year=field.get("year", ""),
            url=tables.address(field.get("url", ""), f"{place}, entry {key}"),
            note=field.get("note", ""),
            howpublished=field.get("howpublished", ""),
            licence=field.get("keywords", "").partition("licence:")[2].strip(),
            author_zh=field.get("author_zh", ""),
            title_zh=field.get("title_zh", ""),
        )
    return sources


# -- corrections: known errors of a source, kept as data with a guard -----------------------------

# The file keeps the wrong figure as it was published. A correction says what it is, and fails once
# the file no longer holds it, so that it cannot outlive the error.


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
