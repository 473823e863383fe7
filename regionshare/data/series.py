"""Series: one concept by one source, in one vintage and definition, in one unit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from pathlib import Path

from regionshare.data import tables
from regionshare.data.regions import Regions
from regionshare.data.units import Unit
from regionshare.errors import DataError

GRADES = ("A", "A-", "B+", "B", "B-", "C+", "C")
REDISTRIBUTION = ("open", "figures_only", "none")
CONCEPT_COLUMNS = (
    "id", "name_en", "name_zh", "dimension", "sign", "definition_en", "definition_zh",
)  # fmt: skip


@dataclass(frozen=True)
class Concept:
    """What is measured: ``gdp``, ``population``, ``energy``, ``co2`` ..."""

    id: str
    name_en: str
    name_zh: str
    dimension: str
    sign: str
    definition_en: str
    definition_zh: str

    def name(self, lang: str) -> str:
        """The concept's name in ``en`` or ``zh``."""
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Series:
    """A row of ``data/series.csv``.

    ``expected_regions`` is expanded to ids; ``breaks`` maps a year to the reason why its level
    is not comparable with the year before; ``parts`` bounds the sum of the regions over the
    nation's own row where a series holds both.
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

    @property
    def short(self) -> str:
        """The id without the concept: ``nbs_2025`` of ``gdp.nbs_2025``."""
        return self.id.partition(".")[2]

    def definition(self, lang: str) -> str:
        """What the figures are, in ``en`` or ``zh``."""
        return self.definition_zh if lang == "zh" else self.definition_en

    def caveat(self, lang: str) -> str:
        """What to beware of, in ``en`` or ``zh``."""
        return self.caveat_zh if lang == "zh" else self.caveat_en


SERIES_COLUMNS = (
    "id", "concept", "nation", "source", "published", "definition_en", "definition_zh", "unit",
    "expected_regions", "first_year", "last_year", "grade", "licence", "redistribution", "breaks",
    "rank", "transcription", "parts_min", "parts_max", "not_compared", "caveat_en", "caveat_zh",
)  # fmt: skip
REQUIRED = tuple(
    name
    for name in SERIES_COLUMNS
    if name not in ("breaks", "transcription", "parts_min", "parts_max", "caveat_en", "caveat_zh")
)


def load_concepts(path: Path) -> dict[str, Concept]:
    """Read ``concepts.csv``."""
    frame = tables.read(path, CONCEPT_COLUMNS)
    place = tables.relative(path)
    concepts: dict[str, Concept] = {}
    for line, row in frame.iterrows():
        if row["id"] in concepts:
            raise DataError(f"concept {row['id']!r} stands twice", where=f"{place}, row {line}")
        if row["sign"] not in ("positive", "any"):
            raise DataError(
                f"sign is {row['sign']!r}",
                where=f"{place}, row {line}",
                remedy="It is positive or any",
            )
        concepts[row["id"]] = Concept(*(str(row[f.name]) for f in fields(Concept)))
    return concepts


def load_series(
    path: Path, concepts: dict[str, Concept], units: dict[str, Unit], regions: Regions
) -> dict[str, Series]:
    """Read and check ``series.csv``.

    Raises
    ------
    DataError
        If a series lacks a source or a licence, or names something unknown; with its row.
    """
    frame = tables.read(path, SERIES_COLUMNS)
    place = tables.relative(path)
    series: dict[str, Series] = {}
    for line, row in frame.iterrows():
        one = _parse(dict(row), f"{place}, row {line}", concepts, units, regions)
        if one.id in series:
            raise DataError(f"series {one.id!r} stands twice", where=f"{place}, row {line}")
        series[one.id] = one
    return series


def _require_known(value: str, known: object, what: str, where: str) -> None:
    if value not in known:  # type: ignore[operator]
        options = ", ".join(sorted(known))  # type: ignore[call-overload]
        raise DataError(f"{what} {value!r} is not known", where=where, remedy=f"Known: {options}")


def _parse(
    row: dict[str, str],
    where: str,
    concepts: dict[str, Concept],
    units: dict[str, Unit],
    regions: Regions,
) -> Series:
    for name in REQUIRED:
        if not row[name]:
            raise DataError(
                f"series {row['id'] or '?'!r} has no {name}",
                where=where,
                remedy="Every series states its source, licence and the rest",
            )
    _require_known(row["concept"], concepts, "concept", where)
    _require_known(row["unit"], units, "unit", where)
    _require_known(row["grade"], GRADES, "grade", where)
    _require_known(row["redistribution"], REDISTRIBUTION, "redistribution", where)
    if row["id"].partition(".")[0] != row["concept"]:
        raise DataError(
            f"series {row['id']!r} is of concept {row['concept']!r}",
            where=where,
            remedy="A series id is <concept>.<name>",
        )
    if row["nation"] not in regions or regions[row["nation"]].level != "nation":
        raise DataError(f"nation {row['nation']!r} is not known", where=where)
    return Series(
        id=row["id"],
        concept=row["concept"],
        nation=row["nation"],
        source=row["source"],
        published=_date(row["published"], where),
        definition_en=row["definition_en"],
        definition_zh=row["definition_zh"],
        unit=row["unit"],
        expected_regions=regions.expand(row["expected_regions"], where),
        first_year=tables.integer(row["first_year"], where, "first_year"),
        last_year=tables.integer(row["last_year"], where, "last_year"),
        grade=row["grade"],
        licence=row["licence"],
        redistribution=row["redistribution"],
        breaks=_breaks(row["breaks"], where),
        rank=tables.integer(row["rank"], where, "rank"),
        transcription=tuple(row["transcription"].split()),
        parts=_bounds(row["parts_min"], row["parts_max"], where),
        not_compared=row["not_compared"] == "yes",
        caveat_en=row["caveat_en"],
        caveat_zh=row["caveat_zh"],
    )


def _date(cell: str, where: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        raise DataError(
            f"published is {cell!r}", where=where, remedy="Write a date as 2025-01-31"
        ) from None


def _breaks(cell: str, where: str) -> dict[int, str]:
    pairs = [item.partition(":") for item in cell.split(";") if item.strip()]
    return {tables.integer(year, where, "breaks"): reason.strip() for year, _, reason in pairs}


def _bounds(low: str, high: str, where: str) -> tuple[float, float] | None:
    if not low and not high:
        return None
    return (
        tables.number(low, where, "parts_min"),
        tables.number(high, where, "parts_max"),
    )
