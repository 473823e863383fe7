"""Data that cannot be true are found by what they are compared with, and told with the mistake."""

from __future__ import annotations

import math
import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from regionshare.cli import main
from regionshare.data import plausible
from regionshare.data.pack import load_store
from regionshare.data.plausible import Comparison, Figures, Place
from regionshare.errors import DataError, RegionshareError
from regionshare.files import paths
from regionshare.methods.metrics import Measure, share
from regionshare.numbers.evaluator import Evaluator

BOUNDS = paths.data_dir() / plausible.NAME
FACTORS = (10, 0.1, 0.7, 1 / 0.7, 12 / 44, 44 / 12, 1e4, 1e-4, 0.5)


class Held:
    """The report's figures, the comparisons that each enters, and what a changed one breaks."""

    def __init__(self, real: Evaluator) -> None:
        self.figures = Figures(real.store)
        self.all: list[Place] = [
            (series, region, year)
            for series, rows in self.figures.values.items()
            for region, year in rows
        ]
        self.comparisons: dict[Place, list[Comparison]] = defaultdict(list)
        bounds = plausible.load_bounds(BOUNDS, real.store)
        within = [one for one in bounds if one.kind not in ("copy", *plausible.NOT_COMPARED)]
        for one in self.figures.comparisons(within):
            for place in set(one.figures):
                self.comparisons[place].append(one)

    def catches(self, place: Place, factor: float) -> bool:
        """Whether a figure, taken ``factor`` times, leaves a bound."""

        def value(one: Place) -> float:
            found = self.figures.values[one[0]][one[1:]]
            return found * factor if one == place else found

        return any(
            not one._replace(value=quotient(one, value)).fits for one in self.comparisons[place]
        )


def quotient(one: Comparison, value: Callable[[Place], float]) -> float:
    """A comparison's quotient, computed anew from its figures and apart from the code tested."""
    bound, places = one.bound, one.figures
    if bound.kind == "parts":
        return sum(value(place) for place in places[1:]) / value(places[0])
    size = len(bound.of) + bool(bound.over)
    ratios = []
    for start in range(0, len(places), size):
        above, below = places[start : start + len(bound.of)], places[start + size - 1]
        ratios.append(sum(map(value, above)) / (value(below) if bound.over else 1.0))
    first, *others = ratios
    return first / math.prod(others) ** (1 / len(others)) if others else first


@pytest.fixture(scope="module")
def held(real: Evaluator) -> Held:
    return Held(real)


@pytest.mark.slow
def test_the_reports_figures_are_all_compared_and_all_fit(held: Held) -> None:
    assert all(held.comparisons[place] for place in held.all)
    for ones in held.comparisons.values():
        assert all(one.fits for one in ones)


def test_a_random_wrong_figure_is_caught(held: Held) -> None:
    """97.7 % of 4,000 on the day this was written; most others are growth in per cent of a year."""
    draw = random.Random(20)
    places = draw.sample(held.all, 2000)
    caught = [held.catches(place, draw.choice(FACTORS)) for place in places]
    assert sum(caught) / len(caught) > 0.965
    levels = [c for p, c in zip(places, caught, strict=True) if not p[0].startswith("gdp_growth")]
    assert sum(levels) / len(levels) > 0.985


@pytest.mark.parametrize("concept", ["gdp", "population", "energy", "co2", "electricity"])
@pytest.mark.parametrize("factor", FACTORS)
def test_a_wrong_figure_of_what_the_report_is_about_is_caught(
    held: Held, concept: str, factor: float
) -> None:
    places = [place for place in held.all if place[0].partition(".")[0] == concept]
    places = random.Random(concept).sample(places, 300)
    assert sum(held.catches(place, factor) for place in places) / len(places) > 0.98


def test_ten_per_cent_fewer_people_are_always_found(held: Held) -> None:
    people = [place for place in held.all if place[0].startswith("population.")]
    assert len(people) > 2000
    assert all(held.catches(place, 0.9) for place in people)


# -- the whole way, with the sentence --------------------------------------------------------------


