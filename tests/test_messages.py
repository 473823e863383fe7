"""Catalogues: both languages say the same things, and nothing lies about unused."""

from __future__ import annotations

import ast
import functools
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regionshare.errors import RegionshareError
from regionshare.text import messages

PACKAGE = messages.LOCALE.parent.parent
ROOMS = sorted(path.stem for path in (messages.LOCALE / "en").glob("*.yml"))


def leaves(found: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(found, dict):
        for key, inner in found.items():
            assert isinstance(key, str), f"{'.'.join(at)}: the key {key!r} is not text; quote it"
            yield from leaves(inner, (*at, key))
    elif isinstance(found, list):
        for place, inner in enumerate(found):
            yield from leaves(inner, (*at, str(place)))
    else:
        assert isinstance(found, str), f"{'.'.join(at)}: {found!r} is not text; quote it"
        yield at, found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@functools.cache
def words_of_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Constants, names of attributes and computed strings (as patterns); names in templates."""
    constants: set[str] = set()
    patterns = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.update(re.findall(r"[\w~@:-]+", node.value))
            elif isinstance(node, ast.keyword) and node.arg:
                constants.add(node.arg)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".*"
                    for one in node.values
                ]
                if any(len(part) > 2 and part != ".*" for part in parts):
                    patterns.append(re.compile("".join(parts)))
    for path in (PACKAGE / "text" / "templates").rglob("*.*"):
        for inside in re.findall(r"{[{%](.*?)[%}]}", path.read_text(encoding="utf-8")):
            constants.update(re.findall(r"[\w~@:-]+", inside))
    return constants, patterns


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_keys_and_fields(room: str) -> None:
    english, chinese = (dict(leaves(messages.room(room)[lang])) for lang in messages.LANGUAGES)
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert fields(text) == fields(chinese[key]), f"{room}: {'.'.join(key)}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_is_unused(room: str) -> None:
    """A key, or the group that it is looked up in by what the data say, stands in the code."""
    constants, patterns = words_of_code()
    unused = [
        ".".join(key)
        for key, _ in leaves(messages.room(room)["en"])
        if not any(
            part in constants or any(one.fullmatch(part) for one in patterns) for part in key
        )
    ]
    assert unused == []


def test_rooms_of_both_languages_are_the_same() -> None:
    assert sorted(path.stem for path in (messages.LOCALE / "zh").glob("*.yml")) == ROOMS


def test_a_room_that_is_not_there_is_told() -> None:
    with pytest.raises(RegionshareError, match=r"no catalogue locale/en/nowhere\.yml"):
        messages.room("nowhere")


def test_locale_holds_catalogues_alone() -> None:
    assert {path.suffix for path in Path(messages.LOCALE).rglob("*") if path.is_file()} <= {".yml"}


OF_ITS_OWN = {"market", "practice", "reading"}
"""Catalogues with words on Guangdong alone: their chapters or switches are shown of nothing else."""


@pytest.mark.parametrize("name", [one for one in ROOMS if one not in OF_ITS_OWN])
def test_words_that_any_data_may_show_name_no_region_of_ours(name: str) -> None:
    told = [text for lang in ("en", "zh") for _, text in leaves(messages.room(name)[lang])]
    assert [text for text in told if re.search("Guangdong|COP29|广东", text)] == []


def test_words_that_agree_stand_behind_their_number() -> None:
    for room in ROOMS:
        for key, text in leaves(messages.room(room)["en"]):
            told = messages.agreed(re.sub(r"{\w+}", "1", text))
            assert not re.search(r"\[\w[^]]*\|\w[^[]*\]", told), f"{room}: {'.'.join(key)}"
