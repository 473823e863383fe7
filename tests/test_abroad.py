"""Abroad: who could say the same in several nations, and which regions are alike."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

import regionshare
import regionshare.cli
from regionshare.claims import alike as like
from regionshare.claims.who import central_table
from regionshare.errors import MissingDataError, ParameterError
from regionshare.files import packs, paths
from regionshare.matrix import abroad
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator

OWN = paths.ROOT / "data"
PARTS = {"gdp": "1e6 USD", "population": "thousand persons", "co2": "Mt"}
NATIONS = {  # region: gdp, people, carbon
    "AA": {"A": (40, 30, 20), "B": (60, 70, 80)},
    "BB": {"A": (4000, 3000, 2000), "B": (6000, 7000, 8000)},
    "CC": {"A": (40, 30), "B": (60, 70)},
}
"""The second is the first a hundred times as large; the third has no carbon."""


def written(folder: Path) -> Path:
    """A pack of the three nations, in 2020."""
    (folder / "observations").mkdir(parents=True)
    regions = ["id,parent,level,name_en,name_zh,code_gbt2260,tile_row,tile_col"]
    series = [
        "id,concept,nation,source,published,definition_en,definition_zh,unit,expected_regions,"
        "first_year,last_year,grade,licence,redistribution,breaks,rank,transcription,parts_min,"
        "parts_max,not_compared,caveat_en,caveat_zh"
    ]
    bases = []
    for nation, parts in NATIONS.items():
        regions += [f"{nation},,nation,{nation}land,{nation}国,,,"]
        regions += [f"{nation}-{r},{nation},province,{nation}{r},{nation}{r},,," for r in parts]
        bases += [f"{nation}:"]
        for place, (concept, unit) in enumerate(PARTS.items()):
            if place >= len(parts["A"]):
                continue
            name = f"{concept}.{nation.lower()}"
            series += [
                f"{name},{concept},{nation},office,2024-01-01,D,D,{unit},{nation}:province,2020,"
                "2020,A,CC0,open,,1,,,,no,,"
            ]
            bases += [
                f"  {concept}:",
                f"    headline: [{{series: {name}, denominator: sum, years: 2020-2020}}]",
            ]
            rows = [f"{nation}-{r},2020,{figures[place]}," for r, figures in parts.items()]
            text = "\n".join(["region,year,value,note", *rows, ""])
            (folder / "observations" / f"{name}.csv").write_text(text, "utf-8")
    bounds = [f"ratio,{concept},,,,0.00001,100000,toy" for concept in PARTS]
    for name, lines in {
        "regions.csv": regions,
        "series.csv": series,
        "bases.yml": bases,
        "bounds.csv": ["kind,of,over,regions,years,min,max,reason", *bounds],
        "corrections.yml": ["[]"],
        "sources.bib": ["@misc{office, title = {Book}, author = {{Office}}, year = {2024}}"],
        "units.csv": [
            "unit,dimension,symbol_en,factor_en,symbol_zh,factor_zh",
            "1e6 USD,money,bn USD,0.001,亿美元,0.01",
        ],
    }.items():
        (folder / name).write_text("\n".join([*lines, ""]), "utf-8")
    return folder


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("abroad") / "three")


@pytest.fixture(scope="module")
def toy(pack: Path) -> Evaluator:
    return opening.evaluator(packs.merged([pack], OWN, pack.parent / "merged"))


def called(*arguments: str) -> Result:
    return CliRunner().invoke(regionshare.cli.main, arguments)


def test_a_nation_a_hundred_times_as_large_has_the_same_regions(toy: Evaluator) -> None:
    own, others = like.nearest(toy, "AA-A", 2020)
    assert own.measures == pytest.approx((30, 4 / 3, 0.5))
    assert [one.region for one in others] == ["BB-A", "AA-B", "BB-B"]
    assert own.distance(others[0]) == pytest.approx(0)
    assert own.distance(others[1]) == pytest.approx(others[1].distance(own))


def test_the_distance_is_the_mean_factor(toy: Evaluator) -> None:
    own, others = like.nearest(toy, "AA-A", 2020, ["AA"])
    ratios = [30 / 70, (4 / 3) / (60 / 70), 0.5 / (80 / 60)]
    expected = math.sqrt(sum(math.log(one) ** 2 for one in ratios) / 3)
    assert own.distance(others[0]) == pytest.approx(expected)


def test_a_region_without_a_measure_is_told(toy: Evaluator) -> None:
    with pytest.raises(MissingDataError, match="people, gdp and co2"):
        like.nearest(toy, "CC-A", 2020)
    with pytest.raises(MissingDataError, match="from 2025 to 2030"):
        like.nearest(toy, "AA-A", 2030)
    with pytest.raises(ParameterError, match="is no nation"):
        like.nearest(toy, "AA-A", 2020, ["AA-B"])


def test_each_nation_is_asked_of_what_it_has(toy: Evaluator) -> None:
    first, second, third = abroad.who(toy, 2022)
    assert first.could == ["AA-A"]
    assert second.could == ["BB-A"]
    assert (first.year, first.lacking) == (2020, ["energy"])
    assert (third.year, third.lacking) == (0, ["energy", "co2"])
    text = abroad.who_text(toy, 2022, "en")
    assert "CCland: not asked" in text
    assert text.startswith("Nations, the sizes of their regions")


def test_no_year_before_the_data_is_asked(toy: Evaluator) -> None:
    assert {one.year for one in abroad.who(toy, 2019)} == {0}


@pytest.mark.parametrize("nation", ["CN", "US"])
def test_the_answers_are_those_of_the_nations_own_page(nation: str) -> None:
    ready = opening.evaluator(OWN)
    (asked,) = (one for one in abroad.who(ready, 2023) if one.nation == nation)
    table = central_table(ready, nation, asked.year)
    assert set(asked.could) == set(table.could_say)
    assert set(asked.answers) == {row.region for row in table.evaluated}


def test_alike_in_python() -> None:
    found = regionshare.alike("CN-GD", 2022, count=3)
    assert found["distance"].is_monotonic_increasing
    assert "CN-GD" not in set(found["region"])
    assert found.iloc[0]["region"] == "US-CA"
    assert found.attrs["left_out"] == []
    with pytest.raises(ParameterError, match="no burden"):
        regionshare.alike("CN-GD", 2022, burden="water")
    with pytest.raises(ParameterError, match="Ask for one region or more"):
        regionshare.alike("CN-GD", 2022, count=0)
    with pytest.raises(ParameterError, match="not known"):
        regionshare.alike("CN-GD", 2022, lang="fr")


def test_alike_of_opened_data_is_of_these_data(pack: Path) -> None:
    found = regionshare.open(pack, lang="zh").alike("AA-A", np.int64(2020), count=np.int64(1))
    assert found["region"].tolist() == ["BB-A"] and found.attrs["left_out"] == ["CC"]
    assert re.search("[\u4e00-\u9fff]", found["reason"][0])


@pytest.mark.parametrize(
    "asked",
    [(None, 2022), ("CN-GD", "2022"), ("CN-GD", 2022, 5), ("CN-GD", 2022, "XX"),
     ("CN-GD", 2022, "CN-GD"), ("CN-GD", 2022, None, "3"), ("CN-GD", 2022, None, True),
     ("CN-GD", 2022, None, 3, None), ("XX", 2022)],
)  # fmt: skip
def test_a_wrong_question_is_told(asked: tuple[Any, ...]) -> None:
    with pytest.raises(ParameterError):
        regionshare.alike(*asked)


def test_the_commands(pack: Path) -> None:
    data = ("--data", str(pack))
    told = called("alike", "AA-A", "--year", "2020", *data)
    assert told.exit_code == 0, told.output
    assert "1. BBA (BBland, 2020), on average 1.00 times apart" in told.output
    assert "Not compared, since no region has all three figures" in told.output
    assert "no ranking" in told.output
    rows = json.loads(called("alike", "AA-A", "--year", "2020", "--json", *data).output)
    assert [one["region"] for one in rows["alike"]] == ["BB-A", "AA-B", "BB-B"]
    assert rows["left_out"] == ["CC"]
    asked = json.loads(called("abroad", "--json", *data).output)
    assert asked[0]["answers"] == {"AA-A": True, "AA-B": False}
    assert "不是排名" in called("abroad", "--lang", "zh", *data).output
