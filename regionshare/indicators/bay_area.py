"""Bay area: its cities, each by itself and against the nation.

Nine cities of Guangdong, Hong Kong and Macao use three currencies: nothing here adds across them.
Ids: ``city_ratio/gdp:population/CN-HK/2023``, ``city_change/co2:gdp/CN-GD-SZ/2014-2019``,
``city_relative/energy:gdp/CN-GD-SZ/2019``.
"""

from __future__ import annotations

from collections.abc import Iterable

from regionshare.data.bases import Basis
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, ParameterError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Number, NumberId, Span
from regionshare.numbers.quantities import Quantity
from regionshare.numbers.registry import register

CITY, SAR = "city", "sar"
CONCEPTS = ("gdp", "population", "employment", "co2")
"""What is known of cities."""

UNITS = {
    "1e8 yuan per 1e4 persons": (1.0, "1e4 yuan per person"),
    "1e8 HKD per 1e4 persons": (1.0, "1e4 HKD per person"),
    "1e8 MOP per 1e4 persons": (1.0, "1e4 MOP per person"),
    "Mt per 1e8 yuan": (100.0, "t per 1e4 yuan"),
    "Mt per 1e4 persons": (100.0, "t per person"),
    "1e4 persons per 1e4 persons": (100.0, "percent"),
}
"""From the units of the figures to those that a reader knows, exactly."""


# -- the cities ------------------------------------------------------------------------------------


def mainland(store: Store) -> tuple[str, ...]:
    """The ids of the nine cities of the province; the data hold no other cities."""
    return tuple(region.id for region in store.regions if region.level == CITY)


def neighbours(store: Store) -> tuple[str, ...]:
    """The ids of the special administrative regions, each with its own currency."""
    return tuple(region.id for region in store.regions if region.level == SAR)


def province(store: Store) -> str:
    """The province whose cities the data hold; empty if they hold none."""
    return next((store.regions[city].parent for city in mainland(store)), "")


def series_of(store: Store, concept: str, region: str) -> str:
    """The series that holds a concept of a city, in its own currency.

    Raises
    ------
    ParameterError
        If the concept is not known of cities.
    MissingDataError
        If the region is no city, or has no series of its own.
    """
    if concept not in CONCEPTS:
        raise ParameterError(
            f"no series of {concept} is declared for cities",
            remedy=f"Concepts of cities: {', '.join(CONCEPTS)}",
        )
    found = store.ranked(concept, region)
    if not found or store.regions[region].level not in (CITY, SAR):
        raise MissingDataError(
            f"no series of {concept} is of the city {region}",
            remedy=f"Cities: {', '.join((*mainland(store), *neighbours(store)))}",
        )
    return found[0].id


def complete_years(store: Store, *concepts: str) -> list[int]:
    """The years in which every mainland city has a figure of all concepts named."""
    own = [(series_of(store, c, city), city) for c in concepts for city in mainland(store)]
    known = store.years(own[0][0]) if own else []
    return [year for year in known if all(store.has(*one, year) for one in own)]


def ratio(evaluator: Evaluator, pair: tuple[str, str], region: str, year: int) -> Quantity:
    """One concept per unit of another, in a reader's unit."""
    above, below = (figure(evaluator, concept, region, year) for concept in pair)
    found = metrics.intensity(above.measure, below.measure)
    factor, unit = UNITS.get(found.unit, (1.0, found.unit))
    inputs = tuple(dict.fromkeys(above.inputs + below.inputs))
    return Quantity(Measure(found.scalar * factor, unit).scalar, unit, inputs)


def figure(evaluator: Evaluator, concept: str, region: str, year: int) -> Quantity:
    """A figure of a city."""
    series = series_of(evaluator.store, concept, region)
    return evaluator.quantities.figure(series, region, year)


def _number(
    evaluator: Evaluator, wanted: NumberId, found: Quantity, formula: str, decimals: int = 1
) -> Number:
    """A number of a city: there is one choice of series, so it is the headline."""
    refuse_choice(wanted)
    basis = basis_of(evaluator.store, wanted.concepts, wanted.region)
    return Number(
        str(wanted), found.value, found.unit, decimals, formula, found.inputs, basis, headline=True
    )


def basis_of(store: Store, concepts: Iterable[str], region: str) -> tuple[Choice, ...]:
    """The series of a city's concepts as choices."""
    series = {concept: series_of(store, concept, region) for concept in concepts}
    return tuple(Choice(concept, one, "none", one) for concept, one in series.items())


def refuse_choice(wanted: NumberId) -> None:
    """`ParameterError` if an id asks for another choice of series."""
    if wanted.choice:
        raise ParameterError(
            f"{wanted.metric} has one choice of series", remedy="Leave out what follows @"
        )


