from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiet_country import write

import regionshare
from regionshare.data.bases import read_grid
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, ParameterError, RegionshareError
from regionshare.numbers.evaluator import Evaluator, tokens
from regionshare.numbers.number import NumberId


def test_share_over_the_national_row(toy: Evaluator) -> None:
    number = toy.number("share/energy/TL-A/2020")
    assert number.value == pytest.approx(10.0)
    assert number.unit == "percent"
    assert number.headline
    assert [(i.series, i.region, i.value) for i in number.inputs] == [
        ("energy.books", "TL-A", 10.0),
        ("energy.nation", "TL", 100.0),
    ]
    assert number.formula == "100 * energy[TL-A, 2020] / energy[TL, 2020] = 100 * 10 / 100"


def test_share_over_the_sum_and_over_another_publishers_total(toy: Evaluator) -> None:
    assert toy.number("share/co2/TL-A/2020").value == pytest.approx(10.0)
    other = toy.number("share/co2/TL-A/2020@first~national")
    assert other.value == pytest.approx(8.0)
    assert other.id == "share/co2/TL-A/2020@first~national~nation"
    assert other.match == "proxy"


def test_span_runs_over_the_grid(toy: Evaluator) -> None:
    span = toy.number("share/co2/TL-A/2020").span
    assert span is not None
    assert span.values == pytest.approx(
        {"first~sum": 10.0, "first~national~nation": 8.0, "first~sum~imports": 12.0}
    )
    assert (span.low, span.high) == pytest.approx((8.0, 12.0))


def test_one_choice_alone_has_no_span(toy: Evaluator) -> None:
    assert toy.number("share/population/TL-A/2020").span is None
    span = toy.number("share/energy/TL-A/2020").span
    assert span is not None
    assert set(span.values) == {"books~national~nation", "books~sum"}


def test_a_basis_reaches_from_its_first_year_to_its_last(toy: Evaluator) -> None:
    basis = toy.grid.headline("TL", "energy", 2018)
    years = range(2016, 2024)
    assert [year for year in years if basis.covers("TL-A", year)] == [2018, 2019, 2020]
    for year in (2017, 2021):
        with pytest.raises(MissingDataError, match=f"does not reach {year}"):
            toy.grid.headline("TL", "energy", year)
    assert toy.grid.headline("TL", "energy", 2020) == basis
    (proxy,) = toy.grid.entries("TL", "energy", "proxies")
    assert [year for year in years if proxy.covers("TL-A", year)] == [2021]
    assert not proxy.covers("TL-B", 2021)


def test_the_choice_that_is_made_comes_first_and_the_others_keep_their_order(
    toy: Evaluator,
) -> None:
    other = toy.grid.override("TL", "co2", "first~sum~imports")
    tokens = [basis.token for basis in other.admissible("TL", "co2", "TL-A", 2020)]
    assert tokens == ["first~sum~imports", "first~sum", "first~national~nation"]
    assert [basis.role for basis in other.entries("TL", "co2")] == ["headline", "grid", "grid"]


def test_the_later_of_two_choices_counts_and_each_begins_at_the_declared(toy: Evaluator) -> None:
    once = toy.override("TL", {"gdp": "old"})
    assert once.grid.headline("TL", "gdp", 2020).token == "old~sum"
    again = once.override("TL", {"co2": "first~national"})
    assert again.grid.headline("TL", "gdp", 2020).token == "office~national"
    assert again.grid.headline("TL", "co2", 2020).token == "first~national~nation"
    both = toy.override("TL", {"gdp": "old", "co2": "first~national"})
    turned = toy.override("TL", {"co2": "first~national", "gdp": "old"})
    for concept in ("gdp", "co2"):
        assert both.grid.entries("TL", concept) == turned.grid.entries("TL", concept)
        assert both.grid.headline("TL", concept, 2020).choice != (
            toy.grid.headline("TL", concept, 2020).choice
        )


def test_imported_power_moves_emissions_and_adds_none(toy: Evaluator) -> None:
    """A imports 40, B and C export 10 and 30, at 0.5 kg/kWh: +2.0, -0.5 and -1.5 Mt."""
    shares = {
        r: toy.number(f"share/co2/{r}/2020@first~sum~imports").value
        for r in ("TL-A", "TL-B", "TL-C")
    }
    assert shares == pytest.approx({"TL-A": 12.0, "TL-B": 29.5, "TL-C": 58.5})


