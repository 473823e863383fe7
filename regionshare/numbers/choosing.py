"""Choosing: which basis a request means, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from regionshare.data.bases import NATIONAL, Basis, Grid
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, ParameterError
from regionshare.numbers.number import NumberId
from regionshare.numbers.quantities import Quantities


@dataclass(frozen=True)
class Chooser:
    """Finds bases in a grid."""

    store: Store
    grid: Grid

    def basis(
        self,
        concept: str,
        region: str,
        year: int,
        series: str | None = None,
        denominator: str | None = None,
        *,
        proxy: bool = True,
    ) -> Basis:
        """The basis asked for, the headline if nothing is asked.

        Where the headline does not reach the year and a proxy is declared for it, the proxy.
        """
        self.store.get_concept(concept)
        nation = self.store.regions.nation(region).id
        if series is None and denominator is None:
            try:
                return self._headline(nation, concept, region, year)
            except MissingDataError as error:
                proxies = self.grid.entries(nation, concept, "proxies")
                fitting = [b for b in proxies if proxy and b.covers(region, year)]
                if fitting:
                    return fitting[0]
                others = self.store.alternatives(concept, region, year)
                if others in error.remedy:
                    raise
                raise MissingDataError(error.what, remedy=f"{error.remedy}. {others}") from None
        return self._chosen(nation, concept, region, year, series, denominator)

    def _headline(self, nation: str, concept: str, region: str, year: int) -> Basis:
        basis = self.grid.headline(nation, concept, year)
        self.store.observation(basis.series, region, year)
        return basis

    def _chosen(
        self,
        nation: str,
        concept: str,
        region: str,
        year: int,
        series: str | None,
        denominator: str | None,
    ) -> Basis:
        if denominator not in (None, NATIONAL, "sum"):
            raise ParameterError(
                f"denominator {denominator!r} is not known", remedy="It is national or sum"
            )
        if series is not None:
            series = series if series.startswith(f"{concept}.") else f"{concept}.{series}"
            self.store.get_series(series)
        else:
            series = self.grid.headline(nation, concept, year).series
        entries = [
            b
            for b in self.grid.entries(nation, concept)
            if b.series == series and denominator in (None, b.denominator) and not b.imports
        ]
        for basis in entries:
            if basis.covers(region, year):
                return basis
        raise self._no_basis(nation, concept, series, denominator, entries, region, year)

    def _no_basis(
        self,
        nation: str,
        concept: str,
        series: str,
        denominator: str | None,
        entries: list[Basis],
        region: str,
        year: int,
    ) -> MissingDataError:
        """Why no entry fits: the figure is missing, or the sum is, or nothing is declared."""
        self.store.observation(series, region, year)
        if any(b.denominator == "sum" for b in entries):
            Quantities(self.store).complete_parts(series, year)
        known = dict.fromkeys(
            f"{b.series} over {b.denominator} {b.first}-{b.last}"
            for b in self.grid.entries(nation, concept)
        )
        wanted = f"{series} over {denominator or 'any denominator'}"
        return MissingDataError(
            f"{wanted} is not an admissible basis of {concept} for {region} in {year}",
            remedy=f"Admissible: {', '.join(known)}",
        )

    def by_token(self, concept: str, wanted: NumberId, token: str) -> Basis:
        """The basis that a token of an id names, such as ``carbon_monitor~sum``."""
        nation = self.store.regions.nation(wanted.region).id
        entries = self.grid.entries(nation, concept)
        named = [b for b in entries if b.token == token or b.token.startswith(f"{token}~")]
        for basis in named:
            if basis.covers(wanted.region, wanted.year):
                return basis
        if named:
            return self._chosen(
                nation, concept, wanted.region, wanted.year, named[0].series, named[0].denominator
            )
        known = dict.fromkeys(b.token for b in entries)
        raise ParameterError(
            f"{token!r} is not a basis of {concept} for {nation}",
            remedy=f"Known: {', '.join(known)}",
        )