def evaluate_ratio(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_ratio/co2:gdp/CN-GD-SZ/2019``."""
    first, second = wanted.concepts
    found = ratio(evaluator, (first, second), wanted.region, wanted.year)
    where = f"[{wanted.region}, {wanted.year}]"
    return _number(evaluator, wanted, found, f"{first}{where} / {second}{where}")


def evaluate_change(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_change/co2:gdp/CN-GD-SZ/2014-2019``: in percent of the first year."""
    first, second = wanted.concepts
    start, end = (
        ratio(evaluator, (first, second), wanted.region, year)
        for year in (wanted.first, wanted.year)
    )
    return _change(evaluator, wanted, start, end, f"({first} / {second})")


def evaluate_growth(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_growth/population/CN-GD-SZ/2014-2019``: in percent of the first year."""
    concept = wanted.concepts[0]
    start, end = (
        figure(evaluator, concept, wanted.region, year) for year in (wanted.first, wanted.year)
    )
    return _change(evaluator, wanted, start, end, concept)


def _change(
    evaluator: Evaluator, wanted: NumberId, start: Quantity, end: Quantity, what: str
) -> Number:
    value = 100 * (end.value / start.value - 1)
    inputs = tuple(dict.fromkeys(start.inputs + end.inputs))
    formula = f"100 * ({what} in {wanted.year} / {what} in {wanted.first} - 1), {wanted.region}"
    return _number(evaluator, wanted, Quantity(value, "percent", inputs), formula)


# -- a city against the nation, within one year and one vintage -------------------------------------


def against(evaluator: Evaluator, concept: str, city: str = "") -> list[Basis]:
    """The bases that hold a concept of a city against the nation, the deciding one first."""
    return [
        basis
        for _, basis in evaluator.grid.everything()
        if (basis.role, basis.concept) == ("reference", concept)
        and basis.denominator != "none"
        and (not city or city in evaluator.store.series[basis.series].expected_regions)
    ]


def compared(evaluator: Evaluator) -> str:
    """The city that is held against the nation; empty if there is none."""
    return next((city for one in against(evaluator, "energy") for city in one.regions), "")


def relative(evaluator: Evaluator, above: Basis, below: Basis, city: str, year: int) -> Quantity:
    """``(city / city GDP) / (nation / nation GDP)``: 1 is the nation's average.

    The city's GDP is of the vintage after the fourth economic census, so the nation's is the sum
    of the provinces of that same vintage: those that the nation's figure is of.
    """
    own, gdp = (evaluator.quantities.figure(b.series, city, year) for b in (above, below))
    parts = evaluator.store.parts(below.total)
    over: tuple[str, ...] = (evaluator.store.regions.nation(city).id,)
    if above.denominator == "sum":
        parts = over = evaluator.quantities.complete_parts(above.total, year)
    nation = _sum(evaluator, above.total, over, year)
    nation_gdp = _sum(evaluator, below.total, parts, year)
    value = metrics.relative_intensity(
        metrics.share(Measure(own.value, own.unit), nation.measure),
        metrics.share(gdp.measure, nation_gdp.measure),
    )
    inputs = own.inputs + gdp.inputs + nation.inputs + nation_gdp.inputs
    return Quantity(value.scalar, "ratio", tuple(dict.fromkeys(inputs)))


def _sum(evaluator: Evaluator, series: str, regions: tuple[str, ...], year: int) -> Quantity:
    figures = [evaluator.quantities.figure(series, region, year) for region in regions]
    inputs = tuple(one for figure in figures for one in figure.inputs)
    return Quantity(sum(one.value for one in figures), figures[0].unit, inputs)


def evaluate_relative(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_relative/energy:gdp/CN-GD-SZ/2019``: on the first total, with its span over others."""
    (concept, second), city, year = wanted.concepts, wanted.region, wanted.year
    bases, gdp = against(evaluator, concept, city), against(evaluator, "gdp", city)
    if not bases or not gdp or (concept, second) == ("gdp", "gdp") or second != "gdp":
        raise ParameterError(
            f"{wanted} is not known",
            remedy=f"It is of {compared(evaluator)}: energy:gdp or co2:gdp",
        )
    refuse_choice(wanted)
    found = relative(evaluator, bases[0], gdp[0], city, year)
    values = {}
    for one in bases:
        try:
            value = relative(evaluator, one, gdp[0], city, year).value
        except MissingDataError:
            continue
        values[one.total.partition(".")[2]] = value
    choices = tuple(
        Choice(b.concept, b.series, "national", b.total, (), b.match, b.note_en, b.note_zh)
        for b in (bases[0], gdp[0])
    )
    nation = evaluator.store.regions.nation(city).id
    formula = (
        f"({concept}[{city}, {year}] / gdp[{city}, {year}]) / "
        f"({concept}[{nation}, {year}] / sum of gdp of the provinces, {year})"
    )
    span = Span(min(values.values()), max(values.values()), values) if len(values) > 1 else None
    return Number(str(wanted), found.value, "ratio", 2, formula, found.inputs, choices, True, span)


register("city_ratio", 2, evaluate_ratio)
register("city_change", 2, evaluate_change, spans=True)
register("city_growth", 1, evaluate_growth, spans=True)
register("city_relative", 2, evaluate_relative)
