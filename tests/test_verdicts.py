"""Labels: eight codes, from agreement, match, tier and day alone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionshare.claims import labels
from regionshare.claims.evidence import Evidence, Formula, agreement
from regionshare.claims.interval import Interval
from regionshare.claims.labels import CODES, WORST_TO_BEST
from regionshare.claims.sensitivity import flips
from regionshare.claims.statement import Reading, read
from regionshare.claims.verdict import Miss, Outcome, Verdict, evaluate, label_of, repeated, tally
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
    year: int | None = 2023
    decimals: int = 1
    digit: float | None = 1.0
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
PROXY_UNDECIDED = replace(UNDECIDED, match="proxy")


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ([AGREE], "holds"),
        ([AGREE, PROXY_AGREES, UNDECIDED], "holds"),
        ([PROXY_AGREES], "plausible"),
        ([UNDECIDED], "open"),
        ([PROXY_UNDECIDED], "open"),
        ([PROXY_AGREES, UNDECIDED], "plausible"),
        ([PROXY_AGREES, PROXY_DISAGREES], "depends"),
        ([AGREE, DISAGREE], "depends"),
        ([AGREE, PROXY_DISAGREES], "holds"),  # a proxy stands in a lower tier than what is direct
        ([PROXY_AGREES, DISAGREE], "wrong"),
        ([DISAGREE, PROXY_DISAGREES, UNDECIDED], "wrong"),
        ([PROXY_DISAGREES], "not_borne_out"),
        ([PROXY_DISAGREES, UNDECIDED], "not_borne_out"),
        ([], "no_evidence"),
    ],
)
def test_each_label_follows_from_what_agrees_and_how_well_it_matches(
    evidence: list[Evidence], code: str
):
    assert evaluate(Toy(), evidence).today == code


def test_what_the_words_fix_orders_the_tiers():
    """A proxy of 2019 does not outweigh figures of 2022; a splice decides where nothing else does."""
    near, far = replace(PROXY_DISAGREES, distance=1), replace(PROXY_AGREES, distance=4)
    scope = replace(PROXY_AGREES, distance=1, other_scope=True)
    splice = replace(PROXY_AGREES, splice=True)
    assert evaluate(Toy(), [near, far, scope, splice]).today == "not_borne_out"
    assert evaluate(Toy(), [splice, replace(far, interval=Interval(1, 9))]).today == "plausible"
    assert sorted([far.tier, near.tier, splice.tier, scope.tier, AGREE.tier]) == [
        AGREE.tier, near.tier, scope.tier, far.tier, splice.tier,
    ]  # fmt: skip


def test_measured_stands_before_modelled_and_independent_before_official():
    modelled = replace(PROXY_AGREES, modelled=True)
    official = replace(PROXY_AGREES, independence="official_other")
    assert PROXY_AGREES.tier < official.tier < modelled.tier


def test_open_choices_stand_in_one_tier_beside_what_is_direct():
    direct = replace(AGREE, open=True)
    other = replace(PROXY_DISAGREES, open=True, year=2022, distance=0)
    assert direct.tier == other.tier
    found = evaluate(Toy(), [direct, other])
    assert (found.today, found.k, found.n) == ("depends", 1, 2)


def test_an_older_release_is_shown_and_no_longer_counted():
    old = replace(DISAGREE, replaced_by=("new",), replaced_on=AFTER, source=("old",))
    new = replace(value(7.0, day=AFTER), source=("new",))
    found = evaluate(Toy(), [old, new])
    assert (found.today, found.when_spoken) == ("holds", "wrong")
    assert len(found.judged) == 2


def test_it_held_when_spoken_where_every_later_release_has_moved_outside():
    old = replace(AGREE, replaced_by=("new",), replaced_on=AFTER, source=("old",))
    new = replace(value(8.0, day=AFTER), source=("new",))
    found = evaluate(Toy(), [old, new])
    assert (found.today, found.when_spoken, found.deciding) == (
        "held_when_spoken", "holds", ("vintage",),
    )  # fmt: skip
    partly = [old, new, replace(value(7.2, day=AFTER), source=("new",))]
    assert evaluate(Toy(), partly).today == "depends"
    assert evaluate(Toy(), [new]).today == "wrong"


def test_equal_inventories_count_once_each_and_equal_rows_of_one_source_once():
    first, second = replace(AGREE, origin="CEADs"), replace(AGREE, origin="Carbon Monitor")
    found = evaluate(Toy(), [first, second, first])
    assert (found.k, found.n) == (2, 2)


def test_two_open_choices_of_one_inventory_that_print_alike_count_each():
    pieces = [
        replace(value(7.0, imports=power), open=True, origin="CEADs") for power in ("none", "south")
    ]
    assert evaluate(Toy(), pieces).n == 2


def test_contained_agrees_disjoint_disagrees_and_overlap_is_undecided():
    stated = Interval(4.5, 5.5, high_open=True)
    assert agreement(Interval(4.5, 5.5, high_open=True), stated) == "agrees"
    assert agreement(Interval(5.5, 6.5, high_open=True), stated) == "disagrees"
    assert agreement(Interval(5, 6), stated) == "undecided"


def test_shown_evidence_and_the_speakers_own_words_have_no_part():
    own = replace(DISAGREE, independence="same_speaker")
    trap = replace(DISAGREE, role="trap")
    other_unit = replace(DISAGREE, comparable=False)
    assert evaluate(Toy(), [own, trap, other_unit]).today == "no_evidence"
    assert evaluate(Toy(), [AGREE, own, trap, other_unit]).today == "holds"


def test_values_of_one_source_equal_at_displayed_precision_count_once():
    verdict = evaluate(Toy(), [value(7.01), value(7.04), value(7.2), value(8.0)])
    assert (verdict.k, verdict.n) == (2, 3)


def test_when_spoken_leaves_out_what_was_published_later_or_on_no_known_day():
    verdict = evaluate(Toy(), [value(8.0, day=AFTER), value(8.0, day=None), value(7.0)])
    assert (verdict.when_spoken, verdict.today) == ("holds", "depends")


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ([], "nothing_at_hand"),
        ([replace(value(7.0, day=AFTER), established=False)], "day_not_established"),
        ([replace(value(7.0, day=None), established=False)], "day_not_established"),
        ([value(7.0, day=AFTER)], "published_later"),
    ],
)
def test_why_nothing_can_be_said_of_the_day_is_told(evidence: list[Evidence], reason: str):
    then = evaluate(Toy(), evidence).then
    assert (then.code, then.reason) == ("no_evidence", reason)


@pytest.mark.parametrize(
    ("evidence", "firmness"),
    [
        ([AGREE], "firm"),
        ([DISAGREE], "firm"),
        ([PROXY_AGREES], "fair"),
        ([AGREE, DISAGREE], "fair"),
        ([AGREE, UNDECIDED], "fair"),
        ([PROXY_AGREES, PROXY_UNDECIDED], "weak"),
        ([UNDECIDED, PROXY_AGREES], "weak"),
        ([replace(PROXY_AGREES, year=2022, distance=1)], "weak"),
        ([replace(PROXY_AGREES, splice=True)], "weak"),
        ([UNDECIDED], ""),
        ([], ""),
    ],
)
def test_firmness_by_the_rule(evidence: list[Evidence], firmness: str):
    assert evaluate(Toy(), evidence).now.firmness == firmness


def test_a_value_nearer_the_edge_than_its_published_error_is_too_close_to_call():
    """7.4 is 1.4 % from 7.5; a publisher's error of 5 % makes that weak, one of 1 % does not."""
    share = Formula((figure(74, "A"), figure(1000, "N")), lambda v: 100 * v[0] / v[1])
    near = replace(value(7.4), formula=share, headline=True)
    assert evaluate(Toy(), [near]).now.firmness == "firm"
    assert evaluate(Toy(), [replace(near, error=1.0)]).now.firmness == "firm"
    assert evaluate(Toy(), [replace(near, error=5.0)]).now.firmness == "weak"


