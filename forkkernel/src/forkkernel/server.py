"""The server process: imports once, forks a kernel per request.

It has one thread, since only that thread would survive a fork, and refuses to serve if an imported
package has started another. It ends when the pipe that is its standard input is closed, that is,
with the process that started it, and takes its kernels with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forkkernel.child import become_kernel
from forkkernel.messages import Closed, Inbox, import_time, send
from forkkernel.rehearsal import rehearse
from forkkernel.words import LOG, leave_words, tail, take_words

PR_SET_PDEATHSIG = 1
PATIENCE = 5.0
"""Seconds for a client to send the request after it has connected."""

LARGEST_LOG = 1_000_000
"""Bytes; of a longer log the last half is kept."""

DESCRIPTORS = 2
"""Standard output and error, which come with a request."""


class Client:
    """Someone who asks for a kernel and then lives with it, on a connection of his own.

    Attributes
    ----------
    deadline : float
        When the request must have come.
    pid : int
        Of the kernel; 0 before there is one.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.inbox = Inbox(connection, DESCRIPTORS)
        self.deadline = time.monotonic() + PATIENCE
        self.pid = 0

    @property
    def gone(self) -> bool:
        """Whether the connection has been closed here."""
        return self.connection.fileno() < 0

    def tell(self, content: dict[str, Any]) -> None:
        """Send an answer; all are short, so that one which would have to wait is an `OSError`."""
        send(self.connection, content)

    def close(self) -> None:
        """Close the connection and the descriptors that came by it."""
        self.connection.close()
        self.inbox.close()


