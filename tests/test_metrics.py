from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.errors import MissingDataError, RegionshareError, UnitError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure

amounts = st.floats(min_value=1e-3, max_value=1e9)


def test_share_is_percent_of_total() -> None:
    assert metrics.share(Measure(6.0, "Mt"), Measure(50.0, "Mt")) == Measure(12.0, "percent")


def test_share_refuses_mixed_units() -> None:
    with pytest.raises(UnitError, match="'1e4 tce' != '1e9 Btu'"):
        metrics.share(Measure(1.0, "1e4 tce"), Measure(2.0, "1e9 Btu"))


def test_share_refuses_unaligned_tables() -> None:
    part = Measure(pd.Series({"A": 1.0, "B": 2.0}), "Mt")
    total = Measure(pd.Series({"A": 4.0, "C": 4.0}), "Mt")
    with pytest.raises(RegionshareError, match=r"\['B', 'C'\]"):
        metrics.share(part, total)


def test_share_refuses_a_total_of_zero() -> None:
    with pytest.raises(RegionshareError, match="not positive"):
        metrics.share(Measure(1.0, "Mt"), Measure(0.0, "Mt"))


def test_share_works_on_tables() -> None:
    part = Measure(pd.Series({2020: 1.0, 2021: 2.0}), "Mt")
    total = Measure(pd.Series({2020: 4.0, 2021: 4.0}), "Mt")
    assert metrics.share(part, total).values.to_dict() == {2020: 25.0, 2021: 50.0}  # type: ignore[union-attr]


@given(st.lists(amounts, min_size=1, max_size=40))
def test_shares_of_all_regions_sum_to_100(values: list[float]) -> None:
    total = Measure(sum(values), "Mt")
    shares = [metrics.share(Measure(v, "Mt"), total).values for v in values]
    assert sum(shares) == pytest.approx(100)


@given(amounts, amounts, amounts, amounts)
def test_relative_intensity_is_the_location_quotient(
    a: float, rest_of_b: float, c: float, rest_of_d: float
) -> None:
    b, d = a + rest_of_b, c + rest_of_d
    relative = metrics.relative_intensity(
        metrics.share(Measure(a, "Mt"), Measure(b, "Mt")),
        metrics.share(Measure(c, "coin"), Measure(d, "coin")),
    )
    assert relative.values == pytest.approx(metrics.location_quotient(a, c, b, d))


@given(amounts, amounts, amounts, amounts)
def test_relative_intensity_is_intensity_over_the_nations(
    a: float, rest_of_b: float, c: float, rest_of_d: float
) -> None:
    b, d = a + rest_of_b, c + rest_of_d
    own = metrics.intensity(Measure(a, "Mt"), Measure(c, "coin")).values
    nation = metrics.intensity(Measure(b, "Mt"), Measure(d, "coin")).values
    relative = metrics.relative_intensity(
        metrics.share(Measure(a, "Mt"), Measure(b, "Mt")),
        metrics.share(Measure(c, "coin"), Measure(d, "coin")),
    )
    assert relative.values == pytest.approx(own / nation)  # type: ignore[operator]


def test_location_quotient_of_the_published_example() -> None:
    """Farhauer and Kroell 2013, as in the manual page of REAT's locq."""
    assert metrics.location_quotient(1714, 79006, 879213, 15593224) == pytest.approx(
        0.3847623, abs=5e-8
    )


def test_rank_gives_equal_values_the_better_rank() -> None:
    ranks = metrics.rank(pd.Series({"A": 1.0, "B": 0.5, "C": 1.0, "D": 2.0}))
    assert ranks.to_dict() == {"A": 2, "B": 1, "C": 2, "D": 4}


def test_rank_refuses_a_missing_value() -> None:
    with pytest.raises(MissingDataError, match="missing: B"):
        metrics.rank(pd.Series({"A": 1.0, "B": float("nan")}))
