"""Alike: regions like one, of all nations at hand, and in what they are so.

No ranking: nations, their regions and inventories differ, so each region is compared within its own
nation first.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

from regionshare.claims.who import BURDENS
from regionshare.errors import MissingDataError, ParameterError, RegionshareError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import rounded, told, whole_year
from regionshare.text.messages import room

if TYPE_CHECKING:
    import pandas as pd

WORDS = room("abroad")
SPAN = 5
"""Years that a region's figures may be older than asked for."""


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


def profiles(ready: Evaluator, nation: str, year: int, burden: str) -> list[Profile]:
    """The regions of a nation that have all three, each in its latest year of the last `SPAN`."""
    latest = range(year, year - SPAN - 1, -1)
    found = [
        next(
            (one for when in latest if (one := _profile(ready, nation, region.id, when, burden))),
            None,
        )
        for region in ready.store.regions.members(nation)
    ]
    return [one for one in found if one]


def _profile(ready: Evaluator, nation: str, region: str, year: int, burden: str) -> Profile | None:
    """The three measures of a region in a year; None if one of them cannot be computed."""
    try:
        people, gdp, load = (
            ready.grid.headline(nation, concept, year) for concept in ("population", "gdp", burden)
        )
        measures = (
            ready.quantities.share_on(people, region, year),
            ready.quantities.relative_on(gdp, people, region, year),
            ready.quantities.relative_on(load, gdp, region, year),
        )
    except RegionshareError:
        return None
    values = [one.value for one in measures]
    return Profile(region, nation, year, *values) if min(values) > 0 else None


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
    known = {home: profiles(ready, home, year, burden)}
    own = [one for one in known[home] if one.region == region]
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
    asked = nations or [one.id for one in regions.nations]
    known |= {one: profiles(ready, one, year, burden) for one in asked if one != home}
    others = [one for nation in asked for one in known[nation] if one.region != region]
    return own[0], sorted(others, key=lambda one: (own[0].distance(one), one.region))


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


# -- as it is told -----------------------------------------------------------------------------------


class Alike(NamedTuple):
    """A region's own profile, a mapping for each that is like it, and the nations that lack a measure."""

    own: Profile
    rows: list[dict[str, Any]]
    left_out: list[str]

    def to_frame(self) -> pd.DataFrame:
        """The mappings as rows; ``attrs["left_out"]`` has the nations."""
        import pandas as pd

        frame = pd.DataFrame(self.rows, columns=list(COLUMNS))
        frame.attrs["left_out"] = self.left_out
        return frame


COLUMNS = ("region", "name", "nation", "year", "distance", "size", "income", "intensity", "reason")


def alike(
    ready: Evaluator,
    region: str,
    year: SupportsIndex,
    nation: str | None,
    count: SupportsIndex,
    burden: str,
    lang: str,
) -> Alike:
    """Regions like one: see `Data.alike`."""
    try:
        number = operator.index(count)
    except TypeError:
        number = 0
    if number < 1 or isinstance(count, bool):
        raise ParameterError(f"count is {count!r}", remedy="Ask for one region or more")
    when, regions = whole_year(year), ready.store.regions
    if nation is not None:
        regions.nation(told("nation", nation))
    asked = [nation] if nation else [one.id for one in regions.nations]
    own, others = nearest(
        ready, told("region", region), when, asked if nation else (), told("burden", burden)
    )
    rows = [
        (
            one.region, regions[one.region].name(lang), one.nation, one.year, own.distance(one),
            *one.measures, reason(own, one, burden, lang),
        )
        for one in others[:number]
    ]  # fmt: skip
    known = {one.nation for one in (own, *others)}
    listed = [rounded(dict(zip(COLUMNS, row, strict=True))) for row in rows]
    return Alike(own, listed, [one for one in asked if one not in known])


def text(ready: Evaluator, year: int, found: Alike, burden: str, lang: str) -> str:
    """Regions alike in sentences, with the warning below."""
    regions, own, words = ready.store.regions, found.own, WORDS[lang]["alike"]
    names = {"region": regions[own.region].name(lang), "nation": regions[own.nation].name(lang)}
    concept = WORDS[lang]["concepts"][burden]
    lines = [words["head"].format(**names, year=own.year, intensity=concept)]
    for place, row in enumerate(found.rows, start=1):
        factor = display.digits(math.exp(row["distance"]), 2)
        one = {"region": row["name"], "nation": regions[row["nation"]].name(lang)}
        lines.append(words["row"].format(place=place, **one, year=row["year"], factor=factor))
        lines.append(f"   {row['reason']}")
    if found.left_out:
        nations = WORDS[lang]["listed"].join(regions[one].name(lang) for one in found.left_out)
        lines.append(words["left_out"].format(span=SPAN, year=year, nations=nations))
    return "\n".join([*lines, WORDS[lang]["warning"]])
