"""JSON form: the ledger as a list of plain mappings, for other programs."""

from __future__ import annotations

import math
from typing import Any

from regionshare.claims import reasons
from regionshare.claims.intervals import Interval
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.readings import day
from regionshare.claims.verdicts import Judged
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
        "label": one.label_en,
        **_value(one.interval, one.unit),
        "agrees": judged.agrees,
        "match": one.match,
        "independence": one.independence,
        "role": one.role,
        "published": one.published.isoformat() if one.published else None,
        "source": list(one.source),
        "choices": dict(one.choices),
    }
