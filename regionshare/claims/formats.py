"""Formats: the ledger as plain mappings for other programs, and as text for the command line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from regionshare.claims import answer, reasons, words
from regionshare.claims.claim import Claim
from regionshare.claims.interval import Interval
from regionshare.claims.labels import CODES, LEGACY
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.robustness import Elsewhere, Tests, tests_of
from regionshare.claims.statement import day
from regionshare.claims.verdict import Judged, Miss, Outcome, nearest_miss
from regionshare.claims.words import Words, in_both
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import rounded
from regionshare.text.messages import agreed, room

SAYS = room("commands.ledger")


def as_json(ledger: Ledger) -> list[dict[str, Any]]:
    """One mapping for each entry, in the order of the file, by ``schemas/ledger.schema.json``."""
    return [entry_json(entry, ledger.evaluator) for entry in ledger.entries]


def entry_json(entry: Entry, evaluator: Evaluator) -> dict[str, Any]:
    """One entry.

    ``stated`` spans all readings, from the lowest to the highest value that some reading allows.
    An infinite end is null; days are ISO texts; ``agrees`` is null where undecided.
    """
    claim, verdict = entry.claim, entry.verdict
    tests = tests_of(entry, evaluator)
    content = {
        "id": claim.id,
        "slug": claim.slug,
        "group": claim.group,
        "quotation": {"en": claim.text_en, "zh": claim.quote_zh},
        "text": claim.stated,
        "reading": _both(in_both(lambda lang: words.rule_text(claim, lang))),
        "speaker": {"name": _both(claim.speaker.name), "capacity": _both(claim.speaker.capacity)},
        "spoken": claim.spoken.isoformat(),
        "region": claim.region,
        "asked_of": entry.region,
        "year": claim.year,
        "stated": _stated(entry),
        "code": {"today": verdict.today, "when_spoken": verdict.when_spoken},
        "label": {
            "today": _both(in_both(lambda lang: words.label_text(verdict.now, lang))),
            "when_spoken": _both(in_both(lambda lang: words.label_text(verdict.then, lang))),
        },
        "answer": {
            "today": _both(in_both(lambda lang: answer.sentence(entry, lang))),
            "when_spoken": _both(in_both(lambda lang: answer.sentence(entry, lang, True))),
        },
        "firmness": {"today": verdict.now.firmness, "when_spoken": verdict.then.firmness},
        "tests": tests_json(tests),
        "counter": _counter(tests),
        "legacy_verdict": {
            "today": LEGACY[verdict.today],
            "when_spoken": LEGACY[verdict.when_spoken],
        },
        "was": _was(entry),
        "evidence": [_evidence(j, verdict.now) for j in verdict.judged],
        "k": verdict.k,
        "n": verdict.n,
        "direction": verdict.direction,
        "deciding_choices": list(verdict.deciding),
        "flip_distance": verdict.flip.distance if verdict.flip else None,
        "published_error": verdict.flip.evidence.error if verdict.flip else None,
        "miss": _miss(nearest_miss(verdict.now.deciding)),
        "reason": reasons.reason(entry, "en"),
        "reason_code": {"today": verdict.now.reason, "when_spoken": verdict.then.reason},
    }
    plain: dict[str, Any] = rounded(content)
    return plain


def _was(entry: Entry) -> dict[str, str | None] | None:
    """The labels of the release before, in its words, where they were others; null for none."""
    labels = {"today": entry.was() or None, "when_spoken": entry.was(when_spoken=True) or None}
    if entry.earlier is None or not any(labels.values()):
        return None
    return {"release": entry.earlier.release, **labels}


def _both(one: Words) -> dict[str, str]:
    return {"en": one.en, "zh": one.zh}


def _miss(one: Miss | None) -> dict[str, float | None] | None:
    return None if one is None else one._asdict()


def tests_json(found: Tests | None) -> dict[str, Any] | None:
    """Over the choices, the years and the regions; null for a statement over no metric."""
    if found is None:
        return None
    return {
        "choices": found.choices._asdict(),
        "years": {**found.years._asdict(), "first": found.first, "last": found.last}
        if found.years.n
        else None,
        "regions": {**found.regions._asdict(), "year": found.year, "named": list(found.named)}
        if found.regions.n
        else None,
    }


def _counter(found: Tests | None) -> dict[str, Any] | None:
    """The nearest choice, year and region in which it fails; null where it fails in none."""
    if found is None:
        return None
    choice = found.choice
    return {
        "choice": {"label": choice.evidence.label.en, "value": choice.evidence.interval.low}
        if choice
        else None,
        "year": _elsewhere(found.other_year),
        "region": _elsewhere(found.other_region),
    }


def _elsewhere(one: Elsewhere | None) -> dict[str, Any] | None:
    return None if one is None else one._asdict()


def _stated(entry: Entry) -> dict[str, Any]:
    readings = entry.claim.readings
    if not readings:
        return {"low": None, "high": None}
    low = min(r.interval.low for r in readings)
    high = max(r.interval.high for r in readings)
    return {"low": _end(low, entry.claim.unit), "high": _end(high, entry.claim.unit)}


def _end(value: float, unit: str) -> float | str | None:
    if math.isinf(value):
        return None
    return day(value) if unit == "date" else value


def _value(interval: Interval, unit: str) -> dict[str, Any]:
    if interval.is_point:
        return {"value": _end(interval.low, unit)}
    return {"low": _end(interval.low, unit), "high": _end(interval.high, unit)}


def _evidence(judged: Judged, now: Outcome) -> dict[str, Any]:
    one = judged.evidence
    return {
        "label": one.label.en,
        **_value(one.interval, one.unit),
        "agrees": judged.agrees,
        "match": one.match,
        "independence": one.independence,
        "role": "replaced" if one.countable and not one.counted else one.role,
        "decides": judged in now.deciding,
        "miss": _miss(judged.miss),
        "published": one.published.isoformat() if one.published else None,
        "source": list(one.source),
        "choices": dict(one.choices),
    }


# -- as text ----------------------------------------------------------------------------------------


def as_text(ledger: Ledger, lang: str = "en") -> str:
    """One line for each claim, by group, then the tally."""
    lines = []
    if ledger.region != ledger.file.region:
        lines += [SAYS[lang]["asked_of"].format(region=ledger.region, own=ledger.file.region), ""]
    for group, entries in ledger.groups().items():
        lines.append(ledger.file.groups[group].text(lang))
        lines += [f"  {_line(entry, lang)}" for entry in entries]
        lines.append("")
    lines.append(_tally(ledger, lang))
    if ledger.left_out:
        names = ", ".join(c.id for c in ledger.left_out)
        lines.append(SAYS[lang]["left_out"].format(own=ledger.file.region, claims=names))
    return "\n".join(lines)


def _line(entry: Entry, lang: str) -> str:
    verdict = entry.verdict
    outside = f"  {SAYS[lang]['repeat']}" if entry.claim.outside_tally else ""
    today = words.label_text(verdict.now, lang)
    spoken = f"{SAYS[lang]['when_spoken']} {words.label_text(verdict.then, lang)}"
    counted = f"{verdict.k}/{verdict.n}"
    firm = verdict.now.firmness or "-"
    read = words.stated_text(entry.claim, lang)
    outside += f"  {SAYS[lang]['read']} {read}" if read else ""
    return f"{entry.claim.id:4} {entry.claim.slug:26} {today:44} {firm:5} {counted:>5}  {spoken}{outside}"


def _tally(ledger: Ledger, lang: str) -> str:
    today, spoken = ledger.total(), ledger.total(when_spoken=True)
    parts = [
        f"{words.verdict_word(code, lang)} {today[code]} ({spoken[code]})"
        for code in CODES
        if today[code] or spoken[code]
    ]
    lines = [
        agreed(SAYS[lang]["tally"].format(count=today.total(), labels=", ".join(parts))),
        SAYS[lang]["undated"].format(count=ledger.undated()),
        answer.whole(ledger, lang),
    ]
    return "\n".join(filter(None, lines))


def claim_text(entry: Entry, evaluator: Evaluator, lang: str = "en") -> str:
    """Everything about one claim, beginning with its answer."""
    claim, verdict, says = entry.claim, entry.verdict, SAYS[lang]
    spoken = [claim.quote_zh, claim.text_en if lang == "en" or not claim.quote_zh else ""]
    stated = words.stated_text(claim, lang) or says["no_interval"]
    lines = [
        answer.sentence(entry, lang),
        f"{claim.id} {claim.slug}",
        *_under("said", filter(None, spoken), lang),
        *_under(
            "by",
            [says["pair"].format(claim.speaker.name.text(lang), claim.speaker.capacity.text(lang))],
            lang,
        ),
        *_under("of", [says["pair"].format(entry.region, claim.period.text(lang))], lang),
        *_under("read_as", [f"{stated}  ({words.rule_text(claim, lang)})"], lang),
        *_judged_lines(entry, lang),
        *_judged_lines(entry, lang, when_spoken=True),
        "  " + says["k_of_n"].format(k=verdict.k, n=verdict.n),
    ]
    firm = answer.firmness(entry, lang)
    lines += _each("firmness", [firm] if firm else [], lang)
    lines += _each("test", answer.tests(entry, evaluator, lang), lang)
    if not entry.asked_elsewhere:
        lines += _each("note", [claim.note.text(lang)] if claim.note else [], lang)
        lines.append("  " + says["settles"].format(what=claim.settles.text(lang)))
    lines += _each("choice", reasons.effect_lines(entry, lang), lang)
    lines += _each("ends", reasons.approach_lines(entry, lang), lang)
    lines += [f"  {text}" for text in reasons.left_out_lines(entry, evaluator, lang)]
    if not entry.repeats:
        lines.append(f"  {says['evidence' if verdict.judged else 'no_evidence']}")
        lines += [f"    {_evidence_line(j, claim, verdict.now, lang)}" for j in verdict.judged]
    return "\n".join(lines)


def _each(label: str, texts: Iterable[str], lang: str) -> list[str]:
    """Lines that all begin with a label."""
    return [f"  {SAYS[lang]['labels'][label]} ".ljust(12) + text for text in texts]


def _under(label: str, texts: Iterable[str], lang: str) -> list[str]:
    """Lines of which the first begins with a label."""
    first, *others = texts
    return [*_each(label, [first], lang), *(" " * 12 + text for text in others)]


def _judged_lines(entry: Entry, lang: str, when_spoken: bool = False) -> list[str]:
    """A label, what it was in the release before, and its reason."""
    verdict = entry.verdict
    texts = [
        words.label_text(verdict.then if when_spoken else verdict.now, lang),
        words.was_text(entry, lang, when_spoken),
        reasons.reason(entry, lang, when_spoken=when_spoken),
    ]
    return _under("when_spoken" if when_spoken else "today", list(filter(None, texts)), lang)


def _evidence_line(judged: Judged, claim: Claim, now: Outcome, lang: str) -> str:
    one, says = judged.evidence, SAYS[lang]
    when = one.published.isoformat() if one.published else says["no_date"]
    value = words.value_text(one, claim, lang)
    differs = one.differs.text(lang)
    tail = f" [{differs}]" if differs else ""
    agreed = words.verdict_of(judged, now, lang) or words.agreement_text(
        judged.agreement, judged.per_reading, lang
    )
    if not one.comparable:
        agreed = says["not_compared"]
    role = words.role_word(one, lang) or words.ROLE_WORDS[one.role].text(lang)
    match = words.MATCH_WORDS[one.match].text(lang)
    independence = words.INDEPENDENCE_WORDS[one.independence].text(lang)
    return (
        f"{agreed:12} {value:>16}  {match:6} {role} {independence:23} {when:10}  "
        f"{one.label.text(lang)}{tail}"
    )
