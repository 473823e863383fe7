"""What moved between two states is told: flipped verdicts first, then numbers with their inputs."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import registers_toy
import toy_country
from click.testing import CliRunner, Result
from test_claims_files import GOOD as CLAIMS

from regionshare.chapters.panels import edition_ids
from regionshare.cli import main
from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import drift, golden, published

SHARE = "share/energy/TL-A/2020"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["drift", *(str(one) for one in arguments)])


def ledger(folder: Path, **verdicts: str) -> None:
    content = [
        {"id": claim, "verdict": {"today": verdict, "when_spoken": "consistent"}}
        for claim, verdict in verdicts.items()
    ]
    (folder / "ledger.json").write_text(json.dumps(content))


@pytest.fixture
def two(toy: Evaluator, toy_data: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A book of the toy country, and one after a figure was revised."""
    registers_toy.change(toy_data, "energy.books", "TL-A,2020,10", "TL-A,2020,12")
    now = opening.evaluator(toy_data)
    old = registers_toy.write(toy, tmp_path / "old" / "numbers.json", registers_toy.IDS[:-1])
    ids = (*registers_toy.IDS[:1], *registers_toy.IDS[2:])
    new = registers_toy.write(now, tmp_path / "new" / "numbers.json", ids)
    return old.parent, new.parent


def test_moved_gone_and_new_numbers_are_told(two: tuple[Path, Path]) -> None:
    found = drift.between(*two, region="TL-A", year=2021, printed=edition_ids)
    assert [move.id for move in found.moved] == [SHARE, "relative_intensity/energy:gdp/TL-A/2020"]
    first = found.moved[0]
    assert first.difference == pytest.approx(2)
    assert [one.text for one in first.inputs] == ["energy.books TL-A 2020: 10 -> 12 1e4 tce"]
    assert [one.id for one in found.gone] == ["share/co2/TL-A/2020"]
    assert [one.id for one in found.appeared] == ["rank/energy:gdp/TL-A/2020"]
    assert (found.flips, found.restated, found.same) == ((), (), 2)


def test_flipped_verdicts_come_first(two: tuple[Path, Path]) -> None:
    """A release of before has words; what was only renamed since did not flip."""
    ledger(two[0], C20="consistent", C21="depends", C22="supported", C24="supported")
    ledger(two[1], C20="contradicted", C21="depends", C23="holds", C24="holds")
    text = run(*two).stdout.splitlines()
    assert text[1:9] == [
        "Verdicts that flipped: 1",
        "  C20, today: consistent -> contradicted",
        "Statements that are gone: 2",
        "  C22, today: supported -> none",
        "  C22, when spoken: consistent -> none",
        "New statements: 2",
        "  C23, today: none -> holds",
        "  C23, when spoken: none -> consistent",
    ]
    assert text.index("Numbers that moved: 2") == 9
    assert f"  {SHARE}: 10 -> 12 percent, difference +2" in text
    content = json.loads(run(*two, "--json").stdout)
    assert content["flips"][0] == {
        "claim": "C20", "kind": "today", "old": "consistent", "new": "contradicted"
    }  # fmt: skip
    assert content["moved"][0]["inputs"][0]["new"] == 12


def test_one_ledger_alone_flips_nothing(two: tuple[Path, Path]) -> None:
    ledger(two[1], C20="contradicted")
    assert drift.between(*two, region="TL-A", year=2021, printed=edition_ids).flips == ()
    (two[0] / "ledger.json").write_text("{}")
    assert (
        drift.between(*two, region="TL-A", year=2021, printed=edition_ids).claims_new[0].claim
        == "C20"
    )
    (two[0] / "ledger.json").write_text('[{"id": 1}]')
    with pytest.raises(RegionshareError, match="this is not a ledger of claims"):
        drift.between(*two, region="TL-A", year=2021, printed=edition_ids)


def test_same_register_drifts_nowhere(two: tuple[Path, Path]) -> None:
    found = drift.between(two[0], two[0] / "numbers.json", "TL-A", 2021, edition_ids)
    assert found.nothing
    assert found.same == 5
    assert "Nothing differs" in drift.as_text(found)


