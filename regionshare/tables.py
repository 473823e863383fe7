"""Tables: HTML that a screen reader can read and a phone can scroll."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from regionshare import display
from regionshare.numbers import Number, anchor
from regionshare.observations import Store

WORDS = {
    "en": {
        "numbers": "Numbers of this chapter",
        "id": "Number",
        "value": "Value",
        "span": "Span of published choices",
        "formula": "Formula, figures put in",
        "basis": "Basis",
        "national": "over the national total",
        "sum": "over the sum of all regions",
        "none": "",
        "proxy": "proxy",
    },
    "zh": {
        "numbers": "本章数字",
        "id": "数字",
        "value": "数值",
        "span": "已发布口径的范围",
        "formula": "公式及代入数值",
        "basis": "口径",
        "national": "除以全国总量",
        "sum": "除以各地区之和",
        "none": "",
        "proxy": "替代值",
    },
}


class Html(str):
    """Text that is already HTML."""


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Iterable[int] = (),
    anchors: Sequence[str] = (),
    marked: Iterable[int] = (),
) -> str:
    """An HTML table with caption, scoped headers and the first cell of each row as its header.

    Parameters
    ----------
    numeric : iterable of int
        Columns to align right.
    anchors : sequence of str
        An id for each row.
    marked : iterable of int
        Rows to set apart, such as the edition's own region.
    """
    right, special = set(numeric), set(marked)
    lines = [
        '<div class="table-scroll" tabindex="0" role="region" aria-label="' + escape(caption) + '">',
        f'<table class="rs-table"><caption>{escape(caption)}</caption><thead><tr>',
    ]
    for i, cell in enumerate(head):
        lines.append(f'<th scope="col"{_right(i, right)}>{escape(cell)}</th>')
    lines.append("</tr></thead><tbody>")
    for position, row in enumerate(rows):
        name = f' id="{escape(anchors[position])}"' if position < len(anchors) else ""
        mark = ' class="marked"' if position in special else ""
        cells = [f'<th scope="row"{_right(0, right)}>{_cell(row[0])}</th>']
        cells += [f"<td{_right(i, right)}>{_cell(c)}</td>" for i, c in enumerate(row) if i]
        lines.append(f"<tr{name}{mark}>{''.join(cells)}</tr>")
    lines.append("</tbody></table></div>")
    return "\n".join(lines)


def _right(column: int, right: set[int]) -> str:
    return ' class="num-cell"' if column in right else ""


def _cell(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)


def numbers_table(numbers: Sequence[Number], store: Store, lang: str) -> str:
    """The numbers of a chapter: value, span, formula and basis, one anchored row each."""
    words = WORDS[lang]
    rows = [
        (
            Html(f"<code>{escape(one.id)}</code>"),
            display.display(one, store, lang)
            + (f" ({words['proxy']})" if one.match == "proxy" else ""),
            display.span(one, store, lang),
            one.formula,
            basis_text(one, lang),
        )
        for one in numbers
    ]
    head = [words[key] for key in ("id", "value", "span", "formula", "basis")]
    anchors = [anchor(one.id) for one in numbers]
    return table(words["numbers"], head, rows, numeric=(1, 2), anchors=anchors)


def basis_text(number: Number, lang: str) -> str:
    """The choices behind a number, one after another."""
    words = WORDS[lang]
    parts = []
    for choice in number.basis:
        text = choice.series
        if choice.denominator == "national" and choice.total != choice.series:
            text += f" / {choice.total}"
        text += f" {words[choice.denominator]}".rstrip()
        note = choice.note_zh if lang == "zh" else choice.note_en
        parts.append(f"{text} ({note})" if note else text)
    return "; ".join(parts)
