from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string

from regionshare.citation import forms
from regionshare.citation.forms import Citable
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import anchor
from regionshare.register import exports
from regionshare.register.cards import Deck, Shown, cards, facts, quotations

IDS = ("share/energy/TL-A/2020", "share/co2/TL-A/2020", "rank/energy:gdp/TL-A/2020")


def register(ready: Evaluator, lang: str = "en", ids: tuple[str, ...] = IDS) -> dict[str, Any]:
    numbers = {}
    for one in map(ready.number, ids):
        shown = {code: display.display(one, ready.store, code) for code in ("en", "zh")}
        tip = display.tooltip(one, ready.store, lang)
        numbers[one.id] = {**one.to_dict(), "display": shown, "tooltip": tip, "chapter": "shares"}
    return {
        "edition": {"region": "TL-A", "year": 2020, "lang": lang, "title": "Alpha, 2020"},
        "chapters": {"shares": {"title": "Shares"}},
        "numbers": numbers,
        "aliases": {},
        "texts": {"region": "Alpha", "nation": "Toyland", "edition": "Alpha, 2020"},
        "flags": {},
    }


def citing() -> Citable:
    return Citable(forms.load_citation(), "TL-A", 2020, "Alpha")


def deck(ready: Evaluator, lang: str = "en") -> Deck:
    return Deck(register(ready, lang), ready.store, citing(), lang)


def parsed(markup: str) -> ET.Element:
    """As XML: HTML of ours closes what it opens, save for a few empty elements."""
    markup = str(markup).replace("<wbr>", "<wbr/>").replace("<div popover ", "<div ")
    return ET.fromstring(f"<x>{markup}</x>")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_card_is_well_formed_and_opens_without_javascript(toy: Evaluator, lang: str) -> None:
    for identifier, markup in deck(toy, lang).cards().items():
        parsed(markup)
        name = f"card-{anchor(identifier).removeprefix('num-')}"
        assert markup.startswith(f'<div popover id="{name}"')
        assert f'popovertarget="{name}" popovertargetaction="hide"' in markup
        assert f'href="numbers.html#{anchor(identifier)}"' in markup


def test_a_card_says_everything_about_a_number(toy: Evaluator) -> None:
    number = toy.number(IDS[1])
    card = deck(toy).cards()[IDS[1]]
    text = "".join(parsed(card).itertext())
    assert number.formula in text
    for one in number.inputs:
        value = display.quantity(one.value, one.unit, toy.store.units, "en")
        assert f"{toy.store.regions[one.region].name('en')} {one.year}: {value}" in text
    assert number.span is not None
    for token in number.span.values:
        assert token in text
    for part in (number.hash, "Yearbook of Toyland", "A copy", "not compared with the publisher"):
        assert part in text
    assert 'href="sources.html#series-co2-first"' in card


def test_a_long_list_is_cut_in_a_card_and_whole_in_the_register(real: Evaluator) -> None:
    number = real.number("share/co2/CN-GD/2022")
    short = facts(number, real.store, Shown("en", more="elsewhere"))
    assert "and 24 more: elsewhere" in short
    whole = facts(number, real.store, Shown("en", limit=None))
    assert whole.count("<strong>") == len(number.inputs) == 30


def test_a_source_with_an_address_is_a_link(real: Evaluator) -> None:
    markup = facts(real.number("share/co2/CN-GD/2022"), real.store, Shown("zh"))
    assert '<a href="https://ceads.net/data/province/">' in markup


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_copied_of_a_number(toy: Evaluator, lang: str, tmp_path: Path) -> None:
    for content in register(toy, lang)["numbers"].values():
        texts = quotations(content, toy.store, citing(), lang)
        entries = parse_string(texts["bibtex"], "bibtex").entries
        assert content["hash"] in next(iter(entries.values())).fields["note"]
        assert re.fullmatch(r"\\newcommand\{\\[A-Za-z]+\}\{.+\}% \S+ \w{16}", texts["latex"])
        paper = tmp_path / "paper.bib"
        paper.write_text(texts["bibtex"])
        assert [(one.id, one.hash) for one in exports.numbers_in(paper)] == [
            (content["id"], content["hash"])
        ]
        assert texts["plain"].startswith(content["display"][lang])
        assert texts["markdown"].startswith(f"[{content['display'][lang]}]({{url}}")


def test_a_notebook_and_the_register_page_tell_the_same(toy: Evaluator) -> None:
    numbers = [toy.number(one) for one in IDS]
    page = deck(toy).page(
        {"shares": "Shares", "empty": "No numbers"},
        {"../numbers.bib": "numbers.bib", "f.zip": "figures"},
    )
    assert '<a href="../numbers.bib" download>numbers.bib</a> · ' in page
    assert '<a href="f.zip" download>all figures (ZIP)</a>' in page
    assert "(page-numbers)=\n# Register of numbers: Alpha, 2020" in page
    assert "No numbers" not in page
    notebook = cards(numbers, toy.store, "en")
    for number in numbers:
        assert f'id="{anchor(number.id)}" data-number="{number.id}"' in page
        assert f'id="{anchor(number.id)}" data-number="{number.id}"' in notebook
        assert number.hash in page
        assert number.hash in notebook
