"""Figures of the ledger: the evidence on the central sentence, and who could say it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from regionshare.chapters import asked
from regionshare.chapters import claim as quoted
from regionshare.chapters.asked import WORDS
from regionshare.chapters.columns import document
from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import MARKS, about_tiles, records, tile_names
from regionshare.claims import words as wording
from regionshare.claims.evidence import Evidence
from regionshare.claims.labels import CODES
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.verdict import repeats
from regionshare.claims.who import CONCEPTS, RegionTable
from regionshare.figures import axes as parts
from regionshare.figures.figure import Figure
from regionshare.figures.lettering import set_in
from regionshare.figures.naming import wide
from regionshare.figures.style import NARROW, Theme
from regionshare.figures.tiles import draw_tiles, ink, placed

SIGNS = ("●", "○", "×", "–")
"""Of the answers to the question who could say the sentence."""

TITLE = 72 * NARROW - 6
"""Points that a panel's title has on a line, on a phone."""

MARKERS = ("o", "o", "x", "_")
"""The same as the legend draws them."""

ANSWERS = ("said", "said.part", "tile", "")
"""Their colours: that of what was said, since they say who could say it, not who is good."""


def evidence(edition: Edition, ledger: Ledger) -> pd.DataFrame:
    """Every value held against the four shares of the central sentence; whether it decides a label."""
    rows = [
        (
            entry.claim.id,
            _line(judged.evidence, edition.lang),
            judged.evidence.label.text(edition.lang),
            judged.evidence.interval.low,
            judged.evidence.interval.high,
            judged.agreement,
            judged.evidence.match,
            judged.evidence.counted,
            judged in entry.verdict.now.deciding and judged not in once,
        )
        for entry in asked.central(ledger).values()
        for once in [repeats(entry.verdict.now.deciding, entry.claim.decimals)]
        for judged in entry.verdict.judged
    ]
    head = ["claim", "line", "evidence", "low", "high", "agreement", "match", "counted", "decides"]
    return pd.DataFrame(rows, columns=head)


def _line(one: Evidence, lang: str) -> str:
    """On which line of the figure evidence stands: its release, and whether bought power is in it."""
    words = WORDS[lang]["figures"]["lines"]
    if one.options:
        bought = one.choices.get("imports", "none") != "none"
        name = one.options["release"].text(lang)
        return str(words["bought"].format(name=name)) if bought else name
    if one.counted:
        return one.label.text(lang)
    return str(words["trap" if one.role == "trap" else "documents"])


def central_evidence(edition: Edition, table: pd.DataFrame, ledger: Ledger) -> Figure | None:
    """The evidence on the central sentence, a panel for each of its four shares.

    None where the text has no such sentence.
    """
    central, lang, words = asked.central(ledger), edition.lang, WORDS[edition.lang]["figures"]
    if not central:
        return None
    items = [
        words["evidence"].format(
            concept=SHORT[lang][concept],
            stated=wording.stated_text(entry.claim, lang),
            agreeing=wording.agreeing(entry.verdict.k, entry.verdict.n, lang),
            verdict=wording.label_text(entry.verdict.now, lang),
        )
        for concept, entry in central.items()
    ]
    codes = [entry.verdict.today for entry in central.values()]
    listed = MARKS[lang]["comma"].join(
        asked.counted(code, codes.count(code), lang) for code in CODES if code in codes
    )
    title = words["evidence_title"].format(n=len(codes), listed=listed)
    formulas = [one.formula for entry in central.values() for one in entry.evidence]
    return Figure(
        id="fig-central-evidence",
        alt=title + MARKS[lang]["semicolon"].join(items) + MARKS[lang]["stop"],
        caption=words["evidence_caption"],
        table=table,
        inputs=tuple(one for formula in formulas if formula for one in formula.inputs),
        documents=_documents(list(central.values()), ledger),
        draw=lambda theme: _draw_evidence(central, table, theme, lang),
    )


def _documents(entries: list[Entry], ledger: Ledger) -> tuple[dict[str, Any], ...]:
    """The documents that state the evidence which is not computed."""
    named = dict.fromkeys(name for e in entries for one in e.evidence for name in one.source)
    known = (ledger.file.documents[name] for name in named if name in ledger.file.documents)
    return tuple(
        document(
            "documents.csv", one.id, one.citation, one.dated, unit=one.unit, licence="quoted fact",
            url=one.url,
        )
        for one in known
    )  # fmt: skip


