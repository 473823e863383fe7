"""Releases: the figures at both ends of a period, of one or of two that agree; and revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from regionshare.data.bases import NATIONAL, Basis
from regionshare.errors import MissingDataError, ParameterError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure, same_unit
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, NumberId
from regionshare.numbers.quantities import Quantities, Quantity
from regionshare.numbers.registry import register
from regionshare.text.messages import LANGUAGES, room

if TYPE_CHECKING:
    from regionshare.data.store import Store
    from regionshare.numbers.evaluator import Evaluator

NOTES = room("notes")
TOLERANCE = 0.005
"""Two releases may be joined for a region whose figures differ by no more in any common year."""


@dataclass(frozen=True)
class Ends:
    """A region's figures at the start and the end of a period.

    Attributes
    ----------
    start, end : Quantity
        In one unit.
    series : tuple of str
        The series of the start and of the end; the same twice unless two releases are joined.
    overlap : tuple of Input
        Where two releases are joined, every common year of both: what the join rests on.
    total : bool
        Whether the figures are sums over all regions of a nation.
    """

    start: Quantity
    end: Quantity
    series: tuple[str, str]
    overlap: tuple[Input, ...] = ()
    total: bool = False

    @property
    def joined(self) -> bool:
        """Whether the two ends are of two releases."""
        return self.series[0] != self.series[1]

    @property
    def change(self) -> float:
        """``end / start - 1``."""
        return self.end.value / self.start.value - 1.0

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every figure, the overlap after the ends."""
        return tuple(dict.fromkeys(self.start.inputs + self.end.inputs + self.overlap))

    @property
    def token(self) -> str:
        """As part of an id."""
        return self.series[1].partition(".")[2]

    def choice(self, concept: str) -> Choice:
        """As a reader sees it."""
        note_en = note_zh = ""
        if self.joined:
            note_en, note_zh = (
                NOTES[lang]["joined"].format(earlier=self.series[0]) for lang in LANGUAGES
            )
        one, below = self.series[1], "sum" if self.total else "none"
        return Choice(concept, one, below, one, note_en=note_en, note_zh=note_zh)


def ends(
    ready: Evaluator, concept: str, region: str, first: int, last: int, series: str = ""
) -> Ends:
    """The figures of a concept at both ends of a period.

    Of one release if the headline of either year has both; else of the two headline releases
    joined, where they agree within `TOLERANCE` in every common year for this region.

    Parameters
    ----------
    series : str, optional
        A series id to take both ends from.

    Raises
    ------
    MissingDataError
        If an end is missing, or the two releases may not be joined.
    """
    if series:
        return _within(ready, series, region, first, last)
    store = ready.store
    nation = store.regions.nation(region).id
    if region == nation:
        return ends_of_nation(ready, concept, nation, first, last)
    later = ready.grid.headline(nation, concept, last).series
    earlier = ready.grid.headline(nation, concept, first).series
    for one in dict.fromkeys((later, earlier)):
        if store.has(one, region, first) and store.has(one, region, last):
            return _within(ready, one, region, first, last)
    return join(ready, earlier, later, region, first, last)


def join(ready: Evaluator, earlier: str, later: str, region: str, first: int, last: int) -> Ends:
    """The start from one release and the end from another.

    Raises
    ------
    MissingDataError
        If the two have no common year for the region, or differ by more than `TOLERANCE` in one.
    """
    store, figure = ready.store, ready.quantities.figure
    start, end = figure(earlier, region, first), figure(later, region, last)
    both = [y for y in store.years(earlier) if store.has(earlier, region, y)]
    common = [y for y in both if store.has(later, region, y)]
    gaps = {
        y: abs(store.value(later, region, y) / store.value(earlier, region, y) - 1.0)
        for y in common
    }
    worst = max(gaps, key=lambda y: gaps[y], default=0)
    if not common or gaps[worst] > TOLERANCE or start.unit != end.unit:
        reason = (
            f"differ by {100 * gaps[worst]:.1f} % in {worst}" if common else "have no common year"
        )
        raise MissingDataError(
            f"{earlier} and {later} may not be joined for {region}: they {reason}",
            remedy=f"Releases are joined within {100 * TOLERANCE:g} %; take a period within one",
        )
    overlap = [one for y in common for s in (earlier, later) for one in figure(s, region, y).inputs]
    return Ends(start, end, (earlier, later), tuple(overlap))


