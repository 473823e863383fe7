"""The report's own pages as they are laid out: tables, lines, large type, weight, search."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sampling import sampled

from regionshare.text.messages import room

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report")]

WIDTHS = {"en": (390, 1440), "zh": (390, 1024)}
OTHERS = {"en": (768, 1024, 1200, 1920), "zh": (768, 1200, 1440, 1920)}
"""What is looked at always, and what at a release."""
MARKED = {"en": (1440,), "zh": (390, 1440)}
"""The widths at which the ends of lines are looked at."""
LANGUAGES = {"en": "", "zh": "zh/"}
CUT = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const boxes = ".table-scroll, .strip-scroll, .pst-scrollable-table-container";
  return [...document.querySelectorAll("article table")].filter((one) =>
    one.getClientRects().length && !one.closest(".matrix")).flatMap((one) => {
    const box = one.closest(boxes) ?? one.parentElement;
    const [inner, outer] = [one.getBoundingClientRect(), box.getBoundingClientRect()];
    const over = Math.max(box.scrollWidth - box.clientWidth, inner.right - outer.right,
      inner.right - innerWidth, ...[...one.querySelectorAll("th, td")].map((cell) =>
        (cell.getClientRects().length ? cell.scrollWidth - cell.clientWidth : 0)));
    return over > 1 ? [[one.closest("section")?.id, Math.round(over)]] : [];
  });
}"""
ORPHANS = """() => {
  const CLOSING = /[\uff0c\u3002\uff1b\u3001\uff1a\uff09\u300d\uff01\uff1f,.;:)!?]/u;
  const OPENING = /[\uff08\u300c(]/u;
  const blocks = "p, li, dd, dt, figcaption, th, td, summary, h1, h2, h3, h4";
  const place = ([node, at]) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const found = [];
  document.querySelectorAll(`article :is(${blocks})`).forEach((block) => {
    if (block.querySelector(blocks) || !block.getClientRects().length) return;
    const letters = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.checkVisibility()) continue; // a term's meaning, until it is asked for
      if (node.parentElement.closest("code, math, .headerlink, svg, select, textarea")) { letters.push(null); continue; }
      [...node.data].forEach((letter, at) => { if (letter.trim()) letters.push([node, at, letter]); });
    }
    letters.forEach((one, k) => {
      const [before, after] = [letters[k - 1], letters[k + 1]];
      if (!one) return;
      const begins = before && CLOSING.test(one[2]) && place(one).top >= place(before).bottom - 2;
      const ends = after && OPENING.test(one[2]) && place(after).top >= place(one).bottom - 2;
      if (begins || ends) found.push(block.textContent.trim().slice(0, 80));
    });
  });
  return found;
}"""


def pages_of(site: Path, langs: Iterable[str] = LANGUAGES) -> list[str]:
    found = [path for lang in langs for path in site.glob(f"{LANGUAGES[lang]}*.html")]
    return sorted(path.relative_to(site).as_posix() for path in found)


@pytest.fixture(scope="module")
def home(report: Path, serve: Callable[[Path], str]) -> str:
    return serve(report)


@pytest.fixture
def screen(browser: Any) -> Iterator[Callable[..., Any]]:
    contexts = []

    def opened(width: int = 1440, height: int = 900, **options: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **options))
        return contexts[-1].new_page()

    yield opened
    for one in contexts:
        one.close()