def test_a_miss_is_told_in_points_in_printed_digits_and_in_percent():
    """8 lies 0.5 above [6.5, 7.5): half a unit of the printed digit, 6.25 % of 8."""
    (judged,) = evaluate(Toy(), [DISAGREE]).judged
    assert judged.miss == pytest.approx((0.5, 0.5, 6.25, 7.5))
    (judged,) = evaluate(Toy(readings=read("10.8%"), digit=0.1), [value(10.655)]).judged
    assert judged.miss == pytest.approx((-0.095, -0.95, -100 * 0.095 / 10.655, 10.75))


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


def test_where_the_reading_decides_the_reading_is_named_and_counts_once_for_each():
    verdict = evaluate(Toy(readings=read("接近30%")), [value(28.0)])
    assert (verdict.today, verdict.deciding) == ("depends", ("reading",))
    assert (verdict.k, verdict.n) == (1, 2)


def test_a_bound_that_only_one_reading_excludes_decides_nothing():
    """At most 28.6 lies outside [29.4, 30], and overlaps the wider readings: open."""
    bound = replace(value(0.0, "proxy"), interval=Interval(-float("inf"), 28.65, high_open=True))
    assert evaluate(Toy(readings=read("接近30%")), [bound]).today == "open"


# -- properties that must hold ---------------------------------------------------------------------

