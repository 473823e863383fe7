"""Every figure of an edition says what its columns hold, in which unit, and where that is from."""

from __future__ import annotations

import dataclasses

import chapters_run
import pandas as pd
import pytest

from regionshare.chapters import columns
from regionshare.chapters.edition import Edition, make_edition

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapters")]

EDITIONS = [("CN-GD", 2023), ("US-CA", 2019)]


@pytest.fixture(params=EDITIONS, ids=lambda one: "-".join(map(str, one)))
def run(request: pytest.FixtureRequest) -> chapters_run.Run:
    return chapters_run.run(*request.param)


@pytest.fixture
def default() -> chapters_run.Run:
    return chapters_run.run(*EDITIONS[0])


def test_every_numeric_column_of_every_figure_has_a_unit(run: chapters_run.Run) -> None:
    bare = [
        f"{one.chapter}: {one.figure.id}: {column['name']}"
        for one in run.figures
        for column in one.about["columns"]
        if one.figure.table[column["name"]].dtype.kind in "iuf"
        and (not column["unit"] or column["unit"] == columns.TEXT)
    ]
    assert bare == []
    assert len(run.figures) > 15


def test_every_figure_names_what_it_is_drawn_from(run: chapters_run.Run) -> None:
    for one in run.figures:
        assert one.about["sources"], one.figure.id
        for source in one.about["sources"]:
            told = [
                source[key] for key in ("series", "citation", "key", "licence", "redistribution")
            ]
            assert all(told), (one.figure.id, source)


def test_units_are_stated_for_columns_that_are_drawn(run: chapters_run.Run) -> None:
    for one in run.figures:
        assert set(one.figure.units) <= set(one.figure.table), one.figure.id


def test_a_unit_that_differs_by_row_stands_in_a_column(run: chapters_run.Run) -> None:
    for one in run.figures:
        stated = [c for c in one.about["columns"] if c["unit"] == "as the column unit says"]
        if stated:
            assert one.figure.table["unit"].str.len().min() > 0


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition("CN-GD", 2023)


def figure_of(run: chapters_run.Run, name: str) -> chapters_run.Drawn:
    return next(one for one in run.figures if one.figure.id == name)


def series_of(one: chapters_run.Drawn) -> set[str]:
    return {source["series"] for source in one.about["sources"]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fig-gdp-revision-nbs-2025", {"gdp.nbs_2020", "gdp.nbs_2025"}),
        ("fig-lorenz-carbon", {"co2.ceads_sectoral_2022", "population.nbs", "gdp.nbs_2025"}),
        ("fig-market-reports", {"market_statements.csv"}),
        ("fig-plant-factors", {"practice.csv"}),
    ],
)
def test_sources_are_those_of_what_is_drawn(
    default: chapters_run.Run, name: str, expected: set[str]
) -> None:
    assert series_of(figure_of(default, name)) == expected


def test_a_document_is_named_with_its_day_and_licence(default: chapters_run.Run) -> None:
    about = figure_of(default, "fig-market-reports").about
    one = next(s for s in about["sources"] if s["key"] == "gd_ecology_bulletin_2023")
    assert one["vintage"] == "2024-05-23"
    assert one["unit"] == "Mt, 1e8 yuan"
    assert one["licence"] == "quoted fact"
    assert "Department of Ecology and Environment" in one["citation"]


def test_a_column_without_a_unit_is_told(edition: Edition, default: chapters_run.Run) -> None:
    """What the first test looks for can be found."""
    one = figure_of(default, "fig-sigma-history").figure
    bare = dataclasses.replace(one, table=pd.DataFrame({"year": [2020], "unheard": [0.5]}))
    found = columns.describe(bare, edition)["columns"]
    assert [(c["name"], c["unit"]) for c in found] == [("year", "year"), ("unheard", None)]