def test_relative_intensity_uses_one_coverage(toy: Evaluator) -> None:
    """Energy is over the nation's row, so GDP is; carbon over the sum, so GDP is."""
    assert toy.number("relative_intensity/energy:gdp/TL-A/2020").value == pytest.approx(0.5)
    carbon = toy.number("relative_intensity/co2:gdp/TL-B/2020")
    assert carbon.value == pytest.approx(1.0)
    assert "sum of 3 regions" in carbon.formula
    assert not any(i.region == "TL" for i in carbon.inputs)


def test_intensity_and_per_capita(toy: Evaluator) -> None:
    intensity = toy.number("intensity/energy:gdp/TL-A/2020")
    assert (intensity.value, intensity.unit) == (0.25, "1e4 tce per 1e8 coin")
    assert toy.number("per_capita/energy/TL-A/2020").value == pytest.approx(0.1)


def test_rank_and_counts(toy: Evaluator) -> None:
    """Energy per GDP against the nation: A 0.5, B 1.0, C 1.2."""
    assert toy.number("rank/energy:gdp/TL-B/2020").value == 2
    assert toy.number("below_average/energy:gdp/TL/2020").value == 1
    assert toy.number("compared/energy:gdp/TL/2020").value == 3


def test_a_sum_with_a_region_missing_is_refused(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="would lack 1 of 3 regions: TL-C"):
        toy.number("share/energy/TL-A/2019@books~sum")


def test_a_missing_year_names_the_series_that_have_it(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="does not reach 2021") as caught:
        toy.number("share/energy/TL-B/2021")
    assert "energy.books 2018-2020" in caught.value.sentence
    with pytest.raises(MissingDataError, match=r"TL-C 2019 is not in energy\.books"):
        toy.number("share/energy/TL-C/2019")


def test_a_proxy_answers_where_the_headline_ends(toy: Evaluator) -> None:
    number = toy.number("share/energy/TL-A/2021")
    assert number.value == pytest.approx(12.0)
    assert number.match == "proxy"
    assert number.id == "share/energy/TL-A/2021@later~national~nation"
    assert number.basis[0].note_en == "a later figure over the preliminary total"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("share/energi/TL-A/2020", "concept 'energi' is not known"),
        ("share/energy/TL-Q/2020", "region 'TL-Q' is not known"),
        ("shares/energy/TL-A/2020", "metric 'shares' is not known"),
        ("share/energy:gdp/TL-A/2020", "share takes 1 concept"),
        ("rank/energy/TL-A/2020", "rank takes 2 concepts"),
        ("share/energy/TL-A", "not the id of a number"),
        ("share/energy/TL-A/2020@nonsense~sum", "'nonsense~sum' is not a basis of energy"),
        ("share/energy/TL/2020", "not of TL itself"),
    ],
)
def test_a_wrong_id_says_what_is_wrong(toy: Evaluator, text: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message.replace("(", r"\(")):
        toy.number(text)


def test_the_id_of_a_number_gives_the_same_number(toy: Evaluator) -> None:
    for text in (
        "share/co2/TL-A/2020@first~sum~imports",
        "relative_intensity/co2:gdp/TL-A/2020@first~national~nation+gdp.old~sum",
        "value/energy/TL-A/2021@later",
    ):
        number = toy.number(text)
        assert number.id == text
        assert toy.number(number.id) == number


concepts = st.sampled_from(["energy", "co2", "population", "gdp"])


@given(concepts, st.sampled_from(["TL-A", "TL-B", "TL-C"]), st.sampled_from([2018, 2020]))
def test_hashes_and_values_do_not_depend_on_what_was_asked_before(
    toy: Evaluator, concept: str, region: str, year: int
) -> None:
    wanted = NumberId("share", (concept,), region, year)
    assert toy.number(wanted).hash == toy.number(str(wanted)).hash


