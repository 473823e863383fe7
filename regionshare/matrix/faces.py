"""Faces: a metric of the matrix as a page prints it: its name, texts, unit, colours, breaks and basis."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from regionshare.chapters.edition import SHORT
from regionshare.claims.words import series_name
from regionshare.data.series import Concept, Series
from regionshare.matrix.arithmetic import COULD, ECONOMY
from regionshare.matrix.choices import made_of
from regionshare.matrix.content import Matrix
from regionshare.numbers import display
from regionshare.numbers.evaluator import DECIMALS
from regionshare.text.messages import room

WORDS = room("matrix")
ANSWERS = room("matrix.answers")
SOURCES = room("sources.series")
Held = TypeVar("Held")

# -- what a metric is called -------------------------------------------------------------------------


def group(metric: str) -> str:
    """The group of a metric."""
    return metric.partition("/")[0]


def name(metric: str, lang: str, concepts: Mapping[str, Concept] | None = None) -> str:
    """A metric without its group; a concept that the report has no short word for has its name.

    >>> name("relative_intensity/energy:gdp", "en"), name("share/co2", "zh")
    ('Energy per unit of GDP', '碳排放')
    """
    if metric == COULD:
        return str(WORDS[lang]["sentence"])
    first, _, second = metric.partition("/")[2].partition(":")
    stated = (concepts or {}).get(first)
    own = SHORT[lang].get(first) or (stated.name(lang) if stated else first)
    if group(metric) == "per_capita":
        second = "population"
    own = WORDS[lang]["in_ratio"].get(first, own) if second else own
    return str(WORDS[lang]["per"][second].format(quantity=own)) if second else own


def label(metric: str, lang: str, concepts: Mapping[str, Concept] | None = None) -> str:
    """A metric with its group: ``Share of the nation: Energy``."""
    words, own = WORDS[lang], name(metric, lang, concepts)
    said = metric == COULD or group(metric) == "per_capita"  # "per person" is part of the name
    return own if said else f"{words['groups'][group(metric)]}{words['colon']}{own}"


def anchor(metric: str) -> str:
    """The id of a metric's table.

    >>> anchor("relative_intensity/energy:gdp")
    'matrix-relative-intensity-energy-gdp'
    """
    return "matrix-" + metric.translate(str.maketrans("/:_", "---"))


# -- how a metric is printed: texts, unit, colours, breaks and basis ---------------------------------

# A cell is coloured by what it prints, so that two cells that read the same look the same.

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
        return f"{self.kind}{bisect.bisect_right(self.edges, number(text), key=number)}"


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
    name, title : str
        Without its group; with group and unit.
    texts : list of list of str
        By region and year; a dash where there is no figure.
    breaks : tuple of int
        Years before which the basis changes, or its publisher states a break.
    bases : list of (str, str)
        Years and the choices behind them, in words.
    notes : list of str
        How to read it.
    """

    metric: str
    name: str
    title: str
    unit: str
    texts: list[list[str]]
    scale: Scale
    breaks: tuple[int, ...]
    bases: list[tuple[str, str]]
    notes: list[str]

    @property
    def anchor(self) -> str:
        """The id of its table."""
        return anchor(self.metric)

    def key(self, colon: str) -> list[str]:
        """The values that the colours stand for; for answers in full words."""
        scale = self.scale
        short = scale.edges if scale.kind == "a" else scale.labels
        return [
            word if text == word else f"{text}{colon}{word}"
            for text, word in zip(short, scale.labels, strict=True)
        ]


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
    words, block = WORDS[lang], matrix.blocks[matrix.require(metric)]
    unit = next(one for one in block.units if one)
    if metric == COULD:
        texts, symbol = _answers(matrix, lang), ""
        scale = Scale("a", tuple(words["short_answers"][:3]), tuple(ANSWERS[lang]))
    else:
        texts, symbol, decimals = _figures(matrix, metric, unit, lang)
        ratio = group(metric) == "relative_intensity"
        flat = [number(text) for row in texts for text in row if text != DASH and not ratio]
        edges = AROUND_ONE if ratio else sevenths(flat, decimals)
        scale = graded("d" if ratio else "c", edges, decimals)
    named = f"{words['comma']}{words['unit'].format(unit=symbol)}" if symbol else ""
    breaks = _breaks(matrix, metric)
    concepts = matrix.evaluator.store.concepts
    called, told = name(metric, lang, concepts), label(metric, lang, concepts)
    return Face(
        metric, called, told + named, symbol, texts, scale, (*breaks,),
        _bases(matrix, metric, lang), _notes(matrix, metric, texts, scale, breaks, lang),
    )  # fmt: skip


