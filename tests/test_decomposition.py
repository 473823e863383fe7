from __future__ import annotations

import timeit

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from regionshare.methods import decomposition
from regionshare.methods.decomposition import (
    DecompositionError,
    effects_by_category,
    lmdi_additive,
    lmdi_multiplicative,
    logarithmic_mean,
)

calm = settings(deadline=None, max_examples=50)

CHINA = (
    [1390.08, 59.04367375, 0.51892765, 0.002876626, 3.004500526, 2.07],
    [1395.38, 64.52073987, 0.521570193, 0.002743568, 3.053397862, 2.02],
    [2.961364221001578, 69.03218170760273, 3.9527028782313067, -36.853878769036754,
     12.562758285465243, -19.027454417484],
)  # fmt: skip
USA = (
    [324.985538, 60.0622225, 0.771978857, 0.005817767, 7.352421075, 1.344564777],
    [326.687501, 62.99647129, 0.768904032, 0.005676565, 7.392394794, 1.333927521],
    [4.576585152126421, 41.79142296623894, -3.4968060635232248, -21.52777560608588,
     4.75068751449556, -6.95923803911016],
)  # fmt: skip

positive = st.floats(1e-3, 1e3)
amount = st.one_of(st.just(0.0), positive)


@st.composite
def two_ends(
    draw: st.DrawFn, values: st.SearchStrategy[float] = positive
) -> tuple[np.ndarray, ...]:
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=4, max_side=4))
    return tuple(draw(hnp.arrays(float, shape, elements=values)) for _ in range(2))


@pytest.mark.parametrize(("x0", "x1", "expected"), [CHINA, USA], ids=["O04 China", "O05 USA"])
def test_published_examples_are_reproduced(
    x0: list[float], x1: list[float], expected: list[float]
) -> None:
    assert lmdi_additive(x0, x1) == pytest.approx(expected, rel=1e-10)


def test_the_textbook_effects_sum_to_the_change() -> None:
    """O06 (Ang): 140 to 160 is activity 50, structure -10, intensity -20.

    Factors are made so that these are the effects, and the effects come back.
    """
    mean = (160 - 140) / np.log(160 / 140)
    start = np.array([140.0, 1.0, 1.0])
    end = start * np.exp(np.array([50.0, -10.0, -20.0]) / mean)
    assert lmdi_additive(start, end) == pytest.approx([50, -10, -20])
    assert 160 - lmdi_additive(start, end)[2] == pytest.approx(180)


def test_the_kaya_identity_is_an_identity() -> None:
    """O20: China 2022."""
    people, gdp, energy, carbon = 1425179509, 26966017179648, 44516.492, 11350.538
    factors = [people, gdp / people, energy / gdp, carbon / energy]
    assert np.prod(factors) == pytest.approx(carbon, rel=1e-14)
    assert lmdi_additive(factors, factors).tolist() == [0.0] * 4


@calm
@given(two_ends(amount))
def test_additive_effects_sum_to_the_change(ends: tuple[np.ndarray, np.ndarray]) -> None:
    x0, x1 = ends
    change = x1.prod(axis=-2).sum(axis=-1) - x0.prod(axis=-2).sum(axis=-1)
    size = x1.prod(axis=-2).sum(axis=-1) + x0.prod(axis=-2).sum(axis=-1)
    assert (np.abs(lmdi_additive(x0, x1).sum(axis=-1) - change) <= 1e-8 * size).all()


@calm
@given(two_ends())
def test_multiplicative_effects_multiply_to_the_ratio(ends: tuple[np.ndarray, np.ndarray]) -> None:
    x0, x1 = ends
    ratio = x1.prod(axis=-2).sum(axis=-1) / x0.prod(axis=-2).sum(axis=-1)
    assert lmdi_multiplicative(x0, x1).prod(axis=-1) == pytest.approx(ratio, rel=1e-7)


@calm
@given(two_ends(amount))
def test_going_back_undoes_every_effect(ends: tuple[np.ndarray, np.ndarray]) -> None:
    there, back = lmdi_additive(*ends), lmdi_additive(*ends[::-1])
    assert there == pytest.approx(-back, rel=1e-9, abs=1e-9)


@calm
@given(two_ends(), positive)
def test_effects_scale_with_the_unit_of_a_factor(
    ends: tuple[np.ndarray, np.ndarray], unit: float
) -> None:
    x0, x1 = (x.copy() for x in ends)
    plain, ratios = lmdi_additive(x0, x1), lmdi_multiplicative(x0, x1)
    x0[..., 0, :] *= unit
    x1[..., 0, :] *= unit
    size = unit * np.abs(plain).max()
    assert lmdi_additive(x0, x1) == pytest.approx(unit * plain, rel=1e-6, abs=1e-6 * size + 1e-9)
    assert lmdi_multiplicative(x0, x1) == pytest.approx(ratios, rel=1e-6)


