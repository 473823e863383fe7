"""Consistency: what statements imply for each other, as findings of their own.

Which statements, and by what arithmetic, is written under ``relations`` in the claims file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from regionshare.claims import interval as intervals
from regionshare.claims.evidence_document import Terms
from regionshare.claims.interval import Interval
from regionshare.claims.ledger import Ledger
from regionshare.claims.statement import NEAR
from regionshare.claims.words import Words, joined, said, written
from regionshare.data.tables import Mapping
from regionshare.errors import RegionshareError
from regionshare.text.messages import room

CLOSE = room("consistency.close")
YEAR = room("consistency.year")
COUNT = room("consistency.count")
HELD = room("consistency.held")
SPELT = {3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Finding:
    """What two or more statements imply together.

    Attributes
    ----------
    fits : bool or None
        Whether the implication agrees with what it is held against; None if it is only stated.
    values : mapping of str to Interval
        The computed intervals, by name, unrounded.
    """

    id: str
    claims: tuple[str, ...]
    title: Words
    text: Words
    fits: bool | None
    values: dict[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    """One relation of a claims file, to be computed from a ledger's claims and figures.

    Beside its values a text may use what these keys give:

    - ``fits: {value: claim}``: whether a value lies within a claim's stated interval;
    - ``against: claim``: each value is a year's, held against every reading of a claim; gives
      ``lines`` (``line_en`` and ``line_zh`` for each year) and ``only``;
    - ``among: quantity``, ``beside: value``: whether the first value overlaps a document of that
      quantity, or the value beside; gives ``count``, ``listed``, ``inside`` and ``held``.
    """

    spec: Mapping
    ledger: Ledger

    def finding(self) -> Finding:
        """The finding; an error if a claim or figure is not at hand."""
        spec = self.spec
        known = self.known()
        values = {
            name: intervals.compute(str(text), known)
            for name, text in spec.mapping("values").items()
        }
        fits, more = self.held(values)
        texts = {lang: {"text": spec.text(f"text_{lang}")} for lang in ("en", "zh")}
        return Finding(
            spec.text("id"),
            tuple(spec.texts("claims")),
            written(spec, "title"),
            said(texts, "text", **{**known, **values, **more}),
            fits,
            values,
        )

    def known(self) -> dict[str, Interval]:
        """The terms, and the claims that the expressions name."""
        terms = Terms(self.ledger.evaluator, self.ledger.file)
        named = {name: str(text) for name, text in self.spec.mapping("terms").items()}
        for text in self.spec.mapping("values").values():
            named = {**{name: name for name in intervals.names(str(text))}, **named}
        return {name: terms.find(text).interval for name, text in named.items()}

    def held(self, values: dict[str, Interval]) -> tuple[bool | None, dict[str, Words]]:
        """Whether it fits what it is held against, and what the text may say of that."""
        spec = self.spec
        if "against" in spec:
            return self._years(values)
        if "among" in spec:
            return self._documents(values)
        for name, claim in spec.mapping("fits").items():
            stated = self.ledger[str(claim)].claim.readings[0].interval
            return values[name].within(stated), {}
        return None, {}

    def _years(self, values: dict[str, Interval]) -> tuple[bool | None, dict[str, Words]]:
        """In which of several years two statements could both be true."""
        stated = self.ledger[self.spec.text("against")].claim.readings
        line = {lang: {"line": self.spec.text(f"line_{lang}")} for lang in ("en", "zh")}
        figure = stated[0].interval.high
        lines, fitting = [], []
        for year, implied in values.items():
            below = [
                n for n, r in zip(NEAR, stated, strict=True) if not implied.disjoint(r.interval)
            ]
            key = "none" if not below else "all" if len(below) == len(stated) else "some"
            close = said(CLOSE, key, figure=figure, below=below[0] if below else 0)
            lines.append(said(line, "line", year=year, implied=implied, close=close))
            fitting += [year] if key == "all" else []
        running = fitting == [str(self.ledger.file.spoken.year)]
        key = "none" if not fitting else "running" if running else "only"
        years = joined([Words(year, year) for year in fitting], "listed")
        said_of = {"lines": joined(lines, "stop"), "only": said(YEAR, key, years=years)}
        return (None if fitting else False), said_of

    def _documents(self, values: dict[str, Interval]) -> tuple[bool | None, dict[str, Words]]:
        """Whether a value overlaps one of the documented ones, or the value beside it."""
        value, beside = next(iter(values.values())), values[self.spec.text("beside")]
        found = [
            d for d in self.ledger.file.documents.values() if d.quantity == self.spec.text("among")
        ]
        inside = {d.stated for d in found if not d.interval.disjoint(value)}
        stated = sorted({d.stated for d in found})
        apart = beside.disjoint(value)
        number = Words(str(len(stated)), str(len(stated)))
        said_of = {
            "count": said(COUNT, SPELT[len(stated)]) if len(stated) in SPELT else number,
            "inside": said(COUNT, "some" if inside else "none", count=len(inside)),
            "listed": joined([Words(t, t) for t in stated], "listed"),
            "held": said(HELD, "apart" if apart else "overlapping"),
        }
        return (None if inside or not apart else False), said_of


def findings(ledger: Ledger) -> list[Finding]:
    """Every finding whose claims and figures are at hand; none for a text without relations."""
    found = []
    for spec in ledger.file.relations:
        try:
            found.append(Relation(spec, ledger).finding())
        except RegionshareError:
            continue
    return found
