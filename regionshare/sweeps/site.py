"""The site of a sweep: editions with their pages in one place, listed on a front page.

``<edition>/`` holds the pages of an edition, ``_static/`` what all of them share, ``editions/`` a
record for each published edition, and ``index.html`` lists them; it needs no script, no other host
and no file of an edition; of the site, a font alone.

The static files of a language are the same in every edition, fonts excepted: a Chinese font holds
the characters that an edition shows. The common ones go to ``_static/<digest of them all>/``, so
that references between them hold, fonts and their style sheet to ``_static/fonts/`` under names
made from their content. An edition made with an earlier theme keeps its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import html
import itertools
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.book.pages import Html, make_pages
from regionshare.data.regions import Region, Regions
from regionshare.errors import BookError, RegionshareError
from regionshare.execution.cache import Contents
from regionshare.files import publish
from regionshare.files.notebooks import Notebook
from regionshare.files.places import Folder, Place
from regionshare.files.project import canonical, digest, digest_file, digest_files, files_under
from regionshare.files.publish import workspace
from regionshare.sweeps import results
from regionshare.sweeps.orders import Edition, Pages, Setting

FOLDER = "_static"
FONT_STYLE = "fonts.css"
FONTS = f"{FOLDER}/{FONT_STYLE}"
EDITIONS = "editions"
INDEX = "index.html"
ATTEMPTS = 5
MATRIX = "matrix-"
PART = "the edition"
_REFERENCE = re.compile(r'(?<==")(?:\./|(?:\.\./)*)_static/(?P<name>[^"?#]+)')


def html_with_shared(
    html: Html, shelf: Path, home: str, src: Path, out: Path, doctrees: Path, lang: str, twin: str
) -> None:
    """Make the pages of one language as `html` does, then move their static files to `shelf`.

    Parameters
    ----------
    html : callable
    shelf : Path
        Stands for the site's ``_static``.
    home : str
        The language whose pages are at the edition's root; another has a folder of its own.
    """
    html(src, out, doctrees, lang, twin)
    share(out, shelf, 1 if lang == home else 2)


def share(pages: Path, shelf: Path, depth: int) -> None:
    """Move the static files of a folder of pages to `shelf`, and let the pages refer to them there.

    Parameters
    ----------
    pages : Path
        The pages of one language, with ``_static``; nothing is done without it.
    shelf : Path
        The site's ``_static``; what is there under a name has the same content.
    depth : int
        How many folders the pages are below the site.

    Raises
    ------
    BookError
        A page refers to a static file that is not there.
    """
    static = pages / FOLDER
    if not static.is_dir():
        return
    places = _put(static, shelf)
    for page in sorted(pages.rglob("*.html")):
        up = "../" * (depth + len(page.relative_to(pages).parts) - 1)
        text = page.read_text(encoding="utf-8")
        page.write_text(_referring(text, places, up, page.name), encoding="utf-8", newline="\n")
    shutil.rmtree(static)


def _put(static: Path, shelf: Path) -> dict[str, str]:
    """Copy the files to the shelf; return where each is now, seen from there."""
    files = files_under(static)
    fonts = [path for path in files if path.suffix == ".woff2" or path == static / FONT_STYLE]
    common = [path for path in files if path not in fonts]
    version = digest_files(common, static)[:12]
    places = {}
    for path in files:
        name = path.relative_to(static).as_posix()
        if path.name == FONT_STYLE and path in fonts:
            places[name] = f"fonts/{digest_file(path)[:12]}.css"
        elif path in fonts:
            places[name] = f"fonts/{path.name}"  # its name holds the digest of its characters
        else:
            places[name] = f"{version}/{name}"
        target = shelf / places[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return places


def _referring(text: str, places: dict[str, str], up: str, page: str) -> str:
    def moved(match: re.Match[str]) -> str:
        if match["name"] not in places:
            raise BookError(f"_static/{match['name']} is not there", where=page)
        return f"{up}{FOLDER}/{places[match['name']]}"

    return _REFERENCE.sub(moved, text)


MARK = '<meta name="generator" content="regionshare sweep">'
NATIVE = {"en": "English", "zh": "中文"}
HTML_LANG = {"en": "en", "zh": "zh-Hans"}
TITLE = {"en": "Share of the Nation", "zh": "全国占比"}
STYLE = """
:root { color-scheme: light dark; --ink: #1c2229; --soft: #59636e; --line: #d5dae0;
  --ground: #fff; --link: #085d6c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --soft: #9aa5b1; --line: #39424d;
  --ground: #14181e; --link: #5cc3d5; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.55 "System Han", "Report Han", system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; }
h1 span { display: block; }
p { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
th, td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: left;
  vertical-align: top; }
th { font-weight: 600; }
th span { color: var(--soft); font-weight: 400; }
p span, caption span, th span { display: block; }
ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 0; padding: 0; }
li { white-space: nowrap; }
a { color: var(--link); display: inline-block; padding: .25rem 0; }
li a + a { margin-left: .6rem; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
"""


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
    link = f'<link rel="stylesheet" href="{fonts}">' if fonts else ""
    rows = [
        _row(regions[region], list(group))
        for region, group in itertools.groupby(editions, key=lambda one: one.edition.region)
    ]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{TITLE["en"]}: the editions of the report by region and year.">
{MARK}
<title>{TITLE["en"]} · {TITLE["zh"]}</title>
{link}
<style>{STYLE}</style>
</head>
<body>
<main>
<h1><span>{TITLE["en"]}</span><span lang="zh-Hans">{TITLE["zh"]}</span></h1>
<p>Editions of the report by region and year.<span lang="zh-Hans">按地区和年份列出的各版报告。</span></p>
{_matrix_links(matrices or {}, regions)}<table>
<caption>{_count(len(editions), len(rows))}</caption>
<thead><tr><th scope="col">Region <span lang="zh-Hans">地区</span></th>
<th scope="col">Editions <span lang="zh-Hans">各版</span></th></tr></thead>
<tbody>
{"".join(rows)}</tbody>
</table>
</main>
</body>
</html>
"""


def _matrix_links(matrices: Mapping[str, str], regions: Regions) -> str:
    return "".join(
        f'<p><a href="{html.escape(address)}">Every region and year of '
        f"{html.escape(regions[nation].name_en)}: each metric, and which editions there are</a> "
        f'<a href="{html.escape(address.replace(".html", ".zh.html"))}" lang="zh-Hans">'
        f"{html.escape(regions[nation].name_zh)}各地区、各年份</a></p>\n"
        for nation, address in matrices.items()
    )


def _count(editions: int, regions: int) -> str:
    english = f"{editions} edition{'s' * (editions > 1)} of {regions} region{'s' * (regions > 1)}."
    return f'{english} <span lang="zh-Hans">{regions}个地区，共{editions}版。</span>'


def _row(region: Region, editions: Sequence[Listed]) -> str:
    name = f'{html.escape(region.name_en)}<span lang="zh-Hans">{html.escape(region.name_zh)}</span>'
    years = "".join(f"<li>{_links(one)}</li>\n" for one in editions)
    return f'<tr><th scope="row">{name}</th>\n<td><ul>\n{years}</ul></td></tr>\n'


def _links(one: Listed) -> str:
    year = one.edition.year
    links = " ".join(
        f'<a href="{one.address(lang)}" hreflang="{HTML_LANG[lang]}" lang="{HTML_LANG[lang]}" '
        f'aria-label="{one.edition.region} {year}, {NATIVE[lang]}">{NATIVE[lang]}</a>'
        for lang in one.langs
    )
    return f"{year} {links}"


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


def _put_new(place: Place, folder: str, source: Path) -> None:
    """Write those files of a folder that the place does not have; a name stands for a content."""
    there = set(place.names(folder))
    for name in _names(source):
        if f"{folder}/{name}" not in there:
            place.write(f"{folder}/{name}", (source / name).read_bytes())


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files_under(folder)]


def _record(place: Place, edition: Edition) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(place.read(_record_name(edition)) or b"{}")
    return content


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
        for one in map(json.loads, found)
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
        with tempfile.TemporaryDirectory(prefix="rs-") as folder:
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
            made[names[lang]] = matrix(nation, lang, editions=links, twin=names[twin], style=FONTS)
    return made


def _put_front(place: Place, setting: Setting, pages: Mapping[str, str], folder: str) -> None:
    """Write pages with their font to the root of the site, the front page last."""
    stage, shelf = Path(folder, "stage"), Path(folder, FOLDER)
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
