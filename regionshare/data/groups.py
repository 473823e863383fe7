"""Groups: how a nation's statistical office groups its regions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regionshare.data import tables
from regionshare.data.regions import Regions
from regionshare.errors import DataError

COLUMNS = ("nation", "id", "name_en", "name_zh", "regions", "source_en", "source_zh")


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


def load_groups(path: Path, regions: Regions) -> dict[str, tuple[Group, ...]]:
    """Read ``groups.csv``: the groups of each nation, in the order of the file.

    Raises
    ------
    DataError
        If a group names an unknown region, or a nation's groups leave out a region or hold one
        twice.
    """
    place = tables.relative(path)
    found: dict[str, list[Group]] = {}
    for line, row in tables.read(path, COLUMNS).iterrows():
        where = f"{place}, row {line}"
        members = regions.expand(str(row["regions"]), where)
        texts = [str(row[name]) for name in COLUMNS]
        if not all(texts):
            raise DataError("a cell is empty", where=where, remedy="A group states its source")
        nation, name, en, zh, _, source_en, source_zh = texts
        group = Group(nation, name, en, zh, members, source_en, source_zh)
        found.setdefault(group.nation, []).append(group)
    for nation, groups in found.items():
        named = [region for group in groups for region in group.regions]
        wanted = [region.id for region in regions.members(nation)]
        odd = {r for r in named if named.count(r) > 1} | (set(named) ^ set(wanted))
        if odd:
            raise DataError(
                f"{', '.join(sorted(odd))} is not in exactly one group of {nation}",
                where=place,
                remedy="Every province or state belongs to one group",
            )
    return {nation: tuple(groups) for nation, groups in found.items()}
