from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest
import toy_country
import yaml
from rocrate.rocrate import ROCrate
from test_cards import register

from regionshare.book.site import Apparatus
from regionshare.citation import crate, forms
from regionshare.citation.forms import Citable
from regionshare.data import package
from regionshare.errors import DataError
from regionshare.files.paths import ROOT
from regionshare.files.project import Project
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator

REQUEST = {"region": "TL-A", "year": 2020, "langs": ["en", "zh"], "basis": {"gdp": "gdp.old"}}


def project(root: Path) -> Project:
    data = toy_country.write(root / "data")
    package.write(data)
    for name in ("chapters/00_index.ipynb", "requirements.txt", "LICENSE", "DATA-LICENSES.md"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("{}")
    return Project(root, root / "package", data)


def apparatus(root: Path) -> Apparatus:
    own = project(root)
    ready = opening.evaluator(own.data)
    citing = Citable(forms.load_citation(), "TL-A", 2020, "Alpha")
    return Apparatus(own, ready.store, ready.declared, citing, REQUEST)


def stage(root: Path) -> Path:
    """Make a site as it is after Sphinx: pages, executed notebooks, a figure, the register."""
    for home in ("", "zh/"):
        for name in ("index.html", "_sources/index.ipynb", "figures/fig-x/fig-x.svg"):
            path = root / home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
    (root / "numbers.json").write_text("{}")
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, toy: Evaluator) -> Path:
    root = tmp_path_factory.mktemp("crate")
    place = stage(root / "site")
    apparatus(root / "project").finish(place, register(toy))
    return place


def test_the_published_data_package_is_valid(site: Path) -> None:
    report = frictionless.validate(site / "data" / "datapackage.json")
    assert report.valid, report.flatten(["type", "note"])
    assert len(report.tasks) > 5


def test_what_the_register_page_offers_whole_is_published(site: Path) -> None:
    made = apparatus(site.parent / "project")
    assert set(made.files("en", figures=False).values()) >= {"numbers.bib", "citation", "crate"}
    for lang, home in (("en", site), ("zh", site / "zh")):
        for place in made.files(lang, figures=False):
            assert (home / place).is_file(), place


def test_the_crate_is_read_back(site: Path) -> None:
    found = ROCrate(site)
    assert found.name == "Share of the Nation: Alpha, 2020"
    released = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["date-released"]
    assert found.root_dataset["datePublished"].startswith(str(released))
    assert found.root_dataset["license"].id.endswith("CC-BY-4.0.html")
    for entity in found.data_entities:
        assert (site / entity.id).exists(), entity.id


def test_the_crate_ties_results_to_what_they_were_made_from(site: Path) -> None:
    action = ROCrate(site).get(crate.ACTION)
    assert action.type == "CreateAction"
    assert action["instrument"].id == crate.PROGRAM
    used, made = ({one.id for one in action[kind]} for kind in ("object", "result"))
    assert used >= {
        "chapters/00_index.ipynb", "data/", "requirements.txt", "#parameter-region",
        "#parameter-year", "#parameter-basis-gdp",
    }  # fmt: skip
    assert made >= {
        "numbers.json", "_sources/index.ipynb", "zh/_sources/index.ipynb", "figures/fig-x/",
        "zh/figures/fig-x/", "index.html",
    }  # fmt: skip


def test_the_crate_is_the_same_from_run_to_run(site: Path) -> None:
    text = (site / crate.NAME).read_text()
    assert json.loads(text)["@graph"][0]["@id"] == crate.NAME
    citing = Citable(forms.load_citation(), "TL-A", 2020, "Alpha")
    assert crate.describe(site, citing, REQUEST) == json.loads(text)


def test_nothing_says_where_the_site_is_published(site: Path) -> None:
    for name in ("codemeta.json", ".zenodo.json", "citation.bib", "numbers.bib"):
        text = (site / name).read_text()
        for host in ("spdx.org", "w3id.org"):
            text = text.replace(f"https://{host}", "")
        assert "http" not in text


def test_a_site_does_not_leak_a_row_that_the_report_does_not_use(tmp_path: Path) -> None:
    own = project(tmp_path / "project")
    path = own.data / "observations" / "gdp.old.csv"
    path.write_text(path.read_text() + "TL-A,2017,45,copy_office\n")
    series = own.data / "series.csv"
    old = "1e8 coin,TL:province,"
    series.write_text(series.read_text().replace(f"{old}2018,2020", f"{old}2017,2020"))
    ready = opening.evaluator(own.data)
    leaky = Apparatus(own, ready.store, ready.declared, apparatus(tmp_path / "b").citing, REQUEST)
    place = stage(tmp_path / "site")
    with pytest.raises(DataError, match=r"TL-A 2017 of gdp\.old may stand here only if"):
        leaky.finish(place, {"numbers": {}})
    assert not (place / "data").exists()
