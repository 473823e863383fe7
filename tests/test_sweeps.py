from __future__ import annotations

import dataclasses
import errno
import functools
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sampling import some_of
from sweep_toy import (
    ALL,
    DRIVER,
    SWEEP_TOOLS,
    make_sweep_project,
    processes,
    request,
    results,
    runs,
    start,
    wait_until,
)
from toy_project import code, plain_cells, toy_html, write
from waiting import PATIENCE

from regionshare.cli import main
from regionshare.errors import BookError, MissingDataError, ParameterError, RegionshareError
from regionshare.files import places
from regionshare.files.places import open_place
from regionshare.files.project import Project, digest_file
from regionshare.sweeps import site
from regionshare.sweeps.sweep import Request, Summary, run

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_sweep_project(tmp_path / "report")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "site"


def sweep(project: Project, output: object, log: list[str] | None = None, **more: Any) -> Summary:
    return run(request(project, output, **more), (log if log is not None else []).append)


def failed(summary: Summary) -> list[str]:
    return [order.name for order, _ in summary.failures]


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# -- what a sweep leaves ---------------------------------------------------------------------------


def test_every_chapter_of_every_edition_is_there_with_its_record(
    project: Project, output: Path
) -> None:
    summary = sweep(project, output)
    assert list(results(output)) == ALL
    assert (summary.complete, summary.executed, summary.published) == (2, 8, 2)
    record = results(output)["CN-GD-2021/zh/shares"]
    assert set(record) == {*["key", "reads", "content", "seconds", "worker", "warnings", "sha256"]}


def test_editions_have_pages_of_their_own_in_both_languages(project: Project, output: Path) -> None:
    sweep(project, output)
    for edition in ("CN-GD-2021", "CN-ZJ-2021"):
        assert (output / edition / "index.html").read_text() == "en zh/"
        assert (output / edition / "zh" / "index.html").read_text() == "zh ../"
        register = json.loads((output / edition / "numbers.json").read_text())
        assert f"{register['edition']['region']}-{register['edition']['year']}" == edition
        tree = json.loads((output / edition / "zh" / "numbers.json").read_text())
        assert tree["edition"]["site"] == "../../index.html"


def test_front_page_lists_the_editions_with_their_languages(project: Project, output: Path) -> None:
    sweep(project, output)
    sweep(project, output, years=[2022], regions=["CN-ZJ"], langs=["zh"])
    page = (output / "index.html").read_text(encoding="utf-8")
    assert "3 editions of 2 regions" in page
    for address in ("CN-GD-2021/index.html", "CN-GD-2021/zh/index.html", "CN-ZJ-2022/index.html"):
        assert f'href="{address}"' in page
        assert (output / address).is_file()
    assert "CN-ZJ-2022/zh" not in page
    assert "浙江" in page
    assert "Zhejiang" in page


def test_second_sweep_executes_and_publishes_nothing(project: Project, output: Path) -> None:
    sweep(project, output)
    before = content(output)
    summary = sweep(project, output)
    assert (summary.executed, summary.found, summary.published) == (0, 8, 0)
    assert len(runs(project)) == 8
    assert content(output) == before


def test_wider_sweep_does_only_what_is_new(project: Project, output: Path) -> None:
    sweep(project, output, langs=["en"], pages=False)
    summary = sweep(project, output)
    assert (summary.executed, summary.found) == (4, 4)
    assert sorted(runs(project)) == sorted(name.replace("/", "-") for name in ALL)


def test_changed_chapter_alone_is_executed_again(project: Project, output: Path) -> None:
    sweep(project, output)
    before = results(output)
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("2")))
    summary = sweep(project, output)
    after = results(output)
    assert [name for name in ALL if after[name]["key"] != before[name]["key"]] == ALL[1::2]
    assert (summary.executed, summary.published) == (4, 2)


def test_damaged_page_is_made_again(project: Project, output: Path) -> None:
    sweep(project, output)
    (output / "CN-GD-2021" / "index.html").unlink()
    assert sweep(project, output).published == 1
    assert (output / "CN-GD-2021" / "index.html").is_file()


