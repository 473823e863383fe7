"""Results typed into prose are found, and nothing else is."""

from __future__ import annotations

import prose_linter as linter
import pytest

TYPED = {
    "It used 7.0 % of it.": "7.0 %",
    "能源消费占7%。": "7%",
    "占比为7.03％": "7.03％",
    "a ratio of 0.65": "0.65",
    "about 12 per cent of the people": "12 per cent",
    "rose by 3 percentage points": "3 percentage",
    "seven per cent of the nation's energy": "seven per cent",
    "nearly two thirds of it": "two thirds",
    "It emitted 619 Mt in 2022": "619 Mt",
    "emitted 619 Mt CO2": "619 Mt",
    "13.5 trillion yuan": "13.5 trillion",
    "127 million people": "127 million",
    "twelve million people": "twelve million",
    "排放约占百分之五": "百分之",
    "不到全国的三分之一": "三分之一",
    "约占七成": "七成",
    "用了三亿吨标准煤": "三亿",
    "用电量为8502亿千瓦时": "8502亿",
    "人口1.27亿": "1.27亿",
    "上升两个百分点": "两个百分点",
    "高出3个百分点": "3个百分点",
    "是全国平均的1.3倍": "1.3倍",
    "2005-2021 it fell by 40 %": "40 %",
    "Figure 3 shows 7 %": "7 %",
    "表3显示7%": "7%",
    "figure 7.0 % of it": "7.0 %",
    ":::{note}\nIt used 7 % of it.\n:::\nMore.": "7 %",
    "```{admonition} Note\nIt used 7 % of it.\n```": "7 %",
    "1,234.5 of them": "1,234.5",
    "He said “about 7 %”. It was 6.9 %.": "6.9 %",
}
NOT_TYPED = [
    '"About 7 %" is from 6.5 up to 7.5.',
    "“约7%”指6.5（含）至7.5（不含）。",
    "“about 7 %” and {num}`share/energy` `0.5` in 2021",
    "> about 7 % of the nation's energy",
    "Python 3.11, CC BY 4.0, version 2.1, release 2026.11.0",
    "Section 6.1, table 3-9, figure 2, § 4.2; 第6.1节，表3-9，图2",
    "from 2005 to 2021, 2005-2021, 2005—2021年, on 2024年11月21日, 21 November 2024",
    "COP29 in 2024 with 30 provinces; in 2021 people used energy",
    "第一产业、十四五规划、一体化、一成不变、万元、亿吨",
    "an error of one percentage point; 一个百分点的误差; 每少用一千瓦时",
    "one of three; one time; a third reading; one hundred",
    "```python\nx = 0.5\n```\n",
    ":::{math}\n0.5 x\n:::\n",
    "$0.95 \\le x < 1.05$",
    "[text](https://example.org/7.5%20x) <b>bold</b>",
    "(accounts-7)=\n## The numbers of this page",
]


@pytest.mark.parametrize("text", TYPED)
def test_typed_result_is_found(text: str) -> None:
    assert TYPED[text] in " | ".join(linter.typed_results(text))


@pytest.mark.parametrize("text", NOT_TYPED)
def test_no_result_is_left_alone(text: str) -> None:
    assert linter.typed_results(text) == []


def test_finding_names_the_cell() -> None:
    cells = [
        {"cell_type": "code", "source": "x = 0.5"},
        {"cell_type": "markdown", "source": "It was 7 %."},
    ]
    assert linter.lint({"cells": cells}) == [linter.Finding(2, "7 %")]
