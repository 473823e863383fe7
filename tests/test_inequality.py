from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.chapters import inequality as chapter
from regionshare.chapters.edition import Edition, Findings, make_edition
from regionshare.errors import RegionshareError
from regionshare.methods import inequality

VALUES = st.lists(st.floats(0.01, 1e4), min_size=2, max_size=12)
ROWS = st.lists(
    st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4), st.sampled_from("abc")),
    min_size=2,
    max_size=12,
)
MEASURES = [inequality.gini, inequality.theil_t, inequality.theil_l]


def test_gini_of_the_textbook() -> None:
    """O08: Doersam (2004), by way of the R package REAT."""
    assert inequality.gini([20, 50, 20, 10]) == pytest.approx(0.3)
    assert inequality.gini([20, 50, 20, 10], standardised=True) == pytest.approx(0.4)


def test_gini_with_weights_of_the_textbook() -> None:
    """O09: incomes of groups of several sizes."""
    incomes, sizes = [500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]
    assert inequality.gini(incomes, weights=sizes) == pytest.approx(0.5278, abs=5e-5)


def test_gini_of_the_package_ineq() -> None:
    """O10: incomes of Ilocos."""
    x = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert inequality.gini(x) == pytest.approx(0.4620911, abs=5e-8)


def test_herfindahl_of_the_textbook() -> None:
    """O15: raw, standardised and equivalent number."""
    raw = inequality.herfindahl([20, 50, 20, 10])
    assert raw == pytest.approx(0.34)
    assert inequality.herfindahl([20, 50, 20, 10], standardised=True) == pytest.approx(0.12)
    assert 1 / raw == pytest.approx(2.94, abs=5e-3)


def test_gini_is_the_mean_difference_over_twice_the_mean() -> None:
    x, w = [1.0, 4.0, 2.5], [3.0, 1.0, 2.0]
    total, mean = sum(w), sum(a * b for a, b in zip(x, w, strict=True)) / sum(w)
    pairs = sum(w[i] * w[j] * abs(x[i] - x[j]) for i in range(len(x)) for j in range(len(x)))
    assert inequality.gini(x, w) == pytest.approx(pairs / (2 * total**2 * mean))


@given(VALUES, st.floats(0.001, 1000))
def test_inequality_does_not_depend_on_the_unit(x: list[float], factor: float) -> None:
    for measure in MEASURES:
        scaled = [factor * value for value in x]
        assert measure(scaled) == pytest.approx(measure(x), abs=1e-9)
    assert inequality.herfindahl(scaled) == pytest.approx(inequality.herfindahl(x))


@given(VALUES, st.floats(0.001, 1000))
def test_inequality_does_not_depend_on_the_unit_of_the_weights(
    x: list[float], factor: float
) -> None:
    sizes = [1.0 + i for i in range(len(x))]
    for measure in MEASURES:
        scaled = measure(x, [factor * size for size in sizes])
        assert scaled == pytest.approx(measure(x, sizes), abs=1e-9)


@given(VALUES)
def test_a_weight_of_two_is_the_value_twice(x: list[float]) -> None:
    for measure in MEASURES:
        doubled = measure([x[0], *x])
        assert measure(x, [2.0, *[1.0] * (len(x) - 1)]) == pytest.approx(doubled, abs=1e-9)


@given(VALUES)
def test_inequality_lies_within_its_bounds(x: list[float]) -> None:
    assert 0 <= inequality.gini(x) < 1
    assert 0 <= inequality.theil_t(x) <= math.log(len(x)) + 1e-9
    assert inequality.theil_l(x) >= 0
    assert 1 / len(x) - 1e-12 <= inequality.herfindahl(x) <= 1 + 1e-12


@given(ROWS)
def test_between_and_within_sum_to_the_total(rows: list[tuple[float, float, str]]) -> None:
    x, weights, groups = (list(column) for column in zip(*rows, strict=True))
    pairs = [
        (inequality.theil_t, inequality.theil_t_by_group),
        (inequality.theil_l, inequality.theil_l_by_group),
    ]
    for whole, apart in pairs:
        parts = apart(x, groups, weights)
        assert parts.total == pytest.approx(whole(x, weights), abs=1e-9)
        assert parts.between + sum(parts.within) == pytest.approx(parts.total, abs=1e-9)
        for group, own in zip(parts.groups, parts.own, strict=True):
            mine = [i for i, name in enumerate(groups) if name == group]
            alone = whole([x[i] for i in mine], [weights[i] for i in mine])
            assert own == pytest.approx(alone, abs=1e-9)


