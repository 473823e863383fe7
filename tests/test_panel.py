"""What an analyst asks for in one call: regions, concepts, a panel of a metric."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import regionshare
from regionshare.errors import ParameterError


def test_every_row_of_a_panel_is_the_number_of_its_id() -> None:
    found = regionshare.panel("co2:gdp", "US", "relative_intensity", years=[2015, 2019])
    assert set(found["year"]) == {2015, 2019}
    for row in found.iloc[::17].itertuples():
        number = regionshare.number(row.id)
        assert (float(number), number.unit) == (pytest.approx(row.value, rel=1e-11), row.unit)


def test_without_a_concept_a_panel_has_all_that_a_metric_has() -> None:
    found = regionshare.panel(nation="US", years=[2019])
    assert {"energy", "co2", "population", "gdp"} <= set(found["concepts"])
    assert set(found["metric"]) == {"share"}


def test_shares_of_the_gdp_of_all_states_add_up_to_the_nation() -> None:
    found = regionshare.panel("gdp", "US", years=[2019], basis={"gdp": "bea_2024~sum"})
    assert found["value"].sum() == pytest.approx(100, abs=1e-9)


def test_regions_and_concepts_are_tables() -> None:
    known = regionshare.regions()
    assert regionshare.regions("US").equals(known[known["nation"] == "US"].reset_index(drop=True))
    assert "energy" in set(regionshare.concepts()["concept"])


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: regionshare.panel("coal"), "coal"),
        (lambda: regionshare.panel(metric="sahre"), "share"),
        (lambda: regionshare.panel(nation="XX"), "XX"),
        (lambda: regionshare.panel(years=["x"]), "x"),
        (lambda: regionshare.panel(basis={"gdp": "nothing"}), "nothing"),
        (lambda: regionshare.regions("XX"), "XX"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], object], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        call()
