"""YAML whose mappings remember the line of every key, for errors that help."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import yaml

from regionshare.data import tables
from regionshare.errors import DataError


class Mapping(dict[str, Any]):
    """A mapping with the file and line of each of its keys."""

    place: str = ""
    line: int = 0
    lines: dict[str, int]

    def where(self, key: str = "") -> str:
        """``claims.yml, line 12``."""
        return f"{self.place}, line {self.lines.get(key, self.line)}"

    def fail(self, what: str, remedy: str = "", key: str = "") -> NoReturn:
        """Raise `DataError` for a key of this mapping."""
        raise DataError(what, where=self.where(key), remedy=remedy)

    def check_keys(self, allowed: Iterable[str], required: Iterable[str] = ()) -> None:
        """Refuse unknown keys, with the nearest known one, and name missing ones."""
        known = list(allowed)
        for key in self:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f" (meant {near[0]!r}?)" if near else ""
                self.fail(f"key {key!r} is not known{hint}", f"Keys here: {', '.join(known)}", key)
        for key in required:
            if key not in self:
                self.fail(f"{key!r} is missing", f"Add it: the keys here are {', '.join(known)}")

    def text(self, key: str, default: str = "") -> str:
        """A value as one line of text."""
        value = self.get(key, default)
        if isinstance(value, dict | list):
            self.fail(f"{key} is not a text", "Write it on one line, or in quotes", key)
        return "" if value is None else " ".join(str(value).split())

    def mapping(self, key: str) -> Mapping:
        """A nested mapping; an empty one if the key is absent."""
        value = self.get(key)
        if value is None:
            value = Mapping()
            value.place, value.line, value.lines = self.place, self.lines.get(key, self.line), {}
        if not isinstance(value, Mapping):
            self.fail(f"{key} is not a mapping", "Write it as key: value", key)
        return value

    def items_of(self, key: str) -> list[Mapping]:
        """A list of mappings; empty if the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.fail(f"{key} is not a list of mappings", "Begin each item with a dash", key)
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts; one text stands for a list of one."""
        value = self.get(key)
        if value is None:
            return []
        return [str(v) for v in (value if isinstance(value, list) else [value])]


def read(path: Path) -> Mapping:
    """Read a YAML file whose top is a mapping.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8, not YAML, or a key stands twice; with the line.
    """
    place = tables.relative(path)
    try:
        source = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError:
        raise DataError(
            "the file is missing", where=place, remedy="Give the path of a claims file"
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"byte {error.start} is not UTF-8", where=place, remedy="Save the file as UTF-8"
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise DataError(
            f"not valid YAML: {problem}",
            where=place + line,
            remedy="Check indentation, and quote texts that hold a colon and a space",
        ) from None
    value = _build(node, place) if node is not None else None
    if not isinstance(value, Mapping):
        raise DataError(
            "the file holds no mapping",
            where=f"{place}, line 1",
            remedy="A claims file has the keys spoken, region, groups, speakers and claims",
        )
    return value


def _build(node: Any, place: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        built = Mapping()
        built.place, built.line, built.lines = place, node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in built:
                raise DataError(
                    f"key {key!r} stands twice",
                    where=f"{place}, line {line}",
                    remedy=f"Its first place is line {built.lines[key]}: keep one",
                )
            built[key] = _build(value_node, place)
            built.lines[key] = line
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, place) for item in node.value]
    if node.style is None and node.value in ("", "~", "null"):
        return None
    return str(node.value)
