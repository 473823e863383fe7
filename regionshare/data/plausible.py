"""Bounds: data that cannot be true are found by what they are compared with.

``data/bounds.csv`` states for every concept how far a figure may lie from others: from the year
before, from the years on both sides, from another series or concept of the same region and year,
and how far the sum of a nation's parts may lie from its total. Each row says why. Where several
rows fit a figure the last one holds, so that exceptions stand below what they except.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from statistics import median
from typing import Any, NamedTuple

from regionshare.data import tables
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.data.tables import Row
from regionshare.errors import DataError, RegionshareError, SeveralErrors, and_more, foremost, rough

NAME = "bounds.csv"
TO_COME = ("anywhere", "usual", "average")  # a row may be of a nation that is not here
NOT_COMPARED = ("mistake", *TO_COME, "confirmed")
"""The kinds whose rows state no quotient of figures."""
KINDS = ("step", "bend", "ratio", "peers", "parts", "copy", *NOT_COMPARED)
MOVES = ("step", "bend")
"""The kinds that compare a figure with the years beside it."""

Place = tuple[str, str, int]
"""Series, region and year of a figure; the series of a copy is told by `copy_of`."""

NEAR = 0.14
"""How far, in logarithms, a factor may lie from a known one."""

STEADY = 1.04
"""How near to the years beside it a figure is that goes on as they do, as a whole wrong series."""

NARROW = 1.5
"""What a bound's ends may be of each other for its middle to be what is usual."""

FAR = 1.2
"""How far, in logarithms, a region's own size may lie beside a known factor."""

NAMED = 12
"""A row that confirms figures names at most so many regions; of more it is of all."""

CONFIRMED = 1.05
"""How far a figure that was confirmed may move before it is asked for again."""


@dataclass(frozen=True)
class Bound:
    """A row of ``bounds.csv``.

    ``ratio`` is the sum of the series or concepts in ``of`` over that in ``over`` (1 if it is empty)
    in the same region and year, in the units that English readers see; ``step`` is that ratio over
    the ratio of the year before, ``bend`` over the geometric mean of the years on both sides, and
    ``peers`` over the median of the nation's regions in that year. Where the year before has no
    figure, a step is from the last one that has, and its bounds are raised to the number of years.
    ``parts`` is the sum of a nation's parts in ``of`` over the nation's row in ``over``, and ``copy``
    another transcription of a figure of ``of`` (empty: of any series) over the figure itself.
    ``regions`` and ``years`` narrow a row; empty, it is of all. A ``mistake`` is what makes a figure of
    the dimension in ``of`` (empty: of any) ``max`` times too large, or too small. ``anywhere`` is a
    ratio that no region of the world is outside of, in million people, PJ and Mt, for packs to come,
    ``usual`` one that few nations (or not the one in ``regions``) are outside of, and ``average`` one
    that their regions are not on average. A figure of ``of`` that is ``confirmed`` to lie between
    ``min`` and ``max``, in its own unit, is true however far it lies from others.
    """

    kind: str
    of: tuple[str, ...]
    over: str
    regions: str
    years: str
    min: float
    max: float
    reason: str


COLUMNS = tuple(one.name for one in fields(Bound))


class Comparison(NamedTuple):
    """One quotient, the figures that entered it, and what is expected of it."""

    bound: Bound
    value: float
    figures: tuple[Place, ...]

    @property
    def fits(self) -> bool:
        """Whether it lies within the bound."""
        return self.bound.min <= self.value <= self.bound.max

    @property
    def excess(self) -> float:
        """How far it lies outside, in logarithms."""
        if self.value <= 0 or self.bound.min <= 0:
            return 1.0
        log = math.log(self.value)
        return max(math.log(self.bound.min) - log, log - math.log(self.bound.max))


def load_bounds(origin: tables.Origin, store: Store) -> list[Bound]:
    """Read and check ``bounds.csv``, with the bounds that a series states of its own parts.

    Raises
    ------
    DataError
        If a row names nothing known or gives no reason; with its row.
    """
    own = [
        Bound("parts", (one.id,), one.id, "", "", *one.parts, "as stated in data/series.csv")
        for one in store.series.values()
        if one.parts is not None
    ]
    return own + stated_bounds(origin, store)


