from __future__ import annotations

import numpy as np
import pytest

from regionshare.chapters import bay_area, inequality
from regionshare.chapters.edition import Edition, make_edition
from regionshare.errors import MissingDataError, ParameterError
from regionshare.figures.figure import Figure
from regionshare.indicators import bay_area as bay
from regionshare.indicators import bay_index
from regionshare.numbers.evaluator import Evaluator

CITIES = ["GZ", "SZ", "ZH", "FS", "JM", "ZQ", "HZ", "DG", "ZS"]


def test_the_cities_are_nine_and_two(real: Evaluator) -> None:
    assert bay.mainland(real.store) == tuple(f"CN-GD-{city}" for city in CITIES)


@pytest.mark.parametrize(
    ("region", "currency", "value"),
    [("CN-GD-SZ", "yuan", 34606.4 / 1779.01), ("CN-HK", "HKD", 29834.08 / 752.79)],
)
def test_money_stays_in_its_own_currency(
    real: Evaluator, region: str, currency: str, value: float
) -> None:
    number = real.number(f"city_ratio/gdp:population/{region}/2023")
    assert number.unit == f"1e4 {currency} per person"
    assert number.value == pytest.approx(value)


def test_carbon_per_gdp_is_in_tonnes_per_ten_thousand_yuan(real: Evaluator) -> None:
    """Mt over 1e8 yuan is a hundred t over 1e4 yuan."""
    number = real.number("city_ratio/co2:gdp/CN-GD-SZ/2019")
    assert number.unit == "t per 1e4 yuan"
    assert number.value == pytest.approx(44.26319349746742e6 / (26992.33e8 / 1e4))


def test_hong_kong_has_no_carbon_of_this_kind(real: Evaluator) -> None:
    with pytest.raises(MissingDataError):
        real.number("city_ratio/co2:gdp/CN-HK/2019")
    with pytest.raises(ParameterError, match="is not ranked"):
        real.number("index_rank/min_max:equal/CN-HK/2019")


def test_shenzhens_energy_is_about_a_third(real: Evaluator) -> None:
    """(4534 / 26992.33) / (487488 / sum of the provinces' GDP of the same vintage)."""
    number = real.number("city_relative/energy:gdp/CN-GD-SZ/2019")
    gdp = sum(real.store.value("gdp.nbs_2020", r, 2019) for r in real.store.parts("gdp.nbs_2020"))
    assert number.value == pytest.approx((4534 / 26992.33) / (487488 / gdp))
    assert {one.year for one in number.inputs} == {2019}
    assert number.match == "direct"


def test_shenzhens_carbon_is_a_proxy_with_a_span(real: Evaluator) -> None:
    number = real.number("city_relative/co2:gdp/CN-GD-SZ/2021")
    assert number.match == "proxy"
    assert number.span is not None
    assert number.span.count == 4
    assert {one.year for one in number.inputs} == {2021}


def test_a_ratio_of_two_years_cannot_be_asked_for(real: Evaluator) -> None:
    with pytest.raises(MissingDataError):
        real.number("city_relative/energy:gdp/CN-GD-SZ/2021")
    with pytest.raises(ParameterError, match="energy:gdp or co2:gdp"):
        real.number("city_relative/population:gdp/CN-GD-SZ/2021")


@pytest.mark.parametrize(
    ("value", "part", "side"),
    [(0.28, 3, "below"), (0.2858, 3, "within"), (0.4, 3, "above"), (0.2, 5, "within")],
)
def test_a_unit_fraction_is_an_interval(value: float, part: int, side: str) -> None:
    assert bay_area.side_of(value, part) == side


@pytest.mark.parametrize(
    ("lang", "told", "head", "hong_kong"),
    [
        ("en", "0.128 in 2020 and 0.139 in 2021", "GDP 2023, bn yuan", "2,983 bn HKD"),
        ("zh", "2020年为0.128，2021年为0.139", "2023年GDP，亿元", "29,834亿港元"),
    ],
)
def test_water_is_compared_within_a_year_and_money_within_a_currency(
    lang: str, told: str, head: str, hong_kong: str
) -> None:
    edition = make_edition("CN-GD", 2023, lang)
    assert bay_area.findings(edition).texts["bay_area/water_ratios"] == told
    table = bay_area.cities_table(edition, bay_area.cities(edition))
    assert table is not None
    assert table.columns["gdp"].label == head
    cells = [row[1] for row in table.rows()]
    assert cells[-2] == hong_kong
    assert all(cell.replace(",", "").replace(".", "").isdigit() for cell in cells[:-2])


