"""Ready: what a data directory still lacks for which page, in sentences."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from regionshare.data import plausible, tables
from regionshare.data.pack import CLAIMS
from regionshare.data.plausible import Place
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.errors import RegionshareError, rough
from regionshare.files import packs, paths
from regionshare.nation import units
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import agreed, room

SAYS, MADE = room("nation.ready")["en"], room("nation.made")["en"]
TODO = re.compile("|".join(room("nation.ready.marks")["en"]))
FOUR = ("energy", "co2", "population", "gdp")
"""The concepts of the central sentence."""
ASKED = (
    "unusual",
    "average",
    "unfinished",
    "copied",
    "mostly",
    "twins",
    "moved",
    "apart",
    "sums",
    "sum",
)
"""What is asked of each nation alone."""
WHICH = ("series", "year", "unit", "region")
APART = 0.04
"""How far, in logarithms, a sum of regions may lie from their nation's row before it is asked about."""

SURE = 0.02
"""How much nearer to what is usual, in logarithms, one figure brings a sum than another."""

MOVES = {"persons": 0.03, "energy": 0.1, "mass": 0.13, "money": 0.15, "": 0.25}
"""How far, in logarithms, a year may leave the years on both sides, by what is measured."""

ALIKE = 2.0
"""So many times as far apart as its figures are a series' people where it may be a head."""

UNLIKE = 0.4
"""How far, in logarithms, the sizes of regions lie apart at least where that can be told."""

TIMES = 10.0
"""So many times what is usual is far, for a figure that moves alone."""

MOST = 0.8
"""As much of a year is copied where not all of it is."""

EXACT = 3
"""As many digits a figure has that is not the same twice by chance."""

NAMED = 3
"""As many nations are named of those that lack the same."""


class Fact(NamedTuple):
    """Something that a nation lacks: which sentence tells it, with what."""

    key: str
    nation: str
    told: dict[str, Any]


def lacking(ready: Evaluator, place: Path, nation: str = "", each: bool = False) -> list[str]:
    """What is missing for a page, a sentence for each fact; nothing where all is there.

    Only nations with regions of their own are asked.

    Parameters
    ----------
    nation : str, optional
        That nation alone.
    each : bool
        A sentence for each nation, too.
    """
    regions = ready.store.regions
    if nation:
        regions.check_nation(nation)
    facts = [
        fact
        for one in regions.nations
        if regions.members(one.id) and nation in ("", one.id)
        for fact in _of(ready, one.id, place)
    ]
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for one in facts:
        asked = one.key in ASKED
        of = [one.told.get(key) for key in ("concept", "concepts", *(WHICH if asked else ()))]
        group = (one.key, *map(str, of), one.nation if each or asked else "")
        groups.setdefault(group, []).append(one)
    used = {one.unit for one in ready.store.series.values()}
    strange = units.check(unit for unit in ready.store.units.values() if unit.unit in used)
    strange += [
        SAYS["unnamed"].format(row=_row(place, "concepts.csv", one.id), concept=one.name_en)
        for one in ready.store.concepts.values()
        if one.name_en == one.name_zh
    ]
    return [*strange, *(_together(same) for same in groups.values()), *_untold(place)]


def _together(same: list[Fact]) -> str:
    """One sentence for a fact, which names the nations as far as they are few."""
    names = [one.nation for one in same]
    nation = names[0]
    if len(names) > 1:
        listed = ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
        nation = SAYS["several"].format(count=len(names), names=listed)
    told = dict(same[0].told)
    if "count" in told:
        told["count"] = sum(one.told["count"] for one in same)
    return agreed(str(SAYS[same[0].key]).format(nation=nation, **told))