def _notes(
    matrix: Matrix, metric: str, texts: list[list[str]], scale: Scale,
    breaks: Mapping[int, Sequence[str]], lang: str,
) -> list[str]:  # fmt: skip
    words, notes = WORDS[lang], []
    if metric == COULD:
        told = [any(row[at] != DASH for row in texts) for at in range(len(matrix.years))]
        spans = words["listed"].join(run for run, there in _runs(matrix.years, told) if there)
        notes += [words["asked"], words["answered"].format(years=spans)]
        notes += [] if all(told) else [words["unanswered"]]
    elif scale.kind == "c":
        notes.append(words["sevenths"])
    own = _own_breaks(matrix, breaks, lang)
    stated = words["own_break"].format(breaks=words["semicolon"].join(own)) if own else ""
    return [*notes, words["broken"].format(own=stated)] if breaks else notes


def _own_breaks(matrix: Matrix, breaks: Mapping[int, Sequence[str]], lang: str) -> list[str]:
    """Where a series has a break of its own, in words: ``2011, NBS population: …``."""
    store, form = matrix.evaluator.store, WORDS[lang]["own_break_of"]
    return [
        form.format(
            year=year,
            series=series_name(store, one).text(lang),
            why=SOURCES[lang]["why"].get(why, why),
        )
        for year, names in breaks.items()
        for one in names
        for why in [store.series[one].breaks[year]]
    ]


def _answers(matrix: Matrix, lang: str) -> list[list[str]]:
    words = WORDS[lang]["short_answers"]
    return [[words[place] for place in row] for row in matrix.answers()]


def _figures(matrix: Matrix, metric: str, unit: str, lang: str) -> tuple[list[list[str]], str, int]:
    """Texts, unit and decimals: those of the unit, or three digits at the median."""
    factor, symbol = display.friendly(unit, matrix.evaluator.store.units, lang)
    values = matrix.blocks[metric].values * factor
    known = sorted(values[~np.isnan(values)].tolist())
    median = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    decimals = display.places(min(map(abs, known)), DECIMALS.get(unit, significant(median)))
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


def _bases(matrix: Matrix, metric: str, lang: str) -> list[tuple[str, str]]:
    """Runs of years with one basis, in words."""
    return [
        (run, made_of(matrix.evaluator, matrix.nation.id, basis, lang))
        for run, basis in _runs(matrix.years, matrix.blocks[metric].bases)
        if basis
    ]


def _runs(years: Sequence[int], held: Sequence[Held]) -> Iterator[tuple[str, Held]]:
    """Years in a row that hold the same: ``2006–2014``, or one alone."""
    for one, run in itertools.groupby(zip(years, held, strict=True), key=lambda pair: pair[1]):
        first, *others = [year for year, _ in run]
        yield (f"{first}{DASH}{others[-1]}" if others else str(first)), one


def _breaks(matrix: Matrix, metric: str) -> dict[int, list[str]]:
    """Where a chart would break its line (`panels.history_panel`), with the series that break."""
    series = matrix.evaluator.store.series
    block, found, before = matrix.blocks[metric], dict[int, list[str]](), ""
    for year, basis in zip(matrix.years, block.bases, strict=True):
        own = [*dict.fromkeys(n for n in series_of(basis, series) if year in series[n].breaks)]
        if before and basis and (basis != before or own):
            found[year] = own
        before = basis or before
    return found


def series_of(basis: str, known: Mapping[str, Series]) -> list[str]:
    """The series that a basis names, above the line and as the total."""
    found = []
    for choice in filter(None, basis.split("+")):
        concept, _, token = choice.partition(".")
        found += [f"{concept}.{part}" for part in token.split("~")]
    return [name for name in found if name in known]
