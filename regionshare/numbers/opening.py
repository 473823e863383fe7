"""Opening: the evaluator over a data directory, loaded once; a number derived from it on a page."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import NamedTuple

from regionshare.data import pack, tables, trace
from regionshare.data.bases import read_grid
from regionshare.data.store import Store
from regionshare.errors import DataError, RegionshareError
from regionshare.files import paths
from regionshare.numbers import display, registry
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import METRICS, Input, rounded
from regionshare.text.messages import room

NEEDS = {lang: words["needs"] for lang, words in room("check").items()}


def opened(directory: Path) -> Evaluator:
    """The evaluator over a data directory as it is now."""
    return _over(pack.read(directory), directory)


@functools.lru_cache(maxsize=4)
def _evaluator(directory: Path, stamp: object) -> Evaluator:
    return _over(pack.load(directory), directory)


def _over(store: Store, directory: Path) -> Evaluator:
    place = tables.relative(directory / pack.BASES)
    if store.bases is None:
        raise DataError("the file is missing", where=place)
    grid = read_grid(store.bases, place, store)
    return Evaluator(store, grid, grid)


def evaluator(directory: Path | None = None) -> Evaluator:
    """The evaluator over a data directory (by default the report's), on the declared grid."""
    for name in (*pack.TABLES, pack.BASES):
        trace.note(name)
    directory = (directory or paths.data_dir()).resolve()
    return _evaluator(directory, pack.stamp(directory))


LARGEST = {"population": 0, "gdp": 1}
"""By which concepts a region is the largest, before any other."""


class First(NamedTuple):
    """The edition that is meant where none is named; ``stated`` where ``regions.csv`` says so."""

    region: str
    year: int
    nation: str
    stated: bool = True


def first_edition() -> First:
    """The edition of the first pack's nation: the region that ``regions.csv`` gives a year of report.

    Where none has one, it is in the latest year that the headline bases of all the nation's concepts
    reach (of any of them, if there is no such year), and of the regions with figures of most concepts
    in that year the largest, by people, else by GDP, else by the first concept that has a figure.
    """
    ready = evaluator()
    nation = ready.store.regions.nations[0].id
    members = ready.store.regions.members(nation)
    for one in members:
        if one.report is not None:
            return First(one.id, one.report, nation)
    years = [
        {year for basis in entries for year in range(basis.first, basis.last + 1)}
        for concept in ready.declared.concepts(nation)
        if (entries := ready.declared.entries(nation, concept, "headline"))
    ]
    if not members or not years:
        raise DataError(
            f"{nation} has no region with a headline basis",
            where="bases.yml",
            remedy="Declare one, or name --region and --year",
        )
    year = max(set.intersection(*years) or set.union(*years))
    figures = _headlines(ready, nation, year)
    largest = max(members, key=lambda one: _standing(figures, one.id))
    return First(largest.id, year, nation, False)


def _headlines(ready: Evaluator, nation: str, year: int) -> list[dict[str, float]]:
    """The figures of the headline of each concept by region, people and GDP first."""
    found = []
    for concept in sorted(ready.declared.concepts(nation), key=lambda one: LARGEST.get(one, 2)):
        for basis in ready.declared.entries(nation, concept, "headline"):
            if basis.first <= year <= basis.last:
                rows = ready.store.rows(basis.series)
                found.append({region: value for region, when, value in rows if when == year})
    return found


def _standing(figures: list[dict[str, float]], region: str) -> tuple[int, float]:
    """Of how many concepts a region has a figure, and how large it is by the first of them."""
    own = [values[region] for values in figures if region in values]
    return len(own), own[0] if own else 0.0


def in_page(identifier: str, lang: str, named: str = "") -> str:
    """A number derived on a page, as JSON: steps, value, hash; `named`: see `packs.options`."""
    ready = evaluator()
    try:
        found = ready.number(identifier)
    except RegionshareError as error:
        lacking = registry.unavailable()
        known = identifier.partition("/")[0] in (*METRICS, *registry.registered())
        library = ", ".join(sorted(set(lacking.values())))
        needs = NEEDS[lang].format(library=library, id=f"{identifier}{named}")
        told = needs if lacking and not known else error.sentence
        return json.dumps({"error": told}, ensure_ascii=False)
    basis = display.basis_text(found, ready.store, lang)
    formula = display.signs(display.told(found.formula, lang))
    inputs = [_step(one, ready.store, lang) for one in found.inputs]
    content = {
        "steps": [*inputs, *filter(None, [basis]), formula],
        "shown": display.display(found, ready.store, lang),
        "value": rounded(found.value),
        "hash": found.hash,
    }
    return json.dumps(content, ensure_ascii=False)


def _step(one: Input, store: Store, lang: str) -> str:
    region = store.regions[one.region].name(lang)
    return f"{region} {one.year}: {one.value:.10g} {one.unit} ({one.series})"
