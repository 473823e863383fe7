"""Sentences: what is stated in words is read as it is meant, or refused with the reason."""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from lark.visitors import CollapseAmbiguities
from sampling import some_of
from sentences_written import EXAMPLES, OWN
from waiting import calls

import regionshare
from regionshare.claims import ledger
from regionshare.claims.labels import FIRM
from regionshare.claims.notation import Token
from regionshare.cli import main
from regionshare.errors import ParameterError
from regionshare.numbers.opening import evaluator
from regionshare.sentences import formats, grammar, lexicon
from regionshare.sentences.checking import checked
from regionshare.sentences.cleaning import LONGEST
from regionshare.text.messages import room

SCHEMA = json.loads(
    (Path(regionshare.__file__).parent / "schemas" / "sentences.schema.json").read_text("utf-8")
)
VALID = validator_for(SCHEMA)(SCHEMA)
PARTS = 20
"""Tests over which the sentences are spread: one for each would cost more than reading them."""
TRAPS = sum("code" in one for one in OWN)


def read(text: str, **more: Any) -> list[str]:
    """The statements of a text, each as the words of ``sentences.yml``."""
    return [line(one) for one in regionshare.check(text, **more)["statements"]]


def line(one: dict[str, Any]) -> str:
    value = one["stated"]["value"]
    shown = f"{value:.10g}" if abs(value) < 0.001 else f"{round(value, 4):.10g}"
    year = "-" if one["year"] is None else str(one["year"])
    words = [one["metric"], one["concepts"], one["region"], year, one["stated"]["kind"], shown]
    return " ".join([*words, one["stated"]["unit"], one.get("against", "")]).strip()


def plain(words: str) -> str:
    """A line of ``sentences.yml`` with its value as `line` writes it."""
    parts = words.split()
    parts[5] = f"{float(parts[5]):.10g}"
    return " ".join(parts)


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one["id"])
def test_examples_are_read_as_they_are_meant(one: dict[str, Any]) -> None:
    found = regionshare.check(one["text"])
    keys = ("metric", "concepts", "region", "year")
    got = [
        {**{key: s[key] for key in keys}, **{k: s["stated"][k] for k in ("kind", "unit")}}
        for s in found["statements"]
    ]
    wanted = one.get("statements", [])
    assert got == [{key: s[key] for key in (*keys, "kind", "unit")} for s in wanted]
    for s, w in zip(found["statements"], wanted, strict=True):
        assert s["stated"]["value"] == pytest.approx(w["value"], rel=1e-4)
    assert [s["code"] for s in found["not_read"]] == ([one["code"]] if "code" in one else [])


def test_a_splice_decides_of_a_sentence_where_it_does_in_the_ledger():
    """2023 has a splice alone: the yearbooks' figure of 2022 decides, in a sentence as in C20."""
    text = "In 2023 Guangdong used about 7 % of China's energy."
    (found,) = json.loads(json.dumps(regionshare.check(text)))["statements"]
    listed = ledger.open_ledger()["C20"].verdict
    assert (found["label"], found["firmness"]) == (listed.today, listed.now.firmness)
    assert found["number"] == "share/energy/CN-GD/2022"
    assert [j.evidence.number for j in listed.now.deciding] == [found["number"]]
    assert (found["tests"]["choices"]["k"], found["tests"]["choices"]["n"]) == (listed.k, listed.n)


@pytest.mark.parametrize(
    "part", [pytest.param(nth, marks=pytest.mark.slow if nth % 4 else ()) for nth in range(PARTS)]
)
def test_sentences_are_read_as_they_are_meant_or_refused(part: int) -> None:
    wrong = {}
    for one in OWN[part::PARTS]:
        text = one["text"]
        found = regionshare.check(text)
        VALID.validate(found)
        got = [line(s) for s in found["statements"]], [s["code"] for s in found["not_read"]]
        if got != ([plain(w) for w in one.get("read", [])], one.get("code", "").split()):
            wrong[text] = got
        for said in (*found["statements"], *found["not_read"]):
            start, end = said["span"]
            assert " ".join(text[start:end].split()) == said["text"], text
    assert wrong == {}


def test_half_of_the_sentences_are_traps() -> None:
    assert len(OWN) >= 200
    assert 0.4 * len(OWN) <= TRAPS


@functools.cache
def read_clauses(step: int) -> dict[tuple[str, ...], Any]:
    """A clause of each order of words that every so many sentences have."""
    seen: dict[tuple[str, ...], Any] = {}
    plain_read = grammar.read

    def noted(found: Any) -> Any:
        seen.setdefault(tuple(one.type for one in found), found)
        return plain_read(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grammar, "read", noted)
        for one in OWN[::step]:
            checked(one["text"])
    assert len(seen) > 100
    return seen


