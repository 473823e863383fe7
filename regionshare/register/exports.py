"""Exports: the numbers of a register for a paper: TeX macros, BibTeX entries, CSV, JSON."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from regionshare.citation.forms import bibtex_entry, load_citation, people
from regionshare.data.regions import Regions
from regionshare.data.store import Store
from regionshare.errors import RegionshareError
from regionshare.files import foreign
from regionshare.numbers.number import SIGNIFICANT, Choice, citation_key, rounded
from regionshare.register import golden, published
from regionshare.register.published import SCHEMA, Entry, Published
from regionshare.text.markup import escape_tex, plain, unescape_tex
from regionshare.text.messages import room

WORDS = room("record.basis")["en"]

COLUMNS = (
    "id", "value", "unit", "printed", "match", "basis", "vintage", "hash", "macro", "key",
    "edition", "release",
)  # fmt: skip


def key(entry: Entry) -> str:
    """The BibTeX key of a number."""
    return citation_key(entry.id, entry.hash)


def exact(value: float) -> str:
    """A value at the digits that enter its hash.

    >>> exact(7.0), exact(100 / 3)
    ('7', '33.3333333333')
    """
    return f"{value:.{SIGNIFICANT}g}"


def basis(entry: Entry) -> str:
    """The choices behind a number in one line of ASCII; empty where they are not known."""
    return "; ".join(_choice(c) for c in entry.number.basis) if entry.number else ""


def _choice(choice: Choice) -> str:
    text = choice.series
    if choice.denominator == "national":
        text = WORDS["national"].format(series=text, total=choice.total)
    elif choice.denominator == "sum":
        text = WORDS["sum"].format(series=text)
    if choice.imports:
        text = WORDS["imported"].format(basis=text, areas=" and ".join(choice.imports))
    return text + (" (proxy)" if choice.match == "proxy" else "")


def vintage(entry: Entry, store: Store) -> str:
    """When the series behind a number were published, as far as they are at hand."""
    if entry.number is None:
        return ""
    named = dict.fromkeys(one.series for one in entry.number.inputs)
    known = (store.series[name] for name in named if name in store.series)
    return "; ".join(f"{one.id} of {one.published.isoformat()}" for one in known)


def tex(register: Published, store: Store) -> str:
    r"""Macros with the printed text; ``...Key`` is for ``\cite``, ``...Value`` for ``\num``.

    The comment behind a macro holds id and hash: ``regionshare verify --bib`` reads it.
    """
    macros = [
        (macro, tex_macro(entry, macro), key(entry), exact(entry.value or 0.0))
        for macro, entry in _by_macro(register, store).items()
    ]
    return plain("register/macros.tex", register=register, macros=macros)


def _by_macro(register: Published, store: Store) -> dict[str, Entry]:
    r"""The number behind each macro; some proxies have a second, short one.

    Where the register has no number on the headline basis for a metric, region and period, and
    one declared proxy, the id without suffix stands for the proxy; so does the macro without
    suffix: ``\GuangdongEnergyShareMMXXIII``.
    """
    proxies: dict[str, list[Entry]] = {}
    for one in register.entries.values():
        if one.number is not None and one.number.match == "proxy":
            proxies.setdefault(one.id.partition("@")[0], []).append(one)
    found = dict(register.entries)
    for bare, ones in proxies.items():
        if bare not in found and len(ones) == 1:
            found[bare] = ones[0]
    return {macro: found[number] for number, macro in macro_names(found, store.regions).items()}


def tex_macro(entry: Entry, macro: str) -> str:
    """The line of TeX that defines the macro of a number."""
    shown = escape_tex(entry.printed or exact(entry.value or 0.0))
    return f"\\newcommand{{\\{macro}}}{{{shown}}}% {entry.id} {entry.hash}"


def bib(register: Published, store: Store) -> str:
    """A BibTeX entry for each number."""
    record = load_citation()
    return "\n".join(
        bib_entry(one, register.name, register.release, store, record)
        for one in register.entries.values()
    )


def bib_entry(
    entry: Entry, edition: str, release: str, store: Store, record: Mapping[str, Any], url: str = ""
) -> str:
    """The BibTeX entry of one number; with its address, where that is known."""
    when = vintage(entry, store)
    titles = (record.get("title", ""), _subject(entry, store))
    facts = [
        f"{entry.id} = {entry.printed or exact(entry.value or 0.0)}",
        basis(entry),
        f"vintage: {when}" if when else "",
        f"hash {entry.hash}",
        f"edition {edition}",
        f"release {release}" if release else "",
    ]
    fields = {
        "author": " and ".join("{" + escape_tex(one.shown) + "}" for one in people(record)),
        "title": "{" + escape_tex(": ".join(filter(None, titles))) + "}",
        "year": str(record.get("date-released", ""))[:4],
        "version": escape_tex(release),
        "note": escape_tex("; ".join(filter(None, facts))),
        "regionshare_id": escape_tex(entry.id),
        "regionshare_hash": entry.hash,
        "regionshare_value": f"{exact(entry.value or 0.0)} {escape_tex(entry.unit)}",
        "url": url,
    }
    return bibtex_entry("misc", key(entry), fields) + "\n"


def _subject(entry: Entry, store: Store) -> str:
    """What a number is of: ``share, Energy, Guangdong, 2021``."""
    metric, concepts, region, period = entry.id.partition("@")[0].split("/")
    known = [
        store.concepts[c].name("en") if c in store.concepts else c for c in concepts.split(":")
    ]
    where = store.regions[region].name("en") if region in store.regions else region
    return f"{metric.replace('_', ' ')}, {' to '.join(known)}, {where}, {period}"


def rows(register: Published, store: Store) -> list[dict[str, str]]:
    """The numbers as rows of a table."""
    named = macro_names(register.entries, store.regions)
    return [
        {
            "id": one.id,
            "value": exact(one.value or 0.0),
            "unit": one.unit,
            "printed": one.printed.replace("\u202f", " "),
            "match": one.number.match if one.number else "",
            "basis": basis(one),
            "vintage": vintage(one, store),
            "hash": one.hash,
            "macro": named[one.id],
            "key": key(one),
            "edition": register.name,
            "release": register.release,
        }
        for one in register.entries.values()
    ]


def table(register: Published, store: Store) -> str:
    """The numbers as CSV, without their inputs."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(register, store))
    return out.getvalue()