def _draw_evidence(
    central: dict[str, Entry], table: pd.DataFrame, theme: Theme, lang: str
) -> Canvas:
    rows = [table[table["claim"] == entry.claim.id] for entry in central.values()]
    counts = [own["line"].nunique() for own in rows]
    height = 0.31 * sum(counts) + 0.82 * len(central) + 0.3
    canvas = parts.sheet(height)
    panels = canvas.subplots(len(central), 1, squeeze=False, height_ratios=[c + 2 for c in counts])
    for axes, (concept, entry), own in zip(panels[:, 0], central.items(), rows, strict=True):
        _draw_panel(axes, entry, own, theme, concept, lang)
        verdict = wording.label_text(entry.verdict.now, lang)
        title = MARKS[lang]["colon"].join((SHORT[lang][concept], verdict))
        axes.set_title(
            "\n".join(set_in(title, TITLE, lambda text: wide(text, 9))),
            loc="left", fontsize=9, linespacing=1.35,
        )  # fmt: skip
    kinds = (("direct", "o", True), ("proxy", "s", True), ("shown", "o", False))
    words = WORDS[lang]["figures"]["kinds"]
    handles = [
        Line2D([], [], marker=mark, ls="", color=theme.muted, label=words[kind],
               mfc=theme.muted if full else "none")
        for kind, mark, full in kinds
    ]  # fmt: skip
    parts.legend(canvas, 3, "lower", handles=handles, handletextpad=0.2)
    return canvas


def _draw_panel(
    axes: Axes, entry: Entry, rows: pd.DataFrame, theme: Theme, concept: str, lang: str
) -> None:
    stated = [reading.interval for reading in entry.claim.readings]
    parts.said(axes, quoted.bands(entry.claim), quoted.told(entry.claim, lang), theme, inside=True)
    colour = theme.concepts[concept]
    ends = [end for one in stated for end in (one.low, one.high)]
    ends += [rows["low"].min(), rows["high"].max()]
    narrow = (max(ends) - min(ends)) / 40
    lines = list(rows["line"].unique())
    for place, line in enumerate(lines):
        axes.annotate(
            line, (0, place - 0.45), xycoords=axes.get_yaxis_transform(), xytext=(2, 0),
            textcoords="offset points", va="center", fontsize=7.5,
        )  # fmt: skip
    for row in records(rows):
        place = lines.index(row["line"])
        if row["high"] - row["low"] > narrow:
            axes.plot([row["low"], row["high"]], [place, place], lw=2.5, color=colour,
                      alpha=0.8 if row["decides"] else 0.35)  # fmt: skip
        else:
            axes.plot(
                (row["low"] + row["high"]) / 2, place, "o" if row["match"] == "direct" else "s",
                ms=4.5, mfc=colour if row["decides"] else "none", mec=colour, mew=1,
            )  # fmt: skip
    axes.set_ylim(len(lines) - 0.5, -1.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    parts.percent_axis(axes.xaxis, lang)


def who_map(edition: Edition, frame: pd.DataFrame, who: RegionTable | None) -> Figure | None:
    """A map of the regions that could say the central sentence; None where nobody asks.

    None, too, where no region has a tile.
    """
    if who is None:
        return None
    drawn = placed(frame[["region", "name", "answer"]], edition.store.regions)
    if drawn.empty:
        return None
    lang, words = edition.lang, WORDS[edition.lang]["figures"]
    drawn["meaning"] = [WORDS[lang]["answers"][place] for place in drawn["answer"]]
    grid = edition.evaluator.grid
    bases = [grid.headline(who.nation, concept, who.year) for concept in CONCEPTS]
    names = [edition.store.regions[region].name(lang) for region in who.could_say]
    return Figure(
        id="fig-who-could-say",
        alt=words["who"].format(
            year=who.year,
            count=len(names),
            evaluated=len(who.evaluated),
            names=MARKS[lang]["list"].join(names) or words["nobody"],
        ),
        caption=words["who_caption"] + about_tiles(edition),
        table=drawn,
        series=tuple(dict.fromkeys(s for b in bases for s in (b.series, b.total))),
        draw=lambda theme: _draw_who(drawn, edition, theme),
    )


def _draw_who(table: pd.DataFrame, edition: Edition, theme: Theme) -> Canvas:
    given = list(table["answer"])
    canvas = draw_tiles(
        table, tile_names(edition, table), [SIGNS[a] for a in given], [ANSWERS[a] for a in given],
        own=edition.region.id, theme=theme, room=0.75,
    )  # fmt: skip
    words = WORDS[edition.lang]["answers"]
    known = [place for place in range(len(ANSWERS)) if place in given]
    handles: list[Any] = [_small_tile(place, theme) for place in known]
    labels = [words[place] for place in known]
    if edition.region.id in set(table["region"]):
        handles.append(Patch(fc="none", ec=theme.accent, lw=2))
        labels.append(edition.region.name(edition.lang))
    parts.legend(canvas, len(handles), "lower", handles=handles, labels=labels)
    return canvas


def _small_tile(place: int, theme: Theme) -> tuple[Patch, Line2D]:
    """A tile as it is drawn on the map, with its sign in it, for the legend."""
    face, marker = ANSWERS[place], MARKERS[place]
    colour = theme[ink(face)] if face else theme.muted
    tile = Patch(
        fc=theme[face] if face else "none", ec=theme.muted, lw=0.5, ls="-" if face else ":"
    )
    fill = "none" if SIGNS[place] == "○" else colour
    return tile, Line2D([], [], ls="", marker=marker, ms=5, mec=colour, mfc=fill)
