"""The page of the claims format: every key that a ``claims.yml`` may have, made from its schema.

The keys, and what a few words may stand in them, are those by which files are read
(`regionshare.claims.claim`); their meanings stand in the catalogue ``claims_format``; the examples
are lines of one file, which is read and judged like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regionshare.chapters import claim as quoted
from regionshare.claims import answer, consistency
from regionshare.claims.claim import CHOICES, KINDS, SCHEMA, kind_of
from regionshare.claims.labels import BADGES
from regionshare.claims.ledger import Ledger, open_ledger
from regionshare.claims.statement import RULES
from regionshare.claims.words import label_text
from regionshare.data import tables
from regionshare.errors import BookError, RegionshareError
from regionshare.files.notebooks import TEMPLATES
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.markup import plain, render
from regionshare.text.messages import room

PAGE = "claims_format"
EXAMPLE = TEMPLATES.parent / "claims" / "claims.yml"
"""The examples; ``documents.csv`` lies beside them."""
LINES = 5
"""So many lines of an example are shown."""

WORDS = room("claims_format")


@dataclass(frozen=True)
class Key:
    """A key, or a pair such as ``title_en`` and ``title_zh``, as the page shows it.

    Attributes
    ----------
    base : str
        The name in the catalogue.
    choices : mapping
        The words that it may hold, with their meanings, where they are few.
    example : str
        Lines of the examples.
    claim : str
        The statement, or relation, from which they are; empty for what stands above those.
    entry : Judged or None
        What that statement comes to.
    """

    base: str
    names: tuple[str, ...]
    needed: bool
    text: str
    holds: str
    choices: Mapping[str, str]
    example: str
    claim: str
    entry: Judged | None


@dataclass(frozen=True)
class Judged:
    """An example statement with what is computed of it."""

    id: str
    said: str
    badge: str
    label: str
    answer: str


def page(lang: str, evaluator: Evaluator) -> str:
    """The page in one language, as MyST.

    Raises
    ------
    BookError
        If a key has no words or no example.
    """
    words, ledger = WORDS[lang], _ledger(evaluator)
    judged = _judged(ledger, lang) if ledger else {}
    source = Source(EXAMPLE)
    made = {
        place: render(
            "book/claims_keys.html",
            place=place,
            words=words,
            keys=[_key(place, base, names, lang, source, judged) for base, names in paired(keys)],
        )
        for place, (keys, _) in _ordered().items()
    }
    results = ""
    if ledger:
        told = [
            {"id": one.id, "title": one.title.text(lang), "text": one.text.text(lang)}
            for one in consistency.findings(ledger)
        ]
        results = render("book/claims_judged.html", entries=judged.values(), findings=told)
    return plain(
        "book/claims_format.md", words=words, folder=PAGE, files=[one.name for one in files()],
        places=made, kinds=tuple(KINDS), judged=results,
    )  # fmt: skip


def files() -> list[Path]:
    """The examples, which a site offers beside the page."""
    return sorted(EXAMPLE.parent.iterdir())


def paired(keys: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Keys in their order, those of two languages together, each under its name in the catalogue.

    >>> paired(("id", "title_en", "title_zh", "text_en", "unit", "unit_en", "unit_zh"))[1:4]
    [('title', ('title_en', 'title_zh')), ('text_en', ('text_en',)), ('unit', ('unit',))]
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for key in keys:
        stem, _, end = key.rpartition("_")
        twins = (f"{stem}_en", f"{stem}_zh")
        if not stem or end not in ("en", "zh") or not {*twins} <= {*keys}:
            found.append((key, (key,)))
        elif end == "en":
            found.append((f"{stem}_" if stem in keys else stem, twins))
    return found


class Source:
    """The lines of the examples, and the mappings of each place of the schema."""

    def __init__(self, path: Path) -> None:
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.top = tables.read_marked(path)

    def nodes(self, place: str) -> Iterator[tuple[str, tables.Mapping]]:
        """The mappings of a place, each with the statement or relation that it belongs to."""
        if place == "top":
            yield "", self.top
        elif place in ("groups", "speakers"):
            held = self.top.mapping(place)
            yield from (("", held.mapping(name)) for name in held)
        elif place in ("claims", "relations"):
            yield from ((item.text("id"), item) for item in self.top.items_of(place))
        else:
            for item in self.top.items_of("claims"):
                for spec in item.items_of("evidence"):
                    if place in ("evidence", kind_of(spec)):
                        yield item.text("id"), spec

    def example(self, place: str, names: tuple[str, ...]) -> tuple[str, str]:
        """Where keys first stand together: the statement, and the lines."""
        for owner, node in self.nodes(place):
            if all(name in node for name in names):
                numbers = dict.fromkeys(node.lines[name] for name in names)
                return owner, "\n".join(self.cut(number) for number in numbers)
        raise BookError(
            f"{place}: {names[0]} has no example",
            where=tables.relative(EXAMPLE),
            remedy="Use it there",
        )

    def cut(self, number: int) -> str:
        """The lines of a key from the one with a number: those behind it that stand deeper."""
        first, *others = self.lines[number - 1 :]
        text = first.lstrip(" -")
        deep = len(first) - len(text)
        found = [text]
        for line in others:
            if len(line) - len(line.lstrip(" ")) <= deep:
                break
            found.append(line[deep:])
        return "\n".join(found if len(found) <= LINES else [*found[: LINES - 1], "  # …"])


def _ordered() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The schema in the order of the page: what all evidence may have before its kinds."""
    first = [place for place in SCHEMA if place not in (*KINDS, "relations")]
    return {place: SCHEMA[place] for place in (*first, *KINDS, "relations")}


def _key(
    place: str, base: str, names: tuple[str, ...], lang: str, source: Source,
    judged: Mapping[str, Judged],
) -> Key:  # fmt: skip
    words = WORDS[lang]["keys"].get(place, {}).get(base)
    if words is None:
        raise BookError(
            f"{place}: {base} has no words",
            where=f"locale/{lang}/claims_format.yml",
            remedy=f"Add its text and holds under keys, {place}",
        )
    owner, example = source.example(place, names)
    chosen = place in ("claims", "evidence", *KINDS) and names == (base,)
    choices = _choices(base, lang) if chosen else {}
    return Key(
        base, names, names[0] in SCHEMA[place][1], words["text"], words["holds"], choices,
        example, owner, judged.get(owner),
    )  # fmt: skip


def _choices(key: str, lang: str) -> dict[str, str]:
    """The words that a key may hold, with what each means; a reading by its rule."""
    meanings = WORDS[lang]["choices"].get(key, {})
    if key == "reading":
        meanings = {name: rule.text(lang) for name, rule in RULES.items()}
    return {one: meanings.get(one, "") for one in CHOICES.get(key, ())}


def _ledger(evaluator: Evaluator) -> Ledger | None:
    """The examples judged; None where the data at hand are not of their region."""
    try:
        return open_ledger(EXAMPLE, evaluator=evaluator)
    except RegionshareError:
        return None


def _judged(ledger: Ledger, lang: str) -> dict[str, Judged]:
    return {
        one.claim.id: Judged(
            one.claim.id,
            quoted.said(one.claim, lang),
            BADGES[one.verdict.today],
            label_text(one.verdict.now, lang),
            answer.sentence(one, lang),
        )
        for one in ledger.entries
    }
