"""Command: ``regionshare nation``."""

from __future__ import annotations

from pathlib import Path

import click

from regionshare.cli import parse_names


@click.group()
def nation() -> None:
    """Make a data pack for a nation of your own."""


@nation.command()
@click.argument("code")
@click.option(
    "--from",
    "panel",
    required=True,
    type=click.Path(path_type=Path),
    help="A CSV table: region, year, concept, value, unit, source, note.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="A new folder; the code if not given."
)
@click.option(
    "--regions",
    "given",
    type=click.Path(path_type=Path),
    help="A CSV table name,id,name_en,name_zh for names that ISO 3166-2 does not have.",
)
@click.option(
    "--without", default="", help="Regions of ISO 3166-2 that the nation is whole without."
)
@click.option("--level", default="", help="What its regions are, such as prefecture or land.")
@click.option(
    "--bounds",
    type=click.Path(path_type=Path),
    help="A CSV table like bounds.csv, with rows that confirm figures out of line.",
)
@click.option(
    "--concepts",
    type=click.Path(path_type=Path),
    help="A CSV table id,name_en,name_zh,... for concepts that the report does not have.",
)
@click.option("--check", is_flag=True, help="Say all that would be said, and write nothing.")
def new(
    code: str, panel: Path, output: Path | None, given: Path | None, without: str, level: str,
    bounds: Path | None, concepts: Path | None, check: bool,
) -> None:  # fmt: skip
    """Make the pack of nation CODE, such as JP, from one tidy table.

    Then `regionshare data check FOLDER` says, after each step, what is missing for which page.
    """
    from regionshare.data import pack as data
    from regionshare.files import packs, paths
    from regionshare.files.publish import places_told
    from regionshare.nation import pack, ready, writing
    from regionshare.numbers import opening
    from regionshare.text.messages import agreed

    store = data.load(paths.data_dir(packs.OWN))
    made = pack.draft(code, panel, store, given, parse_names(without), level, concepts)
    folder = output or Path(code)
    counts = {
        "nation": made.nation.name_en,
        "regions": made.present,
        "figures": made.figures,
        "series": len(made.series),
    }
    if check:
        asked = writing.tried(made, store, bounds)
        click.echo("\n".join([agreed(pack.SAYS["dry"].format(**counts)), *made.told, *asked]))
        return
    with places_told(folder):
        writing.write(made, folder, store, bounds)
    click.echo("\n".join([agreed(pack.SAYS["done"].format(folder=folder, **counts)), *made.told]))
    place = paths.data_dir(str(folder))
    opened = opening.evaluator(place)
    found = [*ready.lacking(opened, place), ready.example(opened, made.nation.id)]
    click.echo("\n".join(filter(None, found)))
    click.echo(pack.SAYS["then"].format(folder=folder))
