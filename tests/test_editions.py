from __future__ import annotations

import re
from pathlib import Path

import pytest

from regionshare.chapters import panels
from regionshare.chapters.edition import make_edition, open_edition
from regionshare.errors import MissingDataError, ParameterError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Number


def test_a_panel_uses_the_latest_complete_year() -> None:
    """The 2022 yearbooks lack three provinces, and no inventory reaches 2023."""
    edition = make_edition("CN-GD", 2023)
    assert {c: edition.year_of(c) for c in edition.concepts} == {
        "energy": 2021,
        "co2": 2022,
        "electricity": 2023,
        "population": 2023,
        "gdp": 2023,
    }


def test_how_unusual_guangdong_is() -> None:
    edition = make_edition("CN-GD", 2023)
    found = panels.standing_findings(edition)
    values = {alias: found.numbers[number].value for alias, number in found.aliases.items()}
    assert values["rank/energy:gdp"] == 4
    assert values["below_average/energy:gdp"] == 14
    assert values["compared/energy:gdp"] == 30


def test_another_basis_changes_value_and_id() -> None:
    plain = make_edition("CN-GD", 2023).number("share", "gdp")
    other = make_edition("CN-GD", 2023, basis={"gdp": "gdp.nbs_2020"}).number("share", "gdp")
    assert plain.id == "share/gdp/CN-GD/2023"
    assert other.id == "share/gdp/CN-GD/2023@nbs_2020~sum"
    assert plain.value != other.value


def test_the_proxy_is_shown_as_one() -> None:
    edition = make_edition("CN-GD", 2023)
    later = panels.later_findings(edition).numbers.values()
    proxies = [one.id for one in later if one.match == "proxy"]
    assert "share/energy/CN-GD/2023@gd_later~national~nbs_national" in proxies
    assert edition.aliases.get("share/energy") != proxies[-1]


@pytest.mark.parametrize(
    ("region", "year", "message"),
    [
        ("CN-GD", 2031, "The latest year with data is 2024"),
        ("CN-GD", 1999, "no complete year up to 1999"),
        ("CN-XZ", 2021, "energy has no complete year up to 2021 for CN-XZ"),
    ],
)
def test_a_year_or_region_without_data_is_refused(region: str, year: int, message: str) -> None:
    with pytest.raises(MissingDataError, match=message):
        make_edition(region, year)


@pytest.mark.parametrize("region", ["CN", "CN-GD-SZ", "CN-HK", "CN-GRID-SOUTH"])
def test_an_edition_is_of_a_region_that_makes_up_its_nation(region: str) -> None:
    with pytest.raises(
        ParameterError,
        match="an edition is of one of the regions that make up CN",
    ):
        make_edition(region, 2021)


@pytest.mark.parametrize("year", ["2021", 2021.0, True, None])
def test_a_year_that_is_no_whole_number_is_refused(year: object) -> None:
    with pytest.raises(ParameterError, match="Give a whole number"):
        make_edition("CN-GD", year)  # type: ignore[arg-type]


def test_an_unknown_parameter_of_a_notebook_is_refused() -> None:
    with pytest.raises(ParameterError, match="'regoin' is not known \\(meant 'region'\\?\\)"):
        open_edition({"region": "CN-GD", "regoin": "CN-ZJ", "year": 2023})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"region": False}, "region is False, which is no text. .*quotation marks"),
        ({"region": ["CN-GD"]}, "region is .*which is no text"),
        ({"lang": 7}, "lang is 7, which is no text"),
        ({"basis": "gdp"}, "basis is 'gdp', which is no mapping"),
        ({"basis": None}, "basis is None, which is no mapping"),
        ({"year": "2021"}, "year is '2021'"),
        ({"year": True}, "year is True"),
    ],
)
def test_a_parameter_of_another_type_is_told(given: dict[str, object], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        open_edition({"region": "CN-GD", "year": 2021, "lang": "en", "basis": {}, **given})


def test_an_error_in_a_notebook_is_one_sentence() -> None:
    error = ParameterError("x is wrong", remedy="Do y")
    assert error._render_traceback_() == ["regionshare: x is wrong. Do y."]


def test_what_is_entered_can_be_said_by_its_alias() -> None:
    edition = make_edition("US-CA", 2019)
    edition.show(panels.share_findings(edition, edition.shares()))
    register = edition.register()
    entry = register["numbers"][register["aliases"]["share/energy"]]
    assert entry["display"] == {"en": "7.8\u202f%", "zh": "7.8%"}
    assert register["flags"]["has/energy"] is True
    assert register["flags"]["totals_differ"] is False


def test_both_languages_enter_the_same_numbers() -> None:
    english, chinese = (make_edition("CN-GD", 2023, lang) for lang in ("en", "zh"))
    for edition in (english, chinese):
        edition.shares()
        edition.show(panels.intensity_findings(edition))
    assert english.numbers == chinese.numbers


def test_the_readme_states_what_the_data_give(real: Evaluator) -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\| ([\d.]+) % \| `([^`]+)` \|$", text, flags=re.M)
    assert len(rows) == 4
    for stated, number in rows:
        assert display.digits(real.number(number).value, 1) == stated, number


def test_quantities_are_shown_in_friendly_units(real: Evaluator) -> None:
    store = real.store
    number: Number = real.number("value/energy/CN-GD/2021")
    assert display.display(number, store, "en") == "368.2 Mtce"
    assert display.display(number, store, "zh") == "36,821万吨标准煤"
    assert display.digits(-0.04, 1) == "0.0"
