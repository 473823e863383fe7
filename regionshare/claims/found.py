"""Found: evidence from rows of ``documents.csv``: single figures, brackets, rankings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from regionshare.claims.documents import Document
from regionshare.claims.evidence import INDEPENDENCE, Evidence
from regionshare.claims.intervals import Interval
from regionshare.claims.statement import Claim, ClaimsFile
from regionshare.claims.terms import described
from regionshare.claims.verdicts import Missing
from regionshare.data.tables import Mapping

Found = tuple[list[Evidence], list[Missing]]
_INFINITY = float("inf")


def _absent(name: str) -> Missing:
    return Missing(f"{name} is not in documents.csv", f"documents.csv中没有{name}")


def single(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
    """One piece of evidence for each document named."""
    evidence, missing = [], []
    for name in spec.texts("document"):
        one = file.documents.get(name)
        if one is None:
            missing.append(_absent(name))
            continue
        evidence.append(
            described(
                spec,
                claim,
                interval=one.interval,
                published=one.published,
                source=(one.id,),
                independence=one.independence,
                established=one.established,
                label=(one.statement_en, one.statement_zh),
            )
        )
    return evidence, missing


def bracket(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
    """What the dated figures of a cumulative quantity say of a day between them.

    A cumulative figure never falls, so on a day it lies between the last figure before and the
    first after, each widened by its rounding. Nothing is interpolated. Where a later figure was
    not yet public when the claim was made, a second, wider bracket stands for that day.
    """
    day = datetime.date.fromisoformat(spec.text("at"))
    rows = [
        one
        for one in file.documents.values()
        if one.quantity == spec.text("bracket") and one.day is not None
    ]
    if not rows:
        return [], [_absent(spec.text("bracket"))]
    now = _bracket(spec, claim, rows, day)
    spoken = [r for r in rows if r.published is not None and r.published <= claim.spoken]
    then = _bracket(spec, claim, spoken, day) if spoken else None
    both = [now] if then is None or then.interval == now.interval else [now, then]
    return both, []


def _bracket(spec: Mapping, claim: Claim, rows: Sequence[Document], day: datetime.date) -> Evidence:
    before = [r for r in rows if r.day is not None and r.day <= day]
    after = [r for r in rows if r.day is not None and r.day >= day]
    last = max(before, key=lambda r: str(r.day), default=None)
    first = min(after, key=lambda r: str(r.day), default=None)
    ends = [r for r in (last, first) if r is not None]
    days = [r.published for r in ends]
    known = [d for d in days if d is not None]
    low = last.interval.low if last else 0.0
    high = first.interval.high if first else _INFINITY
    span = _span_text(last, first)
    return described(
        spec,
        claim,
        interval=Interval(low, high, False, first.interval.high_open if first else True),
        published=max(known) if len(known) == len(days) else None,
        source=tuple(dict.fromkeys(r.id for r in ends)),
        independence=min((r.independence for r in ends), key=INDEPENDENCE.index),
        established=all(r.established for r in ends),
        label=span,
    )


def _span_text(last: Document | None, first: Document | None) -> tuple[str, str]:
    if last is None and first is not None:
        return f"at most the figure of {first.period}", f"不高于{first.period}的数值"
    if first is None and last is not None:
        return f"at least the figure of {last.period}", f"不低于{last.period}的数值"
    assert last is not None
    assert first is not None
    return (
        f"between the figures of {last.period} and {first.period}",
        f"介于{last.period}与{first.period}的数值之间",
    )


def ranking(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
    """The rank of one document's figure among others, from the highest.

    The rank is an interval: those surely greater stand before it, those possibly greater may.
    ``of`` says how many there are in all; those without a figure here may stand before it, too.
    """
    names = [spec.text("ranking"), *spec.texts("among")]
    rows = [file.documents.get(name) for name in names]
    claims = [file.claim(name) for name in names]
    missing = [
        _absent(name)
        for name, row, one in zip(names, rows, claims, strict=True)
        if row is None and (one is None or not one.readings)
    ]
    if missing:
        return [], missing
    values = [
        row.interval if row is not None else one.readings[0].interval  # type: ignore[union-attr]
        for row, one in zip(rows, claims, strict=True)
    ]
    own, others = values[0], values[1:]
    surely = sum(own.below(other) for other in others)
    maybe = sum(not other.below(own) for other in others)
    unseen = max(0, int(spec.text("of") or len(names)) - len(names))
    used = [row for row in rows if row is not None]
    days = [row.published for row in used]
    known = [d for d in days if d is not None]
    return [
        described(
            spec,
            claim,
            interval=Interval(1 + surely, 1 + maybe + unseen),
            published=max(known) if known and len(known) == len(days) else None,
            source=tuple(names),
            independence=min(
                (row.independence for row in used[1:] or used), key=INDEPENDENCE.index
            ),
            established=all(row.established for row in used),
        )
    ], []
