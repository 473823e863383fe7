"""Whatever clients do and in whatever order, kernels that were not told to end live on."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import tempfile
import textwrap
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import psutil
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from forkkernel.messages import send
from forkkernel.spawner import Forked, ForkServer
from tests.kernels_run import PATIENCE, SETTINGS, eventually, gone

pytestmark = pytest.mark.slow

IMPATIENT = """
    import forkkernel.server, forkkernel.rehearsal
    forkkernel.server.PATIENCE = 0.3
    import signal, time
    from ipykernel import kernelapp
    def wait(**_):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
        while True:
            time.sleep(60)
    import os
    kernelapp.launch_new_instance = wait
"""
"""A server that leaves the silent soon, and whose kernels only wait to be ended."""


class Orders(RuleBasedStateMachine):
    """Connect, be silent, talk nonsense, signal, close, exit; one step after another.

    The server may be stopped meanwhile, so that many of these meet in one pass of its loop.
    """

    server: ForkServer
    environ: dict[str, str]
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.kernels: list[Forked] = []
        self.silent: list[socket.socket] = []
        self.ended: list[tuple[Forked, int]] = []
        self.stopped = False

    @precondition(lambda self: not self.stopped and len(self.kernels) < 5)
    @rule()
    def start(self) -> None:
        self.kernels.append(Forked(self.server.address, ["k"], self.environ, "/", 2, 2))

    @rule(part=st.sampled_from([b"", b"\0", b"\0" * 7 + b"\x09{", b"\xff" * 8, b"\0" * 8]))
    def connect(self, part: bytes) -> None:
        one = socket.socket(socket.AF_UNIX)
        one.connect(self.server.address)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            one.sendall(part)
        self.silent.append(one)

    @precondition(lambda self: self.silent)
    @rule(data=st.data())
    def hang_up(self, data: Any) -> None:
        self.silent.pop(data.draw(st.integers(0, len(self.silent) - 1))).close()

    def _take(self, data: Any, code: int) -> Forked:
        kernel = self.kernels.pop(data.draw(st.integers(0, len(self.kernels) - 1)))
        self.ended.append((kernel, code))
        return kernel

    @precondition(lambda self: self.kernels)
    @rule(data=st.data(), number=st.sampled_from([signal.SIGKILL, signal.SIGABRT]))
    def end_by_signal(self, data: Any, number: int) -> None:
        self._take(data, -number).send_signal(number)

    @precondition(lambda self: self.kernels)
    @rule(data=st.data())
    def die(self, data: Any) -> None:
        os.kill(self._take(data, -signal.SIGKILL).pid, signal.SIGKILL)

    @precondition(lambda self: self.kernels)
    @rule(data=st.data())
    def close(self, data: Any) -> None:
        kernel, _ = self._take(data, 0), self.ended.pop()
        kernel._connection.close()
        self.gone = kernel.pid

    @precondition(lambda self: self.kernels)
    @rule(data=st.data(), content=st.sampled_from([None, {}, {"signal": "x"}, {"signal": 10**9}]))
    def talk_nonsense(self, data: Any, content: object) -> None:
        send(self._take(data, -signal.SIGKILL)._connection, content)

    @precondition(lambda self: not self.stopped)
    @rule()
    def stop(self) -> None:
        os.kill(self.server.pid, signal.SIGSTOP)
        self.stopped = True

    @precondition(lambda self: self.stopped)
    @rule()
    def go_on(self) -> None:
        os.kill(self.server.pid, signal.SIGCONT)
        self.stopped = False

    @invariant()
    def the_server_and_all_others_live(self) -> None:
        for kernel in getattr(self, "kernels", ()):
            assert not gone(kernel.pid)
        assert not gone(self.server.pid)

    def teardown(self) -> None:
        """At the end each kernel is as it was told to be, and none is left behind."""
        os.kill(self.server.pid, signal.SIGCONT)
        for kernel, code in self.ended:
            assert kernel.wait(PATIENCE) == code
        for kernel in self.kernels:
            assert kernel.poll() is None
            kernel.kill()
            assert kernel.wait(PATIENCE) == -signal.SIGKILL
        for one in self.silent:
            one.settimeout(PATIENCE)
            with contextlib.suppress(ConnectionResetError):
                while one.recv(4096):
                    pass
            one.close()
        eventually(lambda: not psutil.Process(self.server.pid).children())


@pytest.mark.parametrize("orders", [pytest.param(60, marks=pytest.mark.release), 8])
def test_orders_of_all_that_clients_do(orders: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "impatient.py").write_text(textwrap.dedent(IMPATIENT))
        searched = os.pathsep.join([folder, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        environ = {**os.environ, **SETTINGS, "PYTHONPATH": searched}
        with ForkServer(["impatient"], environ=environ) as server:
            Orders.server, Orders.environ = server, environ
            machine: Any = Orders.TestCase
            machine.settings = settings(
                max_examples=orders,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            machine().runTest()
