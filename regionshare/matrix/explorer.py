"""Explorer: the sentence with controls as a page, and each region's shares as a page without script."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import SHORT
from regionshare.claims import labels, words
from regionshare.claims.claim import Claim, load
from regionshare.claims.who import CONCEPTS, explorable, nearest_year
from regionshare.data.regions import Region
from regionshare.data.store import Store
from regionshare.files import packs
from regionshare.matrix import choices
from regionshare.matrix.choices import Choices
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import NumberId
from regionshare.text.markup import HTML_LANG, plain, printed, render
from regionshare.text.messages import inside, room

WORDS = room("explorer")
DISPLAY = room("display")
CLAIMS = room("claims")
ABROAD = room("abroad")
STATIC = Path(__file__).parent / "static"
FOLDER = "explorer"
"""Where the script, the tables and the regions' pages lie, seen from the pages of a language."""


@functools.lru_cache(maxsize=4)
def _choices(evaluator: Evaluator, nation: str) -> Choices:
    return Choices(evaluator, nation)


def tables(evaluator: Evaluator, nation: str, lang: str, release: str) -> str:
    """A nation's tables as a script that hands them over: a page opened from disk can load it, too.

    They hold nothing of an edition, so that the editions of a site have one file of them.
    """
    made = _choices(evaluator, nation)
    latest = nearest_year(evaluator, nation, made.years[-1])
    content = choices.document(made, lang) | {
        "release": release,
        "latest": latest,
        "first": largest(made, latest),
        "below": choices.answers(made),
        "said": said(evaluator, nation),
    }
    content["words"] = _words(made, content, lang)
    text = printed(json.dumps(content, ensure_ascii=False, separators=(",", ":")), lang)
    return f"(globalThis.regionshareTables ??= Object.create(null)).{nation} = {text};\n"


def largest(made: Choices, year: int) -> str:
    """The region with most people in a year, or most of the first concept of which all have a share."""
    column = year - made.years[0]
    for concept in sorted(made.concepts, key=lambda one: one != "population"):
        for cells in made.cells[concept]:
            which = cells.which[:, column]
            if all(place >= 0 and cells.bases[place].role == "headline" for place in which):
                return made.regions[int(cells.values[:, column].argmax())].id
    return made.regions[0].id


def said(evaluator: Evaluator, nation: str) -> dict[str, tuple[int, int]] | None:
    """What the article said of each share, as the script compares it; None of another nation.

    Whether it is stated to a tenth of a percent, and how many tenths or percents it is.
    """
    return {concept: _figure(one) for concept, one in _stated(evaluator, nation).items()} or None


def _stated(evaluator: Evaluator, nation: str) -> dict[str, Claim]:
    """The claims on the shares of a region of the nation, by concept."""
    found = quoted.central(load(None, evaluator).claims)
    regions = evaluator.store.regions
    return {c: one for c, one in found.items() if regions.nation(one.region).id == nation}


def _figure(claim: Claim) -> tuple[int, int]:
    fine = claim.decimals > 1
    middle = sum(claim.readings[0].interval.edges) / 2
    return int(fine), round(middle * (10 if fine else 1))


