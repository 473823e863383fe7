"""Curves: every value of a share or a statement over the choices, as chapters and ledger draw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from regionshare.chapters import asked
from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition
from regionshare.chapters.panels import MARKS
from regionshare.claims import answer as answers_of
from regionshare.claims import words as wording
from regionshare.claims.claim import kind_of
from regionshare.claims.evidence import AGREES
from regionshare.claims.labels import HELD_WHEN_SPOKEN
from regionshare.claims.ledger import Entry, Ledger, left_out
from regionshare.claims.verdict import Judged
from regionshare.figures.curve import Curve, draw_curves
from regionshare.figures.figure import Figure, whole
from regionshare.figures.naming import wide
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room

WORDS = room("curves")
FEWEST = 2
"""So many values make a curve."""

RELEASES = ("inventory", "vintage", "source")
"""The choices that a release stands for."""


# -- of a statement --------------------------------------------------------------------------------


def values(entry: Entry, lang: str) -> pd.DataFrame:
    """The values of a statement that come from choices, the lowest first.

    ``value, label, decides, agrees, turns, headline``, and a column for each choice: ``release,
    denominator, imports, gdp, year``. What turns agrees under some readings only.
    """
    deciding = {id(judged.evidence) for judged in entry.verdict.now.deciding}
    rows = [_row(judged, deciding, lang) for judged in entry.verdict.judged if _drawn(judged)]
    frame = pd.DataFrame(rows, columns=None if rows else ["value"])
    return frame.sort_values("value", kind="stable", ignore_index=True)


def _drawn(judged: Judged) -> bool:
    one = judged.evidence
    return bool(one.options) and one.comparable and one.interval.is_point


def _row(judged: Judged, deciding: set[int], lang: str) -> dict[str, Any]:
    one = judged.evidence
    return {
        "value": one.interval.low,
        "label": one.label.text(lang),
        "decides": id(one) in deciding,
        "agrees": judged.agreement == AGREES,
        "turns": len(judged.outcomes) > 1,
        "headline": one.headline,
        **{choice: name.text(lang) for choice, name in one.options.items()},
    }


def of_statement(entry: Entry, lang: str) -> Curve | None:
    """The curve of a statement over a metric; None where it has too few values."""
    table = values(entry, lang)
    if entry.repeats or len(table) < FEWEST:
        return None
    write = partial(_percent, lang) if entry.claim.unit == "percent" else display.digits
    bands, told = quoted.bands(entry.claim), quoted.told(entry.claim, lang)
    return Curve("", table, _heads(table, lang), bands, write, _tone(entry), told)


def _percent(lang: str, value: float, decimals: int) -> str:
    return display.percent(value, decimals, lang)


def _heads(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """The choices among the columns of a table, with their names."""
    heads: Mapping[str, str] = WORDS[lang]["heads"]
    return {choice: name for choice, name in heads.items() if choice in table}


def _tone(entry: Entry) -> str:
    concepts = (spec.text("concept").partition(":")[0] for spec in entry.claim.specs)
    return next(filter(None, concepts))


def over_metric(ledger: Ledger, metric: str, concept: str) -> Entry | None:
    """The statement over a metric of a concept; None where the ledger holds none."""
    for entry in ledger.entries:
        for spec in entry.claim.specs:
            asks = kind_of(spec) == "metric" and spec.text("metric") == metric
            if asks and spec.text("concept") == concept:
                return entry
    return None


def statement_curve(edition: Edition, metric: str, concept: str) -> Figure | None:
    """The curve of the statement over a metric, asked of the edition's region."""
    entry = over_metric(asked.ask(edition), metric, concept)
    curve = of_statement(entry, edition.lang) if entry else None
    if entry is None or curve is None:
        return None
    words, known = WORDS[edition.lang], edition.store.series
    told = {"claim": entry.claim.id, "text": quoted.said(entry.claim, edition.lang).rstrip(".")}
    caption = words["caption"].format(**told, region=edition.texts["region"])
    lacking = [getattr(one, f"what_{edition.lang}") for one in left_out(entry, edition.evaluator)]
    if lacking:
        caption += words["left_out"].format(listed=MARKS[edition.lang]["semicolon"].join(lacking))
    sources = dict.fromkeys(name for one in entry.evidence if one.options for name in one.source)
    return Figure(
        id=f"fig-curve-{entry.claim.slug}",
        alt=alt(entry, curve, edition.lang),
        caption=caption,
        table=curve.table,
        units={"value": entry.claim.unit},
        series=tuple(name for name in sources if name in known),
        draw=lambda theme: draw_curves([curve], theme),
    )


