"""Answers: one computed sentence for a statement, one for the whole, and what the tests found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from regionshare.claims import words
from regionshare.claims.claim import Claim
from regionshare.claims.evidence import AGREES, DISAGREES, Evidence, agreement, agreement_over
from regionshare.claims.interval import Interval, hull
from regionshare.claims.labels import (
    DEPENDS,
    HELD_WHEN_SPOKEN,
    HOLDS,
    NO_EVIDENCE,
    OPEN,
    PLAUSIBLE,
)
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.reasons import sentences
from regionshare.claims.robustness import Count, Elsewhere, Tests, tests_of
from regionshare.claims.verdict import Judged, Miss, Outcome, nearest_miss, too_close
from regionshare.claims.words import MARKS
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import agreed, inside, room

TEXTS = room("answer")
GROUPED = ("reading", "imports", "year", "inventory", "vintage", "scope", "source", "denominator")
"""By which of the choices that it hangs on an answer tells the values apart: the first of these."""
FAR = 100.0
"""A miss of more percent of the value is told in points alone."""

POSITIVE = (HOLDS, HELD_WHEN_SPOKEN, PLAUSIBLE)


def _say(lang: str, group: str, key: str, **fields: object) -> str:
    return str(TEXTS[lang][group][key].format(**fields))


def sentence(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """The answer to one statement, today or of the day it was said."""
    if entry.repeats:
        return _parts_of(entry.repeats, lang)
    outcome = entry.outcome(when_spoken)
    beside = "" if when_spoken else _beside(entry, lang)
    if outcome.code == NO_EVIDENCE:
        return _nothing(entry, outcome, lang, beside, when_spoken)
    if outcome.code == OPEN:
        return _open(entry, lang, beside)
    if outcome.code == DEPENDS:
        choices = words.hung_on(outcome.choices, lang)
        options = MARKS[lang]["stop"].join(_options(entry, outcome, lang))
        return _say(lang, "said", DEPENDS, choices=choices, options=options, beside=beside)
    now = _told(outcome)
    return _say(
        lang,
        "said",
        outcome.code,
        values=_values(now, entry, lang),
        then=span(_told(entry.verdict.then), entry.claim, lang),
        year=_revised(entry),
        miss=_missed(nearest_miss(outcome.deciding), entry.claim, lang),
        which=_which(outcome, lang),
        stated=words.stated_text(entry.claim, lang),
        beside=beside,
    )


def _nothing(entry: Entry, outcome: Outcome, lang: str, beside: str, when_spoken: bool) -> str:
    if when_spoken and outcome.reason in TEXTS[lang]["said"]:
        return _say(lang, "said", outcome.reason)
    settles = "" if entry.asked_elsewhere else entry.claim.settles.text(lang)
    key = "no_evidence_settled" if settles else "no_evidence"
    begin = TEXTS[lang]["nothing"]["shown" if entry.evidence else "at_hand"]
    return _say(lang, "said", key, begin=begin, settles=settles, beside=beside)


def _open(entry: Entry, lang: str, beside: str) -> str:
    """With the narrowest of the values that are too wide, of the best tier that bounds it at all."""
    bounding = [j.evidence for j in entry.verdict.counted if not _covers(j)]
    pieces = [e for e in bounding if e.tier == min(one.tier for one in bounding)]
    if not pieces:
        return _say(lang, "said", "open_any", beside=beside)
    narrowest = min(pieces, key=lambda e: (e.interval.high - e.interval.low, -e.interval.low))
    values = span([narrowest], entry.claim, lang)
    about = (narrowest.label.text(lang), narrowest.differs.text(lang))
    label = MARKS[lang]["stop"].join(filter(None, about))
    if not label:
        return _say(lang, "said", "open_unnamed", values=values, beside=beside)
    return _say(lang, "said", OPEN, values=values, label=label, beside=beside)


def _covers(judged: Judged) -> bool:
    """Whether a value says nothing: any share of a whole."""
    one = judged.evidence
    return one.unit == "percent" and (one.interval.low, one.interval.high) == (0, 100)


def _revised(entry: Entry) -> int | str:
    """The year of the release that replaced what was public on the day."""
    days = [e.replaced_on for j in entry.verdict.then.deciding if (e := j.evidence).replaced_on]
    return max(days).year if days else ""


def _told(outcome: Outcome) -> list[Evidence]:
    """The values that a sentence prints: the headline's where it decides, else all that decide."""
    pieces = [j.evidence for j in outcome.deciding]
    return [e for e in pieces if e.headline] or pieces


