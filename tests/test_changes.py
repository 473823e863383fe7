from __future__ import annotations

import json
from pathlib import Path

import pytest
import toy_history
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from regionshare.chapters import decoupling, drivers, intensity
from regionshare.chapters.edition import Edition, make_edition
from regionshare.chapters.periods import five_years
from regionshare.cli import main
from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.indicators.change import FACTORS, chain, growth
from regionshare.indicators.change import kaya as identity
from regionshare.indicators.release import ends
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import NumberId

CHAPTERS = (intensity, decoupling, drivers)
calm = settings(deadline=None, max_examples=50)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    return opening.evaluator(toy_history.write(tmp_path_factory.mktemp("history") / "data"))


# -- ids ------------------------------------------------------------------------------------------


def test_an_id_with_a_period_is_taken_apart_and_put_together() -> None:
    text = "intensity_change/co2:gdp/CN-GD/2005-2022@ceads_apparent_2022"
    wanted = NumberId.parse(text)
    assert (wanted.first, wanted.year, wanted.period) == (2005, 2022, "2005-2022")
    assert str(wanted) == text


@pytest.mark.parametrize(
    "text",
    [
        "share/energy/CN-GD/2005-2021",
        "change/energy/CN-GD/2021",
        "change/energy/CN-GD/2021-2021",
        "change/energy/CN-GD/2022-2021",
    ],
)
def test_a_period_that_does_not_fit_the_metric_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match=r"the period of .* does not fit"):
        NumberId.parse(text)


# -- joining releases -----------------------------------------------------------------------------


def test_releases_that_agree_are_joined_and_the_join_is_an_input(history: Evaluator) -> None:
    found = ends(history, "co2", "TL-A", 2018, 2021)
    assert found.series == ("co2.first", "co2.second")
    assert found.change == pytest.approx(0.32)
    years = {(one.series, one.year) for one in found.inputs}
    assert {("co2.first", 2019), ("co2.second", 2019), ("co2.first", 2020)} <= years


def test_releases_that_differ_are_not_joined(history: Evaluator) -> None:
    with pytest.raises(MissingDataError, match=r"may not be joined for TL-B: .* 10\.0 % in 2019"):
        history.number("change/co2/TL-B/2018-2021")


def test_a_period_within_one_release_stays_there(history: Evaluator) -> None:
    assert ends(history, "co2", "TL-B", 2018, 2020).series == ("co2.first", "co2.first")
    assert ends(history, "co2", "TL-B", 2019, 2021).series == ("co2.second", "co2.second")


def test_the_real_join_needs_half_a_per_cent(real: Evaluator) -> None:
    """Jiangsu's releases differ by 0.47 %, Beijing's by 1.4, Yunnan's by 20."""
    assert ends(real, "co2", "CN-JS", 2005, 2022).joined
    for region in ("CN-BJ", "CN-YN", "CN-HL"):
        with pytest.raises(MissingDataError, match="may not be joined"):
            ends(real, "co2", region, 2005, 2022)


# -- growth and changes ---------------------------------------------------------------------------


def test_growth_is_chained_from_the_year_after_the_first(history: Evaluator) -> None:
    number = history.number("growth/gdp/TL-A/2018-2021")
    assert number.value == pytest.approx(32.0)
    assert [one.year for one in number.inputs] == [2019, 2020, 2021]


@calm
@given(st.lists(st.floats(-20, 30), min_size=2, max_size=20))
def test_chaining_two_periods_is_chaining_the_whole(rates: list[float]) -> None:
    half = len(rates) // 2
    assert chain(rates) == pytest.approx(chain(rates[:half]) * chain(rates[half:]))


def test_growth_that_is_not_at_hand_is_refused(history: Evaluator) -> None:
    with pytest.raises(
        MissingDataError, match=r"no growth of TL-A .* gdp_growth\.bureaus 2019-2021"
    ):
        growth(history, "TL-A", 2017, 2021)


def test_carbon_that_grows_with_the_economy_leaves_its_intensity(history: Evaluator) -> None:
    change = history.number("intensity_change/co2:gdp/TL-A/2018-2021").value
    assert change == pytest.approx(0.0, abs=1e-9)
    assert history.number("elasticity/co2:gdp/TL-A/2018-2021").value == pytest.approx(1.0)


def test_the_path_holds_the_region_against_the_nation(history: Evaluator) -> None:
    """Energy of both stays; Alpha's economy grows to 1.32, the nation's to 1.21."""
    number = history.number("intensity_path/energy:gdp/TL-A/2018-2020")
    assert number.value == pytest.approx(1.21 / 1.32)
    assert {one.region for one in number.inputs} == {"TL", "TL-A"}


def test_an_economy_that_does_not_move_has_no_elasticity(history: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="did not move"):
        history.number("elasticity/co2:gdp/TL-A/2020-2021")


