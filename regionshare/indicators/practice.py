"""Practice: a virtual power plant as a calculator, and what its stated savings imply."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from regionshare.data import tables
from regionshare.errors import MissingDataError, ParameterError
from regionshare.indicators import datapoint
from regionshare.indicators.datapoint import bounds_by_edge, document_number, ratio_bounds
from regionshare.numbers import display, quantities, registry
from regionshare.numbers.number import Number, NumberId

if TYPE_CHECKING:
    from regionshare.data.store import Store
    from regionshare.indicators.datapoint import DataPoint
    from regionshare.numbers.evaluator import Evaluator

COAL_RATES = (280, 302, 320)
"""Grams of coal equivalent per kWh: assumptions of ours, not figures of a document."""

DOCUMENTED = (
    "factor_bituminous", "factor_anthracite", "factor_lignite", "factor_gas", "plan_saving",
    "ndrc_saving",
)  # fmt: skip
"""Factors that a document gives: defaults, then quotients of stated savings."""

HOURS_A_YEAR = 8760

SUBJECTS = "subjects.csv"
COLUMNS = ("id", "claim", "name_en", "name_zh", "quote_zh", "quote_en", "documents")


@dataclass(frozen=True)
class Subject:
    """A subject of the article, with the documents at hand on it: none, one or more.

    One that is a statement of the ledger is quoted as there.
    """

    id: str
    claim: str
    name_en: str
    name_zh: str
    quote_zh: str
    quote_en: str
    documents: tuple[str, ...]


def read(path: Path, known: Container[str]) -> tuple[Subject, ...]:
    """Read and check ``subjects.csv``: every document named must be a data point."""
    found: dict[str, Subject] = {}
    for row in tables.read(path, COLUMNS):
        missing = [name for name in row["documents"].split() if name not in known]
        if missing:
            row.fail(f"document {missing[0]!r} is not in {datapoint.FILE}")
        if row["id"] in found or not (row["name_en"] and row["name_zh"]):
            row.fail("the subject stands twice, or lacks a name")
        if bool(row["claim"]) == bool(row["quote_zh"] or row["quote_en"]):
            row.fail("a subject has a quotation, or names the claim that has it")
        found[row["id"]] = row.built(Subject)
    return tuple(found.values())


class Savings(NamedTuple):
    """What a plant saves in a year, and once the land."""

    electricity_mwh: float
    coal_tce: float
    co2_t: float
    land_m2: float


def virtual_plant(
    capacity_mw: float, hours: float, coal_rate: float, factor: float, land_norm: float
) -> Savings:
    """``electricity = MW * h``; ``coal = electricity * g/kWh / 1000``; ``CO2 = coal * factor``.

    Parameters
    ----------
    capacity_mw : float
        Load that can be shed or moved.
    hours : float
        Full-load hours a year, at most 8,760.
    coal_rate : float
        Grams of coal equivalent burnt for each kWh that is not generated.
    factor : float
        Tonnes of CO2 per tonne of coal equivalent.
    land_norm : float
        Square metres of building land per kW that is not built.

    Raises
    ------
    ParameterError
        If a parameter is negative or the hours are more than a year has.

    Examples
    --------
    >>> virtual_plant(200, 500, 300, 2.5, 1)
    Savings(electricity_mwh=100000, coal_tce=30000.0, co2_t=75000.0, land_m2=200000)
    """
    given = {"capacity": capacity_mw, "hours": hours, "coal rate": coal_rate}
    for name, value in {**given, "factor": factor, "land norm": land_norm}.items():
        if value < 0:
            raise ParameterError(f"{name} is {value:g}", remedy="Give a number from 0 upwards")
    if hours > HOURS_A_YEAR:
        raise ParameterError(f"hours are {hours:g}", remedy=f"A year has {HOURS_A_YEAR}")
    electricity = capacity_mw * hours
    coal = electricity * coal_rate / 1000
    return Savings(electricity, coal, coal * factor, capacity_mw * 1000 * land_norm)


def implied_hours(coal_tce: float, capacity_mw: float, coal_rate: float) -> float:
    """``hours = coal / (MW * g/kWh / 1000)``: the inverse of `virtual_plant`.

    >>> implied_hours(30000, 200, 300)
    500.0
    """
    if capacity_mw <= 0 or coal_rate <= 0:
        raise ParameterError("capacity and coal rate must be above zero")
    return coal_tce / (capacity_mw * coal_rate / 1000)


def stated_plant(
    store: Store,
    capacity_mw: float | None = None,
    hours: float | None = None,
    coal_rate: float = COAL_RATES[1],
    factor: float | None = None,
    land_norm: float | None = None,
) -> Savings:
    """The calculator with the article's figures where nothing else is given.

    The article states capacity and savings alone. Hours, factor and land norm are by default
    those that its savings imply at the middle coal rate, so that without arguments it returns
    the savings of the article.
    """
    coal, co2, land, capacity = (
        datapoint.figure(store, f"article_plant_{part}").value
        for part in ("coal", "co2", "land", "capacity")
    )
    return virtual_plant(
        capacity if capacity_mw is None else capacity_mw,
        implied_hours(coal, capacity, COAL_RATES[1]) if hours is None else hours,
        coal_rate,
        co2 / coal if factor is None else factor,
        land / capacity / 1000 if land_norm is None else land_norm,
    )


def overlap(first: tuple[float, float], second: tuple[float, float]) -> str:
    """``inside`` if the first lies in the second, ``partly`` or ``outside``.

    >>> overlap((1, 2), (0, 3)), overlap((1, 2), (1.5, 3)), overlap((1, 2), (3, 4))
    ('inside', 'partly', 'outside')
    """
    if first[1] < second[0] or second[1] < first[0]:
        return "outside"
    return "inside" if second[0] <= first[0] and first[1] <= second[1] else "partly"


def stated_factor(store: Store) -> tuple[float, float]:
    """The emission factor that the article's coal and CO2 allow, in t per tce."""
    co2, coal = (datapoint.figure(store, f"article_plant_{name}") for name in ("co2", "coal"))
    return ratio_bounds(co2.bounds, coal.bounds)


