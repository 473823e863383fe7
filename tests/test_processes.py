from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

from waiting import PATIENCE

from regionshare.execution.processes import Pool, Task, TaskCrashed, run


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


def test_task_beside_a_running_main_thread_has_a_process_too() -> None:
    found: list[object] = []
    tasks = [Task("t", _double, (4,)), Task("u", _parent)]
    thread = threading.Thread(target=lambda: found.extend(one for _, one in run(tasks, 1)))
    thread.start()
    thread.join(timeout=PATIENCE)
    assert found == [8, os.getpid()]
