"""The command line, and what a wrong command gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from regionshare.cli import COMMANDS, default_output, main, parse_bases
from regionshare.errors import ParameterError
from regionshare.files import paths


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_explain_json_has_the_stable_keys() -> None:
    result = run("explain", "share/energy/CN-GD/2021", "--json")
    assert result.exit_code == 0
    content = json.loads(result.stdout)
    assert set(content) == {"id", "value", "unit", "basis", "formula", "inputs", "span"}
    assert content["id"] == "share/energy/CN-GD/2021"
    assert content["unit"] == "percent"
    assert [set(one) for one in content["inputs"]] == 2 * [
        {"series", "region", "year", "value", "unit", "source"}
    ]
    assert content["value"] == pytest.approx(100 * 36821.42 / 524000)


HAND = {
    # checked by hand against data/observations
    "share/energy/CN-GD/2021": 100 * 36821.42 / 524000,
    "share/energy/CN-GD/2022": 100 * 36519.05 / 541000,
    "share/co2/CN-GD/2022": 100 * 619.3538604100308 / 11408.465555169158,
    "share/gdp/CN-GD/2021": 100 * 127577.4 / 1173823,
    "share/population/CN-GD/2022": 100 * 12657 / 141175,
    "share/gdp/US-CA/2019": 100 * 3062158.9 / 21521395.0,
}


@pytest.mark.parametrize("number", HAND)
def test_explain_agrees_with_hand_arithmetic(number: str) -> None:
    content = json.loads(run("explain", number, "--json").stdout)
    assert content["value"] == pytest.approx(HAND[number], rel=1e-6)


def test_explain_answers_with_the_proxy_and_says_what_it_mixes() -> None:
    content = json.loads(run("explain", "share/energy/CN-GD/2023", "--json").stdout)
    assert content["value"] == pytest.approx(100 * 41046.27 / 572000)
    assert content["basis"]["match"] == "proxy"
    assert "preliminary national total" in content["basis"]["choices"][0]["note"]
    text = run("explain", "share/energy/CN-GD/2023").stdout
    assert "this is a proxy, not the headline" in text


def apart(arguments: list[str], message: str) -> Any:
    """A mistake that a build finds in a process apart, which takes seconds to start."""
    return pytest.param(arguments, message, marks=pytest.mark.slow)


def apart_more(arguments: list[str], message: str) -> Any:
    """Another of its kind."""
    return pytest.param(arguments, message, marks=[pytest.mark.slow, pytest.mark.release])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "share/energy/CN-GD/2022@provincial_yearbooks~sum"], "3 of 30 regions"),
        (["explain", "share/energy/CN-GD/2023@gd_later~sum"], "not a basis of energy"),
        (["explain", "share/energy/CN-ZJ/2023"], "does not reach 2023"),
        (["explain", "share/energy/CN-XZ/2021"], "no year of this region"),
        (["explain", "share/coal/CN-GD/2021"], "concept 'coal' is not known"),
        (["explain", "share/gdp/Guangdong/2021"], "not the id of a number"),
        (["explain", "share/gdp/CN-ZZ/2021"], "Did you mean"),
        (["explain", "share/gdp/CN-GD/2021@nbs_1999~sum"], "not a basis of gdp"),
        (["series", "--concept", "coal"], "Concepts: gdp"),
        (["build", "--lang", "fr"], "language 'fr' is not known. Languages: en, zh"),
        apart(["build", "--region", "CN-QQ"], "region 'CN-QQ' is not known"),
        apart_more(["build", "--region", "CN-GD-SZ"], "an edition is of one of the regions that make up CN"),
        apart_more(["build", "--year", "2031"], "The latest year with data is 2024"),
        apart_more(["build", "--year", "1990"], "no complete year up to 1990"),
        (["build", "--basis", "gdp"], "Write it as gdp=gdp.nbs_2020"),
        apart(["build", "--basis", "gdp=gdp.nbs_1999"], "not in the grid of CN"),
        apart_more(["build", "--basis", "coal=x.y"], "concept 'coal' is not known"),
        apart(["build", "--region", "US-CA", "--year", "2019", "--basis", "gdp=gdp.nbs_2020"],
               "not in the grid of US"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_sentence_and_exit_code_2(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    elsewhere = ["--output", str(tmp_path / "book")] if arguments[0] == "build" else []
    result = run(*arguments, *elsewhere)
    assert result.exit_code == 2
    assert result.stderr.startswith("regionshare: ") and result.stderr.count("\n") == 1
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("option", ["--regoin", "--years"])
def test_an_unknown_option_is_refused_with_the_near_one(option: str) -> None:
    result = run("build", option, "CN-ZJ")
    assert result.exit_code == 2
    assert "No such option" in result.stderr
    assert option.replace("oi", "io").rstrip("s") in result.stderr


def test_bases_are_parsed_and_a_repetition_is_refused() -> None:
    assert parse_bases(("gdp=gdp.nbs_2020", "co2=carbon_monitor~sum")) == {
        "gdp": "gdp.nbs_2020",
        "co2": "carbon_monitor~sum",
    }
    with pytest.raises(ParameterError, match="names gdp twice"):
        parse_bases(("gdp=gdp.nbs_2020", "gdp=gdp.nbs_2018"))


def test_series_lists_the_series_of_a_concept() -> None:
    lines = run("series", "--concept", "co2").stdout.splitlines()
    assert all(line.startswith("co2.") for line in lines)
    assert any("figures_only" in line for line in lines)


def test_data_check_passes_on_the_reports_own_data() -> None:
    result = run("data", "check")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("data ok: ")


def test_a_library_that_is_not_installed_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lacking(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib.figure")

    monkeypatch.setattr("regionshare.numbers.opening.evaluator", lacking)
    result = run("explain", "share/energy/CN-GD/2021")
    assert result.exit_code == 2
    assert result.stderr == (
        "regionshare: this command needs matplotlib, which is not installed. "
        "Install all of it: pip install 'regionshare[book]', or make in a clone.\n"
    )


@pytest.mark.slow
def test_data_are_checked_without_what_draws() -> None:
    code = "import sys; from regionshare.cli import main; main(['data', 'check'], "
    code += "standalone_mode=False); sys.exit(bool({'matplotlib', 'seaborn'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_is_imported_without_its_libraries(command: str) -> None:
    code = (
        f"import sys; from regionshare.cli import main; main(['{command}', '--help'], "
        "standalone_mode=False); heavy = {'pandas', 'numpy', 'yaml', 'matplotlib', 'sphinx'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_only_the_reports_own_edition_goes_over_the_reference_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REGIONSHARE_DATA", raising=False)
    own = default_output("CN-GD", 2023)
    other = default_output("CN-GD", 2023, {"gdp": "gdp.nbs_2020"})
    theirs = set()
    for folder in ("osaka", "elsewhere/osaka"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "series.csv").write_text("id\n", "utf-8")
        monkeypatch.setenv("REGIONSHARE_DATA", str(tmp_path / folder))
        theirs.add(default_output("CN-GD", 2023))
    for name in ("report", str(paths.ROOT / "data")):
        monkeypatch.setenv("REGIONSHARE_DATA", name)
        assert default_output("CN-GD", 2023) == own
    assert own.relative_to(paths.ROOT).as_posix() == "_build/html"
    assert other.relative_to(paths.ROOT / "_build" / "editions").as_posix() == (
        "CN-GD-2023-gdp=gdp.nbs_2020"
    )
    assert len(theirs) == 2
    for one in theirs:
        assert one.parent == paths.ROOT / "_build" / "editions"
        assert one.name.startswith("CN-GD-2023-osaka-")