@pytest.mark.slow
@pytest.mark.xdist_group("clauses")
@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.release), 9])
def test_no_clause_has_two_readings(step: int) -> None:
    """Where the grammar derives a clause in two ways, both say the same."""
    for kinds, found in read_clauses(step).items():
        try:
            forest = grammar.forest(kinds, "explicit")
        except lark.UnexpectedInput:
            continue
        said, nothing = [], 0
        for tree in CollapseAmbiguities().transform(forest):
            try:
                one = grammar.told(tree, found)
            except lark.exceptions.VisitError:  # so derived, it means nothing
                nothing += 1
                continue
            if one.form in ("share", "value", "bare", "changed"):  # told apart by their figure
                one = replace(one, form="")
            if one not in said:
                said.append(one)
        assert len(said) == 1 or (nothing and not said), (
            " ".join(word.text for word in found),
            said,
        )


def ending(parse: Callable[[], Any]) -> tuple[Any, ...]:
    """The tree that a parser finds, or where it finds none."""
    try:
        return (parse(),)
    except lark.UnexpectedInput as error:
        word = getattr(error, "token", None)
        return type(error), word and word.value.value


@pytest.mark.slow
@pytest.mark.xdist_group("clauses")
@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.release), 9])
def test_looking_ahead_changes_no_tree_and_no_place_of_failure(step: int) -> None:
    failed = 0
    for nth, whole in enumerate(read_clauses(step)):
        cut = [] if nth % 6 else [whole[:-1], whole[1:]]
        for kinds in filter(None, [whole, *cut]):
            start = grammar.start_of(kinds)
            places = [Token(kind, "", at, at + 1, at) for at, kind in enumerate(kinds)]
            plain_parser = grammar.parser(start == grammar.PLAIN)
            slow = ending(functools.partial(plain_parser.parse, places, start=start))
            assert ending(functools.partial(grammar.forest, kinds)) == slow, kinds
            failed += len(slow) > 1
    assert failed > 20 // step


def test_a_word_stands_in_one_list() -> None:
    seen: dict[str, str] = {}
    for group in ("concepts", "ratios", "lexicon", "traps"):
        for word, key in lexicon.listed(group):
            assert seen.setdefault(word, key) == key, word


# -- properties -----------------------------------------------------------------------------------

REGIONS = [r for r in evaluator().store.regions if r.level in ("province", "state")]
NATIONS = {"CN": "China", "US": "America"}
NOUNS = {"energy": "energy", "electricity": "electricity", "co2": "carbon dioxide", "gdp": "GDP",
         "population": "people"}  # fmt: skip
HAN = {
    "energy": "能源消费",
    "electricity": "用电量",
    "co2": "碳排放",
    "gdp": "GDP",
    "population": "人口",
}
YEARS = {"energy": 2015, "electricity": 2012, "co2": 2016, "gdp": 2018, "population": 2020}

regions, concepts = st.sampled_from(REGIONS), st.sampled_from(list(NOUNS))
tenths = st.integers(11, 989).filter(lambda n: n % 10).map(lambda n: n / 10)
FORMS = (
    "In {year} {region} accounted for {value} % of {nation}'s {noun}.",
    "{region} had {value} % of the {noun} in {nation} in {year}.",
    "{region}'s share of {nation}'s {noun} was {value} per cent in {year}.",
    "In {year}, {value} % of {nation}'s {noun} was in {region}.",
    "{year}年{han_region}{han}占全国的{value}%。",
    "{han_region}{year}年{han}占全国比重为{value}%。",
)


@settings(max_examples=60, deadline=None)
@given(regions, concepts, tenths, st.sampled_from(FORMS))
def test_what_is_composed_is_read_back(region: Any, concept: str, value: float, form: str) -> None:
    year, nation = YEARS[concept], region.parent
    text = form.format(
        year=year, region=region.name_en, nation=NATIONS[nation], noun=NOUNS[concept], value=value,
        han=HAN[concept], han_region=region.name_zh,
    )  # fmt: skip
    assert read(text) == [f"share {concept} {region.id} {year} rounded {value:.10g} percent"]


words = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=5, max_size=9)


@settings(max_examples=60, deadline=None)
@given(words, st.integers(0, 7), st.integers(2, 98))
def test_an_unknown_word_is_never_dropped(word: str, place: int, digit: int) -> None:
    parts = f"Zhejiang used about {digit} % of China's energy".split(" ")
    parts.insert(place, word)
    found = regionshare.check(" ".join(parts) + ".")
    assert found["statements"] == []
    assert any(word in one["text"] for one in found["not_read"])


