"""Pack: a data pack drafted from a panel: its series, its choices, and what is to be said of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from regionshare.data.series import Concept, Unit
from regionshare.data.store import Store
from regionshare.errors import DataError, ParameterError
from regionshare.nation import units
from regionshare.nation.panel import Cell, fail, own_concepts, read
from regionshare.nation.ready import blamed
from regionshare.nation.regions import Known, Names, matched, names_of
from regionshare.text.messages import LANGUAGES, room

WORDS = room("nation")
SAYS = WORDS["en"]
HEADLINE = ("energy", "co2", "population", "gdp")
DEFAULT_LEVEL = "region"
LOWEST, HIGHEST = 0.8, 1.25
"""What a complete sum of regions may be of the nation's row; else one of them is something else."""


@dataclass
class Drafted:
    """One series in the making: its figures by region and year, each with its row of the panel."""

    id: str
    concept: str
    source: str
    unit: Unit
    cells: dict[tuple[str, int], Cell]

    @property
    def years(self) -> list[int]:
        """Its years, in order."""
        return sorted({year for _, year in self.cells})


@dataclass
class Draft:
    """A pack in the making, and what is to be said of it."""

    names: Names
    regions: list[Known]
    series: list[Drafted]
    bases: dict[str, dict[str, list[dict[str, Any]]]]
    told: list[str]
    level: str
    file: str
    parts: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    sums: dict[str, tuple[float, float]] = field(default_factory=dict)
    also: dict[str, list[str]] = field(default_factory=dict)
    own: dict[str, Concept] = field(default_factory=dict)

    @property
    def nation(self) -> Known:
        """The nation."""
        return self.names.nation

    @property
    def figures(self) -> int:
        """How many figures it holds."""
        return sum(len(one.cells) for one in self.series)

    @property
    def present(self) -> int:
        """How many regions have a figure."""
        return len({region for one in self.series for region, _ in one.cells} - {self.nation.id})

    @property
    def rows(self) -> dict[tuple[str, str, int], str]:
        """Where in the panel each figure stands."""
        return {
            (one.id, region, year): f"{self.file}, row {cell.row}"
            for one in self.series
            for (region, year), cell in one.cells.items()
        }


def draft(
    nation: str, path: Path, store: Store, given: Path | None = None, without: Sequence[str] = (),
    level: str = "", concepts: Path | None = None,
) -> Draft:  # fmt: skip
    """Propose a pack for a nation from a panel.

    Parameters
    ----------
    nation : str
        ISO 3166-1, two letters.
    path : Path
        The panel: see `regionshare.nation.panel.read`.
    store : Store
        The report's data, whose concepts and units are lent.
    given : Path, optional
        A file ``name,id,name_en,name_zh`` for what ISO 3166-2 does not name.
    without : sequence of str
        Regions of ISO 3166-2 without which the nation is whole, such as territories overseas.
    level : str, optional
        What the regions are, a level of `levels.csv`; ISO's word for them if there is such a level.
    concepts : Path, optional
        A file of concepts that the report does not have: see `regionshare.nation.panel.own_concepts`.

    Raises
    ------
    RegionshareError
        For whatever in the panel cannot be taken as it stands.
    """
    names = names_of(nation, given)
    strange = [one for one in without if one not in names.regions]
    if strange:
        raise ParameterError(f"{strange[0]!r} is no region of {nation}", where="--without")
    own = own_concepts(concepts, store.concepts)
    cells = read(path, store.concepts, own)
    written: dict[str, int] = {}
    for cell in cells:
        written.setdefault(cell.region, cell.row)
    ids = matched(written, names, path.name)
    series = _series(cells, ids, nation, store, path.name, own)
    present = {region for one in series for region, _ in one.cells} - {nation}
    if not present:
        raise DataError(
            f"the table has rows of {names.named(nation)} alone",
            where=path.name,
            remedy="Add its regions, a row for each region, year and concept",
        )
    both = sorted(present & set(without))
    if both:
        raise ParameterError(
            f"{both[0]} has figures in {path.name}",
            where="--without",
            remedy=f"Take its rows out of the table, or do not say --without {both[0]}",
        )
    _refuse_mixed_levels(names, present, written, ids, path.name)
    absent = [one for one in names.tops if one not in present | set(without)]
    absent = sorted(absent) if present & names.tops and not names.given & present else []
    regions = [names.regions[one] for one in sorted(present | set(absent))]
    told = _told_names(written, ids, names)
    made = Draft(names, regions, series, {}, told, _level(level, regions, store), path.name)
    made.own = {one.concept: own[one.concept] for one in series if one.concept in own}
    told.append(_told_level(made, store))
    for text, one in ids.items():
        made.also.setdefault(one, []).append(text)
    if absent:
        listed = ", ".join(f"{one} ({names.named(one)})" for one in absent)
        made.told.append(SAYS["absent_regions"].format(regions=listed, ids=",".join(absent)))
    for concept in dict.fromkeys(one.concept for one in series):
        _choose(made, concept, absent, path.name)
    lacking = [one.name_en for one in [names.nation, *regions] if not one.name_zh]
    if lacking:
        made.told.append(SAYS["no_chinese"].format(names=_listed(lacking)))
    return made


