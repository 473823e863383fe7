"""Series: one concept by one source, in one vintage and definition, in one unit."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection
from dataclasses import MISSING, dataclass, fields

from regionshare.data import tables
from regionshare.data.regions import Regions
from regionshare.data.tables import Row

GRADES = ("A", "A-", "B+", "B", "B-", "C+", "C")
REDISTRIBUTION = ("open", "figures_only", "none")
ISSUER_KINDS = (
    "statistics_office", "government", "public_body", "researchers", "press", "party",
)  # fmt: skip
"""Who issues figures; a public body is an exchange or a grid company of a government."""
PUBLISHED_IS = ("publisher", "by")
"""Whether ``published`` is the publisher's day, or the latest by which a figure was public."""


@dataclass(frozen=True)
class Unit:
    """A stored unit with the friendly unit of each language.

    ``value in the friendly unit = value in the stored unit * factor``. ``money_of`` is the region
    whose money it is; only figures of that region and of those inside may be in it. ``carry_zh`` is
    ``yes`` where Chinese goes over from 万 to 亿 with the size of a value.
    """

    unit: str
    dimension: str
    symbol_en: str
    factor_en: float
    symbol_zh: str
    factor_zh: float
    money_of: str = ""
    carry_zh: str = ""

    def symbol(self, lang: str) -> str:
        """The friendly unit's symbol."""
        return self.symbol_zh if lang == "zh" else self.symbol_en

    def factor(self, lang: str) -> float:
        """What to multiply a stored value with."""
        return self.factor_zh if lang == "zh" else self.factor_en


@dataclass(frozen=True)
class Concept:
    """What is measured: ``gdp``, ``population``, ``energy``, ``co2`` ...

    ``also_en`` and ``also_zh`` are other words for it, parted by ``|``; ``nation_zh`` is its name where
    it is of a whole nation, if that is another.
    """

    id: str
    name_en: str
    name_zh: str
    dimension: str
    sign: str
    definition_en: str
    definition_zh: str
    also_en: str = ""
    also_zh: str = ""
    nation_zh: str = ""

    @property
    def is_total(self) -> bool:
        """Whether regions' figures add up to the nation's: not so for a ratio or a quotient."""
        return self.dimension != "ratio" and "_per_" not in self.dimension

    def name(self, lang: str, *, whole: bool = False) -> str:
        """The concept's name in ``en`` or ``zh``, of a region or of a whole nation."""
        if lang != "zh":
            return self.name_en
        return (whole and self.nation_zh) or self.name_zh


@dataclass(frozen=True)
class Series:
    """A row of ``data/series.csv``.

    ``expected_regions`` is expanded to ids; ``breaks`` maps a year to the reason why its level
    is not comparable with the year before; ``parts`` bounds the sum of the regions over the
    nation's own row where a series holds both.

    Releases of one inventory share a ``family``; ``vintage`` is the release, and ``supersedes``
    names the series that it replaces. ``companion`` is the nation's series of the same release.
    ``short`` names, what they are called below the line (``total``) and on a page that compares
    the series of one concept (``label``) are for readers; empty where there is none. A data directory without these columns has them empty.
    """

    id: str
    concept: str
    nation: str
    source: str
    published: datetime.date
    definition_en: str
    definition_zh: str
    unit: str
    expected_regions: tuple[str, ...]
    first_year: int
    last_year: int
    grade: str
    licence: str
    redistribution: str
    breaks: dict[int, str]
    rank: int
    transcription: tuple[str, ...]
    parts: tuple[float, float] | None
    not_compared: bool
    caveat_en: str
    caveat_zh: str
    issuer: str = ""
    issuer_kind: str = ""
    published_is: str = ""
    family: str = ""
    vintage: str = ""
    supersedes: str = ""
    companion: str = ""
    short_en: str = ""
    short_zh: str = ""
    release_en: str = ""
    release_zh: str = ""
    total_en: str = ""
    total_zh: str = ""
    label_en: str = ""
    label_zh: str = ""
    level: str = ""
    licence_zh: str = ""

    @property
    def short(self) -> str:
        """The id without the concept: ``nbs_2025`` of ``gdp.nbs_2025``."""
        return self.id.partition(".")[2]

    def label(self, lang: str) -> str:
        """What a page on its concept calls it; its short name or id where no other is stated."""
        stated = (self.label_zh, self.short_zh) if lang == "zh" else (self.label_en, self.short_en)
        return next(filter(None, stated), self.short)

    def level_in(self, year: int) -> str:
        """The census vintage or method break whose level a year's figures have; empty if unnamed."""
        found = ""
        for part in self.level.split():
            first, colon, name = part.rpartition(":")
            if not colon or int(first) <= year:
                found = name
        return found

    def definition(self, lang: str) -> str:
        """What the figures are, in ``en`` or ``zh``."""
        return self.definition_zh if lang == "zh" else self.definition_en

    def licensed(self, lang: str) -> str:
        """The licence, in ``en`` or ``zh``; as it stands where no Chinese words are stated."""
        return (self.licence_zh if lang == "zh" else "") or self.licence

    def caveat(self, lang: str) -> str:
        """What to beware of, in ``en`` or ``zh``."""
        return self.caveat_zh if lang == "zh" else self.caveat_en


