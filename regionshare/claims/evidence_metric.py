"""Evidence from metrics: over the grid of admissible bases, or along a chain of growth."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace

from regionshare.claims import words
from regionshare.claims.claim import Claim
from regionshare.claims.document import Document, of_series
from regionshare.claims.evidence import Evidence, Formula
from regionshare.claims.interval import Interval
from regionshare.claims.words import Words, in_both, joined, said, written
from regionshare.data.bases import CROSSING, Basis, Crossing
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, NumberId
from regionshare.numbers.quantities import Quantity
from regionshare.text.messages import room

WORDS = room("evidence")
Found = tuple[list[Evidence], list[Words]]
JOIN = 0.005
"""Releases are joined only where they agree this well in every overlapping year."""


@dataclass(frozen=True)
class Asked:
    """A metric asked for a claim: of which region, up to which year.

    ``errors`` are those that publishers state of their series, in percent; ``first`` are
    documents that print a figure before the series at hand does.
    """

    evaluator: Evaluator
    claim: Claim
    spec: Mapping
    region: str
    errors: AnyMapping[str, float] = field(default_factory=dict)
    first: Sequence[Document] = ()

    @property
    def concept(self) -> str:
        """The first concept."""
        return self.spec.text("concept").partition(":")[0]

    @property
    def second(self) -> str:
        """The second concept, of a ratio or rank."""
        return self.spec.text("concept").partition(":")[2]

    @property
    def nation(self) -> str:
        """The nation of the region."""
        return self.evaluator.store.regions.nation(self.region).id

    def bases(self, year: int) -> list[Basis]:
        """The bases of the first concept for a year, filtered by what the spec names."""
        grid = self.evaluator.grid
        found = grid.admissible(self.nation, self.concept, self.region, year)
        wanted = self.names
        if not wanted:
            return found
        if wanted == ["headline"]:
            return [b for b in found if b.role == "headline"]
        return [b for b in found if any(matches(b, name) for name in wanted)]

    @property
    def names(self) -> list[str]:
        """The bases that the entry names, without their concept."""
        wanted = self.spec.texts("bases")
        return [n.removeprefix(f"{self.concept}.") for n in wanted if n != CROSSING]

    def years(self) -> Iterator[tuple[int, bool]]:
        """Years asked for, newest first for ``latest``; the flag marks a search."""
        for text in self.spec.texts("years") or ["latest"]:
            if text == "latest":
                last = self.claim.year or self.claim.spoken.year
                yield from ((year, True) for year in range(last, last - 30, -1))
            else:
                yield int(text), False

    @property
    def region_name(self) -> Words:
        """The region asked."""
        return in_both(self.evaluator.store.regions[self.region].name)

    @property
    def differs(self) -> Words:
        """What the entry says the value differs in: of the claim's own region only."""
        if self.region != self.claim.region:
            return Words()
        return written(self.spec, "differs")

    def abroad(self, names: Sequence[str]) -> Words | None:
        """What to say where the entry names series of another nation only."""
        store = self.evaluator.store
        known = [store.series[name] for name in names if name in store.series]
        if not known or any(one.nation == self.nation for one in known):
            return None
        listed = joined([words.series_name(store, one.id) for one in known], "listed")
        return said(WORDS, "abroad", series=listed, region=self.region_name)

    def series_of(self, inputs: tuple[Input, ...]) -> list[Series]:
        """The series used, each once."""
        return [self.evaluator.store.series[name] for name in source_of(inputs)]

    def evidence(
        self, label: Words, value: float, inputs: tuple[Input, ...], differs: Words
    ) -> Evidence:
        """A value with what every metric says of it alike."""
        used = self.series_of(inputs)
        days = [self._public(one) for one in inputs]
        own = [one for one in inputs if one.region == self.region]
        successors = replaced(self.evaluator.store, self.concept, own)
        return Evidence(
            label=label,
            interval=Interval.point(value),
            independence=of_series(used),
            role=self.spec.text("role") or "counted",
            published=max(day for day, _ in days),
            established=all(known for _, known in days),
            source=source_of(inputs),
            differs=differs,
            unit=self.claim.unit,
            other_scope=self.spec.text("scope") == "other",
            replaced_by=tuple(one.id for one in successors),
            replaced_on=max((one.published for one in successors), default=None),
            error=max((self.errors[one.series] for one in own if one.series in self.errors),
                      default=None),
        )  # fmt: skip

    def _public(self, one: Input) -> tuple[datetime.date, bool]:
        """The day by which a figure was certainly public, and whether it is its publisher's."""
        series = self.evaluator.store.series[one.series]
        printed = [d.published for d in self.first if d.published and d.prints(one, series)]
        day = min((series.published, *printed))
        return day, day in printed or series.published_is != "by"

    @property
    def crossing(self) -> Crossing | None:
        """The crossing of the open choices; None where the nation declares none."""
        return self.evaluator.grid.crossing(self.nation, self.concept)


