"""Drift: what moved between two states of the report; verdicts that flipped come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from regionshare.claims.labels import code_of
from regionshare.claims.words import any_word
from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import rounded
from regionshare.register import published, verify
from regionshare.register.published import Entry, Published
from regionshare.register.verify import InputChange
from regionshare.text import tables
from regionshare.text.markup import HTML_LANG, Markup, plain, render
from regionshare.text.messages import room

VERDICTS = ("flips", "claims_gone", "claims_new")
NUMBERS, ENTRIES = ("moved", "restated"), ("gone", "appeared")
"""What may differ, in the order in which it is told: verdicts, numbers of both, those of one."""

Printed = Callable[[Evaluator, str, int], Iterable[str]]


@dataclass(frozen=True)
class Flip:
    """What a verdict was and is, each in its release's own word; None where it has none."""

    claim: str
    kind: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Move:
    """A number whose value, unit or inputs are others now.

    ``inputs`` are the figures that differ, ``reasons`` what else does; both are empty where a
    register holds values alone.
    """

    id: str
    old: Entry
    new: Entry
    inputs: tuple[InputChange, ...]
    reasons: tuple[str, ...]

    @property
    def difference(self) -> float:
        """New minus old; 0 where they agree to twelve digits."""
        if self.old.value is None or self.new.value is None:
            return float("nan")
        if verify.same(self.old.value, self.new.value):
            return 0.0
        return self.new.value - self.old.value


@dataclass(frozen=True)
class Drift:
    """What differs between two states.

    Attributes
    ----------
    flips : tuple of Flip
        Verdicts of claims that both have, those of today first.
    claims_gone, claims_new : tuple of Flip
        Verdicts of claims that only one of the two has.
    moved : tuple of Move
        Largest relative difference first.
    restated : tuple of Move
        Numbers of the same value from other inputs or another basis.
    gone, appeared : tuple of Entry
        Numbers that only one of the two has.
    same : int
        How many numbers have the same hash in both.
    """

    old: str
    new: str
    flips: tuple[Flip, ...]
    claims_gone: tuple[Flip, ...]
    claims_new: tuple[Flip, ...]
    moved: tuple[Move, ...]
    restated: tuple[Move, ...]
    gone: tuple[Entry, ...]
    appeared: tuple[Entry, ...]
    same: int

    @property
    def nothing(self) -> bool:
        """Whether nothing at all differs."""
        return not any(getattr(self, key) for key in (*VERDICTS, *NUMBERS, *ENTRIES))


def compare(old: Published, new: Published, names: tuple[str, str] = ("old", "new")) -> Drift:
    """What differs between two registers, and between their verdicts if both have any.

    Parameters
    ----------
    names : pair of str
        What the two states are called.
    """
    moved: list[Move] = []
    restated: list[Move] = []
    same = 0
    for key in (k for k in old.entries if k in new.entries):
        one, other = old.entries[key], new.entries[key]
        move = _move(one, other)
        if one.hash == other.hash and not move.difference and not move.reasons:
            same += 1
            continue
        (moved if move.difference or one.unit != other.unit else restated).append(move)
    moved.sort(key=lambda m: -abs(m.difference / m.old.value) if m.old.value else float("-inf"))
    return Drift(
        old=names[0],
        new=names[1],
        **_flips(old.verdicts, new.verdicts),
        moved=tuple(moved),
        restated=tuple(restated),
        gone=tuple(one for key, one in old.entries.items() if key not in new.entries),
        appeared=tuple(one for key, one in new.entries.items() if key not in old.entries),
        same=same,
    )


def _move(one: Entry, other: Entry) -> Move:
    """What differs: also what the hash does not cover, as formula and printed text."""
    reasons = [f"unit {one.unit} -> {other.unit}"] if one.unit != other.unit else []
    reasons += [
        f"printed {one.display[lang]} -> {other.display[lang]}"
        for lang in one.display
        if lang in other.display and one.display[lang] != other.display[lang]
    ]
    if one.number is None or other.number is None:
        return Move(one.id, one, other, (), tuple(reasons))
    inputs = verify.input_changes(one.number.inputs, other.number.inputs)
    reasons += verify.basis_changes(one.number, other.number)
    reasons += verify.other_changes(one.number, other.number)
    reasons += verify.told_otherwise(one, other.number)
    return Move(one.id, one, other, tuple(inputs), tuple(reasons))


