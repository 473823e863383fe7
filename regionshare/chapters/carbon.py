"""Carbon: one region's and the nation's emissions in every inventory and release."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition, Findings, Form
from regionshare.chapters.panels import segmented
from regionshare.data.series import Series
from regionshare.errors import MissingDataError
from regionshare.indicators.inventory import spread
from regionshare.indicators.release import Pair, last_common_year, revisions_of
from regionshare.numbers.number import Number
from regionshare.text.messages import agreed, room
from regionshare.text.tables import Table

WORDS = room("carbon")
CONCEPT = "co2"

# -- inventories and the years that they have -------------------------------------------------------


def _series(edition: Edition) -> list[Series]:
    nation = edition.nation.id
    found = [
        s for s in edition.store.series.values() if s.concept == CONCEPT and s.nation == nation
    ]
    return sorted(found, key=lambda s: s.rank)


def regional(edition: Edition) -> list[Series]:
    """The inventories with the nation's regions, by rank."""
    return [s for s in _series(edition) if edition.region.id in s.expected_regions]


def national(edition: Edition) -> list[Series]:
    """The inventories with the nation's own row, by rank."""
    return [s for s in _series(edition) if edition.nation.id in s.expected_regions]


def _regional_release(series: Series) -> bool:
    """Whether it is a later release of some nation's regions."""
    return (
        series.concept == CONCEPT and bool(series.supersedes) and len(series.expected_regions) > 1
    )


def approach(series: Series) -> str:
    """The last word of an inventory's family: ``sectoral``, ``apparent``."""
    return series.family.rpartition("_")[2]


def replaced(edition: Edition) -> dict[str, Series]:
    """The inventories that a later release replaces, with that release."""
    return {s.supersedes: s for s in _series(edition) if s.supersedes}


def whole_years(edition: Edition, series: Series) -> list[int]:
    """The years, not after the edition's, in which a series has every expected region."""
    store = edition.store
    years = store.years(series.id)
    return [y for y in years if y <= edition.year and not store.missing(series.id, y)]


def common_year(edition: Edition) -> int | None:
    """The latest year in which the most inventories have every region; None below two."""
    counts: dict[int, int] = {}
    for series in regional(edition):
        for year in whole_years(edition, series):
            counts[year] = counts.get(year, 0) + 1
    best = max(counts, key=lambda year: (counts[year], year), default=None)
    return best if best is not None and counts[best] > 1 else None


def common_national_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, that every national inventory has.

    None also where there are no two inventories of the region to compare.
    """
    rows = [set(edition.store.years(s.id)) for s in national(edition)]
    years = set.intersection(*rows) if rows and common_year(edition) else set()
    return max((y for y in years if y <= edition.year), default=None)


def shares_in(edition: Edition, year: int | None = None) -> dict[str, Number]:
    """The region's share of the sum of each inventory, in a year or in each one's latest."""
    found = {}
    for series in regional(edition):
        years = whole_years(edition, series)
        when = year if year is not None else max(years, default=None)
        if when in years:
            token = f"{series.short}~sum"
            found[series.id] = edition.compute("share", CONCEPT, when, choice=token)
    return found


def counted(edition: Edition, known: list[Series], form: str = "counted") -> str:
    """How many releases, and of how many inventories: ``5 releases of 3 inventories``."""
    ids = {one.id for one in known}
    later = replaced(edition)
    old = sum(later[one].id in ids for one in ids & later.keys())
    text = WORDS[edition.lang][form]["releases" if old else "inventories"]
    return agreed(text.format(releases=len(known), count=len(known) - old))


def between(old: Series, new: Series) -> str:
    """Two series as an id names them."""
    return f"{old.short}~{new.short}"


# -- tables ---------------------------------------------------------------------------------------


def shares(edition: Edition) -> pd.DataFrame:
    """Each inventory's share of the region, in the common year and in its latest year.

    Columns ``series, label, year, value, share, latest_year, latest_value, latest_share``.
    """
    common, rows = common_year(edition) or 0, []
    store, own = edition.store, edition.region.id
    here = shares_in(edition, common)
    for series, last in shares_in(edition).items() if common else ():
        value = share = float("nan")
        if series in here:
            value, share = store.value(series, own, common), here[series].value
        year, label = int(last.period), store.series[series].label(edition.lang)
        latest = store.value(series, own, year)
        rows.append((series, label, common, value, share, year, latest, last.value))
    head = ["series", "label", "year", "value", "share"]
    return pd.DataFrame(rows, columns=[*head, "latest_year", "latest_value", "latest_share"])


def history(edition: Edition) -> pd.DataFrame:
    """The region's carbon in every inventory: ``series, label, year, value, segment``."""
    store, own = edition.store, edition.region.id
    rows = [
        (s.id, s.label(edition.lang), y, store.value(s.id, own, y))
        for s in (regional(edition) if common_year(edition) else ())
        for y in store.years(s.id)
        if y <= edition.year and store.has(s.id, own, y)
    ]
    return segmented(pd.DataFrame(rows, columns=["series", "label", "year", "value"]), edition)