def stated_bounds(origin: tables.Origin, store: Store, *kinds: str) -> list[Bound]:
    """The rows of a table of bounds, each checked; errors as `load_bounds`.

    Of some ``kinds`` alone, those are left out that name what the store does not have.
    """
    rows = tables.read(origin, COLUMNS)
    if not kinds:
        return [_checked(row, store) for row in rows]
    known = {"", *store.concepts, *store.series}
    here = [row for row in rows if row["kind"] in kinds]
    return [_checked(row, store) for row in here if known >= {*row["of"].split(), row["over"]}]


def _checked(row: Row, store: Store) -> Bound:
    row.known("kind", KINDS, f"Kinds are {', '.join(KINDS)}")
    bound = row.built(Bound)
    for name in filter(None, (*bound.of, bound.over) if bound.kind != "mistake" else ()):
        if name not in store.series and name not in store.concepts:
            row.fail(f"{name!r} is no series and no concept", "Ids are in series.csv, concepts.csv")
    if not (bound.of or bound.kind in ("copy", "mistake")) or (
        bound.kind == "parts" and (len(bound.of) > 1 or not bound.over)
    ):
        row.fail(f"of is {row['of']!r}, over {row['over']!r}", "Name one series or concept in each")
    if not -math.inf < bound.min < bound.max < math.inf or not bound.reason:
        row.fail(
            "a bound needs min, a larger max, and a reason", "Say why no true figure is outside"
        )
    if bound.regions and bound.kind not in TO_COME:
        store.regions.expand(bound.regions, row.place)
    years_of(bound.years, row.place)
    return bound


def copy_of(series: str, transcription: str) -> str:
    """What a transcription of a series is called.

    >>> copy_of("gdp.nbs_2025", "copy_a")
    'gdp.nbs_2025 in copy_a'
    """
    return f"{series} in {transcription}"


def years_of(text: str, place: str = "") -> range | None:
    """The years of ``2004`` or ``2004-2006``; None for an empty text.

    >>> years_of("2004-2006")
    range(2004, 2007)
    """
    if not text:
        return None
    first, _, last = text.partition("-")
    return range(
        tables.integer(first, place, "years"), tables.integer(last or first, place, "years") + 1
    )


