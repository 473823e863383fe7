"""Command: ``regionshare sweep``."""

from __future__ import annotations

import sys

import click

from regionshare.cli import options


@click.command()
@click.option("--nation", default="CN", show_default=True, help="ISO 3166-1 id.")
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
@options.KERNEL
@options.BASE_URL
def sweep(
    nation: str,
    years: str,
    langs: str,
    regions: str,
    chapters: str,
    jobs: int | None,
    output: str,
    scheduler: str,
    pages: bool,
    printed: bool,
    kind: str,
    base_url: str,
) -> None:
    """Execute the chapters of many editions, and publish them as one site.

    Only what is missing is executed. Exits with 1 if anything failed.
    """
    from regionshare.building import JOBS
    from regionshare.sweeps.request import Request, run
    from regionshare.sweeps.selection import parse_names, parse_years

    request = Request(
        nation=nation,
        years=parse_years(years),
        langs=parse_names(langs),
        regions=parse_names(regions),
        chapters=parse_names(chapters),
        jobs=jobs or JOBS,
        output=output,
        scheduler=scheduler,
        pages=pages,
        printed=printed,
        kind=kind,
        base_url=base_url,
    )
    summary = run(request, lambda line: click.echo(line, err=True))
    if summary.failures:
        sys.exit(1)
