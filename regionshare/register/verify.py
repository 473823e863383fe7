"""Verification: published numbers derived again from the data at hand."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, Number, NumberId, Span, rounded
from regionshare.register.published import Entry, Published, misprints
from regionshare.text.messages import agreed, room

SAYS = room("commands.verify")["en"]

SHOWN = 5
"""Above this many inputs, text shows the first few and how many more there are."""


@dataclass(frozen=True)
class Result:
    """What came of one published number.

    Attributes
    ----------
    passed : bool
        For a register: value, unit, basis and every input are as published. For a paper: the
        value cited is the same, or the text of a macro is.
    derived : float or None
        The value by the data at hand; None where it cannot be computed.
    reason : str
        Why it failed, or what is worth knowing though it passed.
    inputs : tuple of InputChange
        The figures that differ, where the publication holds its inputs.
    """

    id: str
    passed: bool
    published: float | None
    derived: float | None
    unit: str
    reason: str = ""
    inputs: tuple[InputChange, ...] = field(default=())
    printed: str = ""
    where: str = ""

    @property
    def difference(self) -> float | None:
        """Derived minus published; 0 where they agree to twelve digits."""
        if self.published is None or self.derived is None:
            return None
        if same(self.published, self.derived):
            return 0.0
        return self.derived - self.published

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        content = {
            "id": self.id,
            "status": "pass" if self.passed else "fail",
            "published": self.published,
            "derived": self.derived,
            "difference": self.difference,
            "unit": self.unit,
            "printed": self.printed,
            "reason": self.reason,
            "inputs": [one.to_dict() for one in self.inputs],
            "where": self.where,
        }
        return rounded(content)  # type: ignore[no-any-return]


def verify(entries: Iterable[Entry], evaluator: Evaluator) -> list[Result]:
    """Derive every number of a register again: its value, unit, basis and inputs."""
    return [_derived(one, evaluator, _of_register) for one in entries]


def verify_paper(
    entries: Iterable[Entry], evaluator: Evaluator, registers: Iterable[Published] = ()
) -> list[Result]:
    """Derive every number of a paper again: it passes while the paper's own figure stands.

    That is the value in a BibTeX entry, and the printed text of a macro. A hash that is neither of
    the number derived nor of a register fails: nothing says that such a number was ever published.

    Parameters
    ----------
    entries : iterable of Entry
        From `regionshare.register.exports.numbers_in`.
    registers : iterable of Published
        Where one holds the number with the hash cited, the inputs that changed since are named.
    """
    known = {
        (one.id, one.hash): one
        for register in registers
        for one in register.entries.values()
        if one.number is None or one.number.hash == one.hash
    }

    def judge(result: Result, entry: Entry, found: Number, evaluator: Evaluator) -> Result:
        published = known.get((entry.id, entry.hash))
        if found.hash != entry.hash and published is None:
            reason = _moved(result, entry, found, evaluator)[1]
            unknown = (
                f"hash {entry.hash} is of no number at hand: give the register it is cited from"
            )
            return replace(result, reason="; ".join([*reason, unknown]))
        whole = replace(entry, number=published.number if published else None)
        return _of_paper(result, whole, found, evaluator)

    return [_derived(one, evaluator, judge) for one in entries]


Judge = Callable[[Result, Entry, Number, Evaluator], Result]


def _derived(entry: Entry, evaluator: Evaluator, judge: Judge) -> Result:
    blank = Result(
        entry.id, False, entry.value, None, entry.unit, printed=entry.printed, where=entry.where
    )
    try:
        found = evaluator.number(entry.id)
    except RegionshareError as error:
        return replace(blank, reason=SAYS["underivable"].format(why=error.sentence))
    return judge(replace(blank, derived=found.value, unit=found.unit), entry, found, evaluator)


def _of_register(result: Result, entry: Entry, found: Number, evaluator: Evaluator) -> Result:
    published = entry.number
    reasons = []
    if published is None and found.hash != entry.hash:
        reasons.append(SAYS["other_hash"])
    if published is not None and published.hash != entry.hash:
        reasons.append(SAYS["entry_changed"])
    if entry.unit != found.unit:
        reasons.append(SAYS["unit"].format(old=entry.unit, new=found.unit))
    changed = _inputs(published, found)
    if result.difference != 0:
        reasons.append(SAYS["value_differs"])
    elif changed:
        reasons.append(SAYS["inputs_differ"])
    if result.difference == 0:
        reasons += misprints(entry, found, evaluator.store)
        reasons += [] if entry.earlier else told_otherwise(entry, found)
    if published is not None:
        bases = basis_changes(published, found)
        reasons += bases + (_as_published(published, evaluator) if bases else [])
    if reasons:
        return replace(result, reason="; ".join(reasons), inputs=changed)
    return replace(result, passed=True, reason=_others(entry, found))


def _of_paper(result: Result, entry: Entry, found: Number, evaluator: Evaluator) -> Result:
    if found.hash == entry.hash:
        printed = display.printings(found, evaluator.store, "en")
        if entry.printed and not any(_same_text(entry.printed, one) for one in printed):
            reason = SAYS["paper_misprint"].format(printed=entry.printed, right=printed[0])
            return replace(result, reason=reason)
        if entry.value is not None and result.difference != 0:
            return replace(result, reason=SAYS["value_not_of_hash"])
        return replace(result, published=found.value, passed=True)
    changed = _inputs(entry.number, found)
    stands, reasons = _moved(result, entry, found, evaluator)
    if stands:
        reasons.append(SAYS["inputs_since"])
    elif entry.number is not None:
        bases = basis_changes(entry.number, found)
        reasons += bases + (_as_published(entry.number, evaluator) if bases else [])
    return replace(result, passed=stands, reason="; ".join(reasons), inputs=changed)


def _moved(
    result: Result, entry: Entry, found: Number, evaluator: Evaluator
) -> tuple[bool, list[str]]:
    """Whether what a paper says stands though its hash is another now, and what of it moved."""
    printed = display.display(found, evaluator.store, "en")
    still = bool(entry.printed) and _same_text(entry.printed, printed)
    if entry.value is not None and result.difference == 0:
        return True, [SAYS["value_stands"]]
    if entry.value is None and still:
        return True, [SAYS["still_printed"].format(printed=printed)]
    reasons = [SAYS["cited_differs"]] if entry.value is not None else []
    if still:
        reasons.append(SAYS["still_printed"].format(printed=printed))
    elif entry.printed:
        reasons.append(SAYS["printed_otherwise"].format(old=entry.printed, new=printed))
    elif entry.value is None:
        reasons.append(SAYS["hash_alone"])
    return False, reasons


def _inputs(published: Number | None, found: Number) -> tuple[InputChange, ...]:
    if published is None:
        return ()
    return tuple(input_changes(published.inputs, found.inputs))


def _others(entry: Entry, found: Number) -> str:
    """What the hash covers besides value, unit, inputs and basis, and what of it is another now."""
    if entry.number is None:
        return ""
    changes = told_otherwise(entry, found)
    if found.hash != entry.hash:
        changes += other_changes(entry.number, found) or [SAYS["order"]]
    return str(SAYS["other_since"]).format(changes=", ".join(changes)) if changes else ""


def _same_text(one: str, other: str) -> bool:
    """Whether two printed numbers are the same but for spaces and signs' code points."""
    plain = [re.sub(r"\s+", "", text).replace("\u2212", "-") for text in (one, other)]
    return plain[0] == plain[1]


