"""The site of a sweep: editions with their pages in one place, listed on a front page.

``<edition>/`` holds the pages of an edition, ``_static/`` what all of them share, ``editions/`` a
record for each published edition, and ``index.html`` lists them; it needs no script, no other host
and no file of an edition; of the site, a font alone.

What editions have in common is there once for all of them: `regionshare.sweeps.shared`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.book.pages import make_pages
from regionshare.data.regions import Regions
from regionshare.errors import RegionshareError
from regionshare.execution.cache import Contents
from regionshare.files import publish
from regionshare.files.notebooks import Notebook
from regionshare.files.places import Folder, Place
from regionshare.files.project import canonical, digest, files_under
from regionshare.files.publish import workspace
from regionshare.sweeps import results
from regionshare.sweeps.orders import Edition, Pages, Setting
from regionshare.sweeps.shared import FOLDER, html_with_shared, share, share_common
from regionshare.text.markup import Markup, guarded, render
from regionshare.text.messages import room

FONTS = f"{FOLDER}/fonts.css"
EDITIONS = "editions"
RECORDED = {"region": str, "year": int, "langs": list, "key": str}
INDEX = "index.html"
ATTEMPTS = 5
MATRIX = "matrix-"
PART = "the edition"
MARK = Markup('<meta name="generator" content="regionshare sweep">')
WORDS = room("site.front")


@dataclass(frozen=True)
class Listed:
    """A published edition and its languages; the first one's pages are at the root."""

    edition: Edition
    langs: tuple[str, ...]

    def address(self, lang: str) -> str:
        """Return where the pages of a language begin, seen from the site."""
        folder = "" if lang == self.langs[0] else f"{lang}/"
        return f"{self.edition.id}/{folder}index.html"


def front_page(
    editions: Sequence[Listed],
    regions: Regions,
    matrices: Mapping[str, str] | None = None,
    *,
    fonts: str = "",
) -> str:
    """Return the front page.

    Parameters
    ----------
    editions : sequence of Listed
        By region and year, at least one.
    regions : Regions
        For their names.
    matrices : mapping, optional
        Addresses of the pages of all regions and years, by nation.
    fonts : str
        A style sheet that brings a Chinese font, to readers whose system has none.
    """
    groups = itertools.groupby(editions, key=lambda one: one.edition.region)
    rows = [(regions[region], list(group)) for region, group in groups]
    links = [(address, regions[nation]) for nation, address in (matrices or {}).items()]
    count = {lang: _count(words, len(editions), len(rows)) for lang, words in WORDS.items()}
    values = {"rows": rows, "matrices": links, "count": count, "fonts": fonts}
    return guarded(str(render("site/front.html", words=WORDS, mark=MARK, **values))) + "\n"


def _count(words: Mapping[str, str], editions: int, regions: int) -> str:
    edition = words["one_edition" if editions == 1 else "more_editions"].format(number=editions)
    region = words["one_region" if regions == 1 else "more_regions"].format(number=regions)
    return words["count"].format(editions=edition, regions=region)


def is_current(place: Place, pages: Pages) -> bool:
    """Tell whether the pages of an edition are published, made from what there is now.

    In a folder its files are compared with what was published; in a store their record is
    believed.
    """
    if _record(place, pages.edition).get("key") != pages.key:
        return False
    return not isinstance(place, Folder) or publish.is_current(
        place.path / pages.edition.id, {PART: pages.key}
    )


def publish_pages(pages: Pages, setting: Setting) -> None:
    """Build the pages of an edition from its results and put them into the site.

    In a folder the new pages take the place of the old ones at one moment. In a store the front
    page of the edition is written last.

    Raises
    ------
    RegionshareError
        A result is missing, the pages cannot be built, or the place refuses them.
    """
    place, project = setting.place, setting.project
    with _held(place, pages.edition):
        if is_current(place, pages):
            return
        executed = results.load(place, pages.orders, Contents(project))
        name = f"{pages.edition.id}-{digest(setting.address)[:8]}-{os.getpid()}"
        with (
            workspace(project.build / "work", name) as work,
            _staged(place, pages, work) as stage,
        ):
            _make(pages, setting, executed, work, stage)
            _put_new(place, FOLDER, work / FOLDER)
            files = _names(stage)
        _record_it(place, pages, files)


@contextlib.contextmanager
def _held(place: Place, edition: Edition) -> Iterator[None]:
    """Hold the lock of an edition where there are locks, and mend what a killed run left."""
    if not isinstance(place, Folder):
        yield
        return
    target = place.path / edition.id
    with publish.locked(target, lambda line: None):
        publish.recover(target)
        publish.check_output(target)
        yield


@contextlib.contextmanager
def _staged(place: Place, pages: Pages, work: Path) -> Iterator[Path]:
    """Give a folder for the pages; when the block ends without error, they are in the site."""
    if isinstance(place, Folder):
        with publish.staged(place.path / pages.edition.id, {PART: pages.key}) as stage:
            yield stage
        return
    stage = work / "stage"
    stage.mkdir()
    yield stage
    names = _names(stage)
    for name in sorted(names, key=lambda name: (Path(name).name == INDEX, -name.count("/"), name)):
        place.write(f"{pages.edition.id}/{name}", (stage / name).read_bytes())
    for name in set(_record(place, pages.edition).get("files", ())) - set(names):
        place.remove(f"{pages.edition.id}/{name}")