def test_the_fall_since_2005_hangs_on_the_inventory(real: Evaluator) -> None:
    """C04: about 54 % by the sectoral inventory, 39 % by the apparent one; their 2005 differs."""
    number = "intensity_change/co2:gdp/CN-GD/2005-2022"
    assert real.number(number).value == pytest.approx(-54.2, abs=0.05)
    assert real.number(f"{number}@ceads_apparent_2022").value == pytest.approx(-38.8, abs=0.05)
    gap = real.number("gap/co2/CN-GD/2005@ceads_apparent_2022").value
    assert gap == pytest.approx(100 * (272.16552162 / 341.8488059247428 - 1))


def test_the_revised_national_growth_is_a_sensitivity(real: Evaluator) -> None:
    first = real.number("growth/gdp/CN/2005-2022")
    revised = real.number("growth/gdp/CN/2005-2022@gdp_growth.nbs_national_revised")
    assert {one.series for one in first.inputs} == {"gdp_growth.nbs_national_first"}
    assert 0 < revised.value - first.value < 3


def test_another_basis_never_gives_another_value_to_an_id() -> None:
    plain, other = (
        make_edition("CN-GD", 2019, basis=basis)
        for basis in (None, {"co2": "co2.ceads_apparent_2019"})
    )
    ids = "intensity_change/co2:gdp/CN-GD/2005-2019"
    assert plain.evaluator.number(ids).id == ids
    found = other.evaluator.number(ids)
    assert found.id == f"{ids}@ceads_apparent_2019"
    assert plain.evaluator.number(found.id).value == found.value
    driver = other.evaluator.number("driver/co2:population/CN-GD/2005-2019")
    assert plain.evaluator.number(driver.id).value == driver.value


# -- drivers --------------------------------------------------------------------------------------


def test_effects_of_the_toy_country_can_be_checked_in_the_head(history: Evaluator) -> None:
    """Nothing moves but the economy: affluence and energy per GDP cancel."""
    one = identity(history, "TL-A", 2018, 2020)
    effects = dict(zip(FACTORS, one.effects.sum(axis=1), strict=True))
    assert effects["population"] == effects["process"] == 0
    assert effects["affluence"] == pytest.approx(-effects["energy_intensity"])
    assert one.parts["co2_gas"] == (0.0, 0.0)
    assert one.ratios.prod() == pytest.approx(1.0)


def test_the_history_stays_within_one_release(history: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="no one release of co2"):
        history.number("driver/co2:population/TL-A/2018-2021")


def test_parts_that_do_not_sum_to_their_inventory_are_refused(tmp_path: Path) -> None:
    folder = toy_history.write(tmp_path / "data")
    path = folder / "observations" / "co2_coal.first.csv"
    path.write_text(path.read_text("utf-8").replace("TL-A,2020,5.0", "TL-A,2020,6.0"), "utf-8")
    with pytest.raises(DataError, match="sum to 11, not 10, for TL-A"):
        identity(opening.evaluator(folder), "TL-A", 2018, 2020)


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [("CN-GD", 2005, 2019), ("CN-GD", 2015, 2022), ("CN-SH", 2005, 2017), ("US-CA", 2005, 2019)],
)
def test_real_effects_sum_to_the_change(
    real: Evaluator, region: str, first: int, last: int
) -> None:
    one = identity(real, region, first, last)
    change = one.total.end.value - one.total.start.value
    assert float(one.effects.sum()) == pytest.approx(change, rel=1e-9)
    assert float(one.ratios.prod()) == pytest.approx(1 + one.total.change, rel=1e-9)


def test_printed_effects_sum_to_the_printed_change(real: Evaluator) -> None:
    period = "CN-GD/2005-2019"
    effects = [real.number(f"driver/co2:{factor}/{period}").value for factor in FACTORS]
    change = real.number(f"change/co2/{period}").inputs
    assert sum(effects) == pytest.approx(change[1].value - change[0].value)
    fuels = ("co2_coal", "co2_oil", "co2_gas")
    parts = [real.number(f"driver/{fuel}:carbon_intensity/{period}").value for fuel in fuels]
    assert sum(parts) == pytest.approx(effects[3])


@pytest.mark.parametrize(
    "text",
    ["driver/energy:population/CN-GD/2005-2019", "driver/co2:weather/CN-GD/2005-2019",
     "driver_ratio/co2_coal:population/CN-GD/2005-2019", "driver/co2:process/US-CA/2005-2019",
     "elasticity/co2:population/CN-GD/2005-2019", "intensity_path/co2:gdp/CN/2005-2019"],
)  # fmt: skip
def test_what_is_no_effect_is_refused(real: Evaluator, text: str) -> None:
    with pytest.raises(ParameterError):
        real.number(text)


# -- chapters -------------------------------------------------------------------------------------


def tell(edition: Edition) -> None:
    for chapter in CHAPTERS:
        edition.take(chapter.findings(edition))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("region", "year"), [("CN-GD", 2023), ("CN-JS", 2020), ("US-CA", 2019)])
def test_every_printed_number_can_be_explained(region: str, year: int, lang: str) -> None:
    edition = make_edition(region, year, lang)
    tell(edition)
    assert len(edition.numbers) > 15
    ready = opening.evaluator()
    for key, number in edition.numbers.items():
        assert ready.number(key) == number