@settings(max_examples=40, deadline=None)
@given(words, st.integers(100, 999))
def test_a_figure_that_is_added_is_told(word: str, figure: int) -> None:
    text = f"In 2021 Zhejiang used about 5 % of China's energy and {figure} {word}."
    found = regionshare.check(text)
    assert [line(one) for one in found["statements"]] == [
        "share energy CN-ZJ 2021 rounded 5 percent"
    ]
    assert [str(figure) in one["text"] for one in found["not_read"]] == [True]


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in ",.;:'<>"})  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("start", some_of([0, 3, 6], 3))
def test_case_width_and_spaces_do_not_change_the_reading(start: int) -> None:
    """But of a footnote's mark, a list's dash and a formula, which stand as they are written."""
    said = (one["text"] for one in OWN[start::9])
    for text in (one for one in said if not re.search(r"\n|<|\[\d| - |CO2", one)):
        as_it_is = read(text)
        assert read(text.replace(" ", "  \u00a0")) == as_it_is
        assert read(text.replace(" ", "\n", 3)) == as_it_is
        assert read(text.upper()) == as_it_is
        assert read(re.sub("[0-9]", lambda one: one.group().translate(WIDE), text)) == as_it_is


# -- what is left open ----------------------------------------------------------------------------


def test_no_year_is_judged_for_the_latest_complete_one_and_at_most_fair() -> None:
    (one,) = regionshare.check("Zhejiang has 4.7 % of China's people.")["statements"]
    assert one["year"] is None
    assert one["firmness"] != FIRM
    assert one["number"].rpartition("/")[2] in one["answer"]


def test_a_text_is_answered_in_its_language_unless_another_is_asked_for() -> None:
    for lang, begins in ((None, "成立"), ("zh", "成立"), ("en", "Holds")):
        (one,) = regionshare.check("2021年广东能耗占全国的7%。", lang=lang)["statements"]
        assert one["answer"].startswith(begins)


@pytest.mark.parametrize(
    "text",
    ["Gansu's GDP per head ranks third from the bottom.", "甘肃人均GDP居全国倒数第三。",
     "甘肃人均GDP居全国末位。", "Gansu's GDP per head ranks third lowest in China."],
)  # fmt: skip
def test_a_place_counts_from_the_end_that_is_said(text: str) -> None:
    (one,) = regionshare.check(text, lang="en")["statements"]
    assert "counted from the lowest" in one["answer"]


def test_the_year_of_a_report_may_be_given_for_its_figures() -> None:
    text = "A 2015 report says Guangdong used 7 % of China's energy."
    assert read(text) == []
    assert read(text, year=2014) == ["share energy CN-GD 2014 rounded 7 percent"]


def test_options_fill_what_the_text_leaves_open() -> None:
    text = "The province used 7 % of China's energy."
    assert read(text, region="CN-GD", year=2020) == ["share energy CN-GD 2020 rounded 7 percent"]
    assert read("In 2021 Zhejiang used 5 % of China's energy.", region="CN-GD", year=2020) == [
        "share energy CN-ZJ 2021 rounded 5 percent"
    ]
    (one,) = regionshare.check(text, region="CN-GD")["statements"]
    assert "--region" in one["answer"]


def test_guesses_are_named() -> None:
    text = "Guangdong used 7 % of China's energy and emitted 5 % of its carbon."
    assert "“its” is taken to be the nation's" in regionshare.check(text)["statements"][1]["answer"]
    (one,) = regionshare.check("Georgia used 3 % of the country's energy in 2019.")["statements"]
    assert one["region"] == "US-GA"
    assert "“the country” is taken to be" in one["answer"]


def test_what_only_an_older_release_meets_is_wrong_and_says_so() -> None:
    text = "Guangdong's GDP reached 13.57 trillion yuan in 2023."
    (one,) = regionshare.check(text)["statements"]
    assert one["label"] == "wrong"
    assert "It held in the release of" in one["answer"]
    (then,) = regionshare.check(text, spoken="2025-12-25")["statements"]
    assert then["label"] == "held_when_spoken"


def test_the_first_line_says_that_it_held_before_a_revision_and_speaks_the_language_of_the_text():
    """An article of 2024 was right on its day; and nobody asked for English."""
    english = "Guangdong contributed about 10.8 % of China's GDP in 2023."
    chinese = "2023年广东贡献了约占全国10.8%的经济总量。"
    first = "wrong today (firm); it held before the revision of 2025"
    firstly = "今天看与证据不符（牢固）；2025年修订前成立"
    for asked, told in (((english,), first), ((chinese,), firstly), ((english, "--lang", "zh"), firstly),
                        ((chinese, "--lang", "en"), first),
                        ((english, "--spoken", "2024-11-21"), "held when spoken (firm)")):  # fmt: skip
        assert run(*asked)[1].splitlines()[1].strip() == told
    assert json.loads(run(chinese, "--json")[1])["statements"][0]["answer"].startswith("与证据不符")


