"""A kernel manager whose kernels are forked, and that waits for events instead of fixed times."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError

from forkkernel.folders import Folder

RECONNECT_MILLISECONDS = 5
"""A client connects before the kernel listens; ZeroMQ would try again after 100 ms."""

LOST_SECONDS = 0.2
"""After this long without the answer to a request, it was published before we had subscribed."""

LONGEST_SOCKET_FOLDER = 80
"""A Unix socket's path has at most 107 bytes."""


def last_words(manager: Any) -> str:
    """How a manager's kernel has died, to be set behind "Kernel died"; empty if it cannot be said."""
    death = getattr(getattr(manager, "provisioner", None), "death", "")
    return f": {death}" if death else ""


class ForkKernelClient(AsyncKernelClient):
    """Ready as soon as the kernel has answered on both channels."""

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        self.context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)  # of sockets to come
        return super()._create_connected_socket(channel, identity=identity)

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for a reply and for the end of the same request on the channel of outputs.

        The second is the proof that outputs reach us: what a kernel publishes before we have
        subscribed is lost.
        """
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            request = self.kernel_info()
            if await self._answered(request, deadline) and await self._heard_end(request):
                return
            if not await self._async_is_alive():
                why = last_words(self.parent)
                raise DeadKernelError(f"Kernel died before replying to kernel_info{why}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answered(self, request: str, deadline: float) -> bool:
        while True:
            left = min(1.0, deadline - time.monotonic())
            try:
                message = await self.shell_channel.get_msg(timeout=max(left, 0.0))
            except Empty:
                return False
            if message["parent_header"].get("msg_id") == request:
                self._handle_kernel_info_reply(message)
                return True

    async def _heard_end(self, request: str) -> bool:
        while True:
            try:
                message = await self.iopub_channel.get_msg(timeout=LOST_SECONDS)
            except Empty:
                return False
            ours = message["parent_header"].get("msg_id") == request
            if ours and message["content"].get("execution_state") == "idle":
                return True

    wait_for_ready = _async_wait_for_ready


class ForkKernelManager(AsyncKernelManager):
    """Manages one kernel forked from a server; it has a folder of its own.

    The default places of sockets collide when several kernels start at once.
    """

    runtime = Path(tempfile.gettempdir())
    """Where kernels' folders are made; a subclass may say another place."""

    address = ""
    modules: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client_factory = ForkKernelClient
        self.folder = Path(tempfile.mkdtemp(prefix="k", dir=self.runtime))
        self.connection_file = str(self.folder / "connection.json")
        self._sockets: Folder | None = None
        sockets = self.folder
        if len(str(sockets)) >= LONGEST_SOCKET_FOLDER:
            with contextlib.suppress(OSError):  # nowhere is short: ports do
                self._sockets = Folder()
                sockets = self._sockets.path
        if os.name == "posix" and len(str(sockets)) < LONGEST_SOCKET_FOLDER:
            self.transport = "ipc"
            self.ip = str(sockets / "s")

    def cleanup_connection_file(self) -> None:
        """Remove the connection file, and the sockets' folder where it lies elsewhere."""
        super().cleanup_connection_file()
        if self._sockets is not None:
            self._sockets.close()

    @property
    def kernel_spec(self) -> KernelSpec:
        """Python of this environment, through the provisioner."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={
                "kernel_provisioner": {
                    "provisioner_name": "fork-server",
                    "config": {
                        "address": self.address,
                        "modules": list(self.modules),
                        "calls": list(self.calls),
                    },
                }
            },
        )

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        if self.provisioner is not None:
            await self.provisioner.wait()
        await asyncio.sleep(0)
