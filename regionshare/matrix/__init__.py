"""Matrix: every metric, and the central sentence's answer, for every region and year of a nation.

It is arithmetic, not notebooks: one vectorised pass over the tables of the series.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Called(ModuleType):
    """A package that is called like the function of its name: ``regionshare.matrix("CN")``."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        """See `regionshare.api.Data.matrix`."""
        from regionshare.numbers.number import report

        return report().matrix(*given, **named)


sys.modules[__name__].__class__ = _Called