def _as_published(published: Number, evaluator: Evaluator) -> list[str]:
    """What the number is now on the basis it was published on, where that is still admissible."""
    wanted = NumberId.parse(published.id)
    nation = evaluator.store.regions.nation(wanted.region).id
    tokens = []
    for choice in (one for one in published.basis if one.concept in wanted.concepts):
        made = (choice.series, choice.denominator, choice.total, *choice.imports)
        entries = evaluator.declared.entries(nation, choice.concept)
        fitting = [b.token for b in entries if b.choice == made]
        if not fitting:
            return []
        tokens.append(f"{choice.concept}.{fitting[0]}")
    try:
        found = evaluator.number(replace(wanted, choice="+".join(tokens)))
    except RegionshareError as error:
        return [SAYS["basis_underivable"].format(why=error.what)]
    stands = "basis_still" if same(found.value, published.value) else "basis_now"
    return [SAYS[stands].format(value=f"{found.value:.12g}")]


def as_text(results: Sequence[Result], every: bool = False) -> str:
    """What ``regionshare verify`` prints: what fails, with its inputs, or has a remark; then how many pass.

    ``every`` prints a line for each number.
    """
    lines = []
    for one in results:
        if one.passed and not (one.reason or every):
            continue
        lines.append(_line(one))
        if not one.passed:
            lines += [f"      {change.text}" for change in one.inputs[:SHOWN]]
            if len(one.inputs) > SHOWN:
                lines.append(" " * 6 + SAYS["more"].format(count=len(one.inputs) - SHOWN))
    failed = sum(not one.passed for one in results)
    count = len(results)
    lines.append(agreed(SAYS["tally"].format(count=count, passed=count - failed, failed=failed)))
    return "\n".join(lines)


