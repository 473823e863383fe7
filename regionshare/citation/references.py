"""References: one cited work as text, BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regionshare.text.tex import escape

LEVELS = ("report", "data", "figure", "number")
_RIS = {"report": "RPRT", "data": "DATA", "figure": "FIGURE", "number": "DATA"}
_CSL = {"report": "report", "data": "dataset", "figure": "graphic", "number": "dataset"}


@dataclass(frozen=True)
class Person:
    """An author: a person, or a body, which has no given name."""

    name: str
    given: str = ""

    @property
    def shown(self) -> str:
        """As a reader writes it."""
        return f"{self.given} {self.name}".strip()


@dataclass(frozen=True)
class Work:
    """Something that can be cited.

    Attributes
    ----------
    level : str
        One of `LEVELS`.
    key : str
        BibTeX key.
    title, note, version, licence : str
    people : tuple of Person
    released : date
    url : str
        Empty where it is not known; it is never made up.
    """

    level: str
    key: str
    title: str
    people: tuple[Person, ...]
    released: datetime.date
    version: str
    note: str
    url: str = ""
    licence: str = ""


def plain(work: Work) -> str:
    """One line of text."""
    names = ", ".join(one.shown for one in work.people)
    where = f" {work.url}" if work.url else ""
    return (
        f"{names} ({work.released.year}): {work.title}. Version {work.version}. {work.note}.{where}"
    )


def bibtex(work: Work) -> str:
    """A BibTeX entry."""
    names = [
        f"{escape(one.name)}, {escape(one.given)}" if one.given else f"{{{escape(one.name)}}}"
        for one in work.people
    ]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{escape(work.title)}}}",
        "year": str(work.released.year),
        "version": escape(work.version),
        "note": escape(work.note),
    }
    kind = "misc"
    if work.level == "report":
        kind = "techreport"
        fields["institution"] = f"{{{', '.join(escape(one.shown) for one in work.people)}}}"
    if work.url:
        fields["url"] = work.url
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{work.key},", *lines, "}"])


def ris(work: Work) -> str:
    """An RIS record."""
    lines = [("TY", _RIS[work.level]), ("ID", work.key), ("TI", work.title)]
    lines += [("AU", f"{p.name}, {p.given}" if p.given else p.name) for p in work.people]
    lines += [
        ("PY", str(work.released.year)),
        ("DA", work.released.strftime("%Y/%m/%d")),
        ("ET", work.version),
        ("N1", work.note),
    ]
    lines += [("UR", work.url)] if work.url else []
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def csl(work: Work) -> dict[str, Any]:
    """A CSL-JSON item."""
    day = work.released
    item: dict[str, Any] = {
        "id": work.key,
        "type": _CSL[work.level],
        "title": work.title,
        "author": [
            {"family": one.name, "given": one.given} if one.given else {"literal": one.name}
            for one in work.people
        ],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": work.version,
        "note": work.note,
    }
    return item | ({"URL": work.url} if work.url else {})


def csl_text(works: Sequence[Work]) -> str:
    """CSL-JSON of several works, as the text of a file."""
    return json.dumps([csl(one) for one in works], ensure_ascii=False, indent=1) + "\n"
