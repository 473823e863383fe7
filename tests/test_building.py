from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import toy_project
from sampling import some_of
from toy_project import (
    ID,
    TOOLS,
    code,
    figure,
    index_cells,
    make_project,
    notebook,
    register,
    shares_cells,
    show,
    toy_execute,
    toy_html,
    write,
)
from waiting import PATIENCE, search_path

from regionshare import building
from regionshare.book import pages, tree
from regionshare.book.tree import FIGURE_MIME
from regionshare.building import build, default_tools
from regionshare.data.redistribution import check_published
from regionshare.errors import BookError, ChapterError, DataError, ParameterError, RegionshareError
from regionshare.execution.plan import Run
from regionshare.files import paths
from regionshare.files.notebooks import outputs
from regionshare.files.project import Project
from regionshare.files.publish import workspace
from regionshare.numbers.evaluator import Evaluator
from regionshare.register.published import REGISTER_MIME, release

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "report")


def make(project: Project, log: list[str] | None = None, **options: Any) -> Path:
    report: Callable[[str], None] = (log if log is not None else []).append
    defaults = {
        "region": "CN-GD",
        "year": 2021,
        "project": project,
        "tools": TOOLS,
        "report": report,
    }
    return build(**(defaults | options))


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def executed(log: list[str]) -> list[str]:
    return sorted(line.split(" in ")[0] for line in log if line.startswith("executed "))


def tools(**changes: Any) -> Any:
    return dataclasses.replace(TOOLS, **changes)


def test_book_has_both_languages_and_its_numbers(project: Project) -> None:
    front = make(project)
    assert front == project.build / "html" / "index.html"
    assert front.read_text() == "en zh/"
    assert (front.parent / "zh" / "index.html").read_text() == "zh ../"
    published = json.loads((front.parent / "numbers.json").read_text())
    assert published == {
        "schema": 3,
        "release": release(),
        "choices": [],
        "figures": [],
        "edition": {"region": "CN-GD", "year": 2021, "basis": {}},
        "numbers": {
            ID: {
                "value": 7.0,
                "display": {"en": "7.0 %", "zh": "7.0%"},
                "chapter": "index",
            }
        },
        "aliases": {"share/energy": ID},
        "flags": {"proxy": False},
    }


def test_chinese_alone_is_at_the_root(project: Project, tmp_path: Path) -> None:
    front = make(project, langs=["zh"], output=tmp_path / "zh-only")
    assert front.read_text() == "zh None"
    assert not (front.parent / "zh").exists()


def test_source_tree_holds_what_sphinx_needs(project: Project) -> None:
    pages = make(project).parent
    register = json.loads((pages / "zh" / "numbers.json").read_text())
    assert register["edition"] == {
        "region": "CN-GD",
        "year": 2021,
        "lang": "zh",
        "title": "关于CN-GD的报告",
        "basis": {},
    }
    assert register["chapters"]["shares"] == {"title": "份额"}
    assert register["numbers"][ID]["chapter"] == "index"
    assert json.loads((pages / "_toc.yml").read_text()) == {
        "format": "jb-book",
        "root": "index",
        "chapters": [{"file": "shares"}],
    }
    drawn = pages / "extra" / "figures" / "fig-toy"
    assert sorted(content(drawn)) == [
        "fig-toy.csv",
        "fig-toy.dark.svg",
        "fig-toy.json",
        "fig-toy.narrow.dark.svg",
        "fig-toy.narrow.svg",
        "fig-toy.py",
        "fig-toy.svg",
    ]
    page = json.loads((pages / "shares.ipynb").read_text())
    assert page["cells"][-1]["outputs"][0]["data"] == {
        FIGURE_MIME: {
            "id": "fig-toy",
            "alt": "A toy",
            "caption": "Toy {num}`share/energy`",
            "width": 360,
        }
    }


def test_roles_in_a_title_become_text(project: Project) -> None:
    register = {
        "numbers": {ID: {"display": {"en": "7.0 %"}}},
        "aliases": {"share/energy": ID},
        "texts": {"region": "Guangdong"},
        "flags": {},
    }
    page = notebook(*index_cells())
    assert tree.title(page, register, "en", "index") == "Report on Guangdong: 7.0 %"
    with pytest.raises(BookError, match=r"index: no chapter registers \{say\}`region`"):
        tree.title(page, register | {"texts": {}}, "en", "index")
    with pytest.raises(BookError, match=r"index: the chapter has no title"):
        tree.title(notebook(), register, "en", "index")


def test_second_build_does_nothing(project: Project) -> None:
    log: list[str] = []
    front = make(project)
    before = front.stat()
    make(project, log)
    assert log == [f"up to date: open {front}"]
    assert front.stat() == before


