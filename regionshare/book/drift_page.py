"""Drift page: what moved since the last release, as a page of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionshare.data.store import Store
from regionshare.files.paths import RELEASES
from regionshare.numbers import display
from regionshare.numbers.number import anchor
from regionshare.register import drift, published
from regionshare.register.drift import Move, Names
from regionshare.register.published import Entry, Published
from regionshare.text.markup import Markup, code, plain, render
from regionshare.text.messages import room

WORDS = room("book.drift")


@dataclass(frozen=True)
class DriftPage:
    """The page of an edition in one language.

    Attributes
    ----------
    old : Published or None
        The register of the latest earlier release that has one of the edition.
    new : Published
        The edition's own, with its verdicts.
    releases : sequence of str
        Earlier releases at hand, whether they have the edition or not.
    """

    old: Published | None
    new: Published
    releases: Sequence[str]
    store: Store
    lang: str

    def text(self) -> str:
        """The page, as MyST."""
        words, moved, kept = WORDS[self.lang], Markup(), ""
        named = {"edition": self.new.name, "new": self.new.release}
        bases = ", ".join(f"{key} = {value}" for key, value in self.new.edition["basis"].items())
        if self.old is not None:
            names = (self.old.release, self.new.release)
            found = drift.compare(self.old, self.new, names)
            moved = drift.fragment(found, self.lang, self._names())
            lead = words["lead"].format(**named, old=self.old.release)
        elif bases or self.releases:
            key = "bases" if bases else "without"
            lead = words[key].format(**named, releases=", ".join(self.releases), bases=bases)
        else:
            lead = words["first"].format(**named)
            counts = {"numbers": len(self.new.entries), "verdicts": len(self.new.verdicts or {})}
            kept = words["kept"].format(**counts)
        return plain(
            "book/drift.md",
            words=words,
            lead=lead,
            moved=moved,
            kept=kept,
            commands=self._commands(),
        )

    def _commands(self) -> list[str]:
        edition = self.new.edition
        chosen = f"--region {edition['region']} --year {edition['year']}"
        before = "older/numbers.json"
        if self.old is not None:
            before = f"data/{RELEASES}/{self.old.release}/numbers-{self.new.name}.json"
        return [
            f"regionshare verify {chosen}",
            f"regionshare drift {before} numbers.json",
            f"regionshare drift older/data data {chosen}",
        ]

    def _names(self) -> Names:
        """Numbers and claims lead to their entries; values are in units that readers see."""
        known = self.new.entries

        def number(key: str) -> Markup:
            if key not in known:
                return code(key)
            return render("book/number.html", address=f"numbers.html#{anchor(key)}", id=key)

        def claim(key: str) -> Markup:
            return render("register/link.html", address=f"ledger.html#{key}", text=key)

        return Names(number, claim, self._value, self._difference)

    def _value(self, one: Entry) -> str:
        return self._digits(one.value or 0.0, one.unit)

    def _difference(self, move: Move) -> str:
        if not move.difference:
            return "0"
        unit = "points" if move.new.unit in ("percent", "change") else move.new.unit
        return ("+" if move.difference > 0 else "") + self._digits(move.difference, unit)

    def _digits(self, value: float, unit: str) -> str:
        """A value at six digits in its friendly unit."""
        if unit in ("percent", "change"):
            return f"{_six(value)}{'' if self.lang == 'zh' else display.NARROW_SPACE}%"
        if unit == "points":
            return _six(value) + str(WORDS[self.lang]["points"])
        known = self.store.units.get(unit)
        if known is None:
            return _six(value) if unit in display.PLAIN else f"{_six(value)} {unit}"
        return f"{_six(value * known.factor(self.lang))} {known.symbol(self.lang)}"


def _six(value: float) -> str:
    return f"{value:,.6g}".replace("-", "\u2212")


def register(content: Mapping[str, Any], release: str, verdicts: Any) -> Published:
    """The register of a tree, as one that another can be compared with."""
    entries = {key: published.read_entry(key, one) for key, one in content["numbers"].items()}
    return Published(content["edition"], release, entries, verdicts)
