"""Bought power in the chapter on carbon: what it adds to a share under each factor."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from regionshare.chapters.carbon import CONCEPT, between, common_year
from regionshare.chapters.edition import Edition, Findings, Form
from regionshare.claims.words import family_name
from regionshare.data.bases import Basis
from regionshare.data.series import Series
from regionshare.errors import MissingDataError
from regionshare.indicators.release import last_common_year
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("carbon")
GENERATION = "generation"
DOUBT = 4
"""Percent: differences between the two series of generation above this are counted."""


class Added(NamedTuple):
    """One basis with bought power in one year: the share without, with, and the difference.

    ``later`` says whether a figure of the doubtful series of generation entered.
    """

    basis: Basis
    year: int
    plain: Number
    share: Number
    effect: Number
    mass: Number
    later: bool


def generations(edition: Edition) -> list[Series]:
    """The series of generation by region, the first is the one to use; the others are doubtful."""
    own, store = edition.region.id, edition.store
    found = [s for s in store.series.values() if s.concept == GENERATION]
    return sorted((s for s in found if own in s.expected_regions), key=lambda s: s.rank)


def added(edition: Edition) -> list[Added]:
    """Every declared basis with bought power, in each year it has up to the edition's.

    A basis whose figures of some year are missing is left out in that year; all are where there
    is no second inventory.
    """
    if common_year(edition) is None:
        return []
    region, found = edition.region.id, []
    for basis in edition.evaluator.grid.entries(edition.nation.id, CONCEPT):
        if not basis.imports:
            continue
        for year in range(basis.first, min(basis.last, edition.year) + 1):
            if not basis.covers(region, year):
                continue
            try:
                found.append(_added(edition, basis, region, year))
            except MissingDataError:
                continue
    return sorted(found, key=lambda one: (one.year, one.basis.series, one.basis.imports))


def _added(edition: Edition, basis: Basis, region: str, year: int) -> Added:
    plain = f"{basis.series.partition('.')[2]}~{basis.denominator}"
    doubtful = {s.id for s in generations(edition)[1:]}
    effect = edition.compute("imports_effect", CONCEPT, year, region, basis.token)
    return Added(
        basis,
        year,
        edition.compute("share", CONCEPT, year, region, plain),
        edition.compute("share", CONCEPT, year, region, basis.token),
        effect,
        edition.compute("imported", CONCEPT, year, region, basis.token),
        any(one.series in doubtful for one in effect.inputs),
    )


def headline_added(edition: Edition) -> list[Added]:
    """The entries of `added` on the headline's inventory, in their latest year."""
    if CONCEPT not in edition.concepts:
        return []
    year = edition.year_of(CONCEPT)
    base = edition.evaluator.grid.headline(edition.nation.id, CONCEPT, year).series
    mine = [one for one in added(edition) if one.basis.series == base]
    last = max((one.year for one in mine), default=0)
    return [one for one in mine if one.year == last]


def nation_basis(edition: Edition) -> tuple[Basis, int] | None:
    """The basis on the headline's inventory that every region may use, with its latest year."""
    open_to_all = [one for one in headline_added(edition) if not one.basis.regions]
    return (open_to_all[0].basis, open_to_all[0].year) if open_to_all else None


def by_region(edition: Edition) -> pd.DataFrame:
    """What bought power adds to every region's share at one factor, the most first.

    Columns ``region, name, share, with_imports, effect``: percent, percent, points.
    """
    chosen = nation_basis(edition)
    rows = []
    if chosen is not None:
        basis, year = chosen
        for region in edition.store.parts(basis.series):
            one = _added(edition, basis, region, year)
            label = edition.store.regions[region].name(edition.lang)
            rows.append((region, label, one.plain.value, one.share.value, one.effect.value))
    table = pd.DataFrame(rows, columns=["region", "name", "share", "with_imports", "effect"])
    return table.sort_values(["effect", "region"], ascending=[False, True], ignore_index=True)


