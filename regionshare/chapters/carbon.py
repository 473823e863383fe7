"""Carbon: the numbers, phrases and flags of the chapter on inventories, all under ``carbon/``."""

from __future__ import annotations

from regionshare.chapters import imported, inventories, quoted
from regionshare.chapters.edition import Edition
from regionshare.chapters.inventories import CONCEPT, compute
from regionshare.chapters.vintages import last_common_year
from regionshare.errors import MissingDataError
from regionshare.indicators.revision import Pair, revisions_of
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId

RELEASES = {
    "sectoral": ("co2.ceads_sectoral_2019", "co2.ceads_sectoral_2022"),
    "apparent": ("co2.ceads_apparent_2019", "co2.ceads_apparent_2022"),
}
OWN_NATION = {
    "sectoral": ("co2.ceads_sectoral_2019", "co2.ceads_national_sectoral_2019"),
    "apparent": ("co2.ceads_apparent_2019", "co2.ceads_national_apparent_2019"),
}
EDITIONS = ("co2.gcb_2024", "co2.gcb_2025")
GENERATION = ("generation.nbs", imported.LATER)
CLAIM = "C21"
"""The statement on the share of carbon."""
FLAGS = (
    "some",
    "step",
    "sectoral",
    "apparent",
    "nation",
    "editions",
    "imports",
    "factors",
    "everywhere",
    "later",
    "claim",
)
TRADE = {
    "en": {
        -1: "a net exporter of electricity",
        0: "in balance",
        1: "a net importer of electricity",
    },
    "zh": {-1: "电力净调出地区", 0: "电力收支相抵的地区", 1: "电力净调入地区"},
}


def tell(edition: Edition) -> None:
    """Numbers, phrases and flags of the chapter; flags only where there is nothing to compare."""
    for flag in FLAGS:
        edition.when(f"carbon/{flag}", False)
    if not inventories.available(edition):
        return
    edition.when("carbon/some", True)
    breaks = [year for s in inventories.regional(edition) for year in s.breaks]
    edition.when("carbon/step", any(year <= edition.year for year in breaks))
    edition.number("share", CONCEPT)
    _tell_region(edition)
    for approach, pair in RELEASES.items():
        _tell_release(edition, approach, pair)
    _tell_nation(edition)
    _tell_imports(edition)
    _tell_doubt(edition)
    _tell_claim(edition)


def short(pair: tuple[str, str]) -> str:
    """Two series as an id names them."""
    return "~".join(one.partition(".")[2] for one in pair)


def _name_region(edition: Edition, region: str) -> str:
    return edition.store.regions[region].name(edition.lang)


def _tell_region(edition: Edition) -> None:
    year = inventories.common_year(edition)
    assert year is not None, "available() has found a common year"
    edition.say("carbon/year", str(year))
    for number in inventories.shares(edition).values():
        edition.add(number)
    here = inventories.shares(edition, year)
    edition.say("carbon/count", str(len(here)))
    for alias, pick in (("low", min), ("high", max)):
        series = pick(here, key=lambda s: here[s].value)
        edition.add(here[series], f"carbon/{alias}")
        edition.say(f"carbon/{alias}_name", inventories.name(series, edition.lang))
    for number in here.values():
        edition.add(number)
    edition.add(compute(edition, "spread", edition.region.id, year), "carbon/spread")
    table = inventories.spread_panel(edition)
    for alias, region in (("widest", table.iloc[0]), ("narrowest", table.iloc[-1])):
        edition.add(compute(edition, "spread", region["region"], year), f"carbon/{alias}")
        edition.say(f"carbon/{alias}_name", str(region["name"]))
    edition.say("carbon/regions", str(len(table)))


def _tell_release(edition: Edition, approach: str, pair: tuple[str, str]) -> None:
    """What the later release of one approach changed: the region and the most revised one."""
    if not set(pair) <= set(edition.store.series):
        return
    old, new = (edition.store.series[one] for one in pair)
    year = last_common_year(edition, old, new)
    if year is None:
        return
    moved = revisions_of(edition.evaluator, Pair(*pair, ""), year)
    most = max(moved, key=lambda region: abs(moved[region]))
    if round(moved[most], 1) == 0:
        return
    edition.when(f"carbon/{approach}", True)
    place, token = f"carbon/{approach}", short(pair)
    edition.say(f"{place}/year", str(year))
    own = compute(edition, "revision", edition.region.id, year, token)
    edition.add(own, f"{place}/own")
    edition.add(compute(edition, "revision", most, year, token), f"{place}/most")
    edition.say(f"{place}/most_name", _name_region(edition, most))
    whole = compute(edition, "revision", edition.nation.id, year, f"{token}~sum")
    edition.add(whole, f"{place}/sum")