def replaced(store: Store, concept: str, inputs: Iterable[Input]) -> list[Series]:
    """The later releases that replace the figures of a concept, where they replace all of them.

    A release is replaced where a later one has the same region and year.
    """
    found = []
    for one in inputs:
        if store.series[one.series].concept != concept:
            continue
        later = [
            s for s in store.later.get(one.series, ()) if store.has(s.id, one.region, one.year)
        ]  # fmt: skip
        if not later:
            return []
        found += later
    return list({s.id: s for s in found}.values())


def source_of(inputs: tuple[Input, ...]) -> tuple[str, ...]:
    """The ids of the series used, each once."""
    return tuple(dict.fromkeys(one.series for one in inputs))


def matches(basis: Basis, name: str) -> bool:
    """Whether a name means a basis: its token, or the beginning of it."""
    return basis.token == name or basis.token.startswith(f"{name}~")


def gather(asked: Asked) -> Found:
    """The evidence of one metric, and the figures it lacks."""
    metric = asked.spec.text("metric")
    if metric == "intensity_drop":
        return drop(asked)
    named = [f"{asked.concept}.{name.partition('~')[0]}" for name in asked.names]
    if asked.spec.texts("bases") == [CROSSING]:
        return crossed(asked)
    abroad = asked.abroad(named)
    if abroad is not None:
        return [], [abroad]
    return gridded(asked, metric)


def crossed(asked: Asked) -> Found:
    """Every open choice: of the latest common year, and of later years up to the statement's.

    Where a nation declares no crossing, every admissible basis in its latest year.
    """
    crossing = asked.crossing
    if crossing is None:
        return gridded(asked, "share")
    bases = crossing.of(asked.region)
    last = asked.claim.year or asked.claim.spoken.year
    found: list[Evidence] = []
    for year in range(last, last - 30, -1):
        values = [one for basis in bases if (one := _cell(asked, basis, year)) is not None]
        found += values
        if len(values) == len(bases):
            return found, []
    return found, [] if found else [lacking(asked, last)]


def _cell(asked: Asked, basis: Basis, year: int) -> Evidence | None:
    """One value of a crossing; None where the year has none."""
    choices = asked.evaluator.grid.choices(asked.nation, asked.concept, asked.region, year)
    known = next((one for one in choices if one.choice == basis.choice), None)
    try:
        value = _one(asked, "share", known, year) if known else None
    except MissingDataError:
        return None
    return replace(value, open=True, distance=0) if value else None


def gridded(asked: Asked, metric: str) -> Found:
    """The evidence over the bases that the entry names, or all that are admissible."""
    found: list[Evidence] = []
    missing: list[Words] = []
    settled: set[tuple[str, ...]] = set()
    for year, searching in asked.years():
        candidates = [b for b in asked.bases(year) if not (searching and b.choice in settled)]
        if not candidates and not searching:
            missing.append(lacking(asked, year))
        if candidates and not searching:
            missing += _no_imports(asked, year, candidates)
        for basis in candidates:
            try:
                found.append(_one(asked, metric, basis, year))
                settled |= {basis.choice} if searching else set()
            except MissingDataError as error:
                if not searching:
                    missing.append(words.absent(asked.evaluator.store, error, lacking(asked, year)))
    if not found and not missing:
        missing.append(lacking(asked, "latest"))
    return _distinct(found), missing


