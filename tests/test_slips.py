"""Slips in a panel that has no row of the nation: each is told, and true figures are not.

Every panel here is made up but for those of the report's own data and packs.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from sampling import some_of

import regionshare.cli
from regionshare.data import pack as data
from regionshare.data.store import Store
from regionshare.errors import RegionshareError
from regionshare.files import packs, paths
from regionshare.nation import pack, writing

Key = tuple[str, int, int]
Panel = dict[Key, float]
UNITS = {"gdp": "1e9 JPY", "population": "thousand persons", "energy": "PJ", "co2": "Mt"}
PER_HEAD = {"population": 1.0, "gdp": 4.0, "energy": 0.15, "co2": 0.009}
YEARS = range(2016, 2022)
NATION = -1
"""The key of the nation's own row."""


@pytest.fixture(scope="module")
def own() -> Store:
    return data.load(paths.data_dir(packs.OWN))


def made_up(count: int, concepts: str, years: range = YEARS) -> Panel:
    """A panel such as a nation has: regions of many sizes, incomes, climates; growth and noise."""
    draw = random.Random(count)
    sizes = [max(2000, 16_000 / count) * math.exp(draw.gauss(0, 0.8)) for _ in range(count)]
    found: Panel = {}
    for concept in concepts.split():
        spread = {"population": 0.0, "gdp": 0.25}.get(concept, 0.4)
        for region, size in enumerate(sizes):
            level = size * PER_HEAD[concept] * math.exp(draw.gauss(0, spread))
            for year in years:
                growth = (year - years[0]) * (0.03 if concept == "gdp" else 0.005)
                noise = draw.gauss(0, 0.003 if concept == "population" else 0.02)
                found[concept, region, year] = level * math.exp(growth + noise)
    return found


def written(folder: Path, panel: Mapping[Key, float]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["region", "year", "concept", "value", "unit", "source", "note"])
    for (concept, region, year), value in panel.items():
        name = "Japan" if region == NATION else f"R{region}"
        writer.writerow([name, year, concept, f"{value:.6g}", UNITS[concept], "Toy", ""])
    (folder / "panel.csv").write_text(text.getvalue(), "utf-8")
    regions = dict.fromkeys(region for _, region, _ in panel if region != NATION)
    names = "".join(f"R{one},JP-R{one},Region {one},\n" for one in regions)
    (folder / "names.csv").write_text(f"name,id,name_en,name_zh\n{names}", "utf-8")


def told(folder: Path, panel: Mapping[Key, float], own: Store) -> str:
    """What is told of a panel's figures; nothing where all may be true."""
    written(folder, panel)
    made = pack.draft("JP", folder / "panel.csv", own, folder / "names.csv")
    try:
        writing.tried(made, own)
    except RegionshareError as error:
        return error.sentence
    return ""


def spoilt(panel: Panel, factor: float, hit: Callable[[Key], bool]) -> Panel:
    return {key: value * factor if hit(key) else value for key, value in panel.items()}


ALL = "population gdp energy co2"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "concepts", "years"),
    [
        (2, ALL, YEARS), (2, "gdp", range(2020, 2022)), (8, ALL, YEARS), (8, "co2", YEARS),
        (47, ALL, range(2020, 2021)), (47, "population gdp", range(1990, 2021, 10)),
        (300, "population co2", range(2019, 2022)),
    ],
)  # fmt: skip
def test_a_panel_without_a_slip_passes(
    count: int, concepts: str, years: range, tmp_path: Path, own: Store
) -> None:
    assert told(tmp_path, made_up(count, concepts, years), own) == ""


