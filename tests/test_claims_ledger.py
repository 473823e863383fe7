"""The report's ledger: every claim with a computed verdict; five worked by hand."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from regionshare.claims import answer, claim, formats, reasons, sensitivity, words
from regionshare.claims.labels import CODES, LEGACY
from regionshare.claims.ledger import Entry, Ledger, judge
from regionshare.cli import main
from regionshare.errors import ParameterError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import published

KEYS = [
    "id", "slug", "group", "quotation", "text", "reading", "speaker", "spoken", "region", "asked_of", "year",
    "stated", "code", "label", "answer", "firmness", "tests", "counter",
    "legacy_verdict", "was", "evidence", "k", "n", "direction", "deciding_choices", "flip_distance",
    "published_error", "miss", "reason", "reason_code",
]  # fmt: skip


@pytest.fixture(scope="module")
def ledger(real: Evaluator) -> Ledger:
    return judge(claim.load(None, real), real)


def values(entry: Entry) -> dict[str, float]:
    return {e.label.en: e.interval.low for e in entry.evidence if e.interval.is_point}


def test_the_ledger_has_every_claim_in_order_and_repetitions_stand_outside_the_tally(
    ledger: Ledger,
):
    assert [e.claim for e in ledger.entries] == list(ledger.file.claims)
    outside = [e for e in ledger.entries if e.claim.outside_tally]
    assert outside == [e for e in ledger.entries if e.repeats]
    counted = len(ledger.entries) - len(outside)
    assert ledger.total().total() == ledger.total(when_spoken=True).total() == counted


def test_no_verdict_is_typed():
    """Neither a key nor a word of a verdict, in English or Chinese, in what people write."""
    named = {*LEGACY.values(), *CODES, *(w.zh for w in words.VERDICT_WORDS.values())}
    typed = [*sorted(named - {"open", "成立"}), "verdict"]  # words that statements use, too
    pattern = re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in typed), re.IGNORECASE)
    written = [paths.data_dir() / "claims.yml", paths.data_dir() / "documents.csv"]
    written += sorted((Path(__file__).parent.parent / "examples").rglob("claims.yml"))
    for path in written:
        lines = path.read_text(encoding="utf-8").splitlines()
        body = [line for line in lines if not line.lstrip().startswith("#")]
        found = [match.group() for line in body if (match := pattern.search(line))]
        assert not found, f"{path.name} types {found[0]!r}"


def test_every_claim_says_what_would_settle_it_in_both_languages(ledger: Ledger):
    for entry in ledger.entries:
        for lang in ("en", "zh"):
            assert entry.claim.settles.text(lang), entry.claim.id
            assert reasons.reason(entry, lang), entry.claim.id


def test_a_claim_without_evidence_names_the_missing_figure(ledger: Ledger):
    nothing = [e for e in ledger.entries if e.verdict.today == "no_evidence"]
    assert nothing
    for entry in nothing:
        assert entry.claim.settles.en in reasons.reason(entry, "en")
        assert entry.claim.settles.zh in reasons.reason(entry, "zh")


def test_c20_by_hand_365_of_5410_million_tonnes(ledger: Ledger):
    """365.19 / 5,410 Mtce = 6.7503 %; 6.5 % would need 351.65, which is 3.7 % less."""
    entry = ledger["C20"]
    found = values(entry)
    assert found["provincial yearbooks, over the NBS national total, 2022"] == pytest.approx(
        100 * 36519.05 / 541000, abs=2e-4
    )
    assert found["later compilation, over the NBS national total, 2023"] == pytest.approx(
        100 * 41046.27 / 572000, abs=2e-4
    )
    assert entry.verdict.today == entry.verdict.when_spoken == "plausible"
    assert entry.verdict.now.firmness == "weak"
    assert entry.verdict.flip is not None
    assert entry.verdict.flip.change == pytest.approx(6.5 / 6.750286506 - 1, abs=1e-6)


def test_c20_says_how_far_the_national_total_of_2023_must_move(ledger: Ledger):
    """41,046 / 7.5 % is 547,284: the preliminary total would have to fall by 4.3 %."""
    (piece,) = [e for e in ledger["C20"].evidence if e.label.en.endswith("total, 2023")]
    moves = {
        f.input.region: f.change for f in sensitivity.flips(piece, ledger["C20"].claim.readings)
    }
    assert moves["CN"] == pytest.approx(7.175921329 / 7.5 - 1, abs=1e-6)


def test_c21_by_hand_inventory_denominator_and_imports_at_a_fixed_year(ledger: Ledger):
    """569.12 / 10,864.41 = 5.238 % agrees; over 9,794.76 it is 5.810 % and does not."""
    entry = ledger["C21"]
    found = values(entry)
    sectoral = "CEADs sectoral, release to 2019, "
    assert found[sectoral + "over the sum of the regions, 2019"] == pytest.approx(
        100 * 569.1195 / 10864.4097, abs=1e-3
    )
    assert found[sectoral + "over CEADs' own national inventory, 2019"] == pytest.approx(
        100 * 569.1195 / 9794.7564, abs=1e-3
    )
    assert entry.verdict.today == "depends"
    assert entry.verdict.deciding == ("inventory", "imports", "denominator")
    label = "depends on the inventory, bought power and the national total"
    assert words.label_text(entry.verdict.now, "en") == label
    assert (
        words.label_text(entry.verdict.now, "zh")
        == "取决于用哪份清单、是否计入外来电、用哪个全国总量"
    )
    direct = [e for e in entry.evidence if e.match == "direct" and e.counted]
    assert [e.choices["inventory"] for e in direct] == ["carbon_monitor"]
    assert [e.choices["year"] for e in direct] == ["2023"]
    deciding = {j.evidence.year for j in entry.verdict.now.deciding}
    assert deciding == {2022, 2023}


def test_c21_shows_the_effect_of_each_choice_at_a_fixed_year(ledger: Ledger):
    found = sensitivity.effects([e for e in ledger["C21"].evidence if e.counted])
    assert {"inventory", "denominator", "imports"} <= {e.choice for e in found}
    assert all(
        e.choice == "year" or e.first.choices["year"] == e.second.choices["year"] for e in found
    )


def test_c22_by_hand_12706_of_140967(ledger: Ledger):
    """12,706 / 140,967 = 9.013 %, and with the communique's 1.4097 billion the same."""
    entry = ledger["C22"]
    found = values(entry)["NBS population, over the nation's own figure, 2023"]
    assert found == pytest.approx(100 * 12706 / 140967, abs=1e-4)
    assert entry.verdict.today == entry.verdict.when_spoken == "holds"


