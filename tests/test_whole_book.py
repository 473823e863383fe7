"""The built book of the default edition: it agrees with its ledger, and old addresses lead somewhere."""

from __future__ import annotations

import functools
import gzip
import html
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from regionshare.claims import answer
from regionshare.claims.labels import BADGES, WORST_TO_BEST
from regionshare.claims.ledger import open_ledger
from regionshare.cli import main
from regionshare.files import foreign, paths
from regionshare.numbers.number import anchor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report")]

BEFORE = "2026.11.0"
KEPT = paths.data_dir() / paths.RELEASES / BEFORE
LANGUAGES = {"en": "", "zh": "zh/"}


@functools.cache
def told() -> dict[str, dict[str, Any]]:
    """``regionshare ledger --json``, by claim."""
    done = CliRunner().invoke(main, ["ledger", "--json"])
    assert done.exit_code == 0, done.output
    return {one["id"]: one for one in json.loads(done.output)}


@functools.cache
def page(report: Path, name: str) -> str:
    return (report / name).read_text(encoding="utf-8")


def plain(markup: str) -> str:
    """What a reader sees, without space."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", markup)))


def close(text: str) -> str:
    """A sentence without space, and with the quotation marks that Markdown makes of straight ones."""
    return re.sub(r"\s+", "", text).replace("\u2019", "'")


def sections(report: Path, lang: str) -> dict[str, str]:
    text = page(report, f"{LANGUAGES[lang]}ledger.html")
    return dict(re.findall(r'<section class="claim" id="(C\d+)">(.*?)</section>', text, re.DOTALL))


# -- one ledger for machines and pages --------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_statement_of_the_page_is_that_of_the_json(report: Path, lang: str) -> None:
    found = sections(report, lang)
    assert found.keys() == told().keys()
    for name, one in told().items():
        for kind in ("today", "when_spoken"):
            badge = f'<span class="badge-{BADGES[one["code"][kind]]}">'
            assert badge in found[name], (name, kind)
            assert close(one["label"][kind][lang]) in close(plain(found[name])), (name, kind)
        assert close(one["answer"]["today"][lang]) in close(plain(found[name])), name


def test_the_ledger_beside_the_book_is_that_of_the_command(report: Path) -> None:
    beside = json.loads((report / "ledger.json").read_text(encoding="utf-8"))
    assert {one["id"]: one for one in beside} == told()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chapter_that_speaks_of_a_statement_repeats_the_ledger(
    report: Path, lang: str
) -> None:
    root, seen = report / LANGUAGES[lang], set()
    for path in sorted(root.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        for block in re.findall(r'<div class="verdicts">(.*?)</div>', text, re.DOTALL):
            for code, item in re.findall(r'<li data-code="(\w+)">(.*?)</li>', block, re.DOTALL):
                address = re.search(r'href="ledger\.html#(C\d+)"', item)
                assert address, item
                one = told()[address[1]]
                assert code == one["code"]["today"]
                assert close(one["answer"]["today"][lang]) in close(plain(item))
                seen.add(address[1])
    assert seen >= {"C04", "C05", "C10", "C13", "C15", "C21", "C23", "C26", "C27", "C28"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_gives_the_central_statements_the_labels_of_the_ledger(
    report: Path, lang: str
) -> None:
    front = page(report, f"{LANGUAGES[lang]}index.html")
    badges = re.findall(r'href="ledger\.html#(C\d+)"><span class="[\w-]+">(.*?)</span>', front)
    assert {name for name, _ in badges} == {"C20", "C21", "C22", "C23"}
    for name, word in badges:
        assert close(html.unescape(word)) == close(told()[name]["label"]["today"][lang])
    compared = close(answer.compared(open_ledger(), lang))
    assert compared in close(plain(front).replace("\u2019", "'"))


SCREENS = {"phone": (390, 844), "desk": (1440, 900)}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_screen_has_the_answer_and_the_four_bars(
    report: Path, lang: str, screen: str, browser: Any, serve: Callable[[Path], str]
) -> None:
    width, height = SCREENS[screen]
    seen = browser.new_page(viewport={"width": width, "height": height})
    try:
        seen.goto(f"{serve(report)}{LANGUAGES[lang]}index.html")
        inside = (
            "(one) => { const {top, bottom, left, right} = one.getBoundingClientRect();"
            f" return top >= 0 && left >= 0 && bottom <= {height} && right <= {width} && bottom > top; }}"
        )
        assert seen.locator("h1").evaluate(inside)
        for selector in (".front-row", ".front-share", ".front-said", ".front-place .num"):
            drawn = seen.locator(selector)
            assert drawn.count() == 4, selector
            assert all(drawn.nth(place).evaluate(inside) for place in range(4)), selector
        assert seen.locator(".explorer [data-name=region]").evaluate(inside)
        assert seen.locator(".twin-link").evaluate(inside)
    finally:
        seen.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_shows_no_table_no_code_and_no_id(
    report: Path, lang: str, browser: Any, serve: Callable[[Path], str]
) -> None:
    seen = browser.new_page(viewport={"width": 1440, "height": 900})
    try:
        seen.goto(f"{serve(report)}{LANGUAGES[lang]}index.html")
        assert seen.locator("main table, main .cell_input, .code-button").count() == 0
        shown = "(all) => all.filter((one) => one.checkVisibility()).length"
        assert seen.locator("main :is(code, pre)").evaluate_all(shown) == 0
        text = seen.locator("main").inner_text()
        assert not re.search(r"\bC\d\d\b|\b\w+/\w+/(CN|US)-", text)
    finally:
        seen.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_of_the_front_page_is_asked_of_another_region(
    report: Path, lang: str, browser: Any, serve: Callable[[Path], str]
) -> None:
    seen = browser.new_page()
    try:
        seen.goto(f"{serve(report)}{LANGUAGES[lang]}index.html")
        rows = seen.locator("[data-name=region] option").evaluate_all(
            "(all) => all.map((o) => o.value)"
        )
        kept = {f"row-{one.lower()}" for one in rows}  # what links of earlier books name
        assert kept <= ids(report / f"{LANGUAGES[lang]}matrix.html")
        pages = seen.locator("[data-fallback] button").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('formaction'))"
        )
        assert pages == [f"explorer/{one.lower()}.html" for one in rows]
        assert all((report / LANGUAGES[lang] / one).is_file() for one in pages)
        before = seen.locator(".x-say").inner_text()
        seen.locator("[data-name=region]").select_option("CN-ZJ")
        assert seen.locator(".x-say").inner_text() != before
        seen.locator(".x-more").click()
        seen.wait_for_url("**/explorer.html?region=CN-ZJ&year=*")
        assert seen.locator(".x-table tbody tr").count() == 4
    finally:
        seen.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_scripts_the_front_form_leads_to_the_page_of_a_region(
    report: Path, lang: str, browser: Any, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        seen = context.new_page()
        seen.goto(f"{serve(report)}{LANGUAGES[lang]}index.html")
        seen.locator("[data-fallback] summary").click()
        seen.locator("button[formaction='explorer/cn-zj.html']").click()
        seen.wait_for_url("**/explorer/cn-zj.html?")
        name = {"en": "Zhejiang", "zh": "浙江"}[lang]
        assert name in seen.locator("h1").inner_text()
    finally:
        context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_with_its_sentence_is_light(report: Path, lang: str) -> None:
    """What it loads before anything is chosen, compressed as a server sends it."""
    root, page = (
        report / LANGUAGES[lang],
        (report / LANGUAGES[lang] / "index.html").read_text("utf-8"),
    )
    loaded = re.findall(r'<(?:script|link)[^>]+?(?:src|href)="([^"]+\.(?:js|css))"', page)
    files = ["index.html", *loaded, "explorer/cn.js"]
    assert "explorer/explorer.js" in loaded
    assert sum(len(gzip.compress((root / one).read_bytes(), mtime=0)) for one in files) < 130_000


# -- ClaimReview -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_statement_has_a_claim_review(report: Path, lang: str) -> None:
    for name, markup in sections(report, lang).items():
        blocks = re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', markup, re.DOTALL
        )
        assert len(blocks) == 1, name
        review, one = json.loads(blocks[0]), told()[name]
        assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
        assert review["url"] == f"ledger.html#{name}"
        assert review["claimReviewed"]
        assert review["itemReviewed"]["author"]["name"]
        assert review["itemReviewed"]["datePublished"] == "2024-11-21"
        assert review["itemReviewed"]["appearance"]["name"]
        rating = review["reviewRating"]
        assert rating["alternateName"] == one["label"]["today"][lang]
        assert rating["ratingValue"] == 1 + WORST_TO_BEST.index(one["code"]["today"])
        assert (rating["worstRating"], rating["bestRating"]) == (1, len(WORST_TO_BEST))
        assert review["author"][0]["name"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", review["datePublished"])


# -- addresses that somebody has cited --------------------------------------------------------------


@functools.cache
def addresses() -> dict[str, Any]:
    return json.loads((KEPT / "addresses.json").read_text(encoding="utf-8"))


@functools.cache
def ids(path: Path) -> frozenset[str]:
    text = path.read_text(encoding="utf-8")
    return frozenset(html.unescape(one) for one in re.findall(r'\sid="([^"]+)"', text))


def test_every_page_and_anchor_of_the_release_before_is_there(report: Path) -> None:
    lost = []
    for root in addresses()["languages"]:
        for name, anchors in addresses()["pages"].items():
            path = report / root / name
            if not path.is_file():
                lost.append(f"{root}{name}")
                continue
            lost += [f"{root}{name}#{one}" for one in anchors if one not in ids(path)]
    assert lost == []
    assert sum(len(one) for one in addresses()["pages"].values()) > 200


def test_every_file_and_figure_of_the_release_before_is_there(report: Path) -> None:
    assert [one for one in addresses()["files"] if not (report / one).is_file()] == []
    figures = addresses()["figures"]
    assert len(figures) == 30
    assert [
        f"{root}{one}{suffix}"
        for root in addresses()["languages"]
        for one in figures
        for suffix in (".svg", ".dark.svg", ".csv")
        if not (report / root / "figures" / one / f"{one}{suffix}").is_file()
    ] == []


def test_an_old_dark_drawing_is_dark(report: Path) -> None:
    for path in report.rglob("fig-*.dark.svg"):
        twin = path.with_name(path.name.replace(".dark.", ".")).read_text("utf-8")
        rules = re.findall(r"(svg(?::target)?)\{--c", path.read_text("utf-8"))
        assert (rules, "svg:target{--c" in twin) == (["svg"], True), path


def test_a_figure_says_where_its_files_for_print_are(report: Path) -> None:
    """What the release before had for print a release has again: a book tells where."""
    for root in addresses()["languages"]:
        told = "".join(one.read_text(encoding="utf-8") for one in (report / root).glob("*.html"))
        bars = re.findall(
            r'<div role="group"[^>]*data-url="[^"]*#(fig-[^"]*)".*?</div>', told, re.S
        )
        assert set(bars) >= set(addresses()["figures"])
        command = "regionshare build --region CN-GD --year 2023 --print-files"
        assert told.count(f"<code>{command}</code>") == len(bars)
    assert not [*report.rglob("*mm.pdf"), *report.rglob("*dpi.png"), *report.rglob("fig*.zip")]


PRINTED = os.environ.get("REGIONSHARE_PRINTED", "")
FOR_PRINT = ("-89mm.pdf", "-183mm.pdf", "-300dpi.png", "-600dpi.png")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_release_has_every_file_for_print_and_their_archive(lang: str) -> None:
    if not PRINTED:
        pytest.skip("REGIONSHARE_PRINTED names no book with files for print: .ci/release makes one")
    folder = Path(PRINTED) / LANGUAGES[lang] / "figures"
    names = [f"{one}/{one}{end}" for one in addresses()["figures"] for end in FOR_PRINT]
    assert [one for one in names if not (folder / one).is_file()] == []
    with zipfile.ZipFile(folder / "figures-CN-GD-2023.zip") as packed:
        held = {one.partition("/")[2] for one in packed.namelist()}
    assert [one for one in names if one not in held] == []
    pages = "".join(one.read_text("utf-8") for one in folder.parent.glob("*.html"))
    assert [one for one in names if f'href="figures/{one}"' not in pages] == []
    assert "--print-files</code>" not in "".join(
        re.findall(r'<p><span class="bar-label">.*?</p>', pages, re.S)
    )


def heads(text: str) -> dict[str, list[str]]:
    """What the head of a page names: its own address, the same page elsewhere, its picture."""
    head = text.partition("<body")[0]
    others = r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"'
    return {
        "own": re.findall(r'<link rel="canonical" href="([^"]*)"', head),
        "languages": [lang for lang, _ in re.findall(others, head)],
        "others": [address for _, address in re.findall(others, head)],
        "pictures": re.findall(r'<meta property="og:image" content="([^"]*)"', head),
        "told": re.findall(r'<meta name="description" content="([^"]+)"', head),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_release_names_each_pages_address_languages_and_picture(lang: str) -> None:
    if not PRINTED:
        pytest.skip("REGIONSHARE_PRINTED names no book with a base URL: .ci/release makes one")
    book, home = Path(PRINTED), "https://example.org/report/"
    checked = 0
    for path in sorted((book / LANGUAGES[lang]).glob("*.html")):
        place = path.relative_to(book).as_posix()
        if path.name == "404.html":
            continue
        named = heads(path.read_text("utf-8"))
        assert named["own"] == [home + place]
        assert sorted(named["languages"]) == ["en", "zh-CN"], place
        assert home + place in named["others"], "each language names itself, too"
        assert len(named["pictures"]) == len(named["told"]) == 1, place
        for address in (*named["others"], *named["pictures"]):
            assert (book / address.removeprefix(home)).is_file(), address
        checked += 1
    assert checked > 15
    inner = [book / LANGUAGES[lang] / one for one in ("explorer/cn-gd.html", "numbers/shares.html")]
    for path in inner:
        assert '<meta name="robots" content="noindex">' in path.read_text("utf-8"), path


LIMIT = 30_000_000
"""Bytes of the default site without PDFs, share pictures and Python."""


def test_the_site_is_light_and_says_what_it_weighs(report: Path) -> None:
    apart = ("*.pdf", "share/*", "preview.png", ".build.json")
    own = [
        one
        for one in report.rglob("*")
        if one.is_file()
        and report / "python" not in one.parents
        and not any(one.match(kind) for kind in apart)
    ]
    kinds = Counter[str]()
    for one in own:
        kinds[one.suffix] += one.stat().st_size
    assert kinds.total() < LIMIT, kinds.most_common(8)
    for notebook in report.rglob("_sources/*.ipynb"):
        held = notebook.read_text(encoding="utf-8")
        assert "image/svg+xml" not in held
        assert "regionshare.register+json" not in held


def test_every_number_of_the_release_before_is_there(report: Path) -> None:
    old = foreign.read_json(KEPT / "numbers-CN-GD-2023.json")["numbers"]
    new = json.loads((report / "numbers.json").read_text(encoding="utf-8"))
    assert len(old) > 400
    assert sorted(old.keys() - new["numbers"].keys() - new["aliases"].keys()) == []
    for root in addresses()["languages"]:
        known = ids(report / root / "numbers.html")
        assert [key for key in old if anchor(key) not in known] == []