SLIPS: dict[str, tuple[int, str, float, Callable[[Key], bool], str]] = {
    "a cell": (8, ALL, 1000, lambda k: k == ("co2", 4, 2018), "row 172: "),
    "a cell, ten times": (8, ALL, 10, lambda k: k == ("energy", 4, 2018), "a shifted decimal point"),
    "a cell, a tenth": (8, ALL, 0.1, lambda k: k == ("gdp", 4, 2018), "a shifted decimal point"),
    "carbon": (8, ALL, 12 / 44, lambda k: k == ("co2", 4, 2018), "carbon for carbon dioxide"),
    "toe for tce": (8, ALL, 0.7, lambda k: k == ("energy", 4, 2018), "tonnes of oil"),
    "a first cell": (8, ALL, 0.1, lambda k: k == ("co2", 4, 2016), "JP-R4 2016 of co2"),
    "a last cell": (47, ALL, 10, lambda k: k == ("co2", 4, 2021), "JP-R4 2021 of co2"),
    "a region": (
        8, ALL, 1000, lambda k: k[:2] == ("population", 4),
        "thousand persons; likely thousands in the place of ones, or a comma taken for a point (and 5 "
        "more of JP-R4 like it: rows 27, 28, 29, 30, ...)",
    ),
    "a region's money": (47, "population gdp", 0.1, lambda k: k[:2] == ("gdp", 4), "5 more of JP-R4"),
    "a region of two": (2, ALL, 1000, lambda k: k[:2] == ("co2", 1), " of co2.jp_toy is "),
    "a region of nothing else": (8, "co2", 1000, lambda k: k[1] == 4, "5 more of JP-R4"),
    "a last year": (
        47, ALL, 1000, lambda k: k[::2] == ("gdp", 2021), "likely thousands in the place of ones, or a "
        "comma taken for a point (and 46 more of 2021 like it: rows ",
    ),
    "a first year": (47, ALL, 10, lambda k: k[::2] == ("gdp", 2016), "46 more of 2016 like it"),
    "a year of two regions": (2, "gdp", 1000, lambda k: k[2] == 2021, "1 more of 2021 like it"),
    "a year of many": (300, "population co2", 1000, lambda k: k[::2] == ("co2", 2018), "299 more of 2018"),
    "a concept": (8, ALL, 1000, lambda k: k[0] == "co2", "; all figures of co2.jp_toy look too large for their unit, Mt, by "),
    "a concept, less": (47, ALL, 0.001, lambda k: k[0] == "energy", "; all figures of energy.jp_toy look too small"),
    "all people": (47, ALL, 1000, lambda k: k[0] == "population", "; all figures of population.jp_toy look too large for their unit, thousand persons, by "),
    "all people, less": (8, ALL, 0.001, lambda k: k[0] == "population", "; all figures of population.jp_toy look too small for their unit, thousand persons, by "),
    "people or carbon": (8, "population co2", 1000, lambda k: k[0] == "co2", "; all figures of population.jp_toy look too small for their unit, thousand persons, or all figures of co2.jp_toy look too large for their unit, Mt, by "),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_told(case: str, tmp_path: Path, own: Store) -> None:
    count, concepts, factor, hit, wanted = SLIPS[case]
    found = told(tmp_path, spoilt(made_up(count, concepts), factor, hit), own)
    assert wanted in found
    assert "Nothing was made." in found


@pytest.mark.slow
@pytest.mark.parametrize("factor", [0.001, 1000])
@pytest.mark.parametrize("concept", ["population", "energy", "co2"])
def test_a_unit_that_is_wrong_is_blamed_on_its_own_concept(
    concept: str, factor: float, tmp_path: Path, own: Store
) -> None:
    found = told(tmp_path, spoilt(made_up(47, ALL), factor, lambda k: k[0] == concept), own)
    mistakes = [line for line in found.splitlines() if line.startswith("panel.csv")]
    assert len(mistakes) == 1
    side = "small" if factor < 1 else "large"
    assert f"all figures of {concept}.jp_toy look too {side} for their unit" in mistakes[0]


def test_a_decade_between_figures_hides_no_slip(tmp_path: Path, own: Store) -> None:
    panel = made_up(8, "population gdp", range(1990, 2021, 10))
    found = told(tmp_path, spoilt(panel, 10, lambda k: k[::2] == ("gdp", 2010)), own)
    assert "7 more of 2010 like it" in found


def _real(nation: str, store: Store) -> tuple[str, str]:
    """A panel of the headline figures of a nation's regions, and what they are called."""
    members = [one for one in store.regions.members(nation) if one.id not in WITHOUT]
    lines = ["region,year,concept,value,unit,source,note"]
    for concept in ("population", "gdp", "energy", "co2"):
        entries = store.bases[nation].get(concept, {}).get("headline", [])
        seen = set()
        wanted = {one.id for one in members} | ({nation} if nation == "CN" else set())
        named = [entry[key] for entry in entries for key in ("series", "total") if key in entry]
        for series in dict.fromkeys(named):
            unit = store.units[store.series[series].unit].unit
            for region, year, value in store.rows(series):
                if region in wanted and (region, year) not in seen:
                    seen.add((region, year))
                    lines.append(f"{region},{year},{concept},{value!r},{unit},{series},")
    names = [f"{one.id},{one.id},{one.name_en}," for one in members]
    return "\n".join(lines) + "\n", "\n".join(["name,id,name_en,name_zh", *names]) + "\n"


WITHOUT = ("CN-XZ", "FR-NUTS-FRY5")
"""Regions that have no carbon dioxide, so that no sum has them."""

EUROPE = "AT BE BG CZ DE DK ES FI FR GR HU IE IT LT NL PL PT RO SE SI SK"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "nation"),
    [
        ("data", "CN"),
        ("data", "US"),
        ("packs/us-2023", "US"),
        *some_of([("packs/europe", one) for one in EUROPE.split()], 7),
    ],
)
def test_true_figures_raise_no_alarm(place: str, nation: str, tmp_path: Path, own: Store) -> None:
    folder = packs.merged([paths.ROOT / place], paths.data_dir(packs.OWN), tmp_path / "merged")
    panel, names = _real(nation, data.load_store(folder))
    assert panel.count("\n") > 20
    (tmp_path / "panel.csv").write_text(panel, "utf-8")
    (tmp_path / "names.csv").write_text(names, "utf-8")
    made = pack.draft(nation, tmp_path / "panel.csv", own, tmp_path / "names.csv")
    writing.tried(made, own)


