"""The front page: the answer in a sentence, the four shares, all statements, what it hangs on."""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from regionshare.chapters import asked, curves
from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import LANGUAGES, MAIN, Edition, Findings
from regionshare.chapters.panels import LOADS, MARKS, YARDSTICKS, records
from regionshare.claims import answer, who
from regionshare.claims import words as wording
from regionshare.claims.labels import BADGES, CODES
from regionshare.claims.ledger import Entry, Ledger
from regionshare.errors import RegionshareError
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.register.cards import address
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room

WORDS = room("index")
FIRST = 4
"""So many statements of a text are quoted where no sentence stands for it."""
FEW = 2
"""So many choices are named in the headline; the labels name all."""


def findings(edition: Edition, ledger: Ledger) -> Findings:
    """What holds of the whole, ``front/who``; whether the text is about this region."""
    found = Findings(edition)
    found.say("front/headline", headline(edition, edition.shares(), ledger))
    if ledger.entries:
        found.say("front/who", answer.compared(ledger, edition.lang))
    _tell_text(found, ledger)
    found.when("speaker", bool(ledger.entries) and not ledger.left_out)
    found.when("front_boxes", bool(hangs_on(edition, edition.shares())))
    _tell_years(found, ledger)
    _tell_cells(found, ledger)
    return found


def _tell_text(found: Findings, ledger: Ledger) -> None:
    """The sentence that stands for the text, and what leads it in; else its first statements."""
    lang, words, file = found.edition.lang, WORDS[found.edition.lang]["text"], ledger.file
    whole = bool(file.sentence.en and file.sentence.zh)
    found.when("has_sentence", whole)
    if not file.claims:
        return
    kind = "sentence" if whole else "text"
    found.say("front/said", f"{_led_in(ledger, lang)}{MARKS[lang]['colon'].strip()}")
    for other in LANGUAGES:
        parts = [quoted.said(one, other) for one in file.claims[:FIRST]]
        text = file.sentence.text(other) if whole else WORDS[other]["text"]["between"].join(parts)
        found.say(f"front/sentence/{other}", text)
    found.say("front/held", words[kind].format(**found.edition.texts))


def _led_in(ledger: Ledger, lang: str) -> str:
    """Who said it, and when; else which text says it."""
    file = ledger.file
    told = {"title": file.title.text(lang), "day": wording.day_text(file.spoken, lang)}
    return file.said.text(lang) or str(WORDS[lang]["text"]["said"].format(**told))


def _claimed(edition: Edition, ledger: Ledger, told: Mapping[str, Entry]) -> str:
    """What the headline answers, in one sentence: who said which shares; empty where nothing was said."""
    words, lang = WORDS[edition.lang], edition.lang
    exactly = {c: words["exactly"].format(figure=_figure(one)) for c, one in told.items()}
    alike = all(_said(one, lang) != exactly[concept] for concept, one in told.items())
    parts: list[str] = []
    for concept, of in words["of"].items():
        if concept in told:
            form = "next" if parts and alike else "part"  # "about" governs the list
            told_as = {"figure": _said(told[concept], lang), "exact": exactly[concept]}
            parts.append(words["claimed"][form].format(of=of, **told_as))
    if not parts:
        return ""
    figures = _listed(parts, words["headline"]["figures"])
    lead = _led_in(ledger, lang)
    return str(words["claimed"]["whole"].format(lead=lead, figures=figures, **edition.texts))


def _tell_years(found: Findings, ledger: Ledger) -> None:
    """Where the answer rests on another number than the figure below it: both, with their years."""
    edition, words, items = found.edition, WORDS[found.edition.lang], []
    entry = told_here(edition, ledger)
    for concept, number in edition.shares().items():
        told = [j.evidence.number for j in entry[concept].verdict.now.deciding if j.evidence.headline
                ] if concept in entry else []  # fmt: skip
        if len(told) != 1 or not told[0] or told[0] == number.id:
            continue
        other = found.add(edition.evaluator.number(told[0]))
        if other.period != number.period:
            items.append(words["two_years"].format(
                concept=edition.short[concept], answer=edition.text(other), answer_year=other.period,
                figure=edition.text(number), figure_year=number.period,
                why=_nearest(found, entry[concept])))  # fmt: skip
    found.when("front_years", bool(items))
    found.say("front/years", words["between"].join(items))


