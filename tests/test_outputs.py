"""Outputs of commands: whole or not at all, and one sentence where they cannot be written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import registers_toy
from click.testing import CliRunner, Result

from regionshare.cli import main
from regionshare.numbers.evaluator import Evaluator

COMMANDS = ("numbers", "drift", "matrix", "build")


@pytest.fixture
def register(toy: Evaluator, tmp_path: Path) -> Path:
    return registers_toy.write(toy, tmp_path / "book" / "numbers.json")


def arguments(command: str, register: Path, output: Path) -> list[str]:
    given = {
        "numbers": ["--register", str(register)],
        "drift": [str(register), str(register)],
        "matrix": ["--nation", "TL", "--metric", "share/energy"],
        "build": [],
    }[command]
    return [command, *given, "--output", str(output)]


def run(command: str, register: Path, data: Path, output: Path) -> Result:
    env = {"REGIONSHARE_DATA": str(data)} if command != "build" else {}
    return CliRunner().invoke(main, arguments(command, register, output), env=env)


PLACES: dict[str, Callable[[Path], Path]] = {
    "a place that the system makes": lambda folder: Path("/proc/x/y"),
    "below a file": lambda folder: folder / "file" / "below",
    "a name that is too long": lambda folder: folder / ("x" * 300) / "y",
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_none_is_told_in_a_sentence(
    command: str, place: str, register: Path, toy_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept")
    output = PLACES[place](tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run(command, register, toy_data, output)
    assert result.exit_code == 2, result.output
    assert result.stderr.splitlines()[-1].startswith("regionshare: ")
    assert isinstance(result.exception, SystemExit)
    assert (tmp_path / "file").read_text() == "kept"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["numbers", "drift"])
def test_a_device_gets_the_text_and_stays_a_device(
    command: str, register: Path, toy_data: Path
) -> None:
    """Through links of the test's own: a fault would replace them, not the machine's devices."""
    null, full = toy_data.parent / "null", toy_data.parent / "full"
    for place in (null, full):
        place.symlink_to(Path("/dev") / place.name)
    assert run(command, register, toy_data, null).exit_code == 0
    result = run(command, register, toy_data, full)
    assert result.exit_code == 2
    assert "no space is left on the disk" in result.stderr
    assert null.is_char_device()
    assert full.is_char_device()


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["numbers", "drift"])
def test_a_file_that_may_not_grow_leaves_the_one_before(
    command: str, register: Path, toy_data: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out" / "file.txt"
    output.parent.mkdir()
    output.write_text("before")
    other = registers_toy.write_changed(register, tmp_path / "other.json")
    given = arguments(command, register, output)
    if command == "drift":
        given[2] = str(other)
        given += ["--format", "json"]
    subprocess.run(  # what is compiled is written before the limit
        [sys.executable, "-m", "regionshare", "explain", registers_toy.IDS[0]],
        env={**os.environ, "REGIONSHARE_DATA": str(toy_data)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = subprocess.run(
        [sys.executable, "-m", "regionshare", *given],
        env={**os.environ, "REGIONSHARE_DATA": str(toy_data)},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2, found.stderr
    assert "a file would be larger than this system allows" in found.stderr
    assert output.read_text() == "before"
    assert [one.name for one in output.parent.iterdir()] == ["file.txt"]


def test_a_chinese_path_where_the_locale_knows_no_utf8(
    register: Path, toy_data: Path, tmp_path: Path
) -> None:
    output = tmp_path / "广东" / "数.csv"
    bare = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    found = subprocess.run(
        [sys.executable, "-m", "regionshare", *arguments("numbers", register, output)],
        env={**os.environ, **bare, "REGIONSHARE_DATA": str(toy_data)},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in found.stderr
    assert found.returncode == 0, found.stderr
    assert output.read_text(encoding="utf-8")


def test_standard_output_on_a_full_disk_is_told(register: Path, toy_data: Path) -> None:
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [sys.executable, "-m", "regionshare", "numbers", "--register", str(register)],
            env={**os.environ, "REGIONSHARE_DATA": str(toy_data)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert found.returncode == 2
    assert found.stderr.startswith("regionshare: output: no space is left on the disk")
