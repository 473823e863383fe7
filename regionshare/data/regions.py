"""Regions: nations, their provinces or states, and what lies beside or below them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from regionshare.data import tables
from regionshare.errors import DataError, ParameterError

COLUMNS = ("id", "parent", "level", "name_en", "name_zh", "code_gbt2260", "tile_row", "tile_col")
LEVELS = ("nation", "province", "state", "sar", "city", "grid")
FIRST_LEVELS = ("province", "state")


@dataclass(frozen=True)
class Region:
    """A nation, or a part of one.

    ``id`` is ISO 3166-1 for a nation and ISO 3166-2 for its parts; ids of cities and of
    electricity grids are our own.
    """

    id: str
    parent: str
    level: str
    name_en: str
    name_zh: str
    code_gbt2260: str
    tile_row: int | None
    tile_col: int | None

    def name(self, lang: str) -> str:
        """The region's name in ``en`` or ``zh``."""
        return self.name_zh if lang == "zh" else self.name_en


class Regions:
    """All regions of ``data/regions.csv``, by id."""

    def __init__(self, regions: list[Region]) -> None:
        self._by_id = {region.id: region for region in regions}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_id.values())

    def __contains__(self, region: object) -> bool:
        return region in self._by_id

    def __getitem__(self, region: str) -> Region:
        """The region of an id; `ParameterError` with near ids if there is none."""
        try:
            return self._by_id[region]
        except KeyError:
            raise ParameterError(
                f"region {region!r} is not known", remedy=self._hint(region)
            ) from None

    def _hint(self, region: str) -> str:
        wanted = region.lower()
        by_name = {r.name_en.lower(): r.id for r in self} | {r.name_zh: r.id for r in self}
        if wanted in by_name:
            return f"Use its id, {by_name[wanted]}"
        near = difflib.get_close_matches(region.upper(), self._by_id, n=3, cutoff=0.6)
        near = near or [by_name[n] for n in difflib.get_close_matches(wanted, by_name, n=3)]
        known = "Ids are like CN-GD or US-CA; all are in data/regions.csv"
        return f"Did you mean {' or '.join(near)}? {known}" if near else known

    def nation(self, region: str) -> Region:
        """The nation that a region is part of (a nation is part of itself)."""
        return self[(self.ancestors(region) or [region])[-1]]

    def members(self, nation: str) -> list[Region]:
        """The provinces or states of a nation, in the order of the file."""
        return [r for r in self if r.parent == nation and r.level in FIRST_LEVELS]

    def ancestors(self, region: str) -> list[str]:
        """The ids above a region, nearest first."""
        found = []
        parent = self[region].parent
        while parent:
            found.append(parent)
            parent = self[parent].parent
        return found

    def at(self, ancestor: str, level: str) -> list[Region]:
        """All regions of one level below another region."""
        return [r for r in self if r.level == level and ancestor in self.ancestors(r.id)]

    @cached_property
    def nations(self) -> list[Region]:
        """All nations."""
        return [r for r in self if r.level == "nation"]

    def expand(self, tokens: str, place: str = "") -> tuple[str, ...]:
        """The region ids that an ``expected_regions`` cell stands for.

        ``CN`` is the nation itself, ``CN:province`` all its provinces (``CN-GD:city`` the cities
        of one), ``-CN-XZ`` takes one away; tokens are separated by spaces.
        """
        chosen: dict[str, None] = {}
        for token in tokens.split():
            name = token.removeprefix("-")
            above, _, level = name.partition(":")
            known = name in self or (above in self and level in LEVELS)
            if not known:
                raise DataError(
                    f"expected_regions has {token!r}, which names no region", where=place
                )
            ids = [r.id for r in self.at(above, level)] if level else [name]
            for region in ids:
                if token.startswith("-"):
                    chosen.pop(region, None)
                else:
                    chosen[region] = None
        if not chosen:
            raise DataError("expected_regions is empty", where=place)
        return tuple(chosen)


def load_regions(path: Path) -> Regions:
    """Read and check ``regions.csv``.

    Raises
    ------
    DataError
        If an id stands twice, a level or parent is unknown, or a name is missing.
    """
    frame = tables.read(path, COLUMNS)
    place = tables.relative(path)
    regions: dict[str, Region] = {}
    for line, row in frame.iterrows():
        where = f"{place}, row {line}"
        if row["id"] in regions:
            raise DataError(f"region {row['id']!r} stands twice", where=where)
        if row["level"] not in LEVELS:
            raise DataError(
                f"level {row['level']!r} is not known",
                where=where,
                remedy=f"Levels are {', '.join(LEVELS)}",
            )
        if not row["name_en"] or not row["name_zh"]:
            raise DataError(f"region {row['id']!r} lacks a name in one language", where=where)
        if bool(row["parent"]) == (row["level"] == "nation"):
            raise DataError(
                f"region {row['id']!r} of level {row['level']} has parent {row['parent']!r}",
                where=where,
                remedy="A nation has no parent, and every other region has one",
            )
        tile = [
            tables.integer(row[column], where, column) if row[column] else None
            for column in ("tile_row", "tile_col")
        ]
        texts = [str(row[column]) for column in COLUMNS[:6]]
        regions[row["id"]] = Region(*texts, *tile)  # type: ignore[arg-type]
    for line, row in frame.iterrows():
        if row["parent"] and row["parent"] not in regions:
            raise DataError(
                f"parent {row['parent']!r} is not a region", where=f"{place}, row {line}"
            )
    return Regions(list(regions.values()))
