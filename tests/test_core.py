"""The core answers where no library but click is installed, and in a browser's Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import uuid
import venv
import zipfile
from pathlib import Path

import click
import lark
import pytest
import runtime_fixtures

import regionshare
from regionshare.errors import ParameterError
from regionshare.files import paths
from regionshare.files.project import Project, begin

HEAVY = ("lark", "matplotlib", "numpy", "pandas", "pandera", "pybtex", "sphinx", "yaml")
NUMBER = "share/energy/CN-GD/2021"
COMMANDS = (
    ("explain", NUMBER),
    ("explain", "rank/energy:gdp/CN-GD/2021"),
    ("series", "--concept", "co2"),
    ("claim", "C21"),
    ("ledger", "--json"),
    ("ledger", "--region", "CN-ZJ"),
    ("alike", "CN-ZJ"),
    ("alike", "US-CA", "--nation", "CN", "--lang", "zh", "--json"),
)
SENTENCES = (
    ("check", "In 2021 Zhejiang used about 5 % of China's energy.", "--spoken", "2026-01-01"),
    ("check", "2023年广东常住人口1.27亿人，占全国9%。", "--json", "--spoken", "2026-01-01"),
)
"""What needs the grammar, and so lark."""
GRAMMAR = tuple(name for name in HEAVY if name != "lark")


def blocked(names: tuple[str, ...]) -> str:
    """Code that makes libraries absent."""
    return f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
"""


def run(commands: tuple[tuple[str, ...], ...], heavy: tuple[str, ...]) -> str:
    """Code that notes what commands print, and which libraries that loaded."""
    return f"""
import contextlib, io, json, runpy, sys
told = {{}}
for command in {commands!r}:
    sys.argv = ["regionshare", *command]
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
        runpy.run_module("regionshare", run_name="__main__")
    told[" ".join(command)] = output.getvalue()
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & set({heavy!r}))
"""


BLOCKED, RUN = blocked(HEAVY), run(COMMANDS, HEAVY)
TELL = "print(json.dumps([told, loaded]))"
ANSWER, READ = RUN + TELL, run(SENTENCES, GRAMMAR) + TELL


def done(*command: str | Path, cwd: Path = paths.ROOT, **environ: str) -> str:
    """What a command prints; it succeeds."""
    found = subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env={**os.environ, **environ}, timeout=300
    )
    assert found.returncode == 0, found.stderr[-2000:]
    return found.stdout


@pytest.fixture(scope="module")
def usual() -> dict[str, str]:
    """What the commands print in the usual environment, once data and catalogues are compiled."""
    done(sys.executable, "-c", ANSWER)
    told, loaded = json.loads(done(sys.executable, "-c", ANSWER))
    assert loaded == []
    assert all(told.values())
    return told


@pytest.mark.slow
@pytest.mark.xdist_group("core")
def test_commands_answer_the_same_without_the_libraries(usual: dict[str, str]) -> None:
    assert json.loads(done(sys.executable, "-c", BLOCKED + ANSWER)) == [usual, []]


@pytest.mark.slow
def test_sentences_are_read_the_same_with_lark_alone() -> None:
    done(sys.executable, "-c", READ)
    usual = json.loads(done(sys.executable, "-c", READ))
    assert usual[1] == []
    assert all("CN-" in told for told in usual[0].values())
    assert json.loads(done(sys.executable, "-c", blocked(GRAMMAR) + READ)) == usual


@pytest.mark.slow
def test_the_matrix_is_written_with_numpy_alone(usual: dict[str, str], tmp_path: Path) -> None:
    command = (("matrix", "--years", "2021", "--output", str(tmp_path)),)
    others = tuple(name for name in HEAVY if name not in ("numpy", "yaml"))  # yaml: CITATION.cff
    code = blocked(others) + run(command, others) + TELL
    assert json.loads(done(sys.executable, "-c", code))[1] == []
    assert len([*tmp_path.iterdir()]) == 4


@pytest.mark.slow
def test_a_metric_that_needs_a_library_says_so(usual: dict[str, str]) -> None:
    code = "import regionshare\ntry:\n    regionshare.number('gini/co2:gdp/CN/2021')\n"
    code += "except regionshare.RegionshareError as error:\n    print(error)"
    told = done(sys.executable, "-c", BLOCKED + code)
    assert "metric 'gini' is not known" in told
    assert "need numpy, which is not installed" in told


