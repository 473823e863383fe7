"""Tables: HTML that a screen reader can read and a phone can scroll."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionshare.text.markup import Markup, code, render

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


def scrollable(markup: str, label: str) -> Markup:
    """Wrap table markup in a container that scrolls and takes the keyboard's focus.

    An empty header cell (pandas writes one above an index) becomes a data cell: it heads
    nothing, and a screen reader would announce it.
    """
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", markup, flags=re.DOTALL)
    if caption:
        label = Markup(caption[1]).striptags() or label
    cells = re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", markup)
    return render("text/scrollable.html", label=label, table=Markup(cells))
