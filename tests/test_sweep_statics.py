from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from book_toy import write_tree
from waiting import PATIENCE

from regionshare.book.build import build_html
from regionshare.errors import BookError
from regionshare.sweeps.shared import html_with_shared, share, share_common

LINK = re.compile(r'(?:href|src)="([^"#?:]*_static/[^"#?]+)')


def pages(folder: Path, text: str, fonts: str = "@font-face{}") -> Path:
    """Write pages as Sphinx would: a front page, a page in a folder, static files."""
    static = folder / "_static"
    (static / "styles").mkdir(parents=True)
    (folder / "sub").mkdir()
    (static / "styles" / "theme.css").write_text("a{}")
    (static / "fonts.css").write_text(fonts)
    (static / "noto-1.woff2").write_bytes(b"font")
    link = '<link href="{}_static/styles/theme.css?v=1"><link href="{}_static/fonts.css">'
    (folder / "index.html").write_text(link.format("", "") + text)
    (folder / "sub" / "page.html").write_text(link.format("../", "../") + text)
    return folder


def links(page: Path) -> list[Path]:
    return [(page.parent / link).resolve() for link in LINK.findall(page.read_text("utf-8"))]


def test_pages_refer_to_the_static_files_of_the_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    home = pages(site / "CN-GD-2023" / "zh", "")
    share(home, site / "_static", 2)
    for page in (home / "index.html", home / "sub" / "page.html"):
        assert len(links(page)) == 2
        for target in links(page):
            assert target.is_file()
            assert target.is_relative_to(site / "_static")
    assert not (home / "_static").exists()


def test_editions_share_what_is_the_same_and_keep_their_fonts(tmp_path: Path) -> None:
    shelf = tmp_path / "_static"
    for edition, fonts in (("a", "1"), ("b", "2")):
        share(pages(tmp_path / edition, "", fonts), shelf, 1)
    names = sorted(path.name for path in shelf.rglob("*") if path.is_file())
    assert names.count("theme.css") == 1
    assert sum(name.endswith(".css") for name in names) == 3
    one, other = (links(tmp_path / edition / "index.html") for edition in "ab")
    assert one[0] == other[0]
    assert one[1] != other[1]


def test_another_theme_does_not_change_what_earlier_pages_use(tmp_path: Path) -> None:
    shelf = tmp_path / "_static"
    share(pages(tmp_path / "a", ""), shelf, 1)
    before = {path: path.read_bytes() for path in links(tmp_path / "a" / "index.html")}
    later = pages(tmp_path / "b", "")
    (later / "_static" / "styles" / "theme.css").write_text("b{}")
    share(later, shelf, 1)
    assert {path: path.read_bytes() for path in before} == before


def test_text_about_static_files_is_left_alone(tmp_path: Path) -> None:
    text = "<p>See href=&quot;_static/x.css&quot; and _static/x.css</p>"
    share(pages(tmp_path / "a", text), tmp_path / "_static", 1)
    assert text in (tmp_path / "a" / "index.html").read_text()


def test_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    home = pages(tmp_path / "a", '<script src="_static/gone.js"></script>')
    with pytest.raises(BookError, match=r"_static/gone.js is not there"):
        share(home, tmp_path / "_static", 1)


