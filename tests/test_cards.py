from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string

from regionshare.citation import forms
from regionshare.citation.forms import Citable
from regionshare.numbers import display, registry
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import METRICS, anchor
from regionshare.register import exports
from regionshare.register.cards import Deck, Shown, cards, facts, quotations, worked
from regionshare.register.meanings import MEANINGS, meaning
from regionshare.text.markup import breakable

GOLDEN = Path(__file__).parent / "golden"
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
    markup = str(markup).replace("<wbr>", "<wbr/>").replace("<br>", "<br/>")
    return ET.fromstring(f"<x>{markup}</x>")


def card_of(ready: Evaluator, identifier: str, lang: str = "en") -> str:
    own = deck(ready, lang)
    return own.card(own.register["numbers"][identifier])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cards_stand_on_a_page_of_their_own_that_needs_no_script(toy: Evaluator, lang: str) -> None:
    sheets = deck(toy, lang).sheets({"shares": "Shares"}, "../", "../zh/numbers/")
    assert list(sheets) == ["shares.html"]
    for identifier in IDS:
        parsed(card_of(toy, identifier, lang))
        assert f'<section class="number-entry" id="{anchor(identifier)}"' in sheets["shares.html"]
    assert '<a class="twin-link" href="../zh/numbers/shares.html">' in sheets["shares.html"]


def test_the_choices_of_one_span_are_listed_once_on_a_page(real: Evaluator) -> None:
    headline = "share/co2/CN-GD/2022"
    other = f"{headline}@ceads_apparent_2022~national~edgar_2024"
    own = Deck(register(real, ids=(headline, other)), real.store, citing(), "en")
    sheet = own.sheets({"shares": "Shares"}, "../")["shares.html"]
    first, second = sheet.split("<section")[1:]
    count = real.number(headline).span.count
    assert count > 30
    assert first.count("<li>") == count
    assert second.count("<li>") == 0
    assert f'Each choice: <a href="../numbers.html#{anchor(headline)}">' in second
    assert own.card(own.register["numbers"][other]).count("<li>") == count


def test_figures_of_several_numbers_stand_once_on_a_page_with_where_they_come_from(
    real: Evaluator,
) -> None:
    ids = ("rank/energy:gdp/CN-GD/2021", "below_average/energy:gdp/CN/2021")
    own = Deck(register(real, ids=ids), real.store, citing(), "en")
    first, second = own.sheets({"shares": "Shares"}, "../")["shares.html"].split("<section")[1:]
    assert re.findall(r'data-above="([^"]+)"', first) == []
    above = re.findall(r'data-above="([^"]+)"', second)
    assert above
    assert {*above} <= {*re.findall(r' id="([^"]+)"', first)}
    counts = re.findall(r">the same (\d+) figures as above</a>", second)
    assert counts
    alone = own.card(own.register["numbers"][ids[1]])
    assert alone.count(" 2021: ") == second.count(" 2021: ") + sum(map(int, counts))
    assert " id=" not in alone.partition("<dl")[2]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_texts_of_a_page_repeat_stands_there_once_and_none_of_it_is_lost(
    toy: Evaluator, lang: str
) -> None:
    own = deck(toy, lang)
    page = own.sheets({"shares": "Shares"}, "../")["shares.html"]
    read = html.unescape(page[page.index("<main") : page.index(">", page.index("<main"))])
    shared = json.loads(read.partition('data-shared="')[2].removesuffix('"'))
    assert shared
    assert len(set(shared)) == len(shared)
    cards = parsed(page[page.index("<section") : page.rindex("</section>") + len("</section>")])
    for card in cards.iter("section"):
        group = card.find("div")
        assert group is not None
        content = own.register["numbers"][group.attrib["data-own"].split()[0]]
        parts = [*group.attrib["data-own"].split(" "), *shared]
        found = []
        for button in group.iter("button"):
            text = button.attrib["data-copy"]
            for _ in range(2):  # as book.js does
                text = re.sub(r"\{@(\d+)\}", lambda one, own=parts: own[int(one[1])], text)
            found.append(text)
        whole = quotations(content, toy.store, citing(), lang)
        assert [" ".join(text.split()) for text in found] == [
            " ".join(text.split()) for text in (*whole.values(), "{url}")
        ]


@pytest.mark.parametrize(
    ("lang", "meant"),
    [
        ("en", "Alpha: share of the energy of Toyland, 2020"),
        ("zh", "甲占玩具国能源消费的比重，2020"),
    ],
)
def test_a_card_begins_with_what_the_number_is_and_ends_with_its_id(
    toy: Evaluator, lang: str, meant: str
) -> None:
    text = " ".join("".join(parsed(card_of(toy, IDS[0], lang)).itertext()).split())
    places = [text.index(part) for part in (meant, "÷", IDS[0])]
    assert places == sorted(places)


