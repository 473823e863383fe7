"""Reports of the carbon markets: what may be compared, and what follows from rounding."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionshare.chapters import market as chapter
from regionshare.chapters.edition import make_edition
from regionshare.errors import DataError, MissingDataError, ParameterError
from regionshare.files import paths
from regionshare.indicators import market
from regionshare.indicators.market import Report, price_bounds, same_scope
from regionshare.numbers.evaluator import Evaluator


def report(name: str, year: int, volume: float, turnover: float, **more: object) -> Report:
    day = datetime.date(year, 1, 1)
    base = Report(
        name, "CN-GD", day, "listed", volume, 2.0, turnover, 0.2, None, "rounded", "office", day,
        "", "", "", "",
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


FIRST, LAST = report("a", 2020, 100, 20), report("b", 2021, 110, 25)


def test_a_price_between_reports_is_a_bracket() -> None:
    """5 (+-0.2) 1e8 yuan for 10 (+-2) Mt are 40 to 65 yuan a tonne."""
    low, high = price_bounds(FIRST, LAST)
    assert low == pytest.approx(4.8 / 12 * 100)
    assert high == pytest.approx(5.2 / 8 * 100)


@given(
    volume=st.floats(3, 1e3),
    turnover=st.floats(0.3, 1e3),
    slips=st.tuples(*[st.floats(-0.999, 0.999)] * 4),
)
def test_the_bracket_holds_every_price_that_rounding_allows(
    volume: float, turnover: float, slips: tuple[float, float, float, float]
) -> None:
    last = report("b", 2021, 100 + volume, 20 + turnover)
    low, high = price_bounds(FIRST, last)
    true_volume = volume + slips[0] - slips[1]
    true_turnover = turnover + 0.1 * (slips[2] - slips[3])
    assert low - 1e-6 <= 100 * true_turnover / true_volume <= high + 1e-6


def test_no_price_where_nothing_but_rounding_was_traded() -> None:
    with pytest.raises(MissingDataError, match="no more than its rounding"):
        price_bounds(FIRST, replace(LAST, volume=101.0))


def test_reports_of_different_scopes_are_never_compared() -> None:
    with pytest.raises(ParameterError, match="differ in market or scope"):
        same_scope(FIRST, replace(LAST, scope="forward"))
    with pytest.raises(ParameterError, match="differ in market or scope"):
        same_scope(FIRST, replace(LAST, market="CN-HB"))
    with pytest.raises(ParameterError, match="is not before"):
        same_scope(LAST, FIRST)


def test_a_lower_bound_has_no_difference() -> None:
    with pytest.raises(MissingDataError, match="only a lower bound"):
        same_scope(FIRST, replace(LAST, reading="above"))


def test_the_articles_figures_lie_between_the_reports_around_them(real: Evaluator) -> None:
    edition = make_edition("CN-GD", 2023)
    assert chapter.in_bracket(edition)
    price = real.number("price/ets_turnover:ets_volume/CN-GD/2024@gd_claim_2024_10_31")
    assert price.value == pytest.approx(6617 / 228.7)
    whole = real.number("all_pilots/ets_volume/CN-GD/2022@gd_2022_01_12")
    assert whole.value == pytest.approx(200.45 / 0.3776)
    hubei = real.number("traded/ets_volume/CN-HB/2021@hb_forward_2021_06_30")
    assert hubei.value + 200.45 > whole.value


def test_derived_and_official_totals_of_the_national_market_agree(real: Evaluator) -> None:
    found = market.load(real.store)
    derived, official = found["cn_listed_2024_12_31"], found["cn_2024_12_31"]
    assert derived.turnover == pytest.approx(official.turnover, rel=0.001)
    assert abs(derived.volume - official.volume) <= official.volume_step / 2


@pytest.mark.parametrize(("lang", "more"), [("en", "more than 300 Mt"), ("zh", "超过3亿吨")])
def test_the_table_adds_no_digit_and_names_what_it_sums(lang: str, more: str) -> None:
    edition = make_edition("CN-GD", 2023, lang)
    texts = chapter.findings(edition).texts
    assert texts["market/gd_products_above"] == more
    assert texts["market/gd_share"].startswith("37.76")
    assert texts["market/hb_share"].startswith("42.7")
    table = chapter.latest_table(edition, chapter.latest(edition))
    assert table is not None
    assert {"en": "Regional pilots together", "zh": "区域试点合计"}[lang] in table.html()


def test_yearly_flows_are_not_published(real: Evaluator) -> None:
    """Of the commercial copy only totals over chosen spans stand here, never the table."""
    listed = [r for r in market.load(real.store).values() if r.scope == "listed"]
    assert {r.date.year for r in listed} <= {2016, 2020, 2021, 2023, 2024}
    assert len(listed) <= 11


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = (paths.data_dir() / market.FILE).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / market.FILE
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("228.7,0.1,66.17", "x,0.1,66.17", "volume is 'x', not a number"),
        ("CN-GD,2024-07-22,allowances", "CN-GD,2024-07-22,allowance", "scope 'allowance' is not"),
        ("227.39,0.01,65.6", "22.739,0.01,65.6", "cumulative volume falls from"),
        ("2024-12-17,allowances", "2024-17-12,allowances", "Write a date as"),
        ("xinhua_gd_market,2024-07-22", "xinhua,2024-07-22", "source 'xinhua' is not known"),
        ("gd_2024_12_17,", "gd_2024_07_22,", "stands twice"),
    ],
)
def test_bad_reports_are_refused(
    tmp_path: Path, real: Evaluator, old: str, new: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        market.read(broken(tmp_path, old, new), real.store)


@pytest.mark.parametrize(("region", "shown"), [("CN-GD", True), ("CN-HB", True), ("CN-JS", False)])
def test_only_regions_with_a_market_at_hand_are_shown(region: str, shown: bool) -> None:
    edition = make_edition(region, 2020)
    found = chapter.findings(edition)
    assert found.flags["market/known"] is shown
    assert bool(found.numbers) is shown
    assert (chapter.latest_table(edition, chapter.latest(edition)) is not None) is shown
    assert bool(edition.numbers) is shown
    figure = chapter.market_reports(edition, chapter.reports(edition))
    assert (figure is not None) is shown
    if figure:
        assert "228.7" in figure.alt
        figure.svg("dark")