def test_data_directories_are_compared_by_what_they_give(toy_data: Path, tmp_path: Path) -> None:
    other = toy_country.write(tmp_path / "other")
    registers_toy.change(other, "energy.books", "TL-A,2020,10", "TL-A,2020,12")
    result = run(toy_data, other, "--region", "TL-A", "--year", "2020")
    assert result.exit_code == 0, result.output
    assert f"  {SHARE}: 10 -> 12 percent, difference +2" in result.output
    assert "share/gdp" not in result.output


def test_registers_of_two_regions_are_compared_where_that_is_meant(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    register = json.loads((two[0] / "numbers.json").read_text("utf-8"))
    register["edition"]["region"] = "TL-B"
    other = tmp_path / "numbers.json"
    other.write_text(json.dumps(register), "utf-8")
    asked = run(two[0], other)
    assert asked.exit_code == 2
    assert "is of TL-A" in asked.stderr and "Is that meant? Say --across" in asked.stderr
    assert run(two[0], other, "--across").exit_code == 0


def test_data_and_register_are_not_compared(two: tuple[Path, Path], toy_data: Path) -> None:
    assert run(two[0], toy_data).exit_code == 2
    assert "are not of one kind" in run(two[0], toy_data).stderr


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Verdicts that flipped", "Numbers that moved", "Numbers that are gone")),
        ("zh", ("结论改变的陈述", "数值有变动的数字", "不再有的数字")),
    ],
)
def test_page_of_the_book_has_a_table_of_each(
    two: tuple[Path, Path], lang: str, words: tuple[str, ...]
) -> None:
    ledger(two[0], C20="consistent")
    ledger(two[1], C20="<contradicted>")
    result = run(*two, "--format", "html", "--lang", lang)
    page: Any = result.stdout
    places = [page.index(f"<caption>{word}") for word in words]
    assert places == sorted(places)
    assert "&lt;contradicted&gt;" in page
    assert "10 -&gt; 12 1e4 tce" in page
    assert page.count("<table") == page.count("</table>") == 4


def register(**values: tuple[float, str, str]) -> published.Published:
    """A register of values alone: value, unit and hash by id."""
    edition = {"region": "TL-A", "year": 2021, "basis": {}}
    return published.Published(
        edition, "", {name: published.Entry(name, *given) for name, given in values.items()}
    )


def test_another_value_under_the_same_hash_has_moved() -> None:
    found = drift.compare(register(a=(10, "percent", "h")), register(a=(12, "percent", "h")))
    assert ([move.id for move in found.moved], found.restated, found.same) == (["a"], (), 0)


def test_the_same_value_in_another_unit_has_moved() -> None:
    found = drift.compare(register(a=(10, "percent", "h")), register(a=(10, "ratio", "h")))
    assert ([move.id for move in found.moved], found.restated, found.same) == (["a"], (), 0)
    assert found.moved[0].reasons == ("unit percent -> ratio",)


def test_the_same_value_under_another_hash_is_restated() -> None:
    found = drift.compare(register(a=(10, "percent", "h")), register(a=(10, "percent", "i")))
    assert (found.moved, [move.id for move in found.restated], found.same) == ((), ["a"], 0)


def test_the_largest_relative_difference_comes_first() -> None:
    old = register(big=(1000, "Mt", "a"), zero=(0, "Mt", "b"), small=(1, "Mt", "c"),
                   low=(-1, "Mt", "d"))  # fmt: skip
    new = register(big=(1100, "Mt", "e"), zero=(0.1, "Mt", "f"), small=(1.5, "Mt", "g"),
                   low=(-1.2, "Mt", "h"))  # fmt: skip
    found = drift.compare(old, new)
    assert [move.id for move in found.moved] == ["zero", "small", "low", "big"]


def test_another_printed_text_of_a_language_that_both_have_is_a_reason() -> None:
    texts = ({"en": "10 %", "zh": "10%"}, {"en": "10.0 %"})
    old, new = (
        published.Published({}, "", {"a": published.Entry("a", 10, "percent", "h", display=one)})
        for one in texts
    )
    (move,) = drift.compare(old, new).restated
    assert move.reasons == ("printed 10 % -> 10.0 %",)


