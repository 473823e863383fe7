"""Formulas: the words between the symbols of a number's formula, in the page's language.

A formula is written once, by the module that computes the number: ids, figures and operators, which
are the same in every language, joined by a few English phrases. Chinese pages show it with each
phrase replaced. Most particular phrases come first.
"""

from __future__ import annotations

import re

ID = r"([\w.:~-]+)"
IDS = r"([\w.:~-]+(?: and [\w.:~-]+)*)"

PHRASES = (
    # standings
    (rf"rank of {ID} from the lowest, ", r"\1由低到高的位次，"),
    (rf"rank of {ID} from the largest revision, ", r"\1按修订幅度由大到小的位次，"),
    (rf"rank of {ID} by {ID} scores, equal weights", r"\1的位次，\2评分，等权"),
    (rf"rank of {ID} by {ID} scores, entropy weights", r"\1的位次，\2评分，熵权"),
    (rf"lowest of the ranks of {ID} from the lowest (.+?), ", r"\1按\2由低到高的位次，取最低值，"),
    (rf"highest of the ranks of {ID} from the lowest (.+?), ", r"\1按\2由低到高的位次，取最高值，"),
    (rf"inventories of the ranks of {ID} from the lowest (.+?), ", r"\1按\2排位次的清单个数，"),
    (r"regions with a value below 1, ", "低于1的地区数，"),
    (r"regions in (?=relative_intensity)", "地区数，"),
    # revisions
    (rf"revisions that print above 0\.0 % among (\d+) regions with both {ID} and {ID}, ",
     r"同时有\2和\3的\1个地区中印出值高于0.0%的修订个数，"),
    (rf"revisions of more than {ID} % up or down among (\d+) regions with both {ID} and {ID}, ",
     r"同时有\3和\4的\2个地区中上调或下调超过\1%的修订个数，"),
    (rf"(\d+) regions with both {ID} and {ID}, ", r"同时有\2和\3的\1个地区，"),
    (rf"share in {ID} - share in {ID}, both over the sum of (\d+) regions, ",
     r"\1中的比重 - \2中的比重，均除以\3个地区之和，"),
    (r"TRAP, vintages mixed: ", "陷阱，混用版本："),
    # spreads and imported power
    (r"100 \* \(highest / lowest - 1\) over (\d+) inventories and releases",
     r"100 * (最高 / 最低 - 1)，\1个清单及版本"),
    (rf"share with imported power at the factor of {IDS} - territorial share, ",
     r"计入净调入电力的比重（因子取\1） - 属地比重，"),
    (r"share with imported power - share without", "计入净调入电力的比重 - 不计入的比重"),
    (rf"\(use - total generation\) \* factor of {IDS} (?=\[)", r"(用电量 - 总发电量) * \1的因子 "),
    (r" with imported power", "（计入净调入电力）"),
    # inequality
    (rf"1 - 2 \* area under the Lorenz curve of {ID} against {ID}, ",
     r"1 - 2 * \1对\2的洛伦兹曲线下面积，"),
    (rf"([TL]) between groups of regions / ([TL]), {ID} against {ID}, ", r"组间\1 / \2，\3对\4，"),
    (rf"sum over (\d+) regions of \(share of {ID}\)\^2", r"对\1个地区求和 (\2的比重)^2"),
    (r"sum over (\d+) regions of ", r"对\1个地区求和 "),
    (rf"\b([sp]) share of {ID}, ([sp]) share of {ID}, ", r"\1为\2的比重，\3为\4的比重，"),
    (rf"standard error of the slope of yearly growth of (.+?) in {ID} over its logarithm in (\d+)",
     r"\1在\2的年均增长率对\3年对数值回归，斜率的标准误"),
    (rf"slope of yearly growth of (.+?) in {ID} over its logarithm in (\d+)",
     r"\1在\2的年均增长率对\3年对数值回归，斜率"),
    (rf"R squared of yearly growth of (.+?) in {ID} over its logarithm in (\d+)",
     r"\1在\2的年均增长率对\3年对数值回归，R平方"),
    (r"standard deviation of ln\((.+?)\)", r"ln(\1)的标准差"),
    # growth and drivers
    (rf"product of \(1 \+ growth / 100\) over {ID}", r"\1各年(1 + 增速 / 100)之积"),
    (r" of the region over that of the nation", "，地区除以全国"),
    (r"sum over fuels of ", "对各燃料求和 "),
    (r"C1 - C0 of the process", "过程排放的C1 - C0"),
    (r"additive effect / ", "加法效应 / "),
    # capacity
    (r"new energy \+ nuclear \+ hydro", "新能源 + 核电 + 水电"),
    (r"\(home \+ part \* western\) / \(new energy / its share \+ western\)",
     "(省内 + 计入份额 * 西电) / (新能源 / 其比重 + 西电)"),
    (r"stated - home", "所述值 - 省内"),
    (r"stated / share", "所述值 / 比重"),
    # market
    (r"growth of turnover / growth of volume", "成交额增量 / 成交量增量"),
    (r"turnover / volume", "成交额 / 成交量"),
    (r"volume / share of all regional markets", "成交量 / 占全部地方市场的比重"),
    # virtual power plant
    (r"coal / \(capacity \* coal rate\)", "煤 / (容量 * 供电煤耗)"),
    (r"CO2 / coal \* coal rate", "CO2 / 煤 * 供电煤耗"),
    (r"coal / coal rate \* grid factor", "煤 / 供电煤耗 * 电网因子"),
    (r"capacity \* hours \* coal rate \* factor", "容量 * 小时数 * 供电煤耗 * 因子"),
    (r"land / capacity", "占地 / 容量"),
    (r"CO2 / coal", "CO2 / 煤"),
    (r"CO2 / energy(?= =)", "CO2 / 能源"),
    (r"coal \* factor", "煤 * 因子"),
    (r"; the coal rate is an assumption", "；供电煤耗为假设"),
    (r", lowest by rounding", "，取整所容许的最低值"),
    (r", highest by rounding", "，取整所容许的最高值"),
    # Bay Area
    (rf"100 \* share of (\d+) draws \(seed (\d+)\) of weights and scoring in which {ID} is first",
     r"100 * 对权重和评分方式的\1次抽样（种子\2）中\3居首的比重"),
    (rf"bound of the middle (\d+%) of (\d+) draws \(seed (\d+)\) of weights and scoring, {ID}",
     r"\4，对权重和评分方式的\2次抽样（种子\3）中间\1的界限"),
    (r"; (\d+) indicators, (\d+) and (\d+)", r"；\1个指标，\2年和\3年"),
    (rf"sum of {ID} of the provinces, ", r"各省\1之和，"),
    (r"(?<=[\w)]) in (\d{4})", r"[\1]"),
    # what several have
    (r"sum of (\d+) regions", r"\1个地区之和"),
    (r" over (\d+) regions", r"，\1个地区"),
    (r"(\d+) regions", r"\1个地区"),
    (r"(?<=[A-Z]) and (?=[A-Z])", "和"),
)  # fmt: skip
_PHRASES = tuple((re.compile(pattern), text) for pattern, text in PHRASES)


def told(formula: str, lang: str) -> str:
    """A formula in the page's language.

    >>> told("100 * co2[CN-GD, 2022] / co2[sum of 30 regions, 2022]", "zh")
    '100 * co2[CN-GD, 2022] / co2[30个地区之和，2022]'
    """
    if lang != "zh":
        return formula
    for pattern, text in _PHRASES:
        formula = pattern.sub(text, formula)
    return re.sub(r"(?<=[\u4e00-\u9fff]), ", "，", formula)