@pytest.mark.parametrize("how", some_of(["another's", "one bit", "its record", "cut"]))
def test_result_that_does_not_fit_its_record_is_never_published_and_made_anew(
    project: Project, output: Path, how: str
) -> None:
    sweep(project, output, pages=False)
    other = output / "results" / "CN-ZJ-2021" / "en" / "index.ipynb"
    before = other.read_bytes()
    if how == "another's":
        other.write_bytes((output / "results" / "CN-GD-2021" / "en" / "index.ipynb").read_bytes())
    elif how == "one bit":
        other.write_bytes(before.replace(b"7.0", b"7.1"))
    elif how == "cut":
        other.write_bytes(before[:-30])
    else:
        record = other.with_suffix(".json")
        record.write_text(record.read_text().replace('"seconds": 0', '"seconds": 1'))
    log: list[str] = []
    summary = sweep(project, output, log)
    assert (summary.executed, summary.found, summary.published) == (1, 7, 2)
    assert (summary.complete, failed(summary)) == (2, [])
    assert sum("made anew" in line for line in log) == 1
    assert other.read_bytes() == before
    assert sweep(project, output).executed == 0


@pytest.mark.parametrize("text", some_of(["", "{", "[]", '{"region": 5}', "\x00"], 3))
def test_damaged_record_of_an_edition_stops_no_later_sweep(
    project: Project, output: Path, text: str
) -> None:
    sweep(project, output)
    (output / "editions" / "CN-GD-2021.json").write_text(text)
    summary = sweep(project, output, regions=["CN-ZJ"])
    assert (summary.executed, summary.published) == (0, 0)
    assert sweep(project, output, regions=["CN-GD"]).published == 1
    assert "CN-GD-2021" in (output / "index.html").read_text()


def test_some_chapters_make_no_pages_until_the_others_are_there(
    project: Project, output: Path
) -> None:
    log: list[str] = []
    summary = sweep(project, output, log, chapters=["shares"], regions=["CN-GD"])
    assert (summary.executed, summary.published) == (2, 0)
    assert "no pages: 2 other chapters are not executed" in log[0]
    assert sweep(project, output, regions=["CN-GD"], chapters=["index"]).published == 1


def test_all_regions_of_a_nation_but_those_without_data(project: Project, output: Path) -> None:
    log: list[str] = []
    summary = sweep(project, output, log, regions=[], langs=["en"], chapters=["index"], pages=False)
    assert log[0] == "no edition CN-XZ-2021: no energy for CN-XZ in 2021."
    assert summary.editions == summary.executed == 30


def test_progress_tells_editions_rate_and_time_left(project: Project, output: Path) -> None:
    log: list[str] = []
    sweep(project, output, log)
    assert log[0].startswith("CN-")
    assert "4 chapters executed, pages made in" in log[0]
    assert "[1 of 2 editions, " in log[0]
    assert "tasks/s, " in log[0]
    assert log[1].endswith("[2 of 2 editions]")


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"regions": ["CN-XX"]}, "region 'CN-XX' is not known"),
        ({"regions": ["US-CA"]}, "US-CA is not one of the regions that make up CN"),
        ({"regions": ["CN-XZ"]}, "no energy for CN-XZ in 2021"),
        ({"nation": "FR"}, "region 'FR' is not known"),
        ({"nation": "CN-GD"}, "CN-GD is a province"),
        ({"years": [1999], "regions": []}, "there is no edition of CN in 1999"),
        ({"years": [2021, 1999]}, "no energy for CN-GD in 1999"),
        ({"chapters": ["share"]}, "chapter 'share' is not known (meant shares?)"),
        ({"langs": ["fr"]}, "language 'fr' is not known"),
        ({"jobs": 0}, "0 jobs"),
        ({"base_url": "nowhere"}, "not the address of a site"),
        ({"output": "nowhere://x"}, "nowhere:// is not known"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "workers need a place that all of them reach"),
        ({"scheduler": "tcp://127.0.0.1:1", "output": "memory://x"}, "one process's memory"),
    ],
)
def test_wrong_request_is_refused_before_anything_is_written(
    project: Project, output: Path, wrong: dict[str, Any], sentence: str
) -> None:
    asked = request(project, **({"output": output} | wrong))
    with pytest.raises((ParameterError, MissingDataError)) as caught:
        run(asked, print)
    assert sentence in str(caught.value)
    assert not output.exists()
    assert [path.name for path in project.build.iterdir()] == ["frozen"]


