"""Commands that write: ``regionshare build``, ``init``, ``new``, ``matrix`` and ``sweep``."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from regionshare.cli import (
    BASE_URL,
    KERNEL,
    LANGS,
    NATION,
    REGION,
    YEAR,
    default_output,
    default_outputs,
    packs_given,
    parse_bases,
    parse_names,
    parse_years,
    place_packs,
)

if TYPE_CHECKING:
    from regionshare.matrix.content import Matrix

BOOK = ("forkkernel", "jupyter_client", "sphinx")
"""What books need besides what tables need: one of each kind."""


@click.command()
@REGION
@YEAR
@LANGS
@click.option(
    "--basis",
    "bases",
    multiple=True,
    metavar="CONCEPT=SERIES[~DENOMINATOR]",
    help="Another headline for a concept, such as gdp=gdp.nbs_2020; may be repeated.",
)
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another text's claims, whose ledger the book has; it goes to a folder of its own.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Where to publish the book.")
@BASE_URL
@click.option("--pdf", is_flag=True, help="Print each language's book as one PDF, with Chromium.")
@click.option("--print-files", is_flag=True, help="Figures as PDF and PNG for print, too.")
@click.option("--jobs", type=click.IntRange(1, 64), help="One more than cores by default.")
@click.option("--why", is_flag=True, help="Tell which part of each chapter has changed.")
@KERNEL
def build(
    region: str,
    year: int,
    langs: tuple[str, ...],
    bases: tuple[str, ...],
    claims: Path | None,
    output: Path | None,
    jobs: int | None,
    **asked: Any,
) -> None:
    """Execute the chapters for one region and year, and publish the book.

    With --claims the region is the text's, unless another is named.
    """
    _require(BOOK)
    from regionshare import building
    from regionshare.files.notebooks import LANGUAGES

    basis = parse_bases(bases)
    context = click.get_current_context()
    if claims is not None:
        about = _claims_region(context, claims)
        if context.get_parameter_source("region") is ParameterSource.DEFAULT:
            region = about
    _tell_default(context, region, year)
    building.build(
        region,
        year,
        parse_names(",".join(langs)) or LANGUAGES,
        basis,
        output or default_output(region, year, basis),
        jobs=jobs or building.JOBS,
        **asked,
    )


def _tell_default(ctx: click.Context, region: str, year: int) -> None:
    """Say which edition of others' data is made where region or year was not asked for, and why."""
    from regionshare.files import packs
    from regionshare.numbers import opening
    from regionshare.text.messages import room

    open_ones = [
        name
        for name in ("region", "year")
        if ctx.get_parameter_source(name) is ParameterSource.DEFAULT
    ]
    if not open_ones or not packs.options():
        return
    says, first = room("commands.build")["en"]["taken"], opening.first_edition()
    kind = "year" if open_ones == ["year"] else "text" if region != first.region else "region"
    why = says[kind]["stated" if first.stated else "first"]
    name = opening.evaluator().store.regions[region].name("en")
    click.echo(says["said"].format(region=region, name=name, year=year, why=why), err=True)


def _require(libraries: Sequence[str]) -> None:
    """Refuse before anything is begun where libraries are missing that other processes will need."""
    for name in libraries:
        if importlib.util.find_spec(name) is None:
            raise ModuleNotFoundError(name=name)


def _claims_region(ctx: click.Context, claims: Path) -> str:
    """The region that another text is about, once its claims are found right and stand for ours."""
    from regionshare.claims.ledger import open_ledger

    region = open_ledger(claims).file.region
    place_packs(ctx, (str(claims.resolve()), *packs_given()))
    return region


@click.group()
def new() -> None:
    """Begin a part of the report from a template."""


