"""Panels: what several chapters tell: shares, intensities, standing, with phrases and conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from regionshare.chapters.edition import MAIN, Edition, Findings
from regionshare.claims.who import BURDENS, CARRIED
from regionshare.data.regions import Region
from regionshare.errors import MissingDataError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Number, NumberId
from regionshare.text.messages import room

if TYPE_CHECKING:
    import pandas as pd

START = 2005
"""The first year that is told."""

LOADS = ("energy", "co2")
"""What a region uses or emits; people and economy are what these are held against."""

YARDSTICKS = ("gdp", "population")
SIDES = ("below", "at", "above")
WORDS = room("panels")
TILES = room("panels.tiles")
MARKS = room("panels.marks")
"""Commas, colons and brackets of each language, between parts that are computed."""

DRAWN, ENDS, NEAR = 100, 20, 10
"""Rows that a figure of regions draws at most; of more regions: at each end, and on each side of one."""


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dicts by column."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def ends(table: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    """The first and the last value of each group with their years, in the order of the table.

    Columns: the group's, and ``first, start, last, end``.
    """
    rows = table.groupby(by, sort=False)
    first, last = (rows[["year", value]].nth(place).reset_index(drop=True) for place in (0, -1))
    found = {
        "first": first[value],
        "start": first["year"],
        "last": last[value],
        "end": last["year"],
    }
    return first.assign(**{by: table[by].unique()}, **found)[[by, *found]]


def share_findings(edition: Edition, shares: Mapping[str, Number]) -> Findings:
    """What prose says of the shares: ``span/share/<concept>``, the flag ``span_<concept>``, ..."""
    found = Findings(edition)
    for concept, one in shares.items():
        found.add(one, f"share/{concept}")
        found.when(f"span_{concept}", one.span is not None)
        told = display.span(one, edition.store, edition.lang) if one.span else ""
        found.when(f"ranges_{concept}", told not in ("", edition.text(one)))
        found.when(f"added_{concept}", one.span is not None and one.span.added > 0)
        if one.span is not None:
            found.say(f"span/share/{concept}", told)
            found.say(f"choices/share/{concept}", str(one.span.count))
            found.say(f"published/share/{concept}", str(one.span.count - one.span.added))
            found.say(f"added/share/{concept}", str(one.span.added))
        found.when(f"late_{concept}", one.period != str(edition.year))
    found.when("late", any(one.period != str(edition.year) for one in shares.values()))
    _tell_coverage(found, shares)
    found.when("spans", any(one.span is not None for one in shares.values()))
    found.when("loads", any(concept in shares for concept in BURDENS))
    found.when("has_electricity", "electricity" in shares)
    found.when("all_four", set(MAIN) <= set(shares))
    for concept in MAIN:
        found.when(f"has/{concept}", concept in shares)
        for flag in ("span", "added", "late", "ranges") if concept not in shares else ():
            found.when(f"{flag}_{concept}", False)
    for load in BURDENS:
        for yardstick in CARRIED:
            found.when(f"pair/{load}:{yardstick}", (load, yardstick) in edition.pairs)
    return found


def _tell_coverage(found: Findings, shares: Mapping[str, Number]) -> None:
    """Which regions carbon lacks and which lie beside the statistics; what its choices differ in."""
    edition, regions = found.edition, found.edition.store.regions
    nation, grid = edition.nation.id, edition.evaluator.grid
    known = {
        concept: grid.admissible(nation, concept, edition.region.id, edition.year_of(concept))
        for concept in shares
    }
    found.when("releases", any(len({one.series for one in each}) > 1 for each in known.values()))
    carbon, totals, lacking = shares.get("co2"), set(), []
    if carbon:
        values = carbon.span.values if carbon.span else {}
        headline = known["co2"][0].series
        told = [one for one in known["co2"] if one.series == headline and not one.imports]
        totals = {f"{values[one.token]:.{carbon.decimals}f}" for one in told if one.token in values}
        year = edition.year_of("co2")
        members = regions.members(nation)
        lacking = [one for one in members if not edition.store.has(headline, one.id, year)]
    found.when("totals_differ", len(totals) > 1)
    beside = [
        one
        for one in regions
        if one.parent == nation and not regions.is_part(one.id) and _counted(edition, one)
    ]
    for name, which in (("uncovered", lacking), ("beside", beside)):
        found.when(name, bool(which))
        found.say(name, MARKS[edition.lang]["list"].join(one.name(edition.lang) for one in which))


def _counted(edition: Edition, region: Region) -> bool:
    """Whether the data have people, economy, energy or carbon of a region."""
    return any(edition.store.ranked(concept, region.id) for concept in MAIN)


def intensity_findings(edition: Edition) -> Findings:
    """Relative intensities of energy and carbon, against GDP and people of the same year.

    ``than/<load>:<yardstick>`` says whether the share of the load is smaller or larger than that
    of the yardstick, ``average/...`` on which side of the average it lies; both by the value as
    printed.
    """
    found, words = Findings(edition), WORDS[edition.lang]
    for pair in map(":".join, edition.pairs):
        number = found.number("relative_intensity", pair)
        value = round(number.value, number.decimals)
        side = SIDES[(value > 1) - (value < 1) + 1]
        found.say(f"than/{pair}", words["than"][side])
        found.say(f"average/{pair}", words["average"][side])
    return found


def standing_findings(edition: Edition) -> Findings:
    """Where the region stands by relative intensity, and how many lie below the average."""
    found = Findings(edition)
    for load in edition.loads if "gdp" in edition.concepts else ():
        pair = f"{load}:gdp"
        found.number("rank", pair)
        for metric in ("below_average", "compared"):
            found.number(metric, pair, of=edition.nation.id, alias=f"{metric}/{pair}")
    return found


def later_findings(edition: Edition) -> Findings:
    """The region's shares in years after the latest complete one, on every declared basis.

    For a year that the headline has for this region alone, for proxies, and for inventories that
    reach further than the headline's.
    """
    found = Findings(edition)
    grid, region = edition.evaluator.grid, edition.region.id
    for concept in edition.concepts:
        for year in range(edition.year_of(concept) + 1, edition.year + 1):
            for basis in grid.admissible(edition.nation.id, concept, region, year):
                wanted = NumberId("share", (concept,), region, year, basis.token)
                try:
                    found.add(edition.evaluator.number(wanted))
                except MissingDataError:
                    continue
    found.when("later", bool(found.numbers))
    return found


def edition_ids(evaluator: Evaluator, region: str, year: int) -> list[str]:
    """The numbers of an edition that need no chapter: shares, intensities, standing, later years."""
    edition = Edition(evaluator.store.regions[region], year, "en", evaluator)
    known = evaluator.grid.concepts(edition.nation.id)
    if any(edition.complete_year(concept) is None for concept in MAIN if concept in known):
        return []
    edition.shares()
    for findings in (intensity_findings, standing_findings, later_findings):
        edition.take(findings(edition))
    return list(edition.numbers)


def segments(
    years: pd.Series[Any], keys: pd.Series[Any], broken: Sequence[bool] | bool = False
) -> pd.Series[int]:
    """The number of each year's unbroken stretch.

    A new one begins after a gap, where the key changes and where the series is broken.
    """
    import pandas as pd

    cut = pd.Series(broken, years.index, dtype=bool)
    return ((years.diff() != 1) | (keys != keys.shift()) | cut).astype(int).cumsum()


def segmented(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """``series, year, ...`` with ``segment``: a series' start, break or missing year begins one."""
    known, pairs = edition.store.series, zip(table["series"], table["year"], strict=True)
    broken = [year in known[series].breaks for series, year in pairs]
    return table.assign(segment=segments(table["year"], table["series"], broken))