PARTED = """(values) => {
  const range = document.createRange(), found = [], parted = (node, match) => {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    return new Set([...range.getClientRects()].filter((one) => one.width > 0)
      .map((one) => Math.round(one.top))).size > 1;
  };
  const look = (cells, pattern) => document.querySelectorAll(cells).forEach((cell) => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const match of walker.currentNode.data.matchAll(pattern))
      if (parted(walker.currentNode, match)) found.push(match[0]);
  });
  look("article thead :is(th, td)", /[A-Za-z]{2,}/g);
  look("article .number-list .num", /\\S+/g);
  if (values) look("article .table-whole td.number", /\\S+ \\S+/g);
  return found;
}"""
"""The words of table heads and of listed values, and in tables the values with their units, that are
parted over two lines (these where there is room)."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "widths",
    [WIDTHS, pytest.param(OTHERS, marks=pytest.mark.release)],
    ids=["some", "others"],
)
def test_no_table_is_cut_and_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(
    screen: Any, home: str, report: Path, widths: dict[str, tuple[int, ...]], lang: str
) -> None:
    page, found, measured = screen(), {}, 0
    for name in pages_of(report, [lang]):
        page.goto(home + name)
        measured += page.locator("article table").count()
        for width in widths[lang]:
            page.set_viewport_size({"width": width, "height": 900})
            faults = [*page.evaluate(CUT), *page.evaluate(PARTED, width >= 1440)]
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                faults.append("wider than the screen")
            if width in MARKED[lang] and "matrix" not in name:
                faults += page.evaluate(ORPHANS)
            if faults:
                found[name, width] = faults[:5]
    assert found == {}
    assert measured > 30


SHIFTS = """() => { globalThis.shifts = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) globalThis.shifts += one.value;
}).observe({type: "layout-shift", buffered: true}); }"""


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_the_chinese_font_or_the_explorer_comes_late(
    screen: Any, home: str, width: int
) -> None:
    page, late, slow = screen(width, 844), [], True
    page.add_init_script(f"({SHIFTS})()")
    page.route(
        re.compile(r"\.woff2$|explorer/cn\.js$"),
        lambda route: late.append(route) if slow else route.continue_(),
    )
    for name in ("zh/index.html", "zh/explorer.html", "zh/shares.html", "index.html"):
        slow = True
        page.goto(home + name, wait_until="commit")
        page.wait_for_selector("footer", state="attached")
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
        )
        slow = False
        for one in late:
            one.continue_()
        late.clear()
        page.wait_for_load_state("load")
        page.evaluate("() => document.fonts.ready")
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
        )
        assert page.evaluate("shifts") < 0.02, name
        fonts = page.evaluate("""performance.getEntriesByType("resource")
          .filter((one) => one.name.endsWith(".woff2")).map((one) => one.decodedBodySize)""")
        assert len(fonts) <= 2, f"{name} waits for what many pages show, and its own"
        assert sum(fonts) < 80_000, name


def test_the_edition_is_whole_beside_the_buttons_of_a_phone(screen: Any, home: str) -> None:
    page = screen(390, 844)
    for name in ("index.html", "carbon.html", "zh/carbon.html", "glossary.html"):
        page.goto(home + name)
        wide, high = page.evaluate("""(one => [one.scrollWidth - one.clientWidth,
          one.scrollHeight - one.clientHeight])(document.querySelector(".bar-edition"))""")
        assert (wide, high) == (0, 0), name


def test_what_a_phone_has_folded_away_is_not_reached_by_keyboard(screen: Any, home: str) -> None:
    page = screen(390, 844)
    page.goto(home + "carbon.html")
    seen = "one => getComputedStyle(one).visibility"
    for menu, button in (
        ("#site-menu", ".primary-toggle"),
        ("#page-contents", ".secondary-toggle"),
    ):
        link = page.locator(f"{menu} a").last
        assert link.evaluate(seen) == "hidden", menu
        page.click(button)
        link.wait_for(state="visible")
        page.keyboard.press("Escape")


def test_large_type_keeps_one_readable_column(screen: Any, home: str) -> None:
    page = screen(1440)
    for name in ("index.html", "zh/carbon.html", "ledger.html"):
        page.goto(home + name)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = "(p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize))"
        assert page.evaluate(f"{wide}(document.querySelector('article p'))") > 15, name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    zoomed = screen(360, 225)
    for name in ("index.html", "zh/carbon.html", "ledger.html", "numbers/shares.html"):
        zoomed.goto(home + name)
        assert zoomed.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


LAID_OUT = """() => [...document.querySelectorAll("section.claim")].filter(
  (one) => one.querySelector("dl").checkVisibility({contentVisibilityAuto: true})).length"""


def test_statements_are_laid_out_as_they_come_near_and_found_all_the_same(
    screen: Any, home: str
) -> None:
    page = screen(390)
    page.goto(home + "ledger.html")
    every = page.locator("section.claim").count()
    assert page.evaluate(LAID_OUT) < every / 3
    last = page.locator("section.claim").last.get_attribute("id")
    page.evaluate(f"location.hash = '#{last}'")
    page.wait_for_timeout(300)
    top = page.evaluate(f"document.getElementById('{last}').getBoundingClientRect().top")
    assert 0 < top < 200, "a link leads to the statement, below the bar"
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(f"find('{last}', true, true, true)"), "the browser's search finds it"
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert page.evaluate(LAID_OUT) == every, "paper has all of them"


def test_the_filter_of_the_ledger_stands_in_the_address_and_says_what_it_leaves(
    screen: Any, home: str
) -> None:
    page, rows = screen(), "tr[data-verdict]:visible"
    page.goto(home + "ledger.html?label=depends")
    every = page.locator("tr[data-verdict]").count()
    left = page.locator(rows).count()
    assert 0 < left < every
    said = page.locator(".ledger-shown")
    assert said.text_content() == f"{left} of {every} statements shown"
    assert page.get_attribute(".twin-link", "href").endswith("?label=depends")
    page.check("[name=verdict][value=all]")
    assert said.text_content() == f"{every} of {every} statements shown"
    assert page.url == home + "ledger.html"
    page.check("[name=verdict][value=open]")
    assert page.url == home + "ledger.html?label=open"
    assert page.locator(rows).count() == int(said.text_content().split()[0])


FAINT = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255);
    const [r, g, b] = parts.map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("svg[role=img] text")].flatMap((text) => {
    const own = light(getComputedStyle(text).fill);
    return Math.max(own, ground) / Math.min(own, ground) < 4.5 ? [text.textContent] : [];
  });
}"""
"""The text of drawings that stands out too little from the page."""