def _no_imports(asked: Asked, year: int, candidates: list[Basis]) -> list[Words]:
    """That bought power cannot be added in a year for which no grid factor is at hand."""
    store = asked.evaluator.store
    entries = asked.evaluator.grid.entries(asked.nation, asked.concept)
    if asked.names or not any(b.imports for b in entries) or any(b.imports for b in candidates):
        return []
    years = [y for s in store.series.values() if s.concept == "grid_factor" and s.nation == asked.nation
             for y in store.years(s.id)]  # fmt: skip
    if not years or min(years) <= year <= max(years):
        return []
    return [said(WORDS, "no_grid_factor", year=year, span=f"{min(years)}–{max(years)}")]


def _distinct(found: list[Evidence]) -> list[Evidence]:
    """Each value once: a basis may be asked for a year and be the latest of itself."""
    return list({(e.label.en, e.interval): e for e in found}.values())


def lacking(asked: Asked, year: int | str) -> Words:
    """The figure that is not there, with the bases asked for."""
    figure = words.figure_name(asked.evaluator.store, asked.concept, asked.region, year)
    bases = ", ".join(asked.spec.texts("bases"))
    if not bases or bases == "headline":
        return figure
    return said(WORDS, "lacking", figure=figure, bases=bases)


def _one(asked: Asked, metric: str, basis: Basis, year: int) -> Evidence:
    if metric == "rank":
        return _rank(asked, basis, year)
    quantities = asked.evaluator.quantities
    if metric == "share":
        quantity = quantities.share_on(basis, asked.region, year)
        formula = None if basis.imports else _share_formula(asked, basis, year)
        choice = "" if basis.role == "headline" else basis.token
        number = str(NumberId("share", (asked.concept,), asked.region, year, choice))
    else:
        other = second_basis(asked, year)
        quantity = quantities.relative_on(basis, other, asked.region, year)
        if asked.claim.unit == "percent":
            quantity = quantity._replace(value=100 * quantity.value, unit="percent")
        formula, number = None, ""
    evidence = held(asked, basis, year, quantity)
    return replace(evidence, formula=formula, number=number)


def _share_formula(asked: Asked, basis: Basis, year: int) -> Formula:
    quantities = asked.evaluator.quantities
    part = quantities.part(basis, asked.region, year).inputs[0]
    totals = quantities.total(basis, asked.nation, year).inputs
    inputs = (part, *(one for one in totals if one != part))
    inside = part in totals

    def compute(values: tuple[float, ...]) -> float:
        return 100 * values[0] / (sum(values[1:]) + (values[0] if inside else 0.0))

    return Formula(inputs, compute)


def second_basis(asked: Asked, year: int) -> Basis:
    """The basis of the second concept: the headline, or the one the spec names."""
    wanted = asked.spec.text("second").removeprefix(f"{asked.second}.")
    if not wanted:
        return asked.evaluator.grid.headline(asked.nation, asked.second, year)
    for basis in asked.evaluator.grid.admissible(asked.nation, asked.second, asked.region, year):
        if matches(basis, wanted):
            return basis
    raise MissingDataError(f"{asked.second}.{wanted} has no figure for {asked.region} in {year}")


def ranks(
    evaluator: Evaluator, first: Basis, second: Basis, year: int
) -> tuple[dict[str, float], tuple[Input, ...]]:
    """Intensity of every region that the first series expects, with all inputs."""
    quantities = evaluator.quantities
    values, inputs = {}, []
    for region in quantities.complete_parts(first.series, year):
        above = quantities.part(first, region, year)
        below = quantities.figure(second.series, region, year)
        values[region] = above.value / below.value
        inputs += [*above.inputs, *below.inputs]
    return values, tuple(inputs)


