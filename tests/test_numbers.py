"""A number's hash covers what it is, and none of the words about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

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