def _within(ready: Evaluator, series: str, region: str, first: int, last: int) -> Ends:
    figure = ready.quantities.figure
    return Ends(figure(series, region, first), figure(series, region, last), (series, series))


def ends_of_nation(
    ready: Evaluator, concept: str, nation: str, first: int, last: int, beside: tuple[str, ...] = ()
) -> Ends:
    """The nation's own rows in one series of its publisher; the sum where there is no such row.

    Parameters
    ----------
    beside : tuple of str, optional
        The series of a region that the nation is to be held against: only totals that the grid
        declares for them are taken.

    Raises
    ------
    MissingDataError
        If no declared total reaches over the period.
    """
    entries = [
        b
        for b in ready.grid.entries(nation, concept, "headline", "grid")
        if b.match == "direct" and not b.imports and (not beside or b.series in beside)
    ]
    own = [b for b in entries if b.denominator == NATIONAL]
    for basis in own:
        if all(ready.store.has(basis.total, nation, year) for year in (first, last)):
            return _within(ready, basis.total, nation, first, last)
    summed = [b for b in entries if b.first <= first and last <= b.last]
    if own or not summed:
        raise MissingDataError(
            f"no total declared for {', '.join(beside) or concept} has {nation} in {first} and {last}",
            remedy=ready.store.alternatives(concept, nation, last),
        )
    return _summed(ready, summed[0], nation, first, last)


def _summed(ready: Evaluator, basis: Basis, nation: str, first: int, last: int) -> Ends:
    total = ready.quantities.total
    start, end = total(basis, nation, first), total(basis, nation, last)
    return Ends(start, end, (basis.series, basis.series), total=True)


# -- revisions: what a later release of a figure changed, as numbers of their own -----------------

# Ids name both series: ``revision/gdp/CN-GD/2023@nbs_2020~nbs_2025``, the earlier first. A third
# part ``sum`` asks for the sum of all regions in place of a nation's own row.

DECIMALS = 1
"""Decimals of a revision in percent."""


def revision(old: Measure, new: Measure) -> Measure:
    """``revision = 100 * (new / old - 1)``, in percent of the earlier figure.

    Raises
    ------
    UnitError
        If the units differ.

    Examples
    --------
    >>> revision(Measure(40.0, "Mt"), Measure(50.0, "Mt"))
    Measure(values=25.0, unit='change')
    """
    same_unit(old.unit, new.unit, "a revision")
    return Measure(100.0 * (metrics.intensity(new, old).values - 1.0), "change")


def share_revision(old_share: Measure, new_share: Measure) -> Measure:
    """``new share - old share``, in percentage points.

    Examples
    --------
    >>> share_revision(Measure(10.0, "percent"), Measure(9.5, "percent"))
    Measure(values=-0.5, unit='points')
    """
    same_unit(old_share.unit, new_share.unit, "a revision of a share")
    return Measure(new_share.values - old_share.values, "points")


class Pair(NamedTuple):
    """The two series of an id, full names, and the rest of its choice."""

    old: str
    new: str
    option: str

    @classmethod
    def of(cls, wanted: NumberId) -> Pair:
        """Take the choice of an id apart: ``nbs_2020~nbs_2025`` or ``nbs~later~sum``."""
        parts = wanted.choice.split("~")
        if len(parts) not in (2, 3) or not all(parts):
            raise ParameterError(
                f"{wanted.metric} compares two series, not {wanted.choice or 'none'!r}",
                remedy=f"Write {wanted.metric}/gdp/CN-GD/2023@nbs_2020~nbs_2025",
            )
        old, new = (f"{wanted.concepts[0]}.{part}" for part in parts[:2])
        return cls(old, new, parts[2] if len(parts) == 3 else "")


