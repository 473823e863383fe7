"""Narrative: the numbers, phrases and flags that the chapters' prose is written with."""

from __future__ import annotations

from regionshare.chapters.edition import MAIN, Edition
from regionshare.errors import MissingDataError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Number, NumberId

LOADS = ("energy", "co2")
"""What a region uses or emits; people and economy are what these are held against."""

YARDSTICKS = ("gdp", "population")
THAN = {
    "en": ("a smaller", "the same", "a larger"),
    "zh": ("低于", "等于", "高于"),
}
TIMES = {
    "en": ("below", "at", "above"),
    "zh": ("低于", "等于", "高于"),
}


def tell_shares(edition: Edition) -> dict[str, Number]:
    """The shares, with ``span/share/<concept>`` and the flag ``span_<concept>`` for each."""
    shares = edition.shares()
    for concept, one in shares.items():
        edition.when(f"span_{concept}", one.span is not None)
        edition.when(f"added_{concept}", False)
        if one.span is not None:
            edition.say(f"span/share/{concept}", display.span(one, edition.store, edition.lang))
            edition.say(f"choices/share/{concept}", str(one.span.count))
            edition.say(f"published/share/{concept}", str(one.span.count - one.span.added))
            edition.say(f"added/share/{concept}", str(one.span.added))
            edition.when(f"added_{concept}", one.span.added > 0)
        edition.when(f"late_{concept}", one.period != str(edition.year))
    edition.when("late", any(one.period != str(edition.year) for one in shares.values()))
    edition.when("china", edition.nation.id == "CN")
    edition.when("has_electricity", "electricity" in shares)
    edition.when("speaker", edition.region.id == "CN-GD")
    return shares


def tell_intensities(edition: Edition) -> dict[str, Number]:
    """Relative intensities of energy and carbon, against GDP and people of the same year.

    ``than/<load>:<yardstick>`` says whether the share of the load is smaller or larger than that
    of the yardstick, ``average/...`` on which side of the average it lies; both by the value as
    printed.
    """
    told = {}
    for load in LOADS:
        for yardstick in YARDSTICKS:
            pair = f"{load}:{yardstick}"
            number = edition.number("relative_intensity", pair)
            value = round(number.value, number.decimals)
            side = (value > 1) - (value < 1) + 1
            edition.say(f"than/{pair}", THAN[edition.lang][side])
            edition.say(f"average/{pair}", TIMES[edition.lang][side])
            told[pair] = number
    return told


def tell_standing(edition: Edition) -> None:
    """Where the region stands by relative intensity, and how many lie below the average."""
    for load in LOADS:
        pair = f"{load}:gdp"
        edition.number("rank", pair)
        for metric in ("below_average", "compared"):
            number = edition.number(metric, pair, of=edition.nation.id)
            edition.add(number, f"{metric}/{pair}")


def later_shares(edition: Edition) -> list[Number]:
    """The region's shares in years after the latest complete one, on every admissible basis.

    For a year that the headline has for this region alone, for proxies, and for inventories that
    reach further than the headline's.
    """
    found: list[Number] = []
    for concept in edition.concepts:
        for year in range(edition.year_of(concept) + 1, edition.year + 1):
            for basis in edition.evaluator.grid.admissible(
                edition.nation.id, concept, edition.region.id, year
            ):
                wanted = NumberId("share", (concept,), edition.region.id, year, basis.token)
                try:
                    found.append(edition.add(edition.evaluator.number(wanted)))
                except MissingDataError:
                    continue
    edition.when("later", bool(found))
    return found


def edition_ids(evaluator: Evaluator, region: str, year: int) -> list[str]:
    """The numbers of an edition that need no chapter: shares, intensities, standing, later years."""
    edition = Edition(evaluator.store.regions[region], year, "en", evaluator)
    if any(edition.complete_year(concept) is None for concept in MAIN):
        return []
    tell_shares(edition)
    tell_intensities(edition)
    tell_standing(edition)
    later_shares(edition)
    return list(edition.numbers)
