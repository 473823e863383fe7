"""A `jupyter_client` kernel provisioner that forks kernels from a server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, List, Unicode

from forkkernel.spawner import Forked, ForkServerError, own_server

LAUNCHER = ("-m", "ipykernel_launcher")


class ForkServerProvisioner(LocalProvisioner):
    """Provisions IPython kernels by forking them; its entry point is ``fork-server``.

    A kernel specification asks for it in its metadata::

        {"kernel_provisioner": {"provisioner_name": "fork-server",
                                "config": {"modules": ["pandas", "matplotlib"]}}}

    Its ``argv`` must be ``python -m ipykernel_launcher ...`` of this very Python. Where a kernel
    cannot be forked it is started the usual way, and the log says why.
    """

    address = Unicode("", help="Of a running server; without it this process has its own.").tag(
        config=True
    )
    modules: Any = List(Unicode(), help="What an own server imports.").tag(config=True)
    calls: Any = List(Unicode(), help="module:function, called after the imports.").tag(config=True)
    death = ""
    """How the kernel has ended, with its last words; empty before, and after a signal of ours."""

    fallback = Bool(True, help="Start a kernel the usual way where it cannot be forked.").tag(
        config=True
    )

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel; `ForkServerError` where that fails and `fallback` is off."""
        try:
            process = self._fork(cmd, kwargs)
        except ForkServerError as error:
            if not self.fallback:
                raise
            self.log.warning("kernel not forked, started the usual way: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]  # it has what is used of a Popen
        self.pid = process.pid
        self.pgid = None  # signals go through the server, which knows whether the kernel still runs
        self.cwd = kwargs.get("cwd")
        self.death = ""
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> ForkedProcess:
        if tuple(cmd[1:3]) != LAUNCHER or not _same_python(cmd[0]):
            raise ForkServerError(
                f"{' '.join(cmd[:3])} is not {sys.executable} {' '.join(LAUNCHER)}"
            )
        environ = dict(kwargs.get("env") or os.environ)
        address = self.address or own_server(self.modules, self.calls, environ).address
        cwd = str(kwargs.get("cwd") or Path.cwd())
        with _descriptors(kwargs.get("stdout"), kwargs.get("stderr")) as (stdout, stderr):
            return ForkedProcess(address, cmd[2:], environ, cwd, stdout, stderr)

    async def poll(self) -> int | None:
        """The exit code, None while the kernel runs; a death that nobody asked for is logged."""
        code = await super().poll()
        process = self.process
        if isinstance(process, ForkedProcess) and code is not None and not self.death:
            self.death = "" if process.ending else process.death
            if self.death and code:
                self.log.error("kernel died: %s", self.death)
        return code

    async def wait(self) -> int | None:
        """Wait for the kernel's end, which the server tells at once."""
        if not isinstance(self.process, ForkedProcess):
            return await super().wait()
        if self.process.poll() is None:
            await _readable(self.process.fileno())
        await self.poll()
        code = self.process.wait()
        self.process = None
        return code


class ForkedProcess(Forked):
    """As `LocalProvisioner` wants a process to be."""

    stdin = stdout = stderr = None


def _same_python(name: str) -> bool:
    return os.path.realpath(name) == os.path.realpath(sys.executable)


class _descriptors:
    """Descriptors for what `subprocess.Popen` takes as ``stdout`` and ``stderr``."""

    def __init__(self, stdout: Any, stderr: Any) -> None:
        self._opened: list[int] = []
        self._out = self._number(stdout, 1)
        self._err = self._out if stderr == subprocess.STDOUT else self._number(stderr, 2)

    def _number(self, given: Any, inherited: int) -> int:
        if given is None:
            return inherited
        if given == subprocess.PIPE:
            raise ForkServerError("a kernel's output cannot be a pipe")
        if given == subprocess.DEVNULL:
            self._opened.append(os.open(os.devnull, os.O_WRONLY))
            return self._opened[-1]
        return given if isinstance(given, int) else int(given.fileno())

    def __enter__(self) -> tuple[int, int]:
        return self._out, self._err

    def __exit__(self, *_: object) -> None:
        for one in self._opened:
            os.close(one)


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def tell() -> None:
        if not done.done():
            done.set_result(None)

    loop.add_reader(descriptor, tell)
    try:
        await done
    finally:
        loop.remove_reader(descriptor)