def test_the_command_explains_a_number_of_a_period() -> None:
    identifier = "intensity_change/co2:gdp/CN-GD/2005-2022"
    done = CliRunner().invoke(main, ["explain", "--json", identifier])
    content = json.loads(done.output)
    assert content["id"] == identifier
    joined = {(one["series"], one["year"]) for one in content["inputs"]}
    assert {("co2.ceads_sectoral_2019", 2019), ("co2.ceads_sectoral_2022", 2019)} <= joined


def test_small_growth_leaves_an_elasticity_blank() -> None:
    """Guangdong's economy grew by 2.3 % in 2020 and 1.9 % in 2022."""
    table = decoupling.by_year(make_edition("CN-GD", 2023))
    blank = table[table["elasticity"].isna()]
    assert set(blank["year"]) == {2020, 2022}
    assert set(blank["state"]) == {""}


def test_no_period_is_longer_than_five_years() -> None:
    assert five_years(2015) == [(2005, 2010), (2010, 2015)]
    assert five_years(2006) == [(2005, 2006)]


def test_the_nation_is_held_against_the_same_inventory() -> None:
    """Carbon of China ends in 2019, where the national inventory of that release ends."""
    table = intensity.history(make_edition("CN-GD", 2023))
    last = table.groupby(["load", "place"])["year"].max()
    assert last["co2", "CN"] == 2019
    assert last["co2", "CN-GD"] == last["energy", "CN"] == 2022
    assert (table[table["year"] == 2005]["index"] == 100).all()


def test_what_is_not_in_the_tables_of_decoupling_is_named() -> None:
    """China's table has no blank cell and no Tibet; California's has blanks and every state."""
    china, states = (
        decoupling.findings(make_edition(*which)) for which in (("CN-GD", 2023), ("US-CA", 2022))
    )
    assert china.texts["decoupling/absent"] == "Tibet"
    assert china.texts["decoupling/cut"].startswith("in 2017 Tianjin (\u221232.9\u202f%), Jilin")
    assert china.texts["decoupling/cut"].count("2017") == 1
    assert (china.texts["decoupling/reckoned"], china.texts["decoupling/figures"]) == ("15", "18")
    assert china.texts["decoupling/blank"] == "2020 and 2022"
    flags = ("decoupling_dash", "decoupling_absent", "decoupling_reckoned")
    assert [china.flags[one] for one in flags] == [False, True, True]
    assert [states.flags[one] for one in flags] == [True, False, False]


def test_a_region_whose_releases_differ_ends_with_the_first() -> None:
    edition = make_edition("CN-BJ", 2022)
    assert intensity.last_years(edition) == {"energy": 2022, "co2": 2019}
    assert intensity.findings(edition).flags["intensity_co2_cut"]


def test_without_a_history_nothing_is_shown() -> None:
    edition = make_edition("CN-GD", 2023, basis={"co2": "co2.carbon_monitor"})
    assert not decoupling.findings(edition).flags["decoupling_any"]
    assert not drivers.findings(edition).flags["drivers_any"]
    assert decoupling.decoupling_phase(edition, decoupling.phases(edition)) is None
    assert decoupling.own_table(edition, decoupling.by_period(edition)) is None
    assert decoupling.all_table(edition, decoupling.by_region(edition)) is None
    effects = drivers.effects(edition)
    assert drivers.drivers_by_period(edition, effects) is None
    assert drivers.effects_table(edition, effects) is None
    assert drivers.fuels_table(edition, drivers.by_fuel(edition)) is None


@pytest.mark.slow
def test_figures_state_their_finding_and_their_tables_are_drawn() -> None:
    for region, year, lang in (("CN-GD", 2023, "en"), ("CN-JS", 2020, "zh"), ("US-CA", 2019, "zh")):
        edition = make_edition(region, year, lang)
        tell(edition)
        made = [
            intensity.intensity_history(edition, intensity.history(edition)),
            decoupling.decoupling_phase(edition, decoupling.phases(edition)),
            decoupling.decoupling_years(edition, decoupling.by_year(edition)),
            drivers.drivers_by_period(edition, drivers.effects(edition)),
            drivers.drivers_history(edition, drivers.history(edition)),
        ]
        for figure in made:
            assert figure is not None
            assert edition.texts["region"] in figure.alt
            assert any(character.isdigit() for character in figure.alt)
            assert "nan" not in figure.alt.lower()
            assert figure.svg("dark").startswith("<svg")


def test_bars_of_a_period_sum_to_the_change_drawn() -> None:
    edition = make_edition("CN-GD", 2023)
    table = drivers.effects(edition)
    store = edition.store
    for (first, last, release), rows in table.groupby(["first", "last", "release"]):
        change = store.value(release, "CN-GD", last) - store.value(release, "CN-GD", first)
        effects = rows.set_index("factor")["effect"]
        assert effects.pop("change") == pytest.approx(change)
        assert effects.sum() == pytest.approx(change)
