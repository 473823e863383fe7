"""Bounds: how far the figures of a new pack may lie from each other, proposed from the panel.

The method is robust: a slip in a cell, a year, a region or a whole concept does not widen the bound
that should find it. All distances are of logarithms.

- ``step``: each figure over the last one before it. What all regions have in common in a year is
  the median over the regions, held to `DRIFT` and `JUMP`; what is left is spread by 1.4826 times its median
  size (the MAD), and a bound is `TIMES` of it beyond the middle, at least `LEAST` and at most
  `MOST`. ``bend``, each figure over the mean of the years on both sides, likewise.
- ``peers``: each region over the median of the regions in the same year, for a concept per head, per
  GDP or per energy, and for the concept itself, of which a region may well have very little. The
  MAD of two or three regions says little, so their bounds have narrower limits (`FIXED`).
- ``ratio``: what no region of the world is outside of, from the ``anywhere`` rows of the report's
  bounds, and the people of this nation, from its ``usual`` row; it finds a concept that is wrong as a
  whole.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from statistics import median

from regionshare.data import plausible, tables
from regionshare.data.plausible import COLUMNS, Bound
from regionshare.data.series import Unit
from regionshare.data.store import Store
from regionshare.files import packs, paths
from regionshare.nation import units
from regionshare.nation.pack import Draft, Drafted
from regionshare.text.messages import room

SAYS = room("nation")["en"]["made"]
FEW = 4
"""As many regions a median absolute deviation needs."""

TIMES = {"step": 8.0, "bend": 8.0, "pair": 5.0, "alone": 4.0}
LEAST = {
    ("step", "persons"): 1.5, ("step", ""): 2.5, ("bend", "persons"): 1.3,
    ("bend", "energy"): 1.35, ("bend", "mass"): 2.0, ("bend", ""): 1.5,
    ("pair", "money persons"): 5.5, ("pair", ""): 25.0, ("alone", ""): 60.0,
}  # fmt: skip
"""Factors that a bound leaves in any case: by kind, and by the dimensions of what is divided."""

MOST = {"step": 8.0, "bend": 8.0, "pair": 40.0, "alone": 300.0}
FIXED = {"step": 3.0, "bend": 3.0, "pair": 3.0, "alone": 14.0}
"""The same where there are fewer than `FEW` regions."""

DRIFT = {"money": 2.2, "": 1.25}
"""What all regions may have in common in every year: prices rise faster than anything else."""

JUMP = 1.5
"""What all regions may have in common in one year and in no other."""

FEWER = 10.0
"""So many times fewer people than is asked about are refused."""

DIVISORS = ("population", "gdp", "energy")
Values = dict[tuple[str, int], float]


def proposed(made: Draft, store: Store, given: Path | None = None) -> list[dict[str, str]]:
    """The rows of a pack's ``bounds.csv``: what the panel proposes, and below it what is given.

    Parameters
    ----------
    given : Path, optional
        More rows, such as those that confirm figures; as they stand in ``bounds.csv``.
    """
    rows = [row for one in made.series for row in _moves(one, made.nation.id)]
    rows += _peers(made)
    rows += [
        _row("parts", name, low, high, over=total)
        for name, (total, low, high) in made.parts.items()
        if name != total
    ]
    rows += _from_report(made, store)
    if given is not None:
        rows += [dict(row) for row in tables.read(given, COLUMNS)]
    return rows


def _row(
    kind: str,
    of: str,
    low: float,
    high: float,
    *,
    over: str = "",
    regions: str = "",
    reason: str = "",
) -> dict[str, str]:
    cells = {
        "kind": kind,
        "of": of,
        "over": over,
        "regions": regions,
        "min": f"{low:.3g}",
        "max": f"{high:.3g}",
    }
    return {**cells, "reason": reason or SAYS[kind]}


def _width(kind: str, spread: Collection[float], regions: int, dimensions: str) -> float:
    """How far a bound lies from its middle: `TIMES` the MAD, within `LEAST` and `MOST`."""
    least = LEAST.get((kind, dimensions)) or LEAST[kind, ""]
    most = MOST[kind] if regions >= FEW else FIXED[kind]
    usual = 1.4826 * median(map(abs, spread)) if spread else 0.0
    return min(max(TIMES[kind] * usual, math.log(least)), math.log(most))


def _moves(one: Drafted, nation: str) -> Iterator[dict[str, str]]:
    """How a series goes from year to year, and how far it leaves the years on both sides."""
    values = {key: math.log(cell.value) for key, cell in one.cells.items()}
    earlier = plausible.earlier(values)
    gap = median([year - before for (_, year), before in earlier.items()] or [1])
    steps = {
        (region, year): (values[region, year] - values[region, before]) / (year - before)
        for (region, year), before in earlier.items()
    }
    bends = {
        (region, year): value - (values[region, year - 1] + values[region, year + 1]) / 2
        for (region, year), value in values.items()
        if (region, year - 1) in values and (region, year + 1) in values
    }
    drift = math.log(DRIFT.get(one.unit.dimension, DRIFT[""])) / math.sqrt(gap)
    regions = len({region for region, _ in values} - {nation})
    for kind, moves, most in (("step", steps, drift), ("bend", bends, 0.0)):
        if not moves:
            continue
        middles, spread = _by_year(moves)
        per = gap if kind == "step" else 1
        width = _width(kind, spread, regions, one.unit.dimension) / per
        middle, jump = min(max(median(middles), -most), most), math.log(JUMP) / per
        low, high = max(min(middles), middle - jump), min(max(middles), middle + jump)
        yield _row(
            kind, one.id, math.exp(min(low, middle) - width), math.exp(max(high, middle) + width)
        )


def _by_year(values: Values) -> tuple[list[float], list[float]]:
    """The median of the regions in each year, and how far the regions lie from it."""
    years: dict[int, list[float]] = defaultdict(list)
    for (_, year), value in values.items():
        years[year].append(value)
    middle = {year: median(found) for year, found in years.items()}
    return list(middle.values()), [value - middle[year] for (_, year), value in values.items()]


def _peers(made: Draft) -> Iterator[dict[str, str]]:
    """How far the regions lie apart, by pairs of concepts and by each concept alone."""
    by_concept: dict[str, list[Drafted]] = defaultdict(list)
    for one in made.series:
        by_concept[one.concept].append(one)
    for concept, below in _pairs(by_concept):
        pairs = itertools.product(by_concept[concept], by_concept[below] if below else [None])
        found = [_apart(one, other, made.nation.id) for one, other in pairs]
        spread = [value for values in found for value in _by_year(values)[1]]
        if not spread:
            continue
        regions = max(len({region for region, _ in values}) for values in found)
        kinds = [by_concept[name][0].unit.dimension for name in (concept, below) if name]
        width = math.exp(_width("pair" if below else "alone", spread, regions, " ".join(kinds)))
        low = 1 / (width if below else MOST["alone"])
        yield _row("peers", concept, low, width, over=below)
    for one in made.series:
        yield _size(one, made.nation.id)


def _pairs(concepts: Collection[str]) -> list[tuple[str, str]]:
    """What is divided by what: each concept by the ones before it, and by nothing.

    >>> _pairs(["co2", "gdp", "water"])
    [('gdp', ''), ('co2', ''), ('co2', 'gdp'), ('water', ''), ('water', 'gdp')]
    """
    divisors = [one for one in DIVISORS if one in concepts]
    order = [*divisors, *(one for one in concepts if one not in divisors)]
    return [
        (one, below)
        for at, one in enumerate(order)
        for below in ("", *divisors[: min(at, len(divisors))])
    ]


def _apart(one: Drafted, other: Drafted | None, nation: str) -> Values:
    """A concept, or its quotient, in each region and year of which there is another region."""
    found = {
        key: math.log(cell.value / (other.cells[key].value if other else 1.0))
        for key, cell in one.cells.items()
        if key[0] != nation and (other is None or key in other.cells)
    }
    several = {
        year for year in one.years if sum(key[1] == year for key in found) > 1
    }  # fmt: skip
    return {key: value for key, value in found.items() if key[1] in several}


def _size(one: Drafted, nation: str) -> dict[str, str]:
    """What no figure of a series is outside of, a row of the nation least of all."""
    parts = [cell.value for (region, _), cell in one.cells.items() if region != nation]
    regions = len({region for region, _ in one.cells})
    middle = median(parts or [cell.value for cell in one.cells.values()]) * one.unit.factor_en
    return _row(
        "ratio", one.id, middle / MOST["alone"], middle * LEAST["alone", ""] * max(regions, 5),
        reason=SAYS["peers"],
    )  # fmt: skip


def _from_report(made: Draft, store: Store) -> Iterator[dict[str, str]]:
    """The report's known mistakes, and its bounds for any region in the units of the pack."""
    own = paths.data_dir(packs.OWN) / plausible.NAME
    used = {one.concept: one.unit for one in made.series}
    dimensions = {unit.dimension for unit in used.values()}
    for bound in plausible.stated_bounds(own, store):
        if bound.kind == "mistake" and dimensions >= set(bound.of):
            of = " ".join(bound.of)
            yield _row("mistake", of, bound.min, bound.max, reason=bound.reason)
        if bound.kind == "anywhere" and used.keys() >= set(filter(None, (*bound.of, bound.over))):
            times = _shown(bound, used)
            yield _row(
                "ratio", bound.of[0], bound.min * times, bound.max * times, over=bound.over,
                regions="" if bound.over else f"{made.nation.id}:{made.level}", reason=bound.reason,
            )  # fmt: skip

        if bound.kind == "usual" and bound.regions == made.nation.id and used.keys() >= {*bound.of}:
            yield _people(bound, made, _shown(bound, used))


def _people(bound: Bound, made: Draft, times: float) -> dict[str, str]:
    """What the nation's own row is not outside of, or, where it has none, its largest region far below."""
    people = next(one for one in made.series if one.concept in bound.of)
    nation, low = made.nation.id, bound.min / FEWER
    values = {key: cell.value for key, cell in people.cells.items()}
    region = max(values, key=values.__getitem__)[0]
    if all(key[0] != nation for key in values):
        low /= len(made.regions)
    row = _row(
        "ratio", bound.of[0], low * times, bound.max * times, regions=region, reason=bound.reason
    )  # fmt: skip
    return {**row, "years": bound.years}


def _shown(bound: Bound, used: dict[str, Unit]) -> float:
    """How many of the pack's units a quotient in million people, PJ and Mt is."""
    below = units.shown(used[bound.over]) if bound.over else 1.0
    return below / units.shown(used[bound.of[0]])
