"""Figures of the ledger: the evidence on the central sentence, and who could say it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from regionshare.chapters.columns import document
from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.ledger_page import CENTRAL
from regionshare.chapters.panels import records
from regionshare.chapters.tiles import Tile, draw_tiles, placed
from regionshare.chapters.who_page import answer
from regionshare.claims import words as wording
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.who import CONCEPTS, RegionTable
from regionshare.figures.figure import Figure
from regionshare.figures.style import WIDTH, Theme
from regionshare.numbers.number import Input
from regionshare.text.messages import room

ANSWERS = room("ledger.answers")

EVIDENCE_CAPTION = {
    "en": (
        "The evidence on the central sentence. Band: what was stated, as read. Circles: direct "
        "evidence; diamonds: proxies, which differ in year, scope or publisher; hollow: shown, not "
        "counted. Bars are evidence that is an interval; pale bars are not counted. The ledger below "
        "names every mark."
    ),
    "zh": (
        "核心语句的证据。色带：所述数值的读法区间；圆点：直接证据；菱形：替代证据（年份、口径或发布者不同）；"
        "空心：仅展示，不计入；横线：区间证据，浅色者不计入。各标记的名称见下文。"
    ),
}
WHO_CAPTION = {
    "en": (
        "Which regions of {say}`nation` could say the sentence in {say}`who/year`: a smaller share "
        "of the energy and of the carbon than of the people and of the economy. Headline basis."
    ),
    "zh": (
        "{say}`who/year`年{say}`nation`哪些地区能说这句话：能源和碳排放比重都低于人口和经济比重。主口径。"
    ),
}


def central_evidence(edition: Edition, ledger: Ledger) -> Figure:
    """Every value held against the four shares of the central sentence."""
    entries = [entry for entry in ledger.entries if entry.claim.id in CENTRAL]
    table = _evidence_table(entries, edition.lang)
    return Figure(
        id="fig-central-evidence",
        alt=_evidence_alt(entries, edition.lang),
        caption=EVIDENCE_CAPTION[edition.lang],
        table=table,
        inputs=_inputs(entries),
        documents=_documents(entries, ledger),
        draw=lambda theme: _draw_evidence(entries, table, theme, edition.lang),
    )


def _evidence_table(entries: list[Entry], lang: str) -> pd.DataFrame:
    rows = [
        (
            entry.claim.id,
            judged.evidence.label.text(lang),
            judged.evidence.interval.low,
            judged.evidence.interval.high,
            judged.agreement,
            judged.evidence.match,
            judged.evidence.counted,
        )
        for entry in entries
        for judged in entry.verdict.judged
    ]
    head = ["claim", "evidence", "low", "high", "agreement", "match", "counted"]
    return pd.DataFrame(rows, columns=head)


def _inputs(entries: list[Entry]) -> tuple[Input, ...]:
    """The figures that the computed evidence is made of."""
    formulas = [judged.evidence.formula for e in entries for judged in e.verdict.judged]
    return tuple(one for formula in formulas if formula for one in formula.inputs)


def _documents(entries: list[Entry], ledger: Ledger) -> tuple[dict[str, Any], ...]:
    """The documents that state the other evidence."""
    named = dict.fromkeys(n for e in entries for j in e.verdict.judged for n in j.evidence.source)
    known = (ledger.file.documents[name] for name in named if name in ledger.file.documents)
    return tuple(
        document(
            "documents.csv", one.id, one.citation, one.dated, unit=one.unit, licence="quoted fact",
            url=one.url,
        )
        for one in known
    )  # fmt: skip


def _evidence_alt(entries: list[Entry], lang: str) -> str:
    items = []
    for entry in entries:
        verdict = entry.verdict
        name = SHORT[lang][CENTRAL[entry.claim.id]]
        word = wording.verdict_word(verdict.today, lang)
        stated = wording.stated_text(entry.claim, lang)
        if lang == "zh":
            items.append(
                f"{name}，读作{stated}：{verdict.n}个可判定数值中{verdict.k}个相符，{word}"
            )
        else:
            items.append(
                f"{name}, read as {stated}: {verdict.k} of {verdict.n} distinct values agree, {word}"
            )
    return ("；".join(items) + "。") if lang == "zh" else "; ".join(items) + "."


def _draw_evidence(entries: list[Entry], table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    counts = [max(2, int((table["claim"] == e.claim.id).sum())) for e in entries]
    height = 0.075 * sum(counts) + 0.62 * len(entries)
    canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
    panels = canvas.subplots(len(entries), 1, squeeze=False, height_ratios=[c + 3 for c in counts])
    for axes, entry in zip(panels[:, 0], entries, strict=True):
        _draw_panel(axes, entry, table[table["claim"] == entry.claim.id], theme, lang)
    return canvas


def _draw_panel(axes: Axes, entry: Entry, rows: pd.DataFrame, theme: Theme, lang: str) -> None:
    concept = CENTRAL[entry.claim.id]
    for reading in entry.claim.readings:
        axes.axvspan(
            reading.interval.low, reading.interval.high, color=theme.muted, alpha=0.22, lw=0
        )
    colour = theme.concepts[concept]
    ends = [e for r in entry.claim.readings for e in (r.interval.low, r.interval.high)]
    ends += [rows["low"].min(), rows["high"].max()]
    narrow = (max(ends) - min(ends)) / 40
    for place, row in enumerate(records(rows)):
        mark = "o" if row["match"] == "direct" else "D"
        face = colour if row["counted"] else "none"
        if row["high"] - row["low"] > narrow:
            axes.plot([row["low"], row["high"]], [place, place], lw=2.5, color=colour,
                      alpha=0.8 if row["counted"] else 0.35)  # fmt: skip
        else:
            axes.plot(
                (row["low"] + row["high"]) / 2, place, mark, ms=4.5, mfc=face, mec=colour, mew=1
            )
    axes.set_ylim(len(rows) - 0.3, -0.7)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}%")
    title = f"{SHORT[lang][concept]}: {wording.verdict_word(entry.verdict.today, lang)}"
    axes.set_title(title.replace(": ", "：") if lang == "zh" else title, loc="left", fontsize=9)


def who_could_say(edition: Edition, table: RegionTable) -> Figure:
    """A map of the regions that could say the central sentence."""
    words = ANSWERS[edition.lang]
    frame = pd.DataFrame(
        [
            (
                row.region,
                edition.store.regions[row.region].name(edition.lang),
                answer(row.could_say, row.of_economy_only),
            )
            for row in table.rows
        ],
        columns=["region", "name", "answer"],
    )
    drawn = placed(frame, edition)
    grid = edition.evaluator.grid
    bases = [grid.headline(table.nation, concept, table.year) for concept in CONCEPTS]
    drawn["meaning"] = [words[a] for a in drawn["answer"]]
    return Figure(
        id="fig-who-could-say",
        alt=_who_alt(edition, table),
        caption=WHO_CAPTION[edition.lang],
        table=drawn,
        series=tuple(dict.fromkeys(s for b in bases for s in (b.series, b.total))),
        draw=lambda theme: _draw_who(drawn, edition, theme),
    )


def _who_alt(edition: Edition, table: RegionTable) -> str:
    regions, lang = edition.store.regions, edition.lang
    names = [regions[r].name(lang) for r in table.could_say]
    if lang == "zh":
        listed = "、".join(names) or "无"
        return f"{table.year}年，{len(table.evaluated)}个地区中有{len(names)}个能这样说：{listed}。"
    listed = ", ".join(names) or "none"
    return (
        f"In {table.year}, {len(names)} of {len(table.evaluated)} regions could say it: {listed}."
    )


def _draw_who(table: pd.DataFrame, edition: Edition, theme: Theme) -> Canvas:
    faces = [to_rgb(c) for c in _answer_colours(theme)]
    signs = ("●", "○", "×", "–")
    tiles = [
        Tile(
            row["region"],
            row["name"] if edition.lang == "zh" else row["region"].partition("-")[2],
            row["column"],
            row["row"],
            signs[row["answer"]],
            faces[row["answer"]] if row["answer"] < len(faces) else None,
        )
        for row in records(table)
    ]
    canvas = draw_tiles(tiles, edition.region.id, theme, room=0.55)
    canvas.axes[0].set_title(edition.texts["who/year"], loc="left")
    words = ANSWERS[edition.lang]
    present = [a for a in range(len(faces)) if (table["answer"] == a).any()]
    handles = [Patch(fc=faces[a], label=f"{signs[a]} {words[a]}") for a in present]
    canvas.legend(
        handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, fontsize=8.5
    )
    return canvas


def _answer_colours(theme: Theme) -> tuple[str, str, str]:
    light = theme.name == "light"
    return (
        theme.concepts["gdp"],
        "#b9dccf" if light else "#255c4b",
        "#e3e6ea" if light else "#2b323b",
    )
