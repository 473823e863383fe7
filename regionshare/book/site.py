"""Site: what an edition's pages and its published site say about its numbers and figures."""

from __future__ import annotations

import functools
import html
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.book import claims_format, glossary, licences, pdf, runtime
from regionshare.book.frame import missing, release_text
from regionshare.book.moved import DriftPage, as_register
from regionshare.book.styles import han_characters
from regionshare.chapters import claim as quoted
from regionshare.chapters import rerun
from regionshare.chapters.edition import make_edition
from regionshare.citation import bundle, crate, forms, linked
from regionshare.citation.forms import Citable, load_citation, record_place
from regionshare.claims.claim import ClaimsFile, load
from regionshare.claims.who import explorable, nearest_year
from regionshare.data import releases
from regionshare.data.bases import Grid
from regionshare.data.redistribution import LICENCES, licences_of, unused_rows
from regionshare.data.store import Store
from regionshare.errors import DataError
from regionshare.files import compiled, packs, publish
from regionshare.files.packs import CITATION
from regionshare.files.project import Project, canonical, compact, files_under
from regionshare.numbers import display, opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import anchor
from regionshare.register import published
from regionshare.register.cards import Deck, bibliography
from regionshare.register.meanings import meaning
from regionshare.text.markup import Markup, dark_drawing, plain, render
from regionshare.text.messages import room

if TYPE_CHECKING:  # what draws and computes tables is imported where something is drawn anew
    from regionshare.book.share import Statement
    from regionshare.matrix.content import Matrix

