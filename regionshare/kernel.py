"""The kernel that runs a chapter: this environment's Python, shielded from the user's settings."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from regionshare.processes import THREADS

# What `python -m ipykernel_launcher` does, after a line that lets the kernel die with its parent.
START = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != {parent}:
        os._exit(1)
if sys.path[0] == "":
    del sys.path[0]
from ipykernel import kernelapp
kernelapp.launch_new_instance()
"""

LONGEST_SOCKET_FOLDER = 80  # a Unix socket's path has at most 107 bytes


class ChapterKernelManager(AsyncKernelManager):
    """Starts `sys.executable`, whatever kernels the user has installed under ``python3``.

    Each kernel has a folder of its own: for its connection file, for its sockets (the default
    places collide when several start at once) and for IPython's profile and Matplotlib's
    settings, so that neither start-up files nor a ``matplotlibrc`` change a figure.
    """

    runtime = Path(tempfile.gettempdir())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(tempfile.mkdtemp(prefix="k", dir=self.runtime))
        (self.folder / "matplotlibrc").touch()
        self.connection_file = str(self.folder / "connection.json")
        if os.name == "posix" and len(str(self.folder)) < LONGEST_SOCKET_FOLDER:
            self.transport = "ipc"
            self.ip = str(self.folder / "s")

    # AsyncKernelManager overrides it in the same way, by an assignment that mypy cannot follow.
    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Start the kernel; what it writes past the notebook goes to a file."""
        with (self.folder / "kernel.log").open("wb") as log:
            await super().start_kernel(**{"stdout": log, "stderr": log, **kwargs})

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel there is."""
        return KernelSpec(
            argv=[
                sys.executable,
                "-c",
                START.format(parent=os.getpid()),
                "-f",
                "{connection_file}",
            ],
            display_name="Python 3",
            language="python",
            env={
                **THREADS,
                "MPLBACKEND": "module://matplotlib_inline.backend_inline",
                "MATPLOTLIBRC": str(self.folder / "matplotlibrc"),
                "IPYTHONDIR": str(self.folder / "ipython"),
                "PYTHONSTARTUP": "",
                "PYTHONHASHSEED": "0",
                "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            },
        )


def kernel_manager(runtime: Path) -> type[ChapterKernelManager]:
    """Return the manager class for kernels whose folders lie in `runtime`."""
    return type("ChapterKernelManager", (ChapterKernelManager,), {"runtime": runtime})
