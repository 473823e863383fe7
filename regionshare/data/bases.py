"""Bases: the admissible choices behind a number, and the one choice that is the headline."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from regionshare.data.store import Store
from regionshare.errors import DataError, MissingDataError, ParameterError

NATIONAL = "national"
ROLES = ("headline", "grid", "proxies", "reference")
ENTRY_KEYS = {
    "series", "denominator", "total", "years", "imports", "regions", "label", "match",
    "note_en", "note_zh", "factor_en", "factor_zh", "splice",
}  # fmt: skip
CROSSING = "crossing"
CROSSING_KEYS = {"inventories", "totals", "imports", "left_out", "note_en", "note_zh"}


@dataclass(frozen=True)
class Basis:
    """One admissible set of choices for one concept.

    Attributes
    ----------
    series : str
        The series above the line.
    denominator : str
        ``national`` (the nation's own row) or ``sum`` (of all expected regions).
    total : str
        The series that holds the nation's row; the series itself unless another is declared.
    imports : tuple of str
        The areas whose grid factor prices net electricity imports; empty for territorial.
    role : str
        ``headline``, ``grid``, ``proxies`` or ``reference``.
    match : str
        ``direct``, or ``proxy`` where publisher or scope differ above and below the line.
    factor_en, factor_zh : str
        Whose emission factor prices the imports, as labels name it.
    splice : bool
        The one declared mixture of two levels, above and below the line.
    """

    concept: str
    series: str
    denominator: str
    total: str
    first: int
    last: int
    role: str
    imports: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    label: str = ""
    match: str = "direct"
    note_en: str = ""
    note_zh: str = ""
    factor_en: str = ""
    factor_zh: str = ""
    splice: bool = False

    def covers(self, region: str, year: int) -> bool:
        """Whether the choice is declared for a region and year."""
        return self.first <= year <= self.last and (not self.regions or region in self._of)

    @functools.cached_property
    def _of(self) -> frozenset[str]:
        return frozenset(self.regions)

    @property
    def token(self) -> str:
        """The choice as part of a number's id: ``carbon_monitor~sum``."""
        parts = [self.series.partition(".")[2], self.denominator]
        if self.denominator == "national" and self.total != self.series:
            parts.append(self.total.partition(".")[2])
        if self.label:
            parts.append(self.label)
        return "~".join(parts)

    @property
    def choice(self) -> tuple[str, ...]:
        """What makes two entries the same choice in different years."""
        return (self.series, self.denominator, self.total, *self.imports)

    def note(self, lang: str) -> str:
        """What the choice mixes or leaves out."""
        return self.note_zh if lang == "zh" else self.note_en


@dataclass(frozen=True)
class LeftOut:
    """What a crossing leaves out, and why."""

    what_en: str
    what_zh: str
    reason_en: str
    reason_zh: str


@dataclass(frozen=True)
class Crossing:
    """Every inventory with every national total and every way to count bought power.

    Attributes
    ----------
    bases : tuple of Basis
        All that are declared for some region; each for every year of its series.
    left_out : tuple of LeftOut
        What is not among them, with the reason that pages print.
    """

    bases: tuple[Basis, ...]
    left_out: tuple[LeftOut, ...] = ()

    def of(self, region: str) -> tuple[Basis, ...]:
        """Those of a region: a grid's factor prices the power of its own regions only."""
        return tuple(b for b in self.bases if not b.regions or region in b.regions)


class Grid:
    """All bases of ``data/bases.yml``."""

    def __init__(
        self,
        bases: dict[tuple[str, str], list[Basis]],
        crossings: dict[tuple[str, str], Crossing] | None = None,
    ) -> None:
        self._bases = bases
        self._crossings = crossings or {}

    def crossing(self, nation: str, concept: str) -> Crossing | None:
        """The complete crossing of a concept's open choices; None where none is declared."""
        return self._crossings.get((nation, concept))

    def concepts(self, nation: str) -> list[str]:
        """The concepts of a nation that have a headline basis, in the order of the file."""
        return [c for n, c in self._bases if n == nation and self.entries(n, c, "headline")]

    def entries(self, nation: str, concept: str, *roles: str) -> list[Basis]:
        """The entries of a concept, of the roles asked for (all but reference by default)."""
        wanted = roles or ("headline", "grid", "proxies")
        return [b for b in self._bases.get((nation, concept), []) if b.role in wanted]

    def everything(self) -> Iterable[tuple[str, Basis]]:
        """Every entry with its nation."""
        for (nation, _), bases in self._bases.items():
            for basis in bases:
                yield nation, basis

    def headline(self, nation: str, concept: str, year: int) -> Basis:
        """The headline basis of a concept in a year.

        Raises
        ------
        MissingDataError
            If the headline does not reach that year; says which years it has.
        """
        entries = self.entries(nation, concept, "headline")
        for basis in entries:
            if basis.first <= year <= basis.last:
                return basis
        if not entries:
            raise MissingDataError(f"{concept} has no headline basis for {nation}")
        spans = ", ".join(f"{b.series} {b.first}-{b.last}" for b in entries)
        raise MissingDataError(
            f"the headline basis of {concept} for {nation} does not reach {year}",
            remedy=f"It has {spans}",
        )

    def admissible(self, nation: str, concept: str, region: str, year: int) -> list[Basis]:
        """All declared bases of a concept for a region and year, the headline first."""
        return [b for b in self.entries(nation, concept) if b.covers(region, year)]

    def known(self, nation: str, concept: str) -> list[Basis]:
        """The declared bases and those of the crossing that are none of them, in this order.

        These are the admissible choices: a span, a curve and a ledger take theirs from here.
        """
        declared = self.entries(nation, concept)
        crossing = self.crossing(nation, concept)
        choices = {basis.choice for basis in declared}
        crossed = crossing.bases if crossing else ()
        return declared + [basis for basis in crossed if basis.choice not in choices]

    def choices(self, nation: str, concept: str, region: str, year: int) -> list[Basis]:
        """All admissible choices of a concept for a region and year, the headline first.

        A basis of the crossing stands for the years in which no entry declares the same choice.
        """
        declared = self.admissible(nation, concept, region, year)
        choices = {basis.choice for basis in declared}
        crossing = self.crossing(nation, concept)
        crossed = [b for b in (crossing.bases if crossing else ()) if b.covers(region, year)]
        return declared + [basis for basis in crossed if basis.choice not in choices]

    def override(self, nation: str, concept: str, basis: str) -> Grid:
        """The grid with another choice as the headline of one concept.

        Parameters
        ----------
        basis : str
            A series id, or a token such as ``gdp.nbs_2020~sum``.

        Raises
        ------
        ParameterError
            If no entry of the grid fits; names those there are.
        """
        entries = self.entries(nation, concept)
        name = basis.removeprefix(f"{concept}.")
        fitting = [b for b in entries if b.token == name or b.token.startswith(f"{name}~")]
        if not fitting:
            tokens = dict.fromkeys(f"{concept}.{b.token}" for b in entries)
            raise ParameterError(
                f"basis {concept}={basis} is not in the grid of {nation}",
                remedy=f"Known: {', '.join(tokens)}" if tokens else "It has no grid",
            )
        chosen = fitting[0].choice
        kept = [replace(b, role="headline" if b.choice == chosen else "grid") for b in entries]
        kept.sort(key=lambda b: b.role != "headline")
        rest = self.entries(nation, concept, "reference")
        return Grid({**self._bases, (nation, concept): kept + rest}, self._crossings)


def read_grid(document: Any, place: str, store: Store) -> Grid:
    """Check the content of a ``bases.yml`` against the series.

    Parameters
    ----------
    document : dict
        Entries by nation, concept and role, as the file has them.
    place : str
        The file, for messages.
    store : Store
        The data that the bases choose from.

    Raises
    ------
    DataError
        For an unknown key, series, region or denominator, or years outside the series.
    """
    bases: dict[tuple[str, str], list[Basis]] = {}
    crossings: dict[tuple[str, str], Crossing] = {}
    for nation, concepts in document.items():
        for concept, roles in concepts.items():
            where = f"{place}, {nation}, {concept}"
            if nation not in store.regions or concept not in store.concepts:
                raise DataError("the nation or concept is not known", where=where)
            found = bases.setdefault((nation, concept), [])
            for role, items in roles.items():
                if role == CROSSING:
                    crossings[nation, concept] = _crossing(items, nation, concept, where, store)
                    continue
                if role not in ROLES:
                    raise DataError(f"role {role!r} is not one of {', '.join(ROLES)}", where=where)
                for position, item in enumerate(items, start=1):
                    spot = f"{where}, {role} {position}"
                    found.append(_entry(item, nation, concept, role, spot, store))
    return Grid(bases, crossings)


def _crossing(
    items: dict[str, Any], nation: str, concept: str, where: str, store: Store
) -> Crossing:
    """Every inventory, total and way to count bought power, checked as entries are."""
    odd = set(items) - CROSSING_KEYS
    if odd:
        raise DataError(f"key {sorted(odd)[0]!r} is not known", where=f"{where}, {CROSSING}")
    bases = []
    for name in items["inventories"]:
        one = store.get_series(name)
        for total in items["totals"]:
            below: dict[str, Any] = {"denominator": "sum", "match": "direct"}
            if total != "sum":
                below = {"denominator": NATIONAL, "total": total, "match": "proxy",
                         "note_en": items["note_en"], "note_zh": items["note_zh"]}  # fmt: skip
            for power in items["imports"]:
                item = {"series": name, "years": f"{one.first_year}-{one.last_year}", **below,
                        **(power or {})}  # fmt: skip
                spot = f"{where}, {CROSSING}, {name}, {total}"
                bases.append(_entry(item, nation, concept, CROSSING, spot, store))
    left_out = tuple(LeftOut(**one) for one in items.get("left_out", ()))
    return Crossing(tuple(bases), left_out)


def _entry(
    item: dict[str, Any], nation: str, concept: str, role: str, where: str, store: Store
) -> Basis:
    odd = set(item) - ENTRY_KEYS
    if odd:
        raise DataError(f"key {sorted(odd)[0]!r} is not known", where=where)
    name = item.get("series", "")
    total = item.get("total", name)
    for series in (name, total):
        if series not in store.series or store.series[series].concept != concept:
            raise DataError(f"{series!r} is not a series of {concept}", where=where)
    denominator = item.get("denominator", "none" if role == "reference" else "")
    if denominator not in ("national", "sum", "none"):
        raise DataError(
            f"denominator is {denominator!r}", where=where, remedy="It is national or sum"
        )
    first, last = _years(str(item.get("years", "")), where)
    one = store.series[name]
    if first < one.first_year or last > one.last_year:
        raise DataError(
            f"years {first}-{last} are outside {name} ({one.first_year}-{one.last_year})",
            where=where,
        )
    if denominator == "national" and nation not in store.series[total].expected_regions:
        raise DataError(f"{total} has no row for {nation}", where=where, remedy="Name a total")
    regions = (*item.get("regions", ()), *item.get("imports", ()))
    strange = [r for r in regions if r not in store.regions]
    if strange:
        raise DataError(f"region {strange[0]!r} is not known", where=where)
    return Basis(
        concept=concept,
        series=name,
        denominator=denominator,
        total=total,
        first=first,
        last=last,
        role=role,
        imports=tuple(item.get("imports", ())),
        regions=tuple(item.get("regions", ())),
        label=item.get("label", ""),
        match=item.get("match", "proxy" if role == "proxies" else "direct"),
        note_en=" ".join(item.get("note_en", "").split()),
        note_zh=item.get("note_zh", ""),
        factor_en=item.get("factor_en", ""),
        factor_zh=item.get("factor_zh", ""),
        splice=bool(item.get("splice")),
    )


def _years(text: str, where: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) <= int(last)):
        raise DataError(f"years is {text!r}", where=where, remedy="Write 2005-2021")
    return int(first), int(last)
