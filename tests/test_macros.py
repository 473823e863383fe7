"""Macros and entries for a paper: letters only, one name for one number, valid BibTeX."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import registers_toy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from regionshare.data.regions import Region, Regions
from regionshare.errors import RegionshareError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import METRICS, TWO_CONCEPTS
from regionshare.register import exports, published
from regionshare.text import markup

YEARS = (2021, 2022)


def every_id(evaluator: Evaluator) -> Iterator[str]:
    """All numbers of all provinces and states, and of their nations, on all bases, of two years."""
    regions = evaluator.store.regions
    for region in regions:
        if region.level != "nation" and not regions.is_part(region.id):
            continue
        nation = regions.nation(region.id).id
        concepts = evaluator.grid.concepts(nation)
        for metric, year in itertools.product(METRICS, YEARS):
            count = 2 if metric in TWO_CONCEPTS else 1
            for named in itertools.permutations(concepts, count):
                plain = f"{metric}/{':'.join(named)}/{region.id}/{year}"
                yield plain
                tokens = [
                    {b.token for b in evaluator.grid.entries(nation, concept)} for concept in named
                ]
                yield from (f"{plain}@{token}" for token in sorted(tokens[0]))
                if count == 2:
                    second = [f"{named[1]}.{token}" for token in sorted(tokens[1])]
                    yield from (f"{plain}@{token}" for token in second)
                    both = itertools.product(sorted(tokens[0]), second)
                    yield from (f"{plain}@{one}+{other}" for one, other in both)


@pytest.mark.slow
def test_no_two_numbers_of_any_region_share_a_macro(real: Evaluator) -> None:
    ids = list(every_id(real))
    assert len(ids) == len(set(ids)) > 10_000
    found = exports.macro_names(ids, real.store.regions)
    assert len(found) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z]+", macro) for macro in found.values())


def test_macro_names_region_concept_metric_and_year(real: Evaluator) -> None:
    regions = real.store.regions
    assert exports.macro_name("share/energy/CN-GD/2023", regions) == "GuangdongEnergyShareMMXXIII"
    assert (
        exports.macro_name("share/co2/CN-NM/2023@carbon_monitor~sum", regions)
        == "InnerMongoliaCoTwoShareMMXXIIIOnCarbonMonitorOverSum"
    )
    assert exports.macro_name("gini/co2/CN/2005-2021", regions) == "ChinaCoTwoGiniMMVToMMXXI"


def test_region_that_is_added_renames_none() -> None:
    first = Region("AA-JL", "AA", "province", "Jílin", "", "", None, None)
    city = Region("AA-JL-JL", "AA-JL", "city", "Jilin", "", "", None, None)
    assert exports.region_words(Regions([first])) == {"AA-JL": "Jilin"}
    assert exports.region_words(Regions([first, city])) == {
        "AA-JL": "Jilin",
        "AA-JL-JL": "JilinIdAaToJlToJl",
    }


def test_two_numbers_with_one_macro_are_refused(real: Evaluator) -> None:
    pair = ("share/co_two/CN-GD/2021", "share/co2/CN-GD/2021")
    with pytest.raises(RegionshareError, match="would both be"):
        exports.macro_names(pair, real.store.regions)


@given(st.integers(1, 3999))
def test_roman_years_differ(year: int) -> None:
    values = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
    digits = [values[letter] for letter in exports.roman(year)]
    pairs = itertools.zip_longest(digits, digits[1:], fillvalue=0)
    assert sum(-one if one < other else one for one, other in pairs) == year


@given(st.text(alphabet="az09_~^%&#${}\\ .,:;/@+-\u202f\u2212"))
def test_escaped_text_reads_back(text: str) -> None:
    assert markup.unescape_tex(markup.escape_tex(text)) == text


@pytest.fixture
def register(toy: Evaluator, tmp_path: Path) -> published.Published:
    return published.load(registers_toy.write(toy, tmp_path / "numbers.json"))


def test_bibtex_is_valid_and_says_value_basis_hash_and_vintage(
    toy: Evaluator, register: published.Published
) -> None:
    found = parse_string(exports.bib(register, toy.store), "bibtex")
    assert len(found.entries) == len(register.entries)
    entry = register.entries["share/energy/TL-A/2020"]
    one = found.entries[f"share-energy-tl-a-2020-{entry.hash}"]
    note = markup.unescape_tex(one.fields["note"])
    assert note == (
        "share/energy/TL-A/2020 = 10.0\u202f%; energy.books over energy.nation, national; "
        "vintage: energy.books of 2022-01-01; energy.nation of 2022-01-01; "
        f"hash {entry.hash}; edition TL-A-2021; release {register.release}"
    )
    assert one.fields["regionshare_value"] == "10 percent"


def test_proxy_alone_has_the_short_macro_too(toy: Evaluator, register: published.Published) -> None:
    text = exports.tex(register, toy.store)
    proxy = register.entries["share/energy/TL-A/2021@later~national~nation"]
    assert f"\\newcommand{{\\AlphaEnergyShareMMXXI}}{{12.0\\,\\%}}% {proxy.id} {proxy.hash}" in text
    assert "\\newcommand{\\AlphaEnergyShareMMXXIOnLaterOverNationalOverNation}{12.0\\,\\%}" in text
    # a proxy beside the headline of the same year has no short macro of its own
    assert text.count("{\\AlphaCoTwoShareMMXX}") == 1
    assert "{\\AlphaCoTwoShareMMXX}{10.0\\,\\%}% share/co2/TL-A/2020 " in text


def test_a_macro_of_the_bare_value_serves_num(
    toy: Evaluator, register: published.Published
) -> None:
    text = exports.tex(register, toy.store)
    assert r"\newcommand{\AlphaEnergyShareMMXX}{10.0\,\%}% share/energy/TL-A/2020 " in text
    assert r"\newcommand{\AlphaEnergyShareMMXXValue}{10}" in text
    values = re.findall(r"^\\newcommand\{\\\w+Value\}\{(.*)\}$", text, re.MULTILINE)
    assert len(values) >= len(register.entries)
    assert all(float(one) == float(one) for one in values)


def test_csv_and_json_hold_every_number(toy: Evaluator, register: published.Published) -> None:
    rows = list(csv.DictReader(io.StringIO(exports.table(register, toy.store))))
    assert [row["id"] for row in rows] == list(register.entries)
    content = json.loads(exports.as_json(register, toy.store))
    assert list(content["numbers"]) == sorted(register.entries)
    for row in rows:
        one = content["numbers"][row["id"]]
        assert one["value"] == float(row["value"])
        assert (one["macro"], one["key"], one["hash"]) == (row["macro"], row["key"], row["hash"])
        assert one["inputs"]
        assert row["basis"]
