"""What an analyst does in Python: packs opened, tables written, numbers shown, mistakes told."""

from __future__ import annotations

import io
import math
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import toy_country

import regionshare
from regionshare.errors import RegionshareError
from regionshare.files import paths

TOY = "share/energy/TL-A/2020"
GUANGDONG = "share/energy/CN-GD/2021"


@pytest.fixture(scope="module")
def toyland(tmp_path_factory: pytest.TempPathFactory) -> regionshare.Data:
    """The toy country, opened."""
    return regionshare.open(toy_country.write(tmp_path_factory.mktemp("opened") / "toy"))


# -- packs opened ----------------------------------------------------------------------------------


def test_a_pack_opened_answers_everything_and_changes_nothing(toyland: regionshare.Data) -> None:
    before = regionshare.regions()
    assert toyland.number(TOY).value == toyland.share("energy", "TL-A", 2020).value == 10
    assert toyland.per_capita("energy", "TL-A", 2020).value > 0
    assert toyland.intensity("energy", "TL-A", 2020).unit == "1e4 tce per 1e8 coin"
    assert set(toyland.regions("TL")["name_en"]) >= {"Alpha", "Beta", "Gamma"}
    assert "energy" in set(toyland.concepts()["concept"])
    assert toyland.panel("energy", years=2020)["value"].tolist() == [10, 30, 60]
    assert set(toyland.matrix()["region"]) == {"TL-A", "TL-B", "TL-C"}
    assert "Yearbook of Toyland" in toyland.explain(TOY)
    assert len(toyland.check("In 2020 Alpha used 10 % of Toyland's energy.")["statements"]) == 1
    assert regionshare.regions().equals(before)
    assert "TL" not in set(regionshare.regions()["nation"])
    with pytest.raises(RegionshareError, match="TL-A"):
        regionshare.number(TOY)


def test_a_number_shows_itself_with_the_names_of_its_own_pack(toyland: regionshare.Data) -> None:
    number = toyland.number(TOY)
    assert "Alpha: share of the energy of Toyland" in number._repr_html_()
    assert "玩具国" in number.html("zh")
    assert number.plot().get_title(loc="left").startswith("Alpha: share of the energy of Toyland")


@pytest.mark.slow
def test_packs_are_merged_with_the_reports_own_data(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir()
    shutil.copytree(paths.ROOT / "data", part, dirs_exist_ok=True)
    both = regionshare.open(part, "report")  # equal rows may repeat
    assert both.number(GUANGDONG) == regionshare.number(GUANGDONG)


def test_a_changed_pack_is_opened_as_it_is_now(toy_data: Path) -> None:
    assert regionshare.open(toy_data).number("value/energy/TL-A/2020").value == 10
    name = regionshare.open(toy_data).number("value/energy/TL-A/2020").inputs[0].series
    path = toy_data / "observations" / f"{name}.csv"
    path.write_text(path.read_text("utf-8").replace("TL-A,2020,10,", "TL-A,2020,11,"), "utf-8")
    assert regionshare.open(toy_data).number("value/energy/TL-A/2020").value == 11


def test_opened_packs_and_their_numbers_are_picklable(toyland: regionshare.Data) -> None:
    again = pickle.loads(pickle.dumps(toyland))
    assert again.number(TOY) == pickle.loads(pickle.dumps(toyland.number(TOY)))


# -- numbers ---------------------------------------------------------------------------------------


def test_a_number_is_a_float_and_tells_itself_in_a_line() -> None:
    number = regionshare.number(GUANGDONG)
    assert float(number) == number.value
    assert repr(number) == "<Number share/energy/CN-GD/2021 = 7.02699 percent>"


def test_a_card_speaks_the_language_asked_for() -> None:
    number = regionshare.number(GUANGDONG)
    regionshare.language("zh")
    try:
        assert "广东" in number._repr_html_()
        assert "Guangdong" in number.html("en")
    finally:
        regionshare.language("en")
    assert "Guangdong" in number._repr_html_()
    assert "广东" in regionshare.open("report", lang="zh").number(GUANGDONG)._repr_html_()


def test_a_card_escapes_what_data_say(toy_data: Path) -> None:
    path = toy_data / "regions.csv"
    path.write_text(path.read_text("utf-8").replace("Alpha,", "<b>Alpha</b>,", 1), "utf-8")
    html = regionshare.open(toy_data).number(TOY)._repr_html_()
    assert "&lt;b&gt;Alpha" in html
    assert "<b>" not in html


@pytest.mark.parametrize("kind", [np.int16, np.int64, np.uint32, np.array, int])
def test_whole_numbers_of_any_kind_are_years(kind: Callable[[int], Any]) -> None:
    year = kind(2021)
    assert regionshare.share("energy", "CN-GD", year).id == GUANGDONG
    assert set(regionshare.panel("energy", years=[year])["year"]) == {2021}
    assert set(regionshare.matrix("US", kind(2019))["year"]) == {2019}


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib import metadata

    assert regionshare.__version__ == metadata.version("regionshare")


# -- tables ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return regionshare.panel("co2:gdp", metric="relative_intensity", years=[2020, 2021])


READERS: dict[str, Callable[[Any], pd.DataFrame]] = {
    ".csv": pd.read_csv,
    ".xlsx": pd.read_excel,
}


@pytest.mark.parametrize("ending", READERS)
def test_a_table_is_read_back_as_it_was(panel: pd.DataFrame, ending: str, tmp_path: Path) -> None:
    path = regionshare.table(panel, tmp_path / f"panel{ending}")
    assert path == tmp_path / f"panel{ending}"
    pd.testing.assert_frame_equal(READERS[ending](path), panel, check_dtype=False, rtol=0)


def test_parquet_is_read_back_as_it_was(panel: pd.DataFrame, tmp_path: Path) -> None:
    from arro3.io import read_parquet

    regionshare.table(panel, str(tmp_path / "panel.parquet"))
    found = read_parquet(tmp_path / "panel.parquet").read_all()
    for name in panel:
        assert found[str(name)].to_pylist() == panel[name].tolist()


def test_sdmx_csv_is_a_data_message_of_version_2(panel: pd.DataFrame, tmp_path: Path) -> None:
    path = regionshare.table(panel, tmp_path / "panel.sdmx.csv")
    assert isinstance(path, Path)
    assert path.read_bytes().count(b"\r\n") == len(panel) + 1
    found = pd.read_csv(path)
    keys = ["FREQ", "REF_AREA", "MEASURE", "INDICATOR", "TIME_PERIOD"]
    attributes = ["UNIT_MEASURE", "BASIS", "NUMBER_ID"]
    head = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *keys, "OBS_VALUE", *attributes]
    assert found.columns.tolist() == head
    assert found.iloc[0, :3].tolist() == ["dataflow", "REGIONSHARE:PANEL(1.0.0)", "I"]
    assert not found.duplicated(keys).any()
    codes = found[["FREQ", "REF_AREA", "MEASURE", "INDICATOR"]].stack()
    assert codes.str.fullmatch(r"[A-Za-z0-9_@$-]+").all(), "SDMX's ids"
    assert found["OBS_VALUE"].tolist() == panel["value"].tolist()
    assert found["NUMBER_ID"].tolist() == panel["id"].tolist()


