"""Commands: ``regionshare ledger`` and ``regionshare claim``."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of mappings, for other programs.")
@click.option("--region", help="Ask the claims of another region, such as CN-ZJ.")
@click.option(
    "--claims",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another text's claims file; by default the report's.",
)
def ledger(as_json: bool, region: str | None, path: Path | None) -> None:
    """Judge every statement of the article (or another text) and print the labels.

    A statement with an error is told and left out; the exit code is 2 then.
    """
    from regionshare.claims import formats
    from regionshare.claims.ledger import open_ledger
    from regionshare.errors import RegionshareError, raise_all

    errors: list[RegionshareError] = []
    found = open_ledger(path, region, told=errors)
    if not found.entries:
        raise_all(errors)
    if as_json:
        click.echo(json.dumps(formats.as_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(formats.as_text(found))
    raise_all(errors)


@click.command()
@click.argument("name", metavar="CLAIM")
@click.option("--json", "as_json", is_flag=True, help="The claim's mapping of `ledger --json`.")
@click.option("--region", help="Ask it of another region, such as CN-ZJ.")
@click.option("--claims", "path", type=click.Path(path_type=Path), metavar="FILE")
def claim(name: str, as_json: bool, region: str | None, path: Path | None) -> None:
    """Show one claim, such as C21: answer, reading, evidence, labels and what would change them."""
    from regionshare.claims import formats
    from regionshare.claims.ledger import open_ledger

    found = open_ledger(path, region)
    entry = found[name]
    if as_json:
        plain = formats.entry_json(entry, found.evaluator)
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        click.echo(formats.claim_text(entry, found.evaluator))
