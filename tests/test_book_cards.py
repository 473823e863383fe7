"""Cards, downloads and metadata in the pages, as a reader, a program and a keyboard meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from book_toy import NUMBER, build_site, write_tree
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pybtex.database import parse_string

from regionshare.book.build import build_html
from regionshare.book.site import Apparatus
from regionshare.book.tree import MADE_PAGES
from regionshare.citation import bundle, forms
from regionshare.citation.forms import Citable
from regionshare.files.project import Project
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import cards

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cards")]
CARD = ".number-card"
SAME_FIGURES = ("rank/energy:gdp/CN-GD/2021", "below_average/energy:gdp/CN/2021")
ENTRY = "numbers/shares.html#num-share-energy-cn-gd-2021"


def carded_tree(folder: Path, lang: str, ready: Evaluator, base: str = "") -> Path:
    """Write the toy tree with a number of the real data, and all that its apparatus adds."""
    number = ready.number(NUMBER)
    entries = cards.cards([number], ready.store, lang)
    shown = new_code_cell(
        "edition.publish()", outputs=[new_output("display_data", {"text/html": entries})]
    )
    text = new_markdown_cell(
        "(sources)=\n# Sources\n\nOf {num}`share/energy`, {num}`share/energy`."
    )
    write_tree(folder, lang, sources=[text, shown])
    register = json.loads((folder / "numbers.json").read_text("utf-8"))
    printed = {code: display.display(number, ready.store, code) for code in ("en", "zh")}
    own = {**number.to_dict(), "display": printed, "tooltip": "tip", "chapter": "shares"}
    others = [own | ready.number(one).to_dict() for one in SAME_FIGURES]
    register["numbers"] = {one["id"]: one for one in (own, *others)}
    register["texts"] |= {"nation": "China", "edition": register["edition"]["title"]}
    citing = Citable(forms.load_citation(), "CN-GD", 2023, "Guangdong", base)
    figure = {
        "id": "fig-shares",
        "alt": "a",
        "width": 640,
        "csv": "a\n1\n",
        **{
            layout: {
                kind: (folder / f"extra/figures/fig-shares/fig-shares{end}{dark}.svg").read_text()
                for kind, dark in (("light", ""), ("dark", ".dark"))
            }
            for layout, end in (("svg", ""), ("narrow", ".narrow"))
        },
    }
    for name, data in bundle.files(
        figure, "shares", "caption", "code", register["edition"], citing
    ).items():
        (folder / "extra/figures/fig-shares" / name).write_bytes(data)
    request = {"region": "CN-GD", "year": 2023, "langs": ["en", "zh"], "basis": {}}
    apparatus = Apparatus(Project.default(), ready.store, ready.declared, citing, request)
    made = apparatus.tree_files(register, {"fig-shares": "shares"}, folder / "extra")
    for name, content in {**made, "numbers.json": json.dumps(register)}.items():
        (folder / name).write_text(content, encoding="utf-8")
    toc = (folder / "_toc.yml").read_text()
    (folder / "_toc.yml").write_text(toc + "".join(f"- file: {page}\n" for page in MADE_PAGES))
    return folder


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, real: Evaluator) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    return build_site(folder, lambda source, lang: carded_tree(source, lang, real))


def linked(page: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    content = json.loads(found[0])
    assert content["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = content["@graph"]
    return nodes


def test_a_number_leads_to_its_card_on_a_page_of_cards(pages: Path) -> None:
    for name in ("index.html", "sources.html", "zh/shares.html"):
        text = (pages / name).read_text("utf-8")
        assert len(re.findall(f'<a class="num"[^>]* href="{ENTRY}"', text)) >= 1, name
        assert "number-entry" not in text, name
    for home in ("", "zh/"):
        sheet = (pages / home / ENTRY.partition("#")[0]).read_text("utf-8")
        assert sheet.count('id="num-share-energy-cn-gd-2021"') == 1
        assert "Content-Security-Policy" in sheet


def test_every_region_and_year_is_a_page_in_both_languages(pages: Path) -> None:
    for name, title, own in (
        ("matrix.html", "Every region and year", "Guangdong"),
        ("zh/matrix.html", "各地区各年份", "广东"),
    ):
        text = (pages / name).read_text("utf-8")
        assert f"<h1>{title}<" in text
        row = text[text.index(' class="marked">') :].split("</tr>")[0]
        assert re.search(rf'<th scope="row"[^>]*>{own} ', row)
        assert row.count('href="index.html"') == 1
        assert '<table id="matrix-share-co2"' in text
        assert 'data-views="explorer.html' in text  # a cell's view, by the script
        assert '<a href="explorer.html">' in text
    assert 'href="matrix.html"' in (pages / "sources.html").read_text("utf-8")


def test_every_page_leads_to_the_licences(pages: Path) -> None:
    for home, label in (("", "Licences"), ("zh/", "许可")):
        for name in ("index", "sources", "numbers"):
            text = (pages / f"{home}{name}.html").read_text("utf-8")
            assert f'<a href="licences.html">{label}</a>' in text, name
        assert "<table" in (pages / f"{home}licences.html").read_text("utf-8")


def test_a_chapters_numbers_are_a_list_that_opens_cards_and_leads_to_the_register(
    pages: Path,
) -> None:
    text = (pages / "sources.html").read_text("utf-8")
    assert "<summary>Numbers on this page: 1</summary>" in text
    assert '<li id="num-share-energy-cn-gd-2021"><a class="num"' in text
    register = (pages / "numbers.html").read_text("utf-8")
    assert '<li id="num-share-energy-cn-gd-2021"><a class="num"' in register
    assert "Guangdong: share of the energy of China, 2021" in register


def test_the_bar_under_a_figure_leads_to_files(pages: Path) -> None:
    for name in ("shares.html", "zh/shares.html"):
        page = pages / name
        links = re.findall(r'href="(figures/fig-shares/[^"]+)" download', page.read_text("utf-8"))
        assert {Path(one).name.removeprefix("fig-shares") for one in links} == {
            ".svg", ".csv", ".json", ".py", ".bib", ".ris", ".csl.json",
        }  # fmt: skip
        assert all((page.parent / one).is_file() for one in links)
        assert not (page.parent / "figures/figures-CN-GD-2023.zip").exists()


def test_pages_carry_linked_data(pages: Path) -> None:
    for lang, home in (("en", ""), ("zh-CN", "zh/")):
        nodes = linked((pages / f"{home}shares.html").read_text("utf-8"))
        kinds = {node["@type"]: node for node in nodes}
        assert set(kinds) == {"Report", "WebPage", "ImageObject"}
        for kind in ("Report", "ImageObject"):
            assert kinds[kind]["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
        assert kinds["ImageObject"]["creator"][0]["name"] == "Share of the Nation authors"
        assert (pages / home / kinds["ImageObject"]["contentUrl"]).is_file()
        assert kinds["Report"]["inLanguage"] == lang
        assert kinds["Report"]["author"]
        assert (pages / home / kinds["Report"]["image"]).is_file()
        front = {n["@type"]: n for n in linked((pages / f"{home}index.html").read_text("utf-8"))}
        assert front["Dataset"]["license"]
        assert front["Dataset"]["creator"]
        assert front["Dataset"]["isBasedOn"]


@pytest.mark.parametrize("name", ["index", "shares", "numbers", "zh/index", "zh/shares"])
def test_linked_data_is_json_ld_in_the_words_of_schema_org(pages: Path, name: str) -> None:
    """As a program reads it that knows JSON-LD and the vocabulary, and nothing of this report."""
    nodes = linked((pages / f"{name}.html").read_text("utf-8"))
    document = {"@context": {"@vocab": str(rdflib.SDO)}, "@graph": nodes}
    graph = rdflib.Graph().parse(
        data=json.dumps(document), format="json-ld", publicID="https://example.org/report/"
    )
    assert len(graph) > 20
    known = {str(rdflib.SDO[term]) for term in rdflib.SDO.__annotations__}
    used = {str(p) for p in graph.predicates() if p != rdflib.RDF.type}
    kinds = {str(o) for o in graph.objects(predicate=rdflib.RDF.type)}
    assert used - known == set()
    assert kinds - known == set()
    reports = list(graph.subjects(rdflib.RDF.type, rdflib.SDO.Report))
    assert len(reports) == 1
    for wanted in (
        rdflib.SDO.name,
        rdflib.SDO.author,
        rdflib.SDO.license,
        rdflib.SDO.datePublished,
        rdflib.SDO.version,
    ):
        assert graph.value(reports[0], wanted), wanted


def test_pages_carry_highwire_dublin_core_and_open_graph(pages: Path) -> None:
    for name in ("index.html", "zh/shares.html"):
        text = (pages / name).read_text("utf-8")
        names = set(re.findall(r'<meta (?:name|property)="([^"]+)" content="[^"]+"', text))
        assert names >= {
            "citation_title", "citation_author", "citation_publication_date", "DC.title",
            "DC.creator", "DC.rights", "og:title", "og:description",
        }  # fmt: skip
        assert not names & {"og:url", "og:image"}
        assert 'rel="alternate" hreflang' not in text
        assert 'rel="canonical"' not in text


def test_a_known_address_is_named(tmp_path: Path, real: Evaluator) -> None:
    source = carded_tree(tmp_path / "src", "zh", real, "https://example.org/report")
    build_html(source, tmp_path / "out", tmp_path / "work", "zh", "../")
    text = (tmp_path / "out" / "shares.html").read_text("utf-8")
    assert 'href="https://example.org/report/zh/shares.html"' in text
    assert 'content="https://example.org/report/zh/share/shares.png"' in text
    for lang, home in (("zh-CN", "zh/"), ("en", "")):
        whole = f'hreflang="{lang}" href="https://example.org/report/{home}shares.html"'
        assert whole in text
    sheet = (tmp_path / "out" / "numbers" / "shares.html").read_text("utf-8")
    assert "url = {https://example.org/report/numbers.html#num-share" in sheet


# -- in a browser ------------------------------------------------------------------------------


@pytest.fixture(params=["", "zh/"], ids=["en", "zh"])
def page(
    request: pytest.FixtureRequest,
    browser: Any,
    serve: Callable[[Path], str],
    pages: Path,
) -> Iterator[Any]:
    site = serve(pages)
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site[:-1])
    opened = context.new_page()
    opened.goto(f"{site}{request.param}sources.html")
    yield opened
    context.close()


def test_a_card_is_opened_copied_from_and_closed_by_keyboard(page: Any) -> None:
    page.focus("a.num")
    page.keyboard.press("Enter")
    page.wait_for_selector(CARD)
    while page.evaluate("document.activeElement.textContent") != "BibTeX":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.number-card') !== null")
    page.keyboard.press("Enter")
    page.locator(":focus").filter(has_text=re.compile("Copied|已复制")).wait_for()
    entries = parse_string(page.evaluate("navigator.clipboard.readText()"), "bibtex").entries
    assert re.fullmatch("share-energy-cn-gd-2021-[0-9a-f]{16}", next(iter(entries)))
    assert "hash" in next(iter(entries.values())).fields["note"]
    page.keyboard.press("Escape")
    assert not page.is_visible(CARD)
    assert page.evaluate("document.activeElement.matches('a.num')")


TAKEN = """Object.defineProperty(navigator, "clipboard", {value: {
  writeText: async (text) => { globalThis.taken = text; }}})"""
PLACES = ("https://report.example/", "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/")
CANONICAL = """document.head.append(Object.assign(document.createElement("link"),
  {rel: "canonical", href: "https://canonical.example/shares.html"}))"""


def copied(page: Any, button: str) -> tuple[str, str]:
    """What a button puts on the clipboard, and what it then says."""
    page.evaluate("globalThis.taken = ''")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    before = page.locator(button).text_content()
    page.click(button)
    page.wait_for_function(
        "([b, w]) => document.querySelector(b).textContent !== w", arg=[button, before]
    )
    return page.evaluate("taken"), page.locator(button).text_content()


@pytest.mark.parametrize("home", ["", "zh/"])
def test_what_is_copied_names_no_address_of_the_readers_own_computer(
    browser: Any, pages: Path, home: str
) -> None:
    context = browser.new_context()
    context.add_init_script(TAKEN)
    for place in PLACES:
        context.route(
            f"{place}**",
            lambda route: (
                route.fulfill(path=file)
                if (file := pages / re.sub(r"^\w+://[^/]+/", "", route.request.url)).is_file()
                else route.abort()
            ),
        )
    page = context.new_page()
    words = cards.WORDS["zh" if home else "en"]
    own = ["plain", "markdown", "latex", "bibtex", "link"]
    for place in (*PLACES, f"{pages.as_uri()}/"):
        page.goto(f"{place}{home}{ENTRY}")
        group = f"#{ENTRY.partition('#')[2]} .card-copy"
        told = {
            form: copied(page, f"{group} button:nth-of-type({n})") for n, form in enumerate(own, 1)
        }
        texts = {form: text for form, (text, _) in told.items()}
        page.goto(f"{place}{home}shares.html")
        embed, said = copied(page, ".figure-bar button[data-copy]")
        if place == PLACES[0]:
            address = f"{place}{home}numbers.html#num-share-energy-cn-gd-2021"
            assert texts["link"] == address
            assert texts["plain"].endswith(f" {address}")
            assert f"]({address} " in texts["markdown"]
            assert f'src="{place}{home}embed/fig-shares.html"' in embed
            continue
        assert not re.search(r"file:|https?:|localhost|127\.|\{url|\{root", "".join(texts.values()))
        assert texts["plain"] == texts["markdown"] != ""
        assert (texts["link"], embed) == ("", "")
        assert {said, told["link"][1]} == {words["unpublished"]}
        assert told["plain"][1] == words["copied"]
        page.evaluate(CANONICAL)  # as --base-url has it
        embed, _ = copied(page, ".figure-bar button[data-copy]")
        assert 'src="https://canonical.example/embed/fig-shares.html"' in embed
    context.close()


def test_a_link_leads_to_the_entry_by_its_anchor_and_by_its_id(page: Any) -> None:
    home = page.url.rpartition("/")[0]
    for one in ("num-share-energy-cn-gd-2021", "num-share/energy/CN-GD/2021"):
        page.goto(f"{home}/numbers.html#{one}")
        page.wait_for_selector("#num-share-energy-cn-gd-2021", state="visible")


def test_a_card_has_the_figures_that_stand_at_another_number_of_its_page(page: Any) -> None:
    page.goto(f"{page.url.rpartition('/')[0]}/numbers.html")
    texts = []
    for one in ("num-rank-energy-gdp-cn-gd-2021", "num-below-average-energy-gdp-cn-2021"):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.click(f"#{one} a.num")
        page.wait_for_selector(f"{CARD} dl.facts")
        assert page.locator(f"{CARD} [data-above], {CARD} dl [id]").count() == 0
        texts.append(page.locator(f"{CARD} dl.facts > div").first.text_content())
        page.keyboard.press("Escape")
    assert sorted(texts[0]) == sorted(texts[1])


def test_axe_finds_no_violation_with_a_card_open(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.click("a.num >> nth=0")
    page.wait_for_selector(CARD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]
    home = page.url.rpartition("/")[0]
    for name in ("numbers.html", "shares.html", "numbers/shares.html"):
        page.goto(f"{home}/{name}")
        folds = "document.querySelectorAll('.page-numbers, .figure-bar, .rest')"
        page.evaluate(f"{folds}.forEach(one => {{ one.open = true; }})")
        found = Axe().run(page).response["violations"]
        assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found], name


def test_a_number_leads_to_its_card_without_javascript(
    browser: Any,
    serve: Callable[[Path], str],
    pages: Path,
) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(serve(pages) + "sources.html")
    plain.click("a.num >> nth=0")
    assert plain.url.endswith(ENTRY)
    assert plain.is_visible("#num-share-energy-cn-gd-2021 dl.facts")
    assert not plain.is_visible(".card-copy")
    context.close()


def test_a_browser_without_popovers_goes_to_the_page_of_cards(
    browser: Any,
    serve: Callable[[Path], str],
    pages: Path,
) -> None:
    context = browser.new_context()
    context.add_init_script("delete HTMLElement.prototype.popover")
    old = context.new_page()
    old.goto(serve(pages) + "sources.html")
    old.click("a.num >> nth=0")
    old.wait_for_url(f"**/{ENTRY}")
    context.close()


@pytest.mark.parametrize("lang", ["", "zh/"])
def test_a_book_without_python_gives_the_commands_instead(pages: Path, lang: str) -> None:
    text = (pages / f"{lang}check.html").read_text("utf-8")
    for command in ("regionshare check &#34;", "regionshare runtime", "regionshare build"):
        assert command in text or command.replace("&#34;", '"') in text
    assert 'class="ask"' not in text
    card = next((pages / lang / "numbers").glob("*.html")).read_text("utf-8")
    assert f'href="../check.html?number={NUMBER}#check-number"' in card
