"""Net import, its carbon, the mix and the capacity with western power."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.chapters import energy_system
from regionshare.chapters.edition import Edition, make_edition
from regionshare.claims import ledger
from regionshare.errors import MissingDataError, ParameterError
from regionshare.figures.figure import Figure
from regionshare.indicators import electricity
from regionshare.numbers.evaluator import Evaluator

SIZE = st.floats(0.1, 1e5)


def test_net_import_is_use_minus_total_generation(toy: Evaluator) -> None:
    assert toy.number("net_import/electricity/TL-A/2020").value == 50 - 10
    assert toy.number("import_share/electricity/TL-A/2020").value == 80


def test_an_exporter_has_a_negative_import(toy: Evaluator) -> None:
    assert toy.number("net_import/electricity/TL-B/2020").value == -10
    assert toy.number("import_share/electricity/TL-C/2020").value == pytest.approx(-150)


def test_net_imports_of_a_closed_nation_sum_to_zero(toy: Evaluator) -> None:
    parts = (toy.number(f"net_import/electricity/TL-{x}/2020").value for x in "ABC")
    assert sum(parts) == pytest.approx(0)


def test_imported_power_is_priced_at_the_grid_factor(toy: Evaluator) -> None:
    """40e8 kWh at 0.5 kg/kWh are 2 Mt, which raise A from 10 to 12 of 100."""
    number = toy.number("import_emissions/co2/TL-A/2020@imports")
    assert number.value == pytest.approx(2)
    effect = toy.number("import_effect/co2/TL-A/2020@first~sum~imports")
    assert effect.value == pytest.approx(2)
    assert effect.value == toy.number(effect.id.replace("import_", "imports_")).value


def test_a_year_without_a_factor_is_refused(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="no basis imports is declared for TL-A 2019"):
        toy.number("import_emissions/co2/TL-A/2019@imports")


def test_another_concept_is_refused(toy: Evaluator) -> None:
    with pytest.raises(ParameterError, match="net_import is of electricity, not of energy"):
        toy.number("net_import/energy/TL-A/2020")


def test_a_metric_that_is_not_known_is_refused_with_the_known(toy: Evaluator) -> None:
    with pytest.raises(ParameterError, match="net_import"):
        toy.number("nett_import/electricity/TL-A/2020")


@given(home=SIZE, rest=SIZE, western=SIZE, part=st.floats(0, 1))
def test_share_with_western_power_lies_between_none_and_all(
    home: float, rest: float, western: float, part: float
) -> None:
    total = home + rest
    none, some, every = (electricity.capacity_share(home, total, western, p) for p in (0, part, 1))
    assert none <= some + 1e-9 <= every + 2e-9
    assert none < 100 * home / total < 100
    assert math.isclose(every - none, 100 * western / (total + western), rel_tol=1e-9)


def test_a_part_is_between_none_and_all() -> None:
    with pytest.raises(ParameterError, match="part is"):
        electricity.capacity_share(1, 2, 1, 1.2)


def test_guangdong_2023_is_what_can_be_computed_by_hand(real: Evaluator) -> None:
    assert real.number("net_import/electricity/CN-GD/2023").value == pytest.approx(8502 - 7010.31)
    home = real.number("nonfossil_home/capacity/CN-GD/2024")
    assert home.value == 5016 + 1614 + 1912
    every = real.number("nonfossil_capacity/capacity/CN-GD/2024@all")
    assert every.value == pytest.approx(100 * (8542 + 4500) / (5016 / 0.27 + 4500))
    assert real.number("implied_total/capacity/CN-GD/2024").value == pytest.approx(25000)
    assert every.match == "proxy"


def test_the_chapter_and_the_ledger_take_the_ends_of_a_capacity_share_from_the_same_roundings(
    real: Evaluator,
) -> None:
    """The west is one capacity above and below the line: 57.5 %, where two would allow 57.7 %."""
    of_c08 = next(one for one in ledger.open_ledger().entries if one.claim.id == "C08").evidence
    west, alone = (one.interval for one in of_c08 if one.role == "shown")
    assert (round(west.low, 2), round(west.high, 2)) == (36.38, 57.45)
    for found, low, high in ((west, "none", "all"), (alone, "home", "home")):
        ends = (
            f"nonfossil_capacity/capacity/CN-GD/2024@{c}" for c in (f"{low}~low", f"{high}~high")
        )
        assert [real.number(end).value for end in ends] == pytest.approx([found.low, found.high])


def test_the_capacity_of_another_province_is_not_claimed(real: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="CN-GD 2024 only"):
        real.number("nonfossil_home/capacity/CN-JS/2024")


def test_the_mix_sums_to_the_whole_in_every_year(real: Evaluator) -> None:
    for year in range(2005, 2025):
        parts = (
            real.store.value(f"mix_{fuel}.gd_yearbook_2025", "CN-GD", year)
            for fuel in electricity.FUELS
        )
        assert sum(parts) == pytest.approx(100, abs=0.2), year


def test_types_are_never_summed(real: Evaluator) -> None:
    """The largest type and the smallest are rows; no row is their total."""
    edition = make_edition("CN-GD", 2023)
    table = energy_system.types_table(edition, energy_system.types(edition))
    assert table is not None
    assert table.html().count("<tr") == 1 + len(electricity.TYPES)
    assert "116.3" in table.html()
    chinese = make_edition("CN-GD", 2023, "zh")
    table = energy_system.types_table(chinese, energy_system.types(chinese))
    assert table is not None  # a column has one unit, though 1.163亿 stands beside 1,610万
    assert [row[1] for row in table.rows()][:2] == ["11,630万千瓦", "1,610万千瓦"]


@pytest.mark.parametrize(
    ("region", "year", "flags"),
    [
        ("CN-GD", 2023, {"import", "importer", "later", "effect", "types", "mix", "gap"}),
        ("CN-GD", 2021, {"import", "importer", "effect", "types", "mix"}),
        ("CN-JS", 2020, {"import", "importer", "types"}),
        ("CN-HB", 2018, {"import"}),
        ("US-CA", 2019, set()),
    ],
)
def test_the_page_shows_what_the_data_have(region: str, year: int, flags: set[str]) -> None:
    edition = make_edition(region, year)
    tables = (
        energy_system.trade(edition),
        energy_system.effects(edition),
        energy_system.mix(edition),
    )
    told = energy_system.findings(edition, *tables).flags
    found = {name.removeprefix("energy_system/") for name, holds in told.items() if holds}
    assert found - {"guangdong"} == flags


def test_the_page_leads_with_the_year_of_the_better_series() -> None:
    for region, year, years in (
        ("CN-GD", 2023, (2022, 2023)),
        ("CN-GD", 2021, (2021, None)),
        ("US-CA", 2019, (None, None)),
    ):
        edition = make_edition(region, year)
        assert energy_system.import_years(edition, energy_system.trade(edition)) == years


def test_the_figure_of_the_import_leads_with_the_sound_year_and_says_what_it_draws_alone() -> None:
    imports = energy_system.electricity_import
    guangdong = make_edition("CN-GD", 2023)
    figure = imports(guangdong, energy_system.trade(guangdong))
    assert figure is not None
    assert figure.alt.startswith("Net electricity import of Guangdong: 150.4 TWh (2022)")
    assert "doubtful: 149.2 TWh (2023)" in figure.alt
    assert "below zero" not in figure.caption  # no bar is, and no year is left out
    assert "left out" not in figure.caption
    hubei = make_edition("CN-HB", 2018)
    sold = imports(hubei, energy_system.trade(hubei))
    assert sold is not None
    assert "below zero" in sold.caption


def test_the_three_totals_of_the_province_are_told_apart() -> None:
    found = energy_system.capacity(make_edition("CN-GD", 2023)).texts
    assert "182 GW to 189 GW" in found["energy_system/totals"]  # 50.16 / 0.275 and / 0.265
    assert (
        "types above"
        not in energy_system.capacity(make_edition("CN-GD", 2018)).texts["energy_system/totals"]
    )


def test_figures_state_their_finding_or_are_absent() -> None:
    for figure in figures(make_edition("CN-GD", 2023, "zh")):
        assert figure is not None
        assert "广东" in figure.alt
        figure.svg("light")
    assert figures(make_edition("US-CA", 2019))[0] is None
    assert figures(make_edition("CN-JS", 2020))[1] is None


def figures(edition: Edition) -> tuple[Figure | None, Figure | None]:
    return (
        energy_system.electricity_import(edition, energy_system.trade(edition)),
        energy_system.energy_mix(edition, energy_system.mix(edition)),
    )
