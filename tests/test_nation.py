"""A nation's pack from one tidy table. Every figure here is made up, of made-up sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pycountry
import pytest
from click.testing import CliRunner, Result

import regionshare.cli
from regionshare import errors
from regionshare.data import pack as data
from regionshare.data.pack import regions_of
from regionshare.errors import DataError, RegionshareError
from regionshare.files import packs, paths
from regionshare.nation import pack, panel, regions, units, writing

SAYS = writing.SAYS
HEAD = "region,year,concept,value,unit,source,note\n"
BOTH = "Bern,2020,gdp,60,1e9 CHF,Toy,\nGenève,2020,gdp,40,1e9 CHF,Toy,\n"
CANADA = [one.name for one in pycountry.subdivisions.get(country_code="CA")]


def called(*arguments: object) -> Result:
    return CliRunner().invoke(regionshare.cli.main, [str(one) for one in arguments])


def written(folder: Path, text: str, name: str = "panel.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def rows(names: list[str], total: str = "", concepts: str = "energy co2 population gdp") -> str:
    """A toy panel of two years: the first region has 1 of everything, the second 2, and so on."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    unit = {"energy": "PJ", "co2": "Mt", "population": "1e5 persons", "gdp": "1e9 CAD"}
    for concept in concepts.split():
        for year in (2020, 2021):
            for size, name in enumerate(names, start=1):
                writer.writerow([name, year, concept, size, unit[concept], "Toy", ""])
            if total:
                whole = len(names) * (len(names) + 1) // 2
                writer.writerow([total, year, concept, whole, unit[concept], "Toy", ""])
    return HEAD + text.getvalue()


@pytest.fixture
def canada(tmp_path: Path) -> Path:
    path = written(tmp_path, rows(CANADA, "Canada"))
    told = called("nation", "new", "CA", "--from", path, "--output", tmp_path / "canada")
    assert told.exit_code == 0, told.output
    return tmp_path / "canada"


def refusal(folder: Path, text: str, nation: str = "CA", *more: object) -> str:
    """What is told of a table that is refused; nothing is made."""
    path = written(folder, text)
    told = called("nation", "new", nation, "--from", path, "--output", folder / "made", *more)
    assert told.exit_code == 2, told.output
    assert {one.name for one in folder.iterdir()} <= {"panel.csv", "names.csv"}
    return told.stderr


# -- the pack, and what reads it -------------------------------------------------------------------


def test_a_pack_has_a_region_for_each_name(canada: Path) -> None:
    found = [row["id"] for row in csv.DictReader((canada / "regions.csv").open(encoding="utf-8"))]
    assert found[0] == "CA"
    assert sorted(found[1:]) == sorted(
        o.code for o in pycountry.subdivisions.get(country_code="CA")
    )


def test_one_value_and_one_year_are_told_once(tmp_path: Path) -> None:
    lines = rows(CANADA, "Canada").splitlines(keepends=True)
    path = written(tmp_path, "".join(one for one in lines if ",2020," not in one))
    told = called("nation", "new", "CA", "--from", path, "--output", tmp_path / "canada").output
    assert (
        "energy: shares are of the nation's own row in 2021; the regions sum to 100.0 % of" in told
    )
    assert "2021-2021" not in told


def test_a_pack_passes_the_check_which_says_what_is_missing_for_which_page(canada: Path) -> None:
    told = called("data", "check", canada)
    assert told.exit_code == 0, told.output
    assert "data ok: 112 figures in 4 series" in told.output
    assert (
        "Canada: 13 regions have no tile_row and tile_col in regions.csv (first: CA-AB, row 3)"
        in (told.output)
    )
    assert "groups.csv has no groups" in told.output
    assert "claims.yml is not there" in told.output


def test_what_is_left_to_fill_in_is_told_with_its_row(canada: Path) -> None:
    told = called("data", "check", canada).output
    series = "ca_toy"
    assert (
        f"no licence is stated for 4 series (first: series.csv, row 2, energy.{series}; and" in told
    )
    assert f"sources.bib, entry {series}" in told
    assert "grade and caveat are placeholders in 4 series (first: series.csv, row 2" in told
    assert "people_en of its row in regions.csv (row 2) is empty" in told
    assert "1 of regions.csv (first: CA-YT, row 15)" in told
    assert "still to be filled in" not in told


