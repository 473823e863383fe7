from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from faults import kernel_starts
from toy_project import (
    code,
    index_cells,
    make_project,
    markdown,
    parameters,
    plain_cells,
    shares_cells,
    toy_execute,
    write,
)
from waiting import PATIENCE

from regionshare.errors import ChapterError, ParameterError, RegionshareError
from regionshare.execution import kernels, processes
from regionshare.execution.cache import SAFE_SECONDS, Cache, Recording
from regionshare.execution.plan import Planner, Run, plan
from regionshare.execution.run import Execute, Execution, execute_runs
from regionshare.files import notebooks
from regionshare.files.frozen import frozen
from regionshare.files.project import Project, digest

pytestmark = pytest.mark.slow

GIVEN = {"region": "CN-ZJ", "year": 2021, "basis": {"gdp": "gdp.nbs_2020"}}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def keys(project: Project, **changes: object) -> dict[str, str]:
    chapters = notebooks.read_toc(project.root)
    return {run.name: run.key for run in plan(project, chapters, ["en", "zh"], GIVEN | changes)}


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def test_every_chapter_runs_in_every_language(project: Project) -> None:
    assert list(keys(project)) == ["index (en)", "index (zh)", "shares (en)", "shares (zh)"]


def test_key_stays_when_files_are_only_touched(project: Project) -> None:
    before = keys(project)
    for path in project.root.rglob("*"):
        os.utime(path, (1, 1))
    assert changed(before, keys(project)) == []


def test_other_pins_make_every_chapter_stale(project: Project) -> None:
    before = keys(project)
    (project.root / "requirements.txt").write_text("pandas==3.1.1\n")
    assert changed(before, keys(project)) == list(before)


def test_a_module_makes_those_chapters_stale_that_use_it(project: Project) -> None:
    before = keys(project)
    (project.package / "shares.py").write_text("1")
    assert changed(before, keys(project)) == ["shares (en)", "shares (zh)"]
    before = keys(project)
    (project.package / "unused.py").write_text("1")
    assert changed(before, keys(project)) == []


@pytest.mark.parametrize(
    "code_of_module",
    [
        "from . import unused",
        "from .unused import a",
        "from .. import toypackage; from toypackage import unused",
        "__import__('toypackage.unused')",
        "import importlib; importlib.import_module('toypackage.unused')",
    ],
)
def test_a_module_counts_however_it_is_imported(project: Project, code_of_module: str) -> None:
    (project.package / "shares.py").write_text(code_of_module)
    before = keys(project)
    (project.package / "unused.py").write_text("1")
    assert changed(before, keys(project)) == ["shares (en)", "shares (zh)"]


@pytest.mark.parametrize("use", ["import helper", "from helper import a", "__import__('helper')"])
def test_a_module_beside_the_chapters_makes_those_stale_that_use_it(
    project: Project, use: str
) -> None:
    write(project.chapters / "01_shares.ipynb", *shares_cells(code(use)))
    (project.chapters / "helper.py").write_text("import second; from toypackage import unused")
    (project.chapters / "second.py").write_text("a = 1")
    for path in ("chapters/helper.py", "chapters/second.py", "toypackage/unused.py"):
        before = keys(project)
        with (project.root / path).open("a") as file:
            file.write("\nb = 2")
        assert changed(before, keys(project)) == ["shares (en)", "shares (zh)"]


def test_the_kernels_package_makes_every_chapter_stale(project: Project) -> None:
    with frozen(project) as still:
        before = keys(still)
        server = still.kernel[0] / "server.py"
        assert server.is_relative_to(still.root)
        server.chmod(0o644)
        server.write_text("other")
        assert changed(before, keys(still)) == list(before)


def executed(project: Project) -> list[str]:
    log: list[str] = []
    run_all(project, log)
    return sorted(line.split(" in ")[0].removeprefix("executed ") for line in log)


def test_a_file_makes_those_chapters_stale_that_have_read_it(project: Project) -> None:
    assert executed(project) == ["index (en)", "shares (en)"]
    (project.data / "co2.csv").write_text("nobody has read it")
    assert executed(project) == []
    old = (project.data / "energy.csv").read_text()
    (project.data / "energy.csv").write_text("new")
    assert executed(project) == ["shares (en)"]
    (project.data / "energy.csv").write_text(old)
    assert executed(project) == []  # what was made from these contents is still there
    (project.data / "energy.csv").unlink()
    assert executed(project) == ["shares (en)"]
    (project.root / "CITATION.cff").write_text("a file that was not there when it was asked for")
    assert executed(project) == ["index (en)"]