def _of(ready: Evaluator, nation: str, place: Path) -> list[Fact]:
    store, name = ready.store, ready.store.regions[nation].name("en")
    members = store.regions.members(nation)
    found = []

    def lack(key: str, **told: Any) -> None:
        found.append(Fact(key, name, told))

    stated = ready.declared.concepts(nation)
    if not stated:
        lack("denominator")
    else:
        for concept in FOUR:
            if concept not in stated:
                lack("concept", concept=concept)
        here = [one for one in FOUR if one in stated]
        if here and not _years(ready, nation, here):
            lack("years", concepts=", ".join(here))
    bare = [one.id for one in members if one.tile_row is None]
    if bare:
        lack("tiles", count=len(bare), region=bare[0], row=_row(place, "regions.csv", bare[0]))
    if nation not in store.groups:
        lack("groups")
    alone = [one.id for one in members if one.name_en == one.name_zh]
    if alone:
        lack("english", count=len(alone), region=alone[0], row=_row(place, "regions.csv", alone[0]))
    if not store.regions[nation].people_en:
        lack("people", row=_row(place, "regions.csv", nation))
    for key, told in (("licence", MADE["licence"]), ("proposed", MADE["caveat"])):
        same = [one for one in store.series.values() if one.nation == nation]
        same = [one for one in same if told in (one.licence, one.caveat_en)]
        if same:
            row = _row(place, "series.csv", same[0].id)
            lack(key, count=len(same), series=same[0].id, row=row, source=same[0].source)
    if not tables.exists(place / CLAIMS):
        lack("claims")
    return found + list(_questions(ready, nation, {}))


def questions(ready: Evaluator, nation: str, rows: Mapping[Place, str]) -> list[str]:
    """What is asked of a nation's figures, each with its row of the table that they came from."""
    return [_together([one]) for one in _questions(ready, nation, rows)]


def _questions(ready: Evaluator, nation: str, rows: Mapping[Place, str]) -> Iterator[Fact]:
    store, name = ready.store, ready.store.regions[nation].name("en")
    yield from (Fact(key, name, told) for key, told in _unusual(ready, nation))
    for one in (one for one in store.series.values() if one.nation == nation):
        values = {(region, year): value for region, year, value in store.rows(one.id)}
        lines = {key: f"row {row}" for row, key in enumerate(values, start=2)}
        file = f"observations/{one.id}.csv"
        for place in lines if rows else ():
            file, _, lines[place] = rows[one.id, *place].rpartition(", ")
        told = {"series": one.id, "file": file}
        found = [*_unfinished(store, one, values), *_copied(store, values)]
        if one.caveat_en == MADE["caveat"]:
            found += _sums(store, one, values, lines)
            summed = {year for key, (_, year), _ in found if key == "sum"}
            found += [moved for moved in _moved(store, one, values) if moved[1][1] not in summed]
            found += _heads(store, one, values)
        for key, at, more in found:
            yield Fact(key, name, told | more | {"row": lines.get(at, "")})


Found = Iterator[tuple[str, tuple[str, int], dict[str, Any]]]
"""What is asked: the key of its sentence, region and year of a figure that shows it, what else is told."""


def _unfinished(store: Store, one: Series, values: Mapping[tuple[str, int], float]) -> Found:
    """Amounts of the year in which they were published; people are counted on a day."""
    year, unit = one.published.year, store.units[one.unit]
    place = next((key for key in values if key[1] == year), None)
    if place and unit.dimension != "persons":
        yield "unfinished", place, {"year": year}


def _copied(store: Store, values: Mapping[tuple[str, int], float]) -> Found:
    """Two years in which the regions have the same figures, or two regions that have them in every year."""
    by_year: dict[int, dict[str, float]] = {}
    by_region: dict[str, dict[int, float]] = {}
    for (region, year), value in values.items():
        by_year.setdefault(year, {})[region] = value
        by_region.setdefault(region, {})[year] = value
    for (before, earlier), (year, later) in itertools.combinations(sorted(by_year.items()), 2):
        same = [one for one in later if later[one] == earlier.get(one)]
        exact = sum(len(f"{later[one]:.12g}".replace(".", "").strip("0")) >= EXACT for one in same)
        whole = later == earlier and len(set(later.values())) > 1
        if whole or (len(same) > EXACT and exact >= MOST * len(later)):
            more = {"year": year, "same": before, "count": len(same), "regions": len(later)}
            yield "copied" if whole else "mostly", (same[0], year), more
            break
    first: dict[tuple[tuple[int, float], ...], str] = {}
    for region, figures in by_region.items():
        twin = first.setdefault(tuple(sorted(figures.items())), region)
        if twin != region and len(set(figures.values())) > 1:
            names = {
                "region": store.regions[region].name("en"),
                "other": store.regions[twin].name("en"),
            }
            yield "twins", (region, min(figures)), names | {"years": len(figures)}


