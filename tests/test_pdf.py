"""What is printed: any page as it is, and the book, whose links lead inside it.

The books that `.ci/release` prints are held to their measures.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import debian
import pikepdf
import pytest

from regionshare.book import pdf

PRINTED = os.environ.get("REGIONSHARE_PRINTED", "")
BOOK_CSS = Path(pdf.__file__).parent / "static" / "book.css"
LANGUAGES = {"en": "", "zh": "zh/"}
PARTS = 4
"""Into how many parts the pages are split, of which one is printed always, and all at a release."""
TWO = """<html><head></head><body><nav>menu</nav><article><h1 id="t">{title}</h1>
<p>See <a href="other.html#t">there</a>, <a href="numbers.html#n">a number</a>.</p>
<p class="no-print">for screens</p><table><thead><tr><th>A</th></tr></thead><tbody>
<tr><td>1</td></tr></tbody></table></article></body></html>"""


STATEMENTS = "".join(
    f'<section class="claim"><h3>HEAD</h3><p class="claim-labels">holds</p><p>{"said " * (60 + 7 * number)}</p></section>'
    for number in range(40)
)
"""Statements of many lengths, so that a heading comes to lie at many heights."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index", "other", "numbers"):
        (tmp_path / f"{name}.html").write_text(TWO.format(title=f"Page {name}"), encoding="utf-8")
    (tmp_path / "_static").mkdir()
    shutil.copy(BOOK_CSS, tmp_path / "_static")
    return tmp_path


