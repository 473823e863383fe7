"""Plans: what an edition's chapters are executed from, known before any of them runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import forkkernel
from regionshare.execution.dependencies import Modules
from regionshare.execution.recordings import CHAPTER, ENVIRONMENT, PARAMETERS
from regionshare.files import notebooks
from regionshare.files.notebooks import Chapter, Notebook
from regionshare.files.project import Project, digest, digest_files, environment, files_under

RUNNER = "runner"
"""The module that makes a notebook of what a kernel says; every chapter depends on it."""


@dataclass(frozen=True)
class Run:
    """One chapter in one language, with what it is computed from.

    Parameters
    ----------
    chapter : Chapter
    lang : str
    parameters : mapping
        Without ``lang``.
    source : dict
        The notebook as it will be executed: checked, with the cells of one language.
    key : str
        SHA-256 over `parts`.
    parts : mapping
        A digest of each thing known beforehand that the result depends on; the files that it reads
        are known afterwards, see `regionshare.execution.recordings`.
    environ : mapping
        Variables for its kernel, part of its parameters.
    """

    chapter: Chapter
    lang: str
    parameters: Mapping[str, Any]
    source: Notebook
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the log and the errors call it."""
        return f"{self.chapter.slug} ({self.lang})"

    @property
    def slot(self) -> str:
        """What stays when the run is made anew: chapter, language, and parameters save the basis."""
        edition = {name: value for name, value in self.parameters.items() if name != "basis"}
        return f"{self.chapter.slug}-{self.lang}-{digest(edition)[:16]}"


def plan(
    project: Project,
    chapters: Iterable[Chapter],
    langs: Sequence[str],
    parameters: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
) -> list[Run]:
    """Return the runs of an edition: every chapter in every language, chapters first.

    Parameters
    ----------
    project : Project
    chapters : iterable of Chapter
    langs : sequence of str
    parameters : mapping
        What papermill is to set, besides ``lang``.
    environ : mapping, optional
        Variables for the kernels, where they change what a chapter gives.

    Raises
    ------
    ChapterError
        A notebook is malformed: its parameters cell or its language pairs.
    ParameterError
        A chapter does not have one of the parameters.
    """
    planner = Planner(project)
    return [
        planner.run(chapter, lang, parameters, environ or {})
        for chapter in chapters
        for lang in langs
    ]


class Planner:
    """Makes runs; what does not differ between editions is found once.

    Parameters
    ----------
    project : Project
    """

    def __init__(self, project: Project) -> None:
        self._modules = Modules(project.package)
        self._environment = digest(
            [environment(project.root / "requirements.txt"), _source(forkkernel.__path__[0])]
        )
        self._ready: dict[tuple[Path, str], tuple[Notebook, dict[str, str], list[str]]] = {}

    def run(
        self,
        chapter: Chapter,
        lang: str,
        parameters: Mapping[str, Any],
        environ: Mapping[str, str],
    ) -> Run:
        """The run of a chapter; parameters and errors as in `plan`."""
        if (chapter.path, lang) not in self._ready:
            self._ready[chapter.path, lang] = self._prepare(chapter, lang)
        source, parts, known = self._ready[chapter.path, lang]
        given = {**parameters, "lang": lang}
        notebooks.check_known(known, given, chapter.path.name)
        parts = {**parts, PARAMETERS: digest([given, dict(environ)])}
        return Run(chapter, lang, given, source, digest(parts), parts, environ)

    def _prepare(self, chapter: Chapter, lang: str) -> tuple[Notebook, dict[str, str], list[str]]:
        source = notebooks.read(chapter.path)
        known = list(notebooks.parameters(source, chapter.path.name))
        notebooks.check_pairs(source, chapter.path.name)
        notebooks.number_cells(source)
        notebooks.select_language(source, lang)
        content = [[c["cell_type"], notebooks.tags(c), c["source"]] for c in source["cells"]]
        code = "\n".join(c["source"] for c in source["cells"] if c["cell_type"] == "code")
        runner = f"{self._modules.root}.{RUNNER}"
        parts = {
            f"module {name}": found
            for name, found in self._modules.used_by([code], also=[runner]).items()
        }
        parts[CHAPTER] = digest([chapter.path.name, content])
        parts[ENVIRONMENT] = self._environment
        return source, parts, known


def _source(folder: str) -> str:
    path = Path(folder)
    return digest_files([one for one in files_under(path) if one.suffix == ".py"], path)
