"""Reasons: why a verdict is what it is, and what would change it, as sentences."""

from __future__ import annotations

from collections.abc import Iterable

from regionshare.claims import labels, wording
from regionshare.claims.evidence import AGREES, DISAGREES, UNDECIDED, Evidence
from regionshare.claims.flip import Flip, crossing
from regionshare.claims.ledger import Entry
from regionshare.claims.statement import Words
from regionshare.claims.verdicts import CONTRADICTED, DEPENDS, NOT_CHECKABLE, UNCONFIRMED, Judged
from regionshare.numbers.number import Input

NOUNS = {
    "energy": Words("energy consumption", "能源消费量"),
    "co2": Words("emissions", "排放量"),
    "gdp": Words("GDP", "生产总值"),
    "population": Words("population", "人口"),
    "gdp_growth": Words("growth", "增速"),
}

LISTED = 4
"""So many figures are named in a reason; a table lists them all."""


def reason(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """Why the verdict is what it is, in one or two sentences."""
    verdict = entry.verdict.when_spoken if when_spoken else entry.verdict.today
    if entry.repeats:
        return _repeats(entry, lang, when_spoken)
    if verdict == NOT_CHECKABLE:
        return _nothing(entry, lang, when_spoken)
    found = entry.verdict
    deciding = found.deciding_spoken if when_spoken else found.deciding
    by_reading = _per_reading(entry, lang, when_spoken) if "reading" in deciding else ""
    parts = [by_reading or wording.VERDICT_MEANINGS[verdict].text(lang)]
    parts.append(_count(entry, lang, when_spoken))
    if deciding:
        names = [labels.choice_name(c).text(lang) for c in deciding]
        parts.append(
            f"取决于{'、'.join(names)}" if lang == "zh" else f"it hangs on {', '.join(names)}"
        )
    if not when_spoken:
        parts += [_side(entry, lang), flip_text(entry, lang), *total_moves(entry, lang)]
    return sentences(parts, lang)


def sentences(parts: Iterable[str], lang: str) -> str:
    """Parts as one sentence."""
    given = [part for part in parts if part]
    if lang == "zh":
        return "；".join(given) + "。"
    text = "; ".join(given) + "."
    return text[0].upper() + text[1:]


def _repeats(entry: Entry, lang: str, when_spoken: bool) -> str:
    items = []
    for one in entry.repeats:
        verdict = one.verdict.when_spoken if when_spoken else one.verdict.today
        word = wording.verdict_word(verdict, lang)
        items.append(f"{one.claim.id}（{word}）" if lang == "zh" else f"{one.claim.id} ({word})")
    if lang == "zh":
        return f"重复{'、'.join(items)}，证据见各该条。"
    return f"Repeats {', '.join(items)}; the evidence stands there."


def _counted(entry: Entry, when_spoken: bool) -> list[Judged]:
    return [
        j
        for j in entry.verdict.counted
        if not when_spoken or j.evidence.known_on(entry.claim.spoken)
    ]


def _per_reading(entry: Entry, lang: str, when_spoken: bool) -> str:
    """In which readings each value lies."""
    found = sorted(
        _counted(entry, when_spoken),
        key=lambda j: (j.evidence.interval.low, j.evidence.interval.high),
    )
    lines = dict.fromkeys(
        (wording.value_text(j.evidence, entry.claim, lang), j.per_reading) for j in found
    )
    stop = "；" if lang == "zh" else "; "
    return stop.join(_one_value(value, per, lang) for value, per in lines)


def _one_value(value: str, per: tuple[tuple[str, str], ...], lang: str) -> str:
    zh = lang == "zh"
    by = {
        kind: [wording.reading_name(name, lang) for name, agreed in per if agreed == kind]
        for kind in (AGREES, DISAGREES, UNDECIDED)
    }
    if len(by[AGREES]) == len(per):
        return f"{value}在每种读法之内" if zh else f"{value} lies in every reading"
    if len(by[DISAGREES]) == len(per):
        return f"{value}不在任何一种读法之内" if zh else f"{value} lies in none of the readings"
    if zh:
        words = ((AGREES, "在{}之内"), (DISAGREES, "不在{}之内"), (UNDECIDED, "按{}未定"))
        return value + "，".join(w.format("、".join(by[k])) for k, w in words if by[k])
    words = (
        (AGREES, "lies in the {} reading"),
        (DISAGREES, "not in the {} one"),
        (UNDECIDED, "undecided in the {} one"),
    )
    said = [w.format(" and ".join(by[k])) + "s" * (len(by[k]) > 1) for k, w in words if by[k]]
    if not by[AGREES]:
        said[0] = f"lies {said[0]}" if by[DISAGREES] else f"is {said[0]}"
    return f"{value} {' but '.join(said[:2])}{''.join(f', {s}' for s in said[2:])}"


def _count(entry: Entry, lang: str, when_spoken: bool) -> str:
    found = entry.verdict
    k, n = (found.k_spoken, found.n_spoken) if when_spoken else (found.k, found.n)
    several = len(entry.claim.readings) > 1
    if n == 0:
        if several and DEPENDS in (found.when_spoken if when_spoken else found.today,):
            return ""
        return (
            "没有一项证据足以判定"
            if lang == "zh"
            else "no value at hand is precise enough to decide"
        )
    if lang == "zh":
        under = "在每种读法下都" if several else ""
        votes = "（这是不同的选择，不是票数）" if n > 1 else ""
        return f"{under}可判定的{n}个不同数值中，{k}个相符{votes}"
    under = " that every reading decides" if several else ""
    votes = " (choices, not votes)" if n > 1 else ""
    return f"{k} of {n} distinct values{under} agree{votes}"


def _side(entry: Entry, lang: str) -> str:
    direction, favours = entry.verdict.direction, entry.verdict.favours_speaker
    if direction in (None, "within"):
        return ""
    unit = entry.claim.unit
    where = wording.direction_words(str(direction), unit).text(lang)
    if lang == "zh":
        tail = {True: "，该说法因此偏向发言方", False: "，该说法并未因此偏向发言方", None: ""}[
            favours
        ]
        text = f"不符的{'位次' if unit == 'rank' else '数值'}{where}{tail}"
    else:
        tail = {
            True: ", so the statement favours the speaker",
            False: ", so the statement does not favour the speaker",
            None: "",
        }[favours]
        text = f"what disagrees {'is' if where.startswith('a ') else 'lies'} {where}{tail}"
    if entry.asked_elsewhere and entry.verdict.today in (CONTRADICTED, UNCONFIRMED):
        name = entry.regions[entry.region].name(lang)
        text += f"；{name}不能这样说" if lang == "zh" else f"; {name} could not say it"
    return text


# -- what would change it --------------------------------------------------------------------------


def flip_text(entry: Entry, lang: str) -> str:
    """How far the nearest input must move for the headline value to cross an edge."""
    flip = entry.verdict.flip
    return "" if flip is None else _flip(entry, flip, lang)


def _flip(entry: Entry, flip: Flip, lang: str) -> str:
    value = wording.value_text(flip.evidence, entry.claim, lang, more=1)
    edge = wording.number_text(flip.edge, entry.claim, lang)
    year = flip.evidence.choices.get("year", str(flip.input.year))
    if lang == "zh":
        return (
            f"{_input(entry, flip.input, lang)}若{_change(flip.change, lang)}，"
            f"{year}年主口径数值{value}即达到{edge}"
        )
    return (
        f"if {_input(entry, flip.input, lang)} were {_change(flip.change, lang)}, the headline "
        f"value of {year}, {value}, would reach {edge}"
    )


def _input(entry: Entry, one: Input, lang: str) -> str:
    noun = NOUNS.get(one.series.partition(".")[0], Words("figure", "数值")).text(lang)
    series = labels.series_name(one.series).text(lang)
    series = series.replace(" (", ", ").replace("（", "，").rstrip(")）")
    region = entry.regions[one.region].name(lang)
    if lang == "zh":
        return f"{region}{one.year}年{noun}（{series}）"
    return f"{region}'s {one.year} {noun} ({series})"


def _change(change: float, lang: str) -> str:
    amount = f"{100 * abs(change):.1f}"
    if lang == "zh":
        return f"{'高' if change > 0 else '低'}{amount}%"
    return f"{amount}\u202f% {'higher' if change > 0 else 'lower'}"


def total_moves(entry: Entry, lang: str) -> list[str]:
    """How far the total under a proxy of the claim's own year must move to cross each edge."""
    claim, found = entry.claim, []
    for judged in entry.verdict.counted:
        one = judged.evidence
        of_year = one.choices.get("year") == str(claim.year)
        if one.match != "proxy" or judged.agreement != AGREES or not of_year:
            continue
        if one.formula is None or len(one.formula.inputs) != 2:
            continue
        moves = [
            (edge, d)
            for edge in claim.readings[0].interval.edges
            if (d := crossing(one.formula, 1, edge)) is not None
        ]
        if moves:
            found.append(_total_move(entry, one, moves, lang))
    return found


def _total_move(entry: Entry, one: Evidence, moves: list[tuple[float, float]], lang: str) -> str:
    assert one.formula is not None
    value = wording.value_text(one, entry.claim, lang, more=1)
    total = _input(entry, one.formula.inputs[1], lang)
    ends = [(wording.number_text(e, entry.claim, lang), _change(d, lang)) for e, d in moves]
    year = one.choices["year"]
    if lang == "zh":
        said = "，".join(f"{change}则为{edge}" for edge, change in ends)
        return f"{year}年数值{value}：{total}若{said}"
    said = " and ".join(f"{edge} if it were {change}" for edge, change in ends)
    return f"the value of {year}, {value}, rests on {total}: it would reach {said}"


# -- nothing that could be evaluated ---------------------------------------------------------------


def _nothing(entry: Entry, lang: str, when_spoken: bool) -> str:
    zh = lang == "zh"
    settles = "" if entry.asked_elsewhere else entry.claim.settles.text(lang)
    lacking = list(dict.fromkeys(m.text(lang) for m in entry.verdict.missing))
    if when_spoken and entry.verdict.counted:
        listed = [dated(j.evidence, lang) for j in entry.verdict.counted]
        if len(listed) > LISTED + 1:
            rest = len(listed) - LISTED
            listed[LISTED:] = [f"另有{rest}项，见下" if zh else f"and {rest} more, listed below"]
        if zh:
            return f"计入的证据均无法确认在发言当日之前已公布：{'；'.join(listed)}。"
        return (
            f"Nothing that is counted is known to have been public on the day: {'; '.join(listed)}."
        )
    parts = ["手头没有可用证据" if zh else "nothing at hand bears on it"]
    if settles:
        parts.append(f"所缺数据：{settles}" if zh else f"what is missing: {settles}")
    if lacking:
        parts.append(
            f"数据中没有：{'；'.join(lacking)}" if zh else f"not in the data: {'; '.join(lacking)}"
        )
    return sentences(parts, lang)


def dated(one: Evidence, lang: str) -> str:
    """A piece of evidence with what is known of the day it became public."""
    return f"{one.label(lang)}{'（' if lang == 'zh' else ' ('}{day_text(one, lang)}{'）' if lang == 'zh' else ')'}"


def day_text(one: Evidence, lang: str) -> str:
    """What is known of the day on which evidence became public."""
    zh = lang == "zh"
    if one.published is None:
        return "公开日期不详" if zh else "publication day not known"
    if one.established:
        return f"{one.published}公开" if zh else f"public by {one.published}"
    return (
        f"公开日期未能确定，不晚于{one.published}"
        if zh
        else f"publication day not established, at the latest {one.published}"
    )
