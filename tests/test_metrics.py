from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.errors import MissingDataError, RegionshareError, UnitError
from regionshare.methods import metrics
from regionshare.methods.metrics import Measure

amounts = st.floats(min_value=1e-3, max_value=1e9)


def test_share_is_percent_of_total() -> None:
    assert metrics.share(Measure(6.0, "Mt"), Measure(50.0, "Mt")) == Measure(12.0, "percent")


def test_share_refuses_mixed_units() -> None:
    with pytest.raises(UnitError, match="'1e4 tce' != '1e9 Btu'"):
        metrics.share(Measure(1.0, "1e4 tce"), Measure(2.0, "1e9 Btu"))


def test_share_refuses_unaligned_tables() -> None:
    part = Measure(pd.Series({"A": 1.0, "B": 2.0}), "Mt")
    total = Measure(pd.Series({"A": 4.0, "C": 4.0}), "Mt")
    with pytest.raises(RegionshareError, match=r"\['B', 'C'\]"):
        metrics.share(part, total)


def test_share_refuses_a_total_of_zero() -> None:
    with pytest.raises(RegionshareError, match="not positive"):
        metrics.share(Measure(1.0, "Mt"), Measure(0.0, "Mt"))


def test_share_works_on_tables() -> None:
    part = Measure(pd.Series({2020: 1.0, 2021: 2.0}), "Mt")
    total = Measure(pd.Series({2020: 4.0, 2021: 4.0}), "Mt")
    assert metrics.share(part, total).values.to_dict() == {2020: 25.0, 2021: 50.0}  # type: ignore[union-attr]


@given(st.lists(amounts, min_size=1, max_size=40))
def test_shares_of_all_regions_sum_to_100(values: list[float]) -> None:
    total = Measure(sum(values), "Mt")
    shares = [metrics.share(Measure(v, "Mt"), total).values for v in values]
    assert sum(shares) == pytest.approx(100)


@given(amounts, amounts, amounts, amounts)
def test_relative_intensity_is_the_location_quotient(
    a: float, rest_of_b: float, c: float, rest_of_d: float
) -> None:
    b, d = a + rest_of_b, c + rest_of_d
    relative = metrics.relative_intensity(
        metrics.share(Measure(a, "Mt"), Measure(b, "Mt")),
        metrics.share(Measure(c, "coin"), Measure(d, "coin")),
    )
    assert relative.values == pytest.approx(metrics.location_quotient(a, c, b, d))


@given(amounts, amounts, amounts, amounts)
def test_relative_intensity_is_intensity_over_the_nations(
    a: float, rest_of_b: float, c: float, rest_of_d: float
) -> None:
    b, d = a + rest_of_b, c + rest_of_d
    own = metrics.intensity(Measure(a, "Mt"), Measure(c, "coin")).values
    nation = metrics.intensity(Measure(b, "Mt"), Measure(d, "coin")).values
    relative = metrics.relative_intensity(
        metrics.share(Measure(a, "Mt"), Measure(b, "Mt")),
        metrics.share(Measure(c, "coin"), Measure(d, "coin")),
    )
    assert relative.values == pytest.approx(own / nation)  # type: ignore[operator]


def test_location_quotient_of_the_published_example() -> None:
    """Farhauer and Kroell 2013, as in the manual page of REAT's locq."""
    assert metrics.location_quotient(1714, 79006, 879213, 15593224) == pytest.approx(
        0.3847623, abs=5e-8
    )


def test_rank_gives_equal_values_the_better_rank() -> None:
    ranks = metrics.rank(pd.Series({"A": 1.0, "B": 0.5, "C": 1.0, "D": 2.0}))
    assert ranks.to_dict() == {"A": 2, "B": 1, "C": 2, "D": 4}


def test_rank_refuses_a_missing_value() -> None:
    with pytest.raises(MissingDataError, match="missing: B"):
        metrics.rank(pd.Series({"A": 1.0, "B": float("nan")}))


