"""Choices: every share of a nation on every admissible choice, and what judges a statement of it.

The explorer's script has no arithmetic of its own: it looks up what stands here, counts, and puts
it into words. A cell is one whole number (`packed`); the rules of `regionshare.claims` stand beside
it as columns: in which tier a choice stands, whether it is direct, whose count it is.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from regionshare.chapters.edition import SHORT, tones
from regionshare.claims import words
from regionshare.claims.document import of_series
from regionshare.claims.evidence import Evidence
from regionshare.claims.evidence_metric import choices_of, replaced_total
from regionshare.claims.interval import Interval
from regionshare.claims.questions import LATER
from regionshare.claims.who import BURDENS, CARRIED, CONCEPTS, asked_of
from regionshare.data.bases import NATIONAL, Basis
from regionshare.errors import VintageError
from regionshare.matrix.arithmetic import Array, Figures, applied
from regionshare.methods import metrics
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

MADE = room("matrix")

FINE = ("gdp",)
"""Concepts whose share a sentence states to a tenth of a percent, as the article does."""


def packed(values: Array, counted: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Shares as whole numbers: their hundredths, and how they round to a tenth and to a whole.

    ``8 * hundredths + 4 * (the tenth is rounded up) + 2 * (the whole is) + counted``, since to
    round a rounded figure again would err.

    >>> packed(np.array([6.996, 5.449]), np.array([True, False])).tolist()
    [5601, 4360]
    """
    hundredths = _printed(values, 2)
    up = _printed(values, 1) - hundredths // 10, np.trunc(values + 0.5) - hundredths // 100
    return (8 * hundredths + 4 * up[0] + 2 * up[1] + counted).astype(int)


def _printed(values: Array, decimals: int) -> Array:
    """The digits that values print: what lies near a half is printed, what does not is rounded."""
    scaled = values * 10.0**decimals
    near = np.abs(scaled - np.floor(scaled) - 0.5) < HALF
    found = np.rint(scaled)
    found[near] = [int(f"{one:.{decimals}f}".replace(".", "")) for one in values[near].tolist()]
    return found


HALF = 1e-6
"""How near a half a product may err."""


@dataclass(frozen=True)
class Option:
    """One choice of a concept, whatever the years in which it is declared.

    Attributes
    ----------
    entries : tuple of Basis
        The grid's, the headline first; empty where the crossing alone has it.
    crossed : Basis or None
        The crossing's.
    """

    entries: tuple[Basis, ...]
    crossed: Basis | None = None

    @property
    def basis(self) -> Basis:
        """One of them: all are of one series, total and way to count bought power."""
        return next(one for one in (*self.entries, self.crossed) if one)

    def of_year(self, year: int) -> list[Basis]:
        """The bases of the choice in a year, of all regions or of some."""
        known = [*self.entries, *([self.crossed] if self.crossed else [])]
        return [one for one in known if one.first <= year <= one.last]

    def admissible(self, region: str, year: int) -> Basis | None:
        """The basis of the choice for a region and year, as `Grid.choices` has it, or None."""
        return next((one for one in self.of_year(year) if one.covers(region, year)), None)


class Cells(NamedTuple):
    """The shares of a choice, by region and year.

    Attributes
    ----------
    values : array
        NaN where none may be formed.
    which : array of int
        The place of its basis among `bases`; -1 where there is none.
    """

    values: Array
    which: NDArray[np.int_]
    bases: tuple[Basis, ...]


