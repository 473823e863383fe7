"""The page of licences: what the book is made with, and the font that it carries.

``licences.csv`` is written by ``packing/licences.py`` from what the pinned distributions state.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from regionshare.book import runtime
from regionshare.data import tables as csv
from regionshare.errors import BookError
from regionshare.text import tables
from regionshare.text.markup import Markup, plain, render
from regionshare.text.messages import room

FILE = Path(__file__).with_name("licences.csv")
FONTS = "pylopdf-fonts-zh-cn"
"""The distribution that the Chinese font of pages and figures comes with."""
DATA = "DATA-LICENSES.md"
WORDS = room("book.licences")


def pins(requirements: str) -> dict[str, list[str]]:
    r"""The versions of each name that a file of requirements pins; several where Pythons differ.

    >>> pins("a==1 ; python_version < '3.12'\n    --hash=sha256:0\na==2\nb==3\n")
    {'a': ['1', '2'], 'b': ['3']}
    """
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", requirements, re.MULTILINE):
        found.setdefault(name, []).append(version)
    return found


def noted() -> dict[str, str]:
    """The licence of each distribution, as it stands in `FILE`."""
    return {row["name"]: row["licence"] for row in csv.read(FILE, ("name", "licence"))}


def page(requirements: Path, lang: str, root: str = "") -> str:
    """The page, as MyST.

    Parameters
    ----------
    root : str
        What leads from the page to the files beside the book.

    Raises
    ------
    BookError
        If a pinned distribution has no licence noted.
    """
    words, licences = WORDS[lang], noted()
    versions = pins(requirements.read_text("utf-8") if requirements.is_file() else "")
    for name in versions:
        if name not in licences:
            raise BookError(
                f"no licence of {name} is noted",
                where=FILE.name,
                remedy="Write it anew: python packing/licences.py",
            )
    head = [words[one] for one in ("name", "version", "licence")]
    rows = [
        (
            name,
            Markup(", ").join(render("periods/nowrap.html", text=one) for one in found),
            render("book/licence.html", words=licences[name].split()),
        )
        for name, found in versions.items()
    ]
    made = tables.scrollable(tables.table(words["caption"], head, rows), words["caption"])
    data, file = (
        render("book/file.html", root=root, name=one) for one in (DATA, requirements.name)
    )
    told = {one: words[one].format(data=data, pins=file) for one in ("own", "theirs", "lead")}
    font = words["font"].format(package=FONTS, licence=licences[FONTS])
    lock = json.loads((runtime.NPM / "package-lock.json").read_text("utf-8"))
    python = words["python"].format(**lock["packages"]["node_modules/pyodide"])
    return plain("book/licences.md", words=words | told, font=font, python=python, table=made)