def _rank(asked: Asked, basis: Basis, year: int) -> Evidence:
    store, other = asked.evaluator.store, second_basis(asked, year)
    values, inputs = ranks(asked.evaluator, basis, other, year)
    if asked.region not in values:
        raise MissingDataError(f"{asked.region} {year} is not in {basis.series}")
    rank = 1 + sum(value < values[asked.region] for value in values.values())
    evidence = held(asked, basis, year, Quantity(float(rank), "rank", inputs))
    series, of = (words.series_name(store, one.series) for one in (basis, other))
    label = joined(
        [
            said(WORDS, "rank", series=series, of=of, count=len(values), year=year),
            words.imports_name(basis),
        ]
    )
    choices = {k: v for k, v in evidence.choices.items() if k != "denominator"}
    choices["gdp"] = store.series[other.series].vintage or other.series
    options = {k: v for k, v in evidence.options.items() if k != "denominator"}
    spec = asked.spec
    return replace(
        evidence,
        label=written(spec, "label", label),
        choices=choices,
        options=options | {"gdp": words.release_name(store, other.series)},
        headline=basis.role == "headline" and other.role == "headline",
    )


def choices_of(store: Store, basis: Basis, year: int) -> dict[str, str]:
    """The choices behind a value, as keys and tokens that can be compared."""
    one, total = store.series[basis.series], store.series[basis.total]
    below = basis.denominator
    alike = one is total or (one.issuer and one.issuer == total.issuer)
    if below == "national" and not alike:
        below = f"national ({total.short})"
    found = {"inventory" if basis.concept == "co2" else "source": one.family}
    if one.vintage:
        found["vintage"] = one.vintage
    found["denominator"] = below
    if basis.concept == "co2":
        found["imports"] = "+".join(basis.imports) or "none"
    found["year"] = str(year)
    return found


def held(asked: Asked, basis: Basis, year: int, quantity: Quantity) -> Evidence:
    """A quantity on a basis as evidence, with what it differs in and what replaces it."""
    spec, store = asked.spec, asked.evaluator.store
    differs = _differs(asked, basis, year)
    proxy = spec.text("match") == "proxy" or basis.match == "proxy" or bool(differs)
    name = words.basis_name(store, basis, year)
    if spec.text("label_en"):
        name = said(WORDS, "label", label=written(spec, "label"), name=name)
    evidence = asked.evidence(
        name, quantity.value, quantity.inputs, joined([asked.differs, *differs], "stop")
    )
    series = store.series[basis.series]
    total = [] if basis.denominator == "sum" else replaced_total(store, asked.nation, basis, year)
    if total and not evidence.replaced_by:
        evidence = replace(
            evidence,
            replaced_by=tuple(one.id for one in total),
            replaced_on=max(one.published for one in total),
        )
    return replace(
        evidence,
        match="proxy" if proxy else "direct",
        choices=choices_of(store, basis, year),
        options=words.options_of(store, basis, year),
        headline=basis.role == "headline",
        year=year,
        distance=abs(year - asked.claim.year) if asked.claim.year else 0,
        splice=basis.splice,
        origin=f"{series.issuer} {series.family}",
    )


def replaced_total(store: Store, nation: str, basis: Basis, year: int) -> list[Series]:
    """The later releases of a national total that is another publisher's."""
    if basis.total == basis.series or store.series[basis.total].issuer == (
        store.series[basis.series].issuer
    ):
        return []
    return [
        one for one in store.series.values()
        if one.supersedes == basis.total and store.has(one.id, nation, year)
    ]  # fmt: skip


def _differs(asked: Asked, basis: Basis, year: int) -> list[Words]:
    found = []
    if asked.claim.year is not None and year != asked.claim.year:
        found.append(said(WORDS, "other_year", year=year, stated=asked.claim.year))
    if basis.imports:
        found.append(said(WORDS, "imports_added"))
    if basis.match == "proxy":
        found.append(Words(basis.note("en"), basis.note("zh")))
    return found


# -- the fall of an intensity at constant prices -----------------------------------------------------