def as_json(register: Published, store: Store) -> str:
    """The numbers as in ``numbers.json``, with their macros and keys."""
    named = macro_names(register.entries, store.regions)
    numbers = {}
    for one in register.entries.values():
        whole = one.number.to_dict() if one.number else {"id": one.id, "value": one.value,
                                                         "unit": one.unit, "hash": one.hash}  # fmt: skip
        numbers[one.id] = {
            **whole, "printed": one.printed, "macro": named[one.id], "key": key(one),
        }  # fmt: skip
    content = {
        "schema": SCHEMA,
        "release": register.release,
        "edition": dict(register.edition),
        "numbers": numbers,
    }
    found = rounded(published.packed(content))
    return json.dumps(found, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Published, Store], str]] = {
    "tex": tex,
    "bib": bib,
    "csv": table,
    "json": as_json,
    "golden": lambda register, store: golden.text(register),
}
"""What ``regionshare numbers --format`` writes."""


# -- each number under a TeX name of letters alone: ``\GuangdongEnergyShareMMXXI`` -----------------

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
BETWEEN = {"@": "On", "~": "Over", "+": "And", ".": "Of", ":": "To", "-": "To"}
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(year: int) -> str:
    """A year in Roman numerals.

    >>> roman(2023)
    'MMXXIII'
    """
    text = ""
    for value, letters in ROMAN:
        text += letters * (year // value)
        year %= value
    return text


@functools.lru_cache(maxsize=4096)
def macro_words(text: str) -> str:
    """A part of an id in letters alone: years Roman, other digits spelled.

    >>> macro_words("nbs_2020~sum"), macro_words("co2:gdp"), macro_words("2005-2021")
    ('NbsMMXXOverSum', 'CoTwoToGdp', 'MMVToMMXXI')
    """
    found = []
    for part in re.findall(r"[a-z]+|[A-Z]+|(?<!\d)(?:19|20)\d\d(?!\d)|\d|[@~+.:-]", text):
        if part in BETWEEN:
            found.append(BETWEEN[part])
        elif part.isdigit():
            found.append(roman(int(part)) if len(part) == 4 else DIGITS[int(part)])
        else:
            found.append(part.capitalize())
    return "".join(found)


@functools.lru_cache(maxsize=8)
def region_words(regions: Regions) -> dict[str, str]:
    """A word for each region: its English name in ASCII letters.

    Where two regions have one name, the first in the file keeps it and a later one adds its id, so
    that a region that is added renames none.
    """
    found: dict[str, str] = {}
    for region in regions:
        plain = unicodedata.normalize("NFKD", region.name_en).encode("ascii", "ignore").decode()
        word = "".join(part[0].upper() + part[1:] for part in re.findall(r"[A-Za-z]+", plain))
        if not word or word in found.values():
            word += "Id" + macro_words(region.id)
        found[region.id] = word
    return found


def macro_name(number: str, regions: Regions) -> str:
    r"""The macro of a number's id, without the backslash.

    ``share/energy/CN-GD/2021`` is ``GuangdongEnergyShareMMXXI``: region, concepts, metric, period,
    then the choice if it is not the headline.
    """
    body, _, choice = number.partition("@")
    metric, concepts, region, period = body.split("/")
    known = region_words(regions)
    where = known.get(region) or "Id" + macro_words(region)
    text = where + macro_words(concepts) + macro_words(metric) + macro_words(period)
    return text + (BETWEEN["@"] + macro_words(choice) if choice else "")


def macro_names(numbers: Iterable[str], regions: Regions) -> dict[str, str]:
    """The macro of each id.

    Raises
    ------
    RegionshareError
        If two ids would get one macro: then one of them must be renamed, since a reader's paper
        would print the wrong number.
    """
    owner: dict[str, str] = {}
    for number in numbers:
        first = owner.setdefault(macro_name(number, regions), number)
        if first != number:
            raise RegionshareError(
                f"{first} and {number} would both be \\{macro_name(number, regions)}",
                remedy="Rename the series or label in data/, so that the letters differ",
            )
    return {number: macro for macro, number in owner.items()}


# -- our numbers found in a reader's ``.bib``, or in a ``.tex`` of our macros ----------------------

ID = re.compile(
    r"(?<![a-z_])[a-z_]{1,40}/[a-z0-9_]{1,40}(?::[a-z0-9_]{1,40})*/[A-Z0-9-]+/\d{4}(?:-\d{4})?(?:@[a-z0-9_.~+]*[a-z0-9])?"
)
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
MACRO = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\\(?P<name>[A-Za-z]+)\}?\s*"
    r"\{(?P<text>(?:[^{}]|\{[^{}]{0,200}\}){0,200})\}\s{0,20}%(?P<comment>.{0,400})"
)
EXACT = re.compile(
    r"regionshare_value\s*=\s*[{\"](?P<value>-?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?)\s+(?P<unit>[^}\"]{1,80})"
)
PRINTED = re.compile(r"\s=\s(?P<text>[^;]{1,80});")


