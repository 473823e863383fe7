"""The functions that analysts call: ``regionshare.share("energy", "CN-GD", 2021)``."""

from __future__ import annotations

import json
from typing import SupportsIndex

from regionshare.data.store import Store
from regionshare.errors import RegionshareError
from regionshare.numbers import display, registry
from regionshare.numbers.number import CARD, METRICS, Input, Number, NumberId, rounded, whole_year
from regionshare.numbers.opening import evaluator
from regionshare.text.messages import room

NEEDS = {lang: words["needs"] for lang, words in room("check").items()}


def number(identifier: str) -> Number:
    """The number of an id such as ``share/energy/CN-GD/2021``.

    Raises
    ------
    ParameterError
        If the id, or a region, concept, series or basis in it, is not known.
    MissingDataError
        If figures that it needs are missing; says which series have them.
    """
    return evaluator().number(identifier)


def _number(
    metric: str,
    concepts: tuple[str, ...],
    region: str,
    year: SupportsIndex,
    series: str | None,
    denominator: str | None,
) -> Number:
    ready = evaluator()
    for concept in concepts:
        ready.store.get_concept(concept)
    year, choice = whole_year(year), ""
    if series is not None or denominator is not None:
        ready.store.regions.nation(region)
        choice = ready.chooser.basis(concepts[0], region, year, series, denominator).token
    return ready.number(NumberId(metric, concepts, region, year, choice))


def _card(number: Number) -> str:
    from regionshare.register import cards

    return cards.cards([number], evaluator().store, "en")


CARD.html = _card


def share(
    concept: str,
    region: str,
    year: SupportsIndex,
    series: str | None = None,
    denominator: str | None = None,
) -> Number:
    """``share = 100 * value(region) / total(nation)``, in percent.

    Parameters
    ----------
    concept : str
        ``energy``, ``co2``, ``population``, ``gdp``, ``electricity``.
    region : str
        ISO 3166-2 id, such as ``CN-GD``.
    year : int
        Year of the figures.
    series : str, optional
        A series of the concept; by default that of the headline basis.
    denominator : {"national", "sum"}, optional
        The nation's own row, or the sum of all expected regions of the series.

    Returns
    -------
    Number
        With ``id``, ``value``, ``unit``, ``inputs``, ``basis`` and ``span``. Where the headline
        does not reach the year and a proxy is declared, the proxy: ``match`` is then ``proxy``.

    Raises
    ------
    ParameterError
        If a name is not known.
    MissingDataError
        If a figure is missing, or a sum would lack a region.
    """
    return _number("share", (concept,), region, year, series, denominator)


def relative_intensity(
    concept: str,
    region: str,
    year: SupportsIndex,
    activity: str = "gdp",
    series: str | None = None,
    denominator: str | None = None,
) -> Number:
    """``share(concept) / share(activity)``, both over one coverage; 1 is the nation's average.

    Parameters and errors as in `share`; ``series`` and ``denominator`` are those of the concept.
    """
    return _number("relative_intensity", (concept, activity), region, year, series, denominator)


def intensity(
    concept: str,
    region: str,
    year: SupportsIndex,
    activity: str = "gdp",
    series: str | None = None,
    denominator: str | None = None,
) -> Number:
    """``value(concept) / value(activity)`` of one region, at current prices.

    Parameters and errors as in `share`.
    """
    return _number("intensity", (concept, activity), region, year, series, denominator)


def per_capita(
    concept: str,
    region: str,
    year: SupportsIndex,
    series: str | None = None,
    denominator: str | None = None,
) -> Number:
    """``value(concept) / value(population)`` of one region.

    Parameters and errors as in `share`.
    """
    return _number("per_capita", (concept,), region, year, series, denominator)


def in_page(identifier: str, lang: str) -> str:
    """A number derived on a page of the book, as JSON: its steps in words, value and hash."""
    ready = evaluator()
    try:
        found = ready.number(identifier)
    except RegionshareError as error:
        lacking = registry.unavailable()
        known = identifier.partition("/")[0] in (*METRICS, *registry.registered())
        library = ", ".join(sorted(set(lacking.values())))
        needs = NEEDS[lang].format(library=library, id=identifier)
        told = needs if lacking and not known else error.sentence
        return json.dumps({"error": told}, ensure_ascii=False)
    basis = display.basis_text(found, lang)
    formula = display.signs(display.told(found.formula, lang))
    inputs = [_step(one, ready.store, lang) for one in found.inputs]
    content = {
        "steps": [*inputs, *filter(None, [basis]), formula],
        "shown": display.display(found, ready.store, lang),
        "value": rounded(found.value),
        "hash": found.hash,
    }
    return json.dumps(content, ensure_ascii=False)


def _step(one: Input, store: Store, lang: str) -> str:
    region = store.regions[one.region].name(lang)
    return f"{region} {one.year}: {one.value:.10g} {one.unit} ({one.series})"