def test_what_was_filled_in_is_told_no_more_and_a_mark_is(canada: Path) -> None:
    path = canada / "series.csv"
    text = path.read_text("utf-8").replace("not stated", "CC BY 4.0").replace("未注明", "")
    made = SAYS["made"]["caveat"]
    path.write_text(
        text.replace(made, "Ours.").replace("由一张表制成，未与发布者原表核对。", "自制。"), "utf-8"
    )
    regions_csv = canada / "regions.csv"
    head, nation, *rest = regions_csv.read_text("utf-8").splitlines()
    place = head.split(",").index("people_en")
    cells = nation.split(",")
    cells[place] = "Canadians"
    rest[1] = rest[1].replace("British Columbia", "TODO British Columbia")
    regions_csv.write_text("\n".join([head, ",".join(cells), *rest, ""]), "utf-8")
    with (canada / "bases.yml").open("a", encoding="utf-8") as file:
        file.write("# ??? other choices\n")
    told = called("data", "check", canada).output
    assert "licence" not in told and "placeholders" not in told and "people_en" not in told
    assert "regions.csv, row 4: still to be filled in: 'TODO British Columbia'." in told
    assert "still to be filled in: '# ??? other choices'." in told


def test_the_report_itself_lacks_nothing() -> None:
    told = called("data", "check")
    assert told.exit_code == 0, told.output
    assert [line.split(" ok:")[0] for line in told.output.splitlines()] == ["data", "claims"]


def test_a_share_of_the_pack_is_explained(canada: Path) -> None:
    # Of the thirteen regions the k-th has k; they sum to 91.
    first = next(
        o.code for o in pycountry.subdivisions.get(country_code="CA") if o.name == CANADA[0]
    )
    told = called("explain", f"share/energy/{first}/2021", "--data", canada)
    assert f"= {100 / 91:.6g}"[:6] in told.output


def test_a_sentence_about_the_nation_is_judged(canada: Path) -> None:
    share = 100 * (CANADA.index("Ontario") + 1) / 91
    text = f"In 2021 Ontario used {share:.1f} % of Canada's energy."
    told = called("check", text, "--data", canada)
    assert told.exit_code == 0 and "holds" in told.output, told.output
    wrong = called("check", "In 2021 Ontario used 30 % of Canada's energy.", "--data", canada)
    assert "wrong" in wrong.output


def test_a_nation_that_the_data_do_not_hold_is_another_country() -> None:
    told = called("check", "In 2021 Ontario used 30 % of Canada's energy.")
    assert told.exit_code == 1


def test_without_a_row_of_the_nation_the_complete_sum_is_its_total(tmp_path: Path) -> None:
    path = written(tmp_path, rows(CANADA, concepts="gdp"))
    told = called("nation", "new", "CA", "--from", path, "--output", tmp_path / "made")
    assert "shares are of the sum of all 13 regions, in 2020-2021" in told.output
    assert "no headline basis of energy" in told.output


def test_a_sum_that_lacks_a_region_is_refused_by_its_name(tmp_path: Path) -> None:
    few = rows([one for one in CANADA if one != "Yukon"], concepts="gdp")
    assert "would lack CA-YT (Yukon)" in refusal(tmp_path, few)
    path = written(tmp_path, few)
    arguments = ("nation", "new", "CA", "--from", path, "--output", tmp_path / "made")
    assert "sum of all 12 regions" in called(*arguments, "--without", "CA-YT").output


def test_the_check_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, rows(CANADA, "Total"))
    told = called("nation", "new", "CA", "--from", path, "--output", tmp_path / "made", "--check")
    assert told.exit_code == 0 and "Nothing was written" in told.output
    assert [one.name for one in tmp_path.iterdir()] == ["panel.csv"]


def test_a_folder_that_is_there_stays_as_it_is(canada: Path) -> None:
    before = (canada / "regions.csv").read_bytes()
    path = canada.parent / "panel.csv"
    told = called("nation", "new", "CA", "--from", path, "--output", canada)
    assert told.exit_code == 2 and "stays as it is" in told.stderr
    assert (canada / "regions.csv").read_bytes() == before