def _level(given: str, regions: Sequence[Known], store: Store) -> str:
    """What the regions are called: as it is given, by their one kind in ISO 3166-2, or regions."""
    levels = store.regions.levels
    known = [one.id for one in levels.values() if one.part and not one.nation]
    if given and given not in known:
        raise ParameterError(
            f"level {given!r} is not known",
            where="--level",
            remedy=f"Levels are {', '.join(known)}; another is a row of levels.csv in the pack",
        )
    kinds = {one.kind.casefold().replace(" ", "_") for one in regions}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return given or (kind if kind in known else DEFAULT_LEVEL)


def _told_level(made: Draft, store: Store) -> str:
    """What pages will call the regions, in both languages."""
    level = store.regions.called(made.level, made.nation.id)
    return str(SAYS["level"]).format(en=level.many_en, zh=level.many_zh)


def _listed(names: Sequence[str], most: int = 60) -> str:
    return ", ".join(names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def _told_names(written: Iterable[str], ids: dict[str, str], names: Names) -> list[str]:
    """Who is meant by names that are several, or by numbers."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for text in written:
        by_id[ids[text]].append(text)
    told = [
        SAYS["read_as"].format(id=f"{one} {names.named(one)}", names=", ".join(found))
        for one, found in by_id.items()
        if len(found) > 1
    ]
    for text in written:
        if text.isdigit() and ids[text] not in names.given:
            name = names.named(ids[text])
            return [*told, SAYS["numbers"].format(first=text, name=f"{ids[text]} {name}")]
    return told


def _series(
    cells: Sequence[Cell], ids: dict[str, str], nation: str, store: Store, file: str,
    own: dict[str, Concept],
) -> list[Drafted]:  # fmt: skip
    """The figures by concept and source; every clash and every second unit is told.

    What a concept of one's own measures is what its first unit does.
    """
    found: dict[tuple[str, str], Drafted] = {}
    first_unit: dict[str, tuple[Unit, Cell]] = {}
    wrong = []
    known: dict[tuple[str, str, bool], Unit] = {}
    for cell in cells:
        where = f"{file}, row {cell.row}"
        try:
            counts = cell.concept in own
            concept = own.get(cell.concept) or store.concepts[cell.concept]
            wanted = cell.unit, concept.dimension, counts
            unit = known.get(wanted) or units.parsed(
                cell.unit, nation, where, store.units.values(), counts, concept.dimension
            )
            known[wanted] = unit
            if counts and not concept.dimension:
                concept = own[cell.concept] = replace(concept, dimension=unit.dimension)
            _check_unit(unit, cell, first_unit, concept, where)
            place = cell.concept, key(nation, cell.source)
            one = found.get(place) or Drafted(
                f"{cell.concept}.{place[1]}", cell.concept, cell.source, unit, {}
            )
            _refuse_twice(found.values(), cell, ids, where)
            found[place] = one
            one.cells[ids[cell.region], cell.year] = cell
        except DataError as error:
            wrong.append(error)
    fail(wrong)
    return list(found.values())


def _check_unit(
    unit: Unit, cell: Cell, first: dict[str, tuple[Unit, Cell]], concept: Concept, where: str
) -> None:
    if unit.dimension != concept.dimension:
        raise DataError(
            f"unit {cell.unit!r} measures {unit.dimension}, and {concept.id} is {concept.dimension}",
            where=where,
            remedy="Correct the unit or the concept",
        )
    before, other = first.setdefault(cell.concept, (unit, cell))
    if before.unit != unit.unit:
        times = unit.factor_en / before.factor_en if before.dimension == unit.dimension else 0
        same = before.symbol_en == unit.symbol_en
        raise DataError(
            f"{cell.concept} is in {cell.unit!r} here and in {other.unit!r} in row {other.row}",
            where=where,
            remedy="Write all figures of a concept in one unit"
            + (f": here times {times:.6g}" if same else ""),
        )


def _refuse_twice(found: Iterable[Drafted], cell: Cell, ids: dict[str, str], where: str) -> None:
    """A region has one figure of a concept and year in each source."""
    region = ids[cell.region]
    for one in found:
        old = one.cells.get((region, cell.year))
        if one.concept != cell.concept or old is None or one.source != cell.source:
            continue
        alike = "the same" if old.value == cell.value else f"{old.text} there, {cell.text} here"
        raise DataError(
            (
                f"{cell.region!r} and {old.region!r} are both {region}: "
                if cell.region != old.region
                else ""
            )
            + f"{cell.concept} of {region} {cell.year} stands in row {old.row} already ({alike})",
            where=where,
            remedy="Keep one of the two rows",
        )


def _refuse_mixed_levels(
    names: Names, present: set[str], written: dict[str, int], ids: dict[str, str], file: str
) -> None:
    """Regions and parts of theirs in one table would be counted twice."""
    if names.given & present:
        return
    above, below = present & names.tops, present - names.tops
    if above and below:
        few = min(above, below, key=len)
        text, row = next((text, row) for text, row in written.items() if ids[text] in few)
        raise DataError(
            f"region {text!r} ({ids[text]}) is of another level than most: some regions are parts "
            "of others, and would be counted twice",
            where=f"{file}, row {row}",
            remedy="Keep one level, or say in --regions FILE what each name stands for",
        )


def _choose(made: Draft, concept: str, absent: Sequence[str], file: str) -> None:
    """The headline and the other admissible bases of a concept, as far as its figures allow."""
    nation = made.nation.id
    roles: dict[str, list[dict[str, Any]]] = {"headline": [], "grid": [], "reference": []}
    made.bases[concept] = roles
    all_series = [one for one in made.series if one.concept == concept]
    below = [one for one in all_series if any(region == nation for region, _ in one.cells)]
    by_size = sorted(all_series, key=lambda one: -len({region for region, _ in one.cells}))
    covered: set[int] = set()
    for one in by_size:
        regions = {region for region, _ in one.cells} - {nation}
        span = {"series": one.id, "years": f"{one.years[0]}-{one.years[-1]}"}
        roles["reference"].append(span)
        if not regions:
            continue
        total = one if one in below else next(iter(below), None)
        national = [y for y in one.years if total and (nation, y) in total.cells]
        whole = [
            year for year in one.years
            if all((region.id, year) in one.cells for region in made.regions)
        ]  # fmt: skip
        if total is not None:
            _hold_sums(made, one, total, whole, file)
        _say(made, one, national, whole, absent, file, bool(roles["headline"]))
        entries = [(year, "national") for year in national]
        entries += [(year, "sum") for year in whole if year not in national]
        other = (
            {}
            if total is None or total is one
            else {"total": total.id, "match": "proxy", **_notes()}
        )
        for role, kept in (("headline", False), ("grid", True)):
            these = [pair for pair in sorted(entries) if (pair[0] in covered) is kept]
            for first, last, kind in _spans(these):
                entry = {"series": one.id, "denominator": kind, "years": f"{first}-{last}"}
                roles[role].append(entry | (other if kind == "national" else {}))
        covered |= {year for year, _ in entries}
        both = [(year, "sum") for year in whole if year in national]
        for first, last, _ in _spans(both):
            roles["grid"].append(
                {"series": one.id, "denominator": "sum", "years": f"{first}-{last}"}
            )


def _notes() -> dict[str, str]:
    return {f"note_{lang}": WORDS[lang]["made"]["other_total"] for lang in LANGUAGES}


def _spans(years: Sequence[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Runs of years of one kind.

    >>> _spans([(2019, "sum"), (2020, "sum"), (2022, "sum")])
    [(2019, 2020, 'sum'), (2022, 2022, 'sum')]
    """
    found: list[tuple[int, int, str]] = []
    for year, kind in years:
        if found and found[-1][1:] == (year - 1, kind):
            found[-1] = (found[-1][0], year, kind)
        else:
            found.append((year, year, kind))
    return found


def _written_years(years: Iterable[int]) -> str:
    spans = _spans([(year, "") for year in sorted(years)])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b, _ in spans)


