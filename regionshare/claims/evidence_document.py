"""Evidence from documents: single figures, brackets, rankings, and arithmetic over found figures."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims import interval as intervals
from regionshare.claims.claim import Claim, ClaimsFile
from regionshare.claims.document import Document, of_series
from regionshare.claims.evidence import INDEPENDENCE, Evidence
from regionshare.claims.interval import Interval
from regionshare.claims.words import NOTHING, Words, said, written
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError, RegionshareError
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
) -> Evidence:
    """Evidence with the label, match, role and choices that its entry states."""
    whose = spec.text("independence") or independence
    role = "shown" if whose == "same_speaker" else spec.text("role") or "counted"
    return Evidence(
        label=written(spec, "label", label),
        interval=interval,
        match=spec.text("match") or "proxy",
        independence=whose,
        role=role,
        published=published,
        source=source,
        choices={k: str(v) for k, v in spec.mapping("choices").items()},
        differs=written(spec, "differs"),
        unit=spec.text("unit") or claim.unit,
        comparable=spec.text("unit") in ("", claim.unit),
        established=established,
    )


def single(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
    """One piece of evidence for each document named."""
    evidence, missing = [], []
    for name in spec.texts("document"):
        one = file.documents.get(name)
        if one is None:
            missing.append(_absent(name))
            continue
        evidence.append(
            described(
                spec,
                claim,
                interval=one.interval,
                published=one.published,
                source=(one.id,),
                independence=one.independence_from(claim.speaker.organisation),
                established=one.established,
                label=Words(one.statement_en, one.statement_zh),
            )
        )
    return evidence, missing


def bracket(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
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
    now = _bracket(spec, claim, rows, day)
    spoken = [r for r in rows if r.published is not None and r.published <= claim.spoken]
    then = _bracket(spec, claim, spoken, day) if spoken else None
    both = [now] if then is None or then.interval == now.interval else [now, then]
    return both, []


def _bracket(spec: Mapping, claim: Claim, rows: Sequence[Document], day: datetime.date) -> Evidence:
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
        independence=_least(ends, claim),
        established=all(r.established for r in ends),
        label=_span(last, first),
    )


def _span(last: Document | None, first: Document | None) -> Words:
    key = "at_most" if last is None else "at_least" if first is None else "between"
    periods = {"last": last.period if last else "", "first": first.period if first else ""}
    return said(WORDS, key, **periods)


def _least(rows: Sequence[Document], claim: Claim) -> str:
    """The least independent of documents."""
    organisation = claim.speaker.organisation
    return min((row.independence_from(organisation) for row in rows), key=INDEPENDENCE.index)


def ranking(spec: Mapping, claim: Claim, file: ClaimsFile) -> Found:
    """The rank of one document's figure among others, from the highest.

    The rank is an interval: those surely greater stand before it, those possibly greater may.
    ``of`` says how many there are in all; those without a figure here may stand before it, too.
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
            independence=_least(used[1:] or used, claim),
            established=all(row.established for row in used),
        )
    ], []


# -- arithmetic ------------------------------------------------------------------------------------------


class Term(NamedTuple):
    """One figure with where it comes from."""

    interval: Interval
    published: datetime.date | None
    source: tuple[str, ...]
    independence: str | None
    established: bool = True
    inventory: bool = False


@dataclass(frozen=True)
class Terms:
    """Looks up terms.

    A term is the id of a document, the id of a claim (its stated interval) or its ``upper edge of
    C05``, or a figure of a series: ``gdp.nbs_2025 CN 2019``, ``gdp.dsec_cny CN-GD-SZ+CN-GD-GZ
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
        document = self.file.documents.get(text)
        if document is not None:
            return Term(
                document.interval,
                document.published,
                (document.id,),
                document.independence_from(self.speaker),
                document.established,
                document.quantity == "co2",
            )
        if text.startswith(_UPPER):
            term = self.find(text.removeprefix(_UPPER))
            return term._replace(interval=Interval.point(term.interval.high))
        claim = self.file.claim(text)
        if claim is not None and claim.readings:
            return Term(claim.readings[0].interval, claim.spoken, (claim.id,), None)
        match = _FIGURE.fullmatch(text)
        if match is None:
            raise MissingDataError(f"{text} is not in documents.csv")
        return self._figure(match)

    def _figure(self, match: re.Match[str]) -> Term:
        series, year, store = match["series"], int(match["year"]), self.evaluator.store
        if series not in store.series:
            raise MissingDataError(f"series {series} is not in the data")
        if match["sum"]:
            regions = self.evaluator.quantities.complete_parts(series, year)
        else:
            regions = tuple(match["regions"].split("+"))
        value = sum(store.value(series, region, year) for region in regions)
        one = store.series[series]
        whose = of_series([one])
        return Term(
            Interval.point(value),
            one.published,
            (series,),
            whose,
            one.published_is != "by",
            whose == "independent",
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
    interval = intervals.compute(
        spec.text("arithmetic"), {name: term.interval for name, term in found.items()}
    )
    return [
        described(
            spec,
            claim,
            interval=interval,
            published=_latest(term.published for term in found.values()),
            source=tuple(dict.fromkeys(s for term in found.values() for s in term.source)),
            independence=least_independent(found),
            established=all(term.established for term in found.values()),
        )
    ], []


def least_independent(found: AnyMapping[str, Term]) -> str:
    """The least independent of the terms; claims' own figures alone are the speaker's.

    A ratio of an independent inventory of emissions to official statistics is independent: what
    is in question is the emissions.
    """
    if any(term.inventory and term.independence == "independent" for term in found.values()):
        return "independent"
    given = [term.independence for term in found.values() if term.independence is not None]
    return min(given, key=INDEPENDENCE.index) if given else "same_speaker"
