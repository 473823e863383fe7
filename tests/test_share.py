"""What is shared of the book: pages to be framed elsewhere, and pictures for links."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from regionshare.book.share import Sharing, Statement, draw_words, lines_of, said_by
from regionshare.citation.forms import Citable, load_citation
from regionshare.numbers.evaluator import Evaluator

BASE = "https://example.org/report/"
SAID = Statement(
    "C01",
    "about <7> % of the energy",
    "depends",
    "depends on the year",
    "It depends.",
    "A. Speaker, 1 May 2024",
    ["Office of Energy, 2023"],
)


def shared(folder: Path, lang: str = "en", base: str = "") -> Path:
    about = {
        "id": "fig-toy", "alt": "Toy & more", "caption": "Toys by region.", "width": 575,
        "sources": [{"citation": "Office of Toys, 2025-05-01: A"}] * 2,
    }  # fmt: skip
    place = folder / "figures" / "fig-toy"
    place.mkdir(parents=True)
    (place / "fig-toy.json").write_text(json.dumps(about), encoding="utf-8")
    (place / "fig-toy.narrow.svg").touch()
    citing = Citable(load_citation(), "CN-GD", 2023, "Guangdong", base)
    sharing = Sharing(citing, lang, folder, "" if lang == "en" else "../")
    sharing.figures({"fig-toy": "shares"}, {"shares": "The four shares"})
    sharing.statements([SAID])
    sharing.chapters({"shares": ("The four shares", "It has 7 %.")})
    return folder


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_to_be_framed_is_small_and_says_where_it_is_from(tmp_path: Path, lang: str) -> None:
    folder = shared(tmp_path, lang) / "embed"
    version = str(load_citation()["version"])
    for name, place in (("fig-toy", "shares.html#fig-toy"), ("C01", "ledger.html#C01")):
        page = (folder / f"{name}.html").read_text("utf-8").replace("\u00a0", " ")
        assert len(page.encode()) < 25_000
        assert "<script" not in page and "Content-Security-Policy" in page
        assert 'href="../_static/fonts.css"' in page and '"Report Han"' in page, "boxes for letters"
        assert f'href="../{place}" target="_top"' in page and version in page
    figure = (folder / "fig-toy.html").read_text("utf-8").replace("\u00a0", " ")
    assert figure.count("Office of Toys, 1 May 2025: A") == 1 and "Toy &amp; more" in figure
    statement = (folder / "C01.html").read_text("utf-8").replace("\u00a0", " ")
    for told in (
        "about &lt;7&gt; % of the energy",
        "A. Speaker, 1 May 2024",
        "Office of Energy, 2023",
    ):
        assert told in statement
    drawn = '"../figures/fig-toy/fig-toy.narrow.svg'
    assert f'"(max-width: 480px)" srcset={drawn}"' in figure
    assert f'(prefers-color-scheme: dark)" srcset={drawn}#dark"' in figure


def test_pictures_need_the_address_of_the_site(tmp_path: Path) -> None:
    bare, whole = shared(tmp_path / "a"), shared(tmp_path / "b", base=BASE)
    assert not (bare / "share").exists()
    assert "og:image" not in (bare / "embed" / "C01.html").read_text("utf-8")
    assert f'content="{BASE}share/C01.png"' in (whole / "embed" / "C01.html").read_text("utf-8")
    zh = shared(tmp_path / "c", "zh", BASE) / "embed" / "C01.html"
    assert f'content="{BASE}zh/share/C01.png"' in zh.read_text("utf-8")
    assert {one.name for one in (whole / "share").iterdir()} == {"C01.png", "shares.png"}


def test_a_picture_is_of_the_size_that_networks_show() -> None:
    found = draw_words("A title that goes on " * 4, "占全国的比重。" * 30, "foot", "zh")
    assert found[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(found[at : at + 4]) for at in (16, 20)] == [1200, 630]
    assert len(found) < 200_000


def test_no_line_of_a_picture_begins_with_a_closing_mark_or_is_too_wide() -> None:
    for size in (25, 36):
        lines = lines_of("占全国的比重，能源为百分之七。（按主口径）" * 8, size)
        assert len(lines) > 3 and not [one for one in lines if re.match("[，。）]", one)]
        assert max(map(len, lines)) * size <= 0.88 * 1200 * 0.72


def test_a_label_is_said_once_and_of_whom_a_statement_is_asked(toy: Evaluator) -> None:
    sharing = Sharing(Citable({}, "TL-A", 2021, "A"), "en", Path(), "")
    answer = replace(SAID, answer="Depends on the year: 7 % in 2020.")
    assert sharing._answered(answer) == f"{SAID.by}. Depends on the year: 7 % in 2020."
    assert "Depends on the year. It depends." in sharing._answered(SAID)
    one = {"speaker": {"name": {"en": "A. Speaker"}}, "spoken": "2024-05-01", "region": "TL-A"}
    assert said_by({**one, "asked_of": "TL-A"}, toy.store, "en") == SAID.by
    name = toy.store.regions["TL-B"].name("en")
    assert said_by({**one, "asked_of": "TL-B"}, toy.store, "en").endswith(f"asked here of {name}")


@pytest.mark.slow
@pytest.mark.xdist_group("report")
def test_a_real_figure_is_framed_within_the_limit(report: Path) -> None:
    pages = sorted([*report.glob("embed/*.html"), *report.glob("zh/embed/*.html")])
    assert len(pages) > 80
    ledger = json.loads((report / "ledger.json").read_text("utf-8"))
    bare = {one["id"] for one in ledger if not one["evidence"]}
    for path in pages:
        text = path.read_text("utf-8")
        files = re.findall(r'<img src="([^"]+)"', text)
        loaded = [text.encode(), *((path.parent / one).read_bytes() for one in files)]
        assert sum(len(gzip.compress(one)) for one in loaded) < 25_000, path.name
        assert path.stem in bare or re.search("Source: |sources<|来源", text), path.name
        for link in re.findall(r'href="\.\./([^"#]+)#([^"]+)"', text):
            target = (path.parent.parent / link[0]).read_text("utf-8")
            assert f'id="{link[1]}"' in target, (path.name, link)