def _nearest(found: Findings, entry: Entry) -> str:
    """Why the answer takes the figure that it takes; with the nearer one that mixes two levels."""
    edition, words, mixed = found.edition, WORDS[found.edition.lang], asked.spliced(entry)
    if mixed is None or not mixed.number:
        return str(words["nearest"])
    other = found.add(edition.evaluator.number(mixed.number))
    return str(words["one_level"].format(other=edition.text(other), year=other.period))


def _tell_cells(found: Findings, ledger: Ledger) -> None:
    """How many values the ledger holds the statement on carbon against, and what they are."""
    entry = None if ledger.left_out else asked.central(ledger).get("co2")
    deciding = entry.verdict.now.deciding if entry else []
    options = [j.evidence.options for j in deciding if j.evidence.options]
    texts = pd.DataFrame(
        [{key: one.text(found.edition.lang) for key, one in each.items()} for each in options],
        columns=["release", "denominator", "year"],
    )
    found.when("front_cells", bool(options) and len(options) == len(deciding))
    found.say("front/cells", str(len(deciding)))
    for alias, column in (("inventories", "release"), ("totals", "denominator")):
        found.say(f"front/cells/{alias}", str(texts[column].nunique()))
    found.say("front/cells/years", _years_of(texts, found.edition.lang))


def _years_of(texts: pd.DataFrame, lang: str) -> str:
    """The years that every inventory has; of another year, which have it."""
    words = WORDS[lang]
    names = {str(year): list(rows.unique()) for year, rows in texts.groupby("year")["release"]}
    whole = [year for year, have in names.items() if len(have) == texts["release"].nunique()]
    also = [
        words["cells"]["also"].format(names=words["and"].join(have), year=year)
        for year, have in names.items()
        if year not in whole
    ]
    return str(words["and"].join(words["cells"]["year"].format(year=y) for y in whole)) + "".join(
        also
    )


def told_here(edition: Edition, ledger: Ledger) -> dict[str, Entry]:
    """What was said of each share, by concept; empty where it was of another region or later."""
    found = {} if ledger.left_out else asked.central(ledger)
    return {c: one for c, one in found.items() if edition.year >= (one.claim.year or 0)}


# -- the answer in one sentence --------------------------------------------------------------------


def headline(edition: Edition, shares: Mapping[str, Number], ledger: Ledger) -> str:
    """The page's title: the label of each figure that was said; else the shares themselves."""
    words, told = WORDS[edition.lang]["headline"], told_here(edition, ledger)
    if not told and not set(MAIN) <= set(shares):
        return _plain(edition, shares)
    if not told:
        sides = {standing(edition, load) for load in LOADS}
        form = words["shares"][sides.pop() if len(sides) == 1 else "mixed"]
        numbers = {concept: edition.text(one) for concept, one in shares.items()}
        return str(form.format(**edition.texts, **numbers))
    clauses: list[str] = []
    for code in CODES:
        entries = {c: one for c, one in told.items() if one.verdict.today == code}
        if entries:
            clauses.append(_clause(code, entries, edition, first=not clauses))
    whole = answer.verdict_of(list(told.values()))
    return str(words["whole"][whole].format(parts=_listed(clauses, words["clauses"])))


def _plain(edition: Edition, shares: Mapping[str, Number]) -> str:
    """The shares of a nation that lacks one of the four, one after another."""
    words, of = WORDS[edition.lang]["headline"], WORDS[edition.lang]["of"]
    parts = [
        words["plain_share"].format(share=edition.text(one), of=of[concept])
        for concept, one in shares.items()
        if concept in of
    ]
    return str(words["plain"].format(parts=_listed(parts, words["clauses"]), **edition.texts))


def _clause(code: str, entries: Mapping[str, Entry], edition: Edition, *, first: bool) -> str:
    """What holds of the figures that have one label; whose they are, in the first alone."""
    words = WORDS[edition.lang]["headline"]
    figures: list[str] = []
    for concept, one in entries.items():
        whose = "figure" if figures or not first else "first"
        of = WORDS[edition.lang]["of"][concept]
        figures.append(words[whose].format(figure=_figure(one), of=of, **edition.texts))
    hung = [*dict.fromkeys(name for one in entries.values() for name in one.verdict.now.choices)]
    several = len(figures) > 1
    named = wording.hung_on(hung, edition.lang)
    choices = words["many"][several] if len(hung) > FEW else named
    figured = _listed(figures, words["figures"])
    return str(words["labels"][code][several].format(figures=figured, choices=choices))


