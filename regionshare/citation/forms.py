"""Forms of citation: what can be cited, and by which words, from ``CITATION.cff`` alone.

Three levels: a number or a figure, the data, the report; each is of one edition. The forms
are text, BibTeX, RIS and CSL-JSON.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regionshare.errors import DataError
from regionshare.files import compiled, packs, paths
from regionshare.numbers.number import anchor, citation_key
from regionshare.text.markup import escape_tex
from regionshare.text.messages import room

WORDS = room("record")["en"]

SPDX = "https://spdx.org/licenses/"


def record_place(root: Path = paths.ROOT, data: Path | None = None) -> Path | None:
    """Where the record of the book at hand lies: with its data, else with the report they are of.

    None of a book of others' data, or of a report of one's own, that has none: what is ours to say
    of our book is not said of theirs.
    """
    own, report = (data or paths.data_dir()) / packs.CITATION, root / packs.CITATION
    if own.is_file():
        return own
    return None if packs.options() or (packs.named() and not report.is_file()) else report


def load_citation(path: Path | None = None) -> dict[str, Any]:
    """The one hand-written citation record; empty where the book at hand has none."""
    path = path or record_place()
    if path is None:
        return {}
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError("the file is missing", where=path.name) from None
    record = compiled.compiled(compiled.key(__name__, content), lambda: _parsed(content, path.name))
    if not isinstance(record, dict) or not {"title", "authors", "version", "date-released"} <= {
        *record
    }:
        raise DataError(
            "not a citation record",
            where=path.name,
            remedy="It states title, authors, version and date-released",
        )
    return record


def _parsed(content: bytes, name: str) -> Any:
    """What YAML holds, with days as texts: as its compiled form has it."""
    import yaml

    try:
        return json.loads(json.dumps(yaml.safe_load(content), default=str))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"not valid YAML ({error})", where=name) from None


def people(record: Mapping[str, Any]) -> tuple[Person, ...]:
    """The authors, persons or bodies, in the order given."""
    return tuple(
        Person(one["name"])
        if "name" in one
        else Person(one.get("family-names", ""), one.get("given-names", ""))
        for one in record.get("authors", ())
    )


def known(parts: Mapping[str, Any]) -> dict[str, Any]:
    """What there is to be said: the entries that are not empty."""
    return {name: one for name, one in parts.items() if one not in ("", None, [], ())}


def licences(record: Mapping[str, Any]) -> list[str]:
    """SPDX ids: of the code, then of text and figures."""
    found = record.get("license", [])
    return [found] if isinstance(found, str) else list(found)


def report_error(record: Mapping[str, Any]) -> str:
    """Where an error can be reported: the issues of the repository, or the contact's mail.

    >>> report_error({"repository-code": "https://example.org/report"})
    'https://example.org/report/issues'
    """
    if record.get("repository-code"):
        return f"{str(record['repository-code']).rstrip('/')}/issues"
    mails = [one["email"] for one in record.get("contact", ()) if one.get("email")]
    return f"mailto:{mails[0]}" if mails else ""


@dataclass(frozen=True)
class Citable:
    """An edition of the report as something to be cited.

    Attributes
    ----------
    record : mapping
        ``CITATION.cff``.
    region : str
        Its id.
    year : int
    name : str
        The region's English name.
    base : str
        Address of publication, ending in a slash; empty where it is not known. Nothing is then
        said about where the report can be found.
    """

    record: Mapping[str, Any]
    region: str
    year: int
    name: str
    base: str = ""
    people: tuple[Person, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", people(self.record))
        if self.base and not self.base.endswith("/"):
            object.__setattr__(self, "base", f"{self.base}/")

    @property
    def keywords(self) -> list[str]:
        """What the report is about, and the region of this edition."""
        return [*self.record.get("keywords", ()), self.name]

    @property
    def edition(self) -> str:
        """``CN-GD-2023``."""
        return f"{self.region}-{self.year}"

    @property
    def title(self) -> str:
        """The report with its edition: ``Share of the Nation: Guangdong, 2023``."""
        if "title" not in self.record:
            return str(WORDS["untitled"].format(name=self.name, year=self.year))
        return f"{self.record['title']}: {self.name}, {self.year}"

    @property
    def released(self) -> datetime.date | None:
        """The date of the release; None where the book has no record."""
        found = self.record.get("date-released")
        if found is None or isinstance(found, datetime.date):
            return found
        return datetime.date.fromisoformat(str(found))

    @property
    def day(self) -> str:
        """The same as ``2026-11-26``; empty where there is none."""
        return self.released.isoformat() if self.released else ""

    @property
    def version(self) -> str:
        """The release."""
        return str(self.record.get("version", ""))

    @property
    def text_licence(self) -> str:
        """SPDX id of the licence of text and figures: the last that the record names."""
        return (licences(self.record) or [""])[-1]

    def url(self, page: str) -> str:
        """The address of a page, empty where the address of publication is not known."""
        return f"{self.base}{page}" if self.base else ""

    def _work(
        self, level: str, key: str, title: str, note: str, page: str, cased: str = ""
    ) -> Work:
        return Work(
            level=level,
            key=key if level == "number" else f"regionshare-{key}".lower(),
            title=title,
            people=self.people,
            released=self.released,
            version=self.version,
            note=f"Edition {self.edition}" + (f"; {note}" if note else ""),
            url=self.url(page),
            licence=self.text_licence,
            cased=cased,
        )

    def report(self) -> Work:
        """The report."""
        return self._work("report", self.edition, self.title, "", "index.html")

    def data(self) -> Work:
        """The data behind the report, as published with it."""
        note = WORDS["cite"]
        return self._work(
            "data", f"{self.edition}-data", f"{self.title}: data", note, "data/datapackage.json"
        )

    def figure(self, identifier: str, page: str) -> Work:
        """A figure of a page."""
        return self._work(
            "figure",
            f"{self.edition}-{identifier}",
            f"{self.title}: {identifier}",
            f"figure {identifier}",
            f"{page}.html#{identifier}",
            identifier,
        )

    def within(self, identifier: str, digest: str) -> Work:
        """The report as the place of a number that was already said in words; without an address."""
        note = f"number {identifier}; hash {digest}"
        work = self._work("number", self.edition, self.title, note, "")
        return dataclasses.replace(work, url="")

    def number(self, content: Mapping[str, Any]) -> Work:
        """A number of the register, as ``numbers.json`` holds it."""
        identifier, shown = content["id"], content["display"]["en"]
        return self._work(
            "number",
            citation_key(identifier, content["hash"]),
            f"{self.title}: {identifier} = {shown}",
            f"number {identifier}; hash {content['hash']}",
            f"numbers.html#{anchor(identifier)}",
            f"{identifier} = {shown}",
        )


# -- one cited work as text, BibTeX, RIS and CSL-JSON ---------------------------------------------

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
    cased : str
        The part of the title whose letters must stay as they are: an id.
    """

    level: str
    key: str
    title: str
    people: tuple[Person, ...]
    released: datetime.date | None
    version: str
    note: str
    url: str = ""
    licence: str = ""
    cased: str = ""


