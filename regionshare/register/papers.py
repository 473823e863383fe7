"""Papers: our numbers found in a reader's ``.bib``, or in a ``.tex`` of our macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from regionshare.errors import RegionshareError
from regionshare.register.published import Entry
from regionshare.text import tex

ID = re.compile(
    r"[a-z_]+/[a-z0-9_]+(?::[a-z0-9_]+)*/[A-Z0-9-]+/\d{4}(?:-\d{4})?(?:@[a-z0-9_.~+]*[a-z0-9])?"
)
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
MACRO = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\\(?P<name>[A-Za-z]+)\}?\s*"
    r"\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}\s*%(?P<comment>.*)"
)
EXACT = re.compile(
    r"regionshare_value\s*=\s*[{\"](?P<value>-?[\d.]+(?:e[+-]?\d+)?)\s+(?P<unit>[^}\"]+)"
)
PRINTED = re.compile(r"\s=\s(?P<text>[^;]+);")


def find(path: Path) -> list[Entry]:
    """The numbers of this report that a paper cites or prints.

    In a ``.bib`` an entry is ours if it holds an id and a hash, whatever a reference manager has
    done to its key and order; in a ``.tex`` a macro is ours if its comment does.

    Raises
    ------
    RegionshareError
        If the file cannot be read, or none is found.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RegionshareError("there is no such file", where=str(path)) from None
    except UnicodeDecodeError:
        raise RegionshareError("this is not text in UTF-8", where=str(path)) from None
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
    for first, last in zip(starts, [*starts[1:], len(text)], strict=False):
        chunk = tex.unescape(text[first:last])
        number, hashed = ID.search(chunk), HASH.search(chunk)
        if number is None or hashed is None:
            continue
        exact = EXACT.search(chunk)
        printed = PRINTED.search(chunk, number.end())
        yield Entry(
            id=number[0],
            value=float(exact["value"]) if exact else None,
            unit=exact["unit"].strip() if exact else "",
            hash=hashed[0],
            printed=printed["text"].strip() if printed else "",
            where=f"{name}, line {text.count(chr(10), 0, first) + 1}",
        )


def _from_tex(text: str, name: str) -> Iterator[Entry]:
    for match in MACRO.finditer(text):
        number, hashed = ID.search(match["comment"]), HASH.search(match["comment"])
        if number is None or hashed is None:
            continue
        line = text.count("\n", 0, match.start()) + 1
        where = f"{name}, line {line}, \\{match['name']}"
        yield Entry(number[0], None, "", hashed[0], tex.unescape(match["text"]), where=where)