def common_parts(evaluator: Evaluator, pair: Pair, year: int) -> tuple[str, ...]:
    """The regions of a sum that both series have; refused unless both expect the same ones.

    Raises
    ------
    MissingDataError
        If a region is missing from either series.
    ParameterError
        If the series cover different regions.
    """
    quantities = evaluator.quantities
    old, new = (quantities.complete_parts(one, year) for one in (pair.old, pair.new))
    if set(old) != set(new):
        odd = ", ".join(sorted(set(old) ^ set(new)))
        raise ParameterError(
            f"{pair.old} and {pair.new} cover different regions: {odd}",
            remedy="Compare series of one coverage",
        )
    return old


def summed(quantities: Quantities, series: str, regions: Sequence[str], year: int) -> Quantity:
    """The sum of a series over regions, with every figure."""
    parts = [quantities.figure(series, region, year) for region in regions]
    inputs = tuple(one for part in parts for one in part.inputs)
    return Quantity(sum(p.value for p in parts), parts[0].unit, inputs)


def make_number(
    wanted: NumberId,
    measure: Measure,
    decimals: int,
    formula: str,
    sides: Sequence[Quantity],
    basis: Sequence[Choice],
) -> Number:
    """A number of a registered metric: never the headline, with every figure of its sides."""
    inputs = [one for side in sides for one in side.inputs]
    found = Number.of(wanted, measure.scalar, measure.unit, decimals, formula, inputs, basis)
    return replace(found, headline=False)


def _choices(concept: str, pair: Pair, denominator: str = "none") -> list[Choice]:
    return [Choice(concept, one, denominator, one) for one in (pair.old, pair.new)]


def _revision(evaluator: Evaluator, wanted: NumberId) -> Number:
    pair, year = Pair.of(wanted), wanted.year
    if pair.option not in ("", "sum"):
        raise ParameterError(
            f"{pair.option!r} is not an option of a revision",
            remedy="Write sum for the sum of all regions, or nothing for a region's own figure",
        )
    if pair.option == "sum":
        over = common_parts(evaluator, pair, year)
        sides = [summed(evaluator.quantities, s, over, year) for s in pair[:2]]
        where = f"sum of {len(over)} regions, {year}"
    else:
        sides = [evaluator.quantities.figure(s, wanted.region, year) for s in pair[:2]]
        where = f"{wanted.region}, {year}"
    old, new = sides
    formula = (
        f"100 * ({pair.new}[{where}] / {pair.old}[{where}] - 1) = "
        f"100 * ({new.value:.10g} / {old.value:.10g} - 1)"
    )
    choices = _choices(wanted.concepts[0], pair, pair.option or "none")
    return make_number(
        wanted, revision(old.measure, new.measure), DECIMALS, formula, sides, choices
    )