class Server:
    """Forks kernels for whoever connects to `listener`.

    Nothing waits for a client, and what goes wrong with one ends no other's connection.

    Parameters
    ----------
    listener : socket
    environ : dict
        The environment before the imports. A kernel must agree with it in what imports read.
    """

    def __init__(self, listener: socket.socket, environ: dict[str, str]) -> None:
        self.listener = listener
        self.folder = Path(listener.getsockname()).parent
        self.environ = import_time(environ)
        self.imported = {n: v for n, v in os.environ.items() if n not in environ}
        self.clients: set[Client] = set()
        self.kernels: dict[int, Client] = {}
        self.selector = selectors.DefaultSelector()
        self.ended, self.wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def serve(self) -> None:
        """Answer requests until standard input ends."""
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ours to hear is the end of standard input
        self.listener.setblocking(False)
        self.selector.register(0, selectors.EVENT_READ, None)
        self.selector.register(self.ended, selectors.EVENT_READ, self._reap)
        self.selector.register(self.listener, selectors.EVENT_READ, self._accept)
        while True:
            for key, _ in self.selector.select(self._until_deadline()):
                if key.data is None:
                    return self._close()
                key.data()
            self._end_silent()
            _bound_log(self.folder / LOG)

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):  # he waits until another has ended
                time.sleep(0.05)
            return  # the client has given up
        client = Client(connection)
        self.clients.add(client)
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._heard(client))

    def _until_deadline(self) -> float | None:
        asking = [client.deadline for client in self.clients if not client.pid]
        return max(0.0, min(asking) - time.monotonic()) if asking else None

    def _end_silent(self) -> None:
        now = time.monotonic()
        for client in [one for one in self.clients if not one.pid and one.deadline <= now]:
            self._end(client)

    def _heard(self, client: Client) -> None:
        """Take what a client has sent; whatever is wrong with it ends this connection only."""
        if client.gone:  # its kernel ended in the same pass of the loop
            return
        try:
            for message in client.inbox.read():
                if client.pid:
                    self._signal(client, int(message["signal"]))
                else:
                    self._answer(client, message)
        except Closed:
            self._end(client)
        except Exception:
            traceback.print_exc()
            self._end(client)

    def _answer(self, client: Client, request: Any) -> None:
        """Fork the kernel that is asked for, or say why not."""
        refusal = self._refusal(request, client.inbox.descriptors)
        if not refusal:
            try:
                self._fork(client, request)
            except OSError as error:  # too many processes
                refusal = str(error)
        if refusal:
            client.tell({"refused": refusal})
            raise Closed(refusal)
        client.inbox.close()
        client.tell({"pid": client.pid})

    def _refusal(self, request: Any, descriptors: list[int]) -> str:
        if not _well_formed(request):
            return "the request is malformed"
        if len(descriptors) != DESCRIPTORS:
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
            return f"standard output and error did not arrive (ulimit -n is {limit})"
        asked = import_time(request["env"])
        for name in sorted(asked.keys() | self.environ.keys()):
            if asked.get(name) != self.environ.get(name):
                return f"{name} is {asked.get(name)!r}, the server's is {self.environ.get(name)!r}"
        return ""

    def _fork(self, client: Client, request: dict[str, Any]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        server = os.getpid()
        pid = os.fork()
        if pid:
            client.pid = pid
            self.kernels[pid] = client
            return
        code = 1
        try:
            signal.set_wakeup_fd(-1)  # from Python 3.12 on asyncio has done so in every child
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != server:  # it ended before the line above
                os._exit(1)
            descriptors, client.inbox.descriptors = client.inbox.descriptors, []
            self._forget_all()
            request["env"] = {**self.imported, **request["env"]}  # what imports set, they set here
            code = become_kernel(request, descriptors)
        except BaseException:
            leave_words(self.folder / str(os.getpid()), traceback.format_exc())
        finally:
            os._exit(code)

    def _forget_all(self) -> None:
        """In a child: what belongs to the server and to other kernels is closed."""
        for client in self.clients:
            client.close()
        self.listener.close()
        self.selector.close()
        os.close(self.ended)
        os.close(self.wake)

    def _signal(self, client: Client, number: int) -> None:
        """Signal a kernel with all it has started; nothing if it is gone: its id may be another's."""
        if self.kernels.get(client.pid) is client:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(client.pid, number)
                return
            with contextlib.suppress(ProcessLookupError):  # it has no group yet
                os.kill(client.pid, number)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self.ended, 4096)
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            client = self.kernels.pop(pid, None)
            words = take_words(self.folder / str(pid))
            if client is not None and not client.gone:
                with contextlib.suppress(OSError):
                    client.tell({"exit": os.waitstatus_to_exitcode(status), "words": words})
                self._end(client)

    def _end(self, client: Client) -> None:
        """Close a connection; the kernel that lives by it is killed."""
        self.clients.discard(client)
        self.selector.unregister(client.connection)
        client.close()
        self._signal(client, signal.SIGKILL)

    def _close(self) -> None:
        for client in list(self.kernels.values()):
            self._signal(client, signal.SIGKILL)


def _well_formed(request: Any) -> bool:
    """Whether a request has what a kernel needs, each of its type."""
    if not isinstance(request, dict):
        return False
    argv, env, cwd = (request.get(name) for name in ("argv", "env", "cwd"))
    return (
        isinstance(cwd, str)
        and isinstance(argv, list)
        and isinstance(env, dict)
        and all(isinstance(one, str) for one in (*argv, *env.values()))
    )


def _bound_log(path: Path) -> None:
    """Shorten the log, which this process appends to, to its last half when it is too long."""
    size = os.fstat(2).st_size
    if size > LARGEST_LOG:
        with contextlib.suppress(OSError):
            kept = tail(path, LARGEST_LOG // 2)
            os.truncate(path, 0)
            os.write(2, kept.encode())


def preload(modules: list[str], calls: list[str], folder: Path) -> None:
    """Import modules, then call ``module:function`` for each of `calls`, then rehearse a kernel."""
    import ipykernel.kernelapp  # noqa: F401

    for name in modules:
        importlib.import_module(name)
    for name in calls:
        module, _, function = name.partition(":")
        call: Callable[[], object] = getattr(importlib.import_module(module), function)
        call()
    rehearse(folder)


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
        preload(order["modules"], order["calls"], Path(listener.getsockname()).parent)
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
