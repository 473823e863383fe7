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
from regionshare.claims.verdict import Outcome, evaluate
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
    assert judged.miss == pytest.approx((0.5, 0.5, 6.25))
    (judged,) = evaluate(Toy(readings=read("10.8%"), digit=0.1), [value(10.655)]).judged
    assert judged.miss == pytest.approx((-0.095, -0.95, -100 * 0.095 / 10.655))


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