def _make(
    pages: Pages, setting: Setting, executed: dict[tuple[str, str], Notebook],
    work: Path, stage: Path,
) -> None:  # fmt: skip
    tools = setting.tools
    shelf = work / FOLDER
    shelf.mkdir()
    html = functools.partial(html_with_shared, tools.html, shelf, pages.langs[0])
    request = {
        "region": pages.edition.region, "year": pages.edition.year, "langs": list(pages.langs),
        "basis": {}, "base_url": pages.base_url, "site": f"../{INDEX}",
    }  # fmt: skip
    slugs = list(dict.fromkeys(order.chapter for order in pages.orders))
    tools = dataclasses.replace(tools, html=html)
    make_pages(setting.project, request, slugs, executed, work, stage, tools)
    if tools.gate:
        tools.gate(stage)
    share_common(stage, shelf, pages.base_url)


def _put_new(place: Place, folder: str, source: Path) -> None:
    """Write those files of a folder that the place does not have; a name stands for a content."""
    there = set(place.names(folder))
    for name in _names(source):
        if f"{folder}/{name}" not in there:
            place.write(f"{folder}/{name}", (source / name).read_bytes())


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files_under(folder)]


def _record(place: Place, edition: Edition) -> dict[str, Any]:
    return _parsed(place.read(_record_name(edition)))


def _parsed(content: bytes | None) -> dict[str, Any]:
    """A record of a published edition; an empty one for what is none, or is damaged."""
    with contextlib.suppress(ValueError):
        found = json.loads(content or b"{}")
        if isinstance(found, dict) and all(
            isinstance(found.get(name), kind) for name, kind in RECORDED.items()
        ):
            return found
    return {}


def _record_name(edition: Edition) -> str:
    return f"{EDITIONS}/{edition.id}.json"


def _record_it(place: Place, pages: Pages, files: list[str]) -> None:
    about = {**dataclasses.asdict(pages.edition), "langs": list(pages.langs), "key": pages.key}
    # A folder has its own list of files, with their digests.
    listed = {} if isinstance(place, Folder) else {"files": files}
    place.write(_record_name(pages.edition), canonical(about | listed).encode())


def published(place: Place) -> list[Listed]:
    """Return the published editions, by region and year."""
    found = place.read_many(place.names(EDITIONS)).values()
    listed = [
        Listed(Edition(one["region"], one["year"]), tuple(one["langs"]))
        for one in map(_parsed, found)
        if one
    ]
    return sorted(listed, key=lambda one: (one.edition.region, one.edition.year))


def check_front(place: Place) -> None:
    """Refuse a place whose front page is another program's."""
    page = place.read(INDEX)
    if page is not None and MARK.encode() not in page:
        raise RegionshareError(
            "this place has a front page that was not made by this program; it is left as it is",
            where=f"{place.address}/{INDEX}",
            remedy="Name another with --output, or remove it yourself",
        )


def write_front(place: Place, setting: Setting, regions: Regions) -> None:
    """Write the front page; again if another sweep published an edition meanwhile."""
    before: list[Listed] | None = None
    for _ in range(ATTEMPTS):
        editions = published(place)
        if editions == before or not editions:
            return
        with workspace(setting.project.build / "work", f"front-{os.getpid()}") as folder:
            pages = _matrices(editions, setting, regions)
            links = {nation: f"{MATRIX}{nation}.html" for nation in _nations(editions, regions)}
            text = front_page(editions, regions, links if pages else {}, fonts=FONTS)
            _put_front(place, setting, {**pages, INDEX: text}, folder)
        before = editions


def _nations(editions: Sequence[Listed], regions: Regions) -> list[str]:
    """The nations whose editions are published, each once."""
    return list(dict.fromkeys(regions.nation(one.edition.region).id for one in editions))


def _matrices(editions: Sequence[Listed], setting: Setting, regions: Regions) -> dict[str, str]:
    """The pages of all regions and years of each nation, in both languages, by name."""
    made: dict[str, str] = {}
    matrix = setting.tools.matrix
    for nation in _nations(editions, regions) if matrix else ():
        names = {"en": f"{MATRIX}{nation}.html", "zh": f"{MATRIX}{nation}.zh.html"}
        for lang, twin in (("en", "zh"), ("zh", "en")):
            links = {
                (one.edition.region, one.edition.year): one.address(
                    lang if lang in one.langs else one.langs[0]
                )
                for one in editions
            }
            assert matrix is not None
            made |= matrix(nation, lang, names[lang], editions=links, twin=names[twin], style=FONTS)
    return made


def _put_front(place: Place, setting: Setting, pages: Mapping[str, str], folder: Path) -> None:
    """Write pages with their font to the root of the site, the front page last."""
    stage, shelf = folder / "stage", folder / FOLDER
    (stage / FOLDER).mkdir(parents=True)
    (stage / FONTS).touch()
    for name, text in pages.items():
        (stage / name).write_text(text, encoding="utf-8", newline="\n")
    if setting.tools.fonts:
        setting.tools.fonts(stage, setting.project.build / "fonts")
    share(stage, shelf, depth=0)
    _put_new(place, FOLDER, shelf)
    for name in pages:
        place.write(name, (stage / name).read_bytes())
