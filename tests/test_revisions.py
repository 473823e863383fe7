from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.errors import MissingDataError, ParameterError, UnitError
from regionshare.indicators.inventory import spread
from regionshare.indicators.release import revision, share_revision
from regionshare.methods.metrics import Measure
from regionshare.numbers import registry
from regionshare.numbers.display import as_json, as_text
from regionshare.numbers.evaluator import Evaluator

size = st.floats(min_value=0.01, max_value=1e6)


@given(size, size)
def test_a_revision_and_its_undoing_cancel(old: float, new: float) -> None:
    there = revision(Measure(old, "Mt"), Measure(new, "Mt"))
    back = revision(Measure(new, "Mt"), Measure(old, "Mt"))
    assert (1 + there.scalar / 100) * (1 + back.scalar / 100) == pytest.approx(1)


@given(st.dictionaries(st.sampled_from("ABCDEF"), size, min_size=2, max_size=6), size)
def test_a_spread_is_never_negative_and_has_no_unit(values: dict[str, float], k: float) -> None:
    assert spread(values) >= 0
    assert spread({key: k * v for key, v in values.items()}) == pytest.approx(
        spread(values), rel=1e-6, abs=1e-6
    )


def test_a_revision_refuses_mixed_units() -> None:
    with pytest.raises(UnitError):
        revision(Measure(1.0, "Mt"), Measure(1.0, "1e4 tce"))
    with pytest.raises(UnitError):
        share_revision(Measure(1.0, "percent"), Measure(1.0, "ratio"))


def test_a_spread_of_one_inventory_is_refused() -> None:
    with pytest.raises(MissingDataError, match="at least two"):
        spread({"only": 1.0})


def test_toy_revision_can_be_checked_in_the_head(toy: Evaluator) -> None:
    """A is 50 in the old release and 40 in the new one, of 200 in both."""
    number = toy.number("revision/gdp/TL-A/2020@old~office")
    assert number.value == pytest.approx(-20)
    assert number.unit == "change"
    assert [one.value for one in number.inputs] == [50, 40]
    assert toy.number("share_revision/gdp/TL-A/2020@old~office").value == pytest.approx(-5)
    assert toy.number("revision/gdp/TL/2020@old~office~sum").value == pytest.approx(0)
    assert toy.number("revision_rank/gdp/TL-A/2020@old~office").value == 3
    assert toy.number("revised_up/gdp/TL/2020@old~office").value == 1
    assert toy.number("revised/gdp/TL/2020@old~office").value == 3
    assert toy.number("revised_beyond/gdp/TL/2020@old~office~15").value == 1


def test_toy_trap_is_marked_and_never_the_headline(toy: Evaluator) -> None:
    number = toy.number("trap_share/gdp/TL-A/2020@old~office")
    assert number.value == pytest.approx(100 * 50 / 200)
    assert number.match == "trap"
    assert not number.headline
    assert number.span is None
    assert "TRAP" in number.formula
    assert "this is a trap" in as_text(number, number.id, toy.store)
    assert as_json(number)["basis"]["match"] == "trap"


def test_toy_spread_excess_and_imports(toy: Evaluator) -> None:
    assert toy.number("excess/co2/TL/2020@first~nation").value == pytest.approx(-20)
    added = toy.number("imported/co2/TL-A/2020@first~sum~imports")
    assert added.value == pytest.approx((50 - 10) * 0.5 * 0.1)
    effect = toy.number("imports_effect/co2/TL-A/2020@first~sum~imports")
    assert effect.value == pytest.approx(12 - 10)
    assert effect.unit == "points"


@pytest.mark.parametrize(
    "identifier",
    [
        "revision/gdp/TL-A/2020",
        "revision/gdp/TL-A/2020@old",
        "revision/gdp/TL-A/2020@old~office~other",
        "revised_beyond/gdp/TL/2020@old~office",
        "imported/co2/TL-A/2020@first~sum",
        "revision/gdp:co2/TL-A/2020@old~office",
        "revisions/gdp/TL-A/2020@old~office",
    ],
)
def test_an_id_that_asks_for_something_else_says_what_to_write(
    toy: Evaluator, identifier: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        toy.number(identifier)
    assert caught.value.remedy


def test_a_sum_of_a_revision_refuses_a_missing_region(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="TL-C"):
        toy.number("excess/energy/TL/2019@books~nation")


def test_a_word_registers_once() -> None:
    known = registry.registered()["revision"]
    registry.register("revision", known.concepts, known.evaluate)
    with pytest.raises(ValueError, match="twice"):
        registry.register("revision", 1, lambda e, n: e.number(n))


HAND = {
    "revision/gdp/CN-GD/2023@nbs_2020~nbs_2025": 100 * (137905.4 / 135673.2 - 1),
    "revision/gdp/CN-SH/2023@nbs_2020~nbs_2025": 8.86,
    "revision/gdp/CN-TJ/2017@nbs_2018~nbs_2020": -32.88,
    "trap_share/gdp/CN-GD/2023@nbs_2020~nbs_2025": 10.483,
    "trap_share/gdp/CN-GD/2023@nbs_2025~nbs_national_first": 100 * 137905.4 / 1260582,
    "share_revision/gdp/CN-GD/2023@nbs_2020~nbs_2025": (
        100 * 137905.4 / 1283801.5 - 100 * 135673.2 / 1250931.8
    ),
    "revision/co2/CN/2022@gcb_2024~gcb_2025": 100 * (11712 / 11351 - 1),
    "revision/co2/CN-GD/2019@ceads_apparent_2019~ceads_apparent_2022": 100 * (552.3 / 569.0 - 1),
    "excess/co2/CN/2019@ceads_sectoral_2019~ceads_national_sectoral_2019": 10.92,
    "excess/co2/CN/2019@ceads_apparent_2019~ceads_national_apparent_2019": 17.78,
    "spread/co2/CN/2019": 100 * (11850.5929 / 9794.756397 - 1),
    "imported/co2/CN-GD/2022@ceads_sectoral_2022~sum~imports_national": (
        (7870 - 6366) * 0.5366 * 0.1
    ),
    "revision/generation/CN/2022@nbs~later~sum": 100 * (87700.16 / 88489 - 1),
}


@pytest.mark.parametrize("identifier", HAND)
def test_real_figures_agree_with_hand_arithmetic(real: Evaluator, identifier: str) -> None:
    number = real.number(identifier)
    assert number.id == identifier
    assert number.value == pytest.approx(HAND[identifier], abs=0.02)


def test_the_trap_is_no_admissible_share(real: Evaluator) -> None:
    span = real.number("share/gdp/CN-GD/2023").span
    assert span is not None
    trap = real.number("trap_share/gdp/CN-GD/2023@nbs_2020~nbs_2025").value
    assert trap < span.low
    assert all(abs(value - trap) > 0.1 for value in span.values.values())
