"""Energy page: what the chapter on the energy system tells, by region and year."""

from __future__ import annotations

from regionshare.chapters.edition import Edition
from regionshare.errors import MissingDataError
from regionshare.indicators import power
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.numbers.quantities import net_import
from regionshare.text import tables

PAGE = "energy_system"
FIRST = 2007
SIDES = {"en": ("below", "equal to", "above"), "zh": ("低于", "等于", "高于")}
WORDS = {
    "en": {
        "effect": "What net imported electricity adds to the carbon share",
        "choice": "Inventory, factor",
        "year": "Year",
        "added": "Carbon of the import",
        "without": "Share without",
        "with": "Share with",
        "points": "Percentage points",
        "types": "Plants by type",
        "type": "Type",
        "capacity": "Capacity, {year}",
        "generation": "Generation, {year}",
        "thermal": "Thermal (with biomass)",
        "nuclear": "Nuclear",
        "hydro": "Hydro (with pumped storage)",
        "wind": "Wind",
        "solar": "Solar",
        "cases": "Non-fossil share of the capacity, by what is counted of western power",
        "case": "Western power counted",
        "lowest": "Lowest by rounding",
        "central": "As printed",
        "highest": "Highest by rounding",
        "home": "not at all",
        "none": "below the line only",
        "all": "above and below the line",
        "inside": "lies between these ends",
        "outside": "lies outside them",
    },
    "zh": {
        "effect": "净调入电力使碳排放比重增加多少",
        "choice": "清单与因子",
        "year": "年份",
        "added": "调入电力的碳排放",
        "without": "不计入的比重",
        "with": "计入的比重",
        "points": "百分点",
        "types": "各类电源",
        "type": "类型",
        "capacity": "{year}年装机",
        "generation": "{year}年发电量",
        "thermal": "火电（含生物质）",
        "nuclear": "核电",
        "hydro": "水电（含抽水蓄能）",
        "wind": "风电",
        "solar": "光伏",
        "cases": "按西电计入方式，非化石能源装机的比重",
        "case": "西电的计入方式",
        "lowest": "取整允许的最低值",
        "central": "按公布值",
        "highest": "取整允许的最高值",
        "home": "都不计入",
        "none": "仅计入分母",
        "all": "分子分母都计入",
        "inside": "在这两端之间",
        "outside": "在这两端之外",
    },
}


def import_years(edition: Edition) -> tuple[int | None, int | None]:
    """The latest year of the better series, and a later, doubtful one; none after the edition's."""
    doubtful = None
    for year in range(edition.year, FIRST - 1, -1):
        try:
            found = net_import(edition.store, edition.region.id, year)
        except MissingDataError:
            continue
        if found.inputs[1].series != power.LATER:
            return year, doubtful
        doubtful = doubtful or year
    return doubtful, None


def tell(edition: Edition) -> None:
    """Numbers, phrases and flags of the page, each only where its data exist."""
    year, doubtful = import_years(edition)
    edition.when(f"{PAGE}/import", year is not None)
    edition.when(f"{PAGE}/guangdong", edition.region.id == "CN-GD")
    edition.when(f"{PAGE}/importer", False)
    edition.when(f"{PAGE}/later", False)
    if year is not None:
        _tell_import(edition, year, doubtful)
    edition.when(f"{PAGE}/types", types_year(edition) is not None)
    _tell_effects(edition)
    _tell_mix(edition)


def _tell_import(edition: Edition, year: int, doubtful: int | None) -> None:
    region = edition.region.id
    edition.say(f"{PAGE}/year", str(year))
    for metric in ("net_import", "import_share"):
        number = _number(edition, metric, ("electricity",), region, year)
        edition.add(number, f"{PAGE}/{metric}")
    edition.when(f"{PAGE}/importer", number.value > 0)
    both = all(edition.store.has(s, region, 2022) for s in (power.LATER, power.EARLIER))
    edition.when(f"{PAGE}/later", doubtful is not None and both)
    if doubtful is None or not both:
        return
    edition.say(f"{PAGE}/later_year", str(doubtful))
    for metric in ("net_import", "import_share"):
        number = _number(edition, metric, ("electricity",), region, doubtful)
        edition.add(number, f"{PAGE}/{metric}_later")
    gap = _number(edition, "series_gap", ("generation",), region, 2022)
    edition.add(gap, f"{PAGE}/series_gap")


