"""Observations: reading, correcting and validating the figures under ``data/``."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from regionshare.data import csvfile, reads, snapshot
from regionshare.data.corrections import Correction, apply_corrections, load_corrections
from regionshare.data.groups import Group, load_groups
from regionshare.data.regions import Regions, load_regions
from regionshare.data.series import Concept, Series, load_concepts, load_series
from regionshare.data.sources import Source, load_sources
from regionshare.data.units import Unit, load_units
from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.files import paths

COLUMNS = ("region", "year", "value", "note")
TRANSCRIPTION_COLUMNS = ("region", "year", "value", "transcription", "note")
TABLES = (
    "regions.csv", "concepts.csv", "units.csv", "series.csv", "sources.bib", "corrections.yml",
    "groups.csv",
)  # fmt: skip
"""The files that every use of the data depends on; figures are read series by series."""


@dataclass(frozen=True)
class Observation:
    """One figure of a series; ``note`` names the transcription it came through."""

    value: float
    note: str


class Store:
    """All data of one directory, loaded and valid.

    Attributes
    ----------
    regions, concepts, units, series, sources, corrections
        The directory's tables, by id.
    groups : dict
        The groups of each nation's regions.
    observations : pandas.DataFrame
        ``series, region, year, value, note``, one row per figure.
    transcriptions : pandas.DataFrame
        ``series, region, year, value, transcription, note``: other copies of the same figures.
    sums : dict
        Sums that `regionshare.numbers.quantities` has made and will need again.
    """

    def __init__(
        self,
        *,
        regions: Regions,
        concepts: dict[str, Concept],
        units: dict[str, Unit],
        series: dict[str, Series],
        sources: dict[str, Source],
        corrections: list[Correction],
        groups: dict[str, tuple[Group, ...]],
        observations: pd.DataFrame,
        transcriptions: pd.DataFrame,
    ) -> None:
        self.regions = regions
        self.concepts = concepts
        self.units = units
        self.series = series
        self.sources = sources
        self.corrections = corrections
        self.groups = groups
        self._observations = observations
        self._transcriptions = transcriptions
        self.sums: dict[Any, Any] = {}
        self._values: dict[str, dict[tuple[str, int], Observation]] = {key: {} for key in series}
        columns = (observations[c].tolist() for c in ("series", "region", "year", "value", "note"))
        for name, region, year, value, note in zip(*columns, strict=True):
            self._values[name][region, year] = Observation(value, note)

    @property
    def observations(self) -> pd.DataFrame:
        """All figures; who asks for them depends on every series."""
        for series in self.series:
            reads.note(f"observations/{series}.csv")
        return self._observations

    @property
    def transcriptions(self) -> pd.DataFrame:
        """All other copies; who asks for them depends on those of every series."""
        for series in self.series:
            reads.note(f"transcriptions/{series}.csv")
        return self._transcriptions

    def _of(self, series: str) -> dict[tuple[str, int], Observation]:
        reads.note(f"observations/{series}.csv")
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

    def ranked(self, concept: str, region: str) -> list[Series]:
        """The series of a concept that are of a region, the best first."""
        found = [s for s in self.series.values() if s.concept == concept]
        return sorted((s for s in found if region in s.expected_regions), key=lambda s: s.rank)

    def get_concept(self, concept: str) -> Concept:
        """The concept of an id, or `ParameterError` that names the known ones."""
        if concept not in self.concepts:
            raise ParameterError(
                f"concept {concept!r} is not known",
                remedy=f"Concepts: {', '.join(self.concepts)}",
            )
        return self.concepts[concept]

    def has(self, series: str, region: str, year: int) -> bool:
        """Whether a series holds a figure for a region and year."""
        return (region, year) in self._of(series)

    def observation(self, series: str, region: str, year: int) -> Observation:
        """One figure with its note.

        Raises
        ------
        MissingDataError
            If the series has none for that region and year; names its span and the series of
            the same concept that have one.
        """
        one = self.get_series(series)
        found = self._of(series).get((region, year))
        if found is None:
            raise MissingDataError(
                f"{region} {year} is not in {series} ({self.span(series, region)})",
                remedy=self.alternatives(one.concept, region, year),
            )
        return found

    def value(self, series: str, region: str, year: int) -> float:
        """One figure, in the series' unit; errors as `observation`."""
        return self.observation(series, region, year).value

    def span(self, series: str, region: str) -> str:
        """The years a series has for a region, as text: ``2000-2022``."""
        years = sorted(year for where, year in self._of(series) if where == region)
        return f"{years[0]}-{years[-1]}" if years else "no year of this region"

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
            if s.concept == concept and any(where == region for where, _ in self._of(s.id))
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
        reads.note(f"observations/{series}.csv")
        rows = self._observations[self._observations["series"] == series]
        return rows.pivot_table(index="region", columns="year", values="value", aggfunc="first")

    def keys(self, series: str) -> list[tuple[str, int]]:
        """Every (region, year) of a series, in the order of its file; none if it is not known."""
        return list(self._of(series)) if series in self.series else []

    def years(self, series: str) -> list[int]:
        """All years in which a series has any figure."""
        return sorted({year for _, year in self._of(series)})

    def copies(self, series: str, region: str, year: int) -> list[tuple[str, float, str]]:
        """Other transcriptions of one figure: ``(transcription, value, note)``."""
        reads.note(f"transcriptions/{series}.csv")
        t = self._transcriptions
        rows = t[(t["series"] == series) & (t["region"] == region) & (t["year"] == year)]
        return list(zip(rows["transcription"], rows["value"], rows["note"], strict=True))


