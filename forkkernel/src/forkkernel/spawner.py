"""The client's side: a server started, and kernels asked of it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from forkkernel.folders import Folder
from forkkernel.messages import IMPORT_TIME, Closed, import_time, receive, send
from forkkernel.words import LOG, Written, death, tail

START_SECONDS = 60.0
ANSWER_SECONDS = 10.0
SOCKET = "s"

PROGRAM = "import forkkernel.server; forkkernel.server.main()"


class ForkServerError(Exception):
    """A server could not be started, or did not fork a kernel; says why."""


def unavailable() -> str:
    """Why there can be no fork server here; empty where there can."""
    if sys.platform != "linux":
        return f"fork servers need Linux; this is {sys.platform}"
    return ""


class ForkServer:
    """A server process; use it as a context, or call `close`.

    Parameters
    ----------
    modules : sequence of str
        What it imports.
    calls : sequence of str
        ``module:function`` to call afterwards.
    environ : mapping, optional
        Its environment, this process's unless told. Kernels must agree with it in the variables
        that `forkkernel.messages.import_time` names.
    wait : bool
        Whether to wait until it serves; who does not calls `wait_ready` later.

    Raises
    ------
    ForkServerError
        It did not start: an import failed, a package started a thread, time ran out, or the system
        gave no socket.

    Attributes
    ----------
    address : str
        Of its socket.
    log : Path
        Of its own output, in its folder; its last half is kept when it grows.
    """

    def __init__(
        self,
        modules: Sequence[str] = (),
        calls: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
    ) -> None:
        why = unavailable()
        if why:
            raise ForkServerError(why)
        self._owner = os.getpid()
        try:
            self._folder = Folder()
        except OSError as error:
            raise ForkServerError(f"no folder for a fork server: {error}") from error
        self.address = str(self._folder.path / SOCKET)
        self.log = self._folder.path / LOG
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = -1
        try:
            self._start(modules, calls, environ)
            if wait:
                self.wait_ready()
        except OSError as error:
            self.close()
            raise ForkServerError(f"a fork server cannot be started: {error}") from error
        except BaseException:
            self.close()
            raise

    def _start(
        self,
        modules: Sequence[str],
        calls: Sequence[str],
        environ: Mapping[str, str] | None,
    ) -> None:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        heard, ready = os.pipe()
        self._heard = heard
        with listener, contextlib.ExitStack() as closing:
            try:
                listener.bind(self.address)
                listener.listen(256)
                order = {
                    "listener": listener.fileno(), "ready": ready,
                    "modules": list(modules), "calls": list(calls),
                }  # fmt: skip
                output = closing.enter_context(self.log.open("ab"))
                self._process = subprocess.Popen(
                    [sys.executable, "-c", PROGRAM, json.dumps(order)],
                    env=dict(os.environ if environ is None else environ),
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    pass_fds=(listener.fileno(), ready),
                    start_new_session=True,
                )
            finally:
                os.close(ready)

    def wait_ready(self) -> None:
        """Wait until the server serves; `ForkServerError` says why it does not."""
        told = b""
        deadline = time.monotonic() + START_SECONDS
        while not told.endswith(b"}"):
            if not select.select([self._heard], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise ForkServerError(f"no fork server after {START_SECONDS:.0f} s")
            data = os.read(self._heard, 65536)
            if not data:
                raise ForkServerError(f"the fork server ended while it imported\n{self._words()}")
            told += data
        error = json.loads(told)["error"]
        if error:
            raise ForkServerError(error)

    def _words(self) -> str:
        """The end of the log."""
        return tail(self.log).strip()

    @property
    def pid(self) -> int:
        """The server's process id."""
        assert self._process is not None
        return self._process.pid

    def close(self) -> None:
        """End the server and every kernel that still runs; only its starter can."""
        if os.getpid() != self._owner:
            return
        process, self._process = self._process, None
        if self._heard >= 0:
            os.close(self._heard)
            self._heard = -1
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._folder.close()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Forked:
    """A kernel's process, seen from its client.

    Parameters
    ----------
    address : str
        `ForkServer.address`.
    argv : sequence of str
        ``sys.argv`` of the kernel: a name, then the arguments of the kernel application.
    environ : mapping
    cwd : str
    stdout, stderr : int
        Descriptors.

    Attributes
    ----------
    returncode : int or None
        The exit code, negative after a signal; None while nobody has seen the kernel's end.
    death : str
        How it has ended, with its last words; empty before.
    ending : bool
        Whether we have asked it to end.

    Raises
    ------
    ForkServerError
        No server answers at the address, or it refuses.
    """

    def __init__(
        self,
        address: str,
        argv: Sequence[str],
        environ: Mapping[str, str],
        cwd: str,
        stdout: int,
        stderr: int,
    ) -> None:
        self.returncode: int | None = None
        self.death = ""
        self.ending = False
        self._log = Path(address).parent / LOG
        request = {"argv": list(argv), "env": dict(environ), "cwd": cwd}
        with contextlib.ExitStack() as failing:
            try:
                self._written = Written(stderr)
                self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                failing.enter_context(self._connection)
                self._connection.settimeout(ANSWER_SECONDS)
                self._connection.connect(address)
                send(self._connection, request, (stdout, stderr))
                answer = receive(self._connection)
            except (OSError, Closed, ValueError) as error:
                raise ForkServerError(f"the fork server does not answer: {error}") from None
            if "refused" in answer:
                raise ForkServerError(f"the fork server refuses: {answer['refused']}")
            failing.pop_all()
        self.pid = int(answer["pid"])

    def fileno(self) -> int:
        """Becomes readable when the kernel has ended."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """The exit code, None while it runs; negative after a signal."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._take_exit()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, when the kernel has ended."""
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
            self._take_exit()
        assert self.returncode is not None
        return self.returncode

    def _take_exit(self) -> None:
        try:
            message = receive(self._connection)
            self.returncode, words = int(message["exit"]), str(message["words"])
        except Closed:  # the server has ended, and with it the kernel
            self.returncode, words = -int(signal.SIGKILL), "the fork server has ended\n"
            with contextlib.suppress(OSError):
                words += tail(self._log)
        self.death = death(self.returncode, words or self._written.tail())
        self._connection.close()

    def send_signal(self, number: int) -> None:
        """Signal the kernel and what it has started; nothing if it has ended."""
        if self.poll() is None:
            self.ending = self.ending or number in (signal.SIGKILL, signal.SIGTERM)
            with contextlib.suppress(OSError):
                send(self._connection, {"signal": int(number)})

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


@functools.lru_cache(maxsize=4)
def _own_server(
    modules: tuple[str, ...], calls: tuple[str, ...], variables: tuple[tuple[str, str], ...], _: int
) -> ForkServer:
    kept = {name: value for name, value in os.environ.items() if not IMPORT_TIME.match(name)}
    server = ForkServer(modules, calls, environ={**kept, **dict(variables)})
    atexit.register(server.close)
    return server


def own_server(
    modules: Sequence[str], calls: Sequence[str], environ: Mapping[str, str]
) -> ForkServer:
    """A server of this process for kernels with such an environment, started when first asked."""
    variables = tuple(import_time(environ).items())
    return _own_server(tuple(modules), tuple(calls), variables, os.getpid())
