"""What must not be published stops the build; what may be does not."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from regionshare.data.redistribution import (
    LICENCE_HEADINGS,
    LICENCES,
    check_licences,
    check_published,
    licences,
    unused_rows,
)
from regionshare.errors import DataError, RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator

HEAD = "region,year,value,note\n"


def restricted(data: Path, series: str, terms: str) -> Evaluator:
    """The toy country with other terms for one series."""
    path = data / "series.csv"
    lines = path.read_text().splitlines()
    for i, line in enumerate(lines):
        if line.startswith(f"{series},"):
            lines[i] = line.replace(",open,", f",{terms},").replace(",figures_only,", f",{terms},")
    path.write_text("\n".join(lines) + "\n")
    return opening.evaluator(data)


def plain(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def zipped(folder: Path, name: str, text: str) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(name, text)
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())


LEAKS = {
    "a row more than the store has": ("observations/energy.books.csv", HEAD + "TL-C,2019,60,x\n"),
    "a column of series": ("fig/fig.csv", "series,region,year,value\nenergy.books,TL-C,2019,60\n"),
    "years as columns": ("energy.books.csv", "region,2018,2019\nTL-C,60,60\n"),
    "a tab between": ("energy.books.tsv", "region\tyear\tvalue\nTL-C\t2019\t60\n"),
    "an input of a number": (
        "numbers.json",
        json.dumps({"numbers": {"a": {"inputs": [
            {"series": "energy.books", "region": "TL-C", "year": 2019, "value": 60}]}}}),
    ),
    "a table in a notebook's output": (
        "a.ipynb",
        json.dumps({"cells": [{"csv": "series,region,year,value\nenergy.books,TL-C,2019,60\n"}]}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("put", [plain, zipped])
@pytest.mark.parametrize("leak", LEAKS)
def test_leak_is_found(
    toy: Evaluator, tmp_path: Path, leak: str, put: Callable[[Path, str, str], None]
) -> None:
    put(tmp_path / "stage", *LEAKS[leak])
    with pytest.raises(RegionshareError) as caught:
        check_published(tmp_path / "stage", toy.store, toy.declared)
    sentence = str(caught.value)
    assert "it would publish TL-C 2019 of energy.books" in sentence
    assert LEAKS[leak][0] in sentence
    assert ("all.zip > inner.zip > " in sentence) == (put is zipped)


def test_rows_that_the_report_uses_pass(toy: Evaluator, tmp_path: Path) -> None:
    plain(tmp_path, "observations/energy.books.csv", HEAD + "TL-A,2020,10,x\nTL-C,2020,60,x\n")
    plain(tmp_path, "open.csv", "series,region,year,value\nenergy.nation,TL,1999,100\n")
    plain(tmp_path, "shares.csv", "region,year,share\nTL-A,2020,10\n")
    plain(tmp_path, "broken.json", "{energy.books")
    check_published(tmp_path, toy.store, toy.declared)


def test_row_that_no_basis_names_is_a_leak(toy_data: Path, tmp_path: Path) -> None:
    path = toy_data / "bases.yml"
    text = path.read_text().replace("{series: gdp.old, denominator: sum, years: 2018-2020}",
                                    "{series: gdp.old, denominator: sum, years: 2019-2020}")  # fmt: skip
    path.write_text(text)
    ready = opening.evaluator(toy_data)
    assert [(one.region, one.year) for one in unused_rows(ready.store, ready.declared)] == [
        ("TL-A", 2018), ("TL-B", 2018), ("TL-C", 2018)
    ]  # fmt: skip
    plain(tmp_path / "stage", "gdp.old.csv", HEAD + "TL-A,2018,50,x\n")
    with pytest.raises(RegionshareError, match=r"publish TL-A 2018 of gdp\.old, of which only"):
        check_published(tmp_path / "stage", ready.store, ready.declared)


def test_series_that_must_not_be_passed_on_is_found_by_name_and_by_value(
    toy_data: Path, tmp_path: Path
) -> None:
    path = toy_data / "observations" / "co2.nation.csv"
    path.write_text(path.read_text().replace("TL,2020,125", "TL,2020,125.4375"))
    ready = restricted(toy_data, "co2.nation", "none")
    plain(tmp_path / "one", "co2.nation.csv", HEAD + "TL,2020,125.4375,x\n")
    plain(tmp_path / "two", "carbon.csv", "where,when,what\nToyland,MMXX,125.4375\n")
    for stage in ("one", "two"):
        with pytest.raises(RegionshareError, match=r"TL 2020 of co2\.nation, which must not be"):
            check_published(tmp_path / stage, ready.store, ready.declared)
    plain(tmp_path / "three", "carbon.csv", "where,when,what\nToyland,MMXX,125.4\n")
    check_published(tmp_path / "three", ready.store, ready.declared)


def test_repository_publishes_what_it_may(real: Evaluator) -> None:
    root = Path(__file__).resolve().parent.parent
    assert unused_rows(real.store, real.declared) == []
    for folder in ("data", "tests", "examples"):
        check_published(root / folder, real.store, real.declared)


HEADS = "".join(
    f"## {heading}\n\n| publisher | series | terms | how to cite |\n|---|---|---|---|\n\nAnd so on.\n\n"
    for heading in LICENCE_HEADINGS
)


@pytest.fixture
def page(tmp_path: Path, toy: Evaluator) -> Path:
    """A page of licences for the toy country."""
    path = tmp_path / LICENCES
    path.write_text(licences(toy.store, HEADS), encoding="utf-8")
    return path


def test_the_licences_name_every_series_once_under_its_terms(page: Path, toy: Evaluator):
    text = page.read_text(encoding="utf-8")
    opened, restricted = text.split("## Figures only")
    for one in toy.store.series.values():
        assert text.count(f"`{one.id}`") == 1
        assert f"`{one.id}`" in (opened if one.redistribution == "open" else restricted)
    assert text.count("And so on.") == 2
    assert licences(toy.store, text) == text
    check_licences(toy.store, page)


def test_a_publisher_stands_once_for_each_of_its_terms(real: Evaluator):
    rows = [line.split("|") for line in licences(real.store, HEADS).splitlines() if "`" in line]
    terms = [(row[1], row[3]) for row in rows]
    assert len(terms) == len(set(terms))
    ceads = [row for row in rows if "CEADs" in row[1]]
    assert len(ceads) == 1
    assert "`co2.ceads_cities`" in ceads[0][2]
    assert len([row for row in rows if "DSEC" in row[1]]) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("`gdp.old`", "`gdp.older`"),
        ("`gdp.old`", "`gdp.old`, `gdp.office`"),
        ("CC BY", "CC0"),
    ],
)
def test_stale_licences_are_told_with_their_row(page: Path, toy: Evaluator, old: str, new: str):
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        check_licences(toy.store, page)
    assert caught.value.where.startswith(LICENCES)
    assert caught.value.remedy == "Write its tables anew: regionshare data package"


def test_licences_without_a_table_say_what_to_write(toy: Evaluator):
    with pytest.raises(DataError, match="no table under 'Figures only'") as caught:
        licences(toy.store, HEADS.replace("## Figures only", "## Open"))
    assert "| publisher | series |" in caught.value.remedy