@given(VALUES)
def test_a_lorenz_curve_rises_and_bends_upwards(x: list[float]) -> None:
    curve = inequality.lorenz(x)
    assert (curve.weights[0], curve.amounts[0]) == (0, 0)
    assert curve.weights[-1] == pytest.approx(1)
    assert (curve.amounts <= curve.weights + 1e-9).all()


def test_the_lorenz_curve_keeps_track_of_who_is_where() -> None:
    assert inequality.lorenz([3, 1, 2]).order.tolist() == [1, 2, 0]


@pytest.mark.parametrize("measure", [*MEASURES, inequality.herfindahl, inequality.lorenz])
@pytest.mark.parametrize("x", [[], [[1, 2]], [1, -2], [0, 0], [1, math.nan], [1, math.inf]])
def test_values_without_meaning_are_refused(measure: object, x: list[float]) -> None:
    with pytest.raises(RegionshareError, match=r"\. (Give|Leave)"):
        measure(x)  # type: ignore[operator]


@pytest.mark.parametrize("measure", MEASURES)
def test_weights_must_fit(measure: object) -> None:
    with pytest.raises(RegionshareError, match="Give one weight for each value"):
        measure([1, 2], [1, 2, 3])  # type: ignore[operator]
    with pytest.raises(RegionshareError, match="finite weights above 0"):
        measure([1, 2], [1, 0])  # type: ignore[operator]


def test_theil_refuses_zero_and_gini_admits_it() -> None:
    assert inequality.gini([0, 2]) == pytest.approx(0.5)
    for measure in (inequality.theil_t, inequality.theil_l):
        with pytest.raises(RegionshareError, match="or use gini, which admits zero"):
            measure([0, 2])


def test_groups_must_be_as_many_as_values() -> None:
    with pytest.raises(RegionshareError, match="3 values and 2 groups"):
        inequality.theil_t_by_group([1, 2, 3], ["a", "b"])


def test_one_value_has_no_standardised_index() -> None:
    for measure in (inequality.gini, inequality.herfindahl):
        with pytest.raises(RegionshareError, match="Give two values or more"):
            measure([1], standardised=True)


def findings(edition: Edition) -> Findings:
    return chapter.findings(edition, chapter.measures(edition), chapter.sigmas(edition))


@pytest.mark.parametrize(("year", "imports"), [(2020, False), (2023, True)])
def test_imported_power_is_named_only_where_it_is_counted(year: int, imports: bool) -> None:
    found = findings(make_edition("CN-JS", year))
    assert ("bought power" in found.texts["inequality/counted"]) == imports
    assert ("bought power" in found.texts["inequality/rank_counted"]) == imports


def test_one_inventory_has_no_span_and_no_bars() -> None:
    for region, year, several in (("US-CA", 2019, False), ("CN-GD", 2023, True)):
        edition = make_edition(region, year)
        table = chapter.measures_table(edition, chapter.measures(edition))
        assert ("Span" in table.html()) == several
        figure = chapter.rank_history(edition, chapter.ranks(edition))
        assert ("bars" in figure.caption) == several


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_says_whether_regions_become_more_alike(lang: str) -> None:
    found = findings(make_edition("CN-GD", 2023, lang))
    said = found.texts["inequality/alike"]
    apart, together = said.split("；" if lang == "zh" else "; ")
    assert chapter.NAMES[lang]["gdp:population"] in together
    assert "GDP" in apart
    assert found.flags["inequality_alike"]
    ways = (
        "5种碳排放算法都是如此。"
        if lang == "zh"
        else "Each of the 5 ways to count the carbon says so."
    )
    assert found.texts["inequality/people_or_gdp"].endswith(ways)
    others = "另一种碳排放算法" if lang == "zh" else "The one other way to count the carbon"
    assert others in found.texts["inequality/alike_choices"]  # not: by 1 of 1
