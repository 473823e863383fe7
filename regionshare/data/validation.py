"""Validation: the rules that every figure obeys, each failure told with file, row and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from regionshare.data.plausible import Place, copy_of
from regionshare.data.regions import Regions
from regionshare.data.series import Concept, Series
from regionshare.data.sources import Source
from regionshare.errors import DataError


def _fail(frame: pd.DataFrame, bad: pd.Series, what: str, remedy: str) -> None:
    """Raise for the first row that is marked bad; ``what`` may use the row's columns."""
    if not bad.any():
        return
    row = frame.loc[bad].iloc[0]
    more = int(bad.sum()) - 1
    text = what.format(**{str(k): v for k, v in row.items()}) + (
        f" (and {more} more rows like it)" if more else ""
    )
    raise DataError(text, where=f"{row['file']}, row {row['row']}", remedy=remedy)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn year and value from text into numbers.

    Raises
    ------
    DataError
        For a text in a number, with file and row.
    """
    frame = frame.copy()
    year = pd.to_numeric(frame["year"], errors="coerce")
    _fail(
        frame,
        year.isna() | (year % 1 != 0),
        "year is {year!r}, not a whole number",
        "Write the year as four digits",
    )
    value = pd.to_numeric(frame["value"], errors="coerce")
    plain = frame["value"].str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
    infinite = frame["value"].str.fullmatch(r"(?i)[+-]?inf(inity)?")
    _fail(frame, infinite, "value is {value!r}, which is not finite", "Leave the row out")
    _fail(
        frame,
        value.isna() | ~plain,
        "value is {value!r}, not a number",
        "Write a plain decimal number, or leave the row out: missing is absent",
    )
    frame["year"] = year.astype(int)
    frame["value"] = value.astype(float)
    return frame


class Rule(NamedTuple):
    """One rule for rows: which obey it, and what to say of one that does not."""

    name: str
    obeys: Callable[[pd.DataFrame], pd.Series]
    what: str
    remedy: str


def figure_rules(
    series: dict[str, Series], concepts: dict[str, Concept], regions: Regions, kind: str
) -> list[Rule]:
    """The rules for rows of observations or transcriptions, in the order they are told."""
    known = {region.id for region in regions}
    key = ["series", "region", "year"] + (["transcription"] if kind == "transcriptions" else [])
    rules = [
        Rule(
            "known region",
            lambda f: f["region"].isin(known),
            what="region {region!r} is not known",
            remedy="Use an id of data/regions.csv such as CN-GD, or add the region there",
        ),
        Rule(
            "unique key",
            lambda f: ~f.duplicated(key),
            what="{region} {year} stands twice in {series}",
            remedy="Keep one row for each region and year",
        ),
        *_value_rules(series, concepts),
    ]
    return [*rules, _expected_rule(series)] if kind == "observations" else rules


def _value_rules(series: dict[str, Series], concepts: dict[str, Concept]) -> list[Rule]:
    any_sign = {s for s, one in series.items() if concepts[one.concept].sign == "any"}
    first = {name: one.first_year for name, one in series.items()}
    last = {name: one.last_year for name, one in series.items()}
    printed = {name: one.published.year for name, one in series.items()}
    return [
        Rule(
            "finite value",
            lambda f: pd.Series(np.isfinite(f["value"]), index=f.index),
            what="value is {value}, not finite",
            remedy="Leave the row out: missing is absent",
        ),
        Rule(
            "positive value",
            lambda f: (f["value"] > 0) | f["series"].isin(any_sign),
            what="value of {region} {year} in {series} is {value}, and must be above 0",
            remedy="Missing is absent, never 0: correct the figure or leave the row out",
        ),
        Rule(
            "year of the series",
            lambda f: f["year"].between(f["series"].map(first), f["series"].map(last)),
            what="year {year} is outside the years that series.csv states for {series}",
            remedy="Correct the year, or first_year and last_year in data/series.csv",
        ),
        Rule(
            "past year",
            lambda f: f["year"] <= f["series"].map(printed),
            what="year {year} in {series} is after the year in which it was published",
            remedy="Leave what is only expected out, or correct the year, or published in series.csv",
        ),
    ]


def _expected_rule(series: dict[str, Series]) -> Rule:
    expected = {(s, r) for s, one in series.items() for r in one.expected_regions}
    return Rule(
        "expected region",
        lambda f: pd.Series(
            [pair in expected for pair in zip(f["series"], f["region"], strict=True)],
            index=f.index,
            dtype=bool,
        ),
        what="region {region!r} is not among the expected_regions of {series}",
        remedy="Correct the region, or expected_regions in data/series.csv",
    )


def check_figures(
    frame: pd.DataFrame,
    series: dict[str, Series],
    concepts: dict[str, Concept],
    regions: Regions,
    kind: str,
) -> None:
    """Check keys, regions, years and values of observations or transcriptions.

    Raises
    ------
    DataError
        For the first row that breaks a rule.
    """
    rules = figure_rules(series, concepts, regions, kind)
    schema = pa.DataFrameSchema(
        {"year": pa.Column(int), "value": pa.Column(float)},
        checks=[pa.Check(rule.obeys, name=rule.name, error=rule.name) for rule in rules],
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        broken = set(error.failure_cases["check"])
        for rule in rules:
            if rule.name in broken:
                _fail(frame, ~rule.obeys(frame), rule.what, rule.remedy)
        raise DataError(f"the figures break a rule: {sorted(broken)}") from None
    if kind == "observations":
        for one in series.values():
            _check_whole(frame[frame["series"] == one.id], one)


def _check_whole(figures: pd.DataFrame, one: Series) -> None:
    """A series has figures, of every region that it states, from its first year to its last."""
    there = set(figures["region"])
    missing = [region for region in one.expected_regions if region not in there]
    first, last = figures["year"].min(), figures["year"].max()
    what = remedy = ""
    if figures.empty:
        what, remedy = f"series {one.id!r} has no figure", "remove it from data/series.csv"
    elif missing:
        what = f"{', '.join(missing[:5])} of the expected_regions of {one.id} has no figure"
        remedy = f"take it out in data/series.csv: -{missing[0]}"
    elif (first, last) != (one.first_year, one.last_year):
        what = f"{one.id} has figures of {first} to {last}, not {one.first_year} to {one.last_year}"
        remedy = "correct first_year and last_year in data/series.csv"
    if what:
        where = f"data/observations/{one.id}.csv"
        raise DataError(what, where=where, remedy=f"Add its figures, or {remedy}")


def places(frame: pd.DataFrame) -> dict[Place, str]:
    """File and row of each figure of a table of observations or transcriptions."""
    names = frame["series"]
    if "transcription" in frame:
        pairs = zip(names, frame["transcription"], strict=True)
        names = pd.Series([copy_of(*pair) for pair in pairs], index=frame.index, dtype=object)
    columns = (names, *(frame[name] for name in ("region", "year", "file", "row")))
    return {
        (series, region, int(year)): f"{file}, row {row}"
        for series, region, year, file, row in zip(*columns, strict=True)
    }


def check_sources(series: dict[str, Series], sources: dict[str, Source]) -> None:
    """Every source and transcription of a series stands in ``sources.bib``."""
    for one in series.values():
        for key in (one.source, *one.transcription):
            if key not in sources:
                raise DataError(
                    f"{key!r}, named by series {one.id}, is not in sources.bib",
                    where="data/series.csv",
                    remedy="Add its BibTeX entry to data/sources.bib",
                )


def check_transcription_keys(frame: pd.DataFrame, sources: dict[str, Source]) -> None:
    """Every transcription stands in ``sources.bib``."""
    _fail(
        frame,
        ~frame["transcription"].isin(set(sources)),
        "transcription {transcription!r} is not in sources.bib",
        "Add its BibTeX entry to data/sources.bib",
    )


def check_no_stray_files(directory: Path, series: dict[str, Series]) -> None:
    """Every file of figures belongs to a series; a name that only one of them has is misspelt."""
    for folder in ("observations", "transcriptions"):
        for path in sorted((directory / folder).glob("*")):
            if path.suffix != ".csv" or path.stem not in series:
                without = [one for one in series if not (path.parent / f"{one}.csv").exists()]
                for near in difflib.get_close_matches(path.stem, without, n=1):
                    raise DataError(
                        f"series {near!r} has no file, and {folder}/{path.name} no series",
                        where="data/series.csv",
                        remedy="One of the names is misspelt: write both alike",
                    )
                raise DataError(
                    "the file belongs to no series",
                    where=f"data/{folder}/{path.name}",
                    remedy="Add a row for it to data/series.csv, or remove the file",
                )
