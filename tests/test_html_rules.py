"""The checker of pages finds what is wrong and lets pass what is right; so do pages without a book."""

from __future__ import annotations

import html_rules
import pytest

from regionshare.book.site import missing
from regionshare.matrix import pages
from regionshare.matrix.content import compute
from regionshare.numbers import opening

PAGE = '<!doctype html><html lang="en"><head><title>T</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<section><style>p {}</style></section>", "<style> stands in a body"),
        ('<form action=""><input></form>', "<form> has an empty action"),
        ("<p>a</p></section>", "End tag (section) seen too early"),
        ('<p id="a">1</p><p id="a">2</p>', "id 'a' stands 2 times"),
        ('<img src="a.png">', "<img> has no alt"),
        ("<span><div>a</div></span>", "<div> stands in <span>"),
        ('<a href="a"><button>b</button></a>', "<button> stands in a link or a button"),
        ("<ul><p>a</p></ul>", "<ul> holds p"),
        ("<li>a</li>", "<li> stands in no list"),
        ('<label for="a">b</label>', "a label is for 'a', which is not here"),
        ("<main></main><main></main>", "there is more than one main"),
        ("<table><tr><td>a</td></tr><p>b</p></table>", "Unexpected start tag (p) in table context"),
        ('<p class="a" class="b">c</p>', "Dropped duplicate attribute"),
    ],
)
def test_what_is_wrong_is_told(body: str, told: str) -> None:
    assert any(told in one for one in html_rules.faults(PAGE.format(body)))


@pytest.mark.parametrize(
    "body",
    [
        "<p>a <em>b</em></p><ul><li>c</li></ul>",
        '<form method="get"><label for="q">a</label><input id="q" name="q"></form>',
        '<a href="#"><div>a block in a link</div></a>',
        '<svg viewBox="0 0 1 1"><title>t</title><style>path {}</style><path d="M0 0"/></svg>',
    ],
)
def test_what_is_right_passes(body: str) -> None:
    assert html_rules.faults(PAGE.format(body)) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_matrix_alone_is_valid(lang: str) -> None:
    page = pages.standalone(compute(opening.evaluator(), "US", (2019, 2020)), lang)
    assert html_rules.faults(page) == []
    head, _, body = page.partition("</head>")
    assert ".matrix" in head
    assert "<style" not in body


def test_the_page_for_what_is_not_there_leads_home_in_both_languages() -> None:
    page = missing("https://example.org/book/", {"en": "index.html", "zh": "zh/index.html"})
    assert html_rules.faults(page) == []
    assert "Content-Security-Policy" in page
    for part in ('lang="en"', 'lang="zh-CN"', 'href="https://example.org/book/index.html"',
                 'href="https://example.org/book/zh/index.html"', "找不到这个页面"):  # fmt: skip
        assert part in page
    assert 'href="/index.html"' in missing("", {"en": "index.html"})