class Choices:
    """The shares of every region of a nation on every admissible choice of each concept.

    Of the concepts that have a headline: the sentence's own, then others in the data's order.
    """

    def __init__(self, evaluator: Evaluator, nation: str) -> None:
        self.evaluator, self.store, self.nation = evaluator, evaluator.store, nation
        self.grid = evaluator.declared
        known = [c for c in self.grid.concepts(nation) if self.store.concepts[c].is_total]
        self.concepts = sorted(known, key=(*CONCEPTS, *known).index)
        spans = [one for c in self.concepts for one in self.grid.entries(nation, c)]
        self.years = range(min(b.first for b in spans), max(b.last for b in spans) + 1)
        self.figures = Figures(self.store, nation, self.years)
        self.regions = [self.store.regions[one] for one in self.figures.members]
        self._shares: dict[tuple[Basis, tuple[str, ...]], Array] = {}
        self._mixed: dict[tuple[Basis, int], bool] = {}

    @functools.cached_property
    def options(self) -> dict[str, list[Option]]:
        """All choices of each concept, in the order of ``bases.yml``, the crossing's last."""
        found = {}
        for concept in self.concepts:
            entries: dict[tuple[str, ...], list[Basis]] = {}
            for basis in self.grid.entries(self.nation, concept):
                entries.setdefault(basis.choice, []).append(basis)
            crossing = self.grid.crossing(self.nation, concept)
            crossed = {one.choice: one for one in crossing.bases} if crossing else {}
            choices = dict.fromkeys([*entries, *crossed])
            found[concept] = [Option(tuple(entries.get(c, ())), crossed.get(c)) for c in choices]
        return found

    def shares(self, basis: Basis, over: tuple[str, ...] = ()) -> Array:
        """The share of every region and year, NaN where it cannot be formed."""
        key = (basis, over)
        if key not in self._shares:
            parts = self.figures.parts(self.figures.above(basis))
            table = applied(metrics.share, parts, self.figures.below(basis, over))
            self._shares[key] = table.values[: len(self.regions)]
        return self._shares[key]

    def mixed(self, basis: Basis, year: int) -> bool:
        """Whether the share is refused, being over two vintages."""
        if (basis, year) not in self._mixed:
            try:
                self.evaluator.quantities.refuse_mixed(basis, year)
                self._mixed[basis, year] = False
            except VintageError:
                self._mixed[basis, year] = True
        return self._mixed[basis, year]

    @functools.cached_property
    def since(self) -> dict[str, NDArray[np.int_]]:
        """By concept, region and year, from which year on values judge a statement; 0: the grid.

        Where every choice of the crossing has a value, all are asked, and up to `LATER` years
        later those of the years since, too.
        """
        found = {}
        for concept, options in self.options.items():
            first = np.zeros((len(self.regions), len(self.years)), dtype=int)
            crossed = [one.crossed for one in options if one.crossed]
            for row, region in enumerate(self.regions if crossed else []):
                own = [b for b in crossed if not b.regions or region.id in b.regions]
                complete = np.logical_and.reduce([np.isfinite(self.shares(b)[row]) for b in own])
                for column, year in enumerate(self.years):
                    near = [c for c in range(max(0, column - LATER + 1), column + 1) if complete[c]]
                    first[row, column] = year - column + near[-1] if near else 0
            found[concept] = first
        return found

    @functools.cached_property
    def cells(self) -> dict[str, list[Cells]]:
        """By concept and choice: each share that may be formed, and its basis."""
        return {
            concept: [self._formed(option) for option in options]
            for concept, options in self.options.items()
        }

    def _formed(self, option: Option) -> Cells:
        """The shares of a choice: the first basis that covers a region and year decides."""
        values = self.shares(option.basis)
        which, bases = np.full(values.shape, -1), list[Basis]()
        for column, year in enumerate(self.years):
            left = np.isfinite(values[:, column])
            for basis in option.of_year(year):
                own = left & self._covered(basis)
                if not self.mixed(basis, year):
                    bases = bases if basis in bases else [*bases, basis]
                    which[own, column] = bases.index(basis)
                left &= ~own
        return Cells(np.where(which < 0, np.nan, values), which, tuple(bases))

    def _covered(self, basis: Basis) -> NDArray[np.bool_]:
        """Which regions a choice is declared for, in its years."""
        if not basis.regions:
            return np.ones(len(self.regions), dtype=bool)
        return np.array([basis.covers(one.id, basis.first) for one in self.regions])

    def kind(self, basis: Basis, year: int) -> Evidence:
        """A choice of a year as evidence, without value and name."""
        series, total = self.store.series[basis.series], self.store.series[basis.total]
        used = [series, total] if basis.denominator == NATIONAL else [series]
        proxy = basis.match == "proxy" or bool(basis.imports)
        return Evidence(
            words.NOTHING, Interval.point(0.0), match="proxy" if proxy else "direct",
            independence=of_series(used), choices=choices_of(self.store, basis, year),
            splice=basis.splice, origin=f"{series.issuer} {series.family}",
        )  # fmt: skip

    def counted(self, cells: Cells) -> NDArray[np.bool_]:
        """For which cells no later release has taken the place of the figure, or of its total."""
        found = np.ones(cells.which.shape, dtype=bool)
        for place, basis in enumerate(cells.bases):
            own = cells.which == place
            below = basis.denominator == NATIONAL
            for column, year in enumerate(self.years if below else ()):
                if own[:, column].any() and replaced_total(self.store, self.nation, basis, year):
                    found[own[:, column], column] = False
            later = self.store.later.get(basis.series, ())
            for row, column in np.argwhere(own & found).tolist() if later else ():
                region, year = self.regions[row].id, self.years[column]
                found[row, column] = not any(self.store.has(one.id, region, year) for one in later)
        return found