def _share_revision(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Both shares over the sum of the same regions, so that only the vintage differs."""
    pair, year, quantities = Pair.of(wanted), wanted.year, evaluator.quantities
    over = common_parts(evaluator, pair, year)
    sides, shares, terms = [], [], []
    for series in pair[:2]:
        part = quantities.figure(series, wanted.region, year)
        total = summed(quantities, series, over, year)
        sides += [part, total]
        shares.append(metrics.share(part.measure, total.measure))
        terms.append(f"100 * {part.value:.10g} / {total.value:.10g}")
    formula = (
        f"share in {pair.new} - share in {pair.old}, both over the sum of {len(over)} regions, "
        f"{wanted.region}, {year} = {terms[1]} - {terms[0]}"
    )
    choices = _choices(wanted.concepts[0], pair, "sum")
    return make_number(wanted, share_revision(*shares), 2, formula, sides, choices)


def _trap_share(evaluator: Evaluator, wanted: NumberId) -> Number:
    """Region of one vintage over nation of another: shown as an error, never as a share."""
    pair, year, quantities = Pair.of(wanted), wanted.year, evaluator.quantities
    nation = evaluator.store.regions.nation(wanted.region).id
    part = quantities.figure(pair.old, wanted.region, year)
    total = quantities.figure(pair.new, nation, year)
    value = metrics.share(part.measure, total.measure)
    formula = (
        f"TRAP, vintages mixed: 100 * {pair.old}[{wanted.region}, {year}] / "
        f"{pair.new}[{nation}, {year}] = 100 * {part.value:.10g} / {total.value:.10g}"
    )
    note_en, note_zh = (NOTES[lang]["trap"] for lang in LANGUAGES)
    choice = Choice(
        wanted.concepts[0], pair.old, "national", pair.new,
        match="trap", note_en=note_en, note_zh=note_zh,
    )  # fmt: skip
    return make_number(wanted, value, 2, formula, [part, total], [choice])


def last_common_year(store: Store, old: str, new: str, until: int) -> int | None:
    """The latest year, not after another, that two series have for every expected region."""
    for year in sorted(set(store.years(old)) & set(store.years(new)), reverse=True):
        if year <= until and not store.missing(old, year) and not store.missing(new, year):
            return year
    return None


def revisions_of(evaluator: Evaluator, pair: Pair, year: int) -> dict[str, float]:
    """The revision of every region that both series have in a year, highest first."""
    store = evaluator.store
    regions = [r for r in store.parts(pair.old) if r in store.parts(pair.new)]
    values = {}
    for region in regions:
        if store.has(pair.old, region, year) and store.has(pair.new, region, year):
            old, new = (evaluator.quantities.figure(s, region, year).measure for s in pair[:2])
            values[region] = revision(old, new).scalar
    return dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))


def _count(evaluator: Evaluator, wanted: NumberId) -> Number:
    """How many regions were raised, or moved by more than the percentage in the id, or their rank.

    ``revised_up`` counts revisions that print above 0.0 %; ``revised_beyond@a~b~4`` counts those of
    more than 4 % up or down; ``revision_rank`` is the place from the largest revision upwards.
    """
    pair, year = Pair.of(wanted), wanted.year
    values = revisions_of(evaluator, pair, year)
    over = f"{len(values)} regions with both {pair.old} and {pair.new}, {year}"
    unit = "count"
    if wanted.metric == "revision_rank":
        for series in pair[:2]:
            evaluator.store.need(series, wanted.region, year)
        value = 1 + sum(v > values[wanted.region] for v in values.values())
        unit, formula = "rank", f"rank of {wanted.region} from the largest revision, {over}"
    elif wanted.metric == "revised_up":
        value = sum(round(v, DECIMALS) > 0 for v in values.values())
        formula = f"revisions that print above 0.0 % among {over}"
    elif wanted.metric == "revised":
        value, formula = len(values), over
    else:
        if not pair.option.isdigit():
            raise ParameterError(
                "revised_beyond needs a percentage", remedy="Write @nbs~later~4 for 4 %"
            )
        limit = float(pair.option)
        value = sum(abs(v) > limit for v in values.values())
        formula = f"revisions of more than {pair.option} % up or down among {over}"
    sides = [evaluator.quantities.figure(s, r, year) for r in values for s in pair[:2]]
    choices = _choices(wanted.concepts[0], pair)
    return make_number(wanted, Measure(float(value), unit), 0, formula, sides, choices)


register("revision", 1, _revision)
register("share_revision", 1, _share_revision)
register("trap_share", 1, _trap_share)
for _name in ("revision_rank", "revised_up", "revised", "revised_beyond"):
    register(_name, 1, _count)
