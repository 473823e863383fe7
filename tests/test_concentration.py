from __future__ import annotations

import math

import pytest

from regionshare.data.regions import load_groups
from regionshare.errors import DataError, MissingDataError, ParameterError, RegionshareError
from regionshare.indicators import dispersion
from regionshare.methods.composite import ranks
from regionshare.numbers.evaluator import Evaluator


def test_gini_of_the_toy_country(toy: Evaluator) -> None:
    """Carbon 10, 30, 60 over people 100, 300, 560: per person 0.1, 0.1 and 60/560."""
    number = toy.number("gini/co2:population/TL/2020")
    assert number.id == "gini/co2:population/TL/2020"
    # A and B hold 400/960 of the people and 40/100 of the carbon: one bend in the curve
    assert number.value == pytest.approx(400 / 960 - 0.4)
    assert len(number.inputs) == 6
    assert number.headline


def test_theil_between_the_groups_of_the_toy_country(toy: Evaluator) -> None:
    """A and B have the same carbon per person, so nothing lies within the north."""
    for index in ("t", "l"):
        assert toy.number(f"theil_{index}_between/co2:population/TL/2020").value == pytest.approx(
            100
        )
    t = toy.number("theil_t/co2:population/TL/2020").value
    expected = 0.4 * math.log(0.4 / (400 / 960)) + 0.6 * math.log(0.6 / (560 / 960))
    assert t == pytest.approx(expected)


def test_concentration_of_the_toy_country(toy: Evaluator) -> None:
    assert toy.number("herfindahl/co2/TL/2020").value == pytest.approx(0.46)
    assert toy.number("equivalent_number/co2/TL/2020").value == pytest.approx(1 / 0.46)


def test_the_span_is_over_ways_to_count_not_over_denominators(toy: Evaluator) -> None:
    """GDP of the toy country is in two vintages; carbon also with bought power."""
    span = toy.number("gini/gdp:population/TL/2020").span
    assert span is not None
    assert set(span.values) == {"office~national", "old~sum"}
    span = toy.number("gini/co2:population/TL/2020").span
    assert span is not None
    assert set(span.values) == {"first~sum", "first~sum~imports"}


def test_another_choice_stands_in_the_id(toy: Evaluator) -> None:
    number = toy.number("gini/gdp:population/TL/2020@old~sum")
    assert number.id == "gini/gdp:population/TL/2020@old~sum"
    assert not number.headline
    assert number.value != toy.number("gini/gdp:population/TL/2020").value


def test_a_nation_with_a_gap_has_no_gini(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="would lack 1 of 3 regions: TL-C"):
        toy.number("gini/energy:gdp/TL/2019")


def test_a_gini_is_of_a_nation(toy: Evaluator) -> None:
    with pytest.raises(ParameterError, match="Use TL"):
        toy.number("gini/co2:population/TL-A/2020")


def test_sigma_and_beta_in_the_head() -> None:
    assert dispersion.sigma([1, math.e, math.e**2]) == pytest.approx(math.sqrt(2 / 3))
    found = dispersion.beta([1, 2, 4], [2, 3, 4], 1)
    assert found.slope == pytest.approx(-0.5)
    same = dispersion.beta([1, 2, 4], [3, 6, 12], 5)
    assert (same.slope, same.error) == pytest.approx((0, 0), abs=1e-12)


def test_beta_when_all_gaps_halve() -> None:
    """Every logarithm moves half the way to 0 in ten years: the slope is -1/20 and exact."""
    starts = [1.0, 2.0, 5.0, 9.0]
    found = dispersion.beta(starts, [x**0.5 for x in starts], 10)
    assert found.slope == pytest.approx(-0.05)
    assert found.fit == pytest.approx(1)


@pytest.mark.parametrize("x", [[1, 2], [1, 0, 2], [1, math.nan, 2]])
def test_convergence_refuses_what_has_no_logarithm(x: list[float]) -> None:
    with pytest.raises(RegionshareError, match="Give"):
        dispersion.sigma(x)


def test_beta_refuses_equal_starts() -> None:
    with pytest.raises(RegionshareError, match="starts that differ"):
        dispersion.beta([1, 1, 1], [1, 2, 3], 2)


def test_beta_never_crosses_a_break(real: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="different series"):
        real.number("beta/co2:gdp/CN/2010-2022")
    with pytest.raises(MissingDataError, match=r"break in 2011.*Start in that year"):
        real.number("beta/gdp:population/CN/2008-2022")
    assert real.number("beta/co2:gdp/CN/2015-2022").period == "2015-2022"


@pytest.mark.parametrize("wrong", ["beta/co2:gdp/CN/2022", "gini/co2:gdp/CN/2015-2022"])
def test_a_period_must_fit_its_metric(wrong: str, real: Evaluator) -> None:
    with pytest.raises(ParameterError, match="period"):
        real.number(wrong)


def test_ranks_over_inventories_agree_with_the_headline_rank(real: Evaluator) -> None:
    low, high = (real.number(f"rank_{side}/co2:gdp/CN-GD/2022") for side in ("lowest", "highest"))
    headline = real.number("rank/co2:gdp/CN-GD/2022").value
    assert low.value <= headline <= high.value
    assert low.span is not None
    assert low.span.values["ceads_sectoral_2022~sum"] == headline


def test_every_inventory_ranks_the_same_regions(real: Evaluator) -> None:
    bases = [real.grid.headline("CN", c, 2022) for c in ("co2", "gdp")]
    own = dispersion.columns(real, bases, 2022)
    assert len(own.regions) == 30
    assert sorted(ranks(-own.ratio)) == list(range(1, 31))


def test_every_region_is_in_one_group(real: Evaluator) -> None:
    for nation, count in (("CN", 31), ("US", 51)):
        groups = real.store.groups[nation]
        assert len(groups) == 4
        assert sum(len(group.regions) for group in groups) == count


def test_a_region_in_two_groups_is_refused(toy_data: object, toy: Evaluator) -> None:
    path = toy_data / "groups.csv"  # type: ignore[operator]
    text = path.read_text(encoding="utf-8").replace(",TL-C,", ",TL-C TL-A,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="TL-A is not in exactly one group of TL"):
        load_groups(path, toy.store.regions)
