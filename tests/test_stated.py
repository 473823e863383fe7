"""Stated values: every written form is read to its last character, or refused."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import calls

from regionshare.claims.formats import as_text
from regionshare.claims.ledger import Entry, open_ledger
from regionshare.claims.reading import understand
from regionshare.claims.statement import RULES, Stated
from regionshare.errors import DataError, ParameterError, RegionshareError
from regionshare.numbers.opening import evaluator

INF = math.inf
R, N, A, AL = "rounded", "near", "above", "at_least"
B, AM, BT, F = "below", "at_most", "between", "fraction"
THIRD, TWO_THIRDS = (100 / 3.5, 40.0), (100 * 2 / 3.5, 80.0)

PERCENT = [
    # as they are
    ("5%", R, 4.5, 5.5), ("5 %", R, 4.5, 5.5), ("10.8 %", R, 10.75, 10.85), ("5", R, 4.5, 5.5),
    ("5.0% overall", R, 4.95, 5.05), ("５％", R, 4.5, 5.5), ("４．９％", R, 4.85, 4.95),
    ("5 percent", R, 4.5, 5.5), ("5 per cent", R, 4.5, 5.5), ("five per cent", R, 4.5, 5.5),
    ("twenty-five percent", R, 24.5, 25.5), ("two point five percent", R, 2.45, 2.55),
    ("-5%", R, -5.5, -4.5), ("−5 %", R, -5.5, -4.5), ("+5%", R, 4.5, 5.5),
    ("minus 5 %", R, -5.5, -4.5), ("负百分之五", R, -5.5, -4.5), ("5 %.", R, 4.5, 5.5),
    ("50‰", R, 4.95, 5.05), ("500‱", R, 4.995, 5.005), ("7成", R, 65, 75), ("三成", R, 25, 35),
    ("0.5成", R, 4.5, 5.5), ("百分之五", R, 4.5, 5.5), ("百分之5.2", R, 5.15, 5.25),
    ("百分之十点八", R, 10.75, 10.85), ("百分之二十五", R, 24.5, 25.5), ("千分之五", R, 0.45, 0.55),
    ("百分之百", R, 99.5, 100.5), ("三成五", R, 34.5, 35.5), ("7成2", R, 71.5, 72.5),
    ("only 5 %", R, 4.5, 5.5), ("just 5 %", R, 4.5, 5.5), ("exactly 5 %", R, 4.5, 5.5),
    ("仅5%", R, 4.5, 5.5), ("仅占5%", R, 4.5, 5.5), ("高达5%", R, 4.5, 5.5), ("as much as 5 %", R, 4.5, 5.5),
       # about
    ("约5%", R, 4.5, 5.5), ("約5%", R, 4.5, 5.5), ("约占全国9%", R, 8.5, 9.5),
    ("约……5%", R, 4.5, 5.5), ("大约5%", R, 4.5, 5.5), ("5%左右", R, 4.5, 5.5),
    ("约5%左右", R, 4.5, 5.5), ("about 5 %", R, 4.5, 5.5), ("roughly 5 %", R, 4.5, 5.5),
    ("~5%", R, 4.5, 5.5), ("≈5%", R, 4.5, 5.5), ("some 5 % of the nation's", R, 4.5, 5.5),
    # with a year
    ("2021年约5%", R, 4.5, 5.5), ("二〇二一年约5%", R, 4.5, 5.5), ("in 2021 about 5 %", R, 4.5, 5.5),
    ("5 % in 2021", R, 4.5, 5.5), ("2021年：5%", R, 4.5, 5.5),
    # above
    ("超过50%", A, 50, INF), ("超5%", A, 5, INF), ("超過5%", A, 5, INF), ("逾6%", A, 6, INF),
    ("7%多", A, 7, INF), ("7%余", A, 7, INF), ("70多%", A, 70, INF), ("三成多", A, 30, INF),
    ("高于5%", A, 5, INF), ("突破5%", A, 5, INF), ("more than 5 %", A, 5, INF),
    ("over 5 % overall", A, 5, INF), (">5%", A, 5, INF), ("exceeding 5%", A, 5, INF),
    ("in excess of 5 %", A, 5, INF), ("超过1/30", A, 10 / 3, INF), ("more than a third", A, 100 / 3, INF),
    ("过半", A, 50, INF), ("over half", A, 50, INF), ("逾三分之一", A, 100 / 3, INF), ("三分之一多", A, 100 / 3, INF),
    # at least
    ("不低于4%", AL, 4, INF), ("不少于5%", AL, 5, INF), ("至少5%", AL, 5, INF), ("5%以上", AL, 5, INF),
    ("5%及以上", AL, 5, INF), ("三成以上", AL, 30, INF), ("≥7 %", AL, 7, INF), (">=7%", AL, 7, INF),
    ("at least 5 %", AL, 5, INF), ("no less than 5 %", AL, 5, INF), ("not less than 5 %", AL, 5, INF),
    ("no fewer than 5 %", AL, 5, INF), ("5 % or more", AL, 5, INF), ("一半以上", AL, 50, INF),
    ("5 % at least", AL, 5, INF), ("不小于5%", AL, 5, INF), ("未低于5%", AL, 5, INF),
    # below
    ("不足5%", B, -INF, 5), ("不到4%", B, -INF, 4), ("未满5%", B, -INF, 5), ("低于5%", B, -INF, 5),
    ("5%以下", B, -INF, 5), ("<5%", B, -INF, 5), ("＜５％", B, -INF, 5), ("less than 5 %", B, -INF, 5),
    ("under 5 %", B, -INF, 5), ("below a tenth", B, -INF, 10), ("不足三成", B, -INF, 30),
    ("5%不到", B, -INF, 5), ("不及一半", B, -INF, 50),
    # at most
    ("不超过5 %", AM, -INF, 5), ("不超過5%", AM, -INF, 5), ("不高于5%", AM, -INF, 5),
    ("未超过5%", AM, -INF, 5), ("没有超过5%", AM, -INF, 5), ("至多5%", AM, -INF, 5),
    ("5%以内", AM, -INF, 5), ("5%及以下", AM, -INF, 5), ("≤5%", AM, -INF, 5),
    ("5 % at most", AM, -INF, 5), ("最多5%", AM, -INF, 5), ("至多占5%", AM, -INF, 5),
    ("no more than 5 %", AM, -INF, 5), ("not more than 5 %", AM, -INF, 5), ("at most 5 %", AM, -INF, 5),
    ("not over 5 %", AM, -INF, 5), ("does not exceed 5 %", AM, -INF, 5), ("up to 5 %", AM, -INF, 5),
    ("5 % or less", AM, -INF, 5), ("no more than half", AM, -INF, 50),
    # near
    ("接近30%", N, 27, 30), ("近30%", N, 27, 30), ("nearly 30 %", N, 27, 30), ("将近三成", N, 27, 30),
    ("almost 30 %", N, 27, 30), ("nearly a tenth", N, 9, 10), ("just under 30 %", N, 27, 30),
    ("just over 30 %", N, 30, 33), ("略高于30%", N, 30, 33),
    # between
    ("4%-6%", BT, 4, 6), ("4 %-6 %", BT, 4, 6), ("4-6%", BT, 4, 6), ("4～6%", BT, 4, 6),
    ("4–6 %", BT, 4, 6), ("5 %至7 %", BT, 5, 7), ("5%到7%", BT, 5, 7), ("from 5 to 7 %", BT, 5, 7),
    ("between 5 and 7 %", BT, 5, 7), ("5 to 7 per cent", BT, 5, 7), ("介于5%和7%之间", BT, 5, 7),
    ("在5%到7%之间", BT, 5, 7), ("约5%至7%", BT, 5, 7), ("三四成", BT, 30, 40), ("三成至四成", BT, 30, 40), ("百分之七八", BT, 7, 8),
    ("百分之二三十", BT, 20, 30), ("百分之六七十", BT, 60, 70),
    ("百分之五至百分之七", BT, 5, 7), ("百分之五至七", BT, 5, 7), ("-5% to -3%", BT, -5, -3),
    ("50‰ to 6 %", BT, 5, 6), ("a quarter to a third", BT, 25, 100 / 3),
    ("more than 5 % but less than 7 %", BT, 5, 7), ("5%以上、7%以下", BT, 5, 7),
    # fractions
    ("1/10", F, 100 / 10.5, 100 / 9.5), ("1/3", F, *THIRD), ("a third", F, *THIRD),
    ("one-third", F, *THIRD), ("三分之一", F, *THIRD), ("约三分之一", F, *THIRD), ("2/3", F, *TWO_THIRDS),
    ("two thirds", F, *TWO_THIRDS), ("三分之二", F, *TWO_THIRDS), ("⅔", F, *TWO_THIRDS),
    ("one in nine", F, 100 / 9.5, 100 / 8.5), ("1 in 9", F, 100 / 9.5, 100 / 8.5),
    ("二十分之一", F, 100 / 20.5, 100 / 19.5), ("half", F, 40, 100 / 1.5), ("一半", F, 40, 100 / 1.5),
    ("three quarters", F, 300 / 4.5, 300 / 3.5), ("a tenth of a percent", F, 1 / 10.5, 1 / 9.5),
]  # fmt: skip
OTHER = [
    ("翻一番", "ratio", "factor", 1.5, 2.5), ("翻两番", "ratio", "factor", 3.5, 4.5),
    ("doubled", "ratio", "factor", 1.5, 2.5), ("2.4倍", "ratio", "factor", 2.35, 2.45),
    ("more than doubled", "ratio", A, 2, INF), ("2倍多", "ratio", A, 2, INF),
    ("tenfold", "ratio", "factor", 9.5, 10.5), ("2.5 times", "ratio", "factor", 2.45, 2.55),
    ("400家", "count", "count", 400, 400), ("19个国家", "count", "count", 19, 19),
    ("100余人", "count", A, 100, INF), ("约400家", "count", R, 399.5, 400.5),
    ("二十多个", "count", A, 20, INF), ("1,234 people", "people", "count", 1234, 1234),
    ("127,060,000 people", "people", R, 127055000, 127065000), ("127,061,234 people", "people", "count", 127061234, 127061234),
    ("12\u202f706 people", "people", "count", 12706, 12706),
    ("1.27亿人", "people", R, 1.265e8, 1.275e8), ("20余万人", "people", A, 200000, INF),
    ("一亿二千万人", "people", R, 1.15e8, 1.25e8), ("3千万人", "people", R, 2.5e7, 3.5e7),
    ("1亿2千万人", "people", R, 1.15e8, 1.25e8), ("1亿2706万人", "people", R, 127055000, 127065000),
    ("二三十万人", "people", BT, 200000, 300000), ("5 quadrillion Btu", "quad", R, 4.5, 5.5),
    ("13.57 trillion yuan", "CNY", R, 1.3565e13, 1.3575e13), ("13.57万亿元", "CNY", R, 1.3565e13, 1.3575e13),
    ("$5 billion", "USD", R, 4.5e9, 5.5e9), ("5000 MW", "GW", R, 4.95, 5.05), ("4,999 MW", "GW", R, 4.9985, 4.9995), ("900 MW", "GW", R, 0.8995, 0.9005),
    ("13.6 trillion yuan", "CNY", R, 13.55e12, 13.65e12), ("13,600 billion yuan", "CNY", R, 13.55e12, 13.65e12),
    ("13,600,000,000,000 yuan", "CNY", R, 13.55e12, 13.65e12), ("136000亿元", "CNY", R, 13.55e12, 13.65e12),
    ("十三万亿元", "CNY", R, 12.5e12, 13.5e12), ("13万亿元", "CNY", R, 12.5e12, 13.5e12), ("130,000亿元", "CNY", R, 12.5e12, 13.5e12),
    ("十三点六万亿元", "CNY", R, 13.55e12, 13.65e12), ("四万亿元", "CNY", R, 3.5e12, 4.5e12), ("三千万人", "people", R, 29.5e6, 30.5e6),
    ("3000万人", "people", R, 29.5e6, 30.5e6), ("$4 trillion", "USD", R, 3.5e12, 4.5e12), ("一亿二千七百万人", "people", R, 1.265e8, 1.275e8),
    ("2.287億噸", "1e8 t", R, 2.2865, 2.2875), ("52.4亿吨标准煤", "1e8 tce", R, 52.35, 52.45),
    ("5万-7万人", "people", BT, 50000, 70000), ("5-7万人", "people", BT, 50000, 70000), ("三四万人", "people", BT, 30000, 40000),
    ("10个百分点", "percentage points", R, 9.5, 10.5), ("第三", "rank", "rank", 3, 3),
    ("third", "rank", "rank", 3, 3), ("3rd", "rank", "rank", 3, 3), ("首位", "rank", "rank", 1, 1),
    ("前三名", "rank", "rank", 1, 3), ("top ten", "rank", "rank", 1, 10), ("3", "rank", "rank", 3, 3),
    ("领先", "rank", "rank", 1, 10), ("零点五个百分点", "percentage points", R, 0.45, 0.55),
]  # fmt: skip
REFUSED = [
    # what is not understood
    "recovered 7 %", "余杭区7%", "5 % of GDP", "5% of the province", "5 % more", "5%-ish", "低5%",
    "增长5%", "下降超过5%", "世界的5%", "of the world's 5 %", "5 % below average", "约定5%", "超额5%",
    "以上海5%", "多达5%", "5%强", "5%弱", "将超过5%", "非5%", "并非不超过5%", "5%!", "“5%”", "(5%)", "5 % 🙂", "<b>5%</b>", "\u202e5%",
    "CO2 5%", "5e1", "5²", "5①", "٥%", "५%", "5%x5", "xover 5%", "5 %%", "1/10 of a percentage",
    "几成", "十几%", "数成", "上百家", "several percent", "single digits", "hardly more than 5 %",
    # denials and words in the wrong place
    "not 5 %", "不是5%", "不约5%", "not about 5 %", "不不超过5%", "not at least 5 %", "不至少5%",
    "not nearly 5 %", "more than", "over", "约", "超过", "%", "成", "", "  ", "…", "5 % more than",
    "超过约5%", "more than about 5 %", "约超过5%", "超过超过5%", "约约5%", "5%多以上", "多5%",
    "超过5%以上", "no more and no less than 5 %", "不少于且不多于5%",
    # two figures
    "三成五六", "3成15", "三成 五", "5 % 5", "5人5", "1亿2亿人", "2千3万4千人",
    "5%和7%", "5% and 7%", "5% 7%", "5 6 %", "5, 6 or 7 %", "约7%……5%", "7% of 5%", "2021约5%",
    "2021 5 %", "2021年", "in 2021", "2005年至2019年5%", "2005年2019年5%", "one in 2021",
    "3 % in 2010 to 4 % in 2020", "rose from 3 % to 4 %", "2021年2022年5%",
    # figures that are not written as one
    "5,5 %", "1,2,3 %", "1,2345 %", "0,123 %", "1,234 %", "1.2.3 %", "5.%", ".5 %", "05 %", "1'234",
    "一百二%", "三十四五%", "五点%", "百%", "十十%", "5十%", "二〇二一%", "2021", "21th", "11st",
    # spans and fractions
    "7%-5%", "5%-5%", "5 % to 7", "5%--6%", "5%至", "至7%", "between 5 %", "from 5 %", "5-7-9 %",
    "超过5%-7%", "5 % to 7 people", "400-1.2万", "5%以上3%以下", "5%以上7%以上", "1/0", "0/3", "1/1",
    "1.5/3", "-1/3", "1/3%", "2021/5", "1/2/3", "two halves thirds", "0分之一", "三分之", "分之三",
    "nearly 0 %", "接近-5%",
    # another unit
    "5 people", "1.27亿人", "5 t", "10个百分点", "5 yuan", "第三", "third", "首位", "5万",
    # another end of a rank is told elsewhere
    "倒数第二", "second from the bottom",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "low", "high"), PERCENT)
def test_a_share_as_people_write_it(text: str, kind: str, low: float, high: float):
    check(understand(text, "percent"), kind, low, high)


@pytest.mark.parametrize(("text", "unit", "kind", "low", "high"), OTHER)
def test_other_quantities_as_people_write_them(
    text: str, unit: str, kind: str, low: float, high: float
):
    check(understand(text, unit), kind, low, high)


def check(found: Stated, kind: str, low: float, high: float) -> None:
    assert found.kind == kind
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)
    assert found.rule in RULES
    assert found.readings[-1].interval == found.interval


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused(text: str):
    with pytest.raises(ParameterError) as caught:
        understand(text, "percent")
    assert caught.value.remedy and "\n" not in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "low_open", "high_open"),
    [
        ("5%", False, True), ("超过5%", True, True), ("5%以上", False, True), ("5%以下", True, True),
        ("不超过5%", True, False), ("4-6%", False, False), ("1/3", False, True),
        ("接近30%", False, False), ("just under 30 %", False, True), ("just over 30 %", True, False),
        ("more than 5 % but at most 7 %", True, False), ("翻番", False, True),
    ],
)  # fmt: skip
def test_ends_belong_to_the_interval_or_not(text: str, low_open: bool, high_open: bool):
    found = understand(text)
    assert (found.low_open, found.high_open) == (low_open, high_open)


def test_a_stated_value_carries_its_unit_year_and_order():
    found = understand("2021年约4.9%")
    assert (found.value, found.unit, found.year, found.step) == (4.9, "percent", 2021, 0.1)
    assert understand("1.27亿人").unit == "people"
    assert understand("13.57 trillion yuan").unit == "CNY"
    assert (understand("a tenth").value, understand("a tenth").unit) == (0.1, "ratio")
    assert understand("third largest").order == "highest"


def test_what_was_not_understood_is_named():
    with pytest.raises(ParameterError, match="not understood: '杭区'"):
        understand("余杭区7%")
    with pytest.raises(ParameterError, match="a second figure"):
        understand("5% 7%")
    with pytest.raises(ParameterError, match="is in people, which cannot be given in percent"):
        understand("5 people", "percent")


# -- properties -------------------------------------------------------------------------------------

READ = [one[0] for one in PERCENT]
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
SPACES = "\u00a0\u2002\u2003\u2009\u202f\u3000\t\n"


def same(first: Stated, second: Stated) -> bool:
    return (first.kind, first.rule, first.interval) == (second.kind, second.rule, second.interval)


@given(st.sampled_from(READ), st.sets(st.integers(0, 40)))
def test_full_and_half_width_forms_read_alike(text: str, wide: set[int]):
    mixed = "".join(WIDE.get(one, one) if i in wide else one for i, one in enumerate(text))
    assert same(understand(text, "percent"), understand(mixed, "percent"))


@given(st.sampled_from(READ), st.sampled_from(SPACES))
def test_spaces_of_every_kind_read_alike(text: str, space: str):
    spaced = text.replace(" ", space)
    assert same(understand(text, "percent"), understand(f"{space}{spaced}{space}", "percent"))


@given(st.sampled_from(READ), st.sampled_from(["barely", "煤", "广东", "never", "qqq", "±", "非"]),
       st.integers(0, 40))  # fmt: skip
def test_an_unknown_word_is_always_refused(text: str, word: str, place: int):
    for changed in (f"{word} {text}", f"{text} {word}", f"{text[:place]} {word} {text[place:]}"):
        with pytest.raises(ParameterError):
            understand(changed, "percent")


@given(st.decimals(0, 1000, places=3), st.decimals(0, 1000, places=3))
def test_a_printed_interval_is_read_back(first: object, second: object):
    low, high = sorted((float(str(first)), float(str(second))))
    if low < high:
        for text in (f"from {low} to {high} %", f"{low}%至{high}%", f"{low}–{high} %"):
            check(understand(text), BT, low, high)
    check(understand(f"more than {low} %"), A, low, INF)
    check(understand(f"不低于{low}%"), AL, low, INF)
    check(understand(f"{low}%以下"), B, -INF, low)
    check(understand(f"at most {low} %"), AM, -INF, low)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(text: str):
    try:
        understand(text, "percent")
    except RegionshareError as error:
        assert error.remedy


# -- bounds, and what it needs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["9" * 400, "(" * 20000, "5% " * 100_000, "不" * 1_000_000, "9" * 30 + "%", "1," * 90, "约" * 199, "零点" + "一" * 150,
     "one " * 49, "1/" * 99],
)  # fmt: skip
def test_a_text_without_bounds_is_refused_at_once(text: str):
    understand("5%")
    caught: list[ParameterError] = []

    def refused() -> None:
        with pytest.raises(ParameterError) as told:
            understand(text)
        caught.append(told.value)

    assert calls(refused) < 12_000
    assert len(caught[0].sentence) < 700


def test_the_reader_needs_no_analysts_libraries():
    code = (
        "import sys\nfrom regionshare.claims.reading import understand\nunderstand('5%')\n"
        "print(*{one.split('.')[0] for one in sys.modules} & {'pandas', 'numpy', 'matplotlib'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# -- in claims ---------------------------------------------------------------------------------------

CLAIM = """\
spoken: 2023-06-30
region: CN-ZJ
groups: {shares: {en: Shares, zh: 占比}}
speakers: {nobody: {name_en: nobody, name_zh: 无, capacity_en: example, capacity_zh: 示例}}
claims:
  - id: C01
    slug: one
    group: shares
    text_en: a made-up sentence
    speaker: nobody
    year: 2021
    stated: STATED
    settles_en: nothing further
    settles_zh: 无需其他数据
    evidence: [{metric: METRIC, years: [2021]}]
