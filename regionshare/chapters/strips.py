"""Strips: evidence as rows of a table, each with its place against the stated interval.

A strip is a real table, so that it reads without sight of it: the drawing beside each row repeats
what the row says in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from regionshare.claims import reasons
from regionshare.claims import words as wording
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Entry
from regionshare.claims.verdict import Judged

WIDTH, HEIGHT, EDGE = 130, 18, 6

WORDS = {
    "en": {
        "evidence": "Evidence",
        "place": "Place",
        "value": "Value",
        "agrees": "Agrees?",
        "none": "No evidence is at hand.",
    },
    "zh": {
        "evidence": "证据",
        "place": "位置",
        "value": "数值",
        "agrees": "是否相符",
        "none": "手头没有证据。",
    },
}


@dataclass(frozen=True)
class Scale:
    """Maps values to places on a strip."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """The place of a value, kept on the strip."""
        if self.high <= self.low:
            return WIDTH / 2
        share = (value - self.low) / (self.high - self.low)
        return EDGE + min(1.0, max(0.0, share)) * (WIDTH - 2 * EDGE)


def scale_of(intervals: Sequence[Interval]) -> Scale:
    """From the lowest to the highest finite end, with a tenth of room on both sides."""
    ends = [e for i in intervals for e in (i.low, i.high) if math.isfinite(e)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) * 0.1 or max(abs(low) * 0.1, 1.0)
    return Scale(low - room, high + room)


def strip_table(entry: Entry, lang: str) -> str:
    """All evidence on a claim: drawing, value, agreement, kind, date, source."""
    words = WORDS[lang]
    if not entry.evidence:
        return f"<p>{words['none']}</p>"
    drawn = [j.evidence.interval for j in entry.verdict.judged if j.evidence.comparable]
    stated = [r.interval for r in entry.claim.readings]
    scale = scale_of([*stated, *drawn])
    head = [words[k] for k in ("evidence", "place", "value", "agrees")]
    label = f"{entry.claim.id}: {words['evidence']}"
    lines = [
        f'<div class="strip-scroll" tabindex="0" role="region" aria-label="{label}">'
        '<table class="strip"><thead><tr>'
    ]
    lines += [f'<th scope="col">{escape(name)}</th>' for name in head]
    lines.append("</tr></thead><tbody>")
    lines += [_row(entry, judged, stated, scale, lang) for judged in entry.verdict.judged]
    lines.append("</tbody></table></div>")
    return "".join(lines)


def _row(entry: Entry, judged: Judged, stated: Sequence[Interval], scale: Scale, lang: str) -> str:
    one = judged.evidence
    kind = [wording.MATCH_WORDS[one.match].text(lang)]
    kind.append(wording.INDEPENDENCE_WORDS[one.independence].text(lang))
    if not one.counted:
        kind.append(wording.ROLE_WORDS["shown"].text(lang))
    comma, stop = ("，", "；") if lang == "zh" else (", ", "; ")
    details = stop.join(
        filter(None, (comma.join(kind), reasons.day_text(one, lang), one.differs.text(lang)))
    )
    agreement = (
        wording.agreement_text(judged.agreement, judged.per_reading, lang) if one.counted else "–"
    )
    cells = [
        ("place", _drawing(judged, stated, scale) if one.comparable else ""),
        ("value", escape(wording.value_text(one, entry.claim, lang))),
        ("agreement", escape(agreement)),
    ]
    css = "" if one.counted else ' class="shown"'
    body = "".join(f'<td class="{name}">{cell}</td>' for name, cell in cells)
    label = f"{escape(one.label.text(lang))}<br><small>{escape(details)}</small>"
    return f'<tr{css}><th scope="row">{label}</th>{body}</tr>'


def _drawing(judged: Judged, stated: Sequence[Interval], scale: Scale) -> str:
    """The stated interval as a band, the evidence as a dot or bar; shape tells the kind apart."""
    one = judged.evidence
    bands = "".join(
        f'<rect class="stated" x="{scale.place(i.low):.1f}" y="1" height="{HEIGHT - 2}" '
        f'width="{max(1.0, scale.place(i.high) - scale.place(i.low)):.1f}"/>'
        for i in stated
    )
    middle = HEIGHT / 2
    low, high = scale.place(one.interval.low), scale.place(one.interval.high)
    css = f"{judged.agreement} {one.match}" if one.counted else f"uncounted {one.match}"
    if high - low > 1:
        mark = f'<line class="{css}" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
    elif one.match == "direct":
        mark = f'<circle class="{css}" cx="{low:.1f}" cy="{middle}" r="5"/>'
    else:
        mark = (
            f'<rect class="{css}" x="{low - 4:.1f}" y="{middle - 4}" width="8" height="8" '
            f'transform="rotate(45 {low:.1f} {middle})"/>'
        )
    return (
        f'<svg class="strip-plot" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" aria-hidden="true">{bands}{mark}</svg>'
    )
