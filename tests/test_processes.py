from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from waiting import PATIENCE, search_path, wait_until

from regionshare.execution.processes import Apart, Pool, Task, TaskCrashed, run


def _double(number: int) -> int:
    return 2 * number


def _fail(number: int) -> int:
    raise OSError(number, "told")


def _die(path: Path, times: int) -> int:
    """Kill this process the first few times it is called with a path."""
    path.write_text(str(1 + int(path.read_text() if path.exists() else 0)))
    if int(path.read_text()) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return times


def _parent() -> int:
    return os.getppid()


def _all(pool: Pool) -> list[object]:
    found: list[object] = []
    while pool.running:
        found += [outcome.error or outcome.result for outcome in pool.finished()]
    return found


def test_failed_task_ends_no_other() -> None:
    with Pool(2) as pool:
        pool.start(Task("bad", _fail, (5,)))
        pool.start(Task("good", _double, (5,)))
        assert pool.free == 0
        found = _all(pool)
    assert 10 in found
    assert [one.errno for one in found if isinstance(one, OSError)] == [5]


def test_task_killed_by_a_signal_is_started_again(tmp_path: Path) -> None:
    with Pool(1, tries=3) as pool:
        pool.start(Task("t", _die, (tmp_path / "n", 2)))
        assert _all(pool) == [2]


def test_task_killed_too_often_is_an_outcome(tmp_path: Path) -> None:
    with Pool(1, tries=3) as pool:
        pool.start(Task("t", _die, (tmp_path / "n", 3)))
        (error,) = _all(pool)
    assert isinstance(error, TaskCrashed)
    assert (tmp_path / "n").read_text() == "3"


def test_raised_error_is_not_tried_again(tmp_path: Path) -> None:
    with Pool(1, tries=3) as pool:
        pool.start(Task("t", _fail, (1,)))
        assert len(_all(pool)) == 1


def test_tasks_are_taken_when_there_is_room_for_them() -> None:
    taken = []

    def tasks() -> Iterator[Task]:
        for number in range(5):
            taken.append(number)
            yield Task(str(number), _double, (number,))

    _, result = next(run(tasks(), 2))
    assert result in (0, 2)
    assert taken == [0, 1]


@pytest.mark.slow
def test_task_beside_a_running_main_thread_has_a_process_too() -> None:
    found: list[object] = []
    tasks = [Task("t", _double, (4,)), Task("u", _parent)]
    thread = threading.Thread(target=lambda: found.extend(one for _, one in run(tasks, 1)))
    thread.start()
    thread.join(timeout=PATIENCE)
    assert found == [8, os.getpid()]


def _told(report: Callable[[str], None]) -> str:
    report("one")
    report("two")
    return "done"


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    monkeypatch.setenv("PYTHONPATH", search_path(Path(__file__).parent))
    (tmp_path / "probe.py").write_text("VALUE = 'of the copy'")
    with Apart(tmp_path) as process:
        yield process


def test_a_process_apart_has_the_modules_of_its_root_and_lives_on(apart: Apart) -> None:
    value = Task("value", eval, ("__import__('probe').VALUE",))
    assert [apart.call(value), apart.call(value)] == ["of the copy"] * 2
    processes = {apart.call(Task("process", os.getpid)) for _ in range(2)}
    assert len(processes) == 1
    assert os.getpid() not in processes


def test_errors_and_lines_of_a_process_apart_arrive(apart: Apart) -> None:
    with pytest.raises(OSError, match="told"):
        apart.call(Task("fails", _fail, (7,)))
    with pytest.raises(TaskCrashed, match=r"(?s)divides:.*ZeroDivisionError"):
        apart.call(Task("divides", eval, ("1 / 0",)))
    log: list[str] = []
    assert apart.call(Task("tells", _told), log.append) == "done"
    assert log == ["one", "two"]
    assert apart.alive


def test_a_process_apart_that_is_killed_is_told(apart: Apart, tmp_path: Path) -> None:
    with pytest.raises(TaskCrashed, match="dies: its process was ended by signal 9"):
        apart.call(Task("dies", _die, (tmp_path / "times", 1)))
    assert not apart.alive


OWNER = """
import os, sys, time
from pathlib import Path
from regionshare.execution.processes import Apart, Task
process = Apart(Path(sys.argv[1]))
print(process.call(Task("process", os.getpid)), flush=True)
if sys.argv[2] == "busy":
    process.call(Task("sleep", time.sleep, (600,)))
time.sleep(600)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_apart_ends_with_its_owner(tmp_path: Path, state: str, how: int) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path), state]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    process = int(owner.stdout.readline())
    owner.send_signal(how)
    owner.wait(PATIENCE)
    owner.stdout.close()
    wait_until(lambda: not psutil.pid_exists(process))
