"""The pages of an edition, in all its languages, made from its executed chapters."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.book import runtime
from regionshare.book.tree import leave_out, unlisted, write_tree
from regionshare.data import redistribution
from regionshare.errors import RegionshareError
from regionshare.execution.processes import Task, forks, run
from regionshare.files import compiled, publish
from regionshare.files.notebooks import Filed, Notebook, load_toc
from regionshare.files.project import Project, compact, digest, digest_file, environment
from regionshare.files.publish import link
from regionshare.numbers import opening
from regionshare.register import published

if TYPE_CHECKING:  # imported where needed: an unchanged build must not wait for them
    from regionshare.book.site import Apparatus
    from regionshare.execution.run import Execute

HTML, KEPT, SPHINX = "html", "pages", "sphinx"
KEPT_PAGES = 4
"""As many finished languages stay in ``_build/pages``."""

Html = Callable[..., None]
Check = Callable[[str, int, Sequence[str], Mapping[str, str]], None]


@dataclass(frozen=True)
class Tools:
    """The parts of a build that can be replaced: by another kernel, by a test's toy.

    Parameters
    ----------
    html : callable
        ``html(src, out, doctrees, lang, twin)`` makes the pages of one language.
    check : callable
        ``check(region, year, langs, basis)`` raises if there is no such edition or the data break
        a rule.
    execute : callable, optional
        ``execute(run, runtime)`` executes one notebook; `regionshare.execution.run_notebook`
        unless told.
    preload : callable, optional
        Imports what `html` needs, once, before a process is forked for each language.
    ledger, gate : callable, optional
        ``ledger(request)`` gives ``ledger.json``; ``gate(folder)`` refuses a book, if it must.
    apparatus : callable, optional
        ``apparatus(project, request)`` makes the edition's cards, citations and metadata.
    fonts : callable, optional
        ``fonts(site, cache)`` adds ``_static/fonts.css`` for the Chinese that a site's pages show.
    matrix : callable, optional
        ``matrix(nation, lang, name, editions=, twin=, style=)`` are the pages of all regions and
        years by their names, `name` the first.
    keeps : bool
        Whether a language's pages are kept, and taken where nothing that they are made from is
        another: only for tools that always make the same of the same.
    runtime : callable, optional
        ``runtime(project, folder)`` writes the Python that pages run; the book can do without.
    """

    html: Html
    check: Check
    execute: Execute | None = None
    preload: Callable[[], None] | None = None
    ledger: Callable[[Mapping[str, Any]], Any] | None = None
    gate: Callable[[Path], None] | None = None
    apparatus: Callable[[Project, Mapping[str, Any]], Apparatus] | None = None
    fonts: Callable[[Path, Path], None] | None = None
    matrix: Callable[..., dict[str, str]] | None = None
    runtime: Callable[[Project, Path], None] | None = None
    keeps: bool = False


def make_pages(
    project: Project,
    request: Mapping[str, Any],
    slugs: Sequence[str],
    executed: Mapping[tuple[str, str], Notebook],
    work: Path,
    stage: Path,
    tools: Tools,
) -> None:
    """Make the site of an edition in `stage`: pages, registers, figures, records.

    Parameters
    ----------
    project : Project
    request : mapping
        ``region``, ``year``, ``langs``, ``basis``, ``base_url``; in a site of many editions
        ``site``, the address of its front page seen from this edition's.
    slugs : sequence of str
        The chapters in reading order.
    executed : mapping
        Executed chapters by (slug, language); left as they are.
    work : Path
        A folder for what is made on the way; the caller removes it. What it has of
        `regionshare.book.runtime` is published.
    stage : Path
        An existing folder; the first language's pages are at its root.
    tools : Tools

    Raises
    ------
    RegionshareError
        Registers contradict each other, Sphinx warns, or figures would leak.
    """
    gone = unlisted(project, executed.values())
    chapters = {
        lang: leave_out([(slug, _copied(executed[slug, lang])) for slug in slugs], lang, gone)
        for lang in request["langs"]
    }
    slugs = [slug for slug, _ in chapters[request["langs"][0]]]
    merged = {lang: published.merge(notebooks) for lang, notebooks in chapters.items()}
    shared = published.common(merged)
    edition = {key: request[key] for key in ("region", "year")}
    python = work / runtime.FOLDER
    request = {**request, "python": runtime.size(python)}
    apparatus = tools.apparatus(project, request) if tools.apparatus else None
    keeps = tools.keeps and "site" not in request  # the editions of a sweep would be too many
    if apparatus and keeps:
        apparatus = dataclasses.replace(apparatus, kept=project.build / "apparatus")
    toc = load_toc(project.root)
    trees = {
        lang: functools.partial(
            write_tree, work / lang / "src", notebooks, merged[lang], toc,
            {**edition, "lang": lang, "basis": request["basis"], **_site(request, lang)}, apparatus,
        )
        for lang, notebooks in chapters.items()
    }  # fmt: skip
    for lang in trees:
        _begin(work / lang, project.build, ("fonts", *([SPHINX] if keeps else [])))
    digests = {
        lang: _digest(project, request, [executed[slug, lang] for slug in slugs], lang)
        for lang in (trees if keeps else ())
    }
    _make_html(trees, work, stage, tools, Kept(project.build / KEPT), digests)
    head = {**published.head(), "edition": {**edition, "basis": request["basis"]}}
    content = {**head, **shared}
    files: dict[str, Any] = {published.FILE: published.packed(content)}
    if tools.ledger:
        files[published.LEDGER] = tools.ledger(request)
    for name, document in files.items():
        (stage / name).write_text(compact(document), encoding="utf-8", newline="\n")
    if request["python"]:
        publish.copy_into(python, stage / runtime.FOLDER)
    if apparatus is not None:
        apparatus.print_pages(stage, slugs)
        apparatus.finish(stage, content)


def _begin(work: Path, build: Path, lasting: Sequence[str]) -> None:
    """Begin a language's folder: what lasts (Chinese fonts take seconds) lies beside the doctrees."""
    work.mkdir(parents=True, exist_ok=True)
    for name in lasting:
        link(work / name, build / name)


