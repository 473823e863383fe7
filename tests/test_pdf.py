"""The printed book: links lead inside it; what `.ci/release` prints is held to its measures."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import debian
import pytest

from regionshare.book import pdf

PRINTED = os.environ.get("REGIONSHARE_PRINTED", "")
LANGUAGES = {"en": "", "zh": "zh/"}
TWO = """<html><head></head><body><nav>menu</nav><article><h1 id="t">{title}</h1>
<p>See <a href="other.html#t">there</a>, <a href="numbers.html#n">a number</a>.</p>
<p class="no-print">for screens</p><table><thead><tr><th>A</th></tr></thead><tbody>
<tr><td>1</td></tr></tbody></table></article></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index", "other", "numbers"):
        (tmp_path / f"{name}.html").write_text(TWO.format(title=f"Page {name}"), encoding="utf-8")
    return tmp_path


def asked(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_a_small_book_is_printed_with_contents_and_outline(site: Path) -> None:
    debian.require(debian.BROWSER, "chromium", "/usr/bin/chromium")
    debian.require(debian.TOOLS, "poppler-utils", "/usr/bin/pdfinfo")
    about = {"title": "Toys", "release": "Release 1", "base": ""}
    made = pdf.make(site, ["index", "other", "numbers"], "en", about)
    text, head = asked("pdftotext", "-layout", str(made), "-"), asked("pdfinfo", str(made))
    assert re.search(r"Page other\s+4\n", text)  # title, contents, first chapter, then this
    assert "Page numbers" not in text and "for screens" not in text and "menu" not in text
    assert re.search(r"Tagged:\s+yes", head) and re.search(r"Pages:\s+4\b", head)
    assert b"/Outlines" in made.read_bytes()
    assert not (site / "print.html").exists()


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


def test_the_book_is_short_light_tagged_and_has_its_fonts(printed: Path) -> None:
    head, fonts = asked("pdfinfo", str(printed)), asked("pdffonts", str(printed))
    assert int(re.findall(r"Pages:\s+(\d+)", head)[0]) <= 100
    assert printed.stat().st_size <= 5_000_000
    assert re.search(r"Tagged:\s+yes", head)
    rows = fonts.splitlines()[2:]
    assert rows and all(re.search(r" yes (?:yes|no)\s+(?:yes|no)\s+\d+ +\d+$", one) for one in rows)
