"""Command: ``regionshare build``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from regionshare.cli import (
    BASE_URL,
    KERNEL,
    LANGS,
    REGION,
    YEAR,
    default_output,
    parse_bases,
    parse_names,
)


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
@click.option("--output", type=click.Path(path_type=Path), help="Where to publish the book.")
@BASE_URL
@click.option("--jobs", type=click.IntRange(1, 64), help="One more than cores by default.")
@click.option("--why", is_flag=True, help="Tell which part of each chapter has changed.")
@KERNEL
def build(
    region: str,
    year: int,
    langs: tuple[str, ...],
    bases: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    **asked: Any,
) -> None:
    """Execute the chapters for one region and year, and publish the book."""
    from regionshare import building
    from regionshare.files.notebooks import LANGUAGES

    building.build(
        region,
        year,
        parse_names(",".join(langs)) or LANGUAGES,
        parse_bases(bases),
        output or default_output(region, year),
        jobs=jobs or building.JOBS,
        **asked,
    )
