"""Evidence from documents: single figures, brackets, rankings, and arithmetic over found figures."""

from __future__ import annotations

import datetime
import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims import interval as intervals
from regionshare.claims import units
from regionshare.claims.claim import Claim, ClaimsFile
from regionshare.claims.document import Document, of_series
from regionshare.claims.evidence import INDEPENDENCE, Evidence
from regionshare.claims.interval import Interval
from regionshare.claims.words import NOTHING, Words, day_text, in_both, said, written
from regionshare.data.store import Store
from regionshare.data.tables import Mapping, suggested
from regionshare.errors import MissingDataError, ParameterError, RegionshareError, VintageError
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

WORDS = room("evidence")
Found = tuple[list[Evidence], list[Words]]
ANY_SHARE = "any share"
"""A term for a part that is not known: everything from none to all."""
_INFINITY = float("inf")
_FIGURE = re.compile(
    r"(?P<sum>sum )?(?P<series>[a-z0-9_]+\.[a-z0-9_]+) (?P<regions>\S+) (?P<year>\d{4})"
)
_SIZE = re.compile(r"(?P<value>\d{1,15}(\.\d{1,15})?) (?P<unit>.{1,40})")
_UPPER = "upper edge of "


def _absent(name: str) -> Words:
    return said(WORDS, "not_in_documents", name=name)


def _latest(days: Iterable[datetime.date | None]) -> datetime.date | None:
    """The day by which everything was public; None where one day is not known."""
    found = list(days)
    known = [day for day in found if day is not None]
    return max(known) if known and len(known) == len(found) else None


def described(
    spec: Mapping,
    claim: Claim,
    *,
    interval: Interval,
    published: datetime.date | None,
    source: tuple[str, ...],
    independence: str,
    established: bool = True,
    label: Words = NOTHING,
    year: int | None = None,
    origin: str = "",
    replaced: Replaced | None = None,
) -> Evidence:
    """Evidence with the label, match, role and choices that its entry states.

    Raises
    ------
    DataError
        If the entry types an independence other than the derived one.
    """
    typed = spec.text("independence")
    if typed and typed != independence:
        spec.fail(
            f"independence is typed as {typed}, but its documents make it {independence}",
            "Remove it: it follows from who issued them", "independence",
        )  # fmt: skip
    choices = {k: str(v) for k, v in spec.mapping("choices").items()}
    own = choices.get("year", "")
    year = int(own) if own.isdigit() else year
    return Evidence(
        label=written(spec, "label", label),
        interval=_bounded(interval, spec.text("bound")),
        match=spec.text("match") or "proxy",
        independence=independence,
        role="shown" if independence == "same_speaker" else spec.text("role") or "counted",
        published=published,
        source=source,
        choices=choices,
        differs=written(spec, "differs"),
        unit=spec.text("unit") or claim.unit,
        comparable=spec.text("unit") in ("", claim.unit),
        established=established,
        year=year,
        distance=abs(year - claim.year) if claim.year and year else 0,
        other_scope=spec.text("scope") == "other",
        modelled=spec.text("measured") == "false",
        open=spec.text("open") == "true",
        splice=spec.text("splice") == "true",
        replaced_by=replaced.by if replaced else (),
        replaced_on=replaced.on if replaced else None,
        origin=origin,
    )


def _bounded(interval: Interval, bound: str) -> Interval:
    """An upper or lower bound: everything up to the value, or from it on."""
    if bound == "upper":
        return Interval(-_INFINITY, interval.high, high_open=interval.high_open)
    if bound == "lower":
        return Interval(interval.low, _INFINITY, low_open=interval.low_open)
    return interval


class Replaced(NamedTuple):
    """The later releases that replace figures, and from which day on."""

    by: tuple[str, ...]
    on: datetime.date | None


def documents_replaced(rows: Sequence[Document], store: Store) -> Replaced | None:
    """What replaces documents; None unless each is replaced."""
    if not rows or not all(row.replaced_by for row in rows):
        return None
    names = tuple(dict.fromkeys(row.replaced_by for row in rows))
    return Replaced(names, _latest(store.series[n].published for n in names if n in store.series))


def single(spec: Mapping, claim: Claim, file: ClaimsFile, evaluator: Evaluator) -> Found:
    """One piece of evidence for each document named."""
    return _each(spec, "document", claim, file, evaluator, lambda one: one.interval)


