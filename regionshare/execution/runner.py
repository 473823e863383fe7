"""One notebook executed through papermill's API, in this process."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from regionshare.data import trace
from regionshare.errors import ChapterError
from regionshare.execution.kernel import ENGINE, ChapterEngine, current
from regionshare.files import notebooks
from regionshare.files.notebooks import CELL_NUMBER, Notebook

if TYPE_CHECKING:
    from regionshare.execution.plans import Run

papermill_engines.register(ENGINE, ChapterEngine)
ERROR_MARK = "regionshare: "  # RegionshareError._render_traceback_ begins with it
LAST_LINES = 3  # of a kernel's last words, in the error that a chapter gives


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
    logging.getLogger("papermill").setLevel(logging.ERROR)
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    as_node: Any = nbformat.from_dict
    node = as_node({**run.source, "nbformat": 4, "nbformat_minor": 4})
    kernels = current()
    environ = {trace.VARIABLE: str(runtime / "reads"), **run.environ}
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
