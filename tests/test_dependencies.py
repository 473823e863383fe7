from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regionshare.data import trace
from regionshare.execution import kernels, plan
from regionshare.execution.kernels import RECORD, Kernels
from regionshare.execution.plan import Modules, Run
from regionshare.files import notebooks, paths
from regionshare.files.project import Project

GIVEN = {"region": "CN-GD", "year": 2023, "basis": {}}
TOY = {
    "__init__": "_HOME = {'share': 'api', 'other': 'lazy', 'inner': 'deep.inner'}\n"
    "def __getattr__(name):\n    return 1",
    "api": "from toypkg import low\n",
    "low": "import toypkg.deep.inner\n",
    "lazy": "",
    "deep/__init__": "",
    "claims/__init__": "import importlib\n_HOME = {'judge': 'ledger.judging'}\n"
    "def __getattr__(name):\n    return importlib.import_module(f'toypkg.claims.{_HOME[name]}')",
    "claims/ledger/__init__": "",
    "claims/ledger/judging": "",
    "deep/inner": "from toypkg import alone",
    "deep/typed": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toypkg import alone\n"
        "else:\n    from toypkg import low\n"
    ),
    "alone": "",
    "inside": "def f():\n    from toypkg import alone\n",
    "byname": "import importlib\nNAMES = ('toypkg.alone', 'toypkg.nothing')\n"
    "def f():\n    importlib.import_module(NAMES[0])\n",
    "listing": "import importlib\nimport pkgutil\nNAME, OURS = 'toypkg.deep', 'toypkg'\n"
    "def f():\n    for one in pkgutil.iter_modules(importlib.import_module(NAME).__path__):\n"
    "        importlib.import_module(NAME + one.name)\n",
    "strings": "NAMES = ('toypkg.alone',)",
    "text/__init__": "",
    "text/messages": "def room(name): ...",
    "text/markup": "def render(name, **values): ...",
    "words": "from toypkg.text.messages import room\nWORDS = room('carbon.table')",
    "every_word": "from toypkg.text import messages\ndef f(name):\n    messages.room(name)",
    "page": "def f():\n    from toypkg.text.markup import render\n    render('card/full.html')",
    "other_render": "def f(book):\n    book.render('card/full.html')",
}
FILES = {
    "locale/en/carbon.yml": "table: {}",
    "locale/zh/carbon.yml": "table: {}",
    "locale/en/energy.yml": "a: b",
    "locale/zh/energy.yml": "a: b",
    "templates/card/full.html": '{% extends "card/base.html" %}',
    "templates/card/base.html": "{%- include 'parts/head.html' %}",
    "templates/parts/head.html": "<b>",
    "templates/parts/foot.html": "</b>",
}


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    for name, source in TOY.items():
        path = tmp_path / "toypkg" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    for name, content in FILES.items():
        path = tmp_path / "toypkg" / "text" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return Modules(tmp_path / "toypkg")


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("import toypkg", ["toypkg"]),
        ("import pandas", []),
        ("from toypkg import alone", ["toypkg", "toypkg.alone"]),
        ("from toypkg.alone import x", ["toypkg", "toypkg.alone"]),
        ("import toypkg.alone as a", ["toypkg", "toypkg.alone"]),
        ("import toypkg\ntoypkg.other()", ["toypkg", "toypkg.lazy"]),
        ("from toypkg import other", ["toypkg", "toypkg.lazy"]),
        ("from toypkg import deep\ndeep.inner.f()", ["toypkg", "alone", "deep", "deep.inner"]),
        (
            "import toypkg.deep.typed",
            ["toypkg", "alone", "deep", "deep.inner", "deep.typed", "low"],
        ),
        ("from toypkg import inside", ["toypkg", "alone", "inside"]),
        ("from toypkg import byname", ["toypkg", "alone", "byname"]),
        (
            "from toypkg import listing",
            ["toypkg", "alone", "deep", "deep.inner", "deep.typed", "listing", "low"],
        ),
        ("from toypkg import strings", ["toypkg", "strings"]),
        (
            "from toypkg import share",
            ["toypkg", "alone", "api", "deep", "deep.inner", "low"],
        ),
        ("from toypkg import inner", ["toypkg", "alone", "deep", "deep.inner"]),
        (
            "from toypkg import claims\nclaims.judge()",
            ["toypkg", "claims", "claims.ledger", "claims.ledger.judging"],
        ),
        ("import toypkg.claims", ["toypkg", "claims"]),
    ],
)
def test_modules_are_found_through_every_kind_of_import(
    modules: Modules, source: str, used: list[str]
) -> None:
    wanted = [name if name.startswith("toypkg") else f"toypkg.{name}" for name in used]
    assert list(modules.used_by([source])) == sorted(wanted)


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("from toypkg import words", ["locale/en/carbon.yml", "locale/zh/carbon.yml"]),
        (
            "from toypkg import every_word",
            [f"locale/{lang}/{name}.yml" for lang in ("en", "zh") for name in ("carbon", "energy")],
        ),
        (
            "from toypkg import page",
            ["templates/card/base.html", "templates/card/full.html", "templates/parts/head.html"],
        ),
        ("from toypkg import other_render", []),
        ("from toypkg.text import markup, messages", []),
    ],
)
def test_catalogues_and_templates_are_found_by_the_names_that_code_gives(
    modules: Modules, source: str, used: list[str]
) -> None:
    found = [name for name in modules.used_by([source]) if "/" in name]
    assert found == [f"text/{name}" for name in used]


