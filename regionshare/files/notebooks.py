"""Chapters as notebook files: reading, checking, selecting cells, writing them stably, a new one."""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import keyword
import pprint
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.errors import BookError, ChapterError, ParameterError
from regionshare.files import paths
from regionshare.files.places import write_whole
from regionshare.files.project import Project

Notebook = dict[str, Any]


class Filed(Notebook):
    """A notebook as its file has it, with the digest of that file."""

    content: str

    @classmethod
    def loads(cls, text: bytes) -> Filed:
        """The notebook of a file's content."""
        found = cls(json.loads(text))
        found.content = hashlib.sha256(text).hexdigest()
        return found


Cell = dict[str, Any]

LANGUAGES = ("en", "zh")
PARAMETERS, INJECTED = "parameters", "injected-parameters"
CELL_NUMBER = "regionshare_cell"
FINDINGS_MIME = "application/vnd.regionshare.findings+json"
"""Marks an output that a page leaves out."""


@dataclass(frozen=True)
class Chapter:
    """A chapter of the book: its slug (the page's name) and its notebook."""

    slug: str
    path: Path


def slug(name: str) -> str:
    """Return a chapter's page name: no folder, no number, no suffix.

    >>> slug("chapters/02_shares.ipynb")
    'shares'
    """
    return re.sub(r"^\d+_", "", Path(name).stem)


def read_toc(root: Path) -> list[Chapter]:
    """Return the chapters that ``_toc.yml`` names, in reading order.

    Parameters
    ----------
    root : Path
        The folder that holds ``_toc.yml``; its file names are relative to this folder.

    Raises
    ------
    BookError
        The file is missing or not a table of contents, names a notebook that is not there, or
        two chapters would have one page.
    """
    chapters: list[Chapter] = []
    for name in _toc_files(load_toc(root)):
        path = root / (name if name.endswith(".ipynb") else f"{name}.ipynb")
        if not path.is_file():
            raise BookError(
                f"{name} has no notebook", where="_toc.yml", remedy=f"Add {path.name} or mend it"
            )
        twin = next((c for c in chapters if c.slug == slug(name)), None)
        if twin is not None:
            raise BookError(
                f"{twin.path.name} and {path.name} would both be {twin.slug}.html",
                where="_toc.yml",
                remedy="Rename one",
            )
        chapters.append(Chapter(slug(name), path))
    return chapters


def load_toc(root: Path) -> dict[str, Any]:
    """Return ``_toc.yml`` as written; a `BookError` says what is wrong with it."""
    import yaml

    try:
        toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BookError("the table of contents is missing", where="_toc.yml") from None
    except yaml.YAMLError as error:
        raise BookError(f"not YAML: {error}", where="_toc.yml") from None
    if not isinstance(toc, dict) or not isinstance(toc.get("root"), str):
        raise BookError(
            "no root", where="_toc.yml", remedy='Name the first page: "root: chapters/00_index"'
        )
    return toc


def _toc_files(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _toc_files(item)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("root", "file") if isinstance(node.get(key), str)]
    return own + [n for key in node if key not in ("root", "file") for n in _toc_files(node[key])]


def read(path: Path) -> Notebook:
    """Read a notebook; sources become strings. A `ChapterError` says what is wrong with it."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        for cell in cells:
            if isinstance(cell["source"], list):
                cell["source"] = "".join(cell["source"])
            cell.setdefault("metadata", {})
    except (ValueError, KeyError, TypeError) as error:
        raise ChapterError(
            f"not a notebook of format 4 ({error!r})", where=path.name, remedy="Save it in Jupyter"
        ) from None
    if not isinstance(notebook, dict):
        raise ChapterError("not a notebook", where=path.name)
    return notebook


def dumps(notebook: Notebook) -> str:
    """Return the notebook as text that depends on its content alone."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def tags(cell: Cell) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.get("metadata", {}).get("tags", ()))


def parameters(notebook: Notebook, name: str) -> dict[str, Any]:
    """Return the names and defaults that the cell tagged ``parameters`` sets.

    Parameters
    ----------
    notebook : dict
    name : str
        What to call the notebook in an error.

    Raises
    ------
    ChapterError
        There is not exactly one such cell, or it holds more than ``name = literal`` lines.
    """
    marked = [cell for cell in notebook["cells"] if PARAMETERS in tags(cell)]
    if len(marked) != 1:
        raise ChapterError(f"{len(marked)} cells are tagged parameters, not one", where=name)
    known: dict[str, Any] = {}
    try:
        for line in ast.parse(marked[0]["source"]).body:
            target: ast.expr | None = None
            if isinstance(line, ast.Assign) and len(line.targets) == 1:
                target = line.targets[0]
            elif isinstance(line, ast.AnnAssign):
                target = line.target
            value = getattr(line, "value", None)
            if not isinstance(target, ast.Name) or value is None:
                raise ValueError(ast.unparse(line))
            known[target.id] = ast.literal_eval(value)
    except (ValueError, SyntaxError) as error:
        raise ChapterError(
            f"the parameters cell holds {error}", where=name, remedy="Only name = literal lines"
        ) from None
    return known


