"""The source tree that Sphinx builds one language from."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.citation import bundle
from regionshare.citation.bundle import KEPT_KEYS
from regionshare.errors import BookError
from regionshare.files import notebooks, packs
from regionshare.files.notebooks import Cell, Notebook, outputs
from regionshare.files.project import Project, canonical, compact
from regionshare.numbers.display import VERBS, moved
from regionshare.register import published
from regionshare.register.published import REGISTER_MIME, Register
from regionshare.text.markup import TEMPLATES
from regionshare.text.messages import room

if TYPE_CHECKING:  # imported by who has one: it loads what draws
    from regionshare.book.site import Apparatus

FIGURE_MIME = "application/vnd.regionshare.figure+json"
FIGURE_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")
ROLE = re.compile(r"\{(num|say|change|differs)\}`([^`]+)`")
FACTS = re.compile(
    r"(?<=</summary>).*?(?=</details>\n<details class=\"number-entry\"|</details>$)", re.DOTALL
)
ANSWER = re.compile(r"^\{\.answer[^}\n]*\}\n(.+)", re.MULTILINE)
MADE_PAGES = {
    "glossary": "sources", "numbers": "sources", "matrix": "provinces", "explorer": "provinces",
    "check": "ledger", "claims_format": "check", "drift": "rerun", "licences": "drift",
}  # fmt: skip
"""Pages that no chapter is, each with the chapter that it follows."""
PARTS = room("book.parts")


NOTHING, HERE, UNLISTED = "nothing", "left-out", "unlisted"
"""Tags: of a cell that says why its chapter has nothing to say; of the one that lists those; of what
is not listed, since nobody misses it."""


def left_out(notebook: Notebook, lang: str, name: str) -> str | None:
    """Why a chapter has nothing to say: title and reason, as a list has them; None where it has."""
    own = published.merge([(name, notebook)])
    known = [cell for cell in notebook["cells"] if NOTHING in notebooks.tags(cell)]
    said = {"cells": known}
    notebooks.select_flags(said, own["flags"], name)
    if not said["cells"]:
        return None
    if UNLISTED in notebooks.tags(said["cells"][0]):
        return ""
    reason = plain(said["cells"][0]["source"], own, lang, name)
    return f"- **{title(notebook, own, lang, name)}** {reason}"


def unlisted(project: Project, executed: Iterable[Notebook]) -> set[str]:
    """The labels that chapters link to and that are of no chapter of ``_toc.yml``.

    Those of notebooks that lie in ``chapters/`` and are not listed; in a report of one's own, from
    which chapters may be gone altogether, all that neither a chapter nor a page of the book has.
    """
    known, linked = set(), set()
    for notebook in executed:
        for cell in notebook["cells"]:
            known |= set(LABEL.findall(cell["source"]))
            linked |= set(LINK.findall(cell["source"]))
    if packs.named() == [packs.OWN]:
        pages = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.md")]
        return linked - known - {label for text in pages for label in LABEL.findall(text)}
    others = [notebooks.read(path) for path in sorted(project.chapters.glob("*.ipynb"))]
    cells = [cell for notebook in others for cell in notebook["cells"]]
    there = {label for cell in cells for label in LABEL.findall(cell["source"])}
    return (linked - known) & there


def leave_out(
    executed: Sequence[tuple[str, Notebook]], lang: str, unlisted: Iterable[str] = ()
) -> list[tuple[str, Notebook]]:
    """The chapters that say something; the cell tagged ``left-out`` lists the others.

    What leads to a page that is not there goes, with its sentence.

    Parameters
    ----------
    unlisted : iterable of str
        Labels of chapters that the book has not.
    """
    reasons = {slug: left_out(notebook, lang, slug) for slug, notebook in executed}
    kept = [(slug, notebook) for slug, notebook in executed if reasons[slug] is None]
    gone = {
        label
        for slug, notebook in executed
        if reasons[slug] is not None
        for cell in notebook["cells"]
        for label in LABEL.findall(cell["source"])
    }.union(unlisted)
    empty = re.compile(r"^::::\{container\}[^\n]*\n\*\*[^\n]*\*\*\s*\n::::\n", re.MULTILINE)
    listed = "\n".join(text for text in reasons.values() if text)
    for _, notebook in kept:
        here = [cell for cell in notebook["cells"] if HERE in notebooks.tags(cell)]
        for cell in here:
            cell["source"] += f"\n\n{listed}"
        notebook["cells"] = [c for c in notebook["cells"] if listed or c not in here]
        for cell in notebook["cells"] if gone else ():
            if cell["cell_type"] == "markdown":
                cell["source"] = SENTENCE.sub(functools.partial(_unlinked, gone), cell["source"])
                cell["source"] = empty.sub("", cell["source"])
    return kept


LABEL = re.compile(r"^\(([a-z0-9-]+)\)=$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(#([a-z0-9-]+)\)")
SENTENCE = re.compile(r"[^.。\n]*\[[^\]]*\]\(#[a-z0-9-]+\)[^.。\n]*[.。]? ?")
BETWEEN = re.compile(r"[,、，.。\s]|\band\b|[\u548c\u4e0e]")
"""What stands between the links of a list, in either language."""


def _unlinked(gone: set[str], found: re.Match[str]) -> str:
    """A sentence as it is, its list of links without those that lead nowhere, or nothing."""
    links = list(LINK.finditer(found[0]))
    kept = [one[0] for one in links if one[1] not in gone]
    if len(kept) == len(links):
        return found[0]
    if kept and not BETWEEN.sub("", LINK.sub("", found[0])):
        zh = "。" in found[0]
        return ("、" if zh else ", ").join(kept) + ("。" if zh else ".")
    return ""


def write_tree(
    folder: Path,
    executed: Sequence[tuple[str, Notebook]],
    register: Register,
    toc: Mapping[str, Any],
    edition: Mapping[str, Any],
    apparatus: Apparatus | None = None,
) -> None:
    """Write one language's source tree; the same input gives the same files, byte for byte.

    Parameters
    ----------
    folder : Path
        Made here; must not exist.
    executed : sequence of (slug, notebook)
        Executed chapters in reading order; changed in place.
    register : dict
        Their merged register.
    toc : mapping
        ``_toc.yml`` of the project.
    edition : mapping
        ``region``, ``year``, ``lang`` and ``basis``; ``site`` where the pages link to a site of editions.
    apparatus : Apparatus, optional
        What gives the pages their cards, register page, citations and metadata.
    """
    folder.mkdir(parents=True)
    flags, lang = register["flags"], edition["lang"]
    bare = {name: value for name, value in edition.items() if name not in ("site", "basis")}
    titles: dict[str, str] = {}
    answers: dict[str, dict[str, str]] = {}
    figures: dict[str, str] = {}
    for slug, notebook in executed:
        notebooks.select_flags(notebook, flags, slug)
        titles[slug] = title(notebook, register, lang, slug)
        answers[slug] = answer(notebook, register, lang, slug)
        for cell, figure in take_figures(notebook):
            name = figure["id"]
            if name in figures:
                raise BookError(
                    f"two figures are called {name}, in {figures[name]} and in {slug}",
                    remedy="Give each figure an id of its own",
                )
            figures[name] = slug
            caption = plain(figure["caption"], register, lang, slug)
            made = bundle.files(
                figure, slug, caption, bundle.program(notebook, cell), bare,
                apparatus.citing if apparatus else None,
            )  # fmt: skip
            write_files(folder / "extra" / "figures" / name, made)
        notebooks.mark_for_display(notebook)
        _write(folder / f"{slug}.ipynb", notebooks.dumps(notebook))
    named = {**edition, "title": register["texts"].get("edition", titles[executed[0][0]])}
    chapters = {slug: {"title": text, **answers[slug]} for slug, text in titles.items()}
    content = {"edition": named, "chapters": chapters, **register}
    _write(folder / "numbers.json", compact(content))
    contents = with_pages(local_toc(toc, PARTS[lang]), titles)
    if apparatus is not None:
        files = apparatus.tree_files(content, figures, folder / "extra")
        for page, before in MADE_PAGES.items():
            if page in titles:
                raise BookError(f"a chapter is called {page}", remedy="Rename it")
            if f"{page}.md" in files:
                add_page(contents, page, after=before)
        for file, text in files.items():
            _write(folder / file, text)
    _write(folder / "_toc.yml", canonical(contents))  # JSON is YAML


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def local_toc(node: Any, parts: Mapping[str, str]) -> Any:
    """Return the table of contents with the names that chapters and parts have in the tree."""
    if isinstance(node, list):
        return [local_toc(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    named: dict[str, Callable[[str], str]] = {
        "root": notebooks.slug,
        "file": notebooks.slug,
        "caption": lambda caption: parts.get(caption, caption),
    }
    return {
        key: named[key](value) if key in named else local_toc(value, parts)
        for key, value in node.items()
    }


def with_pages(toc: dict[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """The contents without the chapters that are left out, and without parts that are empty."""
    for part in toc.get("parts") or [toc]:
        part["chapters"] = [one for one in part.get("chapters", ()) if one["file"] in titles]
    if "parts" in toc:
        toc["parts"] = [part for part in toc["parts"] if part["chapters"]]
    return toc


def title(notebook: Notebook, register: Register, lang: str, name: str) -> str:
    """Return a chapter's title as plain text, its roles resolved."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            found = re.search(r"^#\s+(.+?)\s*$", cell["source"], re.MULTILINE)
            if found:
                return ROLE.sub(lambda m: resolve(m[1], m[2], register, lang, name), found[1])
    raise BookError("the chapter has no title", where=name, remedy='Begin it with a "# " line')