def by_factor(edition: Edition) -> pd.DataFrame:
    """The region's share without and with bought power, under every declared factor.

    Columns ``year, inventory, factor, mass, plain, share, effect, later``.
    """
    regions, lang = edition.store.regions, edition.lang
    areas, rows = WORDS[lang]["imports"]["areas"], []
    for one in added(edition):
        inventory = family_name(edition.store, one.basis.series).text(lang)
        factor = areas.join(
            edition.texts["nation"] if area == edition.nation.id else regions[area].name(lang)
            for area in one.basis.imports
        )
        values = (one.mass.value, one.plain.value, one.share.value, one.effect.value)
        rows.append((one.year, inventory, factor, *values, one.later))
    head = ["year", "inventory", "factor", "mass", "plain", "share", "effect", "later"]
    return pd.DataFrame(rows, columns=head)


def factors_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """`by_factor` as readers see it."""
    words, share = WORDS[edition.lang]["imports"], ("percent", 2)
    columns: dict[str, Form] = {"year": str, "inventory": str, "factor": str, "mass": ("Mt", 1)}
    columns |= {"plain": share, "share": share, "effect": lambda v: display.with_sign(v, 2)}
    columns |= {"later": {True: words["doubt"], False: words["sound"]}}
    return edition.tabulate(table, words, columns)


def findings(edition: Edition) -> Findings:
    """Numbers, phrases and conditions on bought power, under ``carbon/``."""
    found = Findings(edition)
    for flag in ("imports", "factors", "everywhere", "later"):
        found.when(f"carbon/{flag}", False)
    for one in added(edition):
        for number in (one.plain, one.share, one.effect, one.mass):
            found.add(number)
    _tell_region(found)
    _tell_doubt(found)
    return found


def _tell_region(found: Findings) -> None:
    edition, mine = found.edition, headline_added(found.edition)
    if not mine:
        return
    found.when("carbon/imports", True)
    found.when("carbon/factors", len(mine) > 1)
    found.say("carbon/imports/year", str(mine[0].year))
    found.say("carbon/imports/count", str(len(mine)))
    found.add(mine[0].plain, "carbon/imports/plain")
    for alias, pick in (("low", min), ("high", max)):
        one = pick(mine, key=lambda entry: entry.share.value)
        found.add(one.share, f"carbon/imports/{alias}")
        found.add(one.effect, f"carbon/imports/{alias}_effect")
    mass = mine[0].mass.value
    side = "importer" if mass > 0 else "exporter" if mass < 0 else "level"
    found.say("carbon/imports/trade", WORDS[edition.lang]["trade"][side])
    table, chosen = by_region(edition), nation_basis(edition)
    if chosen is None or table.empty:
        return
    found.when("carbon/everywhere", True)
    year, token = chosen[1], chosen[0].token
    found.number(
        "imports_rest", CONCEPT, year, edition.nation.id, token, alias="carbon/imports/rest"
    )
    for alias, metric in (("open", "share"), ("closed", "closed_share")):
        number = found.number(metric, CONCEPT, year, choice=token)
        found.say(f"carbon/imports/{alias}", display.percent(number.value, 2, edition.lang))
    for alias, row in (("most", table.iloc[0]), ("least", table.iloc[-1])):
        where = (chosen[1], row["region"], chosen[0].token)
        found.number("imports_effect", CONCEPT, *where, alias=f"carbon/imports/{alias}")
        found.say(f"carbon/imports/{alias}_name", str(row["name"]))


def _tell_doubt(found: Findings) -> None:
    """How far the two series of generation lie apart, where a number rests on the later one."""
    edition = found.edition
    doubtful = [one for one in added(edition) if one.later]
    if not doubtful:
        return
    sound, later = generations(edition)[:2]
    year = last_common_year(edition.store, sound.id, later.id, edition.year)
    if year is None:
        return
    found.when("carbon/later", True)
    found.say("carbon/later/years", "–".join(sorted({str(one.year) for one in doubtful})))
    found.say("carbon/later/year", str(year))
    found.say("carbon/later/limit", display.percent(DOUBT, 0, edition.lang))
    token, nation = between(sound, later), edition.nation.id
    for alias, metric, region, choice in (
        ("sum", "revision", nation, f"{token}~sum"),
        ("own", "revision", edition.region.id, token),
        ("beyond", "revised_beyond", nation, f"{token}~{DOUBT}"),
        ("count", "revised", nation, token),
    ):
        found.number(metric, GENERATION, year, region, choice, alias=f"carbon/later/{alias}")
