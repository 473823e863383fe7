"""Faces: how one metric of the matrix is printed: its texts, unit, colours, breaks and basis.

A cell is coloured by what it prints, so that two cells that read the same look the same.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regionshare.data.series import Series
from regionshare.matrix.content import Matrix
from regionshare.matrix.sentence import COULD, ECONOMY
from regionshare.matrix.words import SHORT_ANSWERS, group
from regionshare.numbers import display
from regionshare.numbers.evaluator import DECIMALS
from regionshare.text.ledger_words import ANSWERS

DASH = "–"
CLASSES = 7
AROUND_ONE = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Edges of a ratio's classes: as far below 1 as above it."""


@dataclass(frozen=True)
class Scale:
    """Which colour a printed value has.

    Attributes
    ----------
    kind : {"c", "d", "a"}
        One hue from low to high, two hues around 1, or the sentence's answers.
    edges : tuple of str
        The lowest printed value of each class but the first; for answers the words.
    labels : tuple of str
        What the key says of each class.
    """

    kind: str
    edges: tuple[str, ...]
    labels: tuple[str, ...]

    def place(self, text: str) -> str:
        """The class of a printed value, such as ``c3``; empty for a dash."""
        if text == DASH:
            return ""
        if self.kind == "a":
            return f"a{self.edges.index(text)}"
        return f"{self.kind}{sum(number(edge) <= number(text) for edge in self.edges)}"


def number(text: str) -> float:
    """The value that a text prints.

    >>> number("1,234.5")
    1234.5
    """
    return float(text.replace(",", "").replace("\u2212", "-"))


@dataclass(frozen=True)
class Face:
    """One metric as the page prints it.

    Attributes
    ----------
    texts : list of list of str
        By region and year; a dash where there is no figure.
    unit : str
        Symbol of the friendly unit; empty for ratios, ranks and answers.
    breaks : tuple of int
        Years before which the basis changes, or its publisher states a break.
    bases : tuple of (str, str)
        Years and the choices behind them.
    """

    metric: str
    texts: list[list[str]]
    unit: str
    scale: Scale
    breaks: tuple[int, ...]
    bases: tuple[tuple[str, str], ...]


def shown(matrix: Matrix) -> list[str]:
    """The metrics that a page prints, the sentence first.

    Whole series are printed only where their licence is open; what is computed from them always.
    """
    series = matrix.evaluator.store.series
    return [
        metric
        for metric, block in matrix.blocks.items()
        if metric != ECONOMY
        and (
            group(metric) != "value"
            or all(series[one].redistribution == "open" for one in block.bases if one)
        )
    ]


def face(matrix: Matrix, metric: str, lang: str) -> Face:
    """How a metric is printed in one language."""
    block = matrix.blocks[matrix.require(metric)]
    unit = next(one for one in block.units if one)
    texts, symbol, decimals = (
        (_answers(matrix, lang), "", 0) if metric == COULD else _figures(matrix, metric, unit, lang)
    )
    flat = [number(t) for row in texts for t in row if t != DASH] if metric != COULD else []
    if metric == COULD:
        scale = Scale("a", SHORT_ANSWERS[lang][:3], ANSWERS[lang][:3])
    elif group(metric) == "relative_intensity":
        scale = graded("d", AROUND_ONE, decimals)
    else:
        scale = graded("c", sevenths(flat, decimals), decimals)
    return Face(metric, texts, symbol, scale, _breaks(matrix, metric), _bases(matrix, metric))


def _answers(matrix: Matrix, lang: str) -> list[list[str]]:
    words = SHORT_ANSWERS[lang]
    return [[words[place] for place in row] for row in matrix.answers().to_numpy().tolist()]


def _figures(matrix: Matrix, metric: str, unit: str, lang: str) -> tuple[list[list[str]], str, int]:
    """Texts, unit and decimals: those of the unit, or three digits at the median."""
    factor, symbol = display.friendly(unit, matrix.evaluator.store.units, lang)
    values = matrix.blocks[metric].values * factor
    decimals = DECIMALS.get(unit, significant(float(np.nanmedian(values))))
    symbol = {"percent": "%", "ratio": "", "rank": ""}.get(unit, symbol)
    texts = [
        [DASH if math.isnan(v) else display.digits(v, decimals) for v in row]
        for row in values.tolist()
    ]
    return texts, symbol, decimals


def significant(value: float) -> int:
    """Decimals that show a value with three digits.

    >>> significant(1234.0), significant(12.3), significant(0.0123)
    (0, 1, 4)
    """
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0


def sevenths(values: Sequence[float], decimals: int) -> tuple[float, ...]:
    """The edges that part printed values into seven classes of about the same size."""
    cuts = np.quantile(values, [k / CLASSES for k in range(1, CLASSES)], method="nearest")
    return tuple(sorted({round(float(cut), decimals) for cut in cuts} - {min(values)}))


def graded(kind: str, edges: Sequence[float], decimals: int) -> Scale:
    """A scale of classes that begin at edges, each labelled by the values it can print."""
    step = 10.0**-decimals
    starts = [display.digits(edge, decimals) for edge in edges]
    ends = [display.digits(edge - step, decimals) for edge in edges]
    if not edges:
        return Scale(kind, (), (DASH,))
    middle = [
        low if low == high else f"{low}{DASH}{high}"
        for low, high in zip(starts[:-1], ends[1:], strict=True)
    ]
    return Scale(kind, tuple(starts), (f"≤ {ends[0]}", *middle, f"≥ {starts[-1]}"))


def _bases(matrix: Matrix, metric: str) -> tuple[tuple[str, str], ...]:
    """Runs of years with one basis."""
    pairs = zip(matrix.years, matrix.blocks[metric].bases, strict=True)
    found = []
    for basis, run in itertools.groupby(pairs, key=lambda pair: pair[1]):
        years = [year for year, _ in run]
        if basis:
            one = len(years) == 1
            found.append((f"{years[0]}" if one else f"{years[0]}{DASH}{years[-1]}", basis))
    return tuple(found)


def _breaks(matrix: Matrix, metric: str) -> tuple[int, ...]:
    """Where a chart would break its line (`panels.history_panel`)."""
    series = matrix.evaluator.store.series
    block, found, before = matrix.blocks[metric], [], ""
    for year, basis in zip(matrix.years, block.bases, strict=True):
        stated = any(year in series[name].breaks for name in _series(basis, series))
        if before and basis and (basis != before or stated):
            found.append(year)
        before = basis or before
    return tuple(found)


def _series(basis: str, known: Mapping[str, Series]) -> list[str]:
    """The series that a basis names, above the line and as the total."""
    found = []
    for choice in filter(None, basis.split("+")):
        concept, _, token = choice.partition(".")
        found += [f"{concept}.{part}" for part in token.split("~")]
    return [name for name in found if name in known]
