"""Share of the Nation: what a region uses, emits and carries of its nation, recomputed.

The names below load on first use, so that a command that needs no data starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionshare.api import intensity, number, per_capita, relative_intensity, share
    from regionshare.chapters.edition import open_edition
    from regionshare.data.pack import load
    from regionshare.errors import RegionshareError
    from regionshare.matrix.abroad import alike
    from regionshare.matrix.panel import concepts, panel, regions
    from regionshare.numbers.number import Number
    from regionshare.sentences.checking import check

    __version__: str

_HOME = {
    "alike": "matrix.abroad",
    "check": "sentences.checking",
    "concepts": "matrix.panel",
    "intensity": "api",
    "number": "api",
    "panel": "matrix.panel",
    "per_capita": "api",
    "regions": "matrix.panel",
    "relative_intensity": "api",
    "share": "api",
    "open_edition": "chapters.edition",
    "RegionshareError": "errors",
    "Number": "numbers.number",
    "load": "data.pack",
}
__all__ = [
    "Number",
    "RegionshareError",
    "__version__",
    "alike",
    "check",
    "concepts",
    "intensity",
    "load",
    "number",
    "open_edition",
    "panel",
    "per_capita",
    "regions",
    "relative_intensity",
    "share",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib import metadata

        return metadata.version("regionshare")
    if name not in _HOME:
        raise AttributeError(f"module 'regionshare' has no attribute {name!r}")
    return getattr(importlib.import_module(f"regionshare.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