OTHER_PAGES = pytest.param(("carbon", "sources", "rerun"), "en", "dark", marks=pytest.mark.release)


@pytest.mark.parametrize(
    ("names", "lang", "scheme"),
    [
        *sampled(
            [("index", "ledger"), ("shares", "numbers")], ["en", "zh"], ["light", "dark"], few=True
        ),
        OTHER_PAGES,
    ],
)
def test_contrast_of_every_text_is_decided_and_enough(
    screen: Any, home: str, lang: str, scheme: str, names: tuple[str, ...]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = screen(1440, color_scheme=scheme)
    for name in names:
        page.goto(f"{home}{LANGUAGES[lang]}{name}.html")
        page.add_style_tag(content="* { content-visibility: visible !important; }")  # as if reached
        rules = {"runOnly": ["color-contrast"]}
        found = Axe().run(page, {"exclude": [["svg[role=img]"]]}, rules).response
        assert page.evaluate(FAINT) == [], name  # axe decides nothing of text in a picture
        for kind in ("violations", "incomplete"):
            told = [(n["target"], n["any"][0]["data"]) for one in found[kind] for n in one["nodes"]]
            assert told[:5] == [], (name, kind, len(told))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_leads_to_how_an_error_is_reported(report: Path, lang: str) -> None:
    for name in {*pages_of(report, [lang])} - {"404.html"}:
        text = (report / name).read_text("utf-8")
        assert re.search(r'href="(rerun\.html)?#rerun-error"', text), name
    rerun = next(one for one in pages_of(report, [lang]) if one.endswith("rerun.html"))
    assert 'id="rerun-error"' in (report / rerun).read_text("utf-8")


def test_every_page_is_light(report: Path) -> None:
    for name in pages_of(report) + [f"numbers/{p.name}" for p in report.glob("numbers/*.html")]:
        path = report / name
        text = path.read_text("utf-8")
        asked = re.findall(r'(?:href|src)="([^"]+\.(?:css|js))"', text)
        files = (report / one[1:] if one.startswith("/") else path.parent / one for one in asked)
        whole = [text.encode(), *(one.read_bytes() for one in files)]
        if "search" not in name:
            assert sum(len(gzip.compress(one)) for one in whole) < 150_000, name
        elements = len(re.findall(r"<[a-z]", text))
        assert elements < 8000, (name, elements)


def test_the_menu_has_groups_of_at_most_twelve_pages(report: Path) -> None:
    for lang, folder in LANGUAGES.items():
        menu = (report / folder / "index.html").read_text("utf-8")
        menu = menu[menu.index('<div class="bd-links') : menu.index("</nav>")]
        captions = re.findall(r'<p [^>]*class="caption"[^>]*><span[^>]*>([^<]*)', menu)
        assert captions == list(room("book.parts")[lang].values())
        groups = menu.split('class="caption"')
        assert [one.count("<li ") <= 12 for one in groups] == [True] * len(groups)
        assert "2023" not in menu.replace("2005", "")


def test_one_switch_shows_the_code_of_every_page(screen: Any, home: str) -> None:
    page, code = screen(), "details.hide .cell_input"
    page.goto(home + "shares.html")
    assert page.locator(code).count() > 0
    assert page.locator(f"{code}:visible").count() == 0
    page.click(".code-button")
    assert page.locator(f"{code}:visible").count() == page.locator(code).count()
    page.goto(home + "carbon.html")
    assert page.get_attribute(".code-button", "aria-pressed") == "true"
    assert page.locator(f"{code}:visible").count() > 0
    page.emulate_media(media="print")
    assert page.locator(f"{code}:visible").count() == 0
    plain = screen(java_script_enabled=False)
    plain.goto(home + "shares.html")
    plain.click("details.hide summary >> nth=0")
    assert plain.locator(f"{code}:visible").count() == 1
    assert not plain.is_visible(".code-button")


QUERIES = {
    "en": {
        "10.8": "index", "carbon per GDP": "intensity", "carbon intensity": "intensity",
        "four shares": "shares", "whose GDP": "vintages", "inventories": "carbon",
        "decoupling": "decoupling", "what drove": "drivers", "power from elsewhere": "energy_system",
        "carbon markets": "market", "Bay Area": "bay_area", "virtual power plant": "practice",
        "ledger": "ledger", "licence": "licences", "Gini": "inequality",
        "coal": "carbon", "electricity imports": "energy_system", "census": "vintages",
        "emissions per capita": "shares", "GDP revision": "vintages", "glossary": "glossary",
        "carbon trading": "market", "renewables": "energy_system", "fact check": "ledger",
        "report an error": "rerun", "nuclear": "energy_system", "decuopling": "decoupling",
        "carbn": "carbon", "CO2 inventory": "carbon", "install": "rerun",
        "cite": "rerun", "citation": "rerun", "How do I cite this?": "rerun", "引用": "rerun",
        "correction": "rerun", "erratum": "rerun", "plausible": "glossary",
        "What is the carbon market?": "market", "how can I report an error": "rerun",
    },
    "zh": {
        "10.8": "index", "广东能源": "index", "碳强度": "intensity", "四个比重": "shares",
        "GDP版本": "vintages", "碳清单": "carbon", "脱钩": "decoupling", "驱动因素": "drivers",
        "外购电": "energy_system", "碳市场": "market", "大湾区": "bay_area", "虚拟电厂": "practice",
        "逐条核对": "ledger", "数据来源": "sources", "基尼系数": "inequality",
        "单位GDP能耗": "intensity", "人均碳排放": "drivers", "碳交易": "market",
        "经济普查": "vintages", "西电东送": "energy_system", "煤炭": "carbon", "术语": "glossary",
        "事实核查": "ledger", "报告错误": "rerun", "核对一句话": "check", "可再生能源": "energy_system",
        "粤港澳": "bay_area", "核电": "energy_system", "GDP修订": "vintages", "安装": "rerun",
        "名词解释": "glossary", "引用": "rerun", "引用格式": "rerun", "怎么引用": "rerun",
        "如何引用": "rerun", "citation": "rerun", "勘误": "rerun", "更正": "rerun",
        "碳市场是什么": "market", "哪里报告错误": "rerun", "plausible": "glossary",
    },
}  # fmt: skip
EXPLORED = {
    "en": ("Zhejiang people 2020", "Texas share of US energy", "浙江人口", "What is Ohio's GDP?"),
    "zh": ("浙江人口", "德州能源", "德克萨斯的能源占比", "Zhejiang people 2020"),
}
"""Regions beside what they have a share of: the explorer is among the first three."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_finds_the_right_page_first(screen: Any, home: str, lang: str) -> None:
    page = screen()
    page.goto(f"{home}{LANGUAGES[lang]}search.html")
    page.wait_for_function("Search._index !== null")
    ranked = "q => Search._performSearch(...Search._parseQuery(q)).reverse().map(one => one[0])"
    first = {query: (page.evaluate(ranked, query) or [""])[0] for query in QUERIES[lang]}
    assert first == QUERIES[lang]
    for query in EXPLORED[lang]:
        assert "explorer" in page.evaluate(ranked, query)[:3], query
    told = "Search.htmlToText('<main role=main><p>one</p><p>two<i class=term-told>three</i></p></main>')"
    assert page.evaluate(told).split() == ["one", "two"], "excerpts read as the page does"


def test_the_register_of_numbers_is_not_searched(screen: Any, home: str) -> None:
    page = screen()
    page.goto(f"{home}search.html?q=regionshare_value")
    page.wait_for_selector(".search-summary:not(:empty)")
    assert page.locator("#search-results li").count() == 0
