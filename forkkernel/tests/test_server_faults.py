"""What goes wrong with one kernel or one client ends no other, and is told."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from nbclient.exceptions import DeadKernelError

from forkkernel import folders, words
from forkkernel.messages import send
from forkkernel.spawner import Forked, ForkServer, ForkServerError
from tests.kernels_run import PATIENCE, Manager, ask, eventually, gone, run, text

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def serving(environ: dict[str, str], folder: Path, code: str) -> Iterator[ForkServer]:
    """A server that has imported a module of this code."""
    (folder / "imported_first.py").write_text(textwrap.dedent(code))
    with ForkServer(["imported_first"], environ={**environ, "PYTHONPATH": path(folder)}) as server:
        yield server


def path(folder: Path) -> str:
    return os.pathsep.join([str(folder), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])


def serves(server: ForkServer, environ: dict[str, str], tmp_path: Path) -> bool:
    """Whether a kernel can be had, and nobody else's is left."""
    kernel = ask(server, environ, tmp_path, "after")
    kernel.kill()
    killed = kernel.wait(PATIENCE) == -signal.SIGKILL
    eventually(lambda: not psutil.Process(server.pid).children())
    return killed


def request(environ: dict[str, str], tmp_path: Path) -> dict[str, object]:
    return {"argv": ["k", "-f", str(tmp_path / "c.json")], "env": environ, "cwd": str(tmp_path)}


@pytest.fixture(scope="module")
def own(environ: dict[str, str]) -> Iterator[ForkServer]:
    with ForkServer(environ=environ) as started:
        yield started


def test_a_wake_up_descriptor_reset_by_a_fork_ends_no_kernel(
    environ: dict[str, str], tmp_path: Path
) -> None:
    reset = """
        import os, signal
        os.register_at_fork(after_in_child=lambda: signal.set_wakeup_fd(-1))  # as Python 3.12 does
    """
    with serving(environ, tmp_path, reset) as server:
        given = {"address": server.address, "more": {"PYTHONPATH": path(tmp_path)}}
        manager = type("M", (Manager,), {**given, "runtime": tmp_path, "fallback": False})
        assert text(run(manager, "import imported_first; print(6 * 7)")) == "42\n"


def test_a_kernel_that_dies_at_its_start_says_its_last_words(
    environ: dict[str, str], tmp_path: Path
) -> None:
    broken = """
        from ipykernel import kernelapp
        def launch_new_instance(**_):
            raise OSError("nowhere to go")
        kernelapp.launch_new_instance = launch_new_instance
    """
    with serving(environ, tmp_path, broken) as server:
        given = {"address": server.address, "more": {"PYTHONPATH": path(tmp_path)}}
        with pytest.raises(DeadKernelError) as caught:
            run(type("M", (Manager,), {**given, "runtime": tmp_path}), "1")
        assert "Kernel died before replying to kernel_info: exit code 1\nTrace" in str(caught.value)
        assert str(caught.value).endswith("OSError: nowhere to go")
        assert not [file for file in server.log.parent.iterdir() if file.name.isdigit()]


def test_a_folder_that_is_gone_is_told(server: ForkServer, environ: dict[str, str]) -> None:
    kernel = Forked(server.address, ["k"], environ, "/no/such/folder", 2, 2)
    assert kernel.wait(PATIENCE) == 1
    assert kernel.death.endswith("No such file or directory: '/no/such/folder'")


def test_what_a_kernel_wrote_to_its_file_is_told(
    server: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.write_text("of another kernel\n")
    with log.open("ab") as file:
        arguments = ["kernel", "--IPKernelApp.connection_file", "--no-such-flag=1"]
        kernel = Forked(
            server.address, arguments, environ, str(tmp_path), file.fileno(), file.fileno()
        )
        assert kernel.wait(PATIENCE) == 2
    assert kernel.death.startswith("exit code 2\n")
    assert "of another kernel" not in kernel.death
    assert len(kernel.death.splitlines()) > 1


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("os.kill(os.getpid(), 9)", "Kernel died: ended by SIGKILL"),
        ("os.abort()", "Kernel died: ended by SIGABRT"),
        ("os._exit(3)", "Kernel died: exit code 3"),
        ("os._exit(0)", "Kernel died: exit code 0"),
    ],
)
def test_a_kernel_that_dies_later_is_told(forked: type[Manager], cell: str, told: str) -> None:
    with pytest.raises(DeadKernelError, match=told):
        run(forked, f"import os; {cell}")