def answer(notebook: Notebook, register: Register, lang: str, name: str) -> dict[str, str]:
    """Return the first sentences that are marked as a chapter's answer, as plain text."""
    for cell in notebook["cells"]:
        found = ANSWER.search(cell["source"]) if cell["cell_type"] == "markdown" else None
        if found:
            told = re.sub(r"[^.。，]*\[\]\([^)]*\)[^.。]*[.。]", "", found[1])  # where else to read
            return {"answer": plain(told, register, lang, name).strip()}
    return {}


def resolve(role: str, key: str, register: Register, lang: str, name: str) -> str:
    """Return the text that a ``{num}``, ``{change}``, ``{differs}`` or ``{say}`` role stands for."""
    number = role != "say"
    target = register["aliases"].get(key, key) if number else key
    found = register["numbers" if number else "texts"].get(target)
    if found is None:
        raise BookError(f"no chapter registers {{{role}}}`{key}`", where=name)
    text = str(found["display"][lang] if number else found)
    return "".join(moved(text, lang, role)) if role in VERBS[lang] else text


def plain(text: str, register: Register, lang: str, name: str) -> str:
    """Return MyST text with what its roles stand for, without links and marks of type."""
    text = ROLE.sub(lambda m: resolve(m[1], m[2], register, lang, name), text)
    text = re.sub(r"\{[a-z]+\}`([^`<]*?)(?:\s*<[^`]*>)?`", r"\1", text).replace("`", "")
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def add_page(toc: Any, page: str, after: str) -> None:
    """Put a page into the contents: after a chapter, or at the end."""
    parts = toc.get("parts") or [toc]
    lists = [part.setdefault("chapters", []) for part in parts]
    for chapters in lists:
        for place, item in enumerate(chapters):
            if item.get("file") == after:
                chapters.insert(place + 1, {"file": page})
                return
    lists[-1].append({"file": page})


def take_figures(notebook: Notebook) -> list[tuple[Cell, dict[str, Any]]]:
    """Return the figures of a notebook with their cells, and leave only what a page needs."""
    taken = []
    for cell, data in outputs(notebook, FIGURE_MIME):
        figure = data[FIGURE_MIME]
        if not FIGURE_ID.fullmatch(str(figure.get("id"))):
            raise BookError(
                f"{figure.get('id')!r} is not a figure id", remedy="Like fig-four-shares"
            )
        taken.append((cell, figure))
        data[FIGURE_MIME] = {key: figure[key] for key in KEPT_KEYS if key in figure}
        data.pop("image/svg+xml", None)
    for _, data in outputs(notebook, REGISTER_MIME):
        del data[
            REGISTER_MIME
        ]  # numbers.json and the cards have the facts: no file holds them twice
        if "text/html" in data:
            data["text/html"] = FACTS.sub("", data["text/html"])
    return taken


def write_files(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files by name into a new folder."""
    folder.mkdir(parents=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