def test_a_whole_matrix_is_an_sdmx_message_too() -> None:
    found = pd.read_csv(io.StringIO(regionshare.table(regionshare.matrix("US", 2019), "sdmx-csv")))
    assert found.loc[found["MEASURE"] == "could_say", "INDICATOR"].unique().tolist() == ["_Z"]
    assert found["OBS_VALUE"].notna().all()


def test_what_stands_twice_is_no_sdmx_message(panel: pd.DataFrame) -> None:
    with pytest.raises(RegionshareError, match="stands twice"):
        regionshare.table(pd.concat([panel, panel.head(1)]), "sdmx-csv")


def test_no_spreadsheet_computes_a_text(tmp_path: Path) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "＝1", "fine", None]
    frame = pd.DataFrame({"=head": evil, "value": [-1.5, *[2.0] * 8]})
    text = regionshare.table(frame, "csv")
    assert isinstance(text, str)
    read = pd.read_csv(io.StringIO(text))
    assert read.columns[0] == "'=head"
    assert read["'=head"].tolist()[:8] == [f"'{one}" for one in evil[:7]] + ["fine"]
    assert read["value"].iloc[0] == -1.5
    regionshare.table(frame, tmp_path / "evil.xlsx")
    cells = list(openpyxl.load_workbook(tmp_path / "evil.xlsx")["data"].iter_rows())
    assert {cell.data_type for row in cells for cell in row[:1]} == {"s", "n"}
    assert [row[0].value for row in cells] == ["=head", *evil]


def test_numbers_and_wide_tables_are_tables(tmp_path: Path) -> None:
    numbers = [regionshare.share(one, "CN-GD", 2021) for one in ("energy", "gdp")]
    several = pd.read_csv(io.StringIO(regionshare.table(numbers, "csv")))
    assert several["id"].tolist() == [one.id for one in numbers]
    figures = pd.read_csv(io.StringIO(regionshare.table(numbers[0], "csv")))
    assert figures["value"].tolist() == [one.value for one in numbers[0].inputs]
    wide = regionshare.matrix("CN", [2020, 2021], metric="share/gdp")
    read = pd.read_csv(io.StringIO(regionshare.table(wide, "csv")))
    assert read.columns.tolist() == ["region", "2020", "2021"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".sdmx.csv"])
