"""The chapter *Sources*: where the figures come from, and how transcriptions of them differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from regionshare.chapters.edition import Edition, Findings
from regionshare.chapters.panels import MARKS, records
from regionshare.claims.words import day_text
from regionshare.data.series import PUBLISHED_IS, Series
from regionshare.data.store import Store
from regionshare.indicators.release import TOLERANCE
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number
from regionshare.text.markup import Markup, original, render
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("sources")


def inputs(numbers: Iterable[Number]) -> list[Input]:
    """Every figure that entered the numbers, once."""
    return list(dict.fromkeys(one for number in numbers for one in number.inputs))


def copies(edition: Edition, figures: Iterable[Input]) -> pd.DataFrame:
    """The figures of which another transcription is at hand, largest difference first.

    ``series, region, year, unit, used, others, difference``: others are the value and the name of
    each other transcription, the difference is ``max |other / used - 1|`` in percent.
    """
    rows = []
    for one in figures:
        others = [(v, key) for key, v, _ in edition.store.copies(one.series, one.region, one.year)]
        if others:
            difference = max(abs(value / one.value - 1) for value, _ in others) * 100
            place = (one.series, one.region, one.year, one.unit)
            rows.append((*place, one.value, others, difference))
    head = ["series", "region", "year", "unit", "used", "others", "difference"]
    found = pd.DataFrame(rows, columns=head)
    order, ascending = ["difference", "series", "region"], [False, True, True]
    return found.sort_values(order, ascending=ascending, kind="stable", ignore_index=True)


def copies_findings(edition: Edition, figures: list[Input], frame: pd.DataFrame) -> Findings:
    """The phrases ``copies/...``, ``sources/tolerance`` and the flag ``copies``."""
    found, lang = Findings(edition), edition.lang
    found.say("sources/tolerance", display.percent(100 * TOLERANCE, 1, lang))
    found.when("copies", not frame.empty)
    found.say("copies/inputs", str(len(figures)))
    found.say("copies/compared", str(len(frame)))
    largest = 0.0 if frame.empty else frame["difference"].max()
    found.say("copies/largest", display.percent(largest, 2, lang))
    return found


def second_hand_findings(edition: Edition) -> Findings:
    """Whether figures came through copies that nobody compared, and of which nations none did."""
    found, words = Findings(edition), WORDS[edition.lang]["second_hand"]
    known = edition.store.series.values()
    copied = {one.nation for one in known if one.not_compared}
    own = dict.fromkeys(one.nation for one in known if one.nation not in copied)
    names = [edition.store.regions[nation].running(edition.lang) for nation in own]
    found.when("second_hand", bool(copied))
    told = words["some" if names else "all"].format(names=words["between"].join(names))
    found.say("sources/second_hand", told)
    return found


def copies_table(edition: Edition, frame: pd.DataFrame) -> Table | None:
    """The copies beside what was used, if there are any."""
    if frame.empty:
        return None
    lang, words, store = edition.lang, WORDS[edition.lang]["copies"], edition.store
    comma = Markup(MARKS[lang]["comma"])

    def whole(text: str) -> Markup:
        return render("periods/nowrap.html", text=text)

    def name(row: dict[str, Any]) -> str:
        concept, place = store.series[row["series"]].concept, store.regions[row["region"]]
        return store.get_concept(concept).name(lang, whole=not place.parent)

    def figure(value: float, row: dict[str, Any]) -> str:
        unit = store.units[row["unit"]]
        return display.with_symbol(f"{value * unit.factor(lang):,.10g}", unit.symbol(lang))

    def difference(value: float) -> str:
        return display.percent(value, 2, lang) if round(value, 2) else words["same"]

    shown = [
        {
            "input": comma.join(
                one if " " in one else whole(one)
                for one in (name(row), store.regions[row["region"]].name(lang), str(row["year"]))
            ),
            "used": whole(figure(row["used"], row)),
            "others": Markup(MARKS[lang]["semicolon"]).join(
                comma.join((figure(value, row), original(store.sources[key].cited(lang), lang)))
                for value, key in row["others"]
            ),
            "difference": row["difference"],
        }
        for row in records(frame)
    ]
    columns = {"input": str, "used": None, "others": str, "difference": difference}
    return edition.tabulate(pd.DataFrame(shown), words, columns, "copies")


def series(edition: Edition) -> pd.DataFrame:
    """Every series with publisher, date, definition, coverage and licence.

    Those of the edition's nation come first.
    """
    own, store = edition.nation.id, edition.store
    places = {concept: place for place, concept in enumerate(store.concepts)}
    ranked = sorted(
        store.series.values(),
        key=lambda s: (s.nation != own, s.nation, places[s.concept], s.rank, s.id),
    )
    groups = {one.id: _group(one, edition) for one in ranked}
    order = list(dict.fromkeys(groups.values()))
    ranked.sort(key=lambda one: order.index(groups[one.id]))
    frame = pd.DataFrame([_described(one, store, edition.lang) for one in ranked])
    return frame.assign(group=frame["series"].map(groups))


def _group(one: Series, edition: Edition) -> str:
    """Under which heading a series stands: its subject, behind its nation where that is another."""
    store, lang, root = edition.store, edition.lang, one.concept.partition("_")[0]
    own = store.concepts[one.concept].name(lang)
    groups = WORDS[lang]["groups"].values()
    found = next((group["name"] for group in groups if root in group["roots"].split()), own)
    elsewhere = [] if one.nation == edition.nation.id else [store.regions[one.nation].name(lang)]
    return str(MARKS[lang]["colon"].join([*elsewhere, found]))


def _described(one: Series, store: Store, lang: str) -> dict[str, Any]:
    source, figures = store.sources[one.source], store.keys(one.id)
    words, years = WORDS[lang]["series"], sorted({one.first_year, one.last_year})
    covered = [
        *_places({region for region, _ in figures}, one.nation, store, lang),
        _counted("figures", len(figures), lang),
    ]
    return {
        "series": one.id,
        "citation": original(source.cited(lang), lang),
        "url": source.url,
        "published": words[f"{one.published_is or PUBLISHED_IS[0]}_day"].format(
            day=day_text(one.published, lang)
        ),
        "definition": one.definition(lang),
        "unit": display.stored(store.units[one.unit], lang),
        "coverage": MARKS[lang]["comma"].join(covered),
        "years": words["held"].format(years="–".join(map(str, years))),
        "grade": one.grade.replace("-", "\u2212"),
        "licence": original(one.licensed(lang), lang),
        "redistribution": one.redistribution,
        "breaks": MARKS[lang]["semicolon"].join(
            words["broken"].format(year=year, why=words["why"].get(reason, reason))
            for year, reason in one.breaks.items()
        ),
        "via": Markup(MARKS[lang]["semicolon"]).join(
            original(store.sources[key].cited(lang), lang) for key in one.transcription
        ),
        "not_compared": one.not_compared,
        "caveat": one.caveat(lang),
    }


def _places(regions: set[str], nation: str, store: Store, lang: str) -> list[str]:
    """The nation by name, and how many regions beside it; one that is alone by name, too."""
    named = [one for one in regions if one == nation or len(regions) == 1]
    others = len(regions) - len(named)
    found = [store.regions[one].name(lang) for one in named]
    return [*found, _counted("regions", others, lang)] if others else found


def _counted(what: str, count: int, lang: str) -> str:
    return str(
        WORDS[lang]["series"][what]["one" if count == 1 else "many"].format(count=f"{count:,}")
    )


def series_list(edition: Edition, frame: pd.DataFrame) -> Markup:
    """Every series as an entry that opens."""
    words = WORDS[edition.lang]["series"]
    marks = MARKS[edition.lang]
    return render("chapters/series.html", rows=records(frame), words=words, **marks)
