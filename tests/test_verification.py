"""Published numbers are derived again; what does not stand fails under its right name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import registers_toy
from click.testing import CliRunner, Result

from regionshare.cli import main
from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import exports, published, verify

SHARE = "share/energy/TL-A/2020"
AFFECTED = {SHARE, "relative_intensity/energy:gdp/TL-A/2020", "rank/energy:gdp/TL-A/2020"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


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


def test_command_says_pass_or_fail_of_each_and_exits_with_1(register: Path, toy_data: Path) -> None:
    good = run("verify", "--register", register, "--data", toy_data)
    assert good.exit_code == 0, good.output
    assert good.output.count("pass  ") == len(registers_toy.IDS)
    assert good.output.endswith(f"{len(registers_toy.IDS)} numbers: 6 pass, 0 fail\n")
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
    content["numbers"][SHARE]["inputs"][0]["value"] = 9.0
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
    kept.write_text(published.golden_text(published.load(register)), encoding="utf-8")
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
