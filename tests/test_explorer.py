"""The explorer's tables and its script hold what Python computes: every cell, every label."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import gzip
import itertools
import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import calls

from regionshare.claims.claim import Claim, Speaker
from regionshare.claims.interval import Interval
from regionshare.claims.questions import Asking, Entry, spec
from regionshare.claims.statement import Reading
from regionshare.claims.verdict import judge_one, outcome
from regionshare.claims.who import CONCEPTS
from regionshare.claims.words import Words
from regionshare.data.bases import Basis
from regionshare.errors import RegionshareError
from regionshare.matrix import choices, explorer
from regionshare.matrix.choices import Choices
from regionshare.numbers import display, opening
from regionshare.numbers.number import NumberId

NATIONS = ("CN", "US")
STATIC = Path(choices.__file__).parent / "static"


@pytest.fixture(scope="module", params=NATIONS)
def made(request: pytest.FixtureRequest) -> Choices:
    return Choices(opening.evaluator(), request.param)


@pytest.fixture(scope="module")
def table(made: Choices) -> dict[str, Any]:
    return json.loads(json.dumps(choices.document(made, "en")))


@pytest.fixture
def script(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(path=str(STATIC / "explorer.js"))
    yield page
    page.close()


def cells(table: dict[str, Any], concept: str) -> Iterator[tuple[int, int, int, int]]:
    """Option, row, year and packed cell."""
    for place, option in enumerate(table["concepts"][concept]["options"]):
        for row, run in enumerate(option["cells"]):
            for step, packed in enumerate(run[1:] if run else ()):
                if packed:
                    yield place, row, table["years"][0] + run[0] + step, packed


@pytest.mark.slow
def test_every_cell_is_the_number_that_python_computes(
    made: Choices, table: dict[str, Any]
) -> None:
    quantities, seen = made.evaluator.quantities, 0
    for concept in table["concepts"]:
        for place, row, year, packed in cells(table, concept):
            option, region = made.options[concept][place], made.regions[row].id
            basis = option.admissible(region, year)
            assert basis is not None
            value = quantities.share_on(basis, region, year).value
            hundredths, tenth, whole = packed >> 3, (packed >> 2) & 1, (packed >> 1) & 1
            assert f"{hundredths / 100:.2f}" == f"{value:.2f}", (concept, region, year, basis)
            tenths = hundredths // 10 + tenth
            assert display.digits(value, 1) == f"{tenths // 10}.{tenths % 10}"
            assert Interval.point(value).within(
                Interval(hundredths // 100 + whole - 0.5, hundredths // 100 + whole + 0.5,
                         high_open=True)
            )  # fmt: skip
            seen += 1
    assert seen > 9000


def test_no_admissible_share_is_missing(made: Choices, table: dict[str, Any]) -> None:
    """Each number that the evaluator gives for an admissible choice stands in the table."""
    for concept in table["concepts"]:
        found = {one[:3] for one in cells(table, concept)}
        for place, option in enumerate(made.options[concept]):
            for row, region in enumerate(made.regions):
                for year in made.years:
                    basis = option.admissible(region.id, year)
                    if basis is None or (place, row, year) in found:
                        continue
                    with pytest.raises(RegionshareError):
                        made.evaluator.quantities.share_on(basis, region.id, year)


@pytest.mark.slow
def test_the_headline_cells_are_the_report_s_numbers(made: Choices, table: dict[str, Any]) -> None:
    for concept, content in table["concepts"].items():
        for place, row, year, packed in cells(table, concept):
            if content["headline"][year - table["years"][0]] == place:
                wanted = NumberId("share", (concept,), table["regions"][row][0], year)
                assert f"{made.evaluator.number(wanted).value:.2f}" == f"{(packed >> 3) / 100:.2f}"


@pytest.mark.slow
def test_who_is_below_is_asked_over_one_coverage(made: Choices, table: dict[str, Any]) -> None:
    quantities, years = made.evaluator.quantities, len(made.years)
    asked = 0
    for pair, signs in choices.answers(made).items():
        (burden, i), (carried, j) = (one.split(".") for one in pair.split(":"))
        first, second = made.options[burden][int(i)], made.options[carried][int(j)]
        for at, sign in enumerate(signs):
            if sign == "-" or at % 7:
                continue
            region, year = made.regions[at // years].id, made.years[at % years]
            bases = [o.admissible(region, year) for o in (first, second)]
            assert None not in bases
            value = quantities.relative_on(bases[0], bases[1], region, year).value  # type: ignore[arg-type]
            assert (value < 1) == (sign == "1"), (pair, region, year)
            asked += 1
    assert asked > 1000


@pytest.mark.slow
def test_tables_are_small_and_quick() -> None:
    """The first view is at most 60 KB compressed, and made without long work."""
    evaluator = opening.evaluator()
    Choices(evaluator, "US")  # what the first asking of a process loads is not the tables'
    content: dict[str, Any] = {}

    def make() -> None:
        made = Choices(evaluator, "CN")
        content.update(choices.document(made, "zh") | {"below": choices.answers(made)})

    spent = calls(make)
    assert len(gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0)) < 60_000
    assert spent < 2_000_000


# -- labels: the script's against the rules of claims ---------------------------------------------


def reading(value: float, fine: bool) -> tuple[Reading, int]:
    step = 0.1 if fine else 1.0
    shown = float(f"{value:.1f}") if fine else int(value + 0.5)
    interval = Interval(shown - step / 2, shown + step / 2, high_open=True)
    return Reading("rounded", interval), round(shown / step)


def claim_of(region: str, year: int, one: Reading, fine: bool) -> Claim:
    return Claim(
        id="S1", slug="s1", group="statements", quote_zh="", text_en="", region=region, year=year,
        speaker=Speaker("unattributed", Words(), Words()), period=Words(), stated="", unit="percent",
        reading="rounded", readings=(one,), unit_words=Words(), decimals=2 if fine else 1,
        flattering="", spoken=datetime.date(2026, 11, 27), note=Words(), settles=Words(), specs=(),
        digit=0.1 if fine else 1.0,
    )  # fmt: skip


def expected(
    made: Choices, columns: dict[str, dict[str, str]], asked: tuple[str, str, int, float]
) -> dict[str, Any]:
    """The outcome with nothing excluded, with every single option, and with some pairs of them."""
    concept, region, year, value = asked
    fine = concept in choices.FINE or int(value + 0.5) == 0
    one, figure = reading(value, fine)
    claim = claim_of(region, year, one, fine)
    asking = Asking(made.evaluator, Entry("share", concept, region, year, None, "", "", None))
    claim = dataclasses.replace(claim, specs=(spec(asking, year),))
    found, _ = asking.evidence(claim, year, 1.0)
    judged = []
    for piece in found:
        if piece.counted:
            told = {key: piece.options[key].text("en") for key in columns}
            keys = {
                f"{key}.{token}"
                for key, names in columns.items()
                for token, name in names.items()
                if name == told[key]
            }
            assert len(keys) == len(columns)  # no two options have one name
            judged.append((judge_one(claim, piece), keys))
    results = {}
    single = sorted({key for _, keys in judged for key in keys})
    pairs = list(itertools.combinations(single, 2))
    drawn = random.Random(f"{concept} {region} {year}").sample(pairs, min(3, len(pairs)))
    for out in [(), *((key,) for key in single), *drawn]:
        now = outcome(claim, [one for one, keys in judged if not keys & set(out)])
        results["|".join(out)] = [now.code, now.k, now.n, list(now.choices)]
    return {"stated": [int(fine), figure], "results": results}


LABELS = """([content, asked]) => {
  const {label} = regionshareExplorer;
  return asked.map(([concept, region, year, stated, outs]) => outs.map((out) => {
    const one = label(content, concept, region, year, stated, new Set(out ? out.split("|").map((one) => `${concept}.${one}`) : []));
    return [one.code, one.k, one.n, one.hung];
  }));
}"""


@pytest.mark.slow
@pytest.mark.xdist_group("explorer")
@pytest.mark.parametrize(
    ("made", "nth", "every"),
    [("CN", 0, 3)]
    + [pytest.param(one, nth, 1, marks=pytest.mark.release) for one in NATIONS for nth in (0, -1)],
    indirect=["made"],
)
def test_every_label_of_the_script_is_that_of_the_claims(
    made: Choices, table: dict[str, Any], script: Any, nth: int, every: int
) -> None:
    """Every region, year and concept; the value of one choice stated; each option excluded in turn."""
    asked, wanted = [], []
    for concept, content in table["concepts"].items():
        first: dict[tuple[int, int], list[int]] = {}
        for _, row, year, packed in cells(table, concept):
            first.setdefault((row, year), []).append(packed)
        for (row, year), packs in list(first.items())[::every]:
            region = table["regions"][row][0]
            value = (packs[nth] >> 3) / 100
            if abs(value * 10 % 1 - 0.5) < 1e-6 or abs(value % 1 - 0.5) < 1e-6:
                continue  # printed half-way: what was stated follows from more digits
            found = expected(made, content["columns"], (concept, region, year, value))
            outs = list(found["results"])
            asked.append([concept, region, year, found["stated"], outs])
            wanted.append([found["results"][out] for out in outs])
    got = script.evaluate(LABELS, [table, asked])
    wrong = [(a, w, g) for a, w, g in zip(asked, wanted, got, strict=True) if w != g]
    assert not wrong, f"{len(wrong)} of {len(asked)}: {wrong[:2]}"
    assert len(asked) > 1000 / every


# -- combinations of choices ----------------------------------------------------------------------

WALK = """(sizes) => {
  const {combination, placeOf, countOf} = regionshareExplorer;
  const sets = sizes.map((size, i) => ({concept: `c${i}`, places: Array.from({length: size}, (_, at) => 7 * at + i)}));
  return Array.from({length: countOf(sets)}, (_, at) => [combination(sets, at), placeOf(sets, combination(sets, at))]);
}"""
COUNTS = """([content, asked]) => {
  const {setsOf, countOf, couldIn, rowOf} = regionshareExplorer;
  return asked.map(([region, year, out]) => {
    const row = rowOf(content, region), without = new Set(out);
    return [countOf(setsOf(content, content.main, row, year, without)), couldIn(content, row, year, without)];
  });
}"""


@pytest.mark.slow
@pytest.mark.xdist_group("explorer")
@pytest.mark.parametrize("sizes", [[1], [4], [2, 3], [3, 1, 4, 2], [2, 2, 2, 2, 2]])
def test_all_combinations_are_walked_through_one_change_at_a_time(
    script: Any, sizes: list[int]
) -> None:
    walked = script.evaluate(WALK, sizes)
    found = [tuple(chosen) for chosen, _ in walked]
    wanted = itertools.product(*([7 * at + i for at in range(n)] for i, n in enumerate(sizes)))
    assert sorted(found) == sorted(wanted)
    assert [place for _, place in walked] == list(range(len(found)))
    for one, other in itertools.pairwise(found):
        assert sum(a != b for a, b in zip(one, other, strict=True)) == 1


def counted(made: Choices, region: str, year: int, out: set[str]) -> list[Any]:
    """How many combinations there are, and in how many the region could say it, by the evaluator."""
    quantities, left = made.evaluator.quantities, {}
    for concept in CONCEPTS:
        left[concept] = []
        for basis in made.grid.choices(made.nation, concept, region, year):
            keys = {f"{concept}.{k}.{token}" for k, token in choices.keys_of(basis).items()}
            if keys & out:
                continue
            with contextlib.suppress(RegionshareError):
                quantities.share_on(basis, region, year)
                left[concept].append(basis)

    @functools.cache
    def below(first: Basis, second: Basis) -> bool | None:
        try:
            return quantities.relative_on(first, second, region, year).value < 1
        except RegionshareError:
            return None

    yes = asked = 0
    for energy, co2, population, gdp in itertools.product(*(left[c] for c in CONCEPTS)):
        pairs = itertools.product((energy, co2), (population, gdp))
        told = [below(first, second) for first, second in pairs]
        asked += None not in told
        yes += all(told)
    return [math.prod(len(one) for one in left.values() if one), [yes, asked]]


@pytest.mark.slow
@pytest.mark.xdist_group("explorer")
def test_combinations_are_those_of_the_evaluator(
    made: Choices, table: dict[str, Any], script: Any
) -> None:
    """How many are stepped through, and in how many the region could say the sentence."""
    chance, asked = random.Random(14), []
    content = table | {"below": choices.answers(made)}
    keys = [
        f"{concept}.{key}.{token}"
        for concept in CONCEPTS
        for key, tokens in table["concepts"][concept]["columns"].items()
        for token in tokens
    ]
    for region in chance.sample([one.id for one in made.regions], 12):
        year = chance.choice(list(made.years)[-12:])
        asked += [[region, year, []], [region, year, chance.sample(keys, 2)]]
    asked.append([made.regions[0].id, 2019, []])
    got = script.evaluate(COUNTS, [content, asked])
    wanted = [counted(made, region, year, set(out)) for region, year, out in asked]
    assert got == wanted
    assert max(number for number, _ in wanted) > 3


def test_what_was_said_is_named_after_whom_it_was_said_of() -> None:
    ready = opening.evaluator()
    for nation, named in (("CN", "what was said of Guangdong"), ("US", "")):
        text = explorer.tables(ready, nation, "en", "")
        content = json.loads(text.partition(" = ")[2].rpartition(";")[0])
        assert content["words"]["figures_said"] == named
