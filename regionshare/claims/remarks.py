"""Remarks: computed notes on one claim: what each choice does, where two inventories part."""

from __future__ import annotations

import itertools
import math

from regionshare.claims import labels, wording
from regionshare.claims.deciding import Effect, effects
from regionshare.claims.evidence import Evidence
from regionshare.claims.ledger import Entry
from regionshare.claims.verdicts import DEPENDS
from regionshare.numbers.number import Input


def effect_lines(entry: Entry, lang: str) -> list[str]:
    """The effect of each choice in each year, all other choices alike: the largest that turns
    agreement, else the largest.

    Only where the verdict depends on a choice; then also what is not in the data for it.
    """
    if entry.verdict.today != DEPENDS or entry.repeats:
        return []
    counted = entry.verdict.counted
    agreed = {id(j.evidence): j.per_reading for j in counted}
    largest: dict[tuple[str, str], tuple[bool, float, Effect]] = {}
    for one in effects([j.evidence for j in counted]):
        place = (one.choice, one.first.choices.get("year", ""))
        turns = agreed[id(one.first)] != agreed[id(one.second)]
        found = (turns, abs(one.change), one)
        if one.choice != "year" and (place not in largest or found[:2] > largest[place][:2]):
            largest[place] = found
    lines = [_effect(entry, one, lang) for _, _, one in largest.values()]
    if lines:
        lines += list(dict.fromkeys(m.text(lang) for m in entry.verdict.missing))
    return lines


def _effect(entry: Entry, one: Effect, lang: str) -> str:
    comma = "，" if lang == "zh" else ", "
    first, second = (e.label(lang).split(comma) for e in (one.first, one.second))
    alike = [part for part in first if part in second]
    values = [wording.value_text(e, entry.claim, lang, more=1) for e in (one.first, one.second)]
    names = [
        comma.join(p for p in parts if p not in alike) or labels.IMPORTS[""].text(lang)
        for parts in (first, second)
    ]
    choice = labels.choice_name(one.choice).text(lang)
    if lang == "zh":
        return f"{choice}（{comma.join(alike)}）：{names[0]}{values[0]} → {names[1]}{values[1]}"
    return f"{choice} ({comma.join(alike)}): {names[0]} {values[0]} \u2192 {names[1]} {values[1]}"


def approach_lines(entry: Entry, lang: str) -> list[str]:
    """Where the falls by two inventories part: how much at the first year, how much at the last."""
    pieces = [
        j.evidence
        for j in entry.verdict.counted
        if j.evidence.formula is not None and _ends(j.evidence) is not None
    ]
    return [
        _approach(entry, a, b, lang)
        for a, b in itertools.combinations(pieces, 2)
        if _years(a) == _years(b)
    ]


def _ends(one: Evidence) -> tuple[Input, Input] | None:
    """The emissions of the first and of the last year of a fall."""
    assert one.formula is not None
    found = [i for i in one.formula.inputs if i.series.startswith("co2.")]
    return (found[0], found[1]) if len(found) == 2 and found[0].year < found[1].year else None


def _years(one: Evidence) -> tuple[int, ...]:
    return tuple(end.year for end in _ends(one) or ())


def parts_of_gap(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """How much of the gap between two rises, in logarithms, comes from each end.

    >>> [round(x, 3) for x in parts_of_gap((1.0, 2.0), (0.5, 2.0))]
    [0.693, 0.0]
    """
    return math.log(first[0] / second[0]), math.log(second[1] / first[1])


def _approach(entry: Entry, a: Evidence, b: Evidence, lang: str) -> str:
    ends = _ends(a), _ends(b)
    assert ends[0] is not None
    assert ends[1] is not None
    first, second = ((e[0].value, e[1].value) for e in (ends[0], ends[1]))
    base, last = parts_of_gap(first, second)
    years = _years(a)
    names = [labels.family_name(e[1].series).text(lang) for e in (ends[0], ends[1])]
    share = 100 * base / (base + last) if base * last > 0 else None
    data = [f"{first[i]:.1f}" for i in (0, 1)], [f"{second[i]:.1f}" for i in (0, 1)]
    if lang == "zh":
        text = f"{names[0]}与{names[1]}：" + "，".join(
            f"{years[i]}年为{data[0][i]}与{data[1][i]}百万吨" for i in (0, 1)
        )
        return text + (
            f"。两者降幅之差，{share:.0f}%来自{years[0]}年，{100 - share:.0f}%来自{years[1]}年（按对数计）。"
            if share is not None
            else "。两端的差别方向相反，部分抵消。"
        )
    text = f"{names[0]} and {names[1]}: " + ", ".join(
        f"{data[0][i]} and {data[1][i]} Mt in {years[i]}" for i in (0, 1)
    )
    return text + (
        f". Of the gap between the two falls, {share:.0f} % comes from {years[0]} and "
        f"{100 - share:.0f} % from {years[1]} (in logarithms)."
        if share is not None
        else ". The differences at the two ends work in opposite directions."
    )
