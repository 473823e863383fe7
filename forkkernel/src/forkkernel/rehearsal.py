"""A rehearsal: a kernel is started once and thrown away, to learn what a kernel imports late."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

NOT_BEFORE_FORK = frozenset({"matplotlib_inline.backend_inline"})
"""Modules that hook into the running IPython when they are imported; in the server there is none."""

CELL = "from IPython.display import display\ndisplay({'text/plain': ''}, raw=True)\n'0' * 3"


def rehearse(folder: Path) -> None:
    """Import here what a kernel, started in a child of this process, has imported after one cell.

    What the kernel needs lies in `folder`, which goes away with the server, however that ends.
    """
    known = set(sys.modules)
    for name in _imported_by_a_kernel(folder):
        if name in known or name in NOT_BEFORE_FORK:
            continue
        with contextlib.suppress(Exception):  # what is made while running cannot be imported
            importlib.import_module(name)


def _imported_by_a_kernel(place: Path) -> list[str]:
    heard, told = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os.close(heard)
        with contextlib.suppress(BaseException):
            os.write(told, json.dumps(_start(place)).encode())
        os._exit(0)
    os.close(told)
    with os.fdopen(heard, "rb") as answer:
        content = answer.read()
    os.waitpid(child, 0)
    return list(json.loads(content)) if content else []


def _start(place: Path) -> list[str]:
    from ipykernel.kernelapp import IPKernelApp

    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    with tempfile.TemporaryDirectory(dir=place) as folder:
        os.environ["IPYTHONDIR"] = folder
        sys.argv = ["kernel", "-f", str(Path(folder) / "connection.json"), "--transport=ipc",
                    f"--ip={folder}/s", "--HistoryManager.hist_file=:memory:"]  # fmt: skip
        app: Any = IPKernelApp.instance()
        app.initialize()
        app.shell.run_cell(CELL)
    return [name for name in sys.modules if not name.startswith("__")]
