"""Questions: what the data say of a statement, on one basis or on every admissible one.

Sentences ask them of what they read, and claims files by an entry of evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from regionshare.claims import units, words
from regionshare.claims.claim import Claim
from regionshare.claims.document import first_figures
from regionshare.claims.evidence import Evidence
from regionshare.claims.evidence_metric import Asked, Found, gather, held
from regionshare.claims.words import joined, said
from regionshare.data.bases import CROSSING, Basis
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError, VintageError
from regionshare.files import paths
from regionshare.indicators import release
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, NumberId
from regionshare.numbers.quantities import Quantity
from regionshare.text.messages import room

WORDS = room("evidence")
GRIDDED = ("share", "relative_intensity")
"""What evidence of metrics is already gathered for."""
LATER = 3
"""For so many years a crossing may end before the year of a statement."""


class Question(Protocol):
    """What is asked: a metric of a region and year, or of two years or regions."""

    @property
    def metric(self) -> str:
        """``share``, ``value``, ``rank`` and so on."""

    @property
    def concepts(self) -> str:
        """``energy``, or ``energy:gdp``."""

    @property
    def region(self) -> str:
        """The region."""

    @property
    def first(self) -> int | None:
        """The year, or the first of a change."""

    @property
    def last(self) -> int | None:
        """The year, or the last of a change."""

    @property
    def order(self) -> str:
        """``HIGHEST`` or ``LOWEST``: the end from which a place counts."""

    @property
    def against(self) -> str:
        """The other region of a comparison."""

    @property
    def unit(self) -> units.Unit | None:
        """The unit in which the figure is stated."""


class Entry(NamedTuple):
    """A question that an entry of a claims file asks."""

    metric: str
    concepts: str
    region: str
    first: int | None
    last: int | None
    order: str
    against: str
    unit: units.Unit | None


class Ratio(NamedTuple):
    """A quotient of two figures, in the first units of their dimensions."""

    value: float
    inputs: tuple[Input, ...]


BTU_PER_KWH = 3412.14163312794
"""By definition, of the international table."""
HEAT = ("Btu", "kWh")
"""What electricity is stored in at its heat content, and what it is counted in."""


def base(quantity: Quantity, dimension: str = "") -> float:
    """A figure of the data in the first unit of its dimension: yuan, people, tonnes."""
    unit = units.written(quantity.unit)
    value = quantity.value * float(unit.factor if unit else Fraction(1))
    return value / BTU_PER_KWH if unit and (unit.dimension, dimension) == HEAT else value


def given_in(stored: str, dimension: str) -> bool:
    """Whether figures of one dimension can be given in another: electricity, at its heat content.

    >>> given_in("Btu/people", "kWh/people"), given_in("kWh", "Btu")
    (True, False)
    """
    (above, line, below), (heat, counted) = stored.partition("/"), HEAT
    return dimension in (stored, (counted if above == heat else above) + line + below)


Kept = dict[tuple[Any, ...], Any]
"""What the data said of statements before: those of an article ask alike."""


@dataclass(frozen=True)
class Asking:
    """A statement asked of the data: of its region and year, or of others."""

    evaluator: Evaluator
    statement: Question
    kept: Kept = field(default_factory=dict)

    @property
    def concept(self) -> str:
        """The first concept."""
        return self.statement.concepts.partition(":")[0]

    @property
    def second(self) -> str:
        """What it is divided by; empty for a total."""
        return self.statement.concepts.partition(":")[2]

    @property
    def nation(self) -> str:
        """The nation of its region."""
        return self.evaluator.store.regions.nation(self.statement.region).id

    def years(self) -> tuple[int, int] | None:
        """The first and the last year that some basis of its quantities has; None if none."""
        spans = []
        for concept in self.statement.concepts.split(":"):
            bases = self.evaluator.grid.entries(self.nation, concept)
            if not bases:
                return None
            spans.append((min(b.first for b in bases), max(b.last for b in bases)))
        return max(first for first, _ in spans), min(last for _, last in spans)

    def complete(self, year: int) -> bool:
        """Whether the headline has every region and the nation in a year."""
        store = self.evaluator.store
        for concept in self.statement.concepts.split(":"):
            try:
                basis = self.evaluator.grid.headline(self.nation, concept, year)
            except MissingDataError:
                return False
            total = basis.denominator == "sum" or store.has(basis.total, self.nation, year)
            if store.missing(basis.series, year) or not total:
                return False
        return True

    def latest(self, upto: int) -> int | None:
        """The latest complete year, not after one."""
        span = self.years()
        if span is None:
            return None
        years = range(min(upto, span[1]), span[0] - 1, -1)
        return next((year for year in years if self.complete(year)), None)

    # -- one value --------------------------------------------------------------------------------

    def headline(self, region: str, year: int) -> float | None:
        """The value on the headline basis; None where the data have none."""
        one = self.statement
        key = (one.metric, one.concepts, one.against, one.first if one.metric == "change" else 0,
               one.order, one.unit, region, year)  # fmt: skip
        if key not in self.kept:
            self.kept[key] = self._headline(region, year)
        found: float | None = self.kept[key]
        return found

    def _headline(self, region: str, year: int) -> float | None:
        grid, one = self.evaluator.grid, self.statement
        try:
            bases = [grid.headline(self.nation, c, year) for c in one.concepts.split(":")]
            return self.value(bases, region, year).value
        except (MissingDataError, VintageError):
            return None

    def value(self, bases: list[Basis], region: str, year: int) -> Ratio:
        """The value on given bases; errors where figures are missing or of two levels."""
        one, quantities = self.statement, self.evaluator.quantities
        if one.metric in GRIDDED:
            found = (
                quantities.share_on(bases[0], region, year)
                if one.metric == "share"
                else quantities.relative_on(bases[0], bases[1], region, year)
            )
            return Ratio(found.value, found.inputs)
        if one.unit == POINTS:
            return self._points(bases[0], region, year)
        own = self._figure(bases, region, year)
        if one.metric == "rank":
            return self._rank(bases, region, year, own)
        if one.metric == "comparison":
            other = self._figure(bases, one.against, year)
            apart = own.value - other.value if self.measured else own.value / other.value
            percent = one.unit == units.named("percent")
            return Ratio(100 * apart if percent else apart, own.inputs + other.inputs)
        if one.metric == "change":
            return self._change(bases, region, own, year)
        return own

    @property
    def measured(self) -> bool:
        """Whether two figures are held against each other by how much they differ in their unit."""
        unit = self.statement.unit
        return unit is not None and unit.dimension not in ("ratio", "points", "place")

    def _points(self, basis: Basis, region: str, year: int) -> Ratio:
        """How many points a share is above another region's, or above its own of another year."""
        one, share_on = self.statement, self.evaluator.quantities.share_on
        if one.metric == "change":
            self._one_level([basis], one.first or 0, year)
        own = share_on(basis, region, year)
        other = (
            share_on(basis, region, one.first or 0)
            if one.metric == "change"
            else share_on(basis, one.against, year)
        )
        return Ratio(own.value - other.value, own.inputs + other.inputs)

    def _figure(self, bases: list[Basis], region: str, year: int) -> Ratio:
        found = [self.evaluator.quantities.figure(b.series, region, year) for b in bases]
        inputs = tuple(one for quantity in found for one in quantity.inputs)
        unit = self.statement.unit
        value = base(found[0], unit.dimension.partition("/")[0] if unit else "")
        return Ratio(value / base(found[1]) if len(found) > 1 else value, inputs)

    def _rank(self, bases: list[Basis], region: str, year: int, own: Ratio) -> Ratio:
        others = self._all(bases, year)
        lowest = self.statement.order == "LOWEST"
        better = [
            one.value < own.value if lowest else one.value > own.value for one in others.values()
        ]
        return Ratio(1.0 + sum(better), tuple(i for one in others.values() for i in one.inputs))

    def _all(self, bases: list[Basis], year: int) -> dict[str, Ratio]:
        """The figures of every region that the first series expects."""
        key = (*(basis.series for basis in bases), year)
        if key not in self.kept:
            parts = self.evaluator.quantities.complete_parts(bases[0].series, year)
            self.kept[key] = {part: self._figure(bases, part, year) for part in parts}
        found: dict[str, Ratio] = self.kept[key]
        return found

    def _change(self, bases: list[Basis], region: str, later: Ratio, last: int) -> Ratio:
        first = self.statement.first or 0
        try:
            earlier = self._figure(bases, region, first)
        except MissingDataError:
            earlier = self._joined(bases, region, first, last)
        else:
            self._one_level(bases, first, last)
        if self.measured:
            return Ratio(later.value - earlier.value, later.inputs + earlier.inputs)
        quotient = later.value / earlier.value
        percent = self.statement.unit == units.named("percent")
        value = 100 * (quotient - 1) if percent else quotient
        return Ratio(value, later.inputs + earlier.inputs)

    def _joined(self, bases: list[Basis], region: str, first: int, last: int) -> Ratio:
        """The figure of the first year from the release before, where the two agree in every common year."""
        store, later = self.evaluator.store, bases[0].series
        series = store.series
        earlier = self.evaluator.grid.headline(self.nation, self.concept, first).series
        alike = series[earlier].family == series[later].family
        if self.second or not alike or store.has(earlier, region, last):
            raise MissingDataError(f"{later} has no {first}")
        ends = release.join(self.evaluator, earlier, later, region, first, last)
        if series[earlier].level_in(first) != series[later].level_in(last):
            raise VintageError(f"{later} has a break between {first} and {last}")
        return self._figure([replace(bases[0], series=earlier)], region, first)._replace(
            inputs=ends.start.inputs + ends.overlap
        )

    def _one_level(self, bases: list[Basis], first: int, last: int) -> None:
        """Refuse figures of two years that are of two census vintages."""
        for basis in bases:
            series = self.evaluator.store.series[basis.series]
            if series.level_in(first) != series.level_in(last):
                raise VintageError(f"{basis.series} has a break between {first} and {last}")

    # -- all values, as evidence ------------------------------------------------------------------

    def evidence(self, claim: Claim, year: int, scale: float) -> Found:
        """The evidence on every admissible basis; values times ``scale`` are in the claim's unit."""
        one = self.statement
        first = first_figures(self.evaluator.store.directory or paths.data_dir())
        asked = Asked(self.evaluator, claim, claim.specs[0], one.region, first=first)
        return gather(asked) if one.metric in GRIDDED else self.found(asked, year, scale)

    def found(self, asked: Asked, year: int, scale: float) -> Found:
        """The figure on each series that has it, times ``scale``, and what is lacking."""
        one = self.statement
        found: list[Evidence] = []
        missing = []
        for basis in self._bases(asked, year):
            try:
                found.append(self._held(asked, basis, year, scale))
            except VintageError:
                series = words.series_name(self.evaluator.store, basis.series)
                span = f"{one.first}–{year}"
                missing.append(said(WORDS, "broken", series=series, span=span))
            except MissingDataError:
                continue
        if not found and not missing:
            name = words.figure_name(self.evaluator.store, self.concept, one.region, year)
            missing.append(name)
        return found, missing

    def _bases(self, asked: Asked, year: int) -> Iterator[Basis]:
        """One basis for each series of the first quantity, the headline's first; of shares, one
        for each series and national total.
        """
        seen = set()
        for basis in asked.bases(year):
            total = basis.denominator if self.statement.unit == POINTS else ""
            if (basis.series, total) not in seen and not basis.imports:
                seen.add((basis.series, total))
                yield basis

    def _held(self, asked: Asked, basis: Basis, year: int, scale: float) -> Evidence:
        store, second = self.evaluator.store, self.second
        bases = [basis]
        label = [words.series_name(store, basis.series)]
        if second:
            bases.append(self.evaluator.grid.headline(self.nation, second, year))
            label.append(words.series_name(store, bases[1].series))
        found = self.value(bases, self.statement.region, year)
        shares = self.statement.unit == POINTS
        plain = basis if shares else replace(basis, denominator="sum", total=basis.series)
        one = held(
            asked, plain, year, Quantity(found.value * scale, asked.claim.unit, found.inputs)
        )
        changes = self.statement.metric == "change"
        when = f"{self.statement.first}–{year}" if changes else year
        label.append(said(words.NAMES, "in_year", year=when))
        before = [i.series for i in found.inputs if i.series not in {b.series for b in bases}]
        if changes and before:
            ends = {"series": label[0], "first": self.statement.first, "last": year}
            name = words.series_name(store, before[0])
            label = [said(WORDS, "fall_joined", **ends, base=name)]
        if self.statement.metric == "rank":
            label.append(said(WORDS, self.statement.order.lower() or "highest"))
        choices = {k: choice for k, choice in one.choices.items() if shares or k != "denominator"}
        return replace(
            one, label=joined(label), choices=choices, distance=0, number=self.number(basis, year)
        )

    def number(self, basis: Basis, year: int) -> str:
        """The id of the report's number that has this value; empty where there is none."""
        one = self.statement
        if one.metric not in ("value", "per_capita", "intensity", *GRIDDED):
            return ""
        concepts = (self.concept,) if one.metric == "per_capita" else tuple(one.concepts.split(":"))
        choice = "" if basis.role == "headline" else basis.series.partition(".")[2]
        return str(NumberId(one.metric, concepts, one.region, year, choice))

    def crossed(self, year: int) -> bool:
        """Whether every open choice of a share can be crossed for the year, or one shortly before."""
        crossing = self.evaluator.grid.crossing(self.nation, self.concept)
        if self.statement.metric != "share" or crossing is None:
            return False
        bases = crossing.of(self.statement.region)
        return any(self._complete(bases, one) for one in range(year, year - LATER, -1))

    def reached(self, year: int) -> bool:
        """Whether a basis other than a splice is declared for the year: else an earlier one is asked.

        A splice decides only where nothing else does, as in a ledger.
        """
        grid, region = self.evaluator.grid, self.statement.region
        found = grid.admissible(self.nation, self.concept, region, year)
        return any(not basis.splice for basis in found)

    def _complete(self, bases: tuple[Basis, ...], year: int) -> bool:
        """Whether every choice has a value, that of bought power included."""
        try:
            for basis in bases:
                self.evaluator.quantities.share_on(basis, self.statement.region, year)
        except MissingDataError:
            return False
        return True