def _each(
    spec: Mapping,
    key: str,
    claim: Claim,
    file: ClaimsFile,
    evaluator: Evaluator,
    says: Callable[[Document], Interval],
) -> Found:
    """One piece of evidence for each document that a key names, with what it says of the claim."""
    evidence, missing = [], []
    for name in spec.texts(key):
        one = file.documents.get(name)
        if one is None:
            missing.append(_absent(name))
            continue
        evidence.append(
            described(
                spec,
                claim,
                interval=says(one),
                published=one.published,
                source=(one.id,),
                independence=file.whose(one, claim.speaker.organisation),
                established=one.established,
                label=Words(one.statement_en, one.statement_zh),
                year=one.year,
                origin=one.origin,
                replaced=documents_replaced([one], evaluator.store),
            )
        )
    return evidence, missing


def bracket(spec: Mapping, claim: Claim, file: ClaimsFile, evaluator: Evaluator) -> Found:
    """What the dated figures of a cumulative quantity say of a day between them.

    A cumulative figure never falls, so on a day it lies between the last figure before and the
    first after, each widened by its rounding. Nothing is interpolated. Where a later figure was
    not yet public when the claim was made, a second, wider bracket stands for that day.
    """
    day = datetime.date.fromisoformat(spec.text("at"))
    rows = [
        one
        for one in file.documents.values()
        if one.quantity == spec.text("bracket") and one.day is not None
    ]
    if not rows:
        return [], [_absent(spec.text("bracket"))]
    now = _bracket(spec, claim, rows, day, file)
    spoken = [r for r in rows if r.published is not None and r.published <= claim.spoken]
    then = _bracket(spec, claim, spoken, day, file) if spoken else None
    both = [now] if then is None or then.interval == now.interval else [now, then]
    return both, []


def _bracket(
    spec: Mapping, claim: Claim, rows: Sequence[Document], day: datetime.date, file: ClaimsFile
) -> Evidence:
    before = [r for r in rows if r.day is not None and r.day <= day]
    after = [r for r in rows if r.day is not None and r.day >= day]
    last = max(before, key=lambda r: str(r.day), default=None)
    first = min(after, key=lambda r: str(r.day), default=None)
    ends = [r for r in (last, first) if r is not None]
    low = last.interval.low if last else 0.0
    high = first.interval.high if first else _INFINITY
    return described(
        spec,
        claim,
        interval=Interval(low, high, False, first.interval.high_open if first else True),
        published=_latest(r.published for r in ends),
        source=tuple(dict.fromkeys(r.id for r in ends)),
        independence=_least(ends, claim, file),
        established=all(r.established for r in ends),
        label=_span(last, first),
        origin=_origin(ends),
    )


def _span(last: Document | None, first: Document | None) -> Words:
    key = "at_most" if last is None else "at_least" if first is None else "between"
    periods = {"last": last.period if last else "", "first": first.period if first else ""}
    return said(WORDS, key, **{name: _period(text) for name, text in periods.items()})


