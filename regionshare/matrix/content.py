"""Content: the matrix of a nation, its metrics, the sentence's answers and the possible editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regionshare.chapters.edition import MAIN
from regionshare.claims.who import CONCEPTS, answer
from regionshare.data.regions import Region
from regionshare.errors import ParameterError
from regionshare.matrix import arithmetic
from regionshare.matrix.arithmetic import Block, Figures, Pass, asked, named
from regionshare.numbers.evaluator import Evaluator

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("region", "year", "metric", "value", "unit", "id", "basis")
LOOK_BACK = 60
"""Years that an edition looks back for a complete one (`Edition.complete_year`)."""


@dataclass(frozen=True)
class Matrix:
    """Every metric of every region and year of a nation.

    Attributes
    ----------
    regions : tuple of Region
        All provinces or states, also those without a figure.
    years : tuple of int
    blocks : mapping of str to Block
        The values by metric, as in ids; ``could_say`` and ``of_economy_only`` have no id.
    possible : array
        Region x year: whether ``regionshare build`` has an edition of it.
    evaluator : Evaluator
        On the bases asked for.
    basis : mapping of str to str
        The choice by concept, where another than the declared headline was asked for.
    """

    nation: Region
    regions: tuple[Region, ...]
    years: tuple[int, ...]
    blocks: Mapping[str, Block]
    possible: NDArray[np.bool_]
    evaluator: Evaluator
    basis: Mapping[str, str]

    def require(self, metric: str) -> str:
        """The metric, or `ParameterError` that names those there are."""
        if metric not in self.blocks:
            raise ParameterError(
                f"metric {metric!r} is not in the matrix of {self.nation.id}",
                remedy=f"Metrics: {', '.join(self.blocks)}",
            )
        return metric

    def wide(self, metric: str) -> pd.DataFrame:
        """One metric by region and year; NaN where absent."""
        import pandas as pd

        return pd.DataFrame(
            self.blocks[self.require(metric)].values,
            index=[region.id for region in self.regions],
            columns=list(self.years),
        )

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The long form: `COLUMNS`, one row per figure; what is absent has no row."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The same, column by column."""
        parts = [self._rows(metric, block) for metric, block in self.blocks.items()]
        columns = (np.concatenate(cells) for cells in zip(*parts, strict=True))
        return dict(zip(COLUMNS, columns, strict=True))

    def _rows(self, metric: str, block: Block) -> tuple[NDArray[np.generic], ...]:
        rows, columns = np.nonzero(np.isfinite(block.values))
        regions = [region.id for region in self.regions]
        tails = [
            f"{y}@{s}" if s else f"{y}" for y, s in zip(self.years, block.suffixes, strict=True)
        ]
        ids = [
            f"{metric}/{regions[i]}/{tails[j]}" if "/" in metric else ""
            for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
        texts = [np.array(one, dtype=object) for one in (regions, block.units, ids, block.bases)]
        return (
            texts[0][rows], np.array(self.years)[columns], np.full(len(rows), metric, dtype=object),
            block.values[rows, columns], texts[1][columns], texts[2], texts[3][columns],
        )  # fmt: skip

    def answers(self) -> list[list[int]]:
        """By region and year, the place of the sentence's answer in `asked.WORDS`."""
        could, only = (
            self.blocks[self.require(metric)].values.tolist()
            for metric in (arithmetic.COULD, arithmetic.ECONOMY)
        )
        return [
            [
                answer(None if said != said else bool(said), one == 1)
                for said, one in zip(*rows, strict=True)
            ]
            for rows in zip(could, only, strict=True)
        ]


def compute(
    evaluator: Evaluator,
    nation: str,
    years: Sequence[int] = (),
    basis: Mapping[str, str] | None = None,
) -> Matrix:
    """The matrix of a nation, in one vectorised pass over the tables of its series.

    Parameters
    ----------
    years : sequence of int
        All for which a headline basis is declared if not given.
    basis : mapping, optional
        Another headline by concept, as ``regionshare build --basis`` takes it.

    Raises
    ------
    ParameterError
        If the nation or a basis is not known, or a year has no headline basis at all.
    """
    regions = evaluator.store.regions
    if nation not in regions:
        regions.check_nation(nation)
    if regions[nation].level != "nation":
        raise ParameterError(
            f"{nation} is a {regions[nation].level}, no nation",
            remedy=f"Use {regions.nation(nation).id}",
        )
    ready = evaluator.override(nation, basis or {})
    every = _span(ready, nation)
    wanted = tuple(sorted(set(years))) or every
    outside = [year for year in wanted if year not in every]
    if outside:
        raise ParameterError(
            f"no headline basis of {nation} reaches {outside[0]}",
            remedy=f"Years: {every[0]}-{every[-1]}",
        )
    run = Pass(ready, Figures(ready.store, nation, every))
    chosen = [every.index(year) for year in wanted]
    blocks = {name: _only(block, chosen) for name, block in _blocks(run).items()}
    return Matrix(
        regions[nation], tuple(regions.members(nation)), wanted,
        {name: block for name, block in blocks.items() if np.isfinite(block.values).any()},
        _possible(run)[:, chosen], ready, dict(basis or {}),
    )  # fmt: skip


def _span(evaluator: Evaluator, nation: str) -> tuple[int, ...]:
    """All years for which a headline basis of the nation is declared."""
    grid = evaluator.grid
    entries = [b for c in grid.concepts(nation) for b in grid.entries(nation, c, "headline")]
    if not entries:
        raise ParameterError(f"{nation} has no headline basis", remedy="Declare it in bases.yml")
    return tuple(range(min(b.first for b in entries), max(b.last for b in entries) + 1))


def _blocks(run: Pass) -> dict[str, Block]:
    """All metrics, the sentence's answers first."""
    metrics = asked(run.evaluator.grid.concepts(run.figures.nation))
    blocks = {f"{m}/{':'.join(concepts)}": run.block(m, concepts) for m, concepts in metrics}
    years = len(run.figures.years)
    bases = [""] * years
    for tokens, columns in run.segments(CONCEPTS):
        for column in columns:
            bases[column] = named(tokens)
    values = {name: block.values for name, block in blocks.items()}
    told = {
        name: Block(found, [arithmetic.UNIT] * years, bases, [""] * years)
        for name, found in arithmetic.answers(values).items()
    }
    return told | blocks


def _only(block: Block, columns: Sequence[int]) -> Block:
    """Some years of a block."""
    texts = ([one[c] for c in columns] for one in (block.units, block.bases, block.suffixes))
    return Block(block.values[:, list(columns)], *texts)


def _possible(run: Pass) -> NDArray[np.bool_]:
    """Which editions `regionshare.chapters.edition.make_edition` accepts, by region and year.

    Every main concept has a complete year not after the edition's, and one concept reaches it.
    """
    figures = run.figures
    shape = (len(figures.members), len(figures.years))
    there: dict[str, NDArray[np.bool_]] = {}
    for concept in run.evaluator.grid.concepts(figures.nation):
        there[concept] = np.zeros(shape, dtype=bool)
        for (basis,), columns in run.segments((concept,)):
            has = np.isfinite(figures.series(basis.series).values[: shape[0]])
            there[concept][:, columns] = (has & figures.complete(basis))[:, columns]
    found = np.logical_or.reduce(list(there.values()))
    for concept in (one for one in MAIN if one in there):
        known = np.cumsum(there[concept], axis=1, dtype=int)
        known[:, LOOK_BACK:] -= known[:, :-LOOK_BACK]
        found &= known > 0
    return np.asarray(found, dtype=bool)