@pytest.mark.parametrize("text", [
    "Guangdong contributed about 10.8 % of China's GDP in 2023.",
    "2023年广东贡献了约占全国10.8%的经济总量。",
])  # fmt: skip
def test_what_was_public_on_the_day_is_judged_as_the_ledger_does(text: str, tmp_path: Path) -> None:
    """The communiques of spring 2024 gave 10.76 %, the revision of 2025 gives 10.66 %."""
    theirs = ledger.open_ledger()["C23"].verdict
    found = checked(text, spoken=datetime.date(2024, 11, 21))
    verdict = found.read[0].verdict.entry.verdict
    assert (verdict.today, verdict.when_spoken) == (theirs.today, theirs.when_spoken)
    assert (verdict.then.k, verdict.then.n) == (theirs.then.k, theirs.then.n) == (1, 1)
    assert "10.76\u202f%" in found.as_json()["statements"][0]["answer"]
    path = tmp_path / "claims.yml"
    path.write_text(formats.claims(found), "utf-8")
    assert [one.verdict.today for one in ledger.open_ledger(path).entries] == [theirs.today]
    before = checked(text, spoken=datetime.date(2024, 3, 15))  # only the nation's was out
    assert before.read[0].verdict.label == "wrong"


def test_of_several_values_of_a_release_the_nearest_is_named() -> None:
    text = "Guangdong contributed about 10.8 % of China's GDP in 2023."
    (one,) = regionshare.check(text)["statements"]
    assert one["label"] == "wrong"
    assert "preliminary national GDP, 2023 (10.76\u202f%)" in one["answer"]


@pytest.mark.parametrize("stated, firmness", [("13", "weak"), ("12", "firm"), ("13.4", "firm")])
def test_a_miss_below_the_last_digit_shown_is_weak(stated: str, firmness: str) -> None:
    """13.509 %: 0.009 above what 13 % allows, 0.059 above what 13.4 % allows."""
    (one,) = regionshare.check(f"Texas emitted {stated} % of US carbon in 2021.")["statements"]
    assert one["value"] == pytest.approx(13.509, abs=0.001)
    assert (one["label"], one["firmness"]) == ("wrong", firmness)


def test_it_of_two_regions_is_a_guess_and_a_clause_that_is_refused_is_told_as_written() -> None:
    text = "In 2021 Guangdong used more energy than Jiangsu, but it emitted less CO2 than Shandong."
    (_, one) = regionshare.check(text)["statements"]
    assert (one["label"], one["firmness"]) == ("holds", "fair")
    assert "“it” is taken to be Guangdong." in one["answer"]
    for written in ("Guangdong's GDP was 13.57 trillion", "广东GDP135673.16"):
        (left,) = regionshare.check(written, lang="en")["not_read"]
        assert left["why"].endswith(f": {written}.")


def test_a_misspelt_region_gets_a_suggestion() -> None:
    (one,) = regionshare.check("Guandong used 7 % of China's energy.")["not_read"]
    assert "Guangdong" in one["why"]
    (one,) = regionshare.check("淅江能源消费占全国5%。", lang="zh")["not_read"]
    assert "浙江" in one["why"]


def test_both_languages_answer() -> None:
    text = "2021年浙江能源消费约占全国的5%。"
    (one,) = regionshare.check(text, lang="zh")["statements"]
    assert one["answer"].startswith("成立")
    with pytest.raises(ParameterError, match="lang 'fr' is not known"):
        regionshare.check(text, lang="fr")


# -- bad and large input --------------------------------------------------------------------------

