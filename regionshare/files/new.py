"""New: a chapter that runs from the first moment, to be written on from there."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from regionshare.errors import BookError, ParameterError
from regionshare.files.notebooks import read_toc
from regionshare.files.project import Project
from regionshare.files.publish import write_output

TEMPLATES = Path(__file__).parent / "templates" / "chapter"
TAKEN = ("drift", "genindex", "matrix", "numbers", "search")
"""Pages that the book makes itself."""


def new_chapter(project: Project, name: str) -> list[Path]:
    """Write a chapter with one table, one figure and one number, in both languages.

    It is a notebook, a module of what the notebook calls, a catalogue for each language, and a line
    of ``_toc.yml``, at its end.

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
    chapters = read_toc(project.root)
    numbers = [re.match(r"\d+", chapter.path.name) for chapter in chapters]
    number = max((int(found[0]) for found in numbers if found), default=-1) + 1
    notebook = project.chapters / f"{number:02}_{name}.ipynb"
    locale = project.package / "text" / "locale"
    files = {
        project.package / "chapters" / f"{name}.py": "module.txt",
        locale / "en" / f"{name}.yml": "en.yml",
        locale / "zh" / f"{name}.yml": "zh.yml",
        notebook: "notebook.json",
    }
    known = [chapter.path for chapter in chapters if chapter.slug == name]
    package = project.package / "chapters" / name
    for path in (*known, package, *files):
        if path.exists():
            where = path.relative_to(project.package.parent if path in files else project.root)
            raise ParameterError(f"{name} is there already", where=where.as_posix())
    if name in TAKEN:
        raise ParameterError(f"the book makes a page {name} itself", remedy="Choose another name")
    toc = _with_line(project.root / "_toc.yml", f"chapters/{notebook.stem}")
    for path, template in files.items():
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        text = text.replace("DASHED", name.replace("_", "-")).replace("NAME", name)
        write_output(path, text.encode())
    write_output(project.root / "_toc.yml", toc.encode())
    return [*files, project.root / "_toc.yml"]


def _with_line(path: Path, chapter: str) -> str:
    """A table of contents with one more chapter, after its last."""
    text = path.read_text(encoding="utf-8")
    last = list(re.finditer(r"^( *- file:) *\S.*$", text, re.MULTILINE))
    if not last:
        raise BookError("no chapter is listed", where=path.name, remedy="List one as - file: NAME")
    end = last[-1].end()
    return f"{text[:end]}\n{last[-1][1]} {chapter}{text[end:]}"
