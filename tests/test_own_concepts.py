"""A pack with concepts of its own: they have numbers, a matrix, and sentences in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pycountry
import pytest
from click.testing import CliRunner, Result
from matplotlib.colors import to_hex
from quiet_country import UNITS, write

from regionshare.chapters import curves, shares
from regionshare.chapters.edition import Findings, make_edition
from regionshare.cli import main
from regionshare.figures import style
from regionshare.files import paths
from regionshare.matrix import choices
from regionshare.numbers import opening

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
    assert f"  {verdict} (" in told(pack, "check", text, "--lang", "en")


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


PANEL = """region,year,concept,value,unit,source,note
Bern,2020,用水,60,1e6 m3,Toy,
Genève,2020,Water use,40,1e6 m3,Toy,
Bern,2020,pupils,6,thousand persons,Toy,
Genève,2020,students,4,thousand persons,Toy,
Bern,2020,schools,30,schools,Toy,
Genève,2020,schools,10,schools,Toy,
"""
OWN = "id,name_en,name_zh,also_en,also_zh\nwater,Water use,用水量,,用水\nstudents,Students,,pupils,\nschools,Schools,学校,,\n"


def made(folder: Path, panel: str, own: str) -> Result:
    (folder / "panel.csv").write_text(panel, "utf-8")
    (folder / "own.csv").write_text(own, "utf-8")
    cantons = [one.code for one in pycountry.subdivisions.get(country_code="CH")]
    without = ",".join(one for one in cantons if one not in ("CH-BE", "CH-GE"))
    return CliRunner().invoke(
        main,
        ["nation", "new", "CH", "--from", str(folder / "panel.csv"), "--output",
         str(folder / "swiss"), "--without", without]
        + (["--concepts", str(folder / "own.csv")] if own else []),
    )  # fmt: skip


def test_a_panel_with_concepts_of_its_own_asks_for_their_names(tmp_path: Path) -> None:
    asked = made(tmp_path, PANEL, "").stderr
    assert "row 7: concept 'schools' is not known" not in asked  # told with its first row
    assert "panel.csv, row 6: concept 'schools' is not known (and 1 more like it: row 7)" in asked
    assert "also_en,also_zh: schools,Schools,,,,,." in asked
    assert not (tmp_path / "swiss").exists()


def test_a_panel_with_concepts_of_its_own_makes_a_pack(tmp_path: Path) -> None:
    result = made(tmp_path, PANEL, OWN)
    assert result.exit_code == 0, result.output
    assert "'Students' is named in one language alone" in result.output
    pack = tmp_path / "swiss"
    assert "share/water/CH-BE/2020 = 60 percent" in told(pack, "explain", "share/water/CH-BE/2020")
    assert "share/schools/CH-BE/2020 = 75 percent" in told(
        pack, "explain", "share/schools/CH-BE/2020"
    )
    assert "  holds (" in told(pack, "check", "In 2020, Bern had 75 % of Switzerland's schools.")
    assert "  holds (" in told(pack, "check", "2020年，Bern的用水量占瑞士的60%。", "--lang", "en")


@pytest.mark.parametrize(
    ("panel", "own", "said"),
    [
        (PANEL, OWN.replace("water,", "gdp,"), "own.csv, row 2: 'gdp' is a concept of the report"),
        (PANEL, OWN.replace("schools,", "Schools!,"), "own.csv, row 4: 'Schools!' is no new id"),
        (PANEL, OWN.replace("water,Water use", "water,"), "row 2: 'water' is no new id with an"),
        (
            PANEL.replace("30,schools", "30,% of schools"),
            OWN,
            "row 6: unit '% of schools' is of a q",
        ),
        (PANEL.replace("30,schools", "30,schools per head"), OWN, "is of a quotient"),
        (
            PANEL.replace("10,schools", "10,pupils"),
            OWN,
            "row 7: unit 'pupils' measures pupils, and",
        ),
    ],
)
def test_a_wrong_concept_of_ones_own_is_told(
    tmp_path: Path, panel: str, own: str, said: str
) -> None:
    result = made(tmp_path, panel, own)
    assert result.exit_code == 2 and said in result.stderr
    assert not (tmp_path / "swiss").exists()


def test_chapters_show_them_by_their_names(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.DATA, str(pack))
    for lang, name in (("en", "Water use"), ("zh", "用水量")):
        edition = make_edition("QT-001", 2021, lang)
        found = Findings(edition)
        numbers = found.shares()
        edition.take(found)
        table = shares.panel(numbers)
        assert "water" in list(table["concept"]) and "students" in list(table["concept"])
        shown = shares.shares_table(edition, shares.beside(edition, numbers))
        assert shown is not None and name in str(shown._repr_html_())
        for figure in (
            shares.shares_at_a_glance(edition, table),
            shares.share_history(edition, shares.history(edition)),
        ):
            with style.themed("light") as theme:
                assert figure.draw(theme).axes
            assert name in str(figure.alt)


def test_each_has_a_colour_of_its_own_in_figures_and_in_the_explorer(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.DATA, str(pack))
    edition = make_edition("QT-001", 2021, "en")
    tones = {"water": "own.1", "population": "population", "gdp": "gdp", "students": "own.2"}
    assert edition.tones == tones
    found = Findings(edition)
    table = shares.panel(found.shares())
    drawn = shares.shares_at_a_glance(edition, table)
    with style.themed("light") as theme:
        bars = {to_hex(one.get_facecolor()) for one in drawn.draw(theme).axes[0].patches}
        assert {theme[tone] for tone in tones.values()} <= bars
    content = choices.document(choices.Choices(edition.evaluator, "QT"), "en")
    assert content["tones"] == {one: tone.replace(".", "-") for one, tone in tones.items()}


def test_the_edition_that_is_made_unasked_is_of_the_largest_region_with_all_concepts(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(pack, folder)
    monkeypatch.setenv(paths.DATA, str(folder))
    ready = opening.evaluator()
    regions = [one.id for one in ready.store.regions.members("QT")]
    people = {one: ready.number(f"share/population/{one}/2022").value for one in regions}
    largest = max(people, key=people.__getitem__)
    assert largest == regions[-1] and opening.first_edition() == (largest, 2022, "QT", False)
    lines = (folder / "observations" / "gdp.q.csv").read_text("utf-8").splitlines()
    lines = [one for one in lines if not one.startswith(f"{largest},2022")]
    (folder / "observations" / "gdp.q.csv").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setenv(paths.DATA, str(folder.rename(tmp_path / "lacking")))
    assert opening.first_edition() == (regions[-2], 2022, "QT", False)


def test_the_check_of_the_data_takes_them(pack: Path) -> None:
    result = CliRunner().invoke(main, ["data", "check", str(pack)])
    assert "data ok: 72 figures in 4 series" in result.output


def test_choices_that_move_nothing_are_not_said_to_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *rows = PANEL.splitlines()[:3]
    rows = [row.replace("用水", "water").replace("Water use", "water") for row in rows]
    rows.append("Switzerland,2020,water,100,1e6 m3,Toy,")
    people = [row.replace("water", "pop").replace("1e6 m3", "1e5 persons") for row in rows]
    assert made(tmp_path, "\n".join([head, *rows, *people, ""]), OWN).exit_code == 0
    monkeypatch.setenv(paths.DATA, str(tmp_path / "swiss"))
    edition = make_edition("CH-BE", 2020, "en")
    found = Findings(edition)
    numbers = found.shares()
    edition.take(found)
    figure = curves.share_curves(edition, numbers)
    assert (
        figure is not None and figure.title == "No choice moves a share of Berne as it is printed"
    )
    with style.themed("light") as theme:
        assert figure.draw(theme).axes