def test_c23_by_hand_the_vintage_decides(ledger: Ledger):
    """135,673.16 / 1,260,582 = 10.763 % then; 137,905.4 / 1,294,271.7 = 10.655 % now."""
    entry = ledger["C23"]
    found = values(entry)
    assert found["GDP after the 4th census, over the preliminary national GDP, 2023"] == (
        pytest.approx(100 * 135673.16 / 1260582, abs=1e-4)
    )
    assert found["GDP after the 5th census, over the nation's own figure, 2023"] == (
        pytest.approx(100 * 137905.4 / 1294271.7, abs=1e-4)
    )
    assert (entry.verdict.when_spoken, entry.verdict.today) == ("holds", "held_when_spoken")
    assert entry.verdict.deciding == ("vintage",)
    traps = [e for e in entry.evidence if e.label.en.startswith("trap")]
    assert len(traps) == 2
    assert not any(e.counted for e in traps)


def test_c31_by_hand_a_planners_factor_overlaps_and_lignite_is_not_asked(ledger: Ledger):
    """4.07 x (2.55 to 2.65) is 10.4 to 10.8, across the lower edge; IPCC's defaults are shown."""
    entry = ledger["C31"]
    (piece,) = [e for e in entry.evidence if e.counted]
    assert piece.interval.low == pytest.approx(4.065 * 9.05 / 3.55, abs=1e-3)
    assert piece.interval.high == pytest.approx(4.075 * 9.15 / 3.45, abs=1e-3)
    shown = [j for j in entry.verdict.judged if j.agreement == "disagrees"]
    middles = [(j.evidence.interval.low + j.evidence.interval.high) / 2 for j in shown]
    assert middles[:3] == pytest.approx([4.07 * 2.7725, 4.07 * 2.8809, 4.07 * 2.9601], abs=0.002)
    assert entry.verdict.today == "open"


def test_brackets_of_dated_figures_are_never_interpolated(ledger: Ledger):
    now, then = ledger["C11"].evidence
    assert (now.interval.low, now.interval.high) == (2.27385, 2.29115)
    assert then.interval.high == float("inf")
    assert then.known_on(ledger["C11"].claim.spoken)
    assert not now.known_on(ledger["C11"].claim.spoken)