def test_touched_files_execute_nothing(project: Project) -> None:
    make(project)
    for path in project.root.rglob("*"):
        os.utime(path, (1, 1))
    log: list[str] = []
    make(project, log)
    assert log == [f"up to date: open {project.build / 'html' / 'index.html'}"]


def test_one_changed_chapter_is_executed_alone(project: Project) -> None:
    make(project)
    write(project.chapters / "01_shares.ipynb", *shares_cells(code("1 + 1")))
    log: list[str] = []
    make(project, log)
    assert executed(log) == ["executed shares (en)", "executed shares (zh)"]


@pytest.mark.parametrize(
    ("part", "stale"),
    [
        ("data/energy.csv", 2),
        ("data/co2.csv", 0),
        ("toypackage/shares.py", 2),
        ("toypackage/unused.py", 0),
        ("requirements.txt", 4),
        ("toypackage/book/page.html", 0),
        ("_config.yml", 0),
        ("CITATION.cff", 2),
    ],
)
def test_every_part_of_the_book_makes_it_stale(project: Project, part: str, stale: int) -> None:
    make(project)
    (project.root / part).write_text("changed==1\n")
    log: list[str] = []
    make(project, log)
    assert len(executed(log)) == stale
    assert log[-2:] == [
        "built CN-GD-2021 (en, zh)",
        f"open {project.build / 'html' / 'index.html'}",
    ]


def test_a_build_tells_which_part_has_changed(project: Project) -> None:
    log: list[str] = []
    make(project, log, why=True)
    assert log[:2] == ["the book: not built before", "index (en): not executed before"]
    (project.data / "energy.csv").write_text("other")
    (project.package / "unused.py").write_text("1")
    log.clear()
    make(project, log, why=True)
    assert log[:3] == [
        "the book: changed: data/energy.csv, toypackage/unused.py",
        "shares (en): changed: data/energy.csv",
        "shares (zh): changed: data/energy.csv",
    ]
    (project.package / "shares.py").write_text("1")
    log.clear()
    make(project, log, why=True)
    assert log[1] == "shares (en): changed: module toypackage.shares"
    log.clear()
    make(project, log, why=True, basis={"gdp": "gdp.nbs_2020"})
    assert log[:2] == ["the book: changed: the request", "index (en): changed: its parameters"]


def test_a_build_names_the_figure_that_has_changed_and_keeps_who_did_not_use_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = "data/observations/energy.books.csv"
    monkeypatch.setitem(toy_project.READS, "index", f"{file}?CN-ZJ 2021\n{file}#CN-ZJ 2020\n")
    monkeypatch.setitem(toy_project.READS, "shares", f"{file}?CN-ZJ\n{file}#CN-ZJ 2021\n")
    path = project.root / file
    path.parent.mkdir()
    path.write_text("region,year,value,note\nCN-ZJ,2020,1,\nCN-ZJ,2021,2,\n", "utf-8")
    make(project)
    for old, new, told in (
        ("2021,2,", "2021,2.5,", ["shares (en): changed: energy.books CN-ZJ 2021"]),
        ("2020,1,", "2020,9,", ["index (en): changed: energy.books CN-ZJ 2020"]),
        (
            "CN-ZJ,2021,2.5,\n", "",
            [
                "index (en): changed: which figures energy.books has: CN-ZJ 2021",
                "shares (en): changed: energy.books CN-ZJ 2021, which figures energy.books has: CN-ZJ",
            ],
        ),
    ):  # fmt: skip
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        log: list[str] = []
        make(project, log, why=True, langs=["en"])
        make(project, langs=["en", "zh"])
        assert [line for line in log if "(en): changed" in line] == told
        assert len(executed(log)) == len(told)