def test_ranks_of_a_table_are_whole_numbers() -> None:
    assert metrics.rank(pd.Series({"A": 1.0, "B": 0.5})).dtype.kind == "i"


def test_a_table_and_a_number_need_no_alignment() -> None:
    table = Measure(pd.Series({"A": 1.0, "B": 2.0}), "Mt")
    assert metrics.share(table, Measure(4.0, "Mt")).values.to_dict() == {"A": 25.0, "B": 50.0}  # type: ignore[union-attr]
    assert metrics.intensity(Measure(4.0, "Mt"), table).values.to_dict() == {"A": 4.0, "B": 2.0}  # type: ignore[union-attr]


def test_a_part_may_exceed_its_whole_by_what_adding_loses() -> None:
    edge = 1.0 + metrics.ROUNDING
    assert metrics.share(Measure(edge, "Mt"), Measure(1.0, "Mt")).values == 100 * edge


TABLE = Measure(pd.Series({"A": 1.0, "B": 2.0}), "Mt")
MANY = Measure(pd.Series(dict.fromkeys(["A", *"GFEDC", 2020, "B"], 1.0)), "Mt")
TURNED = Measure(pd.Series({"B": 1.0, "A": 2.0}), "Mt")
PERCENT, NOTHING = Measure(5.0, "percent"), Measure(0.0, "Mt")
UNITS = "Figures of different units are never added, compared or divided into a share."
WHOLE = "No share is above 100 %: one of the two figures is wrong, or of another thing."
ROWS = "Reindex both to the same regions and years first."
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "units": (lambda: metrics.same_unit("Mt", "t"), f"mismatching units: 'Mt' != 't'. {UNITS}"),
    "units of a share": (
        lambda: metrics.share(Measure(1.0, "Mt"), Measure(2.0, "t")),
        f"mismatching units: 'Mt' != 't' in a share. {UNITS}",
    ),
    "a first share that is none": (
        lambda: metrics.relative_intensity(Measure(1.0, "Mt"), PERCENT),
        f"mismatching units: 'Mt' != 'percent' in a relative intensity. {UNITS}",
    ),
    "a second share that is none": (
        lambda: metrics.relative_intensity(PERCENT, Measure(1.0, "Mt")),
        f"mismatching units: 'Mt' != 'percent' in a relative intensity. {UNITS}",
    ),
    "five of the rows that one table alone has": (
        lambda: metrics.intensity(TABLE, MANY),
        f"tables are not aligned: [2020, 'C', 'D', 'E', 'F'] differ. {ROWS}",
    ),
    "rows in another order": (
        lambda: metrics.share(TABLE, TURNED),
        f"tables are not aligned: the order of their rows differ. {ROWS}",
    ),
    "a total of nothing": (
        lambda: metrics.share(Measure(1.0, "Mt"), NOTHING),
        "the total of a share is not positive everywhere. Check its figures.",
    ),
    "an activity of nothing": (
        lambda: metrics.intensity(TABLE, NOTHING),
        "the activity of an intensity is not positive everywhere. Check its figures.",
    ),
    "a sector of nothing": (
        lambda: metrics.location_quotient(1, 2, 0, 4),
        "a total of a location quotient is not positive everywhere. Check its figures.",
    ),
    "more than the whole": (
        lambda: metrics.share(Measure(7.5, "Mt"), Measure(5.0, "Mt")),
        f"a share would be 150.0 %, of a part that is larger than its whole. {WHOLE}",
    ),
    "one of several more than the whole": (
        lambda: metrics.share(TABLE, Measure(1.5, "Mt")),
        f"a share would be 133.3 %, of a part that is larger than its whole. {WHOLE}",
    ),
    "values that are missing": (
        lambda: metrics.rank({"A": float("nan"), "B": 1.0, "C": float("nan")}),
        "a rank needs a value for every region; missing: A, C.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_computed_is_refused_in_a_sentence(case: str) -> None:
    call, sentence = REFUSED[case]
    with pytest.raises(RegionshareError) as refused:
        call()
    assert refused.value.sentence == sentence