def _line(one: Result) -> str:
    place = f" ({one.where})" if one.where else ""
    if one.passed:
        note = f": {one.reason}" if one.reason else ""
        return f"pass  {one.id} = {one.derived:.12g} {one.unit}{place}{note}"
    values = [f"{v:.12g}" if v is not None else "?" for v in (one.published, one.derived)]
    difference = f", difference {one.difference:+.6g}" if one.difference is not None else ""
    told = f": published {values[0]}, derived {values[1]} {one.unit}{difference}"
    return f"FAIL  {one.id}{place}{told if one.derived is not None else ''}: {one.reason}"


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """The stable JSON form."""
    failed = sum(not one.passed for one in results)
    return {
        "numbers": len(results),
        "pass": len(results) - failed,
        "fail": failed,
        "results": [one.to_dict() for one in results],
    }


# -- what differs between two states of one number, input by input ---------------------------------

EQUAL = 1e-11
"""Relative difference below which two values are the same: twelve digits, the last one free."""


def same(one: float, other: float) -> bool:
    """Whether two values agree to the digits that are published.

    >>> same(0.1 + 0.2, 0.3), same(0.3, 0.3000001)
    (True, False)
    """
    return math.isclose(one, other, rel_tol=EQUAL)


@dataclass(frozen=True)
class InputChange:
    """One figure that entered a number before, now, or with another value."""

    series: str
    region: str
    year: int
    old: float | None
    new: float | None
    unit: str

    @property
    def text(self) -> str:
        """``energy.nbs_national CN 2021: 524000 -> 525896 1e4 tce``."""
        old, new = ("absent" if v is None else f"{v:.12g}" for v in (self.old, self.new))
        return f"{self.series} {self.region} {self.year}: {old} -> {new} {self.unit}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        content = {name: getattr(self, name) for name in ("series", "region", "year", "unit")}
        return {**content, "old": rounded(self.old), "new": rounded(self.new)}


def input_changes(old: Iterable[Input], new: Iterable[Input]) -> list[InputChange]:
    """The figures that differ, those with two values first."""
    before = {(one.series, one.region, one.year): one for one in old}
    after = {(one.series, one.region, one.year): one for one in new}
    found = []
    for place in [*before, *(place for place in after if place not in before)]:
        first, second = before.get(place), after.get(place)
        if first and second and same(first.value, second.value) and first.unit == second.unit:
            continue
        some = second or first
        assert some is not None
        values = [one.value if one else None for one in (first, second)]
        found.append(InputChange(*place, values[0], values[1], some.unit))
    return sorted(found, key=lambda one: one.old is None or one.new is None)


def basis_changes(old: Number, new: Number) -> list[str]:
    """The choices that differ, one sentence part for each concept."""
    found = []
    before, after = ({c.concept: c for c in one.basis} for one in (old, new))
    for concept in dict.fromkeys((*before, *after)):
        texts = [
            f"{c.series} / {c.total} ({', '.join((c.denominator, *c.imports))})" if c else "none"
            for c in (before.get(concept), after.get(concept))
        ]
        if texts[0] != texts[1]:
            found.append(f"basis of {concept}: {texts[0]} -> {texts[1]}")
    return found


def told_otherwise(entry: Entry, found: Number) -> list[str]:
    """What an entry tells besides its value that the number derived tells otherwise.

    The hash covers neither, so that a later release may mend a formula and add a choice: of an
    earlier one they are only noted.
    """
    published = entry.number
    if published is None:
        return []
    texts = []
    if published.formula != found.formula:
        texts.append(f"formula {published.formula[:120]!r} -> {found.formula[:120]!r}")
    before, after = (one.span and rounded(vars(one.span)) for one in (published, found))
    if before != after:
        texts.append(f"span {_span(published.span)} -> {_span(found.span)}")
    if entry.match and entry.match != found.match:
        texts.append(f"match {entry.match[:20]!r} -> {found.match!r}")
    return texts


def _span(span: Span | None) -> str:
    return "none" if span is None else f"{span.low:.6g} to {span.high:.6g} of {span.count}"


def other_changes(old: Number, new: Number) -> list[str]:
    """What else enters the hash and differs: decimals, headline, match, source, transcription."""
    found = []
    if old.decimals != new.decimals:
        found.append("decimals")
    if old.headline != new.headline:
        found.append("headline")
    if old.match != new.match:
        found.append(f"match {old.match} -> {new.match}")
    kinds = [
        {
            (i["series"], i["region"], i["year"]): (i["source"], i["transcription"])
            for i in one.cited()["inputs"]
        }
        for one in (old, new)
    ]
    shared = kinds[0].keys() & kinds[1].keys()
    if any(kinds[0][place] != kinds[1][place] for place in shared):
        found.append(SAYS["origin"])
    return found