# -- confirmed, and afterwards ----------------------------------------------------------------------


def called(*arguments: object) -> str:
    """What a command says; its exit code at the end."""
    result = CliRunner().invoke(regionshare.cli.main, [str(one) for one in arguments])
    return f"{result.output}{result.stderr}exit {result.exit_code}"


def test_a_figure_that_is_true_is_confirmed_in_a_file(tmp_path: Path) -> None:
    strange = spoilt(made_up(8, ALL), 1000, lambda k: k == ("co2", 4, 2018))
    written(tmp_path, strange)
    new = ("nation", "new", "JP", "--from", tmp_path / "panel.csv", "--output", tmp_path / "made")
    new = (*new, "--regions", tmp_path / "names.csv")
    refused = called(*new)
    assert "exit 2" in refused and not (tmp_path / "made").exists()
    row = refused.partition("confirm in data/bounds.csv: ")[2].partition("REASON")[0]
    assert row.startswith("confirmed,co2.jp_toy,,JP-R4,2018,")
    head = "kind,of,over,regions,years,min,max,reason\n"
    bounds = tmp_path / "bounds.csv"
    bounds.write_text(f"{head}{row}A volcano\n", "utf-8")
    assert "exit 0" in called(*new, "--bounds", bounds)
    assert "exit 0" in called("data", "check", tmp_path / "made")
    path = tmp_path / "made" / "observations" / "co2.jp_toy.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines) if line.startswith("JP-R4,2018,")]
    lines[at] = lines[at].replace("JP-R4,2018,", "JP-R4,2018,9")
    path.write_text("".join(lines), "utf-8")
    again = called("data", "check", tmp_path / "made")
    assert "exit 2" in again and f"observations/co2.jp_toy.csv, row {at + 1}: " in again


