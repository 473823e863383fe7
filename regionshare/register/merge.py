"""The registers of all chapters merged into one: numbers, aliases, texts, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regionshare.errors import BookError
from regionshare.files.notebooks import Notebook, outputs
from regionshare.files.project import digest

REGISTER_MIME = "application/vnd.regionshare.register+json"
ONE_LANGUAGE = ("tooltip", "chapter")  # what may differ between the languages' copies of a number

Register = dict[str, dict[str, Any]]


def merge(executed: Sequence[tuple[str, Notebook]]) -> Register:
    """Merge the register parts that executed chapters display.

    Parameters
    ----------
    executed : sequence of (slug, notebook)
        All chapters of one language, in reading order.

    Returns
    -------
    dict
        ``numbers`` (each with the ``chapter`` that shows it first), ``aliases``, ``texts``,
        ``flags``.

    Raises
    ------
    BookError
        Two chapters disagree: two values for one number, two numbers behind one alias, two
        wordings of one text, or a flag both set and unset.
    """
    register: Register = {"numbers": {}, "aliases": {}, "texts": {}, "flags": {}}
    origin: dict[tuple[str, str], str] = {}
    for slug, notebook in executed:
        for _, data in outputs(notebook, REGISTER_MIME):
            for kind, merged in register.items():
                for key, content in data[REGISTER_MIME].get(kind, {}).items():
                    first = origin.setdefault((kind, key), slug)
                    if key not in merged:
                        merged[key] = content
                    elif digest(merged[key]) != digest(content):
                        raise _conflict(kind, key, (first, merged[key]), (slug, content))
    for key, number in register["numbers"].items():
        register["numbers"][key] = {**number, "chapter": origin["numbers", key]}
    for alias, target in register["aliases"].items():
        if target not in register["numbers"]:
            raise BookError(
                f"the alias {alias} stands for {target}, which no chapter shows",
                where=origin["aliases", alias],
            )
    return register


def _conflict(kind: str, key: str, first: tuple[str, Any], second: tuple[str, Any]) -> BookError:
    what = {
        "numbers": "two values for the number",
        "aliases": "two numbers behind the alias",
        "texts": "two wordings of the text",
        "flags": "two settings of the flag",
    }[kind]
    shown = [
        _shown(kind, content, other)
        for content, other in ((first[1], second[1]), (second[1], first[1]))
    ]
    return BookError(
        f"{what} {key}: {shown[0]} in {first[0]}, {shown[1]} in {second[0]}",
        remedy="Both chapters must compute it the same way, or it needs two ids",
    )


def _shown(kind: str, content: Any, other: Any) -> str:
    """Return the part of a register entry in which it differs from the other."""
    if kind != "numbers" or not isinstance(content, Mapping):
        return str(content)
    keys = [key for key in sorted({*content, *other}) if content.get(key) != other.get(key)]
    if "value" in keys:
        return str(content.get("value"))
    return ", ".join(f"{key} {content.get(key)}" for key in keys)


def common(registers: Mapping[str, Register]) -> dict[str, Any]:
    """Return the numbers and aliases that the languages share.

    Parameters
    ----------
    registers : mapping
        A merged register per language.

    Returns
    -------
    dict
        ``numbers``, ``aliases`` and ``flags``, without anything that is of one language.

    Raises
    ------
    BookError
        A number differs between two languages, or one lacks it.
    """
    neutral = {
        lang: {
            "numbers": {
                key: {k: v for k, v in number.items() if k not in ONE_LANGUAGE}
                for key, number in register["numbers"].items()
            },
            "aliases": register["aliases"],
            "flags": register["flags"],
        }
        for lang, register in registers.items()
    }
    (one, first), *rest = neutral.items()
    for other, register in rest:
        for kind, mine in first.items():
            for key in sorted({*mine, *register[kind]}):
                if digest(mine.get(key)) != digest(register[kind].get(key)):
                    where = [r[kind].get(key, "absent") for r in (first, register)]
                    raise BookError(
                        f"the languages disagree in {kind} about {key}: "
                        f"{one} {_shown(kind, where[0], where[1])}, "
                        f"{other} {_shown(kind, where[1], where[0])}",
                        remedy="A code cell must not compute by language",
                    )
    pages = next(iter(registers.values()))["numbers"]
    for key, number in first["numbers"].items():
        number["chapter"] = pages[key]["chapter"]
    return first