def _number(
    edition: Edition, metric: str, concepts: tuple[str, ...], region: str, year: int, of: str = ""
) -> Number:
    return edition.evaluator.number(NumberId(metric, concepts, region, year, of))


def effects(edition: Edition) -> list[tuple[Number, Number, Number, Number]]:
    """Import, share without, share with and difference, for every choice from the carbon's year."""
    found = []
    region = edition.region.id
    for year in range(edition.year_of("co2"), edition.year + 1):
        for basis in power.import_bases(edition.evaluator, region, year):
            try:
                found.append(
                    (
                        _number(edition, "import_emissions", ("co2",), region, year, basis.token),
                        _number(edition, "share", ("co2",), region, year, power.territorial(basis)),
                        _number(edition, "share", ("co2",), region, year, basis.token),
                        _number(edition, "import_effect", ("co2",), region, year, basis.token),
                    )
                )
            except MissingDataError:
                continue
    return found


def _tell_effects(edition: Edition) -> None:
    found = effects(edition)
    edition.when(f"{PAGE}/effect", bool(found))
    if not found:
        return
    ordered = sorted(found, key=lambda row: row[3].value)
    for name, row in (("low", ordered[0]), ("high", ordered[-1])):
        edition.add(row[3], f"{PAGE}/effect_{name}")
    edition.say(f"{PAGE}/effects", str(len(found)))


INVENTORIES = {"co2.ceads_sectoral_2022": "CEADs", "co2.carbon_monitor": "Carbon Monitor"}
FACTORS = {
    "imports_south": {"en": "southern grid", "zh": "南方电网因子"},
    "imports_national": {"en": "national", "zh": "全国因子"},
    "imports_yunnan_guizhou": {"en": "Yunnan and Guizhou", "zh": "云南、贵州因子"},
}


def _choice(number: Number, lang: str) -> str:
    """Inventory and factor in words; the token where either has no name here."""
    token = NumberId.parse(number.id).choice
    label = token.rpartition("~")[2]
    series = number.basis[0].series
    if series not in INVENTORIES or label not in FACTORS:
        return token
    return f"{INVENTORIES[series]}{'，' if lang == 'zh' else ', '}{FACTORS[label][lang]}"


def effects_table(edition: Edition) -> str:
    """Every choice with imported power beside the same choice without; empty if there is none."""
    words = WORDS[edition.lang]
    rows = []
    for added, without, with_, effect in effects(edition):
        for number in (added, without, with_, effect):
            edition.add(number)
        shown = (edition.text(one) for one in (added, without, with_, effect))
        rows.append((_choice(with_, edition.lang), with_.period, *shown))
    if not rows:
        return ""
    head = [words[k] for k in ("choice", "year", "added", "without", "with", "points")]
    return tables.table(words["effect"], head, rows, numeric=range(1, 6))