def test_a_slip_after_the_pack_was_made_is_told_by_the_check(tmp_path: Path) -> None:
    written(tmp_path, made_up(8, ALL))
    new = ("nation", "new", "JP", "--from", tmp_path / "panel.csv", "--output", tmp_path / "made")
    assert "exit 0" in called(*new, "--regions", tmp_path / "names.csv")
    path = tmp_path / "made" / "observations" / "gdp.jp_toy.csv"
    head, *lines = path.read_text("utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    later = [[r, y, f"{float(v) * 1000:.6g}" if y == "2021" else v, n] for r, y, v, n in cells]
    path.write_text("\n".join([head, *map(",".join, later)]) + "\n", "utf-8")
    found = called("data", "check", tmp_path / "made")
    assert "exit 2" in found and "7 more of 2021 like it" in found


# -- a nation's row beside its regions ---------------------------------------------------------------


def whole(panel: Panel) -> Panel:
    """With the sum of the regions as the nation's row."""
    sums: Panel = {}
    for (concept, _, year), value in panel.items():
        sums[concept, NATION, year] = sums.get((concept, NATION, year), 0.0) + value
    return panel | sums


def largest(panel: Panel) -> int:
    return max((k for k in panel if k[1] != NATION and k[0] == "gdp"), key=panel.__getitem__)[1]


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 8])
@pytest.mark.parametrize("slip", ["none", "row", "row in a year", "region in a year", "copied"])
def test_what_may_be_a_slip_is_asked_about(count: int, slip: str, tmp_path: Path) -> None:
    panel = whole(made_up(count, "population gdp"))
    big = largest(panel)
    hits: dict[str, Callable[[Key], bool]] = {
        "row": lambda k: k[:2] == ("gdp", NATION),
        "row in a year": lambda k: k == ("gdp", NATION, 2018),
        "region in a year": lambda k: k == ("gdp", big, 2018),
    }
    if slip in hits:
        panel = spoilt(panel, 1.25 if slip == "region in a year" else 1.1, hits[slip])
    if slip == "copied":
        panel = {
            (c, r, y): panel[c, r, 2018 if (c, y) == ("gdp", 2019) else y] for c, r, y in panel
        }
    written(tmp_path, panel)
    new = ("nation", "new", "JP", "--from", tmp_path / "panel.csv", "--output", tmp_path / "made")
    made = called(*new, "--regions", tmp_path / "names.csv")
    assert "exit 0" in made
    found = called("data", "check", tmp_path / "made")
    asked = [line for line in found.splitlines() if line.startswith("Look again")]
    assert asked == [line for line in made.splitlines() if line.startswith("Look again")]
    file = "observations/gdp.jp_toy.csv"
    expected = {
        "row": "sum to 90.9 % of Japan's own row in 2016-2021",
        "row in a year": f"speak against ({file}): Japan, row 4.",
        "region in a year": f"speak against ({file}): Region {big}, row ",
        "copied": f"all {count + 1} figures of gdp.jp_toy in 2019 are those of 2018 ({file}, first",
    }
    assert len(asked) == (slip != "none")
    assert all(expected[slip] in line for line in asked)


def asked(folder: Path, panel: Mapping[Key, float], own: Store) -> list[str]:
    """What is asked of a panel whose figures may be true."""
    written(folder, panel)
    return writing.tried(pack.draft("JP", folder / "panel.csv", own, folder / "names.csv"), own)


def test_a_region_or_most_of_a_year_that_was_copied_is_asked_about(
    tmp_path: Path, own: Store
) -> None:
    panel = made_up(8, "population gdp")
    twice = {(c, r, y): panel[c, 3 if r == 5 else r, y] for c, r, y in panel}
    (people, money) = asked(tmp_path, twice, own)
    assert (
        "all 6 figures of Region 5 in population.jp_toy are those of Region 3 (panel.csv" in people
    )
    assert "gdp.jp_toy" in money
    most = {
        (c, r, y): panel[c, r, 2018 if (c, y) == ("gdp", 2019) and r else y] for c, r, y in panel
    }
    (year,) = asked(tmp_path, most, own)
    row = 2 + list(panel).index(("gdp", 1, 2019))
    assert (
        f"7 of 8 figures of gdp.jp_toy in 2019 are those of 2018 (panel.csv, first row {row})"
        in year
    )


