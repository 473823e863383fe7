"""The virtual power plant, green manufacturing and the article's other subjects."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.chapters import asked
from regionshare.chapters import practice as chapter
from regionshare.chapters.edition import Edition, Findings, make_edition
from regionshare.claims import claim as claims
from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.files import paths
from regionshare.indicators import datapoint, market, practice
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import published, verify


def findings(edition: Edition) -> Findings:
    return chapter.findings(edition, chapter.factors(edition), chapter.runs(edition))


RATE, MW = st.floats(100, 600), st.floats(1, 1e4)


def test_the_calculator_reproduces_the_article_without_arguments(real: Evaluator) -> None:
    savings = practice.stated_plant(real.store)
    assert savings.coal_tce == pytest.approx(40700)
    assert savings.co2_t == pytest.approx(108000)
    assert savings.land_m2 == pytest.approx(250000)
    assert savings.electricity_mwh == pytest.approx(134768, abs=1)


def test_a_figure_that_a_chapter_and_the_ledger_have_is_read_alike(real: Evaluator) -> None:
    """The two tables state it in units of their own; “nearly 3 billion” is up to a tenth less."""
    reports = [
        (one.market, one.published, figure, step)
        for one in market.load(real.store).values()
        for figure, step in ((one.volume, one.volume_step), (one.turnover, one.turnover_step))
        if figure is not None and one.reading == "rounded"
    ]
    told = [
        (one.region, one.published, one.value, one.bounds)
        for one in datapoint.load(real.store).values()
    ]
    told += [(region, day, v, (v - step / 2, v + step / 2)) for region, day, v, step in reports]
    pairs = 0
    for document in claims.load(None, real).documents.values():
        ends = document.interval.low, document.interval.high
        for region, day, value, (low, high) in told:
            if (region, day) != (document.region, document.published):
                continue
            scale = 10.0 ** round(math.log10(ends[0] / value)) if ends[0] > 0 else 1
            if ends[0] <= value * scale <= ends[1] < math.inf:
                assert ends == pytest.approx((low * scale, high * scale)), document.id
                pairs += 1
    assert pairs > 30
    nearly = datapoint.figure(real.store, "ndrc_saving_co2").bounds
    assert nearly == pytest.approx((2.7e9, 3e9))


def test_another_parameter_changes_what_hangs_on_it(real: Evaluator) -> None:
    savings = practice.stated_plant(real.store, hours=300)
    assert savings.coal_tce == pytest.approx(200 * 300 * 302 / 1000)
    assert savings.land_m2 == pytest.approx(250000)


@given(coal=st.floats(1, 1e5), capacity=MW, rate=RATE)
def test_implied_hours_are_the_inverse(coal: float, capacity: float, rate: float) -> None:
    hours = practice.implied_hours(coal, capacity, rate)
    if hours <= practice.HOURS_A_YEAR:
        found = practice.virtual_plant(capacity, hours, rate, 1, 0)
        assert found.coal_tce == pytest.approx(coal)


@pytest.mark.parametrize(
    ("hours", "rate", "message"), [(-1, 300, "hours is -1"), (9000, 300, "A year has 8760")]
)
def test_impossible_parameters_are_refused(hours: float, rate: float, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        practice.virtual_plant(200, hours, rate, 2.6, 1)


def test_implied_hours_and_factor(real: Evaluator) -> None:
    assert real.number("plant_hours/coal/CN-GD/2024@302").value == pytest.approx(673.84, abs=0.01)
    low, high = practice.stated_factor(real.store)
    assert (round(low, 3), round(high, 3)) == (2.638, 2.669)


def test_no_documented_factor_lies_inside_and_the_plan_overlaps() -> None:
    edition = make_edition("CN-GD", 2023)
    fits = chapter.factors(edition).set_index("id")["fit"].to_dict()
    assert set(fits) == set(practice.DOCUMENTED)
    assert [name for name, fit in fits.items() if fit == "partly"] == ["plan_saving"]
    assert "inside" not in fits.values()


def test_the_runs_keep_the_stated_coal_so_that_the_rate_cancels(real: Evaluator) -> None:
    for rate in practice.COAL_RATES:
        number = real.number(f"plant_run/co2/CN-GD/2024@{rate}~factor_anthracite")
        assert number.value == pytest.approx(40700 * 2.8809)
    edition = make_edition("CN-GD", 2023)
    assert set(chapter.runs(edition)["id"]) == set(practice.DOCUMENTED)


@pytest.mark.parametrize(("lang", "said"), [("en", "none gives"), ("zh", "没有一个")])
def test_no_hit_is_said_in_words(lang: str, said: str) -> None:
    told = findings(make_edition("CN-GD", 2023, lang)).texts
    assert told["practice/hits"] == said
    assert "1" in told["practice/reaching"]


def test_a_factor_is_drawn_where_the_table_computes_with_it(real: Evaluator) -> None:
    """“Nearly 3 billion” over 1.4 billion is 2.14 as stated, not the middle of what it allows."""
    edition = make_edition("CN-GD", 2023)
    drawn = chapter.plant_factors(edition, chapter.factors(edition))
    assert drawn is not None
    marks = drawn.table.set_index("factor")["value"]
    assert marks["ndrc_saving"] == pytest.approx(3 / 1.4)
    coal = datapoint.figure(real.store, "article_plant_coal").value
    assert marks["article"] == pytest.approx(108000 / coal)
    for row in chapter.runs(edition).itertuples():
        assert row.co2.value == pytest.approx(coal * marks[row.id])


def test_a_head_takes_the_unit_that_its_cells_share() -> None:
    edition = make_edition("CN-GD", 2023)
    table = chapter.hours_table(edition, chapter.hours(edition))
    assert table is not None
    assert table.columns["per_kwh"].label.endswith("kg CO₂/kWh")
    assert [row[2] for row in table.rows()] == ["0.743", "0.801", "0.849"]


def test_a_statement_of_the_ledger_is_quoted_as_there(real: Evaluator, tmp_path: Path) -> None:
    edition = make_edition("CN-GD", 2023)
    said = " ".join(chapter.others(edition)["said"])
    told = [one.claim for one in chapter.subjects(real.store) if one.claim]
    assert len(told) > 5
    texts = {one.id: one.text_en for one in claims.load(None, real).claims}
    assert all(texts[name] in said for name in told)
    path = tmp_path / chapter.SUBJECTS
    text = (paths.data_dir() / chapter.SUBJECTS).read_text(encoding="utf-8")
    path.write_text(text.replace("碳标签,,,", "碳标签,率先,first,"), encoding="utf-8")
    with pytest.raises(DataError, match="or names the claim that has it"):
        practice.read(path, datapoint.load(real.store))


def test_a_plant_elsewhere_is_not_claimed(real: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="no virtual power plant of CN-JS"):
        real.number("plant_hours/coal/CN-JS/2024@302")


def test_shares_of_green_manufacturing(real: Evaluator) -> None:
    for kind, value in (("factories", 400 / 5095), ("parks", 11 / 371), ("supply", 80 / 605)):
        number = chapter.green_share(make_edition("CN-GD", 2023), kind)
        assert number.value == pytest.approx(100 * value)
    with pytest.raises(ParameterError, match="different quantities"):
        real.number("stated_share/green_parks/CN-GD/2024@article_parks~national_factories_2024")


def test_no_evidence_is_computed_from_the_absence_of_documents(real: Evaluator) -> None:
    edition = make_edition("CN-GD", 2023)
    shown = chapter.subjects_table(edition, chapter.others(edition))
    assert shown is not None
    table = shown.html()
    assert "(C14)" in table
    judged = {entry.claim.id: entry for entry in asked.of_page(edition, chapter.PAGE)}
    without = [
        one
        for one in chapter.subjects(real.store)
        if not one.documents and not (one.claim in judged and judged[one.claim].verdict.n)
    ]
    told = findings(edition).texts["practice/without"]
    assert table.count("no evidence found") == len(without) == int(told)
    assert "no evidence" not in (paths.data_dir() / chapter.SUBJECTS).read_text(encoding="utf-8")


WANTED = {
    "carbon-label", "label-recognition", "climate-finance", "project-library", "cases-2023",
    "citizens-action", "mangrove-restoration", "mangrove-centre", "mangrove-operation",
    "zero-carbon-community", "new-energy-vehicles", "signing-finance", "signing-ccus",
    "signing-market", "emerging",
}  # fmt: skip


def test_every_subject_of_the_article_has_a_line(real: Evaluator) -> None:
    assert {one.id for one in chapter.subjects(real.store)} >= WANTED


def test_every_statement_of_these_chapters_is_named_in_them(real: Evaluator) -> None:
    """C07 to C19 and C28 to C32: by a quotation in a chapter, or by a line of the subjects."""
    named = {one.claim for one in chapter.subjects(real.store)}
    for name in ("10_energy_system", "11_market", "13_practice"):
        cells = json.loads((paths.CHAPTERS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = "".join(
            "".join(c["source"]) for c in cells if "lang-en" in c["metadata"].get("tags", [])
        )
        named |= {f"C{n:02}" for n in range(1, 34) if f"C{n:02}" in text}
        if "C16 to C19" in text:
            named |= {"C17", "C18"}
    assert {f"C{n:02}" for n in (*range(7, 20), *range(28, 33))} <= named


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("CN-GD,2024,400,,exact", "CN-GD,2024,400,1,exact", "a rounded figure, and only"),
        ("CN-GD,2024,400,,exact", "CN-GX1,2024,400,,exact", "region 'CN-GX1' is not known"),
        ("article_parks", "article_factories", "stands twice"),
        (",count,", ",counts,", "unit 'counts' is not known"),
    ],
)
def test_bad_stated_figures_are_refused(
    tmp_path: Path, real: Evaluator, old: str, new: str, message: str
) -> None:
    text = (paths.data_dir() / datapoint.FILE).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / datapoint.FILE
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        datapoint.read(path, real.store)


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        ("plant_at_grid/co2/CN-GD/2022@302", "52,100 t", "5.21万吨"),
        ("plant_run/co2/CN-GD/2024@302~plan_saving", "106,000 t", "10.6万吨"),
        ("all_pilots/ets_volume/CN-HB/2024@hb_forward_2024_11_25", "958 Mt", "9.58亿吨"),
        (
            "grown/ets_volume/CN-HB/2024@hb_forward_2021_06_30~hb_forward_2024_11_25",
            "52 Mt",
            "5,200万吨",
        ),
        ("driver/co2:population/CN-GD/2020-2022", "1.4 Mt", "140万吨"),
    ],
)
def test_no_number_has_more_digits_than_what_it_is_computed_from(
    real: Evaluator, number: str, en: str, zh: str
) -> None:
    found = real.number(number)
    assert [display.display(found, real.store, lang) for lang in ("en", "zh")] == [en, zh]


def test_what_an_earlier_release_printed_with_more_digits_still_stands(real: Evaluator) -> None:
    number = real.number("plant_at_grid/co2/CN-GD/2022@302")
    cited = published.Entry(number.id, None, "t", number.hash)
    texts = {"52,100 t": True, "52,142 t": True, "52,149 t": False, "52,000 t": False}
    papers = [replace(cited, printed=text) for text in texts]
    assert [one.passed for one in verify.verify_paper(papers, real)] == [*texts.values()]
    rest = real.number("imports_rest/co2/CN/2022@ceads_sectoral_2022~sum~imports_national")
    entry = published.entry(rest, real)
    for text, told in (("−1.130亿吨", 0), ("−1.13亿吨", 0), ("−1.1295亿吨", 0), ("−1.14亿吨", 1)):
        shown = replace(entry, display={"zh": text})
        assert len(published.misprints(shown, rest, real.store)) == told, text


def test_what_two_round_figures_give_is_round(real: Evaluator) -> None:
    total = real.number("implied_total/capacity/CN-GD/2024")
    shown = [display.display(total, real.store, lang) for lang in ("en", "zh")]
    assert shown == ["250 GW", "2.5亿千瓦"]


def test_a_stated_figure_is_asked_for_by_what_it_states(real: Evaluator) -> None:
    one = datapoint.figure(real.store, "national_capacity_share_2023")
    assert real.number(str(datapoint.identify(one))).value == 53.9
    with pytest.raises(ParameterError, match="states capacity_share of CN for 2023"):
        real.number("stated/capacity_share/CN-GD/2023@national_capacity_share_2023")


def test_every_number_of_the_page_can_be_recomputed() -> None:
    edition = make_edition("CN-GD", 2023)
    edition.take(findings(edition))
    chapter.factors_table(edition, chapter.factors(edition))
    chapter.green(edition)
    for name, number in edition.numbers.items():
        assert edition.evaluator.number(name) == number


def test_the_page_is_of_guangdong_alone() -> None:
    edition = make_edition("CN-JS", 2020)
    found = findings(edition)
    assert found.flags == {"practice/known": False}
    assert not found.numbers
    assert chapter.plant_factors(edition, chapter.factors(edition)) is None
    edition = make_edition("CN-GD", 2023, "zh")
    figure = chapter.plant_factors(edition, chapter.factors(edition))
    assert figure is not None
    figure.svg("light")
