"""Registers: those of all chapters merged, and ``numbers.json`` read back and taken apart."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from regionshare.data import tables
from regionshare.data.releases import release_file, releases
from regionshare.data.store import Store
from regionshare.data.tables import schema
from regionshare.errors import BookError, RegionshareError
from regionshare.files import foreign, paths
from regionshare.files.notebooks import Notebook, outputs
from regionshare.files.packs import CITATION
from regionshare.files.paths import RELEASES
from regionshare.files.project import digest
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Choice, Input, Number, Span, fingerprint
from regionshare.text.messages import room

SAYS = room("commands.verify")["en"]

SCHEMA = 3
"""Version of the schema; raised when a key gets another meaning."""

PACKED = {"inputs": "figures", "basis": "choices"}
"""What of a number stands in a table of the whole register, and in which."""

FILE = "numbers.json"
LEDGER = "ledger.json"
"""The verdicts beside a register."""

VERDICTS = ("today", "when_spoken")

OF_A_ROW = ("series", "source", "transcription", "unit", "year")
"""What the figures of a row share, in the file of one number."""


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
    display : mapping of str to str
        The printed text by language, where the publication holds it.
    match : {"direct", "proxy", "trap", ""}
        What the publication says of its choices; empty where it says nothing.
    earlier : bool
        Whether the register is of another release, whose words may have been mended since.
    """

    id: str
    value: float | None
    unit: str
    hash: str
    printed: str = ""
    number: Number | None = None
    where: str = ""
    display: Mapping[str, str] = field(default_factory=dict)
    match: str = ""
    earlier: bool = False


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


def release() -> str:
    """The release of data and package, from the report's ``CITATION.cff``; else the program's."""
    place = paths.ROOT / CITATION
    if not place.is_file():
        from importlib import metadata

        return metadata.version("regionshare")
    from regionshare.citation.forms import load_citation

    return str(load_citation(place)["version"])


def head() -> dict[str, Any]:
    """What a register says of itself."""
    return {"schema": SCHEMA, "release": release()}


def packed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A register as ``numbers.json`` holds it: each figure and choice once, and its place where it is used.

    Many numbers are of the same figures: written at each of them they would make the file five
    times as long.
    """
    tables: dict[str, dict[str, int]] = {table: {} for table in PACKED.values()}
    known: dict[str, list[Any]] = {table: [] for table in PACKED.values()}

    def place(table: str, one: Any) -> int:
        found = tables[table].setdefault(repr(one), len(known[table]))
        if found == len(known[table]):
            known[table].append(one)
        return found

    numbers = {
        key: one
        | {
            name: [place(table, part) for part in one[name]]
            for name, table in PACKED.items()
            if name in one
        }
        for key, one in content["numbers"].items()
    }
    return {**content, **known, "numbers": numbers}


def _unpacked(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a register with their figures and choices; before schema 3 each had its own."""
    kinds = {"inputs": Input, "basis": Choice}
    known = {
        name: {place: _made(kinds[name], one) for place, one in enumerate(content[table])}
        for name, table in PACKED.items()
        if table in content
    }
    for key, one in content["numbers"].items():
        yield (
            key,
            one
            | {
                name: [parts[place] for place in one[name]]
                for name, parts in known.items()
                if name in one
            },
        )


def number(entry: Mapping[str, Any]) -> Number:
    """The number that an entry of a register was written from."""
    known = {name: entry[name] for name in Number.__dataclass_fields__ if name in entry}
    known["value"] = float(known["value"])
    known["inputs"] = tuple(_made(Input, one) for one in known["inputs"])
    known["basis"] = tuple(_made(Choice, one) for one in known["basis"])
    if known.get("span") is not None:
        known["span"] = _made(Span, known["span"])
    return Number(**known)


