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
        ("2.287亿吨", "[2.2865, 2.2875)"),
        ("超过50%", "(50, inf)"),
        ("100余人", "(100, inf)"),
        ("0.45吨/万元以下", "(-inf, 0.45)"),
        ("1/3", "[0.2857142857, 0.4]"),
        ("1/5", "[0.1818181818, 0.2222222222]"),
    ],
)
def test_words_become_the_interval_of_their_rule(text: str, expected: str):
    (reading,) = readings.read(text)
    assert str(reading.interval) == expected


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
        ("约七成", "", "holds no figure"),
        ("1/3", "above", "is a fraction"),
        ("2/3", "fraction", "not a unit fraction"),
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


@pytest.mark.parametrize("text", ["a ** 2", "open('x')", "a.b", "a if a else a", "b + 1", "1 +"])
def test_an_expression_of_anything_else_is_refused(text: str):
    with pytest.raises(ParameterError):
        intervals.compute(text, {"a": Interval.point(1)})