def test_a_table_that_cannot_be_written_leaves_what_was_there(
    panel: pd.DataFrame, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"panel{ending}"
    path.write_text("earlier")
    with pytest.raises(RegionshareError):
        regionshare.table([1, 2], path)
    with pytest.raises(RegionshareError):
        regionshare.table(panel, path / f"below{ending}")
    regionshare.table(panel, path)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]
    assert path.read_bytes() != b"earlier"


# -- figures ---------------------------------------------------------------------------------------


def lines(axes: Any) -> list[list[float]]:
    return [one.get_xdata().tolist() for one in axes.get_lines()]


@pytest.mark.slow
def test_a_number_draws_its_history_broken_where_its_basis_changes() -> None:
    number = regionshare.share("gdp", "CN-GD", 2023)
    axes = number.plot()
    assert axes.get_title(loc="left").startswith("Guangdong: share of the GDP of China")
    drawn = sorted(year for line in lines(axes) for year in line)
    assert drawn == sorted(set(drawn)), "no year lies on two lines"
    assert 2023 in drawn
    told = regionshare.panel("gdp")
    bases = told[(told["region"] == "CN-GD") & told["year"].isin(drawn)].groupby("basis")
    assert len(lines(axes)) >= len(bases) > 1
    assert any("10.7" in one.get_text() for one in axes.texts)


@pytest.mark.slow
def test_a_panel_draws_a_line_for_each_region_and_names_those_asked_for() -> None:
    axes = regionshare.plot(regionshare.panel("gdp"), region=["CN-GD", "CN-ZJ"], lang="zh")
    assert {"广东", "浙江"} <= {one.get_text() for one in axes.texts}
    assert len(lines(axes)) >= 31


@pytest.mark.slow
def test_a_panel_of_one_year_draws_a_bar_for_each_region() -> None:
    panel = regionshare.panel("gdp", years=2023)
    axes = regionshare.plot(panel)
    widths = sorted(one.get_width() for one in axes.patches)
    assert widths == pytest.approx(sorted(panel["value"]))


@pytest.mark.slow
def test_a_panel_of_several_concepts_is_several_axes_and_given_axes_are_drawn_on() -> None:
    from matplotlib.figure import Figure

    panel = regionshare.panel(["gdp", "population"], years=[2020, 2021])
    assert len(regionshare.plot(panel)) == 2
    given = Figure().add_subplot()
    one = regionshare.plot(panel[panel["concepts"] == "gdp"], ax=given)
    assert one is given
    with pytest.raises(RegionshareError, match="2 concepts"):
        regionshare.plot(panel, ax=given)


def test_drawing_libraries_load_when_something_is_drawn() -> None:
    code = "import sys, regionshare; n = regionshare.number(sys.argv[1]); n.html(); repr(n)\n"
    code += "assert not {'matplotlib', 'seaborn', 'pandas', 'openpyxl'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code, GUANGDONG], check=True, timeout=120)


# -- mistakes --------------------------------------------------------------------------------------

