"""The data package descriptor says what is in data/, and Frictionless agrees."""

import json
import shutil
from pathlib import Path

import frictionless
import pytest

from regionshare.data import package, series
from regionshare.errors import DataError

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def described():
    return package.describe(DATA)


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def resource(descriptor, name):
    return next(r for r in descriptor["resources"] if r["name"] == name)


def errors_of(data: Path, only: str = "") -> set[str]:
    """Kinds of error in the package; with `only`, in one file and the tables it refers to."""
    path = data / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    if only:
        kept = {"regions.csv", "concepts.csv", "units.csv", only}
        descriptor["resources"] = [r for r in descriptor["resources"] if r["path"] in kept]
        assert only in {r["path"] for r in descriptor["resources"]}
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(data))
    return {kind for _, kind in package.validate().flatten(["name", "type"])}


def append(path: Path, line: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def test_committed_descriptor_is_the_generated_one(described):
    committed = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert committed == package.render(described), "run `regionshare data package`"


@pytest.mark.slow
def test_committed_package_is_valid():
    assert errors_of(DATA) == set()


def test_every_table_of_data_is_described(described):
    paths = {r["path"] for r in described["resources"]}
    files = {p.relative_to(DATA).as_posix() for p in DATA.rglob("*.csv")}
    assert {p for p in paths if p.endswith(".csv")} == files


def test_what_the_schemas_allow_is_what_the_readers_allow(described):
    allowed = {
        (one["name"], field["name"]): field["constraints"]["enum"]
        for one in described["resources"]
        for field in one.get("schema", {}).get("fields", ())
        if "enum" in field.get("constraints", {})
    }
    assert len(allowed) == 9
    for (table, field), values in allowed.items():
        known = {
            "grade": series.GRADES,
            "redistribution": series.REDISTRIBUTION,
            "issuer_kind": series.ISSUER_KINDS,
            "published_is": series.PUBLISHED_IS,
        }.get(field, values)
        assert values == list(known), (table, field)


def test_every_series_names_terms_and_sources(described):
    for one in described["resources"]:
        if "series" in one:
            assert one["licenses"][0]["title"], one["name"]
            assert one["sources"], one["name"]


def test_only_openly_licensed_series_are_marked_open(described):
    for one in described["resources"]:
        if "series" in one:
            named = one["licenses"][0]["name"] != "notspecified"
            assert named == (one["redistribution"] == "open"), one["name"]


def test_restricted_series_say_so(described):
    one = resource(described, "observations-co2.ceads_sectoral_2022")
    assert one["redistribution"] == "figures_only"
    assert "citation" in one["licenses"][0]["title"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("CN-GD,2021,36821.42,twice", "primary-key"),
        ("CN-ZZ,2021,1.0,no such region", "foreign-key"),
        ("CN-TW,1066,1.0,no such year", "constraint-error"),
        ("CN-XZ,2021,-1.0,negative", "constraint-error"),
        ("CN-XZ,2021,many,not a number", "type-error"),
    ],
)
def test_validation_catches_a_broken_row(copied, line, error):
    name = "observations/energy.provincial_yearbooks.csv"
    assert errors_of(copied, name) == set()
    append(copied / name, line)
    assert error in errors_of(copied, name)


def test_validation_catches_a_series_of_an_unknown_unit(copied):
    path = copied / "series.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",Mt,", ",furlong,"), encoding="utf-8")
    assert "foreign-key" in errors_of(copied, "series.csv")


def test_growth_may_be_negative_and_emissions_may_not(described):
    def value(name):
        fields = resource(described, name)["schema"]["fields"]
        return next(f for f in fields if f["name"] == "value")["constraints"]

    assert "minimum" not in value("observations-gdp_growth.announced")
    assert value("observations-co2.carbon_monitor")["minimum"] == 0


def test_writing_is_repeatable_and_leaves_nothing_else(copied):
    before = sorted(p.name for p in copied.iterdir())
    first = package.write(copied).read_bytes()
    assert package.write(copied).read_bytes() == first
    assert sorted(p.name for p in copied.iterdir()) == before
    assert json.loads(first)["resources"]


def test_new_table_is_described_with_its_columns(copied):
    (copied / "extra.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    fields = resource(package.describe(copied), "extra")["schema"]["fields"]
    assert [f["name"] for f in fields] == ["a", "b"]


def test_unknown_source_is_refused_with_its_series(copied):
    path = copied / "sources.bib"
    text = path.read_text(encoding="utf-8").replace("{carbon_monitor,", "{carbon_monitors,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"'carbon_monitor', named by series co2\.carbon_monitor"):
        package.describe(copied)


def test_series_without_figures_is_refused(copied):
    (copied / "observations" / "co2.gcb_2024.csv").unlink()
    with pytest.raises(DataError, match=r"co2\.gcb_2024.* has no figures"):
        package.describe(copied)