@pytest.mark.slow
def test_two_packs_and_the_report_are_read_together(canada: Path, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + BOTH.replace("Bern", "Wien").replace("Genève", "Tirol"))
    path.write_text(
        path.read_text("utf-8").replace("CHF", "EUR") + "AT,2020,gdp,200,1e9 EUR,Toy,\n"
    )
    told = called("nation", "new", "AT", "--from", path, "--output", tmp_path / "austria")
    assert told.exit_code == 0, told.output
    merged = packs.merged(
        [canada, tmp_path / "austria", paths.ROOT / "data"],
        paths.ROOT / "data",
        tmp_path / "merged",
    )
    assert {"CA", "AT", "CN"} <= {one.id for one in data.load_store(merged).regions.nations}


def test_a_name_that_is_missing_in_one_language_is_shown_in_the_other(canada: Path) -> None:
    found = regions_of(canada)
    assert (found["CA-YT"].name("en"), found["CA-YT"].name("zh")) == ("Yukon", "Yukon")
    assert (found["CA-ON"].name("en"), found["CA-ON"].name("zh")) == ("Ontario", "安大略省")


def test_a_text_in_one_language_is_refused_where_the_row_does_not_say_so(canada: Path) -> None:
    path = canada / "regions.csv"
    path.write_text(path.read_text("utf-8").replace(",en\n", ",\n"), "utf-8")
    with pytest.raises(DataError, match="name_zh is empty"):
        regions_of(canada)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("nation", "given", "several"),
    [
        ("JP", "", "prefectures 都道府县"), ("JP", "region", "regions 地区"),
        ("CH", "", "cantons 州"), ("DE", "", "Länder 联邦州"), ("FR", "nuts2", "NUTS-2 regions NUTS二级地区"),
        ("CA", "", "regions 地区"), ("BR", "state", "states 州"), ("US", "state", "states (with D.C.) 州（含华盛顿特区）"),
    ],
)  # fmt: skip
def test_regions_are_called_what_the_nation_calls_them(
    nation: str, given: str, several: str
) -> None:
    known = data.load(paths.data_dir(packs.OWN))
    names = regions.names_of(nation)
    level = pack._level(given, [names.regions[one] for one in names.tops], known)
    called = known.regions.called(level, nation)
    assert f"{called.many_en} {called.many_zh}" == several


def test_a_level_that_no_table_has_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + BOTH + "CH,2020,gdp,100,1e9 CHF,Toy,\n")
    told = called("nation", "new", "CH", "--from", path, "--level", "shire", "--check")
    assert told.exit_code == 2
    assert "level 'shire' is not known" in told.stderr
    told = called("nation", "new", "CH", "--from", path, "--level", "district", "--check")
    assert "Pages call the regions districts (区)" in told.output


# -- names of regions ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("nation", "text", "region"),
    [
        ("JP", "Tokyo", "JP-13"), ("JP", "Kyōto-fu", "JP-26"), ("JP", "Chiba-ken", "JP-12"),
        ("JP", "Nagano Prefecture", "JP-20"), ("JP", "北海道", "JP-01"), ("JP", "宮城県", "JP-04"),
        ("CA", "Québec", "CA-QC"), ("CA", "Colombie-Britannique", "CA-BC"), ("CA", "ON", "CA-ON"),
        ("DE", "Bayern", "DE-BY"), ("DE", "Bavaria", "DE-BY"), ("DE", "de-by", "DE-BY"),
        ("DE", "Freistaat Sachsen", "DE-SN"), ("CH", "Kanton Zürich", "CH-ZH"),
        ("CH", "Geneva", "CH-GE"), ("IN", "Bihar", "IN-BR"), ("BR", "Sao Paulo", "BR-SP"),
        ("JP", "Japan", "JP"), ("DE", "Deutschland", "DE"), ("CA", "Total", "CA"), ("JP", "全国", "JP"),
    ],
)  # fmt: skip
def test_a_region_is_known_by_its_names(nation: str, text: str, region: str) -> None:
    assert regions.names_of(nation).of(text) == region


def test_numbers_are_regions_only_where_they_are_all_of_iso_and_no_others() -> None:
    japan, all_of_it = regions.names_of("JP"), {str(number): number for number in range(1, 48)}
    assert regions.matched(all_of_it, japan, "t.csv")["13"] == "JP-13"
    with pytest.raises(DataError, match="region '13' is no region of Japan"):
        regions.matched({"13": 2}, japan, "t.csv")


def test_a_name_that_is_nearly_known_is_asked_for(tmp_path: Path) -> None:
    told = refusal(tmp_path, HEAD + "Ontaro,2020,gdp,1,1e9 CAD,Toy,\n")
    assert "panel.csv, row 2: region 'Ontaro' is no region of Canada in ISO 3166-2" in told
    assert "Did you mean CA-ON Ontario?" in told


