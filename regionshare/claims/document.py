"""Documents: statements found in published documents, as rows of ``documents.csv``."""

from __future__ import annotations

import calendar
import contextlib
import datetime
import functools
import re
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from pathlib import Path

from regionshare.claims.evidence import INDEPENDENCE
from regionshare.claims.interval import Interval
from regionshare.claims.statement import Asked, prepare, read
from regionshare.claims.words import MARKS, day_text
from regionshare.data import tables
from regionshare.data.series import ISSUER_KINDS, PUBLISHED_IS, Series
from regionshare.data.tables import Mapping, Row, read_marked
from regionshare.errors import ParameterError
from regionshare.numbers.number import Input

_RANGE = re.compile(r"(\S+) to (\S+)")
_PERIOD = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?)?")


def independence_of(issuer: str, kind: str, speaker: str = "") -> str:
    """Whose figures they are, from who issued them against who made the statement.

    Parameters
    ----------
    issuer, kind : str
        The organisation, and which of `ISSUER_KINDS` it is.
    speaker : str, optional
        The organisation for which the statement was made.

    Examples
    --------
    >>> independence_of("The province", "government", "The province")
    'same_speaker'
    >>> independence_of("The nation", "government"), independence_of("CEADs", "researchers")
    ('official_other', 'independent')
    """
    if kind == "party" or (issuer and issuer == speaker):
        return "same_speaker"
    return "independent" if kind in ("researchers", "press") else "official_other"


def of_series(series: Iterable[Series]) -> str:
    """Whose figures they are: an inventory's by researchers, whatever else stands beside it."""
    found = {independence_of(one.issuer, one.issuer_kind) for one in series}
    return "independent" if "independent" in found else "official_other"


@dataclass(frozen=True)
class Document:
    """One figure that a published document states.

    Attributes
    ----------
    quantity : str
        What is counted or measured; rows of one quantity and region form a dated sequence.
    period : str
        The day or year the figure refers to; empty where the document does not say.
    interval : Interval
        The figure, read by the same rules as the claims.
    published : datetime.date or None
        The last day of the month or year where no more is known; None where nothing is.
    dated : str
        The same as it stands in the file: a day, a month, a year or nothing.
    published_is : str
        ``publisher`` if the day is the publisher's, ``by`` if it is a copy's, or the last day of
        a month or year.
    independence : str
        Only where no issuer is given; else it is derived, and a contradicting one is refused.
    level : str
        The census vintage or method break whose level it has.
    replaced_by : str
        The series of a later release that replaces it.
    title_zh, publisher_zh : str
        In Chinese; empty for what a Chinese page names in its own language.
    """

    id: str
    quantity: str
    region: str
    period: str
    stated: str
    reading: str
    unit: str
    interval: Interval
    published: datetime.date | None
    title: str
    publisher: str
    speaker_en: str
    speaker_zh: str
    statement_en: str
    statement_zh: str
    note_en: str
    note_zh: str
    fact: str
    url: str
    dated: str = ""
    published_is: str = ""
    issuer: str = ""
    issuer_kind: str = ""
    independence: str = ""
    level: str = ""
    replaced_by: str = ""
    title_zh: str = ""
    publisher_zh: str = ""

    def independence_from(self, speaker: str) -> str:
        """Whose figure it is, to a statement made for an organisation."""
        if not self.issuer_kind:
            return self.independence
        return independence_of(self.issuer, self.issuer_kind, speaker)

    @property
    def document(self) -> tuple[str, str]:
        """The document it stands in: rows of one document are one."""
        return self.title, self.publisher

    @property
    def origin(self) -> str:
        """Whose count it is, and in which document."""
        return f"{self.issuer}: {self.title}"

    @property
    def year(self) -> int | None:
        """The year the figure refers to; None where no single one is given."""
        found = re.match(r"\d{4}(?!\d)", self.period)
        return int(found.group()) if found else None

    @property
    def day(self) -> datetime.date | None:
        """The day the figure refers to, if its period is a day."""
        try:
            return datetime.date.fromisoformat(self.period)
        except ValueError:
            return None

    @property
    def counts(self) -> bool:
        """Whether it counts things, whatever its unit calls them, or names a day."""
        return self.reading in ("count", "date")

    @property
    def established(self) -> bool:
        """Whether the day of publication is known, and is not that of a copy."""
        return self.published_is != "by" and len(self.dated) == len("2024-11-21")

    def prints(self, one: Input, series: Series) -> bool:
        """Whether it prints a figure of a series, to the digits that both have."""
        of = (series.concept, one.region, one.year, one.unit, series.level_in(one.year))
        if not self.established:
            return False
        if (self.quantity, self.region, self.year, self.unit, self.level) != of:
            return False
        decimals = max(0, -int(Decimal(f"{one.value:.12g}").as_tuple().exponent))
        half = 0.5 * 10.0**-decimals
        return not Interval(one.value - half, one.value + half).disjoint(self.interval)

    @property
    def citation(self) -> str:
        """Publisher, date, title."""
        return self.cited(self.published.isoformat() if self.published else "")

    def cited(self, day: str) -> str:
        """Publisher, the day as it is written where it is cited, title."""
        return f"{self.publisher}, {day or 'n.d.'}: {self.title}"

    def told(self, lang: str) -> str:
        """The same on a page, the day in words; in Chinese where it has a Chinese title."""
        own = lang if self.title_zh else "en"
        day = day_text(self.published, own) if self.published else ""
        if own != "zh":
            return self.cited(day)
        head = MARKS[own]["comma"].join(filter(None, (self.publisher_zh, day)))
        return f"{head}{MARKS[own]['colon']}{self.title_zh}"


