"""A nation that lacks energy or carbon: its book says what it has, and what is left out, once."""

from __future__ import annotations

import html
import os
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest
from quiet_country import asked, write

from regionshare.book.tree import leave_out
from regionshare.files import packs, paths


@pytest.mark.slow
@pytest.mark.parametrize(
    ("concepts", "pairs"),
    [
        (("population", "gdp"), ""),
        (("population", "co2"), "co2:population"),
        (("population", "gdp", "co2"), "co2:gdp co2:population"),
        (("population", "gdp", "energy"), "energy:gdp energy:population"),
    ],
)
def test_an_edition_holds_what_there_is_against_what_there_is(
    tmp_path: Path, concepts: tuple[str, ...], pairs: str
) -> None:
    pack = write(tmp_path / "pack", *concepts)
    told = asked(pack, "from regionshare.chapters.edition import make_edition as m;"
                 "print(*(':'.join(p) for p in m('QT-001', 2022).pairs))")  # fmt: skip
    assert told.strip() == pairs


@pytest.mark.slow
def test_an_edition_without_people_and_economy_is_refused(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "energy", "co2")
    told = asked(
        pack, "from regionshare.chapters.edition import make_edition as m; m('QT-001', 2022)"
    )
    assert "QT has no headline basis of population or gdp" in told


@pytest.mark.slow
def test_three_hundred_regions_are_ranked_without_energy(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp", "co2", count=300)
    told = asked(pack, "from regionshare.chapters import provinces as p;"
                 "from regionshare.chapters.edition import make_edition as m;"
                 "e = m('QT-001', 2022); t = p.panel(e); print(len(p.ranked(t)), p.tile_map(e, t, 'co2'))"
                 )  # fmt: skip
    assert told.strip() == "300 None"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("concepts", "told"),
    [("population gdp", "True None"), ("population gdp energy", "False Place 000"),
     ("population gdp co2", "False Place 000")],
)  # fmt: skip
def test_regions_alike_are_compared_by_what_there_is(
    tmp_path: Path, concepts: str, told: str
) -> None:
    pack = write(tmp_path / "pack", *concepts.split())
    found = asked(pack, "from regionshare.chapters import provinces as p;"
                  "from regionshare.chapters.edition import make_edition as m;"
                  "e = m('QT-001', 2022); t = p.alike(e); s = p.alike_table(e, t);"
                  "print(t.empty, s and t['name'].iloc[0])")  # fmt: skip
    assert found.strip() == told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        ("In 2021 Place 001 used about 5 % of Quietland's energy.", "en",
         "The data hold no figures of the energy of Quietland."),
        ("In 2021 Place 001 emitted about 5 % of Quietland's carbon dioxide.", "zh",
         "数据中没有静国的碳排放数字。"),
    ],
)  # fmt: skip
def test_a_sentence_on_what_the_nation_lacks_is_told_so(
    tmp_path: Path, text: str, lang: str, told: str
) -> None:
    pack = write(tmp_path / "pack", "population", "gdp")
    code = f"from regionshare.cli import main; main(['check', {text!r}, '--lang', {lang!r}])"
    assert told in asked(pack, code)


