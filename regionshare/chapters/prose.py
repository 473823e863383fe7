"""Prose: a chapter's text with its numbers in it, for who runs the notebook without the book."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from regionshare.data import trace
from regionshare.files import notebooks, paths

ROLE = re.compile(r"\{(num|say|change|differs)\}`([^`]*)`")
LAYOUT = re.compile(r"^(\([\w-]+\)=|\{[.#][^}\n]*\}|:::+.*)\n?", re.MULTILINE)
"""Lines that only the book reads: labels, classes, containers."""
LINK = re.compile(r"\[([^\]]*)\]\(#[^)]*\)")


def notebook(namespace: Mapping[str, Any]) -> Path | None:
    """The chapter that a notebook's imports are of: the module of its name is among them."""
    for one in namespace.values():
        if isinstance(one, ModuleType):
            slug = one.__name__.rpartition(".")[2]
            with trace.paused():
                found = sorted(paths.CHAPTERS.glob(f"[0-9]*_{slug}.ipynb"))
            if found:
                return found[0]
    return None


def prose(path: Path, lang: str, flags: Mapping[str, bool], told: Callable[[str, str], str]) -> str:
    """The Markdown of a chapter in one language, as its conditions have it.

    Parameters
    ----------
    told : callable
        What stands for a role: its name, ``num``, ``say``, ``change`` or ``differs``, and its key.
    """
    with trace.paused():
        found = notebooks.read(path)
    notebooks.select_language(found, lang)
    cells = [one for one in found["cells"] if one["cell_type"] == "markdown"]
    wanted = [one["source"] for one in cells if _holds(notebooks.tags(one), flags)]
    text = "\n\n".join(LAYOUT.sub("", source).strip() for source in wanted)
    for _ in range(2):  # a phrase may hold a number
        text = ROLE.sub(lambda match: told(match[1], match[2]), text)
    return LINK.sub(r"\1", text)


def _holds(tags: list[str], flags: Mapping[str, bool]) -> bool:
    conditions = [tag.split("-", 1) for tag in tags if tag.startswith(("if-", "unless-"))]
    return all(flags.get(flag, False) is (kind == "if") for kind, flag in conditions)
