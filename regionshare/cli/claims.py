"""Commands that judge: ``regionshare ledger``, ``regionshare claim`` and ``regionshare check``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from regionshare.errors import ParameterError

_LANG = click.option("--lang", type=click.Choice(("en", "zh")), default="en", show_default=True)


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
@click.option(
    "--html",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write pages in both languages and ledger.json into a folder.",
)
@_LANG
def ledger(
    as_json: bool, region: str | None, path: Path | None, folder: Path | None, lang: str
) -> None:
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
    if folder is not None:
        from regionshare.book import text_ledger
        from regionshare.files.notebooks import LANGUAGES

        for written in text_ledger.write(found, folder, LANGUAGES):
            click.echo(f"written: {written}", err=True)
    if as_json:
        click.echo(json.dumps(formats.as_json(found), ensure_ascii=False, indent=2))
    elif folder is None:
        click.echo(formats.as_text(found, lang))
    raise_all(errors)


@click.command()
@click.argument("name", metavar="CLAIM")
@click.option("--json", "as_json", is_flag=True, help="The claim's mapping of `ledger --json`.")
@click.option("--region", help="Ask it of another region, such as CN-ZJ.")
@click.option("--claims", "path", type=click.Path(path_type=Path), metavar="FILE")
@_LANG
def claim(name: str, as_json: bool, region: str | None, path: Path | None, lang: str) -> None:
    """Show one claim, such as C21: answer, reading, evidence, labels and what would change them."""
    from regionshare.claims import formats
    from regionshare.claims.ledger import open_ledger

    found = open_ledger(path, region)
    entry = found[name]
    if as_json:
        plain = formats.entry_json(entry, found.evaluator)
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        click.echo(formats.claim_text(entry, found.evaluator, lang))


STDIN = "-"


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file", "path", type=click.Path(path_type=Path), help="A text; - for what is piped in."
)
@click.option("--json", "as_json", is_flag=True, help="By schemas/sentences.schema.json.")
@click.option("--html", "as_html", is_flag=True, help="The text as a page, its figures marked.")
@click.option("--claims", "as_claims", is_flag=True, help="A claims.yml to go on with.")
@click.option("--region", default="", help="The region that the text leaves open, such as CN-GD.")
@click.option("--year", type=click.IntRange(1900, 2100), help="The year that it leaves open.")
@click.option(
    "--spoken",
    help="The day it was said, such as 2024-11-21, for last year, too; today if not given.",
)
@click.option("--lang", type=click.Choice(("en", "zh")), help="The text's own if not given.")
def check(
    text: str | None,
    path: Path | None,
    as_json: bool,
    as_html: bool,
    as_claims: bool,
    region: str,
    year: int | None,
    spoken: str | None,
    lang: str | None,
) -> None:
    """Read TEXT, a sentence or an article, and hold what it states against the data.

    The exit code is 0 if something was read, 1 if nothing was.
    """
    from regionshare.numbers.number import day_of
    from regionshare.sentences import formats
    from regionshare.sentences.checking import checked
    from regionshare.sentences.cleaning import language

    if as_json + as_html + as_claims > 1:
        raise ParameterError("two forms are asked for", remedy="Choose --json, --html or --claims")
    found = checked(_text(text, path), region, year, day_of(spoken))
    lang = lang or language(found.text)
    if as_json:
        click.echo(json.dumps(found.as_json(lang), ensure_ascii=False, indent=2))
    elif as_html:
        click.echo(formats.page(found, lang))
    elif as_claims and not found.read:
        click.echo(formats.text(found, lang), err=True)
    elif as_claims:
        click.echo(formats.claims(found))
    else:
        click.echo(formats.text(found, lang))
    if not found.read:
        sys.exit(1)


def _text(text: str | None, path: Path | None) -> str:
    """The text given, of a file, or piped in."""
    from regionshare.files import foreign

    if (text is None) == (path is None):
        raise ParameterError(
            "a text and a file are given" if text else "no text is given",
            remedy='Write regionshare check "In 2021 ...", or --file article.txt',
        )
    if path is not None and str(path) != STDIN:
        return foreign.read_text(path)
    if text is not None and text != STDIN:
        return text
    return foreign.piped(sys.stdin.buffer)
