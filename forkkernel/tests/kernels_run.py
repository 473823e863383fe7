"""What the tests run: managers, notebooks of single cells, and kernels asked for by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec

from forkkernel.client import ClientEngine
from forkkernel.manager import ForkKernelManager
from forkkernel.spawner import Forked, ForkServer

SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
PATIENCE = 120.0


class Manager(ForkKernelManager):
    more: dict[str, str] = {}

    @property
    def kernel_spec(self) -> KernelSpec:
        spec: KernelSpec = super().kernel_spec
        spec.env = {**SETTINGS, **self.more}
        return spec


class Standard(Manager):
    @property
    def kernel_spec(self) -> KernelSpec:
        spec: KernelSpec = super().kernel_spec
        spec.metadata = {}
        return spec


def run(manager: type[Manager], *cells: str, cwd: Path | None = None) -> list[Any]:
    """The outputs of cells that a kernel of its own executes."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    from papermill.engines import papermill_engines

    papermill_engines.register("tested", ClientEngine)
    done = papermill.execute_notebook(
        notebook, None, engine_name="tested", progress_bar=False, cwd=cwd,
        kernel_manager_class=manager,
    )  # fmt: skip
    return [output for cell in done.cells for output in cell.outputs]


def text(outputs: list[Any]) -> str:
    return "".join(o.get("text", "") for o in outputs)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):  # it ended before, or while it is read
        return True


def ask(server: ForkServer, environ: dict[str, str], tmp_path: Path, name: str = "c") -> Forked:
    with (tmp_path / "log").open("wb") as log:
        argv = ["kernel", "-f", str(tmp_path / f"{name}.json"), "--transport=ipc",
                f"--ip={tmp_path}/{name}"]  # fmt: skip
        return Forked(server.address, argv, environ, str(tmp_path), log.fileno(), log.fileno())
