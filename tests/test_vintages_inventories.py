from __future__ import annotations

import re
from dataclasses import replace

import pytest

from regionshare.chapters import carbon, carbon_figures, carbon_imports, vintages
from regionshare.chapters.edition import Edition, Findings, make_edition
from regionshare.figures.figure import Figure
from regionshare.files import notebooks
from regionshare.files.project import Project


def told(edition: Edition) -> Findings:
    """The edition's findings of both chapters, which it takes over as a notebook does."""
    found = vintages.findings(edition)
    found.take(carbon.findings(edition))
    found.take(carbon_imports.findings(edition))
    edition.take(found)
    return found


def drawn(edition: Edition) -> list[Figure | None]:
    """The figures of both chapters, that of bought power last."""
    steps = [vintages.step(edition, slug) for slug in ("last", "earlier")]
    tables = [vintages.revised(edition, one) for one in steps]
    figures = carbon_figures
    return [
        vintages.vintage_shares(edition, vintages.shares(edition)),
        *(vintages.revision_ranked(edition, *pair) for pair in zip(tables, steps, strict=True)),
        figures.inventory_shares(edition, carbon.shares(edition)),
        figures.inventory_history(edition, carbon.history(edition)),
        figures.inventory_spread(edition, carbon.spreads(edition)),
        figures.nation_against_sum(edition, carbon.nation(edition)),
        figures.imports_by_region(edition, carbon_imports.by_region(edition)),
    ]


def html(edition: Edition) -> list[str]:
    """The tables of both chapters."""
    last = vintages.step(edition, "last")
    made = [
        vintages.levels_table(edition, vintages.levels(edition)),
        vintages.revised_table(edition, vintages.revised(edition, last), last),
        vintages.matched_table(edition, vintages.matched(edition)),
        carbon.spreads_table(edition, carbon.spreads(edition)),
        carbon.excesses_table(edition, carbon.excesses(edition)),
        carbon_imports.factors_table(edition, carbon_imports.by_factor(edition)),
    ]
    return [one.html() for one in made if one]


@pytest.fixture(scope="module")
def guangdong() -> Edition:
    return make_edition("CN-GD", 2023)


def test_the_steps_of_an_edition_end_in_years_that_both_releases_have(guangdong: Edition) -> None:
    found = {one.slug: (one.token, one.year) for one in vintages.steps(guangdong)}
    assert found == {
        "last": ("nbs_2020~nbs_2025", 2023),
        "earlier": ("nbs_2018~nbs_2020", 2017),
        "first": ("nbs_first~nbs_2025", 2022),
    }
    earlier = {one.slug: one.year for one in vintages.steps(make_edition("CN-JS", 2015))}
    assert earlier == {"last": 2015, "earlier": 2015, "first": 2015}


def test_no_line_joins_two_releases_or_crosses_a_break(guangdong: Edition) -> None:
    for table in (vintages.shares(guangdong), carbon.history(guangdong)):
        assert (table.groupby("segment")["series"].nunique() == 1).all()
    shares = vintages.shares(guangdong).set_index(["series", "year"])["segment"]
    assert shares["gdp.nbs_first", 2018] != shares["gdp.nbs_first", 2019]
    levels = carbon.history(guangdong).set_index(["series", "year"])["segment"]
    assert levels["co2.carbon_monitor", 2020] != levels["co2.carbon_monitor", 2021]
    nation = carbon.nation(guangdong).set_index(["series", "year"])["segment"]
    assert nation["co2.carbon_monitor", 2020] != nation["co2.carbon_monitor", 2021]


def test_revisions_weighted_by_size_give_the_revision_of_the_sum(guangdong: Edition) -> None:
    one = vintages.step(guangdong, "last")
    assert one is not None
    table = vintages.revised(guangdong, one)
    weighted = (table["revision"] * table["old"]).sum() / table["old"].sum()
    assert weighted == pytest.approx(100 * (1283801.5 / 1250931.8 - 1), abs=1e-6)
    assert table["share_change"].sum() == pytest.approx(0, abs=1e-9)
    falls = table["revision"] < weighted
    assert (falls == (table["share_change"] < 0)).all()


def test_captions_say_of_a_revision_and_of_first_prints_what_the_figure_shows() -> None:
    edition = make_edition("CN-GD", 2023)
    shares, *ranked = (figure.caption for figure in drawn(edition)[:3] if figure)
    assert "From 2011 to 2017 they lie on the line before the 4th census" in shares
    assert "lost share, though its GDP was raised" in " ".join(ranked[0].split())
    assert "even where its GDP was lowered" in ranked[1]
    preliminary = vintages.matched_table(edition, vintages.matched(edition))
    assert preliminary is not None
    assert [row[1] for row in preliminary.rows() if row[2] == "10.763\u202f%"] == [
        "national figure, preliminary (of the same census)"
    ]


def test_a_mixed_pair_stands_in_the_table_as_a_trap_only(guangdong: Edition) -> None:
    table = vintages.matched_table(guangdong, vintages.matched(guangdong))
    assert table is not None
    assert table.html().count("mixed (trap)") == 2
    rows = [row for row in table.html().split("<tr") if "10.48" in row]
    assert len(rows) == 1
    assert "mixed (trap)" in rows[0]


def test_the_common_year_is_the_one_that_most_inventories_have() -> None:
    assert carbon.common_year(make_edition("CN-GD", 2023)) == 2019
    assert carbon.common_year(make_edition("CN-GD", 2018)) == 2018
    assert len(carbon.shares_in(make_edition("CN-GD", 2023), 2019)) == 5


