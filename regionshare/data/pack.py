"""Pack: a data directory validated once, compiled, and read by everything that computes.

`make` reads and validates a directory with all the libraries. What it finds is kept as one compiled
file, named for a digest of every byte of the directory and of the code that reads it, so that a
changed byte means a new check. `load` takes that file: it needs neither pandas nor a YAML or BibTeX
reader. A wheel carries the pack of the data it was made with.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.data import releases, tables, trace
from regionshare.data.regions import Regions, load_groups, load_levels, load_regions
from regionshare.data.series import load_concepts, load_series, load_units
from regionshare.data.sources import (
    Correction,
    Source,
    apply_corrections,
    load_corrections,
    load_sources,
)
from regionshare.data.store import Store
from regionshare.data.tables import Table
from regionshare.errors import DataError, ParameterError
from regionshare.files import compiled, paths

if TYPE_CHECKING:
    import pandas as pd

    from regionshare.data.plausible import Place

COLUMNS = ("region", "year", "value", "note")
TRANSCRIPTION_COLUMNS = ("region", "year", "value", "transcription", "note")
LEVELS = "levels.csv"
CSV = (LEVELS, "regions.csv", "concepts.csv", "units.csv", "series.csv", "groups.csv")
BASES, CLAIMS = "bases.yml", "claims.yml"
TABLES = (*CSV, "sources.bib", "corrections.yml")
"""The files that every use of the data depends on; figures are read series by series."""


def _table_of(directory: Path, name: str) -> Path:
    """Where a table stands: the report's own levels serve a directory that has none."""
    own = paths.ROOT / "data" / name
    return own if name == LEVELS and not (directory / name).is_file() else directory / name


def digest(directory: Path) -> str:
    """What a directory's pack is named for: all its bytes, and those of the code that reads them.

    Registers of earlier releases are no part of it.
    """
    parts: list[str | bytes] = [path.read_bytes() for path in sorted(_CODE.glob("*.py"))]
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_file() and not name.startswith((".", f"{paths.RELEASES}/")):
            parts += [name, path.read_bytes()]
    return compiled.key(*parts)


_CODE = Path(__file__).parent


def make(directory: Path, rows: Mapping[Place, str] | None = None) -> dict[str, Any]:
    """Read and validate a data directory: the content of its pack.

    Parameters
    ----------
    rows : mapping, optional
        Where figures came from, for what is told of them; their files if not given.

    Raises
    ------
    DataError
        For the first rule that a file breaks, with file, row, value and remedy.
    """
    from regionshare.data import plausible, validation

    if not directory.is_dir():
        raise DataError(
            f"there is no data directory {directory.name!r}",
            remedy="Give the directory that holds series.csv, or set REGIONSHARE_DATA",
        )
    content: dict[str, Any] = {
        "tables": {name: tables.table(_table_of(directory, name)) for name in CSV},
        "sources": [asdict(one) for one in load_sources(directory / "sources.bib").values()],
        "corrections": [asdict(one) for one in load_corrections(directory / "corrections.yml")],
        "observations": {},
        "transcriptions": {},
        "bases": None,
    }
    bare = store_of(content)
    validation.check_sources(bare.series, bare.sources)
    validation.check_no_stray_files(directory, bare.series)
    observations = _read_all(directory / "observations", COLUMNS, list(bare.series))
    folder = directory / "transcriptions"
    named = [name for name in bare.series if (folder / f"{name}.csv").exists()]
    copies = _read_all(folder, TRANSCRIPTION_COLUMNS, named)
    places: dict[plausible.Place, str] = {}
    for key, frame in (("observations", observations), ("transcriptions", copies)):
        frame = validation.typed(frame)
        frame = apply_corrections(frame, bare.corrections, key)
        validation.check_figures(frame, bare.series, bare.concepts, bare.regions, key)
        places |= validation.places(frame)
        content[key] = _by_series(frame.drop(columns=["file", "row"]))
    validation.check_transcription_keys(copies, bare.sources)
    plausible.check(directory / plausible.NAME, store_of(content), places | dict(rows or {}))
    if (directory / BASES).exists():
        content["bases"] = tables.read_plain(directory / BASES)
        tables.check_shape(content["bases"], "bases", tables.relative(directory / BASES))
    return content