def test_few_open_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (48, 48))
    assert words.death(-6, "") == (
        "ended by SIGABRT\nonly 48 files may be open (ulimit -n), and a kernel needs 64"
    )


def test_a_server_that_ends_while_it_imports_says_its_last_words(
    environ: dict[str, str], tmp_path: Path
) -> None:
    ends = "import os; print('no more', flush=True); os._exit(1)"
    told = "the fork server ended while it imported\nno more"
    with pytest.raises(ForkServerError, match=told), serving(environ, tmp_path, ends):
        pass


def test_the_log_is_bounded(environ: dict[str, str], tmp_path: Path) -> None:
    code = """
        import forkkernel.server, sys
        forkkernel.server.LARGEST_LOG = 3000
        for n in range(500):
            print("line", n, file=sys.stderr)
    """
    with serving(environ, tmp_path, code) as server:
        serves(server, {**environ, "PYTHONPATH": path(tmp_path)}, tmp_path)
        eventually(lambda: server.log.stat().st_size <= 3000)
        lines = server.log.read_text().splitlines()
        assert "line 499" in lines
        assert "line 100" not in lines


def test_a_silent_client_keeps_nobody_waiting_and_is_left(
    environ: dict[str, str], tmp_path: Path
) -> None:
    patient = "import forkkernel.server\nforkkernel.server.PATIENCE = 1.0"
    given = {**environ, "PYTHONPATH": path(tmp_path)}
    with serving(environ, tmp_path, patient) as server, contextlib.ExitStack() as clients:
        runs = ask(server, given, tmp_path)
        silent = [clients.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(8)]
        began = time.monotonic()
        for number, one in enumerate(silent):
            one.connect(server.address)
            one.send(b"\0" * (number % 3))  # nothing, or a part of a message
        other = ask(server, given, tmp_path, "d")
        answered = time.monotonic() - began
        for one in silent:
            one.settimeout(PATIENCE)
            assert one.recv(1) == b""
        assert answered < time.monotonic() - began
        assert runs.poll() is None
        assert other.poll() is None