def test_code_that_is_not_python_uses_everything(modules: Modules) -> None:
    assert set(modules.used_by(["%matplotlib inline"])) == set(modules.files)


def test_a_digest_follows_the_content(modules: Modules) -> None:
    before = modules.used_by(["import toypkg.api"])
    (modules.folder / "alone.py").write_text("x = 1")
    after = Modules(modules.folder).used_by(["import toypkg.api"])
    assert {name for name in after if after[name] != before[name]} == {"toypkg.alone"}


CHAPTERS = notebooks.read_toc(paths.ROOT)


def keys(project: Project) -> dict[str, str]:
    planner = plan.Planner(project)
    return {one.slug: planner.run(one, "en", GIVEN, {}).key for one in CHAPTERS}


@pytest.fixture
def copied(tmp_path: Path) -> Project:
    """The report with a package of its own that may be changed."""
    package = tmp_path / "regionshare"
    shutil.copytree(
        paths.ROOT / "regionshare", package, ignore=shutil.ignore_patterns("__pycache__")
    )
    return Project(paths.ROOT, package, paths.ROOT / "data")


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    """The keys with the package as it is."""
    return keys(Project.default())


def appended(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.slow
def test_a_copy_makes_no_chapter_stale(copied: Project, before: dict[str, str]) -> None:
    assert keys(copied) == before


@pytest.mark.slow
def test_a_figure_more_makes_only_its_chapter_stale(
    copied: Project, before: dict[str, str]
) -> None:
    appended(copied.package / "chapters" / "market.py", "\n\ndef more_figure(): ...\n")
    after = keys(copied)
    assert [slug for slug in after if after[slug] != before[slug]] == ["market"]


@pytest.mark.slow
def test_a_changed_catalogue_makes_those_chapters_stale_that_use_it(copied: Project) -> None:
    module = copied.package / "chapters" / "market.py"
    appended(module, "\nfrom regionshare.text.messages import room\nMORE = room('added.more')\n")
    for lang in ("en", "zh"):
        (copied.package / "text" / "locale" / lang / "added.yml").write_text("more: {a: b}")
    before = keys(copied)
    appended(copied.package / "text" / "locale" / "zh" / "added.yml", "\nother: c\n")
    after = keys(copied)
    assert [slug for slug in after if after[slug] != before[slug]] == ["market"]


@pytest.mark.slow
def test_every_chapter_depends_on_what_runs_it(copied: Project, before: dict[str, str]) -> None:
    appended(copied.package / "execution" / "kernels.py", "\n")
    after = keys(copied)
    assert all(after[slug] != before[slug] for slug in before)


@pytest.mark.slow
def test_no_chapter_depends_on_what_plans_and_keeps_it(
    copied: Project, before: dict[str, str]
) -> None:
    for name in ("cache", "plan", "run", "warm"):
        appended(copied.package / "execution" / f"{name}.py", "\n")
    assert keys(copied) == before


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Kernels that are started anew: nothing is imported, nothing loaded."""
    with kernels.serving(tmp_path_factory.mktemp("standard"), kernels.STANDARD) as started:
        yield started


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Kernels as a build has them: package imported, data loaded."""
    with kernels.serving(tmp_path_factory.mktemp("forked")) as started:
        assert started.address
        yield started


def run_in(
    where: Kernels, run: Run, folder: Path, patch: pytest.MonkeyPatch
) -> tuple[list[Any], list[str]]:
    """The executed cells and the recorded names of a run in one kind of kernel."""
    folder.mkdir()
    patch.setattr(kernels, "current", lambda: where)
    notebook, _ = kernels.run_notebook(run, folder)
    return notebook["cells"], trace.recorded(folder / RECORD)


@pytest.mark.slow
@pytest.mark.xdist_group("kernels")
def test_a_chapter_gives_the_same_in_both_kernels_and_imports_nothing_beside_its_key(
    standard: Kernels, forked: Kernels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernels of a build; every chapter is compared with papermill's own in `test_papermill`."""
    environ = paths.printing(False)
    run = plan.Planner(Project.default()).run(CHAPTERS[1], "en", GIVEN, environ)
    probe = "import sys\nprint(*(n for n in sys.modules if n.split('.')[0] == 'regionshare'))"
    cell = {"cell_type": "code", "source": probe, "metadata": {notebooks.CELL_NUMBER: 0}}
    run.source["cells"].append({**cell, "outputs": [], "execution_count": None})
    cold_cells, cold_reads = run_in(standard, run, tmp_path / "cold", monkeypatch)
    loaded = cold_cells.pop()["outputs"][0]["text"].split()
    assert {f"module {name}" for name in loaded} - set(run.parts) == set()

    run.source["cells"].pop()
    warm_cells, warm_reads = run_in(forked, run, tmp_path / "warm", monkeypatch)
    assert warm_cells == cold_cells
    assert warm_reads == cold_reads
    assert "data/series.csv" in warm_reads