def test_page_template_makes_no_chapter_stale(project: Project) -> None:
    before = keys(project)
    (project.package / "book" / "page.html").write_text("other")
    assert changed(before, keys(project)) == []


@pytest.mark.parametrize(
    "other", [{"region": "US-CA"}, {"year": 2019}, {"basis": {}}, {"basis": {"gdp": "gdp.x"}}]
)
def test_other_parameter_makes_every_chapter_stale(
    project: Project, other: dict[str, object]
) -> None:
    assert changed(keys(project), keys(project, **other)) == list(keys(project))


def test_changed_code_makes_its_chapter_stale_only(project: Project) -> None:
    before = keys(project)
    write(project.chapters / "01_shares.ipynb", *shares_cells(code("1")))
    assert changed(before, keys(project)) == ["shares (en)", "shares (zh)"]


def test_changed_text_makes_its_language_stale_only(project: Project) -> None:
    before = keys(project)
    more = [markdown("More", "lang-en"), markdown("更多", "lang-zh")]
    write(project.chapters / "01_shares.ipynb", *shares_cells(*more))
    middle = keys(project)
    more[1] = markdown("还有", "lang-zh")
    write(project.chapters / "01_shares.ipynb", *shares_cells(*more))
    assert changed(before, middle) == ["shares (en)", "shares (zh)"]
    assert changed(middle, keys(project)) == ["shares (zh)"]


def test_chapter_without_a_parameter_is_refused_before_it_runs(project: Project) -> None:
    write(project.chapters / "01_shares.ipynb", parameters('regoin = ""\nyear = 1\nlang = ""'))
    with pytest.raises(ParameterError, match=r"01_shares.ipynb: unknown parameter region \(did"):
        keys(project)


def test_unpaired_text_is_refused_before_it_runs(project: Project) -> None:
    write(project.chapters / "01_shares.ipynb", *shares_cells(markdown("x", "lang-en")))
    with pytest.raises(ChapterError, match=r"01_shares.ipynb, cell 5: this lang-en cell has no"):
        keys(project)


def run_all(project: Project, log: list[str], execute: Execute | None = toy_execute) -> dict:
    runs = plan(project, notebooks.read_toc(project.root), ["en"], GIVEN)
    with tempfile.TemporaryDirectory() as runtime:
        how = Execution(2, Path(runtime), log.append, execute)
        return execute_runs(runs, Cache(project.root / "cache"), project, how)


def test_second_run_comes_from_the_cache(project: Project) -> None:
    log: list[str] = []
    first = run_all(project, log)
    assert sorted(line.split(" in ")[0] for line in log) == [
        "executed index (en)",
        "executed shares (en)",
    ]
    assert run_all(project, log) == first
    assert len(log) == 2


def reword(project: Project, *more: dict) -> None:
    for name in ("00_index", "01_shares"):  # the front page has no other words
        write(
            project.chapters / f"{name}.ipynb",
            *plain_cells(),
            *(more if name != "00_index" else ()),
        )


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(2, id="other words", marks=pytest.mark.release),
        pytest.param(0, id="fewer cells"),
    ],
)
def test_words_alone_execute_nothing_and_give_what_execution_would(
    project: Project, more: int
) -> None:
    """Real kernels: the notebook is the same, byte for byte, as one executed from nothing."""
    log: list[str] = []
    reword(project, markdown("One", "lang-en"), markdown("一", "lang-zh"), code("print(1)"))
    run_all(project, log, None)
    cells = [markdown("Two, *said*", "lang-en"), markdown("二", "lang-zh")][:more]
    reword(project, *cells, code("print(1)"))
    told: list[str] = []
    found = run_all(project, told, None)
    assert told == ["shares (en): its words alone are others; what was executed stays"]
    assert run_all(project, told, None) == found
    shutil.rmtree(project.root / "cache")
    anew = run_all(project, log, None)
    assert {name: notebooks.dumps(one) for name, one in found.items()} == {
        name: notebooks.dumps(one) for name, one in anew.items()
    }


