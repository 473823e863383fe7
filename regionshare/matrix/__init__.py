"""Matrix: every metric, and the central sentence's answer, for every region and year of a nation.

It is arithmetic, not notebooks: one vectorised pass over the tables of the series. The names below
load on first use, so that the command line starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionshare.matrix.content import Matrix, compute
    from regionshare.matrix.pages import page

_HOME = {"Matrix": "content", "compute": "content", "page": "pages"}
__all__ = ["Matrix", "compute", "page"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'regionshare.matrix' has no attribute {name!r}")
    return getattr(importlib.import_module(f"regionshare.matrix.{_HOME[name]}"), name)