def test_a_word_of_a_name_is_asked_for(tmp_path: Path) -> None:
    told = refusal(tmp_path, HEAD + "Brussels,2020,gdp,1,1e9 EUR,Toy,\n", "BE")
    assert "Did you mean BE-BRU " in told


@pytest.mark.parametrize(
    ("nation", "text", "unit"),
    [
        ("JP", "億円", "1e8 JPY"), ("JP", "百万円", "1e6 JPY"), ("FR", "millions d'euros", "1e6 EUR"),
        ("DE", "Mio. Euro", "1e6 EUR"), ("CA", "1e3 m3", "1000 m3"), ("CA", "ha", "ha"),
    ],
)  # fmt: skip
def test_a_unit_in_the_words_of_the_nation_is_known(nation: str, text: str, unit: str) -> None:
    known = data.load(paths.ROOT / "data").units.values()
    assert units.parsed(text, nation, "t.csv, row 2", known).unit == unit


def test_regions_that_iso_does_not_have_are_told_in_a_file(tmp_path: Path) -> None:
    text = rows(["AT11", "AT12"], "AT", "gdp").replace("CAD", "EUR")
    assert "region 'AT11' is no region of Austria" in refusal(tmp_path, text, "AT")
    names = written(
        tmp_path,
        "name,id,name_en,name_zh\nAT11,AT-NUTS-AT11,Burgenland,\nAT12,AT-NUTS-AT12,Lower Austria,\n",
        "names.csv",
    )
    made = ("--output", tmp_path / "made", "--regions", names)
    told = called("nation", "new", "AT", "--from", tmp_path / "panel.csv", *made)
    assert told.exit_code == 0, told.output
    explained = called("explain", "share/gdp/AT-NUTS-AT11/2021", "--data", tmp_path / "made")
    assert "= 33.3333 percent" in explained.output


# -- units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("1e9 JPY", 1.0), ("billion yen", 1.0), ("million JPY", 0.001), ("JPY billion", 1.0),
        ("TJ", 0.001), ("PJ", 1.0), ("ktoe", 0.041868), ("GWh", 0.0036), ("1e15 J", 1.0),
        ("kt CO2", 0.001), ("Mt", 1.0), ("tonnes", 1e-6), ("million tonnes CO2", 1.0),
        ("persons", 1e-6), ("thousand persons", 0.001), ("million people", 1.0), ("万人", 0.01),
    ],
)  # fmt: skip
def test_a_unit_has_its_factor_to_what_readers_see(text: str, factor: float) -> None:
    known = data.load(paths.ROOT / "data").units.values()
    assert units.parsed(text, "JP", "t.csv", known).factor_en == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize("text", ["furlongs", "tons", "mJ", "%", "index 2015=100", "MJPY"])
def test_a_unit_that_is_not_known_is_asked_for(text: str) -> None:
    with pytest.raises(DataError, match="is not known"):
        units.parsed(text, "JP", "t.csv, row 2", data.load(paths.ROOT / "data").units.values())


# -- bad input -------------------------------------------------------------------------------------

BAD_CELLS = {
    "１２３": "in full-width digits. Write 123", "12,5": "here 12.5.", "1,234,567": "here 1234567.",
    "1 234": "here 1234.", "1.234,5": "here 1234.5.", "1,234": "cannot be told", "1.234.5": "cannot be told", "n.a.": "is no figure", "-": "is no figure",
    "..": "is no figure", "…": "is no figure", "NaN": "is no figure", "0": "must be above 0",
    "9" * 400: "… (400 signs), and must be above 0", "-5": "must be above 0", "": "value is empty", "inf": "not a number", "12 (p)": "Write 12, and what the mark says", "12¹": "Write 12, and",
    "5.3 %": "a quotient", "12,34,567": "here 1234567",
}  # fmt: skip
BAD_YEARS = {
    "2021-01-01": "Write the year as four digits, 2021", "44197": "a spreadsheet", "FY2021": "2021",
    "2021年": "2021", "２０２１": "2021", "2020/21": "which twelve months", "21": "not a year",
    "2021.5": "not a year",
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BAD_CELLS.items())
def test_a_value_is_a_plain_number(tmp_path: Path, text: str, told: str) -> None:
    found = refusal(tmp_path, f'{HEAD}{BOTH}Bern,2021,gdp,"{text}",1e9 CHF,Toy,\n', "CH")
    assert found.startswith("regionshare: panel.csv, row 4: ") and told in found


