"""Every page says what it may run: its own scripts, and nothing that came with the data."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regionshare.errors import BookError
from regionshare.text.markup import guarded, policy

PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>{}</head></html>'
HOSTILE = (
    "<script>document.title = 'ran'</script>",
    "<img src=x onerror=\"document.title = 'ran'\">",
    "<a id=link href=\"javascript:document.title = 'ran'\">x</a>",
    "<iframe srcdoc=\"<script>parent.document.title = 'ran'</script>\"></iframe>",
    "<script src=\"data:text/javascript,document.title = 'ran'\"></script>",
    "<svg onload=\"document.title = 'ran'\"></svg>",
)


def test_inline_scripts_are_allowed_by_their_digest_and_data_blocks_need_none() -> None:
    script = "let a = 1;"
    page = PAGE.format(f'<script>{script}</script><script type="application/ld+json">{{}}</script>')
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.findall(r"'sha256-([^']+)'", guarded(page)) == [digest]


def test_the_policy_stands_before_anything_that_runs_and_once() -> None:
    page = guarded(PAGE.format("<script>1</script>"))
    assert page.index("Content-Security-Policy") < page.index("<title>") < page.index("<script>")
    assert guarded(page) == page


def test_texts_are_typeset_and_code_is_not() -> None:
    page = guarded(PAGE.format("<p><b>Hubei</b>'s CO2, <code>it's CO2</code></p>"))
    assert "<b>Hubei</b>\u2019s CO\u2082, <code>it's CO2</code>" in page


def test_nothing_comes_from_another_host() -> None:
    assert "default-src 'none'" in policy("")
    assert not re.search(r"https?:|\*", policy(""))


def test_a_page_without_its_encoding_is_refused() -> None:
    with pytest.raises(BookError, match="encoding"):
        guarded("<html></html>")


@pytest.mark.slow
def test_what_is_smuggled_into_a_guarded_page_does_not_run(
    browser: Any, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    own = "<script>document.documentElement.dataset.own = 'ran'</script>"
    seen, site = [], serve(tmp_path)
    for nth, hostile in enumerate(HOSTILE):
        page = guarded(PAGE.format(own)).replace("</head>", f"</head><body>{hostile}</body>")
        (tmp_path / f"{nth}.html").write_text(page, encoding="utf-8")
        for address in (f"{site}{nth}.html", (tmp_path / f"{nth}.html").as_uri()):
            seen.append(browser.new_page())
            seen[-1].goto(address)
            if seen[-1].locator("#link").count():
                seen[-1].locator("#link").click()
    for page in seen:
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.dataset.own") == "ran", page.url
        assert page.title() == "t", page.url
        page.close()