def _listed(parts: Sequence[str], words: Mapping[str, str]) -> str:
    """One, two or more parts as a sentence lists them."""
    *first, last = parts
    if not first:
        return last
    return words["comma"].join(first) + words["and" if len(first) == 1 else "last"] + last


def _said(entry: Entry, lang: str) -> str:
    """The stated figure, with *about* where the words have it."""
    claim = entry.claim
    form = "about" if any(word in claim.stated for word in claim.rule.words) else "exactly"
    return str(WORDS[lang][form].format(figure=_figure(entry)))


def _figure(entry: Entry) -> str:
    return "".join(c for c in entry.claim.stated if c.isdigit() or c == ".")


def standing(edition: Edition, load: str) -> str:
    """Where the share of a load lies, beside those of people and economy in the same year.

    ``below`` or ``above`` both, ``between`` them, or ``level`` with one; by the ratios as printed.
    """
    ratios = [edition.compute("relative_intensity", f"{load}:{one}") for one in YARDSTICKS]
    values = [round(one.value, one.decimals) for one in ratios]
    if 1 in values:
        return "level"
    return {0: "above", 1: "between", 2: "below"}[sum(value < 1 for value in values)]


# -- the figure ------------------------------------------------------------------------------------


def bars(edition: Edition, shares: Mapping[str, Number], ledger: Ledger) -> Markup:
    """The four shares as bars from zero: what was said, the span, and the economy's share."""
    lang, told = edition.lang, told_here(edition, ledger)
    table = share_table(edition, shares, told)
    top = table[["share", "high", "said"]].max().max() * ROOM
    economy = table.set_index("concept")["share"].get("gdp")
    rows = [
        row
        | {name: f"{100 * row[name] / top:.2f}" for name in ("share", "low", "said")}
        | {"end": f"{100 * _end(row, economy or 0.0, top) / top:.2f}"}
        | {"width": f"{100 * (row['high'] - row['low']) / top:.2f}"}
        | {"span": _spans(row, lang), "name": edition.short[row["concept"]]}
        | {"tone": edition.tones[row["concept"]].replace(".", "-")}
        | _labelled(edition, shares[row["concept"]], told.get(row["concept"]))
        for row in records(table.fillna({"said": 0.0}))
    ]
    asks = edition.nation.id in who.explorable(edition.evaluator)
    year = asks and who.nearest_year(edition.evaluator, edition.nation.id, edition.year)
    return render(
        "chapters/front_bars.html",
        claimed=_claimed(edition, ledger, told),
        title=finding(edition),
        words=WORDS[lang]["bars"],
        key=_key(edition, spoken=bool(told), wide=_wide(edition, table)),
        rows=rows,
        economy="" if economy is None else f"{100 * economy / top:.2f}",
        region=edition.region.id,
        year=year,
        opens=_opens(edition, shares, year, spoken=bool(told)) if year else "",
        nations=who.explorable(edition.evaluator),
        regions=_regions(edition),
    )


ROOM = 1.3
"""So much longer than the longest bar is the place for it: its number stands behind its end."""

NUMBER = 0.2
"""Of the place for a bar, so much at most is its number, on a phone."""


def _end(row: Mapping[str, Any], economy: float, top: float) -> float:
    """Where a number stands: behind what is drawn in its row, and not on the line of the economy."""
    end = float(max(row["share"], row["high"], row["said"]))
    return economy if end < economy < end + NUMBER * top else end


def share_table(
    edition: Edition, shares: Mapping[str, Number], told: Mapping[str, Entry]
) -> pd.DataFrame:
    """``concept, year, share, low, high, said``: what is drawn; low and high are the span."""
    rows = []
    for concept in _drawn(edition, shares):
        one = shares[concept]
        low, high = (one.span.low, one.span.high) if one.span else (one.value, one.value)
        said = float(_figure(told[concept])) if concept in told else float("nan")
        rows.append((concept, one.period, one.value, low, high, said))
    return pd.DataFrame(rows, columns=["concept", "year", "share", "low", "high", "said"])


def _drawn(edition: Edition, shares: Mapping[str, Number]) -> list[str]:
    """The concepts of the bars: those of the sentence, and a pack's own."""
    own = [one for one in shares if edition.tones[one] != one]
    return [*filter(shares.__contains__, WORDS[edition.lang]["of"]), *own]