@pytest.mark.parametrize(("text", "told"), BAD_YEARS.items())
def test_a_year_is_four_digits(tmp_path: Path, text: str, told: str) -> None:
    found = refusal(tmp_path, f"{HEAD}{BOTH}Bern,{text},gdp,1,1e9 CHF,Toy,\n", "CH")
    assert found.startswith("regionshare: panel.csv, row 4: year is ") and told in found


BAD_TABLES = {
    "": "the file is empty",
    HEAD: "the table has no rows",
    HEAD.replace(",", ";") + "a;b": "set apart by semicolons",
    HEAD.replace(",", "\t") + "a\tb": "set apart by tabs",
    "region,concept,2019,2020,2021\n": "the years 2019 to 2021 stand side by side",
    "Region,Jahr,concept,value,unit,source\n": "'Jahr' is not known (meant 'year'?)",
    "地区,year,concept,value,unit,source\n": "'地区' is not known (meant 'region'?)",
    "region,year,concept,value,unit\n": "'source' is missing",
    f"Table 1,,,,,,\n{HEAD}{BOTH}": "'Table 1', and the header stands below it. Delete",
    f"{HEAD}{BOTH}Source: Toy,,,,,,\n": "row 4: the row holds 'Source: Toy' alone. Leave titles",
    "region,year,concept,value,,source,note\n": "'unit' is missing, column 5 has no name",
    "region,year,gdp,population\n": "the concepts gdp to population stand side by side",
    HEAD + "Eastern Switzerland,2020,gdp,1,1e9 CHF,Toy,\n": "ISO 3166-2. Write its ISO id",
    HEAD + "Bern,2020,gdp,1,CHF per capita,Toy,\n": "Regions do not add up to a quotient",
    HEAD + "Bern,2020,gdp,1,bn USD PPP,Toy,\n": "Purchasing power parities",
    HEAD + "Bern,2020,co2,1,tonnes CO2e,Toy,\n": "CO2 equivalents hold other gases",
    HEAD + "Bern,2020,co2,1,kt C,Toy,\n": "multiply by 44/12",
    HEAD + "Bern,2020,co2,1,tons,Toy,\n": "A ton is of three kinds",
    HEAD + "Bern,2999,gdp,1,1e9 CHF,Toy,\n": "year is '2999', not a year",
    HEAD + 'Bern,2020,gdp,"1,1e9 CHF,Toy,\n': "not a readable CSV file",
    HEAD + "Bern,2020,gdp,1,5,1e9 CHF,Toy,\n": "the row has 8 cells",
    HEAD + "Bern,2020,wealth,1,1e9 CHF,Toy,\n": "concept 'wealth' is not known",
    HEAD + "Bern,2020,gdp,1,Mt,Toy,\n": "'Mt' measures mass, and gdp is money",
    HEAD + BOTH + "Bern,2021,gdp,1,million CHF,Toy,\n": "in '1e9 CHF' in row 2",
    HEAD + BOTH + "Bern,2020,gdp,60,1e9 CHF,Toy,\n": "in row 2 already (the same)",
    HEAD + BOTH + "Bern,2020,gdp,61,1e9 CHF,Toy,\n": "in row 2 already (60 there, 61 here)",
    HEAD
    + BOTH
    + "Kanton Bern,2020,gdp,61,1e9 CHF,Toy,\n": "'Kanton Bern' and 'Bern' are both CH-BE",
    HEAD + BOTH + "Western total,2020,gdp,9,1e9 CHF,Toy,\n": "a total of several regions",
    HEAD + BOTH: "gdp has no row of Switzerland",
}


@pytest.mark.parametrize(("text", "told"), BAD_TABLES.items())
def test_a_table_that_cannot_be_taken_is_refused_in_a_sentence(
    tmp_path: Path, text: str, told: str
) -> None:
    assert told in refusal(tmp_path, text, "CH")


