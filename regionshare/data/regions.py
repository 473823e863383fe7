"""Regions: nations, their parts, what lies beside or below them, and groups of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from pathlib import Path

from regionshare.data import tables
from regionshare.errors import DataError, ParameterError


@dataclass(frozen=True)
class Level:
    """A kind of region, and what one of them and several are called.

    ``part`` says that its regions make up their nation: they have shares, ranks and editions. A row
    with a ``nation`` is what that nation's are called.
    """

    id: str
    nation: str
    part: bool
    name_en: str
    many_en: str
    name_zh: str
    many_zh: str

    def words(self, lang: str) -> tuple[str, str]:
        """The word for one and for several, in ``en`` or ``zh``."""
        return (self.name_zh, self.many_zh) if lang == "zh" else (self.name_en, self.many_en)


Levels = dict[tuple[str, str], Level]
"""By id and nation; the nation is empty where the words are anybody's."""


@dataclass(frozen=True)
class Region:
    """A nation, or a part of one.

    ``id`` is ISO 3166-1 for a nation and ISO 3166-2 for its parts; ids of cities and of
    electricity grids are our own. ``report`` is the year of the edition that is made of it where
    none is asked for; one region of a nation states it. ``also_en`` and ``also_zh`` are other names, ``people_en`` what
    its people are called, each parted by ``|``. ``tile_en`` is what stands on its tile, in seven
    letters or so; the end of its id where it is empty. ``running_en`` and ``running_zh`` are its
    name within a sentence, where that is another: *the United States*.
    """

    id: str
    parent: str
    level: str
    name_en: str
    name_zh: str
    code_gbt2260: str
    tile_row: int | None
    tile_col: int | None
    also_en: str = ""
    also_zh: str = ""
    people_en: str = ""
    report: int | None = None
    tile_en: str = ""
    running_en: str = ""
    running_zh: str = ""

    @property
    def row(self) -> str:
        """The anchor of its row on the page of all regions and years."""
        return f"row-{self.id.lower()}"

    def tile(self, lang: str) -> str:
        """What its tile on a map is called: its name where it fits, else the short one."""
        return self.name_zh if lang == "zh" else self.tile_en or self.id.rpartition("-")[2]

    def name(self, lang: str) -> str:
        """The region's name in ``en`` or ``zh``."""
        return self.name_zh if lang == "zh" else self.name_en

    def running(self, lang: str) -> str:
        """The name as it stands within a sentence: *the United States*."""
        return (self.running_zh if lang == "zh" else self.running_en) or self.name(lang)


class Regions:
    """All regions of ``data/regions.csv``, by id, and the levels of ``data/levels.csv``."""

    def __init__(self, regions: list[Region], levels: Levels | None = None) -> None:
        self._by_id = {region.id: region for region in regions}
        self._below: dict[str, list[Region]] = {}
        for region in self._by_id.values():
            self._below.setdefault(region.parent, []).append(region)
        self._nations: dict[str, Region] = {}
        self._members: dict[str, list[Region]] = {}
        self.levels = levels or {}

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
        if region.upper() in self._by_id:
            return f"Write {region.upper()}"
        near = difflib.get_close_matches(region.upper(), self._by_id, n=3, cutoff=0.6)
        near = near or [by_name[n] for n in difflib.get_close_matches(wanted, by_name, n=3)]
        first = [found[0].id for one in self.nations if (found := self.members(one.id))]
        known = f"Ids are like {' or '.join(first[:2])}; all are in regions.csv of the data"
        named = " or ".join(f"{one} ({self._by_id[one].name_en})" for one in near)
        return f"Did you mean {named}? {known}" if near else known

    def nation(self, region: str) -> Region:
        """The nation that a region is part of (a nation is part of itself)."""
        if region not in self._nations:
            self._nations[region] = self[(self.ancestors(region) or [region])[-1]]
        return self._nations[region]

    def members(self, nation: str) -> list[Region]:
        """The regions that make up a nation, in the order of the file."""
        if nation not in self._members:
            self._members[nation] = [r for r in self._below.get(nation, ()) if self.is_part(r.id)]
        return list(self._members[nation])

    def is_part(self, region: str) -> bool:
        """Whether a region is one of those that make up its nation: a province, a state."""
        return self.level(region).part

    def level(self, region: str) -> Level:
        """The level of a region, as it is called in its nation."""
        return self.called(self[region].level, self.nation(region).id)

    def called(self, level: str, nation: str) -> Level:
        """A level by its id, as it is called in a nation."""
        return self.levels.get((level, nation)) or self.levels[level, ""]

    def ancestors(self, region: str) -> list[str]:
        """The ids above a region, nearest first."""
        found = []
        parent = self[region].parent
        while parent:
            if parent in found or parent == region:
                raise DataError(
                    f"{region} stands below itself", where="data/regions.csv", remedy="Mend parent"
                )
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

    def check_nation(self, nation: str) -> None:
        """Refuse what is no nation, by a `ParameterError` that names those at hand."""
        if nation not in [one.id for one in self.nations]:
            held = ", ".join(f"{one.id} ({one.name('en')})" for one in self.nations)
            raise ParameterError(
                f"nation {nation!r} is not in these data", remedy=f"They hold {held}"
            )

    def expand(self, tokens: str, place: str = "") -> tuple[str, ...]:
        """The region ids that an ``expected_regions`` cell stands for.

        ``CN`` is the nation itself, ``CN:province`` all its provinces (``CN-GD:city`` the cities
        of one), ``-CN-XZ`` takes one away; tokens are separated by spaces.
        """
        chosen: dict[str, None] = {}
        for token in tokens.split():
            name = token.removeprefix("-")
            above, _, level = name.partition(":")
            known = name in self or (above in self and (level, "") in self.levels)
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