def test_front_page_of_another_program_is_left(project: Project, output: Path) -> None:
    output.mkdir()
    (output / "index.html").write_text("my home page")
    with pytest.raises(RegionshareError, match="not made by this program"):
        sweep(project, output)
    assert content(output) == {"index.html": b"my home page"}


def test_folder_of_another_program_in_an_editions_place_is_left(
    project: Project, output: Path
) -> None:
    (output / "CN-GD-2021").mkdir(parents=True)
    (output / "CN-GD-2021" / "thesis.tex").write_text("x")
    summary = sweep(project, output)
    assert failed(summary) == ["CN-GD-2021 pages"]
    assert content(output / "CN-GD-2021") == {"thesis.tex": b"x"}
    assert (output / "CN-ZJ-2021" / "index.html").is_file()


# -- failures --------------------------------------------------------------------------------------


def test_failing_chapter_stops_no_other_and_is_told_at_the_end(
    project: Project, output: Path
) -> None:
    (project.root / "fail-CN-GD-shares").touch()
    log: list[str] = []
    summary = sweep(project, output, log)
    assert sorted(failed(summary)) == ["CN-GD-2021 shares (en)", "CN-GD-2021 shares (zh)"]
    assert set(results(output)) == set(ALL) - {"CN-GD-2021/en/shares", "CN-GD-2021/zh/shares"}
    assert not (output / "CN-GD-2021").exists()
    assert (output / "CN-ZJ-2021" / "index.html").is_file()
    told = [line for line in log if line.startswith("failed: CN-GD 2021 shares (en)")]
    assert told == ["failed: CN-GD 2021 shares (en): shares (en): the toy is broken."]
    assert log[-2].startswith("1 of 2 editions complete; chapters: 6 executed, 0 were there")
    note = output / "results" / "CN-GD-2021" / "en" / "shares.error.json"
    assert json.loads(note.read_text())["kind"] == "ChapterError"


def test_failed_chapter_is_tried_again_by_the_next_sweep(project: Project, output: Path) -> None:
    (project.root / "fail-CN-GD-shares").touch()
    sweep(project, output)
    (project.root / "fail-CN-GD-shares").unlink()
    summary = sweep(project, output)
    assert (summary.executed, summary.published, summary.failures) == (2, 1, [])
    assert not list((output / "results").rglob("*.error.json"))


def test_failed_pages_leave_the_published_ones_and_the_other_editions(
    project: Project, output: Path
) -> None:
    sweep(project, output)
    before = content(output / "CN-GD-2021")
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("2")))

    def warned(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
        if json.loads((src / "numbers.json").read_text())["edition"]["region"] == "CN-GD":
            raise BookError("undefined label", where="shares")
        toy_html(src, out, doctrees, lang, twin)

    tools = dataclasses.replace(SWEEP_TOOLS, html=warned)
    summary = sweep(project, output, tools=tools)
    assert failed(summary) == ["CN-GD-2021 pages"]
    assert content(output / "CN-GD-2021") == before
    assert summary.published == 1


def test_real_kernel_failure_keeps_the_traceback_of_the_cell(
    project: Project, output: Path
) -> None:
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("1 / 0")))
    tools = dataclasses.replace(SWEEP_TOOLS, execute=None)
    options: dict[str, Any] = {"regions": ["CN-GD"], "langs": ["en"], "tools": tools}
    summary = sweep(project, output, **options)
    assert failed(summary) == ["CN-GD-2021 shares (en)"]
    note = json.loads((output / "results/CN-GD-2021/en/shares.error.json").read_text())
    assert "ZeroDivisionError" in note["sentence"]
    assert any("1 / 0" in line for line in note["trace"])
    assert "\x1b" not in "".join(note["trace"])


