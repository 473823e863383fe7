"""The page of the claims format: every key of the schema, with words and an example that is read."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from regionshare.book import claims_format
from regionshare.book.claims_format import EXAMPLE, WORDS, Source, page, paired
from regionshare.claims import claim
from regionshare.claims.claim import ALLOWED, CHOICES, FORMS, SCHEMA, load
from regionshare.claims.consistency import findings
from regionshare.claims.labels import CODES
from regionshare.claims.ledger import open_ledger
from regionshare.cli import main
from regionshare.data.tables import read_marked
from regionshare.errors import BookError, DataError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator

LANGUAGES = ("en", "zh")
PLACES = [(place, key) for place, (keys, _) in SCHEMA.items() for key in keys]


@pytest.fixture(scope="module")
def pages(real: Evaluator) -> dict[str, str]:
    return {lang: page(lang, real) for lang in LANGUAGES}


def entry(text: str, place: str, key: str) -> str:
    """What the page says of a key."""
    part = text.partition(f"(format-{place})=")[2].partition("```\n")[0]
    found = [
        one
        for one in part.split("<div id=")[1:]
        if f"<code>{key}</code>" in one.partition("</dt>")[0]
    ]
    assert len(found) == 1, (place, key)
    return found[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_has_words_and_an_example(pages: dict[str, str], lang: str) -> None:
    for place, key in PLACES:
        shown = entry(pages[lang], place, key)
        (name,) = [base for base, names in paired(SCHEMA[place][0]) if key in names]
        words = WORDS[lang]["keys"][place][name]
        assert words["text"], (place, key)
        assert words["holds"] or (place != "top" and CHOICES[key]), (place, key)
        example = re.search(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
        assert example, (place, key)
        assert re.search(rf"(^|[{{ ]){key}:", example[1], re.MULTILINE), example[1]
        needed = WORDS[lang]["needed"] in shown.partition("</dt>")[0]
        assert needed == (key in SCHEMA[place][1]), (place, key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_are_left_of_a_key_or_choice_that_is_gone(lang: str) -> None:
    words = WORDS[lang]
    assert {place: set(keys) for place, keys in words["keys"].items()} == {
        place: {base for base, _ in paired(keys)} for place, (keys, _) in SCHEMA.items()
    }
    assert set(words["places"]) == set(SCHEMA)
    yes_no = {key for key, known in ALLOWED.items() if known == ("true", "false")}
    told = {key: set(known) for key, known in CHOICES.items() if key not in (*yes_no, "reading")}
    assert {key: set(known) for key, known in words["choices"].items()} == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_form_that_the_words_name_is_one_that_is_read(lang: str) -> None:
    for key, (pattern, _, _) in FORMS.items():
        places = [
            one for one in WORDS[lang]["keys"].items() if key in one[1] and one[0] != "relations"
        ]
        for _, words in places:
            named = re.findall(r"`([^`]+)`", words[key]["holds"])
            assert named, key
            assert all(re.fullmatch(pattern, one) for one in named), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_key_without_words_or_example_is_refused(
    real: Evaluator, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    keys, needed = SCHEMA["claims"]
    monkeypatch.setitem(SCHEMA, "claims", ((*keys, "mood"), needed))
    with pytest.raises(
        BookError, match=rf"locale/{lang}/claims_format.yml.*: claims: mood has no words"
    ):
        page(lang, real)
    monkeypatch.setitem(WORDS[lang]["keys"]["claims"], "mood", {"text": "a", "holds": "b"})
    with pytest.raises(BookError, match=r"claims: mood has no example\. Use it there"):
        page(lang, real)


def test_the_reader_knows_its_keys_from_the_same_table(
    tmp_path: Path, real: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("top", "groups", "speakers", "claims", "document", "evidence", "relations"):
        keys, needed = SCHEMA[place]
        gone = {"groups": "zh", "speakers": "organisation", "claims": "note_zh", "top": "title_zh",
                "document": "document", "evidence": "told", "relations": "fits"}[place]  # fmt: skip
        left = tuple(key for key in keys if key != gone)
        unread = shutil.copytree(EXAMPLE.parent, tmp_path / place) / EXAMPLE.name
        with monkeypatch.context() as changed:
            changed.setitem(claim.SCHEMA, place, (left, needed))
            with pytest.raises(DataError, match=f"key '{gone}' is not known"):
                load(unread, real)


def test_what_the_examples_imply_is_told_in_one_unit_with_what_it_is_held_against(
    real: Evaluator,
) -> None:
    found = {one.id: one.text for one in findings(open_ledger(EXAMPLE, evaluator=real))}
    assert "6.98–7.76 %; C01 states 6.5–7.5 %" in found["energy-ratio"].en
    assert "in units of 100 Mt) none lies in the stated 2.2865–2.2875" in found["listed-volume"].en
    assert "2.2865–2.2875亿吨之内" in found["listed-volume"].zh
    assert found["nonfossil-year"].zh.endswith("没有哪一年能在所有读法下使两者同时成立。")


def test_all_examples_together_are_read_and_judged(tmp_path: Path, real: Evaluator) -> None:
    for path in claims_format.files():
        shutil.copy(path, tmp_path)
    told = CliRunner().invoke(main, ["ledger", "--claims", str(tmp_path / "claims.yml")])
    assert told.exit_code == 0, told.output
    found = open_ledger(tmp_path / "claims.yml", evaluator=real)
    ids = [item.text("id") for item in read_marked(EXAMPLE).items_of("claims")]
    assert [one.claim.id for one in found.entries] == ids
    assert all(one.verdict.today in CODES for one in found.entries)
    assert all(one.verdict.judged and not one.verdict.missing for one in found.entries)
    assert [one.id for one in findings(found)] == [one["id"] for one in found.file.relations]
    for one in ids:
        assert f"  {one}  " in told.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_shows_what_is_computed_of_each_example(
    pages: dict[str, str], real: Evaluator, lang: str
) -> None:
    ledger = open_ledger(EXAMPLE, evaluator=real)
    for one in claims_format._judged(ledger, lang).values():
        assert f'<div id="example-{one.id}">' in pages[lang]
        assert f">{one.label}</span>" in pages[lang]
    assert set(re.findall(r'href="#(example-[^"]+)"', pages[lang])) <= set(
        re.findall(r'id="([^"]+)"', pages[lang])
    )
    assert "()" not in pages[lang].partition("(format-results)=")[2]
    assert "（）" not in pages[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_data_of_another_country_leave_the_examples_without_verdicts(
    toy: Evaluator, lang: str
) -> None:
    text = page(lang, toy)
    assert WORDS[lang]["elsewhere"] in text
    assert 'class="badge-' not in text
    assert all(entry(text, place, key) for place, key in PLACES)


def test_the_examples_are_held_against_what_is_published() -> None:
    def rows(path: Path) -> dict[str, dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}

    own = rows(EXAMPLE.parent / "documents.csv")
    published = rows(paths.ROOT / "data" / "documents.csv")
    assert own == {name: published[name] for name in own}


def test_an_example_is_cut_where_its_key_ends(tmp_path: Path) -> None:
    path = tmp_path / "claims.yml"
    path.write_text("a:\n  - b: 1\n    c: >-\n      x\n      y\n    d: 2\ne: 3\n", "utf-8")
    source = Source(path)
    assert source.cut(2) == "b: 1"
    assert source.cut(3) == "c: >-\n  x\n  y"
    assert source.cut(1) == "a:\n  - b: 1\n    c: >-\n      x\n  # …"
    assert source.cut(7) == "e: 3"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("        concept: energy\n", "", "'concept' is missing"),
        ("        at: 2024-10-31\n", "", "'at' is missing"),
        ("headline: true", "headline: yes", "headline is 'yes'"),
        ("outside_tally: true", "outside_tally: ja", "outside_tally is 'ja'"),
    ],
)
def test_what_the_page_calls_required_or_one_of_is_refused_otherwise(
    tmp_path: Path, real: Evaluator, old: str, new: str, what: str
) -> None:
    for path in claims_format.files():
        shutil.copy(path, tmp_path)
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    (tmp_path / "claims.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=what) as caught:
        load(tmp_path / "claims.yml", real)
    assert re.search(r"claims\.yml, line \d+", caught.value.where)


def test_a_comparison_stated_in_percent_is_computed_in_percent(real: Evaluator) -> None:
    """64 % of another region's is not held against 0.65."""
    one = open_ledger(EXAMPLE, evaluator=real)["C06"]
    values = [judged.evidence.interval.low for judged in one.verdict.judged]
    assert values
    assert all(60 < value < 70 for value in values)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_files_keys_and_placeholders_are_set_as_code(lang: str) -> None:
    def texts(node: object) -> list[str]:
        children = node.values() if hasattr(node, "values") else ()
        return [node] if isinstance(node, str) else [t for one in children for t in texts(one)]

    for text in texts({key: WORDS[lang][key] for key in ("lead", "start", "places", "keys")}):
        plain = "".join(text.split("`")[::2])
        assert not re.search(r"\w+\.(csv|yml)|\{\w*\}|\b\w+_\w+\b", plain), text
        assert not re.search("vintage", plain), "a release has one name"
