from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from regionshare.errors import RegionshareError
from regionshare.methods import composite

FIGHTERS = [
    [2.0, 1500, 20000, 5.5, 5, 9],
    [2.5, 2700, 18000, 6.5, 3, 5],
    [1.8, 2000, 21000, 4.5, 7, 7],
    [2.2, 1800, 20000, 5.0, 5, 5],
]
WEIGHTS = [0.2, 0.1, 0.1, 0.1, 0.2, 0.3]
TABLES = arrays(float, (5, 3), elements=st.floats(0.1, 100)).filter(
    lambda m: bool((np.ptp(m, axis=0) > 0.05).all())
)
FACTORS = st.tuples(*[st.floats(0.01, 100)] * 3)


def test_topsis_of_the_fighter_aircraft() -> None:
    """O17: Hwang and Yoon (1981); the fourth indicator, price, is a cost."""
    closeness = composite.topsis(FIGHTERS, WEIGHTS, cost=[3])
    assert closeness == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert composite.ranks(closeness).tolist() == [1, 4, 2, 3]
    mask = [False, False, False, True, False, False]
    assert composite.topsis(FIGHTERS, WEIGHTS, cost=mask) == pytest.approx(closeness)


def test_entropy_weights_of_the_fighter_aircraft() -> None:
    """O18."""
    weights = composite.entropy_weights(FIGHTERS)
    assert weights == pytest.approx([0.0642, 0.2061, 0.0134, 0.0813, 0.3587, 0.2763], abs=5e-5)


@given(TABLES, FACTORS)
def test_topsis_does_not_depend_on_units(table: np.ndarray, factors: tuple[float, ...]) -> None:
    plain = composite.topsis(table, [1, 2, 3], cost=[1])
    assert composite.topsis(table * factors, [1, 2, 3], cost=[1]) == pytest.approx(plain)
    assert ((plain >= 0) & (plain <= 1)).all()


@given(TABLES, FACTORS)
def test_normalised_values_do_not_depend_on_units(
    table: np.ndarray, factors: tuple[float, ...]
) -> None:
    scaled = table * factors
    assert composite.min_max(scaled, [0]) == pytest.approx(composite.min_max(table, [0]))
    mine = composite.rank_normalise(table, [0])
    assert mine.sum(axis=0) == pytest.approx([2.5] * 3)
    assert ((mine >= 0) & (mine <= 1)).all()


@given(TABLES, FACTORS)
def test_entropy_weights_sum_to_one_in_any_unit(
    table: np.ndarray, factors: tuple[float, ...]
) -> None:
    weights = composite.entropy_weights(table)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    assert composite.entropy_weights(table * factors) == pytest.approx(weights, abs=1e-6)


@given(TABLES)
def test_an_alternative_at_least_as_good_in_all_is_never_behind(table: np.ndarray) -> None:
    best = np.vstack([table, table.max(axis=0)])
    stable = composite.rank_stability(best, draws=60)
    assert stable.ranks[:, -1].max() == 1
    assert (composite.topsis(best, [1, 1, 1])[-1] >= composite.topsis(best, [1, 1, 1])).all()


def test_every_rank_is_counted_once_in_every_draw() -> None:
    stable = composite.rank_stability(FIGHTERS, [3], draws=500)
    assert stable.shares.sum(axis=1) == pytest.approx([1] * 4)
    assert stable.ranks.sum(axis=1).tolist() == [10] * 500
    assert stable.weights.sum(axis=1) == pytest.approx([1] * 500)
    low, high = stable.between(0.9)
    assert (low <= high).all()


def test_the_same_seed_gives_the_same_draws() -> None:
    first, second = (composite.rank_stability(FIGHTERS, [3], draws=50) for _ in range(2))
    assert (first.ranks == second.ranks).all()
    other = composite.rank_stability(FIGHTERS, [3], draws=50, seed=1)
    assert (first.weights != other.weights).any()


def test_draws_agree_with_one_ranking_at_a_time() -> None:
    stable = composite.rank_stability(FIGHTERS, [3], draws=60)
    for place, weights, ranks in zip(stable.methods, stable.weights, stable.ranks, strict=True):
        method = composite.METHODS[place]
        if method == "topsis":
            scores = composite.topsis(FIGHTERS, weights, [3])
        elif method == "min_max":
            scores = composite.min_max(FIGHTERS, [3]) @ weights
        else:
            scores = composite.rank_normalise(FIGHTERS, [3]) @ weights
        assert composite.ranks(scores).tolist() == ranks.tolist()


@pytest.mark.parametrize("table", [[], [1, 2], [[1.0, float("nan")], [1, 2]]])
def test_a_table_with_gaps_is_refused(table: list[object]) -> None:
    calls = (composite.min_max, composite.entropy_weights, composite.rank_stability)
    for call in calls:
        with pytest.raises(RegionshareError, match=r"(Give one row|Leave out)"):
            call(table)  # type: ignore[operator]


def test_weights_must_fit_and_have_a_sum() -> None:
    with pytest.raises(RegionshareError, match="one weight for each indicator"):
        composite.topsis(FIGHTERS, [1, 2])
    for wrong in ([-1, 1, 1, 1, 1, 1], [0] * 6):
        with pytest.raises(RegionshareError, match="sum above 0"):
            composite.topsis(FIGHTERS, wrong)


@pytest.mark.parametrize("cost", [[6], [-1], [1.5]])
def test_a_cost_column_must_exist(cost: list[int]) -> None:
    with pytest.raises(RegionshareError, match="counted from 0"):
        composite.topsis(FIGHTERS, WEIGHTS, cost)


def test_an_indicator_that_distinguishes_nothing_is_refused() -> None:
    with pytest.raises(RegionshareError, match="distinguishes nothing"):
        composite.min_max([[1, 2], [1, 3]])
    with pytest.raises(RegionshareError, match="distinguishes nothing"):
        composite.topsis([[0, 2], [0, 3]], [1, 1])
    with pytest.raises(RegionshareError, match="no indicator differs"):
        composite.entropy_weights([[1, 2], [1, 2]])
    with pytest.raises(RegionshareError, match="as a ratio"):
        composite.entropy_weights([[1, -2], [1, 2]])


def test_draws_and_methods_are_checked() -> None:
    for wrong in ({"draws": 0}, {"methods": ["guess"]}, {"methods": []}):
        with pytest.raises(RegionshareError, match="methods out of min_max, rank, topsis"):
            composite.rank_stability(FIGHTERS, **wrong)  # type: ignore[arg-type]
    with pytest.raises(RegionshareError, match="share above 0"):
        composite.rank_stability(FIGHTERS, draws=5).between(0)