def test_command_exits_with_1_after_failures_and_2_for_a_wrong_request(
    project: Project, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root / "fail-CN-GD-shares").touch()
    toy = functools.partial(Request, project=project, tools=SWEEP_TOOLS)
    monkeypatch.setattr("regionshare.sweeps.sweep.Request", toy)
    asked = ["sweep", "--years", "2021", "--regions", "CN-GD,CN-ZJ", "--output", str(output)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 1
    assert "failed: CN-GD 2021 shares (zh)" in result.stderr
    (project.root / "fail-CN-GD-shares").unlink()
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert CliRunner().invoke(main, [*asked, "--chapters", "x"]).exit_code == 2
    assert CliRunner().invoke(main, [*asked[:2], "20x1", *asked[3:]]).exit_code == 2


# -- faults ----------------------------------------------------------------------------------------


def test_killed_run_is_started_again(project: Project, output: Path) -> None:
    (project.root / "kill-CN-GD-shares").write_text("3")
    summary = sweep(project, output, langs=["en"])
    assert summary.failures == []
    assert list(results(output)) == [name for name in ALL if "/en/" in name]
    assert runs(project).count("CN-GD-2021-en-shares") == 4


def test_run_that_is_killed_each_time_is_a_failure_of_its_own(
    project: Project, output: Path
) -> None:
    (project.root / "kill-CN-GD-shares").write_text("1000")
    summary = sweep(project, output, langs=["en"])
    assert [failure.sentence for _, failure in summary.failures] == [
        "CN-GD-2021 shares (en): its process was ended by signal 9"
    ]
    assert runs(project).count("CN-GD-2021-en-shares") == 4
    assert (output / "CN-ZJ-2021" / "index.html").is_file()


def test_killed_sweep_leaves_whole_results_and_the_next_resumes(
    project: Project, output: Path
) -> None:
    sweep(project, output, regions=["CN-ZJ"], pages=False)
    (project.root / "hold").touch()
    first = start(DRIVER, project.root, output)
    wait_until(lambda: len(runs(project)) == 6)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=PATIENCE)
    begun = [pid for name, pid in processes(project).items() if "CN-GD" in name]
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in begun))
    assert set(results(output)) == {name for name in ALL if "CN-ZJ" in name}

    (project.root / "hold").unlink()
    again = start(DRIVER, project.root, output)
    _, told = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
    assert "chapters: 4 executed, 4 were there" in told
    assert list(results(output)) == ALL
    assert list((project.build / "work").iterdir()) == []


def test_two_sweeps_at_once_make_one_site(project: Project, output: Path) -> None:
    both = [start(DRIVER, project.root, output) for _ in range(2)]
    told = [one.communicate(timeout=PATIENCE)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    found = results(output)
    assert list(found) == ALL
    for name in ALL:
        place = open_place(output)
        text = place.read(f"results/{name}.ipynb")
        assert text is not None
    for edition in ("CN-GD-2021", "CN-ZJ-2021"):
        assert (output / edition / "zh" / "index.html").read_text() == "zh ../"
    assert "2 editions of 2 regions" in (output / "index.html").read_text(encoding="utf-8")
    assert sweep(project, output).executed == 0
    left = [p.name for p in output.iterdir() if p.name.startswith(".")]
    assert left == []


def test_full_disk_ends_the_sweep_in_a_sentence_and_loses_nothing(
    project: Project, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep(project, output)
    before = content(output)
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("2")))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(places.os, "fsync", full)
    with pytest.raises(RegionshareError, match="no space is left on the disk"):
        sweep(project, output)
    monkeypatch.undo()
    assert content(output) == before
    assert sweep(project, output).published == 2


