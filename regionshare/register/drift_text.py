"""Drift told: as text for the command line, as HTML for the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from regionshare.claims.words import VERDICT_WORDS
from regionshare.register.drift import Drift, Move
from regionshare.register.published import Entry
from regionshare.text import tables

SHOWN = 5
WORDS = {
    "en": {
        "title": "What moved",
        "nothing": "Nothing differs",
        "same": "{} numbers are the same.",
        "flips": "Verdicts that flipped",
        "moved": "Numbers that moved",
        "restated": "Same value, other inputs or basis",
        "gone": "Numbers that are gone",
        "appeared": "New numbers",
        "claim": "Claim",
        "kind": "Verdict",
        "number": "Number",
        "old": "Before",
        "new": "Now",
        "difference": "Difference",
        "why": "What changed",
        "today": "today",
        "when_spoken": "when spoken",
        "none": "none",
        "more": "and {} more",
    },
    "zh": {
        "title": "变动",
        "nothing": "没有变动",
        "same": "{}个数字未变。",
        "flips": "结论改变的说法",
        "moved": "数值有变动的数字",
        "restated": "数值不变，所用数据或口径有变",
        "gone": "不再有的数字",
        "appeared": "新增的数字",
        "claim": "说法",
        "kind": "结论",
        "number": "数字",
        "old": "原为",
        "new": "现为",
        "difference": "差值",
        "why": "变动来源",
        "today": "今日",
        "when_spoken": "发言时",
        "none": "无",
        "more": "另有{}项",
    },
}


def as_text(drift: Drift) -> str:
    """What ``regionshare drift`` prints."""
    words = WORDS["en"]
    lines = [f"{drift.old} -> {drift.new}"]
    if drift.flips:
        lines.append(f"{words['flips']}: {len(drift.flips)}")
        lines += [
            f"  {one.claim}, {words[one.kind]}: {one.old or 'none'} -> {one.new or 'none'}"
            for one in drift.flips
        ]
    for key in ("moved", "restated"):
        moves: Sequence[Move] = getattr(drift, key)
        if moves:
            lines.append(f"{words[key]}: {len(moves)}")
        for move in moves:
            lines += _move_lines(move)
    for key in ("gone", "appeared"):
        entries: Sequence[Entry] = getattr(drift, key)
        if entries:
            lines.append(f"{words[key]}: {len(entries)}")
        lines += [f"  {one.id} = {one.value:.12g} {one.unit}" for one in entries]
    if drift.nothing:
        lines.append(words["nothing"])
    lines.append(f"{drift.same} numbers are the same")
    return "\n".join(lines)


def _move_lines(move: Move) -> list[str]:
    old, new = move.old, move.new
    lines = [f"  {move.id}: {old.value:.12g} -> {new.value:.12g} {new.unit}"]
    if move.difference:
        lines[0] += f", difference {move.difference:+.6g}"
    lines += [f"    {text}" for text in _why(move, "en")]
    return lines


def _why(move: Move, lang: str) -> list[str]:
    """The inputs that differ, the first few of many, and what else does."""
    shown = [change.text for change in move.inputs[:SHOWN]]
    if len(move.inputs) > SHOWN:
        shown.append(WORDS[lang]["more"].format(len(move.inputs) - SHOWN))
    return [*shown, *move.reasons]


def _shown(one: Entry) -> str:
    return one.printed or f"{one.value:.6g} {one.unit}"


def _difference(move: Move) -> str:
    return f"{move.difference:+.3g}".replace("-", "\u2212") if move.difference else "0"


@dataclass(frozen=True)
class Names:
    """How numbers, claims, values and differences are written: as they are, or as a page wants."""

    number: Callable[[str], str] = tables.code
    claim: Callable[[str], str] = str
    value: Callable[[Entry], str] = _shown
    difference: Callable[[Move], str] = _difference


def _table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: tuple[int, ...] = ()
) -> str:
    return tables.scrollable(tables.table(caption, head, rows, numeric=numeric), caption)


def fragment(drift: Drift, lang: str = "en", names: Names | None = None) -> str:
    """The drift as HTML tables, verdicts first, for a page of the book."""
    words, names = WORDS[lang], names or Names()
    parts = []
    if drift.flips:
        rows = [
            (names.claim(one.claim), words[one.kind], _word(one.old, lang), _word(one.new, lang))
            for one in drift.flips
        ]
        head = [words[key] for key in ("claim", "kind", "old", "new")]
        parts.append(_table(words["flips"], head, rows))
    for key in ("moved", "restated"):
        moves: Sequence[Move] = getattr(drift, key)
        if moves:
            head = [words[k] for k in ("number", "old", "new", "difference", "why")]
            cells = [_cells(move, lang, names) for move in moves]
            told = any(row[-1] for row in cells)  # registers of values alone know no reasons
            cells = cells if told else [row[:-1] for row in cells]
            head = head if told else head[:-1]
            parts.append(_table(words[key], head, cells, numeric=(1, 2, 3)))
    for key in ("gone", "appeared"):
        entries: Sequence[Entry] = getattr(drift, key)
        if entries:
            listed = [(names.number(one.id), names.value(one)) for one in entries]
            head = [words["number"], words["old" if key == "gone" else "new"]]
            parts.append(_table(words[key], head, listed, numeric=(1,)))
    if drift.nothing:
        parts.append(f"<p>{escape(words['nothing'])}</p>")
    parts.append(f"<p>{escape(words['same'].format(drift.same))}</p>")
    return "\n".join(parts)


def _word(verdict: str | None, lang: str) -> str:
    """A verdict in the page's language; one that is not known here as it is."""
    if verdict is None:
        return WORDS[lang]["none"]
    known = VERDICT_WORDS.get(verdict)
    return known.text(lang) if known else verdict


def _cells(move: Move, lang: str, names: Names) -> tuple[str, ...]:
    values = (names.value(move.old), names.value(move.new), names.difference(move))
    return (names.number(move.id), *values, "; ".join(_why(move, lang)))


def page(drift: Drift, lang: str = "en") -> str:
    """The drift as a page that stands alone."""
    title = escape(WORDS[lang]["title"])
    code = "zh-CN" if lang == "zh" else "en"
    names = f"<p><code>{escape(drift.old)}</code> → <code>{escape(drift.new)}</code></p>"
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>\n<body><main><h1>{title}</h1>\n{names}\n"
        f"{fragment(drift, lang)}\n</main></body></html>\n"
    )