def _labelled(edition: Edition, number: Number, entry: Entry | None) -> dict[str, Any]:
    """The number with its card, and what was said with its label."""
    found: dict[str, Any] = {"text": edition.text(number), "address": address(number.id, "index")}
    if entry is not None:
        found["stated"] = WORDS[edition.lang]["said"].format(figure=_said(entry, edition.lang))
        found["claim"] = entry.claim.anchor
        found["badge"] = asked.badge(entry.verdict.now, edition.lang)
    return found


def _wide(edition: Edition, table: pd.DataFrame) -> bool:
    """Whether some span has two ends, as printed."""
    return any(_spans(row, edition.lang) for row in records(table))


def _spans(row: Mapping[str, Any], lang: str) -> bool:
    """Whether the span of a share has two ends, as printed."""
    return len({display.percent(row[end], 1, lang) for end in ("low", "high")}) > 1


def _opens(edition: Edition, shares: Mapping[str, Number], year: int, *, spoken: bool) -> str:
    """At which year the sentence opens, and which figures are therefore others than in the bars."""
    words, parts = WORDS[edition.lang]["bars"], []
    for concept in _drawn(edition, shares):
        above = shares[concept]
        with contextlib.suppress(RegionshareError):
            here = edition.compute("share", concept, year)
            told = {"above": edition.text(above), "here": edition.text(here)}
            if above.period != str(year) and told["above"] != told["here"]:
                edition.add(here)
                name = edition.short[concept]
                parts.append(words["differs"].format(concept=name, year=above.period, **told))
    opens = words["opens" if set(MAIN) <= set(edition.concepts) else "opens_few"].format(year=year)
    opens = opens if year != edition.year else ""
    differ = words["differ"].format(parts=words["between"].join(parts)) if parts else ""
    return str(opens + differ + (words["judged"] if spoken else ""))


def _key(edition: Edition, *, spoken: bool, wide: bool) -> str:
    """How the figure is read."""
    words = WORDS[edition.lang]["bars"]
    told = {"said": words["tick"] if spoken else ""}
    told["thin"] = words["thin"] if wide else ""
    told["dashed"] = words["dashed"] if "gdp" in edition.concepts else ""
    return str(words["key"].format(**edition.texts, **told))


def finding(edition: Edition) -> str:
    """The figure's title: how the shares of what is used lie beside those of people and economy."""
    lang = edition.lang
    if not set(MAIN) <= set(edition.concepts):
        return str(WORDS[lang]["finding"]["plain"].format(**edition.texts))
    sides = {load: standing(edition, load) for load in LOADS}
    words = WORDS[lang]["finding"]
    parts = []
    for side in dict.fromkeys(sides.values()):
        names = [words["load"][load] for load in LOADS if sides[load] == side]
        loads = words["names"][len(names) > 1].format(names=words["and"].join(names))
        parts.append(words[side][len(names) > 1].format(loads=loads))
    return str(words["whole"].format(**edition.texts, parts=words["between_parts"].join(parts)))


def _regions(edition: Edition) -> list[tuple[str, str]]:
    """The regions to choose from: id and name."""
    members = edition.store.regions.members(edition.nation.id)
    return [(one.id, one.name(edition.lang)) for one in members]


def parts(edition: Edition, ledger: Ledger) -> Markup | None:
    """What the ledger says of each part of the sentence; None where nothing was said of the region."""
    repeated = None if ledger.left_out else answer.repeating(ledger)
    return asked.verdicts_of(edition, repeated.repeats) if repeated else None


# -- all statements, and what the answer hangs on --------------------------------------------------


def strip(edition: Edition, ledger: Ledger) -> Markup:
    """A square for each statement, by label; it leads to the statement's entry in the ledger."""
    lang, groups = edition.lang, []
    counted = [entry for entry in ledger.entries if not entry.claim.outside_tally]
    for code in CODES:
        entries = [entry for entry in counted if entry.verdict.today == code]
        if entries:
            label = wording.verdict_word(code, lang) + MARKS[lang]["colon"]
            squares = [(e.claim.anchor, label + quoted.said(e.claim, lang)) for e in entries]
            text = asked.counted(code, len(entries), lang)
            told = wording.VERDICT_MEANINGS[code].text(lang)
            groups.append({"kind": BADGES[code], "squares": squares, "text": text, "told": told})
    return render("chapters/front_strip.html", groups=groups)


