"""Exports: the numbers of a register for a paper: TeX macros, BibTeX entries, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from regionshare.citation.citation import load_citation
from regionshare.data.store import Store
from regionshare.numbers.number import SIGNIFICANT, Choice, citation_key, rounded
from regionshare.register import golden, macros
from regionshare.register.published import SCHEMA, Entry, Published
from regionshare.text.tex import escape

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
        text += f" over {choice.total}, national"
    elif choice.denominator == "sum":
        text += " over the sum of its regions"
    if choice.imports:
        text += f", with imported power at the factor of {' and '.join(choice.imports)}"
    return text + (" (proxy)" if choice.match == "proxy" else "")


def vintage(entry: Entry, store: Store) -> str:
    """When the series behind a number were published, as far as they are at hand."""
    if entry.number is None:
        return ""
    named = dict.fromkeys(one.series for one in entry.number.inputs)
    known = (store.series[name] for name in named if name in store.series)
    return "; ".join(f"{one.id} of {one.published.isoformat()}" for one in known)


def short_names(register: Published, store: Store) -> dict[str, str]:
    r"""The macro of each id, and for some proxies a second, short one.

    Where the register has no number on the headline basis for a metric, region and period, and
    one declared proxy, the id without suffix stands for the proxy; so does the macro without
    suffix: ``\GuangdongEnergyShareMMXXIII``.
    """
    found = macros.names(register.entries, store.regions)
    proxies: dict[str, list[str]] = {}
    for one in register.entries.values():
        if one.number is not None and one.number.match == "proxy":
            proxies.setdefault(one.id.partition("@")[0], []).append(one.id)
    for plain, ids in proxies.items():
        if plain not in register.entries and len(ids) == 1:
            found[plain] = macros.name(plain, store.regions)
    macros.names(found, store.regions)
    return found


def tex(register: Published, store: Store) -> str:
    r"""Macros with the printed text, and for each a second one, ``...Key``, for ``\cite``.

    The comment behind a macro holds id and hash: ``regionshare verify --bib`` reads it.
    """
    named = short_names(register, store)
    lines = [
        f"% Numbers of {register.name}, release {register.release}: \\input this file.",
        "% Each macro prints a number; with Key behind its name it is the key of the BibTeX entry:",
        "% \\cite{\\...Key}. Do not edit: regionshare verify --bib reads the comments.",
    ]
    for number, macro in named.items():
        entry = register.entries.get(number) or _only(register, number)
        lines.append(tex_macro(entry, macro))
        lines.append(f"\\newcommand{{\\{macro}Key}}{{{key(entry)}}}")
    return "\n".join(lines) + "\n"


def tex_macro(entry: Entry, macro: str) -> str:
    """The line of TeX that defines the macro of a number."""
    shown = escape(entry.printed or exact(entry.value or 0.0))
    return f"\\newcommand{{\\{macro}}}{{{shown}}}% {entry.id} {entry.hash}"


def _only(register: Published, plain: str) -> Entry:
    """The proxy that an id without suffix stands for."""
    fitting = [
        one
        for one in register.entries.values()
        if one.id.startswith(f"{plain}@") and one.number and one.number.match == "proxy"
    ]
    return fitting[0]


def bib(register: Published, store: Store) -> str:
    """A BibTeX entry for each number."""
    record = load_citation()
    entries = (bib_entry(one, register, store, record) for one in register.entries.values())
    return "\n".join(entries)


def bib_entry(
    entry: Entry, register: Published, store: Store, record: Mapping[str, Any], url: str = ""
) -> str:
    """The BibTeX entry of one number; with its address, where that is known."""
    facts = [f"{entry.id} = {entry.printed or exact(entry.value or 0.0)}", basis(entry)]
    when = vintage(entry, store)
    facts += [f"vintage: {when}" if when else "", f"hash {entry.hash}"]
    facts.append(f"edition {register.name}")
    facts.append(f"release {register.release}" if register.release else "")
    author = " and ".join("{" + escape(_name(one)) + "}" for one in record["authors"])
    fields = {
        "author": author,
        "title": "{" + escape(f"{record['title']}: {_subject(entry, store)}") + "}",
        "year": str(record["date-released"])[:4],
        "version": escape(register.release),
        "note": escape("; ".join(filter(None, facts))),
        "regionshare_id": escape(entry.id),
        "regionshare_hash": entry.hash,
        "regionshare_value": f"{exact(entry.value or 0.0)} {escape(entry.unit)}",
        "url": url,
    }
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@misc{{{key(entry)},\n{body}}}\n"


def _name(author: dict[str, str]) -> str:
    parts = (author.get("given-names"), author.get("family-names"))
    return author.get("name") or " ".join(filter(None, parts))


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
    named = macros.names(register.entries, store.regions)
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
    """The numbers with formula, inputs, basis and span, and their macros and keys."""
    named = macros.names(register.entries, store.regions)
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
    return json.dumps(rounded(content), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Published, Store], str]] = {
    "tex": tex,
    "bib": bib,
    "csv": table,
    "json": as_json,
    "golden": lambda register, store: golden.text(register),
}
"""What ``regionshare numbers --format`` writes."""
