"""The kernels that run chapters, shielded from the user's settings, and one notebook run in one.

What executes notebooks is imported when the first is: a fork server starts meanwhile.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec

from forkkernel.engine import OUTPUTS, ForkServerEngine
from forkkernel.folders import Folder
from forkkernel.manager import ForkKernelManager
from forkkernel.spawner import ForkServer, ForkServerError
from regionshare.data import trace
from regionshare.errors import ChapterError, ParameterError
from regionshare.execution.processes import THREADS
from regionshare.files import notebooks
from regionshare.files.notebooks import CELL_NUMBER, Notebook
from regionshare.files.project import Project

if TYPE_CHECKING:
    from regionshare.execution.plan import Run

ENGINE = "regionshare"
FORK, STANDARD = "fork", "standard"
KINDS = (FORK, STANDARD)
MODULES = ("pandas", "matplotlib.figure", "matplotlib.backends.backend_svg", "seaborn")
ERROR_MARK = "regionshare: "  # RegionshareError._render_traceback_ begins with it
LAST_LINES = 3  # of a kernel's last words, in the error that a chapter gives
RECORD = "reads"
"""The file in a run's folder that says what it read: see `regionshare.data.trace`."""
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
        with contextlib.closing(Folder()) as folder:
            manager = current().manager(folder.path, {})
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
        _papermill()
        return kernels
    from forkkernel import client

    environ = {**os.environ, **kernels.environ}
    try:
        server = closing.enter_context(ForkServer(MODULES, CALLS, environ, wait=False))
        _papermill()
        client.warm()
        server.wait_ready()
    except ForkServerError as error:
        report(f"standard kernels, since forked ones cannot be had: {error}")
        return kernels
    return Kernels(folder, server.address)


def _papermill() -> Any:
    """Papermill with our engine; imported here while the server imports what chapters use."""
    import papermill
    from papermill.engines import papermill_engines

    papermill_engines.register(ENGINE, ChapterEngine)
    return papermill


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
        folder = _held.closing.enter_context(contextlib.closing(Folder()))
        _held.kernels = _started(folder.path, FORK, _held.closing, lambda line: None)
        _held.state = state
        atexit.register(_held.closing.close)
    return _held.kernels


def run_notebook(run: Run, runtime: Path) -> tuple[Notebook, list[str]]:
    """Execute the notebook of a run through papermill's API.

    Parameters
    ----------
    run : Run
    runtime : Path
        An existing folder for this run alone.

    Returns
    -------
    tuple of (dict, list of str)
        The executed notebook, and what its cells wrote to the standard error stream: that is told
        to whoever builds, and is not part of the page.
    """
    import nbformat
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    papermill = _papermill()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    as_node: Any = nbformat.from_dict
    node = as_node({**run.source, "nbformat": 4, "nbformat_minor": 4})
    kernels = current()
    environ = {trace.VARIABLE: str(runtime / RECORD), **run.environ}
    try:
        done = papermill.execute_notebook(
            node,
            None,
            parameters=dict(run.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=run.chapter.path.parent,
            engine_name=ENGINE if kernels.address else None,
            kernel_manager_class=kernels.manager(runtime, environ),
            **OUTPUTS,
        )
    except PapermillExecutionError as error:
        raise _told(error, run) from None
    except DeadKernelError as error:
        raise ChapterError(_last_words(str(error)), where=run.name) from None
    notebook: Notebook = _plain(done)
    warnings = _take_stderr(notebook, run.name)
    notebooks.strip_run_traces(notebook)
    return notebook, warnings


def _last_words(death: str) -> str:
    """What a kernel died of: how it ended, and the end of what it said, where that is known."""
    how, *lines = death.replace("Kernel died", "the kernel died", 1).splitlines()
    return "; ".join([how, *lines[-LAST_LINES:]])


def _told(error: Any, run: Run) -> ChapterError:
    """Return a failed cell as an error that names chapter, cell and cause."""
    sources = [cell for cell in run.source["cells"] if cell["source"] == error.source]
    number = sources[0]["metadata"][CELL_NUMBER] if sources else error.cell_index
    line = next((text for text in error.source.splitlines() if text.strip()), "")
    trace = list(error.traceback or ())
    ours = bool(trace) and trace[-1].startswith(ERROR_MARK)
    told = ChapterError(
        trace[-1].removeprefix(ERROR_MARK) if ours else f"{error.ename}: {error.evalue}",
        where=f"{run.name}, cell {number} `{line.strip()}`",
    )
    if ours:  # bad input, not a defect of the chapter
        told.exit_code = 2
    return told


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, list) else node


def _take_stderr(notebook: Notebook, name: str) -> list[str]:
    taken = []
    for cell in notebook["cells"]:
        kept = []
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                number = cell["metadata"].get(CELL_NUMBER)
                taken.append(f"{name}, cell {number} warns: {output['text'].strip()}")
            else:
                kept.append(output)
        if "outputs" in cell:
            cell["outputs"] = kept
    return taken
