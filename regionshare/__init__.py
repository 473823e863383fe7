"""Share of the Nation: what a region uses, emits and carries of its nation, recomputed.

The names below load on first use, so that a command that needs no data starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionshare import matrix
    from regionshare.api import (
        Data,
        alike,
        check,
        concepts,
        explain,
        intensity,
        number,
        open,
        panel,
        per_capita,
        plot,
        regions,
        relative_intensity,
        share,
        table,
    )
    from regionshare.chapters.edition import open_edition
    from regionshare.data.pack import load
    from regionshare.errors import RegionshareError
    from regionshare.numbers.number import Number, language

    __version__: str

_HOME = {
    "Data": "api",
    "alike": "api",
    "check": "api",
    "concepts": "api",
    "explain": "api",
    "intensity": "api",
    "language": "numbers.number",
    "number": "api",
    "open": "api",
    "panel": "api",
    "per_capita": "api",
    "plot": "api",
    "regions": "api",
    "relative_intensity": "api",
    "share": "api",
    "table": "api",
    "open_edition": "chapters.edition",
    "RegionshareError": "errors",
    "Number": "numbers.number",
    "load": "data.pack",
}
__all__ = [
    "Data",
    "Number",
    "RegionshareError",
    "__version__",
    "alike",
    "check",
    "concepts",
    "explain",
    "intensity",
    "language",
    "load",
    "matrix",
    "number",
    "open",
    "open_edition",
    "panel",
    "per_capita",
    "plot",
    "regions",
    "relative_intensity",
    "share",
    "table",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib import metadata

        return metadata.version("regionshare")
    if name == "matrix":  # a package that is called like a function
        return importlib.import_module("regionshare.matrix")
    if name not in _HOME:
        raise AttributeError(f"module 'regionshare' has no attribute {name!r}")
    return getattr(importlib.import_module(f"regionshare.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