NUMBERS = st.integers(20, 100).map(lambda n: n / 10)
DAYS = st.sampled_from([BEFORE, SPOKEN, AFTER, None])


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    low = draw(NUMBERS)
    one = value(low, draw(st.sampled_from(["direct", "proxy"])), draw(DAYS))
    proxy = one.match == "proxy"
    years = st.sampled_from([2023, 2023, 2022, 2019])
    year = draw(years) if proxy else 2023
    return replace(
        one,
        interval=Interval(low, low + draw(st.sampled_from([0, 0, 0.5, 2]))),
        role=draw(st.sampled_from(["counted", "counted", "shown", "trap"])),
        independence=draw(st.sampled_from(["independent", "official_other", "same_speaker"])),
        choices={"year": draw(st.sampled_from(["1", "2"])), "source": draw(st.sampled_from("ab"))},
        open=draw(st.booleans()),
        year=year,
        distance=2023 - year,
        other_scope=proxy and draw(st.booleans()),
        splice=proxy and draw(st.booleans()),
        modelled=draw(st.booleans()),
        established=draw(st.booleans()),
        origin=draw(st.sampled_from(["", "a", "b"])),
        source=(draw(st.sampled_from(["old", "new", "other"])),),
        replaced_by=draw(st.sampled_from([(), (), ("new",)])),
        replaced_on=draw(st.sampled_from([BEFORE, AFTER])),
    )


STATEMENTS = st.sampled_from(["约7%", "接近7%", "超过6%", "5%", "7以下"]).map(
    lambda text: Toy(readings=read(text))
)


def defined(outcome: Outcome) -> bool:
    """Whether a label is what its definition says of the values that decide it."""
    k, n, found = outcome.k, outcome.n, outcome.deciding
    direct = any(j.evidence.match == "direct" for j in found)
    outcomes = {one for j in found for one in j.outcomes}
    rules = {
        "holds": direct and k == n > 0 and outcomes == {"agrees"},
        "held_when_spoken": "agrees" not in outcomes or outcome.choices == ("vintage",),
        "plausible": not direct and k == n > 0 and outcomes == {"agrees"},
        "depends": 0 < k < n and outcomes == {"agrees", "disagrees"} and bool(outcome.choices),
        "open": n == 0 and not found,
        "not_borne_out": not direct and k == 0 < n and outcomes == {"disagrees"},
        "wrong": direct and k == 0 < n and outcomes == {"disagrees"},
        "no_evidence": n == 0 and not found and outcome.reason in labels.REASONS,
    }
    tiers = {j.evidence.tier for j in found}
    return rules[outcome.code] and len(tiers) <= 1 and bool(outcome.firmness) == (n > 0)


@given(STATEMENTS, st.lists(pieces(), max_size=6))
def test_a_label_never_contradicts_its_definition(claim: Toy, evidence: list[Evidence]):
    found = evaluate(claim, evidence)
    assert defined(found.now)
    assert defined(found.then)
    assert found.then.code != "held_when_spoken"