def test_disk_full_while_pages_are_made_loses_no_published_page(
    project: Project, output: Path
) -> None:
    sweep(project, output)
    before = content(output / "CN-GD-2021") | content(output / "CN-ZJ-2021")
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("2")))

    def full(src: Path, out: Path, doctrees: Path, lang: str, twin: str | None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(out))

    tools = dataclasses.replace(SWEEP_TOOLS, html=full)
    with pytest.raises(RegionshareError, match="no space is left on the disk"):
        sweep(project, output, tools=tools)
    assert content(output / "CN-GD-2021") | content(output / "CN-ZJ-2021") == before
    assert sweep(project, output).published == 2
    assert not list(output.glob(".*"))


def test_data_changed_meanwhile_are_of_the_next_sweep(project: Project, output: Path) -> None:
    (project.root / "hold").touch()
    run_ = start(DRIVER, project.root, output)
    wait_until(lambda: len(runs(project)) == 2)
    before = digest_file(project.data / "energy.csv")
    (project.data / "energy.csv").write_text("other")
    (project.root / "hold").unlink()
    _, told = run_.communicate(timeout=PATIENCE)
    assert run_.returncode == 0, told
    read = [one["reads"].get("data/energy.csv") for one in results(output).values()]
    assert set(read) == {None, before}
    assert sweep(project, output).executed == 4  # those that have read it
    assert results(output)["CN-GD-2021/en/shares"]["reads"]["data/energy.csv"] != before


# -- object stores ---------------------------------------------------------------------------------


def test_sweep_into_memory(project: Project, tmp_path: Path) -> None:
    address = f"memory://{tmp_path.name}"
    summary = sweep(project, address)
    assert (summary.executed, summary.published, summary.failures) == (8, 2, [])
    assert sweep(project, address).executed == 0
    place = open_place(address)
    assert place.read("CN-GD-2021/zh/index.html") == b"zh ../"
    assert b"2 editions of 2 regions" in (place.read("index.html") or b"")


def test_sweep_into_an_object_store(project: Project, bucket: tuple[str, dict[str, Any]]) -> None:
    url, options = bucket
    summary = sweep(project, f"{url}/site", options=options)
    assert (summary.executed, summary.published, summary.failures) == (8, 2, [])
    place = open_place(f"{url}/site", **options)
    results_there = [name for name in place.names("results") if name.endswith(".ipynb")]
    assert results_there == [f"results/{name}.ipynb" for name in ALL]
    assert place.read("CN-ZJ-2021/zh/index.html") == b"zh ../"
    summary = sweep(project, f"{url}/site", options=options)
    assert (summary.executed, summary.published) == (0, 0)


def test_pages_of_a_store_lose_files_that_are_no_longer_made(
    project: Project, bucket: tuple[str, dict[str, Any]]
) -> None:
    url, options = bucket
    more: dict[str, Any] = {"options": options, "regions": ["CN-GD"]}
    sweep(project, url, langs=["en", "zh"], **more)
    place = open_place(url, **options)
    assert "CN-GD-2021/zh/index.html" in place.names("CN-GD-2021")
    sweep(project, url, langs=["en"], **more)
    assert "CN-GD-2021/zh/index.html" not in place.names("CN-GD-2021")
    assert place.read("CN-GD-2021/index.html") == b"en None"


def test_unreachable_store_is_told_in_a_sentence(
    project: Project, bucket: tuple[str, dict[str, Any]]
) -> None:
    with pytest.raises(RegionshareError, match="no-such-bucket"):
        sweep(project, "s3://no-such-bucket/site", options=bucket[1], pages=False)


def test_front_page_is_written_again_when_an_edition_came_meanwhile(
    project: Project, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep(project, output, regions=["CN-GD"])
    late = '{"region": "CN-ZJ", "year": 2021, "langs": ["en"], "key": "k"}'
    made = site.front_page

    def slow(*given: Any, **more: Any) -> str:
        (output / "editions" / "CN-ZJ-2021.json").write_text(late)
        return made(*given, **more)

    monkeypatch.setattr(site, "front_page", slow)
    sweep(project, output, regions=["CN-GD"])
    assert "2 editions of 2 regions" in (output / "index.html").read_text(encoding="utf-8")
