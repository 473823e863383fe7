"""Wording: verdicts, agreement, values and intervals in words, in both languages."""

from __future__ import annotations

import math

from regionshare.claims.evidence import Evidence
from regionshare.claims.interval import Interval
from regionshare.claims.reading import day
from regionshare.claims.statement import Claim, Words
from regionshare.claims.verdict import (
    CONSISTENT,
    CONTRADICTED,
    DEPENDS,
    NOT_CHECKABLE,
    SUPPORTED,
    UNCONFIRMED,
)

VERDICT_WORDS = {
    SUPPORTED: Words("supported", "得到支持"),
    CONSISTENT: Words("consistent", "未见矛盾"),
    DEPENDS: Words("depends", "视口径而定"),
    UNCONFIRMED: Words("unconfirmed", "未获印证"),
    CONTRADICTED: Words("contradicted", "与证据不符"),
    NOT_CHECKABLE: Words("not checkable", "无法核对"),
}
VERDICT_MEANINGS = {
    SUPPORTED: Words(
        "at least one direct value, and all that is counted agrees",
        "至少一项直接证据，且计入的证据全部相符",
    ),
    CONSISTENT: Words(
        "only proxies or undecided values, none disagrees",
        "仅有替代证据或未定证据，且没有不符的证据",
    ),
    DEPENDS: Words("some agree, some disagree", "有的相符，有的不符"),
    UNCONFIRMED: Words("only proxies, and none agrees", "仅有替代证据，且无一相符"),
    CONTRADICTED: Words("none agrees, and a direct value disagrees", "无一相符，且有直接证据不符"),
    NOT_CHECKABLE: Words("nothing at hand bears on it", "手头没有可用证据"),
}
MATCH_WORDS = {"direct": Words("direct", "直接"), "proxy": Words("proxy", "替代")}
ROLE_WORDS = {
    "counted": Words("counted", "计入"),
    "shown": Words("shown, not counted", "仅展示，不计入"),
}
INDEPENDENCE_WORDS = {
    "same_speaker": Words("the speaker's own words", "发言方自述"),
    "official_other": Words("other official source", "其他官方来源"),
    "independent": Words("independent source", "独立来源"),
}
DIRECTION_WORDS = {
    "within": Words("within what was stated", "在所述范围之内"),
    "below": Words("below what was stated", "低于所述"),
    "above": Words("above what was stated", "高于所述"),
    "mixed": Words("on both sides of what was stated", "分布在所述范围两侧"),
}
RANK_DIRECTIONS = {
    "below": Words("a better rank than was stated", "比所述靠前"),
    "above": Words("a worse rank than was stated", "比所述靠后"),
}
UNITS = {"hours": Words("h", "小时")}
"""Units of background evidence in another unit than the claim's."""
AGREEMENT_WORDS = {
    "agrees": Words("agrees", "相符"),
    "disagrees": Words("disagrees", "不符"),
    "undecided": Words("undecided", "未定"),
}


def direction_words(direction: str, unit: str) -> Words:
    """On which side of the stated values something lies."""
    if unit == "rank" and direction in RANK_DIRECTIONS:
        return RANK_DIRECTIONS[direction]
    return DIRECTION_WORDS[direction]


def verdict_word(verdict: str, lang: str) -> str:
    """A verdict in one language."""
    return VERDICT_WORDS[verdict].text(lang)


def value_text(evidence: Evidence, claim: Claim, lang: str = "en", more: int = 0) -> str:
    """A value or interval at displayed precision, with its unit.

    As many more decimals as it takes where rounding would put a value on an edge of the stated
    interval; ``more`` asks for further ones where the statement prints a fraction at all.
    """
    low, high = evidence.interval.low, evidence.interval.high
    if evidence.unit == "date":
        return day(low) if low == high else f"{day(low)} – {day(high)}"
    decimals = claim.decimals if evidence.comparable else 1 + (evidence.unit == "percent")
    decimals += more if claim.decimals else 0
    if evidence.comparable:
        edges = {edge for reading in claim.readings for edge in reading.interval.edges}
        while decimals < 9 and any(round(v, decimals) in edges - {v} for v in (low, high)):
            decimals += 1
    if lang == "en" and evidence.unit == claim.unit:
        low, high = low * claim.factor_en, high * claim.factor_en
        decimals = max(0, decimals - round(math.log10(claim.factor_en)))
    shown = [f"{v:,.{decimals}f}" for v in (low, high)]
    if math.isinf(high):
        text = f"不低于{shown[0]}" if lang == "zh" else f"at least {shown[0]}"
    else:
        text = shown[0] if shown[0] == shown[1] else f"{shown[0]}–{shown[1]}"
    return _measured(text, evidence.unit, claim, lang)


