"""Words: what the matrix's page says, in both languages."""

from __future__ import annotations

from typing import Final

from regionshare.chapters.edition import SHORT
from regionshare.matrix.sentence import COULD

GROUPS: Final[dict[str, dict[str, str]]] = {
    COULD: {"en": "The central sentence", "zh": "核心语句"},
    "share": {"en": "Share of the nation", "zh": "占全国比重"},
    "relative_intensity": {
        "en": "Relative to the nation (1 = its average)",
        "zh": "相对全国（1为全国平均）",
    },
    "rank": {"en": "Rank, from the lowest", "zh": "由低到高的位次"},
    "intensity": {"en": "Intensity", "zh": "强度"},
    "per_capita": {"en": "Per person", "zh": "人均"},
    "value": {"en": "Figures", "zh": "数值"},
}
"""The metrics in reading order, as the choice of the page groups them."""

PER: Final[dict[str, dict[str, str]]] = {
    "gdp": {"en": "{} per unit of GDP", "zh": "单位生产总值{}"},
    "population": {"en": "{} per person", "zh": "人均{}"},
    "energy": {"en": "{} per unit of energy", "zh": "单位能源{}"},
}

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Every region and year",
        "of": "{}: every region and year",
        "lead": "Every metric of every region of {nation}, {first} to {last}, {basis}. A cell leads "
        "to its edition, or opens the command that makes it. A dash stands where there is no "
        "figure: proxies and other choices are not shown here, and a sum that lacks a region is not "
        "formed.",
        "headline": "on the headline basis",
        "instead": "with {} in place of the headline",
        "sentence": "Used and emitted less than it carried?",
        "metric": "Metric",
        "region": "Region",
        "key": "Colours",
        "unit": "in {}",
        "basis": "Basis",
        "broken": "A line between two years: another series begins, or a break that its publisher "
        "states. The figures on its two sides are not compared.",
        "sevenths": "Each colour holds about a seventh of the values shown.",
        "asked": "The central sentence asked of each region and year: was its share of the nation's "
        "energy and of its carbon smaller than its share of the people and of the economy? The four "
        "shares are of that year, on the headline basis, each pair over the same regions, and "
        "compared unrounded. “Of the economy only” leaves the people out. The percentages that the "
        "sentence states were said of Guangdong; no other region or year is held to them. A low "
        "share reflects sectors, climate and imported power as well as efficiency.",
        "last": "The last year with an answer is {}.",
        "tables": "All metrics as tables",
        "make": "The command that makes this edition, run where the report is:",
        "makes": "The commands that make the editions of this region, run where the report is:",
        "copy": "Copy",
        "copied": "Copied",
        "close": "Close",
        "files": "The whole table",
        "again": "The whole table as CSV and Parquet:",
        "twin": "中文",
    },
    "zh": {
        "title": "各地区各年份",
        "of": "{}：各地区各年份",
        "lead": "{nation}各地区{first}年至{last}年的所有指标，{basis}。点击单元格可进入该版本，或看到"
        "生成该版本的命令。短横表示没有数据：此处不含替代值和其他口径，缺地区的合计不予计算。",
        "headline": "采用主口径",
        "instead": "以{}代替主口径",
        "sentence": "所用是否少于所承载？",
        "metric": "指标",
        "region": "地区",
        "key": "颜色",
        "unit": "单位：{}",
        "basis": "口径",
        "broken": "两年之间的竖线：序列更换，或发布者注明的断点，两侧数值不作比较。",
        "sevenths": "每种颜色约含所示数值的七分之一。",
        "asked": "将核心语句问于每个地区和年份：其能源和碳排放占全国的比重是否小于人口和经济的比重？"
        "四个比重取同一年份、主口径，每对比重的地区范围相同，按未舍入的数值比较。“仅就经济而言”"
        "不计人口。语句中的百分数是就广东而言，不用于其他地区和年份。比重低既反映效率，也反映产业、"
        "气候和外来电。",
        "last": "有答案的最后一年是{}年。",
        "tables": "全部指标的表格",
        "make": "在本报告目录下运行以下命令可生成该版本：",
        "makes": "在本报告目录下运行以下命令可生成该地区各版本：",
        "copy": "复制",
        "copied": "已复制",
        "close": "关闭",
        "files": "完整表格",
        "again": "完整表格可另存为CSV和Parquet：",
        "twin": "English",
    },
}

SHORT_ANSWERS: Final[dict[str, tuple[str, str, str, str]]] = {
    "en": ("yes", "economy", "no", "–"),
    "zh": ("能", "经济", "不能", "–"),
}
"""`regionshare.text.ledger_words.ANSWERS` as a cell shows them; the key gives them in full."""


def group(metric: str) -> str:
    """The group of a metric."""
    return metric.partition("/")[0]


def name(metric: str, lang: str) -> str:
    """A metric without its group.

    >>> name("relative_intensity/energy:gdp", "en"), name("share/co2", "zh")
    ('Energy per unit of GDP', '碳排放')
    """
    if metric == COULD:
        return WORDS[lang]["sentence"]
    first, _, second = metric.partition("/")[2].partition(":")
    own = SHORT[lang].get(first, first)
    if group(metric) == "per_capita":
        second = "population"
    if first == "gdp" and second and lang == "en":
        own = "GDP"
    return PER.get(second, {}).get(lang, "{} / " + second).format(own) if second else own


def label(metric: str, lang: str) -> str:
    """A metric with its group: ``Share of the nation: Energy``."""
    colon = "：" if lang == "zh" else ": "
    own = name(metric, lang)
    return own if metric == COULD else f"{GROUPS[group(metric)][lang]}{colon}{own}"
