"""What strangers write into the data: refused in a sentence, or text on every page and never more."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import book_toy
import html5lib
import registers_toy
import toy_country
from outcomes import REFUSED, WHOLE, WRONG, Outcome
from test_policy import HOSTILE

from regionshare.chapters.panels import edition_ids
from regionshare.errors import RegionshareError
from regionshare.matrix import pages
from regionshare.matrix.content import compute
from regionshare.numbers import opening
from regionshare.register import cards, drift

PAYLOADS = (
    *HOSTILE,
    *(f'"{one}' for one in HOSTILE),
    "javascript:alert(1)",
    "\u202e\u0000\u001b[31m",
    "a\u2028b\u0085c",
    "{{ 7 * 7 }}{% raw %}",
    "]]><!--",
    "</script></title></style>",
    "=cmd|'/c calc'!A1",
    "<" * 500,
)
TEXTS = {
    "regions.csv": ["Alpha", "甲", "Toyland", "玩具国"],
    "groups.csv": ["North", "统计局"],
    "concepts.csv": ["Energy used.", "Carbon dioxide", "能源"],
    "units.csv": ["Mtce", "百万吨", "bn coin"],
    "series.csv": ["energy of Toyland", "数据", "CC BY 4.0"],
    "sources.bib": ["Yearbook of Toyland", "Statistical Office", "toy/copy"],
    "bases.yml": ["a later figure over the preliminary total", "后来的数值除以初步总量"],
    "bounds.csv": ["an earlier vintage"],
}
"""Where readers see texts of the toy country's data, and one more: an address of a source."""


def packs(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """One text of the data is hostile: its pages have the same elements as before, or none."""
    tame = toy_country.write(folder / "tame")
    clean = _pages(tame, tame)
    places = [(name, text) for name, texts in TEXTS.items() for text in texts]
    places.append(("sources.bib", "howpublished = {toy/copy"))
    number = 0
    while True:
        number += 1
        (name, text), payload = chance.choice(places), chance.choice(PAYLOADS)
        hostile = toy_country.write(folder / f"hostile-{number}")
        path = hostile / name
        path.write_text(_placed(path.read_text(encoding="utf-8"), name, text, payload), "utf-8")
        try:
            made = _pages(hostile, tame)
        except RegionshareError:
            yield Outcome(REFUSED)
            continue
        except Exception as error:
            yield Outcome(WRONG, f"{name}, {text} -> {payload[:60]!r}: {error!r:.200}")
            continue
        odd = [page for page in clean if alive(made[page]) != alive(clean[page])]
        told = f"{name}, {text} -> {payload[:60]!r}: another page {', '.join(odd)}"
        yield Outcome(WRONG, told) if odd else Outcome(WHOLE)


def _placed(content: str, name: str, text: str, payload: str) -> str:
    """The file with a text that is hostile, quoted as its format wants."""
    if text.startswith("howpublished"):
        return content.replace(text, f"url = {{{payload.replace('{', '').replace('}', '')}")
    if name.endswith(".csv"):
        payload = '"' + payload.replace('"', '""') + '"'
    elif name.endswith(".yml"):
        payload = json.dumps(payload)
    else:
        payload = payload.replace("{", "").replace("}", "")
    return content.replace(text, payload)


def _pages(data: Path, before: Path) -> dict[str, str]:
    """The pages that show texts of data, in both languages."""
    evaluator = opening.evaluator(data)
    numbers = [evaluator.number(one) for one in registers_toy.IDS]
    moved = drift.between(before, data, "TL-A", 2020, edition_ids)
    found = {}
    for lang in ("en", "zh"):
        found[f"cards ({lang})"] = cards.cards(numbers, evaluator.store, lang)
        found[f"matrix ({lang})"] = pages.standalone(compute(evaluator, "TL", [2020]), lang)
        found[f"drift ({lang})"] = drift.page(moved, lang)
    return found


def alive(page: str) -> Counter[tuple[str, ...]]:
    """The elements of a page that could run or lead somewhere, and whatever has a handler."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    found: Counter[tuple[str, ...]] = Counter()
    for element in root.iter():
        name = str(element.tag)
        handlers = sorted(one for one in element.attrib if str(one).lower().startswith("on"))
        targets = [
            element.get(one, "").partition(":")[0].strip().lower() for one in ("href", "src")
        ]
        if name in ("script", "iframe", "img", "object", "embed", "svg", "style", "base", "meta"):
            found[name, *handlers] += 1
        elif handlers or {"javascript", "data", "vbscript"} & set(targets):
            found[name, "runs", *handlers] += 1
    return found


def book(folder: Path, chance: random.Random) -> Iterator[Outcome]:
    """A book by Sphinx whose names are hostile: refused, or no page has what the tame one has not."""
    clean = _site(folder / "tame", "Guangdong")
    while True:
        payload = chance.choice(PAYLOADS)
        try:
            made = _site(folder / f"hostile-{chance.randrange(10**9)}", payload)
        except RegionshareError:
            yield Outcome(REFUSED)
            continue
        odd = [name for name in clean if made.get(name) != clean[name]]
        yield Outcome(WRONG, f"{payload[:60]!r}: {', '.join(odd)}") if odd else Outcome(WHOLE)


def _site(folder: Path, name: str) -> dict[str, Counter[tuple[str, ...]]]:
    def write(place: Path, lang: str) -> Path:
        source = book_toy.write_edition(place, lang)
        register = json.loads((source / "numbers.json").read_text(encoding="utf-8"))
        register["texts"]["region"] = register["edition"]["title"] = name
        (source / "numbers.json").write_text(json.dumps(register), encoding="utf-8")
        return source

    site = book_toy.build_site(folder, write)
    return {
        path.relative_to(site).as_posix(): alive(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


SCENARIOS = {"hostile texts in the data": packs, "hostile names in a book": book}
