"""Text form: the ledger and one claim as the command line prints them."""

from __future__ import annotations

from regionshare.claims import reasons, remarks
from regionshare.claims import words as wording
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.statement import Claim
from regionshare.claims.verdict import VERDICTS, Judged


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
        f"  read as:  {wording.stated_text(claim, 'en') or 'no single interval'}  ({wording.rule_text(claim, 'en')})",
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
    lines += [f"  choice:   {text}" for text in remarks.effect_lines(entry, "en")]
    lines += [f"  ends:     {text}" for text in remarks.approach_lines(entry, "en")]
    if entry.repeats:
        return "\n".join(line for line in lines if line)
    lines.append("  evidence:" if verdict.judged else "  evidence: none")
    lines += [f"    {_evidence(j, claim)}" for j in verdict.judged]
    return "\n".join(line for line in lines if line)


def _evidence(judged: Judged, claim: Claim) -> str:
    one = judged.evidence
    when = one.published.isoformat() if one.published else "no date"
    value = wording.value_text(one, claim, "en")
    tail = f" [{one.differs_en}]" if one.differs_en else ""
    agreed = wording.agreement_text(judged.agreement, judged.per_reading, "en")
    if not one.comparable:
        agreed = "not compared"
    return (
        f"{agreed:12} {value:>16}  {one.match:6} {one.role:7} {one.independence:14} {when:10}  "
        f"{one.label_en}{tail}"
    )