# -- as a document ------------------------------------------------------------------------------------


def document(choices: Choices, lang: str) -> dict[str, Any]:
    """What the first view looks up, with the names of one language."""
    return {
        "nation": choices.nation,
        "main": [c for c in asked_of(choices.evaluator, choices.nation) if c in choices.concepts],
        "burdens": [c for c in BURDENS if c in choices.concepts],
        "carried": [c for c in CARRIED if c in choices.concepts],
        "years": [choices.years[0], choices.years[-1]],
        "regions": [
            [one.id, one.name(lang), one.tile_row, one.tile_col, one.tile(lang)]
            for one in choices.regions
        ],
        "concepts": {c: _concept(choices, c, lang) for c in choices.concepts},
        "tones": {
            concept: tone.replace(".", "-")
            for concept, tone in tones(choices.grid.concepts(choices.nation)).items()
        },
    }


def _concept(choices: Choices, concept: str, lang: str) -> dict[str, Any]:
    options = choices.options[concept]
    tiers = sorted({choices.kind(b, choices.years[0]).tier for o in options for b in o.entries})
    columns: dict[str, dict[str, str]] = {"release": {}, "denominator": {}, "imports": {}}
    listed = []
    for option, cells in zip(options, choices.cells[concept], strict=True):
        named = words.options_of(choices.store, option.basis, choices.years[0])
        keys = keys_of(option.basis)
        for key, token in keys.items():
            columns[key].setdefault(token, named[key].text(lang))
        one = choices.kind(option.basis, choices.years[0])
        hung = {k: v for k, v in one.choices.items() if k != "year"}
        listed.append({
            **keys, "token": option.basis.token, "series": option.basis.series, "hung": hung,
            "origin": one.origin, "crossed": int(option.crossed is not None), "splice": int(one.splice),
            "kinds": _kinds(choices, option, tiers), "cells": _cells(choices, cells),
        })  # fmt: skip
    return {
        "fine": int(concept in FINE),
        "columns": columns,
        "options": listed,
        "headline": _headline(choices, concept),
        "since": choices.since[concept].tolist() if choices.since[concept].any() else 0,
        "have": _have(choices, options),
        "breaks": {
            o.basis.series: list(choices.store.series[o.basis.series].breaks) for o in options
        },
    }


def made_of(evaluator: Evaluator, nation: str, basis: str, lang: str) -> str:
    """What a value of the matrix is of: for each concept the series, and what it is divided by."""
    store, told = evaluator.store, {}
    for choice in basis.split("+"):
        concept, _, token = choice.partition(".")
        entries = evaluator.grid.entries(nation, concept)
        one = next((entry for entry in entries if entry.token == token), None)
        parts = [words.series_name(store, one.series if one else choice)]
        parts += [words.denominator_name(store, one)] if one else []
        name = SHORT[lang].get(concept) or store.concepts[concept].name(lang)
        told[name] = words.joined(parts).text(lang)
    if len(told) == 1:
        return "".join(told.values())
    form = MADE[lang]["made"]
    each = [form.format(concept=name, basis=text) for name, text in told.items()]
    return str(MADE[lang]["comma"].join(each))


