"""The explorer as a reader meets it: by mouse and keys, on a phone, from a link, without scripts."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from quiet_country import write
from sampling import sampled

import regionshare
from regionshare.claims.who import CONCEPTS, central_table, nearest_year
from regionshare.files import paths
from regionshare.matrix import explorer
from regionshare.matrix.explorer import ABROAD
from regionshare.numbers import display, opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.markup import guarded

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("explorer")]
BOOK = Path(explorer.__file__).parents[1] / "book" / "static"
PAGE = """<!doctype html><html lang="{lang}" data-theme="{theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Explorer</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/book.css"><link rel="stylesheet" href="explorer/explorer.css">
<script defer src="_static/book.js"></script><script defer src="explorer/explorer.js"></script></head>
<body data-copied="Copied" data-unpublished="Not published"><main class="bd-article"><h1>Explorer</h1>{box}</main></body></html>"""
RELEASE, NUMBERS = "2026.11.1", ["share/energy/CN-GD/2021"]
ZHEJIANG = "?region=CN-ZJ&year=2021&co2=carbon_monitor&with=CN-JS,US-CA&v=2026.11.1"


def written(root: Path, evaluator: Evaluator, region: str, year: int) -> Path:
    """The explorer's files and pages of an evaluator's data, in both languages and themes."""
    for lang in ("en", "zh"):
        place = root / lang
        (place / "explorer").mkdir(parents=True)
        (place / "_static").mkdir()
        for name in ("book.css", "book.js"):
            (place / "_static" / name).write_bytes((BOOK / name).read_bytes())
        for name, text in explorer.files(
            evaluator, lang, RELEASE, f"../../{lang}/explorer/"
        ).items():
            (place / "explorer" / name).write_text(text, encoding="utf-8")
        for kind in ("full", "sentence"):
            for theme in ("light", "dark"):
                box = explorer.box(evaluator, lang, region, year, kind, NUMBERS)
                page = guarded(PAGE.format(lang=lang, theme=theme, box=box))
                name = "explorer" if kind == "full" else "front"
                suffix = "" if theme == "light" else "-dark"
                (place / f"{name}{suffix}.html").write_text(page, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("explorer"), opening.evaluator(), "CN-GD", 2021)


@pytest.fixture
def packed(
    tmp_path: Path, serve: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Serves the explorer of packs, as ``--data`` takes them."""

    def make(region: str, year: int, *given: Path) -> str:
        monkeypatch.setenv(paths.DATA, os.pathsep.join(map(str, given)))
        return serve(written(tmp_path / "site", opening.evaluator(), region, year))

    return make


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


CUT = """() => [...document.querySelectorAll("select, .x-chosen > span")].filter((one) => {
  if (!one.offsetWidth || getComputedStyle(one).opacity === "0") return false;
  if (one.tagName !== "SELECT") return one.scrollWidth > one.parentNode.clientWidth;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(one).font;
  return pen.measureText(one.selectedOptions[0].text).width > one.clientWidth - 30;
}).map((one) => one.textContent)"""
OTHER = "?region=CN-GD&year=2021&co2=ceads_apparent_2022&co2_base=gcb_2024&power=south&figures=said"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_closed_control_says_whole_what_is_chosen(desk: Any, site: str, lang: str) -> None:
    for width, asked in itertools.product((390, 1440), ("", OTHER)):
        desk.set_viewport_size({"width": width, "height": 900})
        opened(desk, f"{site}{lang}/explorer.html{asked}")
        assert desk.evaluate(CUT) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        told = desk.locator(".x-chosen > span").nth(1).inner_text()
        assert told.count("2024") == bool(asked), "what is as in the headline is not said"


def test_the_script_is_small(folder: Path) -> None:
    size = {
        name: len(gzip.compress((folder / "zh" / "explorer" / name).read_bytes(), mtime=0))
        for name in ("explorer.js", "cn.js", "us.js")
    }
    assert size["explorer.js"] < 20_000
    assert size["cn.js"] < 60_000
    assert size["us.js"] < 60_000


