"""Linked data: the report, its data and its figures in the words of schema.org.

Addresses are relative to the page where the address of publication is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regionshare.citation import references
from regionshare.citation.citation import SPDX, Citable
from regionshare.citation.references import Person

CONTEXT = "https://schema.org"
LANGUAGES = {"en": "en", "zh": "zh-CN"}


def licence_url(identifier: str) -> str:
    """The page of an SPDX licence."""
    return f"{SPDX}{identifier}.html"


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
        "keywords": ", ".join(record.get("keywords", ())),
        "author": creators(citing),
        "publisher": creators(citing),
        "datePublished": citing.released.isoformat(),
        "version": citing.version,
        "reportNumber": citing.edition,
        "inLanguage": LANGUAGES[lang],
        "license": licence_url(citing.text_licence),
        "image": citing.url(picture) or picture,
        "creditText": references.plain(citing.report()),
    }
    return found | ({"url": citing.url("index.html")} if citing.base else {})


def dataset(citing: Citable, root: str, sources: Sequence[str]) -> dict[str, Any]:
    """The data package as a ``Dataset``; `root` leads from the page to the published site."""

    def at(path: str) -> str:
        return citing.url(path) or f"{root}{path}"

    return {
        "@type": "Dataset",
        "@id": at("data/datapackage.json"),
        "name": f"{citing.title}: data",
        "description": "Figures by series, each with its source, vintage, licence and the copy it "
        "came through; and every number that the report prints, with formula and inputs.",
        "creator": creators(citing),
        "license": at("DATA-LICENSES.md"),
        "datePublished": citing.released.isoformat(),
        "version": citing.version,
        "isBasedOn": list(sources),
        "creditText": references.plain(citing.data()),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": at(path)}
            for path in ("data/datapackage.json", "numbers.json")
        ],
    }


def image(citing: Citable, about: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as an ``ImageObject``; `about` is its metadata file."""
    name = about["id"]
    work = citing.figure(name, about["chapter"])
    folder = f"figures/{name}/{name}"
    return {
        "@type": "ImageObject",
        "@id": f"#{name}",
        "name": name,
        "caption": about["caption"],
        "description": about["alt"],
        "contentUrl": citing.url(f"{folder}.svg") or f"{folder}.svg",
        "encodingFormat": "image/svg+xml",
        "creator": creators(citing),
        "license": licence_url(citing.text_licence),
        "acquireLicensePage": citing.url(f"{folder}.zip") or f"{folder}.zip",
        "copyrightNotice": ", ".join(one.shown for one in citing.people),
        "creditText": references.plain(work),
        "isBasedOn": list(dict.fromkeys(s["citation"] for s in about.get("sources", ()))),
    }


def tags(citing: Citable, lang: str) -> list[tuple[str, str]]:
    """Highwire and Dublin Core tags that all pages share, as (name, content)."""
    day = citing.released
    found = [("citation_author", one.shown) for one in citing.people]
    found += [
        ("citation_publication_date", day.strftime("%Y/%m/%d")),
        ("citation_language", lang),
        ("citation_technical_report_number", citing.edition),
    ]
    found += [("citation_technical_report_institution", one.shown) for one in citing.people]
    found += [("citation_keywords", word) for word in citing.record.get("keywords", ())]
    found += [("DC.creator", one.shown) for one in citing.people]
    return [
        *found,
        ("DC.date", day.isoformat()),
        ("DC.language", LANGUAGES[lang]),
        ("DC.publisher", ", ".join(one.shown for one in citing.people)),
        ("DC.rights", licence_url(citing.text_licence)),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.identifier", citing.url("index.html") or citing.report().key),
        ("DC.bibliographicCitation", references.plain(citing.report())),
    ]
