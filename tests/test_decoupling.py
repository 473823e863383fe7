from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regionshare.methods.decoupling import (
    STATES,
    DecouplingError,
    elasticity,
    relative_change,
    state,
    usable,
)

calm = settings(deadline=None, max_examples=50)

level = st.floats(0.01, 1e6)
change = st.floats(-0.9, 5).filter(lambda x: abs(x) > 1e-6)


@pytest.mark.parametrize(
    ("load", "economy", "expected"),
    [
        (0.079, 0.1, "weak decoupling"),
        (0.08, 0.1, "expansive coupling"),
        (0.1, 0.1, "expansive coupling"),
        (0.12, 0.1, "expansive coupling"),
        (0.121, 0.1, "expansive negative decoupling"),
        (-0.01, 0.1, "strong decoupling"),
        (-0.079, -0.1, "weak negative decoupling"),
        (-0.08, -0.1, "recessive coupling"),
        (-0.12, -0.1, "recessive coupling"),
        (-0.13, -0.1, "recessive decoupling"),
        (0.01, -0.1, "strong negative decoupling"),
        (0.0, 0.1, "weak decoupling"),
        (0.0, -0.1, "weak negative decoupling"),
    ],
)
def test_eight_states(load: float, economy: float, expected: str) -> None:
    """O19, with both edges of coupling included."""
    assert state(load, economy) == expected
    assert state(100.0, 100.0 * (1 + load), 50.0, 50.0 * (1 + economy)) == expected


def test_the_worked_example() -> None:
    """O19: Guangdong 2005-2019, carbon +66.5 %, economy +253.8 %."""
    assert elasticity(100, 166.5, 100, 353.8) == pytest.approx(0.26, abs=0.005)
    assert state(100, 166.5, 100, 353.8) == "weak decoupling"


@calm
@given(level, level, level, level)
def test_the_state_is_one_of_eight_and_fits_the_signs(
    c0: float, c1: float, g0: float, g1: float
) -> None:
    assume(g0 != g1)
    found = state(c0, c1, g0, g1)
    assert found in STATES
    if g1 > g0:
        assert (found == "strong decoupling") == (c1 < c0)
    else:
        assert (found == "strong negative decoupling") == (c1 > c0)


@calm
@given(change, change, level, level)
def test_units_do_not_matter(load: float, economy: float, c: float, g: float) -> None:
    there = elasticity(c, c * (1 + load), g, g * (1 + economy))
    assert there == pytest.approx(elasticity(load, economy), rel=1e-6)


def test_arrays_are_taken_region_by_region() -> None:
    c0, c1, g0, g1 = np.array([[10, 10], [10, 10], [100, 100], [110, 90]], dtype=float)
    c1 = c1 + np.array([0.5, 0.5])
    assert elasticity(c0, c1, g0, g1) == pytest.approx([0.5, -0.5])
    assert list(state(c0, c1, g0, g1)) == ["weak decoupling", "strong negative decoupling"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, 1.0, 1.0, 2.0), "a level at the start is 0, not positive.*Leave out"),
        ((1.0, -1.0, 1.0, 2.0), "a level at the end is -1"),
        ((1.0, float("nan"), 1.0, 2.0), "is nan"),
        ((1.0, 2.0, 5.0, 5.0), "the economy did not move.*longer"),
        ((1.0, 2.0, 5.0), "one end only"),
        (([1.0, 2.0], [1.0], [1.0, 2.0], [1.0, 3.0]), "shapes differ"),
        (([1.0, 2.0], [2.0, 3.0], [1.0], [2.0]), "shapes differ"),
        (([], []), "nothing to compare"),
        (("a", 1.0), "not a number"),
        ((-2.0, 0.1), "below -1"),
    ],
)
@pytest.mark.parametrize("method", [elasticity, state])
def test_what_is_outside_the_domain_is_refused(
    method: object, arguments: tuple[object, ...], message: str
) -> None:
    with pytest.raises(DecouplingError, match=message):
        method(*arguments)  # type: ignore[operator]


def test_a_small_move_of_the_economy_is_not_usable() -> None:
    assert usable(relative_change([100.0, 100.0], [102.9, 97.0]), 0.03).tolist() == [False, True]
