"""Styles: the theme's style sheets as one file that holds only the rules some page can use.

The theme's sheets are written for any site; of their 470 KB the pages of this report use a tenth. A
selector stays if every class, id and element it asks for stands on a page or in a script. Widths at
which the frame changes are told in em, so that a reader's larger type changes it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import tinycss2

NAME: Final = "frame.css"
THEME: Final = (
    "basic.css", "styles/bootstrap.css", "styles/pydata-sphinx-theme.css", "pygments.css",
    "styles/sphinx-book-theme.css", "mystnb.*.css", "sphinx-design.min.css",
)  # fmt: skip
"""The theme's sheets below ``_static``, in the order in which the browser would read them."""
ALWAYS: Final = frozenset({"html", "body", "*", "tr", "td", "th", "tbody", "thead", "table"})
_WORD: Final = re.compile(r"[\w-]+")
_NEGATED: Final = re.compile(r":(?:not|has)\([^()]*(?:\([^()]*\)[^()]*)*\)")
_NAMED: Final = re.compile(r"[.#]([\w-]+)|(?:^|[\s>+~(,])([a-z][a-z0-9]*)(?![\w-]*\()")
_PIXELS: Final = re.compile(r"((?:min|max)-width\s*:\s*)([\d.]+)px")
_NESTED: Final = frozenset({"media", "supports", "layer", "container"})


def write(site: Path) -> None:
    """Write ``_static/frame.css`` for the pages of a site, and remove the sheets it is made from."""
    static = site / "_static"
    sheets = [path for name in THEME for path in sorted(static.glob(name))]
    pages = [path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))]
    scripts = [path.read_text(encoding="utf-8") for path in sorted(static.glob("*.js"))]
    used = words(pages, scripts)
    kept = "".join(select(path.read_text(encoding="utf-8"), used) for path in sheets)
    (static / NAME).write_text(kept, encoding="utf-8", newline="\n")
    for path in [*sheets, *static.glob("styles/*")]:
        path.unlink(missing_ok=True)
    if (static / "styles").is_dir():
        (static / "styles").rmdir()


def words(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Names of elements, classes and ids on the pages, and whatever may be one in a script.

    >>> sorted(words(['<p class="a b" id="c">'], ['x = "d"']))
    ['a', 'b', 'c', 'd', 'p', 'x']
    """
    found: set[str] = set()
    for page in pages:
        found.update(re.findall(r"<([a-z][a-z0-9]*)", page))
        for names in re.findall(r'\b(?:class|id)="([^"]*)"', page):
            found.update(names.split())
    for script in scripts:
        found.update(_WORD.findall(script))
    return found


def select(sheet: str, used: set[str]) -> str:
    r"""The rules of a sheet that can match something of the `used` names.

    >>> select(".a b{top:0} .c,.a{top:1px}@media (min-width:800px){.c{top:0}}", {"a"})
    '.a{top:1px}\n'
    >>> select("@media (min-width:800px){.c{top:0}}", {"c"})
    '@media (min-width:50em){.c{top:0}\n}\n'
    """
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return _kept(rules, used)


def _kept(rules: Sequence[Any], used: set[str]) -> str:
    parts = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = _selectors(rule.prelude, used)
            if selectors:
                parts.append(f"{selectors}{{{tinycss2.serialize(rule.content).strip()}}}\n")
        elif rule.type == "at-rule" and rule.content is None:
            continue  # an import: the sheets stand one behind another already
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            text = _kept(inner, used)
            if text:
                condition = _PIXELS.sub(_em, tinycss2.serialize(rule.prelude))
                parts.append(f"@{rule.at_keyword}{condition}{{{text}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("keyframes", "property"):
            parts.append(rule.serialize() + "\n")
    return "".join(parts)


def _em(found: re.Match[str]) -> str:
    return f"{found[1]}{float(found[2]) / 16:g}em"


def _selectors(prelude: Sequence[Any], used: set[str]) -> str:
    """The selectors of a rule that can match."""
    groups: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    texts = [tinycss2.serialize(group).strip() for group in groups]
    return ",".join(text for text in texts if _possible(text, used))


def _possible(selector: str, used: set[str]) -> bool:
    wanted = _NAMED.findall(_NEGATED.sub("", selector))
    return all(name in used or name in ALWAYS for pair in wanted for name in pair if name)
