"""Citation: how to cite the report, from ``CITATION.cff`` alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from regionshare import paths
from regionshare.editions import Edition
from regionshare.errors import DataError


def load_citation(path: Path | None = None) -> dict[str, Any]:
    """The one hand-written citation record."""
    path = path or paths.ROOT / "CITATION.cff"
    try:
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError("the file is missing", where=path.name) from None
    except yaml.YAMLError as error:
        raise DataError(f"not valid YAML ({error})", where=path.name) from None
    if not isinstance(record, dict):
        raise DataError("not a citation record", where=path.name)
    return record


def _author(record: dict[str, Any]) -> str:
    people = [
        one.get("name") or " ".join(filter(None, (one.get("given-names"), one.get("family-names"))))
        for one in record["authors"]
    ]
    return ", ".join(people)


def plain(edition: Edition) -> str:
    """The citation of the edition, as one line."""
    record = load_citation()
    year = str(record["date-released"])[:4]
    what = f"{edition.region.name('en')}, {edition.year}"
    return (
        f"{_author(record)} ({year}): {record['title']}: {what}. "
        f"Version {record['version']}, edition {edition.region.id}-{edition.year}."
    )


def bibtex(edition: Edition) -> str:
    """The citation of the edition, as a BibTeX entry."""
    record = load_citation()
    year = str(record["date-released"])[:4]
    key = f"regionshare-{edition.region.id}-{edition.year}".lower()
    return "\n".join(
        [
            f"@techreport{{{key},",
            f"  author = {{{{{_author(record)}}}}},",
            f"  title = {{{record['title']}: {edition.region.name('en')}, {edition.year}}},",
            f"  institution = {{{{{_author(record)}}}}},",
            f"  year = {{{year}}},",
            f"  version = {{{record['version']}}},",
            f"  note = {{Edition {edition.region.id}-{edition.year}}}",
            "}",
        ]
    )
