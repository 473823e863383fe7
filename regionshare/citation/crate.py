"""The published site as an RO-Crate that ties results to what they were made from.

One action, the build of the edition, takes the notebooks, the data, the parameters and the
environment, and gives the executed notebooks, the figures and the numbers.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.model.data_entity import DataEntity
from rocrate.model.softwareapplication import SoftwareApplication
from rocrate.rocrate import ROCrate

from regionshare.citation import bundle
from regionshare.citation.forms import Citable, licences
from regionshare.citation.linked import licence_url, person
from regionshare.text.messages import room

WORDS = room("record")["en"]
NAME = "ro-crate-metadata.json"
NOTEBOOK = "application/x-ipynb+json"
PROGRAM = "#regionshare"
ACTION = "#build"


def describe(site: Path, citing: Citable, request: Mapping[str, Any]) -> dict[str, Any]:
    """The crate's metadata.

    Parameters
    ----------
    site : Path
        The published site.
    citing : Citable
    request : mapping
        ``region``, ``year``, ``langs``, ``basis``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        crate = ROCrate()
    _root(crate, citing)
    inputs = [
        *_files(crate, site, "chapters/*.ipynb", "SoftwareSourceCode"),
        _folder(crate, "data/", WORDS["package"]),
        *_files(crate, site, "requirements.txt"),
        *_parameters(crate, request),
    ]
    _files(crate, site, "data/datapackage.json")
    _files(crate, site, "data/**/*.csv")
    results = [*_files(crate, site, "numbers.json")]
    for home in _homes(request["langs"]):
        results += _files(crate, site, f"{home}_sources/*.ipynb")
        results += _figures(crate, site, home)
        results += _files(crate, site, f"{home}*.html")
    _files(crate, site, "CITATION.cff")
    _files(crate, site, "codemeta.json")
    program = SoftwareApplication(
        crate,
        PROGRAM,
        properties={
            "name": "regionshare",
            "version": citing.version,
            "license": licence_url(next(iter(licences(citing.record)), "")),
            "softwareRequirements": {"@id": "requirements.txt"},
        },
    )
    crate.add(program)
    action = {
        "@type": "CreateAction",
        "name": WORDS["build"].format(edition=citing.edition),
        "instrument": {"@id": PROGRAM},
        "object": [{"@id": one.id} for one in inputs],
        "result": [{"@id": one.id} for one in results],
    }
    crate.add(ContextEntity(crate, ACTION, properties=action))
    crate.root_dataset["mentions"] = [{"@id": ACTION}]
    made: dict[str, Any] = crate.metadata.generate()
    made["@graph"] = sorted(made["@graph"], key=lambda one: (one["@id"] != NAME, one["@id"]))
    return made


def _root(crate: ROCrate, citing: Citable) -> None:
    crate.name = citing.title
    crate.description = " ".join(str(citing.record.get("abstract", "")).split())
    if citing.released:
        crate.datePublished = citing.released
    crate.keywords = citing.keywords
    authors = [
        crate.add(ContextEntity(crate, f"#author-{place}", properties=person(one)))
        for place, one in enumerate(citing.people, start=1)
    ]
    root = crate.root_dataset
    if licence := licence_url(citing.text_licence):
        about = {"@type": "CreativeWork", "name": citing.text_licence}
        crate.add(ContextEntity(crate, licence, properties=about))
        root["license"] = {"@id": licence}
    for role in ("author", "publisher") if authors else ():
        root[role] = [{"@id": one.id} for one in authors]
    if citing.version:
        root["version"] = citing.version
    root["identifier"] = citing.url("index.html") or citing.report().key


def _homes(langs: Iterable[str]) -> list[str]:
    """The folders of the languages, seen from the site's root."""
    return [f"{lang}/" if place else "" for place, lang in enumerate(langs)]


def _add(crate: ROCrate, path: str, kinds: list[str], about: Mapping[str, Any]) -> DataEntity:
    """An entity for something that lies in the site already; nothing is copied."""
    kind: Any = kinds if len(kinds) > 1 else kinds[0]
    entity = DataEntity(crate, path, properties={"@type": kind, **about})
    crate.add(entity)
    return entity


def _files(crate: ROCrate, site: Path, pattern: str, kind: str = "") -> list[DataEntity]:
    found = []
    for path in sorted(site.glob(pattern)):
        name = path.relative_to(site).as_posix()
        media = NOTEBOOK if path.suffix == ".ipynb" else _media(path)
        about = {
            "name": path.name,
            "encodingFormat": media,
            "contentSize": str(path.stat().st_size),
        }
        found.append(_add(crate, name, ["File", *([kind] if kind else [])], about))
    return found


def _media(path: Path) -> str:
    known = {".html": "text/html", ".txt": "text/plain", ".cff": "application/yaml"}
    return known.get(path.suffix) or bundle.media_type(path.name)


def _folder(crate: ROCrate, path: str, text: str) -> DataEntity:
    return _add(crate, path, ["Dataset"], {"name": path.strip("/"), "description": text})


def _figures(crate: ROCrate, site: Path, home: str) -> list[DataEntity]:
    found = []
    for folder in sorted((site / home / "figures").glob("fig-*/")):
        path = f"{home}figures/{folder.name}"
        parts = _files(crate, site, f"{path}/*")
        entity = _folder(crate, f"{path}/", f"Figure {folder.name}")
        entity["hasPart"] = [{"@id": one.id} for one in parts]
        found.append(entity)
    return found


def _parameters(crate: ROCrate, request: Mapping[str, Any]) -> list[ContextEntity]:
    values = {
        "region": request["region"],
        "year": request["year"],
        "lang": ", ".join(request["langs"]),
        **{f"basis {concept}": basis for concept, basis in request["basis"].items()},
    }
    made = []
    for name, value in values.items():
        about = {"@type": "PropertyValue", "name": name, "value": value}
        place = f"#parameter-{name.replace(' ', '-')}"
        made.append(crate.add(ContextEntity(crate, place, properties=about)))
    return made
