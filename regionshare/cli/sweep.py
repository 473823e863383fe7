"""Command: ``regionshare sweep``."""

from __future__ import annotations

import sys
from typing import Any

import click

from regionshare.cli import BASE_URL, KERNEL, NATION, parse_names, parse_years


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
