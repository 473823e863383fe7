"""The page *Check a sentence*, and numbers derived again, by the Python that lies in the site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import runtime_fixtures
from click.testing import CliRunner
from sentences_written import EXAMPLES, OWN
from waiting import calls

from regionshare.book import runtime
from regionshare.cli import main
from regionshare.files import paths

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("python in the page")]

TEXTS = [one["text"] for one in EXAMPLES]
SPOKEN = "2026-01-01"
HOSTILE = (
    "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
    "Guangdong had 9 % of the people of China in 2023. \u202e7 % \U0001f600"
)
LONG = 180_000
"""Milliseconds that a busy machine may take to start Python in a browser."""


@pytest.fixture(scope="module")
def book(report: Path) -> Path:
    runtime_fixtures.pyodide()
    assert (report / runtime.FOLDER / runtime.LIST).is_file()
    return report


@pytest.fixture(scope="module")
def home(book: Path, serve: Callable[[Path], str]) -> str:
    return serve(book)


class Reader:
    """A page with what happened on it."""

    def __init__(self, browser: Any, home: str, **options: Any) -> None:
        self.page, self.home = browser.new_page(**options), home
        self.page.set_default_timeout(LONG)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda one: self.requests.append(one.url))
        self.page.on("pageerror", lambda one: self.errors.append(str(one)))
        self.page.on("console", self._said)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def open(self, address: str) -> Reader:
        self.page.goto(self.home + address)
        self.page.wait_for_selector("html[data-scripted]")
        return self

    def state(self, form: str = "#check") -> str:
        return str(self.page.locator(f"{form} .ask-state").inner_text())

    def answered(self, form: str = "#check") -> Any:
        self.page.locator(f"{form} [type=submit]").click()
        found = self.page.locator(f"{form} .ask-answer")
        found.wait_for(state="visible")
        return found

    def check(self, text: str) -> Any:
        self.page.locator("#check-text").fill(text)
        return json.loads(self.answered().locator(".ask-json pre").text_content())


@pytest.fixture(scope="module")
def reader(browser: Any, home: str) -> Iterator[Reader]:
    """The English page, ready; nothing from another host, no violation, no error at the end."""
    found = Reader(browser, home).open(f"check.html?spoken={SPOKEN}")
    found.answered()
    yield found
    assert [one for one in found.requests if not one.startswith(home)] == []
    assert found.errors == []
    found.page.close()


def command(text: str, lang: str) -> Any:
    done = CliRunner().invoke(
        main, ["check", text, "--json", "--lang", lang, "--spoken", SPOKEN], catch_exceptions=False
    )
    return json.loads(done.output)


# -- the same as the command line -------------------------------------------------------------------


@pytest.mark.parametrize("nth", [pytest.param(8, marks=pytest.mark.release), 128])
def test_the_page_says_what_the_command_line_says(reader: Reader, nth: int) -> None:
    texts = [*TEXTS, *(one["text"] for one in OWN[::nth]), HOSTILE]
    assert len(TEXTS) == 18
    assert len(texts) > 28
    costs = []
    for text in texts:
        wanted: list[Any] = []
        costs.append(calls(lambda text=text, wanted=wanted: wanted.append(command(text, "en"))))
        assert [reader.check(text)] == wanted
    assert sorted(costs)[len(costs) // 2] < 70_000


def test_the_chinese_page_says_what_the_command_line_says(browser: Any, home: str) -> None:
    found = Reader(browser, home).open(f"zh/check.html?spoken={SPOKEN}")
    for text in [one for one in TEXTS if not one.isascii()] + ["2023年广东人口占全国9%。"]:
        assert found.check(text) == command(text, "zh")
    assert found.state().startswith("完成")
    assert found.errors == []
    found.page.close()


def test_each_figure_is_shown_with_its_reading_and_a_number_that_opens(reader: Reader) -> None:
    reader.check("Guangdong used 7 % of China's energy in 2021. Guangdon had 9 % of the people.")
    section = reader.page.locator(".ask-statement")
    shown = section.inner_text()
    for part in (
        "holds",
        "Read as:",
        "6.5",
        "Compared with:",
        "Our value: 7.0",
        "Values of the statistics:",
    ):
        assert part in shown
    assert "7\u00a0% of China\u2019s energy" in shown, "set as the pages are"
    assert "Did you mean Guangdong" in reader.page.locator("#check .ask-answer > ul").inner_text()
    choices = section.locator("a[href^='explorer.html']")
    assert choices.get_attribute("href") == "explorer.html?region=CN-GD&year=2021"
    link = section.locator("a.num")
    link.click()
    card = reader.page.locator(".number-card")
    assert "share/energy/CN-GD/2021" in card.inner_text()
    reader.page.keyboard.press("Escape")


# -- text stays text, the state is the address ---------------------------------------------------------


def test_a_text_with_markup_is_shown_as_text(reader: Reader, browser: Any, home: str) -> None:
    reader.check(HOSTILE)
    answer = reader.page.locator("#check .ask-answer")
    assert answer.locator("img, script").count() == 0
    assert reader.page.title() != "ran"
    found = Reader(browser, home)
    found.open("check.html?text=" + "%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'ran'%22%3E")
    assert found.page.locator("#check-text").input_value().startswith("<img")
    assert found.page.title() != "ran"
    found.page.close()


def test_the_address_holds_the_text_and_what_it_leaves_open(
    reader: Reader, browser: Any, home: str
) -> None:
    found = Reader(browser, home).open(
        "check.html?text=One&region=CN-ZJ&year=2021&spoken=2024-01-02"
    )
    found.page.wait_for_function("document.querySelector('#check-region').value !== ''")
    value = {
        name: found.page.locator(f"#check-{name}").input_value()
        for name in ("text", "region", "year", "spoken")
    }
    assert value == {"text": "One", "region": "CN-ZJ", "year": "2021", "spoken": "2024-01-02"}
    found.page.close()
    reader.check("One")
    reader.page.locator("#check-region").select_option("CN-ZJ")
    reader.page.locator("#check-year").fill("2021")
    told = reader.check("The province used 5 % of China's energy.")
    assert [(one["region"], one["year"]) for one in told["statements"]] == [("CN-ZJ", 2021)]
    for part in ("text=The+province", "region=CN-ZJ", "year=2021"):
        assert part in reader.page.url
    reader.page.go_back()
    for name, value in {"text": "One", "region": "", "year": ""}.items():
        assert reader.page.locator(f"#check-{name}").input_value() == value, name


# -- before, beside and instead of loading -------------------------------------------------------------


@pytest.mark.parametrize("lang", ["", "zh/"])
def test_nothing_is_loaded_before_the_button_which_says_how_much(
    browser: Any, home: str, book: Path, lang: str
) -> None:
    found = Reader(browser, home).open(f"{lang}check.html")
    label = found.page.locator("#check [type=submit]").inner_text()
    size = sum(
        path.stat().st_size
        for path in (book / runtime.FOLDER).iterdir()
        if path.name not in (runtime.LIST, "package.json")
    )
    assert f"{size / 1e6:.0f} MB" in label
    assert not [one for one in found.requests if f"/{runtime.FOLDER}/" in one]
    found.page.close()


def test_the_readme_lists_what_it_weighs_apart_from_the_site(book: Path) -> None:
    size = runtime.size(book / runtime.FOLDER)
    assert f"What the page loads, {size / 1e6:.0f} MB" in paths.ROOT.joinpath(
        "README.md"
    ).read_text("utf-8")
    assert size < 10_000_000


def test_it_can_be_stopped_while_it_loads_and_while_it_reads(browser: Any, home: str) -> None:
    found = Reader(browser, home).open("check.html")
    stop, go = found.page.locator("#check .ask-stop"), found.page.locator("#check [type=submit]")
    for text in ("Guangdong had 9 % of the people of China in 2023.",) * 2:
        found.page.locator("#check-text").fill(text)
        go.click()
        stop.click()
        assert found.state() == "Stopped."
        assert stop.is_hidden()
        assert go.evaluate("one => one === document.activeElement")
    assert found.check("Guangdong had 9 % of the people of China in 2023.")["statements"]
    found.page.locator("#check-text").fill(
        "In 2021 Zhejiang used about 5 % of China's energy. " * 300
    )
    go.click()
    stop.click()
    assert found.state() == "Stopped."
    assert found.check("Guangdong had 9 % of the people of China in 2023.")["statements"]
    assert found.errors == []
    found.page.close()


def test_the_keyboard_alone_does_it(reader: Reader) -> None:
    before = reader.page.locator("#check .ask-json pre").text_content()
    reader.page.locator("#check-text").fill("Guangdong had 9 % of the people of China.")
    reader.page.locator("#check details").evaluate_all(
        "all => all.forEach(one => one.open = false)"
    )
    reader.page.locator("#check-text").focus()
    reader.page.keyboard.press("Tab")  # what the text leaves open
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.type") == "submit"
    reader.page.keyboard.press("Enter")
    reader.page.locator("#check .ask-stop").wait_for(state="hidden")
    reader.page.locator("#check .ask-answer").wait_for(state="visible")
    assert reader.page.locator("#check .ask-json pre").text_content() != before
    assert reader.page.locator("#check .ask-state").get_attribute("role") == "status"


def test_a_page_opened_from_a_file_says_what_it_needs(browser: Any, book: Path) -> None:
    found = Reader(browser, f"{book.as_uri()}/").open("check.html")
    assert "regionshare serve" in found.state()
    assert found.page.locator("#check [type=submit]").is_disabled()
    assert found.errors == []
    found.open("numbers/index.html")
    found.page.locator("a.derive-here").first.click()
    found.page.wait_for_url(re.compile(r"check\.html\?number="))
    assert "regionshare serve" in found.state("#derive")
    assert found.errors == []
    found.page.close()


def test_a_runtime_that_is_gone_is_told_in_words(browser: Any, home: str) -> None:
    found = Reader(browser, home)
    found.page.route("**/files.json", lambda route: route.fulfill(status=404))
    found.open("check.html").page.locator("#check [type=submit]").click()
    found.page.locator("#check .ask-stop").wait_for(state="hidden")
    assert found.state() == "It did not work: files.json: 404"
    found.page.close()


# -- looks ---------------------------------------------------------------------------------------------


def test_axe_finds_no_violation_with_an_answer(reader: Reader) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, before = reader.page, reader.page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#check details:not([open]) summary").first.click()
    reader.check("Guangdong had 9 % of the people of China in 2023. Guangdon had 9 %.")
    page.locator("#derive-number").fill("share/energy/CN-GD/2021")
    reader.answered("#derive")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        told = Axe().run(page)
        assert told.violations_count == 0, (theme, told.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    controls = page.locator("#check :is(button, textarea, select, input):visible")
    assert all(box["height"] >= 44 for box in (one.bounding_box() for one in controls.all()))
    page.emulate_media(color_scheme=None)
    page.set_viewport_size(before)


# -- numbers derived again ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", [pytest.param("", marks=pytest.mark.release), "zh/"])
def test_a_card_derives_its_number_again(browser: Any, home: str, lang: str) -> None:
    found = Reader(browser, home).open(f"{lang}shares.html")
    found.page.locator("a.num[href*='numbers/']").first.click()
    card = found.page.locator(".number-card")
    link = card.locator("a.derive-here")
    assert re.search(r"\d+ MB", link.inner_text())
    link.click()
    card.locator(".ask-answer").wait_for(state="visible")
    (_, before, here) = card.locator(".ask-answer tr:last-child :is(th, td)").all_inner_texts()
    assert re.fullmatch(r"[0-9a-f]{16}", here)
    assert here == before
    assert card.locator(".badge-agrees").count() == 1
    assert card.locator(".ask-answer li").count() > 1
    assert found.errors == []
    found.page.close()


def test_a_number_published_with_another_value_is_told(reader: Reader, book: Path) -> None:
    name = "share-energy-cn-gd-2021.json"
    changed = json.loads((book / "numbers" / name).read_text("utf-8")) | {"hash": "0" * 16}
    reader.page.route(f"**/numbers/{name}", lambda route: route.fulfill(json=changed))
    reader.page.locator("#derive-number").fill("share/energy/CN-GD/2021")
    reader.answered("#derive")
    assert reader.state("#derive") == "They differ."
    reader.page.unroute(f"**/numbers/{name}")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("gini/co2:gdp/CN/2021", "needs numpy"),
        ("share/energy/CN-XX/2021", "CN-XX"),
        ("share/gdp/CN-GZ/2011", "nothing to compare it with"),
    ],
)
def test_a_number_that_cannot_be_compared_says_why(reader: Reader, number: str, told: str) -> None:
    before = list(reader.errors)
    reader.page.locator("#derive-number").fill(number)
    reader.page.locator("#derive [type=submit]").click()
    reader.page.locator("#derive .ask-stop").wait_for(state="hidden")
    reader.page.wait_for_timeout(500)
    assert told in reader.state("#derive")
    reader.errors[:] = before  # the number that the site has not
