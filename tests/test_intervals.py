"""Intervals: arithmetic with open and closed ends."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regionshare.claims.interval import DIGITS, LONGEST, STEPS, Interval, compute, measured, names
from regionshare.claims.units import Dimension
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


def test_a_closed_end_belongs_to_the_interval():
    assert [Interval(1, 2).holds(value) for value in (0.5, 1, 1.5, 2, 2.5)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    between = Interval(1, 2, low_open=True, high_open=True)
    assert [between.holds(value) for value in (1, 1.5, 2)] == [False, True, False]


def test_an_infinite_end_is_open():
    below = Interval(-math.inf, 50)
    assert (below.low_open, below.high_open, str(below)) == (True, False, "(-inf, 50]")
    assert Interval(-math.inf, 50) == Interval(-math.inf, 50, low_open=True)
    assert Interval(50, math.inf, low_open=True).high_open
    assert str(Interval(50, math.inf, low_open=True)) == "(50, inf)"


@pytest.mark.parametrize(
    ("low", "high", "low_open", "high_open"),
    [(2, 1, False, False), (1, 1, True, False), (1, 1, False, True), (math.nan, 1, False, False)],
)
def test_an_empty_interval_is_refused(low: float, high: float, low_open: bool, high_open: bool):
    with pytest.raises(ParameterError):
        Interval(low, high, low_open, high_open)


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), (-1, 0), (0, 0)])
def test_division_by_an_interval_that_reaches_zero_is_refused(low: float, high: float):
    with pytest.raises(ParameterError) as refused:
        Interval(1, 2) / Interval(low, high)
    assert refused.value.sentence == f"cannot divide by [{low}, {high}], which reaches 0."


@pytest.mark.parametrize(
    ("above", "below", "quotient"),
    [
        (Interval(0, 1), Interval(1, 2, True, True), "[0, 1)"),
        (Interval(0, 1, True, False), Interval(1, 2), "(0, 1]"),
        (Interval(1, 2), Interval(1, math.inf), "(0, 2]"),
        (Interval(-2, -1), Interval(1, math.inf), "[-2, 0)"),
        (Interval(1, 2), Interval(-math.inf, -4), "[-0.5, 0)"),
        (Interval(0, 2), Interval(1, math.inf), "[0, 2]"),
    ],
    ids=str,
)
def test_a_quotient_reaches_zero_where_its_dividend_does_and_nears_it_below_infinity(
    above: Interval, below: Interval, quotient: str
):
    assert str(above / below) == quotient


@pytest.mark.parametrize(
    ("found", "edges", "text", "point"),
    [
        (Interval(1, 2), (1, 2), "1.0–2.0", False),
        (Interval.point(3), (3,), "3.0", True),
        (Interval(3.01, 3.04), (3.01, 3.04), "3.0", False),
        (Interval(-math.inf, 2), (2,), "-inf–2.0", False),
        (Interval(1, math.inf), (1,), "1.0–inf", False),
    ],
    ids=str,
)
def test_ends_and_texts(found: Interval, edges: tuple[float, ...], text: str, point: bool):
    assert found.edges == edges
    assert f"{found:.1f}" == text
    assert found.is_point is point
    assert f"{found}" == str(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", "[4, 6)"),
        ("a - b", "(-3, -1]"),
        ("a * b", "[3, 8)"),
        ("b / a", "[1.5, 4)"),
        ("-a", "[-2, -1]"),
        ("--b", "[3, 4)"),
        ("-(a + 1)", "[-3, -2]"),
        ("-(a + b) * 2", "(-12, -8]"),
        ("100 * (b - 1) / 4", "[50, 75)"),
        ("  1.5 ", "[1.5, 1.5]"),
        ("9" * DIGITS, "[1e+18, 1e+18]"),
    ],
)
def test_an_expression_is_computed_over_intervals(text: str, value: str):
    terms = {"a": Interval(1, 2), "b": Interval(3, 4, high_open=True)}
    assert str(compute(text, terms)) == value


def test_an_expression_has_the_names_and_the_dimension_of_its_terms():
    terms = {"a": Dimension.of("1e8 yuan"), "b": Dimension.of("Mtce")}
    assert names("-a / (b + b)") == {"a", "b"}
    assert str(measured("-a / (b + b)", terms)) == "CNY/tce"
    with pytest.raises(ParameterError, match="in 'a / c'"):
        measured("a / c", terms)


SUM = "a" + " + 1" * STEPS
LARGE = "a number of an expression is too large. Write 1e9."
FORM = "is not an expression. Write it like 100 * a / b."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a +", f"'a +' {FORM}"),
        ("a\0", f"'a\\x00' {FORM}"),
        ("a b", f"'a b' {FORM}"),
        (" " * LONGEST + "a", "an expression has 1,001 characters. At most 1000 are read."),
        (SUM + " + 1", "an expression has 101 steps. At most 100 are computed."),
        ("-" * (STEPS + 1) + "a", "an expression has 101 steps. At most 100 are computed."),
        ("1" + "0" * DIGITS, LARGE),
        ("-1e18", LARGE),
        ("1e999", LARGE),
        ("a * c", "'c' is not a term in 'a * c'. Terms: a, b."),
        ("(a + 1) / -c", "'c' is not a term in '(a + 1) / -c'. Terms: a, b."),
        ("a ** 2", "only + - * / are allowed in 'a ** 2'. Terms: a, b."),
        ("a + +b", "only + - * / are allowed in 'a + +b'. Terms: a, b."),
        ("f(a)", "only + - * / are allowed in 'f(a)'. Terms: a, b."),
        ("'a'", "only + - * / are allowed in \"'a'\". Terms: a, b."),
    ],
)
def test_an_expression_that_is_none_is_refused_in_a_sentence(text: str, sentence: str):
    with pytest.raises(ParameterError) as refused:
        compute(text, {"a": Interval.point(1), "b": Interval.point(2)})
    assert refused.value.sentence == sentence


def test_an_expression_may_be_as_long_as_it_says():
    assert str(compute("a".ljust(LONGEST), {"a": Interval.point(1)})) == "[1, 1]"
    assert str(compute(SUM, {"a": Interval.point(1)})) == "[101, 101]"
    with pytest.raises(ParameterError) as refused:
        compute("a", {})
    assert refused.value.sentence == "'a' is not a term in 'a'. Terms: none are given."


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no number": (lambda: Interval(math.nan, 1), "an end of an interval is not a number."),
    "no number above": (lambda: Interval(1, math.nan), "an end of an interval is not a number."),
    "turned": (
        lambda: Interval(2, 1),
        "the interval [2, 1] is empty. Its low end must lie below its high end.",
    ),
    "open": (
        lambda: Interval(1, 1, low_open=True),
        "the interval (1, 1] is empty. Its low end must lie below its high end.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_interval_is_refused_in_a_sentence(case: str):
    call, sentence = REFUSED[case]
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.sentence == sentence


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
