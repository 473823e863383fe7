from __future__ import annotations

import datetime
import json
import re

import pytest
from pybtex.database import parse_string

from regionshare.citation import forms, linked
from regionshare.citation.forms import Citable
from regionshare.errors import DataError
from regionshare.files.project import canonical

RECORD = {
    "title": "Share & Share_Alike",
    "authors": [{"family-names": "Liu", "given-names": "Wei"}, {"name": "The {50 %} Club"}],
    "version": "2026.11.0",
    "date-released": datetime.date(2026, 11, 22),
    "license": ["MIT", "CC-BY-4.0"],
    "abstract": "What a region carries.",
    "keywords": ["energy"],
}
NUMBER = {
    "id": "relative_intensity/co2:gdp/CN-GD/2022@a~sum",
    "display": {"en": "\u22127.0\u202f%", "zh": "−7.0%"},
    "hash": "0123456789abcdef",
}


def works(base: str = "") -> list[forms.Work]:
    citing = Citable(RECORD, "CN-GD", 2023, "Guangdong", base)
    return [citing.report(), citing.data(), citing.figure("fig-x", "shares"), citing.number(NUMBER)]


@pytest.mark.parametrize("work", works(), ids=lambda one: one.level)
def test_every_level_has_a_valid_bibtex_entry(work: forms.Work) -> None:
    found = parse_string(forms.bibtex(work), "bibtex").entries
    assert list(found) == [work.key]
    people = found[work.key].persons["author"]
    assert [str(people[0]), people[1].last_names[0]] == ["Liu, Wei", r"{The \{50 \%\} Club}"]
    assert found[work.key].fields["year"] == "2026"
    assert "CN-GD-2023" in found[work.key].fields["note"]


def test_a_number_is_cited_with_its_value_and_hash() -> None:
    for text in (forms.plain(works()[3]), forms.bibtex(works()[3])):
        assert "0123456789abcdef" in text
        assert "7.0" in text
    assert r"relative\_intensity" in forms.bibtex(works()[3])


@pytest.mark.parametrize("work", works(), ids=lambda one: one.level)
def test_every_level_has_ris_and_csl(work: forms.Work) -> None:
    lines = forms.ris(work).split("\r\n")
    assert lines[0].startswith("TY  - ")
    assert "AU  - Liu, Wei" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    item = json.loads(forms.csl_text([work]))[0]
    assert item["author"] == [{"family": "Liu", "given": "Wei"}, {"literal": "The {50 %} Club"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}


def test_styles_that_put_titles_in_capitals_leave_ids_alone() -> None:
    titles = {work.level: forms.csl(work)["title"] for work in works()}
    number = titles["number"]
    assert number.count('<span class="nocase">') == 1
    assert re.search(r'<span class="nocase">[a-z_]+/[a-z0-9:]+/CN-GD/\d{4}\S* = .*</span>$', number)
    assert titles["figure"].endswith('<span class="nocase">fig-x</span>')
    assert "nocase" not in titles["report"] + titles["data"]
    assert all("nocase" not in form(w) for w in works() for form in (forms.plain, forms.bibtex))


def test_an_address_is_named_only_where_it_is_known() -> None:
    written = (forms.plain, forms.bibtex, forms.ris, lambda w: str(forms.csl(w)))
    for work, known in zip(works(), works("https://example.org/report"), strict=True):
        for form in written:
            assert "http" not in form(work)
            assert "https://example.org/report/" in form(known)
    assert works("https://example.org/")[2].url == "https://example.org/shares.html#fig-x"


def test_deposits_follow_the_citation_record_alone() -> None:
    citing = Citable(RECORD, "CN-GD", 2023, "Guangdong")
    made = linked.files(citing, {"a": NUMBER})
    zenodo, codemeta = json.loads(made[".zenodo.json"]), json.loads(made["codemeta.json"])
    assert zenodo["creators"] == [{"name": "Liu, Wei"}, {"name": "The {50 %} Club"}]
    assert zenodo["license"] == "cc-by-4.0"
    assert codemeta["@context"] == "https://w3id.org/codemeta/3.0"
    assert codemeta["author"][0]["familyName"] == "Liu"
    assert codemeta["version"] == RECORD["version"]
    assert len(parse_string(made["citation.bib"], "bibtex").entries) == 2
    assert made["numbers.ris"].count("ER  - ") == 1
    assert made["citation.ris"].count("ER  - ") == 2
    assert "http" not in re.sub(r"https://(spdx|w3id)\.org", "", canonical([zenodo, codemeta]))


def test_linked_data_name_creator_and_licence() -> None:
    citing = Citable(RECORD, "CN-GD", 2023, "Guangdong")
    about = {"id": "fig-x", "chapter": "shares", "caption": "c", "alt": "a", "sources": []}
    nodes = [
        linked.report(citing, "zh", "标题", "preview.png"),
        linked.dataset(citing, "../", ["A"]),
        linked.image(citing, about),
    ]
    assert [node["@type"] for node in nodes] == ["Report", "Dataset", "ImageObject"]
    for node in nodes:
        assert node["license"]
        assert (node.get("creator") or node["author"])[0]["@type"] == "Person"
    assert nodes[1]["@id"] == "../data/datapackage.json"


def test_a_record_without_what_a_citation_needs_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "CITATION.cff"
    path.write_text("title: x\n")
    with pytest.raises(DataError, match="not a citation record"):
        forms.load_citation(path)
    path.write_text("title: [\n")
    with pytest.raises(DataError, match="not valid YAML"):
        forms.load_citation(path)


def test_a_source_is_cited_in_chinese_where_it_has_names_in_it() -> None:
    from regionshare.numbers import opening

    sources = opening.evaluator().store.sources
    nbs, epa = sources["nbs_gdp_2025"], sources["eia_seds"]
    assert nbs.cited("zh").startswith("国家统计局，2025：国民经济核算")
    assert nbs.cited("en") == nbs.citation and epa.cited("zh") == epa.citation
    used = {one.source for one in opening.evaluator().store.series.values()}
    chinese = {key for key in used if "China" in sources[key].author}
    assert [key for key in chinese if not sources[key].title_zh] == []
