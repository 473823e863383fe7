"""The functions that analysts call: ``regionshare.share("energy", "CN-GD", 2021)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, SupportsIndex

from regionshare.errors import ParameterError
from regionshare.numbers.number import CARD, Number, NumberId, whole_year
from regionshare.numbers.opening import evaluator

if TYPE_CHECKING:
    import pandas as pd


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


def regions(nation: str | None = None) -> pd.DataFrame:
    """The regions at hand: ``region``, ``nation``, ``level``, ``name_en``, ``name_zh``.

    Parameters
    ----------
    nation : str, optional
        ISO 3166-1 id; all nations if not given.

    Raises
    ------
    ParameterError
        If the nation is not known.

    Examples
    --------
    >>> found = regions("US")
    >>> found.loc[found["region"] == "US-CA", ["level", "name_en"]].values.tolist()
    [['state', 'California']]
    """
    import pandas as pd

    known = evaluator().store.regions
    if nation is not None:
        known.nation(nation)
    rows = [
        (one.id, known.nation(one.id).id, one.level, one.name("en"), one.name("zh"))
        for one in known
        if nation in (None, known.nation(one.id).id)
    ]
    return pd.DataFrame(rows, columns=["region", "nation", "level", "name_en", "name_zh"])


def concepts() -> pd.DataFrame:
    """What is measured: ``concept``, ``name_en``, ``name_zh``, ``definition_en``, ``series``.

    ``series`` is how many series measure it.

    Examples
    --------
    >>> concepts().set_index("concept").loc["co2", "name_en"]
    'Carbon dioxide emissions'
    """
    import pandas as pd

    store = evaluator().store
    count = pd.Series([one.concept for one in store.series.values()]).value_counts()
    rows = [
        (one.id, one.name_en, one.name_zh, one.definition_en, int(count.get(one.id, 0)))
        for one in store.concepts.values()
    ]
    columns = ["concept", "name_en", "name_zh", "definition_en", "series"]
    return pd.DataFrame(rows, columns=columns)


def panel(
    concept: str | Sequence[str] | None = None,
    nation: str = "CN",
    metric: str = "share",
    years: Sequence[int] = (),
    basis: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every value of a metric over all regions and years of a nation, a row each.

    Parameters
    ----------
    concept : str or sequence of str, optional
        One or several, as in ids (``energy``, ``co2:gdp``); all that the metric has if not given.
    nation : str
        ISO 3166-1 id.
    metric : str
        ``share``, ``per_capita``, ``intensity``, ``relative_intensity``, ``rank`` ...
    years : sequence of int, optional
        All for which a headline basis is declared if not given.
    basis : mapping, optional
        Another headline by concept, as ``regionshare build --basis`` takes it.

    Returns
    -------
    DataFrame
        ``region, year, metric, concepts, value, unit, basis, id``; where a figure is missing there
        is no row.

    Raises
    ------
    ParameterError
        If a name is not known.

    Examples
    --------
    >>> found = panel("gdp", years=[2023])
    >>> round(float(found.set_index("region").loc["CN-GD", "value"]), 1)
    10.7
    """
    from regionshare.matrix import content, pages

    ready = evaluator()
    wanted = [concept] if isinstance(concept, str) else concept
    for name in {part for one in wanted or () for part in one.split(":")}:
        ready.store.get_concept(name)
    found = pages.table(content.compute(ready, nation, [whole_year(y) for y in years], basis))
    parts = found["metric"].str.partition("/")
    found = found.assign(metric=parts[0], concepts=parts[2])
    known = list(dict.fromkeys(found["metric"]))
    if metric not in known:
        raise ParameterError(
            f"metric {metric!r} is not known", remedy=f"Metrics: {', '.join(known)}"
        )
    chosen = found[found["metric"] == metric]
    if wanted is not None:
        chosen = chosen[chosen["concepts"].isin(wanted)]
    columns = ["region", "year", "metric", "concepts", "value", "unit", "basis", "id"]
    return chosen[columns].reset_index(drop=True)
