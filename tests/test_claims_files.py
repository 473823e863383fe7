"""Claims files: what is wrong is told with file, line and remedy; what is missing is no error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from regionshare.claims.claim import load
from regionshare.claims.consistency import findings
from regionshare.claims.document import COLUMNS, OPTIONAL
from regionshare.claims.ledger import check, judge, open_ledger
from regionshare.claims.units import Dimension, written
from regionshare.cli import main
from regionshare.errors import DataError
from regionshare.numbers.evaluator import Evaluator

GOOD = """\
spoken: 2021-06-30
region: TL-A
groups:
  all: {en: All, zh: 全部}
speakers:
  one: {name_en: One, name_zh: 甲, capacity_en: mayor, capacity_zh: 市长}
claims:
  - id: C01
    slug: energy-share
    group: all
    text_en: Alpha uses 10 % of the energy.
    speaker: one
    year: 2020
    stated: 约10%
    settles_en: nothing further
    settles_zh: 无需其他数据
    evidence:
      - metric: share
        concept: energy
        years: [2020]
"""
ROW = {
    "id": "book", "quantity": "energy", "region": "TL-A", "period": "2020", "stated": "11",
    "reading": "rounded", "unit": "percent", "published": "2021-01", "title": "A book",
    "publisher": "Office", "independence": "independent", "statement_en": "eleven",
    "statement_zh": "十一",
}  # fmt: skip


def write(folder: Path, text: str = GOOD, *rows: dict[str, str]) -> Path:
    path = folder / "claims.yml"
    path.write_text(text, encoding="utf-8")
    if rows:
        columns = (*COLUMNS, *OPTIONAL)
        lines = [",".join(columns), *(",".join(r.get(c, "") for c in columns) for r in rows)]
        (folder / "documents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_good_file_is_judged(tmp_path: Path, toy: Evaluator):
    entry = open_ledger(write(tmp_path), evaluator=toy)["C01"]
    assert entry.verdict.today == "holds"


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("metric: share", "metric: shore", 18, "metric 'shore' is not known", "Metrics: share"),
        ("concept: energy", "concept: enrgy", 19, "concept 'enrgy' is not known", "Concepts: gdp"),
        ("region: TL-A", "region: TL-Q", 2, "region 'TL-Q' is not known", "Use an id"),
        ("stated: 约10%", "stated: 约10%\n    reading: guess", 15, "reading 'guess'", "Readings:"),
        ("stated: 约10%", "stated: 约几成", 14, "not understood: '几'", "as value"),
        ("group: all", "group: some", 10, "group 'some' is not known", "Known: all"),
        ("slug: energy-share", "slug: Energy Share", 9, "is not a slug", "Small letters"),
        ("speaker: one", "speaker: two", 12, "speaker 'two' is not known", "Known: one"),
        ("    year: 2020", "    yaer: 2020", 13, "key 'yaer' is not known (meant 'year'?)", "Keys"),
        ("years: [2020]", "years: [20]", 20, "year '20' is not known", "Write 2021"),
        ("years: [2020]", "match: exact", 20, "match is 'exact'", "direct, proxy"),
        ("concept: energy", "concept: energy:gdp", 19, "share takes 1 concept", "Write energy"),
        (
            "metric: share\n        concept: energy",
            "metric: rank\n        order: highest\n        concept: energy:gdp:co2",
            20, "rank takes 1 or 2 concepts, not 3", "Write energy or co2:gdp",
        ),
        ("- metric: share", "- mitric: share", 18, "has no kind", "metric, arithmetic"),
        ("spoken: 2021-06-30", "spoken: June", 1, "spoken is 'June'", "2024-11-21"),
        ("    text_en: Alpha", "    verdict: supported\n    text_en: Alpha", 11, "is typed", "computed"),
        ("    settles_en: nothing further\n", "", 8, "'settles_en' is missing", "Add it"),
        ("    group: all", "    group: all\n    group: all", 11, "stands twice", "line 10"),
        ("groups:", "  groups:", 3, "not valid YAML", "indentation"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, toy: Evaluator, old: str, new: str, line: int, what: str, remedy: str
):
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DataError) as caught:
        open_ledger(path, evaluator=toy)
    assert caught.value.where == f"claims.yml, line {line}"
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_a_claim_that_stands_twice_is_refused_with_both_lines(tmp_path: Path, toy: Evaluator):
    entry = GOOD.partition("claims:\n")[2]
    with pytest.raises(
        DataError, match=r"line 21: id 'C01' stands twice\. Its first place is line 8"
    ):
        open_ledger(write(tmp_path, GOOD + entry), evaluator=toy)


def test_a_chapter_tells_one_claim_for_each_of_its_places(tmp_path: Path, toy: Evaluator):
    other = GOOD.replace("slug:", "chapter: carbon\n    slug:")
    file = load(write(tmp_path, other), toy)
    assert file.told_in("carbon") == file.claim("C01")
    assert file.told_in("vintages") is None
    entry = other.partition("claims:\n")[2].replace("C01", "C02").replace("energy-share", "two")
    with pytest.raises(
        DataError, match=r"chapter 'carbon' stands twice\. Its first place is line 9"
    ):
        load(write(tmp_path, other + entry), toy)


def test_an_expression_with_an_unknown_term_is_refused(tmp_path: Path, toy: Evaluator):
    text = GOOD.replace("metric: share", "arithmetic: a / b").replace(
        "        concept: energy\n        years: [2020]\n", "        terms: {a: book}\n"
    )
    with pytest.raises(DataError, match="'b' is not a term"):
        open_ledger(write(tmp_path, text), evaluator=toy)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, toy: Evaluator, text: str):
    with pytest.raises(DataError, match="holds no mapping"):
        open_ledger(write(tmp_path, text), evaluator=toy)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, toy: Evaluator):
    with pytest.raises(DataError, match="the file is missing"):
        open_ledger(tmp_path / "nowhere.yml", evaluator=toy)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"stated": "some"}, "holds no figure"),
        ({"stated": "12 to 11"}, "is empty"),
        ({"independence": "friend"}, "independence is 'friend'"),
        ({"published": "last year"}, "published is 'last year'"),
        ({"reading": "guess"}, "reading 'guess' is not known"),
        ({"statement_zh": ""}, "statement_zh is empty"),
        ({"period": "last year"}, "period is 'last year'"),
        ({"period": "2023-13"}, "period is '2023-13'"),
        ({"url": "javascript:alert(1)"}, "is not an address"),
    ],
)
def test_a_bad_document_is_told_with_its_row(
    tmp_path: Path, toy: Evaluator, change: dict[str, str], what: str
):
    path = write(tmp_path, GOOD, {**ROW, **change})
    with pytest.raises(DataError, match=what) as caught:
        open_ledger(path, evaluator=toy)
    assert caught.value.where == "documents.csv, row 2"


def test_a_document_twice_is_refused(tmp_path: Path, toy: Evaluator):
    with pytest.raises(DataError, match="document 'book' stands twice"):
        open_ledger(write(tmp_path, GOOD, ROW, ROW), evaluator=toy)


def test_a_document_known_to_the_month_counts_from_its_last_day(tmp_path: Path, toy: Evaluator):
    path = write(tmp_path, GOOD, ROW)
    published = open_ledger(path, evaluator=toy).file.documents["book"].published
    assert str(published) == "2021-01-31"


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        ("- metric: share\n        concept: electricity\n        years: [2020]", "Alpha in 2020"),
        ("- metric: share\n        concept: energy\n        years: [1999]", "Alpha in 1999"),
        ("- metric: share\n        concept: energy\n        bases: [lost_series]", "lost_series"),
        ("- document: lost", "lost is not in documents.csv"),
        ("- arithmetic: a\n        terms: {a: lost.series TL 2020}", "series lost.series"),
        ("- arithmetic: a\n        terms: {a: energy.books TL-A 1999}", "TL-A 1999 is not in"),
        ("- bracket: lost.sum\n        at: 2020-01-01", "lost.sum is not in documents.csv"),
        ("- ranking: lost\n        among: [other]", "lost is not in documents.csv"),
        (
            "- metric: intensity_drop\n        concept: co2:gdp\n        chain: [co2.lost]\n"
            "        growth: gdp_growth.lost\n        since: 2018",
            "series co2.lost",
        ),
    ],
)
def test_a_series_or_figure_that_other_data_lack_is_named_and_is_no_error(
    tmp_path: Path, toy: Evaluator, evidence: str, named: str
):
    from regionshare.claims import reasons

    head = GOOD.partition("      - metric")[0]
    path = write(tmp_path, f"{head}      {evidence}\n")
    entry = judge(load(path, toy), toy)["C01"]
    assert entry.verdict.today == "no_evidence"
    assert named in reasons.reason(entry, "en")


@pytest.mark.parametrize(
    ("evidence", "line", "what"),
    [
        ("- document: lost", 18, "document: 'lost' is not known"),
        ("- bracket: lost.sum\n        at: 2020-01-01", 18, "bracket: 'lost.sum' is not known"),
        ("- ranking: C01\n        among: [other]", 19, "among: 'other' is not known"),
        ("- repeat: [C02]", 18, "repeat: 'C02' is not known"),
        ("- arithmetic: a\n        terms: {a: energy.books TL-A 1999}", 19, "TL-A 1999 is not in"),
        ("- arithmetic: a\n        terms:\n          a: lost", 20, "lost is not in documents.csv"),
        (
            "- metric: share\n        concept: energy\n        bases: [book~national]",
            20,
            "bases: 'book~national' is no basis of energy. Did you mean books~national~nation",
        ),
        (
            "- metric: rank\n        concept: energy:gdp\n        second: offices",
            20,
            "second: 'offices' is no basis of gdp. Did you mean office",
        ),
        (
            "- metric: share\n        concept: energy\n        years: [2202]",
            20,
            "no series of energy has 2202. They reach 2018 to 2021",
        ),
        (
            "- arithmetic: a\n        terms: {a: energy.boks TL-A 2020}",
            19,
            "series energy.boks is not in the data. Did you mean energy.books",
        ),
        (
            "- arithmetic: a\n        terms: {a: energy.books TL-AA 2020}",
            19,
            "region 'TL-AA' is not known. Did you mean TL-A",
        ),
        (
            "- arithmetic: 100 * g / e\n"
            "        terms: {g: gdp.office TL-A 2020, e: energy.books TL-A 2020}",
            18,
            "'100 * g / e' is in coin/tce, and percent is a number",
        ),
        (
            "- arithmetic: 100 * g + e\n"
            "        terms: {g: gdp.office TL-A 2020, e: energy.books TL-A 2020}",
            18,
            "coin and tce are added",
        ),
    ],
)
def test_the_check_of_the_data_refuses_what_is_not_there(
    tmp_path: Path, toy: Evaluator, evidence: str, line: int, what: str
):
    head = GOOD.partition("      - metric")[0]
    file = load(write(tmp_path, f"{head}      {evidence}\n"), toy)
    with pytest.raises(DataError, match=re.escape(what)) as caught:
        check(file, toy)
    assert caught.value.where == f"claims.yml, line {line}"
    assert caught.value.remedy


def test_the_command_refuses_what_is_not_there(tmp_path: Path):
    head = GOOD.partition("      - metric")[0].replace("TL-A", "CN-GD")
    evidence = "- metric: share\n        concept: energy\n        bases: [provincial_yearbook~sum]"
    path = write(tmp_path, f"{head}      {evidence}\n")
    result = CliRunner().invoke(main, ["ledger", "--claims", str(path)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Did you mean provincial_yearbooks~sum" in result.stderr


def test_a_nation_is_no_region_of_itself(tmp_path: Path, toy: Evaluator):
    path = write(tmp_path, GOOD.replace("region: TL-A", "region: TL"))
    with pytest.raises(DataError, match="share is of a region in its nation, and C01 is of TL"):
        open_ledger(path, evaluator=toy)


def test_growth_is_no_total_of_which_a_region_has_a_share(tmp_path: Path, real: Evaluator):
    text = GOOD.replace("region: TL-A", "region: CN-GD").replace("energy\n", "gdp_growth\n")
    with pytest.raises(DataError, match=r"gdp_growth is no total: .* term of arithmetic"):
        open_ledger(write(tmp_path, text), evaluator=real)


@pytest.mark.parametrize(
    ("stated", "value", "told"),
    [
        ("约10%", "12", "'约10%' says 10, value says 12"),
        ("1/8", "1/9", "'1/8' says 12.5, value says 11.1111"),
        ("超过三成", "40", "says 30, value says 40"),
        ("about 10 %", "1", "says 10, value says 1"),
    ],
)
def test_a_value_that_contradicts_the_words_is_refused(
    tmp_path: Path, toy: Evaluator, stated: str, value: str, told: str
):
    text = GOOD.replace("stated: 约10%", f'stated: {stated}\n    value: "{value}"')
    with pytest.raises(DataError, match=re.escape(told)):
        open_ledger(write(tmp_path, text), evaluator=toy)


def test_a_day_that_contradicts_the_words_is_refused(tmp_path: Path, toy: Evaluator):
    words = "stated: 11月21日\n    reading: date\n    unit: date\n    value: "
    (one,) = load(write(tmp_path, GOOD.replace("stated: 约10%", f"{words}2024-11-21")), toy).claims
    assert one.readings
    with pytest.raises(DataError, match="'11月21日' is not 2024-11-12"):
        load(write(tmp_path, GOOD.replace("stated: 约10%", f"{words}2024-11-12")), toy)


def test_people_may_be_counted_and_tonnes_of_coal_be_tonnes():
    assert Dimension.of("1e4 persons").stands_for(Dimension.of("people"))
    assert Dimension.of("t").stands_for(Dimension.of("1e4 tce"))
    assert not Dimension.of("1e8 yuan").stands_for(Dimension.of("percent"))
    assert Dimension.of("tCO2 per tce") * Dimension.of("Mtce") == Dimension.of("t")
    emitted = Dimension.of("t") / Dimension.of("kg CO2/kWh")
    assert emitted / Dimension.of("MW") == Dimension.of("hours")
    assert Dimension.of("Mt") / Dimension.of("1e8 yuan") == Dimension.of("t per 1e4 yuan")


def test_the_check_of_the_data_reads_claims_and_documents(toy_data: Path):
    write(toy_data)
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code == 0, result.output
    assert "claims ok: 1 claim, 0 documents" in result.output
    write(toy_data, GOOD, {**ROW, "stated": "some"})
    result = CliRunner().invoke(main, ["data", "check", str(toy_data)])
    assert result.exit_code != 0
    assert "data/documents.csv, row 2: 'some' holds no figure" in result.output


RELATION = """\
relations:
  - id: double
    claims: [C01]
    title_en: Twice
    title_zh: 两倍
    terms: {other: energy.books TL-B 2020}
    values: {twice: 2 * C01, rest: other - 2}
    fits: {twice: C01}
    text_en: Twice is {twice:.1f}, the rest {rest:.0f}, of {other:g}.
    text_zh: 两倍为{twice:.1f}，其余{rest:.0f}，共{other:g}。
