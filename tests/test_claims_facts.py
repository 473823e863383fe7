"""Facts in data: the columns of series and documents say what rules in code said of every row.

The tables below are what those rules gave: prefixes of ids for independence, a regular expression
over caveats for the day of publication, a number at an id's end for the release.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regionshare.claims import claim as claims
from regionshare.claims.claim import Claim, ClaimsFile
from regionshare.claims.document import of_series
from regionshare.claims.evidence_metric import choices_of
from regionshare.data.series import ISSUER_KINDS, PUBLISHED_IS
from regionshare.numbers.evaluator import Evaluator

INDEPENDENT_SERIES = """
co2.carbon_monitor co2.carbon_monitor_cities co2.ceads_apparent_2019 co2.ceads_apparent_2022
co2.ceads_cities co2.ceads_national_apparent_2019 co2.ceads_national_sectoral_2019
co2.ceads_sectoral_2019 co2.ceads_sectoral_2022 co2.gcb_2024 co2.gcb_2025
"""
DAY_OF_THE_PUBLISHER = """
co2.carbon_monitor_cities co2.ceads_apparent_2019 co2.ceads_cities
co2.ceads_national_apparent_2019 co2.ceads_national_sectoral_2019 co2.ceads_sectoral_2019
co2_coal.ceads_sectoral_2019 co2_coal.ceads_sectoral_2022 co2_gas.ceads_sectoral_2019
co2_gas.ceads_sectoral_2022 co2_oil.ceads_sectoral_2019 co2_oil.ceads_sectoral_2022
co2_process.ceads_sectoral_2019 co2_process.ceads_sectoral_2022 electricity.nbs_national
energy.nbs_national energy.provincial_yearbooks energy.shenzhen_yearbook gdp.nbs_first
gdp.nbs_national_first gdp_growth.nbs_national_first nonfossil_share.official
water_per_gdp.shenzhen
"""
MISSED_BY_PREFIXES = {
    "co2.edgar_2024",
    *(f"co2_{part}.ceads_sectoral_{year}" for part in ("coal", "oil", "gas", "process")
      for year in (2019, 2022)),
}  # fmt: skip
"""Researchers' figures that no prefix named; no claim rests on them."""
WITHOUT_CAVEAT = {f"co2_{part}.ceads_sectoral_2022" for part in ("coal", "oil", "gas", "process")}
"""Of the same copy as the inventory's total, whose caveat says so; their own rows have none."""
SAME_SPEAKER = """
gd-co2-share-said-2024 gd-energy-share-2022 gd-energy-share-said-2024 gd-factories-said-2024
gd-gdp-share-2022 gd-gdp-share-said-2024 gd-nonfossil-target-2024 gd-parks-said-2024
gd-population-share-said-2024 gd-supply-said-2024 gd-western-plan-2025 sz-co2-ratio-said-2024
sz-emerging-said-2023 sz-emerging-value-2023 sz-energy-ratio-said-2024 sz-water-ratio-said-2024
"""
INDEPENDENT = """
cop29-days cop29-number factor-anthracite factor-bituminous factor-coking factor-lignite
finance-pilots-2022-press gd-carbon-label-2023 gd-co2-2012-all gd-co2-2012-fuel gd-co2-growth-2012
gd-population-share-2022 imc-xinhua pilot-guangdong prd-co2-2019 sz-co2-2019 sz-co2-2021
"""
NOT_ESTABLISHED = """
cn-nonfossil-2023 cn-nonfossil-2024 cn-water-2022 cn-water-2023 factor-anthracite
factor-bituminous factor-coking factor-lignite gd-hydro-2023 gd-hydro-2024 gd-nonfossil-2022
gd-nonfossil-2023 gd-nonfossil-2024 gd-nuclear-2023 gd-nuclear-2024 gd-solar-2024
pilot-guangdong power-factor-fossil power-factor-national power-factor-south
gd-co2-2012-all gd-co2-2012-fuel gd-co2-growth-2012 sz-emerging-said-2023 sz-emerging-value-2023
sz-water-2021
"""


@pytest.fixture(scope="module")
def file(real: Evaluator) -> ClaimsFile:
    return claims.load(None, real)


def test_every_series_of_the_report_states_its_facts(real: Evaluator):
    for one in real.store.series.values():
        assert one.issuer, one.id
        assert one.issuer_kind in ISSUER_KINDS, one.id
        assert one.published_is in PUBLISHED_IS, one.id
        assert bool(one.short_en) == bool(one.short_zh), one.id
        assert bool(one.release_en) == bool(one.release_zh), one.id
        assert bool(one.total_en) == bool(one.total_zh), one.id
        assert bool(one.label_en) == bool(one.label_zh), one.id