def check_known(known: Sequence[str], given: Iterable[str], name: str) -> None:
    """Refuse a parameter that is not among the known ones; papermill would only warn."""
    for parameter in given:
        if parameter in known:
            continue
        near = difflib.get_close_matches(parameter, known, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ParameterError(
            f"unknown parameter {parameter}{hint}",
            where=name,
            remedy=f"Known parameters: {', '.join(known)}",
        )


def check_pairs(notebook: Notebook, name: str) -> None:
    """Refuse Markdown that one of the languages lacks.

    Each Markdown cell is tagged with one language; a ``lang-en`` cell is followed at once by its
    ``lang-zh`` partner, and both have the same conditions.
    """
    cells = notebook["cells"]
    position = 0
    while position < len(cells):
        if cells[position]["cell_type"] != "markdown":
            position += 1
            continue
        pair = cells[position : position + 2]
        found = [[t for t in tags(c) if t.startswith("lang-")] for c in pair]
        where = f"{name}, cell {position + 1}"
        if found[0] != ["lang-en"]:
            got = ", ".join(found[0]) or "no language"
            raise ChapterError(
                f"a Markdown cell with {got} where a lang-en cell is due",
                where=where,
                remedy="Write a lang-en cell and, right after it, its lang-zh cell",
            )
        if len(found) < 2 or found[1] != ["lang-zh"] or pair[1]["cell_type"] != "markdown":
            raise ChapterError(
                "this lang-en cell has no lang-zh cell after it",
                where=where,
                remedy="Add the Chinese text as the next cell, tagged lang-zh",
            )
        if _conditions(pair[0]) != _conditions(pair[1]):
            raise ChapterError("the two languages have different if- and unless- tags", where=where)
        position += 2


def _conditions(cell: Cell) -> set[str]:
    return {tag for tag in tags(cell) if tag.startswith(("if-", "unless-"))}


def check_languages(langs: Sequence[str]) -> list[str]:
    """Return the languages in the order given, each once; refuse an unknown one."""
    for lang in langs:
        if lang not in LANGUAGES:
            raise ParameterError(
                f"language {lang!r} is not known", remedy=f"Languages: {', '.join(LANGUAGES)}"
            )
    if not langs:
        raise ParameterError("no language", remedy=f"Languages: {', '.join(LANGUAGES)}")
    return list(dict.fromkeys(langs))


def number_cells(notebook: Notebook) -> None:
    """Note in each cell its place in the file, so that an error can name it later."""
    for number, cell in enumerate(notebook["cells"], start=1):
        cell["metadata"][CELL_NUMBER] = number


def select_language(notebook: Notebook, lang: str) -> None:
    """Keep the cells of one language and those without a language."""
    others = {f"lang-{other}" for other in LANGUAGES} - {f"lang-{lang}"}
    notebook["cells"] = [c for c in notebook["cells"] if not others & set(tags(c))]


def select_flags(notebook: Notebook, flags: Mapping[str, bool], name: str) -> None:
    """Keep the cells whose ``if-FLAG`` flags are all set and ``unless-FLAG`` flags all unset.

    Raises
    ------
    BookError
        A cell asks for a flag that no register sets to true or false.
    """

    def holds(cell: Cell) -> bool:
        for condition in sorted(_conditions(cell)):
            kind, flag = condition.split("-", 1)
            if flag not in flags and flag.startswith("nation/"):  # one that the data do not hold
                return kind == "unless"
            if flag not in flags:
                raise BookError(
                    f"a cell is tagged {condition}, but no chapter sets the flag {flag}",
                    where=name,
                    remedy=f"Flags that are set: {', '.join(sorted(flags)) or 'none'}",
                )
            if flags[flag] is not (kind == "if"):
                return False
        return True

    notebook["cells"] = [cell for cell in notebook["cells"] if holds(cell)]


def mark_for_display(notebook: Notebook) -> None:
    """Fold the code cells, but for those without code; drop parameters' and those that show nothing.

    What a notebook shows its reader alone goes: findings, and values that end a cell.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"] = [
            one
            for one in cell.get("outputs", ())
            if one["output_type"] != "execute_result" and FINDINGS_MIME not in one.get("data", {})
        ]
        own = tags(cell)
        silent = {PARAMETERS, INJECTED} & set(own) or not cell.get("outputs")
        extra = "remove-cell" if silent else "hide-input"
        present = extra in own or (extra == "hide-input" and "remove-input" in own)
        cell["metadata"]["tags"] = [*own, *([] if present else [extra])]


def strip_run_traces(notebook: Notebook) -> None:
    """Remove what differs between two runs of the same notebook: times, ids, versions."""
    for key in ("papermill", "orig_nbformat", "orig_nbformat_minor"):
        notebook["metadata"].pop(key, None)
    notebook["metadata"].get("language_info", {}).pop("version", None)
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 4  # 4.5 and later want cell ids
    for cell in notebook["cells"]:
        cell.pop("id", None)
        for key in ("papermill", "execution", CELL_NUMBER):
            cell["metadata"].pop(key, None)


def with_prose(executed: Notebook, source: Notebook) -> Notebook:
    """An executed notebook as it would be with the prose of another one that has the same code."""
    done = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    cells: list[Cell] = []
    for cell in source["cells"]:
        if cell["cell_type"] != "code":
            cells.append({**cell, "metadata": dict(cell["metadata"])})
            continue
        cells.append(done.pop(0))
        while done and INJECTED in tags(done[0]):  # what papermill has put in
            cells.append(done.pop(0))
    found = {**executed, "cells": cells}
    strip_run_traces(found)
    return found


def outputs(notebook: Notebook, mime: str) -> list[tuple[Cell, dict[str, Any]]]:
    """Return every (cell, data of the output) that holds `mime`, in order."""
    return [
        (cell, output["data"])
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if mime in output.get("data", {})
    ]


# -- a new chapter, which runs from the first moment, to be written on from there -----------------

TEMPLATES = Path(__file__).parent / "templates" / "chapter"
TAKEN = (
    "check", "claims_format", "drift", "explorer", "genindex", "glossary", "licences", "matrix",
    "numbers", "search",
)  # fmt: skip
"""Pages that the book makes itself."""


def new_chapter(project: Project, name: str) -> list[Path]:
    """Write a chapter with one table, one figure and one number, in both languages.

    It is a notebook, a module of what the notebook calls, a catalogue for each language, and a line
    of ``_toc.yml``, at its end. In a report of one's own the module lies beside the notebook, and
    has the words of both languages itself.

    Parameters
    ----------
    project : Project
    name : str
        The page's name, and the module's.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    ParameterError
        The name cannot be a module's, or something has it already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise ParameterError(
            f"{name!r} cannot be the name of a chapter",
            remedy="Use small letters, digits and single underscores, such as steel_output",
        )
    own = project.package.parent != project.root
    if project.root == paths.SKELETON:
        raise ParameterError(
            "the report is the one that the installed package carries",
            where=str(project.package),
            remedy="Begin one of your own: regionshare init my-report; then cd my-report",
        )
    if own and name in sys.stdlib_module_names:
        raise ParameterError(f"Python has a module {name} itself", remedy="Choose another name")
    chapters = read_toc(project.root)
    numbers = [re.match(r"\d+", chapter.path.name) for chapter in chapters]
    number = max((int(found[0]) for found in numbers if found), default=-1) + 1
    notebook = project.chapters / f"{number:02}_{name}.ipynb"
    locale = project.package / "text" / "locale"
    files = {
        (project.chapters if own else project.package / "chapters") / f"{name}.py": "module.txt",
        **({} if own else {locale / lang / f"{name}.yml": f"{lang}.yml" for lang in LANGUAGES}),
        notebook: "notebook.json",
    }
    known = [chapter.path for chapter in chapters if chapter.slug == name]
    package = project.package / "chapters" / name
    for path in (*known, package, *files):
        if path.exists():
            inside = project.root if path.is_relative_to(project.root) else project.package.parent
            where = path.relative_to(inside)
            raise ParameterError(f"{name} is there already", where=where.as_posix())
    if name in TAKEN:
        raise ParameterError(f"the book makes a page {name} itself", remedy="Choose another name")
    toc = _with_line(project.root / "_toc.yml", f"chapters/{notebook.stem}")
    for path, template in files.items():
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        text = _beside(text) if own else text
        text = text.replace("DASHED", name.replace("_", "-")).replace("NAME", name)
        write_whole(path, text.encode())
    write_whole(project.root / "_toc.yml", toc.encode())
    return [*files, project.root / "_toc.yml"]


def _beside(text: str) -> str:
    """A template for a report of one's own: the module lies beside the notebook, and has its words."""
    import yaml

    words = {
        lang: yaml.safe_load((TEMPLATES / f"{lang}.yml").read_text("utf-8")) for lang in LANGUAGES
    }
    told = pprint.pformat(words, width=96, sort_dicts=False)
    text = text.replace("from regionshare.text.messages import room\n", "")
    text = text.replace('WORDS = room("NAME")', f"WORDS = {told}")
    return text.replace("from regionshare.chapters import NAME", "import NAME")


def _with_line(path: Path, chapter: str) -> str:
    """A table of contents with one more chapter, after its last."""
    text = path.read_text(encoding="utf-8")
    last = list(re.finditer(r"^( *- file:) *\S.*$", text, re.MULTILINE))
    if not last:
        raise BookError("no chapter is listed", where=path.name, remedy="List one as - file: NAME")
    end = last[-1].end()
    return f"{text[:end]}\n{last[-1][1]} {chapter}{text[end:]}"
