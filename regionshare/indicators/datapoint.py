"""Data points: single figures that documents state, read from ``data/practice.csv``.

A data point is no series: it is one figure for one period in one document, with the step of
its last printed digit. Claims of the article stand here, too, so that a number computed from them
shows what it was computed from; as inputs they are no evidence.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from regionshare.data import tables
from regionshare.errors import ParameterError
from regionshare.files import paths
from regionshare.methods import metrics
from regionshare.numbers import registry
from regionshare.numbers.number import Choice, Input, Number, NumberId

if TYPE_CHECKING:
    from regionshare.data.store import Store
    from regionshare.numbers.evaluator import Evaluator

FILE = "practice.csv"
COLUMNS = (
    "id", "quantity", "region", "period", "value", "step", "reading", "unit", "source",
    "published", "statement_en", "statement_zh", "note_en", "note_zh", "fact", "url",
)  # fmt: skip
READINGS = ("exact", "rounded", "above", "near")
NEAR = 10
"""How far below the printed figure "nearly" may reach, in percent of it: the ledger's widest reading."""
DECIMALS = {"percent": 1, "ratio": 3}
PLAIN = ("count", "percent", "ratio", "MW")


@dataclass(frozen=True)
class DataPoint:
    """One published figure.

    Attributes
    ----------
    year : int
        The year it refers to.
    step : float
        The unit of the last printed digit; 0 for a count.
    reading : str
        ``exact``, ``rounded``, ``above`` or ``near``.
    """

    id: str
    quantity: str
    region: str
    year: int
    value: float
    step: float
    reading: str
    unit: str
    source: str
    published: datetime.date
    statement_en: str
    statement_zh: str
    note_en: str
    note_zh: str

    def statement(self, lang: str) -> str:
        """What the document says, in ``en`` or ``zh``."""
        return self.statement_zh if lang == "zh" else self.statement_en

    def note(self, lang: str) -> str:
        """What to mind, in ``en`` or ``zh``."""
        return self.note_zh if lang == "zh" else self.note_en

    @property
    def bounds(self) -> tuple[float, float]:
        """What the printed digits allow; an open reading has no upper bound."""
        if self.reading == "above":
            return self.value, float("inf")
        if self.reading == "near":
            return self.value * (1 - NEAR / 100), self.value
        return self.value - self.step / 2, self.value + self.step / 2

    @property
    def input(self) -> Input:
        """The figure as an input of a number."""
        series, day = f"{FILE}: {self.id}", self.published.isoformat()
        return Input(series, self.region, self.year, self.value, self.unit, self.source, day)


def parse_step(row: tables.Row, column: str) -> float:
    """The step of a last printed digit; an empty cell is 0."""
    step = row.number(column) if row[column] else 0.0
    if step < 0:
        row.fail(f"{column} is {row[column]!r}, below zero")
    return step


def read(path: Path, store: Store) -> dict[str, DataPoint]:
    """Read and check the stated figures of one file.

    Raises
    ------
    DataError
        If an id stands twice, or a region, unit, source, reading or number is not valid.
    """
    found: dict[str, DataPoint] = {}
    for row in tables.read(path, COLUMNS):
        if row["id"] in found:
            row.fail(f"{row['id']!r} stands twice")
        row.known("region", store.regions)
        row.known("unit", (*store.units, *PLAIN))
        row.known("source", store.sources)
        row.known("reading", READINGS)
        step = parse_step(row, "step")
        if (row["reading"] == "rounded") != (step > 0) and row["reading"] != "above":
            row.fail("a rounded figure, and only such a one, has a step")
        found[row["id"]] = row.built(DataPoint, year=row.integer("period"), step=step)
    return found


@functools.lru_cache(maxsize=4)
def load(store: Store) -> dict[str, DataPoint]:
    """The stated figures of the report, by id."""
    return read((store.directory or paths.data_dir()) / FILE, store)


def figure(store: Store, name: str) -> DataPoint:
    """The stated figure of an id, or `ParameterError`."""
    known = load(store)
    if name not in known:
        raise ParameterError(
            f"stated figure {name!r} is not known", remedy=f"Known: {', '.join(known)}"
        )
    return known[name]


def document_number(
    identifier: NumberId,
    value: float,
    unit: str,
    formula: str,
    inputs: Sequence[Input],
    *,
    decimals: int | None = None,
    match: str = "direct",
    note_en: str = "",
    note_zh: str = "",
) -> Number:
    """A number computed from figures of documents, perhaps with figures of series.

    Its basis names the files or series that the figures stand in.
    """
    names = dict.fromkeys(one.series.partition(":")[0] for one in inputs)
    notes = chain([(note_en, note_zh)], repeat(("", "")))
    basis = tuple(
        Choice(identifier.concepts[0], name, "none", name, (), match, *note)
        for name, note in zip(names, notes, strict=False)
    )
    places = DECIMALS.get(unit, 0) if decimals is None else decimals
    headline = not identifier.choice
    return Number(str(identifier), value, unit, places, formula, tuple(inputs), basis, headline)


def bounds_by_edge(value: float, bounds: tuple[float, float]) -> dict[str, float]:
    """The figure and the ends that rounding allows, by the edge that an id names."""
    return {"": value, "low": bounds[0], "high": bounds[1]}


def ratio_bounds(above: tuple[float, float], below: tuple[float, float]) -> tuple[float, float]:
    """Lowest and highest quotient of two positive intervals.

    >>> ratio_bounds((9.0, 11.0), (4.0, 5.0))
    (1.8, 2.75)
    """
    return above[0] / below[1], above[1] / below[0]


def _stated(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``stated/<quantity>/<region>/<year>@<id>``: the figure as published."""
    one = figure(evaluator.store, wanted.choice)
    told = (one.quantity, one.region, one.year)
    if told != (wanted.concepts[0], wanted.region, wanted.year):
        raise ParameterError(
            f"{one.id} states {one.quantity} of {one.region} for {one.year}, not what "
            f"{wanted} asks for",
            remedy=f"Write {identify(one)}",
        )
    return document_number(
        wanted,
        one.value,
        "count" if one.unit == "MW" else one.unit,
        f"{one.quantity}[{one.region}, {one.year}]",
        (one.input,),
        decimals=4 if one.step == 0.0001 else None,
        note_en="; ".join(filter(None, (one.statement_en, one.note_en))),
        note_zh="；".join(filter(None, (one.statement_zh, one.note_zh))),
    )


def identify(one: DataPoint) -> NumberId:
    """The id of the number that prints a stated figure."""
    return NumberId("stated", (one.quantity,), one.region, one.year, one.id)


def _stated_share(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``stated_share/<quantity>/<region>/<year>@<part>~<total>``, in percent."""
    names = wanted.choice.split("~")
    if len(names) != 2:
        raise ParameterError(f"{wanted} names no two stated figures", remedy="Write @part~total")
    part, total = (figure(evaluator.store, name) for name in names)
    if part.quantity != total.quantity or part.unit != total.unit:
        raise ParameterError(f"{part.id} and {total.id} are of different quantities")
    formula = f"100 * {part.id} / {total.id} = 100 * {part.value:g} / {total.value:g}"
    value = metrics.share(
        metrics.Measure(part.value, part.unit), metrics.Measure(total.value, total.unit)
    ).scalar
    return document_number(wanted, value, "percent", formula, (part.input, total.input))


registry.register("stated", 1, _stated)
registry.register("stated_share", 1, _stated_share)
