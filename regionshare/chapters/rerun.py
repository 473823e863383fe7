"""The chapter *Re-run and cite*: commands for the edition at hand, and the measured times."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from regionshare.chapters.edition import MAIN, Edition, Findings
from regionshare.citation import forms
from regionshare.claims.words import day_text
from regionshare.figures import printing
from regionshare.files import packs, paths
from regionshare.numbers.display import digits
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room
from regionshare.text.tables import Column, Table

RESULTS = paths.ROOT / "benchmarks" / "results.json"
"""What ``make bench`` has left."""

LARGEST = 4
"""An example is one of so many of the nation's largest economies."""

WORDS = room("rerun")
BOOK = room("book")


class Example(NamedTuple):
    """Another edition of the nation, and another choice for this one, to be shown in commands."""

    region: str
    year: int
    basis: str


def example(edition: Edition) -> Example:
    """A large economy beside the edition's own, in an earlier year in which all is complete.

    The basis is of another series of the economy than the headline where there is one. The
    edition's own region and year stand in where the data hold no other.
    """
    ready, store, nation = edition.evaluator, edition.store, edition.nation.id
    sized = edition.yardsticks[0]
    economy = ready.grid.headline(nation, sized, edition.year_of(sized)).series
    sizes = store.table(economy)[edition.year_of(sized)]
    others = sizes[[r.id for r in store.regions.members(nation) if r.id in sizes.index]]
    large = others.dropna().nlargest(LARGEST).index.difference([edition.region.id])
    region = max(large, default=edition.region.id)
    other = Edition(store.regions[region], edition.year - 1, edition.lang, ready)
    wanted = [concept for concept in MAIN if concept in edition.concepts]
    years = [year for concept in wanted if (year := other.complete_year(concept)) is not None]
    year = min(years) if len(years) == len(wanted) else edition.year
    return Example(region, year, f"{sized}={_other_basis(edition, sized, economy)}")


def sentence(edition: Edition, words: Mapping[str, Any]) -> str:
    """A sentence that can be checked: what another region of an edition's nation has of it."""
    other, nation = example(edition), edition.texts["nation"]
    concept = next(one for one in MAIN if one in edition.concepts)
    number = edition.compute("share", concept, other.year, other.region)
    return str(
        words["examples"][concept].format(
            year=other.year,
            region=edition.store.regions[other.region].name(edition.lang),
            share=digits(number.value, 0 if number.value >= 1 else 2),
            of=f"{nation}{words['possessive'][nation.endswith('s')]}",
        )
    )


def _other_basis(edition: Edition, sized: str, economy: str) -> str:
    """An admissible choice for the economy, or the people, that is not the headline."""
    headline, *choices = edition.evaluator.grid.admissible(
        edition.nation.id, sized, edition.region.id, edition.year_of(sized)
    )
    for one in choices:
        if one.series != economy:
            return one.series
    return f"{sized}.{(choices or [headline])[0].token}"


def block(lines: Sequence[str]) -> Markup:
    """Lines of code as a block that can be copied."""
    return render("chapters/block.html", lines=lines)


def _own(edition: Edition) -> str:
    return packs.edition({"region": edition.region.id, "year": edition.year})


def start(edition: Edition) -> Markup:
    """The two commands of the README; of other data, how they are checked and made a book of."""
    if not packs.named():
        return block(["make book", "make test"])
    return block([packs.command("data check"), packs.command(f"build{_own(edition)}")])


def findings(edition: Edition) -> Findings:
    """Whether the book is the project's own, where commands are given and errors are reported."""
    found, names = Findings(edition), packs.named()
    found.when("shipped", not names)
    words = WORDS[edition.lang]["where"]
    folder = "own" if names == [packs.OWN] else "packs"
    listed = words["and"].join(one for one in names if one != packs.OWN)
    found.say("rerun/where", words[folder].format(packs=listed))
    kind = "printed" if printing.wanted() else "bare" if printing.left_out() else "shown"
    found.say("rerun/figure_files", WORDS[edition.lang]["figure_files"][kind])
    place, told = forms.report_error(forms.load_citation()), WORDS[edition.lang]["report_to"]
    key = "known" if place else "unknown"
    found.say("rerun/report_to", told[key].format(place=place.removeprefix("mailto:")))
    return found


