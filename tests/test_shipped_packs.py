"""The packs that lie beside the report's data: what they hold, what they leave out, what they refuse."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import regionshare
import regionshare.cli
from regionshare.claims import ledger
from regionshare.data.store import Store
from regionshare.errors import DataError, RegionshareError, VintageError
from regionshare.files import packs, paths
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.sentences import formats
from regionshare.sentences.checking import checked
from regionshare.sentences.lexicon import lexicon

OWN = paths.ROOT / "data"
EUROPE = paths.ROOT / "packs" / "europe"
STATES = paths.ROOT / "packs" / "us-2023"
CONCEPTS = {"co2", "gdp", "population"}


def called(*arguments: str) -> Result:
    return CliRunner().invoke(regionshare.cli.main, arguments)


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packs, as they are read together."""
    return packs.merged([EUROPE, STATES], OWN, tmp_path_factory.mktemp("together"))


@pytest.fixture(scope="module")
def both(together: Path) -> Evaluator:
    return opening.evaluator(together)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("pack", [EUROPE, STATES], ids=lambda pack: pack.name)
def test_a_pack_passes_the_check(pack: Path) -> None:
    told = called("data", "check", "--data", str(pack))
    assert told.exit_code == 0, told.output
    assert told.output.startswith("data ok")


# -- Europe -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_nations_of_europe_are_those_that_are_complete_and_have_regions(
    both: Evaluator,
) -> None:
    regions = both.store.regions
    taken = {
        row["nation"]: int(row["regions_nuts_2016"])
        for row in rows(EUROPE / "coverage.csv")
        if row["regions_collected"] == row["regions_nuts_2016"] != "1"
    }
    held = {one.id: len(regions.members(one.id)) for one in regions.nations if one.id != "US"}
    assert held == taken
    assert len(taken) == 21


def test_what_europe_leaves_out_is_named() -> None:
    text = (paths.ROOT / "packs" / "README.md").read_text("utf-8")
    table = text.partition("| left out |")[2].splitlines()[2:]
    told = {name for row in table for name in row.split(" | ")[0].strip("| ").split(", ")}
    left = {
        row["name_en"]
        for row in rows(EUROPE / "coverage.csv")
        if row["regions_collected"] != row["regions_nuts_2016"] or row["regions_collected"] == "1"
    }
    assert told == left | {"carbon dioxide of Mayotte"}


def absent(store: Store) -> set[tuple[str, str, int]]:
    """Concept, region and year of Europe that have no figure."""
    return {
        (one.concept, region.id, year)
        for one in store.series.values()
        if one.nation != "US"
        for region in store.regions.members(one.nation)
        for year in range(2015, 2019)
        if not store.has(one.id, region.id, year)
    }


def test_every_figure_of_europe_is_there_but_for_mayottes_carbon(both: Evaluator) -> None:
    assert absent(both.store) == {("co2", "FR-NUTS-FRY5", year) for year in range(2015, 2019)}
    nations = {one.id for one in both.store.regions.nations} - {"US"}
    for nation in nations:
        assert {s.concept for s in both.store.series.values() if s.nation == nation} == CONCEPTS


@pytest.mark.parametrize(
    ("series", "region", "year", "value"),
    [
        ("co2.edgar_nuts2_at", "AT-NUTS-AT11", 2015, 1.9459),
        ("gdp.eurostat_at", "AT-NUTS-AT12", 2015, 53884.36),
        ("population.eurostat_at", "AT-NUTS-AT11", 2015, 288.356),
        ("co2.edgar_nuts2_fr", "FR-NUTS-FR10", 2018, 30.1352),
        ("gdp.eurostat_fr", "FR-NUTS-FR10", 2018, 733874.75),
    ],
)
def test_figures_are_those_of_the_source_in_larger_units(
    both: Evaluator, series: str, region: str, year: int, value: float
) -> None:
    assert both.quantities.figure(series, region, year).value == value


def test_carbon_of_europe_is_of_grade_c_and_over_the_sum_of_the_regions(both: Evaluator) -> None:
    found = [s for s in both.store.series.values() if s.concept == "co2" and s.nation != "US"]
    assert {one.grade for one in found} == {"C"}
    assert all("downscaled" in one.caveat_en and "降尺度" in one.caveat_zh for one in found)
    for one in found:
        assert {b.denominator for b in both.grid.entries(one.nation, "co2")} == {"sum"}