@calm
@given(two_ends())
def test_leading_dimensions_are_independent(ends: tuple[np.ndarray, np.ndarray]) -> None:
    x0, x1 = ends
    stacked = lmdi_additive(np.stack([x0, x1]), np.stack([x1, x0]))
    assert (stacked[0] == lmdi_additive(x0, x1)).all()
    assert (stacked[1] == lmdi_additive(x1, x0)).all()


def test_a_fuel_that_appears_is_the_effect_of_the_factor_that_was_zero() -> None:
    """Coal stays, gas comes: all of the change belongs to carbon per energy."""
    x0 = [[10.0, 10.0], [2.0, 2.0], [0.5, 0.0]]
    x1 = [[10.0, 10.0], [2.0, 2.0], [0.5, 0.25]]
    assert lmdi_additive(x0, x1).tolist() == [0.0, 0.0, 5.0]
    assert lmdi_additive(x1, x0).tolist() == [0.0, 0.0, -5.0]
    assert lmdi_multiplicative(x0, x1) == pytest.approx([1, 1, 1.5])


def test_a_fuel_that_is_never_used_has_no_effect() -> None:
    assert effects_by_category([[1.0], [0.0]], [[3.0], [0.0]]).ravel().tolist() == [0.0, 0.0]


@calm
@given(hnp.arrays(float, (3, 2), elements=positive), hnp.arrays(float, (3, 2), elements=positive))
def test_the_limit_is_where_small_values_lead(x0: np.ndarray, x1: np.ndarray) -> None:
    """Ang and Liu's small value 1e-100 in place of the zero comes close to the limit."""
    x0[1, 0], small = 0.0, x0.copy()
    small[1, 0] = 1e-200
    limit, near = lmdi_additive(x0, x1), lmdi_additive(small, x1)
    assert near == pytest.approx(limit, rel=1e-12, abs=0.1 * x1[:, 0].prod())


@pytest.mark.parametrize(
    ("x0", "x1", "message"),
    [
        ([1.0, -1.0], [1.0, 1.0], r"the factor at \(1, 0\) is -1 at the start.*Take out"),
        ([1.0, 1.0], [1.0, np.nan], r"is nan at the end"),
        ([1.0, 1.0], [1.0, np.inf], r"is inf at the end"),
        ([1.0, 1.0], [1.0], r"shape \(2, 1\) at the start and \(1, 1\) at the end.*same factors"),
        ([], [], "there is nothing to decompose.*at least one factor"),
        (3.0, 4.0, "there is nothing to decompose"),
        ([[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0]], "not a full table of numbers"),
        ([1e200, 1e200], [1.0, 1.0], "too large"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", [lmdi_additive, lmdi_multiplicative])
def test_what_is_outside_the_domain_is_refused(
    method: object, x0: object, x1: object, message: str
) -> None:
    with pytest.raises(DecompositionError, match=message):
        method(x0, x1)  # type: ignore[operator]


def test_a_ratio_to_zero_is_refused() -> None:
    with pytest.raises(DecompositionError, match=r"a total is zero.*additive form"):
        lmdi_multiplicative([0.0, 1.0], [1.0, 1.0])


def test_an_imperfect_decomposition_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the arithmetic mean in place of the logarithmic one a residual remains."""
    monkeypatch.setattr(decomposition, "logarithmic_mean", lambda a, b: (a + b) / 2)
    with pytest.raises(DecompositionError, match="the effects miss the change by"):
        lmdi_additive([1.0, 2.0], [3.0, 5.0])


@calm
@given(positive, positive)
def test_the_logarithmic_mean_lies_between_geometric_and_arithmetic(a: float, b: float) -> None:
    mean = float(logarithmic_mean(a, b))
    assert np.sqrt(a * b) * (1 - 1e-12) <= mean <= (a + b) / 2 * (1 + 1e-12)
    assert mean == float(logarithmic_mean(b, a))


def test_the_provinces_history_takes_less_than_50_ms() -> None:
    """30 provinces, 20 years, 4 factors, 4 fuels; the best of a few, since other work may run."""
    x0, x1 = np.random.default_rng(1).uniform(0.5, 2.0, (2, 30, 20, 4, 4))
    assert min(timeit.repeat(lambda: lmdi_additive(x0, x1), number=1, repeat=5)) < 0.050
