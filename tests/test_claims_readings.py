"""Readings: from words to intervals, by the rules the ledger shows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from regionshare.claims import interval as intervals
from regionshare.claims import reading
from regionshare.claims import statement as readings
from regionshare.claims.claim import read_texts
from regionshare.claims.interval import Interval
from regionshare.claims.statement import Asked, Stated, prepare
from regionshare.errors import ParameterError
from regionshare.files import compiled, paths


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


def test_a_name_is_one_value_wherever_it_stands():
    """As two, the first quotient would reach from 0.14 to 0.6."""
    terms = {"a": Interval(1, 3, high_open=True), "b": Interval(4, 5)}
    assert str(intervals.compute("a / (a + b)", terms)) == "[0.1666666667, 0.4285714286)"
    # a part that is not known: falling with b for none of it, rising for all
    some = {"b": Interval(4, 5), "p": Interval(0, 1)}
    assert str(intervals.compute("(1 + p * b) / (3 + b)", some)) == "[0.125, 0.75]"
    assert str(intervals.compute("a - a", terms)) == "[0, 0]"
    # neither rising nor falling throughout: parts of it, which are wide and not wrong
    wide = intervals.compute("a * (4 - a)", terms)
    assert wide.low == 3 and 4 <= wide.high < 4.5


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


# -- compiled ---------------------------------------------------------------------------------------


@pytest.fixture
def read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The texts that were read by the grammar since it was last asked, in a process that knows none."""
    texts: list[str] = []
    understand = reading.understand

    def counted(text: str, *others: str) -> Stated:
        texts.append(text)
        return understand(text, *others)

    def taken() -> list[str]:
        found, texts[:] = list(texts), []
        readings._PREPARED.clear()
        return found

    monkeypatch.setattr(compiled, "_folders", lambda: iter([tmp_path / "packs"]))
    monkeypatch.setattr(reading, "understand", counted)
    monkeypatch.setattr(readings, "_PREPARED", {})
    return taken


def test_a_text_is_read_once(read_again: Callable[[], list[str]]) -> None:
    asked = [Asked("不足三成"), Asked("接近30%"), Asked("前三", unit="rank"), Asked("超过50%")]
    prepare(asked)
    fresh = [readings.stated(*one) for one in asked]
    assert read_again() == [one.text for one in asked]
    prepare(asked)
    assert [repr(readings.stated(*one)) for one in asked] == [repr(one) for one in fresh]
    assert [readings.stated(*one) for one in asked] == fresh
    assert read_again() == []


def test_a_changed_text_word_or_code_means_a_new_reading(
    read_again: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepared(text: str) -> list[str]:
        prepare([Asked(text)])
        return read_again()

    assert [prepared("5%"), prepared("5%"), prepared("6%")] == [["5%"], [], ["6%"]]
    monkeypatch.setitem(readings.WORDS, "de", {})
    assert [prepared("5%"), prepared("5%")] == [["5%"], []]
    (tmp_path / "grammar.py").write_text("another")
    monkeypatch.setattr(readings, "_CODE", tmp_path)
    assert [prepared("5%"), prepared("5%")] == [["5%"], []]


def test_a_refused_text_is_refused_where_it_is_used(read_again: Callable[[], list[str]]) -> None:
    for _ in range(2):
        prepare([Asked("5%"), Asked("about")])
        with pytest.raises(ParameterError, match="holds no figure"):
            readings.read("about")
        read_again()


def test_all_texts_of_the_report_are_read_alike_the_second_time() -> None:
    read_texts(paths.data_dir() / "claims.yml")
    assert len(readings._PREPARED) > 100
    for asked, found in readings._PREPARED.items():
        fresh = reading.understand(asked.text, asked.unit, asked.rule, asked.value, asked.own)
        assert (repr(found), found) == (repr(fresh), fresh)