def moved(new: float, inputs: int) -> drift.Move:
    entries = [published.Entry("a", value, "percent", "h") for value in (10, new)]
    change = drift.InputChange("energy.books", "TL-A", 2020, 1, 2, "Mt")
    return drift.Move("a", entries[0], entries[1], (change,) * inputs, ("unit",))


def test_of_many_inputs_the_first_five_are_told_and_how_many_more() -> None:
    text = "energy.books TL-A 2020: 1 -> 2 Mt"
    assert drift._why(moved(12, 5), "en") == [text] * 5 + ["unit"]
    told = drift._why(moved(12, 7), "en")
    assert told == [text] * 5 + [drift.WORDS["en"]["more"].format(count=2), "unit"]


@pytest.mark.parametrize(("new", "text"), [(12, "+2"), (8, "\u22122"), (10, "0")])
def test_a_difference_is_printed_with_its_sign(new: float, text: str) -> None:
    assert drift._difference(moved(new, 0)) == text


def test_golden_register_can_be_compared(
    toy: Evaluator, two: tuple[Path, Path], tmp_path: Path
) -> None:

    path = tmp_path / "golden.json"
    path.write_text(golden.text(published.load(two[0])))
    found = drift.compare(published.load(path), published.load(two[1]))
    assert found.moved[0].id == SHARE
    assert found.moved[0].inputs == ()
    assert found.same == 2


# -- every word of the three forms -----------------------------------------------------------------


def whole() -> drift.Drift:
    """Two registers between which something of every kind differs."""

    def one(name: str, value: float, unit: str = "Mt", printed: str = "") -> published.Entry:
        return published.Entry(name, value, unit, f"h{value:g}{unit}", printed=printed)

    old, new = (
        published.Published({}, "", {entry.id: entry for entry in entries}, verdicts=verdicts)
        for entries, verdicts in (
            (
                (one("a", 10, printed="10 Mt"), one("b", 2), one("c", 3, "t"), one("d", 4)),
                {"C1": verdict("holds"), "C2": verdict("fails")},
            ),
            (
                (one("a", 8), one("b", 2), one("c", 3, "kg"), one("e", 5.25)),
                {"C1": verdict("fails"), "C3": verdict("holds")},
            ),
        )
    )
    return drift.compare(old, new, ("<a>", "b"))


def verdict(today: str) -> dict[str, str]:
    return {"today": today, "when_spoken": "holds"}


def test_as_json_everything_is_there() -> None:
    def entry(name: str, value: float, unit: str = "Mt") -> dict[str, Any]:
        return {"id": name, "value": value, "unit": unit, "hash": f"h{value:g}{unit}"}

    def move(old: dict[str, Any], new: dict[str, Any], *reasons: str) -> dict[str, Any]:
        difference = new["value"] - old["value"]
        return {
            "id": old["id"],
            "old": old,
            "new": new,
            "difference": difference,
            "inputs": [],
            "reasons": list(reasons),
        }

    assert drift.as_json(whole()) == {
        "old": "<a>",
        "new": "b",
        "flips": [{"claim": "C1", "kind": "today", "old": "holds", "new": "fails"}],
        "claims_gone": [
            {"claim": "C2", "kind": "today", "old": "fails", "new": None},
            {"claim": "C2", "kind": "when_spoken", "old": "holds", "new": None},
        ],
        "claims_new": [
            {"claim": "C3", "kind": "today", "old": None, "new": "holds"},
            {"claim": "C3", "kind": "when_spoken", "old": None, "new": "holds"},
        ],
        "moved": [
            move(entry("a", 10), entry("a", 8)),
            move(entry("c", 3, "t"), entry("c", 3, "kg"), "unit t -> kg"),
        ],
        "restated": [],
        "gone": [entry("d", 4)],
        "new_numbers": [entry("e", 5.25)],
        "same": 1,
    }
    assert not whole().nothing


def test_as_text_everything_is_there() -> None:
    assert (
        drift.as_text(whole())
        == """\
<a> -> b
Verdicts that flipped: 1
  C1, today: holds -> fails
Statements that are gone: 2
  C2, today: fails -> none
  C2, when spoken: holds -> none
New statements: 2
  C3, today: none -> holds
  C3, when spoken: none -> holds
Numbers that moved: 2
  a: 10 -> 8 Mt, difference -2
  c: 3 -> 3 kg
    unit t -> kg
Numbers that are gone: 1
  d = 4 Mt
New numbers: 1
  e = 5.25 Mt
1 number is the same"""
    )