class Figures:
    """The figures of a store by series, in the units that English readers see."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.values: dict[str, dict[tuple[str, int], float]] = {}
        for one in store.series.values():
            factor, rows = store.units[one.unit].factor("en"), store.figures[one.id]
            keys = zip(rows["region"], rows["year"], strict=True)
            self.values[one.id] = {
                key: value * factor for key, value in zip(keys, rows["value"], strict=True)
            }

    def named(self, name: str) -> list[Series]:
        """The series of an id, or those of a concept."""
        return [one for one in self.store.series.values() if name in (one.id, one.concept)]

    def comparisons(self, bounds: Iterable[Bound]) -> list[Comparison]:
        """Every quotient that a bound is stated for, each held to the last row that fits it."""
        found: dict[tuple[str, tuple[Place, ...]], Comparison] = {}
        for bound in bounds:
            years = years_of(bound.years)
            made = {"parts": self._parts, "copy": self._copies, "peers": self._peers}.get(
                bound.kind, self._moves
            )
            for one in made(bound):
                if years is None or one.figures[0][2] in years:
                    found[bound.kind, one.figures] = one
        return list(found.values())

    def _quotients(self, bound: Bound) -> Iterator[tuple[list[str], dict[tuple[str, int], float]]]:
        """For each series of ``of`` and of ``over``: their ids, and the quotient by region and year."""
        above = [[one.id for one in self.named(name)] for name in bound.of]
        regions = set(self.store.regions.expand(bound.regions)) if bound.regions else None
        groups = [[one] for one in above[0]] if len(above) == 1 else [[one[0] for one in above]]
        below = [[one.id] for one in self.named(bound.over)] if bound.over else [[]]
        for group, under in itertools.product(groups, below):
            used = [*group, *under]
            if len(set(used)) < len(used):
                continue
            first, *others = (self.values[name] for name in used)
            keys = [key for key in first if regions is None or key[0] in regions]
            yield (
                used,
                {
                    key: sum(self.values[name][key] for name in group)
                    / (self.values[under[0]][key] if under else 1.0)
                    for key in keys
                    if all(key in one for one in others)
                },
            )

    def _moves(self, bound: Bound) -> Iterator[Comparison]:
        """A quotient itself, or over that of the year before, or of the years on both sides."""
        sides = {"ratio": (), "step": (-1,), "bend": (-1, 1)}[bound.kind]
        for used, values in self._quotients(bound):
            before = earlier(values) if bound.kind == "step" else {}
            for (region, year), value in values.items():
                back = year - before.get((region, year), year - 1)
                others = [values.get((region, year + side * back), 0.0) for side in sides]
                if not others or min(others) > 0:
                    entering = [(name, side * back) for side in (0, *sides) for name in used]
                    figures = tuple([(name, region, year + side) for name, side in entering])
                    mean = math.prod(others) ** (1 / len(others)) if others else 1.0
                    held = bound if back == 1 else _over_years(bound, back)
                    yield Comparison(held, value / mean, figures)

    def _peers(self, bound: Bound) -> Iterator[Comparison]:
        """A quotient over the median of the nation's regions in the same year."""
        every = replace(bound, regions="")
        wanted = set(self.store.regions.expand(bound.regions)) if bound.regions else None
        for used, values in self._quotients(every):
            nation = self.store.series[used[0]].nation
            members = {one.id for one in self.store.regions.members(nation)}
            years: dict[int, list[float]] = defaultdict(list)
            for (region, year), value in values.items():
                if region in members and value > 0:
                    years[year].append(math.log(value))
            for (region, year), value in values.items():
                asked = region in members and (wanted is None or region in wanted)
                if asked and len(years[year]) > 1:
                    figures = tuple([(name, region, year) for name in used])
                    yield Comparison(bound, value / math.exp(median(years[year])), figures)

    def _parts(self, bound: Bound) -> Iterator[Comparison]:
        """The sum of most of a nation's parts over its row, in every year that has them all."""
        for one, total in itertools.product(self.named(bound.of[0]), self.named(bound.over)):
            parts = self.store.parts(one.id)
            members = {region.id for region in self.store.regions.members(one.nation)}
            if 2 * len(members & set(parts)) <= len(members):
                continue
            for (region, year), whole in self.values[total.id].items():
                if region != one.nation:
                    continue
                added = [self.values[one.id].get((part, year)) for part in parts]
                if None not in added:
                    figures = [(one.id, part, year) for part in parts]
                    value = sum(filter(None, added)) / whole
                    yield Comparison(bound, value, ((total.id, region, year), *figures))

    def _copies(self, bound: Bound) -> Iterator[Comparison]:
        """Every other transcription of a figure over the figure."""
        regions = set(self.store.regions.expand(bound.regions)) if bound.regions else None
        names = [one.id for one in self.named(bound.of[0])] if bound.of else list(self.values)
        for name in names:
            factor = self.store.units[self.store.series[name].unit].factor("en")
            rows: Mapping[str, Any] = self.store.others.get(name) or defaultdict(list)
            columns = (rows[one] for one in ("region", "year", "value", "transcription"))
            for region, year, value, who in zip(*columns, strict=True):
                own = self.values[name].get((region, year))
                if own and (regions is None or region in regions):
                    figures = ((copy_of(name, who), region, year), (name, region, year))
                    yield Comparison(bound, value * factor / own, figures)


