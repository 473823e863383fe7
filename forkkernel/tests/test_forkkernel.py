from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import papermill
import pytest
from nbclient.exceptions import DeadKernelError

from forkkernel import spawner
from forkkernel.messages import LARGEST, import_time
from forkkernel.spawner import ForkServer, ForkServerError
from tests.kernels_run import PATIENCE, SETTINGS, Manager, ask, eventually, gone, run, text

pytestmark = pytest.mark.slow

CHANGE = """
import builtins, decimal, gc, locale, logging, os, random, resource, signal, sys, types, warnings
import matplotlib, numpy, pandas
pandas.set_option("display.max_rows", 3)
pandas.DataFrame.sum = lambda self: "patched"
matplotlib.rcParams["lines.linewidth"] = 17
numpy.set_printoptions(precision=2)
os.environ["LEAK"] = "yes"
os.chdir("/")
os.umask(0o077)
sys.path.insert(0, "/leak")
sys.modules["leak"] = types.ModuleType("leak")
sys.setrecursionlimit(12345)
warnings.simplefilter("error")
builtins.leak = 1
decimal.getcontext().prec = 3
logging.getLogger().setLevel(1)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
gc.disable()
random.seed(1)
numpy.random.seed(1)
get_ipython().events.register("post_execute", lambda: None)
locale.setlocale(locale.LC_ALL, "C")
"""

STATE = """
import builtins, decimal, gc, json, locale, logging, os, random, signal, sys, warnings
import matplotlib, numpy, pandas
environ = {k: v for k, v in os.environ.items() if k not in ("JPY_PARENT_PID", "LINES", "COLUMNS")}
mask = os.umask(0)
os.umask(mask)
shell = get_ipython()
print(json.dumps({
    "environ": environ,
    "cwd": os.getcwd(),
    "path": sys.path,
    "leaked": [hasattr(builtins, "leak"), "leak" in sys.modules],
    "limit": sys.getrecursionlimit(),
    "filters": sorted(map(str, warnings.filters)),
    "rows": pandas.get_option("display.max_rows"),
    "sum": str(pandas.DataFrame({"a": [1]}).sum().tolist()),
    "rc": {k: str(v) for k, v in matplotlib.rcParams.items()},
    "backend": matplotlib.get_backend(),
    "print": str(numpy.get_printoptions()),
    "decimal": decimal.getcontext().prec,
    "logging": logging.getLogger().level,
    "signals": [str(signal.getsignal(s)) for s in (signal.SIGUSR1, signal.SIGTERM, signal.SIGCHLD)],
    "gc": [gc.isenabled(), gc.get_threshold()],
    "umask": mask,
    "main": sys.modules["__main__"].__name__,
    "executable": sys.executable,
    "flags": str(sys.flags),
    "hash": hash("word"),
    "shell": [type(shell).__name__, shell.execution_count, len(shell.events.callbacks["post_execute"])],
    "names": sorted(n for n in globals() if not n.startswith("_")),
    "group": os.getpgrp() == os.getpid(),
    "arguments": sys.argv[1:2],
    "locale": locale.setlocale(locale.LC_ALL),
}, sort_keys=True))
"""


def test_nothing_that_a_kernel_does_is_seen_by_the_next(
    forked: type[Manager], tmp_path: Path
) -> None:
    before = json.loads(text(run(forked, STATE, cwd=tmp_path)))
    run(forked, CHANGE, cwd=tmp_path)
    assert json.loads(text(run(forked, STATE, cwd=tmp_path))) == before


def test_a_forked_kernel_is_like_one_that_was_started(
    forked: type[Manager], standard: type[Manager], tmp_path: Path
) -> None:
    ours = json.loads(text(run(forked, STATE, cwd=tmp_path)))
    theirs = json.loads(text(run(standard, STATE, cwd=tmp_path)))
    assert {k: v for k, v in ours.items() if theirs[k] != v} == {}


def test_a_kernel_has_only_the_threads_and_files_of_a_kernel(
    forked: type[Manager], standard: type[Manager]
) -> None:
    probe = """
import os, threading
found = {fd: os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")}
kinds = {path.split("/")[-1].split(":")[0] for fd, path in found.items() if fd != "0"}
print(sorted(type(one).__name__ for one in threading.enumerate()), sorted(kinds & {
    "pipe", "socket", "anon_inode", "null"}))
"""
    assert text(run(forked, probe)) == text(run(standard, probe))


