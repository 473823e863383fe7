"""Documents: statements found in published documents, as rows of ``documents.csv``."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from regionshare.claims import readings
from regionshare.claims.evidence import INDEPENDENCE
from regionshare.claims.intervals import Interval
from regionshare.claims.publication import is_bound
from regionshare.data import tables
from regionshare.errors import DataError, ParameterError

COLUMNS = (
    "id", "quantity", "region", "period", "stated", "reading", "unit", "published", "title",
    "publisher", "speaker_en", "speaker_zh", "independence", "statement_en", "statement_zh",
    "note_en", "note_zh", "fact", "url",
)  # fmt: skip
_RANGE = re.compile(r"(\S+) to (\S+)")


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
    dated: str
    title: str
    publisher: str
    speaker_en: str
    speaker_zh: str
    independence: str
    statement_en: str
    statement_zh: str
    note_en: str
    note_zh: str
    fact: str
    url: str

    def statement(self, lang: str) -> str:
        """What it says, in one language."""
        return self.statement_zh if lang == "zh" else self.statement_en

    def note(self, lang: str) -> str:
        """What to mind, in one language."""
        return self.note_zh if lang == "zh" else self.note_en

    def speaker(self, lang: str) -> str:
        """Who says it, in which role."""
        return self.speaker_zh if lang == "zh" else self.speaker_en

    @property
    def day(self) -> datetime.date | None:
        """The day the figure refers to, if its period is a day."""
        try:
            return datetime.date.fromisoformat(self.period)
        except ValueError:
            return None

    @property
    def established(self) -> bool:
        """Whether the day of publication is known, and is not that of a copy."""
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.dated) is not None and not is_bound(
            self.note_en
        )

    @property
    def citation(self) -> str:
        """Publisher, date, title."""
        when = self.published.isoformat() if self.published else "n.d."
        return f"{self.publisher}, {when}: {self.title}"


def load_documents(path: Path) -> dict[str, Document]:
    """Read ``documents.csv``; a missing file is no documents.

    Raises
    ------
    DataError
        For the first row that breaks a rule, with its line and a remedy.
    """
    if not tables.exists(path):
        return {}
    documents: dict[str, Document] = {}
    for row in tables.read(path, COLUMNS):
        where = row.place.replace(", row ", ", line ")
        one = _document(row, where)
        if one.id in documents:
            raise DataError(f"document {one.id!r} stands twice", where=where, remedy="Keep one row")
        documents[one.id] = one
    return documents


def _document(row: dict[str, str], where: str) -> Document:
    for column in ("id", "stated", "title", "publisher", "statement_en", "statement_zh"):
        if not row[column]:
            raise DataError(f"{column} is empty", where=where, remedy="Fill it in")
    if row["independence"] not in INDEPENDENCE:
        raise DataError(
            f"independence is {row['independence']!r}",
            where=where,
            remedy=f"It is one of {', '.join(INDEPENDENCE)}",
        )
    return Document(
        interval=_interval(row["stated"], row["reading"], where),
        published=_published(row["published"], where),
        dated=row["published"],
        **{k: v for k, v in row.items() if k != "published"},
    )


def _interval(stated: str, reading: str, where: str) -> Interval:
    """The figure as an interval; ``6 to 7`` is both ends as they stand."""
    try:
        both = _RANGE.fullmatch(stated)
        if both is None:
            return readings.read(stated, reading)[-1].interval
        low, high = (readings.read(end, reading or "exact")[0].interval for end in both.groups())
        return Interval(low.low, high.high, low.low_open, high.high_open)
    except ParameterError as error:
        raise DataError(error.what, where=where, remedy=error.remedy) from None
    except IndexError:
        raise DataError(
            f"{stated!r} states no figure", where=where, remedy="Use another reading than 'none'"
        ) from None


def _published(text: str, where: str) -> datetime.date | None:
    """A day; the last day of a month or year where no more is given.

    >>> _published("2024-11", "")
    datetime.date(2024, 11, 30)
    """
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
        raise DataError(
            f"published is {text!r}", where=where, remedy="Write 2024-11-21, 2024-11 or 2024"
        ) from None
