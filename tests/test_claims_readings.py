"""Readings: from words to intervals, by the rules the ledger shows."""

from __future__ import annotations

import itertools

import pytest

from regionshare.claims import interval as intervals
from regionshare.claims import reading as readings
from regionshare.claims.interval import Interval
from regionshare.errors import ParameterError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("约10.8%", "[10.75, 10.85)"),
        ("10.8%", "[10.75, 10.85)"),
        ("约7%", "[6.5, 7.5)"),
        ("5%", "[4.5, 5.5)"),
        ("2.287亿吨", "[228650000, 228750000)"),
        ("超过50%", "(50, inf)"),
        ("100余人", "(100, inf)"),
        ("0.45吨/万元以下", "(-inf, 4.5e-05)"),
        ("1/3", "[0.2857142857, 0.4)"),
        ("1/5", "[0.1818181818, 0.2222222222)"),
    ],
)
def test_words_become_the_interval_of_their_rule(text: str, expected: str):
    (reading,) = readings.read(text)
    assert str(reading.interval) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("2.287亿吨", "1e8 t", "[2.2865, 2.2875)"),
        ("2.287亿吨", "Mt", "[228.65, 228.75)"),
        ("0.45吨/万元以下", "t per 1e4 yuan", "(-inf, 0.45)"),
        ("超1.3亿千瓦", "1e8 kW", "(1.3, inf)"),
        ("4.07万吨", "1e4 tce", "[4.065, 4.075)"),
        ("1/10", "percent", "[9.523809524, 10.52631579)"),
        ("30%", "ratio", "[0.295, 0.305)"),
        ("1.06", "1e8 t", "[1.055, 1.065)"),
        ("3", "furlongs", "[2.5, 3.5)"),
    ],
)
def test_a_figure_is_given_in_the_unit_of_its_claim(text: str, unit: str, expected: str):
    assert str(readings.read(text, unit=unit)[0].interval) == expected


def test_close_to_30_is_read_in_three_ways_the_narrowest_first():
    found = readings.read("接近30%")
    assert [str(r.interval) for r in found] == ["[29.4, 30]", "[28.5, 30]", "[27, 30]"]
    assert all(a.interval.within(b.interval) for a, b in itertools.pairwise(found))


def test_a_count_is_itself_and_has_no_width():
    (reading,) = readings.read("19个国家", "count")
    assert reading.interval == Interval.point(19)


def test_the_halves_of_a_rounded_figure_are_exact_decimals():
    """10.8 - 0.05 in binary floats is not 10.75."""
    (reading,) = readings.read("10.8%")
    assert (reading.interval.low, reading.interval.high) == (10.75, 10.85)


def test_a_day_is_read_as_that_day():
    (reading,) = readings.read("11月21日", "date", "2024-11-21")
    assert readings.day(reading.interval.low) == "2024-11-21"


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        ("约7%", "guessed", "reading 'guessed' is not known"),
        ("约几成", "", "not understood: '几'"),
        ("1/3", "rounded", "is a fraction"),
        ("2.5/3", "fraction", "not a fraction of whole numbers"),
        ("不超过5%", "rounded", "read as 'at_most' and cannot be read as 'rounded'"),
        ("约5%", "above", "read as 'rounded' and cannot be read as 'above'"),
        ("21 November", "date", "is not a day"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused(text: str, rule: str, what: str):
    with pytest.raises(ParameterError, match=what):
        readings.read(text, rule)


def test_every_rule_is_explained_in_both_languages():
    assert all(rule.text("en") and rule.text("zh") for rule in readings.RULES.values())


def test_an_expression_is_computed_on_intervals():
    terms = {"a": Interval(10.75, 10.85), "b": Interval(4.065, 4.075)}
    assert str(intervals.compute("a / b", terms)) == "[2.63803681, 2.669126691]"
    assert intervals.compute("-(1 - 3) * 2", {}) == Interval.point(4)


@pytest.mark.parametrize(
    "text", ["(" * 20000 + "1" + ")" * 20000, "1+" * 20000 + "1", "(" * 400 + "1" + ")" * 400,
             "-" * 300 + "1", "9" * 400, "1e400", "1e999 - 1e999"],
    ids=["brackets", "sums", "nested", "signs", "digits", "exponent", "infinite"],
)  # fmt: skip
def test_an_expression_without_bounds_is_refused_in_one_sentence(text: str):
    with pytest.raises(ParameterError) as caught:
        intervals.compute(text, {})
    assert len(caught.value.sentence) < 1200


@pytest.mark.parametrize("text", ["a ** 2", "open('x')", "a.b", "a if a else a", "b + 1", "1 +"])
def test_an_expression_of_anything_else_is_refused(text: str):
    with pytest.raises(ParameterError):
        intervals.compute(text, {"a": Interval.point(1)})