def _heads(store: Store, one: Series, values: Mapping[tuple[str, int], float]) -> Found:
    """A series whose regions are alike where their people are not: it may be a head."""
    people = next(
        (s for s in store.series.values() if (s.nation, s.concept) == (one.nation, "population")),
        None,
    )
    counted = {(r, y): value for r, y, value in store.rows(people.id)} if people else {}
    both = [key for key in values if key in counted and key[0] != one.nation]
    last = max((year for _, year in both), default=0)
    here = [key for key in both if key[1] == last]
    if one.concept == "population" or len(here) <= EXACT:
        return
    own, size, head = (
        _spread([math.log(value(key)) for key in here])
        for value in (values.__getitem__, counted.__getitem__, lambda k: values[k] / counted[k])
    )
    if head > ALIKE * own and size > max(ALIKE * own, UNLIKE):
        yield "heads", here[0], {}


def _spread(values: list[float]) -> float:
    middle = median(values)
    return median(abs(value - middle) for value in values)


def _moved(store: Store, one: Series, values: Mapping[tuple[str, int], float]) -> Found:
    """Years that leave the years on both sides in most regions, and single figures that do so alone."""
    usual = MOVES.get(store.units[one.unit].dimension, MOVES[""])
    bends: dict[int, dict[str, float]] = {}
    for (region, year), value in values.items():
        sides = [values.get((region, year + side), 0.0) for side in (-1, 1)]
        if min(value, *sides) > 0:
            bends.setdefault(year, {})[region] = math.log(value / math.sqrt(math.prod(sides)))
    middles = {year: median(found.values()) for year, found in bends.items()}
    alone = {
        (region, year): bend - middles[year]
        for year, found in bends.items()
        for region, bend in found.items()
        if len(found) > EXACT
    }
    far = max(usual, TIMES * median(map(abs, alone.values()))) if alone else usual
    for year, bend in middles.items():
        if abs(bend) > max(usual, *(abs(middles.get(year + side, 0.0)) for side in (-1, 1))):
            place = (next(iter(bends[year])), year)
            yield "moved", place, {"year": year, "times": f"{math.exp(bend):.3g}"}
    for (region, year), bend in alone.items():
        beside = [abs(alone.get((region, year + side), 0.0)) for side in (-1, 1)]
        if abs(bend) > max(far, *beside):
            times, name = f"{math.exp(bend):.3g}", store.regions[region].name("en")
            yield "apart", (region, year), {"year": year, "times": times, "region": name}


def _sums(
    store: Store, one: Series, values: Mapping[tuple[str, int], float],
    lines: Mapping[tuple[str, int], str],
) -> Found:  # fmt: skip
    """Years in which a new pack's regions sum to something else of the nation's row than usual."""
    nation = one.nation
    parts = [region for region in store.parts(one.id) if region != nation]
    ratios = {
        year: sum(values[region, year] for region in parts) / values[nation, year]
        for region, year in values
        if region == nation and parts and all((part, year) in values for part in parts)
    }
    usual = median(ratios.values()) if ratios else 1.0
    told = {"percent": f"{100 * usual:.1f}"}
    if abs(math.log(usual)) > APART:
        yield (
            "sums",
            (nation, min(ratios)),
            told | {"years": "-".join(map(str, dict.fromkeys((min(ratios), max(ratios)))))},
        )
    for year, ratio in ratios.items():
        if abs(math.log(ratio / usual)) > APART:
            named = " / ".join(
                f"{store.regions[region].name('en')}, {lines[region, year]}"
                for region in blamed(values, nation, year, usual)
            )
            more = {"year": year, "value": f"{100 * ratio:.1f}", "region": named or MADE["unknown"]}
            yield "sum", (nation, year), told | more