def keys_of(basis: Basis) -> dict[str, str]:
    """The choices of a basis as addresses name them."""
    total = basis.total.partition(".")[2]
    national = NATIONAL if basis.total == basis.series else total
    return {
        "release": basis.series.partition(".")[2],
        "denominator": national if basis.denominator == NATIONAL else basis.denominator,
        "imports": basis.label.removeprefix("imports_") if basis.imports else "none",
    }


def _kinds(choices: Choices, option: Option, tiers: list[tuple[int, ...]]) -> list[int]:
    """By year: twice the tier's place among the tiers, and 1 for what is direct.

    Where the crossing alone has it, -2 for a proxy and -1 for what is direct.
    """
    found = []
    for year in choices.years:
        bases = [one for one in option.entries if one.first <= year <= one.last]
        one = choices.kind(bases[0] if bases else option.basis, year)
        place = tiers.index(one.tier) if bases else -1
        found.append(2 * place + (one.match == "direct"))
    return found


def _cells(choices: Choices, cells: Cells) -> list[Any]:
    """By region: the first column that has a cell, then cells, 0 where there is none."""
    formed = cells.which >= 0
    whole = np.zeros(formed.shape, dtype=int)
    whole[formed] = packed(cells.values[formed], choices.counted(cells)[formed])
    rows: list[Any] = [0] * len(choices.regions)
    for row in np.flatnonzero(formed.any(axis=1)).tolist():
        columns = np.flatnonzero(formed[row])
        rows[row] = [int(columns[0]), *whole[row, columns[0] : columns[-1] + 1].tolist()]
    return rows


def _headline(choices: Choices, concept: str) -> list[int]:
    """By year the place of the headline among the choices; -1 where there is none."""
    found = []
    for year in choices.years:
        places = [
            place
            for place, option in enumerate(choices.options[concept])
            if any(b.role == "headline" and b.first <= year <= b.last for b in option.entries)
        ]
        found.append(places[0] if places else -1)
    return found


def _have(choices: Choices, options: list[Option]) -> dict[str, list[int]]:
    """By series: of how many regions its sum is, then by year how many have a figure."""
    found = {}
    for name in dict.fromkeys(option.basis.series for option in options):
        parts = choices.store.parts(name)
        values = choices.figures.series(name).values[choices.figures.places(parts)]
        found[name] = [len(parts), *np.isfinite(values).sum(axis=0).tolist()]
    return found


def answers(choices: Choices) -> dict[str, str]:
    """Whether a burden's share is below a carried one's, for every pair of choices.

    By ``energy.0:gdp.1``: a sign for each year of each region, ``1`` yes, ``0`` no, ``-`` where
    one of the shares may not be formed. Each pair is over one coverage, as in `claims.who`.
    """
    found = {}
    for burden, carried in itertools.product(BURDENS, CARRIED):
        pairs = itertools.product(
            *(enumerate(choices.options.get(c, ())) for c in (burden, carried))
        )
        for (i, first), (j, second) in pairs:
            both = choices.cells[burden][i].which, choices.cells[carried][j].which
            formed = (both[0] >= 0) & (both[1] >= 0)
            national = first.basis.denominator == second.basis.denominator == NATIONAL
            over = () if national else choices.store.parts(first.basis.series)
            if formed.any() and len(over) != 1:  # one region is no whole to have a share of
                below = _below(choices, first.basis, second.basis, over, formed)
                found[f"{burden}.{i}:{carried}.{j}"] = below
    return found


def _below(
    choices: Choices,
    first: Basis,
    second: Basis,
    over: tuple[str, ...],
    formed: NDArray[np.bool_],
) -> str:
    shares = choices.shares(first, over), choices.shares(second, over)
    with np.errstate(invalid="ignore"):
        ratio = shares[0] / shares[1]
    signs = np.where(formed & np.isfinite(ratio), np.where(ratio < 1, "1", "0"), "-")
    return "".join(signs.ravel().tolist())
