"""The chapter *Provinces*: every region's shares and relative intensities, ranked and mapped."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import SHORT, Edition, Findings, Form
from regionshare.chapters.panels import (
    LOADS,
    MARKS,
    about_rows,
    about_tiles,
    drawn_rows,
    tile_names,
)
from regionshare.claims.alike import nearest, reason
from regionshare.claims.words import listed
from regionshare.errors import MissingDataError
from regionshare.figures import axes as parts
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.figures.tiles import KEY, draw_tiles, key, placed, step
from regionshare.methods.metrics import rank
from regionshare.numbers import display
from regionshare.text.markup import render
from regionshare.text.messages import room
from regionshare.text.tables import MISSING, Table

WORDS, ABROAD = room("provinces"), room("abroad")
ALIKE = 5
"""As many regions like the edition's own are shown."""


def panel(edition: Edition) -> pd.DataFrame:
    """Every region's shares and relative intensities, each in its latest complete year.

    Columns ``region, name``; for each concept, ``share_<concept>``; for energy and co2 also
    ``relative_<concept>`` against GDP of the same year. Absent is NaN.
    """
    ready, nation = edition.evaluator, edition.nation.id
    regions = edition.store.regions.members(nation)
    table = pd.DataFrame(
        {"region": [r.id for r in regions], "name": [r.name(edition.lang) for r in regions]}
    ).set_index("region", drop=False)
    for concept in edition.concepts:
        year = edition.year_of(concept)
        basis = ready.grid.headline(nation, concept, year)
        parts_of = edition.store.parts(basis.series)
        known = [r.id for r in regions if r.id in parts_of]
        shares = {r: ready.quantities.share_on(basis, r, year).value for r in known}
        table[f"share_{concept}"] = pd.Series(shares, dtype=float)
    for concept in edition.loads if "gdp" in edition.concepts else ():
        year = min(edition.year_of(concept), edition.year_of("gdp"))
        table[f"relative_{concept}"] = ready.relative_table(concept, "gdp", nation, year)
    return table.reset_index(drop=True)


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The panel with the lowest energy per economy first, regions without a figure last."""
    first = [name for name in (f"relative_{load}" for load in LOADS) if name in table][:1]
    return table.sort_values([*first, "region"], na_position="last", ignore_index=True)


def ranked_intensity(edition: Edition, table: pd.DataFrame) -> Figure | None:
    """Relative intensity of energy and carbon of every region, lowest energy first."""
    loads = [load for load in LOADS if f"relative_{load}" in table]
    if not loads:
        return None
    columns = [f"relative_{load}" for load in loads]
    drawn = table[["region", "name", *columns]]
    rows = drawn.dropna(subset=columns, how="all").reset_index(drop=True)
    lang, words = edition.lang, WORDS[edition.lang]["figures"]
    items, short = [], []
    for load in loads:
        values = drawn.set_index("region")[f"relative_{load}"].dropna()
        if edition.region.id in values:
            told = {
                "what": SHORT[lang][load],
                "inside": words["inside"][load],
                "year": edition.texts[f"year/{load}"],
                "region": edition.texts["region"],
                "value": display.digits(float(values[edition.region.id]), 2),
                "place": int(rank(values)[edition.region.id]),
                "count": len(values),
                "below": int((values < 1).sum()),
            }
            items.append(words["ranked_item"].format(**told))
            short.append(words["ranked_short"].format(**told))
    all_told = {"regions": MARKS[lang]["semicolon"].join(items), "short": listed(short, lang)}
    return Figure(
        id="fig-ranked-intensity",
        alt=words["ranked"].format(region=edition.texts["region"], **all_told),
        caption=words["ranked_caption"]["both" if len(loads) > 1 else loads[0]]
        + about_rows(edition, rows),
        table=drawn,
        draw=lambda theme: _draw_ranked(drawn_rows(edition, rows), edition, theme),
    )


def _draw_ranked(rows: pd.DataFrame, edition: Edition, theme: Theme) -> Canvas:
    columns = {load: name for load in LOADS if (name := f"relative_{load}") in rows}
    canvas, axes = parts.panel(0.2 * len(rows) + 1.0)
    if len(columns) == len(LOADS):
        low, high = (rows[columns[load]] for load in LOADS)
        axes.hlines(rows.index, low, high, lw=0.8, color=theme.grid)
    for load, name in columns.items():
        mark = "os"[LOADS.index(load)]
        label = f"{SHORT[edition.lang][load]} {edition.texts[f'year/{load}']}"
        look = {"marker": mark, "color": theme.concepts[load], "label": label}
        # The later one is smaller, so that the earlier is seen around it where the two are alike.
        parts.dots(axes, rows, name, size=(6.6, 3.2)[LOADS.index(load)], **look)
    axes.axvline(1, color=theme.muted, lw=1)
    own = list(rows["region"] == edition.region.id)
    parts.mark_rows(axes, own, theme)
    named, gaps = list(rows["name"]), list(rows.get("gap", ()))
    parts.name_rows(axes, named, size=8, margin=0.7, own=own, gaps=gaps, theme=theme)
    parts.log_axis(axes, pd.concat([rows[name] for name in columns.values()]))
    parts.legend(canvas)
    return canvas


def tile_map(edition: Edition, table: pd.DataFrame, concept: str) -> Figure | None:
    """Relative intensity of one concept on a grid of tiles; regions without a figure stay blank.

    None where the nation lacks the concept, or its regions have no tiles.
    """
    column = f"relative_{concept}"
    if column not in table or not _tiled(edition):
        return None
    drawn = table[["region", "name", column]].rename(columns={column: "relative"})
    drawn = placed(drawn, edition.store.regions)
    words = WORDS[edition.lang]["figures"]
    dash = words["tiles_dash"] if drawn["relative"].isna().any() else ""
    return Figure(
        id=f"fig-tile-map-{concept}",
        alt=_tile_alt(edition, drawn, concept),
        caption=words[f"tiles_caption_{concept}"] + dash + about_tiles(edition),
        table=drawn,
        draw=lambda theme: _draw_map(drawn, edition, concept, theme),
    )


def map_switch(edition: Edition) -> str:
    """What chooses one of the maps where there are two; without it both are shown.

    It needs no script: the style sheet of the book hides the map that is not chosen, and none that an
    address names.
    """
    if not _tiled(edition) or "gdp" not in edition.concepts or len(edition.loads) < len(LOADS):
        return ""
    options = {load: SHORT[edition.lang][load] for load in LOADS}
    legend = WORDS[edition.lang]["figures"]["switch"]
    return render("chapters/switch.html", legend=legend, options=options)


def _tiled(edition: Edition) -> bool:
    members = edition.store.regions.members(edition.nation.id)
    return any(one.tile_row is not None for one in members)


def findings(edition: Edition, table: pd.DataFrame) -> Findings:
    """Whether anything can be held against the economy, and whether the regions have tiles."""
    found = Findings(edition)
    found.when("provinces_ranked", bool(edition.loads) and "gdp" in edition.concepts)
    found.when("provinces_tiled", _tiled(edition))
    return found


def alike(edition: Edition) -> pd.DataFrame:
    """``name, nation, year, factor, reason`` of the regions most like the edition's own.

    By `regionshare.claims.alike`, of all nations at hand; ``factor`` is by how much the three measures
    are apart on average. Empty where the region lacks one of them, or is alone.
    """
    regions, lang, burden = edition.store.regions, edition.lang, _burden(edition)
    columns = ["name", "nation", "year", "factor", "reason"]
    try:
        own, others = nearest(edition.evaluator, edition.region.id, edition.year, (), burden)
    except MissingDataError:
        return pd.DataFrame(columns=columns)
    rows = [
        (
            regions[one.region].name(lang), regions[one.nation].name(lang), one.year,
            math.exp(own.distance(one)), reason(own, one, burden, lang),
        )
        for one in others[:ALIKE]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _burden(edition: Edition) -> str:
    """What is held against the economy where regions are compared: carbon where the nation has it."""
    return "energy" if edition.loads == ["energy"] else "co2"


def alike_findings(edition: Edition, table: pd.DataFrame) -> Findings:
    """Whether any region is compared, and by which burden."""
    found = Findings(edition)
    found.when("provinces_alike", not table.empty)
    found.say("alike/burden", ABROAD[edition.lang]["concepts"][_burden(edition)])
    return found


def alike_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """The regions most like the edition's own, the nearest first."""
    words = WORDS[edition.lang]["alike"]
    columns: dict[str, Form] = {
        "name": str, "nation": str, "year": None, "factor": ("ratio", 2), "reason": str,
    }  # fmt: skip
    return edition.tabulate(table, words, columns, marked=table["year"] < 0)


