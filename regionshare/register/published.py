"""Published registers: ``numbers.json`` read back and checked, its numbers taken apart."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, Span, fingerprint

SCHEMA = 2
"""Version of the schema; raised when a key gets another meaning."""

FILE = "numbers.json"
LEDGER = "ledger.json"
"""The verdicts beside a register."""

VERDICTS = ("today", "when_spoken")


@dataclass(frozen=True)
class Entry:
    """A number as it was published: in a register, or in somebody's paper.

    Attributes
    ----------
    value : float or None
        None where only the printed text is at hand.
    unit : str
        Empty where it is not known.
    hash : str
        The hash that was published.
    printed : str
        As the English report prints it; empty where it is not known.
    number : Number or None
        With formula, inputs and basis, where the publication holds them.
    where : str
        The file, and the line of a paper.
    """

    id: str
    value: float | None
    unit: str
    hash: str
    printed: str = ""
    number: Number | None = None
    where: str = ""


@dataclass(frozen=True)
class Published:
    """A register with the edition and release it belongs to.

    Attributes
    ----------
    verdicts : mapping or None
        By claim ``{"today": ..., "when_spoken": ...}``; None where they are not at hand.
    """

    edition: Mapping[str, Any]
    release: str
    entries: Mapping[str, Entry]
    verdicts: Mapping[str, Mapping[str, str]] | None = None

    @property
    def name(self) -> str:
        """The edition as it is cited, ``CN-GD-2023``."""
        return f"{self.edition['region']}-{self.edition['year']}"


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of ``numbers.json``."""
    text = resources.files("regionshare").joinpath("schemas/numbers.schema.json")
    content: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return content


def release() -> str:
    """The release of data and package, from ``CITATION.cff``."""
    from regionshare.citation.citation import load_citation

    return str(load_citation()["version"])


def head() -> dict[str, Any]:
    """What a register says of itself."""
    return {"schema": SCHEMA, "release": release()}


def number(entry: Mapping[str, Any]) -> Number:
    """The number that an entry of ``numbers.json`` was written from."""
    known = {field.name: entry[field.name] for field in fields(Number) if field.name in entry}
    known["value"] = float(known["value"])
    known["inputs"] = tuple(_made(Input, one) for one in known["inputs"])
    known["basis"] = tuple(_made(Choice, one) for one in known["basis"])
    if known.get("span") is not None:
        known["span"] = _made(Span, known["span"])
    return Number(**known)


def _made(kind: type[Any], content: Mapping[str, Any]) -> Any:
    known = {field.name: content[field.name] for field in fields(kind) if field.name in content}
    if "value" in known:
        known["value"] = float(known["value"])
    if "imports" in known:
        known["imports"] = tuple(known["imports"])
    return kind(**known)


def check(content: Mapping[str, Any], where: str = FILE) -> None:
    """Refuse a register that breaks its schema or does not agree with itself.

    Raises
    ------
    RegionshareError
        For the first fault: a key that is missing or of another type, a number under another's
        id, a hash that is not that of the content, an alias for a number that is not there.
    """
    import jsonschema

    checker = jsonschema.Draft202012Validator(schema())
    fault = next(
        iter(sorted(checker.iter_errors(content), key=lambda e: list(map(str, e.path)))), None
    )
    if fault is not None:
        place = " > ".join(str(part) for part in fault.absolute_path)
        raise RegionshareError(
            f"{place + ': ' if place else ''}{fault.message[:300]}",
            where=where,
            remedy="It must follow regionshare/schemas/numbers.schema.json",
        )
    for key, entry in content["numbers"].items():
        if entry["id"] != key:
            raise RegionshareError(f"the number {entry['id']} stands under {key}", where=where)
        if number(entry).hash != entry["hash"]:
            raise RegionshareError(f"the hash of {key} is not that of its content", where=where)
    for alias, target in content["aliases"].items():
        if target not in content["numbers"]:
            raise RegionshareError(f"alias {alias} names {target}, which is not here", where=where)


def find(place: Path) -> Path:
    """The register of a place: the file itself, or ``numbers.json`` in a folder."""
    return place / FILE if place.is_dir() else place


def load(place: Path) -> Published:
    """Read a register: ``numbers.json`` of any release, or a golden register.

    It is not checked against the schema, which an older release need not follow; an entry that
    was tampered with is what `regionshare.register.verification` is for.

    Raises
    ------
    RegionshareError
        If there is no such file or it is no register.
    """
    path = find(place)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        edition = {"basis": {}, **content["edition"]}
        read = _read_schema_1 if content.get("schema") == 1 else read_entry
        entries = {key: read(key, one, path.name) for key, one in content["numbers"].items()}
        judged = content.get("verdicts") or load_verdicts(path.with_name(LEDGER))
        found = Published(edition, str(content.get("release", "")), entries, judged)
        found.name  # noqa: B018  (an edition has a region and a year)
    except FileNotFoundError:
        raise RegionshareError(
            "there is no such register", where=str(path), remedy="It is the numbers.json of a book"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegionshareError(
            f"this is not a register of numbers ({type(error).__name__}: {error})", where=str(path)
        ) from None
    return found


def read_entry(key: str, one: Mapping[str, Any], where: str = FILE) -> Entry:
    """The entry that ``numbers.json`` holds under a key."""
    whole = number(one) if "inputs" in one and "basis" in one else None
    shown = str(one.get("display", {}).get("en", ""))
    return Entry(key, float(one["value"]), str(one["unit"]), str(one["hash"]), shown, whole, where)


def _read_schema_1(key: str, one: Mapping[str, Any], where: str) -> Entry:
    """An entry of the first schema, whose hash covered formula, notes and remarks as well.

    If it is that of the content, the entry gets the hash of today: only words left it.
    """
    found = read_entry(key, one, where)
    if found.number is None:
        return found
    content = asdict(found.number)
    del content["span"]
    whole = fingerprint(content) == found.hash
    return replace(found, hash=found.number.hash) if whole else found


def load_verdicts(path: Path) -> dict[str, dict[str, str]] | None:
    """The verdicts of a ``ledger.json``, by claim; None if there is none."""
    if not path.is_file():
        return None
    try:
        return verdicts(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegionshareError(
            f"this is not a ledger of claims ({type(error).__name__}: {error})",
            where=str(path),
            remedy="It is a list of {id, verdict: {today, when_spoken}}",
        ) from None


def verdicts(ledger: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The verdicts of a ledger, by claim."""
    return {str(one["id"]): {kind: one["verdict"][kind] for kind in VERDICTS} for one in ledger}


def entry(one: Number, evaluator: Evaluator) -> Entry:
    """The entry of a number that has just been computed."""
    shown = display.display(one, evaluator.store, "en")
    return Entry(one.id, one.value, one.unit, one.hash, shown, one)


def evaluated(ids: Iterable[str], evaluator: Evaluator, region: str, year: int) -> Published:
    """A register of ids, computed from the data at hand."""
    found = (entry(evaluator.number(one), evaluator) for one in ids)
    edition = {"region": region, "year": year, "basis": {}}
    return Published(edition, release(), {one.id: one for one in found})