PINS, TREE = "requirements.txt", "tree.json"
GUIDED = ("data/datapackage.json", "book.pdf")
"""What the guide for programs names where it is there."""
ORIGINS = ("source", "transcription")
_MENU = re.compile(r'<li class="toctree-[^>]*>\s*<a [^>]*href="([^"#]+\.html)"')
LOOSE = ("LICENSE", "LICENSE-TEXT.md", LICENCES, PINS)


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
        ``region``, ``year``, ``langs``, ``basis``; ``python``, the bytes of what pages run.
    kept : Path, optional
        Where the files of source trees are kept, by what they are made from.
    """

    project: Project
    store: Store
    declared: Grid
    citing: Citable
    request: Mapping[str, Any]
    kept: Path | None = None

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
        extra.mkdir(exist_ok=True)
        whole = bundle.write_all(extra / "figures", list(figures), self.citing.edition)
        if self.kept is None:
            return self._tree_files(register, figures, extra, whole)
        from regionshare.book.pages import Kept, files_of, made_of

        drawn = files_of(extra / "figures")
        asked = [made_of(self.project), dict(self.request), register, drawn, figures]
        same = compiled.key(json.dumps(asked))
        kept, apart = Kept(self.kept), extra.parent / "apparatus"
        if not kept.take(same, apart):
            made = self._tree_files(register, figures, extra, whole)
            for one in (one for one in extra.iterdir() if one.name != "figures"):
                place = apart / extra.name / one.name
                place.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if one.is_dir() else shutil.copyfile)(one, place)
            (apart / TREE).write_text(compact(made), encoding="utf-8")
            kept.keep(same, apart)
        else:
            publish.copy_into(apart / extra.name, extra)
        found: dict[str, str] = json.loads((apart / TREE).read_bytes())
        shutil.rmtree(apart)
        return found

    def _tree_files(
        self, register: Mapping[str, Any], figures: Mapping[str, str], extra: Path, whole: bool
    ) -> dict[str, str]:
        from regionshare.book import share
        from regionshare.matrix import explorer

        lang = register["edition"]["lang"]
        (extra / share.NAME).write_bytes(share.draw(register, lang))
        deck = Deck(register, self.store, self.citing, lang, self._megabytes)
        titles = {slug: one["title"] for slug, one in register["chapters"].items()}
        titles |= {next(iter(titles)): FRAME[lang]["front"]}  # whose own title is the answer
        root = f"../{self._root(lang)}"
        documents = load(None, opening.evaluator()).documents
        sharing = share.Sharing(
            self.citing, lang, extra, self._root(lang), self.store.sources, documents
        )
        sharing.figures(figures, titles)
        sharing.statements(self._statements(lang))
        told = {
            slug: (titles[slug], one.get("answer", ""))
            for slug, one in register["chapters"].items()
        }
        pictures = sharing.chapters(dict([*told.items()][1:]))
        (extra / claims_format.PAGE).mkdir(exist_ok=True)
        for path in claims_format.files():
            _copy(path, extra / claims_format.PAGE / path.name)
        twin = self._twin(lang, "numbers/", "../")
        (extra / "numbers").mkdir(exist_ok=True)
        for name, sheet in deck.sheets(titles, root, twin).items():
            (extra / "numbers" / name).write_text(sheet, encoding="utf-8", newline="\n")
        return {
            "cards.json": deck.json(),
            "numbers.md": deck.page(titles, self.files(lang, whole)),
            "matrix.md": self._matrix_page(lang, extra),
            **self._explorer(register, lang, extra / explorer.FOLDER),
            "check.md": self._check_page(register, lang),
            "drift.md": self._moved(register, lang).text(),
            "licences.md": licences.page(self.project.root / PINS, lang, self._root(lang)),
            f"{glossary.PAGE}.md": glossary.page(lang),
            f"{claims_format.PAGE}.md": claims_format.page(lang, self._evaluator),
            "metadata.json": canonical(
                {**self._metadata(register, figures, extra), "pictures": pictures}
            ),
        }

    def _root(self, lang: str) -> str:
        """What leads from a page of a language to the published site."""
        return "" if lang == self.request["langs"][0] else "../"

    def files(self, lang: str, figures: bool) -> dict[str, str]:
        """What can be downloaded whole: address, seen from a page, and name.

        All figures in one archive are there where they came for print.
        """
        root = self._root(lang)
        numbers = [f"numbers.{kind}" for kind in ("json", "bib", "ris", "csl.json")]
        found = {f"{root}{name}": name for name in numbers}
        if figures:
            found[f"figures/figures-{self.citing.edition}.zip"] = "figures"
        found[f"{root}citation.bib"] = "citation"
        if (self.project.data / "datapackage.json").is_file():
            found[f"{root}data/datapackage.json"] = "package"
        return found | {f"{root}{crate.NAME}": "crate"}

    @property
    def _release(self) -> str:
        return self.citing.version or published.release()

    def _before(self) -> published.Published | None:
        """The register that the latest earlier release has of this edition."""
        if self.request["basis"]:
            return None
        return published.latest(self.project.data, self.citing.edition, self._release)

    def _moved(self, register: Mapping[str, Any], lang: str) -> DriftPage:
        """What moved since the last release that has a register of this edition."""
        edition = {**register["edition"], "basis": self.request["basis"]}
        new = as_register({**register, "edition": edition}, self._release, self.verdicts)
        found = releases.releases(self.project.data, self._release)
        said = {one.name: one.said for one in self._statements(lang)}
        return DriftPage(self._before(), new, found, self.store, lang, bool(self.citing.day), said)

    @functools.cached_property
    def _ledger(self) -> list[dict[str, Any]]:
        from regionshare.book import pages

        return pages.ledger(self.request)

    @property
    def verdicts(self) -> dict[str, dict[str, str]]:
        """The verdicts of the edition, by claim."""
        return published.verdicts(self._ledger)

    def _statements(self, lang: str) -> list[Statement]:
        from regionshare.book import share

        file = load(None, opening.evaluator())
        known = {one.id: one for one in file.claims}
        return [
            share.Statement(
                one["id"], quoted.said(known[one["id"]], lang), one["code"]["today"],
                one["label"]["today"][lang], one["answer"]["today"][lang],
                share.said_by(one, self.store, lang), self._evidence(one, file, lang),
            )
            for one in self._ledger
        ]  # fmt: skip

    def _evidence(self, one: Mapping[str, Any], file: ClaimsFile, lang: str) -> list[str]:
        """The sources of what decides a label; where nothing does, of what is shown."""
        shown = [e for e in one["evidence"] if e["decides"]] or one["evidence"]
        found = []
        for name in dict.fromkeys(name for e in shown for name in e["source"]):
            series, document = self.store.series.get(name), file.documents.get(name)
            if series is not None:
                found.append(self.store.sources[series.source].cited(lang))
            elif document is not None:
                found.append(document.told(lang))
        return list(dict.fromkeys(found))

    @functools.cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.store, self.declared, self.declared)

    @functools.cached_property
    def _matrix(self) -> Matrix:
        from regionshare.matrix.content import compute

        nation = self.store.regions.nation(self.request["region"]).id
        return compute(self._evaluator, nation, basis=self.request["basis"])

    def _matrix_page(self, lang: str, folder: Path) -> str:
        """Every region and year of the nation; the edition's own cell leads to its front page.

        The pages of metrics that it cannot hold go to `folder`.
        """
        from regionshare.matrix import pages

        found, region = self._matrix, self.request["region"]
        editions = {(region, self.request["year"]): "index.html"}
        beside = pages.addresses(found, "matrix.html", editions)
        inside: dict[str, Any] = {"marked": region, "views": pages.explored(found)}
        inside["style"] = "_static/fonts.css"
        twin = self._twin(lang, "matrix.html")
        for name, text in pages.apart(found, lang, beside, editions, twin, **inside).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return pages.chapter(found, lang, editions, region, beside)

    def _twin(self, lang: str, name: str, up: str = "") -> str:
        """The address of a page in the other language, seen from its own or a folder below; or none."""
        first, *others = self.request["langs"]
        way = f"{others[0]}/" if others and lang == first else "../"
        return f"{up}{way}{name}" if others else ""

    def _explorer(self, register: Mapping[str, Any], lang: str, folder: Path) -> dict[str, str]:
        """The explorer's page; its tables and the regions' pages go to `folder`.

        None of a nation whose regions have a share of nothing.
        """
        from regionshare.matrix import explorer

        evaluator = self._evaluator
        region = self.request["region"]
        if self.store.regions.nation(region).id not in explorable(evaluator):
            return {}
        folder.mkdir(exist_ok=True)
        twin = self._twin(lang, f"{explorer.FOLDER}/", "../")
        page = "" if "site" in self.request else "explorer.html"
        for name, text in explorer.files(evaluator, lang, self.citing.version, twin, page).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        nation = self.store.regions.nation(region).id
        year, numbers = nearest_year(evaluator, nation, self.request["year"]), register["numbers"]
        return {"explorer.md": explorer.chapter(evaluator, lang, region, year, numbers)}

    @property
    def _megabytes(self) -> str:
        """How much the Python of the pages is, for readers; empty where there is none."""
        size = self.request.get("python", 0)
        return display.digits(size / 1e6, 0) if size else ""

    def _check_page(self, register: Mapping[str, Any], lang: str) -> str:
        """The page where a reader's own sentence is checked, by the Python that lies in the site."""
        regions, root = self.store.regions, self._root(lang)
        values = {
            "words": CHECK[lang],
            "example": rerun.sentence(
                make_edition(self.request["region"], self.request["year"], lang), CHECK[lang]
            ),
            "lang": lang,
            "root": root,
            "python": f"{root}{runtime.FOLDER}/" if self._megabytes else "",
            "size": self._megabytes,
        }
        script = dict(CHECK[lang]["script"])
        script["file"] = script["file"].format(serve=packs.command("serve"))
        box = render(
            "book/check.html",
            nations=[(one, regions.members(one.id)) for one in regions.nations],
            script=Markup(json.dumps(script, ensure_ascii=False).replace("</", "<\\/")),
            colon=FRAME[lang]["colon"],
            letters="".join(sorted(han_characters(canonical([one[lang] for one in ANSWERS])))),
            **values,
        )
        first = register["aliases"].get("share/energy", "")
        number = render("book/derive.html", id=first, **values)
        return plain("book/check.md", words=CHECK[lang], box=box, number=number)

    def _regions(self) -> list[str]:
        """The names, in each language, of the regions that the explorer has, as a query has them."""
        regions = self.store.regions
        nations = explorable(self._evaluator)
        found = [
            f"{one.name_en} | {one.name_zh} | {one.also_en} | {one.also_zh}"
            for nation in nations
            for one in regions.members(nation)
        ]
        names = {name.strip().lower() for one in found for name in one.split("|")}
        return sorted(name for name in names if len(name) > 1)

    def _metadata(
        self, register: Mapping[str, Any], figures: Mapping[str, str], extra: Path
    ) -> dict[str, Any]:
        from regionshare.book import share

        edition = register["edition"]
        lang, citing = edition["lang"], self.citing
        root = self._root(lang)
        about = {name: json.loads(_about(extra, name).read_text("utf-8")) for name in figures}
        sources = sorted(
            {
                self.store.sources[one["source"]].citation
                for number in register["numbers"].values()
                for one in number["inputs"]
            }
        )
        home = self._home(lang).removesuffix("index.html")
        return {
            "base": f"{citing.base}{home}" if citing.base else "",
            "regions": self._regions(),
            "version": citing.version,
            "released": citing.day,
            **(
                {}
                if not packs.named()
                else {"authors": _authors(citing), "site_title": citing.record.get("title", "")}
            ),
            "report_error": forms.report_error(citing.record),
            "tags": linked.tags(citing, lang),
            "licence": linked.licence_url(citing.text_licence),
            "picture": share.NAME,
            "picture_alt": share.alternative(register, lang),
            "picture_size": [share.WIDTH, share.HEIGHT],
            "report": linked.report(citing, lang, edition["title"], share.NAME),
            "dataset": linked.dataset(citing, root, sources),
            "figures": {name: linked.image(citing, one) for name, one in about.items()},
            "root": root,
            "pdf": pdf.NAME if self.request.get("pdf") else "",
        }

    def print_pages(self, stage: Path, slugs: Sequence[str]) -> None:
        """Print the pages of each language into one file, where that was asked for."""
        if not self.request.get("pdf"):
            return
        for lang in self.request["langs"]:
            home = self._home(lang).removesuffix("index.html")
            pdf.make(stage / home, [*slugs, glossary.PAGE], lang, self._printed(lang, home))

    def _printed(self, lang: str, home: str) -> dict[str, str]:
        """What a printed book says of itself: title, release and address."""
        name = self.store.regions[self.request["region"]].name(lang)
        about = {"version": self.citing.version, "released": self.citing.day}
        title = FRAME[lang]["site_title"]
        if packs.named():
            title = self.citing.record.get("title", title)
        return {
            "title": FRAME[lang]["printed"].format(title=title, region=name, year=self.citing.year),
            "release": release_text(about, lang),
            "base": f"{self.citing.base}{home}" if self.citing.base else "",
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
        record = record_place(self.project.root, self.project.data)
        if record is not None and record.is_file():
            _copy(record, stage / CITATION)
        if packs.options():
            (stage / LICENCES).write_text(licences_of(self.store), encoding="utf-8")
        (stage / ".nojekyll").touch()  # else a host's site generator drops what begins with _
        homes = {lang: self._home(lang) for lang in self.request["langs"]}
        (stage / "404.html").write_text(
            missing(self.citing.base, homes), encoding="utf-8", newline="\n"
        )
        numbers = content["numbers"]
        records = linked.files(self.citing, numbers)
        records["numbers.bib"] = bibliography(numbers, self.store, self.citing)
        for name, text in records.items():
            (stage / name).write_text(text, encoding="utf-8", newline="")
        self._dark_drawings(stage)
        self._for_machines(stage, content)
        made = crate.describe(stage, self.citing, self.request)
        (stage / crate.NAME).write_text(compact(made), encoding="utf-8", newline="\n")

    def _home(self, lang: str) -> str:
        """The front page of a language, seen from the front page of the site."""
        return f"{lang}/index.html" if self._root(lang) else "index.html"

    def _dark_drawings(self, stage: Path) -> None:
        """Keep the addresses ``fig-x.dark.svg`` of an edition that an earlier release has, too."""
        if self._before() is None:
            return
        for path in [*stage.glob("figures/*/fig-*.svg"), *stage.glob("*/figures/*/fig-*.svg")]:
            light = path.stem
            target = path.with_name(f"{light}.dark.svg")
            if "." not in light and not target.is_file():
                text = path.read_text(encoding="utf-8")
                target.write_text(dark_drawing(text), encoding="utf-8", newline="")

    def _for_machines(self, stage: Path, content: Mapping[str, Any]) -> None:
        """Add what programs look for: each number alone, a guide to the pages, a feed of releases.

        ``releases.json`` knows this release alone; who publishes several adds theirs, and then
        every page offers the others.
        """
        (stage / "numbers").mkdir(exist_ok=True)
        slug = ""
        if alone := "site" not in self.request:  # a site of many has each register whole
            for key, one in content["numbers"].items():
                slug = anchor(key).removeprefix("num-")
                path = stage / "numbers" / f"{slug}.json"
                path.write_text(compact(self._alone(key, one)), encoding="utf-8", newline="\n")
        menu = _MENU.findall((stage / "index.html").read_text(encoding="utf-8"))
        pages = [
            (path.name, title[1], html.unescape(said[1]))
            for name in dict.fromkeys(["index.html", *menu])
            if (path := stage / name).is_file()
            and (text := path.read_text(encoding="utf-8"))
            and (title := re.search(r"<title>(.*?) \u2013 ", text))
            and (said := re.search(r'<meta name="description" content="([^"]*)"', text))
        ]
        own = {"version": self.citing.version, "released": self.citing.day, "address": "./"}
        known = canonical({"releases": [own] if self.citing.day else []})
        texts = {
            "releases.json": known,
            "llms.txt": plain(
                "site/llms.txt", citing=self.citing, pages=pages, alone=alone, slug=slug,
                released=release_text({"released": self.citing.day, "version": self.citing.version}, "en"),
                files=[one for one in GUIDED if (stage / one).is_file()],
                others=[(lang, self._home(lang)) for lang in self.request["langs"][1:]],
            ),
        }  # fmt: skip
        if self.citing.base and self.citing.day:
            texts["feed.xml"] = self._moved(content, self.request["langs"][0]).feed(self.citing)
        for name, text in texts.items():
            (stage / name).write_text(text, encoding="utf-8", newline="\n")

    def _alone(self, key: str, one: Mapping[str, Any]) -> dict[str, Any]:
        """A number's file: its entry, what it is in words, of which edition and where it came from."""
        place, citing = f"numbers.html#{anchor(key)}", self.citing
        used = {row[name].partition(";")[0] for row in one["inputs"] for name in ORIGINS}
        told = {
            "name": {lang: meaning(key, self.store, lang) for lang in one["display"]},
            "edition": citing.edition,
            "release": citing.version,
            "released": citing.day,
            "licence": citing.text_licence,
            "page": citing.url(place) or f"../{place}",
            "sources": {
                name: self.store.sources[name].citation
                for name in sorted(used & self.store.sources.keys())
            },
        }
        return published.alone(one) | {name: said for name, said in told.items() if said}

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
    ready = opening.evaluator(project.data)
    name = ready.store.regions[request["region"]].name("en")
    place = record_place(project.root, project.data)
    citing = Citable(
        load_citation(place) if place else {},
        request["region"],
        request["year"],
        name,
        request.get("base_url", ""),
    )
    return Apparatus(project, ready.store, ready.declared, citing, request)


def _about(extra: Path, figure: str) -> Path:
    """The file that says what a figure shows and where it comes from."""
    return extra / "figures" / figure / f"{figure}.json"


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


CHECK = room("check")
ANSWERS = (
    room("answer"), room("claims"), room("evidence"), room("reasons"), room("sentences.said"),
    room("sentences.guesses"), room("sentences.refused"), room("sentences.hints"),
    room("sentences.page"), room("sentences.text"), room("sentences.units"), room("sentences.per"),
)  # fmt: skip
"""What a checked sentence is answered in: the page's font has its letters."""
FRAME = room("book.frame")


def _authors(citing: Citable) -> str:
    """Who made a book that is not the project's own, as its record says; empty without one."""
    return ", ".join(one.shown for one in citing.people)
