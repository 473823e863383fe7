"""The explorer as a reader meets it: by mouse and keys, on a phone, from a link, without scripts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regionshare.claims.who import CONCEPTS, central_table
from regionshare.matrix import explorer
from regionshare.numbers import display, opening
from regionshare.text.markup import guarded

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("explorer")]
BOOK = Path(explorer.__file__).parents[1] / "book" / "static"
PAGE = """<!doctype html><html lang="{lang}" data-theme="{theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Explorer</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/book.css"><link rel="stylesheet" href="explorer/explorer.css">
<script defer src="explorer/explorer.js"></script></head>
<body><main class="bd-article"><h1>Explorer</h1>{box}</main></body></html>"""
ABOUT = {"release": "2026.11.1", "numbers": ["share/energy/CN-GD/2021"]}
ZHEJIANG = "?region=CN-ZJ&year=2021&co2=carbon_monitor&with=CN-JS,US-CA&v=2026.11.1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("explorer")
    evaluator = opening.evaluator()
    for lang in ("en", "zh"):
        place = root / lang
        (place / "explorer").mkdir(parents=True)
        (place / "_static").mkdir()
        (place / "_static" / "book.css").write_bytes((BOOK / "book.css").read_bytes())
        for name, text in explorer.files(evaluator, lang, ABOUT, f"../../{lang}/explorer/").items():
            (place / "explorer" / name).write_text(text, encoding="utf-8")
        for kind in ("full", "sentence"):
            for theme in ("light", "dark"):
                box = explorer.box(evaluator, lang, "CN-GD", 2021, kind)
                page = guarded(PAGE.format(lang=lang, theme=theme, box=box))
                name = "explorer" if kind == "full" else "front"
                suffix = "" if theme == "light" else "-dark"
                (place / f"{name}{suffix}.html").write_text(page, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def site(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
    yield page
    assert page.errors == []
    context.close()


def opened(page: Any, address: str) -> Any:
    page.goto(address)
    page.wait_for_selector(".x-say:not(:empty)")
    return page


def said(page: Any) -> str:
    return str(page.locator(".x-say").inner_text())


def test_the_script_is_small(folder: Path) -> None:
    size = {
        name: len(gzip.compress((folder / "zh" / "explorer" / name).read_bytes(), mtime=0))
        for name in ("explorer.js", "cn.js", "us.js")
    }
    assert size["explorer.js"] < 20_000
    assert size["cn.js"] < 60_000
    assert size["us.js"] < 60_000


def test_a_link_opens_what_it_names(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html{ZHEJIANG}")
    value = opening.evaluator().number("share/co2/CN-ZJ/2021@carbon_monitor~sum").value
    shown = desk.locator(".x-row.concept-co2 .x-value").first.inner_text()
    assert shown == display.percent(value, 1, "en")
    assert desk.locator(".x-row.concept-co2 .x-of").all_inner_texts() == [
        "Zhejiang", "Jiangsu", "California",
    ]  # fmt: skip
    assert desk.url.endswith(ZHEJIANG)
    assert said(desk).startswith("In 2021 Zhejiang used about 5")


def test_every_control_moves_sentence_bars_and_address_and_back_brings_them_back(
    desk: Any, site: str
) -> None:
    opened(desk, f"{site}en/front.html")
    before = said(desk)
    desk.get_by_label("Region", exact=True).select_option("CN-ZJ")
    assert "Zhejiang" in said(desk)
    desk.get_by_label("A year earlier").click()
    assert said(desk).startswith("In 2020 Zhejiang")
    assert "region=CN-ZJ&year=2020" in desk.url
    desk.go_back()
    desk.locator(".x-say", has_text="In 2021 Zhejiang").wait_for()
    desk.go_back()
    desk.locator(".x-say", has_text="Guangdong").wait_for()
    assert said(desk) == before


def test_an_unknown_state_is_told_and_mended(desk: Any, site: str) -> None:
    address = f"{site}en/explorer.html?region=CN-QQ&year=1066&gdp=none&without=co2.x&v=2020.1.1"
    opened(desk, address)
    told = desk.locator(".x-notice").inner_text()
    for words in ("CN-QQ", "1066", "none", "co2.x", "2020.1.1"):
        assert words in told
    assert desk.url.endswith("?region=CN-GD&year=2021&v=2026.11.1")
    opened(desk, f"{site}en/explorer.html?region=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert desk.locator(".x-notice img").count() == 0
    odd = "?region=__proto__&year=NaN&with=constructor,__proto__-X&without=constructor.release.x&show=toString"
    opened(desk, f"{site}en/explorer.html{odd}")
    assert desk.url.endswith("?region=CN-GD&year=2021&v=2026.11.1")


def test_a_choice_named_in_part_is_the_first_that_has_it(desk: Any, site: str) -> None:
    """The later release of GDP has the nation's row, the earlier one a sum: the link need not say."""
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021&gdp=nbs_2020")
    assert not desk.locator(".x-notice").is_visible()
    value = opening.evaluator().number("share/gdp/CN-GD/2021@nbs_2020~sum").value
    shown = desk.locator(".x-row.concept-gdp .x-value").inner_text()
    assert shown == display.percent(value, 1, "en")


