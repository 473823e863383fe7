"""The matrix's page as a reader meets it: with and without scripts, on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sampling import sampled

from regionshare.matrix import content, pages
from regionshare.numbers import opening

SCREENS = pytest.mark.parametrize(("width", "scheme"), sampled([390, 1280], ["light", "dark"]))
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("matrix")]
EDITIONS = {("CN-ZJ", 2021): "edition.html"}
OTHER = "relative_intensity/co2:gdp"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    folder = tmp_path_factory.mktemp("matrix")
    found = content.compute(opening.evaluator(), "CN")
    short = content.compute(opening.evaluator(), "CN", [2020, 2021, 2022])
    states = content.compute(opening.evaluator(), "US", [2018, 2019, 2020])
    made = {
        "index.html": pages.standalone(found, "en", EDITIONS, twin="zh.html"),
        "zh.html": pages.standalone(found, "zh", EDITIONS, twin="index.html"),
        "other.html": pages.standalone(found, "en", EDITIONS, metric=OTHER),
        "answers.html": pages.standalone(short, "en", EDITIONS),
        "ratio.html": pages.standalone(short, "zh", metric=OTHER),
        "us.html": pages.standalone(states, "en", metric="value/gdp"),
        "edition.html": "<!doctype html><title>edition</title>",
        "explorer.html": "<!doctype html><title>explorer</title>",
    }
    book = {"views": pages.explored(found), "marked": "CN-GD"}
    made["book.html"] = pages.standalone(found, "en", {("CN-GD", 2023): "edition.html"}, **book)
    every = {(one.id, year): "edition.html" for one in states.regions for year in states.years}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "ELEMENTS", 1_000)
        made |= pages.sheets(states, "en", "apart.html", every)
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return serve(folder)


@pytest.fixture
def view(width: int, scheme: str, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def scriptless(browser: Any) -> Iterator[Any]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def cells(page: Any) -> list[list[str]]:
    """Text and classes of every cell of the table in front."""
    found: list[list[str]] = page.eval_on_selector_all(
        ".matrix > .matrix-scroll td", "all => all.map(c => [c.textContent.trim(), c.className])"
    )
    return found


@SCREENS
def test_pages_fit_and_ask_no_other_host(view: Any, site: str) -> None:
    complaints: list[str] = []
    view.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("request", lambda r: r.url.startswith(site) or complaints.append(r.url))
    for name in ("index.html", "zh.html", "us.html"):
        view.goto(site + name)
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert [one for one in complaints if "favicon" not in one and "404" not in one] == []


@pytest.mark.parametrize(
    ("names", "width", "scheme"),
    sampled(
        [("answers", "us", "book"), ("ratio", "apart.share-gdp")], [390, 1280], ["light", "dark"],
        few=True,
    ),
)  # fmt: skip
def test_axe_finds_no_violation_in_any_scale(view: Any, site: str, names: tuple[str, ...]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name in names:
        view.goto(f"{site}{name}.html")
        found = Axe().run(view).response["violations"]
        assert not [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found], name


def test_a_chosen_metric_looks_as_if_the_page_had_been_made_with_it(desk: Any, site: str) -> None:
    desk.goto(site + "other.html")
    made = cells(desk)
    key = desk.inner_text(".matrix > .matrix-key")
    note = desk.inner_text(".matrix > .matrix-note")
    desk.goto(site + "index.html")
    assert cells(desk) != made
    desk.select_option("#matrix-metric", "matrix-relative-intensity-co2-gdp")
    assert cells(desk) == made
    assert desk.inner_text(".matrix > .matrix-key") == key
    assert desk.inner_text(".matrix > .matrix-note") == note
    assert "Carbon per unit of GDP" in desk.inner_text("#matrix-caption")
    assert desk.url.endswith("#matrix-relative-intensity-co2-gdp")
    desk.reload()
    assert cells(desk) == made
    assert desk.locator('.matrix > .matrix-scroll td a[href="edition.html"]').count() == 1


def test_without_scripts_every_metric_and_command_can_be_reached(
    scriptless: Any, site: str
) -> None:
    scriptless.goto(site + "index.html")
    assert not scriptless.is_visible("#matrix-metric")
    scriptless.click(".matrix-others a")
    assert not scriptless.is_visible("#matrix-share-co2")
    scriptless.goto(site + "index.html#matrix-share-co2")
    assert scriptless.is_visible("#matrix-share-co2")
    scriptless.click(".matrix-others button")
    assert "regionshare build --region CN-GD --year 2019" in scriptless.inner_text("#matrix-make")
    scriptless.click("#matrix-make [popovertargetaction]")
    scriptless.click('a[href="edition.html"]')
    assert scriptless.url == site + "edition.html"


def test_a_cell_opens_its_own_command_and_copies_it(browser: Any, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + "index.html")
    row = page.locator("tbody tr", has_text="Zhejiang").first
    row.locator("td").nth(2020 - 2003).click()
    command = "regionshare build --region CN-ZJ --year 2020"
    assert page.inner_text("#matrix-make pre") == command
    assert page.inner_text("#matrix-make strong") == "Zhejiang 2020"
    page.click("#matrix-make .copy")
    page.wait_for_function("document.querySelector('#matrix-make .copy').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == command
    page.keyboard.press("Escape")
    row.locator("td").nth(2019 - 2003).click()
    assert page.inner_text("#matrix-make pre").endswith("--year 2019")
    context.close()


def test_a_cell_is_a_link_to_the_explorer_where_it_is_pointed_at(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(site + "book.html")
    cell = page.locator('tr[data-region="CN-ZJ"] td').nth(2021 - 2003)
    before = page.locator("tbody td a").count()
    high, wide = cell.bounding_box()["height"], cell.bounding_box()["width"]
    cell.hover()
    link = cell.locator("a")
    assert link.get_attribute("href") == "explorer.html?region=CN-ZJ&year=2021"
    assert page.locator("tbody td a").count() == before + 1
    assert cell.bounding_box()["height"] == pytest.approx(high, abs=0.1)
    assert cell.bounding_box()["width"] == pytest.approx(wide, abs=0.1)
    page.locator('tr[data-region="CN-GD"] td').nth(2019 - 2003).tap()
    page.wait_for_url(site + "explorer.html?region=CN-GD&year=2019")
    page.goto(site + "book.html")
    page.select_option("#matrix-metric", "matrix-share-gdp")
    page.focus("#matrix-metric")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tr').dataset.region") == "CN-GD"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer.html?region=CN-GD&year=2024")
    context.close()


def test_a_metric_with_a_page_of_its_own_is_reached_with_and_without_scripts(
    desk: Any, scriptless: Any, site: str
) -> None:
    for page in (desk, scriptless):
        page.goto(site + "apart.html")
        assert page.locator("#matrix-share-gdp").count() == 1
    scriptless.click("#matrix-share-gdp")
    assert scriptless.url == site + "apart.share-gdp.html"
    assert scriptless.is_visible("table#matrix-share-gdp")
    desk.select_option("#matrix-metric", "matrix-share-gdp")
    desk.wait_for_url(site + "apart.share-gdp.html")
    assert desk.input_value("#matrix-metric") == "matrix-share-gdp"
    desk.goto(site + "apart.html#matrix-share-co2")
    desk.wait_for_url(site + "apart.share-co2.html")


def test_the_name_of_a_region_stays_in_sight_on_a_phone(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site + "zh.html")
    box = page.locator(".matrix > .matrix-scroll")
    name = page.locator(".matrix > .matrix-scroll tbody th").first
    assert box.evaluate("one => one.scrollLeft") > 0, "the latest years are in sight"
    edge = name.bounding_box()["x"] + name.bounding_box()["width"]
    heads = page.locator(".matrix > .matrix-scroll thead th").evaluate_all(
        "all => all.slice(1).map((one) => one.getBoundingClientRect().x)"
    )
    assert min(abs(one - edge) for one in heads) < 2, "no column is cut by the names"
    for place in (0, 300, 5000):
        box.evaluate(f"one => {{ one.scrollLeft = {place} }}")
        assert name.bounding_box()["x"] == pytest.approx(box.bounding_box()["x"], abs=1)
    context.close()


def test_arrow_keys_move_and_tab_leaves_the_table(desk: Any, site: str) -> None:
    desk.goto(site + "index.html")
    desk.focus("#matrix-metric")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    place = """(() => { const cell = document.activeElement.closest("td");
        return cell ? [cell.parentElement.rowIndex, cell.cellIndex] : null; })()"""
    assert desk.evaluate(place) == [1, 3]
    for key, expected in (
        ("ArrowRight", [1, 4]), ("ArrowDown", [2, 4]), ("End", [2, 22]), ("Home", [2, 3]),
        ("ArrowUp", [1, 3]), ("ArrowLeft", [1, 3]),
    ):  # fmt: skip
        desk.keyboard.press(key)
        assert desk.evaluate(place) == expected, key
    desk.keyboard.press("Tab")
    assert desk.evaluate(place) is None