HOSTILE = {
    "digits": "7" * 1_000_000,
    "percents": "5 % " * 250_000,
    "script": "<script>alert(1)</script>" * 40_000,
    "open tags": "<a " * 300_000,
    "marks": "\u202e5 %\u202c " * 100_000,
    "emoji": "🙂" * 250_000,
    "spaces": " " * 1_000_000,
    "lines": "\n" * 1_000_000,
    "letters": "x" * 1_000_000,
    "and": "Guangdong and " * 70_000,
    "numerals": "一二三四五六七八九" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", some_of(HOSTILE))
def test_a_megabyte_of_anything_gets_a_clear_answer_in_time(name: str) -> None:
    answers: list[dict[str, Any]] = []
    assert calls(lambda: answers.append(regionshare.check(HOSTILE[name]))) < 5_000_000
    (found,) = answers
    assert found["statements"] == []
    assert {one["code"] for one in found["not_read"]} & {"too_long", "no_quantity"}
    assert all(one["why"] for one in found["not_read"])


@pytest.mark.slow
def test_what_is_beyond_the_length_is_told() -> None:
    text = "In 2021 Zhejiang used about 5 % of China's energy. " + "Words. " * 40_000
    found = regionshare.check(text)
    assert len(found["statements"]) == 1
    assert found["not_read"][-1]["span"] == [LONGEST, len(text)]


def test_a_text_beyond_a_million_characters_is_refused_in_one_sentence() -> None:
    text = "In 2021 Zhejiang used about 5 % of China's energy. " * 40_000
    answers: list[dict[str, Any]] = []
    assert calls(lambda: answers.append(regionshare.check(text))) < 10_000
    (found,) = answers
    assert found["statements"] == []
    (one,) = found["not_read"]
    assert (one["code"], one["span"]) == ("too_long", [0, len(text)])
    assert f"{len(text):,}" in one["why"]


def test_marks_of_direction_that_reorder_are_refused() -> None:
    assert read("In 2021 Zhejiang used about \u202e5 %\u202c of China's energy.") == []


PROSE = "The provincial government said on Tuesday that it was pleased with the progress made. "


@pytest.mark.slow
def test_a_sentence_and_an_article_take_their_time_only() -> None:
    read("In 2021 Zhejiang used about 5 % of China's energy.")
    grammar._tree.cache_clear()
    one = "In 2021 Jiangsu used about 6 % of China's energy."
    assert calls(lambda: read(one)) < 80_000
    stated = " ".join(one["text"] for one in OWN if "read" in one and "\n" not in one["text"])
    article = " ".join((" ".join(stated.split(" ")[:200]) + " " + PROSE * 140).split(" ")[:2000])
    grammar._tree.cache_clear()
    answers: list[dict[str, Any]] = []
    assert calls(lambda: answers.append(regionshare.check(article))) < 6_000_000
    assert len(answers[0]["statements"]) > 15


@pytest.mark.slow
def test_time_grows_with_the_length_of_a_text() -> None:
    text = "".join(one["text"] + " " for one in OWN[:20] if "\n" not in one["text"])
    regionshare.check(text)
    few, many = (calls(functools.partial(regionshare.check, text * count)) for count in (1, 4))
    assert many < 4.5 * few


# -- forms ----------------------------------------------------------------------------------------

ARTICLE = """Guangdong & <b>its</b> share

In 2021 Zhejiang used about 5 % of China's energy. Guangdong has nearly a tenth of China's people,
and will have 11 % by 2030. Jiangsu has the second-largest economy in China. 2023年广东常住人口1.27亿人，占全国9%。
Guangdong's energy use per unit of GDP is two thirds of the national average.
Guangdong used between 6 and 8 % of China's energy in 2020. Jiangsu's GDP exceeded 12 trillion yuan in 2022.
From 2005 to 2019 Shandong's emissions doubled. <script>alert(7)</script>
"""


def test_a_page_marks_each_figure_and_runs_nothing() -> None:
    page = formats.page(checked(ARTICLE), "en")
    assert "Content-Security-Policy" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    text = re.sub("<[^>]+>", "", page.partition('<div class="text">')[2].partition("</div>")[0])
    assert "our value: 5.1" in text
    assert page.count("<mark") == len(checked(ARTICLE).read) + len(checked(ARTICLE).left)


def test_a_claims_file_goes_on_where_the_text_ends(tmp_path: Path) -> None:
    found = checked(ARTICLE)
    path = tmp_path / "claims.yml"
    path.write_text(formats.claims(found), "utf-8")
    again = ledger.open_ledger(path)
    assert [entry.claim.reading for entry in again.entries] == [
        one.verdict.stated.rule for one in found.read
    ]
    for entry, one in zip(again.entries, found.read, strict=True):
        scale = one.verdict.scale.times
        for ours, theirs in zip(
            one.verdict.entry.claim.readings, entry.claim.readings, strict=True
        ):
            assert theirs.interval.low * scale == pytest.approx(ours.interval.low)
            assert theirs.interval.high * scale == pytest.approx(ours.interval.high)
        assert entry.verdict.today == one.verdict.label


def test_what_is_guessed_makes_no_verdict_firm_and_names_are_written_as_in_the_text() -> None:
    text = (
        "In 2019 Texas emitted 683 million tonnes. In 2019 China emitted 11 billion tonnes of CO2."
    )
    found = regionshare.check(text)
    (one,), (other,) = found["statements"], found["not_read"]
    assert (one["label"], one["firmness"]) == ("holds", "fair")
    assert "“emitted” is taken to be of carbon dioxide alone" in one["answer"]
    assert other["why"].startswith("China is not a region")
    (joules,) = regionshare.check("In 2021 Guangdong used 10.8 EJ of energy.")["statements"]
    assert "29.3076 GJ" in joules["answer"]
    (turned,) = regionshare.check("\u202eIn 2021 Guangdong used 7 % of China's energy.")["not_read"]
    assert "U+202E" in turned["why"]


COARSE = """In 2019 California used 250 billion kWh of electricity. In 2021 Guangdong used 10.8 EJ of energy. 2021年广东碳排放约6亿吨，GDP居全国首位。

Out of every 100 tonnes of China's CO2, five come from Guangdong. Texas emits 23 short tons of CO2 per person."""
"""Figures that are rounded to what is no digit of theirs, and a first place."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "step"),
    [(0, 6), *(pytest.param(n, 6, marks=pytest.mark.release) for n in range(1, 6))],
)
def test_every_form_goes_on_as_a_claims_file_with_the_same_verdicts(
    first: int, step: int, tmp_path: Path
) -> None:
    path = tmp_path / "claims.yml"
    texts = [one["text"] for one in OWN[first::step] if "read" in one]
    found = checked("\n\n".join([COARSE, *texts]))
    assert len({one.verdict.statement.metric for one in found.read}) > 5
    path.write_text(formats.claims(found), "utf-8")
    again = {entry.claim.id: entry.verdict.today for entry in ledger.open_ledger(path).entries}
    assert {
        one.text: one.verdict.label
        for one in found.read
        if again[one.verdict.entry.claim.id] != one.verdict.label
    } == {}


@pytest.mark.parametrize(
    ("text", "spoken", "readings"),
    [
        ("Last year Guangdong used 7 % of China's energy.", "2022-05-01", "2021 7"),
        ("去年广东能源消费占全国的7%。", "2022-05-01", "2021 7"),
        ("前年广东GDP占全国的10.7%。", "2024-05-01", "2022 10.7"),
        ("去年底广东人口1.27亿。", "2024-02-01", "2023 127000000"),
        ("Guangdong's emissions rose 3 % last year.", "2022-05-01", "2020-2021 3"),
        ("Guangdong used 7 % of China's energy last year, up from 6.8 % the year before.",
         "2022-05-01", "2021 7, 2020 6.8"),
        ("去年广东用电量比上年增长8%。", "2022-01-01", "2020-2021 8"),
        ("This year Guangdong used 7 % of China's energy.", "2022-05-01", ""),
        ("In the last quarter of last year Guangdong had 7 % of China's GDP.", "2022-01-01", ""),
    ],
)  # fmt: skip
def test_the_day_says_which_year_last_year_is(text: str, spoken: str, readings: str) -> None:
    found = regionshare.check(text, spoken=spoken, lang="en")["statements"]
    assert ", ".join(f"{s['year']} {s['stated']['value']:g}" for s in found) == readings.replace(
        "127000000", "1.27e+08"
    )
    (without,) = regionshare.check(text.partition(",")[0], lang="en")["not_read"]
    assert without["code"] in ("relative_year", "part_of_year")
    if found:
        assert "is taken to be" in found[0]["answer"]
        assert "--spoken" in without["why"]


def test_why_a_figure_is_not_read_is_told_in_the_language_that_answers() -> None:
    (why,) = regionshare.check("2023年全国每100元GDP中有10.7元来自广东。", lang="zh")["not_read"]
    assert "fraction" not in why["why"]
    (en,) = regionshare.check("Of every 100 yuan of China's GDP, 10.7 came from Guangdong.")[
        "not_read"
    ]
    assert en["why"].endswith("is not a fraction of whole numbers")


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("In 2019 California used 250 billion kWh of electricity.",
         "Holds (250.37 billion kWh).", "成立（2,503.7亿千瓦时）。"),
        ("In 2018 Texas used 450 million Btu of energy per person.",
         "which gives 489 million Btu per person", "4.89亿英热单位/人"),
        ("In 2019 Texas emitted 300 tonnes of CO2 per million dollars of GDP.",
         "367.4 t per million dollars", "367.4吨/百万美元"),
        ("In 2021 Guangdong used 10.8 EJ of energy.", "366.8 or more, below 370.2 Mtce",
         "36,680万吨标准煤以上、不足37,020万吨标准煤"),
        ("Guangdong's emissions rose by 20 % between 2010 and 2019.",
         "which gives 19.4\u202f% and 24.1\u202f%;", "19.4%、24.1%；"),
        ("Gansu's GDP per head ranks third from the bottom.",
         "Gansu's place among the provinces by gross domestic product per head",
         "甘肃人均地区生产总值在省份中的位次"),
        ("Vermont emits the least carbon dioxide of any state.", "among the states (with D.C.)",
         "州（含华盛顿特区）"),
        ("Guangdong's energy use doubled between 2005 and 2020.", "Holds (2.1 times).",
         "成立（2.1倍）。"),
        ("Jiangsu's GDP was 0.6 trillion yuan less than Guangdong's in 2023.", "which gives −698",
         "−6,981"),
        ("Georgia used 3 % of the country's energy in 2019.", "taken to be the United States.",
         "当作美国。"),
        ("In 2019 Texas used 14.2 quadrillion Btu.", "Holds (14,234.1 trillion Btu).",
         "14,234.1万亿英热单位"),
        ("In 2019 Guangdong's GDP per head was 1.3 times the nation's.",
         "gross domestic product per head of Guangdong over the nation's", "广东人均地区生产总值与全国之比"),
        ("Guangdong's energy use has risen by a third since 2010.",
         "Does not agree with the evidence, which gives 45.18\u202f%; what", "与证据不符：证据为45.18%；"),
        ("Energy-related CO2 emissions of Texas were 683 million tonnes in 2019.",
         "“Energy-related CO2 emissions” is taken to be", "“Energy-related CO2 emissions”按"),
    ],
)  # fmt: skip
def test_answers_are_in_units_and_words_that_readers_know(text: str, en: str, zh: str) -> None:
    for lang, told in (("en", en), ("zh", zh)):
        (one,) = regionshare.check(text, lang=lang)["statements"]
        assert told in one["answer"].replace("\u00a0", " "), one["answer"]


def run(*arguments: str, given: str | None = None) -> tuple[int, str]:
    from click.testing import CliRunner

    done = CliRunner().invoke(main, ["check", *arguments], input=given)
    return done.exit_code, done.output


def test_the_command_answers_by_its_exit_code(tmp_path: Path) -> None:
    text = "In 2021 Zhejiang used about 5 % of China's energy."
    path = tmp_path / "article.txt"
    path.write_text(text, "utf-8")
    code, output = run(text)
    assert code == 0
    assert "share/energy/CN-ZJ/2021" in output
    assert run("--file", str(path))[0] == 0
    assert run("--file", "-", given=text)[0] == run("-", given=text)[0] == 0
    assert run("The weather was fine.")[0] == 1
    code, output = run("Guangdong is China's most innovative province.", "--claims")
    assert code == 1
    assert "claims:" not in output
    assert json.loads(run(text, "--json")[1])["statements"][0]["region"] == "CN-ZJ"
    assert "<mark" in run(text, "--html", "--lang", "zh")[1]
    wrong = ((), (text, "--file", str(path)), (text, "--json", "--html"), (text, "--region", "QQ"),
             (text, "--spoken", "yesterday"), ("--file", str(tmp_path)), (text, "--lang", "fr"),
             (text, "--region", "CN-GD-SZ"))  # fmt: skip
    for call in wrong:
        assert run(*call)[0] == 2, call


def test_every_code_is_in_the_schema() -> None:
    VALID.check_schema(SCHEMA)
    codes = SCHEMA["properties"]["not_read"]["items"]["properties"]["code"]["enum"]
    assert set(codes) == set(room("sentences")["en"]["refused"])
    assert set(room("sentences")["en"]["traps"]) <= set(codes)


def test_a_change_over_two_releases_of_one_inventory_joins_them_where_they_agree() -> None:
    """CEADs' release to 2022 begins in 2015: its 2010 is that of the release to 2019, as in Shanxi."""
    (one,) = regionshare.check("Shanxi's emissions grew by 42 % between 2010 and 2022.")[
        "statements"
    ]
    assert one["value"] == pytest.approx(42.06, abs=0.005)
    assert one["label"] == "depends"
    assert "joined to CEADs sectoral, release to 2019, 2010 to 2022" in one["answer"]
    (within,) = regionshare.check("Guangdong's emissions grew by 66.5 % from 2005 to 2019.")[
        "statements"
    ]
    assert "joined" not in within["answer"]


def test_a_year_before_bought_power_can_be_priced_is_not_judged_by_earlier_years() -> None:
    """The crossing is asked only where each of its choices has a value; else that year's grid."""
    one = regionshare.check("In 2020 Guangdong emitted about 5 % of China's carbon.")["statements"][
        0
    ]
    assert one["tests"]["choices"]["n"] < 10
    assert "2019" not in one["answer"]


def test_a_value_is_told_to_the_digits_that_every_python_agrees_on() -> None:
    """Sums of floats differ in the sixteenth digit from Python 3.12 on, and in the browser."""
    (found,) = regionshare.check("Guangdong emitted about 5 % of China's carbon.")["statements"]
    exact = checked("Guangdong emitted about 5 % of China's carbon.").read[0].verdict.value
    assert found["value"] == float(f"{exact:.12g}") != exact


@pytest.mark.parametrize(
    ("text", "label", "firmness"),
    [
        ("Guangdong had about 130 million people in 2023.", "holds", "firm"),
        ("2023年青海人口590万。", "holds", "firm"),
        ("2023年海南GDP约1万亿元。", "holds", "weak"),
        ("Jilin's GDP was about 1 trillion yuan in 2023.", "holds", "weak"),
        ("In 2020 Guangdong emitted 100 tons of CO2 per person.", "wrong", "weak"),
    ],
)
def test_a_round_number_is_as_exact_as_its_digits(text: str, label: str, firmness: str) -> None:
    (one,) = regionshare.check(text)["statements"]
    assert (one["label"], one["firmness"]) == (label, firmness)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Guangdong's emissions were 5 % of China's in 2022.", "“emissions” is taken to be carbon"),
        ("Guangdong had 5 % of China's emissions and 9 % of its people.", "carbon dioxide alone"),
        ("Texas is the largest emitter of the United States.", "“emitter” is taken to be carbon"),
        ("2022年广东排放量占全国的5%。", "“排放量” is taken to be carbon dioxide alone"),
        ("In 2021 Guangdong emitted 590 million tons of CO2.", "Tons are taken to be metric."),
    ],
)
def test_what_a_word_leaves_open_is_told_in_the_answer(text: str, told: str) -> None:
    first = regionshare.check(text, lang="en")["statements"][0]
    assert told in first["answer"]


