"""Consistency: what statements imply for each other, as findings of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from regionshare.claims.evidence_document import Terms
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Ledger
from regionshare.claims.reading import NEAR
from regionshare.claims.statement import Words
from regionshare.errors import RegionshareError


@dataclass(frozen=True)
class Finding:
    """What two or more statements imply together.

    Attributes
    ----------
    fits : bool or None
        Whether the implication agrees with what it is held against; None if it is only stated.
    values : mapping of str to Interval
        The computed intervals, by name, unrounded.
    """

    id: str
    claims: tuple[str, ...]
    title: Words
    text: Words
    fits: bool | None
    values: dict[str, Interval] = field(default_factory=dict)


def shown(interval: Interval, decimals: int) -> str:
    """An interval as the findings print it.

    >>> shown(Interval(2.638, 2.669), 2)
    '2.64–2.67'
    """
    low, high = f"{interval.low:.{decimals}f}", f"{interval.high:.{decimals}f}"
    return low if low == high else f"{low}–{high}"


NUMBERS = {3: Words("three", "三"), 4: Words("four", "四"), 5: Words("five", "五")}


def _close(fits: Sequence[Decimal], readings: int) -> Words:
    """Under which readings a value could be close to 30 %."""
    if not fits:
        return Words("not close to 30 %", "不接近30%")
    if len(fits) == readings:
        return Words("could be close to 30 % under every reading", "在每种读法下都可能算接近30%")
    return Words(
        f"could be close to 30 % only if {fits[0]} % below will do",
        f"须允许低{fits[0]}%才可能算接近30%",
    )


def _only(years: list[int], spoken: int) -> Words:
    """The years in which two statements could both be true, and whether they were over."""
    if not years:
        return Words("In none of these years could both be true under every reading.",
                     "在每种读法下，没有一年两者可以同时成立。")  # fmt: skip
    en, zh = ", ".join(map(str, years)), "、".join(map(str, years))
    running = years == [spoken]
    return Words(
        f"Only in {en} could both be true under every reading"
        + ("; that year was not over." if running else "."),
        f"在每种读法下，只有{zh}年两者可能同时成立" + ("，而该年尚未结束。" if running else "。"),
    )


@dataclass(frozen=True)
class Relations:
    """Computes the findings of a ledger."""

    ledger: Ledger

    def term(self, text: str) -> Interval:
        """A claim's stated interval, a document's, or a figure of a series."""
        return Terms(self.ledger.evaluator, self.ledger.file).find(text).interval

    def all(self) -> list[Finding]:
        """Every finding whose claims and figures are at hand."""
        found = []
        for relation in RELATIONS:
            try:
                found.append(relation(self))
            except RegionshareError:
                continue
        return found

    def energy_ratio(self) -> Finding:
        """C20 and C23 against the official ratio of energy intensities."""
        official = self.term("gd-energy-ratio-67")
        implied = official * self.term("C23") / Interval.point(100)
        ratio = Interval.point(100) * self.term("C20") / self.term("C23")
        text = Words(
            f"The province's own text says {shown(official, 1)} % of the national energy per GDP. "
            f"With C23 that is {shown(implied, 2)} % of the nation's energy; C20 and C23 alone "
            f"allow a ratio of {shown(ratio, 1)} %.",
            f"省方文本称单位GDP能耗为全国的{shown(official, 1)}%。与C23合看，相当于占全国能源的"
            f"{shown(implied, 2)}%；仅由C20和C23，该比率可在{shown(ratio, 1)}%之间。",
        )
        fits = implied.within(self.term("C20"))
        title = Words("C20 with the official 67 %", "C20与官方所称67%")
        values = {"implied_share": implied, "ratio": ratio}
        return Finding("energy-ratio", ("C20", "C23"), title, text, fits, values)

    def delta_and_rest(self) -> Finding:
        """C05 with C21: what the rest of the province would emit per GDP."""
        cities = "+".join(
            f"CN-GD-{c}" for c in ("GZ", "SZ", "ZH", "FS", "JM", "ZQ", "HZ", "DG", "ZS")
        )
        nation = self.term("co2.gcb_2024 CN 2023")
        province_gdp = self.term("gdp.nbs_2020 CN-GD 2023")
        delta_gdp = self.term(f"gdp.dsec_cny {cities} 2023")
        edge, hundred = Interval.point(self.term("C05").high), Interval.point(100)
        province = self.term("C21") / hundred * nation
        rest = hundred * (province - edge * delta_gdp / hundred) / (province_gdp - delta_gdp)
        even = edge * province_gdp / nation
        known = self._rest_of_2019(cities)
        text = Words(
            f"If the Delta stands just below {edge.low:g} t per 10,000 yuan and the province emits "
            f"C21's share of the national total of the Global Carbon Budget (2023), the rest of "
            f"the province emits {shown(rest, 2)} t per 10,000 yuan; the further below the Delta lies, the more. "
            f"For the rest to be no cleaner than the Delta, "
            f"the province's share must be at least {shown(even, 2)} %. By the inventories of 2019 "
            f"the rest emits {shown(known, 2)} t per 10,000 yuan.",
            f"若珠三角略低于{edge.low:g}吨/万元，且全省排放为全球碳预算全国总量（2023年）的C21所述占比，"
            f"则省内其余地区为{shown(rest, 2)}吨/万元（珠三角越低，其余地区越高）。要使其余地区的碳强度不低于珠三角，全省占比至少须为"
            f"{shown(even, 2)}%。按2019年清单，其余地区为{shown(known, 2)}吨/万元。",
        )
        title = Words("C05 with C21: the rest of the province", "C05与C21：省内其余地区")
        values = {"rest": rest, "even_share": even, "rest_2019": known}
        return Finding("delta-and-rest", ("C05", "C21"), title, text, None, values)

    def _rest_of_2019(self, cities: str) -> Interval:
        co2 = self.term("co2.ceads_sectoral_2019 CN-GD 2019") - self.term("prd-co2-2019")
        gdp = self.term("gdp.nbs_2025 CN-GD 2019") - self.term(f"gdp.dsec_cny {cities} 2019")
        return Interval.point(100) * co2 / gdp

    def nonfossil_year(self) -> Finding:
        """C09 with C10: the year that makes both true."""
        stated = self.ledger["C09"].claim.readings
        values, lines_en, lines_zh, fitting = {}, [], [], []
        for year in (2022, 2023, 2024):
            implied = self.term("C10") + self.term(f"cn-nonfossil-{year}")
            values[str(year)] = implied
            fits = [
                n for n, r in zip(NEAR, stated, strict=True) if not implied.disjoint(r.interval)
            ]
            fitting += [year] if len(fits) == len(stated) else []
            lines_en.append(f"{year}: {shown(implied, 2)} %, " + _close(fits, len(stated)).en)
            lines_zh.append(f"{year}年：{shown(implied, 2)}%，" + _close(fits, len(stated)).zh)
        only = _only(fitting, self.ledger.file.spoken.year)
        text = Words(
            f"C10 added to the national share gives {'; '.join(lines_en)}. {only.en}",
            f"以C10加全国比重：{'；'.join(lines_zh)}。{only.zh}",
        )
        title = Words("C09 with C10: which year?", "C09与C10：哪一年？")
        return Finding(
            "nonfossil-year", ("C09", "C10"), title, text, None if fitting else False, values
        )

    def coal_factor(self) -> Finding:
        """C30 with C31: the implied factor against those documented."""
        factor = self.term("C31") / self.term("C30")
        coal = [d for d in self.ledger.file.documents.values() if d.quantity == "factor.coal"]
        plan = self.term("gd-plan-co2-2024") / self.term("gd-plan-energy-2024")
        inside = [d for d in coal if not d.interval.disjoint(factor)]
        listed = sorted(d.stated for d in coal)
        count = NUMBERS.get(len(coal), Words(str(len(coal)), str(len(coal))))
        none = Words("none", "无一") if not inside else Words(str(len(inside)), f"{len(inside)}个")
        fits = None if inside or not plan.disjoint(factor) else False
        held = "does not overlap" if plan.disjoint(factor) else "overlaps"
        held_zh = "与之不相交" if plan.disjoint(factor) else "与之重叠"
        text = Words(
            f"C31 over C30 is {shown(factor, 3)} tonnes of CO2 per tonne of coal equivalent. "
            f"Of the {count.en} documented coal defaults ({', '.join(listed)}), {none.en} lies in "
            f"it; the mean factor of the provincial plan, {shown(plan, 2)}, {held} it.",
            f"C31除以C30为每吨标准煤{shown(factor, 3)}吨CO₂。有文件依据的{count.zh}个煤炭缺省因子（{'、'.join(listed)}）"
            f"{none.zh}落在其内；省行动方案的平均因子{shown(plan, 2)}{held_zh}。",
        )
        title = Words("C30 with C31: the implied factor", "C30与C31：隐含因子")
        return Finding(
            "coal-factor",
            ("C30", "C31"),
            title,
            text,
            fits,
            {"factor": factor, "plan": plan},
        )

    def allowance_price(self) -> Finding:
        """C11 with C12: the implied price, in all and since July 2024."""
        price = self.term("C12") / self.term("C11")
        volume = self.term("C11") - self.term("ets-volume-2024-07-22")
        turnover = self.term("C12") - self.term("ets-turnover-2024-07-22")
        since = turnover / volume
        text = Words(
            f"C12 over C11 is {shown(price, 2)} yuan per tonne since 2013; the trades after "
            f"22 July 2024 would have cost {shown(since, 0)} yuan per tonne.",
            f"C12除以C11，2013年以来均价为每吨{shown(price, 2)}元；2024年7月22日之后的交易均价约合每吨"
            f"{shown(since, 0)}元。",
        )
        title = Words("C11 with C12: the implied price", "C11与C12：隐含价格")
        return Finding(
            "allowance-price", ("C11", "C12"), title, text, None, {"price": price, "since": since}
        )

    def total_capacity(self) -> Finding:
        """C07 with C08: the implied total against that of early 2024."""
        implied = Interval.point(100) * self.term("C07") / self.term("C08")
        inside = self.term("gd-newenergy-2024") / self.term("gd-newenergy-share-2024")
        early = inside / Interval.point(100) + self.term("gd-western-plan-2025")
        text = Words(
            f"C07 over C08 is a total of more than {implied.low:.2f} (100 GW). Early in 2024 the "
            f"province with the planned western capacity had {shown(early, 2)}.",
            f"C07除以C08，总装机须超过{implied.low:.2f}亿千瓦。2024年初省内装机加规划西电为{shown(early, 2)}亿千瓦。",
        )
        title = Words("C07 with C08: the implied total", "C07与C08：隐含总装机")
        return Finding(
            "total-capacity",
            ("C07", "C08"),
            title,
            text,
            None,
            {"implied": implied, "early": early},
        )

    def land(self) -> Finding:
        """C29: the implied land per kilowatt."""
        land = self.term("C29") * Interval.point(10000) / Interval.point(200000)
        text = Words(
            f"200 MW and the stated land are {shown(land, 3)} m² per kW of the plant not built; "
            "no land norm is among the documents.",
            f"200兆瓦与所称土地合每千瓦{shown(land, 3)}平方米（所替代电厂）；文件中没有用地指标。",
        )
        title = Words("C29: the implied land per kilowatt", "C29：隐含单位千瓦用地")
        return Finding("land", ("C29",), title, text, None, {"land": land})


RELATIONS: tuple[Callable[[Relations], Finding], ...] = (
    Relations.energy_ratio,
    Relations.delta_and_rest,
    Relations.nonfossil_year,
    Relations.coal_factor,
    Relations.allowance_price,
    Relations.total_capacity,
    Relations.land,
)


def findings(ledger: Ledger) -> list[Finding]:
    """What the report's statements imply for each other; empty for another text."""
    return Relations(ledger).all()
