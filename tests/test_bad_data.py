"""Each way a data directory can be wrong: one sentence with file, row and remedy, exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from regionshare.cli import main
from regionshare.data.pack import load_store

ENERGY = "observations/energy.books.csv"


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        path = data / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda data: (data / name).unlink()


def add(name: str, text: str) -> Callable[[Path], None]:
    return lambda data: (data / name).write_text(text, encoding="utf-8")


def widen(name: str, **cells: str) -> Callable[[Path], None]:
    """Columns of a table that only its first row fills."""

    def change(data: Path) -> None:
        head, first, *others = (data / name).read_text(encoding="utf-8").splitlines()
        lines = [",".join([head, *cells]), ",".join([first, *cells.values()])]
        lines += [line + "," * len(cells) for line in others]
        (data / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return change


CASES = {
    "wrong column": (edit(ENERGY, "value", "valu"), "row 1", "'valu' is unknown (meant 'value'?)"),
    "unit column": (edit(ENERGY, "note\n", "note,unit\n"), "row 1", "'unit' is unknown"),
    "text in a number": (edit(ENERGY, "2018,10,", "2018,ten,"), "row 2", "value is 'ten'"),
    "thousands comma": (edit(ENERGY, "2018,10,", '2018,"1,000",'), "row 2", "value is '1,000'"),
    "empty value": (edit(ENERGY, "2018,10,", "2018,,"), "row 2", "value is ''"),
    "duplicated key": (edit(ENERGY, "TL-A,2019", "TL-A,2018"), "row 3", "TL-A 2018 stands twice"),
    "negative value": (edit(ENERGY, "2018,10,", "2018,-10,"), "row 2", "must be above 0"),
    "zero for missing": (edit(ENERGY, "2018,10,", "2018,0,"), "row 2", "Missing is absent, never 0"),
    "infinite value": (edit(ENERGY, "2018,10,", "2018,inf,"), "row 2", "not finite"),
    "not a number": (edit(ENERGY, "2018,10,", "2018,nan,"), "row 2", "value is 'nan'"),
    "year as text": (edit(ENERGY, "TL-A,2018", "TL-A,y2018"), "row 2", "year is 'y2018'"),
    "year past the series": (edit(ENERGY, "TL-A,2018", "TL-A,2031"), "row 2", "year 2031 is outside"),
    "unknown region": (edit(ENERGY, "TL-A,2018", "TL-Q,2018"), "row 2", "region 'TL-Q' is not known"),
    "unexpected region": (edit(ENERGY, "TL-A,2018", "TL-X,2018"), "row 2", "not among the expected"),
    "ragged row": (edit(ENERGY, "TL-A,2018,10,", "TL-A,2018,10,9,"), "row 2", "row has 5 cells"),
    "missing file": (remove(ENERGY), ENERGY, "the file is missing"),
    "missing table": (remove("series.csv"), "series.csv", "the file is missing"),
    "stray file": (add("observations/gdp.new.csv", ""), "gdp.new.csv", "belongs to no series"),
    "no source": (edit("series.csv", "TL,office", "TL,"), "row 2", "has no source"),
    "no licence": (edit("series.csv", "CC BY 4.0", ""), "row 2", "has no licence"),
    "unknown source": (edit("series.csv", "TL,office", "TL,nobody"), "series.csv", "'nobody'"),
    "unknown unit": (edit("series.csv", "1e8 coin", "1e8 shells"), "row 2", "unit '1e8 shells'"),
    "broken bibtex": (edit("sources.bib", "title = {Year", "title = {{Year"), "sources.bib", "BibTeX"),
    "parts against total": (
        edit("observations/gdp.office.csv", "TL-C,2019,100", "TL-C,2019,120"),
        "gdp.office",
        "in 2019 sum to 1.1000 of TL's own row, outside 0.99 to 1.01",
    ),
    "correction outlived": (
        add(
            "corrections.yml",
            "- {file: observations/energy.books.csv, region: TL-A, year: 2018, reported: 99,"
            " action: drop, reason_en: mistyped, reason_zh: 误植}\n",
        ),
        "energy.books.csv",
        "may have been mended",
    ),
    "basis on an unknown series": (
        edit("bases.yml", "gdp.old", "gdp.older"), "bases.yml, TL, gdp, grid 2", "'gdp.older'"
    ),
    "bases that are a list": (add("bases.yml", "- a\n"), "bases.yml", "is not of type 'object'"),
    "a role that is a number": (
        add("bases.yml", "TL: {gdp: {headline: 5}}\n"), "bases.yml", "TL > gdp > headline: 5 is not of"
    ),
    "an entry that is a number": (
        add("bases.yml", "TL: {gdp: {headline: [5]}}\n"), "bases.yml", "headline > 0: 5 is not of"
    ),
    "a concept without roles": (add("bases.yml", "TL: {gdp: }\n"), "bases.yml", "None is not of type"),
    "a crossing that is a text": (
        add("bases.yml", "TL: {gdp: {crossing: all}}\n"), "bases.yml", "'all' is not of type 'object'"
    ),
    "corrections that are a text": (add("corrections.yml", "none\n"), "corrections.yml", "'none' is not"),
    "a correction that is a number": (add("corrections.yml", "- 5\n"), "corrections.yml", "0: 5 is not"),
    "a correction of an unknown kind": (
        add(
            "corrections.yml",
            "- {file: observations/energy.books.csv, region: TL-A, year: 2018, reported: 10,"
            " action: mend, reason_en: mistyped, reason_zh: 误植}\n",
        ),
        "corrections.yml",
        "'mend' is not one of ['drop', 'replace']",
    ),
    "a year in other digits": (
        edit("series.csv", ",2018,2021,A", ",２０１８,2021,A"), "series.csv", "first_year is '２０１８'"
    ),
    "a factor with an underscore": (edit("units.csv", "coin,0.1", "coin,0_1"), "units.csv", "'0_1'"),
    "bases not YAML": (edit("bases.yml", "TL:", "TL: ["), "bases.yml", "not valid YAML"),
    "a name in one language": (
        edit("groups.csv", "North,北部", "North,"), "groups.csv, row 2", "name_en is 'North', and name_zh is empty"
    ),
    "a definition in one language": (
        edit("concepts.csv", "Value added.,", ","), "row 2", "definition_zh is '增加值。', and definition_en is empty"
    ),
    "a label in one language": (
        widen("series.csv", label_en="the first", label_zh=""),
        "series.csv, row 2",
        "label_en is 'the first', and label_zh is empty",
    ),
    "a column in one language": (
        widen("series.csv", short_zh="首版"), "row 2", "short_zh is '首版', and short_en is empty"
    ),
    "a copy wrong by a half": (
        edit("transcriptions/energy.books.csv", "10.5", "15.5"),
        "data/transcriptions/energy.books.csv, row 2",
        "TL-A 2020 of energy.books in copy_office is 1.55 times the figure of the series, outside 0.7 to 1.35",
    ),
    "a copy that nothing is stated of": (
        edit("bounds.csv", "copy,,,", "copy,gdp,,"),
        "data/transcriptions/energy.books.csv, row 2",
        "TL-A 2020 of energy.books in copy_office is compared with nothing",
    ),
    "a copy of a figure that is not there": (
        edit("transcriptions/energy.books.csv", "TL-A,2020", "TL-C,2019"), "row 2", "is compared with nothing"
    ),
    "a region without a figure": (
        edit("series.csv", "1e8 coin,TL:province", "1e8 coin,TL TL:province"),
        "data/observations/gdp.old.csv",
        "TL of the expected_regions of gdp.old has no figure. Add its figures, or take it out in data/series.csv: -TL.",
    ),
    "a last year without a figure": (
        edit("series.csv", "2018,2020,A", "2018,2023,A"),
        "data/observations/gdp.old.csv",
        "gdp.old has figures of 2018 to 2020, not 2018 to 2023",
    ),
    "a first year without a figure": (
        edit("series.csv", "2018,2020,A", "2016,2020,A"), "gdp.old.csv", "2018 to 2020, not 2016 to 2020"
    ),
    "a vintage that is not the id's": (
        widen("series.csv", vintage="2025"), "row 2", "'gdp.office' is of family '' and vintage '2025'"
    ),
    "a family that is not the id's": (
        widen("series.csv", family="bureau"), "row 2", "'gdp.office' is of family 'bureau' and vintage ''"
    ),
    "a series misspelt": (
        edit("series.csv", "gdp.office", "gdp.offcie"),
        "data/series.csv",
        "series 'gdp.offcie' has no file, and observations/gdp.office.csv no series. One of the names is misspelt",
    ),
    "a series misspelt where another names it": (
        widen("series.csv", supersedes="gdp.ol"), "row 2", "supersedes 'gdp.ol' is not known. Did you mean gdp.old"
    ),
    "row that nobody uses": (
        edit("bases.yml", "gdp.old, denominator: sum, years: 2018", "gdp.old, denominator: sum, years: 2019"),
        "gdp.old.csv",
        "TL-A 2018 of gdp.old may stand here only if the report uses it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_data_gets_one_sentence_and_exit_code_2(case: str, toy_data: Path) -> None:
    breaking, where, message = CASES[case]
    breaking(toy_data)
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    sentence = result.stderr
    assert sentence.startswith("regionshare: ") and sentence.count("\n") == 1
    assert where in sentence
    assert message in sentence
    assert str(toy_data) not in sentence


def test_good_data_passes(toy_data: Path) -> None:
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code == 0
    assert result.stdout.startswith("data ok: ")


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "no data directory 'nowhere'" in result.stderr


def test_byte_order_mark_and_windows_line_ends_are_accepted(toy_data: Path) -> None:
    before = load_store(toy_data).observations
    for path in (toy_data / "observations").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_store(toy_data).observations.equals(before)


def test_a_file_that_is_not_utf8_names_the_byte(toy_data: Path) -> None:
    (toy_data / ENERGY).write_bytes(b"region,year,value,note\nTL-A,2018,10,\xff\n")
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code == 2
    assert "is not UTF-8" in result.stderr


def test_a_replaced_figure_takes_its_new_value(toy_data: Path) -> None:
    (toy_data / "corrections.yml").write_text(
        "- {file: observations/energy.books.csv, region: TL-A, year: 2018, reported: 10,"
        " action: replace, value: 11, reason_en: mistyped, reason_zh: 误植}\n",
        encoding="utf-8",
    )
    assert load_store(toy_data).value("energy.books", "TL-A", 2018) == 11


@pytest.mark.parametrize(
    "name", ["practice.csv", "market_statements.csv", "subjects.csv", "new.csv"]
)
def test_other_tables_are_read_too(toy_data: Path, name: str) -> None:
    path = toy_data / name
    path.write_bytes("id,name\na,广东\n".encode("gb18030"))
    found = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert found.exit_code == 2
    assert f"{name}: byte 10 is not UTF-8" in found.stderr
    path.unlink()
    path.mkdir()
    found = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert found.exit_code == 2
    assert f"{name}: the file cannot be read: Is a directory" in found.stderr