def span(pieces: Sequence[Evidence], claim: Claim, lang: str) -> str:
    """From the lowest to the highest of several values, with the unit."""
    if not pieces:
        return "–"
    whole = hull([end for e in pieces for end in e.interval.ends])
    return words.value_text(replace(pieces[0], interval=whole), claim, lang)


def _values(pieces: Sequence[Evidence], entry: Entry, lang: str) -> str:
    """Several values, one by one where what was said lies between them: 19.4 and 24.1, not 20."""
    claim, ends = entry.claim, [e.interval for e in pieces]
    whole = hull([end for e in ends for end in e.ends]) if ends else None
    between = whole and any(agreement(whole, one.interval) != DISAGREES for one in claim.readings)
    inside = any(agreement_over(e, claim.readings) == AGREES for e in ends)
    if not between or inside:
        return span(pieces, claim, lang)
    apart = sorted(pieces, key=lambda e: e.interval.low)
    shown = list(dict.fromkeys(words.value_text(e, claim, lang) for e in apart))
    return words.listed(shown, lang)


def _which(outcome: Outcome, lang: str) -> str:
    """What the deciding proxies differ in, where it is one thing."""
    texts = {e.differs.text(lang) for e in _told(outcome)} - {""}
    return _say(lang, "which", "differs", differs=texts.pop()) if len(texts) == 1 else ""


def _beside(entry: Entry, lang: str) -> str:
    """Documents that stand beside the answer, and a note that belongs to it."""
    told = {
        name for spec in entry.claim.specs if spec.text("told") == "true"
        for name in spec.texts("document")
    }  # fmt: skip
    labels = [
        _say(lang, "beside", "shown" if one.role == "shown" else "counted", label=one.label.text(lang))
        for one in entry.evidence if told & set(one.source)
    ]  # fmt: skip
    if entry.claim.told and not entry.asked_elsewhere:
        labels.append(entry.claim.told.text(lang))
    statements = MARKS[lang]["stop"].join(labels)
    return _say(lang, "beside", "documents", statements=statements) if labels else ""


def _missed(miss: Miss | None, claim: Claim, lang: str) -> str:
    """A miss with the end of what was said from which it is counted."""
    if miss is None:
        return ""
    edge = words.number_text(miss.edge, claim, lang)
    key = "below" if miss.points < 0 else "above"
    return _say(lang, "miss", key, points=_points(miss, claim, lang), edge=edge)


def _points(miss: Miss, claim: Claim, lang: str) -> str:
    """A miss in the unit of the statement, at the digits at which its evidence is displayed."""
    scale = claim.factor_en if lang == "en" else 1.0
    points = abs(miss.points) * scale
    shown = max(0, claim.decimals - round(math.log10(scale)))
    if claim.unit == "percent" and miss.digits:  # one more than was said, also in a repetition
        shown = max(shown, 1 - round(math.log10(miss.points / miss.digits)))
    decimals = next((d for d in range(shown, shown + 6) if round(points, d)), shown)
    unit = claim.unit_words.text(lang)
    if words.ORDINAL in unit:
        unit = ""
    if claim.unit == "percent":
        unit = _say(lang, "miss", "point")
    return agreed(_say(lang, "miss", "points", points=f"{points:.{decimals}f}", unit=unit).rstrip())


def _options(entry: Entry, outcome: Outcome, lang: str) -> list[str]:
    """The values under each option of the choice that tells them apart best."""
    choice = next((c for c in GROUPED if c in outcome.choices), outcome.choices[0])
    if choice == "reading":
        return _by_reading(entry, outcome, lang)
    groups: dict[str, list[Judged]] = {}
    for judged in sorted(outcome.deciding, key=lambda j: j.evidence.interval.low):
        groups.setdefault(_option(entry, judged.evidence, choice, lang), []).append(judged)
    return [_group(name, found, entry.claim, lang) for name, found in groups.items()]


def _by_reading(entry: Entry, outcome: Outcome, lang: str) -> list[str]:
    """How many of the values agree under each reading."""
    lines = [span([j.evidence for j in outcome.deciding], entry.claim, lang)]
    for reading in entry.claim.readings:
        agreed = [dict(j.per_reading)[reading.name] for j in outcome.deciding]
        name = words.reading_name(reading.name, lang)
        told = words.agreeing(agreed.count(AGREES), len(agreed), lang, "any")
        lines.append(_say(lang, "options", "reading", name=name, agreeing=told))
    return lines