def factor_points(store: Store, name: str) -> tuple[DataPoint, ...]:
    """What a documented factor is made of: itself, or stated savings of CO2 and of energy."""
    parts = (name,) if name.startswith("factor_") else (f"{name}_co2", f"{name}_energy")
    return tuple(datapoint.figure(store, part) for part in parts)


def documented_factor(store: Store, name: str) -> tuple[float, float]:
    """The interval of a documented factor: an IPCC default, or a quotient of stated savings."""
    points = factor_points(store, name)
    if len(points) == 1:
        return points[0].value, points[0].value
    return ratio_bounds(points[0].bounds, points[1].bounds)


def documented_value(store: Store, name: str) -> float:
    """A documented factor as stated: a default, or the quotient of the savings as they are stated."""
    first, *rest = factor_points(store, name)
    return first.value / rest[0].value if rest else first.value


def region(store: Store) -> str:
    """The region that the plant is in, as the article says; empty where the data have none."""
    stated = datapoint.load(store).get("article_plant_capacity")
    return stated.region if stated else ""


def grid_of(evaluator: Evaluator, place: str) -> str:
    """The grid area whose mean prices the power that a region imports, as the bases declare.

    Raises
    ------
    MissingDataError
        If none is declared for the region.
    """
    store = evaluator.store
    for basis in evaluator.grid.entries(store.regions.nation(place).id, "co2", "grid"):
        areas = [area for area in basis.imports if store.regions[area].level == "grid"]
        if areas and place in basis.regions:
            return areas[0]
    raise MissingDataError(f"no grid area is declared for {place}", remedy="See data/bases.yml")


