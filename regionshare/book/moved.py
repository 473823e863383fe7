"""Moved: what changed since the last release, as a page of the book and as an entry of the feed."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regionshare.citation.forms import Citable
from regionshare.data.store import Store
from regionshare.files import packs
from regionshare.files.paths import RELEASES
from regionshare.numbers import display
from regionshare.numbers.number import anchor
from regionshare.register import drift, published
from regionshare.register.drift import Drift, Move, Names
from regionshare.register.meanings import meaning
from regionshare.register.published import Entry, Published
from regionshare.text.markup import HTML_LANG, Markup, code, plain, printed, render
from regionshare.text.messages import agreed, room

MOVED = room("book.drift")
WHOLE = ("count", "rank")
VALUE, DIFFERENCE = 6, 3
"""Digits of a value that moved, so that a move below the printed rounding is seen, and of the move."""


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
    said : mapping
        The words of each statement of the ledger, by its id.
    """

    old: Published | None
    new: Published
    releases: Sequence[str]
    store: Store
    lang: str
    signed: bool = True
    said: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def found(self) -> Drift | None:
        """What differs from the earlier release; None where there is no register of it."""
        if self.old is None:
            return None
        return drift.compare(self.old, self.new, (self.old.release, self.new.release))

    def feed(self, citing: Citable) -> str:
        """The feed of releases, as Atom: the labels that changed, then how many numbers did."""
        words, found = MOVED[self.lang], self.found
        flips = found.flips if found else ()
        told = words["first" if not self.releases else "without"]
        if found:
            key = ("neither", "labels", "numbers", "both")[bool(flips) + 2 * bool(found.moved)]
            told = words[f"told_{key}"].format(
                old=found.old, labels=len(flips), numbers=len(found.moved)
            )
        changes = [
            (one.claim, printed(self.said.get(one.claim, one.claim), self.lang), drift.WORDS[self.lang][one.kind],
             drift.word(one.old, self.lang), drift.word(one.new, self.lang))
            for one in flips
        ]  # fmt: skip
        named = {"edition": self.new.name, "new": self.new.release}
        told = agreed(told.format(**named, releases=", ".join(self.releases)))
        content = render("site/feed_content.html", told=told, changes=changes, words=words)
        page = render(
            "site/feed.html", citing=citing, told=told, content=str(content), lang=HTML_LANG[self.lang],
            title=words["entry"].format(**named),
        )  # fmt: skip
        return f"{page}\n"

    def text(self) -> str:
        """The page, as MyST."""
        words, moved, kept = MOVED[self.lang], Markup(), ""
        named = {"edition": self.new.name, "new": self.new.release}
        bases = ", ".join(f"{key} = {value}" for key, value in self.new.edition["basis"].items())
        if self.found is not None:
            moved = drift.fragment(self.found, self.lang, self._names())
            lead = words["lead"].format(**named, old=self.found.old, told=self._told(self.found))
        elif bases or self.releases:
            key = "bases" if bases else "without"
            lead = words[key].format(**named, releases=", ".join(self.releases), bases=bases)
        else:
            lead = words["first" if self.signed else "unreleased"].format(**named)
            numbers, verdicts = len(self.new.entries), len(self.new.verdicts or {})
            kept = agreed(words["kept"].format(numbers=numbers, verdicts=verdicts))
        return plain(
            "book/drift.md",
            words=words,
            lead=lead,
            moved=moved,
            kept=kept,
            commands=list(zip(words["how"], self._commands(), strict=True)),
        )

    def _told(self, found: Drift) -> str:
        """How many verdicts and numbers moved, came or went; of these two also that none did."""
        words = MOVED[self.lang]
        counts = {key: len({one.claim for one in getattr(found, key)}) for key in drift.VERDICTS}
        counts |= {key: len(getattr(found, key)) for key in (*drift.NUMBERS, *drift.ENTRIES)}
        parts = [
            agreed(words["parts"][key].format(n=n)) if n else words["none"][key]
            for key, n in counts.items()
            if n or key in words["none"]
        ]
        digits = words["digits"] if found.moved else ""
        return str(words["stop"].format(parts=words["listed"].join(parts), digits=digits))

    def _commands(self) -> list[str]:
        chosen = packs.edition({**self.new.edition, "basis": {}})
        before = "older/numbers.json"
        if self.old is not None:
            before = f"data/{RELEASES}/{self.old.release}/numbers-{self.new.name}.json"
        return [
            packs.command(f"verify{chosen}"),
            packs.command(f"drift {before} numbers.json"),
            packs.command(f"drift older/data data{chosen}"),
        ]

    def _names(self) -> Names:
        """Numbers and claims lead to their entries; values are in units that readers see."""

        def lead(address: str, text: str) -> Markup:
            return render("register/link.html", address=address, text=text)

        def number(key: str) -> Markup:
            label = meaning(key, self.store, self.lang) if key in self.new.entries else ""
            return lead(f"numbers.html#{anchor(key)}", label) if label else code(key)

        def claim(key: str) -> str:
            return lead(f"ledger.html#{key}", self.said[key]) if key in self.said else key

        return Names(number, claim, self._value, self._printed, self._difference)

    def _printed(self, one: Entry) -> str:
        return one.display.get(self.lang) or self._value(one)

    def _value(self, one: Entry) -> str:
        return self._digits(one.value or 0.0, one.unit)

    def _difference(self, move: Move) -> str:
        if not move.difference:
            return "0"
        unit = "points" if move.new.unit in ("percent", "change") else move.new.unit
        sign = "+" if move.difference > 0 else ""
        return sign + self._digits(move.difference, unit, DIFFERENCE)

    def _digits(self, value: float, unit: str, digits: int = VALUE) -> str:
        """A value at so many digits in its friendly unit."""

        def shown(value: float) -> str:
            whole = unit in WHOLE  # others keep their last naughts, which are digits, too
            text = f"{value:,.{digits}g}" if whole else f"{value:#,.{digits}g}".rstrip(".")
            return text.replace("-", "\u2212")

        if unit in ("percent", "change"):
            return f"{shown(value)}{'' if self.lang == 'zh' else display.NARROW_SPACE}%"
        if unit == "points":
            return shown(value) + str(MOVED[self.lang]["points"])
        known = self.store.units.get(unit)
        if known is None:
            return shown(value) if unit in display.PLAIN else f"{shown(value)} {unit}"
        return display.fitted(value, known, self.lang, shown)


def as_register(content: Mapping[str, Any], release: str, verdicts: Any) -> Published:
    """The register of a tree, as one that another can be compared with."""
    entries = {key: published.read_entry(key, one) for key, one in content["numbers"].items()}
    return Published(content["edition"], release, entries, verdicts)
