"""Where the report's files lie: the one module that knows."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
CHAPTERS = ROOT / "chapters"
FROZEN = "frozen"
"""The folder of everything generated that keeps the frozen copies."""
RELEASES = "releases"
"""The folder of the data that keeps the registers of earlier releases."""
CARRIED = PACKAGE / "data" / "pack.json"
"""The compiled data that a wheel carries; a checkout has none."""
COMPILED = PACKAGE / "data" / "compiled"
"""What else a wheel carries compiled, by key."""


def data_dir() -> Path:
    """The data directory: ``$REGIONSHARE_DATA`` if set, else ``data/`` beside the package."""
    override = os.environ.get("REGIONSHARE_DATA")
    return Path(override).resolve() if override else ROOT / "data"


def build_dir(root: Path = ROOT) -> Path:
    """The folder of everything generated; a frozen copy has that of the project it is a copy of."""
    return root.parents[1] if is_frozen(root) else root / "_build"


def is_frozen(root: Path) -> bool:
    """Whether a project is a frozen copy: see `regionshare.files.frozen`."""
    return root.parent.name == FROZEN and root.parents[1].name == "_build"