def commands(edition: Edition, other: Example) -> Markup:
    """The command line, with this edition's parameters."""
    own = _own(edition)
    concept = edition.concepts[0]
    number = f"share/{concept}/{edition.region.id}/{edition.year_of(concept)}"
    words = [
        f"build{own}",
        f"build --region {other.region} --year {other.year} --lang zh",
        f"build{own} --basis {other.basis}",
        f"matrix --nation {edition.nation.id}",
        f"explain {number}",
        f"explain {number} --json",
        f"series --concept {_emitted(edition)}",
        "data check",
    ]
    return block([packs.command(one) for one in words])


def _emitted(edition: Edition) -> str:
    """The carbon, or what is told last where there is none."""
    return "co2" if "co2" in edition.concepts else edition.concepts[-1]


def notebook(other: Example) -> Markup:
    """Papermill on one chapter; over packs, in a report that is begun of them: it has no --data."""
    command = f"chapters/02_shares.ipynb out.ipynb -p region {other.region} -p year {other.year}"
    begun = [packs.command("init my-report"), "cd my-report"] if packs.options() else []
    return block([*begun, f"papermill {command}", f"papermill --engine regionshare {command}"])


def python(edition: Edition) -> Markup:
    """The package from Python."""
    region, concept = edition.region.id, edition.concepts[0]
    opened = f"regionshare.open({', '.join(map(json.dumps, packs.named()))})"
    data = opened if packs.options() else "regionshare"
    return block(
        [
            "import regionshare",
            f'number = {data}.share("{concept}", "{region}", {edition.year_of(concept)})',
            "number.value, number.unit, number.formula, number.span",
        ]
    )


def cite(edition: Edition) -> Markup:
    """The citation as text and as BibTeX; before them our own report by its name in Chinese."""
    report = forms.Citable(
        forms.load_citation(), edition.region.id, edition.year, edition.region.name("en")
    ).report()
    texts = [[forms.plain(report)], forms.bibtex(report).splitlines()]
    if edition.lang != "en" and not packs.named():
        texts.insert(0, [_named_here(edition, report)])
    return Markup("").join(map(block, texts))


def _named_here(edition: Edition, report: forms.Work) -> str:
    """Authors, title and release as the edition's language has them."""
    words, frame = BOOK[edition.lang], BOOK[edition.lang]["frame"]
    title = frame["printed"].format(
        title=frame["site_title"], region=edition.region.name(edition.lang), year=edition.year
    )
    day = day_text(report.released, edition.lang) if report.released else ""
    told = words["embed"]["released"].format(title=title, version=report.version, day=day)
    return f"{frame['authors']}{frame['colon']}{told}"


def measured() -> dict[str, Any] | None:
    """The times that were measured last, with the machine and the day; None if none were here."""
    if not RESULTS.is_file() or packs.named():
        return None
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def speed(found: dict[str, Any] | None, lang: str) -> Table | None:
    """Peers and this report side by side: ``id, count, seconds, cpu, overhead, unchanged``."""
    if found is None:
        return None
    words = WORDS[lang]["speed"]
    columns = {
        "id": Column(words["way"], words["ways"].__getitem__),
        "count": Column(words["count"], numeric=True),
        **{name: Column(words[name], "{:.2f}".format, True) for name in SECONDS},
    }
    caption = words["caption"].format(**found["machine"], date=_day(found["date"], lang))
    frame = pd.DataFrame(found["rows"]).reindex(columns=list(columns))
    return Table(frame, caption, columns)


SECONDS = ("seconds", "cpu", "overhead", "unchanged")


def rebuilds(found: dict[str, Any] | None, lang: str) -> Table | None:
    """What is made anew when one thing changes: ``id, executed, seconds, cpu``."""
    if found is None or "rebuilds" not in found:
        return None
    words, once = WORDS[lang]["rebuilds"], found["rebuilds"]
    columns = {
        "id": Column(words["what"], words["changes"].__getitem__),
        "executed": Column(words["executed"], numeric=True),
        **{name: Column(words[name], "{:.1f}".format, True) for name in ("seconds", "cpu")},
    }
    told = {"date": _day(once["date"], lang), "load": once["load"]}
    caption = words["caption"].format(**found["machine"], **told)
    return Table(pd.DataFrame(once["rows"])[list(columns)], caption, columns)


def _day(stated: str, lang: str) -> str:
    return day_text(datetime.date.fromisoformat(stated), lang)


def markdown(table: Table | None) -> str:
    """A table as the README shows it."""
    assert table is not None, "it is of what was measured"
    head = [column.label for column in table.columns.values()]
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *table.rows()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