def numbers_in(path: Path) -> list[Entry]:
    """The numbers of this report that a paper cites or prints.

    In a ``.bib`` an entry is ours if it holds an id and a hash, whatever a reference manager has
    done to its key and order; in a ``.tex`` a macro is ours if its comment does.

    Raises
    ------
    RegionshareError
        If the file cannot be read, or none is found.
    """
    text = foreign.read_text(path)
    found = [*_from_bib(text, path.name), *_from_tex(text, path.name)]
    if not found:
        raise RegionshareError(
            "no number of this report is in it",
            where=str(path),
            remedy="Give a .bib with entries, or a .tex with macros, of regionshare numbers",
        )
    return list({(one.id, one.hash, one.printed): one for one in found}.values())


def _from_bib(text: str, name: str) -> Iterator[Entry]:
    starts = [match.start() for match in re.finditer(r"^[ \t]*@\w+\s*[{(]", text, re.MULTILINE)]
    line, told = 1, 0
    for first, last in zip(starts, [*starts[1:], len(text)], strict=False):
        chunk = unescape_tex(text[first:last])
        line += text.count("\n", told, first)
        told = first
        number = ID.search(chunk)
        if number is None:
            continue
        exact = EXACT.search(chunk)
        if exact is None and "regionshare_value" in chunk:
            raise RegionshareError(
                f"the regionshare_value of {number[0]} cannot be read",
                where=f"{name}, line {line}",
                remedy="It is a number and its unit, in braces",
            )
        printed = PRINTED.search(chunk, number.end())
        for hashed in dict.fromkeys(HASH.findall(chunk)):  # key and note ought to cite the same
            yield Entry(
                id=number[0],
                value=float(exact["value"]) if exact else None,
                unit=exact["unit"].strip() if exact else "",
                hash=hashed,
                printed=printed["text"].strip() if printed else "",
                where=f"{name}, line {line}",
            )


def _from_tex(text: str, name: str) -> Iterator[Entry]:
    line, told = 1, 0
    for match in MACRO.finditer(text):
        line += text.count("\n", told, match.start())
        told = match.start()
        number, hashed = ID.search(match["comment"]), HASH.search(match["comment"])
        if number is None or hashed is None:
            continue
        where = f"{name}, line {line}, \\{match['name']}"
        yield Entry(number[0], None, "", hashed[0], unescape_tex(match["text"]), where=where)