@new.command()
@click.argument("name")
def chapter(name: str) -> None:
    """Write a chapter with one table, one figure and one number, in both languages.

    It runs at once; NAME is its page's name and its module's.
    """
    from regionshare.files.notebooks import new_chapter
    from regionshare.files.project import Project

    project = Project.default()
    for path in new_chapter(project, name):
        click.echo(f"written: {path.relative_to(project.root).as_posix()}", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Begin a report of one's own: chapters, settings and data, in a new FOLDER.

    With --data, it has those data in place of the report's.
    """
    from regionshare.data.redistribution import LICENCES, licences_of
    from regionshare.files import packs
    from regionshare.files.project import Project, begin
    from regionshare.files.publish import places_told
    from regionshare.numbers import opening

    anew = {LICENCES: licences_of(opening.evaluator().store)} if packs.options() else {}
    with places_told(folder):
        made = begin(Project.default(), folder, anew)
    click.echo(f"written: {made}", err=True)


@click.command()
@NATION
@click.option("--years", help="Such as 2005-2023, or 2021; all there are by default.")
@click.option("--metric", default="", help="The metric in front of the page, such as share/energy.")
@click.option(
    "--basis",
    "bases",
    multiple=True,
    metavar="CONCEPT=SERIES[~DENOMINATOR]",
    help="Another headline for a concept, as for build; may be repeated.",
)
@LANGS
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="A folder; _build/matrix by default.",
)
def matrix(
    nation: str,
    years: str | None,
    metric: str,
    bases: tuple[str, ...],
    langs: tuple[str, ...],
    output: Path | None,
) -> None:
    """Compute every metric of every region and year: CSV, Parquet and a page."""
    from regionshare.files import paths
    from regionshare.files.notebooks import LANGUAGES, check_languages
    from regionshare.matrix import content, export, pages
    from regionshare.numbers import opening

    wanted = check_languages(parse_names(",".join(langs)) or LANGUAGES)
    found = content.compute(
        opening.evaluator(), nation, parse_years(years) if years else (), parse_bases(bases)
    )
    metric = pages.front(found, metric)
    folder, stem = output or paths.build_dir() / "matrix", f"matrix-{nation}"
    table = export.columns(found)
    names = {code: f"{stem}{'' if code == wanted[0] else f'.{code}'}.html" for code in wanted}
    data = {"CSV": f"{stem}.csv", "Parquet": f"{stem}.parquet"}
    contents: dict[str, str | bytes] = {
        data["CSV"]: export.csv_of(table),
        data["Parquet"]: export.parquet_of(table, export.about(found)),
    }
    editions = built(found, folder)
    for code, name in names.items():
        twin = next((names[other] for other in wanted if other != code), "")
        contents |= pages.sheets(found, code, name, editions, metric, twin, files=data)
    for path in export.write(folder, contents):
        click.echo(f"written: {path}", err=True)


def built(found: Matrix, folder: Path) -> Mapping[tuple[str, int], str]:
    """The editions that ``regionshare build`` has put in its default places, on the same bases."""
    from regionshare.register.published import FILE

    editions, output = {}, default_outputs(found.basis)
    for region in found.regions:
        for year in found.years:
            book = output(region.id, year)
            register = book / FILE
            if not register.is_file():
                continue
            about = json.loads(register.read_text(encoding="utf-8"))["edition"]
            if (about["region"], about["year"], about["basis"]) == (
                region.id, year, dict(found.basis),
            ):  # fmt: skip
                address = os.path.relpath(book / "index.html", folder.resolve())
                editions[region.id, year] = Path(address).as_posix()
    return editions


@click.command()
@NATION
@click.option("--years", required=True, help="Like 2021-2023,2019.")
@click.option(
    "--langs", default="en,zh", show_default=True, help="The first one's pages come first."
)
@click.option("--regions", default="", help="Like CN-GD,CN-ZJ; all of the nation if not given.")
@click.option("--chapters", default="", help="Like shares,ledger; all if not given.")
@click.option("--jobs", type=click.IntRange(1, 256), help="One more than cores by default.")
@click.option("--output", default="", help="Folder or URL of the site; _build/site if not given.")
@click.option("--scheduler", default="", help="A Dask scheduler, such as tcp://host:8786.")
@click.option("--pages/--no-pages", default=True, help="Publish the pages of complete editions.")
@click.option("--print-files", "printed", is_flag=True, help="Figures as PDF and PNG, too.")
@KERNEL
@BASE_URL
def sweep(
    years: str, langs: str, regions: str, chapters: str, jobs: int | None, **asked: Any
) -> None:
    """Execute the chapters of many editions, and publish them as one site.

    Only what is missing is executed. Exits with 1 if anything failed.
    """
    _require(BOOK)
    from regionshare.building import JOBS
    from regionshare.sweeps.sweep import Request, run

    request = Request(
        years=parse_years(years),
        langs=parse_names(langs),
        regions=parse_names(regions),
        chapters=parse_names(chapters),
        jobs=jobs or JOBS,
        **asked,
    )
    if run(request).failures:
        sys.exit(1)
