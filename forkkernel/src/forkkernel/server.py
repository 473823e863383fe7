"""The server process: imports once, forks a kernel per request.

It has one thread, since only that thread would survive a fork, and refuses to serve if an imported
package has started another. It ends when the pipe that is its standard input is closed, that is,
with the process that started it, and takes its kernels with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forkkernel.child import become_kernel
from forkkernel.messages import Closed, import_time, receive, send
from forkkernel.rehearsal import rehearse

PR_SET_PDEATHSIG = 1
PATIENCE = 5.0
"""Seconds for a client to send the request after it has connected."""


@dataclass
class Kernel:
    """A forked kernel: its process and the connection that it lives by."""

    pid: int
    connection: socket.socket


class Server:
    """Forks kernels for whoever connects to `listener`.

    Parameters
    ----------
    listener : socket
    environ : dict
        The environment before the imports. A kernel must agree with it in what imports read.
    """

    def __init__(self, listener: socket.socket, environ: dict[str, str]) -> None:
        self.listener = listener
        self.environ = import_time(environ)
        self.imported = {n: v for n, v in os.environ.items() if n not in environ}
        self.kernels: dict[int, Kernel] = {}
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Answer requests until standard input ends."""
        ended, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ours to hear is the end of standard input
        self.listener.setblocking(False)
        self.selector.register(0, selectors.EVENT_READ, None)
        self.selector.register(ended, selectors.EVENT_READ, lambda: self._reap(ended))
        self.selector.register(self.listener, selectors.EVENT_READ, self._accept)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    return self._close()
                key.data()

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # the client has given up
            return
        connection.settimeout(PATIENCE)
        try:
            request, descriptors = receive(connection, 2)
        except Closed:
            connection.close()
            return
        try:
            refusal = self._refusal(request, descriptors)
            if refusal:
                send(connection, {"refused": refusal})
                connection.close()
                return
            self._fork(connection, request, descriptors)
        except OSError as error:  # too many processes, or a client that is gone
            with contextlib.suppress(OSError):
                send(connection, {"refused": str(error)})
            connection.close()
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _refusal(self, request: dict[str, Any], descriptors: list[int]) -> str:
        if len(descriptors) != 2:
            return "standard output and error were not given"
        asked = import_time(request["env"])
        for name in sorted(asked.keys() | self.environ.keys()):
            if asked.get(name) != self.environ.get(name):
                return f"{name} is {asked.get(name)!r}, the server's is {self.environ.get(name)!r}"
        return ""

    def _fork(
        self, connection: socket.socket, request: dict[str, Any], descriptors: list[int]
    ) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        server = os.getpid()
        pid = os.fork()
        if pid:
            kernel = Kernel(pid, connection)
            self.kernels[pid] = kernel
            self.selector.register(connection, selectors.EVENT_READ, lambda: self._heard(kernel))
            send(connection, {"pid": pid})
            return
        code = 1
        try:
            os.close(signal.set_wakeup_fd(-1))
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != server:  # it ended before the line above
                os._exit(1)
            self._forget_all()
            connection.close()
            request["env"] = {**self.imported, **request["env"]}  # what imports set, they set here
            code = become_kernel(request, descriptors)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _forget_all(self) -> None:
        """In a child: what belongs to the server and to other kernels is closed."""
        for key in list(self.selector.get_map().values()):
            if key.fd:
                os.close(key.fd)
        for kernel in self.kernels.values():
            kernel.connection.detach()
        self.listener.detach()
        self.selector.close()

    def _heard(self, kernel: Kernel) -> None:
        try:
            message, _ = receive(kernel.connection)
        except Closed:
            self._drop(kernel.connection)
            self._signal(kernel, signal.SIGKILL)
            return
        if "signal" in message:
            self._signal(kernel, message["signal"])

    def _signal(self, kernel: Kernel, number: int) -> None:
        """Signal a kernel with all it has started; nothing if it is gone: its id may be another's."""
        if self.kernels.get(kernel.pid) is kernel:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(kernel.pid, number)
                return
            with contextlib.suppress(ProcessLookupError):  # it has no group yet
                os.kill(kernel.pid, number)

    def _reap(self, ended: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(ended, 4096)
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            kernel = self.kernels.pop(pid, None)
            if kernel is None:
                continue
            if kernel.connection.fileno() >= 0:
                with contextlib.suppress(OSError):
                    send(kernel.connection, {"exit": os.waitstatus_to_exitcode(status)})
                self._drop(kernel.connection)

    def _drop(self, connection: socket.socket) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(connection)
        connection.close()

    def _close(self) -> None:
        for kernel in list(self.kernels.values()):
            self._signal(kernel, signal.SIGKILL)


def preload(modules: list[str], calls: list[str]) -> None:
    """Import modules, then call ``module:function`` for each of `calls`, then rehearse a kernel."""
    import ipykernel.kernelapp  # noqa: F401

    for name in modules:
        importlib.import_module(name)
    for name in calls:
        module, _, function = name.partition(":")
        call: Callable[[], object] = getattr(importlib.import_module(module), function)
        call()
    rehearse()


def threads() -> int:
    """How many threads this process has."""
    return len(list(Path("/proc/self/task").iterdir()))


def main() -> None:
    """Serve on the socket whose descriptor the first argument gives."""
    if sys.path[0] == "":
        del sys.path[0]
    environ = dict(os.environ)  # now: packages change it while they are imported
    order = json.loads(sys.argv[1])
    listener = socket.socket(fileno=order["listener"])
    ready = order["ready"]
    try:
        preload(order["modules"], order["calls"])
        count = threads()
        told = f"{count} threads after the imports; a fork would keep one" if count > 1 else ""
    except BaseException as error:
        traceback.print_exc()
        told = f"{type(error).__name__}: {error}"
    os.write(ready, json.dumps({"error": told}).encode())
    os.close(ready)
    if told:
        sys.exit(1)
    gc.freeze()  # a child's collector would otherwise touch, and so copy, every page
    Server(listener, environ).serve()
