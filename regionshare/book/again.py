"""Pages made again: Sphinx goes on from its last pages of a language where few chapters are others.

Its state is kept by all that the pages are made from but the chapters: data, package, cards, register,
contents. Where that is the same, a chapter that is not another is neither read nor written; where a
title, a label or a number of a figure is another afterwards, all pages are written. Whatever
is made so is the same, byte for byte, as made from nothing.

As an extension of Sphinx it compares what pages know of one another, and mends the search index.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from regionshare.book.pages import SPHINX, Kept, files_of, made_of
from regionshare.files.project import Project, compact, digest, digest_file

HTML, TREES, SOURCES = "html", "trees", "sources.json"
CHAPTER = ".ipynb"
LONG_AGO = 1
"""When a source was written that is not another than the one that was read."""


@dataclass(frozen=True)
class State:
    """What Sphinx left of the pages of a source tree, and where it works on them now."""

    kept: Kept
    key: str
    src: Path
    doctrees: Path

    @classmethod
    def of(cls, src: Path, doctrees: Path, *about: object) -> State | None:
        """The state beside a working folder; None where none is to be kept.

        Its key is all of the source tree but the chapters.
        """
        place = doctrees.parent / SPHINX
        if not place.is_dir():
            return None
        files = files_of(src)
        found = {file: one for file, one in files.items() if not file.endswith(CHAPTER)}
        key = digest([made_of(Project.default()), str(src.resolve()), found, *about])
        return cls(Kept(place.resolve()), key, src, doctrees)

    def _chapters(self) -> dict[str, str]:
        return {path.name: digest_file(path) for path in sorted(self.src.glob(f"*{CHAPTER}"))}

    def take(self) -> None:
        """Let Sphinx go on from what is kept, if it is, and see which chapters are others."""
        if not self.kept.take(self.key, self.doctrees):
            return
        before = json.loads((self.doctrees / SOURCES).read_bytes())
        left = [one for one in self.doctrees.iterdir() if one.name not in (HTML, TREES)]
        for path in (one for folder in (self.src, *left) for one in folder.rglob("*")):
            os.utime(path, (LONG_AGO, LONG_AGO))
        now = self._chapters()
        others = [file for file in now if now[file] != before.get(file)]
        for file in others or list(now)[:1]:  # without any it would not write its style sheets
            (self.doctrees / TREES / file).with_suffix(".doctree").unlink(missing_ok=True)

    def keep(self) -> None:
        """Keep what Sphinx has left."""
        (self.doctrees / SOURCES).write_text(compact(self._chapters()), encoding="utf-8")
        static, aside = self.doctrees / HTML / "_static", self.doctrees.parent / "static"
        static.rename(aside)  # it is written anew each time
        # Sphinx takes a digest of its settings for another one where these hold addresses in memory
        (self.doctrees / HTML / ".buildinfo").unlink(missing_ok=True)
        self.kept.keep(self.key, self.doctrees)
        aside.rename(static)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.connect("env-before-read-docs", _remember)
    app.connect("env-get-updated", _affected, priority=900)
    app.connect("html-collect-pages", _without_lost_words)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _known(env: BuildEnvironment) -> list[Any]:
    """What a page may know of others: titles, contents, labels, numbers."""
    told: list[dict[str, Any]] = [env.titles, env.longtitles, env.tocs]
    found: list[Any] = [{page: one.pformat() for page, one in of.items()} for of in told]
    data = env.domaindata
    kept = [env.toc_secnumbers, env.toc_fignumbers, env.toctree_includes, data["math"]["objects"]]
    return found + [copy.deepcopy(one) for one in kept] + [dict(one) for one in _named(data["std"])]


def _named(data: dict[str, Any]) -> Iterable[dict[Any, Any]]:
    return (data[key] for key in ("labels", "anonlabels", "objects", "terms"))


_BEFORE = "regionshare_before"


def _remember(app: Sphinx, env: BuildEnvironment, read: list[str]) -> None:
    """Note what pages know before some of them are read anew."""
    if set(read) < set(env.all_docs):
        setattr(app, _BEFORE, _known(env))


def _affected(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """All pages, where what they know of others is not as it was."""
    before = getattr(app, _BEFORE, None)
    return () if before is None or before == _known(env) else env.found_docs


def _without_lost_words(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Take words that no page has any more out of the search index that Sphinx went on from."""
    indexer: Any = getattr(app.builder, "indexer", None)
    if indexer is not None:
        for words in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return []
