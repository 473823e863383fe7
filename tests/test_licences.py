"""The page of licences names every pinned distribution, with what it states of itself."""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from regionshare.book import licences, runtime
from regionshare.errors import BookError

ROOT = Path(__file__).parent.parent
PINS = ROOT / "requirements.txt"


def script() -> Any:
    spec = importlib.util.spec_from_file_location("written", ROOT / "packing" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_table_is_what_the_pinned_distributions_state() -> None:
    noted = licences.noted()
    assert script().table(PINS.read_text("utf-8"), noted) == noted
    assert list(noted) == list(licences.pins(PINS.read_text("utf-8")))
    assert all(noted.values())


def test_what_is_not_installed_keeps_its_row_and_a_new_one_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = script()
    assert written.table("nowhere==1\n", {"nowhere": "0BSD"}) == {"nowhere": "0BSD"}
    with pytest.raises(SystemExit, match=r"nowhere is not installed: add its row to licences.csv"):
        written.table("nowhere==1\n", {})
    about = metadata.metadata("pytest")
    for name in ("License-Expression", "License", "Classifier"):
        del about[name]
    monkeypatch.setattr(metadata, "metadata", lambda name: about)
    for name, text, told in (
        ("Classifier", "License :: OSI Approved :: BSD License", "BSD License"),
        ("License", "UNKNOWN", "BSD License"),
        ("License", "BSD-3-Clause", "BSD-3-Clause"),
        ("License-Expression", "MIT", "MIT"),
    ):
        if name in about:
            del about[name]
        about[name] = text
        assert written.stated("pytest") == told


def test_the_page_names_the_licence_of_the_python_that_the_book_carries() -> None:
    for lang in ("en", "zh"):
        assert f"Pyodide {runtime.VERSION}" in licences.page(PINS, lang)
        assert "MPL-2.0" in licences.page(PINS, lang)


def test_the_page_lists_each_pin_with_its_versions_in_both_languages() -> None:
    text = PINS.read_text("utf-8")
    for lang, title in (("en", "# Licences of the software"), ("zh", "# 软件和字体的许可")):
        page = licences.page(PINS, lang)
        assert page.startswith("(page-licences)=\n" + title)
        rows = re.findall(r"<th scope=\"row\"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", page)
        shown = {name: re.sub("<[^>]*>", "", versions) for name, versions in rows}
        assert shown == {name: ", ".join(found) for name, found in licences.pins(text).items()}
        assert "SIL Open Font License 1.1" in page
        for file in (licences.DATA, PINS.name):
            assert f'href="../{file}"' in licences.page(PINS, lang, "../")
        assert "{" not in page.replace("{raw}", "")
        assert page == licences.page(PINS, lang)


def test_a_pin_without_a_licence_stops_the_book(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("nowhere==1\n", encoding="utf-8")
    with pytest.raises(BookError) as refused:
        licences.page(path, "en")
    assert refused.value.sentence == (
        "licences.csv: no licence of nowhere is noted. Write it anew: python packing/licences.py."
    )
    assert "<td" not in licences.page(tmp_path / "none.txt", "en")