WRONG: list[Callable[[], object]] = [
    lambda: regionshare.number(None),
    lambda: regionshare.number(2021),
    lambda: regionshare.number([GUANGDONG]),
    lambda: regionshare.number(""),
    lambda: regionshare.number("share/energy"),
    lambda: regionshare.number(pd.NA),
    lambda: regionshare.number(b"share/energy/CN-GD/2021"),
    lambda: regionshare.explain(None),
    lambda: regionshare.share("energy", None, 2021),
    lambda: regionshare.share(None, "CN-GD", 2021),
    lambda: regionshare.share(["energy"], "CN-GD", 2021),
    lambda: regionshare.share("energy", ["CN-GD"], 2021),
    lambda: regionshare.share("energy", math.nan, 2021),
    lambda: regionshare.share("energy", "CN-GD", None),
    lambda: regionshare.share("energy", "CN-GD", "2021"),
    lambda: regionshare.share("energy", "CN-GD", 2021.0),
    lambda: regionshare.share("energy", "CN-GD", True),
    lambda: regionshare.share("energy", "CN-GD", np.bool_(True)),
    lambda: regionshare.share("energy", "CN-GD", pd.NA),
    lambda: regionshare.share("energy", "CN-GD", pd.Timestamp("2021-01-01")),
    lambda: regionshare.share("energy", "CN-GD", [2021]),
    lambda: regionshare.share("energy", "CN-GD", -2021),
    lambda: regionshare.share("energy", "CN-GD", 10**30),
    lambda: regionshare.share("energy", "CN-GD", 2021, series=7),
    lambda: regionshare.share("energy", "CN-GD", 2021, denominator=["sum"]),
    lambda: regionshare.share("energy", "CN-GD", 2021, denominator="half"),
    lambda: regionshare.share("energy", "CN", 2021),
    lambda: regionshare.intensity("energy", "CN-GD", 2021, activity=None),
    lambda: regionshare.relative_intensity("energy", "Guangdong", 2021),
    lambda: regionshare.per_capita("gdp", pd.Series(["CN-GD"]), 2021),
    lambda: regionshare.panel(5),
    lambda: regionshare.panel([None]),
    lambda: regionshare.panel("energy", ["CN"]),
    lambda: regionshare.panel("energy", metric=None),
    lambda: regionshare.panel("energy", years="2021"),
    lambda: regionshare.panel("energy", years=[2021.5]),
    lambda: regionshare.panel("energy", years=1850),
    lambda: regionshare.panel("energy", basis="gdp=nbs_2020"),
    lambda: regionshare.panel("energy", basis={"gdp": None}),
    lambda: regionshare.panel("energy", basis={1: "x"}),
    lambda: regionshare.matrix("CN-GD"),
    lambda: regionshare.matrix("XX"),
    lambda: regionshare.matrix("CN", metric="sahre/energy"),
    lambda: regionshare.regions(5),
    lambda: regionshare.regions("CN-GD"),
    lambda: regionshare.regions([]),
    lambda: regionshare.load("/nowhere"),
    lambda: regionshare.load(5),
    lambda: regionshare.open(),
    lambda: regionshare.open(None),
    lambda: regionshare.open("/nowhere"),
    lambda: regionshare.open("/nowhere", "report"),
    lambda: regionshare.open(["report"]),
    lambda: regionshare.open(f"a{os.pathsep}b"),
    lambda: regionshare.open("report", lang="fr"),
    lambda: regionshare.language("fr"),
    lambda: regionshare.number(GUANGDONG).html("fr"),
    lambda: regionshare.number(GUANGDONG).plot(["en"]),
    lambda: regionshare.number(GUANGDONG).plot(ax=3),
    lambda: regionshare.plot(None),
    lambda: regionshare.plot(pd.DataFrame()),
    lambda: regionshare.plot(regionshare.panel("gdp").head(0)),
    lambda: regionshare.plot(regionshare.panel("gdp"), region="US-CA"),
    lambda: regionshare.plot(regionshare.panel("gdp"), region=[None]),
    lambda: regionshare.plot(regionshare.panel("gdp"), region=5),
    lambda: regionshare.table(None, "csv"),
    lambda: regionshare.table("panel", "csv"),
    lambda: regionshare.table([], "csv"),
    lambda: regionshare.table(regionshare.regions(), "xls"),
    lambda: regionshare.table(regionshare.regions(), None),
    lambda: regionshare.table(regionshare.regions(), "sdmx-csv"),
    lambda: regionshare.table(regionshare.regions(), b"x.csv"),
    lambda: regionshare.table(regionshare.regions(), "/proc/none/x.csv"),
    lambda: regionshare.check(None),
    lambda: regionshare.check(["text"]),
    lambda: regionshare.check("text", region=None),
    lambda: regionshare.check("text", region="Atlantis"),
    lambda: regionshare.check("text", year="2021"),
    lambda: regionshare.check("text", spoken="yesterday"),
    lambda: regionshare.check("text", spoken=2021),
    lambda: regionshare.check("text", spoken=pd.NaT),
    lambda: regionshare.check("text", lang=2),
]


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_every_wrong_call_is_one_of_our_errors(place: int) -> None:
    with pytest.raises(RegionshareError) as told:
        WRONG[place]()
    assert told.value.remedy


def test_a_number_is_formatted_and_rounded_as_a_plain_one() -> None:
    number = regionshare.share("gdp", "CN-GD", 2021)
    assert f"{number:.1f}" == f"{float(number):.1f}"
    assert f"{number}" == str(number) and round(number, 1) == round(float(number), 1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: regionshare.share("GDP", "CN-GD", 2021), ". Write gdp"),
        (lambda: regionshare.share("gdp", "cn-gd", 2021), "Write CN-GD"),
        (lambda: regionshare.panel("gdp", metric="intensity"), "It is there of energy:gdp"),
        (lambda: regionshare.panel("grid_factor"), "share of grid_factor is not there for CN"),
    ],
)
def test_what_is_nearly_right_is_told(call: Callable[[], object], said: str) -> None:
    with pytest.raises(RegionshareError) as raised:
        call()
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: regionshare.share("energy"), "share: missing a required argument: 'region'"),
        (lambda: regionshare.share(yaer=2021), "there is no argument 'yaer' (meant 'year'?)"),
        (lambda: regionshare.concepts(1), "too many positional arguments. Call it as concepts()"),
        (lambda: regionshare.language(), "Call it as language(lang)"),
    ],
)  # fmt: skip
def test_an_argument_that_is_missing_or_strange_is_told(
    call: Callable[[], object], told: str
) -> None:
    with pytest.raises(RegionshareError) as error:
        call()
    assert told in error.value.sentence