def test_the_index_is_what_its_numbers_say(real: Evaluator) -> None:
    found = bay_index.index(real, 2019)
    assert found.first == 2014
    assert found.matrix.shape == (9, 6)
    assert found.entropy.sum() == pytest.approx(1)
    place = found.cities.index("CN-GD-SZ")
    assert found.matrix[place, 0] == pytest.approx(26992.33 / 1710.4)
    assert found.matrix[place, 2] == pytest.approx(1710.4 / 1324.1)
    low, high = found.stability.between(bay_index.MIDDLE)
    number = real.number("index_rank_low/green_index/CN-GD-SZ/2019")
    assert number.value == low[place] <= high[place]
    assert np.sort(found.ranks["topsis", "entropy"]).tolist() == list(range(1, 10))


def test_a_year_without_all_nine_cities_has_no_index(real: Evaluator) -> None:
    assert bay_index.years(real) == [2014, 2015, 2016, 2018, 2019]
    for year in (2014, 2017, 2023):
        with pytest.raises(MissingDataError, match="2015, 2016, 2018, 2019"):
            bay_index.index(real, year)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_tells_nothing_outside_guangdong(lang: str) -> None:
    for region, year in (("CN-JS", 2020), ("US-CA", 2019)):
        edition = make_edition(region, year, lang)
        found = bay_area.findings(edition)
        assert found.numbers == {}
        assert not any(found.flags.values())
        assert figures_of_cities(edition) == [None, None]
        assert bay_area.cities_table(edition, bay_area.cities(edition)) is None
        assert bay_area.ranks_table(edition, bay_area.ranks(edition)) is None
        assert bay_area.indicators_table(edition, bay_area.indicators(edition)) is None


def test_an_early_edition_has_no_later_figure() -> None:
    edition = make_edition("CN-GD", 2015)
    found = bay_area.findings(edition)
    assert found.flags["bay_area_shown"]
    assert not found.flags["bay_area_energy"]
    assert all(int(n.period[-4:]) <= 2015 for n in found.numbers.values())
    assert bay_area.index_year(edition) == 2015
    assert bay_area.index_year(make_edition("CN-GD", 2014)) is None


def figures_of_cities(edition: Edition) -> list[Figure | None]:
    return [
        bay_area.bay_gdp_per_person(edition, bay_area.cities(edition)),
        bay_area.bay_index_ranks(edition, bay_area.ranks(edition)),
    ]


def _all(edition: Edition) -> None:
    sigmas = inequality.sigmas(edition)
    inequality.totals(edition)
    edition.take(inequality.findings(edition, inequality.measures(edition), sigmas))
    inequality.betas(edition, sigmas)
    edition.take(bay_area.findings(edition))


@pytest.mark.parametrize(("region", "year"), [("CN-GD", 2023), ("US-CA", 2019)])
def test_every_printed_number_can_be_explained(region: str, year: int, real: Evaluator) -> None:
    edition = make_edition(region, year)
    _all(edition)
    for key, number in edition.numbers.items():
        assert real.number(key) == number


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_state_their_finding(lang: str) -> None:
    edition = make_edition("CN-GD", 2023, lang)
    curves, measures = inequality.lorenz(edition), inequality.measures(edition)
    made = [
        inequality.lorenz_curves(edition, curves, measures),
        inequality.theil_by_group(edition, inequality.parts(edition)),
        inequality.rank_history(edition, inequality.ranks(edition)),
        inequality.sigma_history(edition, inequality.sigmas(edition)),
        *figures_of_cities(edition),
    ]
    for figure in made:
        assert figure is not None
        assert any(letter.isdigit() for letter in figure.alt)
        assert edition.texts["region"] in figure.alt
        assert figure.svg("dark") == figure.svg("dark")


def test_sigma_is_drawn_with_its_breaks() -> None:
    table = inequality.sigmas(make_edition("CN-GD", 2023))
    carbon = table[table["pair"] == "co2:gdp"].set_index("year")["segment"]
    assert carbon[2014] != carbon[2015]
    people = table[table["pair"] == "gdp:population"].set_index("year")["segment"]
    assert people[2010] != people[2011]


@pytest.mark.parametrize(("lang", "side"), [("en", "below"), ("zh", "低于")])
def test_the_nine_cities_stand_beside_the_stated_intensity(lang: str, side: str) -> None:
    """367.71 Mt in 2019 over the nine cities' GDP, against "below 0.45 t per 10,000 yuan"."""
    edition = make_edition("CN-GD", 2023, lang)
    found = bay_area.findings(edition)
    assert found.flags["bay_area_delta"]
    assert found.texts["bay_area/delta_year"] == "2019"
    assert found.texts["bay_area/delta_ratio"] == "0.42"
    assert found.texts["bay_area/delta_side"] == side
