"""The chapters around the others: front page, shares, ledger, sources, re-run."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

import regionshare
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
from regionshare.claims.labels import BADGES, CODES
from regionshare.claims.ledger import Ledger
from regionshare.claims.who import CONCEPTS
from regionshare.figures.style import THEMES, themed
from regionshare.files import paths
from regionshare.numbers import display
from regionshare.text.markup import Markup

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


def test_which_files_of_a_figure_are_there_is_as_the_build_was_asked(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for kind in (paths.YES, "no", paths.BARE):
        monkeypatch.setenv(paths.PRINT, kind)
        told[kind] = rerun.findings(edition).texts["rerun/figure_files"]
    assert len({*told.values()}) == 3
    assert "PDF for one and two columns" in told[paths.YES]
    assert "not in this copy" not in told[paths.YES]
    assert "one ZIP of all are not in this copy" in told["no"]
    assert told[paths.BARE].startswith("SVG, the table")


def test_the_example_of_the_first_year_is_of_that_year() -> None:
    """No year before it has data."""
    edition = make_edition("CN-GD", 2005)
    other = rerun.example(edition)
    assert make_edition(other.region, other.year).year <= edition.year


def test_the_central_sentence_states_one_share_of_each_concept(own: tuple[Edition, Ledger]) -> None:
    central = asked.central(own[1])
    assert set(central) == set(CONCEPTS)
    assert len({entry.claim.id for entry in central.values()}) == len(CONCEPTS)


def test_bars_tell_what_was_said_of_the_texts_own_region_alone(
    own: tuple[Edition, Ledger],
) -> None:
    elsewhere = make_edition("CN-ZJ", 2021)
    html = index.bars(elsewhere, elsewhere.shares(), asked.ask(elsewhere))
    assert html.count('class="front-share"') == len(CONCEPTS)
    assert "said" not in html
    assert "Tick" not in html
    told = index.bars(own[0], own[0].shares(), own[1])
    assert "opens at 2021, for which all four figures are at hand" in told
    assert told.count('class="front-span"') == 2, (
        "energy and people print one value on every choice"
    )
    assert told.count("<span>said: about ") == told.count('class="front-said"') == len(CONCEPTS)


def test_bars_are_as_long_as_the_shares_beside_each_other(own: tuple[Edition, Ledger]) -> None:
    shares = own[0].shares()
    html = index.bars(own[0], shares, own[1])
    drawn = dict(
        re.findall(r'concept-(\w+)".*?class="front-share" width="([0-9.]+)%"', html, re.DOTALL)
    )
    assert set(drawn) == set(CONCEPTS)
    for concept in CONCEPTS:
        beside = float(drawn[concept]) / float(drawn["gdp"])
        assert beside == pytest.approx(shares[concept].value / shares["gdp"].value, rel=1e-3)
    line = float(drawn["gdp"])
    for left in map(float, re.findall(r'class="num"[^>]*left: ([0-9.]+)%', html)):
        assert left >= line or left + 100 * index.NUMBER <= line, "a number hides the dashed line"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_box_leads_to_a_page_by_its_title(lang: str) -> None:
    for box in index.WORDS[lang]["boxes"].values():
        (path,) = Path(__file__).parents[1].glob(f"chapters/[0-9]*_{box['page']}.ipynb")
        assert f'"# {box["link"]}\\n"' in path.read_text("utf-8")


def test_before_the_year_of_the_sentence_nothing_was_said() -> None:
    before = make_edition("CN-GD", 2015)
    ledger = asked.ask(before)
    assert index.told_here(before, ledger) == {}
    assert "said" not in index.bars(before, before.shares(), ledger)
    assert not index.headline(before, before.shares(), ledger).startswith("Mostly")


def test_the_title_gives_each_figure_the_label_of_the_ledger(own: tuple[Edition, Ledger]) -> None:
    """In the words of the catalogue, whatever the labels are."""
    edition, ledger = own
    title = index.headline(edition, edition.shares(), ledger)
    clauses = title.partition(": ")[2].replace(", and ", ", ").split(", ")
    words = index.WORDS["en"]
    for concept, entry in asked.central(ledger).items():
        (clause,) = [one for one in clauses if words["of"][concept] in one]
        figure = "".join(c for c in entry.claim.stated if c.isdigit() or c == ".")
        assert f"{figure}\u202f% {words['of'][concept]}" in clause
        label = words["headline"]["labels"][entry.verdict.today][0]
        assert label.format(figures="", choices="").strip() in clause


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_without_a_sentence_says_the_shares(lang: str) -> None:
    california = make_edition("US-CA", 2019, lang)
    shares = california.shares()
    title = index.headline(california, shares, asked.ask(california))
    assert all(california.text(shares[concept]) in title for concept in CONCEPTS)
    assert california.texts["region"] in title


@pytest.mark.parametrize(
    ("region", "year", "energy", "co2"),
    [
        ("CN-GD", 2023, "below", "below"),
        ("CN-ZJ", 2021, "between", "below"),
        ("US-TX", 2005, "above", "above"),
    ],
)
def test_the_figures_title_says_how_the_shares_lie(
    region: str, year: int, energy: str, co2: str
) -> None:
    """As the ratios of one year have it, which prose prints."""
    edition = make_edition(region, year)
    assert (index.standing(edition, "energy"), index.standing(edition, "co2")) == (energy, co2)
    words, finding = index.WORDS["en"]["finding"], index.finding(edition)
    assert finding.startswith(f"{edition.texts['region']}\N{RIGHT SINGLE QUOTATION MARK}s share")
    for side in (energy, co2):
        assert any(form.format(loads="").strip() in finding for form in words[side])


def test_every_statement_has_a_square_and_only_those_that_count(
    own: tuple[Edition, Ledger],
) -> None:
    html = index.strip(*own)
    squares = re.findall(
        r'href="ledger\.html#(\w+)" class="(badge-\w+)" aria-label="([^"]+)"', html
    )
    counted = [entry for entry in own[1].entries if not entry.claim.outside_tally]
    assert sorted(name for name, _, _ in squares) == sorted(entry.claim.id for entry in counted)
    for name, kind, told in squares:
        assert kind == f"badge-{BADGES[own[1][name].verdict.today]}"
        assert len(told) > 10


def test_boxes_stand_for_choices_that_the_edition_has(own: tuple[Edition, Ledger]) -> None:
    edition = own[0]
    assert index.hangs_on(edition, edition.shares()).count('class="front-box ') == 3
    zhejiang, california = make_edition("CN-ZJ", 2021), make_edition("US-CA", 2019)
    assert index.hangs_on(zhejiang, zhejiang.shares()).count('class="front-box ') == 3
    assert index.hangs_on(california, california.shares()) == ""
    assert not index.findings(california, asked.ask(california)).flags["front_boxes"]


def test_the_boxes_say_the_range_that_the_choices_give(own: tuple[Edition, Ledger]) -> None:
    edition, share = own[0], own[0].shares()["co2"]
    html = index.hangs_on(edition, {**edition.shares(), "co2": share})
    span = share.span
    assert span is not None
    assert edition.lang == "en"
    for end in (span.low, span.high):
        assert display.percent(end, 1, "en") in html


def test_pages_and_figures_have_the_same_colours() -> None:
    sheet = (Path(index.__file__).parents[1] / "book" / "static" / "book.css").read_text("utf-8")
    for theme in THEMES:
        (line,) = re.findall(rf'html\[data-theme="{theme}"\] {{ (--gdp[^}}]*)}}', sheet)
        with themed(theme) as colours:
            for concept in CONCEPTS:
                assert f"--{concept}: {colours.concepts[concept]};" in line


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
        assert html.count('<td class="agreement"') == rows
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
    shown = sources.copies_table(edition, table)
    assert (shown is None) == table.empty
    keys = {key for others in table["others"] for _, key in others} | set(table["series"])
    assert shown is None or not [key for key in keys if key in shown.html()]


def test_a_figure_and_its_transcriptions_are_in_one_unit() -> None:
    """A nation has a 国内生产总值; electricity in 亿 stays so though people are counted in 万."""
    edition = make_edition("CN-GD", 2023, "zh")
    table = sources.copies(edition, sources.inputs(edition.shares().values()))
    shown = sources.copies_table(edition, table)
    assert shown is not None
    rows = {
        Markup(name).striptags(): (Markup(used).striptags(), str(others))
        for name, used, others, _ in shown.rows()
    }
    used, others = rows["国内生产总值，中国，2023"]
    assert used == "1,294,271.7亿元"
    assert others.startswith("1,294,000亿元，") and "1,294,272亿元" in others
    assert rows["用电量，广东，2023"][0] == "8,502亿千瓦时"
    assert rows["人口，广东，2023"][0] == "12,706万人"


def test_every_series_is_listed_the_nations_own_first(edition: Edition) -> None:
    table = sources.series(edition)
    assert set(table["series"]) == set(edition.store.series)
    groups = list(table["group"])
    assert sum(a != b for a, b in itertools.pairwise(groups)) == len(set(groups)) - 1
    nations = [edition.store.series[one].nation for one in table["series"]]
    assert nations[: nations.count(edition.nation.id)] == [edition.nation.id] * nations.count(
        edition.nation.id
    )


def test_a_series_says_whom_it_covers_and_how_well_its_day_is_known() -> None:
    """A nation is none of its regions, and the last day of a year no day of publication."""
    for lang, told in (
        ("en", ("China, 31 regions, 609 figures", "by 31 December 2025", "A")),
        ("zh", ("中国，31个地区，609个数值", "不晚于2025年12月31日", "A")),
    ):
        table = sources.series(make_edition("CN-GD", 2023, lang)).set_index("series")
        assert tuple(table.loc["gdp.nbs_2025", ["coverage", "published", "grade"]]) == told
    english = sources.series(make_edition("CN-GD", 2023, "en")).set_index("series")
    assert english.loc["energy.gd_later", "coverage"] == "Guangdong, 3 figures"
    assert english.loc["energy.nbs_national", "coverage"] == "China, 21 figures"
    assert english.loc["gdp.bea_2024", "coverage"] == "United States, 51 regions, 1,404 figures"
    assert english.loc["energy.nbs_national", "grade"] == "A\u2212"


def test_the_regions_most_like_it_stand_on_the_page_of_all_regions() -> None:
    """The same as `regionshare alike` says, in both languages."""
    for lang, name in (("en", "California"), ("zh", "加利福尼亚")):
        edition = make_edition("CN-GD", 2023, lang)
        table = provinces.alike(edition)
        found = regionshare.alike("CN-GD", 2023, lang=lang)
        assert list(table["name"]) == list(found["name"]) and table["name"].iloc[0] == name
        assert list(table["reason"]) == list(found["reason"])
        assert table["factor"].iloc[0] == pytest.approx(math.exp(found["distance"].iloc[0]))
        shown = provinces.alike_table(edition, table)
        assert shown is not None and len(shown.frame) == provinces.ALIKE