def _read_all(folder: Path, columns: tuple[str, ...], names: Iterable[str]) -> pd.DataFrame:
    import pandas as pd

    found: list[list[str]] = []
    for name in names:
        path = folder / f"{name}.csv"
        place = tables.relative(path)
        found += [[name, *row, place] for row in tables.rows(path, columns)]
    head = ["series", *columns, "row", "file"]
    return pd.DataFrame(found, columns=head, dtype=object)


def _by_series(frame: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    groups = frame.groupby("series", sort=False)
    return {
        str(name): {
            str(key): column.tolist() for key, column in rows.drop(columns="series").items()
        }
        for name, rows in groups
    }


def store_of(content: dict[str, Any]) -> Store:
    """The store of a pack's content."""
    of = {name.partition(".")[0]: Table(*found) for name, found in content["tables"].items()}
    regions = load_regions(of["regions"], load_levels(of["levels"]))
    concepts, units = load_concepts(of["concepts"]), load_units(of["units"])
    return Store(
        regions=regions,
        concepts=concepts,
        units=units,
        series=load_series(of["series"], concepts, units, regions),
        sources={one["key"]: Source(**one) for one in content["sources"]},
        corrections=[Correction(**one) for one in content["corrections"]],
        groups=load_groups(of["groups"], regions),
        figures=content["observations"],
        others=content["transcriptions"],
        bases=content["bases"],
    )


def regions_of(directory: Path) -> Regions:
    """The regions of a directory alone; nothing else of it is read."""
    levels = load_levels(_table_of(directory, LEVELS))
    return load_regions(directory / "regions.csv", levels)


def carry(directory: Path) -> dict[str, Any]:
    """What a wheel carries in the place of a directory: its pack, other tables and claims."""
    content: dict[str, Any] = compiled.compiled(digest(directory), lambda: make(directory))
    content["tables"] |= {path.name: tables.table(path) for path in sorted(directory.glob("*.csv"))}
    claims = directory / CLAIMS
    content["labels"] = releases.kept_labels(directory)
    content["marked"] = {claims.name: tables.marked_content(claims)} if claims.exists() else {}
    return content


def write(directory: Path | None = None) -> Path | None:
    """Validate a directory anew and write its compiled pack; errors as `make`.

    Returns
    -------
    Path or None
        The file; None where no folder can be written.
    """
    directory = (directory or paths.data_dir()).resolve()
    wanted = digest(directory)
    compiled.remove(wanted)
    compiled.compiled(wanted, lambda: make(directory))
    return compiled.place(wanted)


def _path(directory: Any) -> Path:
    if isinstance(directory, str | PathLike) and str(directory):
        return Path(directory)
    raise ParameterError(
        f"data directory {directory!r} is no path", remedy="Give the folder that holds series.csv"
    )


def load_store(directory: Path, rows: Mapping[Place, str] | None = None) -> Store:
    """Read and validate one data directory, compiled or not; parameters and errors as `make`."""
    return store_of(make(directory, rows))


def read(directory: Path) -> Store:
    """A directory's data as they are now, from their pack."""
    with trace.paused():
        packed = tables.instead(directory)
        store = store_of(packed or compiled.compiled(digest(directory), lambda: make(directory)))
    store.directory = directory
    return store


@functools.lru_cache(maxsize=4)
def _cached(directory: Path, stamp: object) -> Store:
    return read(directory)


def load(directory: str | Path | None = None) -> Store:
    """The report's data, from its pack; until a file changes once per process, or before it was forked."""
    if directory is not None:
        directory = _path(directory)
    for name in TABLES:
        trace.note(name)
    directory = (directory or paths.data_dir()).resolve()
    return _cached(directory, stamp(directory))


def stamp(directory: Path) -> object:
    """What is another once a file of the directory is; to look at it is not to read it."""
    with trace.paused():
        return paths.stamp(directory)
