"""Alike: whether the regions have become more alike, and what the choices were over, in words."""

from __future__ import annotations

import pandas as pd

from regionshare.chapters.edition import Edition
from regionshare.numbers import display
from regionshare.numbers.number import Number

COUNTED = {
    "en": (
        "published inventories of the carbon",
        "published ways to count the carbon, with and without imported power",
    ),
    "zh": ("已发布的碳排放清单", "已发布的碳排放算法（含或不含外来电）"),
}
MOVED = {
    "en": {
        1: "The regions moved apart by {}",
        0: "There was no change in what is printed by {}",
        -1: "The regions became more alike by {}",
    },
    "zh": {1: "各地区趋异的是：{}", 0: "在所印位数上未变的是：{}", -1: "各地区趋同的是：{}"},
}
ITEM = {
    "en": "{name} (sigma {first} in {start}, {last} in {end})",
    "zh": "{name}（σ：{start}年{first}，{end}年{last}）",
}


def tell(edition: Edition, panel: pd.DataFrame) -> None:
    """Both phrases, from the numbers entered and from `sigma_panel`."""
    for alias, key in (("gini/co2:population", "counted"), ("rank_lowest/co2:gdp", "rank_counted")):
        number = edition.numbers[edition.aliases[alias]]
        edition.say(f"inequality/{key}", counted(number, edition.lang))
    _tell_sigma(edition, panel)


def counted(number: Number, lang: str) -> str:
    """What a span is over: imported power is named only where a choice counts it."""
    return COUNTED[lang][number.span is not None and number.span.added > 0]


def _tell_sigma(edition: Edition, panel: pd.DataFrame) -> None:
    """Say which ratios moved apart and which together over their last unbroken years."""
    lang = edition.lang
    found: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for name, rows in panel.groupby("name", sort=False):
        part = rows[rows["segment"] == rows["segment"].max()]
        if len(part) < 2:
            continue
        first, last = part.iloc[0], part.iloc[-1]
        change = round(float(last["sigma"]), 2) - round(float(first["sigma"]), 2)
        label = str(name)
        if lang == "en" and not label.startswith("GDP"):
            label = label[0].lower() + label[1:]
        item = ITEM[lang].format(
            name=label,
            first=display.digits(first["sigma"], 2),
            last=display.digits(last["sigma"], 2),
            start=first["year"],
            end=last["year"],
        )
        found[(change > 0) - (change < 0)].append(item)
    joint, stop = ("、", "；") if lang == "zh" else (", ", "; ")
    parts = [MOVED[lang][sign].format(joint.join(items)) for sign, items in found.items() if items]
    edition.when("inequality_alike", bool(parts))
    if lang == "en":
        parts = [parts[0], *(p[0].lower() + p[1:] for p in parts[1:])] if parts else []
    edition.say("inequality/alike", stop.join(parts))
