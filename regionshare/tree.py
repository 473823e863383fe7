"""The source tree that Sphinx builds one language from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from regionshare import notebooks
from regionshare.errors import BookError
from regionshare.notebooks import Notebook, outputs
from regionshare.registers import Register

FIGURE_MIME = "application/vnd.regionshare.figure+json"
FIGURE_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")
ROLE = re.compile(r"\{(num|say)\}`([^`]+)`")
KEPT_KEYS = ("id", "alt", "caption", "width")


def write_tree(
    folder: Path,
    executed: Sequence[tuple[str, Notebook]],
    register: Register,
    toc: Mapping[str, Any],
    edition: Mapping[str, Any],
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
        ``region``, ``year`` and ``lang``.
    """
    folder.mkdir(parents=True)
    flags, lang = register["flags"], edition["lang"]
    titles: dict[str, str] = {}
    figures: dict[str, str] = {}
    for slug, notebook in executed:
        notebooks.select_flags(notebook, flags, slug)
        titles[slug] = title(notebook, register, lang, slug)
        for figure in take_figures(notebook):
            if figure["id"] in figures:
                raise BookError(
                    f"two figures are called {figure['id']}, "
                    f"in {figures[figure['id']]} and in {slug}",
                    remedy="Give each figure an id of its own",
                )
            figures[figure["id"]] = slug
            write_figure(folder / "extra" / "figures" / figure["id"], figure, slug, edition)
        notebooks.mark_for_display(notebook)
        _write(folder / f"{slug}.ipynb", notebooks.dumps(notebook))
    named = {**edition, "title": register["texts"].get("edition", titles[executed[0][0]])}
    chapters = {slug: {"title": text} for slug, text in titles.items()}
    _write(folder / "numbers.json", canonical({"edition": named, "chapters": chapters, **register}))
    _write(folder / "_toc.yml", canonical(local_toc(toc)))  # JSON is YAML


def canonical(content: Any) -> str:
    """Return JSON with sorted keys, indented by one, as text files are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def local_toc(node: Any) -> Any:
    """Return the table of contents with the names that chapters have in the tree."""
    if isinstance(node, list):
        return [local_toc(item) for item in node]
    if isinstance(node, dict):
        return {
            key: notebooks.slug(value) if key in ("root", "file") else local_toc(value)
            for key, value in node.items()
        }
    return node


def title(notebook: Notebook, register: Register, lang: str, name: str) -> str:
    """Return a chapter's title as plain text, its roles resolved."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            found = re.search(r"^#\s+(.+?)\s*$", cell["source"], re.MULTILINE)
            if found:
                return ROLE.sub(lambda m: resolve(m[1], m[2], register, lang, name), found[1])
    raise BookError("the chapter has no title", where=name, remedy='Begin it with a "# " line')


def resolve(role: str, key: str, register: Register, lang: str, name: str) -> str:
    """Return the text that a ``{num}`` or ``{say}`` role stands for."""
    target = register["aliases"].get(key, key) if role == "num" else key
    found = register["numbers" if role == "num" else "texts"].get(target)
    if found is None:
        raise BookError(f"no chapter registers {{{role}}}`{key}`", where=name)
    return str(found["display"][lang] if role == "num" else found)


def take_figures(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the figures of a notebook, and leave of each only what a page needs."""
    taken = []
    for _, data in outputs(notebook, FIGURE_MIME):
        figure = data[FIGURE_MIME]
        if not FIGURE_ID.fullmatch(str(figure.get("id"))):
            raise BookError(
                f"{figure.get('id')!r} is not a figure id", remedy="Like fig-four-shares"
            )
        taken.append(figure)
        data[FIGURE_MIME] = {key: figure[key] for key in KEPT_KEYS if key in figure}
        data.pop("image/svg+xml", None)
    return taken


def write_figure(
    folder: Path, figure: Mapping[str, Any], slug: str, edition: Mapping[str, Any]
) -> None:
    """Write the files of a figure: drawings for light and dark pages, table, description."""
    folder.mkdir(parents=True)
    name = figure["id"]
    about = {key: figure[key] for key in KEPT_KEYS if key in figure}
    _write(folder / f"{name}.svg", figure["svg"]["light"])
    _write(folder / f"{name}.dark.svg", figure["svg"]["dark"])
    _write(folder / f"{name}.csv", figure["csv"])
    _write(folder / f"{name}.json", canonical({**about, "chapter": slug, "edition": edition}))
