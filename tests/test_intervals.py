"""Intervals: arithmetic with open and closed ends."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regionshare.claims.interval import Interval
from regionshare.errors import ParameterError

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

NUMBERS = st.integers(-40, 40).map(lambda n: n / 4)


@st.composite
def intervals(draw: st.DrawFn, low: float = -10, high: float = 10) -> Interval:
    a, b = sorted((draw(NUMBERS), draw(NUMBERS)))
    a, b = max(a, low), min(b, high)
    assume(a <= b)
    if a == b:
        return Interval.point(a)
    return Interval(a, b, draw(st.booleans()), draw(st.booleans()))


@st.composite
def members(draw: st.DrawFn) -> tuple[Interval, float]:
    interval = draw(intervals())
    part = draw(st.integers(0, 8)) / 8
    value = interval.low + part * (interval.high - interval.low)
    assume(interval.holds(value))
    return interval, value


@given(members(), members())
def test_a_sum_holds_the_sums_of_members(a: tuple[Interval, float], b: tuple[Interval, float]):
    assert (a[0] + b[0]).holds(a[1] + b[1])
    assert (a[0] - b[0]).holds(a[1] - b[1])


@given(members(), members())
def test_a_product_holds_the_products_of_members(
    a: tuple[Interval, float], b: tuple[Interval, float]
):
    assert (a[0] * b[0]).holds(a[1] * b[1])


@given(members(), members())
def test_a_quotient_holds_the_quotients_of_members(
    a: tuple[Interval, float], b: tuple[Interval, float]
):
    assume(not b[0].low <= 0 <= b[0].high)
    assert (a[0] / b[0]).holds(a[1] / b[1])


@given(intervals(), intervals())
def test_an_interval_is_within_disjoint_or_partly_outside(a: Interval, b: Interval):
    assert not (a.within(b) and a.disjoint(b))
    assert a.disjoint(b) == b.disjoint(a)
    assert (a.intersection(b) is None) == a.disjoint(b)


@given(intervals(), intervals())
def test_the_intersection_lies_in_both(a: Interval, b: Interval):
    common = a.intersection(b)
    assume(common is not None)
    assert common is not None
    assert common.within(a)
    assert common.within(b)


def test_an_open_end_does_not_belong_to_the_interval():
    stated = Interval(10.75, 10.85, high_open=True)
    assert stated.holds(10.75)
    assert not stated.holds(10.85)
    assert not Interval.point(10.85).within(stated)
    assert Interval(10.75, 10.85, high_open=True).within(stated)
    assert not Interval(10.75, 10.85).within(stated)


ENDS = [(True, True, True), (True, False, True), (False, True, False), (False, False, True)]
"""Inner end open, outer end open: whether what ends at the same value lies within."""


@pytest.mark.parametrize(("inner", "outer", "lies"), ENDS)
def test_what_ends_where_another_ends_lies_within_unless_it_alone_has_the_end(
    inner: bool, outer: bool, lies: bool
):
    assert Interval(1, 2, low_open=inner).within(Interval(1, 3, low_open=outer)) is lies
    assert Interval(1, 2, high_open=inner).within(Interval(0, 2, high_open=outer)) is lies


def test_what_reaches_over_one_end_does_not_lie_within():
    assert not Interval(1, 2).within(Interval(1.5, 3))
    assert not Interval(1, 2).within(Interval(0, 1.5))


def test_intervals_that_touch_at_an_open_end_are_disjoint():
    assert Interval(4.5, 5.5, high_open=True).disjoint(Interval(5.5, 6.5, high_open=True))
    assert not Interval(4.5, 5.5).disjoint(Interval(5.5, 6.5))


def test_the_end_of_a_quotient_is_open_if_the_end_it_comes_from_is():
    quotient = Interval(1, 2, high_open=True) / Interval(1, 2)
    assert (quotient.low_open, quotient.high_open) == (False, True)


@pytest.mark.parametrize(
    ("one", "other", "product"),
    [
        (Interval(1, 2, low_open=True), Interval(3, 4), "(3, 8]"),
        (Interval(1, 2), Interval(3, 4, high_open=True), "[3, 8)"),
        (Interval(0, 1), Interval(2, 3, True, True), "[0, 3)"),
        (Interval(0, 1, True, True), Interval(2, 3), "(0, 3)"),
        (Interval(0, 1, True, True), Interval(2, 3, True, True), "(0, 3)"),
        (Interval(-1, 1, True, False), Interval(0, 2), "(-2, 2]"),
    ],
    ids=str,
)
def test_a_closed_zero_closes_the_end_of_a_product_and_an_open_end_opens_it(
    one: Interval, other: Interval, product: str
):
    assert str(one * other) == str(other * one) == product


def test_an_infinite_end_is_open():
    assert Interval(50, math.inf, low_open=True).high_open
    assert str(Interval(50, math.inf, low_open=True)) == "(50, inf)"


@pytest.mark.parametrize(
    ("low", "high", "low_open", "high_open"),
    [(2, 1, False, False), (1, 1, True, False), (1, 1, False, True), (math.nan, 1, False, False)],
)
def test_an_empty_interval_is_refused(low: float, high: float, low_open: bool, high_open: bool):
    with pytest.raises(ParameterError):
        Interval(low, high, low_open, high_open)


def test_division_by_an_interval_around_zero_is_refused():
    with pytest.raises(ParameterError, match="reaches 0"):
        Interval(1, 2) / Interval(-1, 1)


@pytest.mark.parametrize(
    ("above", "half_above", "below", "half_below", "expected"),
    [
        (10.8, 0.05, 4.07, 0.005, (2.638036809815951, 2.6691266912669125)),
        (66.17, 0.005, 2.287, 0.0005, (28.92459016393443, 28.941613820249284)),
    ],
    ids=["O22", "O23"],
)
def test_quotients_of_stated_figures_match_the_published_worked_values(
    above: float,
    half_above: float,
    below: float,
    half_below: float,
    expected: tuple[float, float],
):
    quotient = Interval(above - half_above, above + half_above) / Interval(
        below - half_below, below + half_below
    )
    assert (quotient.low, quotient.high) == pytest.approx(expected, rel=1e-12)


def test_no_mean_of_28_whole_numbers_rounds_to_5_19():
    """The rounding feasibility of Brown and Heathers (2017): an interval without a fraction k/28."""
    rounded = Interval(5.185, 5.195, high_open=True)
    assert not any(rounded.holds(k / 28) for k in range(28 * 7))