def hangs_on(edition: Edition, shares: Mapping[str, Number]) -> Markup:
    """What moves the answer, a box for each: inventory, bought power, release of GDP."""
    boxes = [_box(edition, name, shares) for name in WORDS[edition.lang]["boxes"]]
    found = [box for box in boxes if box]
    return render("chapters/front_boxes.html", boxes=found) if found else Markup("")


def _box(edition: Edition, name: str, shares: Mapping[str, Number]) -> dict[str, Any] | None:
    """One box; None where the choice has one option only."""
    concept, column = BOXES[name]
    if concept not in shares:
        return None
    lang, words = edition.lang, WORDS[edition.lang]["boxes"][name]
    groups = (
        _choices(edition, name, shares[concept])
        .groupby(column, sort=False)["value"]
        .agg(["min", "max"])
    )
    if len(groups) < curves.FEWEST:
        return None
    said = quoted.stated(edition).get(concept, ())
    decimals = _decimals(groups, said)
    low, high = (
        display.percent(v, decimals, lang) for v in (groups["min"].min(), groups["max"].max())
    )
    told = edition.texts | {"low": low, "high": high, "year": shares[concept].period}
    rows = [
        {"name": name, "ends": (least, most), "text": _between(least, most, decimals, lang)}
        for name, least, most in groups.itertuples()
    ]
    drawn = _scaled(edition, shares[concept], rows, said)
    return {**words, **drawn, "text": words["text"].format(**told), "concept": concept}


def _decimals(groups: pd.DataFrame, said: Sequence[tuple[float, float]]) -> int:
    """One, or so many that two ends part and none reads like an edge of what was said."""
    ends = groups[["min", "max"]].to_numpy()
    if all(low == high or round(low, 1) != round(high, 1) for low, high in ends):
        return 1
    edges = [edge for one in said for edge in one]
    return 2 if not set(ends.round(2).flat) & set(edges) else 3


def _scaled(
    edition: Edition, share: Number, rows: list[dict[str, Any]], said: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """Where the lines of a box and what was said lie on its scale, which all boxes of a share have."""
    ends = [*(end for row in rows for end in row["ends"]), *(end for one in said for end in one)]
    ends += [share.span.low, share.span.high] if share.span else []
    step, shown = (0.5, 1) if max(ends) - min(ends) > 0.5 else (0.05, 2)
    first, last = step * math.floor(min(ends) / step), step * math.ceil(max(ends) / step)

    def place(value: float) -> float:
        return float(round(100 * (value - first) / (last - first), 2))

    key = WORDS[edition.lang]["shaded"]
    percent = functools.partial(display.percent, decimals=shown, lang=edition.lang)
    return {
        "lines": [
            row | dict(zip(("low", "high"), map(place, row["ends"]), strict=True)) for row in rows
        ],
        "bands": [(place(low), round(place(high) - place(low), 2)) for low, high in said],
        "scale": (percent(first), percent(last)),
        "key": "".join(key.format(low=percent(low), high=percent(high)) for low, high in said),
    }


def _between(low: float, high: float, decimals: int, lang: str) -> str:
    ends = dict.fromkeys(display.digits(value, decimals) for value in (low, high))
    return str(WORDS[lang]["percent"].format(figure="–".join(ends)))


BOXES = {
    "inventory": ("co2", "release"),
    "imports": ("co2", "counted"),
    "vintage": ("gdp", "release"),
}
"""Each box: the concept whose share moves, and the choice that moves it."""


def _choices(edition: Edition, name: str, one: Number) -> pd.DataFrame:
    """The values among which the choice of a box is made: of others, those alone that have both."""
    table: pd.DataFrame = curves.share_values(edition, BOXES[name][0], one)
    plain = table["imports"] == wording.NAMES[edition.lang]["territorial"]
    if name == "inventory":
        table = table.loc[plain]
    if name == "imports":
        names = WORDS[edition.lang]["boxes"][name]["rows"]
        counted = plain.map({True: names["without"], False: names["with"]})
        both = table["release"].isin(set(table["release"][~plain]))
        table = table.assign(counted=counted).loc[both]
    return table.sort_values("headline" if name == "vintage" else "value", kind="stable")
