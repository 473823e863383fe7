"""The golden register: numbers move only with a line of the changelog that names the vintage.

``tests/golden/README.md`` has the command that writes it anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import debian
import pytest

from regionshare.book import pages
from regionshare.citation import forms
from regionshare.data import releases
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import exports, golden, published, verify

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "numbers-CN-GD-2023.json"
PAPER = ROOT / "examples" / "paper" / "paper.tex"


def recorded(changelog: str) -> golden.Recorded | None:
    return golden.recorded(changelog, GOLDEN.name)


REMEDY = (
    "If that is meant: regionshare build; regionshare numbers --format golden --output "
    f"tests/golden/{GOLDEN.name}; and put the line that it prints into CHANGELOG.md"
)


@pytest.fixture(scope="module")
def computed(real: Evaluator) -> published.Published:
    ids = published.load(GOLDEN).entries
    judged = published.verdicts(pages.ledger({"region": "CN-GD", "year": 2023, "basis": {}}))
    return replace(published.evaluated(ids, real, "CN-GD", 2023), verdicts=judged)


def test_data_give_the_golden_register(computed: published.Published, real: Evaluator) -> None:
    results = verify.verify(published.load(GOLDEN).entries.values(), real)
    assert [one.to_dict() for one in results if not one.passed or one.reason] == []
    now = json.loads(golden.text(computed))
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    moved = [
        key
        for part in ("verdicts", "numbers")
        for key in sorted(now[part].keys() | kept[part].keys())
        if now[part].get(key) != kept[part].get(key)
    ]
    assert not moved, f"{', '.join(moved[:9])} moved. {REMEDY}"
    assert golden.text(computed) == GOLDEN.read_text(encoding="utf-8")


def test_changelog_records_the_golden_register_and_its_vintage() -> None:
    found = recorded((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    content = GOLDEN.read_text(encoding="utf-8")
    line = golden.line(GOLDEN.name, "<what moved, and why>", content)
    assert found is not None, f"CHANGELOG.md needs this line: {line}"
    assert found.digest == golden.digest(content), (
        f"{GOLDEN.name} changed: in the newest entry of CHANGELOG.md, this line takes the place of "
        f"the one that is there: {line}"
    )
    assert "<" not in found.vintage


def test_another_register_needs_another_line() -> None:
    old = golden.line(GOLDEN.name, "gdp.nbs_2025", "{}")
    new = golden.line(GOLDEN.name, "gdp.nbs_2030,\n  the sixth census", "{1}")
    changelog = f"# Changelog\n\n## 2\n\n{new}\n\n## 1\n\n{old}\n"
    found = recorded(changelog)
    assert found == golden.Recorded(
        GOLDEN.name, "gdp.nbs_2030, the sixth census", golden.digest("{1}")
    )
    assert recorded(old.replace("vintage gdp.nbs_2025", "")) is None
    assert recorded("") is None


def unkept(changelog: str, current: str, data: Path) -> list[str]:
    """The releases of a changelog, before the current one, whose register is not kept."""
    told = re.findall(r"^## (\S+)", changelog, re.MULTILINE)
    before = [one for one in told if releases.moment(one) < releases.moment(current)]
    return [one for one in before if not releases.release_file(data, one, "CN-GD-2023").is_file()]


def test_register_of_every_earlier_release_is_kept() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    current = forms.load_citation()["version"]
    assert re.search(rf"^## {re.escape(current)} ", changelog, re.MULTILINE)
    assert unkept(changelog, current, ROOT / "data") == [], "see tests/golden/README.md"


def test_register_that_is_not_kept_is_told(tmp_path: Path) -> None:
    changelog = "# Changelog\n\n## 2026.12.0 (x)\n\n## 2026.11.0 (x)\n\n## 2026.9.0 (x)\n"
    kept = releases.release_file(tmp_path, "2026.9.0", "CN-GD-2023")
    kept.parent.mkdir(parents=True)
    shutil.copy(GOLDEN, kept)
    assert unkept(changelog, "2026.12.0", tmp_path) == ["2026.11.0"]


def test_every_printed_number_has_a_tex_form(
    computed: published.Published, real: Evaluator
) -> None:
    text = exports.tex(computed, real.store) + exports.bib(computed, real.store)
    assert text.isascii()


@pytest.mark.slow
def test_paper_that_cites_numbers_compiles(
    computed: published.Published, real: Evaluator, tmp_path: Path
) -> None:
    debian.require(debian.TOOLS, "latexmk texlive-latex-base", "latexmk", "pdflatex", "bibtex")
    shutil.copy(PAPER, tmp_path)
    for form in ("tex", "bib"):
        text = exports.FORMATS[form](computed, real.store)
        (tmp_path / f"numbers.{form}").write_text(text, encoding="utf-8")
    command = ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", PAPER.name]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    log = (tmp_path / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000
    assert "undefined" not in log
    assert "Warning--" not in (tmp_path / "paper.blg").read_text(encoding="utf-8")
    cited = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert cited.count("\\bibitem") == 5
    found = exports.numbers_in(tmp_path / "numbers.bib")
    assert all(one.passed for one in verify.verify_paper(found, real))