def plain(work: Work) -> str:
    """One line of text."""
    names = ", ".join(one.shown for one in work.people)
    when = f"({work.released.year})" if work.released else ""
    who = " ".join(filter(None, (names, when)))
    parts = [
        f"{who}: {work.title}." if who else f"{work.title}.",
        f"Version {work.version}." if work.version else "",
        f"{work.note}.",
        work.url,
    ]
    return " ".join(filter(None, parts))


def bibtex(work: Work) -> str:
    """A BibTeX entry."""
    names = [
        f"{escape_tex(one.name)}, {escape_tex(one.given)}"
        if one.given
        else f"{{{escape_tex(one.name)}}}"
        for one in work.people
    ]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{escape_tex(work.title)}}}",
        "year": str(work.released.year) if work.released else "",
        "version": escape_tex(work.version),
        "note": escape_tex(work.note),
    }
    if work.level == "report" and work.people:
        fields["institution"] = f"{{{', '.join(escape_tex(one.shown) for one in work.people)}}}"
    fields["url"] = work.url
    return bibtex_entry("techreport" if work.level == "report" else "misc", work.key, fields)


def bibtex_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry of fields that are TeX already; those that are empty are left out."""
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def ris(work: Work) -> str:
    """An RIS record."""
    lines = [("TY", _RIS[work.level]), ("ID", work.key), ("TI", work.title)]
    lines += [("AU", f"{p.name}, {p.given}" if p.given else p.name) for p in work.people]
    if work.released:
        lines += [
            ("PY", str(work.released.year)),
            ("DA", work.released.strftime("%Y/%m/%d")),
        ]
    lines += [("ET", work.version)] if work.version else []
    lines += [("N1", work.note)]
    lines += [("UR", work.url)] if work.url else []
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def csl(work: Work) -> dict[str, Any]:
    """A CSL-JSON item; styles that put titles in capitals leave ids alone."""
    day, title = work.released, work.title
    if work.cased:
        title = title.replace(work.cased, f'<span class="nocase">{work.cased}</span>')
    parts = [[day.year, day.month, day.day]] if day else []
    item: dict[str, Any] = {
        "id": work.key,
        "type": _CSL[work.level],
        "title": title,
        "author": [
            {"family": one.name, "given": one.given} if one.given else {"literal": one.name}
            for one in work.people
        ],
        "issued": {"date-parts": parts} if parts else None,
        "version": work.version,
        "note": work.note,
        "URL": work.url,
    }
    return known(item)


def csl_text(works: Sequence[Work]) -> str:
    """CSL-JSON of several works, as the text of a file."""
    return json.dumps([csl(one) for one in works], ensure_ascii=False, separators=(",", ":")) + "\n"
