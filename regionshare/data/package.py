"""The Frictionless descriptor of ``data/``: what every file holds, from where, on which terms.

The descriptor is generated from ``series.csv`` and ``sources.bib`` and never written by hand, so
that it cannot disagree with them.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from regionshare.data import tables
from regionshare.data.pack import TRANSCRIPTION_COLUMNS
from regionshare.data.series import (
    OPTIONAL,
    SERIES_COLUMNS,
    Concept,
)
from regionshare.data.sources import Source, load_sources
from regionshare.data.tables import Row
from regionshare.errors import DataError
from regionshare.files.foreign import read_text
from regionshare.files.paths import PACKAGE, RELEASES
from regionshare.files.publish import write_output

NAME = "datapackage.json"
SCHEMAS = PACKAGE / "schemas" / "tables.json"


def describe(data: Path) -> dict[str, Any]:
    """Build the descriptor of a data directory.

    Parameters
    ----------
    data : Path
        The directory that holds ``series.csv``, ``sources.bib`` and the figures.

    Returns
    -------
    dict
        A Frictionless data package. Equal files give an equal descriptor.

    Raises
    ------
    DataError
        If ``series.csv`` or ``sources.bib`` cannot be read, or a series names a source that
        ``sources.bib`` lacks.
    """
    sources = load_sources(data / "sources.bib")
    rows = tables.read(data / "series.csv", SERIES_COLUMNS, OPTIONAL)
    signs = {
        row["id"]: row["sign"]
        for row in tables.read(data / "concepts.csv", *tables.columns(Concept))
    }
    resources = [_table(path) for path in sorted(data.glob("*.csv"))]
    for row in rows:
        resources.append(_figures(data, row, sources, signs.get(row["concept"], "any")))
        if (data / "transcriptions" / f"{row['id']}.csv").exists():
            resources.append(_copies(data, row, sources))
    resources += [_file(path) for path in sorted((*data.glob("*.bib"), *data.glob("*.yml")))]
    resources += [
        _register(path, data) for path in sorted((data / RELEASES).glob("*/numbers-*.json"))
    ]
    named = {key: _known()[""][key] for key in ("name", "title", "description")}
    return named | {"resources": resources}


def write(data: Path) -> Path:
    """Write the descriptor into the data directory, whole or not at all.

    Parameters
    ----------
    data : Path
        The directory to describe.

    Returns
    -------
    Path
        The file written, ``datapackage.json``.
    """
    target = data / NAME
    write_output(target, render(describe(data)).encode())
    return target


def check(data: Path) -> None:
    """Refuse a descriptor that no longer says what the directory holds.

    Raises
    ------
    DataError
        If it is not what `write` would write.
    """
    target = data / NAME
    if read_text(target) != render(describe(data)):
        raise DataError(
            "it does not describe the files as they are",
            where=tables.relative(target),
            remedy="Write it anew: regionshare data package",
        )


def render(descriptor: dict[str, Any]) -> str:
    """The descriptor as the text of ``datapackage.json``."""
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": kind}
    return field | ({"constraints": constraints} if constraints else {})


def _foreign(fields: str, resource: str, to: str) -> dict[str, Any]:
    return {"fields": [fields], "reference": {"resource": resource, "fields": [to]}}


def _schema(
    fields: list[dict[str, Any]], key: list[str], foreign: list[dict[str, Any]]
) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _resource(path: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _table(path: Path) -> dict[str, Any]:
    """A table at the top of the directory; one that is not known gets text columns."""
    header = tables.table(path).header
    known = _known().get(path.stem, {})
    special = {one["name"]: one for one in known.get("fields", ())}
    fields = [special.get(name, _field(name)) for name in header]
    foreign = [one for one in known.get("foreignKeys", ()) if one["fields"][0] in header]
    schema = _schema(fields, known.get("primaryKey", []), foreign)
    resource = _resource(path.name, path.stem, schema)
    resource["description"] = known.get("description", path.stem)
    return resource | {"licenses": [_known()[""]["own"]]}


@functools.cache
def _known() -> dict[str, Any]:
    """Of the package (under no name) and of the files at its top: what stands in no table."""
    return json.loads(SCHEMAS.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _year(row: Row) -> dict[str, Any]:
    bounds = {"minimum": row.integer("first_year"), "maximum": row.integer("last_year")}
    return _field("year", "integer", required=True, **bounds)


def _figures(data: Path, row: Row, sources: dict[str, Source], sign: str) -> dict[str, Any]:
    """The figures of one series."""
    path = f"observations/{row['id']}.csv"
    if not (data / path).exists():
        raise DataError(
            f"series {row['id']!r} has no figures",
            where=f"data/{path}",
            remedy="Add the file, or remove the series from data/series.csv",
        )
    bound = {"minimum": 0} if sign == "positive" else {}
    value = _field("value", "number", required=True, **bound) | {"unit": row["unit"]}
    fields = [_field("region", required=True), _year(row), value, _field("note")]
    schema = _schema(fields, ["region", "year"], [_foreign("region", "regions", "id")])
    resource = _resource(path, f"observations-{row['id']}", schema)
    return resource | _provenance(row, row["transcription"].split(), sources)


def _copies(data: Path, row: Row, sources: dict[str, Source]) -> dict[str, Any]:
    """Other transcriptions of the figures of one series, as found: errors included."""
    value = _field("value", "number", required=True) | {"unit": row["unit"]}
    fields = [
        _field("region", required=True),
        _year(row),
        value,
        _field("transcription", required=True),
        _field("note"),
    ]
    key = ["region", "year", "transcription"]
    schema = _schema(fields, key, [_foreign("region", "regions", "id")])
    path = f"transcriptions/{row['id']}.csv"
    resource = _resource(path, f"transcriptions-{row['id']}", schema)
    named = {one["transcription"] for one in tables.read(data / path, TRANSCRIPTION_COLUMNS)}
    return resource | _provenance(row, sorted(named), sources)


def _provenance(row: Row, transcriptions: list[str], sources: dict[str, Source]) -> dict[str, Any]:
    """Definition, terms and sources of a series, as Frictionless properties and our own."""
    named = []
    for key in (row["source"], *transcriptions):
        if key not in sources:
            raise DataError(
                f"{key!r}, named by series {row['id']}, is not in sources.bib",
                where="data/series.csv",
                remedy="Add its BibTeX entry to data/sources.bib",
            )
        one = sources[key]
        named.append({"title": one.citation} | ({"path": one.url} if one.url else {}))
    licence = {
        "name": _known()[""]["licences"].get(row["licence"], "notspecified"),
        "title": row["licence"],
    }
    return {
        "title": row["definition_en"],
        "description": row["caveat_en"],
        "licenses": [licence],
        "sources": named,
        "series": row["id"],
        "concept": row["concept"],
        "unit": row["unit"],
        "published": row["published"],
        "grade": row["grade"],
        "redistribution": row["redistribution"],
    }


def _register(path: Path, data: Path) -> dict[str, Any]:
    """The register of an earlier release."""
    release, place = path.parent.name, path.relative_to(data).as_posix()
    return _file(path) | {
        "name": f"register-{release}-{path.stem.removeprefix('numbers-')}".lower(),
        "path": place,
        "description": _known()[""]["register"].format(release=release),
    }


def _file(path: Path) -> dict[str, Any]:
    media = {
        "bib": "application/x-bibtex", "yml": "application/yaml", "json": "application/json",
    }[path.suffix[1:]]  # fmt: skip
    return {
        "name": path.name,
        "type": "file",
        "path": path.name,
        "scheme": "file",
        "format": path.suffix[1:],
        "mediatype": media,
        "encoding": "utf-8",
        "description": _known().get(path.name, {}).get("description", path.name),
        "licenses": [_known()[""]["own"]],
    }
