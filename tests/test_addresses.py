"""Addresses from data lead to pages, and to nothing that could run."""

from __future__ import annotations

from pathlib import Path

import pytest

from regionshare.data import sources, tables
from regionshare.errors import DataError

SAFE = (
    "", "https://example.org/a?b=c#d", "http://example.org:8080/", "data/series.csv", "#top",
    "../index.html", "https://例子.example/表",
)  # fmt: skip
UNSAFE = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ftp://a/b",
    "//example.org/x", "https://", "https:example", "https://a b/", 'https://a/"onload=x',
    "https://a/<b>", "https://[::1", "https://a/\u202ec", "mailto:a@b", "https://a\\b",
)  # fmt: skip


@pytest.mark.parametrize("text", SAFE)
def test_a_safe_address_stays_as_it_is(text: str) -> None:
    assert tables.address(text, "row 2") == text


@pytest.mark.parametrize("text", UNSAFE)
def test_an_address_that_could_run_or_mislead_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"row 2.*is not an address"):
        tables.address(text, "row 2")


@pytest.mark.parametrize("text", UNSAFE[:3])
def test_a_table_names_the_row_of_an_unsafe_address(tmp_path: Path, text: str) -> None:
    path = tmp_path / "documents.csv"
    path.write_text(f'id,url\na,https://example.org\nb,"{text}x"\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"documents\.csv, row 3"):
        tables.table(path)


def test_an_unsafe_address_of_a_source_names_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "sources.bib"
    path.write_text("@misc{bad, title = {T}, url = {javascript:alert(1)}}", encoding="utf-8")
    with pytest.raises(DataError, match=r"sources\.bib, entry bad"):
        sources.load_sources(path)


def test_sources_of_another_encoding_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sources.bib"
    path.write_bytes("@misc{a, title = {统计年鉴}}".encode("gb18030"))
    with pytest.raises(DataError, match="is not UTF-8"):
        sources.load_sources(path)