"""


def entry(
    folder: Path, stated: str, metric: str = "share, concept: energy, bases: headline"
) -> Entry:
    path = folder / "claims.yml"
    text = CLAIM.replace("STATED", stated).replace("METRIC", metric)
    path.write_text(text, encoding="utf-8")
    return open_ledger(path, evaluator=evaluator())["C01"]


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ("不超过5%", False), ("no more than 5 %", False), ("不低于4%", True), ("不足5%", False),
        ("逾6%", False), ("'<5%'", False), ("4%-6%", True), ("5.0% overall", False), ("50‰", False),
        ("0.5成", True), ("４．９％", False), ("2021年约5%", True), ("百分之五", True),
        ("超过1/30", True), ("1/20", True), ("1/19", False), ("at least a twentieth", True),
    ],
)  # fmt: skip
def test_the_share_of_5_08_percent_is_held_against_what_is_written(
    tmp_path: Path, stated: str, agrees: bool
):
    (judged,) = entry(tmp_path, stated).verdict.judged
    assert judged.agrees is agrees


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        ("余杭区5%", "余杭区5%' is not understood: '杭区'"),
        ("2020年约5%", "stated names 2020, year is 2021"),
        ("5 people", "in people, which cannot be given in percent"),
        ("约5%\n    reading: above", "cannot be read as 'above'"),
        ("几成\n    value: '5'", "not understood: '几'"),
        ("third largest\n    unit: rank", "from which end it counts"),
    ],
)
def test_a_claim_that_is_not_understood_is_refused_with_its_line(
    tmp_path: Path, stated: str, what: str
):
    with pytest.raises(DataError, match=r"claims\.yml, line 1[23]") as caught:
        entry(tmp_path, stated)
    assert what in caught.value.sentence


@pytest.mark.parametrize(
    ("stated", "order", "agrees"),
    [("fourth largest", "highest", True), ("第4位", "highest", True), ("第4位", "lowest", False),
     ("第28位", "lowest", True), ("倒数第28位", "lowest", True), ("第4高", "highest", True)],
)  # fmt: skip
def test_a_place_of_a_total_counts_from_the_end_that_is_said(
    tmp_path: Path, stated: str, order: str, agrees: bool
):
    judged = entry(tmp_path, f"{stated}\n    unit: rank", f"rank, concept: gdp, order: {order}")
    assert {one.agrees for one in judged.verdict.judged} == {agrees}
    assert f"counted from the {order}" in judged.verdict.judged[0].evidence.label.en


@pytest.mark.parametrize(
    ("stated", "order"), [("fourth largest", "lowest"), ("倒数第28", "highest")]
)
def test_a_place_said_from_another_end_than_its_evidence_is_refused(
    tmp_path: Path, stated: str, order: str
):
    with pytest.raises(DataError, match="from which end it counts"):
        entry(tmp_path, f"{stated}\n    unit: rank", f"rank, concept: gdp, order: {order}")


BAD = """\
  - id: C0{n}
    slug: other-{n}
    group: shares
    text_en: a made-up sentence
    speaker: nobody
    year: 2021
    stated: {stated}
    unit: {unit}
    unit_en: units
    unit_zh: 单位
    settles_en: nothing further
    settles_zh: 无需其他数据
    evidence: [{{metric: {metric}, years: [2021]}}]