def _hold_sums(made: Draft, one: Drafted, total: Drafted, whole: list[int], file: str) -> None:
    """The sum of the regions is near the nation's row, or one of them is something else."""
    nation, found = made.nation.id, {}
    regions = {region for region, _ in one.cells} - {nation}
    for year in one.years:
        row = total.cells.get((nation, year))
        if row is not None and all((region, year) in one.cells for region in regions):
            found[year] = sum(one.cells[region, year].value for region in regions) / row.value
    far = [y for y, ratio in found.items() if ratio > HIGHEST or (ratio < LOWEST and y in whole)]
    if far:
        usual = [ratio for year, ratio in found.items() if year not in far]
        raise _wrong_sum(made, one, total, far, found[far[0]], median(usual or [1.0]))
    if found:
        ratios = list(found.values())
        made.sums[one.id] = (min(ratios), max(ratios))
        padded = min(ratios) - 0.006, max(ratios) + 0.006
        low, high = (float(f"{value:.2g}") for value in padded)
        low, high = min(low, min(ratios) * 0.99), max(high, max(ratios) * 1.01)
        made.parts[one.id] = total.id, float(f"{low:.4g}"), float(f"{high:.4g}")


def _wrong_sum(
    made: Draft, one: Drafted, total: Drafted, years: list[int], ratio: float, usual: float
) -> DataError:
    """A sum that is not near the nation's row, at the figure that the years beside it speak against.

    Where they do not tell which, at the nation's row, with the largest region.
    """
    nation, year = made.nation.id, years[0]
    values = {place: cell.value for place, cell in one.cells.items() if place[0] != nation}
    values |= {place: cell.value for place, cell in total.cells.items() if place[0] == nation}
    suspects = blamed(values, nation, year, usual)
    row, others = total.cells[nation, year], [region for region in suspects if region != nation]
    largest = max(
        (r for r, when in values if when == year and r != nation), key=lambda r: values[r, year]
    )
    also, alone = one.cells[(others or [largest])[0], year], len(others) == len(suspects) == 1
    return DataError(
        f"{one.concept} of the regions in {year} sums to {ratio:.4g} times the row of "
        f"{row.region!r} (row {row.row}), {row.text}"
        + (f", and {also.region!r}, {also.text}, is far from its years beside" if alone else "")
        + (f" (and so in {len(years) - 1} more years)" if years[1:] else ""),
        where=f"{made.file}, row {also.row if alone else row.row}",
        remedy="Correct the figure: look for another unit, or a slip"
        if alone
        else "Look at this row"
        + (f", or that of {also.region!r} (row {also.row})" if suspects != [nation] else "")
        + ": another unit, a total among the regions, or a slip",
    )