def test_words_and_code_or_a_damaged_result_are_executed_again(project: Project) -> None:
    log: list[str] = []
    reword(project, markdown("One", "lang-en"), markdown("一", "lang-zh"), code("print(1)"))
    run_all(project, log)
    other = (markdown("Two", "lang-en"), markdown("二", "lang-zh"))
    reword(project, *other, code("print(2)"))
    again: list[str] = []
    run_all(project, again)
    assert [line.split(" in ")[0] for line in again] == ["executed shares (en)"]
    for entry in (project.root / "cache").glob("*/*.ipynb"):
        entry.write_bytes(entry.read_bytes()[:-9])
    reword(project, *other, *other, code("print(2)"))
    run_all(project, again)  # in any order: the front page's result is damaged, too
    assert [line.split(" in ")[0] for line in again].count("executed shares (en)") == 2


def test_broken_cache_entry_is_executed_again(project: Project) -> None:
    log: list[str] = []
    first = run_all(project, log)
    entry = next((project.root / "cache").glob("*/*.ipynb"))
    entry.write_text(entry.read_text()[:40])
    assert run_all(project, log) == first
    assert len(log) == 4
    assert log[2].endswith(DAMAGED)


def test_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    def entry(number: int) -> tuple[Recording, Path]:
        made = Recording(digest(str(number)), {})
        return made, tmp_path / made.key / f"{made.name}.ipynb"

    for number in range(4):
        made, path = entry(number)
        cache.store(made, {"cells": []}, "slot")
        age = time.time() - SAFE_SECONDS * (2 + number)
        os.utime(path, (age, age))
    left_over = entry(3)[1].with_name(".x.tmp")
    left_over.touch()
    os.utime(left_over, (1, 1))
    assert cache.load(entry(3)[0].key, dict) is not None
    assert cache.prune(entries=2, seconds=1e9) == 3
    kept = [entry(number)[1].exists() for number in range(4)]
    assert kept == [True, False, False, True]
    assert not left_over.exists()
    assert not entry(1)[1].parent.exists()
    cache.store(entry(5)[0], {"cells": []}, "slot")
    assert cache.prune(entries=0, seconds=0) == 1  # what the last hour used stays
    last = cache.last("slot")
    assert last is not None
    assert last.key == entry(5)[0].key


def entries(project: Project) -> list[Path]:
    return sorted((project.root / "cache").glob("[!l]*/*"))


DAMAGED = "its kept result is damaged, and is made anew"


def test_no_flipped_bit_of_what_is_kept_is_ever_shown(project: Project) -> None:
    first = run_all(project, [])
    chance = random.Random(12)
    for path in entries(project) * 6:
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        log: list[str] = []
        assert run_all(project, log) == first
        assert sum(DAMAGED in line for line in log) == 1
        assert sum(line.startswith("executed") for line in log) == 1


@pytest.mark.parametrize("suffixes", [[".ipynb"], [".json"], [".ipynb", ".json"]])
def test_swapped_results_are_made_anew(project: Project, suffixes: list[str]) -> None:
    first = run_all(project, [])
    one, other = sorted({path.with_suffix("") for path in entries(project)})
    for suffix in suffixes:
        here, there = one.with_suffix(suffix), other.with_suffix(suffix)
        contents = here.read_bytes(), there.read_bytes()
        here.write_bytes(contents[1])
        there.write_bytes(contents[0])
    log: list[str] = []
    assert run_all(project, log) == first
    assert sum(DAMAGED in line for line in log) == 2
    assert run_all(project, log) == first
    assert sum(DAMAGED in line for line in log) == 2


@pytest.mark.parametrize("text", ['{"parts": {}, "reads": []}', "[]", "7", "", "{"])
def test_a_recording_of_another_form_is_made_anew(project: Project, text: str) -> None:
    first = run_all(project, [])
    for path in (project.root / "cache").rglob("*.json"):
        path.write_text(text)
    log: list[str] = []
    assert run_all(project, log) == first
    assert sum(DAMAGED in line for line in log) == 2


def run_chapter(path: Path, given: dict[str, object], folder: Path, lang: str) -> str:
    """Execute one chapter by papermill, in this process; the notebook as text."""
    planner = Planner(Project(path.parent, path.parent, path.parent))
    run = planner.run(notebooks.Chapter(notebooks.slug(path.name), path), lang, given, {})
    with tempfile.TemporaryDirectory(prefix="rs-", dir=folder) as runtime:
        return notebooks.dumps(kernels.run_notebook(run, Path(runtime))[0])