def test_shares_on_the_sum_basis_sum_to_100_in_the_real_data(real: Evaluator) -> None:
    for nation, basis in real.grid.everything():
        if basis.denominator != "sum" or basis.regions:
            continue
        year = basis.last
        parts = real.store.parts(basis.series)
        shares = [real.quantities.share_on(basis, r, year).value for r in parts]
        assert sum(shares) == pytest.approx(100), (nation, basis)


def test_another_headline_is_named_in_the_id_of_a_value(toy: Evaluator) -> None:
    """Else one id would have two values: 40 in the office's series, 50 in the old one."""
    other = Evaluator(toy.store, toy.declared, toy.grid.override("TL", "gdp", "gdp.old"))
    number = other.number("value/gdp/TL-A/2020")
    assert (number.id, number.value) == ("value/gdp/TL-A/2020@old", 50.0)
    assert toy.number(number.id).value == 50.0


def test_the_choice_of_population_can_be_read_from_the_id_of_a_per_capita_number(
    toy: Evaluator,
) -> None:
    gdp = toy.grid.override("TL", "gdp", "gdp.old")
    number = Evaluator(toy.store, toy.declared, gdp).number("per_capita/gdp/TL-A/2020")
    assert number.id == "per_capita/gdp/TL-A/2020@old~sum"
    named = toy.number("per_capita/energy/TL-A/2020@population.office~national")
    assert (named.id, named.value) == ("per_capita/energy/TL-A/2020", pytest.approx(0.1))


# -- whole numbers, each worked by hand ------------------------------------------------------------

