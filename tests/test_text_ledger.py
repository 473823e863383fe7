"""The ledger of another text as pages: ``regionshare ledger --claims FILE --html DIR``."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import html_rules
import pytest
from click.testing import CliRunner, Result

from regionshare.claims.ledger import open_ledger
from regionshare.cli import main
from regionshare.files import paths
from regionshare.text import markup

TEXT = paths.ROOT / "examples" / "zhejiang" / "claims.yml"
PAGES = ("index.html", "index.zh.html")


def written(claims: Path, folder: Path) -> Result:
    return CliRunner().invoke(main, ["ledger", "--claims", str(claims), "--html", str(folder)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages") / "zhejiang"
    told = written(TEXT, made)
    assert told.exit_code == 0, told.output
    return made


@pytest.mark.parametrize(("name", "lang"), [(PAGES[0], "en"), (PAGES[1], "zh")])
def test_a_page_has_the_text_with_its_labels_and_each_statement(
    folder: Path, name: str, lang: str
) -> None:
    page = (folder / name).read_text("utf-8")
    for entry in open_ledger(TEXT).entries:
        claim = entry.claim
        said = markup.printed(claim.quote_zh if lang == "zh" else claim.text_en, lang)
        assert f'<section class="claim" id="{claim.anchor}">' in page
        shown = markup.typeset(f'<html lang="{lang}">{html.escape(said)}').partition(">")[2]
        assert f'<a href="#{claim.anchor}">{shown}</a>' in page


def test_what_machines_read_is_what_the_command_prints(folder: Path) -> None:
    told = CliRunner().invoke(main, ["ledger", "--claims", str(TEXT), "--json"])
    assert json.loads((folder / "ledger.json").read_text("utf-8")) == json.loads(told.output)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_and_loads_nothing(folder: Path, name: str) -> None:
    page = (folder / name).read_text("utf-8")
    assert html_rules.faults(page) == []
    assert "<script" not in page
    assert "src=" not in page
    assert "Content-Security-Policy" in page


def test_nobody_is_said_to_have_reviewed_another_text_but_its_pages(folder: Path) -> None:
    assert "ClaimReview" not in (folder / PAGES[0]).read_text("utf-8")


def test_markup_in_a_text_stays_text(tmp_path: Path) -> None:
    claims = tmp_path / "claims.yml"
    text = TEXT.read_text("utf-8")
    claims.write_text(
        text.replace("Its carbon intensity", "<img src=x onerror=alert(1)> Its"), "utf-8"
    )
    assert written(claims, tmp_path / "out").exit_code == 0
    page = (tmp_path / "out" / PAGES[0]).read_text("utf-8")
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_statement_with_a_mistake_is_told_and_the_others_have_their_pages(tmp_path: Path) -> None:
    claims = tmp_path / "claims.yml"
    text = TEXT.read_text("utf-8")
    assert text.count("concept: energy\n") == 1
    claims.write_text(text.replace("concept: energy\n", "concept: enrgy\n"), "utf-8")
    told = written(claims, tmp_path / "out")
    assert told.exit_code == 2
    assert "enrgy" in told.output
    page = (tmp_path / "out" / PAGES[0]).read_text("utf-8")
    assert 'id="C02"' in page
    assert 'id="C01"' not in page


def test_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("kept", "utf-8")
    told = written(TEXT, tmp_path / "out")
    assert told.exit_code != 0
    assert "Traceback" not in told.output
    assert (tmp_path / "out").read_text("utf-8") == "kept"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_dark_where_the_readers_system_is(folder: Path, name: str) -> None:
    page = (folder / name).read_text("utf-8")
    by_system = re.findall(r"@media \(prefers-color-scheme: dark\) \{\s*html \{([^}]*)\}", page)
    assert "--agrees: #7de2fa" in by_system[0]
    assert "--pst-color-background: #14181e" in by_system[-1]
    assert "data-theme=" not in page.partition("</style>")[2]