@given(STATEMENTS, st.lists(pieces(), max_size=6), st.randoms())
def test_the_order_of_evidence_does_not_matter(claim: Toy, evidence: list[Evidence], random):
    shuffled = list(evidence)
    random.shuffle(shuffled)

    def plain(one: Outcome) -> Outcome:
        return replace(one, deciding=())

    one, two = evaluate(claim, evidence), evaluate(claim, shuffled)
    assert plain(one.now) == plain(two.now)
    assert plain(one.then) == plain(two.then)
    assert (one.direction, one.favours_speaker) == (two.direction, two.favours_speaker)


@given(STATEMENTS, st.lists(pieces(), max_size=6), pieces(), DAYS)
def test_agreeing_evidence_never_worsens_a_label(
    claim: Toy, evidence: list[Evidence], kind: Evidence, day: datetime.date | None
):
    """But for a later release of what held: by that it depends on the vintage."""
    narrowest = claim.readings[0].interval
    inside = min(max(7.0, narrowest.low), narrowest.high)
    inside = (
        inside if narrowest.holds(inside) else (max(narrowest.low, 0) + min(narrowest.high, 9)) / 2
    )
    more = replace(kind, interval=Interval.point(inside), published=day, source=("other",))
    before, after = evaluate(claim, evidence), evaluate(claim, [*evidence, more])
    rank = WORST_TO_BEST.index
    assert rank(after.today) >= rank(before.today)
    assert rank(after.when_spoken) >= rank(before.when_spoken)


@given(STATEMENTS, st.lists(pieces(), max_size=6), pieces(), DAYS)
def test_a_release_that_was_replaced_never_changes_todays_label(
    claim: Toy, evidence: list[Evidence], old: Evidence, day: datetime.date | None
):
    """Unless the statement held by it on the day, and no longer does."""
    old = replace(old, replaced_by=("new",), replaced_on=AFTER, published=day)
    before, after = evaluate(claim, evidence).today, evaluate(claim, [*evidence, old]).today
    assert after == before or "held_when_spoken" in (after, before)


@given(
    st.lists(pieces(), max_size=6),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.sampled_from([0.0, 0.5, 3.0]),
)
def test_a_wider_statement_holds_where_a_narrower_one_does(
    evidence: list[Evidence], down: float, up: float
):
    narrow = Toy()
    stated = narrow.readings[0].interval
    wide = Toy(readings=(Reading("wide", Interval(stated.low - down, stated.high + up)),))
    if evaluate(narrow, evidence).today == "holds":
        assert evaluate(wide, evidence).today == "holds"


@given(STATEMENTS, st.lists(pieces(), max_size=6), st.lists(pieces(), max_size=4))
def test_when_spoken_never_uses_later_evidence(
    claim: Toy, evidence: list[Evidence], later: list[Evidence]
):
    late = [replace(e, published=AFTER) for e in later]
    assert evaluate(claim, evidence).when_spoken == evaluate(claim, [*evidence, *late]).when_spoken


@given(STATEMENTS, st.lists(pieces(), max_size=6))
def test_k_never_exceeds_n_and_n_never_the_evidence(claim: Toy, evidence: list[Evidence]):
    """Under several readings a value counts at most twice: for those that hold, and the others."""
    verdict = evaluate(claim, evidence)
    assert 0 <= verdict.k <= verdict.n <= len(evidence) * min(2, len(claim.readings))


# -- how far until it turns ------------------------------------------------------------------------


def test_the_codes_are_one_list_in_two_orders():
    assert set(CODES) == set(WORST_TO_BEST) == set(labels.BADGES) == set(labels.LEGACY)


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


# -- edges -----------------------------------------------------------------------------------------