def test_shares_of_a_nation_sum_to_the_whole(both: Evaluator) -> None:
    for concept in sorted(CONCEPTS):
        parts = [
            both.number(f"share/{concept}/{one.id}/2018").value
            for one in both.store.regions.members("DE")
        ]
        assert sum(parts) == pytest.approx(100)


def test_a_ratio_over_carbon_leaves_mayotte_out_above_and_below(both: Evaluator) -> None:
    formula = both.number("relative_intensity/co2:gdp/FR-NUTS-FR10/2018").formula
    assert formula.count("sum of 26 regions") == 2


@pytest.mark.parametrize(
    ("text", "label", "number"),
    [
        (
            "In 2018 Oberbayern had about 5.6 % of Germany's people.",
            "holds",
            "share/population/DE-NUTS-DE21/2018",
        ),
        (
            "In 2018 Upper Bavaria produced about 8 % of German GDP.",
            "holds",
            "share/gdp/DE-NUTS-DE21/2018",
        ),
        (
            "In 2018 Lombardia emitted about 20 % of Italy's carbon dioxide.",
            "wrong",
            "share/co2/IT-NUTS-ITC4/2018",
        ),
        (
            "In 2018 Île-de-France had 18 % of France's people.",
            "holds",
            "share/population/FR-NUTS-FR10/2018",
        ),
        ("In 2018 Norte had 34.8 % of Portugal's people.", "holds", "share/population/PT-NUTS-PT11/2018"),
    ],
)  # fmt: skip
def test_sentences_on_regions_of_europe_are_read(text: str, label: str, number: str) -> None:
    told = called("check", text, "--data", str(EUROPE))
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[1].split()[0] == label
    assert f"number: {number}" in told.output


def test_a_nation_of_a_pack_is_no_other_country_and_one_of_no_pack_is() -> None:
    text = "In 2018 Berlin had 4.4 % of {}'s people."
    assert called("check", text.format("Germany"), "--data", str(EUROPE)).exit_code == 0
    told = called("check", text.format("Japan"), "--data", str(EUROPE))
    assert "The data hold no figures of Japan." in told.output
    assert "The data hold no figures of Germany." in called("check", text.format("Germany")).output


# -- the United States to 2023 ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "region", "year", "value"),
    [
        ("energy.eia_seds_2023", "US-AK", 2000, 735260),
        ("energy.eia_seds_2023", "US-AL", 2000, 2065056),
        ("co2.eia_2025", "US-CA", 2019, 354.6),
        ("co2.eia_2025", "US-CA", 2021, 321.9),
    ],
)
def test_figures_of_the_states_are_those_of_the_source(
    both: Evaluator, series: str, region: str, year: int, value: float
) -> None:
    assert both.quantities.figure(series, region, year).value == value


def test_the_year_2020_differs_by_a_twentieth_from_the_reports_own(both: Evaluator) -> None:
    old = opening.evaluator(OWN)
    states = [one.id for one in both.store.regions.members("US")]
    less = {
        region: both.quantities.figure("energy.eia_seds_2023", region, 2020).value
        / old.quantities.figure("energy.eia_seds_2020", region, 2020).value
        - 1
        for region in states
    }
    assert sum(less.values()) / len(less) == pytest.approx(-0.054, abs=0.001)
    assert set(sorted(less, key=lambda region: less[region])[:2]) == {"US-WA", "US-OR"}


def test_all_four_parts_of_a_state_are_there_to_2023(both: Evaluator) -> None:
    for concept in ("energy", *sorted(CONCEPTS)):
        assert 0 < both.number(f"share/{concept}/US-CA/2023").value < 20