def _say(
    made: Draft, one: Drafted, national: list[int], whole: list[int], absent: Sequence[str],
    file: str, later: bool,
) -> None:  # fmt: skip
    """Which total the shares of a concept are of, in which years; refuse where there is none."""
    concept, summed = one.concept, [year for year in whole if year not in national]
    years = set(one.years) - set(national) - set(whole)
    lacking = sorted(
        {
            region.id
            for region in made.regions
            for year in years
            if (region.id, year) not in one.cells
        }
        | set(absent)
    )
    if not national and not whole and not later:
        row = next(iter(one.cells.values())).row
        names = ", ".join(f"{name} ({made.names.named(name)})" for name in lacking[:8])
        listed = ",".join(absent)
        raise DataError(
            f"{concept} has no row of {made.nation.name_en}, and the sum over its regions would lack "
            f"{names}{f' and {len(lacking) - 8} more' if len(lacking) > 8 else ''}",
            where=f"{file}, row {row}",
            remedy="Add the nation's rows or those of the regions"
            + (f"; if the nation is whole without them, say --without {listed}" if listed else ""),
        )
    low_high = [f"{100 * one:.1f}" for one in made.sums.get(one.id, (0.0, 0.0))]
    if national:
        key = "national" if one.id in made.sums else "national_alone"
        made.told.append(
            SAYS[key].format(
                concept=concept,
                years=_written_years(national),
                sums=SAYS["sums"][low_high[0] != low_high[1]].format(*low_high),
            )
        )
    if summed:
        made.told.append(
            SAYS["sum"].format(
                concept=concept, regions=len(made.regions), years=_written_years(summed)
            )
        )
    if years:
        made.told.append(
            SAYS["gaps"].format(
                concept=concept, years=_written_years(years), region=_listed(lacking, 5) or "?"
            )
        )


def key(nation: str, source: str) -> str:
    """The key of a source: the nation, and its words as far as ASCII has them."""
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode().lower()
    words = "_".join(re.findall(r"[a-z0-9]+", plain))[:32].strip("_")
    if plain.strip() != source.lower().strip() or len(words) < 3 or len(plain) > 32:
        words = f"{words[:24]}_{hashlib.sha256(source.encode()).hexdigest()[:4]}".strip("_")
    return f"{nation.lower()}_{words}"