def test_what_may_not_be_formed_says_why(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2022&energy=provincial_yearbooks"
                 "&energy_base=sum")  # fmt: skip
    store = opening.evaluator().store
    parts = store.parts("energy.provincial_yearbooks")
    lacking = len(store.missing("energy.provincial_yearbooks", 2022))
    assert lacking
    words = f"{len(parts) - lacking} of {len(parts)} regions have a figure"
    assert words in said(desk)
    assert words in desk.locator(".x-row.concept-energy").inner_text()


def test_what_is_left_out_no_longer_counts(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    count = desk.locator(".x-row.concept-co2 .x-count")
    before = count.inner_text()
    desk.locator(".x-out summary").click()
    desk.locator("input[value='co2.release.carbon_monitor']").uncheck()
    assert count.inner_text() != before
    assert "without=co2.release.carbon_monitor" in desk.url
    assert desk.locator("input[value='co2.release.carbon_monitor']").evaluate(
        "(one) => one === document.activeElement"
    )
    desk.get_by_text("Back to the usual choices").click()
    assert count.inner_text() == before


def test_all_choices_can_be_stepped_through(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/front.html")
    number = int(desk.locator(".x-steps span").inner_text().split()[0])
    seen = set()
    for step in range(number):
        desk.get_by_label("The next choice").click()
        text = desk.locator(".x-steps span").inner_text()
        assert text.startswith(f"{step + 1} of {number}: ")
        seen.add(text)
    assert len(seen) == number
    desk.get_by_text("Step through all choices").click()
    assert desk.locator(".x-play").inner_text() == "Stop"
    desk.locator(".x-play").click()
    assert desk.locator(".x-play").inner_text() == "Step through all choices"


def test_who_could_say_it_is_python_s_answer(desk: Any, site: str) -> None:
    evaluator = opening.evaluator()
    table = central_table(evaluator, "CN", 2021)
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    text = desk.locator(".x-who").inner_text()
    names = [evaluator.store.regions[one].name("en") for one in table.could_say]
    assert f"Of {len(table.evaluated)} regions that can be asked, {len(names)} could" in text
    assert all(name in text for name in names)


def test_the_article_s_own_figures_can_be_held_against_the_data(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-ZJ&year=2021&figures=said")
    assert "used about 7" in said(desk)
    assert "10.8" in said(desk)
    assert "wrong" in desk.locator(".x-row.concept-energy").inner_text()


def test_each_number_opens_its_card(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    cards = desk.locator(".x-table details.x-card")
    assert cards.count() == len(CONCEPTS)
    cards.first.locator("summary").click()
    assert "share/energy/CN-GD/2021" in cards.first.inner_text()
    link = cards.first.get_by_text("Its card in the register").get_attribute("href")
    assert link == "numbers.html#num-share-energy-cn-gd-2021"


def test_a_tile_chooses_its_region_and_keys_walk_the_map(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html")
    desk.locator(".x-tile[value='CN-SD']").click()
    assert "Shandong" in said(desk)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    assert "Shandong" not in said(desk)
    assert desk.locator(".x-tile[tabindex='0']").count() == 1


def test_the_other_nation_is_fetched_when_it_is_chosen(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html")
    assert desk.evaluate("Object.keys(regionshareTables).join()") == "CN"
    desk.get_by_role("button", name="United States").click()
    desk.locator(".x-say", has_text="the United States").wait_for()
    assert "region=US-" in desk.url
    assert "not formed" not in said(desk)


def test_a_history_breaks_where_its_series_does(desk: Any, site: str) -> None:
    """Guangdong's carbon by the headline: CEADs' earlier release up to 2014, its later one after."""
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021&show=co2")
    paths = desk.locator(".x-history path.x-line-0")
    assert paths.count() == 2
    rows = desk.locator(".x-history tbody tr")
    evaluator = opening.evaluator()
    told = {}
    for row in rows.all():
        year, text = row.locator("th").text_content(), row.locator("td").text_content()
        told[int(year)] = text
    for year in (2003, 2014, 2015, 2022):
        value = evaluator.number(f"share/co2/CN-GD/{year}").value
        assert told[year] == display.percent(value, 1, "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("theme", ["", "-dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("page", ["explorer", "front"])
def test_axe_finds_nothing_and_nothing_is_cut(
    browser: Any, site: str, lang: str, theme: str, width: int, page: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    seen = opened(context.new_page(), f"{site}{lang}/{page}{theme}.html{ZHEJIANG}")
    seen.locator(".x-out summary").click()
    found = Axe().run(seen)
    assert found.violations_count == 0, found.generate_report()
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    small = seen.locator(
        ".explorer :is(select, button, .x-out label, .x-out summary)"
    ).evaluate_all(
        "(all) => all.map((one) => [one, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width && (box.height < 43.9 || box.width < 43.9))"
        ".map(([one]) => one.outerHTML.slice(0, 90))"
    )
    assert small == []
    context.close()


def test_the_keyboard_alone_does_everything(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/front.html")
    desk.locator("body").press("Tab")
    names = []
    for _ in range(12):
        names.append(
            desk.evaluate(
                "document.activeElement.dataset.name || document.activeElement.textContent"
            )
        )
        desk.keyboard.press("Tab")
    assert {"year", "region", *CONCEPTS} <= set(names)
    desk.get_by_label("Region", exact=True).focus()
    desk.keyboard.press("ArrowDown")
    assert "Guangdong" not in said(desk)
    assert desk.evaluate("document.activeElement.dataset.name") == "region"


def test_without_scripts_each_region_has_a_page(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}zh/explorer.html?region=CN-ZJ")
    page.get_by_text("中国", exact=True).click()
    page.get_by_text("浙江", exact=True).click()
    page.wait_for_url("**/explorer/cn-zj.html")
    value = opening.evaluator().number("share/energy/CN-ZJ/2021").value
    row = page.locator("tr", has=page.locator("th", has_text="2021"))
    assert display.percent(value, 1, "zh") in row.inner_text()
    context.close()


def test_a_book_opened_from_disk_works(desk: Any, folder: Path) -> None:
    opened(desk, f"{(folder / 'en' / 'explorer.html').as_uri()}{ZHEJIANG}")
    assert "Zhejiang" in said(desk)
    desk.get_by_label("A year later").click()
    assert "In 2022" in said(desk)


def test_tables_are_no_code(folder: Path) -> None:
    """What a table's file assigns is JSON, so that names from the data cannot run."""
    for name in ("cn", "us"):
        text = (folder / "en" / "explorer" / f"{name}.js").read_text("utf-8")
        content = text.partition(" = ")[2].removesuffix(";\n")
        assert json.loads(content)["nation"] == name.upper()
