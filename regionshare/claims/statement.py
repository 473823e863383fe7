"""Statement: one claim of a text, with what it says and the evidence asked for it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from regionshare.claims.documents import Document
from regionshare.claims.readings import RULES, Reading, Rule
from regionshare.data.tables import Mapping


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    en: str = ""
    zh: str = ""

    def text(self, lang: str) -> str:
        """In one language."""
        return self.zh if lang == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


@dataclass(frozen=True)
class Speaker:
    """Who said it, in which capacity."""

    id: str
    name: Words
    capacity: Words


@dataclass(frozen=True)
class Claim:
    """One statement of a text.

    Attributes
    ----------
    stated : str
        The words with the figure, as they stand.
    reading : str
        The rule they are read by, a key of `readings.RULES`.
    unit : str
        ``percent``, ``date``, ``rank``, ``count`` or a plain unit.
    flattering : str
        ``low`` or ``high``: which values would be to the speaker's credit.
    year : int or None
        The year the figure refers to; None where the text does not say.
    specs : tuple of Mapping
        The evidence asked for, as written in the file.
    factor_en : float
        What a figure is multiplied by to stand in the English unit: 亿千瓦 by 100 in GW.
    about : Words
        What it is about, where that is not the region.
    outside_tally : bool
        A repetition is judged, but not counted among the statements.
    """

    id: str
    slug: str
    group: str
    quote_zh: str
    text_en: str
    speaker: Speaker
    region: str
    period: Words
    year: int | None
    stated: str
    reading: str
    readings: tuple[Reading, ...]
    unit: str
    unit_words: Words
    decimals: int
    flattering: str
    spoken: datetime.date
    note: Words
    settles: Words
    specs: tuple[Mapping, ...]
    about: Words = field(default_factory=Words)
    factor_en: float = 1.0
    outside_tally: bool = False

    @property
    def rule(self) -> Rule:
        """The reading rule, with its text in both languages."""
        return RULES[self.reading]

    @property
    def anchor(self) -> str:
        """Its id in a page."""
        return self.id


@dataclass(frozen=True)
class ClaimsFile:
    """A text's claims with its groups, speakers and documents."""

    path: Path
    title: Words
    region: str
    spoken: datetime.date
    groups: dict[str, Words]
    claims: tuple[Claim, ...]
    documents: dict[str, Document]
    names: dict[str, Words] = field(default_factory=dict)

    def claim(self, wanted: str) -> Claim | None:
        """A claim by id or slug, in any case."""
        for one in self.claims:
            if wanted.lower() in (one.id.lower(), one.slug.lower()):
                return one
        return None
