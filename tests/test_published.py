"""A published register follows its schema and agrees with itself."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import registers_toy

from regionshare.errors import RegionshareError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import fingerprint
from regionshare.register import published
from regionshare.register.verify import verify


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(published.schema())


def test_register_of_computed_numbers_passes(toy: Evaluator) -> None:
    published.check(published.packed(registers_toy.content(toy)))


def test_number_read_back_has_its_hash(toy: Evaluator) -> None:
    for one in registers_toy.content(toy)["numbers"].values():
        # whole numbers lose their ".0" in many a program
        again = json.loads(json.dumps(one).replace(".0,", ","))
        assert published.number(again).hash == one["hash"]
        assert published.number(again) == published.number(one)


def test_a_number_alone_has_all_of_its_entry(toy: Evaluator) -> None:
    for one in registers_toy.content(toy)["numbers"].values():
        apart = published.alone(one)
        rows = apart.pop("figures")
        told = [
            {**{key: row[key] for key in published.OF_A_ROW}, "region": region, "value": value}
            for row in rows
            for region, value in row["values"].items()
        ]
        entry = dict(one)
        assert sorted(told, key=str) == sorted(told_in_order(entry.pop("inputs")), key=str)
        assert apart == entry


def told_in_order(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: i[key] for key in (*published.OF_A_ROW, "region", "value")} for i in inputs]


ID = "share/energy/TL-A/2020"


def lacks_inputs(content: dict[str, Any]) -> None:
    del content["numbers"][ID]["inputs"]


def text_as_value(content: dict[str, Any]) -> None:
    content["numbers"][ID]["value"] = "10"


def other_value(content: dict[str, Any]) -> None:
    content["numbers"][ID]["value"] = 11.0


def other_key(content: dict[str, Any]) -> None:
    content["numbers"]["share/energy/TL-B/2020"] = content["numbers"].pop(ID)


def lost_alias(content: dict[str, Any]) -> None:
    content["aliases"]["share/gdp"] = "share/gdp/TL-A/2020"


def odd_id(content: dict[str, Any]) -> None:
    content["numbers"]["Energy share"] = content["numbers"].pop(ID)


def no_release(content: dict[str, Any]) -> None:
    del content["release"]


def no_such_figure(content: dict[str, Any]) -> None:
    content["numbers"][ID]["inputs"].append(len(content["figures"]))


def unused_figure(content: dict[str, Any]) -> None:
    content["figures"].append({**content["figures"][0], "value": 1.0})


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        (lacks_inputs, f"numbers > {ID}: 'inputs' is a required property"),
        (text_as_value, f"numbers > {ID} > value: '10' is not of type 'number'"),
        (other_value, f"the hash of {ID} is not that of its content"),
        (other_key, f"the number {ID} stands under share/energy/TL-B/2020"),
        (lost_alias, "alias share/gdp names share/gdp/TL-A/2020, which is not here"),
        (odd_id, "'Energy share' does not match"),
        (no_release, "'release' is a required property"),
        (no_such_figure, "inputs are not all in figures, or not all of it"),
        (unused_figure, "inputs are not all in figures, or not all of it"),
    ],
)
def test_register_that_breaks_a_rule_is_refused(toy: Evaluator, breaks: Any, sentence: str) -> None:
    content = published.packed(registers_toy.content(toy))
    breaks(content)
    with pytest.raises(RegionshareError) as caught:
        published.check(content)
    assert sentence in str(caught.value)


def of_schema_1(content: dict[str, Any]) -> dict[str, Any]:
    """The register as the first schema had it: hashes over everything but the span."""
    for one in content["numbers"].values():
        whole = dataclasses.asdict(published.number(one))
        del whole["span"]
        one["hash"] = fingerprint(whole)
    return {**content, "schema": 1}


def test_register_of_the_first_schema_still_agrees_with_itself(
    toy: Evaluator, tmp_path: Path
) -> None:
    content = of_schema_1(registers_toy.content(toy))
    assert content["numbers"][ID]["hash"] != toy.number(ID).hash
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps(content))
    found = published.load(path).entries
    assert found[ID].hash == toy.number(ID).hash
    assert all(one.passed and not one.reason for one in verify(found.values(), toy))
    content["numbers"][ID]["formula"] += " or so"
    path.write_text(json.dumps(content))
    (failed,) = (one for one in verify(published.load(path).entries.values(), toy) if one.reason)
    assert failed.id == ID
    assert "its hash is not that of its content" in failed.reason


def test_each_figure_stands_once_and_a_register_that_has_it_at_each_number_is_read_the_same(
    toy: Evaluator, tmp_path: Path
) -> None:
    content = registers_toy.content(toy)
    path = registers_toy.write(toy, tmp_path / "now" / "numbers.json")
    for name, table in published.PACKED.items():
        once = json.loads(path.read_text())[table]
        told = [part for one in content["numbers"].values() for part in one[name]]
        assert len(told) > len(once) == len({json.dumps(one) for one in told})
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps({**content, "schema": 2}))
    numbers = [[one.number for one in published.load(p).entries.values()] for p in (path, earlier)]
    assert numbers[0] == numbers[1]
    for place in (-1, 99):
        changed = published.packed(content)
        changed["numbers"][ID]["inputs"][0] = place
        earlier.write_text(json.dumps(changed))
        with pytest.raises(RegionshareError, match=f"'?{place}'? is missing"):
            published.load(earlier)


def test_folder_of_a_book_is_a_register(toy: Evaluator, tmp_path: Path) -> None:
    registers_toy.write(toy, tmp_path / "book" / "numbers.json")
    found = published.load(tmp_path / "book")
    assert found.name == "TL-A-2021"
    assert found.entries[ID].value == 10
    assert found.entries[ID].printed == "10.0\u202f%"


def test_a_name_for_a_number_that_is_not_there_makes_no_register(
    toy: Evaluator, tmp_path: Path
) -> None:
    path = tmp_path / "numbers.json"
    registers_toy.write(toy, path)
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**content, "aliases": {"mine": ID}}))
    assert published.load(path).entries[ID].value == 10
    path.write_text(json.dumps({**content, "aliases": {"mine": "share/gdp/TL-B/2021"}}))
    with pytest.raises(RegionshareError, match="'mine' stands for 'share/gdp/TL-B/2021'"):
        published.load(path)


OF_A_REGISTER = '"edition": {"region": "TL-A", "year": 2021}, "schema": 2, "numbers"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("[]", "of another kind"),
        ("null", "of another kind"),
        ("{}", "'edition' is missing"),
        ('{"numbers": {}}', "'edition' is missing"),
        ('{"edition": {}, "numbers": 1}', "'schema' is missing"),
        (f'{{{OF_A_REGISTER}: {{"{ID}": {{}}}}}}', "'value' is missing"),
        (f'{{{OF_A_REGISTER}: {{}}, "verdicts": 3}}', "of another kind"),
        (
            f'{{{OF_A_REGISTER}: {{"{ID}": {{"value": "1{"0" * 400}", "unit": "", "hash": ""}}}}}}',
            "finite",
        ),
    ],
)
def test_what_is_no_register_is_refused_with_what_it_lacks(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(text)
    with pytest.raises(RegionshareError, match=told) as refused:
        published.load(path)
    assert "Error" not in refused.value.sentence
    with pytest.raises(RegionshareError, match="there is no such register"):
        published.load(tmp_path / "none.json")
