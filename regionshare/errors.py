"""The one family of errors that a user can cause: it says what, where and what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence


class RegionshareError(Exception):
    """A mistake in input or data, told in one sentence.

    Parameters
    ----------
    what : str
        What is wrong, with the values.
    where : str, optional
        The place: a file with its row, a chapter with its cell, a series.
    remedy : str, optional
        What the user can do about it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.sentence)

    def add_place(self, where: str) -> None:
        """Say where it was, if that is not said yet."""
        self.where = self.where or where
        self.args = (self.sentence,)

    @property
    def sentence(self) -> str:
        """The message as readers get it, on one line: ``where: what. remedy.``"""
        text = f"{self.where}: {self.what}" if self.where else self.what
        text = " ".join(text.split()).rstrip(".") + "."
        remedy = " ".join(self.remedy.split()).rstrip(".")
        return f"{text} {remedy}{'' if remedy.endswith('?') else '.'}" if remedy else text

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return [f"regionshare: {self.sentence}"]


class DataError(RegionshareError):
    """A file under ``data/`` breaks one of the rules it is read by."""


class SeveralErrors(DataError):
    """All that is wrong with a file, a sentence on each line."""

    def __init__(self, errors: Sequence[RegionshareError]) -> None:
        self.errors = tuple(errors)
        super().__init__(f"{len(self.errors)} errors")

    @property
    def sentence(self) -> str:
        """The sentences of all."""
        return "\n".join(one.sentence for one in self.errors)


def raise_all(errors: Sequence[RegionshareError]) -> None:
    """Raise what was collected, if anything was."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SeveralErrors(errors)


MOST, ROWS = 12, 4
"""As many errors are told at once, and as many more rows of one."""


def foremost(errors: Sequence[RegionshareError]) -> list[RegionshareError]:
    """The first `MOST` of several errors, and how many more there are."""
    more = len(errors) - MOST
    told = [RegionshareError(f"{more} more mistakes are found", remedy="Mend these first")]
    return [*errors[:MOST], *(told if more > 0 else [])]


def and_more(rows: Sequence[str], of: str = "") -> str:
    """What is added to an error for others like it, with the first of their rows.

    >>> and_more(["4", "7"]), and_more(["4"], " of 2021")
    (' (and 2 more like it: rows 4, 7)', ' (and 1 more of 2021 like it: row 4)')
    """
    listed = ", ".join([*rows[:ROWS], *(["..."] if len(rows) > ROWS else [])])
    where = "row" if len(rows) == 1 else "rows"
    return f" (and {len(rows)} more{of} like it: {where} {listed})"


def rough(value: float) -> str:
    """A value at six significant digits, with no power of ten below ten million.

    >>> rough(0.00003), rough(1680.0), rough(1.5), rough(3e9)
    ('0.00003', '1,680', '1.5', '3e+09')
    """
    if not 1e-6 < abs(value) < 1e7:
        return f"{value:g}"
    whole, _, rest = f"{value:,.{max(0, 5 - math.floor(math.log10(abs(value))))}f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".") if rest else whole


class ParameterError(RegionshareError):
    """A parameter, an option or an argument has a name or value that is not known."""


class MissingDataError(RegionshareError):
    """What was asked for cannot be computed because figures are missing.

    Attributes
    ----------
    figure : tuple of str, str and int, or None
        Series, region and year of the one figure that is not there.
    """

    figure: tuple[str, str, int] | None = None


class VintageError(RegionshareError):
    """A ratio would mix two census vintages, or what stands before and after a break of method."""


class ChapterError(RegionshareError):
    """A cell of a chapter raised while papermill ran it."""

    exit_code = 1


class BookError(RegionshareError):
    """The book could not be built from its executed chapters."""

    exit_code = 1


class UnitError(RegionshareError):
    """Quantities of different units were to be added, compared or divided into a share."""
