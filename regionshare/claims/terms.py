"""Terms: the figures of an arithmetic relation, from documents, claims or series."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import NamedTuple

from regionshare.claims import expressions, labels
from regionshare.claims.evidence import INDEPENDENCE, Evidence
from regionshare.claims.intervals import Interval
from regionshare.claims.publication import established
from regionshare.claims.statement import Claim, ClaimsFile
from regionshare.claims.verdicts import Missing
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError, RegionshareError
from regionshare.numbers.evaluator import Evaluator

KEYS = ("terms",)
ANY_SHARE = "any share"
"""A term for a part that is not known: everything from none to all."""
_FIGURE = re.compile(
    r"(?P<sum>sum )?(?P<series>[a-z0-9_]+\.[a-z0-9_]+) (?P<regions>\S+) (?P<year>\d{4})"
)


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

    A term is the id of a document, the id of a claim (its stated interval), or a figure of a
    series: ``gdp.nbs_2025 CN 2019``, ``gdp.dsec_cny CN-GD-SZ+CN-GD-GZ 2019`` (added), or
    ``sum co2.carbon_monitor CN 2021`` (of all regions of the series).
    """

    evaluator: Evaluator
    file: ClaimsFile

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
                document.independence,
                document.established,
                document.quantity == "co2",
            )
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
        return Term(
            Interval.point(value),
            store.series[series].published,
            (series,),
            labels.independence_of((series,)),
            established(store.series, (series,)),
            series.startswith(labels.INDEPENDENT),
        )


def arithmetic(spec: Mapping, claim: Claim, terms: Terms) -> tuple[list[Evidence], list[Missing]]:
    """Evidence from an expression over terms."""
    found: dict[str, Term] = {}
    missing = []
    for name, text in spec.mapping("terms").items():
        try:
            found[name] = terms.find(str(text))
        except RegionshareError as error:
            missing.append(Missing(error.what, f"“{text}”"))
    if missing:
        return [], missing
    interval = expressions.compute(
        spec.text("arithmetic"), {name: term.interval for name, term in found.items()}
    )
    days = [term.published for term in found.values()]
    known = [day for day in days if day is not None]
    return [
        described(
            spec,
            claim,
            interval=interval,
            published=max(known) if known and len(known) == len(days) else None,
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


def described(
    spec: Mapping,
    claim: Claim,
    *,
    interval: Interval,
    published: datetime.date | None,
    source: tuple[str, ...],
    independence: str,
    established: bool = True,
    label: tuple[str, str] = ("", ""),
) -> Evidence:
    """Evidence with the label, match, role and choices that its entry states."""
    whose = spec.text("independence") or independence
    role = "shown" if whose == "same_speaker" else spec.text("role") or "counted"
    return Evidence(
        label_en=spec.text("label_en") or label[0],
        label_zh=spec.text("label_zh") or label[1],
        interval=interval,
        match=spec.text("match") or "proxy",
        independence=whose,
        role=role,
        published=published,
        source=source,
        choices={k: str(v) for k, v in spec.mapping("choices").items()},
        differs_en=spec.text("differs_en"),
        differs_zh=spec.text("differs_zh"),
        unit=spec.text("unit") or claim.unit,
        comparable=spec.text("unit") in ("", claim.unit),
        established=established,
    )
