"""Files from strangers: what is wrong with them is told in a sentence, and nothing takes long."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import registers_toy

from regionshare.errors import RegionshareError
from regionshare.files import foreign
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import exports, published, verify

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