@pytest.mark.slow
def test_regions_without_tiles_have_no_map_of_who_could_say(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp", "energy", "co2")
    told = asked(pack, "from regionshare.chapters import asked, ledger, ledger_figures as f;"
                 "from regionshare.chapters.edition import make_edition as m; e = m('QT-001', 2022);"
                 "w = asked.who_could_say(e); print(len(w.rows), f.who_map(e, ledger.answers(e, w), w))"
                 )  # fmt: skip
    assert told.strip() == "2 None"


@pytest.mark.slow
@pytest.mark.parametrize("load", ["energy", "co2"])
def test_a_caption_names_what_there_is(tmp_path: Path, load: str) -> None:
    pack = write(tmp_path / "pack", "population", "gdp", load)
    told = asked(pack, "from regionshare.chapters import provinces as p;"
                 "from regionshare.chapters.edition import make_edition as m; e = m('QT-001', 2022);"
                 "print(p.ranked_intensity(e, p.ranked(p.panel(e))).caption)")  # fmt: skip
    assert re.findall(r"year/(\w+)", told) == [load]


@pytest.mark.slow
def test_the_matrix_of_two_concepts_has_every_edition(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp")
    told = asked(pack, "from regionshare.matrix.content import compute;"
                 "from regionshare.numbers import opening;"
                 "print(compute(opening.evaluator(), 'QT').possible.sum())")  # fmt: skip
    assert told.strip() == "6"


def test_a_pack_without_statements_and_examples_is_read_with_empty_tables(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp")
    merged = packs.merged([pack], paths.ROOT / "data", tmp_path / "merged")
    for name in packs.NEEDED:
        assert len((merged / name).read_text("utf-8").splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("stated", [False, True])
def test_what_is_asked_where_nothing_is_named_comes_from_the_data(
    tmp_path: Path, stated: bool
) -> None:
    pack = write(tmp_path / "pack", "population", "gdp")
    table = pack / "regions.csv"
    if stated:
        head, *rows = table.read_text("utf-8").splitlines()
        rows = [f"{row},{'2021' if row.startswith('QT-000') else ''}" for row in rows]
        table.write_text("\n".join([f"{head},report", *rows]) + "\n", "utf-8")
    region, year = ("QT-000", 2021) if stated else ("QT-001", 2022)  # the larger
    both = f"{pack}{os.pathsep}report"
    for given in (str(pack), both):
        code = "from regionshare.cli import main; main(['build', '--help'])"
        told = asked(Path(given), code)
        assert f"[default: {region}]" in told
        assert f"[default: {year}]" in told
    told = asked(pack, "from regionshare.cli import main; main(['matrix', '--help'])")
    assert "[default: QT]" in " ".join(told.split())


def _chapter(*cells: tuple[str, list[str]], **flags: bool) -> dict[str, object]:
    mime = "application/vnd.regionshare.register+json"
    parts = {"numbers": {}, "aliases": {}, "texts": {}, "flags": flags}
    code = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [
        {"output_type": "display_data", "data": {mime: parts}}]}  # fmt: skip
    told = [{"cell_type": "markdown", "metadata": {"tags": t}, "source": s} for s, t in cells]
    return {"cells": [*told, code]}


@pytest.mark.parametrize("full", [True, False])
def test_a_chapter_that_says_nothing_is_left_out_with_what_leads_to_it(full: bool) -> None:
    front = _chapter(
        ("# Front", []),
        ("Whole. See [](#steel) for steel. [](#steel) and [](#coal).", []),
        ("## Left out", ["left-out"]),
    )
    steel = _chapter(("(steel)=\n# Steel", []), ("None.", ["unless-any", "nothing"]), any=full)
    coal = _chapter(("(coal)=\n# Coal", []))
    kept = leave_out([("front", front), ("steel", steel), ("coal", coal)], "en")
    sources = [cell["source"] for cell in kept[0][1]["cells"]]
    if full:
        assert [slug for slug, _ in kept] == ["front", "steel", "coal"]
        assert "See [](#steel) for steel." in sources[1]
        assert "## Left out" not in sources
    else:
        assert [slug for slug, _ in kept] == ["front", "coal"]
        assert "#steel" not in sources[1]
        assert "[](#coal)." in sources[1]
        assert sources[2] == "## Left out\n\n- **Steel** None."


WHOLE = r'<span class="whole">(.*?)</span>'
COMMAND = re.compile(r"(?<![\w./-])regionshare (?!chapters/)[a-z][^<`”\n]*")
"""A command as a page prints it; papermill has an engine of that name."""


def test_templates_leave_commands_to_the_one_place_that_names_the_data() -> None:
    """That is `packs.command`; what a template, catalogue or script writes itself names no data."""
    folder = paths.PACKAGE / "text" / "templates"
    allowed = {"regionshare check", "regionshare runtime"}
    scripts = paths.PACKAGE.rglob("static/*.js")
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.md"), *scripts]):
        for found in COMMAND.findall(path.read_text("utf-8")):
            assert found.startswith(tuple(allowed)), f"{path.name}: {found}"
            assert "data_named()" in found or "runtime" in found, f"{path.name}: {found}"


@pytest.mark.parametrize(
    ("given", "options", "shipped"),
    [
        ("report", "", True),
        ("PACK", " --data pack", False),
        ("PACK:report", " --data pack --data report", False),
    ],
)
def test_commands_on_pages_name_the_data_and_no_place(
    tmp_path: Path, given: str, options: str, shipped: bool
) -> None:
    write(tmp_path / "pack", "population", "gdp")
    given = given.replace("PACK", str(tmp_path / "pack"))
    told = asked(Path(given), "from regionshare.files import packs;"
                 "print(packs.command('build'), not packs.named(), sep='|')")  # fmt: skip
    assert told.strip() == f"regionshare build{options}|{shipped}"


def test_a_record_comes_with_the_data_or_there_is_none(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "population", "gdp")
    code = (
        "from regionshare.citation import forms;"
        "one = forms.Citable(forms.load_citation(), 'QT-001', 2022, 'Place');"
        "print(forms.plain(one.report()))"
    )
    assert asked(pack, code).strip() == "Shares of Place, 2022. Edition QT-001-2022."
    (pack / "CITATION.cff").write_text(
        "title: Quiet shares\nauthors: [{family-names: Roe, given-names: Ann}]\n"
        "version: '1.0'\ndate-released: 2026-05-01\n",
        "utf-8",
    )
    told = "Ann Roe (2026): Quiet shares: Place, 2022. Version 1.0. Edition QT-001-2022."
    assert asked(pack, code).strip() == told


@pytest.mark.slow
def test_the_book_of_two_concepts_has_no_empty_section_and_no_broken_link(tmp_path: Path) -> None:
    pack, out = write(tmp_path / "pack", "population", "gdp"), tmp_path / "book"
    subprocess.run(
        [sys.executable, "-m", "regionshare", "build", "--data", str(pack), "--region", "QT-001",
         "--year", "2022", "--lang", "en", "--output", str(out)],
        cwd=paths.ROOT, check=True, timeout=600,
    )  # fmt: skip
    pages = {path.name: path.read_text("utf-8") for path in out.glob("*.html")}
    assert {"shares.html", "provinces.html", "matrix.html", "numbers.html"} <= set(pages)
    assert not {"carbon.html", "ledger.html", "drivers.html", "market.html"} & set(pages)
    article = re.search(r"<article.*?</article>", pages["index.html"], re.DOTALL)
    front = re.sub(r"<[^>]+>", "", article[0] if article else "")
    assert "What this edition leaves out" in front
    assert "Guangdong" not in front
    for name, page in pages.items():
        for command in COMMAND.findall(html.unescape(re.sub(WHOLE, r"\1", page))):
            assert command.endswith("--data pack"), f"{name}: {command}"
        for other in ("China", "United States", "COP29", "Share of the Nation authors"):
            assert other not in page, f"{name} speaks of {other}"
    for name in set(pages) - {"404.html"}:
        for address in re.findall(r'href="([^"#?:]+)[#?"]', pages[name]):
            place = posixpath.normpath(address)
            assert (out / place).exists(), f"{name} leads to {address}"
        empty = re.findall(
            r"<section[^>]*>\s*<h\d>(?:(?!</h\d>).)*</h\d>\s*</section>", pages[name]
        )
        assert not empty, name
