"""The golden register: the numbers of the default edition as the repository promises them.

``tests/golden/`` holds ids, values, hashes and verdicts. They move only when data or definitions
do, and then ``CHANGELOG.md`` says so: its newest entry with a golden register holds the file's
SHA-256 and names the vintage.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import NamedTuple

from regionshare.numbers.number import rounded
from regionshare.register.published import Published

SCHEMA = 2
"""The schema of registers that it follows: it has no inputs, which later ones hold otherwise."""

_RECORD = re.compile(
    r"^- Golden register (?P<name>\S+): vintage (?P<vintage>.*?\S);\s+sha256 (?P<digest>[0-9a-f]{64})\.$",
    re.MULTILINE,
)


class Recorded(NamedTuple):
    """What the changelog says of a golden register."""

    name: str
    vintage: str
    digest: str


def text(register: Published) -> str:
    """The golden form of a register: verdicts, and for each id value, unit and hash, a line each."""
    numbers = {
        key: {"value": rounded(one.value), "unit": one.unit, "hash": one.hash}
        for key, one in sorted(register.entries.items())
    }
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(one)}" for key, one in numbers.items())
    edition = json.dumps(dict(register.edition), sort_keys=True)
    judged = ",\n".join(
        f"  {json.dumps(claim)}: {json.dumps(one)}"
        for claim, one in sorted((register.verdicts or {}).items())
    )
    return (
        f'{{\n "schema": {SCHEMA},\n "edition": {edition},\n "verdicts": {{\n{judged}\n }},\n'
        f' "numbers": {{\n{lines}\n }}\n}}\n'
    )


def digest(content: str) -> str:
    """SHA-256 of a golden register."""
    return hashlib.sha256(content.encode()).hexdigest()


def line(name: str, vintage: str, content: str) -> str:
    """The line that the changelog needs."""
    return f"- Golden register {name}: vintage {vintage}; sha256 {digest(content)}."


def recorded(changelog: str, name: str) -> Recorded | None:
    """The newest record of a golden register; entries of the changelog stand newest first."""
    joined = re.sub(r"\n[ ]+", " ", changelog)
    found = (Recorded(*match.groups()) for match in _RECORD.finditer(joined))
    return next((one for one in found if one.name == name), None)
