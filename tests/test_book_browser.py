"""The toy edition as a reader sees it, on a phone and on a desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sampling import sampled

from regionshare.book import search

SCREENS = pytest.mark.parametrize(("width", "scheme"), sampled([390, 1440], ["light", "dark"]))
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]

PAGES = ("index.html", "shares.html", "sources.html", "zh/index.html", "zh/shares.html",
         "zh/search.html?q=能源")  # fmt: skip


@pytest.fixture(scope="module")
def site(toy_site: Path, serve: Callable[[Path], str]) -> str:
    return serve(toy_site)


@pytest.fixture
def view(width: int, scheme: str, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context
    context.close()


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def complaints_of(page: Any, site: str) -> list[str]:
    """Collect a page's errors and its requests to other hosts, from now on."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda r: r.url.startswith((site, "data:")) or found.append(r.url))
    page.on("response", lambda r: found.append(r.url) if r.status >= 400 else None)
    return found


@SCREENS
def test_pages_fit_the_screen_and_ask_no_other_host(view: Any, site: str) -> None:
    for name in PAGES:
        page = view.new_page()
        complaints = complaints_of(page, site)
        page.goto(site + name)
        if "search" in name:
            page.wait_for_selector("#search-results li a")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert not complaints, name
        page.close()


@SCREENS
def test_axe_finds_no_violation(view: Any, site: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name in ("index.html", "zh/shares.html", "zh/search.html?q=能源"):
        page = view.new_page()
        page.goto(site + name)
        found = Axe().run(page).response["violations"]
        assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found], name
        page.close()


def test_no_character_is_drawn_as_a_box(desk: Any, site: str) -> None:
    for name in ("index.html", "zh/index.html", "zh/shares.html"):
        desk.goto(site + name)
        desk.evaluate("document.fonts.ready.then(() => true)")
        session = desk.context.new_cdp_session(desk)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        for selector in (".twin-link", ".site-title", ".answer + .answer", "h1"):
            query = {"nodeId": root, "selector": selector}
            node = session.send("DOM.querySelector", query)["nodeId"]
            text = desk.evaluate(f"document.querySelector({selector!r})?.textContent ?? ''")
            if not any("\u4e00" <= character <= "\u9fff" for character in text):
                continue
            used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            assert any("SC" in f["familyName"] or "CJK" in f["familyName"] for f in used), text


def test_twin_link_keeps_the_place(desk: Any, site: str) -> None:
    desk.goto(site + "shares.html#part-2")
    desk.click(".twin-link")
    desk.wait_for_url(site + "zh/shares.html#part-2")
    desk.click(".twin-link")
    desk.wait_for_url(site + "shares.html#part-2")


def test_twin_link_follows_a_reader_who_only_scrolled(desk: Any, site: str) -> None:
    desk.goto(site + "shares.html")
    desk.evaluate("document.getElementById('part-3').scrollIntoView()")
    desk.wait_for_selector(".bd-toc-nav a.active[href='#part-3']")
    desk.focus(".twin-link")
    desk.keyboard.press("Enter")
    desk.wait_for_url(site + "zh/shares.html#part-3")


@pytest.mark.parametrize("query", ["能源消费总量", "碳排放强度", "碳"])
def test_search_finds_a_chinese_compound_in_both_languages(
    desk: Any, site: str, query: str
) -> None:
    for root in ("zh/", ""):
        desk.goto(f"{site}{root}search.html?q={query}")
        desk.wait_for_selector("#search-results li a")
        found = desk.eval_on_selector_all("#search-results li > a", "all => all.map(a => a.href)")
        assert any("sources.html" in url for url in found)
        assert desk.inner_text("#search-results h2") == ("搜索结果" if root else "Results")


