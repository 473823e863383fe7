"""The kernels that run chapters: this environment's Python, shielded from the user's settings."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec

from forkkernel.engine import ForkServerEngine
from forkkernel.manager import ForkKernelManager
from forkkernel.spawner import ForkServer, ForkServerError
from regionshare.errors import ParameterError
from regionshare.execution.processes import THREADS
from regionshare.files.project import Project

ENGINE = "regionshare"
FORK, STANDARD = "fork", "standard"
KINDS = (FORK, STANDARD)
MODULES = ("pandas", "matplotlib.figure", "matplotlib.backends.backend_svg", "seaborn")
CALLS = ("regionshare.execution.warm:warm",)

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


@dataclass(frozen=True)
class Kernels:
    """Where kernels come from: a fork server, or a start from nothing for each.

    Attributes
    ----------
    folder : Path
        Holds Matplotlib's settings, which are none.
    address : str
        Of a `forkkernel.spawner.ForkServer`; empty for kernels that are started anew.
    """

    folder: Path
    address: str = ""

    @property
    def environ(self) -> dict[str, str]:
        """What every kernel finds in its environment, the server too."""
        return {
            **THREADS,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MATPLOTLIBRC": str(self.folder / "matplotlibrc"),
            "PYTHONSTARTUP": "",
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }

    def manager(self, runtime: Path, environ: Mapping[str, str]) -> type[ForkKernelManager]:
        """The manager class for kernels whose folders lie in `runtime`."""
        given = {
            "runtime": runtime,
            "address": self.address,
            "environ": {**self.environ, **environ},
        }
        return type("ChapterKernelManager", (ChapterKernelManager,), given)


class ChapterKernelManager(ForkKernelManager):
    """Starts `sys.executable`, whatever kernels the user has installed under ``python3``.

    Each kernel has a folder of its own: for its connection file, for its sockets and for IPython's
    profile, so that no start-up file changes a figure.
    """

    environ: Mapping[str, str] = {}

    # AsyncKernelManager overrides it in the same way, by an assignment that mypy cannot follow.
    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Start the kernel; what it writes past the notebook goes to a file."""
        with (self.folder / "kernel.log").open("wb") as log:
            await super().start_kernel(**{"stdout": log, "stderr": log, **kwargs})

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel there is."""
        spec: KernelSpec = super().kernel_spec
        spec.env = {**self.environ, "IPYTHONDIR": str(self.folder / "ipython")}
        if not self.address:
            spec.metadata = {}
            spec.argv = [
                sys.executable, "-c", START.format(parent=os.getpid()), "-f", "{connection_file}"
            ]  # fmt: skip
        return spec


class ChapterEngine(ForkServerEngine):
    """``papermill --engine regionshare``: a chapter in a forked kernel of this environment."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute a notebook in a kernel from `current`, unless a kernel manager is given."""
        if "kernel_manager_class" in kwargs:
            return super().execute_notebook(nb, kernel_name, **kwargs)
        with _folder() as folder:
            manager = current().manager(Path(folder), {})
            return super().execute_notebook(nb, kernel_name, kernel_manager_class=manager, **kwargs)


@dataclass
class _Held:
    """The kernels that `current` gives, in this process and in those that it forks.

    Attributes
    ----------
    kernels : Kernels, optional
    state : tuple
        What the files were like when a server that outlives its builds imported and read them;
        empty for one that lives within `serving`.
    closing : ExitStack
        Ends that server.
    """

    kernels: Kernels | None = None
    state: tuple[Any, ...] = ()
    closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)


_held = _Held()


def check_kind(kind: str) -> str:
    """Return the kind of kernel; refuse an unknown one."""
    if kind not in KINDS:
        raise ParameterError(f"kernel {kind!r} is not known", remedy=f"Kernels: {', '.join(KINDS)}")
    return kind


@contextlib.contextmanager
def serving(
    folder: Path, kind: str = FORK, report: Callable[[str], None] | None = None
) -> Iterator[Kernels]:
    """Inside this context, `current` gives kernels of one kind, here and in forked children.

    Parameters
    ----------
    folder : Path
        For settings; removed by the caller.
    kind : {"fork", "standard"}
        Kernels are started the standard way, too, where there can be no fork server.
    report : callable, optional
        Gets a line where that is so.
    """
    before = (_held.kernels, _held.state)
    with contextlib.ExitStack() as closing:
        _held.kernels = _started(folder, check_kind(kind), closing, report or (lambda line: None))
        _held.state = ()
        try:
            yield _held.kernels
        finally:
            _held.kernels, _held.state = before


def _started(
    folder: Path, kind: str, closing: contextlib.ExitStack, report: Callable[[str], None]
) -> Kernels:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matplotlibrc").touch()
    kernels = Kernels(folder)
    if kind == STANDARD:
        return kernels
    environ = {**os.environ, **kernels.environ}
    try:
        server = closing.enter_context(ForkServer(MODULES, CALLS, environ, wait=False))
        _warm_up()
        server.wait_ready()
    except ForkServerError as error:
        report(f"standard kernels, since forked ones cannot be had: {error}")
        return kernels
    return Kernels(folder, server.address)


def _warm_up() -> None:
    """Import what executes notebooks here while the server imports what they use."""
    from forkkernel.client import warm

    warm()


def current() -> Kernels:
    """The kernels of the enclosing `serving`, or a server of this process.

    The latter is started anew when data or package have changed since: it has read and imported
    them.
    """
    if _held.kernels is not None and not _held.state:
        return _held.kernels
    state = (os.getpid(), *Project.default().state())
    if _held.kernels is None or state != _held.state:
        if _held.state[:1] == state[:1]:
            _held.closing.close()
        _held.closing = contextlib.ExitStack()
        folder = Path(_held.closing.enter_context(_folder()))
        _held.kernels = _started(folder, FORK, _held.closing, lambda line: None)
        _held.state = state
        atexit.register(_held.closing.close)
    return _held.kernels


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="rs-", ignore_cleanup_errors=True)