_LEVEL = r"|[a-z0-9-]+|\d{4}:[a-z0-9-]+( \d{4}:[a-z0-9-]+)*"
MAY_BE_EMPTY = ("breaks", "transcription", "parts_min", "parts_max", "caveat_en", "caveat_zh")
OPTIONAL = tuple(one.name for one in fields(Series) if one.default is not MISSING)
"""Columns that a data directory may lack: the attributes of `Series` with a default."""
SERIES_COLUMNS = tuple(
    column
    for one in fields(Series)
    if one.name not in OPTIONAL
    for column in (("parts_min", "parts_max") if one.name == "parts" else (one.name,))
)


def load_units(origin: tables.Origin) -> dict[str, Unit]:
    """Read ``units.csv``: stored unit to `Unit`."""
    units: dict[str, Unit] = {}
    for row in tables.read(origin, *tables.columns(Unit)):
        if row["unit"] in units:
            row.fail(f"unit {row['unit']!r} stands twice")
        one = row.built(Unit)
        if not all(0 < factor < math.inf for factor in (one.factor_en, one.factor_zh)):
            row.fail("a factor is not above 0", "What the stored unit is in the friendly one")
        units[one.unit] = one
    return units


def load_concepts(origin: tables.Origin) -> dict[str, Concept]:
    """Read ``concepts.csv``."""
    concepts: dict[str, Concept] = {}
    for row in tables.read(origin, *tables.columns(Concept)):
        if row["id"] in concepts:
            row.fail(f"concept {row['id']!r} stands twice")
        if row["sign"] not in ("positive", "any"):
            row.fail(f"sign is {row['sign']!r}", "It is positive or any")
        concepts[row["id"]] = row.built(Concept)
    return concepts


def load_series(
    origin: tables.Origin,
    concepts: dict[str, Concept],
    units: dict[str, Unit],
    regions: Regions,
) -> dict[str, Series]:
    """Read and check ``series.csv``.

    Raises
    ------
    DataError
        If a series lacks a source or a licence, or names something unknown; with its row.
    """
    series: dict[str, Series] = {}
    rows = tables.read(origin, SERIES_COLUMNS, OPTIONAL)
    for row in rows:
        one = _parse(row, concepts, units, regions)
        if one.id in series:
            row.fail(f"series {one.id!r} stands twice")
        series[one.id] = one
    for row in rows:
        for name in ("supersedes", "companion"):
            if row[name] and row[name] not in series:
                row.known(name, series, tables.suggested(row[name], series))
    return series


def _parse(
    row: Row, concepts: dict[str, Concept], units: dict[str, Unit], regions: Regions
) -> Series:
    for name in SERIES_COLUMNS:
        if not row[name] and name not in MAY_BE_EMPTY:
            row.fail(
                f"series {row['id'] or '?'!r} has no {name}",
                "Every series states its source, licence and the rest",
            )
    known: dict[str, Collection[str]] = {
        "concept": concepts, "unit": units, "grade": GRADES, "redistribution": REDISTRIBUTION,
    }  # fmt: skip
    for name, words in known.items():
        row.known(name, words, f"Known: {', '.join(sorted(words))}")
    for name, words in (("issuer_kind", ISSUER_KINDS), ("published_is", PUBLISHED_IS)):
        row.known(name, ("", *words), f"Known: {', '.join(words)}")
    if not re.fullmatch(_LEVEL, row["level"]):
        row.fail(f"level is {row['level']!r}", "Write census-5, or 2011:census-3 2019:census-4")
    if row["id"].partition(".")[0] != row["concept"]:
        row.fail(
            f"series {row['id']!r} is of concept {row['concept']!r}",
            "A series id is <concept>.<name>",
        )
    family, vintage, short = row["family"], row["vintage"], row["id"].partition(".")[2]
    if not short.startswith(family) or not short.endswith(vintage):
        row.fail(
            f"series {row['id']!r} is of family {family!r} and vintage {vintage!r}",
            "Its id is <concept>.<family>_<vintage>: correct one of them",
        )
    if row["nation"] not in regions or regions[row["nation"]].level != "nation":
        row.fail(f"nation {row['nation']!r} is not known")
    expected = regions.expand(row["expected_regions"], row.place)
    _check_unit(row, concepts[row["concept"]], units[row["unit"]], expected, regions)
    return row.built(
        Series,
        expected_regions=expected,
        parts=_bounds(row),
        family=family or short,
    )


def _check_unit(
    row: Row, concept: Concept, unit: Unit, expected: tuple[str, ...], regions: Regions
) -> None:
    """A unit measures what its concept is, and money is that of every region it is stated for."""
    if unit.dimension != concept.dimension:
        row.fail(
            f"unit {unit.unit!r} measures {unit.dimension}, and {concept.id} is {concept.dimension}",
            "Correct the unit, or its dimension in data/units.csv",
        )
    for region in expected if unit.money_of else ():
        if unit.money_of not in (region, *regions.ancestors(region)):
            row.fail(
                f"unit {unit.unit!r} is money of {unit.money_of}, and the series is of {region}",
                "Correct the unit, or money_of in data/units.csv",
            )


def _bounds(row: Row) -> tuple[float, float] | None:
    if not row["parts_min"] and not row["parts_max"]:
        return None
    return row.number("parts_min"), row.number("parts_max")