def test_a_table_of_an_old_spreadsheet_and_of_plain_thousands_is_read(tmp_path: Path) -> None:
    text = f"{HEAD}Bern,2020,población,6000,mil,Toy,\nGenève,2020,población,4000,mil,Toy,\n"
    text += "Total,2020,población,10000,mil,Toy,\n"
    path = tmp_path / "panel.csv"
    path.write_bytes(text.replace("\n", "\r").encode())
    found = called("nation", "new", "CH", "--from", path, "--check")
    assert found.exit_code == 0 and "population: shares are of the nation's own row" in found.output


def test_concepts_are_known_by_their_usual_names() -> None:
    known = data.load(paths.ROOT / "data").concepts
    for text, concept in {
        "CO2": "co2",
        "Emissions": "co2",
        "GDP": "gdp",
        "人口": "population",
    }.items():
        assert panel.concept_of(text, {one: one for one in known}, "") == concept


def test_a_sum_far_from_the_row_of_the_nation_is_refused(tmp_path: Path) -> None:
    text = rows(CANADA, "Canada", "gdp").replace("Canada,2021,gdp,91", "Canada,2021,gdp,45.5")
    assert "gdp of the regions in 2021 sums to 2 times the row of 'Canada'" in refusal(
        tmp_path, text
    )


@pytest.mark.parametrize(
    ("code", "told"), [("utf-16", "UTF-16"), ("gb18030", "gb18030"), ("shift_jis", "shift_jis")]
)
def test_a_table_in_another_encoding_is_refused(tmp_path: Path, code: str, told: str) -> None:
    path = tmp_path / "panel.csv"
    path.write_bytes((HEAD + "東京,2020,gdp,1,1e9 JPY,人口,\n").encode(code))
    with pytest.raises(RegionshareError, match=told):
        panel.read(path, ["gdp"])


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + HEAD + BOTH)
    assert len(panel.read(path, ["gdp"])) == 2


def test_a_table_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regionshare.files.foreign.LARGEST", 1 << 20)
    with pytest.raises(RegionshareError, match="larger than 1 MB"):
        panel.read(written(tmp_path, HEAD + "x" * (1 << 20)), ["gdp"])


def test_one_mistake_is_told_once_with_its_rows(tmp_path: Path) -> None:
    lines = "".join(f"Bern,20{one:02d},gdp,'{one},5',1e9 CHF,Toy,\n" for one in range(20))
    told = refusal(tmp_path, HEAD + lines.replace("'", '"'), "CH")
    assert told.count("panel.csv, row") == 1
    assert (
        "value is '0,5', with marks between thousands or a comma for decimals (and 19 more" in told
    )
    assert "more like it: rows 3, 4, 5, 6, ...)" in told


def test_many_mistakes_are_told_at_once_and_counted(tmp_path: Path) -> None:
    lines = "".join(f"{chr(65 + one)}xyzq,2020,gdp,1,1e9 CHF,Toy,\n" for one in range(20))
    told = refusal(tmp_path, HEAD + lines, "CH")
    assert told.count("panel.csv, row") == errors.MOST
    assert "8 more mistakes are found" in told


@pytest.fixture
def halfway(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(folder: Path, made: pack.Draft) -> None:
        raise DataError("it does not pass")

    monkeypatch.setattr(writing, "try_pack", refuse)
    yield


@pytest.mark.usefixtures("halfway")
def test_a_pack_that_would_not_be_read_is_not_left_half_made(tmp_path: Path) -> None:
    assert "it does not pass" in refusal(tmp_path, rows(CANADA, "Canada"))


def test_a_nation_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "Did you mean CA?" in refusal(tmp_path, HEAD, "CAN")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"), ("EL", "GR"), ("DEU", "DE"), ("jp", "JP"), ("Deutschland", "DE"),
        ("日本", "JP"), ("Germny", "DE"), ("England", "GB"), ("GB-ENG", "GB"), ("Viet Nam", "VN"),
    ],
)  # fmt: skip
def test_a_usual_name_of_a_nation_gets_its_code(tmp_path: Path, text: str, code: str) -> None:
    assert f"Did you mean {code}?" in refusal(tmp_path, HEAD, text)


def test_a_row_of_the_uk_is_the_nations() -> None:
    assert regions.names_of("GB").of("UK") == "GB"


# -- the check: short, and units held to their names -------------------------------------------------