def _flips(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> dict[str, tuple[Flip, ...]]:
    """The verdicts that differ: of claims that both have, that are gone, and that are new."""
    found: dict[str, list[Flip]] = {key: [] for key in VERDICTS}
    ledgers = ({}, {}) if old is None or new is None else (old, new)
    claims = list(dict.fromkeys((*ledgers[0], *ledgers[1])))
    for kind in published.VERDICTS:
        for claim in claims:
            words = [ledger.get(claim, {}).get(kind) for ledger in ledgers]
            codes = [word if word is None else code_of(word) for word in words]
            if codes[0] != codes[1]:
                there = [claim in ledger for ledger in ledgers]
                key = "flips" if all(there) else "claims_gone" if there[0] else "claims_new"
                found[key].append(Flip(claim, kind, *words))
    return {key: tuple(flips) for key, flips in found.items()}


# -- where the two states come from -------------------------------------------------------------


def _judged(evaluator: Evaluator, directory: Path, region: str) -> dict[str, Any] | None:
    """The verdicts by a data directory's own claims and figures; None if it has no claims."""
    from regionshare.claims.claim import load
    from regionshare.claims.formats import as_json as ledger_json
    from regionshare.claims.ledger import judge

    path = directory / "claims.yml"
    if not path.is_file():
        return None
    return published.verdicts(ledger_json(judge(load(path, evaluator), evaluator, region)))


def is_data(place: Path) -> bool:
    """Whether a place is a data directory."""
    return (place / "series.csv").is_file()


def between(
    old: Path, new: Path, region: str, year: int, printed: Printed, across: bool = False
) -> Drift:
    """What differs between two places, both registers or both data directories.

    For data directories the numbers are those of the edition that each can compute; the verdicts
    are those of their own claims.

    Parameters
    ----------
    old, new : Path
    region, year
        The edition.
    printed : callable
        ``printed(evaluator, region, year)`` gives the ids of the numbers of an edition.
    across : bool
        Whether registers of two regions are meant.

    Raises
    ------
    RegionshareError
        If one is a data directory and the other a register, either cannot be read, or they are of
        two regions and that is not said to be meant.
    """
    if is_data(old) != is_data(new):
        raise RegionshareError(
            f"{old} and {new} are not of one kind",
            remedy="Give two registers, or two data directories",
        )
    names = (str(old), str(new))
    if not is_data(old):
        registers = published.load(old), published.load(new)
        before, after = (one.edition.get("region", "") for one in registers)
        if before and after and before != after and not across:
            raise RegionshareError(
                f"{old} is of {before}, {new} of {after}: nothing moves from a region to another",
                remedy="Is that meant? Say --across; else name two registers of one region",
            )
        return compare(*registers, names)
    evaluators = [opening.evaluator(place) for place in (old, new)]
    wanted: dict[str, None] = {}
    for one in evaluators:
        wanted |= dict.fromkeys(printed(one, region, year))
    if not wanted:
        raise RegionshareError(
            f"neither {old} nor {new} has a number of {region} in {year}",
            remedy="Name an edition with --region and --year that the data reach",
        )
    past, present = (
        replace(_register(one, wanted), verdicts=_judged(one, place, region))
        for one, place in zip(evaluators, (old, new), strict=True)
    )
    return compare(past, present, names)


def _register(evaluator: Evaluator, ids: Iterable[str]) -> Published:
    """The numbers of some ids, each under the id asked for; those it has not are left out."""
    entries = {}
    for one in ids:
        try:
            entries[one] = published.entry(evaluator.number(one), evaluator)
        except RegionshareError:
            continue
    return Published({}, "", entries)


def as_json(drift: Drift) -> dict[str, Any]:
    """The stable JSON form."""
    content = {
        "old": drift.old,
        "new": drift.new,
        **{key: [vars(one) for one in getattr(drift, key)] for key in VERDICTS},
        "moved": [_move_json(one) for one in drift.moved],
        "restated": [_move_json(one) for one in drift.restated],
        "gone": [_entry_json(one) for one in drift.gone],
        "new_numbers": [_entry_json(one) for one in drift.appeared],
        "same": drift.same,
    }
    return rounded(content)  # type: ignore[no-any-return]


def _entry_json(one: Entry) -> dict[str, Any]:
    return {"id": one.id, "value": one.value, "unit": one.unit, "hash": one.hash}


def _move_json(one: Move) -> dict[str, Any]:
    return {
        "id": one.id,
        "old": _entry_json(one.old),
        "new": _entry_json(one.new),
        "difference": one.difference,
        "inputs": [change.to_dict() for change in one.inputs],
        "reasons": list(one.reasons),
    }


# -- told as text for the command line, as HTML for the book -------------------------------------

SHOWN = 5
KINDS = ("today", "when_spoken")
ARROW = " \N{RIGHTWARDS ARROW} "
WORDS = room("drift")


def as_text(drift: Drift) -> str:
    """What ``regionshare drift`` prints."""
    return plain("register/drift.txt", words=WORDS["en"], drift=drift, verdicts=VERDICTS, why=_why)


def _why(move: Move, lang: str) -> list[str]:
    """The inputs that differ, the first few of many, and what else does."""
    shown = [change.text for change in move.inputs[:SHOWN]]
    if len(move.inputs) > SHOWN:
        shown.append(WORDS[lang]["more"].format(count=len(move.inputs) - SHOWN))
    return [*shown, *move.reasons]


def _shown(one: Entry) -> str:
    return one.printed or f"{one.value:.6g} {one.unit}"


def _difference(move: Move) -> str:
    return f"{move.difference:+.3g}".replace("-", "\u2212") if move.difference else "0"


@dataclass(frozen=True)
class Names:
    """How numbers, claims, values and differences are written: as they are, or as a page wants.

    ``value`` is one that moved, ``printed`` one that stands alone.
    """

    number: Callable[[str], str] = tables.code
    claim: Callable[[str], str] = str
    value: Callable[[Entry], str] = _shown
    printed: Callable[[Entry], str] = _shown
    difference: Callable[[Move], str] = _difference


def fragment(drift: Drift, lang: str = "en", names: Names | None = None) -> Markup:
    """The drift as HTML tables, verdicts first, for a page of the book."""
    words, names = WORDS[lang], names or Names()
    found = []

    def add(key: str, head: Sequence[str], rows: Sequence[Sequence[str]], *numeric: int) -> None:
        made = tables.table(words[key], [words[one] for one in head], rows, numeric=numeric)
        found.append(tables.scrollable(made, words[key], cards=3))

    for key in VERDICTS:
        flips: Sequence[Flip] = getattr(drift, key)
        sides = {"flips": ("old", "new"), "claims_gone": ("old",), "claims_new": ("new",)}[key]
        if flips:
            unmoved = words["unchanged"] if key == "flips" else tables.MISSING
            by_claim: dict[str, dict[str, str]] = {}
            for one in flips:
                labels = (word(getattr(one, side), lang) for side in sides)
                by_claim.setdefault(one.claim, {})[one.kind] = ARROW.join(labels)
            rows = [
                (names.claim(claim), *(kinds.get(kind, unmoved) for kind in KINDS))
                for claim, kinds in by_claim.items()
            ]
            add(key, ("claim", *KINDS), rows)
    for key in NUMBERS:
        moves: Sequence[Move] = getattr(drift, key)
        if moves:
            cells = [_cells(move, lang, names) for move in moves]
            told = any(row[-1] for row in cells)  # registers of values alone know no reasons
            width = 5 if told else 4
            head = ("number", "old", "new", "difference", "why")[:width]
            add(key, head, [row[:width] for row in cells], 1, 2, 3)
    for key in ENTRIES:
        entries: Sequence[Entry] = getattr(drift, key)
        if entries:
            listed = [(names.number(one.id), names.printed(one)) for one in entries]
            add(key, ("number", "old" if key == "gone" else "new"), listed, 1)
    return render(
        "register/drift_fragment.html",
        words=words,
        tables=found,
        nothing=drift.nothing,
        same=drift.same,
    )


def word(verdict: str | None, lang: str) -> str:
    """A verdict in the page's language; of an older release in its own word."""
    return str(WORDS[lang]["none"]) if verdict is None else any_word(verdict, lang)


def _cells(move: Move, lang: str, names: Names) -> tuple[str, ...]:
    values = (names.value(move.old), names.value(move.new), names.difference(move))
    return (names.number(move.id), *values, "; ".join(_why(move, lang)))


def page(drift: Drift, lang: str = "en") -> str:
    """The drift as a page that stands alone."""
    return render(
        "register/drift.html",
        words=WORDS[lang],
        html_lang=HTML_LANG[lang],
        old=drift.old,
        new=drift.new,
        found=fragment(drift, lang),
    )
