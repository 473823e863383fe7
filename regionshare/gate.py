"""Gate: what must hold for a finished book before it is published."""

from __future__ import annotations

import json
from pathlib import Path

from regionshare import api, published, redistribution
from regionshare.errors import RegionshareError


def check(stage: Path) -> None:
    """Refuse a book whose register breaks its schema, or that publishes what it must not.

    Raises
    ------
    RegionshareError
        For the first fault, with its file.
    """
    path = stage / published.FILE
    published.check(json.loads(path.read_text(encoding="utf-8")), path.name)
    ready = api.evaluator()
    unused = redistribution.unused_rows(ready.store, ready.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence,
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    redistribution.check_published(stage, ready.store, ready.declared)
