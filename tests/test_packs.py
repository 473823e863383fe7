"""Data packs: several are read as one, and what they lack of words the report lends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import toy_country
from click.testing import CliRunner, Result

import regionshare
import regionshare.cli
from regionshare import building
from regionshare.claims.claim import load
from regionshare.data import pack, trace
from regionshare.errors import DataError
from regionshare.files import packs, paths
from regionshare.numbers import opening

OWN = paths.ROOT / "data"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return toy_country.write(tmp_path / "toy" / "data")


@pytest.fixture
def lean(tmp_path: Path) -> Path:
    """A pack of one region pair that defines no concept and, of units, only its currency."""
    folder = tmp_path / "lean"
    (folder / "observations").mkdir(parents=True)
    files = {
        "regions.csv": """\
id,parent,level,name_en,name_zh,code_gbt2260,tile_row,tile_col
LN,,nation,Leanland,瘦国,,,
LN-A,LN,province,Left,左,,1,1
LN-B,LN,province,Right,右,,1,2
""",
        "units.csv": """\
unit,dimension,symbol_en,factor_en,symbol_zh,factor_zh,money_of
1e8 lean,money,bn lean,0.1,亿元,1,LN
""",
        "series.csv": """\
id,concept,nation,source,published,definition_en,definition_zh,unit,expected_regions,first_year,last_year,grade,licence,redistribution,breaks,rank,transcription,parts_min,parts_max,not_compared,caveat_en,caveat_zh
gdp.ln,gdp,LN,office_ln,2024-01-01,Output,产出,1e8 lean,LN LN:province,2020,2020,A,CC0,open,,1,,0.99,1.01,no,,
population.ln,population,LN,office_ln,2024-01-01,People,人口,1e4 persons,LN LN:province,2020,2020,A,CC0,open,,1,,0.99,1.01,no,,
""",
        "sources.bib": "@misc{office_ln, title = {Yearbook}, author = {{Office}}, year = {2024}}\n",
        "corrections.yml": "[]\n",
        "bounds.csv": """\
kind,of,over,regions,years,min,max,reason
ratio,gdp,,,,0.01,1000,small
ratio,population,,,,0.01,1000,small
""",
        "bases.yml": """\
LN:
  gdp:
    headline: [{series: gdp.ln, denominator: national, years: 2020-2020}]
  population:
    headline: [{series: population.ln, denominator: national, years: 2020-2020}]
