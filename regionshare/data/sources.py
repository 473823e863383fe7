"""Sources: the BibTeX entries that every figure leads back to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from regionshare.data import tables
from regionshare.errors import DataError


@dataclass(frozen=True)
class Source:
    """One entry of ``data/sources.bib``."""

    key: str
    type: str
    title: str
    author: str
    year: str
    url: str
    note: str
    howpublished: str
    licence: str = ""

    @property
    def citation(self) -> str:
        """One line: author, year, title."""
        head = ", ".join(part for part in (self.author, self.year) if part)
        return f"{head}: {self.title}" if head else self.title


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
        text = path.read_text(encoding="utf-8-sig")
        bibliography: BibliographyData = parse_string(text, "bibtex")
    except FileNotFoundError:
        raise DataError("the file is missing", where=place) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"byte {error.start} is not UTF-8", where=place, remedy="Save the file as UTF-8"
        ) from None
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
        )
    return sources