def _option(entry: Entry, one: Evidence, choice: str, lang: str) -> str:
    """The name of an option as readers see it."""
    token = one.choices.get(choice, "")
    if choice == "imports":
        return _say(lang, "options", "territorial" if token == "none" else "imports")
    if choice == "year" and token:
        return _say(lang, "options", "year", year=token)
    known = [s for s in entry.store.series.values() if token and s.family == token]
    if known and known[0].short_en:
        name = known[0].short_zh if lang == "zh" else known[0].short_en
        return _say(lang, "options", "named", name=name)
    return _say(lang, "options", "label", name=one.label.text(lang))


def _group(name: str, found: Sequence[Judged], claim: Claim, lang: str) -> str:
    values = span([j.evidence for j in found], claim, lang)
    agree = sum(j.agrees is True for j in found)
    told = words.agreeing(agree, len(found), lang, "any")
    key = "some" if len(found) > 1 else "one"
    return _say(lang, "options", key, name=name, values=values, agreeing=told)


# -- how firm, and the tests ----------------------------------------------------------------------


def firmness(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """How firm a label is: the count, the nearest miss, and how far the edge is."""
    outcome = entry.outcome(when_spoken)
    if not outcome.firmness:
        return sentences([_say(lang, "firm", "open")], lang) if outcome.code == OPEN else ""
    word = words.FIRMNESS_WORDS[outcome.firmness].text(lang)
    count = words.agreeing(outcome.k, outcome.n, lang)
    if "reading" in outcome.choices:
        told = words.agreeing(outcome.k, outcome.n, lang, "any")
        count = _say(lang, "firm", "each", agreeing=told)
    if outcome.code == HELD_WHEN_SPOKEN:
        count = agreed(_say(lang, "firm", "held", now=outcome.n))
    parts = [_say(lang, "firm", "line", firmness=word, count=count)]
    if not entry.repeats:  # misses of several quantities are not one another's nearest
        parts += _miss_lines(outcome.deciding, entry.claim, lang)
    flip = entry.verdict.flip
    if flip is not None and not when_spoken:
        distance, error = f"{100 * flip.distance:.1f}", error_text(entry, lang)
        key = "flip_far" if flip.distance > 1 else "flip"
        parts.append(_say(lang, "firm", key, distance=distance, error=error))
    return sentences(parts, lang)


def error_text(entry: Entry, lang: str) -> str:
    """The error that the publisher states, beside how far the edge is."""
    flip = entry.verdict.flip
    error = flip.evidence.error if flip else None
    if flip is None or error is None:
        return _say(lang, "firm", "no_error")
    return _say(lang, "firm", "close" if too_close(flip.evidence, flip) else "error", error=error)


def _miss_lines(deciding: Sequence[Judged], claim: Claim, lang: str) -> list[str]:
    """How far the headline lies outside, and the nearest value that disagrees, where it is another."""
    told = nearest_miss(deciding)
    if told is None:
        return []
    nearest = min((j.miss for j in deciding if j.miss), key=lambda one: abs(one.points))
    if nearest == told:
        return [_miss_line(told, claim, lang, "nearest")]
    points = _points(nearest, claim, lang)
    further = _say(lang, "firm", "nearer", which=_say(lang, "firm", "nearest"), points=points)
    return [_miss_line(told, claim, lang, "headline"), further]


def _miss_line(miss: Miss, claim: Claim, lang: str, which: str) -> str:
    told = miss.digits is not None and round(abs(miss.digits), 3) != round(abs(miss.points), 3)
    far = miss.percent is not None and abs(miss.percent) > FAR
    key = "miss_far" if far else "miss_digits" if told else "miss"
    percent = "–" if miss.percent is None else f"{abs(miss.percent):.1f}"
    digits = "" if miss.digits is None else f"{abs(miss.digits):.1f}"
    return _say(
        lang, "firm", key, which=_say(lang, "firm", which), points=_points(miss, claim, lang),
        digits=digits, percent=percent,
    )  # fmt: skip


def tests(entry: Entry, evaluator: Evaluator, lang: str) -> list[str]:
    """The three tests of a statement over a metric, a line each; none for another."""
    found = tests_of(entry, evaluator)
    if found is None:
        return []
    lines = [_choices_line(found, entry, lang)]
    if found.years.n:
        other = found.other_year
        name = words.NAMES[lang]["in_year"].format(year=other.name) if other else ""
        key = "counter_year" if found.years.k else "counter_years_none"
        lines.append(held_in(found, lang, _counter(key, other, entry, name, lang)))
    if found.regions.n:
        other = found.other_region
        name = evaluator.store.regions[other.name].name(lang) if other else ""
        lines.append(said_by(found, lang, _counter("counter_region", other, entry, name, lang)))
    return lines


def held_in(found: Tests, lang: str, counter: str = "") -> str:
    """In how many years a statement would have held."""
    return _passing("years", found.years, lang, counter, first=found.first, last=found.last)


def said_by(found: Tests, lang: str, counter: str = "") -> str:
    """How many regions could have said it."""
    return _passing("regions", found.regions, lang, counter, year=found.year)


def _passing(test: str, of: Count, lang: str, counter: str, **fields: object) -> str:
    """In how many of the years, or regions, a statement would hold: all, none or some."""
    key = f"{test}_all" if of.k == of.n else test if of.k else f"{test}_none"
    return _say(lang, "tests", key, k=of.k, n=of.n, counter=counter, **fields)


def _choices_line(found: Tests, entry: Entry, lang: str) -> str:
    counter = ""
    if found.choice is not None and found.choices.k:
        counter = _say(
            lang,
            "tests",
            "counter_choice",
            label=found.choice.evidence.label.text(lang),
            value=words.value_text(found.choice.evidence, entry.claim, lang),
        )
    told = words.agreeing(found.choices.k, found.choices.n, lang, "any")
    return _say(lang, "tests", "choices", agreeing=told, counter=counter)


def _counter(key: str, other: Elsewhere | None, entry: Entry, name: str, lang: str) -> str:
    if other is None:
        return ""
    piece = Evidence(words.NOTHING, Interval.point(other.value), unit=entry.claim.unit)
    value = words.value_text(piece, entry.claim, lang)
    return _say(lang, "tests", key, name=name, value=value)


# -- the whole ------------------------------------------------------------------------------------


def whole(ledger: Ledger, lang: str) -> str:
    """The answer to the central sentence, for the region asked; empty for a text without one."""
    repeated = repeating(ledger)
    if repeated is None:
        return ""
    return str(
        MARKS[lang]["between"].join(
            filter(None, (_whole_of(repeated.repeats, lang), compared(ledger, lang)))
        )
    )


def repeating(ledger: Ledger) -> Entry | None:
    """The entry of the central sentence, which repeats those of its parts; None without one."""
    return next((entry for entry in ledger.entries if entry.repeats), None)


def compared(ledger: Ledger, lang: str) -> str:
    """For how many regions and years holds what the central sentence compares; empty where not asked."""
    repeated = repeating(ledger)
    found = tests_of(repeated, ledger.evaluator) if repeated else None
    if repeated is None or found is None or not found.regions.n:
        return ""
    own = ""
    if found.years.n:
        region = ledger.evaluator.store.regions[repeated.region].name(lang)
        key = "own_all" if found.years.k == found.years.n else "own_some"
        own = _say(lang, "whole", key, region=region, k=found.years.k, n=found.years.n,
                   first=found.first, last=found.last)  # fmt: skip
    return _say(
        lang, "whole", "who", k=found.regions.k, n=found.regions.n, year=found.year, own=own
    )


def _whole_of(entries: Sequence[Entry], lang: str) -> str:
    """``Mostly yes``, and the answer to each part."""
    return _say(lang, "whole", verdict_of(entries), parts=_parts_of(entries, lang))


def _parts_of(entries: Sequence[Entry], lang: str) -> str:
    """The answer to each part: all that stands beside a label, which has the verdict."""
    return str(
        MARKS[lang]["between"].join(
            _say(lang, "whole", "part", concept=_concept(one, lang), sentence=_inside(one, lang))
            for one in entries
        )
    )


def _inside(entry: Entry, lang: str) -> str:
    """The answer to a part, as it goes on after a colon."""
    return inside(sentence(entry, lang))


def verdict_of(entries: Sequence[Entry]) -> str:
    """Whether a whole holds, by its parts: ``yes, mostly, partly, no``, or ``open``."""
    decided = [entry for entry in entries if entry.verdict.n]
    agreeing = [entry for entry in decided if entry.verdict.today in POSITIVE]
    if not decided:
        return "open"
    if len(agreeing) == len(decided):
        return "yes"
    if 2 * len(agreeing) > len(decided):
        return "mostly"
    some = agreeing or any(entry.verdict.today == DEPENDS for entry in decided)
    return "partly" if some else "no"


def _concept(entry: Entry, lang: str) -> str:
    """What a statement over a metric is about: its concept's name, else its id."""
    for spec in entry.claim.specs:
        concept = entry.store.concepts.get(spec.text("concept").partition(":")[0])
        if concept is not None:
            return concept.name(lang)
    return entry.claim.id