def test_a_kernel_can_be_interrupted(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    kernel = ask(server, environ, tmp_path)
    eventually(lambda: any(tmp_path.glob("c-*")))  # the server ignores it, too: not before
    eventually(lambda: _ignored(kernel.pid, signal.SIGINT))
    kernel.send_signal(signal.SIGINT)
    time.sleep(0.1)
    assert kernel.poll() is None
    kernel.kill()
    assert kernel.wait(PATIENCE) == -signal.SIGKILL


def _ignored(pid: int, number: signal.Signals) -> bool:
    """Whether a process ignores a signal, as an idle kernel does."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(mask & 1 << number - 1)


def test_random_numbers_differ_from_kernel_to_kernel(forked: type[Manager]) -> None:
    draw = (
        "import random, numpy, uuid, tempfile\n"
        "print(random.random(), numpy.random.random(), uuid.uuid4(), tempfile.mktemp())"
    )
    first, second = text(run(forked, draw)).split(), text(run(forked, draw)).split()
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_caller_s_environment_and_folder_are_the_kernel_s(
    server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SET_AFTER_THE_SERVER_STARTED", "yes")
    (tmp_path / "work").mkdir()
    manager = type("M", (Manager,), {"address": server.address, "more": {"MORE": "too"}})
    probe = "import os; print(os.getcwd(), os.environ['SET_AFTER_THE_SERVER_STARTED'], os.environ['MORE'])"
    assert text(run(manager, probe, cwd=tmp_path / "work")).split() == [
        str(tmp_path / "work"), "yes", "too",
    ]  # fmt: skip


def test_inline_figures_tables_and_errors_are_the_same(
    forked: type[Manager], standard: type[Manager]
) -> None:
    cells = (
        "import pandas as pd, matplotlib.pyplot as plt",
        "pd.DataFrame({'a': [1, 2]}).plot();",
        "print('out'); pd.DataFrame({'a': range(3)})",
        "import sys; print('err', file=sys.stderr)",
        "!echo shell",
        "plt.plot([1, 3, 2]); plt.title('two'); plt.show(); {1, 2, 3}",
    )
    ours, theirs = run(forked, *cells), run(standard, *cells)
    assert [o.get("data", {}).keys() for o in ours] == [o.get("data", {}).keys() for o in theirs]
    assert any("image/png" in o.get("data", {}) for o in ours)
    assert ours == theirs


def test_a_folder_too_deep_for_sockets_is_no_reason_for_ports(
    server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path / "t"
    deep = tmp_path / ("d" * 90)
    short.mkdir()
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(short))
    monkeypatch.setattr("forkkernel.manager.LONGEST_SOCKET_FOLDER", len(str(short)) + 20)
    manager = type("M", (Manager,), {"address": server.address, "runtime": deep})
    probe = "import json; from ipykernel.connect import get_connection_info as get\n"
    probe += "print(json.loads(get())['transport'])"
    assert text(run(manager, probe)) == "ipc\n"
    assert list(short.iterdir()) == []


def test_a_raising_cell_raises(forked: type[Manager]) -> None:
    with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
        run(forked, "1 / 0")


def test_a_kernel_that_dies_is_noticed(forked: type[Manager]) -> None:
    with pytest.raises(DeadKernelError):
        run(forked, "import os; os.kill(os.getpid(), 9)")


LATE = """
import sys, time
sys.stdout.flush_timeout = sys.stderr.flush_timeout = 0.1  # as if ten seconds had passed: it replies
get_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(6))
display("late")
"""


def test_an_output_that_comes_long_after_the_reply_is_waited_for(forked: type[Manager]) -> None:
    late, following = run(forked, LATE, "print('next')")
    assert late["data"]["text/plain"] == "'late'"
    assert following["text"] == "next\n"


def test_work_registered_for_the_end_is_done(forked: type[Manager], tmp_path: Path) -> None:
    run(
        forked,
        f"import atexit; atexit.register(lambda: open({str(tmp_path / 'end')!r}, 'w').write('x'))",
    )
    assert (tmp_path / "end").read_text() == "x"


def test_a_kernel_ends_with_the_process_that_asked_for_it(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    script = textwrap.dedent(f"""
        import os, sys, time
        from forkkernel.spawner import Forked
        log = os.open({str(tmp_path / "log")!r}, os.O_WRONLY | os.O_CREAT)
        kernel = Forked({server.address!r}, ["k", "-f", {str(tmp_path / "c.json")!r}],
                        dict(os.environ), {str(tmp_path)!r}, log, log)
        print(kernel.pid, flush=True)
        time.sleep(60)
    """)
    client = subprocess.Popen([sys.executable, "-c", script], env=environ, stdout=subprocess.PIPE)
    assert client.stdout
    pid = int(client.stdout.readline())
    assert not gone(pid)
    client.kill()
    client.wait()
    eventually(lambda: gone(pid))


def test_kernels_end_with_the_server_and_the_server_with_its_starter(
    environ: dict[str, str], tmp_path: Path
) -> None:
    script = textwrap.dedent(f"""
        import os, time
        from forkkernel.spawner import Forked, ForkServer
        server = ForkServer()
        log = os.open({str(tmp_path / "log")!r}, os.O_WRONLY | os.O_CREAT)
        kernel = Forked(server.address, ["k", "-f", {str(tmp_path / "c.json")!r}],
                        dict(os.environ), {str(tmp_path)!r}, log, log)
        print(server.pid, kernel.pid, flush=True)
        time.sleep(60)
    """)
    starter = subprocess.Popen([sys.executable, "-c", script], env=environ, stdout=subprocess.PIPE)
    assert starter.stdout
    pids = [int(one) for one in starter.stdout.readline().split()]
    starter.kill()
    starter.wait()
    for pid in pids:
        eventually(lambda pid=pid: gone(pid))


def test_a_killed_server_is_told_and_takes_its_kernels_along(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with ForkServer(environ=environ) as own:
        kernel = ask(own, environ, tmp_path)
        os.kill(own.pid, signal.SIGKILL)
        assert kernel.wait(PATIENCE) == -signal.SIGKILL
        eventually(lambda: gone(kernel.pid))
        with pytest.raises(ForkServerError, match="does not answer"):
            ask(own, environ, tmp_path, "d")


def test_kernels_are_started_the_standard_way_when_the_server_is_gone(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with ForkServer(environ=environ) as own:
        manager = type("M", (Manager,), {"address": own.address, "runtime": tmp_path})
        os.kill(own.pid, signal.SIGKILL)
        assert text(run(manager, "print(6 * 7)")) == "42\n"


def test_a_variable_that_imports_have_read_is_refused(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ForkServerError, match="OMP_NUM_THREADS is '8', the server's is '1'"):
        ask(server, {**environ, "OMP_NUM_THREADS": "8"}, tmp_path)


def test_a_kernel_with_such_a_variable_is_started_the_standard_way(
    server: ForkServer, tmp_path: Path
) -> None:
    given = {"address": server.address, "runtime": tmp_path, "more": {"OMP_NUM_THREADS": "2"}}
    probe = "import os; print(os.environ['OMP_NUM_THREADS'])"
    assert text(run(type("M", (Manager,), given), probe)) == "2\n"


def test_variables_of_imports_are_known() -> None:
    assert set(import_time({**SETTINGS, "USER": "x", "PATH": "y"})) == set(SETTINGS)


def test_a_module_that_cannot_be_imported_is_told(environ: dict[str, str]) -> None:
    with pytest.raises(ForkServerError, match="ModuleNotFoundError: No module named 'no_such"):
        ForkServer(["no_such_module"], environ=environ)


def test_a_server_with_threads_refuses_to_serve(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()"
    )
    with pytest.raises(ForkServerError, match="2 threads after the imports"):
        ForkServer(["threaded"], environ={**environ, "PYTHONPATH": str(tmp_path)})


def test_no_server_where_the_system_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spawner.sys, "platform", "darwin")
    with pytest.raises(ForkServerError, match="fork servers need Linux; this is darwin"):
        ForkServer()


def test_nonsense_on_the_socket_does_no_harm(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    import socket

    for data in (b"", b"x" * 8, (LARGEST + 1).to_bytes(8, "big"), (4).to_bytes(8, "big") + b"null"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(server.address)
            connection.sendall(data)
    kernel = ask(server, environ, tmp_path)
    kernel.kill()
    assert kernel.wait(PATIENCE) == -signal.SIGKILL


def test_the_kernel_s_exit_code_arrives(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    kernel = ask(server, environ, tmp_path)
    assert kernel.poll() is None
    kernel.terminate()
    assert kernel.wait(PATIENCE) in (0, -signal.SIGTERM)
    assert kernel.poll() == kernel.returncode
    kernel.kill()  # of one that has ended: nothing, though another may have its id by now


def test_many_kernels_at_once_all_answer(server: ForkServer, tmp_path: Path) -> None:
    manager = {"address": server.address, "runtime": tmp_path}
    with multiprocessing.get_context("fork").Pool(4) as pool:
        answers = pool.starmap(_square, [(manager, n) for n in range(24)], chunksize=1)
    assert answers == [n * n for n in range(24)]


def _square(given: dict[str, Any], number: int) -> int:
    return int(text(run(type("M", (Manager,), given), f"print({number} ** 2)")))


def test_a_kernel_that_does_not_answer_is_started_again(
    forked: type[Manager], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forkkernel import client, manager

    monkeypatch.setattr(client, "START_SECONDS", 1)
    started: list[int] = []
    ready = manager.ForkKernelClient._async_wait_for_ready

    async def once_silent(self: Any, timeout: float | None = None) -> None:
        started.append(1)
        if len(started) == 1:
            raise RuntimeError("Kernel didn't respond in 1 seconds")
        await ready(self, timeout)

    monkeypatch.setattr(manager.ForkKernelClient, "wait_for_ready", once_silent)
    assert text(run(forked, "print('there')")) == "there\n"
    assert len(started) == 2
