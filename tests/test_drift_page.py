"""The page of what moved: flipped verdicts first, in both languages, and plain where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import registers_toy
import toy_country

from regionshare.book.moved import DriftPage, as_register
from regionshare.citation.forms import Citable, load_citation
from regionshare.data import package, releases
from regionshare.errors import DataError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import golden, published
from regionshare.register.published import Published

SHARE = "share/energy/TL-A/2020"
BEFORE = {"C20": {"today": "consistent", "when_spoken": "consistent"}}
NOW = {"C20": {"today": "contradicted", "when_spoken": "consistent"}}


@pytest.fixture
def new(toy: Evaluator) -> Published:
    return as_register(registers_toy.content(toy), "2026.12.0", NOW)


@pytest.fixture
def data(toy: Evaluator, toy_data: Path, tmp_path: Path) -> Path:
    """A data directory that keeps the golden registers of two releases, the last with other data."""
    other = registers_toy.change(
        toy_country.write(tmp_path / "then"), "energy.books", "TL-A,2020,10", "TL-A,2020,8"
    )
    for release, ready in (("2026.9.0", toy), ("2026.11.0", opening.evaluator(other))):
        path = releases.release_file(toy_data, release, "TL-A-2021")
        path.parent.mkdir(parents=True)
        path.write_text(golden.text(as_register(registers_toy.content(ready), release, BEFORE)))
    return toy_data


def of(new: Published, data: Path, toy: Evaluator, lang: str = "en") -> DriftPage:
    old = published.latest(data, new.name, new.release)
    known = releases.releases(data, new.release)
    return DriftPage(old, new, known, toy.store, lang, said={"C20": "7 % of the <energy>"})


def page(new: Published, data: Path, toy: Evaluator, lang: str = "en") -> str:
    return of(new, data, toy, lang).text()


def test_last_release_before_this_one_is_compared(new: Published, data: Path) -> None:
    assert releases.releases(data, "2026.12.0") == ["2026.11.0", "2026.9.0"]
    assert releases.releases(data, "2026.11.0") == ["2026.9.0"]
    found = published.latest(data, new.name, "2026.12.0")
    assert found is not None
    assert (found.release, found.entries[SHARE].value, found.verdicts) == ("2026.11.0", 8, BEFORE)
    assert published.latest(data, "TL-B-2021", "2026.12.0") is None
    assert published.latest(data, new.name, "2026.9.0") is None


@pytest.mark.parametrize(
    ("lang", "flipped", "moved", "row"),
    [
        (
            "en",
            "Verdicts that flipped",
            "Numbers that moved",
            ("8.00000\u202f%", "10.0000\u202f%", "+2.00 percentage points"),
        ),
        ("zh", "结论改变的陈述", "数值有变动的数字", ("8.00000%", "10.0000%", "+2.00个百分点")),
    ],
)
def test_page_tells_flips_then_moves(
    new: Published, data: Path, toy: Evaluator, lang: str, flipped: str, moved: str,
    row: tuple[str, ...],
) -> None:  # fmt: skip
    text = page(new, data, toy, lang)
    assert 0 < text.index(f"<caption>{flipped}") < text.index(f"<caption>{moved}")
    assert '<a href="ledger.html#C20">7 % of the &lt;energy&gt;</a>' in text
    first = re.search(r"<tr><th[^>]*>.*?num-share-energy-tl-a-2020.*?</tr>", text)
    assert first
    assert re.findall(r'<td[^>]*class="number"[^>]*>(.*?)</td>', first[0]) == list(row)
    assert "2026.11.0" in text
    assert "regionshare drift data/releases/2026.11.0/numbers-TL-A-2021.json numbers.json" in text


def test_the_feed_is_atom_and_tells_the_labels_that_changed_first(
    new: Published, data: Path, toy: Evaluator
) -> None:
    citing = Citable(load_citation(), "TL-A", 2021, "A", "https://example.org/report/")
    first = DriftPage(None, new, [], toy.store, "en").feed(citing)
    for text, told in (
        (of(new, data, toy).feed(citing), "1 label of a statement and 2 numbers changed"),
        (of(new, data, toy, "zh").feed(citing), "1项结论和2个数字有变动"),
        (first, "Release 2026.12.0 is the first"),
    ):
        feed = ElementTree.fromstring(text)
        atom = "{http://www.w3.org/2005/Atom}"
        for part in ("id", "title", "updated", "author/name", "entry/id", "entry/title",
                     "entry/updated"):  # fmt: skip
            assert feed.findtext(f"{atom}{part.replace('/', f'/{atom}')}"), part
        assert {"self", None} == {one.get("rel") for one in feed.findall(f"{atom}link")}
        assert feed.find(f"{atom}entry/{atom}link") is not None
        assert str(feed.findtext(f"{atom}entry/{atom}title")) != "2026.12.0", "a title says of what"
        content = feed.find(f"{atom}entry/{atom}content")
        assert content is not None and content.get("type") == "html"
        assert told in str(content.text) and told in str(
            feed.findtext(f"{atom}entry/{atom}summary")
        )
        flip = '<a href="ledger.html#C20">7\u202f% of the &lt;energy&gt;</a>'
        assert (flip in str(content.text)) is (text is not first)


def test_verdicts_are_in_the_language_of_the_page(
    new: Published, data: Path, toy: Evaluator
) -> None:
    told = re.sub(r"<td[^>]*>", "<td>", page(new, data, toy))
    assert "<td>consistent → contradicted</td><td>unchanged</td>" in told
    chinese = page(new, data, toy, "zh")
    assert not re.search("plausible|wrong|consistent|contradicted", chinese)


def test_nothing_that_moved_is_said_so(new: Published, data: Path, toy: Evaluator) -> None:
    path = releases.release_file(data, "2026.11.0", new.name)
    path.write_text(golden.text(new))
    text = page(new, data, toy)
    assert "<p>Nothing differs</p>" in text
    assert "<table" not in text


def test_first_release_and_other_editions_say_that_there_is_no_register(
    new: Published, data: Path, toy: Evaluator
) -> None:
    first = DriftPage(None, new, [], toy.store, "en").text()
    assert "Release 2026.12.0 is the first" in first
    assert f"registers {len(new.entries)} numbers and 1 verdict" in first
    other = replace(new, edition={"region": "TL-B", "year": 2021, "basis": {}})
    told = page(other, data, toy)
    assert "No register of edition TL-B-2021 is kept" in told
    assert "2026.11.0, 2026.9.0" in told
    chosen = replace(new, edition={**new.edition, "basis": {"gdp": "gdp.old"}})
    assert "(gdp = gdp.old)" in DriftPage(None, chosen, ["2026.9.0"], toy.store, "en").text()
    for text in (first, told):
        assert "regionshare drift older/numbers.json numbers.json" in text


def test_a_folder_that_is_no_release_is_refused(data: Path) -> None:
    (data / "releases" / "next").mkdir()
    with pytest.raises(DataError, match="'next' is not a release"):
        releases.releases(data, "2026.12.0")


def test_the_data_package_describes_kept_registers(data: Path) -> None:
    own = [r for r in package.describe(data)["resources"] if r["name"].startswith("register-")]
    assert [one["path"] for one in own] == [
        "releases/2026.11.0/numbers-TL-A-2021.json", "releases/2026.9.0/numbers-TL-A-2021.json",
    ]  # fmt: skip
    assert own[0]["name"] == "register-2026.11.0-tl-a-2021"
    loaded = published.load(data / own[0]["path"])
    assert loaded.verdicts == BEFORE


def test_the_lead_says_what_moved_and_no_more(new: Published, data: Path, toy: Evaluator) -> None:
    """The page promised numbers that moved where none did."""

    def lead(lang: str) -> str:
        return page(new, data, toy, lang).split("\n\n")[1]

    assert (
        "1 statement has a new verdict, the old and the new in the words of their own release; 2 numbers"
        in lead("en")
    )
    assert "six digits" in lead("en")
    path = releases.release_file(data, "2026.11.0", new.name)
    kept = {key: one for key, one in new.entries.items() if key != SHARE}
    path.write_text(golden.text(replace(new, entries=kept)))
    assert lead("en").endswith(": no verdict flipped; no number moved; 1 number is new.")
    assert lead("zh").endswith("没有结论改变；没有数字的数值变动；新增1个数字。")
    (shown,) = re.findall(r'<td[^>]*class="number"[^>]*>(.*?)</td>', page(new, data, toy))
    assert shown == new.entries[SHARE].display["en"], "a new number is printed as elsewhere"
