"""The pages of an edition, in all its languages, made from its executed chapters."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.book import runtime
from regionshare.book.tree import leave_out, write_tree
from regionshare.data import redistribution
from regionshare.errors import RegionshareError
from regionshare.execution.processes import Task, forks, run
from regionshare.files import publish
from regionshare.files.notebooks import Notebook, load_toc
from regionshare.files.project import Project, compact
from regionshare.files.publish import link
from regionshare.numbers import opening
from regionshare.register import published

if TYPE_CHECKING:  # imported where needed: an unchanged build must not wait for them
    from regionshare.book.site import Apparatus
    from regionshare.execution.run import Execute

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
        ``matrix(nation, lang, editions=, twin=, style=)`` is the page of all regions and years.
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
    matrix: Callable[..., str] | None = None
    runtime: Callable[[Project, Path], None] | None = None


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
    chapters = {
        lang: leave_out([(slug, copy.deepcopy(executed[slug, lang])) for slug in slugs], lang)
        for lang in request["langs"]
    }
    slugs = [slug for slug, _ in chapters[request["langs"][0]]]
    merged = {lang: published.merge(notebooks) for lang, notebooks in chapters.items()}
    shared = published.common(merged)
    edition = {key: request[key] for key in ("region", "year")}
    python = work / runtime.FOLDER
    request = {**request, "python": runtime.size(python)}
    apparatus = tools.apparatus(project, request) if tools.apparatus else None
    toc = load_toc(project.root)
    trees = {
        lang: functools.partial(
            write_tree, work / lang / "src", notebooks, merged[lang], toc,
            {**edition, "lang": lang, **_site(request, lang)}, apparatus,
        )
        for lang, notebooks in chapters.items()
    }  # fmt: skip
    for lang in trees:
        (work / lang).mkdir(parents=True, exist_ok=True)
        # Chinese font subsets take seconds; Sphinx's side keeps them beside the doctrees.
        link(work / lang / "fonts", project.build / "fonts")
    _make_html(trees, work, stage, tools)
    head = {**published.head(), "edition": {**edition, "basis": request["basis"]}}
    content = {**head, **shared}
    files: dict[str, Any] = {published.FILE: content}
    if tools.ledger:
        files[published.LEDGER] = tools.ledger(request)
    for name, document in files.items():
        (stage / name).write_text(compact(document), encoding="utf-8", newline="\n")
    if request["python"]:
        publish.copy_into(python, stage / runtime.FOLDER)
    if apparatus is not None:
        apparatus.print_pages(stage, slugs)
        apparatus.finish(stage, content)


def _make_html(
    trees: Mapping[str, Callable[[], None]], work: Path, stage: Path, tools: Tools
) -> None:
    """Make the pages of each language in a process of its own, and copy them to `stage`."""
    places = _places(list(trees))
    tasks = [
        Task(f"pages ({lang})", _language, (trees[lang], tools.html, work / lang, lang, twin))
        for lang, (_, twin) in places.items()
    ]
    if tools.preload and forks():
        tools.preload()
    for _ in run(tasks, len(tasks)):
        pass
    for lang, (place, _) in places.items():
        publish.copy_into(work / lang / "html", stage / place)


def _language(
    tree: Callable[[], None], html: Html, work: Path, lang: str, twin: str | None
) -> None:
    """Write a language's source tree and make its pages."""
    tree()
    html(work / "src", work / "html", work / "doctrees", lang, twin)


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
    from regionshare.chapters.edition import make_edition
    from regionshare.claims.formats import as_json
    from regionshare.claims.ledger import open_ledger

    edition = make_edition(request["region"], request["year"], "en", request["basis"])
    return as_json(open_ledger(region=edition.region.id, evaluator=edition.evaluator))


def check(stage: Path) -> None:
    """Refuse a book whose register breaks its schema, or that publishes what it must not.

    Raises
    ------
    RegionshareError
        For the first fault, with its file.
    """
    path = stage / published.FILE
    published.check(json.loads(path.read_text(encoding="utf-8")), path.name)
    ready = opening.evaluator()
    unused = redistribution.unused_rows(ready.store, ready.declared)
    if unused:
        raise RegionshareError(
            unused[0].sentence,
            where=unused[0].where,
            remedy="Remove the row, or name its series and year in data/bases.yml",
        )
    redistribution.check_published(stage, ready.store, ready.declared)