def test_what_all_nations_lack_is_told_once() -> None:
    europe = paths.ROOT / "packs" / "europe"
    short = called("data", "check", europe)
    assert short.exit_code == 0 and short.output.count("\n") == 6
    assert (
        "21 nations (Austria, Belgium, Bulgaria, ...): 233 regions have no tile_row" in short.output
    )
    assert called("data", "check", europe, "--verbose").output.count("\n") == 1 + 5 * 21
    one = called("data", "check", europe, "--nation", "AT").output
    assert one.count("Austria: ") == 5 and "Belgium" not in one
    assert (
        "nation 'CH' is not in these data"
        in called("data", "check", europe, "--nation", "CH").stderr
    )


UNIT_ROWS = {
    "kg,persons,kg,1,千克,1,,": "'kg' is declared as persons, and by its name is mass",
    "thousand people,persons,million people,0.01,万人,0.1,,":
        "factor_en of 'thousand people' is 0.01, and 0.001 million people by its name",
    "heads,persons,kt,1,人,1,,": "units.csv declares 'heads' as persons, and no such unit is known",
    "persons,persons,PJ,0.000001,人,0.0001,,": "'PJ' is shown for persons, and by its name is energy",
}  # fmt: skip


@pytest.mark.parametrize("row", UNIT_ROWS)
def test_a_declared_unit_is_held_to_its_name(canada: Path, row: str) -> None:
    unit = row.partition(",")[0]
    (canada / "units.csv").write_text(
        "unit,dimension,symbol_en,factor_en,symbol_zh,factor_zh,money_of,carry_zh\n"
        f"{row}\n" + (canada / "units.csv").read_text("utf-8").partition("\n")[2], "utf-8",
    )  # fmt: skip
    path = canada / "series.csv"
    path.write_text(path.read_text("utf-8").replace("100000 persons", unit), "utf-8")
    bounds = canada / "bounds.csv"
    held = [one for one in bounds.read_text("utf-8").splitlines() if not one.startswith("ratio")]
    bounds.write_text("\n".join([*held, "ratio,population,,,,1e-9,1e9,any"]) + "\n", "utf-8")
    told = called("data", "check", canada)
    assert UNIT_ROWS[row] in told.output + told.stderr


def test_a_concept_ten_times_too_large_is_asked_for(tmp_path: Path) -> None:
    text = "".join(
        f"{name},2020,population,1000,thousand persons,Toy,\n{name},2020,co2,80,Mt,Toy,\n"
        for name in CANADA
    )
    path = written(tmp_path, HEAD + text)
    told = called("nation", "new", "CA", "--from", path, "--output", tmp_path / "made")
    assert told.exit_code == 0, told.output
    assert "Look again: Canada has 80 Mt / million people in 2020" in told.output


def test_a_table_of_the_nation_alone_is_refused(tmp_path: Path) -> None:
    text = HEAD + "Canada,2020,gdp,100,1e9 CAD,Toy,\n"
    assert "the table has rows of Canada alone" in refusal(tmp_path, text)


def test_a_region_that_has_figures_is_not_left_out(tmp_path: Path) -> None:
    told = refusal(tmp_path, rows(CANADA, "Canada"), "CA", "--without", "CA-ON")
    assert "--without: CA-ON has figures in panel.csv" in told


def test_regions_without_a_row_are_not_counted(tmp_path: Path) -> None:
    path = written(tmp_path, rows([one for one in CANADA if one != "Ontario"], "Canada"))
    told = called("nation", "new", "CA", "--from", path, "--check")
    assert f"{len(CANADA) - 1} regions" in told.output


def test_names_and_units_are_read_as_nations_write_them() -> None:
    names = {
        ("IN", "All India"): "IN", ("IN", "Jammu & Kashmir"): "IN-JK", ("KR", "서울특별시"): "KR-11",
        ("KR", "전국"): "KR", ("PL", "woj. śląskie"): "PL-24", ("CH", "Genf/Genève"): "CH-GE",
    }  # fmt: skip
    for (nation, text), region in names.items():
        assert regions.names_of(nation).of(text) == region, text
    known = data.load(paths.ROOT / "data").units.values()
    factors = {
        ("IN", "Rs. crore"): 0.01, ("CH", "Mio. Franken"): 0.001, ("PL", "mln zł"): 0.001,
        ("KR", "천toe"): 0.041868, ("BR", "mil tep"): 0.041868, ("PL", "tys. osób"): 0.001,
    }  # fmt: skip
    for (nation, text), factor in factors.items():
        found = units.parsed(text, nation, "t.csv", known)
        assert found.factor_en == pytest.approx(factor, rel=1e-9), text