def test_the_pack_and_the_report_are_not_read_together(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"US in bases\.yml differs"):
        packs.merged([OWN, STATES], OWN, tmp_path / "merged")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    """A pack that holds the old and the new energy of the states, one after the other."""
    folder = shutil.copytree(STATES, tmp_path_factory.mktemp("mixed") / "states")
    old = ("energy.eia_seds_2020", "co2.eia_2023")
    lines = (OWN / "series.csv").read_text("utf-8").splitlines()
    with (folder / "series.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines if line.startswith(old))
    for name in old:
        shutil.copy(OWN / "observations" / f"{name}.csv", folder / "observations")
    shutil.copy(OWN / "sources.bib", folder)
    with (folder / "sources.bib").open("a", encoding="utf-8") as file:
        text = (STATES / "sources.bib").read_text("utf-8")
        file.write(text[text.index("@misc{eia_seds_2025") :])
    bases = folder / "bases.yml"
    entry = "{series: energy.eia_seds_2023, denominator: national, years: 2000-2023}"
    later = entry.replace("2000", "2020")
    earlier = "{series: energy.eia_seds_2020, denominator: national, years: 2000-2019}"
    over = entry.replace("years: 2000-2023", "total: energy.eia_seds_2020, years: 2000-2019")
    text = bases.read_text("utf-8")
    assert entry in text
    split = f"{later}\n      - {earlier}\n    grid:\n      - {over}"
    bases.write_text(text.replace(f"{entry}\n    grid:", split), "utf-8")
    with (folder / "bounds.csv").open("a", encoding="utf-8") as file:
        for name in ("energy", "co2"):
            file.write(f"step,{name},,,,0.5,2,two conventions\nbend,{name},,,,0.5,2,two\n")
        file.write("parts,energy.eia_seds_2023,energy.eia_seds_2020,,,0.9,1.1,two conventions\n")
        file.write("parts,co2.eia_2023,co2.eia_2025,,,0.9,1.1,two conventions\n")
    return opening.evaluator(packs.merged([folder], OWN, folder.parent / "merged"))


@pytest.mark.slow
def test_a_change_over_both_conventions_is_never_formed(mixed: Evaluator) -> None:
    formed = 0
    for one in mixed.store.regions.members("US"):
        for years in ("2019-2020", "2010-2023"):
            try:
                told = mixed.number(f"change/energy/{one.id}/{years}")
            except RegionshareError:
                continue
            formed += 1
            assert len({used.series for used in told.inputs}) == 1
    assert formed


def test_a_ratio_over_both_conventions_is_refused(mixed: Evaluator) -> None:
    (over,) = (
        b
        for b in mixed.grid.entries("US", "energy")
        if b.total == "energy.eia_seds_2020" != b.series
    )
    with pytest.raises(VintageError, match="are of two vintages"):
        mixed.quantities.refuse_mixed(over, 2019)
    with pytest.raises(VintageError, match="are of two vintages"):
        mixed.number(f"share/energy/US-CA/2019@{over.token}")


def test_a_nation_whose_name_begins_within_a_word_is_read() -> None:
    store = regionshare.open(EUROPE).store
    found = lexicon(store.regions, store.concepts.values())
    text = "占比利时人口的10%"
    words = [(one.type, one.text) for one in found.words(text, text)]
    assert words[:2] == [("OCCUPY", "占"), ("NATION", "比利时")]
    text = "人口占比为10%"
    assert "占比为" in [one.text for one in found.words(text, text)]


ABROAD = """Île-de-France accounts for almost a third of French GDP. In 2018 Lombardy emitted 300 tonnes
of CO2 per million euros of GDP. Catalonia's GDP per capita is 15 % above the Spanish average. From 2015
to 2018 Lombardy's population grew by 1 %. Texas used 475 TWh of electricity in 2022, more than any other
state. In 2022 California used 6 MWh of electricity per person. In 2022 Texas used 500 million Btu of
energy per head."""


@pytest.mark.slow
def test_what_is_read_abroad_goes_on_as_a_claims_file_with_the_same_verdicts(
    both: Evaluator, tmp_path: Path
) -> None:
    found = checked(ABROAD, evaluator=both)
    assert (len(found.read), found.left) == (8, ())
    path = tmp_path / "claims.yml"
    path.write_text(formats.claims(found), "utf-8")
    again = ledger.open_ledger(path, evaluator=both)
    assert [entry.verdict.today for entry in again.entries] == [
        one.verdict.label for one in found.read
    ]
