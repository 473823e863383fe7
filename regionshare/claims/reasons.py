"""Reasons: why a verdict is what it is, and what would change it, as sentences."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable

from regionshare.claims import words
from regionshare.claims.evidence import AGREES, DISAGREES, UNDECIDED, Evidence
from regionshare.claims.labels import (
    DAY_NOT_ESTABLISHED,
    DEPENDS,
    HELD_WHEN_SPOKEN,
    NO_EVIDENCE,
    NOT_BORNE_OUT,
    NOTHING_AT_HAND,
    WRONG,
)
from regionshare.claims.ledger import Entry, left_out
from regionshare.claims.sensitivity import Effect, Flip, crossing, effects
from regionshare.claims.verdict import Outcome
from regionshare.claims.words import MARKS
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input
from regionshare.text.messages import room

TEXTS = room("reasons")
FLIP = room("reasons.flip")
LISTED = 1
"""So many figures, or one more, are named in a reason; a table lists them all."""


def _say(lang: str, group: str, key: str, **fields: object) -> str:
    return str(TEXTS[lang][group][key].format(**fields))


def reason(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """Why the label is what it is; how many agree is said where some do and some do not."""
    outcome = entry.outcome(when_spoken)
    if entry.repeats:
        return _repeats(entry, lang, when_spoken)
    if outcome.code == NO_EVIDENCE:
        return _nothing(entry, lang, when_spoken)
    by_reading = _per_reading(entry, lang, when_spoken) if "reading" in outcome.choices else ""
    parts = [by_reading or words.VERDICT_MEANINGS[outcome.code].text(lang)]
    if outcome.code == DEPENDS:
        parts.append(_count(outcome, lang))
        names = [words.choice_name(c).text(lang) for c in outcome.choices]
        parts.append(_say(lang, "why", "hangs", choices=words.listed(names, lang)))
    if not when_spoken:
        parts += [_side(entry, lang), flip_text(entry, lang), *total_moves(entry, lang)]
    return sentences(parts, lang)


def sentences(parts: Iterable[str], lang: str) -> str:
    """Each part as a sentence."""
    said = [part[0].upper() + part[1:] for part in parts if part]
    return str(MARKS[lang]["between"].join(_say(lang, "why", "sentence", said=one) for one in said))


def _repeats(entry: Entry, lang: str, when_spoken: bool) -> str:
    items = []
    for one in entry.repeats:
        word = words.label_text(one.outcome(when_spoken), lang)
        items.append(_say(lang, "why", "repeat", claim=one.claim.id, verdict=word))
    return _say(lang, "why", "repeats", claims=MARKS[lang]["listed"].join(items))


def _per_reading(entry: Entry, lang: str, when_spoken: bool) -> str:
    """In which readings each value lies."""
    found = sorted(
        entry.outcome(when_spoken).deciding,
        key=lambda j: (j.evidence.interval.low, j.evidence.interval.high),
    )
    lines = dict.fromkeys(
        (words.value_text(j.evidence, entry.claim, lang), j.per_reading) for j in found
    )
    return str(MARKS[lang]["stop"].join(_one_value(value, per, lang) for value, per in lines))


def _one_value(value: str, per: tuple[tuple[str, str], ...], lang: str) -> str:
    by = {
        kind: [words.reading_name(name, lang) for name, agreed in per if agreed == kind]
        for kind in (AGREES, DISAGREES, UNDECIDED)
    }
    if len(by[AGREES]) == len(per):
        return _say(lang, "reading", "every", value=value)
    if len(by[DISAGREES]) == len(per):
        return _say(lang, "reading", "no_one", value=value)
    parts = ""
    for place, kind in enumerate(kind for kind in by if by[kind]):
        first = "_first" if place == 0 and kind != AGREES else ""
        many = "_many" if len(by[kind]) > 1 else ""
        readings = MARKS[lang]["and"].join(by[kind])
        part = _say(lang, "reading", f"{kind}{first}{many}", readings=readings)
        parts += _say(lang, "reading", ("second", "third")[place - 1], part=part) if place else part
    return _say(lang, "reading", "each", value=value, parts=parts)


def _count(outcome: Outcome, lang: str) -> str:
    k, n = outcome.k, outcome.n
    if "reading" in outcome.choices:
        return _say(lang, "count", "each", agreeing=words.agreeing(k, n, lang, "any"))
    told = words.agreeing(k, n, lang)
    return _say(lang, "count", "many", agreeing=told) if n > 1 else told


def _side(entry: Entry, lang: str) -> str:
    direction, favours = entry.verdict.direction, entry.verdict.favours_speaker
    if direction is None or direction == "within":
        return ""
    key = "values"
    if entry.claim.unit == "rank":
        key = "ranks" if direction in words.RANK_DIRECTIONS else "ranks_mixed"
    where = words.direction_words(direction, entry.claim.unit).text(lang)
    text = _say(lang, "side", key, where=where)
    if favours is not None and entry.verdict.today != HELD_WHEN_SPOKEN:
        text = _say(lang, "side", "favours" if favours else "favours_not", text=text)
    if entry.asked_elsewhere and entry.verdict.today in (WRONG, NOT_BORNE_OUT):
        name = entry.regions[entry.region].name(lang)
        text = _say(lang, "side", "elsewhere", text=text, region=name)
    return text


# -- what would change it --------------------------------------------------------------------------


def flip_text(entry: Entry, lang: str) -> str:
    """How far the nearest input must move for the headline value to cross an edge; less than double."""
    flip = entry.verdict.flip
    return "" if flip is None or flip.distance > 1 else _flip(entry, flip, lang)


def _flip(entry: Entry, flip: Flip, lang: str) -> str:
    return _say(
        lang,
        "flip",
        "rise" if flip.edge > flip.evidence.interval.low else "fall",
        input=_input(entry, flip.input, lang),
        change=_change(flip.change, lang),
        year=flip.evidence.choices.get("year", str(flip.input.year)),
        value=words.value_text(flip.evidence, entry.claim, lang, more=1),
        edge=words.number_text(flip.edge, entry.claim, lang),
    )


def _input(entry: Entry, one: Input, lang: str) -> str:
    concept, nouns = one.series.partition(".")[0], TEXTS[lang]["noun"]
    noun = nouns.get(concept, nouns["other"])
    name = words.series_name(entry.store, one.series, FLIP).text(lang)
    return _say(
        lang,
        "flip",
        "input",
        region=entry.regions[one.region].name(lang),
        year=one.year,
        noun=noun,
        series=re.sub(FLIP[lang]["again"].format(noun=noun), "", name).strip(),
    )


def _change(change: float, lang: str) -> str:
    amount = f"{100 * abs(change):.1f}"
    return _say(lang, "flip", "higher" if change > 0 else "lower", amount=amount)


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
            found.append(_total_move(entry, one, one.formula.inputs[1], moves, lang))
    return found


def _total_move(
    entry: Entry, one: Evidence, total: Input, moves: list[tuple[float, float]], lang: str
) -> str:
    ends = [
        _say(
            lang,
            "flip",
            "end",
            edge=words.number_text(edge, entry.claim, lang),
            change=_change(change, lang),
        )
        for edge, change in moves
    ]
    return _say(
        lang,
        "flip",
        "total",
        year=one.choices["year"],
        value=words.value_text(one, entry.claim, lang, more=1),
        total=_input(entry, total, lang),
        ends=FLIP[lang]["and"].join(ends),
    )


# -- nothing that could be evaluated ---------------------------------------------------------------


def _nothing(entry: Entry, lang: str, when_spoken: bool) -> str:
    stop, outcome = MARKS[lang]["stop"], entry.outcome(when_spoken)
    if when_spoken and outcome.reason != NOTHING_AT_HAND:
        asked = [j.evidence for j in entry.verdict.judged if j.evidence.countable]
        listed = [dated(one, lang) for one in asked]
        if len(listed) > LISTED + 1:
            listed[LISTED:] = [_say(lang, "lacking", "more", count=len(listed) - LISTED)]
        unknown = outcome.reason == DAY_NOT_ESTABLISHED
        why = _say(lang, "lacking", "not_established" if unknown else "later")
        return _say(lang, "lacking", "undated", why=why, listed=stop.join(listed))
    parts = [_say(lang, "lacking", "nothing")]
    settles = "" if entry.asked_elsewhere else entry.claim.settles.text(lang)
    if settles:
        parts.append(_say(lang, "lacking", "settles", what=settles))
    lacking = list(dict.fromkeys(m.text(lang) for m in entry.verdict.missing))
    if lacking:
        parts.append(_say(lang, "lacking", "not_in_data", what=stop.join(lacking)))
    return sentences(parts, lang)


def dated(one: Evidence, lang: str) -> str:
    """A piece of evidence with what is known of the day it became public."""
    return _say(lang, "lacking", "dated", label=one.label.text(lang), day=day_text(one, lang))


def day_text(one: Evidence, lang: str) -> str:
    """What is known of the day on which evidence became public."""
    if one.published is None:
        return _say(lang, "day", "unknown")
    when = words.day_text(one.published, lang)
    return _say(lang, "day", "known" if one.established else "bound", day=when)


# -- what each choice does, and where two inventories part -----------------------------------------


def effect_lines(entry: Entry, lang: str) -> list[str]:
    """The effect of each choice in each year, all other choices alike: the largest that turns
    agreement, else the largest.

    Only where the verdict depends on a choice; then also what is not in the data for it.
    """
    if entry.verdict.today != DEPENDS or entry.repeats:
        return []
    counted = entry.verdict.now.deciding
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
    comma = MARKS[lang]["comma"]
    pair = (one.first, one.second)
    first, second = (e.label.text(lang).split(comma) for e in pair)
    alike = [part for part in first if part in second]
    before, after = (words.value_text(e, entry.claim, lang, more=1) for e in pair)
    names = [
        comma.join(p for p in parts if p not in alike) or words.NAMES[lang]["territorial"]
        for parts in (first, second)
    ]
    return _say(
        lang,
        "choice",
        "effect",
        choice=words.choice_name(one.choice).text(lang),
        alike=comma.join(alike),
        first=names[0],
        before=before,
        second=names[1],
        after=after,
    )


def left_out_lines(entry: Entry, evaluator: Evaluator, lang: str) -> list[str]:
    """What the crossing of the open choices leaves out, each with its reason."""
    return [
        _say(lang, "choice", "left_out", what=getattr(one, f"what_{lang}"),
             reason=getattr(one, f"reason_{lang}"))
        for one in left_out(entry, evaluator)
    ]  # fmt: skip


def approach_lines(entry: Entry, lang: str) -> list[str]:
    """Where the falls by two inventories part: how much at the first year, how much at the last."""
    ends = [found for j in entry.verdict.counted if (found := _ends(entry, j.evidence)) is not None]
    return [
        _approach(entry, a, b, lang)
        for a, b in itertools.combinations(ends, 2)
        if [one.year for one in a] == [one.year for one in b]
    ]


def _ends(entry: Entry, one: Evidence) -> tuple[Input, Input] | None:
    """The emissions of the first and of the last year of a fall."""
    inputs = one.formula.inputs if one.formula is not None else ()
    found = [i for i in inputs if entry.store.series[i.series].concept == "co2"]
    return (found[0], found[1]) if len(found) == 2 and found[0].year < found[1].year else None


def parts_of_gap(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """How much of the gap between two rises, in logarithms, comes from each end.

    >>> [round(x, 3) for x in parts_of_gap((1.0, 2.0), (0.5, 2.0))]
    [0.693, 0.0]
    """
    return math.log(first[0] / second[0]), math.log(second[1] / first[1])


def _approach(entry: Entry, a: tuple[Input, Input], b: tuple[Input, Input], lang: str) -> str:
    names = [words.family_name(entry.store, ends[1].series).text(lang) for ends in (a, b)]
    units = entry.store.units
    at = MARKS[lang]["comma"].join(
        _say(lang, "choice", "at", year=pair[0].year, **dict(zip(("first", "second"), (
            display.quantity(one.value, one.unit, units, lang) for one in pair), strict=True)))
        for pair in zip(a, b, strict=True)
    )  # fmt: skip
    text = _say(lang, "choice", "ends", first=names[0], second=names[1], at=at)
    base, last = parts_of_gap((a[0].value, a[1].value), (b[0].value, b[1].value))
    if base * last <= 0:
        return _say(lang, "choice", "opposite", text=text)
    share = 100 * base / (base + last)
    years = {"first": a[0].year, "second": a[1].year}
    return _say(lang, "choice", "shares", text=text, base=share, last=100 - share, **years)