def _tell_nation(edition: Edition) -> None:
    year, nation, lang = inventories.common_national_year(edition), edition.nation.id, edition.lang
    if year is None or len(inventories.national(edition)) < 2:
        return
    edition.when("carbon/nation", True)
    edition.say("carbon/nation/year", str(year))
    edition.add(compute(edition, "spread", nation, year), "carbon/nation/spread")
    values = {s.id: edition.store.value(s.id, nation, year) for s in inventories.national(edition)}
    edition.say("carbon/nation/count", str(len(values)))
    for alias, pick in (("low", min), ("high", max)):
        series = pick(values, key=lambda s: values[s])
        number = compute(edition, "value", nation, year, series.partition(".")[2])
        # Not by `add`: it would give the figure of one inventory the alias value/co2.
        edition.numbers[number.id] = number
        edition.aliases[f"carbon/nation/{alias}"] = number.id
        edition.say(f"carbon/nation/{alias}_name", inventories.name(series, lang))
    for approach, pair in OWN_NATION.items():
        number = compute(edition, "excess", nation, year, short(pair))
        edition.add(number, f"carbon/nation/{approach}")
    known = [edition.store.series[one] for one in EDITIONS]
    shared = last_common_year(edition, *known)
    if shared is not None:
        edition.when("carbon/editions", True)
        edition.say("carbon/editions/year", str(shared))
        number = compute(edition, "revision", nation, shared, short(EDITIONS))
        edition.add(number, "carbon/editions")


def _tell_imports(edition: Edition) -> None:
    for one in imported.added(edition):
        for number in (one.plain, one.share, one.effect, one.mass):
            edition.add(number)
    mine = imported.headline_added(edition)
    if not mine:
        return
    edition.when("carbon/imports", True)
    edition.when("carbon/factors", len(mine) > 1)
    edition.say("carbon/imports/year", str(mine[0].year))
    edition.say("carbon/imports/count", str(len(mine)))
    edition.add(mine[0].plain, "carbon/imports/plain")
    for alias, pick in (("low", min), ("high", max)):
        one = pick(mine, key=lambda entry: entry.share.value)
        edition.add(one.share, f"carbon/imports/{alias}")
        edition.add(one.effect, f"carbon/imports/{alias}_effect")
    mass = mine[0].mass.value
    edition.say("carbon/imports/trade", TRADE[edition.lang][(mass > 0) - (mass < 0)])
    table = imported.effects_panel(edition)
    chosen = imported.nation_basis(edition)
    if chosen is None or table.empty:
        return
    edition.when("carbon/everywhere", True)
    for alias, row in (("most", table.iloc[0]), ("least", table.iloc[-1])):
        token, year = chosen[0].token, chosen[1]
        number = compute(edition, "imports_effect", row["region"], year, token)
        edition.add(number, f"carbon/imports/{alias}")
        edition.say(f"carbon/imports/{alias}_name", str(row["name"]))


def _tell_claim(edition: Edition) -> None:
    """Which inventories' shares lie inside what the statement on carbon allows."""
    claim = quoted.statement(edition, CLAIM)
    if claim is None:
        return
    edition.when("carbon/claim", True)
    found = inventories.shares(edition)
    shares = [(inventories.name(s, edition.lang), n) for s, n in found.items()]
    quoted.tell(edition, "carbon", claim, shares)


def _tell_doubt(edition: Edition) -> None:
    """How far the two series of generation lie apart, where a number rests on the later one."""
    doubtful = [one for one in imported.added(edition) if one.later]
    if not doubtful:
        return
    known = [edition.store.series[one] for one in GENERATION]
    year = last_common_year(edition, *known)
    if year is None:
        return
    edition.when("carbon/later", True)
    edition.say("carbon/later/years", "–".join(sorted({str(one.year) for one in doubtful})))
    edition.say("carbon/later/year", str(year))
    edition.say("carbon/later/limit", display.percent(imported.DOUBT, 0, edition.lang))
    token, nation = short(GENERATION), edition.nation.id
    for alias, metric, region, choice in (
        ("sum", "revision", nation, f"{token}~sum"),
        ("own", "revision", edition.region.id, token),
        ("beyond", "revised_beyond", nation, f"{token}~{imported.DOUBT}"),
        ("count", "revised", nation, token),
    ):
        number = _generation(edition, metric, region, year, choice)
        edition.add(number, f"carbon/later/{alias}")


def _generation(edition: Edition, metric: str, region: str, year: int, choice: str) -> Number:
    return edition.evaluator.number(NumberId(metric, ("generation",), region, year, choice))


def excess(edition: Edition, regional: str, national: str, year: int) -> Number | None:
    """Sum of one inventory's regions against a national inventory; None where one is missing."""
    try:
        return compute(edition, "excess", edition.nation.id, year, short((regional, national)))
    except MissingDataError:
        return None
