"""Abroad: regions of several nations side by side, who could say the same, and which are alike.

Nothing here ranks nations, or regions across them: their sizes and inventories differ. What is
compared is each region within its own nation.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
import pandas as pd

from regionshare.claims.alike import SPAN, nearest, profiles, reason
from regionshare.claims.who import BURDENS, CARRIED
from regionshare.errors import ParameterError
from regionshare.matrix import content
from regionshare.matrix.content import Matrix
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import told, whole_year
from regionshare.numbers.opening import evaluator
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
    tables = [found.wide(metric).loc[:, :year] for metric in metrics if metric in found.blocks]
    if not tables or len(tables) < len(metrics):
        return Asked(nation, 0, burdens, carried, {})
    known = np.logical_and.reduce([np.isfinite(one.to_numpy()) for one in tables])
    count = known.sum(axis=0)
    if not count.any():
        return Asked(nation, 0, burdens, carried, {})
    column = int(np.flatnonzero(count == count.max())[-1])
    below = np.logical_and.reduce([one.to_numpy()[:, column] < 1 for one in tables])
    answers = {
        region: bool(said)
        for region, said, there in zip(tables[0].index, below, known[:, column], strict=True)
        if there
    }
    return Asked(nation, int(tables[0].columns[column]), burdens, carried, answers)


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


# -- regions like this one ---------------------------------------------------------------------------


def alike(
    ready: Evaluator,
    region: str,
    year: SupportsIndex,
    nation: str | None,
    count: SupportsIndex,
    burden: str,
    lang: str,
) -> pd.DataFrame:
    """Regions like one: see `Data.alike`."""
    try:
        number = operator.index(count)
    except TypeError:
        number = 0
    if number < 1 or isinstance(count, bool):
        raise ParameterError(f"count is {count!r}", remedy="Ask for one region or more")
    when = whole_year(year)
    if nation is not None:
        ready.store.regions.nation(told("nation", nation))
    asked = [nation] if nation else [one.id for one in ready.store.regions.nations]
    own, others = nearest(
        ready, told("region", region), when, asked if nation else (), told("burden", burden)
    )
    rows = [
        (
            one.region, ready.store.regions[one.region].name(lang), one.nation, one.year,
            own.distance(one), *one.measures, reason(own, one, burden, lang),
        )
        for one in others[:number]
    ]  # fmt: skip
    columns = ["region", "name", "nation", "year", "distance", "size", "income", "intensity"]
    frame = pd.DataFrame(rows, columns=[*columns, "reason"])
    frame.attrs["left_out"] = [one for one in asked if not profiles(ready, one, when, burden)]
    return frame


def alike_text(region: str, year: int, found: pd.DataFrame, burden: str, lang: str) -> str:
    """Regions alike in sentences, with the warning below."""
    ready, words = evaluator(), WORDS[lang]["alike"]
    regions, concept = ready.store.regions, WORDS[lang]["concepts"][burden]
    own, _ = nearest(ready, region, year, (), burden)
    told = {"region": regions[region].name(lang), "nation": regions[own.nation].name(lang)}
    lines = [words["head"].format(**told, year=own.year, intensity=concept)]
    for place, row in enumerate(found.to_dict("records"), start=1):
        factor = display.digits(math.exp(row["distance"]), 2)
        one = {"region": row["name"], "nation": regions[row["nation"]].name(lang)}
        lines.append(words["row"].format(place=place, **one, year=row["year"], factor=factor))
        lines.append(f"   {row['reason']}")
    if found.attrs["left_out"]:
        names = [regions[one].name(lang) for one in found.attrs["left_out"]]
        nations = WORDS[lang]["listed"].join(names)
        lines.append(words["left_out"].format(span=SPAN, year=year, nations=nations))
    return "\n".join([*lines, WORDS[lang]["warning"]])
