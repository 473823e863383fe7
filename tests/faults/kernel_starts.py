"""Kernels started by the thousand, several at a time: how many did not give what they should.

``python tests/faults/kernel_starts.py 10000`` takes about half an hour; any count will do.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import papermill

from forkkernel.manager import ForkKernelManager
from forkkernel.spawner import ForkServer

CELL = "import os; print(6 * 7, os.getpid())"


def scenario(count: int, workers: int = 4) -> list[str]:
    """Start a kernel `count` times, with one cell each, by so many processes at once.

    Returns
    -------
    list of str
        What went wrong, a line for each failure; empty if nothing did.
    """
    with ForkServer() as server, ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        shares = [len(range(first, count, workers)) for first in range(workers)]
        found = pool.map(_some, [server.address] * workers, shares)
        return [line for lines in found for line in lines]


def _some(address: str, count: int) -> list[str]:
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        given = {"address": address, "runtime": Path(folder), "fallback": False}
        manager = type("Manager", (ForkKernelManager,), given)
        return list(filter(None, (_one(manager) for _ in range(count))))


def _one(manager: type[ForkKernelManager]) -> str:
    """Why a start has failed; empty if it has not."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    given: dict[str, Any] = {"engine_name": "fork-server", "kernel_manager_class": manager}
    try:
        done = papermill.execute_notebook(notebook, None, progress_bar=False, **given)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    (output,) = done.cells[0].outputs
    answer, process = output["text"].split()
    return "" if answer == "42" and int(process) != os.getpid() else repr(output)


if __name__ == "__main__":
    asked = int(sys.argv[1])
    wrong = scenario(asked)
    print(f"{asked} kernels started, {len(wrong)} failures", *wrong[:20], sep="\n")
    sys.exit(bool(wrong))