def nation(edition: Edition) -> pd.DataFrame:
    """National inventories and sums of regions, in Mt: as `history`, with ``kind``."""
    store, own, rows = edition.store, edition.nation.id, []
    for series in regional(edition) if common_year(edition) else ():
        for year in whole_years(edition, series):
            total = sum(store.value(series.id, part, year) for part in store.parts(series.id))
            rows.append((series.id, "sum", series.label(edition.lang), year, total))
    for series in national(edition) if rows else ():
        for year in store.years(series.id):
            if year <= edition.year and store.has(series.id, own, year):
                value = store.value(series.id, own, year)
                rows.append((series.id, "national", series.label(edition.lang), year, value))
    table = pd.DataFrame(rows, columns=["series", "kind", "label", "year", "value"])
    return segmented(table, edition)


def spreads(edition: Edition) -> pd.DataFrame:
    """Every region's inventories in the common year as a multiple of the headline's figure.

    Columns ``region, name, spread, count`` and one per series, widest spread first; regions with
    fewer than two inventories or without the headline's are left out.
    """
    store, year = edition.store, common_year(edition)
    if year is None:
        return pd.DataFrame()
    base = edition.evaluator.grid.headline(edition.nation.id, CONCEPT, year).series
    known = [s.id for s in regional(edition) if year in whole_years(edition, s)]
    rows = []
    for region in edition.store.regions.members(edition.nation.id):
        values = {
            s: store.value(s, region.id, year) for s in known if store.has(s, region.id, year)
        }
        if base not in values or len(values) < 2:
            continue
        against = {s: value / values[base] for s, value in values.items()}
        row: dict[str, object] = {"region": region.id, "name": region.name(edition.lang)}
        rows.append(row | {"spread": spread(values), "count": len(values)} | against)
    table = pd.DataFrame(rows, columns=["region", "name", "spread", "count", *known])
    return table.sort_values(["spread", "region"], ascending=[False, True], ignore_index=True)


def compared(table: pd.DataFrame) -> list[str]:
    """The inventories of `spreads`, one column each."""
    return [str(one) for one in table if one not in ("region", "name", "spread", "count", "gap")]


def spreads_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """Every region: the widest distance, and each inventory against the headline's."""
    inventories = compared(table)
    columns: dict[str, Form] = {
        "name": str,
        "spread": ("percent", 1),
        **dict.fromkeys(inventories, ("ratio", 2)),
    }
    words = WORDS[edition.lang]["spread"] | _labels(edition, inventories)
    return edition.tabulate(table, words, columns, year=common_year(edition))


def _labels(edition: Edition, series: Iterable[str]) -> dict[str, str]:
    """The names of inventories, as heads of columns."""
    return {one: edition.store.series[one].label(edition.lang) for one in series}


