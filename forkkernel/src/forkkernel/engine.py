"""The papermill engine ``fork-server``.

Papermill loads its engines while it is itself being imported, so nothing of papermill is imported
here before an engine is used.
"""

from __future__ import annotations

from typing import Any

OUTPUTS = {"iopub_timeout": 120, "raise_on_iopub_timeout": True}
"""Outputs that come after a cell's reply are waited for: four seconds, which is what nbclient and
papermill wait, are too short for a busy machine.
"""


class ForkServerEngine:
    """``papermill --engine fork-server``: each notebook in a kernel forked from a server."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute a notebook; arguments and result as of papermill's own engine."""
        from forkkernel.client import ClientEngine

        return ClientEngine.execute_notebook(nb, kernel_name, **kwargs)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel that the notebook names, unless another is asked for."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language that the notebook names, unless another is asked for."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
