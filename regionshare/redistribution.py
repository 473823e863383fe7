"""Redistribution: rows of restricted series stand in ``data/`` only if the report uses them."""

from __future__ import annotations

from dataclasses import dataclass

from regionshare.bases import Grid
from regionshare.observations import Store


@dataclass(frozen=True)
class UnusedRow:
    """A row of a ``figures_only`` series that no basis names."""

    series: str
    region: str
    year: int

    @property
    def where(self) -> str:
        """The file."""
        return f"data/observations/{self.series}.csv"

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return (
            f"{self.region} {self.year} of {self.series} may stand here only if the report uses "
            "it, and no basis names it"
        )


def unused_rows(store: Store, grid: Grid) -> list[UnusedRow]:
    """The rows of ``figures_only`` series outside what ``bases.yml`` declares as used.

    A row of a series whose redistribution is ``none`` is never used; any other row is used if an
    entry names its series (above the line or as the total) and its year.
    """
    used: dict[str, list[tuple[int, int]]] = {}
    for _, basis in grid.everything():
        for series in {basis.series, basis.total}:
            if store.series[series].redistribution == "none":
                continue
            used.setdefault(series, []).append((basis.first, basis.last))
    restricted = {s.id for s in store.series.values() if s.redistribution != "open"}
    rows = store.observations[store.observations["series"].isin(restricted)]
    return [
        UnusedRow(series, region, year)
        for series, region, year in zip(rows["series"], rows["region"], rows["year"], strict=True)
        if not any(first <= year <= last for first, last in used.get(series, []))
    ]
