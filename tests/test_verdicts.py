"""Verdicts: six words, from agreement, match and day alone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionshare.claims.evidence import Evidence, Formula, agreement
from regionshare.claims.interval import Interval
from regionshare.claims.reading import Reading, read
from regionshare.claims.verdict import VERDICTS, evaluate, flips
from regionshare.claims.words import Words
from regionshare.numbers.number import Input

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

SPOKEN = datetime.date(2024, 11, 21)
BEFORE, AFTER = datetime.date(2024, 2, 29), datetime.date(2025, 1, 1)


@dataclass(frozen=True)
class Toy:
    """A statement: ``about 7 %`` unless told otherwise."""

    readings: tuple[Reading, ...] = read("约7%")
    spoken: datetime.date = SPOKEN
    decimals: int = 1
    flattering: str = "low"


def value(
    number: float, match: str = "direct", day: datetime.date | None = BEFORE, **choices: str
) -> Evidence:
    return Evidence(
        Words(f"value {number}", f"数值{number}"),
        Interval.point(number),
        match,
        published=day,
        choices=choices,
    )


AGREE, DISAGREE = value(7.0), value(8.0)
PROXY_AGREES, PROXY_DISAGREES = value(7.1, "proxy"), value(8.1, "proxy")
UNDECIDED = replace(value(7.0), interval=Interval(7, 8))


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        ([AGREE], "supported"),
        ([AGREE, PROXY_AGREES, UNDECIDED], "supported"),
        ([PROXY_AGREES], "consistent"),
        ([UNDECIDED], "consistent"),
        ([PROXY_AGREES, UNDECIDED], "consistent"),
        ([AGREE, PROXY_DISAGREES], "depends"),
        ([PROXY_AGREES, DISAGREE], "depends"),
        ([DISAGREE], "contradicted"),
        ([DISAGREE, PROXY_DISAGREES, UNDECIDED], "contradicted"),
        ([PROXY_DISAGREES], "unconfirmed"),
        ([PROXY_DISAGREES, UNDECIDED], "unconfirmed"),
        ([], "not checkable"),
    ],
)
def test_each_verdict_follows_from_what_agrees_and_how_well_it_matches(
    evidence: list[Evidence], verdict: str
):
    assert evaluate(Toy(), evidence).today == verdict


def test_contained_agrees_disjoint_disagrees_and_overlap_is_undecided():
    stated = Interval(4.5, 5.5, high_open=True)
    assert agreement(Interval(4.5, 5.5, high_open=True), stated) == "agrees"
    assert agreement(Interval(5.5, 6.5, high_open=True), stated) == "disagrees"
    assert agreement(Interval(5, 6), stated) == "undecided"


def test_shown_evidence_and_the_speakers_own_words_have_no_part():
    own = replace(DISAGREE, independence="same_speaker")
    trap = replace(DISAGREE, role="shown")
    other_unit = replace(DISAGREE, comparable=False)
    assert evaluate(Toy(), [own, trap, other_unit]).today == "not checkable"
    assert evaluate(Toy(), [AGREE, own, trap, other_unit]).today == "supported"


def test_values_equal_at_displayed_precision_count_once():
    verdict = evaluate(Toy(), [value(7.01), value(7.04, "proxy"), value(7.2), value(8.0)])
    assert (verdict.k, verdict.n) == (2, 3)


def test_when_spoken_leaves_out_what_was_published_later_or_on_no_known_day():
    verdict = evaluate(Toy(), [value(8.0, day=AFTER), value(8.0, day=None), value(7.0)])
    assert (verdict.when_spoken, verdict.today) == ("supported", "depends")


@pytest.mark.parametrize(
    ("numbers", "direction", "favours"),
    [
        ((7,), "within", None),
        ((7, 8), "above", True),
        ((6,), "below", False),
        ((6, 8), "mixed", None),
    ],
)
def test_direction_says_on_which_side_the_misses_lie(
    numbers: tuple[float, ...], direction: str, favours: bool | None
):
    verdict = evaluate(Toy(), [value(n) for n in numbers])
    assert (verdict.direction, verdict.favours_speaker) == (direction, favours)


def test_the_choice_that_alone_turns_the_verdict_is_named():
    evidence = [
        value(7.0, inventory="a", denominator="sum"),
        value(8.0, inventory="a", denominator="national"),
        value(7.1, inventory="b", denominator="sum"),
    ]
    assert evaluate(Toy(), evidence).deciding == ("denominator",)


def test_where_the_reading_decides_the_reading_is_named():
    verdict = evaluate(Toy(readings=read("接近30%")), [value(28.0)])
    assert (verdict.today, verdict.deciding) == ("depends", ("reading",))


def test_readings_that_only_weaken_a_disagreement_do_not_make_it_depend():
    wide = replace(value(26.0), interval=Interval(25.0, 27.5))
    verdict = evaluate(Toy(readings=read("接近30%")), [wide, value(20.0, "proxy")])
    assert verdict.today == "unconfirmed"


# -- properties that must hold ---------------------------------------------------------------------

NUMBERS = st.integers(20, 100).map(lambda n: n / 10)
DAYS = st.sampled_from([BEFORE, SPOKEN, AFTER, None])


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    low = draw(NUMBERS)
    one = value(low, draw(st.sampled_from(["direct", "proxy"])), draw(DAYS))
    return replace(
        one,
        interval=Interval(low, low + draw(st.sampled_from([0, 0, 0.5, 2]))),
        role=draw(st.sampled_from(["counted", "counted", "shown"])),
        independence=draw(st.sampled_from(["independent", "official_other", "same_speaker"])),
        choices={"year": draw(st.sampled_from(["1", "2"])), "source": draw(st.sampled_from("ab"))},
    )


STATEMENTS = st.sampled_from(["约7%", "接近7%", "超过6%", "5%", "7以下"]).map(
    lambda text: Toy(readings=read(text))
)


@given(STATEMENTS, st.lists(pieces(), max_size=6), st.randoms())
def test_the_order_of_evidence_does_not_matter(claim: Toy, evidence: list[Evidence], random):
    shuffled = list(evidence)
    random.shuffle(shuffled)
    one, two = evaluate(claim, evidence), evaluate(claim, shuffled)
    assert replace(one, judged=()) == replace(two, judged=())


@given(STATEMENTS, st.lists(pieces(), max_size=6), st.sampled_from(["direct", "proxy"]), DAYS)
def test_agreeing_evidence_never_worsens_a_verdict(
    claim: Toy, evidence: list[Evidence], match: str, day: datetime.date | None
):
    narrowest = claim.readings[0].interval
    inside = min(max(7.0, narrowest.low), narrowest.high)
    inside = (
        inside if narrowest.holds(inside) else (max(narrowest.low, 0) + min(narrowest.high, 9)) / 2
    )
    more = value(inside, match, day)
    before, after = evaluate(claim, evidence), evaluate(claim, [*evidence, more])
    assert VERDICTS.index(after.today) <= VERDICTS.index(before.today)
    assert VERDICTS.index(after.when_spoken) <= VERDICTS.index(before.when_spoken)


@given(
    st.lists(pieces(), max_size=6),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.sampled_from([0.0, 0.5, 3.0]),
)
def test_a_wider_statement_never_turns_supported_into_contradicted(
    evidence: list[Evidence], down: float, up: float
):
    narrow = Toy()
    stated = narrow.readings[0].interval
    wide = Toy(readings=(Reading("wide", Interval(stated.low - down, stated.high + up)),))
    if evaluate(narrow, evidence).today == "supported":
        assert evaluate(wide, evidence).today == "supported"
    if evaluate(wide, evidence).today == "contradicted":
        assert evaluate(narrow, evidence).today == "contradicted"


@given(STATEMENTS, st.lists(pieces(), max_size=6), st.lists(pieces(), max_size=4))
def test_when_spoken_never_uses_later_evidence(
    claim: Toy, evidence: list[Evidence], later: list[Evidence]
):
    late = [replace(e, published=AFTER) for e in later]
    assert evaluate(claim, evidence).when_spoken == evaluate(claim, [*evidence, *late]).when_spoken


@given(STATEMENTS, st.lists(pieces(), max_size=6))
def test_k_never_exceeds_n_and_n_never_the_evidence(claim: Toy, evidence: list[Evidence]):
    verdict = evaluate(claim, evidence)
    assert 0 <= verdict.k <= verdict.n <= len(evidence)


# -- how far until it turns ------------------------------------------------------------------------


def figure(number: float, region: str) -> Input:
    return Input("energy.toy", region, 2020, number, "Mt", "toy", "")


def test_the_flip_of_a_share_is_the_smallest_change_that_reaches_an_edge():
    """70 of 1000 is 7 %; it leaves [6.5, 7.5) upwards at 1000 / 1.0714 = 933.3, so -6.7 %."""
    share = Formula((figure(70, "A"), figure(1000, "N")), lambda v: 100 * v[0] / v[1])
    found = flips(replace(AGREE, formula=share), read("约7%"))
    assert [f.input.region for f in found] == ["N", "A"]
    assert found[0].change == pytest.approx(1000 * (7 / 7.5) / 1000 - 1)
    assert found[1].distance == pytest.approx(0.5 / 7)
    assert found[0].edge == 7.5


@given(st.floats(1, 50), st.floats(60, 500))
def test_at_the_flip_the_value_stands_on_the_edge(part: float, rest: float):
    share = Formula((figure(part, "A"), figure(rest, "B")), lambda v: 100 * v[0] / (v[0] + v[1]))
    for flip in flips(replace(AGREE, formula=share), read("约7%")):
        position = share.inputs.index(flip.input)
        assert share.with_one(position, 1 + flip.change) == pytest.approx(flip.edge, rel=1e-6)
