"""Messages: what the report says, in both languages, from the catalogues in ``locale/``.

A catalogue is one file per language and room, ``locale/<lang>/<room>.yml``: texts under keys that are
named for what they say, in groups where they belong together, with `str.format` fields by name.
Tests hold that both languages have the same keys and fields, and that every key is used.

A catalogue is compiled when it is first read, so that the next process needs no YAML reader; a wheel
carries it compiled, as ``<room>.json`` beside it.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from regionshare.data import trace
from regionshare.errors import RegionshareError
from regionshare.files import compiled

LANGUAGES = ("en", "zh")
AGREEING = re.compile(r"(?<![\d.,])(\d[\d,]*) \[([^][|]+)\|([^][|]+)\]")
LOCALE = Path(__file__).parent / "locale"


@functools.cache
def room(name: str) -> dict[str, Any]:
    """The texts of a room by language, then by key: ``room("carbon")["en"]["released"]``.

    A module takes its room under a constant, ``WORDS = room("carbon")``, by a literal name: so the
    chapters that use the module are stale when the catalogue changes. A dotted name takes a group
    of a room, ``room("carbon.table")``.

    Raises
    ------
    RegionshareError
        If a language has no such room or group.
    """
    return {lang: _group(lang, name) for lang in LANGUAGES}


def _group(lang: str, name: str) -> Any:
    place, *groups = name.split(".")
    found = _read(lang, place)
    for group in groups:
        if group not in found:
            raise RegionshareError(f"locale/{lang}/{place}.yml has no group {name!r}")
        found = found[group]
    return found


@functools.cache
def _read(lang: str, place: str) -> Any:
    path = LOCALE / lang / f"{place}.yml"
    with trace.paused():  # who uses a catalogue is known beforehand
        found = compiled.read(path.with_suffix(".json"))
        return catalogue(path) if found is None else found


def agreed(text: str) -> str:
    """A formatted text in which words agree with the number before them: ``{count} [row|rows]``.

    >>> agreed("1 [claim|claims], 1,001 [document|documents], 21 [row|rows]")
    '1 claim, 1,001 documents, 21 rows'
    """
    return AGREEING.sub(lambda one: f"{one[1]} {one[2 if one[1] == '1' else 3]}", text)


def inside(name: str) -> str:
    """A name, or a sentence, as it stands inside a sentence: ``Water use`` is no proper name, ``GDP`` is.

    >>> inside("Carbon per person"), inside("GDP per person"), inside("碳排放")
    ('carbon per person', 'GDP per person', '碳排放')
    """
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def compile_all() -> None:
    """Compile every catalogue."""
    for path in LOCALE.glob("*/*.yml"):
        catalogue(path)


def catalogue(path: Path) -> Any:
    """The content of a catalogue's file, compiled."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        place = path.relative_to(LOCALE.parent).as_posix()
        raise RegionshareError(f"no catalogue {place}") from None
    return compiled.compiled(compiled.key("catalogue", source), lambda: _parsed(source))


def _parsed(source: str) -> Any:
    import yaml

    return yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