"""


def test_all_errors_of_a_file_are_told_and_none_stops_the_others(tmp_path: Path):
    wrong = [
        ("5 %", "percent", "share, concept: energi", "concept 'energi' is not known"),
        ("余杭区5%", "percent", "share, concept: energy", "is not understood: '杭区'"),
        ("5 %", "percent", "share, concept: energy, bases: nonsense", "nonsense"),
        ("7 trillion yuan", "CNY", "value, concept: population", "which is not CNY"),
        ("7 trillion dollars", "USD", "value, concept: gdp", "which is not USD"),
        ("5 %", "percent", "value, concept: gdp", "which is not percent"),
        ("twice", "ratio", "comparison, concept: gdp", "'against' is missing"),
    ]  # fmt: skip
    text = CLAIM.replace("STATED", "5 %").replace("METRIC", "share, concept: energy")
    for n, (stated, unit, metric, _) in enumerate(wrong, 2):
        text += BAD.format(n=n, stated=stated, unit=unit, metric=metric)
    path = tmp_path / "claims.yml"
    path.write_text(text, encoding="utf-8")
    told: list[RegionshareError] = []
    found = open_ledger(path, evaluator=evaluator(), told=told)
    assert [entry.claim.id for entry in found.entries] == ["C01"]
    lines = "\n".join(one.sentence for one in told)
    assert len(told) == len(wrong)
    for *_, message in wrong:
        assert message in lines
    with pytest.raises(DataError) as caught:
        open_ledger(path, evaluator=evaluator())
    assert caught.value.sentence.count("claims.yml, line") > 1


def test_a_value_stands_for_words_that_hold_none(tmp_path: Path):
    claim = entry(tmp_path, "一小部分\n    reading: rounded\n    value: '5'").claim
    assert str(claim.readings[0].interval) == "[4.5, 5.5)"


def test_the_ledger_prints_how_a_figure_was_read(tmp_path: Path):
    entry(tmp_path, "不超过5%")
    text = as_text(open_ledger(tmp_path / "claims.yml", evaluator=evaluator()))
    assert "read as at most 5\u202f%" in text


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("more than halved", -math.inf, 0.5), ("at least halved", -math.inf, 0.5),
     ("nearly halved", 0.5, 0.55), ("超过减半", -math.inf, 0.5), ("more than doubled", 2, math.inf)],
)  # fmt: skip
def test_more_than_halved_is_less_than_half(text: str, low: float, high: float) -> None:
    one = understand(text)
    assert (one.low, one.high) == (low, pytest.approx(high))