def test_papermill_runs_a_chapter_with_parameters(tmp_path: Path) -> None:
    probe = (
        "import os, sys\n"
        "print(region, year, lang, basis)\n"
        "print(sys.executable, os.path.basename(os.getcwd()), os.environ['OMP_NUM_THREADS'])\n"
        "print('careful', file=sys.stderr)"
    )
    path = write(tmp_path / "chapters" / "01_x.ipynb", *index_cells(code(probe)))
    outputs = [run_chapter(path, GIVEN, tmp_path, "zh") for _ in range(2)]
    assert outputs[0] == outputs[1]  # nothing of the run's time or place is in it
    executed = json.loads(outputs[0])
    assert [o["text"] for o in executed["cells"][-1]["outputs"]] == [
        "CN-ZJ 2021 zh {'gdp': 'gdp.nbs_2020'}\n" + f"{sys.executable} chapters 1\n"
    ]
    assert "Report on" not in outputs[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["chapters"]


def failing(tmp_path: Path, source: str) -> ChapterError:
    path = write(tmp_path / "02_shares.ipynb", *plain_cells(code(source)))
    with pytest.raises(ChapterError) as caught:
        run_chapter(path, {}, tmp_path, "en")
    return caught.value


def test_cell_that_raises_is_named(tmp_path: Path) -> None:
    error = failing(tmp_path, "# ratio\n1 / 0")
    assert str(error) == "shares (en), cell 5 `# ratio`: ZeroDivisionError: division by zero."
    assert error.exit_code == 1


def test_bad_input_in_a_cell_is_told_in_its_own_words(tmp_path: Path) -> None:
    source = (
        "from regionshare.errors import MissingDataError\n"
        "raise MissingDataError('no energy', where='CN-GD 2024', remedy='Choose 2022')"
    )
    error = failing(tmp_path, source)
    assert str(error) == (
        "shares (en), cell 5 `from regionshare.errors import MissingDataError`: "
        "CN-GD 2024: no energy. Choose 2022."
    )
    assert error.exit_code == 2


def test_kernel_that_dies_is_told(tmp_path: Path) -> None:
    assert str(failing(tmp_path, "import os\nos._exit(3)")) == (
        "shares (en): the kernel died: exit code 3."
    )


def test_unknown_parameter_of_a_single_chapter_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "x.ipynb", *index_cells())
    with pytest.raises(ParameterError, match=r"did you mean region\?"):
        run_chapter(path, {"regoin": "CN-ZJ"}, tmp_path, "en")


def _die(run: Run, runtime: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_executing_process_that_is_killed_is_told(project: Project) -> None:
    with pytest.raises(processes.TaskCrashed, match=r"\(en\): its process was ended by signal 9"):
        run_all(project, [], execute=_die)


def _refuse() -> None:
    raise RegionshareError("no", where="here", remedy="There")


def _break() -> None:
    raise KeyError("defect")


def test_error_of_a_child_arrives_as_it_was() -> None:
    with pytest.raises(RegionshareError, match=r"^here: no. There.$") as caught:
        list(processes.run([processes.Task("t", _refuse)], 1))
    assert caught.value.remedy == "There"


def test_defect_in_a_child_arrives_with_its_traceback() -> None:
    with pytest.raises(processes.TaskCrashed, match=r"(?s)_break.*KeyError: 'defect'") as caught:
        list(processes.run([processes.Task("t", _break)], 1))
    assert "Traceback" in str(caught.value)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_a_build_that_is_ended(tmp_path: Path, how: signal.Signals) -> None:
    script = (
        "import sys, time, pathlib, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # also in the background
        "from regionshare.execution import processes\n"
        "def work(path):\n"
        "    pathlib.Path(path).write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "tasks = [processes.Task(n, work, (os.path.join(sys.argv[1], n),)) for n in 'ab']\n"
        "list(processes.run(tasks, 2))\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + PATIENCE
    while not all((tmp_path / n).exists() and (tmp_path / n).read_text() for n in "ab"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.send_signal(how)
    assert parent.wait(PATIENCE) != 0
    for name in "ab":
        child = Path("/proc") / (tmp_path / name).read_text() / "stat"
        while child.exists() and child.read_text().split()[2] != "Z":
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_kernels_started_several_at_a_time_all_answer() -> None:
    assert kernel_starts.scenario(8, workers=4) == []
