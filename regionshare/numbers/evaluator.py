"""Evaluator: from an id, or a metric with region and year, to a basis and a `Number`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from regionshare.data.bases import NATIONAL, Basis, Grid
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, ParameterError
from regionshare.methods import metrics
from regionshare.numbers import registry
from regionshare.numbers.display import places
from regionshare.numbers.number import METRICS, Choice, Input, Number, NumberId, Span
from regionshare.numbers.quantities import Quantities, Quantity, inputs_of

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = {"percent": 1, "ratio": 2, "rank": 0, "count": 0}


def tokens(wanted: NumberId) -> dict[str, str]:
    """The choices that an id's suffix names, by concept.

    >>> tokens(NumberId.parse("relative_intensity/co2:gdp/CN-GD/2019@first~sum+gdp.old~sum"))
    {'co2': 'first~sum', 'gdp': 'old~sum'}
    """
    chosen: dict[str, str] = {}
    for position, choice in enumerate(filter(None, wanted.choice.split("+"))):
        head, _, rest = choice.partition(".")
        if rest and head in _concepts(wanted):
            chosen[head] = rest
        else:
            chosen[wanted.concepts[min(position, len(wanted.concepts) - 1)]] = choice
    return chosen


def _concepts(wanted: NumberId) -> tuple[str, ...]:
    """The concepts of an id, with the one that its metric adds."""
    if wanted.metric == "per_capita":
        return (*wanted.concepts, "population")
    return wanted.concepts


@dataclass(frozen=True)
class Chooser:
    """Finds bases in a grid."""

    store: Store
    grid: Grid

    def basis(
        self,
        concept: str,
        region: str,
        year: int,
        series: str | None = None,
        denominator: str | None = None,
        *,
        proxy: bool = True,
    ) -> Basis:
        """The basis asked for, the headline if nothing is asked.

        Where the headline does not reach the year and a proxy is declared for it, the proxy.
        """
        self.store.get_concept(concept)
        nation = self.store.regions.nation(region).id
        if series is None and denominator is None:
            try:
                return self._headline(nation, concept, region, year)
            except MissingDataError as error:
                proxies = self.grid.entries(nation, concept, "proxies")
                fitting = [b for b in proxies if proxy and b.covers(region, year)]
                if fitting:
                    return fitting[0]
                others = self.store.alternatives(concept, region, year)
                if others in error.remedy:
                    raise
                raise MissingDataError(error.what, remedy=f"{error.remedy}. {others}") from None
        return self._chosen(nation, concept, region, year, series, denominator)

    def _headline(self, nation: str, concept: str, region: str, year: int) -> Basis:
        basis = self.grid.headline(nation, concept, year)
        self.store.need(basis.series, region, year)
        return basis

    def _chosen(
        self,
        nation: str,
        concept: str,
        region: str,
        year: int,
        series: str | None,
        denominator: str | None,
    ) -> Basis:
        if denominator not in (None, NATIONAL, "sum"):
            raise ParameterError(
                f"denominator {denominator!r} is not known", remedy="It is national or sum"
            )
        if series is not None:
            series = series if series.startswith(f"{concept}.") else f"{concept}.{series}"
            self.store.get_series(series)
        else:
            series = self.grid.headline(nation, concept, year).series
        entries = [
            b
            for b in self.grid.entries(nation, concept)
            if b.series == series and denominator in (None, b.denominator) and not b.imports
        ]
        for basis in entries:
            if basis.covers(region, year):
                return basis
        raise self._no_basis(nation, concept, series, denominator, entries, region, year)

    def _no_basis(
        self,
        nation: str,
        concept: str,
        series: str,
        denominator: str | None,
        entries: list[Basis],
        region: str,
        year: int,
    ) -> MissingDataError:
        """Why no entry fits: the figure is missing, or the sum is, or nothing is declared."""
        self.store.need(series, region, year)
        if any(b.denominator == "sum" for b in entries):
            Quantities(self.store).complete_parts(series, year)
        known = dict.fromkeys(
            f"{b.series} over {b.denominator} {b.first}-{b.last}"
            for b in self.grid.entries(nation, concept)
        )
        wanted = f"{series} over {denominator or 'any denominator'}"
        return MissingDataError(
            f"{wanted} is not an admissible basis of {concept} for {region} in {year}",
            remedy=f"Admissible: {', '.join(known)}",
        )

    def by_token(self, concept: str, wanted: NumberId, token: str) -> Basis:
        """The basis that a token of an id names, such as ``carbon_monitor~sum``."""
        nation = self.store.regions.nation(wanted.region).id
        entries = self.grid.known(nation, concept)
        named = [b for b in entries if b.token == token or b.token.startswith(f"{token}~")]
        for basis in named:
            if basis.covers(wanted.region, wanted.year):
                return basis
        if named:
            return self._chosen(
                nation, concept, wanted.region, wanted.year, named[0].series, named[0].denominator
            )
        known = dict.fromkeys(b.token for b in entries)
        raise ParameterError(
            f"{token!r} is not a basis of {concept} for {nation}",
            remedy=f"Known: {', '.join(known)}",
        )


@dataclass(frozen=True)
class Evaluator:
    """Evaluates numbers over a store.

    Attributes
    ----------
    store : Store
        The data.
    declared : Grid
        The grid as declared: what an id without suffix means.
    grid : Grid
        The grid in use: the declared one, or one with another headline.
    """

    store: Store
    declared: Grid
    grid: Grid

    @property
    def quantities(self) -> Quantities:
        """What adds up figures."""
        return Quantities(self.store)

    @property
    def chooser(self) -> Chooser:
        """What finds bases in the grid in use."""
        return Chooser(self.store, self.grid)

    def override(self, nation: str, basis: Mapping[str, str]) -> Evaluator:
        """With other choices as the headline, by concept; `ParameterError` for one not known."""
        grid = self.declared
        for concept, choice in basis.items():
            self.store.get_concept(concept)
            grid = grid.override(nation, concept, choice)
        return replace(self, grid=grid)

    def relative_values(self, first: str, second: str, nation: str, year: int) -> dict[str, float]:
        """Relative intensity of every region of a nation on the headline, lowest first."""
        return {r: one.value for r, one in self._relative(first, second, nation, year).items()}

    def _relative(self, first: str, second: str, nation: str, year: int) -> dict[str, Quantity]:
        """The same with every figure that entered."""
        bases = [self.grid.headline(nation, concept, year) for concept in (first, second)]
        regions = self.quantities.complete_parts(bases[0].series, year)
        found = {r: self.quantities.relative_on(bases[0], bases[1], r, year) for r in regions}
        return dict(sorted(found.items(), key=lambda one: one[1].value))

    def relative_table(self, first: str, second: str, nation: str, year: int) -> pd.Series[float]:
        """The same as a column of a table."""
        import pandas as pd

        return pd.Series(self.relative_values(first, second, nation, year))

    def number(self, text: str | NumberId) -> Number:
        """The number of an id."""
        wanted = NumberId.parse(text) if isinstance(text, str) else text
        region = self.store.regions[wanted.region]
        if wanted.metric not in METRICS:
            return registry.registered()[wanted.metric].evaluate(self, wanted)
        if wanted.metric in ("below_average", "compared") and region.level != "nation":
            nation = self.store.regions.nation(region.id).id
            raise ParameterError(
                f"{wanted.metric} is of a nation, not of {region.id}", remedy=f"Use {nation}"
            )
        if wanted.metric in ("share", "relative_intensity", "rank") and region.level == "nation":
            raise ParameterError(
                f"{wanted.metric} is of a region in its nation, not of {region.id} itself",
                remedy="Use the id of one of its regions",
            )
        if wanted.metric in ("rank", "below_average", "compared"):
            return self._on(wanted)._standing(wanted)
        bases = self._bases(wanted)
        found = self._evaluate(wanted, bases)
        formula, span = self._formula(wanted, bases), self._span(wanted, bases)
        decimals = places(found.value, DECIMALS[found.unit]) if found.unit in DECIMALS else 2
        return self.built(
            wanted, bases, found.value, found.unit, decimals, formula, found.inputs, span
        )

    def _on(self, wanted: NumberId) -> Evaluator:
        """With the choices of an id as the headline: a standing compares all regions on them."""
        nation, grid = self.store.regions.nation(wanted.region).id, self.grid
        for concept, token in tokens(wanted).items():
            grid = grid.override(nation, concept, token)
        return replace(self, grid=grid)

    def _bases(self, wanted: NumberId) -> list[Basis]:
        chosen = tokens(wanted)
        if wanted.metric == "value":
            return [self._value_basis(wanted, chosen.get(wanted.concepts[0]))]
        return [
            self.chooser.by_token(c, wanted, chosen[c])
            if c in chosen
            else self.chooser.basis(c, wanted.region, wanted.year)
            for c in _concepts(wanted)
        ]

    def _value_basis(self, wanted: NumberId, token: str | None) -> Basis:
        concept = wanted.concepts[0]
        self.store.get_concept(concept)
        nation = self.store.regions.nation(wanted.region).id
        if token:
            series = f"{concept}.{token.partition('~')[0]}"
        else:
            headline = self.grid.headline(nation, concept, wanted.year)
            series = headline.total if wanted.region == nation else headline.series
        self.store.need(series, wanted.region, wanted.year)
        role = "grid" if token else "headline"
        return Basis(concept, series, "none", series, wanted.year, wanted.year, role)

    def built(
        self,
        wanted: NumberId,
        bases: Sequence[Basis],
        value: float,
        unit: str,
        decimals: int,
        formula: str,
        inputs: Iterable[Input],
        span: Span | None = None,
    ) -> Number:
        """A number with its id: without suffix on the declared headline, else with its choices."""
        suffix = self.suffix(wanted, bases)
        return Number(
            id=str(replace(wanted, choice=suffix)),
            value=value,
            unit=unit,
            decimals=decimals,
            formula=formula,
            inputs=tuple(dict.fromkeys(inputs)),
            basis=tuple(as_choice(b) for b in bases),
            headline=not suffix,
            span=span,
        )

    def _evaluate(self, wanted: NumberId, bases: list[Basis]) -> Quantity:
        region, year = wanted.region, wanted.year
        if wanted.metric == "value":
            return self.quantities.figure(bases[0].series, region, year)
        if wanted.metric == "share":
            return self.quantities.share_on(bases[0], region, year)
        if wanted.metric == "relative_intensity":
            return self.quantities.relative_on(bases[0], bases[1], region, year)
        above, below = self._sides(wanted, bases)
        measure = metrics.intensity(above.measure, below.measure)
        return Quantity(measure.scalar, measure.unit, of=(above, below))

    def _sides(self, wanted: NumberId, bases: list[Basis]) -> list[Quantity]:
        """What stands above and below the line of an intensity: of a nation, its totals."""
        region, year = wanted.region, wanted.year
        if region == self.store.regions.nation(region).id:
            return [self.quantities.total(b, region, year) for b in bases]
        return [self.quantities.part(b, region, year) for b in bases]

    def suffix(self, wanted: NumberId, bases: Sequence[Basis]) -> str:
        """What an id says of its choices: nothing of those that are the declared headline."""
        nation = self.store.regions.nation(wanted.region).id
        choices = []
        for position, basis in enumerate(bases):
            declared = self._declared(nation, basis.concept, wanted.year)
            if wanted.metric == "value":
                own = declared and (declared.total if wanted.region == nation else declared.series)
                same = basis.role == "headline" and basis.series == own
                token = basis.series.partition(".")[2]
            else:
                same = declared is not None and declared.choice == basis.choice
                token = basis.token
            if not same:
                choices.append(token if position == 0 else f"{basis.concept}.{token}")
        return "+".join(choices)

    def _declared(self, nation: str, concept: str, year: int) -> Basis | None:
        """What an id without suffix means; None where the declared headline has no such year."""
        try:
            return self.declared.headline(nation, concept, year)
        except MissingDataError:
            return None

    def _span(self, wanted: NumberId, bases: list[Basis]) -> Span | None:
        if wanted.metric not in ("share", "relative_intensity"):
            return None
        nation = self.store.regions.nation(wanted.region).id
        values: dict[str, float] = {}
        others = self.grid.choices(nation, bases[0].concept, wanted.region, wanted.year)
        for other in others:
            try:
                found = self._evaluate(wanted, [other, *bases[1:]])
            except MissingDataError:
                continue
            values[other.token] = found.value
        if len(values) < 2:
            return None
        return Span(min(values.values()), max(values.values()), values)

    def _formula(self, wanted: NumberId, bases: list[Basis]) -> str:
        where = f"[{wanted.region}, {wanted.year}]"
        if wanted.metric == "value":
            return f"{wanted.concepts[0]}{where}"
        nation = self.store.regions.nation(wanted.region).id
        if wanted.metric in ("intensity", "per_capita"):
            above, below = (b.concept for b in bases)
            parts = [one.value for one in self._sides(wanted, bases)]
            return f"{above}{where} / {below}{where} = {parts[0]:.10g} / {parts[1]:.10g}"
        over = (
            self.quantities.coverage(bases[0], bases[1], wanted.year)
            if len(bases) == 2
            else ()
            if bases[0].denominator == NATIONAL
            else self.quantities.complete_parts(bases[0].series, wanted.year)
        )
        below = f"sum of {len(over)} regions, {wanted.year}" if over else f"{nation}, {wanted.year}"
        symbols, figures = [], []
        for basis in bases:
            added = " with bought power" if basis.imports else ""
            part = self.quantities.part(basis, wanted.region, wanted.year).value
            total = self.quantities.total(basis, nation, wanted.year, over).value
            symbols.append(f"100 * {basis.concept}{where}{added} / {basis.concept}[{below}]{added}")
            figures.append(f"100 * {part:.10g} / {total:.10g}")
        if len(bases) == 1:
            return f"{symbols[0]} = {figures[0]}"
        return f"({symbols[0]}) / ({symbols[1]}) = ({figures[0]}) / ({figures[1]})"

    def _standing(self, wanted: NumberId) -> Number:
        """Rank of a region by relative intensity, or how many regions are below the average."""
        nation = self.store.regions.nation(wanted.region).id
        first, second = wanted.concepts
        relative = self._relative(first, second, nation, wanted.year)
        values = {region: one.value for region, one in relative.items()}
        what = f"relative_intensity/{first}:{second} over {len(values)} regions, {wanted.year}"
        if wanted.metric == "rank":
            if wanted.region not in values:
                self.store.need(
                    self.grid.headline(nation, first, wanted.year).series,
                    wanted.region,
                    wanted.year,
                )
            value, unit = float(metrics.rank(values)[wanted.region]), "rank"
            formula = f"rank of {wanted.region} from the lowest, {what}"
        elif wanted.metric == "below_average":
            value, unit = float(sum(one < 1 for one in values.values())), "count"
            formula = f"regions with a value below 1, {what}"
        else:
            value, unit, formula = float(len(values)), "count", f"regions in {what}"
        bases = [self.grid.headline(nation, c, wanted.year) for c in wanted.concepts]
        return self.built(wanted, bases, value, unit, 0, formula, inputs_of(relative.values()))


def as_choice(basis: Basis) -> Choice:
    """The part of a basis that a number carries."""
    return Choice(
        concept=basis.concept,
        series=basis.series,
        denominator=basis.denominator,
        total=basis.total,
        imports=basis.imports,
        match=basis.match,
        note_en=basis.note_en,
        note_zh=basis.note_zh,
    )
