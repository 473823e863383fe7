"""Deposits: what archives and registries of software read, made from ``CITATION.cff``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regionshare.citation import linked, references
from regionshare.citation.citation import Citable, licences
from regionshare.files.project import canonical


def codemeta(citing: Citable) -> dict[str, Any]:
    """CodeMeta 3.0: the program behind the report."""
    record = citing.record
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": record["title"],
        "description": " ".join(str(record.get("abstract", "")).split()),
        "author": linked.creators(citing),
        "version": citing.version,
        "dateModified": citing.released.isoformat(),
        "datePublished": citing.released.isoformat(),
        "license": [linked.licence_url(one) for one in licences(record)],
        "keywords": list(record.get("keywords", ())),
        "programmingLanguage": "Python",
        "runtimePlatform": "Python 3.11 or later",
        "referencePublication": citing.title,
    }


def zenodo(citing: Citable) -> dict[str, Any]:
    """Zenodo's metadata of a deposit."""
    record = citing.record
    return {
        "title": citing.title,
        "upload_type": "publication",
        "publication_type": "report",
        "description": " ".join(str(record.get("abstract", "")).split()),
        "creators": [
            {"name": f"{one.name}, {one.given}" if one.given else one.name} for one in citing.people
        ],
        "version": citing.version,
        "publication_date": citing.released.isoformat(),
        "license": citing.text_licence.lower(),
        "access_right": "open",
        "keywords": list(record.get("keywords", ())),
        "notes": "Code, text and data have terms of their own: LICENSE, LICENSE-TEXT.md, "
        "DATA-LICENSES.md.",
    }


def files(citing: Citable, numbers: Mapping[str, Any]) -> dict[str, str]:
    """The files of the published site that say how to cite it, by name.

    The numbers' BibTeX is not among them: see `regionshare.register.cards.bibliography`.
    """
    own = [citing.report(), citing.data()]
    each = [citing.number(one) for one in numbers.values()]
    made = {"codemeta.json": canonical(codemeta(citing)), ".zenodo.json": canonical(zenodo(citing))}
    for name, works in (("citation", own), ("numbers", each)):
        made[f"{name}.ris"] = "\r\n".join(map(references.ris, works))
        made[f"{name}.csl.json"] = references.csl_text(works)
    made["citation.bib"] = "\n\n".join(map(references.bibtex, own)) + "\n"
    made["citation.txt"] = "".join(references.plain(one) + "\n" for one in own)
    return made