def drawn_rows(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a ranking that a figure draws: of a nation of many regions, not all.

    Up to `DRAWN` all of them; of more, both ends and those around the edition's region, with
    ``gap``: whether rows before it are left out.
    """
    if len(table) <= DRAWN:
        return table
    last = len(table)
    kept = {*range(ENDS), *range(last - ENDS, last)}
    for place in (table["region"] == edition.region.id).to_numpy().nonzero()[0]:
        kept |= {one for one in range(place - NEAR, place + NEAR + 1) if 0 <= one < last}
    places = sorted(kept)
    gaps = [place > 0 and place - 1 not in kept for place in places]
    return table.iloc[places].reset_index(drop=True).assign(gap=gaps)


def about_rows(edition: Edition, table: pd.DataFrame) -> str:
    """How many rows of a ranking its figure leaves out: a sentence that goes on its caption."""
    left = len(table) - len(drawn_rows(edition, table))
    told = WORDS[edition.lang]["rows"]
    return str(told.format(left=left, count=len(table), ends=ENDS, **edition.texts)) if left else ""


def tile_names(edition: Edition, table: pd.DataFrame) -> list[str]:
    """What the tiles of a map are called."""
    regions = (edition.store.regions[str(region)] for region in table["region"])
    return [one.tile(edition.lang) for one in regions]


def about_tiles(edition: Edition) -> str:
    """What the tiles of a map cover, and that names are cut: sentences that go on its caption."""
    lang, regions = edition.lang, edition.store.regions
    placed = [one for one in regions if one.parent == edition.nation.id and one.tile_row]
    names = [one.name(lang) for one in placed if not regions.is_part(one.id)]
    told = TILES[lang]["some" if names else "all"].format(names=MARKS[lang]["list"].join(names))
    cut = any(regions.is_part(one.id) and one.tile(lang) != one.name(lang) for one in placed)
    return str(told + (TILES[lang]["cut"] if cut else ""))