def test_people_are_held_to_how_many_the_nation_has(tmp_path: Path, own: Store) -> None:
    panel = made_up(8, "population gdp")
    assert asked(tmp_path, panel, own) == []
    (found,) = asked(tmp_path, spoilt(panel, 0.1, lambda k: k[0] == "population"), own)
    assert "million people in 2021, which is outside 20.5 to 739 (Million people: some 123" in found
    for rows, factor in ((panel, 0.001), (whole(panel), 0.001), (whole(panel), 19)):
        wrong = spoilt(rows, factor, lambda k: k[0] == "population")
        assert "some 123 million live there" in told(tmp_path, wrong, own)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factor", "hit", "said"),
    [
        (0.9, lambda k: k[::2] == ("population", 2019), "population.jp_toy is in 2019 0.901"),
        (0.7, lambda k: k[::2] == ("energy", 2019), "energy.jp_toy is in 2019 0.6"),
        (
            0.9,
            lambda k: k == ("population", 4, 2019),
            "Region 4 in 2019 of population.jp_toy is 0.9",
        ),
        (12 / 44, lambda k: k[0] == "co2", "Mt / PJ in 2021, which is outside"),
    ],
)
def test_what_all_regions_do_in_a_year_or_one_does_alone_is_asked_about(
    factor: float, hit: Callable[[Key], bool], said: str, tmp_path: Path, own: Store
) -> None:
    (found,) = asked(tmp_path, spoilt(made_up(47, ALL), factor, hit), own)
    assert said in found


def test_figures_a_head_are_asked_about_where_no_total_tells(tmp_path: Path, own: Store) -> None:
    panel = made_up(47, "population gdp")
    people = {k[1:]: 1000 * v for k, v in panel.items() if k[0] == "population"}
    heads = {k: 1e6 * v / people[k[1:]] if k[0] == "gdp" else v for k, v in panel.items()}
    (found,) = asked(tmp_path, heads, own)
    assert "Are these figures a head" in found and "gdp.jp_toy" in found


def test_a_total_from_another_source_is_no_series_without_parts(tmp_path: Path, own: Store) -> None:
    panel = whole(made_up(8, "population"))
    written(tmp_path, panel)
    path = tmp_path / "panel.csv"
    lines = path.read_text("utf-8").splitlines()
    lines = [line.replace("Toy", "Bureau") if "Japan" in line else line for line in lines]
    path.write_text("\n".join(lines), "utf-8")
    made = pack.draft("JP", path, own, tmp_path / "names.csv")
    assert writing.tried(made, own) == []


def test_what_is_to_come_is_refused_and_a_year_that_is_not_over_asked_about(
    tmp_path: Path, own: Store
) -> None:
    now = datetime.date.today().year
    with pytest.raises(RegionshareError, match=f"row 4: year is {now + 1}, which is yet to come"):
        told(tmp_path, made_up(8, "gdp", range(now - 1, now + 2)), own)
    (found,) = asked(tmp_path, made_up(8, "population gdp", range(now - 1, now + 1)), own)
    assert f"gdp.jp_toy has figures of {now}, the year in which it was published" in found


@pytest.mark.parametrize(
    ("factor", "own_row", "said"),
    [
        (2.0, False, "'R{big}', {value}, is far from its years beside"),
        (0.1, False, "'R{big}', {value}, is far from its years beside"),
        (2.0, True, "Look at this row: another unit"),
    ],
)
def test_a_sum_that_cannot_be_is_told_at_the_figure_that_makes_it_so(
    factor: float, own_row: bool, said: str, tmp_path: Path, own: Store
) -> None:
    panel = whole(made_up(4, "gdp"))
    big = largest(panel)
    wrong = ("gdp", NATION if own_row else big, 2018)
    spoiled = spoilt(panel, factor, lambda k: k == wrong)
    with pytest.raises(RegionshareError) as raised:
        told(tmp_path, spoiled, own)
    row = 2 + list(spoiled).index(wrong)
    assert raised.value.sentence.startswith(f"panel.csv, row {row}: gdp of the regions in 2018")
    assert said.format(big=big, value=f"{spoiled[wrong]:.6g}") in raised.value.sentence


def test_where_the_years_do_not_tell_both_are_named(tmp_path: Path, own: Store) -> None:
    panel = whole(made_up(4, "gdp", range(2018, 2019)))
    with pytest.raises(RegionshareError) as raised:
        told(tmp_path, spoilt(panel, 2, lambda k: k[1] == NATION), own)
    assert f"Look at this row, or that of 'R{largest(panel)}' (row " in raised.value.sentence


def test_money_in_another_size_than_its_unit_says_is_told(tmp_path: Path, own: Store) -> None:
    panel = spoilt(made_up(8, "population gdp"), 1e-7, lambda k: k[0] == "gdp")
    found = told(tmp_path, panel, own)
    assert "gdp.jp_toy over population.jp_toy" in found and "no money is so dear" in found
