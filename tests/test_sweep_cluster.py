"""Sweeps on a real scheduler with real worker processes, on loopback."""

from __future__ import annotations

import dataclasses
import functools
import os
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from cluster_fixtures import ToyCluster
from sweep_toy import (
    ALL,
    DRIVER,
    SWEEP_TOOLS,
    check,
    make_sweep_project,
    processes,
    request,
    results,
    runs,
    start,
    wait_until,
)
from toy_project import TOOLS, code, plain_cells, toy_execute, write
from waiting import PATIENCE

from regionshare.files import paths
from regionshare.files.places import open_place
from regionshare.files.project import Project
from regionshare.sweeps import cluster as cluster_hands
from regionshare.sweeps.cluster import ClusterError, identity
from regionshare.sweeps.orders import Setting
from regionshare.sweeps.sweep import Request, Summary, run

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_sweep_project(tmp_path / "report")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def sweep(project: Project, address: str, cluster: ToyCluster, **more: Any) -> Summary:
    log = more.pop("log", [])
    return run(request(project, address, scheduler=cluster.address, **more), log.append)


class Background:
    """A sweep in a thread, so that a test can interfere with it."""

    def __init__(self, *given: Any, **more: Any) -> None:
        self.result: Any = None
        self._thread = threading.Thread(target=self._run, args=(given, more), daemon=True)
        self._thread.start()

    def _run(self, given: Any, more: Any) -> None:
        try:
            self.result = sweep(*given, **more)
        except BaseException as error:
            self.result = error

    def join(self) -> None:
        self._thread.join(timeout=PATIENCE)

    def wait(self) -> Summary:
        self.join()
        assert isinstance(self.result, Summary), self.result
        return self.result


