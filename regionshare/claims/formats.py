"""Formats: the ledger as plain mappings for other programs, and as text for the command line."""

from __future__ import annotations

import math
from typing import Any

from regionshare.claims import reasons, words
from regionshare.claims.claim import Claim
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.reading import day
from regionshare.claims.verdict import VERDICTS, Judged
from regionshare.numbers.number import rounded


def as_json(ledger: Ledger) -> list[dict[str, Any]]:
    """One mapping for each entry, in the order of the file."""
    return [entry_json(entry) for entry in ledger.entries]


def entry_json(entry: Entry) -> dict[str, Any]:
    """One entry.

    ``stated`` spans all readings, from the lowest to the highest value that some reading allows.
    An infinite end is null; days are ISO texts; ``agrees`` is null where undecided.
    """
    claim, verdict = entry.claim, entry.verdict
    content = {
        "id": claim.id,
        "slug": claim.slug,
        "group": claim.group,
        "stated": _stated(entry),
        "verdict": {"today": verdict.today, "when_spoken": verdict.when_spoken},
        "evidence": [_evidence(j) for j in verdict.judged],
        "k": verdict.k,
        "n": verdict.n,
        "direction": verdict.direction,
        "deciding_choices": list(verdict.deciding),
        "flip_distance": verdict.flip.distance if verdict.flip else None,
        "reason": reasons.reason(entry, "en"),
    }
    plain: dict[str, Any] = rounded(content)
    return plain


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


def _evidence(judged: Judged) -> dict[str, Any]:
    one = judged.evidence
    return {
        "label": one.label.en,
        **_value(one.interval, one.unit),
        "agrees": judged.agrees,
        "match": one.match,
        "independence": one.independence,
        "role": one.role,
        "published": one.published.isoformat() if one.published else None,
        "source": list(one.source),
        "choices": dict(one.choices),
    }


# -- as text ----------------------------------------------------------------------------------------


def as_text(ledger: Ledger) -> str:
    """One line for each claim, by group, then the tally."""
    lines = []
    if ledger.region != ledger.file.region:
        lines += [f"Asked of {ledger.region}; the text is about {ledger.file.region}.", ""]
    for group, entries in ledger.groups().items():
        lines.append(ledger.file.groups[group].en)
        lines += [f"  {_line(entry)}" for entry in entries]
        lines.append("")
    lines.append(_tally(ledger))
    if ledger.left_out:
        names = ", ".join(c.id for c in ledger.left_out)
        lines.append(
            f"Not asked, since they rest on documents about {ledger.file.region} or its cities: {names}"
        )
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    verdict = entry.verdict
    outside = "  (repeat, outside the tally)" if entry.claim.outside_tally else ""
    spoken = f"when spoken: {verdict.when_spoken}"
    counted = f"{verdict.k}/{verdict.n}"
    read = words.stated_text(entry.claim, "en")
    outside += f"  read as {read}" if read else ""
    return f"{entry.claim.id:4} {entry.claim.slug:26} {verdict.today:14} {spoken:28} {counted:>5}{outside}"


def _tally(ledger: Ledger) -> str:
    today, spoken = ledger.total(), ledger.total(when_spoken=True)
    parts = [
        f"{name} {today[name]} ({spoken[name]})" for name in VERDICTS if today[name] or spoken[name]
    ]
    return (
        f"{today.total()} claims, today (when spoken): {', '.join(parts)}\n"
        f"Of the consistent, {ledger.untested()} ({ledger.untested(when_spoken=True)}) rest only on "
        f"values too wide to decide; {ledger.undated()} could not be checked when spoken for want "
        "of an established day of publication."
    )


def claim_text(entry: Entry) -> str:
    """Everything about one claim."""
    claim, verdict = entry.claim, entry.verdict
    lines = [
        f"{claim.id} {claim.slug}",
        f"  said:     {claim.quote_zh}" if claim.quote_zh else "",
        f"            {claim.text_en}",
        f"  by:       {claim.speaker.name.en}, {claim.speaker.capacity.en}",
        f"  of:       {entry.region}, {claim.period.en}",
        f"  read as:  {words.stated_text(claim, 'en') or 'no single interval'}  ({words.rule_text(claim, 'en')})",
        f"  today:    {verdict.today}",
        f"            {reasons.reason(entry, 'en')}",
        f"  when spoken: {verdict.when_spoken}",
        f"            {reasons.reason(entry, 'en', when_spoken=True)}",
        f"  k of n:   {verdict.k} of {verdict.n}",
    ]
    if claim.note and not entry.asked_elsewhere:
        lines.append(f"  note:     {claim.note.en}")
    if not entry.asked_elsewhere:
        lines.append(f"  what would settle it: {claim.settles.en}")
    lines += [f"  choice:   {text}" for text in reasons.effect_lines(entry, "en")]
    lines += [f"  ends:     {text}" for text in reasons.approach_lines(entry, "en")]
    if entry.repeats:
        return "\n".join(line for line in lines if line)
    lines.append("  evidence:" if verdict.judged else "  evidence: none")
    lines += [f"    {_evidence_line(j, claim)}" for j in verdict.judged]
    return "\n".join(line for line in lines if line)


def _evidence_line(judged: Judged, claim: Claim) -> str:
    one = judged.evidence
    when = one.published.isoformat() if one.published else "no date"
    value = words.value_text(one, claim, "en")
    tail = f" [{one.differs.en}]" if one.differs.en else ""
    agreed = words.agreement_text(judged.agreement, judged.per_reading, "en")
    if not one.comparable:
        agreed = "not compared"
    return (
        f"{agreed:12} {value:>16}  {one.match:6} {one.role:7} {one.independence:14} {when:10}  "
        f"{one.label.en}{tail}"
    )
