"""Tables that analysts ask for: regions, concepts, and a metric over all of them in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from regionshare.errors import ParameterError
from regionshare.matrix import content, pages
from regionshare.numbers.number import whole_year
from regionshare.numbers.opening import evaluator


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
    nation: str | None = None,
    metric: str = "share",
    years: Sequence[int] = (),
    basis: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every value of a metric over all regions and years of a nation, a row each.

    Parameters
    ----------
    concept : str or sequence of str, optional
        One or several, as in ids (``energy``, ``co2:gdp``); all that the metric has if not given.
    nation : str, optional
        ISO 3166-1 id; the first of the data if not given.
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
    ready = evaluator()
    wanted = [concept] if isinstance(concept, str) else concept
    for name in {part for one in wanted or () for part in one.split(":")}:
        ready.store.get_concept(name)
    nation = nation or ready.store.regions.nations[0].id
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
