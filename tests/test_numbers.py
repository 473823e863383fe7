"""A number's hash covers what it is, and none of the words about it."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from typing import Any

import numpy as np
import pytest

import regionshare
from regionshare.errors import ParameterError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Number, Span

ID = "relative_intensity/energy:gdp/TL-A/2020"


@pytest.fixture
def number(toy: Evaluator) -> Number:
    return toy.number(ID)


def first_input(number: Number, **changes: Any) -> Number:
    one, *others = number.inputs
    return replace(number, inputs=(replace(one, **changes), *others))


def first_choice(number: Number, **changes: Any) -> Number:
    one, *others = number.basis
    return replace(number, basis=(replace(one, **changes), *others))


@pytest.mark.parametrize(
    "changed",
    [
        lambda n: replace(n, id="relative_intensity/energy:gdp/TL-B/2020"),
        lambda n: replace(n, value=n.value * (1 + 1e-11)),
        lambda n: replace(n, unit="percent"),
        lambda n: replace(n, decimals=3),
        lambda n: replace(n, headline=False),
        lambda n: replace(n, inputs=n.inputs[1:]),
        lambda n: first_input(n, value=11.0),
        lambda n: first_input(n, source="another"),
        lambda n: first_input(n, transcription="copy_of_another"),
        lambda n: first_choice(n, denominator="sum"),
        lambda n: first_choice(n, match="proxy"),
    ],
)
def test_another_number_has_another_hash(number: Number, changed: Any) -> None:
    assert changed(number).hash != number.hash


@pytest.mark.parametrize(
    "changed",
    [
        lambda n: replace(n, formula="told otherwise"),
        lambda n: replace(n, span=Span(0.0, 1.0, {"a": 0.0, "b": 1.0})),
        lambda n: replace(n, value=n.value * (1 + 1e-15)),
        lambda n: first_choice(n, note_en="another note", note_zh="另一说明"),
        lambda n: first_input(n, transcription=f"{n.inputs[0].transcription}; a remark"),
    ],
)
def test_other_words_about_a_number_leave_its_hash(number: Number, changed: Any) -> None:
    assert changed(number).hash == number.hash
    assert changed(number) != number


def test_a_number_is_a_float_with_a_short_name(number: Number) -> None:
    assert float(number) == number.value
    assert repr(number) == "<Number relative_intensity/energy:gdp/TL-A/2020 = 0.5 ratio>"


def test_a_number_becomes_a_table_of_its_figures(number: Number) -> None:
    frame = number.to_frame()
    assert list(frame.columns) == [
        "series", "region", "year", "value", "unit", "source", "transcription",
    ]  # fmt: skip
    assert len(frame) == len(number.inputs)
    assert frame.attrs == {
        "id": number.id, "value": number.value, "unit": "ratio", "hash": number.hash,
    }  # fmt: skip


def test_jupyter_shows_a_numbers_card() -> None:
    html = regionshare.share("energy", "CN-GD", 2021)._repr_html_()
    assert html is not None and html.startswith("<details") and "36821.42" in html.replace(",", "")


@pytest.mark.parametrize("year", [2021, np.int64(2021), np.uint16(2021)])
def test_a_year_is_any_whole_number(year: Any) -> None:
    number = regionshare.share("energy", "CN-GD", year)
    assert number.id == "share/energy/CN-GD/2021"


@pytest.mark.parametrize("year", [True, np.bool_(True), 2021.0, "2021", None])
def test_another_year_is_refused(year: Any) -> None:
    with pytest.raises(ParameterError, match="Give a whole number such as 2021"):
        regionshare.share("energy", "CN-GD", year)


def test_the_package_tells_its_version() -> None:
    assert regionshare.__version__ == metadata.version("regionshare")