def test_the_same_speakers_words_elsewhere_are_shown_and_not_counted(ledger: Ledger):
    own = [
        e for entry in ledger.entries for e in entry.evidence if e.independence == "same_speaker"
    ]
    assert own
    assert not any(e.counted or e.role == "counted" for e in own)


def test_counted_ratios_mix_neither_years_nor_vintages(ledger: Ledger):
    for entry in ledger.entries:
        for piece in entry.evidence:
            if piece.counted and piece.formula is not None and piece.number:
                assert len({one.year for one in piece.formula.inputs}) == 1, piece.label.en


def test_the_numbers_named_by_evidence_are_the_reports_own(ledger: Ledger, real: Evaluator):
    named = [e for entry in ledger.entries for e in entry.evidence if e.number]
    assert named
    for piece in named:
        assert real.number(piece.number).value == pytest.approx(piece.interval.low), piece.number


def test_the_reason_for_the_day_it_was_said_counts_only_what_was_known(ledger: Ledger):
    """C21 then: 5.2, 5.8, 4.6 and 5.5 of the release of 2021; only the one over the nation misses."""
    then = ledger["C21"].verdict.then
    assert (then.k, then.n) == (3, 4)
    assert set(then.choices) == {"inventory", "denominator"}
    assert "3 of the 4 values" in reasons.reason(ledger["C21"], "en", when_spoken=True)


def test_the_json_has_exactly_the_agreed_keys(ledger: Ledger):
    rows = formats.as_json(ledger)
    assert [row["id"] for row in rows] == [claim.id for claim in ledger.file.claims]
    for row in rows:
        assert list(row) == KEYS
        assert set(row["stated"]) == {"low", "high"}
        assert set(row["code"].values()) <= set(CODES)
        assert row["legacy_verdict"] == {k: LEGACY[code] for k, code in row["code"].items()}
        for piece in row["evidence"]:
            rest = set(piece) - {"value", "low", "high"}
            assert rest == {
                "label", "agrees", "match", "independence", "role", "decides", "miss", "published",
                "source", "choices",
            }  # fmt: skip
            assert ("value" in piece) != ("low" in piece)


def test_the_json_follows_its_schema(ledger: Ledger, real: Evaluator):
    for asked in (ledger, judge(ledger.file, real, "CN-ZJ"), judge(ledger.file, real, "US-CA")):
        content = json.loads(json.dumps(formats.as_json(asked)))
        jsonschema.validate(content, published.schema("ledger"))


def plain(entry: Entry) -> tuple[object, ...]:
    """What must not depend on the order of evidence."""
    verdict = entry.verdict
    outcomes = [dataclasses.replace(one, deciding=()) for one in (verdict.now, verdict.then)]
    return (*outcomes, verdict.direction, verdict.favours_speaker, verdict.flip)


def test_the_ledger_does_not_depend_on_the_order_of_evidence(ledger: Ledger, real: Evaluator):
    turned = dataclasses.replace(
        ledger.file,
        claims=tuple(
            dataclasses.replace(c, specs=tuple(reversed(c.specs))) for c in ledger.file.claims
        ),
    )
    again = judge(turned, real)
    for one, two in zip(ledger.entries, again.entries, strict=True):
        assert plain(one) == plain(two), one.claim.id


# -- after a reader's review -----------------------------------------------------------------------


def test_more_than_one_rival_of_seven_leaves_the_rank_open(ledger: Ledger):
    """C13: ahead of Hubei alone is rank 1 to 7 of eight; 35.3 % and 31.6 % of all leave 2 and 3.

    Behind Hubei's own count is 2 to 8, but that sets one exchange's scope against another's.
    """
    found = {
        (j.evidence.interval.low, j.evidence.interval.high, j.agreement, j.evidence.counted)
        for j in ledger["C13"].verdict.judged
        if j.evidence.comparable
    }
    assert found == {
        (1, 7, "undecided", True), (1, 2, "undecided", True), (1, 3, "undecided", True),
        (2, 8, "disagrees", False),
    }  # fmt: skip
    assert ledger["C13"].verdict.today == "open"
    shown = {name for e in ledger["C13"].evidence if not e.counted for name in e.source}
    assert {"gd-pilots-share-2020", "hubei-pilots-share-2024"} <= shown


