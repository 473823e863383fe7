"""The Python of the book's pages: fetched once, pinned; the book is made without it, too."""

from __future__ import annotations

import dataclasses
import http.client
import importlib.metadata
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from toy_project import TOOLS, make_project
from waiting import PATIENCE

from regionshare.book import pages, runtime
from regionshare.building import build
from regionshare.cli import main
from regionshare.cli.serve import preview, server
from regionshare.errors import BookError, RegionshareError
from regionshare.files import paths
from regionshare.files.project import Project
from regionshare.text.markup import guarded

PAGE = '<html><head><meta charset="utf-8"></head><body></body></html>'


# -- pins -----------------------------------------------------------------------------------------


def test_every_package_is_pinned_with_its_integrity() -> None:
    lock = json.loads((runtime.NPM / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages["node_modules/pyodide"]["version"] == runtime.VERSION
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert "http" not in json.dumps(lock), "a registry's address stands in the lock file"
    assert "--hash=sha256:" in (runtime.NPM / "node.txt").read_text("utf-8")


def test_lighthouse_and_all_that_it_needs_are_pinned_with_their_integrity() -> None:
    own = paths.ROOT / ".ci" / "lighthouse"
    lock = json.loads((own / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((own / "package.json").read_text("utf-8"))["dependencies"]
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages["node_modules/lighthouse"]["version"] == wanted["lighthouse"]
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values()), "a registry's address"
    assert ".ci/lighthouse/run.py" in (paths.ROOT / ".ci" / "release").read_text("utf-8")


@pytest.mark.slow
def test_another_content_than_the_lock_says_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = json.loads((runtime.NPM / "package-lock.json").read_text("utf-8"))
    digest = "sha512-" + "A" * 86 + "=="
    lock["packages"]["node_modules/pyodide"]["integrity"] = digest
    own = tmp_path / "npm"
    own.mkdir()
    (own / "package.json").write_bytes((runtime.NPM / "package.json").read_bytes())
    (own / "package-lock.json").write_text(json.dumps(lock))
    monkeypatch.setattr(runtime, "NPM", own)
    if "npm" not in runtime.npm(paths.build_dir())[-1]:
        pytest.skip("no npm")
    with pytest.raises(BookError, match="cannot be fetched"):
        runtime.fetch(tmp_path / "build")
    assert runtime.state(tmp_path / "build") == ""


# -- where it cannot be fetched ---------------------------------------------------------------------


def test_a_registry_that_does_not_answer_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(runtime, "npm", lambda *_: [str(hanging)])
    monkeypatch.setattr(runtime, "LIMIT", 0.0)
    with pytest.raises(BookError, match="regionshare runtime"):
        runtime.fetch(tmp_path)
    assert not any(tmp_path.glob(".npm-*"))


def failing(project: Project, folder: Path) -> None:
    raise BookError("no connection")


def writing(project: Project, folder: Path) -> None:
    folder.mkdir()
    (folder / runtime.LIST).write_text(json.dumps({"bytes": {"a": 8_000_000}}))
    (folder / "a").write_text("a")


@pytest.mark.slow
def test_a_book_is_made_without_it_and_told(tmp_path: Path) -> None:
    log: list[str] = []
    project, tools = make_project(tmp_path), dataclasses.replace(TOOLS, runtime=failing)
    front = build("CN-GD", 2021, project=project, tools=tools, report=log.append)
    assert any("no connection" in line for line in log)
    assert not (front.parent / runtime.FOLDER).exists()


@pytest.mark.slow
def test_a_book_is_made_anew_once_it_is_there(tmp_path: Path) -> None:
    project, tools = make_project(tmp_path), dataclasses.replace(TOOLS, runtime=writing)

    def log() -> list[str]:
        told: list[str] = []
        build("CN-GD", 2021, project=project, tools=tools, report=told.append)
        return told

    assert any(line.startswith("built") for line in log())
    assert (project.build / "html" / runtime.FOLDER / "a").read_text() == "a"
    assert any(line.startswith("up to date") for line in log())
    (runtime.place(project.build) / "node_modules").mkdir(parents=True)
    assert any(line.startswith("built") for line in log())
    assert any(line.startswith("up to date") for line in log())


# -- the core's wheel -------------------------------------------------------------------------------


@pytest.mark.slow
def test_wheels_are_the_same_bytes_and_hold_no_more_than_they_need() -> None:
    project = Project.default()
    name, content = runtime.core_wheel(project)
    assert runtime.core_wheel(project) == (name, content)
    version = re.search(r'^version = "(.+)"', (paths.ROOT / "pyproject.toml").read_text(), re.M)
    assert version
    assert name == f"regionshare-{version[1]}-py3-none-any.whl"
    with zipfile.ZipFile(BytesIO(content)) as wheel:
        names = set(wheel.namelist())
    assert {"regionshare/data/pack.json", "regionshare/sentences/checking.py"} <= names
    assert not [one for one in names if one.split("/")[1] in runtime.HEAVY or one.endswith(".yml")]
    with zipfile.ZipFile(BytesIO(runtime.library_wheel()[1])) as wheel:
        assert any("LICENSE" in one for one in wheel.namelist())


def test_the_wheel_is_made_once_of_the_same_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def wheel(project: Project) -> tuple[str, bytes]:
        made.append(b"PK\n%d" % len(made))
        return "core.whl", made[-1]

    monkeypatch.setattr(runtime, "core_wheel", wheel)
    monkeypatch.setattr(runtime, "place", lambda build: tmp_path)
    for state, content in (("a", b"PK\n0"), ("a", b"PK\n0"), ("b", b"PK\n1")):
        monkeypatch.setattr(pages, "made_of", lambda project, state=state: state)
        assert runtime._kept_core(Project.default()) == ("core.whl", content)
    assert [path.name for path in tmp_path.iterdir()] == ["core-b.kept"]
    (tmp_path / "core-b.kept").write_bytes(b"damaged")
    assert runtime._kept_core(Project.default()) == ("core.whl", b"PK\n2")


def test_a_report_that_says_nothing_of_itself_yet_has_the_programs_core(tmp_path: Path) -> None:
    ours = Project.default()
    begun = Project(tmp_path, ours.package, ours.data)
    (name, content), (_, own) = runtime.core_wheel(begun), runtime.core_wheel(ours)
    assert importlib.metadata.version("regionshare") in name and len(content) == len(own)


@pytest.mark.slow
def test_the_core_answers_from_its_wheels_alone(tmp_path: Path) -> None:
    for _, content in (runtime.core_wheel(Project.default()), runtime.library_wheel()):
        with zipfile.ZipFile(BytesIO(content)) as wheel:
            wheel.extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from regionshare.sentences.formats import in_page\n"
        "print(in_page('Guangdong had 9 % of the people of China in 2023.', '', '', '', 'en'))"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert json.loads(done.stdout)["statements"][0]["number"] == "share/population/CN-GD/2023"


# -- the policy of its page -------------------------------------------------------------------------


def test_one_page_alone_may_compile() -> None:
    assert "wasm-unsafe-eval" not in guarded(PAGE)
    page = guarded(PAGE, compiles=True)
    assert "'wasm-unsafe-eval'; worker-src 'self'" in page
    assert not re.search(r"'unsafe-eval'|https?:|blob:", page)


# -- the server --------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    for name in ("index.html", "a.js", "a.mjs", "a.wasm", "a.json", "a.bib"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def answers(book: Path) -> Iterator[Any]:
    running = server(book, 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()

    def get(path: str) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", running.server_port, timeout=PATIENCE)
        asked.request("GET", path)
        found = asked.getresponse()
        return found.status, found.getheader("Content-Type", "").partition(";")[0]

    yield get
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"), ("/a.js", "text/javascript"), ("/a.mjs", "text/javascript"),
        ("/a.wasm", "application/wasm"), ("/a.json", "application/json"), ("/a.bib", "text/plain"),
    ],
)  # fmt: skip
def test_files_are_served_with_their_types(answers: Any, path: str, kind: str) -> None:
    assert answers(path) == (200, kind)


@pytest.mark.parametrize("path", ["/empty/", "/none.html", "/../../etc/passwd", "/%2e%2e/%2e%2e/x"])
def test_nothing_else_is_served(answers: Any, path: str) -> None:
    assert answers(path)[0] == 404


def test_a_folder_without_a_book_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["serve", str(tmp_path)])
    assert done.exit_code == RegionshareError.exit_code
    assert "Run regionshare build" in done.output


def test_a_port_that_is_taken_is_told(book: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(RegionshareError, match="--port"):
            server(book, other.getsockname()[1])


def test_the_preview_builds_again_what_has_changed_and_tells_what_cannot_be_built(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    states, built = iter(["a", "a", "b", "c"]), []

    def build(region: str, year: int, output: Path) -> None:
        built.append((region, year, output))
        if len(built) == 2:
            raise RegionshareError("a chapter failed")

    def pause() -> None:
        if len(built) == 3:
            raise KeyboardInterrupt

    found = SimpleNamespace(state=lambda: next(states))
    monkeypatch.setattr("regionshare.files.project.Project.default", lambda: found)
    monkeypatch.setattr("regionshare.building.build", build)
    monkeypatch.setattr("regionshare.cli.default_output", lambda *edition: book)
    with pytest.raises(KeyboardInterrupt):
        preview(0, pause)
    assert built == [("CN-GD", 2023, book)] * 3, "at first, and for each change; not for none"
    told = capsys.readouterr()
    assert told.out.startswith("http://127.0.0.1:")
    assert told.err == "regionshare: a chapter failed.\n", "and the book before is served on"


@pytest.mark.slow
def test_serve_tells_its_address_and_ends_with_an_interrupt(book: Path) -> None:
    command = [sys.executable, "-m", "regionshare", "serve", str(book), "--port", "0"]
    # One that is started beside others, as by a script, would not hear of it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:  # fmt: skip
        try:
            assert running.stdout
            address = running.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()
    assert running.returncode == 0
    assert said.strip() == ""