def _words(made: Choices, content: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The words of the explorer, with those of labels and numbers."""
    store, nation = made.store, made.nation
    names = {one: store.regions[one].name(lang) for one in explorable(made.evaluator)}
    own: dict[str, Any] = WORDS[lang]["words"]
    names_of = {c: named(store, c, lang) for c in made.concepts}
    clauses = {
        c: own["clauses"].get(c, own["clause"].replace("{concept}", inside(name)))
        for c, name in names_of.items()
    }
    spoken = store.regions[nation].running(lang)
    of = dict.fromkeys(one.region for one in _stated(made.evaluator, nation).values())
    about = words.MARKS[lang]["listed"].join(store.regions[one].name(lang) for one in of)
    return own | {
        "figures_said": own["figures_said"].format(region=about) if about else "",
        "concepts": names_of,
        "clauses": clauses,
        "who": _who(made, content, spoken, lang),
        "nation": spoken,
        "nations": names,
        "command": packs.command("explain {id}"),
        "abroad": ABROAD[lang]["warning"],
        "percent": DISPLAY[lang]["percent"],
        "depends_on": CLAIMS[lang]["depends_on"],
        "verdict": {code: words.verdict_word(code, lang) for code in labels.CODES},
        "hung_on": {key: one.text(lang) for key, one in words.HUNG_ON.items()},
        "marks": {key: words.MARKS[lang][key] for key in ("and", "listed")},
        "badges": labels.BADGES,
    }


def named(store: Store, concept: str, lang: str) -> str:
    """A concept in few letters; a concept of a pack by its own name."""
    return str(SHORT[lang].get(concept, store.concepts[concept].name(lang)))


def _who(made: Choices, content: Mapping[str, Any], nation: str, lang: str) -> dict[str, str]:
    """The words of the question who could say it, of what the nation has of the four."""
    text = WORDS[lang]["words"]["who"]

    def listed(concepts: Iterable[str]) -> str:
        return str(text["both"].join(text["names"][c] for c in concepts))

    lacking = listed(c for c in CONCEPTS if c not in made.concepts)
    told = {one: text[one] for one in ("title", "open", "others", "nobody", "combinations")}
    sides = {side: listed(content[side]) for side in ("burdens", "carried")}
    few = f"{len(content['burdens'])}{len(content['carried'])}"
    if "0" in few:
        return told | {"unasked": text["unasked"].format(lacking=lacking, nation=nation)}
    for key in ("could", "could_not"):
        why = text["why"][key][few].format(**sides)
        told[key] = text[key].format(region="{region}", year="{year}", why=why)
    if lacking:
        told["lacking"] = text["lacking"].format(lacking=lacking, nation=nation)
    return told


def files(
    evaluator: Evaluator, lang: str, release: str, twin: str = "", page: str = "explorer.html"
) -> dict[str, str]:
    """What lies beside the pages of a language: the script, the tables, a page for each region.

    Parameters
    ----------
    page : str
        The explorer's page; empty where the files are those of many editions.
    """
    found = {
        name: (STATIC / name).read_text(encoding="utf-8")
        for name in ("explorer.js", "explorer.css")
    }
    for nation in explorable(evaluator):
        found[f"{nation.lower()}.js"] = tables(evaluator, nation, lang, release)
        for region in _choices(evaluator, nation).regions:
            found[page_of(region.id)] = region_page(evaluator, region, lang, twin, page)
    return found


def page_of(region: str) -> str:
    """The name of a region's page.

    >>> page_of("CN-ZJ")
    'cn-zj.html'
    """
    return f"{region.lower()}.html"


def region_page(
    evaluator: Evaluator, region: Region, lang: str, twin: str = "", page: str = "explorer.html"
) -> str:
    """A region's shares of every year on the headline, as a page that needs no script."""
    nation = evaluator.store.regions.nation(region.id)
    made = _choices(evaluator, nation.id)
    rows = [
        (year, shares)
        for year in made.years
        if any(shares := [_share(evaluator, c, region.id, year, lang) for c in made.concepts])
    ]
    text = WORDS[lang]
    return (
        str(
            render(
                "matrix/region.html",
                lang=HTML_LANG[lang],
                page=text["page"],
                region=region,
                title=text["page"]["region_title"].format(
                    region=region.name(lang), nation=nation.name(lang)
                ),
                more=text["page"]["region_more"].format(region=region.name(lang)),
                heads=[named(made.store, c, lang) for c in made.concepts],
                rows=rows,
                twin=twin and f"{twin}{page_of(region.id)}",
                explorer=page and f"../{page}",
            )
        )
        + "\n"
    )


def _share(evaluator: Evaluator, concept: str, region: str, year: int, lang: str) -> str:
    """A share on the headline as printed; empty where it may not be formed."""
    made = _choices(evaluator, evaluator.store.regions.nation(region).id)
    row, column = made.figures.places([region])[0], year - made.years[0]
    for cells in made.cells[concept]:
        place = cells.which[row, column]
        if place >= 0 and cells.bases[place].role == "headline":
            return display.percent(float(cells.values[row, column]), 1, lang)
    return ""


def chapter(evaluator: Evaluator, lang: str, region: str, year: int, numbers: Iterable[str]) -> str:
    """The explorer as a page of the book, in MyST; shares among its numbers lead to their cards."""
    example = _choices(evaluator, evaluator.store.regions.nation(region).id).concepts[0]
    return plain(
        "matrix/explorer.md",
        page=WORDS[lang]["page"],
        box=box(evaluator, lang, region, year, "full", numbers),
        example=str(NumberId("share", (example,), region, year)),
    )


def box(
    evaluator: Evaluator, lang: str, region: str, year: int, kind: str, numbers: Iterable[str] = ()
) -> str:
    """Where the explorer stands on a page; until its script runs, links to the regions' pages.

    Parameters
    ----------
    kind : {"full", "sentence"}
        The whole explorer, or its sentence alone.
    numbers : iterable of str
        Ids of the edition's numbers.
    """
    known = explorable(evaluator)
    return str(
        render(
            "matrix/explorer.html",
            kind=kind,
            region=region,
            home=evaluator.store.regions.nation(region).id.lower(),
            year=year,
            cards=[one for one in numbers if one.startswith("share/")],
            nations=known,
            page=WORDS[lang]["page"],
            groups=[
                (evaluator.store.regions[nation].name(lang), _links(evaluator, nation, lang))
                for nation in known
            ],
        )
    )


def _links(evaluator: Evaluator, nation: str, lang: str) -> Iterable[tuple[str, str]]:
    for region in evaluator.store.regions.members(nation):
        yield page_of(region.id), region.name(lang)
