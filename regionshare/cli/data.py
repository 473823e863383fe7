"""Commands: ``regionshare series`` and ``regionshare data``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from regionshare.errors import RegionshareError
from regionshare.text.messages import agreed, room

if TYPE_CHECKING:
    from regionshare.data.store import Store


@click.command()
@click.option("--concept", help="Only the series of one concept.")
def series(concept: str | None) -> None:
    """List the series, with unit, years, coverage, grade and redistribution."""
    from regionshare.data.pack import load

    store = load()
    if concept is not None:
        store.get_concept(concept)
    rows = [
        (
            one.id,
            one.unit,
            f"{one.first_year}-{one.last_year}",
            agreed(f"{len(one.expected_regions)} [region|regions]"),
            one.grade,
            one.redistribution,
            one.definition_en,
        )
        for one in sorted(store.series.values(), key=lambda s: (s.nation, s.concept, s.rank))
        if concept in (None, one.concept)
    ]
    if not rows:
        click.echo(f"no series of {concept}")
        return
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[6]]))


@click.group()
def data() -> None:
    """Check and describe the data."""


@data.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--nation", default="", help="Say what this nation lacks, and no other.")
@click.option("--verbose", is_flag=True, help="A line for each nation.")
def check(directory: Path | None, nation: str, verbose: bool) -> None:
    """Check a data directory (by default the report's): figures, claims, licences, descriptor.

    What several nations lack is told once, with their number.
    """
    from regionshare.claims import ledger as claims
    from regionshare.claims.claim import load
    from regionshare.data import package
    from regionshare.data.redistribution import LICENCES, check_licences, unused_rows
    from regionshare.files import paths
    from regionshare.nation import ready
    from regionshare.numbers import opening

    place = paths.data_dir(directory)
    opened = opening.evaluator(place)
    unused = unused_rows(opened.store, opened.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence + (f" (and {len(unused) - 1} more)" if len(unused) > 1 else ""),
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    store = opened.store
    says = room("commands.check")["en"]
    told = [
        agreed(
            says["data"].format(
                figures=sum(len(store.keys(s)) for s in store.series),
                series=len(store.series),
                sources=len({s.source for s in store.series.values()}),
                copies=sum(len(rows["year"]) for rows in store.others.values()),
            )
        )
    ]
    if (place.parent / LICENCES).is_file():
        check_licences(store, place.parent / LICENCES)
    _read_others(place, store)
    if (place / "claims.yml").exists():
        file = load(place / "claims.yml", opened)
        claims.check(file, opened)
        told.append(
            agreed(says["claims"].format(claims=len(file.claims), documents=len(file.documents)))
        )
    if (place / package.NAME).exists():
        package.check(place)
    click.echo("\n".join([*told, *ready.lacking(opened, place, nation, verbose)]))


def _read_others(place: Path, store: Store) -> None:
    """Read every other table of a directory, those of the report with their own rules."""
    from regionshare.data import tables
    from regionshare.indicators import datapoint, market, practice

    for path in sorted(place.glob("*.csv")):
        tables.table(path)
    stated = place / datapoint.FILE
    points = datapoint.read(stated, store) if stated.exists() else {}
    if (place / market.FILE).exists():
        market.read(place / market.FILE, store)
    if (place / practice.SUBJECTS).exists():
        practice.read(place / practice.SUBJECTS, points)


@data.command("compile")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def compile_pack(directory: Path | None) -> None:
    """Validate a data directory anew and write the compiled pack that every command reads."""
    from regionshare.claims.claim import read_texts
    from regionshare.data import pack
    from regionshare.files import paths
    from regionshare.text import messages

    place = paths.data_dir(directory)
    path = pack.write(place)
    messages.compile_all()
    claims = place / pack.CLAIMS
    if claims.is_file():
        read_texts(claims)
    click.echo(f"compiled: {path}" if path else "valid; no folder for compiled files is writable")


@data.command()
def package() -> None:
    """Write data/datapackage.json and the tables of DATA-LICENSES.md anew."""
    from regionshare.data.pack import load
    from regionshare.data.package import write
    from regionshare.data.redistribution import LICENCES, licences
    from regionshare.files import paths
    from regionshare.files.places import write_whole

    written, page = [write(paths.data_dir()).name], paths.data_dir().parent / LICENCES
    if page.is_file():
        write_whole(page, licences(load(), page.read_text(encoding="utf-8")).encode())
        written.append(page.name)
    click.echo(f"written: {', '.join(written)}")
