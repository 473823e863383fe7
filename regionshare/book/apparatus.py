"""Apparatus: what an edition's pages and its published site say about its numbers and figures."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.book import drift_page, picture
from regionshare.citation import bundles, crate, deposits, linked
from regionshare.citation.citation import Citable, load_citation
from regionshare.data.bases import Grid
from regionshare.data.redistribution import unused_rows
from regionshare.data.store import Store
from regionshare.errors import DataError
from regionshare.files.project import Project, canonical, files_under
from regionshare.matrix import Matrix, compute, pages
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import predecessors, published
from regionshare.register.cards import Deck, bibliography

LOOSE = (
    "CITATION.cff", "LICENSE", "LICENSE-TEXT.md", "DATA-LICENSES.md", "requirements.txt",
)  # fmt: skip


@dataclass(frozen=True)
class Apparatus:
    """Cards, citations, metadata and archives of one edition.

    Attributes
    ----------
    project : Project
    store : Store
    declared : Grid
    citing : Citable
    request : mapping
        ``region``, ``year``, ``langs``, ``basis``.
    """

    project: Project
    store: Store
    declared: Grid
    citing: Citable
    request: Mapping[str, Any]

    def tree_files(
        self, register: Mapping[str, Any], figures: Mapping[str, str], extra: Path
    ) -> dict[str, str]:
        """The files of a source tree that the pages read; pictures and archives go to `extra`.

        Parameters
        ----------
        register : mapping
            ``numbers.json`` of the tree.
        figures : mapping
            Chapter by figure.
        extra : Path
            Where the folders of the figures are; published as it is.
        """
        lang = register["edition"]["lang"]
        extra.mkdir(exist_ok=True)
        if figures:
            bundles.write_all(extra / "figures", list(figures), self.citing.edition)
        (extra / picture.NAME).write_bytes(picture.draw(register, lang))
        deck = Deck(register, self.store, self.citing, lang)
        titles = {slug: one["title"] for slug, one in register["chapters"].items()}
        return {
            "cards.json": deck.json(),
            "numbers.md": deck.page(titles, self.files(lang, bool(figures))),
            "matrix.md": self._matrix_page(lang),
            "drift.md": self._drift(register, lang),
            "metadata.json": canonical(self._metadata(register, figures, extra)),
        }

    def _root(self, lang: str) -> str:
        """What leads from a page of a language to the published site."""
        return "" if lang == self.request["langs"][0] else "../"

    def files(self, lang: str, figures: bool) -> dict[str, str]:
        """What can be downloaded whole: address, seen from a page, and name."""
        root = self._root(lang)
        numbers = [f"numbers.{kind}" for kind in ("json", "bib", "ris", "csl.json")]
        found = {f"{root}{name}": name for name in numbers}
        if figures:
            found[f"figures/figures-{self.citing.edition}.zip"] = "figures"
        return found | {
            f"{root}citation.bib": "citation",
            f"{root}data/datapackage.json": "package",
            f"{root}{crate.NAME}": "crate",
        }

    def _drift(self, register: Mapping[str, Any], lang: str) -> str:
        """The page of what moved since the last release that has a register of this edition."""
        data, release = self.project.data, self.citing.version
        edition = {**register["edition"], "basis": self.request["basis"]}
        old = None
        if not self.request["basis"]:
            old = predecessors.latest(data, self.citing.edition, release)
        new = drift_page.register({**register, "edition": edition}, release, self.verdicts)
        found = predecessors.releases(data, release)
        return drift_page.DriftPage(old, new, found, self.store, lang).text()

    @functools.cached_property
    def verdicts(self) -> dict[str, dict[str, str]]:
        """The verdicts of the edition, by claim."""
        from regionshare.book import gate

        return published.verdicts(gate.ledger(self.request))

    @functools.cached_property
    def _matrix(self) -> Matrix:
        nation = self.store.regions.nation(self.request["region"]).id
        evaluator = Evaluator(self.store, self.declared, self.declared)
        return compute(evaluator, nation, basis=self.request["basis"])

    def _matrix_page(self, lang: str) -> str:
        """Every region and year of the nation; the edition's own cell leads to its front page."""
        region, year = self.request["region"], self.request["year"]
        return pages.chapter(self._matrix, lang, {(region, year): "index.html"}, region)

    def _metadata(
        self, register: Mapping[str, Any], figures: Mapping[str, str], extra: Path
    ) -> dict[str, Any]:
        edition = register["edition"]
        lang, citing = edition["lang"], self.citing
        root = self._root(lang)
        about = {
            name: json.loads((extra / "figures" / name / f"{name}.json").read_text("utf-8"))
            for name in figures
        }
        sources = sorted(
            {
                self.store.sources[one["source"]].citation
                for number in register["numbers"].values()
                for one in number["inputs"]
            }
        )
        home = f"{lang}/" if root else ""
        return {
            "base": f"{citing.base}{home}" if citing.base else "",
            "tags": linked.tags(citing, lang),
            "licence": linked.licence_url(citing.text_licence),
            "picture": picture.NAME,
            "picture_alt": picture.alternative(register, lang),
            "picture_size": [picture.WIDTH, picture.HEIGHT],
            "report": linked.report(citing, lang, edition["title"], picture.NAME),
            "dataset": linked.dataset(citing, root, sources),
            "figures": {name: linked.image(citing, one) for name, one in about.items()},
            "root": root,
        }

    def finish(self, stage: Path, content: Mapping[str, Any]) -> None:
        """Add to the pages what makes the site complete: data, sources, records, the crate.

        Parameters
        ----------
        stage : Path
            The site, with its pages and ``numbers.json``.
        content : mapping
            ``numbers.json``.

        Raises
        ------
        DataError
            If a figure would leak that the report does not use.
        """
        self._gate()
        for path in files_under(self.project.data):
            _copy(path, stage / "data" / path.relative_to(self.project.data))
        for path in sorted(self.project.chapters.glob("*.ipynb")):
            _copy(path, stage / "chapters" / path.name)
        for name in LOOSE:
            if (self.project.root / name).is_file():
                _copy(self.project.root / name, stage / name)
        numbers = content["numbers"]
        records = deposits.files(self.citing, numbers)
        records["numbers.bib"] = bibliography(numbers, self.store, self.citing)
        for name, text in records.items():
            (stage / name).write_text(text, encoding="utf-8", newline="")
        made = crate.describe(stage, self.citing, self.request)
        (stage / crate.NAME).write_text(canonical(made), encoding="utf-8", newline="\n")

    def _gate(self) -> None:
        unused = unused_rows(self.store, self.declared)
        if unused:
            raise DataError(
                unused[0].sentence,
                where=unused[0].where,
                remedy="Remove the row: the published site would pass it on",
            )


def make(project: Project, request: Mapping[str, Any]) -> Apparatus:
    """The apparatus of the report's own editions."""
    from regionshare.numbers import opening

    ready = opening.evaluator(project.data)
    name = ready.store.regions[request["region"]].name("en")
    citing = Citable(
        load_citation(project.root / "CITATION.cff"),
        request["region"],
        request["year"],
        name,
        request.get("base_url", ""),
    )
    return Apparatus(project, ready.store, ready.declared, citing, request)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