def alone(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a file of its own: all that ``numbers.json`` has of it, a third as long.

    Instead of `inputs` there is `figures`: value by region for each series, transcription and year.
    """
    values: dict[tuple[Any, ...], dict[str, float]] = {}
    for one in entry["inputs"]:
        values.setdefault(tuple(one[key] for key in OF_A_ROW), {})[one["region"]] = one["value"]
    rows = [{**dict(zip(OF_A_ROW, key, strict=True)), "values": row} for key, row in values.items()]
    return {**{key: value for key, value in entry.items() if key != "inputs"}, "figures": rows}


def _made(kind: type[Any], content: Any) -> Any:
    if isinstance(content, kind):
        return content
    known = {name: content[name] for name in kind.__dataclass_fields__ if name in content}
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
    tables.check_shape(content, "numbers", where)
    for name, table in PACKED.items():
        used = {place for one in content["numbers"].values() for place in one[name]}
        if used != set(range(len(content[table]))):
            raise RegionshareError(f"{name} are not all in {table}, or not all of it", where=where)
    for key, entry in _unpacked(content):
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
    was tampered with is what `regionshare.register.verify` is for.

    Raises
    ------
    RegionshareError
        If there is no such file or it is no register.
    """
    path = find(place)
    if not path.exists():
        raise RegionshareError(
            "there is no such register", where=str(path), remedy="It is the numbers.json of a book"
        )
    content = foreign.read_json(path)
    try:
        edition = {"basis": {}, **content["edition"]}
        if content["schema"] not in range(1, SCHEMA + 1):
            raise RegionshareError(
                f"a register of schema {content['schema']!r:.20} cannot be read here",
                where=str(path),
                remedy=f"Schemas 1 to {SCHEMA} can; a later release of regionshare reads later ones",
            )
        read = _read_schema_1 if content.get("schema") == 1 else read_entry
        entries = {key: read(key, one, path.name) for key, one in _unpacked(content)}
        if content.get("release", "") not in ("", release()):
            entries = {key: replace(one, earlier=True) for key, one in entries.items()}
        for alias, target in content.get("aliases", {}).items():
            if target not in entries:
                raise RegionshareError(
                    f"{alias!r:.80} stands for {target!r:.80}, which is not in it", where=str(path)
                )
        judged = content.get("verdicts") or load_verdicts(path.with_name(LEDGER))
        if judged is not None:
            judged = {str(key): dict(one) for key, one in judged.items()}
        found = Published(edition, str(content.get("release", "")), entries, judged)
        found.name  # noqa: B018  (an edition has a region and a year)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise RegionshareError(
            f"this is not a register of numbers: {_lacking(error)}",
            where=str(path),
            remedy="Give the numbers.json of a book, or the folder of the book",
        ) from None
    return found


def _lacking(error: Exception) -> str:
    """What a file lacks, by the error that its reading ended with."""
    what = "what its keys hold is of another kind"
    if isinstance(error, KeyError):
        what = f"{error.args[0]!r:.40} is missing"
    return what


_HASH = re.compile("[0-9a-f]{16}")


@functools.cache
def _id() -> re.Pattern[str]:
    return re.compile(schema()["$defs"]["id"]["pattern"])


def read_entry(key: str, one: Mapping[str, Any], where: str = FILE) -> Entry:
    """The entry that ``numbers.json`` holds under a key.

    Raises
    ------
    RegionshareError
        If the key is no id or another one's, or hash or unit are none: they go into papers.
    """
    facts = (key, float(one["value"]), str(one["unit"]), str(one["hash"]))
    if not _id().fullmatch(key) or one.get("id", key) != key:
        raise RegionshareError(
            f"{str(one.get('id', key))[:80]!r} stands under {key[:80]!r}", where=where
        )
    if not math.isfinite(facts[1]):
        raise RegionshareError(f"the value of {key} is no number that is finite", where=where)
    if not _HASH.fullmatch(facts[3]) or not facts[2].isprintable():
        raise RegionshareError(f"hash or unit of {key} are none", where=where)
    whole = number(one) if "inputs" in one and "basis" in one else None
    display = {str(lang): str(text) for lang, text in one.get("display", {}).items()}
    return Entry(*facts, display.get("en", ""), whole, where, display, str(one.get("match", "")))


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
        return verdicts(foreign.read_json(path))
    except (KeyError, TypeError, AttributeError) as error:
        raise RegionshareError(
            f"this is not a ledger of claims: {_lacking(error)}",
            where=str(path),
            remedy="It is a list of {id, code: {today, when_spoken}}",
        ) from None