def _period(text: str) -> Words:
    """The period of a document: a day as each language writes it, or a month or year as it stands."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return Words(text, text)
    return in_both(lambda lang: day_text(day, lang))


def _least(rows: Sequence[Document], claim: Claim, file: ClaimsFile) -> str:
    """The least independent of documents."""
    organisation = claim.speaker.organisation
    return min((file.whose(row, organisation) for row in rows), key=INDEPENDENCE.index)


def _origin(rows: Sequence[Document]) -> str:
    return " + ".join(sorted({row.origin for row in rows}))


def share_rank(spec: Mapping, claim: Claim, file: ClaimsFile, evaluator: Evaluator) -> Found:
    """What a share of a whole says of a rank: fewer than ``100 / share`` can be as large.

    35.3 % leaves rank 1 or 2; a share of more than half would leave rank 1 only.
    """

    def ranks(one: Document) -> Interval:
        return Interval(1, max(1, math.ceil(100 / one.interval.low) - 1))

    return _each(spec, "share_rank", claim, file, evaluator, ranks)


def ranking(spec: Mapping, claim: Claim, file: ClaimsFile, evaluator: Evaluator) -> Found:
    """The rank of one document's figure among others, from the highest.

    The rank is an interval: those surely greater stand before it, those possibly greater may.
    ``of`` says how many there are in all; those without a figure here may stand before it, too.
    Where the figure ranked is what the statement itself says, it is the speaker's own.
    """
    names = [spec.text("ranking"), *spec.texts("among")]
    rows = [file.documents.get(name) for name in names]
    claims = [file.claim(name) for name in names]
    missing = [
        _absent(name)
        for name, row, one in zip(names, rows, claims, strict=True)
        if row is None and (one is None or not one.readings)
    ]
    if missing:
        return [], missing
    values = [
        row.interval if row is not None else one.readings[0].interval  # type: ignore[union-attr]
        for row, one in zip(rows, claims, strict=True)
    ]
    own, others = values[0], values[1:]
    surely = sum(own.below(other) for other in others)
    maybe = sum(not other.below(own) for other in others)
    unseen = max(0, int(spec.text("of") or len(names)) - len(names))
    used = [row for row in rows if row is not None]
    return [
        described(
            spec,
            claim,
            interval=Interval(1 + surely, 1 + maybe + unseen),
            published=_latest(row.published for row in used),
            source=tuple(names),
            independence=_least(used, claim, file) if rows[0] is not None else "same_speaker",
            established=all(row.established for row in used),
            origin=_origin(used),
        )
    ], []


# -- arithmetic ------------------------------------------------------------------------------------------


class Term(NamedTuple):
    """One figure with where it comes from.

    ``quantity`` is what it measures, ``level`` the census vintage or method break of its level;
    ``later`` are the releases that replace it, with the day of the last of them.
    """

    interval: Interval
    published: datetime.date | None
    source: tuple[str, ...]
    independence: str | None
    established: bool = True
    inventory: bool = False
    quantity: str = ""
    region: str = ""
    year: int | None = None
    level: str = ""
    origin: str = ""
    later: Replaced | None = None
    unit: str = "ratio"


@dataclass(frozen=True)
class Terms:
    """Looks up terms.

    A term is the id of a document, the id of a claim (its stated interval) or its ``upper edge of
    C05``, a size in words, ``200 MW``, or a figure of a series: ``gdp.nbs_2025 CN 2019``, ``gdp.dsec_cny CN-GD-SZ+CN-GD-GZ
    2019`` (added), or ``sum co2.carbon_monitor CN 2021`` (of all regions of the series).

    Attributes
    ----------
    speaker : str
        The organisation for which the statement was made that the terms are held against.
    """

    evaluator: Evaluator
    file: ClaimsFile
    speaker: str = ""

    def find(self, text: str) -> Term:
        """One term, or `MissingDataError` that names it."""
        if text == ANY_SHARE:
            return Term(Interval(0, 1), datetime.date.min, (), None)
        size = _SIZE.fullmatch(text)
        if size is not None and units.written(size["unit"]) is not None:
            point = Interval.point(float(size["value"]))
            return Term(point, datetime.date.min, (), None, unit=size["unit"])
        document = self.file.documents.get(text)
        if document is not None:
            return Term(
                document.interval,
                document.published,
                (document.id,),
                self.file.whose(document, self.speaker),
                document.established,
                document.quantity == "co2",
                document.quantity,
                document.region,
                document.year,
                document.level,
                document.origin,
                documents_replaced([document], self.evaluator.store),
                document.unit,
            )
        if text.startswith(_UPPER):
            term = self.find(text.removeprefix(_UPPER))
            return term._replace(interval=Interval.point(term.interval.high))
        claim = self.file.claim(text)
        if claim is not None and claim.readings:
            stated = claim.readings[0].interval
            return Term(stated, claim.spoken, (claim.id,), None, unit=claim.unit)
        match = _FIGURE.fullmatch(text)
        if match is None:
            known = [*self.file.documents, *(one.id for one in self.file.claims)]
            raise MissingDataError(f"{text} is not in documents.csv", remedy=suggested(text, known))
        return self._figure(match)

    def _figure(self, match: re.Match[str]) -> Term:
        series, year, store = match["series"], int(match["year"]), self.evaluator.store
        if series not in store.series:
            raise MissingDataError(
                f"series {series} is not in the data", remedy=suggested(series, store.series)
            )
        if match["sum"]:
            regions = self.evaluator.quantities.complete_parts(series, year)
        else:
            regions = tuple(match["regions"].split("+"))
        value = sum(store.value(series, store.regions[one].id, year) for one in regions)
        one = store.series[series]
        whose = of_series([one])
        later = [
            s for s in store.series.values()
            if s.supersedes == series and all(store.has(s.id, r, year) for r in regions)
        ]  # fmt: skip
        return Term(
            Interval.point(value),
            one.published,
            (series,),
            whose,
            one.published_is != "by",
            whose == "independent",
            one.concept,
            "" if match["sum"] else match["regions"],
            year,
            one.level_in(year),
            f"{one.issuer} {one.family}",
            Replaced(tuple(s.id for s in later), max(s.published for s in later))
            if later
            else None,
            one.unit,
        )


def arithmetic(spec: Mapping, claim: Claim, terms: Terms) -> Found:
    """Evidence from an expression over terms."""
    found: dict[str, Term] = {}
    missing = []
    for name, text in spec.mapping("terms").items():
        try:
            found[name] = terms.find(str(text))
        except RegionshareError as error:
            missing.append(Words(error.what, f"“{text}”"))
    if missing:
        return [], missing
    if spec.text("role") != "trap" and spec.text("splice") != "true":
        refuse_mixed(spec.text("arithmetic"), found)
    refuse_units(spec.text("arithmetic"), found, spec.text("unit") or claim.unit)
    interval = intervals.compute(
        spec.text("arithmetic"), {name: term.interval for name, term in found.items()}
    )
    years = {term.year for term in found.values() if term.year is not None}
    return [
        described(
            spec,
            claim,
            interval=interval,
            published=_latest(term.published for term in found.values()),
            source=tuple(dict.fromkeys(s for term in found.values() for s in term.source)),
            independence=least_independent(found),
            established=all(term.established for term in found.values()),
            year=years.pop() if len(years) == 1 else None,
            origin=" + ".join(sorted({t.origin for t in found.values() if t.origin})),
            replaced=_replaced(found.values()),
        )
    ], []


def refuse_mixed(expression: str, terms: AnyMapping[str, Term]) -> None:
    """Refuse a ratio or difference of one quantity over two vintages, or of two regions' years.

    Two years of one region are its growth.

    Raises
    ------
    VintageError
        With the two figures; a comparison that is only shown as what must not be done says
        ``role: trap``.
    """
    if not {"/", "-"} & set(expression):
        return
    named = [terms[name] for name in sorted(intervals.names(expression)) if name in terms]
    for first, second in itertools.combinations(named, 2):
        if not first.quantity or first.quantity != second.quantity:
            continue
        what = f"{first.source[0]} and {second.source[0]} are of"
        remedy = "Take both alike, or say role: trap, which is shown and never counted"
        if first.level and second.level and first.level != second.level:
            raise VintageError(
                f"{what} two vintages, {first.level} and {second.level}", remedy=remedy
            )
        years = {first.year, second.year} - {None}
        if len(years) == 2 and first.region != second.region:
            raise VintageError(f"{what} two years, {first.year} and {second.year}", remedy=remedy)


def refuse_units(expression: str, terms: AnyMapping[str, Term], unit: str) -> None:
    """Refuse an expression that adds unlike things, or that does not measure what it is held against.

    Raises
    ------
    ParameterError
        With the two dimensions; their scales are the expression's own affair.
    """
    known = {name: units.Dimension.of(term.unit) for name, term in terms.items()}
    found, wanted = intervals.measured(expression, known), units.Dimension.of(unit)
    if not found.stands_for(wanted):
        raise ParameterError(
            f"{expression!r} is in {found}, and {unit} is {wanted}",
            remedy="Correct the expression, or say in which unit the evidence is",
        )


def _replaced(terms: Iterable[Term]) -> Replaced | None:
    """What replaces a value: later releases of all its figures of one quantity."""
    by_quantity: dict[str, list[Term]] = {}
    for term in terms:
        by_quantity.setdefault(term.quantity, []).append(term)
    for quantity, alike in by_quantity.items():
        later = [term.later for term in alike]
        if quantity and None not in later:
            known = [one for one in later if one is not None]
            names = tuple(dict.fromkeys(name for one in known for name in one.by))
            return Replaced(names, _latest(one.on for one in known))
    return None


def least_independent(found: AnyMapping[str, Term]) -> str:
    """The least independent of the terms; claims' own figures alone are the speaker's.

    A ratio of an independent inventory of emissions to official statistics is independent: what
    is in question is the emissions.
    """
    if any(term.inventory and term.independence == "independent" for term in found.values()):
        return "independent"
    given = [term.independence for term in found.values() if term.independence is not None]
    return min(given, key=INDEPENDENCE.index) if given else "same_speaker"