def test_data_that_are_not_compiled_ask_for_the_libraries(toy_data: Path) -> None:
    (toy_data / "NOTES.md").write_text(str(uuid.uuid4()))  # no pack of it lies anywhere
    code = "import regionshare\ntry:\n    regionshare.load()\n"
    code += "except regionshare.RegionshareError as error:\n    print(error)"
    told = done(sys.executable, "-c", BLOCKED + code, REGIONSHARE_DATA=str(toy_data))
    assert "is not installed, which reads and checks what is not compiled yet" in told


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree and unpacked beside click."""
    folder = tmp_path_factory.mktemp("wheel")
    code = "import backend, sys; print(backend.build_wheel(sys.argv[1]))"
    before = {path.name for path in paths.ROOT.iterdir()}
    packing = str(paths.ROOT / "packing")
    told = done(sys.executable, "-c", code, folder, PYTHONPATH=packing)
    assert {path.name for path in paths.ROOT.iterdir()} == before
    with zipfile.ZipFile(folder / told.split()[-1]) as wheel:
        wheel.extractall(folder / "site")
    package = Path(click.__file__).parent
    shutil.copytree(package, folder / "site" / package.name)
    return folder / "site"


@pytest.mark.slow
@pytest.mark.xdist_group("core")
def test_the_wheel_answers_with_click_alone(usual: dict[str, str], unpacked: Path) -> None:
    code = f"import sys\nsys.path.insert(0, {str(unpacked)!r})\n{ANSWER}"
    told = done(sys.executable, "-I", "-S", "-c", code, cwd=unpacked.parent)
    assert json.loads(told) == [usual, []]


@pytest.fixture(scope="module")
def grammar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with lark alone."""
    folder = tmp_path_factory.mktemp("grammar")
    shutil.copytree(Path(lark.__file__).parent, folder / "lark")
    return folder


@pytest.mark.slow
def test_the_wheel_reads_sentences_with_click_and_lark_alone(unpacked: Path, grammar: Path) -> None:
    usual = json.loads(done(sys.executable, "-c", READ))
    code = f"import sys\nsys.path[:0] = [{str(unpacked)!r}, {str(grammar)!r}]\n{READ}"
    assert json.loads(done(sys.executable, "-I", "-S", "-c", code, cwd=unpacked.parent)) == usual


@pytest.fixture(scope="module")
def pyodide() -> tuple[str, Path]:
    """Node, and the folder of npm's pyodide, as the book has it."""
    return runtime_fixtures.pyodide()


BROWSER = f"""
const {{ loadPyodide }} = await import(process.argv[2] + "/pyodide.mjs");
const python = await loadPyodide();
python.mountNodeFS("/site", process.argv[3]);
python.mountNodeFS("/grammar", process.argv[4]);
process.stdout.write(await python.runPythonAsync(`
import sys
sys.path.insert(0, "/site")
{RUN}
import regionshare
number = regionshare.number("{NUMBER}")
found = [number.value, number.hash, told, loaded, sys.platform]
sys.path.append("/grammar")
{run(SENTENCES, GRAMMAR)}
json.dumps([*found, told])
`));
"""


@pytest.mark.slow
@pytest.mark.xdist_group("core")
def test_the_wheel_answers_the_same_in_a_browsers_python(
    usual: dict[str, str],
    unpacked: Path,
    grammar: Path,
    pyodide: tuple[str, Path],
    tmp_path: Path,
) -> None:
    node, package = pyodide
    script = tmp_path / "run.mjs"
    script.write_text(BROWSER, "utf-8")
    ours = regionshare.number(NUMBER)
    read, _ = json.loads(done(sys.executable, "-c", READ))
    assert json.loads(done(node, script, package, unpacked, grammar)) == [
        ours.value, ours.hash, usual, [], "emscripten", read,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the wheel and this environment's libraries, but nothing of the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    libraries = sysconfig.get_path("purelib")
    (packages / "installed.pth").write_text(f"{unpacked}\n{libraries}\n", "utf-8")
    return folder / "bin" / "python"


@pytest.mark.slow
@pytest.mark.xdist_group("core")
def test_an_installed_package_needs_no_checkout(elsewhere: Path, tmp_path: Path) -> None:
    def told(*arguments: str, cwd: Path = tmp_path) -> str:
        return done(elsewhere, "-m", "regionshare", *arguments, cwd=cwd, **environ)

    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": ""}
    assert told("explain", NUMBER) == done(sys.executable, "-m", "regionshare", "explain", NUMBER)
    told("matrix", "--nation", "US", "--years", "2019", "--lang", "en")
    assert (tmp_path / "_build/matrix/matrix-US.csv").is_file()
    told("init", "mine")
    mine = tmp_path / "mine"
    assert {path.name for path in (mine / "chapters").iterdir()} == {
        path.name for path in (paths.ROOT / "chapters").iterdir() if path.name[0] not in "._"
    }
    series = mine / "data/observations/gdp.nbs_2025.csv"
    text = series.read_text("utf-8")
    assert text.count("CN-GD,2023,137905.4,") == 1
    series.write_text(text.replace("CN-GD,2023,137905.4,", "CN-GD,2023,137906.4,"), "utf-8")
    assert "137906.4" in told("explain", "share/gdp/CN-GD/2023", cwd=mine / "chapters")
    assert "137905.4" in told("explain", "share/gdp/CN-GD/2023")


def test_a_book_is_refused_in_a_sentence_where_only_tables_can_be_made() -> None:
    code = "import sys\nsys.modules['jupyter_client'] = None\nimport importlib.util\n"
    code += "importlib.util.find_spec = lambda name: None if name in sys.modules else 1\n"
    code += "from regionshare.cli import main\nmain(['build'])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 2
    assert "this command needs jupyter_client" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_report_is_not_begun_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine", "utf-8")
    with pytest.raises(ParameterError, match=r"not empty.*nothing was written"):
        begin(Project.default(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