def asked(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def faults_of(printed: Path) -> list[str]:
    """Sheets without a line of text, and words that lie beyond the edge of their sheet."""
    sheets = asked("pdftotext", "-bbox", str(printed), "-").split("<page ")[1:]
    found = []
    for number, sheet in enumerate(sheets, 1):
        width = float(re.findall(r'width="([\d.]+)"', sheet)[0])
        words = re.findall(r'<word xMin="([-\d.]+)" \S+ xMax="([-\d.]+)" \S+>(.*?)</word>', sheet)
        beyond = [text for left, right, text in words if float(left) < 0 or float(right) > width]
        found += [f"{number}: {one}" for one in beyond]
        if len("".join(text for *_, text in words)) < 20:
            found.append(f"{number}: blank")
    return found


ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const seen = (one) => one.checkVisibility({contentVisibilityAuto: true}) && one.getClientRects().length;
  const told = (why, one) => `${why} ${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const light = (colour) => {
    const [r, g, b, a] = colour.match(/[\\d.]+/g).map(Number);
    return a === 0 ? 1 : (r + g + b) / 765;
  };
  const found = [], shown = [...document.querySelectorAll("body *")].filter((one) => !one.closest("svg, math") && seen(one));
  for (const one of shown) {
    const style = getComputedStyle(one), scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
    if (one.matches("nav, input, textarea, form, button:not(.x-sentence *, .x-tile), iframe, .no-print")) found.push(told("control", one));
    if (one.closest("article, .number-sheet") && scrolls) found.push(told("scrolls", one));
    if (one.getBoundingClientRect().right > innerWidth + 1) found.push(told("beyond", one));
    if (one.matches("p, td, th, li, h1, h2, dd") && light(style.color) > light(style.backgroundColor)) {
      if (light(style.color) > .6 && !one.closest(".matrix")) found.push(told("pale", one));
    }
    if (one.matches("img.picture-dark")) found.push(told("dark", one));
  }
  document.querySelectorAll("article details:not(.x-card)").forEach((one) => {
    const last = one.lastElementChild;
    if (seen(one) && last.tagName !== "SUMMARY" && !last.checkVisibility({contentVisibilityAuto: true})) found.push(told("folded", one));
  });
  dispatchEvent(new Event("afterprint"));
  return found;
}"""
"""What of a page as it is printed needs a screen: controls, boxes that scroll, what is cut, pale or folded."""


@pytest.mark.slow
@pytest.mark.xdist_group("report")
@pytest.mark.parametrize(
    ("lang", "part"),
    [
        pytest.param(*one, marks=() if one in (("en", 0), ("zh", 2)) else pytest.mark.release)
        for one in itertools.product(LANGUAGES, range(PARTS))
    ],
)
def test_every_page_prints_whole_and_light(
    browser: Any, serve: Callable[[Path], str], report: Path, lang: str, part: int, tmp_path: Path
) -> None:
    debian.require(debian.TOOLS, "poppler-utils", "/usr/bin/pdftotext")
    home, folder = serve(report), report / LANGUAGES[lang]
    faults: dict[str, list[str]] = {}
    context = browser.new_context(viewport={"width": 673, "height": 950}, color_scheme="dark")
    page, target = context.new_page(), tmp_path / "page.pdf"
    some = {*folder.glob("*.html"), *sorted(folder.glob("*/*gd*.html"))[:3]}
    some -= {folder / "search.html"}  # blank until something is asked
    for path in sorted(some)[part::PARTS]:
        name = path.relative_to(report).as_posix()
        page.goto(home + name, wait_until="load")
        if 'http-equiv="refresh"' in path.read_text("utf-8"):
            continue
        page.emulate_media(media="print", color_scheme="dark")
        if path.stem != "matrix":  # its sheets lie on their side
            faults[name] = page.evaluate(ON_PAPER)
        page.emulate_media(media=None, color_scheme="dark")
        page.pdf(path=str(target), prefer_css_page_size=True)
        faults[name] = faults.get(name, []) + faults_of(target)
    context.close()
    assert [f"{name}: {one}" for name, found in faults.items() for one in found] == []
    assert len(faults) > 5


@pytest.mark.slow
def test_a_small_book_is_printed_with_contents_and_outline(site: Path) -> None:
    debian.require_browser()
    debian.require(debian.TOOLS, "poppler-utils", "/usr/bin/pdfinfo")
    about = {"title": "Toys", "release": "Release 1", "base": ""}
    made = pdf.make(site, ["index", "other", "numbers"], "en", about)
    text, head = asked("pdftotext", "-layout", str(made), "-"), asked("pdfinfo", str(made))
    assert re.search(r"Page other\s+4\n", text)  # title, contents, first chapter, then this
    assert "Page numbers" not in text and "for screens" not in text and "menu" not in text
    assert re.search(r"Tagged:\s+yes", head) and re.search(r"Pages:\s+4\b", head)
    with pikepdf.open(made) as book:
        assert len(book.open_outline().root) == 3
    assert not (site / "print.html").exists()
    assert (b"/StructElem" in made.read_bytes()) is False  # the tags are compressed
    assert asked("pdfinfo", "-struct", str(made)).count("H1") == 3


@pytest.mark.slow
def test_no_heading_of_a_statement_ends_a_column(site: Path) -> None:
    debian.require_browser()
    debian.require(debian.TOOLS, "poppler-utils", "/usr/bin/pdftotext")
    other = site / "other.html"
    other.write_text(
        other.read_text("utf-8").replace("</article>", f"<div>{STATEMENTS}</div></article>"),
        "utf-8",
    )
    made = pdf.make(site, ["index", "other"], "en", {"title": "", "release": "", "base": ""})
    seen = 0
    for sheet in asked("pdftotext", "-bbox", str(made), "-").split("<page ")[1:]:
        words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" .*>(.*)</word>', sheet)
        said = [(float(left), float(top)) for left, top, word in words if word == "said"]
        for left, top in ((float(left), float(top)) for left, top, word in words if word == "HEAD"):
            assert any(abs(x - left) < 2 and 0 < y - top < 50 for x, y in said)
            seen += 1
    assert seen == 40


def test_without_a_browser_it_says_so(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(Exception, match="no-such-browser, which prints the book"):
        pdf.make(site, ["index"], "en", {"title": "", "release": "", "base": ""})
    assert not (site / "print.html").exists()


@pytest.fixture(params=LANGUAGES)
def printed(request: pytest.FixtureRequest) -> Iterator[Path]:
    if not PRINTED:
        pytest.skip("REGIONSHARE_PRINTED names no printed book: .ci/release makes one")
    yield Path(PRINTED) / LANGUAGES[request.param] / pdf.NAME


def test_the_book_is_printed_at_its_size_and_no_number_trails_an_address(printed: Path) -> None:
    """A line that cannot break makes Chromium print all of the book smaller."""
    words = re.findall(
        r'<word xMin="\S+" yMin="([\d.]+)" xMax="\S+" yMax="([\d.]+)">',
        asked("pdftotext", "-bbox", str(printed), "-"),
    )
    heights = [float(below) - float(above) for above, below in words]
    assert statistics.median(heights) > 8, "points, from the highest to the lowest letter"
    text = asked("pdftotext", str(printed), "-")
    assert not re.search(r"\(\s*https?://\S*numbers/", text)


def test_the_book_is_short_light_tagged_and_has_its_fonts(printed: Path) -> None:
    head, fonts = asked("pdfinfo", str(printed)), asked("pdffonts", str(printed))
    assert int(re.findall(r"Pages:\s+(\d+)", head)[0]) <= 100
    assert printed.stat().st_size <= 5_000_000
    assert re.search(r"Tagged:\s+yes", head)
    assert faults_of(printed) == []
    rows = fonts.splitlines()[2:]
    assert rows and all(re.search(r" yes (?:yes|no)\s+(?:yes|no)\s+\d+ +\d+$", one) for one in rows)
