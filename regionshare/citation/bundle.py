"""Bundles: the files of a figure that a reader can take away, and their archives.

Everything is the same byte for byte from run to run: archives carry no times.

`described` adds what a figure's file says of itself when it is alone: title, description, source,
licence, id. It is added to the bytes that were drawn, so that a figure in a page stays as it is; the same facts
give the same bytes.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from regionshare.citation import forms
from regionshare.citation.forms import Citable
from regionshare.files import notebooks
from regionshare.files.notebooks import Cell, Notebook
from regionshare.files.project import compact
from regionshare.text.markup import plain, typeset

DC = ("title", "description", "identifier", "source", "rights", "language")
"""The facts, by their names in Dublin Core."""

_PNG = {"title": "Title", "description": "Description", "source": "Source", "rights": "Copyright"}
_PDF = {"title": "Title", "description": "Subject", "source": "Author", "identifier": "Keywords"}


def described(name: str, data: bytes, facts: Mapping[str, str]) -> bytes:
    """A file with its facts inside; one of another kind than SVG, PNG and PDF as it is.

    Parameters
    ----------
    facts : mapping of str to str
        By the names of `DC`; what is empty is left out.
    """
    known = {key: " ".join(facts[key].split()) for key in DC if facts.get(key)}
    kind = {"svg": svg, "png": png, "pdf": pdf}.get(name.rpartition(".")[2])
    return kind(data, known) if kind else data


def svg(data: bytes, facts: Mapping[str, str]) -> bytes:
    """``<title>`` and ``<desc>``, which readers and screen readers show, and Dublin Core."""
    cells = "".join(f"<dc:{key}>{escape(text)}</dc:{key}>" for key, text in facts.items())
    told = typeset(
        f"<title>{escape(facts.get('title', ''))}</title>"
        f"<desc>{escape(facts.get('description', ''))}</desc>",
        elements=False,
    ) + (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">{cells}'
        "</rdf:Description></rdf:RDF></metadata>"
    )
    return re.sub(rb"(<svg\b[^>]*>)", lambda m: m[1] + told.encode(), data, count=1)


def png(data: bytes, facts: Mapping[str, str]) -> bytes:
    """International text after the header (PNG specification, 11.3.3.4)."""
    chunks = b""
    for key, text in facts.items():
        content = _PNG.get(key, key.capitalize()).encode() + b"\0\0\0\0\0" + text.encode()
        check = zlib.crc32(b"iTXt" + content)
        chunks += struct.pack(">I", len(content)) + b"iTXt" + content + struct.pack(">I", check)
    head = 8 + 12 + 13  # signature, and the chunk IHDR
    return data[:head] + chunks + data[head:]


def pdf(data: bytes, facts: Mapping[str, str]) -> bytes:
    """A second document information dictionary, appended (PDF 1.7, 7.5.6 and 14.3.3)."""
    trailer = data[data.rindex(b"trailer") :]
    size = _number(rb"/Size (\d+)", trailer)
    entries = " ".join(f"/{_pdf_key(key)} {_pdf_text(text)}" for key, text in facts.items())
    root = _number(rb"/Root (\d+) 0 R", trailer)
    before = _number(rb"startxref\s+(\d+)", trailer)
    data = data.rstrip(b"\n") + b"\n"
    entry = f"{size} 0 obj\n<< {entries} >>\nendobj\n".encode()
    table = (
        f"xref\n0 1\n0000000000 65535 f \n{size} 1\n{len(data):010d} 00000 n \n"
        f"trailer\n<< /Size {size + 1} /Root {root} 0 R /Info {size} 0 R /Prev {before} >>\n"
        f"startxref\n{len(data) + len(entry)}\n%%EOF\n"
    )
    return data + entry + table.encode()


def _number(pattern: bytes, trailer: bytes) -> int:
    found = re.search(pattern, trailer)
    assert found, "matplotlib writes a trailer with size, root and place"
    return int(found[1])


def _pdf_key(key: str) -> str:
    return _PDF.get(key, key.capitalize())


def _pdf_text(text: str) -> str:
    marked = b"\xfe\xff" + text.encode("utf-16-be")
    return f"<{marked.hex()}>"


MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can state."""

MEDIA = {
    ".svg": "image/svg+xml",
    ".dark.svg": "image/svg+xml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".csl.json": "application/vnd.citationstyles.csl+json",
    ".bib": "application/x-bibtex",
    ".ris": "application/x-research-info-systems",
    ".py": "text/x-python",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".zip": "application/zip",
}
DRAWINGS = (
    (".svg", "svg", "light"),
    (".dark.svg", "svg", "dark"),
    (".narrow.svg", "narrow", "light"),
    (".narrow.dark.svg", "narrow", "dark"),
)
"""What the pages show: the end of a file's name, the layout, the theme. Most figures have one file
for both themes, which is dark at the fragment ``#dark`` of its address."""

