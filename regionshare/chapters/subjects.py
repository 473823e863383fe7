"""Subjects: what else the article speaks of, each with the documents at hand on it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionshare.data import tables
from regionshare.files import paths
from regionshare.indicators import stated

if TYPE_CHECKING:
    from regionshare.data.store import Store

SUBJECTS = "subjects.csv"
COLUMNS = ("id", "claim", "name_en", "name_zh", "quote_zh", "quote_en", "documents")


@dataclass(frozen=True)
class Subject:
    """A subject of the article, with the documents at hand on it: none, one or more."""

    id: str
    claim: str
    name_en: str
    name_zh: str
    quote_zh: str
    quote_en: str
    documents: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def subjects(store: Store) -> tuple[Subject, ...]:
    """Read and check ``subjects.csv``: every document named must be a stated figure."""
    path = paths.data_dir() / SUBJECTS
    known = stated.load(store)
    found: dict[str, Subject] = {}
    for row in tables.read(path, COLUMNS):
        documents = tuple(row["documents"].split())
        missing = [name for name in documents if name not in known]
        if missing:
            row.fail(f"document {missing[0]!r} is not in {stated.FILE}")
        if row["id"] in found or not (row["name_en"] and row["name_zh"] and row["quote_zh"]):
            row.fail("the subject stands twice, or lacks a name or quotation")
        texts = {k: v for k, v in row.items() if k != "documents"}
        found[row["id"]] = Subject(**texts, documents=documents)
    return tuple(found.values())
