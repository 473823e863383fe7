"""GDP by vintage: the region's share in every release, and every region's revision."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters import vintages
from regionshare.chapters.edition import Edition
from regionshare.figures.figure import Figure
from regionshare.figures.lines import Look, draw_strands
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers import display

LOOKS = {
    "gdp.nbs_first": Look("population", ":", 1.4, "s"),
    "gdp.nbs_2018": Look("energy"),
    "gdp.nbs_2020": Look("electricity"),
    "gdp.nbs_2025": Look("gdp"),
}
CAPTION = {
    "en": (
        "{say}`region`'s share of the sum of all {say}`provinces` in each release of GDP, current "
        "prices. Numerator and denominator are always of one release. No line joins two "
        "releases; the line of first prints breaks where the prints change to a new census. "
        "The axis does not start at zero."
    ),
    "zh": (
        "{say}`region`在各版GDP（当年价格）中占各{say}`provinces`合计的比重。分子分母始终取自同一版本，"
        "不同版本之间不连线；首次公布值在改用新普查口径处断开。纵轴不从零开始。"
    ),
}
RANKED = {
    "en": (
        "Revision of every region's GDP of {say}`vintages/{slug}/year`: figure "
        "{say}`vintages/{slug}/new` against figure {say}`vintages/{slug}/old`, in percent of the "
        "earlier figure. Dashed: the sum of all regions. A region left of the dashed line lost "
        "share, whether its GDP was raised or not."
    ),
    "zh": (
        "各地区{say}`vintages/{slug}/year`年GDP的修订幅度：{say}`vintages/{slug}/new`数值与"
        "{say}`vintages/{slug}/old`数值之差占后者的百分比。虚线为各地区合计的修订幅度；位于虚线左侧的"
        "地区，无论GDP是否上调，比重都下降。"
    ),
}


def vintage_shares(edition: Edition) -> Figure:
    """The region's share of the sum of all regions in every release, by year."""
    table, lang = vintages.share_panel(edition), edition.lang
    return Figure(
        id="fig-gdp-share-by-vintage",
        alt=_share_alt(edition, table),
        caption=CAPTION[lang],
        table=table,
        units={"value": "percent"},
        draw=lambda theme: draw_strands(table, LOOKS, theme, lambda y: display.percent(y, 1, lang)),
    )


def _share_alt(edition: Edition, table: pd.DataFrame) -> str:
    lang = edition.lang
    items = []
    for _, rows in table.groupby("series", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        items.append(
            f"{first['label']} {display.percent(first['value'], 2, lang)} ({first['year']}) … "
            f"{display.percent(last['value'], 2, lang)} ({last['year']})"
        )
    wide = table[table.duplicated("year", keep=False)].groupby("year")["value"]
    gaps = wide.max() - wide.min()
    year, gap = gaps.idxmax(), float(gaps.max())
    points = display.shown(gap, "points", 2, {}, lang).removeprefix("+")
    if lang == "zh":
        head = f"{edition.texts['region']}GDP比重，按版本："
        return head + "；".join(items) + f"。各版本相差最大的年份是{year}年，相差{points}。"
    head = f"{edition.texts['region']}'s share of GDP by release: "
    return head + "; ".join(items) + f". The releases lie furthest apart in {year}, by {points}."


def last_revision(edition: Edition) -> Figure | None:
    """Every region's revision between the last two census vintages, ranked."""
    return _ranked(edition, "last")


def earlier_revision(edition: Edition) -> Figure | None:
    """Every region's revision between the two census vintages before, ranked."""
    return _ranked(edition, "earlier")


def _ranked(edition: Edition, slug: str) -> Figure | None:
    one = vintages.step(edition, slug)
    if one is None:
        return None
    table = vintages.revision_panel(edition, one)
    total = 100.0 * (table["new"].sum() / table["old"].sum() - 1.0)
    return Figure(
        id=f"fig-gdp-revision-{one.new.short.replace('_', '-')}",
        alt=_ranked_alt(edition, table, one, total),
        caption=RANKED[edition.lang].replace("{slug}", slug),
        table=table,
        units={"old": one.old.unit, "new": one.new.unit, "share_change": "percentage points"},
        series=(one.old.id, one.new.id),
        draw=lambda theme: _bars(table, total, edition.region.id, theme, edition.lang),
    )


def _ranked_alt(edition: Edition, table: pd.DataFrame, one: vintages.Step, total: float) -> str:
    lang = edition.lang

    def change(value: float) -> str:
        return display.shown(value, "change", 1, {}, lang)

    own = table[table["region"] == edition.region.id].iloc[0]
    top, bottom = table.iloc[0], table.iloc[-1]
    place = 1 + int((table["revision"] > own["revision"]).sum())
    name = edition.texts["region"]
    if lang == "zh":
        return (
            f"{one.year}年GDP由{vintages.name(one.old.id, lang)}到{vintages.name(one.new.id, lang)}"
            f"的修订：最大{top['name']}{change(top['revision'])}，最小{bottom['name']}"
            f"{change(bottom['revision'])}；{name}{change(own['revision'])}，在{len(table)}个地区中"
            f"由大到小排第{place}；合计{change(total)}。"
        )
    return (
        f"Revision of GDP of {one.year}, {vintages.name(one.old.id, lang)} to "
        f"{vintages.name(one.new.id, lang)}: largest {top['name']} {change(top['revision'])}, "
        f"smallest {bottom['name']} {change(bottom['revision'])}; {name} "
        f"{change(own['revision'])}, number {place} of {len(table)} from the largest; all regions "
        f"together {change(total)}."
    )


def _bars(table: pd.DataFrame, total: float, own: str, theme: Theme, lang: str) -> Canvas:
    rows = table.iloc[::-1].reset_index(drop=True)
    canvas = Canvas(figsize=(WIDTH, 0.2 * len(rows) + 0.6), layout="constrained")
    axes = canvas.add_subplot()
    colours = [theme.accent if r == own else theme.concepts["gdp"] for r in rows["region"]]
    axes.barh(range(len(rows)), rows["revision"], color=colours, height=0.68)
    axes.axvline(0, color=theme.text, lw=0.8)
    axes.axvline(total, color=theme.muted, lw=1, ls=(0, (4, 3)))
    axes.set_yticks(range(len(rows)), list(rows["name"]))
    for label, region in zip(axes.get_yticklabels(), rows["region"], strict=True):
        label.set_fontsize(8)
        if region == own:
            label.set_color(theme.accent)
    for place, value in enumerate(rows["revision"]):
        axes.annotate(
            display.shown(value, "change", 1, {}, lang), (max(value, 0), place),
            xytext=(3, 0), textcoords="offset points", va="center", fontsize=7.5,
            color=theme.text,
        )  # fmt: skip
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.margins(x=0.14)
    axes.xaxis.set_major_formatter(lambda x, _: display.percent(x, 0, lang))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.5)
    axes.set_axisbelow(True)
    return canvas