def test_a_client_that_gives_up_leaves_no_kernel_and_ends_no_other(
    own: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    os.kill(own.pid, signal.SIGSTOP)
    for _ in range(5):
        with socket.socket(socket.AF_UNIX) as hasty, (tmp_path / "log").open("wb") as log:
            hasty.connect(own.address)
            send(hasty, request(environ, tmp_path), (log.fileno(), log.fileno()))
    os.kill(own.pid, signal.SIGCONT)
    assert serves(own, environ, tmp_path)


@pytest.mark.parametrize("act", ["signals", "closes", "talks nonsense"])
def test_a_kernel_ends_in_the_moment_in_which_its_client_acts(
    own: ForkServer, environ: dict[str, str], tmp_path: Path, act: str
) -> None:
    other = ask(own, environ, tmp_path, "other")
    for attempt in range(4):
        kernel = ask(own, environ, tmp_path, f"c{attempt}")
        os.kill(own.pid, signal.SIGSTOP)
        os.kill(kernel.pid, signal.SIGKILL)
        eventually(lambda pid=kernel.pid: gone(pid))
        if act == "signals":
            kernel.send_signal(signal.SIGINT)
        elif act == "closes":
            kernel._connection.close()
        else:
            send(kernel._connection, {"signal": None})
        os.kill(own.pid, signal.SIGCONT)
        if act != "closes":
            assert kernel.wait(PATIENCE) == -signal.SIGKILL
    assert other.poll() is None
    other.kill()
    other.wait(PATIENCE)
    assert serves(own, environ, tmp_path)


NONSENSE = [
    None, [], {}, 1, "x", {"signal": 9}, {"argv": [], "env": [], "cwd": "/"},
    {"argv": [1], "env": {}, "cwd": "/"}, {"argv": [], "env": {"A": 1}, "cwd": "/"},
    {"argv": [], "env": {}, "cwd": None},
]  # fmt: skip


@pytest.mark.parametrize("content", NONSENSE)
def test_a_malformed_request_is_refused(own: ForkServer, content: object) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(own.address)
        send(connection, content)
        connection.settimeout(PATIENCE)
        assert b"the request is malformed" in connection.recv(4096)
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "content", [None, [], {}, {"signal": "x"}, {"signal": 1e9}, {"signal": 10**30}]
)
def test_nonsense_from_a_kernel_s_client_ends_that_kernel_only(
    server: ForkServer, environ: dict[str, str], tmp_path: Path, content: object
) -> None:
    other = ask(server, environ, tmp_path, "d")
    kernel = ask(server, environ, tmp_path)
    send(kernel._connection, content)
    assert kernel.wait(PATIENCE) == -signal.SIGKILL
    eventually(lambda: gone(kernel.pid))
    assert other.poll() is None
    other.kill()


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"{", b"\xff\xfe", b"1" * 5000], ids=["deep", "cut", "bytes", "digits"]
)
def test_what_is_no_message_ends_its_connection_only(
    own: ForkServer, environ: dict[str, str], tmp_path: Path, data: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(own.address)
        connection.sendall(len(data).to_bytes(8, "big") + data)
        connection.settimeout(PATIENCE)
        with contextlib.suppress(ConnectionResetError):
            connection.recv(4096)
    assert serves(own, environ, tmp_path)


def test_a_request_in_pieces_is_understood(
    own: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as connection, (tmp_path / "log").open("wb") as log:
        connection.connect(own.address)
        data = json.dumps(request(environ, tmp_path)).encode()
        message = len(data).to_bytes(8, "big") + data
        socket.send_fds(connection, [message[:3]], [log.fileno(), log.fileno()])
        for piece in (message[3:9], message[9:50], message[50:]):
            time.sleep(0.02)
            connection.sendall(piece)
        connection.settimeout(PATIENCE)
        assert b'"pid"' in connection.recv(4096)
    assert serves(own, environ, tmp_path)


def test_more_descriptors_than_agreed_are_closed(
    own: ForkServer, environ: dict[str, str], tmp_path: Path
) -> None:
    def opened() -> int:
        return psutil.Process(own.pid).num_fds()

    assert serves(own, environ, tmp_path)
    before = opened()
    with (tmp_path / "log").open("wb") as log:
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(own.address)
                socket.send_fds(connection, [b"\0\0"], [log.fileno()] * 9)
                socket.send_fds(connection, [b"\0"], [log.fileno()] * 9)
    assert serves(own, environ, tmp_path)
    eventually(lambda: opened() <= before)


def test_a_temporary_folder_too_deep_for_sockets_is_no_reason_to_fail(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 150)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with ForkServer(environ=environ) as server:
        assert len(server.address) < 107
        assert not server.log.is_relative_to(deep)
        given = {"address": server.address, "runtime": deep, "fallback": False}
        assert text(run(type("M", (Manager,), given), "print(6 * 7)")) == "42\n"
    assert [one for one in deep.iterdir() if one.name.startswith(folders.PREFIX)] == []
    monkeypatch.setattr(folders, "SHORT", ())
    with pytest.raises(ForkServerError, match=r"too long for a socket \(.*set TMPDIR to a shorter"):
        ForkServer()
    assert text(run(type("M", (Manager,), {"runtime": deep}), "print(6 * 7)")) == "42\n"


OWNER = """
import sys, tempfile, time
from forkkernel.spawner import ForkServer
tempfile.tempdir = sys.argv[1]
server = ForkServer(wait=sys.argv[2] == "wait")
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("moment", ["wait", "import"])
def test_what_a_killed_owner_left_goes_with_the_next_start(
    environ: dict[str, str], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-c", OWNER, place, moment]
        owner = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
        assert owner.stdout is not None
        server = int(owner.stdout.readline())
        owner.kill()
        owner.communicate()
        eventually(lambda: gone(server))
        (left,) = Path(place).iterdir()
        monkeypatch.setattr("tempfile.tempdir", place)
        held, other = folders.Folder(), folders.Folder()
        assert not left.exists()
        assert sorted(Path(place).iterdir()) == sorted([held.path, other.path])
        held.close()
        other.close()
        assert list(Path(place).iterdir()) == []


def test_no_temporary_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/no-such-folder")
    with pytest.raises(ForkServerError, match="no folder for a fork server"):
        ForkServer()


def test_too_few_files_for_a_server_are_told(environ: dict[str, str]) -> None:
    code = """
        import os, resource
        from forkkernel.spawner import ForkServer, ForkServerError
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 2,) * 2)
        try:
            ForkServer()
        except ForkServerError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=environ, capture_output=True, text=True
    )
    assert "a fork server cannot be started: [Errno 24] Too many open files" in done.stdout
