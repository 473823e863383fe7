"""On a Chinese page a formula has no English word: ids, units and symbols are of no language."""

from __future__ import annotations

import re

import chapters_run
import pytest

from regionshare.numbers import display, registry
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import METRICS, NumberId
from regionshare.register import cards

SYMBOLS = {"ln", "exp", "CN", "US", "CO", "MW", "MWh", "kWh", "tce", "kg"}
WITH_DIGITS_OR_MARKS = re.compile(r"[\w~.:-]*[\d_.~-][\w~.:-]*")


def english(text: str, known: set[str]) -> list[str]:
    """Words of two Latin letters or more that are neither ids nor units."""
    plain = WITH_DIGITS_OR_MARKS.sub("", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}", plain) if word not in known]


@pytest.mark.slow
@pytest.mark.xdist_group("chapters")
@pytest.mark.parametrize(("region", "year"), [("CN-GD", 2023), ("CN-NM", 2022), ("US-CA", 2019)])
def test_no_english_is_left_in_a_chinese_formula(real: Evaluator, region: str, year: int) -> None:
    numbers = chapters_run.run(region, year).numbers.values()
    ids = {*real.store.concepts, *METRICS, *registry.registered()} | {
        concept for one in numbers for concept in NumberId.parse(one.id).concepts
    }
    told = {one.id: display.told(one.formula, "zh") for one in numbers}
    left = {key: english(text, SYMBOLS | ids) for key, text in told.items()}
    assert {key: (words, told[key]) for key, words in left.items() if words} == {}


def test_english_would_be_found() -> None:
    assert english("rank of CN-GD in co2.ceads_2022 per kWh", SYMBOLS) == [
        "rank",
        "of",
        "in",
        "per",
    ]


def test_an_english_page_shows_the_formula_as_it_is() -> None:
    assert display.told("sum of 30 regions", "en") == "sum of 30 regions"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("100 * gdp[CN, 2021]", "100 * gdp[CN, 2021]"),
        (
            "rank of CN-GD from the lowest, relative_intensity/energy:gdp over 30 regions, 2021",
            "CN-GD由低到高的位次，relative_intensity/energy:gdp，30个地区，2021",
        ),
        (
            "100 * (gdp in 2019 / gdp in 2014 - 1), CN-GD-SZ",
            "100 * (gdp[2019] / gdp[2014] - 1), CN-GD-SZ",
        ),
        (
            "share with bought power at the factor of CN-YN and CN-GZ - territorial share, co2.x",
            "计入外来电的比重（因子取CN-YN和CN-GZ） - 属地比重，co2.x",
        ),
    ],
)
def test_figures_and_ids_stay(formula: str, told: str) -> None:
    assert display.told(formula, "zh") == told


def test_statement_of_a_document_is_told_in_the_language_of_the_page(real: Evaluator) -> None:
    number = real.number("stated/green_factories/CN-GD/2024@article_factories")
    assert number.formula == "green_factories[CN-GD, 2024]"
    (choice,) = number.basis
    assert re.search("[a-z]{4}", choice.note_en)
    assert re.search("[\u4e00-\u9fff]", choice.note_zh)
    assert english(choice.note_zh, SYMBOLS) == []
    told = {lang: cards.facts(number, real.store, cards.Shown(lang)) for lang in ("en", "zh")}
    assert "(published 23 November 2024)" in told["en"]
    assert "2024年11月23日发布" in told["zh"]
    assert "through" not in told["en"]


@pytest.mark.parametrize("key", display.PHRASES["en"])
def test_every_phrase_is_found_by_its_own_template(key: str) -> None:
    """What the earlier phrases leave of it is Chinese; ids and figures are kept."""
    values = {
        **dict.fromkeys(display.FIELDS, "CN-GD"),
        **dict.fromkeys(("count", "seed", "first", "last", "year"), "2021"),
        "index": "T",
        "whole": "L",
        "letter": "s",
        "second": "p",
        "share": "90%",
        "end": "x_1",
        "before": "N",
        "after": "C",
        "text": "co2:gdp",
    }
    told = display.told(display.PHRASES["en"][key].format(**values), "zh")
    words = english(told, SYMBOLS | {"relative_intensity", "co", "gdp", "NC"})
    assert words == [], told