def _copied(executed: Notebook) -> Notebook:
    """A chapter whose cells may be changed; its outputs are, by a process of its own, see `_make_html`."""
    return {**executed, "cells": [dict(cell) for cell in executed["cells"]]}


def _make_html(
    trees: Mapping[str, Callable[[], None]],
    work: Path,
    stage: Path,
    tools: Tools,
    kept: Kept,
    digests: Mapping[str, str],
) -> None:
    """Make the pages of each language in a process of its own, and move them to `stage`.

    Those that are kept under their digest are taken as they are.
    """
    places = _places(list(trees))
    found = {lang: kept.take(digests[lang], work / lang / HTML) for lang in digests}
    tasks = [
        Task(f"pages ({lang})", _language, (trees[lang], tools.html, work / lang, lang, twin))
        for lang, (_, twin) in places.items()
        if not found.get(lang)
    ]
    if tools.preload and tasks and forks():
        tools.preload()
    for _ in run(tasks, max(len(tasks), 1)):
        pass
    for lang, (place, _) in places.items():
        if lang in digests and not found[lang]:
            kept.keep(digests[lang], work / lang / HTML)
        publish.move_into(work / lang / HTML, stage / place)


def _digest(
    project: Project, request: Mapping[str, Any], executed: Sequence[Notebook], lang: str
) -> str:
    """What the pages of a language are made from: its executed chapters, and all other files.

    The chapters as they stand hold both languages; what they gave in this one counts.
    """
    return digest([lang, made_of(project), dict(request), *map(_content, executed)])


def _content(executed: Notebook) -> str:
    """A digest of an executed chapter: its file's, where it was kept in one."""
    return executed.content if isinstance(executed, Filed) else digest(executed)


def made_of(project: Project) -> str:
    """A digest of all that pages are made from besides their chapters: package, data, pins."""
    parts = {
        name: one
        for name, one in project.contents().items()
        if not (name.startswith(f"{project.chapters.name}/") and name.endswith(".ipynb"))
    }
    return digest([parts, digest(environment(project.root / "requirements.txt"))])


class Kept:
    """Finished pages by what they were made from, a folder each; the last used ones stay.

    Parameters
    ----------
    folder : Path
        Made when the first are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, name: str, target: Path) -> bool:
        """Copy the pages of a digest to `target`, if they are here as they were kept."""
        pages, known = self.folder / name, self._list(name)
        try:
            whole = json.loads(known.read_text("utf-8")) == files_of(pages)
        except (OSError, ValueError):
            whole = False
        if not whole:
            self._remove(name)
            return False
        os.utime(known)
        publish.copy_into(pages, target)
        return True

    def keep(self, name: str, source: Path) -> None:
        """Keep a copy; the list of its files comes last and makes it whole. A full disk keeps none."""
        self._remove(name)
        try:
            publish.copy_into(source, self.folder / name)
            self._list(name).write_text(compact(files_of(self.folder / name)), encoding="utf-8")
            by_use = sorted(self.folder.glob("*.json"), key=lambda one: -one.stat().st_mtime_ns)
            stay = {one.stem for one in by_use[:KEPT_PAGES]}
            for old in {one.name.removesuffix(".json") for one in self.folder.iterdir()} - stay:
                self._remove(old)
        except OSError:
            self._remove(name)

    def _list(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _remove(self, name: str) -> None:
        self._list(name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / name, ignore_errors=True)


def files_of(folder: Path) -> dict[str, str]:
    """The digest of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): digest_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _language(
    tree: Callable[[], None], html: Html, work: Path, lang: str, twin: str | None
) -> None:
    """Write a language's source tree and make its pages."""
    tree()
    html(work / "src", work / HTML, work / "doctrees", lang, twin)


def _site(request: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Where the front page of the site is, seen from a page, if the edition is one of many."""
    if "site" not in request:
        return {}
    return {"site": f"{'' if lang == request['langs'][0] else '../'}{request['site']}"}


def _places(langs: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Return for each language its folder and where its twin is, seen from there."""
    first, *others = langs
    places: dict[str, tuple[str, str | None]] = {first: ("", f"{others[0]}/" if others else None)}
    return places | {lang: (lang, "../") for lang in others}


# -- the gate: what is published beside a finished book, and what must hold before it is ----------


def ledger(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The verdicts of an edition, as ``ledger.json`` holds them: `regionshare drift` reads it."""
    from regionshare.chapters import asked
    from regionshare.chapters.edition import make_edition
    from regionshare.claims.formats import as_json

    edition = make_edition(request["region"], request["year"], "en", request["basis"])
    return as_json(asked.ask(edition))


def check(stage: Path) -> None:
    """Refuse a book whose register breaks its schema, or that publishes what it must not.

    Raises
    ------
    RegionshareError
        For the first fault, with its file.
    """
    path = stage / published.FILE
    content = path.read_bytes()

    def sound() -> str:
        published.check(json.loads(content), path.name)
        return path.name

    compiled.compiled(compiled.key(made_of(Project.default()), content), sound)
    ready = opening.evaluator()
    unused = redistribution.unused_rows(ready.store, ready.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence,
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    redistribution.check_published(stage, ready.store, ready.declared)
