"""Files from strangers: what is wrong with them is told in a sentence, and nothing takes long."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import registers_toy
from click.testing import CliRunner

from regionshare.cli import main
from regionshare.errors import RegionshareError
from regionshare.files import foreign
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import drift, exports, published, verify

SHARE = "share/energy/TL-A/2020"


@pytest.fixture
def register(toy: Evaluator, tmp_path: Path) -> Path:
    return registers_toy.write(toy, tmp_path / "book" / "numbers.json")


def changed(register: Path, **parts: object) -> Path:
    content = json.loads(register.read_text(encoding="utf-8"))
    content["numbers"][SHARE].update(parts)
    register.write_text(json.dumps(content), encoding="utf-8")
    return register


def reason(register: Path, toy: Evaluator) -> str:
    entries = published.load(register).entries.values()
    found = {one.id: one for one in verify.verify(entries, toy)}[SHARE]
    return "" if found.passed else found.reason


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_register_that_prints_another_figure_fails(
    register: Path, toy: Evaluator, lang: str
) -> None:
    shown = json.loads(register.read_text(encoding="utf-8"))["numbers"][SHARE]["display"]
    assert reason(register, toy) == ""
    assert f"({lang})" in reason(changed(register, display={**shown, lang: "19.9 %"}), toy)


def test_a_hash_of_its_own_fails(register: Path, toy: Evaluator) -> None:
    assert "hash" in reason(changed(register, hash="0" * 16), toy)


def test_another_formula_or_span_fails(register: Path, toy: Evaluator) -> None:
    told = reason(changed(register, formula="100 * 1 / 2"), toy)
    assert told.startswith("formula '100 * 1 / 2' -> '100 * energy[TL-A, 2020]")
    registers_toy.write(toy, register)
    span = {"low": 1.0, "high": 99.0, "values": {"a": 1.0, "b": 99.0}}
    assert reason(changed(register, span=span), toy) == "span 1 to 99 of 2 -> 10 to 10 of 2"


def test_words_of_an_earlier_release_may_have_been_mended(register: Path, toy: Evaluator) -> None:
    content = json.loads(changed(register, formula="100 * 1 / 2").read_text(encoding="utf-8"))
    register.write_text(json.dumps({**content, "release": "2020.1.0"}), encoding="utf-8")
    entries = published.load(register).entries.values()
    found = {one.id: one for one in verify.verify(entries, toy)}[SHARE]
    assert found.passed
    assert found.reason.startswith("other since: formula '100 * 1 / 2'")


@pytest.mark.parametrize("schema", [99, 0, "2", None])
def test_a_schema_that_is_not_known_is_refused(register: Path, schema: object) -> None:
    content = json.loads(register.read_text(encoding="utf-8"))
    register.write_text(json.dumps({**content, "schema": schema}), encoding="utf-8")
    with pytest.raises(RegionshareError, match=f"a register of schema {schema!r} cannot be read"):
        published.load(register)


def test_a_key_that_stands_twice_is_refused(register: Path) -> None:
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace('"value": 10', '"value": 10, "value": 19', 1), "utf-8")
    with pytest.raises(RegionshareError, match="key 'value' stands twice"):
        published.load(register)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f'"{SHARE}": {{', f'"{SHARE}\\n\\\\input{{x}}": {{', "stands under"),
        (f'"id": "{SHARE}"', '"id": "share/energy/TL-B/2020"', "stands under"),
        ('"unit": "percent"', '"unit": "per\\u0007cent"', "hash or unit"),
    ],
)
def test_ids_and_units_that_would_go_into_papers_are_checked(
    register: Path, old: str, new: str, told: str
) -> None:
    text = register.read_text(encoding="utf-8")
    assert old in text
    register.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegionshareError, match=told):
        published.load(register)


def test_numbers_print_nothing_from_a_register_that_was_changed(
    register: Path, toy_data: Path, toy: Evaluator
) -> None:
    env = {"REGIONSHARE_DATA": str(toy_data)}
    for form in exports.FORMATS:
        good = ["numbers", "--register", str(register), "--format", form]
        assert CliRunner().invoke(main, good, env=env).exit_code == 0
    shown = {"en": "99.9 %", "zh": "99.9%"}
    changed(register, display=shown)
    for form in exports.FORMATS:
        found = CliRunner().invoke(
            main, ["numbers", "--register", str(register), "--format", form], env=env
        )
        assert found.exit_code == 2
        assert found.stdout == ""
        assert f"{SHARE}: it prints '99.9 %' (en) for" in found.stderr


def test_drift_tells_what_the_hash_does_not_cover(register: Path, toy: Evaluator) -> None:
    before = published.load(register)
    for part, told in (
        ({"unit": "ratio"}, "unit percent -> ratio"),
        ({"formula": "made up"}, "formula "),
        ({"display": {"en": "99.9 %", "zh": "10.0%"}}, "printed 10.0\u202f% -> 99.9 %"),
    ):
        registers_toy.write(toy, register)
        now = published.load(changed(register, **part))
        found = drift.compare(before, now)
        assert [one.id for one in (*found.moved, *found.restated)] == [SHARE]
        assert any(one.startswith(told) for one in (*found.moved, *found.restated)[0].reasons)
        assert found.same == len(registers_toy.IDS) - 1


def test_drift_of_a_year_that_no_data_reach_is_refused(toy_data: Path, tmp_path: Path) -> None:
    other = shutil.copytree(toy_data, tmp_path / "other")
    arguments = ["drift", str(toy_data), str(other), "--region", "TL-A", "--year", "1700"]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 2
    assert "has a number of TL-A in 1700" in found.stderr


def test_an_entry_without_inputs_fails_by_its_hash(register: Path, toy: Evaluator) -> None:
    content = json.loads(register.read_text(encoding="utf-8"))
    one = content["numbers"][SHARE]
    content["numbers"] = {SHARE: {key: one[key] for key in ("value", "unit")} | {"hash": "0" * 16}}
    register.write_text(json.dumps(content), encoding="utf-8")
    assert (
        reason(register, toy)
        == "the hash is not that of the number derived: inputs or basis differ"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NaN", "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ("1e999", "1e999 is not a number"),
        ("9" * 400, "is not a number"),
        ("[" * 100_000, "nests too deeply|not JSON"),
        ("1.2.3", "not JSON"),
        ("{'a': 1}", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_what_is_no_sound_json_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegionshareError, match=told):
        foreign.read_json(path)


def test_folders_missing_files_other_encodings_and_great_files_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gbk").write_bytes("统计".encode("gb18030"))
    for name, told in ((".", "not a file"), ("none", "no such file"), ("gbk", "not text in UTF-8")):
        with pytest.raises(RegionshareError, match=told):
            foreign.read_text(tmp_path / name)
    monkeypatch.setattr(foreign, "LARGEST", 1 << 20)
    (tmp_path / "great").write_bytes(b"a" * ((1 << 20) + 1))
    with pytest.raises(RegionshareError, match="larger than 1 MB"):
        foreign.read_text(tmp_path / "great")


def test_the_first_entry_behind_a_byte_order_mark_is_read(
    toy: Evaluator, register: Path, tmp_path: Path
) -> None:
    text = exports.FORMATS["bib"](published.load(register), toy.store)
    for mark in ("", "\ufeff"):
        (tmp_path / "a.bib").write_text(mark + text, encoding="utf-8")
        assert len(exports.numbers_in(tmp_path / "a.bib")) == len(registers_toy.IDS)


def test_control_words_that_end_with_a_blank_are_read(
    toy: Evaluator, register: Path, tmp_path: Path
) -> None:
    """As pandoc writes them."""
    text = exports.FORMATS["bib"](published.load(register), toy.store)
    (tmp_path / "a.bib").write_text(text.replace("{}", " "), encoding="utf-8")
    (tmp_path / "b.bib").write_text(text, encoding="utf-8")
    ids = [{one.id for one in exports.numbers_in(tmp_path / name)} for name in ("a.bib", "b.bib")]
    assert ids[0] == ids[1] == set(registers_toy.IDS)


def test_key_and_note_that_cite_different_hashes_are_both_told(
    toy: Evaluator, register: Path, tmp_path: Path
) -> None:
    known = published.load(register).entries[SHARE].hash
    text = exports.FORMATS["bib"](published.load(register), toy.store)
    (tmp_path / "a.bib").write_text(text.replace(f"hash {known}", f"hash {'1' * 16}"), "utf-8")
    hashes = {one.hash for one in exports.numbers_in(tmp_path / "a.bib") if one.id == SHARE}
    assert hashes == {known, "1" * 16}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a_/" * 300_000,
        " = 1" * 250_000,
        "\\newcommand{\\a}{" * 60_000,
        "@misc{a,\n" * 100_000,
        "@misc{share/energy/CN-GD/2021 " + "0123456789abcdef " * 50_000,
        "{" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_megabyte_of_anything_is_refused_or_read(tmp_path: Path, text: str) -> None:
    """In time that grows with its length: a quadratic search would take minutes."""
    path = tmp_path / "a.bib"
    path.write_text(text, encoding="utf-8")
    try:
        exports.numbers_in(path)
    except RegionshareError as error:
        assert "no number of this report" in error.sentence