def test_workers_write_every_result_and_page(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    summary = sweep(project, f"file://{site}", cluster)
    assert (summary.executed, summary.published, summary.failures) == (8, 2, [])
    assert list(results(site)) == ALL
    assert {record["worker"].split(":")[0] for record in results(site).values()} == {"tcp"}
    assert (site / "CN-GD-2021" / "zh" / "index.html").read_text() == "zh ../"
    assert os.getpid() not in processes(project).values()
    again = sweep(project, f"file://{site}", cluster)
    assert (again.executed, again.found, again.published) == (0, 8, 0)


def test_cluster_and_local_processes_make_the_same_results(
    project: Project, site: Path, cluster: ToyCluster, tmp_path: Path
) -> None:
    cluster.add_worker()
    sweep(project, f"file://{site}", cluster)
    run(request(project, tmp_path / "local"), print)
    there, here = results(site), results(tmp_path / "local")
    for name in ALL:
        assert (there[name]["key"], there[name]["content"]) == (
            here[name]["key"], here[name]["content"],
        )  # fmt: skip


@functools.lru_cache
def remembered(path: Path) -> str:
    """A file as a long process knows it: read once, and kept by its path."""
    return path.read_text()


def remembering(run: Any, runtime: Path) -> tuple[dict[str, Any], list[str]]:
    """Stand in for papermill: the notebook shows what the process knows of the data."""
    notebook, warnings = toy_execute(run, runtime)
    text = remembered(run.chapter.path.parents[1] / "data" / "energy.csv")
    notebook["cells"][-1]["outputs"].append(
        {"output_type": "stream", "name": "stdout", "text": text}
    )
    return notebook, warnings


@pytest.mark.release
def test_a_worker_that_lives_on_answers_from_the_data_of_each_sweep(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    worker = cluster.add_worker()
    tools = dataclasses.replace(TOOLS, execute=remembering, check=check)
    (project.data / "energy.csv").write_text("7.03")
    asked: dict[str, Any] = {"regions": ["CN-GD"], "langs": ["en"], "tools": tools}
    sweep(project, f"file://{site}", cluster, **asked)
    page = site / "CN-GD-2021" / "shares.ipynb"
    assert "7.03" in page.read_text()
    (project.data / "energy.csv").write_text("7.04")
    summary = sweep(project, f"file://{site}", cluster, **asked)
    assert (summary.executed, summary.published) == (1, 1)
    assert "7.04" in page.read_text()
    assert "7.03" not in page.read_text()
    assert worker.poll() is None


def test_chapters_have_real_kernels_on_workers_too(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    write(project.chapters / "01_shares.ipynb", *plain_cells(code("1 / 0 if lang == 'zh' else 2")))
    tools = dataclasses.replace(SWEEP_TOOLS, execute=None)
    summary = sweep(project, f"file://{site}", cluster, regions=["CN-GD"], tools=tools)
    assert [order.name for order, _ in summary.failures] == ["CN-GD-2021 shares (zh)"]
    assert "ZeroDivisionError" in summary.failures[0][1].sentence
    assert len(results(site)) == 3


def test_worker_killed_in_mid_sweep_loses_no_result_and_doubles_none(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    workers = [cluster.add_worker() for _ in range(3)]
    (project.root / "hold").touch()
    going = Background(project, f"file://{site}", cluster)
    wait_until(lambda: len(set(processes(project).values())) == 3)
    victim = workers[1]
    at_work = {one.pid for one in psutil.Process(victim.pid).children(recursive=True)}
    held = [name for name, pid in processes(project).items() if pid in at_work]
    assert held
    cluster.kill(victim.pid)
    victim.wait(timeout=PATIENCE)
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in at_work))
    (project.root / "hold").unlink()
    summary = going.wait()
    assert summary.failures == []
    assert list(results(site)) == ALL
    for name in held:  # and it was begun again elsewhere
        assert runs(project).count(Path(name).stem) == 2
    assert (summary.executed, summary.published) == (8, 2)


def test_failure_on_a_worker_is_told_and_stops_no_other(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    (project.root / "fail-CN-GD-shares").touch()
    summary = sweep(project, f"file://{site}", cluster)
    assert sorted(order.name for order, _ in summary.failures) == [
        "CN-GD-2021 shares (en)",
        "CN-GD-2021 shares (zh)",
    ]
    assert (site / "CN-ZJ-2021" / "index.html").is_file()
    assert (site / "results/CN-GD-2021/en/shares.error.json").is_file()


def test_run_that_kills_its_process_each_time_is_a_failure_of_its_own_and_ends_no_worker(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    (project.root / "kill-CN-GD-shares").write_text("9")
    workers = [cluster.add_worker() for _ in range(2)]
    summary = sweep(project, f"file://{site}", cluster, langs=["en"])
    assert [failure.kind for _, failure in summary.failures] == ["TaskCrashed"]
    assert "was ended by signal 9" in summary.failures[0][1].sentence
    assert len(results(site)) == 3
    assert [worker.poll() for worker in workers] == [None, None]


def test_sweep_killed_on_a_cluster_is_resumed(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    address = f"file://{site}"
    run(request(project, address, regions=["CN-ZJ"], pages=False), print)
    (project.root / "hold").touch()
    first = start(DRIVER, project.root, address, cluster.address)
    wait_until(lambda: len(runs(project)) == 5)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=PATIENCE)
    (project.root / "hold").unlink()
    summary = sweep(project, address, cluster)
    assert summary.failures == []
    assert list(results(site)) == ALL
    assert len([name for name in runs(project) if "CN-ZJ" in name]) == 4


def test_a_scheduler_that_dies_is_told_and_what_was_executed_is_kept(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    sweep(project, f"file://{site}", cluster, regions=["CN-GD"], pages=False)
    (project.root / "hold").touch()
    before = len(runs(project))
    running = Background(project, f"file://{site}", cluster)
    wait_until(lambda: len(runs(project)) > before)
    cluster.kill(cluster.scheduler.pid)
    running.join()
    assert isinstance(running.result, ClusterError)
    assert "the connection to the scheduler is lost" in running.result.sentence
    assert "Sweep again" in running.result.sentence
    (project.root / "hold").unlink()
    assert len(results(site)) == 4


def test_results_go_from_workers_to_an_object_store(
    project: Project, bucket: tuple[str, dict[str, Any]], cluster: ToyCluster
) -> None:
    url, options = bucket
    cluster.add_worker()
    cluster.add_worker()
    summary = sweep(project, f"{url}/site", cluster, options=options)
    assert (summary.executed, summary.published, summary.failures) == (8, 2, [])
    place = open_place(f"{url}/site", **options)
    there = [name for name in place.names("results") if name.endswith(".ipynb")]
    assert there == [f"results/{name}.ipynb" for name in ALL]
    assert place.read("CN-GD-2021/zh/index.html") == b"zh ../"


@pytest.mark.release
def test_scheduler_gets_a_few_works_at_a_time(
    project: Project, site: Path, cluster: ToyCluster
) -> None:
    cluster.add_worker()
    (project.root / "hold").touch()
    years = list(range(2001, 2021))
    going = Background(project, f"file://{site}", cluster, years=years, pages=False)
    wait_until(lambda: len(runs(project)) >= 1)
    import distributed

    connect: Any = distributed.Client
    with connect(cluster.address, set_as_default=False) as client:
        count = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
    assert 1 <= count <= cluster_hands.PER_THREAD
    (project.root / "hold").unlink()
    assert going.wait().executed == 160


# -- whose workers ---------------------------------------------------------------------------------


def test_no_scheduler_and_no_worker_are_told(
    project: Project, site: Path, cluster: ToyCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_hands, "FIRST_WORKER_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"no worker after 1 s. Start one with: dask worker"):
        sweep(project, f"file://{site}", cluster)
    monkeypatch.setattr(cluster_hands, "CONNECT_SECONDS", 1)
    asked = request(project, f"file://{site}", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        run(asked, print)
    assert not site.exists()


def quick(run: Any, runtime: Path) -> tuple[dict[str, Any], list[str]]:
    """Stand in for papermill: the notebook as it is, once nothing holds it."""
    folder = Path(os.environ["TOY_HOLD"])
    (folder / "begun").touch()
    wait_until(lambda: not (folder / "hold").exists())
    return run.source, []


def own_request(site: Path, cluster: ToyCluster, **more: Any) -> Request:
    """Ask for the report itself, which every process finds where it is installed."""
    tools = dataclasses.replace(SWEEP_TOOLS, execute=quick)
    return Request(
        years=[2021], nation="CN", regions=["CN-GD"], output=f"file://{site}", scheduler=cluster.address,
        tools=tools, pages=False, **more,
    )  # fmt: skip


@pytest.fixture
def other_data(tmp_path: Path) -> str:
    folder = tmp_path / "other"
    shutil.copytree(paths.ROOT / "data", folder)
    (folder / "groups.csv").write_text("other\n")
    return str(folder)


def test_worker_with_other_data_is_refused_by_name(
    site: Path, cluster: ToyCluster, other_data: str
) -> None:
    cluster.add_worker(REGIONSHARE_DATA=other_data)
    with pytest.raises(ClusterError, match=r"worker tcp://127.0.0.1:\d+: its data is \w+, ours"):
        run(own_request(site, cluster), print)
    assert not list(site.rglob("*"))


def test_worker_that_does_not_see_the_place_is_refused(project: Project, site: Path) -> None:
    setting = Setting(str(site), given_project=project, identity=identity(project))

    class Blind:
        def wait_for_workers(self, number: int, timeout: float) -> None:
            pass

        def run(self, call: Any, *args: Any, on_error: str) -> dict[str, Any]:
            shutil.rmtree(site)
            return {"tcp://127.0.0.1:1": call(*args)}

    with pytest.raises(ClusterError, match=r"127.0.0.1:1 does not find what is written here"):
        cluster_hands.check(Blind(), "tcp://127.0.0.1:2", setting)


@pytest.mark.release
def test_worker_that_joins_later_and_is_not_ours_gets_no_work(
    site: Path, cluster: ToyCluster, other_data: str, tmp_path: Path
) -> None:
    ours = cluster.add_worker(TOY_HOLD=str(tmp_path))
    (tmp_path / "hold").touch()
    log: list[str] = []
    done: list[Summary] = []
    asked = own_request(site, cluster)
    thread = threading.Thread(target=lambda: done.append(run(asked, log.append)), daemon=True)
    thread.start()
    wait_until((tmp_path / "begun").exists)
    theirs = cluster.add_worker(TOY_HOLD=str(tmp_path), REGIONSHARE_DATA=other_data)
    wait_until(lambda: any("it gets no more work" in line for line in log))
    (tmp_path / "hold").unlink()
    thread.join(timeout=PATIENCE)
    assert done
    assert done[0].failures == []
    assert "its data is" in next(line for line in log if "it gets no more work" in line)
    assert len(results(site)) == done[0].executed == 34
    assert len({record["worker"] for record in results(site).values()}) == 1
    assert (ours.poll(), theirs.poll()) == (None, None)
