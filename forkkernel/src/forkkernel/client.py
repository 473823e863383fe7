"""Papermill's client and engine for kernels that are forked."""

from __future__ import annotations

from typing import Any

import nbformat
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from forkkernel.engine import OUTPUTS
from forkkernel.manager import ForkKernelManager, last_words
from forkkernel.provisioner import ForkServerProvisioner  # noqa: F401  # found by name

START_SECONDS = 10
"""A forked kernel answers within a tenth of a second; one that does not by then never will."""


def warm() -> None:
    """Do once what every client of this process, and of those that it forks, would do first."""
    KernelProvisionerFactory.instance()  # looks through all installed packages
    for minor in (4, 5):  # papermill writes and reads both; the first use compiles a validator
        nbformat.validate({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})


class ForkNotebookClient(PapermillNotebookClient):  # type: ignore[misc]
    """Starts a kernel a second time if the first does not answer; says how one has died."""

    _words = ""

    async def async_start_new_kernel_client(self) -> Any:
        """As nbclient does, with one retry in a kernel of its own."""
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError as error:
            self.log.warning("kernel started again: %s", error)
        self.create_kernel_manager()
        await self.async_start_new_kernel()
        return await super().async_start_new_kernel_client()

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def _async_check_alive(self) -> None:
        try:
            await super()._async_check_alive()
        except DeadKernelError:
            self._words = last_words(self.km)  # the manager is gone when the error gets there
            raise

    def execute(self, **kwargs: Any) -> Any:
        """Execute the notebook; the error of a kernel that died holds its last words."""
        try:
            return super().execute(**kwargs)
        except DeadKernelError as error:
            if not self._words:
                raise
            raise DeadKernelError(f"{error}{self._words}") from None


class ClientEngine(NBClientEngine):  # type: ignore[misc]
    """Executes a notebook by `ForkNotebookClient`; takes the keywords of papermill's own engine."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = START_SECONDS,
        execution_timeout: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """Execute the notebook of `nb_man`."""
        given = remove_args(["input_path", "timeout", "startup_timeout"], **kwargs)
        options = merge_kwargs(
            {"kernel_manager_class": ForkKernelManager, **OUTPUTS, **given},
            timeout=execution_timeout or kwargs.get("timeout"),
            startup_timeout=min(start_timeout, START_SECONDS),
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        return ForkNotebookClient(nb_man, **options).execute()