def counting(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
    """As `toy_html`, and one more line in a file beside the project says which language it was."""
    with (src.parents[4] / "made").open("a") as file:
        file.write(f"{lang}\n")
    toy_html(src, out, doctrees, lang, twin)


def pages_made(project: Project) -> str:
    made = project.root / "made"
    text = made.read_text() if made.exists() else ""
    made.unlink(missing_ok=True)
    return "".join(sorted(text.split()))


def published(project: Project) -> dict[str, bytes]:
    site = project.build / "html"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("part", "old", "new", "made"),
    some_of(
        [
            ("chapters/01_shares.ipynb", "# Shares", "# All shares", "en"),
            ("chapters/01_shares.ipynb", "\\u4efd\\u989d", "\\u6bd4\\u91cd", "zh"),
            ("data/co2.csv", "data", "other", "enzh"),
            ("chapters/01_shares.ipynb", "A toy", "Another", "enzh"),
            ("toypackage/book/page.html", "#", "*", "enzh"),
            ("_toc.yml", "chapters:", "chapters: # two", "enzh"),
        ]
    ),
)
def test_a_language_whose_inputs_are_unchanged_keeps_its_pages(
    project: Project, part: str, old: str, new: str, made: str
) -> None:
    keeping = tools(html=counting, keeps=True)
    make(project, tools=keeping)
    assert pages_made(project) == "enzh"
    text = (project.root / part).read_text("utf-8")
    assert old in text
    (project.root / part).write_text(text.replace(old, new), "utf-8")
    make(project, tools=keeping)
    assert pages_made(project) == made
    kept = published(project)
    shutil.rmtree(project.build)
    make(project, tools=tools(html=counting))
    assert pages_made(project) == "enzh"
    assert published(project) == kept, "as from nothing"


@pytest.mark.parametrize("spoil", some_of(["changed", "missing", "more", "unlisted"]))
def test_kept_pages_that_are_damaged_are_made_anew(project: Project, spoil: str) -> None:
    keeping = tools(html=counting, keeps=True)
    make(project, tools=keeping)
    before, _ = published(project), pages_made(project)
    for front in (project.build / "pages").glob("*/index.html"):
        if spoil == "changed":
            front.write_text(front.read_text() + " ")
        elif spoil == "missing":
            front.unlink()
        elif spoil == "more":
            (front.parent / "more.html").touch()
        else:
            front.parent.with_suffix(".json").unlink()
    shutil.rmtree(project.build / "html")
    make(project, tools=keeping)
    assert (pages_made(project), published(project)) == ("enzh", before)
    shutil.rmtree(project.build / "html")
    make(project, tools=keeping)
    assert (pages_made(project), published(project)) == ("", before)


def test_few_finished_languages_stay(project: Project) -> None:
    for number in range(4):
        (project.data / "co2.csv").write_text(f"{number}")
        make(project, tools=tools(html=counting, keeps=True))
    kept = project.build / "pages"
    assert len(list(kept.glob("*.json"))) == pages.KEPT_PAGES == len(list(kept.glob("*/")))
    pages_made(project)
    (project.data / "co2.csv").write_text("2")
    make(project, tools=tools(html=counting, keeps=True))
    assert pages_made(project) == ""


def test_another_edition_replaces_the_book_and_returns_from_the_cache(project: Project) -> None:
    make(project)
    log: list[str] = []
    make(project, log, region="CN-ZJ")
    assert len(executed(log)) == 4
    log.clear()
    make(project, log)
    assert executed(log) == []
    assert log


def _for_print(run: Run, runtime: Path) -> tuple[Any, list[str]]:
    """What a kernel shows of figures, by what its environment says of the files for print."""
    notebook, said = toy_execute(run, runtime)
    made = {"-300dpi.png": "cG5n"} if run.environ[paths.PRINT] == paths.YES else {}
    for _, data in outputs(notebook, FIGURE_MIME):
        data[FIGURE_MIME]["files"] = made
    return notebook, said


def test_files_for_print_are_there_where_asked_for_and_never_left_over(project: Project) -> None:
    name = "figures/fig-toy/fig-toy-300dpi.png"
    kernel = tools(execute=_for_print)
    front = make(project, tools=kernel)
    assert not (front.parent / "extra" / name).exists()
    log: list[str] = []
    make(project, log, tools=kernel, print_files=True)
    assert (front.parent / "extra" / name).is_file()
    assert len(executed(log)) == 4
    log.clear()
    make(project, log, tools=kernel)
    assert executed(log) == [], "both kinds are kept"
    assert not [*front.parent.rglob("*.png")]


def test_a_build_says_what_the_book_weighs_and_what_it_has_besides(tmp_path: Path) -> None:
    places = {
        "index.html": 2, "zh/numbers.json": 1, "figures/fig-a/fig-a.png": 4, "python/data/pack.json": 8,
        "zh/preview.png": 16, "share/C01.png": 16, "book.pdf": 32, "figures/fig-a/fig-a-89mm.pdf": 32,
        "figures/fig-a/fig-a-600dpi.png": 128, "figures/figures-CN-GD-2023.zip": 128,
    }  # fmt: skip
    for place, size in places.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(b"." * size * 100_000)
    assert building._weight(tmp_path) == (
        "the book weighs 0.7 MB; besides: Python 0.8 MB, pictures for links 3.2 MB, PDF 6.4 MB, "
        "PNG and archives for print 25.6 MB"
    )


