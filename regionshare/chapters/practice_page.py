"""Practice page: the virtual power plant, green manufacturing and the article's other subjects."""

from __future__ import annotations

from regionshare.chapters.edition import Edition
from regionshare.chapters.subjects import subjects
from regionshare.indicators import practice, stated
from regionshare.numbers.number import Number
from regionshare.text import tables

PAGE = "practice"
DOCUMENTED = (
    "factor_bituminous", "factor_anthracite", "factor_lignite", "factor_gas", "plan_saving",
    "ndrc_saving",
)  # fmt: skip
MIDDLE_RATE = practice.COAL_RATES[1]
GRID_YEARS = (2022, 2023)
GREEN = {
    "factories": "green_factories",
    "parks": "green_parks",
    "supply": "green_supply_chains",
}
SIDES = {"en": ("below", "equal to", "above"), "zh": ("低于", "等于", "高于")}
WORDS = {
    "en": {
        "subjects": "The article's other subjects",
        "subject": "Subject",
        "said": "What the article says (our translation)",
        "evidence": "Evidence in hand",
        "nothing": "no evidence found",
        "runs": "The calculator over coal rates and documented factors: what 200 MW would need",
        "rate": "Coal rate, g/kWh (assumed)",
        "hours": "Hours a year for the stated coal",
        "per_kwh": "Implied kg CO₂/kWh",
        "combinations": "CO₂ of the stated coal, by factor (at any coal rate)",
        "co2": "CO₂ a year",
        "factors": "Documented factors and the one that the article implies",
        "factor": "Factor",
        "low": "t CO₂/tce, lowest",
        "high": "highest",
        "fits": "Within the implied range",
        "inside": "inside",
        "partly": "overlaps in part",
        "outside": "outside",
        "plan_saving": "Guangdong's plan of 2024 (mean of all energy)",
        "ndrc_saving": "National statement of 2023 (mean of all energy)",
        "green": "Green manufacturing: the province and the nation",
        "kind": "Kind",
        "own": "Guangdong (the article)",
        "nation": "Nation, March 2024",
        "share": "Share of the nation",
        "later": "Guangdong, June 2025",
        "factories": "Green factories",
        "parks": "Green industrial parks",
        "supply": "Green supply-chain enterprises",
    },
    "zh": {
        "subjects": "文中其他内容",
        "subject": "内容",
        "said": "文中表述",
        "evidence": "手头证据",
        "nothing": "未找到证据",
        "runs": "计算器：不同煤耗下20万千瓦所需小时数",
        "rate": "煤耗，克/千瓦时（假设）",
        "hours": "达到文中节煤量所需年小时数",
        "per_kwh": "隐含每千瓦时排放",
        "combinations": "文中节煤量按各因子计算的CO₂（与煤耗无关）",
        "co2": "年CO₂减排量",
        "factors": "有据可查的因子与文中隐含的因子",
        "factor": "因子",
        "low": "吨CO₂/吨标准煤，最低",
        "high": "最高",
        "fits": "与隐含范围比较",
        "inside": "在其内",
        "partly": "部分重叠",
        "outside": "在其外",
        "plan_saving": "广东2024年方案（全部能源平均）",
        "ndrc_saving": "2023年国家层面表述（全部能源平均）",
        "green": "绿色制造：全省与全国",
        "kind": "类别",
        "own": "广东（文中）",
        "nation": "全国，2024年3月",
        "share": "占全国比重",
        "later": "广东，2025年6月",
        "factories": "绿色工厂",
        "parks": "绿色工业园区",
        "supply": "绿色供应链管理企业",
    },
}


def known(edition: Edition) -> bool:
    """The article speaks of Guangdong."""
    return edition.region.id == "CN-GD"


def _add(edition: Edition, text: str, alias: str = "") -> Number:
    return edition.add(edition.evaluator.number(text), f"{PAGE}/{alias}" if alias else "")


def _count(edition: Edition, number: int, one: str = "gives", more: str = "give") -> str:
    """How many, with the verb that English needs: ``none lies``, ``没有一个``."""
    if edition.lang == "zh":
        return f"{number}个" if number else "没有一个"
    return f"{number or 'none'} {one if number < 2 else more}"


def tell(edition: Edition) -> None:
    """Numbers, phrases and flags of the page; no numbers for other regions."""
    edition.when(f"{PAGE}/known", known(edition))
    if not known(edition):
        return
    for part, concept in (("capacity", "plant_capacity"), ("land", "plant_land"),
                          ("coal", "plant_coal"), ("co2", "plant_co2")):  # fmt: skip
        _add(edition, f"stated/{concept}/CN-GD/2024@article_{concept}", f"plant_{part}")
    _add(edition, f"plant_hours/coal/CN-GD/2024@{MIDDLE_RATE}", "hours")
    _add(edition, f"plant_per_kwh/co2/CN-GD/2024@{MIDDLE_RATE}", "per_kwh")
    _add(edition, "plant_land_norm/land/CN-GD/2024", "land_norm")
    for edge in ("", "@low", "@high"):
        text = f"plant_factor/co2:coal/CN-GD/2024{edge}"
        _add(edition, text, f"factor{edge.replace('@', '_')}")
    for year in GRID_YEARS:
        _add(edition, f"plant_at_grid/co2/CN-GD/{year}@{MIDDLE_RATE}", f"at_grid_{year}")
        _add(edition, f"value/grid_factor/CN-GRID-SOUTH/{year}@mee", f"grid_{year}")
    edition.say(f"{PAGE}/rate", str(MIDDLE_RATE))
    fits = [fit(edition, name) for name in DOCUMENTED]
    edition.say(f"{PAGE}/inside", _count(edition, fits.count("inside"), "lies", "lie"))
    edition.say(f"{PAGE}/partly", _count(edition, fits.count("partly"), "overlaps", "overlap"))
    claim = stated.figure(edition.store, "article_plant_co2").bounds
    hits = sum(claim[0] <= one.value <= claim[1] for one in runs(edition).values())
    edition.say(f"{PAGE}/hits", _count(edition, hits))
    edition.say(f"{PAGE}/factors", str(len(DOCUMENTED)))
    without = [s for s in subjects(edition.store) if not s.documents]
    edition.say(f"{PAGE}/subjects", str(len(subjects(edition.store))))
    edition.say(f"{PAGE}/without", str(len(without)))
    _tell_green(edition)


