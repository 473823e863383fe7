"""Asked: a metric asked for a claim, of a region: which bases, which years."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionshare.claims import labels
from regionshare.claims.publication import established
from regionshare.claims.statement import Claim, Words
from regionshare.claims.verdicts import Missing
from regionshare.data.bases import Basis
from regionshare.data.tables import Mapping
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input


@dataclass(frozen=True)
class Asked:
    """A metric asked for a claim: of which region, up to which year."""

    evaluator: Evaluator
    claim: Claim
    spec: Mapping
    region: str

    @property
    def concept(self) -> str:
        """The first concept."""
        return self.spec.text("concept").partition(":")[0]

    @property
    def second(self) -> str:
        """The second concept, of a ratio or rank."""
        return self.spec.text("concept").partition(":")[2]

    @property
    def nation(self) -> str:
        """The nation of the region."""
        return self.evaluator.store.regions.nation(self.region).id

    def bases(self, year: int) -> list[Basis]:
        """The bases of the first concept for a year, filtered by what the spec names."""
        grid = self.evaluator.grid
        found = grid.admissible(self.nation, self.concept, self.region, year)
        wanted = self.names
        if not wanted:
            return found
        if wanted == ["headline"]:
            return [b for b in found if b.role == "headline"]
        return [b for b in found if any(matches(b, name) for name in wanted)]

    @property
    def names(self) -> list[str]:
        """The bases that the entry names, without their concept."""
        return [n.removeprefix(f"{self.concept}.") for n in self.spec.texts("bases")]

    def years(self) -> Iterator[tuple[int, bool]]:
        """Years asked for, newest first for ``latest``; the flag marks a search."""
        for text in self.spec.texts("years") or ["latest"]:
            if text == "latest":
                last = self.claim.year or self.claim.spoken.year
                yield from ((year, True) for year in range(last, last - 30, -1))
            else:
                yield int(text), False

    @property
    def differs(self) -> Words:
        """What the entry says the value differs in: of the claim's own region only."""
        if self.region != self.claim.region:
            return Words()
        return Words(self.spec.text("differs_en"), self.spec.text("differs_zh"))

    def abroad(self, names: Sequence[str]) -> Missing | None:
        """What to say where the entry names series of another nation only."""
        store = self.evaluator.store
        known = [store.series[name] for name in names if name in store.series]
        if not known or any(one.nation == self.nation for one in known):
            return None
        listed = [labels.series_name(one.id) for one in known]
        where = store.regions[self.region]
        return Missing(
            f"the series named for this ({', '.join(w.en for w in listed)}) do not cover "
            f"{where.name('en')}",
            f"为此指定的系列（{'、'.join(w.zh for w in listed)}）不含{where.name('zh')}",
        )

    def established(self, inputs: tuple[Input, ...]) -> bool:
        """Whether the day of publication of every series used is known."""
        return established(self.evaluator.store.series, {one.series for one in inputs})

    def published(self, inputs: tuple[Input, ...]) -> datetime.date:
        """The latest day of publication of the series used."""
        series = self.evaluator.store.series
        return max(series[name].published for name in {one.series for one in inputs})


def matches(basis: Basis, name: str) -> bool:
    """Whether a name means a basis: its token, or the beginning of it."""
    return basis.token == name or basis.token.startswith(f"{name}~")