def test_releases_of_a_family_and_its_nation_share_a_colour(guangdong: Edition) -> None:
    looks = carbon_figures.looks(guangdong)
    known = guangdong.store.series
    for one in looks:
        for other in filter(None, (known[one].supersedes, known[one].companion)):
            assert looks[one].colour == looks[other].colour
    regional = {series.family: looks[series.id].colour for series in carbon.regional(guangdong)}
    assert len(set(regional.values())) == len(regional)
    assert "muted" not in {look.colour for look in looks.values()}
    for old, new in carbon.replaced(guangdong).items():
        assert looks[old] != looks[new.id]


def test_a_series_without_a_label_is_called_by_its_short_name_or_id(guangdong: Edition) -> None:
    one = guangdong.store.series["gdp.nbs_2025"]
    assert one.label("en") == "after the 5th census"
    assert replace(one, label_zh="").label("zh") == one.short_zh
    assert replace(one, label_en="", short_en="").label("en") == "nbs_2025"


def test_imported_power_adds_nothing_to_the_sum(guangdong: Edition) -> None:
    """The exporters are credited: the effects on shares sum to about zero."""
    table = carbon_imports.by_region(guangdong)
    assert len(table) == 30
    assert table["share"].sum() == pytest.approx(100)
    assert table["with_imports"].sum() == pytest.approx(100)
    assert table["effect"].sum() == pytest.approx(0, abs=1e-9)


def test_numbers_that_rest_on_the_doubtful_generation_are_known(guangdong: Edition) -> None:
    found = carbon_imports.by_factor(guangdong)
    assert set(found[found["later"]]["year"]) == {2023}
    table = carbon_imports.factors_table(guangdong, found)
    assert table is not None
    assert table.html().count("doubtful") == found["later"].sum()


@pytest.mark.slow
def test_every_printed_number_can_be_computed_again_from_its_id(guangdong: Edition) -> None:
    told(guangdong)
    carbon.excesses(guangdong)
    assert len(guangdong.numbers) > 50
    for identifier, number in guangdong.numbers.items():
        assert guangdong.evaluator.number(identifier).hash == number.hash


@pytest.mark.slow
@pytest.mark.parametrize(
    ("region", "year", "lang"),
    [("CN-JS", 2020, "zh"), ("CN-SX", 2022, "en")]
    + [
        pytest.param(*one, marks=pytest.mark.release)
        for one in (("CN-JS", 2020, "en"), ("CN-SX", 2022, "zh"), ("CN-GD", 2006, "zh"))
    ],
)
def test_figures_and_tables_of_other_editions(region: str, year: int, lang: str) -> None:
    edition = make_edition(region, year, lang)
    told(edition)
    name = edition.region.name(lang)
    figures = drawn(edition)
    for figure in filter(None, figures):
        assert not re.search(r"\bnan\b", figure.alt)
        assert "{slug}" not in figure.caption
        assert name in figure.alt or figure.id == "fig-national-carbon"
        assert len(figure.table)
        assert figure.svg("dark").startswith("<svg")
    assert (figures[-1] is None) == (year < 2021)
    assert all(figures[:-1])
    tables = html(edition)
    assert len(tables) == (6 if year >= 2021 else 5)
    assert all("<td" in table for table in tables)


def test_a_nation_with_one_release_shows_nothing() -> None:
    edition = make_edition("US-CA", 2019)
    flags = told(edition).flags
    assert not any(flags.values())
    for chapter in ("03_vintages", "04_carbon"):
        cells = notebooks.read(Project.default().chapters / f"{chapter}.ipynb")["cells"]
        tags = {tag for cell in cells for tag in notebooks.tags(cell)}
        named = {tag.partition("-")[2] for tag in tags if tag.startswith(("if-", "unless-"))}
        assert named <= set(flags)
    assert not any(drawn(edition))
    assert html(edition) == []
    assert not edition.numbers


def test_the_pages_name_what_lies_inside_the_statements() -> None:
    edition = make_edition("CN-GD", 2023)
    told(edition)
    assert edition.flags["vintages/claim"]
    assert edition.flags["carbon/claim"]
    inside = [10.75 <= n.value < 10.85 for n in vintages.matched_shares(edition, 2023)]
    said = edition.texts["vintages/claim_inside"]
    assert said.startswith(f"{sum(inside)} of the {len(inside)} lie inside")
    assert all(4.5 <= n.value < 5.5 for n in carbon.shares_in(edition).values())
    assert edition.texts["carbon/claim_inside"].startswith("all")
    assert edition.texts["carbon/counted"] == "5 releases of 3 inventories"
    whole = edition.texts["carbon/nation/counted"]
    assert whole == "5 releases of 4 inventories of the nation as a whole"
    assert edition.texts["carbon/own_old"], "5.8 % lies outside what the ledger says: why is told"
    assert [edition.flags[f"carbon/{one}/itself"] for one in ("sectoral", "apparent")] == [0, 1]
    answer = edition.texts["carbon/answer"]
    assert "What was said of 2023" in answer
    assert "holds by every inventory" in answer
    assert edition.texts["vintages/last/raised"] == "all 31 provinces"


def test_years_of_inventories_are_said_to_differ_where_they_do() -> None:
    found = [carbon.findings(make_edition("CN-BJ", year)).texts for year in (2010, 2023)]
    assert [bool(texts["carbon/apart"]) for texts in found] == [False, True]


def test_the_statements_belong_to_their_own_region() -> None:
    edition = make_edition("CN-JS", 2023)
    told(edition)
    assert not edition.flags["vintages/claim"]
    assert not edition.flags["carbon/claim"]
    assert edition.texts["carbon/answer"] == ""