def _tile_alt(edition: Edition, table: pd.DataFrame, concept: str) -> str:
    known = table.dropna(subset=["relative"]).sort_values("relative")
    lang, words = edition.lang, WORDS[edition.lang]["figures"]
    first, last = known.iloc[0], known.iloc[-1]
    text = words["tiles"].format(
        what=words["inside"][concept],
        below=int((known["relative"] < 1).sum()),
        count=len(known),
        year=edition.texts[f"year/{concept}"],
        first=first["name"],
        low=display.digits(first["relative"], 2),
        last=last["name"],
        high=display.digits(last["relative"], 2),
    )
    blank = MARKS[lang]["list"].join(table[table["relative"].isna()]["name"])
    return str(text + words["blank"].format(regions=blank)) if blank else str(text)


def _draw_map(table: pd.DataFrame, edition: Edition, concept: str, theme: Theme) -> Canvas:
    lang, short = edition.lang, SHORT[edition.lang]
    known = [None if math.isnan(v) else v for v in table["relative"]]
    canvas = draw_tiles(
        table,
        tile_names(edition, table),
        [MISSING if v is None else f"{v:.2f}" for v in known],
        ["" if v is None else step(v) for v in known],
        own=edition.region.id, theme=theme, room=KEY,
    )  # fmt: skip
    divided = f"{short[concept]} ÷ {short['gdp']}"
    key(canvas, theme, MARKS[lang]["comma"].join((divided, edition.texts[f"year/{concept}"])))
    return canvas


def provinces_table(edition: Edition, table: pd.DataFrame) -> Table | None:
    """Shares and relative intensities of every region, lowest energy per economy first."""
    words, short = WORDS[edition.lang]["table"], edition.short
    years = {concept: edition.year_of(concept) for concept in edition.concepts}
    heads = {f"share_{concept}": f"{short[concept]} {year}" for concept, year in years.items()}
    columns: dict[str, Form] = {"name": str, **dict.fromkeys(heads, ("percent", 1))}
    held = {name: load for load in LOADS if (name := f"relative_{load}") in table}
    columns |= dict.fromkeys(held, ("ratio", 2))
    heads |= {name: f"{words[name]} {years[load]}" for name, load in held.items()}
    words = words | heads | {"name": words["region"]}
    return edition.tabulate(table, words, columns, "provinces")