def test_codes_have_forms_of_their_own():
    assert labels.slug("not_borne_out") == "not-borne-out"
    old = ("supported", "consistent", "unconfirmed", "contradicted", "not checkable", "depends")
    assert [labels.code_of(word) for word in old] == [
        "holds", "plausible", "not_borne_out", "wrong", "no_evidence", "depends",
    ]  # fmt: skip
    assert [labels.LEGACY[code] for code in CODES] == [
        "supported", "depends", "consistent", "depends", "consistent", "unconfirmed",
        "contradicted", "not checkable",
    ]  # fmt: skip
    assert [labels.BADGES[code] for code in CODES] == [
        "agrees", "agrees", "agrees", "depends", "unknown", "disagrees", "disagrees", "absent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("k", "n", "direct", "code"),
    [
        (0, 0, True, "open"),
        (1, 1, True, "holds"),
        (1, 1, False, "plausible"),
        (1, 2, True, "depends"),
        (1, 2, False, "depends"),
        (0, 1, True, "wrong"),
        (0, 2, False, "not_borne_out"),
    ],
)
def test_the_label_of_k_of_n(k: int, n: int, direct: bool, code: str):
    assert label_of(k, n, direct) == code


def test_a_verdict_has_the_figures_of_today_and_the_outcome_of_each_day():
    found = evaluate(
        Toy(), [AGREE, replace(DISAGREE, published=AFTER), UNDECIDED], [Words("x", "x")]
    )
    assert (found.k, found.n, found.deciding) == (1, 2, found.now.choices)
    assert (found.at(), found.at(when_spoken=True)) == (found.now, found.then)
    assert (found.then.k, found.then.n) == (1, 1)
    assert [one.evidence.label.en for one in found.counted] == [
        "value 7.0",
        "value 8.0",
        "value 7.0",
    ]
    own = replace(AGREE, independence="same_speaker")
    assert evaluate(Toy(), [own]).counted == ()
    assert found.missing == (Words("x", "x"),)
    assert [one.agrees for one in found.judged] == [True, False, None]
    assert [one.position for one in found.judged] == ["within", "above", ""]
    assert found.judged[0].miss is None
    assert found.judged[0].per_reading == (("rounded", "agrees"),)


@pytest.mark.parametrize(
    ("interval", "miss"),
    [
        (Interval(8, 9), Miss(0.5, 0.5, 6.25, 7.5)),
        (Interval(5, 6), Miss(-0.5, -0.5, -100 * 0.5 / 6, 6.5)),
        (Interval(-2, 0), Miss(-6.5, -6.5, None, 6.5)),
        (Interval.point(-1), Miss(-7.5, -7.5, 750.0, 6.5)),
    ],
    ids=str,
)
def test_a_miss_is_between_the_ends_that_face_each_other(interval: Interval, miss: Miss):
    (judged,) = evaluate(Toy(), [replace(AGREE, interval=interval)]).judged
    assert judged.miss == pytest.approx(miss)


def test_a_miss_is_from_the_widest_reading_and_has_no_digits_beside_a_fraction():
    claim = Toy(readings=read("接近30%"), digit=None)
    ends = [(one.interval.low, one.interval.high) for one in claim.readings]
    low, high = min(end for end, _ in ends), max(end for _, end in ends)
    below, above = evaluate(claim, [value(low - 2), value(high + 3)]).judged
    assert below.miss == pytest.approx(Miss(-2.0, None, -200 / (low - 2), low))
    assert above.miss == pytest.approx(Miss(3.0, None, 300 / (high + 3), high))


def test_a_statement_without_a_reading_and_what_is_not_comparable_decide_nothing():
    silent = evaluate(Toy(readings=()), [AGREE])
    assert (silent.today, silent.direction, silent.favours_speaker) == ("open", None, None)
    (judged,) = silent.judged
    assert (judged.agreement, judged.position, judged.per_reading, judged.miss) == (
        "undecided", "", (), None,
    )  # fmt: skip
    (judged,) = evaluate(Toy(), [replace(AGREE, comparable=False)]).judged
    assert (judged.agreement, judged.per_reading) == ("undecided", ())


@pytest.mark.parametrize(
    ("flattering", "number", "favours"),
    [("low", 8, True), ("low", 6, False), ("high", 8, False), ("high", 6, True), ("", 8, None)],
)
def test_a_miss_favours_the_speaker_on_the_side_that_flatters(
    flattering: str, number: float, favours: bool | None
):
    """Where low values flatter and the evidence lies above, the words were too good."""
    assert evaluate(Toy(flattering=flattering), [value(number)]).favours_speaker is favours


