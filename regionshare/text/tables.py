"""Tables: HTML that a screen reader can read and a phone can scroll."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape


class Html(str):
    """Text that is already HTML."""


def code(name: str) -> Html:
    """An id in code type that may break after its separators only."""
    breakable = re.sub(r"([~._/:@+])", r"\1<wbr>", escape(name))
    return Html(f"<code>{breakable}</code>")


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
    lines.append("</tbody></table>")
    return "\n".join(lines)


def scrollable(markup: str, label: str) -> str:
    """Wrap table markup in a container that scrolls and takes the keyboard's focus.

    An empty header cell (pandas writes one above an index) becomes a data cell: it heads
    nothing, and a screen reader would announce it.
    """
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", markup, flags=re.DOTALL)
    if caption:
        label = unescape(re.sub(r"<[^>]+>", "", caption[1])).strip() or label
    markup = re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", markup)
    name = escape(label, quote=True)
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{name}">{markup}</div>'


def _right(column: int, right: set[int]) -> str:
    return ' class="number"' if column in right else ""


def _cell(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)
