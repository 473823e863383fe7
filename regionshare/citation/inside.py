"""What a figure's file says of itself when it is alone: title, description, source, licence, id.

It is added to the bytes that were drawn, so that a figure in a page stays as it is; the same facts
give the same bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from html import escape

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
    told = (
        f"<title>{escape(facts.get('title', ''))}</title>"
        f"<desc>{escape(facts.get('description', ''))}</desc>"
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