def _hours(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_hours/coal/CN-GD/2024@<coal rate>[~low|~high]``."""
    rate, _, edge = wanted.choice.partition("~")
    if not rate.isdigit() or edge not in ("", "low", "high"):
        raise ParameterError(f"{wanted} names no coal rate", remedy="Write @302, in g/kWh")
    coal, plant = _plant(evaluator, wanted, "coal", "capacity")
    amount = bounds_by_edge(coal.value, coal.bounds)[edge]
    value = implied_hours(amount, plant.value, float(rate))
    formula = (
        f"coal / (capacity * coal rate) = {amount:.10g} tce / ({plant.value:.10g} MW * {rate} g/kWh); "
        "the coal rate is an assumption"
    )
    return document_number(wanted, value, "count", formula, (coal.input, plant.input))


def _factor(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_factor/co2:coal/CN-GD/2024[@low|@high]``, in t of CO2 per tce."""
    co2, coal = _plant(evaluator, wanted, "co2", "coal")
    cases = bounds_by_edge(co2.value / coal.value, ratio_bounds(co2.bounds, coal.bounds))
    if wanted.choice not in cases:
        raise ParameterError(f"{wanted} is neither low nor high")
    formula = f"CO2 / coal = {co2.value:.10g} t / {coal.value:.10g} tce"
    formula += f", {wanted.choice}est by rounding" if wanted.choice else ""
    return document_number(wanted, cases[wanted.choice], "ratio", formula, (co2.input, coal.input))


def _per_kwh(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_per_kwh/co2/CN-GD/2024@<coal rate>``, in kg CO2/kWh."""
    co2, coal = _plant(evaluator, wanted, "co2", "coal")
    rate = _rate(wanted)
    value = co2.value / coal.value * rate / 1000
    formula = (
        f"CO2 / coal * coal rate = {co2.value:.10g} t / {coal.value:.10g} tce * {rate:g} g/kWh / 1000; "
        "the coal rate is an assumption"
    )
    return document_number(wanted, value, "kg CO2/kWh", formula, (co2.input, coal.input))


def _at_grid(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_at_grid/co2/CN-GD/<year>@<coal rate>``: the same kWh at the grid's factor."""
    (coal,) = _plant(evaluator, wanted, "coal")
    rate = _rate(wanted)
    factor = quantities.grid_factor(
        evaluator.store, (grid_of(evaluator, wanted.region),), wanted.year
    )
    value = coal.value / rate * 1000 * factor.value
    formula = (
        f"coal / coal rate * grid factor = {coal.value:.10g} tce / {rate:g} g/kWh * "
        f"{factor.value:g} kg/kWh; the coal rate is an assumption"
    )
    return document_number(wanted, value, "tCO2", formula, (coal.input, *factor.inputs))


def _land(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_land_norm/land/CN-GD/2024``, in square metres per kW."""
    land, plant = _plant(evaluator, wanted, "land", "capacity")
    value = land.value / plant.value / 1000
    formula = f"land / capacity = {land.value:.10g} m\u00b2 / {plant.value:.10g} MW / 1000"
    return document_number(wanted, value, "ratio", formula, (land.input, plant.input), decimals=2)


def _documented(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``documented_factor/co2:coal/<region>/<year>@plan_saving|ndrc_saving[~low|~high]``."""
    name, _, edge = wanted.choice.partition("~")
    co2, energy = factor_points(evaluator.store, name)
    bounds = ratio_bounds(co2.bounds, energy.bounds)
    value = bounds_by_edge(co2.value / energy.value, bounds)[edge]
    formula = f"CO2 / energy = {co2.value:.10g} t / {energy.value:.10g} tce"
    formula += f", {edge}est by rounding" if edge else ""
    return document_number(
        wanted, value, "ratio", formula, (co2.input, energy.input), match="proxy",
        note_en=energy.note_en, note_zh=energy.note_zh,
    )  # fmt: skip


def _co2_at(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_emissions/co2/CN-GD/2024@<documented factor>``: stated coal times that factor."""
    (coal,) = _plant(evaluator, wanted, "coal")
    value = documented_value(evaluator.store, wanted.choice)
    formula = f"coal * factor = {coal.value:.10g} tce * {value:.5g} t/tce"
    inputs = (coal.input, *(one.input for one in factor_points(evaluator.store, wanted.choice)))
    return document_number(wanted, coal.value * value, "tCO2", formula, inputs)


def _run(evaluator: Evaluator, wanted: NumberId) -> Number:
    """``plant_run/co2/CN-GD/2024@<coal rate>~<documented factor>``: the calculator's CO2.

    The plant runs the hours that save the stated coal at that rate, so the rate cancels.
    """
    rate, _, name = wanted.choice.partition("~")
    if not rate.isdigit() or not name:
        raise ParameterError(f"{wanted} names no coal rate and factor", remedy="Write @302~factor")
    coal, capacity = _plant(evaluator, wanted, "coal", "capacity")
    at = evaluator.number(NumberId("plant_emissions", ("co2",), wanted.region, wanted.year, name))
    factor = at.value / coal.value
    hours = implied_hours(coal.value, capacity.value, float(rate))
    savings = stated_plant(evaluator.store, hours=hours, coal_rate=float(rate), factor=factor)
    formula = (
        f"capacity * hours * coal rate * factor = {savings.electricity_mwh:.6g} MWh * "
        f"{rate} g/kWh / 1000 * {factor:.5g} t/tce; the coal rate is an assumption"
    )
    inputs = tuple(dict.fromkeys((capacity.input, *at.inputs)))
    return document_number(wanted, savings.co2_t, "tCO2", formula, inputs)


def _rate(wanted: NumberId) -> float:
    if not wanted.choice.isdigit():
        raise ParameterError(f"{wanted} names no coal rate", remedy="Write @302, in g/kWh")
    return float(wanted.choice)


def _plant(evaluator: Evaluator, wanted: NumberId, *parts: str) -> list[DataPoint]:
    own = region(evaluator.store)
    if wanted.region != own:
        raise MissingDataError(
            f"no virtual power plant of {wanted.region} is stated", remedy=f"{own} has one"
        )
    return [datapoint.figure(evaluator.store, f"article_plant_{part}") for part in parts]


for _name, _concepts, _function in (
    ("plant_hours", 1, _hours),
    ("plant_factor", 2, _factor),
    ("plant_per_kwh", 1, _per_kwh),
    ("plant_at_grid", 1, _at_grid),
    ("plant_land_norm", 1, _land),
    ("documented_factor", 2, _documented),
    ("plant_emissions", 1, _co2_at),
    ("plant_run", 1, _run),
):
    registry.register(_name, _concepts, _function, decimals=display.three)
