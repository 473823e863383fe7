"""Bases as ``bases.yml`` declares them: what each entry becomes, and every refusal."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from regionshare.data.bases import Basis, Crossing, Grid, LeftOut, read_grid
from regionshare.errors import DataError, MissingDataError, ParameterError, RegionshareError
from regionshare.numbers.evaluator import Evaluator

PLAIN = {"series": "energy.books", "denominator": "sum", "years": "2018-2020"}
NATIONAL = {**PLAIN, "denominator": "national", "total": "energy.nation"}


def read(toy: Evaluator, concept: str = "energy", **roles: Any) -> Grid:
    return read_grid({"TL": {concept: roles}}, "bases.yml", toy.store)


def entry(toy: Evaluator, role: str = "grid", concept: str = "energy", **item: Any) -> Basis:
    (found,) = read(toy, concept, **{role: [item]}).entries("TL", concept, role)
    return found


def test_an_entry_has_what_is_written_and_else_its_defaults(toy: Evaluator) -> None:
    plain = entry(toy, **PLAIN)
    assert asdict(plain) == {
        "concept": "energy",
        "series": "energy.books",
        "denominator": "sum",
        "total": "energy.books",
        "first": 2018,
        "last": 2020,
        "role": "grid",
        "imports": (),
        "regions": (),
        "label": "",
        "match": "direct",
        "note_en": "",
        "note_zh": "",
        "factor_en": "",
        "factor_zh": "",
        "splice": False,
    }
    written = {
        "imports": ["TL"],
        "regions": ["TL-A", "TL-B"],
        "label": "power",
        "match": "proxy",
        "note_en": "two \n words",
        "note_zh": "注",
        "factor_en": "grid",
        "factor_zh": "电网",
        "splice": True,
    }
    full = entry(toy, **NATIONAL, **written)
    assert asdict(full) == {
        **asdict(plain),
        **written,
        "denominator": "national",
        "total": "energy.nation",
        "imports": ("TL",),
        "regions": ("TL-A", "TL-B"),
        "note_en": "two words",
    }
    assert (full.note("en"), full.note("zh")) == ("two words", "注")
    assert full.token == "books~national~nation~power"
    assert plain.token == "books~sum"
    assert full.choice == ("energy.books", "national", "energy.nation", "TL")
    own = {"series": "gdp.office", "denominator": "national", "years": "2018-2021"}
    assert entry(toy, concept="gdp", **own).token == "office~national"


def test_what_a_role_leaves_unsaid(toy: Evaluator) -> None:
    assert entry(toy, "proxies", **PLAIN).match == "proxy"
    assert entry(toy, "headline", **PLAIN).match == "direct"
    bare = {key: PLAIN[key] for key in ("series", "years")}
    assert entry(toy, "reference", **bare).denominator == "none"
    assert entry(toy, **{**PLAIN, "years": "2019-2019"}).first == 2019
    grid = read(toy, grid=[PLAIN], reference=[bare], headline=[NATIONAL], proxies=[PLAIN])
    assert [one.role for one in grid.entries("TL", "energy")] == ["grid", "headline", "proxies"]
    assert [one.role for one in grid.entries("TL", "energy", "reference")] == ["reference"]
    assert grid.concepts("TL") == ["energy"]
    assert grid.concepts("CN") == []
    assert [nation for nation, _ in grid.everything()] == ["TL"] * 4
    assert read(toy, grid=[PLAIN]).concepts("TL") == []


def test_a_basis_is_of_its_regions_and_years(toy: Evaluator) -> None:
    some = entry(toy, **PLAIN, regions=["TL-A"])
    assert [some.covers("TL-A", year) for year in (2017, 2018, 2020, 2021)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not some.covers("TL-B", 2019)
    assert entry(toy, **PLAIN).covers("TL-B", 2019)


def test_what_is_admissible_in_a_place_is_declared_for_it_the_headline_first(
    toy: Evaluator,
) -> None:
    some = {**PLAIN, "regions": ["TL-A"], "years": "2019-2020"}
    grid = read(toy, headline=[NATIONAL], grid=[some])
    every = ["books~national~nation", "books~sum"]
    for region, year, there in (
        ("TL-A", 2020, every),
        ("TL-A", 2018, every[:1]),
        ("TL-B", 2020, every[:1]),
    ):
        assert [one.token for one in grid.admissible("TL", "energy", region, year)] == there


CROSSING = {
    "inventories": ["co2.first"],
    "totals": ["sum", "co2.nation"],
    "imports": [None, {"imports": ["TL"], "label": "power", "factor_en": "grid"}],
    "note_en": "another",
    "note_zh": "另一",
    "left_out": [{"what_en": "a", "what_zh": "b", "reason_en": "c", "reason_zh": "d"}],
}


def test_a_crossing_holds_every_inventory_with_every_total_and_import(toy: Evaluator) -> None:
    found = read(toy, "co2", crossing=CROSSING).crossing("TL", "co2")
    assert found is not None
    assert found.left_out == (LeftOut("a", "b", "c", "d"),)
    plain = {"concept": "co2", "series": "co2.first", "first": 2018, "last": 2020}
    bought = {"imports": ("TL",), "label": "power", "factor_en": "grid"}
    other = {"match": "proxy", "note_en": "another", "note_zh": "另一"}
    assert found.bases == tuple(
        Basis(**{**plain, **total, **power, "role": "crossing"})  # type: ignore[arg-type]
        for total in (
            {"denominator": "sum", "total": "co2.first"},
            {"denominator": "national", "total": "co2.nation", **other},
        )
        for power in ({}, bought)
    )
    assert read(toy, grid=[PLAIN]).crossing("TL", "energy") is None
    first = {"series": "co2.first", "denominator": "sum", "years": "2018-2020"}
    both = read(toy, "co2", crossing=CROSSING, headline=[first])
    assert both.concepts("TL") == ["co2"], "what stands behind a crossing is read, too"
    bare = {key: value for key, value in CROSSING.items() if key != "left_out"}
    without = read(toy, "co2", crossing=bare).crossing("TL", "co2")
    assert without is not None
    assert without.left_out == ()


def test_a_crossing_of_a_region_leaves_out_what_is_of_others() -> None:
    every = Basis("co2", "co2.a", "sum", "co2.a", 2018, 2020, "crossing")
    south = replace(every, regions=("TL-A",), label="south")
    crossing = Crossing((every, south))
    assert crossing.of("TL-A") == (every, south)
    assert crossing.of("TL-B") == (every,)


def test_admissible_are_the_declared_and_of_the_crossing_what_is_not_declared(
    toy: Evaluator,
) -> None:
    """The sum is declared for 2020 alone; in other years its twin of the crossing stands for it."""
    late = {"series": "co2.first", "denominator": "sum", "years": "2020-2020"}
    grid = read(toy, "co2", headline=[late], crossing=CROSSING)
    plain, power = "first~sum", "first~sum~power"
    over, both = "first~national~nation", "first~national~nation~power"

    def there(region: str, year: int) -> list[tuple[str, str]]:
        return [(one.token, one.role) for one in grid.choices("TL", "co2", region, year)]

    crossed = [(one, "crossing") for one in (power, over, both)]
    assert [one.token for one in grid.known("TL", "co2")] == [plain, power, over, both]
    assert there("TL-A", 2020) == [(plain, "headline"), *crossed]
    assert there("TL-A", 2019) == [(plain, "crossing"), *crossed]
    assert there("TL-A", 2017) == []
    alone = read(toy, headline=[NATIONAL])
    assert alone.known("TL", "energy") == alone.entries("TL", "energy") != []
    assert alone.choices("TL", "energy", "TL-A", 2020) == alone.entries("TL", "energy")
    some = Basis("co2", "co2.a", "sum", "co2.a", 2018, 2020, "crossing", regions=("TL-A",))
    only = Grid({}, {("TL", "co2"): Crossing((some,))})
    assert only.choices("TL", "co2", "TL-A", 2020) == [some]
    assert only.choices("TL", "co2", "TL-B", 2020) == []


def where(place: str) -> str:
    return f"bases.yml, TL, energy, {place}"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a role": ({"head": []}, "bases.yml, TL, energy: role 'head' is not one of headline, grid, proxies, reference."),
    "keys": (
        {"grid": [PLAIN, {**PLAIN, "zeal": 1, "yeers": 2}]},
        f"{where('grid 2')}: key 'yeers' is not known.",
    ),
    "a series": (
        {"grid": [{**PLAIN, "series": "energy.none"}]},
        f"{where('grid 1')}: 'energy.none' is not a series of energy.",
    ),
    "no series": (
        {"grid": [{"denominator": "sum", "years": "2018-2020"}]},
        f"{where('grid 1')}: '' is not a series of energy.",
    ),
    "a series of another concept": (
        {"headline": [{**PLAIN, "series": "gdp.office"}]},
        f"{where('headline 1')}: 'gdp.office' is not a series of energy.",
    ),
    "a total of another concept": (
        {"headline": [{**NATIONAL, "total": "gdp.office"}]},
        f"{where('headline 1')}: 'gdp.office' is not a series of energy.",
    ),
    "a denominator": (
        {"grid": [{**PLAIN, "denominator": "mean"}]},
        f"{where('grid 1')}: denominator is 'mean'. It is national or sum.",
    ),
    "no denominator": (
        {"grid": [{"series": "energy.books", "years": "2018-2020"}]},
        f"{where('grid 1')}: denominator is ''. It is national or sum.",
    ),
    "years before": (
        {"grid": [{**PLAIN, "years": "2017-2020"}]},
        f"{where('grid 1')}: years 2017-2020 are outside energy.books (2018-2020).",
    ),
    "years after": (
        {"grid": [{**PLAIN, "years": "2018-2021"}]},
        f"{where('grid 1')}: years 2018-2021 are outside energy.books (2018-2020).",
    ),
    "one year": (
        {"grid": [{**PLAIN, "years": "2018"}]},
        f"{where('grid 1')}: years is '2018'. Write 2005-2021.",
    ),
    "no years": (
        {"grid": [{"series": "energy.books", "denominator": "sum"}]},
        f"{where('grid 1')}: years is ''. Write 2005-2021.",
    ),
    "years turned": (
        {"grid": [{**PLAIN, "years": "2020-2018"}]},
        f"{where('grid 1')}: years is '2020-2018'. Write 2005-2021.",
    ),
    "words for years": (
        {"grid": [{**PLAIN, "years": "x-2018"}]},
        f"{where('grid 1')}: years is 'x-2018'. Write 2005-2021.",
    ),
    "no row of the nation": (
        {"grid": [{**PLAIN, "denominator": "national"}]},
        f"{where('grid 1')}: energy.books has no row for TL. Name a total.",
    ),
    "a region": (
        {"grid": [{**PLAIN, "regions": ["TL-A", "TL-Q"]}]},
        f"{where('grid 1')}: region 'TL-Q' is not known.",
    ),
    "an area of imports": (
        {"grid": [{**PLAIN, "imports": ["TL-Z"]}]},
        f"{where('grid 1')}: region 'TL-Z' is not known.",
    ),
    "keys of a crossing": (
        {"crossing": {**CROSSING, "zeal": 1, "total": []}},
        f"{where('crossing')}: key 'total' is not known.",
    ),
    "an inventory of another concept": (
        {"crossing": CROSSING},
        f"{where('crossing, co2.first, sum')}: 'co2.first' is not a series of energy.",
    ),
    "an inventory": (
        {"crossing": {**CROSSING, "inventories": ["co2.none"]}},
        "series 'co2.none' is not known. Series: co2.first, co2.nation.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_mistake_is_refused_in_a_sentence(toy: Evaluator, case: str) -> None:
    roles, sentence = REFUSED[case]
    with pytest.raises(RegionshareError) as refused:
        read(toy, **roles)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(("nation", "concept"), [("XX", "energy"), ("TL", "enrgy")])
def test_an_unknown_nation_or_concept_is_refused(toy: Evaluator, nation: str, concept: str) -> None:
    with pytest.raises(DataError) as refused:
        read_grid({nation: {concept: {}}}, "bases.yml", toy.store)
    assert refused.value.sentence == (
        f"bases.yml, {nation}, {concept}: the nation or concept is not known."
    )


def test_a_headline_that_does_not_reach_says_what_it_has(toy: Evaluator) -> None:
    grid = read(toy, headline=[{**PLAIN, "years": "2018-2018"}, {**NATIONAL, "years": "2020-2020"}])
    assert grid.headline("TL", "energy", 2018).token == "books~sum"
    assert grid.headline("TL", "energy", 2020).token == "books~national~nation"
    with pytest.raises(MissingDataError) as refused:
        grid.headline("TL", "energy", 2019)
    assert refused.value.sentence == (
        "the headline basis of energy for TL does not reach 2019. "
        "It has energy.books 2018-2018, energy.books 2020-2020."
    )
    with pytest.raises(MissingDataError) as refused:
        grid.headline("TL", "gdp", 2019)
    assert refused.value.sentence == "gdp has no headline basis for TL."


def test_an_override_keeps_references_and_crossings_and_names_what_it_knows(
    toy: Evaluator,
) -> None:
    bare = {key: PLAIN[key] for key in ("series", "years")}
    grid = read(toy, headline=[NATIONAL], grid=[PLAIN], reference=[bare], crossing={
        **CROSSING, "inventories": ["energy.books"], "totals": ["sum"],
    })  # fmt: skip
    other = grid.override("TL", "energy", "energy.books~sum")
    assert [(one.token, one.role) for one in other.entries("TL", "energy")] == [
        ("books~sum", "headline"),
        ("books~national~nation", "grid"),
    ]
    assert [one.role for one in other.entries("TL", "energy", "reference")] == ["reference"]
    assert other.crossing("TL", "energy") == grid.crossing("TL", "energy") is not None
    assert grid.override("TL", "energy", "books").headline("TL", "energy", 2019).token == (
        "books~national~nation"
    )
    for concept, name, remedy in (
        ("energy", "book", "Known: energy.books~national~nation, energy.books~sum"),
        ("gdp", "office", "It has no grid"),
    ):
        with pytest.raises(ParameterError) as refused:
            grid.override("TL", concept, name)
        assert refused.value.sentence == (
            f"basis {concept}={name} is not in the grid of TL. {remedy}."
        )