def alt(entry: Entry, curve: Curve, lang: str) -> str:
    """What the curve of a statement shows: from where to where, how many agree, what turns it."""
    words, table, outcome = WORDS[lang], curve.table, entry.verdict.now
    decide = table[table["decides"]]
    shown = {name: _value(entry, table["value"].iloc[place], lang) for name, place in ENDS.items()}
    agreeing = wording.agreeing(int(decide["agrees"].sum()), len(decide), lang)
    agree = "each" if len(entry.claim.readings) > 1 else "agree"
    kind = "held" if outcome.code == HELD_WHEN_SPOKEN else agree if len(decide) else "undecided"
    ranked = _ranked(entry, lang)
    finding = ranked + words[kind].format(
        agreeing=agreeing if ranked else agreeing[0].upper() + agreeing[1:],
        told=agreeing,
        stated=wording.stated_text(entry.claim, lang),
    )
    turning = int(decide["turns"].sum())
    if turning:
        finding += words["turning"].format(n=turning)
    text = words["statement"].format(
        claim=entry.claim.id, count=len(table), finding=finding, **shown
    )
    if outcome.choices:
        text += words["hangs"].format(choices=wording.hung_on(outcome.choices, lang))
    return str(text)


def _ranked(entry: Entry, lang: str) -> str:
    """What a rank is by, in front of the finding; else nothing."""
    words = WORDS[lang]["ranked"]
    of = (one.text("concept") for one in entry.claim.specs if one.text("metric") == "rank")
    return str(next((words[concept] for concept in of if concept in words), ""))


ENDS = {"low": 0, "high": -1}


def _value(entry: Entry, value: float, lang: str) -> str:
    piece = next(one for one in entry.evidence if one.options and one.interval.low == value)
    return wording.value_text(piece, entry.claim, lang)


# -- small, in the ledger --------------------------------------------------------------------------

WIDE, LABELS, PLOT, LINE = 184, 136, 40, 12
"""Pixels: the width of the values, the least for names, the height of the values and of a row."""
MANY = 20
"""Of more values a small curve draws those that decide alone."""
LETTERS = 12
"""Pixels of a name's letters, a little generous: `wide` is of a figure's font."""


def strip(entry: Entry, lang: str) -> Markup:
    """The curve drawn small, with the choices on which the label hangs; of many values those that decide."""
    curve = of_statement(entry, lang)
    if curve is None:
        return Markup("")
    decide = curve.table[curve.table["decides"]].reset_index(drop=True)
    table = decide if len(curve.table) > MANY and len(decide) >= FEWEST else curve.table
    low, high = curve.limits()
    named = _hung_on(entry, table)
    labels = max([LABELS, *(4 + round(wide(name, LETTERS)) for _, name in named)])
    across = [round(labels + (i + 0.5) * WIDE / len(table), 1) for i in range(len(table))]

    def up(value: float) -> float:
        kept = min(high, max(low, value))
        return round(PLOT - 3 - (kept - low) / (high - low) * (PLOT - 6), 1)

    rows = [(name, [x for x, own in zip(across, table[column], strict=True) if own == name])
            for column, name in named]  # fmt: skip
    dots: dict[str, list[tuple[float, float]]] = {}
    for x, row in zip(across, table.to_dict("records"), strict=True):
        for kind in _layers(row):
            dots.setdefault(kind, []).append((x, up(row["value"])))
    return render(
        "chapters/curve.html",
        alt=whole(alt(entry, curve, lang)),
        width=labels + WIDE,
        height=PLOT + LINE * len(rows) + 2,
        plot=PLOT,
        labels=labels,
        line=LINE,
        bands=[(up(top), up(bottom)) for bottom, top in curve.stated],
        dots={kind: dots[kind] for kind in LAYERS if kind in dots},
        ends=_ends(entry, table, up, lang),
        rows=rows,
    )


LAYERS = ("agrees", "disagrees", "turns", "shown")
"""What a dot is drawn of, the lowest first: the last two lie within the others."""


