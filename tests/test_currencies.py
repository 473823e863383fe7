"""Currencies: a nation's own is read, in both languages; another one is refused by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global
from click.testing import CliRunner

import regionshare.cli
from regionshare.claims import units
from regionshare.claims.notation import normalised
from regionshare.claims.reading import understand
from regionshare.errors import ParameterError

HEAD = "region,year,concept,value,unit,source,note\n"
NATIONS = {
    "AU": (("New South Wales", "Victoria", "Australia"), "1e9 AUD"),
    "CA": (("Ontario", "Quebec", "Canada"), "1e9 CAD"),
    "GB": (("England", "Scotland", "United Kingdom"), "1e9 GBP"),
    "JP": (("Tokyo", "Osaka", "Japan"), "1e9 JPY"),
    "CH": (("Zürich", "Bern", "Switzerland"), "1e9 CHF"),
}
"""Two regions of each, and the nation, with made-up figures in its currency."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of each nation: the first region has a GDP of 600 billion, the second of 200."""
    folder = tmp_path_factory.mktemp("packs")
    for nation, (regions, unit) in NATIONS.items():
        rows = [
            f"{region},2021,{concept},{value},{named},Toy,\n"
            for region, size in zip(regions, (3, 1, 4), strict=True)
            for concept, value, named in (
                ("gdp", 200 * size, unit), ("population", 10 * size, "million persons"),
            )
        ]  # fmt: skip
        (folder / "panel.csv").write_text(HEAD + "".join(rows), "utf-8")
        asked = (
            "nation",
            "new",
            nation,
            "--from",
            folder / "panel.csv",
            "--output",
            folder / nation,
        )
        told = CliRunner().invoke(regionshare.cli.main, [str(one) for one in asked])
        assert told.exit_code == 0, told.output
    return folder


def check(made: Path, nation: str, text: str) -> dict[str, list[dict[str, object]]]:
    asked = ["check", text, "--json", "--lang", "en", "--data", str(made / nation)]
    found: dict[str, list[dict[str, object]]] = json.loads(
        CliRunner().invoke(regionshare.cli.main, asked).stdout
    )
    return found


@pytest.mark.parametrize(
    ("nation", "text", "guessed"),
    [
        ("AU", "New South Wales had a GDP of 600 billion Australian dollars in 2021.", False),
        ("AU", "New South Wales had a GDP of A$600 billion in 2021.", False),
        ("AU", "New South Wales had a GDP of AUD 600 billion in 2021.", False),
        ("AU", "In 2021 the GDP of New South Wales was $600 billion.", True),
        ("AU", "New South Wales had a GDP of 600 billion dollars in 2021.", True),
        ("AU", "新南威尔士2021年GDP为6000亿澳元。", False),
        ("AU", "新南威尔士2021年GDP为6000亿澳大利亚元。", False),
        ("CA", "Ontario's GDP was C$600 billion in 2021.", False),
        ("CA", "安大略省2021年GDP为6000亿加元。", False),
        ("GB", "England's GDP was £600bn in 2021.", False),
        ("GB", "England's GDP was 600 billion pounds in 2021.", False),
        ("JP", "Tokyo's GDP was 600 billion yen in 2021.", False),
        ("JP", "Tokyo's GDP was ¥600 billion in 2021.", False),
        ("JP", "东京2021年GDP为6000亿日元。", False),
        ("JP", "東京都２０２１年GDP為６０００億日圓。", False),
        ("CH", "Zurich's GDP was CHF 600 billion in 2021.", False),
        ("CH", "Zurich's GDP was 600 billion francs in 2021.", True),
    ],
)
def test_the_currency_of_the_nation_is_read(
    made: Path, nation: str, text: str, guessed: bool
) -> None:
    (one,) = check(made, nation, text)["statements"]
    assert one["label"] == "holds"
    stated = one["stated"]
    assert isinstance(stated, dict)
    assert (stated["value"], stated["unit"]) == (6e11, NATIONS[nation][1].split()[1])
    assert ("the nation's own currency" in str(one["answer"])) == guessed


@pytest.mark.parametrize(
    ("nation", "text", "named"),
    [
        ("AU", "New South Wales had a GDP of US$600 billion in 2021.", "US dollars"),
        ("AU", "New South Wales had a GDP of C$600 billion in 2021.", "Canadian dollars"),
        ("AU", "新南威尔士2021年GDP为6000亿美元。", "US dollars"),
        ("JP", "东京2021年GDP为6000亿元。", "Chinese yuan"),
        ("JP", "Tokyo's GDP was $600 billion in 2021.", "US dollars"),
        ("GB", "England's GDP was €600 billion in 2021.", "euros"),
        ("GB", "England's GDP was 600 billion € in 2021.", "euros"),
        ("CH", "Zurich's GDP was 600 billion Indian rupees in 2021.", "Indian rupees"),
    ],
)
def test_another_currency_is_refused_by_its_name(
    made: Path, nation: str, text: str, named: str
) -> None:
    found = check(made, nation, text)
    assert found["statements"] == []
    assert [one["code"] for one in found["not_read"]] == ["currency"]
    assert f"in {named};" in str(found["not_read"][0]["why"])


def test_money_per_head_is_named_in_the_currency(made: Path) -> None:
    text = "In 2021 GDP per head of New South Wales was 20,000 Australian dollars."
    (one,) = check(made, "AU", text)["statements"]
    assert one["label"] == "holds"
    assert "20,000.0 Australian dollars per person" in str(one["answer"])


def test_a_claim_may_be_in_any_currency() -> None:
    assert understand("A$2.6 trillion", "1e9 AUD").value == 2600
    assert understand("2.6 trillion dollars", "1e9 AUD").value == 2600
    assert understand("$4 trillion", "1e9 USD").value == 4000
    with pytest.raises(ParameterError):
        understand("C$2.6 trillion", "1e9 AUD")


def test_legal_tenders_are_called_what_cldr_calls_them() -> None:
    """Those of Babel's own edition of CLDR; packing/currencies.py writes them."""
    rows = [row for of in get_global("territory_currencies").values() for row in of]
    names = units.money()
    for code in {row[0] for row in rows if row[2] is None and row[3]}:
        for lang in ("en", "zh"):
            called = Locale(lang).currencies.get(code)
            if called and code in Locale("en").currencies:
                one = names[called.lower()]
                assert code in (one.dimension, *one.others), called


def test_a_word_for_money_is_no_other_word() -> None:
    """A sign has one meaning, save those that several nations share."""
    for words in (units.money(), units.money(signs=True)):
        for word, unit in words.items():
            assert word == word.lower() and normalised(word).strip()
            assert units.is_money(unit.dimension)
            assert unit.dimension not in unit.others