def excesses(edition: Edition) -> pd.DataFrame:
    """Every sum of regions against every national inventory, in per cent of it.

    Columns ``series, label`` and one per national inventory, in the year that all of these have.
    """
    year, nations = common_national_year(edition) or 0, national(edition)
    rows: list[dict[str, object]] = []
    for series in regional(edition) if year else ():
        found: dict[str, object] = {}
        for whole in nations:
            try:
                number = edition.number(
                    "excess", CONCEPT, year, edition.nation.id, between(series, whole)
                )
            except MissingDataError:
                continue
            found[whole.id] = number.value
        if found:
            rows.append({"series": series.id, "label": series.label(edition.lang), **found})
    return pd.DataFrame(rows, columns=["series", "label", *(one.id for one in nations)])


def excesses_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """`excesses` as readers see them."""
    wholes = [str(one) for one in table if one not in ("series", "label")]
    words = WORDS[edition.lang]["excess"] | _labels(edition, wholes)
    columns: dict[str, Form] = {"label": str, **dict.fromkeys(wholes, ("change", 1))}
    return edition.tabulate(table, words, columns, year=common_national_year(edition))


# -- what is said ---------------------------------------------------------------------------------


def findings(edition: Edition) -> Findings:
    """Numbers, phrases and conditions on inventories, all under ``carbon/``.

    Every condition fails where there is nothing to compare.
    """
    found, year = Findings(edition), common_year(edition)
    known = edition.store.series.values()
    approaches = [approach(s) for s in known if _regional_release(s)]
    itself = [f"{one}/itself" for one in approaches]
    for flag in ("some", "step", *approaches, *itself, "nation", "editions", "claim", "own_total"):
        found.when(f"carbon/{flag}", False)
    if year is None:
        return found
    found.when("carbon/some", True)
    breaks = [broken for s in regional(edition) for broken in s.breaks]
    found.when("carbon/step", any(broken <= edition.year for broken in breaks))
    found.number("share", CONCEPT)
    _tell_region(found, year)
    for old, new in replaced(edition).items():
        if new in regional(edition):
            _tell_release(found, edition.store.series[old], new)
    _tell_nation(found)
    _tell_editions(found)
    _tell_claim(found)
    return found


def _tell_region(found: Findings, year: int) -> None:
    edition, series = found.edition, found.edition.store.series
    found.say("carbon/year", str(year))
    latest = shares_in(edition).values()
    for number in latest:
        found.add(number)
    apart = len({number.period for number in latest}) > 1
    found.say("carbon/apart", WORDS[edition.lang]["apart"] if apart else "")
    here = shares_in(edition, year)
    found.say("carbon/count", str(len(here)))
    found.say("carbon/counted", counted(edition, [series[one] for one in here]))
    found.say("carbon/answer", "")
    for alias, pick in (("low", min), ("high", max)):
        one = pick(here, key=lambda s: here[s].value)
        found.add(here[one], f"carbon/{alias}")
        found.say(f"carbon/{alias}_name", series[one].label(edition.lang))
    for number in here.values():
        found.add(number)
    found.number("spread", CONCEPT, year, alias="carbon/spread")
    table = spreads(edition)
    for alias, region in (("widest", table.iloc[0]), ("narrowest", table.iloc[-1])):
        found.number("spread", CONCEPT, year, region["region"], alias=f"carbon/{alias}")
        found.say(f"carbon/{alias}_name", str(region["name"]))
    found.say("carbon/regions", str(len(table)))


def _tell_release(found: Findings, old: Series, new: Series) -> None:
    """What the later release of one approach changed: the region and the most revised one."""
    edition, place = found.edition, f"carbon/{approach(new)}"
    year = last_common_year(edition.store, old.id, new.id, edition.year)
    if year is None:
        return
    moved = revisions_of(edition.evaluator, Pair(old.id, new.id, ""), year)
    most = max(moved, key=lambda region: abs(moved[region]))
    if round(moved[most], 1) == 0:
        return
    found.when(place, True)
    found.say(f"{place}/year", str(year))
    token = between(old, new)
    for alias, region, option in (
        ("own", edition.region.id, ""),
        ("most", most, ""),
        ("sum", edition.nation.id, "~sum"),
    ):
        found.number("revision", CONCEPT, year, region, token + option, alias=f"{place}/{alias}")
    found.when(f"{place}/itself", most == edition.region.id)
    found.say(f"{place}/most_name", edition.store.regions[most].name(edition.lang))


