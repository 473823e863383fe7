"""National: what a number over all regions of a nation is made of.

Concentration, convergence and ranking look at every region at once, so a basis counts here for
its series alone: the denominator cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError, ParameterError
from regionshare.numbers.evaluator import Evaluator, tokens
from regionshare.numbers.number import Input, NumberId, Span


@dataclass(frozen=True)
class Columns:
    """The figures of several concepts for the same regions, one row of `values` per concept."""

    regions: tuple[str, ...]
    values: NDArray[np.float64]
    inputs: tuple[Input, ...]

    @property
    def ratio(self) -> NDArray[np.float64]:
        """The first concept per unit of the second."""
        return np.asarray(self.values[0] / self.values[1], dtype=float)


def require_nation(evaluator: Evaluator, wanted: NumberId) -> None:
    """`ParameterError` if a number of a nation is asked for one of its regions."""
    if evaluator.store.regions[wanted.region].level != "nation":
        nation = evaluator.store.regions.nation(wanted.region).id
        raise ParameterError(
            f"{wanted.metric} is of a nation, not of {wanted.region}", remedy=f"Use {nation}"
        )


def bases_of(evaluator: Evaluator, wanted: NumberId, year: int = 0) -> list[Basis]:
    """One basis per concept: the headline, or the one that the id's suffix names."""
    nation = evaluator.store.regions.nation(wanted.region).id
    chosen = tokens(wanted)
    found = []
    for concept in wanted.concepts:
        evaluator.store.get_concept(concept)
        if concept in chosen:
            found.append(evaluator.chooser.by_token(concept, wanted, chosen[concept]))
        else:
            found.append(evaluator.grid.headline(nation, concept, year or wanted.year))
    return found


def columns(
    evaluator: Evaluator, bases: Sequence[Basis], year: int, regions: Sequence[str] = ()
) -> Columns:
    """The figures of every region, or `MissingDataError` if a region lacks one.

    The regions are those of the first basis' series unless named.
    """
    quantities = evaluator.quantities
    over = tuple(regions) or quantities.complete_parts(bases[0].series, year)
    parts = [[quantities.part(basis, region, year) for region in over] for basis in bases]
    values = np.array([[one.value for one in row] for row in parts])
    inputs = dict.fromkeys(i for row in parts for one in row for i in one.inputs)
    return Columns(over, values, tuple(inputs))


def alternatives(evaluator: Evaluator, nation: str, first: Basis, year: int) -> list[Basis]:
    """Every other way to count the first concept in all regions, each series once."""
    seen = {(first.series, first.imports)}
    found = []
    for basis in evaluator.grid.admissible(nation, first.concept, nation, year):
        if basis.regions or (basis.series, basis.imports) in seen:
            continue
        seen.add((basis.series, basis.imports))
        found.append(basis)
    return found


def span(
    evaluator: Evaluator, bases: Sequence[Basis], year: int, measure: Callable[[Columns], float]
) -> Span | None:
    """The measure over every published way to count the first concept, for the same regions."""
    nation = evaluator.store.series[bases[0].series].nation
    own = columns(evaluator, bases, year)
    values = {bases[0].token: measure(own)}
    for other in alternatives(evaluator, nation, bases[0], year):
        try:
            found = columns(evaluator, [other, *bases[1:]], year, own.regions)
        except MissingDataError:
            continue
        values[other.token] = measure(found)
    if len(values) < 2:
        return None
    return Span(min(values.values()), max(values.values()), values)