def told(real: Evaluator, places: Collection[Place], factor: float) -> DataError:
    """What the check says of the report's data with some figures multiplied."""
    figures = dict(real.store.figures)
    for series in {place[0] for place in places}:
        one = figures[series]
        keys = zip(one["region"], one["year"], one["value"], strict=True)
        wrong = [v * factor if (series, r, y) in places else v for r, y, v in keys]
        figures[series] = {**one, "value": wrong}
    rows = {
        (series, region, year): f"{series} {region} {year}"
        for series, one in figures.items()
        for region, year in zip(one["region"], one["year"], strict=True)
    }
    for series, one in real.store.others.items():
        for region, year, who in zip(one["region"], one["year"], one["transcription"], strict=True):
            copy = plausible.copy_of(series, who)
            rows[copy, region, year] = f"{copy} {region} {year}"
    with pytest.raises(DataError) as error:
        plausible.check(BOUNDS, replace(real.store, figures=figures), rows)
    return error.value


SPOILT = {
    "a nation's energy in 1e8 t": (
        "energy.nbs_national",
        "CN",
        2021,
        1e-4,
        "likely 万 in the place of ones, or 亿 of 万",
    ),
    "toe for tce": (
        "energy.nbs_national",
        "CN",
        2021,
        0.7,
        "likely tonnes of oil for tonnes of coal",
    ),
    "carbon for carbon dioxide": ("co2.gcb_2024", "CN", 2015, 12 / 44, "carbon for carbon dioxide"),
    "ten times, no national row": ("co2.eia_2023", "US-TX", 2010, 10, "a shifted decimal point"),
    "ten per cent fewer people": (
        "population.nbs",
        "CN-QH",
        2015,
        0.9,
        "times the years beside it (578.992)",
    ),
    "a halved nation": ("gdp.nbs_2025", "CN", 2015, 0.5, "likely a half"),
    "a last year in toe": ("energy.provincial_yearbooks", "CN-GD", 2022, 0.7, "tonnes of oil"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", SPOILT)
def test_it_is_told_with_its_row_and_the_likely_mistake(case: str, real: Evaluator) -> None:
    series, region, year, factor, mistake = SPOILT[case]
    error = told(real, {(series, region, year)}, factor)
    assert error.where == f"{series} {region} {year}"
    assert mistake in error.sentence


@pytest.mark.slow
def test_a_whole_series_in_another_unit_is_found(real: Evaluator) -> None:
    series = "energy.provincial_yearbooks"
    error = told(real, {(series, *key) for key in real.store.keys(series)}, 0.7)
    assert "outside" in error.sentence
    assert error.where.startswith(series)


@pytest.mark.slow
def test_data_check_names_the_file_and_the_row(own: Path) -> None:
    path = own / "observations" / "energy.nbs_national.csv"
    text = path.read_text(encoding="utf-8")
    assert "\nCN,2021,524000," in text
    path.write_text(text.replace("CN,2021,524000,", "CN,2021,52.4,"), encoding="utf-8")
    result = CliRunner().invoke(main, ["data", "check", str(own)])
    assert result.exit_code == 2
    assert "data/observations/energy.nbs_national.csv, row 20: " in result.stderr
    assert "CN 2021 of energy.nbs_national is 52.4 1e4 tce" in result.stderr
    assert (
        "0.000101 times the years beside it (519,219); likely 万 in the place of ones"
        in result.stderr
    )


# -- bounds are required, and checked themselves ---------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the report's data that may be spoilt."""
    return Path(shutil.copytree(paths.data_dir(), tmp_path / "data"))


def replaced(old: str, new: str, name: str = "bounds.csv") -> Callable[[Path], None]:
    def change(data: Path) -> None:
        text = (data / name).read_text(encoding="utf-8")
        assert old in text
        (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


WRONG = {
    "no bounds": (lambda data: (data / "bounds.csv").unlink(), "bounds.csv: the file is missing"),
    "a concept held to nothing": (
        replaced("ratio,grid_factor,,,,0.01,2,kg per kWh\n", ""),
        "TL 2020 of grid_factor.office is compared with nothing",
    ),
    "parts with a total and no bounds": (
        replaced("parts,gdp.old,gdp.office,,,0.5,2,an earlier vintage\n", ""),
        "the parts of gdp.old have a total, gdp.office, and no bounds",
    ),
    "no reason": (replaced("0.01,2,kg per kWh", "0.01,2,"), "row 9: a bound needs min"),
    "min above max": (replaced("0.01,2,kg", "3,2,kg"), "row 9: a bound needs min"),
    "not a number": (replaced("0.01,2,kg", "nan,2,kg"), "row 9: a bound needs min"),
    "unknown concept": (replaced("ratio,grid_factor", "ratio,grid"), "'grid' is no series"),
    "unknown kind": (replaced("ratio,grid_factor", "rate,grid_factor"), "kind 'rate' is not known"),
    "unknown region": (replaced("grid_factor,,,", "grid_factor,,TL-Q,"), "'TL-Q'"),
    "unknown year": (replaced("grid_factor,,,,", "grid_factor,,,soon,"), "years is 'soon'"),
    "a unit of something else": (
        replaced("Mt,TL:province,2018,2020", "1e4 tce,TL:province,2018,2020", "series.csv"),
        "unit '1e4 tce' measures energy, and co2 is mass",
    ),
    "two regions on a tile": (
        replaced("Beta,乙,,1,2", "Beta,乙,,1,1", "regions.csv"),
        "TL-B has the tile of TL-A, row 1, column 1",
    ),
    "half a tile": (replaced("Beta,乙,,1,2", "Beta,乙,,1,", "regions.csv"), "TL-B has half a tile"),
    "a name that does not print": (
        replaced("Beta,乙", "Be\x1bta,乙", "regions.csv"), "row 4: 'Be\\x1bta' holds a mark that does not print"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_bounds_and_units_get_one_sentence(case: str, toy_data: Path) -> None:
    change, message = WRONG[case]
    change(toy_data)
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_money_of_another_nation_is_refused(own: Path) -> None:
    path = own / "series.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("gdp.nbs_2020,")]
    lines[at] = lines[at].replace(",1e8 yuan,", ",1e6 USD,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="'1e6 USD' is money of US, and the series is of CN-BJ"):
        load_store(own)


def test_an_exception_holds_its_own_year_and_no_other(toy_data: Path) -> None:
    with (toy_data / "bounds.csv").open("a", encoding="utf-8") as file:
        file.write("step,energy.books,,,,0.9,1.1,as a rule\n")
        file.write("step,energy.books,,TL-A,2019,1.9,2.1,a plant opened\n")
        file.write("copy,energy.books,,TL-A,2020,0.5,1.1,the copy is of before\n")
    path = toy_data / "observations" / "energy.books.csv"
    text = path.read_text(encoding="utf-8")
    doubled = text.replace("TL-A,2019,10", "TL-A,2019,20").replace("TL-A,2020,10", "TL-A,2020,20")
    path.write_text(doubled, encoding="utf-8")
    load_store(toy_data)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"TL-A in 2019 over 2018 is 1, outside 1.9 to 2.1"):
        load_store(toy_data)


# -- no share above 100 % --------------------------------------------------------------------------


def test_no_share_is_above_a_hundred_per_cent(toy_data: Path) -> None:
    path = toy_data / "observations" / "energy.nation.csv"
    path.write_text(path.read_text("utf-8").replace("TL,2018,100", "TL,2018,25"), "utf-8")
    result = CliRunner().invoke(
        main, ["explain", "share/energy/TL-C/2018"], env={"REGIONSHARE_DATA": str(toy_data)}
    )
    assert result.exit_code == 2
    assert result.stderr == (
        "regionshare: energy of TL-C in 2018, books~national~nation: a share would be 240.0 %, of "
        "a part that is larger than its whole. No share is above 100 %: one of the two "
        "figures is wrong, or of another thing.\n"
    )


def test_a_part_may_be_the_whole_but_for_rounding() -> None:
    whole = Measure(0.1 + 0.2, "Mt")
    assert share(whole, Measure(0.3, "Mt")).scalar == pytest.approx(100)
    with pytest.raises(RegionshareError, match=r"share would be 100\.0 %"):
        share(Measure(0.3001, "Mt"), Measure(0.3, "Mt"))


def test_a_copy_wrong_by_a_quarter_is_found_where_copies_agree(real: Evaluator) -> None:
    """But for provinces' energy and electricity, whose copies are of other revisions."""
    bounds = plausible.load_bounds(BOUNDS, real.store)
    within = [one for one in bounds if one.kind == "copy"]
    copies = Figures(real.store).comparisons(within)
    assert len(copies) == sum(len(rows["year"]) for rows in real.store.others.values())
    assert all(one.fits for one in copies)
    wrong = [one._replace(value=one.value * factor) for one in copies for factor in (0.75, 1.25)]
    caught = {True: 0, False: 0}
    for one in wrong:
        revised = one.figures[1][0] in ("energy.provincial_yearbooks", "electricity.nbs")
        assert revised or one.figures[1][1] == "CN-YN" or not one.fits
        caught[one.fits] += 1
    assert caught[False] / len(wrong) > 0.9