def test_independence_of_every_series_is_what_the_prefixes_said(real: Evaluator):
    found = {n for n, one in real.store.series.items() if of_series([one]) == "independent"}
    assert found >= {*INDEPENDENT_SERIES.split(), *MISSED_BY_PREFIXES}


def test_the_day_of_every_series_is_what_the_caveats_said(real: Evaluator):
    found = {n for n, one in real.store.series.items() if one.published_is == "publisher"}
    assert found >= {*DAY_OF_THE_PUBLISHER.split()} - WITHOUT_CAVEAT


def test_family_and_vintage_of_every_series_are_what_its_id_said(real: Evaluator):
    for one in real.store.series.values():
        match = re.fullmatch(r"(.+)_(\d{4})", one.short)
        assert (one.family, one.vintage) == (match.groups() if match else (one.short, "")), one.id


def test_a_series_replaces_one_of_its_concept_and_its_issuer(real: Evaluator):
    series = real.store.series
    for one in series.values():
        for name in filter(None, (one.supersedes, one.companion)):
            assert series[name].concept == one.concept, one.id
            assert series[name].issuer == one.issuer, one.id
        if one.supersedes:
            assert series[one.supersedes].published <= one.published, one.id


def test_a_total_of_another_publisher_is_named_as_the_first_words_of_ids_said(real: Evaluator):
    series = real.store.series
    for _, basis in real.grid.everything():
        first = {series[name].short.partition("_")[0] for name in (basis.series, basis.total)}
        named = f"national ({series[basis.total].short})"
        other = basis.denominator == "national" and len(first) > 1
        found = choices_of(real.store, basis, basis.last)["denominator"]
        assert found == (named if other else basis.denominator), basis.token


def uses(file: ClaimsFile, claim: Claim) -> set[str]:
    """The documents that a claim's evidence names."""
    names: set[str] = set()
    for spec in claim.specs:
        names |= {*spec.texts("document"), *spec.texts("ranking"), *spec.texts("among")}
        names |= {str(text) for text in spec.mapping("terms").values()}
        bracket = spec.text("bracket")
        names |= {d.id for d in file.documents.values() if bracket and d.quantity == bracket}
    return names & set(file.documents)


def typed(name: str) -> str:
    if name in SAME_SPEAKER.split():
        return "same_speaker"
    return "independent" if name in INDEPENDENT.split() else "official_other"


def test_independence_of_every_document_follows_from_its_issuer(file: ClaimsFile):
    """Against the speaker of every claim that uses it: what is expected stands above."""
    used: set[str] = set()
    for claim in file.claims:
        for name in uses(file, claim):
            found = file.whose(file.documents[name], claim.speaker.organisation)
            assert found == typed(name), f"{claim.id} {name}"
            used.add(name)
    for name in set(file.documents) - used:
        assert file.documents[name].independence_from("") == typed(name), name


def test_no_independence_is_typed(file: ClaimsFile):
    assert not any(one.independence for one in file.documents.values())
    assert not any("independence" in spec for claim in file.claims for spec in claim.specs)


def test_the_day_of_every_document_is_what_its_note_and_date_said(file: ClaimsFile):
    found = {name for name, one in file.documents.items() if not one.established}
    assert found == {*NOT_ESTABLISHED.split()}


def test_no_id_of_the_data_stands_in_the_code(real: Evaluator, file: ClaimsFile):
    """Series, documents and regions are named in data: docstrings may give them as examples."""
    names = {*real.store.series, *file.documents, *(r.id for r in real.store.regions)}
    for path in (Path(claims.__file__).parent).glob("*.py"):
        code = re.sub(r'"""(?s:.*?)"""', "", path.read_text(encoding="utf-8"))
        found = {text for text in re.findall(r'"([^"\n]*)"', code) if text in names}
        assert not found, path.name


FOREIGN = {"Diario de Pernambuco / eLiveBrescia", "Huo et al. 2022", "IPCC", "News.Az"}
"""Publishers whose documents a Chinese page names as they are named."""


def test_a_document_of_chinese_origin_is_named_in_chinese(file: ClaimsFile):
    one = file.documents["cn-population-2023"]
    assert (
        one.told("zh")
        == "国家统计局，2024年2月29日：2023年国民经济和社会发展统计公报（环球时报转引）"
    )
    assert one.told("en").startswith("National Bureau of Statistics, 29 February 2024: Statistical")
    for one in file.documents.values():
        named = (bool(one.title_zh), bool(one.publisher_zh))
        assert named == (one.publisher not in FOREIGN,) * 2, one.id
        assert (one.told("zh") == one.told("en")) is (one.publisher in FOREIGN)