def test_pages_without_static_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("plain")
    share(tmp_path, tmp_path / "shelf", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def edition(site: Path, name: str, base: str = "", page: str = "") -> Path:
    """An edition with what it has in common with others, and pages and a crate that refer to it."""
    folder, at = site / name, base or ""
    region = '<link href="{}_static/7f/frame.css"><a href="../{}explorer/cn-gd.html">'
    pages = {
        "index.html": '<a href="data/datapackage.json" class="data"><i data-base="explorer/">',
        "zh/index.html": '<a href="../data/a.csv"><i data-base="explorer/"><a href="explorer.html">',
    }
    for path, text in {
        **{path: f'{text}{{"@id": "{at}data/a.csv"}}{page}' for path, text in pages.items()},
        "data/datapackage.json": "{}", "data/a.csv": "1", "requirements.txt": "a==1",
        "chapters/01.ipynb": "{}", "explorer/cn.js": "cn", "zh/explorer/cn.js": "zh",
        "explorer/cn-gd.html": region.format("../../", "zh/"),
        "zh/explorer/cn-gd.html": region.format("../../../", "../"),
        "ro-crate-metadata.json": '{"@id":"data/"},{"@id":"requirements.txt"},{"@id":"index.html"}',
    }.items():  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    share_common(folder, site / "_static", base)
    return folder


def test_data_notebooks_and_explorer_are_there_once_for_all_editions(tmp_path: Path) -> None:
    (tmp_path / "_static" / "7f").mkdir(parents=True)
    (tmp_path / "_static" / "7f" / "frame.css").write_text("a{}")
    first = edition(tmp_path, "CN-GD-2023")
    before = sorted((tmp_path / "_static").rglob("*"))
    edition(tmp_path, "CN-ZJ-2023", page="<p>Another</p>")
    assert sorted((tmp_path / "_static").rglob("*")) == before
    assert {one.name for one in first.rglob("*") if one.is_file()} == {
        "index.html", "ro-crate-metadata.json",
    }  # fmt: skip
    pages = [*first.rglob("index.html"), *(tmp_path / "_static").rglob("cn-gd.html")]
    for page in pages:
        found = re.findall(r'(?:href|data-base)="([^"]+)"', page.read_text())
        assert found
        for link in {*found} - {"explorer.html"}:
            assert (page.parent / link).resolve().exists(), (page, link)
    assert 'class="data"' in (first / "index.html").read_text()
    crate = re.findall('"@id":"([^"]+)"', (first / "ro-crate-metadata.json").read_text())
    assert all((first / one).exists() for one in crate)
    known = edition(tmp_path, "CN-SD-2023", base="https://example.org/site/CN-SD-2023/")
    (own,) = re.findall('"@id": "([^"]+)"', (known / "index.html").read_text())
    assert own.startswith("https://example.org/site/_static/")
    assert (tmp_path / own.removeprefix("https://example.org/site/")).is_file()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions of the toy book as a sweep would publish them."""
    root = tmp_path_factory.mktemp("sweep")
    for edition in ("CN-GD-2023", "CN-ZJ-2023"):
        for lang, folder, twin in (("en", "", "zh/"), ("zh", "zh", "../")):
            work = root / "work" / edition / lang
            write_tree(work / "src", lang)
            html_with_shared(
                build_html, root / "site" / "_static", "en", work / "src", work / "html",
                work / "doctrees", lang, twin,
            )  # fmt: skip
            target = root / "site" / edition / folder
            for path in (p for p in (work / "html").rglob("*") if p.is_file()):
                place = target / path.relative_to(work / "html")
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
    return root / "site"


@pytest.mark.slow
@pytest.mark.xdist_group("statics")
def test_static_files_of_a_site_are_there_once_for_each_language(site: Path) -> None:
    assert len(list(site.rglob("book.css"))) == 2
    for page in site.glob("CN-*/**/*.html"):
        assert links(page)
        assert [target for target in links(page) if not target.is_file()] == []


@pytest.mark.slow
@pytest.mark.xdist_group("statics")
@pytest.mark.parametrize("from_disk", [True, False])
def test_editions_read_from_disk_or_server_have_style_search_and_fonts(
    site: Path, browser: Any, serve: Callable[[Path], str], from_disk: bool
) -> None:
    home = site.as_uri() + "/" if from_disk else serve(site)
    page = browser.new_page()
    failed: list[str] = []
    aborted = "net::ERR_ABORTED"  # an icon still on its way when the next page is asked for
    page.on("requestfailed", lambda one: failed.extend([one.url] * (one.failure != aborted)))
    page.on("response", lambda answer: failed.extend([answer.url] * (answer.status >= 400)))
    for edition in ("CN-GD-2023", "CN-ZJ-2023"):
        page.goto(f"{home}{edition}/zh/shares.html", wait_until="networkidle")
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert "Report Han" in page.evaluate(
            "document.fonts.ready.then(fonts => [...fonts].map(one => one.family).join())"
        )
    assert failed == []
    page.goto(f"{home}CN-ZJ-2023/zh/search.html?q=能源消费总量")
    page.wait_for_selector("#search-results li a", timeout=1000 * PATIENCE)
    assert page.evaluate("document.querySelectorAll('#search-results li a').length") >= 2
    page.close()