def _layers(row: Mapping[Any, Any]) -> list[str]:
    """The parts of a dot: half of each where the reading turns it, hollow where it does not decide."""
    base = "agrees" if row["agrees"] else "disagrees"
    return [base, *(["turns"] if row["turns"] else []), *([] if row["decides"] else ["shown"])]


def _ends(
    entry: Entry, table: pd.DataFrame, up: Callable[[float], float], lang: str
) -> list[tuple[float, str]]:
    """The lowest and the highest value with their heights; one text where two would overlap."""
    first, last = (float(table["value"].iloc[place]) for place in ENDS.values())
    if up(first) - up(last) >= LINE:
        return [(up(end), _value(entry, end, lang)) for end in (first, last)]
    pieces = [one for one in entry.evidence if one.options and first <= one.interval.low <= last]
    return [((up(first) + up(last)) / 2, answers_of.span(pieces, entry.claim, lang))]


def _hung_on(entry: Entry, table: pd.DataFrame) -> list[tuple[str, str]]:
    """The options of the choices on which a label hangs, each with its column."""
    choices = entry.verdict.now.choices
    columns = dict.fromkeys("release" if name in RELEASES else name for name in choices)
    found = []
    for column in columns:
        means = table.groupby(column)["value"].mean() if column in table else pd.Series()
        found += [(column, str(name)) for name in means.sort_values(kind="stable").index]
    return found


# -- of the shares ---------------------------------------------------------------------------------


def share_values(edition: Edition, concept: str, one: Number) -> pd.DataFrame:
    """Every admissible choice of a share in its year, as `values`, with ``concept``."""
    found = one.span.values if one.span else {}
    grid, region, year = edition.evaluator.grid, edition.region.id, int(one.period)
    rows = []
    for basis in grid.choices(edition.nation.id, concept, region, year):
        headline = basis.role == "headline"
        value = found.get(basis.token, one.value if headline else None)
        if value is not None:
            name = wording.basis_name(edition.store, basis, year)
            options = wording.options_of(edition.store, basis, year)
            rows.append(
                {"concept": concept, "value": value, "label": name.text(edition.lang)}
                | {"decides": True, "headline": headline, "note": basis.note(edition.lang)}
                | {choice: text.text(edition.lang) for choice, text in options.items()}
            )
    return pd.DataFrame(rows).sort_values("value", kind="stable", ignore_index=True)


def share_curves(edition: Edition, shares: Mapping[str, Number]) -> Figure | None:
    """Each share that has choices over all of them, with what the article stated of it."""
    lang, words = edition.lang, WORDS[edition.lang]
    stated = quoted.central(entry.claim for entry in asked.ask(edition).entries)
    curves: list[Curve] = []
    items = []
    spans: dict[float, str] = {}
    for concept, one in shares.items():
        table = share_values(edition, concept, one)
        if len(table) < FEWEST:
            continue
        facts = edition.texts | {"concept": edition.short[concept], "year": one.period}
        title = words["title"].format(**facts)
        bands = quoted.bands(stated[concept]) if concept in stated else []
        write = partial(_percent, lang)
        told = quoted.told(stated[concept], lang) if concept in stated else ""
        curves.append(
            Curve(title, table, _heads(table, lang), bands, write, edition.tones[concept], told)
        )
        ends = {
            k: display.percent(table["value"].iloc[i], one.decimals, lang) for k, i in ENDS.items()
        }
        own = display.percent(one.value, one.decimals, lang)
        items.append(words["share"].format(title=title, count=len(table), own=own, **ends))
        width = float(table["value"].iloc[-1] - table["value"].iloc[0])
        moved = len(set(ends.values())) > 1
        spans[width] = words["widest" if moved else "unmoved"].format(**facts, **ends)
    if not curves:
        return None
    return Figure(
        id="fig-share-curves",
        alt=words["shares"].format(
            widest=spans[max(spans)],
            listed=MARKS[lang]["semicolon"].join(items),
            region=edition.texts["region"],
        ),
        caption=words["shares_caption"].format(
            band=words["shares_band"] if any(curve.stated for curve in curves) else ""
        ),
        table=pd.concat([curve.table for curve in curves], ignore_index=True),
        units={"value": "percent"},
        draw=lambda theme: draw_curves(curves, theme),
    )
