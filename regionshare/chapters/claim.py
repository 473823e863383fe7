"""The chapter *Claim*: what the words of the sentence mean in this report."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("claim")


def definitions(edition: Edition, concepts: Iterable[str]) -> pd.DataFrame:
    """What each concept means: ``concept, name, definition``."""
    zh = edition.lang == "zh"
    known = [edition.store.concepts[concept] for concept in concepts]
    rows = [(c.id, c.name(edition.lang), c.definition_zh if zh else c.definition_en) for c in known]
    return pd.DataFrame(rows, columns=["concept", "name", "definition"])


def definitions_table(edition: Edition, frame: pd.DataFrame) -> Table | None:
    """The definitions, one concept a row."""
    words, columns = WORDS[edition.lang], {"what": str, "definition": str}
    return edition.tabulate(frame.rename(columns={"name": "what"}), words, columns, "definitions")
