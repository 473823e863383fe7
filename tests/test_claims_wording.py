"""Wording: intervals and values as readers see them, in both languages."""

from __future__ import annotations

import pytest

from regionshare.claims import answer, reasons, words
from regionshare.claims.evidence import Evidence
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Ledger, open_ledger
from regionshare.claims.words import Words
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room


@pytest.fixture(scope="module")
def ledger(real: Evaluator) -> Ledger:
    return open_ledger(evaluator=real)


@pytest.mark.parametrize(
    ("claim", "english", "chinese"),
    [
        ("C01", "21 November 2024", "2024年11月21日"),
        ("C03", "2 places named", "2地"),
        ("C04", "more than 50 %", "超过50%"),
        ("C05", "below 0.45 t per 10,000 yuan", "低于0.45吨/万元"),
        ("C06", "rank 1 to 3; or rank 1 to 5; or rank 1 to 10",
         "第1至3位；或第1至5位；或第1至10位"),
        ("C07", "more than 130 GW", "超过1.3亿千瓦"),
        ("C11", "228.65 or more, below 228.75 Mt",
         "2.2865亿吨以上、不足2.2875亿吨"),
        ("C13", "rank 1", "第1位"),
        ("C20", "6.5 % or more, below 7.5 %", "6.5%以上、不足7.5%"),
        ("C29", "245,000 or more, below 255,000 m²",
         "24.5万平方米以上、不足25.5万平方米"),
        ("C33", "", ""),
    ],
)  # fmt: skip
def test_a_stated_interval_reads_as_words(ledger: Ledger, claim: str, english: str, chinese: str):
    stated = ledger[claim].claim
    assert words.stated_text(stated, "en").replace("\u202f", " ") == english
    assert words.stated_text(stated, "zh") == chinese


def test_a_value_gets_the_decimals_that_keep_it_off_an_edge(ledger: Ledger):
    claim = ledger["C23"].claim
    value = Evidence(Words("v", "数"), Interval.point(10.846), unit="percent")
    assert words.value_text(value, claim, "zh") == "10.846%"


def test_what_a_figure_measures_is_said_once_beside_its_series(ledger: Ledger):
    for claim, english, chinese in (
        ("C23", "China’s 2023 GDP (after the 5th census)", "中国2023年生产总值（五经普后）"),
        ("C22", "China’s 2023 population (NBS)", "中国2023年人口（国家统计局）"),
    ):
        told = [reasons.reason(ledger[claim], lang) for lang in ("en", "zh")]
        assert english in told[0].replace("'", "’") and chinese in told[1]


def test_values_carry_the_unit_of_their_language(ledger: Ledger):
    (first, *_) = ledger["C11"].evidence
    assert words.value_text(first, ledger["C11"].claim, "en") == "227.385–229.115 Mt"
    assert words.value_text(first, ledger["C11"].claim, "zh").endswith("亿吨")
    other = [one for one in ledger["C04"].evidence if one.unit == "Mt"]
    assert words.value_text(other[0], ledger["C04"].claim) == "321.7–324.4 Mt"
    assert words.value_text(other[0], ledger["C04"].claim, "zh") == "3.217–3.244亿吨"
    (first, *_) = ledger["C07"].evidence
    assert words.value_text(first, ledger["C07"].claim, "zh") == "不低于8,500万千瓦"


def test_about_is_explained_only_where_it_stands(ledger: Ledger):
    assert "约" in words.rule_text(ledger["C20"].claim, "en")
    assert "约" not in words.rule_text(ledger["C24"].claim, "en")


@pytest.mark.parametrize("low_open", [True, False])
@pytest.mark.parametrize("high_open", [True, False])
def test_every_kind_of_interval_has_words(ledger: Ledger, low_open: bool, high_open: bool):
    infinity = float("inf")
    for low, high in ((1.0, 2.0), (-infinity, 2.0), (1.0, infinity)):
        interval = Interval(low, high, low_open, high_open)
        for lang in ("en", "zh"):
            text = words.interval_text(interval, ledger["C20"].claim, lang)
            assert text
            assert "inf" not in text


def test_values_of_the_evidence_have_no_false_digits_and_one_unit(ledger: Ledger):
    """Bounds end where their figure does, "more than" stays more, and Chinese counts in 亿."""
    shown = {
        (name, lang): {words.value_text(j.evidence, ledger[name].claim, lang).replace("\u202f", " ")
                       for j in ledger[name].verdict.judged}
        for name in ("C01", "C04", "C12", "C28") for lang in ("en", "zh")
    }  # fmt: skip
    assert shown["C12", "en"] == {"6.555–6.635 billion yuan", "at least 6.555 billion yuan"}
    assert "不低于65.55亿元" in shown["C12", "zh"]
    assert {"more than 51 %", "321.7–324.4 Mt"} <= shown["C04", "en"]
    assert {"超过51%", "3.217–3.244亿吨"} <= shown["C04", "zh"]
    assert shown["C01", "en"] == {"11 to 22 November 2024"}
    assert shown["C01", "zh"] == {"2024年11月11日至22日"}
    assert shown["C28", "en"] == {"18 countries"}


def test_a_bound_is_said_alike_in_the_answer_and_in_its_row(ledger: Ledger):
    """28.6 % as printed is below 28.65 %: not "at most 28.7 %" here and "below 28.7 %" there."""
    for name, lang, bound in (("C09", "en", "below 28.65 %"), ("C09", "zh", "低于28.65%"),
                              ("C10", "en", "below 10.8 percentage points"),
                              ("C07", "en", "at least 85 GW")):  # fmt: skip
        entry = ledger[name]
        row = words.value_text(entry.verdict.judged[0].evidence, entry.claim, lang)
        assert row.replace("\u202f", " ") == bound
        assert row in answer.sentence(entry, lang)


def test_a_firm_label_says_how_many_agree_as_people_say_it(ledger: Ledger):
    told = {
        name: answer.firmness(ledger[name], "en") for name in ("C20", "C21", "C22", "C23", "C28")
    }
    assert told["C20"].startswith("Weak: the one value that decides agrees.")
    assert told["C21"].startswith("Weak: 23 of the 36 values that decide agree.")
    assert told["C22"].startswith("Firm: both values that decide agree.")
    assert "no value since the revision does (2 at hand)" in told["C23"]
    assert told["C28"].endswith("lies 1 country outside what was said, 5.6\u202f% of the value.")
    assert "times the last digit" in told["C23"] and "times the last digit" not in told["C21"]


@pytest.mark.parametrize(("lang", "differs"), [
    ("en", "year, scope, publisher or release"), ("zh", "年份、口径、发布者或版本"),
])  # fmt: skip
def test_what_a_proxy_is_reads_alike_wherever_it_is_told(lang: str, differs: str):
    meaning = room("claims")[lang]["meaning"]
    told = [meaning["plausible"], meaning["not_borne_out"]]
    told += [room("glossary")[lang]["entries"]["proxy"]["text"]]
    told += [room("ledger")[lang]["figures"]["evidence_caption"]]
    assert all(differs in " ".join(one.split()) for one in told), told


def test_evidence_that_may_be_any_share_is_told_so_once(ledger: Ledger):
    entry = ledger["C08"]
    assert answer.sentence(entry, "en") == (
        "Cannot be told: by the range of the evidence at hand it may be any share."
    )
    assert answer.sentence(entry, "zh") == "尚难判断：手头证据的数值区间容许任何比重。"