def test_a_link_that_is_copied_is_the_published_one_or_none(desk: Any, site: str) -> None:
    """As citations do; and the sentence is copied as it stands."""
    for name in ("explorer", "front"):
        opened(desk, f"{site}en/{name}.html{ZHEJIANG}")
        desk.evaluate("""() => Object.defineProperty(navigator, "clipboard",
            {value: {writeText: async (text) => { globalThis.taken = text; }}})""")
        sentence, link = (desk.locator(".x-tools button").nth(n) for n in (0, 1))
        link.click()
        assert (link.inner_text(), desk.evaluate("globalThis.taken")) == ("Not published", None)
        sentence.click()
        assert desk.evaluate("globalThis.taken") == said(desk)
        desk.evaluate("""document.head.append(Object.assign(document.createElement("link"),
            {rel: "canonical", href: "https://report.example/" + location.pathname.slice(1)}))""")
        link.click()
        assert desk.evaluate("globalThis.taken") == (
            f"https://report.example/en/explorer.html{ZHEJIANG}"
        )


def test_a_figure_that_is_rounded_stands_beside_its_value(desk: Any, site: str) -> None:
    """About 6 % beside a bar of 5.5 %; 7 % and 7.0 % are one figure."""
    opened(desk, f"{site}en/explorer.html")
    assert desk.locator(".x-exact").all_inner_texts() == [" (5.5\u202f%)"]
    assert "(5.5" not in said(desk)
    counts = desk.locator(".x-bars .x-count").all_inner_texts()
    assert counts[:2] == [
        "one value, about 7\u202f%",
        "about 6\u202f% by 15 of 27 choices",
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_reads_the_sentence_that_is_copied(desk: Any, site: str, lang: str) -> None:
    opened(desk, f"{site}{lang}/explorer.html")
    found = regionshare.check(said(desk))
    assert (len(found["statements"]), found["not_read"]) == (4, [])


def test_a_link_opens_what_it_names(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html{ZHEJIANG}")
    value = opening.evaluator().number("share/co2/CN-ZJ/2021@carbon_monitor~sum").value
    shown = desk.locator(".x-row.concept-co2 .x-value").first.inner_text()
    assert shown == display.percent(value, 1, "en")
    assert desk.locator(".x-row.concept-co2 .x-of").all_inner_texts() == [
        "Zhejiang", "Jiangsu", "California (United States)",
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


def at(page: Any) -> str:
    return str(page.locator(".x-at").inner_text())


def played(page: Any) -> None:
    """Runs through all combinations, as fast as it goes, to the end."""
    page.locator("[data-name=pace]").select_option("100")
    page.locator(".x-play").press("Enter")
    assert page.locator(".x-play").inner_text() == "Pause"
    page.locator(".x-play", has_text="Step through all choices").wait_for()


RECORD = """() => {
  globalThis.seen = [];
  const view = document.querySelector(".explorer").explorer, draw = view.draw.bind(view);
  view.draw = () => {
    draw();
    const bars = [...document.querySelectorAll(".x-value")].map((one) => one.textContent);
    const choices = [...document.querySelectorAll(".x-basis")].map((one) => one.value);
    const state = [view.say.getAttribute("aria-live"), location.search];
    seen.push([choices, bars, view.say.textContent, ...state]);
  };
  view.draw();
}"""


def test_all_combinations_are_played_with_bars_and_words(desk: Any, site: str) -> None:
    """Of California's people and economy in 2020: counted by each release, over each total."""
    evaluator = opening.evaluator()
    wanted = {}
    for concept in CONCEPTS:
        bases = evaluator.declared.choices("US", concept, "US-CA", 2020)
        shares = (evaluator.quantities.share_on(one, "US-CA", 2020) for one in bases)
        wanted[concept] = [display.percent(one.value, 1, "en") for one in shares]
    opened(desk, f"{site}en/explorer.html?region=US-CA&year=2020")
    number = math.prod(len(one) for one in wanted.values())
    assert at(desk) == f"Combination 1 of {number}."
    before = desk.url
    desk.evaluate(RECORD)
    played(desk)
    seen = desk.evaluate("seen")
    running = [one for one in seen if one[3] == "off"]
    assert len({tuple(one[0]) for one in seen}) == number
    shown = {tuple(one[1]) for one in seen}
    assert shown == set(itertools.product(*wanted.values()))
    assert all(one[4] == before[before.index("?") :] for one in running)
    assert at(desk).startswith(f"Combination {number} of {number}. Changed: ")
    assert desk.url != before
    assert desk.locator(".x-say").get_attribute("aria-live") == "polite"
    desk.reload()
    desk.wait_for_selector(".x-say:not(:empty)")
    assert at(desk) == f"Combination {number} of {number}."


def test_a_choice_that_is_left_out_is_not_played(desk: Any, site: str) -> None:
    opened(
        desk,
        f"{site}en/explorer.html?region=US-CA&year=2020&without=population.release.census_2024",
    )
    desk.evaluate(RECORD)
    played(desk)
    chosen = desk.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.x-basis option')]"
        ".map((one) => [one.value + one.closest('select').dataset.name, one.textContent]))"
    )
    told = {chosen[f"{one[0][2]}population"] for one in desk.evaluate("seen")[1:]}
    assert len(told) == 2
    assert not any("(left out)" in text for text in told)


def test_arrows_and_slider_go_through_the_combinations_and_escape_pauses(
    desk: Any, site: str
) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    number = int(at(desk).split()[-1].rstrip("."))
    desk.get_by_label("The next combination").press("Enter")
    assert at(desk).startswith(f"Combination 2 of {number}. Changed: Economy, ")
    assert "gdp=" in desk.url
    desk.get_by_label("The combination before").press("Enter")
    desk.get_by_label("The combination before").press("Enter")
    assert at(desk).startswith(f"Combination {number} of {number}. ")
    slide = desk.locator(".x-slide")
    slide.focus()
    slide.press("Home")
    assert at(desk).startswith(f"Combination 1 of {number}. ")
    slide.press("ArrowRight")
    assert slide.get_attribute("aria-valuetext").startswith(f"Combination 2 of {number}. ")
    desk.locator(".x-play").press("Enter")
    desk.locator(".x-at", has_text=re.compile(r"Combination ([4-9]|\d\d+) of")).wait_for()
    desk.keyboard.press("Escape")
    assert desk.locator(".x-play").inner_text() == "Step through all choices"
    paused = at(desk)
    desk.wait_for_timeout(800)
    assert at(desk) == paused


def test_less_motion_means_that_nothing_runs_by_itself(browser: Any, site: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = opened(context.new_page(), f"{site}en/explorer.html?region=US-CA&year=2020")
    assert not page.locator(".x-play").is_visible()
    assert "less motion" in at(page)
    page.get_by_label("The next combination").click()
    assert at(page).startswith("Combination 2 of ")
    context.close()


def test_one_combination_alone_is_told(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=US-CA&year=2020&concepts=co2")
    assert at(desk) == "There is one combination of choices, and it is shown."
    assert not desk.locator(".x-slide").is_visible()


def test_who_could_say_it_is_python_s_answer(desk: Any, site: str) -> None:
    evaluator = opening.evaluator()
    table = central_table(evaluator, "CN", 2021)
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    text = desk.locator(".x-who").inner_text()
    names = [evaluator.store.regions[one].name("en") for one in table.could_say]
    assert (
        f"Of the {len(table.evaluated)} regions with all the figures for it, {len(names)} could"
        in text
    )
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
    assert desk.locator(".x-ring").text_content() == "2021: 7.0\u202f%", "the year that is ringed"


def test_on_a_phone_values_have_heads_and_names_keep_to_their_tiles(desk: Any, site: str) -> None:
    desk.set_viewport_size({"width": 390, "height": 900})
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2021")
    heads = (
        desk.locator(".x-table tr")
        .nth(1)
        .locator("td")
        .evaluate_all("all => all.map((one) => getComputedStyle(one, '::before').content)")
    )
    assert heads == ['"Share of the nation, 2021"', '"Counted by"', '"Label"']
    assert (
        desk.locator(".x-tile").evaluate_all("""all => all.filter((one) =>
        one.firstChild.offsetWidth > one.clientWidth).map((one) => one.title)""")
        == []
    )


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


def test_electricity_stands_in_the_sentence_when_it_is_asked_for(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-ZJ&year=2020")
    assert "electricity" not in said(desk)
    desk.get_by_role("checkbox", name="Electricity").check()
    value = opening.evaluator().number("share/electricity/CN-ZJ/2020").value
    assert desk.locator(".x-row.concept-electricity .x-value").inner_text() == display.percent(
        value, 1, "en"
    )
    assert f"used about {value:.0f}" in said(desk).replace("\u202f", "")
    assert "of its electricity" in said(desk)
    assert "concepts=energy,co2,population,gdp,electricity" in desk.url
    for name in ("Energy", "Carbon", "People", "Economy"):
        desk.get_by_role("checkbox", name=name).uncheck()
    assert said(desk).count("about") == 1
    assert desk.get_by_role("checkbox", name="Electricity").is_disabled()
    desk.locator("[data-name=show]").select_option("electricity")
    assert "Electricity" in desk.locator(".x-strip").inner_text()
    desk.reload()
    desk.wait_for_selector(".x-say:not(:empty)")
    assert said(desk).count("about") == 1
    assert desk.locator(".x-table tbody tr").count() == 1


# -- abroad, and nations that lack something ------------------------------------------------------


def test_regions_of_two_nations_stand_side_by_side_and_are_not_ranked(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2019&with=us-ca")
    assert desk.url.endswith("?region=CN-GD&year=2019&with=US-CA&v=2026.11.1")
    told = desk.locator(".x-abroad").inner_text()
    assert ABROAD["en"]["warning"] in told
    evaluator = opening.evaluator()
    for concept in CONCEPTS:
        row = desk.locator(f".x-row.concept-{concept} .x-value").all_inner_texts()
        numbers = [evaluator.number(f"share/{concept}/{one}/2019") for one in ("CN-GD", "US-CA")]
        assert row == [display.percent(one.value, 1, "en") for one in numbers]
    assert "2 of the 30 regions that have a figure" in desk.locator(".x-strip").inner_text()
    assert "California" not in desk.locator(".x-strip").inner_text()
    desk.locator("[data-name=beside0]").select_option("")
    assert not desk.locator(".x-abroad").is_visible()


def test_a_nation_opens_at_the_region_of_most_people(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-ZJ&year=2019")
    for nation, region in (("United States", "US-CA"), ("China", "CN-GD")):
        desk.locator(".x-nations button", has_text=nation).click()
        desk.wait_for_url(f"**region={region}&**")


def test_the_regions_of_another_nation_are_listed_on_demand(desk: Any, site: str) -> None:
    opened(desk, f"{site}en/explorer.html?region=CN-GD&year=2019")
    desk.locator("[data-name=beside0]").select_option("US")
    desk.locator(".x-abroad:visible").wait_for()
    assert not desk.locator(".x-notice[role=status]").is_visible()
    assert "with=US-" in desk.url
    desk.locator("[data-name=beside0]").select_option("US-TX")
    assert "with=US-TX" in desk.url


def test_europe_stands_beside_china_when_its_pack_is_given(
    desk: Any, packed: Callable[..., str]
) -> None:
    """Nations without energy: what is lacking is said where it is, and the rest is compared."""
    address = packed("CN-GD", 2018, paths.ROOT / "data", paths.ROOT / "packs" / "europe")
    opened(desk, f"{address}en/explorer.html?region=CN-GD&year=2018&with=AT-NUTS-AT13")
    assert desk.locator(".x-abroad").is_visible()
    energy = desk.locator(".x-row.concept-energy").inner_text()
    assert "the data have no Energy of Austria" in energy
    assert "Vienna (Austria)" in energy or "Wien (Austria)" in energy
    assert desk.locator(".x-row.concept-gdp .x-value").count() == 2
    desk.locator("[data-name=nation]").select_option("AT")
    desk.locator(".x-say", has_text="Austria").wait_for()
    assert desk.locator(".x-row").count() == 3
    assert "not formed" not in said(desk)
    assert "its share of carbon is " in desk.locator(".x-who").inner_text()
    assert "no energy of Austria" in desk.locator(".x-who").inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("concepts", "who"),
    [
        (
            ("population", "gdp"),
            {"en": "no energy and carbon of Quietland", "zh": "没有静国的能源和碳排放"},
        ),
        (("population", "gdp", "co2"), {"en": "no energy of Quietland", "zh": "没有静国的能源"}),
        (("population", "energy"), {"en": "no carbon and economy", "zh": "没有静国的碳排放和经济"}),
    ],
)
def test_a_nation_is_explored_by_what_it_has(
    desk: Any, packed: Callable[..., str], tmp_path: Path, lang: str, concepts: tuple[str, ...],
    who: dict[str, str],
) -> None:  # fmt: skip
    address = packed("QT-001", 2022, write(tmp_path / "pack", *concepts))
    for page in ("front", "explorer"):
        opened(desk, f"{address}{lang}/{page}.html")
        assert desk.locator(".x-row").count() == len(concepts)
        assert desk.locator(".x-value").count() == len(concepts)
        assert who[lang] in desk.locator(".x-who").inner_text()
        text = desk.locator(".explorer").inner_text()
        assert text.count("Quietland" if lang == "en" else "没有静国") <= 4
        assert "undefined" not in text
        assert "{" not in text
    assert desk.locator(".x-table tbody tr").count() == len(concepts)
    assert desk.locator(".x-history path").count() == 1
    assert not desk.locator(".x-map").is_visible()
    assert not desk.locator(".x-nations").is_visible()
    asked = len(concepts) > 2 or "energy" in concepts
    assert (desk.locator(".x-who p").count() > 1) == asked
    desk.locator("[data-name=region]").select_option("QT-000")
    assert desk.url.split("?")[1].startswith("region=QT-000&year=2022")


def test_two_of_three_are_asked_who_could_say_it(
    desk: Any, packed: Callable[..., str], tmp_path: Path
) -> None:
    """Made-up figures: of two places, the carbon of one grows faster than its people and economy."""
    address = packed("QT-001", 2022, write(tmp_path / "pack", "population", "gdp", "co2"))
    evaluator = opening.evaluator()
    for region in ("QT-000", "QT-001"):
        opened(desk, f"{address}en/explorer.html?region={region}&year=2022")
        below = all(
            evaluator.number(f"relative_intensity/co2:{c}/{region}/2022").value < 1
            for c in ("population", "gdp")
        )
        words = "is smaller than those" if below else "is not smaller than both those"
        assert (
            f"its share of carbon {words} of people and economy"
            in desk.locator(".x-who").inner_text()
        )


def test_what_an_address_asks_too_much_of_is_told(desk: Any, site: str) -> None:
    query = ("?region=cn-zj&year=2021x&concepts=energy,steel&show=water&with=CN-GD,CN-JS,CN-SD,"
             "CN-HA,CN-XX&co2=carbon_monitor&power=nowhere")  # fmt: skip
    opened(desk, f"{site}en/explorer.html{query}")
    told = desk.locator(".x-notice[role=status]").inner_text()
    for words in ("2021x", "steel", "water", "CN-XX", "Henan", "carbon_monitor, nowhere"):
        assert words in told
    latest = nearest_year(opening.evaluator(), "CN", 2030)
    assert desk.url.endswith(
        f"?region=CN-ZJ&year={latest}&concepts=energy&with=CN-GD,CN-JS,CN-SD&v=2026.11.1"
    )
    opened(desk, f"{site}en/front.html?region=CN-QQ&year=2021")
    assert "CN-QQ" in desk.locator(".x-notice[role=status]").inner_text()
    assert desk.url.endswith("front.html?region=CN-GD&year=2021&v=2026.11.1")
    desk.get_by_label("A year earlier").click()
    desk.go_back()
    desk.locator(".x-say", has_text="In 2021").wait_for()
    assert not desk.locator(".x-notice[role=status]").is_visible()


@pytest.mark.parametrize("page", ["explorer", "front"])
@pytest.mark.parametrize(
    ("lang", "theme", "width"), sampled(["en", "zh"], ["", "-dark"], [390, 1440])
)
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
        ".explorer :is(select, button, .x-slide, .x-out label, .x-concepts label, .x-out summary)"
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
