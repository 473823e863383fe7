"""Tables: HTML that a screen reader can read and a phone can scroll."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"


@dataclass(frozen=True)
class Column:
    """How a column of a table is shown.

    Attributes
    ----------
    label : str
        Its head.
    text : callable
        A value as it is printed; text that is `Html` stays markup.
    numeric : bool
        Whether it is aligned right.
    """

    label: str
    text: Callable[[Any], str] = str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A data frame with what a page needs to show it.

    Attributes
    ----------
    frame : pandas.DataFrame
        The values, unrounded.
    caption : str
    columns : mapping of str to Column
        The columns that are shown, in this order.
    marked : iterable of int
        Rows to set apart, such as the edition's own region.
    anchors : sequence of str
        An id for each row.
    """

    frame: pd.DataFrame
    caption: str
    columns: Mapping[str, Column]
    marked: Iterable[int] = ()
    anchors: Sequence[str] = ()

    def html(self) -> str:
        """The accessible table; a value that is missing is a dash."""
        shown = [
            [_text(column, value) for value in self.frame[name]]
            for name, column in self.columns.items()
        ]
        return table(
            self.caption,
            [column.label for column in self.columns.values()],
            list(zip(*shown, strict=True)),
            numeric=[i for i, column in enumerate(self.columns.values()) if column.numeric],
            anchors=self.anchors,
            marked=self.marked,
        )

    def _repr_html_(self) -> str:
        return self.html()


def _text(column: Column, value: Any) -> str:
    missing = value is None or value != value  # NaN is not itself
    return MISSING if missing else column.text(value)


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