BOTH = "energy.books TL-A, energy.nation TL, gdp.office TL-A, gdp.office TL, "
BOTH += "energy.books TL-B, gdp.office TL-B, energy.books TL-C, gdp.office TL-C"
SUMS = "co2.first TL-A, co2.first TL-B, co2.first TL-C, gdp.old TL-A, gdp.old TL-B, gdp.old TL-C"
ENERGY = "energy.books national energy.nation"
OFFICE = "gdp.office national gdp.office"
PEOPLE = "population.office national population.office"
WHOLE = {  # id: (value, unit, decimals), formula, inputs, bases
    "value/energy/TL-A/2020": (
        (10, "1e4 tce", 2), "energy[TL-A, 2020]",
        "energy.books TL-A", ("energy.books none energy.books",),
    ),
    "value/energy/TL/2020": (
        (100, "1e4 tce", 2), "energy[TL, 2020]",
        "energy.nation TL", ("energy.nation none energy.nation",),
    ),
    "value/gdp/TL-A/2020@old": (
        (50, "1e8 coin", 2), "gdp[TL-A, 2020]", "gdp.old TL-A", ("gdp.old none gdp.old",)
    ),
    "share/energy/TL-A/2020": (
        (10, "percent", 1), "100 * energy[TL-A, 2020] / energy[TL, 2020] = 100 * 10 / 100",
        "energy.books TL-A, energy.nation TL", (ENERGY,),
    ),
    "share/energy/TL-A/2020@books~sum": (
        (10, "percent", 1),
        "100 * energy[TL-A, 2020] / energy[sum of 3 regions, 2020] = 100 * 10 / 100",
        "energy.books TL-A, energy.books TL-B, energy.books TL-C",
        ("energy.books sum energy.books",),
    ),
    "share/co2/TL-B/2020@first~sum~imports": (
        (29.5, "percent", 1),
        "100 * co2[TL-B, 2020] with bought power / co2[sum of 3 regions, 2020] with bought power "
        "= 100 * 29.5 / 100",
        "co2.first TL-B, electricity.office TL-B, generation.office TL-B, grid_factor.office TL, "
        "co2.first TL-A, electricity.office TL-A, generation.office TL-A, "
        "co2.first TL-C, electricity.office TL-C, generation.office TL-C",
        ("co2.first sum co2.first TL",),
    ),
    "relative_intensity/energy:gdp/TL-C/2020": (
        (1.2, "ratio", 2),
        "(100 * energy[TL-C, 2020] / energy[TL, 2020]) / (100 * gdp[TL-C, 2020] / gdp[TL, 2020]) "
        "= (100 * 60 / 100) / (100 * 100 / 200)",
        "energy.books TL-C, energy.nation TL, gdp.office TL-C, gdp.office TL", (ENERGY, OFFICE),
    ),
    "relative_intensity/co2:gdp/TL-A/2020@gdp.old~sum": (
        (0.4, "ratio", 2),
        "(100 * co2[TL-A, 2020] / co2[sum of 3 regions, 2020]) / "
        "(100 * gdp[TL-A, 2020] / gdp[sum of 3 regions, 2020]) "
        "= (100 * 10 / 100) / (100 * 50 / 200)",
        SUMS, ("co2.first sum co2.first", "gdp.old sum gdp.old"),
    ),
    "relative_intensity/co2:gdp/TL-A/2020@first~national~nation+gdp.old~sum": (
        (0.4, "ratio", 2),  # the nation's own 125 Mt give way to the sum that the GDP has, too
        "(100 * co2[TL-A, 2020] / co2[sum of 3 regions, 2020]) / "
        "(100 * gdp[TL-A, 2020] / gdp[sum of 3 regions, 2020]) "
        "= (100 * 10 / 100) / (100 * 50 / 200)",
        SUMS, ("co2.first national co2.nation", "gdp.old sum gdp.old"),
    ),
    "intensity/energy:gdp/TL-B/2020": (
        (0.5, "1e4 tce per 1e8 coin", 2), "energy[TL-B, 2020] / gdp[TL-B, 2020] = 30 / 60",
        "energy.books TL-B, gdp.office TL-B", (ENERGY, OFFICE),
    ),
    "intensity/gdp:population/TL/2020": (
        (0.2, "1e8 coin per 1e4 persons", 2), "gdp[TL, 2020] / population[TL, 2020] = 200 / 1000",
        "gdp.office TL, population.office TL", (OFFICE, PEOPLE),
    ),
    "per_capita/energy/TL-A/2020": (
        (0.1, "1e4 tce per 1e4 persons", 2),
        "energy[TL-A, 2020] / population[TL-A, 2020] = 10 / 100",
        "energy.books TL-A, population.office TL-A", (ENERGY, PEOPLE),
    ),
    "rank/energy:gdp/TL-B/2020": (
        (2, "rank", 0),
        "rank of TL-B from the lowest, relative_intensity/energy:gdp over 3 regions, 2020",
        BOTH, (ENERGY, OFFICE),
    ),
    "rank/co2:gdp/TL-A/2020@gdp.old~sum": (
        (1, "rank", 0),
        "rank of TL-A from the lowest, relative_intensity/co2:gdp over 3 regions, 2020",
        SUMS, ("co2.first sum co2.first", "gdp.old sum gdp.old"),
    ),
    "below_average/energy:gdp/TL/2020": (
        (1, "count", 0),
        "regions with a value below 1, relative_intensity/energy:gdp over 3 regions, 2020",
        BOTH, (ENERGY, OFFICE),
    ),
    "compared/energy:gdp/TL/2020": (
        (3, "count", 0), "regions in relative_intensity/energy:gdp over 3 regions, 2020",
        BOTH, (ENERGY, OFFICE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_a_number_tells_all_that_it_rests_on(toy: Evaluator, text: str) -> None:
    (value, unit, decimals), formula, inputs, bases = WHOLE[text]
    found = toy.number(text)
    assert found.id == text
    assert found.value == pytest.approx(value)
    assert (found.unit, found.decimals, found.formula) == (unit, decimals, formula)
    assert ", ".join(f"{one.series} {one.region}" for one in found.inputs) == inputs
    assert {one.year for one in found.inputs} == {2020}
    told = [" ".join((c.series, c.denominator, c.total, *c.imports)) for c in found.basis]
    assert tuple(told) == bases
    assert [c.concept for c in found.basis] == [name.partition(".")[0] for name in bases]
    assert found.headline is ("@" not in text)
    assert found.match == ("proxy" if "co2.nation" in bases[0] else "direct")


def test_a_basis_of_another_publisher_is_told_with_its_notes(toy: Evaluator) -> None:
    (found,) = toy.number("share/energy/TL-A/2021@later").basis
    assert (found.match, found.note_en, found.note_zh) == (
        "proxy", "a later figure over the preliminary total", "后来的数值除以初步总量"
    )  # fmt: skip


def test_a_span_goes_over_the_first_concepts_choices_and_the_seconds_own(toy: Evaluator) -> None:
    span = toy.number("relative_intensity/co2:gdp/TL-A/2020@gdp.old~sum").span
    assert span is not None
    assert (span.low, span.high, span.count) == (pytest.approx(0.4), pytest.approx(0.48), 3)
    assert toy.number("value/energy/TL-A/2020").span is None
    assert toy.number("rank/energy:gdp/TL-B/2020").span is None


def test_relative_values_come_lowest_first(toy: Evaluator) -> None:
    found = toy.relative_values("energy", "gdp", "TL", 2020)
    assert found == pytest.approx({"TL-A": 0.5, "TL-B": 1.0, "TL-C": 1.2})
    assert list(found) == ["TL-A", "TL-B", "TL-C"]
    assert list(toy.relative_values("gdp", "energy", "TL", 2020)) == ["TL-C", "TL-B", "TL-A"]
    assert toy.relative_table("energy", "gdp", "TL", 2020).to_dict() == found


REACH = "the headline basis of energy for TL does not reach"
HAS = "It has energy.books 2018-2020."
TILL = "there is energy.books 2018-2020"
REFUSED_IDS = {
    "rank/energy:gdp/TL/2020": "rank is of a region in its nation, not of TL itself. Use the id of one of its regions.",
    "share/energy/TL/2020": "share is of a region in its nation, not of TL itself. Use the id of one of its regions.",
    "relative_intensity/energy:gdp/TL/2020": (
        "relative_intensity is of a region in its nation, not of TL itself. Use the id of one of its regions."
    ),
    "below_average/energy:gdp/TL-A/2020": "below_average is of a nation, not of TL-A. Use TL.",
    "compared/energy:gdp/TL-A/2020": "compared is of a nation, not of TL-A. Use TL.",
    "share/energy/TL-B/2021": f"{REACH} 2021. {HAS} No series of energy has TL-B 2021; {TILL}.",
    "share/energy/TL-A/1990": (
        f"{REACH} 1990. {HAS} No series of energy has TL-A 1990; {TILL}, energy.later 2021-2021."
    ),
    "share/energy/TL-A/2021@books~sum": (
        "TL-A 2021 is not in energy.books (2018-2020). Series with 2021: energy.later."
    ),
    "share/co2/TL-X/2020": (
        "TL-X 2020 is not in co2.first (no year of this region). No series of co2 covers TL-X."
    ),
    "rank/energy:gdp/TL-X/2020": (
        "TL-X 2020 is not in energy.books (no year of this region). No series of energy covers TL-X."
    ),
    "share/energy/TL-A/2020@nonsense~sum": (
        "'nonsense~sum' is not a basis of energy for TL. "
        "Known: books~national~nation, books~sum, later~national~nation."
    ),
    "share/energy/TL-A/2020@gdp.old~sum": (
        "'gdp.old~sum' is not a basis of energy for TL. "
        "Known: books~national~nation, books~sum, later~national~nation."
    ),
    "share/energy/TL-A/2020@books~sum+nonsense": (
        "'nonsense' is not a basis of energy for TL. "
        "Known: books~national~nation, books~sum, later~national~nation."
    ),
    "rank/energy:gdp/TL-A/2019": (
        "a sum of energy.books in 2019 would lack 1 of 3 regions: TL-C. "
        "Use another year, or the national denominator."
    ),
    "value/energy/TL-A/2020@none": (
        "series 'energy.none' is not known. Series: energy.books, energy.nation, energy.later."
    ),
}


@pytest.mark.parametrize("text", REFUSED_IDS)
def test_a_number_that_cannot_be_is_refused_in_a_sentence(toy: Evaluator, text: str) -> None:
    with pytest.raises(RegionshareError) as refused:
        toy.number(text)
    assert refused.value.sentence == REFUSED_IDS[text]


def declared(toy: Evaluator, **concepts: dict[str, Any]) -> Evaluator:
    """The toy's data with other bases declared."""
    grid = read_grid({"TL": concepts}, "bases.yml", toy.store)
    return Evaluator(toy.store, grid, grid)


BOOKS = {"series": "energy.books", "denominator": "sum"}
ROW = {"series": "energy.books", "denominator": "national", "total": "energy.nation"}
LATE = "2020-2020"


def test_a_year_that_a_basis_is_not_declared_for_is_refused_with_the_reason(toy: Evaluator) -> None:
    """Of 2019, C has no figure, so that a sum lacks it; of 2018, the declaration alone is missing."""
    only = declared(
        toy, energy={"headline": [{**ROW, "years": LATE}], "grid": [{**BOOKS, "years": LATE}]}
    )
    lacks = "a sum of energy.books in 2019 would lack 1 of 3 regions: TL-C. "
    lacks += "Use another year, or the national denominator."
    known = "Admissible: energy.books over national 2020-2020, energy.books over sum 2020-2020."
    for year, token, sentence in (
        (2019, "books~sum", lacks),
        (2018, "books~sum", "energy.books over sum is not an admissible basis of energy for TL-A "
         f"in 2018. {known}"),
        (2019, "books~national~nation", "energy.books over national is not an admissible basis of "
         f"energy for TL-A in 2019. {known}"),
    ):  # fmt: skip
        with pytest.raises(MissingDataError) as refused:
            only.number(f"share/energy/TL-A/{year}@{token}")
        assert refused.value.sentence == sentence


def test_bought_power_at_a_grids_factor_is_of_that_grids_regions(toy: Evaluator) -> None:
    base = {"series": "co2.first", "denominator": "sum", "years": LATE}
    bought = {**base, "imports": ["TL"], "regions": ["TL-A"], "label": "imports"}
    grid = declared(toy, co2={"headline": [base], "grid": [bought]})
    found = grid.number("share/co2/TL-A/2020@first~sum~imports")
    assert (found.value, found.basis[0].imports) == (pytest.approx(12.0), ("TL",))
    assert found.span is not None
    assert list(found.span.values) == ["first~sum", "first~sum~imports"]
    assert grid.number("share/co2/TL-B/2020").span is None
    with pytest.raises(MissingDataError, match="over sum"):
        declared(toy, co2={"headline": [{**base, "years": "2018-2018"}], "grid": [bought]}).number(
            "share/co2/TL-B/2020@first~sum~imports"
        )


def test_a_span_leaves_out_what_cannot_be_summed(toy: Evaluator) -> None:
    years = "2018-2020"
    entries = [{**BOOKS, "years": years}, {**ROW, "years": years, "label": "again"}]
    span = declared(toy, energy={"headline": [{**ROW, "years": years}], "grid": entries})
    found = span.number("share/energy/TL-A/2019").span
    assert found is not None
    assert list(found.values) == ["books~national~nation", "books~national~nation~again"]


def test_a_nations_intensity_is_of_its_totals_in_value_and_formula(toy: Evaluator) -> None:
    """The regions have 960 of the nation's 1000 people."""
    office = {"series": "gdp.office", "denominator": "national", "years": LATE}
    people = {"series": "population.office", "denominator": "sum", "years": LATE}
    sums = declared(toy, gdp={"headline": [office]}, population={"headline": [people]})
    found = sums.number("intensity/gdp:population/TL/2020")
    assert found.value == pytest.approx(200 / 960)
    assert found.formula == "gdp[TL, 2020] / population[TL, 2020] = 200 / 960"
    assert [one.region for one in found.inputs] == ["TL", "TL-A", "TL-B", "TL-C"]


def test_choices_of_an_id_are_of_its_concepts_in_turn_or_by_name() -> None:
    pair = "relative_intensity/co2:gdp/TL-A/2020"
    for choice in ("first~sum+old~sum", "gdp.old~sum+co2.first~sum", "first~sum+gdp.old~sum"):
        found = tokens(NumberId.parse(f"{pair}@{choice}"))
        assert found == {"co2": "first~sum", "gdp": "old~sum"}


def test_the_series_that_the_id_of_a_value_names_stays_in_it(toy: Evaluator) -> None:
    for text, number in (
        ("value/gdp/TL-A/2020@office", "value/gdp/TL-A/2020@office"),
        ("value/gdp/TL-A/2020@old~sum", "value/gdp/TL-A/2020@old"),
    ):
        assert toy.number(text).id == number


def test_a_number_that_a_module_registers_is_evaluated_by_it(toy: Evaluator) -> None:
    """Regions of 40, 60 and 100 with 100, 300 and 560 of 960 people."""
    found = toy.number("gini/gdp:population/TL/2020")
    assert found.id == "gini/gdp:population/TL/2020"
    assert found.value == pytest.approx(11 / 96)


CHOSEN = [
    (("energy", "TL-A", 2020), {"series": "energy.books"}, "books~national~nation"),
    (("energy", "TL-C", 2020), {"series": "books", "denominator": "sum"}, "books~sum"),
    (("energy", "TL-A", 2019), {"denominator": "sum"}, "books~sum"),
    (("energy", "TL-A", 2020), {"denominator": "national"}, "books~national~nation"),
    (("energy", "TL-A", 2021), {"series": "later"}, "later~national~nation"),
    (("energy", "TL-A", 2021), {}, "later~national~nation"),
    (("co2", "TL-A", 2020), {"series": "first"}, "first~sum"),
    (("gdp", "TL-B", 2020), {"series": "old"}, "old~sum"),
    (
        ("energy", "TL-C", 2019), {},
        "TL-C 2019 is not in energy.books (2018-2020). No series of energy has TL-C 2019; "
        "there is energy.books 2018-2020.",
    ),
    (
        ("energy", "TL-A", 2021), {"proxy": False},
        f"{REACH} 2021. {HAS} Series with 2021: energy.later.",
    ),
    (("energy", "TL-A", 2021), {"denominator": "sum"}, f"{REACH} 2021. {HAS}"),
    (
        ("energy", "TL-A", 2020), {"denominator": "mean"},
        "denominator 'mean' is not known. It is national or sum.",
    ),
    (
        ("energy", "TL-A", 2020), {"series": "later"},
        "TL-A 2020 is not in energy.later (2021-2021). Series with 2020: energy.books.",
    ),
    (
        ("population", "TL-A", 2020), {"denominator": "sum"},
        "population.office over sum is not an admissible basis of population for TL-A in 2020. "
        "Admissible: population.office over national 2018-2021.",
    ),
    (
        ("energy", "TL", 2020), {"series": "nation"},
        "energy.nation over any denominator is not an admissible basis of energy for TL in 2020. "
        "Admissible: energy.books over national 2018-2020, energy.books over sum 2018-2020, "
        "energy.later over national 2021-2021.",
    ),
    (("enrgy", "TL-A", 2020), {}, "concept 'enrgy' is not known. Concepts: gdp, gdp_growth, "
     "population, energy, co2, electricity, generation, grid_factor."),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "given", "told"), CHOSEN)
def test_a_basis_is_chosen_or_refused_in_a_sentence(
    toy: Evaluator, asked: tuple[str, str, int], given: dict[str, Any], told: str
) -> None:
    try:
        found = toy.chooser.basis(*asked, **given).token
    except RegionshareError as error:
        found = error.sentence
    assert found == told


@pytest.mark.parametrize(
    ("basis", "sentence"),
    [
        ({"gdp": "oldd"}, "basis gdp=oldd is not in the grid of TL. "
         "Known: gdp.office~national, gdp.office~sum, gdp.old~sum."),
        ({"gdp": "old", "gdpp": "old"}, "concept 'gdpp' is not known. Concepts: gdp, gdp_growth, "
         "population, energy, co2, electricity, generation, grid_factor."),
    ],
)  # fmt: skip
def test_an_override_that_is_not_known_is_refused(
    toy: Evaluator, basis: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        toy.override("TL", basis)
    assert refused.value.sentence == sentence


def test_a_rank_on_sums_asks_for_each_figure_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, asked, has = 60, [], Store.has
    pack = write(tmp_path / "pack", "energy", "gdp", count=count, digits=4, sums=True)
    ready = regionshare.open(pack).evaluator

    def noted(store: Store, *figure: Any) -> bool:
        asked.append(figure)
        return has(store, *figure)

    monkeypatch.setattr(Store, "has", noted)
    number = ready.number("rank/energy:gdp/QT-0001/2021@q~sum+gdp.q~sum")
    assert len(asked) <= 10 * count  # each region's share divides by the same sum
    assert len(number.inputs) == 2 * count