def test_values_are_one_where_low_and_high_print_alike():
    def counted(*ends: tuple[float, float], decimals: int = 1) -> tuple[int, int]:
        pieces = [replace(AGREE, interval=Interval(*one)) for one in ends]
        return tally(evaluate(Toy(), pieces).now.deciding, decimals)

    assert counted((7.01, 7.11), (7.04, 7.14)) == (1, 1)
    assert counted((7.01, 7.11), (7.01, 7.21)) == (2, 2)
    assert counted((7.01, 7.21), (7.11, 7.21)) == (2, 2)
    assert counted((7.01, 7.11), (7.04, 7.14), decimals=2) == (2, 2)


@pytest.mark.parametrize(
    ("said", "stated", "year", "firmness"),
    [
        (2024, 2023, 2023, "firm"),
        (2024, 2023, 2024, "weak"),
        (2024, 2023, 2022, "weak"),
        (2024, None, 2024, "firm"),
        (2024, None, 2023, "firm"),
        (2024, None, 2022, "weak"),
        (2024, 2023, None, "firm"),
        (2024, None, None, "firm"),
    ],
)
def test_a_value_of_another_year_than_the_words_mean_is_weak(
    said: int, stated: int | None, year: int | None, firmness: str
):
    claim = Toy(year=stated, spoken=datetime.date(said, 11, 21))
    assert evaluate(claim, [replace(AGREE, year=year)]).now.firmness == firmness


def test_an_error_as_large_as_the_distance_is_not_too_close():
    """7.5 of 1000 is 0.75 %; an edge at 0.6 is 20 % away."""
    share = Formula((figure(7.5, "A"), figure(1000, "N")), lambda v: 100 * v[0] / v[1])
    stated = Toy(readings=(Reading("plain", Interval(0.6, 5)),))
    near = replace(value(0.75), formula=share, headline=True)
    distance = 100 * min(flip.distance for flip in flips(near, stated.readings))
    for error, firmness in ((distance, "firm"), (distance * 1.01, "weak"), (None, "firm")):
        assert evaluate(stated, [replace(near, error=error)]).now.firmness == firmness
    other = replace(value(0.8), error=90.0)
    assert evaluate(stated, [near, other]).now.firmness == "firm"


def test_a_days_label_is_weak_where_its_own_headline_is_too_close():
    share = Formula((figure(70, "A"), figure(1000, "N")), lambda v: 100 * v[0] / v[1])
    near = replace(AGREE, formula=share, headline=True, error=90.0)
    found = evaluate(Toy(), [near])
    assert (found.now.firmness, found.then.firmness) == ("weak", "weak")


@pytest.mark.parametrize(
    ("number", "decimals", "firmness"),
    [
        (8.25, 0, "weak"),  # 0.75 above 7.5, shown as whole numbers
        (8.5, 0, "firm"),
        (7.595, 1, "weak"),
        (7.75, 1, "firm"),
        (6.4375, 1, "weak"),
        (6.25, 1, "firm"),
    ],
)
def test_a_miss_smaller_than_the_last_digit_shown_is_weak(
    number: float, decimals: int, firmness: str
):
    """About 7 is from 6.5 to below 7.5; a publisher's own error says more than the last digit."""
    claim = Toy(decimals=decimals)
    assert evaluate(claim, [value(number)]).now.firmness == firmness
    assert evaluate(claim, [replace(value(number), error=0.1)]).now.firmness == "firm"


def test_the_nearest_of_several_misses_says_how_firm_a_label_is():
    assert evaluate(Toy(), [value(1.0), value(7.55)]).now.firmness == "weak"
    assert evaluate(Toy(), [value(1.0), value(7.75)]).now.firmness == "firm"


def test_values_on_two_choices_are_two_only_where_the_choice_is_open():
    def counted(open_choice: bool) -> tuple[int, int]:
        pieces = [replace(value(7.0, basis=one), open=open_choice) for one in ("a", "b")]
        found = evaluate(Toy(), pieces).now
        return found.k, found.n

    assert (counted(True), counted(False)) == ((2, 2), (1, 1))


