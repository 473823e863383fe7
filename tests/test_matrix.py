"""The matrix's arithmetic: the evaluator's values, for every region and year at once."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionshare.chapters import edition as editions
from regionshare.claims.who import answer, central_table
from regionshare.errors import MissingDataError, ParameterError
from regionshare.matrix import arithmetic, content
from regionshare.matrix.content import Matrix
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import METRICS


@functools.lru_cache(maxsize=8)
def of(nation: str, *basis: tuple[str, str]) -> Matrix:
    return content.compute(opening.evaluator(), nation, basis=dict(basis))


def equal_to_the_evaluator(found: Matrix, metric: str, region: str, year: int) -> None:
    """The cell is the number of its id to twelve digits, or absent where there is no headline."""
    rows = found.frame.query("metric == @metric and region == @region and year == @year")
    wanted = f"{metric}/{region}/{year}"
    if len(rows):
        (row,) = rows.itertuples()
        number = opening.evaluator().number(row.id)
        assert row.value == pytest.approx(number.value, rel=1e-12)
        assert (row.id, row.unit) == (number.id, number.unit)
        assert row.id.startswith(wanted)
        series = {choice.series for choice in number.basis}
        assert all(one.partition(".")[2] in row.basis for one in series)
        return
    try:
        number = found.evaluator.number(wanted)
    except MissingDataError:
        return
    assert number.match == "proxy" or "imports" in number.id


CASES = {
    "CN": (), "US": (),
    "CN, older GDP": (("gdp", "gdp.nbs_2020"), ("population", "population.nbs~sum")),
    "CN, bought power": (("co2", "ceads_sectoral_2022~sum~imports_south"),),
    "CN, another publisher": (("co2", "co2.carbon_monitor"), ("energy", "energy.provincial_yearbooks~sum")),
    "US, sums": (("gdp", "gdp.bea_2024~sum"),),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_cell_equals_the_evaluator(case: str, data: st.DataObject) -> None:
    found = of(case[:2], *CASES[case])
    metric = data.draw(st.sampled_from([name for name in found.blocks if "/" in name]))
    region = data.draw(st.sampled_from([region.id for region in found.regions]))
    year = data.draw(st.sampled_from(found.years))
    equal_to_the_evaluator(found, metric, region, year)


def test_a_figure_of_a_region_that_the_choice_is_not_admissible_for_is_there() -> None:
    found = of("CN", *CASES["CN, bought power"])
    equal_to_the_evaluator(found, "value/co2", "CN-BJ", 2021)
    assert len(found.frame.query("id == 'value/co2/CN-BJ/2021'")) == 1


@pytest.mark.parametrize("nation", ["CN", "US"])
def test_every_metric_of_a_region_and_year_is_there(nation: str) -> None:
    told = {name.partition("/")[0] for name in of(nation).blocks if "/" in name}
    assert told == set(METRICS) - {"below_average", "compared"}
    for burden in ("energy", "co2"):
        for activity in ("gdp", "population"):
            assert f"relative_intensity/{burden}:{activity}" in of(nation).blocks
            assert f"rank/{burden}:{activity}" in of(nation).blocks


def test_values_that_can_be_checked_in_the_head(toy: Evaluator) -> None:
    found = content.compute(toy, "TL")
    wide = found.wide("share/energy")
    assert wide.loc["TL-A", 2020] == pytest.approx(10)
    assert found.wide("relative_intensity/energy:gdp").loc["TL-A", 2020] == pytest.approx(0.5)
    assert found.wide("rank/energy:gdp").loc[:, 2020].tolist() == [1, 2, 3]
    assert found.wide("intensity/energy:gdp").loc["TL-A", 2020] == pytest.approx(0.25)
    assert found.wide("per_capita/gdp").loc["TL-B", 2021] == pytest.approx(0.2)


def test_a_sum_or_rank_that_lacks_a_region_is_absent_and_a_proxy_is_no_figure(
    toy: Evaluator,
) -> None:
    """TL-C has no energy in 2019; in 2021 only a proxy of TL-A."""
    found = content.compute(toy, "TL")
    energy = found.wide("share/energy")
    assert energy.loc[["TL-A", "TL-B"], 2019].tolist() == [10, 30]
    assert np.isnan(energy.loc["TL-C", 2019])
    assert found.wide("rank/energy:gdp")[2019].isna().all()
    assert energy[2021].isna().all()
    summed = content.compute(toy, "TL", basis={"energy": "energy.books~sum"})
    assert summed.wide("share/energy")[2019].isna().all()
    assert summed.wide("share/energy").loc["TL-C", 2020] == pytest.approx(60)


def test_imported_power_enters_as_in_the_evaluator(toy: Evaluator) -> None:
    found = content.compute(toy, "TL", basis={"co2": "first~sum~imports"})
    assert found.wide("share/co2")[2020].tolist() == pytest.approx([12.0, 29.5, 58.5])
    assert found.wide("share/co2")[2019].isna().all()


def test_another_headline_is_named_in_the_ids(toy: Evaluator) -> None:
    frame = content.compute(toy, "TL", basis={"gdp": "gdp.old"}).frame
    row = frame.query("metric == 'share/gdp' and region == 'TL-A' and year == 2020").iloc[0]
    assert (row["id"], row["value"], row["basis"]) == (
        "share/gdp/TL-A/2020@old~sum", 25.0, "gdp.old~sum",
    )  # fmt: skip
    assert toy.number(row["id"]).value == pytest.approx(25.0)


@pytest.mark.parametrize("nation", ["CN", "US"])
def test_the_answers_are_those_of_the_central_table(nation: str, real: Evaluator) -> None:
    found = of(nation)
    answers, rows = found.answers(), [region.id for region in found.regions]
    told = set()
    for year in {*found.years[:: 1 if nation == "CN" else 7], found.years[-1]}:
        for row in central_table(real, nation, year).rows:
            expected = answer(row.could_say, row.of_economy_only)
            place = rows.index(row.region), found.years.index(year)
            assert answers[place[0]][place[1]] == expected, (row.region, year)
            told.add(expected)
    assert len(told) == 4


def test_the_sentence_compares_unrounded_and_says_nothing_without_a_figure() -> None:
    def block(value: float) -> np.ndarray:
        return np.array([[value]])

    shares = {f"share/{c}": block(10) for c in ("energy", "co2", "population", "gdp")}
    pairs = [(b, c) for b in ("energy", "co2") for c in ("population", "gdp")]
    ratios = {f"relative_intensity/{b}:{c}": block(0.9999) for b, c in pairs}
    assert arithmetic.answers(shares | ratios)[arithmetic.COULD] == 1
    poor = ratios | {"relative_intensity/co2:population": block(1.0)}
    told = arithmetic.answers(shares | poor)
    assert (told[arithmetic.COULD], told[arithmetic.ECONOMY]) == (0, 1)
    lacking = arithmetic.answers(shares | ratios | {"share/co2": block(np.nan)})
    assert np.isnan(lacking[arithmetic.COULD]).all()


@pytest.mark.parametrize("nation", ["CN", "US"])
def test_possible_editions_are_those_that_build_accepts(nation: str) -> None:
    found = of(nation)
    refused = 0
    for row, region in enumerate(found.regions[::5]):
        for column, year in enumerate(found.years[::3]):
            try:
                editions.check(region.id, year)
                accepted = True
            except MissingDataError:
                accepted = False
                refused += 1
            assert found.possible[row * 5, column * 3] == accepted, (region.id, year)
    assert refused or nation == "US"
    if nation == "CN":
        (tibet,) = (i for i, region in enumerate(found.regions) if region.id == "CN-XZ")
        assert not found.possible[tibet].any()


def test_the_long_form_is_tidy() -> None:
    frame = of("CN").frame
    assert list(frame.columns) == ["region", "year", "metric", "value", "unit", "id", "basis"]
    assert not frame.duplicated(["region", "year", "metric"]).any()
    assert frame.notna().all(axis=None)
    assert frame[frame["id"] != ""]["id"].is_unique
    assert (frame["basis"] != "").all()


def test_chosen_years_are_a_part_of_all(real: Evaluator) -> None:
    few = content.compute(real, "CN", [2021, 2019])
    assert few.years == (2019, 2021)
    whole = of("CN")
    assert few.wide("rank/co2:gdp").equals(whole.wide("rank/co2:gdp")[[2019, 2021]])
    assert few.possible.sum() == 60


def test_mistakes_are_told_in_a_sentence(real: Evaluator) -> None:
    for nation, years, basis, what in (
        ("CN-GD", (), {}, "CN-GD is a province, no nation. Use CN."),
        (
            "XX",
            (),
            {},
            "nation 'XX' is not in these data. They hold CN (China), US (United States)",
        ),
        ("CN", (2030,), {}, "no headline basis of CN reaches 2030. Years: 2003-2024."),
        ("CN", (), {"gdp": "gdp.nosuch"}, "basis gdp=gdp.nosuch is not in the grid of CN"),
        ("CN", (), {"nosuch": "x"}, "concept 'nosuch' is not known"),
    ):
        with pytest.raises(ParameterError) as caught:
            content.compute(real, nation, years, basis)
        assert what in caught.value.sentence
    with pytest.raises(ParameterError, match="metric 'share/tea' is not in the matrix of CN"):
        of("CN").wide("share/tea")
