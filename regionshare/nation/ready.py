"""Ready: what a data directory still lacks for which page, in sentences."""

from __future__ import annotations

from pathlib import Path

from regionshare.data import tables
from regionshare.data.pack import CLAIMS
from regionshare.errors import RegionshareError
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

SAYS = room("nation.ready")["en"]
FOUR = ("energy", "co2", "population", "gdp")
"""The concepts of the central sentence."""


def lacking(ready: Evaluator, place: Path) -> list[str]:
    """What is missing for a page, nation by nation; nothing where all is there.

    Only nations with regions of their own are asked.
    """
    return [
        one
        for nation in ready.store.regions.nations
        if ready.store.regions.members(nation.id)
        for one in _of(ready, nation.id, place)
    ]


def _of(ready: Evaluator, nation: str, place: Path) -> list[str]:
    store, name = ready.store, ready.store.regions[nation].name("en")
    members = store.regions.members(nation)
    found = []
    stated = ready.declared.concepts(nation)
    if not stated:
        found.append(SAYS["denominator"].format(nation=name))
    else:
        for concept in FOUR:
            if concept not in stated:
                found.append(SAYS["concept"].format(nation=name, concept=concept))
        here = [one for one in FOUR if one in stated]
        if here and not _years(ready, nation, here):
            found.append(SAYS["years"].format(nation=name, concepts=", ".join(here)))
    bare = [one for one in members if one.tile_row is None]
    if bare:
        row = next((r.place for r in _rows(place) if r["id"] == bare[0].id), "?")
        found.append(
            SAYS["tiles"].format(
                nation=name, count=len(bare), region=bare[0].id, row=row.rpartition(" ")[2]
            )
        )
    if nation not in store.groups:
        found.append(SAYS["groups"].format(nation=name))
    alone = [one for one in members if one.name_en == one.name_zh]
    if alone:
        found.append(SAYS["english"].format(nation=name, count=len(alone), region=alone[0].id))
    if not tables.exists(place / CLAIMS):
        found.append(SAYS["claims"].format(nation=name))
    return found


def _rows(place: Path) -> list[tables.Row]:
    return tables.read(
        place / "regions.csv",
        ["id"],
        [
            one
            for one in tables.table(place / "regions.csv").header
            if one not in ("id", tables.ALONE)
        ],
    )


def _years(ready: Evaluator, nation: str, concepts: list[str]) -> set[int]:
    """The years in which each of some concepts has a headline basis."""
    years = [
        {
            year
            for basis in ready.declared.entries(nation, concept, "headline")
            for year in range(basis.first, basis.last + 1)
        }
        for concept in concepts
    ]
    return set.intersection(*years)


def example(ready: Evaluator, nation: str) -> str:
    """A sentence that the data of a nation answer: its largest share in the latest year."""
    regions = ready.store.regions
    for concept in ready.declared.concepts(nation):
        for year in sorted(_years(ready, nation, [concept]), reverse=True):
            found = []
            for one in regions.members(nation):
                try:
                    found.append((ready.number(f"share/{concept}/{one.id}/{year}"), one))
                except RegionshareError:
                    continue
            if found:
                number, one = max(found, key=lambda pair: pair[0].value)
                return str(SAYS["sentence"]).format(
                    year=year, region=one.name("en"), share=f"{number.value:.1f}",
                    nation=regions[nation].name("en"),
                    concept=ready.store.concepts[concept].name("en").lower(), id=number.id,
                )  # fmt: skip
    return ""
