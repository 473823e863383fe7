"""Write ``regionshare/book/licences.csv``: under which licence each pinned distribution stands.

The names are those of ``requirements.txt``, the licences what the installed distributions state of
themselves. One that is not installed here, such as those for another system, keeps its row.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from regionshare.book.licences import FILE, noted, pins
from regionshare.files.places import write_whole

ROOT = Path(__file__).resolve().parents[1]
VAGUE = ("UNKNOWN", "BSD", "Dual License", "Artistic License")


def stated(name: str) -> str:
    """What a distribution says: an expression, a word, its classifiers, the head of its licence."""
    found = metadata.metadata(name)
    expression, text = found.get("License-Expression"), found.get("License") or ""
    marks = [one for one in found.get_all("Classifier") or () if one.startswith("License ::")]
    kinds = ", ".join(one.rpartition(" :: ")[2] for one in marks)
    plain = text if "\n" not in text and len(text) < 40 and text not in VAGUE else ""
    files = [one for one in metadata.files(name) or () if "LICENSE" in one.name.upper()]
    heads = [text, *(one.read_text() for one in files)]
    return str(expression or plain or kinds or next(filter(None, heads)).strip().partition("\n")[0])


def table(requirements: str, kept: Mapping[str, str]) -> dict[str, str]:
    """The licence of each pinned name."""
    found = {}
    for name in pins(requirements):
        try:
            found[name] = stated(name)
        except metadata.PackageNotFoundError:
            if name not in kept:
                sys.exit(f"{name} is not installed: add its row to {FILE.name} by hand")
            found[name] = kept[name]
    return found


if __name__ == "__main__":
    rows = table((ROOT / "requirements.txt").read_text("utf-8"), noted() if FILE.exists() else {})
    text = "name,licence\n" + "".join(f'{name},"{licence}"\n' for name, licence in rows.items())
    write_whole(FILE, text.encode())
