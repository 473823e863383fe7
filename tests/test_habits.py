"""What holds for every file of the project, whoever writes it."""

from __future__ import annotations

import ast
import csv
import importlib.util
import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import prose_linter as linter
import pytest
import yaml

from regionshare.files import notebooks

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
MODULES = sorted((ROOT / "regionshare").rglob("*.py"))
GENERATED = {"_build", "__pycache__", "node_modules"}
MODULE_LINES, FUNCTION_LINES, CELL_LINES = 600, 45, 12
SAID = ("what", "remedy", "FAULTS")
"""Names of messages that an error is raised with."""
WORDING_LINES = 150
"""Fewer lines of wording stand in all modules together: what readers see stands in catalogues."""
MAY_IMPORT = {"regionshare", "matplotlib", "seaborn", "pandas"}


@cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def tree() -> list[Path]:
    """Files that are, or are about to be, in version control; all files where git is absent."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        paths = [ROOT / name for name in done.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part in GENERATED or part.startswith(".") or part.endswith(".egg-info")
                for part in path.relative_to(ROOT).parts
            )
        ]
    return sorted(path for path in paths if path.is_file())


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tree():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def code_cells(path: Path) -> list[str]:
    return [
        cell["source"]
        for cell in notebooks.read(path)["cells"]
        if cell["cell_type"] == "code" and "parameters" not in notebooks.tags(cell)
    ]


by_name = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


def test_every_chapter_is_in_the_table_of_contents() -> None:
    assert sorted(chapter.path for chapter in notebooks.read_toc(ROOT)) == CHAPTERS


@by_name
def test_chapter_is_stripped(chapter: Path) -> None:
    for cell in notebooks.read(chapter)["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
        assert set(cell["metadata"]) <= {"tags"}


@by_name
def test_chapter_has_the_four_parameters(chapter: Path) -> None:
    known = notebooks.parameters(notebooks.read(chapter), chapter.name)
    assert known == {"region": "CN-GD", "year": 2023, "lang": "en", "basis": {}}


@by_name
def test_chapter_is_written_in_both_languages(chapter: Path) -> None:
    notebooks.check_pairs(notebooks.read(chapter), chapter.name)


@by_name
def test_chapter_defines_nothing(chapter: Path) -> None:
    forbidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for source in code_cells(chapter):
        assert len([line for line in source.splitlines() if line.strip()]) <= CELL_LINES, source
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, forbidden), ast.unparse(node)


@by_name
def test_chapter_imports_the_package_and_plotting_alone(chapter: Path) -> None:
    for source in code_cells(chapter):
        for node in ast.walk(ast.parse(source)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= MAY_IMPORT


@by_name
def test_chapter_has_no_path_and_no_typed_result_in_code(chapter: Path) -> None:
    path_like = re.compile(r"^(~|\.{0,2}/)|\\|\.(csv|json|ya?ml|svg|png|ipynb|bib|txt|html)$")
    for source in code_cells(chapter):
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Constant):
                continue
            assert not isinstance(node.value, float), source
            if isinstance(node.value, str):
                assert not path_like.search(node.value), node.value


@by_name
def test_chapter_has_no_typed_result_in_prose(chapter: Path) -> None:
    assert linter.lint(notebooks.read(chapter)) == []


def test_modules_and_functions_are_short() -> None:
    long = []
    for module in MODULES:
        name = module.relative_to(ROOT).as_posix()
        if len(module.read_text(encoding="utf-8").splitlines()) > MODULE_LINES:
            long.append(name)
        for node in ast.walk(parsed(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > FUNCTION_LINES:
                    long.append(f"{name}: {node.name} has {lines} lines")
    assert long == []


def test_no_series_claim_or_report_is_named_in_a_module() -> None:
    """What decides or selects stands in the data; the default edition is the commands' own."""
    names = {
        next(iter(row.values()))
        for table in ("series", "regions", "documents", "market_statements")
        for row in csv.DictReader((ROOT / "data" / f"{table}.csv").open(encoding="utf-8-sig"))
    }
    found = [
        (module.name, node.value)
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in names or re.fullmatch(r"C\d\d", node.value)
    ]
    assert found == []