def blamed(
    values: Mapping[tuple[str, int], float], nation: str, year: int, usual: float
) -> list[str]:
    """Whose figure makes the parts of a year sum to something else of their nation's row than usual.

    It is the one that leaves the years beside it, and whose figure as those have it makes the sum
    what is usual; several where two would, none where none does.
    """
    parts = sum(
        value for (region, when), value in values.items() if when == year and region != nation
    )
    whole, apart = values[nation, year], {}
    for region in (region for region, when in values if when == year):
        near = [values[region, one] for one in (year - 1, year + 1) if (region, one) in values]
        if near:
            expected = math.prod(near) ** (1 / len(near))
            other = parts - values[region, year] + expected
            ratio = parts / expected if region == nation else other / whole
            apart[region] = abs(math.log(ratio / usual))
    least = min(apart.values(), default=math.inf)
    most = min(abs(math.log(parts / whole / usual)) / 2, least + SURE)
    return [region for region, one in apart.items() if one <= most]


def _unusual(ready: Evaluator, nation: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the sum or the mean of the regions has in the last year, where few nations have such a figure."""
    store = ready.store
    used = {one.concept: one for one in store.series.values() if one.nation == nation}
    for bound in plausible.stated_bounds(
        paths.data_dir(packs.OWN) / plausible.NAME, store, "usual", "average"
    ):
        names = [one for one in (*bound.of, bound.over) if one]
        years = set(_years(ready, nation, names)) if used.keys() >= set(names) else set()
        within = plausible.years_of(bound.years)
        if not years or bound.regions not in ("", nation) or (within and max(years) not in within):
            continue
        sums = [_sum(ready, nation, one, max(years)) for one in names]
        if not all(sums):
            continue
        each = len(store.regions.members(nation)) if bound.kind == "average" else 1
        value = sums[0] / (sums[1] if bound.over else 1.0) / each
        if not bound.min <= value <= bound.max:
            key = "average" if bound.kind == "average" else "unusual"
            yield key, {
                "value": rough(float(f"{value:.3g}")), "year": max(years),
                "low": rough(bound.min), "high": rough(bound.max), "unit": " / ".join(SAYS["sizes"][one] for one in names),
                "reason": bound.reason,
            }  # fmt: skip


def _sum(ready: Evaluator, nation: str, concept: str, year: int) -> float:
    """The headline's regions together, in million people, PJ or Mt; 0 where one is missing."""
    (basis, *_) = [
        one
        for one in ready.declared.entries(nation, concept, "headline")
        if one.first <= year <= one.last
    ]
    store, series = ready.store, basis.series
    parts = [one.id for one in store.regions.members(nation) if store.has(series, one.id, year)]
    unit = store.units[store.series[series].unit]
    return sum(store.value(series, one, year) for one in parts) * unit.factor_en * units.shown(unit)


def _row(place: Path, file: str, key: str) -> str:
    """The row in which a table has an id."""
    table = tables.table(place / file)
    column = table.header.index("id")
    return next((str(cells[-1]) for cells in table.rows if cells[column] == key), "?")


def _untold(place: Path) -> Iterator[str]:
    """What somebody meant to fill in: a cell, or a line of a text, with a mark such as TODO."""
    for path in sorted(place.iterdir()):
        if path.suffix == ".csv":
            lines = [("\t".join(cells), row) for *cells, row in tables.table(path).rows]
        elif path.suffix in (".bib", ".yml", ".cff"):
            content = path.read_text("utf-8").splitlines()
            lines = [(line, str(row)) for row, line in enumerate(content, start=1)]
        else:
            continue
        for line, row in lines:
            if found := TODO.search(line):
                cell = next(one for one in line.split("\t") if found[0] in one).strip()
                yield SAYS["untold"].format(file=path.name, row=row, text=repr(cell[:60]))


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