def earlier(values: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The last year with a figure before each region and year that has one."""
    ordered = sorted(values)
    pairs = itertools.pairwise(ordered)
    return {here: before[1] for before, here in pairs if before[0] == here[0]}


def _over_years(bound: Bound, years: int) -> Bound:
    """A bound on what happens in a year, for several."""
    return replace(bound, min=bound.min**years, max=bound.max**years)


class Implausible(SeveralErrors):
    """Figures that cannot be true: a sentence for each mistake."""

    def __init__(self, errors: Sequence[RegionshareError]) -> None:
        super().__init__(errors)
        self.where = errors[0].where


def check(origin: tables.Origin, store: Store, rows: Mapping[Place, str]) -> None:
    """Hold every figure to its bounds.

    The figure that most comparisons speak against is told, then without those the next one;
    figures of one series that are wrong in one way are told together.

    Parameters
    ----------
    rows : mapping
        The place of each figure in its file, for the message.

    Raises
    ------
    DataError
        For figures that comparisons speak against, with the likely mistake and the row that
        confirms them; for one that nothing is stated of; or for a series whose sum could be held
        to a total and is not.
    """
    figures = Figures(store)
    bounds = load_bounds(origin, store)
    made = figures.comparisons(one for one in bounds if one.kind not in NOT_COMPARED)
    _refuse_unbounded(figures, made, rows)
    confirmed = _confirmed(store, bounds)
    known = [one for one in bounds if one.kind == "mistake"]
    told = []
    for series in _wholly(made, confirmed):
        told.append(_whole(figures, series, rows))
        explained = set(map(id, series[0].cured))
        made = [one for one in made if id(one) not in explained]
    groups: dict[tuple[str, ...], list[tuple[Place, Comparison]]] = defaultdict(list)
    for place, worst in _suspects(made, confirmed):
        _, _, likely = _told(figures, place, worst, known).partition("; likely ")
        if worst.bound.kind == "peers":  # what a region has of its own hides which it is
            likely = str(worst.value > 1)
        groups[place[0], worst.bound.kind, likely].append((place, worst))
    told += [_error(figures, group, rows, known) for group in groups.values()]
    if told:
        raise Implausible(foremost(told))


def _confirmed(store: Store, bounds: Iterable[Bound]) -> set[Place]:
    """The figures that somebody has looked at, as long as they are what they were."""
    found: set[Place] = set()
    for bound in bounds:
        if bound.kind != "confirmed":
            continue
        regions = set(store.regions.expand(bound.regions)) if bound.regions else None
        years = years_of(bound.years)
        found |= {
            (one.id, region, year)
            for one in store.series.values()
            if {one.id, one.concept} & set(bound.of)
            for region, year, value in store.rows(one.id)
            if (regions is None or region in regions) and (years is None or year in years)
            if bound.min <= value <= bound.max
        }
    return found


def _suspects(
    made: Sequence[Comparison], confirmed: Collection[Place]
) -> Iterator[tuple[Place, Comparison]]:
    """The figures that explain all that does not fit, the worst first, each with what is worst."""
    against: dict[Place, list[Comparison]] = defaultdict(list)
    for one in made:
        if not one.fits and not any(place in confirmed for place in one.figures):
            for place in one.figures:
                against[place].append(one)
    good: dict[Place, int] = defaultdict(int)
    for one in made if against else ():
        if one.fits and one.bound.kind in MOVES:
            for place in one.figures:
                good[place] += 1

    def weight(place: Place) -> float:
        """What goes well with the years beside it speaks for a figure."""
        return sum(_weight(place, one) for one in against[place]) / (1 + good[place] / 2)

    weights = {place: weight(place) for place in against}
    while weights:
        place = max(weights, key=weights.__getitem__)
        yield place, max(against[place], key=lambda one: _weight(place, one))
        gone = {id(one) for one in against[place]}
        for other in {each for one in against[place] for each in one.figures} & weights.keys():
            against[other] = [one for one in against[other] if id(one) not in gone]
            weights[other] = weight(other)
            if not against[other]:
                del weights[other]


class Whole(NamedTuple):
    """A series all of whose figures are off by one factor: its logarithm's ends, and what that cures."""

    series: str
    low: float
    high: float
    cured: list[Comparison]


def _wholly(made: Sequence[Comparison], confirmed: set[Place]) -> Iterator[list[Whole]]:
    """The series that are in another unit than they say, each with those that explain as much.

    Carbon and energy a head that are off together speak against the people: who cures most is told.
    """
    live: dict[str, list[tuple[Comparison, int]]] = defaultdict(list)
    for one in [] if all(one.fits for one in made) else made:
        of, itself = one.bound.of, not one.bound.over and one.bound.of == (one.figures[0][0],)
        if one.bound.kind == "ratio" and len(of) == 1 and not itself:  # from its own median
            for place, sign in zip(one.figures, (1, -1), strict=False):
                live[place[0]].append((one, sign))
    while True:
        found = [_off(series, held, confirmed) for series, held in live.items()]
        several = sorted(filter(None, found), key=lambda one: -len(one.cured))
        if not several:
            return
        first = several[0]
        yield [one for one in several if one.cured == first.cured]
        live = {
            series: [
                pair for pair in held if first.series not in {at for at, *_ in pair[0].figures}
            ]
            for series, held in live.items()
        }


def _off(
    series: str, held: Sequence[tuple[Comparison, int]], confirmed: set[Place]
) -> Whole | None:
    """By which factor all of a series would fit, where half of its figures do not; else None."""
    bad = [one for one, _ in held if not one.fits and confirmed.isdisjoint(one.figures)]
    places = {place for one, _ in held for place in one.figures if place[0] == series}
    if not bad or 2 * len(places & {place for one in bad for place in one.figures}) < len(places):
        return None
    ends = [
        sorted(sign * math.log(end / one.value) for end in (one.bound.min, one.bound.max))
        for one, sign in held
        if min(one.value, one.bound.min) > 0
    ] or [[0.0, 0.0]]
    low, high = max(end[0] for end in ends), min(end[1] for end in ends)
    return Whole(series, low, high, bad) if low <= high and not low <= 0 <= high else None


def _whole(figures: Figures, series: Sequence[Whole], rows: Mapping[Place, str]) -> DataError:
    """What is told of a series that is off as a whole, and of those that explain as much."""
    first = series[0]
    group = {at: one for one in first.cured for at in one.figures if at[0] == first.series}
    units = {one.series: figures.store.series[one.series].unit for one in series}
    what = ", or ".join(
        f"all figures of {one.series} look too {'small' if one.low > 0 else 'large'} for their unit, "
        f"{units[one.series]}"
        for one in series
    )
    ends = sorted(float(f"{math.exp(abs(end)):.2g}") for end in (first.low, first.high))
    what = f"; {what}, by {ends[0]:,.10g} to {ends[1]:,.10g} times"
    return _error(figures, list(group.items()), rows, (), what)


def _error(
    figures: Figures, group: Sequence[tuple[Place, Comparison]], rows: Mapping[Place, str],
    known: Sequence[Bound], more: str = "",
) -> DataError:  # fmt: skip
    """What is told of figures that are wrong in one way: the first in full, and the rows of all."""
    group = sorted(group, key=lambda one: _row(rows[one[0]]))
    place, worst = group[0]
    told = _told(figures, place, worst, known) + more
    if worst.bound.kind == "copy":
        remedy = "state in data/bounds.csv for its region and year why it is so"
    else:
        remedy = (
            f"confirm in data/bounds.csv: {_confirming(figures, [one for one, _ in group])},REASON"
        )
    if len(group) == 1:
        return DataError(told, where=rows[place], remedy=f"Correct the figure, or {remedy}")
    others = [str(_row(rows[one])[1]) for one, _ in group[1:]]
    years, regions = {one[2] for one, _ in group}, {one[1] for one, _ in group}
    of = f" of {place[2]}" if len(years) == 1 else f" of {place[1]}" if len(regions) == 1 else ""
    return DataError(
        f"{told}{and_more(others, of)}", where=rows[place], remedy=f"Correct them, or {remedy}"
    )


def _row(place: str) -> tuple[str, int]:
    """File and number of a row, such as they are sorted."""
    file, _, number = place.rpartition(" ")
    return file, int(number) if number.isdigit() else 0


def _confirming(figures: Figures, places: Sequence[Place]) -> str:
    """The row that confirms figures of one series, but for its reason."""
    series = places[0][0]
    here = [figures.store.value(*place) for place in places]
    regions, years = dict.fromkeys(one for _, one, _ in places), sorted({one[2] for one in places})
    span = "-".join(dict.fromkeys(map(str, (years[0], years[-1]))))
    low, high = min(here) / CONFIRMED, max(here) * CONFIRMED
    listed = "" if len(regions) > NAMED else " ".join(regions)
    return f"confirmed,{series},,{listed},{span},{low:.4g},{high:.4g}"


def _weight(place: Place, one: Comparison) -> float:
    """How much a comparison speaks against one of its figures: most against the first of few."""
    own = 1.5 if place == one.figures[0] and one.bound.kind != "copy" else 1.0
    return one.excess * own / math.log2(len(one.figures) + 1)


def _refuse_unbounded(
    figures: Figures, made: Iterable[Comparison], rows: Mapping[Place, str]
) -> None:
    held = {place for one in made for place in one.figures}
    for place, where in rows.items():
        if place not in held:
            raise DataError(
                f"{place[1]} {place[2]} of {place[0]} is compared with nothing",
                where=where,
                remedy="State in data/bounds.csv how far it may lie from the years beside it, from "
                "another series, or from another concept",
            )
    summed = {one.figures[1][0] for one in made if one.bound.kind == "parts"}
    for one in figures.store.series.values():
        anywhere = Bound("parts", (one.id,), one.concept, "", "", 0, math.inf, "")
        if not figures.store.concepts[one.concept].is_total or one.id in summed:
            continue
        for found in figures.comparisons([anywhere]):
            raise DataError(
                f"the parts of {one.id} have a total, {found.figures[0][0]}, and no bounds",
                where="data/series.csv",
                remedy="State parts_min and parts_max there, or a row of kind parts in "
                "data/bounds.csv",
            )


def _told(figures: Figures, place: Place, worst: Comparison, mistakes: Sequence[Bound]) -> str:
    if worst.bound.kind == "copy":
        return _compared(worst) + f", {_limits(worst.bound)}"
    series, region, year = place
    one, bound = figures.store.series[series], worst.bound
    unit = figures.store.units[one.unit]
    values, factor = figures.values[series], unit.factor("en")
    value = values[region, year]
    shown = f"{value / factor:,.10g} {one.unit}"
    what = f"{_compared(worst)}, {_limits(bound)}. {region} {year} of {series} is {shown}"
    near = [values.get((region, year + side), 0.0) for side in (-1, 1)]
    near = [other for other in near if other > 0]
    if value <= 0 or bound.min <= 0:
        return what
    usual, expected = math.sqrt(bound.min * bound.max), math.prod(near) ** (1 / max(len(near), 1))
    known = [mistake for mistake in mistakes if mistake.of in ((), (unit.dimension,))]
    if near and not 1 / STEADY < value / expected < STEADY:
        times = value / expected
        what += f", {times:.3g} times the years beside it ({expected / factor:,.6g})"
        return what + _mistake(times, known)
    if bound.kind == "peers":
        return what + _mistake(worst.value, known, FAR)
    if bound.max > NARROW * bound.min:
        return what
    what += f", {worst.value / usual:.3g} times what is usual ({usual:.3g})"
    return what + _mistake(worst.value / usual, known)


def _limits(bound: Bound) -> str:
    return f"outside {rough(bound.min)} to {rough(bound.max)} ({bound.reason})"


def _compared(one: Comparison) -> str:
    """What was divided by what, and the quotient."""
    bound, (first, where, when) = one.bound, one.figures[0]
    if bound.kind == "copy":
        return f"{where} {when} of {first} is {one.value:.3g} times the figure of the series"
    if bound.kind == "parts":
        of = one.figures[1][0]
        whole = f"{where}'s own row" + ("" if first == of else f" in {first}")
        return f"the parts of {of} in {when} sum to {one.value:.4f} of {whole}"
    names = [name for name, *_ in one.figures[: len(bound.of) + bool(bound.over)]]
    of = " + ".join(names[: len(bound.of)]) + (f" over {names[-1]}" if bound.over else "")
    what = f" over {one.figures[-1][2]}" if bound.kind == "step" else ""
    if bound.kind == "bend":
        what = " over the mean of the years beside it"
    if bound.kind == "peers":
        return f"{of} of {where} in {when} is {one.value:.3g} times the median of the regions"
    return f"{of} of {where} in {when}{what} is {rough(float(f'{one.value:.3g}'))}"


def _mistake(times: float, known: Sequence[Bound], near: float = NEAR) -> str:
    """What makes such a factor: the nearest known one; nothing if none is near."""
    found = [(abs(abs(math.log(times)) - math.log(one.max)), one.reason) for one in known]
    distance, reason = min(found, key=lambda one: one[0], default=(math.inf, ""))
    return f"; likely {reason}" if distance < near else ""