def test_words_of_neighbouring_cells_and_lines_are_quoted_apart(desk: Any, site: str) -> None:
    desk.goto(site + "search.html")
    markup = "<table><tr><th>one</th><td>two</td></tr></table>three<br>four<div>five</div>six"
    told = desk.evaluate("html => Search.htmlToText(html)", f'<main role="main">{markup}</main>')
    assert told.split() == ["one", "two", "three", "four", "five", "six"]
    long = f'<main role="main"><p>begins {"here and goes on " * 20}</p></main>'
    quoted = desk.evaluate("html => Search.makeSearchSummary(html, ['absent']).textContent", long)
    assert quoted.startswith("begins here") and quoted.endswith(" \u2026"), "no word is cut"


def test_search_does_not_find_what_is_not_there(desk: Any, site: str) -> None:
    desk.goto(f"{site}zh/search.html?q=航空母舰")
    desk.wait_for_selector(".search-summary:not(:empty)")
    assert desk.query_selector("#search-results li") is None


def test_browser_cuts_queries_as_python_does(desk: Any, site: str) -> None:
    desk.goto(site + "zh/search.html")
    desk.wait_for_function("typeof splitQuery === 'function'")
    for query in ("能源消费总量", "GDP占比2021 碳", "co2_share 能源x强度", "量"):
        assert desk.evaluate("q => splitQuery(q)", query) == search.split_query(query)


def test_link_to_something_folded_away_unfolds_it(desk: Any, site: str) -> None:
    desk.goto(site + "shares.html")
    assert not desk.is_visible("#folded")
    desk.goto(site + "shares.html#folded")
    desk.wait_for_selector("#folded", state="visible")


def test_print_is_light_and_without_the_frame(browser: Any, site: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(site + "shares.html")
    page.emulate_media(media="print")
    assert not page.is_visible("#site-menu")
    assert not page.is_visible(".bd-header-article")
    assert page.is_visible("img.picture-light")
    assert not page.is_visible("img.picture-dark")
    context.close()


def test_signs_of_labels_are_seen_in_the_readers_own_colours(browser: Any, site: str) -> None:
    """Forced colours take away grounds, of which the signs are drawn."""
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(site + "shares.html")
    for kind in ("agrees", "disagrees", "depends", "unknown", "absent"):
        ground, sign = page.evaluate(
            """kind => {
              document.body.insertAdjacentHTML("beforeend", `<p><span class="badge-${kind}">it</span></p>`);
              const one = document.body.lastElementChild.firstElementChild;
              return [getComputedStyle(document.body), getComputedStyle(one, "::before")].map((of) => of.backgroundColor);
            }""",
            kind,
        )
        assert (ground, sign) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    context.close()


def test_theme_button_switches_and_is_remembered(desk: Any, site: str) -> None:
    theme = "document.documentElement.dataset.theme"
    desk.goto(site + "shares.html")
    assert desk.evaluate(theme) == "light"
    assert desk.is_visible("img.picture-light")
    desk.click(".theme-button")
    assert desk.evaluate(theme) == "dark"
    assert desk.is_visible("img.picture-dark")
    assert not desk.is_visible("img.picture-light")
    desk.goto(site + "claim.html")
    assert desk.evaluate(theme) == "dark"


def test_menu_of_a_phone_opens_and_closes_by_keyboard(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site + "shares.html")
    assert not page.is_visible("#site-menu")
    page.focus(".primary-toggle")
    page.keyboard.press("Enter")
    page.wait_for_selector("#site-menu a:focus")
    assert page.get_attribute(".primary-toggle", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("#site-menu", state="hidden")
    assert page.evaluate("document.activeElement.className").endswith("primary-toggle")
    context.close()


def test_pages_can_be_read_without_javascript(browser: Any, site: str) -> None:
    for width in (390, 1440):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=False
        )
        page = context.new_page()
        page.goto(site + "shares.html")
        assert page.is_visible("#site-menu a[href='sources.html']")
        assert page.is_visible("img.picture-light")
        assert not page.is_visible("img.picture-dark")
        assert page.is_visible("math")
        context.close()
