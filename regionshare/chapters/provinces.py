"""All regions of a nation, ranked by relative intensity."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullLocator

from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import intensity_panel
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.methods.metrics import rank
from regionshare.numbers import display

CAPTION = {
    "en": (
        "Relative intensity: a region's share of the energy ({say}`year/energy`) or of the carbon "
        "({say}`year/co2`) divided by its share of the economy in the same year, over the same "
        "regions. 1 is the average; the scale is logarithmic. Current prices."
    ),
    "zh": (
        "相对强度：各地区能源（{say}`year/energy`年）或碳排放（{say}`year/co2`年）比重除以同年、同一范围"
        "的经济比重。1为平均水平，对数坐标，当年价格。"
    ),
}


def ranked_intensity(edition: Edition) -> Figure:
    """Relative intensity of energy and carbon of every region, lowest energy first."""
    panel = intensity_panel(edition)
    table = panel[["region", "name", "relative_energy", "relative_co2"]]
    table = table.sort_values(["relative_energy", "region"], na_position="last", ignore_index=True)
    return Figure(
        id="fig-ranked-intensity",
        alt=_alt(edition, table),
        caption=CAPTION[edition.lang],
        table=table,
        draw=lambda theme: _draw(table, edition, theme),
    )


def _alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    parts = []
    for concept in ("energy", "co2"):
        values = table.set_index("region")[f"relative_{concept}"].dropna()
        if edition.region.id not in values:
            continue
        place = int(rank(values)[edition.region.id])
        own = display.digits(float(values[edition.region.id]), 2)
        below = int((values < 1).sum())
        year = edition.texts[f"year/{concept}"]
        if lang == "zh":
            parts.append(
                f"{SHORT[lang][concept]}（{year}年）：{edition.texts['region']}为{own}，"
                f"在{len(values)}个地区中由低到高排第{place}，{below}个地区低于1"
            )
        else:
            parts.append(
                f"{SHORT[lang][concept]} ({year}): {edition.texts['region']} {own}, number {place} "
                f"from the lowest of {len(values)}; {below} are below 1"
            )
    head = "各地区相对强度。" if lang == "zh" else "Relative intensity of all regions. "
    return head + ("；".join(parts) + "。" if lang == "zh" else "; ".join(parts) + ".")


def _draw(table: pd.DataFrame, edition: Edition, theme: Theme) -> Canvas:
    own, lang = edition.region.id, edition.lang
    years = {concept: edition.texts[f"year/{concept}"] for concept in ("energy", "co2")}
    rows = table.dropna(subset=["relative_energy", "relative_co2"], how="all")
    rows = rows.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 0.2 * len(rows) + 1.0), layout="constrained")
    axes = canvas.add_subplot()
    places = range(len(rows))
    axes.hlines(places, rows["relative_energy"], rows["relative_co2"], lw=0.8, color=theme.grid)
    for concept, mark in (("energy", "o"), ("co2", "s")):
        axes.plot(
            rows[f"relative_{concept}"], places, mark, ms=4.5, color=theme.concepts[concept],
            label=f"{SHORT[lang][concept]} {years[concept]}",
        )  # fmt: skip
    axes.axvline(1, color=theme.muted, lw=1)
    place = rows.index[rows["region"] == own]
    if len(place):
        axes.axhspan(place[0] - 0.5, place[0] + 0.5, color=theme.accent, alpha=0.15, lw=0)
    axes.set_yticks(list(places), list(rows["name"]))
    for label, region in zip(axes.get_yticklabels(), rows["region"], strict=True):
        label.set_fontsize(8)
        if region == own:
            label.set_color(theme.accent)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    log_axis(axes, pd.concat([rows["relative_energy"], rows["relative_co2"]]))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, borderaxespad=0.2
    )
    return canvas


def log_axis(axes: Axes, values: pd.Series) -> None:
    """A logarithmic x axis around values, with ticks a reader can name."""
    low, high = float(values.min()), float(values.max())
    ticks = [t for t in (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20) if low / 1.6 <= t <= high * 1.6]
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_xlim(low / 1.15, high * 1.15)