def test_a_document_without_a_year_is_shown_and_not_counted_in_the_whole_sentence(ledger: Ledger):
    for name in ("C20", "C21", "C22", "C23"):
        pieces = [e for e in ledger[name].evidence if any("congress" in s for s in e.source)]
        assert pieces, name
        assert not any(e.counted for e in pieces), name


def test_the_headline_inventory_of_2021_is_shown(ledger: Ledger):
    """595.9 of 10,822: 5.506 % disagrees, and has no part in the verdict."""
    (piece,) = [j for j in ledger["C21"].verdict.judged if j.evidence.choices.get("year") == "2021"]
    assert piece.evidence.interval.low == pytest.approx(5.506, abs=5e-4)
    assert piece.agreement == "disagrees"
    assert not piece.evidence.counted


def test_a_date_known_to_the_year_or_month_is_its_last_day(real: Evaluator):
    for one in real.store.series.values():
        if re.search("only the year", one.caveat_en, re.IGNORECASE):
            assert (one.published.month, one.published.day) == (12, 31), one.id
        assert (one.published.month, one.published.day) != (1, 1), one.id


def test_what_was_known_when_spoken_rests_on_documents_of_a_known_day(ledger: Ledger):
    for name in ("C22", "C23"):
        entry = ledger[name]
        known = [e for e in entry.evidence if e.counts_on(entry.claim.spoken)]
        assert known, name
        assert all(e.established for e in known), name


def test_a_claim_without_evidence_when_spoken_names_the_figures_and_their_days(
    ledger: Ledger, real: Evaluator
):
    asked = [*ledger.entries, *judge(ledger.file, real, "CN-ZJ").entries]
    late = [e for e in asked if e.verdict.then.reason in ("day_not_established", "published_later")]
    assert late
    for entry in late:
        text = reasons.reason(entry, "en", when_spoken=True)
        countable = [e for e in entry.evidence if e.countable]
        assert countable[0].label.en in text, entry.claim.id
        assert "publi" in text, entry.claim.id
        unknown = entry.verdict.then.reason == "day_not_established"
        assert ("We could not establish when" in text) == unknown, entry.claim.id


def test_undated_and_untested_claims_are_counted(ledger: Ledger):
    assert 0 < ledger.undated() <= ledger.total(when_spoken=True)["no_evidence"]
    untested = [e for e in ledger.entries if e.verdict.today == "open"]
    assert ledger.untested() == len(untested)
    assert all(e.verdict.n == 0 and not e.verdict.now.firmness for e in untested)
    assert f"open {ledger.untested()} (" in formats.as_text(ledger)


def test_where_the_reading_decides_each_value_is_told_by_reading(ledger: Ledger):
    text = reasons.reason(ledger["C06"], "en")
    assert "rank 4 lies in the first-5 and first-10 readings but not in the first-3 one" in text
    assert "Rank 3 lies in every reading" in text
    assert "Some agree" not in text


def test_c20_says_in_words_how_far_the_national_total_must_move(ledger: Ledger):
    text = reasons.reason(ledger["C20"], "en").replace("\u202f", " ")
    assert "10.4 % higher" in text
    assert "4.3 % lower" in text
    assert "the headline value of 2022, 6.75 %, would fall to 6.5 %" in text


def test_a_speaker_is_not_charged_with_a_revision_that_came_later(ledger: Ledger):
    assert ledger["C23"].verdict.favours_speaker is not None
    text = reasons.reason(ledger["C23"], "en")
    assert "below what was stated." in text
    assert "favour" not in text
    assert "would rise to 10.75" in text


def test_no_value_is_displayed_as_the_edge_it_does_not_reach(ledger: Ledger):
    for entry in ledger.entries:
        edges = {e for r in entry.claim.readings for e in r.interval.edges}
        for one in entry.evidence:
            if entry.claim.unit == "percent" and one.comparable and one.interval.is_point:
                shown = float(words.value_text(one, entry.claim, "zh").strip("%"))
                assert shown not in edges or one.interval.low in edges, one.label.en


def test_inventories_are_independent_whatever_stands_below_them(ledger: Ledger):
    for name in ("C04", "C05", "C06", "C27"):
        counted = [e for e in ledger[name].evidence if e.counted]
        assert {e.independence for e in counted} == {"independent"}, name