def cells(page: str) -> list[list[str]]:
    """The rows of every table of a page, a cell aligned right with a mark."""
    rows = re.findall(r"<tr.*?>(.*?)</tr>", page, re.DOTALL)
    found = [re.findall(r"<t[hd](.*?)>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    plain = [[(head, re.sub("<.*?>", "", text)) for head, text in row] for row in found]
    return [["> " * ("num" in head) + text for head, text in row] for row in plain]


def test_as_html_everything_is_there() -> None:
    page = drift.page(whole())
    assert cells(page) == [
        ["Statement", "Today", "When spoken"],
        ["C1", "holds → fails", "unchanged"],
        ["Statement", "Today", "When spoken"],
        ["C2", "fails", "holds"],
        ["Statement", "Today", "When spoken"],
        ["C3", "holds", "holds"],
        ["Number", "> Before", "> Now", "> Difference", "What changed"],
        ["a", "> 10 Mt", "> 8 Mt", "> \u22122", ""],
        ["c", "> 3 t", "> 3 kg", "> 0", "unit t -&gt; kg"],
        ["Number", "> Before"],
        ["d", "> 4 Mt"],
        ["Number", "> Now"],
        ["e", "> 5.25 Mt"],
    ]
    assert "<code>&lt;a&gt;</code> → <code>b</code>" in page
    assert '<html lang="en">' in page
    assert "<p>1 number is the same.</p>" in page
    assert "Nothing differs" not in page
    for caption in ("New statements", "Numbers that moved"):
        assert page.count(caption) == 2, "the caption, and the name of what scrolls"
    assert '<html lang="zh-CN">' in drift.page(whole(), "zh")


def test_registers_of_values_alone_have_no_column_of_reasons() -> None:
    found = drift.compare(register(a=(10, "Mt", "h")), register(a=(12, "Mt", "i")))
    assert cells(drift.page(found, "zh")) == [
        ["数字", "> 原为", "> 现为", "> 差值"],
        ["a", "> 10 Mt", "> 12 Mt", "> +2"],
    ]
    same = drift.compare(register(a=(10, "Mt", "h")), register(a=(10, "Mt", "h")))
    assert same.nothing
    assert "<p>没有变动</p>" in drift.page(same, "zh")


def test_reasons_of_a_move_stand_in_one_cell() -> None:
    found = replace(whole(), moved=(moved(12, 6),))
    (row,) = (one for one in cells(drift.page(found)) if one[0] == "a")
    text = "energy.books TL-A 2020: 1 -&gt; 2 Mt"
    assert row[-1] == "; ".join([*[text] * 5, "and 1 more", "unit"])
    (row,) = (one for one in cells(drift.page(found, "zh")) if one[0] == "a")
    assert row[-1].endswith("; 另有1项; unit")


def test_a_verdict_that_only_one_ledger_has_is_none() -> None:
    old, new = ({"C1": {"today": word}} for word in ("holds", None))
    states = (published.Published({}, "", {}, verdicts=one) for one in (old, new))
    found = drift.compare(*states)
    assert found.flips == (drift.Flip("C1", "today", "holds", None),)
    assert cells(drift.page(found))[1] == ["C1", "holds → none", "unchanged"]


def test_data_directories_with_claims_are_judged_each_by_its_own(
    toy_data: Path, tmp_path: Path
) -> None:
    other = toy_country.write(tmp_path / "other")
    registers_toy.change(other, "energy.books", "TL-A,2020,10", "TL-A,2020,12")
    for place in (toy_data, other):
        (place / "claims.yml").write_text(CLAIMS, encoding="utf-8")
    found = drift.between(toy_data, other, "TL-A", 2020, edition_ids)
    assert found.flips[0] == drift.Flip("C01", "today", "holds", "wrong")
    assert (found.old, found.new) == (str(toy_data), str(other))
    (other / "claims.yml").unlink()
    assert drift.between(toy_data, other, "TL-A", 2020, edition_ids).flips == ()


def test_what_cannot_be_compared_is_refused_in_a_sentence(
    two: tuple[Path, Path], toy_data: Path
) -> None:
    with pytest.raises(RegionshareError) as refused:
        drift.between(two[0], toy_data, "TL-A", 2020, edition_ids)
    assert refused.value.sentence == (
        f"{two[0]} and {toy_data} are not of one kind. Give two registers, or two data directories."
    )
    with pytest.raises(RegionshareError) as refused:
        drift.between(toy_data, toy_data, "TL-A", 1900, lambda *_: [])
    assert refused.value.sentence == (
        f"neither {toy_data} nor {toy_data} has a number of TL-A in 1900. "
        "Name an edition with --region and --year that the data reach."
    )


def test_numbers_that_data_cannot_give_are_left_out(toy: Evaluator) -> None:
    found = drift._register(toy, ["share/energy/TL-A/1900", SHARE])
    assert list(found.entries) == [SHARE]
    assert (found.edition, found.release, found.verdicts) == ({}, "", None)


def test_numbers_that_one_of_two_data_directories_prints_are_told(
    toy_data: Path, tmp_path: Path
) -> None:
    other = toy_country.write(tmp_path / "other")
    places = {str(toy_data.resolve()): [SHARE], str(other.resolve()): ["share/gdp/TL-A/2020"]}
    asked: list[tuple[str, int]] = []

    def printed(evaluator: Evaluator, region: str, year: int) -> list[str]:
        asked.append((region, year))
        return list(places.values())[len(asked) - 1]

    assert drift.between(toy_data, other, "TL-A", 2020, printed).same == 2
    assert asked == [("TL-A", 2020)] * 2


def test_claims_are_asked_of_the_region_of_the_edition(toy_data: Path, tmp_path: Path) -> None:
    """Beta uses 30 % of the energy, so 约10% is wrong of it in both."""
    other = toy_country.write(tmp_path / "other")
    registers_toy.change(other, "energy.books", "TL-A,2020,10", "TL-A,2020,12")
    for place in (toy_data, other):
        (place / "claims.yml").write_text(CLAIMS, encoding="utf-8")
    assert drift.between(toy_data, other, "TL-B", 2020, edition_ids).flips == ()


def test_the_names_of_two_registers_are_their_places(two: tuple[Path, Path]) -> None:
    found = drift.between(*two, region="TL-A", year=2021, printed=edition_ids)
    assert (found.old, found.new) == (str(two[0]), str(two[1]))


def test_a_restated_number_and_the_language_of_a_fragment() -> None:
    found = drift.compare(register(a=(10, "Mt", "h")), register(a=(10, "Mt", "i")))
    (one,) = drift.as_json(found)["restated"]
    assert (one["id"], one["difference"], one["new"]["hash"]) == ("a", 0, "i")
    assert "Same value, other inputs or basis" in drift.fragment(found)
    assert "Same value, other inputs or basis" in drift.page(found)


def test_a_number_without_a_value_moves_by_nothing_known() -> None:
    texts = [published.Entry("a", value, "Mt", "h") for value in (None, 2.0)]
    for old, new in (texts, texts[::-1]):
        assert math.isnan(drift.Move("a", old, new, (), ()).difference)


def test_a_move_tells_every_reason(toy: Evaluator) -> None:
    """The choice, what else enters the hash, and what does not, after the unit and the text."""
    number = toy.number(SHARE)
    changed = replace(
        number,
        formula="another",
        decimals=2,
        basis=(replace(number.basis[0], total="energy.books"),),
        inputs=(replace(number.inputs[0], value=9.0), number.inputs[1]),
    )
    old, new = (
        published.Published(
            {}, "", {SHARE: published.Entry(SHARE, 10, unit, f"h{unit}", number=one, display=text)}
        )
        for one, unit, text in ((changed, "Mt", {"en": "a"}), (number, "percent", {"en": "b"}))
    )
    (move,) = drift.compare(old, new).moved
    assert move.reasons == (
        "unit Mt -> percent",
        "printed a -> b",
        "basis of energy: energy.books / energy.books (national) -> "
        "energy.books / energy.nation (national)",
        "decimals",
        f"formula 'another' -> {number.formula!r}",
    )
    assert [one.text for one in move.inputs] == ["energy.books TL-A 2020: 9 -> 10 1e4 tce"]