def _measured(text: str, unit: str, claim: Claim, lang: str) -> str:
    """A figure with its unit, where it has one."""
    if unit == "rank":
        return f"第{text}位" if lang == "zh" else f"rank {text}"
    if unit == "percent":
        return f"{text}%" if lang == "zh" else f"{text}\u202f%"
    words = claim.unit_words if unit == claim.unit else UNITS.get(unit, Words())
    name = words.text(lang)
    return f"{text}{name}" if lang == "zh" else f"{text} {name}".rstrip()


def _plain(value: float, claim: Claim, lang: str) -> str:
    """An end of a stated interval in the language's unit, at the digits it needs."""
    value = round(value * (claim.factor_en if lang == "en" else 1.0), 9)
    text = f"{value:.10g}"
    return f"{value:,.10g}" if len(text) < 9 else f"{value:.4g}"


def number_text(value: float, claim: Claim, lang: str) -> str:
    """An end of a stated interval, with its unit."""
    return _measured(_plain(value, claim, lang), claim.unit, claim, lang)


def interval_text(interval: Interval, claim: Claim, lang: str) -> str:
    """What values a stated interval holds, in words: ``from 6.5 % up to, not including, 7.5 %``."""
    zh = lang == "zh"
    if claim.unit == "date":
        return day(interval.low)
    if interval.is_point:
        return number_text(interval.low, claim, lang)
    if math.isinf(interval.high):
        low = number_text(interval.low, claim, lang)
        if interval.low_open:
            return f"大于{low}" if zh else f"more than {low}"
        return f"不低于{low}" if zh else f"at least {low}"
    high = number_text(interval.high, claim, lang)
    if math.isinf(interval.low):
        if interval.high_open:
            return f"低于{high}" if zh else f"below {high}"
        return f"不高于{high}" if zh else f"at most {high}"
    return _between(interval, claim, lang)


def _between(interval: Interval, claim: Claim, lang: str) -> str:
    low, high = (_plain(end, claim, lang) for end in (interval.low, interval.high))
    if claim.unit == "percent":
        low = _measured(low, "percent", claim, lang)
    closed = not (interval.low_open or interval.high_open)
    if claim.unit == "rank":
        return f"第{low}至{high}位" if lang == "zh" else f"rank {low} to {high}"
    high = _measured(high, claim.unit, claim, lang)
    if lang == "zh":
        if closed:
            return f"{low}至{high}（均含）"
        marks = ["（不含）" if o else "（含）" for o in (interval.low_open, interval.high_open)]
        return f"{low}{marks[0]}至{high}{marks[1]}"
    start = "above" if interval.low_open else "from"
    return f"{start} {low} {'up to, not including,' if interval.high_open else 'to'} {high}"


def reading_name(name: str, lang: str) -> str:
    """One of several readings: ``near 2 %`` is the 2 % reading, ``first 3`` the first-3 one."""
    kind, _, amount = name.partition(" ")
    if lang == "zh":
        return {"near": f"{amount.replace(' ', '')}读法", "first": f"前{amount}位读法"}.get(
            kind, name
        )
    return {"near": amount, "first": f"first-{amount}"}.get(kind, name)


def stated_text(claim: Claim, lang: str) -> str:
    """The stated interval, or intervals, in words; empty where no single figure is stated."""
    texts = [interval_text(r.interval, claim, lang) for r in claim.readings]
    return ("；或" if lang == "zh" else "; or ").join(texts)


def rule_text(claim: Claim, lang: str) -> str:
    """The reading rule; what ``约`` does is said only where it stands."""
    if claim.reading == "rounded" and not any(w in claim.stated for w in claim.rule.words):
        return "四舍五入到所写的末位数字" if lang == "zh" else "rounded to the printed digit"
    return claim.rule.text(lang)


def agreement_text(agreement: str, per: tuple[tuple[str, str], ...], lang: str) -> str:
    """Whether a value agrees; by reading, where the readings differ."""
    if len({agreed for _, agreed in per}) < 2:
        return AGREEMENT_WORDS[agreement].text(lang)
    colon, stop = ("：", "；") if lang == "zh" else (": ", "; ")
    return stop.join(
        f"{reading_name(name, lang)}{colon}{AGREEMENT_WORDS[agreed].text(lang)}"
        for name, agreed in per
    )
