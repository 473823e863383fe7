"""Tables: HTML that a screen reader can read and a phone can scroll."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionshare.text.markup import Markup, code, escape, render

if TYPE_CHECKING:
    import pandas as pd

Html = Markup
__all__ = ["Column", "Html", "Table", "code", "scrollable", "table"]
MISSING = "–"


@dataclass(frozen=True)
class Column:
    """How a column of a table is shown.

    Attributes
    ----------
    label : str
        Its head.
    text : callable
        A value as it is printed; text that is `Markup` stays markup.
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

    def rows(self) -> list[tuple[str, ...]]:
        """The cells as they are printed; a value that is missing is a dash."""
        shown = [
            [_text(column, value) for value in self.frame[name]]
            for name, column in self.columns.items()
        ]
        return list(zip(*shown, strict=True))

    def html(self) -> str:
        """The accessible table."""
        return table(
            self.caption,
            [column.label for column in self.columns.values()],
            self.rows(),
            numeric=[i for i, column in enumerate(self.columns.values()) if column.numeric],
            anchors=self.anchors,
            marked=self.marked,
        )

    def _repr_html_(self) -> str:
        return self.html()


def _text(column: Column, value: Any) -> str:
    missing = value is None or value != value  # NaN is not itself
    if missing or isinstance(value, Markup):
        return MISSING if missing else value
    return column.text(value)


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Iterable[int] = (),
    anchors: Sequence[str] = (),
    marked: Iterable[int] = (),
) -> Markup:
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
    return render(
        "text/table.html",
        caption=caption,
        head=head,
        rows=rows,
        numeric=set(numeric),
        anchors=anchors,
        marked=set(marked),
    )


CARDS, WIDE = 4, 8
"""From this many columns on a table becomes cards on a phone; from that many, on a tablet too.

One column less is enough where a cell is long.
"""

MANY = 100
"""A table of more rows scrolls under its head, and becomes no cards: they would be sixty screens."""

LONG = 40
"""A cell of more characters, or half as many Chinese ones, has a line of its own on a card."""

WORD = 14
"""So long a run without a sign, a Chinese character counted twice, is not parted where a table has room."""

WHOLE, SHORT = 18, 11
"""Where every value with its unit has at most so many characters, no line parts the two; not on a tablet either.

A value that is itself so short is not parted from its unit in any table that is no card.
"""


def scrollable(markup: str, label: str, cards: int = CARDS) -> Markup:
    """Wrap each table of a markup in a container for it, and label its cells.

    The container scrolls and takes the keyboard's focus; a narrow screen shows a table of many
    columns as cards, each cell under the head of its column (``data-label``), and so the name of a row
    where rows have one name. Chinese that is short has the mark ``data-word``. A table that has a
    container of its own (``strip``) is labelled alone.
    """
    return Markup(
        re.sub(
            r"<table\b.*?</table>",
            lambda found: _contained(found[0], label, cards),
            markup,
            flags=re.DOTALL,
        )
    )


def _contained(table: str, label: str, cards: int) -> str:
    """One table, labelled, in its container.

    An empty header cell (pandas writes one above an index) becomes a data cell: it heads
    nothing, and a screen reader would announce it.
    """
    cells = re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", table)
    heads, cells = _labelled(cells)
    if re.match(r'<table[^>]*class="strip"', table):
        return cells
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", table, flags=re.DOTALL)
    if caption:
        label = Markup(caption[1]).striptags() or label
    cards -= " data-long" in cells
    width = " table-cards" * (len(heads) >= cards) + " table-wide" * (len(heads) >= WIDE)
    if cells.partition("</thead>")[2].count("<tr") > MANY:
        width = " table-many"
    values = re.findall(r'<td[^>]*class="number"[^>]*>(.*?)</td>', cells, flags=re.DOTALL)
    longest = max((len(Markup(value).striptags()) for value in values), default=WHOLE + 1)
    width += " table-whole" * (longest <= WHOLE) + " table-short" * (longest <= SHORT)
    return render("text/scrollable.html", label=label, width=width, table=Markup(cells))


def _labelled(table: str) -> tuple[list[str], str]:
    """The heads of a table's columns, and the table with the head of its column at each cell."""
    head, mark, body = table.partition("</thead>")
    head = re.sub(r"<th\b([^>]*)>(.*?)</th>", _whole, head, flags=re.DOTALL)
    body = re.sub(r"<th\b([^>]*)>(.*?)</th>", _whole, body, flags=re.DOTALL)
    names = re.findall(r'<th\b[^>]*scope="row"[^>]*>(.*?)</th>', body, flags=re.DOTALL)
    alike = len(set(names)) < len(names)
    rows = re.findall(r"<tr\b.*?(?:</tr>|$)", head, flags=re.DOTALL)
    cells = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", rows[-1], flags=re.DOTALL) if rows else []
    heads = [str(Markup(cell).striptags()) for cell in cells]

    def row(found: re.Match[str]) -> str:
        columns = iter(heads)
        return re.sub(r"<t([hd])\b(?![^>]*colspan)", lambda cell: label(cell, columns), found[0])

    def label(cell: re.Match[str], columns: Iterator[str]) -> str:
        head = next(columns, "")
        if cell[1] == "h" and head and alike:
            return f'{cell[0]} data-label="{escape(head)}"'
        if not head or cell[1] == "h":
            return cell[0]
        tag, _, rest = cell.string[cell.end() :].partition(">")
        text = Markup(rest.partition("</td>")[0]).striptags()
        breadth = sum(1 + (sign > "\u2e80") for sign in text)
        parted = " " in text or breadth > len(text)
        short = "number" in tag and parted and breadth <= SHORT
        mark = " data-short" if short else " data-long" if breadth > LONG else ""
        mark += " data-word" * ("number" not in tag and _short(text))
        return f'{cell[0]} data-label="{escape(head)}"{mark}'

    labelled = re.sub(r"<tr\b.*?</tr>", row, body, flags=re.DOTALL)
    return heads, f"{head}{mark}{labelled}"


def _short(text: str) -> bool:
    """Whether it is Chinese with nothing in it that is longer than a `WORD`.

    >>> [_short(one) for one in ("最高比最低高出", "变化（百分点）", "全球碳预算2024", "至2022年的CEADs部门法")]
    [True, True, True, False]
    >>> _short("Change")
    False
    """
    runs = re.split(r"[，。；：、（）\s]", text)
    longest = max(sum(1 + (sign > "\u2e80") for sign in run) for run in runs)
    return longest <= WORD and any(sign > "\u2e80" for sign in text)


def _whole(head: re.Match[str]) -> str:
    """The head of a column or row, marked where it is `_short`."""
    mark = " data-word" * _short(str(Markup(head[2]).striptags()))
    return f"<th{head[1]}{mark}>{head[2]}</th>"
