"""Gate: what is published beside a finished book, and what must hold before it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from regionshare.data import redistribution
from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.register import published


def ledger(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The verdicts of an edition, as ``ledger.json`` holds them: `regionshare drift` reads it."""
    from regionshare.chapters.edition import make_edition
    from regionshare.claims.formats import as_json
    from regionshare.claims.ledger import open_ledger

    edition = make_edition(request["region"], request["year"], "en", request["basis"])
    return as_json(open_ledger(region=edition.region.id, evaluator=edition.evaluator))


def check(stage: Path) -> None:
    """Refuse a book whose register breaks its schema, or that publishes what it must not.

    Raises
    ------
    RegionshareError
        For the first fault, with its file.
    """
    path = stage / published.FILE
    published.check(json.loads(path.read_text(encoding="utf-8")), path.name)
    ready = opening.evaluator()
    unused = redistribution.unused_rows(ready.store, ready.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence,
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    redistribution.check_published(stage, ready.store, ready.declared)
