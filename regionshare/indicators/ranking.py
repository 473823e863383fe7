"""Ranking: a region's rank under every inventory at once.

Apart from `inventory`, whose metrics need no numpy: the core answers those.
"""

from __future__ import annotations

from regionshare.data.bases import Basis
from regionshare.errors import MissingDataError
from regionshare.methods.composite import ranks
from regionshare.numbers import national
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, Number, NumberId, Span
from regionshare.numbers.registry import register


def ranks_by_inventory(
    evaluator: Evaluator, bases: list[Basis], region: str, year: int
) -> tuple[dict[str, int], tuple[Input, ...]]:
    """The region's rank from the lowest ratio, under each published way to count.

    Every inventory ranks the same regions, those of the headline. Also what entered.
    """
    nation = evaluator.store.regions.nation(region).id
    own = national.columns(evaluator, bases, year)
    evaluator.store.observation(bases[0].series, region, year)
    found: dict[str, int] = {}
    inputs: dict[Input, None] = {}
    for basis in [bases[0], *national.alternatives(evaluator, nation, bases[0], year)]:
        try:
            column = national.columns(evaluator, [basis, *bases[1:]], year, own.regions)
        except MissingDataError:
            continue
        places = ranks(-column.ratio / column.ratio.max())
        found[basis.token] = int(places[column.regions.index(region)])
        inputs |= dict.fromkeys(column.inputs)
    return found, tuple(inputs)


def evaluate(evaluator: Evaluator, wanted: NumberId) -> Number:
    """The lowest or highest rank over the inventories, or how many there are."""
    bases = national.bases_of(evaluator, wanted)
    found, inputs = ranks_by_inventory(evaluator, bases, wanted.region, wanted.year)
    places = list(found.values())
    value = {
        "rank_lowest": min(places),
        "rank_highest": max(places),
        "rank_inventories": len(places),
    }[wanted.metric]
    unit = "count" if wanted.metric == "rank_inventories" else "rank"
    listed = ", ".join(f"{token} {rank}" for token, rank in found.items())
    formula = (
        f"{wanted.metric.removeprefix('rank_')} of the ranks of {wanted.region} from the lowest "
        f"{wanted.concepts[0]} / {wanted.concepts[1]}, {wanted.year}: {listed}"
    )
    spanned = None
    if unit == "rank" and len(found) > 1:
        values = {token: float(rank) for token, rank in found.items()}
        spanned = Span(min(values.values()), max(values.values()), values)
    return evaluator.built(wanted, bases, float(value), unit, 0, formula, inputs, spanned)


for _metric in ("rank_lowest", "rank_highest", "rank_inventories"):
    register(_metric, 2, evaluate)
