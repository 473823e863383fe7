"""The claim ledger: statements of a text, the evidence on each, and computed verdicts.

The names below load on first use, so that a command that judges nothing starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionshare.claims.interval import Interval
    from regionshare.claims.labels import CODES
    from regionshare.claims.ledger import Entry, Ledger, judge, open_ledger
    from regionshare.claims.verdict import Verdict, evaluate

_HOME = {
    "Interval": "interval",
    "Entry": "ledger",
    "Ledger": "ledger",
    "judge": "ledger",
    "open_ledger": "ledger",
    "CODES": "labels",
    "Verdict": "verdict",
    "evaluate": "verdict",
}
__all__ = ["CODES", "Entry", "Interval", "Ledger", "Verdict", "evaluate", "judge", "open_ledger"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'regionshare.claims' has no attribute {name!r}")
    return getattr(importlib.import_module(f"regionshare.claims.{_HOME[name]}"), name)