def _tell_nation(found: Findings) -> None:
    edition, own = found.edition, found.edition.nation.id
    year, known = common_national_year(edition), national(edition)
    if year is None or len(known) < 2:
        return
    found.when("carbon/nation", True)
    found.say("carbon/nation/year", str(year))
    found.number("spread", CONCEPT, year, own, alias="carbon/nation/spread")
    found.say("carbon/nation/counted", counted(edition, known, "counted_whole"))
    for alias, pick in (("low", min), ("high", max)):
        one = pick(known, key=lambda s: edition.store.value(s.id, own, year))
        number = edition.compute("value", CONCEPT, year, own, one.short)
        # Not by `add`: it would give the figure of one inventory the alias value/co2.
        found.numbers[number.id] = number
        found.aliases[f"carbon/nation/{alias}"] = number.id
        found.say(f"carbon/nation/{alias}_name", one.label(edition.lang))
    for one in regional(edition):
        if one.companion:
            token = between(one, edition.store.series[one.companion])
            alias = f"carbon/nation/{approach(one)}"
            found.number("excess", CONCEPT, year, own, token, alias=alias)


def _tell_editions(found: Findings) -> None:
    """What the latest edition of a national inventory changed."""
    edition, whole = found.edition, national(found.edition)
    known = [(edition.store.series[old], new) for old, new in replaced(edition).items()]
    for old, new in known if found.flags["carbon/nation"] else ():
        year = last_common_year(edition.store, old.id, new.id, edition.year)
        if new in whole and year is not None:
            found.when("carbon/editions", True)
            found.say("carbon/editions/year", str(year))
            token, alias = between(old, new), "carbon/editions"
            found.number("revision", CONCEPT, year, edition.nation.id, token, alias=alias)


def _tell_claim(found: Findings) -> None:
    """Which inventories' shares lie inside what the statement on carbon allows."""
    edition = found.edition
    claim = quoted.statement(edition, "carbon")
    if claim is None:
        return
    found.when("carbon/claim", True)
    known = edition.store.series
    old = replaced(edition)
    shares = [
        (known[s].label(edition.lang), n) for s, n in shares_in(edition).items() if s not in old
    ]
    quoted.tell(found, "carbon", claim, shares)
    inside = sum(claim.readings[0].interval.holds(one.value) for _, one in shares)
    key = "none" if not inside else "all" if inside == len(shares) else "some"
    stated = found.texts["carbon/claim_interval"]
    text = WORDS[edition.lang]["answer"][key]
    told = {
        "stated": stated,
        "year": claim.year or claim.spoken.year,
        "few": inside,
        "count": len(shares),
    }
    found.say("carbon/answer", text.format(**told))
    _tell_own_total(found)


def _tell_own_total(found: Findings) -> None:
    """The share of the publisher's own national inventory, which may end earlier."""
    edition, known, later = found.edition, found.edition.store.series, replaced(found.edition)
    items, old = [], []
    for one in regional(edition):
        whole = known.get(one.companion)
        year = last_common_year(edition.store, one.id, whole.id, edition.year) if whole else None
        if whole is None or year is None:
            continue
        try:
            share = edition.compute(
                "share", CONCEPT, year, choice=f"{one.short}~national~{whole.short}"
            )
        except MissingDataError:
            continue
        found.add(share)
        old.append(one.id in later)
        items.append(
            WORDS[edition.lang]["own_total"].format(
                inventory=one.label(edition.lang), share=edition.text(share), when=year
            )
        )
    found.when("carbon/own_total", bool(items))
    words = WORDS[edition.lang]
    found.say("carbon/own_total", words["own_totals"].join(items))
    found.say("carbon/own_old", words["own_old"] if all(old) else "")