"""


def test_a_relation_of_any_text_is_computed(tmp_path: Path, toy: Evaluator):
    """About 10 % is [9.5, 10.5): twice is 19 to 21, which does not lie within it."""
    (found,) = findings(open_ledger(write(tmp_path, GOOD + RELATION), evaluator=toy))
    assert found.text.en == "Twice is 19.0–21.0, the rest 28, of 30."
    assert found.fits is False


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("2 * C01", "2 * C09", "'C09' is neither a term nor a claim"),
        ("2 * C01", "2 **", "is not an expression"),
        ("claims: [C01]", "claims: [C09]", "'C09' is not known"),
        ("{twice: C01}", "{twice: C09}", "'C09' is not known"),
        ("{twice: C01}", "{twin: C01}", "'twin' is not known"),
        ("    title_en: Twice\n", "", "'title_en' is missing"),
    ],
)
def test_a_mistake_in_a_relation_is_told(
    tmp_path: Path, toy: Evaluator, old: str, new: str, what: str
):
    assert old in RELATION
    with pytest.raises(DataError, match=re.escape(what)) as caught:
        load(write(tmp_path, GOOD + RELATION.replace(old, new, 1)), toy)
    assert caught.value.where.startswith("claims.yml, line ")


@pytest.mark.parametrize(
    ("metric", "unit", "what"),
    [
        ("share", "people", "share of energy is in percent, which is not people"),
        ("share", "rank", "share of energy is in percent, which is not rank"),
        ("share", "ratio", "share of energy is in percent, which is not ratio"),
        ("rank, order: highest", "percent", "rank of energy is in rank, which is not percent"),
        (
            "comparison, against: TL-B",
            "people",
            "comparison of energy is in tce, which is not people",
        ),
        ("change, since: 2019", "yuan", "change of energy is in tce, which is not yuan"),
    ],
)
def test_a_metric_is_stated_in_a_unit_of_its_own(
    tmp_path: Path, toy: Evaluator, metric: str, unit: str, what: str
) -> None:
    entry = f"      - {{metric: {metric}, concept: energy, years: [2020]}}\n"
    text = GOOD.partition("      - metric")[0].replace(
        "    year: 2020", f"    year: 2020\n    unit: {unit}"
    )
    with pytest.raises(DataError, match=re.escape(what)):
        open_ledger(write(tmp_path, text.replace("约10%", "10") + entry), evaluator=toy)


@pytest.mark.parametrize("metric", ["relative_intensity", "comparison"])
def test_a_quotient_is_the_same_in_percent_and_as_a_ratio(
    real: Evaluator, tmp_path: Path, metric: str
) -> None:
    """67 % is not held against 0.65."""
    values = {}
    asked = {"relative_intensity": "energy:gdp}", "comparison": "gdp, against: CN-JS}"}[metric]
    for unit, said in (("percent", "67%"), ("ratio", "0.67")):
        text = GOOD.replace("TL-A", "CN-GD").partition("      - metric")[0]
        text = text.replace("    stated: 约10%", f"    unit: {unit}\n    stated: {said}")
        path = write(tmp_path, f"{text}      - {{metric: {metric}, concept: {asked}\n")
        (entry,) = open_ledger(path, evaluator=real).entries
        values[unit] = [one.evidence.interval.low for one in entry.verdict.judged]
    assert values["ratio"]
    assert values["percent"] == pytest.approx([100 * one for one in values["ratio"]])


def test_the_worked_example_about_another_province_runs(real: Evaluator):
    path = Path(__file__).parent.parent / "examples" / "zhejiang" / "claims.yml"
    found = open_ledger(path, evaluator=real)
    check(found.file, real)
    assert [e.claim.id for e in found.entries] == [c.id for c in found.file.claims]
    assert found["C02"].verdict.deciding


DOCUMENT = GOOD.partition("      - metric")[0] + "      - {document: bookSAID}\n"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"unit": "furlongs"}, "document book is in 'furlongs', which is not known"),
        ({"region": "TL-QQ"}, "document book is about region 'TL-QQ', which is not known"),
        ({"unit": "1e8 t"}, "document: book is in 1e8 t, and is held against percent"),
        ({"unit": "people", "reading": "count"}, "book is in people, and is held against percent"),
        ({"period": "2019"}, "document: book is of 2019, the statement of 2020"),
        ({"region": "TL-B"}, "document: book is of TL-B, the statement of TL-A"),
        ({"region": "TL"}, "document: book is of TL, the statement of TL-A"),
    ],
)
def test_a_document_that_does_not_say_the_same_is_refused(
    tmp_path: Path, toy: Evaluator, change: dict[str, str], what: str
):
    for said in ("", ", match: direct", ", match: proxy"):
        file = load(write(tmp_path, DOCUMENT.replace("SAID", said), {**ROW, **change}), toy)
        with pytest.raises(DataError, match=re.escape(what)) as caught:
            check(file, toy)
        assert caught.value.remedy


@pytest.mark.parametrize("change", [{"period": "2019"}, {"region": "TL-B"}, {"quantity": "co2"}])
@pytest.mark.parametrize(
    "said", [", match: proxy, differs_en: another, differs_zh: 另一", ", role: shown"]
)
def test_a_document_that_differs_may_say_so(
    tmp_path: Path, toy: Evaluator, change: dict[str, str], said: str
):
    check(load(write(tmp_path, DOCUMENT.replace("SAID", said), {**ROW, **change}), toy), toy)


def test_a_document_of_another_quantity_than_the_metric_is_refused(tmp_path: Path, toy: Evaluator):
    text = GOOD + "      - {document: book}\n"
    check(load(write(tmp_path, text, {**ROW, "quantity": "share.energy"}), toy), toy)
    file = load(write(tmp_path, text, {**ROW, "quantity": "share.co2"}), toy)
    with pytest.raises(DataError, match="document: book is of co2, the statement of energy"):
        check(file, toy)


def test_a_unit_that_the_claim_names_is_known(tmp_path: Path, toy: Evaluator):
    text = DOCUMENT.replace("SAID", "").replace("stated: 约10%", "stated: 约10\n    unit: furlongs")
    check(load(write(tmp_path, text, {**ROW, "unit": "furlongs"}), toy), toy)


def test_ranked_figures_are_in_one_unit(tmp_path: Path, toy: Evaluator):
    text = (
        DOCUMENT.replace("SAID", "")
        .replace("document: book", "ranking: book, among: [other]")
        .replace("stated: 约10%", "stated: 第1位\n    unit: rank")
    )
    other = {**ROW, "id": "other", "unit": "1e8 t"}
    file = load(write(tmp_path, text, ROW, other), toy)
    with pytest.raises(DataError, match="ranking: other is in 1e8 t, and is held against percent"):
        check(file, toy)


def test_points_have_one_unit_by_each_of_their_names():
    """As `check --claims` writes them, and as people do."""
    known = written("percentage points")
    assert known is not None
    assert written("points") == written("个百分点") == known
