"""The program changed in one place at a time by mutmut: which changes no test notices.

``make mutants`` changes all of it; ``SHARE=1`` tries a random tenth. Each module is tried with the fast
tests that ``modules.toml`` names and with its doctests. A survivor that ``survivors.toml`` lists with a
reason does not count; the exit code is 1 where less than `LEAST` percent of the others are noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "_build" / "mutants"
LEAST = 95.0
PARTS = (
    "regionshare", "tests", "data", "chapters", "forkkernel", "_toc.yml", "_config.yml",
    "CITATION.cff", "CHANGELOG.md", "README.md", "requirements.txt", "DATA-LICENSES.md",
)  # fmt: skip
SURVIVED, NO_TESTS = 0, 33
"""Exit codes as mutmut keeps them: all tests passed, and no test calls the function."""
ROW = "{:<20} {:>7} {:>8} {:>9} {:>7} {:>7}"


def prepared(module: str, tests: Sequence[str]) -> Path:
    """A copy of the project of its own for a module, with mutmut's settings."""
    folder = FOLDER / module.replace("/", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "_build")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    selected = [f"tests/{name}" for name in tests] + [f"regionshare/{module}.py"]
    settings = {
        "source_paths": ["regionshare"],
        "only_mutate": [f"regionshare/{module}.py"],
        "also_copy": [name for name in PARTS if name not in ("regionshare", "tests")],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "--doctest-modules", "-m", "not slow"],
        "pytest_add_cli_args_test_selection": selected,
        "use_git_change_detection": False,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    marks = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    lines += [
        "[tool.pytest.ini_options]",
        f"markers = {json.dumps(marks['ini_options']['markers'])}",
    ]
    (folder / "pyproject.toml").write_text("\n".join(["[tool.mutmut]", *lines]) + "\n", "utf-8")
    return folder


def mutmut(folder: Path, *arguments: str) -> str:
    """What mutmut prints; it runs at low priority, beside the tests' own libraries."""
    command = ["nice", sys.executable, "-c", "from mutmut.__main__ import cli; cli()", *arguments]
    done = subprocess.run(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(FOLDER / "tools")},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"mutmut {arguments[0]} in {folder}:\n{done.stdout[-3000:]}")
    return done.stdout


def change(folder: Path, name: str) -> tuple[str, str]:
    """The line that a mutant changes, before and after."""
    lines = mutmut(folder, "show", name).splitlines()
    found = [
        "\n".join(one[1:].strip() for one in lines if one[:1] == sign and one[:3] != sign * 3)
        for sign in "-+"
    ]
    return found[0], found[1]


def main() -> int:
    """Change every module that is asked for, and print the table and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the names of modules; all by default")
    parser.add_argument("--share", type=int, default=10, help="how many tenths of the changes")
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    asked = parser.parse_args()
    modules = tomllib.loads((HERE / "modules.toml").read_text("utf-8"))
    listed = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))
    known = {(m, one["old"], one["new"]) for m, items in listed.items() for one in items}
    digits = random.Random(asked.seed).sample("0123456789", asked.share)
    print(f"seed {asked.seed}, {asked.share} of 10 changes")
    print(ROW.format("module", "changes", "noticed", "survived", "listed", "score"))
    survivors, low = [], False
    for module, tests in modules.items():
        if asked.names and not any(name in module for name in asked.names):
            continue
        folder = prepared(module, tests)
        patterns = ["*mutmut_1", *(f"*mutmut_*{digit}" for digit in digits)]
        patterns = patterns if asked.share < 10 else []  # else all, the first of a function always
        mutmut(folder, "run", "--max-children", "1", *patterns)
        meta = json.loads((folder / "mutants" / f"regionshare/{module}.py.meta").read_text())
        codes = {k: v for k, v in meta["exit_code_by_key"].items() if v is not None}
        count = Counter(codes.values())
        lived = [name for name, code in codes.items() if code in (SURVIVED, NO_TESTS)]
        left = [(module, *change(folder, name)) for name in lived]
        new = [one for one in left if one not in known]
        counted = count.total() - len(left) + len(new)
        score = 100 * (counted - len(new)) / counted if counted else 100.0
        cells = [count.total(), count.total() - len(left), len(new), len(left) - len(new)]
        print(ROW.format(module, *cells, f"{score:.1f}"), flush=True)
        survivors += new
        low |= score < LEAST
    for module, old, new_line in survivors:
        print(f"\n[[{json.dumps(module)}]]\nold = {json.dumps(old)}\nnew = {json.dumps(new_line)}")
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