KEPT_KEYS = ("id", "title", "alt", "caption", "width")


def media_type(name: str) -> str:
    """The media type of a file by its name."""
    fitting = [suffix for suffix in MEDIA if name.endswith(suffix)]
    return MEDIA[max(fitting, key=len)] if fitting else "application/octet-stream"


def program(notebook: Notebook, cell: Cell) -> str:
    """The code of a chapter up to the cell that made a figure, as a script in percent format.

    Cells that only show something else are left out.
    """
    own = next(i for i, one in enumerate(notebook["cells"]) if one is cell)
    lines = ["# Runs in the project's environment, as the notebook does.", ""]
    for one in notebook["cells"][: own + 1]:
        shows = re.match(r"edition\.(show|publish)\(", one["source"])
        if one["cell_type"] != "code" or (shows and one is not cell):
            continue
        tags = notebooks.tags(one)
        head = next((t for t in (notebooks.PARAMETERS, notebooks.INJECTED) if t in tags), "")
        if one is cell:
            head = "the cell that made the figure"
        lines += [f"# %% {head}".rstrip(), one["source"].rstrip(), ""]
    return "\n".join(lines)


def files(
    figure: Mapping[str, Any],
    slug: str,
    caption: str,
    code: str,
    edition: Mapping[str, Any],
    citing: Citable | None,
) -> dict[str, bytes]:
    """The files of a figure by name.

    Parameters
    ----------
    figure : mapping
        What the chapter displayed.
    slug : str
        The chapter.
    caption : str
        Its caption as plain text.
    code : str
        See `program`.
    edition : mapping
        ``region``, ``year``, ``lang``.
    citing : Citable, optional
        Without it there is nothing to cite.
    """
    name = figure["id"]
    made: dict[str, bytes] = {
        **{
            f"{name}{end}": figure[layout][theme].encode()
            for end, layout, theme in DRAWINGS
            if theme in figure[layout]
        },
        f"{name}.csv": figure["csv"].encode(),
        f"{name}.py": code.encode(),
    }
    for part, data in figure.get("files", {}).items():
        made[f"{name}{part}"] = base64.b64decode(data)
    about = {key: figure[key] for key in KEPT_KEYS if key in figure}
    about |= {"caption": caption, "chapter": slug, "edition": edition, **figure.get("about", {})}
    if citing is not None:
        works = [citing.figure(name, slug), citing.report()]
        made[f"{name}.bib"] = "\n\n".join(map(forms.bibtex, works)).encode() + b"\n"
        made[f"{name}.ris"] = "\r\n".join(map(forms.ris, works)).encode()
        made[f"{name}.csl.json"] = forms.csl_text(works).encode()
        about |= {"citation": forms.plain(works[0]), "licence": citing.text_licence}
    facts = {
        "title": caption,
        "description": figure["alt"],
        "identifier": name,
        "source": " ".join(
            [about.get("citation", ""), *(one["citation"] for one in about.get("sources", ()))]
        ),
        "rights": about.get("licence", ""),
        "language": edition["lang"],
    }
    made = {one: described(one, data, facts) for one, data in made.items()}
    about["files"] = [{"name": one, "mediatype": media_type(one)} for one in sorted(made)]
    made[f"{name}.json"] = compact(about).encode()
    if citing is not None:
        made["README.md"] = readme(about).encode()
    return made


def readme(about: Mapping[str, Any]) -> str:
    """What an archive's reader needs first: what it is, how to cite it, on which terms."""
    return plain("citation/readme.md", about=about)


def archive(content: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in sorted(content):
            about = zipfile.ZipInfo(name, MOMENT)
            about.external_attr, about.create_system = 0o644 << 16, 3
            about.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(about, content[name])
    return out.getvalue()


def write_all(figures: Path, ids: Sequence[str], edition: str) -> bool:
    """Write the archive of all figures of an edition, and tell whether: if they came for print."""
    if not any(figures.glob("*/*.pdf")):
        return False
    content = {
        f"figures-{edition}/{name}/{path.name}": path.read_bytes()
        for name in ids
        for path in sorted((figures / name).iterdir())
    }
    (figures / f"figures-{edition}.zip").write_bytes(archive(content))
    return True
