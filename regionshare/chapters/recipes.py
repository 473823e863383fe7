"""Recipes: the commands of the *Re-run and cite* chapter, for the edition at hand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from regionshare.chapters.edition import Edition
from regionshare.citation import forms

OTHERS = {"CN": ("CN-ZJ", 2021, "gdp=gdp.nbs_2020"), "US": ("US-TX", 2018, "gdp=gdp.bea_2024~sum")}


def block(lines: Sequence[str]) -> str:
    """Lines of code as a block that can be copied."""
    text = escape("\n".join(lines))
    return f'<div class="highlight"><pre tabindex="0">{text}</pre></div>'


def start(edition: Edition) -> str:
    """The two commands of the README."""
    return block(["make book", "make test"])


def commands(edition: Edition) -> str:
    """The command line, with this edition's parameters."""
    region, year, basis = OTHERS[edition.nation.id]
    own = f"--region {edition.region.id} --year {edition.year}"
    period = edition.year_of("energy")
    return block(
        [
            f"regionshare build {own}",
            f"regionshare build --region {region} --year {year} --lang zh",
            f"regionshare build {own} --basis {basis}",
            f"regionshare matrix --nation {edition.nation.id}",
            f"regionshare explain share/energy/{edition.region.id}/{period}",
            f"regionshare explain share/energy/{edition.region.id}/{period} --json",
            "regionshare series --concept co2",
            "regionshare data check",
        ]
    )


def notebook(edition: Edition) -> str:
    """Papermill on one chapter."""
    region, year, _ = OTHERS[edition.nation.id]
    command = f"chapters/02_shares.ipynb out.ipynb -p region {region} -p year {year}"
    return block([f"papermill {command}", f"papermill --engine regionshare {command}"])


def python(edition: Edition) -> str:
    """The package from Python."""
    region, period = edition.region.id, edition.year_of("energy")
    return block(
        [
            "import regionshare",
            f'number = regionshare.share("energy", "{region}", {period})',
            "number.value, number.unit, number.formula, number.span",
        ]
    )


def cite(edition: Edition) -> str:
    """The citation as text and as BibTeX."""
    report = forms.Citable(
        forms.load_citation(), edition.region.id, edition.year, edition.region.name("en")
    ).report()
    return block([forms.plain(report)]) + block(forms.bibtex(report).splitlines())
