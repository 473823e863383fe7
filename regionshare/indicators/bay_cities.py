"""Bay cities: what the published figures of the Bay Area's cities give, each city by itself.

Nine cities of Guangdong, Hong Kong and Macao use three currencies: nothing here adds across them.
Ids: ``city_ratio/gdp:population/CN-HK/2023``, ``city_change/co2:gdp/CN-GD-SZ/2014-2019``.
"""

from __future__ import annotations

from regionshare.data.store import Store
from regionshare.errors import ParameterError
from regionshare.methods.metrics import Measure, intensity
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Number, NumberId
from regionshare.numbers.quantities import Quantity
from regionshare.numbers.registry import register

PROVINCE = "CN-GD"
SARS = ("CN-HK", "CN-MO")
GDP = {"CN-HK": "gdp.dsec_hkd", "CN-MO": "gdp.dsec_mop"}
SERIES = {
    "gdp": "gdp.dsec_cny",
    "population": "population.dsec",
    "employment": "employment.dsec",
    "co2": "co2.ceads_cities",
}
UNITS = {
    "1e8 yuan per 1e4 persons": (1.0, "1e4 yuan per person"),
    "1e8 HKD per 1e4 persons": (1.0, "1e4 HKD per person"),
    "1e8 MOP per 1e4 persons": (1.0, "1e4 MOP per person"),
    "Mt per 1e8 yuan": (100.0, "t per 1e4 yuan"),
    "Mt per 1e4 persons": (100.0, "t per person"),
    "1e4 persons per 1e4 persons": (100.0, "percent"),
}
"""From the units of the figures to those that a reader knows, exactly."""


def mainland(store: Store) -> tuple[str, ...]:
    """The ids of the nine cities of Guangdong."""
    return tuple(region.id for region in store.regions.at(PROVINCE, "city"))


def series_of(concept: str, region: str) -> str:
    """The series that holds a concept of a city, in its own currency."""
    if concept not in SERIES:
        raise ParameterError(
            f"no series of {concept} is declared for cities",
            remedy=f"Concepts of cities: {', '.join(SERIES)}",
        )
    return GDP.get(region, SERIES["gdp"]) if concept == "gdp" else SERIES[concept]


def ratio(evaluator: Evaluator, pair: tuple[str, str], region: str, year: int) -> Quantity:
    """One concept per unit of another, in a reader's unit."""
    above, below = (
        evaluator.quantities.figure(series_of(concept, region), region, year) for concept in pair
    )
    found = intensity(above.measure, below.measure)
    factor, unit = UNITS.get(found.unit, (1.0, found.unit))
    inputs = tuple(dict.fromkeys(above.inputs + below.inputs))
    return Quantity(Measure(found.scalar * factor, unit).scalar, unit, inputs)


def number(
    wanted: NumberId, concepts: tuple[str, ...], found: Quantity, formula: str, decimals: int = 1
) -> Number:
    """A number of a city: there is one choice of series, so it is the headline."""
    if wanted.choice:
        raise ParameterError(
            f"{wanted.metric} has one choice of series", remedy="Leave out what follows @"
        )
    series = [series_of(concept, wanted.region) for concept in concepts]
    basis = tuple(Choice(c, s, "none", s) for c, s in zip(concepts, series, strict=True))
    return Number(
        str(wanted), found.value, found.unit, decimals, formula, found.inputs, basis, headline=True
    )


def evaluate_ratio(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_ratio/co2:gdp/CN-GD-SZ/2019``."""
    first, second = wanted.concepts
    found = ratio(evaluator, (first, second), wanted.region, wanted.year)
    where = f"[{wanted.region}, {wanted.year}]"
    return number(wanted, wanted.concepts, found, f"{first}{where} / {second}{where}")


def evaluate_change(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_change/co2:gdp/CN-GD-SZ/2014-2019``: in percent of the first year."""
    first, second = wanted.concepts
    start = ratio(evaluator, (first, second), wanted.region, wanted.first)
    end = ratio(evaluator, (first, second), wanted.region, wanted.year)
    return _change(wanted, start, end, f"({first} / {second})")


def evaluate_growth(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``city_growth/population/CN-GD-SZ/2014-2019``: in percent of the first year."""
    series = series_of(wanted.concepts[0], wanted.region)
    start, end = (
        evaluator.quantities.figure(series, wanted.region, year)
        for year in (wanted.first, wanted.year)
    )
    return _change(wanted, start, end, wanted.concepts[0])


def _change(wanted: NumberId, start: Quantity, end: Quantity, what: str) -> Number:
    value = 100 * (end.value / start.value - 1)
    inputs = tuple(dict.fromkeys(start.inputs + end.inputs))
    formula = f"100 * ({what} in {wanted.year} / {what} in {wanted.first} - 1), {wanted.region}"
    return number(wanted, wanted.concepts, Quantity(value, "percent", inputs), formula)


register("city_ratio", 2, evaluate_ratio)
register("city_change", 2, evaluate_change, spans=True)
register("city_growth", 1, evaluate_growth, spans=True)