""",
        "observations/gdp.ln.csv": "region,year,value,note\nLN,2020,100,\nLN-A,2020,40,\nLN-B,2020,60,\n",
        "observations/population.ln.csv": (
            "region,year,value,note\nLN,2020,100,\nLN-A,2020,30,\nLN-B,2020,70,\n"
        ),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def called(*arguments: str) -> Result:
    return CliRunner().invoke(regionshare.cli.main, arguments)


def test_a_pack_that_lacks_nothing_is_read_where_it_lies(toy: Path, tmp_path: Path) -> None:
    shutil.copy(OWN / "levels.csv", toy)
    for name in packs.NEEDED:
        if not (toy / name).is_file():
            (toy / name).write_text((OWN / name).read_text("utf-8").partition("\n")[0], "utf-8")
    assert packs.merged([toy], OWN, tmp_path / "merged") == toy


def test_the_report_lends_concepts_and_units(lean: Path, tmp_path: Path) -> None:
    store = pack.load_store(packs.merged([lean], OWN, tmp_path / "merged"))
    assert list(store.concepts) == ["gdp", "population"]
    assert list(store.units) == ["1e8 lean", "1e4 persons"]


def test_a_command_reads_the_pack_that_it_is_given(lean: Path) -> None:
    told = called("explain", "share/gdp/LN-A/2020", "--data", str(lean))
    assert told.exit_code == 0, told.output
    assert "= 40 percent" in told.output
    assert paths.DATA not in os.environ


def test_packs_are_read_beside_each_other(toy: Path, lean: Path) -> None:
    # The toy nation defines its concepts; the lean one uses them.
    both = ("--data", str(toy), "--data", str(lean))
    assert "= 40 percent" in called("explain", "share/gdp/LN-A/2020", *both).output
    assert called("explain", "share/gdp/TL-A/2018", *both).exit_code == 0


@pytest.mark.slow
def test_a_pack_is_read_beside_the_report(lean: Path) -> None:
    both = ("--data", str(lean), "--data", "report")
    alone = called("explain", "share/gdp/CN-GD/2023")
    assert called("explain", "share/gdp/CN-GD/2023", *both).output == alone.output
    assert "= 40 percent" in called("explain", "share/gdp/LN-A/2020", *both).output


def test_equal_rows_may_repeat(lean: Path, tmp_path: Path) -> None:
    twin = shutil.copytree(lean, tmp_path / "twin")
    merged = packs.merged([lean, twin], OWN, tmp_path / "merged")
    assert pack.load_store(merged).series.keys() == {"gdp.ln", "population.ln"}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("regions.csv", "Left", "Leftmost", "LN-A in regions.csv"),
        ("series.csv", "Output", "Product", "gdp.ln in series.csv"),
        ("bases.yml", "2020-2020", "2020-2021", "LN in bases.yml"),
        ("sources.bib", "Yearbook", "Almanac", "office_ln in sources.bib"),
        ("observations/gdp.ln.csv", "40", "41", "observations/gdp.ln.csv"),
    ],
)
def test_what_differs_under_one_name_is_refused_by_name(
    lean: Path, tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    twin = shutil.copytree(lean, tmp_path / "twin")
    text = (twin / name).read_text("utf-8")
    assert old in text
    (twin / name).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DataError, match="differs from that of another pack") as error:
        packs.merged([lean, twin], OWN, tmp_path / "merged")
    assert told in str(error.value)


def test_packs_are_read_where_everything_that_is_opened_is_recorded(
    lean: Path, tmp_path: Path
) -> None:
    code = (
        "import os; from regionshare.data import trace; trace.begin();"
        "from regionshare.files import paths; open(os.devnull);"
        "print(paths.data_dir())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, paths.DATA: str(lean), trace.VARIABLE: str(tmp_path / "record")},
        capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert Path(told.stdout.strip()).name == "data"


def test_a_folder_that_is_no_pack_is_told(lean: Path, tmp_path: Path) -> None:
    told = called("series", "--data", str(lean), "--data", str(tmp_path))
    assert told.exit_code == 2
    assert "series.csv" in told.output
    assert "Traceback" not in told.output


def test_a_merged_pack_is_made_once_and_old_ones_go(lean: Path, toy: Path, tmp_path: Path) -> None:
    kept = tmp_path / "merged"
    first = packs.merged([lean], OWN, kept)
    assert packs.merged([lean], OWN, kept) == first
    for number in range(packs.KEPT + 2):
        (lean / "corrections.yml").write_text(f"[]\n# {number}\n", "utf-8")
        (lean / f"note{number}.txt").write_text("", "utf-8")
        last = packs.merged([lean, toy], OWN, kept)
    assert len(list(kept.iterdir())) == packs.KEPT + 3, "another process may read what is so new"
    for one in kept.iterdir():
        os.utime(one, (0, 0))
    assert packs.merged([lean, toy], OWN, kept) == last
    assert len(list(kept.iterdir())) == packs.KEPT
    assert last.is_dir()


TEXT = paths.ROOT / "examples" / "zhejiang" / "claims.yml"


def test_another_texts_claims_stand_for_the_reports(tmp_path: Path) -> None:
    beside = tmp_path / "text"
    beside.mkdir()
    (beside / "claims.yml").write_text(TEXT.read_text("utf-8") + "documents: found.csv\n", "utf-8")
    shutil.copy(OWN / "documents.csv", beside / "found.csv")
    one = packs.merged([beside / "claims.yml", OWN], OWN, tmp_path / "kept")
    text, theirs = (load(path / "claims.yml", opening.evaluator()) for path in (one, OWN))
    assert [claim.slug for claim in text.claims] == [
        claim.slug for claim in load(TEXT, opening.evaluator()).claims
    ]
    assert text.documents == theirs.documents
    assert not (one / "releases").exists()
    assert (one / "series.csv").read_bytes() == (OWN / "series.csv").read_bytes()
    assert (one / "documents.csv").read_bytes() == (OWN / "documents.csv").read_bytes()


def test_claims_without_documents_take_none_of_the_reports(tmp_path: Path) -> None:
    one = packs.merged([TEXT, OWN], OWN, tmp_path / "kept")
    assert load(one / "claims.yml", opening.evaluator()).documents == {}


def test_claims_of_two_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="claims of two texts"):
        packs.merged([TEXT, OWN / "claims.yml", OWN], OWN, tmp_path / "kept")


@pytest.mark.slow
def test_the_book_of_another_text_is_of_its_region_and_in_its_own_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("REGIONSHARE_DATA", raising=False)
    asked: dict[str, object] = {}

    def build(
        region: str, year: int, langs: object, basis: object, output: Path, **_: object
    ) -> None:
        claims = load(None, opening.evaluator()).claims
        asked.update(region=region, output=output, slugs={claim.slug for claim in claims})

    monkeypatch.setattr(building, "build", build)
    told = CliRunner().invoke(regionshare.cli.main, ["build", "--claims", str(TEXT)])
    assert told.exit_code == 0, told.output
    assert asked["region"] == "CN-ZJ"
    place = asked["output"]
    assert isinstance(place, Path)
    assert place.parent == paths.ROOT / "_build" / "editions"
    assert place.name.startswith("CN-ZJ-2023-zhejiang-report-")
    assert asked["slugs"] == {claim.slug for claim in load(TEXT, opening.evaluator()).claims}
    assert "REGIONSHARE_DATA" not in os.environ


def test_a_mistake_in_another_text_is_told_before_its_book_is_begun(tmp_path: Path) -> None:
    claims = tmp_path / "claims.yml"
    claims.write_text(
        TEXT.read_text("utf-8").replace("concept: energy\n", "concept: enrgy\n"), "utf-8"
    )
    told = CliRunner().invoke(regionshare.cli.main, ["build", "--claims", str(claims)])
    assert told.exit_code == 2
    assert "enrgy" in told.output


@pytest.mark.parametrize("kind", ["a table", "a folder of other tables", "nothing"])
def test_what_is_no_pack_is_refused_and_nothing_else_answers(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "own.csv"
    if kind == "a table":
        place.write_text("region,year\nA,1\n", "utf-8")
    elif kind != "nothing":
        place.mkdir()
        (place / "other.csv").write_text("a\n", "utf-8")
    for words in (["explain", "share/gdp/CN-GD/2023"], ["init", str(tmp_path / "mine")]):
        told = CliRunner().invoke(regionshare.cli.main, [*words, "--data", str(place)])
        assert told.exit_code == 2
        assert "there is no data directory 'own.csv'" in told.output
    assert not (tmp_path / "mine").exists()
    with pytest.raises(DataError, match="there is no data directory"):
        regionshare.open(place)


def test_data_without_statements_have_no_ledger(tmp_path: Path) -> None:
    from quiet_country import write

    pack = write(tmp_path / "pack", "population", "gdp")
    for call in (["ledger"], ["claim", "C21"], ["ledger", "--region", "QT-001"]):
        told = CliRunner().invoke(regionshare.cli.main, [*call, "--data", str(pack)])
        assert told.exit_code == 2
        assert "no claims.yml is among them. Give --claims FILE" in told.stderr