def test_it_held_when_spoken_by_direct_later_releases_alone():
    old = replace(AGREE, replaced_by=("new",), replaced_on=AFTER, source=("old",))
    new = replace(value(8.0, day=AFTER), source=("new",))
    for other, today in (
        (replace(new, match="proxy"), "not_borne_out"),
        (replace(new, source=("else",)), "wrong"),
        (replace(new, interval=Interval(7, 8)), "open"),
    ):
        assert evaluate(Toy(), [old, other]).today == today
    found = evaluate(Toy(), [old, new]).now
    assert (found.k, found.n, found.firmness, found.reason) == (0, 1, "firm", "")
    assert [one.evidence for one in found.deciding] == [new]


def test_why_nothing_can_be_said_counts_only_what_could_be_counted():
    own = replace(value(7.0, day=AFTER), independence="same_speaker", established=False)
    assert evaluate(Toy(), [own]).then.reason == "nothing_at_hand"
    assert evaluate(Toy(), [own]).now.reason == "nothing_at_hand"
    late, unknown = value(7.0, day=AFTER), replace(value(7.0, day=None), established=False)
    assert evaluate(Toy(), [late, unknown]).then.reason == "day_not_established"


# -- a repetition ----------------------------------------------------------------------------------


def again(*pieces: list[Evidence]) -> Verdict:
    verdicts = [evaluate(Toy(), one) for one in pieces]
    return repeated(verdicts, [j for verdict in verdicts for j in verdict.judged])


@pytest.mark.parametrize(
    ("pieces", "code", "k", "n", "firmness"),
    [
        (([AGREE], [AGREE]), "holds", 2, 2, "firm"),
        (([AGREE], [PROXY_AGREES]), "plausible", 2, 2, "fair"),
        (([AGREE], [DISAGREE]), "depends", 1, 2, "firm"),
        (([DISAGREE], [PROXY_DISAGREES]), "wrong", 0, 2, "fair"),
        (([PROXY_DISAGREES], [PROXY_DISAGREES]), "not_borne_out", 0, 2, "fair"),
        (([UNDECIDED], []), "open", 0, 0, ""),
        (([AGREE], []), "plausible", 1, 1, "firm"),
        (([], []), "no_evidence", 0, 0, ""),
    ],
)
def test_a_repetition_has_the_values_of_all_that_it_repeats(
    pieces: tuple[list[Evidence], ...], code: str, k: int, n: int, firmness: str
):
    found = again(*pieces)
    assert (found.today, found.k, found.n, found.now.firmness) == (code, k, n, firmness)
    assert found.when_spoken == code
    assert len(found.now.deciding) == n
    assert len(found.judged) == sum(len(one) for one in pieces)
    assert (found.favours_speaker, found.flip, found.missing) == (None, None, ())


def test_a_repetition_says_of_nothing_the_reason_that_weighs_most():
    late, unknown = value(7.0, day=AFTER), replace(value(7.0, day=None), established=False)
    assert again([late], []).then.reason == "published_later"
    assert again([late], [unknown]).then.reason == "day_not_established"
    assert again([], []).now.reason == "nothing_at_hand"


def test_a_repetition_depends_on_all_that_its_parts_do_each_once():
    by = [[value(7.0, **{name: "1"}), value(8.0, **{name: "2"})] for name in ("a", "b", "a")]
    found = again(*by)
    assert (found.today, found.deciding) == ("depends", ("a", "b"))
    assert again([AGREE]).deciding == ()
    old = replace(AGREE, replaced_by=("new",), replaced_on=AFTER, source=("old",))
    held = [old, replace(value(8.0, day=AFTER), source=("new",))]
    assert evaluate(Toy(), held).deciding == ("vintage",)
    found = again(held, [DISAGREE])
    assert (found.today, found.deciding) == ("wrong", ()), "what is not open depends on nothing"


@pytest.mark.parametrize(
    ("numbers", "direction"),
    [((7, 7), "within"), ((7, 8), "above"), ((6, 7), "below"), ((6, 8), "mixed"), ((), None)],
)
def test_a_repetition_lies_where_the_misses_of_its_parts_do(
    numbers: tuple[float, ...], direction: str | None
):
    assert again(*([value(one)] for one in numbers), [UNDECIDED]).direction == direction