def types_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, with thermal capacity of the region."""
    having = [
        year
        for region, year in edition.store.keys("capacity_thermal.nea")
        if region == edition.region.id and year <= edition.year
    ]
    return max(having, default=None)


def types_table(edition: Edition) -> str:
    """Capacity and generation by type in one year; never a total. Empty where there are none."""
    year = types_year(edition)
    if year is None:
        return ""
    words = WORDS[edition.lang]
    rows = []
    for kind in power.TYPES:
        cells = []
        for series in (f"capacity_{kind}.nea", f"generation_{kind}.nbs_above_size"):
            known = series in edition.store.series
            if known and edition.store.has(series, edition.region.id, year):
                concept, _, token = series.partition(".")
                number = _number(edition, "value", (concept,), edition.region.id, year, token)
                cells.append(edition.text(edition.add(number, f"{PAGE}/{concept}")))
            else:
                cells.append("–")
        rows.append((words[kind], *cells))
    head = [words["type"], *(words[k].format(year=year) for k in ("capacity", "generation"))]
    return tables.table(words["types"], head, rows, numeric=(1, 2))


def mix_year(edition: Edition) -> int | None:
    """The latest year, not after the edition's, of the yearbook's mix of the region."""
    keys = edition.store.keys("mix_coal.gd_yearbook_2025")
    years = [y for region, y in keys if region == edition.region.id and y <= edition.year]
    return max(years, default=None)


def _tell_mix(edition: Edition) -> None:
    year, nation = mix_year(edition), edition.nation.id
    edition.when(f"{PAGE}/mix", year is not None)
    known = year is not None and edition.store.has("nonfossil_share.official", nation, year)
    edition.when(f"{PAGE}/gap", known)
    if year is None:
        return
    edition.say(f"{PAGE}/mix_year", str(year))
    for fuel in power.FUELS:
        concept = f"mix_{fuel}"
        number = _number(edition, "value", (concept,), edition.region.id, year, "gd_yearbook_2025")
        edition.add(number, f"{PAGE}/{concept}")
    if known:
        pair = ("mix_primary_electricity", "nonfossil_share")
        national = _number(edition, "value", pair[1:], nation, year, "official")
        edition.add(national, f"{PAGE}/national")
        gap = _number(edition, "nonfossil_gap", pair, edition.region.id, year)
        edition.add(gap, f"{PAGE}/gap")


STATED = {
    "article_capacity": ("capacity_nonfossil", "CN-GD", 2024),
    "article_capacity_share": ("capacity_share", "CN-GD", 2024),
    "western_plan_2025": ("capacity_western", "CN-GD", 2025),
    "total_plan_2025": ("capacity_total", "CN-GD", 2025),
    "national_capacity_share_2023": ("capacity_share", "CN", 2023),
}


def tell_capacity(edition: Edition) -> str:
    """The stated capacity beside what is known of the province, as a table; Guangdong only."""
    if edition.region.id != "CN-GD":
        return ""
    words, lang = WORDS[edition.lang], edition.lang
    for name, (concept, region, year) in STATED.items():
        number = _number(edition, "stated", (concept,), region, year, name)
        edition.add(number, f"{PAGE}/{name}")
    for metric in ("nonfossil_home", "western_needed", "implied_total"):
        number = _number(edition, metric, ("capacity",), "CN-GD", 2024)
        edition.add(number, f"{PAGE}/{metric}")
    edition.say(f"{PAGE}/implied_about", edition.text(number).replace(".0 ", " "))
    for year in (2023, 2024):
        number = _number(edition, "value", ("capacity_solar",), "CN-GD", year, "nea")
        edition.add(number, f"{PAGE}/solar_{year}")
    rows, found = [], {}
    for case in ("home", "none", "all"):
        for edge in ("~low", "", "~high"):
            number = _number(
                edition, "nonfossil_capacity", ("capacity",), "CN-GD", 2024, case + edge
            )
            found[case + edge] = edition.add(number, f"{PAGE}/{case}{edge}")
        rows.append((words[case], *(edition.text(found[case + e]) for e in ("~low", "", "~high"))))
    claim = edition.numbers[edition.aliases[f"{PAGE}/article_capacity_share"]]
    national = edition.numbers[edition.aliases[f"{PAGE}/national_capacity_share_2023"]]
    inside = found["none~low"].value <= claim.value <= found["all~high"].value
    edition.say(f"{PAGE}/claim_place", words["inside" if inside else "outside"])
    side = (claim.value > national.value) - (claim.value < national.value) + 1
    edition.say(f"{PAGE}/claim_side", SIDES[edition.lang][side])
    part = edition.numbers[edition.aliases[f"{PAGE}/western_needed"]].value
    plan = edition.numbers[edition.aliases[f"{PAGE}/western_plan_2025"]].value
    edition.say(f"{PAGE}/needed_part", display.percent(100 * part / plan, 0, lang))
    head = [words[k] for k in ("case", "lowest", "central", "highest")]
    return tables.table(words["cases"], head, rows, numeric=(1, 2, 3))
