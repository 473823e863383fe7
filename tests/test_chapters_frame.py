"""The chapters around the others: front page, shares, ledger, sources, re-run."""

from __future__ import annotations

import pytest

from regionshare.chapters import (
    asked,
    curves,
    index,
    ledger,
    panels,
    provinces,
    rerun,
    shares,
    sources,
)
from regionshare.chapters.edition import Edition, make_edition
from regionshare.claims.labels import CODES
from regionshare.claims.ledger import Ledger
from regionshare.claims.who import CONCEPTS

EDITIONS = [("CN-GD", 2023), ("CN-ZJ", 2021), ("CN-JS", 2012), ("US-CA", 2019), ("US-TX", 2005)]


@pytest.fixture(params=EDITIONS, ids=lambda one: "-".join(map(str, one)))
def edition(request: pytest.FixtureRequest) -> Edition:
    return make_edition(*request.param)


@pytest.fixture(scope="module")
def own() -> tuple[Edition, Ledger]:
    """The edition of the region that the text is about, with its ledger."""
    found = make_edition("CN-GD", 2023)
    return found, asked.ask(found)


def test_the_example_is_another_edition_that_can_be_made(edition: Edition) -> None:
    other = rerun.example(edition)
    made = make_edition(other.region, other.year)
    assert made.nation.id == edition.nation.id
    assert made.region.id != edition.region.id
    assert made.year < edition.year
    concept, _, choice = other.basis.partition("=")
    again = make_edition(edition.region.id, edition.year, basis={concept: choice})
    assert again.number("share", concept).id != edition.number("share", concept).id


def test_the_example_of_the_first_year_is_of_that_year() -> None:
    """No year before it has data."""
    edition = make_edition("CN-GD", 2005)
    other = rerun.example(edition)
    assert make_edition(other.region, other.year).year <= edition.year


def test_the_central_sentence_states_one_share_of_each_concept(own: tuple[Edition, Ledger]) -> None:
    central = asked.central(own[1])
    assert set(central) == set(CONCEPTS)
    assert len({entry.claim.id for entry in central.values()}) == len(CONCEPTS)


def test_cards_tell_what_was_said_of_the_texts_own_region_alone(
    own: tuple[Edition, Ledger],
) -> None:
    elsewhere = make_edition("CN-ZJ", 2021)
    html = index.key_figures(elsewhere, elsewhere.shares(), asked.ask(elsewhere))
    assert html.count('class="key-figure') == len(CONCEPTS)
    assert "said" not in html
    told = index.key_figures(own[0], own[0].shares(), own[1])
    assert told.count("said: about ") == len(CONCEPTS)


def test_the_overview_has_every_claim_and_the_tally_counts_them(
    own: tuple[Edition, Ledger],
) -> None:
    table = ledger.overview(*own)
    assert sorted(table["claim"]) == sorted(entry.claim.id for entry in own[1].entries)
    html = ledger.overview_table(own[0], table)
    assert html.count("<tr data-verdict=") == len(table)
    tally = asked.tally(*own).groupby("verdict")[["today", "spoken"]].sum()
    counted = table[table["counted"]]
    for name, column in (("today", "code"), ("spoken", "code_spoken")):
        found = counted[column].value_counts()
        assert {v: int(tally[name][v]) for v in CODES} == {v: found.get(v, 0) for v in CODES}


def test_every_row_of_evidence_is_in_the_section_of_its_claim(own: tuple[Edition, Ledger]) -> None:
    for group, entries in own[1].groups().items():
        html = ledger.sections(*own, group)
        rows = sum(len(entry.evidence) for entry in entries if not entry.repeats)
        assert html.count('<td class="agreement">') == rows
        assert html.count('<section class="claim"') == len(entries)


def test_what_statements_imply_is_told_of_their_own_region_alone() -> None:
    elsewhere = make_edition("US-CA", 2019)
    assert ledger.implications(elsewhere, asked.ask(elsewhere)) is None


def test_later_figures_are_shown_where_there_are_any() -> None:
    edition = make_edition("CN-GD", 2023)
    found = panels.later_findings(edition)
    assert found.flags["later"]
    table = shares.later_table(edition, shares.later(edition, found.numbers.values()))
    assert table is not None
    assert len(table.frame) == len(found.numbers)
    assert shares.later_table(edition, shares.later(edition, [])) is None


def test_every_concept_has_one_headline_among_its_choices(edition: Edition) -> None:
    for concept, number in edition.shares().items():
        table = curves.share_values(edition, concept, number)
        assert list(table.loc[table["headline"], "value"]) == [number.value]


def test_ranking_keeps_every_region_and_puts_the_lowest_first(edition: Edition) -> None:
    table = provinces.panel(edition)
    ranked = provinces.ranked(table)
    assert set(ranked["region"]) == set(table["region"])
    assert ranked["relative_energy"].dropna().is_monotonic_increasing


def test_transcriptions_are_compared_largest_difference_first(edition: Edition) -> None:
    figures = sources.inputs(edition.shares().values())
    table = sources.copies(edition, figures)
    assert table["difference"].is_monotonic_decreasing
    assert len(table) <= len(figures)
    assert (sources.copies_table(edition, table) is None) == table.empty


def test_every_series_is_listed_the_nations_own_first(edition: Edition) -> None:
    table = sources.series(edition)
    assert set(table["series"]) == set(edition.store.series)
    nations = [edition.store.series[one].nation for one in table["series"]]
    assert nations[: nations.count(edition.nation.id)] == [edition.nation.id] * nations.count(
        edition.nation.id
    )