def test_damaged_book_is_published_again(project: Project) -> None:
    front = make(project)
    front.write_text("")
    make(project)
    assert front.read_text() == "en zh/"


def test_same_input_gives_the_same_files(project: Project, tmp_path: Path) -> None:
    one = make(project, output=tmp_path / "one").parent
    twin = make_project(tmp_path / "elsewhere")
    other = make(twin, output=tmp_path / "other").parent
    assert content(one) == content(other)


BROKEN = {
    "two values for the number share/energy/CN-GD/2021: 7.0 in index, 8.0 in shares": [
        code(register(value=8.0))
    ],
    "two numbers behind the alias share/energy: share/energy/CN-GD/2021 in index, share/x": [
        code(register(number="share/x/CN-GD/2021"))
    ],
    "two settings of the flag proxy": [code(show(REGISTER_MIME, "{'flags': {'proxy': True}}"))],
    "two wordings of the text region": [code(show(REGISTER_MIME, "{'texts': {'region': 'Z'}}"))],
    "shares: the alias a stands for b, which no chapter shows": [
        code(show(REGISTER_MIME, "{'aliases': {'a': 'b'}}"))
    ],
    "two figures are called fig-toy, in shares and in shares": [code(figure())],
    "'Fig 1' is not a figure id": [code(figure("Fig 1"))],
    "the languages disagree in numbers about n: en 2, zh 3": [
        code(show(REGISTER_MIME, "{'numbers': {'n': {'value': 2 + (lang == 'zh')}}}"))
    ],
}


@pytest.mark.parametrize("sentence", some_of(BROKEN, 3))
def test_contradiction_stops_the_build(project: Project, sentence: str) -> None:
    front = make(project)
    before = content(front.parent)
    write(project.chapters / "01_shares.ipynb", *shares_cells(*BROKEN[sentence]))
    with pytest.raises(BookError) as caught:
        make(project)
    assert sentence in str(caught.value)
    assert content(front.parent) == before


def test_number_shown_by_two_chapters_belongs_to_the_first(project: Project) -> None:
    write(project.chapters / "01_shares.ipynb", *shares_cells(code(register())))
    published = json.loads((make(project).parent / "numbers.json").read_text())
    assert published["numbers"][ID]["chapter"] == "index"


def _full(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(out))


def _warned(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
    raise BookError("undefined label", where="shares")


def _bad_data(region: str, year: int, langs: Any, basis: Any) -> None:
    raise DataError("a text in a number", where="energy.csv, row 3")


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        ({"tools": tools(html=_full)}, RegionshareError, "no space is left on the disk"),
        ({"tools": tools(html=_warned)}, BookError, "shares: undefined label"),
        ({"tools": tools(check=_bad_data)}, DataError, "energy.csv, row 3: a text in a number"),
        ({"langs": ["fr"]}, ParameterError, "language 'fr' is not known. Languages: en, zh"),
        ({"langs": []}, ParameterError, "no language"),
        ({"jobs": 0}, ParameterError, "0 jobs"),
    ],
)
def test_failed_build_leaves_the_earlier_book(
    project: Project, change: dict[str, Any], kind: type[RegionshareError], sentence: str
) -> None:
    front = make(project)
    before = content(front.parent)
    with pytest.raises(kind) as caught:
        make(project, **({"region": "CN-ZJ"} | change))
    assert sentence in str(caught.value)
    assert content(front.parent) == before
    assert sorted(path.name for path in project.build.iterdir() if path.name != "work") == [
        "cache",
        "fonts",
        "frozen",
        "html",
    ]
    assert list((project.build / "work").iterdir()) == []


def test_cell_that_raises_leaves_the_earlier_book(project: Project) -> None:
    front = make(project)
    before = content(front.parent)
    write(project.chapters / "01_shares.ipynb", *shares_cells(code("1 / 0")))
    with pytest.raises(ChapterError, match=r"shares \(..\): division by zero"):
        make(project)
    assert content(front.parent) == before


