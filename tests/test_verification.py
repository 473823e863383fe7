"""Published numbers are derived again; what does not stand fails under its right name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import registers_toy
from click.testing import CliRunner, Result

from regionshare.cli import main
from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, Span
from regionshare.register import exports, golden, published, verify

SHARE = "share/energy/TL-A/2020"
AFFECTED = {SHARE, "relative_intensity/energy:gdp/TL-A/2020", "rank/energy:gdp/TL-A/2020"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def register(toy: Evaluator, tmp_path: Path) -> Path:
    return registers_toy.write(toy, tmp_path / "book" / "numbers.json")


def paper(toy: Evaluator, register: Path, form: str) -> Path:
    path = register.parent.parent / f"paper.{form}"
    path.write_text(exports.FORMATS[form](published.load(register), toy.store), encoding="utf-8")
    return path


def verified(register: Path, evaluator: Evaluator) -> dict[str, verify.Result]:
    found = published.load(register).entries.values()
    return {one.id: one for one in verify.verify(found, evaluator)}


@pytest.mark.parametrize(("other", "same"), [(1 + 5e-12, True), (1 + 5e-11, False), (-1, False)])
def test_values_are_the_same_to_eleven_digits_and_no_fewer(other: float, same: bool) -> None:
    assert verify.same(1, other) is same
    assert verify.same(1e-9, other * 1e-9) is same


def test_what_was_published_passes(toy: Evaluator, register: Path) -> None:
    found = verified(register, toy)
    assert set(found) == set(registers_toy.IDS)
    assert all(one.passed and one.difference == 0 and not one.reason for one in found.values())


def test_tampered_input_fails_under_its_name(register: Path, toy_data: Path) -> None:
    registers_toy.change(toy_data, "energy.books", "TL-A,2020,10", "TL-A,2020,11")
    found = verified(register, opening.evaluator(toy_data))
    assert {one.id for one in found.values() if not one.passed} == AFFECTED
    one = found[SHARE]
    assert one.difference == pytest.approx(1)
    assert [change.text for change in one.inputs] == ["energy.books TL-A 2020: 10 -> 11 1e4 tce"]
    assert one.reason == "the value differs"
    rank = found["rank/energy:gdp/TL-A/2020"]
    assert (rank.difference, rank.reason) == (0, "the value is the same, not every input is")


def test_command_names_what_fails_counts_the_rest_and_exits_with_1(
    register: Path, toy_data: Path
) -> None:
    good = run("verify", "--register", register, "--data", toy_data)
    assert good.exit_code == 0, good.output
    assert good.output == f"{len(registers_toy.IDS)} numbers: 6 pass, 0 fail\n"
    every = run("verify", "--register", register, "--data", toy_data, "--all").output
    assert every.count("pass  ") == len(registers_toy.IDS)
    other = toy_data.rename(toy_data.with_name("tampered"))
    registers_toy.change(other, "energy.nation", "TL,2020,100", "TL,2020,80")
    bad = run("verify", "--register", register.parent, "--data", other)
    assert bad.exit_code == 1
    assert f"FAIL  {SHARE} (numbers.json): published 10, derived 12.5 percent, difference +2.5" in (
        bad.output
    )
    assert "energy.nation TL 2020: 100 -> 80 1e4 tce" in bad.output
    content = json.loads(run("verify", "--register", register, "--data", other, "--json").stdout)
    failed = {one["id"]: one for one in content["results"] if one["status"] == "fail"}
    assert content["fail"] == len(failed) == 3
    assert failed[SHARE]["inputs"] == [
        {"series": "energy.nation", "region": "TL", "year": 2020, "unit": "1e4 tce",
         "old": 100, "new": 80}
    ]  # fmt: skip


def test_tampered_register_fails_by_its_own_hash(toy: Evaluator, register: Path) -> None:
    content = json.loads(register.read_text())
    figure = content["numbers"][SHARE]["inputs"][0]
    content["figures"].append({**content["figures"][figure], "value": 9.0})
    content["numbers"][SHARE]["inputs"][0] = len(content["figures"]) - 1
    content["numbers"]["share/co2/TL-A/2020"]["value"] = 9.5
    register.write_text(json.dumps(content))
    found = verified(register, toy)
    assert {key for key, one in found.items() if not one.passed} == {SHARE, "share/co2/TL-A/2020"}
    assert "its hash is not that of its content" in found[SHARE].reason
    assert found[SHARE].inputs[0].text == "energy.books TL-A 2020: 9 -> 10 1e4 tce"
    assert found["share/co2/TL-A/2020"].difference == pytest.approx(0.5)


def test_figure_that_is_gone_fails_with_the_reason(register: Path, toy_data: Path) -> None:
    path = toy_data / "observations" / "energy.nation.csv"
    path.write_text(path.read_text().replace("TL,2021,100,copy_office\n", ""))
    table = toy_data / "series.csv"
    lines = table.read_text().splitlines(keepends=True)
    ends = [
        one.replace(",2021,A", ",2020,A") if one.startswith("energy.nation,") else one
        for one in lines
    ]
    table.write_text("".join(ends))
    found = verified(register, opening.evaluator(toy_data))
    one = found["share/energy/TL-A/2021@later~national~nation"]
    assert not one.passed
    assert one.difference is None
    assert one.reason.startswith("it cannot be derived: TL 2021 is not in energy.nation")


def test_another_headline_fails_and_says_what_the_published_basis_gives(
    register: Path, toy_data: Path
) -> None:
    path = toy_data / "bases.yml"
    text = path.read_text()
    first = "headline: [{series: gdp.office, denominator: national, years: 2018-2021}]"
    other = "headline: [{series: gdp.old, denominator: sum, years: 2018-2020}]"
    text = text.replace(first, other).replace(
        "      - {series: gdp.old, denominator: sum, years: 2018-2020}\n",
        "      - {series: gdp.office, denominator: national, years: 2018-2021}\n",
    )
    path.write_text(text)
    one = verified(register, opening.evaluator(toy_data))["relative_intensity/energy:gdp/TL-A/2020"]
    assert not one.passed
    assert "basis of gdp: gdp.office / gdp.office (national) -> gdp.old" in one.reason
    assert "on the published basis it is still 0.5" in one.reason


def test_reworded_note_changes_no_hash(register: Path, toy_data: Path) -> None:
    path = toy_data / "bases.yml"
    key = "share/energy/TL-A/2021@later~national~nation"
    path.write_text(path.read_text().replace("a later figure over", "a newer figure over"))
    now = opening.evaluator(toy_data)
    assert "newer" in now.number(key).basis[0].note_en
    assert now.number(key).hash == published.load(register).entries[key].hash
    one = verified(register, now)[key]
    assert one.passed
    assert one.reason == ""


@pytest.mark.parametrize("form", ["bib", "tex"])
def test_numbers_of_a_paper_are_found(toy: Evaluator, register: Path, form: str) -> None:
    found = exports.numbers_in(paper(toy, register, form))
    assert {one.id for one in found} == set(registers_toy.IDS)
    results = verify.verify_paper(found, toy)
    assert all(one.passed and not one.reason for one in results)


def test_paper_fails_only_where_its_figure_moved(
    toy: Evaluator, register: Path, toy_data: Path
) -> None:
    registers_toy.change(toy_data, "energy.books", "TL-A,2020,10", "TL-A,2020,10.01")
    now = opening.evaluator(toy_data)
    bib = exports.numbers_in(paper(toy, register, "bib"))
    cited = {one.id: one for one in verify.verify_paper(bib, now, [published.load(register)])}
    assert not cited[SHARE].passed
    assert cited[SHARE].difference == pytest.approx(0.01)
    assert cited[SHARE].reason == "the value cited differs; still printed 10.0\u202f%"
    assert cited[SHARE].inputs[0].text == "energy.books TL-A 2020: 10 -> 10.01 1e4 tce"
    assert cited["rank/energy:gdp/TL-A/2020"].passed
    tex = exports.numbers_in(paper(toy, register, "tex"))
    printed = {one.id: one for one in verify.verify_paper(tex, now, [published.load(register)])}
    assert printed[SHARE].passed
    assert "inputs or basis changed since" in printed[SHARE].reason
    assert cited["share/co2/TL-A/2020"].passed


def test_a_hash_that_no_number_at_hand_has_fails_though_the_value_stands(
    toy: Evaluator, register: Path
) -> None:
    path = paper(toy, register, "bib")
    hashed = toy.number(SHARE).hash
    path.write_text(path.read_text().replace(hashed, "0123456789abcdef"))
    found = {one.id: one for one in verify.verify_paper(exports.numbers_in(path), toy)}
    assert not found[SHARE].passed
    assert found[SHARE].reason.startswith("the value stands; hash 0123456789abcdef is of no number")
    assert all(one.passed for key, one in found.items() if key != SHARE)
    content = json.loads(register.read_text())
    content["numbers"][SHARE]["hash"] = "0123456789abcdef"  # a register that was made to fit
    register.write_text(json.dumps(content))
    again = verify.verify_paper(exports.numbers_in(path), toy, [published.load(register)])
    assert [one.id for one in again if not one.passed] == [SHARE]


def test_a_wrong_hash_in_the_note_alone_is_told(toy: Evaluator, register: Path) -> None:
    path = paper(toy, register, "bib")
    hashed = toy.number(SHARE).hash
    path.write_text(path.read_text().replace(f"hash {hashed}", "hash 0123456789abcdef"))
    failed = [r for r in verify.verify_paper(exports.numbers_in(path), toy) if not r.passed]
    assert [one.id for one in failed] == [SHARE]
    assert "hash 0123456789abcdef is of no number at hand" in failed[0].reason


def test_registers_of_earlier_releases_beside_the_data_are_known(
    toy: Evaluator, register: Path, toy_data: Path
) -> None:
    path = paper(toy, register, "bib")
    registers_toy.change(toy_data, "energy.books", "TL-A,2020,10", "TL-A,2020,10.01")
    rank = "rank/energy:gdp/TL-A/2020"
    alone = run("verify", "--bib", path, "--data", toy_data)
    assert f"FAIL  {rank}" in alone.output
    kept = toy_data / "releases" / "2026.11.0" / "numbers-TL-A-2021.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(golden.text(published.load(register)), encoding="utf-8")
    assert f"pass  {rank}" in run("verify", "--bib", path, "--data", toy_data).output


def test_entries_survive_a_reference_manager(
    toy: Evaluator, register: Path, tmp_path: Path
) -> None:
    text = paper(toy, register, "bib").read_text()
    kept = [line for line in text.splitlines() if "regionshare_" not in line]
    renamed = "\n".join(kept).replace("@misc{", "@online{mine-")
    path = tmp_path / "library.bib"
    path.write_text("@book{knuth, title = {A book}, year = 1984}\n\n" + renamed)
    found = exports.numbers_in(path)
    assert {one.id for one in found} == set(registers_toy.IDS)
    results = verify.verify_paper(found, toy)
    assert all(one.passed for one in results)


def test_figure_typed_over_in_a_paper_fails(toy: Evaluator, register: Path) -> None:
    path = paper(toy, register, "tex")
    path.write_text(
        path.read_text().replace(
            "MMXX}{10.0\\,\\%}% share/energy", "MMXX}{11.0\\,\\%}% share/energy"
        )
    )
    result = run("verify", "--bib", path)
    assert result.exit_code == 1  # the toy's ids are not known to the report's own data
    one = next(r for r in verify.verify_paper(exports.numbers_in(path), toy) if r.id == SHARE)
    assert not one.passed
    assert one.reason == "the paper prints 11.0\u202f%; the number it cites prints 10.0\u202f%"


def test_paper_without_our_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bib"
    path.write_text("@book{knuth, title = {A book}, year = 1984}\n")
    with pytest.raises(RegionshareError, match="no number of this report is in it"):
        exports.numbers_in(path)
    assert run("verify", "--bib", path).exit_code == 2
    assert "there is no such file" in run("verify", "--bib", tmp_path / "no.bib").stderr


def test_rank_on_other_bases_is_derived_on_them(toy: Evaluator) -> None:
    plain = toy.number("rank/energy:gdp/TL-A/2020")
    other = toy.number("rank/energy:gdp/TL-A/2020@gdp.old~sum")
    assert other.id == "rank/energy:gdp/TL-A/2020@gdp.old~sum"
    assert other.basis[1].series == "gdp.old"
    assert plain.basis[1].series == "gdp.office"


def test_edition_that_is_not_built_names_the_command() -> None:
    result = run("verify", "--region", "CN-XZ", "--year", "2006")
    assert result.exit_code == 2
    assert "Run regionshare build --region CN-XZ --year 2006" in result.stderr


# -- every word and every field --------------------------------------------------------------------


def figure(value: float = 10, region: str = "TL-A", **other: str) -> Input:
    given = {"unit": "Mt", "source": "office", "transcription": "", **other}
    return Input("energy.books", region, 2020, value, **given)


def test_a_result_is_told_whole_as_json_and_as_a_line() -> None:
    change = verify.InputChange("energy.books", "TL-A", 2020, 10, None, "Mt")
    failed = verify.Result(
        "a", False, 10, 12.5, "Mt", "why", (change,) * 7, printed="10 Mt", where="p.bib, line 3"
    )
    told = {"series": "energy.books", "region": "TL-A", "year": 2020, "unit": "Mt"}
    assert failed.to_dict() == {
        "id": "a", "status": "fail", "published": 10, "derived": 12.5, "difference": 2.5,
        "unit": "Mt", "printed": "10 Mt", "reason": "why", "where": "p.bib, line 3",
        "inputs": [{**told, "old": 10, "new": None}] * 7,
    }  # fmt: skip
    good = verify.Result("b", True, 2, 2 + 1e-12, "Mt")
    noted = replace(good, id="c", reason="since", where="x")
    lost = verify.Result("d", False, 3, None, "Mt", "it cannot be")
    typed = verify.Result("e", False, None, 4, "Mt", "misprint")
    assert good.to_dict()["status"] == "pass"
    assert good.difference == 0
    assert (lost.difference, typed.difference) == (None, None)
    line = "      energy.books TL-A 2020: 10 -> absent Mt"
    assert verify.as_text([failed, good, noted, lost, typed], every=True).splitlines() == [
        "FAIL  a (p.bib, line 3): published 10, derived 12.5 Mt, difference +2.5: why",
        *[line] * 5,
        "      ... and 2 more (--json lists all)",
        "pass  b = 2 Mt",
        "pass  c = 2 Mt (x): since",
        "FAIL  d: it cannot be",
        "FAIL  e: published ?, derived 4 Mt: misprint",
        "5 numbers: 2 pass, 3 fail",
    ]
    assert verify.as_text([replace(failed, inputs=(change,) * 5)]).splitlines()[1:-1] == [line] * 5
    found = verify.as_json([failed, good, lost])
    assert {key: found[key] for key in ("numbers", "pass", "fail")} == {
        "numbers": 3, "pass": 1, "fail": 2
    }  # fmt: skip
    assert [one["id"] for one in found["results"]] == ["a", "b", "d"]


def test_inputs_that_differ_are_told_those_with_two_values_first() -> None:
    old = [figure(1, "gone"), figure(2, "moved"), figure(3, "same"), figure(4, "unit")]
    new = [
        figure(3 * (1 + 1e-13), "same"), figure(9, "new"), figure(5, "moved"),
        figure(4, "unit", unit="kg"),
    ]  # fmt: skip
    found = verify.input_changes(old, new)
    assert [one.text for one in found] == [
        "energy.books moved 2020: 2 -> 5 Mt",
        "energy.books unit 2020: 4 -> 4 kg",
        "energy.books gone 2020: 1 -> absent Mt",
        "energy.books new 2020: absent -> 9 Mt",
    ]
    assert verify.input_changes(old, old) == []


def test_choices_that_differ_are_told_by_concept(toy: Evaluator) -> None:
    gdp = "relative_intensity/co2:gdp/TL-A/2020"
    plain, other = toy.number(gdp), toy.number(f"{gdp}@gdp.old~sum")
    assert verify.basis_changes(plain, plain) == []
    assert verify.basis_changes(plain, other) == [
        "basis of gdp: gdp.office / gdp.office (national) -> gdp.old / gdp.old (sum)"
    ]
    one, power = toy.number("share/co2/TL-A/2020"), "share/co2/TL-A/2020@first~sum~imports"
    assert verify.basis_changes(one, toy.number(power)) == [
        "basis of co2: co2.first / co2.first (sum) -> co2.first / co2.first (sum, TL)"
    ]
    assert verify.basis_changes(one, toy.number(SHARE)) == [
        "basis of co2: co2.first / co2.first (sum) -> none",
        "basis of energy: none -> energy.books / energy.nation (national)",
    ]


def test_what_else_a_number_tells_is_compared(toy: Evaluator) -> None:
    number = toy.number(SHARE)
    entry = published.Entry(SHARE, 10, "percent", number.hash, number=number)

    def told(**changes: object) -> list[str]:
        return verify.told_otherwise(replace(entry, number=replace(number, **changes)), number)

    assert told() == []
    assert verify.told_otherwise(replace(entry, number=None), number) == []
    assert told(formula="x" * 200) == [f"formula {'x' * 120!r} -> {number.formula[:120]!r}"]
    longer = replace(number, formula="y" * 200)
    assert verify.told_otherwise(entry, longer) == [
        f"formula {number.formula[:120]!r} -> {'y' * 120!r}"
    ]
    assert told(span=None) == ["span none -> 10 to 10 of 2"]
    wide = Span(8.0000001, 12, {"a": 8.0, "b": 9.0, "c": 12.0})
    assert told(span=wide) == ["span 8 to 12 of 3 -> 10 to 10 of 2"]
    both = told(formula="y", span=None)
    assert [one.partition(" ")[0] for one in both] == ["formula", "span"]
    assert verify.told_otherwise(replace(entry, match=number.match), number) == []
    assert verify.told_otherwise(replace(entry, match="trap"), number) == [
        "match 'trap' -> 'direct'"
    ]


def test_what_else_enters_the_hash_is_named(toy: Evaluator) -> None:
    number = toy.number(SHARE)
    first, *others = number.inputs
    proxy = (replace(number.basis[0], match="proxy"),)
    for changes, names in (
        ({}, []),
        ({"decimals": 2}, ["decimals"]),
        ({"headline": False}, ["headline"]),
        ({"basis": proxy}, ["match direct -> proxy"]),
        ({"inputs": (replace(first, source="else"), *others)}, ["source or transcription of an input"]),
        ({"inputs": (replace(first, transcription="else"), *others)}, ["source or transcription of an input"]),
        ({"inputs": (replace(first, year=1999, source="else"), *others)}, []),
        ({"decimals": 2, "headline": False}, ["decimals", "headline"]),
    ):  # fmt: skip
        assert verify.other_changes(number, replace(number, **changes)) == names, changes


def test_an_entry_of_a_register_fails_or_is_noted_by_each_thing_it_tells(toy: Evaluator) -> None:
    number = toy.number(SHARE)
    text = {"en": "10.0\u202f%", "zh": "10.0%"}
    entry = published.Entry(SHARE, 10.0, "percent", number.hash, number=number, display=text)

    def result(**changes: object) -> tuple[bool, str]:
        (found,) = verify.verify([replace(entry, **changes)], toy)
        return found.passed, found.reason

    def rehashed(**changes: object) -> tuple[bool, str]:
        other = replace(number, **changes)
        return result(number=other, hash=other.hash)

    assert result() == (True, "")
    assert result(number=None) == (True, "")
    bare = "the hash is not that of the number derived: inputs or basis differ"
    assert result(number=None, hash="other") == (False, bare)
    assert result(hash="other") == (
        False, "the published entry was changed: its hash is not that of its content"
    )  # fmt: skip
    assert result(unit="ratio") == (False, "unit ratio -> percent")
    (other,) = verify.verify([replace(entry, unit="ratio")], toy)
    assert other.unit == "percent", "the unit of what was derived stands beside it"
    lost = replace(entry, id="share/energy/TL-A/1900", unit="ratio")
    assert verify.verify([lost], toy)[0].unit == "ratio", "nothing was derived"
    assert result(value=11.0, display={}) == (False, "the value differs")
    assert result(display={"en": "11 %"}) == (
        False, "it prints '11 %' (en) for '10.0\\u202f%'"
    )  # fmt: skip
    assert result(number=replace(number, formula="x"))[0] is False
    assert result(number=replace(number, formula="x"), earlier=True) == (
        True, f"other since: formula 'x' -> {number.formula!r}"
    )  # fmt: skip
    earlier = replace(number, formula="x", decimals=2)
    assert result(number=earlier, hash=earlier.hash, earlier=True) == (
        True, f"other since: formula 'x' -> {number.formula!r}, decimals"
    )  # fmt: skip
    assert rehashed(decimals=2) == (True, "other since: decimals")
    assert rehashed(decimals=2, headline=False) == (True, "other since: decimals, headline")
    assert rehashed(inputs=number.inputs[::-1]) == (True, "other since: order of the inputs")
    moved = (replace(number.inputs[0], value=9.0), number.inputs[1])
    assert rehashed(inputs=moved) == (False, "the value is the same, not every input is")


def test_the_published_basis_is_tried_where_it_is_still_admissible(toy: Evaluator) -> None:
    number = toy.number(SHARE)

    def tried(value: float = 10.0, **changes: object) -> tuple[bool, str]:
        old = replace(number, value=value, basis=(replace(number.basis[0], **changes),))
        entry = published.Entry(SHARE, value, "percent", old.hash, number=old)
        (found,) = verify.verify([entry], toy)
        return found.passed, found.reason

    told = "basis of energy: energy.books / energy.books (sum) -> energy.books / energy.nation (national)"
    over_the_sum = {"denominator": "sum", "total": "energy.books"}
    assert tried(**over_the_sum) == (False, f"{told}; on the published basis it is still 10")
    assert tried(11.0, **over_the_sum) == (
        False, f"the value differs; {told}; on the published basis it is now 10"
    )  # fmt: skip
    later = {"series": "energy.later", "total": "energy.nation"}
    assert tried(**later)[1].endswith(
        "; on the published basis it cannot be derived: TL-A 2020 is not in energy.later (2021-2021)"
    )


def on(number: Number, *bases: Choice) -> published.Entry:
    """As published when it rested on other choices."""
    old = replace(number, basis=bases)
    return published.Entry(number.id, number.value, number.unit, old.hash, number=old)


def test_the_published_basis_is_that_of_every_concept_or_not_tried(toy: Evaluator) -> None:
    """Energy of A is 10 of 100, its GDP 40 of 200 or, in the old series, 50 of 200."""
    number = toy.number("relative_intensity/energy:gdp/TL-A/2020")
    energy, gdp = number.basis
    old = toy.number("share/gdp/TL-A/2020@old~sum").basis[0]
    summed = toy.number("share/energy/TL-A/2020@books~sum").basis[0]
    gone = replace(summed, total="energy.gone")

    def tried(*bases: Choice) -> str:
        (found,) = verify.verify([on(number, *bases)], toy)
        return found.reason.rpartition(" -> ")[2]

    assert tried(energy, old) == (
        "gdp.office / gdp.office (national); on the published basis it is now 0.4"
    )
    assert tried(summed, gdp) == (
        "energy.books / energy.nation (national); on the published basis it is still 0.5"
    )
    assert tried(summed, old).endswith("; on the published basis it is now 0.4")
    assert tried(gone, old) == "gdp.office / gdp.office (national)"
    assert tried(gone, gdp) == "energy.books / energy.nation (national)"
    people = toy.number("per_capita/energy/TL-A/2020")
    (found,) = verify.verify([on(people, summed, replace(people.basis[1], total="x"))], toy)
    assert found.reason.endswith("; on the published basis it is still 0.1")


def test_a_paper_is_told_what_its_number_is_on_the_published_basis(toy: Evaluator) -> None:
    number = toy.number("relative_intensity/energy:gdp/TL-A/2020")
    entry = on(number, number.basis[0], toy.number("share/gdp/TL-A/2020@old~sum").basis[0])
    cited = replace(entry, value=0.6, number=None)
    register = published.Published({}, "", {entry.id: entry})
    (found,) = verify.verify_paper([cited], toy, [register])
    assert found.reason == (
        "the value cited differs; basis of gdp: gdp.old / gdp.old (sum) -> gdp.office / "
        "gdp.office (national); on the published basis it is now 0.4"
    )


def test_a_paper_is_told_with_the_value_of_the_hash_it_cites(toy: Evaluator) -> None:
    number = toy.number(SHARE)
    macro = published.Entry(SHARE, None, "percent", number.hash, printed="10 %")
    misprinted = replace(macro, value=10.0, printed="11 %")
    results = verify.verify_paper([replace(macro, printed="10.0 %"), macro, misprinted], toy)
    assert [(one.passed, one.published, one.derived) for one in results] == [
        (True, 10.0, 10.0), (False, None, 10.0), (False, 10.0, 10.0),
    ]  # fmt: skip


def test_what_a_paper_prints_is_judged_by_its_own_figure(toy: Evaluator) -> None:
    number = toy.number(SHARE)
    right = "10.0\u202f%"

    def judged(value: float | None, printed: str, code: str = number.hash) -> tuple[bool, str]:
        entry = published.Entry(SHARE, value, "percent", code, printed=printed)
        older = published.Entry(SHARE, 9.0, "percent", "older")
        register = published.Published({}, "", {SHARE: older})
        (found,) = verify.verify_paper([entry], toy, [register])
        return found.passed, found.reason

    assert judged(10.0, right) == (True, "")
    assert judged(None, "10.0 %") == (True, "")
    assert judged(None, "11 %") == (
        False, f"the paper prints 11 %; the number it cites prints {right}"
    )  # fmt: skip
    assert judged(11.0, right) == (False, "the value cited is not that of the hash cited")
    since = "inputs or basis changed since"
    assert judged(10.0, "", "older") == (True, f"the value stands; {since}")
    assert judged(None, "10.0 %", "older") == (True, f"still printed {right}; {since}")
    assert judged(9.0, "10.0 %", "older") == (
        False, f"the value cited differs; still printed {right}"
    )  # fmt: skip
    assert judged(9.0, "9.0 %", "older") == (
        False, f"the value cited differs; printed 9.0 % -> {right}"
    )  # fmt: skip
    assert judged(None, "9.0 %", "older") == (False, f"printed 9.0 % -> {right}")
    assert judged(None, "", "older") == (False, "only the hash is cited, and it is another now")
    assert judged(9.0, "", "older") == (False, "the value cited differs")
    assert judged(9.0, "", "unknown") == (
        False,
        "the value cited differs; hash unknown is of no number at hand: give the register it is "
        "cited from",
    )
    lost = published.Entry("share/energy/TL-A/1900", 1.0, "percent", "h", printed="1", where="p")
    (found,) = verify.verify_paper([lost], toy)
    assert (found.passed, found.derived, found.printed, found.where) == (False, None, "1", "p")
    assert found.reason.startswith("it cannot be derived: the headline basis of energy")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10 %", "10\u202f%", True),
        ("10 %", "10%", True),
        ("-3", "\u22123", True),
        ("10 %", "10.0 %", False),
    ],
)
def test_texts_are_the_same_but_for_spaces_and_signs(one: str, other: str, same: bool) -> None:
    assert verify._same_text(one, other) is verify._same_text(other, one) is same
