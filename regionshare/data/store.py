"""Store: the report's data as looked up, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.data import trace
from regionshare.data.regions import Group, Regions
from regionshare.data.series import Concept, Series, Unit
from regionshare.data.sources import Correction, Source
from regionshare.errors import MissingDataError, ParameterError

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, list[Any]]
"""Rows by column: ``region``, ``year``, ``value``, ``note``, and ``transcription`` of a copy."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of a series; ``note`` names the transcription it came through."""

    value: float
    note: str


class _Noted(Mapping[str, Columns]):
    """Rows by series; who takes those of a series is recorded as a reader of its file."""

    def __init__(self, rows: Mapping[str, Columns], folder: str) -> None:
        self._rows, self._folder = rows, folder

    def __getitem__(self, series: str) -> Columns:
        trace.note(f"{self._folder}/{series}.csv")
        return self._rows[series]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(eq=False)
class Store:
    """All data of one directory, loaded and valid.

    Attributes
    ----------
    regions, concepts, units, series, sources, corrections
        The directory's tables, by id.
    groups : dict
        The groups of each nation's regions.
    figures, others : mapping
        The rows of each series, and of other transcriptions of its figures. Who looks into them
        without the methods below depends on the whole file.
    bases : dict or None
        The content of ``bases.yml``; None where the directory has none.
    directory : Path or None
        Where its other tables lie; None for those of the report.
    """

    regions: Regions
    concepts: dict[str, Concept]
    units: dict[str, Unit]
    series: dict[str, Series]
    sources: dict[str, Source]
    corrections: list[Correction]
    groups: dict[str, tuple[Group, ...]]
    figures: Mapping[str, Columns]
    others: Mapping[str, Columns]
    bases: Any = None
    directory: Path | None = None

    def __post_init__(self) -> None:
        self.sums: dict[Any, Any] = {}
        """Sums that `regionshare.numbers.quantities` has made and will need again."""
        self._values: dict[str, dict[tuple[str, int], Observation]] = {}
        self._rows, self._copies = self.figures, self.others
        self.figures = _Noted(self._rows, "observations")
        self.others = _Noted(self._copies, "transcriptions")

    @property
    def observations(self) -> pd.DataFrame:
        """``series, region, year, value, note`` of all figures: who asks depends on every series."""
        for series in self.series:
            trace.note(f"observations/{series}.csv")
        return _frame(self.figures)

    @property
    def transcriptions(self) -> pd.DataFrame:
        """All other copies, with their ``transcription``; who asks depends on every series."""
        for series in self.series:
            trace.note(f"transcriptions/{series}.csv")
        return _frame(self.others)

    def rows(self, series: str) -> list[tuple[str, int, float]]:
        """Region, year and value of every figure of a series, in the order of its file."""
        for region, year in self.keys(series):
            trace.note(f"observations/{series}.csv{trace.FIGURE}{region} {year}")
        return [(*where, one.value) for where, one in self._of(series).items()]

    def _of(self, series: str) -> dict[tuple[str, int], Observation]:
        """All figures of a series; who answers from them notes of which."""
        if series not in self._values:
            self._values[series] = {
                (region, year): Observation(value, note)
                for region, year, value, note in zip(*self._rows[series].values(), strict=True)
            }
        return self._values[series]

    def get_series(self, series: str) -> Series:
        """The series of an id, or `ParameterError` that names near ones."""
        if series not in self.series:
            concept = series.partition(".")[0]
            same = [s for s in self.series if s.startswith(f"{concept}.")]
            raise ParameterError(
                f"series {series!r} is not known",
                remedy=f"Series: {', '.join(same or sorted(self.series))}",
            )
        return self.series[series]

    @cached_property
    def best(self) -> dict[tuple[str, str], list[Series]]:
        """The series of each concept and nation, the best first."""
        found: dict[tuple[str, str], list[Series]] = {}
        for one in sorted(self.series.values(), key=lambda one: one.rank):
            found.setdefault((one.concept, one.nation), []).append(one)
        return found

    @cached_property
    def later(self) -> dict[str, list[Series]]:
        """The series that supersede each, of those that have any."""
        found: dict[str, list[Series]] = {}
        for one in self.series.values():
            found.setdefault(one.supersedes, []).append(one)
        return found

    def ranked(self, concept: str, region: str) -> list[Series]:
        """The series of a concept that are of a region, the best first."""
        found = [s for s in self.series.values() if s.concept == concept]
        return sorted((s for s in found if region in s.expected_regions), key=lambda s: s.rank)

    def get_concept(self, concept: str) -> Concept:
        """The concept of an id, or `ParameterError` that names the known ones."""
        if concept not in self.concepts:
            raise ParameterError(
                f"concept {concept!r} is not known",
                remedy=f"Concepts: {', '.join(self.concepts)}"
                + (f". Write {concept.lower()}" if concept.lower() in self.concepts else ""),
            )
        return self.concepts[concept]

    def has(self, series: str, region: str, year: int) -> bool:
        """Whether a series holds a figure for a region and year."""
        trace.note(f"observations/{series}.csv{trace.PRESENCE}{region} {year}")
        return (region, year) in self._of(series)

    def observation(self, series: str, region: str, year: int) -> Observation:
        """One figure with its note; errors as `need`."""
        self.get_series(series)
        trace.note(f"observations/{series}.csv{trace.FIGURE}{region} {year}")
        found = self._of(series).get((region, year))
        if found is None:
            raise self._without(series, region, year)
        return found

    def need(self, series: str, region: str, year: int) -> None:
        """Refuse what rests on a figure that is not there, without a look at its value.

        Raises
        ------
        MissingDataError
            If the series has none for that region and year; names its span and the series of
            the same concept that have one.
        """
        self.get_series(series)
        if not self.has(series, region, year):
            raise self._without(series, region, year)

    def _without(self, series: str, region: str, year: int) -> MissingDataError:
        error = MissingDataError(
            f"{region} {year} is not in {series} ({self.span(series, region)})",
            remedy=self.alternatives(self.series[series].concept, region, year),
        )
        error.figure = (series, region, year)
        return error

    def value(self, series: str, region: str, year: int) -> float:
        """One figure, in the series' unit; errors as `observation`."""
        return self.observation(series, region, year).value

    def span(self, series: str, region: str) -> str:
        """The years a series has for a region, as text: ``2000-2022``."""
        years = self._years(series, region)
        return f"{years[0]}-{years[-1]}" if years else "no year of this region"

    def _years(self, series: str, region: str) -> list[int]:
        trace.note(f"observations/{series}.csv{trace.PRESENCE}{region}")
        return sorted(year for where, year in self._of(series) if where == region)

    def alternatives(self, concept: str, region: str, year: int) -> str:
        """A sentence part that names the series of a concept with a figure."""
        having = [
            s.id
            for s in self.series.values()
            if s.concept == concept and self.has(s.id, region, year)
        ]
        if having:
            return f"Series with {year}: {', '.join(having)}"
        spans = {
            s.id: self.span(s.id, region)
            for s in self.series.values()
            if s.concept == concept and self._years(s.id, region)
        }
        if not spans:
            return f"No series of {concept} covers {region}"
        listed = ", ".join(f"{name} {span}" for name, span in spans.items())
        return f"No series of {concept} has {region} {year}; there is {listed}"

    def parts(self, series: str) -> tuple[str, ...]:
        """The regions a series' sum runs over: those expected, without the nation itself."""
        one = self.get_series(series)
        return tuple(r for r in one.expected_regions if r != one.nation)

    def missing(self, series: str, year: int) -> list[str]:
        """The regions that a sum over the series would lack in a year."""
        return [r for r in self.parts(series) if not self.has(series, r, year)]

    def table(self, series: str) -> pd.DataFrame:
        """Figures as region x year; absent is NaN."""
        self.rows(series)  # all of them count as read
        rows = _frame({series: self._rows[series]})
        return rows.pivot_table(index="region", columns="year", values="value", aggfunc="first")

    def keys(self, series: str) -> list[tuple[str, int]]:
        """Every (region, year) of a series, in the order of its file; none if it is not known."""
        trace.note(f"observations/{series}.csv{trace.PRESENCE}")
        return list(self._of(series)) if series in self.series else []

    def years(self, series: str) -> list[int]:
        """All years in which a series has any figure."""
        return sorted({year for _, year in self.keys(series)})

    def copies(self, series: str, region: str, year: int) -> list[tuple[str, float, str]]:
        """Other transcriptions of one figure: ``(transcription, value, note)``."""
        trace.note(f"transcriptions/{series}.csv{trace.FIGURE}{region} {year}")
        if series not in self._copies:
            return []
        names = ("region", "year", "transcription", "value", "note")
        found = zip(*(self._copies[series][name] for name in names), strict=True)
        return [(who, value, note) for r, y, who, value, note in found if (r, y) == (region, year)]


def _frame(rows: Mapping[str, Columns]) -> pd.DataFrame:
    """Rows of several series as one table."""
    import pandas as pd

    parts = [pd.DataFrame({"series": series, **columns}) for series, columns in rows.items()]
    return pd.concat(parts, ignore_index=True)