def spec(asking: Asking, year: int) -> Mapping:
    """The entry of evidence that asks for a statement's metric, as a claims file writes it."""
    one = asking.statement
    found = Mapping({"metric": one.metric, "concept": one.concepts})
    if one.metric == "rank":
        found["order"] = one.order.lower() or "highest"
    if one.metric == "comparison":
        found["against"] = one.against
    if one.metric == "change":
        found["since"] = str(one.first)
    if asking.crossed(year):
        found["bases"] = [CROSSING]
    else:
        found["years"] = [str(year) if asking.reached(year) else LATEST]
    found.place, found.lines = "", {}
    return found


def asked_of(asked: Asked) -> Found:
    """The evidence that an entry of a claims file asks for: a value, a place, a change."""
    text, claim = asked.spec.text, asked.claim
    upto = claim.year or claim.spoken.year
    years = [one for one in asked.spec.texts("years") if one != LATEST]
    metric, unit = text("metric"), units.written(claim.unit)
    first = int(text("since")) if metric == "change" else None
    asking = Asking(
        asked.evaluator,
        Entry(metric, text("concept"), asked.region, first, None, text("order").upper(),
              text("against"), unit),
    )  # fmt: skip
    searched = [asking.latest(upto)] if not years else [int(one) for one in years]
    found: list[Evidence] = []
    missing = []
    for year in (one for one in searched if one is not None):
        entry = asking.statement
        assert isinstance(entry, Entry)
        dated = replace(asking, statement=entry._replace(first=first or year, last=year))
        own = metric in MEASURED or (metric in APART and dated.measured)
        factor = float(unit.factor) if unit and own else 1.0
        more, lacking = dated.found(asked, year, 1 / factor)
        found += more
        missing += lacking
    return found, missing


LATEST = "latest"
MEASURED = ("value", "per_capita", "intensity")
"""Metrics whose figures are in units of their own."""
APART = ("change", "comparison")
"""Those of two figures: as a quotient, in points of shares, or as a difference in their unit."""
STATED = {
    "share": "percent",
    "intensity_drop": "percent",
    "relative_intensity": "ratio",
    "rank": "rank",
}
"""Metrics that are always in one unit."""
ALSO = {"relative_intensity": ("ratio",), **dict.fromkeys(APART, ("ratio", "points"))}
"""In what else than that, or than the unit of their figures, metrics may be stated."""
POINTS = units.named("points")
