"""What is wrong with a page by the rules of HTML: its grammar, and where its elements may stand.

The grammar is checked by html5lib, which reports every place that a browser would have to mend.
What it lets pass, and the standard's rules of content do not, is told here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

HTML, SVG, MATHML = (
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.w3.org/2000/svg}",
    "{http://www.w3.org/1998/Math/MathML}",
)
METADATA = ("base", "style", "title")
"""Elements of a head that have no place in a body."""
BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
]
PHRASING = [
    "a",
    "abbr",
    "b",
    "button",
    "cite",
    "code",
    "em",
    "i",
    "label",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
]
"""Elements in which no block may stand; a link may, where its parent may hold one."""
NEEDED = {"img": "alt", "html": "lang", "area": "alt", "iframe": "title", "a": ""}
NEVER_EMPTY = ("action", "href", "src", "id", "name", "for", "hreflang")
INTERACTIVE = ("a", "button", "input", "select", "textarea", "summary", "label")


def faults(text: str) -> list[str]:
    """Every fault of a page, a sentence each."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    root = parser.parse(text)
    found = [f"line {line}: {MESSAGES[code] % values}" for (line, _), code, values in parser.errors]
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    found += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    for label in root.iter(f"{HTML}label"):
        if label.get("for") and label.get("for") not in ids:
            found.append(f"a label is for {label.get('for')!r}, which is not here")
    if sum(1 for _ in root.iter(f"{HTML}main")) > 1:
        found.append("there is more than one main")
    if not (root.findtext(f"{HTML}head/{HTML}title") or "").strip():
        found.append("the page has no title")
    body = root.find(f"{HTML}body")
    return found + (list(_content(body, ())) if body is not None else [])


def _content(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    """The faults of an element in a body and of all below it."""
    if not isinstance(element.tag, str) or element.tag.startswith((SVG, MATHML)):
        return
    name = element.tag.removeprefix(HTML)
    if name in METADATA:
        yield f"<{name}> stands in a body"
    for key in NEVER_EMPTY:
        if element.get(key) == "" and not (key == "href" and name == "a"):
            yield f"<{name}> has an empty {key}"
    if NEEDED.get(name) and element.get(NEEDED[name]) is None:
        yield f"<{name}> has no {NEEDED[name]}"
    if any(mark.isspace() for mark in element.get("id", "")):
        yield f"id {element.get('id')!r} holds a blank"
    closest = next((one for one in reversed(above) if one != "a"), "")
    if name in BLOCKS and closest in PHRASING:
        yield f"<{name}> stands in <{closest}>"
    if name in ("a", "button") and {"a", "button"} & set(above):
        yield f"<{name}> stands in a link or a button"
    if name == "li" and (not above or above[-1] not in ("ul", "ol", "menu")):
        yield "<li> stands in no list"
    if name in ("ul", "ol"):
        for child in element:
            if child.tag not in (f"{HTML}li", f"{HTML}script", f"{HTML}template"):
                yield f"<{name}> holds {str(child.tag).removeprefix(HTML)}"
    for child in element:
        yield from _content(child, (*above, name))


def pages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The faults of every page of a site, by its name."""
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), faults(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    total = 0
    for page, wrong in pages(Path(sys.argv[1])):
        total += len(wrong)
        for one in wrong:
            print(f"{page}: {one}")
    sys.exit(bool(total))
