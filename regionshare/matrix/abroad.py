"""Abroad: regions of several nations side by side, who could say the same, and which are alike.

Nothing here ranks nations, or regions across them: their sizes and inventories differ. What is
compared is each region within its own nation.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
import pandas as pd

from regionshare.claims.who import BURDENS, CARRIED
from regionshare.errors import MissingDataError, ParameterError
from regionshare.matrix import content
from regionshare.matrix.content import Matrix
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import whole_year
from regionshare.numbers.opening import evaluator
from regionshare.text.messages import LANGUAGES, room

WORDS = room("abroad")
SPAN = 5
"""Years that a region's figures may be older than asked for."""
SIZE, INCOME = "share/population", "relative_intensity/gdp:population"


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


@dataclass(frozen=True)
class Profile:
    """What makes regions alike: of one region, in the latest year that has all three.

    Attributes
    ----------
    size : float
        Share of the nation's people, in percent.
    income, intensity : float
        GDP a head, and the burden per unit of GDP, each over the nation's own.
    """

    region: str
    nation: str
    year: int
    size: float
    income: float
    intensity: float

    @property
    def measures(self) -> tuple[float, float, float]:
        """The three."""
        return self.size, self.income, self.intensity

    def apart(self, other: Profile) -> list[float]:
        """``|ln(own / other)|`` of each measure."""
        pairs = zip(self.measures, other.measures, strict=True)
        return [abs(math.log(own / against)) for own, against in pairs]

    def distance(self, other: Profile) -> float:
        """``sqrt(mean of (ln(own / other))^2)`` over the three measures.

        >>> here = Profile("A", "N", 2020, 10.0, 1.0, 1.0)
        >>> round(here.distance(Profile("B", "M", 2020, 10.0, 1.0, math.e)), 4)
        0.5774
        """
        return math.sqrt(sum(one**2 for one in self.apart(other)) / 3)


@functools.lru_cache(maxsize=128)
def profiles(ready: Evaluator, nation: str, year: int, burden: str) -> tuple[Profile, ...]:
    """The regions of a nation that have all three, each in its latest year of the last `SPAN`."""
    found, metrics = _matrix(ready, nation), (SIZE, INCOME, f"relative_intensity/{burden}:gdp")
    if found is None or any(metric not in found.blocks for metric in metrics):
        return ()
    tables = [found.wide(metric).loc[:, year - SPAN : year] for metric in metrics]
    made = []
    for place, region in enumerate(tables[0].index):
        rows = np.array([one.to_numpy()[place] for one in tables])
        columns = np.flatnonzero((rows > 0).all(axis=0))
        if columns.size:
            when = int(tables[0].columns[columns[-1]])
            made.append(Profile(region, nation, when, *rows[:, columns[-1]].tolist()))
    return tuple(made)


def nearest(
    ready: Evaluator, region: str, year: int, nations: Sequence[str] = (), burden: str = "co2"
) -> tuple[Profile, list[Profile]]:
    """A region's own profile, and all others, the nearest first.

    Raises
    ------
    ParameterError
        If a region or nation is not known, or the burden is none.
    MissingDataError
        If the region lacks one of the three measures.
    """
    regions = ready.store.regions
    if burden not in BURDENS:
        raise ParameterError(f"{burden!r} is no burden", remedy=f"Known: {', '.join(BURDENS)}")
    home = regions.nation(region).id
    own = [one for one in profiles(ready, home, year, burden) if one.region == region]
    if not own:
        raise MissingDataError(
            f"{region} has no year from {year - SPAN} to {year} with people, gdp and {burden}",
            remedy=f"Ask of a region that makes up its nation, of another year, or of {' or '.join(BURDENS)}",
        )
    for nation in nations:
        if regions[nation].level != "nation":
            raise ParameterError(
                f"{nation} is no nation", remedy=f"Use {regions.nation(nation).id}"
            )
    others = [
        one
        for nation in nations or [one.id for one in regions.nations]
        for one in profiles(ready, nation, year, burden)
        if one.region != region
    ]
    return own[0], sorted(others, key=lambda one: (own[0].distance(one), one.region))


def alike(
    region: str,
    year: SupportsIndex,
    nation: str | None = None,
    count: int = 5,
    burden: str = "co2",
    lang: str = "en",
) -> pd.DataFrame:
    """Regions like this one, of all nations at hand, the nearest first.

    Alike by three measures: the share of the nation's people, GDP a head and the burden per unit of
    GDP, the last two over the nation's own. ``distance`` is the root mean square of their
    logarithms' differences; ``exp(distance)`` is by which factor they are apart on average. Nations,
    regions and inventories differ, so this is no ranking.

    Parameters
    ----------
    region : str
        ISO 3166-2 id, such as ``CN-GD``.
    year : int
        Each region is taken in its latest year up to this one, at most five years earlier.
    nation : str, optional
        Regions of this nation alone.
    count : int
        How many.
    burden : {"co2", "energy"}
        Whose intensity it is.
    lang : {"en", "zh"}
        Of names and reasons.

    Returns
    -------
    DataFrame
        ``region, name, nation, year, distance, size, income, intensity, reason``. Under
        ``attrs["left_out"]`` stand the nations that lack one of the measures.

    Raises
    ------
    ParameterError
        If a name is not known.
    MissingDataError
        If the region lacks one of the measures.

    Examples
    --------
    >>> found = alike("CN-GD", 2022, nation="CN", count=2)
    >>> found["distance"].is_monotonic_increasing, len(found)
    (True, 2)
    """
    if lang not in LANGUAGES:
        raise ParameterError(f"language {lang!r} is not known", remedy=f"{' or '.join(LANGUAGES)}")
    if count < 1:
        raise ParameterError(f"count is {count}", remedy="Ask for one region or more")
    ready, when = evaluator(), whole_year(year)
    asked = [nation] if nation else [one.id for one in ready.store.regions.nations]
    own, others = nearest(ready, region, when, asked if nation else (), burden)
    rows = [
        (
            one.region, ready.store.regions[one.region].name(lang), one.nation, one.year,
            own.distance(one), *one.measures, reason(own, one, burden, lang),
        )
        for one in others[:count]
    ]  # fmt: skip
    columns = ["region", "name", "nation", "year", "distance", "size", "income", "intensity"]
    frame = pd.DataFrame(rows, columns=[*columns, "reason"])
    frame.attrs["left_out"] = [one for one in asked if not profiles(ready, one, when, burden)]
    return frame


def reason(own: Profile, other: Profile, burden: str, lang: str) -> str:
    """In which measure two regions are nearest, in which furthest, and both figures."""
    words, apart = WORDS[lang], own.apart(other)
    concept = words["concepts"][burden]
    names = [
        words["measures"][one].format(concept=concept) for one in ("size", "income", "intensity")
    ]
    near, far = apart.index(min(apart)), 2 - apart[::-1].index(max(apart))
    return str(
        words["alike"]["reason"].format(
            near=names[near], near_own=_shown(own, near, lang), near_other=_shown(other, near, lang),
            far=names[far], far_own=_shown(own, far, lang), far_other=_shown(other, far, lang),
        )
    )  # fmt: skip


def _shown(one: Profile, place: int, lang: str) -> str:
    if place == 0:
        return display.percent(one.size, 1, lang)
    return str(WORDS[lang]["times"].format(value=display.digits(one.measures[place], 2)))


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
