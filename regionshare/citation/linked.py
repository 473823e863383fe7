"""Linked data: the report, its data and its figures in the words of schema.org.

Addresses are relative to the page where the address of publication is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regionshare.citation import forms
from regionshare.citation.forms import SPDX, Citable, Person, known, licences
from regionshare.files.project import canonical
from regionshare.text.markup import HTML_LANG
from regionshare.text.messages import room

WORDS = room("record")["en"]


def licence_url(identifier: str) -> str:
    """The page of an SPDX licence; empty where none is named."""
    return f"{SPDX}{identifier}.html" if identifier else ""


def person(one: Person) -> dict[str, str]:
    """An author: a person if there is a given name, else an organisation."""
    if not one.given:
        return {"@type": "Organization", "name": one.name}
    return {
        "@type": "Person", "name": one.shown, "givenName": one.given, "familyName": one.name
    }  # fmt: skip


def creators(citing: Citable) -> list[dict[str, str]]:
    """All authors."""
    return [person(one) for one in citing.people]


def report(citing: Citable, lang: str, title: str, picture: str) -> dict[str, Any]:
    """The edition as a ``Report``."""
    record = citing.record
    found = {
        "@type": "Report",
        "@id": citing.url("index.html") or "index.html",
        "name": title,
        "alternateName": citing.title,
        "abstract": " ".join(str(record.get("abstract", "")).split()),
        "keywords": ", ".join(citing.keywords),
        "author": creators(citing),
        "publisher": creators(citing),
        "datePublished": citing.day,
        "version": citing.version,
        "reportNumber": citing.edition,
        "inLanguage": HTML_LANG[lang],
        "license": licence_url(citing.text_licence),
        "image": citing.url(picture) or picture,
        "creditText": forms.plain(citing.report()),
    }
    return known(found | {"url": citing.url("index.html") if citing.base else ""})


def dataset(citing: Citable, root: str, sources: Sequence[str]) -> dict[str, Any]:
    """The data package as a ``Dataset``; `root` leads from the page to the published site."""

    def at(path: str) -> str:
        return citing.url(path) or f"{root}{path}"

    found = {
        "@type": "Dataset",
        "@id": at("data/datapackage.json"),
        "name": f"{citing.title}: data",
        "description": WORDS["data"],
        "creator": creators(citing),
        "license": at("DATA-LICENSES.md"),
        "datePublished": citing.day,
        "version": citing.version,
        "isBasedOn": list(sources),
        "creditText": forms.plain(citing.data()),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": at(path)}
            for path in ("data/datapackage.json", "numbers.json")
        ],
    }
    return known(found)


def image(citing: Citable, about: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as an ``ImageObject``; `about` is its metadata file."""
    name = about["id"]
    work = citing.figure(name, about["chapter"])
    folder = f"figures/{name}/{name}"
    found = {
        "@type": "ImageObject",
        "@id": f"#{name}",
        "name": name,
        "caption": about["caption"],
        "description": about["alt"],
        "contentUrl": citing.url(f"{folder}.svg") or f"{folder}.svg",
        "encodingFormat": "image/svg+xml",
        "creator": creators(citing),
        "license": licence_url(citing.text_licence),
        "acquireLicensePage": citing.url(f"figures/{name}/README.md")
        or f"figures/{name}/README.md",
        "copyrightNotice": ", ".join(one.shown for one in citing.people),
        "creditText": forms.plain(work),
        "isBasedOn": list(dict.fromkeys(s["citation"] for s in about.get("sources", ()))),
    }
    return known(found)


def tags(citing: Citable, lang: str) -> list[tuple[str, str]]:
    """Highwire and Dublin Core tags that all pages share, as (name, content)."""
    found = [("citation_author", one.shown) for one in citing.people]
    found += [
        ("citation_publication_date", citing.day.replace("-", "/")),
        ("citation_language", lang),
        ("citation_technical_report_number", citing.edition),
    ]
    found += [("citation_technical_report_institution", one.shown) for one in citing.people]
    found += [("citation_keywords", word) for word in citing.keywords]
    found += [("DC.creator", one.shown) for one in citing.people]
    found += [
        ("DC.date", citing.day),
        ("DC.language", HTML_LANG[lang]),
        ("DC.publisher", ", ".join(one.shown for one in citing.people)),
        ("DC.rights", licence_url(citing.text_licence)),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.identifier", citing.url("index.html") or citing.report().key),
        ("DC.bibliographicCitation", forms.plain(citing.report())),
    ]
    return [(name, content) for name, content in found if content]


# -- what archives and registries of software read ----------------------------------------------


def codemeta(citing: Citable) -> dict[str, Any]:
    """CodeMeta 3.0: the program behind the report."""
    record = citing.record
    return known({
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": record.get("title", ""),
        "description": " ".join(str(record.get("abstract", "")).split()),
        "author": creators(citing),
        "version": citing.version,
        "dateModified": citing.day,
        "datePublished": citing.day,
        "license": [licence_url(one) for one in licences(record)],
        "keywords": citing.keywords,
        "programmingLanguage": "Python",
        "runtimePlatform": WORDS["platform"],
        "referencePublication": citing.title,
    })  # fmt: skip


def zenodo(citing: Citable) -> dict[str, Any]:
    """Zenodo's metadata of a deposit."""
    record = citing.record
    return known({
        "title": citing.title,
        "upload_type": "publication",
        "publication_type": "report",
        "description": " ".join(str(record.get("abstract", "")).split()),
        "creators": [
            {"name": f"{one.name}, {one.given}" if one.given else one.name} for one in citing.people
        ],
        "version": citing.version,
        "publication_date": citing.day,
        "license": citing.text_licence.lower(),
        "access_right": "open",
        "keywords": citing.keywords,
        "notes": WORDS["terms"],
    })  # fmt: skip


def files(citing: Citable, numbers: Mapping[str, Any]) -> dict[str, str]:
    """The files of the published site that say how to cite it, by name.

    The numbers' BibTeX is not among them: see `regionshare.register.cards.bibliography`.
    """
    own = [citing.report(), citing.data()]
    each = [citing.number(one) for one in numbers.values()]
    made = {"codemeta.json": canonical(codemeta(citing)), ".zenodo.json": canonical(zenodo(citing))}
    for name, works in (("citation", own), ("numbers", each)):
        made[f"{name}.ris"] = "\r\n".join(map(forms.ris, works))
        made[f"{name}.csl.json"] = forms.csl_text(works)
    made["citation.bib"] = "\n\n".join(map(forms.bibtex, own)) + "\n"
    made["citation.txt"] = "".join(forms.plain(one) + "\n" for one in own)
    return made