def load_levels(origin: tables.Origin) -> Levels:
    """Read ``levels.csv``; `DataError` if a row stands twice, or a nation's has none to stand for."""
    found: Levels = {}
    for row in tables.read(origin, [one.name for one in fields(Level)]):
        one = row.built(Level)
        if (one.id, one.nation) in found:
            row.fail(f"level {one.id!r} stands twice")
        if one.nation and (one.id, "") not in found:
            row.fail(f"level {one.id!r} of {one.nation} has no row without a nation above it")
        found[one.id, one.nation] = one
    return found


def load_regions(origin: tables.Origin, levels: Levels) -> Regions:
    """Read and check ``regions.csv``.

    Raises
    ------
    DataError
        If an id stands twice, a level or parent is unknown, or a name is missing.
    """
    names = [one.name for one in fields(Region)]
    optional = [one.name for one in fields(Region) if one.default is not MISSING]
    rows = tables.read(origin, [name for name in names if name not in optional], optional)
    regions: dict[str, Region] = {}
    for row in rows:
        if row["id"] in regions:
            row.fail(f"region {row['id']!r} stands twice")
        if (row["level"], "") not in levels:
            known = ", ".join(level for level, nation in levels if not nation)
            row.fail(
                f"level {row['level']!r} is not known",
                f"Levels are {known}; another is a row of levels.csv in the same folder, with its words",
            )
        if not row["name_en"] or not row["name_zh"]:
            row.fail(f"region {row['id']!r} lacks a name in one language")
        if bool(row["parent"]) == (row["level"] == "nation"):
            row.fail(
                f"region {row['id']!r} of level {row['level']} has parent {row['parent']!r}",
                "A nation has no parent, and every other region has one",
            )
        regions[row["id"]] = row.built(Region)
    for row in rows:
        if row["parent"] and row["parent"] not in regions:
            row.fail(f"parent {row['parent']!r} is not a region")
    found = Regions(list(regions.values()), levels)
    tiles: dict[tuple[str, int, int], str] = {}
    for row in rows:
        one = found[row["id"]]
        if (one.tile_row is None) != (one.tile_col is None):
            row.fail(f"{one.id} has half a tile", "State tile_row and tile_col, or neither")
        if one.tile_row is not None and one.tile_col is not None:
            first = tiles.setdefault((found.nation(one.id).id, one.tile_row, one.tile_col), one.id)
            if first != one.id:
                row.fail(
                    f"{one.id} has the tile of {first}, row {one.tile_row}, column {one.tile_col}",
                    "Give it a free place",
                )
    return found


@dataclass(frozen=True)
class Group:
    """A group of regions: a definition, not a finding, so it names who drew it."""

    nation: str
    id: str
    name_en: str
    name_zh: str
    regions: tuple[str, ...]
    source_en: str
    source_zh: str

    def name(self, lang: str) -> str:
        """The group's name in ``en`` or ``zh``."""
        return self.name_zh if lang == "zh" else self.name_en

    def source(self, lang: str) -> str:
        """Who drew the groups, in ``en`` or ``zh``."""
        return self.source_zh if lang == "zh" else self.source_en


def load_groups(origin: tables.Origin, regions: Regions) -> dict[str, tuple[Group, ...]]:
    """Read ``groups.csv``: the groups of each nation, in the order of the file.

    Raises
    ------
    DataError
        If a group names an unknown region, or a nation's groups leave out a region or hold one
        twice.
    """
    found: dict[str, list[Group]] = {}
    for row in tables.read(origin, [one.name for one in fields(Group)]):
        members = regions.expand(row["regions"], row.place)
        if not all(row.values()):
            row.fail("a cell is empty", "A group states its source")
        found.setdefault(row["nation"], []).append(row.built(Group, regions=members))
    for nation, groups in found.items():
        named = [region for group in groups for region in group.regions]
        wanted = [region.id for region in regions.members(nation)]
        odd = {r for r in named if named.count(r) > 1} | (set(named) ^ set(wanted))
        if odd:
            raise DataError(
                f"{', '.join(sorted(odd))} is not in exactly one group of {nation}",
                where=tables.relative(origin) if isinstance(origin, Path) else origin.place,
                remedy="Every region of a nation belongs to one group",
            )
    return {nation: tuple(groups) for nation, groups in found.items()}