def test_leak_stops_the_build(project: Project, toy: Evaluator) -> None:
    front = make(project)
    before = content(front.parent)

    def leaking(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
        toy_html(src, out, doctrees, lang, twin)
        row = "series,region,year,value\nenergy.books,TL-C,2019,60\n"
        (out / "table.csv").write_text(row, encoding="utf-8")

    def gate(stage: Path) -> None:
        check_published(stage, toy.store, toy.declared)

    make(project, tools=tools(gate=gate), region="CN-JS", output=project.build / "clean")
    with pytest.raises(RegionshareError, match=r"table\.csv: it would publish TL-C 2019"):
        make(project, tools=tools(html=leaking, gate=gate), region="CN-ZJ")
    assert content(front.parent) == before


def test_ledger_lies_beside_the_register(project: Project) -> None:
    def ledger(request: Any) -> Any:
        return [{"id": "C20", "region": request["region"]}]

    front = make(project, tools=tools(ledger=ledger))
    assert json.loads((front.parent / "ledger.json").read_text()) == ledger({"region": "CN-GD"})


def test_gate_refuses_a_register_that_breaks_its_schema(tmp_path: Path) -> None:
    (tmp_path / "numbers.json").write_text('{"numbers": {}}')
    with pytest.raises(RegionshareError, match=r"numbers\.json: 'schema' is a required property"):
        default_tools().gate(tmp_path)  # type: ignore[misc]


def test_wrong_request_writes_nothing_but_the_copy_that_was_checked(project: Project) -> None:
    with pytest.raises(DataError):
        make(project, tools=tools(check=_bad_data))
    assert [path.name for path in project.build.iterdir()] == ["frozen"]


@pytest.mark.parametrize("place", ["chapters", "data/book", "toypackage"])
def test_book_is_refused_among_its_sources(project: Project, place: str) -> None:
    with pytest.raises(RegionshareError, match=r"cannot lie among the files it is made from"):
        make(project, output=project.root / place)


def test_folder_with_other_files_is_refused_before_anything_runs(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").touch()
    log: list[str] = []
    with pytest.raises(RegionshareError, match=r"was not made by this program"):
        make(project, log, output=tmp_path / "mine")
    assert log == []
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.tex"]


def test_workspace_of_a_killed_run_is_removed_and_a_used_one_stays(tmp_path: Path) -> None:
    (tmp_path / "stale" / "src").mkdir(parents=True)
    with workspace(tmp_path, "one") as one, workspace(tmp_path, "two") as two:
        assert one.is_dir()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
        assert not any(two.iterdir())
    assert list(tmp_path.iterdir()) == []


REAL = """
import dataclasses, sys
from pathlib import Path
from toy_project import TOOLS
from regionshare.building import build
from regionshare.files.project import Project
root = Path(sys.argv[1])
build("CN-GD", 2021, langs=["en"], project=Project(root, root / "toypackage", root / "data"),
      tools=dataclasses.replace(TOOLS, execute=None))
"""


def start(project: Project) -> subprocess.Popen[str]:
    """Start a build with real kernels in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", REAL, str(project.root)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": search_path(Path(__file__).parent, project.root)},
    )


def kernels(root: Path) -> list[Path]:
    """Processes that were started with the project's workspace, and those forked from them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"{root}/_build/work".encode() in (process / "environ").read_bytes():
                found.append(process)
        except OSError:
            continue
    return found


def test_killed_build_leaves_the_book_whole_and_the_next_resumes(project: Project) -> None:
    front = make(project)
    before = content(front.parent)
    (project.root / "slow").touch()
    wait = (
        "import pathlib, time\n"
        f"root = pathlib.Path({str(project.root)!r})\n"
        "if (root / 'slow').exists():\n"
        "    (root / 'started').touch()\n"
        "    time.sleep(60)"
    )
    write(project.chapters / "00_index.ipynb", *index_cells(code("2")))
    write(project.chapters / "01_shares.ipynb", *shares_cells(code(wait)))
    run = start(project)
    assert run.stderr is not None
    assert run.stderr.readline().startswith("executed index (en)")
    deadline = time.monotonic() + PATIENCE
    while not (project.root / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert kernels(project.root)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert content(front.parent) == before
    while kernels(project.root):
        assert time.monotonic() < deadline
        time.sleep(0.02)

    (project.root / "slow").unlink()
    again = start(project)
    _, told = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
    assert executed(told.splitlines()) == ["executed shares (en)"]
    assert list((project.build / "work").iterdir()) == []
    assert [path.name for path in project.build.iterdir() if path.name.startswith(".")] == []


def test_two_builds_at_once_make_one_book(project: Project) -> None:
    runs = [start(project), start(project)]
    told = [run.communicate(timeout=PATIENCE)[1].splitlines() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    first, second = sorted(told, key=len, reverse=True)
    front = project.build / "html" / "index.html"
    assert first[-2:] == ["built CN-GD-2021 (en)", f"open {front}"]
    assert second[-1] == f"up to date: open {front}"
    assert executed(second) == []


def test_slow_pages_do_not_show_half_a_book(project: Project) -> None:
    front = make(project)

    def peek(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
        assert front.read_text() == "en zh/"
        toy_html(src, out, doctrees, lang, "changed")

    make(project, region="CN-ZJ", tools=tools(html=peek))
    assert front.read_text() == "en changed"
