"""Drift page: what moved since the last release, as a page of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from regionshare.data.store import Store
from regionshare.files.paths import RELEASES
from regionshare.numbers import display
from regionshare.numbers.number import anchor
from regionshare.register import drift, drift_text, published
from regionshare.register.drift import Move
from regionshare.register.drift_text import Names
from regionshare.register.published import Entry, Published
from regionshare.text import tables

WORDS = {
    "en": {
        "title": "What moved since the last release",
        "lead": "Edition {edition} of release {new} against the register of release {old}: verdicts "
        "that flipped first, then the numbers that moved, the largest relative change first. "
        "Values are shown to six digits, so that a move below the printed rounding is seen.",
        "first": "Release {new} is the first: no earlier register is at hand, so nothing can have "
        "moved.",
        "without": "No register of edition {edition} is kept with the earlier releases "
        "({releases}), so there is nothing to compare it with.",
        "bases": "This edition is on other bases than the declared headline ({bases}); registers are "
        "kept for the headline alone, so there is nothing to compare it with.",
        "kept": "It registers {numbers} numbers and {verdicts} verdicts. From the next release on this "
        "page lists which of them changed.",
        "compare": "Compare yourself",
        "how": "The first command derives every number of this edition again from the data at hand. "
        "The second compares two registers; each is a `numbers.json`, or a book with one. The third "
        "compares two data directories, and names for each number the figures and choices that "
        "moved it.",
    },
    "zh": {
        "title": "自上一版以来的变动",
        "lead": "本版{edition}（{new}版数据）与{old}版登记的对照：先列结论改变的说法，再列数值有变动的数字，"
        "相对变动最大者在前。数值显示六位有效数字，以便看出小于印出精度的变动。",
        "first": "{new}是第一版，手头没有更早的登记，因此谈不上变动。",
        "without": "更早各版（{releases}）未保存{edition}的登记，因此无从对照。",
        "bases": "本版所用口径不同于主口径（{bases}）；只有主口径保存登记，因此无从对照。",
        "kept": "本版登记{numbers}个数字和{verdicts}个结论。自下一版起，本页列出其中的变动。",
        "compare": "自行对照",
        "how": "第一条命令用手头数据重新推算本版的所有数字。第二条对照两份登记，即两个`numbers.json`或含有"
        "它的书。第三条对照两个数据目录，并指出每个数字因哪些数值和口径而变动。",
    },
}


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
        words = WORDS[self.lang]
        return "\n".join(
            [
                "(page-drift)=",
                f"# {words['title']}",
                "",
                *self._findings(),
                "",
                "(drift-compare)=",
                f"## {words['compare']}",
                "",
                words["how"],
                "",
                "```sh",
                *self._commands(),
                "```",
                "",
            ]
        )

    def _findings(self) -> list[str]:
        words, named = WORDS[self.lang], {"edition": self.new.name, "new": self.new.release}
        if self.old is not None:
            names = (self.old.release, self.new.release)
            found = drift.compare(self.old, self.new, names)
            html = drift_text.fragment(found, self.lang, self._names())
            lead = words["lead"].format(**named, old=self.old.release)
            return [lead, "", "```{raw} html", html, "```"]
        bases = ", ".join(f"{key} = {value}" for key, value in self.new.edition["basis"].items())
        key = "bases" if bases else "without" if self.releases else "first"
        listed = ", ".join(self.releases)
        lines = [words[key].format(**named, releases=listed, bases=bases)]
        if key == "first":
            counts = {"numbers": len(self.new.entries), "verdicts": len(self.new.verdicts or {})}
            lines += ["", words["kept"].format(**counts)]
        return lines

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

        def number(key: str) -> str:
            code = tables.code(key)
            if key not in known:
                return code
            inner = code.removeprefix("<code>").removesuffix("</code>")
            link = f'<a href="numbers.html#{anchor(key)}">{inner}</a>'
            return tables.Html(f"<code>{link}</code>")

        def claim(key: str) -> str:
            return tables.Html(f'<a href="ledger.html#{escape(key)}">{escape(key)}</a>')

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
            return _six(value) + ("个百分点" if self.lang == "zh" else " points")
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