def _tell_green(edition: Edition) -> None:
    yardstick = edition.number("share", "gdp")
    for kind in GREEN:
        number = green_share(edition, kind)
        shown, other = round(number.value, 1), round(yardstick.value, 1)
        side = SIDES[edition.lang][(shown > other) - (shown < other) + 1]
        edition.say(f"{PAGE}/{kind}_side", side)


def fit(edition: Edition, name: str) -> str:
    """How a documented factor lies to the one that the article implies."""
    documented = practice.documented_factor(edition.store, name)
    return practice.overlap(documented, practice.stated_factor(edition.store))


def hours_table(edition: Edition) -> str:
    """Hours and emissions per kWh that the stated savings need at each coal rate."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    rows = []
    for rate in practice.COAL_RATES:
        hours = _add(edition, f"plant_hours/coal/CN-GD/2024@{rate}")
        per_kwh = _add(edition, f"plant_per_kwh/co2/CN-GD/2024@{rate}")
        rows.append((str(rate), edition.text(hours), edition.text(per_kwh)))
    head = [words[k] for k in ("rate", "hours", "per_kwh")]
    return tables.table(words["runs"], head, rows, numeric=(0, 1, 2))


def factors_table(edition: Edition) -> str:
    """Each documented factor, and how it lies to the implied one."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    rows = []
    for name in DOCUMENTED:
        low, high = _ends(edition, name)
        place = words[fit(edition, name)]
        rows.append((_label(edition, name), low, high, place))
    head = [words[k] for k in ("factor", "low", "high", "fits")]
    return tables.table(words["factors"], head, rows, numeric=(1, 2))


def _ends(edition: Edition, name: str) -> tuple[str, str]:
    if name.startswith("factor_"):
        one = edition.evaluator.number(str(stated.identify(stated.figure(edition.store, name))))
        shown = edition.text(edition.add(one))
        return shown, shown
    region = stated.figure(edition.store, f"{name}_co2").region
    year = stated.figure(edition.store, f"{name}_co2").year
    low, high = (
        edition.text(_add(edition, f"documented_factor/co2:coal/{region}/{year}@{name}~{edge}"))
        for edge in ("low", "high")
    )
    return low, high


def runs(edition: Edition) -> dict[str, Number]:
    """CO2 of the stated coal at each factor; the hours follow the coal rate, which cancels."""
    return {
        name: _add(edition, f"plant_run/co2/CN-GD/2024@{MIDDLE_RATE}~{name}") for name in DOCUMENTED
    }


def runs_table(edition: Edition) -> str:
    """What the calculator gives for the stated coal at each documented factor."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    found = runs(edition)
    rows = [(_label(edition, name), edition.text(found[name])) for name in DOCUMENTED]
    return tables.table(words["combinations"], [words["factor"], words["co2"]], rows, numeric=(1,))


def _label(edition: Edition, name: str) -> str:
    words = WORDS[edition.lang]
    return words.get(name) or stated.figure(edition.store, name).statement(edition.lang)


def green_share(edition: Edition, kind: str) -> Number:
    """The article's count over the nation's, in percent."""
    text = f"stated_share/{GREEN[kind]}/CN-GD/2024@article_{kind}~national_{kind}_2024"
    return _add(edition, text, f"{kind}_share")


def green_table(edition: Edition) -> str:
    """Counts of the province and the nation, with the province's share."""
    if not known(edition):
        return ""
    words = WORDS[edition.lang]
    rows = []
    for kind, concept in GREEN.items():
        counts = [
            _add(edition, f"stated/{concept}/{region}/{year}@{name}", f"{kind}_{alias}")
            for region, year, name, alias in (
                ("CN-GD", 2024, f"article_{kind}", "own"),
                ("CN", 2024, f"national_{kind}_2024", "nation"),
                ("CN-GD", 2025, f"congress_{kind}_2025", "later"),
            )
        ]
        share = green_share(edition, kind)
        order = (counts[0], counts[1], share, counts[2])
        rows.append((words[kind], *(edition.text(one) for one in order)))
    head = [words[k] for k in ("kind", "own", "nation", "share", "later")]
    return tables.table(words["green"], head, rows, numeric=range(1, 5))


def subjects_table(edition: Edition) -> str:
    """One line for each other subject: quotation and evidence, or that none was found."""
    if not known(edition):
        return ""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for one in subjects(edition.store):
        found = [stated.figure(edition.store, name) for name in one.documents]
        evidence = "; ".join(
            f"{f.statement(lang)} ({edition.store.sources[f.source].citation})" for f in found
        )
        name, quote = (one.name_zh, one.quote_zh) if lang == "zh" else (one.name_en, one.quote_en)
        told = f"“{quote}”" if lang == "zh" else quote
        label = f"{name} ({one.claim})" if one.claim else name
        rows.append((label, told, evidence or words["nothing"]))
    head = [words[k] for k in ("subject", "said", "evidence")]
    return tables.table(words["subjects"], head, rows)
