"""Read-only view of an edition's ``numbers.json`` for the pages: ids, aliases and texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Register:
    """What one edition prints, in one language."""

    edition: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    path: Path | None = None

    def edition_title(self, site_title: str) -> str:
        """Return region and year, without the name of the report if the title starts with it."""
        title = str(self.edition.get("title", ""))
        return title.removeprefix(site_title).lstrip(":： ")

    def number(self, key: str) -> dict[str, Any]:
        """Return the number with that id or alias; `KeyError` if there is none."""
        return self.numbers[self.aliases.get(key, key)]

    def identifier(self, key: str) -> str:
        """Return the full id behind an id or alias."""
        return self.aliases.get(key, key)


def load_register(source: Path) -> Register:
    """Return the register of a prepared source tree; an empty one if it has none."""
    content = load_json(source, "numbers.json")
    if not content:
        return Register()
    parts = {key: content.get(key, {}) for key in ("edition", "numbers", "aliases", "texts")}
    return Register(**parts, path=source / "numbers.json")


@lru_cache(maxsize=8)
def _json(path: Path, stamp: tuple[int, int]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def load_json(source: Path, name: str) -> dict[str, Any]:
    """Return a JSON file of a prepared source tree; empty if the tree has none of that name."""
    path = source / name
    if not path.is_file():
        return {}
    stat = path.stat()
    return _json(path, (stat.st_mtime_ns, stat.st_size))


def load_labels(source: Path) -> dict[str, Any]:
    """Return what each number is, in words, by its id; empty where there are no cards."""
    return load_json(source, "cards.json")


def short_language(sphinx_language: str | None) -> str:
    """Return ``zh`` for any of Sphinx's Chinese locales, else ``en``."""
    return "zh" if (sphinx_language or "en").lower().startswith("zh") else "en"