@pytest.mark.parametrize(
    "text", ["Guangdong's CO2 emissions were 5 % of China's.", "广东碳排放占全国的5%。"]
)
def test_emissions_of_a_named_gas_are_no_guess(text: str) -> None:
    (one,) = regionshare.check(text)["statements"]
    assert "alone" not in one["answer"]


def test_a_short_ton_is_907_kg_in_every_form() -> None:
    texts = (
        "In 2019 Texas emitted 750 million short tons of CO2.",
        "In 2019 Texas emitted 680.388555 million tonnes of CO2.",
    )
    first, second = (regionshare.check(text)["statements"][0] for text in texts)
    assert first["stated"]["value"] == pytest.approx(second["stated"]["value"])
    for text in (
        "Texas emitted 750 million tons of CO2.",
        "Texas emitted 25 tons of CO2 per head.",
    ):
        (one,) = regionshare.check(text)["not_read"]
        assert one["code"] == "ambiguous"
        assert "907" in one["why"]


def test_what_will_be_said_cannot_be_checked() -> None:
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    text = "In 2021 Zhejiang used about 5 % of China's energy."
    with pytest.raises(ParameterError, match="is after today"):
        regionshare.check(text, spoken=tomorrow)
    assert regionshare.check(text, spoken=datetime.date.today())["statements"]


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        (("Hebei emitted about 900 Mt of CO2 in 2021.",
          "Hebei emitted about 900 million tonnes of CO2 in 2021."), 895e6, 905e6),
        (("9 in 100 Chinese live in Guangdong.", "Guangdong has 9 % of China's people.",
          "每100个中国人中有9个是广东人。"), 8.5, 9.5),
        (("2023年青海人口590万人。", "2023年青海人口五百九十万人。"), 585e4, 595e4),
        (("2023年广东人口1亿3千万人。", "2023年广东人口一亿三千万人。", "2023年广东人口13000万人。"), 1.25e8, 1.35e8),
    ],
)  # fmt: skip
def test_one_figure_is_one_interval_in_every_spelling(
    texts: tuple[str, ...], low: float, high: float
) -> None:
    found = [one for text in texts for one in regionshare.check(text)["statements"]]
    assert {(one["stated"]["low"], one["stated"]["high"]) for one in found} == {(low, high)}
    assert len(found) == len(texts)


def test_a_sentence_that_points_back_takes_the_year_of_the_one_before() -> None:
    def years(text: str, **options: Any) -> list[int | None]:
        return [one.verdict.year for one in checked(text, **options).read]

    used = "In 2015 Guangdong used 7 % of China's energy."
    assert years(f"{used} It emitted 5 % of China's carbon.") == [2015, 2015]
    assert years("2015年广东能耗占全国7%。该省碳排放占全国5%。") == [2015, 2015]
    own = f"{used} It emitted 5 % of China's carbon and used 7 % of its energy in 2012."
    assert years(own) == [2015, 2012, 2012]
    for other in ("Now it emits", "Guangdong emits", "Shandong emits"):
        assert years(f"{used} {other} 5 % of China's carbon.") == [2015, 2022]
    changed = "From 2010 to 2015 Guangdong's energy use grew by 10 %."
    assert years(f"{changed} It emitted 5 % of China's carbon.")[1] == 2022
    assert years(f"{used} It emitted 5 % of China's carbon.", year=2012) == [2015, 2012]
    told = checked(f"{used} It emitted 5 % of China's carbon.").read[1].verdict.answer("en")
    assert "The year is not repeated; taken to be that of the sentence before, 2015." in told
