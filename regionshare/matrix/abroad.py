"""Abroad: regions of several nations side by side, and who could say the same.

Nothing here ranks nations, or regions across them: their sizes and inventories differ. What is
compared is each region within its own nation.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from regionshare.claims.who import BURDENS, CARRIED
from regionshare.matrix import content
from regionshare.matrix.content import Matrix
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

WORDS = room("abroad")


@functools.lru_cache(maxsize=64)
def _matrix(ready: Evaluator, nation: str) -> Matrix | None:
    """Every metric of a nation; None of one without any headline basis."""
    if not ready.grid.concepts(nation):
        return None
    return content.compute(ready, nation)


def _nations(ready: Evaluator) -> Iterator[tuple[str, Matrix]]:
    for nation in ready.store.regions.nations:
        found = _matrix(ready, nation.id)
        if found is not None:
            yield nation.id, found


def _listed(parts: Sequence[str], lang: str) -> str:
    words = WORDS[lang]
    head = words["listed"].join(parts[:-1])
    return f"{head}{words['and']}{parts[-1]}" if head else parts[-1]


def _concepts(names: Sequence[str], lang: str) -> str:
    return _listed([WORDS[lang]["concepts"][one] for one in names], lang)


# -- who could say the same --------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """The central sentence asked of the regions of one nation, of the concepts that it has.

    Attributes
    ----------
    year : int
        The latest, not after the year asked for, with an answer for the most regions; 0 if none.
    burdens, carried : tuple of str
        The concepts whose shares are compared.
    answers : mapping of str to bool
        By region, whether its share of every burden is below that of all that is carried.
    """

    nation: str
    year: int
    burdens: tuple[str, ...]
    carried: tuple[str, ...]
    answers: dict[str, bool]

    @property
    def could(self) -> list[str]:
        """The regions that could say it."""
        return [region for region, said in self.answers.items() if said]

    @property
    def lacking(self) -> list[str]:
        """The concepts of the sentence that the nation has not."""
        return [one for one in (*BURDENS, *CARRIED) if one not in (*self.burdens, *self.carried)]


def who(ready: Evaluator, year: int) -> list[Asked]:
    """The sentence asked of every nation at hand, in the order of the data."""
    return [_asked(found, nation, year) for nation, found in _nations(ready)]


def _asked(found: Matrix, nation: str, year: int) -> Asked:
    own = {part for metric in found.blocks for part in metric.partition("/")[2].split(":")}
    burdens, carried = (tuple(c for c in names if c in own) for names in (BURDENS, CARRIED))
    metrics = [f"relative_intensity/{b}:{c}" for b in burdens for c in carried]
    years = [one for one in found.years if one <= year]
    tables = [found.blocks[m].values[:, : len(years)] for m in metrics if m in found.blocks]
    if not tables or len(tables) < len(metrics):
        return Asked(nation, 0, burdens, carried, {})
    known = np.logical_and.reduce([np.isfinite(one) for one in tables])
    count = known.sum(axis=0)
    if not count.any():
        return Asked(nation, 0, burdens, carried, {})
    column = int(np.flatnonzero(count == count.max())[-1])
    below = np.logical_and.reduce([one[:, column] < 1 for one in tables])
    answers = {
        region.id: bool(said)
        for region, said, there in zip(found.regions, below, known[:, column], strict=True)
        if there
    }
    return Asked(nation, years[column], burdens, carried, answers)


def who_text(ready: Evaluator, year: int, lang: str) -> str:
    """The answers in sentences, with the warning above them."""
    words, regions = WORDS[lang]["who"], ready.store.regions
    lines = [WORDS[lang]["warning"]]
    for one in who(ready, year):
        nation = regions[one.nation].name(lang)
        if not one.year:
            lines.append(words["unasked"].format(nation=nation, year=year))
            continue
        lines.append(
            words["row"].format(
                nation=nation, year=one.year, could=len(one.could), asked=len(one.answers),
                burdens=_concepts(one.burdens, lang), carried=_concepts(one.carried, lang),
            )
        )  # fmt: skip
        if one.could:
            names = [regions[region].name(lang) for region in one.could]
            lines.append(f"  {WORDS[lang]['listed'].join(names)}")
        if one.lacking:
            lines.append(words["lacking"].format(concepts=_concepts(one.lacking, lang)))
    return "\n".join(lines)
