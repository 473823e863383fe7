"""A pack with concepts of its own: they have numbers, a matrix, and sentences in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from quiet_country import UNITS, write

from regionshare.cli import main

CONCEPTS = """id,name_en,name_zh,dimension,sign,definition_en,definition_zh,also_en,also_zh
water,Water use,用水量,volume,positive,Water used in one year.,一年内的用水量。,water,用水
students,Students,在校学生,persons,positive,Persons at school.,在校学生数。,pupils,学生
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five regions: the k-th has 11 + k of water in 2021 (k from 0), all 65; students 13 + 4 k."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(UNITS, "water", "1e6 m3")
        patch.setitem(UNITS, "students", "1e4 persons")
        concepts = ("water", "population", "gdp", "students")
        folder = write(tmp_path_factory.mktemp("own") / "pack", *concepts, count=5)
    (folder / "concepts.csv").write_text(CONCEPTS, "utf-8")
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write("1e6 m3,volume,million m³,1,亿立方米,0.01,\n")
    return folder


def told(pack: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", str(pack)])
    return result.output + result.stderr


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("share/water/QT-001/2021", "= 18.4615 percent"),
        ("per_capita/water/QT-001/2021", "= 0.923077 1e6 m3 per 1e4 persons"),
        ("relative_intensity/water:gdp/QT-001/2021", "= 1.12088 ratio"),
        ("share/students/QT-001/2021", "= 15.7895 percent"),
    ],
)
def test_its_numbers_are_explained(pack: Path, number: str, value: str) -> None:
    assert f"{number} {value}" in told(pack, "explain", number)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("In 2021, Place 001 had 18.5 % of Quietland's water use.", "holds"),
        ("In 2021, Place 001 used 18.5 % of Quietland's water.", "holds"),
        ("In 2021, Place 001 used 30 % of Quietland's water.", "wrong"),
        ("2021年，地方001的用水量占静国的18.5%。", "holds"),
        ("2021年，地方001的用水量占静国的30%。", "wrong"),
        ("In 2021, Place 001 had 15.8 % of Quietland's pupils.", "holds"),
        ("2021年，地方001的学生占静国的15.8%。", "holds"),
        ("In 2021, Place 004 had the lowest water use per head in Quietland.", "holds"),
    ],
)
def test_its_sentences_are_judged(pack: Path, text: str, verdict: str) -> None:
    assert f"  {verdict} (" in told(pack, "check", text)


def test_what_is_emitted_is_no_water(pack: Path) -> None:
    found = told(pack, "check", "In 2021, Place 001 emitted 18.5 % of Quietland's water.")
    assert "verb" in found and "1 not read" in found


def test_the_report_itself_still_knows_no_water() -> None:
    found = CliRunner().invoke(main, ["check", "In 2021, Guangdong used 9 % of China's water."])
    assert "other_quantity" in found.output


def test_the_matrix_calls_it_by_its_name(pack: Path, tmp_path: Path) -> None:
    told(pack, "matrix", "--nation", "QT", "--output", str(tmp_path))
    english = (tmp_path / "matrix-QT.html").read_text("utf-8")
    chinese = (tmp_path / "matrix-QT.zh.html").read_text("utf-8")
    assert "Share of the nation: Water use" in english and "Water use per unit of GDP" in english
    assert "用水量" in chinese and "在校学生" in chinese


def test_the_check_of_the_data_takes_them(pack: Path) -> None:
    result = CliRunner().invoke(main, ["data", "check", str(pack)])
    assert "data ok: 72 figures in 4 series" in result.output
