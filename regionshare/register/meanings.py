"""Meanings: what each number is, in words, read off its id.

The words of each kind stand in the catalogue ``meanings``; of a quantity there, or in the data as
the name of a concept.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from regionshare.claims.words import day_text
from regionshare.data.store import Store
from regionshare.indicators import market
from regionshare.numbers import display
from regionshare.text.messages import inside, room

MEANINGS = room("meanings")


def meaning(identifier: str, store: Store, lang: str) -> str:
    """What a number is, in words: of its kind, quantities, region and period, and its choices.

    A number of a carbon market is of the reports that its choice names: from the opening to the day
    of the one, or from the day of the first to that of the second.
    """
    metric, quantities, region, rest = identifier.split("/", 3)
    period, _, choice = rest.partition("@")
    words, place = MEANINGS[lang], store.regions[region]
    a, _, b = quantities.partition(":")
    amount, by = (_quantity(one, store, lang, whole=not place.parent) for one in (a, b))
    above, below = (words["in_ratio"].get(key, text) for key, text in ((a, amount), (b, by)))
    ratio = words["per"].format(a=above, b=below)
    known = market.load(store) if a in market.MEASURES else {}
    reports = [known[one] for one in choice.split("~") if one in known]
    sides = [_side(one, store, lang) for one in reports]
    kind = words["special"].get(f"{metric}/{quantities}", words["kinds"][metric])
    text = str(kind).format(
        a=amount,
        b=by,
        ratio=words["per_head"].format(a=amount) if b == "population" else ratio,
        region=place.name(lang),
        nation=store.regions.nation(region).running(lang),
        period=_between(reports, lang) if reports else period.replace("-", "\u2013"),
        one=sides[-1] if sides else "",
        other=sides[0] if sides else "",
    )
    parts = [] if "{one}" in str(kind) else _scopes(reports[-1:], store, lang)
    parts += _choices(
        metric, a, [one for one in choice.split("~") if one not in known], store, lang
    )
    parts = list(dict.fromkeys(parts))
    if metric in words["revisions"] and len(parts) > 1:  # the earlier and the later release
        parts[:2] = [words["revised"].join(parts[:2])]
    if parts:
        text += words["choice"].format(choices=words["listed"].join(parts))
    return text[0].upper() + text[1:]


def _day(report: market.Report, lang: str) -> str:
    return day_text(report.date, lang)


def _between(reports: Sequence[market.Report], lang: str) -> str:
    """The time of a number of one report, which counts from the opening, or of what two differ by."""
    first, *later = (_day(one, lang) for one in reports)
    words = MEANINGS[lang]["reports"]
    key = "between" if later else "until"
    return str(words[key].format(first=first, last=later[-1] if later else first))


def _scopes(reports: Sequence[market.Report], store: Store, lang: str) -> list[str]:
    """Which market a report is of, where the region does not say it, and what it counts."""
    words = MEANINGS[lang]["reports"]
    found = []
    for one in reports:
        if one.market == store.regions.nation(one.market).id and one.scope != "pilots":
            found.append(words["national"])
        found.append(words["scopes"].get(one.scope, ""))
        found.append(words["above"] if one.reading == "above" else "")
    return list(filter(None, found))


def _side(report: market.Report, store: Store, lang: str) -> str:
    """One side of a comparison: a region, the day, and what is counted."""
    words = MEANINGS[lang]
    told = words["listed"].join(_scopes([report], store, lang))
    return str(
        words["reports"]["side"].format(
            region=store.regions[report.market].name(lang),
            day=_day(report, lang),
            scope=words["choice"].format(choices=told) if told else "",
        )
    )


def choices(concept: str, choice: str, store: Store, lang: str) -> str:
    """The choices of an id in words, as far as they have any."""
    told = _choices("", concept, choice.split("~"), store, lang)
    return str(MEANINGS[lang]["listed"].join(dict.fromkeys(told)))


def _choices(
    metric: str, concept: str, tokens: Sequence[str], store: Store, lang: str
) -> Iterator[str]:
    """The choices of an id in words, as far as they have any; the total over which one is named."""
    words = MEANINGS[lang]
    rate, own = words["limits"].get(metric, words["rate"]), words["instead"].get(metric, {})
    told = [
        rate.format(rate=one) if one.isdigit() else own.get(one, _choice(concept, one, store, lang))
        for one in tokens
    ]
    for place, text in enumerate(told):
        if place and tokens[place - 1] == "national":
            continue
        total = told[place + 1 : place + 2] if tokens[place] == "national" else []
        if text:
            yield words["total"].format(text=text, total=total[0]) if any(total) else text


def _quantity(name: str, store: Store, lang: str, *, whole: bool = False) -> str:
    words = MEANINGS[lang]["quantities"]
    if name in words or name not in store.concepts:
        return str(words.get(name, ""))
    return inside(store.concepts[name].name(lang, whole=whole))


def _choice(concept: str, token: str, store: Store, lang: str) -> str:
    """One choice of an id in words: a series, a denominator, a factor; else empty."""
    series = store.series.get(f"{concept}.{token}") or store.series.get(token)
    own = MEANINGS[lang]
    if series and (label := series.label(lang)) != series.short:
        if series.concept == concept:
            return label
        return str(own["of"].format(concept=_quantity(series.concept, store, lang), label=label))
    factor = _factors(store, lang).get(token)
    if factor:
        return str(own["imports"].format(factor=factor))
    words = display.BASIS[lang] | own["ends"] | own["choices"]
    return str(words.get(f"{concept}_{token}", words.get(token, "")))


@functools.lru_cache(maxsize=8)
def _factors(store: Store, lang: str) -> dict[str, str]:
    """By the label of a way to count bought power, whose factor it takes, as ``bases.yml`` says."""
    return dict(_labelled(store.bases, f"factor_{lang}"))


def _labelled(bases: Any, wanted: str) -> Iterator[tuple[str, str]]:
    if isinstance(bases, Mapping):
        if "label" in bases and wanted in bases:
            yield str(bases["label"]), str(bases[wanted])
        bases = list(bases.values())
    for one in bases if isinstance(bases, list) else ():
        yield from _labelled(one, wanted)