_STATED = [one for one in fields(Document) if one.name not in ("interval", "dated")]
COLUMNS = tuple(one.name for one in _STATED if one.default is MISSING)
OPTIONAL = tuple(one.name for one in _STATED if one.default is not MISSING)
"""Columns that a file of an older release may lack."""
NEEDED = ("id", "stated", "title", "publisher", "statement_en", "statement_zh")
_KNOWN = {"independence": INDEPENDENCE, "issuer_kind": ISSUER_KINDS, "published_is": PUBLISHED_IS}


def document_rows(path: Path) -> list[Row]:
    """The rows of ``documents.csv``; a missing file is no documents."""
    return tables.read(path, COLUMNS, OPTIONAL) if tables.exists(path) else []


def opened(path: Path) -> tuple[Mapping, list[Row]]:
    """What a claims file holds, and the rows of the documents that it names."""
    top = _marked(path, _bytes(path))
    return top, document_rows(_beside(path, top))


def contents(path: Path) -> tuple[bytes, bytes]:
    """The bytes of a claims file and of its documents: all that `opened` depends on."""
    content = _bytes(path)
    return content, _bytes(_beside(path, _marked(path, content)))


@functools.lru_cache(maxsize=4)
def _marked(path: Path, _: bytes) -> Mapping:
    """What a file of this content holds, read once in a process, or before it was forked."""
    return read_marked(path)


def _beside(path: Path, top: Mapping) -> Path:
    return path.parent / top.text("documents", "documents.csv")


def _bytes(path: Path) -> bytes:
    """The content of a file; nothing of one that cannot be read, which who reads it will say."""
    with contextlib.suppress(OSError):
        return path.read_bytes()
    return b""


def load_documents(rows: Iterable[Row]) -> dict[str, Document]:
    """The documents of `document_rows`, by id.

    Raises
    ------
    DataError
        For the first row that breaks a rule, with its place and a remedy.
    """
    documents: dict[str, Document] = {}
    for row in rows:
        one = _document(row)
        if one.id in documents:
            row.fail(f"document {one.id!r} stands twice", "Keep one row")
        documents[one.id] = one
    return documents


def _document(row: Row) -> Document:
    for column in NEEDED:
        if not row[column]:
            row.fail(f"{column} is empty", "Fill it in")
    if not _PERIOD.fullmatch(row["period"]):
        row.fail(f"period is {row['period']!r}", "Write 2023, 2023-06 or 2023-06-30")
    for column, known in _KNOWN.items():
        if row[column] not in ("", *known):
            row.fail(f"{column} is {row[column]!r}", f"It is one of {', '.join(known)}")
    if not row["independence"] and not (row["issuer"] and row["issuer_kind"]):
        row.fail(
            "neither issuer and issuer_kind nor independence is given",
            f"Name who issued the figure, and which it is: {', '.join(ISSUER_KINDS)}",
        )
    return row.built(
        Document, interval=_interval(row), published=_published(row), dated=row["published"]
    )


def first_figures(directory: Path) -> tuple[Document, ...]:
    """The figures of ``documents.csv`` that a release of a series has replaced, with their days."""
    return _first_figures(directory.resolve())


@functools.lru_cache(maxsize=4)
def _first_figures(directory: Path) -> tuple[Document, ...]:
    rows = [row for row in document_rows(directory / "documents.csv") if row["replaced_by"]]
    prepare(asked for row in rows for asked in asked_of(row))
    return tuple(load_documents(rows).values())


def asked_of(row: Row) -> list[Asked]:
    """What is to be read: the figure, or both ends of ``6 to 7`` as they stand."""
    both = _RANGE.fullmatch(row["stated"])
    if both is None:
        return [Asked(row["stated"], row["reading"], unit=row["unit"])]
    return [Asked(end, row["reading"] or "exact") for end in both.groups()]


def _interval(row: Row) -> Interval:
    """The figure as an interval."""
    try:
        found = [read(*asked) for asked in asked_of(row)]
        if len(found) == 1:
            return found[0][-1].interval
        low, high = (readings[0].interval for readings in found)
        return Interval(low.low, high.high, low.low_open, high.high_open)
    except ParameterError as error:
        row.fail(error.what, error.remedy)
    except IndexError:
        row.fail(f"{row['stated']!r} states no figure", "Use another reading than 'none'")


def _published(row: Row) -> datetime.date | None:
    """A day; the last day of a month or year where no more is given.

    >>> _published(Row([("published", "2024-11")], ""))
    datetime.date(2024, 11, 30)
    """
    text = row["published"]
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}", text):
            return datetime.date(int(text), 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            year, month = int(text[:4]), int(text[5:])
            return datetime.date(year, month, calendar.monthrange(year, month)[1])
        return datetime.date.fromisoformat(text)
    except ValueError:
        row.fail(f"published is {text!r}", "Write 2024-11-21, 2024-11 or 2024")
