"""The built pages of a toy edition: roles, figures, formulas, languages, no other host."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html_rules
import pytest
from book_toy import CHAPTERS, WORDS, build_site, write_tree
from nbformat.v4 import new_markdown_cell

from regionshare.book import again, frame
from regionshare.book.build import build_html
from regionshare.book.pages import SPHINX, files_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]

ENGLISH_FRAME = (
    "Skip to", "Search", "Contents", "On this page", "Previous", "Next", "Toggle", "Copyright",
    "Link to this", "Back to top", "Show code", "Hide code", "Download", "Note", "Fig.", "Menu",
    "Chapters", "Copy", "Permalink", "light/dark", "Notebook", "Table", "Share of the Nation",
)  # fmt: skip


@pytest.fixture
def sites(toy_site: Path) -> dict[str, Path]:
    return {"en": toy_site, "zh": toy_site / "zh"}


def page(sites: dict[str, Path], lang: str, name: str) -> str:
    return (sites[lang] / f"{name}.html").read_text(encoding="utf-8")


def article(markup: str) -> str:
    found = re.search(r"<article.*?</article>", markup, flags=re.DOTALL)
    assert found
    return found[0]


def heading(markup: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)<a class=\"headerlink\"", markup, flags=re.DOTALL)
    assert found
    return found[1]


def plain(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)


def test_an_edition_of_a_site_leads_to_its_front_page(sites: dict[str, Path]) -> None:
    link = '<a class="site-all" href="../../index.html">所有版本</a>'
    assert link in page(sites, "zh", "claim")
    assert "site-all" not in page(sites, "en", "claim")


def test_number_in_text_links_to_its_row_in_the_chapter_that_computed_it(
    sites: dict[str, Path],
) -> None:
    anchor = "num-share-energy-cn-gd-2021"
    link = re.search(r'<a class="num"[^>]*>7.0\u202f%</a>', article(page(sites, "en", "claim")))
    assert link
    assert f'href="shares.html#{anchor}"' in link[0]
    assert 'title="of the nation' in link[0]
    assert f'href="#{anchor}"' in article(page(sites, "en", "shares"))
    assert f'id="{anchor}"' in page(sites, "en", "shares")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Does Guangdong use 7.0\u202f% of the energy?"),
        ("zh", "广东是否只用了全国7.0%的能源？"),
    ],
)
def test_roles_in_a_title_are_plain_text_everywhere(
    sites: dict[str, Path], lang: str, title: str
) -> None:
    index, claim = page(sites, lang, "index"), page(sites, lang, "claim")
    assert heading(index, "h1") == title
    assert f"<title>{title} – " in index
    menu = re.search(r'<div class="bd-links.*?</div>', index, flags=re.DOTALL)
    assert menu
    wanted = WORDS[lang]["claim_title"].replace(" %", "\u202f%")
    assert wanted in plain(menu[0])
    assert 'class="num"' not in menu[0]
    onward, back = (
        re.search(r'<nav class="page-turn.*?</nav>', one, flags=re.DOTALL) for one in (index, claim)
    )
    assert onward
    assert back
    assert wanted in plain(onward[0])
    assert frame.WORDS[lang]["front"] in plain(back[0])  # as in the menu: its title is a sentence
    assert 'class="num"' not in onward[0] + back[0]
    index_script = (sites[lang] / "searchindex.js").read_text(encoding="utf-8")
    assert json.dumps(title.replace("\u202f", " ")) in index_script


def test_region_and_year_stand_in_the_menu_and_the_title_of_every_page(
    sites: dict[str, Path],
) -> None:
    for lang in ("en", "zh"):
        for name in (*CHAPTERS, "search"):
            markup = page(sites, lang, name)
            title = WORDS[lang]["title"]
            assert plain(markup.partition('<span class="site-edition">')[2]).startswith(title)
            assert re.search(rf"<title>[^<]*{title}</title>", markup)


def test_labelled_section_keeps_the_same_address_in_both_languages(
    sites: dict[str, Path],
) -> None:
    ids = [re.findall(r'<section id="([^"]+)"', page(sites, lang, "shares")) for lang in sites]
    assert ids[0] == ids[1] == ["shares", "formula", "part-1", "part-2", "part-3"]


def test_figure_has_id_number_caption_alt_and_two_drawings(sites: dict[str, Path]) -> None:
    markup = page(sites, "en", "shares")
    figure = re.search(r"<figure.*?</figure>", markup, flags=re.DOTALL)
    assert figure
    assert 'id="fig-shares"' in figure[0]
    assert "Fig. 1" in figure[0]
    assert "Guangdong had" in figure[0]
    assert 'class="num"' in figure[0]
    images = re.findall(r"<img [^>]*>", figure[0])
    assert len(images) == 2
    assert all(f'alt="{WORDS["en"]["alt"]}"' in image for image in images)
    assert all('width="640" height="356"' in image for image in images)
    assert 'href="#fig-shares"' in figure[0], "numref leads to the figure"
    assert "图 1" in page(sites, "zh", "shares")
    for suffix in ("", ".dark"):
        assert (sites["en"] / f"figures/fig-shares/fig-shares{suffix}.svg").is_file()


def test_register_shows_its_table_in_a_box_that_scrolls(sites: dict[str, Path]) -> None:
    markup = page(sites, "en", "shares")
    box = re.search(
        r'<div class="table-scroll table-cards table-wide" tabindex="0"[^>]*>.*?</table>',
        markup,
        re.DOTALL,
    )
    assert box
    assert "<th></th>" not in box[0]
    assert "vnd.regionshare" not in markup


def test_formulas_are_mathml_with_numbers(sites: dict[str, Path]) -> None:
    markup = page(sites, "en", "shares")
    assert '<math alttext="s = \\frac{100\\,E_r}{\\sum_i E_i}"' in markup
    assert "<mfrac>" in markup
    assert '<span class="eqno">(1)</span>' in markup
    assert 'href="#equation-eq-share"' in markup
    assert "mathjax" not in markup.lower()


class _Resources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source", "embed", "video", "audio", "object"}:
            self.found += [value for key in ("src", "srcset", "data") if (value := given.get(key))]
        if tag == "link" and (href := given.get("href")):
            self.found.append(href)


def test_no_page_loads_anything_from_another_host(sites: dict[str, Path]) -> None:
    for lang in sites:
        for file in sites[lang].rglob("*.html"):
            parser = _Resources()
            parser.feed(file.read_text(encoding="utf-8"))
            assert parser.found
            assert not [url for url in parser.found if "//" in url], file.name
        for file in sites[lang].rglob("*.css"):
            style = file.read_text(encoding="utf-8")
            foreign = re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']+", style)
            assert not foreign, file.name


def test_every_local_resource_of_a_page_exists(sites: dict[str, Path]) -> None:
    for file in sites["zh"].glob("*.html"):
        parser = _Resources()
        parser.feed(file.read_text(encoding="utf-8"))
        for url in parser.found:
            if not url.startswith("../"):
                assert (file.parent / url.split("?")[0].split("#")[0]).is_file(), (file.name, url)


def test_chinese_pages_have_no_english_word_of_the_frame(sites: dict[str, Path]) -> None:
    for name in (*CHAPTERS, "search"):
        markup = page(sites, "zh", name)
        assert '<html lang="zh-CN"' in markup
        markup = re.sub(r'<a class="bar-button twin-link".*?</a>', "", markup, flags=re.DOTALL)
        markup = re.sub(r"<(script|style)\b.*?</\1>", "", markup, flags=re.DOTALL)
        shown = plain(markup) + " ".join(
            re.findall(r'(?:title|aria-label|placeholder|data-copy|data-copied)="([^"]*)"', markup)
        )
        for word in ENGLISH_FRAME:
            assert word not in shown, (name, word)


def test_twin_link_names_the_other_language_and_leads_to_the_same_page(
    sites: dict[str, Path],
) -> None:
    english, chinese = page(sites, "en", "shares"), page(sites, "zh", "shares")
    link = re.search(r'<a class="bar-button twin-link"[^>]*>[^<]*</a>', english)
    assert link
    assert 'href="zh/shares.html"' in link[0]
    assert 'lang="zh-CN"' in link[0]
    assert 'hreflang="zh-CN"' in link[0]
    assert link[0].endswith(">中文</a>")
    link = re.search(r'<a class="bar-button twin-link"[^>]*>[^<]*</a>', chinese)
    assert link
    assert 'href="../shares.html"' in link[0]
    assert link[0].endswith(">English</a>")


def test_every_page_has_a_description(sites: dict[str, Path]) -> None:
    for lang in sites:
        assert re.search(
            r'<meta name="description" content="[^"]{9,}"', page(sites, lang, "search")
        )
        for name in CHAPTERS:
            found = re.search(
                r'<meta name="description" content="([^"]+)"', page(sites, lang, name)
            )
            assert found
            assert WORDS[lang]["region"] in found[1]


def test_two_builds_are_the_same_byte_for_byte(toy_site: Path, tmp_path: Path) -> None:
    again = build_site(tmp_path)
    files = sorted(file.relative_to(again) for file in again.rglob("*") if file.is_file())
    assert files == sorted(f.relative_to(toy_site) for f in toy_site.rglob("*") if f.is_file())
    differing = [f for f in files if (again / f).read_bytes() != (toy_site / f).read_bytes()]
    assert not differing


def test_a_folder_whose_name_the_locale_does_not_know_changes_no_byte(
    toy_site: Path, tmp_path: Path
) -> None:
    root, folder = Path(__file__).parent.parent, tmp_path / "一本书"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, root / "tests" / "faults" / "machines.py", folder, "sphinx", "0"],
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-600:]
    files = {f.relative_to(toy_site).as_posix(): f for f in toy_site.rglob("*") if f.is_file()}
    told = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
    assert json.loads(done.stdout.splitlines()[-1]) == told


def test_a_language_alone_has_no_twin_link(tmp_path: Path) -> None:
    build_html(write_tree(tmp_path / "s", "zh"), tmp_path / "o", tmp_path / "w", "zh", None)
    markup = (tmp_path / "o" / "index.html").read_text(encoding="utf-8")
    assert "twin-link" not in markup
    assert "hreflang" not in markup


@pytest.mark.parametrize("change", ["a word", "a title", "nothing"])
def test_pages_made_again_are_those_made_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Of pages that Sphinx goes on from only what is another is read, and none is left stale."""
    read: list[str] = []
    remember = again._remember

    def noted(app: Any, env: Any, names: list[str]) -> None:
        read.extend(names)
        remember(app, env, names)

    monkeypatch.setattr(again, "_remember", noted)
    text = "# Zebra\n\nA quagga is in no other chapter. See [](#formula)."
    words = {"a word": text.replace("quagga", "okapi"), "a title": text.replace("Zebra", "Gnu")}
    built = {}
    for name, place in (("before", "w"), ("again", "w"), ("anew", "v")):
        said = text if name == "before" else words.get(change, text)
        cells = {"claim": [new_markdown_cell(f"(claim)=\n{said}")]}
        shutil.rmtree(tmp_path / "src", ignore_errors=True)
        source = write_tree(tmp_path / "src", "en", **cells)
        (tmp_path / "w" / SPHINX).mkdir(parents=True, exist_ok=True)
        read.clear()
        build_html(source, tmp_path / name, tmp_path / place / "en", "en")
        assert len(read) == {"again": 1}.get(name, len(CHAPTERS))
        built[name] = files_of(tmp_path / name)
    assert built["again"] == built["anew"]
    assert (built["again"] == built["before"]) is (change == "nothing")


def test_every_page_is_valid_html(sites: dict[str, Path]) -> None:
    found = {
        f"{lang}/{name}": wrong
        for lang, site in sites.items()
        for name, wrong in html_rules.pages(site)
    }
    assert len(found) > 8
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
