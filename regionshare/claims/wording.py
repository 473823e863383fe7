"""Wording: verdicts, reasons and directions as sentences, in both languages."""

from __future__ import annotations

import math
from collections.abc import Collection

from regionshare.claims import labels
from regionshare.claims.evidence import Evidence
from regionshare.claims.ledger import Entry
from regionshare.claims.readings import day
from regionshare.claims.statement import Words
from regionshare.claims.verdicts import (
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
        "only proxies or undecided values, none disagrees", "仅有替代证据或未定证据，且无一不符"
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
    "mixed": Words("on both sides of what was stated", "所述两侧皆有"),
}
AGREEMENT_WORDS = {
    "agrees": Words("agrees", "相符"),
    "disagrees": Words("disagrees", "不符"),
    "undecided": Words("undecided", "未定"),
}


def verdict_word(verdict: str, lang: str) -> str:
    """A verdict in one language."""
    return VERDICT_WORDS[verdict].text(lang)


def value_text(
    evidence: Evidence, decimals: int, lang: str = "en", edges: Collection[float] = ()
) -> str:
    """A value or interval at displayed precision.

    One more decimal where rounding would put a value on an edge of the stated interval.
    """
    low, high = evidence.interval.low, evidence.interval.high
    if evidence.unit == "date":
        return day(low) if low == high else f"{day(low)} – {day(high)}"
    if not evidence.comparable:
        decimals = 1
    if edges and any(round(v, decimals) in edges and v not in edges for v in (low, high)):
        decimals += 1
    sign = "%" if evidence.unit == "percent" else ""
    space = "" if lang == "zh" or not sign else "\u202f"
    shown = [("∞" if math.isinf(v) else f"{v:,.{decimals}f}") for v in (low, high)]
    text = shown[0] if shown[0] == shown[1] else f"{shown[0]}–{shown[1]}"
    return f"{text}{space}{sign}"


def flip_text(entry: Entry, lang: str) -> str:
    """How far the nearest input must move for the headline value to cross an edge."""
    flip = entry.verdict.flip
    if flip is None:
        return ""
    change = f"{100 * flip.change:+.1f}".replace("-", "\u2212")
    series = labels.series_name(flip.input.series).text(lang)
    region = entry.regions[flip.input.region].name(lang)
    if lang == "zh":
        return (
            f"主口径数值到达{flip.edge:g}所需的最小变动：{series}，{region}{flip.input.year}年，"
            f"{change}%"
        )
    return (
        f"the headline value reaches {flip.edge:g} if one input changes by {change} %: "
        f"{series}, {region} {flip.input.year}"
    )


def reason(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """Why the verdict is what it is, in one or two sentences."""
    verdict = entry.verdict.when_spoken if when_spoken else entry.verdict.today
    if verdict == NOT_CHECKABLE:
        return _nothing(entry, lang, when_spoken)
    parts = [VERDICT_MEANINGS[verdict].text(lang)]
    found = entry.verdict
    deciding = found.deciding_spoken if when_spoken else found.deciding
    parts.append(_count(entry, lang, when_spoken))
    if deciding:
        names = [labels.choice_name(c).text(lang) for c in deciding]
        parts.append(
            f"取决于{'、'.join(names)}" if lang == "zh" else f"it hangs on {', '.join(names)}"
        )
    if not when_spoken:
        parts += [_side(entry, lang), flip_text(entry, lang)]
    return _sentences([p for p in parts if p], lang)


def _count(entry: Entry, lang: str, when_spoken: bool) -> str:
    found = entry.verdict
    k, n = (found.k_spoken, found.n_spoken) if when_spoken else (found.k, found.n)
    several = len(entry.claim.readings) > 1
    if n == 0:
        return (
            "没有一项证据足以判定"
            if lang == "zh"
            else "no value at hand is precise enough to decide"
        )
    if lang == "zh":
        under = "在每种读法下都" if several else ""
        return f"{under}可判定的{n}个不同数值中，{k}个相符"
    under = " that every reading decides" if several else ""
    return f"{k} of {n} distinct values{under} agree"


def _side(entry: Entry, lang: str) -> str:
    direction, favours = entry.verdict.direction, entry.verdict.favours_speaker
    if direction in (None, "within"):
        return ""
    where = DIRECTION_WORDS[str(direction)].text(lang)
    if lang == "zh":
        tail = {True: "，该说法因此偏向发言方", False: "，该说法并未因此偏向发言方", None: ""}[
            favours
        ]
        return f"不符的数值{where}{tail}"
    tail = {
        True: ", so the statement favours the speaker",
        False: ", so the statement does not favour the speaker",
        None: "",
    }[favours]
    return f"what disagrees lies {where}{tail}"


def _nothing(entry: Entry, lang: str, when_spoken: bool) -> str:
    settles = "" if entry.asked_elsewhere else entry.claim.settles.text(lang)
    lacking = list(dict.fromkeys(m.text(lang) for m in entry.verdict.missing))
    later = when_spoken and entry.verdict.counted
    if lang == "zh":
        first = "计入的证据均无法确认在发言当日之前已公布" if later else "手头没有可用证据"
        parts = [first, f"所缺数据：{settles}"] if settles else [first]
        parts += [f"数据中没有：{'；'.join(lacking)}"] if lacking else []
    else:
        first = (
            "nothing that is counted is known to have been public on the day"
            if later
            else "nothing at hand bears on it"
        )
        parts = [first, f"what is missing: {settles}"] if settles else [first]
        parts += [f"not in the data: {'; '.join(lacking)}"] if lacking else []
    return _sentences(parts, lang)


def _sentences(parts: list[str], lang: str) -> str:
    if lang == "zh":
        return "；".join(parts) + "。"
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]
