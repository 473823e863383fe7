"""Commands that explain numbers, make them citable and check them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from regionshare.cli import AS_JSON, REGION, YEAR, default_output
from regionshare.errors import RegionshareError

FORMATS = ("tex", "bib", "csv", "json", "golden")
AUTHOR_YEAR = 26
"""How many works of one author and year such a style can cite: it has a letter for each."""
LANG = click.option("--lang", type=click.Choice(("en", "zh")), default="en", show_default=True)
REGISTER = click.option(
    "--register", type=click.Path(path_type=Path), help="A numbers.json, or its book."
)
OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), help="A file; else standard output."
)


@click.command()
@click.argument("number")
@AS_JSON
def explain(number: str, as_json: bool) -> None:
    """Show formula, inputs, basis and span of a number, such as share/energy/CN-GD/2021."""
    from regionshare.numbers import display, opening

    ready = opening.evaluator()
    found = ready.number(number)
    if as_json:
        click.echo(json.dumps(display.as_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(display.as_text(found, number, ready.store))


def _register(region: str, year: int) -> Path:
    """The register of an edition where ``regionshare build`` puts it, or how to get it."""
    from regionshare.numbers import opening
    from regionshare.register.published import FILE

    path = default_output(region, year) / FILE
    if not path.is_file():
        default = (region, year) == opening.first_edition()[:2]
        command = "regionshare build" + ("" if default else f" --region {region} --year {year}")
        raise RegionshareError(
            f"the edition {region}-{year} is not built, so its numbers are not known",
            remedy=f"Run {command}, or name a register with --register",
        )
    return path


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from regionshare.files.publish import write_output

    write_output(output, text.encode())
    click.echo(f"written: {output}", err=True)


@click.command()
@REGION
@YEAR
@REGISTER
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@OUTPUT
def numbers(region: str, year: int, register: Path | None, form: str, output: Path | None) -> None:
    """Write an edition's numbers for a paper: TeX macros, BibTeX entries, CSV, JSON.

    The numbers are those that its chapters print, from the built book. ``golden`` writes ids,
    values and hashes alone, and tells the line that CHANGELOG.md needs.
    """
    from regionshare.data.pack import load
    from regionshare.register import exports, golden, published

    store = load()
    found = published.sound(published.load(register or _register(region, year)), store)
    text = exports.FORMATS[form](found, store)
    _write(text, output)
    if form == "bib" and len(found.entries) > AUTHOR_YEAR:
        click.echo(
            f"{len(found.entries)} entries of one author and year: author-year styles of BibTeX "
            f"(plainnat, apalike) tell {AUTHOR_YEAR} apart; biblatex and numeric styles tell all",
            err=True,
        )
    if form == "golden" and output is not None:
        click.echo(golden.line(output.name, "<what moved, and why>", text), err=True)


@click.command()
@REGION
@YEAR
@REGISTER
@click.option(
    "--bib",
    "papers",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A paper's .bib, or a .tex of our macros; may be repeated.",
)
@click.option("--all", "every", is_flag=True, help="A line for each number, also where it stands.")
@AS_JSON
def verify(
    region: str,
    year: int,
    register: Path | None,
    papers: tuple[Path, ...],
    every: bool,
    as_json: bool,
) -> None:
    """Derive every published number again; the exit code is 1 if any fails.

    Without options the built edition's register is verified. With --bib the numbers that a paper
    cites or prints are; a register given besides names the inputs that changed since.
    """
    from regionshare.files import paths
    from regionshare.numbers import opening
    from regionshare.register import exports as reading
    from regionshare.register import published, verify

    evaluator = opening.evaluator()
    if papers:
        entries = [one for path in papers for one in reading.numbers_in(path)]
        registers = [published.load(register)] if register else []
        registers += published.released(paths.data_dir())
        results = verify.verify_paper(entries, evaluator, registers)
    else:
        found = published.load(register or _register(region, year))
        results = verify.verify(found.entries.values(), evaluator)
    if as_json:
        click.echo(json.dumps(verify.as_json(results), ensure_ascii=False, indent=2))
    else:
        click.echo(verify.as_text(results, every))
    if not results or not all(one.passed for one in results):
        sys.exit(1)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@REGION
@YEAR
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    default="text",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--across", is_flag=True, help="Compare registers of two regions all the same.")
@click.option("--lang", type=click.Choice(("en", "zh")), default="en", show_default=True)
@OUTPUT
def drift(
    old: Path,
    new: Path,
    region: str,
    year: int,
    form: str,
    as_json: bool,
    across: bool,
    lang: str,
    output: Path | None,
) -> None:
    """Show what moved between two registers, or two data directories; flipped verdicts first.

    A register is a numbers.json or the folder of a book; verdicts are compared if both have a
    ledger.json beside it. For data directories, --region and --year say whose numbers are computed.
    """
    from regionshare.chapters.panels import edition_ids
    from regionshare.register import drift
    from regionshare.register import drift as drifting

    found = drifting.between(old, new, region, year, edition_ids, across)
    if as_json or form == "json":
        text = json.dumps(drifting.as_json(found), ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        text = drift.page(found, lang)
    else:
        text = drift.as_text(found) + "\n"
    _write(text, output)


@click.command()
@click.argument("region")
@YEAR
@click.option("--nation", help="Regions of this nation alone, such as US.")
@click.option("--count", default=5, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--burden",
    default="co2",
    show_default=True,
    type=click.Choice(("co2", "energy")),
    help="Whose intensity is compared.",
)
@LANG
@AS_JSON
def alike(
    region: str, year: int, nation: str | None, count: int, burden: str, lang: str, as_json: bool
) -> None:
    """Find the regions most like one, such as CN-GD, in all nations at hand, with the reason."""
    from regionshare.claims import alike as regions
    from regionshare.numbers import opening

    ready = opening.evaluator()
    found = regions.alike(ready, region, year, nation, count, burden, lang)
    if as_json:
        told = {"alike": found.rows, "left_out": found.left_out}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(regions.text(ready, year, found, burden, lang))


@click.command()
@YEAR
@LANG
@AS_JSON
def abroad(year: int, lang: str, as_json: bool) -> None:
    """Ask of every nation at hand which regions could say the central sentence."""
    from dataclasses import asdict

    from regionshare.matrix import abroad as ready
    from regionshare.numbers import opening

    if as_json:
        rows = [asdict(one) for one in ready.who(opening.evaluator(), year)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(ready.who_text(opening.evaluator(), year, lang))
