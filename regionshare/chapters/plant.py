"""The emission factor that the virtual power plant implies, beside documented ones."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import records
from regionshare.chapters.practice_page import DOCUMENTED, known
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.indicators import stated
from regionshare.indicators.practice import documented_factor, overlap, stated_factor
from regionshare.numbers import display
from regionshare.numbers.number import Input

NAMES = {
    "article": {"en": "implied by the article", "zh": "文中隐含"},
    "factor_bituminous": {"en": "IPCC, bituminous coal", "zh": "IPCC 烟煤"},
    "factor_anthracite": {"en": "IPCC, anthracite", "zh": "IPCC 无烟煤"},
    "factor_lignite": {"en": "IPCC, lignite", "zh": "IPCC 褐煤"},
    "factor_gas": {"en": "IPCC, natural gas", "zh": "IPCC 天然气"},
    "plan_saving": {"en": "Guangdong's plan, 2024", "zh": "广东方案，2024"},
    "ndrc_saving": {"en": "National statement, 2023", "zh": "国家层面，2023"},
}
AXIS = {"en": "t CO2 per tce", "zh": "吨CO2/吨标准煤"}
CAPTION = {
    "en": (
        "Tonnes of CO₂ per tonne of coal equivalent: what the article's saved coal and saved CO₂ "
        "imply (band), and the factors for which a document is at hand, with their rounding."
    ),
    "zh": "每吨标准煤的二氧化碳排放：文中节煤量与减排量隐含的范围（色带），以及有据可查的因子及其取整范围。",
}


def plant_factors(edition: Edition) -> Figure | None:
    """Intervals of the implied and the documented factors; None for other regions."""
    if not known(edition):
        return None
    own = stated_factor(edition.store)
    rows = [("article", *own, "inside")]
    for name in DOCUMENTED:
        found = documented_factor(edition.store, name)
        rows.append((name, *found, overlap(found, own)))
    table = pd.DataFrame(rows, columns=["factor", "low", "high", "fit"])
    return Figure(
        id="fig-plant-factors",
        alt=_alt(table, edition.lang),
        caption=CAPTION[edition.lang],
        table=table,
        units={"low": "t/tce", "high": "t/tce"},
        inputs=_inputs(edition),
        draw=lambda theme: _draw(table, theme, edition.lang),
    )


def _inputs(edition: Edition) -> tuple[Input, ...]:
    """The stated figures that the article's factor and the documented ones are made of."""
    names = ["article_plant_co2", "article_plant_coal"]
    for one in DOCUMENTED:
        names += [one] if one.startswith("factor_") else [f"{one}_co2", f"{one}_energy"]
    return tuple(stated.figure(edition.store, name).input for name in names)


def _interval(row: dict[str, float]) -> str:
    ends = dict.fromkeys(display.digits(row[k], 3) for k in ("low", "high"))
    return "–".join(ends)


def _alt(table: pd.DataFrame, lang: str) -> str:
    items = [f"{NAMES[row['factor']][lang]} {_interval(row)}" for row in records(table)]
    inside = int((table["fit"] == "inside").sum()) - 1
    partly = int((table["fit"] == "partly").sum())
    if lang == "zh":
        return f"吨CO₂/吨标准煤：{'；'.join(items)}。{inside}个在隐含范围内，{partly}个部分重叠。"
    return (
        f"Tonnes of CO₂ per tce: {'; '.join(items)}. {inside} lie inside the implied range, "
        f"{partly} overlap in part."
    )


def _draw(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    rows = table.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 0.33 * len(rows) + 0.7), layout="constrained")
    axes = canvas.add_subplot()
    band = table.iloc[0]
    axes.axvspan(band["low"], band["high"], color=theme.accent, alpha=0.2, lw=0)
    for place, row in enumerate(records(rows)):
        colour = theme.accent if row["factor"] == "article" else theme.concepts["co2"]
        axes.plot([row["low"], row["high"]], [place, place], lw=5, color=colour,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot((row["low"] + row["high"]) / 2, place, "o", ms=5, color=colour)
        axes.annotate(
            _interval(row), (1.0, place), xycoords=axes.get_yaxis_transform(), xytext=(5, 0),
            textcoords="offset points", va="center", fontsize=8, annotation_clip=False,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [NAMES[f][lang] for f in rows["factor"]], fontsize=8)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel(AXIS[lang])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    return canvas