def verdicts(ledger: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The labels of a ledger, by claim: their codes; of an older release, its words."""
    return {str(one["id"]): {kind: _judged(one)[kind] for kind in VERDICTS} for one in ledger}


def _judged(one: Mapping[str, Any]) -> Mapping[str, str]:
    """``code``; ``verdict`` in the ledgers of the releases up to 2026.11.0."""
    found: Mapping[str, str] = one["code"] if "code" in one else one["verdict"]
    return found


def entry(one: Number, evaluator: Evaluator) -> Entry:
    """The entry of a number that has just been computed."""
    shown = {lang: display.display(one, evaluator.store, lang) for lang in ("en", "zh")}
    return Entry(one.id, one.value, one.unit, one.hash, shown["en"], one, display=shown)


def misprints(entry: Entry, found: Number, store: Store) -> list[str]:
    """What an entry prints otherwise than a number is printed, by language.

    A published value has twelve digits: a half that it rounds to may have been printed up or down.
    The same value with more digits, as an earlier release printed it, is none.
    """
    near = [replace(found, value=found.value * (1 + side * 1e-11)) for side in (0, -1, 1)]
    wrong = []
    for lang, text in entry.display.items():
        printed = [text for one in near for text in display.printings(one, store, lang)]
        if text not in printed:
            wrong.append(
                SAYS["misprint"].format(printed=repr(text[:40]), lang=lang, right=repr(printed[0]))
            )
    return wrong


def sound(register: Published, store: Store) -> Published:
    """The register, of which a paper may print: each entry says what its own content says.

    Raises
    ------
    RegionshareError
        For the first whose hash is not that of its content, or that prints another figure.
    """
    for one in register.entries.values():
        if one.number is None:
            continue
        wrong = misprints(one, one.number, store)
        if one.number.hash != one.hash:
            wrong.append("its hash is not that of its content")
        if wrong:
            raise RegionshareError(
                f"{one.id}: {wrong[0]}",
                where=one.where,
                remedy="The file was changed after it was published: take the published one",
            )
    return register


def evaluated(ids: Iterable[str], evaluator: Evaluator, region: str, year: int) -> Published:
    """A register of ids, computed from the data at hand."""
    found = (entry(evaluator.number(one), evaluator) for one in ids)
    edition = {"region": region, "year": year, "basis": {}}
    return Published(edition, release(), {one.id: one for one in found})


# -- predecessors: the registers of earlier releases, kept beside the data to tell what moved ----


def released(data: Path) -> list[Published]:
    """The registers of all earlier releases that lie beside the data."""
    return [load(path) for path in sorted((data / RELEASES).glob("*/numbers-*.json"))]


def latest(data: Path, edition: str, before: str) -> Published | None:
    """The register of an edition from the latest release before another; None without any."""
    for release in releases(data, before):
        path = release_file(data, release, edition)
        if path.is_file():
            return replace(load(path), release=release)
    return None


# -- the registers of all chapters merged into one: numbers, aliases, texts, flags ----------------

REGISTER_MIME = "application/vnd.regionshare.register+json"
ONE_LANGUAGE = ("tooltip", "chapter")  # what may differ between the languages' copies of a number

Register = dict[str, dict[str, Any]]


def merge(executed: Sequence[tuple[str, Notebook]]) -> Register:
    """Merge the register parts that executed chapters display.

    Parameters
    ----------
    executed : sequence of (slug, notebook)
        All chapters of one language, in reading order.

    Returns
    -------
    dict
        ``numbers`` (each with the ``chapter`` that shows it first), ``aliases``, ``texts``,
        ``flags``.

    Raises
    ------
    BookError
        Two chapters disagree: two values for one number, two numbers behind one alias, two
        wordings of one text, or a flag both set and unset.
    """
    register: Register = {"numbers": {}, "aliases": {}, "texts": {}, "flags": {}}
    origin: dict[tuple[str, str], str] = {}
    for slug, notebook in executed:
        for _, data in outputs(notebook, REGISTER_MIME):
            for kind, merged in register.items():
                for key, content in data[REGISTER_MIME].get(kind, {}).items():
                    first = origin.setdefault((kind, key), slug)
                    if key not in merged:
                        merged[key] = content
                    elif not _same(merged[key], content):
                        raise _conflict(kind, key, (first, merged[key]), (slug, content))
    for key, number in register["numbers"].items():
        register["numbers"][key] = {**number, "chapter": origin["numbers", key]}
    for alias, target in register["aliases"].items():
        if target not in register["numbers"]:
            raise BookError(
                f"the alias {alias} stands for {target}, which no chapter shows",
                where=origin["aliases", alias],
            )
    return register


def _same(one: Any, other: Any) -> bool:
    """Whether two contents are one; nearly all are, and to encode them takes seconds."""
    return bool(one == other) or digest(one) == digest(other)


def _conflict(kind: str, key: str, first: tuple[str, Any], second: tuple[str, Any]) -> BookError:
    what = {
        "numbers": "two values for the number",
        "aliases": "two numbers behind the alias",
        "texts": "two wordings of the text",
        "flags": "two settings of the flag",
    }[kind]
    shown = [
        _shown(kind, content, other)
        for content, other in ((first[1], second[1]), (second[1], first[1]))
    ]
    return BookError(
        f"{what} {key}: {shown[0]} in {first[0]}, {shown[1]} in {second[0]}",
        remedy="Both chapters must compute it the same way, or it needs two ids",
    )


def _shown(kind: str, content: Any, other: Any) -> str:
    """Return the part of a register entry in which it differs from the other."""
    if kind != "numbers" or not isinstance(content, Mapping):
        return str(content)
    keys = [key for key in sorted({*content, *other}) if content.get(key) != other.get(key)]
    if "value" in keys:
        return str(content.get("value"))
    return ", ".join(f"{key} {content.get(key)}" for key in keys)


def common(registers: Mapping[str, Register]) -> dict[str, Any]:
    """Return the numbers and aliases that the languages share.

    Parameters
    ----------
    registers : mapping
        A merged register per language.

    Returns
    -------
    dict
        ``numbers``, ``aliases`` and ``flags``, without anything that is of one language.

    Raises
    ------
    BookError
        A number differs between two languages, or one lacks it.
    """
    neutral = {
        lang: {
            "numbers": {
                key: {k: v for k, v in number.items() if k not in ONE_LANGUAGE}
                for key, number in register["numbers"].items()
            },
            "aliases": register["aliases"],
            "flags": register["flags"],
        }
        for lang, register in registers.items()
    }
    (one, first), *rest = neutral.items()
    for other, register in rest:
        for kind, mine in first.items():
            for key in sorted({*mine, *register[kind]}):
                if not _same(mine.get(key), register[kind].get(key)):
                    where = [r[kind].get(key, "absent") for r in (first, register)]
                    raise BookError(
                        f"the languages disagree in {kind} about {key}: "
                        f"{one} {_shown(kind, where[0], where[1])}, "
                        f"{other} {_shown(kind, where[1], where[0])}",
                        remedy="A code cell must not compute by language",
                    )
    pages = next(iter(registers.values()))["numbers"]
    for key, number in first["numbers"].items():
        number["chapter"] = pages[key]["chapter"]
    return first