def wording(module: Path) -> set[int]:
    """The lines of a module whose constants say something: three words or more, or Chinese.

    Not docstrings, messages of errors beside what raises them, help of commands, formulas and code.
    """
    source = parsed(module)
    passed: set[ast.AST] = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        elif isinstance(node, ast.Raise):
            passed |= set(ast.walk(node))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if re.match(r"click\.|.*(Error|fail|warning)$", name.rpartition("'")[2]):
                passed |= set(ast.walk(node))
        elif (isinstance(node, ast.keyword) and node.arg in ("help", "what", "remedy")) or (
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in SAID
        ):
            passed |= set(ast.walk(node.value))
        elif isinstance(node, ast.JoinedStr):
            passed |= set(node.values)
    return {
        line
        for node in set(ast.walk(source)) - passed
        if isinstance(node, ast.expr) and says(node)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def says(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [one.value if isinstance(one, ast.Constant) else " {} " for one in parts]
    if not all(isinstance(one, str) for one in texts) or texts == [" {} "]:
        return False
    text = "".join(str(one) for one in texts)
    if re.search(r" [*/=] |\n.*\n|[(];", text):
        return False
    words = [
        one for one in text.split() if re.fullmatch(r"[A-Za-z][A-Za-z'’-]*", one.strip(".,:;()?!`"))
    ]
    return len(words) > 2 or re.search("[\u4e00-\u9fff]", text) is not None


def test_wording_stands_in_catalogues() -> None:
    found = {str(module.relative_to(ROOT)): len(wording(module)) for module in MODULES}
    most = sorted(found.items(), key=lambda one: -one[1])[:5]
    assert sum(found.values()) < WORDING_LINES, most


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    places = "|".join(("work", "root", "home", "tmp", "Users", "opt"))
    path = re.compile(rf"""(?<![\w./<$}}-])/({places})/\w""")
    found = [(name, hit.group()) for name, text in texts() for hit in path.finditer(text)]
    assert found == []


def test_no_host_of_a_registry_or_content_network_is_in_the_tree() -> None:
    hosts = ("pypi|org", "pythonhosted|org", "npmjs|org", "jsdelivr|net", "unpkg|com", "cdnjs|")
    hosts += ("googleapis|com", "gstatic|com")
    names = [host.replace("|", ".") for host in hosts]
    found = [(name, host) for name, text in texts() for host in names if host in text]
    assert found == []


def test_no_page_part_asks_another_host() -> None:
    asks = re.compile(
        r"""(<script[^>]+src=|<link[^>]+href=|<img[^>]+src=|url\(|@import)\s*["']?\w+://"""
    )
    kinds = (".html", ".css", ".js", ".py", ".ipynb", ".yml")
    found = [
        (name, hit.group())
        for name, text in texts()
        if name.endswith(kinds)
        for hit in asks.finditer(text)
    ]
    assert found == []


def readme_commands() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme", ROOT / ".ci" / "readme_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_shows_the_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    checked = "\n".join(readme_commands().blocks(text))
    assert "make book" in text
    assert "make test" in text
    assert "regionshare build --region" in checked
    assert "regionshare explain" in checked


def test_blocks_marked_no_check_are_not_run(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("```sh no-check\nfalse\n```\n\n```sh\necho ran > log\n```\n")
    assert readme_commands().main(readme) == 0
    assert (tmp_path / "log").read_text() == "ran\n"
    readme.write_text("```sh\nfalse\ntrue\n```\n")
    assert readme_commands().main(readme) == 1
    readme.write_text("nothing\n")
    assert readme_commands().main(readme) == 1


def test_citation_file_agrees_with_the_package() -> None:
    record = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert record["cff-version"] == "1.2.0"
    assert record["title"] == "Share of the Nation"
    assert record["version"] == project["version"]
    assert record["authors"] == [{"name": "Share of the Nation authors"}]
    assert record["license"] == ["MIT", "CC-BY-4.0"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {record['version']} ({record['date-released'].isoformat()})" in changes


def pins() -> dict[str, str]:
    """What follows each pinned name in requirements.txt, its hashes included."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    content = "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))
    found = {}
    for one in re.split(r"\n(?=\S)", content.strip()):
        match = re.match(r"([a-z0-9._-]+)==[\w.]+(?: ; [^\\]+)? \\\n(?P<hashes>.+)", one, re.DOTALL)
        assert match, one
        found[match[1]] = f"{found.get(match[1], '')}\n{match['hashes']}".strip()
    return found


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name, hashes in pins().items():
        lines = [line.strip().removesuffix(" \\") for line in hashes.splitlines()]
        assert lines, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines), name


def test_requirements_name_no_index_and_no_place() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|(^|\s)/", text)


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=!~ ;]", one)[0].lower() for group in wanted for one in group}
    assert names - set(pins()) == set()


@pytest.mark.parametrize("name", ["run", "release"])
def test_ci_script_is_a_program(name: str) -> None:
    script = ROOT / ".ci" / name
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_page_side_is_not_used_by_what_chapters_use() -> None:
    """Templates and styles of ``book`` make no chapter stale; so no chapter may depend on them."""
    allowed = {"building.py"}
    for module in MODULES:
        inside = module.relative_to(ROOT / "regionshare")
        if inside.parts[0] in ("book", "cli", "sweeps") or inside.name in allowed:
            continue
        assert "regionshare.book" not in module.read_text(encoding="utf-8"), inside


@pytest.mark.xdist_group("habits")
def test_tests_of_one_group_run_in_one_process(request: pytest.FixtureRequest) -> None:
    """Where they are not (as under pytest 9.2), each process builds what they share anew."""
    distributed = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@habits") is bool(distributed)
