"""The command line: ``regionshare build``, ``explain``, ``series``, ``data``, and the others."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from regionshare.cli import commands_numbers, options
from regionshare.cli.command import matrix
from regionshare.cli.commands import claim, ledger
from regionshare.cli.commands_sweeps import sweep
from regionshare.errors import ParameterError, RegionshareError

LANGUAGES = ("en", "zh")
DEFAULT_REGION, DEFAULT_YEAR = "CN-GD", 2023


class Group(click.Group):
    """A group whose commands tell a user's mistake in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; `RegionshareError` becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except RegionshareError as error:
            fail(error)
        except BrokenPipeError:
            sys.exit(1)


def fail(error: RegionshareError) -> NoReturn:
    """Print the error's sentence and leave with its exit code."""
    click.echo(f"regionshare: {error.sentence}", err=True)
    sys.exit(error.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="regionshare")
def main() -> None:
    """Recompute what a region uses, emits and carries of its nation."""


@main.command()
@click.option("--region", default=DEFAULT_REGION, show_default=True, help="ISO 3166-2 id.")
@click.option("--year", default=DEFAULT_YEAR, show_default=True, type=int)
@click.option("--lang", "langs", multiple=True, help="en or zh; both if not given.")
@click.option(
    "--basis",
    "bases",
    multiple=True,
    metavar="CONCEPT=SERIES[~DENOMINATOR]",
    help="Another headline for a concept, such as gdp=gdp.nbs_2020; may be repeated.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Where to publish the book.")
@options.BASE_URL
@click.option("--jobs", type=click.IntRange(1, 64), help="One more than cores by default.")
@click.option("--why", is_flag=True, help="Tell which part of each chapter has changed.")
@options.KERNEL
def build(
    region: str,
    year: int,
    langs: tuple[str, ...],
    bases: tuple[str, ...],
    output: Path | None,
    base_url: str,
    jobs: int | None,
    why: bool,
    kind: str,
) -> None:
    """Execute the chapters for one region and year, and publish the book."""
    from regionshare.building import JOBS
    from regionshare.building import build as run

    wanted = tuple(dict.fromkeys(code for item in langs for code in item.split(","))) or LANGUAGES
    for code in wanted:
        if code not in LANGUAGES:
            raise ParameterError(
                f"language {code!r} is not known", remedy=f"Languages: {', '.join(LANGUAGES)}"
            )
    run(
        region=region,
        year=year,
        langs=wanted,
        basis=parse_bases(bases),
        output=output or default_output(region, year),
        base_url=base_url,
        jobs=jobs or JOBS,
        why=why,
        kind=kind,
    )


def default_output(region: str, year: int) -> Path:
    """``_build/html`` for the default edition, a folder of its own for any other."""
    from regionshare.files import paths

    if (region, year) == (DEFAULT_REGION, DEFAULT_YEAR):
        return paths.ROOT / "_build" / "html"
    return paths.ROOT / "_build" / "editions" / f"{region}-{year}"


def parse_bases(bases: tuple[str, ...]) -> dict[str, str]:
    """``("gdp=gdp.nbs_2020",)`` as a dict; `ParameterError` for another form or a repetition."""
    chosen: dict[str, str] = {}
    for item in bases:
        concept, equals, basis = item.partition("=")
        if not equals or not concept or not basis:
            raise ParameterError(
                f"--basis {item!r} is not understood", remedy="Write it as gdp=gdp.nbs_2020"
            )
        if concept in chosen:
            raise ParameterError(f"--basis names {concept} twice", remedy="Choose one")
        chosen[concept] = basis
    return chosen


@main.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="The stable JSON form.")
def explain(number: str, as_json: bool) -> None:
    """Show formula, inputs, basis and span of a number, such as share/energy/CN-GD/2021."""
    from regionshare.numbers import explain as explaining
    from regionshare.numbers import opening

    ready = opening.evaluator()
    found = ready.number(number)
    if as_json:
        click.echo(json.dumps(explaining.as_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(explaining.as_text(found, number, ready.store))


@main.command()
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
            f"{len(one.expected_regions)} regions",
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


@main.group()
def data() -> None:
    """Check and describe the data."""


@data.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def check(directory: Path | None) -> None:
    """Load and validate a data directory (by default the report's): figures, claims, licences."""
    from regionshare.claims import ledger as claims
    from regionshare.claims.claim import load
    from regionshare.data.redistribution import check_licences, unused_rows
    from regionshare.files import paths
    from regionshare.numbers import opening

    ready = opening.evaluator(directory)
    unused = unused_rows(ready.store, ready.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence + (f" (and {len(unused) - 1} more)" if len(unused) > 1 else ""),
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    store, place = ready.store, directory or paths.data_dir()
    click.echo(
        f"data ok: {sum(len(store.keys(s)) for s in store.series)} figures in "
        f"{len(store.series)} series of "
        f"{len({s.source for s in store.series.values()})} sources, "
        f"{sum(len(rows['year']) for rows in store.others.values())} further transcriptions"
    )
    if (place.parent / "DATA-LICENSES.md").is_file():
        check_licences(store, place.parent / "DATA-LICENSES.md")
    if (place / "claims.yml").is_file():
        file = load(place / "claims.yml", ready)
        claims.check(file, ready)
        click.echo(f"claims ok: {len(file.claims)} claims, {len(file.documents)} documents")


@data.command("compile")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def compile_pack(directory: Path | None) -> None:
    """Validate a data directory anew and write the compiled pack that every command reads."""
    from regionshare.data import pack
    from regionshare.text import messages

    path = pack.write(directory)
    messages.compile_all()
    click.echo(f"compiled: {path}" if path else "valid; no folder for compiled files is writable")


@data.command()
def package() -> None:
    """Write data/datapackage.json anew."""
    from regionshare.data.package import write
    from regionshare.files import paths

    click.echo(f"written: {write(paths.data_dir()).name}")


main.add_command(ledger)
main.add_command(claim)
main.add_command(matrix)
main.add_command(sweep)
main.add_command(commands_numbers.numbers)
main.add_command(commands_numbers.verify)
main.add_command(commands_numbers.drift)

if __name__ == "__main__":
    main()