def test_a_formula_is_told_in_the_units_of_its_figures(real: Evaluator) -> None:
    number = real.number("share/energy/CN-GD/2021")
    assert worked(number, real.store, "en") == "368.2 ÷ 5,240 Mtce = 7.0\u202f%"
    assert worked(number, real.store, "zh") == "36,821 ÷ 524,000万吨标准煤 = 7.0%"
    assert worked(real.number("rank/co2:gdp/CN-GD/2022"), real.store, "en") == ""


def test_every_number_of_the_edition_has_its_meaning_in_words(real: Evaluator) -> None:
    golden = json.loads((GOLDEN / "numbers-CN-GD-2023.json").read_text("utf-8"))
    for lang in ("en", "zh"):
        for identifier in golden["numbers"]:
            text = meaning(identifier, real.store, lang)
            assert "  " not in text, identifier
            assert not re.search(r"[a-z]_[a-z]|\{", text), (identifier, text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_two_numbers_of_the_edition_read_alike(real: Evaluator, lang: str) -> None:
    golden = json.loads((GOLDEN / "numbers-CN-GD-2023.json").read_text("utf-8"))["numbers"]
    told = Counter(meaning(one, real.store, lang) for one in golden)
    assert len(golden) > 500
    assert [text for text, count in told.items() if count > 1] == []


def test_an_amount_per_head_is_named_so(real: Evaluator) -> None:
    one = "relative_intensity/energy:population/CN-GD/2021"
    assert meaning(one, real.store, "en").startswith("Energy per person, Guangdong")
    assert meaning(one, real.store, "zh").startswith("广东人均能源消费")


def test_a_bare_number_in_an_id_is_told_as_what_it_is(real: Evaluator) -> None:
    """A limit of revisions is no rate of coal."""
    revised, plant = (
        "revised_beyond/generation/CN/2022@nbs~later~4",
        "plant_hours/coal/CN-GD/2024@280",
    )
    assert meaning(revised, real.store, "en").endswith("(more than 4 %)")
    text = meaning("revision/gdp/CN-HE/2017@nbs_2018~nbs_2020", real.store, "en")
    assert text.endswith("(before the 4th census → after the 4th census)")
    assert meaning(revised, real.store, "zh").endswith("（超过4%）")
    assert meaning(plant, real.store, "en").endswith("(at 280 g of coal equivalent per kWh)")


def test_a_number_of_a_market_tells_its_days_what_it_counts_and_whose_it_is(
    real: Evaluator,
) -> None:
    """From the opening or between two reports; a loose year would read as that year's trade."""
    for one, en, zh in (
        (
            "traded/ets_turnover/CN-GD/2024@gd_claim_2024_10_31",
            "Turnover on the carbon market, Guangdong, from the opening to 31 October 2024 "
            "(as the article states)",
            "广东碳市场成交额，开市至2024年10月31日累计（文章所述）",
        ),
        (
            "price/ets_turnover:ets_volume/CN-GD/2023@gd_products_2022_01_12~gd_products_2023_08~high",
            "Average price on the carbon market, Guangdong, 12 January 2022 to 31 August 2023 "
            "(all products; upper end)",
            "广东碳市场平均价格，2022年1月12日至2023年8月31日（全部产品；上限）",
        ),
        (
            "traded/ets_volume/CN/2018@pilots_2018_10_31",
            "Allowances traded, China, from the opening to 31 October 2018 "
            "(all regional pilots together)",
            "中国配额成交量，开市至2018年10月31日累计（各区域试点合计）",
        ),
        (
            "traded/ets_volume/CN-GD/2023@gd_products_2023_12_31",
            "Allowances traded, Guangdong, from the opening to 31 December 2023 "
            "(all products; a lower bound)",
            "广东配额成交量，开市至2023年12月31日累计（全部产品；仅为下限）",
        ),
        (
            "times/ets_volume/CN-HB/2024@gd_2024_12_17~hb_forward_2024_11_25",
            "Allowances traded: Hubei to 25 November 2024 (with spot-forward) as a multiple of "
            "Guangdong to 17 December 2024 (official count)",
            "配额成交量：湖北截至2024年11月25日（含现货远期）是广东截至2024年12月17日（官方口径）的多少倍",
        ),
    ):
        assert (meaning(one, real.store, "en"), meaning(one, real.store, "zh")) == (en, zh)


def test_a_total_is_named_where_something_is_divided_by_it(real: Evaluator) -> None:
    for one, told in (
        (
            "share/energy/CN-GD/2022@gd_later~national~nbs_national",
            "later compilation; over the national total: NBS national total",
        ),
        (
            "revision/gdp/CN/2023@nbs_2020~nbs_2025~sum",
            "after the 4th census → after the 5th census; sum of all regions",
        ),
        (
            "imported/co2/CN-GD/2021@carbon_monitor~sum~imports_south",
            "Carbon Monitor; with bought power at the South China grid factor",
        ),
        ("change/gdp/CN/2005-2022@gdp_growth.nbs_national_revised", "real GDP growth: as revised"),
        ("value/generation_solar/CN-GD/2023@nbs_above_size", "plants above the designated size"),
    ):
        assert meaning(one, real.store, "en").endswith(f" ({told})")


def test_a_nation_is_named_as_within_a_sentence(real: Evaluator) -> None:
    for one, told in (
        ("share/energy/US-CA/2020", "California: share of the energy of the United States, 2020"),
        (
            "gini/co2:gdp/US/2021",
            "Gini coefficient of carbon against GDP among the regions of the United States, 2021",
        ),
    ):
        assert meaning(one, real.store, "en") == told
    assert meaning("gini/co2:gdp/CN/2022", real.store, "zh").startswith("全国各地区")


def test_every_kind_of_number_has_its_words() -> None:
    for lang in ("en", "zh"):
        assert set(MEANINGS[lang]["kinds"]) == {*METRICS, *registry.registered()}


def test_a_card_says_everything_about_a_number(toy: Evaluator) -> None:
    number = toy.number(IDS[1])
    card = card_of(toy, IDS[1])
    text = "".join(parsed(card).itertext())
    assert display.signs(number.formula) in text
    for one in number.inputs:
        value = display.quantity(one.value, one.unit, toy.store.units, "en", stated=True)
        assert f"{toy.store.regions[one.region].name('en')} {one.year}: {value}" in text
    assert number.span is not None
    assert card.count("<li>") == len(number.span.values)
    assert "over the sum of all regions" in text
    for part in (number.hash, "Yearbook of Toyland", "A copy", "not compared with the publisher"):
        assert part in text
    assert 'href="../sources.html#series-co2-first"' in card


def test_a_long_list_is_cut_in_a_notebook_and_folded_in_a_card(real: Evaluator) -> None:
    number = real.number("share/co2/CN-GD/2022")
    short = facts(number, real.store, Shown("en", more="elsewhere"))
    assert "and 24 more: elsewhere" in short
    whole = facts(number, real.store, Shown("en", folded=True))
    assert "<summary>and 24 more</summary>" in whole
    assert whole.count("2022: ") == len(number.inputs) == 30


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
        said = meaning(content["id"], toy.store, lang)
        assert re.match(
            rf"{re.escape(said)}(: |：){content['display'][lang]}[.。] ", texts["plain"]
        )
        assert all(one in texts["plain"] for one in (content["id"], content["hash"]))
        assert texts["plain"].endswith(" {url}")
        assert texts["markdown"] == f'[{content["display"][lang]}]({{url}} "{said}")'


def test_the_register_page_lists_what_the_notebook_and_the_cards_hold(toy: Evaluator) -> None:
    numbers = [toy.number(one) for one in IDS]
    page = deck(toy).page(
        {"shares": "Shares", "empty": "No numbers"},
        {"../numbers.bib": "numbers.bib", "f.zip": "figures"},
    )
    assert '<a href="../numbers.bib" download>numbers.bib</a>\u00a0· ' in page
    assert '<a href="f.zip" download>all figures (ZIP)</a>' in page
    assert "(page-numbers)=\n# Register of numbers\n" in page
    assert "No numbers" not in page
    notebook = cards(numbers, toy.store, "en")
    for number in numbers:
        place = anchor(number.id)
        assert f'<li id="{place}"><a class="num" href="numbers/shares.html#{place}">' in page
        assert f'<code id="num-{number.id}">{breakable(number.id, "/@~")}</code>' in page
        assert f'id="{place}" data-number="{number.id}"' in notebook
        assert number.hash in notebook
        assert number.hash in card_of(toy, number.id)


def test_a_series_without_a_name_is_called_by_its_concept_and_a_document_s_figure_as_stated(
    real: Evaluator,
) -> None:
    named = {one.id for one in real.store.series.values() if one.label("en") == one.short}
    assert "capacity_nuclear.nea" in named
    for lang, nuclear, stated in (
        ("en", "nuclear", "as the document states"), ("zh", "核电", "文件所载"),
    ):  # fmt: skip
        told = [display.series_name(one, real.store, lang) for one in sorted(named)]
        assert not {one.partition(".")[2] for one in named} & set(told)
        assert nuclear in display.series_name("capacity_nuclear.nea", real.store, lang).lower()
        assert display.series_name("practice.csv: article_plant_land", real.store, lang) == stated