def _read_all(folder: Path, columns: tuple[str, ...], names: Iterable[str]) -> pd.DataFrame:
    found: list[list[str]] = []
    for name in names:
        path = folder / f"{name}.csv"
        place = csvfile.relative(path)
        found += [[name, *row, place] for row in csvfile.rows(path, columns)]
    head = ["series", *columns, "row", "file"]
    return pd.DataFrame(found, columns=head, dtype=object)


def load_store(directory: Path) -> Store:
    """Read and validate one data directory.

    Raises
    ------
    DataError
        For the first rule that a file breaks, with file, row, value and remedy.
    """
    from regionshare.data import validation

    if not directory.is_dir():
        raise DataError(
            f"there is no data directory {directory.name!r}",
            remedy="Give the directory that holds series.csv, or set REGIONSHARE_DATA",
        )
    regions = load_regions(directory / "regions.csv")
    concepts = load_concepts(directory / "concepts.csv")
    units = load_units(directory / "units.csv")
    series = load_series(directory / "series.csv", concepts, units, regions)
    sources = load_sources(directory / "sources.bib")
    validation.check_sources(series, sources)
    validation.check_no_stray_files(directory, series)
    corrections = load_corrections(directory / "corrections.yml")
    observations = _read_all(directory / "observations", COLUMNS, list(series))
    folder = directory / "transcriptions"
    named = [name for name in series if (folder / f"{name}.csv").exists()]
    copies = _read_all(folder, TRANSCRIPTION_COLUMNS, named)
    tables: dict[str, Any] = {}
    for key, frame in (("observations", observations), ("transcriptions", copies)):
        frame = validation.typed(frame)
        frame = apply_corrections(frame, corrections, key)
        validation.check_figures(frame, series, concepts, regions, key)
        tables[key] = frame.drop(columns=["file", "row"]).reset_index(drop=True)
    validation.check_transcription_keys(copies, sources)
    store = Store(
        regions=regions,
        concepts=concepts,
        units=units,
        series=series,
        sources=sources,
        corrections=corrections,
        groups=load_groups(directory / "groups.csv", regions),
        **tables,
    )
    validation.check_parts(store)
    return store


@functools.lru_cache(maxsize=4)
def _cached(directory: Path) -> Store:
    with reads.paused():
        return snapshot.restore(directory) or load_store(directory)


def load(directory: Path | None = None) -> Store:
    """The report's data, read and validated once per process, or before it was forked."""
    for name in TABLES:
        reads.note(name)
    return _cached((directory or paths.data_dir()).resolve())
