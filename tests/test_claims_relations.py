"""What claims imply for each other, who could say the same, and the commands."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from regionshare.claims import consistency, who
from regionshare.claims.ledger import Ledger, open_ledger
from regionshare.cli import claims as commands
from regionshare.numbers.evaluator import Evaluator


@pytest.fixture(scope="module")
def ledger(real: Evaluator) -> Ledger:
    return open_ledger(evaluator=real)


def test_every_finding_of_the_report_is_computed_in_both_languages(ledger: Ledger):
    found = consistency.findings(ledger)
    assert len(found) == len(ledger.file.relations) > 0
    assert all(f.text.en and f.text.zh and f.values for f in found)


def test_the_implied_factor_and_price_are_the_interval_quotients(ledger: Ledger):
    """O22: 10.8/4.07 is 2.638 to 2.669; O23: 66.17/2.287 is 28.925 to 28.942."""
    found = {f.id: f for f in consistency.findings(ledger)}
    factor, price = (
        found["coal-factor"].values["factor"],
        found["allowance-price"].values["price"],
    )
    assert (factor.low, factor.high) == pytest.approx((2.638036809815951, 2.6691266912669125))
    assert (price.low, price.high) == pytest.approx((28.92459016393443, 28.941613820249284))
    assert found["coal-factor"].fits is None
    assert "none lies in this range" in found["coal-factor"].text.en
    assert "overlaps" in found["coal-factor"].text.en


def test_only_2024_makes_close_to_30_and_10_points_above_true_together(ledger: Ledger):
    found = {f.id: f for f in consistency.findings(ledger)}["nonfossil-year"]
    assert "Only in 2024 could both be true" in found.text.en
    assert "not over" in found.text.en
    assert found.fits is None


def test_the_official_67_percent_fits_about_7_percent_of_the_energy(ledger: Ledger):
    found = {f.id: f for f in consistency.findings(ledger)}["energy-ratio"]
    share = found.values["implied_share"]
    assert (share.low, share.high) == pytest.approx((66.5 * 10.75 / 100, 67.5 * 10.85 / 100))
    assert found.fits


def test_another_text_has_no_findings_of_the_report(real: Evaluator, ledger: Ledger):
    from dataclasses import replace

    other = replace(ledger, file=replace(ledger.file, claims=(), documents={}))
    assert consistency.findings(other) == []


def test_the_central_sentence_is_asked_of_every_province_in_one_year(real: Evaluator):
    table = who.central_table(real, "CN")
    assert table.year == 2021
    assert len(table.rows) == 31
    assert table.lacking == {"CN-XZ": ("energy", "co2")}
    assert "CN-GD" in table.could_say
    assert "CN-SD" not in table.could_say
    zhejiang = table.row("CN-ZJ")
    assert zhejiang is not None
    assert zhejiang.of_economy_only
    assert not zhejiang.could_say


def test_it_works_for_the_states_of_another_nation(real: Evaluator):
    table = who.central_table(real, "US")
    assert (table.year, len(table.evaluated)) == (2020, 51)
    assert "US-CA" in table.could_say
    assert "US-TX" not in table.could_say


def test_a_region_could_say_it_only_if_all_four_comparisons_hold():
    ratios = {
        ("energy", "gdp"): 1.0,
        ("co2", "gdp"): 1.0,
        ("energy", "population"): 0.8,
        ("co2", "population"): 0.8,
    }
    row = who.RegionRow("X", {}, ratios)
    assert row.could_say is False
    assert who.RegionRow("X", {"energy": 5.0}, {}).could_say is None


def run(command: object, *arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)  # type: ignore[arg-type]
    assert result.exit_code == 0
    return result.output


def test_the_ledger_command_prints_every_verdict_and_the_tally(ledger: Ledger):
    lines = run(commands.ledger).splitlines()
    printed = [line.split()[0] for line in lines if line.startswith("  ")]
    groups = ledger.groups().values()
    assert printed == [entry.claim.id for entries in groups for entry in entries]
    counted = sum(not entry.claim.outside_tally for entry in ledger.entries)
    assert any(line.startswith(f"{counted} claims, today (when spoken)") for line in lines)


def test_the_ledger_command_prints_json():
    rows = json.loads(run(commands.ledger, "--json"))
    assert [row["id"] for row in rows][:2] == ["C01", "C02"]
    assert json.loads(run(commands.claim, "carbon-share", "--json"))["id"] == "C21"


def test_the_claim_command_shows_quotation_reading_and_what_would_settle_it():
    text = run(commands.claim, "c21")
    assert text.startswith("Depends on the inventory, bought power and the national total: 4.2")
    for part in (
        "和5%的碳排放量",
        "Tan Jiebin",
        "4.5\u202f% or more, below",
        "what would settle it",
        "23 of 36",
    ):
        assert part in text


def test_the_ledger_of_another_province_says_what_was_left_out():
    text = run(commands.ledger, "--region", "CN-ZJ")
    assert text.startswith("Asked of CN-ZJ; the text is about CN-GD.")
    assert "Not asked, since they rest on documents about CN-GD" in text