def test_the_effect_of_each_choice_is_told_at_a_fixed_year(ledger: Ledger):
    lines = [text.replace("\u202f", " ") for text in reasons.effect_lines(ledger["C21"], "en")]
    assert any("2022" in t and "5.43 %" in t and "6.20 %" in t for t in lines)
    assert any(t.startswith("whether bought power") and "2022" in t for t in lines)
    assert any("bought power cannot be added for 2019" in t for t in lines)


def test_where_two_inventories_part_is_computed(ledger: Ledger, real: Evaluator):
    """Guangdong: ln(341.8/272.2) of ln(341.8/272.2) + ln(659.1/619.4) is 79 %."""
    (text,) = reasons.approach_lines(ledger["C04"], "en")
    assert "79 % comes from 2005" in text
    (other,) = reasons.approach_lines(judge(ledger.file, real, "CN-ZJ")["C04"], "en")
    assert "opposite directions" in other


# -- asked of others -------------------------------------------------------------------------------


def test_another_province_is_asked_what_the_data_can_answer(ledger: Ledger, real: Evaluator):
    asked = judge(ledger.file, real, "CN-ZJ")
    names = [e.claim.id for e in asked.entries]
    metrics = [
        c.id for c in ledger.file.claims if claim.portable(c) and c.region == ledger.file.region
    ]
    repeats = [e.claim.id for e in ledger.entries if e.repeats]
    assert [name for name in names if name not in repeats] == metrics
    assert {"C04", "C06", "C20", "C21", "C22", "C23", "C33"} <= set(names)
    assert all(e.asked_elsewhere for e in asked.entries)
    assert {*names, *(c.id for c in asked.left_out)} == {c.id for c in ledger.file.claims}
    with pytest.raises(ParameterError, match="rests on documents about CN-GD"):
        asked["C28"]


def test_a_state_is_asked_and_what_its_data_lack_is_named(ledger: Ledger, real: Evaluator):
    entry = judge(ledger.file, real, "US-CA")["C20"]
    assert entry.verdict.today == "no_evidence"
    assert "California in 2023" in reasons.reason(entry, "en")
    assert "Guangdong" not in reasons.reason(entry, "en")


@pytest.mark.parametrize("region", ["CN-QQ", "CN", "CN-GD-SZ"])
def test_a_region_that_is_no_province_is_refused(ledger: Ledger, real: Evaluator, region: str):
    with pytest.raises(ParameterError):
        judge(ledger.file, real, region)


@pytest.mark.parametrize("region", ["CN-ZJ", "US-CA"])
def test_a_question_asked_elsewhere_says_nothing_of_guangdong(
    ledger: Ledger, real: Evaluator, region: str
):
    for entry in judge(ledger.file, real, region).entries:
        for lang, name in (("en", "Guangdong"), ("zh", "广东")):
            said = reasons.reason(entry, lang) + reasons.reason(entry, lang, when_spoken=True)
            said += "".join(e.differs.text(lang) for e in entry.evidence)
            assert name not in said, entry.claim.id
            assert "favour" not in said, entry.claim.id
        assert entry.verdict.favours_speaker is None
        assert entry.claim.note.en not in formats.claim_text(entry, real) or not entry.claim.note.en


def test_series_of_another_nation_are_said_not_to_cover_a_state(ledger: Ledger, real: Evaluator):
    asked = judge(ledger.file, real, "US-CA")
    for name in ("C04", "C06"):
        assert "do not cover California" in reasons.reason(asked[name], "en")
        assert "no common year" not in reasons.reason(asked[name], "en")


def test_a_claim_and_the_ledger_are_told_in_chinese(ledger: Ledger, real: Evaluator):
    """Every line, but for the id and the words of a text that has no Chinese."""
    whole = formats.as_text(ledger, "zh")
    assert ledger.file.groups["central"].zh in whole
    for entry in ledger.entries:
        first, name, *lines = formats.claim_text(entry, real, "zh").splitlines()
        assert first == answer.sentence(entry, "zh")
        assert name == f"{entry.claim.id} {entry.claim.slug}"
        assert "{" not in "".join(lines)
        for line in (*lines, next(one for one in whole.splitlines() if name.split()[0] in one)):
            assert re.search("[\u4e00-\u9fff]", line) or entry.claim.text_en in line, line
    for lang, told in (("en", "when spoken: holds"), ("zh", "发言时：      成立")):
        found = CliRunner().invoke(main, ["claim", "C23", "--lang", lang])
        assert found.exit_code == 0, found.output
        assert told in found.output
    assert whole in CliRunner().invoke(main, ["ledger", "--lang", "zh"]).output
