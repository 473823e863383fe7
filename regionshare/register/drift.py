"""Drift: what moved between two states of the report; verdicts that flipped come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from regionshare.errors import RegionshareError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import rounded
from regionshare.register import comparison, published
from regionshare.register.comparison import InputChange
from regionshare.register.published import Entry, Published

Printed = Callable[[Evaluator, str, int], Iterable[str]]


@dataclass(frozen=True)
class Flip:
    """A verdict that is another now; ``old`` or ``new`` is None for a claim that came or went."""

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
        if comparison.same(self.old.value, self.new.value):
            return 0.0
        return self.new.value - self.old.value


@dataclass(frozen=True)
class Drift:
    """What differs between two states.

    Attributes
    ----------
    flips : tuple of Flip
        Verdicts, those of today first.
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
    moved: tuple[Move, ...]
    restated: tuple[Move, ...]
    gone: tuple[Entry, ...]
    appeared: tuple[Entry, ...]
    same: int

    @property
    def nothing(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.flips or self.moved or self.restated or self.gone or self.appeared)


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
        if one.hash == other.hash and comparison.same(one.value or 0.0, other.value or 0.0):
            same += 1
            continue
        move = _move(one, other)
        (moved if move.difference or one.unit != other.unit else restated).append(move)
    moved.sort(key=lambda m: -abs(m.difference / m.old.value) if m.old.value else float("-inf"))
    return Drift(
        old=names[0],
        new=names[1],
        flips=tuple(_flips(old.verdicts, new.verdicts)),
        moved=tuple(moved),
        restated=tuple(restated),
        gone=tuple(one for key, one in old.entries.items() if key not in new.entries),
        appeared=tuple(one for key, one in new.entries.items() if key not in old.entries),
        same=same,
    )


def _move(one: Entry, other: Entry) -> Move:
    if one.number is None or other.number is None:
        return Move(one.id, one, other, (), ())
    reasons = comparison.basis_changes(one.number, other.number)
    if one.unit != other.unit:
        reasons.insert(0, f"unit {one.unit} -> {other.unit}")
    inputs = comparison.input_changes(one.number.inputs, other.number.inputs)
    reasons += comparison.other_changes(one.number, other.number)
    return Move(one.id, one, other, tuple(inputs), tuple(reasons))


def _flips(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterable[Flip]:
    if old is None or new is None:
        return
    claims = list(dict.fromkeys((*old, *new)))
    for kind in published.VERDICTS:
        for claim in claims:
            pair = [ledger.get(claim, {}).get(kind) for ledger in (old, new)]
            if pair[0] != pair[1]:
                yield Flip(claim, kind, *pair)


# -- where the two states come from -------------------------------------------------------------


def _judged(evaluator: Evaluator, directory: Path, region: str) -> dict[str, Any] | None:
    """The verdicts by a data directory's own claims and figures; None if it has no claims."""
    from regionshare.claims.formats import as_json as ledger_json
    from regionshare.claims.ledger import open_ledger

    path = directory / "claims.yml"
    if not path.is_file():
        return None
    return published.verdicts(ledger_json(open_ledger(path, region, evaluator)))


def is_data(place: Path) -> bool:
    """Whether a place is a data directory."""
    return (place / "series.csv").is_file()


def between(old: Path, new: Path, region: str, year: int, printed: Printed) -> Drift:
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

    Raises
    ------
    RegionshareError
        If one is a data directory and the other a register, or either cannot be read.
    """
    if is_data(old) != is_data(new):
        raise RegionshareError(
            f"{old} and {new} are not of one kind",
            remedy="Give two registers, or two data directories",
        )
    names = (str(old), str(new))
    if not is_data(old):
        return compare(published.load(old), published.load(new), names)
    evaluators = [opening.evaluator(place) for place in (old, new)]
    wanted: dict[str, None] = {}
    for one in evaluators:
        wanted |= dict.fromkeys(printed(one, region, year))
    before, after = (
        replace(_register(one, wanted, region, year), verdicts=_judged(one, place, region))
        for one, place in zip(evaluators, (old, new), strict=True)
    )
    return compare(before, after, names)


def _register(evaluator: Evaluator, ids: Iterable[str], region: str, year: int) -> Published:
    """The numbers of some ids, each under the id asked for; those it has not are left out."""
    entries = {}
    for one in ids:
        try:
            entries[one] = published.entry(evaluator.number(one), evaluator)
        except RegionshareError:
            continue
    return Published({"region": region, "year": year, "basis": {}}, "", entries)


def as_json(drift: Drift) -> dict[str, Any]:
    """The stable JSON form."""
    content = {
        "old": drift.old,
        "new": drift.new,
        "flips": [vars(one) for one in drift.flips],
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