def join_gap(store: Store, first: str, second: str, region: str) -> float | None:
    """Largest relative difference of two releases over the years both have; None if none."""
    gaps = [
        abs(store.value(first, region, year) / store.value(second, region, year) - 1)
        for year in store.years(first)
        if store.has(first, region, year) and store.has(second, region, year)
    ]
    return max(gaps, default=None)


def drop(asked: Asked) -> Found:
    """``100 * (1 - (C_t / C_0) / product of (1 + growth))``, in percent.

    The chain's first series gives the base year, its last the later year; where they differ the
    releases must agree within 0.5 % in every overlapping year of the region.
    """
    spec, store = asked.spec, asked.evaluator.store
    chain, since = spec.texts("chain"), int(spec.text("since"))
    unknown = [s for s in (*chain, spec.text("growth")) if s not in store.series]
    if unknown:
        return [], [said(WORDS, "series", series=unknown[0])]
    abroad = asked.abroad([*chain, spec.text("growth")])
    if abroad is not None:
        return [], [abroad]
    try:
        return [_drop(asked, chain, since)], []
    except MissingDataError as error:
        named = joined([Words(name, name) for name in chain], "listed")
        lost = said(WORDS, "no_release", region=asked.region_name, year=since, chain=named)
        return [], [words.absent(asked.evaluator.store, error, lost)]


def _drop(asked: Asked, chain: list[str], since: int) -> Evidence:
    store, region = asked.evaluator.store, asked.region
    if len(chain) > 1:
        gap = join_gap(store, chain[0], chain[-1], region)
        if gap is None or gap > JOIN:
            said = "have no common year" if gap is None else f"differ by {100 * gap:.1f} %"
            raise MissingDataError(
                f"one inventory of {region} from {since}: {chain[0]} and {chain[-1]} {said}"
            )
    year = _last(asked, chain[-1])
    figure = asked.evaluator.quantities.figure
    base, later = figure(chain[0], region, since), figure(chain[-1], region, year)
    growth = [figure(asked.spec.text("growth"), region, y) for y in range(since + 1, year + 1)]
    inputs: tuple[Input, ...] = (
        *base.inputs, *later.inputs, *(one for g in growth for one in g.inputs)
    )  # fmt: skip
    formula = Formula(inputs, compute)
    value = compute(tuple(one.value for one in inputs))
    return _fall(asked, chain, formula, value, (since, year))


def compute(values: tuple[float, ...]) -> float:
    """The drop from base, later value and yearly growth in percent.

    >>> round(compute((100.0, 120.0, 50.0, 60.0)), 6)
    50.0
    """
    index = 1.0
    for growth in values[2:]:
        index *= 1 + growth / 100
    return 100 * (1 - values[1] / values[0] / index)


def _last(asked: Asked, series: str) -> int:
    last = asked.claim.year or asked.claim.spoken.year
    wanted = asked.spec.texts("years") or ["latest"]
    if wanted[0] != "latest":
        return int(wanted[0])
    for year in range(last, last - 30, -1):
        if asked.evaluator.store.has(series, asked.region, year):
            return year
    raise MissingDataError(f"{asked.region} has no year up to {last} in {series}")


def _fall(
    asked: Asked, chain: list[str], formula: Formula, value: float, years: tuple[int, int]
) -> Evidence:
    store, spec = asked.evaluator.store, asked.spec
    names = [words.series_name(store, name) for name in chain]
    label = said(
        WORDS,
        "fall_joined" if len(chain) > 1 else "fall",
        series=names[-1],
        base=names[0],
        first=years[0],
        last=years[1],
    )
    last = store.series[chain[-1]]
    when = Words(str(years[1]), str(years[1]))
    return replace(
        asked.evidence(label, value, formula.inputs, asked.differs),
        match=spec.text("match") or "proxy",
        choices={"inventory": last.family, "vintage": last.vintage, "year": str(years[1])},
        options={"release": words.release_name(store, last.id), "year": when},
        headline=spec.text("headline") == "true",
        year=years[1],
        origin=f"{last.issuer} {last.family}",
        formula=formula,
    )
